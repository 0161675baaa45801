//! The report as Markdown, for a pull request or a ticket: the verdict, the gaps, the next step, and the
//! rest folded away.
//!
//! What tenants write is put into code spans wherever it has a character that Markdown, or a service that
//! shows Markdown, could take for more than text: a mention, a link, an issue, markup, a formula, a table.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    commands::{Tool, commands},
    what_if,
    words::{
        capital, days_watched, decided, gaps, headline, missing, not_known, number, peer as verdict, policy,
        policy_name, ready, sentence, size, stands_by, state,
    },
};
use crate::{
    Places,
    clean::clean,
    report::{
        Because, DecisionReport, Gap, Judged, PolicyReport, Principal, Proposal, Report, Rollout, Standing,
    },
};

/// The longest list that is shown: a comment has room for some 65,000 characters.
const MAX_LISTED: usize = 10;

/// The most members that are shown of one gap.
const MAX_MEMBERS: usize = 4;

/// The report as Markdown, with the places of the members that let witnesses through.
///
/// ```
/// # use flowlock_core::{File, Places, Settings, evaluate_files, render};
/// # let export = r#"{"value": [{"id": "p", "state": "enabled", "conditions": {}}]}"#;
/// # let files = [File { name: "policies.json".into(), bytes: export }];
/// # let as_of = "2026-01-31T00:00:00Z".parse().expect("a timestamp");
/// # let report = evaluate_files(&files, &Settings::default(), as_of)?;
/// let text = render::markdown(&report, &Places::of(&report));
/// assert!(text.starts_with("## FAIL: device code flow is not locked\n"));
/// # Ok::<(), flowlock_core::Problem>(())
/// ```
pub fn markdown(report: &Report, places: &Places) -> String {
    let mut page = Page { out: String::new(), places };
    page.verdict(report);
    for standing in [Standing::Open, Standing::Doubtful, Standing::Accepted] {
        page.gaps(report, standing);
    }
    page.decisions(report);
    page.next_step(report);
    page.policies(report);
    page.log(report);
    page.limits(report);
    page.peers(report);
    page.crosswalk(report);
    page.out
}

struct Page<'r> {
    out: String,
    places: &'r Places,
}

