//! Requests among words: at the beginning of paragraphs and items, in sentences, and in commands.

use std::collections::HashSet;

use super::super::mentions::{Carrier, Mention};
use super::super::spellings::{joins, says_what_it_does};
use super::super::statuses::stated;
use super::{Declaring, MANY, has_number, is_template, key};
use crate::text::document::{Block, Kind};
use crate::text::page::Span;

/// What headings of operations begin with.
pub(super) const ACTIONS: &[&str] = &[
    "get", "list", "create", "update", "delete", "remove", "add", "retrieve", "fetch", "set",
    "show", "find", "search", "upload", "download", "query", "check", "start", "stop", "restart",
    "read", "write", "modify", "edit", "replace", "patch", "put", "post", "register", "cancel",
    "enable", "disable", "send", "revoke", "rename", "move", "copy", "validate", "test", "run",
    "export", "import", "describe", "lookup", "submit", "new", "view", "change", "generate",
    "reset", "clear", "count", "append", "insert", "store", "reload",
];

/// Words for sending a request.
const SENDS: &[&str] = &[
    " send ",
    " make ",
    " issue ",
    " perform ",
    " submit ",
    " use ",
];

/// The most blocks of a section that are looked through for a status.
const MOST_STATING: usize = 32;

/// So many blocks below a heading say what its section is about.
const OPENING: usize = 3;

