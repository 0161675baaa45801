//! What other tools would say, on every fixture: written down by hand first, then held against the core.

use std::collections::BTreeSet;

use flowlock_core::{
    CROSSWALK, Related,
    entra::State,
    peers::{self, Comparison, Peer, PeerAnswer},
    report::Status,
    what_if::{self, Truth},
};
use flowlock_tests::{
    book,
    fixtures::{self, Fixture},
};

/// A fixture, a check, and whether it passes, from what the tool asks; the verdict of the fixture says
/// whether that is wrong. One row at least for every wrong answer that the README names.
const KNOWN: &[(&str, &str, bool)] = &[
    // ScubaGear compares texts, looks at one policy, and at no other condition.
    ("comma-list", "MS.AAD.3.9v1", false),
    ("comma-list-other-order", "MS.AAD.3.9v1", false),
    ("split-by-group", "MS.AAD.3.9v1", false),
    ("split-by-guests", "MS.AAD.3.9v1", false),
    ("split-by-app", "MS.AAD.3.9v1", false),
    ("unconditional-block", "MS.AAD.3.9v1", false),
    ("admin-role-excluded", "MS.AAD.3.9v1", false),
    ("one-platform", "MS.AAD.3.9v1", true),
    ("minus-trusted-locations", "MS.AAD.3.9v1", true),
    ("high-risk-only", "MS.AAD.3.9v1", true),
    ("device-filter", "MS.AAD.3.9v1", true),
    ("legacy-clients-only", "MS.AAD.3.9v1", true),
    ("declared-group", "MS.AAD.3.9v1", true),
    // Maester looks at neither applications nor exclusions, and takes a compliant device for a block.
    ("office-365-only", "MT.1052", true),
    ("user-action-only", "MT.1052", true),
    ("admin-role-excluded", "MT.1052", true),
    ("guests-excluded", "MT.1052", true),
    ("compliant-device", "MT.1052", true),
    ("one-platform", "MT.1052", true),
    ("minus-trusted-locations", "MT.1052", true),
    ("legacy-clients-only", "MT.1052", false),
    ("unconditional-block", "MT.1052", false),
    ("comma-list", "MT.1052", true),
    // Prowler asks for all users and all applications, and looks at nothing else.
    ("guests-excluded", "entra_conditional_access_policy_device_code_flow_blocked", true),
    ("crowded-group", "entra_conditional_access_policy_device_code_flow_blocked", true),
    ("high-risk-only", "entra_conditional_access_policy_device_code_flow_blocked", true),
    ("six-listed-platforms", "entra_conditional_access_policy_device_code_flow_blocked", true),
    ("office-365-only", "entra_conditional_access_policy_device_code_flow_blocked", false),
    ("report-only", "entra_conditional_access_policy_device_code_flow_blocked", false),
    ("comma-list-other-order", "entra_conditional_access_policy_device_code_flow_blocked", true),
    // 21808 looks at no scope, and does not trim what stands between commas.
    ("office-365-only", "21808", true),
    ("workload-identity", "21808", true),
    ("agents-only", "21808", true),
    ("comma-list", "21808", true),
    ("comma-list-other-order", "21808", false),
    ("transfer-only", "21808", false),
    // CIPP asks for even less.
    ("user-action-only", "CIS_5_2_2_12", true),
    ("comma-list-other-order", "CIS_5_2_2_12", true),
    ("compliant-device", "CIS_5_2_2_12", false),
    // M365SAT wants a user excluded by name, and takes report-only for on.
    ("declared-group", "CISAz223", false),
    ("no-exclusion", "CISAz223", false),
    ("unresolved-name", "CISAz223", true),
    // CA Policy Analyzer takes any transfer method for this one.
    ("transfer-only", "5.3.12", true),
    ("office-365-only", "5.3.12", true),
];

fn ask(fixture: &Fixture) -> (Status, Vec<Peer>) {
    let report = fixture.report();
    (report.status, peers::ask(&fixture.tenant(), &fixture.settings_in_force(), fixture.as_of, &report))
}

#[test]
fn every_known_answer_is_given_and_judged_by_the_verdict() {
    for (name, check, passes) in KNOWN {
        let (status, peers) = ask(&fixtures::read(name));
        let peer = peers.iter().find(|peer| peer.check == *check).expect("a check");
        let expected = match (status, passes) {
            (Status::Pass, true) | (Status::Fail, false) => Comparison::Agrees,
            (Status::Fail, true) => Comparison::FalsePass,
            (Status::Pass, false) => Comparison::FalseFail,
            (Status::Review, _) => Comparison::Unfounded,
        };
        assert_eq!(
            (peer.answer == PeerAnswer::Pass, peer.comparison),
            (*passes, expected),
            "{name}: {peer:#?}"
        );
    }
}

