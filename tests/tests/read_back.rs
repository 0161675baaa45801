//! A report that is read back from its JSON is the same report, in every format.

use flowlock_core::{
    Places, peers,
    render::{self, SarifResults, Style},
    report::Report,
};
use flowlock_tests::{fixtures, subject, tenants::tenant};

/// How many random tenants there are.
const TENANTS: u64 = 500;

fn read_back(report: &Report) -> Report {
    serde_json::from_str(&serde_json::to_string(report).expect("JSON")).expect("a report")
}

/// Every format, as the command line writes it.
fn formats(report: &Report, places: &Places) -> [String; 8] {
    let style = Style { width: 80, colour: true };
    let commands = |tool| {
        let proposal = report.next_step.proposal.as_ref();
        proposal.map_or_else(String::new, |proposal| render::commands(proposal, tool))
    };
    [
        render::text(report, style),
        serde_json::to_string_pretty(report).expect("JSON"),
        render::sarif(report, places, SarifResults::All),
        render::ocsf(report),
        render::junit(report, places),
        render::markdown(report, places),
        render::html(report, places),
        [render::Tool::Graph, render::Tool::Terraform].map(commands).concat(),
    ]
}

#[test]
fn every_fixture_reads_the_same_in_every_format() {
    for name in fixtures::names() {
        let fixture = fixtures::read(&name);
        let mut report = fixture.report();
        let settings = fixture.settings_in_force();
        report.peers = Some(peers::ask(&fixture.tenant(), &settings, fixture.as_of, &report));
        let places = fixture.places(&report);
        let again = Places::of_members(places.members());
        let (expected, found) = (formats(&report, &places), formats(&read_back(&report), &again));
        for (expected, found) in expected.iter().zip(&found) {
            assert!(found == expected, "{name}: {found}");
        }
    }
}

#[test]
fn random_tenants_read_the_same() {
    for seed in 0..TENANTS {
        let report = subject::report_on(&tenant(seed)).expect("a random tenant can be evaluated");
        let again: Report = serde_json::from_value(report.clone()).expect("a report");
        assert_eq!(serde_json::to_value(&again).expect("JSON"), report, "seed {seed}");
    }
}

/// What lacks a member is no report: nothing is made up.
#[test]
fn a_report_that_lacks_a_member_is_none() {
    let report = subject::report_on(&tenant(0)).expect("a random tenant can be evaluated");
    for member in report.as_object().expect("a report is an object").keys() {
        let mut other = report.clone();
        other.as_object_mut().expect("an object").remove(member);
        // These two are the same in every report of a version.
        let is_constant = ["control", "crosswalk"].contains(&member.as_str());
        // Left out, an optional member is null, which serde reads so.
        let is_null = report[member].is_null()
            || report[member].is_object() && ["usage", "replay"].contains(&member.as_str());
        assert!(is_constant || is_null || serde_json::from_value::<Report>(other).is_err(), "{member}");
    }
}
