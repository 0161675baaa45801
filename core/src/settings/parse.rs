//! Settings from JSON. What is misspelt or incomplete is refused: a setting that is silently not
//! read would change a verdict.

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};

use jiff::Timestamp;

use super::{Approvals, EmergencyAccess, Exception, MeantToBeBlocked, Needed, Settings};
use crate::{
    catalogue::ProblemCode,
    entra::{Platform, Pointer},
    intake::{Node, View},
    order,
    problem::Problem,
    rfc3339,
    strict::{Kind, Members, document},
};

static SETTING: Kind = Kind {
    member: "a setting",
    unknown_key: ProblemCode::SettingsUnknownKey,
    wrong_type: ProblemCode::SettingsWrongType,
};

impl Settings {
    /// Reads settings from JSON; `name` is the host's name for the file. What is left out has its
    /// default.
    ///
    /// # Errors
    ///
    /// The file is not JSON, has a member that is not known or not of its type, or an exception
    /// that names no dimension or leaves out who approved it, why and until when.
    ///
    /// ```
    /// use flowlock_core::Settings;
    ///
    /// let settings = Settings::parse("settings.json", br#"{"emergencyAccess": {"users": ["a@b.example"]}}"#)?;
    /// assert_eq!(settings.emergency_access.users, ["a@b.example"]);
    ///
    /// let problem = Settings::parse("settings.json", br#"{"emergencyAcces": {}}"#).unwrap_err();
    /// assert_eq!(problem.help, "did you mean `emergencyAccess`?");
    /// # Ok::<(), flowlock_core::Problem>(())
    /// ```
    pub fn parse(name: &str, json: &[u8]) -> Result<Self, Problem> {
        document(name, json, ProblemCode::SettingsInvalid, Self::read)
    }

    /// Reads settings that stand somewhere in a document.
    pub(crate) fn read(view: &View<'_>) -> Result<Self, Problem> {
        settings(view)
    }
}

const SETTINGS: &[&str] = &[
    "emergencyAccess",
    "exceptions",
    "meantToBeBlocked",
    "reportOnlySince",
    "minObservationDays",
    "maxEmergencyAccounts",
    "tenant",
    "approvals",
    "asOf",
];

fn settings(view: &View<'_>) -> Result<Settings, Problem> {
    let object = SETTING.object(view, SETTINGS)?;
    let mut settings = Settings::default();
    if let Some(access) = object.get("emergencyAccess") {
        settings.emergency_access = emergency_access(&access)?;
    }
    if let Some(list) = object.get("exceptions") {
        settings.exceptions = SETTING.items(&list)?.iter().map(exception).collect::<Result<_, _>>()?;
    }
    if let Some(list) = object.get("meantToBeBlocked") {
        settings.meant_to_be_blocked =
            SETTING.items(&list)?.iter().map(meant_to_be_blocked).collect::<Result<_, _>>()?;
    }
    if let Some(moments) = object.get("reportOnlySince") {
        settings.report_only_since = moments_by_id(&moments)?;
    }
    if let Some(days) = object.get("minObservationDays") {
        settings.min_observation_days = SETTING.number(&days)?;
    }
    if let Some(accounts) = object.get("maxEmergencyAccounts") {
        settings.max_emergency_accounts = SETTING.number(&accounts)?;
    }
    settings.tenant = object.text("tenant")?;
    if let Some(asked) = object.get("approvals") {
        settings.approvals = approvals(&asked)?;
        if settings.tenant.is_none() && settings.approvals != Approvals::default() {
            let help = "write `tenant`, so that nobody can bring an approval from another tenant";
            return Err(invalid(&asked.at, "approvals are asked for, and the tenant is not named", help));
        }
    }
    settings.as_of = object.said("asOf").map(|view| moment(&view, "`asOf`")).transpose()?;
    Ok(settings)
}

