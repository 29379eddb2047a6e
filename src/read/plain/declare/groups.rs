//! What is declared together: alternatives next to each other, and a row of an index with the section that it
//! names.

use std::collections::{HashMap, HashSet};

use super::super::codes::codes;
use super::super::layout::Layout;
use super::super::mentions::{Carrier, Mention};
use super::super::scope::{Group, Groups};
use super::super::target;
use super::{Declared, Declaring};
use crate::text::document::{Kind, Prose};

impl Declaring<'_> {
    /// A row of an index and the section that one of its cells names are one operation: the section says what
    /// it does.
    pub(super) fn join_rows(&mut self) {
        let mut named: HashMap<String, Option<usize>> = HashMap::new();
        for section in &self.layout.sections {
            let heading = section
                .heading
                .and_then(|h| Some((h, self.layout.blocks.get(h)?.words()?)));
            if let Some((heading, words)) = heading.filter(|_| section.level % 2 == 0) {
                let entry = named
                    .entry(plain_words(&words.text))
                    .or_insert(Some(heading));
                // Two sections of one name are told apart by nothing that a cell says.
                if *entry != Some(heading) {
                    *entry = None;
                }
            }
        }
        let mut paths: HashMap<String, usize> = HashMap::new();
        for declared in &self.found.operations {
            *paths.entry(self.shape(declared)).or_default() += 1;
        }
        let operations = self.found.operations.iter();
        let joined: Vec<Option<usize>> = operations
            .map(|declared| {
                let heading = self.named_by_cell(declared, &named)?;
                // What several requests go to is what their section is about: `/desks` and "Desks".
                let words = self.layout.blocks.get(heading)?.words()?;
                let path = self.shape(declared);
                let is_subject = plain_words(&path) == plain_words(&words.text);
                let is_one =
                    !is_subject || words.text.contains('/') || paths.get(&path) == Some(&1);
                is_one.then_some(heading)
            })
            .collect();
        for (declared, heading) in self.found.operations.iter_mut().zip(joined) {
            if let Some(heading) = heading {
                declared.block = heading;
                declared.row = None;
            }
        }
    }

    fn shape(&self, declared: &Declared) -> String {
        declared.first(self.mentions).line.path.path().shape()
    }

    /// The heading of another section that a cell of an operation's row names.
    fn named_by_cell(
        &self,
        declared: &Declared,
        named: &HashMap<String, Option<usize>>,
    ) -> Option<usize> {
        let Kind::Table(table) = &self.layout.blocks.get(declared.block)?.kind else {
            return None;
        };
        let row = table.rows.get(declared.row?)?;
        // A method names no section.
        let is_method = |text: &str| {
            let methods = target::methods(text);
            methods.is_some_and(|(_, end)| text[end..].trim().is_empty())
        };
        let mut cells = row.cells.iter();
        let heading = cells.find_map(|cell| {
            let is_words = !cell.is_empty() && !is_method(&cell.text);
            let heading = named.get(&plain_words(&cell.text)).copied().flatten();
            heading.filter(|_| is_words)
        });
        let own = self.layout.section(declared.block);
        heading.filter(|heading| self.layout.section(*heading) != own)
    }

    /// The paragraphs that declare by saying what a request does.
    fn said_blocks(&self) -> HashSet<usize> {
        let blocks = self.found.operations.iter().map(|own| own.block);
        blocks.filter(|block| self.is_said(*block)).collect()
    }

    /// Takes operations that are declared right after each other into one group: alternatives, with no more
    /// than a word such as `or` between them, or what introduces the second where sections below both hold
    /// what is said of all.
    pub(super) fn regroup(&mut self) {
        let mentions = self.mentions;
        self.found
            .operations
            .sort_by_key(|declared| (declared.block, declared.row, *declared.mentions.first()));
        self.groups = Groups::default();
        let mut last: Option<(Carrier, usize, Group)> = None;
        let mut before: Option<&Mention> = None;
        let said = self.said_blocks();
        for declared in &mut self.found.operations {
            let own = (declared.block, declared.row.map_or(0, |row| row + 1));
            let first = declared.first(mentions);
            let carrier = first.carrier;
            let is_said = said.contains(&declared.block);
            let is_head =
                is_said && before.is_some_and(|before| is_head_of(self.layout, before, first));
            before = Some(first);
            let near = last.filter(|(other, block, _)| {
                is_head
                    || !is_said
                        && *other == carrier
                        && declared.row.is_none()
                        && (carrier != Carrier::Sentence || *block == declared.block)
                        && (*block == declared.block || joins(self.layout, *block, declared.block))
            });
            declared.group = near.map_or(own, |(_, _, group)| group);
            self.groups.add(declared.block, declared.group);
            last = Some((carrier, declared.block, declared.group));
        }
        self.index();
    }
}

/// Whether a request is the `HEAD` of the `GET` that the same section declares before it.
fn is_head_of(layout: &Layout<'_>, before: &Mention, own: &Mention) -> bool {
    let [other, line] = [&before.line, &own.line];
    let are_both = other.method.as_str() == "GET" && line.method.as_str() == "HEAD";
    are_both
        && other.path.path().shape() == line.path.path().shape()
        && layout.section(before.block) == layout.section(own.block)
}

/// Whether what stands between two declarations makes alternatives of them.
fn joins(layout: &Layout<'_>, first: usize, second: usize) -> bool {
    let of_list = |block: usize| {
        matches!(
            layout.blocks[block].kind,
            Kind::Item(_) | Kind::Term(_) | Kind::Directive(_) | Kind::Heading { .. }
        )
    };
    if of_list(first) || of_list(second) {
        return false;
    }
    let is_or = |words: &str| {
        matches!(
            words.trim().to_lowercase().as_str(),
            "or" | "and" | "or:" | "or,"
        )
    };
    let has_parts = layout.has_parts_behind(first, second);
    let mut between = layout.blocks[first + 1..second].iter();
    between.all(|block| match &block.kind {
        Kind::Paragraph(words) => is_or(&words.text) || has_parts && says_no_more(words),
        Kind::Comment | Kind::Other(_) => true,
        Kind::Heading { .. }
        | Kind::Item(_)
        | Kind::Term(_)
        | Kind::Code(_)
        | Kind::Table(_)
        | Kind::Component(_)
        | Kind::Directive(_)
        | Kind::Field(_)
        | Kind::Call(_) => false,
    })
}

/// Words without marks, to be compared.
fn plain_words(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join(" ")
}

/// Whether words between two alternatives are no more than what introduces the second.
fn says_no_more(words: &Prose) -> bool {
    codes(&words.text, false).is_empty()
}
