//! Section 3 of the contract, by brute force: every sign-in there is is tried.

use std::collections::BTreeSet;

use crate::model::{Exception, Id, PAST, People, Policy, State, Tenant, UPN, USERS};
use crate::random::Random;
use crate::reading::{Entry, Facet, can_block, holds};
use crate::space::Space;

/// What the oracle holds of a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decision {
    /// The status to report.
    pub status: Id,
    /// The stage to report.
    pub stage: Id,
    /// The verdict of the enabled policies, before an incomplete export softens it.
    pub verdict: Verdict,
}

/// The verdict of a set of policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Every sign-in that is not accepted is blocked.
    Pass,
    /// It would be, if what nobody knows were well.
    Review,
    /// It would not.
    Fail,
}

/// The sets of states whose verdicts count, each up to one [`State`], in their order.
const STATE_SETS: [&[State]; 3] = [
    &[State::Enabled],
    &[State::Enabled, State::ReportOnly],
    &[State::Enabled, State::ReportOnly, State::Disabled],
];

/// Decides a tenant.
pub fn decide(tenant: &Tenant) -> Decision {
    let [enforced, report_only, drafted] = verdicts(tenant);
    let status = match enforced {
        Verdict::Pass => "pass",
        Verdict::Review => "review",
        Verdict::Fail if tenant.incomplete => "review",
        Verdict::Fail => "fail",
    };
    let stage = if enforced != Verdict::Fail {
        "enforced"
    } else if report_only != Verdict::Fail {
        "report-only"
    } else if drafted != Verdict::Fail {
        "drafted"
    } else if tenant.policies.iter().any(Policy::is_candidate) {
        "partial"
    } else {
        "absent"
    };
    Decision { status, stage, verdict: enforced }
}

/// What the settings accept.
pub fn accepted(tenant: &Tenant) -> Vec<Entry> {
    let settings = &tenant.settings;
    let users = Entry { users: Some(resolve(tenant, &settings.users)), ..Entry::default() };
    let groups = Entry { groups: Some(settings.groups.clone()), ..Entry::default() };
    let standing = settings.exceptions.iter().filter(|exception| !PAST.contains(&exception.expires));
    [users, groups].into_iter().chain(standing.map(|exception| entry_of(tenant, exception))).collect()
}

/// What would also be accepted if the exclusions of the candidates in these states were well founded.
pub fn doubted(tenant: &Tenant, states: &[State]) -> Vec<Entry> {
    let candidates = tenant.policies.iter().filter(|policy| policy.is_candidate() && can_block(policy));
    candidates
        .filter(|policy| states.contains(&policy.state))
        .flat_map(|policy| doubts(tenant, policy))
        .collect()
}

fn doubts(tenant: &Tenant, policy: &Policy) -> [Entry; 3] {
    let People { users, groups, .. } = &policy.users.exclude;
    let groups = groups.iter().copied().filter(|group| !is_too_large(tenant, group)).collect();
    [
        Entry { users: Some(users.clone()), ..Entry::default() },
        Entry { groups: Some(groups), ..Entry::default() },
        Entry { applications: Some(policy.apps.exclude.clone()), ..Entry::default() },
    ]
}

fn is_too_large(tenant: &Tenant, group: Id) -> bool {
    let most = tenant.settings.max_emergency_accounts;
    tenant.groups.iter().any(|known| known.group == group && known.members.len() > most)
}

fn entry_of(tenant: &Tenant, exception: &Exception) -> Entry {
    let named = |ids: &Vec<Id>| (!ids.is_empty()).then(|| ids.clone());
    Entry {
        users: named(&exception.users).map(|users| resolve(tenant, &users)),
        groups: named(&exception.groups),
        applications: named(&exception.applications),
        locations: named(&exception.locations),
        platforms: named(&exception.platforms),
    }
}

/// The users behind these ids and names; a name that nothing resolves is nobody's.
fn resolve(tenant: &Tenant, users: &[Id]) -> Vec<Id> {
    let resolved = users.iter().map(|user| if *user == UPN && tenant.users_known { USERS[0] } else { user });
    resolved.filter(|user| *user != UPN).collect()
}

/// The verdicts of the enabled policies, of these and those in report-only, and of all.
pub fn verdicts(tenant: &Tenant) -> [Verdict; 3] {
    let table = Table::of(tenant);
    let mut verdicts = [Verdict::Pass; 3];
    table.for_each(|row| {
        for (set, verdict) in verdicts.iter_mut().enumerate() {
            *verdict = (*verdict).max(table.judge(row, set));
        }
    });
    verdicts
}

/// Whether there is a sign-in that no enabled policy blocks, accepted or not.
pub fn is_anything_unblocked(tenant: &Tenant) -> bool {
    let table = Table::of(tenant);
    let mut found = false;
    table.for_each(|row| found |= row.policies & table.counted[0] == 0);
    found
}

/// Whether a sign-in is blocked or accepted, before a change and after it, for one of the sets of states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fate {
    /// Blocked before.
    pub before: bool,
    /// Blocked after.
    pub after: bool,
    /// Accepted by the settings.
    pub accepted: bool,
}

