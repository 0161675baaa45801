//! Graph's own answer, held against Flowlock's reading.

use alloc::{borrow::ToOwned, collections::BTreeMap, string::String, vec::Vec};

use schemars::JsonSchema;
use serde::Serialize;

use super::reasons::{NOT_ENOUGH, flags, said};
use crate::{
    ask::{Question, understand::understand},
    catalogue::ProblemCode,
    entra::{Id, Pointer, Policy},
    intake::{Node, View, decode, parse_json, same_name},
    problem::Problem,
    tenant::Tenant,
};

/// Where Graph and Flowlock answer differently.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// How many policies both answer for certain.
    pub compared: u64,
    /// Of these, how many alike.
    pub agreed: u64,
    /// Those that are answered differently: one says that it applies and the other not, or they give no
    /// reason in common why it does not.
    pub differences: Vec<Difference>,
    /// Policies of which one of the two cannot tell, by id.
    pub undecided: Vec<Id>,
    /// Policies of the exports that the answer does not list. Where it lists only those that apply, that
    /// means that they do not.
    pub not_answered: Vec<OtherPolicy>,
    /// Policies of the answer that no export has.
    pub not_exported: Vec<OtherPolicy>,
}

/// A policy that is answered differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// The policy.
    pub policy_id: Id,
    /// Its name.
    pub display_name: String,
    /// Whether Graph says that it applies.
    pub graph_applies: bool,
    /// Why not, as Graph says.
    pub graph_reasons: Vec<String>,
    /// Whether it applies by Flowlock's reading.
    pub flowlock_applies: bool,
    /// Why not, in the words of Graph.
    pub flowlock_reasons: Vec<&'static str>,
}

/// A policy that only one side knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OtherPolicy {
    /// The policy.
    pub policy_id: Id,
    /// Its name; may be empty.
    pub display_name: String,
}

/// Holds Graph's answer to a question against Flowlock's; `name` is the host's name for the file.
///
/// # Errors
///
/// The file is not JSON, or is no answer of `conditionalAccess/evaluate`.
pub fn compare(tenant: &Tenant, question: &Question, name: &str, json: &[u8]) -> Result<Comparison, Problem> {
    let answered = decode(json).and_then(|text| read(&text)).map_err(|problem| problem.in_source(name))?;
    let attempt = understand(question, tenant).attempt;
    let lists_all = answered.values().any(|one| !one.applies);
    let mut comparison = Comparison::default();
    for policy in &tenant.policies {
        let ours = said(policy, &attempt);
        match answered.get(&policy.id) {
            Some(theirs) => comparison.add(policy, theirs, ours),
            // What is not listed does not apply.
            None if !lists_all => comparison.add(policy, &Answered::default(), ours),
            None => comparison.not_answered.push(other(&policy.id, &policy.display_name)),
        }
    }
    let is_exported = |id: &Id| tenant.policies.iter().any(|policy| policy.id == *id);
    let strange = answered.iter().filter(|(id, _)| !is_exported(id));
    comparison.not_exported = strange.map(|(id, one)| other(id, &one.name)).collect();
    Ok(comparison)
}

fn other(id: &Id, name: &str) -> OtherPolicy {
    OtherPolicy { policy_id: id.clone(), display_name: name.to_owned() }
}

impl Comparison {
    fn add(&mut self, policy: &Policy, theirs: &Answered, (applies, reasons): (bool, Vec<&'static str>)) {
        if reasons.contains(&NOT_ENOUGH) || theirs.reasons.iter().any(|reason| reason == NOT_ENOUGH) {
            self.undecided.push(policy.id.clone());
            return;
        }
        self.compared += 1;
        // Graph may give one reason of several.
        let shared = theirs.reasons.iter().any(|reason| reasons.contains(&reason.as_str()));
        if applies == theirs.applies && (applies || shared || theirs.reasons.is_empty()) {
            self.agreed += 1;
            return;
        }
        self.differences.push(Difference {
            policy_id: policy.id.clone(),
            display_name: policy.display_name.clone(),
            graph_applies: theirs.applies,
            graph_reasons: theirs.reasons.clone(),
            flowlock_applies: applies,
            flowlock_reasons: reasons,
        });
    }
}

/// What Graph says of one policy.
#[derive(Default)]
struct Answered {
    name: String,
    applies: bool,
    reasons: Vec<String>,
}

/// The policies of an answer, be it a page, a list or one alone.
fn read(text: &str) -> Result<BTreeMap<Id, Answered>, Problem> {
    let documents = parse_json(text)?;
    let [document] = documents.as_slice() else { return Err(no_answer(&Pointer::root())) };
    let view = View::new(document, Pointer::root());
    let list = member(&view, "value").unwrap_or_else(|| view.clone());
    let Node::Array(_) = list.node else { return Err(no_answer(&list.at)) };
    let mut answered = BTreeMap::new();
    for item in list.items() {
        let (id, one) = one(&item)?;
        if answered.insert(id, one).is_some() {
            let message = "the answer lists this policy twice";
            return Err(Problem::new(ProblemCode::NoAnswer, message, HELP).at(item.at));
        }
    }
    Ok(answered)
}

fn one(view: &View<'_>) -> Result<(Id, Answered), Problem> {
    let text = |name: &str| match member(view, name).map(|view| view.node) {
        Some(Node::String(text)) => Some(text.as_ref()),
        _ => None,
    };
    let id = text("id").ok_or_else(|| no_answer(&view.at))?;
    let Some(Node::Bool(applies)) = member(view, "policyApplies").map(|view| view.node) else {
        return Err(no_answer(&view.at));
    };
    let reasons = flags(text("analysisReasons").unwrap_or_default());
    let name = text("displayName").unwrap_or_default().to_owned();
    Ok((Id::new(id), Answered { name, applies: *applies, reasons }))
}

/// The member of this name, in the casing of Graph or of PowerShell.
fn member<'n>(view: &View<'n>, name: &str) -> Option<View<'n>> {
    view.own_members().find(|(key, _)| same_name(key, name)).map(|(_, member)| member)
}

const HELP: &str =
    "give what `POST /identity/conditionalAccess/evaluate` answered, with `policyApplies` for each policy";

fn no_answer(at: &Pointer) -> Problem {
    Problem::new(ProblemCode::NoAnswer, "this is no answer of `conditionalAccess/evaluate`", HELP)
        .at(at.clone())
}
