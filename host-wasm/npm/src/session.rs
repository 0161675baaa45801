//! Files in, one after the other and chunk by chunk; the verdict out, as often as it is asked for.

use std::collections::BTreeSet;

use flowlock_core::{
    Evidence, File, Intake, Places, Problem, ProblemCode, Settings, SignIns, SourceKind, Tenant, Watch,
    decisions::{Decided, Decisions, not_checked},
    diff::{Diff, Judging, Side, diff_decided},
    evaluate_decided,
    report::Report,
    timestamp,
};
use jiff::Timestamp;

use crate::reading::{Read, Reading};

/// The exports of one tenant, read so far.
///
/// A failure stays: what was refused may be what the verdict hangs on.
#[derive(Debug, Default)]
pub(crate) struct Session {
    /// What a log is read with: since when a policy's results count, the settings may say.
    settings: Settings,
    stage: Stage,
    open: Option<Reading>,
    /// The exports that a report may point into, to tell line and column.
    exports: Vec<File<Vec<u8>>>,
    /// Those that hold sign-ins beside other lists. They are read once the policies are known.
    bundles: Vec<File<Vec<u8>>>,
    failed: Option<Problem>,
}

/// What may come next.
#[derive(Debug)]
enum Stage {
    /// Any export. The first log needs to know the policies, and ends this stage.
    Exports(Box<Intake>),
    /// Logs only.
    Logs(Box<Known>),
}

/// What is known once the policies are.
#[derive(Debug)]
struct Known {
    tenant: Tenant,
    /// `None` where there is no log so far, and while one is read.
    evidence: Option<Evidence>,
}

/// What was read of a tenant, and what it is judged by.
struct Judged<'k> {
    known: &'k Known,
    decided: Decided,
    as_of: Timestamp,
}

impl Judged<'_> {
    fn judging(&self) -> Judging<'_> {
        let (Known { tenant, evidence }, Decided { settings, decisions }) = (self.known, &self.decided);
        Judging { side: Side { tenant, evidence: evidence.as_ref(), settings }, decisions, as_of: self.as_of }
    }
}

impl Default for Stage {
    fn default() -> Self {
        Self::Exports(Box::default())
    }
}

/// The moment that a verdict speaks of, as RFC 3339.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment<'m> {
    /// What the caller says; it goes before the settings.
    pub(crate) as_of: Option<&'m str>,
    /// What the clock says; it goes last.
    pub(crate) now: &'m str,
}

impl Session {
    pub(crate) fn new(settings: Option<&str>) -> Result<Self, Problem> {
        Ok(Self { settings: settings.map(parse).transpose()?.unwrap_or_default(), ..Self::default() })
    }

    pub(crate) fn open(&mut self, name: &str) -> Result<(), Problem> {
        self.check()?;
        if let Some(reading) = &self.open {
            return Err(still_open(&reading.name));
        }
        self.open = Some(Reading::new(name));
        Ok(())
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        self.check()?;
        let Self { settings, stage, open, bundles, .. } = self;
        let written = open.as_mut().ok_or_else(no_file)?.write(bytes, &mut || stage.log(settings, bundles));
        self.keep(written)
    }

    pub(crate) fn close(&mut self) -> Result<SourceKind, Problem> {
        self.end(None)
    }

    /// Ends a file that the host could not read to its end.
    pub(crate) fn break_off(&mut self, problem: Problem) -> Result<SourceKind, Problem> {
        self.end(Some(problem))
    }

    /// The verdict, with these settings in place of those that the logs were read with, and with what people
    /// decided. Nobody checks signatures here, so a decision that needs approvals has none.
    pub(crate) fn evaluate(
        &mut self,
        settings: Option<&str>,
        decisions: Option<&str>,
        moment: &Moment<'_>,
    ) -> Result<(Report, Places), Problem> {
        self.check()?;
        let settings = self.settings_or(settings)?;
        let Judged { known: Known { tenant, evidence }, decided, as_of } =
            self.judged(settings, decisions, moment)?;
        let report = evaluate_decided(tenant, evidence.as_ref(), &decided, as_of)?;
        let places = self.places(&report);
        Ok((report, places))
    }

