//! One change of one policy: what it is, what it costs, and how it is made.

use alloc::{format, string::String};

use crate::{
    acceptance::named,
    entra::{Directory, Id, List, OutsideWhy, Policy, Scope, State},
    what_if::Cause,
};

/// A change of a policy. The first ones widen it, the last one narrows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edit {
    SetState(State),
    IncludeAllUsers,
    IncludeAllApplications,
    DropApplicationFilter,
    IncludeAllPlatforms,
    IncludeAllLocations,
    IncludeAllClientApps,
    DropSignInRisk,
    DropUserRisk,
    DropInsiderRisk,
    DropDeviceFilter,
    StopExcludingGuests,
    StopExcluding(Of, Id),
    Exclude(Of, Id),
}

/// What an exclude list is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Of {
    Users,
    Groups,
    Roles,
    Applications,
    Platforms,
    Locations,
}

impl Edit {
    /// The change that takes this obstacle away; `None` where none does that may be proposed. Users,
    /// groups and applications that are excluded may be so for good reason: that is for people to say.
    pub(super) fn against(cause: &Cause, accepts_group: impl Fn(&Id) -> bool) -> Option<Self> {
        Some(match cause {
            Cause::UserNotIncluded => Self::IncludeAllUsers,
            Cause::UserExcluded(id) if id.is("GuestsOrExternalUsers") => {
                Self::StopExcluding(Of::Users, id.clone())
            }
            Cause::GroupExcluded(id) if !accepts_group(id) => Self::StopExcluding(Of::Groups, id.clone()),
            Cause::RoleExcluded(id) => Self::StopExcluding(Of::Roles, id.clone()),
            Cause::GuestExcluded(_) => Self::StopExcludingGuests,
            Cause::ApplicationNotIncluded => Self::IncludeAllApplications,
            Cause::ApplicationFilter => Self::DropApplicationFilter,
            Cause::PlatformNotIncluded => Self::IncludeAllPlatforms,
            Cause::PlatformExcluded(id) => Self::StopExcluding(Of::Platforms, id.clone()),
            Cause::LocationNotIncluded => Self::IncludeAllLocations,
            Cause::LocationExcluded(id) => Self::StopExcluding(Of::Locations, id.clone()),
            Cause::ClientApp => Self::IncludeAllClientApps,
            Cause::SignInRisk => Self::DropSignInRisk,
            Cause::UserRisk => Self::DropUserRisk,
            Cause::InsiderRisk => Self::DropInsiderRisk,
            Cause::DeviceFilter => Self::DropDeviceFilter,
            Cause::UserExcluded(_)
            | Cause::GroupExcluded(_)
            | Cause::ApplicationExcluded(_)
            | Cause::Outside(_)
            | Cause::OtherFlow
            | Cause::Unknown(_) => return None,
        })
    }

    /// How far the change goes: an entry of an exclude list is the least.
    pub(super) const fn cost(&self) -> u32 {
        match self {
            Self::SetState(_) | Self::StopExcluding(..) | Self::StopExcludingGuests | Self::Exclude(..) => 1,
            Self::IncludeAllUsers | Self::IncludeAllApplications => 3,
            _ => 2,
        }
    }

