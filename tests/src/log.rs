//! Random logs of sign-ins: every dialect in every container, and damage of every kind.

use crate::random::Random;

/// How a record is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Graph, with or without the members of beta.
    Graph,
    /// `Get-MgBetaAuditLogSignIn | ConvertTo-Json`.
    PowerShell,
    /// An envelope of Azure Monitor around a record of Graph.
    Envelope,
    /// A row of Log Analytics with objects in it.
    Row,
    /// A row of Log Analytics with JSON in strings.
    TextRow,
    /// Defender advanced hunting.
    Defender,
    /// Steampipe.
    Snake,
}

/// Every dialect.
pub const DIALECTS: [Dialect; 7] = [
    Dialect::Graph,
    Dialect::PowerShell,
    Dialect::Envelope,
    Dialect::Row,
    Dialect::TextRow,
    Dialect::Defender,
    Dialect::Snake,
];

/// What records stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// A record on each line.
    Lines,
    /// The same as Windows ends lines.
    CarriageLines,
    /// One behind the other.
    Joined,
    /// Indented, one behind the other.
    Documents,
    /// A list.
    List,
    /// A list with a record on each line.
    ListOfLines,
    /// An indented list.
    IndentedList,
    /// A page of Graph.
    Page,
    /// An indented page of Graph.
    IndentedPage,
    /// A page on each line.
    Pages,
    /// A batch of an Event Hub.
    Records,
    /// The answer of a query, an object for each row.
    Rows,
    /// The answer of Log Analytics, a list for each row.
    Tables,
}

/// Every container.
pub const CONTAINERS: [Container; 13] = [
    Container::Lines,
    Container::CarriageLines,
    Container::Joined,
    Container::Documents,
    Container::List,
    Container::ListOfLines,
    Container::IndentedList,
    Container::Page,
    Container::IndentedPage,
    Container::Pages,
    Container::Records,
    Container::Rows,
    Container::Tables,
];

/// The policies that records tell of; of the first two it matters what they did.
pub const POLICIES: [&str; 4] = ["p-report", "p-enabled", "p-other", "p-too"];

/// The text of one record, much like others of the same dialect.
pub fn record(random: &mut Random, dialect: Dialect, number: usize) -> String {
    let event = Event::new(random, number);
    match dialect {
        Dialect::Graph => event.graph(str::to_owned, "results"),
        Dialect::PowerShell => event.graph(pascal, "results"),
        Dialect::Snake => event.graph(snake, "text"),
        Dialect::Envelope => format!(
            r#"{{"time":"{}","resourceId":"/tenants/t","category":"{}","resultType":"{}","properties":{}}}"#,
            event.created,
            if event.workload { "ServicePrincipalSignInLogs" } else { "SignInLogs" },
            event.error,
            event.graph(str::to_owned, "results")
        ),
        Dialect::Row => event.row(|text| text),
        Dialect::TextRow => event.row(quoted),
        Dialect::Defender => event.defender(),
    }
}

