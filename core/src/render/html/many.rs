//! Many tenants on one page: a table of all, then the report on each.

use alloc::{format, string::String};

use maud::{Markup, html};

use super::{Page, rich, scrolling, whole};
use crate::{
    clean::name,
    many::{Many, Outcome, Tenant, Totals},
    problem::Problem,
    render::many::main_reason,
};

/// Many tenants as a whole document, worst first: an index, and a section for each.
pub fn many(many: &Many) -> String {
    let Totals { tenants, fail, not_evaluated, review, pass } = many.totals;
    let totals = format!(
        "{fail} fail, {not_evaluated} could not be evaluated, {review} to review, {pass} pass, of {tenants} tenants"
    );
    whole(
        &format!("{totals} (CIS 2.2.3)"),
        &html! {
            div.flowlock {
                h1 { "Device code flow in many tenants" }
                p.fl-summary { (totals) }
                (index(many))
                @if !many.ignored.is_empty() { p.fl-more { "Beside the folders, and not read: " (many.ignored.join(", ")) "." } }
            }
            @for (number, tenant) in many.tenants.iter().enumerate() { (one(number, tenant)) }
        },
    )
}

fn index(many: &Many) -> Markup {
    scrolling(
        "Tenants",
        &html! {
            table {
                thead { tr { th scope="col" { "Tenant" } th scope="col" { "Status" } th scope="col" { "Stage" } th scope="col" { "Why" } } }
                tbody {
                    @for (number, tenant) in many.tenants.iter().enumerate() {
                        tr {
                            th scope="row" { a href=(format!("#fl-tenant-{number}")) { (name(&tenant.tenant)) } }
                            @match &tenant.outcome {
                                Outcome::Report(report) => {
                                    td { span.fl-tag data-standing=(report.status.as_str()) { (report.status.as_str()) } }
                                    td.fl-stage { (report.stage.as_str()) }
                                    td { (rich(&main_reason(report))) }
                                }
                                Outcome::Error(problem) => {
                                    td { span.fl-tag data-standing="fail" { "error" } }
                                    td { "-" }
                                    td { (rich(&problem.message)) }
                                }
                            }
                        }
                    }
                }
            }
        },
    )
}

fn one(number: usize, tenant: &Tenant) -> Markup {
    let prefix = format!("fl-{number}-");
    html! {
        section #(format!("fl-tenant-{number}")) aria-label=(name(&tenant.tenant)) tabindex="-1" {
            div.flowlock { h1 { (name(&tenant.tenant)) } }
            @match &tenant.outcome {
                Outcome::Report(report) => {
                    (Page { prefix: &prefix, ..Page::new(report, &tenant.places) }.article(false))
                }
                Outcome::Error(problem) => (error(problem)),
            }
        }
    }
}

fn error(problem: &Problem) -> Markup {
    html! {
        div.flowlock data-status="fail" {
            p { "Could not be evaluated: " (rich(&problem.message)) " " span.fl-code { (problem.code.as_str()) } }
            @if let Some(source) = &problem.source { p.fl-place { code { (source) } } }
            p { "What to do: " (rich(&problem.help)) }
        }
    }
}
