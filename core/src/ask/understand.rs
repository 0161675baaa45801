//! From what somebody says, and from what the exports tell, to what is known of the attempt.

use alloc::{collections::BTreeSet, format, string::String, vec::Vec};
use core::net::IpAddr;

use super::{
    Question, asked,
    names::{self, Called, Named},
};
use crate::{
    catalogue::ReasonCode,
    entra::{Id, Place, Platform, well_known},
    nearest::nearest,
    report::Reason,
    tenant::Tenant,
    what_if::{Among, Answers, Identity, PartialAttempt, Truth, holds_role, is_member, user_kinds},
};

/// The id that stands for all trusted locations.
const ALL_TRUSTED: &str = "AllTrusted";

/// What is known of an attempt, and what could not be made out of what was said.
pub(super) struct Understood {
    pub(super) attempt: PartialAttempt,
    pub(super) notes: Vec<Reason>,
    /// The groups, roles and locations that policies ask about.
    pub(super) asked: BTreeSet<Id>,
}

pub(super) fn understand(question: &Question, tenant: &Tenant) -> Understood {
    let attempt = question.base.as_ref().map(PartialAttempt::from).unwrap_or_default();
    let mut reader = Reader { tenant, attempt, notes: Vec::new() };
    reader.user(question);
    reader.memberships(question);
    reader.application(question);
    reader.surroundings(question);
    reader.locations(question);
    let Reader { mut attempt, notes, .. } = reader;
    if question.nothing_else {
        nothing_else(&mut attempt);
    }
    let asked = [asked::groups(tenant), asked::roles(tenant), asked::locations(tenant)];
    Understood { attempt, notes, asked: asked.into_iter().flatten().collect() }
}

struct Reader<'t> {
    tenant: &'t Tenant,
    attempt: PartialAttempt,
    notes: Vec<Reason>,
}

