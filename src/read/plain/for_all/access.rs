//! How a page shows, before its operations, that whoever asks is known, where no sentence of it demands that of each
//! request in as many words: a header that carries a credential, in a line or in a sentence on who may ask.

use std::cell::OnceCell;
use std::ops::Range;

use super::headers::{is_for_purpose, known_scheme, speaks_of_credentials};
use super::left_out::{leaves_others_out, without_exception};
use super::names::named;
use super::speaker::names_another;
use super::subjects::{WHOLE, is_unreserved};
use super::{Sentence, said_in, shortened};
use crate::protocol::HeaderName;
use crate::protocol::template::TOKEN_PLACEHOLDER;
use crate::read::message::header_line;
use crate::read::plain::layout::Layout;
use crate::read::plain::lines;
use crate::read::plain::stand_ins::{carries_credential, credential, header_value, is_other_key};
use crate::read::plain::statuses::sentences;
use crate::read::plain::target::Spelled;
use crate::read::{Claim, ForAll, HeaderClaim, Part};
use crate::table::Presence;
use crate::text::document::{Block, Code, Kind, Prose};
use crate::text::page::Span;

/// Words by which what is said around a header is said of each request.
const OF_EACH: &[&str] = &[
    " accompany each ",
    " accompany every ",
    " all requests",
    " any request",
    " each call",
    " each request",
    " every call",
    " every query",
    " every request",
    " into every ",
    " no anonymous ",
    " without exception",
    "a request is only processed if",
    "requests are signed in",
];

/// Words by which it is said of some requests only, of others' requests, or of what was.
const OF_SOME: &[&str] = &[
    " callback",
    " compulsory",
    " deprecated",
    " if auth",
    " if enabled",
    " if you ",
    " may be ",
    " most ",
    " not required",
    " optional",
    " call that ",
    " calls that ",
    " request that ",
    " requests that ",
    " requests which ",
    " signature",
    " some ",
    " webhook",
    " when auth",
    " when enabled",
];

/// A header that carries a credential, with where it stands.
struct Shown {
    name: HeaderName,
    value: String,
    span: Span,
    block: usize,
}

/// The header by which a page shows that whoever asks is known; none where it shows several, or speaks of some requests.
/// Of those that are `open` the page says that they go without it; what is answered without it is said in `refused`.
pub(super) fn shown(
    layout: &Layout<'_>,
    (scopes, parts): (&[Range<usize>], &[Part]),
    open: &[Spelled],
    spoken: &Spoken,
) -> Option<Claim<ForAll>> {
    // What an overview lists stands before what is said of it.
    let own = scopes.iter().zip(parts);
    let own = own.filter(|(_, part)| !part.facts.is_listed);
    let first = own.map(|(scope, _)| scope.start).min();
    let first = first.or_else(|| is_of_access(layout).then_some(layout.blocks.len()));
    let before = layout.blocks.get(..first.unwrap_or_default())?;
    let behind = spoken.of_all.iter().copied();
    let behind = behind.filter(|at| *at >= before.len() && is_below_access(layout, *at));
    let mut found: Vec<Shown> = Vec::new();
    for index in (0..before.len()).chain(behind) {
        found.extend(shown_in(layout, index));
    }
    let own = found.iter().find(|own| !is_of_another(layout, own.block))?;
    let is_same = |other: &Shown| other.name == own.name && other.value == own.value;
    let words = around(layout, own.block);
    let says = |all: &[&str]| all.iter().any(|phrase| words.contains(phrase));
    // What operations say of themselves goes before what is said of all, and is of some where it is another.
    let mut headers = parts.iter().flat_map(|part| &part.facts.headers);
    let is_other = |claim: &HeaderClaim| is_key(&claim.name) && claim.name != own.name;
    // What a header is called does not say that requests need it.
    let is_of_access = speaks_of_credentials(&words.replace(&own.name.lower(), " "));
    let is_plain = !says(OF_SOME) && !names_place(&words) && is_of_access;
    let is_refused = spoken.is_refused_in(layout, layout.section(own.block));
    let is_of_each = says(OF_EACH) || is_refused;
    // Below a heading on who may ask, what is shown alone is shown for all, and no more.
    let is_shown = is_of_each || is_below_access(layout, own.block);
    let is_shown = is_shown && is_said_of_requests(layout, own);
    if headers.any(is_other) || !found.iter().all(is_same) || !is_plain || !is_shown {
        return None;
    }
    let presence = match is_of_each && !leaves_others_out(before, open) {
        true => Presence::Required,
        false => Presence::Unstated,
    };
    Some(Claim {
        value: ForAll::Header {
            name: own.name.clone(),
            value: Some(own.value.clone()),
            presence,
        },
        span: own.span,
    })
}

/// Whether what is said around a block of what tells who asks is said of no requests only.
pub(super) fn is_plain_around(layout: &Layout<'_>, block: usize) -> bool {
    let words = around(layout, block);
    !OF_SOME.iter().any(|phrase| words.contains(phrase))
        && !names_place(&words)
        && !is_of_another(layout, block)
}

