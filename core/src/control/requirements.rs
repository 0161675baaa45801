//! CIS 2.2.3 Part 1, step by step, held against each policy that has to do with the flow.

use alloc::{
    borrow::ToOwned,
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{because::controls, reasons::and_more};
use crate::{
    acceptance::{Accepted, named},
    catalogue::RequirementId,
    entra::{
        ClientApp, Directory, Id, InsiderRisk, List, Pointer, Policy, Risk, Scope, State, Who,
        well_known::is_no_person,
    },
    order::sort_by_key,
    report::{PolicyReport, Requirement},
    tenant::Tenant,
};

/// Every policy; those nearest to what the control asks first.
pub(super) fn policies(tenant: &Tenant, accepted: &Accepted) -> Vec<PolicyReport> {
    let judge = Judge { accepted, directory: &tenant.directory };
    let mut reports: Vec<PolicyReport> = tenant.policies.iter().map(|policy| judge.policy(policy)).collect();
    let unmet = |report: &PolicyReport| report.requirements.iter().filter(|step| !step.met).count();
    sort_by_key(&mut reports, |report| (!report.candidate, report.requirements.is_empty(), unmet(report)));
    reports
}

struct Judge<'j> {
    accepted: &'j Accepted,
    directory: &'j Directory,
}

impl Judge<'_> {
    fn policy(&self, policy: &Policy) -> PolicyReport {
        let concerned = policy.names_device_code() || policy.blocks();
        PolicyReport {
            id: policy.id.clone(),
            display_name: policy.display_name.clone(),
            state: policy.state.map(|state| state.as_str().into()),
            candidate: policy.is_candidate(),
            source: policy.source.clone(),
            pointer: policy.at.to_string(),
            requirements: if concerned { self.steps(policy) } else { Vec::new() },
        }
    }

    fn steps(&self, policy: &Policy) -> Vec<Requirement> {
        let flow = Requirement {
            id: RequirementId::DeviceCodeFlow,
            title: "the policy is about device code flow".into(),
            met: policy.reaches_device_code(),
            found: flows(policy.flows.as_ref()),
            expected: "device code flow".into(),
            pointer: policy.flows.as_ref().map_or(&policy.at, |flows| &flows.at).to_string(),
        };
        let block = Requirement {
            id: RequirementId::Block,
            title: "the grant is block".into(),
            met: policy.blocks(),
            found: controls(policy),
            expected: "block".into(),
            pointer: policy.controls.at.to_string(),
        };
        let (users, exclusions) = (all_users(policy), self.exclusions(policy));
        let (applications, left_out) = (all_applications(policy), self.applications_left_out(policy));
        let narrow = nothing_else(policy);
        alloc::vec![users, exclusions, applications, left_out, flow, block, narrow, state(policy)]
    }

    fn exclusions(&self, policy: &Policy) -> Requirement {
        let exclude = &policy.users.exclude;
        let undeclared = self.undeclared(exclude);
        let found = match undeclared.as_slice() {
            [] if is_nobody(exclude) => "nobody is excluded".to_owned(),
            [] => "only what is declared is excluded".to_owned(),
            [(first, _), rest @ ..] => format!("excludes {first}{}", and_more(rest.len())),
        };
        Requirement {
            id: RequirementId::OnlyEmergencyAccessExcluded,
            title: "only emergency access accounts are excluded".into(),
            met: undeclared.is_empty(),
            found,
            expected: "no exclusion but declared emergency access".into(),
            pointer: first_pointer(&undeclared, &policy.users.at),
        }
    }

    /// What a policy excludes and nothing declares, with the pointer to each.
    fn undeclared(&self, who: &Who) -> Vec<(String, Pointer)> {
        let (accepted, directory) = (self.accepted, self.directory);
        let users = who.users.pointed().filter(|(id, _)| !is_no_person(id) && !accepted.accepts_user(id));
        let users =
            users.map(|(id, at)| (format!("user {}", named(id.as_str(), directory.user_name(id))), at));
        let groups = who.groups.pointed().filter(|(id, _)| !self.is_declared_group(id));
        let groups =
            groups.map(|(id, at)| (format!("group {}", named(id.as_str(), directory.group_name(id))), at));
        let roles = who.roles.pointed();
        let roles =
            roles.map(|(id, at)| (format!("holders of {}", named(id.as_str(), directory.role_name(id))), at));
        let guests =
            who.guests.iter().map(|guests| ("guests and external users".to_owned(), guests.at.clone()));
        users.chain(groups).chain(roles).chain(guests).collect()
    }

    /// Declared itself, or known to hold nobody but declared accounts.
    fn is_declared_group(&self, id: &Id) -> bool {
        let members = self.directory.groups.get(id).and_then(|group| group.members.everyone());
        let declared = members.is_some_and(|users| users.iter().all(|user| self.accepted.accepts_user(user)));
        declared || self.accepted.accepts_group(id)
    }

    fn applications_left_out(&self, policy: &Policy) -> Requirement {
        let applications = &policy.applications;
        let undeclared =
            applications.exclude.pointed().filter(|(id, _)| !self.accepted.accepts_application(id));
        let undeclared: Vec<(String, Pointer)> = undeclared
            .map(|(id, at)| (named(id.as_str(), self.directory.application_name(id)), at))
            .collect();
        let found = match undeclared.as_slice() {
            [] if applications.exclude.items.is_empty() => "no application is excluded".to_owned(),
            [] => "only declared exceptions are excluded".to_owned(),
            [(first, _), rest @ ..] => format!("excludes {first}{}", and_more(rest.len())),
        };
        Requirement {
            id: RequirementId::NoUndeclaredApplicationExcluded,
            title: "no application is excluded without a well defined exception".into(),
            met: undeclared.is_empty(),
            found,
            expected: "no exclusion but declared exceptions".into(),
            pointer: first_pointer(&undeclared, &applications.exclude.at),
        }
    }
}

