//! Where the words around an operation say that it wants to know who asks, it carries the credential that
//! the page shows with its other requests.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;

use super::layout::Layout;
use super::lines;
use super::stand_ins::header_value;
use super::statuses::sentences;
use crate::protocol::template::TOKEN_PLACEHOLDER;
use crate::protocol::{HeaderName, Method};
use crate::read::message::header_line;
use crate::read::{HeaderClaim, HeaderPlace, Part, RequestLine};
use crate::table::Presence;
use crate::text::document::{Block, Component, Field, Kind, Prose, Style};
use crate::text::page::Span;

/// Words that say that nobody is served who is not known.
const REQUIRES: &[&str] = &[
    "authentication is required",
    "authentication required",
    "must be authenticated",
    "needs authentication",
    "require authentication",
    "requires authentication",
];

/// Words with which a sentence says so of some requests only, or of none.
const RESERVES: &[&str] = &["401", " if ", "n't", " no ", " not ", " unless ", " when "];

/// Gives each operation whose blocks say so the credential of the page, where that has one.
pub(super) fn require(layout: &Layout<'_>, scopes: &[Range<usize>], parts: &mut [Part]) {
    let said = said(layout, REQUIRES, &[RESERVES]);
    let Some((shown, value)) = shown(parts).filter(|_| !said.is_empty()) else {
        return;
    };
    for (scope, part) in scopes.iter().zip(parts) {
        let Some(span) = first_within(&said, scope) else {
            continue;
        };
        let presence = Some((Presence::Required, span));
        let headers = &mut part.facts.headers;
        match headers.iter_mut().find(|claim| claim.name == shown.name) {
            Some(claim) => claim.presence = claim.presence.or(presence),
            None => headers.push(HeaderClaim {
                value: Some(value.clone()),
                presence,
                ..HeaderClaim::named(shown.name.clone(), span, HeaderPlace::Sentence)
            }),
        }
    }
}

/// Gives the credential's header of operations that require it the value that the page's requests show for it, else that
/// of the one scheme that the page shows anywhere, where they say none: a table has its name, and examples elsewhere its
/// scheme.
pub(super) fn fill(layout: &Layout<'_>, parts: &mut [Part]) {
    let shown = shown(parts);
    let carried = parts.iter().flat_map(|part| &part.facts.headers);
    let carried = carried.filter(|claim| claim.name == HeaderName::AUTHORIZATION);
    let carried: Vec<String> = carried.filter_map(|claim| claim.value.clone()).collect();
    let scheme = OnceCell::new();
    let headers = parts.iter_mut().flat_map(|part| &mut part.facts.headers);
    let is_required = |claim: &HeaderClaim| {
        claim
            .presence
            .is_some_and(|(level, _)| level == Presence::Required)
    };
    for claim in headers.filter(|claim| claim.value.is_none() && is_required(claim)) {
        let own = shown.as_ref().filter(|(own, _)| claim.name == own.name);
        let scheme = || scheme.get_or_init(|| scheme_in(layout, &carried)).clone();
        let is_scheme_s = claim.name == HeaderName::AUTHORIZATION;
        claim.value = match own {
            Some((_, value)) => Some(value.clone()),
            None => is_scheme_s.then(scheme).flatten(),
        };
    }
}

/// The value of `Authorization` with the one scheme that a page shows in its code and that none of some others goes
/// against.
fn scheme_in(layout: &Layout<'_>, carried: &[String]) -> Option<String> {
    let mut known: Option<String> = None;
    let shown = layout
        .blocks
        .iter()
        .flat_map(|block| in_code(layout, block));
    for value in shown.chain(carried.iter().cloned()) {
        let own = header_value(&HeaderName::AUTHORIZATION, &value);
        match &known {
            Some(known) if *known != own => return None,
            Some(_) => {}
            None => known = Some(own),
        }
    }
    known.filter(|value| value != TOKEN_PLACEHOLDER)
}

