//! The chores of this workspace, run as `cargo xtask <command>`.
//!
//! A command is a list of [`Step`]s, in groups that several commands share. The crate has no dependency, so it is there a second after
//! `git clone`; a chore that needs a heavy crate gets a crate of its own.

mod apt;
mod bench;
mod browser;
mod formats;
mod node;
mod npm;
mod page;
mod plugin;
mod process;
mod quality;
mod recipes;
mod services;
mod step;
mod unit;
mod wasm;

use std::{io::Write as _, process::ExitCode};

use process::Failure;
use step::Step;

/// Steps that belong together, in order.
type Group = &'static [&'static Step];

const LINT: Group =
    &[&quality::COMPONENTS, &quality::FMT, &quality::CLIPPY, &quality::FEATURES, &quality::DOC];
const SERVICES: Group = &[&services::MAIL, &services::DATABASE];
const CORE: Group = &[&wasm::STD, &wasm::CORE];
const PLUGIN: Group = &[&wasm::STD, &node::NODE, &plugin::MODULE, &plugin::CASES, &plugin::SANDBOX];
const PLUGIN_HOSTS: Group = &[&plugin::PYTHON, &plugin::SPARK];
const NPM: Group = &[&wasm::STD, &node::NODE, &npm::MODULE, &npm::SOURCES, &npm::PACKAGE, &npm::TESTS];
const BROWSER: Group = &[&browser::CHROMIUM, &browser::NPM, &browser::ELEMENT];
const FORMATS: Group =
    &[&node::NODE, &browser::CHROMIUM, &formats::SCHEMAS, &recipes::RECIPES, &formats::PAGE];
const PAGE: Group = &[&wasm::STD, &node::NODE, &npm::MODULE, &page::BUILD];
const PAGE_TESTS: Group = &[&page::TESTS, &browser::FIREFOX, &page::FIREFOX];

/// One word after `cargo xtask`, and what it stands for.
struct Task {
    name: &'static str,
    about: &'static str,
    groups: &'static [Group],
}

impl Task {
    /// The steps of all groups; one that stands in several is taken once.
    fn steps(&self) -> Vec<&'static Step> {
        let mut steps: Vec<&'static Step> = Vec::new();
        for step in self.groups.iter().copied().flatten() {
            if steps.iter().all(|earlier| earlier.name != step.name) {
                steps.push(step);
            }
        }
        steps
    }
}

/// Every command, in the order of the help text.
const TASKS: &[Task] = &[
    Task {
        name: "test",
        about: "everything that CI runs: every check below and the tests",
        groups: &[
            &[&quality::COMPONENTS, &wasm::STD],
            LINT,
            &[&unit::TESTS],
            SERVICES,
            CORE,
            PLUGIN,
            PLUGIN_HOSTS,
            NPM,
            BROWSER,
            FORMATS,
            PAGE,
            PAGE_TESTS,
        ],
    },
    Task { name: "lint", about: "formatting, clippy and rustdoc, any warning is an error", groups: &[LINT] },
    Task { name: "services", about: "the tests that need a server of another project", groups: &[SERVICES] },
    Task {
        name: "wasm",
        about: "build the core for WebAssembly against a sysroot that has no std",
        groups: &[CORE],
    },
    Task {
        name: "plugin",
        about: "build the plugin, a WebAssembly module without imports, and try it in its hosts",
        groups: &[PLUGIN, PLUGIN_HOSTS],
    },
    Task {
        name: "sandbox",
        about: "build the plugin, and try it under wasmtime in Rust alone",
        groups: &[PLUGIN],
    },
    Task { name: "npm", about: "build the npm package, and try it in Node and with Vite", groups: &[NPM] },
    Task {
        name: "browser",
        about: "the same, and what needs a browser",
        groups: &[NPM, BROWSER, PAGE, PAGE_TESTS],
    },
    Task {
        name: "page",
        about: "build the page that evaluates in the browser, and serve it on loopback",
        groups: &[PAGE],
    },
    Task {
        name: "formats",
        about: "SARIF, OCSF, JUnit and the recipes against schemas of others, the page in a browser",
        groups: &[FORMATS],
    },
    Task {
        name: "bench",
        about: "how fast a log of sign-ins is read, beside other tools",
        groups: &[&[&bench::BENCH]],
    },
    Task {
        name: "bench-web",
        about: "how fast a log of sign-ins is read in Node and in Chromium, beside one thread",
        groups: &[PAGE, &[&npm::PACKAGE, &browser::CHROMIUM, &bench::WEB]],
    },
    Task {
        name: "bench-spark",
        about: "how fast a log of sign-ins by hour is read on one machine, and on Spark",
        groups: &[&[&wasm::STD, &node::NODE, &plugin::MODULE, &bench::SPARK]],
    },
];

