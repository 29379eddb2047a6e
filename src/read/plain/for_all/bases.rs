//! The base of all paths: in a sentence, behind a label, or in the block behind what announces it.

use super::Said;
use super::subjects::{is_unreserved, subject};
use crate::protocol::target::is_url;
use crate::read::plain::layout::Layout;
use crate::read::{Claim, ForAll};
use crate::text::document::Style;

/// Labels and words by which a sentence gives the base of all paths.
const BASES: &[&str] = &[
    "base url",
    "base uri",
    "base path",
    "basepath",
    "api root",
    "root url",
    "base endpoint",
    "prefixed with",
    "prefixed by",
    "relative to",
    "url prefix",
    "path prefix",
];

/// The base of all paths that a sentence says: "The base URL is `https://…/api/v1`".
pub(super) fn said(said: &Said<'_>) -> Option<Claim<ForAll>> {
    let (at, words) = BASES
        .iter()
        .find_map(|words| Some((said.sentence.lower.find(words)?, *words)))?;
    let is_of_all = subject(said).is_some_and(|own| own.methods.is_empty())
        || [
            "all urls",
            "all paths",
            "all uris",
            "all endpoints",
            "each url",
            "every url",
        ]
        .iter()
        .any(|of| said.sentence.lower.contains(of));
    let is_said = words.contains("base") || words.contains("root") || is_of_all;
    if !is_said || !is_unreserved(&said.sentence.lower) || said.sentence.lower.contains("example:")
    {
        return None;
    }
    let rest = said.sentence.text.get(at + words.len()..)?;
    let offset = rest.find(['/', 'h']).filter(|offset| *offset < FAR)?;
    let (start, value) = rest
        .char_indices()
        .skip_while(|(place, _)| *place < offset)
        .filter(|(place, _)| {
            rest[..*place].ends_with([' ', ':', '"', '\'', '(']) || *place == offset
        })
        .find_map(|(place, _)| {
            let text = rest.get(place..)?;
            let is_base = is_url(text) || text.starts_with('/');
            let end = text
                .find([' ', ',', ';', ')', '"', '\'', '`'])
                .unwrap_or(text.len());
            is_base.then(|| (place, text[..end].trim_end_matches(['.', '/', ':'])))
        })?;
    let from = said.sentence.start + at + words.len() + start;
    let is_set_apart = said.sentence.prose.style_at(from) == Style::Code || value.contains("://");
    (is_set_apart && is_base(value)).then(|| Claim {
        value: ForAll::Base(value.to_owned()),
        span: said.sentence.prose.span(from..from + value.len()),
    })
}

/// The base that the block behind a sentence is: "The base URL of all calls is:".
pub(super) fn behind(layout: &Layout<'_>, said: &Said<'_>) -> Option<Claim<ForAll>> {
    let words = said.sentence.lower.trim_end();
    let label = words.strip_suffix(':')?;
    let is_label = BASES.iter().any(|words| label.contains(words));
    let ends = said.sentence.start + said.sentence.text.len() == said.sentence.prose.text.len();
    if !is_label || !ends || label.len() > LONGEST_LABEL || !is_unreserved(&said.sentence.lower) {
        return None;
    }
    let (text, span) = layout.shown_alone(layout.blocks.get(said.block + 1)?)?;
    let value = text.trim_end_matches('/');
    let is_whole = value.contains("://") || value.starts_with('/');
    // Whoever asks is no part of it.
    let is_whole = is_whole && !value.contains(['\n', ' ', '@']);
    (is_whole && is_base(value)).then(|| Claim {
        value: ForAll::Base(value.to_owned()),
        span,
    })
}

/// Whether a text can be a base: whole, without a placeholder.
fn is_base(value: &str) -> bool {
    let is_long = value.len() > 1 && value.len() <= LONGEST_BASE;
    is_long && !value.contains(['<', '{', '?', '$', '*', '['])
}

/// The longest sentence that announces a base, in bytes.
const LONGEST_LABEL: usize = 80;

/// How far behind its words a base may stand, in bytes.
const FAR: usize = 60;

/// The longest base, in bytes.
const LONGEST_BASE: usize = 256;
