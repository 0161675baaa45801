//! What people are told when nobody reads the report: the verdict, why, the gaps, and the decision that is
//! asked for. And whom to tell, by which way: [`Notifiers`].

mod notifiers;
mod parse;

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use serde::{Deserialize, Serialize};

pub use notifiers::{Channel, Content, Mail, Notifier, Notifiers, Secret, Security, is_loopback};

use crate::{
    catalogue::{Action, ProblemCode, Stage, Standing, Status},
    decisions::{DecisionKind, DecisionReport, DecisionStanding, SignatureReport, SignatureStanding, Target},
    order,
    problem::Problem,
    report::{Report, SCHEMA_VERSION},
};

/// The most reasons, steps, and gaps of a notice; the report has them all.
const MAX_LISTED: usize = 6;

/// The most decisions, of which each takes some lines.
const MAX_DECISIONS: usize = 3;

/// When a notice is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// Always.
    Verbose,
    /// Unless the verdict is a pass.
    #[default]
    Info,
    /// Only where it could not be evaluated.
    Error,
}

/// What is told: a verdict, or that there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Notice {
    /// What a report says.
    Verdict(Verdict),
    /// It could not be evaluated.
    Failure {
        /// What stopped it.
        error: Problem,
    },
}

/// A report, shortened to what a message has room for. As JSON its members are those of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// The version of the report's shape.
    pub schema_version: u32,
    /// The control that was evaluated.
    pub control: Control,
    /// The verdict.
    pub status: Status,
    /// How far the tenant has come.
    pub stage: Stage,
    /// The moment the report speaks of, RFC 3339.
    pub as_of: String,
    /// The verdict in one sentence.
    pub summary: String,
    /// Why, most important first.
    pub reasons: Vec<Reason>,
    /// The gaps that nothing accepts, the open ones first.
    pub gaps: Vec<Gap>,
    /// How many more of them there are.
    pub gaps_not_listed: u64,
    /// What people decided, what does not count first.
    #[serde(default)]
    pub decisions: Vec<Decision>,
    /// How many more of them there are.
    #[serde(default)]
    pub decisions_not_listed: u64,
    /// What to do now.
    pub next_step: NextStep,
}

/// The control, by its names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// The benchmark's name.
    pub benchmark: String,
    /// Its version.
    pub version: String,
    /// The number of the control.
    pub id: String,
}

/// A reason for the verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The stable name.
    pub code: String,
    /// The reason in words.
    pub words: String,
}

/// A gap, and how it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The stable name of the region.
    pub id: String,
    /// The region in words.
    pub words: String,
    /// How it stands.
    pub standing: Standing,
    /// What makes it doubtful.
    pub by: Vec<String>,
}

/// What was decided, and whether it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// The name that reports call it by.
    pub id: String,
    /// What was decided.
    pub kind: DecisionKind,
    /// For whom or for what.
    pub target: Target,
    /// Why.
    pub justification: String,
    /// Who decided.
    pub decided_by: String,
    /// Its last moment.
    pub expires: String,
    /// Whether it counts, or why not.
    pub standing: DecisionStanding,
    /// The same in words.
    pub words: String,
    /// How many approvals it needs, where it needs any.
    pub approvals_needed: Option<u64>,
    /// How each signature stands.
    pub approvals: Vec<Approval>,
    /// Whose approval would still count.
    #[serde(default)]
    pub approvals_pending: Vec<String>,
}

/// Who signed a decision, and whether that counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Who signed, where that is known.
    pub principal: Option<String>,
    /// Whether it counts, or why not.
    pub standing: SignatureStanding,
}

/// What is to be decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextStep {
    /// The stable name of the step.
    pub action: Action,
    /// What to do, one step a line.
    pub steps: Vec<String>,
}

impl Level {
    /// Whether the notice is sent at this level.
    pub const fn asks_for(self, notice: &Notice) -> bool {
        match (self, notice) {
            (Self::Verbose, _) | (_, Notice::Failure { .. }) => true,
            (Self::Info, Notice::Verdict(verdict)) => !matches!(verdict.status, Status::Pass),
            (Self::Error, Notice::Verdict(_)) => false,
        }
    }
}

impl Verdict {
    /// The decision that is asked for, in words; `None` where none is open.
    pub fn decision(&self) -> Option<&'static str> {
        let action = self.next_step.action;
        (self.status != Status::Pass && action != Action::Nothing).then_some(action.title())
    }

    /// What a message has room for.
    fn shortened(mut self) -> Self {
        self.gaps.retain(|gap| gap.standing != Standing::Accepted);
        order::sort_by_key(&mut self.gaps, |gap| gap.standing != Standing::Open);
        let left_out = self.gaps.len().saturating_sub(MAX_LISTED);
        self.gaps_not_listed =
            self.gaps_not_listed.saturating_add(u64::try_from(left_out).unwrap_or(u64::MAX));
        self.gaps.truncate(MAX_LISTED);
        self.reasons.truncate(MAX_LISTED);
        self.next_step.steps.truncate(MAX_LISTED);
        order::sort_by_key(&mut self.decisions, |decision| decision.standing == DecisionStanding::Counts);
        let left_out = self.decisions.len().saturating_sub(MAX_DECISIONS);
        self.decisions_not_listed =
            self.decisions_not_listed.saturating_add(u64::try_from(left_out).unwrap_or(u64::MAX));
        self.decisions.truncate(MAX_DECISIONS);
        self
    }
}

