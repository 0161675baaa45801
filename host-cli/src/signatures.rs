//! Signatures of approvers, checked against the allowed signers of OpenSSH.

use std::{collections::BTreeSet, path::Path};

use flowlock_core::{
    Problem, ProblemCode,
    decisions::{SignatureStanding, Signed, Signer},
};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use ssh_key::{HashAlg, PublicKey, SshSig};

use crate::files;

/// What a signature must have been made for: `ssh-keygen -Y sign -n flowlock`.
const NAMESPACE: &str = "flowlock";

/// The allowed signers of a file, as ssh-keygen(1) describes it under ALLOWED SIGNERS.
#[derive(Debug, Default)]
pub(crate) struct AllowedSigners(Vec<Line>);

/// One key, whose it is, and for what and when it may sign.
#[derive(Debug)]
struct Line {
    principals: Vec<String>,
    key: PublicKey,
    /// `None` where it may sign for anything.
    namespaces: Option<Vec<String>>,
    after: Option<Timestamp>,
    before: Option<Timestamp>,
}

impl AllowedSigners {
    /// Reads the file; without one, no signature can be checked.
    pub(crate) fn read(path: Option<&Path>) -> Result<Option<Self>, Problem> {
        let Some(path) = path else { return Ok(None) };
        let (name, bytes) = files::whole(path)?;
        let text = str::from_utf8(&bytes)
            .map_err(|_| invalid("the allowed signers are not UTF-8").in_source(&name))?;
        let lines = (1..).zip(text.lines().map(str::trim));
        let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let read = |(number, text)| line(text).map_err(|problem| problem.in_source(&name).in_line(number));
        lines.map(read).collect::<Result<_, _>>().map(|lines| Some(Self(lines)))
    }

    /// Whose key signed the payload, if it was valid then.
    pub(crate) fn check(&self, signed: &Signed, as_of: Timestamp) -> Result<Signer, SignatureStanding> {
        let signature = SshSig::from_pem(signed.signature.trim_start());
        let signature = signature.map_err(|_| SignatureStanding::UnreadableSignature)?;
        let lines: Vec<&Line> =
            self.0.iter().filter(|line| line.key.key_data() == signature.public_key()).collect();
        let Some(first) = lines.first() else { return Err(SignatureStanding::UnknownSigner) };
        first.key.verify(NAMESPACE, signed.payload.as_bytes(), &signature).map_err(|error| match error {
            ssh_key::Error::Namespace => SignatureStanding::WrongNamespace,
            ssh_key::Error::AlgorithmUnknown | ssh_key::Error::AlgorithmUnsupported { .. } => {
                SignatureStanding::UnreadableSignature
            }
            _ => SignatureStanding::BadSignature,
        })?;
        let for_us: Vec<&Line> = lines.into_iter().filter(|line| line.is_for(NAMESPACE)).collect();
        if for_us.is_empty() {
            return Err(SignatureStanding::WrongNamespace);
        }
        let valid = for_us.iter().filter(|line| line.is_valid(as_of));
        let principals: Vec<String> = valid.flat_map(|line| line.principals.clone()).collect();
        if principals.is_empty() {
            return Err(SignatureStanding::KeyNotValid);
        }
        let fingerprint = for_us[0].key.fingerprint(HashAlg::Sha256).to_string();
        Ok(Signer { principals, fingerprint })
    }
}

impl Line {
    fn is_for(&self, namespace: &str) -> bool {
        self.namespaces.as_ref().is_none_or(|all| all.iter().any(|one| one == namespace))
    }

    fn is_valid(&self, as_of: Timestamp) -> bool {
        self.after.is_none_or(|after| after <= as_of) && self.before.is_none_or(|before| as_of < before)
    }
}

/// `principals [options] keytype base64 [comment]`.
fn line(text: &str) -> Result<Line, Problem> {
    let (principals, rest) = text.split_once(char::is_whitespace).ok_or_else(no_key)?;
    let principals: Vec<String> = principals.trim_matches('"').split(',').map(str::to_owned).collect();
    if principals.iter().any(|one| one.is_empty() || one.contains(['*', '?', '!', '"'])) {
        return Err(invalid("principals are names here, not patterns"));
    }
    let rest = rest.trim_start();
    if let Ok(key) = PublicKey::from_openssh(rest) {
        return Ok(Line { principals, key, namespaces: None, after: None, before: None });
    }
    let end = end_of_options(rest).ok_or_else(no_key)?;
    let (options, key) = rest.split_at(end);
    let key = PublicKey::from_openssh(key.trim_start()).map_err(|_| no_key())?;
    let mut line = Line { principals, key, namespaces: None, after: None, before: None };
    let mut seen = BTreeSet::new();
    for option in options_of(options) {
        let name = option.split('=').next().unwrap_or_default().to_ascii_lowercase();
        if !seen.insert(name) {
            return Err(invalid("an option of the allowed signers stands twice"));
        }
        set(&mut line, option)?;
    }
    Ok(line)
}

