//! Requests whose method and path stand in places of their own: under two labels, or one in the heading and
//! the other below it. A section that names a single path and a method, and no request in another manner,
//! documents that request.

mod shown;

use std::collections::BTreeSet;
use std::ops::Range;

use super::labels::{Label, label};
use super::layout::Layout;
use super::mentions::{Carrier, Mention};
use super::spoken::{OfAll, said_below};
use super::target::{self, Spelled};
use crate::protocol::Method;
use crate::read::RequestLine;
use crate::text::document::{Kind, Prose, Style};
use crate::text::page::Span;

/// A path or a method that stands by itself.
enum Half {
    Path(Spelled, Span),
    Verbs(Vec<(Method, Span)>),
}

/// The requests of a page that are named in two halves, but for sections that name one in another manner.
pub(super) fn mentions(layout: &Layout<'_>, known: &[Mention]) -> Vec<Mention> {
    let firm = known.iter().filter(|mention| {
        !matches!(
            mention.carrier,
            Carrier::Sentence | Carrier::Client | Carrier::Wire | Carrier::Block
        )
    });
    let firm: BTreeSet<usize> = firm.map(|mention| mention.block).collect();
    let halves: Vec<(usize, Half)> = (0..layout.blocks.len())
        .filter_map(|block| Some((block, half(layout, block)?)))
        .collect();
    let mut sections: Vec<&Range<usize>> = layout.sections.iter().map(|s| &s.blocks).collect();
    // The innermost sections first: what holds one that is whole is none itself.
    sections.sort_by_key(|blocks| blocks.len());
    let of_all = OfAll::of(layout);
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let mut found = Vec::new();
    for blocks in sections {
        let start = halves.partition_point(|(block, _)| *block < blocks.start);
        let end = halves.partition_point(|(block, _)| *block < blocks.end);
        let own = halves.get(start..end).unwrap_or_default();
        let below = if own.is_empty() {
            lone_below(layout, blocks)
        } else {
            None
        };
        let own = below.as_slice().iter().chain(own);
        let own: Vec<&(usize, Half)> = own.collect();
        if own.is_empty() || own.len() > MOST_HALVES || firm.range(blocks.clone()).next().is_some()
        {
            continue;
        }
        if taken.range(blocks.clone()).next().is_some() {
            continue;
        }
        let shown = shown::within(known, blocks);
        if let Some((block, own)) = joined(layout, (blocks, shown), &own, &of_all) {
            taken.insert(block);
            found.extend(own);
        }
    }
    found
}

/// The requests of a section that has one path, and where that stands: with the methods that its halves, its words,
/// those of the page, or the requests that it shows give it.
fn joined(
    layout: &Layout<'_>,
    (blocks, shown): (&Range<usize>, &[Mention]),
    own: &[&(usize, Half)],
    of_all: &OfAll,
) -> Option<(usize, Vec<Mention>)> {
    let mut paths = own.iter().filter_map(|(block, half)| match half {
        Half::Path(spelled, span) => Some((*block, spelled, *span)),
        Half::Verbs(_) => None,
    });
    let (block, spelled, span) = paths.next()?;
    if paths.next().is_some() {
        return None;
    }
    // Blocks that begin with requests document these, but where they are those of the path.
    let has_block = shown.iter().any(shown::is_block);
    if has_block && own.len() > 1 {
        return None;
    }
    let verbs = own.iter().flat_map(|(at, half)| match half {
        Half::Verbs(verbs) => {
            // A method that heads what is said of it is declared there.
            let heads = *at > block && (layout.is_heading(*at) || is_marked(layout, *at));
            let place = if heads { *at } else { block };
            verbs.iter().map(|verb| (place, verb.clone())).collect()
        }
        Half::Path(_, _) => Vec::new(),
    });
    let mut verbs: Vec<(usize, (Method, Span))> = verbs.collect();
    if verbs.is_empty() {
        let said = said_below(layout, blocks, block);
        let of_all = of_all.over(block);
        let all = match (has_block, said.is_empty(), of_all.is_empty()) {
            (false, false, _) => said,
            (false, true, false) => of_all.to_vec(),
            (true, _, _) | (false, true, true) => shown::methods(shown, spelled),
        };
        verbs = all.into_iter().map(|verb| (block, verb)).collect();
    }
    let named = verbs.into_iter().map(|(place, (method, method_span))| {
        let line = RequestLine {
            method,
            method_span,
            path: spelled.target.clone(),
            path_span: span,
            base: spelled.base.clone().map(|(base, _)| (base, span)),
        };
        let carrier = if place != block && layout.is_heading(place) {
            Carrier::Heading
        } else {
            Carrier::Alone
        };
        Mention::named(carrier, place, line)
    });
    let named: Vec<Mention> = named.collect();
    (!named.is_empty()).then_some((block, named))
}

