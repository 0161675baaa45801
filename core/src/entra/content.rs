//! What two versions of a policy have in common or not, wherever they were read.

use alloc::collections::BTreeSet;

use serde::Serialize;

use super::{Guests, Id, List, Policy, Rule, Scope, State, UserKind, Who};
use crate::order;

impl Policy {
    /// Everything that bears on whom the policy applies to and what it does: no name, no date, and not
    /// where it stands. Lists compare as sets.
    pub(crate) fn content(&self) -> impl Ord + Serialize + '_ {
        let users = (side(&self.users.include), side(&self.users.exclude));
        let applications = &self.applications;
        let targets =
            (ids(&applications.include), ids(&applications.exclude), applications.filter.as_ref().map(rule));
        let places = (self.platforms.as_ref().map(scope), self.locations.as_ref().map(scope));
        let lists = [&self.flows, &self.client_apps, &self.sign_in_risk, &self.user_risk, &self.insider_risk];
        let lists = lists.map(|list| list.as_ref().map(ids));
        let unknown = order::set(self.unknown.iter().map(|unknown| unknown.member.as_str()));
        let outside = order::set(self.outside.iter().map(|outside| outside.why));
        let state: Option<State> = self.state;
        let conditions = (users, targets, places, lists, self.device_filter.as_ref().map(rule));
        (state, conditions, unknown, outside, ids(&self.controls))
    }
}

fn ids(list: &List) -> BTreeSet<&Id> {
    order::set(&list.items)
}

fn side(who: &Who) -> impl Ord + Serialize + '_ {
    (ids(&who.users), ids(&who.groups), ids(&who.roles), who.guests.as_ref().map(guests))
}

fn guests(guests: &Guests) -> (&BTreeSet<UserKind>, Option<BTreeSet<&Id>>) {
    (&guests.kinds, guests.tenants.as_ref().map(ids))
}

fn scope(scope: &Scope) -> (BTreeSet<&Id>, BTreeSet<&Id>) {
    (ids(&scope.include), ids(&scope.exclude))
}

fn rule(rule: &Rule) -> (&str, bool) {
    (&rule.text, rule.must_hold)
}
