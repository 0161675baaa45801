//! Flowlock for JavaScript: what the npm package calls, see `host-wasm/npm/ts`.
//!
//! Everything that goes in or out is bytes or text; `Session` does the work and knows nothing of
//! JavaScript. Problems are thrown as JSON.

mod packed;
mod reading;
mod session;

use flowlock_core::{
    Intake, Places, Problem, ProblemCode, Settings,
    diff::Diff,
    render::{self, SarifResults, Style, Tool},
    report::Report,
};
use serde::Serialize;
use session::{Moment, Session};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// The exports of one tenant, read file by file.
#[wasm_bindgen(js_name = Session)]
#[derive(Debug)]
pub struct JsSession(Session);

#[wasm_bindgen(js_class = Session)]
impl JsSession {
    /// A session that has read nothing yet. `settings` is JSON; an empty text says nothing.
    ///
    /// # Errors
    ///
    /// The settings cannot be read.
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Result<Self, JsValue> {
        Session::new(given(settings)).map(Self).map_err(|problem| thrown(&problem))
    }

    /// Begins a file.
    ///
    /// # Errors
    ///
    /// Another one is not at its end yet, or the session has failed.
    pub fn open(&mut self, name: &str) -> Result<(), JsValue> {
        self.0.open(name).map_err(|problem| thrown(&problem))
    }

    /// Reads the next bytes of the file.
    ///
    /// # Errors
    ///
    /// There is no file, or it is one that the session has to fail at.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        self.0.write(bytes).map_err(|problem| thrown(&problem))
    }

    /// Reads the next characters of the file, as UTF-8.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    #[wasm_bindgen(js_name = writeText)]
    pub fn write_text(&mut self, text: &str) -> Result<(), JsValue> {
        self.0.write(text.as_bytes()).map_err(|problem| thrown(&problem))
    }

    /// Ends the file, and gives what it was recognised as.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub fn close(&mut self) -> Result<String, JsValue> {
        self.0.close().map(|kind| kind.as_str().to_owned()).map_err(|problem| thrown(&problem))
    }

    /// Ends the file where the host could not read on.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    #[wasm_bindgen(js_name = breakOff)]
    pub fn break_off(&mut self, message: &str, help: &str) -> Result<String, JsValue> {
        let problem = Problem::new(ProblemCode::UnreadableFile, message, help);
        self.0.break_off(problem).map(|kind| kind.as_str().to_owned()).map_err(|problem| thrown(&problem))
    }

    /// The verdict. It may be asked for again, with other settings or after more logs.
    ///
    /// `settings` is JSON and takes the place of the session's. An empty text says nothing.
    ///
    /// # Errors
    ///
    /// The settings or decisions cannot be read, no policies were, or the session has failed.
    pub fn evaluate(&mut self, settings: &str, terms: &JsTerms) -> Result<JsOutcome, JsValue> {
        let (decisions, moment) = terms.given();
        let evaluated = self.0.evaluate(given(settings), decisions, &moment);
        evaluated.map(|(report, places)| JsOutcome { report, places }).map_err(|problem| thrown(&problem))
    }

    /// What changed since the older exports of `before`, for which other decisions may have been in force at
    /// another moment; the rest is as for [`evaluate`](Self::evaluate).
    ///
    /// # Errors
    ///
    /// As [`evaluate`](Self::evaluate), for either side.
    pub fn diff(
        &mut self,
        before: &mut Self,
        settings: &str,
        old: &JsTerms,
        new: &JsTerms,
    ) -> Result<JsComparison, JsValue> {
        let sides = [old, new].map(JsTerms::given);
        let found = self.0.diff(&mut before.0, given(settings), sides);
        found.map(JsComparison).map_err(|problem| thrown(&problem))
    }
}

/// What a tenant is judged by, beside its settings.
#[wasm_bindgen(js_name = Terms)]
#[derive(Debug)]
pub struct JsTerms {
    decisions: String,
    as_of: String,
    now: String,
}

#[wasm_bindgen(js_class = Terms)]
impl JsTerms {
    /// `decisions` is JSON, `as_of` the moment to speak of, `now` what the clock says. An empty text says
    /// nothing.
    #[wasm_bindgen(constructor)]
    pub fn new(decisions: String, as_of: String, now: String) -> Self {
        Self { decisions, as_of, now }
    }
}

impl JsTerms {
    fn given(&self) -> (Option<&str>, Moment<'_>) {
        (given(&self.decisions), Moment { as_of: given(&self.as_of), now: &self.now })
    }
}

/// A report, in every form in which it can be had.
#[wasm_bindgen(js_name = Outcome)]
#[derive(Debug)]
pub struct JsOutcome {
    report: Report,
    /// Where its members stand.
    places: Places,
}

