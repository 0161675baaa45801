//! The checks that read the source: formatting, clippy, rustdoc, and the components they need.

use std::time::Duration;

use crate::process::{Failure, program, run, run_within, say, works};
use crate::step::Step;

/// rustfmt and clippy are there.
pub(crate) const COMPONENTS: Step = Step {
    name: "components",
    about: "rustfmt and clippy are there",
    alone: "cargo fmt --version && cargo clippy --version",
    check: components,
};

/// Formatting.
pub(crate) const FMT: Step = Step {
    name: "fmt",
    about: "every file is formatted",
    alone: "cargo fmt --all --check",
    check: || run(&mut program("cargo", &["fmt", "--all", "--check"])).map(|()| "no difference".to_owned()),
};

/// Clippy.
pub(crate) const CLIPPY: Step = Step {
    name: "clippy",
    about: "clippy has no warning",
    alone: "cargo clippy --workspace --all-targets -- -D warnings",
    check: clippy,
};

/// Every feature of the command line by itself.
pub(crate) const FEATURES: Step = Step {
    name: "features",
    about: "the command line has no warning without its features, and with each alone",
    alone: "cargo xtask lint",
    check: features,
};

/// Rustdoc.
pub(crate) const DOC: Step = Step {
    name: "doc",
    about: "rustdoc has no warning",
    alone: "RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps",
    check: doc,
};

/// How long rustup may take to download a component.
const DOWNLOAD: Duration = Duration::from_mins(2);

fn components() -> Result<String, Failure> {
    component("rustfmt", "fmt")?;
    component("clippy", "clippy")?;
    Ok("both".to_owned())
}

/// Makes sure that `cargo <command>` is there. A check that cannot run has failed: it is never skipped.
fn component(name: &str, command: &str) -> Result<(), Failure> {
    let there = || works(&mut program("cargo", &[command, "--version"]));
    if there() {
        return Ok(());
    }
    say(&format!("`cargo {command}` is not there, asking rustup for {name}"));
    let asked = run_within(&mut program("rustup", &["component", "add", name]), DOWNLOAD);
    match asked {
        Ok(()) if there() => Ok(()),
        Ok(()) => Err(missing(name, command, "it is still not there after `rustup component add`")),
        Err(failure) => Err(missing(name, command, &failure.message)),
    }
}

fn missing(name: &str, command: &str, cause: &str) -> Failure {
    Failure::new(format!("`cargo {command}` is not there: {cause}")).help(format!(
        "run `rustup component add {name}`, or install {name} for the cargo and rustc in use, \
         then run this again"
    ))
}

fn clippy() -> Result<String, Failure> {
    run(&mut program("cargo", &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
        .map(|()| "no warning".to_owned())
}

/// The sandbox is built by its own step: it needs the plugin.
fn features() -> Result<String, Failure> {
    let alone = ["", "notify", "steampipe"];
    for feature in alone {
        let mut check =
            program("cargo", &["clippy", "-p", "flowlock", "--all-targets", "--no-default-features"]);
        run(check.args(["--features", feature, "--", "-D", "warnings"]))?;
    }
    Ok(format!("no warning in {} builds", alone.len()))
}

fn doc() -> Result<String, Failure> {
    run(program("cargo", &["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))
        .map(|()| "no warning".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_component_says_how_to_get_it() {
        let failure = missing("clippy", "clippy", "cannot start `rustup`");
        assert_eq!(failure.message, "`cargo clippy` is not there: cannot start `rustup`");
        assert!(failure.help.is_some_and(|help| help.contains("rustup component add clippy")));
    }
}
