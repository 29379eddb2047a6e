//! What a page says of the content of responses: the lists of its members, and blocks that show it alone.

mod alone;
mod always;
mod around;
mod behind;
mod grows;
mod inline;
mod leads;
mod named;
mod names;
mod nouns;
mod phrases;
mod placed;
mod rows;
mod shown;
mod topics;

use std::ops::Range;
use std::sync::Arc;

use super::layout::Layout;
use super::mentions::Mentions;
use super::parameters::{is_of_headers, lists_statuses};
use crate::protocol::Status;
use crate::read::{Claim, ListOf, MemberList, NamedContent};
use crate::table::data::{Held, JsonKind, Member, Null};
use crate::text::document::{Kind, Prose};
use named::Names;
pub(super) use named::show;
pub(super) use phrases::Around;
use rows::Entry;
pub(super) use shown::{shown, success_before_refusals};
use topics::{about, about_sentence, is_open};

/// The lists of members of a page, each with its blocks.
#[derive(Debug, Default)]
pub(super) struct Contents {
    lists: Vec<(Range<usize>, Arc<MemberList>)>,
    /// Those of objects by their names.
    names: Names,
}

/// The most lists of objects that are held against one operation.
const MOST_LISTS: usize = 64;

/// The most members of one list.
const MOST_MEMBERS: usize = 300;

impl Contents {
    /// Finds the lists of a page.
    pub(super) fn of(layout: &Layout<'_>, mentions: &Mentions) -> Self {
        let mut lists = Vec::new();
        let mut next = 0;
        let grows = grows::says_it_grows(layout);
        for (block, own) in layout.blocks.iter().enumerate() {
            if block < next {
                continue;
            }
            let (entries, end) = match &own.kind {
                Kind::Table(table) if !is_of_headers(table) && !lists_statuses(table) => {
                    (rows::of_table(table), block + 1)
                }
                Kind::Item(_) => rows::of_items(layout, block),
                Kind::Term(_) => rows::of_terms(layout, block),
                Kind::Field(_) => rows::of_fields(layout, block),
                Kind::Paragraph(words) => {
                    lists.extend(in_sentence(layout, block, words, grows));
                    continue;
                }
                _ => continue,
            };
            next = end;
            let Some(entries) = entries else {
                continue;
            };
            let of = match entries.is_answered {
                true => Some(ListOf::Response),
                false => about(layout, mentions, (block, end), &entries),
            };
            let Some(of) = of else {
                continue;
            };
            let is_complete = entries.is_whole && !grows && !is_open(layout, block);
            let is_typed = entries.are_of_an_object();
            if let Some(mut list) = list(of, entries.list, is_complete) {
                always::mark(layout, (block, end), &mut list);
                if !is_typed {
                    alone::complete(layout, block, &mut list);
                }
                lists.push((block..end, Arc::new(list)));
            }
        }
        let alone = alone::shown(layout, mentions, &lists);
        lists.extend(alone);
        let names = Names::of(layout, mentions, &lists);
        Self { lists, names }
    }

    /// Whether the page describes no object by its name.
    pub(super) fn has_no_names(&self) -> bool {
        self.names.is_empty()
    }

    /// What a sentence says the content of a response is, by the name of an object that the page describes.
    pub(super) fn named(
        &self,
        layout: &Layout<'_>,
        sentence: (&Prose, Range<usize>),
        place: (Option<Status>, Around),
    ) -> Option<NamedContent> {
        self.names.content(layout, &self.lists, sentence, place)
    }

    /// Whether a list of members ends right before a block: of what comes back, or of an object that is read.
    fn ends_before(&self, block: usize, is_read: bool) -> bool {
        let mut lists = self.lists.iter();
        lists.any(|(blocks, list)| blocks.end == block && (is_read || list.of == ListOf::Response))
    }

    /// Those of objects with their blocks.
    pub(super) fn objects(&self) -> impl Iterator<Item = (&Range<usize>, &MemberList)> {
        let own = self.lists.iter();
        let own = own.filter(|(_, list)| matches!(list.of, ListOf::Object(_)));
        own.map(|(blocks, list)| (blocks, &**list)).take(MOST_LISTS)
    }

