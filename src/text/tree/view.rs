//! What stands at a place of a document, and what stands in it.

use percent_encoding::percent_decode_str;

use super::{Kind, Tree};
use crate::text::page::Span;

/// How often a mapping that is merged into another may merge one itself.
const MOST_MERGES: usize = 4;

/// How many references may follow one another.
const LONGEST_CHAIN: usize = 32;

/// The longest JSON that is written of a part of a document, in bytes.
const LONGEST_JSON: usize = 64 * 1024;

/// A node of a document, with the place that it is cited at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'t> {
    tree: &'t Tree,
    id: usize,
    /// The place of another document that stands for this one's places.
    at: Option<Span>,
}

impl<'t> View<'t> {
    pub(super) fn new(tree: &'t Tree, id: usize) -> Self {
        Self { tree, id, at: None }
    }

    /// The same, cited at a place of another document.
    pub(crate) fn cited_at(self, at: Option<Span>) -> Self {
        Self { at, ..self }
    }

    /// The root of the document that it stands in.
    pub(crate) fn root(self) -> Self {
        self.beside(self.tree.root)
    }

    /// Where it stands.
    pub(crate) fn span(self) -> Span {
        self.at.unwrap_or(self.tree.nodes[self.id].span)
    }

    /// Whether both are one node.
    pub(crate) fn is(self, other: View<'_>) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.id == other.id
    }

    /// Whether it is of this document.
    pub(crate) fn is_of(self, tree: &Tree) -> bool {
        std::ptr::eq(self.tree, tree)
    }

    fn beside(self, id: usize) -> Self {
        Self { id, ..self }
    }

    fn kind(self) -> &'t Kind {
        &self.tree.nodes[self.id].kind
    }

    /// The text of a scalar, a number's or a truth value's among them; none of nothing.
    pub(crate) fn text(self) -> Option<&'t str> {
        match self.kind() {
            Kind::Scalar { text, is_plain } => Some(text.as_str()).filter(|text| {
                !(*is_plain && matches!(*text, "" | "~" | "null" | "Null" | "NULL"))
            }),
            Kind::Sequence(_) | Kind::Mapping { .. } => None,
        }
    }

    /// Whether it is the truth value `true`.
    pub(crate) fn is_true(self) -> bool {
        matches!(self.text(), Some("true" | "True" | "TRUE"))
    }

    /// Whether it is a mapping.
    pub(crate) fn is_mapping(self) -> bool {
        matches!(self.kind(), Kind::Mapping { .. })
    }

    /// The members of a sequence.
    pub(crate) fn items(self) -> impl Iterator<Item = Self> {
        let items: &'t [usize] = match self.kind() {
            Kind::Sequence(items) => items,
            Kind::Scalar { .. } | Kind::Mapping { .. } => &[],
        };
        items.iter().map(move |id| self.beside(*id))
    }

    /// The keys and values of a mapping, those of a mapping that is merged into it (`<<`) behind its own.
    pub(crate) fn entries(self) -> Vec<(Self, Self)> {
        let mut all: Vec<(Self, Self)> = Vec::new();
        let mut from = self;
        for _ in 0..=MOST_MERGES {
            let Kind::Mapping { entries, .. } = from.kind() else {
                break;
            };
            let own = entries
                .iter()
                .map(|(key, value)| (from.beside(*key), from.beside(*value)));
            let is_new = |key: Self| {
                let name = self.tree.key(key.id);
                name != "<<" && self.own(name).is_none_or(|(known, _)| known.id == key.id)
            };
            let new: Vec<_> = own.filter(|(key, _)| is_new(*key)).collect();
            all.extend(new);
            let Some((_, merged)) = from.own("<<") else {
                break;
            };
            from = merged;
        }
        all
    }

    /// The value of a key.
    pub(crate) fn get(self, key: &str) -> Option<Self> {
        self.entry(key).map(|(_, value)| value)
    }

    /// The first key of that text with its value; that of a mapping which is merged into it where it has
    /// none.
    pub(crate) fn entry(self, key: &str) -> Option<(Self, Self)> {
        let mut from = self;
        for _ in 0..=MOST_MERGES {
            if let Some(found) = from.own(key) {
                return Some(found);
            }
            (_, from) = from.own("<<")?;
        }
        None
    }

    fn own(self, key: &str) -> Option<(Self, Self)> {
        let Kind::Mapping { entries, by_key } = self.kind() else {
            return None;
        };
        let text = |at: &usize| self.tree.key(entries[*at].0);
        let first = by_key.partition_point(|at| text(at) < key);
        let (key, value) = by_key
            .get(first)
            .filter(|at| text(at) == key)
            .map(|at| entries[*at])?;
        Some((self.beside(key), self.beside(value)))
    }

    /// The node that a pointer leads to (RFC 6901), from here: `/components/schemas/Loan`.
    pub(crate) fn pointed(self, pointer: &str) -> Option<Self> {
        let mut node = self;
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            node = match node.kind() {
                Kind::Sequence(items) => self.beside(*items.get(token.parse::<usize>().ok()?)?),
                Kind::Mapping { .. } => node.get(&token)?,
                Kind::Scalar { .. } => return None,
            };
        }
        Some(node)
    }

    /// Itself, or what its `$ref` leads to within the document; none where that leads to nothing.
    pub(crate) fn referred(self) -> Option<Self> {
        let mut found = self;
        for _ in 0..LONGEST_CHAIN {
            let Some(reference) = found.get("$ref").and_then(Self::text) else {
                return Some(found);
            };
            let pointer = percent_decode_str(reference.strip_prefix('#')?).decode_utf8_lossy();
            let is_pointer = pointer.is_empty() || pointer.starts_with('/');
            found = found.root().pointed(&pointer).filter(|_| is_pointer)?;
        }
        None
    }

    /// Its value as JSON, in one line; none where that is long or nested too deep.
    pub(crate) fn to_json(self) -> Option<String> {
        let mut text = String::new();
        self.write(&mut text, 0).then_some(text)
    }

    fn write(self, text: &mut String, depth: usize) -> bool {
        if depth > 32 || text.len() > LONGEST_JSON {
            return false;
        }
        match self.kind() {
            Kind::Scalar {
                text: own,
                is_plain,
            } => {
                let plain = plain_json(own).filter(|_| *is_plain);
                text.push_str(&plain.unwrap_or_else(|| quoted(own)));
                true
            }
            Kind::Sequence(_) => {
                text.push('[');
                let mut is_whole = true;
                for (index, item) in self.items().enumerate() {
                    text.push_str(if index > 0 { ", " } else { "" });
                    is_whole = is_whole && item.write(text, depth + 1);
                }
                text.push(']');
                is_whole
            }
            Kind::Mapping { .. } => {
                text.push('{');
                let mut is_whole = true;
                for (index, (key, value)) in self.entries().into_iter().enumerate() {
                    text.push_str(if index > 0 { ", " } else { "" });
                    text.push_str(&quoted(self.tree.key(key.id)));
                    text.push_str(": ");
                    is_whole = is_whole && value.write(text, depth + 1);
                }
                text.push('}');
                is_whole
            }
        }
    }
}

/// A text as a string of JSON.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The number, truth value or nothing that a scalar without quotes is, as JSON writes it.
fn plain_json(text: &str) -> Option<String> {
    let known = match text {
        "" | "~" | "null" | "Null" | "NULL" => "null",
        "true" | "True" | "TRUE" => "true",
        "false" | "False" | "FALSE" => "false",
        other => {
            serde_json::from_str::<serde_json::Number>(other).ok()?;
            other
        }
    };
    Some(known.to_owned())
}