/// The fates that there are among all sign-ins, for each of the sets of states up to one state. The second
/// tenant differs in policies that stand at the same place, and in further ones.
pub fn fates(before: &Tenant, after: &Tenant) -> [BTreeSet<Fate>; 3] {
    let old = before.policies.len();
    let is_new = |at: &usize| {
        let [was, is] = [before, after].map(|tenant| tenant.policies.get(*at).map(|it| format!("{it:?}")));
        was != is
    };
    let changed: Vec<usize> = (0..after.policies.len()).filter(is_new).collect();
    let mut both = before.clone();
    both.policies.extend(changed.iter().map(|at| after.policies[*at].clone()));
    let table = Table::of(&both);
    let first = bits(0..old);
    let second = bits((0..both.policies.len()).filter(|at| !changed.contains(at)));
    let mut fates = [const { BTreeSet::new() }; 3];
    table.for_each(|row| {
        for (set, fates) in fates.iter_mut().enumerate() {
            let counted = row.policies & table.counted[set];
            let accepted = row.entries & table.accepted != 0;
            fates.insert(Fate { before: counted & first != 0, after: counted & second != 0, accepted });
        }
    });
    fates
}

/// One sign-in, at random, that makes the policies up to this state fail.
pub fn some_open_sign_in(tenant: &Tenant, up_to: State, random: &mut Random) -> Option<Vec<Facet>> {
    let table = Table::of(tenant);
    let (mut index, mut seen, mut chosen) = (0, 0, None);
    table.for_each(|row| {
        if table.judge(row, up_to as usize) == Verdict::Fail {
            seen += 1;
            chosen = if random.below(seen) == 0 { Some(index) } else { chosen };
        }
        index += 1;
    });
    chosen.map(|index| Space::of(tenant).sign_in(index))
}

/// The space of a tenant, with what holds for each facet.
struct Table {
    axes: Vec<Vec<Row>>,
    /// The entries of the settings.
    accepted: u128,
    /// For each of [`STATE_SETS`], the entries that give its candidates the benefit of the doubt.
    doubted: [u128; 3],
    /// For each of [`STATE_SETS`], the policies that can block.
    counted: [u128; 3],
}

/// Which policies and which entries hold for a facet, or for a whole sign-in, one bit each.
#[derive(Clone, Copy)]
struct Row {
    policies: u128,
    entries: u128,
}

/// The bit among the entries that says that every unknown condition holds.
const ALL_UNKNOWN_HOLD: u128 = 1 << 127;

impl Table {
    fn of(tenant: &Tenant) -> Self {
        let mut entries = accepted(tenant);
        let accepted = bits(0..entries.len());
        let doubted = STATE_SETS.map(|states| {
            let from = entries.len();
            entries.extend(doubted(tenant, states));
            bits(from..entries.len())
        });
        assert!(entries.len() < 127 && tenant.policies.len() < 128, "too many for the bits of a row");
        let may_block =
            |states: &[State], policy: &Policy| can_block(policy) && states.contains(&policy.state);
        let counted = STATE_SETS.map(|states| {
            bits((0..tenant.policies.len()).filter(|index| may_block(states, &tenant.policies[*index])))
        });
        let axes = Space::of(tenant).axes;
        let axes = axes.iter().map(|axis| axis.iter().map(|facet| row(tenant, &entries, facet)).collect());
        Self { axes: axes.collect(), accepted, doubted, counted }
    }

    /// What one sign-in says of one set of policies.
    fn judge(&self, row: Row, set: usize) -> Verdict {
        if row.policies & self.counted[set] != 0 || row.entries & self.accepted != 0 {
            Verdict::Pass
        } else if row.entries & self.doubted[set] != 0 || row.entries & ALL_UNKNOWN_HOLD == 0 {
            Verdict::Review
        } else {
            Verdict::Fail
        }
    }

    fn for_each(&self, mut see: impl FnMut(Row)) {
        for_each_row(&self.axes, Row { policies: u128::MAX, entries: u128::MAX }, &mut see);
    }
}

fn row(tenant: &Tenant, entries: &[Entry], facet: &Facet) -> Row {
    let policies = &tenant.policies;
    let unknown = policies.iter().map(|policy| policy.unknown.len()).sum::<usize>();
    let some_fail = matches!(facet, Facet::Unknown(held) if held.len() < unknown);
    Row {
        policies: bits((0..policies.len()).filter(|index| holds(&policies[*index], facet))),
        entries: bits((0..entries.len()).filter(|index| entries[*index].matches(facet)))
            | if some_fail { 0 } else { ALL_UNKNOWN_HOLD },
    }
}

fn bits(indexes: impl IntoIterator<Item = usize>) -> u128 {
    indexes.into_iter().fold(0, |bits, index| bits | 1 << index)
}

fn for_each_row(axes: &[Vec<Row>], so_far: Row, see: &mut impl FnMut(Row)) {
    let Some((first, rest)) = axes.split_first() else { return see(so_far) };
    for value in first {
        let policies = so_far.policies & value.policies;
        for_each_row(rest, Row { policies, entries: so_far.entries & value.entries }, see);
    }
}
