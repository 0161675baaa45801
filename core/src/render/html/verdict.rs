//! The verdict, why, and how it was found.

use maud::{Markup, html};

use super::{Page, Section, moment, rich};
use crate::{
    render::words::{self, gaps, number, sentence, size},
    report::{Action, Reason, Stage, Standing},
};

pub(super) fn header(page: &Page<'_>) -> Markup {
    let report = page.report;
    let control = &report.control;
    html! {
        header.fl-head {
            p.fl-control { (control.benchmark) " " (control.version) ", " (control.id) " " span { (control.title) } }
            h1 #(page.id("fl-verdict")) {
                span.fl-status { (report.status.as_str()) } " "
                span { (words::capital(words::headline(report.status))) }
            }
            p.fl-summary { (sentence(&report.summary)) }
            @if report.next_step.action != Action::Nothing {
                p.fl-to-do { strong { "Next step:" } " " (sentence(report.next_step.action.title())) }
            }
            (stages(report.stage))
            (facts(page))
        }
    }
}

/// The way a tenant goes, and where it stands.
fn stages(stage: Stage) -> Markup {
    const WAY: [Stage; 5] =
        [Stage::Absent, Stage::Partial, Stage::Drafted, Stage::ReportOnly, Stage::Enforced];
    html! {
        ol.fl-stages aria-label="Stage" {
            @for step in WAY {
                li.fl-passed[step < stage] aria-current=[(step == stage).then_some("step")] { (step.as_str()) }
            }
        }
    }
}

fn facts(page: &Page<'_>) -> Markup {
    let report = page.report;
    let candidates = report.policies.iter().filter(|policy| policy.candidate).count();
    let sign_ins = report.usage.as_ref().map(|usage| usage.sign_ins);
    html! {
        dl.fl-facts {
            div { dt { "As of" } dd { (moment(&report.as_of)) } }
            div { dt { "Policies" } dd { (report.policies.len()) ", " (candidates) " about the flow" } }
            @for standing in [Standing::Open, Standing::Doubtful, Standing::Accepted] {
                div { dt { (words::capital(standing.as_str())) " gaps" } dd { (gaps(report, standing).count()) } }
            }
            div { dt { "Sign-ins" } dd { (sign_ins.map_or("not given".into(), |count| number(count, "read", "read"))) } }
            div { dt { "Files" } dd { (size(report.sources.len())) } }
        }
    }
}

pub(super) fn why(page: &Page<'_>) -> Section {
    let body = html! {
        (reasons(&page.report.reasons))
        @if !page.report.warnings.is_empty() {
            h3 { "Also worth knowing" }
            (reasons(&page.report.warnings))
        }
    };
    Section::new("fl-why", "Why", body)
}

pub(super) fn reasons(reasons: &[Reason]) -> Markup {
    html! {
        ul.fl-reasons {
            @for reason in reasons { li { (rich(&reason.words)) " " span.fl-code { (reason.code.as_str()) } } }
        }
    }
}

pub(super) fn proof(page: &Page<'_>) -> Section {
    let body = html! { @for paragraph in words::proof(page.report) { p { (paragraph) } } };
    Section::new("fl-proof", "How it was found", body)
}
