//! A new decision: only what there is evidence for can be decided.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use jiff::Timestamp;

use super::{
    Check, Decided, Decision, DecisionKind, Decisions, Target,
    digest::digest,
    grounds::NoGround,
    parse::{self, check_room, invalid},
    weigh::ground,
};
use crate::{
    catalogue::ProblemCode,
    entra::{Id, Pointer},
    evidence::Evidence,
    problem::Problem,
    settings::Settings,
    tenant::Tenant,
};

/// What somebody wants to decide.
#[derive(Clone, Debug)]
pub struct Wish {
    /// What is decided.
    pub kind: DecisionKind,
    /// For whom or for what.
    pub target: Target,
    /// Why.
    pub justification: String,
    /// Who decides.
    pub decided_by: String,
    /// Its last moment: a date (its whole day, UTC) or an RFC 3339 time.
    pub expires: String,
    /// The name that reports call it by; `None` for one that is made of what was decided.
    pub id: Option<String>,
}

/// Adds a decision to those that were made before, with the digest of what it rests on now.
///
/// # Errors
///
/// There is nothing it could rest on (no gap, nobody who would be blocked, a review that is not ready), it
/// says too little, or one of this id is there.
pub fn decide(
    tenant: &Tenant,
    evidence: Option<&Evidence>,
    settings: &Settings,
    decisions: &mut Decisions,
    wish: Wish,
    (as_of, check): (Timestamp, Check<'_>),
) -> Result<Decision, Problem> {
    let decided = Decided::new(tenant, evidence, settings.clone(), decisions, (as_of, check))?;
    let target = resolved(wish.target, tenant);
    let mut decision = Decision {
        id: wish.id.unwrap_or_default(),
        kind: wish.kind,
        tenant: settings.tenant.clone(),
        target,
        justification: wish.justification,
        decided_by: wish.decided_by,
        decided_at: as_of.to_string(),
        expires: wish.expires,
        evidence: String::new(),
        signatures: Vec::new(),
    };
    let found =
        ground(tenant, evidence, &decided, &decision, as_of).map_err(|none| nothing(&decision, &none))?;
    decision.evidence = digest(&found.evidence);
    if decision.id.is_empty() {
        let name: String = digest(&decision).chars().take(NAME_LENGTH).collect();
        decision.id = format!("d-{name}");
    }
    parse::check(&decision, &Pointer::root())?;
    add(decisions, decision.clone())?;
    Ok(decision)
}

/// How many digits of the digest make the id.
const NAME_LENGTH: usize = 12;

/// A user principal name becomes the object id.
fn resolved(target: Target, tenant: &Tenant) -> Target {
    let user =
        target.user.map(|text| tenant.directory.find_user(&text).map_or(text, |id: &Id| id.as_str().into()));
    Target { user, ..target }
}

fn nothing(decision: &Decision, none: &NoGround) -> Problem {
    let message = format!("there is nothing to decide for {}: {}", decision.target.words(), none.words);
    let help = match decision.kind {
        DecisionKind::Exception => "`flowlock evaluate` with the same files lists the gaps",
        DecisionKind::MeantToBeBlocked => {
            "give the sign-ins; `flowlock evaluate` with the same files lists who would be blocked"
        }
        DecisionKind::TurnOn => "`flowlock evaluate` with the same files says what the review lacks",
    };
    Problem::new(ProblemCode::NothingToDecide, message, help)
}

fn add(decisions: &mut Decisions, decision: Decision) -> Result<(), Problem> {
    let list = &mut decisions.decisions;
    check_room(list.len() + 1, &Pointer::root())?;
    match list.binary_search_by(|other| other.id.cmp(&decision.id)) {
        Ok(_) => {
            let message = format!("there is a decision `{}` already", decision.id);
            Err(invalid(&Pointer::root(), &message, "give another `--id`, or remove the one that is there"))
        }
        Err(at) => {
            list.insert(at, decision);
            Ok(())
        }
    }
}
