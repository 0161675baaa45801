//! What is shipped as WebAssembly. One `cargo build -p` each, so that no feature leaks from one to another.

use std::path::{Path, PathBuf};

use super::{TARGET, toolchain};
use crate::process::{Failure, root, run, target_dir};

/// Builds the module of a package, by a profile; gives its path. `features` are the target's.
pub(crate) fn build(package: &str, profile: &str, features: &str) -> Result<PathBuf, Failure> {
    let toolchain = toolchain()?;
    // A folder of its own: other flags would build everything anew.
    let folder = target_dir().join("wasm").join(package);
    let mut build = toolchain.program("cargo");
    build.args(["build", "--profile", profile, "--target", TARGET, "--package", package]);
    build.env("CARGO_TARGET_DIR", &folder);
    let flags = [vec![format!("-Ctarget-feature={features}")], self::flags()].concat();
    build.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    run(&mut build)?;
    Ok(folder.join(TARGET).join(profile).join(format!("{}.wasm", package.replace('-', "_"))))
}

/// SHA-256 in a fifth of its code: what is digested is short.
const SMALL_SHA: &str = r#"--cfg=sha2_backend_soft="compact""#;

/// The flags for what is shipped. Paths of this machine say nothing, and make it another module elsewhere.
pub(crate) fn flags() -> Vec<String> {
    [remap(root(), &registry()), vec![SMALL_SHA.to_owned()]].concat()
}

fn remap(root: &Path, registry: &Path) -> Vec<String> {
    let remap = |from: &Path, to: &str| format!("--remap-path-prefix={}={to}", from.display());
    vec![remap(root, "flowlock"), remap(registry, "registry")]
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
        let flags = remap(Path::new("/home/me/flowlock"), Path::new("/home/me/.cargo/registry/src"));
        assert_eq!(flags[0], "--remap-path-prefix=/home/me/flowlock=flowlock");
        assert_eq!(flags[1], "--remap-path-prefix=/home/me/.cargo/registry/src=registry");
    }
}
