//! Where a page names a method and a path, and in which manner: what later becomes an operation, an
//! example of one, or nothing.

mod announced;
mod headings;
mod upright;

use std::ops::Range;

use super::bases::{self, Bases};
use super::halves;
use super::labels::of_attributes;
use super::layout::Layout;
use super::lines::{Form, Shown, ShownRequest, ShownResponse, request_lines, shown};
use super::own;
use super::parameters::lists_statuses;
use super::rows::{filled, marked, of_heading, of_path_above, row_request, template_above};
use super::spellings::{
    apart, behind_label, carrier_of, glued, in_code, labelled, leading, methods_of_all, reversed,
};
use super::spoken;
use super::target::{self, Spelled};
use crate::protocol::Method;
use crate::read::{Message, RequestLine};
use crate::text::document::{Attribute, Block, Component, Directive, Kind, Prose, Style, Table};
use crate::text::page::Span;

/// In which manner a request is named, the one that declares the most surely first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Carrier {
    /// A directive or a component with a method and a path.
    Directive,
    /// A row of a table with a method and a path.
    Row,
    /// A paragraph or an item that is nothing else.
    Alone,
    /// A heading.
    Heading,
    /// The first lines of a block.
    Block,
    /// As it goes over the wire.
    Wire,
    /// Code at the beginning of a paragraph or an item that says more.
    Leading,
    /// Words in a sentence.
    Sentence,
    /// A client's command.
    Client,
}

/// One place that names a request.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    /// In which manner.
    pub carrier: Carrier,
    /// The block that it stands in.
    pub block: usize,
    /// The row of a table that it stands in.
    pub row: Option<usize>,
    /// The request.
    pub line: RequestLine,
    /// Where it stands, with its message where it shows one.
    pub span: Span,
    /// Header lines and the body, where there are any.
    pub message: Option<Message>,
}

impl Mention {
    /// A request that is named in words and shows no more than itself.
    pub(super) fn named(carrier: Carrier, block: usize, line: RequestLine) -> Self {
        Self {
            carrier,
            block,
            row: None,
            span: line.path_span,
            line,
            message: None,
        }
    }
}

/// A response that a block shows, with the mention of the request before it in the same block.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    /// The block.
    pub block: usize,
    /// What it shows.
    pub response: ShownResponse,
    /// The request that the same block shows before it.
    pub after: Option<usize>,
}

/// Everything that names a request or shows a response, in the order of the page.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    /// The requests.
    pub requests: Vec<Mention>,
    /// The responses.
    pub answers: Vec<Answer>,
}

/// Finds what a page names and shows.
pub(super) fn mentions(layout: &Layout<'_>) -> Mentions {
    let mut found = Mentions::default();
    let mut bases = Bases::default();
    for (index, block) in layout.blocks.iter().enumerate() {
        let before = found.requests.len();
        found.block(layout, index, block);
        bases.enter(index, block);
        for mention in found.requests.iter_mut().skip(before) {
            bases.complete(block, &mut mention.line);
        }
    }
    let of_items = bases::mentions(layout);
    found.add(of_items);
    bases::complete_relative(layout, &mut found.requests);
    let halves = halves::mentions(layout, &found.requests);
    found.add(halves);
    let others = spoken::other_methods(layout, &found.requests);
    found.add(others);
    own::with_braces(layout.page.profile(), &mut found.requests);
    found
}

impl Mentions {
    /// Adds requests in their places; what follows a request in its block still follows it.
    fn add(&mut self, more: Vec<Mention>) {
        if more.is_empty() {
            return;
        }
        let own = std::mem::take(&mut self.requests);
        let known = own.len();
        let mut all: Vec<(usize, Mention)> = own.into_iter().chain(more).enumerate().collect();
        all.sort_by_key(|(number, mention)| (mention.block, *number));
        let mut moved = vec![0; all.len()];
        for (place, (number, _)) in all.iter().enumerate() {
            moved[*number] = place;
        }
        for after in self
            .answers
            .iter_mut()
            .filter_map(|answer| answer.after.as_mut())
        {
            *after = moved
                .get(*after)
                .copied()
                .filter(|_| *after < known)
                .unwrap_or(*after);
        }
        self.requests = all.into_iter().map(|(_, mention)| mention).collect();
    }

