//! WebAssembly: a toolchain that has std for it, and the proof that the core does without std.

pub(crate) mod artifact;
#[cfg(unix)]
mod debian;
mod no_std;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::process::{Failure, capture, program, run, run_within, say, target_dir, works};
use crate::step::Step;

/// The target of every WebAssembly artifact.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// What must build without std. One `cargo build -p` each, so that no feature leaks from one to another.
const WITHOUT_STD: &[&str] = &["flowlock-core"];

/// How long rustup may take to download the target.
const DOWNLOAD: Duration = Duration::from_mins(2);

/// A toolchain for the target is there.
pub(crate) const STD: Step = Step {
    name: "wasm-std",
    about: "a toolchain has the standard library for wasm32-unknown-unknown",
    alone: "cargo xtask wasm",
    check: || toolchain().map(|toolchain| format!("in {}", toolchain.words())),
};

/// The core builds where there is no std.
pub(crate) const CORE: Step = Step {
    name: "wasm-core",
    about: "the core and all it depends on build for WebAssembly with core and alloc only",
    alone: "cargo xtask wasm",
    check: core_without_std,
};

/// A toolchain, by its rustup name; none is the active one.
#[derive(Debug, PartialEq)]
pub(crate) struct Toolchain(Option<&'static str>);

impl Toolchain {
    /// A program of the toolchain, `cargo` or `rustc`.
    pub(crate) fn program(&self, name: &str) -> Command {
        let mut command = program(name, &[]);
        command.args(self.0.map(|toolchain| format!("+{toolchain}")));
        command
    }

    /// True if it is the active one, which has clippy.
    pub(crate) const fn is_active(&self) -> bool {
        self.0.is_none()
    }

    /// The folder of the target's libraries, which may not exist.
    fn libraries(&self) -> Result<PathBuf, Failure> {
        let mut command = self.program("rustc");
        capture(command.args(["--print", "target-libdir", "--target", TARGET])).map(PathBuf::from)
    }

    /// True if the target's std is in that folder.
    fn has_std(&self) -> bool {
        self.libraries().is_ok_and(|folder| holds_std(&folder))
    }

    fn words(&self) -> String {
        self.0.map_or_else(|| "the active toolchain".to_owned(), |name| format!("the toolchain `{name}`"))
    }

    /// Where it builds. Its own folder: rlibs of one rustc are of no use to another.
    pub(crate) fn target_dir(&self) -> PathBuf {
        target_dir().join("wasm").join(self.0.unwrap_or("active"))
    }
}

/// True if the folder has the rlib of std.
fn holds_std(folder: &Path) -> bool {
    std::fs::read_dir(folder)
        .is_ok_and(|entries| entries.flatten().any(|entry| is_rlib(&entry.path(), "libstd-")))
}

/// True if the path is that of an rlib whose file name starts so.
fn is_rlib(path: &Path, start: &str) -> bool {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().starts_with(start) && path.extension().is_some_and(|end| end == "rlib")
}

/// The failure of something done to a file.
pub(crate) fn cannot(verb: &str, path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot {verb} {}: {error}", path.display()))
}

/// Finds or makes a toolchain that has std for the target: the active one as it is, one that an earlier run
/// built, the active one after `rustup target add`, or one built now from Debian's packages.
pub(crate) fn toolchain() -> Result<Toolchain, Failure> {
    let active = Toolchain(None);
    if std::env::var_os("FLOWLOCK_WASM_FALLBACK").is_some_and(|value| !value.is_empty() && value != "0") {
        say("FLOWLOCK_WASM_FALLBACK is set: Debian's packages, whatever rustup has");
        return fallback("it was not looked for");
    }
    if active.has_std() {
        return Ok(active);
    }
    if let Some(toolchain) = ready() {
        return Ok(toolchain);
    }
    if !works(&mut program("rustup", &["--version"])) {
        return Err(no_rustup());
    }
    say(&format!("the active toolchain has no std for {TARGET}, asking rustup for it"));
    match run_within(&mut program("rustup", &["target", "add", TARGET]), DOWNLOAD) {
        Ok(()) if active.has_std() => Ok(active),
        Ok(()) => fallback("`rustup target add` brought no std"),
        Err(failure) => fallback(&failure.message),
    }
}

fn no_rustup() -> Failure {
    let rustc = capture(&mut program("rustc", &["--version"]))
        .unwrap_or_else(|failure| format!("no usable rustc ({})", failure.message));
    Failure::new(format!("{rustc} has no std for {TARGET}, and `rustup` is not there to get it")).help(
        format!(
            "install the std for {TARGET} that belongs to this very rustc (from where rustc came), \
         or install rustup"
        ),
    )
}

/// What an earlier fallback made.
#[cfg(unix)]
fn ready() -> Option<Toolchain> {
    debian::ready()
}

#[cfg(not(unix))]
fn ready() -> Option<Toolchain> {
    None
}

#[cfg(unix)]
fn fallback(cause: &str) -> Result<Toolchain, Failure> {
    debian::toolchain().map_err(|failure| {
        Failure::new(format!(
            "no std for {TARGET} from rustup ({cause}) nor from Debian ({})",
            failure.message
        ))
        .help(failure.help.unwrap_or_else(|| format!("run `rustup target add {TARGET}`")))
    })
}

#[cfg(not(unix))]
fn fallback(cause: &str) -> Result<Toolchain, Failure> {
    Err(Failure::new(format!("no std for {TARGET}: {cause}"))
        .help(format!("run `rustup target add {TARGET}`")))
}

/// Builds what must do without std against a sysroot that has none.
fn core_without_std() -> Result<String, Failure> {
    let toolchain = toolchain()?;
    let sysroot = no_std::sysroot(&toolchain)?;
    no_std::bites(&toolchain, &sysroot)?;
    for package in WITHOUT_STD {
        let mut build = toolchain.program("cargo");
        build.args(["build", "--release", "--target", TARGET, "--package", package]);
        build.env("CARGO_TARGET_DIR", toolchain.target_dir());
        build.env("CARGO_ENCODED_RUSTFLAGS", format!("--sysroot={}", sysroot.display()));
        run(&mut build).map_err(|failure| {
            failure
                .help("`can't find crate for std` means that it or a dependency needs std: see the features")
        })?;
    }
    Ok(format!("{} without std, by {}", WITHOUT_STD.join(", "), toolchain.words()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::shown;

    #[test]
    fn a_toolchain_is_chosen_by_its_name() {
        assert_eq!(shown(&Toolchain(None).program("cargo")), "cargo");
        assert_eq!(shown(&Toolchain(Some("other")).program("rustc")), "rustc +other");
        assert_ne!(Toolchain(None).target_dir(), Toolchain(Some("other")).target_dir());
    }

    #[test]
    fn a_folder_without_the_rlib_holds_no_std() {
        assert!(!holds_std(Path::new("no/such/folder")));
        assert!(!holds_std(&crate::process::root().join("xtask")));
    }

    #[test]
    fn without_rustup_the_help_says_what_to_install() {
        let help = no_rustup().help.expect("a help line");
        assert!(help.contains(TARGET) && help.contains("rustup"), "{help}");
    }
}