impl Notice {
    /// Reads what `evaluate --format json` printed: a report, or the failure in place of one.
    ///
    /// # Errors
    ///
    /// The file is neither, or of another version.
    ///
    /// ```
    /// use flowlock_core::notice::{Level, Notice};
    ///
    /// let failure = br#"{"error": {"code": "no-policies", "message": "no policies", "help": "export them"}}"#;
    /// let notice = Notice::parse("report.json", failure)?;
    /// assert!(Level::Error.asks_for(&notice));
    /// assert!(Notice::parse("policies.json", br#"{"value": []}"#).is_err());
    /// # Ok::<(), flowlock_core::Problem>(())
    /// ```
    pub fn parse(name: &str, json: &[u8]) -> Result<Self, Problem> {
        #[derive(Deserialize)]
        struct Failed {
            error: Problem,
        }
        let wrong = |message: String| {
            let help = "give what `flowlock evaluate --format json` printed";
            Problem::new(ProblemCode::NoReport, message, help).in_source(name)
        };
        if let Ok(Failed { error }) = serde_json::from_slice(json) {
            return Ok(Self::Failure { error });
        }
        let verdict: Verdict = serde_json::from_slice(json)
            .map_err(|error| wrong(alloc::format!("the file is no report, by line {}", error.line())))?;
        if verdict.schema_version != SCHEMA_VERSION {
            return Err(wrong("the report is of another version of flowlock".to_string()));
        }
        Ok(Self::Verdict(verdict.shortened()))
    }
}

impl From<&Report> for Notice {
    fn from(report: &Report) -> Self {
        let control = &report.control;
        let reason = |reason: &crate::report::Reason| Reason {
            code: reason.code.to_string(),
            words: reason.words.clone(),
        };
        let gap = |gap: &crate::report::Gap| Gap {
            id: gap.id.clone(),
            words: gap.words.clone(),
            standing: gap.standing,
            by: gap.by.clone(),
        };
        let verdict = Verdict {
            schema_version: report.schema_version,
            control: Control {
                benchmark: control.benchmark.to_string(),
                version: control.version.to_string(),
                id: control.id.to_string(),
            },
            status: report.status,
            stage: report.stage,
            as_of: report.as_of.clone(),
            summary: report.summary.clone(),
            reasons: report.reasons.iter().map(reason).collect(),
            gaps: report.gaps.iter().map(gap).collect(),
            gaps_not_listed: report.gaps_not_listed,
            decisions: report.decisions.iter().map(Decision::from).collect(),
            decisions_not_listed: 0,
            next_step: NextStep { action: report.next_step.action, steps: report.next_step.steps.clone() },
        };
        Self::Verdict(verdict.shortened())
    }
}

impl From<&DecisionReport> for Decision {
    fn from(report: &DecisionReport) -> Self {
        let decision = report.decision.clone();
        let approval =
            |one: &SignatureReport| Approval { principal: one.principal.clone(), standing: one.standing };
        Self {
            id: decision.id,
            kind: decision.kind,
            target: decision.target,
            justification: decision.justification,
            decided_by: decision.decided_by,
            expires: decision.expires,
            standing: report.standing,
            words: report.words.clone(),
            approvals_needed: report.approvals_needed,
            approvals: report.approvals.iter().map(approval).collect(),
            approvals_pending: report.approvals_pending.clone(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::render::testing::report;

    fn parsed(report: &Report) -> Notice {
        Notice::parse("report.json", &serde_json::to_vec(report).unwrap()).unwrap()
    }

    #[test]
    fn a_report_and_its_json_are_told_alike() {
        assert_eq!(Notice::from(&report()), parsed(&report()));
    }

    #[test]
    fn open_gaps_come_first_and_what_is_left_out_is_counted() {
        let mut report = report();
        report.gaps.reverse();
        report.gaps.extend(core::iter::repeat_n(report.gaps.last().cloned().unwrap(), 9));
        let Notice::Verdict(verdict) = Notice::from(&report) else { unreachable!("a verdict") };
        assert!(verdict.gaps.iter().all(|gap| gap.standing == Standing::Open));
        assert_eq!((verdict.gaps.len(), verdict.gaps_not_listed), (MAX_LISTED, 3 + 5));
    }

    #[test]
    fn each_level_asks_for_what_it_says() {
        let asks =
            |notice: &Notice| [Level::Verbose, Level::Info, Level::Error].map(|level| level.asks_for(notice));
        let with = |status| Notice::from(&Report { status, ..report() });
        assert_eq!(asks(&with(Status::Pass)), [true, false, false]);
        assert_eq!(asks(&with(Status::Review)), [true, true, false]);
        assert_eq!(asks(&with(Status::Fail)), [true, true, false]);
        let error = Problem::new(ProblemCode::NoPolicies, "no policies", "export them");
        assert_eq!(asks(&Notice::Failure { error }), [true, true, true]);
    }

    #[test]
    fn a_decision_is_open_unless_it_passes() {
        let decision = |status| match Notice::from(&Report { status, ..report() }) {
            Notice::Verdict(verdict) => verdict.decision(),
            Notice::Failure { .. } => None,
        };
        assert_eq!(decision(Status::Pass), None);
        assert_eq!(decision(Status::Fail), Some("turn the report-only policies on, after their review"));
    }

    #[test]
    fn what_is_no_report_is_refused() {
        let mut other = serde_json::to_value(report()).unwrap();
        other.as_object_mut().unwrap().insert("schemaVersion".to_string(), 2.into());
        let twice = serde_json::to_string(&report()).unwrap().replacen('{', r#"{"status":"pass","#, 1);
        for json in ["", "[]", r#"{"value":[]}"#, &other.to_string(), &twice] {
            let problem = Notice::parse("r.json", json.as_bytes()).unwrap_err();
            assert_eq!((problem.code, problem.source.as_deref()), (ProblemCode::NoReport, Some("r.json")));
        }
    }
}
