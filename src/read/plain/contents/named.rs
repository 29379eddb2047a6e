//! The objects that a page describes by their names, and what it shows that may have them in it.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::super::facts::side_of;
use super::super::layout::Layout;
use super::super::mentions::Mentions;
use super::nouns::{name_in, tokens};
use super::phrases::{Around, phrase};
use super::shown::text;
use crate::protocol::Status;
use crate::read::{Claim, Extent, ListOf, MemberList, NamedContent, Part, Text};
use crate::table::data::{Basis, Member};
use crate::text::document::{Kind, Prose};

/// The lists of members by the names of their objects.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The places of the lists of a name among all.
    lists: HashMap<String, Vec<usize>>,
    /// The ids by which links reach the section of each list, and whether its heading is the name alone.
    sections: HashMap<usize, (Vec<String>, bool)>,
    /// What the section of each list shows.
    shown: HashMap<usize, Arc<[Text]>>,
}

/// A list with the blocks that it stands in.
type Placed = (Range<usize>, Arc<MemberList>);

/// The most texts that are held against one object.
const MOST_SHOWN: usize = 8;

/// The most blocks of a section that are looked through for what it shows.
const MOST_BLOCKS: usize = 80;

impl Names {
    /// The names of lists.
    pub(super) fn of(layout: &Layout<'_>, mentions: &Mentions, lists: &[Placed]) -> Self {
        let mut names = Self::default();
        // What is said of content is held to be JSON only where the page speaks of JSON.
        if !layout.page.text().to_ascii_lowercase().contains("json") {
            return names;
        }
        for (at, (blocks, list)) in lists.iter().enumerate() {
            let ListOf::Object(Some(name)) = &list.of else {
                continue;
            };
            names.lists.entry(name.clone()).or_default().push(at);
            let section = layout.section(blocks.start);
            let heading = layout.sections.get(section).and_then(|own| own.heading);
            if let Some(Kind::Heading { text, anchors, .. }) =
                heading.and_then(|heading| Some(&layout.blocks.get(heading)?.kind))
            {
                let is_it = name_in(&text.text).as_ref() == Some(name);
                names.sections.insert(at, (anchors.clone(), is_it));
            }
            names.shown.insert(at, shown_in(layout, mentions, section));
        }
        names
    }

    /// The list of a name: the only one, that of a link's target, or that whose heading is the name alone.
    fn list(&self, name: &str, target: &str) -> Option<usize> {
        let all = self.lists.get(name)?;
        if let [one] = all.as_slice() {
            return Some(*one);
        }
        let is_target = |at: &&usize| {
            let anchors = self.sections.get(at).map(|(anchors, _)| anchors.as_slice());
            let mut anchors = anchors.unwrap_or_default().iter();
            anchors.any(|anchor| {
                target.contains(&format!("#{anchor})")) || target.contains(&format!("<<{anchor}"))
            })
        };
        let has_it = |at: &&usize| self.sections.get(at).is_some_and(|(_, is_it)| *is_it);
        let only = |mut own: std::vec::IntoIter<usize>| own.next().filter(|_| own.next().is_none());
        let of = |fits: &dyn Fn(&&usize) -> bool| {
            let fit: Vec<usize> = all.iter().filter(fits).copied().collect();
            only(fit.into_iter())
        };
        of(&is_target).or_else(|| of(&has_it))
    }

    /// Whether the page describes nothing by a name.
    pub(super) fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    /// What a sentence says content is.
    pub(super) fn content(
        &self,
        layout: &Layout<'_>,
        lists: &[Placed],
        (words, own): (&Prose, Range<usize>),
        (status, place): (Option<Status>, Around),
    ) -> Option<NamedContent> {
        let sentence = words.text.get(own.clone())?;
        let found = phrase(&tokens(sentence), place, &|name| {
            self.lists.contains_key(name)
        })?;
        let range = own.start + found.range.start..own.start + found.range.end;
        let span = words.span(range);
        let page = layout.page.text();
        let mut behind = page.get(span.end..)?.char_indices();
        let end = behind.nth(LONGEST_TARGET);
        let end = end.map_or(page.len(), |(at, _)| span.end + at);
        let source = page.get(span.start.saturating_sub(2)..end);
        let at = self.list(&found.name, source.unwrap_or_default())?;
        let (_, list) = lists.get(at)?;
        // Of what nothing but an example describes, it is not known how many of them come.
        let is_shown = |own: &Claim<Member>| own.value.basis == Basis::Shown;
        if list.members.iter().all(is_shown) && found.extent != Extent::One {
            return None;
        }
        Some(NamedContent {
            status,
            list: Arc::clone(list),
            extent: found.extent,
            surety: found.surety,
            span,
            shown: self.shown.get(&at).cloned().unwrap_or_default(),
        })
    }
}

