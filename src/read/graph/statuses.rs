//! Statuses in sentences and cells, and what is said of their bodies.

use std::ops::Range;

use super::super::lexicon::Languages;
use super::prose::{Wording, sentences, trimmed};
use crate::protocol::{HeaderName, Method, Status};
use crate::read::{Claim, Facts, StatusClaim};
use crate::table::ResponseBody;
use crate::table::described::ErrorResponse;
use crate::text::page::{Page, Span};

/// Whether a paragraph states a success status.
pub(super) fn states_success(text: &str) -> bool {
    statuses_in(text, false)
        .iter()
        .any(|(status, _)| status.is_success())
}

/// Error statuses that a paragraph names.
pub(super) fn errors(page: &Page, span: Span, facts: &mut Facts) {
    for (status, range) in error_statuses(page.slice(span), false) {
        let start = span.start + range.start;
        facts.errors.push(Claim {
            value: ErrorResponse::of(status),
            span: Span::new(start, span.start + range.end),
        });
    }
}

/// Statuses of errors in a text; `alone` where a number by itself is enough, as in a table.
pub(super) fn error_statuses(text: &str, alone: bool) -> Vec<Stated> {
    let mut found = statuses_in(text, alone);
    found.retain(|(status, _)| status.is_error());
    found
}

/// The success statuses that a paragraph of the response section states. A sentence without a
/// status speaks of those of the one before it; one with several says of each what stands after it.
pub(super) fn statuses(wording: Wording<'_>, span: Span, facts: &mut Facts) {
    let Wording { page, languages } = wording;
    let is_note = is_note(page, span);
    // The statuses of the last sentence that has any.
    let mut earlier: Range<usize> = 0..0;
    for sentence in sentences(page, span) {
        let text = page.slice(sentence);
        let mut found = statuses_in(text, false);
        found.retain(|(status, _)| status.is_success() || status.is_redirection());
        let mut headers = promised_headers(text, languages);
        let when = sent_header(wording, text, facts);
        headers.retain(|name| when.as_ref().is_none_or(|(sent, _)| sent != name));
        let is_for_now = is_note && languages.sentence(text).says_for_now();
        if !found.is_empty() {
            earlier = facts.statuses.len()..facts.statuses.len();
        }
        for (index, (status, range)) in found.iter().enumerate() {
            if facts.statuses.iter().any(|claim| claim.status == *status) {
                continue;
            }
            let start = sentence.start;
            let (body, body_span) = said_of((text, languages), &found, index);
            earlier.end += 1;
            facts.statuses.push(StatusClaim {
                status: *status,
                span: Span::new(start + range.start, start + range.end),
                body,
                body_span: body_span.map(|said| Span::new(start + said.start, start + said.end)),
                headers: Vec::new(),
                when: when.clone(),
                is_for_now,
                is_of_case: false,
                methods: methods_in(text),
            });
        }
        let Some(claims) = facts.statuses.get_mut(earlier.clone()) else {
            continue;
        };
        let several = claims.len() > 1;
        for claim in claims.iter_mut().filter(|_| found.is_empty()) {
            let may_have_content = !(several && claim.status.forbids_content());
            if claim.body == ResponseBody::Unstated && may_have_content {
                claim.body = body_of(text, languages);
                claim.body_span = Some(trimmed(page, sentence));
            }
        }
        if let Some(claim) = claims.last_mut() {
            claim.headers.extend(headers);
        }
    }
}

/// The methods that a sentence names, in upper case, outside of code but for its first word.
fn methods_in(text: &str) -> Vec<Method> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let is_method = |word: &&str| ["GET", "PUT", "POST", "PATCH", "DELETE", "HEAD"].contains(word);
    let methods = words.filter(is_method);
    methods.filter_map(|word| Method::new(word).ok()).collect()
}

/// Whether a paragraph is a remark: `> [!NOTE]`, `**Note:**`.
fn is_note(page: &Page, span: Span) -> bool {
    let text = page.slice(span).trim_start_matches(['>', ' ', '*', '_']);
    let is_quoted = page.text()[..span.start].ends_with("> ");
    is_quoted
        || text.starts_with('>')
        || text.starts_with("[!")
        || text.to_lowercase().starts_with("note")
}

/// The header of the request that a sentence's status comes with: in code with its value, as in "With
/// the `Prefer: respond-async` header", where the page lists that header and the sentence does not say
/// that it is left out.
fn sent_header(wording: Wording<'_>, text: &str, facts: &Facts) -> Option<(HeaderName, String)> {
    let mut code = text.split('`').skip(1).step_by(2);
    let header = code.find_map(|code| {
        let (name, value) = code.split_once(':')?;
        let name = HeaderName::new(name).ok()?;
        let value = value.trim();
        let is_listed = facts.headers.iter().any(|claim| claim.name == name);
        let is_plain = !value.is_empty() && value.chars().all(|c| c.is_ascii_graphic());
        (is_listed && is_plain).then(|| (name, value.to_owned()))
    })?;
    (!wording.languages.sentence(text).says_left_out()).then_some(header)
}

