//! A log of sign-ins as Graph beta writes it: about 7 KB an event, 20 applied policies each, one
//! event in a hundred through device code flow.

use std::{
    fmt::Write as _,
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

/// The report-only policy that the bench asks about.
pub(super) const POLICY: &str = "0f10c000-0000-4000-8000-000000000c01";

/// How many policies each event lists.
const POLICIES: usize = 20;

/// What was written.
pub(super) struct Files {
    pub(super) policies: PathBuf,
    /// One event a line.
    pub(super) lines: PathBuf,
    /// The same events as one page of Graph.
    pub(super) page: PathBuf,
    /// The same events as two files of lines.
    pub(super) halves: [PathBuf; 2],
}

/// Writes the log, unless one of that size is there.
pub(super) fn generate(folder: &Path, bytes: usize) -> io::Result<Files> {
    let folder = folder.join(format!("{bytes}"));
    let file = |name: &str| folder.join(name);
    let files = Files {
        policies: file("policies.json"),
        lines: file("log.jsonl"),
        page: file("log.json"),
        halves: [file("half-1.jsonl"), file("half-2.jsonl")],
    };
    if files.policies.is_file() {
        return Ok(files);
    }
    fs::create_dir_all(&folder)?;
    write_events(&files, bytes)?;
    // Last, so that a run that was broken off is not taken for a whole one.
    fs::write(&files.policies, policies())?;
    Ok(files)
}

fn write_events(files: &Files, bytes: usize) -> io::Result<()> {
    let open = |path: &PathBuf| File::create(path).map(BufWriter::new);
    let (mut lines, mut page) = (open(&files.lines)?, open(&files.page)?);
    let mut halves = [open(&files.halves[0])?, open(&files.halves[1])?];
    page.write_all(
        br#"{"@odata.context":"https://graph.microsoft.com/beta/$metadata#auditLogs/signIns","value":["#,
    )?;
    let (mut written, mut number) = (0, 0);
    while written < bytes {
        let event = event(number);
        let half = usize::from(written >= bytes / 2);
        writeln!(lines, "{event}")?;
        writeln!(halves[half], "{event}")?;
        write!(page, "{}{event}", if number == 0 { "" } else { "," })?;
        written += event.len() + 1;
        number += 1;
    }
    page.write_all(b"]}")?;
    for mut file in [lines, page].into_iter().chain(halves) {
        file.flush()?;
    }
    Ok(())
}

fn event(number: usize) -> String {
    let through_flow = number % 100 == 7;
    let (flow, protocol) = if through_flow { ("deviceCodeFlow", "deviceCode") } else { ("none", "none") };
    let mut policies = String::new();
    for policy in 0..POLICIES {
        let comma = if policy == 0 { "" } else { "," };
        _ = write!(policies, "{comma}{}", applied(policy, through_flow));
    }
    let (day, second) = (1 + number / 4_000 % 28, number % 86_400);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!(
        r#"{{"id":"{number:08x}-5e55-4000-8000-00000000f10c","createdDateTime":"2026-02-{day:02}T{hour:02}:{minute:02}:{second:02}Z","userDisplayName":"User {user}","userPrincipalName":"user{user}@contoso.example","userId":"{user:08x}-0000-4000-8000-00000000ada0","userType":"member","appId":"04b07795-8ddb-461a-bbee-02f9e1bf7b46","appDisplayName":"Microsoft Azure CLI","ipAddress":"2001:db8::{ip:x}","ipAddressFromResourceProvider":null,"clientAppUsed":"Mobile Apps and Desktop clients","userAgent":"Mozilla/5.0 (X11; Linux x86_64) \"quoted\" \\ and more","correlationId":"{number:08x}-c0de-4000-8000-00000000f10c","conditionalAccessStatus":"notApplied","originalRequestId":"","isInteractive":{interactive},"signInEventTypes":["interactiveUser"],"tokenIssuerType":"AzureAD","processingTimeInMilliseconds":{ms},"riskDetail":"none","riskLevelAggregated":"none","riskLevelDuringSignIn":"none","riskState":"none","riskEventTypes_v2":[],"resourceDisplayName":"Windows Azure Service Management API","resourceId":"797f4846-ba00-4fd7-ba43-dac1f8f63013","authenticationProtocol":"{protocol}","originalTransferMethod":"{flow}","incomingTokenType":"none","status":{{"errorCode":0,"failureReason":"Other.","additionalDetails":null}},"deviceDetail":{{"deviceId":"","displayName":"","operatingSystem":"Linux","browser":"","isCompliant":false,"isManaged":false,"trustType":null}},"location":{{"city":"Utrecht","state":"Utrecht","countryOrRegion":"NL","geoCoordinates":{{"latitude":52.09,"longitude":5.12}}}},"authenticationProcessingDetails":[{{"key":"Oauth Scope Info","value":"[\"email\",\"openid\",\"profile\"]"}}],"networkLocationDetails":[],"appliedConditionalAccessPolicies":[{policies}]}}"#,
        user = number % 997,
        ip = number % 65_536,
        interactive = number.is_multiple_of(3),
        ms = 40 + number % 400,
    )
}

fn applied(policy: usize, through_flow: bool) -> String {
    let result = match (policy, through_flow) {
        (1, true) => "reportOnlyFailure",
        (1, false) => "reportOnlyNotApplied",
        _ => "notApplied",
    };
    format!(
        r#"{{"id":"0f10c000-0000-4000-8000-000000000c{policy:02}","displayName":"CA{policy:03}-Global-BaseProtection-AnyApp","enforcedGrantControls":["Block"],"enforcedSessionControls":[],"result":"{result}","conditionsSatisfied":"application,users","conditionsNotSatisfied":"authenticationFlow"}}"#
    )
}

fn policies() -> String {
    format!(
        r#"[{{"id":"{POLICY}","displayName":"CA001-Global-BaseProtection-AnyApp","state":"enabledForReportingButNotEnforced","createdDateTime":"2026-01-02T03:04:05Z","modifiedDateTime":null,"conditions":{{"clientAppTypes":["all"],"users":{{"includeUsers":["All"]}},"applications":{{"includeApplications":["All"]}},"authenticationFlows":{{"transferMethods":"deviceCodeFlow"}}}},"grantControls":{{"operator":"OR","builtInControls":["block"]}}}}]"#
    )
}
