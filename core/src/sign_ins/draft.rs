//! One record, member by member, and the sign-in that it makes.

use alloc::{string::String, vec::Vec};

use jiff::Timestamp;
use serde::de::{IgnoredAny, MapAccess, SeqAccess};

use super::{
    field::Field,
    listed::{Audiences, Types},
    reads::{OfMember, OfRow, OfText, Reads},
    results::Results,
    value::{Fill, Filled, Pick, Plain, PlainSeed, Seen, names},
};
use crate::{
    entra::{Glance, Id, Manner, Shows, SignIn},
    evidence::Watch,
    intake::parse_date,
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

    #[inline]
    fn set(&mut self, field: Field, text: Option<String>) {
        if let Some(slot) = self.texts.get_mut(field as usize) {
            *slot = slot.take().or(text);
        }
    }

    fn take(&mut self, field: Field) -> Option<String> {
        self.texts.get_mut(field as usize)?.take()
    }

    /// Takes one member or cell in.
    #[inline]
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

    #[inline]
    fn met(&mut self, field: Field) {
        self.fields += 1;
        self.shows_flow |= matches!(field, Field::Protocol | Field::Transfer);
        self.certain |= matches!(field, Field::Applied | Field::Policies | Field::Protocol | Field::Transfer);
        self.timed |= matches!(field, Field::Created | Field::Time | Field::Generated);
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

    /// Reads a member from the text of its value alone.
    #[inline]
    pub(super) fn take_text(
        &mut self,
        field: Field,
        number: u32,
        text: &str,
    ) -> Result<(), serde_json::Error> {
        self.seen.first(field.bit(number))?;
        self.read(field, &mut OfText(text))
    }

    /// Takes note of a member whose value is not read.
    #[inline]
    pub(super) fn pass_over(&mut self, field: Field, number: u32) -> Result<(), serde_json::Error> {
        self.seen.first(field.bit(number))?;
        self.met(field);
        Ok(())
    }

    /// Takes in an envelope that was read.
    pub(super) fn take_inner(&mut self, number: u32, inner: Self) -> Result<(), serde_json::Error> {
        self.pass_over(Field::Inner, number)?;
        self.absorb(inner);
        Ok(())
    }

    /// Takes in results that were read.
    pub(super) fn take_results(
        &mut self,
        field: Field,
        number: u32,
        results: Results<'w>,
    ) -> Result<(), serde_json::Error> {
        self.pass_over(field, number)?;
        self.prefer(results);
        Ok(())
    }

    /// Of the lists that a row can have, the first that holds something counts.
    #[inline]
    fn prefer(&mut self, results: Results<'w>) {
        if !self.results.any && (results.any || self.results.kept.is_none()) {
            self.results = results;
        }
    }

    /// What a first glance shows of the sign-in; `None` where the record is no sign-in.
    #[inline]
    pub(super) fn glance(&self) -> Option<Glance<'_>> {
        Some(Glance {
            id: self.first_of(&[Field::Id, Field::Request]),
            created: self.created(),
            manner: Manner {
                interactive: self.is_interactive(),
                device_code_protocol: self.has(Field::Protocol, "deviceCode"),
                device_code_transfer: self.has(Field::Transfer, "deviceCodeFlow"),
            },
            policies: self.results.kept.as_deref(),
            shows: self.shows(),
        })
        .filter(|_| self.is_sign_in())
    }

    /// The first of these that there is.
    #[inline]
    fn first_of(&self, fields: &[Field]) -> &str {
        fields.iter().find_map(|field| self.texts.get(*field as usize)?.as_deref()).unwrap_or_default()
    }

    #[inline]
    fn has(&self, field: Field, token: &str) -> bool {
        names(self.first_of(&[field]), token)
    }

    #[inline]
    fn created(&self) -> Option<Timestamp> {
        let times = [Field::Created, Field::Time, Field::Generated];
        times.into_iter().find_map(|field| parse_date(self.first_of(&[field])))
    }

    const fn shows(&self) -> Shows {
        Shows { flow: self.shows_flow, results: self.results.any }
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
        let glance = self.glance()?;
        let Glance { created, manner, shows, .. } = glance;
        let guest = self.is_guest.or_else(|| guest(self.texts.get(Field::UserType as usize)?.as_deref()?));
        let error_code = self.error_code;
        let authentication_transfer = self.results.transfer
            || [Field::Protocol, Field::Transfer]
                .into_iter()
                .any(|field| self.has(field, "authenticationTransfer"));
        let policies = self.results.kept.take();
        let mut or_empty =
            |fields: &[Field]| fields.iter().find_map(|field| self.take(*field)).unwrap_or_default();
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
            created,
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
            interactive: manner.interactive,
            device_code_protocol: manner.device_code_protocol,
            device_code_transfer: manner.device_code_transfer,
            authentication_transfer,
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
                let mut types = Types::default();
                from.value(Fill(&mut types))?;
                self.set(field, Some(types.0).filter(|types| !types.is_empty()));
                Ok(())
            }
            Field::Audiences => {
                let mut audiences = Audiences::default();
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

    fn read_results<'de, R: Reads<'de>>(&mut self, from: &mut R) -> Result<(), R::Error> {
        let mut results = Results::new(self.watch);
        from.value(Fill(&mut results))?;
        self.prefer(results);
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

/// The columns of a table.
pub(super) type Columns = Vec<Option<(Field, u32)>>;
