//! Which of the requests that a page names it documents, which are examples of these, and which it only
//! shows. The rules are those of the page as a whole: the manner that declares the most surely decides
//! what the others are.

use std::collections::HashMap;

use super::codes::codes;
use super::fit::{Fit, Fits};
use super::layout::{Layout, words};
use super::mentions::{Carrier, Mention, Mentions};
use super::scope::{Group, Groups};
use crate::text::document::{Kind, Prose};

/// An operation that a page documents.
#[derive(Debug, Clone)]
pub(super) struct Declared {
    /// The places that declare it, by their numbers among the mentions.
    pub mentions: Vec<usize>,
    /// The requests that are examples of it, with the base that each shows before its path.
    pub examples: Vec<(usize, String)>,
    /// The block that its scope is taken from.
    pub block: usize,
    /// The row, where that block is a table.
    pub row: Option<usize>,
    /// Operations of one group are declared together, as alternatives are.
    pub group: Group,
}

/// What a page documents and what it only shows.
#[derive(Debug, Default)]
pub(super) struct Declarations {
    /// The operations, in the order that they were declared.
    pub operations: Vec<Declared>,
    /// Requests that fit nothing declared.
    pub shown: Vec<usize>,
}

/// Decides what every mention of a request is.
pub(super) fn declare(layout: &Layout<'_>, mentions: &Mentions) -> (Declarations, Groups) {
    let mut declaring = Declaring {
        layout,
        mentions: &mentions.requests,
        found: Declarations::default(),
        fits: Fits::default(),
        keys: HashMap::new(),
        votes: HashMap::new(),
        groups: Groups::default(),
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
    let Declaring { found, groups, .. } = declaring;
    (found, groups)
}

struct Declaring<'a> {
    layout: &'a Layout<'a>,
    mentions: &'a [Mention],
    found: Declarations,
    fits: Fits,
    /// Declared operations by method and shape of the path.
    keys: HashMap<(String, String), Vec<usize>>,
    /// How many requests show each base before a declared path.
    votes: HashMap<String, usize>,
    groups: Groups,
}

/// What headings of operations begin with.
const ACTIONS: &[&str] = &[
    "get", "list", "create", "update", "delete", "remove", "add", "retrieve", "fetch", "set",
    "show", "find", "search", "upload", "download", "query", "check", "start", "stop", "restart",
    "read", "write", "modify", "edit", "replace", "patch", "put", "post", "register", "cancel",
    "enable", "disable", "send", "revoke", "rename", "move", "copy", "validate", "test", "run",
    "export", "import", "describe", "lookup", "submit", "new", "view", "change", "generate",
    "reset", "clear", "count", "append", "insert", "store", "reload",
];

/// Whether what stands between two declarations makes alternatives of them.
fn joins(layout: &Layout<'_>, first: usize, second: usize) -> bool {
    let of_list = |block: usize| {
        matches!(
            layout.blocks[block].kind,
            Kind::Item(_) | Kind::Term(_) | Kind::Directive(_) | Kind::Heading { .. }
        )
    };
    if of_list(first) || of_list(second) {
        return false;
    }
    let is_or = |words: &str| {
        matches!(
            words.trim().to_lowercase().as_str(),
            "or" | "and" | "or:" | "or,"
        )
    };
    let has_parts = layout.has_parts_behind(first, second);
    let mut between = layout.blocks[first + 1..second].iter();
    between.all(|block| match &block.kind {
        Kind::Paragraph(words) => is_or(&words.text) || has_parts && says_no_more(words),
        Kind::Comment | Kind::Other(_) => true,
        Kind::Heading { .. }
        | Kind::Item(_)
        | Kind::Term(_)
        | Kind::Code(_)
        | Kind::Table(_)
        | Kind::Component(_)
        | Kind::Directive(_)
        | Kind::Field(_)
        | Kind::Call(_) => false,
    })
}

/// Words without marks, to be compared.
fn plain_words(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join(" ")
}

