//! Markdown and MDX as the blocks of a document.
//!
//! pulldown-cmark finds the blocks; HTML among them is read by its own reader, also where Markdown would
//! end it at a blank line. What a template language writes on lines of its own is a call.

use pulldown_cmark::{CodeBlockKind, Event, MetadataBlockKind, Options, Parser, Tag, TagEnd};

use super::document::{Attribute, Block, Code, Component, Kind, Prose, Row, Style, Table};
use super::elements;
use super::page::{Page, Span};

mod directives;
mod parts;
mod swallowed;
mod tables;
mod words;

use parts::{Part, called_code, parts};

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
    directives::expanded(page, blocks)
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
            Tag::CodeBlock(kind) => self.start_code(kind, span),
            Tag::Table(_) => self.start_table(span),
            Tag::TableHead | Tag::TableRow => self.start_row(span),
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
            TagEnd::TableCell => self.end_cell(),
            TagEnd::TableHead => self.end_head(),
            TagEnd::TableRow => self.end_row(),
            TagEnd::Table => self.end_table(),
            TagEnd::HtmlBlock => self.end_html(span),
            TagEnd::Emphasis | TagEnd::Strong => {
                self.styles.pop();
            }
            TagEnd::MetadataBlock(
                MetadataBlockKind::YamlStyle | MetadataBlockKind::PlusesStyle,
            ) => {
                self.words = None;
                self.push(Kind::Other("front matter"), span);
                self.request_of_page(span);
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

    fn start_code(&mut self, kind: &CodeBlockKind<'_>, span: Span) {
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

    /// The request that front matter gives the page (Mintlify): `api: "GET /desks"`.
    fn request_of_page(&mut self, front: Span) {
        let text = self.text.get(front.start..front.end).unwrap_or_default();
        let mut at = front.start;
        for line in text.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let own = ["api:", "openapi:"]
                .iter()
                .find(|name| line.starts_with(**name));
            let Some(name) = own else {
                continue;
            };
            let value = line[name.len()..].trim().trim_matches(['"', '\'']).trim();
            // `openapi: "description.json get /desks"` names the description's file first.
            let slash = value.find(" /").or_else(|| value.find(" http"));
            let Some(slash) = slash else {
                continue;
            };
            let word = value[..slash].rfind(' ').map_or(0, |at| at + 1);
            let request = &value[word..];
            let Some(found) = line.find(request) else {
                continue;
            };
            let place = Span::new(start + found, start + found + request.len());
            let method = request.get(..slash - word).unwrap_or_default();
            let value = &request.replacen(method, &method.to_ascii_uppercase(), 1);
            let kind = Kind::Component(Component {
                name: "page".to_owned(),
                attributes: vec![Attribute {
                    name: name.trim_end_matches(':').to_owned(),
                    value: Prose::new(value, place, Style::Plain),
                }],
                text: Prose::default(),
            });
            self.push(kind, place);
        }
    }

    fn end_html(&mut self, span: Span) {
        if let Some(block) = self.html.take() {
            let span = Span::new(block.start, span.end.max(block.start));
            let depth = self.depth.min(DEEPEST);
            let ids = elements::blocks(self.text, span, depth, self.out);
            self.anchors.extend(ids);
        }
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
}

/// The language of a fence's words: the first of them, without what highlighters add.
fn language_of(info: &str) -> String {
    let info = info.trim().trim_start_matches('{').trim_start_matches('.');
    let end = info.find(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}' | ':' | '='));
    info[..end.unwrap_or(info.len())].to_lowercase()
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
        check(
            "GET /desks/<desk_id>/x, {{<required>}} <sup>a</sup>\n",
            &["p GET /desks/<desk_id>/x, {{<required>}} a"],
        );
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
            &["h0 More", "p b"],
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
