//! HTML within a page: its tags, with their attributes, and its text, each with where it stands; and the
//! rows of its tables. Which elements mean what is not known here, but for tables.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

use super::markdown::RawRow;
use super::page::Span;

/// One piece of a stretch of HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A start tag.
    Open {
        /// Its name in lower case; as written, it stands one byte behind the span's start.
        name: String,
        /// Its attributes by name, in lower case, with entities resolved, each value with its place.
        attributes: Vec<(String, String, Span)>,
        /// Whether it ends in `/>`.
        is_empty: bool,
        /// Where, from `<` to `>`.
        span: Span,
    },
    /// An end tag.
    Close {
        /// Its name in lower case.
        name: String,
        /// Where.
        span: Span,
    },
    /// Text between tags, with entities resolved.
    Text {
        /// The text, white space included.
        text: String,
        /// Where, as it is written.
        span: Span,
    },
    /// A comment.
    Comment {
        /// Where.
        span: Span,
    },
}

/// The pieces of a stretch of HTML that begins at a byte of the page. Whatever is not well-formed is read
/// as browsers read it (WHATWG HTML, §13.2.5).
#[must_use]
pub(crate) fn pieces(html: &str, start: usize) -> Vec<Piece> {
    let emitter = DefaultEmitter::<usize>::new_with_span();
    let place = |span: &html5gum::Span<usize>| {
        let end = boundary(html, span.end);
        Span::new(start + boundary(html, span.start).min(end), start + end)
    };
    let words = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut pieces: Vec<Piece> = Vec::new();
    let tokens = Tokenizer::new_with_emitter(html, emitter);
    for Ok(token) in tokens {
        match token {
            Token::StartTag(tag) => {
                let attributes = tag.attributes.iter();
                let attributes = attributes
                    .map(|(name, value)| (words(name), words(&value.value), place(&value.span)));
                pieces.push(Piece::Open {
                    name: words(&tag.name),
                    attributes: attributes.collect(),
                    is_empty: tag.self_closing,
                    span: place(&tag.span),
                });
            }
            Token::EndTag(tag) => pieces.push(Piece::Close {
                name: words(&tag.name),
                span: place(&tag.span),
            }),
            Token::String(string) => {
                let own = place(&string.span);
                match pieces.last_mut() {
                    Some(Piece::Text { text, span }) => {
                        text.push_str(&words(&string.value));
                        span.end = own.end.max(span.end);
                    }
                    Some(_) | None => pieces.push(Piece::Text {
                        text: words(&string.value),
                        span: own,
                    }),
                }
            }
            Token::Comment(comment) => pieces.push(Piece::Comment {
                span: place(&comment.span),
            }),
            Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    pieces
}

/// The last place at or before a byte that begins a character.
fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The rows of each table of a stretch of HTML, by their cells: from the first to the last of a cell's text,
/// tags around it left out. What stands in a table within a cell is of the cell.
#[must_use]
pub(crate) fn tables(html: &str, start: usize) -> Vec<Vec<RawRow>> {
    let mut reader = TableReader::default();
    for piece in pieces(html, start) {
        match piece {
            Piece::Open { name, span, .. } => reader.open(&name, span),
            Piece::Close { name, span } => reader.close(&name, span),
            Piece::Text { span, .. } => {
                let raw = html.get(span.start - start..span.end - start);
                reader.text(raw.unwrap_or_default(), span);
            }
            Piece::Comment { .. } => {}
        }
    }
    reader.tables.retain(|rows| !rows.is_empty());
    reader.tables
}

#[derive(Default)]
struct TableReader {
    tables: Vec<Vec<RawRow>>,
    /// How many tables are open.
    depth: usize,
    /// Whether a cell of the last row is open.
    in_cell: bool,
}

impl TableReader {
    fn open(&mut self, name: &str, span: Span) {
        if name == "table" {
            self.depth += 1;
            if self.depth == 1 {
                self.tables.push(Vec::new());
            }
        }
        let rows = self.tables.last_mut().filter(|_| self.depth == 1);
        match (name, rows) {
            ("tr", Some(rows)) => {
                rows.push(RawRow {
                    cells: Vec::new(),
                    span,
                });
                self.in_cell = false;
            }
            ("td" | "th", Some(rows)) => {
                if rows.is_empty() {
                    rows.push(RawRow {
                        cells: Vec::new(),
                        span,
                    });
                }
                if let Some(row) = rows.last_mut() {
                    row.cells.push(Span::new(span.end, span.end));
                    row.span.end = span.end;
                }
                self.in_cell = true;
            }
            (_, _) => {}
        }
    }

    fn close(&mut self, name: &str, span: Span) {
        if self.depth == 1 {
            if matches!(name, "td" | "th" | "tr") {
                self.in_cell = false;
            }
            if let Some(row) = self.tables.last_mut().and_then(|rows| rows.last_mut()) {
                if matches!(name, "td" | "th" | "tr") {
                    row.span.end = span.end;
                }
            }
        }
        if name == "table" {
            self.depth = self.depth.saturating_sub(1);
            self.in_cell &= self.depth > 0;
        }
    }

    /// Text of the page, which is a cell's where one is open.
    fn text(&mut self, raw: &str, span: Span) {
        let row = self.tables.last_mut().and_then(|rows| rows.last_mut());
        let Some(row) = row.filter(|_| self.in_cell) else {
            return;
        };
        let words = raw.trim();
        let (Some(cell), false) = (row.cells.last_mut(), words.is_empty()) else {
            return;
        };
        let lead = raw.len() - raw.trim_start().len();
        if cell.start == cell.end {
            cell.start = span.start + lead;
        }
        cell.end = span.start + lead + words.len();
        row.span.end = row.span.end.max(cell.end);
    }
}

#[cfg(test)]
mod tests {
    use super::{Piece, pieces, tables};

    #[test]
    fn pieces_stand_where_they_are_written() {
        let html = "é<Route a='x &amp; y' b>GET &lt;id&gt;</Route><br/><!-- c -->";
        let start = 10;
        let shown: Vec<String> = pieces(html, start)
            .into_iter()
            .map(|piece| {
                let raw =
                    |span: crate::text::page::Span| &html[span.start - start..span.end - start];
                match piece {
                    Piece::Open {
                        name,
                        attributes,
                        is_empty,
                        span,
                    } => format!(
                        "<{name} {:?} {is_empty} {}",
                        attributes
                            .iter()
                            .map(|(n, v, _)| format!("{n}={v}"))
                            .collect::<Vec<_>>(),
                        raw(span)
                    ),
                    Piece::Close { name, span } => format!("/{name} {}", raw(span)),
                    Piece::Text { text, span } => format!("{text} = {}", raw(span)),
                    Piece::Comment { span } => format!("! {}", raw(span)),
                }
            })
            .collect();
        assert_eq!(
            shown,
            [
                "é = é",
                "<route [\"a=x & y\", \"b=\"] false <Route a='x &amp; y' b>",
                "GET <id> = GET &lt;id&gt;",
                "/route </Route>",
                "<br [] true <br/>",
                "! <!-- c -->",
            ]
        );
    }

    #[test]
    fn rows_have_their_cells_also_where_end_tags_are_left_out() {
        let cases = [
            (
                "<table><tr><th>A</th><td> b <b>c</b>. d </td></tr></table>",
                "A;b <b>c</b>. d",
            ),
            (
                "<table><tr><td><code>A</code><td>b<tr><td>c</table>x",
                "A;b / c",
            ),
            (
                "<table><thead><tr><th>A<tbody><tr><td>é</td><td></td></tr>",
                "A / é;",
            ),
            (
                "<table><tr><td>a<table><tr><td>b</table></td><td>c</td></table>",
                "a<table><tr><td>b;c",
            ),
            ("<p>a</p>", ""),
        ];
        for (html, expect) in cases {
            let rows: Vec<String> = tables(html, 0)
                .iter()
                .flatten()
                .map(|row| {
                    let cells = row.cells.iter().map(|cell| &html[cell.start..cell.end]);
                    cells.collect::<Vec<_>>().join(";")
                })
                .collect();
            assert_eq!(rows.join(" / "), expect, "{html}");
        }
    }
}
