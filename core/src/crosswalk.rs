//! Where else the same question is asked, and how each asks it differently.
//!
//! Facts about other publications in words of our own; the numbers and titles are theirs. Sources: the CIS Benchmarks
//! named, CISA's secure configuration baseline for Microsoft Entra ID, the documentation of Maester and of Microsoft's
//! Zero Trust Assessment, and MITRE ATT&CK, as read in 2026.

use alloc::{format, string::String, vec::Vec};

use schemars::JsonSchema;
use serde::Serialize;

/// One control, test or technique that is about device code flow, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Related {
    /// Its number there.
    pub id: &'static str,
    /// Who publishes it.
    pub framework: &'static str,
    /// The version of the publication; null where it has none.
    pub version: Option<&'static str>,
    /// Its title there.
    pub title: &'static str,
    /// How its reading differs from the control that is evaluated.
    pub reading: &'static str,
}

impl Related {
    /// The publication with its version.
    ///
    /// ```
    /// let own = &flowlock_core::CROSSWALK[0];
    /// assert_eq!(own.publication(), "CIS Microsoft Azure Foundations 3.0.0");
    /// assert_eq!(own.name(), "CIS Microsoft Azure Foundations 3.0.0 2.2.3");
    /// ```
    pub fn publication(&self) -> String {
        [Some(self.framework), self.version].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// The publication and the number there.
    pub fn name(&self) -> String {
        format!("{} {}", self.publication(), self.id)
    }

    /// Whether it is a technique of attackers and not something that is asked for.
    pub fn is_technique(&self) -> bool {
        self.framework == ATTACK
    }
}

const CIS_AZURE: &str = "CIS Microsoft Azure Foundations";
const ATTACK: &str = "MITRE ATT&CK";

/// Every mapping, the control itself first.
///
/// ```
/// let own = &flowlock_core::CROSSWALK[0];
/// assert_eq!((own.id, own.version), (flowlock_core::CONTROL.id, Some(flowlock_core::CONTROL.version)));
/// ```
pub const CROSSWALK: &[Related] = &[
    Related {
        id: "2.2.3",
        framework: CIS_AZURE,
        version: Some("3.0.0"),
        title: "Ensure that an exclusionary Device code flow policy is considered",
        reading: "the control itself: level 2, and marked as manual, so that a person is expected to decide",
    },
    Related {
        id: "6.2.3",
        framework: CIS_AZURE,
        version: Some("4.0.0"),
        title: "Ensure that an exclusionary device code flow policy is considered",
        reading: "the same steps under another number, still level 2 and manual",
    },
    Related {
        id: "5.2.3",
        framework: CIS_AZURE,
        version: Some("5.0.0"),
        title: "Ensure that an exclusionary device code flow policy is considered",
        reading: "the same question under another number, still level 2 and manual",
    },
    Related {
        id: "5.2.2.12",
        framework: "CIS Microsoft 365 Foundations",
        version: Some("5.0.0"),
        title: "Ensure the device code sign-in flow is blocked",
        reading: "level 1 and automated: one policy that is on, with any user exclusion that is documented and \
                  reviewed once a year, and no review of sign-ins",
    },
    Related {
        id: "MS.AAD.3.9v1",
        framework: "CISA SCuBA, Microsoft Entra ID",
        version: None,
        title: "Device code authentication SHOULD be blocked",
        reading: "a recommendation, not a duty: one policy whose exclusions the agency's configuration declares, \
                  whatever else narrows it",
    },
    Related {
        id: "MT.1052",
        framework: "Maester",
        version: None,
        title: "At least one Conditional Access policy is targeting the Device Code authentication flow",
        reading: "asks for a policy that limits the flow: requiring a compliant device does as well as blocking",
    },
    Related {
        id: "21808",
        framework: "Microsoft Zero Trust Assessment",
        version: None,
        title: "Restrict device code flow",
        reading: "asks for a policy that is on and blocks the flow, for whomever and whatever it is",
    },
    Related {
        id: "T1528",
        framework: ATTACK,
        version: None,
        title: "Steal Application Access Token",
        reading: "not a requirement but the technique that the control stops: the attacker holds a token, not a password",
    },
    Related {
        id: "T1566",
        framework: ATTACK,
        version: None,
        title: "Phishing",
        reading: "not a requirement but how the victim is brought to type the code; the control leaves the message \
                  alone and makes the code useless",
    },
];