/// The most halves of a section that is looked at.
pub(super) const MOST_HALVES: usize = 16;

/// The path that stands alone in a fence or a paragraph right below the heading of a section without others below it.
fn lone_below(layout: &Layout<'_>, blocks: &Range<usize>) -> Option<(usize, Half)> {
    let block = blocks.start + 1;
    let own = layout
        .blocks
        .get(block)
        .filter(|_| blocks.contains(&block))?;
    let (text, place) = layout.shown_alone(own).filter(|_| !own.is_item())?;
    let is_line = !text.contains('\n') && text.len() > 1;
    let path = whole_path(text).filter(|_| is_line && layout.is_heading(blocks.start))?;
    Some((block, Half::Path(path, place)))
}

/// The methods that a block is no more than, below or behind a label.
pub(super) fn verbs_of(layout: &Layout<'_>, block: usize) -> Option<Vec<(Method, Span)>> {
    match half(layout, block)? {
        Half::Verbs(verbs) => Some(verbs),
        Half::Path(_, _) => None,
    }
}

/// What a block is a half of.
fn half(layout: &Layout<'_>, block: usize) -> Option<Half> {
    let own = layout.blocks.get(block)?;
    if let Kind::Code(code) = &own.kind {
        let text = layout.page.slice(code.body).trim();
        let is_one_line = !text.contains('\n') && code.text.is_none();
        return is_one_line
            .then(|| below_label(layout, block, &Prose::new(text, code.body, Style::Code)))
            .flatten();
    }
    if let Kind::Field(field) = &own.kind {
        return named(
            label(&field.name.text)?,
            &field.text,
            0..field.text.text.len(),
        );
    }
    let prose = own.words()?;
    let text = prose.text.trim();
    if let Kind::Heading { .. } = own.kind {
        return of_heading(prose, text);
    }
    of_label(prose)
        .or_else(|| below_label(layout, block, prose))
        .or_else(|| marked_verbs(&own.kind, prose))
}

/// A heading that is a path, or that begins with a method and no path: `GET - open a loan`.
fn of_heading(prose: &Prose, text: &str) -> Option<Half> {
    if let Some(path) = whole_path(text).or_else(|| file_path(text)) {
        return Some(Half::Path(path, prose.whole()));
    }
    let word = || {
        let is_plain = matches!(text, "Get" | "Post" | "Put" | "Patch" | "Delete" | "Head");
        let method = target::method(text, true).filter(|_| is_plain)?;
        Some((vec![(method, 0..text.len())], text.len()))
    };
    let (methods, end) = target::methods(text).or_else(word)?;
    let rest = text.get(end..)?.trim_start();
    let is_apart = rest.is_empty() || rest.starts_with(['-', '–', '—', ':']);
    let verbs = methods
        .into_iter()
        .map(|(method, _)| (method, prose.whole()));
    is_apart.then(|| Half::Verbs(verbs.collect()))
}

/// Whether a block begins with methods that are marked as those of what follows.
fn is_marked(layout: &Layout<'_>, block: usize) -> bool {
    let own = layout.blocks.get(block);
    let words = own.and_then(|own| Some((&own.kind, own.words()?)));
    words.is_some_and(|(kind, words)| marked_verbs(kind, words).is_some())
}

