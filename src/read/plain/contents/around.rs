//! What stands around a list of names, beside the words on it: the title of the page, the status of an error, and JSON that
//! has the names.

use serde_json::Value;

use super::super::codes::possible;
use super::super::layout::Layout;
use super::rows::Entries;
use crate::protocol::Status;
use crate::text::document::{Kind, Prose};

/// Whether words are the first heading of the page.
pub(super) fn is_title(layout: &Layout<'_>, words: &Prose) -> bool {
    let mut headings = layout.blocks.iter().filter_map(|own| match &own.kind {
        Kind::Heading { text, .. } => Some(text),
        _ => None,
    });
    headings
        .next()
        .is_some_and(|first| std::ptr::eq(first, words))
}

/// Whether words that lead a list have the status of an error, and of no success.
pub(super) fn says_error(words: &str) -> bool {
    let statuses: Vec<Status> = possible(words).collect();
    let has_success = statuses.iter().any(|status| status.is_success());
    !has_success && statuses.iter().any(|status| status.is_error())
}

/// Whether a block of JSON above a list, in its section, shows an object that has most of what is listed.
pub(super) fn shows_members(layout: &Layout<'_>, block: usize, entries: &Entries) -> bool {
    let section = layout.section(block);
    let before = layout.blocks.get(..block).unwrap_or_default().iter();
    let mut before = before.enumerate().rev().take(12);
    let shown = before.find_map(|(at, own)| match &own.kind {
        Kind::Code(code) if layout.section(at) == section => Some(code),
        _ => None,
    });
    let text = shown.map(|code| {
        let text = code.text.as_deref();
        text.unwrap_or_else(|| layout.page.slice(code.body))
    });
    let json = text.and_then(|text| serde_json::from_str::<Value>(text).ok());
    let Some(members) = json.as_ref().and_then(Value::as_object) else {
        return false;
    };
    let names = entries.list.iter().filter_map(|entry| {
        let first = entry.members.first()?.path.tokens().first()?;
        Some(first.written().to_owned())
    });
    let names: Vec<String> = names.collect();
    let known = names.iter().filter(|name| members.contains_key(*name));
    names.len() > 1 && known.count() * 4 >= names.len() * 3
}
