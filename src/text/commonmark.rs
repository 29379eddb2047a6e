//! Markdown and MDX as the blocks of a document.
//!
//! pulldown-cmark finds the blocks; HTML among them is read by its own reader, also where Markdown would
//! end it at a blank line. What a template language writes on lines of its own is a call.

use pulldown_cmark::{CodeBlockKind, Event, MetadataBlockKind, Options, Parser, Tag, TagEnd};

use super::document::{Block, Code, Kind, Prose, Row, Style, Table};
use super::elements;
use super::page::{Page, Span};

mod words;

/// The most levels of lists, quotations and elements that are told apart.
const DEEPEST: usize = 64;

/// Splits a page into blocks, in order.
pub(crate) fn blocks(page: &Page) -> Vec<Block> {
    let text = page.text();
    // A byte-order mark would hide front matter and a heading on the first line.
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut blocks = Vec::new();
    for (span, part) in parts(text, start) {
        match part {
            Part::Markdown => read(text, span, 0, Fences::OfThePage, &mut blocks),
            Part::Html => {
                elements::blocks(text, span, 0, &mut blocks);
            }
            Part::Call(body) => blocks.push(called_code(text, span, body)),
        }
    }
    blocks
}

/// What a part of a text is.
#[derive(Debug, Clone, Copy)]
enum Part {
    Markdown,
    /// An element that goes on over blank lines.
    Html,
    /// A call of a template language that stands for a fence, with the lines inside.
    Call(Span),
}

/// Lines between calls that a template language has for fences.
fn called_code(text: &str, span: Span, body: Span) -> Block {
    let call = text.get(span.start..body.start).unwrap_or_default();
    let words = call.trim_matches(['{', '}', '<', '>', '%', ' ', '\n']);
    let language = words.split_whitespace().nth(1).unwrap_or_default();
    let language = language.trim_matches(['"', '\'']).to_lowercase();
    Block {
        kind: Kind::Code(Code {
            language,
            body,
            indentation: 0,
            text: None,
        }),
        span,
        depth: 0,
    }
}

/// Calls that stand for a fence, and what they are closed by (Hugo, Jekyll).
const CODE_CALLS: &[(&str, &str)] = &[
    ("{{< code", "{{< /code"),
    ("{{< highlight", "{{< /highlight"),
    ("{{< codeblock", "{{< /codeblock"),
    ("{{< code-block", "{{< /code-block"),
    ("{{% code", "{{% /code"),
    ("{{% highlight", "{{% /highlight"),
    ("{{%code", "{{% /code"),
    ("{{<highlight", "{{</highlight"),
    ("{% highlight", "{% endhighlight"),
    ("{% code", "{% endcode"),
    ("{% codeblock", "{% endcodeblock"),
];

/// The lines of a call that stands for a fence, and its whole length, where a text begins with one.
fn code_call(text: &str, line: &str) -> Option<(std::ops::Range<usize>, usize)> {
    let (_, close) = CODE_CALLS
        .iter()
        .find(|(open, close)| line.starts_with(open) && !line.contains(close))?;
    let end = text.find(close)?;
    let behind = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    let body = text.find('\n')? + 1;
    (body <= end).then_some((body..end, behind))
}

