//! Secrets: found, used, and kept out of everything that is printed.

use std::{env, fs, path::Path};

use flowlock_core::{Problem, ProblemCode, notice::Secret};

/// The shortest part of a secret that is looked for in what a server answered.
const MIN_PART: usize = 6;

/// A secret. It has no way to be printed.
pub(crate) struct Hidden(String);

impl Hidden {
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// The text without the secret, and without the parts of an address that make it one.
    pub(crate) fn scrubbed(&self, text: &str) -> String {
        let parts = self.0.split(['/', '?', '&', '=']).filter(|part| part.len() >= MIN_PART);
        let whole = text.replace(&self.0, "…");
        parts.fold(whole, |text, part| text.replace(part, "…"))
    }
}

/// The secret, from where it is found; files are named from `folder` on.
pub(crate) fn find(secret: &Secret, folder: &Path) -> Result<Hidden, Problem> {
    let (place, found) = match secret {
        Secret::Env(name) => (format!("the environment variable `{name}`"), env::var(name).ok()),
        Secret::File(path) => (format!("the file `{path}`"), fs::read_to_string(folder.join(path)).ok()),
    };
    let problem = |what: &str| {
        let help = "a secret is one line; set it for the process that runs flowlock";
        Err(Problem::new(ProblemCode::NoSecret, format!("{place} {what}"), help))
    };
    match found.as_deref().map(str::trim) {
        None => problem("is not there, or cannot be read"),
        Some("") => problem("is empty"),
        Some(text) if text.contains(char::is_control) => problem("is more than one line"),
        Some(text) => Ok(Hidden(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_of_an_address_that_makes_it_secret_is_repeated() {
        let url = Hidden("https://hooks.example/services/T0000001/sig=abcdefgh".to_owned());
        assert_eq!(url.scrubbed("no T0000001 at abcdefgh, ok"), "no … at …, ok");
        assert_eq!(url.scrubbed("POST https://hooks.example/services/T0000001/sig=abcdefgh"), "POST …");
    }

    #[test]
    fn a_secret_is_one_line_that_is_not_empty() {
        let folder = tempfile::tempdir().unwrap();
        let find = |text: &str| {
            fs::write(folder.path().join("s"), text).unwrap();
            find(&Secret::File("s".to_owned()), folder.path()).map(|hidden| hidden.0).map_err(|p| p.message)
        };
        assert_eq!(find(" a b\r\n"), Ok("a b".to_owned()));
        assert_eq!(find("\n"), Err("the file `s` is empty".to_owned()));
        assert_eq!(find("a\nb"), Err("the file `s` is more than one line".to_owned()));
        let missing = super::find(&Secret::File("t".to_owned()), folder.path()).err().unwrap();
        assert_eq!(missing.code, ProblemCode::NoSecret);
    }
}
