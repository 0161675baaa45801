//! The same in the shapes of Microsoft Graph: `POST /identity/conditionalAccess/evaluate`.
//!
//! A [`Request`] is what to POST, a [`Reply`] what Graph's answer would say by Flowlock's reading, and
//! [`compare`] holds the two against each other. The shapes are those of `signInIdentity`,
//! `signInContext`, `signInConditions` and `whatIfAnalysisResult` in Graph v1.0.

mod compare;
mod reasons;
mod reply;
mod request;
mod stand_in;
mod write;

pub use compare::{Comparison, Difference, OtherPolicy, compare};
pub use reply::{Reply, ReplyPolicy};
pub use request::{AuthenticationFlow, Request, SignInConditions, SignInContext, SignInIdentity};