/// A text in parts that are read one after the other: elements with rows or lines, as far as they go, since
/// Markdown would end them at a blank line; and from a fence on that an HTML block would swallow.
fn parts(text: &str, start: usize) -> Vec<(Span, Part)> {
    let mut parts = Vec::new();
    let mut begin = start;
    let mut at = start;
    let mut fence: Option<&str> = None;
    let mut is_after_html = false;
    let mut never_closed = [false; ELEMENTS.len()];
    while at < text.len() {
        let line = text[at..].split_inclusive('\n').next().unwrap_or_default();
        let words = line.trim_start();
        let is_margin = line.len() - words.len() < 4;
        let opened = words.get(..3).unwrap_or_default();
        match fence {
            Some(mark) if words.starts_with(mark) => fence = None,
            Some(_) => {}
            None if is_fence(words) && is_margin => {
                if is_after_html {
                    parts.push((Span::new(begin, at), Part::Markdown));
                    begin = at;
                }
                fence = Some(opened);
            }
            None => {}
        }
        is_after_html = words.starts_with('<') && fence.is_none();
        if is_after_html && is_margin {
            let rest = &text[at..];
            if let Some(length) = element(rest, words, &mut never_closed) {
                parts.push((Span::new(begin, at), Part::Markdown));
                parts.push((Span::new(at, at + length), Part::Html));
                at += length;
                begin = at;
                continue;
            }
        }
        let is_call = words.starts_with("{{") || words.starts_with("{%");
        if is_call && is_margin && fence.is_none() {
            if let Some((body, length)) = code_call(&text[at..], words) {
                parts.push((Span::new(begin, at), Part::Markdown));
                let body = Span::new(at + body.start, at + body.end);
                parts.push((Span::new(at, at + length), Part::Call(body)));
                at += length;
                begin = at;
                continue;
            }
        }
        at += line.len();
    }
    parts.push((Span::new(begin, text.len()), Part::Markdown));
    parts
}

/// The length of the element that a text begins with, where it is one of [`ELEMENTS`] and closed.
fn element(text: &str, line: &str, never_closed: &mut [bool; ELEMENTS.len()]) -> Option<usize> {
    let mut elements = ELEMENTS.iter().zip(never_closed);
    let ((_, close), is_never_closed) = elements
        .find(|((open, _), is_never_closed)| !**is_never_closed && line.starts_with(open))?;
    match text.find(close) {
        Some(end) => Some(end + close.len()),
        None => {
            *is_never_closed = true;
            None
        }
    }
}

/// Where Markdown that is being read comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fences {
    /// The page itself.
    OfThePage,
    /// Lines that Markdown took for something else; what is in them is not looked into once more.
    Swallowed,
}

fn read(text: &str, part: Span, depth: usize, fences: Fences, out: &mut Vec<Block>) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
        | Options::ENABLE_DEFINITION_LIST;
    let Some(own) = text.get(part.start..part.end) else {
        return;
    };
    let mut reader = Reader {
        text,
        depth,
        fences,
        out,
        words: None,
        styles: Vec::new(),
        code: None,
        table: None,
        html: None,
        anchors: Vec::new(),
    };
    let mut events = Parser::new_ext(own, options).into_offset_iter();
    for (event, range) in events.by_ref() {
        let span = Span::new(range.start + part.start, range.end + part.start);
        reader.event(event, span);
    }
}

/// What the words that are being read belong to.
#[derive(Debug, Clone)]
enum Holder {
    Heading(u8, Vec<String>),
    Paragraph,
    Item,
    Term,
    Cell,
}

/// Words that are being read.
struct Words {
    holder: Holder,
    prose: Prose,
    span: Span,
    depth: usize,
    /// The first and the last tag among them that is no element of HTML's own.
    tags: Option<(Span, Span)>,
}

/// A block of lines that is being read.
struct OpenCode {
    language: String,
    span: Span,
    lines: Option<Span>,
    is_indented: bool,
}