fn first_pointer(found: &[(String, Pointer)], otherwise: &Pointer) -> String {
    found.first().map_or(otherwise, |(_, at)| at).to_string()
}

fn is_nobody(who: &Who) -> bool {
    let empty = [&who.groups, &who.roles].into_iter().all(|list| list.items.is_empty());
    empty && who.users.items.iter().all(is_no_person) && who.guests.is_none()
}

/// How many of each kind are included.
fn included(who: &Who) -> String {
    let some = |count: usize, noun: &str| {
        let plural = if count == 1 { "" } else { "s" };
        (count > 0).then(|| format!("{count} {noun}{plural}"))
    };
    let parts = [
        some(who.users.items.iter().filter(|id| !is_no_person(id)).count(), "user"),
        some(who.groups.items.len(), "group"),
        some(who.roles.items.len(), "role"),
        who.guests.is_some().then(|| "guests".to_owned()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "nobody".to_owned() } else { parts.join(", ") }
}

fn all_users(policy: &Policy) -> Requirement {
    let include = &policy.users.include;
    let met = include.users.has("All");
    let found = if met { "all users".to_owned() } else { included(include) };
    Requirement {
        id: RequirementId::AllUsers,
        title: "all users are included".into(),
        met,
        found,
        expected: "all users".into(),
        pointer: if include.users.items.is_empty() { &policy.users.at } else { &include.users.at }
            .to_string(),
    }
}

fn all_applications(policy: &Policy) -> Requirement {
    let include = &policy.applications.include;
    let met = include.has("All");
    Requirement {
        id: RequirementId::AllApplications,
        title: "all applications are included".into(),
        met,
        found: if met { "all applications".to_owned() } else { spelled(include, "no application") },
        expected: "all applications".into(),
        pointer: if include.items.is_empty() { &policy.applications.at } else { &include.at }.to_string(),
    }
}

fn spelled(list: &List, nothing: &str) -> String {
    let items: Vec<&str> = list.items.iter().take(3).map(Id::as_str).collect();
    match list.items.len() {
        0 => nothing.to_owned(),
        count => format!("{}{}", items.join(", "), and_more(count.saturating_sub(items.len()))),
    }
}

fn flows(flows: Option<&List>) -> String {
    flows.map_or_else(
        || "no flow is a condition, so every flow is meant".to_owned(),
        |flows| spelled(flows, "no flow"),
    )
}

fn state(policy: &Policy) -> Requirement {
    Requirement {
        id: RequirementId::Enabled,
        title: "the policy is on".into(),
        met: policy.state == Some(State::Enabled),
        found: policy.state.map_or("unknown", spoken).to_owned(),
        expected: "enabled".into(),
        pointer: policy.state_at.to_string(),
    }
}

/// The state as people say it.
const fn spoken(state: State) -> &'static str {
    match state {
        State::Enabled => "enabled",
        State::ReportOnly => "report-only",
        State::Disabled => "disabled",
    }
}

