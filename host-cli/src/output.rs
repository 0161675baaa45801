//! Everything that is written: to the terminal, to a pipe, to a file.

use std::{
    fmt::Write as _,
    fs,
    io::{self, BufWriter, IsTerminal, Write},
    path::Path,
};

use anstream::{AutoStream, ColorChoice};
use flowlock_core::{
    Problem, ProblemCode,
    render::{self, Style},
    report::{Failure, Reason},
};
use serde::Serialize;
use terminal_size::{Height, Width};

use crate::{args::Color, files, interrupt};

/// The columns of a line where nobody says how many there are.
const COLUMNS: usize = 80;

/// The fewest and the most columns that a line is given.
const MIN_COLUMNS: usize = 40;
const MAX_COLUMNS: usize = 100;

/// Standard output and standard error, and when they are coloured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    color: Color,
}

impl Terminal {
    pub(crate) const fn new(color: Color) -> Self {
        Self { color }
    }

    /// How text is laid out on standard output, or in a file.
    pub(crate) fn style(self, in_file: bool) -> Style {
        if in_file {
            return Style { width: COLUMNS, colour: self.color == Color::Always };
        }
        style(self.choice(&io::stdout()), terminal_size::terminal_size_of(io::stdout()))
    }

    /// Writes to standard output. A reader that has seen enough is no error.
    pub(crate) fn print(self, text: &str) -> Result<(), Problem> {
        let mut stdout = AutoStream::new(io::stdout().lock(), self.choice(&io::stdout()));
        printed(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()))
    }

    /// Writes a value to standard output as JSON, piece by piece: a report may have many megabytes.
    pub(crate) fn print_json(self, value: &impl Serialize) -> Result<(), Problem> {
        if io::stdout().is_terminal() {
            return self.print(&shown(json(value)?, false));
        }
        let mut stdout = BufWriter::new(io::stdout().lock());
        let written = serde_json::to_writer_pretty(&mut stdout, value).map_err(io::Error::from);
        printed(written.and_then(|()| stdout.write_all(b"\n")).and_then(|()| stdout.flush()))
    }

    /// Writes a failure to standard error.
    pub(crate) fn failure(self, problem: Problem, for_programs: bool) {
        self.complain(|style| {
            if for_programs {
                serde_json::to_string_pretty(&Failure { error: problem }).unwrap_or_default() + "\n"
            } else {
                render::problem(&problem, style)
            }
        });
    }

    /// Writes a failure to standard error, no line of which is a command of the platform that reads along: names
    /// of files are chosen by whoever made the export, and lines are broken before they are looked at.
    #[cfg(feature = "notify")]
    pub(crate) fn inert_failure(self, problem: &Problem) {
        self.complain(|style| render::inert(&render::problem(problem, style)));
    }

    /// Writes notes to standard error, for who reads along.
    pub(crate) fn notes(self, notes: &[Reason]) {
        self.complain(|style| render::notes(notes, style));
    }

    /// Writes to standard error. Where even that fails, the exit status has to do.
    fn complain(self, text: impl FnOnce(Style) -> String) {
        let choice = self.choice(&io::stderr());
        let text = text(style(choice, terminal_size::terminal_size_of(io::stderr())));
        let _ = AutoStream::new(io::stderr().lock(), choice).write_all(text.as_bytes());
    }

    fn choice(self, stream: &impl anstream::stream::RawStream) -> ColorChoice {
        match self.color {
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
            Color::Auto => AutoStream::choice(stream),
        }
    }
}

fn style(choice: ColorChoice, size: Option<(Width, Height)>) -> Style {
    let width = size.map_or(COLUMNS, |(Width(width), _)| usize::from(width));
    Style { width: width.clamp(MIN_COLUMNS, MAX_COLUMNS), colour: choice != ColorChoice::Never }
}

/// Whether something could be printed, if anybody was there to read it.
fn printed(outcome: io::Result<()>) -> Result<(), Problem> {
    match outcome {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(unwritable(&error)),
        _ => Ok(()),
    }
}

/// A value as JSON.
pub(crate) fn json(value: &impl Serialize) -> Result<String, Problem> {
    let json = serde_json::to_string_pretty(value);
    json.map(|json| json + "\n").map_err(|error| {
        Problem::new(ProblemCode::Unwritable, format!("no JSON: {error}"), "report this bug")
    })
}

/// JSON as it is written: on a terminal, characters that could drive it become escapes.
pub(crate) fn shown(json: String, in_file: bool) -> String {
    if !in_file && io::stdout().is_terminal() { escaped(&json) } else { json }
}

/// The same JSON, with escapes for what could drive a terminal. Such characters stand in strings only.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        if character == '\n' || !render::is_unsafe(character) {
            out.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out
}

/// Writes a file that is there in full or not at all.
pub(crate) fn write_file(path: &Path, text: &str) -> Result<(), Problem> {
    let written = match fs::metadata(path) {
        // A device or a pipe is written to; replacing it would be wrong.
        Ok(there) if !there.is_file() => fs::write(path, text),
        Ok(_) => path.canonicalize().and_then(|real| replace(&real, text)),
        Err(_) => replace(path, text),
    };
    written.map_err(|error| unwritable(&error).in_source(&files::name(path)))
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    let _whole = interrupt::waits();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let file = filled(folder.unwrap_or(Path::new(".")), text)?;
    file.persist(path).map(|_| ()).map_err(|error| error.error)
}

/// Writes files of these names into a folder, which is made where it is not there. None appears before all
/// are complete.
pub(crate) fn write_folder(folder: &Path, texts: &[(&str, String)]) -> Result<(), Problem> {
    let at = |path: &Path, error: &io::Error| unwritable(error).in_source(&files::name(path));
    fs::create_dir_all(folder).map_err(|error| at(folder, &error))?;
    let _whole = interrupt::waits();
    let mut complete = Vec::new();
    for (name, text) in texts {
        let path = folder.join(name);
        if path.is_dir() {
            return Err(at(&path, &io::ErrorKind::IsADirectory.into()));
        }
        complete.push((filled(folder, text).map_err(|error| at(&path, &error))?, path));
    }
    for (file, path) in complete {
        file.persist(&path).map_err(|error| at(&path, &error.error))?;
    }
    Ok(())
}

/// A file that goes unless it is kept, with this text in it.
fn filled(folder: &Path, text: &str) -> io::Result<tempfile::NamedTempFile> {
    let mut file = new_file(folder)?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}

/// A file that is readable for whom the process's own files are.
fn new_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.prefix(".flowlock-").tempfile_in(folder)
}

/// Why a report cannot be written, as people are told.
pub(crate) fn unwritable(error: &io::Error) -> Problem {
    let message = format!("the report cannot be written: {}", error.kind());
    Problem::new(ProblemCode::Unwritable, message, "check that the folder is there and may be written to")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_on_a_terminal_drives_nothing() {
        let json = "{\n  \"a\": \"x\u{9b}2J\u{202e}\u{e0041}é\"\n}";
        let shown = escaped(json);
        assert_eq!(shown, "{\n  \"a\": \"x\\u009b2J\\u202e\\udb40\\udc41é\"\n}");
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(value(&shown), value(json));
    }

    #[test]
    fn lines_have_bounds() {
        let width = |columns| style(ColorChoice::Never, Some((Width(columns), Height(1)))).width;
        assert_eq!([width(10), width(90), width(500)], [MIN_COLUMNS, 90, MAX_COLUMNS]);
        assert_eq!(style(ColorChoice::Never, None), Style { width: COLUMNS, colour: false });
    }
}
