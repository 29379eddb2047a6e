//! Query parameters of which a list says no level, on a page that calls others optional: where each request that is
//! shown carries one, it must be given.

use super::super::layout::Layout;
use crate::protocol::target::RequestTarget;
use crate::read::Facts;
use crate::table::Presence;
use crate::table::described::ParameterPlace;
use crate::text::document::{Block, Kind};
use crate::text::page::Span;

/// Words by which a parameter may be left out, though none says "optional".
const MAY_BE_LEFT_OUT: &[&str] = &[
    "absent", "can ", "default", "empty", "filter", "if ", "limit", "maximum", "may ", "minimum",
    "not ", "n't", "omit", "only", "when ", "without",
];

/// So many items of a page that are called optional say that it marks what is.
const MANY: usize = 2;

/// Whether a page marks the items of its lists that are optional.
pub(in crate::read::plain) fn marks_optional(blocks: &[Block]) -> bool {
    let items = blocks.iter().filter(|block| block.is_item());
    let words = items.filter_map(Block::words);
    let optional = words.filter(|words| words.text.to_lowercase().contains("optional"));
    optional.take(MANY).count() == MANY
}

/// Takes for required what no level is said of, where the page marks what is optional and each request that is shown
/// carries the parameter.
pub(in crate::read::plain) fn require(
    layout: &Layout<'_>,
    shown: &[&RequestTarget],
    facts: &mut Facts,
) {
    if shown.is_empty() {
        return;
    }
    for claim in &mut facts.parameters {
        let parameter = &mut claim.value;
        let is_open =
            parameter.place == ParameterPlace::Query && parameter.presence == Presence::Unstated;
        let is_shown = |name: &str| shown.iter().all(|target| target.has_parameter(name));
        if is_open && is_shown(&parameter.name) && is_plain_item(layout, claim.span) {
            parameter.presence = Presence::Required;
        }
    }
}

/// Whether a name stands in an item of a list that says nothing of its being left out.
fn is_plain_item(layout: &Layout<'_>, name: Span) -> bool {
    let behind = layout
        .blocks
        .partition_point(|block| block.span.start <= name.start);
    let own = behind.checked_sub(1).and_then(|at| layout.blocks.get(at));
    let words = own
        .filter(|own| matches!(own.kind, Kind::Item(_)))
        .and_then(Block::words);
    words.is_some_and(|words| {
        let lower = words.text.to_lowercase();
        !MAY_BE_LEFT_OUT.iter().any(|word| lower.contains(word))
    })
}
