//! `flowlock evaluate --each`: a folder of folders, one tenant in each.

use std::{
    fs,
    io::{self, IsTerminal},
    num::NonZero,
    panic,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use flowlock_core::{
    Places, Problem, ProblemCode, Settings,
    many::{Many, Outcome, Tenant, Worst},
    render,
    report::Report,
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;

use super::{
    evaluate::{judged, only},
    sandbox::Guest,
};
use crate::{
    COULD_NOT_EVALUATE,
    args::{Evaluate, Format},
    decisions,
    exports::{self, Declared},
    files,
    output::{Terminal, json, shown, write_file, write_folder},
    settings,
    signatures::AllowedSigners,
};

/// What a tenant's own settings are called, at the top of its folder.
const OWN_SETTINGS: [&str; 3] = ["flowlock.toml", "flowlock.json", "settings.json"];

/// What a tenant's own decisions are called, beside its settings.
const OWN_DECISIONS: &str = "decisions.json";

/// Evaluates every tenant and prints them together.
pub(super) fn each(args: &Evaluate, terminal: Terminal) -> Result<ExitCode, Problem> {
    if args.output_dir.is_none() {
        only(&args.format)?;
    }
    if !args.format.iter().all(|format| format.is_for_many()) {
        return Err(one_tenant_only());
    }
    crate::exports::files_only(&args.exports)?;
    let run = Run {
        args,
        settings: settings::settings(&args.exports)?,
        now: settings::now(),
        guest: args.sandbox.then(Guest::new).transpose()?,
    };
    let (folders, ignored) = folders(&args.exports.paths)?;
    let many = Many::new(run.all(&folders), ignored);
    match (&args.output_dir, &args.output) {
        (Some(folder), _) => {
            let text =
                |format: &Format| Ok((format.file_name(), text(&many, *format, args, terminal, true)?));
            write_folder(folder, &args.format.iter().map(text).collect::<Result<Vec<_>, Problem>>()?)?;
            terminal.print(&render::tenants(&many, terminal.style(false)))?;
        }
        (None, Some(path)) => write_file(path, &text(&many, only(&args.format)?, args, terminal, true)?)?,
        (None, None) => terminal.print(&text(&many, only(&args.format)?, args, terminal, false)?)?,
    }
    Ok(exit_code(many.worst()))
}

fn text(
    many: &Many,
    format: Format,
    args: &Evaluate,
    terminal: Terminal,
    in_file: bool,
) -> Result<String, Problem> {
    Ok(match format {
        Format::Json => shown(json(many)?, in_file),
        Format::Sarif => shown(render::sarif_of_many(many, args.sarif_results()), in_file),
        Format::Html => render::html_of_many(many),
        _ => render::tenants(many, terminal.style(in_file)),
    })
}

fn one_tenant_only() -> Problem {
    let message = "with `--each` the formats are human, json, sarif and html: the others tell of one tenant";
    let help = "leave out `--format`, use one of these, or run once for each tenant";
    Problem::new(ProblemCode::FormatOfOneTenant, message, help)
}

fn exit_code(worst: Worst) -> ExitCode {
    ExitCode::from(match worst {
        Worst::Fail => 1,
        Worst::NotEvaluated => COULD_NOT_EVALUATE,
        Worst::Review => 3,
        Worst::Pass => 0,
    })
}

/// The folder of one tenant.
struct Folder {
    name: String,
    path: PathBuf,
}

/// The folders of the tenants, and what lies beside them.
fn folders(roots: &[PathBuf]) -> Result<(Vec<Folder>, Vec<String>), Problem> {
    let (mut folders, mut ignored) = (Vec::new(), Vec::new());
    for root in roots {
        let root_name = files::name(root);
        let broken = |error: io::Error| files::problem(&error, &root_name);
        for entry in fs::read_dir(root).map_err(broken)? {
            let path = entry.map_err(broken)?.path();
            let name = path.file_name().unwrap_or_default();
            if name.as_encoded_bytes().starts_with(b".") {
                continue;
            }
            // Of two roots, both may hold a tenant of this name.
            let name = files::name(if roots.len() == 1 { Path::new(name) } else { &path });
            if path.is_dir() { folders.push(Folder { name, path }) } else { ignored.push(name) }
        }
    }
    if folders.is_empty() {
        return Err(no_tenants(roots));
    }
    folders.sort_by(|one, other| one.name.cmp(&other.name));
    Ok((folders, ignored))
}

fn no_tenants(roots: &[PathBuf]) -> Problem {
    let help = "give the folder that holds a folder for each tenant; for one tenant leave out `--each`";
    let problem = Problem::new(ProblemCode::NoTenants, "there is no folder of a tenant in it", help);
    roots.first().map_or(problem.clone(), |root| problem.in_source(&files::name(root)))
}

/// What all tenants share.
struct Run<'r> {
    args: &'r Evaluate,
    /// For the tenants that have none of their own.
    settings: Settings,
    now: Timestamp,
    /// The sandbox, where exports are read in one.
    guest: Option<Guest>,
}

impl Run<'_> {
    /// Every tenant, on all cores. How many threads there are makes no difference to what comes out.
    fn all(&self, folders: &[Folder]) -> Vec<Tenant> {
        let (next, progress) = (AtomicUsize::new(0), progress(folders.len()));
        let threads = thread::available_parallelism().map_or(1, NonZero::get).min(folders.len());
        let work = || {
            let mut tenants = Vec::new();
            while let Some(folder) = folders.get(next.fetch_add(1, Ordering::Relaxed)) {
                tenants.push(self.one(folder));
                progress.inc(1);
            }
            tenants
        };
        let tenants = thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            let joined = workers.into_iter().map(thread::ScopedJoinHandle::join);
            joined.flat_map(|part| part.unwrap_or_else(|payload| panic::resume_unwind(payload))).collect()
        });
        progress.finish_and_clear();
        tenants
    }

    /// A tenant that is broken does not stop the others.
    fn one(&self, folder: &Folder) -> Tenant {
        let (outcome, places) = match self.report(&folder.path) {
            Ok((report, places)) => (Outcome::Report(Box::new(report)), places),
            Err(problem) => (Outcome::Error(problem), Places::default()),
        };
        Tenant { tenant: folder.name.clone(), outcome, places }
    }

    fn report(&self, folder: &Path) -> Result<(Report, Places), Problem> {
        let own = own_settings(folder)?;
        let settings = own.as_deref().map_or_else(|| Ok(self.settings.clone()), settings::read)?;
        let decisions = folder.join(OWN_DECISIONS);
        let decisions = decisions.is_file().then_some(decisions);
        let mut inputs = files::inputs(&[folder.to_owned()])?;
        let own: Vec<String> = own.iter().chain(&decisions).map(|path| files::name(path)).collect();
        inputs.retain(|input| !own.contains(&input.name));
        let decisions = decisions::read(decisions.as_deref())?;
        let signers = AllowedSigners::read(self.args.exports.allowed_signers.as_deref())?;
        let declared = Declared { settings, decisions, signers };
        let args = &self.args.exports;
        if let Some(guest) = &self.guest {
            return guest.report(&inputs, &declared, (args, self.now), self.args.shows_places());
        }
        judged(exports::read_inputs(inputs, &declared, args, self.now, false)?, self.args)
    }
}

/// The tenant's own settings, which win over those of the command line.
fn own_settings(folder: &Path) -> Result<Option<PathBuf>, Problem> {
    let mut there = OWN_SETTINGS.iter().map(|name| folder.join(name)).filter(|path| path.is_file());
    let first = there.next();
    there.next().map_or(Ok(first), |second| {
        let message = "the tenant has two files of settings, and which one counts is not certain";
        let help = format!("leave one of {}", OWN_SETTINGS.join(", "));
        Err(Problem::new(ProblemCode::SettingsTwice, message, help).in_source(&files::name(&second)))
    })
}

/// Shows how many tenants are done on a terminal, where there are many.
fn progress(tenants: usize) -> ProgressBar {
    if tenants < 20 || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let look = "evaluating tenants {bar:30} {pos} of {len}, {eta} left";
    let style = ProgressStyle::with_template(look).unwrap_or_else(|_| ProgressStyle::default_bar());
    let length = u64::try_from(tenants).ok();
    ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr_with_hz(5)).with_style(style)
}