/// Where the options end: at the first blank outside of quotes.
fn end_of_options(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.find(|letter: char| {
        quoted ^= letter == '"';
        letter.is_whitespace() && !quoted
    })
}

/// The options between commas outside of quotes.
fn options_of(text: &str) -> Vec<&str> {
    let mut quoted = false;
    let split = |letter: char| {
        quoted ^= letter == '"';
        letter == ',' && !quoted
    };
    text.split(split).collect()
}

fn set(line: &mut Line, option: &str) -> Result<(), Problem> {
    let (name, value) = option.split_once('=').unwrap_or((option, ""));
    let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
    match name.to_ascii_lowercase().as_str() {
        "namespaces" => line.namespaces = Some(value.split(',').map(str::to_owned).collect()),
        "valid-after" => line.after = Some(moment(value)?),
        "valid-before" => line.before = Some(moment(value)?),
        "cert-authority" => {
            return Err(invalid("certificates are not supported: `cert-authority` cannot be followed"));
        }
        _ => return Err(invalid("an option of the allowed signers is not known")),
    }
    Ok(())
}

/// `YYYYMMDD[HHMM[SS]]Z`. Without the `Z` it would be the time of wherever the report is made.
fn moment(text: &str) -> Result<Timestamp, Problem> {
    let digits = text.strip_suffix(['Z', 'z']).ok_or_else(|| {
        invalid("a time of the allowed signers has no `Z`, so it would hang on where the report is made")
    })?;
    let parsed = match digits.len() {
        8 => DateTime::strptime("%Y%m%d%H%M", format!("{digits}0000")),
        12 => DateTime::strptime("%Y%m%d%H%M", digits),
        _ => DateTime::strptime("%Y%m%d%H%M%S", digits),
    };
    let moment = parsed.and_then(|time| TimeZone::UTC.to_timestamp(time));
    moment.map_err(|_| invalid("a time of the allowed signers is none"))
}

fn no_key() -> Problem {
    invalid("a line of the allowed signers has no public key that can be read")
}

fn invalid(message: &str) -> Problem {
    let help = "write `principals [namespaces=\"flowlock\",valid-before=\"20271231Z\"] key-type key`, as ssh-keygen(1) \
                describes under ALLOWED SIGNERS";
    Problem::new(ProblemCode::AllowedSignersInvalid, message, help)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti";

    #[test]
    fn a_line_says_whose_key_it_is_for_what_and_until_when() {
        let read = line(&format!(
            "anna@contoso.example,a@contoso.example namespaces=\"git,flowlock\",valid-before=\"20260201Z\" {KEY} x"
        ))
        .unwrap();
        assert_eq!(read.principals, ["anna@contoso.example", "a@contoso.example"]);
        assert!(read.is_for("flowlock") && !read.is_for("file"));
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert!(read.is_valid(at("2026-01-31T23:59:59Z")) && !read.is_valid(at("2026-02-01T00:00:00Z")));
        assert!(line(&format!("b {KEY}")).unwrap().is_for("flowlock"));
    }

    #[test]
    fn what_cannot_be_followed_is_refused() {
        for (text, words) in [
            (format!("a cert-authority {KEY}"), "certificates are not supported"),
            (format!("*@contoso.example {KEY}"), "not patterns"),
            (format!("a valid-before=\"20260201\" {KEY}"), "has no `Z`"),
            (format!("a valid-before=\"2026Z\" {KEY}"), "is none"),
            (format!("a touch-required {KEY}"), "is not known"),
            (format!("a valid-before=\"20260201Z\",Valid-Before=\"20990101Z\" {KEY}"), "stands twice"),
            ("a ssh-ed25519 AAAA".to_owned(), "no public key"),
            ("a".to_owned(), "no public key"),
        ] {
            let problem = line(&text).unwrap_err();
            assert!(problem.message.contains(words), "{text}: {}", problem.message);
        }
    }
}
