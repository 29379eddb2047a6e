//! The statuses that the blocks around an operation state: in words, lists, tables, headings, fields, calls
//! and literal lines.

mod cases;
mod lists;
mod marked;
mod parts;
mod titles;

use std::ops::Range;

use super::codes::{Code, codes, codes_in};
use super::layout::Layout;
use super::lines;
use super::own;
use crate::protocol::Status;
use crate::read::lexicon::{self, Languages, Section};
use crate::table::ResponseBody;
use crate::text::document::{Attribute, Field, Kind, Prose, Row, Style, Table};
use crate::text::page::Span;
use cases::{is_clause, is_without, may_be_of_case};
use lists::{are_codes, is_below_statuses, is_listed};
use marked::{marked, said, whole};
use parts::parts;
use titles::{in_titles, of_fence, remark, titled};

/// A status that a place states.
#[derive(Debug, Clone)]
pub(super) struct Stated {
    /// The status.
    pub status: Status,
    /// Where.
    pub span: Span,
    /// What the words around it say of the body.
    pub body: ResponseBody,
    /// Where they stand.
    pub body_span: Option<Span>,
    /// The words of its sentence; those of an error with their runs of code in backticks.
    pub sentence: String,
    /// Whether words right behind it say that some calls are answered so: "204 if there are none".
    pub is_of_case: bool,
}

/// The statuses that a block states; of a table, those of one row where one is given.
pub(super) fn stated(layout: &Layout<'_>, block: usize, row: Option<usize>) -> Vec<Stated> {
    let Some(own) = layout.blocks.get(block) else {
        return Vec::new();
    };
    let mut all = match &own.kind {
        Kind::Heading { text, .. } => in_words(text, true),
        Kind::Term(text) => {
            let definition = layout.definition(block).map(|(_, words)| words);
            let mut all = in_words(text, true);
            for stated in &mut all {
                let said = definition.map(|words| said(stated.status, &[words]));
                let said = said.unwrap_or_default();
                stated.sentence = shortened(&format!("{} {said}", stated.sentence));
            }
            all
        }
        Kind::Paragraph(text) if text.text.starts_with("=== \"") => titled(text),
        Kind::Paragraph(text) => in_words(text, is_listed(layout, block)),
        Kind::Item(text) => in_item(text, is_listed(layout, block)),
        Kind::Table(table) => in_table(layout, block, table, row),
        Kind::Code(code) => {
            let is_listed = is_listed(layout, block);
            let lines = lines::lines(layout.page, code);
            let mut all = of_fence(layout, own);
            all.extend(remark(&lines));
            all.extend(in_lines(&lines, is_listed));
            all
        }
        Kind::Field(field) => in_field(field),
        Kind::Call(call) => in_call(call),
        Kind::Component(component) => {
            let mut all = in_attributes(&component.attributes, is_listed(layout, block));
            all.extend(in_words(&component.text, is_listed(layout, block)));
            all
        }
        Kind::Directive(_) | Kind::Comment | Kind::Other(_) => Vec::new(),
    };
    for success in own::successes(layout, own, row) {
        if !all.iter().any(|other| other.status == success.status) {
            all.push(success);
        }
    }
    if !may_be_interim(layout, block) {
        all.retain(|stated| stated.status.code() >= 200);
    }
    all
}

/// Whether what a block states can be an interim status: products number codes of their own from 100 on, in
/// tables and in lists that do not speak of statuses.
fn may_be_interim(layout: &Layout<'_>, block: usize) -> bool {
    match layout.blocks.get(block).map(|own| (own, &own.kind)) {
        Some((_, Kind::Table(_))) | None => false,
        Some((own, _)) if own.is_prose() => {
            let words = own.words();
            words.is_some_and(|words| words.text.to_lowercase().contains("http"))
                || is_below_statuses(layout, block)
        }
        Some(_) => true,
    }
}

/// The statuses in the words of an item, which may list values of something else.
fn in_item(prose: &Prose, is_listed: bool) -> Vec<Stated> {
    let lead = prose.text.find(char::is_alphanumeric).unwrap_or(0);
    in_words_but(prose, is_listed, (!is_listed).then_some(lead))
}

/// The statuses in words, each with what its sentence says.
pub(super) fn in_words(prose: &Prose, is_listed: bool) -> Vec<Stated> {
    in_words_but(prose, is_listed, None)
}