/// What a block shows in code for `Authorization`, in its lines or in runs of its words.
fn in_code(layout: &Layout<'_>, block: &Block) -> Vec<String> {
    let shown: Vec<&str> = match &block.kind {
        Kind::Code(code) => {
            let lines = lines::lines(layout.page, code);
            lines.into_iter().map(|(_, line)| line).collect()
        }
        Kind::Heading { text, .. }
        | Kind::Paragraph(text)
        | Kind::Item(text)
        | Kind::Term(text)
        | Kind::Field(Field { text, .. })
        | Kind::Component(Component { text, .. }) => in_runs(text).collect(),
        Kind::Table(table) => {
            let cells = table.rows.iter().flat_map(|row| &row.cells);
            cells.flat_map(in_runs).collect()
        }
        Kind::Directive(_) | Kind::Call(_) | Kind::Comment | Kind::Other(_) => Vec::new(),
    };
    let quoted = shown.into_iter().flat_map(|text| text.split(['"', '\'']));
    let lines = quoted.filter_map(|text| header_line(text.trim()));
    let own = lines.filter(|(name, value)| *name == HeaderName::AUTHORIZATION && !value.is_empty());
    own.map(|(_, value)| value).collect()
}

/// The runs of words that stand in code.
fn in_runs(text: &Prose) -> impl Iterator<Item = &str> {
    let code = text.runs.iter().filter(|run| run.style == Style::Code);
    code.filter_map(|run| text.text.get(run.range.clone()))
}

/// Words that say that whoever asks is served.
const OPEN: &[&str] = &[
    "anonymous",
    "auth required: no",
    "authentication is not required",
    "authentication: no",
    "authentication required: no",
    "does not need authentication",
    "n't need authentication",
    "n't require authentication",
    "no auth ",
    "no key is needed",
    "no key needed",
    "no token is needed",
    "no token needed",
    "no authentication",
    "not require any authentication",
    "not require authentication",
    "not require authorization",
    "public endpoint",
    "unauthenticated",
];

/// Words that say so, unless the sentence negates them.
const OPEN_WITHOUT: &[&str] = &["without authentication"];

/// Beginnings of words for what tells who asks.
const CREDENTIALS: &[&str] = &["auth", "credential", "key", "login", "password", "token"];

/// Words that may stand between "no" and what tells who asks.
const KINDS: &[&str] = &[
    "a", "access", "an", "any", "api", "bearer", "desk", "form", "http", "kind", "of", "site",
    "sort", "special", "user", "valid",
];

/// Words by which something is demanded, in the order of the voice that has it behind, and of that which has it before.
const WANTED: &[&str] = &[
    "asked",
    "demanded",
    "expected",
    "necessary",
    "needed",
    "required",
    "wanted",
];
const WANTS: &[&str] = &[
    "ask", "asks", "for", "need", "needs", "require", "requires", "take", "takes", "want", "wants",
];

/// Whether a sentence in lower case says that nothing which tells who asks is demanded: "No credentials are asked for",
/// "It needs no key".
fn asks_for_none(lower: &str) -> bool {
    let words = lower.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.iter().enumerate().any(|(at, word)| {
        let behind = words
            .iter()
            .skip(at + 1)
            .skip_while(|word| KINDS.contains(word));
        let mut behind = behind.peekable();
        let is_credential = |word: &&&str| CREDENTIALS.iter().any(|start| word.starts_with(start));
        if *word != "no" || behind.next_if(is_credential).is_none() {
            return false;
        }
        let is_small =
            |word: &&&str| ["and", "are", "is", "or"].contains(*word) || is_credential(word);
        let is_wanted = behind
            .find(|word| !is_small(word))
            .is_some_and(|word| WANTED.contains(word));
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        is_wanted || before.is_some_and(|word| WANTS.contains(word))
    })
}

/// Words that say of the requests beside them that they need nothing that tells who asks.
const WITHOUT: &[&str] = &[
    "no authentication",
    "no credential",
    "no key",
    "no token",
    "without a credential",
    "without a key",
    "without a token",
    "without authentication",
    "without it",
    "without one",
    "goes without",
    "go without",
    "is public",
    "are public",
    "is open to",
    "are open to",
    "public call",
    "public endpoint",
    "public operation",
    "public request",
    "public route",
    "needs none",
    "need none",
];

/// Words with which a sentence speaks of those who are refused.
const REFUSES: &[&str] = &["401", "403", "denied", "forbidden", "refuse", "reject"];

