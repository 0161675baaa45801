//! `flowlock what-if`: one attempt, every policy.

use std::process::ExitCode;

use flowlock_core::{
    Problem, ProblemCode, Tenant,
    ask::{
        Answer, Outcome, Question, answer,
        graph::{Comparison, Reply, Request, compare},
    },
    evaluate, render,
};
use serde::Serialize;

use crate::{
    args::{AnswerFormat, WhatIf},
    exports::{self, Read},
    files,
    output::{Terminal, json, shown, write_file},
};

/// Reads, answers and prints.
pub(crate) fn what_if(args: &WhatIf, terminal: Terminal) -> Result<ExitCode, Problem> {
    let read = exports::read_without_logs(&args.exports)?;
    let (mut question, applied_only) = match (&args.request, args.gap) {
        (Some(path), _) => {
            let (name, bytes) = files::whole(path)?;
            let request = Request::parse(&name, &bytes)?;
            (Question::from(&request), request.applied_policies_only)
        }
        (None, Some(number)) => (of_gap(&read, number)?, false),
        (None, None) => (Question::default(), false),
    };
    args.attempt.add_to(&mut question);
    let tenant = &read.tenant;
    let printer = Printer { args, terminal };
    if args.print_request {
        return printer.request(tenant, &question);
    }
    let answer = answer(tenant, &question)?;
    if let Some(path) = &args.compare {
        let (name, bytes) = files::whole(path)?;
        return printer.comparison(&compare(tenant, &question, &name, &bytes)?);
    }
    match args.format {
        AnswerFormat::Graph => printer.json(&Reply::of(tenant, &question, applied_only))?,
        AnswerFormat::Json => printer.json(&answer)?,
        AnswerFormat::Human => printer.print(&render::answer(&answer, printer.style()))?,
    }
    Ok(exit_code(&answer))
}

/// The witness of a gap of the report on the same exports.
fn of_gap(read: &Read, number: usize) -> Result<Question, Problem> {
    let gaps = evaluate(&read.tenant, &read.settings, read.as_of)?.gaps;
    let count = gaps.len();
    let gap = number.checked_sub(1).and_then(|index| gaps.into_iter().nth(index));
    let gap = gap.ok_or_else(|| {
        let message = format!("there is no gap {number}; the report lists {count}");
        Problem::new(
            ProblemCode::NoSuchGap,
            message,
            "see `flowlock evaluate` for the same exports and settings",
        )
    })?;
    Ok(Question { base: Some(gap.witness), ..Question::default() })
}

struct Printer<'p> {
    args: &'p WhatIf,
    terminal: Terminal,
}

impl Printer<'_> {
    fn style(&self) -> render::Style {
        self.terminal.style(self.args.output.is_some())
    }

    fn print(&self, text: &str) -> Result<(), Problem> {
        self.args.output.as_deref().map_or_else(|| self.terminal.print(text), |path| write_file(path, text))
    }

    fn json(&self, value: &impl Serialize) -> Result<(), Problem> {
        self.print(&shown(json(value)?, self.args.output.is_some()))
    }

    /// What has to be filled in or borne in mind goes to standard error: the request is to be sent as it is.
    fn request(&self, tenant: &Tenant, question: &Question) -> Result<ExitCode, Problem> {
        let (request, notes) = Request::of(tenant, question);
        self.json(&request)?;
        self.terminal.notes(&notes);
        Ok(ExitCode::SUCCESS)
    }

    fn comparison(&self, comparison: &Comparison) -> Result<ExitCode, Problem> {
        match self.args.format {
            AnswerFormat::Human => self.print(&render::comparison(comparison, self.style()))?,
            AnswerFormat::Json | AnswerFormat::Graph => self.json(comparison)?,
        }
        Ok(ExitCode::from(match (comparison.differences.is_empty(), comparison.compared) {
            (false, _) => 1,
            (true, 0) => 3,
            (true, _) => 0,
        }))
    }
}

fn exit_code(answer: &Answer) -> ExitCode {
    ExitCode::from(match answer.outcome {
        Outcome::Blocked => 0,
        Outcome::NotBlocked => 1,
        Outcome::CannotTell => 3,
    })
}
