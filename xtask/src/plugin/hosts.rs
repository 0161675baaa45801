//! The hosts of the module: the Python package, and the hosts of the ABI page.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::{cases, module};
use crate::process::{Failure, program, root, run, run_within, say, target_dir, works};
use crate::step::Step;
use crate::wasm::cannot;

/// Python, and Node by way of it, answer what the library answers.
pub(crate) const PYTHON: Step = Step {
    name: "python",
    about: "the Python package, and the hosts of the ABI page in Python and Node",
    alone: "cargo xtask plugin",
    check: python,
};

/// The Python package on Spark.
pub(crate) const SPARK: Step = Step {
    name: "spark",
    about: "many machines say what one says: jobs on Spark with two workers",
    alone: "cargo xtask plugin",
    check: spark,
};

/// How long pip may take for one command.
const INSTALL: Duration = Duration::from_mins(10);

/// How long the tests may take.
const TESTS: Duration = Duration::from_mins(10);

/// What the tests need, beside the package itself.
const TOOLS: &[&str] = &["hatchling>=1.27", "mypy>=1.18", "pytest>=9"];

fn package() -> PathBuf {
    root().join("host-wasm/plugin/python")
}

fn python() -> Result<String, Failure> {
    node_is_there()?;
    put_module_into_package()?;
    let python = environment()?;
    install(&python, &["--editable", "."])?;
    run(&mut inside(&python, &["-m", "mypy"]))?;
    let mut tests = inside(&python, &["-m", "pytest"]);
    run_within(tests.env("FLOWLOCK_CASES", cases::folder()), TESTS)?;
    wheel(&python)
}

/// The Python of an environment with the package, and with Spark.
pub(crate) fn on_spark() -> Result<PathBuf, Failure> {
    java()?;
    put_module_into_package()?;
    let python = environment()?;
    install(&python, &["--editable", ".[spark]"])?;
    Ok(python)
}

fn spark() -> Result<String, Failure> {
    let python = on_spark()?;
    let mut tests = inside(&python, &["-m", "pytest", "tests/test_spark.py"]);
    run_within(tests.env("FLOWLOCK_SPARK", "1").env("SPARK_LOCAL_IP", "127.0.0.1"), TESTS)?;
    let files = module::folder().join("newcomer-on-spark");
    let mut newcomer = inside(&python, &["tests/newcomer.py"]);
    run_within(newcomer.arg(files).arg("--spark").env("SPARK_LOCAL_IP", "127.0.0.1"), TESTS)?;
    Ok("the reports of one machine, byte for byte".to_owned())
}

/// Makes sure that there is a Java, which Spark runs on.
fn java() -> Result<(), Failure> {
    let there = || works(&mut program("java", &["-version"]));
    if there() {
        return Ok(());
    }
    say("`java` is not there, asking apt for it");
    let install = ["install", "--yes", "--no-install-recommends", "default-jre-headless"];
    let asked = run_within(&mut program("apt-get", &install), INSTALL);
    if asked.is_ok() && there() {
        return Ok(());
    }
    Err(Failure::new("`java` is not there, and Spark needs it").help("install Java 17 or newer"))
}

fn node_is_there() -> Result<(), Failure> {
    if works(&mut program("node", &["--version"])) {
        return Ok(());
    }
    Err(Failure::new("`node` is not there, and the ABI page has a host for it")
        .help("install Node 20 or newer"))
}

fn put_module_into_package() -> Result<(), Failure> {
    let to = package().join("src/flowlock/flowlock.wasm");
    fs::copy(module::path(), &to).map(drop).map_err(|error| cannot("copy the module to", &to, &error))
}

/// The Python of an environment of its own, made if it is not there.
fn environment() -> Result<PathBuf, Failure> {
    let folder = target_dir().join("plugin/python");
    let python = folder.join("bin/python");
    if !works(program(&python, &["-m", "pip", "--version"]).env_remove("PYTHONHOME")) {
        say("making a Python environment in the target folder");
        let made = run(program("python3", &["-m", "venv", "--clear"]).arg(&folder));
        made.map_err(|failure| failure.help("install Python 3.11 or newer; on Debian also python3-venv"))?;
    }
    install(&python, TOOLS)?;
    Ok(python)
}

fn install(python: &PathBuf, what: &[&str]) -> Result<(), Failure> {
    let mut pip = inside(python, &["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    run_within(pip.args(what), INSTALL)
}

fn inside(python: &PathBuf, arguments: &[&str]) -> Command {
    let mut command = program(python, arguments);
    command.current_dir(package());
    command
}

/// Builds the wheel, installs it into an environment in which nothing else is, and does what the READMEs say.
fn wheel(python: &PathBuf) -> Result<String, Failure> {
    let (wheels, fresh) = (module::folder().join("wheel"), module::folder().join("newcomer"));
    if wheels.exists() {
        fs::remove_dir_all(&wheels).map_err(|error| cannot("empty", &wheels, &error))?;
    }
    let build = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"];
    run(inside(python, &build).arg(&wheels).arg("."))?;
    let made = fs::read_dir(&wheels).map_err(|error| cannot("read", &wheels, &error))?;
    let wheel = made.flatten().next().ok_or_else(|| Failure::new("pip made no wheel"))?.path();
    run(program("python3", &["-m", "venv", "--clear"]).arg(&fresh))?;
    let newcomer = fresh.join("bin/python");
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    run_within(program(&newcomer, &install).arg(&wheel), INSTALL)?;
    run(program(&newcomer, &["host-wasm/plugin/python/tests/newcomer.py"]).arg(fresh.join("files")))?;
    Ok(format!("tests, types, and the READMEs with {}", wheel.display()))
}
