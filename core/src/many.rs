//! The reports on many tenants in one, worst first.

use alloc::{boxed::Box, string::String, vec::Vec};

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    locate::Places,
    order,
    problem::Problem,
    report::{Report, SCHEMA_VERSION, Stage, Status},
};

/// What was decided of many tenants, worst first.
///
/// A tenant that is known to fail comes before one that could not be evaluated: a hole must not hide
/// behind a broken file. One that could not be evaluated comes before one to be reviewed, since nothing
/// is known of it.
///
/// ```
/// use flowlock_core::{Places, Problem, ProblemCode, many::{Many, Tenant, Outcome, Worst}};
///
/// let problem = Problem::new(ProblemCode::NoPolicies, "no export of policies", "export them");
/// let broken = Tenant { tenant: "contoso".into(), outcome: Outcome::Error(problem), places: Places::default() };
/// let many = Many::new(vec![broken], Vec::new());
/// assert_eq!((many.totals.not_evaluated, many.worst()), (1, Worst::NotEvaluated));
/// ```
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Many {
    /// The version of this shape and of the reports in it.
    pub schema_version: u32,
    /// How many tenants there are of each kind.
    pub totals: Totals,
    /// The tenants.
    pub tenants: Vec<Tenant>,
    /// What lies beside the folders of the tenants, and was not read.
    pub ignored: Vec<String>,
}

/// How many tenants there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    /// All of them.
    pub tenants: u64,
    /// Of these, how many fail.
    pub fail: u64,
    /// How many could not be evaluated.
    pub not_evaluated: u64,
    /// How many a person has to look at.
    pub review: u64,
    /// How many pass.
    pub pass: u64,
}

/// One tenant of many.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tenant {
    /// The host's name for it, usually that of its folder.
    pub tenant: String,
    /// Its report, or why there is none.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// Where the members stand that its report points at, for the formats that show it.
    #[serde(skip)]
    pub places: Places,
}

/// A report, or why there is none.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// What was decided.
    Report(Box<Report>),
    /// What stopped the evaluation.
    Error(Problem),
}

/// How bad it is, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Worst {
    /// Known to fail.
    Fail,
    /// Not evaluated, so nothing is known.
    NotEvaluated,
    /// To be looked at.
    Review,
    /// Passes.
    Pass,
}

impl Many {
    /// Sorts the tenants, worst first and then by name, whatever the order in which they were evaluated.
    pub fn new(mut tenants: Vec<Tenant>, mut ignored: Vec<String>) -> Self {
        order::sort_by(&mut tenants, |one, other| one.order().cmp(&other.order()));
        order::sort(&mut ignored);
        let mut totals = Totals::default();
        for tenant in &tenants {
            totals.add(tenant.outcome.worst());
        }
        Self { schema_version: SCHEMA_VERSION, totals, tenants, ignored }
    }

    /// How bad the worst tenant is; without any tenant nothing is known.
    pub fn worst(&self) -> Worst {
        self.tenants.first().map_or(Worst::NotEvaluated, |tenant| tenant.outcome.worst())
    }
}

impl Totals {
    const fn add(&mut self, worst: Worst) {
        self.tenants += 1;
        match worst {
            Worst::Fail => self.fail += 1,
            Worst::NotEvaluated => self.not_evaluated += 1,
            Worst::Review => self.review += 1,
            Worst::Pass => self.pass += 1,
        }
    }
}

impl Tenant {
    fn order(&self) -> impl Ord + '_ {
        (self.outcome.worst(), self.outcome.stage(), &self.tenant)
    }
}

impl Outcome {
    /// How bad it is.
    pub fn worst(&self) -> Worst {
        match self {
            Self::Error(_) => Worst::NotEvaluated,
            Self::Report(report) => match report.status {
                Status::Fail => Worst::Fail,
                Status::Review => Worst::Review,
                Status::Pass => Worst::Pass,
            },
        }
    }

    fn stage(&self) -> Option<Stage> {
        match self {
            Self::Report(report) => Some(report.stage),
            Self::Error(_) => None,
        }
    }
}
