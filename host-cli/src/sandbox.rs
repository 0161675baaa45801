//! The exports in, the report out, by way of the plugin: nothing that a file holds is read outside of it but
//! its compression.

use std::collections::BTreeSet;

use base64::{Engine, prelude::BASE64_STANDARD};
use flowlock_core::{
    Intake, Placed, Places, Problem, ProblemCode, Source, SourceKind,
    decisions::SignatureStanding,
    report::Report,
    request::{self, Checked, Content, Evaluate, Export, Found, Locate, Member, Request},
};
use flowlock_sandbox::{Limits, Sandbox, Stop};
use jiff::Timestamp;
use serde::Deserialize;

use crate::{
    args::Exports,
    decode,
    exports::{self, Declared},
    files::{self, Input},
    settings::as_of,
};

/// The plugin of this very version.
const MODULE: &[u8] = include_bytes!(env!(
    "FLOWLOCK_PLUGIN",
    "the feature `sandbox` embeds the plugin: use `cargo xtask sandbox`, or build the plugin with `cargo xtask \
     plugin` and set FLOWLOCK_PLUGIN to the full path of target/plugin/flowlock.wasm"
));

/// The compiled plugin. Each question has an instance of its own.
pub(crate) struct Guest(Sandbox);

/// What the plugin answers. It is read strictly: the plugin may be in the hands of what it has read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Answer {
    Report(Box<Report>),
    Places(Vec<Placed>),
    Error(Problem),
}

impl Guest {
    /// Compiles the plugin.
    pub(crate) fn new() -> Result<Self, Problem> {
        Sandbox::new(MODULE).map(Self).map_err(stopped)
    }

    /// The report on one tenant, and where its members stand, if that is asked for.
    pub(crate) fn report(
        &self,
        inputs: &[Input],
        declared: &Declared,
        (args, now): (&Exports, Timestamp),
        shows_places: bool,
    ) -> Result<(Report, Places), Problem> {
        let as_of = as_of(args, &declared.settings, now)?;
        let Handed { exports, unread } = Handed::over(inputs)?;
        let request = Request::Evaluate(Evaluate {
            exports: exports.clone(),
            settings: Some(request::Declared::Object(declared.settings.clone().into())),
            emergency_access: args.emergency_access.iter().map(Into::into).collect(),
            decisions: Some(request::Declared::Object(declared.decisions.clone().into())),
            checked: checked(declared, as_of),
            unread,
            as_of: Some(as_of.to_string().into()),
            ..Evaluate::default()
        });
        let Answer::Report(report) = self.ask(&request)? else { return Err(fault("it gives no report")) };
        if let Some(problem) = report.sources.iter().find_map(|source| named_in_vain(source, inputs)) {
            return Err(problem);
        }
        let places = if shows_places { self.places(&report, exports)? } else { Places::default() };
        Ok((*report, places))
    }

    /// Where the members stand that the report points at. Logs have no lines that it points at.
    fn places(&self, report: &Report, exports: Vec<Export<'static>>) -> Result<Places, Problem> {
        let wanted = Places::of(report);
        let is_other = |source: &&Source| source.kind != SourceKind::SignIns;
        let others: BTreeSet<&str> =
            report.sources.iter().filter(is_other).map(|source| source.name.as_str()).collect();
        let files: BTreeSet<&str> = wanted.files().filter(|file| others.contains(file)).collect();
        let exports = exports.into_iter().filter(|export| files.contains(export.name.as_ref())).collect();
        let member = |placed: Placed| Member { source: placed.source.into(), pointer: placed.pointer.into() };
        let members = wanted.members().map(member).collect();
        match self.ask(&Request::Locate(Locate { exports, members }))? {
            Answer::Places(placed) => Ok(Places::of_members(placed)),
            _ => Err(fault("it gives no places")),
        }
    }

    fn ask(&self, request: &Request<'_>) -> Result<Answer, Problem> {
        let request = serde_json::to_vec(request).map_err(|_| fault("the request has no JSON"))?;
        let answer = self.0.ask(&request, Limits::default()).map_err(stopped)?;
        match serde_json::from_slice(&answer) {
            Ok(Answer::Error(problem)) => Err(problem),
            answer => answer.map_err(|_| fault("its answer is none")),
        }
    }
}

/// The files as they are handed over, and those that cannot be read.
#[derive(Default)]
struct Handed {
    exports: Vec<Export<'static>>,
    unread: Vec<Problem>,
}

impl Handed {
    fn over(inputs: &[Input]) -> Result<Self, Problem> {
        let mut handed = Self::default();
        for input in inputs {
            match content(input) {
                Ok(content) => handed.exports.push(Export { name: input.name.clone().into(), content }),
                Err(problem) if input.named || problem.code == ProblemCode::TooLarge => return Err(problem),
                Err(problem) => handed.unread.push(problem),
            }
        }
        Ok(handed)
    }
}

/// What is in a file, unpacked. One that cannot be handed over whole may hold policies.
fn content(input: &Input) -> Result<Content<'static>, Problem> {
    let read = decode::read(Vec::new(), input.open(|_| {})?);
    match read.map_err(|error| files::problem(&error, &input.name))? {
        decode::Content::Whole(bytes) => Ok(String::from_utf8(bytes).map_or_else(
            |other| Content::Base64(BASE64_STANDARD.encode(other.as_bytes()).into()),
            |text| Content::Text(text.into()),
        )),
        decode::Content::TooLarge(_) => Err(Intake::too_large().in_source(&input.name)),
    }
}

/// The signatures of the decisions, which the plugin cannot check.
fn checked(declared: &Declared, as_of: Timestamp) -> Vec<Checked> {
    let signatures = declared.decisions.decisions.iter().flat_map(|decision| &decision.signatures);
    let found = signatures.filter_map(|signed| {
        let found = match declared.check(signed, as_of) {
            Err(SignatureStanding::NotChecked) => return None,
            Err(standing) => Found::Refused(standing),
            Ok(signer) => Found::Signer(signer),
        };
        Some(Checked { signed: signed.clone(), found })
    });
    found.collect()
}

/// Why a file that was named on the command line is no export, where it is none.
fn named_in_vain(source: &Source, inputs: &[Input]) -> Option<Problem> {
    let is_read = !matches!(source.kind, SourceKind::Ignored | SourceKind::Unreadable);
    let is_named = inputs.iter().any(|input| input.named && input.name == source.name);
    if is_read || !is_named {
        return None;
    }
    let problem = source.problems.first().cloned().unwrap_or_else(exports::none_that_is_read);
    Some(problem.in_source(&source.name))
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