/// The same, where a place is none that words are set apart at.
fn in_words_but(prose: &Prose, is_listed: bool, but: Option<usize>) -> Vec<Stated> {
    let mut stated = Vec::new();
    let mut is_in_row = false;
    for (start, sentence) in sentences(&prose.text) {
        let is_listed = is_listed && start == 0 || is_in_row && is_clause(sentence);
        let found = codes_in(sentence, is_listed, |at| {
            let place = Some(start + at).filter(|at| Some(*at) != but)?;
            prose.set_apart_at(place)
        });
        is_in_row = sentence.ends_with(';') && !found.is_empty();
        if found.is_empty() {
            continue;
        }
        let body = body(sentence);
        let place = |range: Range<usize>| prose.span(start + range.start..start + range.end);
        let starts = found.iter().map(|code| code.range.start).skip(1);
        let ends: Vec<usize> = starts.chain([sentence.len()]).collect();
        let parts = parts(sentence, &found);
        let codes = found.into_iter().take(MOST_CODES).zip(ends).zip(parts);
        for ((Code { status, range }, end), part) in codes {
            let behind = sentence.get(range.end..end).unwrap_or_default();
            // What a success is answered for is said by the whole of it.
            let shown = match status.is_error() {
                true => marked(prose, whole(&prose.text, start, &part)),
                false => shortened(sentence),
            };
            stated.push(Stated {
                status,
                span: place(range),
                body,
                body_span: Some(place(0..sentence.len())),
                sentence: shown,
                is_of_case: may_be_of_case(status) && is_without(behind),
            });
        }
    }
    stated
}

/// As much of words as is kept with what they state.
fn shortened(words: &str) -> String {
    words.chars().take(LONGEST_SENTENCE).collect()
}

/// The most of a sentence that is kept with what it states, in characters.
const LONGEST_SENTENCE: usize = 1_000;

/// The most codes of one sentence that are read.
const MOST_CODES: usize = 64;

/// The sentences of a text with where each begins.
pub(super) fn sentences(text: &str) -> Vec<(usize, &str)> {
    let mut all = Vec::new();
    let mut start = 0;
    for (at, stop) in text.match_indices(['.', '。', ';']) {
        let end = at + stop.len();
        let goes_on = text[end..].starts_with(|c: char| !c.is_whitespace());
        if goes_on && stop != "。" {
            continue;
        }
        all.push((start, &text[start..end]));
        start = end;
    }
    if !text[start..].trim().is_empty() {
        all.push((start, &text[start..]));
    }
    all
}

/// What a sentence says of the response's body.
fn body(sentence: &str) -> ResponseBody {
    let lower = sentence.to_lowercase();
    let is_empty = [
        "empty response",
        "(empty)",
        "empty body",
        "no body",
        "without a body",
        "without body",
        "body is empty",
        "no content is returned",
        "returns nothing",
        "no response body",
        "body: empty",
    ];
    if is_empty.iter().any(|words| lower.contains(words))
        || Languages::ENGLISH.sentence(sentence).says_empty_response()
    {
        ResponseBody::Empty
    } else {
        ResponseBody::Unstated
    }
}

/// Whether words say that statuses or outcomes are listed below them.
pub(super) fn says_statuses(text: &str) -> bool {
    let lower = text.to_lowercase();
    let named = [
        "status",
        "response",
        "return",
        "error",
        "http code",
        "result",
        "success",
        "outcome",
        "codes",
    ];
    let section = lexicon::section(None, text.trim().trim_end_matches(':'));
    named.iter().any(|word| lower.contains(word))
        || matches!(section, Section::Response | Section::Errors)
}

fn in_table(layout: &Layout<'_>, block: usize, table: &Table, row: Option<usize>) -> Vec<Stated> {
    if let Some(row) = row {
        let cells = table.rows.get(row).into_iter().flat_map(|row| &row.cells);
        let heads = table.head.iter().map(|head| says_statuses(&head.text));
        let heads = heads.chain(std::iter::repeat(false));
        return cells
            .zip(heads)
            .flat_map(|(cell, is_listed)| in_words(cell, is_listed))
            .collect();
    }
    let Some(column) = status_column(layout, block, table) else {
        return upright(table);
    };
    table
        .rows
        .iter()
        .flat_map(|row| in_row(row, column))
        .collect()
}

/// A table of two columns whose rows say what they are: one of them says statuses.
fn upright(table: &Table) -> Vec<Stated> {
    let rows = table.rows.iter().filter(|row| row.cells.len() == 2);
    let stated = rows.filter_map(|row| {
        let [name, value] = row.cells.as_slice() else {
            return None;
        };
        let is_name = name.text.len() < LONGEST_NAME && says_statuses(&name.text);
        is_name.then(|| in_words(value, true))
    });
    stated.flatten().collect()
}

/// The longest name of a row that says what the row is, in bytes.
const LONGEST_NAME: usize = 40;

/// The column of a table that holds statuses: named so, each cell that has one beginning with it.
fn status_column(layout: &Layout<'_>, block: usize, table: &Table) -> Option<usize> {
    let columns = table
        .head
        .len()
        .max(table.rows.first().map_or(0, |row| row.cells.len()));
    let says = layout
        .label(block)
        .is_some_and(|label| says_statuses(&label.text))
        || layout
            .headings(block)
            .next()
            .is_some_and(|heading| says_statuses(&heading.text));
    (0..columns).find(|column| {
        let named = table.head.get(*column).is_some_and(|head| {
            let head = head.text.to_lowercase();
            ["status", "code", "response", "http"]
                .iter()
                .any(|word| head.contains(word))
        });
        let cells = table.rows.iter().filter_map(|row| row.cells.get(*column));
        let mut filled = cells.filter(|cell| !cell.is_empty()).peekable();
        let texts = filled.clone().map(|cell| cell.text.as_str());
        (named || says || are_codes(texts))
            && filled.peek().is_some()
            && filled.all(|cell| {
                !codes(&cell.text, true).is_empty() || cell.text.to_lowercase().contains("xx")
            })
    })
}

