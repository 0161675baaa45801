//! Decisions from JSON. They are read as strictly as settings are.

use alloc::{format, string::String, vec::Vec};

use jiff::SignedDuration;

use super::{Decision, DecisionKind, Decisions, Signed, Target};
use crate::{
    catalogue::ProblemCode,
    entra::{Platform, Pointer},
    intake::View,
    limits::{MAX_DECISION_DAYS, MAX_DECISIONS, MAX_SIGNATURES},
    order,
    problem::Problem,
    rfc3339,
    strict::{Kind, Members, document},
};

static DECISION: Kind = Kind {
    member: "a member of a decision",
    unknown_key: ProblemCode::DecisionUnknownKey,
    wrong_type: ProblemCode::DecisionWrongType,
};

impl Decisions {
    /// Reads decisions from JSON; `name` is the host's name for the file.
    ///
    /// # Errors
    ///
    /// The file is not JSON, has a member that is not known or not of its type, a decision that leaves out
    /// by whom, why, until when and on what evidence, or two of one id.
    ///
    /// ```
    /// use flowlock_core::decisions::Decisions;
    ///
    /// assert_eq!(Decisions::parse("decisions.json", br#"{"decisions": []}"#)?, Decisions::default());
    /// let problem = Decisions::parse("decisions.json", br#"{"decision": []}"#).unwrap_err();
    /// assert_eq!(problem.help, "did you mean `decisions`?");
    /// # Ok::<(), flowlock_core::Problem>(())
    /// ```
    pub fn parse(name: &str, json: &[u8]) -> Result<Self, Problem> {
        document(name, json, ProblemCode::DecisionInvalid, Self::read)
    }

    /// Reads decisions that stand somewhere in a document.
    pub(crate) fn read(view: &View<'_>) -> Result<Self, Problem> {
        let object = DECISION.object(view, &["decisions"])?;
        let list = object.get("decisions").ok_or_else(|| missing(&object, "decisions"))?;
        let items = DECISION.items(&list)?;
        check_room(items.len(), &list.at)?;
        let mut decisions: Vec<Decision> = items.iter().map(decision).collect::<Result<_, _>>()?;
        order::sort_by(&mut decisions, |one, other| one.id.cmp(&other.id));
        let twice = decisions.windows(2).find_map(|pair| match pair {
            [one, other] if one.id == other.id => Some(one),
            _ => None,
        });
        twice.map_or(Ok(()), |one| {
            let message = format!("two decisions have the id `{}`", one.id);
            Err(invalid(&list.at, &message, "remove one of them, or give it another id"))
        })?;
        Ok(Self { decisions })
    }
}

const MEMBERS: [&str; 10] = [
    "id",
    "kind",
    "tenant",
    "target",
    "justification",
    "decidedBy",
    "decidedAt",
    "expires",
    "evidence",
    "signatures",
];

/// The decision that a payload holds.
pub(super) fn in_payload(view: &View<'_>) -> Result<Decision, Problem> {
    let object = DECISION.object(view, &["flowlockDecision"])?;
    decision(&object.get("flowlockDecision").ok_or_else(|| missing(&object, "flowlockDecision"))?)
}

fn decision(view: &View<'_>) -> Result<Decision, Problem> {
    let object = DECISION.object(view, &MEMBERS)?;
    let text = |name: &str| {
        let view = object.get(name).ok_or_else(|| missing(&object, name))?;
        DECISION.text(&view)
    };
    let target = object.get("target").ok_or_else(|| missing(&object, "target"))?;
    let decision = Decision {
        id: text("id")?,
        kind: kind(&text("kind")?, &object.at)?,
        tenant: object.text("tenant")?,
        target: self::target(&target)?,
        justification: text("justification")?,
        decided_by: text("decidedBy")?,
        decided_at: text("decidedAt")?,
        expires: text("expires")?,
        evidence: text("evidence")?,
        signatures: signatures(&object)?,
    };
    check(&decision, &object.at)?;
    Ok(decision)
}

fn signatures(object: &Members<'_>) -> Result<Vec<Signed>, Problem> {
    let Some(list) = object.get("signatures") else { return Ok(Vec::new()) };
    let items = DECISION.items(&list)?;
    if items.len() > MAX_SIGNATURES {
        let message = format!("the decision has more than {MAX_SIGNATURES} signatures");
        return Err(invalid(&list.at, &message, "remove those that do not count"));
    }
    items.iter().map(signed).collect()
}

fn signed(view: &View<'_>) -> Result<Signed, Problem> {
    let object = DECISION.object(view, &["payload", "signature"])?;
    let [payload, signature] = ["payload", "signature"].map(|name| {
        let view = object.get(name).ok_or_else(|| missing(&object, name))?;
        DECISION.any_text(&view).map(String::from)
    });
    Ok(Signed { payload: payload?, signature: signature? })
}

