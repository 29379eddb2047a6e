//! Path templates as documentation writes them: `/me/drive/items/{id}/workbook/closeSession`.
//!
//! A template keeps its text. Placeholders are `{…}`; their own names never decide whether two
//! templates are the same path.

use std::collections::HashMap;
use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::protocol::encoding::Part;
use crate::text::page::hex;

/// A path template; starts with `/`, has no line break, and its braces are balanced.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PathTemplate(String);

/// The text is not a path template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// It does not start with `/`.
    #[error("expected a path that starts with `/`, but found `{0}`")]
    NoSlash(String),
    /// A brace has no partner.
    #[error("expected balanced braces in the path, but found `{0}`")]
    Unbalanced(String),
    /// It holds a space or `#` outside braces, a control character, or is over 2,000 bytes.
    #[error("expected a path without spaces, `#` or control characters, but found `{0}`")]
    NotAPath(String),
}

/// A piece of a template or of a header value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text to be sent as it is.
    Literal(&'a str),
    /// A placeholder's name, without braces.
    Placeholder(&'a str),
}

/// A piece of a path template, as values are put into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Slot<'a> {
    /// Text of the URL itself.
    Literal(&'a str),
    /// Where a value goes.
    Value(Place<'a>),
}

/// Where in a path template a value goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place<'a> {
    /// The placeholder's name.
    pub name: &'a str,
    /// The name qualified by what stands before it, such as `items.id`.
    pub qualified: String,
    /// The part of the URL, which says how the value is written.
    pub part: Part,
    /// What stands between the braces.
    pub written: &'a str,
}

impl Place<'_> {
    /// Whether the placeholder goes by this name, its own or the qualified one.
    #[must_use]
    pub(crate) fn is_called(&self, variable: &str) -> bool {
        self.name == variable || self.qualified == variable
    }
}

/// A placeholder's name without the mark that says that its value spans segments (`{+name}`, as
/// RFC 6570 §3.2.3 writes it).
fn plain_name(written: &str) -> &str {
    written.strip_prefix('+').unwrap_or(written)
}

/// Whether the value of the placeholder at this piece may hold `/` that divide segments: it is
/// written `{+name}`, or stands between colons (`root:/{path}:`).
fn spans_segments(pieces: &[Piece<'_>], index: usize) -> bool {
    let is_marked = matches!(pieces.get(index), Some(Piece::Placeholder(p)) if p.starts_with('+'));
    let before = index.checked_sub(1).and_then(|before| pieces.get(before));
    let opens = matches!(before, Some(Piece::Literal(text)) if text.ends_with(":/"));
    let closes =
        matches!(pieces.get(index + 1), Some(Piece::Literal(text)) if text.starts_with(':'));
    is_marked || opens && closes
}

/// The placeholder that stands for the caller's credential.
pub(crate) const TOKEN: &str = "token";

/// Why a text cannot be the value of a placeholder, in a header or in a path; `None` where it can.
#[must_use]
pub(crate) fn unusable(value: &str) -> Option<&'static str> {
    let climbs = |segment: &str| matches!(segment, "." | "..");
    if value.is_empty() {
        Some("is empty")
    } else if value.chars().any(char::is_control) {
        Some("holds a control character")
    } else if value.split('/').any(climbs) {
        Some("has a `.` or `..` segment, which would leave its place in the path")
    } else {
        None
    }
}

/// Splits a text with `{placeholders}` into its pieces; a lone brace is literal text.
#[must_use]
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let Some(length) = rest[open + 1..].find(['}', '{', '\n']) else {
            break;
        };
        let close = open + 1 + length;
        if !rest[close..].starts_with('}') || length == 0 {
            let (literal, tail) = rest.split_at(close.max(open + 1));
            found.push(Piece::Literal(literal));
            rest = tail;
            continue;
        }
        if open > 0 {
            found.push(Piece::Literal(&rest[..open]));
        }
        found.push(Piece::Placeholder(&rest[open + 1..close]));
        rest = &rest[close + 1..];
    }
    if !rest.is_empty() {
        found.push(Piece::Literal(rest));
    }
    found
}

