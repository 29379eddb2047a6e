//! What the blocks around an operation say of it, as facts.

mod accepted;
mod below;
mod coded;
mod content;
mod defaults;
mod examples;
mod first;
mod headers;
mod joined;
mod lists;
mod measured;
mod members;
mod methods;
mod missing;
mod named;
mod obliged;
mod orders;
mod outcomes;
mod sent;
mod stated;
mod told;

pub(super) use content::side_of;
pub(super) use headers::without_refusal;
use lists::Lists;
use methods::{begins_with_method, speaks_of_another};
use stated::state;
use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use super::contents::{self, Contents};
use super::declare::{Declarations, Declared};
use super::effects;
use super::layout::Layout;
use super::mentions::{Carrier, Mention, Mentions};
use super::parameters;
use super::samples::Samples;
use super::scope::{Group, Groups};
use super::statuses::{Stated, sentences, stated};
use super::target;
use crate::protocol::target::RequestTarget;
use crate::protocol::{HeaderName, Method};
use crate::read::{Facts, RequestLine, Text};
use crate::text::document::Block;
use crate::text::page::Span;

/// What facts are read from.
pub(super) struct Source<'a> {
    /// The page's blocks.
    layout: &'a Layout<'a>,
    /// What they name and show.
    mentions: &'a Mentions,
    /// What of it is documented.
    declarations: &'a Declarations,
    /// Where operations are declared.
    groups: &'a Groups,
    /// The operations of each group.
    members: HashMap<Group, Vec<&'a Declared>>,
    /// How many groups each block declares.
    groups_of: HashMap<usize, usize>,
    /// Whether the page marks what is optional.
    marks_optional: bool,
    /// What the page says of headers.
    samples: Samples,
    /// The headers that the page shows in requests.
    headers: HashSet<HeaderName>,
    /// The lists of members of content.
    contents: Contents,
    /// The sections that say something of all lists, once they were asked for.
    lists: OnceCell<Vec<Lists>>,
    /// The words by which the page tells its errors apart, once they were asked for.
    error_words: OnceCell<coded::Words>,
    /// What blocks and rows state, once they were asked.
    stated: RefCell<HashMap<At, Rc<[Statement]>>>,
}

/// A block, or a row of a table.
type At = (usize, Option<usize>);

/// What a place states, with the requests that its sentence names.
struct Statement {
    stated: Stated,
    named: Vec<String>,
}

/// The most requests that are shown of an operation and held against its parameters.
const MOST_SHOWN: usize = 16;

/// The facts of an operation of which nothing was read yet.
fn begun(own: &Declared) -> Facts {
    Facts {
        is_listed: own.is_listed,
        ..Facts::default()
    }
}

/// The most operations of one group of which each block around them is read.
const LARGEST_GROUP: usize = 64;

impl<'a> Source<'a> {
    /// What facts are read from.
    pub(super) fn new(
        layout: &'a Layout<'a>,
        mentions: &'a Mentions,
        declarations: &'a Declarations,
        groups: &'a Groups,
    ) -> Self {
        let mut members: HashMap<Group, Vec<&Declared>> = HashMap::new();
        for own in &declarations.operations {
            members.entry(own.group).or_default().push(own);
        }
        let mut groups_of = HashMap::new();
        for (block, _) in members.keys() {
            *groups_of.entry(*block).or_default() += 1;
        }
        Self {
            layout,
            mentions,
            declarations,
            groups,
            members,
            groups_of,
            marks_optional: parameters::unmarked::marks_optional(layout.blocks),
            samples: Samples::of(layout, mentions),
            headers: missing::shown(layout, mentions),
            contents: Contents::of(layout, mentions),
            lists: OnceCell::new(),
            error_words: OnceCell::new(),
            stated: RefCell::default(),
        }
    }