/// The success statuses that a request header's row states: they come with that header.
pub(super) fn statuses_with(
    wording: Wording<'_>,
    cell: Span,
    header: (&HeaderName, Option<&str>),
    facts: &mut Facts,
) {
    let before = facts.statuses.len();
    statuses(wording, cell, facts);
    let (name, value) = header;
    let mut claims = facts.statuses.split_off(before);
    // A 304 is not a success to the caller who asks for it; without a value nobody can ask.
    claims.retain(|claim| claim.status.is_success() && value.is_some());
    for claim in &mut claims {
        claim.when = value.map(|value| (name.clone(), value.to_owned()));
    }
    facts.statuses.extend(claims);
}

/// What a sentence says of the body of one of its statuses, and where: from the status to the next
/// one, the first from the beginning. Where two stand side by side, as in "200 OK or 201 Created
/// and an object", what follows is said of both.
fn said_of(
    (text, languages): (&str, Languages),
    found: &[Stated],
    index: usize,
) -> (ResponseBody, Option<Range<usize>>) {
    let start = if index == 0 { 0 } else { found[index].1.start };
    for at in index..found.len() {
        let end = found
            .get(at + 1)
            .map_or(text.len(), |(_, range)| range.start);
        let own = text.get(start..end).unwrap_or_default();
        let body = body_of(own, languages);
        if body != ResponseBody::Unstated {
            return (body, Some(start..start + own.trim_end().len()));
        }
        let between = text.get(found[at].1.end..end).unwrap_or_default();
        let words = between.split(|c: char| !c.is_alphabetic());
        if words.filter(|word| !word.is_empty()).count() > 1 {
            break;
        }
    }
    (ResponseBody::Unstated, None)
}

/// A status with its place in a text.
type Stated = (Status, Range<usize>);

/// Statuses in a text: in a code span, or followed by their reason phrase; by themselves where
/// `alone` is enough.
fn statuses_in(text: &str, alone_is_enough: bool) -> Vec<Stated> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut in_code = false;
    while at + 3 <= bytes.len() {
        in_code ^= bytes[at] == b'`';
        let is_code = bytes[at..at + 3].iter().all(u8::is_ascii_digit);
        let before = at.checked_sub(1).and_then(|i| bytes.get(i));
        let after = bytes.get(at + 3);
        let alone = !before.is_some_and(u8::is_ascii_alphanumeric)
            && !after.is_some_and(u8::is_ascii_alphanumeric);
        if !(is_code && alone) {
            at += 1;
            continue;
        }
        let status = text
            .get(at..at + 3)
            .and_then(|code| code.parse().ok())
            .and_then(Status::new);
        if let Some(status) = status {
            let rest = text.get(at + 3..).unwrap_or_default();
            let reason = status.reason().unwrap_or("\u{0}");
            let words = rest.strip_prefix(' ').unwrap_or_default();
            let has_reason = words
                .get(..reason.len())
                .is_some_and(|w| w.eq_ignore_ascii_case(reason));
            // In a code span, the code stands first: `$top=201` is none.
            let opens_code = in_code && before == Some(&b'`');
            if (has_reason || opens_code || alone_is_enough) && !is_of_series(rest) {
                let end = if has_reason {
                    at + 4 + reason.len()
                } else {
                    at + 3
                };
                found.push((status, at..end));
            }
        }
        at += 3;
    }
    found
}

/// Whether what follows a number makes it a class of statuses, as in "200-series".
fn is_of_series(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['`', '*', '-', ' ']);
    ["series", "level", "range", "class", "family"]
        .iter()
        .any(|word| rest.starts_with(word))
}

fn body_of(text: &str, languages: Languages) -> ResponseBody {
    let said = languages.sentence(text);
    if said.says_if_available() {
        ResponseBody::Unstated
    } else if said.says_empty_response() {
        ResponseBody::Empty
    } else if !said.says_response_content() {
        ResponseBody::Unstated
    } else if said.says_nothing() {
        ResponseBody::Empty
    } else {
        ResponseBody::Content
    }
}

/// Names in code spans, or in bold type, beside the word for a header: "the `Location` response header".
fn promised_headers(text: &str, languages: Languages) -> Vec<HeaderName> {
    if !text.contains('`') && !text.contains("**") {
        return Vec::new();
    }
    if languages.sentence(text).says_if_available() {
        return Vec::new();
    }
    let text = text.replace("**", "`");
    let parts: Vec<&str> = text.split('`').collect();
    let mut names = Vec::new();
    for (index, name) in parts.iter().enumerate().skip(1).step_by(2) {
        let before = parts[index - 1]
            .split_whitespace()
            .next_back()
            .unwrap_or_default();
        let after = parts.get(index + 1).copied().unwrap_or_default();
        let mut after = after.split_whitespace().take(2);
        let is_status = name.starts_with(|c: char| c.is_ascii_digit());
        let beside = languages.sentence(before).says_header()
            || after.any(|word| languages.sentence(word).says_header());
        if let (true, false, Ok(name)) = (beside, is_status, HeaderName::new(name)) {
            // "If the request has the `Prefer` header, …": of the request, whatever the sentence goes on to say.
            if !name.is_of_requests() {
                names.push(name);
            }
        }
    }
    names
}