struct Reader<'a> {
    text: &'a str,
    depth: usize,
    fences: Fences,
    out: &'a mut Vec<Block>,
    words: Option<Words>,
    styles: Vec<Style>,
    code: Option<OpenCode>,
    table: Option<(Table, Span, Row)>,
    html: Option<Span>,
    /// Ids of elements before the heading that is next.
    anchors: Vec<String>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => self.start(&tag, span),
            Event::End(tag) => self.end(tag, span),
            Event::Text(text) => self.text(&text, span),
            Event::Code(code) => self.code_span(&code, span),
            Event::InlineHtml(html) => self.tag(&html, span),
            Event::SoftBreak | Event::HardBreak => self.add(" ", span, Style::Plain),
            Event::Rule => self.push(Kind::Other("a rule"), span),
            Event::Html(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, span: Span) {
        match tag {
            Tag::Heading { level, .. } => {
                let anchors = std::mem::take(&mut self.anchors);
                self.open(Holder::Heading(*level as u8, anchors), span);
            }
            Tag::Paragraph => match &self.words {
                // The paragraphs of a loose item: the first is its own words.
                Some(words) if words.prose.is_empty() => {}
                Some(_) | None => self.open(Holder::Paragraph, span),
            },
            Tag::Item => {
                self.open(Holder::Item, span);
                self.depth += 1;
            }
            Tag::DefinitionListTitle => self.open(Holder::Term, span),
            Tag::DefinitionListDefinition => {
                self.close();
                self.depth += 1;
                self.open(Holder::Paragraph, span);
            }
            Tag::CodeBlock(kind) => {
                self.close();
                let (language, is_indented) = match kind {
                    CodeBlockKind::Fenced(info) => (language_of(info), false),
                    CodeBlockKind::Indented => (String::new(), true),
                };
                self.code = Some(OpenCode {
                    language,
                    span,
                    lines: None,
                    is_indented,
                });
            }
            Tag::Table(_) => {
                self.close();
                self.table = Some(new_table(span));
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some((_, _, row)) = &mut self.table {
                    row.span = span;
                }
            }
            Tag::TableCell => self.open(Holder::Cell, span),
            Tag::HtmlBlock => {
                self.close();
                self.html = Some(span);
            }
            Tag::Emphasis | Tag::Strong => self.styles.push(Style::Strong),
            Tag::MetadataBlock(_) => {
                self.close();
                self.open(Holder::Cell, span);
            }
            Tag::List(_) | Tag::BlockQuote(_) => self.close(),
            Tag::DefinitionList
            | Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::FootnoteDefinition(_)
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript => {}
        }
    }

    fn end(&mut self, tag: TagEnd, span: Span) {
        match tag {
            TagEnd::Heading(_)
            | TagEnd::Paragraph
            | TagEnd::List(_)
            | TagEnd::BlockQuote(_)
            | TagEnd::DefinitionListTitle => self.close(),
            TagEnd::Item | TagEnd::DefinitionListDefinition => {
                self.close();
                self.depth = self.depth.saturating_sub(1);
            }
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::TableCell => {
                if let (Some(words), Some((_, _, row))) = (self.words.take(), &mut self.table) {
                    row.cells.push(words.prose);
                }
            }
            TagEnd::TableHead => {
                if let Some((table, _, row)) = &mut self.table {
                    table.head = std::mem::take(&mut row.cells);
                }
            }
            TagEnd::TableRow => {
                if let Some((table, _, row)) = &mut self.table {
                    let cells = std::mem::take(&mut row.cells);
                    table.rows.push(Row {
                        cells,
                        span: row.span,
                    });
                }
            }
            TagEnd::Table => {
                if let Some((table, span, _)) = self.table.take() {
                    self.push(Kind::Table(table), span);
                }
            }
            TagEnd::HtmlBlock => {
                if let Some(block) = self.html.take() {
                    let span = Span::new(block.start, span.end.max(block.start));
                    let depth = self.depth.min(DEEPEST);
                    let ids = elements::blocks(self.text, span, depth, self.out);
                    self.anchors.extend(ids);
                }
            }
            TagEnd::Emphasis | TagEnd::Strong => {
                self.styles.pop();
            }
            TagEnd::MetadataBlock(
                MetadataBlockKind::YamlStyle | MetadataBlockKind::PlusesStyle,
            ) => {
                self.words = None;
                self.push(Kind::Other("front matter"), span);
            }
            TagEnd::DefinitionList
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::FootnoteDefinition
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript => {}
        }
    }

    fn push(&mut self, kind: Kind, span: Span) {
        let depth = self.depth.min(DEEPEST);
        self.out.push(Block { kind, span, depth });
    }

    fn open(&mut self, holder: Holder, span: Span) {
        self.close();
        self.styles.clear();
        self.words = Some(Words {
            holder,
            prose: Prose::default(),
            span,
            depth: self.depth,
            tags: None,
        });
    }

    /// Ends the words that are being read.
    fn close(&mut self) {
        let Some(words) = self.words.take() else {
            return;
        };
        self.styles.clear();
        self.words_read(words);
    }

    fn text(&mut self, text: &str, span: Span) {
        if let Some(code) = &mut self.code {
            let start = code.lines.map_or(span.start, |lines| lines.start);
            code.lines = Some(Span::new(start, span.end));
            return;
        }
        let style = self.styles.last().copied().unwrap_or_default();
        self.add(text, span, style);
    }

    fn add(&mut self, text: &str, span: Span, style: Style) {
        if let Some(words) = &mut self.words {
            words.prose.push_lines(text, span, style);
        }
    }

    fn code_span(&mut self, code: &str, span: Span) {
        let written = self.text.get(span.start..span.end).unwrap_or_default();
        let place = match written.find(code) {
            Some(at) => Span::new(span.start + at, span.start + at + code.len()),
            None => span,
        };
        self.add(code, place, Style::Code);
    }

    fn end_code(&mut self) {
        let Some(code) = self.code.take() else {
            return;
        };
        let body = code
            .lines
            .unwrap_or(Span::new(code.span.end, code.span.end));
        if code.is_indented && self.fences == Fences::OfThePage && self.holds_fence(body) {
            return self.swallowed(body);
        }
        let indentation = self.column(body.start);
        let kind = Kind::Code(Code {
            language: code.language,
            body,
            indentation,
            text: None,
        });
        self.push(kind, code.span);
    }

    /// The columns before a byte on its line, where there is nothing else.
    fn column(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or_default();
        let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
        if line.trim().is_empty() {
            line.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum()
        } else {
            0
        }
    }

    fn holds_fence(&self, part: Span) -> bool {
        let lines = self.text.get(part.start..part.end).unwrap_or_default();
        lines.lines().any(|line| is_fence(line.trim_start()))
    }

    /// Reads lines with a fence that Markdown took for a part of something else: below a tab or an
    /// admonition they are indented, and an HTML block goes on to the next blank line.
    fn swallowed(&mut self, part: Span) {
        let mut at = part.start;
        let mut words: Option<Span> = None;
        let lines = self.text.get(part.start..part.end).unwrap_or_default();
        let mut fence: Option<(Span, String, usize)> = None;
        for line in lines.split_inclusive('\n') {
            let span = Span::new(at, at + line.trim_end().len());
            at += line.len();
            let trimmed = line.trim_start();
            match &mut fence {
                Some((body, language, indentation)) => {
                    if is_fence(trimmed) {
                        let code = Code {
                            language: std::mem::take(language),
                            body: *body,
                            indentation: *indentation,
                            text: None,
                        };
                        let whole = Span::new(body.start, span.end);
                        fence = None;
                        self.push(Kind::Code(code), whole);
                    } else {
                        body.end = at;
                    }
                }
                None if is_fence(trimmed) => {
                    self.loose(words.take());
                    let lead = self.column(span.start + line.len() - trimmed.len());
                    let info = language_of(trimmed.trim_start_matches(['`', '~']));
                    fence = Some((Span::new(at, at), info, lead));
                }
                None if trimmed.is_empty() => self.loose(words.take()),
                None => {
                    let start = words.map_or(span.start, |words| words.start);
                    words = Some(Span::new(start, span.end));
                }
            }
        }
        self.loose(words);
        if let Some((body, language, indentation)) = fence {
            let code = Code {
                language,
                body,
                indentation,
                text: None,
            };
            self.push(Kind::Code(code), body);
        }
    }

    /// Words among swallowed lines, as Markdown reads them without their indentation.
    fn loose(&mut self, words: Option<Span>) {
        let Some(span) = words else {
            return;
        };
        let text = self.text.get(span.start..span.end).unwrap_or_default();
        let lead = text.len() - text.trim_start().len();
        let part = Span::new(span.start + lead, span.end);
        read(self.text, part, self.depth, Fences::Swallowed, self.out);
    }
}

