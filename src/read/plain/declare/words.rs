//! Requests among words: at the beginning of paragraphs and items, in sentences, and in commands.

use super::super::mentions::{Carrier, Mention};
use super::{Declaring, has_number, key};
use crate::text::document::{Block, Kind};

/// What headings of operations begin with.
const ACTIONS: &[&str] = &[
    "get", "list", "create", "update", "delete", "remove", "add", "retrieve", "fetch", "set",
    "show", "find", "search", "upload", "download", "query", "check", "start", "stop", "restart",
    "read", "write", "modify", "edit", "replace", "patch", "put", "post", "register", "cancel",
    "enable", "disable", "send", "revoke", "rename", "move", "copy", "validate", "test", "run",
    "export", "import", "describe", "lookup", "submit", "new", "view", "change", "generate",
    "reset", "clear", "count", "append", "insert", "store", "reload",
];

impl Declaring<'_> {
    /// Code at the beginning of words that say more.
    pub(super) fn leading(&mut self) {
        let operations = self.found.operations.iter().map(|o| o.block);
        // Items are declared beside items.
        let mut firm: Vec<usize> = operations
            .filter(|block| !self.layout.is_item(*block))
            .collect();
        firm.sort_unstable();
        for (index, mention) in self.of(Carrier::Leading) {
            let known = self
                .keys
                .get(&key(mention))
                .and_then(|same| same.first())
                .copied();
            if let Some(operation) = known {
                self.found.operations[operation].mentions.push(index);
                continue;
            }
            let section = &self.layout.sections[self.layout.section(mention.block)];
            let beside = firm.partition_point(|block| *block < section.blocks.start);
            let is_beside = firm
                .get(beside)
                .is_some_and(|block| section.blocks.contains(block));
            if self.is_nested(mention) || is_beside {
                self.take_example(index, mention);
            } else {
                self.add(index, mention);
            }
        }
    }

    /// Words in a sentence: they declare where the page declares in no surer manner than at the beginning of
    /// words, and their section has no other.
    pub(super) fn sentences(&mut self) {
        let is_sure = self.found.operations.iter().any(|declared| {
            let first = declared.first(self.mentions);
            let is_words = matches!(first.carrier, Carrier::Leading | Carrier::Alone);
            !is_words
                || !matches!(
                    self.layout.blocks[first.block].kind,
                    Kind::Item(_) | Kind::Term(_) | Kind::Paragraph(_)
                )
        });
        let own = self.of(Carrier::Sentence);
        let mut declared: Vec<usize> = self.found.operations.iter().map(|o| o.block).collect();
        declared.sort_unstable();
        for (position, (index, mention)) in own.iter().enumerate() {
            if self.keys.contains_key(&key(mention)) || !self.fits.all(&mention.line).is_empty() {
                continue;
            }
            let section = self.layout.section(mention.block);
            let blocks = &self.layout.sections[section].blocks;
            let beside = declared.partition_point(|block| *block < blocks.start);
            let has_other = declared
                .get(beside)
                .is_some_and(|block| blocks.contains(block));
            let before = position.checked_sub(1).and_then(|before| own.get(before));
            let is_first = before.is_none_or(|(_, other)| other.block != mention.block);
            let is_divided = self.layout.sections[section].heading.is_some();
            let is_kept = is_sure && !self.opens_action(mention);
            // What mentions several documents none of them, and what has a number in it is an example.
            let next = own.get(position + 1);
            let is_one_of_many = !self.layout.is_item(mention.block)
                && next.is_some_and(|(_, other)| {
                    other.block == mention.block
                        && key(other) != key(mention)
                        && !self.keys.contains_key(&key(other))
                })
                || has_number(mention);
            if is_one_of_many
                || is_kept
                || has_other
                || !is_first
                || !is_divided
                || self.is_nested(mention)
            {
                self.found.shown.push(*index);
            } else {
                self.add(*index, mention);
            }
        }
    }

    /// Whether a mention stands in the words right below a heading that says what is done.
    fn opens_action(&self, mention: &Mention) -> bool {
        let section = &self.layout.sections[self.layout.section(mention.block)];
        let Some(heading) = section
            .heading
            .filter(|heading| heading + 1 == mention.block)
        else {
            return false;
        };
        let words = self.layout.blocks.get(heading).and_then(Block::words);
        let first = words.and_then(|words| words.text.split_whitespace().next());
        first.is_some_and(|word| ACTIONS.contains(&word.to_lowercase().as_str()))
    }

    /// Commands of clients.
    pub(super) fn calls(&mut self) {
        for (index, mention) in self.of(Carrier::Client) {
            self.take_example(index, mention);
        }
    }
}