    /// The condition object that the change rewrites, where it is sent whole.
    const fn object(&self) -> Option<&'static str> {
        Some(match self {
            Self::IncludeAllUsers
            | Self::StopExcludingGuests
            | Self::StopExcluding(Of::Users | Of::Groups | Of::Roles, _)
            | Self::Exclude(Of::Users | Of::Groups | Of::Roles, _) => "users",
            Self::IncludeAllApplications
            | Self::DropApplicationFilter
            | Self::StopExcluding(Of::Applications, _)
            | Self::Exclude(Of::Applications, _) => "applications",
            Self::IncludeAllPlatforms
            | Self::StopExcluding(Of::Platforms, _)
            | Self::Exclude(Of::Platforms, _) => "platforms",
            Self::IncludeAllLocations
            | Self::StopExcluding(Of::Locations, _)
            | Self::Exclude(Of::Locations, _) => "locations",
            Self::DropDeviceFilter => "devices",
            _ => return None,
        })
    }

    /// Makes the change.
    pub(super) fn apply(&self, policy: &mut Policy) {
        match self {
            Self::SetState(state) => policy.state = Some(*state),
            Self::IncludeAllUsers => include_all_users(policy),
            Self::IncludeAllApplications => set(&mut policy.applications.include, "All"),
            Self::DropApplicationFilter => drop_application_filter(policy),
            Self::IncludeAllPlatforms => include_all(&mut policy.platforms, "all"),
            Self::IncludeAllLocations => include_all(&mut policy.locations, "All"),
            Self::IncludeAllClientApps => policy.client_apps.iter_mut().for_each(|list| set(list, "all")),
            Self::DropSignInRisk => policy.sign_in_risk = None,
            Self::DropUserRisk => policy.user_risk = None,
            Self::DropInsiderRisk => policy.insider_risk = None,
            Self::DropDeviceFilter => policy.device_filter = None,
            Self::StopExcludingGuests => policy.users.exclude.guests = None,
            Self::StopExcluding(of, id) => stop_excluding(policy, *of, id),
            Self::Exclude(of, id) => {
                let list = exclude_list(policy, *of);
                list.items.push(id.clone());
            }
        }
    }

    /// The change in words, as an instruction.
    pub(super) fn words(&self, directory: &Directory) -> String {
        let thing = |of: Of, id: &Id| match of {
            Of::Users => format!("user {}", named(id.as_str(), directory.user_name(id))),
            Of::Groups => format!("group {}", named(id.as_str(), directory.group_name(id))),
            Of::Roles => format!("holders of {}", named(id.as_str(), directory.role_name(id))),
            Of::Applications => format!("application {}", named(id.as_str(), directory.application_name(id))),
            Of::Platforms => format!("platform {id}"),
            Of::Locations => format!("location {}", named(id.as_str(), directory.location_name(id))),
        };
        match self {
            Self::SetState(State::Enabled) => "turn it on".into(),
            Self::SetState(State::ReportOnly) => "set it to report-only".into(),
            Self::SetState(State::Disabled) => "turn it off".into(),
            Self::IncludeAllUsers => "include all users".into(),
            Self::IncludeAllApplications => "include all applications".into(),
            Self::DropApplicationFilter => "drop the application filter".into(),
            Self::IncludeAllPlatforms => "include all platforms, unrecognised ones among them".into(),
            Self::IncludeAllLocations => "include all locations".into(),
            Self::IncludeAllClientApps => "include all client apps".into(),
            Self::DropSignInRisk => "drop the condition on sign-in risk".into(),
            Self::DropUserRisk => "drop the condition on user risk".into(),
            Self::DropInsiderRisk => "drop the condition on insider risk".into(),
            Self::DropDeviceFilter => "drop the device filter".into(),
            Self::StopExcludingGuests | Self::StopExcluding(Of::Users, _) => {
                "no longer exclude guests and external users".into()
            }
            Self::StopExcluding(of, id) => format!("no longer exclude {}", thing(*of, id)),
            Self::Exclude(of, id) => format!("exclude {}, which the settings accept", thing(*of, id)),
        }
    }
}

/// Why a policy must be left as it is; `None` where it may be changed, or turned only.
pub(super) fn untouchable(policy: &Policy, turned_only: bool) -> Option<&'static str> {
    let unreadable = policy.outside.iter().any(|outside| outside.why == OutsideWhy::Unreadable);
    if unreadable {
        Some("no export shows it whole")
    } else if !is_object_id(policy.id.as_str()) {
        Some("no export gives its object id")
    } else if !turned_only && super::patch::record(policy).is_none() {
        Some("its export is not in the shape of Graph: export it from Graph")
    } else {
        None
    }
}

