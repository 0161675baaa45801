//! Decisions, and comparisons of two sides.

use super::*;

fn evaluate_with(policy: &str, settings: &Settings, decisions: &Decisions) -> serde_json::Value {
    let request = Evaluate {
        exports: [export("policies.json", policy)].into(),
        settings: Some(Declared::Object(settings.clone().into())),
        decisions: Some(Declared::Object(decisions.clone().into())),
        as_of: Some(AS_OF.into()),
        ..Evaluate::default()
    };
    let text = Some(Declared::Text(serde_json::to_string(decisions).unwrap().into()));
    let response = ask(&Request::Evaluate(request.clone()));
    assert_eq!(ask(&Request::Evaluate(Evaluate { decisions: text, ..request })), response);
    serde_json::from_str(&response).unwrap()
}

#[test]
fn a_decision_counts_where_nobody_has_to_approve_it() {
    let (policy, settings, decisions) = decided();
    let settings = Settings { approvals: Approvals::default(), ..settings };
    let report = &evaluate_with(&policy, &settings, &decisions)["report"];
    assert_eq!((&report["status"], &report["decisions"][0]["standing"]), (&"pass".into(), &"counts".into()));
}

#[test]
fn an_approval_that_nobody_checked_never_counts() {
    let (policy, settings, mut decisions) = decided();
    let signature = "-----BEGIN SSH SIGNATURE-----".into();
    let signed = Signed { payload: payload(&decisions.decisions[0]), signature };
    decisions.decisions[0].signatures.push(signed);
    let report = &evaluate_with(&policy, &settings, &decisions)["report"];
    assert_eq!(report["status"], "review");
    assert_eq!(report["decisions"][0]["standing"], "not-approved");
    assert_eq!(report["decisions"][0]["approvals"][0]["standing"], "not-checked");
}

#[test]
fn a_comparison_says_what_the_library_says() {
    let on = POLICY.replace("enabledForReportingButNotEnforced", "enabled");
    let files = [("old/policies.json", on.as_str()), ("new/policies.json", POLICY)];
    let [before, after] = files.map(|(name, text)| {
        let files = [File { name: name.into(), bytes: text }];
        read_files(&files, &Settings::default()).unwrap()
    });
    let settings = Settings::default();
    let [old, new] =
        [&before.0, &after.0].map(|tenant| diff::Side { tenant, evidence: None, settings: &settings });
    let native = diff::diff(&old, &new, AS_OF.parse().unwrap()).unwrap();
    let [before, after] = files.map(|(name, text)| side([export(name, text)].into(), Vec::new()));
    let response = ask(&Request::Diff(Diff { before, after }.into()));
    assert_eq!(response, format!(r#"{{"diff":{}}}"#, serde_json::to_string(&native).unwrap()));
    assert!(native.opened_a_gap());
}

#[test]
fn a_log_of_one_side_may_come_as_a_summary() {
    let (log, summary) = (sign_in(1), text(&summarise(&[("log", &sign_in(1))]), "summary"));
    let policies = || export("policies.json", POLICY);
    let ask = |after| {
        let before = side([policies()].into(), Vec::new());
        ask(&Request::Diff(Diff { before, after }.into()))
    };
    let whole = side([policies(), export("log", &log)].into(), Vec::new());
    assert_eq!(ask(side([policies()].into(), [summary.as_str().into()].into())), ask(whole));
    let response = ask(side([policies()].into(), [summary.as_str().into(), "x".into()].into()));
    assert!(response.contains(r#""pointer":"/diff/after/summaries/1""#), "{response}");
}

#[test]
fn a_decision_that_runs_out_between_two_moments_is_a_change() {
    let (policy, settings, decisions) = decided();
    let settings = Settings { approvals: Approvals::default(), ..settings };
    let at = |as_of: &str| Evaluate {
        settings: Some(Declared::Object(settings.clone().into())),
        decisions: Some(Declared::Object(decisions.clone().into())),
        as_of: Some(String::from(as_of).into()),
        ..side([export("policies.json", &policy)].into(), Vec::new())
    };
    let ask = |before, after| {
        let response = ask(&Request::Diff(Diff { before, after }.into()));
        serde_json::from_str::<serde_json::Value>(&response).unwrap()
    };
    let diff = &ask(at(AS_OF), at("2027-01-01T00:00:00Z"))["diff"];
    assert_eq!((&diff["before"]["status"], &diff["after"]["status"]), (&"pass".into(), &"review".into()));
    assert_eq!(diff["changes"][0]["code"], "decision-changed", "{diff}");
}

#[test]
fn a_signature_counts_as_the_host_found_it() {
    let (policy, settings, mut decisions) = decided();
    let signed = Signed { payload: payload(&decisions.decisions[0]), signature: "s".into() };
    decisions.decisions[0].signatures.push(signed.clone());
    let ask = |signed: &Signed, found| {
        let request = Evaluate {
            settings: Some(Declared::Object(settings.clone().into())),
            decisions: Some(Declared::Object(decisions.clone().into())),
            checked: [Checked { signed: signed.clone(), found }].into(),
            ..side([export("policies.json", &policy)].into(), Vec::new())
        };
        let response = ask(&Request::Evaluate(request));
        let response: serde_json::Value = serde_json::from_str(&response).unwrap();
        let decision = &response["report"]["decisions"][0];
        [&decision["standing"], &decision["approvals"][0]["standing"]].map(object)
    };
    let ben = || Signer { principals: ["ben@contoso.example".into()].into(), fingerprint: "f".into() };
    assert_eq!(ask(&signed, Found::Signer(ben())), ["counts", "counts"]);
    let other = Signed { signature: "t".into(), ..signed.clone() };
    assert_eq!(ask(&other, Found::Signer(ben())), ["not-approved", "not-checked"]);
    let forged = Found::Refused(SignatureStanding::BadSignature);
    assert_eq!(ask(&signed, forged), ["not-approved", "bad-signature"]);
}
