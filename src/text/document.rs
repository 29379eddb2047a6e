//! A page as a flat list of blocks, the same whatever language of markup it is written in: what the
//! recognisers of operations work on. Which product writes so is not known here.

use std::ops::Range;

use super::page::Span;

/// One block of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    /// What it is.
    pub kind: Kind,
    /// Where, markup included.
    pub span: Span,
    /// How deep it stands in lists, quotations and directives: 0 at the page's own level. The blocks that
    /// follow one and are deeper are inside it.
    pub depth: usize,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A heading: 1 is the page's own, whatever it is underlined or marked with.
    Heading {
        /// 1 for the outermost.
        level: u8,
        /// Its words.
        text: Prose,
        /// The ids that links reach it by.
        anchors: Vec<String>,
    },
    /// A paragraph, also one of a quotation or an admonition.
    Paragraph(Prose),
    /// A list item's own words; what else stands in the item follows, one deeper.
    Item(Prose),
    /// What is defined in a definition list; its definition follows, one deeper.
    Term(Prose),
    /// A block of literal lines, however it is marked.
    Code(Code),
    /// A table.
    Table(Table),
    /// An element of MDX or a custom HTML element on its own, such as `<Route method="GET">/x</Route>`.
    Component(Component),
    /// A directive of reStructuredText, such as `.. http:get:: /x`; its content follows, one deeper.
    Directive(Directive),
    /// A field of a field list, such as `:statuscode 200: …`.
    Field(Field),
    /// A call of a template language, such as `<%= headers 204 %>`, on a line of its own.
    Call(Prose),
    /// A comment.
    Comment,
    /// What is not read, by what it is called: raw HTML of no known element, an image, a rule.
    Other(&'static str),
}

/// A block of literal lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Code {
    /// The language that it says to be in, in lower case; empty where it says none.
    pub language: String,
    /// The lines, without fences.
    pub body: Span,
    /// How many columns of white space each line begins with that are not its own.
    pub indentation: usize,
    /// The text, where it is not what stands on the page: that of an included file, or HTML's entities
    /// resolved. Its place is `body` as a whole.
    pub text: Option<String>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    /// The head's cells; none where the table has no head.
    pub head: Vec<Prose>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Its cells, as many as it has.
    pub cells: Vec<Prose>,
    /// Where.
    pub span: Span,
}

/// An element with attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Component {
    /// Its name, as written.
    pub name: String,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
    /// The words inside it; none where it has none, or holds blocks, which then follow one deeper.
    pub text: Prose,
}

/// An attribute of an element, or an option of a directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attribute {
    /// Its name, as written.
    pub name: String,
    /// Its value without quotes, and where it stands.
    pub value: Prose,
}

/// A directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Directive {
    /// Its name, such as `http:get`.
    pub name: String,
    /// What stands behind the `::`, its further lines included.
    pub argument: Prose,
    /// Its options.
    pub options: Vec<Attribute>,
}

/// A field of a field list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    /// Its name with its arguments, such as `statuscode 200`.
    pub name: Prose,
    /// What it says.
    pub text: Prose,
}

/// Words with where each of them stands: markup is left out, entities and escapes are resolved, a line
/// break is a space.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Prose {
    /// The words.
    pub text: String,
    /// The stretches of it, in order, without gaps.
    pub runs: Vec<Run>,
}

/// A stretch of words in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    /// Which bytes of the text it is.
    pub range: Range<usize>,
    /// Where it stands on the page. Of the same length as `range` where it stands there as it is read.
    pub span: Span,
    /// How it is set.
    pub style: Style,
}

/// How words are set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Style {
    /// As they are.
    #[default]
    Plain,
    /// As code.
    Code,
    /// Strong or emphasised.
    Strong,
}

impl Prose {
    /// Words that stand at one place, in one style.
    pub(crate) fn new(text: &str, span: Span, style: Style) -> Self {
        let mut prose = Self::default();
        prose.push(text, span, style);
        prose
    }

    /// Adds words at their end.
    pub(crate) fn push(&mut self, text: &str, span: Span, style: Style) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        self.runs.push(Run {
            range: start..self.text.len(),
            span,
            style,
        });
    }

    /// Where a stretch of the text stands on the page.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        let start = self.runs.iter().find(|run| range.start < run.range.end);
        let mut last = self.runs.iter().rev();
        let end = last.find(|run| run.range.start < range.end);
        match (start.or(self.runs.last()), end.or(self.runs.first())) {
            (Some(first), Some(last)) => {
                let start = first.place(range.start);
                Span::new(start, last.place_of_end(range.end).max(start))
            }
            (None, _) | (_, None) => Span::new(0, 0),
        }
    }

    /// Where all of it stands on the page.
    pub(crate) fn whole(&self) -> Span {
        self.span(0..self.text.len())
    }

    /// The style of the byte at a place of the text.
    pub(crate) fn style_at(&self, at: usize) -> Style {
        let run = self.runs.iter().find(|run| run.range.contains(&at));
        run.map_or(Style::Plain, |run| run.style)
    }
}

impl Run {
    fn is_literal(&self) -> bool {
        self.range.len() == self.span.end - self.span.start
    }

    fn place(&self, at: usize) -> usize {
        if self.is_literal() {
            self.span.start + at.clamp(self.range.start, self.range.end) - self.range.start
        } else {
            self.span.start
        }
    }

    fn place_of_end(&self, at: usize) -> usize {
        if self.is_literal() {
            self.place(at)
        } else {
            self.span.end
        }
    }
}
