//! Path templates as documentation writes them: `/me/drive/items/{id}/workbook/closeSession`.
//!
//! A template keeps its text. Placeholders are `{…}`; their own names never decide whether two
//! templates are the same path. A query is no part of a path.

use std::fmt;

use super::template::{Piece, Slot, pieces, slots, spans_segments};

/// A path template; starts with `/`, has no query and no line break, and its braces are balanced.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PathTemplate(String);

impl PathTemplate {
    /// The path of a request target whose characters were checked.
    pub(super) fn of_checked(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The template as written.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Its pieces in order, each placeholder with the part of the URL that it stands in.
    #[must_use]
    pub(crate) fn slots(&self) -> Vec<Slot<'_>> {
        slots(&self.0)
    }

    /// The path with every placeholder's name dropped and literals in lower case: two templates
    /// of the same shape are the same path.
    #[must_use]
    pub(crate) fn shape(&self) -> String {
        let mut shape = String::new();
        for piece in pieces(&self.0) {
            match piece {
                Piece::Literal(text) => shape.push_str(&text.to_lowercase()),
                Piece::Placeholder(_) => shape.push_str("{}"),
            }
        }
        shape.trim_end_matches('/').to_owned()
    }

    /// The first segment in lower case, where it holds no placeholder.
    #[must_use]
    pub(crate) fn first_literal(&self) -> Option<String> {
        let first = self.0.trim_start_matches('/').split('/').next();
        let first = first.unwrap_or_default();
        let literal = !pieces(first)
            .iter()
            .any(|p| matches!(p, Piece::Placeholder(_)));
        literal.then(|| first.to_lowercase())
    }

    /// The path with the same text in the place of every placeholder.
    #[must_use]
    pub(crate) fn with_every_placeholder(&self, text: &str) -> String {
        let pieces = pieces(&self.0).into_iter().map(|piece| match piece {
            Piece::Literal(literal) => literal,
            Piece::Placeholder(_) => text,
        });
        pieces.collect()
    }

    /// Whether a placeholder stands for more than one segment.
    #[must_use]
    pub(crate) fn spans_segments(&self) -> bool {
        let all = pieces(&self.0);
        (0..all.len()).any(|at| spans_segments(&all, at))
    }

    /// Whether a concrete path, without query, is one that the template describes. A placeholder
    /// stands for one or more characters, `/` among them only where it spans segments: between
    /// colons (`root:/{path}:`), or written `{+path}`.
    #[must_use]
    pub(crate) fn matches(&self, path: &str) -> bool {
        may_match(&self.0, path) && ends(&pieces(&self.0), path.as_bytes()).last() == Some(&true)
    }

    /// What a concrete path, without query, has in the place of a placeholder, which goes by its
    /// own name or its qualified one.
    #[must_use]
    pub(crate) fn capture(&self, path: &str, variable: &str) -> Option<String> {
        let all = pieces(&self.0);
        let is_wanted =
            |slot: &Slot<'_>| matches!(slot, Slot::Value(place) if place.is_called(variable));
        let at = self.slots().iter().position(is_wanted)?;
        let spans_segments = spans_segments(&all, at);
        let bytes = path.as_bytes();
        let starts = ends(&all[..at], bytes);
        for (start, _) in starts.iter().enumerate().filter(|(_, here)| **here) {
            let is_end = |byte: &u8| *byte == b'/' && !spans_segments;
            let longest = bytes[start..].iter().position(is_end);
            let longest = longest.map_or(bytes.len(), |length| start + length);
            for end in (start + 1..=longest).rev() {
                if ends(&all[at + 1..], &bytes[end..]).last() == Some(&true) {
                    return path.get(start..end).map(str::to_owned);
                }
            }
        }
        None
    }
}

/// Whether a path begins and ends as a template does, up to its first and after its last brace:
/// most templates are told apart by that alone.
fn may_match(template: &str, path: &str) -> bool {
    let (template, path) = (template.as_bytes(), path.as_bytes());
    let is_brace = |byte: &u8| matches!(byte, b'{' | b'}');
    let (Some(first), Some(last)) = (
        template.iter().position(is_brace),
        template.iter().rposition(is_brace),
    ) else {
        return template.eq_ignore_ascii_case(path);
    };
    let (head, tail) = (&template[..first], &template[last + 1..]);
    path.len() >= head.len() + tail.len()
        && path[..head.len()].eq_ignore_ascii_case(head)
        && path[path.len() - tail.len()..].eq_ignore_ascii_case(tail)
}

/// Which lengths of `path` the pieces can have matched; in time of pieces times length, whatever
/// the template is.
fn ends(pieces: &[Piece<'_>], path: &[u8]) -> Vec<bool> {
    let mut reached = vec![false; path.len() + 1];
    reached[0] = true;
    for (index, piece) in pieces.iter().enumerate() {
        let mut next = vec![false; path.len() + 1];
        match piece {
            Piece::Literal(text) => {
                for (at, _) in reached.iter().enumerate().filter(|(_, here)| **here) {
                    let end = at + text.len();
                    let part = path.get(at..end).unwrap_or_default();
                    if end <= path.len() && part.eq_ignore_ascii_case(text.as_bytes()) {
                        next[end] = true;
                    }
                }
            }
            Piece::Placeholder(_) => {
                let spans_segments = spans_segments(pieces, index);
                let mut inside = false;
                for (at, byte) in path.iter().enumerate() {
                    inside |= reached[at];
                    inside &= spans_segments || *byte != b'/';
                    next[at + 1] = inside;
                }
            }
        }
        reached = next;
    }
    reached
}

impl fmt::Display for PathTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
