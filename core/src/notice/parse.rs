//! Notifiers from JSON. What is misspelt or belongs to another kind is refused: someone who was to be told
//! would not be.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::notifiers::{Channel, Content, Mail, Notifier, Notifiers, Secret, Security, is_loopback};
use crate::{
    catalogue::ProblemCode,
    entra::Pointer,
    intake::{Node, View},
    problem::Problem,
    strict::{Kind, Members, document},
};

static MEMBER: Kind = Kind {
    member: "a member of a notifier of this kind",
    unknown_key: ProblemCode::NotifiersUnknownKey,
    wrong_type: ProblemCode::NotifiersWrongType,
};

/// What every notifier may have.
const COMMON: [&str; 6] = ["kind", "security", "caFile", "timeoutSeconds", "retries", "backoffSeconds"];

/// The kinds, and what each has beside that.
const KINDS: [(&str, &[&str]); 4] = [
    ("slack", &["url"]),
    ("teams", &["url"]),
    ("webhook", &["url", "content", "key"]),
    ("mail", &["host", "port", "from", "to", "username", "password"]),
];

impl Notifiers {
    /// Reads notifiers from JSON; `name` is the host's name for the file.
    ///
    /// # Errors
    ///
    /// The file is not JSON, or has a member that is not known, not of its type, missing, or at odds with
    /// another.
    pub fn parse(name: &str, json: &[u8]) -> Result<Self, Problem> {
        document(name, json, ProblemCode::NotifiersInvalid, notifiers)
    }
}

fn notifiers(view: &View<'_>) -> Result<Notifiers, Problem> {
    let object = MEMBER.object(view, &["notifiers"])?;
    let Some(all) = object.said("notifiers") else { return Ok(Notifiers::default()) };
    let Node::Object(members) = all.node else { return Err(MEMBER.wrong_type(&all.at, "an object")) };
    let mut notifiers = BTreeMap::new();
    for (name, value) in members {
        let at = all.at.member(name);
        if notifiers.insert(name.to_string(), notifier(&View::new(value, at.clone()))?).is_some() {
            return Err(crate::intake::duplicate_key(&at));
        }
    }
    Ok(Notifiers { notifiers })
}

fn notifier(view: &View<'_>) -> Result<Notifier, Problem> {
    let (kind, own) = kind(view)?;
    let object = MEMBER.object(view, &[COMMON.as_slice(), own].concat())?;
    let is_mail = kind == "mail";
    let default = if is_mail { Security::StartTls } else { Security::Tls };
    let security = choice(&object, "security", &Security::ALL)?.unwrap_or(default);
    if security == Security::StartTls && !is_mail {
        return Err(invalid(&object.at.member("security"), "`starttls` is for mail", "write `tls`"));
    }
    Ok(Notifier {
        channel: match kind {
            "slack" => Channel::Slack { url: required_secret(&object, "url")? },
            "teams" => Channel::Teams { url: required_secret(&object, "url")? },
            "webhook" => Channel::Webhook {
                url: required_secret(&object, "url")?,
                content: choice(&object, "content", &Content::ALL)?.unwrap_or_default(),
                key: secret(&object, "key")?,
            },
            _ => Channel::Mail(mail(&object, security)?),
        },
        security,
        ca_file: object.text("caFile")?,
        timeout_seconds: number(&object, "timeoutSeconds", 1, 120)?.unwrap_or(10),
        retries: number(&object, "retries", 0, 10)?.unwrap_or(3),
        backoff_seconds: number(&object, "backoffSeconds", 0, 60)?.unwrap_or(1),
    })
}

/// The kind by its name, and what only it has. It is read first, since it says what else is known.
fn kind(view: &View<'_>) -> Result<(&'static str, &'static [&'static str]), Problem> {
    let Node::Object(members) = view.node else { return Err(MEMBER.wrong_type(&view.at, "an object")) };
    let names = KINDS.map(|(name, _)| name).join(", ");
    let at = view.at.member("kind");
    let Some((_, value)) = members.iter().find(|(key, _)| key == "kind") else {
        return Err(invalid(&view.at, "a notifier has no `kind`", &format!("write one of {names}")));
    };
    let text = MEMBER.text(&View::new(value, at.clone()))?;
    let known = KINDS.into_iter().find(|(name, _)| *name == text);
    known.ok_or_else(|| invalid(&at, "the kind is not known", &format!("write one of {names}")))
}

