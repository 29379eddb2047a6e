//! Markdown as a flat list of blocks with byte spans.
//!
//! pulldown-cmark finds the blocks; table rows are split here from their raw lines, since the
//! grammar drops the cells of a row that has more than its table has columns.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::text::elements;
use crate::text::page::{Page, Span};

/// One block of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    /// A heading with `#`.
    Heading {
        /// 1 to 6.
        level: u8,
        /// The visible words.
        text: String,
        /// The name of an `<a name="…">` in it.
        anchor: Option<String>,
        /// Whether it is a tab, `# [HTTP](#tab/http)`, and opens no section.
        is_tab: bool,
        /// Where.
        span: Span,
    },
    /// Prose: a paragraph, a list item, a quotation, an underlined heading.
    Paragraph {
        /// Where.
        span: Span,
    },
    /// A code block between fences.
    Fence {
        /// The words after the opening fence.
        info: String,
        /// The lines between the fences.
        body: Span,
        /// How many columns of white space each of them begins with that are the list's, not its own.
        indentation: usize,
        /// Where, fences included.
        span: Span,
        /// Whether there is a closing fence.
        is_closed: bool,
    },
    /// A table.
    Table {
        /// The number of columns of its head.
        columns: usize,
        /// The head and every row, without the delimiter row.
        rows: Vec<RawRow>,
    },
    /// An HTML comment.
    Comment {
        /// The text between `<!--` and `-->`.
        body: Span,
        /// Where.
        span: Span,
        /// Whether it is closed.
        is_closed: bool,
    },
}

/// A table's row as its line has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RawRow {
    /// The cells, trimmed; as many as the line has.
    pub cells: Vec<Span>,
    /// The line.
    pub span: Span,
}

/// Splits a page into blocks, in order. Front matter is left out.
#[must_use]
pub(crate) fn blocks(page: &Page) -> Vec<Block> {
    let text = page.text();
    // A byte-order mark would hide front matter and a heading on the first line.
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let options = Options::ENABLE_TABLES | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut splitter = Splitter {
        text,
        blocks: Vec::new(),
        heading: None,
        items: Vec::new(),
        table_end: 0,
        has_table_end: true,
        go_on_at: None,
        splits: 0,
    };
    let mut next = Some(start);
    while let Some(start) = next.take() {
        let events = Parser::new_ext(&text[start..], options).into_offset_iter();
        for (event, range) in events {
            if range.start + start >= splitter.table_end {
                splitter.event(event, Span::new(range.start + start, range.end + start));
            }
            next = splitter.go_on_at.take();
            if next.is_some() {
                break;
            }
        }
    }
    splitter.blocks
}

struct OpenHeading {
    level: u8,
    text: String,
    anchor: Option<String>,
    is_tab: bool,
    span: Span,
}

struct Splitter<'a> {
    text: &'a str,
    blocks: Vec<Block>,
    heading: Option<OpenHeading>,
    /// The items that are open, by their places among the blocks.
    items: Vec<usize>,
    /// Where the last table of HTML ends: Markdown ends its block at a blank line within it.
    table_end: usize,
    /// Whether `</table>` may stand in what is left of the page.
    has_table_end: bool,
    /// Where to read on with no block open, after a code block that was never closed.
    go_on_at: Option<usize>,
    /// How many code blocks were found to be never closed.
    splits: usize,
}

/// The most code blocks of a page that are found to be never closed by another that begins in them.
const MOST_SPLITS: usize = 20;

