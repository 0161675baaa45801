//! What to do now, in words.

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

use crate::{
    catalogue::{Action, ProblemCode, Standing},
    control::{Evaluation, and_more, called, stage},
    coverage::Verdict,
    decisions::{DecisionKind, DecisionReport, DecisionStanding},
    entra::{Id, Policy, State},
    order,
    report::{Ready, Rollout, Stage, Status},
};

use super::search::may_block;

/// An id as it may stand in a command. Whoever edits a policy chooses what is in it, and a shell must not run
/// it: what is more than letters, digits and what names hold is left to be filled in.
pub(super) fn argument(id: &Id) -> &str {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-._@".contains(letter);
    let is_safe = id.as_str().chars().all(is_plain) && !id.as_str().starts_with('-');
    if is_safe { id.as_str() } else { TO_FILL_IN }
}

/// What stands in a command in place of an id.
const TO_FILL_IN: &str = "ID";

/// Whether a policy waits and is not about the flow. It blocks other sign-ins as well, often all of them for an
/// emergency, and is not to be turned on for the sake of this flow.
fn is_left(policy: &Policy) -> bool {
    policy.state != Some(State::Enabled) && !policy.is_candidate()
}

impl Evaluation<'_> {
    /// The name of the step, and what to do.
    pub(super) fn steps(&self) -> (Action, Vec<String>) {
        let stage = self.stage_of_candidates();
        match (self.status, stage) {
            (Status::Pass, _) => (Action::Nothing, Vec::new()),
            (Status::Review, _) if self.verdict == Verdict::Fail => {
                (Action::ExportAgain, self.export_again())
            }
            (Status::Review, _) if self.verdict == Verdict::CutOff => (Action::Simplify, simplify()),
            (Status::Review, _) if self.verdict == Verdict::Pass => (Action::Investigate, investigate()),
            (Status::Review, _) => (Action::Declare, self.declare()),
            (Status::Fail, Stage::ReportOnly) => (Action::TurnOn, self.turn_on()),
            (Status::Fail, Stage::Drafted) => (Action::Watch, self.watch()),
            (Status::Fail, Stage::Absent) => (Action::CreatePolicy, self.create(stage)),
            (Status::Fail, _) => (Action::CloseGaps, self.close(stage)),
        }
    }

    /// The stage without what is [left](is_left) as it is.
    fn stage_of_candidates(&self) -> Stage {
        if !matches!(self.stage, Stage::ReportOnly | Stage::Drafted) {
            return self.stage;
        }
        let policies: Vec<&Policy> = self.tenant.policies.iter().filter(|policy| !is_left(policy)).collect();
        stage(&self.coverage.with(policies.clone()), self.verdict, policies.into_iter())
    }

    /// That what blocks the flow with everything else is left as it is, where the stage is another without it.
    fn leave(&self, without: Stage) -> Option<String> {
        let mut waiting = self.tenant.policies.iter().filter(|policy| is_left(policy) && may_block(policy));
        let first = waiting.next().filter(|_| without != self.stage)?;
        let (name, more) = (called(&first.display_name, &first.id), and_more(waiting.count()));
        Some(format!("leave {name}{more} as it is: turned on, it blocks more than device code flow"))
    }

    fn export_again(&self) -> Vec<String> {
        let problems = self.tenant.incomplete().flat_map(|source| {
            let problems = source.problems.iter().filter(|problem| !problem.asks_nothing());
            problems.map(move |problem| format!("{}: {}", source.name, problem.help))
        });
        let mut steps: Vec<String> = problems.collect();
        steps.dedup();
        steps.push("then evaluate again".to_owned());
        steps
    }

    fn declare(&self) -> Vec<String> {
        let doubtful: Vec<&str> =
            self.gaps_of(Standing::Doubtful).flat_map(|gap| gap.by.iter().map(String::as_str)).collect();
        let mut steps = self.waiting_for_approval(DecisionKind::Exception);
        if doubtful.iter().any(|by| by.starts_with("excluded user") || by.starts_with("excluded group")) {
            let undeclared = self.undeclared().into_iter().map(argument);
            let (known, open): (Vec<&str>, Vec<&str>) = undeclared.partition(|id| *id != TO_FILL_IN);
            let ids = known.into_iter().chain(open.into_iter().take(1));
            let flags: Vec<String> = ids.map(|id| format!("--emergency-access {id}")).collect();
            let flags = flags.join(" ");
            steps.push(format!(
                "check who is excluded; what is emergency access, declare: `flowlock evaluate … {flags}`"
            ));
        }
        if doubtful.iter().any(|by| by.starts_with("excluded application")) {
            steps.push(
                "remove the excluded applications, or declare an exception for each in the settings"
                    .to_owned(),
            );
        }
        if doubtful.iter().any(|by| by.starts_with("condition ")) {
            steps.push(self.show_conditions());
        }
        steps
    }

    /// What to do about conditions that are not shown, or not understood.
    fn show_conditions(&self) -> String {
        let mut problems = self.tenant.incomplete().flat_map(|source| &source.problems);
        let not_shown = problems.find(|problem| problem.code == ProblemCode::FlowNotShown);
        let help = "look at the conditions that this version does not know, and remove them if you can";
        not_shown.map_or(help, |problem| &problem.help).to_owned()
    }

    /// The users and groups that enabled candidates exclude and nothing declares.
    fn undeclared(&self) -> Vec<&Id> {
        let excluded = self.candidates(State::Enabled).map(|policy| &policy.users.exclude);
        let mut ids: Vec<&Id> = excluded
            .flat_map(|exclude| exclude.users.items.iter().chain(&exclude.groups.items))
            .filter(|id| !self.accepted.accepts_user(id) && !self.accepted.accepts_group(id))
            .collect();
        order::sort(&mut ids);
        ids.dedup();
        ids
    }

    fn turn_on(&self) -> Vec<String> {
        let names = self.names(State::ReportOnly);
        let mut steps = self.waiting_for_approval(DecisionKind::MeantToBeBlocked);
        steps.extend(self.rollout.iter().map(|entry| self.reviewed(entry)));
        steps.push(
            "exclude two or more emergency access accounts, and nobody else, if that is not so yet"
                .to_owned(),
        );
        steps.push(format!("then turn {names} on, and evaluate again"));
        steps
    }

    /// The decisions that would count, had enough approvers signed them.
    fn waiting_for_approval(&self, kind: DecisionKind) -> Vec<String> {
        let waits = |report: &&DecisionReport| {
            report.decision.kind == kind && report.standing == DecisionStanding::NotApproved
        };
        let step = |report: &DecisionReport| {
            let id = &report.decision.id;
            match report.approvals_pending.as_slice() {
                [] => format!("decide {id} again: nobody is left who may approve it"),
                of => format!("have decision {id} approved with `flowlock approve`, by {}", of.join(", ")),
            }
        };
        self.decided.decisions.iter().filter(waits).map(step).collect()
    }

    /// What the review of one report-only policy asks for.
    fn reviewed(&self, entry: &Rollout) -> String {
        let policy = self.tenant.policies.iter().find(|policy| policy.id == entry.policy_id);
        let name = policy.map_or("", |policy| policy.display_name.as_str());
        let policy = called(name, &entry.policy_id);
        let why = entry.reasons.first().map_or("", |reason| reason.words.as_str());
        if let Some(why) = self.not_decided(&entry.policy_id).filter(|_| entry.ready == Ready::Yes) {
            return format!("{policy} is ready and may not be turned on yet: {why}");
        }
        match entry.ready {
            Ready::Yes => format!("{policy} is ready: the sign-in log shows nobody whom it should not block"),
            Ready::No => format!(
                "{policy} is not ready: {why}; move each to another way to sign in and declare in the settings \
                 who is meant to be blocked, or an exception for who is not"
            ),
            Ready::Insufficient => {
                let since = entry.since.as_deref().unwrap_or("it was made");
                format!(
                    "{policy} is not ready for want of evidence: {why}; give exports of the interactive and \
                     the non-interactive sign-ins since {since}, from Graph beta"
                )
            }
        }
    }

    fn watch(&self) -> Vec<String> {
        let names = self.names(State::Disabled);
        alloc::vec![
            format!("set {names} to report-only"),
            format!("review the sign-ins for {} days, then turn it on", self.settings.min_observation_days),
        ]
    }

    fn create(&self, stage: Stage) -> Vec<String> {
        let declared = &self.settings.emergency_access;
        let mut steps = Vec::from_iter(self.leave(stage));
        if declared.users.is_empty() && declared.groups.is_empty() {
            steps.push(
                "make two or more emergency access accounts and declare them in the settings".to_owned(),
            );
        }
        steps.push(
            "create a conditional access policy: all users but emergency access, all resources, \
             authentication flows: device code flow, grant: block, state: report-only"
                .to_owned(),
        );
        steps.push(format!(
            "review the sign-ins for {} days, then turn it on",
            self.settings.min_observation_days
        ));
        steps
    }

    fn close(&self, stage: Stage) -> Vec<String> {
        let open = self.gaps_of(Standing::Open).take(3).map(|gap| format!("close: {}", gap.words));
        let mut steps: Vec<String> = self.leave(stage).into_iter().chain(open).collect();
        if let Some(nearest) = self.policies.first().filter(|policy| policy.candidate) {
            for step in nearest.requirements.iter().filter(|step| !step.met) {
                steps.push(format!(
                    "in {}, see to it that {}: {} in {}",
                    called(&nearest.display_name, &nearest.id),
                    step.title,
                    step.pointer,
                    nearest.source
                ));
            }
        }
        steps
    }

    /// The candidates in this state by name.
    fn names(&self, state: State) -> String {
        let names: Vec<String> =
            self.candidates(state).map(|policy| called(&policy.display_name, &policy.id)).collect();
        names.join(", ")
    }
}

fn investigate() -> Vec<String> {
    alloc::vec![
        "look at these sign-ins in the sign-in log, under conditional access: which policy did not apply, \
         and why"
            .to_owned(),
        "check that the export of policies is of the same tenant, and whole".to_owned(),
        "then declare an exception for each that is needed, or close what let them through".to_owned(),
    ]
}

fn simplify() -> Vec<String> {
    alloc::vec![
        "merge policies that block device code flow into one that includes all users and all applications"
            .to_owned(),
    ]
}
