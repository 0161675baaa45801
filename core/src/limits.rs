//! Named limits: inputs are hostile, and every bound is written down here.

/// The most bytes of one decoded export that are read. Larger exports are refused, not cut.
pub const MAX_DOCUMENT_BYTES: usize = 256 * 1024 * 1024;

/// The deepest nesting of objects and arrays that is read.
pub const MAX_NESTING: usize = 100;

/// The longest string, in bytes, that is read where a member matters.
pub const MAX_STRING_BYTES: usize = 1024 * 1024;

/// The most policies of one tenant. Entra itself allows a few hundred.
pub const MAX_POLICIES: usize = 10_000;

/// The most steps that one proof may take before it is cut off and the status is review.
pub const MAX_PROOF_STEPS: u64 = 30_000_000;

/// The most gaps of each standing that a report lists.
pub const MAX_GAPS: usize = 25;