impl Splitter<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                self.heading = Some(OpenHeading {
                    level: level as u8,
                    text: String::new(),
                    anchor: None,
                    is_tab: false,
                    span,
                });
            }
            Event::End(TagEnd::Heading(_)) => self.end_heading(),
            Event::Start(Tag::Link { dest_url, .. }) => {
                if let Some(heading) = &mut self.heading {
                    heading.is_tab |= dest_url.starts_with("#tab/");
                }
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut self.heading {
                    heading.text.push_str(&text);
                }
            }
            Event::InlineHtml(html) => match &mut self.heading {
                Some(heading) => {
                    heading.anchor = heading.anchor.take().or_else(|| anchor_name(&html));
                }
                None => self.comments(span),
            },
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => self.fence(&info, span),
            Event::Start(Tag::Table(alignments)) => self.table(alignments.len(), span),
            Event::Start(Tag::HtmlBlock) => self.html(span),
            Event::Start(Tag::Paragraph) => self.blocks.push(Block::Paragraph { span }),
            Event::Start(Tag::Item) => {
                self.items.push(self.blocks.len());
                self.blocks.push(Block::Paragraph { span });
            }
            Event::End(TagEnd::Item) => {
                self.items.pop();
            }
            Event::Start(Tag::List(_)) => self.end_item(span.start),
            _ => {}
        }
    }

    /// An item's own text ends where a list in it begins: its items have their own.
    fn end_item(&mut self, at: usize) {
        let item = self
            .items
            .last()
            .and_then(|item| self.blocks.get_mut(*item));
        if let Some(Block::Paragraph { span }) = item {
            span.end = span.end.min(at.max(span.start));
        }
    }

    fn end_heading(&mut self) {
        let Some(heading) = self.heading.take() else {
            return;
        };
        // An underlined heading is most often a rule that follows prose without a blank line.
        if !self.text[heading.span.start..].starts_with('#') {
            self.blocks.push(Block::Paragraph { span: heading.span });
            return;
        }
        self.blocks.push(Block::Heading {
            level: heading.level,
            anchor: heading.anchor,
            text: without_id(heading.text.trim()).to_owned(),
            is_tab: heading.is_tab,
            span: heading.span,
        });
    }

    fn fence(&mut self, info: &str, span: Span) {
        let text = &self.text[span.start..span.end];
        let body_start = text.find('\n').map_or(text.len(), |at| at + 1);
        let trimmed = text.trim_end();
        let last_line = trimmed.rfind('\n').map_or(0, |at| at + 1);
        let last = trimmed[last_line..].trim_start_matches([' ', '>']);
        let cut = (self.splits < MOST_SPLITS)
            .then(|| unclosed_at(text, body_start))
            .flatten();
        if let Some(cut) = cut {
            self.splits += 1;
            self.go_on_at = Some(span.start + cut);
        }
        let is_closed = cut.is_none() && last_line >= body_start && is_fence_end(last);
        let body_end = cut.unwrap_or(if is_closed { last_line } else { text.len() });
        self.blocks.push(Block::Fence {
            info: info.trim().to_owned(),
            body: Span::new(
                span.start + body_start,
                span.start + body_end.max(body_start),
            ),
            indentation: indentation(self.text, span.start),
            span: Span::new(span.start, cut.map_or(span.end, |cut| span.start + cut)),
            is_closed,
        });
    }

    fn table(&mut self, columns: usize, span: Span) {
        let mut rows = Vec::new();
        let mut start = span.start;
        for (index, line) in self.text[span.start..span.end]
            .split_inclusive('\n')
            .enumerate()
        {
            let line_span = Span::new(start, start + line.trim_end().len());
            start += line.len();
            let is_delimiter = index == 1;
            if !is_delimiter && !line.trim().is_empty() {
                rows.push(RawRow {
                    cells: cells(self.text, line_span),
                    span: line_span,
                });
            }
        }
        self.blocks.push(Block::Table { columns, rows });
    }

    /// A block of HTML: its comments, and its tables to their end.
    fn html(&mut self, span: Span) {
        let text = self.text;
        let own = &text[span.start..span.end];
        let Some(at) = find_tag(own, "<table") else {
            self.comments(span);
            return;
        };
        let is_whole = find_tag(&own[at..], "</table").is_some();
        let further = (!is_whole && self.has_table_end)
            .then(|| find_tag(&text[span.end..], "</table"))
            .flatten();
        self.has_table_end &= is_whole || further.is_some();
        let end = further.map_or(span.end, |at| span.end + at + "</table".len());
        self.table_end = end;
        self.comments(Span::new(span.start, end));
        for rows in elements::tables(text, Span::new(span.start, end)) {
            let columns = rows.first().map_or(0, |head| head.cells.len());
            self.blocks.push(Block::Table { columns, rows });
        }
    }

    /// Every comment that starts in a stretch of HTML.
    fn comments(&mut self, span: Span) {
        let mut at = span.start;
        while let Some(found) = self.text[at..span.end].find("<!--") {
            let start = at + found;
            let body_start = start + 4;
            let rest = self.text.get(body_start..span.end).unwrap_or_default();
            let close = rest.find("-->");
            let body_end = close.map_or(span.end.max(body_start), |at| body_start + at);
            let end = close.map_or(body_end, |at| body_start + at + 3);
            self.blocks.push(Block::Comment {
                body: Span::new(body_start.min(body_end), body_end),
                span: Span::new(start, end),
                is_closed: close.is_some(),
            });
            at = end;
        }
    }
}

/// Where a tag begins, in whatever case it is written.
fn find_tag(text: &str, tag: &str) -> Option<usize> {
    let mut places = text.match_indices('<');
    let found = places.find(|(at, _)| {
        let own = text.get(*at..at + tag.len());
        own.is_some_and(|own| own.eq_ignore_ascii_case(tag))
    });
    found.map(|(at, _)| at)
}

