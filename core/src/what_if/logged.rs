//! An attempt as far as a log of sign-ins shows it.

use super::{
    known::{Among, Known, Truth},
    listed::is_suite,
};
use crate::entra::{
    ClientApp, Directory, Id, InsiderRisk, Platform, Risk, SignIn, UserKind,
    well_known::DEVICE_REGISTRATION_SERVICE,
};

/// A sign-in of a log, and the directory that tells more of its user. What neither shows is not known.
///
/// Groups are as they were when they were exported. Policies speak of the resource, never of the app
/// that asks for the token.
///
/// ```
/// use flowlock_core::{
///     entra::{Directory, Id, Platform, SignIn},
///     what_if::{Known, Logged, Truth},
/// };
/// let directory = Directory::default();
/// let sign_in = SignIn { user: Some(Id::new("u")), operating_system: "Windows10".into(), ..SignIn::default() };
/// let attempt = Logged::new(&sign_in, &directory);
/// assert_eq!(attempt.is_user(&Id::new("u")), Truth::Yes);
/// assert_eq!(attempt.is_in_group(&Id::new("g")), Truth::Unknown);
/// assert_eq!(attempt.platforms().certain(), Some(Platform::Windows));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Logged<'l> {
    sign_in: &'l SignIn,
    directory: &'l Directory,
}

impl<'l> Logged<'l> {
    /// Nothing is read before it is asked for.
    pub fn new(sign_in: &'l SignIn, directory: &'l Directory) -> Self {
        Self { sign_in, directory }
    }
}

impl Known for Logged<'_> {
    /// A user type is no kind: guests may be at home, and members may be from elsewhere.
    fn user_kinds(&self) -> Among<UserKind> {
        let (guest, is_home) = (self.sign_in.guest, self.sign_in.is_home());
        if (guest, is_home) == (Some(false), Some(true)) {
            return Among::only(UserKind::Member);
        }
        let may_be = |kind: UserKind| {
            guest.is_none_or(|guest| has_type(kind, guest))
                && (is_home != Some(false) || is_from_elsewhere(kind))
        };
        Among::of(UserKind::ALL.iter().copied().filter(|kind| may_be(*kind)))
    }

    fn is_from(&self, tenant: &Id) -> Truth {
        self.sign_in.home_tenant.as_ref().map_or(Truth::Unknown, |home| (home == tenant).into())
    }

    fn is_user(&self, user: &Id) -> Truth {
        self.sign_in.user.as_ref().map_or(Truth::Unknown, |known| (known == user).into())
    }

    fn is_in_group(&self, group: &Id) -> Truth {
        let Some(group) = self.directory.groups.get(group) else { return Truth::Unknown };
        let (members, user) = (&group.members, self.sign_in.user.as_ref());
        let listed = user.map(|user| members.users.contains(user));
        match (listed, members.everyone()) {
            (Some(true), _) => Truth::Yes,
            (Some(false), Some(_)) => Truth::No,
            (None, Some(everyone)) if everyone.is_empty() => Truth::No,
            _ => Truth::Unknown,
        }
    }

    /// A role may have been active for an hour only; no export tells.
    fn holds_role(&self, _: &Id) -> Truth {
        Truth::Unknown
    }

    /// Policies are asked about audiences. A record without them names the resource, which may stand
    /// for others; the Device Registration Service alone is known to stand for itself.
    fn is_for(&self, application: &Id) -> Truth {
        let is = |audience: &str| {
            if audience.is_empty() { Truth::Unknown } else { application.is(audience).into() }
        };
        if is_suite(application) {
            Truth::Unknown
        } else if self.sign_in.audiences.is_empty() && application.is(DEVICE_REGISTRATION_SERVICE) {
            self.sign_in.resource.as_ref().map_or(Truth::Unknown, |resource| is(resource.as_str()))
        } else {
            Truth::agreed(self.sign_in.audiences().map(is))
        }
    }

    fn meets_application_rule(&self, _: &str) -> Truth {
        Truth::Unknown
    }

    fn platforms(&self) -> Among<Platform> {
        platform(&self.sign_in.operating_system).map_or_else(Among::any, Among::only)
    }

    fn is_at(&self, _: &Id) -> Truth {
        Truth::Unknown
    }

    fn client_apps(&self) -> Among<ClientApp> {
        let is = |name: &str| self.sign_in.client_app.eq_ignore_ascii_case(name);
        if is("Browser") {
            Among::only(ClientApp::Browser)
        } else if is("Mobile Apps and Desktop clients") {
            Among::only(ClientApp::MobileAppsAndDesktopClients)
        } else {
            Among::any()
        }
    }

    /// `hidden` and whatever is new tell nothing.
    fn sign_in_risks(&self) -> Among<Risk> {
        Risk::parse(&self.sign_in.sign_in_risk).map_or_else(Among::any, Among::only)
    }

    /// What records call the aggregated risk is that of the sign-in, not of the user.
    fn user_risks(&self) -> Among<Risk> {
        Among::any()
    }

    fn insider_risks(&self) -> Among<InsiderRisk> {
        Among::any()
    }

    fn meets_device_rule(&self, _: &str) -> Truth {
        Truth::Unknown
    }

    fn meets_unknown(&self, _: &Id, _: &str) -> Truth {
        Truth::Unknown
    }
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
