//! What a policy hangs on, in words.

use alloc::{borrow::ToOwned, format, string::String};

use super::names::Called;
use crate::{entra::Directory, what_if::Coordinate};

/// What is not known, as it follows "depends on".
pub(crate) fn words(on: &Coordinate, directory: &Directory) -> String {
    let called = Called(directory);
    match on {
        Coordinate::UserKind => "what the user is to the tenant: a member, or which kind of guest".to_owned(),
        Coordinate::HomeTenant => "the home tenant of the user".to_owned(),
        Coordinate::User => "who the user is".to_owned(),
        Coordinate::Group(id) => format!("whether the user is in group {}", called.group(id)),
        Coordinate::Role(id) => format!("whether the user holds {}", called.role(id)),
        Coordinate::Application => "which application it is".to_owned(),
        Coordinate::Suite(id) => format!("whether the application belongs to {}", called.application(id)),
        Coordinate::ApplicationRule => "whether its application filter rule holds".to_owned(),
        Coordinate::DevicePlatform => "the device platform".to_owned(),
        Coordinate::Location(id) => format!("whether the sign-in comes from {}", called.location(id)),
        Coordinate::ClientApp => "the client app".to_owned(),
        Coordinate::SignInRisk => "the sign-in risk".to_owned(),
        Coordinate::UserRisk => "the user risk".to_owned(),
        Coordinate::InsiderRisk => "the insider risk".to_owned(),
        Coordinate::DeviceRule => "whether its device filter rule holds".to_owned(),
        Coordinate::Unknown(member) => {
            format!("its condition {member}, which is not shown or not understood")
        }
        Coordinate::Unreadable => "a part of it that could not be read".to_owned(),
    }
}
