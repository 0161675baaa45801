//! A policy as a block of Terraform's `azuread` provider.
//!
//! Source: the provider's documentation of `azuread_conditional_access_policy`, 3.x.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt::Write;

use super::commands::comment;
use crate::{
    clean::is_unsafe,
    entra::Id,
    report::{
        ApplicationsBody, Change, ConditionsBody, FilterBody, GuestsBody, PolicyBody, TenantsBody, UsersBody,
    },
};

pub(super) const HEAD: &str = "\
# Provider hashicorp/azuread, 3.8 or newer. Look at the plan before you apply
# it: it shows what else differs from the configuration that you have.
";

/// The policy after the change, and where it is there already, the block that imports it.
pub(super) fn block(change: &Change) -> String {
    let mut out = comment(change);
    for member in &change.not_shown {
        let _ = writeln!(out, "# {} is not known to flowlock and not written here: add it", clean(member));
    }
    let label = change.policy_id.as_ref().map_or_else(
        || "block_device_code_flow".to_string(),
        |id| format!("policy_{}", id.as_str().replace(|letter: char| !letter.is_ascii_alphanumeric(), "_")),
    );
    if let Some(id) = &change.policy_id {
        let path = format!("/identity/conditionalAccess/policies/{id}");
        let to = format!("azuread_conditional_access_policy.{label}");
        let _ = write!(out, "import {{\n  to = {to}\n  id = {}\n}}\n\n", quoted(&path));
    }
    let mut writer = Writer { out, depth: 1 };
    let _ = writeln!(writer.out, "resource \"azuread_conditional_access_policy\" \"{label}\" {{");
    writer.policy(&change.policy);
    writer.out.push_str("}\n");
    writer.out
}

fn clean(text: &str) -> String {
    crate::clean::name(text)
}

struct Writer {
    out: String,
    depth: usize,
}

impl Writer {
    fn policy(&mut self, policy: &PolicyBody) {
        self.text("display_name", policy.display_name.as_deref());
        self.text("state", policy.state.as_deref());
        if let Some(conditions) = &policy.conditions {
            self.block("conditions", |inside| inside.conditions(conditions));
        }
        if let Some(grant) = &policy.grant_controls {
            self.block("grant_controls", |inside| {
                inside.text("operator", Some(&grant.operator));
                inside.list("built_in_controls", Some(&grant.built_in_controls));
            });
        }
    }

    fn conditions(&mut self, conditions: &ConditionsBody) {
        self.list("client_app_types", conditions.client_app_types.as_ref());
        let flows = conditions.authentication_flows.as_ref().map(|flows| split(&flows.transfer_methods));
        self.list("authentication_flow_transfer_methods", flows.as_ref());
        self.list("sign_in_risk_levels", conditions.sign_in_risk_levels.as_ref());
        self.list("user_risk_levels", conditions.user_risk_levels.as_ref());
        self.text("insider_risk_levels", conditions.insider_risk_levels.as_ref().and_then(Option::as_deref));
        if let Some(applications) = &conditions.applications {
            self.block("applications", |inside| inside.applications(applications));
        }
        if let Some(users) = &conditions.users {
            self.block("users", |inside| inside.users(users));
        }
        if let Some(platforms) = conditions.platforms.as_ref().and_then(Option::as_ref) {
            self.block("platforms", |inside| {
                inside.list("included_platforms", Some(&platforms.include_platforms));
                inside.list("excluded_platforms", Some(&platforms.exclude_platforms));
            });
        }
        if let Some(locations) = conditions.locations.as_ref().and_then(Option::as_ref) {
            self.block("locations", |inside| {
                inside.list("included_locations", Some(&locations.include_locations));
                inside.list("excluded_locations", Some(&locations.exclude_locations));
            });
        }
        if let Some(devices) = conditions.devices.as_ref().and_then(Option::as_ref) {
            self.block("devices", |inside| inside.filter(&devices.device_filter));
        }
    }

    fn applications(&mut self, applications: &ApplicationsBody) {
        self.list("included_applications", applications.include_applications.as_ref());
        self.list("excluded_applications", applications.exclude_applications.as_ref());
        if let Some(filter) = applications.application_filter.as_ref().and_then(Option::as_ref) {
            self.filter(filter);
        }
    }

    fn users(&mut self, users: &UsersBody) {
        self.list("included_users", users.include_users.as_ref());
        self.list("excluded_users", users.exclude_users.as_ref());
        self.list("included_groups", users.include_groups.as_ref());
        self.list("excluded_groups", users.exclude_groups.as_ref());
        self.list("included_roles", users.include_roles.as_ref());
        self.list("excluded_roles", users.exclude_roles.as_ref());
        self.guests("included_guests_or_external_users", users.include_guests_or_external_users.as_ref());
        self.guests("excluded_guests_or_external_users", users.exclude_guests_or_external_users.as_ref());
    }

    fn guests(&mut self, name: &str, guests: Option<&Option<GuestsBody>>) {
        let Some(guests) = guests.and_then(Option::as_ref) else { return };
        self.block(name, |inside| {
            inside.list("guest_or_external_user_types", Some(&split(&guests.guest_or_external_user_types)));
            let TenantsBody { membership_kind, members, .. } = &guests.external_tenants;
            inside.block("external_tenants", |inside| {
                inside.text("membership_kind", Some(membership_kind));
                inside.list("members", members.as_ref());
            });
        });
    }

    fn filter(&mut self, filter: &FilterBody) {
        self.block("filter", |inside| {
            inside.text("mode", Some(&filter.mode));
            inside.text("rule", Some(&filter.rule));
        });
    }

    fn block(&mut self, name: &str, fill: impl FnOnce(&mut Self)) {
        self.line(&format!("{name} {{"));
        self.depth += 1;
        fill(self);
        self.depth -= 1;
        self.line("}");
    }

    fn text(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.line(&format!("{name} = {}", quoted(value)));
        }
    }

    fn list(&mut self, name: &str, items: Option<&Vec<Id>>) {
        if let Some(items) = items.filter(|items| !items.is_empty()) {
            let items: Vec<String> = items.iter().map(|id| quoted(id.as_str())).collect();
            self.line(&format!("{name} = [{}]", items.join(", ")));
        }
    }

    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{}{text}", "  ".repeat(self.depth));
    }
}

fn split(flags: &str) -> Vec<Id> {
    flags.split(',').map(Id::new).collect()
}

/// A string of HCL in which no template can begin.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            // `${` and `%{` begin a template.
            '$' | '%' => _ = write!(out, "\\u{:04x}", u32::from(letter)),
            _ if is_unsafe(letter) && u32::from(letter) > 0xffff => {
                _ = write!(out, "\\U{:08x}", u32::from(letter));
            }
            _ if is_unsafe(letter) => _ = write!(out, "\\u{:04x}", u32::from(letter)),
            _ => out.push(letter),
        }
    }
    out.push('"');
    out
}
