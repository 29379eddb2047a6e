//! Statuses that titles of tabs and of blocks are, and first lines of blocks that are remarks.

use super::super::codes::codes;
use super::super::layout::Layout;
use super::{Stated, in_words};
use crate::text::document::{Block, Prose, Style};
use crate::text::page::Span;

/// The statuses that titles of a call are: `{% tab title="204: No Content" %}`.
pub(super) fn in_titles(call: &Prose) -> Vec<Stated> {
    let titles = call.text.match_indices("title=\"").take(MOST_TITLES);
    let titles = titles.filter_map(|(at, name)| {
        let start = at + name.len();
        let length = call.text.get(start..)?.find('"')?;
        let (_, value) = call.cut_at_text(start);
        let (value, _) = value.cut_at_text(length);
        Some(titled(&value))
    });
    titles.flatten().collect()
}

/// The most titles of one call that are read.
const MOST_TITLES: usize = 8;

/// The status that a title is, of a tab or of a block: `204`, `204: No Content, it is gone`, `201 Created`.
pub(super) fn titled(title: &Prose) -> Vec<Stated> {
    let is_mark = |c: char| matches!(c, '=' | '"' | '+' | '!' | ' ');
    let text = title.text.trim_matches(is_mark);
    let is_title = codes(text, true).first().is_some_and(|code| {
        let behind = text.get(3..).unwrap_or_default();
        let is_whole = code.range.len() > 3 || behind.is_empty() || behind.starts_with(':');
        code.range.start == 0 && is_whole
    });
    if !is_title {
        return Vec::new();
    }
    let mut stated = in_words(title, true);
    stated.truncate(1);
    stated
}

/// What stands behind the language of a fence: `json 201 Created`, `json title="200 OK"`.
fn info(layout: &Layout<'_>, block: &Block) -> Prose {
    let line = layout.page.slice(block.span).lines().next();
    let line = line.unwrap_or_default();
    let fence = line.trim_start_matches(['`', '~']);
    let is_fence = line.len() - fence.len() >= 3;
    let Some((_, words)) = fence.trim_start().split_once(' ').filter(|_| is_fence) else {
        return Prose::default();
    };
    let words = words.strip_prefix("title=").unwrap_or(words);
    let start = block.span.start + line.len() - words.len();
    let place = Span::new(start, start + words.len());
    Prose::new(words, place, Style::Plain)
}

/// The status that a fence gives what it shows.
pub(super) fn of_fence(layout: &Layout<'_>, block: &Block) -> Vec<Stated> {
    titled(&info(layout, block))
}

/// The status that the first line of a block is, as a remark: `// 201 Created`.
pub(super) fn remark(lines: &[(Span, &str)]) -> Vec<Stated> {
    let Some((span, line)) = lines.first() else {
        return Vec::new();
    };
    let words = line.trim_start();
    let Some(words) = ["//", "#", "/*"]
        .iter()
        .find_map(|mark| words.strip_prefix(mark))
    else {
        return Vec::new();
    };
    let words = words.trim_start();
    let lead = line.len() - words.len();
    let words = words.trim_end_matches(['*', '/', ' ']);
    let is_answer = words.starts_with(|c: char| c.is_ascii_digit())
        || ["Response ", "HTTP "]
            .iter()
            .any(|start| words.starts_with(start));
    if !is_answer || words.len() > LONGEST_REMARK {
        return Vec::new();
    }
    let start = (span.start + lead).min(span.end);
    in_words(
        &Prose::new(words, Span::new(start, span.end), Style::Plain),
        false,
    )
}

/// The longest remark that is read as a status, in bytes.
const LONGEST_REMARK: usize = 60;
