//! Headers whose values a page documents as ones that come from the service: what an example sends for them is a
//! sample, which another service does not know.

use std::collections::HashMap;

use super::layout::Layout;
use super::parameters::is_of_headers;
use super::stand_ins::carries_key;
use super::statuses::sentences;
use crate::protocol::HeaderName;
use crate::read::message::field_name;
use crate::text::document::{Block, Kind, Prose, Style};

/// What a page says of headers, by their names, in lower case.
#[derive(Debug, Default)]
pub(super) struct Samples {
    said: HashMap<HeaderName, Vec<String>>,
}

/// The most that is kept of one header.
const MOST_SAID: usize = 16;

/// Words for what a service gives out.
const GIVEN: &[&str] = &[
    "cursor",
    "handle",
    "id",
    "identifier",
    "ids",
    "session",
    "ticket",
    "uuid",
];

/// Words for where a value comes from.
const COMES: &[&str] = &[
    "assigned by",
    "came from",
    "comes from",
    "from the answer",
    "from the response",
    "given by",
    "handed out",
    "issued",
    "obtained",
    "received",
    "returned",
    "you get from",
    "you got",
];

/// Words for a value that the client makes up.
const MADE_UP: &[&str] = &[
    "choose",
    "chosen",
    "client-generated",
    "correlat",
    "generate",
    "idempoten",
    "of your own",
    "random",
    "trac",
    "unique",
    "version",
];

/// Words before a value that is one of many.
const SUCH: &[&str] = &["e.g", "example", "for instance", "like ", "such as"];

/// Headers that HTTP itself gives a meaning, by their beginnings: what they carry is handled where that counts.
const OF_HTTP: &[&str] = &[
    "accept",
    "access-",
    "content-",
    "depth",
    "expect",
    "if-",
    "prefer",
    "range",
    "sec-",
    "user-agent",
];

impl Samples {
    /// What a page says of headers.
    pub(super) fn of(layout: &Layout<'_>) -> Self {
        let mut samples = Self::default();
        for (index, block) in layout.blocks.iter().enumerate() {
            match &block.kind {
                Kind::Table(table) if is_of_headers(table) => {
                    for row in &table.rows {
                        let mut cells = row.cells.iter().map(|cell| cell.text.as_str());
                        let name = cells.next().unwrap_or_default();
                        samples.add(name, cells);
                    }
                }
                Kind::Term(name) => {
                    let definition = layout.blocks.get(index + 1).and_then(Block::words);
                    let words = definition.map(|words| words.text.as_str());
                    samples.add(&name.text, words.into_iter());
                }
                Kind::Item(words) | Kind::Paragraph(words) => samples.words(words),
                Kind::Heading { .. }
                | Kind::Table(_)
                | Kind::Code(_)
                | Kind::Component(_)
                | Kind::Directive(_)
                | Kind::Field(_)
                | Kind::Call(_)
                | Kind::Comment
                | Kind::Other(_) => {}
            }
        }
        samples
    }

    /// What sentences say of the headers that they name in code.
    fn words(&mut self, words: &Prose) {
        for (start, sentence) in sentences(&words.text) {
            let code = words.runs_within(start..start + sentence.len());
            for run in code.filter(|run| run.style != Style::Plain) {
                let name = words.text.get(run.range.clone()).unwrap_or_default();
                if name.contains('-') {
                    self.add(name, std::iter::once(sentence));
                }
            }
        }
    }

    fn add<'t>(&mut self, name: &str, said: impl Iterator<Item = &'t str>) {
        let written = name.trim().trim_end_matches(':');
        let Some(name) = field_name(written).filter(|name| !is_left(name)) else {
            return;
        };
        // The name itself says nothing of the value.
        let own = name.lower();
        let all: Vec<String> = said
            .map(|words| words.to_lowercase().replace(&own, " "))
            .collect();
        let known = self.said.entry(name).or_default();
        if known.len() < MOST_SAID {
            known.push(all.join(" "));
        }
    }

    /// The placeholder in the place of a value that an example sends, where that is a sample.
    pub(super) fn placeholder(&self, name: &HeaderName, value: &str) -> Option<String> {
        let value = value.trim().trim_matches('"');
        let said = self.said.get(name)?;
        let is_said = |words: &[&str]| {
            said.iter()
                .any(|text| words.iter().any(|word| text.contains(word)))
        };
        let is_id = said.iter().any(|text| {
            let mut words = text.split(|c: char| !c.is_alphanumeric());
            words.any(|word| GIVEN.contains(&word))
        });
        let lower = value.to_lowercase();
        let is_fixed = said.iter().any(|text| {
            let mut words =
                text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '"'));
            let is_named = words.any(|word| word.trim_end_matches(['.', ':']) == lower);
            is_named && !SUCH.iter().any(|word| text.contains(word))
        });
        let is_given = is_id || is_said(COMES);
        let is_sample = is_given && !is_said(MADE_UP) && !is_fixed && is_one_of_many(value);
        is_sample.then(|| format!("{{{}}}", name.lower()))
    }
}

/// Whether a header is the credential's, or one that HTTP gives a meaning.
fn is_left(name: &HeaderName) -> bool {
    let lower = name.lower();
    let is_of_http = OF_HTTP.iter().any(|start| lower.starts_with(start));
    is_of_http || name.is_credential() || name.is_framing() || carries_key(name)
}

/// Whether a value is written as what is given out: one word with a number in it, and no date.
fn is_one_of_many(value: &str) -> bool {
    let is_word =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '+' | '=' | '~');
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let start: Vec<&str> = value.splitn(3, '-').collect();
    let is_number =
        |part: &&str, length| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
    let is_date =
        matches!(start.as_slice(), [year, month, _] if is_number(year, 4) && is_number(month, 2));
    digits > 0 && value.chars().all(is_word) && !is_date
}
