//! Members that are lists of texts, or one text.

use alloc::string::String;

use serde::de::{MapAccess, SeqAccess};

use super::value::{Fill, Filled, PlainSeed};
use crate::intake::same_name;

/// The kinds of a sign-in, a list or a text.
#[derive(Default)]
pub(super) struct Types(pub(super) String);

impl Filled for Types {
    type Key = ();

    fn items<'de, A: SeqAccess<'de>>(&mut self, access: &mut A) -> Result<(), A::Error> {
        while let Some(item) = access.next_element_seed(PlainSeed)? {
            if let Some(text) = item.text() {
                self.text(&text);
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push(',');
    }
}

/// The applications that policies were asked about, each followed by a comma. One that cannot be read
/// leaves an empty place.
#[derive(Default)]
pub(super) struct Audiences(pub(super) String);

impl Filled for Audiences {
    type Key = ();

    fn items<'de, A: SeqAccess<'de>>(&mut self, access: &mut A) -> Result<(), A::Error> {
        while access.next_element_seed(Fill(&mut Audience(&mut self.0)))?.is_some() {
            self.0.push(',');
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        self.0.push_str(text.trim());
    }
}

/// An id, or an object that holds it.
struct Audience<'a>(&'a mut String);

impl Filled for Audience<'_> {
    type Key = ();

    fn key(&self, name: &str) -> Option<()> {
        same_name(name, "applicationId").then_some(())
    }

    fn member<'de, A: MapAccess<'de>>(&mut self, (): (), access: &mut A) -> Result<(), A::Error> {
        if let Some(id) = access.next_value_seed(PlainSeed)?.text() {
            self.text(&id);
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        self.0.push_str(text.trim());
    }
}
