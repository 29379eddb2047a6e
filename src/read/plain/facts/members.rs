//! The members of content that tables and lists of an operation name, by which a block that no words introduce is known
//! for an example of what is sent.

use std::collections::HashSet;

use super::super::layout::Layout;
use super::super::parameters::{is_of_headers, lists_statuses};
use super::content::{Side, side};
use crate::text::document::{Kind, Prose, Style};

/// What was named so far of an operation.
#[derive(Default)]
pub(super) struct Members {
    /// The names.
    names: HashSet<String>,
    /// What the last words before a list say that it is of.
    announced: Option<Side>,
    /// What words behind the last list say of the block behind them.
    said: Option<Side>,
    /// Whether they are a heading, which is of all below it.
    is_of_heading: bool,
}

/// Members that the service gives to what it makes, or their beginnings.
const GIVEN: &[&str] = &[
    "_", "created", "href", "id", "links", "self", "updated", "url", "uuid",
];

/// Words before a list of what is no member of content that is sent.
const OTHERS: &[&str] = &[
    "error", "header", "path", "query", "respon", "return", "status",
];

/// The most names that are kept.
const MOST_NAMES: usize = 1_000;

impl Members {
    /// Reads a block that no code stands in.
    pub(super) fn read(&mut self, layout: &Layout<'_>, block: usize) {
        let Some(own) = layout.blocks.get(block) else {
            return;
        };
        match &own.kind {
            Kind::Table(table) if !is_of_headers(table) && !lists_statuses(table) => {
                let label = layout
                    .label(block)
                    .or_else(|| layout.headings(block).next());
                let firsts = table.rows.iter().filter_map(|row| row.cells.first());
                self.add(label, firsts.map(|cell| cell.text.trim()));
            }
            Kind::Item(words) => self.add(layout.headings(block).next(), first_in_code(words)),
            Kind::Term(words) => {
                let name = words.text.trim();
                self.add(layout.headings(block).next(), Some(name));
            }
            Kind::Heading { text, .. } | Kind::Paragraph(text) => {
                let announces = layout.label(block + 1).is_some();
                self.announced = side(text).filter(|_| announces);
                if let Some(said) = side(text) {
                    self.said = Some(said);
                    self.is_of_heading = matches!(own.kind, Kind::Heading { .. });
                }
            }
            // A label before it was of it, and says nothing of a block behind it.
            Kind::Table(table) if lists_statuses(table) && !self.is_of_heading => {
                self.said = None;
            }
            Kind::Table(_)
            | Kind::Code(_)
            | Kind::Component(_)
            | Kind::Directive(_)
            | Kind::Field(_)
            | Kind::Call(_)
            | Kind::Comment
            | Kind::Other(_) => {}
        }
    }

    /// Takes the names of a list, where no words say that it is one of something else.
    fn add<'a>(&mut self, label: Option<&Prose>, names: impl IntoIterator<Item = &'a str>) {
        let lower = label.map_or(String::new(), |label| label.text.to_lowercase());
        let is_other = OTHERS.iter().any(|word| lower.contains(word));
        if is_other || self.announced == Some(Side::Response) {
            return;
        }
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '$' | '@');
        for name in names
            .into_iter()
            .filter(|name| !name.is_empty() && name.chars().all(is_name))
        {
            if self.names.len() < MOST_NAMES {
                self.names.insert(name.to_owned());
            }
            self.said = None;
        }
    }

    /// Whether lists have named none.
    pub(super) fn are_none(&self) -> bool {
        self.names.is_empty()
    }

    /// Whether a document is an object with some of these members, and with none that a service gives to what it makes.
    pub(super) fn has_some_of(&self, document: &str) -> bool {
        let Ok(serde_json::Value::Object(own)) = serde_json::from_str(document) else {
            return false;
        };
        let known = self.names.iter().filter(|name| own.contains_key(*name));
        known.count() * 2 >= self.names.len() && !own.keys().any(|name| is_given(name))
    }

    /// Whether a document is an object of these members alone, and none is what a service gives to what it makes.
    pub(super) fn are_of(&self, document: &str) -> bool {
        if self.names.is_empty() || self.said == Some(Side::Response) {
            return false;
        }
        let Ok(serde_json::Value::Object(own)) = serde_json::from_str(document) else {
            return false;
        };
        !own.is_empty()
            && own
                .keys()
                .all(|name| self.names.contains(name) && !is_given(name))
    }
}

/// Whether a member is what a service gives to what it makes, by its name.
pub(super) fn is_given(name: &str) -> bool {
    let lower = name.to_lowercase();
    GIVEN.iter().any(|given| match *given {
        "_" | "created" | "updated" => lower.starts_with(given),
        given => lower == given,
    })
}

/// What stands in code at the beginning of words.
fn first_in_code(words: &Prose) -> Option<&str> {
    let run = words.runs.iter().find(|run| run.style == Style::Code)?;
    let before = words.text.get(..run.range.start)?;
    let is_first = !before.contains(char::is_alphanumeric);
    words
        .text
        .get(run.range.clone())
        .filter(|_| is_first)
        .map(str::trim)
}
