//! From a question to what to POST: as much of it as Graph can be asked.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    request::{AuthenticationFlow, Request, SignInConditions, SignInContext, SignInIdentity},
    stand_in,
};
use crate::{
    ask::{
        Question,
        names::Called,
        understand::{Understood, understand},
    },
    catalogue::ReasonCode,
    entra::{Id, Place, Platform, UserKind},
    report::Reason,
    tenant::Tenant,
    what_if::{Identity, PartialAttempt},
};

impl Request {
    /// What to POST to have Graph answer the same question, and what Graph cannot be asked or has to be
    /// filled in: a group is as the directory has it, and a location is where an address is.
    ///
    /// Of a witness it may be known only that no policy names the user; then a user of the exports stands
    /// in who is as the witness says, if there is one.
    pub fn of(tenant: &Tenant, question: &Question) -> (Self, Vec<Reason>) {
        let Understood { attempt, notes, .. } = understand(question, tenant);
        let mut writer = Writer { tenant, question, attempt: &attempt, notes };
        let request = Self {
            sign_in_identity: writer.identity(),
            sign_in_context: SignInContext { include_applications: [writer.application()].into() },
            sign_in_conditions: writer.conditions(),
            applied_policies_only: false,
        };
        writer.memberships();
        (request, writer.notes)
    }
}

struct Writer<'w> {
    tenant: &'w Tenant,
    question: &'w Question,
    attempt: &'w PartialAttempt,
    notes: Vec<Reason>,
}

impl Writer<'_> {
    fn note(&mut self, code: ReasonCode, words: String) {
        self.notes.push(Reason { code, words });
    }

    fn called(&self) -> Called<'_> {
        Called(&self.tenant.directory)
    }

    fn identity(&mut self) -> SignInIdentity {
        let home = match &self.attempt.home_tenant {
            Identity::Is(id) => Some(id.to_string()),
            Identity::Unknown | Identity::Other => None,
        };
        SignInIdentity {
            user_id: self.user(),
            external_user_type: self.attempt.user_kind.certain().filter(|kind| *kind != UserKind::Member),
            external_tenant_id: home,
        }
    }

    fn user(&mut self) -> String {
        let stand_in = match &self.attempt.user {
            Identity::Is(id) => return id.to_string(),
            Identity::Other => stand_in::user(self.tenant, self.attempt),
            Identity::Unknown => None,
        };
        let Some(id) = stand_in else {
            self.note(ReasonCode::FillIn, "put the object id of a user into `userId`".to_string());
            return "<object id of a user>".to_string();
        };
        let words = format!("{} stands for any user whom no policy names", self.called().user(&id));
        self.note(ReasonCode::StandIn, words);
        id.to_string()
    }

    fn application(&mut self) -> String {
        let stand_in = match &self.attempt.application {
            Identity::Is(id) => return id.to_string(),
            Identity::Other => stand_in::application(self.tenant),
            Identity::Unknown => None,
        };
        let Some(id) = stand_in else {
            let words = "put the id of the application that the token is for into `includeApplications`";
            self.note(ReasonCode::FillIn, words.to_string());
            return "<application id>".to_string();
        };
        let words =
            format!("{} stands for any application that no policy names", self.called().application(&id));
        self.note(ReasonCode::StandIn, words);
        id.to_string()
    }

    fn conditions(&mut self) -> SignInConditions {
        let attempt = self.attempt;
        let platform = attempt.device_platform.certain();
        if platform == Some(Platform::Unrecognised) {
            let words = "Graph cannot be asked about a device that Entra does not recognise; `devicePlatform` is left out";
            self.note(ReasonCode::NotInARequest, words.to_string());
        }
        let (address, country) = self.place();
        SignInConditions {
            device_platform: platform.filter(|platform| *platform != Platform::Unrecognised),
            client_app_type: attempt.client_app_type.certain(),
            sign_in_risk_level: attempt.sign_in_risk_level.certain(),
            user_risk_level: attempt.user_risk_level.certain(),
            insider_risk_level: attempt.insider_risk_level.certain(),
            country,
            ip_address: address,
            authentication_flow: AuthenticationFlow::default(),
        }
    }

    /// The address and the country that were said, else those of a place that the sign-in comes from.
    fn place(&mut self) -> (Option<String>, Option<String>) {
        let mut address = self.question.ip.map(|address| address.to_string());
        let mut country = self.question.country.clone();
        let inside =
            self.attempt.locations.named.iter().filter(|(id, holds)| **holds && !id.is("AllTrusted"));
        let inside: Vec<&Id> = inside.map(|(id, _)| id).collect();
        for id in inside {
            match self.tenant.directory.locations.get(id).and_then(|location| location.place.as_ref()) {
                Some(Place::Addresses(ranges)) if address.is_none() => {
                    address = ranges.first().map(|range| range.first().to_string());
                }
                Some(Place::Countries(codes)) if country.is_none() => country = codes.first().cloned(),
                Some(_) => {}
                None => {
                    let words = format!(
                        "give an `ipAddress` or a `country` that is in {}",
                        self.called().location(id)
                    );
                    self.note(ReasonCode::FillIn, words);
                }
            }
        }
        (address, country)
    }

    /// What Graph takes from the directory, and what it knows better.
    fn memberships(&mut self) {
        let (groups, roles) = (&self.attempt.groups, &self.attempt.roles);
        let held =
            |named: &alloc::collections::BTreeMap<Id, bool>, words: &dyn Fn(&Id) -> String| -> Vec<String> {
                named.iter().filter(|(_, holds)| **holds).map(|(id, _)| words(id)).collect()
            };
        let mut parts = held(&groups.named, &|id| format!("is in group {}", self.called().group(id)));
        parts.extend(held(&roles.named, &|id| format!("holds {}", self.called().role(id))));
        if !parts.is_empty() {
            let words = format!(
                "Graph takes groups and roles from the directory: see that the user {}",
                parts.join(", ")
            );
            self.note(ReasonCode::NotInARequest, words);
        }
        if !self.attempt.device_rules.named.is_empty() {
            let words = "describe a device for which the device filter rule holds in `deviceInfo`";
            self.note(ReasonCode::FillIn, words.to_string());
        }
    }
}
