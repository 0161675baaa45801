//! Ids that are the same in every tenant.
//!
//! Source: Microsoft's published lists of built-in role template ids and first-party application ids.

use super::Id;

/// The name of a built-in directory role by its template id.
pub fn role(id: &Id) -> Option<&'static str> {
    find(ROLES, id)
}

/// The name of a first-party application by its application id, or of a suite token.
pub fn application(id: &Id) -> Option<&'static str> {
    find(APPLICATIONS, id)
}

/// The built-in directory roles: template id and name.
pub fn roles() -> impl Iterator<Item = (&'static str, &'static str)> {
    ROLES.iter().copied()
}

/// First-party applications and suite tokens: id and name.
pub fn applications() -> impl Iterator<Item = (&'static str, &'static str)> {
    APPLICATIONS.iter().copied()
}

/// Whether this is a first-party client: it asks for tokens, and tokens are never for it.
pub fn is_client(id: &Id) -> bool {
    CLIENTS.iter().any(|client| id.is(client))
}

/// Whether the id stands for applications that are in no export.
pub fn is_suite(id: &Id) -> bool {
    ["Office365", "MicrosoftAdminPortals", "AllAgentIdResources"].iter().any(|suite| id.is(suite))
}

/// Whether an entry of a list of users names no person: nobody at all, or the user accounts that agents have of
/// their own, which `All` does not name either.
///
/// Source: Microsoft, "Disable agent identities in your tenant" and "Conditional Access for agent identities".
pub fn is_no_person(id: &Id) -> bool {
    ["None", "AllAgentIdUsers"].iter().any(|token| id.is(token))
}

/// Whether an entry of a list stands for everyone, for nobody, or for every kind of guest, and so is no value of
/// its own.
pub(crate) fn is_token(id: &Id) -> bool {
    is_no_person(id) || ["All", "GuestsOrExternalUsers"].iter().any(|token| id.is(token))
}

