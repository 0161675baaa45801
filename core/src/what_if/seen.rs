//! What a log shows of an attempt, small enough to be kept for thousands of events.

use alloc::string::String;

use borsh::{BorshDeserialize, BorshSerialize};

use super::known::{Among, Truth};
use crate::{
    entra::{ClientApp, Id, Platform, Risk, SignIn, UserKind, well_known::DEVICE_REGISTRATION_SERVICE},
    limits::MAX_HEARD_BYTES,
};

/// What one export, or several of the same event, show of an attempt.
///
/// What two exports say of one event [joins](Seen::join): each narrows down what may be. Where they
/// contradict each other, nothing is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub(crate) struct Seen {
    /// The object id of the user.
    pub(super) user: Heard,
    /// The home tenant.
    pub(super) home: Heard,
    /// The applications that policies were asked about, with commas between them.
    pub(super) audiences: Heard,
    /// Bits of what the user may be; none where exports contradict each other, and so below.
    kinds: u8,
    platforms: u8,
    client_apps: u8,
    risks: u8,
    /// Whether the resource is the Device Registration Service: one bit for yes, one for no.
    registration: u8,
}

const IS: u8 = 0b01;
const IS_NOT: u8 = 0b10;

impl Seen {
    pub(crate) fn of(sign_in: &SignIn) -> Self {
        let heard = |id: &Option<Id>| Heard::of(id.as_ref().map_or("", Id::as_str));
        Self {
            user: heard(&sign_in.user),
            home: heard(&sign_in.home_tenant),
            audiences: Heard::of(&sign_in.audiences),
            kinds: user_kinds(sign_in).bits(),
            platforms: platform(&sign_in.operating_system).map_or_else(Among::any, Among::only).bits(),
            client_apps: client_apps(sign_in).bits(),
            // `hidden` and whatever is new tell nothing.
            risks: Risk::parse(&sign_in.sign_in_risk).map_or_else(Among::any, Among::only).bits(),
            registration: registration(sign_in),
        }
    }

    /// Takes in what another export shows of the same event; in any order the same comes out.
    pub(crate) fn join(&mut self, other: &Self) {
        self.user.join(&other.user);
        self.home.join(&other.home);
        self.audiences.join(&other.audiences);
        self.kinds &= other.kinds;
        self.platforms &= other.platforms;
        self.client_apps &= other.client_apps;
        self.risks &= other.risks;
        self.registration &= other.registration;
    }

    pub(super) fn kinds(&self) -> Among<UserKind> {
        Among::from_bits(self.kinds)
    }

    pub(super) fn platforms(&self) -> Among<Platform> {
        Among::from_bits(self.platforms)
    }

    pub(super) fn client_apps(&self) -> Among<ClientApp> {
        Among::from_bits(self.client_apps)
    }

    pub(super) fn risks(&self) -> Among<Risk> {
        Among::from_bits(self.risks)
    }

    /// Whether no export says which applications policies were asked about.
    pub(super) fn audiences_not_given(&self) -> bool {
        self.audiences == Heard::Nothing
    }

    /// Whether the resource is the Device Registration Service.
    pub(super) const fn is_registration(&self) -> Truth {
        match self.registration {
            IS => Truth::Yes,
            IS_NOT => Truth::No,
            _ => Truth::Unknown,
        }
    }
}

/// A text that exports of one event say, or not, or not alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub(crate) enum Heard {
    /// None says it.
    #[default]
    Nothing,
    /// All that say it say this, in small letters.
    This(String),
    /// They differ, or it is too long to be kept.
    Unclear,
}

impl Heard {
    fn of(text: &str) -> Self {
        match text.trim() {
            "" => Self::Nothing,
            text if text.len() > MAX_HEARD_BYTES => Self::Unclear,
            text => Self::This(text.to_ascii_lowercase()),
        }
    }

    fn join(&mut self, other: &Self) {
        if *self == Self::Nothing {
            self.clone_from(other);
        } else if *other != Self::Nothing && self != other {
            *self = Self::Unclear;
        }
    }

    /// The text, where it is clear.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::This(text) => Some(text),
            Self::Nothing | Self::Unclear => None,
        }
    }

    /// Whether it is this id.
    pub(super) fn is(&self, id: &Id) -> Truth {
        self.text().map_or(Truth::Unknown, |text| id.is(text).into())
    }

    /// It as an id, where it is clear.
    pub(super) fn id(&self) -> Option<Id> {
        self.text().map(Id::new)
    }
}

