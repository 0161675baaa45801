//! What is done where the text makes no sense, and how the next record is found again.

use super::{
    Piece, Place, Sink, Why,
    machine::{Machine, Mode},
};

impl Machine {
    /// Something that is no record. A number or a word can be stepped over.
    pub(super) fn stray(&mut self, text: &[u8], sink: Sink<'_>) -> usize {
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        let word = text.iter().take_while(|byte| is_word(byte)).count();
        let continues = self.held.first() == Some(&b'w') && self.start == self.here;
        if word > 0 && !self.open.is_empty() {
            if !continues {
                sink.piece(self.here, Piece::Broken(Why::NoSignIn));
            }
            // A word may be cut by the end of a chunk: what follows directly is the same word.
            self.held.clear();
            self.held.push(b'w');
            self.start = Place { byte: self.here.byte + u64::try_from(word).unwrap_or(0), ..self.here };
            self.indent = None;
            return word;
        }
        sink.piece(self.here, Piece::Broken(Why::NotJson));
        self.lose()
    }

    fn lose(&mut self) -> usize {
        self.held.clear();
        self.mode = Mode::Lost(self.here);
        // Without this, the same byte would be tried again.
        self.indent = None;
        0
    }

    pub(super) fn broken(&mut self, text: &[u8], at: usize, sink: Sink<'_>) -> usize {
        sink.piece(self.start, Piece::Broken(Why::NotJson));
        // A `{` that breaks an object stands at the start of a line, and begins the next record.
        let next_record = text.get(at) == Some(&b'{');
        self.lines |= self.open.is_empty() && (next_record || text.get(at) == Some(&b'\n'));
        self.lose();
        self.mode = Mode::Lost(self.start);
        self.indent = next_record.then_some(0);
        at
    }

    /// Looks for a line that can be the start of a record.
    pub(super) fn lost(&mut self, first: u8, text: &[u8], since: Place, sink: Sink<'_>) -> usize {
        if matches!(first, b' ' | b'\t' | b'\r' | b'\n') {
            return self.blank(first);
        }
        if self.indent.is_some() && self.is_found(first) {
            return 0;
        }
        if self.indent == Some(0) && first == b'{' && self.list().is_none_or(|list| list.indent.is_none()) {
            sink.piece(since, Piece::Broken(Why::LostTrack));
            self.open.clear();
            self.mode = Mode::Between;
            return 0;
        }
        self.indent = None;
        memchr::memchr(b'\n', text).unwrap_or(text.len())
    }

    fn is_found(&mut self, first: u8) -> bool {
        let indent = self.indent;
        let found = match self.list() {
            Some(list) => first == b'{' && list.indent == indent,
            None => self.open.is_empty(),
        };
        if found {
            self.mode = Mode::Between;
        }
        found
    }
}
