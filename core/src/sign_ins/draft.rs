//! One record, member by member, and the sign-in that it makes.

use alloc::{string::String, vec::Vec};

use serde::de::{IgnoredAny, MapAccess, SeqAccess};

use super::{
    field::Field,
    results::Results,
    value::{Fill, Filled, Pick, Plain, PlainSeed, Seen, names},
};
use crate::{
    entra::{Id, Shows, SignIn},
    evidence::Watch,
    intake::{parse_date, same_name},
};

/// How many texts a draft keeps: those of the fields before `Interactive` and some others.
const TEXTS: usize = Field::Inner as usize + 1;

/// A record that is being read.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Draft<'w> {
    watch: &'w Watch,
    columns: &'w [Option<(Field, u32)>],
    seen: Seen,
    texts: [Option<String>; TEXTS],
    interactive: Option<bool>,
    is_guest: Option<bool>,
    error_code: Option<i64>,
    results: Results<'w>,
    shows_flow: bool,
    timed: bool,
    /// Whether some member says who signed in, with what, or how it ended.
    told: bool,
    certain: bool,
    fields: u32,
}

impl<'w> Draft<'w> {
    /// An empty draft; `columns` are those of the table that the record is a row of.
    pub(super) fn new(watch: &'w Watch, columns: &'w [Option<(Field, u32)>]) -> Self {
        Self {
            watch,
            columns,
            seen: Seen(0),
            texts: [const { None }; TEXTS],
            interactive: None,
            is_guest: None,
            error_code: None,
            results: Results::new(watch),
            shows_flow: false,
            timed: false,
            told: false,
            certain: false,
            fields: 0,
        }
    }

    fn set(&mut self, field: Field, text: Option<String>) {
        if let Some(slot) = self.texts.get_mut(field as usize) {
            *slot = slot.take().or(text);
        }
    }

    fn take(&mut self, field: Field) -> Option<String> {
        self.texts.get_mut(field as usize)?.take()
    }

    /// Takes one member or cell in.
    fn plain(&mut self, field: Field, value: Plain<'_>) {
        match field {
            Field::Interactive => self.interactive = self.interactive.or(value.truth()),
            Field::IsGuest => self.is_guest = self.is_guest.or(value.truth()),
            Field::Result => self.error_code = self.error_code.or(value.number()),
            _ => {
                let text = value.text().map(|text| text.trim().into());
                self.set(field, text);
            }
        }
    }

    fn met(&mut self, field: Field) {
        self.fields += 1;
        self.shows_flow |= matches!(field, Field::Protocol | Field::Transfer);
        self.certain |= matches!(field, Field::Applied | Field::Policies | Field::Protocol | Field::Transfer);
        self.timed |= matches!(field, Field::Created | Field::Time);
        self.told |= matches!(
            field,
            Field::User
                | Field::UserPrincipal
                | Field::Application
                | Field::ApplicationName
                | Field::ClientApp
                | Field::Interactive
                | Field::EventTypes
                | Field::Status
                | Field::Result
        );
    }

    /// What the envelope lacks or says in another way, its inside says.
    fn absorb(&mut self, mut inner: Draft<'w>) {
        for (own, inner) in self.texts.iter_mut().zip(&mut inner.texts) {
            *own = inner.take().or(own.take());
        }
        self.interactive = inner.interactive.or(self.interactive);
        self.is_guest = inner.is_guest.or(self.is_guest);
        self.error_code = inner.error_code.or(self.error_code);
        self.shows_flow |= inner.shows_flow;
        self.timed |= inner.timed;
        self.told |= inner.told;
        self.certain |= inner.certain;
        self.fields += inner.fields;
        if inner.results.kept.is_some() {
            self.results = inner.results;
        }
    }

    /// Whether nothing but a sign-in has such members. One alone does not tell: a bundle of lists may
    /// have a member `conditionalAccessPolicies`, too.
    pub(super) const fn is_certain(&self) -> bool {
        self.certain && self.fields > 1
    }

    /// Whether the record is of another log, or of a sign-in that no person made: an Event Hub carries all of
    /// them.
    pub(super) fn is_of_another_log(&self) -> bool {
        let text = |field: Field| {
            let text = self.texts.get(field as usize).and_then(Option::as_deref);
            text.unwrap_or_default().to_ascii_lowercase()
        };
        let (category, types) = (text(Field::Category), text(Field::EventTypes));
        let other = !category.is_empty() && !category.ends_with("signinlogs") && !self.certain;
        let workload = |text: &str| text.contains("serviceprincipal") || text.contains("managedidentity");
        other || workload(&category) || workload(&types) && !types.contains("user")
    }

