//! The generator reaches everything that the contract names.

use flowlock_tests::export;
use flowlock_tests::model::{
    ALL_TRUSTED, Aside, FUTURE, Flow, Grant, KINDS, LEGACY_CLIENTS, PAST, PLATFORMS, Policy, State, Tenant,
    UPN,
};
use flowlock_tests::space::Space;
use flowlock_tests::tenants::{UNKNOWNS, tenant};

/// How many tenants are looked at.
const TENANTS: u64 = 4_000;
/// How many of them at least show each thing.
const AT_LEAST: usize = 8;

type Shows<T> = fn(&T) -> bool;

const POLICY_FEATURES: [(&str, Shows<Policy>); 46] = [
    ("enabled", |policy| policy.state == State::Enabled),
    ("report-only", |policy| policy.state == State::ReportOnly),
    ("disabled", |policy| policy.state == State::Disabled),
    ("no flow condition", |policy| policy.flow == Flow::Any),
    ("authentication transfer alone", |policy| policy.flow == Flow::Transfer),
    ("both flows", |policy| policy.flow == Flow::Both),
    ("multifactor authentication", |policy| policy.grant == Grant::Mfa),
    ("block and more", |policy| policy.grant == Grant::BlockAndMfa),
    ("no grant", |policy| policy.grant == Grant::None),
    ("workload identities", |policy| policy.aside == Some(Aside::Workload)),
    ("workload risk", |policy| policy.aside == Some(Aside::WorkloadRisk)),
    ("user action", |policy| policy.aside == Some(Aside::UserAction)),
    ("authentication context", |policy| policy.aside == Some(Aside::AuthenticationContext)),
    ("agents", |policy| policy.aside == Some(Aside::Agents)),
    ("agent context", |policy| policy.aside == Some(Aside::AgentContext)),
    ("agent risk", |policy| policy.aside == Some(Aside::AgentRisk)),
    ("deleted", |policy| policy.aside == Some(Aside::Deleted)),
    ("everyone", |policy| policy.users.include.users.contains(&"All")),
    ("nobody", |policy| policy.users.include.users.contains(&"None")),
    ("all guests", |policy| policy.users.include.users.contains(&"GuestsOrExternalUsers")),
    ("agents alone", |policy| policy.users.include.users == ["AllAgentIdUsers"]),
    ("all but agents", |policy| policy.users.exclude.users.contains(&"AllAgentIdUsers")),
    ("all guests but", |policy| policy.users.exclude.users.contains(&"GuestsOrExternalUsers")),
    ("included groups", |policy| !policy.users.include.groups.is_empty()),
    ("excluded groups", |policy| !policy.users.exclude.groups.is_empty()),
    ("included roles", |policy| !policy.users.include.roles.is_empty()),
    ("excluded roles", |policy| !policy.users.exclude.roles.is_empty()),
    ("included guests", |policy| policy.users.include.guests.is_some()),
    ("excluded guests", |policy| policy.users.exclude.guests.is_some()),
    ("guests from some tenants", |policy| {
        policy.users.include.guests.as_ref().is_some_and(|guests| guests.tenants.is_some())
    }),
    ("guests but from some tenants", |policy| {
        policy.users.exclude.guests.as_ref().is_some_and(|guests| guests.tenants.is_some())
    }),
    ("no application", |policy| policy.apps.include == ["None"]),
    ("a suite", |policy| policy.apps.include.contains(&"Office365")),
    ("not a suite", |policy| policy.apps.exclude.contains(&"MicrosoftAdminPortals")),
    ("a rule alone", |policy| policy.apps.include.is_empty() && policy.app_filter.is_some()),
    ("not a rule", |policy| policy.app_filter.is_some_and(|filter| filter.exclude)),
    ("six platforms", |policy| policy.platforms.as_ref().is_some_and(|lists| lists.include.len() == 6)),
    ("platforms excluded alone", |policy| {
        policy.platforms.as_ref().is_some_and(|lists| lists.include.is_empty())
    }),
    ("trusted locations", |policy| {
        policy.locations.as_ref().is_some_and(|lists| lists.exclude.contains(&ALL_TRUSTED))
    }),
    ("legacy clients alone", |policy| {
        !policy.clients.is_empty() && policy.clients.iter().all(|client| LEGACY_CLIENTS.contains(client))
    }),
    ("one client", |policy| policy.clients == ["browser"]),
    ("a sign-in risk", |policy| policy.sign_in_risks.contains(&"none")),
    ("a hidden risk", |policy| policy.sign_in_risks == ["hidden"]),
    ("a user risk", |policy| !policy.user_risks.is_empty()),
    ("an insider risk", |policy| !policy.insider_risks.is_empty()),
    ("a device rule", |policy| policy.device_filter.is_some_and(|filter| !filter.exclude)),
];

