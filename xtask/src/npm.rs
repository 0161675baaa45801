//! `cargo xtask npm`: the npm package, from the module to a tarball that was tried.

use std::fs;
use std::path::{Path, PathBuf};

use crate::node::{self, script, tool};
use crate::process::{Failure, capture, program, root, run, say, target_dir};
use crate::step::Step;
use crate::wasm::artifact;

/// The module and the JavaScript around it.
pub(crate) const MODULE: Step = Step {
    name: "npm-module",
    about: "the WebAssembly module of the npm package builds, and is small",
    alone: "cargo xtask npm",
    check: module,
};

/// The sources.
pub(crate) const SOURCES: Step = Step {
    name: "npm-sources",
    about: "TypeScript is formatted, has no error, and its types are those of the JSON Schemas",
    alone: "cargo xtask npm",
    check: sources,
};

/// The package.
pub(crate) const PACKAGE: Step = Step {
    name: "npm-package",
    about: "the package packs, and publint and arethetypeswrong find nothing",
    alone: "cargo xtask npm",
    check: package,
};

/// The package in use.
pub(crate) const TESTS: Step = Step {
    name: "npm-tests",
    about: "what was packed is installed and tried in Node, and built by Vite",
    alone: "cargo xtask npm",
    check: tests,
};

/// What the module may use of WebAssembly beyond the target's default. All browsers have it since 2023.
const FEATURES: &str = "+simd128";

/// The glue, among the sources that import it.
const GLUE: &str = "host-wasm/npm/ts/glue";

/// What is formatted.
const FORMATTED: &[&str] = &["host-wasm/npm", "host-wasm/package.json", "host-wasm/web", "tests/browser"];

fn module() -> Result<String, Failure> {
    run(&mut program("cargo", &["build", "--package", "flowlock-bindgen"]))?;
    let bindgen = built("flowlock-bindgen");
    let module = artifact::build("flowlock-wasm", "npm", FEATURES)?;
    let glue = root().join(GLUE);
    let bound = glue.join("glue_bg.wasm");
    if newer(&bound, &module) && newer(&bound, &bindgen) {
        say("the module is as it was");
    } else {
        run(program(&bindgen, &[]).arg(&module).arg(&glue))?;
        run(tool("binaryen/bin/wasm-opt", &["-Os", "--output"]).arg(&bound).arg(&bound))?;
    }
    capture(script("host-wasm/npm/scripts/module.mjs", &[]).arg(&glue))
}

/// Whether both are there, and the one is newer than the other.
fn newer(one: &Path, other: &Path) -> bool {
    let modified = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    modified(one).zip(modified(other)).is_some_and(|(one, other)| one > other)
}

fn sources() -> Result<String, Failure> {
    types()?;
    run(tool("prettier/bin/prettier.cjs", &["--check", "--log-level", "warn"]).args(FORMATTED))?;
    run(&mut tool("typescript/bin/tsc", &["--noEmit", "--project", "host-wasm/npm"]))?;
    Ok("formatted, no error, types as in the schemas".to_owned())
}

/// Holds the committed types against the schemas, or writes them.
fn types() -> Result<(), Failure> {
    let folder = target_dir().join("npm").join("schemas");
    fs::create_dir_all(&folder)?;
    for schema in ["report", "settings", "decisions", "diff"] {
        let mut print =
            program("cargo", &["run", "--quiet", "--package", "flowlock", "--", "schema", schema]);
        fs::write(folder.join(format!("{schema}.json")), capture(&mut print)?)?;
    }
    let mut check = script("host-wasm/npm/scripts/types.mjs", &[]);
    check.arg(&folder);
    if std::env::var_os("FLOWLOCK_UPDATE").is_some() {
        check.arg("--write");
    }
    run(&mut check)
        .map_err(|failure| failure.help("run `FLOWLOCK_UPDATE=1 cargo xtask npm`, and read the difference"))
}

/// Where the package is laid out.
pub(crate) fn laid_out() -> PathBuf {
    target_dir().join("npm").join("flowlock")
}

/// The tarball.
fn tarball() -> PathBuf {
    target_dir().join("npm").join(format!("flowlock-{}.tgz", env!("CARGO_PKG_VERSION")))
}

fn package() -> Result<String, Failure> {
    let folder = laid_out();
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    run(tool("typescript/bin/tsc", &["--project", "host-wasm/npm", "--outDir"]).arg(folder.join("dist")))?;
    copy_folder(&root().join(GLUE), &folder.join("dist").join("glue"))?;
    for file in ["LICENSE", "host-wasm/npm/package.json", "host-wasm/npm/README.md"] {
        let from = root().join(file);
        fs::copy(&from, folder.join(from.file_name().unwrap_or_default()))?;
    }
    let mut pack = node::command("npm");
    pack.args(["pack", "--silent", "--pack-destination"]).arg(target_dir().join("npm")).current_dir(&folder);
    run(&mut pack)?;
    let missing =
        || Failure::new("no tarball of this version").help("see the version in host-wasm/npm/package.json");
    let size = fs::metadata(tarball()).map_err(|_| missing())?.len();
    run(tool("publint/src/cli.js", &["--strict"]).arg(tarball()))?;
    let mut types =
        tool("@arethetypeswrong/cli/dist/index.js", &["--profile", "esm-only", "--format", "ascii"]);
    // The module itself has no types.
    run(types.arg(tarball()).args(["--exclude-entrypoints", "flowlock.wasm"]))?;
    Ok(format!("flowlock-{}.tgz, {} KB", env!("CARGO_PKG_VERSION"), size / 1000))
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}

fn tests() -> Result<String, Failure> {
    run(&mut program("cargo", &["build", "--package", "flowlock"]))?;
    let mut tests = script("host-wasm/npm/test/run.mjs", &[]);
    tests.arg(tarball()).arg(target_dir().join("npm")).env("FLOWLOCK_CLI", built("flowlock"));
    capture(&mut tests)
}

/// A program of this workspace, as `cargo build` leaves it.
fn built(name: &str) -> PathBuf {
    target_dir().join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
