//! Lists of paths within each other: what an item's request goes on from.

use super::target;
use crate::read::RequestLine;
use crate::text::document::{Block, Kind};

/// The paths of the items that an item stands in, which its own goes on from: a list of paths, with the requests
/// of each below it.
#[derive(Default)]
pub(super) struct Bases {
    /// The items that are open, each with its depth, and the whole path where it is no more than one.
    open: Vec<(usize, Option<String>)>,
}

impl Bases {
    /// Takes the next block of the page.
    pub(super) fn enter(&mut self, block: &Block) {
        while self
            .open
            .last()
            .is_some_and(|(depth, _)| *depth >= block.depth)
        {
            self.open.pop();
        }
        let Kind::Item(words) = &block.kind else {
            return;
        };
        let text = words.text.trim().trim_end_matches(':');
        let path = target::target_at(text, 0)
            .filter(|spelled| text.len() > 1 && text.starts_with('/') && spelled.end == text.len());
        let own = path.map(|_| {
            let base = self.base();
            format!("{base}{}", text.trim_end_matches('/'))
        });
        let own = own.filter(|path| path.len() <= LONGEST_BASE);
        self.open.push((block.depth, own));
    }

    fn base(&self) -> &str {
        self.open
            .last()
            .and_then(|(_, path)| path.as_deref())
            .unwrap_or_default()
    }

    /// Puts the path that a request of an item goes on from before its own.
    pub(super) fn complete(&self, block: &Block, line: &mut RequestLine) {
        if !matches!(block.kind, Kind::Item(_)) {
            return;
        }
        // The last one is the item itself.
        let around = self
            .open
            .len()
            .checked_sub(2)
            .and_then(|at| self.open.get(at));
        let Some((_, Some(base))) = around else {
            return;
        };
        let own = line.path.to_string();
        let whole = target::target_at(&format!("{base}{own}"), 0);
        if let Some(whole) =
            whole.filter(|_| line.base.is_none() && !own.starts_with(base.as_str()))
        {
            line.path = whole.target;
        }
    }
}

/// The longest path of items within each other, in bytes.
const LONGEST_BASE: usize = 256;