    fn is_sign_in(&self) -> bool {
        self.fields > 1 && (self.certain || self.timed && self.told)
    }

    /// The sign-in; `None` where the record is no sign-in.
    pub(super) fn finish(mut self) -> Option<SignIn> {
        if !self.is_sign_in() {
            return None;
        }
        let interactive = self.is_interactive();
        let guest = self.is_guest.or_else(|| guest(self.texts.get(Field::UserType as usize)?.as_deref()?));
        let error_code = self.error_code;
        let shows = Shows { flow: self.shows_flow, results: self.results.any };
        let policies = self.results.kept.take();
        let transfer_rule = self.results.transfer;
        let mut text = |fields: &[Field]| fields.iter().find_map(|field| self.take(*field));
        let protocol = text(&[Field::Protocol]).unwrap_or_default();
        let transfer = text(&[Field::Transfer]).unwrap_or_default();
        let mut or_empty = |fields: &[Field]| text(fields).unwrap_or_default();
        let created = [or_empty(&[Field::Created]), or_empty(&[Field::Time])];
        let ids = [
            or_empty(&[Field::User]),
            or_empty(&[Field::Application]),
            or_empty(&[Field::ResourceIdentity, Field::Resource]),
            or_empty(&[Field::HomeTenant]),
            or_empty(&[Field::ResourceTenant]),
        ];
        let [user, application, resource, home_tenant, resource_tenant] =
            ids.map(|id| (!id.is_empty()).then(|| Id::new(&id)));
        Some(SignIn {
            id: or_empty(&[Field::Id, Field::Request]),
            created: created.iter().find_map(|text| parse_date(text)),
            user,
            user_name: or_empty(&[Field::UserPrincipal, Field::UserName]),
            guest,
            home_tenant,
            resource_tenant,
            application,
            application_name: or_empty(&[Field::ApplicationName]),
            resource,
            resource_name: or_empty(&[Field::ResourceName]),
            audiences: or_empty(&[Field::Audiences]),
            client_app: or_empty(&[Field::ClientApp]),
            country: or_empty(&[Field::LocationDetails, Field::Country, Field::Location]),
            interactive,
            device_code_protocol: names(&protocol, "deviceCode"),
            device_code_transfer: names(&transfer, "deviceCodeFlow"),
            authentication_transfer: transfer_rule
                || [&protocol, &transfer].into_iter().any(|text| names(text, "authenticationTransfer")),
            incoming_token: or_empty(&[Field::Token]),
            error_code,
            correlation: or_empty(&[Field::Correlation]),
            session: or_empty(&[Field::Session]),
            operating_system: or_empty(&[Field::Device, Field::OperatingSystem]),
            sign_in_risk: or_empty(&[Field::SignInRisk]),
            user_risk: or_empty(&[Field::UserRisk]),
            policies,
            shows,
        })
    }

    fn is_interactive(&self) -> Option<bool> {
        let told = |field: Field| {
            let text = self.texts.get(field as usize)?.as_deref()?.to_ascii_lowercase();
            let non = text.contains("noninteractive");
            (non || text.contains("interactive") || text == "signinlogs").then_some(!non)
        };
        self.interactive.or_else(|| told(Field::EventTypes)).or_else(|| told(Field::Category))
    }

    /// Reads the value that belongs to the field.
    fn read<'de, R: Reads<'de>>(&mut self, field: Field, from: &mut R) -> Result<(), R::Error> {
        self.met(field);
        match field {
            Field::Applied | Field::Policies => self.read_results(from),
            Field::Status => {
                let code = pick("errorCode", from)?;
                self.error_code = code.found.and_then(|code| code.trim().parse().ok()).or(self.error_code);
                Ok(())
            }
            Field::Device => pick("operatingSystem", from).map(|system| self.set(field, system.found)),
            Field::Location | Field::LocationDetails => {
                pick("countryOrRegion", from).map(|place| self.set(field, place.found.or(place.instead)))
            }
            Field::EventTypes => {
                let mut types = Types(String::new());
                from.value(Fill(&mut types))?;
                self.set(field, Some(types.0).filter(|types| !types.is_empty()));
                Ok(())
            }
            Field::Audiences => {
                let mut audiences = Audiences(String::new());
                from.value(Fill(&mut audiences))?;
                self.set(field, Some(audiences.0).filter(|audiences| !audiences.is_empty()));
                Ok(())
            }
            Field::Inner => {
                let mut inner = Draft::new(self.watch, &[]);
                from.value(Fill(&mut inner))?;
                self.absorb(inner);
                Ok(())
            }
            // Azure Monitor calls the path of the tenant so, too.
            Field::Resource => {
                let text = from.value(PlainSeed)?.text().filter(|text| !text.starts_with('/'));
                self.set(field, text.map(|text| text.trim().into()));
                Ok(())
            }
            _ => from.value(PlainSeed).map(|value| self.plain(field, value)),
        }
    }

