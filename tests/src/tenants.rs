//! Random tenants, mostly at the edge between the verdicts.
//!
//! By chance alone hardly a tenant would pass. So each starts from policies that cover everything,
//! whole or split in two; cuts, patches and settings then decide, and where someone gets through,
//! the oracle says who, and one more policy may answer.

use crate::cut::{Cut, DIMENSIONS, Dimension};
use crate::model::{
    ALL_TRUSTED, Aside, Exception, FUTURE, Flow, GROUPS, Grant, Id, LOCATIONS, Lists, Membership, PAST,
    People, Policy, State, Tenant, UPN, USERS, Unknown,
};
use crate::oracle::{Verdict, some_open_sign_in, verdicts};
use crate::random::Random;
use crate::reading::Facet;
use crate::space::Space;

/// The largest space that the oracle is asked to walk.
const MOST_SIGN_INS: usize = 100_000;

/// The ids that policies have.
pub const POLICIES: [Id; 9] = [
    "00000000-0000-4000-8000-0000000f0001",
    "00000000-0000-4000-8000-0000000f0002",
    "00000000-0000-4000-8000-0000000f0003",
    "00000000-0000-4000-8000-0000000f0004",
    "00000000-0000-4000-8000-0000000f0005",
    "00000000-0000-4000-8000-0000000f0006",
    "00000000-0000-4000-8000-0000000f0007",
    "00000000-0000-4000-8000-0000000f0008",
    "00000000-0000-4000-8000-0000000f0009",
];

/// Members that this version cannot know; `times` is real, and nobody has seen it set.
pub const UNKNOWNS: [Unknown; 6] = [
    Unknown { place: "/conditions", member: "times" },
    Unknown { place: "/conditions", member: "moonPhases" },
    Unknown { place: "/conditions/users", member: "includeCostCentres" },
    Unknown { place: "/conditions/applications", member: "includeNeighbours" },
    Unknown { place: "/conditions/devices", member: "includeFirmware" },
    Unknown { place: "", member: "partialEnablementStrategy" },
];

const ASIDES: [Aside; 8] = [
    Aside::Workload,
    Aside::WorkloadRisk,
    Aside::UserAction,
    Aside::AuthenticationContext,
    Aside::Agents,
    Aside::AgentContext,
    Aside::AgentRisk,
    Aside::Deleted,
];

const STATES: [State; 3] = [State::Enabled, State::ReportOnly, State::Disabled];

/// How often a draft is thrown away because its verdict is not the one that was wanted.
const PATIENCE: usize = 10;

/// The tenant of this seed.
pub fn tenant(seed: u64) -> Tenant {
    let mut random = Random::new(seed);
    let wanted =
        random.pick(&[Verdict::Pass, Verdict::Pass, Verdict::Review, Verdict::Review, Verdict::Fail]);
    let size = random.pick(&[1, 1, 20, 200, 1_000])..=MOST_SIGN_INS;
    let mut tries = 0;
    loop {
        let draft = Draft::new(&mut random);
        let state = draft.state;
        let tenant = draft.finish();
        tries += 1;
        let fits = size.contains(&Space::of(&tenant).size());
        if fits && (tries > PATIENCE || verdicts(&tenant)[state as usize] == wanted) {
            return tenant;
        }
    }
}

/// A tenant in the making.
struct Draft<'random> {
    random: &'random mut Random,
    /// The dimensions that this tenant's policies may name.
    menu: Vec<Dimension>,
    /// The state that most of the policies are in.
    state: State,
    tenant: Tenant,
}

impl<'random> Draft<'random> {
    fn new(random: &'random mut Random) -> Self {
        let count = 2 + random.below(6);
        let menu = random.some(&DIMENSIONS, count);
        let state = random.pick(&[
            State::Enabled,
            State::Enabled,
            State::Enabled,
            State::ReportOnly,
            State::Disabled,
        ]);
        Self { random, menu, state, tenant: Tenant::default() }
    }

    fn finish(mut self) -> Tenant {
        self.add_base();
        self.set_states();
        (0..self.random.pick(&[0, 1, 2, 3, 5, 8])).for_each(|_| self.tweak());
        (0..self.random.pick(&[0, 1, 1, 2])).for_each(|_| self.add_patch());
        (0..self.random.pick(&[0, 0, 1, 2])).for_each(|_| self.add_noise());
        self.add_directory();
        self.declare();
        self.mend();
        if self.random.percent(8) {
            self.forget_the_flow();
        }
        self.tenant.incomplete = self.random.percent(7);
        self.random.shuffle(&mut self.tenant.policies);
        self.tenant
    }

    /// A new policy that blocks everything, not yet in the tenant.
    fn full(&mut self) -> Policy {
        let mut policy = Policy::full(POLICIES[self.tenant.policies.len()]);
        policy.spelling = self.random.next();
        policy.flow = self.random.pick(&[Flow::DeviceCode, Flow::DeviceCode, Flow::Both]);
        policy
    }