/// The columns before a fence; none where it stands in a quotation, whose lines have a mark of their own.
fn indentation(text: &str, fence: usize) -> usize {
    let before = &text[..fence];
    let before = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    if before.contains('>') {
        return 0;
    }
    before.chars().map(columns).sum()
}

fn columns(c: char) -> usize {
    if c == '\t' { 4 } else { 1 }
}

/// How many bytes of a line are white space in its first columns.
pub(crate) fn white_space_within(line: &str, indentation: usize) -> usize {
    let mut left = indentation;
    let mut length = 0;
    for c in line.chars() {
        let Some(rest) = left.checked_sub(columns(c)) else {
            break;
        };
        if left == 0 || !matches!(c, ' ' | '\t') {
            break;
        }
        left = rest;
        length += c.len_utf8();
    }
    length
}

/// Where a code block that has another's opening fence in it should have ended: at the first heading or
/// comment after a blank line in it, or at that fence.
fn unclosed_at(fence: &str, body_start: usize) -> Option<usize> {
    let opening = fence.trim_start();
    let mark = opening.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = opening.chars().take_while(|c| *c == mark).count();
    let mut at = body_start;
    let mut is_after_blank = false;
    let mut end = None;
    for line in fence.get(body_start..)?.split_inclusive('\n') {
        let words = line.trim();
        let rest = words.trim_start_matches(mark);
        let own = words.len() - rest.len();
        let is_opening = own >= length
            && rest
                .trim_start()
                .starts_with(|c: char| c.is_ascii_alphabetic());
        if is_opening && !rest.contains(mark) {
            return Some(end.unwrap_or(at));
        }
        let opens_block =
            words.starts_with("<!--") || words.starts_with("# ") || words.starts_with("##");
        if is_after_blank && opens_block && end.is_none() {
            end = Some(at);
        }
        is_after_blank = words.is_empty();
        at += line.len();
    }
    None
}

fn is_fence_end(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && (line.bytes().all(|b| b == b'`') || line.bytes().all(|b| b == b'~'))
}

/// The cells of a row's line: between unescaped pipes, the outer ones left out.
fn cells(text: &str, line: Span) -> Vec<Span> {
    let raw = &text[line.start..line.end];
    let bytes = raw.as_bytes();
    let mut cuts = Vec::new();
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == b'|' && (at == 0 || bytes[at - 1] != b'\\') {
            cuts.push(at);
        }
    }
    let mut bounds = vec![0];
    let mut cells = Vec::new();
    for cut in cuts {
        bounds.push(cut);
        bounds.push(cut + 1);
    }
    bounds.push(raw.len());
    for pair in bounds.chunks(2) {
        let (start, end) = (pair[0], pair[1]);
        let cell = &raw[start..end];
        let lead = cell.len() - cell.trim_start().len();
        let length = cell.trim().len();
        let start = line.start + start + lead;
        cells.push(Span::new(start, start + length));
    }
    let is_empty = |span: &Span| span.start == span.end;
    if cells.len() > 1 && cells.first().is_some_and(is_empty) {
        cells.remove(0);
    }
    if cells.len() > 1 && cells.last().is_some_and(is_empty) {
        cells.pop();
    }
    cells
}

/// The words of a heading without the id behind them, `{#id}` or `{#id .class}`, as Pandoc and others
/// write it.
fn without_id(text: &str) -> &str {
    let Some((words, rest)) = text.rsplit_once("{#") else {
        return text;
    };
    let is_id = rest
        .strip_suffix('}')
        .is_some_and(|id| !id.contains(['{', '}']));
    if is_id && !words.trim().is_empty() {
        words.trim_end()
    } else {
        text
    }
}

