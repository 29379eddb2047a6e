//! Requests in the rows of a table: a cell for the method and one for the path, a cell with both, or a path
//! above the table whose placeholders are the heads of its columns.

use super::labels::{Label, label};
use super::layout::Layout;
use super::lines::request_lines;
use super::spellings::leading;
use super::target;
use std::ops::Range;

use crate::protocol::Method;
use crate::protocol::target::RequestTarget;
use crate::read::RequestLine;
use crate::text::document::{Prose, Style};
use crate::text::page::Span;

/// The request of a table's row: a cell that is nothing but methods and one that is a path, or a cell with
/// both.
pub(super) fn row_request(cells: &[Prose]) -> Option<Vec<RequestLine>> {
    for cell in cells {
        let Some((all, end)) = leading(&cell.text) else {
            continue;
        };
        let rest = cell.text.get(end..).unwrap_or_default().trim();
        let is_code = cell.style_at(0) == Style::Code;
        if rest.is_empty() || is_code {
            let lines = all
                .iter()
                .flat_map(|spelled| request_lines(spelled, |range| cell.span(range)));
            return Some(lines.collect());
        }
    }
    let (at, methods) = cells.iter().enumerate().find_map(|(at, cell)| {
        let (methods, end) = target::methods(&cell.text)?;
        let is_whole = cell.text.get(end..)?.trim().is_empty();
        is_whole.then_some((at, methods))
    })?;
    let verb = &cells[at];
    let others = cells.iter().enumerate().filter(|(other, _)| *other != at);
    let (path, mut spelled) = others.into_iter().find_map(|(_, cell)| {
        let lead = cell.text.len() - cell.text.trim_start().len();
        let spelled = target::target_at(&cell.text, lead)?;
        let is_path = spelled.base.is_some() || cell.text.trim_start().starts_with(['/', '{', '<']);
        let rest = cell.text.get(spelled.end..)?.trim();
        let ends = rest.is_empty() || cell.style_at(lead) == Style::Code;
        (is_path || cell.style_at(lead) == Style::Code).then_some(())?;
        ends.then_some((cell, spelled))
    })?;
    spelled.methods = methods.iter().map(|(m, _)| (m.clone(), 0..0)).collect();
    let mut lines = request_lines(&spelled, |range| path.span(range));
    for (line, (_, range)) in lines.iter_mut().zip(&methods) {
        line.method_span = verb.span(range.clone());
    }
    Some(lines)
}

/// The requests of a row in a table whose columns are methods, each marked where it is supported.
pub(super) fn marked(head: &[Prose], cells: &[Prose]) -> Option<Vec<RequestLine>> {
    let verbs = head.iter().zip(cells).filter_map(|(name, cell)| {
        let method = target::method(name.text.trim(), false)?;
        let mark = cell.text.trim();
        let is_marked =
            !mark.is_empty() && !matches!(mark, "-" | "–" | "—" | "no" | "No" | "✗" | "❌");
        is_marked.then(|| (method, cell.whole()))
    });
    let verbs: Vec<_> = verbs.collect();
    let path = cells.iter().find_map(|cell| {
        let text = cell.text.trim();
        let mut spelled = target::target_at(text, 0).filter(|_| text.starts_with('/'))?;
        spelled.methods = verbs
            .iter()
            .map(|(method, _)| (method.clone(), 0..0))
            .collect();
        Some((spelled, cell.whole()))
    });
    let (spelled, place) = path.filter(|_| !verbs.is_empty())?;
    let mut lines = request_lines(&spelled, |_| place);
    for (line, (_, span)) in lines.iter_mut().zip(&verbs) {
        line.method_span = *span;
    }
    Some(lines)
}

/// The most blocks above that are looked through for a path.
const MOST_ABOVE: usize = 64;

/// The path that stands alone in a block above, between two blocks.
pub(super) fn path_above(
    layout: &Layout<'_>,
    from: usize,
    before: usize,
) -> Option<(RequestTarget, Span)> {
    let above = layout
        .blocks
        .get(from..before)?
        .iter()
        .rev()
        .take(MOST_ABOVE);
    let mut alone = above.filter_map(|block| {
        let (text, span) = layout.shown_alone(block)?;
        let spelled = text
            .starts_with('/')
            .then(|| target::target_at(text, 0))??;
        // A path with a placeholder: others are examples of it.
        let is_template = spelled.target.to_string().contains('{');
        (spelled.end == text.len() && is_template).then_some((spelled.target, span))
    });
    alone.next()
}

