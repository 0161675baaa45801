//! A notice in the form of the platform that a pipeline runs on: outputs for later steps, and a line beside
//! the log. On these platforms a line of the log can be a command; nothing of a tenant may become one.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::notice::title;
use crate::{
    catalogue::Status,
    clean::clean,
    notice::{Notice, Verdict},
};

/// What later steps are given: a name of one word, and a text.
pub type Outputs = Vec<(&'static str, String)>;

/// The outputs of a notice: `status` (`error` where it could not be evaluated), `stage`, `summary`, `action`
/// and `decision`, which is empty where none is open.
pub fn outputs(notice: &Notice) -> Outputs {
    let text = |text: &str| text.to_string();
    match notice {
        Notice::Verdict(verdict) => [
            ("status", text(verdict.status.as_str())),
            ("stage", text(verdict.stage.as_str())),
            ("summary", clean(&verdict.summary)),
            ("action", text(verdict.next_step.action.as_str())),
            ("decision", text(verdict.decision().unwrap_or_default())),
        ]
        .into(),
        Notice::Failure { error } => [
            ("status", text("error")),
            ("stage", String::new()),
            ("summary", clean(&error.message)),
            ("action", String::new()),
            ("decision", String::new()),
        ]
        .into(),
    }
}

/// The outputs as a file of GitHub Actions takes them (`$GITHUB_OUTPUT`). What ends a value stands in none.
///
/// ```
/// use flowlock_core::render::github_outputs;
///
/// let text = github_outputs(&[("status", "pass".to_string())].into());
/// assert_eq!(text, "status<<flowlock-end\npass\nflowlock-end\n");
/// ```
pub fn github_outputs(outputs: &Outputs) -> String {
    let mut end = String::from("flowlock-end");
    while outputs.iter().any(|(_, value)| value.contains(&end)) {
        end.push('-');
    }
    outputs.iter().flat_map(|(name, value)| [*name, "<<", &end, "\n", value, "\n", &end, "\n"]).collect()
}

/// The outputs as variables of Azure Pipelines, a command for each.
///
/// ```
/// use flowlock_core::render::azure_outputs;
///
/// let text = azure_outputs(&[("summary", "50 %\n##vso[x]".to_string())].into());
/// assert_eq!(text, "##vso[task.setvariable variable=summary;isOutput=true]50 %AZP25%0A##vso[x]\n");
/// ```
pub fn azure_outputs(outputs: &Outputs) -> String {
    let line = |(name, value): &(&str, String)| {
        format!("##vso[task.setvariable variable={name};isOutput=true]{}\n", escaped(value, "%AZP25"))
    };
    outputs.iter().map(line).collect()
}

/// What GitHub shows beside the run: an error or a warning; nothing for a pass.
pub fn github_annotation(notice: &Notice) -> String {
    let line = |kind| format!("::{kind} title=Flowlock::{}\n", escaped(&words(notice), "%25"));
    severity(notice).map(line).unwrap_or_default()
}

/// What Azure Pipelines shows beside the run: an error or a warning; nothing for a pass.
pub fn azure_annotation(notice: &Notice) -> String {
    let line = |kind| format!("##vso[task.logissue type={kind}]{}\n", escaped(&words(notice), "%AZP25"));
    severity(notice).map(line).unwrap_or_default()
}

/// Text for a log, in which no line is a command of a platform any more.
///
/// ```
/// use flowlock_core::render::inert;
/// assert_eq!(inert(" ::set-env::a\n##vso[task.x]b ##[error]\n"), " : :set-env::a\n# #vso[task.x]b # #[error]\n");
/// ```
pub fn inert(text: &str) -> String {
    let line = |line: &str| {
        let line = line.replace("##", "# #");
        match line.trim_start() {
            rest if rest.starts_with("::") => line.replacen("::", ": :", 1),
            _ => line,
        }
    };
    text.split_inclusive('\n').map(line).collect()
}

fn severity(notice: &Notice) -> Option<&'static str> {
    match notice {
        Notice::Verdict(Verdict { status: Status::Pass, .. }) => None,
        Notice::Verdict(Verdict { status: Status::Review, .. }) => Some("warning"),
        Notice::Verdict(Verdict { status: Status::Fail, .. }) | Notice::Failure { .. } => Some("error"),
    }
}

fn words(notice: &Notice) -> String {
    let decision = match notice {
        Notice::Verdict(verdict) => verdict.decision().map(|asked| format!("; decision asked for: {asked}")),
        Notice::Failure { error } => Some(format!("; {}", clean(&error.message))),
    };
    title(notice) + &decision.unwrap_or_default()
}

/// A value within a command: one line, with the escapes that both platforms undo.
fn escaped(text: &str, percent: &str) -> String {
    text.replace('%', percent).replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Problem, ProblemCode,
        render::testing::{HOSTILE, report},
        report::Report,
    };

    #[test]
    fn no_value_ends_itself_or_begins_another() {
        let attack = "a\nflowlock-end\nstatus<<x\npass\nx";
        let text = github_outputs(&[("summary", attack.to_string()), ("status", "fail".to_string())].into());
        assert_eq!(
            text,
            format!(
                "summary<<flowlock-end-\n{attack}\nflowlock-end-\nstatus<<flowlock-end-\nfail\nflowlock-end-\n"
            )
        );
        let text = azure_outputs(&[("summary", format!("{attack}\r\n##vso[task.complete]"))].into());
        assert_eq!(text.lines().count(), 1);
        assert!(text.starts_with("##vso[task.setvariable variable=summary;isOutput=true]"));
    }

    #[test]
    fn a_verdict_has_its_outputs_and_its_line() {
        let notice = Notice::from(&report());
        let values: Vec<String> = outputs(&notice).into_iter().map(|(_, value)| value).collect();
        assert_eq!(values.first().map(String::as_str), Some("fail"));
        assert_eq!(
            values.last().map(String::as_str),
            Some("turn the report-only policies on, after their review")
        );
        assert!(github_annotation(&notice).starts_with("::error title=Flowlock::FAIL: "));
        let with = |status| Notice::from(&Report { status, ..report() });
        assert!(
            azure_annotation(&with(Status::Review)).starts_with("##vso[task.logissue type=warning]REVIEW")
        );
        assert_eq!(github_annotation(&with(Status::Pass)) + &azure_annotation(&with(Status::Pass)), "");
    }

    #[test]
    fn a_failure_is_no_verdict() {
        let message = format!("a\n::error::{HOSTILE}");
        let notice = Notice::Failure { error: Problem::new(ProblemCode::NotJson, message, "h") };
        assert_eq!(outputs(&notice).first(), Some(&("status", "error".to_string())));
        assert_eq!(github_annotation(&notice).lines().count(), 1);
    }
}