/// What one record tells.
struct Event {
    id: String,
    created: String,
    user: String,
    application: String,
    interactive: bool,
    workload: bool,
    beta: bool,
    protocol: &'static str,
    transfer: &'static str,
    error: &'static str,
    system: &'static str,
    city: &'static str,
    agent: &'static str,
    policies: String,
    /// Now and then a member, by its place, holds a value of another kind.
    odd: Option<(usize, &'static str)>,
}

/// Values in place of which others are expected, whatever the member.
const OTHER_KINDS: [&str; 7] = ["null", r#""text""#, "7", "true", "{}", "[]", "[null]"];

impl Event {
    fn new(random: &mut Random, number: usize) -> Self {
        let rarely = |random: &mut Random, this, else_that| if random.percent(8) { this } else { else_that };
        Self {
            id: format!("e{number}-{}", random.below(9)),
            created: format!(
                "2026-07-{:02}T{:02}:10:20{}Z",
                1 + random.below(12),
                random.below(24),
                random.pick(&["", ".5", ".1234567"])
            ),
            user: format!("u{}", random.below(40)),
            application: format!("a{}", random.below(5)),
            interactive: random.percent(50),
            workload: random.percent(5),
            beta: random.percent(90),
            protocol: rarely(random, "deviceCode", "none"),
            transfer: rarely(random, "deviceCodeFlow", "none"),
            error: random.pick(&["0", "0", "50126", "-1"]),
            system: random.pick(&["Windows10", "", "MacOs"]),
            city: random.pick(&["Utrecht", "Zürich", "日本", ""]),
            agent: random.pick(&["Mozilla/5.0", r"quoted \\ \u0041", r"[{", "\u{a0}{", "x"]),
            policies: policies(random),
            odd: random.percent(15).then(|| (random.below(60), random.pick(&OTHER_KINDS))),
        }
    }

    /// A record of Graph, its names cast in some way.
    fn graph(&self, cast: impl Fn(&str) -> String, policies: &str) -> String {
        let policies = if policies == "text" { quoted(self.policies.clone()) } else { self.policies.clone() };
        let kind = match (self.interactive, self.workload) {
            (_, true) => "servicePrincipal",
            (true, _) => "interactiveUser",
            (false, _) => "nonInteractiveUser",
        };
        let mut members = vec![
            ("id", text(&self.id)),
            ("createdDateTime", text(&self.created)),
            ("userDisplayName", text("A User")),
            ("userId", text(&self.user)),
            ("appId", text(&self.application)),
            ("userAgent", text(self.agent)),
            ("isInteractive", self.interactive.to_string()),
            ("riskEventTypes_v2", "[]".to_owned()),
            ("resourceId", text("r1")),
            ("mfaDetail", "null".to_owned()),
            ("processingTimeInMilliseconds", self.user.len().to_string()),
            ("status", format!(r#"{{"errorCode":{},"failureReason":"Other."}}"#, self.error)),
            ("deviceDetail", format!(r#"{{"deviceId":"","operatingSystem":"{}"}}"#, self.system)),
            ("location", format!(r#"{{"city":"{}","countryOrRegion":"NL","geo":{{"x":1.5}}}}"#, self.city)),
            ("appliedConditionalAccessPolicies", policies),
        ];
        if self.beta {
            members.push(("signInEventTypes", format!(r#"["{kind}"]"#)));
            members.push(("authenticationProtocol", text(self.protocol)));
            members.push(("originalTransferMethod", text(self.transfer)));
        }
        self.object(members.iter().map(|(name, value)| (cast(name), value.as_str())).collect())
    }

    fn row(&self, cell: impl Fn(String) -> String) -> String {
        self.object(vec![
            ("TimeGenerated".to_owned(), text("2026-07-20T00:00:00Z").as_str()),
            ("Category".to_owned(), r#""NonInteractiveUserSignInLogs""#),
            ("CreatedDateTime".to_owned(), &text(&self.created)),
            ("Id".to_owned(), &text(&self.id)),
            ("UserId".to_owned(), &text(&self.user)),
            ("AppId".to_owned(), &text(&self.application)),
            ("ResultType".to_owned(), &text(self.error)),
            ("AuthenticationProtocol".to_owned(), &text(self.protocol)),
            ("OriginalTransferMethod".to_owned(), &text(self.transfer)),
            ("IsInteractive".to_owned(), if self.interactive { r#""True""# } else { r#""False""# }),
            ("Status".to_owned(), &cell(format!(r#"{{"errorCode":{}}}"#, self.error))),
            ("LocationDetails".to_owned(), &cell(format!(r#"{{"city":"{}"}}"#, self.city))),
            ("ConditionalAccessPolicies".to_owned(), &cell(self.policies.clone())),
        ])
    }

    /// These members, of which one may be odd.
    fn object(&self, mut members: Vec<(String, &str)>) -> String {
        if let Some((place, value)) = self.odd
            && let Some(member) = members.get_mut(place)
        {
            member.1 = value;
        }
        object(members)
    }

    fn defender(&self) -> String {
        self.object(vec![
            ("Timestamp".to_owned(), text(&self.created).as_str()),
            ("RequestId".to_owned(), &text(&self.id)),
            ("AccountObjectId".to_owned(), &text(&self.user)),
            ("ApplicationId".to_owned(), &text(&self.application)),
            ("LogonType".to_owned(), r#""[\"nonInteractiveUser\"]""#),
            ("ErrorCode".to_owned(), self.error),
            ("IsGuestUser".to_owned(), "0"),
            ("ConditionalAccessPolicies".to_owned(), &quoted(self.policies.clone())),
        ])
    }
}

fn policies(random: &mut Random) -> String {
    let results = ["notApplied", "notApplied", "reportOnlyNotApplied", "reportOnlyFailure", "success", ""];
    let rules = [
        "[]",
        "[]",
        "[]",
        "null",
        r#""text""#,
        r#"[{"conditionalAccessCondition":"users","ruleSatisfied":"allUsers"}]"#,
        r#"[{"conditionalAccessCondition":"authenticationFlow","ruleSatisfied":"deviceCodeFlow"}]"#,
        r#"[{"conditionalAccessCondition":"authenticationFlow","ruleSatisfied":"authenticationTransfer"}]"#,
    ];
    let count = random.pick(&[4, 4, 4, 4, 3, 0]);
    let alike = random.percent(40);
    let entry = |random: &mut Random, id| {
        if random.percent(2) {
            return random.pick(&OTHER_KINDS).to_owned();
        }
        format!(
            r#"{{"id":"{id}","displayName":"P {id}","enforcedGrantControls":["Block"],"result":"{}","conditionsSatisfied":"{}","includeRulesSatisfied":{}}}"#,
            if alike { results[0] } else { random.pick(&results) },
            if alike { "none" } else { random.pick(&["none", "users"]) },
            if alike { rules[0] } else { random.pick(&rules) }
        )
    };
    let entries: Vec<_> = POLICIES.iter().take(count).map(|id| entry(random, id)).collect();
    format!("[{}]", entries.join(","))
}

fn object<'v>(members: impl IntoIterator<Item = (String, &'v str)>) -> String {
    let members: Vec<_> = members.into_iter().map(|(name, value)| format!(r#""{name}":{value}"#)).collect();
    format!("{{{}}}", members.join(","))
}

/// A text without anything that needs an escape, or with the escapes in it.
fn text(text: &str) -> String {
    format!(r#""{text}""#)
}

/// JSON in a string.
fn quoted(json: String) -> String {
    serde_json::Value::from(json).to_string()
}

fn pascal(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    first.to_ascii_uppercase() + rest
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// These records in a container.
pub fn file(container: Container, records: &[Vec<u8>]) -> Vec<u8> {
    let indented: Vec<Vec<u8>> = records.iter().map(|record| indented(record)).collect();
    let page =
        r#"{"@odata.context":"https://graph.microsoft.com/beta/$metadata#auditLogs/signIns","value":["#;
    match container {
        Container::Lines => [records.join(&b"\n"[..]), b"\n".to_vec()].concat(),
        Container::CarriageLines => [records.join(&b"\r\n"[..]), b"\r\n".to_vec()].concat(),
        Container::Joined => records.concat(),
        Container::Documents => indented.join(&b"\n"[..]),
        Container::List => around("[", records, ",", "]"),
        Container::ListOfLines => around("[\n", records, ",\n", "\n]\n"),
        Container::IndentedList => around("[\n  ", &indented, ",\n  ", "\n]"),
        Container::Page => around(page, records, ",", r#"],"@odata.nextLink":"https://x"}"#),
        Container::IndentedPage => around("{\n  \"value\": [\n    ", &indented, ",\n    ", "\n  ]\n}\n"),
        Container::Pages => {
            let pages: Vec<_> =
                records.chunks(3).map(|page| around(r#"{"value":["#, page, ", ", "]}")).collect();
            pages.join(&b"\n"[..])
        }
        Container::Records => around(r#"{"records":["#, records, ",", "]}"),
        Container::Rows => around(r#"{"columns":[{"name":"id"}],"rows":["#, records, ",", "]}"),
        Container::Tables => tables(records),
    }
}

fn around(before: &str, records: &[Vec<u8>], between: &str, after: &str) -> Vec<u8> {
    [before.as_bytes(), &records.join(between.as_bytes()), after.as_bytes()].concat()
}

/// The record with a line for each of its commas, but for those in strings.
fn indented(record: &[u8]) -> Vec<u8> {
    let (mut out, mut in_string, mut escaped) = (Vec::new(), false, false);
    for byte in record {
        out.push(*byte);
        in_string ^= *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        if *byte == b',' && !in_string {
            out.extend_from_slice(b"\n    ");
        }
    }
    out
}

/// The records as rows of lists, as far as they are objects.
fn tables(records: &[Vec<u8>]) -> Vec<u8> {
    let values: Vec<Option<serde_json::Map<String, serde_json::Value>>> =
        records.iter().map(|record| serde_json::from_slice(record).ok()).collect();
    let first = values.iter().flatten().next().cloned().unwrap_or_default();
    let columns: Vec<_> = first.keys().map(|name| serde_json::json!({ "name": name })).collect();
    let rows: Vec<Vec<u8>> = values
        .iter()
        .zip(records)
        .map(|(value, record)| {
            let Some(value) = value else { return record.clone() };
            let cells: Vec<_> = first.keys().map(|name| value.get(name)).collect();
            serde_json::json!(cells).to_string().into_bytes()
        })
        .collect();
    let before = format!(r#"{{"tables":[{{"name":"x","columns":{},"rows":["#, serde_json::json!(columns));
    around(&before, &rows, ",", "]}]}")
}

/// Texts that are read as something else than they look like, or not at all.
const ODD: &[&str] = &[
    "1e999",
    "-0",
    "01",
    "1.",
    "-",
    "12345678901234567890123",
    "1E+2",
    "0.1",
    "nul",
    "true",
    "null",
    "{}",
    "[]",
    "[1,]",
    "{\"a\":1,\"a\":2}",
    r#""\ud800""#,
    r#""\u00zz""#,
    r#""\x""#,
    r#""\n""#,
    "\"\n\"",
    "\"\t\"",
    "\"\"",
    r#""{\"id\":1""#,
    r#""[{\"result\":\"success\"}]""#,
    "\"\u{a0}{\"",
    "\"\u{3000}[\"",
    "\"é\"",
    r#""{}""#,
    "[[[[1]]]]",
    r#"{"id":"x","id":"x"}"#,
    "\n{\"a\":1}",
    " 1 ",
    "\"deviceCode\"",
    "\"deviceCodeFlow\"",
    "\"reportOnlyFailure\"",
    "\"2026-07-05T00:00:00Z\"",
    r#"["interactiveUser"]"#,
    r#"{"errorCode":1,"ErrorCode":2}"#,
    r#""\u0041""#,
];

/// Members that may stand twice, or be new.
const MEMBERS: &[&str] = &[
    r#""id":"e1""#,
    r#""Id":"e2""#,
    r#""i\u0064":"e3""#,
    r#""x":1"#,
    r#""status":{"errorCode":1}"#,
    r#""result":"success""#,
    r#""Result":"success""#,
    r#""value":[]"#,
    r#""records":[{}]"#,
    r#""isInteractive":true"#,
    r#""time":"2026-07-02T00:00:00Z""#,
    r#""category":"SignInLogs""#,
    r#""properties":{"id":"in"}"#,
    r#""é":1"#,
    r#""appliedConditionalAccessPolicies":null"#,
    r#""ConditionalAccessPolicies_string":"[]""#,
    "\n\"y\" : {\"z\":[]}",
    r#""includeRulesSatisfied":["deviceCodeFlow"]"#,
];

/// Changes a record in some way; most of the outcomes are no longer well formed.
pub fn damage(random: &mut Random, record: &mut Vec<u8>) {
    match random.below(8) {
        0 | 1 => {
            let at = random.below(record.len());
            record[at] = random.pick(b"\"\\{}[],:\n x0-.e\xFF\xC3\x00\x7F");
        }
        2 => {
            let at = random.below(record.len());
            record.insert(at, random.pick(b"\"\\{}[],: \n0a\t"));
        }
        3 => record.truncate(1 + random.below(record.len())),
        4 | 5 => replace_value(random, record),
        6 => insert_member(random, record),
        _ => {
            // Some part of it twice, or not at all.
            let (one, other) = (random.below(record.len()), random.below(record.len()));
            let part = record[one.min(other)..one.max(other)].to_vec();
            let part = if random.percent(50) { part.repeat(2) } else { Vec::new() };
            record.splice(one.min(other)..one.max(other), part);
        }
    }
    if record.is_empty() {
        record.push(b'0');
    }
}

/// Places behind a byte that is one of these.
fn behind(record: &[u8], bytes: &[u8]) -> Vec<usize> {
    record.iter().enumerate().filter(|(_, byte)| bytes.contains(byte)).map(|(at, _)| at + 1).collect()
}

fn replace_value(random: &mut Random, record: &mut Vec<u8>) {
    let Some(start) = some(random, &behind(record, b":[")) else { return };
    let end =
        record[start..].iter().position(|byte| b",]}".contains(byte)).map_or(record.len(), |at| start + at);
    record.splice(start..end, random.pick(ODD).bytes());
}

fn insert_member(random: &mut Random, record: &mut Vec<u8>) {
    let Some(at) = some(random, &behind(record, b"{,")) else { return };
    let member = random.pick(MEMBERS).bytes().chain([b',']);
    record.splice(at..at, member);
}

fn some(random: &mut Random, places: &[usize]) -> Option<usize> {
    (!places.is_empty()).then(|| random.pick(places))
}
