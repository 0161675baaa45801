//! What to do now, from where the tenant stands, and the change itself as data.
//!
//! Nothing is sent anywhere. A proposal is held against the whole attempt space before it is made: no
//! attempt that was blocked becomes open, and nothing that the settings accept becomes blocked. Without a
//! declared emergency access, nothing is proposed that blocks.

mod body;
mod edit;
mod patch;
mod propose;
mod search;
mod steps;
mod template;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;

pub use body::{
    ApplicationsBody, ConditionsBody, DevicesBody, FilterBody, FlowsBody, GrantBody, GuestsBody,
    LocationsBody, PlatformsBody, PolicyBody, TenantsBody, UsersBody,
};
pub use patch::{PatchOperation, PatchValue};

pub(crate) use template::{EmergencyAccess, exclusionary};

use self::propose::Offer;
use crate::{control::Evaluation, report::NextStep};

/// What to do now.
pub(crate) fn next_step(evaluation: &Evaluation<'_>) -> NextStep {
    let (action, mut steps) = evaluation.steps();
    let Offer { proposal, withheld } = evaluation.offer(action);
    if proposal.is_some() {
        steps.push(
            "`flowlock next-step` with the same files and settings writes the change down, ready to be sent"
                .into(),
        );
    }
    NextStep { action, steps, proposal, withheld }
}
