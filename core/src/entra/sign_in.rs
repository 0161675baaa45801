//! A sign-in event, as far as it can tell something of device code flow.

use alloc::{string::String, vec::Vec};

use jiff::Timestamp;

use super::Id;

/// One sign-in event, free of the container it came in.
///
/// What the record does not have is `None` or empty: nothing is assumed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignIn {
    /// The id of the event (`id`, request id); empty where the record has none.
    pub id: String,
    /// When it happened.
    pub created: Option<Timestamp>,
    /// The object id of the user.
    pub user: Option<Id>,
    /// The user principal name, else the display name; empty where the record has neither.
    pub user_name: String,
    /// Whether the user is a guest (`userType`); `None` where the record does not say.
    pub guest: Option<bool>,
    /// The tenant that the user is from.
    pub home_tenant: Option<Id>,
    /// The tenant that the user signs in to.
    pub resource_tenant: Option<Id>,
    /// The application (`appId`) that asked for the token.
    pub application: Option<Id>,
    /// Its name; may be empty.
    pub application_name: String,
    /// The application id of the resource (`resourceId`; `ResourceIdentity` in Log Analytics).
    pub resource: Option<Id>,
    /// Its name; may be empty.
    pub resource_name: String,
    /// The applications that policies were asked about (`conditionalAccessAudiences`), with commas
    /// between them; empty where the record does not say.
    pub audiences: String,
    /// `clientAppUsed`; may be empty.
    pub client_app: String,
    /// `location.countryOrRegion`; may be empty.
    pub country: String,
    /// Whether a person took part (`isInteractive`, else `signInEventTypes`, else the category).
    pub interactive: Option<bool>,
    /// Whether `authenticationProtocol` names `deviceCode`.
    pub device_code_protocol: bool,
    /// Whether `originalTransferMethod` names `deviceCodeFlow`.
    pub device_code_transfer: bool,
    /// Whether the record names authentication transfer, the other flow that a policy can be about: as
    /// protocol, as original transfer method, or as the rule by which a policy included the sign-in.
    pub authentication_transfer: bool,
    /// `incomingTokenType` as the record spells it; may be empty.
    pub incoming_token: String,
    /// `status.errorCode`, zero for success.
    pub error_code: Option<i64>,
    /// `correlationId`: the legs of one run share it; may be empty.
    pub correlation: String,
    /// `sessionId`; may be empty.
    pub session: String,
    /// `deviceDetail.operatingSystem`; may be empty.
    pub operating_system: String,
    /// `riskLevelDuringSignIn` as the record spells it; may be empty.
    pub sign_in_risk: String,
    /// `riskLevelAggregated` as the record spells it; may be empty.
    pub user_risk: String,
    /// The results of policies; `None` where the list is absent or null.
    ///
    /// A reader may leave out entries that are neither watched nor name device code flow.
    pub policies: Option<Vec<AppliedPolicy>>,
    /// What a record of this shape can show at all.
    pub shows: Shows,
}

impl SignIn {
    /// A first glance at it.
    pub(crate) fn glance(&self) -> Glance<'_> {
        Glance {
            id: &self.id,
            created: self.created,
            manner: Manner {
                interactive: self.interactive,
                device_code_protocol: self.device_code_protocol,
                device_code_transfer: self.device_code_transfer,
            },
            policies: self.policies.as_deref(),
            shows: self.shows,
        }
    }

    /// The applications that policies were asked about; an empty one could not be read.
    pub fn audiences(&self) -> impl Iterator<Item = &str> {
        Self::audiences_of(&self.audiences)
    }

    /// The same of a text that was kept of a record.
    pub(crate) fn audiences_of(audiences: &str) -> impl Iterator<Item = &str> {
        let listed = audiences.strip_suffix(',').unwrap_or(audiences);
        listed.split(',').map(str::trim).filter(|_| !audiences.is_empty())
    }

    /// Whether the user is from the tenant itself; `None` where the record does not say.
    pub fn is_home(&self) -> Option<bool> {
        Some(self.home_tenant.as_ref()? == self.resource_tenant.as_ref()?)
    }

    /// Whether the sign-in succeeded for certain.
    pub fn succeeded(&self) -> bool {
        self.error_code == Some(0)
    }

    /// Whether a refresh token or a primary refresh token came in: the session was there before.
    pub fn is_refresh(&self) -> bool {
        let letters = self.incoming_token.bytes().filter(u8::is_ascii_alphanumeric);
        let folded: Vec<u8> = letters.map(|byte| byte.to_ascii_lowercase()).collect();
        folded.ends_with(b"refreshtoken")
    }
}

