//! Which blocks list statuses: by the words or the heading above them, or by what all of them begin with.

use super::super::layout::{Layout, MOST_ITEMS};
use super::{MOST_CODES, says_statuses};
use crate::protocol::Status;
use crate::text::document::{Block, Kind};

/// Whether what a block stands in says that it lists statuses: the words before its list, or the heading.
pub(super) fn is_listed(layout: &Layout<'_>, block: usize) -> bool {
    let Some(own) = layout.blocks.get(block) else {
        return false;
    };
    let before = layout.blocks[..block].iter().rev();
    let label = before.take(MOST_ITEMS).find(|other| {
        let is_sibling = matches!(other.kind, Kind::Item(_)) && other.depth == own.depth;
        !is_sibling && other.depth <= own.depth
    });
    let says = label.is_some_and(|label| match &label.kind {
        Kind::Directive(directive) => says_statuses(&directive.name),
        Kind::Field(field) => says_statuses(&field.name.text),
        _ => label
            .words()
            .is_some_and(|words| says_statuses(&words.text)),
    });
    says || is_list_of_codes(layout, block)
        || layout
            .headings(block)
            .next()
            .is_some_and(|heading| says_statuses(&heading.text))
}

/// Whether a block is an item of a list whose items each begin with a code, an error's among them.
fn is_list_of_codes(layout: &Layout<'_>, block: usize) -> bool {
    let blocks = &layout.blocks;
    let Some(own) = blocks.get(block).filter(|own| own.is_item()) else {
        return false;
    };
    let is_sibling = |other: &&Block| other.depth == own.depth && other.is_item();
    let is_in = |other: &&Block| other.depth > own.depth || is_sibling(other);
    let (before, behind) = blocks.split_at(block);
    let before = before.iter().rev().take(MOST_CODES).take_while(is_in);
    let behind = behind.iter().take(MOST_CODES).take_while(is_in);
    let items = before.chain(behind).filter(is_sibling);
    let texts: Vec<&str> = items
        .filter_map(Block::words)
        .map(|words| words.text.as_str())
        .collect();
    match texts.as_slice() {
        [only] => is_error_told(only),
        all => are_codes(all.iter().copied()),
    }
}

/// Whether a text is an error's code, and behind it, or its reason, what it is answered for: "422 – the name is too long".
fn is_error_told(text: &str) -> bool {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let Some((code, behind)) = text.split_at_checked(digits) else {
        return false;
    };
    let status = code.parse().ok().and_then(Status::new);
    let Some(reason) = status.filter(|own| own.is_error()).and_then(Status::reason) else {
        return false;
    };
    let behind = behind.trim_start();
    let behind = behind.strip_prefix(reason).unwrap_or(behind).trim_start();
    let mut words = behind.split(|c: char| !c.is_alphabetic());
    behind.starts_with(['-', '–', '—', ':', '('])
        || matches!(words.next(), Some("if" | "when" | "unless"))
}

/// Whether texts each begin with a code of their own, an error's among them that no size of pages is, as a round number
/// may be: 100, 200, 500.
pub(super) fn are_codes<'t>(texts: impl Iterator<Item = &'t str>) -> bool {
    let mut seen = Vec::new();
    for text in texts {
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        let first = words.find(|word| !word.is_empty());
        let code = first.and_then(|word| Status::new(word.parse().ok()?));
        match code.filter(|code| code.reason().is_some()) {
            Some(code) if !seen.contains(&code) => seen.push(code),
            Some(_) | None => return false,
        }
    }
    let says = |codes: &[u16]| seen.iter().any(|status| codes.contains(&status.code()));
    let is_one = |status: &Status| status.is_error() && !status.code().is_multiple_of(100);
    let is_refusal = says(&[400]) && !says(&[100, 300]);
    seen.len() > 1 && (is_refusal || seen.iter().any(is_one))
}

/// Whether the words before a list, or the heading, speak of statuses.
pub(super) fn is_below_statuses(layout: &Layout<'_>, block: usize) -> bool {
    let before = layout.blocks[..block].iter().rev().take(MOST_ITEMS);
    let mut labels = before
        .filter(|other| !other.is_item())
        .filter_map(Block::words);
    let label = labels.next();
    label.is_some_and(|words| words.text.to_lowercase().contains("status"))
}
