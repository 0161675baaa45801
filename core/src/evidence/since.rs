//! Since when a policy has been as it is, and who says so.
//!
//! A policy only says when it was last modified, be it the name. An audit log has the whole policy
//! before and after each change, with the date of the change before: so from the last modification one
//! can go back change by change, as long as nothing but names changed. Each step is proved by one event
//! alone, so that a log which lacks events proves less, and never too much.

use alloc::collections::BTreeMap;

use jiff::Timestamp;

use crate::{
    entra::{Policy, State},
    report::SinceBasis,
    rfc3339,
    settings::Settings,
    tenant::{PolicyChange, Tenant},
};

/// Since when results of a policy count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Since {
    /// The moment; `None` where it is not known, so that no result counts.
    pub(crate) at: Option<Timestamp>,
    /// What says so.
    pub(crate) basis: Option<SinceBasis>,
    /// Whether the audit log shows that the policy is another one than the exported one by now.
    pub(crate) changed_later: bool,
}

/// How much later than the policy's own date the log may put the same change, in seconds.
const LAG: i64 = 10;

/// Since when the policy has been in the state in which it was exported, and covers what it does.
pub(crate) fn since(policy: &Policy, tenant: &Tenant, settings: &Settings) -> Since {
    let history = History::of(policy, tenant);
    let own = last_change(policy);
    if history.goes_on_after(own) {
        return Since { changed_later: true, ..Since::default() };
    }
    let by_export = if policy.modified.is_some() { SinceBasis::Modified } else { SinceBasis::Created };
    let logged = own.map(|own| history.unchanged_before(own));
    let (at, basis, proved) = match logged {
        Some(Logged { at, explained, proved }) => {
            (Some(at), if explained { SinceBasis::AuditLog } else { by_export }, proved)
        }
        None => (None, by_export, false),
    };
    // What the log proves to be a change of state or coverage, no declaration moves back behind.
    let earliest = if proved { at } else { policy.created };
    match declared(policy, settings) {
        Some(declared) if earliest.is_none_or(|earliest| declared >= earliest) => {
            Since { at: Some(declared), basis: Some(SinceBasis::Settings), changed_later: false }
        }
        _ => Since { at, basis: at.map(|_| basis), changed_later: false },
    }
}

/// When a policy was last modified: one that never was, when it was made.
pub(crate) fn last_change(policy: &Policy) -> Option<Timestamp> {
    policy.modified.or(policy.created)
}

/// What the settings declare, be it of use or not.
fn declared(policy: &Policy, settings: &Settings) -> Option<Timestamp> {
    if policy.state != Some(State::ReportOnly) {
        return None;
    }
    let declared = settings.report_only_since.iter().find(|(id, _)| policy.id.is(id));
    declared.and_then(|(_, moment)| rfc3339::timestamp(moment.trim()))
}

/// What the audit logs tell of one policy.
struct History<'t> {
    policy: &'t Policy,
    changes: &'t [PolicyChange],
}

/// How far back the policy is known to be unchanged.
struct Logged {
    at: Timestamp,
    /// Whether the log shows the change that was made then.
    explained: bool,
    /// Whether that change is known to be one of state or coverage, or the policy's making.
    proved: bool,
}

/// What one change was to a policy that is the exported one after it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Nothing but names changed: the policy was the same since then.
    Back(Timestamp),
    /// It became what it is.
    Changed,
    /// The log does not say, or says two things.
    Unknown,
}

impl<'t> History<'t> {
    fn of(policy: &'t Policy, tenant: &'t Tenant) -> Self {
        // Changes are sorted by policy.
        let first = tenant.changes.partition_point(|change| change.policy < policy.id);
        let rest = tenant.changes.get(first..).unwrap_or_default();
        let length = rest.partition_point(|change| change.policy == policy.id);
        Self { policy, changes: rest.get(..length).unwrap_or_default() }
    }

    /// Whether a version is the exported policy but for its name. Of conditions that this version of
    /// Flowlock does not know, it cannot tell.
    fn is_same(&self, version: &Policy) -> bool {
        self.policy.unknown.is_empty() && version.content() == self.policy.content()
    }

    /// Whether the log tells of a change after that moment by which the policy became another one.
    fn goes_on_after(&self, own: Option<Timestamp>) -> bool {
        let same = |version: &Option<Policy>| version.as_ref().is_some_and(|version| self.is_same(version));
        let harmless = |change: &PolicyChange| same(&change.before) && same(&change.after);
        own.is_some_and(|own| self.changes.iter().any(|change| is_after(change, own) && !harmless(change)))
    }