    /// What a block states, or a row of it.
    fn statements(&self, block: usize, row: Option<usize>) -> Rc<[Statement]> {
        let mut known = self.stated.borrow_mut();
        let entry = known.entry((block, row)).or_insert_with(|| {
            let all = stated(self.layout, block, row).into_iter();
            let all = all.map(|stated| Statement {
                named: named(&stated.sentence.replace('`', "")),
                stated,
            });
            all.collect()
        });
        Rc::clone(entry)
    }

    /// Everything that the page says of an operation.
    pub(super) fn facts(&self, own: &Declared) -> Facts {
        let mut facts = begun(own);
        let scope = self.groups.scope(self.layout, own);
        let lines = own
            .mentions
            .iter()
            .filter_map(|m| self.mentions.requests.get(*m));
        facts.requests = lines.map(|mention| mention.line.clone()).collect();
        self.examples(own, &scope, &mut facts);
        self.example_headers(own, &mut facts);
        let shapes = facts.requests.iter().map(|line| line.path.path().shape());
        let mut shapes: Vec<String> = shapes.collect();
        shapes.sort();
        shapes.dedup();
        let is_read = self.shared(own) <= LARGEST_GROUP;
        // A table that declares in one row alone declares for what stands around it.
        let is_alone = self.groups_of.get(&own.block) == Some(&1);
        let commands = self.by_commands(own, &scope);
        let methods = if is_read {
            self.methods_meant(own, &scope)
        } else {
            vec![self.method(own)]
        };
        for block in scope.clone().filter(|_| is_read) {
            let is_around = is_alone && block != own.block;
            let row = own.row.filter(|_| !is_around);
            let is_anothers = |blocks| self.follows_another(own, blocks, &scope, block);
            if !commands.as_ref().is_some_and(is_anothers) {
                self.statuses(own, (block, row), (&shapes, &methods), &mut facts);
            }
            if row.is_none() {
                parameters::read(self.layout, block, &mut facts);
            }
        }
        self.statuses_of_index(own, &mut facts);
        self.statuses_of_lists(own, &scope, &mut facts);
        for block in self.layout.around(own.block) {
            self.statuses(own, (block, None), (&shapes, &methods), &mut facts);
        }
        if let Some(line) = facts.requests.first().cloned() {
            effects::read(self.layout, own, scope.clone(), &line, &mut facts);
        }
        self.bodies(&scope, &mut facts);
        if is_read {
            self.around(own, &scope, (&shapes, &methods), &mut facts);
        }
        parameters::require_query(&mut facts);
        let sent = self.request_content(own, &scope, &mut facts);
        if is_read {
            self.members(own, &scope, &mut facts);
            self.contents(own, &scope, sent, &mut facts);
            self.orders(own, &scope, &mut facts);
        }
        facts
    }

    /// What the words around an operation say of its headers, its content and its parameters.
    fn around(
        &self,
        own: &Declared,
        scope: &Range<usize>,
        meant: (&[String], &[&str]),
        facts: &mut Facts,
    ) {
        self.no_content(scope, facts);
        self.demanded_headers(scope, facts);
        self.missed_headers(own, scope, facts);
        self.promised_headers(own, scope, meant, facts);
        self.called_content(own, scope, meant, facts);
        self.require_unmarked(own, scope, facts);
        parameters::types::say(self.layout, scope.clone(), facts);
    }

    /// What is said of the members of what is sent, and elsewhere of the parameters of lists.
    fn members(&self, own: &Declared, scope: &Range<usize>, facts: &mut Facts) {
        self.parameters_of_lists(own, scope, facts);
        self.sent_members(own, scope, facts);
        self.accepted_members(own, scope, facts);
        self.members_that_are_told(scope, facts);
        self.obliged_members(scope, facts);
        self.join_members(facts);
        self.forget_defaults(scope, facts);
        self.measured_members(scope, facts);
    }

