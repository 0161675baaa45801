//! What a tenant is, in the words of the contract.

/// An object id, a token or a rule text. All that occur are named below.
pub type Id = &'static str;

/// The users that a tenant may name.
pub const USERS: [Id; 6] = [
    "00000000-0000-4000-8000-0000000a0001",
    "00000000-0000-4000-8000-0000000a0002",
    "00000000-0000-4000-8000-0000000a0003",
    "00000000-0000-4000-8000-0000000a0004",
    "00000000-0000-4000-8000-0000000a0005",
    "00000000-0000-4000-8000-0000000a0006",
];
/// What the first of [`USERS`] is called.
pub const UPN: Id = "first.user@contoso.example";
/// The groups that a tenant may name.
pub const GROUPS: [Id; 3] = [
    "00000000-0000-4000-8000-0000000b0001",
    "00000000-0000-4000-8000-0000000b0002",
    "00000000-0000-4000-8000-0000000b000c",
];
/// The role templates that a tenant may name: Global Administrator, Security Reader.
pub const ROLES: [Id; 2] = ["62e90394-69f5-4237-9190-012177145e10", "5d6b6bb7-de71-4623-b4af-96380a352509"];
/// The applications that a tenant may name, and the suites.
pub const APPS: [Id; 4] = [
    "00000000-0000-4000-8000-0000000c0001",
    "00000000-0000-4000-8000-0000000c0002",
    "Office365",
    "MicrosoftAdminPortals",
];
/// The suites among them, to which each of the others may belong.
pub const SUITES: [Id; 2] = [APPS[2], APPS[3]];
/// The tenants that guests may come from.
pub const TENANTS: [Id; 2] = ["00000000-0000-4000-8000-0000000d0001", "00000000-0000-4000-8000-0000000d0002"];
/// The named locations that a tenant may name.
pub const LOCATIONS: [Id; 2] =
    ["00000000-0000-4000-8000-0000000e0001", "00000000-0000-4000-8000-0000000e0002"];
/// The token for every trusted location.
pub const ALL_TRUSTED: Id = "AllTrusted";
/// The rules over application attributes.
pub const APP_RULES: [Id; 2] = [
    "CustomSecurityAttribute.Engineering_Project -eq \"Baker\"",
    "CustomSecurityAttribute.Engineering_Tier -contains \"one\"",
];
/// The rules over devices.
pub const DEVICE_RULES: [Id; 2] =
    ["device.isCompliant -eq True", "device.extensionAttribute1 -startsWith \"SAW\""];
/// What a user is to the tenant; all but the first are external.
pub const KINDS: [Id; 7] = [
    "member",
    "internalGuest",
    "b2bCollaborationGuest",
    "b2bCollaborationMember",
    "b2bDirectConnectUser",
    "otherExternalUser",
    "serviceProvider",
];
/// The device platforms; no policy can name the last.
pub const PLATFORMS: [Id; 7] =
    ["android", "iOS", "windows", "windowsPhone", "macOS", "linux", "unrecognised"];
/// The client apps that carry the flow.
pub const CLIENTS: [Id; 2] = ["browser", "mobileAppsAndDesktopClients"];
/// The client apps that cannot carry it.
pub const LEGACY_CLIENTS: [Id; 3] = ["exchangeActiveSync", "easSupported", "other"];
/// Sign-in risks and user risks.
pub const RISKS: [Id; 4] = ["none", "low", "medium", "high"];
/// Insider risks.
pub const INSIDER_RISKS: [Id; 4] = ["none", "minor", "moderate", "elevated"];
/// Any other than those named: a user, an application, a home tenant.
pub const OTHER: Id = "(any other)";

/// One tenant: its policies, what is known of its directory, and its settings.
#[derive(Clone, Debug, Default)]
pub struct Tenant {
    /// The policies.
    pub policies: Vec<Policy>,
    /// The groups whose transitive members are known.
    pub groups: Vec<Membership>,
    /// Whether the users are known, and with them who is called [`UPN`].
    pub users_known: bool,
    /// The named locations that are known, and whether each is trusted.
    pub locations: Vec<(Id, bool)>,
    /// What is accepted.
    pub settings: Settings,
    /// Whether the export says that it goes on elsewhere.
    pub incomplete: bool,
}

/// A group and all of its transitive members.
#[derive(Clone, Debug)]
pub struct Membership {
    /// The group.
    pub group: Id,
    /// Its members, all of them users.
    pub members: Vec<Id>,
}

/// One Conditional Access policy.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The object id.
    pub id: Id,
    /// The state.
    pub state: State,
    /// The authentication flows condition.
    pub flow: Flow,
    /// The grant controls.
    pub grant: Grant,
    /// What makes it cover no attempt, if anything does.
    pub aside: Option<Aside>,
    /// The users condition.
    pub users: Users,
    /// The applications condition, its filter apart.
    pub apps: Lists,
    /// The filter over application attributes.
    pub app_filter: Option<Filter>,
    /// The device platforms.
    pub platforms: Option<Lists>,
    /// The locations.
    pub locations: Option<Lists>,
    /// The client apps; none means any.
    pub clients: Vec<Id>,
    /// The sign-in risks; none means any.
    pub sign_in_risks: Vec<Id>,
    /// The user risks; none means any.
    pub user_risks: Vec<Id>,
    /// The insider risks; none means any.
    pub insider_risks: Vec<Id>,
    /// The filter over devices.
    pub device_filter: Option<Filter>,
    /// Members that nobody knows.
    pub unknown: Vec<Unknown>,
    /// Seeds the choice among the spellings that mean the same.
    pub spelling: u64,
}

