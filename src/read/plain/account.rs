//! What became of each block of a hand-written page: the first fact that was read in it, or why there is
//! none.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::layout::Layout;
use super::lines::shown;
use crate::read::coverage::{Counted, Entry, Topic, Unused, Use};
use crate::read::{MemberList, Part};
use crate::text::document::{Code, Kind, Table};
use crate::text::page::{Page, Span};

/// The account of a page whose parts were read.
pub(super) fn account(
    layout: &Layout<'_>,
    parts: &[Part],
    scopes: impl Iterator<Item = Range<usize>>,
) -> Vec<Entry> {
    let facts = places(parts);
    let is_of_operation = covered(layout.blocks.len(), scopes);
    let is_of_object = covered(layout.blocks.len(), of_objects(layout, &facts).into_iter());
    let mut entries = Vec::new();
    let mut has_title = false;
    for (index, block) in layout.blocks.iter().enumerate() {
        let fact = fact_in(&facts, block.span).map(Use::Fact);
        let (counted, used) = match &block.kind {
            Kind::Heading { .. } => {
                let is_title = !std::mem::replace(&mut has_title, true);
                let unused = if is_title {
                    Unused::Title
                } else {
                    Unused::Prose
                };
                let is_read = is_of_operation[index] || !is_title && is_of_object[index];
                let section = is_read.then_some(Use::Fact(Topic::Section));
                let used = fact.or(section).unwrap_or(Use::None(unused));
                (Counted::Heading, used)
            }
            Kind::Code(code) => {
                let used = fact.unwrap_or_else(|| Use::None(unread_lines(layout.page, code)));
                (Counted::Fence, used)
            }
            Kind::Table(table) => {
                rows(table, &facts, &mut entries);
                continue;
            }
            Kind::Component(_) => (Counted::Component, or_markup(fact)),
            Kind::Directive(_) => (Counted::Directive, or_markup(fact)),
            Kind::Field(_) => (Counted::Field, or_markup(fact)),
            Kind::Call(_) => (Counted::Call, or_markup(fact)),
            Kind::Comment => (Counted::Comment, Use::None(Unused::Remark)),
            Kind::Other(_) => (Counted::Other, Use::None(Unused::Skipped)),
            // Facts are read from words by sentences.
            Kind::Paragraph(_) | Kind::Item(_) | Kind::Term(_) => continue,
        };
        entries.push(Entry {
            block: counted,
            span: block.span,
            used,
        });
    }
    entries
}

/// What became of markup: without a fact it is nothing but markup.
fn or_markup(fact: Option<Use>) -> Use {
    fact.unwrap_or(Use::None(Unused::Markup))
}

/// Why no fact was read in a block of lines.
fn unread_lines(page: &Page, code: &Code) -> Unused {
    let text = code.text.as_deref();
    let text = text.unwrap_or_else(|| page.slice(code.body));
    if text.trim_start().starts_with(['{', '[']) {
        Unused::Resource
    } else if shown(page, code).is_empty() {
        Unused::ClientCode
    } else {
        Unused::Shown
    }
}

/// Appends what became of the rows of a table.
fn rows(table: &Table, facts: &[(usize, Topic)], entries: &mut Vec<Entry>) {
    let mut add = |span, used| {
        entries.push(Entry {
            block: Counted::Row,
            span,
            used,
        });
    };
    if let Some(cell) = table.head.first() {
        add(cell.whole(), Use::None(Unused::TableHead));
    }
    for row in &table.rows {
        let fact = fact_in(facts, row.span).map(Use::Fact);
        add(row.span, fact.unwrap_or(Use::None(Unused::Prose)));
    }
}

/// Which blocks speak of an operation.
fn covered(blocks: usize, scopes: impl Iterator<Item = Range<usize>>) -> Vec<bool> {
    let mut changes = vec![0_i64; blocks + 1];
    for scope in scopes {
        changes[scope.start.min(blocks)] += 1;
        changes[scope.end.min(blocks)] -= 1;
    }
    let mut depth = 0;
    let covered = changes.iter().map(|change| {
        depth += change;
        depth > 0
    });
    covered.collect()
}

/// The headings of the sections in which members are listed.
fn of_objects(layout: &Layout<'_>, facts: &[(usize, Topic)]) -> Vec<Range<usize>> {
    let members = facts.iter().filter(|(_, topic)| *topic == Topic::Member);
    let blocks = members.filter_map(|(place, _)| {
        let behind = layout
            .blocks
            .partition_point(|block| block.span.start <= *place);
        let section = layout.section(behind.checked_sub(1)?);
        layout.sections.get(section)?.heading
    });
    blocks.map(|heading| heading..heading + 1).collect()
}

/// Where facts stand, in order.
fn places(parts: &[Part]) -> Vec<(usize, Topic)> {
    let mut places = Vec::new();
    let mut known: HashSet<*const MemberList> = HashSet::new();
    for facts in parts.iter().map(|part| &part.facts) {
        let mut add = |span: Span, topic| places.push((span.start, topic));
        for line in &facts.requests {
            add(line.path_span, Topic::RequestLines);
        }
        for example in &facts.examples {
            add(example.span, Topic::ExampleRequest);
            for response in &example.responses {
                add(response.span, Topic::ExampleResponse);
            }
        }
        for claim in &facts.statuses {
            add(claim.span, Topic::Response);
        }
        for claim in &facts.errors {
            add(claim.span, Topic::Error);
        }
        for claim in &facts.headers {
            add(claim.name_span, Topic::Header);
        }
        for claim in &facts.parameters {
            add(claim.span, Topic::Parameter);
        }
        for (_, text) in &facts.shown_content {
            add(text.span, Topic::ExampleResponse);
        }
        for named in &facts.named {
            for text in named.shown.iter() {
                add(text.span, Topic::Member);
            }
        }
        let own = |list: &&Arc<MemberList>| !known.contains(&Arc::as_ptr(list));
        let lists: Vec<&Arc<MemberList>> = facts.members.iter().filter(own).collect();
        for list in lists {
            known.insert(Arc::as_ptr(list));
            for claim in &list.members {
                places.push((claim.span.start, Topic::Member));
            }
        }
    }
    places.sort_unstable();
    places
}

/// The first fact in a stretch of the page.
fn fact_in(facts: &[(usize, Topic)], span: Span) -> Option<Topic> {
    let at = facts.partition_point(|(start, _)| *start < span.start);
    let (start, topic) = facts.get(at)?;
    (*start < span.end).then_some(*topic)
}