/// Elements that go on over blank lines, which end an HTML block of Markdown.
const ELEMENTS: [(&str, &str); 3] = [("<table", "</table>"), ("<pre", "</pre>"), ("<dl", "</dl>")];

fn is_fence(line: &str) -> bool {
    line.starts_with("```") || line.starts_with("~~~")
}

/// The language of a fence's words: the first of them, without what highlighters add.
fn language_of(info: &str) -> String {
    let info = info.trim().trim_start_matches('{').trim_start_matches('.');
    let end = info.find(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}' | ':' | '='));
    info[..end.unwrap_or(info.len())].to_lowercase()
}

fn new_table(span: Span) -> (Table, Span, Row) {
    let table = Table {
        head: Vec::new(),
        rows: Vec::new(),
    };
    let row = Row {
        cells: Vec::new(),
        span,
    };
    (table, span, row)
}

#[cfg(test)]
mod tests {
    use super::blocks;
    use crate::text::document::shown;
    use crate::text::page::Page;

    fn check(text: &str, expect: &[&str]) {
        let page = Page::new("a.md", text);
        assert_eq!(shown(page.text(), &blocks(&page)), expect, "{text}");
    }

    #[test]
    fn words_keep_their_style_and_lose_their_markup() {
        check(
            "---\na: 1\n---\n# Desks {#desks}\n\nA **desk** `{id}`\nof \\<x\\> &amp; [y](z).\n",
            &[
                "other front matter",
                "h1 Desks #desks",
                "p A *desk* `{id}` of <x> & y.",
            ],
        );
        check(
            "+++\na = 1\n+++\n\nDesk\n====\n",
            &["other front matter", "h1 Desk"],
        );
        check("## <a name=\"X\"></a>Desk\n", &["h2 Desk #x"]);
        check("<a id=\"list\" />\n\n## Desk\n", &["h2 Desk #list"]);
    }

