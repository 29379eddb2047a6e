//! Facts in sentences: levels of headers, request bodies, statuses.

use std::collections::HashSet;
use std::ops::Range;

use super::super::lexicon;
use crate::protocol::{HeaderName, Status};
use crate::read::{ErrorClaim, Facts, HeaderClaim, HeaderPlace, ParameterClaim, StatusClaim};
use crate::table::{ErrorResponse, Parameter, ParameterPlace, Presence, RequestBody, ResponseBody};
use crate::text::markdown::Block;
use crate::text::page::{Page, Span};

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
    let scheme = ["Bearer", "Basic"]
        .into_iter()
        .find(|scheme| cell.starts_with(scheme))?;
    let rest = &cell[scheme.len()..];
    let placeholder = rest.trim_start_matches([' ', '\u{a0}', '\\']);
    let opens = placeholder.starts_with(['{', '<', '[']) || placeholder.starts_with("&lt;");
    let is_apart = rest.len() > placeholder.len();
    (opens || is_apart && names_a_credential(placeholder)).then(|| format!("{scheme} {{token}}"))
}

/// Whether a text begins with a bare word for a credential, as in `Bearer access_token`.
fn names_a_credential(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
    let word = text[..end.unwrap_or(text.len())].to_ascii_lowercase();
    ["token", "code", "credential", "credentials", "jwt"]
        .iter()
        .any(|known| {
            word.strip_suffix(known).is_some_and(|before| {
                before.is_empty() || before.ends_with(['_', '-']) || before == "access"
            })
        })
}

/// When a conditional header must be sent, by the query options that the words name beside it.
pub(super) fn condition(cells: &[Span], page: &Page) -> Option<String> {
    let mut options: Vec<String> = Vec::new();
    for cell in cells {
        for (option, _) in options_in(page.slice(*cell)) {
            let option = format!("${option}");
            if !options.contains(&option) {
                options.push(option);
            }
        }
    }
    (!options.is_empty()).then(|| format!("query {}", options.join(", ")))
}

/// The names of query options, `$search`, without their sign, and where the sign stands.
fn options_in(text: &str) -> Vec<(&str, usize)> {
    let signs = text.match_indices('$');
    let names = signs.map(|(at, sign)| {
        let rest = &text[at + sign.len()..];
        let end = rest.find(|c: char| !c.is_ascii_alphabetic());
        (&rest[..end.unwrap_or(rest.len())], at)
    });
    let is_option = |(name, _): &(&str, usize)| {
        let mut known = ODATA_OPTIONS.iter();
        known.any(|option| option.eq_ignore_ascii_case(name))
    };
    names.filter(is_option).collect()
}

/// The system query options of OData (OASIS OData 4.01, part 2, §5.1), and `$ref`-like segments not.
const ODATA_OPTIONS: &[&str] = &[
    "apply",
    "compute",
    "count",
    "deltatoken",
    "expand",
    "filter",
    "format",
    "levels",
    "orderby",
    "search",
    "select",
    "skip",
    "skiptoken",
    "top",
];

/// The path of the file whose text a paragraph stands for, `[!INCLUDE [words](path)]`.
pub(super) fn include(paragraph: &str) -> Option<&str> {
    let text = paragraph.trim_start_matches(['>', ' ', '-', '*']);
    let mark = text.get(..9)?;
    if !mark.eq_ignore_ascii_case("[!include") {
        return None;
    }
    let (_, rest) = text.split_once("](")?;
    let (path, _) = rest.split_once(')')?;
    Some(path.trim())
}

