//! Report to text for people and for other tools. Nothing here decides anything.

mod answer;
mod explanation;
mod html;
mod many;
mod page;
#[cfg(test)]
mod testing;
mod text;
mod witness;
mod words;

pub use crate::clean::{clean, is_unsafe};
pub use answer::{answer, comparison, notes};
pub use explanation::{explanation, list};
pub use html::{document as html, fragment as html_fragment};
pub use many::tenants;
pub use page::Style;
pub use text::{problem, text};
pub use witness::what_if;