impl Declaring<'_> {
    /// Code at the beginning of words that say more.
    pub(super) fn leading(&mut self) {
        let operations = self.found.operations.iter().map(|o| o.block);
        // Items are declared beside items.
        let mut firm: Vec<usize> = operations
            .filter(|block| !self.layout.is_item(*block))
            .collect();
        firm.sort_unstable();
        let all = self.of(Carrier::Leading);
        let items = all.iter().map(|(_, mention)| mention.block);
        let items: Vec<usize> = items.filter(|block| self.layout.is_item(*block)).collect();
        for (index, mention) in all {
            let known = self
                .keys
                .get(&key(mention))
                .and_then(|same| same.first())
                .copied();
            if self.anchor(index, mention, &firm) {
                continue;
            }
            if let Some(operation) = known {
                self.found.operations[operation].mentions.push(index);
                continue;
            }
            let section = &self.layout.sections[self.layout.section(mention.block)];
            let of = |blocks: &[usize]| {
                let from = blocks.partition_point(|block| *block < section.blocks.start);
                let to = blocks.partition_point(|block| *block < section.blocks.end);
                to - from
            };
            // A few others among many items are what the items show.
            let (others, own) = (of(&firm), of(&items));
            let is_beside = others > 0 && (own < MANY || own < 2 * others);
            let is_said = self.is_said(mention.block);
            let is_value = is_said && (has_number(mention) || self.fit(mention).is_some());
            if self.is_nested(mention) || is_beside || is_value {
                let is_known = self.fit(mention).is_some();
                self.take_example(index, mention);
                if is_said && !is_known {
                    self.found.unclear.push(index);
                }
            } else {
                self.add(index, mention);
            }
        }
    }

    /// Whether a block is a paragraph that begins with a request and says what it does.
    pub(super) fn is_said(&self, block: usize) -> bool {
        let own = self.layout.blocks.get(block).map(|block| &block.kind);
        matches!(own, Some(Kind::Paragraph(words)) if says_what_it_does(words))
    }

    /// Words in a sentence: they declare where the page declares in no surer manner than at the beginning of
    /// words, and their section has no other.
    pub(super) fn sentences(&mut self) {
        let is_sure = self.is_more_than_words();
        let own = self.of(Carrier::Sentence);
        let declared = self.blocks_declared();
        for (position, (index, mention)) in own.iter().enumerate() {
            if !self.is_excepted(mention) && self.anchor(*index, mention, &declared) {
                continue;
            }
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
            let is_kept = is_sure && !self.opens_action(mention) && !self.instructs(mention);
            // What mentions several documents none of them, and what has a number in it is an example.
            let next = own.get(position + 1);
            let is_one_of_many = !self.layout.is_item(mention.block)
                && next.is_some_and(|(_, other)| {
                    other.block == mention.block
                        && key(other) != key(mention)
                        && !self.keys.contains_key(&key(other))
                })
                || has_number(mention);
            let is_out =
                is_kept || has_other || !is_first || !is_divided || self.is_nested(mention);
            if is_one_of_many && !is_out && self.are_alternatives(mention) {
                let rest = own.iter().skip(position);
                let all = rest.take_while(|(_, other)| other.block == mention.block);
                for (index, mention) in all {
                    self.add(*index, mention);
                }
                continue;
            }
            let is_said = || self.opens_action(mention) || self.says_to_send(mention);
            if is_one_of_many && is_first && !has_other && !has_number(mention) && is_said() {
                self.found.unclear.push(*index);
            }
            if is_one_of_many || is_out {
                self.found.shown.push(*index);
            } else {
                self.add(*index, mention);
            }
        }
    }

    /// Whether words take a request out of what they say: "every call except `GET /desks`".
    fn is_excepted(&self, mention: &Mention) -> bool {
        let own = self.layout.blocks.get(mention.block);
        own.is_some_and(|own| {
            let end = mention.line.method_span.start.max(own.span.start);
            let before = self.layout.page.slice(Span::new(own.span.start, end));
            let before = before.trim_end_matches(|c: char| !c.is_alphanumeric());
            let exceptions = ["except", "except for", "apart from", "other than", "unlike"];
            exceptions.iter().any(|words| before.ends_with(words))
        })
    }

    /// Whether something is declared in a surer manner than by words.
    fn is_more_than_words(&self) -> bool {
        self.found.operations.iter().any(|declared| {
            let first = declared.first(self.mentions);
            let is_words = matches!(first.carrier, Carrier::Leading | Carrier::Alone);
            !is_words
                || !matches!(
                    self.layout.blocks[first.block].kind,
                    Kind::Item(_) | Kind::Term(_) | Kind::Paragraph(_)
                )
        })
    }

    /// Whether the requests that a block names are alternatives, joined to each other: "`GET /desks` or `POST /desks`".
    fn are_alternatives(&self, mention: &Mention) -> bool {
        let at = self.mentions.partition_point(|m| m.block < mention.block);
        let all = self.mentions.get(at..).unwrap_or_default().iter();
        let all: Vec<&Mention> = all.take_while(|m| m.block == mention.block).collect();
        let text = |start: usize, end: usize| {
            let between = (start <= end).then(|| self.layout.page.slice(Span::new(start, end)));
            joins(between)
        };
        all.len() <= MANY
            && !all.iter().any(|mention| has_number(mention))
            && all.windows(2).all(|pair| {
                let [first, second] = [&pair[0].line, &pair[1].line];
                text(first.method_span.end, second.method_span.start)
                    || text(first.path_span.end, second.method_span.start)
                    || text(first.path_span.end, second.path_span.start)
            })
    }

    /// Whether words say what to do, or that something is sent.
    fn says_to_send(&self, mention: &Mention) -> bool {
        let words = self.layout.blocks.get(mention.block).and_then(Block::words);
        words.is_some_and(|words| {
            let lower = format!(" {}", words.text.to_lowercase());
            lower.starts_with(" to ") || SENDS.iter().any(|word| lower.contains(word))
        })
    }

    /// Whether a sentence says what to do for what its section is about, with a path that stands for many: "To lend
    /// a desk, send a `POST` request to `/desks/{id}/loan`".
    fn instructs(&self, mention: &Mention) -> bool {
        let words = self.layout.blocks.get(mention.block).and_then(Block::words);
        let Some(words) = words else {
            return false;
        };
        let lower = words.text.to_lowercase();
        let is_to = lower.starts_with("to ") && SENDS.iter().any(|word| lower.contains(word));
        is_to && (is_template(mention) || lower.contains(" request to "))
    }

    /// The section whose words name a request that only a row or an item of an index declares, where that declares
    /// nothing else, says what it does.
    pub(super) fn anchor(&mut self, index: usize, mention: &Mention, declared: &[usize]) -> bool {
        let own = self.keys.get(&key(mention)).and_then(|same| same.first());
        let Some(own) = own
            .copied()
            .filter(|own| self.anchors(*own, mention, declared))
        else {
            return false;
        };
        self.found.operations[own].mentions.push(index);
        self.settle(own, mention.block);
        true
    }

    /// Whether a mention opens a section that declares nothing, of an operation that only an index declares.
    pub(super) fn anchors(&self, own: usize, mention: &Mention, declared: &[usize]) -> bool {
        let section = &self.layout.sections[self.layout.section(mention.block)];
        let first = declared.partition_point(|block| *block < section.blocks.start);
        let is_free = declared
            .get(first)
            .is_none_or(|block| !section.blocks.contains(block));
        let is_opening = section
            .heading
            .is_some_and(|heading| mention.block - heading <= OPENING);
        self.is_indexed(own)
            && is_free
            && is_opening
            && section.level > 2
            && !self.is_one_of_list(mention)
    }

    /// Whether a mention stands in an item beside another that names another request: together they open nothing.
    fn is_one_of_list(&self, mention: &Mention) -> bool {
        if !self.layout.is_item(mention.block) {
            return false;
        }
        let from = self.mentions.partition_point(|m| m.block < mention.block);
        let to = self.mentions.partition_point(|m| m.block <= mention.block);
        let before = from.checked_sub(1).and_then(|at| self.mentions.get(at));
        let section = self.layout.section(mention.block);
        let mut beside = before.into_iter().chain(self.mentions.get(to));
        beside.any(|other| {
            self.layout.is_item(other.block)
                && self.layout.section(other.block) == section
                && key(other) != key(mention)
        })
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
        self.is_action(heading)
    }

    /// Whether the section of a block states that something succeeds.
    fn states(&self, block: usize) -> bool {
        let section = &self.layout.sections[self.layout.subject(block)];
        let blocks = section.blocks.clone().take(MOST_STATING);
        blocks
            .flat_map(|block| stated(self.layout, block, None))
            .any(|stated| stated.status.is_success())
    }

    /// Whether the heading of a block's subject says what is done.
    fn is_below_action(&self, block: usize) -> bool {
        let section = &self.layout.sections[self.layout.subject(block)];
        section
            .heading
            .is_some_and(|heading| self.is_action(heading))
    }

    fn is_action(&self, heading: usize) -> bool {
        let words = self.layout.blocks.get(heading).and_then(Block::words);
        let first = words.and_then(|words| words.text.split_whitespace().next());
        first.is_some_and(|word| ACTIONS.contains(&word.to_lowercase().as_str()))
    }

    /// Commands of clients: examples, or declarations where a page has nothing else.
    pub(super) fn calls(&mut self) {
        let own = self.of(Carrier::Client);
        let count = self.found.operations.len();
        let has_only_words = (0..count).all(|at| self.carrier(at) == Carrier::Sentence);
        let declared = self.blocks_declared();
        // What words name has its examples among them; the others declare where they are many more.
        let fits = |(_, mention): &&(usize, &Mention)| !self.fits.all(&mention.line).is_empty();
        let fitting: HashSet<usize> = own.iter().filter(fits).map(|(index, _)| *index).collect();
        let others = own.iter().filter(|(index, _)| !fitting.contains(index));
        let others: Vec<(usize, &Mention)> = others.copied().collect();
        let is_sectioned = own
            .iter()
            .all(|(_, mention)| self.is_below_action(mention.block));
        let least =
            if is_sectioned && count == 0 && own.iter().all(|(_, call)| self.states(call.block)) {
                1
            } else if is_sectioned && count == 0 {
                SECTIONED
            } else {
                REFERENCE.max(4 * count)
            };
        let is_said = self.layout.page.profile().commands_declare;
        let declares = is_said || has_only_words && is_reference(&others, least);
        for (index, mention) in own {
            let is_new = !fitting.contains(&index) && !self.keys.contains_key(&key(mention));
            if declares && is_new && is_of_service(mention) {
                self.add(index, mention);
            } else {
                self.anchor_example(mention, &declared);
                self.take_example(index, mention);
            }
        }
    }

    /// The blocks that declare, in order.
    pub(super) fn blocks_declared(&self) -> Vec<usize> {
        let blocks = self.found.operations.iter().map(|own| own.block);
        let mut blocks: Vec<usize> = blocks.collect();
        blocks.sort_unstable();
        blocks
    }

    /// The section that shows a request of an operation that only an index declares says what it does.
    pub(super) fn anchor_example(&mut self, mention: &Mention, declared: &[usize]) {
        let fit = self.fit(mention);
        if let Some(fit) = fit.filter(|fit| self.anchors(fit.operation, mention, declared)) {
            self.settle(fit.operation, mention.block);
        }
    }
}

