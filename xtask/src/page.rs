//! `cargo xtask page`: the page that evaluates in the browser, one file that loads nothing.

use std::path::PathBuf;

use crate::browser;
use crate::node::{script, tool};
use crate::process::{Failure, capture, run, target_dir};
use crate::step::Step;

/// The page itself.
pub(crate) const BUILD: Step = Step {
    name: "page",
    about: "the page has no error, and builds as one file",
    alone: "cargo xtask page --build-only",
    check: build,
};

/// The page in the browser.
pub(crate) const TESTS: Step = Step {
    name: "page-browser",
    about: "the page in Chromium: same reports, large logs, hostile files, no request, axe finds nothing",
    alone: "cargo xtask browser",
    check: tests,
};

/// The page in another browser.
pub(crate) const FIREFOX: Step = Step {
    name: "page-firefox",
    about: "the page in Firefox: same reports, a large log, a hostile file, nothing leaves it",
    alone: "cargo xtask browser",
    check: in_firefox,
};

/// Where it is built.
pub(crate) fn file() -> PathBuf {
    target_dir().join("page").join("flowlock.html")
}

fn build() -> Result<String, Failure> {
    run(&mut tool("typescript/bin/tsc", &["--project", "host-wasm/web"]))?;
    capture(script("host-wasm/web/build.mjs", &[]).arg(file()))
}

fn tests() -> Result<String, Failure> {
    let mut tests = browser::test("host-wasm/web/test/page.mjs")?;
    capture(tests.arg(file()).arg(target_dir().join("page").join("test")))
}

fn in_firefox() -> Result<String, Failure> {
    let mut tests = browser::test_in_firefox("host-wasm/web/test/firefox.mjs")?;
    capture(tests.arg(file()).arg(target_dir().join("page").join("firefox")))
}

/// Serves it on loopback, until it is ended.
pub(crate) fn serve() -> Result<(), Failure> {
    run(script("host-wasm/web/serve.mjs", &[]).arg(file()))
}