/// As much of a sign-in as decides whether anybody needs to be told of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Glance<'s> {
    pub(crate) id: &'s str,
    pub(crate) created: Option<Timestamp>,
    pub(crate) manner: Manner,
    pub(crate) policies: Option<&'s [AppliedPolicy]>,
    pub(crate) shows: Shows,
}

/// In what way somebody signed in.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Manner {
    pub(crate) interactive: Option<bool>,
    pub(crate) device_code_protocol: bool,
    pub(crate) device_code_transfer: bool,
}

/// What a record of this shape can show, whatever it says this time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shows {
    /// It has a member for the protocol or the transfer method; Graph v1.0 and Defender have none.
    pub flow: bool,
    /// It lists at least one policy with a result; a portal CSV never does, and neither does Graph
    /// without the right to read policies.
    pub results: bool,
}

/// One entry of `appliedConditionalAccessPolicies`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedPolicy {
    /// The policy.
    pub id: Id,
    /// What the policy did, or would have done.
    pub result: PolicyResult,
    /// Whether `includeRulesSatisfied` names `deviceCodeFlow`.
    pub device_code_rule: bool,
}

/// The result of one policy for one sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyResult {
    /// `success`
    Success,
    /// `failure`
    Failure,
    /// `notApplied`
    NotApplied,
    /// `notEnabled`
    NotEnabled,
    /// `reportOnlySuccess`
    ReportOnlySuccess,
    /// `reportOnlyFailure`: a report-only policy that blocks would have blocked.
    ReportOnlyFailure,
    /// `reportOnlyNotApplied`
    ReportOnlyNotApplied,
    /// `reportOnlyInterrupted`
    ReportOnlyInterrupted,
    /// `unknown`, `unknownFutureValue`, absent, or anything this version does not know.
    Undetermined,
}

impl PolicyResult {
    /// Reads the result as Graph spells it, whatever the case; what is not known is undetermined.
    pub fn parse(text: &str) -> Self {
        let known = [
            (Self::Success, "success"),
            (Self::Failure, "failure"),
            (Self::NotApplied, "notApplied"),
            (Self::NotEnabled, "notEnabled"),
            (Self::ReportOnlySuccess, "reportOnlySuccess"),
            (Self::ReportOnlyFailure, "reportOnlyFailure"),
            (Self::ReportOnlyNotApplied, "reportOnlyNotApplied"),
            (Self::ReportOnlyInterrupted, "reportOnlyInterrupted"),
        ];
        let found = known.into_iter().find(|(_, name)| name.eq_ignore_ascii_case(text.trim()));
        found.map_or(Self::Undetermined, |(result, _)| result)
    }

    /// Whether the policy blocked, or would have.
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Failure | Self::ReportOnlyFailure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_undetermined() {
        assert_eq!(PolicyResult::parse("ReportOnlyFailure"), PolicyResult::ReportOnlyFailure);
        assert_eq!(PolicyResult::parse(" notapplied "), PolicyResult::NotApplied);
        for text in ["", "unknown", "unknownFutureValue", "reportOnlyBlocked", "not applied"] {
            assert_eq!(PolicyResult::parse(text), PolicyResult::Undetermined, "{text}");
        }
    }

    #[test]
    fn a_refresh_is_told_in_every_spelling() {
        for text in ["refreshToken", "primaryRefreshToken", "Primary Refresh Token", "none,refreshToken"] {
            assert!(SignIn { incoming_token: text.into(), ..SignIn::default() }.is_refresh(), "{text}");
        }
        for text in ["", "none", "saml20", "remoteDesktopToken"] {
            assert!(!SignIn { incoming_token: text.into(), ..SignIn::default() }.is_refresh(), "{text}");
        }
    }
}
