//! Explicit markup of reStructuredText: directives, comments, targets of links, substitutions. A
//! directive that is not known by name is given as it is, with what it holds read as blocks.

use std::ops::Range;

use super::super::document::{Attribute, Block, Directive, Kind, Prose, Row};
use super::super::page::Span;
use super::inline::prose;
use super::markers::{directive, field};
use super::{Reader, joined};

/// Directives that have no argument: whatever follows is what they hold.
const ADMONITIONS: &[&str] = &[
    "attention",
    "caution",
    "danger",
    "error",
    "hint",
    "important",
    "note",
    "seealso",
    "tip",
    "todo",
    "warning",
    "epigraph",
    "compound",
];

/// Directives of literal lines.
const CODES: &[&str] = &[
    "code-block",
    "sourcecode",
    "code",
    "parsed-literal",
    "prompt",
    "code-tab",
    "literal",
    "code-cell",
];

/// What is not read, by the names of its directives.
const UNREAD: &[(&str, &str)] = &[
    ("toctree", "a table of contents"),
    ("contents", "a table of contents"),
    ("image", "an image"),
    ("figure", "an image"),
    ("raw", "raw markup"),
    ("math", "a formula"),
    ("graphviz", "a figure"),
    ("mermaid", "a figure"),
    ("uml", "a figure"),
    ("index", "an entry of the index"),
    ("meta", "metadata"),
];

/// A directive with the lines of its parts.
pub(super) struct Parts<'p> {
    /// Its name.
    pub name: &'p str,
    /// Where its argument stands, line by line.
    pub argument: Vec<Range<usize>>,
    /// Its options.
    pub options: Vec<Attribute>,
    /// The lines of what it holds.
    pub content: Range<usize>,
    /// All its lines.
    pub lines: Range<usize>,
    /// Where its `..` stands.
    pub start: usize,
}

impl Parts<'_> {
    /// The value of an option.
    pub(super) fn option(&self, name: &str) -> Option<&Prose> {
        let mut options = self.options.iter();
        options
            .find(|option| option.name == name)
            .map(|option| &option.value)
    }
}

