//! The users of a log, and how they stand.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::{String, ToString},
    vec::Vec,
};
use core::cmp::Reverse;

use jiff::Timestamp;

use crate::{
    acceptance::Accepted,
    entra::{Directory, Id, well_known},
    evidence::{Evidence, Row, RowKey, Rows, Summary},
    order::sort_by_key,
    report::{AppUse, Principal, PrincipalStanding, Regularity},
    tenant::Tenant,
};

/// A log, added up, with what is needed to say how its users stand.
pub(crate) struct Log<'e> {
    pub(super) evidence: &'e Evidence,
    pub(super) summary: Summary,
    pub(super) tenant: &'e Tenant,
    pub(super) accepted: &'e Accepted,
    /// The moment that is spoken of.
    pub(super) as_of: Timestamp,
}

/// What the rows of one principal add up to.
struct Sum {
    standing: PrincipalStanding,
    whole: Row,
    apps: BTreeMap<String, (Row, BTreeSet<String>)>,
}

impl<'e> Log<'e> {
    pub(crate) fn new(
        evidence: &'e Evidence,
        tenant: &'e Tenant,
        accepted: &'e Accepted,
        as_of: Timestamp,
    ) -> Self {
        Self { evidence, summary: evidence.summary(), tenant, accepted, as_of }
    }

    pub(crate) const fn evidence(&self) -> &Evidence {
        self.evidence
    }

    pub(crate) const fn directory(&self) -> &Directory {
        &self.tenant.directory
    }

    /// The principals of these rows: those that nothing accepts first, then by number of events.
    pub(crate) fn principals(&self, rows: &Rows) -> Vec<Principal> {
        let mut rows = rows.rows.iter().peekable();
        let mut principals = Vec::new();
        // The rows of one principal follow one another.
        while let Some((RowKey { principal, .. }, _)) = rows.peek() {
            let mut sum = Sum::new();
            while let Some((key, row)) = rows.next_if(|(key, _)| key.principal == *principal) {
                sum.add(self.standing(key), key, row);
            }
            principals.push(self.principal(principal, sum));
        }
        // The sort is stable: what ties stays in the order of ids.
        sort_by_key(&mut principals, |principal| (principal.standing, Reverse(principal.events)));
        principals
    }

    /// How somebody stands who asked for this resource.
    pub(super) fn standing(&self, key: &RowKey) -> PrincipalStanding {
        let directory = &self.tenant.directory;
        let user = directory.find_user(&key.principal).cloned();
        let user = user.unwrap_or_else(|| Id::new(&key.principal));
        let [application, resource] = [&key.application, &key.resource].map(|id| Id::new(id));
        self.accepted.standing(&user, &application, &resource, directory)
    }

    fn principal(&self, id: &str, sum: Sum) -> Principal {
        let Sum { standing, whole, apps } = sum;
        let id = Id::new(id);
        let regularity = regularity(&whole);
        let name = Some(whole.name).filter(|name| !name.is_empty());
        let known = || self.tenant.directory.user_name(&id).map(ToString::to_string);
        let mut apps: Vec<AppUse> =
            apps.into_iter().map(|(id, (row, resources))| self.app(&id, row, resources)).collect();
        sort_by_key(&mut apps, |app| Reverse(app.events));
        let moment = |micros| Timestamp::from_microsecond(micros).ok().map(|moment| moment.to_string());
        Principal {
            regularity,
            advice: advice(standing, regularity, &apps).into(),
            name: name.or_else(known).unwrap_or_default(),
            id,
            standing,
            apps,
            client_apps: whole.client_apps.into_vec(),
            countries: whole.countries.into_vec(),
            first_seen: whole.span.and_then(|(first, _)| moment(first)),
            last_seen: whole.span.and_then(|(_, last)| moment(last)),
            days_active: number(whole.days.len()),
            events: whole.events,
            runs: number(whole.runs.len()),
            interactive: whole.interactive,
            redemptions: whole.redemptions,
            tracked: whole.tracked,
        }
    }

    fn app(&self, id: &str, row: Row, resources: BTreeSet<String>) -> AppUse {
        let id = Id::new(id);
        let known = self.tenant.directory.application_name(&id).map(ToString::to_string);
        let resources = resources.into_iter().collect();
        let phished = well_known::phished(&id).map(Into::into);
        AppUse { name: known.unwrap_or(row.application_name), id, phished, resources, events: row.events }
    }
}

impl Sum {
    fn new() -> Self {
        Self { standing: PrincipalStanding::EmergencyAccess, whole: Row::default(), apps: BTreeMap::new() }
    }

    /// A principal stands as the least of what they did.
    fn add(&mut self, standing: PrincipalStanding, key: &RowKey, row: &Row) {
        self.standing = self.standing.min(standing);
        self.whole.join(row.clone());
        let (app, resources) = self.apps.entry(key.application.clone()).or_default();
        app.join(row.clone());
        let resource = if row.resource_name.is_empty() { &key.resource } else { &row.resource_name };
        resources.extend(Some(resource.clone()).filter(|resource| !resource.is_empty()));
    }
}

/// The fewest days of use, and the fewest days from the first to the last, that make it regular.
const REGULAR: (usize, i64) = (3, 7);

fn regularity(row: &Row) -> Regularity {
    let (days, length) = REGULAR;
    let begun = &row.days_begun;
    let span = begun.ends().map_or(0, |(first, last)| last - first);
    match begun.len() {
        _ if row.events == row.tracked => Regularity::Continued,
        0 | 1 => Regularity::Once,
        days_begun if days_begun >= days && span >= length => Regularity::Regularly,
        _ => Regularity::Sometimes,
    }
}

/// What to do about one user of the flow.
fn advice(standing: PrincipalStanding, regularity: Regularity, apps: &[AppUse]) -> &'static str {
    match (standing, regularity) {
        (PrincipalStanding::EmergencyAccess, _) => "find out why an emergency access account signs in so",
        (PrincipalStanding::Exception | PrincipalStanding::MeantToBeBlocked, _) => "",
        _ if apps.iter().any(|app| app.phished.is_some()) => {
            "look into it first: unless they set up a device, somebody may have phished them; revoke their \
             sessions then"
        }
        (_, Regularity::Continued) => {
            "ask them to sign in anew without a code: the session goes on until then, and is blocked with the flow"
        }
        (_, Regularity::Regularly) => {
            "give them another way to sign in, or an exception that somebody approves, before the flow is blocked"
        }
        _ => "ask what it was for; if nothing needs it, declare them as meantToBeBlocked",
    }
}

pub(super) fn number(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
