//! The values of members that are left out: which of them hold for what is put.

use std::ops::Range;

use super::Source;
use crate::read::Facts;
use crate::text::document::Block;

impl Source<'_> {
    /// Takes from a PUT the values that members have which are left out, where they are said elsewhere, of what is made:
    /// what is put may keep what it had. A sentence of its own may say that it goes back to them.
    pub(super) fn forget_defaults(&self, scope: &Range<usize>, facts: &mut Facts) {
        let mut lines = facts.requests.iter();
        if !lines.any(|line| line.method.as_str() == "PUT") {
            return;
        }
        let blocks = self.layout.blocks.get(scope.clone()).unwrap_or_default();
        let goes_back = |block: &Block| {
            let text = block.words().map(|words| words.text.to_lowercase());
            text.is_some_and(|text| {
                let is_left_out = [
                    " left out",
                    " omitted",
                    " missing",
                    " not sent",
                    " leave out",
                ]
                .iter()
                .any(|words| text.contains(words));
                text.contains("default") && is_left_out
            })
        };
        if blocks.iter().any(goes_back) {
            return;
        }
        let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else {
            return;
        };
        let own = first.span.start..last.span.end;
        let claims = facts.parameters.iter_mut();
        for claim in claims.filter(|claim| !own.contains(&claim.span.start)) {
            claim.value.allowed.default = None;
        }
    }
}
