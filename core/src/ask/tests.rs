//! Questions, from the words that people use to the answer.

use alloc::{format, string::String, vec::Vec};

use super::{graph::*, *};
use crate::{
    Intake, Tenant,
    catalogue::{ProblemCode, ReasonCode},
    entra::Id,
};

const APPS: &str = r#""applications":{"includeApplications":["All"]}"#;

/// A policy that blocks, with this id and state, under these conditions.
fn policy(id: &str, state: &str, conditions: &str) -> String {
    format!(
        r#"{{"id":"{id}","displayName":"{id}","state":"{state}","conditions":{{{conditions}}},
        "grantControls":{{"operator":"OR","builtInControls":["block"]}}}}"#
    )
}

fn tenant(policies: &[String], others: &[&str]) -> Tenant {
    let mut intake = Intake::new();
    intake.read("policies.json", format!("[{}]", policies.join(",")).as_bytes()).unwrap();
    for (number, other) in others.iter().enumerate() {
        intake.read(&format!("{number}.json"), other.as_bytes()).unwrap();
    }
    intake.finish().unwrap()
}

/// One enabled policy for everyone but what these members say.
fn everyone(but: &str) -> Vec<String> {
    [policy("p", "enabled", &format!(r#""users":{{"includeUsers":["All"]{but}}},{APPS}"#))].into()
}

fn ask(tenant: &Tenant, change: impl FnOnce(&mut Question)) -> Answer {
    let mut question = Question::default();
    change(&mut question);
    answer(tenant, &question).unwrap()
}

fn words(answer: &Answer) -> Vec<&str> {
    answer.depends_on.iter().map(|because| because.words.as_str()).collect()
}

const USERS: &str = r#"[{"id":"u","userPrincipalName":"ada@contoso.example","displayName":"Ada","userType":"Member"},
    {"id":"x","userPrincipalName":"bob_fabrikam#EXT#@contoso.example","displayName":"Bob","userType":"Guest"}]"#;
const MEMBERS: &str = r#"{"groupMembers":{"g":["u"]}}"#;
const GROUPS: &str = r#"[{"id":"g","displayName":"All staff","groupTypes":[]},{"id":"h","displayName":"Lab","groupTypes":[]}]"#;
const ROLES: &str = r#"[{"principalId":"u","roleDefinitionId":"62e90394-69f5-4237-9190-012177145e10","directoryScopeId":"/"}]"#;

#[test]
fn what_the_exports_tell_of_the_user_is_used() {
    let guests = r#","excludeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"b2bCollaborationGuest"}"#;
    let tenant_of = |but: &str| tenant(&everyone(but), &[USERS, MEMBERS, GROUPS, ROLES]);
    let outcome =
        |but: &str, user: &str| ask(&tenant_of(but), |question| question.user = Some(user.into())).outcome;
    assert_eq!(outcome(guests, "Ada@Contoso.example"), Outcome::Blocked);
    assert_eq!(outcome(guests, "x"), Outcome::NotBlocked);
    assert_eq!(outcome(guests, "somebody"), Outcome::CannotTell);
    let group = r#","excludeGroups":["g"]"#;
    assert_eq!((outcome(group, "u"), outcome(group, "x")), (Outcome::NotBlocked, Outcome::Blocked));
    let role = r#","excludeRoles":["62e90394-69f5-4237-9190-012177145e10"]"#;
    assert_eq!((outcome(role, "u"), outcome(role, "x")), (Outcome::NotBlocked, Outcome::CannotTell));
}

#[test]
fn a_policy_that_does_not_apply_names_the_member() {
    let tenant = tenant(&everyone(r#","excludeGroups":["h","g"]"#), &[USERS, MEMBERS, GROUPS]);
    let answer = ask(&tenant, |question| question.user = Some("u".into()));
    let because = &answer.policies[0].because[0];
    assert_eq!(
        (because.source.as_str(), because.pointer.as_str()),
        ("policies.json", "/0/conditions/users/excludeGroups/1")
    );
    assert_eq!(because.words, "it excludes group All staff (g)");
    assert_eq!(answer.summary, "no enabled policy that blocks applies");
}

#[test]
fn names_are_found_and_the_nearest_is_offered() {
    let tenant = tenant(&everyone(r#","excludeGroups":["g"],"excludeRoles":["r"]"#), &[USERS, GROUPS]);
    let note = |change: &dyn Fn(&mut Question)| {
        let answer = ask(&tenant, |question| change(question));
        answer.notes.first().map(|note| note.words.clone()).unwrap_or_default()
    };
    let group = ask(&tenant, |question| question.groups = ["all staff".into()].into());
    assert_eq!(
        (group.outcome, group.known[0].words.as_str()),
        (Outcome::NotBlocked, "in group All staff (g)")
    );
    assert!(
        note(&|question| question.user = Some("adda@contoso.example".into()))
            .contains("did you mean `ada@contoso.example`?")
    );
    assert!(
        note(&|question| question.groups = ["All stuff".into()].into()).contains("did you mean `All staff`?")
    );
    assert!(
        note(&|question| question.roles = ["Global Adminstrator".into()].into())
            .contains("did you mean `Global Administrator`?")
    );
    assert!(
        note(&|question| question.application = Some("Azure CLI".into()))
            .contains("did you mean `Microsoft Azure CLI`?")
    );
    assert!(note(&|question| question.platform = Some("linus".into())).contains("did you mean `linux`?"));
    assert!(note(&|question| question.platform = Some("beos".into())).contains("`unrecognised`"));
    assert!(
        note(&|question| question.locations = ["AllTrustd".into()].into())
            .contains("did you mean `AllTrusted`?")
    );
    assert!(note(&|question| question.user = Some("0f".into())).contains("nothing more is known of them"));
    assert!(
        note(&|question| question.application = Some("Microsoft Azure CLI".into()))
            .contains("asks for tokens")
    );
    let other = tenant_without_users();
    let without = ask(&other, |question| question.user = Some("ada@contoso.example".into()));
    assert!(without.notes[0].words.contains("needs an export of users"), "{:?}", without.notes);
}

fn tenant_without_users() -> Tenant {
    tenant(&everyone(""), &[])
}

#[test]
fn a_name_that_two_things_share_stays_unknown() {
    let twins =
        r#"[{"id":"g","displayName":"Lab","groupTypes":[]},{"id":"h","displayName":"lab","groupTypes":[]}]"#;
    let tenant = tenant(&everyone(r#","excludeGroups":["g"]"#), &[twins]);
    let answer = ask(&tenant, |question| question.groups = ["Lab".into()].into());
    assert_eq!((answer.outcome, answer.notes[0].code), (Outcome::CannotTell, ReasonCode::NameNotKnown));
}

const LOCATIONS: &str = r#"[{"id":"office","displayName":"Office","isTrusted":true,"ipRanges":[{"cidrAddress":"203.0.113.0/24"}]},
    {"id":"home","displayName":"Home","countriesAndRegions":["NL"],"countryLookupMethod":"clientIpAddress"}]"#;

fn located(exclude: &str) -> Vec<String> {
    let place = format!(r#""locations":{{"includeLocations":["All"],"excludeLocations":["{exclude}"]}}"#);
    [policy("p", "enabled", &format!(r#""users":{{"includeUsers":["All"]}},{APPS},{place}"#))].into()
}

#[test]
fn an_address_and_a_country_tell_the_named_location() {
    let outcome = |exclude: &str, change: &dyn Fn(&mut Question)| {
        ask(&tenant(&located(exclude), &[LOCATIONS]), |question| change(question)).outcome
    };
    let at = |address: &'static str| move |question: &mut Question| question.ip = address.parse().ok();
    assert_eq!(outcome("office", &at("203.0.113.7")), Outcome::NotBlocked);
    assert_eq!(outcome("office", &at("198.51.100.7")), Outcome::Blocked);
    assert_eq!(outcome("home", &at("203.0.113.7")), Outcome::CannotTell);
    assert_eq!(outcome("AllTrusted", &at("203.0.113.7")), Outcome::NotBlocked, "the office is trusted");
    assert_eq!(
        outcome("AllTrusted", &at("198.51.100.7")),
        Outcome::CannotTell,
        "what else is trusted is in no export"
    );
    assert_eq!(outcome("home", &|question| question.country = Some("nl".into())), Outcome::NotBlocked);
    assert_eq!(outcome("home", &|question| question.country = Some("DE".into())), Outcome::Blocked);
    assert_eq!(
        outcome("office", &|question| question.locations = ["Office".into()].into()),
        Outcome::NotBlocked
    );
    assert_eq!(outcome("AllTrusted", &|question| question.nothing_else = true), Outcome::Blocked);
}

#[test]
fn only_enabled_policies_count_and_the_rest_is_said() {
    let rest = format!(r#""users":{{"includeUsers":["All"]}},{APPS}"#);
    let report_only = policy("a", "enabledForReportingButNotEnforced", &rest);
    let answer = ask(&tenant(&[report_only, policy("b", "disabled", &rest)], &[]), |_| {});
    assert_eq!((answer.outcome, answer.if_report_only_were_on), (Outcome::NotBlocked, Outcome::Blocked));
    assert!(
        answer.summary.ends_with("with the report-only policies on, it would be blocked"),
        "{}",
        answer.summary
    );
    assert!(answer.policies.iter().all(|policy| policy.applies == Applies::Yes));
    assert_eq!(answer.policies.iter().map(|policy| policy.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
}

#[test]
fn policies_that_cover_each_other_block_whatever_is_not_known() {
    let guests =
        policy("a", "enabled", &format!(r#""users":{{"includeUsers":["GuestsOrExternalUsers"]}},{APPS}"#));
    let others =
        format!(r#""users":{{"includeUsers":["All"],"excludeUsers":["GuestsOrExternalUsers"]}},{APPS}"#);
    let answer = ask(&tenant(&[guests, policy("b", "enabled", &others)], &[]), |_| {});
    assert_eq!((answer.outcome, answer.blocked_by.len()), (Outcome::Blocked, 0));
    assert!(answer.depends_on.is_empty() && answer.summary.starts_with("whatever is not known"));
}

#[test]
fn where_policies_may_be_missing_nothing_is_said_not_to_be_blocked() {
    let cut = r#"{"@odata.context":"x/$metadata#identity/conditionalAccess/policies","@odata.nextLink":"x","value":[]}"#;
    let answer = ask(&tenant(&[], &[cut]), |_| {});
    assert_eq!((answer.outcome, answer.notes[0].code), (Outcome::CannotTell, ReasonCode::IncompleteExport));
    let stateless = policy("p", "someday", &format!(r#""users":{{"includeUsers":["All"]}},{APPS}"#));
    assert_eq!(ask(&tenant(&[stateless], &[]), |_| {}).outcome, Outcome::CannotTell);
    assert_eq!(answer_without_policies(), ProblemCode::NoPolicies);
}

fn answer_without_policies() -> ProblemCode {
    answer(&Tenant::default(), &Question::default()).unwrap_err().code
}

#[test]
fn what_is_said_counts_against_the_exports_and_is_noted() {
    let tenant = tenant(&everyone(r#","excludeGroups":["g"]"#), &[USERS, MEMBERS, GROUPS]);
    let answer = ask(&tenant, |question| {
        question.user = Some("x".into());
        question.groups = ["g".into()].into();
    });
    assert_eq!((answer.outcome, answer.notes[0].code), (Outcome::NotBlocked, ReasonCode::AgainstTheExports));
}

#[test]
fn nothing_else_leaves_what_somebody_is_open() {
    let tenant = tenant(&everyone(r#","excludeGroups":["g"],"excludeUsers":["u"]"#), &[]);
    let answer = ask(&tenant, |question| question.nothing_else = true);
    assert_eq!(words(&answer), ["who the user is"]);
}

const REQUEST: &str = r##"{"signInIdentity":{"@odata.type":"#microsoft.graph.userSignIn","userId":"u"},
    "signInContext":{"@odata.type":"#microsoft.graph.applicationContext","includeApplications":["a"]},
    "signInConditions":{"devicePlatform":"linux","clientAppType":"all","signInRiskLevel":"high","country":"NL",
    "ipAddress":"203.0.113.7","authenticationFlow":{"transferMethod":"deviceCodeFlow"},"deviceInfo":{"isCompliant":true}},
    "appliedPoliciesOnly":true}"##;

fn refused(from: &str, to: &str) -> (ProblemCode, String) {
    let text = REQUEST.replacen(from, to, 1);
    assert_ne!(text, REQUEST, "{from}");
    let problem = Request::parse("r.json", text.as_bytes()).unwrap_err();
    assert_eq!(problem.source.as_deref(), Some("r.json"));
    (problem.code, problem.pointer.unwrap_or_default())
}

#[test]
fn a_request_is_read_as_a_question() {
    let request = Request::parse("r.json", REQUEST.as_bytes()).unwrap();
    assert!(request.applied_policies_only);
    let question = Question::from(&request);
    assert_eq!((question.user.as_deref(), question.platform.as_deref()), (Some("u"), Some("linux")));
    assert_eq!((question.client_app, question.sign_in_risk), (None, Some(Risk::High)));
    assert_eq!(question.ip, "203.0.113.7".parse().ok());
}

#[test]
fn a_request_for_something_else_is_refused_with_its_place() {
    use ProblemCode::{DuplicateKey, RequestInvalid, RequestUnknownKey, RequestWrongType};
    for (from, to, code, at) in [
        (
            "deviceCodeFlow",
            "authenticationTransfer",
            RequestInvalid,
            "/signInConditions/authenticationFlow/transferMethod",
        ),
        (
            r#","authenticationFlow":{"transferMethod":"deviceCodeFlow"}"#,
            "",
            RequestInvalid,
            "/signInConditions",
        ),
        ("userSignIn", "servicePrincipalSignIn", RequestInvalid, "/signInIdentity/@odata.type"),
        ("applicationContext", "authContext", RequestInvalid, "/signInContext/@odata.type"),
        (r#"["a"]"#, r#"["a","b"]"#, RequestInvalid, "/signInContext/includeApplications"),
        (r#"["a"]"#, r#""a""#, RequestWrongType, "/signInContext/includeApplications"),
        (r#""userId":"u""#, r#""userId":null"#, RequestInvalid, "/signInIdentity"),
        (r#""userId":"u""#, r#""userId":"<object id of a user>""#, RequestInvalid, "/signInIdentity/userId"),
        (r#""country":"NL""#, r#""county":"NL""#, RequestUnknownKey, "/signInConditions/county"),
        (r#""country":"NL""#, r#""country":7"#, RequestWrongType, "/signInConditions/country"),
        (r#""country":"NL""#, r#""country":"NL","country":"NL""#, DuplicateKey, "/signInConditions/country"),
        ("203.0.113.7", "203.0.113", RequestInvalid, "/signInConditions/ipAddress"),
        ("linux", "beos", RequestInvalid, "/signInConditions/devicePlatform"),
        (r#""all""#, r#""exchangeActiveSync""#, RequestInvalid, "/signInConditions/clientAppType"),
        (r#"sOnly":true"#, r#"sOnly":1"#, RequestWrongType, "/appliedPoliciesOnly"),
    ] {
        assert_eq!(refused(from, to), (code, at.into()), "{to}");
    }
    let problem = |text: &str| Request::parse("r.json", text.as_bytes()).unwrap_err().code;
    assert_eq!(
        (problem("[]"), problem("{}"), problem("{")),
        (RequestWrongType, RequestInvalid, ProblemCode::NotJson)
    );
}

#[test]
fn a_stand_in_is_as_the_attempt_says() {
    let tenant =
        tenant(&everyone(r#","excludeGroups":["g"],"excludeUsers":["y"]"#), &[USERS, MEMBERS, GROUPS]);
    let request = |change: &dyn Fn(&mut Attempt)| {
        let mut attempt = Attempt::default();
        change(&mut attempt);
        Request::of(&tenant, &Question { base: Some(attempt), ..Question::default() })
    };
    let user = |change: &dyn Fn(&mut Attempt)| request(change).0.sign_in_identity.user_id;
    let guest = |attempt: &mut Attempt| attempt.user_kind = UserKind::B2bCollaborationGuest;
    assert_eq!(user(&guest), "x");
    assert_eq!(user(&|attempt| attempt.groups = [Id::new("g")].into()), "u");
    assert_eq!(user(&|attempt| attempt.user_kind = UserKind::ServiceProvider), "<object id of a user>");
    assert_eq!(user(&|attempt| attempt.user = Some(Id::new("y"))), "y");
    let (request, notes) = request(&|attempt| attempt.device_platform = crate::entra::Platform::Unrecognised);
    assert_eq!(request.sign_in_conditions.device_platform, None);
    assert!(notes.iter().any(|note| note.code == ReasonCode::NotInARequest), "{notes:?}");
}

fn compared(answer: &str) -> Comparison {
    let rest = format!(r#""users":{{"includeUsers":["All"],"excludeUsers":["u"]}},{APPS}"#);
    let tenant = tenant(&[policy("a", "enabled", &rest), policy("b", "disabled", &rest)], &[]);
    let question = Question { user: Some("u".into()), ..Question::default() };
    compare(&tenant, &question, "answer.json", answer.as_bytes()).unwrap()
}

#[test]
fn graph_and_flowlock_are_held_against_each_other() {
    let alike = r#"{"value":[{"id":"A","policyApplies":false,"analysisReasons":"users"},
        {"id":"b","policyApplies":false,"analysisReasons":"policyNotEnabled"}]}"#;
    let comparison = compared(alike);
    assert_eq!((comparison.compared, comparison.agreed, comparison.differences.len()), (2, 2, 0));
    let other =
        r#"[{"Id":"a","PolicyApplies":false,"AnalysisReasons":"location"},{"Id":"c","PolicyApplies":true}]"#;
    let comparison = compared(other);
    assert_eq!((comparison.compared, comparison.agreed), (1, 0));
    assert_eq!(comparison.differences[0].flowlock_reasons, ["users"]);
    assert_eq!((comparison.not_answered.len(), comparison.not_exported.len()), (1, 1));
    let applies = r#"{"value":[{"id":"a","policyApplies":true,"analysisReasons":"notSet"}]}"#;
    let comparison = compared(applies);
    assert!(comparison.differences[0].graph_applies, "{comparison:?}");
    assert_eq!(comparison.compared, 2, "only those that apply are listed, so the other one does not");
    let unsure = r#"{"value":[{"id":"a","policyApplies":false,"analysisReasons":"notEnoughInformation"},
        {"id":"b","policyApplies":false,"analysisReasons":"users"}]}"#;
    assert_eq!((compared(unsure).undecided.len(), compared(unsure).agreed), (1, 1));
}

#[test]
fn what_is_no_answer_is_refused() {
    let tenant = tenant(&everyone(""), &[]);
    let code =
        |text: &str| compare(&tenant, &Question::default(), "a.json", text.as_bytes()).unwrap_err().code;
    for text in ["{}", "[{}]", "[7]", r#"[{"id":"a"}]"#, r#"[{"id":"a","policyApplies":"true"}]"#, "[] []"] {
        assert_eq!(code(text), ProblemCode::NoAnswer, "{text}");
    }
    let twice = r#"[{"id":"a","policyApplies":true},{"id":"A","policyApplies":false}]"#;
    assert_eq!((code(twice), code("[")), (ProblemCode::NoAnswer, ProblemCode::NotJson));
}