#[wasm_bindgen(js_class = Outcome)]
impl JsOutcome {
    /// The report as `flowlock evaluate --format json` prints it, to the byte.
    ///
    /// # Errors
    ///
    /// None that is known: a report is always JSON.
    pub fn json(&self) -> Result<String, JsValue> {
        printed(&self.report)
    }

    /// The report as text of that many columns, without colours.
    pub fn text(&self, width: usize) -> String {
        render::text(&self.report, Style { width, colour: false })
    }

    /// The report as one HTML page.
    pub fn html(&self) -> String {
        render::html(&self.report, &self.places)
    }

    /// The report as HTML for a page around it.
    #[wasm_bindgen(js_name = htmlFragment)]
    pub fn html_fragment(&self) -> String {
        render::html_fragment(&self.report, &self.places)
    }

    /// The report as Markdown.
    pub fn markdown(&self) -> String {
        render::markdown(&self.report, &self.places)
    }

    /// The report as a SARIF log: all results, or only what somebody has to look at.
    pub fn sarif(&self, problems_only: bool) -> String {
        let results = if problems_only { SarifResults::Problems } else { SarifResults::All };
        render::sarif(&self.report, &self.places, results)
    }

    /// The report as a finding of OCSF.
    pub fn ocsf(&self) -> String {
        render::ocsf(&self.report)
    }

    /// The report as tests of `JUnit`.
    pub fn junit(&self) -> String {
        render::junit(&self.report, &self.places)
    }

    /// What is proposed, as commands of a tool: `graph`, `az`, `powershell` or `terraform`. Nothing where
    /// nothing is proposed, or the tool is another.
    pub fn commands(&self, tool: &str) -> Option<String> {
        let proposal = self.report.next_step.proposal.as_ref()?;
        let tool = match tool {
            "graph" => Tool::Graph,
            "az" => Tool::Az,
            "powershell" => Tool::PowerShell,
            "terraform" => Tool::Terraform,
            _ => return None,
        };
        Some(render::commands(proposal, tool))
    }
}

/// What changed between two exports, in every form in which it can be had.
#[wasm_bindgen(js_name = Comparison)]
#[derive(Debug)]
pub struct JsComparison(Diff);

#[wasm_bindgen(js_class = Comparison)]
impl JsComparison {
    /// What `flowlock diff --format json` prints, to the byte.
    ///
    /// # Errors
    ///
    /// None that is known: a comparison is always JSON.
    pub fn json(&self) -> Result<String, JsValue> {
        printed(&self.0)
    }

    /// The comparison as text of that many columns, without colours.
    pub fn text(&self, width: usize) -> String {
        render::diff(&self.0, Style { width, colour: false })
    }

    /// The comparison as Markdown.
    pub fn markdown(&self) -> String {
        render::diff_markdown(&self.0)
    }
}

/// Whether a file that begins so is a log of sign-ins, which is read after the policies.
#[wasm_bindgen(js_name = isLog)]
pub fn is_log(beginning: &[u8]) -> bool {
    Intake::is_log(&packed::beginning(beginning))
}

/// Whether the file is settings of Flowlock, which are no export.
#[wasm_bindgen(js_name = isSettings)]
pub fn is_settings(file: &[u8]) -> bool {
    let says_something = |settings: Settings| settings != Settings::default();
    Settings::parse("", file).is_ok_and(says_something) || is_told_apart(file, ProblemCode::OwnSettings)
}

/// Whether the file is decisions of Flowlock, which are no export.
#[wasm_bindgen(js_name = isDecisions)]
pub fn is_decisions(file: &[u8]) -> bool {
    is_told_apart(file, ProblemCode::OwnDecisions)
}

/// Whether the intake says that it is such a file of Flowlock's own, be there a mistake in it.
fn is_told_apart(file: &[u8], own: ProblemCode) -> bool {
    let mut intake = Intake::new();
    let read = intake.read("", file).and_then(|_| intake.finish());
    let mut problems = read.into_iter().flat_map(|tenant| tenant.sources).flat_map(|source| source.problems);
    problems.any(|problem| problem.code == own)
}

/// A value as the command line prints it.
fn printed(value: &impl Serialize) -> Result<String, JsValue> {
    let json = serde_json::to_string_pretty(value);
    json.map(|json| json + "\n").map_err(|error| {
        thrown(&Problem::new(ProblemCode::Unwritable, format!("no JSON: {error}"), "report this bug"))
    })
}

fn given(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// The problem as JSON, which is what JavaScript catches.
fn thrown(problem: &Problem) -> JsValue {
    // A problem is text throughout, and that is always JSON.
    JsValue::from_str(&serde_json::to_string(problem).unwrap_or_default())
}
