//! Headers that the requests of one operation must carry: named in a sentence of its section, or in the lines behind it.

use super::headers::{is_for_purpose, known_scheme, tells, words_padded};
use super::names::{is_brought, is_name, is_written_so, named};
use super::subjects::is_unreserved;
use super::{Sentence, said_in, without_consequence};
use crate::protocol::HeaderName;
use crate::read::message::header_line;
use crate::read::plain::layout::Layout;
use crate::read::plain::lines;
use crate::read::plain::parameters::media_type_in;
use crate::read::plain::stand_ins::{carries_credential, credential, header_value};
use crate::read::plain::statuses::sentences;
use crate::read::{HeaderClaim, HeaderPlace};
use crate::table::Presence;
use crate::text::document::{Kind, Prose};
use crate::text::page::Span;

/// The headers that the words of a block in an operation's section demand of its requests.
pub(in crate::read::plain) fn demanded(prose: &Prose) -> Vec<HeaderClaim> {
    let names = ["-", ":", "eader", "uthorization"];
    if !names.iter().any(|words| prose.text.contains(words)) {
        return Vec::new();
    }
    let all = main_clauses(prose);
    all.flat_map(|sentence| demanded_in(&sentence)).collect()
}

/// The headers of the lines behind a block in an operation's section whose words demand them of its requests.
pub(in crate::read::plain) fn demanded_behind(
    layout: &Layout<'_>,
    block: usize,
) -> Vec<HeaderClaim> {
    let is_code = layout
        .blocks
        .get(block + 1)
        .is_some_and(|next| matches!(next.kind, Kind::Code(_)));
    let words = layout
        .blocks
        .get(block)
        .and_then(said_in)
        .filter(|_| is_code);
    let all = words.into_iter().flat_map(main_clauses);
    all.flat_map(|sentence| shown_behind(layout, &sentence, block))
        .collect()
}

/// The sentences of words, each up to where it says what comes of it otherwise.
fn main_clauses(prose: &Prose) -> impl Iterator<Item = Sentence<'_>> {
    let all = sentences(&prose.text).into_iter();
    all.filter_map(|(start, text)| Sentence::new(prose, start, without_consequence(text)))
}

/// The headers that a sentence in the section of an operation says its requests must carry, each with the value that
/// it gives.
fn demanded_in(sentence: &Sentence<'_>) -> Vec<HeaderClaim> {
    let padded = words_padded(sentence);
    let demands = STRICT.iter().any(|word| padded.contains(word));
    if !demands || !speaks_of_requests(sentence, &padded) {
        return Vec::new();
    }
    let claims = named(sentence)
        .into_iter()
        .filter_map(|(name, value, span)| {
            let value = match value {
                Some(value) => Some(header_value(&name, &value)),
                None if name == HeaderName::CONTENT_TYPE => Some(media_type(sentence)?),
                None => credential(&name, sentence.text)
                    .or_else(|| known_scheme(&name, &sentence.lower)),
            };
            let is_own = !is_brought(&name) || name == HeaderName::CONTENT_TYPE;
            is_own.then(|| required_header(name, value, span))
        });
    claims.collect()
}

fn required_header(name: HeaderName, value: Option<String>, span: Span) -> HeaderClaim {
    HeaderClaim {
        presence: Some((Presence::Required, span)),
        value,
        ..HeaderClaim::named(name, span, HeaderPlace::Sentence)
    }
}

/// Whether a sentence speaks of requests alone, without a choice or a reservation.
fn speaks_of_requests(sentence: &Sentence<'_>, padded: &str) -> bool {
    let is_other = OTHERS.iter().any(|word| padded.contains(word));
    !is_other && is_unreserved(&sentence.lower) && !is_for_purpose(&sentence.lower)
}

/// The one type of content that a sentence names, or the words around it where it names none: JSON by its name.
fn media_type(sentence: &Sentence<'_>) -> Option<String> {
    let around = &sentence.prose.text;
    let own = media_type_in(sentence.text).or_else(|| media_type_in(around));
    let mut words = around.split(|c: char| !c.is_alphanumeric());
    let names_other = ["application/", "multipart/", "text/"]
        .iter()
        .any(|kind| around.contains(kind));
    let is_json = !names_other && words.any(|word| word == "JSON");
    own.or_else(|| is_json.then(|| "application/json".to_owned()))
}

/// The headers in a block of nothing but their lines, behind words that demand them of an operation's requests.
fn shown_behind(layout: &Layout<'_>, sentence: &Sentence<'_>, block: usize) -> Vec<HeaderClaim> {
    let padded = words_padded(sentence);
    let is_strict = STRICT.iter().any(|word| padded.contains(word));
    let demands = is_strict || tells(&sentence.lower);
    let is_example = padded.contains(" example");
    let ends = sentence.start + sentence.text.len() == sentence.prose.text.len();
    if !demands || is_example || !ends || !speaks_of_requests(sentence, &padded) {
        return Vec::new();
    }
    let Some(Kind::Code(code)) = layout.blocks.get(block + 1).map(|next| &next.kind) else {
        return Vec::new();
    };
    let shown = lines::lines(layout.page, code);
    let filled = shown.iter().filter(|(_, line)| !line.trim().is_empty());
    let headers = filled.take(MOST_SHOWN + 1).map(|(span, line)| {
        let (name, value) = header_line(line.trim())?;
        let is_header = is_name(&name) || is_written_so(&name);
        is_header.then(|| required_header(name.clone(), Some(header_value(&name, &value)), *span))
    });
    let headers: Option<Vec<HeaderClaim>> = headers.collect();
    let headers = headers
        .filter(|all| all.len() <= MOST_SHOWN)
        .unwrap_or_default();
    headers
        .into_iter()
        .filter(|claim| !is_brought(&claim.name))
        // What the reader is told to send may be shown as one way of several, but for what tells who asks.
        .filter(|claim| is_strict || carries_credential(&claim.name))
        .collect()
}

/// The most lines of headers that words announce.
const MOST_SHOWN: usize = 6;

/// Words by which a sentence demands a header that it names.
const STRICT: &[&str] = &[
    " have to ",
    " has to ",
    " is mandatory ",
    " is required ",
    " must ",
    " need ",
    " needs ",
    " require ",
    " requires ",
];

/// Words of sentences that speak of something else as well, or of a choice.
const OTHERS: &[&str] = &[
    " one of ", " or ", " answer", " query", " repl", " respon", " return",
];
