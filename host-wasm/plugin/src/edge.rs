//! The exported functions.
#![expect(unsafe_code, reason = "an exported name could clash with another; these are the only ones")]

use core::arch::wasm32::unreachable;

use flowlock_core::request;

use crate::{
    memory::{LENT, List},
    panic::forget_memory,
};

/// The version of this ABI. It changes when an export changes its meaning or goes.
#[unsafe(no_mangle)]
extern "C" fn abi_version() -> u32 {
    1
}

/// Room for a request of this many bytes; null where there is none.
#[unsafe(no_mangle)]
extern "C" fn try_alloc(len: usize) -> *const u8 {
    LENT.with(|lent| lent.lend(len))
}

/// The canonical ABI's own way to ask for room, which has no way to say that there is none.
#[unsafe(no_mangle)]
extern "C" fn cabi_realloc(old: *const u8, old_len: usize, align: usize, len: usize) -> *const u8 {
    // Lists of bytes are all that the world passes: nothing is ever aligned to more.
    let room =
        if align > 1 { core::ptr::null() } else { LENT.with(|lent| lent.lend_more(old, old_len, len)) };
    if room.is_null() { unreachable() } else { room }
}

/// Answers the request in this buffer, which came from one of the two above and is taken over.
#[unsafe(no_mangle)]
extern "C" fn evaluate(ptr: *const u8, len: usize) -> *const List {
    forget_memory();
    let request = LENT.with(|lent| lent.take_back(ptr, len));
    // The register is free again while the request is answered.
    let response = request.map_or_else(request::not_lent, |request| request::respond(&request));
    LENT.with(|lent| lent.answer(response))
}

/// Frees a response of `evaluate`. What is no response, or was freed before, is left alone.
#[unsafe(no_mangle)]
extern "C" fn cabi_post_evaluate(ret: *const List) {
    LENT.with(|lent| lent.free(ret));
}

/// Versions, the control, limits and schemas, which stay where they are.
#[unsafe(no_mangle)]
extern "C" fn describe() -> *const List {
    LENT.with(|lent| lent.description(request::describe))
}
