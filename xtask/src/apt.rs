//! Debian's packages, for what the tests need of the system.

use std::process::Command;
use std::time::Duration;

use crate::process::{Failure, capture, program, run_within, say, works};

/// How long apt may take for one command.
const INSTALL: Duration = Duration::from_mins(15);

/// Makes sure that the packages are there; installs them only where that needs no password.
pub(crate) fn install(packages: &[&str], there: impl Fn() -> bool) -> Result<(), Failure> {
    if there() {
        return Ok(());
    }
    let by_hand = format!("run `apt-get install --no-install-recommends {}` as root", packages.join(" "));
    if !works(&mut program("apt-get", &["--version"])) {
        return Err(Failure::new("`apt-get` is not there"));
    }
    if capture(&mut program("id", &["-u"]))? != "0" {
        return Err(Failure::new("only root installs packages").help(by_hand));
    }
    say(&format!("installing Debian's packages {}", packages.join(", ")));
    // An old list of packages may still do.
    if let Err(failure) = run_within(&mut apt(&["update"]), INSTALL) {
        say(&failure.message);
    }
    let mut install = apt(&["install", "--yes", "--no-install-recommends"]);
    run_within(install.args(packages), INSTALL).map_err(|failure| failure.help(by_hand.clone()))?;
    if there() {
        Ok(())
    } else {
        let message = format!("{} did not bring what is needed", packages.join(", "));
        Err(Failure::new(message).help(by_hand))
    }
}

fn apt(arguments: &[&str]) -> Command {
    let mut command = program("apt-get", &["--quiet"]);
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    command
}