/// Whether what is said around a block is said of each request, or its section says what the others are answered.
pub(super) fn is_of_each(layout: &Layout<'_>, block: usize, spoken: &Spoken) -> bool {
    let words = around(layout, block);
    let says = OF_EACH.iter().any(|phrase| words.contains(phrase));
    says || spoken.is_refused_in(layout, layout.section(block))
}

/// What a page says beside the credential.
pub(super) struct Spoken {
    /// The blocks that speak for all.
    pub of_all: Vec<usize>,
    /// Where it says what is answered without a good credential.
    pub refused: Vec<Span>,
}

impl Spoken {
    /// Whether a section says what a request without a good credential is answered.
    fn is_refused_in(&self, layout: &Layout<'_>, section: usize) -> bool {
        let blocks = layout.sections[section].blocks.clone();
        let own = layout.blocks.get(blocks).unwrap_or_default();
        let mut words = own.iter().filter_map(said_in).map(Prose::whole);
        words.any(|words| {
            let is_within = |own: &Span| words.start <= own.start && own.end <= words.end;
            self.refused.iter().any(is_within)
        })
    }
}

/// The credential's header in a block: in its lines, where the words before it hold nothing back, or in its sentences.
fn shown_in(layout: &Layout<'_>, index: usize) -> Vec<Shown> {
    let Some(block) = layout.blocks.get(index) else {
        return Vec::new();
    };
    match &block.kind {
        Kind::Code(code) if is_announced(layout.blocks, index) => {
            in_code(layout, code, index).into_iter().collect()
        }
        _ => {
            let Some(prose) = said_in(block) else {
                return Vec::new();
            };
            let all = sentences(&prose.text).into_iter();
            let all = all
                .filter_map(|(start, text)| Sentence::new(prose, start, without_exception(text)));
            let all = all.filter(|sentence| is_plain(sentence) && !is_one_of(sentence));
            let scheme = OnceCell::new();
            let around = || known_scheme_around(layout, index, &scheme);
            let shown = all.flat_map(|sentence| in_sentence(&sentence, index, around));
            shown.collect()
        }
    }
}

/// Whether the words beside a header speak of what tells who asks, or its heading names it, and those with it of no
/// answer.
fn is_said_of_requests(layout: &Layout<'_>, shown: &Shown) -> bool {
    let from = shown.block.saturating_sub(NEAR);
    let near = layout.blocks.get(from..=shown.block).unwrap_or_default();
    let words = near.iter().filter_map(said_in);
    let words: Vec<String> = words.map(|words| words.text.to_lowercase()).collect();
    let own = shown.name.lower();
    let heading = layout.headings(shown.block).next();
    let heading = heading.map_or(String::new(), |words| shortened(&words.text).to_lowercase());
    let speaks = [
        "authenticat",
        "authori",
        "credential",
        "key",
        "password",
        "token",
    ]
    .iter()
    .any(|noun| heading.contains(noun))
        || words
            .iter()
            .any(|words| speaks_of_credentials(&words.replace(&*own, " ")));
    let block = layout.blocks.get(shown.block).map(|own| &own.kind);
    let last = words.last().map_or("", String::as_str);
    let lead = last.rsplit_once(". ").map_or(last, |(_, lead)| lead);
    let is_answered = matches!(block, Some(Kind::Code(_)))
        && [" answer", "response", " reply", "replies", "webhook"]
            .iter()
            .any(|word| lead.contains(word));
    speaks && !is_answered
}

/// So many headings around a block are asked for what it is on.
const MOST_HEADINGS: usize = 2;

/// Words of headings of how a caller is known, beside those that name what tells it.
const OF_ACCESS: &[&str] = &[
    "access",
    "identif",
    "logging in",
    "login",
    "who may",
    "security",
];

/// Whether the nearest heading of a block, or the one around it, is on who may ask.
pub(super) fn is_below_access(layout: &Layout<'_>, block: usize) -> bool {
    let mut headings = layout.headings(block).take(MOST_HEADINGS);
    headings.any(|words| {
        let lower = shortened(&words.text).to_lowercase();
        speaks_of_credentials(&lower) || OF_ACCESS.iter().any(|own| lower.contains(own))
    })
}

/// Whether words speak of the requests to a part of the service: "each request to the archive".
fn names_place(words: &str) -> bool {
    ["call", "calls", "request", "requests"].iter().any(|noun| {
        let phrases = ["to", "of", "for", "on"].map(|to| format!(" {noun} {to} "));
        phrases.iter().any(|phrase| {
            words.match_indices(phrase.as_str()).any(|(at, found)| {
                let rest = words.get(at + found.len()..).unwrap_or_default();
                let mut named = rest.split(|c: char| !c.is_alphanumeric());
                let mut named = named.by_ref().filter(|word| !word.is_empty()).take(3);
                !named.any(|word| WHOLE.contains(&word))
            })
        })
    })
}

/// Whether a page is on who may ask, by its title.
fn is_of_access(layout: &Layout<'_>) -> bool {
    let heading = layout.sections.iter().find_map(|section| section.heading);
    let words = heading.and_then(|heading| layout.blocks.get(heading)?.words());
    words.is_some_and(|words| speaks_of_credentials(&words.text.to_lowercase()))
}

