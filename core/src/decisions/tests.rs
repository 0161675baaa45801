use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use jiff::Timestamp;

use super::*;
use crate::{
    Problem, Settings, Tenant, evaluate_decided,
    files::{File, read_files},
    report::{Report, Standing, Status},
};

const AS_OF: &str = "2026-07-20T00:00:00Z";
const UNTIL: &str = "2026-12-31";

/// A policy that blocks the flow for all but these users, for these platforms.
fn policy(state: &str, excluded: &str, platforms: &str) -> String {
    format!(
        r#"{{"id":"p1","displayName":"Block","state":"{state}","modifiedDateTime":"2026-07-01T00:00:00Z",
        "conditions":{{"users":{{"includeUsers":["All"],"excludeUsers":[{excluded}]}},{platforms}
        "applications":{{"includeApplications":["All"]}},
        "authenticationFlows":{{"transferMethods":"deviceCodeFlow"}}}},
        "grantControls":{{"operator":"OR","builtInControls":["block"]}}}}"#
    )
}

fn sign_in(id: &str, day: u8, user: &str, app: &str, interactive: bool, result: &str) -> String {
    format!(
        r#"{{"id":"{id}","createdDateTime":"2026-07-{day:02}T08:00:00Z","userId":"{user}","appId":"{app}","correlationId":"{id}","isInteractive":{interactive},"authenticationProtocol":"deviceCode","status":{{"errorCode":0}},"appliedConditionalAccessPolicies":[{{"id":"p1","result":"{result}"}}]}}"#
    ) + "\n"
}

/// Ten quiet days, and what this user did with this app.
fn log(user: &str, app: &str) -> String {
    let quiet = |day| sign_in(&format!("a{day}"), day, "q", "x", day % 2 == 0, "reportOnlyNotApplied");
    (2..13).map(quiet).collect::<String>() + &sign_in("c", 5, user, app, true, "reportOnlyFailure")
}

struct Case {
    files: Vec<File<String>>,
    settings: Settings,
}

impl Case {
    fn new(files: &[&str]) -> Self {
        let files = files.iter().enumerate();
        let files = files.map(|(at, text)| File { name: at.to_string(), bytes: (*text).to_string() });
        Self { files: files.collect(), settings: Settings::default() }
    }

    fn read(&self) -> (Tenant, Option<crate::Evidence>) {
        read_files(&self.files, &self.settings).unwrap()
    }

    fn decide(
        &self,
        decisions: &mut Decisions,
        kind: DecisionKind,
        target: Target,
    ) -> Result<Decision, Problem> {
        let (tenant, evidence) = self.read();
        let wish = Wish {
            kind,
            target,
            justification: "why".into(),
            decided_by: "anna@contoso.example".into(),
            expires: UNTIL.into(),
            id: None,
        };
        decide(
            &tenant,
            evidence.as_ref(),
            &self.settings,
            decisions,
            wish,
            (AS_OF.parse().unwrap(), &not_checked),
        )
    }

    fn report(&self, decisions: &Decisions, as_of: &str) -> Report {
        let as_of: Timestamp = as_of.parse().unwrap();
        let (tenant, evidence) = self.read();
        let decided =
            Decided::new(&tenant, evidence.as_ref(), self.settings.clone(), decisions, (as_of, &not_checked))
                .unwrap();
        evaluate_decided(&tenant, evidence.as_ref(), &decided, as_of).unwrap()
    }

    fn standing(&self, decisions: &Decisions, as_of: &str) -> DecisionStanding {
        self.report(decisions, as_of).decisions[0].standing
    }
}

fn user(id: &str) -> Target {
    Target { user: Some(id.into()), ..Target::default() }
}

fn turn_on(id: &str) -> Target {
    Target { policy: Some(id.into()), ..Target::default() }
}

