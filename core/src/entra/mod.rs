//! The vocabulary: what Entra calls things, free of how any export writes them.

mod content;
mod directory;
mod id;
mod kinds;
mod policy;
mod sign_in;
pub mod well_known;

pub use directory::{Directory, Group, Location, Membership, User};
pub use id::{Id, Pointer};
pub use kinds::{ClientApp, InsiderRisk, Platform, Risk, UserKind, Vocabulary};
pub use policy::{
    Applications, Guests, List, Outside, OutsideWhy, Policy, Rule, Scope, State, Unknown, Users, Who,
};
pub use sign_in::{AppliedPolicy, PolicyResult, Shows, SignIn};
