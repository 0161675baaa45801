//! What was read of some logs, ready to be joined with what was read of others.

use alloc::{borrow::Cow, vec::Vec};

use borsh::{BorshDeserialize, BorshSerialize};

use super::sealed::SUMMARY;
use crate::{
    catalogue::ProblemCode,
    evidence::{Evidence, Watch},
    files::{File, read_logs},
    intake::Intake,
    problem::Problem,
    sign_ins::SignIns,
    tenant::{Source, SourceKind, Tenant, join_parts},
};

/// What was read of some logs.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub(super) struct Part {
    /// `None` where no file was a log.
    evidence: Option<Evidence>,
    sources: Vec<Source>,
}

impl Part {
    /// Reads logs. What is none is read as [`evaluate_files`](crate::evaluate_files) reads it, so
    /// that many machines say the same of it as one.
    pub(super) fn read(watch: &Watch, files: &[File<Cow<'_, [u8]>>]) -> Result<Self, Problem> {
        let (logs, others): (Vec<_>, Vec<_>) = files.iter().partition(|file| file.is_log());
        let mut part = Self::default();
        for other in others {
            part.sources.extend(no_log(other)?);
        }
        if !logs.is_empty() {
            let (evidence, sources) = read_logs(&logs, Evidence::new(watch), SignIns::onto);
            part.evidence = Some(evidence);
            part.sources.extend(sources);
        }
        join_parts(&mut part.sources);
        Ok(part)
    }

    /// Joins what each text says; the problem names the place of the text that is at fault.
    pub(super) fn of(texts: &[Cow<'_, str>]) -> Result<Self, (usize, Problem)> {
        let mut parts = texts.iter().enumerate();
        parts.try_fold(Self::default(), |joined, (place, text)| {
            let part = SUMMARY.open(text);
            part.and_then(|part| joined.merge(part)).map_err(|problem| (place, problem))
        })
    }

    fn merge(mut self, mut other: Self) -> Result<Self, Problem> {
        self.evidence = join(self.evidence, other.evidence)?;
        self.sources.append(&mut other.sources);
        join_parts(&mut self.sources);
        Ok(self)
    }

    /// Adds what was read to what the exports say.
    pub(super) fn add_to(
        self,
        tenant: &mut Tenant,
        evidence: Option<Evidence>,
    ) -> Result<Option<Evidence>, Problem> {
        tenant.add_sources(self.sources);
        join(evidence, self.evidence)
    }
}

fn join(one: Option<Evidence>, other: Option<Evidence>) -> Result<Option<Evidence>, Problem> {
    match (one, other) {
        (Some(one), Some(other)) => one.merge(other).map(Some),
        (one, other) => Ok(one.or(other)),
    }
}

/// A file that is not recognised as a log: harmless where it holds nothing that a verdict rests on.
fn no_log(file: &File<Cow<'_, [u8]>>) -> Result<Vec<Source>, Problem> {
    let mut intake = Intake::new();
    let kind = intake.take(&file.name, &file.bytes)?;
    match kind {
        SourceKind::SignIns | SourceKind::Ignored | SourceKind::Unreadable => Ok(intake.finish()?.sources),
        _ => Err(not_a_log().in_source(&file.name)),
    }
}

fn not_a_log() -> Problem {
    Problem::new(
        ProblemCode::NotALog,
        "an export that is no log of sign-ins cannot be summarised",
        "send it among the `exports` of `evaluate`",
    )
}