    fn block(&mut self, layout: &Layout<'_>, index: usize, block: &Block) {
        if self.announced(layout, index, block) {
            return;
        }
        match &block.kind {
            Kind::Heading { text, .. } => self.heading(layout, index, text),
            Kind::Paragraph(text) | Kind::Item(text) | Kind::Term(text) => {
                self.words(layout, index, text);
            }
            Kind::Code(code) => {
                let shown = shown(layout.page, code);
                self.shown(index, shown);
            }
            Kind::Table(table) => self.table(layout, index, table),
            Kind::Component(component) => {
                self.component(layout, index, component);
                self.badge(layout, index, component);
                if self.requests.last().is_none_or(|last| last.block != index) {
                    self.words(layout, index, &component.text);
                }
            }
            Kind::Directive(directive) => self.directive(index, directive),
            Kind::Call(call) => self.call(layout, index, call),
            Kind::Field(_) | Kind::Comment | Kind::Other(_) => {}
        }
    }

    fn push(&mut self, carrier: Carrier, block: usize, spelled: &Spelled, prose: &Prose) {
        let lines = request_lines(spelled, |range| prose.span(range)).into_iter();
        let named = lines.map(|line| Mention::named(carrier, block, line));
        self.requests.extend(named);
    }

    /// A path with the method behind it.
    fn push_apart(
        &mut self,
        carrier: Carrier,
        block: usize,
        text: &Prose,
        mut path: Spelled,
        verb: (Method, Range<usize>),
    ) {
        path.methods = vec![verb];
        self.push(carrier, block, &path, text);
    }

    fn words(&mut self, layout: &Layout<'_>, index: usize, text: &Prose) {
        if let Some(spelled) = behind_label(&text.text) {
            return self.push(Carrier::Alone, index, &spelled, text);
        }
        if let Some(spelled) = glued(&text.text).or_else(|| labelled(text)) {
            return self.push(Carrier::Alone, index, &spelled, text);
        }
        if let Some((path, verb)) = reversed(&text.text) {
            return self.push_apart(Carrier::Alone, index, text, path, verb);
        }
        if let Some((all, end)) = leading(&text.text) {
            let rest = text.text.get(end..).unwrap_or_default().trim();
            let carrier = carrier_of(layout, index, text, rest, all.len());
            for spelled in &all {
                self.push(carrier, index, spelled, text);
            }
            if carrier != Carrier::Sentence {
                return;
            }
        }
        if layout.is_item(index) && self.below_method(layout, index, text, Carrier::Leading) {
            return;
        }
        for (spelled, at) in in_code(text) {
            let spelled = spelled.moved(at);
            let is_known = self.requests.iter().rev().take_while(|m| m.block == index);
            let place = text.span(spelled.path.clone());
            if is_known.into_iter().any(|m| m.line.path_span == place) {
                continue;
            }
            self.push(Carrier::Sentence, index, &spelled, text);
        }
        for (path, verb) in apart(text) {
            let place = text.span(path.path.clone());
            let mut known = self.requests.iter().rev().take_while(|m| m.block == index);
            let is_same = |line: &RequestLine| line.path_span == place && line.method == verb.0;
            if !known.any(|m| is_same(&m.line)) {
                self.push_apart(Carrier::Sentence, index, text, path, verb);
            }
        }
    }

    fn shown(&mut self, block: usize, shown: Vec<Shown>) {
        let mut last = None;
        for part in shown {
            match part {
                Shown::Request(request) => {
                    last = Some(self.requests.len());
                    self.shown_request(block, request);
                }
                Shown::Response(response) => self.answers.push(Answer {
                    block,
                    response,
                    after: last,
                }),
            }
        }
    }

    fn shown_request(&mut self, block: usize, request: ShownRequest) {
        let carrier = match request.form {
            Form::Bare => Carrier::Block,
            Form::Wire => Carrier::Wire,
            Form::Client => Carrier::Client,
        };
        for line in request.lines {
            self.requests.push(Mention {
                span: request.span,
                message: request.is_whole.then(|| request.message.clone()),
                ..Mention::named(carrier, block, line)
            });
        }
    }

