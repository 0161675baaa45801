//! Many tenants, one line each.

use alloc::{format, string::String, vec::Vec};

use super::{
    page::{Ink, Page, Style, faint, plain},
    text::listed,
    words::number,
};
use crate::{
    clean::name,
    many::{Many, Outcome, Tenant, Totals, Worst},
    report::{ReasonCode, Report},
};

/// One line for each tenant, worst first, then how many there are of each kind.
pub fn tenants(many: &Many, style: Style) -> String {
    let mut page = Page::new(style);
    let widest = many.tenants.iter().map(|tenant| name(&tenant.tenant).chars().count()).max().unwrap_or(0);
    for tenant in &many.tenants {
        line(tenant, widest.min(style.width / 3), &mut page);
    }
    page.blank();
    page.paragraph("", &[plain(totals(&many.totals))]);
    if !many.ignored.is_empty() {
        let words = format!("beside the folders, and not read: {}", listed(&many.ignored));
        page.paragraph("", &[faint(words)]);
    }
    page.into_text()
}

fn line(tenant: &Tenant, columns: usize, page: &mut Page) {
    let (lead, ink) = match tenant.outcome.worst() {
        Worst::Fail => ("FAIL    ", Ink::Bad),
        Worst::NotEvaluated => ("ERROR   ", Ink::Bad),
        Worst::Review => ("REVIEW  ", Ink::Doubt),
        Worst::Pass => ("PASS    ", Ink::Good),
    };
    let (stage, words) = match &tenant.outcome {
        Outcome::Report(report) => (report.stage.as_str(), main_reason(report)),
        Outcome::Error(problem) => ("-", format!("{}: {}", problem.code, problem.message)),
    };
    page.cut_line(lead, ink, &format!("{stage:<12}{:<columns$}  {words}", name(&tenant.tenant)));
}

/// The first reason that says more than which policies there are.
pub(super) fn main_reason(report: &Report) -> String {
    let tells = |code| !matches!(code, ReasonCode::EnabledCandidates | ReasonCode::BlockedByOthers);
    let reason = report.reasons.iter().find(|reason| tells(reason.code));
    reason.map_or_else(|| report.summary.clone(), |reason| reason.words.clone())
}

fn totals(totals: &Totals) -> String {
    let Totals { tenants, fail, not_evaluated, review, pass } = *totals;
    let kinds =
        [(fail, "fail"), (not_evaluated, "could not be evaluated"), (review, "to review"), (pass, "pass")];
    let kinds = kinds.into_iter().filter(|(count, _)| *count > 0);
    let kinds: Vec<String> = kinds.map(|(count, words)| format!("{count} {words}")).collect();
    let tenants = number(tenants, "tenant", "tenants");
    format!("{tenants}: {}", kinds.join(", "))
}
