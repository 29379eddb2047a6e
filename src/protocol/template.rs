//! Templates: text with `{placeholders}` in it.

use sha2::{Digest as _, Sha256};

use crate::protocol::encoding::Part;
use crate::text::page::hex;

/// A piece of a template or of a header value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Text to be sent as it is.
    Literal(&'a str),
    /// A placeholder's name, without braces.
    Placeholder(&'a str),
}

/// A piece of a target, as values are put into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Slot<'a> {
    /// Text of the URL itself.
    Literal(&'a str),
    /// Where a value goes.
    Value(Place<'a>),
}

/// Where in a target a value goes.
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
    /// Whether the caller's credential goes there: it is of a query's parameter. In a path `{token}` is a thing of
    /// the service's, and the credential would stand in every log.
    #[must_use]
    pub(crate) fn is_credential(&self) -> bool {
        self.name == TOKEN && self.part == Part::Query
    }

    /// The names under which its value is looked for, the most particular first. The credential has one name, and
    /// what is called as it is goes by its qualified name alone.
    #[must_use]
    pub(crate) fn names(&self) -> Vec<String> {
        match (self.is_credential(), self.name == TOKEN) {
            (true, _) => vec![TOKEN.to_owned()],
            (false, true) => vec![self.qualified.clone()],
            (false, false) => vec![self.qualified.clone(), self.name.to_owned()],
        }
    }

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
pub(super) fn spans_segments(pieces: &[Piece<'_>], index: usize) -> bool {
    let is_marked = matches!(pieces.get(index), Some(Piece::Placeholder(p)) if p.starts_with('+'));
    let before = index.checked_sub(1).and_then(|before| pieces.get(before));
    let opens = matches!(before, Some(Piece::Literal(text)) if text.ends_with(":/"));
    let closes =
        matches!(pieces.get(index + 1), Some(Piece::Literal(text)) if text.starts_with(':'));
    is_marked || opens && closes
}

/// The placeholder that stands for the caller's credential.
pub(crate) const TOKEN: &str = "token";

/// The same as it stands in a template.
pub(crate) const TOKEN_PLACEHOLDER: &str = "{token}";

/// Why a text cannot be the value of a placeholder, in a header or in a path; `None` where it can.
#[must_use]
pub(crate) fn unusable(value: &str) -> Option<&'static str> {
    if value.is_empty() {
        Some("is empty")
    } else if value.chars().any(char::is_control) {
        Some("holds a control character")
    } else if climbs(value) {
        Some(CLIMBS)
    } else {
        None
    }
}

/// What is wrong with a value that [`climbs`].
const CLIMBS: &str = "has a `.` or `..` segment, which would leave its place in the path";

/// Whether a text has a segment that leaves its place in a path.
fn climbs(text: &str) -> bool {
    text.split('/').any(|segment| matches!(segment, "." | ".."))
}

/// The same of a value that is written as in a URL already, whose escapes stand for what it is.
#[must_use]
pub(crate) fn unusable_encoded(value: &str) -> Option<&'static str> {
    let decoded = percent_encoding::percent_decode_str(value).decode_utf8_lossy();
    unusable(value).or_else(|| climbs(&decoded).then_some(CLIMBS))
}

/// Splits a text with `{placeholders}` into its pieces; a lone brace is literal text, and so is what holds a quote.
#[must_use]
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let Some(length) = rest[open + 1..].find(['}', '{', '\n']) else {
            break;
        };
        let close = open + 1 + length;
        // JSON in a field, such as `{"path": "/a.txt"}`, is meant as it stands.
        let is_json = rest[open + 1..close].contains('"');
        if !rest[close..].starts_with('}') || length == 0 || is_json {
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

/// The slots of a path, each value qualified by the segment before it.
pub(super) fn slots(path: &str) -> Vec<Slot<'_>> {
    let part = |pieces: &[Piece<'_>], index: usize| {
        if spans_segments(pieces, index) {
            Part::Segments
        } else {
            Part::Segment
        }
    };
    slots_of(path, &['/', ':'], part)
}

/// The slots of a query, each value qualified by the parameter's name.
pub(super) fn query_slots(query: &str) -> Vec<Slot<'_>> {
    slots_of(query, &['&'], |_, _| Part::Query)
}

fn slots_of<'a>(
    text: &'a str,
    dividers: &[char],
    part: impl Fn(&[Piece<'a>], usize) -> Part,
) -> Vec<Slot<'a>> {
    if !text.is_empty() && !text.contains('{') {
        return vec![Slot::Literal(text)];
    }
    let pieces = pieces(text);
    let mut slots = Vec::new();
    let mut before = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        match *piece {
            Piece::Literal(text) => {
                before.push_str(text);
                slots.push(Slot::Literal(text));
            }
            Piece::Placeholder(written) => {
                let name = plain_name(written);
                let segment = before
                    .rsplit(dividers)
                    .find(|s| !s.is_empty())
                    .unwrap_or_default()
                    .trim_end_matches(['(', '\'', '=']);
                slots.push(Slot::Value(Place {
                    name,
                    qualified: format!("{segment}.{name}"),
                    part: part(&pieces, index),
                    written,
                }));
                before.clear();
            }
        }
    }
    slots
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
    use super::{Piece, pieces};
    use crate::protocol::path::PathTemplate;
    use crate::protocol::target::RequestTarget;

    fn target(text: &str) -> RequestTarget {
        RequestTarget::new(text).unwrap()
    }

    fn path(text: &str) -> PathTemplate {
        target(text).path().clone()
    }

    #[test]
    fn placeholders_are_qualified_by_their_segment() {
        let found = target("/me/drive/items/{id}/workbook/tables/{id}").placeholders();
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
            assert!(RequestTarget::new(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_lone_brace_is_literal() {
        assert_eq!(pieces("a{"), [Piece::Literal("a{")]);
        let json = pieces("{\"path\": \"/a.txt\"}");
        let is_literal = |piece: &Piece<'_>| matches!(piece, Piece::Literal(_));
        assert!(json.iter().all(is_literal), "{json:?}");
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
