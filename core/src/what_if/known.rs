//! What is known of an attempt: answers to what a policy can ask, "not known" among them.

use core::{fmt, marker::PhantomData, ops::Not};

use crate::entra::{ClientApp, Id, InsiderRisk, Platform, Risk, UserKind, Vocabulary};

/// Yes, no, or not known (Kleene's three values).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// It does not hold.
    No,
    /// It may hold or not.
    #[default]
    Unknown,
    /// It holds.
    Yes,
}

impl Truth {
    /// Both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// At least one holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// At least one of them holds; what comes after one that does is not asked.
    pub(super) fn any(truths: impl IntoIterator<Item = Self>) -> Self {
        let mut any = Self::No;
        for truth in truths {
            any = any.or(truth);
            if any == Self::Yes {
                break;
            }
        }
        any
    }

    /// All of them hold; what comes after one that does not is not asked.
    pub(super) fn all(truths: impl IntoIterator<Item = Self>) -> Self {
        !Self::any(truths.into_iter().map(Not::not))
    }

    /// What holds whichever of these cases is the real one.
    pub(super) fn agreed(cases: impl IntoIterator<Item = Self>) -> Self {
        let mut cases = cases.into_iter();
        let first = cases.next().unwrap_or_default();
        if cases.all(|case| case == first) { first } else { Self::Unknown }
    }
}

impl Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
            Self::Yes => Self::No,
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

/// The values that a coordinate with a closed vocabulary may have, one of which it has.
///
/// ```
/// use flowlock_core::{entra::Platform, what_if::Among};
/// let apple = Among::of([Platform::Ios, Platform::MacOs]);
/// assert!(apple.has(Platform::Ios) && !apple.has(Platform::Linux));
/// assert_eq!(Among::of([]), Among::<Platform>::any());
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Among<T> {
    bits: u8,
    of: PhantomData<T>,
}

impl<T: Vocabulary> Among<T> {
    /// Nothing is known.
    pub fn any() -> Self {
        Self::of(T::VALUES.iter().copied())
    }

    /// It is this value.
    pub fn only(value: T) -> Self {
        Self { bits: value.bit(), of: PhantomData }
    }

    /// It is one of these; where none is given, nothing is known.
    pub fn of(values: impl IntoIterator<Item = T>) -> Self {
        let bits = values.into_iter().fold(0, |bits, value| bits | value.bit());
        if bits == 0 { Self::any() } else { Self { bits, of: PhantomData } }
    }

    /// It is one of those whose bits are set; where none is, nothing is known.
    pub(super) fn from_bits(bits: u8) -> Self {
        Self::of(T::VALUES.iter().copied().filter(|value| bits & value.bit() != 0))
    }

    /// A bit for each value that it may be.
    pub(super) const fn bits(self) -> u8 {
        self.bits
    }

    /// It is one of those that both have; where there is none, nothing is known.
    pub(super) fn narrowed(self, other: Self) -> Self {
        Self::from_bits(self.bits & other.bits)
    }

    /// Whether it may be this value.
    pub fn has(self, value: T) -> bool {
        self.bits & value.bit() != 0
    }

    /// The values that it may be.
    pub fn iter(self) -> impl Iterator<Item = T> {
        T::VALUES.iter().copied().filter(move |value| self.has(*value))
    }

    /// The value, where only one is left.
    pub fn certain(self) -> Option<T> {
        let mut values = self.iter();
        values.next().filter(|_| values.next().is_none())
    }

    /// Whether the value is one of those for which this holds.
    pub(super) fn agrees(self, holds: impl Fn(T) -> bool) -> Truth {
        Truth::agreed(self.iter().map(|value| holds(value).into()))
    }
}

impl<T: Vocabulary> Default for Among<T> {
    fn default() -> Self {
        Self::any()
    }
}

impl<T: Vocabulary> From<T> for Among<T> {
    fn from(value: T) -> Self {
        Self::only(value)
    }
}

impl<T: Vocabulary> fmt::Debug for Among<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.iter()).finish()
    }
}

/// What is known of an attempt, as far as a policy can ask. The flow is device code flow, always.
///
/// The answers are taken as independent of each other: knowing one tells nothing of another.
pub trait Known {
    /// What the user may be to the tenant.
    fn user_kinds(&self) -> Among<UserKind>;
    /// Whether this is the user's home tenant.
    fn is_from(&self, tenant: &Id) -> Truth;
    /// Whether this is the user.
    fn is_user(&self, user: &Id) -> Truth;
    /// Whether the user is in this group, be it through other groups.
    fn is_in_group(&self, group: &Id) -> Truth;
    /// Whether the user holds this role.
    fn holds_role(&self, role: &Id) -> Truth;
    /// Whether this is the application, or a suite that it belongs to.
    fn is_for(&self, application: &Id) -> Truth;
    /// Whether this application filter rule holds.
    fn meets_application_rule(&self, rule: &str) -> Truth;
    /// The platforms that the device may be of.
    fn platforms(&self) -> Among<Platform>;
    /// Whether it comes from this named location; `AllTrusted` is one.
    fn is_at(&self, location: &Id) -> Truth;
    /// The client apps that it may be made with.
    fn client_apps(&self) -> Among<ClientApp>;
    /// The sign-in risks that it may have.
    fn sign_in_risks(&self) -> Among<Risk>;
    /// The user risks that it may have.
    fn user_risks(&self) -> Among<Risk>;
    /// The insider risks that it may have.
    fn insider_risks(&self) -> Among<InsiderRisk>;
    /// Whether this device filter rule holds.
    fn meets_device_rule(&self, rule: &str) -> Truth;
    /// Whether a condition of this policy holds that this version does not know.
    fn meets_unknown(&self, policy: &Id, member: &str) -> Truth;
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn cases_that_differ_leave_it_open() {
        use Truth::{No, Unknown, Yes};
        assert_eq!(Truth::agreed([Yes, Yes]), Yes);
        assert_eq!(Truth::agreed([No, No]), No);
        assert_eq!(Truth::agreed([Yes, No]), Unknown);
        assert_eq!(Truth::agreed([Unknown, Unknown]), Unknown);
        assert_eq!(Truth::agreed([]), Unknown);
    }

    #[test]
    fn the_values_that_are_left_are_told() {
        let risky = Among::of([Risk::High, Risk::Low]);
        assert_eq!(format!("{risky:?}"), "{Low, High}");
        assert_eq!((risky.certain(), Among::only(Risk::Low).certain()), (None, Some(Risk::Low)));
        assert_eq!(risky.agrees(|risk| risk != Risk::None), Truth::Yes);
        assert_eq!(risky.agrees(|risk| risk == Risk::High), Truth::Unknown);
        assert_eq!(Among::<Platform>::any().iter().count(), Platform::ALL.len());
    }
}
