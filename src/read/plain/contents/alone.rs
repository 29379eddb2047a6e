//! Objects that nothing but JSON describes: below the heading of a thing, before any request in its section.

use std::ops::Range;
use std::sync::Arc;

use serde_json::Value;

use super::super::layout::Layout;
use super::super::mentions::Mentions;
use super::nouns::name_in;
use crate::read::{ListOf, MemberList};
use crate::text::document::Kind;

/// The most blocks between a heading and what it shows.
const NEAR: usize = 4;

/// The most such objects of a page.
const MOST: usize = 32;

/// What sections on things show and no list describes: lists without members, whose members are those that are shown.
pub(super) fn shown(
    layout: &Layout<'_>,
    mentions: &Mentions,
    known: &[(Range<usize>, Arc<MemberList>)],
) -> Vec<(Range<usize>, Arc<MemberList>)> {
    let mut found: Vec<(Range<usize>, Arc<MemberList>)> = Vec::new();
    for section in &layout.sections {
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
        let Some(block) = codes.next().filter(|at| is_object(layout, *at)) else {
            continue;
        };
        let of = ListOf::Object(Some(name));
        let all = known.iter().chain(&found);
        let is_known = all.into_iter().any(|(_, list)| list.of == of);
        if !is_known && found.len() < MOST {
            let list = MemberList {
                of,
                members: Vec::new(),
                is_complete: false,
            };
            found.push((block..block + 1, Arc::new(list)));
        }
    }
    found
}

/// Whether a block is an object of JSON with more than one member, which is no error.
fn is_object(layout: &Layout<'_>, block: usize) -> bool {
    let Some(Kind::Code(code)) = layout.blocks.get(block).map(|own| &own.kind) else {
        return false;
    };
    let text = code.text.as_deref();
    let text = text.unwrap_or_else(|| layout.page.slice(code.body));
    let json = serde_json::from_str::<Value>(text).ok();
    let members = json.as_ref().and_then(Value::as_object);
    members.is_some_and(|members| members.len() > 1 && !members.contains_key("error"))
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
