//! The plugin: one WebAssembly module without imports, and the hosts that it is tried in.

mod hosts;
mod module;

pub(crate) use hosts::{PYTHON, SPARK};
pub(crate) use module::MODULE;
