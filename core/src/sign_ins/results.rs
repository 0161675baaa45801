//! The results of policies: `appliedConditionalAccessPolicies`.

use alloc::{string::String, vec::Vec};

use serde::de::{MapAccess, SeqAccess};

use super::{
    reads::{OfMember, OfText, Reads},
    value::{Fill, Filled, PlainSeed, Seen, names},
};
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
        self.begin();
        let mut entry = Entry::default();
        while access.next_element_seed(Fill(&mut entry))?.is_some() {
            self.take(entry.answer(self.watch));
            entry.clear();
        }
        Ok(())
    }
}

impl Results<'_> {
    /// A list begins.
    #[inline]
    pub(super) fn begin(&mut self) {
        self.kept.get_or_insert_default();
    }

    /// Takes what one policy did.
    #[inline]
    pub(super) fn take(&mut self, answer: Answer) {
        self.any |= answer.any;
        self.transfer |= answer.transfer;
        self.kept.get_or_insert_default().extend(answer.kept);
    }
}

/// What one entry of the list says.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    /// Whether it has a result.
    any: bool,
    /// Whether it includes the sign-in as authentication transfer.
    transfer: bool,
    /// The entry, if it can matter.
    kept: Option<AppliedPolicy>,
}

impl Answer {
    /// Reads one entry from its text alone; `None` where it is malformed.
    pub(super) fn read(text: &[u8], watch: &Watch) -> Option<Self> {
        let mut entry = Entry::default();
        super::fill(text, &mut entry).ok()?;
        Some(entry.answer(watch))
    }

    /// The same with another result, of which this is the text.
    pub(super) fn with_result(&self, text: &str) -> Option<Self> {
        let result = result(&mut OfText(text)).ok()?;
        let mut answer = Self { any: result.is_some(), ..self.clone() };
        if let Some(kept) = &mut answer.kept {
            kept.result = result.unwrap_or(PolicyResult::Undetermined);
        }
        Some(answer)
    }

    /// The same from the texts of its members.
    pub(super) fn of<'t>(
        members: impl IntoIterator<Item = (Member, &'t str)>,
        watch: &Watch,
    ) -> Option<Self> {
        let mut entry = Entry::default();
        for (member, text) in members {
            entry.read(member, &mut OfText(text)).ok()?;
        }
        Some(entry.answer(watch))
    }
}

fn result<'de, R: Reads<'de>>(from: &mut R) -> Result<Option<PolicyResult>, R::Error> {
    Ok(from.value(PlainSeed)?.text().map(|text| PolicyResult::parse(&text)))
}

/// The member of an entry that has this name, if it is read.
pub(super) fn member(name: &[u8]) -> Option<Member> {
    match name.len() {
        2 if name.eq_ignore_ascii_case(b"id") => Some(Member::Id),
        6 if name.eq_ignore_ascii_case(b"result") => Some(Member::Result),
        21..=23 if same_name(core::str::from_utf8(name).ok()?, "includeRulesSatisfied") => {
            Some(Member::Rules)
        }
        _ => None,
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
    fn answer(&self, watch: &Watch) -> Answer {
        let kept = (self.rule || watch.wants(&self.id)).then(|| AppliedPolicy {
            id: Id::new(&self.id),
            result: self.result.unwrap_or(PolicyResult::Undetermined),
            device_code_rule: self.rule,
        });
        Answer { any: self.result.is_some(), transfer: self.transfer, kept }
    }

    fn read<'de, R: Reads<'de>>(&mut self, member: Member, from: &mut R) -> Result<(), R::Error> {
        self.seen.first(1 << (member as u32))?;
        match member {
            Member::Id => {
                if let Some(id) = from.value(PlainSeed)?.text() {
                    self.id.push_str(id.trim());
                }
            }
            Member::Result => self.result = result(from)?,
            Member::Rules => {
                let mut rules = Rules::default();
                from.value(Fill(&mut rules))?;
                (self.rule, self.transfer) = (rules.device_code, rules.transfer);
            }
        }
        Ok(())
    }

    fn clear(&mut self) {
        self.id.clear();
        (self.result, self.rule, self.transfer, self.seen) = (None, false, false, Seen(0));
    }
}

/// A member of an entry that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Member {
    Id,
    Result,
    Rules,
}

impl Filled for Entry {
    type Key = Member;

    fn key(&self, name: &str) -> Option<Member> {
        member(name.as_bytes())
    }

    fn member<'de, A: MapAccess<'de>>(&mut self, key: Member, access: &mut A) -> Result<(), A::Error> {
        self.read(key, &mut OfMember(access))
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
