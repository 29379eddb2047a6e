//! The marks of a line in any markup: what it begins with, its cells, its links, a fence.

use std::ops::Range;

use super::line::only_methods;

/// What a line begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Words.
    Plain,
    /// An item of a list.
    Item,
    /// A heading.
    Heading,
    /// A row of a table.
    Row,
    /// A directive, as in `.. http:get:: /loans`.
    Directive,
}

/// The marks that a line begins with.
pub(super) struct Lead {
    /// What it is, by the last of its marks that says so.
    pub(super) kind: Kind,
    /// How many bytes the marks take.
    pub(super) length: usize,
    /// The method that a directive's name has, and where its argument begins.
    pub(super) method: Option<(&'static str, usize)>,
}

impl Lead {
    /// The marks that a line begins with.
    pub(super) fn of(line: &str) -> Self {
        let mut lead = Self {
            kind: Kind::Plain,
            length: 0,
            method: None,
        };
        loop {
            let rest = &line[lead.length..];
            let trimmed = rest.trim_start();
            let at = lead.length + rest.len() - trimmed.len();
            let (kind, length) = if trimmed.starts_with('|') {
                lead.kind = Kind::Row;
                lead.length = at;
                return lead;
            } else if trimmed.starts_with('>') {
                (lead.kind, 1)
            } else if let Some(length) = heading_marks(trimmed) {
                (Kind::Heading, length)
            } else if let Some(length) = item_marks(trimmed) {
                (Kind::Item, length)
            } else if let Some(name) = directive(trimmed) {
                let length = name.len() + 5;
                let method = name.strip_prefix("http:").and_then(|word| {
                    only_methods(&word.to_ascii_uppercase()).and_then(|m| m.first().copied())
                });
                lead.method = method.map(|method| (method, at + length));
                (Kind::Directive, length)
            } else {
                lead.length = at;
                return lead;
            };
            lead.kind = kind;
            lead.length = at + length;
        }
    }
}

fn heading_marks(text: &str) -> Option<usize> {
    let mark = text.chars().next().filter(|c| matches!(c, '#' | '='))?;
    let length = text.chars().take_while(|c| *c == mark).count();
    (length <= 6 && text[length..].starts_with([' ', '\t'])).then_some(length + 1)
}

fn item_marks(text: &str) -> Option<usize> {
    let digits = text.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let length = match (digits, text.as_bytes().get(digits)) {
        (0, Some(b'-' | b'*' | b'+')) => 1,
        (1.., Some(b'.' | b')')) => digits + 1,
        (_, _) => return None,
    };
    text[length..]
        .starts_with([' ', '\t'])
        .then_some(length + 1)
}

/// The name of a directive, as in `.. http:get:: /loans`.
fn directive(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(".. ")?;
    let end = rest.find("::")?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_');
    (end > 0 && end <= 40 && rest[..end].chars().all(is_name)).then(|| &rest[..end])
}

/// The character and length of a fence, and what stands behind it.
pub(super) fn fence(text: &str) -> Option<(char, usize, &str)> {
    let mark = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = text.chars().take_while(|c| *c == mark).count();
    (length >= 3).then(|| (mark, length, text[length..].trim()))
}

/// The cells of a row's line.
pub(super) fn cells(line: &str, from: usize) -> Vec<Range<usize>> {
    let bytes = line.as_bytes();
    let mut depth = 0_usize;
    let mut cells = Vec::new();
    let mut begin = from;
    for at in from..bytes.len() {
        match bytes[at] {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'|' if depth == 0 && (at == 0 || bytes[at - 1] != b'\\') => {
                cells.push(begin..at);
                begin = at + 1;
            }
            _ => {}
        }
    }
    cells.push(begin..bytes.len());
    cells
}

/// Whether a cell is a link to another page and nothing else, as in an index of pages.
pub(super) fn is_link_to_page(cell: &str) -> bool {
    let cell = cell.trim().trim_matches(['*', '_', '`']);
    let text = cell.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    text.is_some_and(|(_, target)| {
        target.ends_with([')', ']']) && leads_to_page(&cell[cell.len() - target.len() - 1..])
    })
}

/// Whether what stands behind a link's text leads to another page of the same reference: not to a place
/// of this one, nor to a server.
pub(super) fn leads_to_page(text: &str) -> bool {
    let Some(target) = text.strip_prefix("](") else {
        return text
            .strip_prefix("][")
            .is_some_and(|name| !name.starts_with(']'));
    };
    let target = target.split([')', ' ']).next().unwrap_or_default();
    !target.is_empty() && !target.starts_with('#') && !target.contains("://")
}
