//! The members of a record that are read, by every name that exports give them.

/// A member that is read, or a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Id,
    /// Defender's id of the event.
    Request,
    /// `createdDateTime`
    Created,
    /// The time of the envelope, or Defender's of the event.
    Time,
    /// When Log Analytics says that the row is from; it may stand beside the other.
    Generated,
    User,
    UserPrincipal,
    UserName,
    UserType,
    IsGuest,
    Application,
    ApplicationName,
    Resource,
    /// Log Analytics calls the application id of the resource so.
    ResourceIdentity,
    ResourceName,
    Audiences,
    HomeTenant,
    ResourceTenant,
    ClientApp,
    Location,
    LocationDetails,
    Country,
    Interactive,
    EventTypes,
    Category,
    Protocol,
    Transfer,
    Token,
    Status,
    /// The error code, where the record has no `status`.
    Result,
    Correlation,
    Session,
    Device,
    OperatingSystem,
    SignInRisk,
    UserRisk,
    Applied,
    /// Log Analytics and Defender call the list so.
    Policies,
    /// What Azure Monitor puts into an envelope, and SDKs into an overflow.
    Inner,
}

/// How long the longest name is, folded.
const LONGEST: usize = 40;

impl Field {
    /// The member of this name, whatever its casing, and a number that is another one for each
    /// column into which a union of tables splits it.
    pub(super) fn named(name: impl AsRef<[u8]>) -> Option<(Self, u32)> {
        let mut folded = [0; LONGEST];
        let mut length = 0;
        for byte in name.as_ref().iter().filter(|byte| **byte != b'_') {
            *folded.get_mut(length)? = byte.to_ascii_lowercase();
            length += 1;
        }
        let name = folded.get(..length)?;
        if let Some(field) = of(name) {
            return Some((field, 0));
        }
        let split = |suffix: &[u8], number| Some((of(name.strip_suffix(suffix)?)?, number));
        split(b"dynamic", 1).or_else(|| split(b"string", 2))
    }

    /// Whether it depends on this in what [`Manner`](crate::entra::Manner) somebody signed in.
    pub(super) const fn tells_the_manner(self) -> bool {
        use Field as F;
        matches!(self, F::Interactive | F::EventTypes | F::Category | F::Protocol | F::Transfer)
    }

    /// Whether anything else depends on this that a [`Glance`](crate::entra::Glance) shows.
    pub(super) const fn tells_the_event(self) -> bool {
        use Field as F;
        matches!(
            self,
            F::Id | F::Request | F::Created | F::Time | F::Generated | F::Applied | F::Policies | F::Inner
        )
    }

    /// A bit of its own for each member.
    pub(super) const fn bit(self, number: u32) -> u128 {
        1 << (self as u32 + 40 * number)
    }
}

fn of(name: &[u8]) -> Option<Field> {
    Some(match name.len() {
        2..=6 => short(name)?,
        7..=11 => middle(name)?,
        12..=15 => long(name)?,
        _ => longest(name)?,
    })
}

fn short(name: &[u8]) -> Option<Field> {
    Some(match name {
        b"id" => Field::Id,
        b"time" => Field::Time,
        b"appid" => Field::Application,
        b"status" => Field::Status,
        b"userid" => Field::User,
        _ => return None,
    })
}

fn middle(name: &[u8]) -> Option<Field> {
    Some(match name {
        b"category" => Field::Category,
        b"country" => Field::Country,
        b"location" => Field::Location,
        b"usertype" => Field::UserType,
        b"timestamp" => Field::Time,
        b"requestid" => Field::Request,
        b"sessionid" => Field::Session,
        b"errorcode" | b"resulttype" => Field::Result,
        b"logontype" => Field::EventTypes,
        b"accountupn" => Field::UserPrincipal,
        b"resourceid" => Field::Resource,
        b"osplatform" => Field::OperatingSystem,
        b"properties" => Field::Inner,
        b"application" => Field::ApplicationName,
        b"isguestuser" => Field::IsGuest,
        _ => return None,
    })
}

fn long(name: &[u8]) -> Option<Field> {
    Some(match name {
        b"devicedetail" => Field::Device,
        b"hometenantid" => Field::HomeTenant,
        b"clientappused" => Field::ClientApp,
        b"additionaldata" => Field::Inner,
        b"correlationid" => Field::Correlation,
        b"isinteractive" => Field::Interactive,
        b"timegenerated" => Field::Generated,
        b"applicationid" => Field::Application,
        b"appdisplayname" => Field::ApplicationName,
        b"createddatetime" => Field::Created,
        b"userdisplayname" => Field::UserName,
        b"accountobjectid" => Field::User,
        b"locationdetails" => Field::LocationDetails,
        _ => return None,
    })
}

fn longest(name: &[u8]) -> Option<Field> {
    Some(match name {
        b"userprincipalname" => Field::UserPrincipal,
        b"accountdisplayname" => Field::UserName,
        b"resourceidentity" => Field::ResourceIdentity,
        b"resourcetenantid" => Field::ResourceTenant,
        b"resourcedisplayname" => Field::ResourceName,
        b"signineventtypes" => Field::EventTypes,
        b"incomingtokentype" => Field::Token,
        b"risklevelduringsignin" => Field::SignInRisk,
        b"risklevelaggregated" => Field::UserRisk,
        b"authenticationprotocol" => Field::Protocol,
        b"originaltransfermethod" => Field::Transfer,
        b"conditionalaccessaudiences" => Field::Audiences,
        b"conditionalaccesspolicies" => Field::Policies,
        b"appliedconditionalaccesspolicies" => Field::Applied,
        b"additionalproperties" => Field::Inner,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_casing_is_the_same_member() {
        for name in ["appliedConditionalAccessPolicies", "AppliedConditionalAccessPolicies"] {
            assert_eq!(Field::named(name), Some((Field::Applied, 0)));
        }
        assert_eq!(Field::named("applied_conditional_access_policies"), Some((Field::Applied, 0)));
        assert_eq!(Field::named("ConditionalAccessPolicies_dynamic"), Some((Field::Policies, 1)));
        assert_eq!(Field::named("DeviceDetail_string"), Some((Field::Device, 2)));
        assert_eq!(Field::named("additionalData"), Some((Field::Inner, 0)));
        for name in ["", "x", "idx", "appliedConditionalAccessPoliciesAndMuchMoreThanThat", "string"] {
            assert_eq!(Field::named(name), None, "{name}");
        }
    }

    #[test]
    fn every_member_has_a_bit_of_its_own() {
        assert!((Field::Inner as u32) < 40);
        assert_eq!(Field::Inner.bit(2).count_ones(), 1);
    }
}