/// Whether a block stands below a heading of what is no request to the service, or of a part of it.
fn is_of_another(layout: &Layout<'_>, block: usize) -> bool {
    let mut headings = layout.headings(block);
    headings.any(|heading| names_another(shortened(&heading.text)))
}

/// Whether a sentence holds nothing back of what it says of each request.
pub(super) fn is_plain(sentence: &Sentence<'_>) -> bool {
    let lower = sentence.lower.replace("is only processed if", "needs that");
    is_unreserved(&lower) && !is_for_purpose(&lower)
}

/// Whether a sentence names several places of which one will do.
fn is_one_of(sentence: &Sentence<'_>) -> bool {
    [" or ", "parameter", "query"]
        .iter()
        .any(|word| sentence.lower.contains(word))
}

/// Whether the words before a block hold nothing back.
fn is_announced(blocks: &[Block], block: usize) -> bool {
    let words = block
        .checked_sub(1)
        .and_then(|before| blocks.get(before))
        .and_then(said_in);
    words.is_some_and(|prose| {
        let last = sentences(&prose.text).into_iter().next_back();
        last.is_some_and(|(start, text)| {
            Sentence::new(prose, start, text).is_some_and(|sentence| is_plain(&sentence))
        })
    })
}

/// The credential's header in a block of a request, or of a line of it.
fn in_code(layout: &Layout<'_>, code: &Code, block: usize) -> Option<Shown> {
    let all = lines::lines(layout.page, code);
    let is_answer = all
        .first()
        .is_some_and(|(_, line)| line.trim_start().starts_with("HTTP/"));
    let mut all = all.into_iter().take(MOST_LINES).filter(|_| !is_answer);
    all.find_map(|(span, line)| {
        let quoted = line.split(['"', '\'']).chain([line]);
        let mut headers = quoted.filter_map(|text| header_line(text.trim()));
        let (name, value) = headers
            .find(|(name, value)| is_key(name) && !value.is_empty() && !value.starts_with('/'))?;
        Some(Shown {
            value: sent(&name, &value),
            name,
            span,
            block,
        })
    })
    .filter(|shown| shown.value.contains(TOKEN_PLACEHOLDER))
}

/// The credential's header that a sentence names, with the scheme that is named around it where it says none.
fn in_sentence(
    sentence: &Sentence<'_>,
    block: usize,
    scheme: impl Fn() -> Option<String>,
) -> Option<Shown> {
    let mut all = named(sentence).into_iter();
    all.find_map(|(name, value, span)| {
        let value = match value {
            Some(value) => sent(&name, &value),
            None if is_key(&name) && !carries_credential(&name) => TOKEN_PLACEHOLDER.to_owned(),
            None => credential(&name, sentence.text)
                .or_else(|| scheme().filter(|_| name.is_credential()))?,
        };
        let is_own = is_key(&name) && value.contains(TOKEN_PLACEHOLDER);
        is_own.then_some(Shown {
            name,
            value,
            span,
            block,
        })
    })
}

/// Whether a header's name, before the operations and where it is spoken of who may ask, is that of a key.
fn is_key(name: &HeaderName) -> bool {
    let lower = name.lower();
    let last = lower.rsplit('-').next().unwrap_or_default();
    let is_own = lower.contains('-')
        && ["auth", "key", "licence", "license", "secret", "token"].contains(&last)
        && !is_other_key(name);
    carries_credential(name) || is_own
}

/// The value of a header that carries a credential.
fn sent(name: &HeaderName, value: &str) -> String {
    match carries_credential(name) {
        true => header_value(name, value),
        false => TOKEN_PLACEHOLDER.to_owned(),
    }
}

/// The credential of `Authorization` with a scheme that the words around a block name, which are looked for once.
fn known_scheme_around(
    layout: &Layout<'_>,
    block: usize,
    known: &OnceCell<Option<String>>,
) -> Option<String> {
    let scheme = || known_scheme(&HeaderName::AUTHORIZATION, &around(layout, block));
    known.get_or_init(scheme).clone()
}

/// The words around a block in its section, in lower case.
fn around(layout: &Layout<'_>, block: usize) -> String {
    let section = layout.section(block);
    let from = block.saturating_sub(NEAR);
    let near = layout
        .blocks
        .iter()
        .enumerate()
        .skip(from)
        .take(2 * NEAR + 1);
    let near = near.filter(|(at, _)| layout.section(*at) == section);
    let words = near.filter_map(|(_, block)| said_in(block));
    let words: Vec<&str> = words.map(|words| words.text.as_str()).collect();
    let heading = layout
        .headings(block)
        .next()
        .map_or("", |words| shortened(&words.text));
    format!(" {heading} . {} ", words.join(" . "))
        .to_lowercase()
        .replace('\n', " ")
}

/// So many blocks before and behind a header are on it, too.
const NEAR: usize = 3;

/// The most lines of a block that are looked at.
const MOST_LINES: usize = 40;
