//! The names of columns: the portal's, in languages whose names are known, and those of other exports.

use alloc::{borrow::Cow, string::String, vec::Vec};

use super::rows::Row;
use crate::intake::same_name;

/// A column that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// The member that its cells are the values of.
    pub(super) name: &'static str,
    pub(super) read: Read,
}

/// How a cell is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// As it stands.
    Text,
    /// The time of the event; in UTC, or in a zone that nobody tells.
    Created { utc: bool },
    /// The type of the incoming token, which the portal writes twice.
    Token,
    /// Where the event came from, the country last.
    Place,
    /// Whether it succeeded.
    Status,
}

/// The columns of a table.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) delimiter: u8,
    pub(super) columns: Vec<Option<Column>>,
    /// Whether there is a column for what policies did.
    pub(super) shows_results: bool,
}

const fn text(name: &'static str) -> Column {
    Column { name, read: Read::Text }
}

/// The names that the portal writes, folded, and what they stand for. The French ones are as an importer of
/// such downloads knows them; names that are not known for certain are not guessed.
const PORTAL: &[(&str, Column)] = &[
    ("request id", text("id")),
    ("user id", text("userId")),
    ("user", text("userDisplayName")),
    ("username", text("userPrincipalName")),
    ("nom d'utilisateur", text("userPrincipalName")),
    ("user type", text("userType")),
    ("incoming token type", Column { name: "incomingTokenType", read: Read::Token }),
    ("authentication protocol", text("authenticationProtocol")),
    ("protocole d'authentification", text("authenticationProtocol")),
    ("original transfer method", text("originalTransferMethod")),
    ("méthode de transfert d'origine", text("originalTransferMethod")),
    ("application", text("appDisplayName")),
    ("application id", text("appId")),
    ("id d'application", text("appId")),
    ("resource", text("resourceDisplayName")),
    ("ressource", text("resourceDisplayName")),
    ("resource id", text("resourceId")),
    ("resource tenant id", text("resourceTenantId")),
    ("home tenant id", text("homeTenantId")),
    ("location", Column { name: "location", read: Read::Place }),
    ("emplacement", Column { name: "location", read: Read::Place }),
    ("status", Column { name: "status", read: Read::Status }),
    ("statut", Column { name: "status", read: Read::Status }),
    ("sign-in error code", text("errorCode")),
    ("code d'erreur de connexion", text("errorCode")),
    ("client app", text("clientAppUsed")),
    ("application cliente", text("clientAppUsed")),
    ("operating system", text("osPlatform")),
    ("système d'exploitation", text("osPlatform")),
    ("correlation id", text("correlationId")),
    ("session id", text("sessionId")),
    ("id de session", text("sessionId")),
];

/// The columns that hold times, the record's own first; behind the name may stand the zone in brackets.
const TIMES: [&str; 5] = ["createddatetime", "date", "timestamp", "timegenerated", "time"];

/// The columns for what policies did; a union of tables splits one into two.
const RESULTS: [&str; 4] = [
    "appliedConditionalAccessPolicies",
    "conditionalAccessPolicies",
    "conditionalAccessPolicies_dynamic",
    "conditionalAccessPolicies_string",
];

/// Other columns by the member that they are: what Log Analytics, Defender and `Export-Csv` write.
const OTHERS: &[&str] = &[
    "id",
    "requestId",
    "userId",
    "accountObjectId",
    "userPrincipalName",
    "accountUpn",
    "userDisplayName",
    "accountDisplayName",
    "userType",
    "isGuestUser",
    "appId",
    "applicationId",
    "appDisplayName",
    "resourceIdentity",
    "resourceId",
    "resourceDisplayName",
    "conditionalAccessAudiences",
    "homeTenantId",
    "resourceTenantId",
    "clientAppUsed",
    "locationDetails",
    "country",
    "isInteractive",
    "signInEventTypes",
    "logonType",
    "category",
    "authenticationProtocol",
    "originalTransferMethod",
    "resultType",
    "errorCode",
    "correlationId",
    "sessionId",
    "deviceDetail",
    "osPlatform",
    "riskLevelDuringSignIn",
    "riskLevelAggregated",
    "appliedConditionalAccessPolicies",
    "conditionalAccessPolicies",
    "conditionalAccessPolicies_dynamic",
    "conditionalAccessPolicies_string",
];

