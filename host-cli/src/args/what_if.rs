//! `flowlock what-if --help`.

use std::{net::IpAddr, path::PathBuf};

use clap::{
    Args, ValueEnum, ValueHint,
    builder::{PossibleValuesParser, TypedValueParser},
};
use flowlock_core::{
    ask::Question,
    entra::{ClientApp, InsiderRisk, Risk, UserKind, Vocabulary},
};

use super::Exports;

pub(super) const HELP: &str = "\
What is not said stays unknown, and the answer says what it depends on. The
exports add what they tell: groups and roles of the user, whether the user is a
guest, the named locations of an address or a country.

Exit status:
  0  the sign-in is blocked; with --compare: no difference
  1  it is not blocked; with --compare: some difference
  2  could not answer: bad usage, unreadable input, no policies
  3  it cannot be told; with --compare: nothing to compare

Examples:
  flowlock what-if export/ --user ada@contoso.example --platform linux
  flowlock what-if export/ --app 'Microsoft Graph' --ip 203.0.113.7 \\
    --group 'All staff' --nothing-else
  flowlock what-if export/ --gap 1
  flowlock what-if export/ --gap 1 --print-request > request.json
  az rest --method post --body @request.json --url \\
    https://graph.microsoft.com/v1.0/identity/conditionalAccess/evaluate \\
    > answer.json
  flowlock what-if export/ --request request.json --compare answer.json";

#[derive(Debug, Args)]
pub(crate) struct WhatIf {
    #[command(flatten)]
    pub(crate) exports: Exports,

    #[command(flatten)]
    pub(crate) attempt: Attempt,

    /// Begin with the witness of this gap of the report
    ///
    /// The number that `flowlock evaluate` gives it, for the same exports and settings.
    #[arg(long, value_name = "NUMBER", conflicts_with = "request")]
    pub(crate) gap: Option<usize>,

    /// Begin with a request to Graph, as a file; `-` is standard input
    ///
    /// The body of `POST /identity/conditionalAccess/evaluate`.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) request: Option<PathBuf>,

    /// Print the request to Graph that asks the same, and nothing else
    #[arg(long, conflicts_with_all = ["compare", "format"])]
    pub(crate) print_request: bool,

    /// Compare with what Graph answered, as a file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) compare: Option<PathBuf>,

    /// What to print
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: AnswerFormat,

    /// Where to write it, instead of standard output
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
}

/// How the answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum AnswerFormat {
    /// Text for people
    #[default]
    Human,
    /// The whole answer; `flowlock schema what-if` describes it
    Json,
    /// As Graph answers it
    Graph,
}

/// What is known of the attempt.
#[derive(Debug, Args)]
#[command(next_help_heading = "The sign-in")]
pub(crate) struct Attempt {
    /// The user, by object id, or by principal name where an export names it
    #[arg(long, value_name = "ID|UPN")]
    user: Option<String>,

    /// What the user is to the tenant
    #[arg(long, value_name = "KIND", value_parser = word::<UserKind>(), ignore_case = true)]
    user_kind: Option<UserKind>,

    /// The home tenant of an external user
    #[arg(long, value_name = "ID")]
    home_tenant: Option<String>,

    /// A group that the user is in; may be given several times
    #[arg(long, value_name = "ID|NAME")]
    group: Vec<String>,

    /// A role that the user holds; may be given several times
    #[arg(long, value_name = "ID|NAME")]
    role: Vec<String>,

    /// The application that the token is for, or a suite such as `Office365`
    #[arg(long, value_name = "ID|NAME")]
    app: Option<String>,

    /// The device platform: android, iOS, windows, windowsPhone, macOS, linux or unrecognised
    #[arg(long, value_name = "PLATFORM")]
    platform: Option<String>,

    /// A named location that it comes from, or `AllTrusted`; may be given several times
    #[arg(long, value_name = "ID|NAME")]
    location: Vec<String>,

    /// The address that it comes from
    #[arg(long, value_name = "ADDRESS")]
    ip: Option<IpAddr>,

    /// The country that it comes from, by its code of two letters
    #[arg(long, value_name = "CODE", value_parser = country)]
    country: Option<String>,

    /// The client app
    #[arg(long, value_name = "APP", value_parser = word::<ClientApp>(), ignore_case = true)]
    client_app: Option<ClientApp>,

    /// The sign-in risk
    #[arg(long, value_name = "RISK", value_parser = word::<Risk>(), ignore_case = true)]
    sign_in_risk: Option<Risk>,

    /// The user risk
    #[arg(long, value_name = "RISK", value_parser = word::<Risk>(), ignore_case = true)]
    user_risk: Option<Risk>,

    /// The insider risk
    #[arg(long, value_name = "RISK", value_parser = word::<InsiderRisk>(), ignore_case = true)]
    insider_risk: Option<InsiderRisk>,

    /// A device filter rule that holds, as a policy writes it; may be given several times
    #[arg(long, value_name = "RULE")]
    device_rule: Vec<String>,

    /// Take it that nothing else holds: no other group, role, location, filter rule or condition
    #[arg(long)]
    nothing_else: bool,
}

impl Attempt {
    /// Adds what was said to the question; what was said here counts.
    pub(crate) fn add_to(&self, question: &mut Question) {
        fn set<T: Clone>(known: &mut Option<T>, said: Option<&T>) {
            *known = said.cloned().or(known.take());
        }
        set(&mut question.user, self.user.as_ref());
        set(&mut question.user_kind, self.user_kind.as_ref());
        set(&mut question.home_tenant, self.home_tenant.as_ref());
        set(&mut question.application, self.app.as_ref());
        set(&mut question.platform, self.platform.as_ref());
        set(&mut question.ip, self.ip.as_ref());
        set(&mut question.country, self.country.as_ref());
        set(&mut question.client_app, self.client_app.as_ref());
        set(&mut question.sign_in_risk, self.sign_in_risk.as_ref());
        set(&mut question.user_risk, self.user_risk.as_ref());
        set(&mut question.insider_risk, self.insider_risk.as_ref());
        question.groups.extend_from_slice(&self.group);
        question.roles.extend_from_slice(&self.role);
        question.locations.extend_from_slice(&self.location);
        question.device_rules.extend_from_slice(&self.device_rule);
        question.nothing_else |= self.nothing_else;
    }
}

/// A word of a closed vocabulary, whatever the case.
fn word<T: Vocabulary + Send + Sync>() -> impl TypedValueParser<Value = T> {
    let words = PossibleValuesParser::new(T::VALUES.iter().map(|value| value.as_str()));
    words.map(|word| {
        let found = T::VALUES.iter().find(|value| value.as_str().eq_ignore_ascii_case(&word));
        found.copied().unwrap_or_else(|| unreachable!("the words are those of the vocabulary"))
    })
}

fn country(text: &str) -> Result<String, String> {
    let is_code = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_code.then(|| text.to_ascii_uppercase()).ok_or_else(|| "expected a code such as NL".to_owned())
}
