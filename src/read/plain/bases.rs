//! Lists of paths within each other: what the request of an item goes on from, and the methods of an item that is
//! a path.

use super::halves::verbs_of;
use super::layout::Layout;
use super::mentions::{Carrier, Mention};
use super::target::{self, Spelled};
use crate::protocol::target::RequestTarget;
use crate::read::RequestLine;
use crate::text::document::{Block, Kind, Prose};
use crate::text::page::Span;

/// The paths of the items that an item stands in, which its own goes on from: a list of paths, with the requests
/// of each below it.
#[derive(Default)]
pub(super) struct Bases {
    /// The items that are open.
    open: Vec<Open>,
    /// The level of a heading that names the path of what it lists, and the path: `Desks (/api/desks)`.
    heading: Option<(u8, String)>,
}

/// An item that is open.
struct Open {
    depth: usize,
    block: usize,
    /// The whole path, where the item is no more than one, and where its own part stands.
    path: Option<(String, Span)>,
}

impl Bases {
    /// Takes the next block of the page.
    pub(super) fn enter(&mut self, index: usize, block: &Block) {
        while self
            .open
            .last()
            .is_some_and(|open| open.depth >= block.depth)
        {
            self.open.pop();
        }
        if let Kind::Heading { level, text, .. } = &block.kind {
            if self.heading.as_ref().is_some_and(|(own, _)| own >= level) {
                self.heading = None;
            }
            if let Some(path) = in_parentheses(text) {
                self.heading = Some((*level, path));
            }
        } else if let Kind::Item(words) = &block.kind {
            let own = lone_path(words);
            let path = own.map(|text| (format!("{}{text}", self.base()), words.whole()));
            let path = path.filter(|(path, _)| path.len() <= LONGEST_BASE);
            self.open.push(Open {
                depth: block.depth,
                block: index,
                path,
            });
        }
    }

    fn base(&self) -> &str {
        let around = self.open.last().and_then(|open| open.path.as_ref());
        around.map_or("", |(path, _)| path)
    }

    /// The item around the last one.
    fn around(&self) -> Option<&Open> {
        let at = self.open.len().checked_sub(2)?;
        self.open.get(at)
    }

    /// Puts the path that a request of an item goes on from before its own.
    pub(super) fn complete(&self, block: &Block, line: &mut RequestLine) {
        if !matches!(block.kind, Kind::Item(_)) || line.base.is_some() {
            return;
        }
        let item = self.around().and_then(|open| open.path.as_ref());
        let heading = self.heading.as_ref().map(|(_, path)| path);
        let Some(base) = item.map(|(path, _)| path).or(heading) else {
            return;
        };
        join(base, line);
    }
}

/// Puts a base before a path, but where that begins as the base does: then it is whole.
fn join(base: &str, line: &mut RequestLine) {
    let own = line.path.to_string();
    let first = |path: &str| path.split('/').nth(1).unwrap_or_default().to_owned();
    if first(&own) == first(base) {
        return;
    }
    if let Some(whole) = target::target_at(&format!("{base}{own}"), 0) {
        line.path = whole.target;
    }
}

/// Requests of items that are no more than a path, with the methods that the items in them name: `Method: GET`, or
/// `GET - all of them`.
pub(super) fn mentions(layout: &Layout<'_>) -> Vec<Mention> {
    let mut bases = Bases::default();
    let mut found = Vec::new();
    for (index, block) in layout.blocks.iter().enumerate() {
        bases.enter(index, block);
        let Kind::Item(words) = &block.kind else {
            continue;
        };
        let around = bases.around().filter(|open| open.depth + 1 == block.depth);
        let Some((open, (path, span))) = around.and_then(|open| Some((open, open.path.as_ref()?)))
        else {
            continue;
        };
        let Ok(path) = RequestTarget::new(&super::placeholders::with_braces(path)) else {
            continue;
        };
        let labelled = verbs_of(layout, index);
        let (carrier, place, verbs) = match labelled {
            Some(verbs) => (Carrier::Alone, open.block, verbs),
            None => (Carrier::Leading, index, leading_verbs(words)),
        };
        found.extend(verbs.into_iter().map(|(method, method_span)| {
            let line = RequestLine::joined((method, method_span), (path.clone(), *span));
            Mention::named(carrier, place, line)
        }));
    }
    found
}

/// The methods that an item begins with, before a mark and words: `GET - all of them`.
fn leading_verbs(words: &Prose) -> Vec<(crate::protocol::Method, Span)> {
    let Some((methods, end)) = target::methods(&words.text) else {
        return Vec::new();
    };
    let rest = words.text.get(end..).unwrap_or_default().trim_start();
    if !rest.is_empty() && !rest.starts_with(['-', '–', '—', ':']) {
        return Vec::new();
    }
    let placed = methods.into_iter();
    placed
        .map(|(method, range)| (method, words.span(range)))
        .collect()
}