fn approvals(view: &View<'_>) -> Result<Approvals, Problem> {
    let object = SETTING.object(view, &["exception", "meantToBeBlocked", "turnOn"])?;
    let of = |name: &str| object.get(name).map(|view| needed(&view)).transpose();
    Ok(Approvals {
        exception: of("exception")?,
        meant_to_be_blocked: of("meantToBeBlocked")?,
        turn_on: of("turnOn")?,
    })
}

fn needed(view: &View<'_>) -> Result<Needed, Problem> {
    let object = SETTING.object(view, &["needed", "of"])?;
    let count = object.get("needed").map(|view| SETTING.number(&view)).transpose()?.unwrap_or_default();
    let of = object.texts("of")?;
    let people = order::set(of.iter().map(|who| who.to_ascii_lowercase()));
    let enough = u64::try_from(people.len()).is_ok_and(|people| (1..=people).contains(&count));
    if !enough || people.len() != of.len() {
        let help = "write `needed`, at least 1, and in `of` at least so many approvers, each once";
        return Err(invalid(&view.at, "so many approvals cannot be had of these approvers", help));
    }
    Ok(Needed { needed: count, of })
}

fn emergency_access(view: &View<'_>) -> Result<EmergencyAccess, Problem> {
    let object = SETTING.object(view, &["users", "groups"])?;
    Ok(EmergencyAccess { users: object.texts("users")?, groups: object.texts("groups")? })
}

const DIMENSIONS: [&str; 5] = ["users", "groups", "applications", "locations", "platforms"];
const DECLARED: [&str; 4] = ["id", "justification", "approvedBy", "expires"];

fn exception(view: &View<'_>) -> Result<Exception, Problem> {
    let object = SETTING.object(view, &[DECLARED.as_slice(), &DIMENSIONS].concat())?;
    let [id, justification, approved_by, expires] =
        DECLARED.map(|name| required(&object, "an exception", name));
    let [users, groups, applications, locations, platforms] = DIMENSIONS.map(|name| object.texts(name));
    let exception = Exception {
        id: id?,
        justification: justification?,
        approved_by: approved_by?,
        expires: expires?,
        users: users?,
        groups: groups?,
        applications: applications?,
        locations: locations?,
        platforms: platforms?,
    };
    check(&exception, &view.at)?;
    Ok(exception)
}

/// The dimensions by which a log tells people apart.
const TOLD: [&str; 3] = ["users", "groups", "applications"];

fn meant_to_be_blocked(view: &View<'_>) -> Result<MeantToBeBlocked, Problem> {
    let object = SETTING.object(view, &[DECLARED.as_slice(), &TOLD].concat())?;
    let [id, justification, approved_by, expires] = DECLARED.map(|name| required(&object, "an entry", name));
    let [users, groups, applications] = TOLD.map(|name| object.texts(name));
    let entry = MeantToBeBlocked {
        id: id?,
        justification: justification?,
        approved_by: approved_by?,
        expires: expires?,
        users: users?,
        groups: groups?,
        applications: applications?,
    };
    if [&entry.users, &entry.groups, &entry.applications].into_iter().all(Vec::is_empty) {
        let help = "name users, groups or applications";
        return Err(invalid(&view.at, "an entry names nobody who is meant to be blocked", help));
    }
    check_expiry(entry.last_moment(), &view.at)?;
    Ok(entry)
}

/// The moments of an object, each by an id. Ids compare without case.
fn moments_by_id(view: &View<'_>) -> Result<BTreeMap<String, String>, Problem> {
    let Node::Object(members) = view.node else { return Err(SETTING.wrong_type(&view.at, "an object")) };
    let mut moments = BTreeMap::new();
    for (id, value) in members {
        let at = view.at.member(id);
        let moment = moment(&View::new(value, at.clone()), "`reportOnlySince` of a policy")?;
        if moments.insert(id.trim().to_ascii_lowercase(), moment).is_some() {
            return Err(crate::intake::duplicate_key(&at));
        }
    }
    Ok(moments)
}

