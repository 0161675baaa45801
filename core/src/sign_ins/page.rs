//! The members beside a list of records: whether there is another page, what the columns are.

use serde::de::{IgnoredAny, MapAccess, SeqAccess};

use super::{
    draft::Columns,
    field::Field,
    value::{Fill, Filled, Pick, PlainSeed, Seen},
};
use crate::intake::{is_bundled, same_name};

/// What stands beside a list.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Whether there is another page.
    pub(super) next: bool,
    /// Whether it says that the answer is not whole.
    pub(super) error: bool,
    /// Whether a list of another kind stands there.
    pub(super) bundled: bool,
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
    /// A list of another kind, or nothing.
    Bundled,
}

impl Filled for Page {
    type Key = Member;

    fn key(&self, name: &str) -> Option<Member> {
        Some(match name {
            "@odata.nextLink" | "nextLink" => Member::Next,
            "error" => Member::Error,
            "columns" => Member::Columns,
            "value" | "records" | "rows" | "tables" | "results" | "Results" | "data" => Member::List,
            _ if is_bundled(name) => Member::Bundled,
            _ => return None,
        })
    }

    fn member<'de, A: MapAccess<'de>>(&mut self, key: Member, access: &mut A) -> Result<(), A::Error> {
        if !matches!(key, Member::Bundled) {
            self.seen.first(1 << (key as u32))?;
        }
        match key {
            Member::Bundled => {
                let mut holds = Holds(false);
                access.next_value_seed(Fill(&mut holds))?;
                self.bundled |= holds.0;
            }
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

/// Whether a value holds anything.
struct Holds(bool);

impl Filled for Holds {
    type Key = ();

    fn key(&self, _: &str) -> Option<()> {
        Some(())
    }

    fn member<'de, A: MapAccess<'de>>(&mut self, (): (), access: &mut A) -> Result<(), A::Error> {
        self.0 = true;
        access.next_value::<IgnoredAny>().map(|_| ())
    }

    fn items<'de, A: SeqAccess<'de>>(&mut self, access: &mut A) -> Result<(), A::Error> {
        while access.next_element::<IgnoredAny>()?.is_some() {
            self.0 = true;
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
            *column = Field::named(name.as_bytes());
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