/// The path that an item is no more than.
fn lone_path(words: &Prose) -> Option<&str> {
    let text = words.text.trim().trim_end_matches(':');
    let spelled = target::target_at(text, 0).filter(|_| text.starts_with('/') && text.len() > 1)?;
    (spelled.end == text.len()).then(|| text.trim_end_matches('/'))
}

/// The path in parentheses that a heading ends with, behind words that name no method.
fn in_parentheses(heading: &Prose) -> Option<String> {
    let text = heading.text.trim().strip_suffix(')')?;
    let (words, path) = text.rsplit_once('(')?;
    let spelled: Spelled = target::target_at(path, 0).filter(|_| path.starts_with('/'))?;
    let is_named = names_method(words);
    let is_base = spelled.end == path.len() && path.len() <= LONGEST_BASE && path.len() > 1;
    (is_base && !is_named && !words.trim().is_empty())
        .then(|| path.trim_end_matches('/').to_owned())
}

/// Whether one of some words is a method.
fn names_method(words: &str) -> bool {
    let mut words = words.split(|c: char| !c.is_ascii_alphabetic());
    words.any(|word| target::method(word, false).is_some())
}

/// The longest path of items within each other, in bytes.
const LONGEST_BASE: usize = 256;

/// Puts the path that a section's heading or words say is the base of all in it before those of its requests that
/// cannot be whole: one of them is `/`, or begins with a placeholder.
pub(super) fn complete_relative(layout: &Layout<'_>, requests: &mut [Mention]) {
    for section in &layout.sections {
        let Some(base) = section_base(layout, &section.blocks, section.heading) else {
            continue;
        };
        let from = requests.partition_point(|mention| mention.block < section.blocks.start);
        let to = requests.partition_point(|mention| mention.block < section.blocks.end);
        let Some(own) = requests.get_mut(from..to) else {
            continue;
        };
        let is_relative = |mention: &Mention| {
            let path = mention.line.path.path().as_str();
            path == "/"
                || path.starts_with("/{") && path.ends_with('}') && path.matches('/').count() == 1
        };
        let are_named = |mention: &&Mention| {
            matches!(
                mention.carrier,
                Carrier::Row | Carrier::Alone | Carrier::Leading | Carrier::Block
            ) && mention.line.base.is_none()
        };
        if own.len() > MOST_RELATIVE || !own.iter().filter(are_named).any(is_relative) {
            continue;
        }
        for mention in own.iter_mut().filter(|mention| are_named(&&**mention)) {
            join(&base, &mut mention.line);
        }
    }
}

/// The most requests of a section that a base is put before.
const MOST_RELATIVE: usize = 400;

/// The path that is the base of what a section names: in its heading, behind words, or behind a label for it.
fn section_base(
    layout: &Layout<'_>,
    blocks: &std::ops::Range<usize>,
    heading: Option<usize>,
) -> Option<String> {
    let words = |block: usize| layout.blocks.get(block).and_then(Block::words);
    let in_heading = heading.and_then(words).and_then(in_code_at_end);
    let own = (blocks.start..blocks.end).take(MOST_BEFORE);
    let labelled = || own.filter_map(words).find_map(labelled_base);
    in_heading.or_else(labelled)
}

/// The most blocks at the beginning of a section that are looked through for a base.
const MOST_BEFORE: usize = 6;

/// The path in code that a heading ends with, behind words that name no method: ``Desks `/desks` ``.
fn in_code_at_end(heading: &Prose) -> Option<String> {
    let code = heading
        .runs
        .last()
        .filter(|run| run.style == crate::text::document::Style::Code)?;
    let words = heading.text.get(..code.range.start)?;
    let is_named = names_method(words);
    let is_said = !words.trim().is_empty() && !is_named;
    base_of(heading.text.get(code.range.clone())?).filter(|_| is_said)
}

/// Labels of a base.
const BASE_LABELS: &[&str] = &[
    "base url",
    "base path",
    "base uri",
    "base route",
    "base endpoint",
    "base",
    "prefix",
    "route prefix",
    "path prefix",
    "root path",
    "url prefix",
    "mounted at",
];

/// The path behind a label for a base: "Base URL: `/api/desks`".
fn labelled_base(words: &Prose) -> Option<String> {
    let (label, value) = words.text.split_once(':')?;
    let is_label = BASE_LABELS.contains(&label.trim().to_lowercase().as_str());
    base_of(value.trim()).filter(|_| is_label)
}

fn base_of(text: &str) -> Option<String> {
    let spelled = target::target_at(text, 0).filter(|_| text.starts_with('/'))?;
    let is_base = spelled.end == text.len() && text.len() > 1 && text.len() <= LONGEST_BASE;
    is_base.then(|| text.trim_end_matches('/').to_owned())
}