/// Words with which a sentence says that what is without a credential is not served, or not always.
const NEGATES: &[&str] = &["n't", " not ", "cannot", " never ", "fail", " if "];

/// Whether a sentence says that the requests beside its words need nothing that tells who asks.
pub(super) fn says_without(text: &str) -> bool {
    let padded = format!(" {} ", text.to_ascii_lowercase());
    let says = |all: &[&str]| all.iter().any(|words| padded.contains(words));
    let leaves_none = says(&[" are no ", " is no ", " is nothing "]);
    (says(WITHOUT) && !leaves_none || asks_for_none(&padded)) && !says(REFUSES) && !says(NEGATES)
}

/// Notes with each operation whose blocks say so that it is served without a credential.
pub(super) fn open(layout: &Layout<'_>, scopes: &[Range<usize>], parts: &mut [Part]) {
    let mut open = said(layout, OPEN, &[REFUSES]);
    open.extend(said(layout, OPEN_WITHOUT, &[REFUSES, NEGATES]));
    open.extend(said_by(layout, |lower| {
        let padded = format!(" {lower} ");
        let is_other = [REFUSES, NEGATES]
            .concat()
            .iter()
            .any(|word| padded.contains(word));
        (asks_for_none(lower) && !is_other).then_some(0..lower.len())
    }));
    open.sort_by_key(|(block, _)| *block);
    for (scope, part) in scopes.iter().zip(parts) {
        part.facts.is_open = first_within(&open, scope).is_some();
    }
}

/// Notes the same with those whose request what the page says of all names as one that anybody may make.
pub(super) fn open_named(to_anybody: &HashSet<(Method, String)>, parts: &mut [Part]) {
    if to_anybody.is_empty() {
        return;
    }
    let is_named =
        |line: &RequestLine| to_anybody.contains(&(line.method.clone(), line.path.path().shape()));
    for facts in parts.iter_mut().map(|part| &mut part.facts) {
        facts.is_open |= facts.requests.iter().any(is_named);
    }
}

/// The first of some places that stands in a stretch of blocks.
fn first_within(said: &[(usize, Span)], scope: &Range<usize>) -> Option<Span> {
    let first = said.partition_point(|(block, _)| *block < scope.start);
    let own = said.get(first).filter(|(block, _)| scope.contains(block));
    own.map(|(_, span)| *span)
}

/// The places of the page's sentences that say one of some words and none of others, in order, each with its block.
fn said(layout: &Layout<'_>, one_of: &[&str], none_of: &[&[&str]]) -> Vec<(usize, Span)> {
    said_by(layout, |lower| {
        let (from, length) = one_of
            .iter()
            .find_map(|words| Some((lower.find(words)?, words.len())))?;
        let words = format!(" {lower} ");
        let mut others = none_of.iter().copied().flatten();
        let is_plain = !others.any(|word| words.contains(word));
        is_plain.then_some(from..from + length)
    })
}

/// The places that are found in the page's sentences, taken in lower case, in order, each with its block.
fn said_by(layout: &Layout<'_>, find: impl Fn(&str) -> Option<Range<usize>>) -> Vec<(usize, Span)> {
    let blocks = layout.blocks.iter().enumerate();
    let prose = blocks.filter(|(_, block)| block.is_prose());
    let words = prose.filter_map(|(at, block)| Some((at, Block::words(block)?)));
    let found = words.flat_map(|(at, prose)| {
        let all = sentences(&prose.text).into_iter();
        let places = all.filter_map(|(start, text)| {
            let range = find(&text.to_ascii_lowercase())?;
            Some((at, prose.span(start + range.start..start + range.end)))
        });
        places.collect::<Vec<(usize, Span)>>()
    });
    found.collect()
}

/// The credential that the page's requests carry in a header, with its value; none where they carry several.
pub(super) fn shown(parts: &[Part]) -> Option<(HeaderClaim, String)> {
    let headers = parts.iter().flat_map(|part| &part.facts.headers);
    let mut carried = headers.filter_map(|claim| {
        let value = claim.value.as_ref()?;
        value
            .contains(TOKEN_PLACEHOLDER)
            .then(|| (claim.clone(), value.clone()))
    });
    let (first, value) = carried.next()?;
    carried
        .all(|(other, own)| other.name == first.name && own == value)
        .then_some((first, value))
}
