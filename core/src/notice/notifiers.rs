//! Whom to tell, and by which way: the file that `notify --config` reads.
//!
//! An address that takes messages is a secret, and so is a password: the file says where each is found.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};

use core::net::IpAddr;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{catalogue::ProblemCode, clean::name, nearest::nearest, problem::Problem};

/// Everyone that can be told, by the names that `--to` takes.
///
/// ```
/// use flowlock_core::notice::{Channel, Notifiers};
///
/// let config = br#"{"notifiers": {"security": {"kind": "slack", "url": {"env": "SLACK_URL"}}}}"#;
/// let notifiers = Notifiers::parse("notifiers.json", config)?;
/// assert!(matches!(notifiers.get("security")?.channel, Channel::Slack { .. }));
/// # Ok::<(), flowlock_core::Problem>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Notifiers {
    /// Each by its name.
    pub notifiers: BTreeMap<String, Notifier>,
}

/// One of them: what it is, and how hard it is tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Notifier {
    /// The kind, and what it needs.
    #[serde(flatten)]
    pub channel: Channel,
    /// How what is sent is kept from others.
    #[schemars(with = "Option<Security>")]
    pub security: Security,
    /// A file of certificates in PEM that are trusted in place of the well-known ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<String>,
    /// How long one try may take, 1 to 120 seconds; 10 by default.
    #[schemars(with = "Option<u64>")]
    pub timeout_seconds: u64,
    /// How often it is tried again, at most 10 times; 3 by default.
    #[schemars(with = "Option<u64>")]
    pub retries: u64,
    /// How long the first pause between two tries is, at most 60 seconds; each is twice the one before.
    #[schemars(with = "Option<u64>")]
    pub backoff_seconds: u64,
}

/// The ways there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Channel {
    /// An incoming webhook of Slack.
    Slack {
        /// Where its address is found.
        url: Secret,
    },
    /// A workflow of Microsoft Teams that is started by a webhook.
    Teams {
        /// Where its address is found.
        url: Secret,
    },
    /// Any service that takes JSON by POST.
    Webhook {
        /// Where its address is found.
        url: Secret,
        /// What is sent.
        #[schemars(with = "Option<Content>")]
        content: Content,
        /// Where the key is found that signs what is sent, if it is to be signed.
        #[serde(skip_serializing_if = "Option::is_none")]
        key: Option<Secret>,
    },
    /// E-mail, by SMTP.
    Mail(Mail),
}

/// A mail server, and whom to write to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Mail {
    /// The server's name.
    pub host: String,
    /// Its port; 587 by default, 465 where `security` is `tls`.
    #[schemars(with = "Option<u16>")]
    pub port: u16,
    /// Who writes, such as `Flowlock <flowlock@contoso.example>`.
    pub from: String,
    /// Who is written to.
    pub to: Vec<String>,
    /// Who logs in, where the server asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Where the password is found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
}

/// Where a secret is found. It is never written in the file itself, and never printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Secret {
    /// The environment variable that holds it.
    Env(String),
    /// The file that holds it, from the folder of this file on.
    File(String),
}

/// How what is sent is kept from others on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte on: the default, but for mail.
    Tls,
    /// TLS before anything is said, by STARTTLS: the default for mail, and only for mail.
    StartTls,
    /// Nothing; only to this very machine.
    None,
}

/// What a webhook is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Content {
    /// The members of the report that a message has room for.
    #[default]
    Summary,
    /// The report as it is.
    Report,
}

impl Notifiers {
    /// The notifier of this name.
    ///
    /// # Errors
    ///
    /// There is none; the nearest name is offered.
    pub fn get(&self, wanted: &str) -> Result<&Notifier, Problem> {
        let names: Vec<&str> = self.notifiers.keys().map(String::as_str).collect();
        self.notifiers.get(wanted).ok_or_else(|| {
            let help = match nearest(wanted, &names) {
                Some(near) => format!("did you mean `{}`?", name(near)),
                None if names.is_empty() => "the file names none".to_string(),
                None => format!("the file names {}", names.join(", ")),
            };
            let message = format!("there is no notifier `{}`", name(wanted));
            Problem::new(ProblemCode::NoSuchNotifier, message, help)
        })
    }
}

impl Security {
    pub(super) const ALL: [(&str, Self); 3] =
        [("tls", Self::Tls), ("starttls", Self::StartTls), ("none", Self::None)];
}

impl Content {
    pub(super) const ALL: [(&str, Self); 2] = [("summary", Self::Summary), ("report", Self::Report)];
}

/// Whether a host is this very machine, where what is sent without TLS meets nobody.
///
/// ```
/// use flowlock_core::notice::is_loopback;
/// assert!(is_loopback("localhost") && is_loopback("127.0.0.2") && is_loopback("[::1]"));
/// assert!(!is_loopback("localhost.example") && !is_loopback("10.0.0.1"));
/// ```
pub fn is_loopback(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    bare.eq_ignore_ascii_case("localhost") || bare.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}