    /// What changed since older exports. Both are judged by these settings, else by those of this side; each
    /// with what had been decided, at its moment.
    pub(crate) fn diff(
        &mut self,
        before: &mut Self,
        settings: Option<&str>,
        [old, new]: [(Option<&str>, Moment<'_>); 2],
    ) -> Result<Diff, Problem> {
        let settings = self.settings_or(settings)?;
        let old = before.judged(settings.clone(), old.0, &old.1)?;
        let new = self.judged(settings, new.0, &new.1)?;
        // Of two sides, the problem should say which has no policies.
        diff_decided(&old.judging(), &new.judging()).map_err(|problem| match problem.code {
            ProblemCode::NoPolicies if old.known.tenant.has_policy_export() => problem.in_source("after"),
            ProblemCode::NoPolicies => problem.in_source("before"),
            _ => problem,
        })
    }

    /// What was read, and what it is judged by.
    fn judged(
        &mut self,
        settings: Settings,
        decisions: Option<&str>,
        moment: &Moment<'_>,
    ) -> Result<Judged<'_>, Problem> {
        let read = |text: &str| Decisions::parse("decisions", text.as_bytes());
        let decisions = decisions.map(read).transpose()?.unwrap_or_default();
        let as_of = moment.resolve(&settings)?;
        let known = self.known()?;
        let evidence = known.evidence.as_ref();
        let decided = Decided::new(&known.tenant, evidence, settings, &decisions, (as_of, &not_checked))?;
        Ok(Judged { known, decided, as_of })
    }

    fn settings_or(&self, other: Option<&str>) -> Result<Settings, Problem> {
        Ok(other.map(parse).transpose()?.unwrap_or_else(|| self.settings.clone()))
    }

    /// What was read, once no file is open.
    fn known(&mut self) -> Result<&Known, Problem> {
        self.check()?;
        if let Some(reading) = &self.open {
            return Err(still_open(&reading.name));
        }
        if let Err(problem) = self.stage.known(&self.settings, &mut self.bundles) {
            return self.keep(Err(problem));
        }
        self.stage.known(&self.settings, &mut self.bundles).map(|known| &*known)
    }

    /// Where the members stand that the report points at. Other settings do not change in which files.
    fn places(&mut self, report: &Report) -> Places {
        let mut places = Places::of(report);
        let wanted: BTreeSet<String> = places.files().map(str::to_owned).collect();
        self.exports.retain(|export| wanted.contains(&export.name));
        for export in &self.exports {
            places.look_in(&export.name, &export.bytes);
        }
        places
    }

    fn end(&mut self, broken: Option<Problem>) -> Result<SourceKind, Problem> {
        self.check()?;
        let Self { settings, stage, open, bundles, .. } = self;
        let reading = open.take().ok_or_else(no_file)?;
        let name = reading.name.clone();
        let read = reading.finish(broken, &mut || stage.log(settings, bundles));
        let ended = read.and_then(|read| self.take(name, read));
        self.keep(ended)
    }

    fn take(&mut self, name: String, read: Read) -> Result<SourceKind, Problem> {
        match (&mut self.stage, read) {
            (Stage::Logs(known), Read::Log(evidence, source)) => {
                let kind = source.kind;
                known.evidence = Some(*evidence);
                known.tenant.add_sources(vec![source]);
                Ok(kind)
            }
            // Reading a log has ended the stage of exports.
            (Stage::Logs(_), _) | (Stage::Exports(_), Read::Log(..)) => {
                Err(export_after_logs().in_source(&name))
            }
            (Stage::Exports(intake), Read::Export(bytes)) => {
                let kind = intake.take(&name, &bytes)?;
                let file = File { name, bytes };
                self.bundles.extend(intake.left_sign_ins().then(|| file.clone()));
                self.exports.extend((kind != SourceKind::Unreadable).then_some(file));
                Ok(kind)
            }
            (Stage::Exports(intake), Read::TooLarge(beginning)) => {
                Ok(intake.take_beginning(&name, &beginning))
            }
            (Stage::Exports(intake), Read::Unreadable(problem)) => {
                intake.note_unreadable(&name, problem);
                Ok(SourceKind::Unreadable)
            }
        }
    }

    fn check(&self) -> Result<(), Problem> {
        self.failed.clone().map_or(Ok(()), Err)
    }

    fn keep<T>(&mut self, outcome: Result<T, Problem>) -> Result<T, Problem> {
        outcome.inspect_err(|problem| self.failed = Some(problem.clone()))
    }
}

impl Stage {
    /// What a log is read with.
    fn log(&mut self, settings: &Settings, bundles: &mut Vec<File<Vec<u8>>>) -> Result<Evidence, Problem> {
        let known = self.known(settings, bundles)?;
        Ok(known.begin(settings))
    }

