//! Which of the requests that a page names it documents, which are examples of these, and which it only
//! shows. The rules are those of the page as a whole: the manner that declares the most surely decides
//! what the others are.

mod blocks;
mod elsewhere;
mod groups;
mod overviews;
mod words;

use std::collections::{BTreeSet, HashMap, HashSet};

use vec1::{Vec1, vec1};

pub(super) use elsewhere::lists_changes;

use super::fit::{Fit, Fits};
use super::layout::Layout;
use super::mentions::{Carrier, Mention, Mentions};
use super::scope::{Group, Groups};
use elsewhere::Changes;

/// An operation that a page documents.
#[derive(Debug, Clone)]
pub(super) struct Declared {
    /// The places that declare it, by their numbers among the mentions.
    pub mentions: Vec1<usize>,
    /// The requests that are examples of it, with the base that each shows before its path.
    pub examples: Vec<(usize, String)>,
    /// The block that its scope is taken from.
    pub block: usize,
    /// The row, where that block is a table.
    pub row: Option<usize>,
    /// Operations of one group are declared together, as alternatives are.
    pub group: Group,
    /// Whether no more than an overview names it, besides other methods of the same path.
    pub is_listed: bool,
}

impl Declared {
    /// The mention that declares it first: what it is called, and in which manner it is declared.
    pub(super) fn first<'m>(&self, mentions: &'m [Mention]) -> &'m Mention {
        &mentions[*self.mentions.first()]
    }
}

/// What a page documents and what it only shows.
#[derive(Debug, Default)]
pub(super) struct Declarations {
    /// The operations, in the order that they were declared.
    pub operations: Vec<Declared>,
    /// Requests that fit nothing declared.
    pub shown: Vec<usize>,
    /// The first of several requests in words that say what to do, of which it is not plain what they document.
    pub unclear: Vec<usize>,
    /// Requests that are documented elsewhere or are not the service's.
    pub elsewhere: Vec<usize>,
    /// The blocks that are an overview of what is declared elsewhere.
    pub overviews: BTreeSet<usize>,
}

/// Decides what every mention of a request is.
pub(super) fn declare(layout: &Layout<'_>, mentions: &Mentions) -> (Declarations, Groups) {
    let mut declaring = Declaring {
        layout,
        mentions: &mentions.requests,
        exchanges: mentions
            .answers
            .iter()
            .filter_map(|answer| answer.after)
            .collect(),
        refusals: HashMap::new(),
        found: Declarations::default(),
        fits: Fits::default(),
        keys: HashMap::new(),
        outside: firm_outside(layout, &mentions.requests),
        votes: HashMap::new(),
        groups: Groups::default(),
        changes: Changes::of(layout),
    };
    for carrier in [
        Carrier::Directive,
        Carrier::Row,
        Carrier::Alone,
        Carrier::Heading,
    ] {
        declaring.firm(carrier);
    }
    declaring.regroup();
    declaring.join_rows();
    declaring.regroup();
    declaring.vote();
    declaring.blocks();
    declaring.regroup();
    declaring.leading();
    declaring.sentences();
    declaring.regroup();
    declaring.vote();
    declaring.calls();
    declaring.regroup();
    declaring.elsewhere();
    declaring.overviews();
    let Declaring { found, groups, .. } = declaring;
    (found, groups)
}

struct Declaring<'a> {
    layout: &'a Layout<'a>,
    mentions: &'a [Mention],
    /// The requests that their block shows an answer to: examples, where something else declares.
    exchanges: HashSet<usize>,
    /// Whether each block that was asked begins with an error's status.
    refusals: HashMap<usize, bool>,
    found: Declarations,
    fits: Fits,
    /// Declared operations by method and shape of the path.
    keys: HashMap<(String, String), Vec<usize>>,
    /// What the page surely declares elsewhere than in items, by method and shape of the path.
    outside: HashSet<(String, String)>,
    /// How many requests show each base before a declared path.
    votes: HashMap<String, usize>,
    groups: Groups,
    /// What of the page speaks of changes.
    changes: Changes,
}

/// What is surely declared outside of items.
fn firm_outside(layout: &Layout<'_>, mentions: &[Mention]) -> HashSet<(String, String)> {
    let firm = mentions.iter().filter(|mention| {
        let is_firm = matches!(
            mention.carrier,
            Carrier::Directive | Carrier::Alone | Carrier::Heading
        );
        is_firm && !layout.is_item(mention.block)
    });
    firm.map(key).collect()
}

/// So many operations that are surely declared say how the page declares.
const MANY: usize = 3;

