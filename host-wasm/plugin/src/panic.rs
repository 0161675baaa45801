//! What can be read after a trap, and the memory whose end is one cause of it.
#![expect(unsafe_code, reason = "an allocator, and an exported name")]

use core::{
    alloc::{GlobalAlloc, Layout},
    arch::wasm32::unreachable,
    cell::Cell,
    fmt::{self, Write},
    panic::PanicInfo,
};

use dlmalloc::GlobalDlmalloc;

use crate::memory::Alone;

/// The longest text, in bytes.
const LONGEST: usize = 252;

/// A text of a bounded length, at an address that hosts know: its length, then its bytes in UTF-8.
#[derive(Clone, Copy)]
#[repr(C)]
struct Note {
    len: usize,
    text: [u8; LONGEST],
}

impl Write for Note {
    fn write_str(&mut self, more: &str) -> fmt::Result {
        for byte in more.bytes() {
            let Some(place) = self.text.get_mut(self.len) else { return Err(fmt::Error) };
            *place = byte;
            self.len += 1;
        }
        Ok(())
    }
}

/// Why the module trapped, if it was by its own will. The export is the address of the note.
#[unsafe(no_mangle)]
static last_panic: Alone<Cell<Note>> = Alone(Cell::new(Note { len: 0, text: [0; LONGEST] }));

/// Notes where and why, and traps. A message that was put together at run time stays out: it could
/// hold what an export holds.
#[panic_handler]
fn stop(info: &PanicInfo<'_>) -> ! {
    let mut note = Note { len: 0, text: [0; LONGEST] };
    let why = if MEMORY_ENDED.0.get() { Some("out of memory") } else { info.message().as_str() };
    // What does not fit is cut off.
    let _ = match info.location() {
        Some(at) => write!(note, "{} at {}:{}", why.unwrap_or("panic"), at.file(), at.line()),
        None => write!(note, "{}", why.unwrap_or("panic")),
    };
    last_panic.0.set(note);
    unreachable()
}

static MEMORY_ENDED: Alone<Cell<bool>> = Alone(Cell::new(false));

/// A request begins: what could not be had before is no cause of what happens now.
pub(crate) fn forget_memory() {
    MEMORY_ENDED.0.set(false);
}

/// dlmalloc, which is what std has on this target, and notes when memory ends.
struct Heap;

#[global_allocator]
static HEAP: Heap = Heap;

// SAFETY: every block is had from dlmalloc and given back to it as the caller promises to.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is passed on.
        noted(unsafe { GlobalDlmalloc.alloc(layout) })
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { GlobalDlmalloc.dealloc(block, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is passed on.
        noted(unsafe { GlobalDlmalloc.alloc_zeroed(layout) })
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller's promise is passed on.
        noted(unsafe { GlobalDlmalloc.realloc(block, layout, size) })
    }
}

fn noted(block: *mut u8) -> *mut u8 {
    if block.is_null() {
        MEMORY_ENDED.0.set(true);
    }
    block
}
