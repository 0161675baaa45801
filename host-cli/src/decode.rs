//! Bytes as they lie in a file to bytes of an export: decompression, within a bound.

use std::io::{self, BufReader, Cursor, Read};

use flate2::bufread::MultiGzDecoder;
use flowlock_core::{PEEK_BYTES, limits::MAX_DOCUMENT_BYTES};
use ruzstd::decoding::{
    BlockDecodingStrategy, FrameDecoder,
    errors::{FrameDecoderError, ReadFrameHeaderError},
};

const GZIP: &[u8] = &[0x1f, 0x8b];

/// A file's content.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// All of it.
    Whole(Vec<u8>),
    /// Its beginning: there is more than the limit allows.
    TooLarge(Vec<u8>),
}

/// The bytes of a file, decompressed.
pub(crate) type Bytes = Box<dyn Read + Send>;

/// A file's bytes, decompressed where the first ones say that it is compressed.
pub(crate) fn decompressed(mut source: impl Read + Send + 'static) -> io::Result<Bytes> {
    let mut magic = Vec::new();
    source.by_ref().take(4).read_to_end(&mut magic)?;
    let whole = Cursor::new(magic.clone()).chain(source);
    Ok(if magic.starts_with(GZIP) {
        Box::new(MultiGzDecoder::new(BufReader::with_capacity(PEEK_BYTES, whole)))
    } else if is_zstd(&magic) {
        Box::new(Frames::new(BufReader::with_capacity(PEEK_BYTES, whole)))
    } else {
        Box::new(whole)
    })
}

/// The first bytes, by which a file is recognised.
pub(crate) fn beginning(source: &mut Bytes) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(u64::try_from(PEEK_BYTES).unwrap_or(u64::MAX)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads a file of which this is the beginning and the rest.
pub(crate) fn read(beginning: Vec<u8>, rest: Bytes) -> io::Result<Content> {
    bounded(Cursor::new(beginning).chain(rest), MAX_DOCUMENT_BYTES)
}

fn bounded(source: impl Read, limit: usize) -> io::Result<Content> {
    let mut bytes = Vec::new();
    let at_most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    source.take(at_most).read_to_end(&mut bytes)?;
    if bytes.len() <= limit {
        return Ok(Content::Whole(bytes));
    }
    bytes.truncate(PEEK_BYTES);
    bytes.shrink_to_fit();
    Ok(Content::TooLarge(bytes))
}

/// Whether the bytes begin a zstd frame, or one that zstd asks to skip.
fn is_zstd(magic: &[u8]) -> bool {
    matches!(magic, [0x28, 0xb5, 0x2f, 0xfd] | [0x50..=0x5f, 0x2a, 0x4d, 0x18])
}

/// The frames of a zstd file, one after the other.
struct Frames<R> {
    source: R,
    decoder: FrameDecoder,
}

impl<R: Read> Frames<R> {
    fn new(source: R) -> Self {
        Self { source, decoder: FrameDecoder::new() }
    }

    /// Opens the next frame; `false` where there is none.
    fn open_next(&mut self) -> io::Result<bool> {
        let mut magic = Vec::new();
        self.source.by_ref().take(4).read_to_end(&mut magic)?;
        if magic.is_empty() {
            return Ok(false);
        }
        let frame = Cursor::new(magic).chain(self.source.by_ref());
        match self.decoder.init(frame) {
            Ok(()) => Ok(true),
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                length, ..
            })) => self.skip(u64::from(length)).map(|()| true),
            Err(error) => Err(damaged(error)),
        }
    }

    fn skip(&mut self, length: u64) -> io::Result<()> {
        self.decoder = FrameDecoder::new();
        let skipped = io::copy(&mut self.source.by_ref().take(length), &mut io::sink())?;
        if skipped == length { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    /// The sum that a finished frame carries must be that of its content.
    fn check_sum(&self) -> io::Result<()> {
        let stored = self.decoder.get_checksum_from_data();
        let calculated = self.decoder.get_calculated_checksum();
        match (stored, calculated) {
            (Some(stored), Some(calculated)) if stored != calculated => {
                Err(damaged("the checksum is another one"))
            }
            _ => Ok(()),
        }
    }
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.decoder.can_collect() > 0 {
                return self.decoder.read(buffer);
            }
            if !self.decoder.is_finished() {
                let one = BlockDecodingStrategy::UptoBlocks(1);
                self.decoder.decode_blocks(&mut self.source, one).map_err(damaged)?;
                continue;
            }
            self.check_sum()?;
            if !self.open_next()? {
                return Ok(0);
            }
        }
    }
}

fn damaged(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        compress_to_vec(bytes, CompressionLevel::Fastest)
    }

    fn read_within(bytes: &[u8], limit: usize) -> io::Result<Content> {
        bounded(decompressed(Cursor::new(bytes.to_vec()))?, limit)
    }

    fn whole(bytes: &[u8]) -> Vec<u8> {
        match read_within(bytes, 1 << 20).unwrap() {
            Content::Whole(bytes) => bytes,
            Content::TooLarge(_) => panic!("too large"),
        }
    }

    #[test]
    fn plain_and_compressed_bytes_come_out_the_same() {
        for text in [&b"{}"[..], b"", b"x", b"[1, 2]"] {
            assert_eq!(whole(text), text);
            assert_eq!(whole(&gzip(text)), text);
            assert_eq!(whole(&zstd(text)), text);
        }
    }

    #[test]
    fn members_and_frames_are_joined() {
        assert_eq!(whole(&[gzip(b"one "), gzip(b"two")].concat()), b"one two");
        let skipped = [0x53, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 0xff, 0xff];
        assert_eq!(whole(&[zstd(b"one "), skipped.to_vec(), zstd(b"two")].concat()), b"one two");
        assert_eq!(whole(&[&skipped[..], &zstd(b"two")].concat()), b"two");
    }

    #[test]
    fn the_bound_holds_for_what_comes_out() {
        for packed in [gzip(&[b' '; 5_000]), zstd(&[b' '; 5_000]), vec![b' '; 5_000]] {
            assert_eq!(read_within(&packed[..], 5_000).unwrap(), Content::Whole(vec![b' '; 5_000]));
            assert_eq!(read_within(&packed[..], 4_999).unwrap(), Content::TooLarge(vec![b' '; 5_000]));
        }
    }

    #[test]
    fn what_is_cut_off_is_an_error() {
        for packed in [gzip(b"one two three"), zstd(b"one two three")] {
            for end in 5..packed.len() {
                assert!(read_within(&packed[..end], 100).is_err(), "cut at {end}");
            }
        }
    }
}
