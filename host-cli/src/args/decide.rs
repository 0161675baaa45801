//! `flowlock decide --help`.

use clap::{Args, builder::NonEmptyStringValueParser};
use flowlock_core::decisions::{DecisionKind, Target};

use super::{Exports, Layout};

/// As clap writes it, it is one line of twice the width.
pub(super) const USAGE: &str = "\
flowlock decide [OPTIONS] [PATH]... <WHAT>
         --by <WHO> --because <WHY> --until <DATE>

  WHAT is one of --exception, --meant-to-be-blocked and --turn-on";

pub(super) const HELP: &str = "\
Exit status:
  0  the decision was recorded
  2  it was not: there is nothing to decide, or something is missing

The decision is added to the file of --decisions, which need not be there yet.
It holds a digest of exactly what it rests on. `flowlock evaluate --decisions`
holds it against the exports each time: when that changes, or the date passes,
the decision is shown and does not count.

Examples:
  flowlock decide export/ --settings flowlock.toml --decisions decisions.json \\
    --exception user:0f10c000-0000-4000-8000-0000000000a1 \\
    --by anna@contoso.example --because \"Room 4 has no browser\" \\
    --until 2027-03-01
  flowlock decide export/ --decisions decisions.json \\
    --meant-to-be-blocked ben@contoso.example --by anna@contoso.example \\
    --because \"The CLI opens a browser now\" --until 2027-03-01
  flowlock decide export/ --decisions decisions.json \\
    --turn-on 0f10c000-0000-4000-8000-000000000ca1 --by anna@contoso.example \\
    --because \"Nobody would be hit\" --until 2026-12-31";

/// A decision on the exports of one tenant.
#[derive(Debug, Args)]
pub(crate) struct Decide {
    #[command(flatten)]
    pub(crate) exports: Exports,

    #[command(flatten)]
    pub(crate) what: What,

    /// Who decides: a name that approvers and auditors know
    #[arg(long, value_name = "WHO", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) by: String,

    /// Why
    #[arg(long, value_name = "WHY", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) because: String,

    /// Its last day, or its last moment; no more than 366 days from now
    #[arg(long, value_name = "DATE")]
    pub(crate) until: String,

    /// What reports call it [default: made of what is decided]
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) id: Option<String>,

    /// How to print what was recorded
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Layout,
}

/// What is decided: one of these.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct What {
    /// Accept what is open for this user, group, application, location or platform
    ///
    /// Such as `user:ID`, or `user:ID,application:ID` for what is both.
    #[arg(long, value_name = "WHAT:ID", value_parser = exception)]
    exception: Option<Target>,

    /// Say that a user is meant to be blocked by the report-only policies
    #[arg(long, value_name = "ID|UPN", value_parser = NonEmptyStringValueParser::new())]
    meant_to_be_blocked: Option<String>,

    /// Decide that a report-only policy may be turned on
    #[arg(long, value_name = "POLICY", value_parser = NonEmptyStringValueParser::new())]
    turn_on: Option<String>,
}

impl What {
    /// The kind of the decision, and for whom or for what it is.
    pub(crate) fn target(&self) -> (DecisionKind, Target) {
        let Self { exception, meant_to_be_blocked, turn_on } = self;
        match (exception, meant_to_be_blocked) {
            (Some(target), _) => (DecisionKind::Exception, target.clone()),
            (None, Some(user)) => {
                (DecisionKind::MeantToBeBlocked, Target { user: Some(user.clone()), ..Target::default() })
            }
            (None, None) => (DecisionKind::TurnOn, Target { policy: turn_on.clone(), ..Target::default() }),
        }
    }
}

fn exception(text: &str) -> Result<Target, String> {
    let mut target = Target::default();
    for part in text.split(',') {
        let (name, value) = part.split_once(':').unwrap_or((part, ""));
        let place = match name.trim() {
            "user" => &mut target.user,
            "group" => &mut target.group,
            "application" => &mut target.application,
            "location" => &mut target.location,
            "platform" => &mut target.platform,
            _ => return Err("expected user:, group:, application:, location: or platform:".to_owned()),
        };
        if value.trim().is_empty() || place.replace(value.trim().to_owned()).is_some() {
            return Err("expected each of them once, with an id after the colon".to_owned());
        }
    }
    Ok(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_names_each_thing_once() {
        let both = exception("user:a, application:b").unwrap();
        assert_eq!((both.user.as_deref(), both.application.as_deref()), (Some("a"), Some("b")));
        for wrong in ["", "user", "user:", "user:a,user:b", "policy:a", "colour:red"] {
            assert!(exception(wrong).is_err(), "{wrong}");
        }
    }
}
