//! The elements of HTML inside a page, as blocks: tables, lists, definitions, preformatted lines, headings,
//! paragraphs, and elements of no known name. No tree is built, so that what is left open harms nothing
//! but its own words.

use names::is_block;
pub(super) use names::{is_custom, is_element};

use super::document::{Attribute, Block, Code, Component, Kind, Prose, Style};
use super::html::{Piece, pieces};
use super::markdown::RawRow;
use super::page::Span;

mod names;
mod table;

use table::OpenTable;

/// Appends the blocks of a stretch of HTML; gives the ids of elements after its last heading, which a
/// heading behind it is reached by.
pub(crate) fn blocks(text: &str, span: Span, depth: usize, out: &mut Vec<Block>) -> Vec<String> {
    let Some(html) = text.get(span.start..span.end) else {
        return Vec::new();
    };
    let mut reader = HtmlReader {
        text,
        out,
        depth,
        outside: depth,
        words: Prose::default(),
        holder: Holder::Paragraph,
        styles: Vec::new(),
        anchors: Vec::new(),
        lines: None,
        table: None,
    };
    for piece in pieces(html, span.start) {
        reader.piece(piece);
    }
    reader.end_words();
    reader.end_lines(span.end);
    reader.end_table(span.end);
    reader.anchors
}

/// The tables of a stretch of HTML, as the rows of their cells.
pub(super) fn tables(text: &str, span: Span) -> Vec<Vec<RawRow>> {
    let mut found = Vec::new();
    blocks(text, span, 0, &mut found);
    let tables = found.into_iter().filter_map(|block| match block.kind {
        Kind::Table(table) => Some((block.span, table)),
        _ => None,
    });
    let raw = tables.map(|(span, table)| {
        let cells = |cells: &[Prose]| {
            cells
                .iter()
                .map(|cell| trimmed(text, cell.whole()))
                .collect()
        };
        let head = (!table.head.is_empty()).then(|| RawRow {
            cells: cells(&table.head),
            span: Span::new(
                span.start,
                table.rows.first().map_or(span.end, |row| row.span.start),
            ),
        });
        let rows = table.rows.iter().map(|row| RawRow {
            cells: cells(&row.cells),
            span: row.span,
        });
        head.into_iter().chain(rows).collect()
    });
    raw.collect()
}

/// A span without the white space around it.
fn trimmed(text: &str, span: Span) -> Span {
    let own = text.get(span.start..span.end).unwrap_or_default();
    let lead = own.len() - own.trim_start().len();
    Span::new(
        span.start + lead,
        span.start + own.trim_end().len().max(lead),
    )
}

/// The ids that one tag gives to what it opens.
pub(super) fn ids(tag: &str) -> Vec<String> {
    blocks(tag, Span::new(0, tag.len()), 0, &mut Vec::new())
}

/// The component that one tag opens, with its attributes and without words.
pub(super) fn component(text: &str, tag: Span) -> Option<Component> {
    let mut found = Vec::new();
    blocks(text, tag, 0, &mut found);
    found.into_iter().find_map(|block| match block.kind {
        Kind::Component(component) => Some(component),
        _ => None,
    })
}

/// What the words that are being read belong to.
#[derive(Debug)]
enum Holder {
    Paragraph,
    Heading(u8),
    Item,
    Term,
    Component(Component, usize),
}

/// Preformatted lines that are being read.
struct Lines {
    language: String,
    text: String,
    body: Span,
    start: usize,
}

struct HtmlReader<'a> {
    text: &'a str,
    out: &'a mut Vec<Block>,
    depth: usize,
    /// The depth that the HTML as a whole stands at.
    outside: usize,
    words: Prose,
    holder: Holder,
    styles: Vec<(String, Style)>,
    anchors: Vec<String>,
    lines: Option<Lines>,
    table: Option<OpenTable>,
}

/// The attributes of a tag: name, value, and where the value stands.
type Attributes = [(String, String, Span)];

