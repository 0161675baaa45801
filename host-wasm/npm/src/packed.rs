//! Bytes as they lie in a file to bytes of an export: gzip is unpacked on the way.

use std::{io::Write as _, mem};

use flate2::write::MultiGzDecoder;
use flowlock_core::{PEEK_BYTES, Problem, ProblemCode};

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// How many packed bytes are unpacked at once. The most that gzip makes of them is 4 MiB.
const SLICE: usize = 4096;

/// A file's bytes on their way, packed or not.
#[derive(Debug)]
pub(crate) enum Packed {
    /// The first bytes, too few to tell.
    Unknown(Vec<u8>),
    Plain,
    Gzip(Box<MultiGzDecoder<Vec<u8>>>),
    /// Damaged, or packed in a way that is not read here: what follows is passed over.
    Unreadable,
}

impl Default for Packed {
    fn default() -> Self {
        Self::Unknown(Vec::new())
    }
}

impl Packed {
    /// Unpacks the next bytes, and passes them on piece by piece.
    ///
    /// # Errors
    ///
    /// The data is damaged, or packed otherwise. It is said once.
    pub(crate) fn write(&mut self, bytes: &[u8], pass_on: &mut impl FnMut(&[u8])) -> Result<(), Problem> {
        match self {
            Self::Unknown(first) => {
                first.extend_from_slice(bytes);
                if first.len() < ZSTD.len() { Ok(()) } else { self.recognise(pass_on) }
            }
            Self::Plain => {
                pass_on(bytes);
                Ok(())
            }
            Self::Gzip(decoder) => {
                if unpack(decoder, bytes, pass_on) {
                    Ok(())
                } else {
                    self.refuse(damaged())
                }
            }
            Self::Unreadable => Ok(()),
        }
    }

    /// Passes on what is left.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write), or the data is cut off.
    pub(crate) fn finish(&mut self, pass_on: &mut impl FnMut(&[u8])) -> Result<(), Problem> {
        if matches!(self, Self::Unknown(_)) {
            self.recognise(pass_on)?;
        }
        let Self::Gzip(decoder) = self else { return Ok(()) };
        let whole = decoder.try_finish().is_ok();
        pass_on(decoder.get_ref());
        if whole { Ok(()) } else { self.refuse(damaged()) }
    }

    fn recognise(&mut self, pass_on: &mut impl FnMut(&[u8])) -> Result<(), Problem> {
        let Self::Unknown(first) = mem::replace(self, Self::Plain) else { return Ok(()) };
        if first.starts_with(GZIP) {
            *self = Self::Gzip(Box::new(MultiGzDecoder::new(Vec::new())));
        } else if first.starts_with(ZSTD) {
            return self.refuse(zstd());
        }
        self.write(&first, pass_on)
    }

    fn refuse(&mut self, problem: Problem) -> Result<(), Problem> {
        *self = Self::Unreadable;
        Err(problem)
    }
}

/// Passes on what can be unpacked; `false` where the data is damaged.
fn unpack(decoder: &mut MultiGzDecoder<Vec<u8>>, bytes: &[u8], pass_on: &mut impl FnMut(&[u8])) -> bool {
    bytes.chunks(SLICE).all(|slice| {
        let sound = decoder.write_all(slice).is_ok();
        pass_on(decoder.get_ref());
        decoder.get_mut().clear();
        sound
    })
}

/// What these first bytes of a file are once unpacked, no more than are needed to recognise it.
pub(crate) fn beginning(bytes: &[u8]) -> Vec<u8> {
    let mut unpacked = Vec::new();
    let mut packed = Packed::default();
    for slice in bytes.chunks(SLICE) {
        let written = packed.write(slice, &mut |bytes| unpacked.extend_from_slice(bytes));
        if written.is_err() || unpacked.len() >= PEEK_BYTES {
            break;
        }
    }
    // What is cut off here goes on in the file.
    let _ = packed.finish(&mut |bytes| unpacked.extend_from_slice(bytes));
    unpacked.truncate(PEEK_BYTES);
    unpacked
}

fn damaged() -> Problem {
    Problem::new(
        ProblemCode::BadCompression,
        "the compressed data is damaged or cut off",
        "copy the file again, or compress it again",
    )
}

fn zstd() -> Problem {
    Problem::new(
        ProblemCode::CompressionNotRead,
        "the file is compressed with zstd, which this host does not read",
        "decompress it with `zstd -d`, or compress it with gzip",
    )
}

#[cfg(test)]
mod tests {
    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    /// What comes out, and whether it was whole.
    fn unpacked(bytes: &[u8], chunk: usize) -> (Vec<u8>, Option<&'static str>) {
        let (mut out, mut packed) = (Vec::new(), Packed::default());
        let mut problems = Vec::new();
        for chunk in bytes.chunks(chunk) {
            problems.extend(packed.write(chunk, &mut |bytes| out.extend_from_slice(bytes)).err());
        }
        problems.extend(packed.finish(&mut |bytes| out.extend_from_slice(bytes)).err());
        assert!(problems.len() <= 1, "said once");
        (out, problems.first().map(|problem| problem.code.as_str()))
    }

    #[test]
    fn what_is_not_packed_passes_as_it_is() {
        for text in ["", "{", "[1]", "plain text"] {
            for chunk in 1..4 {
                assert_eq!(unpacked(text.as_bytes(), chunk), (text.into(), None));
            }
        }
    }

    #[test]
    fn all_members_of_a_gzip_file_are_read_wherever_it_is_cut() {
        let text: Vec<u8> = (0..5000u32).flat_map(|number| number.to_string().into_bytes()).collect();
        let members = [packed(&text), packed(b""), packed(b"more")].concat();
        for chunk in [1, 2, 7, 100, 10_000_000] {
            assert_eq!(unpacked(&members, chunk), ([&text[..], b"more"].concat(), None), "{chunk}");
        }
    }

    #[test]
    fn what_is_damaged_or_cut_off_is_said_and_what_came_before_it_passes() {
        let text = vec![b'a'; 100_000];
        let mut whole = packed(&text);
        assert_eq!(unpacked(&whole[..whole.len() - 1], 64), (text.clone(), Some("bad-compression")));
        let last = whole.len() - 5;
        whole[last] ^= 1;
        assert_eq!(unpacked(&whole, 64), (text, Some("bad-compression")));
        assert_eq!(unpacked(&[&packed(b"a")[..], b"rubbish"].concat(), 64).1, Some("bad-compression"));
        assert_eq!(unpacked(&[0x1f, 0x8b], 1).1, Some("bad-compression"));
    }

    #[test]
    fn zstd_is_not_taken_for_a_file_of_another_kind() {
        assert_eq!(unpacked(&[0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0], 1), (vec![], Some("compression-not-read")));
    }

    #[test]
    fn a_beginning_is_unpacked_as_far_as_it_goes() {
        let text = vec![b'a'; 3 * PEEK_BYTES];
        assert_eq!(beginning(&packed(&text)), &text[..PEEK_BYTES]);
        assert_eq!(beginning(&packed(b"abc")), b"abc");
        assert!(beginning(&packed(&text)[..40]).starts_with(b"aaa"));
        assert_eq!((beginning(b"[1"), beginning(b"")), (b"[1".to_vec(), vec![]));
    }
}
