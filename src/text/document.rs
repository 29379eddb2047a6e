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

impl Block {
    /// The words of a block that is nothing but words.
    pub(crate) fn words(&self) -> Option<&Prose> {
        match &self.kind {
            Kind::Heading { text, .. }
            | Kind::Paragraph(text)
            | Kind::Item(text)
            | Kind::Term(text) => Some(text),
            Kind::Code(_)
            | Kind::Table(_)
            | Kind::Component(_)
            | Kind::Directive(_)
            | Kind::Field(_)
            | Kind::Call(_)
            | Kind::Comment
            | Kind::Other(_) => None,
        }
    }

    /// Whether it heads what is deeper in a list.
    pub(crate) fn is_item(&self) -> bool {
        matches!(self.kind, Kind::Item(_) | Kind::Term(_))
    }

    /// Whether it is words of the page itself, set apart neither as a heading nor as a term.
    pub(crate) fn is_prose(&self) -> bool {
        matches!(self.kind, Kind::Paragraph(_) | Kind::Item(_))
    }
}

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A heading: 1 is the page's own, whatever it is underlined or marked with.
    Heading {
        /// 1 for the outermost; 0 for a summary of details, which stands below whatever heading is open.
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

    /// The words behind one of its bytes, each in its style.
    pub(crate) fn behind(&self, at: usize) -> Self {
        let mut rest = Self::default();
        for run in self.runs.iter().filter(|run| run.range.end > at) {
            let start = run.range.start.max(at);
            let words = self.text.get(start..run.range.end).unwrap_or_default();
            rest.push(words, self.span(start..run.range.end), run.style);
        }
        rest
    }

    /// The same words, all in one style.
    pub(crate) fn in_style(&self, style: Style) -> Self {
        let mut all = Self::default();
        for run in &self.runs {
            let words = self.text.get(run.range.clone()).unwrap_or_default();
            all.push(words, run.span, style);
        }
        all
    }

    /// The words before one of its bytes, each in its style.
    pub(crate) fn before(&self, at: usize) -> Self {
        let mut first = Self::default();
        for run in self.runs.iter().filter(|run| run.range.start < at) {
            let end = run.range.end.min(at);
            let words = self.text.get(run.range.start..end).unwrap_or_default();
            first.push(words, self.span(run.range.start..end), run.style);
        }
        first
    }

    /// Adds words at their end.
    pub(crate) fn push(&mut self, text: &str, span: Span, style: Style) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        let is_literal = text.len() == span.end - span.start;
        if let Some(last) = self.runs.last_mut().filter(|_| is_literal) {
            // What goes on where it stands is one stretch: a long text has few of them.
            if last.style == style && last.is_literal() && last.span.end == span.start {
                last.range.end = self.text.len();
                last.span.end = span.end;
                return;
            }
        }
        self.runs.push(Run {
            range: start..self.text.len(),
            span,
            style,
        });
    }

    /// Adds words as they stand in a source: a line's end with the white space around it is one space.
    pub(crate) fn push_lines(&mut self, text: &str, span: Span, style: Style) {
        if text.len() != span.end - span.start {
            let mut lines = text.split('\n');
            let mut words = lines.next().unwrap_or_default().to_owned();
            for line in lines {
                words.push(' ');
                words.push_str(line.trim_start());
            }
            self.push(&words, span, style);
            return;
        }
        let mut at = 0;
        for (index, line) in text.split('\n').enumerate() {
            let start = span.start + at;
            at += line.len() + 1;
            let words = if index == 0 { line } else { line.trim_start() };
            let start = start + line.len() - words.len();
            if index > 0 && !self.text.ends_with(' ') && !self.text.is_empty() {
                self.push(" ", Span::new(start.saturating_sub(1), start), style);
            }
            self.push(words, Span::new(start, start + words.len()), style);
        }
    }

    /// The runs that stand whole within a stretch of the words.
    pub(crate) fn runs_within(&self, own: Range<usize>) -> impl Iterator<Item = &Run> {
        let first = self.runs.partition_point(|run| run.range.start < own.start);
        let runs = self.runs.get(first..).unwrap_or_default().iter();
        runs.take_while(move |run| run.range.end <= own.end)
    }

    /// The words before a byte of the page, and those from it on.
    pub(crate) fn cut_at(&self, place: usize) -> (Self, Self) {
        let (mut before, mut after) = (Self::default(), Self::default());
        for run in &self.runs {
            let part = if run.span.start < place {
                &mut before
            } else {
                &mut after
            };
            let text = self.text.get(run.range.clone()).unwrap_or_default();
            part.push(text, run.span, run.style);
        }
        (before, after)
    }

    /// The words before a byte of the text, and those from it on.
    pub(crate) fn cut_at_text(&self, at: usize) -> (Self, Self) {
        let (mut before, mut after) = (Self::default(), Self::default());
        for run in &self.runs {
            let cut = at.clamp(run.range.start, run.range.end);
            for (part, range) in [
                (&mut before, run.range.start..cut),
                (&mut after, cut..run.range.end),
            ] {
                let text = self.text.get(range.clone()).unwrap_or_default();
                let span = Span::new(run.place(range.start), run.place_of_end(range.end));
                part.push(text, span, run.style);
            }
        }
        (before, after)
    }

    /// Whether there are no words.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Where a stretch of the text stands on the page.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        let first = self
            .runs
            .partition_point(|run| run.range.end <= range.start);
        let last = self.runs.partition_point(|run| run.range.start < range.end);
        let start = self.runs.get(first).or(self.runs.last());
        let end = last.checked_sub(1).and_then(|last| self.runs.get(last));
        match (start, end.or(self.runs.first())) {
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
        self.run_at(at).map_or(Style::Plain, |run| run.style)
    }

    /// The words around a place of the text that its page sets apart from the others, as code or in strong letters.
    pub(crate) fn set_apart_at(&self, at: usize) -> Option<&str> {
        let run = self.run_at(at).filter(|run| run.style != Style::Plain)?;
        self.text.get(run.range.clone())
    }

    fn run_at(&self, at: usize) -> Option<&Run> {
        let place = self.runs.partition_point(|run| run.range.end <= at);
        self.runs.get(place)
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

/// Blocks as lines of text, to compare them in tests.
#[cfg(test)]
pub(crate) fn shown(page: &str, blocks: &[Block]) -> Vec<String> {
    blocks
        .iter()
        .map(|block| " ".repeat(block.depth) + &shown_kind(page, &block.kind))
        .collect()
}

#[cfg(test)]
fn shown_kind(page: &str, kind: &Kind) -> String {
    let cells = |cells: &[Prose]| {
        let cells: Vec<String> = cells.iter().map(|cell| shown_words(page, cell)).collect();
        cells.join(";")
    };
    let attributes = |all: &[Attribute]| {
        let all = all.iter().map(|a| format!(" {}={}", a.name, a.value.text));
        all.collect::<String>()
    };
    match kind {
        Kind::Heading {
            level,
            text,
            anchors,
        } => {
            let anchors: String = anchors.iter().map(|anchor| format!(" #{anchor}")).collect();
            format!("h{level} {}{anchors}", shown_words(page, text))
        }
        Kind::Paragraph(text) => format!("p {}", shown_words(page, text)),
        Kind::Item(text) => format!("item {}", shown_words(page, text)),
        Kind::Term(text) => format!("term {}", shown_words(page, text)),
        Kind::Call(text) => format!("call {}", shown_words(page, text)),
        Kind::Code(code) => {
            let own = &page[code.body.start..code.body.end];
            let text = code.text.as_deref().unwrap_or(own);
            format!("code {} {text}", code.language)
        }
        Kind::Table(table) => {
            let rows: Vec<String> = table.rows.iter().map(|row| cells(&row.cells)).collect();
            format!("table {} / {}", cells(&table.head), rows.join(" / "))
        }
        Kind::Component(component) => format!(
            "<{}{}> {}",
            component.name,
            attributes(&component.attributes),
            shown_words(page, &component.text)
        ),
        Kind::Directive(directive) => format!(
            ".. {}::{} {}",
            directive.name,
            attributes(&directive.options),
            shown_words(page, &directive.argument)
        ),
        Kind::Field(field) => format!(":{}: {}", field.name.text, shown_words(page, &field.text)),
        Kind::Comment => "comment".to_owned(),
        Kind::Other(what) => format!("other {what}"),
    }
}

/// Words with a mark around each stretch of a style; a literal stretch must stand where it says.
#[cfg(test)]
fn shown_words(page: &str, prose: &Prose) -> String {
    let mut shown = String::new();
    for run in &prose.runs {
        let text = &prose.text[run.range.clone()];
        if run.is_literal() && text != " " {
            let own = page[run.span.start..run.span.end].replace('\n', " ");
            assert_eq!(own, text, "a place");
        }
        shown.push_str(&match run.style {
            Style::Plain => text.to_owned(),
            Style::Code => format!("`{text}`"),
            Style::Strong => format!("*{text}*"),
        });
    }
    shown.trim().to_owned()
}