    /// Those that may be of an operation's content: its own in its scope, and those of objects.
    pub(super) fn of_scope(&self, scope: &Range<usize>) -> Vec<Arc<MemberList>> {
        let own = self.lists.iter().filter(|(blocks, list)| match list.of {
            ListOf::Response => scope.contains(&blocks.start),
            ListOf::Object(_) => true,
            ListOf::Whole(_) => false,
        });
        let own = own.map(|(_, list)| Arc::clone(list));
        own.take(MOST_LISTS).collect()
    }
}

/// The texts that are listed at a block, at the top of what the list is of, each with whether it is always there; none that
/// may be `null` or absent.
pub(super) fn texts_listed(layout: &Layout<'_>, block: usize) -> Vec<(String, bool)> {
    let entries = match layout.blocks.get(block).map(|own| &own.kind) {
        Some(Kind::Table(table)) if !is_of_headers(table) && !lists_statuses(table) => {
            rows::of_table(table)
        }
        Some(Kind::Item(_)) => rows::of_items(layout, block).0,
        Some(Kind::Term(_)) => rows::of_terms(layout, block).0,
        Some(Kind::Paragraph(words)) => inline::of_sentence(words).map(|(entries, _)| entries),
        _ => None,
    };
    let entries = entries.map_or_else(Vec::new, |entries| entries.list);
    let members = entries
        .into_iter()
        .filter_map(|entry| entry.members.into_iter().next());
    let texts = members.filter(|member| {
        let is_there = matches!(member.presence, Held::Always | Held::Expected);
        member.kinds == [JsonKind::Text] && is_there && member.null != Null::Allowed
    });
    let named = texts.filter_map(|member| match member.path.tokens() {
        [name] => Some((name.written().to_owned(), member.presence == Held::Always)),
        _ => None,
    });
    named.collect()
}

/// A list of members; none where no entry has one.
fn list(of: ListOf, entries: Vec<Entry>, is_complete: bool) -> Option<MemberList> {
    let mut members = claims(entries);
    forbid_null(&mut members);
    let list = MemberList {
        of,
        members,
        is_complete,
    };
    (!list.members.is_empty()).then_some(list)
}

/// The list that a sentence of a paragraph has.
fn in_sentence(
    layout: &Layout<'_>,
    block: usize,
    words: &Prose,
    grows: bool,
) -> Option<(Range<usize>, Arc<MemberList>)> {
    let found = inline::of_sentence(words).or_else(|| placed::of_sentence(words));
    let (entries, lead) = found?;
    let of = about_sentence(layout, block, lead)?;
    let list = list(
        of,
        entries.list,
        entries.is_whole && !grows && !topics::says_open(lead),
    )?;
    Some((block..block + 1, Arc::new(list)))
}

/// Takes the members of a list for never `null`, and for there, where it says of others of them that they may be `null`.
fn forbid_null(members: &mut [Claim<Member>]) {
    let says_null = |own: &Claim<Member>| own.value.null == Null::Allowed;
    if members.len() < FEWEST_BESIDE || !members.iter().any(says_null) {
        return;
    }
    for own in members.iter_mut().map(|claim| &mut claim.value) {
        if own.null == Null::Unstated && !own.kinds.is_empty() {
            own.null = Null::Forbidden;
            // What is not there is said to be `null`.
            if own.presence == Held::Expected && own.path.tokens().len() == 1 {
                own.presence = Held::Always;
            }
        }
    }
}

/// The fewest members of a list of which some may be `null`, and the others are not.
const FEWEST_BESIDE: usize = 3;

/// The members that the entries of a list make.
fn claims(entries: Vec<Entry>) -> Vec<Claim<Member>> {
    let mut claims: Vec<Claim<Member>> = Vec::new();
    for entry in entries {
        for value in entry.members {
            let is_known = claims.iter().any(|own| own.value.path == value.path);
            if claims.len() < MOST_MEMBERS && !is_known {
                let span = entry.span;
                claims.push(Claim { value, span });
            }
        }
    }
    claims
}