fn find(table: &[(&str, &'static str)], id: &Id) -> Option<&'static str> {
    table.iter().find(|(known, _)| id.is(known)).map(|(_, name)| *name)
}

const ROLES: &[(&str, &str)] = &[
    ("62e90394-69f5-4237-9190-012177145e10", "Global Administrator"),
    ("f2ef992c-3afb-46b9-b7cf-a126ee74c451", "Global Reader"),
    ("e8611ab8-c189-46e8-94e1-60213ab1f814", "Privileged Role Administrator"),
    ("7be44c8a-adaf-4e2a-84d6-ab2649e08a13", "Privileged Authentication Administrator"),
    ("194ae4cb-b126-40b2-bd5b-6091b380977d", "Security Administrator"),
    ("5d6b6bb7-de71-4623-b4af-96380a352509", "Security Reader"),
    ("b1be1c3e-b65d-4f19-8427-f6fa0d97feb9", "Conditional Access Administrator"),
    ("c4e39bd9-1100-46d3-8c65-fb160da0071f", "Authentication Administrator"),
    ("fe930be7-5e62-47db-91af-98c3a49a38b1", "User Administrator"),
    ("729827e3-9c14-49f7-bb1b-9608f156bbb8", "Helpdesk Administrator"),
    ("966707d0-3269-4727-9be2-8c3a10f19b9d", "Password Administrator"),
    ("b0f54661-2d74-4c50-afa3-1ec803f12efe", "Billing Administrator"),
    ("29232cdf-9323-42fd-ade2-1d097af3e4de", "Exchange Administrator"),
    ("f28a1f50-f6e7-4571-818b-6a12f2af6b6c", "SharePoint Administrator"),
    ("9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3", "Application Administrator"),
    ("158c047a-c907-4556-b7ef-446551a6b5f7", "Cloud Application Administrator"),
    ("3a2c62db-5318-420d-8d74-23affee5d9d5", "Intune Administrator"),
    ("8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2", "Hybrid Identity Administrator"),
    ("d29b2b05-8046-44ba-8758-1e26182fcf32", "Directory Synchronization Accounts"),
    ("9360feb5-f418-4baa-8175-e2a00bac4301", "Directory Writers"),
    ("88d8e3e3-8f55-4a1e-953a-9b9898b8876b", "Directory Readers"),
];

/// The application id of the Device Registration Service, the one exception that Microsoft documents.
pub const DEVICE_REGISTRATION_SERVICE: &str = "01cb2876-7ebd-4aa4-9cc9-d28bd4d359a9";

/// The application id of the Microsoft Authentication Broker.
const AUTHENTICATION_BROKER: &str = "29d9ed98-a469-4536-ade2-f981bc1d605e";

/// What is publicly known of attacks through device code flow that use this application.
///
/// Source: Microsoft Threat Intelligence, "Storm-2372 conducts device code phishing campaign", update of
/// 14 February 2025: the refresh token can be used to register a device and to get a primary refresh token.
///
/// ```
/// use flowlock_core::entra::{Id, well_known};
/// assert!(well_known::phished(&Id::new("29D9ED98-a469-4536-ade2-f981bc1d605e")).is_some());
/// assert!(well_known::phished(&Id::new("04b07795-8ddb-461a-bbee-02f9e1bf7b46")).is_none());
/// ```
pub fn phished(application: &Id) -> Option<&'static str> {
    application.is(AUTHENTICATION_BROKER).then_some(
        "phishing through device code flow uses it (Storm-2372, Microsoft, February 2025): its token registers \
         a device",
    )
}

/// Applications that tokens are for, the most asked for first.
pub(crate) const RESOURCES: [&str; 3] = [
    "797f4846-ba00-4fd7-ba43-dac1f8f63013",
    "00000003-0000-0000-c000-000000000000",
    "00000002-0000-0000-c000-000000000000",
];

/// The clients among the applications.
const CLIENTS: &[&str] = &[
    "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
    "1950a258-227b-4e31-a9cf-717495945fc2",
    "14d82eec-204b-4c2f-b7e8-296a70dab67e",
    AUTHENTICATION_BROKER,
];

/// Resources, and the clients that people use device code flow with or are phished with.
///
/// Sources: Microsoft's "Application IDs of commonly used Microsoft applications"; for public clients that
/// are not in it, the research on the family of client ids by Secureworks, and the modules themselves.
const APPLICATIONS: &[(&str, &str)] = &[
    ("AllAgentIdResources", "all agent resources"),
    ("Office365", "Office 365 suite"),
    ("MicrosoftAdminPortals", "Microsoft Admin Portals"),
    // Resources.
    (DEVICE_REGISTRATION_SERVICE, "Device Registration Service"),
    ("00000002-0000-0000-c000-000000000000", "Windows Azure Active Directory"),
    ("00000002-0000-0ff1-ce00-000000000000", "Office 365 Exchange Online"),
    ("00000003-0000-0000-c000-000000000000", "Microsoft Graph"),
    ("00000003-0000-0ff1-ce00-000000000000", "Office 365 SharePoint Online"),
    ("797f4846-ba00-4fd7-ba43-dac1f8f63013", "Windows Azure Service Management API"),
    ("cc15fd57-2c6c-4117-a88c-83b1d56b4bbe", "Microsoft Teams Services"),
    // Command lines and their modules.
    ("04b07795-8ddb-461a-bbee-02f9e1bf7b46", "Microsoft Azure CLI"),
    ("1950a258-227b-4e31-a9cf-717495945fc2", "Microsoft Azure PowerShell"),
    ("14d82eec-204b-4c2f-b7e8-296a70dab67e", "Microsoft Graph Command Line Tools"),
    ("1b730954-1685-4b74-9bfd-dac224a7b894", "Azure Active Directory PowerShell"),
    ("fb78d390-0c51-40cd-8e17-fdbfab77341b", "Microsoft Exchange REST API Based PowerShell"),
    ("a0c73c16-a7e3-4564-9a95-2bdf47383716", "Microsoft Exchange Online Remote PowerShell"),
    ("9bc3ab49-b65d-410a-85ad-de819febfddc", "SharePoint Online Management Shell"),
    ("12128f48-ec9e-42f0-b203-ea49fb6af367", "MS Teams PowerShell Cmdlets"),
    ("872cd9fa-d31f-45e0-9eab-6e460a02d1f1", "Visual Studio"),
    ("aebc6443-996d-45c2-90f0-388ff96faa56", "Visual Studio Code"),
    ("de8bc8b5-d9f9-48b1-a8ad-b748da725064", "Graph Explorer"),
    // Devices and their sign-in.
    (AUTHENTICATION_BROKER, "Microsoft Authentication Broker"),
    ("dd762716-544d-4aeb-a526-687b73838a22", "Microsoft Device Registration Client"),
    ("9ba1a5c7-f17a-4de9-a1f1-6178c8d51223", "Microsoft Intune Company Portal"),
    ("4813382a-8fa7-425e-ab75-3b753aab3abb", "Microsoft Authenticator App"),
    ("a40d7d7d-59aa-447e-a655-679a4107e548", "Accounts Control UI"),
    ("87749df4-7ccf-48f8-aa87-704bad0e0e16", "Microsoft Teams - Device Admin Agent"),
    ("1fec8e78-bce4-4aaf-ab1b-5451cc387264", "Microsoft Teams"),
    // Applications on desktops and phones.
    ("d3590ed6-52b3-4102-aeff-aad2292ab01c", "Microsoft Office"),
    ("27922004-5251-4030-b22d-91ecd9a37ea4", "Outlook Mobile"),
    ("ab9b8c07-8f02-4f72-87fa-80105867a763", "OneDrive SyncEngine"),
    ("b26aadf8-566f-4478-926f-589f601d9c74", "OneDrive"),
    ("00b41c95-dab0-4487-9791-b9d2c32c80f2", "Office 365 Management"),
    ("c0d2a505-13b8-4ae0-aa9e-cddd5eab0b12", "Microsoft Power BI"),
    ("4e291c71-d680-4d0e-9640-0a3358e31177", "PowerApps"),
    ("57fcbcfa-7cee-4eb1-8b25-12d2030b4ee0", "Microsoft Flow"),
    ("26a7ee05-5602-4d76-a7ba-eae8b7b67941", "Windows Search"),
    ("c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "Azure Portal"),
];

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_id_stands_twice() {
        for table in [ROLES, APPLICATIONS] {
            let ids: BTreeSet<Id> = table.iter().map(|(id, _)| Id::new(id)).collect();
            assert_eq!(ids.len(), table.len());
        }
    }
}
