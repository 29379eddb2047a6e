//! AsciiDoc as blocks, as Asciidoctor reads it where it matters for a reference; it never fails, and what
//! an included file holds stands where it is included.
//!
//! The title of a block, such as `.Request`, is a paragraph before it.

mod inline;
mod lists;
mod literal;
mod markers;
mod preprocessor;
mod style;
mod tables;

use std::ops::Range;

use self::inline::{Attributes, prose};
use self::markers::{Border, Marker, Start, start, underlined};
use self::style::{ADMONITIONS, Style};
use super::document::{Block, Directive, Kind, Prose};
use super::page::{Page, Span};
use super::source::{Line, MAX_ADDED, MAX_DEPTH, Source};

/// Reads the blocks of a page.
pub(crate) fn blocks(page: &Page) -> Vec<Block> {
    let mut document = Document {
        page,
        blocks: Vec::new(),
        anchors: Vec::new(),
        attributes: Attributes {
            budget: MAX_ADDED,
            ..Attributes::default()
        },
        including: Vec::new(),
        offset: 0,
        nested: 0,
    };
    let source = Source {
        text: page.text(),
        file: "",
        at: None,
    };
    read(source, &mut document, 0);
    document.blocks
}

/// What is known of a page while it is read.
struct Document<'p> {
    page: &'p Page,
    blocks: Vec<Block>,
    /// The ids that the next heading has.
    anchors: Vec<String>,
    attributes: Attributes,
    /// The files that are being included, within each other.
    including: Vec<String>,
    /// How many levels the titles of an included file are below those that it says.
    offset: i8,
    /// How many delimited blocks are open.
    nested: usize,
}

/// Reads the blocks of a text into the document.
fn read(source: Source<'_>, document: &mut Document<'_>, depth: usize) {
    let lines = source.lines();
    let end = lines.len();
    let mut reader = Reader {
        source,
        lines,
        document,
    };
    reader.body(0..end, depth);
}

struct Reader<'r, 'p, 'd> {
    source: Source<'p>,
    lines: Vec<Line>,
    document: &'r mut Document<'d>,
}

/// Where the reading of some lines has come to.
struct State<'p> {
    /// The lists that are open, within each other, by their markers.
    lists: Vec<Marker<'p>>,
    /// Whether the next block belongs to the last item.
    is_joined: bool,
    /// What the attributes of the next block say.
    style: Style<'p>,
    /// How deep the lines stand.
    depth: usize,
}

impl<'p> Reader<'_, 'p, '_> {
    /// Reads the blocks of lines.
    fn body(&mut self, lines: Range<usize>, depth: usize) {
        let mut state = State {
            lists: Vec::new(),
            is_joined: false,
            style: Style::default(),
            depth,
        };
        let mut at = lines.start;
        let mut behind_blank = true;
        while at < lines.end {
            if self.lines[at].is_blank() {
                (at, behind_blank) = (at + 1, true);
                continue;
            }
            at = self.block(at, lines.end, &mut state, behind_blank);
            behind_blank = false;
        }
    }

    /// Reads what begins at a line with words; the line behind it.
    fn block(&mut self, at: usize, end: usize, state: &mut State<'p>, behind_blank: bool) -> usize {
        let text = self.text(at);
        let own = start(text);
        if let Start::Item(marker, bytes) = own {
            return self.item(at, end, state, (marker, bytes));
        }
        if let Start::Term(name, marker, said) = own {
            return self.term(at, end, state, (name, marker, said));
        }
        if self.lines[at].indent() > 0 {
            let depth = state.depth + state.lists.len();
            let next = self.filled(at, end);
            self.code(at..next, depth, state.style.code().unwrap_or_default());
            return self.finish(state, next);
        }
        if !state.is_joined && behind_blank && !matches!(own, Start::Join | Start::Comment) {
            state.lists.clear();
        }
        let depth = state.depth
            + if state.is_joined {
                state.lists.len()
            } else {
                0
            };
        match own {
            Start::Join => {
                state.is_joined = true;
                at + 1
            }
            Start::Comment => self.passed(at, state.depth),
            Start::Attribute(name, value) => self.define(at, end, depth, name, value),
            Start::Anchor(id) => {
                self.document.anchors.push(id.to_owned());
                at + 1
            }
            Start::Attributes(all) => {
                self.attributes(all, state);
                at + 1
            }
            Start::Label => {
                let range = self.range(at);
                let words = self.prose_at(range.start + 1..range.end);
                self.push(Kind::Paragraph(words), at..at + 1, depth);
                at + 1
            }
            Start::Rule => {
                self.push(Kind::Other("a rule"), at..at + 1, depth);
                at + 1
            }
            Start::Title(..)
            | Start::Macro(..)
            | Start::Border(_)
            | Start::Item(..)
            | Start::Term(..)
            | Start::Words => {
                let next = self.whole_block(at, end, depth, (own, state.style));
                self.finish(state, next)
            }
        }
    }

