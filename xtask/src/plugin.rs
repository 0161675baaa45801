//! The plugin: one WebAssembly module without imports, and the hosts that it is tried in.

mod module;

pub(crate) use module::MODULE;