#[test]
fn every_false_pass_comes_with_a_witness_that_gets_through() {
    let mut tried = 0;
    for name in fixtures::names() {
        let fixture = fixtures::read(&name);
        let policies = fixture.tenant().policies;
        for peer in ask(&fixture).1.iter().filter(|peer| peer.comparison == Comparison::FalsePass) {
            let witness = peer.witness.as_ref().expect("a witness");
            let enabled = policies.iter().filter(|policy| policy.state == Some(State::Enabled));
            let mut blocking = enabled.filter(|policy| policy.blocks());
            assert!(
                blocking.all(|policy| what_if::applies(policy, witness) != Truth::Yes),
                "{name}: {peer:#?}"
            );
            assert!(
                peer.policy_id.is_some() && peer.misses.is_empty() && peer.words.contains(": "),
                "{peer:#?}"
            );
            tried += 1;
        }
    }
    assert!(tried > 100, "only {tried}");
}

#[test]
fn who_asks_a_person_decides_nothing_and_who_has_no_policies_may_be_silent() {
    let (_, peers) = ask(&fixtures::read("no-policies"));
    let of = |answer| peers.iter().filter(move |peer| peer.answer == answer).collect::<Vec<_>>();
    assert_eq!((of(PeerAnswer::Manual).len(), of(PeerAnswer::Nothing).len()), (2, 1));
    for peer in of(PeerAnswer::Manual) {
        assert!(peer.asks.is_empty() && peer.comparison == Comparison::Undecided, "{peer:#?}");
    }
    assert!(of(PeerAnswer::Pass).is_empty());
}

#[test]
fn every_check_is_wrong_somewhere_and_right_somewhere() {
    let all: Vec<Peer> = fixtures::names().iter().flat_map(|name| ask(&fixtures::read(name)).1).collect();
    let checks: BTreeSet<(&str, &str)> = all.iter().map(|peer| (&*peer.tool, &*peer.check)).collect();
    assert_eq!(checks.len(), 11, "two checks share a name");
    for (tool, check) in checks {
        let met: BTreeSet<&str> = all
            .iter()
            .filter(|peer| (&*peer.tool, &*peer.check) == (tool, check))
            .map(|peer| peer.comparison.as_str())
            .collect();
        let decides = !met.contains("undecided") || met.len() > 1;
        let wrong = met.contains("falsePass") || met.contains("falseFail");
        assert!(!decides || wrong && met.contains("agrees"), "{tool} {check}: {met:?}");
    }
}

/// What each check asks, and its answer on every fixture.
fn answers() -> String {
    let all: Vec<(String, Status, Vec<Peer>)> = fixtures::names()
        .into_iter()
        .map(|name| {
            let (status, peers) = ask(&fixtures::read(&name));
            (name, status, peers)
        })
        .collect();
    let peers = &all.first().expect("a fixture").2;
    let mut page = "| | check | asks for a policy that |\n| --- | --- | --- |\n".to_owned();
    for (number, peer) in peers.iter().enumerate() {
        let asks = if peer.asks.is_empty() { "*asks a person*".to_owned() } else { peer.asks.join("; ") };
        page.extend([format!("| {} | {} {} | {asks} |\n", number + 1, peer.tool, peer.check)]);
    }
    let numbers: Vec<String> = (1..=peers.len()).map(|number| number.to_string()).collect();
    page.extend([format!("\n| tenant | verdict | {} |\n", numbers.join(" | "))]);
    page.extend([format!("| --- | --- |{}\n", " --- |".repeat(peers.len()))]);
    for (name, status, peers) in &all {
        let cells: Vec<String> = peers.iter().map(cell).collect();
        page.extend([format!("| {name} | {} | {} |\n", status.as_str(), cells.join(" | "))]);
    }
    page
}

fn cell(peer: &Peer) -> String {
    let answer = peer.answer.as_str();
    match peer.comparison {
        Comparison::FalsePass | Comparison::FalseFail => format!("**{answer}**"),
        Comparison::Unfounded => format!("{answer}?"),
        Comparison::Agrees | Comparison::Undecided => answer.to_owned(),
    }
}

/// Where else the question is asked.
fn crosswalk() -> String {
    let rows = CROSSWALK.iter().map(|related| {
        let Related { id, framework, version, title, reading } = related;
        format!("| {framework} {} | {id} | {title} | {reading} |\n", version.unwrap_or_default())
    });
    let head = "| publication | number | title | how it differs |\n| --- | --- | --- | --- |\n".to_owned();
    rows.fold(head, |page, row| page + &row)
}

#[test]
fn the_page_of_the_book_is_fresh() {
    book::check("peers.md", &[("answers", answers()), ("crosswalk", crosswalk())], "peers");
}
