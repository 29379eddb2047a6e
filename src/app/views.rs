//! What another crate sees of a specification, a plan and a run. Each is read through its methods: what
//! is behind them may change.

use std::fmt;
use std::path::Path;

use crate::app::run::{self, Ended, Exit, RunError};
use crate::check::verdict as judged;
use crate::plan::{self, Generated, Limits, generate};
use crate::report::Report;
use crate::store::load::load;
use crate::store::pages::Reading;
use crate::table;

/// What keeps a specification from being used, or a run from its first request: a table, a setting,
/// the target, or request shapes that are not those of the snapshots.
#[derive(Debug)]
pub struct Error(pub(super) RunError);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.0)
    }
}

/// What a service is held to: tables, with their families, fixtures and decisions.
#[derive(Debug, Clone)]
pub struct Spec(table::Spec);

impl Spec {
    /// Loads a table, a folder of them, or a page, which is derived in memory.
    ///
    /// # Errors
    /// When it cannot be read or used.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        let spec = load(&[path.as_ref().to_owned()], Reading::default());
        Ok(Self(spec.map_err(|error| Error(RunError::Load(error)))?))
    }

    /// The ids of the operations, in the order of their tables.
    pub fn operations(&self) -> impl Iterator<Item = &str> {
        let operations = self.0.tables.iter().flat_map(|table| &table.operations);
        operations.map(|operation| operation.id.0.as_str())
    }

    /// Plans the cases; nothing is sent.
    pub fn plan(&self) -> Plan {
        let Generated {
            cases,
            fixture_plans,
            ..
        } = generate(&self.0, &Limits::default());
        Plan(run::Plan {
            spec: self.0.clone(),
            cases,
            is_of_turns: false,
            fixture_plans,
            paths: Vec::new(),
        })
    }
}

/// The cases that a specification gives.
#[must_use]
pub struct Plan(pub(super) run::Plan);

impl Plan {
    /// The cases, in the order of their tables.
    pub fn cases(&self) -> impl Iterator<Item = Case<'_>> {
        self.0.cases.iter().map(|case| Case(case))
    }
}

/// One request, or a documented sequence of them, and the rows that it puts to the test.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a>(&'a plan::Case);

impl<'a> Case<'a> {
    /// The id: the operation's, and what is sent.
    #[must_use]
    pub fn id(&self) -> &'a str {
        &self.0.id.0
    }

    /// The operation's id.
    #[must_use]
    pub fn operation(&self) -> &'a str {
        &self.0.operation.0
    }

    /// The page of the operation.
    #[must_use]
    pub fn page(&self) -> &'a str {
        &self.0.page
    }

    /// What the page says, in one line.
    #[must_use]
    pub fn requirement(&self) -> &'a str {
        &self.0.requirement
    }

    /// Why it cannot be sent to any target, where that is so.
    #[must_use]
    pub fn skip_reason(&self) -> Option<String> {
        self.0.skip.as_ref().map(ToString::to_string)
    }
}

/// What came of a run.
#[must_use]
pub struct Run(pub(super) Ended);

impl Run {
    /// How it ended, as the command line's exit code says it.
    pub fn exit(&self) -> Exit {
        Exit::of(&self.0.verdicts, &self.0.briefs)
    }

    /// One verdict a case, in the order of the cases.
    pub fn verdicts(&self) -> impl Iterator<Item = Verdict<'_>> {
        self.0.verdicts.iter().map(Verdict)
    }

    /// What the command line would print or write of it.
    #[must_use]
    pub fn report(&self, report: Report) -> String {
        self.0.report(|of| report.render(of))
    }
}

/// What came of a case.
#[derive(Debug, Clone, Copy)]
pub struct Verdict<'a>(&'a judged::Verdict);

impl<'a> Verdict<'a> {
    /// The case.
    #[must_use]
    pub fn case(&self) -> Case<'a> {
        Case(&self.0.case)
    }

    /// How it ended.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match &self.0.outcome {
            judged::Outcome::Passed => Outcome::Passed,
            judged::Outcome::Failed => Outcome::Failed,
            judged::Outcome::Errored(why) => Outcome::Errored(why.clone()),
            judged::Outcome::Skipped(reason) => Outcome::Skipped(reason.to_string()),
        }
    }

    /// The ids of the rows that held.
    pub fn held(&self) -> impl Iterator<Item = &'a str> {
        self.0.held.iter().map(|row| row.0.as_str())
    }

    /// What did not hold.
    pub fn violations(&self) -> impl Iterator<Item = Violation<'a>> {
        self.0.violations.iter().map(Violation)
    }
}

/// How a case ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// At least one row held and none was broken.
    Passed,
    /// Something documented did not hold.
    Failed,
    /// An exchange could not be made, for this reason; no page is to blame.
    Errored(String),
    /// It was not sent, for this reason.
    Skipped(String),
}

/// A rule that did not hold.
#[derive(Debug, Clone, Copy)]
pub struct Violation<'a>(&'a judged::Violation);

impl<'a> Violation<'a> {
    /// The code of the check, such as `status-as-documented`.
    #[must_use]
    pub fn check(&self) -> &'static str {
        self.0.code.as_str()
    }

    /// What did not hold, in one sentence.
    #[must_use]
    pub fn message(&self) -> &'a str {
        &self.0.message
    }

    /// The row that was broken, or that made the case where an RFC or a flag says so.
    #[must_use]
    pub fn row(&self) -> &'a str {
        &self.0.row().id.0
    }

    /// The page of that row.
    #[must_use]
    pub fn page(&self) -> &'a str {
        &self.0.row().page
    }

    /// Where on the page it stands, each as reports write it, such as `38:49-63`.
    pub fn citations(&self) -> impl Iterator<Item = String> {
        self.0.row().cites.iter().map(ToString::to_string)
    }

    /// What was promised.
    #[must_use]
    pub fn expected(&self) -> &'a str {
        &self.0.expected
    }

    /// What came.
    #[must_use]
    pub fn actual(&self) -> &'a str {
        &self.0.actual
    }
}
