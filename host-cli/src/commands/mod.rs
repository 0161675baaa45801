//! The commands, a file for each.

mod evaluate;
mod show;

pub(crate) use evaluate::evaluate;
pub(crate) use show::{completions, man, schema};
