//! reStructuredText as blocks, as docutils reads it where it matters for a reference; it never fails,
//! and what an included file holds stands where it is included.
//!
//! Text in single backquotes without a role is code. A heading's level is counted by the order in which
//! the styles of underlines appear.

mod directives;
mod included;
mod inline;
mod literal;
mod markers;
mod parameters;
mod tables;
mod terms;

use std::collections::BTreeMap;
use std::ops::Range;

use self::inline::{Words, prose};
use self::markers::{Start, adornment, start, width};
use self::parameters::Described;
use super::document::{Block, Kind, Prose, Style};
use super::page::{Page, Span};
use super::source::{Line, MAX_ADDED, MAX_DEPTH, Source, add};

/// Reads the blocks of a page.
pub(crate) fn blocks(page: &Page) -> Vec<Block> {
    let words = Words {
        substitutions: included::substitutions(page),
        budget: MAX_ADDED,
    };
    let mut document = Document::new(page, words);
    let source = Source {
        text: page.text(),
        file: "",
        at: None,
    };
    read(source, &mut document, 0);
    document.blocks
}

/// Reads lines of a page of other markup as one directive: its name, and how many bytes of the first line its
/// argument stands behind. `budget` is how many bytes may still be added to the page.
pub(super) fn directive_blocks(
    page: &Page,
    lines: Range<usize>,
    (name, marker): (&str, usize),
    depth: usize,
    budget: &mut usize,
) -> Vec<Block> {
    let words = Words {
        substitutions: BTreeMap::new(),
        budget: *budget,
    };
    let mut document = Document::new(page, words);
    let source = Source {
        text: page.text(),
        file: "",
        at: None,
    };
    let lines = source.lines_in(lines);
    let end = lines.len();
    let mut reader = Reader {
        source,
        lines,
        document: &mut document,
    };
    if name == "eval-rst" {
        let own = 1.min(end)..end;
        reader.dedent(own.clone());
        reader.body(own, depth);
    } else if end > 0 {
        reader.document.is_fenced = true;
        reader.directive(0..end, depth, name, marker);
    }
    *budget = document.words.budget;
    document.blocks
}

/// What is known of a page while it is read.
struct Document<'p> {
    page: &'p Page,
    blocks: Vec<Block>,
    /// How titles are underlined, and whether overlined, by their levels.
    underlines: Vec<(char, bool)>,
    /// The names of targets that the next heading has.
    anchors: Vec<String>,
    /// The language of literal blocks that do not say theirs.
    language: String,
    words: Words,
    /// The files that are being included, within each other.
    including: Vec<String>,
    /// Whether a fence of Markdown is read as a directive: its argument is on the fence's line.
    is_fenced: bool,
    /// The parameters that companions describe, by the companions' paths.
    described: BTreeMap<String, Described>,
}

impl<'p> Document<'p> {
    fn new(page: &'p Page, words: Words) -> Self {
        Self {
            page,
            blocks: Vec::new(),
            underlines: Vec::new(),
            anchors: Vec::new(),
            language: String::new(),
            words,
            including: Vec::new(),
            is_fenced: false,
            described: BTreeMap::new(),
        }
    }
}

/// Reads the blocks of a text into the document.
fn read<'p>(source: Source<'p>, document: &mut Document<'p>, depth: usize) {
    let lines = source.lines();
    let end = lines.len();
    let mut reader = Reader {
        source,
        lines,
        document,
    };
    reader.body(0..end, depth);
}

struct Reader<'r, 'p> {
    source: Source<'p>,
    lines: Vec<Line>,
    document: &'r mut Document<'p>,
}

