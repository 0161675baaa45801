//! A log of sign-ins as Graph beta writes it: about 5 KB an event, 20 applied policies each, one
//! event in a hundred through device code flow.
//!
//! No two events are alike: users, applications, clients, places and what the policies did vary, each
//! on its own, so that a reader cannot do well by having seen one.

use std::{
    fmt::Write as _,
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

/// The report-only policy that the bench asks about.
pub(super) const POLICY: &str = "0f10c000-0000-4000-8000-000000000c01";

/// How many policies each event lists.
const POLICIES: u64 = 20;

/// How many hours a log by hour has.
const HOURS: u64 = 7 * 24;

/// In the damaged log, one record in so many is malformed.
const DAMAGED: u64 = 1000;

/// A form of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// One event a line.
    Lines,
    /// The same events as one page of Graph.
    Page,
    /// The lines, some of them malformed.
    Damaged,
}

impl Input {
    pub(super) const ALL: [Self; 3] = [Self::Lines, Self::Page, Self::Damaged];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Lines => "lines",
            Self::Page => "page",
            Self::Damaged => "damaged",
        }
    }
}

/// What a log holds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) not_applied: u64,
    pub(super) would_block: u64,
    pub(super) malformed: u64,
}

/// A log that was written, in every form.
pub(super) struct Log {
    pub(super) folder: PathBuf,
    whole: Counts,
    damaged: Counts,
}

impl Log {
    /// Writes a log of so many bytes, and the policies that it is about.
    pub(super) fn write(folder: &Path, bytes: u64) -> io::Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
        fs::write(folder.join("policies.json"), policies())?;
        let mut log =
            Self { folder: folder.to_owned(), whole: Counts::default(), damaged: Counts::default() };
        log.write_events(bytes)?;
        Ok(log)
    }

    /// Writes a week of so many bytes by hour, as Azure Monitor lays a log down, and the policies that it is about.
    pub(super) fn write_hours(folder: &Path, bytes: u64) -> io::Result<()> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
        fs::write(folder.join("policies.json"), policies())?;
        let mut number = 0;
        for hour in 0..HOURS {
            let (day, hour) = (1 + hour / 24, hour % 24);
            let part = folder.join(format!("signins/y=2026/m=02/d={day:02}/h={hour:02}/m=00"));
            fs::create_dir_all(&part)?;
            let mut lines = BufWriter::new(File::create(part.join("PT1H.json"))?);
            let mut written = 0;
            while written < bytes / HOURS {
                let text = Event::new(number).text();
                writeln!(lines, "{text}")?;
                written += text.len() as u64 + 1;
                number += 1;
            }
            lines.flush()?;
        }
        Ok(())
    }

    pub(super) fn file(&self, input: Input) -> PathBuf {
        self.folder.join(format!("{}.json", input.name()))
    }

    pub(super) const fn counts(&self, input: Input) -> Counts {
        match input {
            Input::Lines | Input::Page => self.whole,
            Input::Damaged => self.damaged,
        }
    }

    fn write_events(&mut self, bytes: u64) -> io::Result<()> {
        let open = |input| File::create(self.file(input)).map(BufWriter::new);
        let [mut lines, mut page, mut damaged] =
            [open(Input::Lines)?, open(Input::Page)?, open(Input::Damaged)?];
        page.write_all(
            br#"{"@odata.context":"https://graph.microsoft.com/beta/$metadata#auditLogs/signIns","value":["#,
        )?;
        let (mut written, mut number) = (0, 0);
        while written < bytes {
            let event = Event::new(number);
            let text = event.text();
            writeln!(lines, "{text}")?;
            write!(page, "{}{text}", if number == 0 { "" } else { "," })?;
            self.whole.add(&event);
            if number % DAMAGED == DAMAGED / 2 {
                writeln!(damaged, "{}", malformed(&text, number / DAMAGED))?;
                self.damaged.malformed += 1;
            } else {
                writeln!(damaged, "{text}")?;
                self.damaged.add(&event);
            }
            written += text.len() as u64 + 1;
            number += 1;
        }
        page.write_all(b"]}")?;
        [lines, page, damaged].into_iter().try_for_each(|mut file| file.flush())
    }
}

impl Counts {
    const fn add(&mut self, event: &Event) {
        if event.through_flow {
            self.would_block += 1;
        } else {
            self.not_applied += 1;
        }
    }
}

/// The text, damaged in one of three ways.
fn malformed(text: &str, way: u64) -> String {
    match way % 3 {
        0 => text.chars().take(text.len() / 2).collect(),
        1 => text.replacen("false", "flase", 1),
        _ => text.replacen("\",\"", "\"\"", 1),
    }
}

/// One sign-in.
struct Event {
    number: u64,
    through_flow: bool,
    random: u64,
}

