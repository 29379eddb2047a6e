//! Facts in sentences: levels of headers, request bodies, statuses.

use std::collections::HashSet;

use super::super::lexicon;
use crate::fact::{Facts, HeaderClaim, HeaderPlace, StatusClaim};
use crate::http::{HeaderName, Status};
use crate::markdown::Block;
use crate::page::{Page, Span};
use crate::spec::table::{Presence, RequestBody, ResponseBody};

/// The sentences of a span: up to a full stop before a space, or a line's end after one.
fn sentences(page: &Page, span: Span) -> Vec<Span> {
    let text = page.slice(span);
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, stop) in text.match_indices(['.', '。']) {
        let end = at + stop.len();
        let after = text[end..].chars().next();
        if stop == "。" || after.is_none_or(char::is_whitespace) {
            sentences.push(Span::new(span.start + start, span.start + end));
            start = end;
        }
    }
    if !text[start..].trim().is_empty() {
        sentences.push(Span::new(span.start + start, span.end));
    }
    sentences
}

/// The level of a header that a cell states, with the words that state it.
pub(super) fn presence(page: &Page, cell: Span) -> Option<(Presence, Span)> {
    let sentences = sentences(page, cell);
    let found = |read: fn(&str) -> Option<lexicon::Level>| {
        sentences.iter().find_map(|sentence| {
            let (presence, words) = read(page.slice(*sentence))?;
            let start = sentence.start;
            Some((presence, Span::new(start + words.start, start + words.end)))
        })
    };
    // A condition anywhere in the cell limits what another sentence of it says.
    let conditional = |sentence: &str| {
        let level = lexicon::presence(sentence)?;
        (level.0 == Presence::Conditional).then_some(level)
    };
    found(conditional)
        .or_else(|| found(lexicon::presence))
        .or_else(|| found(lexicon::closing_presence))
}

/// The value that a cell gives: a scheme with a placeholder, as in `Bearer {token}`. Translators
/// translate the placeholder's name; a credential is always `{token}` here.
pub(super) fn value(cell: &str) -> Option<String> {
    let cell = cell.trim_start_matches(['`', '*', ' ']);
    let (scheme, rest) = cell.split_once([' ', '\u{a0}'])?;
    let is_scheme = matches!(scheme, "Bearer" | "Basic");
    let opens = rest.trim_start().starts_with(['{', '<', '&']);
    (is_scheme && opens).then(|| format!("{scheme} {{token}}"))
}

/// What a paragraph of the request body's section says.
pub(super) fn request_body(page: &Page, span: Span, facts: &mut Facts) {
    for sentence in sentences(page, span) {
        let text = page.slice(sentence);
        let body = if lexicon::says_no_request_body(text) {
            RequestBody::None
        } else if lexicon::says_json_request_body(text) {
            RequestBody::Json
        } else {
            continue;
        };
        facts.request_body.push((body, trimmed(page, sentence)));
    }
}

fn trimmed(page: &Page, span: Span) -> Span {
    let text = page.slice(span);
    let lead = text.len() - text.trim_start().len();
    Span::new(span.start + lead, span.start + text.trim_end().len())
}

/// The success statuses that a paragraph of the response section states. A sentence without a
/// status speaks of the one before it.
pub(super) fn statuses(page: &Page, span: Span, facts: &mut Facts) {
    let mut earlier: Option<usize> = None;
    for sentence in sentences(page, span) {
        let text = page.slice(sentence);
        let found = statuses_in(text);
        let body = body_of(text);
        let headers = promised_headers(text);
        for (status, range) in found {
            if facts.statuses.iter().any(|claim| claim.status == status) {
                continue;
            }
            earlier = Some(facts.statuses.len());
            facts.statuses.push(StatusClaim {
                status,
                span: Span::new(sentence.start + range.start, sentence.start + range.end),
                body: ResponseBody::Unstated,
                headers: Vec::new(),
            });
        }
        let Some(claim) = earlier.and_then(|index| facts.statuses.get_mut(index)) else {
            continue;
        };
        if claim.body == ResponseBody::Unstated {
            claim.body = body;
        }
        claim.headers.extend(headers);
    }
}

/// Success statuses in a sentence: in a code span, or followed by their reason phrase.
fn statuses_in(text: &str) -> Vec<(Status, std::ops::Range<usize>)> {
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
        let status = status.filter(|status| status.is_success() || status.is_redirection());
        if let Some(status) = status {
            let rest = text.get(at + 3..).unwrap_or_default();
            let reason = status.reason().unwrap_or("\u{0}");
            let words = rest.strip_prefix(' ').unwrap_or_default();
            let has_reason = words
                .get(..reason.len())
                .is_some_and(|w| w.eq_ignore_ascii_case(reason));
            if has_reason || in_code {
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

fn body_of(text: &str) -> ResponseBody {
    if lexicon::says_empty_response(text) {
        ResponseBody::Empty
    } else if lexicon::says_response_content(text) {
        ResponseBody::Content
    } else {
        ResponseBody::Unstated
    }
}

/// Names in code spans beside the word for a header.
fn promised_headers(text: &str) -> Vec<HeaderName> {
    let parts: Vec<&str> = text.split('`').collect();
    let mut names = Vec::new();
    for (index, name) in parts.iter().enumerate().skip(1).step_by(2) {
        let before = parts[index - 1]
            .split_whitespace()
            .next_back()
            .unwrap_or_default();
        let after = parts.get(index + 1).copied().unwrap_or_default();
        let after = after.split_whitespace().next().unwrap_or_default();
        let is_status = name.starts_with(|c: char| c.is_ascii_digit());
        let beside = lexicon::says_header(before) || lexicon::says_header(after);
        if let (true, false, Ok(name)) = (beside, is_status, HeaderName::new(name)) {
            names.push(name);
        }
    }
    names
}

/// Sentences anywhere on the page that name a documented header and state its level.
pub(super) fn header_sentences(page: &Page, blocks: &[Block], facts: &mut Facts) {
    let names: HashSet<String> = facts
        .headers
        .iter()
        .map(|claim| claim.name.lower())
        .collect();
    let mut claims = Vec::new();
    for block in blocks {
        let Block::Paragraph { span } = block else {
            continue;
        };
        for sentence in sentences(page, *span) {
            let text = page.slice(sentence);
            let words = words_of(text);
            let named = |(word, _): &(&str, usize)| names.contains(&word.to_lowercase());
            if !words.iter().any(named) {
                continue;
            }
            let Some((presence, said)) = lexicon::presence(text) else {
                continue;
            };
            if !lexicon::says_header(text) {
                continue;
            }
            let level = Span::new(sentence.start + said.start, sentence.start + said.end);
            for (word, at) in words {
                if let (true, Ok(name)) =
                    (names.contains(&word.to_lowercase()), HeaderName::new(word))
                {
                    let start = sentence.start + at;
                    claims.push(HeaderClaim {
                        name,
                        name_span: Span::new(start, start + word.len()),
                        presence: Some((presence, level)),
                        value: None,
                        place: HeaderPlace::Sentence,
                    });
                }
            }
        }
    }
    facts.headers.extend(claims);
}

/// Words of letters, digits and `-`, with their offsets.
fn words_of(text: &str) -> Vec<(&str, usize)> {
    let of_word = |c: char| c.is_alphanumeric() || c == '-';
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, of_word(c)) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                words.push((&text[from..at], from));
                start = None;
            }
            _ => {}
        }
    }
    words
}
