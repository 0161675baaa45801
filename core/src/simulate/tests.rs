//! Proposals, tried out against small logs.

use alloc::{format, string::String, vec::Vec};

use super::*;
use crate::{
    Intake, Settings,
    catalogue::ProblemCode,
    entra::{Id, Shows, SignIn},
    report::Status,
};

const AS_OF: &str = "2026-07-31T00:00:00Z";

fn policy(id: &str, state: &str, excluded: &str) -> String {
    format!(
        r#"{{"id":"{id}","displayName":"Block {id}","state":"{state}","createdDateTime":"2026-07-01T00:00:00Z",
        "conditions":{{"users":{{"includeUsers":["All"],{excluded}}},"applications":{{"includeApplications":["All"]}},
        "authenticationFlows":{{"transferMethods":"deviceCodeFlow"}}}},
        "grantControls":{{"operator":"OR","builtInControls":["block"]}}}}"#
    )
}

fn tenant(policies: &[String]) -> Tenant {
    let mut intake = Intake::new();
    let context = r#""@odata.context":"x/$metadata#identity/conditionalAccess/policies""#;
    intake.read("p.json", format!("{{{context},\"value\":[{}]}}", policies.join(",")).as_bytes()).unwrap();
    intake.finish().unwrap()
}

/// A device code sign-in of this user, on this day of the month.
fn used(user: &str, day: u8, interactive: bool) -> SignIn {
    SignIn {
        id: format!("{user} {day} {interactive}"),
        created: format!("2026-07-{day:02}T12:00:00Z").parse().ok(),
        user: Some(Id::new(user)),
        application: Some(Id::new("04b07795-8ddb-461a-bbee-02f9e1bf7b46")),
        country: "NL".into(),
        interactive: Some(interactive),
        device_code_transfer: true,
        shows: Shows { flow: true, results: true },
        ..SignIn::default()
    }
}

/// Nine days of both logs, of these users.
fn log(users: &[&str]) -> Vec<SignIn> {
    let both = |user: &&str| [used(user, 1, true), used(user, 9, false)];
    users.iter().flat_map(both).collect()
}

struct Case {
    tenant: Tenant,
    events: Vec<SignIn>,
    settings: &'static str,
}

impl Case {
    fn run(&self, proposal: &Proposal) -> Result<Simulation, Problem> {
        let settings = Settings::parse("s", self.settings.as_bytes()).unwrap();
        let mut evidence = Evidence::new(&Watch::new(&self.tenant, &settings));
        self.events.iter().for_each(|event| evidence.push(event));
        simulate(&self.tenant, Some(&evidence), proposal, &settings, AS_OF.parse().unwrap())
    }
}

fn enable(name: &str) -> Proposal {
    Proposal { enable: [name.into()].into(), ..Proposal::default() }
}

fn codes(simulation: &Simulation) -> Vec<ReasonCode> {
    simulation.reasons.iter().map(|reason| reason.code).collect()
}

#[test]
fn sign_ins_are_sorted_by_what_would_have_come_of_them() {
    let excluded = r#""excludeUsers":["b"],"excludeGroups":[]"#;
    let case = Case {
        tenant: tenant(&[policy("p", "disabled", excluded)]),
        events: log(&["a", "b"]),
        settings: "{}",
    };
    let simulation = case.run(&enable("block P")).unwrap();
    let groups = [&simulation.would_block, &simulation.cannot_tell, &simulation.would_not_block];
    assert_eq!((simulation.tried, groups.map(|group| group.events)), (4, [2, 0, 2]));
    let hit = &simulation.would_block;
    assert_eq!(hit.principals[0].id.as_str(), "a");
    assert_eq!((hit.applications[0].name.as_str(), hit.applications[0].events), ("Microsoft Azure CLI", 2));
    assert_eq!((hit.countries[0].value.as_str(), hit.countries[0].events), ("NL", 2));
    assert_eq!(
        hit.days.iter().map(|day| day.value.as_str()).collect::<Vec<_>>(),
        ["2026-07-01", "2026-07-09"]
    );
    assert_eq!(
        (simulation.ready, codes(&simulation)),
        (Ready::No, [ReasonCode::WouldBlock, ReasonCode::DaysMissing].into())
    );
    assert_eq!((simulation.before.status, simulation.after.status), (Status::Fail, Status::Review));
}

