//! Bytes in, [`Tenant`] out: every way in which exports of a tenant are written.

use crate::{
    problem::Problem,
    tenant::{Source, SourceKind, Tenant},
};

/// Reads the exports of one tenant, file by file, in any order.
#[derive(Debug, Default)]
pub struct Intake {
    tenant: Tenant,
}

impl Intake {
    /// An intake that has read nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads one file; `name` is the host's name for it, and takes no part in recognising it.
    pub fn read(&mut self, name: &str, bytes: &[u8]) -> Result<SourceKind, Problem> {
        let _ = (name, bytes);
        Ok(SourceKind::Ignored)
    }

    /// Records a file that [`read`](Self::read) refused, where the host goes on without it.
    pub fn note_unreadable(&mut self, name: &str, problem: Problem) {
        self.note_unread(name, SourceKind::Unreadable, problem);
    }

    /// Recognises a file by its first bytes only, for files too large to be read.
    pub fn peek(prefix: &[u8]) -> Option<SourceKind> {
        let _ = prefix;
        None
    }

    /// Records a file that was recognised but not read, such as a sign-in log too large to be read.
    pub fn note_unread(&mut self, name: &str, kind: SourceKind, problem: Problem) {
        self.tenant.sources.push(Source {
            name: name.into(),
            kind,
            records: 0,
            complete: false,
            problems: alloc::vec![problem],
        });
    }

    /// Everything that was read, sorted and joined.
    pub fn finish(self) -> Result<Tenant, Problem> {
        Ok(self.tenant)
    }
}
