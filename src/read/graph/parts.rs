//! Pages of several operations, each below a heading of its own with sections of its own.

use std::collections::BTreeSet;

use super::{GraphReader, prose};
use crate::protocol::template::slug;
use crate::read::coverage::{Unused, Use};
use crate::read::lexicon::{Section, section};
use crate::read::{Facts, Part};
use crate::text::markdown::Block;

/// A heading with its place among the blocks.
struct Heading<'a> {
    at: usize,
    level: u8,
    text: &'a str,
    section: Section,
}

/// The headings, by their places among the blocks, that each have an operation below them, with what
/// they call it, and those that end the part of one; none where the page has not several. Such a heading
/// has a request section and a response section right below it.
pub(super) fn starts(blocks: &[Block]) -> Vec<(usize, &str)> {
    let headings: Vec<Heading<'_>> = blocks.iter().enumerate().filter_map(heading).collect();
    let mut starts: Vec<(usize, &str)> = Vec::new();
    // The headings that the one in hand stands below, the outermost first, and what stands below each.
    let mut open: Vec<(&Heading<'_>, bool, bool)> = Vec::new();
    for heading in &headings {
        while open
            .last()
            .is_some_and(|(above, ..)| above.level >= heading.level)
        {
            open.pop();
        }
        if let Some((above, has_request, has_response)) = open.last_mut() {
            let had_both = *has_request && *has_response;
            *has_request |= heading.section == Section::Request;
            *has_response |= heading.section == Section::Response;
            if *has_request && *has_response && !had_both {
                starts.push((above.at, above.text));
            }
        }
        if heading.section == Section::Other {
            open.push((heading, false, false));
        } else {
            // A section's own divisions are no operations.
            open.push((heading, true, true));
        }
    }
    if starts.len() < 2 {
        return Vec::new();
    }
    starts.sort_unstable();
    ended(&headings, &starts)
}

/// The headings that begin parts, and those beside them that are of no section and end the part before.
fn ended<'a>(headings: &[Heading<'a>], starts: &[(usize, &'a str)]) -> Vec<(usize, &'a str)> {
    let mut level = 0;
    let begins = headings.iter().filter_map(|heading| {
        let is_start = starts.binary_search(&(heading.at, heading.text)).is_ok();
        let ends = heading.section == Section::Other && heading.level <= level;
        if is_start {
            level = heading.level;
        }
        (is_start || ends).then_some((heading.at, heading.text))
    });
    begins.collect()
}

fn heading((at, block): (usize, &Block)) -> Option<Heading<'_>> {
    match block {
        Block::Heading {
            level,
            text,
            anchor,
            is_tab: false,
            ..
        } => Some(Heading {
            at,
            level: *level,
            text,
            section: section(anchor.as_deref(), text),
        }),
        Block::Heading { .. }
        | Block::Paragraph { .. }
        | Block::Fence { .. }
        | Block::Table { .. }
        | Block::Comment { .. } => None,
    }
}

impl GraphReader<'_> {
    /// Begins the part of the page below the heading of an operation.
    pub(super) fn begin_part(&mut self, name: &str) {
        self.section = Section::Other;
        self.level = 0;
        self.of_all = None;
        self.example_level = None;
        self.name = Some(name.to_owned());
    }

    /// Ends a part of the page, which has these blocks.
    pub(super) fn end_part(&mut self, blocks: &[Block]) {
        self.annotation_without_block();
        let pairing = std::mem::take(&mut self.examples);
        let mut facts = std::mem::take(&mut self.facts);
        let elsewhere = pairing.finish(&mut facts, &mut self.findings);
        self.elsewhere.extend(&elsewhere);
        let elsewhere: BTreeSet<usize> = elsewhere.iter().map(|span| span.start).collect();
        for entry in self.coverage.iter_mut().filter(|_| !elsewhere.is_empty()) {
            let own = entry.span.start..entry.span.end.max(entry.span.start);
            if elsewhere.range(own).next().is_some() {
                entry.used = Use::None(Unused::OtherService);
            }
        }
        prose::header_sentences(self.wording(), blocks, &mut facts);
        self.settle_levels(&mut facts);
        // Two operations of one heading are told apart by their requests, as ids are content.
        let name = self.name.take().map(|name| {
            let taken = |part: &Part| part.name.as_deref().map(slug) == Some(slug(&name));
            match facts.requests.first() {
                Some(request) if self.parts.iter().any(taken) => {
                    format!("{name} {} {}", request.method, request.path)
                }
                Some(_) | None => name,
            }
        });
        self.parts.push(Part { name, facts });
    }

    /// What a heading says of all its headers goes behind what another place says of one of them.
    fn settle_levels(&mut self, facts: &mut Facts) {
        for at in std::mem::take(&mut self.by_heading) {
            let said_elsewhere = facts.headers.get(at).is_some_and(|own| {
                let mut others = facts.headers.iter().enumerate();
                others.any(|(other, claim)| {
                    other != at && claim.name == own.name && claim.presence.is_some()
                })
            });
            if let Some(claim) = facts.headers.get_mut(at).filter(|_| said_elsewhere) {
                claim.presence = None;
            }
        }
    }
}
