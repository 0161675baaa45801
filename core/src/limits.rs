//! Named limits: inputs are hostile, and every bound is written down here.

/// The most bytes of one decoded export that are read. Larger exports are refused, not cut.
pub const MAX_DOCUMENT_BYTES: usize = 256 * 1024 * 1024;

/// The deepest nesting of objects and arrays that is read.
pub const MAX_NESTING: usize = 100;

/// The longest string, in bytes, that is read where a member matters.
pub const MAX_STRING_BYTES: usize = 1024 * 1024;

/// The most policies of one tenant. Entra itself allows a few hundred.
pub const MAX_POLICIES: usize = 10_000;

/// The most changes of policies that are read from the audit logs of one file.
pub const MAX_POLICY_CHANGES: usize = 10_000;

/// The most steps that one proof may take before it is cut off and the status is review.
pub const MAX_PROOF_STEPS: u64 = 30_000_000;

/// How often a policy is held against a case of an attempt, of which part is not known, before it counts
/// as not told.
pub const MAX_CASES: usize = 100_000;

/// How many things that are not known are tried together in such cases.
pub const MAX_CASES_DEEP: usize = 64;

/// The most gaps of each standing that a report lists.
pub const MAX_GAPS: usize = 25;

/// The most report-only candidates that a sign-in log is reviewed for: one bit each.
pub const MAX_WATCHED: usize = 32;

/// The most events that a report tells of and that are kept one by one, under a KiB each:
/// device code use, and what would have been blocked. Within it, duplicates count once.
pub const MAX_TOLD_EVENTS: usize = 5_000;

/// The longest text, in bytes, that is kept of such an event where a policy can ask for it.
pub const MAX_HEARD_BYTES: usize = 2_048;

/// The most disagreements between a log and the policies that a report lists.
pub const MAX_DISAGREEMENTS: usize = 25;

/// The most other events that are kept by a hash of their ids, some 40 bytes each. Within it,
/// duplicates count once.
pub const MAX_PLAIN_EVENTS: usize = 150_000;

/// The most principals, by application and resource, of one list of a summary.
pub const MAX_ROWS: usize = 2_000;

/// The most clients and countries that are kept of one principal.
pub const MAX_ROW_VALUES: usize = 64;

/// The most days, or runs, that are kept of one principal, and the most days that a report lists.
pub const MAX_DAYS: usize = 1_000;

/// The longest record, in bytes, of a log that is read as a stream. A longer one is malformed.
pub const MAX_RECORD_BYTES: usize = 16 * 1024 * 1024;

/// The most bytes of a table's rows that wait for a row that tells day from month.
pub const MAX_UNDATED_BYTES: usize = 8 * 1024 * 1024;

/// The most places of malformed records that a report lists for one file.
pub const MAX_PLACES: usize = 10;

/// The most decisions of one tenant.
pub const MAX_DECISIONS: usize = 200;

/// The most signatures of one decision.
pub const MAX_SIGNATURES: usize = 20;

/// The most days that a decision runs.
pub const MAX_DECISION_DAYS: i64 = 366;

/// The most tries at a proposal, each of which is held against the whole space.
pub const MAX_PLAN_ROUNDS: u32 = 200;

/// The most sets of changes that are looked at in one try.
pub const MAX_PLAN_NODES: u32 = 20_000;
