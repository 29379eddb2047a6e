//! Where a page names a method and a path, and in which manner: what later becomes an operation, an
//! example of one, or nothing.

use std::ops::Range;

use super::halves;
use super::layout::Layout;
use super::lines::{Form, Shown, ShownRequest, ShownResponse, request_lines, shown};
use super::statuses::sentences;
use super::target::{self, Spelled};
use crate::protocol::Method;
use crate::protocol::target::RequestTarget;
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
    /// Where the whole request stands.
    pub span: Span,
    /// Header lines and the body, where there are any.
    pub message: Option<Message>,
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
    for (index, block) in layout.blocks.iter().enumerate() {
        found.block(layout, index, block);
    }
    let halves = halves::mentions(layout, &found.requests);
    found.add(halves);
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
                self.component(index, component);
                if self.requests.last().is_none_or(|last| last.block != index) {
                    self.words(layout, index, &component.text);
                }
            }
            Kind::Directive(directive) => self.directive(index, directive),
            Kind::Call(call) => self.call(index, call),
            Kind::Field(_) | Kind::Comment | Kind::Other(_) => {}
        }
    }

    fn push(&mut self, carrier: Carrier, block: usize, spelled: &Spelled, prose: &Prose) {
        for line in request_lines(spelled, |range| prose.span(range)) {
            let end = line.path_span.end.max(line.method_span.end);
            self.requests.push(Mention {
                carrier,
                block,
                row: None,
                span: Span::new(line.method_span.start.min(line.path_span.start), end),
                line,
                message: None,
            });
        }
    }

    fn heading(&mut self, layout: &Layout<'_>, index: usize, text: &Prose) {
        if let Some((first, spelled)) = first_request(&text.text) {
            let spelled = moved(spelled, first);
            return self.push(Carrier::Heading, index, &spelled, text);
        }
        if let Some((path, verb)) = reversed(&text.text) {
            return self.push_apart(Carrier::Heading, index, text, path, verb);
        }
        if let Some(mention) = in_brackets(layout, index, text) {
            self.requests.push(mention);
            return;
        }
        // A heading with the method alone, of a section whose path stands in a block above.
        let words: Vec<&str> = text.text.split_whitespace().collect();
        let (word, is_short) = match words.as_slice() {
            [only] => (*only, true),
            [method, last] => (
                *method,
                last.eq_ignore_ascii_case("method") || last.eq_ignore_ascii_case("request"),
            ),
            _ => return,
        };
        let Some(method) = target::method(word, false).filter(|_| is_short) else {
            return;
        };
        let parent = layout.sections[layout.section(index)].parent;
        let Some((path, path_span)) =
            path_above(layout, layout.sections[parent].blocks.start, index)
        else {
            return;
        };
        let at = text.text.find(word).unwrap_or(0);
        let method_span = text.span(at..at + word.len());
        self.requests.push(Mention {
            carrier: Carrier::Heading,
            block: index,
            row: None,
            span: method_span,
            line: RequestLine {
                method,
                method_span,
                path,
                path_span,
                base: None,
            },
            message: None,
        });
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
        for (spelled, at) in in_code(text) {
            let spelled = moved(spelled, at);
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
            if !known.any(|m| m.line.path_span == place) {
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
                carrier,
                block,
                row: None,
                line,
                span: request.span,
                message: Some(request.message.clone()),
            });
        }
    }

    fn table(&mut self, layout: &Layout<'_>, index: usize, table: &Table) {
        if self.upright(index, table) {
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
        for (row, cells) in table.rows.iter().enumerate() {
            let found = row_request(&cells.cells).or_else(|| {
                template
                    .as_ref()
                    .and_then(|path| filled(path, &table.head, &cells.cells))
            });
            let Some(found) = found else {
                continue;
            };
            self.requests.extend(found.into_iter().map(|line| Mention {
                carrier: Carrier::Row,
                block: index,
                row: Some(row),
                span: cells.span,
                line,
                message: None,
            }));
        }
    }

    /// A table of two columns with a row for the method and one for the path.
    fn upright(&mut self, index: usize, table: &Table) -> bool {
        let head = (table.head.len() == 2).then_some(table.head.as_slice());
        let rows = table.rows.iter().map(|row| row.cells.as_slice());
        let mut verb = None;
        let mut path = None;
        for cells in head.into_iter().chain(rows) {
            let [name, value] = cells else {
                return false;
            };
            match label(&name.text) {
                Some(Label::Method) => verb = target::methods(&value.text).map(|(m, _)| (m, value)),
                Some(Label::Path) => {
                    path = target::target_at(value.text.trim(), 0).map(|t| (t, value))
                }
                None => {}
            }
        }
        let (Some((methods, verb)), Some((mut spelled, path))) = (verb, path) else {
            return false;
        };
        spelled.methods = methods;
        let span = path.whole();
        for mut line in request_lines(&spelled, |_| span) {
            line.method_span = verb.whole();
            self.requests.push(Mention {
                carrier: Carrier::Alone,
                block: index,
                row: None,
                line,
                span,
                message: None,
            });
        }
        true
    }

    fn component(&mut self, index: usize, component: &Component) {
        if let Some((spelled, place)) = of_attributes(&component.attributes, Some(&component.text))
        {
            self.directive_lines(index, &spelled, place);
        }
    }

    fn directive_lines(&mut self, block: usize, spelled: &Spelled, (verb, path): (Span, Span)) {
        for mut line in request_lines(spelled, |_| path) {
            line.method_span = verb;
            self.requests.push(Mention {
                carrier: Carrier::Directive,
                block,
                row: None,
                line,
                span: path,
                message: None,
            });
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
        let Some(method) = target::method(verb, true).filter(|_| directive.name.len() > verb.len())
        else {
            return;
        };
        let lead = argument.text.len() - argument.text.trim_start().len();
        if let Some(mut spelled) = target::target_at(&argument.text, lead) {
            spelled.methods = vec![(method, spelled.path.clone())];
            self.push(Carrier::Directive, index, &spelled, argument);
        }
    }

    /// A call of a template language with a method and a path among its arguments.
    fn call(&mut self, index: usize, call: &Prose) {
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

/// The method and the path that attributes give, or one attribute and the words inside.
fn of_attributes(
    attributes: &[Attribute],
    inside: Option<&Prose>,
) -> Option<(Spelled, (Span, Span))> {
    let mut verb = None;
    let mut path = None;
    for attribute in attributes {
        let value = attribute.value.text.trim();
        let says_request = matches!(
            attribute.name.to_lowercase().as_str(),
            "api" | "openapi" | "endpoint" | "request" | "route" | "operation" | "path" | "url"
        );
        if let Some(spelled) = target::request(value).filter(|_| says_request) {
            let place = attribute.value.whole();
            return Some((spelled, (place, place)));
        }
        let is_verb = label(&attribute.name) == Some(Label::Method);
        // One of the words of a class, as of `endpoint post`.
        let is_class = matches!(attribute.name.as_str(), "class" | "className");
        let mut classes = value.split_whitespace().filter(|_| is_class);
        let class = classes.find_map(|word| target::method(word, true));
        if let Some(method) = class {
            verb = Some((method, attribute.value.whole()));
        } else if let Some(method) = target::method(value, true).filter(|_| is_verb) {
            verb = Some((method, attribute.value.whole()));
        } else if label(&attribute.name) == Some(Label::Path) || value.starts_with('/') {
            let target = target::target_at(value, 0);
            path = path.or(target.map(|target| (target, attribute.value.whole())));
        }
    }
    if let (Some((method, _)), Some(inside)) = (&verb, inside) {
        // The words may repeat the method.
        if let Some(mut spelled) = target::request(inside.text.trim()) {
            spelled.methods = vec![(method.clone(), 0..0)];
            return Some((spelled, (inside.whole(), inside.whole())));
        }
    }
    let inside = inside.filter(|inside| !inside.is_empty());
    let text = inside.map(|inside| inside.text.trim()).unwrap_or_default();
    if path.is_none() {
        let target = target::target_at(text, 0);
        path = target.zip(inside.map(Prose::whole));
    }
    let (mut spelled, place) = path?;
    let (method, verb) = verb?;
    spelled.methods = vec![(method, 0..0)];
    Some((spelled, (verb, place)))
}

/// What a label names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// The method.
    Method,
    /// The path.
    Path,
}

/// What a short name of a field, an attribute or a row says that its value is.
pub(super) fn label(name: &str) -> Option<Label> {
    let name: String = name
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphabetic())
        .collect();
    match name.as_str() {
        "请求方式" | "请求方法" | "method" | "verb" | "httpmethod" | "httpverb"
        | "requestmethod" | "type" | "methods" => Some(Label::Method),
        "path" | "url" | "uri" | "endpoint" | "route" | "resource" | "requesturl"
        | "requestpath" | "requesturi" | "syntax" | "请求地址" | "请求路径" | "接口地址"
        | "resourceurl" | "resourcepath" | "urlpath" | "endpointurl" | "href" => Some(Label::Path),
        _ => None,
    }
}

/// The longest label before a request, in bytes.
const LONGEST_LABEL: usize = 40;

/// A request behind a label and nothing else: `Request: GET /desks`.
fn behind_label(text: &str) -> Option<Spelled> {
    let (label, rest) = text.split_once(": ")?;
    let is_label = label.len() <= LONGEST_LABEL
        && label
            .chars()
            .all(|c| c.is_alphanumeric() || c == ' ' || c == '-');
    let is_example = label.to_lowercase().contains("example");
    let lead = label.len() + 2 + rest.len() - rest.trim_start().len();
    let spelled = target::request(rest.trim_start()).filter(|_| is_label && !is_example)?;
    let ends = rest.trim_start().get(spelled.end..)?.trim().is_empty();
    ends.then(|| moved(spelled, lead))
}

/// A request with its places moved.
fn moved(mut spelled: Spelled, by: usize) -> Spelled {
    for (_, range) in &mut spelled.methods {
        *range = range.start + by..range.end + by;
    }
    spelled.path = spelled.path.start + by..spelled.path.end + by;
    if let Some((_, range)) = &mut spelled.base {
        *range = range.start + by..range.end + by;
    }
    spelled.end += by;
    spelled
}

/// The requests that a text begins with, alternatives among them, and where they end.
fn leading(text: &str) -> Option<(Vec<Spelled>, usize)> {
    let mut all = Vec::new();
    let mut end = 0;
    loop {
        let rest = text.get(end..)?;
        let gap = rest.len()
            - rest
                .trim_start_matches([' ', ',', '|', '/', '\u{a0}', ';'])
                .len();
        let words = &rest[gap..];
        let word = ["or ", "and ", "or: "]
            .iter()
            .find(|word| words.starts_with(**word));
        let gap = gap
            + word
                .filter(|_| !all.is_empty())
                .map_or(0, |word| word.len());
        let Some(spelled) = rest.get(gap..).and_then(target::request) else {
            break;
        };
        let spelled = moved(spelled, end + gap);
        end = spelled.end;
        all.push(spelled);
    }
    (!all.is_empty()).then_some((all, end))
}

/// In which manner words that begin with requests name them, by what follows these.
fn carrier_of(
    layout: &Layout<'_>,
    index: usize,
    text: &Prose,
    rest: &str,
    count: usize,
) -> Carrier {
    let rest = rest.trim_start_matches(['`', '*', ' ']);
    if rest.chars().all(|c| matches!(c, '.' | ':' | ',' | ';')) {
        return Carrier::Alone;
    }
    let is_item = !matches!(layout.blocks[index].kind, Kind::Paragraph(_));
    let is_code = text.style_at(0) != Style::Plain;
    let is_apart = rest.starts_with([':', '-', '–', '—', '.', '(', '=']);
    match (is_item, is_code, is_apart) {
        (true, true, _) | (_, _, true) => Carrier::Leading,
        (true, false, false) if count == 1 => Carrier::Leading,
        (_, _, false) => Carrier::Sentence,
    }
}

/// A path with its method in parentheses or brackets behind it, `/desks (GET)`, or behind a dash.
fn reversed(text: &str) -> Option<(Spelled, (Method, Range<usize>))> {
    let start = text.len() - text.trim_start().len();
    if !text[start..].starts_with('/') {
        return None;
    }
    let path = target::target_at(text, start)?;
    let rest = text.get(path.end..)?;
    let word = rest.trim_matches(|c: char| !c.is_ascii_alphabetic());
    let method = target::method(word, false)?;
    let at = path.end + rest.find(word)?;
    Some((path, (method, at..at + word.len())))
}

/// A heading with its method in brackets, `List desks [GET]`, below one with the path, `Desks [/desks]`.
fn in_brackets(layout: &Layout<'_>, index: usize, text: &Prose) -> Option<Mention> {
    let bracketed = |text: &str| {
        let open = text.rfind('[')?;
        let inside = text[open + 1..].trim_end().strip_suffix(']')?;
        Some((open + 1, inside.to_owned()))
    };
    let (at, word) = bracketed(&text.text)?;
    let method = target::method(&word, false)?;
    let mut above = layout.headings(index).skip(1);
    let (path, path_span) = above.find_map(|heading| {
        let (at, inside) = bracketed(&heading.text)?;
        let spelled = target::target_at(&inside, 0).filter(|_| inside.starts_with('/'))?;
        Some((spelled.target, heading.span(at..at + inside.len())))
    })?;
    let method_span = text.span(at..at + word.len());
    Some(Mention {
        carrier: Carrier::Heading,
        block: index,
        row: None,
        span: method_span,
        line: RequestLine {
            method,
            method_span,
            path,
            path_span,
            base: None,
        },
        message: None,
    })
}

/// The requests of sentences that name one method and one path, apart from each other, as in "a `GET` to
/// `/desks`".
fn apart(text: &Prose) -> Vec<(Spelled, (Method, Range<usize>))> {
    let mut found = Vec::new();
    for (start, sentence) in sentences(&text.text) {
        let end = start + sentence.len();
        let code = text.runs.iter().filter(|run| run.style == Style::Code);
        let code = code.filter(|run| run.range.start >= start && run.range.end <= end);
        let mut paths = code.filter_map(|run| {
            let written = text.text.get(run.range.clone())?;
            let spelled = target::target_at(written, 0).filter(|_| written.starts_with('/'))?;
            (spelled.end == written.len()).then(|| moved(spelled, run.range.start))
        });
        let Some(path) = paths.next() else {
            continue;
        };
        if paths.any(|other| other.target.path().shape() != path.target.path().shape()) {
            continue;
        }
        let mut at = start;
        let words = sentence.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
        let mut verbs: Vec<(Method, Range<usize>)> = Vec::new();
        for word in words {
            let plain = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
            if let Some(method) = target::method(plain, false) {
                verbs.push((method, at..at + plain.len()));
            }
            at += word.len();
        }
        if let [verb] = verbs.as_slice() {
            found.push((path, verb.clone()));
        }
    }
    found
}

/// The first request in a heading, and where it stands.
fn first_request(text: &str) -> Option<(usize, Spelled)> {
    let starts = text.char_indices().filter(|(at, c)| {
        let before = text[..*at].chars().next_back();
        c.is_ascii_uppercase() && !before.is_some_and(char::is_alphanumeric)
    });
    starts
        .filter_map(|(at, _)| Some((at, target::request(&text[at..])?)))
        .next()
}

/// The requests that stretches of code in a text are from their first to their last word.
fn in_code(text: &Prose) -> Vec<(Spelled, usize)> {
    let code = text.runs.iter().filter(|run| run.style == Style::Code);
    let requests = code.filter_map(|run| {
        let written = text.text.get(run.range.clone())?;
        let spelled = target::request(written)?;
        let is_whole = written.get(spelled.end..)?.trim().is_empty();
        is_whole.then_some((spelled, run.range.start))
    });
    requests.collect()
}

/// The request of a table's row: a cell that is nothing but methods and one that is a path, or a cell with
/// both.
fn row_request(cells: &[Prose]) -> Option<Vec<RequestLine>> {
    for cell in cells {
        let Some((all, end)) = leading(&cell.text) else {
            continue;
        };
        let rest = cell.text.get(end..).unwrap_or_default().trim();
        let is_code = cell.style_at(0) == Style::Code;
        if rest.is_empty() || is_code {
            let lines = all
                .iter()
                .flat_map(|spelled| request_lines(spelled, |range| cell.span(range)));
            return Some(lines.collect());
        }
    }
    let (at, methods) = cells.iter().enumerate().find_map(|(at, cell)| {
        let (methods, end) = target::methods(&cell.text)?;
        let is_whole = cell.text.get(end..)?.trim().is_empty();
        is_whole.then_some((at, methods))
    })?;
    let verb = &cells[at];
    let others = cells.iter().enumerate().filter(|(other, _)| *other != at);
    let (path, mut spelled) = others.into_iter().find_map(|(_, cell)| {
        let lead = cell.text.len() - cell.text.trim_start().len();
        let spelled = target::target_at(&cell.text, lead)?;
        let is_path = spelled.base.is_some() || cell.text.trim_start().starts_with(['/', '{', '<']);
        let rest = cell.text.get(spelled.end..)?.trim();
        let ends = rest.is_empty() || cell.style_at(lead) == Style::Code;
        (is_path || cell.style_at(lead) == Style::Code).then_some(())?;
        ends.then_some((cell, spelled))
    })?;
    spelled.methods = methods.iter().map(|(m, _)| (m.clone(), 0..0)).collect();
    let mut lines = request_lines(&spelled, |range| path.span(range));
    for (line, (_, range)) in lines.iter_mut().zip(&methods) {
        line.method_span = verb.span(range.clone());
    }
    Some(lines)
}

/// The path that stands alone in a block above, between two blocks.
fn path_above(layout: &Layout<'_>, from: usize, before: usize) -> Option<(RequestTarget, Span)> {
    let above = layout.blocks.get(from..before)?.iter().rev();
    let mut alone = above.filter_map(|block| {
        let (text, span) = match &block.kind {
            Kind::Code(code) => {
                let text = layout.page.slice(code.body).trim();
                (text, code.body)
            }
            Kind::Paragraph(words) | Kind::Item(words) => (words.text.trim(), words.whole()),
            Kind::Heading { .. }
            | Kind::Term(_)
            | Kind::Table(_)
            | Kind::Component(_)
            | Kind::Directive(_)
            | Kind::Field(_)
            | Kind::Call(_)
            | Kind::Comment
            | Kind::Other(_) => return None,
        };
        let spelled = target::target_at(text, 0).filter(|_| text.starts_with('/'))?;
        // A path with a placeholder: others are examples of it.
        let is_template = spelled.target.to_string().contains('{');
        (spelled.end == text.len() && is_template).then_some((spelled.target, span))
    });
    alone.next()
}

/// The path that stands alone in a block of a table's section, above the table.
fn template_above(layout: &Layout<'_>, table: usize) -> Option<RequestTarget> {
    let section = layout.section(table);
    let from = layout.sections[section].blocks.start;
    path_above(layout, from, table).map(|(path, _)| path)
}

/// A path whose placeholders are the heads of a table's columns, with a row's cells in their places.
fn filled(path: &RequestTarget, head: &[Prose], cells: &[Prose]) -> Option<Vec<RequestLine>> {
    let (verb, methods) = cells.iter().find_map(|cell| {
        let (methods, end) = target::methods(&cell.text)?;
        cell.text
            .get(end..)?
            .trim()
            .is_empty()
            .then_some((cell, methods))
    })?;
    let mut text = path.to_string();
    let mut place = None;
    for (name, cell) in head.iter().zip(cells) {
        let placeholder = format!("{{{}}}", name.text.trim());
        if text.contains(&placeholder) {
            text = text.replace(&placeholder, cell.text.trim());
            place = Some(cell.whole());
        }
    }
    let place = place.filter(|_| !text.contains('{'))?;
    let mut spelled = target::target_at(&text, 0)?;
    spelled.methods = methods;
    let mut lines = request_lines(&spelled, |_| place);
    for line in &mut lines {
        line.method_span = verb.whole();
    }
    Some(lines)
}
