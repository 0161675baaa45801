//! What the tenant's owner declares: emergency access, exceptions, limits.

mod parse;

use alloc::{borrow::ToOwned, collections::BTreeMap, string::String, vec::Vec};

use jiff::{Timestamp, civil::Time, tz::Offset};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    entra::{Directory, Id},
    rfc3339,
};

/// How many days a report-only policy is watched by default before it may be turned on.
pub const DEFAULT_MIN_OBSERVATION_DAYS: u64 = 7;

/// How many members an excluded group may have by default and still pass for emergency access.
pub const DEFAULT_MAX_EMERGENCY_ACCOUNTS: u64 = 4;

/// The settings of one tenant. Without them nothing is accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Settings {
    /// The accounts that must get in when nothing else does.
    #[schemars(default)]
    pub emergency_access: EmergencyAccess,
    /// What may use device code flow all the same, by whose word and until when.
    #[schemars(default)]
    pub exceptions: Vec<Exception>,
    /// Whose device code sign-ins are meant to be blocked once a report-only policy is on, by whose word
    /// and until when.
    #[schemars(default)]
    pub meant_to_be_blocked: Vec<MeantToBeBlocked>,
    /// Since when a report-only policy has been in report-only and covers what it does: by its id, an
    /// RFC 3339 time. Without it the audit logs say, else the last modification.
    #[schemars(default)]
    pub report_only_since: BTreeMap<String, String>,
    /// How many days a report-only policy is watched before it may be turned on.
    #[schemars(default = "default_min_observation_days")]
    pub min_observation_days: u64,
    /// How many members an undeclared excluded group may have and still get the benefit of the doubt.
    #[schemars(default = "default_max_emergency_accounts")]
    pub max_emergency_accounts: u64,
    /// The id or a domain of the tenant. Where it is given, decisions that were made for another tenant do not
    /// count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// How many of whom must approve a decision before it counts. It needs `tenant`.
    #[schemars(default)]
    pub approvals: Approvals,
    /// The moment the evaluation speaks of, as RFC 3339; hosts default it to now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
}

impl Settings {
    /// Every user that is named, as the settings spell them.
    pub(crate) fn users(&self) -> impl Iterator<Item = &String> {
        let exceptions = self.exceptions.iter().flat_map(|exception| &exception.users);
        let declared = self.meant_to_be_blocked.iter().flat_map(|declared| &declared.users);
        self.emergency_access.users.iter().chain(exceptions).chain(declared)
    }
}

/// What is asked of the approvers of each kind of decision; nothing where it is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Approvals {
    /// Of an exception.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exception: Option<Needed>,
    /// Of a user who is meant to be blocked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meant_to_be_blocked: Option<Needed>,
    /// Of a policy to turn on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn_on: Option<Needed>,
}

/// How many of whom must sign. Whoever decided does not count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Needed {
    /// How many of them.
    pub needed: u64,
    /// The approvers, as the allowed signers name them.
    pub of: Vec<String>,
}

/// The declared emergency access accounts, by object id, or by user principal name where a
/// directory export gives the id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmergencyAccess {
    /// User object ids or user principal names.
    #[schemars(default)]
    pub users: Vec<String>,
    /// Group object ids.
    #[schemars(default)]
    pub groups: Vec<String>,
}

impl EmergencyAccess {
    /// Adds accounts of which it is not said whether they are users or groups. An object id that no export
    /// tells to be a user's or a group's is taken for either.
    ///
    /// ```
    /// use flowlock_core::{EmergencyAccess, entra::Directory};
    ///
    /// let mut access = EmergencyAccess::default();
    /// access.add(&["bg1@contoso.example", "0f0f0f0f-0000-4000-8000-000000000001"], &Directory::default());
    /// assert_eq!((access.users.len(), access.groups.len()), (2, 1));
    /// ```
    pub fn add(&mut self, accounts: &[impl AsRef<str>], directory: &Directory) {
        for account in accounts.iter().map(AsRef::as_ref) {
            let id = Id::new(account);
            let (user, group) = (directory.users.contains_key(&id), directory.groups.contains_key(&id));
            if user || !group {
                add(account, &mut self.users);
            }
            if group || !user && !account.contains('@') {
                add(account, &mut self.groups);
            }
        }
    }
}

fn add(account: &str, accounts: &mut Vec<String>) {
    if !accounts.iter().any(|known| known.eq_ignore_ascii_case(account)) {
        accounts.push(account.to_owned());
    }
}

