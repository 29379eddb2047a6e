//! Which lists of members are of the content of a response.

use std::sync::Arc;

use super::Made;
use super::examples::{Examples, attached, is_of_elements};
use crate::protocol::Status;
use crate::read::{Facts, ListOf, MemberList};
use crate::table::data::{Basis, JsonKind, Member, MemberPath};

/// The lists that are of content of a status, each with the object that it is of.
pub(super) fn lists_of<'l>(
    facts: &'l Facts,
    examples: &Examples<'_>,
    status: Option<Status>,
    is_only: bool,
) -> Vec<(MemberPath, &'l MemberList)> {
    let whole = |list: &'l Arc<MemberList>| (MemberPath::WHOLE, list.as_ref());
    let all = || facts.members.iter();
    let schemas = all().filter(|list| matches!(list.of, ListOf::Whole(own) if Some(own) == status));
    let mut lists: Vec<(MemberPath, &MemberList)> = match examples.all.is_empty() {
        true => {
            let mut own = all().filter(|list| is_only && list.of == ListOf::Response);
            own.next().map(whole).into_iter().collect()
        }
        false => attached(examples, &facts.members),
    };
    lists.extend(schemas.map(whole));
    lists
}

/// The object that an operation's own list is of, where no example shows it: as our reading, since it may stand in
/// another one.
pub(super) fn whole_of(attached: &[(MemberPath, &MemberList)]) -> Option<Made> {
    let (_, list) = attached.first()?;
    let first = list.members.first()?;
    let is_own = list.of == ListOf::Response && !is_of_elements(list);
    is_own.then(|| Made {
        member: Member {
            kinds: vec![JsonKind::Object],
            ..Member::at(MemberPath::WHOLE, Basis::Shown)
        },
        places: vec![first.span],
    })
}
