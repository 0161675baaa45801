//! From a request to its response.

use alloc::{borrow::Cow, boxed::Box, string::String, vec::Vec};

use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::Timestamp;

use super::{
    Content, Declared, Diff, Evaluate, Export, Found, Locate, Merge, Request, Response, Summarise, Watch,
    parse,
    part::Part,
    sealed::{SUMMARY, WATCH},
};
use crate::{
    catalogue::ProblemCode,
    decisions::{Decided, Decisions, SignatureStanding, Signed, Signer, not_checked},
    diff,
    entra::Pointer,
    evaluate::{evaluate_decided, no_policies},
    evidence::{self, Evidence},
    files::{File, read_files},
    intake::{View, decode, parse_one},
    locate::{Placed, Places},
    problem::Problem,
    report::Report,
    rfc3339,
    settings::Settings,
    tenant::{Source, SourceKind, Tenant},
};

/// What a problem of the request itself names as its source.
const SOURCE: &str = "request";

/// Answers a [`Request`] in JSON with a [`Response`] in JSON. Whatever is wrong with the request is
/// in the response, as data.
///
/// ```
/// use flowlock_core::request::respond;
///
/// let response = respond(br#"{"evaluate": {"export": []}}"#);
/// let response = core::str::from_utf8(&response).expect("JSON is text");
/// assert!(response.starts_with(r#"{"error":{"code":"call-unknown-key","#));
/// assert!(response.contains(r#""help":"did you mean `exports`?""#));
/// ```
pub fn respond(request: &[u8]) -> Vec<u8> {
    json(&answer(request).unwrap_or_else(Response::Error))
}

/// The response to a request that does not stand in memory that was lent for it.
pub fn not_lent() -> Vec<u8> {
    json(&Response::Error(Problem::new(
        ProblemCode::AbiMisuse,
        "the request does not stand in a buffer that `try_alloc` lent for it",
        "pass what `try_alloc` gave and the length that it was asked for, once",
    )))
}

/// What a response is made of has no map with other keys than text, and so always has a JSON.
fn json(response: &Response) -> Vec<u8> {
    serde_json::to_vec(response).unwrap_or_default()
}

fn answer(json: &[u8]) -> Result<Response, Problem> {
    let text = decode(json).map_err(in_request)?;
    let node = parse_one(&text).map_err(in_request)?;
    match parse::request(&View::new(&node, Pointer::root())).map_err(in_request)? {
        Request::Evaluate(request) => evaluate(&request).map(|report| Response::Report(Box::new(report))),
        Request::Diff(request) => compare(&request).map(|diff| Response::Diff(Box::new(diff))),
        Request::Locate(request) => locate(&request).map(Response::Places),
        Request::Watch(request) => watch(&request).map(Response::Watch),
        Request::Summarise(request) => summarise(&request).map(Response::Summary),
        Request::Merge(request) => merge(&request).map(Response::Summary),
    }
}

fn in_request(problem: Problem) -> Problem {
    let help =
        if problem.code == ProblemCode::NotJson { "send one JSON object".into() } else { problem.help };
    Problem { help, ..problem }.in_source(SOURCE)
}

fn evaluate(request: &Evaluate<'_>) -> Result<Report, Problem> {
    let Judged { tenant, evidence, decided, as_of } = judged(request, "/evaluate")?;
    evaluate_decided(&tenant, evidence.as_ref(), &decided, as_of)
}

fn compare(request: &Diff<'_>) -> Result<diff::Diff, Problem> {
    let (before, after) = (judged(&request.before, "/diff/before")?, judged(&request.after, "/diff/after")?);
    // Of two sides, the problem should say which has no policies.
    for (side, at) in [(&before, "/diff/before"), (&after, "/diff/after")] {
        if !side.tenant.has_policy_export() {
            return Err(in_request(no_policies(&side.tenant).at(at)));
        }
    }
    diff::diff_decided(&before.judging(), &after.judging())
}

/// One tenant, and what it is judged by.
struct Judged {
    tenant: Tenant,
    evidence: Option<Evidence>,
    decided: Decided,
    as_of: Timestamp,
}

impl Judged {
    fn judging(&self) -> diff::Judging<'_> {
        let Self { tenant, evidence, decided, as_of } = self;
        let side = diff::Side { tenant, evidence: evidence.as_ref(), settings: &decided.settings };
        diff::Judging { side, decisions: &decided.decisions, as_of: *as_of }
    }
}

fn judged(request: &Evaluate<'_>, at: &str) -> Result<Judged, Problem> {
    let mut settings = settings(request.settings.as_ref())?.into_owned();
    let decisions = declared(request.decisions.as_ref(), |text| Decisions::parse("decisions", text))?;
    let as_of = moment(request, &settings, at)?;
    let (mut tenant, evidence) = read(request, &settings, at)?;
    tenant.add_sources(request.unread.iter().map(unread).collect());
    settings.emergency_access.add(&request.emergency_access, &tenant.directory);
    let check = |signed: &Signed| found(request, signed);
    let decided = Decided::new(&tenant, evidence.as_ref(), settings, &decisions, (as_of, &check))?;
    Ok(Judged { tenant, evidence, decided, as_of })
}

