//! Tests in real browsers: Debian's Chromium, driven by playwright-core, and its Firefox, by Marionette.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::apt;
use crate::node::script;
use crate::process::{Failure, capture, program, target_dir, works};
use crate::step::Step;

/// A browser is there.
pub(crate) const CHROMIUM: Step = Step {
    name: "chromium",
    about: "a Chromium is there, of Debian or where FLOWLOCK_CHROMIUM says",
    alone: "cargo xtask browser",
    check: || capture(program(chromium()?, &[]).arg("--version")),
};

/// Another one is there, too.
pub(crate) const FIREFOX: Step = Step {
    name: "firefox",
    about: "a Firefox is there, of Debian or where FLOWLOCK_FIREFOX says",
    alone: "cargo xtask browser",
    check: || capture(program(firefox()?, &[]).arg("--version")),
};

/// The npm package in the browser.
pub(crate) const NPM: Step = Step {
    name: "npm-browser",
    about: "the npm package gives the same reports in Chromium: on a page, in a worker, inlined",
    alone: "cargo xtask browser",
    check: || capture(test("host-wasm/npm/test/browser.mjs")?.arg(target_dir().join("npm").join("consumer"))),
};

/// The custom element of the npm package.
pub(crate) const ELEMENT: Step = Step {
    name: "npm-element",
    about: "<flowlock-report> in a portal: wide, narrow, light and dark, and axe finds nothing",
    alone: "cargo xtask browser",
    check: || capture(test("host-wasm/npm/test/element.mjs")?.arg(target_dir().join("npm").join("consumer"))),
};

/// A test script with a browser.
pub(crate) fn test(path: &str) -> Result<Command, Failure> {
    let mut command = script(path, &[]);
    command.env("FLOWLOCK_CHROMIUM", chromium()?);
    Ok(command)
}

/// The same, with Firefox.
pub(crate) fn test_in_firefox(path: &str) -> Result<Command, Failure> {
    let mut command = script(path, &[]);
    command.env("FLOWLOCK_FIREFOX", firefox()?);
    Ok(command)
}

fn chromium() -> Result<PathBuf, Failure> {
    installed("chromium", "FLOWLOCK_CHROMIUM")
}

fn firefox() -> Result<PathBuf, Failure> {
    installed("firefox-esr", "FLOWLOCK_FIREFOX")
}

/// The browser of this Debian package, installed where it is missing, or where the variable says.
fn installed(package: &str, variable: &str) -> Result<PathBuf, Failure> {
    if let Some(path) = std::env::var_os(variable).filter(|path| !path.is_empty()) {
        return Ok(path.into());
    }
    apt::install(&[package], || works(&mut program(package, &["--version"])))
        .map_err(|failure| failure.help(format!("install {package}, or set {variable} to where it is")))?;
    Ok(Path::new("/usr/bin").join(package))
}
