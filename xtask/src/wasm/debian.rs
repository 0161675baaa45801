//! std for WebAssembly where rustup cannot download it: built once from Debian's packages into the cache
//! folder, and linked as the rustup toolchain `flowlock-wasm`. It has cargo, rustc and rustdoc, neither
//! clippy nor rustfmt.
//!
//! The layout of the toolchain, below the cache folder:
//!
//! | path | what |
//! | --- | --- |
//! | `bin/rustc`, `bin/rustdoc` | scripts that run Debian's with this sysroot |
//! | `bin/cargo` | Debian's |
//! | `lib/rustlib/src` | Debian's sources of std |
//! | `lib/rustlib/<host>/lib` | Debian's std for the host: build scripts, procedural macros |
//! | `lib/rustlib/<host>/bin` | the linker of the active rustup toolchain |
//! | `lib/rustlib/wasm32-unknown-unknown/lib` | what is built here |
//! | `made-from` | the compiler and recipe that it was built by |

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{TARGET, Toolchain, cannot, holds_std, is_rlib};
use crate::apt;
use crate::process::{Failure, capture, program, run, say};

const NAME: &str = "flowlock-wasm";

const PACKAGES: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];

/// What the packages bring and this file uses.
const BROUGHT: [&str; 3] =
    ["/usr/bin/rustc", "/usr/bin/cargo", "/usr/lib/rustlib/src/rust/library/Cargo.lock"];

/// The sources of std, and of what it depends on.
const SOURCES: &str = "/usr/lib/rustlib/src/rust/library";

/// To be changed whenever a toolchain built by an older recipe will not do.
const RECIPE: &str = "recipe 1: std, panic_abort";

/// The file that says what the toolchain was built by.
const STAMP: &str = "made-from";

/// The crate whose only dependency is std, to have std built.
const EMPTY_CRATE: &str = "\
[package]
name = \"empty\"
version = \"0.0.0\"
edition = \"2021\"
[profile.release]
debug = false
[workspace]
";

/// Gives the toolchain `flowlock-wasm`, built now or by an earlier run.
pub(super) fn toolchain() -> Result<Toolchain, Failure> {
    let folder = folder()?;
    let _lock = lock(&folder)?;
    apt::install(&PACKAGES, || BROUGHT.iter().all(|path| Path::new(path).exists()))?;
    let host = Host::find()?;
    if let Some(toolchain) = made(&folder, &host) {
        return Ok(toolchain);
    }
    say(&format!("building std for {TARGET} once, into {}; it takes a minute or two", folder.display()));
    build(&folder, &host)?;
    run(program("rustup", &["toolchain", "link", NAME]).arg(&folder))?;
    let stamp = folder.join(STAMP);
    fs::write(&stamp, host.made_from()).map_err(|error| cannot("write", &stamp, &error))?;
    let failure = || Failure::new(format!("the toolchain `{NAME}` has no std after the build"));
    made(&folder, &host).ok_or_else(failure)
}

/// The toolchain `flowlock-wasm`, if an earlier run built it and it will still do.
pub(super) fn ready() -> Option<Toolchain> {
    made(&folder().ok()?, &Host::find().ok()?)
}

fn made(folder: &Path, host: &Host) -> Option<Toolchain> {
    let toolchain = Toolchain(Some(NAME));
    let made_from = fs::read_to_string(folder.join(STAMP)).ok()?;
    let libraries = toolchain.libraries().ok()?;
    let ours = libraries.starts_with(folder) && holds_std(&libraries);
    (ours && made_from == host.made_from()).then_some(toolchain)
}

/// The folder of the toolchain. It outlives a checkout.
fn folder() -> Result<PathBuf, Failure> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache")));
    cache
        .map(|cache| cache.join("flowlock").join("wasm-toolchain"))
        .ok_or_else(|| Failure::new("neither XDG_CACHE_HOME nor HOME is set"))
}

/// Waits until no other run builds in the folder.
fn lock(folder: &Path) -> Result<File, Failure> {
    let path = folder.with_extension("lock");
    let locked = || {
        fs::create_dir_all(folder)?;
        let file = File::create(&path)?;
        file.lock()?;
        Ok(file)
    };
    locked().map_err(|error: io::Error| cannot("lock", &path, &error))
}

/// What the toolchain takes from this machine.
struct Host {
    /// What Debian's rustc says of itself.
    rustc: String,
    /// The name of the machine's own target.
    target: String,
    /// The folder of the active toolchain's linker.
    linker: PathBuf,
}

impl Host {
    fn find() -> Result<Self, Failure> {
        let rustc = capture(&mut program(BROUGHT[0], &["-vV"]))?;
        let target = rustc.lines().find_map(|line| line.strip_prefix("host: "));
        let target = target.ok_or_else(|| Failure::new("Debian's rustc names no host"))?.to_owned();
        let sysroot = PathBuf::from(capture(&mut program("rustc", &["--print", "sysroot"]))?);
        let linker = sysroot.join("lib/rustlib").join(&target).join("bin");
        if linker.join("rust-lld").exists() {
            return Ok(Self { rustc, target, linker });
        }
        Err(Failure::new(format!("no `rust-lld` in {}", linker.display()))
            .help("use a rustup toolchain that ships it, such as the current stable"))
    }

    /// A toolchain with another such text will not do.
    fn made_from(&self) -> String {
        format!("{}\nlinker: {}\n{RECIPE}\n", self.rustc, self.linker.display())
    }
}