impl<'p> Reader<'_, 'p> {
    /// Explicit markup; the line behind it.
    pub(super) fn explicit(&mut self, at: usize, end: usize, depth: usize) -> usize {
        let text = self.text(at);
        let rest = text[2..].trim_start();
        let marker = text.len() - rest.len();
        let is_empty = rest.is_empty() && (at + 1 >= end || self.lines[at + 1].is_blank());
        let next = if is_empty {
            at + 1
        } else {
            self.indented(at + 1, end)
        };
        if let Some(target) = rest.strip_prefix('_') {
            return self.target(target, at..next, depth);
        }
        if rest.starts_with('|') {
            self.push(Kind::Other("a substitution"), at..next, depth);
            return next;
        }
        if rest.starts_with('[')
            && let Some(length) = rest.find(']')
        {
            // A footnote's words are read; its number is not.
            self.push(Kind::Other("a footnote"), at..at + 1, depth);
            self.lines[at].take(self.source.text, marker + length + 1);
            let start = self.range(at).start - self.lines[at].start();
            self.lines[at].take(self.source.text, start);
            self.dedent(at + 1..next);
            self.body(at..next, depth + 1);
            return next;
        }
        match directive(rest) {
            Some((name, length)) => self.directive(at..next, depth, name, marker + length),
            None => {
                self.push(Kind::Comment, at..next, depth);
                next
            }
        }
    }

    /// The target of a link, which the next heading is reached by where it names no other place.
    fn target(&mut self, text: &str, lines: Range<usize>, depth: usize) -> usize {
        let next = lines.end;
        let name = match text.strip_prefix('`') {
            Some(quoted) => quoted.split_once("`:"),
            None => text
                .split_once(": ")
                .or_else(|| Some((text.strip_suffix(':')?, ""))),
        };
        let is_anchor = name.is_some_and(|(_, rest)| rest.trim().is_empty()) && lines.len() == 1;
        if let Some((name, _)) = name.filter(|_| is_anchor) {
            self.document.anchors.push(name.replace('\\', ""));
        }
        self.push(Kind::Other("a link's target"), lines, depth);
        next
    }

    /// A directive; the line behind it.
    pub(super) fn directive(
        &mut self,
        lines: Range<usize>,
        depth: usize,
        name: &'p str,
        marker: usize,
    ) -> usize {
        let next = lines.end;
        let parts = self.parts(lines, name, marker);
        let lower = name.to_ascii_lowercase();
        if let Some((_, other)) = UNREAD.iter().find(|(name, _)| *name == lower) {
            self.push_for(Kind::Other(other), &parts, depth);
            return next;
        }
        if CODES.contains(&lower.as_str()) {
            self.code(&parts, depth);
            return next;
        }
        match lower.as_str() {
            "include" => self.include(&parts, depth),
            "literalinclude" => self.literal_include(&parts, depth),
            "list-table" => self.list_table(&parts, depth),
            "csv-table" => self.csv_table(&parts, depth),
            "table" => self.body(parts.content, depth),
            "highlight" => {
                let language = self.first_word(&parts);
                self.document.language = language.to_lowercase();
                self.push_for(Kind::Other("the language of literal blocks"), &parts, depth);
            }
            "http:example" => {
                let content = parts.content.clone();
                let place = self.whole(&parts);
                let files = ["request", "response"].map(|name| {
                    let file = parts.option(name);
                    file.map(|file| file.text.trim().to_owned())
                });
                self.push_directive(parts, depth);
                self.literal(content, depth + 1, "http");
                for file in files.into_iter().flatten() {
                    self.included_code(&file, Some("http"), place, depth + 1);
                }
            }
            "rest_parameters" => {
                let argument = self.first_word(&parts).to_owned();
                let content = parts.content.clone();
                self.push_directive(parts, depth);
                self.parameters(&argument, content, depth + 1);
            }
            _ => {
                let content = parts.content.clone();
                self.push_directive(parts, depth);
                self.body(content, depth + 1);
            }
        }
        next
    }

    fn push_directive(&mut self, parts: Parts<'_>, depth: usize) {
        let argument = prose(&self.source, &parts.argument, &mut self.document.words);
        let kind = Kind::Directive(Directive {
            name: parts.name.to_owned(),
            argument,
            options: parts.options,
        });
        // What it holds has places of its own.
        let end = parts
            .content
            .start
            .clamp(parts.lines.start + 1, parts.lines.end);
        let last = (parts.lines.start..end)
            .rev()
            .find(|at| !self.lines[*at].is_blank());
        let last = last.unwrap_or(parts.lines.start);
        let span = self.source.span(parts.start..self.lines[last].end());
        self.document.blocks.push(Block { kind, span, depth });
    }

    /// Gives a block that stands for all of a directive.
    pub(super) fn push_for(&mut self, kind: Kind, parts: &Parts<'_>, depth: usize) {
        let span = self.whole(parts);
        self.document.blocks.push(Block { kind, span, depth });
    }

    /// The place of all of a directive.
    pub(super) fn whole(&self, parts: &Parts<'_>) -> Span {
        let last = parts.lines.end - 1;
        self.source
            .span(parts.start..self.lines[last].end().max(parts.start))
    }

    fn first_word(&self, parts: &Parts<'_>) -> &'p str {
        let argument = parts.argument.first().cloned().unwrap_or(0..0);
        let text = self.source.slice(argument);
        text.split_whitespace().next().unwrap_or_default()
    }

    /// The parts of a directive. An option's name is one word: `:statuscode 200:` is what it holds.
    fn parts(&mut self, lines: Range<usize>, name: &'p str, marker: usize) -> Parts<'p> {
        let (first, end) = (lines.start, lines.end);
        let start = self.range(first).start;
        self.lines[first].take(self.source.text, marker);
        self.dedent(first + 1..end);
        let is_admonition = ADMONITIONS.contains(&name);
        let is_code = CODES.contains(&name);
        let mut parts = Parts {
            name,
            argument: Vec::new(),
            options: Vec::new(),
            content: first + 1..end,
            lines,
            start,
        };
        if !self.lines[first].is_blank() {
            if is_admonition {
                parts.content.start = first;
                return parts;
            }
            parts.argument.push(self.range(first));
        }
        let mut at = first + 1;
        let is_fenced = std::mem::take(&mut self.document.is_fenced);
        let mut is_argument = !is_admonition && !is_code && !is_fenced;
        while at < end && !self.lines[at].is_blank() {
            if let Some(option) = self.option(at) {
                let next = self.while_filled(at + 1, end, |line, _| line.indent() > 0);
                parts.options.push(self.attribute(at..next, option));
                (at, is_argument) = (next, false);
            } else if is_argument && field(self.text(at)).is_none() {
                parts.argument.push(self.range(at));
                at += 1;
            } else {
                break;
            }
        }
        parts.content.start = at;
        parts
    }

    /// The name and the marker of an option at a line.
    fn option(&self, at: usize) -> Option<(&'p str, usize)> {
        let line = &self.lines[at];
        let (name, marker) = field(self.text(at)).filter(|_| line.indent() == 0)?;
        let is_name = !name.contains([' ', '<', '>']);
        is_name.then_some((name, marker))
    }

    fn attribute(&mut self, lines: Range<usize>, option: (&str, usize)) -> Attribute {
        let (name, marker) = option;
        let mut ranges: Vec<Range<usize>> = lines.map(|line| self.range(line)).collect();
        if let Some(first) = ranges.first_mut() {
            first.start = (first.start + marker).min(first.end);
        }
        Attribute {
            name: name.to_owned(),
            value: prose(&self.source, &ranges, &mut self.document.words),
        }
    }

    /// A block of code; its language is the argument, or what literal blocks are in.
    fn code(&mut self, parts: &Parts<'_>, depth: usize) {
        let named = self.first_word(parts);
        let language = if named.is_empty() && parts.name != "parsed-literal" {
            self.document.language.clone()
        } else {
            named.to_owned()
        };
        let before = self.document.blocks.len();
        self.literal(parts.content.clone(), depth, &language);
        // The place of the block is that of its directive, too.
        let span = self.whole(parts);
        if let Some(block) = self.document.blocks.get_mut(before) {
            block.span = span;
        } else {
            self.push_for(Kind::Other("an empty block of code"), parts, depth);
        }
    }

    /// A table whose rows are the items of a list, and whose cells are items of these.
    fn list_table(&mut self, parts: &Parts<'_>, depth: usize) {
        let kept = std::mem::take(&mut self.document.blocks);
        self.body(parts.content.clone(), depth + 1);
        let blocks = std::mem::replace(&mut self.document.blocks, kept);
        let mut rows: Vec<(Vec<Vec<Prose>>, Span)> = Vec::new();
        for block in blocks {
            let words = match block.kind {
                Kind::Item(words) | Kind::Paragraph(words) | Kind::Term(words) => words,
                Kind::Heading { text, .. } => text,
                Kind::Field(field) => joined([field.name, field.text]),
                Kind::Code(_)
                | Kind::Table(_)
                | Kind::Component(_)
                | Kind::Directive(_)
                | Kind::Call(_)
                | Kind::Comment
                | Kind::Other(_) => Prose::default(),
            };
            if block.depth == depth + 1 {
                rows.push((Vec::new(), block.span));
                continue;
            }
            let Some((cells, span)) = rows.last_mut() else {
                continue;
            };
            span.end = span.end.max(block.span.end);
            match cells.last_mut() {
                Some(cell) if block.depth > depth + 2 => cell.push(words),
                Some(_) | None => cells.push(vec![words]),
            }
        }
        let rows = rows.into_iter().map(|(cells, span)| {
            let cells = cells.into_iter().map(joined).collect();
            Row { cells, span }
        });
        let rows = rows.collect();
        let heads = self.head_rows(parts);
        let span = self.whole(parts);
        self.push_table(rows, heads, span, depth);
    }

    /// How many rows are a table's head, by its options.
    pub(super) fn head_rows(&self, parts: &Parts<'_>) -> usize {
        let rows = parts.option("header-rows");
        rows.and_then(|rows| rows.text.trim().parse().ok())
            .unwrap_or(0)
    }
}