    fn unchanged_before(&self, own: Timestamp) -> Logged {
        let steps = self.steps();
        let mut logged = Logged { at: own, explained: false, proved: false };
        loop {
            match steps.get(&logged.at.as_millisecond()) {
                None | Some(Step::Unknown) => return logged,
                Some(Step::Changed) => return Logged { explained: true, proved: true, ..logged },
                // Each step goes back in time, so that there is an end.
                Some(Step::Back(earlier)) => logged = Logged { at: *earlier, explained: true, ..logged },
            }
        }
    }

    /// The changes by the date that the policy had after each, in milliseconds, at which some exports cut
    /// dates. Two events that tell of the same change must agree.
    fn steps(&self) -> BTreeMap<i64, Step> {
        let mut steps = BTreeMap::new();
        for change in self.changes {
            let Some(after) = &change.after else { continue };
            let Some(made) = last_change(after) else { continue };
            let step = if self.is_same(after) { self.step(change, made) } else { Step::Unknown };
            let agreed = |known: &mut Step| *known = if *known == step { step } else { Step::Unknown };
            steps.entry(made.as_millisecond()).and_modify(agreed).or_insert(step);
        }
        steps
    }

    fn step(&self, change: &PolicyChange, made: Timestamp) -> Step {
        match &change.before {
            None if change.added => Step::Changed,
            None => Step::Unknown,
            Some(before) if !self.is_same(before) => Step::Changed,
            Some(before) => {
                let earlier =
                    last_change(before).filter(|earlier| earlier.as_millisecond() < made.as_millisecond());
                earlier.map_or(Step::Unknown, Step::Back)
            }
        }
    }
}