impl<'p> Reader<'_, 'p> {
    /// Reads the blocks of lines that are indented no further.
    fn body(&mut self, lines: Range<usize>, depth: usize) {
        let mut at = lines.start;
        while at < lines.end {
            at = if self.lines[at].is_blank() {
                at + 1
            } else if depth >= MAX_DEPTH {
                self.flat(at..lines.end, depth)
            } else {
                self.block(at, lines.end, depth)
            };
        }
    }

    /// Reads the block that begins at a line with words; the line behind it.
    fn block(&mut self, at: usize, end: usize, depth: usize) -> usize {
        if self.lines[at].indent() > 0 {
            let next = self.indented(at, end);
            self.dedent(at..next);
            self.body(at..next, depth + 1);
            return next;
        }
        match self.start_of(at, end) {
            Start::Item(bytes) => self.item(at, end, depth, bytes),
            Start::Field(name, bytes) => self.field(at, end, depth, (name, bytes)),
            Start::Session => {
                let next = self.filled(at, end);
                self.literal(at..next, depth, "pycon");
                next
            }
            Start::LineOfBlock => self.line_block(at, end, depth),
            Start::Grid => self.grid_table(at, end, depth),
            Start::Simple => self.simple_table(at, end, depth),
            Start::Explicit => self.explicit(at, end, depth),
            Start::Target => {
                self.push(Kind::Other("a link's target"), at..at + 1, depth);
                at + 1
            }
            Start::Words => self.words(at, end, depth),
        }
    }

    /// Lines too deep for anything but words.
    fn flat(&mut self, lines: Range<usize>, depth: usize) -> usize {
        let ranges: Vec<Range<usize>> = lines.clone().map(|line| self.range(line)).collect();
        let words = prose(&self.source, &ranges, &mut self.document.words);
        self.push(Kind::Paragraph(words), lines.clone(), depth);
        lines.end
    }

    /// A title, a rule, a definition, or a paragraph.
    fn words(&mut self, at: usize, end: usize, depth: usize) -> usize {
        if let Some(next) = self.title(at, end, depth) {
            return next;
        }
        let is_deeper = |line: &Line| !line.is_blank() && line.indent() > 0;
        if at + 1 < end && is_deeper(&self.lines[at + 1]) && !self.text(at).ends_with("::") {
            let term = self.prose_of(at..at + 1);
            self.push(Kind::Term(term), at..at + 1, depth);
            let next = self.indented(at + 1, end);
            self.dedent(at + 1..next);
            self.body(at + 1..next, depth + 1);
            return next;
        }
        let next = self.filled(at, end);
        let (words, is_before_literal) = self.own_words(at..next);
        if !words.text.is_empty() {
            self.push(Kind::Paragraph(words), at..next, depth);
        }
        if is_before_literal {
            self.literal_behind(next, end, depth)
        } else {
            next
        }
    }

    /// A title with its underline, or a rule; the line behind it.
    fn title(&mut self, at: usize, end: usize, depth: usize) -> Option<usize> {
        let own = adornment(self.text(at));
        let below = |line: usize| (line < end).then(|| self.text(line)).and_then(adornment);
        let (words, underline, overlined) = match own {
            Some(over) if at + 2 < end && below(at + 2) == Some(over) => (at + 1, at + 2, true),
            Some(_) if self.text(at).len() >= 4 => {
                let is_alone = at + 1 >= end || self.lines[at + 1].is_blank();
                is_alone.then(|| self.push(Kind::Other("a rule"), at..at + 1, depth));
                return is_alone.then_some(at + 1);
            }
            Some(_) | None => (at, at + 1, false),
        };
        let style = below(underline).filter(|_| underline > words)?;
        let is_words = !self.lines[words].is_blank() && self.lines[underline].indent() == 0;
        let line = self.text(underline);
        if !is_words || (line.len() < 4 && line.len() < width(self.text(words).trim())) {
            return None;
        }
        let underlines = &mut self.document.underlines;
        let known = underlines.iter().position(|u| *u == (style, overlined));
        let level = known.unwrap_or_else(|| {
            underlines.push((style, overlined));
            underlines.len() - 1
        });
        let text = self.prose_of(words..words + 1);
        let mut anchors = std::mem::take(&mut self.document.anchors);
        let own = anchor(&text.text);
        if !anchors.contains(&own) {
            anchors.push(own);
        }
        let kind = Kind::Heading {
            level: u8::try_from(level + 1).unwrap_or(u8::MAX),
            text,
            anchors,
        };
        self.push(kind, at..underline + 1, depth);
        Some(underline + 1)
    }

    /// An item of a list: its own words, and what else is in it, one deeper.
    fn item(&mut self, at: usize, end: usize, depth: usize, marker: usize) -> usize {
        let mut first = self.lines[at];
        first.take(self.source.text, marker);
        let is_empty = first.is_blank();
        let column = if is_empty { marker + 1 } else { marker };
        let next = self.while_lines(at + 1, end, |line| line.indent() as usize >= column);
        let columns = u32::try_from(column).unwrap_or(u32::MAX);
        for line in &mut self.lines[at + 1..next] {
            line.strip(self.source.text, columns);
        }
        let marker = self.lines[at].start();
        self.lines[at] = first;
        self.holder(at..next, depth, marker, Kind::Item);
        next
    }

    /// A block that has words of its own and holds others: `start` is where its marker stands.
    fn holder(
        &mut self,
        lines: Range<usize>,
        depth: usize,
        start: usize,
        kind: impl FnOnce(Prose) -> Kind,
    ) {
        let first = lines.start;
        let mut behind = first;
        let mut own = (Prose::default(), false);
        if self.lines[first].is_blank() {
            behind = first + 1;
        }
        let skipped = self.lines[behind..lines.end].iter();
        let words = behind + skipped.take_while(|line| line.is_blank()).count();
        let is_words = words < lines.end
            && self.lines[words].indent() == 0
            && matches!(self.start_of(words, lines.end), Start::Words)
            && depth + 1 < MAX_DEPTH;
        if is_words {
            behind = self.filled(words, lines.end);
            own = self.own_words(words..behind);
        }
        let end = if is_words { behind } else { first + 1 };
        let span = self
            .source
            .span(start..self.lines[end - 1].end().max(start));
        self.document.blocks.push(Block {
            kind: kind(own.0),
            span,
            depth,
        });
        if own.1 {
            behind = self.literal_behind(behind, lines.end, depth + 1);
        } else if is_words && behind < lines.end && !self.lines[behind].is_blank() {
            // A list below an item's words, without a blank line, is in the item and quotes nothing.
            let next = self.indented(behind, lines.end);
            self.dedent(behind..next);
        }
        self.body(behind..lines.end, depth + 1);
    }

    /// Lines whose breaks count, as one paragraph.
    fn line_block(&mut self, at: usize, end: usize, depth: usize) -> usize {
        let next = self.while_filled(at, end, |line, text| {
            line.indent() > 0 || text.starts_with('|')
        });
        let ranges: Vec<Range<usize>> = (at..next)
            .map(|line| {
                let range = self.range(line);
                let text = self.source.slice(range.clone());
                let own = text.strip_prefix('|').unwrap_or(text).trim_start();
                range.end - own.len()..range.end
            })
            .collect();
        let words = prose(&self.source, &ranges, &mut self.document.words);
        self.push(Kind::Paragraph(words), at..next, depth);
        next
    }

    /// What a line begins.
    fn start_of(&self, at: usize, end: usize) -> Start<'p> {
        let next = (at + 1 < end && !self.lines[at + 1].is_blank())
            .then(|| (self.text(at + 1), self.lines[at + 1].indent()));
        start(self.text(at), next)
    }

    /// The line behind those that have words and are indented no further, from one that has.
    fn filled(&self, at: usize, end: usize) -> usize {
        self.while_filled(at + 1, end, |line, _| line.indent() == 0)
    }

    fn while_filled(&self, at: usize, end: usize, is_of: impl Fn(&Line, &str) -> bool) -> usize {
        let mut next = at;
        while next < end
            && !self.lines[next].is_blank()
            && is_of(&self.lines[next], self.text(next))
        {
            next += 1;
        }
        next
    }

    /// The line behind those that are indented, blank ones between them included.
    fn indented(&self, at: usize, end: usize) -> usize {
        self.while_lines(at, end, |line| line.indent() > 0)
    }

    fn while_lines(&self, at: usize, end: usize, is_of: impl Fn(&Line) -> bool) -> usize {
        let mut behind = at;
        for next in at..end {
            if self.lines[next].is_blank() {
                continue;
            }
            if !is_of(&self.lines[next]) {
                break;
            }
            behind = next + 1;
        }
        behind
    }

    /// Takes off lines what all of them are indented by.
    fn dedent(&mut self, lines: Range<usize>) {
        let lines = &mut self.lines[lines];
        let filled = lines.iter().filter(|line| !line.is_blank());
        let columns = filled.map(Line::indent).min().unwrap_or(0);
        for line in lines {
            line.strip(self.source.text, columns);
        }
    }

    /// What is left of a line.
    fn range(&self, at: usize) -> Range<usize> {
        let line = &self.lines[at];
        let text = self.source.slice(line.start()..line.end());
        line.end() - text.trim_start().len()..line.end()
    }

    fn text(&self, at: usize) -> &'p str {
        self.source.slice(self.range(at))
    }

    fn prose_of(&mut self, lines: Range<usize>) -> Prose {
        let ranges: Vec<Range<usize>> = lines.map(|line| self.range(line)).collect();
        prose(&self.source, &ranges, &mut self.document.words)
    }

    /// The place of lines, from the first one's words on.
    fn span(&self, lines: Range<usize>) -> Span {
        let last = lines.end.max(lines.start + 1) - 1;
        let start = self.range(lines.start).start;
        self.source.span(start..self.lines[last].end().max(start))
    }

    fn push(&mut self, kind: Kind, lines: Range<usize>, depth: usize) {
        let span = self.span(lines);
        self.document.blocks.push(Block { kind, span, depth });
    }
}

/// The id that a title has by its words.
fn anchor(title: &str) -> String {
    let mut id = String::new();
    for c in title.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            id.push(c);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    id.trim_end_matches('-').to_owned()
}

/// Several pieces of prose as one, with a space between.
fn joined(pieces: impl IntoIterator<Item = Prose>) -> Prose {
    let mut whole = Prose::default();
    for piece in pieces.into_iter().filter(|piece| !piece.text.is_empty()) {
        if !whole.text.is_empty() {
            let end = whole.whole().end;
            add(&mut whole, " ", Span::new(end, end), Style::Plain);
        }
        for run in piece.runs {
            add(&mut whole, &piece.text[run.range], run.span, run.style);
        }
    }
    whole
}

#[cfg(test)]
mod tests;