fn mail(object: &Members<'_>, security: Security) -> Result<Mail, Problem> {
    let port = if security == Security::Tls { 465 } else { 587 };
    let mail = Mail {
        host: required(object, "host")?,
        port: number(object, "port", 1, u64::from(u16::MAX))?
            .and_then(|port| u16::try_from(port).ok())
            .unwrap_or(port),
        from: required(object, "from")?,
        to: object.texts("to")?,
        username: object.text("username")?,
        password: secret(object, "password")?,
    };
    if mail.to.is_empty() {
        return Err(missing(object, "to"));
    }
    if mail.username.is_some() != mail.password.is_some() {
        let help = "give both, or neither";
        return Err(invalid(&object.at, "`username` and `password` go together", help));
    }
    if security == Security::None && !is_loopback(&mail.host) {
        let help = "write `starttls` or `tls`";
        return Err(invalid(
            &object.at.member("security"),
            "only this machine is written to without TLS",
            help,
        ));
    }
    if mail.password.is_some() && security == Security::None {
        let help = "write `starttls` or `tls`";
        return Err(invalid(&object.at.member("security"), "a password is never sent without TLS", help));
    }
    Ok(mail)
}

fn required(object: &Members<'_>, name: &str) -> Result<String, Problem> {
    object.text(name)?.ok_or_else(|| missing(object, name))
}

fn required_secret(object: &Members<'_>, name: &str) -> Result<Secret, Problem> {
    secret(object, name)?.ok_or_else(|| missing(object, name))
}

/// Where a secret is found. One that stands in the file itself is refused, and not repeated.
fn secret(object: &Members<'_>, name: &str) -> Result<Option<Secret>, Problem> {
    let Some(view) = object.said(name) else { return Ok(None) };
    let help = format!("say where it is found: `{name}.env = \"VARIABLE\"` or `{name}.file = \"PATH\"`");
    if matches!(view.node, Node::String(_)) {
        let message = format!("`{name}` is a secret, which is not written here");
        return Err(invalid(&view.at, &message, &help));
    }
    let place = MEMBER.object(&view, &["env", "file"])?;
    match (place.text("env")?, place.text("file")?) {
        (Some(variable), None) => Ok(Some(Secret::Env(variable))),
        (None, Some(path)) => Ok(Some(Secret::File(path))),
        _ => Err(invalid(&view.at, "a secret is found in one place", &help)),
    }
}

fn choice<T: Copy>(object: &Members<'_>, name: &str, all: &[(&str, T)]) -> Result<Option<T>, Problem> {
    let Some(text) = object.text(name)? else { return Ok(None) };
    let found = all.iter().find(|(known, _)| *known == text);
    found.map(|(_, value)| Some(*value)).ok_or_else(|| {
        let known: Vec<&str> = all.iter().map(|(known, _)| *known).collect();
        let help = format!("write one of {}", known.join(", "));
        invalid(&object.at.member(name), &format!("`{name}` has a value that is not known"), &help)
    })
}

fn number(object: &Members<'_>, name: &str, least: u64, most: u64) -> Result<Option<u64>, Problem> {
    let Some(view) = object.said(name) else { return Ok(None) };
    let number = MEMBER.number(&view)?;
    if (least..=most).contains(&number) {
        return Ok(Some(number));
    }
    let help = format!("write a number from {least} to {most}");
    Err(invalid(&view.at, &format!("`{name}` is out of bounds"), &help))
}

fn missing(object: &Members<'_>, name: &str) -> Problem {
    let help = format!("add `{name}`; `flowlock schema notifiers` describes it");
    invalid(&object.at, &format!("the notifier has no `{name}`"), &help)
}

