//! The answers of a run with the requests that they came to, as causes look at them.

use crate::check::verdict::Verdict;
use crate::plan::{Demand, Step};
use crate::protocol::Status;
use crate::protocol::exchange::{Exchange, Received};
use crate::protocol::likeness::likeness;

/// A request of a run and the whole response that came to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answer<'a> {
    /// What came of its case.
    pub(super) verdict: &'a Verdict,
    /// What was to be sent.
    pub(super) step: &'a Step,
    /// What was.
    pub(super) exchange: &'a Exchange,
    /// What came.
    pub(super) response: &'a Received,
}

/// Every answer of a run.
pub(super) fn of(verdicts: &[Verdict]) -> Vec<Answer<'_>> {
    verdicts.iter().flat_map(of_one).collect()
}

fn of_one(verdict: &Verdict) -> impl Iterator<Item = Answer<'_>> {
    let sent = verdict.case.steps.iter().zip(&verdict.exchanges);
    sent.filter_map(move |(step, exchange)| {
        let response = exchange.response.as_ref().ok()?;
        Some(Answer {
            verdict,
            step,
            exchange,
            response,
        })
    })
}

impl Answer<'_> {
    /// The status.
    pub(super) fn status(&self) -> Status {
        self.response.status
    }

    /// Whether the page documents that the request is served.
    pub(super) fn is_to_be_served(&self) -> bool {
        self.step.expectations.iter().any(|e| {
            matches!(
                e.demand,
                Demand::Status(_)
                    | Demand::StatusUnless(..)
                    | Demand::Served(_)
                    | Demand::MethodServed
                    | Demand::PathServed
            )
        })
    }

    /// Whether the page documents, of this request, the status that came.
    pub(super) fn is_documented(&self) -> bool {
        self.step.documents(self.status())
    }

    /// Whether the request is one to be served, and its answer not the error that the page documents for it.
    pub(super) fn counts(&self) -> bool {
        self.is_to_be_served() && !(self.status().is_error() && self.is_documented())
    }

    /// The path that was asked for, without a query.
    pub(super) fn path(&self) -> &str {
        let path = self.exchange.sent.path.as_str();
        path.split(['?', '#']).next().unwrap_or_default()
    }

    /// Whether the content is a page for people.
    pub(super) fn is_html(&self) -> bool {
        let media_type = self.response.media_type();
        media_type.is_some_and(|media_type| {
            matches!(media_type.as_str(), "text/html" | "application/xhtml+xml")
        })
    }
}

/// Whether answers are all of one make: their media type and the words of their content. Those to HEAD have none.
pub(super) fn are_alike(answers: &[Answer<'_>]) -> bool {
    let with_content = answers
        .iter()
        .filter(|answer| !answer.exchange.sent.method.is_head());
    let mut made = with_content.map(|answer| likeness(answer.exchange));
    let first = made.next();
    made.all(|other| Some(other) == first)
}