fn check_expiry(last: Option<Timestamp>, at: &Pointer) -> Result<(), Problem> {
    let help = "write a date such as `2026-12-31`, or a time such as `2026-12-31T12:00:00Z`";
    let neither = || invalid(&at.member("expires"), "`expires` is neither a date nor a time", help);
    last.map(|_| ()).ok_or_else(neither)
}

fn check(exception: &Exception, at: &Pointer) -> Result<(), Problem> {
    let Exception { users, groups, applications, locations, platforms, .. } = exception;
    if [users, groups, applications, locations, platforms].iter().all(|list| list.is_empty()) {
        let help = "name users, groups, applications, locations or platforms";
        return Err(invalid(at, "an exception names nothing that it is for", help));
    }
    check_expiry(exception.last_moment(), at)?;
    let unknown = platforms.iter().position(|platform| Platform::parse(platform).is_none());
    unknown.map_or(Ok(()), |index| {
        let names: Vec<_> = Platform::ALL.iter().map(|platform| platform.as_str()).collect();
        let help = format!("write one of {}", names.join(", "));
        Err(invalid(&at.member("platforms").item(index), "the platform is not known", &help))
    })
}

/// A text that `what` must have.
fn required(object: &Members<'_>, what: &str, name: &str) -> Result<String, Problem> {
    let missing = || {
        let help = format!("{what} has an `id`, a `justification`, who it is `approvedBy`, and `expires`");
        invalid(&object.at, &format!("{what} has no `{name}`"), &help)
    };
    SETTING.text(&object.get(name).ok_or_else(missing)?)
}

fn moment(view: &View<'_>, what: &str) -> Result<String, Problem> {
    let moment = SETTING.text(view)?;
    let help = "write a time such as `2026-12-31T12:00:00Z`";
    let wrong = || invalid(&view.at, &format!("{what} is not a time in RFC 3339"), help);
    rfc3339::timestamp(&moment).map(|_| moment).ok_or_else(wrong)
}

