//! The plugin: one WebAssembly module without imports, and the hosts that it is tried in.

mod cases;
mod hosts;
mod module;
mod sandbox;

pub(crate) use cases::CASES;
pub(crate) use hosts::{PYTHON, SPARK, on_spark};
pub(crate) use module::MODULE;
pub(crate) use sandbox::SANDBOX;
