//! What a policy does with an attempt, and why.

use alloc::{string::String, vec::Vec};

use super::known::Among;
use crate::entra::{Id, OutsideWhy, Pointer, UserKind};

/// What is certain of one policy and one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// Every condition of the policy holds, whatever is not known of the attempt.
    Applies,
    /// Some condition of the policy fails, whatever is not known of the attempt.
    DoesNotApply {
        /// The members that keep it from applying: each of them does where one alone is enough to
        /// be certain, else at least one of them does.
        because: Vec<Obstacle>,
    },
    /// Both can be.
    CannotTell {
        /// What it hangs on; never empty.
        depends_on: Vec<Dependency>,
    },
}

/// Something that is not known of the attempt and decides whether a policy applies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependency {
    /// The member that asks, in the policy's file.
    pub at: Pointer,
    /// What it asks.
    pub on: Coordinate,
}

/// A coordinate of an attempt, or one question about it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coordinate {
    /// The kind of user.
    UserKind,
    /// The home tenant.
    HomeTenant,
    /// Who the user is.
    User,
    /// Whether the user is in this group.
    Group(Id),
    /// Whether the user holds this role.
    Role(Id),
    /// Which application it is.
    Application,
    /// Whether the application belongs to this suite.
    Suite(Id),
    /// Whether the application filter rule holds.
    ApplicationRule,
    /// The device platform.
    DevicePlatform,
    /// Whether the sign-in comes from this location.
    Location(Id),
    /// The client app.
    ClientApp,
    /// The sign-in risk.
    SignInRisk,
    /// The user risk.
    UserRisk,
    /// The insider risk.
    InsiderRisk,
    /// Whether the device filter rule holds.
    DeviceRule,
    /// Whether a condition that this version does not know holds.
    Unknown(String),
    /// No coordinate: part of the policy could not be read.
    Unreadable,
}

/// One member of a policy that keeps it from applying to an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// The member, in the policy's file.
    pub at: Pointer,
    /// What it does.
    pub cause: Cause,
}

/// What keeps a policy from applying.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// No sign-in of a person can meet the policy.
    Outside(OutsideWhy),
    /// The policy is about another flow.
    OtherFlow,
    /// The user is not included.
    UserNotIncluded,
    /// The user is excluded by id, or by `All` or `GuestsOrExternalUsers`.
    UserExcluded(Id),
    /// A group of the user is excluded.
    GroupExcluded(Id),
    /// A role of the user is excluded.
    RoleExcluded(Id),
    /// The user's kind of guest is excluded, whichever of these it is.
    GuestExcluded(Among<UserKind>),
    /// The application is not included.
    ApplicationNotIncluded,
    /// The application is excluded.
    ApplicationExcluded(Id),
    /// The application filter does not let the policy apply.
    ApplicationFilter,
    /// The platform is not included.
    PlatformNotIncluded,
    /// The platform is excluded.
    PlatformExcluded(Id),
    /// The location is not included.
    LocationNotIncluded,
    /// The location is excluded.
    LocationExcluded(Id),
    /// The client app is not among those the policy names.
    ClientApp,
    /// The sign-in risk is not among those the policy names.
    SignInRisk,
    /// The user risk is not among those the policy names.
    UserRisk,
    /// The insider risk is not among those the policy names.
    InsiderRisk,
    /// The device filter does not let the policy apply.
    DeviceFilter,
    /// A condition that this version does not know, taken as not holding.
    Unknown(String),
}