    fn cut(&mut self) -> Cut {
        let dimension = self.random.pick(&self.menu);
        Cut::random(self.random, dimension)
    }

    fn add_base(&mut self) {
        match self.random.below(20) {
            0..7 => {
                let whole = self.full();
                self.tenant.policies.push(whole);
            }
            7..14 => self.add_split(),
            14..16 => {
                let mut whole = self.full();
                whole.flow = Flow::Any;
                self.tenant.policies.push(whole);
            }
            16..19 => (0..=self.random.below(2)).for_each(|_| self.add_narrow()),
            _ => (),
        }
    }

    /// Two policies that cover everything together, or nearly so.
    fn add_split(&mut self) {
        let (mut here, cut) = (self.full(), self.cut());
        cut.keep_only(&mut here);
        self.tenant.policies.push(here);
        let mut elsewhere = self.full();
        let nearly = self.random.percent(20);
        let cut = if nearly { self.cut() } else { cut };
        cut.keep_out(&mut elsewhere);
        self.tenant.policies.push(elsewhere);
    }

    fn add_narrow(&mut self) {
        let mut policy = self.full();
        for _ in 0..=self.random.below(2) {
            self.cut().keep_only(&mut policy);
        }
        if self.random.percent(10) {
            policy.users.include.users =
                vec![self.random.pick(&["None", "GuestsOrExternalUsers", "AllAgentIdUsers"])];
        }
        self.tenant.policies.push(policy);
    }

    fn set_states(&mut self) {
        let mixed = self.random.percent(20);
        for policy in &mut self.tenant.policies {
            policy.state = if mixed { self.random.pick(&STATES) } else { self.state };
        }
    }

    /// One more exclusion, condition or unknown member on one of the policies.
    fn tweak(&mut self) {
        let (cut, chance) = (self.cut(), self.random.below(100));
        let count = self.tenant.policies.len();
        if count == 0 {
            return;
        }
        let policy = &mut self.tenant.policies[self.random.below(count)];
        match chance {
            0..60 => cut.keep_out(policy),
            60..70 => cut.keep_only(policy),
            70..76 => policy.unknown = self.random.some(&UNKNOWNS, 1 + chance % 2),
            76..79 => policy.flow = self.random.pick(&[Flow::Any, Flow::Transfer]),
            79..82 => policy.grant = self.random.pick(&[Grant::Mfa, Grant::BlockAndMfa, Grant::None]),
            82..84 => policy.aside = Some(self.random.pick(&ASIDES)),
            84..86 => policy.clients = vec!["all"],
            86..88 => policy.sign_in_risks = vec!["hidden"],
            88..90 => policy.apps.include = vec!["None"],
            90..92 => policy.apps.include.clear(),
            92..94 => policy.platforms = Some(Lists { include: vec![], exclude: vec!["windows"] }),
            _ => (),
        }
    }

    /// Leaves no candidate: whoever blocks, blocks any flow.
    fn forget_the_flow(&mut self) {
        for policy in self.tenant.policies.iter_mut().filter(|policy| policy.is_candidate()) {
            policy.flow = Flow::Any;
        }
    }

    fn some_policy(&mut self) -> Option<Policy> {
        let policies = &self.tenant.policies;
        (!policies.is_empty()).then(|| policies[self.random.below(policies.len())].clone())
    }

    /// A policy that blocks what another one excludes.
    fn add_patch(&mut self) {
        let Some(of) = self.some_policy() else { return };
        let mut patch = self.full();
        patch.state = if self.random.percent(70) { of.state } else { State::ReportOnly };
        if self.random.percent(40) {
            patch.flow = Flow::Any;
        }
        if !of.apps.exclude.is_empty() && self.random.percent(60) {
            patch.apps.include = of.apps.exclude;
        } else if let Some(Lists { exclude, .. }) = of.platforms.filter(|lists| !lists.exclude.is_empty()) {
            patch.platforms = Some(Lists { include: exclude, exclude: Vec::new() });
        } else {
            patch.users.include = People { ..of.users.exclude };
        }
        self.tenant.policies.push(patch);
    }

    /// A policy that has nothing to do with the question, or seems to.
    fn add_noise(&mut self) {
        let mut policy = self.full();
        policy.state = self.random.pick(&STATES);
        match self.random.below(4) {
            0 => policy.grant = self.random.pick(&[Grant::Mfa, Grant::BlockAndMfa, Grant::None]),
            1 => policy.flow = Flow::Transfer,
            2 => policy.aside = Some(self.random.pick(&ASIDES)),
            _ => {
                policy.flow = Flow::Any;
                self.cut().keep_only(&mut policy);
                if self.random.percent(50) {
                    self.cut().keep_only(&mut policy);
                }
            }
        }
        if self.random.percent(40) {
            self.cut().keep_out(&mut policy);
        }
        self.tenant.policies.push(policy);
    }

