//! Which blocks speak of an operation: the largest section around it that declares no other, or its own
//! part of a section that declares several.

use std::collections::HashSet;
use std::ops::Range;

use super::declare::Declared;
use super::layout::Layout;

/// What is declared together: a block, and in a table a row of it, from 1.
pub(super) type Group = (usize, usize);

/// Where groups of operations are declared.
#[derive(Debug, Default)]
pub(super) struct Groups {
    /// The blocks in order, each with its group; blocks of one group follow each other.
    places: Vec<(usize, Group)>,
    /// The blocks of overviews that declare something: what stands around them is said of all.
    listed: HashSet<usize>,
}

impl Groups {
    /// Adds a place of a group.
    pub(super) fn add(&mut self, block: usize, group: Group) {
        if let Err(at) = self.places.binary_search(&(block, group)) {
            self.places.insert(at, (block, group));
        }
    }

    /// Takes a place back.
    pub(super) fn remove(&mut self, block: usize, group: Group) {
        if let Ok(at) = self.places.binary_search(&(block, group)) {
            self.places.remove(at);
        }
    }

    /// Takes a place for one in an overview, which is none beside others where it is only listed there.
    pub(super) fn list(&mut self, block: usize, group: Group, is_listed: bool) {
        self.listed.insert(block);
        if is_listed {
            self.remove(block, group);
        }
    }

    /// Whether a stretch of blocks declares another group.
    fn has_other(&self, blocks: &Range<usize>, group: Group) -> bool {
        let start = self
            .places
            .partition_point(|(block, _)| *block < blocks.start);
        let end = self
            .places
            .partition_point(|(block, _)| *block < blocks.end);
        let within = self.places.get(start..end).unwrap_or_default();
        let ends = [within.first(), within.last()];
        ends.into_iter().flatten().any(|(_, other)| *other != group)
    }

    /// The next block behind one that declares another group.
    fn next_other(&self, block: usize, group: Group) -> Option<usize> {
        let start = self.places.partition_point(|(other, _)| *other <= block);
        let behind = self.places.get(start..)?;
        let other = behind.iter().find(|(_, other)| *other != group);
        other.map(|(block, _)| *block)
    }

    /// The blocks that speak of an operation.
    pub(super) fn scope(&self, layout: &Layout<'_>, own: &Declared) -> Range<usize> {
        if self.listed.contains(&own.block) {
            let inside = layout.inside(own.block);
            return own.block..inside.end.max(own.block + 1);
        }
        let mut section = layout.section(own.block);
        let is_shared =
            |section: usize| self.has_other(&layout.sections[section].blocks, own.group);
        if layout.is_of_page(own.block) && !is_shared(0) {
            return 0..layout.blocks.len();
        }
        if is_shared(section) {
            return self.part(layout, own, section);
        }
        loop {
            let parent = layout.sections[section].parent;
            if section == 0 || is_shared(parent) || !layout.are_parts(parent, section) {
                return self.with_parts_behind(layout, section, own);
            }
            section = parent;
        }
    }

    /// The blocks of a section, with the parts right behind it that declare nothing.
    fn with_parts_behind(
        &self,
        layout: &Layout<'_>,
        section: usize,
        own: &Declared,
    ) -> Range<usize> {
        let mut blocks = layout.own_blocks(section, own.block);
        for part in layout.parts_behind(section) {
            if part.start != blocks.end || self.has_other(&part, own.group) {
                break;
            }
            blocks.end = part.end;
        }
        blocks
    }

    /// The blocks of an operation that shares its section: from its own to the next one's.
    fn part(&self, layout: &Layout<'_>, own: &Declared, section: usize) -> Range<usize> {
        if own.row.is_some() {
            return own.block..own.block + 1;
        }
        let blocks = &layout.sections[section].blocks;
        let next = self.next_other(own.block, own.group);
        let end = match next.filter(|next| *next < blocks.end) {
            // The next one begins with its own section, where it has one below this.
            Some(next) => {
                let mut inner = layout.section(next);
                let mut start = next;
                while inner != section && inner != 0 {
                    start = layout.sections[inner].blocks.start;
                    inner = layout.sections[inner].parent;
                }
                start
            }
            None => blocks.end,
        };
        let inside = layout.inside(own.block);
        let is_item = |block: usize| layout.is_item(block);
        // Words behind a list are not its last item's, unless the item is no more than the request.
        let depth = |block: usize| layout.blocks.get(block).map(|block| block.depth);
        let before = own.block.checked_sub(1);
        let is_last =
            before.is_some_and(|before| is_item(before) && depth(before) >= depth(own.block));
        if is_item(own.block) && (!inside.is_empty() || is_item(inside.end) || is_last) {
            return own.block..inside.end;
        }
        let is_first = !self.has_other(&(blocks.start..own.block), own.group);
        let start = if is_first { blocks.start } else { own.block };
        start..end.max(own.block + 1)
    }
}