    /// What the blocks around an operation say of the content of its responses, but for the one that shows what is sent.
    fn contents(
        &self,
        own: &Declared,
        scope: &Range<usize>,
        sent: Option<Span>,
        facts: &mut Facts,
    ) {
        let is_shared = self.is_shared(own) || own.row.is_some();
        let shown = contents::shown(
            (self.layout, &self.contents),
            self.mentions,
            own,
            (scope, is_shared),
        );
        let is_sent = |text: &Text| {
            sent.is_some_and(|sent| sent.start < text.span.end && text.span.start < sent.end)
        };
        let shown = shown.into_iter().filter(|(_, text)| !is_sent(text));
        facts.shown_content.extend(shown);
        facts.members = self.members_of_lists(own, scope);
        facts.members.extend(self.contents.of_scope(scope));
        if !is_shared {
            self.outcomes(scope, facts);
            self.coded_errors(scope, facts);
            self.errors_below(scope, facts);
        }
    }

    /// The headers of responses that the words around an operation promise, but where they speak of another.
    fn promised_headers(
        &self,
        own: &Declared,
        scope: &Range<usize>,
        (shapes, methods): (&[String], &[&str]),
        facts: &mut Facts,
    ) {
        let is_anothers = |sentence: &str| self.is_anothers(own, sentence, (shapes, methods));
        self.answered_headers(scope, own.row, is_anothers, facts);
    }

    /// The content of responses that the words around an operation call by a name, but where they speak of another.
    fn called_content(
        &self,
        own: &Declared,
        scope: &Range<usize>,
        (shapes, methods): (&[String], &[&str]),
        facts: &mut Facts,
    ) {
        let is_anothers = |sentence: &str| self.is_anothers(own, sentence, (shapes, methods));
        self.named_content(own, scope, is_anothers, facts);
    }

    /// Whether a sentence speaks of another operation.
    fn is_anothers(
        &self,
        own: &Declared,
        sentence: &str,
        (shapes, methods): (&[String], &[&str]),
    ) -> bool {
        let named = named(sentence);
        let names_another = !named.is_empty() && !named.iter().any(|shape| shapes.contains(shape));
        names_another || self.is_shared(own) && speaks_of_another(sentence, methods)
    }

    /// Takes for required the query parameters of which no level is said where the page says those of others. What is
    /// declared together shares a list, so a command of another method counts for this one.
    fn require_unmarked(&self, own: &Declared, scope: &Range<usize>, facts: &mut Facts) {
        if !self.marks_optional {
            return;
        }
        let requests = &self.mentions.requests;
        let key = |line: &RequestLine| (line.method.clone(), line.path.path().shape());
        let shapes: HashSet<String> = facts
            .requests
            .iter()
            .map(|line| line.path.path().shape())
            .collect();
        let together = self.members.get(&own.group).into_iter().flatten();
        let lines = together.flat_map(|other| other.mentions.iter());
        let lines = lines
            .filter_map(|m| requests.get(*m))
            .map(|mention| key(&mention.line));
        let own: HashSet<(Method, String)> =
            lines.filter(|(_, shape)| shapes.contains(shape)).collect();
        let from = requests.partition_point(|mention| mention.block < scope.start);
        let to = requests.partition_point(|mention| mention.block < scope.end);
        let shown = requests.get(from..to).unwrap_or_default().iter();
        let shown =
            shown.filter(|mention| is_command(mention) && own.contains(&key(&mention.line)));
        let targets = shown.take(MOST_SHOWN).map(|mention| &mention.line.path);
        let targets: Vec<&RequestTarget> = targets.collect();
        parameters::unmarked::require(self.layout, &targets, facts);
    }

    fn method(&self, own: &Declared) -> &str {
        own.first(&self.mentions.requests).line.method.as_str()
    }

    /// How many operations share the scope of one, that one included.
    fn shared(&self, own: &Declared) -> usize {
        self.members.get(&own.group).map_or(1, Vec::len)
    }

    fn is_shared(&self, own: &Declared) -> bool {
        self.shared(own) > 1
    }