impl Page<'_> {
    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn blank(&mut self) {
        self.out.push('\n');
    }

    fn bullets<'w>(&mut self, lead: &str, lines: impl IntoIterator<Item = &'w str>) {
        for (index, line) in lines.into_iter().enumerate() {
            if index == MAX_LISTED {
                self.line(&format!("{lead} and more, which the JSON report lists"));
                return;
            }
            self.line(&format!("{lead} {}", rich(line)));
        }
    }

    fn verdict(&mut self, report: &Report) {
        let control = &report.control;
        self.line(&format!(
            "## {}: {}",
            report.status.as_str().to_ascii_uppercase(),
            headline(report.status)
        ));
        self.blank();
        self.line(&format!(
            "{} {}, {} · stage **{}** · as of {}",
            control.benchmark,
            control.version,
            control.id,
            report.stage.as_str(),
            code(&report.as_of)
        ));
        self.blank();
        self.line(&sentence(&report.summary));
        self.blank();
        self.bullets("-", report.reasons.iter().map(|reason| reason.words.as_str()));
        if !report.warnings.is_empty() {
            self.blank();
            self.line("Also worth knowing:");
            self.blank();
            self.bullets("-", report.warnings.iter().map(|reason| reason.words.as_str()));
        }
    }

    fn decisions(&mut self, report: &Report) {
        if report.decisions.is_empty() {
            return;
        }
        self.blank();
        self.line("### Decisions");
        self.blank();
        for decision in report.decisions.iter().take(MAX_LISTED) {
            self.decision(decision);
        }
        if report.decisions.len() > MAX_LISTED {
            self.blank();
            self.line(&format!("And {} more.", report.decisions.len() - MAX_LISTED));
        }
    }

    fn decision(&mut self, report: &DecisionReport) {
        let what = rich(&decided(&report.decision));
        self.line(&format!("- {}, **{}**: {what}", code(&report.decision.id), report.standing));
        self.line(&format!("  - {}", rich(&report.words)));
        for one in report.approvals.iter().take(MAX_LISTED) {
            let who = code(one.principal.as_deref().unwrap_or("somebody"));
            self.line(&format!("  - signed by {who}: {}", one.words));
        }
        if let Some(missing) = missing(report) {
            self.line(&format!("  - {}", rich(&missing)));
        }
    }

    fn gaps(&mut self, report: &Report, standing: Standing) {
        let count = gaps(report, standing).count();
        if count == 0 {
            return;
        }
        self.blank();
        self.line(&format!("### {} gaps: {count}", capital(standing.as_str())));
        self.blank();
        for (index, gap) in gaps(report, standing).take(MAX_LISTED).enumerate() {
            self.gap(index + 1, gap);
        }
        if count > MAX_LISTED {
            self.blank();
            self.line(&format!("And {} more.", count - MAX_LISTED));
        }
    }

    fn gap(&mut self, index: usize, gap: &Gap) {
        self.line(&format!("{index}. **{}**", rich(&gap.words)));
        if !gap.by.is_empty() {
            self.line(&format!("   - {}{}", stands_by(gap.standing), rich(&gap.by.join(", "))));
        }
        self.line(&format!("   - such as: {}", rich(&what_if(&gap.witness))));
        for because in gap.because.iter().take(MAX_MEMBERS) {
            let line = self.because(because);
            self.line(&line);
        }
        if gap.because.len() > MAX_MEMBERS {
            self.line(&format!("   - and {} more members", gap.because.len() - MAX_MEMBERS));
        }
    }

    fn because(&self, because: &Because) -> String {
        let policy = policy_name(&because.display_name, &because.policy_id);
        let place = self.place(&because.source, &because.pointer);
        format!("   - {}: {} ({place})", code(&policy), rich(&because.words))
    }

    fn place(&self, source: &str, pointer: &str) -> String {
        let file = match self.places.get(source, pointer) {
            Some(region) => code(&format!("{source}:{}:{}", region.line, region.column)),
            None => code(source),
        };
        if pointer.is_empty() { file } else { format!("{file} {}", code(pointer)) }
    }

    fn next_step(&mut self, report: &Report) {
        let step = &report.next_step;
        if step.steps.is_empty() {
            return;
        }
        self.blank();
        self.line(&format!("### Next step: {}", step.action.title()));
        self.blank();
        for (index, line) in step.steps.iter().enumerate() {
            self.line(&format!("{}. {}", index + 1, rich(line)));
        }
        if let Some(proposal) = &step.proposal {
            self.proposal(proposal);
        }
    }

    /// The change that is proposed, to be copied.
    fn proposal(&mut self, proposal: &Proposal) {
        let Judged { status, stage } = proposal.after;
        self.fold(&format!(
            "The change for the Azure CLI, after which it is {} and {}",
            status.as_str(),
            stage.as_str()
        ));
        let text = commands(proposal, Tool::Az);
        let fence = "`".repeat(longest_run(&text).max(2) + 1);
        self.line(&format!("{fence}shell"));
        self.out.push_str(&text);
        self.line(&fence);
        self.unfold();
    }

    fn peers(&mut self, report: &Report) {
        let Some(peers) = &report.peers else { return };
        self.fold("What other tools would say");
        for peer in peers {
            let check = code(&format!("{} {}", peer.tool, peer.check));
            self.line(&format!("- {check}: **{}**; {}", verdict(peer), rich(&peer.words)));
        }
        self.unfold();
    }

    fn crosswalk(&mut self, report: &Report) {
        self.fold("Where else this is asked");
        for related in report.crosswalk {
            self.line(&format!("- {}: {}", code(&related.name()), related.reading));
        }
        self.unfold();
    }

    /// Begins a part that is folded away.
    fn fold(&mut self, title: &str) {
        self.blank();
        self.line(&format!("<details><summary>{title}</summary>"));
        self.blank();
    }

    fn unfold(&mut self) {
        self.blank();
        self.line("</details>");
    }

    fn policies(&mut self, report: &Report) {
        let candidates: Vec<&PolicyReport> =
            report.policies.iter().filter(|policy| policy.candidate).collect();
        if candidates.is_empty() {
            return;
        }
        let title = number(size(candidates.len()), "policy about the flow", "policies about the flow");
        self.fold(&title);
        self.line("| policy | state | what it misses |");
        self.line("| --- | --- | --- |");
        for policy in candidates.iter().take(MAX_LISTED) {
            let missed: Vec<&str> =
                policy.requirements.iter().filter(|step| !step.met).map(|step| &*step.title).collect();
            let missed = if missed.is_empty() { "nothing".to_string() } else { missed.join("; ") };
            let name = cell(&policy_name(&policy.display_name, &policy.id));
            self.line(&format!("| {name} | {} | {missed} |", state(policy.state.as_deref())));
        }
        if candidates.len() > MAX_LISTED {
            self.blank();
            self.line(&format!("And {} more.", candidates.len() - MAX_LISTED));
        }
        self.unfold();
    }

    fn log(&mut self, report: &Report) {
        for entry in report.rollout.iter().take(MAX_LISTED) {
            self.rollout(entry, report);
        }
        let Some(used) = &report.usage else { return };
        self.fold(&format!("{} of {} sign-ins used device code flow", used.events, used.sign_ins));
        self.people(&used.principals);
        self.unfold();
    }

    fn rollout(&mut self, entry: &Rollout, report: &Report) {
        let known = policy(report, &entry.policy_id).map_or("", |policy| &policy.display_name);
        self.blank();
        self.line("### Report-only review");
        self.blank();
        let name = code(&policy_name(known, &entry.policy_id));
        let counts = format!(
            "{} not applied, {} would be blocked, {} undetermined in {}",
            entry.not_applied,
            entry.would_block,
            entry.undetermined,
            days_watched(entry)
        );
        self.line(&format!("{name}: **{}** ({counts})", ready(entry.ready)));
        if !entry.reasons.is_empty() {
            self.blank();
            self.bullets("-", entry.reasons.iter().map(|reason| reason.words.as_str()));
        }
        if !entry.affected.is_empty() {
            self.blank();
            self.line("Who would be blocked:");
            self.blank();
            self.people(&entry.affected);
        }
    }

    fn people(&mut self, principals: &[Principal]) {
        self.line("| who | standing | with | events | last seen |");
        self.line("| --- | --- | --- | ---: | --- |");
        for principal in principals.iter().take(MAX_LISTED) {
            let who = principal.who();
            let apps: Vec<&str> =
                principal.apps.iter().take(MAX_MEMBERS).map(|app| app.name.as_str()).collect();
            let seen = principal.last_seen.as_deref().map_or_else(String::new, cell);
            let standing = principal.standing.words();
            self.line(&format!(
                "| {} | {standing} | {} | {} | {seen} |",
                cell(who),
                cell(&apps.join(", ")),
                principal.events
            ));
        }
        if principals.len() > MAX_LISTED {
            self.blank();
            self.line(&format!("And {} more.", principals.len() - MAX_LISTED));
        }
    }

    fn limits(&mut self, report: &Report) {
        let unknown = not_known(report);
        if unknown.is_empty() {
            return;
        }
        self.fold("What was not known");
        self.bullets("-", unknown.iter().map(String::as_str));
        self.unfold();
    }
}

