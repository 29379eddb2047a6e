//! What the fake answers where nothing is refused: what a row promises, as the examples show it, the 304 of what is as
//! it was, and the error that an example shows.

use serde::de::IgnoredAny;
use serde_json::Value;

use super::answer::{Answer, Asked, Cause};
use super::content;
use super::likeness::shown_for;
use super::state::Form;
use crate::protocol::content::media_type;
use crate::protocol::template::{Piece, pieces};
use crate::protocol::{HeaderName, Status};
use crate::table::data::Format;
use crate::table::family::Family;
use crate::table::{Operation, Response, ResponseBody, Row};

/// Content as an example shows it, or where it shows JSON with gaps (`"id": <id>`) the least of that kind.
pub(super) fn whole(shown: &str, content_type: &str) -> String {
    let is_json = media_type(content_type).ends_with("json");
    let texts = serde_json::Deserializer::from_str(shown).into_iter::<IgnoredAny>();
    if !is_json || texts.into_iter().all(|text| text.is_ok()) {
        return shown.to_owned();
    }
    let is_list = shown.trim_start().starts_with('[');
    if is_list { "[]" } else { "{}" }.to_owned()
}

/// What an operation comes to whose page states no status: its content, where the page documents that.
pub(super) fn unstated(operation: &Operation, family: Option<&Family>) -> Answer {
    let said = family.and_then(|family| family.success(operation.method.effective()));
    let content = operation.content.as_ref().map(Row::effective);
    let content = content.filter(|_| !operation.method.effective().is_head());
    let code = if content.is_some() { 200 } else { 204 };
    let mut answer = Answer {
        status: said
            .and_then(|said| said.status)
            .or(Status::new(code))
            .unwrap_or(Status::NO_CONTENT),
        headers: Vec::new(),
        body: None,
        cause: Cause::Served(0),
    };
    if let Some(content) = content.filter(|_| !answer.status.forbids_content()) {
        let json = || "application/json".to_owned();
        let kind = content.content_type.clone().unwrap_or_else(json);
        answer.headers.push(("Content-Type".to_owned(), kind));
        answer.body = Some(content::complete("", &content.data));
    }
    answer
}

/// What a response row promises, filled from the example that shows it.
pub(super) fn documented(operation: &Operation, at: usize, response: &Response) -> Answer {
    let shown = operation
        .examples
        .iter()
        .map(Row::effective)
        .filter_map(|example| example.response.as_ref())
        .find(|shown| shown.status == response.status);
    let mut headers = Vec::new();
    let is_shown = |name: &&HeaderName| {
        let mut names = shown.iter().flat_map(|shown| &shown.headers);
        names.any(|(other, _)| other == *name)
    };
    // What was made is somewhere, as the example has it.
    let location = Some(&HeaderName::LOCATION).filter(|_| response.status == Status::CREATED);
    let location = location.filter(is_shown);
    let location = location.filter(|name| !response.headers.contains(name));
    for name in response.headers.iter().chain(location) {
        let value = shown.and_then(|s| s.headers.iter().find(|(n, _)| n == name));
        let value = value.map_or_else(|| "as-documented".to_owned(), |(_, v)| plain(v));
        headers.push((name.to_string(), value));
    }
    let body = match response.body {
        ResponseBody::Empty | ResponseBody::Unstated => None,
        ResponseBody::Content => {
            let content_type = response.content_type.clone();
            let content_type = content_type.unwrap_or_else(|| "application/json".to_owned());
            let content = shown.and_then(|s| s.content.as_ref());
            let content = content.map_or("{}", |content| &content.text);
            let body = match &response.data {
                Some(data) => content::complete(content, data),
                None => whole(content, &content_type),
            };
            headers.push(("Content-Type".to_owned(), content_type));
            Some(body)
        }
    };
    Answer {
        status: response.status,
        headers,
        body,
        cause: Cause::Served(at),
    }
}

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

/// The form that a value has which takes the place of another.
pub(super) fn form_of(value: Option<&Value>) -> Form {
    match value {
        Some(Value::Number(_)) => Form::Number,
        Some(Value::String(text)) if Format::Uuid.fits(text) => Form::Uuid,
        Some(_) | None => Form::Text,
    }
}

/// A documented value with its placeholders replaced by their names.
pub(super) fn plain(value: &str) -> String {
    pieces(value)
        .iter()
        .map(|piece| match piece {
            Piece::Literal(text) | Piece::Placeholder(text) => *text,
        })
        .collect()
}
