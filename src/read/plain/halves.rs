//! Requests whose method and path stand in places of their own: under two labels, or one in the heading and
//! the other below it. A section that names a single path and a method, and no request in another manner,
//! documents that request.

use std::collections::BTreeSet;
use std::ops::Range;

use super::labels::{Label, label};
use super::layout::Layout;
use super::mentions::{Carrier, Mention};
use super::target::{self, Spelled};
use crate::protocol::Method;
use crate::read::RequestLine;
use crate::text::document::{Kind, Prose, Style};
use crate::text::page::Span;

/// A path or a method that stands by itself.
enum Half {
    Path(Spelled, Span),
    Verb(Method, Span),
}

/// The requests of a page that are named in two halves, but for sections that name one in another manner.
pub(super) fn mentions(layout: &Layout<'_>, known: &[Mention]) -> Vec<Mention> {
    let firm = known.iter().filter(|mention| {
        !matches!(
            mention.carrier,
            Carrier::Sentence | Carrier::Client | Carrier::Wire
        )
    });
    let firm: BTreeSet<usize> = firm.map(|mention| mention.block).collect();
    let halves: Vec<(usize, Half)> = (0..layout.blocks.len())
        .filter_map(|block| Some((block, half(layout, block)?)))
        .collect();
    let mut sections: Vec<&Range<usize>> = layout.sections.iter().map(|s| &s.blocks).collect();
    // The innermost sections first: what holds one that is whole is none itself.
    sections.sort_by_key(|blocks| blocks.len());
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let mut found = Vec::new();
    for blocks in sections {
        let start = halves.partition_point(|(block, _)| *block < blocks.start);
        let end = halves.partition_point(|(block, _)| *block < blocks.end);
        let own = halves.get(start..end).unwrap_or_default();
        if own.len() < 2 || own.len() > MOST_HALVES || firm.range(blocks.clone()).next().is_some() {
            continue;
        }
        if taken.range(blocks.clone()).next().is_some() {
            continue;
        }
        let mut paths = own.iter().filter_map(|(block, half)| match half {
            Half::Path(spelled, span) => Some((*block, spelled, *span)),
            Half::Verb(_, _) => None,
        });
        let (Some((block, spelled, span)), None) = (paths.next(), paths.next()) else {
            continue;
        };
        let verbs = own.iter().filter_map(|(_, half)| match half {
            Half::Verb(method, span) => Some((method, *span)),
            Half::Path(_, _) => None,
        });
        for (method, method_span) in verbs {
            taken.insert(block);
            let line = RequestLine {
                method: method.clone(),
                method_span,
                path: spelled.target.clone(),
                path_span: span,
                base: spelled.base.clone().map(|(base, _)| (base, span)),
            };
            found.push(Mention::named(Carrier::Alone, block, line));
        }
    }
    found
}

/// The most halves of a section that is looked at.
const MOST_HALVES: usize = 16;

/// What a block is a half of.
fn half(layout: &Layout<'_>, block: usize) -> Option<Half> {
    let own = layout.blocks.get(block)?;
    if let Kind::Code(code) = &own.kind {
        let text = layout.page.slice(code.body).trim();
        let is_one_line = !text.contains('\n') && code.text.is_none();
        return is_one_line
            .then(|| below_label(layout, block, text, code.body))
            .flatten();
    }
    let prose = own.words()?;
    let text = prose.text.trim();
    if let Kind::Heading { .. } = own.kind {
        return of_heading(prose, text);
    }
    of_label(prose).or_else(|| below_label(layout, block, text, prose.whole()))
}

/// A heading that is a path, or that begins with a method and no path: `GET - open a loan`.
fn of_heading(prose: &Prose, text: &str) -> Option<Half> {
    if let Some(path) = whole_path(text) {
        return Some(Half::Path(path, prose.whole()));
    }
    let (methods, end) = target::methods(text)?;
    let (method, _) = methods.into_iter().next()?;
    let rest = text.get(end..)?.trim_start();
    let is_apart = rest.is_empty() || rest.starts_with(['-', '–', '—', ':']);
    is_apart.then(|| Half::Verb(method, prose.whole()))
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
    let span = prose.span(at..at + value.len());
    named(label(name)?, value, span)
}

/// A block that is nothing but a path or a method, right below a label or a heading that says which.
fn below_label(layout: &Layout<'_>, block: usize, text: &str, span: Span) -> Option<Half> {
    let above = layout.label(block)?;
    let name = above.text.trim().trim_end_matches([':', '：']);
    named(label(name)?, text, span)
}

fn named(label: Label, value: &str, span: Span) -> Option<Half> {
    match label {
        Label::Method => {
            let (methods, end) = target::methods(value)?;
            let (method, _) = methods.into_iter().next()?;
            let rest = value.get(end..)?.trim();
            rest.chars()
                .all(|c| !c.is_alphanumeric())
                .then_some(Half::Verb(method, span))
        }
        Label::Path => whole_path(value).map(|path| Half::Path(path, span)),
    }
}

/// The path that a text is from its first to its last character.
fn whole_path(text: &str) -> Option<Spelled> {
    let text = text.trim();
    let spelled = target::target_at(text, 0)?;
    let begins = text.starts_with(['/', '{', '$', '<']) || spelled.base.is_some();
    let rest = text.get(spelled.path.end..)?;
    (begins && rest.trim_matches(['.', ' ']).is_empty()).then_some(spelled)
}
