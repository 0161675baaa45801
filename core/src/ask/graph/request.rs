//! What to POST: its shape, and reading it.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::net::IpAddr;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    ask::Question,
    catalogue::ProblemCode,
    entra::{ClientApp, InsiderRisk, Platform, Pointer, Risk, UserKind, Vocabulary},
    intake::View,
    nearest::nearest,
    problem::Problem,
    strict::{Kind, Members, document},
    what_if::TransferMethod,
};

/// A request to `conditionalAccess/evaluate` about one device code sign-in of a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// Who signs in.
    pub sign_in_identity: SignInIdentity,
    /// To what.
    pub sign_in_context: SignInContext,
    /// How and from where.
    pub sign_in_conditions: SignInConditions,
    /// Whether only policies that apply are asked for.
    pub applied_policies_only: bool,
}

/// A user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", tag = "@odata.type", rename = "#microsoft.graph.userSignIn")]
pub struct SignInIdentity {
    /// The object id.
    pub user_id: String,
    /// The kind of guest or external user; absent for members.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_user_type: Option<UserKind>,
    /// The home tenant of an external user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_tenant_id: Option<String>,
}

/// An application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", tag = "@odata.type", rename = "#microsoft.graph.applicationContext")]
pub struct SignInContext {
    /// The application id, alone.
    pub include_applications: Vec<String>,
}

/// The conditions; what is absent is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignInConditions {
    /// The device platform.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_platform: Option<Platform>,
    /// The client app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_app_type: Option<ClientApp>,
    /// The sign-in risk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign_in_risk_level: Option<Risk>,
    /// The user risk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_risk_level: Option<Risk>,
    /// The insider risk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insider_risk_level: Option<InsiderRisk>,
    /// The country, by its code of two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip_address: Option<String>,
    /// The flow: always device code flow.
    pub authentication_flow: AuthenticationFlow,
}

/// The flow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuthenticationFlow {
    /// Always device code flow.
    pub transfer_method: TransferMethod,
}

static REQUEST: Kind = Kind {
    member: "a member of a What If request",
    unknown_key: ProblemCode::RequestUnknownKey,
    wrong_type: ProblemCode::RequestWrongType,
};

const TYPE: &str = "@odata.type";
const CONDITIONS: [&str; 12] = [
    TYPE,
    "agentIdRiskLevel",
    "authenticationFlow",
    "clientAppType",
    "country",
    "deviceInfo",
    "devicePlatform",
    "insiderRiskLevel",
    "ipAddress",
    "servicePrincipalRiskLevel",
    "signInRiskLevel",
    "userRiskLevel",
];

impl Request {
    /// Reads a request; `name` is the host's name for the file.
    ///
    /// `all`, `hidden` and what is left out are not known. What is asked of a device (`deviceInfo`) is
    /// not used: whether a filter rule holds for it stays unknown.
    ///
    /// # Errors
    ///
    /// It is not JSON, has a member that is not known or not of its type, or asks about something else
    /// than one device code sign-in of a user to an application.
    pub fn parse(name: &str, json: &[u8]) -> Result<Self, Problem> {
        document(name, json, ProblemCode::RequestInvalid, request)
    }
}

impl From<&Request> for Question {
    fn from(request: &Request) -> Self {
        let Request { sign_in_identity: who, sign_in_context: what, sign_in_conditions: how, .. } = request;
        let one = match what.include_applications.as_slice() {
            [one] if !one.eq_ignore_ascii_case("All") => Some(one.clone()),
            _ => None,
        };
        Self {
            user: Some(who.user_id.clone()),
            user_kind: who.external_user_type,
            home_tenant: who.external_tenant_id.clone(),
            application: one,
            platform: how.device_platform.map(|platform| platform.as_str().to_string()),
            ip: how.ip_address.as_deref().and_then(|address| address.parse().ok()),
            country: how.country.clone(),
            client_app: how.client_app_type,
            sign_in_risk: how.sign_in_risk_level,
            user_risk: how.user_risk_level,
            insider_risk: how.insider_risk_level,
            ..Self::default()
        }
    }
}

fn request(view: &View<'_>) -> Result<Request, Problem> {
    let known = ["appliedPoliciesOnly", "signInConditions", "signInContext", "signInIdentity"];
    let object = REQUEST.object(view, &known)?;
    let part = |name: &str| {
        let help = format!("a request has `{}`", known.join("`, `"));
        object.said(name).ok_or_else(|| invalid(&object.at, &format!("there is no `{name}`"), &help))
    };
    let applied_only = object.said("appliedPoliciesOnly").map(|view| REQUEST.flag(&view));
    Ok(Request {
        sign_in_identity: identity(&part("signInIdentity")?)?,
        sign_in_context: context(&part("signInContext")?)?,
        sign_in_conditions: conditions(&part("signInConditions")?)?,
        applied_policies_only: applied_only.transpose()?.unwrap_or_default(),
    })
}