    /// Reads a block that the attributes before it are of; the line behind it.
    fn whole_block(
        &mut self,
        at: usize,
        end: usize,
        depth: usize,
        own: (Start<'p>, Style<'p>),
    ) -> usize {
        let (start, style) = own;
        match start {
            Start::Title(level, marker) => {
                self.title(at..at + 1, marker, level, depth);
                if level == 1 {
                    self.authors(at + 1, end)
                } else {
                    at + 1
                }
            }
            Start::Macro(name, target, inner) => {
                self.block_macro(at, end, depth, (name, target, inner))
            }
            Start::Border(border) => self.delimited(at, end, depth, (border, style)),
            Start::Comment
            | Start::Attribute(..)
            | Start::Anchor(_)
            | Start::Attributes(_)
            | Start::Label
            | Start::Item(..)
            | Start::Term(..)
            | Start::Join
            | Start::Rule
            | Start::Words => self.words(at, end, depth, style),
        }
    }

    /// Ends a block: its attributes are not those of the next.
    fn finish(&mut self, state: &mut State<'p>, next: usize) -> usize {
        state.style = Style::default();
        state.is_joined = false;
        self.document.anchors.clear();
        next
    }

    fn attributes(&mut self, all: &'p str, state: &mut State<'p>) {
        if let Some(id) = all.strip_prefix('#') {
            let id = id.split([',', '%', '.']).next().unwrap_or_default();
            self.document.anchors.push(id.to_owned());
        }
        let style = Style { all };
        if let Some(id) = style.named("id") {
            self.document.anchors.push(id.to_owned());
        }
        // What says no style leaves the one that was said before.
        let says_nothing =
            all.starts_with(['.', '#']) || style.at(0).is_empty() && style.code().is_none();
        if state.style.all.is_empty() || !says_nothing {
            state.style = style;
        }
    }

    /// A title whose words begin behind a marker.
    fn title(&mut self, lines: Range<usize>, marker: usize, level: u8, depth: usize) {
        let range = self.range(lines.start);
        let text = self.prose_at(range.start + marker..range.end);
        let mut anchors = std::mem::take(&mut self.document.anchors);
        let own = id_of(&text.text);
        if !anchors.contains(&own) {
            anchors.push(own);
        }
        let level = level.saturating_add_signed(self.document.offset).max(1);
        let kind = Kind::Heading {
            level,
            text,
            anchors,
        };
        self.push(kind, lines, depth);
    }

    /// The lines below a page's title that say who wrote it.
    fn authors(&mut self, from: usize, end: usize) -> usize {
        let mut at = from;
        while at < end
            && !self.lines[at].is_blank()
            && matches!(
                start(self.text(at)),
                Start::Words | Start::Item(Marker::Numbered, _)
            )
        {
            at = self.passed(at, 0);
        }
        at
    }

    /// A line that shows nothing.
    fn passed(&mut self, at: usize, depth: usize) -> usize {
        self.push(Kind::Comment, at..at + 1, depth);
        at + 1
    }

