//! Wherever the bytes of a log are cut into chunks, the same is read of them.

#![no_main]

use flowlock_core::{Evidence, SignIns, Source, Watch};
use libfuzzer_sys::fuzz_target;

fn read<'a>(chunks: impl Iterator<Item = &'a [u8]>) -> (Evidence, Source) {
    let mut log = SignIns::new("log", &Watch::default());
    chunks.for_each(|chunk| log.push(chunk));
    log.finish()
}

fuzz_target!(|input: (u8, &[u8])| {
    let (size, bytes) = input;
    let size = usize::from(size).max(1);
    assert_eq!(read(std::iter::once(bytes)), read(bytes.chunks(size)));
});