/// Query options that the section on them names in code, but for those it takes back.
pub(super) fn query_options(page: &Page, span: Span, facts: &mut Facts) {
    for sentence in sentences(page, span) {
        let text = page.slice(sentence);
        if lexicon::says_not_supported(text) {
            continue;
        }
        for (name, at) in options_in(text) {
            let sent = format!("${name}");
            let start = sentence.start + at;
            facts.parameters.push(ParameterClaim {
                span: Span::new(start, start + sent.len()),
                parameter: Parameter {
                    name: sent,
                    place: ParameterPlace::Query,
                    kind: None,
                    presence: Presence::Unstated,
                    value: None,
                },
            });
        }
    }
}

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
        facts.errors.push(ErrorClaim {
            error: ErrorResponse { status, code: None },
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

/// A sentence outside the request body's section that says there is none.
pub(super) fn no_request_body(page: &Page, span: Span, facts: &mut Facts) {
    for sentence in sentences(page, span) {
        if lexicon::says_no_request_body(page.slice(sentence)) {
            let claim = (RequestBody::None, trimmed(page, sentence));
            facts.request_body.push(claim);
        }
    }
}

/// The `name=value` that a cell begins with, such as `return=minimal`.
pub(super) fn assignment(cell: &str) -> Option<&str> {
    let words = cell.trim_start_matches(['`', '*', ' ']);
    let word = words
        .split_whitespace()
        .next()?
        .trim_end_matches(['.', ',', ';', '`', '*']);
    let (name, value) = word.split_once('=')?;
    let is_token = |text: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'))
    };
    (is_token(name) && is_token(value)).then_some(word)
}

/// What a paragraph of the request body's section says.
pub(super) fn request_body(page: &Page, span: Span, facts: &mut Facts) {
    for sentence in sentences(page, span) {
        let text = page.slice(sentence);
        if lexicon::says_request_body_not_needed(text) {
            let said = trimmed(page, sentence);
            facts.request_body_not_needed.push(said);
            continue;
        }
        let body = if lexicon::says_no_request_body(text) || lexicon::is_none(text) {
            RequestBody::None
        } else if lexicon::says_json_request_body(text) {
            RequestBody::Json
        } else if lexicon::says_other_request_body(text) {
            RequestBody::Other
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
/// status speaks of those of the one before it; one with several says of each what stands after it.
pub(super) fn statuses(page: &Page, span: Span, facts: &mut Facts) {
    // The statuses of the last sentence that has any.
    let mut earlier: Range<usize> = 0..0;
    for sentence in sentences(page, span) {
        let text = page.slice(sentence);
        let mut found = statuses_in(text, false);
        found.retain(|(status, _)| status.is_success() || status.is_redirection());
        let headers = promised_headers(text);
        if !found.is_empty() {
            earlier = facts.statuses.len()..facts.statuses.len();
        }
        for (index, (status, range)) in found.iter().enumerate() {
            if facts.statuses.iter().any(|claim| claim.status == *status) {
                continue;
            }
            let start = sentence.start;
            let (body, body_span) = said_of(text, &found, index);
            earlier.end += 1;
            facts.statuses.push(StatusClaim {
                status: *status,
                span: Span::new(start + range.start, start + range.end),
                body,
                body_span: body_span.map(|said| Span::new(start + said.start, start + said.end)),
                headers: Vec::new(),
                when: None,
            });
        }
        let Some(claims) = facts.statuses.get_mut(earlier.clone()) else {
            continue;
        };
        let several = claims.len() > 1;
        for claim in claims.iter_mut().filter(|_| found.is_empty()) {
            let may_have_content = !(several && claim.status.forbids_content());
            if claim.body == ResponseBody::Unstated && may_have_content {
                claim.body = body_of(text);
                claim.body_span = Some(trimmed(page, sentence));
            }
        }
        if let Some(claim) = claims.last_mut() {
            claim.headers.extend(headers);
        }
    }
}

/// The success statuses that a request header's row states: they come with that header.
pub(super) fn statuses_with(
    page: &Page,
    cell: Span,
    header: (&HeaderName, Option<&str>),
    facts: &mut Facts,
) {
    let before = facts.statuses.len();
    statuses(page, cell, facts);
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
fn said_of(text: &str, found: &[Stated], index: usize) -> (ResponseBody, Option<Range<usize>>) {
    let start = if index == 0 { 0 } else { found[index].1.start };
    for at in index..found.len() {
        let end = found
            .get(at + 1)
            .map_or(text.len(), |(_, range)| range.start);
        let own = text.get(start..end).unwrap_or_default();
        let body = body_of(own);
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
            if has_reason || opens_code || alone_is_enough {
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
        if lexicon::says_nothing(text) {
            ResponseBody::Empty
        } else {
            ResponseBody::Content
        }
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
                        condition: None,
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

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn a_credential_is_known_however_its_placeholder_is_written() {
        for (cell, expect) in [
            ("Bearer {token}. Required.", Some("Bearer {token}")),
            ("Bearer \\{token\\}. Required.", Some("Bearer {token}")),
            ("Bearer &lt;token&gt; Required.", Some("Bearer {token}")),
            ("Bearer&lt;token&gt; erforderlich", Some("Bearer {token}")),
            ("`Bearer <access-token>`", Some("Bearer {token}")),
            ("Bearer access_token. Required.", Some("Bearer {token}")),
            ("Basic \\<credentials\\>", Some("Basic {token}")),
            ("Bearer. Required.", None),
            ("Bearer authentication is required.", None),
            ("A bearer token.", None),
        ] {
            assert_eq!(value(cell).as_deref(), expect, "{cell}");
        }
    }
}
