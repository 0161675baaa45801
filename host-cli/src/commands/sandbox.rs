//! `--sandbox`: exports are read inside the plugin, under wasmtime, by a build that has it.

#[cfg(feature = "sandbox")]
pub(super) use crate::sandbox::Guest;
#[cfg(not(feature = "sandbox"))]
pub(super) use absent::Guest;

#[cfg(not(feature = "sandbox"))]
mod absent {
    use std::convert::Infallible;

    use flowlock_core::{Places, Problem, ProblemCode, report::Report};
    use jiff::Timestamp;

    use crate::{args::Exports, exports::Declared, files::Input};

    /// What a build without the sandbox never has.
    pub(crate) struct Guest(Infallible);

    impl Guest {
        pub(crate) fn new() -> Result<Self, Problem> {
            Err(Problem::new(
                ProblemCode::SandboxMissing,
                "this build of flowlock has no sandbox",
                "in a checkout, `cargo xtask sandbox` builds one that has; or use the Python package, which reads \
                 exports in a sandbox always",
            ))
        }

        pub(crate) fn report(
            &self,
            _: &[Input],
            _: &Declared,
            _: (&Exports, Timestamp),
            _: bool,
        ) -> Result<(Report, Places), Problem> {
            match self.0 {}
        }
    }
}