    /// A title with a line below it, a paragraph of code, an admonition, or a paragraph.
    fn words(&mut self, at: usize, end: usize, depth: usize, style: Style<'p>) -> usize {
        let below = (at + 1 < end).then(|| self.text(at + 1));
        if let Some(level) = below.and_then(|below| underlined(self.text(at), below)) {
            self.title(at..at + 2, 0, level, depth);
            return at + 2;
        }
        let next = self.filled(at, end);
        if let Some(language) = style.code() {
            self.code(at..next, depth, language);
            return next;
        }
        let text = self.text(at);
        let said = ADMONITIONS.iter().find_map(|name| {
            let rest = text.strip_prefix(name)?.strip_prefix(": ")?;
            Some((*name, text.len() - rest.trim_start().len()))
        });
        let named = said.or(style.admonition().map(|name| (name, 0)));
        let is_shown = |line: &usize| *line == at || !self.text(*line).starts_with("//");
        let shown = (at..next).filter(is_shown);
        let mut ranges: Vec<Range<usize>> = shown.map(|line| self.range(line)).collect();
        let mut depth = depth;
        if let Some((name, marker)) = named {
            self.admonition(name, at..next, depth);
            ranges[0].start += marker;
            depth += 1;
        }
        let words = self.prose(&ranges);
        self.push(Kind::Paragraph(words), at..next, depth);
        next
    }

    /// What says that the blocks inside it are a note or a warning.
    fn admonition(&mut self, name: &str, lines: Range<usize>, depth: usize) {
        let kind = Kind::Directive(Directive {
            name: name.to_lowercase(),
            argument: Prose::default(),
            options: Vec::new(),
        });
        self.push(kind, lines.start..lines.start + 1, depth);
    }

    /// A block between two borders; the line behind it.
    fn delimited(
        &mut self,
        at: usize,
        end: usize,
        depth: usize,
        own: (Border, Style<'p>),
    ) -> usize {
        let (border, style) = own;
        let open = self.text(at);
        let close = if border == Border::Fence { "```" } else { open };
        let mut last = at + 1;
        while last < end && self.text(last) != close {
            last += 1;
        }
        let next = (last + 1).min(end);
        let content = at + 1..last;
        let is_too_deep = self.document.nested >= MAX_DEPTH;
        match border {
            Border::Listing => {
                self.listing(at..next, content, depth, style.code().unwrap_or_default())
            }
            Border::Fence => self.listing(at..next, content, depth, open[3..].trim()),
            Border::Open | Border::Example | Border::Quote if style.code().is_some() => {
                self.listing(at..next, content, depth, style.code().unwrap_or_default());
            }
            Border::Raw => self.push(Kind::Other("raw markup"), at..next, depth),
            Border::Comment => self.push(Kind::Comment, at..next, depth),
            Border::Table => self.table(at..next, content, depth, style),
            Border::Open | Border::Example | Border::Quote if is_too_deep => {
                self.listing(at..next, content, depth, "");
            }
            Border::Open | Border::Example | Border::Quote => {
                let mut depth = depth;
                if let Some(name) = style.admonition() {
                    self.admonition(name, at..next, depth);
                    depth += 1;
                }
                depth += usize::from(border == Border::Quote);
                self.document.nested += 1;
                self.body(content, depth.min(MAX_DEPTH));
                self.document.nested -= 1;
            }
        }
        next
    }

    /// The line behind those of a paragraph, from its first on.
    fn filled(&self, at: usize, end: usize) -> usize {
        let mut next = at + 1;
        while next < end && !self.lines[next].is_blank() {
            let ends = matches!(
                start(self.text(next)),
                Start::Border(_)
                    | Start::Attributes(_)
                    | Start::Anchor(_)
                    | Start::Join
                    | Start::Macro("include" | "ifdef" | "ifndef" | "ifeval" | "endif", ..)
            );
            if ends {
                break;
            }
            next += 1;
        }
        next
    }

    /// The words of a line.
    fn range(&self, at: usize) -> Range<usize> {
        let line = &self.lines[at];
        let text = self.source.slice(line.start()..line.end());
        line.end() - text.trim_start().len()..line.end()
    }

    fn text(&self, at: usize) -> &'p str {
        self.source.slice(self.range(at))
    }

    fn prose(&mut self, ranges: &[Range<usize>]) -> Prose {
        prose(&self.source, ranges, &mut self.document.attributes)
    }

    fn prose_at(&mut self, range: Range<usize>) -> Prose {
        self.prose(std::slice::from_ref(&range))
    }

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
fn id_of(title: &str) -> String {
    let mut id = String::from("_");
    for c in title.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            id.push(c);
        } else if matches!(c, ' ' | '-' | '.' | '_') && !id.ends_with('_') {
            id.push('_');
        }
    }
    id.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests;