    fn table(&mut self, layout: &Layout<'_>, index: usize, table: &Table) {
        if lists_statuses(table) || self.upright(index, table) {
            return;
        }
        // The head names what the table describes: `/desks (GET)`.
        let head = table.head.first();
        if let Some((cell, (path, verb))) =
            head.and_then(|cell| Some((cell, reversed(&cell.text)?)))
        {
            return self.push_apart(Carrier::Alone, index, cell, path, verb);
        }
        let template = template_above(layout, index);
        let mut above = layout.headings(index);
        let of_all = above.find_map(|heading| Some((heading, methods_of_all(heading)?)));
        for (row, cells) in table.rows.iter().enumerate() {
            let found = row_request(&cells.cells)
                .or_else(|| marked(&table.head, &cells.cells))
                .or_else(|| {
                    let path = template.as_ref()?;
                    filled(path, &table.head, &cells.cells)
                })
                .or_else(|| {
                    let (heading, methods) = of_all.as_ref()?;
                    of_heading(heading, methods, &table.head, &cells.cells)
                })
                .or_else(|| {
                    of_path_above(layout.headings(index).next()?, &table.head, &cells.cells)
                });
            let Some(found) = found else {
                continue;
            };
            self.requests.extend(found.into_iter().map(|line| Mention {
                row: Some(row),
                ..Mention::named(Carrier::Row, index, line)
            }));
        }
    }

    fn component(&mut self, layout: &Layout<'_>, index: usize, component: &Component) {
        if let Some((spelled, place)) = own::of_component(layout.page.profile(), component) {
            return self.directive_lines(index, &spelled, place);
        }
        if let Some((spelled, place)) = of_attributes(&component.attributes, Some(&component.text))
        {
            self.directive_lines(index, &spelled, place);
        }
    }

    /// A component with a method inside, and a path behind it on its line: ``<Badge>GET</Badge> `/desks` ``.
    fn badge(&mut self, layout: &Layout<'_>, index: usize, component: &Component) {
        let word = component.text.text.trim();
        let behind = layout.blocks.get(index + 1);
        let (Some(method), Some(behind)) = (target::method(word, false), behind) else {
            return;
        };
        let Kind::Paragraph(text) = &behind.kind else {
            return;
        };
        let own = layout.blocks.get(index).map_or(0, |own| own.span.end);
        let between = Span::new(own.min(behind.span.start), behind.span.start);
        let is_beside = !layout.page.slice(between).contains('\n');
        let words = text.text.trim_start();
        let path = target::target_at(&text.text, text.text.len() - words.len());
        let path = path.filter(|path| is_beside && text.text[path.end..].trim().is_empty());
        let Some(path) = path.filter(|_| words.starts_with('/')) else {
            return;
        };
        let path_span = text.span(path.path.clone());
        let line = RequestLine::joined((method, component.text.whole()), (path.target, path_span));
        self.requests
            .push(Mention::named(Carrier::Alone, index, line));
    }

    fn directive_lines(&mut self, block: usize, spelled: &Spelled, (verb, path): (Span, Span)) {
        for mut line in request_lines(spelled, |_| path) {
            line.method_span = verb;
            let named = Mention::named(Carrier::Directive, block, line);
            self.requests.push(named);
        }
    }

    fn directive(&mut self, index: usize, directive: &Directive) {
        let argument = &directive.argument;
        if let Some(spelled) = target::request(&argument.text) {
            return self.push(Carrier::Directive, index, &spelled, argument);
        }
        let verb = directive
            .name
            .rsplit([':', '.', '-'])
            .next()
            .unwrap_or_default();
        // With a domain as the page's default, its name is left out: `.. get:: /desks`.
        let is_of_domain = directive.name.len() > verb.len();
        let is_path = || argument.text.trim_start().starts_with('/');
        let method = target::method(verb, true).filter(|_| is_of_domain || is_path());
        let Some(method) = method else {
            return;
        };
        let lead = argument.text.len() - argument.text.trim_start().len();
        if let Some(mut spelled) = target::target_at(&argument.text, lead) {
            spelled.methods = vec![(method, spelled.path.clone())];
            self.push(Carrier::Directive, index, &spelled, argument);
        }
    }

    /// A call of a template language with a method and a path among its arguments.
    fn call(&mut self, layout: &Layout<'_>, index: usize, call: &Prose) {
        if let Some((spelled, place)) = own::of_call(layout.page.profile(), call) {
            return self.directive_lines(index, &spelled, place);
        }
        let inside = call
            .text
            .trim_matches(['<', '>', '{', '}', '%', '=', '/', ' ']);
        let words = shlex::split(inside).unwrap_or_default();
        let whole = call.whole();
        let attributes: Vec<Attribute> = words
            .iter()
            .filter_map(|word| {
                let (name, value) = word.split_once(['=', ':'])?;
                Some(Attribute {
                    name: name.to_owned(),
                    value: Prose::new(value, whole, Style::Plain),
                })
            })
            .collect();
        if let Some((spelled, place)) = of_attributes(&attributes, None) {
            self.directive_lines(index, &spelled, place);
        }
    }
}
