//! What If: one attempt, every policy, and what comes of it.
//!
//! Somebody says what they know of a sign-in through device code flow: a [`Question`]. The directory
//! exports add what they tell, and what nobody says stays unknown. The [`Answer`] says of each policy
//! whether it applies, because of which of its members it does not, or what that hangs on, and whether
//! the sign-in is blocked. [`graph`] speaks of the same in the shapes of Microsoft Graph.
//!
//! ```
//! use flowlock_core::{
//!     Intake,
//!     ask::{Outcome, Question, answer},
//! };
//!
//! let export = r#"[{"id": "p", "displayName": "Block", "state": "enabled", "conditions": {
//!     "users": {"includeUsers": ["All"], "excludeUsers": ["u"]},
//!     "applications": {"includeApplications": ["All"]},
//!     "authenticationFlows": {"transferMethods": "deviceCodeFlow"}},
//!     "grantControls": {"operator": "OR", "builtInControls": ["block"]}}]"#;
//! let mut intake = Intake::new();
//! intake.read("policies.json", export.as_bytes())?;
//! let tenant = intake.finish()?;
//!
//! let anyone = answer(&tenant, &Question::default())?;
//! assert_eq!(anyone.outcome, Outcome::CannotTell);
//! assert_eq!(anyone.depends_on[0].pointer, "/0/conditions/users/excludeUsers");
//!
//! let excluded = Question { user: Some("u".into()), ..Question::default() };
//! assert_eq!(answer(&tenant, &excluded)?.outcome, Outcome::NotBlocked);
//! # Ok::<(), flowlock_core::Problem>(())
//! ```

mod answer;
mod asked;
mod facts;
pub mod graph;
mod names;
mod understand;
mod words;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;

use alloc::{string::String, vec::Vec};
use core::net::IpAddr;

pub use answer::{Answer, Applies, Outcome, PolicyAnswer, answer};
pub use facts::Fact;
pub(crate) use words::words;

use crate::{
    entra::{ClientApp, InsiderRisk, Risk, UserKind},
    what_if::Attempt,
};

/// What somebody says of one sign-in through device code flow. What is left out is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// An attempt of which everything is known, such as the witness of a gap; what else is said
    /// replaces that part of it.
    pub base: Option<Attempt>,
    /// The user, by object id or user principal name.
    pub user: Option<String>,
    /// What the user is to the tenant.
    pub user_kind: Option<UserKind>,
    /// The home tenant of an external user.
    pub home_tenant: Option<String>,
    /// Groups that the user is in, by object id or name.
    pub groups: Vec<String>,
    /// Roles that the user holds, by template id or name.
    pub roles: Vec<String>,
    /// The application that the token is for, by application id or known name; or a suite.
    pub application: Option<String>,
    /// The device platform, as policies spell it, or `unrecognised`.
    pub platform: Option<String>,
    /// Named locations that the sign-in comes from, by id or name; or `AllTrusted`.
    pub locations: Vec<String>,
    /// The address that the sign-in comes from.
    pub ip: Option<IpAddr>,
    /// The country that the sign-in comes from, by its code of two letters.
    pub country: Option<String>,
    /// The client app.
    pub client_app: Option<ClientApp>,
    /// The sign-in risk.
    pub sign_in_risk: Option<Risk>,
    /// The user risk.
    pub user_risk: Option<Risk>,
    /// The insider risk.
    pub insider_risk: Option<InsiderRisk>,
    /// Device filter rules that hold, as policies write them.
    pub device_rules: Vec<String>,
    /// Whether nothing else holds: no other group, role, named location, filter rule, and no condition
    /// that this version does not know.
    pub nothing_else: bool,
}
