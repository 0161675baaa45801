//! A request from JSON. It is read strictly, as settings are.

use alloc::{borrow::Cow, format, vec::Vec};

use super::{Content, Declared, Diff, Evaluate, Export, Merge, Request, Side, Summarise, Watch};
use crate::{
    catalogue::ProblemCode,
    decisions::Decisions,
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

const REQUESTS: &[&str] = &["evaluate", "diff", "watch", "summarise", "merge"];

/// Reads a request.
pub(super) fn request<'n>(view: &View<'n>) -> Result<Request<'n>, Problem> {
    let object = CALL.object(view, REQUESTS)?;
    let asked: Vec<_> =
        REQUESTS.iter().filter_map(|name| object.get(name).map(|view| (*name, view))).collect();
    match asked.as_slice() {
        [("evaluate", view)] => evaluate(view).map(Request::Evaluate),
        [("diff", view)] => diff(view).map(Request::Diff),
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

fn evaluate<'n>(view: &View<'n>) -> Result<Evaluate<'n>, Problem> {
    let object = CALL.object(view, &["exports", "summaries", "settings", "decisions", "asOf", "now"])?;
    Ok(Evaluate {
        exports: exports(&object, "exports")?,
        summaries: texts(&object, "summaries")?,
        settings: declared(&object, "settings", Settings::read)?,
        decisions: declared(&object, "decisions", Decisions::read)?,
        as_of: text(&object, "asOf")?.map(Cow::Borrowed),
        now: text(&object, "now")?.map(Cow::Borrowed),
    })
}

fn diff<'n>(view: &View<'n>) -> Result<Diff<'n>, Problem> {
    let object = CALL.object(view, &["before", "after", "settings", "asOf", "now"])?;
    Ok(Diff {
        before: side(&object, "before")?,
        after: side(&object, "after")?,
        settings: declared(&object, "settings", Settings::read)?,
        as_of: text(&object, "asOf")?.map(Cow::Borrowed),
        now: text(&object, "now")?.map(Cow::Borrowed),
    })
}

fn side<'n>(object: &Members<'n>, name: &str) -> Result<Side<'n>, Problem> {
    let view = required(object, name, "send both sides, `before` and `after`, each with `exports`")?;
    let object = CALL.object(&view, &["exports", "summaries"])?;
    Ok(Side { exports: exports(&object, "exports")?, summaries: texts(&object, "summaries")? })
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

fn text<'n>(object: &Members<'n>, name: &str) -> Result<Option<&'n str>, Problem> {
    object.get(name).map(|view| CALL.any_text(&view)).transpose()
}

fn texts<'n>(object: &Members<'n>, name: &str) -> Result<Vec<Cow<'n, str>>, Problem> {
    let Some(list) = object.get(name) else { return Ok(Vec::new()) };
    CALL.items(&list)?.iter().map(|view| CALL.any_text(view).map(Cow::Borrowed)).collect()
}

fn required<'n>(object: &Members<'n>, name: &str, help: &str) -> Result<View<'n>, Problem> {
    object.get(name).ok_or_else(|| invalid(object, &format!("`{name}` is missing"), help))
}

fn invalid(object: &Members<'_>, message: &str, help: &str) -> Problem {
    Problem::new(ProblemCode::CallInvalid, message, help).at(object.at.clone())
}
