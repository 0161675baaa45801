//! A sysroot that has core and alloc for the target and no std: what builds against it is really `no_std`,
//! dependencies included. `#![no_std]` alone proves nothing on a target that has a std to link.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{TARGET, Toolchain, cannot};
use crate::process::{Failure, capture};

/// The libraries that a crate may use, by the start of their file name.
const ALLOWED: &[&str] = &["libcore-", "liballoc-", "libcompiler_builtins-"];

/// A crate that uses no more than the sysroot has.
const WITHOUT: &str = "#![no_std]\nextern crate alloc;\n";

/// A crate that says `no_std` and uses std all the same.
const WITH: &str = "#![no_std]\nextern crate std;\n";

/// Lays the sysroot from the toolchain's libraries. What was built against others is removed: cargo tells
/// toolchains apart by the version of rustc only, and would take it for up to date.
pub(super) fn sysroot(toolchain: &Toolchain) -> Result<PathBuf, Failure> {
    let sysroot = toolchain.target_dir().join("sysroot-without-std");
    let (from, to) = (toolchain.libraries()?, sysroot.join("lib/rustlib").join(TARGET).join("lib"));
    let names = allowed(&from).map_err(|error| cannot("read", &from, &error))?;
    if names.is_empty() {
        return Err(Failure::new(format!("no library of core in {}", from.display())));
    }
    if !same(&names, &from, &to) {
        lay(&names, &from, &to, &toolchain.target_dir()).map_err(|error| cannot("lay", &to, &error))?;
    }
    Ok(sysroot)
}

/// The names of the allowed libraries in a folder.
fn allowed(folder: &Path) -> io::Result<BTreeSet<OsString>> {
    let names = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.file_name()));
    let is_allowed = |name: &OsString| ALLOWED.iter().any(|start| name.to_string_lossy().starts_with(start));
    names.filter(|name| name.as_ref().map_or(true, is_allowed)).collect()
}

/// True if the second folder has these files of the first, with the same bytes, and no other.
fn same(names: &BTreeSet<OsString>, from: &Path, to: &Path) -> bool {
    let bytes = |folder: &Path, name: &OsString| fs::read(folder.join(name)).ok();
    fs::read_dir(to).is_ok_and(|entries| entries.count() == names.len())
        && names.iter().all(|name| bytes(from, name).is_some_and(|left| bytes(to, name) == Some(left)))
}

/// Empties the folder `above`, and copies the named files to a folder in it.
fn lay(names: &BTreeSet<OsString>, from: &Path, to: &Path, above: &Path) -> io::Result<()> {
    if above.exists() {
        fs::remove_dir_all(above)?;
    }
    fs::create_dir_all(to)?;
    names.iter().try_for_each(|name| fs::copy(from.join(name), to.join(name)).map(drop))
}

/// Checks the check: the sysroot takes a crate without std and refuses one with it.
pub(super) fn bites(toolchain: &Toolchain, sysroot: &Path) -> Result<(), Failure> {
    let folder = toolchain.target_dir().join("canary");
    fs::create_dir_all(&folder).map_err(|error| cannot("make", &folder, &error))?;
    compile(toolchain, sysroot, &folder, WITHOUT)?;
    match compile(toolchain, sysroot, &folder, WITH) {
        Err(failure) if failure.message.contains("E0463") => Ok(()),
        Err(failure) => Err(failure),
        Ok(()) => Err(Failure::new("a crate that uses std was built against a sysroot without std")),
    }
}

/// Compiles one small crate against the sysroot.
fn compile(toolchain: &Toolchain, sysroot: &Path, folder: &Path, source: &str) -> Result<(), Failure> {
    let file = folder.join("canary.rs");
    fs::write(&file, source).map_err(|error| cannot("write", &file, &error))?;
    let mut rustc = toolchain.program("rustc");
    rustc.args(["--edition=2024", "--crate-type=lib", "--emit=metadata", "--target", TARGET]);
    rustc.arg("--sysroot").arg(sysroot).arg("--out-dir").arg(folder).arg(&file);
    capture(&mut rustc).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three allowed libraries, one that is not, and one with a similar name.
    const FILES: &[&str] =
        &["libcore-1.rlib", "libcore-1.rmeta", "liballoc-2.rlib", "libstd-3.rlib", "libcored-4.rlib"];

    #[test]
    fn only_the_allowed_libraries_are_taken() {
        let folder = std::env::temp_dir().join(format!("flowlock-xtask-{}", std::process::id()));
        let (from, to) = (folder.join("from"), folder.join("above/to"));
        fs::create_dir_all(&from).expect("a folder");
        for name in FILES {
            fs::write(from.join(name), name).expect("a file");
        }
        let names = allowed(&from).expect("names");
        assert!(names.iter().eq(["liballoc-2.rlib", "libcore-1.rlib", "libcore-1.rmeta"]));
        check_laying(&names, &from, &to, &folder.join("above"));
        fs::remove_dir_all(&folder).expect("to clean up");
    }

    fn check_laying(names: &BTreeSet<OsString>, from: &Path, to: &Path, above: &Path) {
        assert!(!same(names, from, to), "before it is laid");
        lay(names, from, to, above).expect("a copy");
        assert!(same(names, from, to), "after it is laid");
        fs::write(to.join("libstd-0.rlib"), "left over").expect("a file");
        assert!(!same(names, from, to), "with one file more");
        lay(names, from, to, above).expect("a copy");
        fs::write(from.join("libcore-1.rlib"), "built anew").expect("a file");
        assert!(!same(names, from, to), "with other bytes");
    }
}
