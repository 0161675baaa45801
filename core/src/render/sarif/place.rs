//! Files and members as SARIF points at them.

use alloc::{format, string::String, vec::Vec};
use core::fmt::Write;

use super::log::{ArtifactLocation, Location, LogicalLocation, PhysicalLocation, Region};
use crate::{
    Places,
    clean::{clean, name},
    entra::Id,
};

/// What relative paths are relative to, by the name that code scanning services give it.
const ROOT: &str = "%SRCROOT%";

/// A file, and the member or the line in it. Services want a line, so a whole file is at its first.
pub(super) fn location(places: &Places, source: &str, pointer: Option<&str>, line: Option<u64>) -> Location {
    let found = pointer.and_then(|pointer| places.get(source, pointer));
    let region = found.map_or(
        Region { start_line: line.unwrap_or(1), start_column: None, end_line: None, end_column: None },
        |region| Region {
            start_line: region.line,
            start_column: Some(region.column),
            end_line: Some(region.end_line),
            end_column: Some(region.end_column),
        },
    );
    let physical_location = PhysicalLocation { artifact_location: artifact(source), region };
    Location { id: None, physical_location, logical_locations: Vec::new(), message: None }
}

/// The member by policy and pointer: that tells it even where no line does.
pub(super) fn member(display_name: &str, id: &Id, pointer: &str) -> LogicalLocation {
    LogicalLocation {
        name: name(display_name),
        fully_qualified_name: format!("{}#{}", name(id.as_str()), clean(pointer)),
        kind: "property",
    }
}

/// A file by its name in the report, which is a path as it was given.
pub(super) fn artifact(name: &str) -> ArtifactLocation {
    let has_drive = matches!(name.as_bytes(), [letter, b':', b'/', ..] if letter.is_ascii_alphabetic());
    if has_drive {
        ArtifactLocation { uri: format!("file:///{}", encoded(name)), uri_base_id: None }
    } else if name.starts_with('/') {
        ArtifactLocation { uri: format!("file://{}", encoded(name)), uri_base_id: None }
    } else {
        let relative = name.strip_prefix("./").unwrap_or(name);
        // A colon in the first part would end a scheme.
        let (first, rest) = relative.split_at(relative.find('/').unwrap_or(relative.len()));
        let uri = encoded(first).replace(':', "%3A") + &encoded(rest);
        ArtifactLocation { uri, uri_base_id: Some(ROOT) }
    }
}

/// The path with everything percent-encoded that a path of a URI may not hold as it is (RFC 3986, 3.3).
fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        for (name, uri, is_relative) in [
            ("export/a b#1?.json", "export/a%20b%231%3F.json", true),
            ("./a%20b.json", "a%2520b.json", true),
            ("../é/[x].json", "../%C3%A9/%5Bx%5D.json", true),
            ("policies: all/c:d.json", "policies%3A%20all/c:d.json", true),
            ("/var/tmp/a.json", "file:///var/tmp/a.json", false),
            ("C:/Users/a.json", "file:///C:/Users/a.json", false),
            ("-", "-", true),
            ("a\\b.json", "a%5Cb.json", true),
        ] {
            let artifact = artifact(name);
            assert_eq!((artifact.uri.as_str(), artifact.uri_base_id.is_some()), (uri, is_relative), "{name}");
        }
    }
}
