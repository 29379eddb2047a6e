//! Answers that a request has by what it names: the 304 of what is as it was, the error that an example shows.

use super::answer::{Answer, Asked, Cause};
use super::documented::{documented, plain, whole};
use super::likeness::shown_for;
use crate::protocol::{HeaderName, Status};
use crate::table::{Operation, Row};

/// The 304 of an operation that documents one, where a request names what it has of the thing. It takes any tag and any
/// time, but for what an example shows.
pub(super) fn unchanged(operation: &Operation, asked: &Asked<'_>) -> Option<Answer> {
    let names = [HeaderName::IF_NONE_MATCH, HeaderName::IF_MODIFIED_SINCE];
    let mut named = names.iter().filter_map(|name| asked.header(name.as_str()));
    named
        .next()
        .filter(|_| shown_for(operation, asked).is_none())?;
    let mut responses = operation.responses.iter().map(Row::effective).enumerate();
    let (at, response) = responses.find(|(_, own)| own.status == Status::NOT_MODIFIED)?;
    Some(documented(operation, at, response))
}

/// The error that the page shows for a request, where the request is one of its examples.
pub(super) fn shown_error(operation: &Operation, asked: &Asked<'_>) -> Option<Answer> {
    let shown = shown_for(operation, asked)?;
    if !shown.status.is_error() {
        return None;
    }
    let headers = shown.headers.iter().filter(|(name, _)| !name.is_framing());
    let headers = headers.map(|(name, value)| (name.to_string(), plain(value)));
    let headers: Vec<(String, String)> = headers.collect();
    let mut types = headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let content_type = types.next().map_or("", |(_, value)| value);
    let content = shown.content.as_ref();
    let body = content.map(|content| whole(&content.text, content_type));
    Some(Answer {
        status: shown.status,
        headers,
        body,
        cause: Cause::Shown,
    })
}
