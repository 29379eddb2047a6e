//! Objects that nothing but JSON describes: below the heading of a thing, before any request in its section.

use std::ops::Range;
use std::sync::Arc;

use serde_json::Value;

use super::super::layout::Layout;
use super::super::mentions::Mentions;
use super::nouns::name_in;
use crate::read::{Claim, ListOf, MemberList};
use crate::table::data::{Basis, Held, JsonKind, Member, MemberPath};
use crate::text::document::Kind;
use crate::text::page::Span;

/// The most blocks between a heading and what it shows.
const NEAR: usize = 4;

/// The most such objects of a page.
const MOST: usize = 32;

/// What sections on things show and no list describes: lists of the members that are shown.
pub(super) fn shown(
    layout: &Layout<'_>,
    mentions: &Mentions,
    known: &[(Range<usize>, Arc<MemberList>)],
) -> Vec<(Range<usize>, Arc<MemberList>)> {
    let mut found: Vec<(Range<usize>, Arc<MemberList>)> = Vec::new();
    for section in &layout.sections {
        if found.len() == MOST {
            break;
        }
        let heading = section.heading.and_then(|at| layout.blocks.get(at));
        let Some(Kind::Heading { text, .. }) = heading.map(|own| &own.kind) else {
            continue;
        };
        let Some(name) = name_in(&text.text) else {
            continue;
        };
        let start = section.heading.unwrap_or_default() + 1;
        let blocks = start..(start + NEAR).min(section.blocks.end);
        let requests = &mentions.requests;
        let at = requests.partition_point(|mention| mention.block < start);
        // Below a request, what is shown is of that.
        let around = at.checked_sub(1).and_then(|at| {
            let mention = requests.get(at)?;
            layout.sections.get(layout.section(mention.block))
        });
        if around.is_some_and(|around| around.blocks.contains(&start)) {
            continue;
        }
        let first = requests.get(at).map_or(usize::MAX, |mention| mention.block);
        let mut codes = blocks.filter(|at| {
            let own = layout.blocks.get(*at).map(|own| &own.kind);
            *at < first && matches!(own, Some(Kind::Code(_)))
        });
        let shown = codes.next();
        let Some((block, members)) = shown.and_then(|at| Some((at, members(layout, at)?))) else {
            continue;
        };
        let of = ListOf::Object(Some(name));
        let all = known.iter().chain(&found);
        let is_known = all.into_iter().any(|(_, list)| list.of == of);
        if !is_known {
            let list = MemberList {
                of,
                members,
                is_complete: false,
            };
            found.push((block..block + 1, Arc::new(list)));
        }
    }
    found
}

/// Adds to a list of an object what JSON above it in its section shows besides.
pub(super) fn complete(layout: &Layout<'_>, block: usize, list: &mut MemberList) {
    if !matches!(list.of, ListOf::Object(Some(_))) {
        return;
    }
    let section = layout.section(block);
    let before = (0..block).rev().take(NEAR);
    let mut before = before.take_while(|at| layout.section(*at) == section);
    let shown = before.find_map(|at| members(layout, at));
    // A list that leaves out what is shown is not of all.
    for claim in shown.into_iter().flatten() {
        let is_known = |own: &Claim<Member>| own.value.path == claim.value.path;
        if !list.members.iter().any(is_known) {
            list.members.push(claim);
            list.is_complete = false;
        }
    }
}

/// The members of the object of JSON that a block is, with the types that they have there; none of an error, and of one
/// with a single member.
fn members(layout: &Layout<'_>, block: usize) -> Option<Vec<Claim<Member>>> {
    let Some(Kind::Code(code)) = layout.blocks.get(block).map(|own| &own.kind) else {
        return None;
    };
    let source = layout.page.slice(code.body);
    let json = serde_json::from_str::<Value>(code.text.as_deref().unwrap_or(source)).ok()?;
    let shown = json.as_object()?;
    if shown.len() < 2 || shown.contains_key("error") {
        return None;
    }
    let claims = shown.iter().map(|(name, value)| {
        let mut member = Member::at(MemberPath::WHOLE.member(name), Basis::Shown);
        member.kinds = JsonKind::of(value).into_iter().collect();
        member.presence = Held::Shown;
        let written = format!("\"{name}\"");
        let at = source.find(&written).map(|at| code.body.start + at);
        let span = at.map_or(code.body, |at| Span::new(at, at + written.len()));
        Claim {
            value: member,
            span,
        }
    });
    Some(claims.collect())
}

#[cfg(test)]
mod tests {
    use crate::read::Dialect as _;
    use crate::read::plain::Plain;
    use crate::text::page::Page;

    #[test]
    fn a_thing_is_what_is_shown_below_its_heading() {
        let page = |shown: &str| {
            format!(
                "# Lending\n\nAll is JSON.\n\n## Desks\n\nA desk looks like this:\n\n```json\n{shown}\n```\n\n### One\n\n\
                 `GET /desks/{{id}}`\n\nReturns `200` with the desk.\n"
            )
        };
        for (shown, expect) in [
            ("{\"id\": \"d1\", \"seats\": 2}", 1),
            ("{\"error\": {\"code\": \"x\"}, \"id\": 2}", 0),
            ("[1, 2]", 0),
        ] {
            let parts = Plain.read(&Page::new("desks.md", page(shown))).parts;
            let named: usize = parts.iter().map(|part| part.facts.named.len()).sum();
            assert_eq!(named, expect, "{shown}");
        }
    }
}
