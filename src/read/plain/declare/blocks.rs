//! Blocks that begin with a request: declarations, or examples of what is declared in another manner.

use super::super::codes::codes;
use super::super::fit::{Fit, Fits};
use super::super::layout::Layout;
use super::super::lines;
use super::super::mentions::{Carrier, Mention};
use super::{Declaring, MANY, breaks_off, has_number, is_continuation, is_template, key};
use crate::protocol::Status;
use crate::read::message;
use crate::text::document::Kind;

/// The most operations that a path is held against to find what it goes on from.
const MOST_NEAR: usize = 400;

/// The most mentions before a block that are looked through for one that names its request.
const MOST_SPOKEN: usize = 16;

impl<'a> Declaring<'a> {
    /// Blocks that begin with a request: examples where they fit what is declared around them, else
    /// declarations; those that go over the wire are examples where most of them are.
    pub(super) fn blocks(&mut self) {
        let all: Vec<(usize, &Mention)> = self
            .mentions
            .iter()
            .enumerate()
            .filter(|(_, m)| matches!(m.carrier, Carrier::Block | Carrier::Wire))
            .filter(|(_, m)| !self.is_elsewhere(m))
            .collect();
        let firm = self.found.operations.len();
        let are_examples = [Carrier::Block, Carrier::Wire].map(|carrier| {
            let own = all.iter().filter(|(_, m)| m.carrier == carrier);
            let own: Vec<&Mention> = own.map(|(_, m)| *m).collect();
            let fitting = own.iter().filter(|m| self.fit(m).is_some()).count();
            let is_few = firm >= MANY && own.len() <= firm;
            firm > 0 && fitting * 2 >= own.len() || is_few
        });
        // Templates first: what has values in their places is an example of them.
        let (templates, values): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|(_, m)| is_template(m));
        let (exchanges, alone): (Vec<_>, Vec<_>) = templates
            .into_iter()
            .chain(values)
            .partition(|(index, _)| self.exchanges.contains(index));
        let declares = !alone.is_empty() || firm > 0;
        let declared = self.blocks_declared();
        for (index, mention) in alone.into_iter().chain(exchanges) {
            let is_bare = mention.carrier == Carrier::Block;
            if is_bare && self.anchor(index, mention, &declared) {
                continue;
            }
            self.anchor_example(mention, &declared);
            if declares && self.exchanges.contains(&index) && self.take_exchange(index, mention) {
                continue;
            }
            if self.fit(mention).is_none()
                && let Some((spoken, words, prefix)) = self.spoken(mention)
            {
                self.add(spoken, words);
                let operation = self
                    .keys
                    .get(&key(words))
                    .and_then(|same| same.last())
                    .copied();
                if let Some(operation) = operation {
                    let examples = &mut self.found.operations[operation].examples;
                    examples.push((index, prefix));
                    continue;
                }
            }
            let are_examples = are_examples[usize::from(mention.carrier == Carrier::Wire)];
            self.block(index, mention, are_examples);
        }
    }

    /// The request that the words before a block in its own section name, and that the block shows with values or
    /// below a base: "sent with a `POST` to `/desks/:id/lock`". They declare it, and the block is its example.
    fn spoken(&self, mention: &Mention) -> Option<(usize, &'a Mention, String)> {
        let mentions = self.mentions;
        let section = &self.layout.sections[self.layout.subject(mention.block)];
        let from = mentions.partition_point(|other| other.block < section.blocks.start);
        let to = mentions.partition_point(|other| other.block < mention.block);
        let before = mentions
            .get(from..to)?
            .iter()
            .enumerate()
            .rev()
            .take(MOST_SPOKEN);
        let mut said = before.filter(|(_, other)| {
            matches!(other.carrier, Carrier::Sentence | Carrier::Leading)
                && other.line.method == mention.line.method
        });
        said.find_map(|(at, other)| {
            let mut fits = Fits::default();
            fits.declare(0, &other.line);
            let fit = fits.all(&mention.line).into_iter().next()?;
            let is_other = key(other) != key(mention);
            is_other.then_some((from + at, other, fit.prefix))
        })
    }

    fn block(&mut self, index: usize, mention: &Mention, are_examples: bool) {
        let fit = self.fit(mention).or_else(|| self.goes_on(mention));
        if fit.is_some() && !is_template(mention) && self.is_refused(mention) {
            self.found.elsewhere.push(index);
            return;
        }
        if let Some(fit) = fit {
            let is_within = self.is_within(mention.block, fit.operation);
            let declaring = self.carrier(fit.operation);
            let is_wire = mention.carrier == Carrier::Wire && declaring < Carrier::Wire;
            // The same request with a query is the same operation, asked another way.
            let is_query = mention.line.path.query().is_some() && fit.prefix.is_empty();
            let is_said = self.is_said_example(mention) || self.is_below_example(mention);
            if is_within || are_examples || is_wire || is_query || is_said {
                let operation = &mut self.found.operations[fit.operation];
                operation.examples.push((index, fit.prefix));
                return;
            }
        } else if are_examples && !self.opens_listed(mention) {
            // It fits nothing: it contradicts what its section declares, or is only shown.
            match self.around(mention) {
                Some(operation) => {
                    let operation = &mut self.found.operations[operation];
                    operation.examples.push((index, String::new()));
                    return;
                }
                None if !is_template(mention) => {
                    self.found.shown.push(index);
                    return;
                }
                None => {}
            }
        }
        // A value where its own section documents no placeholder: one of the desks below "All desks".
        let is_bare = mention.carrier == Carrier::Block && !is_template(mention);
        if is_bare && has_number(mention) && self.is_surely_declared(self.around(mention)) {
            self.found.shown.push(index);
            return;
        }
        if let Some(operation) = self.sent_again(mention) {
            let operation = &mut self.found.operations[operation];
            operation.examples.push((index, String::new()));
            return;
        }
        self.add(index, mention);
    }

    /// The operation of the same method and path that a block has declared whose whole URL a request shows again, in
    /// another section with other content.
    fn sent_again(&self, mention: &Mention) -> Option<usize> {
        mention.line.base.as_ref()?;
        let same = self.keys.get(&key(mention))?.first().copied()?;
        let first = self.found.operations[same].first(self.mentions);
        let base = |mention: &Mention| mention.line.base.as_ref().map(|(base, _)| base.clone());
        let is_same = base(first) == base(mention) && first.line.path == mention.line.path;
        (is_same && first.carrier == mention.carrier && !is_template(mention)).then_some(same)
    }

    /// Whether what declares an operation leaves no doubt.
    fn is_surely_declared(&self, operation: Option<usize>) -> bool {
        operation.is_some_and(|operation| self.carrier(operation) < Carrier::Block)
    }

    /// Takes a request with its answer as an example of what is declared elsewhere: of what it fits, or of the
    /// operation of its method that its path goes on from or breaks off.
    fn take_exchange(&mut self, index: usize, mention: &Mention) -> bool {
        let shown = mention.line.path.path().shape();
        let is_near = |operation: &usize| {
            let first = self.found.operations[*operation].first(self.mentions);
            first.line.method == mention.line.method && {
                let template = first.line.path.path().shape();
                is_continuation(&template, &shown) || breaks_off(&template, &shown)
            }
        };
        let near = || (0..self.found.operations.len().min(MOST_NEAR)).find(is_near);
        let (operation, prefix) = match self.fit(mention) {
            Some(fit) => (fit.operation, fit.prefix),
            None => match near() {
                Some(operation) => (operation, String::new()),
                None => return false,
            },
        };
        let operation = &mut self.found.operations[operation];
        operation.examples.push((index, prefix));
        true
    }

    /// The operation of a block's own section whose last placeholder stands for what the block's path
    /// has at its end: segments of their own, as a branch's name has.
    fn goes_on(&self, mention: &Mention) -> Option<Fit> {
        let section = self.layout.section(mention.block);
        let blocks = &self.layout.sections[section].blocks;
        let near = self
            .found
            .operations
            .iter()
            .enumerate()
            .filter(|(_, declared)| {
                blocks.contains(&declared.block) && declared.block < mention.block
            });
        let alike = near.filter(|(_, declared)| {
            let first = declared.first(self.mentions);
            first.line.method == mention.line.method && is_template(first)
        });
        let shown = mention.line.path.path().shape();
        let mut near = alike.take(MOST_NEAR).filter(|(_, declared)| {
            let template = declared.first(self.mentions).line.path.path().shape();
            is_continuation(&template, &shown)
        });
        near.next().map(|(operation, _)| Fit {
            operation,
            prefix: String::new(),
            is_literal: true,
        })
    }

    /// The operation of the same method whose own section a request stands in.
    fn around(&self, mention: &Mention) -> Option<usize> {
        let mut operations = 0..self.found.operations.len();
        operations.find(|operation| {
            let declared = &self.found.operations[*operation];
            let first = declared.first(self.mentions);
            first.line.method == mention.line.method && self.is_within(mention.block, *operation)
        })
    }

    /// Whether a request is shown for the error that it comes to, in a block of its own: the next block begins with
    /// the error's status.
    fn is_refused(&mut self, mention: &Mention) -> bool {
        let layout = self.layout;
        let behind = mention.block + 1;
        let known = self.refusals.entry(behind);
        *known.or_insert_with(|| begins_with_error(layout, behind))
    }

    /// Whether the words before a block call it an example.
    fn is_said_example(&self, mention: &Mention) -> bool {
        let label = self.layout.label(mention.block);
        label.is_some_and(|words| words.text.to_lowercase().contains("example"))
    }
}

/// Whether a block of literal lines begins with an error's status.
fn begins_with_error(layout: &Layout<'_>, block: usize) -> bool {
    let Some(Kind::Code(code)) = layout.blocks.get(block).map(|block| &block.kind) else {
        return false;
    };
    let all = lines::lines(layout.page, code);
    let first = all.iter().find(|(_, line)| !line.trim().is_empty());
    first.is_some_and(|(_, line)| {
        let line = line.trim();
        let status = message::status_line(line).or_else(|| {
            let listed = codes(line, line.starts_with(|c: char| c.is_ascii_digit()));
            listed.first().map(|code| code.status)
        });
        status.is_some_and(Status::is_error)
    })
}
