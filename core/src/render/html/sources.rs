//! What the verdict rests on: files and their limits, what was not known, settings.

use alloc::vec::Vec;

use maud::{Markup, html};

use super::{MAX_LISTED, Page, Section, moment, more, next_step::folded, rich, scrolling};
use crate::{
    problem::Problem,
    render::{
        json,
        words::{self, number},
    },
    report::{Acceptance, Decision, DecisionReport, DecisionStanding, SignatureReport},
    tenant::{Source, SourceKind},
};

pub(super) fn not_known(page: &Page<'_>) -> Section {
    let unknown = words::not_known(page.report);
    let body = html! {
        @if unknown.is_empty() {
            p { "Nothing that the verdict hangs on." }
        } @else {
            ul { @for line in unknown.iter().take(MAX_LISTED) { li { (rich(line)) } } }
            (more(unknown.len()))
        }
    };
    Section::new("fl-unknown", "What was not known", body)
}

pub(super) fn sources(page: &Page<'_>) -> Section {
    let (ignored, used): (Vec<&Source>, Vec<&Source>) = page
        .report
        .sources
        .iter()
        .partition(|source| source.kind == SourceKind::Ignored && source.problems.is_empty());
    let table = html! {
        table {
            caption { "The files, and what each was recognised as by its content" }
            thead { tr { th scope="col" { "File" } th scope="col" { "Holds" } th.fl-number scope="col" { "Records" } th scope="col" { "Whole" } } }
            tbody { @for source in used.iter().take(MAX_LISTED) { (file(source, page)) } }
        }
    };
    let body = html! {
        (scrolling("Files", &table))
        (more(used.len()))
        @if !ignored.is_empty() {
            details {
                summary { (number(words::size(ignored.len()), "file is", "files are")) " none of the exports that are read" }
                ul { @for source in ignored.iter().copied().take(MAX_LISTED) { li { code { (page.file(&source.name)) } } } }
                (more(ignored.len()))
            }
        }
    };
    Section::new("fl-sources", "Sources", body)
}

fn file<'r>(source: &'r Source, page: &Page<'r>) -> Markup {
    html! {
        tr {
            th scope="row" {
                code { (page.file(&source.name)) }
                @if !source.problems.is_empty() {
                    ul.fl-problems { @for problem in source.problems.iter().take(MAX_LISTED) { li { (one_problem(source, problem, page)) } } }
                }
            }
            td { (words::kind(source.kind)) }
            td.fl-number { (source.records) }
            td { @if source.complete { "yes" } @else { span.fl-tag data-standing="doubtful" { "no" } } }
        }
    }
}

fn one_problem<'r>(source: &'r Source, problem: &'r Problem, page: &Page<'r>) -> Markup {
    html! {
        (rich(&problem.message)) ". " (rich(&problem.help)) ". " span.fl-code { (problem.code.as_str()) }
        @if let Some(pointer) = &problem.pointer { " " (page.place(&source.name, pointer)) }
        @else if let Some(line) = problem.line { " " code { "line " (line) } }
    }
}

pub(super) fn settings(page: &Page<'_>) -> Section {
    let report = page.report;
    let (accepting, blocking): (Vec<&Acceptance>, Vec<&Acceptance>) =
        report.acceptance.iter().partition(|entry| entry.accepts());
    let body = html! {
        @if accepting.is_empty() { p { "Nothing is accepted: no emergency access and no exception was declared." } }
        (entries("What the settings accept", &accepting))
        (entries("Who the settings say is meant to be blocked", &blocking))
        dl.fl-facts {
            div { dt { "Days a report-only policy is observed" } dd { (report.thresholds.min_observation_days) } }
            div { dt { "Accounts an excluded group may have" } dd { (report.thresholds.max_emergency_accounts) } }
        }
    };
    Section::new("fl-settings", "Settings", body)
}

fn entries(title: &str, entries: &[&Acceptance]) -> Markup {
    let table = html! {
        table {
            caption { (title) }
            thead { tr { th scope="col" { "Entry" } th scope="col" { "Says" } th scope="col" { "Counts" } } }
            tbody {
                @for entry in entries.iter().take(MAX_LISTED) {
                    tr {
                        th scope="row" { (entry.entry) }
                        td { (rich(&entry.words)) @if !entry.problem.is_empty() { p.fl-problems { (rich(&entry.problem)) } } }
                        td { @if entry.counts { "yes" } @else { span.fl-tag data-standing="doubtful" { "no" } } }
                    }
                }
            }
        }
    };
    html! { @if !entries.is_empty() { (scrolling(title, &table)) (more(entries.len())) } }
}

pub(super) fn decisions(page: &Page<'_>) -> Option<Section> {
    let reports = &page.report.decisions;
    let table = html! {
        table {
            caption { "What people decided" }
            thead { tr { th scope="col" { "Decision" } th scope="col" { "Says" } th scope="col" { "Stands" } } }
            tbody {
                    @for report in reports.iter().take(MAX_LISTED) { (decision(report)) }
                }
        }
    };
    let body = html! { (scrolling("What people decided", &table)) (more(reports.len())) };
    (!reports.is_empty()).then(|| Section::new("fl-decisions", "Decisions", body))
}

fn decision(report: &DecisionReport) -> Markup {
    let Decision { id, kind, tenant, decided_at, evidence, .. } = &report.decision;
    let now = report.evidence_now.as_ref().filter(|now| *now != evidence);
    html! {
        tr {
            th scope="row" title=(kind.as_str()) { (id) }
            td {
                (rich(&words::decided(&report.decision)))
                @for line in report.rests_on.iter().take(MAX_LISTED) { p.fl-more { (rich(line)) } }
                p.fl-more {
                    "Decided " (moment(decided_at)) @if let Some(tenant) = tenant { " for tenant " (tenant) }
                    ", on evidence " code { (evidence) } @if let Some(now) = now { ", which is " code { (now) } " today" }
                }
                @if let Some(basis) = &report.basis { (folded("What it rests on today", &json(basis))) }
                @if !report.decision.signatures.is_empty() { (folded("Signatures", &json(&report.decision.signatures))) }
            }
            td {
                span.fl-tag data-standing=(if report.standing == DecisionStanding::Counts { "accepted" } else { "doubtful" }) { (report.standing.as_str()) }
                p.fl-problems { (rich(&report.words)) }
                @if let Some(needed) = report.approvals_needed { p.fl-more { "It needs " (number(needed, "approval", "approvals")) "." } }
                @if let Some(missing) = words::missing(report) { p.fl-problems { (rich(&words::sentence(&missing))) } }
                @for one in report.approvals.iter().take(MAX_LISTED) { (approval(one)) }
            }
        }
    }
}

fn approval(one: &SignatureReport) -> Markup {
    html! {
        p.fl-more {
            (one.principal.as_deref().unwrap_or("signed by nobody known")) ": " (one.words) " " span.fl-code { (one.standing.as_str()) }
            @if let Some(key) = &one.fingerprint { " by key " code { (key) } }
        }
    }
}

/// Who made the page.
pub(super) fn colophon() -> Markup {
    html! {
        footer.fl-colophon {
            p {
                "Flowlock " (crate::VERSION) ", report schema " (crate::report::SCHEMA_VERSION) ". The same exports and settings give the same report, byte for byte. "
                "Nothing was sent anywhere, and nothing was changed in the tenant."
            }
        }
    }
}
