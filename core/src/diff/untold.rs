//! What a comparison cannot tell: what is not known is never taken for unchanged in silence.

use alloc::{format, string::String, vec::Vec};

use super::{Untold, UntoldCode, around, bears};
use crate::{
    acceptance::named,
    control::called,
    coverage::Crossings,
    entra::{Directory, Id, Policy},
    order,
    tenant::Tenant,
};

/// How the two sides are called.
const SIDES: [&str; 2] = ["older", "newer"];

/// What one side does not tell, or neither.
pub(super) fn untold(before: &Tenant, after: &Tenant) -> Vec<Untold> {
    let mut untold = Vec::new();
    for ((tenant, other), [side, there]) in
        [((before, after), SIDES), ((after, before), [SIDES[1], SIDES[0]])]
    {
        untold.extend(incomplete(tenant, side));
        untold.extend(members(tenant, other, [side, there]));
        untold.extend(trust(tenant, other, [side, there]));
    }
    untold.extend(unknown(before, after));
    order::sort(&mut untold);
    untold
}

/// What the search could not find, or not list.
pub(super) fn not_found(directions: [(&Crossings, &str); 2]) -> impl Iterator<Item = Untold> {
    directions.into_iter().flat_map(|(crossings, how)| {
        let cut_off = crossings.cut_off.then(|| Untold {
            code: UntoldCode::CompareCutOff,
            words: format!("the comparison reached the work limit: more may have {how}"),
        });
        let more = crossings.not_listed;
        let not_listed = (more > 0).then(|| Untold {
            code: UntoldCode::NotListed,
            words: format!("at least {more} more {} {how}", if more == 1 { "region" } else { "regions" }),
        });
        cut_off.into_iter().chain(not_listed)
    })
}

fn incomplete(tenant: &Tenant, side: &str) -> Option<Untold> {
    let files: Vec<&str> = tenant.incomplete().map(|source| source.name.as_str()).collect();
    let first = files.first()?;
    let more = crate::control::and_more(files.len() - 1);
    let so = if side == SIDES[0] {
        "what closed may have been blocked before"
    } else {
        "what opened may still be blocked"
    };
    let words = format!("the {side} exports are not whole ({first}{more}): {so}");
    Some(Untold { code: UntoldCode::SideIncomplete, words })
}

/// Groups whose members only the other side tells in full.
fn members<'t>(
    tenant: &'t Tenant,
    other: &'t Tenant,
    [side, there]: [&'t str; 2],
) -> impl Iterator<Item = Untold> {
    let told = |directory: &Directory, group: &Id| {
        directory.groups.get(group).is_some_and(|group| group.members.everyone().is_some())
    };
    let groups: Vec<&Id> = around::groups(tenant).union(&around::groups(other)).copied().collect();
    let one_sided = move |group: &&Id| !told(&tenant.directory, group) && told(&other.directory, group);
    groups.into_iter().filter(one_sided).map(move |group| {
        let name = named(group.as_str(), other.directory.group_name(group));
        let words = format!(
            "the {side} exports do not tell who is in group {name}: its members are taken to be those of the \
             {there} ones"
        );
        Untold { code: UntoldCode::MembersNotTold, words }
    })
}

/// Locations that the other side trusts and that this one does not speak of.
fn trust<'t>(
    tenant: &'t Tenant,
    other: &'t Tenant,
    [side, there]: [&'t str; 2],
) -> impl Iterator<Item = Untold> {
    let here = around::trust(&tenant.directory);
    let matters =
        tenant.policies.iter().chain(&other.policies).any(|policy| bears(policy) && is_placed(policy));
    let trusted = around::trust(&other.directory).into_iter().filter(move |(_, trusted)| matters && *trusted);
    trusted.filter(move |(id, _)| !here.contains_key(id)).map(move |(id, _)| {
        let name = named(id.as_str(), other.directory.location_name(id));
        let words = format!(
            "the {side} exports do not tell whether location {name} is trusted: it is taken to be as in the \
             {there} ones"
        );
        Untold { code: UntoldCode::TrustNotTold, words }
    })
}

fn is_placed(policy: &Policy) -> bool {
    policy.locations.is_some()
}

/// Conditions that this version does not know and that stand on both sides.
fn unknown<'t>(before: &'t Tenant, after: &'t Tenant) -> impl Iterator<Item = Untold> {
    let old = order::map(before.policies.iter().map(|policy| (&policy.id, policy)));
    let new = after.policies.iter().filter(|policy| bears(policy));
    new.flat_map(move |is| {
        let was = old.get(&is.id).map_or(&[][..], |policy| policy.unknown.as_slice());
        let stood = |member: &String| was.iter().any(|condition| condition.member == *member);
        let both = is.unknown.iter().map(|condition| &condition.member).filter(|member| stood(member));
        both.map(|member| not_known(member, is)).collect::<Vec<_>>()
    })
}

fn not_known(member: &String, policy: &Policy) -> Untold {
    let name: String = called(&policy.display_name, &policy.id);
    let words = format!(
        "{member} of {name} is not shown or not understood: it is taken to ask the same on both sides"
    );
    Untold { code: UntoldCode::ConditionNotKnown, words }
}