/// Whether words between two alternatives are no more than what introduces the second.
fn says_no_more(words: &Prose) -> bool {
    codes(&words.text, false).is_empty()
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
        all.filter(|(_, mention)| mention.carrier == carrier)
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

    fn is_item(&self, block: usize) -> bool {
        let block = self.layout.blocks.get(block);
        block.is_some_and(|block| matches!(block.kind, Kind::Item(_) | Kind::Term(_)))
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
            let is_item = self.is_item(*block);
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
            let first = &self.mentions[declared.mentions[0]];
            let is_row = |carrier| carrier == Carrier::Row;
            is_row(first.carrier) != is_row(mention.carrier)
                || self.layout.section(first.block) == self.layout.section(mention.block)
        });
        if let Some(operation) = known {
            let declared = &mut self.found.operations[operation];
            declared.mentions.push(index);
            // The index says that there is one; its own section says what it does.
            if declared.row.is_some() && mention.row.is_none() {
                self.groups.remove(declared.block, declared.group);
                declared.block = mention.block;
                declared.row = None;
                declared.group = (mention.block, 0);
                self.groups.add(declared.block, declared.group);
            }
            return;
        }
        let operation = self.found.operations.len();
        self.keys.entry(key).or_default().push(operation);
        self.fits.declare(operation, &mention.line);
        let group = (mention.block, mention.row.map_or(0, |row| row + 1));
        self.groups.add(mention.block, group);
        self.found.operations.push(Declared {
            mentions: vec![index],
            examples: Vec::new(),
            block: mention.block,
            row: mention.row,
            group,
        });
    }

    /// A row of an index and the section that one of its cells names are one operation: the section says what
    /// it does.
    fn join_rows(&mut self) {
        let mut named: HashMap<String, Option<usize>> = HashMap::new();
        for section in &self.layout.sections {
            let heading = section
                .heading
                .and_then(|h| Some((h, words(self.layout.blocks.get(h)?)?)));
            if let Some((heading, words)) = heading.filter(|_| section.level % 2 == 0) {
                let entry = named
                    .entry(plain_words(&words.text))
                    .or_insert(Some(heading));
                // Two sections of one name are told apart by nothing that a cell says.
                if *entry != Some(heading) {
                    *entry = None;
                }
            }
        }
        for declared in &mut self.found.operations {
            let row =
                declared
                    .row
                    .and_then(|row| match &self.layout.blocks.get(declared.block)?.kind {
                        Kind::Table(table) => table.rows.get(row),
                        _ => None,
                    });
            let cells = row.into_iter().flat_map(|row| &row.cells);
            let heading = cells
                .filter(|cell| !cell.is_empty())
                .find_map(|cell| named.get(&plain_words(&cell.text)).copied().flatten());
            let own = self.layout.section(declared.block);
            let is_apart = |heading: &usize| self.layout.section(*heading) != own;
            if let Some(heading) = heading.filter(is_apart) {
                declared.block = heading;
                declared.row = None;
            }
        }
    }

    /// Takes operations that are declared right after each other into one group: alternatives, with no more
    /// than a word such as `or` between them, or what introduces the second where sections below both hold
    /// what is said of all.
    fn regroup(&mut self) {
        let mentions = self.mentions;
        self.found
            .operations
            .sort_by_key(|declared| (declared.block, declared.row, declared.mentions[0]));
        self.groups = Groups::default();
        let mut last: Option<(Carrier, usize, Group)> = None;
        for declared in &mut self.found.operations {
            let own = (declared.block, declared.row.map_or(0, |row| row + 1));
            let carrier = mentions[declared.mentions[0]].carrier;
            let near = last.filter(|(other, block, _)| {
                *other == carrier
                    && declared.row.is_none()
                    && (*block == declared.block || joins(self.layout, *block, declared.block))
            });
            declared.group = near.map_or(own, |(_, _, group)| group);
            self.groups.add(declared.block, declared.group);
            last = Some((carrier, declared.block, declared.group));
        }
        self.index();
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

    /// Blocks that begin with a request: examples where they fit what is declared around them, else
    /// declarations; those that go over the wire are examples where most of them are.
    fn blocks(&mut self) {
        let all: Vec<(usize, &Mention)> = self
            .mentions
            .iter()
            .enumerate()
            .filter(|(_, m)| matches!(m.carrier, Carrier::Block | Carrier::Wire))
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
        for (index, mention) in templates.into_iter().chain(values) {
            let are_examples = are_examples[usize::from(mention.carrier == Carrier::Wire)];
            self.block(index, mention, are_examples);
        }
    }

    /// Takes the numbers of the operations anew.
    fn index(&mut self) {
        self.fits = Fits::default();
        self.keys.clear();
        for (operation, declared) in self.found.operations.iter().enumerate() {
            let mention = &self.mentions[declared.mentions[0]];
            self.fits.declare(operation, &mention.line);
            self.keys.entry(key(mention)).or_default().push(operation);
        }
    }

    fn block(&mut self, index: usize, mention: &Mention, are_examples: bool) {
        let fit = self.fit(mention).or_else(|| self.goes_on(mention));
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
        } else if are_examples {
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
        self.add(index, mention);
    }

    /// In which manner an operation is declared.
    fn carrier(&self, operation: usize) -> Carrier {
        let declared = &self.found.operations[operation];
        self.mentions[declared.mentions[0]].carrier
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
        let mut near = near.filter(|(_, declared)| {
            let first = &self.mentions[declared.mentions[0]];
            let shown = mention.line.path.path().shape();
            let template = first.line.path.path().shape();
            let is_same = first.line.method == mention.line.method;
            is_same && is_template(first) && is_continuation(&template, &shown)
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
            let first = &self.mentions[declared.mentions[0]];
            first.line.method == mention.line.method && self.is_within(mention.block, *operation)
        })
    }

    /// Whether the words before a block call it an example.
    fn is_said_example(&self, mention: &Mention) -> bool {
        let label = self.layout.label(mention.block);
        label.is_some_and(|words| words.text.to_lowercase().contains("example"))
    }

    /// Code at the beginning of words that say more.
    fn leading(&mut self) {
        let operations = self.found.operations.iter().map(|o| o.block);
        // Items are declared beside items.
        let mut firm: Vec<usize> = operations.filter(|block| !self.is_item(*block)).collect();
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
    fn sentences(&mut self) {
        let is_sure = self.found.operations.iter().any(|declared| {
            let first = &self.mentions[declared.mentions[0]];
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
            let is_one_of_many = !self.is_item(mention.block)
                && next.is_some_and(|(_, other)| {
                    other.block == mention.block && key(other) != key(mention)
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
        let words = self.layout.blocks.get(heading).and_then(words);
        let first = words.and_then(|words| words.text.split_whitespace().next());
        first.is_some_and(|word| ACTIONS.contains(&word.to_lowercase().as_str()))
    }

    /// Commands of clients.
    fn calls(&mut self) {
        for (index, mention) in self.of(Carrier::Client) {
            self.take_example(index, mention);
        }
    }
}
