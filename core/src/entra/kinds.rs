//! The closed vocabularies of a sign-in: kind of user, platform, client app, risks.

use core::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A closed vocabulary of at most eight values.
pub trait Vocabulary: Copy + fmt::Debug + 'static {
    /// Every value, in the order of Graph's own enumeration.
    const VALUES: &'static [Self];

    /// The value as Graph spells it.
    fn as_str(self) -> &'static str;

    /// A bit of its own for each value.
    fn bit(self) -> u8;
}

/// Declares an enum whose variants carry the spelling that Graph uses.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// Every value, in the order of Graph's own enumeration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The value as Graph spells it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// Reads the value, whatever the case; `None` for a value this version does not know.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str().eq_ignore_ascii_case(text.trim()))
            }
        }

        impl Vocabulary for $name {
            const VALUES: &'static [Self] = Self::ALL;

            fn as_str(self) -> &'static str {
                self.as_str()
            }

            fn bit(self) -> u8 {
                1 << self as u8
            }
        }
    };
}

vocabulary! {
    /// What a user is to the tenant: a member, or one of the six external kinds.
    UserKind {
        /// A member of the tenant.
        Member = "member",
        /// A guest whose account lives in the tenant.
        InternalGuest = "internalGuest",
        /// A B2B collaboration user of type guest.
        B2bCollaborationGuest = "b2bCollaborationGuest",
        /// A B2B collaboration user of type member.
        B2bCollaborationMember = "b2bCollaborationMember",
        /// A B2B direct connect user, without an object in the tenant.
        B2bDirectConnectUser = "b2bDirectConnectUser",
        /// Any other external user.
        OtherExternalUser = "otherExternalUser",
        /// A user of a service provider (GDAP, CSP).
        ServiceProvider = "serviceProvider",
    }
}

vocabulary! {
    /// A device platform, read off the user agent, which the attacker chooses.
    Platform {
        /// Android.
        Android = "android",
        /// iOS and iPadOS.
        Ios = "iOS",
        /// Windows.
        Windows = "windows",
        /// Windows Phone.
        WindowsPhone = "windowsPhone",
        /// macOS.
        MacOs = "macOS",
        /// Linux.
        Linux = "linux",
        /// A user agent that Entra does not recognise; only `all` includes it.
        Unrecognised = "unrecognised",
    }
}

vocabulary! {
    /// The client apps that can carry device code flow; the legacy ones cannot.
    ClientApp {
        /// A browser.
        Browser = "browser",
        /// A mobile app or desktop client.
        MobileAppsAndDesktopClients = "mobileAppsAndDesktopClients",
    }
}

vocabulary! {
    /// A sign-in risk or user risk.
    Risk {
        /// No risk.
        None = "none",
        /// Low risk.
        Low = "low",
        /// Medium risk.
        Medium = "medium",
        /// High risk.
        High = "high",
    }
}

vocabulary! {
    /// The insider risk of Adaptive Protection.
    InsiderRisk {
        /// No risk.
        None = "none",
        /// Minor risk.
        Minor = "minor",
        /// Moderate risk.
        Moderate = "moderate",
        /// Elevated risk.
        Elevated = "elevated",
    }
}

impl UserKind {
    /// Whether this is one of the six kinds of guests and external users.
    pub const fn is_external(self) -> bool {
        !matches!(self, Self::Member)
    }
}

impl Platform {
    /// Reads a platform that a policy can list: no list names the unrecognised one.
    pub fn parse_listed(text: &str) -> Option<Self> {
        Self::parse(text).filter(|platform| *platform != Self::Unrecognised)
    }
}
