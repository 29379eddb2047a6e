//! What a page shows as an operation and its reading made nothing of. A general scanner over lines, which
//! knows of no dialect, is held against what the dialect says it read or put to another use.

mod line;
mod lines;
mod marks;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use lines::{Rank, Shown};

use crate::protocol::alike::Segments;
use crate::read::{Facts, RequestLine};
use crate::text::page::{Page, Span};

/// A method with a path that a page shows, and that became nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unread {
    /// The method with the target, as the page writes it.
    pub request: String,
    /// From the method to the end of the target.
    pub span: Span,
    /// Whether it is shown as an operation, on a line of its own, in a row or a heading; else it is
    /// only mentioned, as in a sentence or a command.
    pub is_line: bool,
}

/// The most that are told of one page.
pub(crate) const MOST_UNREAD: usize = 5_000;

/// The most paths that a path with values in it is held against.
const MOST_ALIKE: usize = 32;

/// What a page shows and none of `facts` says, but for what the reader put to another use. What it says
/// in another place is read: the same method on the same path, or on one that it can be.
pub(crate) fn unread(page: &Page, facts: &[&Facts], elsewhere: &[Span]) -> Vec<Unread> {
    let known = Known::new(page, facts, elsewhere);
    let shown = lines::shown(page).into_iter();
    let left = shown.filter(|shown| !known.has(shown));
    let unread = left.map(|shown| Unread {
        request: format!("{} {}", shown.method, shown.target),
        span: shown.span,
        is_line: shown.rank == Rank::Line,
    });
    unread.take(MOST_UNREAD).collect()
}

/// What was made of a page.
struct Known {
    /// Methods, by the lines on which they were read.
    lines: BTreeSet<(usize, String)>,
    /// Stretches that were put to another use, apart from each other and in order.
    elsewhere: Vec<Span>,
    /// The segments of paths that were read, by method and their number; a placeholder is `None`.
    paths: BTreeMap<(String, usize), Vec<Segments>>,
    /// The same as a whole, to be found at once.
    shapes: BTreeSet<(String, Segments)>,
}

impl Known {
    fn new(page: &Page, facts: &[&Facts], elsewhere: &[Span]) -> Self {
        let mut known = Self {
            lines: BTreeSet::new(),
            elsewhere: apart(elsewhere),
            paths: BTreeMap::new(),
            shapes: BTreeSet::new(),
        };
        for facts in facts {
            for request in &facts.requests {
                known.read(page, request);
            }
            for example in &facts.examples {
                known.read(page, &example.line);
            }
        }
        known
    }

    fn read(&mut self, page: &Page, request: &RequestLine) {
        let method = request.method.as_str();
        for span in [request.method_span, request.path_span] {
            let line = page.position(span.start).line;
            self.lines.insert((line, method.to_owned()));
        }
        let segments = Segments::of(request.path.path().as_str());
        if self.shapes.insert((method.to_owned(), segments.clone())) {
            let key = (method.to_owned(), segments.count());
            let alike = self.paths.entry(key).or_default();
            if alike.len() < MOST_ALIKE {
                alike.push(segments);
            }
        }
    }

    fn has(&self, shown: &Shown) -> bool {
        let method = shown.method.to_owned();
        if self.lines.contains(&(shown.line, method.clone())) || self.is_elsewhere(shown.span) {
            return true;
        }
        let all = Segments::of(&shown.target);
        let bare = all.without_version();
        [all, bare].into_iter().any(|segments| {
            let alike = self.paths.get(&(method.clone(), segments.count()));
            let covers = |read: &Segments| read.covers(&segments);
            alike.is_some_and(|read| read.iter().any(covers))
                || self.shapes.contains(&(method.clone(), segments))
        })
    }

    fn is_elsewhere(&self, span: Span) -> bool {
        let after = self
            .elsewhere
            .partition_point(|other| other.start < span.end);
        let before = after.checked_sub(1).and_then(|at| self.elsewhere.get(at));
        before.is_some_and(|other| other.end > span.start)
    }
}

/// Spans in order, those that touch as one.
fn apart(spans: &[Span]) -> Vec<Span> {
    let mut spans = spans.to_vec();
    spans.sort_unstable();
    let mut apart: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match apart.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            Some(_) | None => apart.push(span),
        }
    }
    apart
}
