//! Is device code flow locked in an Entra tenant, as CIS Microsoft Azure Foundations v3.0.0,
//! 2.2.3 "Ensure that an exclusionary Device code flow policy is considered", asks?
//!
//! Data moves one way: bytes, [`Intake`], [`Tenant`], [`evaluate`], [`report::Report`], [`render`]; a
//! log of sign-ins goes by way of [`SignIns`] to [`Evidence`] and [`evaluate_with`].
//! The crate does no I/O, reads no clock and knows no locale: the same inputs give the same bytes
//! on every host.

#![no_std]
#![forbid(unsafe_code)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

extern crate alloc;

mod acceptance;
pub mod ask;
pub mod catalogue;
mod clean;
mod control;
mod coverage;
mod crosswalk;
pub mod decisions;
pub mod diff;
pub mod entra;
mod evaluate;
mod evidence;
mod files;
mod intake;
pub mod limits;
mod locate;
pub mod many;
mod nearest;
mod next_step;
pub mod notice;
mod order;
pub mod peers;
mod problem;
pub mod render;
pub mod report;
pub mod request;
mod rfc3339;
mod settings;
mod sign_ins;
pub mod simulate;
mod strict;
mod tenant;
pub mod what_if;

/// The version of this crate, which the documents it writes name.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

pub use catalogue::ProblemCode;
pub use control::CONTROL;
pub use crosswalk::{CROSSWALK, Related};
pub use evaluate::{evaluate, evaluate_decided, evaluate_with};
pub use evidence::{Evidence, Watch};
pub use files::{File, PEEK_BYTES, evaluate_files, read_files};
pub use intake::Intake;
pub use locate::{Placed, Places, Region};
pub use problem::Problem;
pub use rfc3339::timestamp;
pub use settings::{
    Approvals, DEFAULT_MAX_EMERGENCY_ACCOUNTS, DEFAULT_MIN_OBSERVATION_DAYS, EmergencyAccess, Exception,
    MeantToBeBlocked, Needed, Settings,
};
pub use sign_ins::{Part, PartReader, Seam, SignInLog, SignIns};
pub use tenant::{Hint, PolicyChange, Source, SourceKind, Tenant};
