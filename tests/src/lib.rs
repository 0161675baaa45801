//! An independent oracle for Flowlock, written from the contract (`SEMANTICS.md`) alone.
//!
//! It shares no code with the crate it judges. A random tenant is born as a [`model`] value; the
//! [`oracle`] decides it by trying every sign-in there is, while [`export`] writes the JSON that
//! the core reads. Where the two differ, [`shrink`] finds a small tenant that still shows it.
//!
//! | room | what it holds |
//! | --- | --- |
//! | [`model`] | what a tenant is: policies, directory, settings |
//! | [`changed`] | a proposed change carried out, and read back |
//! | [`cut`] | one coordinate cut in two |
//! | [`tenants`] | random tenants, mostly at the edge between the verdicts |
//! | [`export`], [`dress`] | the tenant as JSON text, in every spelling that Graph and its tools use |
//! | [`hard`] | tenants made to wear the proof out |
//! | [`reading`] | whether one policy holds for one facet of a sign-in |
//! | [`space`] | every sign-in that the policies and settings can tell apart |
//! | [`oracle`] | the verdict by brute force |
//! | [`pair`] | one tenant as the oracle and as the core have it |
//! | [`witness`] | a reported gap, judged by the reading |
//! | [`subject`] | the core under test, behind one function |
//! | [`fixtures`] | the tenants of `fixtures/`, read |
//! | [`book`] | the parts of the book that tests write |
//! | [`signers`] | whose key approved a decision of a fixture |
//! | [`log`] | random logs of sign-ins, damaged in every way |
//! | [`twice`] | two exports of one tenant |
//! | [`shrink`] | smaller tenants that still disagree |

pub mod book;
pub mod changed;
pub mod cut;
pub mod dress;
pub mod export;
pub mod fixtures;
pub mod hard;
pub mod log;
pub mod model;
pub mod oracle;
pub mod pair;
pub mod random;
pub mod reading;
pub mod shrink;
pub mod signers;
pub mod space;
pub mod subject;
pub mod tenants;
pub mod twice;
pub mod witness;