/// A well defined exception. Every dimension it names must match; expired, it is as if absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Exception {
    /// The name that reports call it by.
    pub id: String,
    /// Why it is needed.
    pub justification: String,
    /// Who approved it.
    pub approved_by: String,
    /// Its last moment: a date (its whole day, UTC) or an RFC 3339 time.
    pub expires: String,
    /// User object ids or user principal names.
    #[schemars(default)]
    pub users: Vec<String>,
    /// Group object ids.
    #[schemars(default)]
    pub groups: Vec<String>,
    /// Application ids, or `Office365`, `MicrosoftAdminPortals`.
    #[schemars(default)]
    pub applications: Vec<String>,
    /// Named location ids, or `AllTrusted`.
    #[schemars(default)]
    pub locations: Vec<String>,
    /// Platforms as Graph spells them, or `unrecognised`.
    #[schemars(default)]
    pub platforms: Vec<String>,
}

/// Whose device code sign-ins are meant to be blocked: they do not keep a report-only policy from being
/// turned on. Every dimension it names must match; expired, it is as if absent.
///
/// It accepts nothing: a sign-in that succeeds all the same is still told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MeantToBeBlocked {
    /// The name that reports call it by.
    pub id: String,
    /// Why they can do without the flow.
    pub justification: String,
    /// Who decided so.
    pub approved_by: String,
    /// Its last moment: a date (its whole day, UTC) or an RFC 3339 time.
    pub expires: String,
    /// User object ids or user principal names.
    #[schemars(default)]
    pub users: Vec<String>,
    /// Group object ids.
    #[schemars(default)]
    pub groups: Vec<String>,
    /// Application ids: of the application that signs in, or of the resource it asks a token for.
    #[schemars(default)]
    pub applications: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            emergency_access: EmergencyAccess::default(),
            exceptions: Vec::new(),
            meant_to_be_blocked: Vec::new(),
            report_only_since: BTreeMap::new(),
            min_observation_days: DEFAULT_MIN_OBSERVATION_DAYS,
            max_emergency_accounts: DEFAULT_MAX_EMERGENCY_ACCOUNTS,
            tenant: None,
            approvals: Approvals::default(),
            as_of: None,
        }
    }
}

const fn default_min_observation_days() -> u64 {
    DEFAULT_MIN_OBSERVATION_DAYS
}

const fn default_max_emergency_accounts() -> u64 {
    DEFAULT_MAX_EMERGENCY_ACCOUNTS
}

impl Exception {
    /// The last moment of the exception; `None` where `expires` is neither a date nor a time.
    ///
    /// ```
    /// # use flowlock_core::Exception;
    /// let exception = Exception { expires: "2026-12-31".into(), ..Exception::default() };
    /// let last = exception.last_moment().map(|moment| moment.to_string());
    /// assert_eq!(last.as_deref(), Some("2026-12-31T23:59:59.999999999Z"));
    /// ```
    pub fn last_moment(&self) -> Option<Timestamp> {
        last_moment(&self.expires)
    }
}

impl MeantToBeBlocked {
    /// The last moment of the entry; `None` where `expires` is neither a date nor a time.
    pub fn last_moment(&self) -> Option<Timestamp> {
        last_moment(&self.expires)
    }
}

/// The last moment of what runs until then; `None` where the text is neither a date nor a time.
pub(crate) fn last_moment(expires: &str) -> Option<Timestamp> {
    let text = expires.trim();
    if text.len() > DATE_LENGTH {
        return rfc3339::timestamp(text);
    }
    let day = rfc3339::date(text)?;
    Offset::UTC.to_timestamp(day.to_datetime(Time::MAX)).ok()
}

/// The length of a date such as `2026-12-31`, which no time is short enough for.
const DATE_LENGTH: usize = 10;

#[cfg(test)]
mod tests {
    use alloc::{format, vec};

    use super::*;
    use crate::entra::{Group, User};

    #[test]
    fn an_account_is_what_the_directory_says() {
        let [user, group, other] =
            [1, 2, 3].map(|digit| format!("0f0f0f0f-0000-4000-8000-00000000000{digit}"));
        let mut directory = Directory::default();
        directory.users.insert(Id::new(&user), User::default());
        directory.groups.insert(Id::new(&group), Group::default());
        let mut access = EmergencyAccess::default();
        let accounts = [user, group, other, "a@contoso.example".to_owned()];
        access.add(&accounts, &directory);
        let [user, group, other, name] = accounts;
        let expected = EmergencyAccess { users: vec![user, other.clone(), name], groups: vec![group, other] };
        assert_eq!(access, expected);
    }
}