/// Text in which what stands in backticks is code, as are words that could be taken for more than text.
pub(super) fn rich(text: &str) -> String {
    let text = clean(text);
    let mut out = String::new();
    for (index, part) in text.split('`').enumerate() {
        if index % 2 == 1 { out.push_str(&code(part)) } else { words(part, &mut out) }
    }
    out
}

fn words(text: &str, out: &mut String) {
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            out.push(' ');
        }
        let bare = word.trim_start_matches(['(', '"']);
        let (before, rest) = word.split_at(word.len() - bare.len());
        let core = rest.trim_end_matches([')', '"', '.', ',', ';', ':', '?', '!']);
        let (core, after) = rest.split_at(core.len());
        if is_plain(core) && !begins_list(core, after) {
            out.push_str(word);
        } else {
            out.push_str(before);
            out.push_str(&code(core));
            out.push_str(after);
        }
    }
}

/// Whether no Markdown and no service that shows it can take the word for anything else.
fn is_plain(word: &str) -> bool {
    let is_harmless =
        |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '–' | '\'' | ',' | '…' | '%');
    let begins_well =
        word.starts_with(|letter: char| letter.is_alphanumeric() || matches!(letter, '–' | '…'));
    word.is_empty() || (begins_well && word.chars().all(is_harmless) && !word.starts_with("GH-"))
}

fn begins_list(word: &str, after: &str) -> bool {
    word.chars().all(|letter| letter.is_ascii_digit()) && after.starts_with(['.', ')'])
}

/// A code span that holds whatever it is given.
pub(super) fn code(text: &str) -> String {
    let text = clean(text);
    if text.trim().is_empty() {
        return text;
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// How many backticks stand in a row at most.
fn longest_run(text: &str) -> usize {
    text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0)
}

/// A code span inside a table, where a bar would end the cell even in code.
fn cell(text: &str) -> String {
    // A backslash before the bar would take the one that we put there.
    code(&text.replace("\\|", "\\ |")).replace('|', "\\|")
}
