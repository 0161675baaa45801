//! What to look for in a log: the candidates, and from when on their results count.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::Timestamp;

use super::{
    micros,
    since::{last_change, since},
};
use crate::{
    entra::{Id, Policy, State},
    limits::MAX_WATCHED,
    order,
    settings::Settings,
    tenant::Tenant,
};

/// The policies that a log is read for. It stands before the first sign-in is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Watch {
    /// Every candidate, in any state, by its id in small letters, and since when it is as it is.
    #[borsh(deserialize_with = "super::map::read")]
    candidates: BTreeMap<String, Option<i64>>,
    /// The report-only candidates, and since when, where that is known.
    #[borsh(deserialize_with = "super::map::read")]
    report_only: BTreeMap<String, Option<i64>>,
    /// The candidates that are about authentication transfer as well.
    combined: Vec<String>,
    /// When the last of the [`enforcing`] policies was last modified; `None` where there is none, or no date.
    enforced_since: Option<i64>,
}

impl Watch {
    /// Looks for the candidates of this tenant. Since when their results count, the policies say, the
    /// audit logs among the exports, and the settings.
    ///
    /// No more than [`MAX_WATCHED`] report-only candidates are reviewed.
    pub fn new(tenant: &Tenant, settings: &Settings) -> Self {
        let candidates = || tenant.policies.iter().filter(|policy| policy.is_candidate());
        let dated = |policy: &Policy| (folded(&policy.id), since(policy, tenant, settings).at.map(micros));
        let report_only = candidates().filter(|policy| policy.state == Some(State::ReportOnly)).map(dated);
        let combined = candidates().filter(|policy| policy.names_authentication_transfer());
        Self {
            candidates: order::map(candidates().map(dated)),
            report_only: order::map(report_only.take(MAX_WATCHED)),
            combined: order::set(combined.map(|policy| folded(&policy.id))).into_iter().collect(),
            enforced_since: enforced_since(tenant).map(micros),
        }
    }

    /// Whether results of this policy say anything: what a reader may leave out of
    /// [`SignIn::policies`](crate::entra::SignIn::policies) is what is not wanted here and names
    /// no device code flow.
    pub fn wants(&self, id: &str) -> bool {
        let id = id.trim();
        self.candidates.keys().any(|candidate| candidate.eq_ignore_ascii_case(id))
    }

    /// Whether a policy blocks device code flow and no other, so that what it blocked was through it.
    pub(super) fn is_of_the_flow_alone(&self, id: &Id) -> bool {
        self.wants(id.as_str()) && !self.combined.iter().any(|combined| id.is(combined))
    }

    /// The candidates whose results are held against what they do, by place: no more than
    /// [`MAX_WATCHED`], and only those of which is known since when they are as they are.
    pub(crate) fn replayed(&self) -> impl Iterator<Item = (u8, &str)> {
        let first = (0u8..).zip(&self.candidates).take(MAX_WATCHED);
        first.filter(|(_, (_, since))| since.is_some()).map(|(place, (id, _))| (place, id.as_str()))
    }

    /// The place of a candidate whose results are held against what it does, if it was as it is now
    /// at this time.
    pub(super) fn replayed_at(&self, id: &Id, at: i64) -> Option<u8> {
        let mut places = (0u8..).zip(&self.candidates).take(MAX_WATCHED);
        let (place, (_, since)) = places.find(|(_, (candidate, _))| id.is(candidate))?;
        since.filter(|since| at > *since).map(|_| place)
    }

    /// The place of a report-only candidate.
    #[inline]
    pub(crate) fn place(&self, id: &Id) -> Option<u8> {
        let mut places = (0u8..).zip(self.report_only.keys());
        places.find(|(_, watched)| id.is(watched)).map(|(place, _)| place)
    }

    /// The places, and since when results count there.
    pub(super) fn places(&self) -> impl Iterator<Item = (u8, Option<i64>)> {
        (0u8..).zip(self.report_only.values().copied())
    }

    /// When the last of the enforcing policies was last modified.
    pub(super) const fn enforced_since(&self) -> Option<i64> {
        self.enforced_since
    }

    /// Whether there is a time after which a success contradicts the enabled policies.
    pub(crate) const fn tells_contradictions(&self) -> bool {
        self.enforced_since.is_some()
    }
}

/// The id in small letters: ids compare without case, and one spelling makes one report.
pub(super) fn folded(id: &Id) -> String {
    id.as_str().to_ascii_lowercase()
}

/// The policies that a success is held against: the enabled candidates, and where there are none, every enabled
/// policy that can block a sign-in through the flow with everything else.
pub(crate) fn enforcing(tenant: &Tenant) -> impl Iterator<Item = &Policy> {
    let enabled = || {
        let policies = tenant.policies.iter().filter(|policy| policy.state == Some(State::Enabled));
        policies.filter(|policy| policy.blocks() && policy.reaches_device_code() && policy.outside.is_empty())
    };
    let about_the_flow = enabled().any(Policy::is_candidate);
    enabled().filter(move |policy| policy.is_candidate() || !about_the_flow)
}

/// `None` where one of those policies has no date: then no success is known to be later.
fn enforced_since(tenant: &Tenant) -> Option<Timestamp> {
    let mut dates = enforcing(tenant).map(last_change);
    let first = dates.next()??;
    dates.try_fold(first, |latest, next| next.map(|next| latest.max(next)))
}
