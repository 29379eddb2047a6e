//! Moments as members have them: a text of a standard form, a count of seconds, or what the page leaves open.

use super::kinds::{Typed, scalar};
use crate::table::data::{Format, JsonKind, Null};
use crate::text::document::{Prose, Style};

/// Words for a moment, and for a day.
const NAMES: &[&str] = &[
    "date",
    "date-time",
    "datetime",
    "instant",
    "moment",
    "point",
    "time",
    "timestamp",
];

/// Names of the forms in which a text says one.
const STANDARDS: &[&str] = &[
    "iso 8601", "iso-8601", "iso8601", "rfc 3339", "rfc-3339", "rfc3339",
];

/// Words by which it is a count from a beginning.
const COUNTED: &[&str] = &["epoch", "millis", "posix", "seconds", "unix"];

/// Words beside these that say nothing of the type.
const BESIDE: &[&str] = &[
    "3339",
    "8601",
    "a",
    "an",
    "and",
    "as",
    "encoded",
    "form",
    "format",
    "formatted",
    "full",
    "in",
    "iso",
    "iso-8601",
    "iso8601",
    "null",
    "nullable",
    "of",
    "optional",
    "or",
    "read-only",
    "readonly",
    "required",
    "rfc",
    "rfc-3339",
    "rfc3339",
    "the",
    "utc",
    "with",
    "zone",
];

/// The type of a moment that words are; none where they are of something else, or of a day alone.
pub(super) fn moment(lower: &str) -> Option<Typed> {
    let words = lower.split(|c: char| !c.is_alphanumeric() && c != '-');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let kind = |word: &&str| scalar(word).filter(|_| !NAMES.contains(word));
    let is_standard = is_standard(lower);
    let is_counted = is_counted(lower);
    let mut named = words.iter().filter(|word| NAMES.contains(word)).peekable();
    let others = words.iter().filter(|word| {
        let is_known = NAMES.contains(word) || BESIDE.contains(word) || kind(word).is_some();
        let is_count = COUNTED.iter().any(|own| word.contains(own)) || **word == "since";
        !is_known && !is_count
    });
    if others.count() > 0 || named.peek().is_none() && !is_standard && !is_counted {
        return None;
    }
    let is_day = named.all(|word| *word == "date");
    let kinds: Vec<JsonKind> = words.iter().filter_map(kind).collect();
    let null = match lower.contains("null") {
        true => Null::Allowed,
        false => Null::Unstated,
    };
    let own = Typed {
        null,
        is_moment: true,
        ..Typed::default()
    };
    match kinds.as_slice() {
        [] if is_counted => Some(own),
        [] | [JsonKind::Text] if is_standard => Some(Typed {
            kinds: vec![JsonKind::Text],
            format: format(lower, is_day),
            ..own
        }),
        [] if words
            .iter()
            .any(|word| ["instant", "moment", "point", "time", "timestamp"].contains(word))
            && !words.contains(&"date") =>
        {
            Some(own)
        }
        [kind @ (JsonKind::Integer | JsonKind::Number)] => Some(Typed {
            kinds: vec![*kind],
            ..own
        }),
        [..] => None,
    }
}

/// What a text of a standard form is: a day where the words name nothing else.
fn format(lower: &str, is_day: bool) -> Option<Format> {
    let is_exact = ["rfc 3339", "rfc-3339", "rfc3339"]
        .iter()
        .any(|own| lower.contains(own));
    (!is_day || is_exact && !lower.contains("date")).then_some(Format::DateTime)
}

/// Takes for a moment what its description says of it.
pub(super) fn describe(own: &mut Typed, description: &[&Prose]) {
    if !own.is_moment && !own.is_day {
        return;
    }
    let says = |test: &dyn Fn(&str) -> bool| {
        description
            .iter()
            .any(|words| test(&words.text.to_lowercase()))
    };
    if says(&is_counted) {
        // A number of seconds, or a text of one.
        if own.kinds == [JsonKind::Text] {
            own.kinds.clear();
        }
        own.format = None;
        return;
    }
    if own.kinds.is_empty()
        && (says(&is_standard) || description.iter().any(|words| shows_one(words)))
    {
        own.kinds = vec![JsonKind::Text];
        own.format = Some(Format::DateTime);
    }
}

/// Whether words show in code what only a text can be: `2024-03-09T16:20:00Z`.
fn shows_one(words: &Prose) -> bool {
    let code = words.runs.iter().filter(|run| run.style == Style::Code);
    let mut texts = code.filter_map(|run| words.text.get(run.range.clone()));
    texts.any(|text| {
        let text = text.trim().trim_matches(['"', '\'']);
        let shape: String = text
            .chars()
            .map(|c| if c.is_ascii_digit() { '0' } else { c })
            .collect();
        shape.starts_with("0000-00-00T00:00")
    })
}

fn is_standard(lower: &str) -> bool {
    STANDARDS.iter().any(|own| lower.contains(own))
}

fn is_counted(lower: &str) -> bool {
    let since = ["seconds since", "milliseconds", "epoch", "unix", "posix"];
    since.iter().any(|own| lower.contains(own))
        || lower.trim() == "seconds"
        || lower.contains("in seconds")
        || lower.contains("(seconds")
}