/// Whether a change is later than the policy's own date; without a date of its own, it may be.
fn is_after(change: &PolicyChange, own: Timestamp) -> bool {
    match change.after.as_ref().and_then(last_change) {
        Some(made) => made.as_millisecond() > own.as_millisecond(),
        None => change.at.is_none_or(|at| at.as_second() > own.as_second().saturating_add(LAG)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use alloc::{format, string::String, vec};

    use super::*;
    use crate::Intake;

    const REPORT_ONLY: &str = "enabledForReportingButNotEnforced";

    /// A version: its name, state, and the day of January on which it was last modified; 0 for never.
    fn version(name: &str, state: &str, modified: u8) -> String {
        let modified = match modified {
            0 => String::new(),
            day => format!(r#""modifiedDateTime":"2026-01-{day:02}T10:00:00.1234567Z","#),
        };
        format!(
            r#"{{"id":"p","displayName":"{name}","createdDateTime":"2026-01-01T00:00:00Z",{modified}"state":"{state}","conditions":{{"users":{{"includeUsers":["All"]}},"applications":{{"includeApplications":["All"]}},"authenticationFlows":{{"transferMethods":"deviceCodeFlow"}}}},"grantControls":{{"operator":"OR","builtInControls":["block"]}}}}"#
        )
    }

    fn event(before: Option<&str>, after: Option<&str>, at: u8) -> String {
        let value = |text: Option<&str>| serde_json::to_string(&text).unwrap();
        format!(
            r#"{{"id":"e","result":"success","activityDisplayName":"Update conditional access policy","activityDateTime":"2026-01-{at:02}T10:00:01Z","targetResources":[{{"id":"p","modifiedProperties":[{{"displayName":"ConditionalAccessPolicy","oldValue":{},"newValue":{}}}]}}]}}"#,
            value(before),
            value(after)
        )
    }

    fn of(exported: &str, events: &[String], declared: &[(&str, &str)]) -> Since {
        let mut intake = Intake::new();
        intake.read("policies", exported.as_bytes()).unwrap();
        for (at, event) in events.iter().enumerate() {
            intake.read(&format!("{at}"), event.as_bytes()).unwrap();
        }
        let tenant = intake.finish().unwrap();
        let declared = declared.iter().map(|(id, at)| ((*id).into(), (*at).into()));
        let settings = Settings { report_only_since: declared.collect(), ..Settings::default() };
        since(tenant.policies.first().unwrap(), &tenant, &settings)
    }

    fn day(since: Since) -> (Option<i8>, Option<SinceBasis>) {
        (since.at.map(|at| jiff::tz::TimeZone::UTC.to_datetime(at).day()), since.basis)
    }

    #[test]
    fn without_a_log_the_last_modification_counts() {
        assert_eq!(day(of(&version("n", REPORT_ONLY, 9), &[], &[])), (Some(9), Some(SinceBasis::Modified)));
        assert_eq!(day(of(&version("n", REPORT_ONLY, 0), &[], &[])), (Some(1), Some(SinceBasis::Created)));
    }

    #[test]
    fn a_new_name_does_not_restart_the_window() {
        let [made, first, second] =
            [version("n", REPORT_ONLY, 0), version("m", REPORT_ONLY, 5), version("o", REPORT_ONLY, 9)];
        let renamed = event(Some(&first), Some(&second), 9);
        let before = event(Some(&made), Some(&first), 5);
        let added = event(None, Some(&made), 1);
        let log = Some(SinceBasis::AuditLog);
        assert_eq!(day(of(&second, core::slice::from_ref(&renamed), &[])), (Some(5), log));
        assert_eq!(day(of(&second, &[before.clone(), renamed.clone()], &[])), (Some(1), log));
        assert_eq!(day(of(&second, &[added.clone(), renamed.clone(), before.clone()], &[])), (Some(1), log));
        // Without the event that explains the date of the export, nothing is known.
        assert_eq!(day(of(&second, &[before, added], &[])), (Some(9), Some(SinceBasis::Modified)));
    }

    #[test]
    fn a_change_of_state_or_coverage_does() {
        let off = version("n", "disabled", 3);
        let on = version("n", REPORT_ONLY, 5);
        let renamed = version("m", REPORT_ONLY, 9);
        let events = [event(Some(&off), Some(&on), 5), event(Some(&on), Some(&renamed), 9)];
        assert_eq!(day(of(&renamed, &events, &[])), (Some(5), Some(SinceBasis::AuditLog)));
        let narrow = on
            .replace(r#"["All"]}},"app"#, r#"["u"]}},"app"#)
            .replace("includeUsers\":[\"All\"]", "includeUsers\":[\"u\"]");
        assert_ne!(narrow, on);
        let widened = [event(Some(&narrow), Some(&renamed), 9)];
        assert_eq!(day(of(&renamed, &widened, &[])), (Some(9), Some(SinceBasis::AuditLog)));
    }

    #[test]
    fn what_the_log_does_not_show_in_full_proves_nothing() {
        let (on, renamed) = (version("n", REPORT_ONLY, 5), version("m", REPORT_ONLY, 9));
        let other = renamed.replace("deviceCodeFlow", "deviceCodeFlow,authenticationTransfer");
        for (before, after) in [
            (Some("{\"id\":\"p\",\"sta"), Some(renamed.as_str())),
            (None, Some("{\"id\":\"p\",\"sta")),
            (Some(on.as_str()), Some(other.as_str())),
        ] {
            let since = of(&renamed, &[event(before, after, 9)], &[]);
            assert_eq!(day(since), (Some(9), Some(SinceBasis::Modified)), "{before:?} {after:?}");
        }
        // Two events that tell of the same change and disagree.
        let off = version("n", "disabled", 5);
        let events = [event(Some(&on), Some(&renamed), 9), event(Some(&off), Some(&renamed), 9)];
        assert_eq!(day(of(&renamed, &events, &[])), (Some(9), Some(SinceBasis::Modified)));
    }

    #[test]
    fn a_policy_that_was_changed_after_its_export_has_no_window() {
        let (exported, later) = (version("n", REPORT_ONLY, 5), version("n", "disabled", 9));
        for event in [
            event(Some(&exported), Some(&later), 9),
            event(Some(&exported), None, 9),
            event(None, Some("{"), 9),
        ] {
            let since = of(&exported, &[event], &[("p", "2026-01-02T00:00:00Z")]);
            assert_eq!(since, Since { changed_later: true, ..Since::default() });
        }
        // A new name after the export is the same policy still; so is the event of the last change itself.
        let renamed = event(Some(&exported), Some(&version("m", REPORT_ONLY, 9)), 9);
        assert!(!of(&exported, &[renamed], &[]).changed_later);
        assert!(!of(&exported, &[event(None, Some("{"), 5)], &[]).changed_later);
    }

    #[test]
    fn the_settings_count_unless_the_log_proves_them_wrong() {
        let (off, on) = (version("n", "disabled", 3), version("n", REPORT_ONLY, 5));
        let declared = |day: u8| vec![("P", format!("2026-01-{day:02}T00:00:00Z"))];
        let of = |events: &[String], day: u8| {
            let declared = declared(day);
            let declared: alloc::vec::Vec<_> = declared.iter().map(|(id, at)| (*id, at.as_str())).collect();
            super::tests::day(of(&on, events, &declared))
        };
        assert_eq!(of(&[], 2), (Some(2), Some(SinceBasis::Settings)));
        assert_eq!(of(&[], 9), (Some(9), Some(SinceBasis::Settings)));
        let turned = event(Some(&off), Some(&on), 5);
        assert_eq!(of(core::slice::from_ref(&turned), 2), (Some(5), Some(SinceBasis::AuditLog)));
        assert_eq!(of(&[turned], 9), (Some(9), Some(SinceBasis::Settings)));
    }

    #[test]
    fn nobody_watched_a_policy_before_it_was_made() {
        let on = version("n", REPORT_ONLY, 5);
        let since = of(&on, &[], &[("p", "2025-12-31T00:00:00Z")]);
        assert_eq!(day(since), (Some(5), Some(SinceBasis::Modified)));
    }
}
