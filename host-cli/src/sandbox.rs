//! The exports in, the report out, by way of the plugin: nothing that a file holds is read outside of it
//! but its compression.

use base64::{Engine, prelude::BASE64_STANDARD};
use flowlock_core::{
    Intake, Problem, ProblemCode, Source, SourceKind,
    report::Status,
    request::{Content, Declared, Evaluate, Export, Request},
};
use flowlock_sandbox::{Limits, Sandbox, Stop};
use serde::Deserialize;
use serde_json::{Deserializer, Serializer};

use crate::{
    args::Exports,
    decode, exports,
    files::{self, Input, inputs},
    settings::{as_of, now, settings},
};

/// The plugin of this very version.
const MODULE: &[u8] = include_bytes!(env!(
    "FLOWLOCK_PLUGIN",
    "the feature `sandbox` embeds the plugin: use `cargo xtask sandbox`, or build the plugin with `cargo xtask \
     plugin` and set FLOWLOCK_PLUGIN to the full path of target/plugin/flowlock.wasm"
));

/// How a response begins that holds a report.
const REPORT: &str = r#"{"report":"#;

/// What is read of a report outside the sandbox.
#[derive(Deserialize)]
struct Head {
    status: Status,
    sources: Vec<Source>,
}

/// What is read of a response that holds no report.
#[derive(Deserialize)]
struct Refused {
    error: Problem,
}

/// The status, and the report as JSON, the same text as without the sandbox.
pub(crate) fn report(args: &Exports) -> Result<(Status, String), Problem> {
    crate::exports::files_only(args)?;
    let inputs = inputs(&args.paths)?;
    let response = ask(&request(args, &inputs)?)?;
    let inner = response.strip_prefix(REPORT).and_then(|rest| rest.strip_suffix('}'));
    let report = inner.ok_or_else(|| refused(&response))?;
    let head: Head = serde_json::from_str(report).map_err(|_| fault("its report is none"))?;
    match head.sources.iter().find_map(|source| unread(source, &inputs)) {
        Some(problem) => Err(problem),
        None => Ok((head.status, pretty(report)?)),
    }
}

fn request(args: &Exports, inputs: &[Input]) -> Result<Vec<u8>, Problem> {
    let settings = settings(args)?;
    let as_of = as_of(args, &settings, now())?;
    let request = Request::Evaluate(Evaluate {
        exports: inputs.iter().map(export).collect::<Result<_, _>>()?,
        settings: Some(Declared::Object(settings.into())),
        as_of: Some(as_of.to_string().into()),
        ..Evaluate::default()
    });
    serde_json::to_vec(&request).map_err(|_| fault("the request has no JSON"))
}

/// A file that cannot be handed over whole may hold policies: it ends the evaluation, named or not.
fn export(input: &Input) -> Result<Export<'static>, Problem> {
    let read = decode::read(Vec::new(), input.open(|_| {})?);
    let content = match read.map_err(|error| files::problem(&error, &input.name))? {
        decode::Content::Whole(bytes) => String::from_utf8(bytes).map_or_else(
            |other| Content::Base64(BASE64_STANDARD.encode(other.as_bytes()).into()),
            |text| Content::Text(text.into()),
        ),
        decode::Content::TooLarge(_) => return Err(Intake::too_large().in_source(&input.name)),
    };
    Ok(Export { name: input.name.clone().into(), content })
}

fn ask(request: &[u8]) -> Result<String, Problem> {
    let sandbox = Sandbox::new(MODULE).map_err(stopped)?;
    let response = sandbox.ask(request, Limits::default()).map_err(stopped)?;
    String::from_utf8(response).map_err(|_| fault("its response is no text"))
}

fn refused(response: &str) -> Problem {
    serde_json::from_str(response)
        .map_or_else(|_| fault("its response is none"), |refused: Refused| refused.error)
}

/// Why a file that was named on the command line is no export, where it is none.
fn unread(source: &Source, inputs: &[Input]) -> Option<Problem> {
    let is_read = !matches!(source.kind, SourceKind::Ignored | SourceKind::Unreadable);
    let is_named = inputs.iter().any(|input| input.named && input.name == source.name);
    if is_read || !is_named {
        return None;
    }
    let problem = source.problems.first().cloned().unwrap_or_else(exports::none_that_is_read);
    Some(problem.in_source(&source.name))
}

/// The same JSON, laid out for people as the command line lays out its own.
fn pretty(report: &str) -> Result<String, Problem> {
    let mut text = Vec::new();
    let (mut from, mut to) = (Deserializer::from_str(report), Serializer::pretty(&mut text));
    let written = serde_transcode::transcode(&mut from, &mut to);
    let text = written.ok().and_then(|()| String::from_utf8(text).ok());
    text.map(|text| text + "\n").ok_or_else(|| fault("its report is no JSON"))
}

fn stopped(stop: Stop) -> Problem {
    match stop {
        Stop::Fault(words) => fault(&words),
        limit => Problem::new(
            ProblemCode::SandboxLimit,
            limit.to_string(),
            "leave the log of sign-ins out or cut it by time, or run without `--sandbox` if you trust the files",
        ),
    }
}

fn fault(words: &str) -> Problem {
    let help = "report this bug, if you can with the export that does it; nothing was decided";
    Problem::new(ProblemCode::SandboxFault, format!("the module stopped: {words}"), help)
}
