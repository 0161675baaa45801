//! The results of policies: `appliedConditionalAccessPolicies`.

use alloc::{string::String, vec::Vec};

use serde::de::{MapAccess, SeqAccess};

use super::value::{Fill, Filled, PlainSeed, Seen, names};
use crate::{
    entra::{AppliedPolicy, Id, PolicyResult},
    evidence::Watch,
    intake::same_name,
};

/// The entries of the list that can matter.
#[derive(Debug)]
pub(super) struct Results<'w> {
    watch: &'w Watch,
    /// What is kept; `None` where there is no list.
    pub(super) kept: Option<Vec<AppliedPolicy>>,
    /// Whether some policy has a result.
    pub(super) any: bool,
    /// Whether some policy includes the sign-in as authentication transfer.
    pub(super) transfer: bool,
}

impl<'w> Results<'w> {
    pub(super) const fn new(watch: &'w Watch) -> Self {
        Self { watch, kept: None, any: false, transfer: false }
    }
}

impl Filled for Results<'_> {
    type Key = ();

    fn items<'de, A: SeqAccess<'de>>(&mut self, access: &mut A) -> Result<(), A::Error> {
        let kept = self.kept.get_or_insert_default();
        let mut entry = Entry::default();
        while access.next_element_seed(Fill(&mut entry))?.is_some() {
            self.any |= entry.result.is_some();
            self.transfer |= entry.transfer;
            if entry.rule || self.watch.wants(&entry.id) {
                let result = entry.result.unwrap_or(PolicyResult::Undetermined);
                kept.push(AppliedPolicy { id: Id::new(&entry.id), result, device_code_rule: entry.rule });
            }
            entry.clear();
        }
        Ok(())
    }
}

/// One policy; used again for the next, so that its id needs no new memory.
#[derive(Debug, Default)]
struct Entry {
    id: String,
    result: Option<PolicyResult>,
    rule: bool,
    transfer: bool,
    seen: Seen,
}

impl Entry {
    fn clear(&mut self) {
        self.id.clear();
        (self.result, self.rule, self.transfer, self.seen) = (None, false, false, Seen(0));
    }
}

#[derive(Clone, Copy)]
enum Member {
    Id,
    Result,
    Rules,
}

impl Filled for Entry {
    type Key = Member;

    fn key(&self, name: &str) -> Option<Member> {
        match name.len() {
            2 if name.eq_ignore_ascii_case("id") => Some(Member::Id),
            6 if name.eq_ignore_ascii_case("result") => Some(Member::Result),
            21..=23 if same_name(name, "includeRulesSatisfied") => Some(Member::Rules),
            _ => None,
        }
    }

    fn member<'de, A: MapAccess<'de>>(&mut self, key: Member, access: &mut A) -> Result<(), A::Error> {
        self.seen.first(1 << (key as u32))?;
        match key {
            Member::Id => {
                if let Some(id) = access.next_value_seed(PlainSeed)?.text() {
                    self.id.push_str(id.trim());
                }
            }
            Member::Result => {
                let text = access.next_value_seed(PlainSeed)?.text();
                self.result = text.map(|text| PolicyResult::parse(&text));
            }
            Member::Rules => {
                let mut rules = Rules::default();
                access.next_value_seed(Fill(&mut rules))?;
                (self.rule, self.transfer) = (rules.device_code, rules.transfer);
            }
        }
        Ok(())
    }
}

/// The rules by which a policy includes the sign-in.
#[derive(Debug, Default)]
struct Rules {
    device_code: bool,
    transfer: bool,
    seen: Seen,
}

impl Filled for Rules {
    type Key = ();

    fn key(&self, name: &str) -> Option<()> {
        (matches!(name.len(), 13 | 14) && same_name(name, "ruleSatisfied")).then_some(())
    }

    fn member<'de, A: MapAccess<'de>>(&mut self, (): (), access: &mut A) -> Result<(), A::Error> {
        self.seen.first(1)?;
        if let Some(rule) = access.next_value_seed(PlainSeed)?.text() {
            self.text(&rule);
        }
        Ok(())
    }

    fn items<'de, A: SeqAccess<'de>>(&mut self, access: &mut A) -> Result<(), A::Error> {
        while access.next_element_seed(Fill(self))?.is_some() {
            self.seen = Seen(0);
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        self.device_code |= names(text, "deviceCodeFlow");
        self.transfer |= names(text, "authenticationTransfer");
    }
}