impl HtmlReader<'_> {
    fn piece(&mut self, piece: Piece) {
        match piece {
            Piece::Open {
                name,
                attributes,
                is_empty,
                span,
            } => self.start_tag(name, &attributes, is_empty, span),
            Piece::Close { name, span } => self.end_tag(&name, span),
            Piece::Text { text, span } => self.words(&text, span),
            Piece::Comment { span } => self.push(Kind::Comment, span),
        }
    }

    fn push(&mut self, kind: Kind, span: Span) {
        let depth = self.depth;
        self.out.push(Block { kind, span, depth });
    }

    fn words(&mut self, text: &str, span: Span) {
        if let Some(lines) = &mut self.lines {
            lines.text.push_str(text);
            lines.body.end = span.end;
            return;
        }
        let style = self.styles.last().map_or(Style::Plain, |(_, style)| *style);
        let words = match &mut self.table {
            Some(table) if table.in_cell => match table.row.cells.last_mut() {
                Some(cell) => cell,
                None => return,
            },
            Some(_) => return,
            None => &mut self.words,
        };
        if words.text.trim().is_empty() {
            // A cell between blank lines is Markdown again.
            let marked = text.trim();
            let marks = [
                ("`", Style::Code),
                ("**", Style::Strong),
                ("*", Style::Strong),
            ];
            let inside = marks.iter().find_map(|(mark, style)| {
                let inside = marked.strip_prefix(mark)?.strip_suffix(mark)?;
                (!inside.is_empty() && !inside.contains(mark)).then_some((inside, *style))
            });
            let is_written = text.len() == span.end - span.start;
            if let Some((inside, style)) = inside.filter(|_| is_written) {
                let start = span.start + text.find(inside).unwrap_or(0);
                return words.push(inside, Span::new(start, start + inside.len()), style);
            }
            let lead = text.len() - text.trim_start().len();
            if text.len() == span.end - span.start {
                let span = Span::new(span.start + lead, span.end);
                words.push_lines(&text[lead..], span, style);
                return;
            }
        }
        words.push_lines(text, span, style);
    }

    fn start_tag(&mut self, name: String, tag: &Attributes, is_empty: bool, span: Span) {
        let id = attribute(tag, "id").or_else(|| attribute(tag, "name"));
        if let Some(id) = id.filter(|_| name != "input" && name != "meta") {
            self.anchors.push(id.to_lowercase());
        }
        if self.table.is_some() && self.table_tag(&name, span) {
            return;
        }
        match name.as_str() {
            "br" => self.words(" ", span),
            "code" | "tt" | "kbd" | "samp" | "var" if self.lines.is_none() => {
                self.styles.push((name, Style::Code));
            }
            "b" | "strong" | "em" | "i" if self.lines.is_none() => {
                self.styles.push((name, Style::Strong));
            }
            "span" => self.set_apart(tag, span),
            "code" => {
                // The language of `<pre><code class="language-json">`.
                if let Some(lines) = self.lines.as_mut().filter(|l| l.language.is_empty()) {
                    lines.language = language(tag);
                }
            }
            "pre" | "listing" | "xmp" => {
                self.end_words();
                self.lines = Some(Lines {
                    language: language(tag),
                    text: String::new(),
                    body: Span::new(span.end, span.end),
                    start: span.start,
                });
            }
            "table" => {
                self.end_words();
                self.table = Some(OpenTable::new(span.start));
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.as_bytes().get(1).map_or(1, |digit| digit - b'0');
                self.open(Holder::Heading(level));
            }
            "summary" => self.open(Holder::Heading(0)),
            "li" => self.open(Holder::Item),
            "dt" => self.open(Holder::Term),
            "dd" | "ul" | "ol" => {
                self.open(Holder::Paragraph);
                self.depth += 1;
            }
            "style" | "script" => {
                self.open(Holder::Paragraph);
                self.lines = None;
            }
            // `<div class="endpoint post">/desks</div>` says more than its words.
            _ if is_block(&name) && attribute(tag, "class").is_some() => {
                self.component(tag, is_empty, span)
            }
            _ if is_block(&name) => self.open(Holder::Paragraph),
            _ if is_custom(self.written_name(span)) => self.component(tag, is_empty, span),
            _ => {}
        }
    }

    /// What two spans next to each other hold is set apart by their styles.
    fn set_apart(&mut self, tag: &Attributes, span: Span) {
        let before = self.text.get(..span.start).unwrap_or_default();
        let is_styled = attribute(tag, "class").is_some();
        if self.lines.is_none() && is_styled && before.ends_with("</span>") {
            self.words(" ", Span::new(span.start, span.start));
        }
    }

    /// The name of a tag as it is written: the tokenizer gives it in lower case.
    fn written_name(&self, span: Span) -> &str {
        let tag = self.text.get(span.start..span.end).unwrap_or_default();
        let name = tag.trim_start_matches('<');
        let end = name.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>'));
        &name[..end.unwrap_or(name.len())]
    }

    fn component(&mut self, tag: &Attributes, is_empty: bool, span: Span) {
        let attributes = tag.iter().map(|(name, value, span)| Attribute {
            name: name.clone(),
            value: Prose::new(value, *span, Style::Plain),
        });
        let component = Component {
            attributes: attributes.collect(),
            name: self.written_name(span).to_owned(),
            text: Prose::default(),
        };
        self.open(Holder::Component(component, span.start));
        if is_empty {
            self.end_component(span.end);
        }
    }

    fn open(&mut self, holder: Holder) {
        self.end_words();
        self.holder = holder;
    }

    fn end_component(&mut self, end: usize) {
        let holder = std::mem::replace(&mut self.holder, Holder::Paragraph);
        match holder {
            Holder::Component(mut component, start) => {
                component.text = std::mem::take(&mut self.words);
                self.push(Kind::Component(component), Span::new(start, end));
            }
            other => self.holder = other,
        }
    }

    fn end_tag(&mut self, name: &str, span: Span) {
        if let Some(at) = self.styles.iter().rposition(|(open, _)| open == name) {
            self.styles.truncate(at);
        }
        if self.table.is_some() && self.table_end_tag(name, span) {
            return;
        }
        match name {
            "pre" | "listing" | "xmp" => self.end_lines(span.end),
            "dd" | "ul" | "ol" => {
                self.end_words();
                self.depth = self.depth.saturating_sub(1);
            }
            _ if is_block(name) || matches!(name, "li" | "dt" | "summary") => self.end_words(),
            _ if name.starts_with('h') && name.len() == 2 => self.end_words(),
            _ if is_custom(self.written_name(span).trim_start_matches('/')) => {
                self.end_component(span.end);
            }
            _ => {}
        }
    }

    fn end_words(&mut self) {
        let words = std::mem::take(&mut self.words);
        let holder = std::mem::replace(&mut self.holder, Holder::Paragraph);
        let span = words.whole();
        let kind = match holder {
            Holder::Component(component, _) if is_block(&component.name) && words.is_empty() => {
                return;
            }
            Holder::Component(mut component, start) => {
                component.text = words;
                let span = Span::new(start, span.end.max(start));
                return self.push(Kind::Component(component), span);
            }
            _ if words.is_empty() => return,
            Holder::Paragraph => Kind::Paragraph(words),
            Holder::Heading(level) => Kind::Heading {
                level,
                text: words,
                anchors: std::mem::take(&mut self.anchors),
            },
            Holder::Item => {
                // The depth is that of what is in the list's items.
                let depth = self.depth.saturating_sub(1).max(self.outside);
                let kind = Kind::Item(words);
                return self.out.push(Block { kind, span, depth });
            }
            Holder::Term => Kind::Term(words),
        };
        self.push(kind, span);
    }

    fn end_lines(&mut self, end: usize) {
        let Some(lines) = self.lines.take() else {
            return;
        };
        let is_as_written = self.text.get(lines.body.start..lines.body.end) == Some(&lines.text);
        let code = Code {
            language: lines.language,
            body: lines.body,
            indentation: 0,
            text: (!is_as_written).then_some(lines.text),
        };
        self.push(Kind::Code(code), Span::new(lines.start, end));
    }
}