/// The longest target of a link, in characters.
const LONGEST_TARGET: usize = 100;

/// What blocks of a section show by themselves: before any request in it, where one stands there.
fn shown_in(layout: &Layout<'_>, mentions: &Mentions, section: usize) -> Arc<[Text]> {
    let Some(own) = layout
        .sections
        .get(section)
        .filter(|own| own.heading.is_some())
    else {
        return Arc::default();
    };
    let blocks = own.blocks.clone();
    let requests = &mentions.requests;
    let at = requests.partition_point(|mention| mention.block < blocks.start);
    let request = requests.get(at).map(|mention| mention.block);
    let answers = &mentions.answers;
    let at = answers.partition_point(|answer| answer.block < blocks.start);
    let answer = answers.get(at).map(|answer| answer.block);
    let first = request.into_iter().chain(answer).min();
    let first = first.filter(|first| blocks.contains(first));
    let end = first.unwrap_or(blocks.end);
    if end - blocks.start > MOST_BLOCKS {
        return Arc::default();
    }
    // What stands in a section of its own may be of the request.
    let own = (blocks.start..end).filter(|at| first.is_none() || layout.section(*at) == section);
    let codes = own.filter_map(|at| match &layout.blocks.get(at)?.kind {
        Kind::Code(code) if side_of(layout, at) != Some(false) => Some(code),
        _ => None,
    });
    let texts = codes.filter_map(|code| text(layout, code));
    let texts = texts.filter(|text| text.text.trim_start().starts_with(['{', '[']));
    texts.take(MOST_SHOWN).collect()
}

/// The most texts of a page that are looked through for an object.
const MOST_TEXTS: usize = 200;

/// Gives what words name the content that the page shows with names of its members, in whatever operation.
pub(in crate::read::plain) fn show(parts: &mut [Part]) {
    if parts.iter().all(|part| part.facts.named.is_empty()) {
        return;
    }
    let mut texts: Vec<Text> = Vec::new();
    for facts in parts.iter().map(|part| &part.facts) {
        let answers = facts.examples.iter().flat_map(|example| &example.responses);
        let answers = answers.filter(|answer| answer.status.is_success());
        let answers = answers.filter_map(|answer| answer.message.body.as_ref());
        let alone = facts.shown_content.iter().map(|(_, text)| text);
        for text in answers.chain(alone) {
            let is_known = texts
                .iter()
                .any(|other| other.span.start == text.span.start);
            if texts.len() < MOST_TEXTS && !is_known {
                texts.push(text.clone());
            }
        }
    }
    let mut known: HashMap<*const MemberList, Arc<[Text]>> = HashMap::new();
    for named in parts.iter_mut().flat_map(|part| &mut part.facts.named) {
        let shown = known.entry(Arc::as_ptr(&named.list)).or_insert_with(|| {
            let names = named
                .list
                .members
                .iter()
                .filter_map(|claim| claim.value.path.tokens().last());
            let names: Vec<String> = names
                .map(|token| format!("\"{}\"", token.written()))
                .collect();
            let has_it = |text: &&Text| {
                names
                    .iter()
                    .filter(|name| text.text.contains(name.as_str()))
                    .count()
                    > 1
            };
            let own = named.shown.iter().chain(texts.iter().filter(has_it));
            own.take(MOST_SHOWN).cloned().collect()
        });
        named.shown = Arc::clone(shown);
    }
}
