//! The plugin under wasmtime: for exports that one does not trust, and for hosts in Rust.
//!
//! Each request has an instance of its own, within limits of work, memory and time; what happens in it
//! stays in it. Without the feature `wasmtime` the crate is empty.
//!
//! ```no_run
//! # #[cfg(feature = "wasmtime")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use flowlock_sandbox::{Limits, Sandbox};
//!
//! let sandbox = Sandbox::new(&std::fs::read("target/plugin/flowlock.wasm")?)?;
//! let request = br#"{"evaluate": {"exports": [], "asOf": "2026-01-31T00:00:00Z"}}"#;
//! let response = sandbox.ask(request, Limits::default())?;
//! assert!(response.starts_with(br#"{"error":{"code":"no-policies""#));
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "wasmtime"))]
//! # fn main() {}
//! ```

#![forbid(unsafe_code)]

#[cfg(feature = "wasmtime")]
mod host;

#[cfg(feature = "wasmtime")]
pub use host::{Limits, Sandbox, Stop};