fn invalid(at: &Pointer, message: &str, help: &str) -> Problem {
    Problem::new(ProblemCode::NotifiersInvalid, message, help).at(at.clone())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(notifier: &str) -> Result<Notifiers, Problem> {
        Notifiers::parse("n", format!(r#"{{"notifiers":{{"a":{notifier}}}}}"#).as_bytes())
    }

    fn refused(notifier: &str) -> (&'static str, String, String) {
        let problem = read(notifier).unwrap_err();
        assert_eq!(problem.source.as_deref(), Some("n"));
        (problem.code.as_str(), problem.pointer.unwrap_or_default(), problem.help)
    }

    #[test]
    fn what_is_left_out_has_its_default() {
        let slack = read(r#"{"kind":"slack","url":{"env":"X"}}"#).unwrap();
        let expected = Notifier {
            channel: Channel::Slack { url: Secret::Env("X".into()) },
            security: Security::Tls,
            ca_file: None,
            timeout_seconds: 10,
            retries: 3,
            backoff_seconds: 1,
        };
        assert_eq!(slack.get("a"), Ok(&expected));
        let mail = |with: &str| {
            let text = format!(r#"{{"kind":"mail","host":"localhost","from":"a@b","to":["c@d"]{with}}}"#);
            let notifier = read(&text).unwrap().get("a").cloned().unwrap();
            let Channel::Mail(mail) = notifier.channel else { unreachable!("mail") };
            (mail.port, notifier.security)
        };
        assert_eq!(mail(""), (587, Security::StartTls));
        assert_eq!(mail(r#","security":"tls""#), (465, Security::Tls));
        assert_eq!(mail(r#","port":25,"security":"none""#), (25, Security::None));
    }

    #[test]
    fn a_secret_in_the_file_is_refused_and_not_repeated() {
        let problem = read(r#"{"kind":"slack","url":"https://hooks.example/T0/B0/secret"}"#).unwrap_err();
        assert_eq!(problem.pointer.as_deref(), Some("/notifiers/a/url"));
        assert!(!format!("{problem:?}").contains("hooks.example"), "{problem:?}");
        assert!(problem.help.contains("url.env"), "{problem:?}");
    }

    #[test]
    fn members_of_another_kind_and_misspelt_ones_are_refused() {
        let unknown = refused(r#"{"kind":"slack","url":{"env":"X"},"timeoutSecond":1}"#);
        assert_eq!(unknown.2, "did you mean `timeoutSeconds`?");
        let key = refused(r#"{"kind":"slack","url":{"env":"X"},"password":{"env":"X"}}"#);
        assert_eq!((key.0, key.1.as_str()), ("notifiers-unknown-key", "/notifiers/a/password"));
        assert_eq!(refused(r#"{"url":{"env":"X"}}"#).2, "write one of slack, teams, webhook, mail");
        assert_eq!(refused(r#"{"kind":"pager"}"#).1, "/notifiers/a/kind");
        assert_eq!(refused(r#"{"kind":"slack","kind":"teams","url":{"env":"X"}}"#).0, "duplicate-key");
    }

    #[test]
    fn values_at_odds_are_refused() {
        for (with, at) in [
            (r#""url":{"env":"X","file":"y"}"#, "/notifiers/a/url"),
            (r#""url":{"env":"X"},"security":"starttls""#, "/notifiers/a/security"),
            (r#""url":{"env":"X"},"security":"ssl""#, "/notifiers/a/security"),
            (r#""url":{"env":"X"},"retries":11"#, "/notifiers/a/retries"),
            (r#""url":{"env":"X"},"timeoutSeconds":0"#, "/notifiers/a/timeoutSeconds"),
            (r#""content":"report""#, "/notifiers/a"),
        ] {
            assert_eq!(refused(&format!(r#"{{"kind":"webhook",{with}}}"#)).1, at, "{with}");
        }
        let mail = r#"{"kind":"mail","host":"h","from":"a@b","to":["c@d"],"username":"u""#;
        assert_eq!(refused(&format!("{mail}}}")).0, "notifiers-invalid");
        let open = r#"{"kind":"mail","host":"h","from":"a@b","to":["c@d"],"security":"none"}"#;
        assert_eq!(refused(open).1, "/notifiers/a/security");
        let none = format!(r#"{mail},"password":{{"env":"P"}},"security":"none"}}"#);
        assert_eq!(refused(&none).1, "/notifiers/a/security");
    }

    #[test]
    fn a_name_that_is_not_there_is_answered_with_the_nearest() {
        let notifiers =
            Notifiers::parse("n", br#"{"notifiers":{"security":{"kind":"teams","url":{"file":"url.txt"}}}}"#);
        assert_eq!(notifiers.unwrap().get("securty").unwrap_err().help, "did you mean `security`?");
        assert_eq!(Notifiers::default().get("x").unwrap_err().help, "the file names none");
    }
}