fn kind(text: &str, at: &Pointer) -> Result<DecisionKind, Problem> {
    let kinds = [DecisionKind::Exception, DecisionKind::MeantToBeBlocked, DecisionKind::TurnOn];
    kinds.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| {
        let help = format!("write one of {}", kinds.map(DecisionKind::as_str).join(", "));
        invalid(&at.member("kind"), "the kind of the decision is not known", &help)
    })
}

fn target(view: &View<'_>) -> Result<Target, Problem> {
    let object = DECISION.object(view, &Target::MEMBERS)?;
    let [user, group, application, location, platform, policy] =
        Target::MEMBERS.map(|name| object.get(name).map(|view| DECISION.text(&view)).transpose());
    Ok(Target {
        user: user?,
        group: group?,
        application: application?,
        location: location?,
        platform: platform?,
        policy: policy?,
    })
}

/// What every decision must be, be it read or made.
pub(super) fn check(decision: &Decision, at: &Pointer) -> Result<(), Problem> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let id = &decision.id;
    if id.is_empty() || id.len() > MAX_ID || id.starts_with('.') || !id.chars().all(is_plain) {
        let help = "use letters, digits, `-`, `_` and `.`, no more than 64, and no `.` first";
        return Err(invalid(&at.member("id"), "the id of the decision is no plain name", help));
    }
    for (name, text) in [("justification", &decision.justification), ("decidedBy", &decision.decided_by)] {
        if text.trim().is_empty() {
            return Err(invalid(&at.member(name), "the decision does not say why or by whom", "say both"));
        }
    }
    check_target(decision, &at.member("target"))?;
    check_dates(decision, at)?;
    let is_digest = decision.evidence.len() == DIGEST_LENGTH
        && decision.evidence.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if is_digest {
        return Ok(());
    }
    let help = "let `flowlock decide` record it: the digest is of what the decision rests on";
    Err(invalid(&at.member("evidence"), "the evidence is no SHA-256 in small hexadecimal digits", help))
}

/// The longest id, and the length of SHA-256 in hexadecimal.
const MAX_ID: usize = 64;
const DIGEST_LENGTH: usize = 64;

fn check_target(decision: &Decision, at: &Pointer) -> Result<(), Problem> {
    let named: Vec<&str> = decision.target.named().map(|(name, _)| name).collect();
    let (fits, help) = match decision.kind {
        DecisionKind::Exception => (
            !named.is_empty() && !named.contains(&"policy"),
            "an exception names a user, group, application, location or platform",
        ),
        DecisionKind::MeantToBeBlocked => (named == ["user"], "name one user"),
        DecisionKind::TurnOn => (named == ["policy"], "name one policy, by its id"),
    };
    if !fits {
        return Err(invalid(at, "the target does not fit the kind of the decision", help));
    }
    let platform = decision.target.platform.as_deref();
    if platform.is_some_and(|platform| Platform::parse(platform).is_none()) {
        let platforms: Vec<_> = Platform::ALL.iter().map(|platform| platform.as_str()).collect();
        let help = format!("write one of {}", platforms.join(", "));
        return Err(invalid(&at.member("platform"), "the platform is not known", &help));
    }
    Ok(())
}

fn check_dates(decision: &Decision, at: &Pointer) -> Result<(), Problem> {
    let begins = rfc3339::timestamp(&decision.decided_at).ok_or_else(|| {
        let help = "write a time such as `2026-12-31T12:00:00Z`";
        invalid(&at.member("decidedAt"), "`decidedAt` is not a time in RFC 3339", help)
    })?;
    let at = at.member("expires");
    let ends = decision.last_moment().ok_or_else(|| {
        let help = "write a date such as `2026-12-31`, or a time such as `2026-12-31T12:00:00Z`";
        invalid(&at, "the last moment of the decision is neither a date nor a time", help)
    })?;
    let longest = SignedDuration::from_hours(24 * (MAX_DECISION_DAYS + 1));
    let runs = ends.duration_since(begins);
    if runs.is_negative() || runs > longest {
        let help =
            format!("let it end after it was made, and within {MAX_DECISION_DAYS} days: then decide again");
        return Err(invalid(&at, "the decision ends before it was made, or runs for too long", &help));
    }
    Ok(())
}

pub(super) fn check_room(count: usize, at: &Pointer) -> Result<(), Problem> {
    if count <= MAX_DECISIONS {
        return Ok(());
    }
    let message = format!("there are more than {MAX_DECISIONS} decisions");
    Err(invalid(at, &message, "remove those that expired"))
}

fn missing(object: &Members<'_>, name: &str) -> Problem {
    let help = "a decision has `id`, `kind`, `target`, `justification`, `decidedBy`, `decidedAt`, `expires` and \
                `evidence`; `flowlock decide` records one";
    invalid(&object.at, &format!("`{name}` is missing"), help)
}

pub(super) fn invalid(at: &Pointer, message: &str, help: &str) -> Problem {
    Problem::new(ProblemCode::DecisionInvalid, String::from(message), help).at(at.clone())
}
