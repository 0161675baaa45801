//! Report to text for people and for other tools. Nothing here decides anything.

mod answer;
mod explanation;
mod many;
mod page;
mod peers;
mod policies;
mod review;
mod sources;
#[cfg(test)]
mod tests;
mod text;
mod witness;

pub use crate::clean::{clean, is_unsafe};
pub use answer::{answer, comparison, notes};
pub use explanation::{explanation, list};
pub use many::tenants;
pub use page::Style;
pub use text::{problem, text};
pub use witness::what_if;