#[test]
fn what_cannot_be_told_is_said_with_what_it_hangs_on() {
    let excluded = r#""excludeGroups":["g"]"#;
    let case =
        Case { tenant: tenant(&[policy("p", "disabled", excluded)]), events: log(&["a"]), settings: "{}" };
    let simulation = case.run(&enable("p")).unwrap();
    assert_eq!((simulation.cannot_tell.events, simulation.would_not_block.events), (2, 0));
    assert_eq!(simulation.depends_on[0].words, "whether the user is in group g");
    assert_eq!(
        (simulation.ready, codes(&simulation)),
        (Ready::Insufficient, [ReasonCode::Undetermined, ReasonCode::DaysMissing].into())
    );
}

#[test]
fn a_result_in_the_log_settles_what_cannot_be_told() {
    use crate::entra::{AppliedPolicy, PolicyResult};
    let excluded = r#""excludeGroups":["g"]"#;
    let with = |result| {
        let applied = AppliedPolicy { id: Id::new("p"), result, device_code_rule: false };
        let events = log(&["a"]).into_iter();
        let events =
            events.map(|event| SignIn { policies: Some([applied.clone()].into()), ..event }).collect();
        let tenant = tenant(&[policy("p", "enabledForReportingButNotEnforced", excluded)]);
        let simulation = Case { tenant, events, settings: "{}" }.run(&enable("p")).unwrap();
        [&simulation.would_block, &simulation.cannot_tell, &simulation.would_not_block]
            .map(|group| group.events)
    };
    assert_eq!(with(PolicyResult::ReportOnlyFailure), [2, 0, 0]);
    assert_eq!(with(PolicyResult::ReportOnlyNotApplied), [0, 0, 2]);
    assert_eq!(with(PolicyResult::Undetermined), [0, 2, 0]);
}