fn nothing_else(policy: &Policy) -> Requirement {
    let narrowing = narrowing(policy);
    let found = match narrowing.as_slice() {
        [] => "no other condition".to_owned(),
        [(first, _), rest @ ..] => format!("{first}{}", and_more(rest.len())),
    };
    Requirement {
        id: RequirementId::NothingElseNarrows,
        title: "no other condition narrows the policy".into(),
        met: narrowing.is_empty(),
        found,
        expected: "no other condition".into(),
        pointer: first_pointer(&narrowing, &policy.at),
    }
}

/// The conditions, beyond users, applications and flow, that keep the policy from some attempts.
fn narrowing(policy: &Policy) -> Vec<(String, Pointer)> {
    let mut found: Vec<(String, Pointer)> = Vec::new();
    let mut add = |words: &str, at: &Pointer| found.push((words.to_owned(), at.clone()));
    policy.outside.iter().for_each(|outside| add(outside.why.words(), &outside.at));
    if let Some(scope) = policy.platforms.as_ref().filter(|scope| !is_everywhere(scope)) {
        add("platforms are a condition", &scope.at);
    }
    if let Some(scope) = policy.locations.as_ref().filter(|scope| !is_everywhere(scope)) {
        add("locations are a condition", &scope.at);
    }
    let mut vocabulary = |list: Option<&List>, all: &[&str], words: &str| {
        let is_narrow = |list: &&List| !list.has("all") && !all.iter().all(|value| list.has(value));
        if let Some(list) = list.filter(is_narrow) {
            add(words, &list.at);
        }
    };
    let risks: Vec<&str> = Risk::ALL.iter().map(|risk| risk.as_str()).collect();
    let insider: Vec<&str> = InsiderRisk::ALL.iter().map(|risk| risk.as_str()).collect();
    let client_apps: Vec<&str> = ClientApp::ALL.iter().map(|app| app.as_str()).collect();
    vocabulary(policy.client_apps.as_ref(), &client_apps, "client apps are a condition");
    vocabulary(policy.sign_in_risk.as_ref(), &risks, "sign-in risk is a condition");
    vocabulary(policy.user_risk.as_ref(), &risks, "user risk is a condition");
    vocabulary(policy.insider_risk.as_ref(), &insider, "insider risk is a condition");
    if let Some(rule) = &policy.device_filter {
        add("a device filter is a condition", &rule.at);
    }
    if let Some(rule) = &policy.applications.filter {
        add("an application filter is a condition", &rule.at);
    }
    for condition in &policy.unknown {
        add(&format!("{} is not shown or not understood", condition.member), &condition.at);
    }
    found
}

fn is_everywhere(scope: &Scope) -> bool {
    scope.include.has("All") && scope.exclude.items.is_empty()
}
