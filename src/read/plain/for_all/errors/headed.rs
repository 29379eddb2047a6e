//! The JSON of an error right below a heading that says no more than that.

use super::members;
use crate::read::plain::layout::Layout;
use crate::read::{Claim, ForAll};
use crate::text::document::{Kind, Prose};

/// Headings that say no more than that what follows is an error.
const BARE: &[&str] = &[
    "error",
    "error bodies",
    "error body",
    "error format",
    "error object",
    "error objects",
    "error response",
    "error responses",
    "errors",
    "if something goes wrong",
    "when it goes wrong",
    "when something goes wrong",
    "when things go wrong",
];

/// The content of each error where the JSON of one stands right below a heading that says no more than that.
pub(in super::super) fn headed(
    layout: &Layout<'_>,
    block: usize,
    prose: &Prose,
) -> Option<Claim<ForAll>> {
    let kind = |at: usize| layout.blocks.get(at).map(|own| &own.kind);
    let is_heading = matches!(kind(block), Some(Kind::Heading { .. }));
    let is_shown = matches!(kind(block + 1), Some(Kind::Code(_)));
    let bare = prose.text.trim().trim_end_matches(':').to_lowercase();
    if !is_heading || !is_shown || !BARE.contains(&bare.as_str()) {
        return None;
    }
    let said = 0..prose.text.len();
    let members = members::of_each(layout, (block, prose), said.clone());
    (!members.is_empty()).then(|| Claim {
        value: ForAll::ErrorBody {
            members,
            content_type: String::new(),
        },
        span: prose.span(said),
    })
}