fn in_row(row: &Row, column: usize) -> Vec<Stated> {
    let Some(cell) = row.cells.get(column) else {
        return Vec::new();
    };
    let text: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
    let text = text.join(" ");
    let (body, is_case) = (body(&text), is_without(&text));
    let cells: Vec<&Prose> = row.cells.iter().collect();
    let stated = in_words(cell, true).into_iter().map(|stated| Stated {
        body,
        sentence: said(stated.status, &cells),
        is_of_case: is_case && may_be_of_case(stated.status),
        ..stated
    });
    stated.collect()
}

/// Literal lines that list statuses, as under `Possible Status Codes:`.
fn in_lines(lines: &[(Span, &str)], is_listed: bool) -> Vec<Stated> {
    let mut is_listed = is_listed;
    let mut stated = Vec::new();
    let is_data = lines
        .first()
        .is_some_and(|(_, line)| line.trim_start().starts_with(['{', '[', '<', '"']));
    if is_data || lines.len() > LONGEST_LIST {
        return stated;
    }
    for (span, line) in lines {
        let words = line.trim();
        if words.ends_with(':') {
            is_listed = says_statuses(words) && !words.to_lowercase().contains("header");
        }
        let lead = line.len() - line.trim_start().len();
        let place = Span::new(span.start + lead.min(span.end - span.start), span.end);
        let prose = Prose::new(words, place, Style::Plain);
        if words.starts_with("HTTP") {
            // A status line that gives two: "HTTP 201 Created or HTTP 200 OK".
            let both = in_words(&prose, false);
            stated.extend(
                both.into_iter()
                    .filter(|other| other.status.is_success())
                    .skip(1),
            );
        } else if words.starts_with(|c: char| c.is_ascii_digit())
            || words.to_lowercase().contains("status")
        {
            let names_body = words.to_lowercase().contains(" body:");
            stated.extend(in_words(&prose, is_listed || names_body));
        }
    }
    stated
}

/// The most lines of a block that is looked through for a list.
const LONGEST_LIST: usize = 200;

/// Names of fields that state a status (sphinxcontrib-httpdomain has the first three).
const STATUS_FIELDS: &[&str] = &[
    "statuscode",
    "status",
    "code",
    "http",
    "response",
    "returns",
    "resp",
];

fn in_field(field: &Field) -> Vec<Stated> {
    let mut name = field.name.text.split_whitespace();
    let first = name.next().unwrap_or_default().to_lowercase();
    if !STATUS_FIELDS.contains(&first.as_str()) {
        return Vec::new();
    }
    let Some(code) = name.next() else {
        return in_words(&field.text, true);
    };
    let at = field.name.text.find(code).unwrap_or(0);
    let text = &field.text.text;
    let (body, is_case) = (body(text), is_without(text));
    let found = codes(code, true).into_iter().map(|found| Stated {
        status: found.status,
        span: field.name.span(at..at + code.len()),
        body,
        body_span: Some(field.text.whole()),
        sentence: said(found.status, &[&field.text]),
        is_of_case: is_case && may_be_of_case(found.status),
    });
    found.collect()
}

/// A call such as `<%= headers 204 %>`: a word for a status or a response's head, and the code.
fn in_call(call: &Prose) -> Vec<Stated> {
    let lower = call.text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric() && c != '_');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let pairs = words.windows(2).filter(|pair| {
        [
            "headers",
            "status",
            "response",
            "code",
            "http_status",
            "status_code",
            "http",
        ]
        .iter()
        .any(|word| pair[0].ends_with(word))
    });
    let titled = in_titles(call);
    if !titled.is_empty() {
        return titled;
    }
    let found = pairs.filter_map(|pair| {
        let code = codes(pair[1], true).into_iter().next()?;
        let at = lower.find(pair[1])?;
        Some(Stated {
            status: code.status,
            span: call.span(at..at + pair[1].len()),
            body: ResponseBody::Unstated,
            body_span: None,
            sentence: String::new(),
            is_of_case: false,
        })
    });
    found.collect()
}

/// A status, or a title that begins with one where statuses are listed.
fn in_attributes(attributes: &[Attribute], is_listed: bool) -> Vec<Stated> {
    let own = attributes.iter().filter(|attribute| {
        let name = attribute.name.to_lowercase();
        let is_title = matches!(name.as_str(), "label" | "title" | "name");
        name.contains("status") || name == "code" || is_title && is_listed
    });
    let listed = own.flat_map(|attribute| in_words(&attribute.value, true));
    let mut all: Vec<Stated> = listed.collect();
    if all.is_empty() {
        let titles = attributes.iter().filter(|attribute| {
            matches!(attribute.name.as_str(), "label" | "title" | "name" | "tab")
        });
        all = titles.flat_map(|title| titled(&title.value)).collect();
    }
    all
}