impl PathTemplate {
    /// Reads a template.
    ///
    /// # Errors
    /// When the text does not start with `/`, a brace has no partner, or a character cannot stand
    /// in a path.
    pub fn new(text: &str) -> Result<Self, PathError> {
        let shown = || text.chars().take(200).collect::<String>();
        if !text.starts_with('/') {
            return Err(PathError::NoSlash(shown()));
        }
        let mut depth = 0_u32;
        // A space is part of a call's arguments or of a query, and is encoded when it is sent.
        let mut takes_spaces = false;
        for c in text.chars() {
            takes_spaces |= matches!(c, '(' | '?');
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => return Err(PathError::Unbalanced(shown())),
                '}' => depth -= 1,
                // A fragment is never sent (RFC 9110 §4.2.5).
                ' ' if takes_spaces => {}
                c if c.is_control() || (depth == 0 && (c.is_whitespace() || c == '#')) => {
                    return Err(PathError::NotAPath(shown()));
                }
                _ => {}
            }
            if depth > 1 {
                return Err(PathError::Unbalanced(shown()));
            }
        }
        if depth != 0 {
            return Err(PathError::Unbalanced(shown()));
        }
        if text.len() > 2000 || text.ends_with(' ') {
            return Err(PathError::NotAPath(shown()));
        }
        Ok(Self(text.to_owned()))
    }

    /// The template as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its pieces in order.
    #[must_use]
    pub fn pieces(&self) -> Vec<Piece<'_>> {
        pieces(&self.0)
    }

    /// The path with every placeholder's name dropped and literals in lower case: two templates
    /// of the same shape are the same path. A query is not part of the shape.
    #[must_use]
    pub fn shape(&self) -> String {
        let path = self.0.split('?').next().unwrap_or_default();
        let mut shape = String::new();
        for piece in pieces(path) {
            match piece {
                Piece::Literal(text) => shape.push_str(&text.to_lowercase()),
                Piece::Placeholder(_) => shape.push_str("{}"),
            }
        }
        shape.trim_end_matches('/').to_owned()
    }

    /// The first segment in lower case, where it holds no placeholder.
    #[must_use]
    pub fn first_literal(&self) -> Option<String> {
        let first = self.0.trim_start_matches('/').split('/').next();
        let first = first.unwrap_or_default();
        let literal = !pieces(first)
            .iter()
            .any(|p| matches!(p, Piece::Placeholder(_)));
        literal.then(|| first.to_lowercase())
    }

    /// The path, without its query, with the same text in the place of every placeholder.
    #[must_use]
    pub fn with_every_placeholder(&self, text: &str) -> String {
        let path = self.0.split('?').next().unwrap_or_default();
        let pieces = pieces(path).into_iter().map(|piece| match piece {
            Piece::Literal(literal) => literal,
            Piece::Placeholder(_) => text,
        });
        pieces.collect()
    }

    /// Each placeholder's name with the name qualified by the segment before it: the first
    /// placeholder of `/items/{id}` is `id`, qualified `items.id`; in the query, by the parameter's
    /// name.
    #[must_use]
    pub(crate) fn placeholders(&self) -> Vec<(String, String)> {
        let places = self.slots().into_iter().filter_map(|slot| match slot {
            Slot::Literal(_) => None,
            Slot::Value(place) => Some((place.name.to_owned(), place.qualified)),
        });
        places.collect()
    }

    /// Its pieces in order, each placeholder with the part of the URL that it stands in.
    #[must_use]
    pub(crate) fn slots(&self) -> Vec<Slot<'_>> {
        let pieces = self.pieces();
        let mut slots = Vec::new();
        let mut before = String::new();
        let mut in_query = false;
        for (index, piece) in pieces.iter().enumerate() {
            match *piece {
                Piece::Literal(text) => {
                    in_query |= text.contains('?');
                    before.push_str(text);
                    slots.push(Slot::Literal(text));
                }
                Piece::Placeholder(written) => {
                    let name = plain_name(written);
                    let segment = before
                        .rsplit(['/', ':', '?', '&'])
                        .find(|s| !s.is_empty())
                        .unwrap_or_default()
                        .trim_end_matches(['(', '\'', '=']);
                    let part = if in_query {
                        Part::Query
                    } else if spans_segments(&pieces, index) {
                        Part::Segments
                    } else {
                        Part::Segment
                    };
                    slots.push(Slot::Value(Place {
                        name,
                        qualified: format!("{segment}.{name}"),
                        part,
                        written,
                    }));
                    before.clear();
                }
            }
        }
        slots
    }

    /// The template as an id: lower-case letters and digits joined by `-`.
    #[must_use]
    pub fn slug(&self) -> String {
        slug(&self.0)
    }

    /// Whether a concrete path, without query, is one that the template describes. A placeholder
    /// stands for one or more characters, `/` among them only where it spans segments: between
    /// colons (`root:/{path}:`), or written `{+path}`.
    #[must_use]
    pub fn matches(&self, path: &str) -> bool {
        let template = self.0.split('?').next().unwrap_or_default();
        may_match(template, path) && ends(&pieces(template), path.as_bytes()).last() == Some(&true)
    }
}