/// What tables are separated by: in some languages Excel writes semicolons.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// The header of a log of sign-ins, and how many rows it takes up: `Export-Csv` writes a line before it.
pub(super) fn of(start: &str) -> Option<(Header, usize)> {
    let mut lines = start.lines();
    let first = lines.next()?;
    let preface = first.starts_with("#TYPE") || first.to_ascii_lowercase().starts_with("sep=");
    let (line, rows) = if preface { (lines.next()?, 2) } else { (first, 1) };
    let header = DELIMITERS.into_iter().find_map(|delimiter| header(line, delimiter))?;
    Some((header, rows))
}

/// Whether a text begins as a log of sign-ins in a table.
pub(crate) fn is_sign_ins(start: &str) -> bool {
    of(start).is_some()
}

/// Whether a text begins as a directory audit log that the portal saved as CSV.
pub(crate) fn is_audit_log(start: &str) -> bool {
    any_header(start, |cells| {
        let names: Vec<String> = cells.iter().map(|cell| folded(cell)).collect();
        ["date (utc)", "service", "category", "activity"]
            .iter()
            .all(|name| names.iter().any(|known| known == name))
    })
}

/// Whether a text begins as a download of the portal in a language whose names are not known: nothing else
/// has so many columns and its time in UTC.
pub(crate) fn is_foreign(start: &str) -> bool {
    let is_wide = |cells: &[Cow<'_, str>]| {
        let first = cells.first().map(|cell| folded(cell)).unwrap_or_default();
        cells.len() >= 30 && first.ends_with("(utc)")
    };
    any_header(start, is_wide) && !is_sign_ins(start)
}

/// Whether the first line, by whatever it is separated, is such a header.
fn any_header(start: &str, is: impl Fn(&[Cow<'_, str>]) -> bool) -> bool {
    let line = start.lines().next().unwrap_or_default().as_bytes();
    DELIMITERS.into_iter().any(|delimiter| is(&Row::new(line, delimiter).cells().unwrap_or_default()))
}

fn header(line: &str, delimiter: u8) -> Option<Header> {
    let cells = Row::new(line.as_bytes(), delimiter).cells().ok()?;
    let names: Vec<String> = cells.iter().map(|cell| folded(cell)).collect();
    let time = TIMES.into_iter().find(|time| names.iter().any(|name| bare(name).0 == *time))?;
    let columns: Vec<Option<Column>> = names.iter().map(|name| column(name, time)).collect();
    let has = |wanted: &[&str]| columns.iter().flatten().any(|column| wanted.contains(&column.name));
    let who = has(&["userId", "userPrincipalName", "accountObjectId", "accountUpn"]);
    let shows_results = has(&RESULTS);
    let flow = has(&["authenticationProtocol", "originalTransferMethod"]);
    let what = shows_results || flow || has(&["appId", "appDisplayName", "applicationId"]);
    (who && what).then_some(Header { delimiter, columns, shows_results })
}

fn column(name: &str, time: &str) -> Option<Column> {
    let (bare, zone) = bare(name);
    if TIMES.contains(&bare) {
        // A plain `Date` may be of any zone; the others are in UTC unless they say otherwise.
        let utc = zone == "utc" || zone.is_empty() && bare != "date";
        return (bare == time).then_some(Column { name: "createdDateTime", read: Read::Created { utc } });
    }
    let portal = PORTAL.iter().find(|(portal, _)| *portal == name).map(|(_, column)| *column);
    let other = || OTHERS.iter().find(|other| same_name(name, other)).map(|name| text(name));
    portal.or_else(other)
}

/// A name, and what stands in brackets behind it.
fn bare(name: &str) -> (&str, &str) {
    match name.split_once(['[', '(']) {
        Some((bare, zone)) => (bare.trim_end(), zone.trim_end_matches([']', ')'])),
        None => (name, ""),
    }
}

/// A name as names compare: in small letters, with one blank between words and one kind of apostrophe.
fn folded(name: &str) -> String {
    let words: Vec<&str> = name.trim_start_matches('\u{feff}').split_whitespace().collect();
    words.join(" ").replace('\u{2019}', "'").to_ascii_lowercase()
}
