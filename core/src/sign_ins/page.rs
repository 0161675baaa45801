//! The members beside a list of records: whether there is another page, what the columns are.

use serde::de::{MapAccess, SeqAccess};

use super::{
    draft::Columns,
    field::Field,
    value::{Fill, Filled, Pick, PlainSeed, Seen},
};
use crate::intake::same_name;

/// What stands beside a list.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Whether there is another page.
    pub(super) next: bool,
    /// Whether it says that the answer is not whole.
    pub(super) error: bool,
    /// The columns of the rows.
    pub(super) columns: Columns,
    seen: Seen,
}

#[derive(Clone, Copy)]
pub(super) enum Member {
    Next,
    Error,
    Columns,
    /// The list itself, a second time.
    List,
}

impl Filled for Page {
    type Key = Member;

    fn key(&self, name: &str) -> Option<Member> {
        Some(match name {
            "@odata.nextLink" | "nextLink" => Member::Next,
            "error" => Member::Error,
            "columns" => Member::Columns,
            "value" | "records" | "rows" | "tables" | "results" | "Results" => Member::List,
            _ => return None,
        })
    }

    fn member<'de, A: MapAccess<'de>>(&mut self, key: Member, access: &mut A) -> Result<(), A::Error> {
        self.seen.first(1 << (key as u32))?;
        match key {
            Member::Next => self.next = access.next_value_seed(PlainSeed)?.text().is_some(),
            Member::Error => {
                let mut code = Pick::new("code");
                access.next_value_seed(Fill(&mut code))?;
                self.error = code.found.or(code.instead).is_some();
            }
            Member::Columns => access.next_value_seed(Fill(&mut Names(&mut self.columns)))?,
            Member::List => return Err(serde::de::Error::custom(super::value::STANDS_TWICE)),
        }
        Ok(())
    }
}

/// The names of columns, a list of objects or of texts.
struct Names<'c>(&'c mut Columns);

impl Filled for Names<'_> {
    type Key = ();

    fn key(&self, name: &str) -> Option<()> {
        same_name(name, "name").then_some(())
    }

    fn member<'de, A: MapAccess<'de>>(&mut self, (): (), access: &mut A) -> Result<(), A::Error> {
        let name = access.next_value_seed(PlainSeed)?.text();
        if let (Some(name), Some(column)) = (name, self.0.last_mut()) {
            *column = Field::named(&name);
        }
        Ok(())
    }

    fn items<'de, A: SeqAccess<'de>>(&mut self, access: &mut A) -> Result<(), A::Error> {
        loop {
            self.0.push(None);
            if access.next_element_seed(Fill(self))?.is_none() {
                self.0.pop();
                return Ok(());
            }
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(column) = self.0.last_mut() {
            *column = Field::named(text);
        }
    }
}