impl PathTemplate {
    /// What a concrete path, without query, has in the place of a placeholder, which goes by its
    /// own name or its qualified one.
    #[must_use]
    pub fn capture(&self, path: &str, variable: &str) -> Option<String> {
        let template = self.0.split('?').next().unwrap_or_default();
        let all = pieces(template);
        let is_wanted =
            |slot: &Slot<'_>| matches!(slot, Slot::Value(place) if place.is_called(variable));
        let at = self
            .slots()
            .iter()
            .position(is_wanted)
            .filter(|at| *at < all.len())?;
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

/// The slugs of paths, each with a digest of its path where several have it: an id does not depend on
/// the order of the page.
pub(crate) fn slugs_apart<'a>(paths: impl Iterator<Item = &'a PathTemplate>) -> Vec<String> {
    let slugs: Vec<(String, &PathTemplate)> = paths.map(|path| (path.slug(), path)).collect();
    let mut counts: HashMap<String, usize> = HashMap::new();
    for (slug, _) in &slugs {
        *counts.entry(slug.clone()).or_insert(0) += 1;
    }
    let apart = slugs
        .into_iter()
        .map(|(slug, path)| match counts.get(&slug) {
            Some(1) => slug,
            Some(_) | None => format!("{slug}-{}", digest(path.as_str())),
        });
    apart.collect()
}

/// A text as 16 hexadecimal digits, to tell apart what slugs do not.
#[must_use]
pub(crate) fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes())[..8])
}

/// Turns a text into an id: lower-case ASCII letters and digits, everything else a single `-`.
#[must_use]
pub(crate) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{PathTemplate, Piece, pieces};

    fn path(text: &str) -> PathTemplate {
        PathTemplate::new(text).unwrap()
    }

    #[test]
    fn placeholders_are_qualified_by_their_segment() {
        let found = path("/me/drive/items/{id}/workbook/tables/{id}").placeholders();
        let names: Vec<&str> = found.iter().map(|(_, q)| q.as_str()).collect();
        assert_eq!(names, ["items.id", "tables.id"]);
    }

    #[test]
    fn two_templates_of_one_shape_are_one_path() {
        assert_eq!(
            path("/items/{id}").shape(),
            path("/Items/{item id}/").shape()
        );
    }

    #[test]
    fn a_template_matches_what_it_describes() {
        let plain = path("/me/items/{id}/close");
        assert!(plain.matches("/me/items/42/close"));
        assert!(!plain.matches("/me/items/4/2/close"));
        assert!(!plain.matches("/me/items//close"));
        assert!(path("/root:/{path}:/close").matches("/root:/a/b.x:/close"));
        assert!(path("/v2/{+name}/tags").matches("/v2/library/ubuntu/tags"));
        let captured = path("/v2/{+name}/tags").capture("/v2/library/ubuntu/tags", "name");
        assert_eq!(captured.as_deref(), Some("library/ubuntu"));
    }

    #[test]
    fn a_template_captures_what_stands_in_a_placeholder() {
        let template = path("/shelves/{id}/loans/{ticket}/end");
        let captured = |variable| template.capture("/shelves/7/loans/T-1/end", variable);
        assert_eq!(captured("ticket").as_deref(), Some("T-1"));
        assert_eq!(captured("loans.ticket").as_deref(), Some("T-1"));
        assert_eq!(captured("shelves.id").as_deref(), Some("7"));
        assert_eq!(captured("book"), None);
        assert_eq!(template.capture("/shelves/7/loans/end", "ticket"), None);
        let call = path("/shelves('{id}')/close");
        assert_eq!(
            call.capture("/shelves('a')/close", "id").as_deref(),
            Some("a")
        );
    }

    #[test]
    fn refuses_what_is_not_a_path() {
        for text in ["", "me", "/a b", "/a#b", "/a{b", "/a}b", "/{a{b}}", "/a\nb"] {
            assert!(PathTemplate::new(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_lone_brace_is_literal() {
        assert_eq!(pieces("a{"), [Piece::Literal("a{")]);
        assert_eq!(
            pieces("{x}{}y"),
            [
                Piece::Placeholder("x"),
                Piece::Literal("{"),
                Piece::Literal("}y")
            ]
        );
    }
}
