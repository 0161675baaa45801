//! Why the verdict is what it is, and what else an administrator should know.

use alloc::{collections::BTreeSet, format, string::String, vec::Vec};

use super::{Evaluation, replay};
use crate::{
    acceptance::named,
    catalogue::{DecisionStanding, ProblemCode, ReasonCode, RequirementId, Standing},
    coverage::Verdict,
    entra::{Id, Policy, State},
    evidence::since,
    order,
    report::{PolicyReport, Principal, Reason, Requirement, SinceBasis, Stage, Status},
    tenant::Source,
};

/// How many policies a reason names.
const MOST_NAMES: usize = 3;

pub(crate) fn reason(code: ReasonCode, words: impl Into<String>) -> Reason {
    Reason { code, words: words.into() }
}

/// A policy by its name with its id, where it has one of its own.
pub(crate) fn called(display_name: &str, id: &Id) -> String {
    if id.is(display_name) { format!("`{display_name}`") } else { format!("`{display_name}` ({id})") }
}

/// What follows the first of several.
pub(crate) fn and_more(more: usize) -> String {
    if more == 0 { String::new() } else { format!(" and {more} more") }
}

/// Whether a policy is about the flow or the grant of one that is: a block of other things is nothing to widen.
fn is_about_flow(policy: &PolicyReport) -> bool {
    let asks = |step: &Requirement| matches!(step.id, RequirementId::Block | RequirementId::DeviceCodeFlow);
    policy.candidate || policy.requirements.iter().any(|step| asks(step) && !step.met)
}

