//! What is shipped as WebAssembly. One `cargo build -p` each, so that no feature leaks from one to another.

use std::path::{Path, PathBuf};

use super::{TARGET, toolchain};
use crate::process::{Failure, root, run, target_dir};

/// Builds the module of a package, by the profile `wasm`; gives its path. `features` are the target's.
pub(crate) fn build(package: &str, features: &str) -> Result<PathBuf, Failure> {
    let toolchain = toolchain()?;
    // A folder of its own: other flags would build everything anew.
    let folder = target_dir().join("wasm").join(package);
    let mut build = toolchain.program("cargo");
    build.args(["build", "--profile", "wasm", "--target", TARGET, "--package", package]);
    build.env("CARGO_TARGET_DIR", &folder);
    build.env("CARGO_ENCODED_RUSTFLAGS", flags(features, &registry()).join("\u{1f}"));
    run(&mut build)?;
    Ok(folder.join(TARGET).join("wasm").join(format!("{}.wasm", package.replace('-', "_"))))
}

/// Paths of this machine stay out of the module: they say nothing, and make it another one elsewhere.
fn flags(features: &str, registry: &Path) -> Vec<String> {
    let remap = |from: &Path, to: &str| format!("--remap-path-prefix={}={to}", from.display());
    let target = format!("-Ctarget-feature={features}");
    vec![target, remap(root(), ""), remap(registry, "crates")]
}

fn registry() -> PathBuf {
    let home = || std::env::home_dir().unwrap_or_default().join(".cargo");
    std::env::var_os("CARGO_HOME").map_or_else(home, PathBuf::from).join("registry").join("src")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_of_this_machine_is_left() {
        let flags = flags("+simd128", Path::new("/home/me/.cargo/registry/src"));
        assert_eq!(flags[0], "-Ctarget-feature=+simd128");
        assert_eq!(flags[2], "--remap-path-prefix=/home/me/.cargo/registry/src=crates");
    }
}