/// The name of `<a name="…">` or `<a id="…">`.
fn anchor_name(html: &str) -> Option<String> {
    let rest = html.strip_prefix("<a ")?.trim_start();
    let rest = rest
        .strip_prefix("name=")
        .or_else(|| rest.strip_prefix("id="))?;
    let name = rest.trim_start_matches(['"', '\'']);
    let end = name.find(['"', '\'', '>', ' '])?;
    Some(name[..end].to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{Block, blocks, white_space_within};
    use crate::text::page::Page;

    fn check(text: &str, expect: &[&str]) {
        let page = Page::new("a.md", text);
        let shown: Vec<String> = blocks(&page)
            .iter()
            .map(|block| match block {
                Block::Heading {
                    level,
                    text,
                    anchor,
                    is_tab,
                    ..
                } => {
                    let tab = if *is_tab { " tab" } else { "" };
                    format!("h{level} {text} {}{tab}", anchor.as_deref().unwrap_or("-"))
                }
                Block::Paragraph { span } => format!("p {}", page.slice(*span).trim_end()),
                Block::Fence {
                    info,
                    body,
                    indentation,
                    is_closed,
                    ..
                } => {
                    let lines = page.slice(*body);
                    format!("fence {info} {lines:?} {indentation} {is_closed}")
                }
                Block::Table { columns, rows } => {
                    let rows: Vec<String> = rows
                        .iter()
                        .map(|row| {
                            let cells: Vec<&str> =
                                row.cells.iter().map(|c| page.slice(*c)).collect();
                            cells.join(";")
                        })
                        .collect();
                    format!("table {columns} {}", rows.join(" / "))
                }
                Block::Comment {
                    body, is_closed, ..
                } => {
                    format!("comment {} {is_closed}", page.slice(*body).trim())
                }
            })
            .collect();
        assert_eq!(shown, expect, "{text:?}");
    }

    #[test]
    fn headings_keep_their_anchors_and_tabs_are_told_apart() {
        check(
            "## <a name=\"http-request\"></a>HTTP\n",
            &["h2 HTTP http-request"],
        );
        check("# [HTTP](#tab/http)\n", &["h1 HTTP - tab"]);
        check("## A b {#a-b}\n", &["h2 A b -"]);
        check("## A {#a .wide}\n", &["h2 A -"]);
        check("## A {b}\n", &["h2 A {b} -"]);
        check("words\n---\n", &["p words\n---"]);
    }

    #[test]
    fn front_matter_is_left_out_also_after_a_byte_order_mark() {
        check("---\na: 1\n---\n# T\n", &["h1 T -"]);
        check("\u{feff}---\r\na: 1\r\n---\r\n# T\r\n", &["h1 T -"]);
        check("", &[]);
    }

    #[test]
    fn a_glued_row_keeps_every_cell() {
        check(
            "|A|B|\n|-|-|\n| a | b | | c | d\\|e |\n",
            &["table 2 A;B / a;b;;c;d\\|e"],
        );
    }

    #[test]
    fn a_table_of_html_is_one_table_to_its_end() {
        check(
            "<table>\n<tr><th>A</th><th>B</th></tr>\n\n<tr><td>a</td><td>b</td></tr>\n</table>\n\nc\n",
            &["table 2 A;B / a;b", "p c"],
        );
        check("<table>\n<tr><td>a\n\nb\n", &["table 1 a", "p b"]);
        check("<TABLE><tr><td>a</TABLE>\n", &["table 1 a"]);
    }

    #[test]
    fn fences_and_comments_say_whether_they_are_closed() {
        check(
            "<!-- {\"a\":1} -->\n```http\nGET /\n```\n",
            &["comment {\"a\":1} true", "fence http \"GET /\\n\" 0 true"],
        );
        check("``` http\nGET /\n", &["fence http \"GET /\\n\" 0 false"]);
        check("<!-- a\n\nb\n", &["comment a\n\nb false"]);
    }

    #[test]
    fn a_fence_that_is_never_closed_ends_before_the_next_one() {
        check(
            "```http\nGET /a\n\n### A\n\nb\n\n```http\nHTTP/1.1 200 OK\n```\n\nc\n",
            &[
                "fence http \"GET /a\\n\\n\" 0 false",
                "h3 A -",
                "p b",
                "fence http \"HTTP/1.1 200 OK\\n\" 0 true",
                "p c",
            ],
        );
        check(
            "```http\nGET /a\n```json\n{}\n```\n",
            &[
                "fence http \"GET /a\\n\" 0 false",
                "fence json \"{}\\n\" 0 true",
            ],
        );
        check(
            "````\n```http\nGET /a\n```\n````\n",
            &["fence  \"```http\\nGET /a\\n```\\n\" 0 true"],
        );
    }

    #[test]
    fn a_fence_says_how_far_its_list_indents_it() {
        check(
            "1. a\n\n   ```\n   GET /\n   ```\n",
            &[
                "p 1. a\n\n   ```\n   GET /\n   ```",
                "p a",
                "fence  \"   GET /\\n\" 3 true",
            ],
        );
        check(
            "- ```\n  {}\n  ```\n",
            &["p - ```\n  {}\n  ```", "fence  \"  {}\\n\" 2 true"],
        );
        check("> ```\n> {}\n> ```\n", &["fence  \"> {}\\n\" 0 true"]);
        for (line, indentation, length) in
            [("   a", 3, 3), ("  a", 3, 2), ("\ta", 3, 0), ("", 3, 0)]
        {
            assert_eq!(white_space_within(line, indentation), length, "{line:?}");
        }
    }
}