    /// The blocks of the requests that are an operation's, where commands declare it or share with others what is
    /// said of it, and one of its own is shown.
    fn by_commands(&self, own: &Declared, scope: &Range<usize>) -> Option<HashSet<usize>> {
        let requests = &self.mentions.requests;
        if !is_command(own.first(requests)) && !self.is_shared(own) {
            return None;
        }
        let all = own.examples.iter().map(|(m, _)| m).chain(&own.mentions);
        let all = all.filter_map(|m| requests.get(*m));
        let is_shown = |m: &Mention| is_command(m) && scope.contains(&m.block);
        let is_any_shown = all.clone().any(is_shown);
        is_any_shown.then(|| all.map(|mention| mention.block).collect())
    }

    /// Whether a block stands behind a command of another operation: what it states is of the nearest request above
    /// it, up to the next heading. What shares its section and has the same method may share the answer, too.
    fn follows_another(
        &self,
        own: &Declared,
        blocks: &HashSet<usize>,
        scope: &Range<usize>,
        block: usize,
    ) -> bool {
        let requests = &self.mentions.requests;
        let end = requests.partition_point(|mention| mention.block < block);
        let Some(nearest) = end.checked_sub(1).and_then(|at| requests.get(at)) else {
            return false;
        };
        let is_near = scope.contains(&nearest.block)
            && self.layout.section(nearest.block) == self.layout.section(block);
        let is_alike = self.is_shared(own) && nearest.line.method.as_str() == self.method(own);
        is_near && is_command(nearest) && !is_alike && !blocks.contains(&nearest.block)
    }

    /// The methods of which what is said is said of an operation: its own, and that of `GET` where the page says that
    /// `HEAD` answers the same (RFC 9110 §9.3.2).
    fn methods_meant(&self, own: &Declared, scope: &Range<usize>) -> Vec<&str> {
        let method = self.method(own);
        let mut meant = vec![method];
        let blocks = self.layout.blocks.get(scope.clone()).unwrap_or_default();
        let says_same = |block: &Block| {
            let words = block.words().map_or("", |words| words.text.as_str());
            let mut all = words
                .contains("HEAD")
                .then(|| sentences(words))
                .into_iter()
                .flatten();
            all.any(|(_, sentence)| sentence.contains("HEAD") && sentence.contains(" same "))
        };
        if method == "HEAD" && self.is_shared(own) && blocks.iter().any(says_same) {
            meant.push("GET");
        }
        meant
    }

    fn statuses(
        &self,
        own: &Declared,
        (block, row): At,
        (shapes, methods): (&[String], &[&str]),
        facts: &mut Facts,
    ) {
        for Statement { stated, named } in self.statements(block, row).iter() {
            let is_anothers =
                !named.is_empty() && !named.iter().any(|shape| shapes.contains(shape));
            let is_shared = self.is_shared(own);
            let is_of_other = |sentence| {
                speaks_of_another(sentence, methods)
                    && (is_shared || begins_with_method(&sentence.replace('`', "")))
            };
            if is_anothers || is_of_other(&stated.sentence) {
                continue;
            }
            // Of parts of what is there, only GET can be answered (RFC 9110 §14.2).
            let is_of_parts = matches!(stated.status.code(), 206 | 416);
            let is_head = is_shared && self.method(own) == "HEAD";
            if is_head && is_of_parts && !stated.sentence.contains("HEAD") {
                continue;
            }
            state(stated.clone(), facts);
        }
    }
}

/// Whether a request is shown as a command, or as it goes over the wire.
fn is_command(mention: &Mention) -> bool {
    matches!(mention.carrier, Carrier::Client | Carrier::Wire)
}

/// The paths, by their shapes, of the requests that a sentence names.
fn named(sentence: &str) -> Vec<String> {
    let starts = sentence
        .char_indices()
        .filter(|(_, c)| c.is_ascii_uppercase());
    starts
        .take(MOST_CAPITALS)
        .filter_map(|(at, _)| target::request(&sentence[at..]))
        .map(|spelled| spelled.target.path().shape())
        .collect()
}

/// The most capitals of a sentence at which a request is looked for.
const MOST_CAPITALS: usize = 64;