    /// Of the lists that a row can have, the first that holds something counts.
    fn read_results<'de, R: Reads<'de>>(&mut self, from: &mut R) -> Result<(), R::Error> {
        let mut results = Results::new(self.watch);
        from.value(Fill(&mut results))?;
        if !self.results.any && (results.any || self.results.kept.is_none()) {
            self.results = results;
        }
        Ok(())
    }
}

fn guest(kind: &str) -> Option<bool> {
    let is = |name: &str| kind.eq_ignore_ascii_case(name);
    (is("guest") || is("member")).then(|| is("guest"))
}

fn pick<'de, R: Reads<'de>>(name: &'static str, from: &mut R) -> Result<Pick, R::Error> {
    let mut pick = Pick::new(name);
    from.value(Fill(&mut pick))?;
    Ok(pick)
}

/// What the value of a field can be read from: a member of an object, a cell of a row.
trait Reads<'de> {
    type Error: serde::de::Error;

    fn value<S: serde::de::DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Self::Error>
    where
        S::Value: Default;
}

struct OfMember<'a, A>(&'a mut A);

impl<'de, A: MapAccess<'de>> Reads<'de> for OfMember<'_, A> {
    type Error = A::Error;

    fn value<S: serde::de::DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error>
    where
        S::Value: Default,
    {
        self.0.next_value_seed(seed)
    }
}

/// A cell, and whether there was one.
struct OfRow<'a, A>(&'a mut A, bool);

impl<'de, A: SeqAccess<'de>> Reads<'de> for OfRow<'_, A> {
    type Error = A::Error;

    fn value<S: serde::de::DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error>
    where
        S::Value: Default,
    {
        let cell = self.0.next_element_seed(seed)?;
        self.1 = cell.is_some();
        Ok(cell.unwrap_or_default())
    }
}

impl Filled for Draft<'_> {
    type Key = (Field, u32);

    fn key(&self, name: &str) -> Option<(Field, u32)> {
        Field::named(name)
    }

    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        (field, number): (Field, u32),
        access: &mut A,
    ) -> Result<(), A::Error> {
        self.seen.first(field.bit(number))?;
        self.read(field, &mut OfMember(access))
    }

    /// A row: its cells are those of the columns.
    fn items<'de, A: SeqAccess<'de>>(&mut self, access: &mut A) -> Result<(), A::Error> {
        for column in self.columns {
            let Some((field, number)) = *column else {
                access.next_element::<IgnoredAny>()?;
                continue;
            };
            self.seen.first(field.bit(number))?;
            let mut cell = OfRow(access, true);
            self.read(field, &mut cell)?;
        }
        while access.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

/// The kinds of a sign-in, a list or a text.
struct Types(String);

impl Filled for Types {
    type Key = ();

    fn items<'de, A: SeqAccess<'de>>(&mut self, access: &mut A) -> Result<(), A::Error> {
        while let Some(item) = access.next_element_seed(PlainSeed)? {
            if let Some(text) = item.text() {
                self.text(&text);
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push(',');
    }
}

/// The applications that policies were asked about, each followed by a comma. One that cannot be read
/// leaves an empty place.
struct Audiences(String);

impl Filled for Audiences {
    type Key = ();

    fn items<'de, A: SeqAccess<'de>>(&mut self, access: &mut A) -> Result<(), A::Error> {
        while access.next_element_seed(Fill(&mut Audience(&mut self.0)))?.is_some() {
            self.0.push(',');
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        self.0.push_str(text.trim());
    }
}

/// An id, or an object that holds it.
struct Audience<'a>(&'a mut String);

impl Filled for Audience<'_> {
    type Key = ();

    fn key(&self, name: &str) -> Option<()> {
        same_name(name, "applicationId").then_some(())
    }

    fn member<'de, A: MapAccess<'de>>(&mut self, (): (), access: &mut A) -> Result<(), A::Error> {
        if let Some(id) = access.next_value_seed(PlainSeed)?.text() {
            self.text(&id);
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        self.0.push_str(text.trim());
    }
}

/// The columns of a table.
pub(super) type Columns = Vec<Option<(Field, u32)>>;
