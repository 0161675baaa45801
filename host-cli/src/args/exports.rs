//! What every command that reads exports asks for.

use std::{num::NonZero, path::PathBuf};

use clap::{Args, ValueHint};
use jiff::Timestamp;

/// The exports of one tenant, and how to take them.
#[derive(Default, Debug, Args)]
pub(crate) struct Exports {
    /// Files or folders of exports; `-` is standard input
    ///
    /// Each file is recognised by its content: policies from Graph, PowerShell, EntraExporter,
    /// IntuneManagement, ScubaGear, Terraform or Steampipe; users, groups, roles, named locations;
    /// logs of sign-ins, of any size.
    /// Files packed with gzip or zstd are read as they are.
    #[cfg_attr(feature = "steampipe", arg(required_unless_present = "steampipe"))]
    #[cfg_attr(not(feature = "steampipe"), arg(required = true))]
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,

    /// A Steampipe connection whose azuread tables are read beside PATH, or in place of it
    ///
    /// Reads only, and over TLS unless it is on this machine. Give the password in PGPASSWORD. The table
    /// of policies shows neither the flow nor guests: with it alone the verdict is never a pass.
    #[cfg(feature = "steampipe")]
    #[arg(long, value_name = "URL")]
    pub(crate) steampipe: Option<String>,

    /// Certificates in PEM that are trusted for it, in place of the well-known ones
    #[cfg(feature = "steampipe")]
    #[arg(long, value_name = "FILE", requires = "steampipe", value_hint = ValueHint::FilePath)]
    pub(crate) steampipe_ca: Option<PathBuf>,

    /// Emergency access, exceptions and limits, as JSON or TOML
    ///
    /// `flowlock schema settings` describes them. Without settings nothing is accepted.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) settings: Option<PathBuf>,

    /// What people decided, as `flowlock decide` records it
    ///
    /// Never taken from among the exports by itself, though it may lie there: who can write an export
    /// could then accept anything.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) decisions: Option<PathBuf>,

    /// Whose signatures approve decisions, in OpenSSH's format of allowed signers
    ///
    /// `approvals` in the settings says how many of whom are needed.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) allowed_signers: Option<PathBuf>,

    /// An emergency access user or group, by object id, or a user by principal name
    ///
    /// Adds to the settings; may be given several times. An object id that no export tells to be a
    /// user's or a group's is taken for either. A principal name needs an export of users.
    #[arg(long, value_name = "ID|UPN", value_parser = account)]
    pub(crate) emergency_access: Vec<String>,

    /// The moment the evaluation speaks of [default: the settings' asOf, or now]
    #[arg(long, value_name = "RFC3339", value_parser = moment)]
    pub(crate) as_of: Option<Timestamp>,

    /// How many threads read logs of sign-ins [default: one for each processor]
    ///
    /// However many there are, the outcome is the same.
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZero<usize>>,
}

pub(super) fn account(text: &str) -> Result<String, String> {
    let text = text.trim();
    let is_half_a_name =
        text.split_once('@').is_some_and(|(user, domain)| user.is_empty() || domain.is_empty());
    if text.is_empty() || text.contains(char::is_whitespace) || is_half_a_name {
        return Err("expected an object id or a user principal name, such as bg1@contoso.example".to_owned());
    }
    Ok(text.to_owned())
}

pub(super) fn moment(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| "expected a time such as 2026-07-02T21:00:00Z".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_ids_or_names() {
        assert_eq!(account(" a@b ").as_deref(), Ok("a@b"));
        assert!(account("0f0f0f0f-0000-4000-8000-000000000001").is_ok());
        assert!(account("@b").is_err() && account("a@").is_err() && account(" ").is_err());
    }
}