    fn known(
        &mut self,
        settings: &Settings,
        bundles: &mut Vec<File<Vec<u8>>>,
    ) -> Result<&mut Known, Problem> {
        if let Self::Exports(intake) = self {
            let tenant = std::mem::take(intake).finish()?;
            let mut known = Known { tenant, evidence: None };
            for bundle in bundles.drain(..) {
                known.read_bundle(&bundle, settings);
            }
            *self = Self::Logs(Box::new(known));
        }
        match self {
            Self::Logs(known) => Ok(known),
            Self::Exports(_) => Err(export_after_logs()),
        }
    }
}

impl Known {
    /// What the next log is read onto.
    fn begin(&mut self, settings: &Settings) -> Evidence {
        let nothing = || Evidence::new(&Watch::new(&self.tenant, settings));
        self.evidence.take().unwrap_or_else(nothing)
    }

    fn read_bundle(&mut self, bundle: &File<Vec<u8>>, settings: &Settings) {
        let mut sign_ins = SignIns::of_bundle(&bundle.name, self.begin(settings));
        sign_ins.push(&bundle.bytes);
        let (evidence, source) = sign_ins.finish();
        self.evidence = Some(evidence);
        self.tenant.add_sources(vec![source]);
    }
}

fn parse(settings: &str) -> Result<Settings, Problem> {
    Settings::parse("settings", settings.as_bytes())
}

impl Moment<'_> {
    fn resolve(&self, settings: &Settings) -> Result<Timestamp, Problem> {
        let text = self.as_of.or(settings.as_of.as_deref()).unwrap_or(self.now);
        timestamp(text).ok_or_else(|| {
            let help = "write it as RFC 3339, such as 2026-07-02T21:00:00Z";
            Problem::new(ProblemCode::SettingsInvalid, "`asOf` is not a time", help).at("/asOf")
        })
    }
}

fn still_open(name: &str) -> Problem {
    let message = "a file is still being read";
    Problem::new(ProblemCode::OutOfOrder, message, "close it first").in_source(name)
}

fn no_file() -> Problem {
    Problem::new(ProblemCode::OutOfOrder, "no file is being read", "open one first")
}

fn export_after_logs() -> Problem {
    Problem::new(
        ProblemCode::OutOfOrder,
        "an export came after a log of sign-ins or after a verdict",
        "give the logs last: the policies say what to look for in them",
    )
}

#[cfg(test)]
mod tests {
    use flowlock_core::report::Status;

    use super::*;

