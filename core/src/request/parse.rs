//! A request from JSON. It is read strictly, as settings are.

use alloc::{borrow::Cow, format, vec::Vec};

use serde::de::DeserializeOwned;

use super::{
    Checked, Content, Declared, Diff, Evaluate, Export, Found, Locate, Member, Merge, Request, Summarise,
    Watch,
};
use crate::{
    catalogue::ProblemCode,
    decisions::{Decisions, SignatureStanding, Signed, Signer},
    intake::{Node, View},
    problem::Problem,
    settings::Settings,
    strict::{Kind, Members},
};

static CALL: Kind = Kind {
    member: "a member of a request",
    unknown_key: ProblemCode::CallUnknownKey,
    wrong_type: ProblemCode::CallWrongType,
};

const REQUESTS: &[&str] = &["evaluate", "diff", "locate", "watch", "summarise", "merge"];

/// Reads a request.
pub(super) fn request<'n>(view: &View<'n>) -> Result<Request<'n>, Problem> {
    let object = CALL.object(view, REQUESTS)?;
    let asked: Vec<_> =
        REQUESTS.iter().filter_map(|name| object.get(name).map(|view| (*name, view))).collect();
    match asked.as_slice() {
        [("evaluate", view)] => evaluate(view).map(Request::Evaluate),
        [("diff", view)] => diff(view).map(|diff| Request::Diff(diff.into())),
        [("locate", view)] => locate(view).map(Request::Locate),
        [("watch", view)] => watch(view).map(Request::Watch),
        [("summarise", view)] => summarise(view).map(Request::Summarise),
        [("merge", view)] => merge(view).map(Request::Merge),
        _ => {
            let message = format!("a request asks for {} things", asked.len());
            let help = format!("send one of {}", REQUESTS.join(", "));
            Err(invalid(&object, &message, &help))
        }
    }
}

const EVALUATE: &[&str] =
    &["exports", "summaries", "settings", "emergencyAccess", "decisions", "checked", "unread", "asOf", "now"];

fn evaluate<'n>(view: &View<'n>) -> Result<Evaluate<'n>, Problem> {
    let object = CALL.object(view, EVALUATE)?;
    Ok(Evaluate {
        exports: exports(&object, "exports")?,
        summaries: texts(&object, "summaries")?,
        settings: declared(&object, "settings", Settings::read)?,
        emergency_access: texts(&object, "emergencyAccess")?,
        decisions: declared(&object, "decisions", Decisions::read)?,
        checked: list(&object, "checked", checked)?,
        unread: list(&object, "unread", unread)?,
        as_of: text(&object, "asOf")?.map(Cow::Borrowed),
        now: text(&object, "now")?.map(Cow::Borrowed),
    })
}

fn checked(view: &View<'_>) -> Result<Checked, Problem> {
    let object = CALL.object(view, &["payload", "signature", "signer", "refused"])?;
    let signed =
        Signed { payload: said(&object, "payload")?.into(), signature: said(&object, "signature")?.into() };
    let found = match (object.get("signer"), object.get("refused")) {
        (Some(view), None) => Found::Signer(signer(&view)?),
        (None, Some(view)) => Found::Refused(refused(&view)?),
        _ => {
            let help = "send `signer`, or as `refused` why the signature does not count";
            return Err(invalid(&object, "a signature has not exactly one of `signer` and `refused`", help));
        }
    };
    Ok(Checked { signed, found })
}

fn signer(view: &View<'_>) -> Result<Signer, Problem> {
    let object = CALL.object(view, &["principals", "fingerprint"])?;
    Ok(Signer { principals: object.texts("principals")?, fingerprint: said(&object, "fingerprint")?.into() })
}

fn refused(view: &View<'_>) -> Result<SignatureStanding, Problem> {
    let standing = code(view)?;
    if standing == SignatureStanding::Counts {
        return Err(CALL.wrong_type(&view.at, "a reason why a signature does not count"));
    }
    Ok(standing)
}

fn unread(view: &View<'_>) -> Result<Problem, Problem> {
    let object = CALL.object(view, &["source", "code", "message", "help"])?;
    let code = code(&required(&object, "code", "say what is wrong with the file")?)?;
    let problem = Problem::new(code, said(&object, "message")?, said(&object, "help")?);
    Ok(problem.in_source(said(&object, "source")?))
}

/// A code of the catalogue.
fn code<T: DeserializeOwned>(view: &View<'_>) -> Result<T, Problem> {
    // Codes hold nothing that JSON escapes, and what reads them as JSON is there already.
    let found = serde_json::from_str(&["\"", CALL.any_text(view)?, "\""].concat());
    found.map_err(|_| CALL.wrong_type(&view.at, "a code that this version knows"))
}

