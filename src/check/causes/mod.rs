//! Causes of a whole run, told once: what every request met, and no page is to blame for. Decided when all
//! verdicts are there, by them and by the tables alone.
//!
//! Nothing is claimed of fewer than two requests, nor where only some of them met it.

mod answers;
mod base;
mod closed;
mod content;
mod credential;
mod protocol;
mod proxy;
#[cfg(test)]
mod tests;
mod unmentioned;
mod used_up;

use std::collections::HashSet;
use std::fmt;

pub(crate) use closed::excuse_closed;
pub(crate) use unmentioned::Unmentioned;

use super::CheckCode;
use super::verdict::{Outcome, Verdict, Violation};
use crate::plan::{CaseId, Promise, Step};
use crate::protocol::Status;
use crate::protocol::exchange::Exchange;
use crate::protocol::request::TOKEN;
use crate::table::{OperationId, SpecTable};
use answers::Answer;

/// So few requests that met the same are a chance.
const FEWEST: usize = 2;

/// What causes are told by, beside verdicts.
pub(crate) struct Known<'a> {
    /// The tables.
    pub tables: &'a [SpecTable],
    /// Whether a placeholder of this name was given one value for all cases.
    pub is_given_once: &'a dyn Fn(&str) -> bool,
    /// Whether a fixture says what gives a placeholder of this name its value.
    pub has_fixture: &'a dyn Fn(&str) -> bool,
    /// The operations of other cases whose documented requests were answered with success.
    pub answered: &'a HashSet<OperationId>,
}

/// What a cause is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CauseCode {
    /// The run's credential is refused.
    Credential,
    /// A credential is asked for that no page mentions.
    CredentialNotDocumented,
    /// The API is not below the base.
    BasePath,
    /// The type of content is refused.
    ContentType,
    /// A value that was given once was used up.
    ValueUsedUp,
    /// Something stands between.
    Proxy,
    /// Another protocol is spoken on that port.
    Protocol,
}

impl CauseCode {
    /// The code as outputs write it.
    #[must_use]
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Credential => "credential",
            Self::CredentialNotDocumented => "credential-not-documented",
            Self::BasePath => "base-path",
            Self::ContentType => "content-type",
            Self::ValueUsedUp => "value-used-up",
            Self::Proxy => "proxy",
            Self::Protocol => "protocol",
        }
    }
}

impl fmt::Display for CauseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Why many cases came to the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cause {
    /// What it is of.
    pub code: CauseCode,
    /// What it is and what to do, in a sentence or two.
    pub message: String,
    /// Lines to be copied into a file; empty where there is nothing to copy.
    pub lines: Vec<String>,
    /// A case that shows it, with what came of one of its requests.
    pub example: Option<(CaseId, Exchange)>,
    /// The violations that follow from it, and from nothing that a page says.
    explains: Explains,
}

/// Which violations follow from a cause.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Explains {
    /// None: the cause is told beside them.
    Nothing,
    /// That a request with the credential met one of these statuses.
    WithCredential(Vec<Status>),
    /// That any request met this status.
    Status(Status),
    /// That the requests of these cases found a value gone: what is our reading stays a note, with `--strict`, too.
    Gone(Vec<CaseId>),
}

impl Cause {
    /// A cause that is told beside what it broke.
    fn hint(code: CauseCode, message: String) -> Self {
        Self {
            code,
            message,
            lines: Vec::new(),
            example: None,
            explains: Explains::Nothing,
        }
    }

    /// The same with an answer that shows it.
    fn shown_by(mut self, answer: &Answer<'_>) -> Self {
        self.example = Some((answer.verdict.case.id.clone(), answer.exchange.clone()));
        self
    }

    /// Whether a violation follows from it.
    fn explains(&self, violation: &Violation, step: &Step, exchange: &Exchange) -> bool {
        let Ok(response) = &exchange.response else {
            return false;
        };
        let is_of_status = matches!(
            violation.code,
            CheckCode::StatusAsDocumented | CheckCode::ErrorStatusAsDocumented
        );
        match &self.explains {
            Explains::Nothing | Explains::Gone(_) => false,
            Explains::WithCredential(statuses) => {
                is_of_status && statuses.contains(&response.status) && carries_credential(step)
            }
            Explains::Status(status) => {
                let is_of_another = matches!(
                    violation.code,
                    CheckCode::NoUndocumentedRedirect | CheckCode::ErrorBodyAsDocumented
                );
                (is_of_status || is_of_another) && *status == response.status
            }
        }
    }
}

/// Whether a request carries the run's credential.
fn carries_credential(step: &Step) -> bool {
    let placeholders = step.plan.placeholders();
    placeholders.iter().flatten().any(|name| name == TOKEN)
}

/// What caused what came of a run; the violations that follow from it and from nothing else become errors of their
/// cases.
pub(crate) fn find(verdicts: &mut [Verdict], known: &Known<'_>) -> Vec<Cause> {
    let causes = causes(verdicts, known);
    for cause in &causes {
        for verdict in verdicts.iter_mut() {
            match &cause.explains {
                Explains::Gone(cases) if cases.contains(&verdict.case.id) => note(verdict),
                Explains::Gone(_) => {}
                Explains::Nothing | Explains::WithCredential(_) | Explains::Status(_) => {
                    excuse(verdict, cause);
                }
            }
        }
    }
    causes
}

/// The causes. What all requests met leaves nothing to be said of some.
fn causes(verdicts: &[Verdict], known: &Known<'_>) -> Vec<Cause> {
    let answers = answers::of(verdicts);
    let of_all = protocol::cause(verdicts, &answers)
        .or_else(|| proxy::asks(&answers))
        .or_else(|| base::cause(verdicts, &answers, known.tables))
        .or_else(|| proxy::answers_itself(&answers));
    if let Some(cause) = of_all {
        return vec![cause];
    }
    let unmentioned = Unmentioned::of(verdicts, known.answered, known.tables);
    let mut causes: Vec<Cause> = credential::cause(&answers).into_iter().collect();
    causes.extend(unmentioned.iter().map(Unmentioned::cause));
    causes.extend(content::cause(&answers));
    causes.extend(used_up::causes(&answers, known));
    causes.extend(proxy::is_between(verdicts, &answers));
    causes
}

/// Makes notes of what our reading alone says of the status of a request that found a value gone.
fn note(verdict: &mut Verdict) {
    let is_of_status = |violation: &mut Violation| {
        violation.code == CheckCode::StatusAsDocumented && violation.promise == Promise::Assumed
    };
    let own: Vec<Violation> = verdict.violations.extract_if(.., is_of_status).collect();
    let is_noted = !own.is_empty();
    verdict.noted.extend(own);
    if is_noted && verdict.violations.is_empty() && verdict.outcome == Outcome::Failed {
        verdict.outcome = Outcome::Passed;
    }
}

/// Takes what follows from a cause out of a verdict; where nothing else is broken there, its case is an error.
fn excuse(verdict: &mut Verdict, cause: &Cause) {
    let Verdict {
        case,
        exchanges,
        violations,
        noted,
        ..
    } = verdict;
    let stays = |violation: &Violation| {
        let step = case.steps.get(violation.step);
        let sent = step.zip(exchanges.get(violation.step));
        !sent.is_some_and(|(step, exchange)| cause.explains(violation, step, exchange))
    };
    let before = violations.len() + noted.len();
    violations.retain(stays);
    noted.retain(stays);
    let is_excused = violations.len() + noted.len() < before;
    if is_excused && violations.is_empty() {
        verdict.outcome = Outcome::Errored(cause.message.clone());
    }
}