/// The part of the help text that is not a list of commands.
const ENVIRONMENT: &str = "\
Environment:
  FLOWLOCK_BENCH_MB=1000     how large the log of the benches is
  FLOWLOCK_CHROMIUM=PATH     the browser of the tests, in place of Debian's
  FLOWLOCK_FIREFOX=PATH      the other browser of the tests, in place of Debian's
  FLOWLOCK_CORPUS=FOLDER     exports of other projects that the tests also read
  FLOWLOCK_PAGE_MB=200       how large the log is that the page is given in its test
  FLOWLOCK_UPDATE=1          write what is made from the sources and committed, in place of
                             holding it against them: the types of the npm package
  FLOWLOCK_WASM_FALLBACK=1   build std for WebAssembly from Debian's packages, even where
                             rustup has it or could download it

Exit status: 0 all steps passed, 1 a step failed, 2 bad usage";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => usage("no command"),
        ["help" | "-h" | "--help"] => help(None),
        [name, "-h" | "--help"] => help(Some(name)),
        [name] => run(name, false),
        [name, "--build-only"] if after(name).is_some() => run(name, true),
        [name, extra, ..] => usage(&format!("`{name}` takes no argument, found `{extra}`")),
    }
}

fn task(name: &str) -> Option<&'static Task> {
    TASKS.iter().find(|task| task.name == name)
}

/// What goes on after the steps of a command until it is ended; `--build-only` leaves it out.
fn after(name: &str) -> Option<fn() -> Result<(), Failure>> {
    (name == "page").then_some(page::serve)
}

/// Runs the steps of the command called `name`, and what goes on after them.
fn run(name: &str, build_only: bool) -> ExitCode {
    let Some(task) = task(name) else {
        return usage(&format!("no command `{name}`"));
    };
    if !step::run_all(&task.steps()) {
        return ExitCode::FAILURE;
    }
    match after(name).filter(|_| !build_only).map(|serve| serve()) {
        Some(Err(failure)) => {
            eprintln!("xtask: {}", failure.message);
            ExitCode::FAILURE
        }
        Some(Ok(())) | None => ExitCode::SUCCESS,
    }
}

/// Prints the help text of one command, or of all.
fn help(name: Option<&str>) -> ExitCode {
    let text = match name.map(|name| (name, task(name))) {
        None => help_of_all(),
        Some((_, Some(task))) => help_of(task),
        Some((name, None)) => return usage(&format!("no command `{name}`")),
    };
    // Whoever reads only the head of it closes the pipe.
    let _ = writeln!(std::io::stdout(), "{text}");
    ExitCode::SUCCESS
}

/// Says what is wrong with the command line.
fn usage(message: &str) -> ExitCode {
    let names: Vec<_> = TASKS.iter().map(|task| task.name).collect();
    eprintln!("xtask: {message}");
    eprintln!("help: the commands are {}; `cargo xtask help` explains them", names.join(", "));
    ExitCode::from(2)
}

/// The text of `cargo xtask help`.
fn help_of_all() -> String {
    let commands: Vec<_> = TASKS.iter().map(|task| format!("  {:<13}{}", task.name, task.about)).collect();
    format!(
        "The chores of this workspace\n\nUsage: cargo xtask <COMMAND>\n\nCommands:\n{}\n  \
         help         this text; `cargo xtask <COMMAND> --help` lists its steps\n\n{ENVIRONMENT}",
        commands.join("\n")
    )
}

/// The text of `cargo xtask <COMMAND> --help`.
fn help_of(task: &Task) -> String {
    let steps: Vec<_> =
        task.steps().into_iter().map(|step| format!("  {:<11} {}", step.name, step.about)).collect();
    let only = if after(task.name).is_some() { " [--build-only]" } else { "" };
    format!(
        "{}: {}\n\nUsage: cargo xtask {}{only}\n\nSteps, the first that fails ends it:\n{}\n\n{ENVIRONMENT}",
        task.name,
        task.about,
        task.name,
        steps.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_its_own_name_and_steps() {
        for (index, task) in TASKS.iter().enumerate() {
            assert!(!task.steps().is_empty(), "{}", task.name);
            assert!(TASKS[..index].iter().all(|earlier| earlier.name != task.name), "{}", task.name);
        }
    }

    #[test]
    fn test_runs_every_check_there_is() {
        let all = task("test").expect("the command `test`").steps();
        for step in TASKS.iter().filter(|task| !task.name.starts_with("bench")).flat_map(Task::steps) {
            assert!(all.iter().any(|mine| mine.name == step.name), "{}", step.name);
        }
    }

    #[test]
    fn no_two_steps_share_a_name() {
        let all: Vec<&Step> = TASKS.iter().flat_map(|task| task.groups).copied().flatten().copied().collect();
        for step in &all {
            assert!(
                all.iter().all(|other| other.name != step.name || other.about == step.about),
                "{}",
                step.name
            );
        }
    }

    #[test]
    fn only_what_serves_can_be_built_only() {
        let servers: Vec<_> = TASKS.iter().filter(|task| after(task.name).is_some()).collect();
        assert!(matches!(servers[..], [Task { name: "page", .. }]));
    }

    #[test]
    fn help_names_every_command_and_step() {
        for task in TASKS {
            assert!(help_of_all().contains(task.about));
            assert!(task.steps().iter().all(|step| help_of(task).contains(step.about)));
        }
    }
}
