//! Why a policy does not apply, in the words of `whatIfAnalysisReasons`.

use alloc::{string::String, vec::Vec};

use crate::{
    entra::{OutsideWhy, Policy, State},
    what_if::{Cause, Judgement, PartialAttempt, judge},
};

/// It applies.
pub(super) const NOT_SET: &str = "notSet";
/// It cannot be told.
pub(super) const NOT_ENOUGH: &str = "notEnoughInformation";
/// It is off.
const NOT_ENABLED: &str = "policyNotEnabled";

/// Whether Graph would say that the policy applies, and the reasons, in the order of its enumeration.
///
/// Graph looks at report-only policies as at enabled ones; a disabled one never applies.
pub(super) fn said(policy: &Policy, attempt: &PartialAttempt) -> (bool, Vec<&'static str>) {
    let off = policy.state == Some(State::Disabled);
    let mut reasons: Vec<&str> = off.then_some(NOT_ENABLED).into_iter().collect();
    match judge(policy, attempt) {
        Judgement::Applies => reasons.extend((!off).then_some(NOT_SET)),
        Judgement::CannotTell { .. } => reasons.extend((!off).then_some(NOT_ENOUGH)),
        Judgement::DoesNotApply { because } => reasons.extend(because.iter().map(|one| reason(&one.cause))),
    }
    (reasons == [NOT_SET], ALL.into_iter().filter(|reason| reasons.contains(reason)).collect())
}

/// The reasons of an answer as it is written: flags, with commas between them.
pub(super) fn flags(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|flag| !flag.is_empty()).map(String::from).collect()
}

/// The enumeration, in its order.
const ALL: [&str; 19] = [
    NOT_SET,
    NOT_ENOUGH,
    "invalidCondition",
    "users",
    "workloadIdentities",
    "application",
    "userActions",
    "authenticationContext",
    "devicePlatform",
    "devices",
    "clientApps",
    "location",
    "signInRisk",
    "invalidPolicy",
    NOT_ENABLED,
    "userRisk",
    "insiderRisk",
    "authenticationFlow",
    "agentIdentities",
];

const fn reason(cause: &Cause) -> &'static str {
    match cause {
        Cause::Outside(why) => outside(*why),
        Cause::OtherFlow => "authenticationFlow",
        Cause::UserNotIncluded
        | Cause::UserExcluded(_)
        | Cause::GroupExcluded(_)
        | Cause::RoleExcluded(_)
        | Cause::GuestExcluded(_) => "users",
        Cause::ApplicationNotIncluded | Cause::ApplicationExcluded(_) | Cause::ApplicationFilter => {
            "application"
        }
        Cause::PlatformNotIncluded | Cause::PlatformExcluded(_) => "devicePlatform",
        Cause::LocationNotIncluded | Cause::LocationExcluded(_) => "location",
        Cause::ClientApp => "clientApps",
        Cause::SignInRisk => "signInRisk",
        Cause::UserRisk => "userRisk",
        Cause::InsiderRisk => "insiderRisk",
        Cause::DeviceFilter => "devices",
        Cause::Unknown(_) => "invalidCondition",
    }
}

const fn outside(why: OutsideWhy) -> &'static str {
    match why {
        OutsideWhy::Workload | OutsideWhy::ServicePrincipalRisk => "workloadIdentities",
        OutsideWhy::UserActions => "userActions",
        OutsideWhy::AuthenticationContexts => "authenticationContext",
        OutsideWhy::Agents => "agentIdentities",
        OutsideWhy::Deleted => NOT_ENABLED,
        OutsideWhy::Unreadable => "invalidPolicy",
    }
}
