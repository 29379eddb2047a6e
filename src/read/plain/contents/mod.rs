//! What a page says of the content of responses: the lists of its members, and blocks that show it alone.

mod names;
mod rows;
mod shown;
mod topics;

use std::sync::Arc;

use super::layout::Layout;
use super::mentions::Mentions;
use super::parameters::{is_of_headers, lists_statuses};
use crate::read::{Claim, ListOf, MemberList};
use crate::table::data::{Member, Null};
use crate::text::document::Kind;
use rows::Entry;
pub(super) use shown::{shown, success_before_refusals};
use topics::{about, is_open};

/// The lists of members of a page, each with its blocks.
#[derive(Debug, Default)]
pub(super) struct Contents {
    lists: Vec<(std::ops::Range<usize>, Arc<MemberList>)>,
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
            let is_complete = entries.is_whole && !is_open(layout, block);
            let mut members = claims(entries.list);
            forbid_null(&mut members);
            if !members.is_empty() {
                let list = MemberList {
                    of,
                    members,
                    is_complete,
                };
                lists.push((block..end, Arc::new(list)));
            }
        }
        Self { lists }
    }

    /// Whether a list of members ends right before a block: of what comes back, or of an object that is read.
    fn ends_before(&self, block: usize, is_read: bool) -> bool {
        let mut lists = self.lists.iter();
        lists.any(|(blocks, list)| blocks.end == block && (is_read || list.of == ListOf::Response))
    }

    /// Those that may be of an operation's content: its own in its scope, and those of objects.
    pub(super) fn of_scope(&self, scope: &std::ops::Range<usize>) -> Vec<Arc<MemberList>> {
        let own = self.lists.iter().filter(|(blocks, list)| match list.of {
            ListOf::Response => scope.contains(&blocks.start),
            ListOf::Object(_) => true,
            ListOf::Whole(_) => false,
        });
        let own = own.map(|(_, list)| Arc::clone(list));
        own.take(MOST_LISTS).collect()
    }
}

/// Takes the members of a list for never `null` where it says of others of them that they may be.
fn forbid_null(members: &mut [Claim<Member>]) {
    let says_null = |own: &Claim<Member>| own.value.null == Null::Allowed;
    if members.len() < FEWEST_BESIDE || !members.iter().any(says_null) {
        return;
    }
    for own in members.iter_mut().map(|claim| &mut claim.value) {
        if own.null == Null::Unstated && !own.kinds.is_empty() {
            own.null = Null::Forbidden;
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