/// A user type is no kind: guests may be at home, and members may be from elsewhere.
fn user_kinds(sign_in: &SignIn) -> Among<UserKind> {
    let (guest, is_home) = (sign_in.guest, sign_in.is_home());
    if (guest, is_home) == (Some(false), Some(true)) {
        return Among::only(UserKind::Member);
    }
    let may_be = |kind: UserKind| {
        guest.is_none_or(|guest| has_type(kind, guest)) && (is_home != Some(false) || is_from_elsewhere(kind))
    };
    Among::of(UserKind::ALL.iter().copied().filter(|kind| may_be(*kind)))
}

/// Whether users of this kind may have the user type guest, or the user type member.
const fn has_type(kind: UserKind, guest: bool) -> bool {
    match kind {
        UserKind::Member => !guest,
        UserKind::InternalGuest | UserKind::B2bCollaborationGuest => guest,
        _ => true,
    }
}

/// Whether users of this kind may have their home in another tenant.
const fn is_from_elsewhere(kind: UserKind) -> bool {
    !matches!(kind, UserKind::Member | UserKind::InternalGuest)
}

fn client_apps(sign_in: &SignIn) -> Among<ClientApp> {
    let is = |name: &str| sign_in.client_app.trim().eq_ignore_ascii_case(name);
    if is("Browser") {
        Among::only(ClientApp::Browser)
    } else if is("Mobile Apps and Desktop clients") {
        Among::only(ClientApp::MobileAppsAndDesktopClients)
    } else {
        Among::any()
    }
}

fn registration(sign_in: &SignIn) -> u8 {
    match sign_in.resource.as_ref().filter(|resource| !resource.as_str().is_empty()) {
        None => IS | IS_NOT,
        Some(resource) if resource.is(DEVICE_REGISTRATION_SERVICE) => IS,
        Some(_) => IS_NOT,
    }
}

/// The platform of an operating system as logs spell it, with or without its version. An empty one
/// is not taken as unrecognised: logs leave it out where Entra saw it.
fn platform(system: &str) -> Option<Platform> {
    const SYSTEMS: [(&str, Platform); 9] = [
        ("windows phone", Platform::WindowsPhone),
        ("windowsphone", Platform::WindowsPhone),
        ("windows", Platform::Windows),
        ("android", Platform::Android),
        ("ios", Platform::Ios),
        ("ipados", Platform::Ios),
        ("macos", Platform::MacOs),
        ("mac os", Platform::MacOs),
        ("linux", Platform::Linux),
    ];
    let starts = |name: &str| system.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    SYSTEMS.into_iter().find(|(name, _)| starts(name)).map(|(_, platform)| platform)
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    fn seen(change: impl FnOnce(&mut SignIn)) -> Seen {
        let mut sign_in = SignIn::default();
        change(&mut sign_in);
        Seen::of(&sign_in)
    }

    fn joined(parts: &[&Seen]) -> Seen {
        let mut all = Seen::of(&SignIn::default());
        for part in parts {
            all.join(part);
        }
        all
    }

    #[test]
    fn exports_of_one_event_narrow_it_down_together_in_any_order() {
        let guest = seen(|sign_in| (sign_in.user, sign_in.guest) = (Some(Id::new("U")), Some(true)));
        let linux = seen(|sign_in| {
            (sign_in.operating_system, sign_in.audiences) = ("Linux".into(), "A,b,".into());
            (sign_in.home_tenant, sign_in.resource_tenant) = (Some(Id::new("t")), Some(Id::new("r")));
        });
        let all = joined(&[&guest, &linux]);
        assert_eq!((&all, &all), (&joined(&[&linux, &guest]), &joined(&[&guest, &linux, &guest])));
        assert_eq!((all.user.text(), all.audiences.text()), (Some("u"), Some("a,b,")));
        assert_eq!(all.platforms().certain(), Some(Platform::Linux));
        let kinds: Vec<UserKind> = all.kinds().iter().collect();
        assert!(
            kinds.contains(&UserKind::B2bCollaborationGuest) && !kinds.contains(&UserKind::InternalGuest)
        );
    }

    #[test]
    fn of_exports_that_contradict_each_other_nothing_is_known() {
        let system = |name: &str| {
            seen(|sign_in| (sign_in.operating_system, sign_in.user) = (name.into(), Some(Id::new(name))))
        };
        let (linux, ios) = (system("Linux"), system("iOS"));
        let both = joined(&[&linux, &ios]);
        assert_eq!((both.platforms(), both.user.text()), (Among::any(), None));
        assert_eq!(joined(&[&both, &linux]), both, "a third one does not settle it");
        assert_eq!(joined(&[&linux, &both]), both);
    }

    #[test]
    fn what_is_too_long_is_not_kept() {
        let long = seen(|sign_in| sign_in.audiences = "x,".repeat(MAX_HEARD_BYTES));
        assert_eq!((long.audiences.clone(), long.audiences.text()), (Heard::Unclear, None));
    }
}