/// Whether a segment of a path is a number.
fn has_number(mention: &Mention) -> bool {
    let mut segments = mention.line.path.path().as_str().split('/');
    segments.any(|segment| !segment.is_empty() && segment.bytes().all(|b| b.is_ascii_digit()))
}

fn is_template(mention: &Mention) -> bool {
    mention.line.path.path().as_str().contains('{')
}

/// Whether a path lacks the placeholders at a template's end.
fn breaks_off(template: &str, shown: &str) -> bool {
    let rest = template.strip_prefix(shown.trim_end_matches('/'));
    rest.is_some_and(|rest| !rest.is_empty() && rest.split('/').skip(1).all(|part| part == "{}"))
}

/// Whether a path has several segments in the place of a template's last placeholder.
fn is_continuation(template: &str, shown: &str) -> bool {
    let template: Vec<&str> = template.split('/').collect();
    let shown: Vec<&str> = shown.split('/').collect();
    let matches = |(own, other): (&&str, &&str)| *own == "{}" || own == other;
    template.last() == Some(&"{}")
        && shown.len() > template.len()
        && template.iter().zip(&shown).all(matches)
}

fn key(mention: &Mention) -> (String, String) {
    let line = &mention.line;
    (line.method.to_string(), line.path.path().shape())
}

impl<'a> Declaring<'a> {
    fn of(&self, carrier: Carrier) -> Vec<(usize, &'a Mention)> {
        let all = self.mentions.iter().enumerate();
        all.filter(|(_, mention)| mention.carrier == carrier && !self.is_elsewhere(mention))
            .collect()
    }

    /// Declares what a manner that leaves no doubt names.
    fn firm(&mut self, carrier: Carrier) {
        for (index, mention) in self.of(carrier) {
            let is_example = self.is_below_example(mention) && self.fit(mention).is_some();
            if is_example
                || carrier == Carrier::Alone
                    && (self.is_nested(mention) || self.is_example_alone(mention))
            {
                self.take_example(index, mention);
                continue;
            }
            if let Some(operation) = self.of_index(mention) {
                self.found.operations[operation].mentions.push(index);
                continue;
            }
            self.add(index, mention);
        }
    }

    /// The operation that a row means where directives declare: the table is an index, which may write a
    /// path without the marks of its placeholders.
    fn of_index(&self, mention: &Mention) -> Option<usize> {
        let is_row = mention.carrier == Carrier::Row && !is_template(mention);
        let fits = if is_row {
            self.fits.all(&mention.line)
        } else {
            Vec::new()
        };
        let named = fits
            .into_iter()
            .find(|fit| fit.prefix.is_empty() && self.carrier(fit.operation) == Carrier::Directive);
        named.map(|fit| fit.operation)
    }

    /// Whether a heading above a mention calls what is below it an example.
    fn is_below_example(&self, mention: &Mention) -> bool {
        let mut headings = self.layout.headings(mention.block);
        headings.any(|heading| {
            let words = heading.text.trim().to_lowercase();
            words.starts_with("example")
                || words.starts_with("sample")
                || words.ends_with(" example")
        })
    }

    /// A request alone with a value in the place of a placeholder that its own section declares.
    fn is_example_alone(&self, mention: &Mention) -> bool {
        !is_template(mention)
            && self.fits.all(&mention.line).iter().any(|fit| {
                fit.prefix.is_empty()
                    && self.is_template(fit.operation)
                    && self.is_within(mention.block, fit.operation)
            })
    }

    fn is_template(&self, operation: usize) -> bool {
        let declared = &self.found.operations[operation];
        let mut lines = declared
            .mentions
            .iter()
            .filter_map(|m| self.mentions.get(*m));
        lines.any(is_template)
    }

    /// Whether a mention stands in the item of one that is declared: it is an example of that one.
    fn is_nested(&self, mention: &Mention) -> bool {
        let around = self.layout.around(mention.block);
        around.iter().any(|block| {
            let is_item = self.layout.is_item(*block);
            let at = self.mentions.partition_point(|m| m.block < *block);
            let mut own = self.mentions[at..].iter().take_while(|m| m.block == *block);
            is_item && own.any(|m| m.carrier != Carrier::Sentence)
        })
    }