const TENANT_FEATURES: [(&str, Shows<Tenant>); 14] = [
    ("no policy", |tenant| tenant.policies.is_empty()),
    ("incomplete", |tenant| tenant.incomplete),
    ("known members", |tenant| tenant.groups.iter().any(|known| !known.members.is_empty())),
    ("a known empty group", |tenant| tenant.groups.iter().any(|known| known.members.is_empty())),
    ("a group that is too large", |tenant| {
        tenant.groups.iter().any(|known| known.members.len() > tenant.settings.max_emergency_accounts)
    }),
    ("known users", |tenant| tenant.users_known && tenant.settings.users.contains(&UPN)),
    ("a name that nothing resolves", |tenant| !tenant.users_known && tenant.settings.users.contains(&UPN)),
    ("a trusted location", |tenant| tenant.locations.iter().any(|(_, trusted)| *trusted)),
    ("emergency groups", |tenant| !tenant.settings.groups.is_empty()),
    ("a live exception", |tenant| {
        tenant.settings.exceptions.iter().any(|exception| FUTURE.contains(&exception.expires))
    }),
    ("an expired exception", |tenant| {
        tenant.settings.exceptions.iter().any(|exception| PAST.contains(&exception.expires))
    }),
    ("an exception for users in groups", |tenant| {
        tenant
            .settings
            .exceptions
            .iter()
            .any(|exception| !exception.users.is_empty() && !exception.groups.is_empty())
    }),
    ("an exception for a place", |tenant| {
        tenant.settings.exceptions.iter().any(|exception| !exception.locations.is_empty())
    }),
    ("an exception for unrecognised platforms", |tenant| {
        tenant.settings.exceptions.iter().any(|exception| exception.platforms.contains(&"unrecognised"))
    }),
];

#[test]
fn every_member_of_the_contract_occurs() {
    let tenants: Vec<Tenant> = (0..TENANTS).map(tenant).collect();
    let policies: Vec<&Policy> = tenants.iter().flat_map(|tenant| &tenant.policies).collect();
    for (name, shows) in POLICY_FEATURES {
        let count = policies.iter().filter(|policy| shows(policy)).count();
        assert!(count >= AT_LEAST, "{name}: {count} policies");
    }
    for (name, shows) in TENANT_FEATURES {
        let count = tenants.iter().filter(|tenant| shows(tenant)).count();
        assert!(count >= AT_LEAST, "{name}: {count} tenants");
    }
    for unknown in UNKNOWNS {
        let count = policies.iter().filter(|policy| policy.unknown.contains(&unknown)).count();
        assert!(count >= AT_LEAST, "{}: {count} policies", unknown.member);
    }
}

#[test]
fn every_kind_and_platform_occurs() {
    let text: String =
        (0..TENANTS / 10).map(|seed| export::policies_page(&tenant(seed)).to_string()).collect();
    for name in KINDS[1..].iter().chain(&PLATFORMS[..6]) {
        assert!(text.contains(name), "{name}");
    }
}

#[test]
fn the_same_seed_gives_the_same_tenant() {
    for seed in 0..50 {
        assert_eq!(format!("{:?}", tenant(seed)), format!("{:?}", tenant(seed)));
    }
}

#[test]
fn spaces_are_neither_trivial_nor_endless() {
    let mut sizes: Vec<usize> = (0..TENANTS).map(|seed| Space::of(&tenant(seed)).size()).collect();
    sizes.sort_unstable();
    println!("{} sign-ins in the middle, {} at most", sizes[sizes.len() / 2], sizes[sizes.len() - 1]);
    assert!(sizes[sizes.len() / 2] > 20);
}