fn attribute(tag: &Attributes, name: &str) -> Option<String> {
    let found = tag.iter().find(|(own, _, _)| own == name);
    found.map(|(_, value, _)| value.clone())
}

/// The language that an element's class names, as highlighters write it.
fn language(tag: &Attributes) -> String {
    let class = attribute(tag, "class").unwrap_or_default().to_lowercase();
    let words = class.split_whitespace();
    let known = words.filter_map(|word| {
        ["language-", "lang-", "highlight-source-", "highlight-"]
            .iter()
            .find_map(|prefix| word.strip_prefix(prefix))
    });
    let stated = known.into_iter().next().map(str::to_owned);
    stated
        .or_else(|| attribute(tag, "lang"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::blocks;
    use crate::text::document::shown;
    use crate::text::page::Span;

    fn check(html: &str, expect: &[&str]) {
        let mut found = Vec::new();
        blocks(html, Span::new(0, html.len()), 0, &mut found);
        assert_eq!(shown(html, &found), expect, "{html}");
    }

    #[test]
    fn tables_keep_their_cells_with_their_places() {
        check(
            "<table>\n<tr><th>Name</th><th>Description</th></tr>\n\
             <tr><td><code>desk</code></td><td>The <b>desk</b> &amp; key.<br>Required.</td></tr></table>",
            &["table Name;Description / `desk`;The *desk* & key. Required."],
        );
        check(
            "<table><tr><td>a<table><tr><td>b</td></tr></table></td><td>c</table>",
            &["table  / ab;c"],
        );
    }

    #[test]
    fn lines_definitions_lists_and_headings_are_blocks() {
        check(
            "<h2 id=x>Loans</h2><p>All\n  of them</p><pre class=\"language-http\">GET /a&lt;b&gt;\n</pre>",
            &["h2 Loans #x", "p All of them", "code http GET /a<b>\n"],
        );
        check(
            "<dl><dt>desk</dt><dd>where</dd></dl><ul><li>one<li>two</ul>",
            &["term desk", " p where", "item one", "item two"],
        );
        check("<p>open <pre>x", &["p open", "code  x"]);
    }

    #[test]
    fn elements_of_no_known_name_are_components() {
        check(
            "<Route method=\"GET\">/desks/{id}</Route>",
            &["<Route method=GET> /desks/{id}"],
        );
        check("<api-method path='/a'/>", &["<api-method path=/a> "]);
        check("<!-- x --><div>y</div>", &["comment", "p y"]);
    }
}