/// An exception for a user whom the only policy leaves out.
fn excepted() -> (Case, Decisions) {
    let case = Case::new(&[&policy("enabled", r#""u1""#, "")]);
    let mut decisions = Decisions::default();
    case.decide(&mut decisions, DecisionKind::Exception, user("u1")).unwrap();
    (case, decisions)
}

#[test]
fn an_exception_accepts_the_gap_that_it_was_made_for() {
    let (case, decisions) = excepted();
    assert_eq!(case.report(&Decisions::default(), AS_OF).status, Status::Review);
    let report = case.report(&decisions, AS_OF);
    assert_eq!((report.status, report.decisions[0].standing), (Status::Pass, DecisionStanding::Counts));
    assert_eq!(report.gaps[0].standing, Standing::Accepted);
    assert_eq!(report.decisions[0].evidence_now.as_ref(), Some(&decisions.decisions[0].evidence));
}

#[test]
fn the_digest_is_of_the_evidence_as_the_report_writes_it() {
    let (case, decisions) = excepted();
    let report = case.report(&decisions, AS_OF);
    let json = serde_json::to_string(&report.decisions[0].basis).unwrap();
    assert_eq!(json, r#"{"open":["user=u1"],"members":null}"#);
    // printf '%s' '{"open":["user=u1"],"members":null}' | sha256sum
    let digest = "968d3fc5613dea2aa31e0766ac8246fca1af7588d17e2ac9e598c224c4b608cc";
    assert_eq!(decisions.decisions[0].evidence, digest);
}

#[test]
fn what_opens_later_is_not_accepted() {
    let (case, decisions) = excepted();
    let other = Case::new(&[&policy("enabled", r#""u1","u2""#, "")]);
    assert_eq!(
        other.standing(&decisions, AS_OF),
        DecisionStanding::Counts,
        "another gap is no change of this one"
    );
    let windows = r#""platforms":{"includePlatforms":["all"],"excludePlatforms":["windows"]},"#;
    let narrow = Case::new(&[&policy("enabled", "", windows)]);
    let mut of_narrow = Decisions::default();
    narrow.decide(&mut of_narrow, DecisionKind::Exception, user("u1")).unwrap();
    assert_eq!(case.standing(&of_narrow, AS_OF), DecisionStanding::EvidenceChanged);
    assert_eq!(narrow.standing(&decisions, AS_OF), DecisionStanding::EvidenceChanged);
    let closed = Case::new(&[&policy("enabled", "", "")]);
    assert_eq!(closed.standing(&decisions, AS_OF), DecisionStanding::NoSuchTarget);
}

#[test]
fn an_exception_outlives_the_policy_being_turned_on() {
    let before = Case::new(&[&policy("enabledForReportingButNotEnforced", r#""u1""#, "")]);
    let mut decisions = Decisions::default();
    before.decide(&mut decisions, DecisionKind::Exception, user("u1")).unwrap();
    let (after, _) = excepted();
    assert_eq!(after.standing(&decisions, AS_OF), DecisionStanding::Counts);
}

#[test]
fn a_decision_counts_from_its_making_to_its_end() {
    let (case, decisions) = excepted();
    for (as_of, standing) in [
        ("2026-07-19T23:59:59Z", DecisionStanding::NotYet),
        (AS_OF, DecisionStanding::Counts),
        ("2026-12-31T23:59:59Z", DecisionStanding::Counts),
        ("2027-01-01T00:00:00Z", DecisionStanding::Expired),
    ] {
        assert_eq!(case.standing(&decisions, as_of), standing, "{as_of}");
    }
    let report = case.report(&decisions, "2027-01-01T00:00:00Z");
    assert_eq!(report.status, Status::Review);
    assert!(
        report
            .warnings
            .iter()
            .any(|warning| warning.words.ends_with("does not count: it ran until 2026-12-31"))
    );
}

#[test]
fn a_decision_made_at_no_time_that_is_one_does_not_count() {
    let (case, mut decisions) = excepted();
    decisions.decisions[0].decided_at = "yesterday".into();
    assert_eq!(case.standing(&decisions, AS_OF), DecisionStanding::NotYet);
}

#[test]
fn there_must_be_something_to_decide() {
    let case = Case::new(&[&policy("enabled", "", "")]);
    for (kind, target) in [
        (DecisionKind::Exception, user("u1")),
        (DecisionKind::MeantToBeBlocked, user("u1")),
        (DecisionKind::TurnOn, turn_on("p1")),
        (DecisionKind::TurnOn, turn_on("p2")),
    ] {
        let problem = case.decide(&mut Decisions::default(), kind, target).unwrap_err();
        assert_eq!(problem.code.as_str(), "nothing-to-decide", "{}", problem.message);
    }
    let (case, mut decisions) = excepted();
    assert!(case.decide(&mut decisions, DecisionKind::Exception, user("u1")).is_err(), "the same twice");
}

#[test]
fn who_is_meant_to_be_blocked_is_so_for_what_they_were_seen_to_use() {
    let report_only = policy("enabledForReportingButNotEnforced", "", "");
    let case = Case::new(&[&report_only, &log("u1", "app1")]);
    let mut decisions = Decisions::default();
    let early = case.decide(&mut decisions, DecisionKind::TurnOn, turn_on("p1")).unwrap_err();
    assert!(early.message.contains("one user would be blocked"), "{}", early.message);
    case.decide(&mut decisions, DecisionKind::MeantToBeBlocked, user("u1")).unwrap();
    assert_eq!(case.standing(&decisions, AS_OF), DecisionStanding::Counts);
    let other_app = Case::new(&[&report_only, &log("u1", "app2")]);
    assert_eq!(other_app.standing(&decisions, AS_OF), DecisionStanding::EvidenceChanged);
    let nobody = Case::new(&[&report_only, &log("u2", "app1")]);
    assert_eq!(nobody.standing(&decisions, AS_OF), DecisionStanding::NoSuchTarget);
}

/// What was decided, one after the other, and how each stands.
fn standings(report: &Report) -> Vec<(DecisionKind, DecisionStanding)> {
    report.decisions.iter().map(|report| (report.decision.kind, report.standing)).collect()
}

#[test]
fn a_policy_is_turned_on_for_the_people_who_were_seen() {
    let report_only = policy("enabledForReportingButNotEnforced", "", "");
    let case = Case::new(&[&report_only, &log("u1", "app1")]);
    let mut decisions = Decisions::default();
    case.decide(&mut decisions, DecisionKind::MeantToBeBlocked, user("u1")).unwrap();
    let turned_on = case.decide(&mut decisions, DecisionKind::TurnOn, turn_on("P1")).unwrap();
    let stands = |case: &Case| {
        let standings = standings(&case.report(&decisions, AS_OF));
        standings.into_iter().find(|(kind, _)| *kind == DecisionKind::TurnOn).unwrap().1
    };
    assert_eq!(stands(&case), DecisionStanding::Counts);
    let quieter = Case::new(&[
        &report_only,
        &(log("u1", "app1") + &sign_in("d", 13, "q", "x", true, "reportOnlyNotApplied")),
    ]);
    assert_eq!(stands(&quieter), DecisionStanding::Counts, "a log that grows quietly");
    let more = log("u1", "app1") + &sign_in("d", 6, "u2", "app1", true, "reportOnlyFailure");
    assert_eq!(stands(&Case::new(&[&report_only, &more])), DecisionStanding::NotReady);
    let edited = policy("enabledForReportingButNotEnforced", r#""u9""#, "");
    assert_eq!(stands(&Case::new(&[&edited, &log("u1", "app1")])), DecisionStanding::EvidenceChanged);
    assert_eq!(stands(&Case::new(&[&policy("enabled", "", "")])), DecisionStanding::CarriedOut);
    assert_eq!(turned_on.evidence.len(), 64);
}

#[test]
fn a_decision_for_another_tenant_does_not_count() {
    let (mut case, decisions) = excepted();
    case.settings.tenant = Some("contoso.example".into());
    assert_eq!(case.standing(&decisions, AS_OF), DecisionStanding::OtherTenant);
    let mut own = Decisions::default();
    case.decide(&mut own, DecisionKind::Exception, user("u1")).unwrap();
    assert_eq!(case.standing(&own, AS_OF), DecisionStanding::Counts);
}

/// As a file holds them.
fn written(decisions: &Decisions) -> String {
    serde_json::to_string_pretty(decisions).unwrap()
}

#[test]
fn a_file_is_read_as_it_was_written() {
    let (_, decisions) = excepted();
    assert_eq!(Decisions::parse("d", written(&decisions).as_bytes()).unwrap(), decisions);
}

#[test]
fn what_is_misspelt_or_missing_is_refused() {
    let (_, decisions) = excepted();
    let good = written(&decisions);
    for (old, new, code, at) in [
        ("\"kind\"", "\"knid\"", "decision-unknown-key", "/decisions/0/knid"),
        ("\"exception\"", "\"excuse\"", "decision-invalid", "/decisions/0/kind"),
        ("\"exception\"", "\"turnOn\"", "decision-invalid", "/decisions/0/target"),
        ("\"u1\"", "7", "decision-wrong-type", "/decisions/0/target/user"),
        (UNTIL, "soon", "decision-invalid", "/decisions/0/expires"),
        (UNTIL, "2027-12-31", "decision-invalid", "/decisions/0/expires"),
        (UNTIL, "2026-01-01", "decision-invalid", "/decisions/0/expires"),
        (AS_OF, "yesterday", "decision-invalid", "/decisions/0/decidedAt"),
        ("\"d-", "\"../", "decision-invalid", "/decisions/0/id"),
        ("\"evidence\": \"", "\"evidence\": \"X", "decision-invalid", "/decisions/0/evidence"),
    ] {
        assert!(good.contains(old), "{old}");
        let problem = Decisions::parse("d", good.replacen(old, new, 1).as_bytes()).unwrap_err();
        assert_eq!((problem.code.as_str(), problem.pointer.as_deref()), (code, Some(at)), "{old} {new}");
    }
    let twice = good.replacen("\"id\":", "\"id\": \"a\", \"id\":", 1);
    assert_eq!(Decisions::parse("d", twice.as_bytes()).unwrap_err().code.as_str(), "duplicate-key");
    let pair = Decisions { decisions: [decisions.decisions.clone(), decisions.decisions].concat() };
    assert_eq!(
        Decisions::parse("d", written(&pair).as_bytes()).unwrap_err().code.as_str(),
        "decision-invalid"
    );
}

/// Whatever is changed in a file: it is refused, or what it rests on is another thing, or it says the same
/// of the same.
#[test]
fn no_changed_byte_makes_a_decision_count_for_something_else() {
    let (case, decisions) = excepted();
    let good = written(&decisions);
    let other = Case::new(&[&policy("enabled", r#""u1","v1""#, "")]);
    for at in 0..good.len() {
        let mut bytes = good.clone().into_bytes();
        bytes[at] ^= 1;
        let Ok(changed) = Decisions::parse("d", &bytes) else { continue };
        let Some(decision) = changed.decisions.first() else { continue };
        let is_same = decision.target == decisions.decisions[0].target
            && decision.evidence == decisions.decisions[0].evidence;
        for case in [&case, &other] {
            let counts = case.standing(&changed, AS_OF) == DecisionStanding::Counts;
            assert!(!counts || is_same, "{at}: {decision:?}");
        }
    }
}

/// What signs as this principal: the payload is what was signed, the signature is the name.
fn by_name(signed: &Signed) -> Result<Signer, SignatureStanding> {
    if signed.signature.is_empty() {
        return Err(SignatureStanding::UnreadableSignature);
    }
    Ok(Signer { principals: [signed.signature.clone()].into(), fingerprint: signed.signature.clone() })
}

#[test]
fn a_policy_is_proposed_to_be_turned_on_once_that_is_approved() {
    let report_only = policy("enabledForReportingButNotEnforced", r#""b1","b2""#, "").replace("\"p1\"", ID);
    let quiet = log("q", "x").replace("reportOnlyFailure", "reportOnlyNotApplied").replace("\"p1\"", ID);
    let mut case = Case::new(&[&report_only, &quiet]);
    case.settings.emergency_access.users = ["b1".into(), "b2".into()].into();
    let offered = |case: &Case, decisions: &Decisions| {
        let (tenant, evidence) = case.read();
        let as_of = AS_OF.parse().unwrap();
        let settings = case.settings.clone();
        let decided =
            Decided::new(&tenant, evidence.as_ref(), settings, decisions, (as_of, &by_name)).unwrap();
        let step = evaluate_decided(&tenant, evidence.as_ref(), &decided, as_of).unwrap().next_step;
        (
            step.proposal.is_some(),
            step.withheld.first().map(|reason| reason.words.clone()).unwrap_or_default(),
        )
    };
    let mut decisions = Decisions::default();
    assert!(offered(&case, &decisions).0, "nobody asks for approvals");
    case.settings.tenant = Some("contoso.example".into());
    let of = ["ben@contoso.example".into(), "carla@contoso.example".into()].into();
    case.settings.approvals.turn_on = Some(crate::Needed { needed: 2, of });
    let (is_offered, why) = offered(&case, &decisions);
    assert!(
        !is_offered && why.contains("may not be turned on yet: the settings ask for a decision"),
        "{why}"
    );
    case.decide(&mut decisions, DecisionKind::TurnOn, turn_on(ID.trim_matches('"'))).unwrap();
    for (who, expected) in [("ben@contoso.example", false), ("carla@contoso.example", true)] {
        let (is_offered, why) = offered(&case, &decisions);
        assert!(!is_offered && why.contains("of the 2 approvals"), "{why}");
        let decision = &mut decisions.decisions[0];
        let signed = Signed { payload: payload(decision), signature: who.into() };
        decision.signatures.push(signed);
        assert_eq!(offered(&case, &decisions).0, expected, "{who}");
    }
}

/// The object id of a policy, as JSON has it.
const ID: &str = "\"0f0f0f0f-0000-4000-8000-000000000001\"";

#[test]
fn what_is_signed_holds_all_of_the_decision() {
    let (_, decisions) = excepted();
    let decision = &decisions.decisions[0];
    let text = payload(decision);
    for said in
        [&decision.id, &decision.evidence, &decision.expires, &decision.decided_at, &decision.decided_by]
    {
        assert!(text.contains(said.as_str()), "{said}");
    }
    assert!(text.contains("\"user\": \"u1\"") && text.contains("\"kind\": \"exception\""));
    let signatures = [Signed { payload: text.clone(), signature: "s".into() }].into();
    assert_eq!(payload(&Decision { signatures, ..decision.clone() }), text);
}
