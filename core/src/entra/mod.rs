//! The vocabulary: what Entra calls things, free of how any export writes them.

mod claim;
mod content;
mod directory;
mod id;
mod kinds;
mod place;
mod policy;
mod sign_in;
pub mod well_known;

pub use claim::Claim;
pub use directory::{Directory, Group, Location, Membership, User};
pub use id::{Id, Pointer};
pub use kinds::{ClientApp, InsiderRisk, Platform, Risk, UserKind, Vocabulary};
pub use place::{AddressRange, Place};
pub use policy::{
    Applications, Guests, List, Outside, OutsideWhy, Policy, Rule, Scope, State, Unknown, Users, Who,
};
pub use sign_in::{AppliedPolicy, PolicyResult, Shows, SignIn};
pub(crate) use sign_in::{Glance, Manner};
