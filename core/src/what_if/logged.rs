//! An attempt as far as a log of sign-ins shows it.

use alloc::borrow::Cow;

use super::{
    directory::{is_member, user_kinds},
    known::{Among, Known, Truth},
    seen::Seen,
};
use crate::entra::{
    ClientApp, Directory, Id, InsiderRisk, Platform, Risk, SignIn, UserKind,
    well_known::{DEVICE_REGISTRATION_SERVICE, is_suite},
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
#[derive(Clone, Debug)]
pub struct Logged<'l> {
    seen: Cow<'l, Seen>,
    directory: &'l Directory,
}

impl<'l> Logged<'l> {
    /// The sign-in as this record shows it.
    pub fn new(sign_in: &SignIn, directory: &'l Directory) -> Self {
        Self { seen: Cow::Owned(Seen::of(sign_in)), directory }
    }

    /// The sign-in as far as it was kept.
    pub(crate) const fn again(seen: &'l Seen, directory: &'l Directory) -> Self {
        Self { seen: Cow::Borrowed(seen), directory }
    }
}

impl Known for Logged<'_> {
    fn user_kinds(&self) -> Among<UserKind> {
        let user = self.seen.user.id().and_then(|id| self.directory.users.get(&id));
        user.map_or_else(|| self.seen.kinds(), |user| self.seen.kinds().narrowed(user_kinds(user)))
    }

    fn is_from(&self, tenant: &Id) -> Truth {
        self.seen.home.is(tenant)
    }

    fn is_user(&self, user: &Id) -> Truth {
        self.seen.user.is(user)
    }

    fn is_in_group(&self, group: &Id) -> Truth {
        is_member(self.directory, self.seen.user.id().as_ref(), group)
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
        match self.seen.audiences.text() {
            _ if is_suite(application) => Truth::Unknown,
            Some(audiences) => Truth::agreed(SignIn::audiences_of(audiences).map(is)),
            None if self.seen.audiences_not_given() && application.is(DEVICE_REGISTRATION_SERVICE) => {
                self.seen.is_registration()
            }
            None => Truth::Unknown,
        }
    }

    fn meets_application_rule(&self, _: &str) -> Truth {
        Truth::Unknown
    }

    fn platforms(&self) -> Among<Platform> {
        self.seen.platforms()
    }

    fn is_at(&self, _: &Id) -> Truth {
        Truth::Unknown
    }

    fn client_apps(&self) -> Among<ClientApp> {
        self.seen.client_apps()
    }

    fn sign_in_risks(&self) -> Among<Risk> {
        self.seen.risks()
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
