//! What the directory exports tell of a user.

use super::known::{Among, Truth};
use crate::entra::{Directory, Id, User, UserKind};

/// What a user is to the tenant, as far as a record of the user tells: who was invited is a B2B
/// collaboration user, as the user type says.
pub(crate) fn user_kinds(user: &User) -> Among<UserKind> {
    use UserKind as K;
    let (guest, invited) = (user.guest.agreed(), user.invited.agreed());
    let may_be = |kind: K| match kind {
        K::Member => invited != Some(true) && guest != Some(true),
        K::InternalGuest | K::OtherExternalUser => invited != Some(true) && guest != Some(false),
        K::B2bCollaborationGuest => invited != Some(false) && guest != Some(false),
        K::B2bCollaborationMember => invited != Some(false) && guest != Some(true),
        // They have no account in the tenant.
        K::B2bDirectConnectUser | K::ServiceProvider => false,
    };
    Among::of(K::ALL.iter().copied().filter(|kind| may_be(*kind)))
}

/// Whether a user is in a group. Of a user who is not known it can be told only where nobody is in it.
pub(crate) fn is_member(directory: &Directory, user: Option<&Id>, group: &Id) -> Truth {
    let Some(group) = directory.groups.get(group) else { return Truth::Unknown };
    let (members, everyone) = (&group.members, group.members.everyone());
    match (user.map(|user| members.users.contains(user)), everyone) {
        (Some(true), _) => Truth::Yes,
        (Some(false), Some(_)) => Truth::No,
        (None, Some(everyone)) if everyone.is_empty() => Truth::No,
        _ => Truth::Unknown,
    }
}

/// Whether a user is assigned a role, be it through a group. That nobody says so is no proof: a role may
/// be active for an hour only.
pub(crate) fn holds_role(directory: &Directory, user: Option<&Id>, role: &Id) -> Truth {
    let Some((user, holders)) = user.zip(directory.role_holders.get(role)) else { return Truth::Unknown };
    let through = |holder: &Id| is_member(directory, Some(user), holder) == Truth::Yes;
    if holders.contains(user) || holders.iter().any(through) { Truth::Yes } else { Truth::Unknown }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entra::{Claim, Group, Membership};

    #[test]
    fn a_record_narrows_down_what_a_user_is() {
        let kinds = |guest: Option<bool>, invited: Option<bool>| {
            let user = User { guest: Claim::from(guest), invited: Claim::from(invited), ..User::default() };
            user_kinds(&user).certain()
        };
        assert_eq!(kinds(Some(false), Some(false)), Some(UserKind::Member));
        assert_eq!(kinds(Some(true), Some(true)), Some(UserKind::B2bCollaborationGuest));
        assert_eq!(kinds(Some(false), Some(true)), Some(UserKind::B2bCollaborationMember));
        assert_eq!((kinds(Some(true), Some(false)), kinds(None, None)), (None, None));
    }

    #[test]
    fn a_role_may_be_held_through_a_group() {
        let [user, other, group, role] = ["u", "v", "g", "r"].map(Id::new);
        let mut directory = Directory::default();
        let members = Membership { users: [user.clone()].into(), complete: true, ..Membership::default() };
        directory.groups.insert(group.clone(), Group { members, ..Group::default() });
        directory.role_holders.insert(role.clone(), [group].into());
        assert_eq!(holds_role(&directory, Some(&user), &role), Truth::Yes);
        assert_eq!(holds_role(&directory, Some(&other), &role), Truth::Unknown);
        assert_eq!(holds_role(&directory, None, &role), Truth::Unknown);
    }
}
