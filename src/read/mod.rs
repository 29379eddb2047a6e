//! Dialects: how a kind of documentation writes its facts. Reading cannot fail: whatever is
//! unreadable becomes a finding.

pub(crate) mod coverage;
mod facts;
mod finding;
mod finding_code;
pub(crate) mod graph;
pub(crate) mod lexicon;
mod message;
pub(crate) mod registry;

pub(crate) use facts::{
    BlankLine, ErrorClaim, ExampleClaim, Facts, HeaderClaim, HeaderPlace, Message, ParameterClaim,
    PermissionClaim, RequestLine, ResponseClaim, StatusClaim,
};
pub(crate) use finding::MOST_FINDINGS;
pub use finding::{Finding, Place, Severity};
pub use finding_code::FindingCode;

use crate::text::page::{Page, Span};
use coverage::Entry;

/// What came of reading a page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reading {
    /// What it says, by parts.
    pub parts: Vec<Part>,
    /// What is wrong with how it says it.
    pub findings: Vec<Finding>,
    /// What became of each of its blocks, in order.
    pub account: Vec<Entry>,
}

/// What a page says of some of its operations: all of them, or those of one named request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Part {
    /// What sets its operations apart from those of other parts, as a part of their ids.
    pub name: Option<String>,
    /// What is said.
    pub facts: Facts,
}

/// A way of writing reference pages.
pub(crate) trait Dialect: Sync {
    /// The name that tables carry.
    fn name(&self) -> &'static str;

    /// What a page says, what is wrong with how it says it, and what became of each of its blocks.
    fn read(&self, page: &Page) -> Reading;
}

/// Every dialect; the first is tried first.
pub(crate) const DIALECTS: &[&dyn Dialect] = &[&graph::Graph, &registry::Registry];

/// The first line of a code block, fences included, where it is a request line.
pub(crate) fn request_line_in(page: &Page, fence: Span) -> Option<Span> {
    let mut lines = message::lines(page, fence).into_iter().skip(1);
    let (span, line) = lines.find(|(_, line)| !line.trim().is_empty())?;
    message::is_request_line(line).then_some(span)
}