const APPLICATIONS: [(&str, &str); 5] = [
    ("04b07795-8ddb-461a-bbee-02f9e1bf7b46", "Microsoft Azure CLI"),
    ("1fec8e78-bce4-4aaf-ab1b-5451cc387264", "Microsoft Teams"),
    ("d3590ed6-52b3-4102-aeff-aad2292ab01c", "Microsoft Office"),
    ("c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "Azure Portal"),
    ("0f10c000-0000-4000-8000-0000000a0001", "Contoso Expenses"),
];
const RESOURCES: [(&str, &str); 3] = [
    ("797f4846-ba00-4fd7-ba43-dac1f8f63013", "Windows Azure Service Management API"),
    ("00000003-0000-0000-c000-000000000000", "Microsoft Graph"),
    ("00000002-0000-0ff1-ce00-000000000000", "Office 365 Exchange Online"),
];
const AGENTS: [(&str, &str); 4] = [
    (r#"Mozilla/5.0 (X11; Linux x86_64) \"quoted\" \\ and more"#, "Linux"),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)", "Windows10"),
    ("python-requests/2.32.3", ""),
    ("Dalvik/2.1.0 (Linux; U; Android 15; Pixel 9 Build/AP4A.250205.002)", "Android"),
];
const PLACES: [(&str, &str); 5] =
    [("Utrecht", "NL"), ("Z\u{fc}rich", "CH"), ("Vina del Mar", "CL"), ("\u{4eac}\u{90fd}", "JP"), ("", "")];

impl Event {
    const fn new(number: u64) -> Self {
        // SplitMix64: each event on its own.
        let mut random = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        random = (random ^ random >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        random = (random ^ random >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        Self { number, through_flow: number % 100 == 7, random: random ^ random >> 31 }
    }

    /// One of these; `place` says which bits decide.
    fn pick<T: Copy, const N: usize>(&self, place: u32, from: [T; N]) -> T {
        let wide = u128::from(self.random.rotate_right(place) >> 32) * N as u128;
        from[usize::try_from(wide >> 32).unwrap_or(0)]
    }

    fn text(&self) -> String {
        let (number, random) = (self.number, self.random);
        let (flow, protocol) =
            if self.through_flow { ("deviceCodeFlow", "deviceCode") } else { ("none", "none") };
        let (application, application_name) = self.pick(3, APPLICATIONS);
        let (resource, resource_name) = self.pick(11, RESOURCES);
        let (agent, system) = self.pick(19, AGENTS);
        let (city, country) = self.pick(29, PLACES);
        let (error, reason) = self.pick(37, [(0, "Other."), (0, "Other."), (50_140, "Keep me signed in.")]);
        let kind = self.pick(43, ["interactiveUser", "nonInteractiveUser"]);
        let interactive = kind == "interactiveUser";
        let managed = self.pick(47, [true, false]);
        // Newest first, as Graph gives them.
        let second = 2_419_199 - number * 11 % 2_419_200;
        let (day, hour, minute, second) =
            (1 + second / 86_400, second / 3_600 % 24, second / 60 % 60, second % 60);
        format!(
            r#"{{"id":"{random:08x}-5e55-4000-8000-{number:012x}","createdDateTime":"2026-02-{day:02}T{hour:02}:{minute:02}:{second:02}Z","userDisplayName":"User {user}","userPrincipalName":"user{user}@contoso.example","userId":"{user:08x}-0000-4000-8000-00000000ada0","userType":"member","appId":"{application}","appDisplayName":"{application_name}","ipAddress":"2001:db8::{ip:x}","ipAddressFromResourceProvider":null,"clientAppUsed":"Mobile Apps and Desktop clients","userAgent":"{agent}","correlationId":"{number:08x}-c0de-4000-8000-00000000f10c","conditionalAccessStatus":"notApplied","originalRequestId":"","isInteractive":{interactive},"signInEventTypes":["{kind}"],"tokenIssuerType":"AzureAD","processingTimeInMilliseconds":{ms},"riskDetail":"none","riskLevelAggregated":"none","riskLevelDuringSignIn":"none","riskState":"none","riskEventTypes_v2":[],"resourceDisplayName":"{resource_name}","resourceId":"{resource}","authenticationProtocol":"{protocol}","originalTransferMethod":"{flow}","incomingTokenType":"none","status":{{"errorCode":{error},"failureReason":"{reason}","additionalDetails":null}},"deviceDetail":{{"deviceId":"","displayName":"","operatingSystem":"{system}","browser":"","isCompliant":false,"isManaged":{managed},"trustType":null}},"location":{{"city":"{city}","state":"{city}","countryOrRegion":"{country}","geoCoordinates":{{"latitude":52.{ip},"longitude":5.12}}}},"authenticationProcessingDetails":[{{"key":"Oauth Scope Info","value":"[\"email\",\"openid\",\"profile\"]"}}],"networkLocationDetails":[],"appliedConditionalAccessPolicies":[{policies}]}}"#,
            random = random >> 32,
            user = random % 4_999,
            ip = random >> 20 & 0xffff,
            ms = 40 + (random >> 7) % 400,
            policies = self.policies(),
        )
    }

    fn policies(&self) -> String {
        let mut text = String::new();
        for policy in 0..POLICIES {
            let comma = if policy == 0 { "" } else { "," };
            let (result, control) = (self.result(policy), if policy % 3 == 0 { "Mfa" } else { "Block" });
            _ = write!(
                text,
                r#"{comma}{{"id":"0f10c000-0000-4000-8000-000000000c{policy:02}","displayName":"CA{policy:03}-Global-AnyApp","enforcedGrantControls":["{control}"],"enforcedSessionControls":[],"result":"{result}"}}"#
            );
        }
        text
    }

    /// What the policy of this number did.
    fn result(&self, policy: u64) -> &'static str {
        match policy {
            1 if self.through_flow => "reportOnlyFailure",
            1 => "reportOnlyNotApplied",
            4 | 9 | 12 => {
                self.pick(u32::try_from(policy).unwrap_or(0), ["success", "notApplied", "notApplied"])
            }
            17 => "notEnabled",
            _ => "notApplied",
        }
    }
}

fn policies() -> String {
    format!(
        r#"[{{"id":"{POLICY}","displayName":"CA001-Global-AnyApp","state":"enabledForReportingButNotEnforced","createdDateTime":"2026-01-02T03:04:05Z","modifiedDateTime":null,"conditions":{{"clientAppTypes":["all"],"users":{{"includeUsers":["All"]}},"applications":{{"includeApplications":["All"]}},"authenticationFlows":{{"transferMethods":"deviceCodeFlow"}}}},"grantControls":{{"operator":"OR","builtInControls":["block"]}}}}]"#
    )
}
