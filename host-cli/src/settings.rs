//! Settings from a file and from the command line.

use std::{fs::File, path::Path};

use flowlock_core::{Problem, ProblemCode, Settings};
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::{
    args::Exports,
    decode::{self, Content},
    files,
};

/// The settings of the file; without one, nothing is accepted.
pub(crate) fn settings(args: &Exports) -> Result<Settings, Problem> {
    Ok(args.settings.as_deref().map(read).transpose()?.unwrap_or_default())
}

/// Now, to the second.
pub(crate) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// The moment the evaluation speaks of: the command line's, else the settings', else now.
pub(crate) fn as_of(args: &Exports, settings: &Settings, now: Timestamp) -> Result<Timestamp, Problem> {
    if let Some(moment) = args.as_of {
        return Ok(moment);
    }
    let Some(text) = &settings.as_of else { return Ok(now) };
    text.parse().map_err(|_| {
        let problem = Problem::new(
            ProblemCode::SettingsInvalid,
            "`asOf` is not a time",
            "write it as RFC 3339, such as 2026-07-02T21:00:00Z",
        );
        let name = args.settings.as_deref().map(files::name).unwrap_or_default();
        problem.in_source(&name).at("/asOf")
    })
}

/// The settings of one file, as JSON or TOML.
pub(crate) fn read(path: &Path) -> Result<Settings, Problem> {
    read_as("settings", path, Settings::parse)
}

/// What people wrote as JSON or TOML; `flowlock schema` describes it by the name `of`.
pub(crate) fn read_as<T>(
    of: &str,
    path: &Path,
    parse: impl Fn(&str, &[u8]) -> Result<T, Problem>,
) -> Result<T, Problem> {
    let name = files::name(path);
    let content =
        File::open(path).and_then(decode::decompressed).and_then(|bytes| decode::read(Vec::new(), bytes));
    match content.map_err(|error| files::problem(&error, &name))? {
        Content::Whole(bytes) if is_toml(path, &bytes) => {
            let json = json_of_toml(of, &bytes).map_err(|problem| problem.in_source(&name))?;
            // Lines of the JSON between are not lines of the file.
            parse(&name, json.as_bytes()).map_err(|problem| Problem { line: None, ..problem })
        }
        Content::Whole(bytes) => parse(&name, &bytes),
        Content::TooLarge(_) => Err(too_large(of).in_source(&name)),
    }
}

fn too_large(of: &str) -> Problem {
    Problem::new(ProblemCode::TooLarge, format!("the {of} are too large"), see(of))
}

fn see(of: &str) -> String {
    format!("see `flowlock schema {of}` for what {of} hold")
}

/// By the name of the file; where that does not tell, TOML is what does not begin as JSON does.
fn is_toml(path: &Path, bytes: &[u8]) -> bool {
    let is = |extension| path.extension().is_some_and(|known| known.eq_ignore_ascii_case(extension));
    let begins_as_json = || matches!(bytes.trim_ascii_start().first(), Some(b'{' | 0xef | 0xff | 0xfe));
    is("toml") || !is("json") && !begins_as_json()
}

/// TOML becomes JSON, so that the same reader says the same of it.
fn json_of_toml(of: &str, bytes: &[u8]) -> Result<String, Problem> {
    let text = str::from_utf8(bytes).map_err(|_| bad_toml(of, "not UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let at = error.span().map_or(0, |span| span.start);
        let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
        bad_toml(of, error.message()).in_line(u64::try_from(line).unwrap_or(u64::MAX))
    })?;
    Ok(Value::Object(object(table)).to_string())
}

fn bad_toml(of: &str, message: &str) -> Problem {
    let message = format!("not TOML: {}", message.lines().next().unwrap_or_default());
    Problem::new(ProblemCode::SettingsNotToml, message, see(of))
}

fn object(table: toml::Table) -> Map<String, Value> {
    table.into_iter().map(|(key, value)| (key, json(value))).collect()
}

fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(flag) => flag.into(),
        toml::Value::Datetime(moment) => moment.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(json).collect(),
        toml::Value::Table(table) => Value::Object(object(table)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_toml_become_text() {
        let table: toml::Table =
            "a = 2026-12-31\nb = 2026-07-02T21:00:00Z\n[c]\nd = [1, true]".parse().unwrap();
        let expected = r#"{"a":"2026-12-31","b":"2026-07-02T21:00:00Z","c":{"d":[1,true]}}"#;
        assert_eq!(Value::Object(object(table)).to_string(), expected);
    }

    #[test]
    fn the_format_is_told_by_name_then_by_content() {
        assert!(is_toml(Path::new("a.TOML"), b"{"));
        assert!(!is_toml(Path::new("a.json"), b"a = 1"));
        assert!(is_toml(Path::new("a"), b"a = 1") && !is_toml(Path::new("a"), b" {}"));
    }
}
