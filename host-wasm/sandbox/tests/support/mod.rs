//! What `cargo xtask plugin` and `cargo xtask sandbox` made for these tests.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::{fs, path::PathBuf, sync::LazyLock};

use flowlock_sandbox::Sandbox;

/// The module, compiled once for all tests of a file.
pub(crate) static SANDBOX: LazyLock<Sandbox> =
    LazyLock::new(|| Sandbox::new(&module()).expect("it compiles"));

pub(crate) fn module() -> Vec<u8> {
    made("FLOWLOCK_PLUGIN")
}

pub(crate) fn component() -> Vec<u8> {
    made("FLOWLOCK_COMPONENT")
}

fn made(name: &str) -> Vec<u8> {
    fs::read(setting(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

pub(crate) fn setting(name: &str) -> PathBuf {
    std::env::var_os(name).unwrap_or_else(|| panic!("{name}, as `cargo xtask sandbox` sets it")).into()
}