impl Evaluation<'_> {
    pub(super) fn summary(&self) -> String {
        let plan = if self.plans().next().is_some() { "with the Terraform plan applied, " } else { "" };
        format!("{plan}{}", self.verdict_in_words())
    }

    fn verdict_in_words(&self) -> &'static str {
        match self.status {
            Status::Pass if self.gaps_of(Standing::Accepted).next().is_some() => {
                "every sign-in through device code flow is blocked, but for what the settings accept"
            }
            Status::Pass => "every sign-in through device code flow is blocked",
            Status::Review => match self.verdict {
                Verdict::Pass => {
                    "the enabled policies block device code flow, but the sign-in log shows that it succeeded"
                }
                Verdict::Fail => {
                    "what was read does not lock device code flow, and not everything could be read"
                }
                Verdict::CutOff => {
                    "the proof was cut off, so device code flow is neither shown locked nor open"
                }
                Verdict::Review => {
                    "device code flow is locked, if what the settings do not declare is well founded"
                }
            },
            Status::Fail => "someone who is not accepted can obtain a token through device code flow",
        }
    }

    /// The files that show what would be, and not what is.
    fn plans(&self) -> impl Iterator<Item = &Source> {
        let is_plan = |source: &&Source| {
            source.problems.iter().any(|problem| problem.code == ProblemCode::PlanNotTenant)
        };
        self.tenant.sources.iter().filter(is_plan)
    }

    fn of_a_plan(&self) -> Option<Reason> {
        let (first, more) = (self.plans().next()?, self.plans().skip(1).count());
        let (is, it) =
            if more == 0 { ("is a Terraform plan", "it") } else { ("are Terraform plans", "they") };
        let words = format!(
            "{}{} {is}: the verdict is of what {it} would make, and not of what the tenant holds",
            first.name,
            and_more(more)
        );
        Some(reason(ReasonCode::PlanJudged, words))
    }

    pub(super) fn reasons(&self) -> Vec<Reason> {
        let mut reasons = Vec::new();
        reasons.extend(self.contradiction());
        reasons.extend(self.cut_off());
        reasons.extend(self.incomplete());
        reasons.extend(self.blocking());
        reasons.extend(self.open());
        reasons.extend(self.doubtful());
        reasons.extend(self.stage_reason());
        reasons.extend(self.nearest_miss());
        reasons
    }

    fn contradiction(&self) -> Option<Reason> {
        let usage = self.usage.as_ref().filter(|_| self.contradicted)?;
        let who = usage.contradictions.first().map_or("somebody", Principal::who);
        let more = and_more(usage.contradictions.len().saturating_sub(1));
        let words = format!(
            "{who}{more} succeeded through device code flow after the enabled policies that block it were last modified"
        );
        Some(reason(ReasonCode::Contradicted, words))
    }

    fn cut_off(&self) -> Option<Reason> {
        let words = "the proof reached the work limit before it was settled, so a person has to look";
        (self.verdict == Verdict::CutOff).then(|| reason(ReasonCode::ProofCutOff, words))
    }

    fn incomplete(&self) -> Option<Reason> {
        let incomplete: Vec<&str> = self.tenant.incomplete().map(|source| source.name.as_str()).collect();
        let words = || {
            format!(
                "not all policies could be read ({}); a policy that is missing here may block what looks open",
                incomplete.join(", ")
            )
        };
        (self.verdict == Verdict::Fail && !incomplete.is_empty())
            .then(|| reason(ReasonCode::IncompleteExport, words()))
    }

    fn blocking(&self) -> Option<Reason> {
        let mut enabled = self.candidates(State::Enabled);
        let mut names: Vec<String> = enabled
            .by_ref()
            .take(MOST_NAMES)
            .map(|policy| called(&policy.display_name, &policy.id))
            .collect();
        names.extend(Some(enabled.count()).filter(|more| *more > 0).map(|more| format!("{more} more")));
        match names.as_slice() {
            [] if self.status == Status::Pass => Some(reason(
                ReasonCode::BlockedByOthers,
                "policies that are not about the flow block it with everything else",
            )),
            [] => None,
            names => Some(reason(
                ReasonCode::EnabledCandidates,
                format!("enabled and about the flow: {}", names.join(", ")),
            )),
        }
    }

    fn open(&self) -> Option<Reason> {
        let count = self.gaps_of(Standing::Open).count();
        let first = self.gaps_of(Standing::Open).next()?;
        let more = if count > 1 { format!(", and {} more", count - 1) } else { String::new() };
        Some(reason(ReasonCode::OpenGaps, format!("not blocked: {}{more}", first.words)))
    }

    fn doubtful(&self) -> Option<Reason> {
        let mut by: Vec<&str> =
            self.gaps_of(Standing::Doubtful).flat_map(|gap| gap.by.iter().map(String::as_str)).collect();
        by.dedup();
        let (first, rest) = by.split_first()?;
        let more = and_more(rest.len());
        let words = format!("not settled by the exports or declared in the settings: {first}{more}");
        Some(reason(ReasonCode::Undeclared, words))
    }

    fn stage_reason(&self) -> Option<Reason> {
        let words = match self.stage {
            Stage::Enforced | Stage::Partial => return None,
            Stage::ReportOnly => "with the report-only policies turned on it would be enough",
            Stage::Drafted => "with the disabled policies turned on it would be enough",
            Stage::Absent if self.tenant.incomplete().next().is_some() => {
                "no policy that could be read names device code flow and blocks it"
            }
            Stage::Absent => "no policy names device code flow and blocks it",
        };
        Some(reason(ReasonCode::Stage, words))
    }

    fn nearest_miss(&self) -> Option<Reason> {
        let nearest = self.policies.iter().find(|policy| is_about_flow(policy));
        let nearest = nearest.filter(|_| self.status != Status::Pass)?;
        let unmet: Vec<String> = nearest
            .requirements
            .iter()
            .filter(|step| !step.met)
            .map(|step| format!("{} ({})", step.title, step.found))
            .collect();
        let name = called(&nearest.display_name, &nearest.id);
        let words = format!("nearest to what the control asks is {name}; it misses: {}", unmet.join("; "));
        (!unmet.is_empty()).then(|| reason(ReasonCode::NearestMiss, words))
    }

    pub(super) fn warnings(&self) -> Vec<Reason> {
        let mut warnings = Vec::new();
        warnings.extend(self.of_a_plan());
        warnings.extend(self.no_exclusion());
        warnings.extend(self.single_account());
        warnings.extend(self.crowded_groups());
        warnings.extend(self.entries());
        warnings.extend(self.idle_decisions());
        warnings.extend(self.idle_moments());
        warnings.extend(self.changed_since_export());
        warnings.extend(self.security_defaults());
        warnings.extend(self.hints());
        warnings.extend(self.replay.as_ref().and_then(replay::warning));
        warnings
    }

    /// Entra refuses such a policy, and it would lock everyone out of the flow, emergency access too.
    fn no_exclusion(&self) -> impl Iterator<Item = Reason> {
        let nobody = |policy: &&Policy| {
            let exclude = &policy.users.exclude;
            let lists = [&exclude.users, &exclude.groups, &exclude.roles];
            policy.users.include.users.has("All")
                && lists.into_iter().all(|list| list.items.is_empty())
                && exclude.guests.is_none()
        };
        let candidates = self.tenant.policies.iter().filter(|policy| policy.is_candidate());
        candidates.filter(nobody).map(|policy| {
            let name = called(&policy.display_name, &policy.id);
            let words =
                format!("lockout: {name} includes all users and excludes nobody, not even emergency access");
            reason(ReasonCode::NoExclusion, words)
        })
    }

    fn single_account(&self) -> Option<Reason> {
        let declared = &self.settings.emergency_access;
        let members = |group: &String| {
            let known = self.tenant.directory.groups.get(&Id::new(group));
            known.and_then(|group| group.members.everyone()).map_or(2, BTreeSet::len)
        };
        let accounts = declared.users.len() + declared.groups.iter().map(members).sum::<usize>();
        let words = "lockout: a single emergency access account is declared; keep two or more";
        (accounts == 1).then(|| reason(ReasonCode::SingleEmergencyAccount, words))
    }

    fn crowded_groups(&self) -> impl Iterator<Item = Reason> {
        let most = self.settings.max_emergency_accounts;
        let directory = &self.tenant.directory;
        let candidates = self.tenant.policies.iter().filter(|policy| policy.is_candidate());
        let mut excluded: Vec<&Id> =
            candidates.flat_map(|policy| &policy.users.exclude.groups.items).collect();
        order::sort(&mut excluded);
        excluded.dedup();
        excluded.into_iter().filter_map(move |id| {
            let members = directory.groups.get(id).map(|group| group.members.at_least())?;
            let name = named(id.as_str(), directory.group_name(id));
            let words = format!(
                "group {name} is excluded and has at least {members} members, too many for emergency access"
            );
            (members > most && !self.accepted.accepts_group(id))
                .then(|| reason(ReasonCode::CrowdedExclusion, words))
        })
    }

    fn entries(&self) -> impl Iterator<Item = Reason> {
        let troubled = self.accepted.listed.iter().filter(|entry| !entry.problem.is_empty());
        troubled.map(|entry| reason(ReasonCode::SettingsEntry, format!("{}: {}", entry.entry, entry.problem)))
    }

    /// Decisions that do not count, but for those that were carried out.
    fn idle_decisions(&self) -> impl Iterator<Item = Reason> {
        let settled = [DecisionStanding::Counts, DecisionStanding::CarriedOut];
        let decisions = self.decided.decisions.iter();
        decisions.filter(move |report| !settled.contains(&report.standing)).map(|report| {
            let words = format!("decision {} does not count: {}", report.decision.id, report.words);
            reason(ReasonCode::DecisionIdle, words)
        })
    }

    /// Moments that the settings declare and that move nothing.
    fn idle_moments(&self) -> impl Iterator<Item = Reason> {
        self.settings.report_only_since.keys().filter_map(|id| {
            let entry = self.rollout.iter().find(|entry| entry.policy_id.is(id));
            let words = match entry.map(|entry| entry.since_basis) {
                None => "is no report-only policy about the flow",
                Some(Some(SinceBasis::Settings)) => return None,
                Some(_) => "was made or changed later than that",
            };
            Some(reason(ReasonCode::SettingsEntry, format!("reportOnlySince: {id} {words}")))
        })
    }

    /// Policies that the audit log shows to be others by now than the exported ones.
    fn changed_since_export(&self) -> Option<Reason> {
        let changed = |policy: &&Policy| since(policy, self.tenant, self.settings).changed_later;
        let mut changed = self.tenant.policies.iter().filter(changed);
        let first = changed.next()?;
        let words = format!(
            "the audit log shows that {}{} changed after the policies were exported: export them again",
            called(&first.display_name, &first.id),
            and_more(changed.count())
        );
        Some(reason(ReasonCode::ExportOutdated, words))
    }

    fn security_defaults(&self) -> Option<Reason> {
        let words = "security defaults are on; they are not credited, and conditional access needs them off";
        (self.tenant.directory.security_defaults == Some(true))
            .then(|| reason(ReasonCode::SecurityDefaults, words))
    }

    fn hints(&self) -> impl Iterator<Item = Reason> {
        let directory = &self.tenant.directory;
        let undeclared =
            self.tenant.hints.iter().filter(|hint| {
                !self.accepted.accepts_user(&hint.id) && !self.accepted.accepts_group(&hint.id)
            });
        undeclared.map(|hint| {
            let name = directory.user_name(&hint.id).or_else(|| directory.group_name(&hint.id));
            let who = named(hint.id.as_str(), name);
            let words =
                format!("{} declares {who} as excluded on purpose; a hint, not accepted here", hint.source);
            reason(ReasonCode::DeclaredElsewhere, words)
        })
    }
}
