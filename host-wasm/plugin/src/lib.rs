//! Flowlock as one WebAssembly module: no imports, bytes in and bytes out.
//!
//! The exports are the canonical ABI of the world in `wit/`, with three more for hosts that do
//! without components; `ABI.md` tells the whole of it. All thinking is in
//! [`flowlock_core::request`]: here is only the edge.
//!
//! Memory is lent and given back by registers of what is out, so that a host which frees twice or
//! makes an address up is told so and harms nothing.

#![cfg_attr(target_arch = "wasm32", no_std)]

#[cfg(target_arch = "wasm32")]
extern crate alloc;

#[cfg(target_arch = "wasm32")]
mod edge;
#[cfg(target_arch = "wasm32")]
mod memory;
#[cfg(target_arch = "wasm32")]
mod panic;
