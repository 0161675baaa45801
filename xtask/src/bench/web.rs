//! A log of sign-ins in Node and in Chromium, beside the command line with one thread and `JSON.parse`.

use super::{command_line, folder};
use crate::{
    browser, npm, page,
    process::{self, Failure},
    step::Step,
};

/// The bench of the npm package and of the page.
pub(crate) const WEB: Step = Step {
    name: "bench-web",
    about: "a log of sign-ins, read in Node and in Chromium, beside one thread of the command line",
    alone: "cargo xtask bench-web",
    check: bench,
};

fn bench() -> Result<String, Failure> {
    let flowlock = command_line()?;
    let mut script = browser::test("host-wasm/npm/scripts/bench.mjs")?;
    script.arg(npm::laid_out().join("dist")).arg(page::file());
    script.arg(flowlock).arg(folder().join("web"));
    Ok(format!("\n{}", process::capture(&mut script)?))
}
