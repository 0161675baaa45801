//! The exports that a command is given: files in, tenant, evidence and settings out.

use std::{collections::BTreeSet, io};

use flowlock_core::{
    Evidence, Intake, Places, Problem, ProblemCode, Settings, SourceKind, Tenant, Watch,
    decisions::{Decided, DecisionReport, Decisions, SignatureStanding, Signed, Signer, not_checked},
    evaluate_decided,
    report::Report,
};
use jiff::Timestamp;

use crate::{
    args::Exports,
    decisions,
    decode::{self, Content},
    files::{self, Input, inputs},
    logs::{self, Log},
    settings::{as_of, now, settings},
    signatures::AllowedSigners,
};

const HOW_TO_EXPORT: &str = "export the policies with `az rest --method get --url \
    https://graph.microsoft.com/beta/identity/conditionalAccess/policies > policies.json`";

/// Everything that was read for one tenant, and the moment to speak of.
pub(crate) struct Read {
    pub(crate) tenant: Tenant,
    /// `None` where there is no log of sign-ins.
    pub(crate) evidence: Option<Evidence>,
    /// The settings, with the decisions that count.
    pub(crate) settings: Settings,
    decided: Decided,
    pub(crate) as_of: Timestamp,
    /// The files that are no logs, to be looked into again.
    files: Vec<Input>,
}

impl Read {
    /// The report on the tenant. It is written in the room that the evidence leaves.
    pub(crate) fn report(&mut self) -> Result<Report, Problem> {
        let evidence = self.evidence.take();
        evaluate_decided(&self.tenant, evidence.as_ref(), &self.decided, self.as_of)
    }

    /// Where the members stand that the report points at. The files it points into are read once more;
    /// what has gone since then has no place.
    pub(crate) fn places(&self, report: &Report) -> Places {
        let mut places = Places::of(report);
        let wanted: BTreeSet<String> = places.files().map(str::to_owned).collect();
        for file in self.files.iter().filter(|file| wanted.contains(&file.name)) {
            if let Some(bytes) = again(file) {
                places.look_in(&file.name, &bytes);
            }
        }
        places
    }
}

impl Read {
    /// How each decision stands.
    pub(crate) fn decisions(&self) -> &[DecisionReport] {
        &self.decided.decisions
    }

    /// Holds the decisions against what was read.
    fn decided(self, declared: &Declared) -> Result<Self, Problem> {
        let Self { tenant, evidence, settings, as_of, .. } = &self;
        let decided = Decided::new(
            tenant,
            evidence.as_ref(),
            settings.clone(),
            &declared.decisions,
            (*as_of, &|signed| declared.check(signed, *as_of)),
        )?;
        Ok(Self { settings: decided.settings.clone(), decided, ..self })
    }
}

fn again(file: &Input) -> Option<Vec<u8>> {
    let mut rest = file.open(|_| {}).ok()?;
    let beginning = decode::beginning(&mut rest).ok()?;
    match decode::read(beginning, rest).ok()? {
        Content::Whole(bytes) => Some(bytes),
        Content::TooLarge(_) => None,
    }
}

/// What people declare beside the exports.
pub(crate) struct Declared {
    pub(crate) settings: Settings,
    pub(crate) decisions: Decisions,
    /// `None` where signatures cannot be checked.
    pub(crate) signers: Option<AllowedSigners>,
}

impl Declared {
    /// Whose key signed a payload.
    pub(crate) fn check(&self, signed: &Signed, as_of: Timestamp) -> Result<Signer, SignatureStanding> {
        self.signers.as_ref().map_or_else(|| not_checked(signed), |signers| signers.check(signed, as_of))
    }
}

/// What the command line names.
pub(crate) fn declared(args: &Exports) -> Result<Declared, Problem> {
    Ok(Declared {
        settings: settings(args)?,
        decisions: decisions::read(args.decisions.as_deref())?,
        signers: AllowedSigners::read(args.allowed_signers.as_deref())?,
    })
}

/// The files of the exports. Decisions may lie among them.
pub(crate) fn others(args: &Exports) -> Result<Vec<Input>, Problem> {
    let decisions = args.decisions.as_deref().map(files::name);
    let mut inputs = inputs(&args.paths)?;
    inputs.retain(|input| input.named || Some(&input.name) != decisions.as_ref());
    #[cfg(feature = "steampipe")]
    if let Some(url) = &args.steampipe {
        inputs.extend(crate::steampipe::inputs(url, args.steampipe_ca.as_deref())?);
    }
    Ok(inputs)
}

/// Refuses a database where only files are read.
pub(crate) fn files_only(args: &Exports) -> Result<(), Problem> {
    if names_a_database(args) {
        let help = "leave out `--each` or `--sandbox`, or give files";
        return Err(Problem::new(ProblemCode::NoDatabase, "only files are read here, and no database", help));
    }
    Ok(())
}

#[cfg(feature = "steampipe")]
const fn names_a_database(args: &Exports) -> bool {
    args.steampipe.is_some()
}

#[cfg(not(feature = "steampipe"))]
const fn names_a_database(_: &Exports) -> bool {
    false
}

/// Reads the settings, the exports, and the logs of sign-ins last: by then it is known which
/// policies they are read for.
pub(crate) fn read(args: &Exports) -> Result<Read, Problem> {
    read_at(args, now())
}

/// The same, where it is known what time it is.
pub(crate) fn read_at(args: &Exports, now: Timestamp) -> Result<Read, Problem> {
    read_inputs(others(args)?, &declared(args)?, args, now, true)
}

