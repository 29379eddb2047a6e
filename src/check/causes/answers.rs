//! The answers of a run with the requests that they came to, as causes look at them.

use crate::check::verdict::Verdict;
use crate::plan::{Demand, Step};
use crate::protocol::Status;
use crate::protocol::exchange::{Exchange, Received};

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
                    | Demand::StatusWithoutContent(_)
                    | Demand::Served(_)
                    | Demand::MethodServed
                    | Demand::PathServed
            )
        })
    }

    /// Whether the page documents, of this request, the status that came.
    pub(super) fn is_documented(&self) -> bool {
        let status = self.status();
        self.step.expectations.iter().any(|e| match &e.demand {
            Demand::Status(success) | Demand::Served(success) => success.has(status),
            Demand::StatusWithoutContent(statuses) => statuses.contains(&status),
            _ => false,
        })
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

    /// The words of the content but for those of the request and those with digits: what is left is the same wherever
    /// one thing answers everything.
    pub(super) fn words(&self) -> Vec<String> {
        let sent = &self.exchange.sent;
        let own = words(&sent.url());
        let method = sent.method.as_str().to_lowercase();
        let length = self.response.body.len().min(LONGEST_COMPARED);
        let text = String::from_utf8_lossy(&self.response.body[..length]);
        let mut words = words(&text);
        words.retain(|word| {
            !own.contains(word) && *word != method && !word.contains(|c: char| c.is_ascii_digit())
        });
        words
    }
}

/// The most bytes of content that are compared.
const LONGEST_COMPARED: usize = 2_048;

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Whether answers are all of one make: their media type and the words of their content. Those to HEAD have none.
pub(super) fn are_alike(answers: &[Answer<'_>]) -> bool {
    let with_content = answers
        .iter()
        .filter(|answer| !answer.exchange.sent.method.is_head());
    let mut made = with_content.map(|answer| (answer.response.media_type(), answer.words()));
    let first = made.next();
    made.all(|other| Some(other) == first)
}