/// The state of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It counts.
    Enabled,
    /// It only reports.
    ReportOnly,
    /// It does nothing.
    Disabled,
}

/// The authentication flows condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flow {
    /// Not configured: the policy applies to any flow.
    Any,
    /// Device code flow.
    DeviceCode,
    /// Authentication transfer alone.
    Transfer,
    /// Both.
    Both,
}

/// The grant controls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grant {
    /// Exactly block.
    Block,
    /// Multifactor authentication.
    Mfa,
    /// Block and something else, which no portal writes.
    BlockAndMfa,
    /// None, as where a policy has only session controls.
    None,
}

/// What makes a policy cover no attempt, whatever its conditions are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aside {
    /// `clientApplications` is set.
    Workload,
    /// `servicePrincipalRiskLevels` is set.
    WorkloadRisk,
    /// Its target is a user action.
    UserAction,
    /// Its target is an authentication context.
    AuthenticationContext,
    /// `agents` is set.
    Agents,
    /// `agentContext` is set.
    AgentContext,
    /// `agentIdRiskLevels` is set.
    AgentRisk,
    /// `deletedDateTime` is set.
    Deleted,
}

/// An include list and an exclude list.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    /// What is included.
    pub include: Vec<Id>,
    /// What is excluded; it wins.
    pub exclude: Vec<Id>,
}

/// The users condition.
#[derive(Clone, Debug, Default)]
pub struct Users {
    /// Who is included.
    pub include: People,
    /// Who is excluded; it wins.
    pub exclude: People,
}

/// The union of four ways to name people.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// By object id or token.
    pub users: Vec<Id>,
    /// By group.
    pub groups: Vec<Id>,
    /// By role.
    pub roles: Vec<Id>,
    /// By kind of guest.
    pub guests: Option<Guests>,
}

/// Guests by kind, and by home tenant where `tenants` is given.
#[derive(Clone, Debug)]
pub struct Guests {
    /// The kinds.
    pub kinds: Vec<Id>,
    /// The home tenants, where they are enumerated.
    pub tenants: Option<Vec<Id>>,
}

/// A filter: the rule must hold, or must not.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    /// Whether it is of mode exclude.
    pub exclude: bool,
    /// The rule.
    pub rule: Id,
}

/// A member that nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The object that holds it, as a JSON pointer into the policy.
    pub place: Id,
    /// Its name; no two members of a policy share one.
    pub member: Id,
}

/// What the tenant's owner accepts.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Emergency access users, by object id or as [`UPN`].
    pub users: Vec<Id>,
    /// Emergency access groups.
    pub groups: Vec<Id>,
    /// The exceptions.
    pub exceptions: Vec<Exception>,
    /// How many members make a group too large for the benefit of the doubt.
    pub max_emergency_accounts: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { users: Vec::new(), groups: Vec::new(), exceptions: Vec::new(), max_emergency_accounts: 4 }
    }
}

/// One exception; every dimension that it names must match.
#[derive(Clone, Debug, Default)]
pub struct Exception {
    /// When it expires.
    pub expires: Id,
    /// Users, by object id or as [`UPN`].
    pub users: Vec<Id>,
    /// Groups.
    pub groups: Vec<Id>,
    /// Applications and suites.
    pub applications: Vec<Id>,
    /// Named locations, or [`ALL_TRUSTED`].
    pub locations: Vec<Id>,
    /// Platforms.
    pub platforms: Vec<Id>,
}

/// The moment that every evaluation speaks of.
pub const AS_OF: &str = "2026-08-01T12:00:00Z";
/// Expiry dates that have not passed at [`AS_OF`]: a date lasts its whole day, a moment is its own last.
pub const FUTURE: [Id; 4] = ["2026-08-01", "2026-08-01T12:00:00Z", "2027-01-31", "2026-08-01T13:30:00+01:00"];
/// Expiry dates that have passed.
pub const PAST: [Id; 4] = ["2026-07-31", "2026-08-01T11:59:59Z", "2024-02-29", "2026-08-01T12:30:00+01:00"];

impl Policy {
    /// The policy that the control asks for, with this id.
    pub fn full(id: Id) -> Self {
        let everyone = People { users: vec!["All"], ..People::default() };
        Self {
            id,
            state: State::Enabled,
            flow: Flow::DeviceCode,
            grant: Grant::Block,
            aside: None,
            users: Users { include: everyone, exclude: People::default() },
            apps: Lists { include: vec!["All"], exclude: Vec::new() },
            app_filter: None,
            platforms: None,
            locations: None,
            clients: Vec::new(),
            sign_in_risks: Vec::new(),
            user_risks: Vec::new(),
            insider_risks: Vec::new(),
            device_filter: None,
            unknown: Vec::new(),
            spelling: 0,
        }
    }

    /// Whether it names device code flow and its grant is block, in any state.
    pub fn is_candidate(&self) -> bool {
        matches!(self.flow, Flow::DeviceCode | Flow::Both) && self.grant == Grant::Block
    }
}

impl Lists {
    /// Whether it is as if not configured.
    pub const fn is_empty(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }
}

impl Exception {
    /// What it names, dimension by dimension.
    pub const fn dimensions(&mut self) -> [&mut Vec<Id>; 5] {
        let Self { users, groups, applications, locations, platforms, .. } = self;
        [users, groups, applications, locations, platforms]
    }

    /// Whether it names anything; the settings may hold no other.
    pub fn names_something(&self) -> bool {
        let Self { users, groups, applications, locations, platforms, .. } = self;
        [users, groups, applications, locations, platforms].iter().any(|ids| !ids.is_empty())
    }
}