/// The requests of a row whose first cell is a path, below a heading that names the methods of all.
pub(super) fn of_heading(
    heading: &Prose,
    methods: &[(Method, Range<usize>)],
    head: &[Prose],
    cells: &[Prose],
) -> Option<Vec<RequestLine>> {
    let cell = cells.first()?;
    let lead = cell.text.len() - cell.text.trim_start().len();
    let mut spelled = target::target_at(&cell.text, lead)?;
    let is_path = cell.text[lead..].starts_with('/') || spelled.base.is_some();
    let is_named = head
        .first()
        .is_some_and(|head| label(&head.text) == Some(Label::Path));
    let is_whole = cell.text.get(spelled.end..)?.trim().is_empty();
    if !(is_path || is_named) || !is_whole {
        return None;
    }
    spelled.methods = methods.iter().map(|(m, _)| (m.clone(), 0..0)).collect();
    let mut lines = request_lines(&spelled, |range| cell.span(range));
    for (line, (_, range)) in lines.iter_mut().zip(methods) {
        line.method_span = heading.span(range.clone());
    }
    Some(lines)
}

/// The requests of a row with a method and no path, below a heading that is the path of all.
pub(super) fn of_path_above(
    heading: &Prose,
    head: &[Prose],
    cells: &[Prose],
) -> Option<Vec<RequestLine>> {
    let text = heading.text.trim();
    let mut spelled = target::target_at(text, 0).filter(|_| text.starts_with('/'))?;
    if spelled.end != text.len() {
        return None;
    }
    let named = head
        .iter()
        .position(|name| label(&name.text) == Some(Label::Method))?;
    let cell = cells.get(named)?;
    let (methods, end) = target::methods(&cell.text)?;
    if !cell.text.get(end..)?.trim().is_empty() {
        return None;
    }
    spelled.methods = methods.iter().map(|(m, _)| (m.clone(), 0..0)).collect();
    let mut lines = request_lines(&spelled, |_| heading.whole());
    for (line, (_, range)) in lines.iter_mut().zip(&methods) {
        line.method_span = cell.span(range.clone());
    }
    Some(lines)
}

/// The one path that the words right below a heading say the requests of its section are made to: "The endpoint
/// `/desks` takes two methods."
pub(super) fn path_said_above(layout: &Layout<'_>, from: usize) -> Option<(RequestTarget, Span)> {
    let heading = layout.blocks.get(from)?.words()?;
    if heading.text.trim_start().starts_with('/') {
        return None;
    }
    let own = layout.blocks.get(from + 1..)?.iter();
    let own = own.take_while(|block| block.is_prose());
    let mut said = own.take(MOST_PARAGRAPHS).filter(|block| {
        let words = block.words().map(|words| words.text.to_lowercase());
        words.is_some_and(|words| words.contains("endpoint") || words.contains("methods"))
    });
    let words = said.next()?.words()?;
    let code = words.runs.iter().filter(|run| run.style == Style::Code);
    let mut paths = code.filter_map(|run| {
        let written = words.text.get(run.range.clone())?;
        let spelled = target::target_at(written, 0).filter(|_| written.starts_with('/'))?;
        (spelled.end == written.len()).then(|| (spelled.target, words.span(run.range.clone())))
    });
    let plain = || {
        let spelled = target::target_at(&words.text, 0).filter(|_| words.text.starts_with('/'))?;
        Some((spelled.target, words.span(spelled.path)))
    };
    let Some(path) = paths.next() else {
        return plain();
    };
    paths.next().is_none().then_some(path)
}

/// The most paragraphs below a heading that are looked through for a path.
const MOST_PARAGRAPHS: usize = 8;

/// The path that stands alone in a block of a table's section, above the table.
pub(super) fn template_above(layout: &Layout<'_>, table: usize) -> Option<RequestTarget> {
    let section = layout.section(table);
    let from = layout.sections[section].blocks.start;
    path_above(layout, from, table).map(|(path, _)| path)
}

/// A path whose placeholders are the heads of a table's columns, with a row's cells in their places.
pub(super) fn filled(
    path: &RequestTarget,
    head: &[Prose],
    cells: &[Prose],
) -> Option<Vec<RequestLine>> {
    let (verb, methods) = cells.iter().find_map(|cell| {
        let (methods, end) = target::methods(&cell.text)?;
        cell.text
            .get(end..)?
            .trim()
            .is_empty()
            .then_some((cell, methods))
    })?;
    let mut text = path.to_string();
    let mut place = None;
    for (name, cell) in head.iter().zip(cells) {
        let placeholder = format!("{{{}}}", name.text.trim());
        if text.contains(&placeholder) {
            text = text.replace(&placeholder, cell.text.trim());
            place = Some(cell.whole());
        }
    }
    let place = place.filter(|_| !text.contains('{'))?;
    let mut spelled = target::target_at(&text, 0)?;
    spelled.methods = methods;
    let mut lines = request_lines(&spelled, |_| place);
    for line in &mut lines {
        line.method_span = verb.whole();
    }
    Some(lines)
}
