//! Smaller tenants that still show what a larger one did.

use crate::model::{Id, Lists, People, Policy, Tenant};

/// The smallest tenant to be had by leaving out one thing at a time while it `still_shows`.
pub fn shrunk(tenant: &Tenant, still_shows: impl Fn(&Tenant) -> bool) -> Tenant {
    let mut smallest = tenant.clone();
    while let Some(smaller) = steps(&smallest).into_iter().find(&still_shows) {
        smallest = smaller;
    }
    smallest
}

/// Every tenant that has one thing less.
fn steps(tenant: &Tenant) -> Vec<Tenant> {
    let mut steps = Vec::new();
    leave_out(&mut steps, tenant, |tenant| &mut tenant.policies);
    leave_out(&mut steps, tenant, |tenant| &mut tenant.settings.exceptions);
    leave_out(&mut steps, tenant, |tenant| &mut tenant.groups);
    leave_out(&mut steps, tenant, |tenant| &mut tenant.locations);
    for index in 0..tenant.policies.len() {
        leave_out(&mut steps, tenant, |tenant| &mut tenant.policies[index].unknown);
        for reset in RESETS {
            steps.extend(changed(tenant, |tenant| reset(&mut tenant.policies[index])));
        }
    }
    let lists = id_lists(&mut tenant.clone()).len();
    for list in 0..lists {
        leave_out(&mut steps, tenant, |tenant| id_lists(tenant).swap_remove(list));
    }
    steps.extend(changed(tenant, |tenant| std::mem::take(&mut tenant.users_known)));
    steps.extend(changed(tenant, |tenant| std::mem::take(&mut tenant.incomplete)));
    steps
}

fn leave_out<T>(steps: &mut Vec<Tenant>, tenant: &Tenant, list: impl Fn(&mut Tenant) -> &mut Vec<T>) {
    for index in 0..list(&mut tenant.clone()).len() {
        let mut smaller = tenant.clone();
        list(&mut smaller).remove(index);
        steps.push(smaller);
    }
}

fn changed(tenant: &Tenant, change: impl Fn(&mut Tenant) -> bool) -> Option<Tenant> {
    let mut smaller = tenant.clone();
    change(&mut smaller).then_some(smaller)
}

/// Each takes one condition off a policy, and says whether there was one.
const RESETS: [fn(&mut Policy) -> bool; 10] = [
    |policy| policy.aside.take().is_some(),
    |policy| policy.app_filter.take().is_some(),
    |policy| policy.platforms.take().is_some(),
    |policy| policy.locations.take().is_some(),
    |policy| policy.device_filter.take().is_some(),
    |policy| policy.users.include.guests.take().is_some(),
    |policy| policy.users.exclude.guests.take().is_some(),
    |policy| tenants_of(&mut policy.users.include),
    |policy| tenants_of(&mut policy.users.exclude),
    |policy| std::mem::take(&mut policy.spelling) != 0,
];

fn tenants_of(people: &mut People) -> bool {
    people.guests.as_mut().is_some_and(|guests| guests.tenants.take().is_some())
}

fn id_lists(tenant: &mut Tenant) -> Vec<&mut Vec<Id>> {
    let mut lists = vec![&mut tenant.settings.users, &mut tenant.settings.groups];
    for exception in &mut tenant.settings.exceptions {
        lists.extend([&mut exception.users, &mut exception.groups, &mut exception.applications]);
        lists.extend([&mut exception.locations, &mut exception.platforms]);
    }
    lists.extend(tenant.groups.iter_mut().map(|known| &mut known.members));
    for policy in &mut tenant.policies {
        for people in [&mut policy.users.include, &mut policy.users.exclude] {
            lists.extend([&mut people.users, &mut people.groups, &mut people.roles]);
            lists.extend(people.guests.as_mut().map(|guests| &mut guests.kinds));
        }
        lists.extend([&mut policy.apps.include, &mut policy.apps.exclude, &mut policy.clients]);
        lists.extend([&mut policy.sign_in_risks, &mut policy.user_risks, &mut policy.insider_risks]);
        let both = [&mut policy.platforms, &mut policy.locations].into_iter().flatten();
        lists.extend(both.flat_map(|Lists { include, exclude }| [include, exclude]));
    }
    lists
}
