//! The commands, a file for each.

mod approve;
mod decide;
mod diff;
mod each;
mod evaluate;
mod explain;
mod next_step;
#[cfg(feature = "notify")]
mod notify;
#[cfg(feature = "notify")]
mod pipeline;
mod sandbox;
mod show;
mod simulate;
mod what_if;

pub(crate) use approve::approve;
pub(crate) use decide::decide;
pub(crate) use diff::diff;
pub(crate) use evaluate::evaluate;
pub(crate) use explain::explain;
pub(crate) use next_step::next_step;
#[cfg(feature = "notify")]
pub(crate) use notify::notify;
#[cfg(feature = "notify")]
pub(crate) use pipeline::pipeline;
pub(crate) use show::{completions, man, schema};
pub(crate) use simulate::simulate;
pub(crate) use what_if::what_if;
