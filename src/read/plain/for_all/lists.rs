//! Headers that lists name as those of every request: behind a sentence that announces them, below a heading that says
//! so, or by what a row says of itself.

use super::exceptions::{self, Others};
use super::headers::{claim, demands_of_each, padded};
use super::names::{is_name, is_written_so};
use super::{LONGEST, Said, Sentence};
use crate::protocol::HeaderName;
use crate::protocol::template::TOKEN_PLACEHOLDER;
use crate::read::message::header_line;
use crate::read::plain::layout::Layout;
use crate::read::plain::lines;
use crate::read::plain::parameters::{label, level_in_row, level_of, value_in_row};
use crate::read::plain::stand_ins::credential;
use crate::read::plain::statuses::sentences;
use crate::read::plain::target::Spelled;
use crate::read::{Claim, ForAll};
use crate::table::Presence;
use crate::text::document::{Block, Kind, Prose, Row, Style, Table};
use crate::text::page::Span;

/// A header that a line, an item, a definition or a row is of.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    /// Its name.
    pub name: HeaderName,
    /// Its value, where it is said.
    pub value: Option<String>,
    /// Where the name stands.
    pub span: Span,
}

/// The headers behind the block of a sentence, which are looked for once.
pub(super) fn behind<'a>(layout: &Layout<'_>, said: &Said<'a>) -> &'a [Shown] {
    said.behind.get_or_init(|| shown_behind(layout, said.block))
}

/// The headers behind a block: of literal lines, of the items of a list, of definitions, or in a table's first column;
/// none that need not be sent.
fn shown_behind(layout: &Layout<'_>, block: usize) -> Vec<Shown> {
    let depth = layout.blocks.get(block).map_or(0, |own| own.depth);
    let mut found = Vec::new();
    let mut in_definition = None;
    for (at, next) in layout
        .blocks
        .iter()
        .enumerate()
        .skip(block + 1)
        .take(MOST_LINES)
    {
        match &next.kind {
            Kind::Item(words) if next.depth >= depth && in_definition.is_none() => {
                found.extend(in_item(words))
            }
            Kind::Term(_) if next.depth >= depth => {
                in_definition = Some(next.depth);
                let defined = layout.definition(at);
                found.extend(defined.and_then(|(term, words)| in_definition_of(term, words)));
            }
            Kind::Code(code) => {
                let lines = lines::lines(layout.page, code).into_iter().take(MOST_LINES);
                found.extend(lines.filter_map(|(span, line)| of_line(line, span)));
                break;
            }
            Kind::Table(table) => {
                let rows = table.rows.iter().take(MOST_LINES);
                found.extend(rows.filter_map(|row| in_row(table, row)));
                break;
            }
            Kind::Paragraph(_) | Kind::Item(_)
                if in_definition.is_some_and(|depth| next.depth > depth) => {}
            Kind::Item(_)
            | Kind::Heading { .. }
            | Kind::Paragraph(_)
            | Kind::Term(_)
            | Kind::Component(_)
            | Kind::Directive(_)
            | Kind::Field(_)
            | Kind::Call(_)
            | Kind::Comment
            | Kind::Other(_) => break,
        }
    }
    found
}

fn of_line(line: &str, span: Span) -> Option<Shown> {
    let (name, value) = header_line(line.trim())?;
    is_name(&name).then_some(Shown {
        name,
        value: Some(value),
        span,
    })
}

/// The header line that an item is, unless it need not be sent.
fn in_item(words: &Prose) -> Option<Shown> {
    let code = words.runs.iter().find(|run| run.style == Style::Code);
    let text = code.and_then(|run| words.text.get(run.range.clone()));
    let line = text.filter(|text| text.contains(':'));
    let span = words.whole();
    if need_not_be(&words.text) {
        return None;
    }
    of_line(line.unwrap_or(&words.text), span).map(|shown| Shown { span, ..shown })
}

/// The header that a definition is of, unless it need not be sent.
fn in_definition_of(term: &Prose, words: &Prose) -> Option<Shown> {
    let name = name_in(term)?;
    let value = credential(&name, &words.text);
    (!need_not_be(&words.text)).then(|| Shown {
        name,
        value,
        span: term.whole(),
    })
}

/// The header that a row names, unless it need not be sent.
fn in_row(table: &Table, row: &Row) -> Option<Shown> {
    let (first, others) = row.cells.split_first()?;
    let name = name_in(first)?;
    let is_level = level_in_row(table, row).is_none_or(|level| level == Presence::Required);
    let is_open = others.iter().any(|cell| {
        let says_no = ["no", "false"].contains(&cell.text.trim().to_lowercase().as_str());
        says_no || need_not_be(&cell.text)
    });
    (is_level && !is_open).then(|| Shown {
        value: value_of(&name, table, row),
        name,
        span: first.whole(),
    })
}

/// The name of a header that words are.
fn name_in(words: &Prose) -> Option<HeaderName> {
    let text = words.text.trim().trim_end_matches(':');
    let name = HeaderName::new(text).ok()?;
    (is_name(&name) || is_written_so(&name)).then_some(name)
}