    #[test]
    fn lists_and_definitions_hold_what_is_deeper() {
        check(
            "- one\n  - two\n\n    more\n- three\n\n      GET /a\n",
            &[
                "item one",
                " item two",
                "  p more",
                "item three",
                " code  GET /a\n",
            ],
        );
        check(
            "desk\n: where\n\n      GET /a\n",
            &["term desk", " p where", " code  GET /a\n"],
        );
        check("> a\n>\n> - b\n", &["p a", "item b"]);
    }

    #[test]
    fn code_keeps_its_lines() {
        check(
            "``` http {a}\nGET /a\n\nb\n```\n    GET /b\n\ttab\n",
            &["code http GET /a\n\nb\n", "code  GET /b\n\ttab\n"],
        );
        check(
            "| A | B |\n|-|-|\n| `a` | b<br>c |\n",
            &["table A;B / `a`;b c"],
        );
    }

    #[test]
    fn what_html_or_an_indentation_swallowed_is_read() {
        check(
            "<br>\n```http\nGET /a\n\n{}\n```\nb\n",
            &["code http GET /a\n\n{}\n", "p b"],
        );
        check(
            "=== \"Request\"\n\n    Words\n\n    ```http\n    GET /a\n    ```\n\nb\n",
            &[
                "p === \"Request\"",
                "p Words",
                "code http     GET /a\n",
                "p b",
            ],
        );
        check(
            "<table>\n<tr><td>a</td></tr>\n\n    <tr><td>b</td></tr>\n</table>\n\nc\n",
            &["table  / a / b", "p c"],
        );
        check(
            "<details><summary>More</summary>\n\nb\n\n</details>\n",
            &["p More", "p b"],
        );
    }

    #[test]
    fn components_calls_and_imports_are_told_from_words() {
        check(
            "import {R} from '/r'\n\n## Get\n<Route method=\"GET\">/a/[\\{b.id\\}](/c#d)/e</Route>\nWords\n",
            &[
                "other an import",
                "h2 Get",
                "<Route method=GET> /a/{b.id}/e",
                "p Words",
            ],
        );
        check(
            "<%= headers 204 %>\n<%= json :x %>\n\n{{< a >}}\n\n{{% b %}} c\n",
            &[
                "call <%= headers 204 %>",
                "call <%= json :x %>",
                "call {{< a >}}",
                "p {{% b %}} c",
            ],
        );
    }
}