    /// Where the tenant fails, finds who gets through, and mostly does something about it.
    fn mend(&mut self) {
        for _ in 0..self.random.pick(&[0, 3, 12]) {
            let too_large = Space::of(&self.tenant).size() > MOST_SIGN_INS;
            let full =
                self.tenant.policies.len() == POLICIES.len() || self.tenant.settings.exceptions.len() > 4;
            let open = if too_large || full { None } else { self.some_open_sign_in() };
            match open {
                None => return,
                Some(_) if self.random.percent(20) => self.add_exception(),
                Some(sign_in) => self.add_answer(&sign_in),
            }
        }
    }

    fn some_open_sign_in(&mut self) -> Option<Vec<Facet>> {
        some_open_sign_in(&self.tenant, self.state, self.random)
    }

    /// A policy that blocks this sign-in and some of those around it.
    fn add_answer(&mut self, sign_in: &[Facet]) {
        let mut policy = self.full();
        policy.state = self.state;
        if self.random.percent(30) {
            policy.flow = Flow::Any;
        }
        for facet in self.random.some(&sign_in.iter().collect::<Vec<_>>(), 3) {
            if let Some(cut) = Cut::around(self.random, facet) {
                cut.keep_only(&mut policy);
            }
        }
        self.tenant.policies.push(policy);
    }

    /// What is known of the groups, the users and the locations that may be named.
    fn add_directory(&mut self) {
        if self.menu.contains(&Dimension::Groups) && self.random.percent(35) {
            for group in self.random.some(&GROUPS, 1 + usize::from(self.random.clone().percent(40))) {
                let count = self.random.below(6);
                self.tenant.groups.push(Membership { group, members: self.random.some(&USERS[..5], count) });
            }
        }
        if self.menu.contains(&Dimension::Locations) && self.random.percent(50) {
            for location in self.random.some(&LOCATIONS, 2) {
                let trusted = self.random.percent(60);
                self.tenant.locations.push((location, trusted));
            }
        }
        self.tenant.users_known = self.random.percent(15);
    }

    /// The settings: some of what the policies exclude, and something else now and then.
    fn declare(&mut self) {
        let policies = self.tenant.policies.clone();
        let excluded = policies.iter().map(|policy| &policy.users.exclude);
        let (users, groups): (Vec<_>, Vec<_>) =
            excluded.map(|people| (&people.users, &people.groups)).unzip();
        let users: Vec<Id> = users.into_iter().flatten().copied().filter(|id| USERS.contains(id)).collect();
        let groups: Vec<Id> = groups.into_iter().flatten().copied().collect();
        let chance = self.random.pick(&[0, 50, 100]);
        let settings = &mut self.tenant.settings;
        settings.users = users.into_iter().filter(|_| self.random.percent(chance)).collect();
        settings.groups = groups.into_iter().filter(|_| self.random.percent(chance)).collect();
        settings.max_emergency_accounts = self.random.pick(&[4, 4, 2, 1]);
        if self.random.percent(10) {
            settings.users.push(self.random.pick(&[UPN, USERS[0]]));
        }
        for _ in 0..self.random.pick(&[0, 0, 1, 2]) {
            self.add_exception();
        }
    }

    /// An exception for what one of the policies leaves out.
    fn add_exception(&mut self) {
        let Some(of) = self.some_policy() else { return };
        let people = &of.users.exclude;
        let excluded =
            |lists: &Option<Lists>| lists.as_ref().map(|lists| lists.exclude.clone()).unwrap_or_default();
        let mut exception = Exception {
            expires: if self.random.percent(75) {
                self.random.pick(&FUTURE)
            } else {
                self.random.pick(&PAST)
            },
            users: people.users.iter().copied().filter(|id| USERS.contains(id)).collect(),
            groups: people.groups.clone(),
            applications: of.apps.exclude.clone(),
            locations: excluded(&of.locations),
            platforms: excluded(&of.platforms),
        };
        self.loosen(&mut exception);
        if exception.names_something() {
            self.tenant.settings.exceptions.push(exception);
        }
    }

    /// Leaves dimensions out, and at times puts other names in.
    fn loosen(&mut self, exception: &mut Exception) {
        for list in exception.dimensions() {
            if self.random.percent(30) {
                list.clear();
            }
        }
        if self.random.percent(8) {
            exception.users.push(UPN);
        }
        if self.random.percent(10) && self.menu.contains(&Dimension::Platforms) {
            exception.platforms.push("unrecognised");
        }
        if self.random.percent(10) && self.menu.contains(&Dimension::Locations) {
            exception.locations = vec![ALL_TRUSTED];
        }
    }
}