/// Lays the toolchain's folder and builds std into it.
fn build(folder: &Path, host: &Host) -> Result<(), Failure> {
    let work = folder.join("work");
    for path in [folder.join(STAMP), folder.join("bin"), folder.join("lib"), work.clone()] {
        remove(&path)?;
    }
    lay_programs(folder)?;
    lay_host(folder, host)?;
    build_std(folder, &work)?;
    take_libraries(folder, &work)?;
    Ok(remove(&work)?)
}

/// Debian's compiler under this sysroot. A symbolic link would not do: rustc takes its sysroot from where
/// its libraries lie. A caller that names a sysroot gets the one it names.
fn lay_programs(folder: &Path) -> io::Result<()> {
    let bin = folder.join("bin");
    fs::create_dir_all(&bin)?;
    for name in ["rustc", "rustdoc"] {
        let path = bin.join(name);
        fs::write(&path, script(name, folder))?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
    }
    symlink(BROUGHT[1], bin.join("cargo"))
}

fn script(name: &str, sysroot: &Path) -> String {
    let sysroot = sysroot.to_string_lossy().replace('\'', r"'\''");
    format!(
        "#!/bin/sh\ncase \" $* \" in *\" --sysroot\"*) exec /usr/bin/{name} \"$@\" ;; esac\n\
         exec /usr/bin/{name} --sysroot '{sysroot}' \"$@\"\n"
    )
}

/// The sources of std, the host's own std, and the linker.
fn lay_host(folder: &Path, host: &Host) -> io::Result<()> {
    let ours = folder.join("lib/rustlib");
    let target = ours.join(&host.target);
    fs::create_dir_all(&target)?;
    symlink("/usr/lib/rustlib/src", ours.join("src"))?;
    symlink(Path::new("/usr/lib/rustlib").join(&host.target).join("lib"), target.join("lib"))?;
    symlink(&host.linker, target.join("bin"))
}

/// Builds std in `work`.
fn build_std(folder: &Path, work: &Path) -> Result<(), Failure> {
    fs::create_dir_all(work.join("src"))?;
    fs::write(work.join("Cargo.toml"), EMPTY_CRATE)?;
    fs::write(work.join("src/lib.rs"), "#![no_std]\n")?;
    let mut cargo = program(BROUGHT[1], &["build", "--release", "--offline", "--target", TARGET]);
    cargo.args(["--config", "source.crates-io.replace-with='vendor'"]);
    cargo.args(["--config", &format!("source.vendor.directory='{SOURCES}/vendor'")]);
    cargo.args(["-Z", "build-std=std,panic_abort"]);
    forget_callers(&mut cargo);
    cargo.current_dir(work).env("RUSTC", folder.join("bin/rustc")).env("RUSTC_BOOTSTRAP", "1");
    cargo.env("CARGO_TARGET_DIR", work.join("target")).env("CARGO_ENCODED_RUSTFLAGS", flags(folder)?);
    run(&mut cargo)
}

/// Bitcode for link-time optimisation, and no folder of this machine in what is built.
fn flags(folder: &Path) -> io::Result<String> {
    let through_the_link = folder.join("lib/rustlib/src/rust/library");
    let paths = [PathBuf::from(SOURCES), fs::canonicalize(SOURCES)?, through_the_link];
    let remaps = paths.iter().map(|path| format!("--remap-path-prefix={}=/rustc/library", path.display()));
    Ok(std::iter::once("-Cembed-bitcode=yes".to_owned()).chain(remaps).collect::<Vec<_>>().join("\x1f"))
}

/// Removes what the calling cargo, rustup or person set for another toolchain.
fn forget_callers(command: &mut Command) {
    let kept = |name: &str| name == "CARGO_HOME" || !(name.starts_with("CARGO") || name.starts_with("RUST"));
    for (name, _) in std::env::vars_os() {
        if !kept(&name.to_string_lossy()) || name == "LD_LIBRARY_PATH" {
            command.env_remove(name);
        }
    }
}

/// Moves the rlibs of std to where rustc looks for them.
fn take_libraries(folder: &Path, work: &Path) -> io::Result<()> {
    let to = folder.join("lib/rustlib").join(TARGET).join("lib");
    fs::create_dir_all(&to)?;
    for entry in fs::read_dir(work.join("target").join(TARGET).join("release/deps"))? {
        let path = entry?.path();
        if let Some(name) = path.file_name().filter(|_| is_rlib(&path, "lib") && !is_rlib(&path, "libempty-"))
        {
            fs::rename(&path, to.join(name))?;
        }
    }
    Ok(())
}

/// Removes a file, or a folder and all in it, if it is there; never what a symbolic link points at.
fn remove(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(what) if what.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_sysroot_wins_over_the_script() {
        let text = script("rustc", Path::new("/some/it's here"));
        assert!(text.contains(r"--sysroot '/some/it'\''s here'"), "{text}");
        assert!(text.contains(r#"*" --sysroot"*) exec /usr/bin/rustc "$@""#), "{text}");
    }

    #[test]
    fn std_is_built_without_the_settings_of_the_caller() {
        let mut command = program("cargo", &[]);
        forget_callers(&mut command);
        let removed = |name: &str| command.get_envs().any(|(key, value)| key == name && value.is_none());
        // cargo sets the first for every test; nobody should lose the second
        assert!(removed("CARGO_MANIFEST_DIR"));
        assert!(!removed("CARGO_HOME") && !removed("PATH"));
    }
}