impl Reader<'_> {
    fn note(&mut self, code: ReasonCode, words: String) {
        self.notes.push(Reason { code, words });
    }

    fn named(&mut self, named: Named) -> Option<Id> {
        match named {
            Named::Is(id) => Some(id),
            Named::Unknown(words) => {
                self.note(ReasonCode::NameNotKnown, words);
                None
            }
        }
    }

    fn user(&mut self, question: &Question) {
        let directory = &self.tenant.directory;
        if let Some(text) = &question.user {
            let user = self.named(names::user(text, self.tenant));
            if let Some(id) = user.as_ref().filter(|id| !directory.users.contains_key(*id)) {
                let words = format!("no export names the user {id}, so nothing more is known of them");
                self.note(ReasonCode::NameNotKnown, words);
            }
            self.attempt.user = user.map_or(Identity::Unknown, Identity::Is);
        }
        if let Some(kind) = question.user_kind {
            self.attempt.user_kind = kind.into();
        } else if let (Some(_), Identity::Is(id)) = (&question.user, &self.attempt.user) {
            replace(&mut self.attempt.user_kind, directory.users.get(id).map(user_kinds));
        }
        if let Some(home) = &question.home_tenant {
            self.attempt.home_tenant = Identity::Is(Id::new(home));
        }
    }

    /// Groups and roles: what is said first, then what the exports tell.
    fn memberships(&mut self, question: &Question) {
        let (tenant, user) = (self.tenant, user_of(&self.attempt));
        for text in &question.groups {
            let Some(group) = self.named(names::group(text, tenant)) else { continue };
            if is_member(&tenant.directory, user.as_ref(), &group) == Truth::No {
                let words = format!(
                    "by the exports the user is not in group {}; it is taken as said",
                    Called(&tenant.directory).group(&group)
                );
                self.note(ReasonCode::AgainstTheExports, words);
            }
            self.attempt.groups.named.insert(group, true);
        }
        for text in &question.roles {
            let role = self.named(names::role(text, tenant));
            self.attempt.roles.named.extend(role.map(|role| (role, true)));
        }
        if question.base.is_none() {
            let groups = asked::groups(tenant).into_iter();
            tell(&mut self.attempt.groups, groups, |id| is_member(&tenant.directory, user.as_ref(), id));
            let roles = asked::roles(tenant).into_iter();
            tell(&mut self.attempt.roles, roles, |id| holds_role(&tenant.directory, user.as_ref(), id));
        }
    }

    fn application(&mut self, question: &Question) {
        let Some(text) = &question.application else { return };
        let application = self.named(names::application(text, self.tenant));
        if let Some(id) = application.as_ref().filter(|id| well_known::is_client(id)) {
            let words = format!(
                "{} asks for tokens; policies ask about the application that the token is for, such as \
                 Windows Azure Service Management API",
                Called(&self.tenant.directory).application(id)
            );
            self.note(ReasonCode::ClientNotResource, words);
        }
        self.attempt.application = application.map_or(Identity::Unknown, Identity::Is);
        self.attempt.suites = Answers::default();
    }

    fn surroundings(&mut self, question: &Question) {
        if let Some(text) = &question.platform {
            let platform = Platform::parse(text);
            self.attempt.device_platform = platform.map_or_else(Among::any, Among::only);
            if platform.is_none() {
                self.platform_not_known(text);
            }
        }
        let attempt = &mut self.attempt;
        replace(&mut attempt.client_app_type, question.client_app.map(Among::only));
        replace(&mut attempt.sign_in_risk_level, question.sign_in_risk.map(Among::only));
        replace(&mut attempt.user_risk_level, question.user_risk.map(Among::only));
        replace(&mut attempt.insider_risk_level, question.insider_risk.map(Among::only));
        let rules = question.device_rules.iter().map(|rule| (rule.clone(), true));
        attempt.device_rules.named.extend(rules);
    }

    fn platform_not_known(&mut self, text: &str) {
        let known: Vec<&str> = Platform::ALL.iter().map(|platform| platform.as_str()).collect();
        let help = match nearest(text, &known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => String::from("a device that Entra does not recognise is `unrecognised`"),
        };
        let words = format!("no platform is called `{text}`, so it stays unknown; {help}");
        self.note(ReasonCode::NameNotKnown, words);
    }

    /// Named locations: what is said first, then what the address and the country tell.
    fn locations(&mut self, question: &Question) {
        let directory = &self.tenant.directory;
        for text in &question.locations {
            let location = self.named(names::location(text, self.tenant));
            self.attempt.locations.named.extend(location.map(|location| (location, true)));
        }
        let country = question.country.as_ref().map(|country| country.trim().to_ascii_uppercase());
        let is_at = |id: &Id| {
            let place = directory.locations.get(id).and_then(|location| location.place.as_ref());
            place.map_or(Truth::Unknown, |place| is_at(place, question.ip, country.as_deref()))
        };
        tell(&mut self.attempt.locations, directory.locations.keys().cloned(), is_at);
        let inside = self.attempt.locations.named.iter().filter(|(_, holds)| **holds);
        let mut inside = inside.filter_map(|(id, _)| directory.locations.get(id));
        if inside.any(|location| location.trusted == Some(true)) {
            self.attempt.locations.named.insert(Id::new(ALL_TRUSTED), true);
        }
    }
}

fn replace<T>(known: &mut T, said: Option<T>) {
    if let Some(said) = said {
        *known = said;
    }
}

/// Adds what the exports tell of these, where nothing is said of them.
fn tell(answers: &mut Answers<Id>, ids: impl Iterator<Item = Id>, told: impl Fn(&Id) -> Truth) {
    for id in ids {
        if answers.ask(&id) == Truth::Unknown {
            let holds = match told(&id) {
                Truth::Unknown => continue,
                told => told == Truth::Yes,
            };
            answers.named.insert(id, holds);
        }
    }
}

fn user_of(attempt: &PartialAttempt) -> Option<Id> {
    match &attempt.user {
        Identity::Is(id) => Some(id.clone()),
        Identity::Unknown | Identity::Other => None,
    }
}

/// Whether a sign-in from this address and country comes from the place.
fn is_at(place: &Place, address: Option<IpAddr>, country: Option<&str>) -> Truth {
    match place {
        Place::Addresses(ranges) => {
            address.map_or(Truth::Unknown, |address| ranges.iter().any(|range| range.has(address)).into())
        }
        Place::Countries(codes) => country.map_or(Truth::Unknown, |country| codes.contains(country).into()),
    }
}

fn nothing_else(attempt: &mut PartialAttempt) {
    for answers in [&mut attempt.groups, &mut attempt.roles, &mut attempt.locations] {
        answers.others = Truth::No;
    }
    attempt.application_rules.others = Truth::No;
    attempt.device_rules.others = Truth::No;
    attempt.unknown_conditions.others = Truth::No;
}