fn locate<'n>(view: &View<'n>) -> Result<Locate<'n>, Problem> {
    let object = CALL.object(view, &["exports", "members"])?;
    Ok(Locate { exports: exports(&object, "exports")?, members: list(&object, "members", member)? })
}

fn member<'n>(view: &View<'n>) -> Result<Member<'n>, Problem> {
    let object = CALL.object(view, &["source", "pointer"])?;
    let [source, pointer] = ["source", "pointer"].map(|name| said(&object, name).map(Cow::Borrowed));
    Ok(Member { source: source?, pointer: pointer? })
}

fn diff<'n>(view: &View<'n>) -> Result<Diff<'n>, Problem> {
    let object = CALL.object(view, &["before", "after"])?;
    let side = |name| {
        let help = "send both sides, `before` and `after`, each as `evaluate` has it";
        required(&object, name, help).and_then(|view| evaluate(&view))
    };
    Ok(Diff { before: side("before")?, after: side("after")? })
}

fn declared<'n, T>(
    object: &Members<'n>,
    name: &str,
    read: fn(&View<'n>) -> Result<T, Problem>,
) -> Result<Option<Declared<'n, T>>, Problem> {
    let declared = |view: View<'n>| match view.node {
        Node::String(text) => Ok(Declared::Text(Cow::Borrowed(text))),
        _ => read(&view).map(|object| Declared::Object(object.into())),
    };
    object.get(name).map(declared).transpose()
}

fn watch<'n>(view: &View<'n>) -> Result<Watch<'n>, Problem> {
    let object = CALL.object(view, &["exports", "settings"])?;
    Ok(Watch {
        exports: exports(&object, "exports")?,
        settings: declared(&object, "settings", Settings::read)?,
    })
}

fn summarise<'n>(view: &View<'n>) -> Result<Summarise<'n>, Problem> {
    let object = CALL.object(view, &["watch", "logs"])?;
    let watch = CALL.any_text(&required(&object, "watch", "send what the request `watch` gave")?)?;
    Ok(Summarise { watch: Cow::Borrowed(watch), logs: exports(&object, "logs")? })
}

fn merge<'n>(view: &View<'n>) -> Result<Merge<'n>, Problem> {
    let object = CALL.object(view, &["summaries"])?;
    required(&object, "summaries", "send one summary or more")?;
    Ok(Merge { summaries: texts(&object, "summaries")? })
}

fn exports<'n>(object: &Members<'n>, name: &str) -> Result<Vec<Export<'n>>, Problem> {
    let list = required(object, name, "send a list of files, each with `name` and `text` or `base64`")?;
    CALL.items(&list)?.iter().map(export).collect()
}

fn export<'n>(view: &View<'n>) -> Result<Export<'n>, Problem> {
    let object = CALL.object(view, &["name", "text", "base64"])?;
    let name = required(&object, "name", "name each file: problems are told by it")?;
    let content = match (text(&object, "text")?, text(&object, "base64")?) {
        (Some(text), None) => Content::Text(Cow::Borrowed(text)),
        (None, Some(base64)) => Content::Base64(Cow::Borrowed(base64)),
        _ => {
            let help = "send UTF-8 as `text`, and anything else as `base64`";
            return Err(invalid(&object, "a file has not exactly one of `text` and `base64`", help));
        }
    };
    Ok(Export { name: Cow::Owned(CALL.text(&name)?), content })
}

/// A list, which may be left out.
fn list<'n, T>(
    object: &Members<'n>,
    name: &str,
    read: fn(&View<'n>) -> Result<T, Problem>,
) -> Result<Vec<T>, Problem> {
    let Some(list) = object.get(name) else { return Ok(Vec::new()) };
    CALL.items(&list)?.iter().map(read).collect()
}

/// A text that may not be left out.
fn said<'n>(object: &Members<'n>, name: &str) -> Result<&'n str, Problem> {
    CALL.any_text(&required(object, name, "send it as text")?)
}

fn text<'n>(object: &Members<'n>, name: &str) -> Result<Option<&'n str>, Problem> {
    object.get(name).map(|view| CALL.any_text(&view)).transpose()
}

fn texts<'n>(object: &Members<'n>, name: &str) -> Result<Vec<Cow<'n, str>>, Problem> {
    list(object, name, |view| CALL.any_text(view).map(Cow::Borrowed))
}

fn required<'n>(object: &Members<'n>, name: &str, help: &str) -> Result<View<'n>, Problem> {
    object.get(name).ok_or_else(|| invalid(object, &format!("`{name}` is missing"), help))
}

fn invalid(object: &Members<'_>, message: &str, help: &str) -> Problem {
    Problem::new(ProblemCode::CallInvalid, message, help).at(object.at.clone())
}