/// So many commands of clients, each to another path or with another method, make a reference of a page that has
/// nothing else.
const REFERENCE: usize = 3;

/// So many do where each stands below a heading that says what is done.
const SECTIONED: usize = 2;

/// Whether commands show what a service does, and not what is to be installed: some of them change something, or
/// go to one's own machine. They are many more than what words declare.
fn is_reference(calls: &[(usize, &Mention)], least: usize) -> bool {
    let own: Vec<&Mention> = calls
        .iter()
        .map(|(_, mention)| *mention)
        .filter(|mention| is_of_service(mention))
        .collect();
    let keys: HashSet<(String, String)> = own.iter().map(|mention| key(mention)).collect();
    let changes = own.iter().any(|mention| !mention.line.method.is_safe());
    keys.len() >= least && (changes || own.iter().all(|mention| is_local(mention)))
}

/// Ends of the names of files that are fetched.
const FILES: &[&str] = &[
    ".sh", ".gz", ".tgz", ".zip", ".deb", ".rpm", ".tar", ".exe", ".git", ".asc", ".gpg", ".key",
    ".pem",
];

/// Whether a command calls a service rather than fetches a file.
fn is_of_service(mention: &Mention) -> bool {
    let path = mention.line.path.path().as_str();
    !FILES.iter().any(|end| path.ends_with(end))
}

/// Whether a command goes to one's own machine, or to a placeholder for the service's.
fn is_local(mention: &Mention) -> bool {
    let base = mention.line.base.as_ref().map(|(base, _)| base.as_str());
    base.is_none_or(|base| {
        let host = base.split_once("://").map_or(base, |(_, host)| host);
        ["localhost", "127.0.0.1", "0.0.0.0", "<", "{", "$", "["]
            .iter()
            .any(|own| host.starts_with(own))
            || !host.contains('.')
            || host.contains("example")
    })
}
