//! The checks of other tools, as predicates over one policy at a time.
//!
//! Facts about what each check asks, read in 2026 in the public source of each tool; the file is named with
//! the check. Nothing of their code is here.

use alloc::vec::Vec;

use super::clauses::{
    A_USER_EXCLUDED, ALL_APPLICATIONS, ALL_USERS, ANY_FLOW, BLOCK, BLOCKS_EVERYWHERE_OR_ASKS_FOR_A_DEVICE,
    Clause, EVERY_CLIENT_APP, EXCLUSIONS_DECLARED, FLOW_BETWEEN_COMMAS, FLOW_EXACTLY, FLOW_LISTED,
    FLOW_MENTIONED, NO_ROLE_EXCLUDED, NOT_DISABLED, ON, ONE_CONTROL_IS_ENOUGH,
};

/// One check of one tool.
pub(super) struct Check {
    pub(super) tool: &'static str,
    pub(super) name: &'static str,
    pub(super) asks: Asks,
}

/// What a check asks.
pub(super) enum Asks {
    /// A person: the tool decides nothing.
    APerson,
    /// One policy that meets every clause.
    OnePolicy {
        clauses: &'static [Clause],
        /// What every policy that meets them must meet besides.
        all: &'static [Clause],
        /// Whether it says nothing at all where there is no policy.
        silent_without_policies: bool,
    },
}

impl Asks {
    /// Every clause in words.
    pub(super) fn words(&self) -> Vec<&'static str> {
        match self {
            Self::APerson => Vec::new(),
            Self::OnePolicy { clauses, all, .. } => {
                clauses.iter().chain(*all).map(|clause| clause.words).collect()
            }
        }
    }
}

const fn one_policy(clauses: &'static [Clause]) -> Asks {
    Asks::OnePolicy { clauses, all: &[], silent_without_policies: false }
}

pub(super) const CHECKS: &[Check] = &[
    // Rego/AADConfig.rego, MS.AAD.3.9v1
    Check {
        tool: "ScubaGear",
        name: "MS.AAD.3.9v1",
        asks: one_policy(&[
            ON,
            ALL_USERS,
            ALL_APPLICATIONS,
            FLOW_EXACTLY,
            BLOCK,
            NO_ROLE_EXCLUDED,
            EXCLUSIONS_DECLARED,
        ]),
    },
    // Test-MtCaDeviceCodeFlow.ps1
    Check {
        tool: "Maester",
        name: "MT.1052",
        asks: one_policy(&[
            ON,
            ALL_USERS,
            FLOW_MENTIONED,
            EVERY_CLIENT_APP,
            BLOCKS_EVERYWHERE_OR_ASKS_FOR_A_DEVICE,
        ]),
    },
    // providers/m365/services/entra; for CIS Azure 2.2.3 it is manual
    Check {
        tool: "Prowler",
        name: "entra_conditional_access_policy_device_code_flow_blocked",
        asks: one_policy(&[ON, ALL_USERS, ALL_APPLICATIONS, FLOW_LISTED, BLOCK]),
    },
    // Test-Assessment.21808.ps1
    Check {
        tool: "Zero Trust Assessment",
        name: "21808",
        asks: one_policy(&[ON, FLOW_BETWEEN_COMMAS, BLOCK]),
    },
    // Invoke-CippTestCIS_5_2_2_12.ps1
    Check { tool: "CIPP", name: "CIS_5_2_2_12", asks: one_policy(&[ON, FLOW_MENTIONED, BLOCK]) },
    // rulesets/cis_azure_3.0.json: no query
    Check { tool: "Monkey365", name: "CIS Azure 3.0.0 2.2.3", asks: Asks::APerson },
    // eid-device-code-sign-in-flow-not-enabled.json
    Check {
        tool: "Monkey365",
        name: "CIS Microsoft 365 5.2.2.12",
        asks: Asks::OnePolicy {
            clauses: &[ON, ALL_USERS, ALL_APPLICATIONS, FLOW_EXACTLY, BLOCK, ONE_CONTROL_IS_ENOUGH],
            all: &[],
            silent_without_policies: true,
        },
    },
    // steampipe-mod-azure-compliance, cis_v300_2_2_3: a constant row; Flowpipe's cis_v300_2_2_3 sends the same words
    Check { tool: "Powerpipe", name: "CIS Azure 3.0.0 2.2.3", asks: Asks::APerson },
    // steampipe-mod-microsoft365-compliance, azuread_conditional_access_block_device_code_flow
    Check {
        tool: "Powerpipe",
        name: "CIS Microsoft 365 5.2.2.12",
        asks: one_policy(&[ON, ALL_USERS, ALL_APPLICATIONS, FLOW_EXACTLY, BLOCK]),
    },
    // CISAz223
    Check {
        tool: "M365SAT",
        name: "CISAz223",
        asks: Asks::OnePolicy {
            clauses: &[ALL_USERS, A_USER_EXCLUDED, ALL_APPLICATIONS, FLOW_EXACTLY, BLOCK],
            all: &[NOT_DISABLED],
            silent_without_policies: false,
        },
    },
    // src/data/cis-benchmarks.ts, 5.3.12
    Check { tool: "CA Policy Analyzer", name: "5.3.12", asks: one_policy(&[ON, ALL_USERS, ANY_FLOW, BLOCK]) },
];