    const POLICIES: &str = r#"{"@odata.context": "https://graph.microsoft.com/beta/$metadata#identity/conditionalAccess/policies",
        "value": [{"id": "0f10c000-0000-4000-8000-000000000ca1", "displayName": "Block", "state": "enabled",
        "modifiedDateTime": "2026-01-02T03:04:05Z",
        "conditions": {"users": {"includeUsers": ["All"], "excludeGroups": ["0f10c000-0000-4000-8000-0000000000b6"]},
        "applications": {"includeApplications": ["All"]}, "clientAppTypes": ["all"],
        "authenticationFlows": {"transferMethods": "deviceCodeFlow"}},
        "grantControls": {"operator": "OR", "builtInControls": ["block"]}}]}"#;
    const LOG: &str = r#"[{"id": "e1", "createdDateTime": "2026-01-03T00:00:00Z", "authenticationProtocol": "none",
        "appliedConditionalAccessPolicies": [{"id": "0f10c000-0000-4000-8000-000000000ca1", "result": "notApplied"}]}]"#;
    const DECLARED: &str = r#"{"emergencyAccess": {"groups": ["0f10c000-0000-4000-8000-0000000000b6"]}}"#;
    const NOW: Moment<'static> = Moment { as_of: None, now: "2026-02-01T00:00:00Z" };

    fn give(session: &mut Session, name: &str, text: &str, chunk: usize) -> Result<SourceKind, Problem> {
        session.open(name)?;
        for chunk in text.as_bytes().chunks(chunk) {
            session.write(chunk)?;
        }
        session.close()
    }

    fn json(report: &Report) -> String {
        serde_json::to_string(report).unwrap()
    }

    #[test]
    fn where_chunks_end_makes_no_difference() {
        let report = |chunk| {
            let mut session = Session::default();
            assert_eq!(give(&mut session, "p", POLICIES, chunk).unwrap(), SourceKind::Policies);
            assert_eq!(give(&mut session, "l", LOG, chunk).unwrap(), SourceKind::SignIns);
            json(&session.evaluate(Some(DECLARED), None, &NOW).unwrap().0)
        };
        assert_eq!(report(1), report(100_000));
        assert!(report(7).contains(r#""signIns":1"#));
    }

    #[test]
    fn other_settings_give_another_verdict_on_the_same_files() {
        let mut session = Session::default();
        give(&mut session, "p", POLICIES, 100).unwrap();
        assert_eq!(session.evaluate(None, None, &NOW).unwrap().0.status, Status::Review);
        assert_eq!(session.evaluate(Some(DECLARED), None, &NOW).unwrap().0.status, Status::Pass);
        assert!(session.evaluate(Some("{}"), None, &NOW).unwrap().0.usage.is_none());
        give(&mut session, "l", LOG, 100).unwrap();
        assert_eq!(session.evaluate(None, None, &NOW).unwrap().0.usage.map(|usage| usage.sign_ins), Some(1));
    }

    #[test]
    fn settings_that_change_what_a_log_is_read_for_need_it_read_again() {
        let report_only = POLICIES.replace("enabled", "enabledForReportingButNotEnforced");
        let since =
            r#"{"reportOnlySince": {"0f10c000-0000-4000-8000-000000000ca1": "2026-01-03T00:00:00Z"}}"#;
        let read = |settings| {
            let mut session = Session::new(settings).unwrap();
            give(&mut session, "p", &report_only, 100).unwrap();
            give(&mut session, "l", LOG, 100).unwrap();
            session
        };
        assert_eq!(
            read(None).evaluate(Some(since), None, &NOW).unwrap_err().code,
            ProblemCode::DifferentWatch
        );
        assert_eq!(read(Some(since)).evaluate(None, None, &NOW).unwrap().0.rollout.len(), 1);
        assert_eq!(Session::new(Some("[]")).unwrap_err().code, ProblemCode::SettingsWrongType);
    }

    #[test]
    fn wrong_settings_are_said_and_can_be_mended() {
        let mut session = Session::default();
        give(&mut session, "p", POLICIES, 100).unwrap();
        let problem = session.evaluate(Some(r#"{"emergencyAcces": {}}"#), None, &NOW).unwrap_err();
        assert_eq!(
            (problem.code, problem.source.as_deref()),
            (ProblemCode::SettingsUnknownKey, Some("settings"))
        );
        let moment = Moment { as_of: Some("yesterday"), ..NOW };
        assert_eq!(session.evaluate(None, None, &moment).unwrap_err().code, ProblemCode::SettingsInvalid);
        assert!(session.evaluate(None, None, &NOW).is_ok());
    }

    #[test]
    fn the_caller_s_moment_goes_before_the_settings_and_both_before_the_clock() {
        let mut session = Session::default();
        give(&mut session, "p", POLICIES, 100).unwrap();
        let settings = Some(r#"{"asOf": "2026-03-01T00:00:00Z"}"#);
        let mut as_of =
            |settings, as_of| session.evaluate(settings, None, &Moment { as_of, ..NOW }).unwrap().0.as_of;
        assert_eq!(as_of(None, None), "2026-02-01T00:00:00Z");
        assert_eq!(as_of(settings, None), "2026-03-01T00:00:00Z");
        assert_eq!(as_of(settings, Some("2026-04-01T00:00:00Z")), "2026-04-01T00:00:00Z");
    }

    #[test]
    fn an_export_after_a_log_is_refused_for_good() {
        let mut session = Session::default();
        give(&mut session, "l", LOG, 100).unwrap();
        assert_eq!(give(&mut session, "p", POLICIES, 100).unwrap_err().code, ProblemCode::OutOfOrder);
        assert_eq!(session.evaluate(None, None, &NOW).unwrap_err().code, ProblemCode::OutOfOrder);
        assert_eq!(session.open("q").unwrap_err().code, ProblemCode::OutOfOrder);
    }

    #[test]
    fn a_hostile_export_fails_the_session_for_good() {
        let mut session = Session::default();
        let twice = POLICIES.replace(r#""state": "enabled""#, r#""state": "disabled", "state": "enabled""#);
        let problem = give(&mut session, "p", &twice, 100).unwrap_err();
        assert_eq!((problem.code, problem.source.as_deref()), (ProblemCode::DuplicateKey, Some("p")));
        assert_eq!(session.evaluate(None, None, &NOW).unwrap_err(), problem);
    }

    #[test]
    fn members_have_their_lines_however_often_a_verdict_is_asked_for() {
        let mut session = Session::default();
        give(&mut session, "p", POLICIES, 100).unwrap();
        let place =
            |session: &mut Session| session.evaluate(None, None, &NOW).unwrap().1.get("p", "/value/0/state");
        let line = place(&mut session).map(|region| (region.line, region.column));
        assert_eq!((line, place(&mut session).is_some()), (Some((2, 90)), true), "again");
    }

    #[test]
    fn sign_ins_beside_policies_are_read() {
        let bundle = format!(
            r#"{{"conditionalAccessPolicies": {}, "signIns": {LOG}}}"#,
            POLICIES.split_once("\"value\": ").unwrap().1.strip_suffix('}').unwrap()
        );
        let mut session = Session::default();
        give(&mut session, "b", &bundle, 100).unwrap();
        give(&mut session, "l", &LOG.replace("e1", "e2"), 100).unwrap();
        let (report, _) = session.evaluate(Some(DECLARED), None, &NOW).unwrap();
        assert_eq!(report.usage.map(|usage| usage.sign_ins), Some(2));
        assert!(report.sources.iter().all(|source| source.problems.is_empty()), "{:?}", report.sources);
    }

    #[test]
    fn what_cannot_be_read_to_its_end_is_listed() {
        let mut session = Session::default();
        let broken = || Problem::new(ProblemCode::UnreadableFile, "m", "h");
        session.open("p").unwrap();
        session.write(POLICIES.as_bytes()).unwrap();
        assert_eq!(session.break_off(broken()).unwrap(), SourceKind::Unreadable);
        give(&mut session, "q", POLICIES, 100).unwrap();
        session.open("l").unwrap();
        session.write(LOG.as_bytes()).unwrap();
        assert_eq!(session.break_off(broken()).unwrap(), SourceKind::SignIns);
        let (report, _) = session.evaluate(Some(DECLARED), None, &NOW).unwrap();
        let complete: Vec<_> = report.sources.iter().map(|source| source.complete).collect();
        assert_eq!(complete, [false, false, true]);
        assert_eq!(report.usage.map(|usage| usage.sign_ins), Some(1));
    }

    #[test]
    fn files_come_one_at_a_time() {
        let mut session = Session::default();
        assert_eq!(session.write(b"x").unwrap_err().code, ProblemCode::OutOfOrder);
        let mut session = Session::default();
        session.open("p").unwrap();
        assert_eq!(session.open("q").unwrap_err().source.as_deref(), Some("p"));
        assert_eq!(session.evaluate(None, None, &NOW).unwrap_err().code, ProblemCode::OutOfOrder);
        session.close().unwrap();
        assert_eq!(session.evaluate(None, None, &NOW).unwrap_err().code, ProblemCode::NoPolicies);
    }
}
