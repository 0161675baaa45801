//! How much may be tried in vain.

/// The most that can be saved up.
const MOST: i64 = 256 * 1024;

/// A budget for the memory of records: where no record is like another, it must cost next to nothing.
///
/// It is counted in bytes that serde could have read in the time.
#[derive(Debug)]
pub(super) struct Budget(i64);

impl Default for Budget {
    fn default() -> Self {
        Self(MOST)
    }
}

impl Budget {
    /// Whether the memory is not to be asked about a record of about this length.
    pub(super) fn rests(&mut self, length: usize) -> bool {
        let rests = self.0 < 0;
        if rests {
            self.add(length.min(TYPICAL) / 32);
        }
        rests
    }

    /// A record of this length was like another.
    pub(super) fn earn(&mut self, length: usize) {
        self.add(length / 2);
    }

    /// So many bytes were compared in vain.
    pub(super) fn spend_on_comparing(&mut self, length: usize) {
        self.add_signed(-signed(length / 8));
    }

    /// So many bytes were looked at as if they were the first.
    pub(super) fn spend_on_learning(&mut self, length: usize) {
        self.add_signed(-signed(length / 2));
    }

    fn add(&mut self, bytes: usize) {
        self.add_signed(signed(bytes));
    }

    fn add_signed(&mut self, bytes: i64) {
        self.0 = self.0.saturating_add(bytes).min(MOST);
    }
}

/// How long a record is, where only the rest of the file is known.
const TYPICAL: usize = 4 * 1024;

fn signed(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
