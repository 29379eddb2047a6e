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
    named(said).or_else(|| begun(said))
}

/// The base that a sentence names as such.
fn named(said: &Said<'_>) -> Option<Claim<ForAll>> {
    let (at, words) = BASES
        .iter()
        .filter(|words| !BEGINS.iter().any(|begins| begins.trim() == **words))
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
    value_behind(said, at + words.len())
}

/// The base that a sentence says all paths begin with: "Every path below starts with `/v1`".
fn begun(said: &Said<'_>) -> Option<Claim<ForAll>> {
    let sentence = &said.sentence.lower;
    let (at, words) = BEGINS
        .iter()
        .filter_map(|words| Some((sentence.find(words)?, *words)))
        .min()?;
    if !means_all_paths(sentence.get(..at)?) {
        return None;
    }
    let claim = value_behind(said, at + words.len())?;
    let ForAll::Base(base) = &claim.value else {
        return None;
    };
    let from = sentence.get(at..)?.find(&base.to_lowercase())? + at;
    let behind = sentence.get(from + base.len()..)?;
    let between = sentence.get(at + words.len()..from)?;
    // That it is left out says so once more; another path, or what is taken out, says that it is not that of all.
    let behind = match LEFT_OUT.iter().any(|words| behind.contains(words)) {
        true => behind.split([';', ',', '.', '(', ':']).next()?,
        false => behind,
    };
    let is_one = !behind.trim_start_matches(['/', '`']).contains(['/', '`']);
    let is_shown = AS_ONE.iter().any(|words| between.contains(words));
    let whole = format!("{} {behind}", sentence.get(..from)?);
    (is_one && !is_shown && is_unreserved(&whole)).then_some(claim)
}

/// Whether words mean all paths of a page: "all paths", "every path below", "the paths on this page are".
fn means_all_paths(before: &str) -> bool {
    let words: Vec<&str> = before
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let Some(noun) = words.iter().rposition(|word| PATHS.contains(word)) else {
        return false;
    };
    let (lead, rest) = words.split_at(noun);
    let rest = rest.get(1..).unwrap_or_default();
    let is_each = lead
        .iter()
        .any(|word| ["all", "any", "each", "every"].contains(word));
    let is_here = rest
        .iter()
        .any(|word| ["below", "document", "here", "page", "reference"].contains(word));
    let is_bare = lead.is_empty()
        && words[noun].ends_with('s')
        && rest.iter().all(|word| *word == "are" || *word == "all");
    let leaves_none = lead.iter().all(|word| BEFORE.contains(word));
    let goes_on = rest.iter().all(|word| BEHIND.contains(word));
    (is_each || is_here || is_bare) && leaves_none && goes_on
}

/// Words for what begins with a base.
const PATHS: &[&str] = &[
    "address",
    "addresses",
    "call",
    "calls",
    "endpoint",
    "endpoints",
    "path",
    "paths",
    "request",
    "requests",
    "route",
    "routes",
    "uri",
    "uris",
    "url",
    "urls",
];

/// Words before them that leave none out.
const BEFORE: &[&str] = &[
    "all", "any", "api", "each", "every", "http", "its", "of", "our", "request", "resource",
    "rest", "the", "their", "these",
];

/// Words behind them that leave none out.
const BEHIND: &[&str] = &[
    "all",
    "api",
    "are",
    "below",
    "described",
    "document",
    "documented",
    "given",
    "here",
    "in",
    "is",
    "listed",
    "mentioned",
    "must",
    "named",
    "of",
    "on",
    "page",
    "reference",
    "service",
    "shown",
    "the",
    "these",
    "this",
    "to",
    "be",
    "will",
    "written",
    "taken",
    "be",
    "understood",
    "always",
];

/// Words by which paths begin with a base.
const BEGINS: &[&str] = &[
    " begin with ",
    " begins with ",
    " start with ",
    " starts with ",
    " prefixed with ",
    " prefixed by ",
    " preceded by ",
    " relative to ",
    " live under ",
    " lives under ",
    " live below ",
    " lives below ",
    " found under ",
    " found below ",
    " located under ",
    " located below ",
    " served under ",
    " served below ",
    " served from ",
    " available under ",
    " reachable under ",
    " mounted at ",
    " mounted under ",
    " rooted at ",
    " are under ",
    " is under ",
    " have the prefix ",
    " has the prefix ",
    " carry the prefix ",
    " carries the prefix ",
    " share the prefix ",
    " go below ",
    " stand below ",
    " lie below ",
    " lie under ",
];