fn invalid(at: &Pointer, message: &str, help: &str) -> Problem {
    Problem::new(ProblemCode::SettingsInvalid, message, help).at(at.clone())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn problem(json: &str) -> (&'static str, String, String) {
        let problem = Settings::parse("s", json.as_bytes()).unwrap_err();
        assert_eq!(problem.source.as_deref(), Some("s"));
        (problem.code.as_str(), problem.pointer.unwrap_or_default(), problem.help)
    }

    fn exception(with: &str) -> String {
        let declared = r#""id":"e","justification":"j","approvedBy":"a""#;
        format!(r#"{{"exceptions":[{{{declared},{with}}}]}}"#)
    }

    #[test]
    fn what_is_left_out_has_its_default() {
        assert_eq!(Settings::parse("s", b"{}").unwrap(), Settings::default());
    }

    #[test]
    fn every_member_is_read() {
        let json = br#"{"emergencyAccess":{"users":[" a "],"groups":["g"]},"minObservationDays":3,
            "maxEmergencyAccounts":1,"asOf":"2026-01-01T00:00:00Z"}"#;
        let settings = Settings::parse("s", json).unwrap();
        let EmergencyAccess { users, groups } = &settings.emergency_access;
        assert_eq!((users.concat(), groups.concat()), ("a".into(), "g".into()));
        assert_eq!((settings.min_observation_days, settings.max_emergency_accounts), (3, 1));
        assert_eq!(settings.as_of.as_deref(), Some("2026-01-01T00:00:00Z"));
        let json = exception(r#""expires":"2026-01-01","platforms":["unrecognised","IOS"]"#);
        let settings = Settings::parse("s", json.as_bytes()).unwrap();
        assert_eq!(settings.exceptions.len(), 1);
    }

    #[test]
    fn a_misspelt_key_is_refused_with_the_nearest() {
        let (code, at, help) = problem(r#"{"emergencyAccess":{"user":[]}}"#);
        assert_eq!(
            (code, at.as_str(), help.as_str()),
            ("settings-unknown-key", "/emergencyAccess/user", "did you mean `users`?")
        );
        assert_eq!(problem(r#"{"exceptions":[{"aprovedBy":""}]}"#).2, "did you mean `approvedBy`?");
        assert!(problem(r#"{"colour":1}"#).2.contains("asOf"));
    }

    #[test]
    fn wrong_types_and_duplicates_are_refused() {
        for json in ["[]", "1", r#"{"minObservationDays":-1}"#, r#"{"asOf":1}"#, r#"{"exceptions":null}"#] {
            assert_eq!(problem(json).0, "settings-wrong-type", "{json}");
        }
        assert_eq!(problem(r#"{"asOf":null,"asOf":null}"#).0, "duplicate-key");
        assert_eq!(problem("{").0, "not-json");
        assert_eq!(problem("{}{}").0, "settings-invalid");
        assert_eq!(problem(r#"{"asOf":"yesterday"}"#).1, "/asOf");
    }

    #[test]
    fn an_exception_says_for_what_by_whom_and_until_when() {
        assert_eq!(problem(&exception(r#""expires":"2026-01-01""#)).1, "/exceptions/0");
        assert_eq!(problem(&exception(r#""users":["u"]"#)).0, "settings-invalid");
        assert_eq!(problem(&exception(r#""users":["u"],"expires":"soon""#)).1, "/exceptions/0/expires");
        let platforms = exception(r#""expires":"2026-01-01","platforms":["macOS","beos"]"#);
        assert_eq!(problem(&platforms).1, "/exceptions/0/platforms/1");
    }

    #[test]
    fn who_is_meant_to_be_blocked_is_declared_like_an_exception() {
        let entry = |with: &str| {
            format!(r#"{{"meantToBeBlocked":[{{"id":"e","justification":"j","approvedBy":"a"{with}}}]}}"#)
        };
        let whole = entry(r#","expires":"2026-01-01","applications":["c"]"#);
        assert_eq!(
            Settings::parse("s", whole.as_bytes()).unwrap().meant_to_be_blocked[0].applications,
            ["c"]
        );
        assert_eq!(problem(&entry(r#","expires":"2026-01-01""#)).1, "/meantToBeBlocked/0");
        assert_eq!(problem(&entry(r#","users":["u"]"#)).1, "/meantToBeBlocked/0");
        assert_eq!(problem(&entry(r#","expires":"soon","users":["u"]"#)).1, "/meantToBeBlocked/0/expires");
        assert_eq!(problem(&entry(r#","platforms":["iOS"]"#)).0, "settings-unknown-key");
    }

    #[test]
    fn the_time_of_a_policy_is_a_time() {
        let read = |json: &str| Settings::parse("s", json.as_bytes()).unwrap().report_only_since;
        let since = read(r#"{"reportOnlySince":{" P ":"2026-01-01T00:00:00Z"}}"#);
        assert_eq!(since.get("p").map(String::as_str), Some("2026-01-01T00:00:00Z"));
        assert_eq!(problem(r#"{"reportOnlySince":{"p":"2026-01-01"}}"#).1, "/reportOnlySince/p");
        assert_eq!(problem(r#"{"reportOnlySince":[]}"#).0, "settings-wrong-type");
        let twice = r#"{"reportOnlySince":{"p":"2026-01-01T00:00:00Z","P":"2026-01-02T00:00:00Z"}}"#;
        assert_eq!(problem(twice).0, "duplicate-key");
    }

    #[test]
    fn a_time_is_its_own_last_moment() {
        let expires = |text: &str| Exception { expires: text.into(), ..Exception::default() }.last_moment();
        assert_eq!(expires("2026-01-01T10:00:00+02:00").unwrap(), "2026-01-01T08:00:00Z".parse().unwrap());
        assert_eq!((expires("2026-02-30"), expires(""), expires("2026-01-01T10:00:00")), (None, None, None));
    }
}
