use alloc::{format, string::String, vec::Vec};

use super::*;
use crate::{
    Intake,
    entra::{ClientApp, Directory, Id, Platform, Risk, SignIn, UserKind},
};

/// A policy that blocks device code flow under these conditions.
fn policy(conditions: &str) -> Policy {
    policy_with(conditions, r#""state":"enabled""#)
}

fn policy_with(conditions: &str, also: &str) -> Policy {
    let flows = r#""authenticationFlows":{"transferMethods":"deviceCodeFlow"}"#;
    let grant = r#""grantControls":{"operator":"OR","builtInControls":["block"]}"#;
    let text = format!(r#"{{"id":"p",{also},"conditions":{{{conditions},{flows}}},{grant}}}"#);
    let mut intake = Intake::new();
    assert!(intake.read("p.json", text.as_bytes()).is_ok(), "{text}");
    intake.finish().unwrap_or_default().policies.remove(0)
}

const ANYONE: &str = r#""users":{"includeUsers":["All"]}"#;
const ANY_APP: &str = r#""applications":{"includeApplications":["All"]}"#;

fn users(include_and_exclude: &str) -> Policy {
    policy(&format!(r#""users":{{{include_and_exclude}}},{ANY_APP}"#))
}

fn applications(include_and_exclude: &str) -> Policy {
    policy(&format!(r#"{ANYONE},"applications":{{{include_and_exclude}}}"#))
}

fn surroundings(conditions: &str) -> Policy {
    policy(&format!("{ANYONE},{ANY_APP},{conditions}"))
}

/// What the judgement on an attempt of which nothing is known hangs on, with its places.
fn hangs_on(policy: &Policy) -> Vec<String> {
    hangs(policy, &PartialAttempt::default())
}

fn hangs(policy: &Policy, attempt: &dyn Known) -> Vec<String> {
    let Judgement::CannotTell { depends_on } = judge(policy, attempt) else { return Vec::new() };
    let said = |on: &Dependency| {
        format!("{:?} {}", on.on, on.at.as_str().strip_prefix("/conditions/").unwrap_or(on.at.as_str()))
    };
    depends_on.iter().map(said).collect()
}

/// The causes of not applying.
fn causes(policy: &Policy, attempt: &dyn Known) -> Vec<Cause> {
    let Judgement::DoesNotApply { because } = judge(policy, attempt) else { return Vec::new() };
    because.into_iter().map(|obstacle| obstacle.cause).collect()
}

#[test]
fn everyone_is_told_without_knowing_who() {
    let attempt = PartialAttempt::default();
    assert_eq!(
        judge(&surroundings(r#""platforms":{"includePlatforms":["all"]}"#), &attempt),
        Judgement::Applies
    );
    assert_eq!(causes(&users(r#""includeUsers":["None"]"#), &attempt), [Cause::UserNotIncluded]);
    assert!(hangs_on(&users(r#""includeUsers":["None"]"#)).is_empty());
}

#[test]
fn what_it_hangs_on_is_named_with_its_place() {
    let listed = users(
        r#""includeUsers":["a","b"],"includeGroups":["g"],"includeRoles":["r"],"excludeGroups":["h"],
        "excludeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"serviceProvider",
        "externalTenants":{"membershipKind":"enumerated","members":["t"]}}"#,
    );
    assert_eq!(
        hangs_on(&listed),
        [
            "User users/includeUsers",
            "Group(Id(\"g\")) users/includeGroups/0",
            "Role(Id(\"r\")) users/includeRoles/0",
            "Group(Id(\"h\")) users/excludeGroups/0",
            "UserKind users/excludeGuestsOrExternalUsers",
            "HomeTenant users/excludeGuestsOrExternalUsers/externalTenants/members",
        ]
    );
    let around = surroundings(
        r#""platforms":{"includePlatforms":["iOS"]},"locations":{"includeLocations":["All"],"excludeLocations":["l"]},
        "clientAppTypes":["browser"],"signInRiskLevels":["high"],"times":{"x":1}"#,
    );
    assert_eq!(
        hangs_on(&around),
        [
            "DevicePlatform platforms/includePlatforms",
            "Location(Id(\"l\")) locations/excludeLocations/0",
            "ClientApp clientAppTypes",
            "SignInRisk signInRiskLevels",
            "Unknown(\"conditions.times\") times",
        ]
    );
}

#[test]
fn who_is_included_for_certain_hangs_on_exclusions_only() {
    let policy = users(r#""includeUsers":["All"],"includeGroups":["g"],"excludeUsers":["a"]"#);
    assert_eq!(hangs_on(&policy), ["User users/excludeUsers"]);
}

/// A group on both lists: whoever is in it is excluded, and nobody else is included.
#[test]
fn what_is_both_included_and_excluded_never_applies() {
    let both = users(r#""includeGroups":["g"],"excludeGroups":["g"]"#);
    let expected = [Cause::UserNotIncluded, Cause::GroupExcluded(Id::new("g"))];
    assert_eq!(causes(&both, &PartialAttempt::default()), expected);
    let guests = r#""includeUsers":["GuestsOrExternalUsers"],"excludeGuestsOrExternalUsers":{"guestOrExternalUserTypes":
        "internalGuest,b2bCollaborationGuest,b2bCollaborationMember,b2bDirectConnectUser,otherExternalUser,serviceProvider"}"#;
    assert_eq!(causes(&users(guests), &PartialAttempt::default()).len(), 2);
    let apps = applications(r#""includeApplications":["x"],"excludeApplications":["x"]"#);
    assert_eq!(causes(&apps, &PartialAttempt::default()).len(), 2);
    let places = surroundings(r#""locations":{"includeLocations":["l"],"excludeLocations":["l"]}"#);
    assert_eq!(causes(&places, &PartialAttempt::default()).len(), 2);
}

#[test]
fn platforms_that_may_be_are_tried_together() {
    let apart = surroundings(r#""platforms":{"includePlatforms":["iOS","macOS"]}"#);
    let on = |platforms: &[Platform]| PartialAttempt {
        device_platform: Among::of(platforms.iter().copied()),
        ..PartialAttempt::default()
    };
    assert_eq!(judge(&apart, &on(&[Platform::Ios, Platform::MacOs])), Judgement::Applies);
    assert_eq!(causes(&apart, &on(&[Platform::Linux])), [Cause::PlatformNotIncluded]);
    assert_eq!(applies(&apart, &on(&[Platform::Linux, Platform::Ios])), Truth::Unknown);
    let crossed = surroundings(r#""platforms":{"includePlatforms":["iOS"],"excludePlatforms":["iOS"]}"#);
    assert_eq!(applies(&crossed, &PartialAttempt::default()), Truth::No);
}

#[test]
fn an_application_may_belong_to_a_suite() {
    let suite = applications(r#""includeApplications":["Office365"]"#);
    let app = |application: &str| PartialAttempt {
        application: Identity::Is(Id::new(application)),
        ..PartialAttempt::default()
    };
    assert_eq!(hangs(&suite, &app("x")), ["Suite(Id(\"Office365\")) applications/includeApplications/0"]);
    assert_eq!(applies(&suite, &app("Office365")), Truth::Yes);
    assert_eq!(applies(&suite, &app("MicrosoftAdminPortals")), Truth::No);
    let inside = PartialAttempt { suites: Answers::exactly([Id::new("office365")]), ..app("x") };
    assert_eq!(applies(&suite, &inside), Truth::Yes);
}

#[test]
fn a_policy_that_could_not_be_read_may_do_anything() {
    let mut policy = users(r#""includeUsers":["All"]"#);
    let outside = |why| crate::entra::Outside { at: Pointer::root().member("x"), why };
    policy.outside.push(outside(OutsideWhy::Unreadable));
    policy.outside.push(outside(OutsideWhy::Workload));
    assert_eq!(hangs(&policy, &Attempt::default()), ["Unreadable /x"]);
    assert_eq!(obstacles(&policy, &Attempt::default()).len(), 2);
}

#[test]
fn other_flows_and_workloads_are_out_of_the_question() {
    let transfer = policy_with(ANYONE, r#""state":"enabled","deletedDateTime":"2026-01-01T00:00:00Z""#);
    let expected = [Cause::Outside(OutsideWhy::Deleted), Cause::ApplicationNotIncluded];
    assert_eq!(causes(&transfer, &PartialAttempt::default()), expected);
}

fn logged(change: impl FnOnce(&mut SignIn)) -> SignIn {
    let mut sign_in = SignIn { user: Some(Id::new("u")), ..SignIn::default() };
    change(&mut sign_in);
    sign_in
}

#[test]
fn of_a_log_what_it_does_not_show_is_not_known() {
    let (sign_in, directory) =
        (logged(|sign_in| sign_in.sign_in_risk = "hidden".into()), Directory::default());
    let attempt = Logged::new(&sign_in, &directory);
    assert_eq!(attempt.user_kinds(), Among::any());
    assert_eq!(attempt.platforms(), Among::any());
    assert_eq!(attempt.client_apps(), Among::any());
    assert_eq!(attempt.sign_in_risks(), Among::any());
    let id = Id::new("x");
    let asked = [
        attempt.is_from(&id),
        attempt.is_in_group(&id),
        attempt.holds_role(&id),
        attempt.is_for(&id),
        attempt.is_at(&id),
        attempt.meets_device_rule("x"),
        attempt.meets_application_rule("x"),
        attempt.meets_unknown(&id, "x"),
    ];
    assert_eq!(asked, [Truth::Unknown; 8]);
}

#[test]
fn a_log_tells_platform_client_app_and_risk() {
    let directory = Directory::default();
    let system = |system: &str| {
        let sign_in = logged(|sign_in| sign_in.operating_system = system.into());
        Logged::new(&sign_in, &directory).platforms().certain()
    };
    for (name, platform) in [
        ("Windows10", Some(Platform::Windows)),
        ("windows phone 8", Some(Platform::WindowsPhone)),
        ("Ios 18.1", Some(Platform::Ios)),
        ("MacOs", Some(Platform::MacOs)),
        ("Android", Some(Platform::Android)),
        ("Linux", Some(Platform::Linux)),
        ("ChromeOS", None),
        ("", None),
        ("ök", None),
    ] {
        assert_eq!(system(name), platform, "{name}");
    }
    let sign_in = logged(|sign_in| {
        sign_in.client_app = "Mobile Apps and Desktop clients".into();
        sign_in.sign_in_risk = "high".into();
        sign_in.user_risk = "high".into();
    });
    let attempt = Logged::new(&sign_in, &directory);
    assert_eq!(attempt.client_apps().certain(), Some(ClientApp::MobileAppsAndDesktopClients));
    assert_eq!(attempt.sign_in_risks().certain(), Some(Risk::High));
    assert_eq!(attempt.user_risks(), Among::any());
}

#[test]
fn a_user_type_and_a_home_tenant_narrow_the_kind() {
    let directory = Directory::default();
    let kinds = |guest, home: Option<&str>| {
        let sign_in = logged(|sign_in| {
            sign_in.guest = guest;
            sign_in.home_tenant = home.map(Id::new);
            sign_in.resource_tenant = Some(Id::new("here"));
        });
        Logged::new(&sign_in, &directory).user_kinds()
    };
    assert_eq!(kinds(Some(false), Some("here")).certain(), Some(UserKind::Member));
    assert!(kinds(Some(false), Some("there")).agrees(UserKind::is_external) == Truth::Yes);
    assert!(kinds(Some(true), Some("here")).agrees(UserKind::is_external) == Truth::Yes);
    assert!(!kinds(Some(true), Some("there")).has(UserKind::InternalGuest));
    assert!(kinds(Some(false), None).has(UserKind::B2bCollaborationMember));
    assert!(!kinds(Some(false), None).has(UserKind::B2bCollaborationGuest));
}

#[test]
fn groups_are_told_as_far_as_their_members_are() {
    let mut directory = Directory::default();
    let mut group = |id: &str, users: &[&str], complete| {
        let members = &mut directory.groups.entry(Id::new(id)).or_default().members;
        (members.users, members.complete) = (users.iter().map(|user| Id::new(user)).collect(), complete);
    };
    group("whole", &["v"], true);
    group("part", &["v"], false);
    group("mine", &["U"], false);
    group("empty", &[], true);
    let (known, unknown) = (logged(|_| {}), SignIn::default());
    let ask = |sign_in: &SignIn, group: &str| Logged::new(sign_in, &directory).is_in_group(&Id::new(group));
    assert_eq!(
        ["whole", "part", "mine"].map(|group| ask(&known, group)),
        [Truth::No, Truth::Unknown, Truth::Yes]
    );
    assert_eq!(["whole", "empty"].map(|group| ask(&unknown, group)), [Truth::Unknown, Truth::No]);
}

#[test]
fn policies_are_asked_about_audiences_not_the_resource() {
    let directory = Directory::default();
    let ask = |audiences: &str, application: &str| {
        let sign_in = logged(|sign_in| {
            sign_in.resource = Some(Id::new("graph"));
            sign_in.audiences = audiences.into();
        });
        Logged::new(&sign_in, &directory).is_for(&Id::new(application))
    };
    assert_eq!([ask("aad,", "AAD"), ask("aad,", "graph")], [Truth::Yes, Truth::No]);
    assert_eq!([ask("aad,x,", "aad"), ask("aad,x,", "y")], [Truth::Unknown, Truth::No]);
    assert_eq!([ask(",", "aad"), ask("aad,,", "aad"), ask("aad,", "Office365")], [Truth::Unknown; 3]);
    assert_eq!([ask("", "graph"), ask("", "aad")], [Truth::Unknown; 2]);
    assert_eq!(ask("", crate::entra::well_known::DEVICE_REGISTRATION_SERVICE), Truth::No);
}