/// The methods that an item or a line begins with, in code or strong: `**GET**: all of them`.
fn marked_verbs(kind: &Kind, prose: &Prose) -> Option<Half> {
    let (methods, end) = target::methods(&prose.text)?;
    let rest = prose.text.get(end..)?.trim_start();
    let goes_on = matches!(kind, Kind::Item(_)) && rest.starts_with(['-', '–', '—', ':']);
    let may_head = matches!(kind, Kind::Item(_) | Kind::Paragraph(_) | Kind::Term(_));
    let is_apart = may_head && rest.is_empty() || goes_on;
    let is_marked = matches!(kind, Kind::Term(_)) || prose.style_at(0) != Style::Plain;
    let verbs = methods
        .into_iter()
        .map(|(method, at)| (method, prose.span(at)));
    (is_apart && is_marked).then(|| Half::Verbs(verbs.collect()))
}

/// Ends of names that say what is answered, of paths that are named without their first slash: `desks.json`.
const ANSWERED: &[&str] = &[
    ".json", ".xml", ".php", ".cgi", ".do", ".csv", ".rss", ".txt",
];

/// A path of one word without its first slash.
fn file_path(text: &str) -> Option<Spelled> {
    let is_path = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(c, '_' | '-' | '.' | '/' | '{' | '}' | ':' | '<' | '>')
    };
    let is_word = text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(is_path);
    let is_answered = ANSWERED.iter().any(|end| text.ends_with(end));
    if !is_word || !is_answered {
        return None;
    }
    target::target_at(&format!("/{text}"), 0)
}

/// `Method: GET`, ``Method `GET` `` and the same of a path.
fn of_label(prose: &Prose) -> Option<Half> {
    let text = &prose.text;
    let colon = text.find([':', '：']);
    let code = prose.runs.iter().find(|run| run.style == Style::Code);
    let code = code.map(|run| run.range.start);
    let cut = match (colon, code) {
        (Some(colon), Some(code)) => colon.min(code),
        (Some(cut), None) | (None, Some(cut)) => cut,
        (None, None) => return None,
    };
    let (name, value) = text.split_at_checked(cut)?;
    let value = value
        .trim_start_matches([':', '：', ' ', '\u{a0}'])
        .trim_end();
    let at = text.len()
        - text[cut..]
            .trim_start_matches([':', '：', ' ', '\u{a0}'])
            .len();
    named(label(name)?, prose, at..at + value.len())
}

/// A block that is nothing but a path or a method, right below a label or a heading that says which.
fn below_label(layout: &Layout<'_>, block: usize, words: &Prose) -> Option<Half> {
    let term = || {
        let above = layout.blocks.get(block.checked_sub(1)?)?;
        let is_term = matches!(above.kind, Kind::Term(_));
        above.words().filter(|_| is_term)
    };
    let above = layout.label(block).or_else(term)?;
    let name = above.text.trim().trim_end_matches([':', '：']);
    named(label(name)?, words, 0..words.text.len())
}

/// What a label says that a stretch of words is.
fn named(label: Label, words: &Prose, range: Range<usize>) -> Option<Half> {
    let value = words.text.get(range.clone())?;
    match label {
        Label::Method => {
            let (methods, end) = target::methods(value)?;
            let rest = value.get(end..)?.trim();
            let place = |at: Range<usize>| words.span(range.start + at.start..range.start + at.end);
            let verbs = methods.into_iter().map(|(method, at)| (method, place(at)));
            rest.chars()
                .all(|c| !c.is_alphanumeric())
                .then(|| Half::Verbs(verbs.collect()))
        }
        Label::Path => whole_path(value).map(|path| Half::Path(path, words.span(range))),
    }
}

/// The path that a text is from its first to its last character.
pub(super) fn whole_path(text: &str) -> Option<Spelled> {
    let text = text.trim();
    let spelled = target::target_at(text, 0)?;
    let begins = text.starts_with(['/', '{', '$', '<']) || spelled.base.is_some();
    let rest = text.get(spelled.path.end..)?;
    (begins && rest.trim_matches(['.', ' ']).is_empty()).then_some(spelled)
}