fn identity(view: &View<'_>) -> Result<SignInIdentity, Problem> {
    let object = REQUEST.object(view, &[TYPE, "externalTenantId", "externalUserType", "userId"])?;
    is_of_type(&object, "userSignIn", "about a sign-in of a user")?;
    let help = "put the object id of a user here";
    let missing = || invalid(&object.at, "there is no `userId`", help);
    let user_id = object.text("userId")?.ok_or_else(missing)?;
    if user_id.starts_with('<') {
        return Err(invalid(&object.at.member("userId"), "the `userId` is still to be filled in", help));
    }
    Ok(SignInIdentity {
        user_id,
        external_user_type: word(&object, "externalUserType", &["none"])?,
        external_tenant_id: object.text("externalTenantId")?,
    })
}

fn context(view: &View<'_>) -> Result<SignInContext, Problem> {
    let object = REQUEST.object(view, &[TYPE, "includeApplications"])?;
    is_of_type(&object, "applicationContext", "about access to an application")?;
    let include_applications = object.texts("includeApplications")?;
    if include_applications.len() > 1 {
        let at = object.at.member("includeApplications");
        return Err(invalid(&at, "several applications are named", "ask about one application at a time"));
    }
    Ok(SignInContext { include_applications })
}

fn conditions(view: &View<'_>) -> Result<SignInConditions, Problem> {
    let object = REQUEST.object(view, &CONDITIONS)?;
    flow(&object)?;
    let ip_address = object.text("ipAddress")?;
    if ip_address.as_ref().is_some_and(|address| address.parse::<IpAddr>().is_err()) {
        let help = "write an address such as 192.0.2.7 or 2001:db8::7";
        return Err(invalid(&object.at.member("ipAddress"), "this is no address", help));
    }
    Ok(SignInConditions {
        device_platform: word(&object, "devicePlatform", &["all", "unknownFutureValue"])?,
        client_app_type: word(&object, "clientAppType", &["all"])?,
        sign_in_risk_level: word(&object, "signInRiskLevel", &["hidden"])?,
        user_risk_level: word(&object, "userRiskLevel", &["hidden"])?,
        insider_risk_level: word(&object, "insiderRiskLevel", &[])?,
        country: object.text("country")?,
        ip_address,
        authentication_flow: AuthenticationFlow::default(),
    })
}

/// The flow must be device code flow: of others nothing is decided here.
fn flow(conditions: &Members<'_>) -> Result<(), Problem> {
    let help =
        "put `\"authenticationFlow\": {\"transferMethod\": \"deviceCodeFlow\"}` into `signInConditions`";
    let other =
        |at: &Pointer| invalid(at, "this is no device code sign-in, and no other is answered for", help);
    let view = conditions.said("authenticationFlow").ok_or_else(|| other(&conditions.at))?;
    let object = REQUEST.object(&view, &[TYPE, "transferMethod"])?;
    let method = object.text("transferMethod")?.ok_or_else(|| other(&object.at))?;
    let is_device_code = method.eq_ignore_ascii_case("deviceCodeFlow");
    is_device_code.then_some(()).ok_or_else(|| other(&object.at.member("transferMethod")))
}

/// A word of a vocabulary; `None` where it is absent or one of those that say nothing.
fn word<T: Vocabulary>(object: &Members<'_>, name: &str, silent: &[&str]) -> Result<Option<T>, Problem> {
    let Some(text) = object.text(name)? else { return Ok(None) };
    if silent.iter().any(|silent| text.eq_ignore_ascii_case(silent)) {
        return Ok(None);
    }
    let found = T::VALUES.iter().find(|value| value.as_str().eq_ignore_ascii_case(&text));
    found.copied().map(Some).ok_or_else(|| {
        let known: Vec<&str> = T::VALUES.iter().map(|value| value.as_str()).collect();
        let help = match nearest(&text, &known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write one of {}", known.join(", ")),
        };
        invalid(
            &object.at.member(name),
            &format!("`{name}` is nothing that a device code sign-in can have"),
            &help,
        )
    })
}

fn is_of_type(object: &Members<'_>, name: &str, about: &str) -> Result<(), Problem> {
    let Some(text) = object.text(TYPE)? else { return Ok(()) };
    let is = text.rsplit(['.', '#']).next().is_some_and(|last| last.eq_ignore_ascii_case(name));
    is.then_some(()).ok_or_else(|| {
        let help = format!("ask {about}: `\"@odata.type\": \"#microsoft.graph.{name}\"`");
        invalid(&object.at.member(TYPE), &format!("the request is not {about}"), &help)
    })
}

fn invalid(at: &Pointer, message: &str, help: &str) -> Problem {
    Problem::new(ProblemCode::RequestInvalid, message, help).at(at.clone())
}
