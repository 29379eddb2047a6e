//! Headers whose values come from the service, as a page documents or its responses show: what an example sends for them
//! is a sample, which another service does not know.

use std::collections::{HashMap, HashSet};

use super::for_all::LONGEST;
use super::layout::Layout;
use super::mentions::{Answer, Mentions};
use super::parameters::is_of_headers;
use super::stand_ins::carries_credential;
use super::statuses::sentences;
use crate::protocol::HeaderName;
use crate::read::message::field_name;
use crate::text::document::{Kind, Prose, Style};

/// What a page says of headers, by their names.
#[derive(Debug, Default)]
pub(super) struct Samples {
    said: HashMap<HeaderName, Said>,
    /// Values in responses that are shown, which their requests did not send.
    answered: HashSet<String>,
}

/// What a page says of a header's values.
#[derive(Debug, Default)]
struct Said {
    /// Whether the service gives them out.
    is_given: bool,
    /// Whether the client makes them up.
    is_made_up: bool,
    /// Words that name a value as more than one of many, in lower case.
    fixed: HashSet<String>,
    /// How many places were asked.
    places: usize,
}

/// The most places that are asked of one header.
const MOST_SAID: usize = 16;

/// The most responses that are looked through.
const MOST_ANSWERS: usize = 1_000;

/// The most runs in code of one sentence that are looked at.
const MOST_NAMED: usize = 64;

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
    /// What a page says of headers, and shows in responses.
    pub(super) fn of(layout: &Layout<'_>, mentions: &Mentions) -> Self {
        let mut samples = Self {
            answered: mentions
                .answers
                .iter()
                .take(MOST_ANSWERS)
                .flat_map(|answer| given(mentions, answer))
                .collect(),
            ..Self::default()
        };
        for (index, block) in layout.blocks.iter().enumerate() {
            match &block.kind {
                Kind::Table(table) if is_of_headers(table) => {
                    for (name, others) in
                        table.rows.iter().filter_map(|row| row.cells.split_first())
                    {
                        let cells: Vec<String> =
                            others.iter().map(|cell| cell.text.to_lowercase()).collect();
                        samples.add(&name.text, &cells.join(" "));
                    }
                }
                Kind::Term(_) => {
                    if let Some((name, words)) = layout.definition(index) {
                        samples.add(&name.text, &words.text.to_lowercase());
                    }
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
            if sentence.len() > LONGEST {
                continue;
            }
            let lower = sentence.to_lowercase();
            let code = words.runs_within(start..start + sentence.len());
            let code = code.filter(|run| run.style != Style::Plain);
            for run in code.take(MOST_NAMED) {
                let name = words.text.get(run.range.clone()).unwrap_or_default();
                if name.contains('-') {
                    self.add(name, &lower);
                }
            }
        }
    }

    /// Takes what one place says of a header, in lower case.
    fn add(&mut self, name: &str, lower: &str) {
        let written = name.trim().trim_end_matches(':');
        let Some(name) = field_name(written).filter(|name| !is_left(name)) else {
            return;
        };
        let own = name.lower();
        let known = self.said.entry(name).or_default();
        if known.places == MOST_SAID {
            return;
        }
        known.places += 1;
        // The name itself says nothing of the value.
        let text = lower.replace(&own, " ");
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        known.is_given |= words.any(|word| GIVEN.contains(&word)) || says(COMES);
        known.is_made_up |= says(MADE_UP);
        if !says(SUCH) {
            let ends = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '"');
            let words = text.split(ends);
            let words = words.map(|word| word.trim_end_matches(['.', ':']));
            let values = words.filter(|word| is_one_of_many(word));
            known.fixed.extend(values.map(str::to_owned));
        }
    }

    /// The placeholder in the place of a value that an example sends, where that is a sample.
    pub(super) fn placeholder(&self, name: &HeaderName, value: &str) -> Option<String> {
        let value = value.trim().trim_matches('"');
        let said = self.said.get(name);
        let is_made_up = said.is_some_and(|said| said.is_made_up);
        let is_fixed = said.is_some_and(|said| said.fixed.contains(&value.to_lowercase()));
        let is_given = said.is_some_and(|said| said.is_given) && is_one_of_many(value)
            || self.answered.contains(value) && !is_left(name) && !is_chosen(name);
        let is_sample = is_given && !is_made_up && !is_fixed;
        is_sample.then(|| format!("{{{}}}", name.lower()))
    }
}

/// The values that a response shows for the first time: its request did not send them.
fn given(mentions: &Mentions, answer: &Answer) -> HashSet<String> {
    let requests = &mentions.requests;
    let before = || {
        requests
            .partition_point(|mention| mention.block < answer.block)
            .checked_sub(1)
    };
    let request = answer.after.or_else(before).and_then(|at| requests.get(at));
    let sent = request.and_then(|request| request.message.as_ref());
    let message = &answer.response.message;
    let lines = message.headers.iter().map(|(_, value, _)| value.as_str());
    let texts = lines.chain(message.body.iter().map(|body| body.text.as_str()));
    let mut given: HashSet<String> = texts.flat_map(values).map(str::to_owned).collect();
    if let Some(sent) = sent {
        let lines = sent.headers.iter().map(|(_, value, _)| value.as_str());
        for value in lines
            .chain(sent.body.iter().map(|body| body.text.as_str()))
            .flat_map(values)
        {
            given.remove(value);
        }
    }
    given
}

/// The words of a text that are written as what a service gives out, with a letter and a number in them.
fn values(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| {
        c.is_whitespace() || matches!(c, '"' | ',' | ';' | '/' | '{' | '}' | '[' | ']' | '<' | '>')
    });
    words.filter(|word| {
        word.len() >= SHORTEST_VALUE
            && is_one_of_many(word)
            && word.contains(|c: char| c.is_ascii_alphabetic())
            && !NAMED
                .iter()
                .any(|begin| word.to_ascii_lowercase().starts_with(begin))
    })
}

/// Shorter values may stand anywhere.
const SHORTEST_VALUE: usize = 6;

/// Beginnings of what is written so and has the same meaning everywhere.
const NAMED: &[&str] = &["http", "iso", "md5", "sha", "utf", "windows-"];

/// Whether a header's value is the client's own by its name.
fn is_chosen(name: &HeaderName) -> bool {
    let lower = name.lower();
    [
        "correlat",
        "idempoten",
        "nonce",
        "request-id",
        "trace",
        "version",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

/// Whether a header is the credential's, or one that HTTP gives a meaning.
fn is_left(name: &HeaderName) -> bool {
    let lower = name.lower();
    let is_of_http = OF_HTTP.iter().any(|start| lower.starts_with(start));
    is_of_http || name.is_framing() || carries_credential(name)
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
