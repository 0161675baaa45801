//! What one event says: of the watched policies, and of device code flow.

use alloc::{borrow::ToOwned, string::String};

use borsh::{BorshDeserialize, BorshSerialize};

use super::{
    micros,
    watch::{Watch, folded},
};
use crate::{
    entra::{AppliedPolicy, Glance, PolicyResult, SignIn},
    what_if::Seen,
};

/// What an event says of each report-only candidate, one bit for each place in the watch.
///
/// Where two exports of one event differ, both count: the worst of what they say stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub(crate) struct Said {
    /// The event is later than the policy's last change.
    after: u32,
    not_applied: u32,
    undetermined: u32,
    would_block: u32,
}

impl Said {
    #[inline]
    pub(super) fn of(event: &Glance<'_>, watch: &Watch) -> Self {
        let mut said = Self::default();
        let created = event.created.map(micros);
        for (place, since) in watch.places() {
            // Without a time nobody can say that the event is too early to count.
            let counts = since.is_some_and(|since| created.is_none_or(|created| created > since));
            said.after |= if counts { bit(place) } else { 0 };
        }
        for policy in event.policies.unwrap_or_default() {
            if let Some(place) = watch.place(&policy.id) {
                said.note(bit(place) & said.after, policy.result, created.is_some());
            }
        }
        said
    }

    const fn note(&mut self, bit: u32, result: PolicyResult, dated: bool) {
        match result {
            PolicyResult::ReportOnlyNotApplied if dated => self.not_applied |= bit,
            PolicyResult::ReportOnlyFailure => self.would_block |= bit,
            _ => self.undetermined |= bit,
        }
    }

    pub(super) const fn join(&mut self, other: Self) {
        self.after |= other.after;
        self.not_applied |= other.not_applied;
        self.undetermined |= other.undetermined;
        self.would_block |= other.would_block;
    }

    /// The places of the policies that the event is late enough for, with what it says of each.
    pub(super) fn answers(self) -> impl Iterator<Item = (u8, Answer)> {
        places(self.after).map(move |place| (place, self.answer(bit(place))))
    }

    const fn answer(self, bit: u32) -> Answer {
        if self.would_block & bit != 0 {
            Answer::WouldBlock
        } else if self.undetermined & bit != 0 {
            Answer::Undetermined
        } else if self.not_applied & bit != 0 {
            Answer::NotApplied
        } else {
            Answer::NoEvidence
        }
    }

    /// The places of the policies that the event lists.
    pub(super) fn listing(self) -> impl Iterator<Item = u8> {
        places(self.not_applied | self.undetermined | self.would_block)
    }
}

/// What an event says of one policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    NoEvidence,
    NotApplied,
    Undetermined,
    WouldBlock,
}

const fn bit(place: u8) -> u32 {
    // A watch has no more places than bits.
    match 1u32.checked_shl(place as u32) {
        Some(bit) => bit,
        None => 0,
    }
}

fn places(bits: u32) -> impl Iterator<Item = u8> {
    (0u8..32).filter(move |place| bits & bit(*place) != 0)
}

/// Whether candidates applied to an event that is later than their last change, one bit for each
/// place in the watch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub(crate) struct Recorded {
    applied: u32,
    not_applied: u32,
}

impl Recorded {
    fn of(event: &SignIn, watch: &Watch) -> Self {
        let mut recorded = Self::default();
        let Some(at) = event.created.map(micros) else { return recorded };
        for policy in event.policies.iter().flatten() {
            if let Some(place) = watch.replayed_at(&policy.id, at) {
                recorded.note(bit(place), policy.result);
            }
        }
        recorded
    }

    const fn note(&mut self, bit: u32, result: PolicyResult) {
        match result {
            PolicyResult::Failure | PolicyResult::ReportOnlyFailure => self.applied |= bit,
            PolicyResult::NotApplied | PolicyResult::ReportOnlyNotApplied => self.not_applied |= bit,
            _ => {}
        }
    }

    const fn join(&mut self, other: Self) {
        self.applied |= other.applied;
        self.not_applied |= other.not_applied;
    }

    /// Whether the log says that the policy of this place applied; `None` where it does not, or says both.
    pub(crate) const fn says(self, place: u8) -> Option<bool> {
        match (self.applied & bit(place) != 0, self.not_applied & bit(place) != 0) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    }
}

/// Which part of a device code run an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub(crate) enum Leg {
    /// It cannot be told.
    Unknown,
    /// A session that once began with device code flow goes on.
    Tracked,
    /// The waiting client takes its token.
    Redemption,
    /// A person enters the code.
    Interactive,
}

impl Leg {
    /// The leg of an event that is device code use.
    fn of(event: &SignIn) -> Self {
        if event.is_refresh() {
            return Self::Tracked;
        }
        match event.interactive {
            Some(false) => Self::Redemption,
            Some(true) if event.device_code_transfer && !event.device_code_protocol => Self::Tracked,
            Some(true) => Self::Interactive,
            None if event.device_code_protocol => Self::Interactive,
            None => Self::Unknown,
        }
    }
}

/// An event that a report tells of. What it has in text, empty means not known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub(crate) struct Told {
    pub(super) said: Said,
    /// What candidates did, to be held against what they do.
    pub(crate) recorded: Recorded,
    /// What policies can ask for.
    pub(crate) seen: Seen,
    /// Microseconds since 1970.
    pub(crate) at: Option<i64>,
    /// The object id of the user, else the name, in small letters.
    pub(crate) principal: String,
    pub(super) name: String,
    pub(crate) application: String,
    pub(crate) application_name: String,
    pub(super) resource: String,
    pub(super) resource_name: String,
    pub(super) client_app: String,
    pub(crate) country: String,
    pub(super) correlation: String,
    /// Which part of a run it is, if it is device code use.
    leg: Leg,
    flow: Flow,
    /// It succeeded, after every enforcing policy was last modified.
    succeeded_later: bool,
    outcome: Outcome,
}