/// The same for these files and settings; progress is shown where it is wanted and reading takes long.
pub(crate) fn read_inputs(
    inputs: Vec<Input>,
    declared: &Declared,
    args: &Exports,
    now: Timestamp,
    shows_progress: bool,
) -> Result<Read, Problem> {
    // Of many tenants, each is read by one thread.
    let threads = if shows_progress { logs::threads(args.threads) } else { 1 };
    let (mut read, logs) = all_but_logs(inputs, declared.settings.clone(), args, now, threads)?;
    let review = logs::read(&logs, &Watch::new(&read.tenant, &read.settings), threads, shows_progress)?;
    read.tenant.add_sources(review.sources);
    Read { evidence: review.evidence, ..read }.decided(declared)
}

/// The same, as if nothing was decided.
pub(crate) fn read_undecided(args: &Exports) -> Result<Read, Problem> {
    let declared = Declared { settings: settings(args)?, decisions: Decisions::default(), signers: None };
    read_inputs(others(args)?, &declared, args, now(), true)
}

/// The same, for whom logs of sign-ins say nothing.
pub(crate) fn read_without_logs(args: &Exports) -> Result<Read, Problem> {
    let declared = declared(args)?;
    let (read, _) =
        all_but_logs(others(args)?, declared.settings.clone(), args, now(), logs::threads(args.threads))?;
    read.decided(&declared)
}

fn all_but_logs(
    inputs: Vec<Input>,
    mut settings: Settings,
    args: &Exports,
    now: Timestamp,
    threads: usize,
) -> Result<(Read, Vec<Log>), Problem> {
    let as_of = as_of(args, &settings, now)?;
    let Taken { tenant, logs, files } = tenant(inputs, threads)?;
    settings.emergency_access.add(&args.emergency_access, &tenant.directory);
    let decided = Decided::default();
    Ok((Read { tenant, evidence: None, settings, decided, as_of, files }, logs))
}

/// What the files say that are no logs, and the logs.
struct Taken {
    tenant: Tenant,
    logs: Vec<Log>,
    files: Vec<Input>,
}

fn tenant(inputs: Vec<Input>, threads: usize) -> Result<Taken, Problem> {
    let mut intake = Intake::new();
    let (mut logs, mut files) = (Vec::new(), Vec::new());
    let are_logs = logs::recognise(&inputs, threads);
    for (input, is_log) in inputs.into_iter().zip(are_logs) {
        if is_log {
            logs.push(Log::new(input));
            continue;
        }
        let Took { log, file } = take(&mut intake, input)?;
        logs.extend(log);
        files.extend(file);
    }
    Ok(Taken { tenant: intake.finish()?, logs, files })
}

/// What became of one input: a log, a file that is none, or both.
#[derive(Default)]
struct Took {
    log: Option<Log>,
    file: Option<Input>,
}

fn take(intake: &mut Intake, input: Input) -> Result<Took, Problem> {
    let (named, name) = (input.named, input.name.clone());
    match take_or_put_off(intake, input) {
        Err(problem) if !named && !problem.is_hostile() => {
            intake.note_unreadable(&name, problem);
            Ok(Took::default())
        }
        outcome => outcome,
    }
}

/// A log of sign-ins is put off until it is known which policies it is read for.
fn take_or_put_off(intake: &mut Intake, input: Input) -> Result<Took, Problem> {
    let broken = |error: io::Error| files::problem(&error, &input.name);
    let mut rest = input.open(|_| {})?;
    let beginning = decode::beginning(&mut rest).map_err(broken)?;
    if input.is_stream() && Intake::is_log(&beginning) {
        return Ok(Took { log: Some(Log::begun(input, beginning, rest)), file: None });
    }
    match decode::read(beginning, rest).map_err(broken)? {
        Content::Whole(bytes) => {
            take_whole(intake, &input, &bytes)?;
            // A bundle holds sign-ins beside policies.
            let log = intake.left_sign_ins().then(|| Log::of_bundle(input.clone(), bytes.clone()));
            Ok(Took { log, file: Some(input.keep(bytes)) })
        }
        Content::TooLarge(beginning) => {
            take_beginning(intake, &input, &beginning)?;
            Ok(Took::default())
        }
    }
}

fn take_whole(intake: &mut Intake, input: &Input, bytes: &[u8]) -> Result<(), Problem> {
    match intake.read(&input.name, bytes)? {
        SourceKind::Ignored if input.named => Err(not_an_export(&input.name, bytes)),
        _ => Ok(()),
    }
}

/// A file that is too large is noted as what it begins as. Named, it has to be a log to be let through.
fn take_beginning(intake: &mut Intake, input: &Input, beginning: &[u8]) -> Result<(), Problem> {
    let is_log = matches!(Intake::peek(beginning), Some(SourceKind::SignIns | SourceKind::AuditLogs));
    if input.named && !is_log {
        return Err(Intake::too_large().in_source(&input.name));
    }
    intake.take_beginning(&input.name, beginning);
    Ok(())
}

/// Why a file is ignored: what the intake noted, if anything.
fn not_an_export(name: &str, bytes: &[u8]) -> Problem {
    let mut alone = Intake::new();
    let noted = alone.read(name, bytes).and_then(|_| alone.finish()).unwrap_or_default();
    let mut problems = noted.sources.into_iter().flat_map(|source| source.problems);
    problems.next().unwrap_or_else(none_that_is_read).in_source(name)
}

/// A file that nobody recognises.
pub(crate) fn none_that_is_read() -> Problem {
    Problem::new(ProblemCode::NotAnExport, "none of the exports that flowlock reads", HOW_TO_EXPORT)
}
