//! What several exports say of one yes-or-no question.

/// Nothing, yes, no, or both, which is as good as nothing. Any order of exports gives the same.
///
/// ```
/// use flowlock_core::entra::Claim;
/// let mut claim = Claim::of(true);
/// assert_eq!(claim.agreed(), Some(true));
/// claim.join(Claim::of(false));
/// assert_eq!(claim.agreed(), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Claim {
    yes: bool,
    no: bool,
}

impl Claim {
    /// One export says so.
    pub const fn of(holds: bool) -> Self {
        Self { yes: holds, no: !holds }
    }

    /// Takes in what another export says.
    pub const fn join(&mut self, other: Self) {
        self.yes |= other.yes;
        self.no |= other.no;
    }

    /// What all that say something say.
    pub const fn agreed(self) -> Option<bool> {
        match (self.yes, self.no) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    }
}

impl From<Option<bool>> for Claim {
    fn from(holds: Option<bool>) -> Self {
        holds.map_or_else(Self::default, Self::of)
    }
}