#[test]
fn a_log_that_shows_nothing_is_never_taken_for_harmless() {
    let tenant = tenant(&[policy("p", "disabled", r#""excludeUsers":["b"]"#)]);
    let run = |events: Vec<SignIn>| {
        let simulation = Case { tenant: tenant.clone(), events, settings: "{}" }.run(&enable("p")).unwrap();
        assert_ne!(simulation.ready, Ready::Yes);
        codes(&simulation)
    };
    assert_eq!(run(Vec::new()), [ReasonCode::NoSignIns]);
    let quiet: Vec<SignIn> = log(&["b"]);
    assert_eq!(run(quiet[..1].to_vec()), [ReasonCode::TooShort, ReasonCode::NoNonInteractive]);
    let v1 = quiet.iter().map(|event| SignIn {
        device_code_transfer: false,
        shows: Shows { flow: false, results: true },
        ..event.clone()
    });
    assert!(run(v1.collect()).contains(&ReasonCode::FlowNotShown));
    let nameless = quiet.iter().map(|event| SignIn { id: String::new(), ..event.clone() });
    assert!(run(nameless.collect()).contains(&ReasonCode::NotTried));
}

#[test]
fn holes_in_the_log_are_said_and_keep_nothing_from_being_ready() {
    let tenant = tenant(&[policy("p", "disabled", r#""excludeUsers":["b"]"#)]);
    let run = |events: Vec<SignIn>| {
        Case { tenant: tenant.clone(), events, settings: "{}" }.run(&enable("p")).unwrap()
    };
    let stitched = run(log(&["b"]));
    assert_eq!((stitched.ready, codes(&stitched)), (Ready::Yes, [ReasonCode::DaysMissing].into()));
    let words = "sign-ins tell of the flow, or list a report-only policy about it, on 2 of 8 days, and on none \
                 from 2026-07-02 to 2026-07-08: check that the export is whole";
    assert_eq!(stitched.reasons[0].words, words);
    let daily = (1..=9).flat_map(|day| [used("b", day, true), used("b", day, false)]);
    assert_eq!(codes(&run(daily.collect())), []);
}

#[test]
fn the_policy_of_the_control_excludes_the_declared_and_nobody_else() {
    let declared = r#"{"emergencyAccess":{"users":["b"]}}"#;
    let case = |settings| Case { tenant: tenant(&[]), events: log(&["b"]), settings };
    let proposal = Proposal { as_cis: true, ..Proposal::default() };
    let simulation = case(declared).run(&proposal).unwrap();
    assert_eq!((simulation.after.status, simulation.ready), (Status::Pass, Ready::Yes));
    assert_eq!((simulation.would_not_block.events, simulation.proposed[0].origin), (2, Origin::Control));
    let refused = case("{}").run(&proposal).unwrap_err();
    assert_eq!(refused.code, ProblemCode::NoProposal);
    assert!(refused.message.contains("lock everyone out"), "{}", refused.message);
}

#[test]
fn a_policy_from_a_file_needs_no_id_and_no_state() {
    let text = policy("p", "disabled", r#""excludeUsers":["b"]"#);
    let bare = text.replace(r#""id":"p","#, "").replace(r#""state":"disabled","#, "");
    let policies = Proposal::read("proposed.json", bare.as_bytes()).unwrap();
    let case = Case { tenant: tenant(&[]), events: log(&["a"]), settings: "{}" };
    let simulation = case.run(&Proposal { policies, ..Proposal::default() }).unwrap();
    assert_eq!((simulation.would_block.events, simulation.proposed[0].may_block), (2, true));
    let refused = |text: &str| Proposal::read("proposed.json", text.as_bytes()).unwrap_err();
    assert_eq!(refused("{}").code, ProblemCode::NoProposal);
    assert_eq!(refused("{").source.as_deref(), Some("proposed.json"));
    assert_eq!(refused(&bare.replace(r#"["All"]"#, r#""All""#)).code, ProblemCode::TruncatedExport);
}

#[test]
fn a_proposal_that_names_nothing_is_refused() {
    let policies = [
        policy("p", "disabled", r#""excludeUsers":["b"]"#),
        policy("q", "disabled", r#""excludeUsers":["b"]"#),
    ];
    let case = Case { tenant: tenant(&policies), events: Vec::new(), settings: "{}" };
    let refused = |proposal: &Proposal| {
        let problem = case.run(proposal).unwrap_err();
        (problem.code, problem.help)
    };
    assert_eq!(refused(&Proposal::default()).0, ProblemCode::NoProposal);
    assert_eq!(refused(&enable("Blok p")), (ProblemCode::NoSuchPolicy, "did you mean `Block p`?".into()));
    let twins = [
        policy("p", "disabled", r#""excludeUsers":["b"]"#),
        policy("q", "disabled", r#""excludeUsers":["b"]"#),
    ];
    let twins = twins.map(|text| text.replace("Block q", "Block p"));
    let case = Case { tenant: tenant(&twins), events: Vec::new(), settings: "{}" };
    assert_eq!(case.run(&enable("Block p")).unwrap_err().help, "give its object id");
}

#[test]
fn a_policy_that_blocks_nothing_is_said_to() {
    let transfer = policy("p", "disabled", r#""excludeUsers":["b"]"#)
        .replace("deviceCodeFlow", "authenticationTransfer");
    let case = Case { tenant: tenant(&[transfer]), events: log(&["a"]), settings: "{}" };
    let simulation = case.run(&enable("p")).unwrap();
    assert_eq!((simulation.proposed[0].may_block, simulation.would_not_block.events), (false, 2));
    assert_eq!(simulation.before, simulation.after);
}