/// What the host found of a signature.
fn found(request: &Evaluate<'_>, signed: &Signed) -> Result<Signer, SignatureStanding> {
    match request.checked.iter().find(|checked| checked.signed == *signed).map(|checked| &checked.found) {
        None => not_checked(signed),
        Some(Found::Signer(whose)) => Ok(whose.clone()),
        Some(Found::Refused(standing)) => Err(*standing),
    }
}

/// A file that the host could not read.
fn unread(problem: &Problem) -> Source {
    let name = problem.source.clone().unwrap_or_default();
    let problems = [problem.clone()].into();
    Source { name, kind: SourceKind::Unreadable, records: 0, complete: false, problems }
}

fn locate(request: &Locate<'_>) -> Result<Vec<Placed>, Problem> {
    let members = request.members.iter().map(|member| Placed {
        source: member.source.as_ref().into(),
        pointer: member.pointer.as_ref().into(),
        region: None,
    });
    let mut places = Places::of_members(members);
    for file in files(&request.exports, "/locate/exports")? {
        places.look_in(&file.name, &file.bytes);
    }
    Ok(places.members().collect())
}

/// What the exports and the summaries of one tenant say.
fn read(
    request: &Evaluate<'_>,
    settings: &Settings,
    at: &str,
) -> Result<(Tenant, Option<Evidence>), Problem> {
    let files = files(&request.exports, &[at, "/exports"].concat())?;
    let (mut tenant, evidence) = read_files(&files, settings)?;
    let part = Part::of(&request.summaries);
    let part = part.map_err(|problem| in_list(problem, &[at, "/summaries"].concat()))?;
    let evidence = part.add_to(&mut tenant, evidence)?;
    Ok((tenant, evidence))
}

fn watch(request: &Watch<'_>) -> Result<String, Problem> {
    let settings = settings(request.settings.as_ref())?;
    let (tenant, _) = read_files(&files(&request.exports, "/watch/exports")?, &settings)?;
    if !tenant.has_policy_export() {
        return Err(no_policies(&tenant));
    }
    WATCH.close(&evidence::Watch::new(&tenant, &settings))
}

fn summarise(request: &Summarise<'_>) -> Result<String, Problem> {
    let watch = WATCH.open(&request.watch).map_err(|problem| in_request(problem.at("/summarise/watch")))?;
    SUMMARY.close(&Part::read(&watch, &files(&request.logs, "/summarise/logs")?)?)
}

fn merge(request: &Merge<'_>) -> Result<String, Problem> {
    let part = Part::of(&request.summaries).map_err(|problem| in_list(problem, "/merge/summaries"))?;
    SUMMARY.close(&part)
}

fn settings<'r>(declared: Option<&'r Declared<'_, Settings>>) -> Result<Cow<'r, Settings>, Problem> {
    self::declared(declared, |text| Settings::parse("settings", text))
}

fn declared<'r, T: Clone + Default>(
    declared: Option<&'r Declared<'_, T>>,
    parse: fn(&[u8]) -> Result<T, Problem>,
) -> Result<Cow<'r, T>, Problem> {
    match declared {
        None => Ok(Cow::Owned(T::default())),
        Some(Declared::Object(object)) => Ok(Cow::Borrowed(object)),
        Some(Declared::Text(text)) => parse(text.as_bytes()).map(Cow::Owned),
    }
}

/// The request's moment, else that of the settings, else what the host's clock says.
fn moment(request: &Evaluate<'_>, settings: &Settings, at: &str) -> Result<Timestamp, Problem> {
    let fixed = request.as_of.as_deref().or(settings.as_of.as_deref());
    let asked = fixed.or(request.now.as_deref());
    let problem = |code, message| {
        let help = "send the moment to speak of, such as `2026-12-31T12:00:00Z`: there is no clock here";
        in_request(Problem::new(code, message, help).at([at, "/asOf"].concat()))
    };
    let asked = asked.ok_or_else(|| problem(ProblemCode::AsOfMissing, "`asOf` is missing"))?;
    let wrong = || problem(ProblemCode::CallInvalid, "the moment to speak of is not a time in RFC 3339");
    rfc3339::timestamp(asked).ok_or_else(wrong)
}

fn files<'r>(exports: &'r [Export<'_>], at: &str) -> Result<Vec<File<Cow<'r, [u8]>>>, Problem> {
    let file = |(place, export): (usize, &'r Export<'_>)| {
        let bytes = bytes(&export.content).map_err(|problem| in_list((place, problem), at))?;
        Ok(File { name: export.name.as_ref().into(), bytes })
    };
    exports.iter().enumerate().map(file).collect()
}

fn bytes<'r>(content: &'r Content<'_>) -> Result<Cow<'r, [u8]>, Problem> {
    match content {
        Content::Text(text) => Ok(Cow::Borrowed(text.as_bytes())),
        Content::Base64(text) => {
            BASE64_STANDARD.decode(text.as_bytes()).map(Cow::Owned).map_err(|_| not_base64())
        }
    }
}

fn not_base64() -> Problem {
    let help = "send the standard alphabet of RFC 4648, with padding and without line breaks";
    Problem::new(ProblemCode::CallInvalid, "`base64` is not Base64", help)
}

/// A problem with the item of a list of the request.
fn in_list((place, problem): (usize, Problem), list: &str) -> Problem {
    in_request(problem.at(alloc::format!("{list}/{place}")))
}