    /// Adds an operation, or another place of one.
    fn add(&mut self, index: usize, mention: &Mention) {
        let key = key(mention);
        let same = self.keys.get(&key).cloned().unwrap_or_default();
        let known = same.into_iter().find(|operation| {
            let declared = &self.found.operations[*operation];
            let first = declared.first(self.mentions);
            let is_row = |carrier| carrier == Carrier::Row;
            // Several headings below one path are ways to ask for one thing.
            first.line.path_span == mention.line.path_span
                || is_row(first.carrier) != is_row(mention.carrier)
                || self.is_listed(first)
                || self.is_listed(mention)
                || self.layout.is_of_page(first.block)
                || self.layout.section(first.block) == self.layout.section(mention.block)
        });
        if let Some(operation) = known {
            self.again(operation, index, mention);
            return;
        }
        let operation = self.found.operations.len();
        self.keys.entry(key).or_default().push(operation);
        self.fits.declare(operation, &mention.line);
        let group = (mention.block, mention.row.map_or(0, |row| row + 1));
        self.groups.add(mention.block, group);
        self.found.operations.push(Declared {
            mentions: vec1![index],
            examples: Vec::new(),
            block: mention.block,
            row: mention.row,
            group,
            is_listed: false,
        });
    }

    /// Adds another place of an operation. An index says that there is one; its own section says what it does.
    fn again(&mut self, operation: usize, index: usize, mention: &Mention) {
        let is_row = self.found.operations[operation].row.is_some();
        let was_listed = self.is_indexed(operation);
        let is_listed = mention.row.is_some() || self.is_listed(mention);
        self.found.operations[operation].mentions.push(index);
        if (was_listed || is_row) && !is_listed {
            self.settle(operation, mention.block);
        }
    }

    /// Takes what is said of an operation from another block.
    fn settle(&mut self, operation: usize, block: usize) {
        let declared = &mut self.found.operations[operation];
        self.groups.remove(declared.block, declared.group);
        declared.block = block;
        declared.row = None;
        declared.group = (block, 0);
        self.groups.add(declared.block, declared.group);
    }

    /// Whether an operation is declared by no more than an index.
    fn is_indexed(&self, operation: usize) -> bool {
        let declared = &self.found.operations[operation];
        let first = declared.first(self.mentions);
        declared.row.is_some() || declared.block == first.block && self.is_listed(first)
    }

    /// Whether a mention is an item that has nothing inside and says nothing else, as those of a closing list, or
    /// that names what a heading or words of the page's own name, too, as those of a table of contents.
    fn is_listed(&self, mention: &Mention) -> bool {
        mention.carrier == Carrier::Alone
            && self.layout.is_item(mention.block)
            && (self.layout.inside(mention.block).is_empty()
                || self.outside.contains(&key(mention)))
    }

    /// Counts which bases stand before declared paths.
    fn vote(&mut self) {
        self.votes.clear();
        for mention in self.mentions.iter().filter(|m| m.message.is_some()) {
            if let Some(fit) = self.fits.all(&mention.line).first() {
                *self.votes.entry(fit.prefix.clone()).or_default() += 1;
            }
        }
    }

    /// The operation that a shown request is one of: the one whose scope it stands in, else the most
    /// literal; behind a base only where several requests show it, or its own scope does.
    fn fit(&self, mention: &Mention) -> Option<Fit> {
        let all = self.fits.all(&mention.line);
        let is_usual = |fit: &&Fit| {
            fit.prefix.is_empty() && fit.is_literal
                || self.votes.get(&fit.prefix).copied().unwrap_or(0) > 1
                || self.is_within(mention.block, fit.operation)
        };
        let usual: Vec<&Fit> = all.iter().filter(is_usual).collect();
        let within = usual
            .iter()
            .find(|fit| self.is_within(mention.block, fit.operation));
        within.or(usual.first()).map(|fit| (*fit).clone())
    }

    /// Whether a block stands in the largest section around an operation that declares no other.
    fn is_within(&self, block: usize, operation: usize) -> bool {
        let scope = self.climb(operation);
        scope.contains(&block)
    }

    fn climb(&self, operation: usize) -> std::ops::Range<usize> {
        self.groups
            .scope(self.layout, &self.found.operations[operation])
    }

    fn take_example(&mut self, index: usize, mention: &Mention) {
        match self.fit(mention) {
            Some(fit) => {
                let operation = &mut self.found.operations[fit.operation];
                operation.examples.push((index, fit.prefix));
            }
            None => self.found.shown.push(index),
        }
    }

    /// Takes the numbers of the operations anew.
    fn index(&mut self) {
        self.fits = Fits::default();
        self.keys.clear();
        for (operation, declared) in self.found.operations.iter().enumerate() {
            let mention = declared.first(self.mentions);
            self.fits.declare(operation, &mention.line);
            self.keys.entry(key(mention)).or_default().push(operation);
        }
    }

    /// In which manner an operation is declared.
    fn carrier(&self, operation: usize) -> Carrier {
        self.found.operations[operation]
            .first(self.mentions)
            .carrier
    }
}