/// The value of a row's header: of the column of values, or the credential that its words give.
fn value_of(name: &HeaderName, table: &Table, row: &Row) -> Option<String> {
    let cells: Vec<&str> = row
        .cells
        .iter()
        .skip(1)
        .map(|cell| cell.text.as_str())
        .collect();
    let sent = credential(name, &cells.join(" "));
    sent.or_else(|| {
        value_in_row(name, table, row)
            .filter(|value| !value.contains('{') || value.contains(TOKEN_PLACEHOLDER))
    })
}

/// Whether words on a header say that it is not always sent.
fn need_not_be(text: &str) -> bool {
    let lower = text.to_lowercase();
    [" if ", "if ", "only ", "optional", "when ", "may "]
        .iter()
        .any(|word| lower.contains(word))
}

/// The most lines and items that are looked at.
const MOST_LINES: usize = 12;

/// A header that a list names as one of every request, with what its words leave out.
pub(super) struct Listed {
    /// The claim.
    pub claim: Claim<ForAll>,
    /// The requests that it leaves out.
    pub excepted: Vec<Spelled>,
    /// What else it leaves out.
    pub others: Others,
}

/// The headers of every request that a block lists: below a heading or a label that says of all requests what headers
/// they have, those that must be sent; else those of which their own words say it.
pub(super) fn listed(layout: &Layout<'_>, block: usize, title: &[String]) -> Vec<Listed> {
    let Some(own) = layout.blocks.get(block) else {
        return Vec::new();
    };
    if !matches!(own.kind, Kind::Table(_) | Kind::Item(_) | Kind::Term(_)) {
        return Vec::new();
    }
    let heading = layout.headings(block).next();
    let heading = heading.filter(|words| words.text.len() <= LONGEST);
    let above: Vec<&Prose> = label(layout, block).into_iter().chain(heading).collect();
    let is_of = |words: &&Prose| {
        let lower = words.text.to_lowercase();
        lower.contains("header") && !NOT_SENT.iter().any(|word| lower.contains(word))
    };
    let Some(topic) = above.into_iter().find(is_of) else {
        return Vec::new();
    };
    let is_of_all = is_of_every_request(&topic.text);
    let rows = rows(layout, own, block).into_iter();
    let listed = rows.filter_map(|row| {
        let is_required = is_of_all && row.level == Some(Presence::Required);
        let by_itself = || {
            row.words
                .iter()
                .find_map(|words| says_of_itself(words, block, title))
        };
        let (excepted, others) = if is_required {
            (Vec::new(), Others::None)
        } else {
            by_itself()?
        };
        let sentence = Sentence::new(&row.name, 0, &row.name.text)?;
        let name = name_in(&row.name)?;
        let claim = claim(name, row.value, &sentence, row.name.whole())?;
        Some(Listed {
            claim,
            excepted,
            others,
        })
    });
    listed.collect()
}

/// Words of labels of what is not sent, or not always.
const NOT_SENT: &[&str] = &[
    "answer", "error", "example", "optional", "repl", "respon", "return",
];

/// Whether a heading says that what is below it is of every request.
fn is_of_every_request(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    words.any(|word| {
        [
            "all", "common", "default", "each", "every", "general", "global", "shared", "standard",
        ]
        .contains(&word)
    })
}

/// What a list says of one header.
struct Described {
    name: Prose,
    level: Option<Presence>,
    value: Option<String>,
    words: Vec<Prose>,
}

/// The headers that a block lists.
fn rows(layout: &Layout<'_>, own: &Block, block: usize) -> Vec<Described> {
    if let Kind::Table(table) = &own.kind {
        let rows = table.rows.iter().take(MOST_LINES).filter_map(|row| {
            let (name, words) = row.cells.split_first()?;
            let value = value_of(&name_in(name)?, table, row);
            Some(Described {
                name: name.clone(),
                level: level_in_row(table, row),
                value,
                words: words.to_vec(),
            })
        });
        return rows.collect();
    }
    let described = |name: Prose, words: Prose| {
        Some(Described {
            level: level_of(&words, layout.page.profile()),
            value: credential(&name_in(&name)?, &words.text),
            name,
            words: vec![words],
        })
    };
    if let Kind::Item(words) = &own.kind {
        let first = words.runs.first().filter(|run| run.style != Style::Plain);
        let cut = first.map(|run| words.cut_at_text(run.range.end));
        let item = cut.and_then(|(name, rest)| described(name, rest));
        return item.into_iter().collect();
    }
    let defined = layout.definition(block);
    let defined = defined.and_then(|(name, words)| described(name.clone(), words.clone()));
    defined.into_iter().collect()
}

/// What words on a header leave out where they say that each request must carry it; none where they do not say so.
fn says_of_itself(words: &Prose, block: usize, title: &[String]) -> Option<(Vec<Spelled>, Others)> {
    let all = sentences(&words.text).into_iter();
    let mut all = all.filter_map(|(start, text)| Sentence::new(words, start, text));
    all.find_map(|whole| {
        let excepted = exceptions::of(&whole);
        let rest = excepted
            .as_ref()
            .map_or(whole.text, |excepted| &excepted.rest);
        let behind = std::cell::OnceCell::new();
        let said = Said {
            sentence: Sentence::new(words, whole.start, rest)?,
            before: None,
            block,
            title,
            shown: None,
            behind: &behind,
        };
        let is_said = demands_of_each(&said, &padded(&said));
        let excepted = excepted.map_or((Vec::new(), Others::None), |excepted| {
            (excepted.requests, excepted.others)
        });
        is_said.then_some(excepted)
    })
}
