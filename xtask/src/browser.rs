//! Tests in a real browser: Debian's Chromium, driven by playwright-core.

use std::path::PathBuf;
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

/// The browser, installed where it is missing.
fn chromium() -> Result<PathBuf, Failure> {
    if let Some(path) = std::env::var_os("FLOWLOCK_CHROMIUM").filter(|path| !path.is_empty()) {
        return Ok(path.into());
    }
    apt::install(&["chromium"], || works(&mut program("chromium", &["--version"])))
        .map_err(|failure| failure.help("install Chromium, or set FLOWLOCK_CHROMIUM to where it is"))?;
    Ok(PathBuf::from("/usr/bin/chromium"))
}