/// How a sign-in ended, by all that exports say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
struct Outcome {
    /// Some export says that it succeeded.
    succeeded: bool,
    /// Some export says that it failed.
    failed: bool,
}

/// Which flow an event is told to be of. All that exports say of it adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
struct Flow {
    /// Some member or rule names device code flow, or a policy about nothing else blocked.
    named: bool,
    /// Some member or rule names authentication transfer.
    transfer: bool,
}

impl Flow {
    /// `None` where nothing tells of device code flow: nobody needs to be told of the event.
    ///
    /// What a policy blocked that is about both flows is taken for device code flow, unless something
    /// names the other.
    fn of(event: &SignIn, watch: &Watch) -> Option<Self> {
        let named = Self::told(&event.glance(), watch)?;
        Some(Self { named, transfer: event.authentication_transfer })
    }

    /// Whether device code flow is named; `None` where nothing tells of it.
    fn told(event: &Glance<'_>, watch: &Watch) -> Option<bool> {
        let policies = || event.policies.unwrap_or_default().iter();
        let named = |policy: &AppliedPolicy| {
            policy.device_code_rule || policy.result.is_failure() && watch.is_of_the_flow_alone(&policy.id)
        };
        let manner = event.manner;
        let named = manner.device_code_protocol || manner.device_code_transfer || policies().any(named);
        let blocked = |policy: &AppliedPolicy| policy.result.is_failure() && watch.wants(policy.id.as_str());
        (named || policies().any(blocked)).then_some(named)
    }

    const fn is_device_code(self) -> bool {
        self.named || !self.transfer
    }
}

impl Told {
    /// `None` for an event that nobody needs to be told of.
    pub(super) fn of(event: &SignIn, said: Said, watch: &Watch) -> Option<Self> {
        let flow = Flow::of(event, watch)?;
        let at = event.created.map(micros);
        let later = watch.enforced_since().zip(at).is_some_and(|(since, at)| at > since);
        Some(Self {
            said,
            recorded: Recorded::of(event, watch),
            seen: Seen::of(event),
            at,
            principal: principal(event),
            name: event.user_name.trim().to_owned(),
            application: event.application.as_ref().map(folded).unwrap_or_default(),
            application_name: event.application_name.trim().to_owned(),
            resource: event.resource.as_ref().map(folded).unwrap_or_default(),
            resource_name: event.resource_name.trim().to_owned(),
            client_app: event.client_app.trim().to_owned(),
            country: event.country.trim().to_owned(),
            correlation: event.correlation.trim().to_ascii_lowercase(),
            leg: Leg::of(event),
            flow,
            succeeded_later: later && event.succeeded(),
            outcome: Outcome {
                succeeded: event.succeeded(),
                failed: event.error_code.is_some_and(|code| code != 0),
            },
        })
    }

    /// Which part of a run it is; `None` where it is no device code use.
    pub(crate) fn leg(&self) -> Option<Leg> {
        self.flow.is_device_code().then_some(self.leg)
    }

    /// Whether it is device code use that the enabled candidates should have blocked.
    pub(super) fn contradicts(&self) -> bool {
        self.flow.is_device_code() && self.succeeded_later
    }

    /// Whether it is device code use that nothing says failed.
    pub(super) fn may_have_succeeded(&self) -> bool {
        self.flow.is_device_code() && (self.outcome.succeeded || !self.outcome.failed)
    }

    /// Whether nothing says how it ended.
    pub(super) const fn is_open_ended(&self) -> bool {
        !self.outcome.succeeded && !self.outcome.failed
    }

    /// Whether it is taken for device code use only because a policy blocked that is about authentication
    /// transfer as well.
    pub(super) const fn may_be_transfer(&self) -> bool {
        !self.flow.named && !self.flow.transfer
    }

    /// Takes in what another export says of the same event: of two texts the greater one, of two
    /// times the earlier, so that the order does not matter.
    pub(super) fn join(&mut self, other: &Self) {
        self.said.join(other.said);
        self.recorded.join(other.recorded);
        self.seen.join(&other.seen);
        self.at = match (self.at, other.at) {
            (Some(here), Some(there)) => Some(here.min(there)),
            (here, there) => here.or(there),
        };
        let texts = [
            (&mut self.principal, &other.principal),
            (&mut self.name, &other.name),
            (&mut self.application, &other.application),
            (&mut self.application_name, &other.application_name),
            (&mut self.resource, &other.resource),
            (&mut self.resource_name, &other.resource_name),
            (&mut self.client_app, &other.client_app),
            (&mut self.country, &other.country),
            (&mut self.correlation, &other.correlation),
        ];
        for (here, there) in texts {
            super::rows::greater(here, there);
        }
        self.leg = self.leg.max(other.leg);
        self.flow.named |= other.flow.named;
        self.flow.transfer |= other.flow.transfer;
        self.succeeded_later |= other.succeeded_later;
        self.outcome.succeeded |= other.outcome.succeeded;
        self.outcome.failed |= other.outcome.failed;
    }
}

/// Whether somebody needs to be told of the event.
pub(super) fn is_told(event: &Glance<'_>, watch: &Watch) -> bool {
    Flow::told(event, watch).is_some()
}

/// The object id, else the name.
fn principal(event: &SignIn) -> String {
    let id = event.user.as_ref().map(folded).filter(|id| !id.is_empty());
    id.unwrap_or_else(|| event.user_name.trim().to_ascii_lowercase())
}
