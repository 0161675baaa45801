//! Report to text for people and for other tools. Nothing here decides anything.

mod answer;
mod commands;
mod decisions;
mod diff;
mod explanation;
mod html;
mod junit;
mod many;
mod markdown;
mod next_step;
mod notice;
mod ocsf;
mod page;
mod platform;
mod sarif;
mod simulation;
mod terraform;
#[cfg(test)]
pub(crate) mod testing;
mod text;
mod witness;
mod words;

use alloc::string::String;

use serde::Serialize;

pub use crate::clean::{clean, is_unsafe};
pub use answer::{answer, comparison, notes};
pub use commands::{Tool, commands};
pub use decisions::decision;
pub use diff::{markdown as diff_markdown, text as diff};
pub use explanation::{explanation, list};
pub use html::{document as html, fragment as html_fragment, many as html_of_many};
pub use junit::junit;
pub use many::tenants;
pub use markdown::markdown;
pub use next_step::next_step;
pub use notice::{Letter, mail, slack, teams};
pub use ocsf::ocsf;
pub use page::Style;
pub use platform::{
    Outputs, azure_annotation, azure_outputs, github_annotation, github_outputs, inert, outputs,
};
pub use sarif::{SarifResults, sarif, sarif_of_many};
pub use simulation::simulation;
pub use text::{problem, text};
pub use witness::what_if;

/// A value of ours as JSON, as files hold it: that never fails.
fn json(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