/// Words by which a base is left out where paths are written.
const LEFT_OUT: &[&str] = &[
    "abbreviat",
    "brevity",
    "drop",
    "left off",
    "left out",
    "leave it out",
    "leave out",
    "leaves it out",
    "not repeated",
    "not shown",
    "not written",
    "omit",
    "shorten",
];

/// Words by which one of several is shown.
const AS_ONE: &[&str] = &["e.g.", "example", "instance", "such as", "like "];

/// The base that stands behind a place of a sentence.
fn value_behind(said: &Said<'_>, at: usize) -> Option<Claim<ForAll>> {
    let rest = said.sentence.text.get(at..)?;
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
    let from = said.sentence.start + at + start;
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

#[cfg(test)]
mod tests {
    use crate::read::plain::Plain;
    use crate::read::{Dialect as _, ForAll};
    use crate::text::page::Page;

    /// The base that words give below a general heading of a page with an operation.
    fn base(words: &str) -> Option<String> {
        let text = format!(
            "# Desks\n\n## Conventions\n\n### Address and paths\n\n{words}\n\n## List desks\n\n`GET /desks`\n\nReturns `200`.\n"
        );
        let mut claims = Plain.read(&Page::new("desks.md", text)).for_all.into_iter();
        claims.find_map(|claim| match claim.value {
            ForAll::Base(base) => Some(base),
            _ => None,
        })
    }

    #[test]
    fn all_paths_begin_with_a_base() {
        for words in [
            "All paths begin with `/fp/v1`.",
            "All paths begin with `/fp/v1`; for the sake of brevity this prefix is left out in the headings, but not in the examples.",
            "The service listens on port 80. All paths begin with\n`/fp/v1`; it is left out below.",
            "Every path below starts with `/fp/v1`.",
            "Every path starts with `/fp/v1`, which is omitted from here on.",
            "All the URLs on this page are prefixed with `/fp/v1`.",
            "The paths in this document are relative to `/fp/v1`.",
            "The paths given below are relative to `/fp/v1/`.",
            "Paths are relative to `/fp/v1`.",
            "Each endpoint lives under `/fp/v1`.",
            "All endpoints are served under `/fp/v1`.",
            "All routes are mounted at `/fp/v1`.",
            "All request paths have the prefix `/fp/v1` (not shown below).",
            "All endpoints are available under the prefix `/fp/v1`.",
        ] {
            assert_eq!(base(words).as_deref(), Some("/fp/v1"), "{words}");
        }
        assert_eq!(
            base("All paths are relative to `https://desks.example/api`.").as_deref(),
            Some("https://desks.example/api")
        );
        assert_eq!(
            base("The paths below are relative to https://desks.example/v1.").as_deref(),
            Some("https://desks.example/v1")
        );
    }

    #[test]
    fn what_is_no_base_of_all_paths_is_none() {
        for words in [
            "All paths that begin with `/admin` require a token.",
            "Paths starting with `/admin` require a token.",
            "If a path begins with `/admin`, it requires a token.",
            "All paths begin with `/v1`, except `/health`.",
            "All paths begin with `/v1` or `/v2`.",
            "Most paths begin with `/v1`.",
            "All paths begin with the version, for example `/v1`.",
            "All paths begin with a slash.",
            "All paths begin with `/`.",
            "All admin paths begin with `/admin`.",
            "All paths of lamps begin with `/lamps`.",
            "The path of a desk begins with `/desks`.",
            "All names begin with `/v1`.",
            "All paths may start with `/v1`.",
            "All paths begin with `/{version}`.",
            "All paths in the file are relative to `/var/lib`; those of lamps are relative to `/srv`.",
        ] {
            assert_eq!(base(words), None, "{words}");
        }
    }
}
