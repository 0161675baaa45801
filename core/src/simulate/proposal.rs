//! What is proposed, and the tenant with it in force.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    acceptance::Accepted,
    catalogue::ProblemCode,
    entra::{Id, Policy, State},
    intake::Intake,
    nearest::nearest,
    next_step::{EmergencyAccess, exclusionary},
    order,
    problem::Problem,
    tenant::Tenant,
};

/// What is proposed: any of these together.
#[derive(Clone, Debug, Default)]
pub struct Proposal {
    /// Policies that are put in force; one that is there by the same id is replaced.
    pub policies: Vec<Policy>,
    /// Policies that are turned on, by object id or name.
    pub enable: Vec<String>,
    /// Whether the policy that the control asks for is put in force, excluding exactly the declared
    /// emergency access.
    pub as_cis: bool,
}

/// One policy of a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Proposed {
    /// The policy; its name where it has no id yet.
    pub id: Id,
    /// The name people know it by.
    pub display_name: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether its grant is block and device code flow can meet it; else it blocks no such sign-in.
    pub may_block: bool,
}

/// Where a proposed policy comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Origin {
    /// From a file.
    File,
    /// It is there, and is turned on.
    TurnedOn,
    /// The control asks for it.
    Control,
}

/// A tenant with a proposal in force.
pub(super) struct Changed {
    pub(super) tenant: Tenant,
    pub(super) proposed: Vec<Proposed>,
}

impl Changed {
    /// The policies that the proposal puts in force.
    pub(super) fn in_force(&self) -> Vec<&Policy> {
        let is_proposed = |policy: &&Policy| self.proposed.iter().any(|one| one.id == policy.id);
        self.tenant.policies.iter().filter(is_proposed).collect()
    }
}

impl Changed {
    /// Those among them that are as they are exported, but for their state.
    pub(super) fn turned_on(&self) -> Vec<&Id> {
        let turned = self.proposed.iter().filter(|one| one.origin == Origin::TurnedOn);
        turned.map(|one| &one.id).collect()
    }
}

impl Proposal {
    /// Reads proposed policies from a file, in any shape that exports have; `name` is the host's name for
    /// it. Their state does not matter, and they need no id.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or not as a whole, or holds no policy.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Vec<Policy>, Problem> {
        let mut intake = Intake::new();
        intake.read(name, bytes)?;
        let read = intake.finish()?;
        let problems = read.sources.into_iter().filter(|source| !source.complete);
        let mut problems = problems.flat_map(|source| source.problems);
        let of_no_weight = [ProblemCode::UnknownState, ProblemCode::NoId, ProblemCode::NotAnId];
        if let Some(problem) = problems.find(|problem| !of_no_weight.contains(&problem.code)) {
            return Err(problem);
        }
        if read.policies.is_empty() {
            let help = "write a policy as Graph takes it: `displayName`, `conditions` and `grantControls`";
            return Err(
                Problem::new(ProblemCode::NoProposal, "the file holds no policy", help).in_source(name)
            );
        }
        Ok(read.policies)
    }

    /// The tenant with the proposal in force.
    pub(super) fn put_in_force(&self, tenant: &Tenant, accepted: &Accepted) -> Result<Changed, Problem> {
        let mut changed = Changed { tenant: tenant.clone(), proposed: Vec::new() };
        for policy in &self.policies {
            changed.add(policy.clone(), Origin::File);
        }
        for text in &self.enable {
            let policy = find(text, &changed.tenant.policies)?.clone();
            changed.add(policy, Origin::TurnedOn);
        }
        if self.as_cis {
            let access = EmergencyAccess::of(accepted, tenant).map_err(|reason| {
                let help = "declare emergency access in the settings or with `--emergency-access`";
                Problem::new(ProblemCode::NoProposal, reason.words, help)
            })?;
            changed.add(exclusionary(&access), Origin::Control);
        }
        if changed.proposed.is_empty() {
            let help = "give a policy, name one to turn on, or ask for the one that the control asks for";
            return Err(Problem::new(ProblemCode::NoProposal, "nothing is proposed", help));
        }
        order::sort_by(&mut changed.tenant.policies, |one, other| one.id.cmp(&other.id));
        Ok(changed)
    }
}

impl Changed {
    fn add(&mut self, policy: Policy, origin: Origin) {
        let policy = Policy { state: Some(State::Enabled), ..policy };
        let may_block = policy.blocks() && policy.reaches_device_code() && policy.outside.is_empty();
        let (id, display_name) = (policy.id.clone(), policy.display_name.clone());
        self.proposed.retain(|one| one.id != id);
        self.proposed.push(Proposed { id, display_name, origin, may_block });
        let policies = &mut self.tenant.policies;
        match policies.iter_mut().find(|there| there.id == policy.id) {
            Some(there) => *there = policy,
            None => policies.push(policy),
        }
    }
}

/// The policy of this id or name.
fn find<'p>(text: &str, policies: &'p [Policy]) -> Result<&'p Policy, Problem> {
    let text = text.trim();
    if let Some(policy) = policies.iter().find(|policy| policy.id.is(text)) {
        return Ok(policy);
    }
    let called = |policy: &&Policy| policy.display_name.trim().eq_ignore_ascii_case(text);
    let mut found = policies.iter().filter(called);
    match (found.next(), found.next()) {
        (Some(policy), None) => Ok(policy),
        (Some(_), Some(_)) => {
            let message = format!("more than one policy is called `{text}`");
            Err(Problem::new(ProblemCode::NoSuchPolicy, message, "give its object id"))
        }
        (None, _) => {
            let names: Vec<&str> = policies.iter().map(|policy| policy.display_name.as_str()).collect();
            let help = nearest(text, &names).map(|name| format!("did you mean `{name}`?"));
            let help = help
                .unwrap_or_else(|| "give the object id or the name of a policy of the export".to_string());
            Err(Problem::new(ProblemCode::NoSuchPolicy, format!("there is no policy `{text}`"), help))
        }
    }
}
