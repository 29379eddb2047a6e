//! The type of what was sent is refused everywhere.

use std::collections::BTreeSet;

use super::answers::Answer;
use super::{Cause, CauseCode, FEWEST};

/// Every request with content that is to be served was answered 415 (RFC 9110 §15.5.16).
pub(super) fn cause(answers: &[Answer<'_>]) -> Option<Cause> {
    let has_content = |answer: &&Answer<'_>| {
        let content = answer.exchange.sent.content.as_ref();
        content.is_some_and(|content| !content.is_empty())
    };
    let sent = answers.iter().filter(has_content);
    let sent: Vec<&Answer<'_>> = sent.filter(|answer| answer.counts()).collect();
    let is_refused = |answer: &&Answer<'_>| answer.status().code() == 415;
    let first = sent
        .first()
        .filter(|_| sent.len() >= FEWEST && sent.iter().all(is_refused))?;
    let types: BTreeSet<&str> = sent.iter().map(|answer| content_type(answer)).collect();
    let types: Vec<&str> = types.into_iter().collect();
    // What the service would take, it may say (RFC 9110 §15.5.16).
    let takes = ["accept-post", "accept-patch", "accept", "accept-encoding"];
    let takes = takes
        .iter()
        .find_map(|name| Some((name, first.response.header(name)?)));
    let takes = takes.map_or_else(String::new, |(name, value)| {
        format!(", and says that it takes {value} ({name})")
    });
    let message = format!(
        "all {} requests with content ({}) were answered 415 Unsupported Media Type: the service does not take this \
         Content-Type{takes}; see what the page states of it",
        sent.len(),
        types.join(", ")
    );
    Some(Cause::hint(CauseCode::ContentType, message).shown_by(first))
}

fn content_type<'a>(answer: &Answer<'a>) -> &'a str {
    let mut fields = answer.exchange.sent.headers.iter();
    let field = fields.find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    field.map_or("without a Content-Type", |(_, value)| value)
}