/// Why this change must not be proposed for this policy.
pub(super) fn forbidden(edit: &Edit, policy: &Policy) -> Option<&'static str> {
    let narrows = matches!(edit, Edit::SetState(_) | Edit::Exclude(Of::Users | Of::Groups, _));
    let object = edit.object();
    let inside = |member: &str| {
        let member = member.strip_prefix("conditions.");
        object.is_some_and(|object| {
            member.and_then(|member| member.strip_prefix(object)).is_some_and(|rest| rest.starts_with('.'))
        })
    };
    let guests =
        [&policy.users.include, &policy.users.exclude].into_iter().filter_map(|who| who.guests.as_ref());
    let strange = object == Some("users") && guests.into_iter().any(|guests| guests.other_kinds);
    if !narrows && is_managed(policy) {
        Some("Microsoft manages it: only its state and its excluded users and groups can be changed")
    } else if strange || policy.unknown.iter().any(|condition| inside(&condition.member)) {
        Some("the condition to change holds something that this version does not know")
    } else {
        None
    }
}

/// Policies that Microsoft makes carry its name in theirs, and cannot be renamed.
pub(super) fn is_managed(policy: &Policy) -> bool {
    const MARK: &str = "Microsoft-managed";
    policy.display_name.get(..MARK.len()).is_some_and(|start| start.eq_ignore_ascii_case(MARK))
}

/// Whether this is an object id of Entra: nothing else may stand in the address of a policy.
pub(super) fn is_object_id(id: &str) -> bool {
    let dashes = [8, 13, 18, 23];
    id.len() == 36
        && id
            .bytes()
            .enumerate()
            .all(|(at, byte)| if dashes.contains(&at) { byte == b'-' } else { byte.is_ascii_hexdigit() })
}

fn include_all_users(policy: &mut Policy) {
    let include = &mut policy.users.include;
    set(&mut include.users, "All");
    include.groups.items.clear();
    include.roles.items.clear();
    include.guests = None;
}

/// A filter may stand alone, and say which applications are included.
fn drop_application_filter(policy: &mut Policy) {
    policy.applications.filter = None;
    if policy.applications.include.items.is_empty() {
        set(&mut policy.applications.include, "All");
    }
}

fn set(list: &mut List, token: &str) {
    list.items = alloc::vec![Id::new(token)];
}

fn include_all(scope: &mut Option<Scope>, token: &str) {
    if let Some(lists) = scope {
        set(&mut lists.include, token);
    }
    forget(scope);
}

/// A condition that everything meets is none.
fn forget(scope: &mut Option<Scope>) {
    let everywhere = |lists: &Scope| lists.include.has("All") && lists.exclude.items.is_empty();
    if scope.as_ref().is_some_and(everywhere) {
        *scope = None;
    }
}

fn stop_excluding(policy: &mut Policy, of: Of, id: &Id) {
    exclude_list(policy, of).items.retain(|item| item != id);
    match of {
        Of::Platforms => forget(&mut policy.platforms),
        Of::Locations => forget(&mut policy.locations),
        _ => {}
    }
}

/// The exclude list of a policy, made where the policy has no such condition.
fn exclude_list(policy: &mut Policy, of: Of) -> &mut List {
    let everything = |token: &str| {
        let mut scope = Scope::default();
        set(&mut scope.include, token);
        scope
    };
    match of {
        Of::Users => &mut policy.users.exclude.users,
        Of::Groups => &mut policy.users.exclude.groups,
        Of::Roles => &mut policy.users.exclude.roles,
        Of::Applications => &mut policy.applications.exclude,
        Of::Platforms => &mut policy.platforms.get_or_insert_with(|| everything("all")).exclude,
        Of::Locations => &mut policy.locations.get_or_insert_with(|| everything("All")).exclude,
    }
}
