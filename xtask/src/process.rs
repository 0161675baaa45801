//! Running other programs: never with standard input, never longer than allowed.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// Why a step failed, and what to do about it.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What happened.
    pub(crate) message: String,
    /// What to do now.
    pub(crate) help: Option<String>,
}

impl Failure {
    /// A failure without a help line.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    /// The same failure with a help line.
    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::new(error.to_string())
    }
}

/// The folder of the workspace.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// The folder for what is built.
pub(crate) fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// A program to run in the workspace's folder.
pub(crate) fn program(name: impl AsRef<OsStr>, arguments: &[&str]) -> Command {
    let mut command = Command::new(name);
    command.args(arguments).current_dir(root()).stdin(Stdio::null());
    command
}

/// Says what the step is doing.
pub(crate) fn say(message: &str) {
    eprintln!("      {message}");
}

/// Runs a program to its end; its output goes where ours goes.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    say(&shown(command));
    let status = start(command)?.wait().map_err(|error| cannot_wait(command, &error))?;
    accept(command, status)
}

/// Runs a program and ends it when it takes longer than `limit`.
pub(crate) fn run_within(command: &mut Command, limit: Duration) -> Result<(), Failure> {
    say(&format!("{} (at most {} s)", shown(command), limit.as_secs()));
    let mut child = start(command)?;
    let deadline = Instant::now() + limit;
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait().map_err(|error| cannot_wait(command, &error))? {
            return accept(command, status);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    end(&mut child);
    Err(Failure::new(format!("`{}` did not end within {} s", named(command), limit.as_secs())))
}

/// Runs a program and gives what it wrote to standard output.
pub(crate) fn capture(command: &mut Command) -> Result<String, Failure> {
    let output = command.output().map_err(|error| cannot_start(command, &error))?;
    accept(command, output.status).map_err(|failure| {
        let words = String::from_utf8_lossy(&output.stderr);
        match words.trim() {
            "" => failure,
            words => Failure::new(format!("{}: {words}", failure.message)),
        }
    })?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// True if the program is there and ends well.
pub(crate) fn works(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// Starts a program.
pub(crate) fn start(command: &mut Command) -> Result<Child, Failure> {
    command.spawn().map_err(|error| cannot_start(command, &error))
}

/// The program and its first argument: which command it was, without its settings.
fn named(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(program)
        .chain(command.get_args().find(|word| !word.to_string_lossy().starts_with(['-', '+'])));
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

/// A failure unless the program ended well.
pub(crate) fn accept(command: &Command, status: ExitStatus) -> Result<(), Failure> {
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("`{}` ended with {status}", named(command))))
    }
}

/// The failure of a program that was lost on the way.
pub(crate) fn cannot_wait(command: &Command, error: &std::io::Error) -> Failure {
    Failure::new(format!("lost `{}`: {error}", named(command)))
}

/// The command as a person would type it, with the variables set for it.
pub(crate) fn shown(command: &Command) -> String {
    let variables = command.get_envs().filter_map(|(key, value)| {
        Some(format!(
            "{}={}",
            key.to_string_lossy(),
            quoted(&value?.to_string_lossy().replace('\u{1f}', " "))
        ))
    });
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    variables.chain(words.map(|word| quoted(&word.to_string_lossy()))).collect::<Vec<_>>().join(" ")
}

/// The word, in quotes if a shell would split it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=+./:,@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

fn cannot_start(command: &Command, error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot start `{}`: {error}", command.get_program().to_string_lossy()))
}

/// Ends a program that we started; one that has just ended by itself is no error.
fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_it_is_typed() {
        let mut command = program("cargo", &["doc", "--no-deps", "it's"]);
        command.env("RUSTDOCFLAGS", "-D warnings");
        assert_eq!(named(&command), "cargo doc");
        assert_eq!(shown(&command), r"RUSTDOCFLAGS='-D warnings' cargo doc --no-deps 'it'\''s'");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let failure = run(&mut program("flowlock-no-such-program", &[])).expect_err("a failure");
        assert!(failure.message.contains("`flowlock-no-such-program`"), "{}", failure.message);
        assert!(!works(&mut program("flowlock-no-such-program", &[])));
    }

    #[cfg(unix)]
    #[test]
    fn a_program_past_its_time_is_ended() {
        let start = Instant::now();
        let result = run_within(&mut program("sleep", &["30"]), Duration::from_millis(200));
        assert!(result.expect_err("a failure").message.contains("did not end"));
        assert!(start.elapsed() < Duration::from_secs(10));
    }

    #[cfg(unix)]
    #[test]
    fn a_program_in_time_is_judged_by_its_status() {
        let limit = Duration::from_secs(30);
        assert!(run_within(&mut program("true", &[]), limit).is_ok());
        assert!(run_within(&mut program("false", &[]), limit).is_err());
        assert_eq!(capture(&mut program("echo", &["a", "b"])).expect("output"), "a b");
    }
}
