//! What words say of a member of JSON: its type in a cell, in parentheses or first in a sentence; whether it may be
//! absent or `null`; which texts it may be.
//!
//! No markup and no dialect is known here.

mod kinds;
mod moments;
mod values;

use kinds::{typed, typed_first, typed_later};
pub(crate) use values::listed;

use super::lexicon;
use crate::table::Presence;
use crate::table::data::{Basis, Format, Held, JsonKind, Member, MemberPath, Null};
use crate::text::document::Prose;

/// The longest description that is read, in bytes.
const LONGEST: usize = 2_000;

/// The members that a name with its type and its description make: it, and the elements of what is a list.
pub(crate) fn members(
    path: MemberPath,
    kind: Option<&str>,
    level: Option<Presence>,
    said: &[&Prose],
) -> Vec<Member> {
    let description: Vec<&Prose> = said
        .iter()
        .copied()
        .filter(|own| own.text.len() < LONGEST)
        .collect();
    let first = || {
        let all = || description.iter().map(|words| words.text.as_str());
        all()
            .find_map(typed_first)
            .or_else(|| all().find_map(typed_later))
    };
    let mut own = kind.and_then(typed).or_else(first).unwrap_or_default();
    moments::describe(&mut own, &description);
    let mut member = Member::at(path, Basis::Said);
    member.kinds = own.kinds;
    member.null = own.null;
    member.format = own.format;
    let mut presence = match level {
        Some(Presence::Required) => Held::Always,
        Some(Presence::Optional) => Held::Optional,
        Some(Presence::Conditional) => Held::Unstated,
        Some(Presence::Unstated) | None if own.may_be_absent => Held::Optional,
        Some(Presence::Unstated) | None => Held::Expected,
    };
    for words in &description {
        let lower = words.text.to_lowercase();
        if member.null == Null::Unstated {
            member.null = null(&lower);
        }
        if presence == Held::Expected {
            presence = held(&of_answers(&beside_null(&lower)));
        }
        let is_text = member.kinds.is_empty() || member.kinds == [JsonKind::Text];
        if is_text && member.values.is_empty() {
            let (values, has_null) = values::values(&without_level(words));
            member.values = values;
            if has_null {
                member.null = Null::Allowed;
            }
        }
        if member.kinds == [JsonKind::Text] && member.format.is_none() {
            member.format = format(&lower, &member.path);
        }
    }
    member.presence = presence;
    let element = own.element.filter(|_| member.kinds == [JsonKind::List]);
    let element = element.map(|kinds| Member {
        kinds,
        ..Member::at(member.path.each(), Basis::Said)
    });
    std::iter::once(member).chain(element).collect()
}

/// Words without the sentences that say when a member is `null`, which is there then: but for those that say of it in so
/// many words that it may be absent.
fn beside_null(lower: &str) -> String {
    const ABSENT: &[&str] = &[
        "absent",
        "omitted",
        "left out",
        "optional",
        "not present",
        "not included",
        "not returned",
        "or missing",
        "missing or",
        "only present",
        "only included",
        "only returned",
    ];
    let is_of_null = |sentence: &&str| {
        let says = |words: &[&str]| words.iter().any(|word| sentence.contains(word));
        says(&["null"]) && !says(&["nullable"]) && !says(ABSENT)
    };
    let sentences = lower.split_inclusive(['.', ';']);
    let kept = sentences.filter(|sentence| !is_of_null(sentence));
    kept.collect()
}

/// Words by which it is said of a member that it is only read: it says nothing of whether it is there.
const READ_ONLY: &[&str] = &[
    "read-only",
    "read only",
    "readonly",
    "output-only",
    "output only",
    "response only",
    "responses only",
    "response-only",
    "only in answers",
    "only in responses",
    "only in the response",
    "only read",
];

/// Words of a clause that speaks of what is sent.
const SENT: &[&str] = &[
    "ignored",
    "if sent",
    "if you send",
    "never sent",
    "on write",
    "when sent",
    "when writing",
    "when you send",
];

/// Words without a level that they begin with: "Read-only. `open` or `shut`".
fn without_level(words: &Prose) -> Prose {
    let lower = words.text.to_lowercase();
    let begun = lower.trim_start_matches(['(', '[', ' ']);
    let start = lower.len() - begun.len();
    let level = READ_ONLY.iter().find(|own| begun.starts_with(**own));
    let end = level.map(|own| start + own.len());
    let end = end.filter(|_| lower.len() == words.text.len());
    let Some(end) = end else {
        return words.clone();
    };
    let rest = words.text.get(end..).unwrap_or_default();
    let marks = rest.len()
        - rest
            .trim_start_matches([')', ']', '.', ':', ',', ';', ' '])
            .len();
    words.behind(end + marks)
}

/// Words without what they say of reading alone, and the clauses on what is sent.
fn of_answers(lower: &str) -> String {
    let mut words = lower.to_owned();
    for phrase in READ_ONLY {
        words = words.replace(phrase, " ");
    }
    let clauses = words.split_inclusive(['.', ';', ',', '(', ')']);
    let kept = clauses.filter(|clause| !SENT.iter().any(|own| clause.contains(own)));
    kept.collect()
}

/// What words say of `null`.
fn null(lower: &str) -> Null {
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if says(&[
        "never null",
        "not null",
        "non-null",
        "never `null`",
        "cannot be null",
        "must not be null",
    ]) {
        Null::Forbidden
    } else if says(&["null"]) {
        Null::Allowed
    } else {
        Null::Unstated
    }
}

/// Words that say that a member is there whatever happens.
const ALWAYS: &[&str] = &[
    "always present",
    "always there",
    "always set",
    "always returned",
    "always included",
    "is always",
    "never absent",
    "never missing",
];

/// Words that say that a member may be absent.
const ABSENT: &[&str] = &[
    "absent",
    "omitted",
    "left out",
    "optional",
    "missing",
    "not present",
    "not included",
    "not returned",
    "only present",
    "only included",
    "only returned",
    "only set",
    "only if",
    "only when",
    "only for",
    "if any",
    "if present",
    "if available",
    "if known",
    "if set",
    "if given",
    "if there",
    "when available",
    "when present",
    "where available",
    "where known",
    "sometimes",
    "unless",
    "not set",
    "deprecated",
    "as needed",
    "if applicable",
];

/// Words behind which "when" is a time and "if" a question.
const ASKED: &[&str] = &[
    "true",
    "false",
    "whether",
    "indicates",
    "date",
    "time",
    "moment",
    "timestamp",
    "day",
    "instant",
    "year",
    "of",
    "seconds",
    "since",
    "says",
    "tells",
    "determines",
    "datetime",
    "minute",
    "hour",
    "is",
];

/// What words say of whether a member is there.
fn held(lower: &str) -> Held {
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if says(ABSENT) {
        return Held::Optional;
    }
    let mut clauses = lower.split([',', '.', ';', '(', ')', '[', ']', ':', '–', '—']);
    let is_level = |clause: &str| matches!(clause.trim(), "required" | "always" | "mandatory");
    if says(ALWAYS) || clauses.any(is_level) {
        return Held::Always;
    }
    // "Where the batch is in its life" says what it is, where it begins what is said.
    let begins = |at: usize| {
        let before = lower.get(..at).unwrap_or_default().trim_end();
        before.is_empty() || before.ends_with([':', '.', ')', '–', '—', '-', '|'])
    };
    let lower = format!("{lower} ");
    let asked = ["when ", "where "]
        .iter()
        .flat_map(|word| lower.match_indices(word));
    let said: Vec<usize> = asked.map(|(at, _)| at).filter(|at| begins(*at)).collect();
    let mut lower = lower.clone();
    for at in said {
        let rest = lower.get(at..).unwrap_or_default();
        let end = at + rest.find(' ').unwrap_or(rest.len());
        lower.replace_range(at..end, &"x".repeat(end - at));
    }
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let is_open = words.iter().enumerate().any(|(at, word)| match *word {
        "if" | "when" | "where" => {
            let before = at.checked_sub(1).and_then(|at| words.get(at));
            !before.is_none_or(|before| ASKED.contains(before))
        }
        "only" => true,
        _ => false,
    });
    match is_open {
        true => Held::Unstated,
        false => Held::Expected,
    }
}

/// What words say that a text is, by its name where they say no more than how it is written.
fn format(lower: &str, path: &MemberPath) -> Option<Format> {
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if says(&[
        "duration",
        "interval",
        "period",
        "for example",
        "e.g.",
        " or ",
    ]) {
        return None;
    }
    if says(&["yyyy-mm-dd"]) && !says(&["yyyy-mm-ddt", "yyyy-mm-dd hh", "time"]) {
        return Some(Format::Date);
    }
    let is_standard = says(&[
        "rfc 3339", "rfc3339", "iso 8601", "iso8601", "iso-8601", "rfc-3339",
    ]);
    let name = path.tokens().last().map_or("", |token| token.written());
    let name = name.to_lowercase();
    let is_moment =
        name.ends_with("time") || name.ends_with("_at") || says(&["rfc 3339", "rfc3339"]);
    let is_time = says(&["time", "moment", "instant", "when"]) || is_moment && !says(&["date"]);
    if is_standard && is_time && !says(&["time of day"]) {
        return Some(Format::DateTime);
    }
    None
}

/// Whether the head of a column is that of types.
pub(crate) fn is_type_head(head: &str) -> bool {
    matches!(
        head,
        "type"
            | "data type"
            | "datatype"
            | "json type"
            | "kind"
            | "format"
            | "types"
            | "value type"
    )
}

/// Whether a description says that what it describes may be absent.
pub(crate) fn may_be_absent(description: &str) -> bool {
    let text = description.to_lowercase();
    ABSENT.iter().any(|words| text.contains(words))
}

/// The level that a cell of a column of levels says of what comes back: `yes` below "Required" or "Always".
pub(crate) fn level_in_cell(head: &str, cell: &str) -> Option<Presence> {
    let text = cell.trim().trim_end_matches('.').to_lowercase();
    let answer = lexicon::answer(&text).or(match text.as_str() {
        "always" | "✓" | "✔" | "x" | "true" | "✅" | "required" | "mandatory" => {
            Some(Presence::Required)
        }
        "sometimes" | "optional" | "false" | "❌" | "✗" | "no" | "maybe" => {
            Some(Presence::Optional)
        }
        _ => None,
    })?;
    let asks_absence =
        head.contains("optional") || head.contains("absent") || head.contains("omit");
    Some(match answer {
        Presence::Required if asks_absence && text != "required" && text != "always" => {
            Presence::Optional
        }
        Presence::Optional if asks_absence && text == "no" => Presence::Required,
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::members;
    use crate::table::data::MemberPath;
    use crate::table::words::Words as _;
    use crate::text::document::Kind;
    use crate::text::page::Page;

    fn of(kind: Option<&str>, description: &str) -> String {
        let page = Page::new("a.md", format!("{description}\n"));
        let blocks = crate::text::blocks(&page);
        let Some(Kind::Paragraph(words)) = blocks.first().map(|block| &block.kind) else {
            panic!("{description}");
        };
        let all = members(MemberPath::WHOLE.member("a"), kind, None, &[words]);
        let all: Vec<String> = all
            .iter()
            .map(|m| format!("{}: {}", m.path, m.words()))
            .collect();
        all.join("; ")
    }

    #[test]
    fn words_say_of_which_type_a_member_is_and_whether_it_is_there() {
        for (kind, description, expect) in [
            (Some("string"), "The title.", "/a: a string, expected"),
            (
                Some("string, 1 to 60 characters"),
                "What it is called.",
                "/a: a string, expected",
            ),
            (
                Some("integer, 0 or more"),
                "How many.",
                "/a: an integer, expected",
            ),
            (
                Some("string, up to 200 characters, or null"),
                "What is said.",
                "/a: a string or null, expected",
            ),
            (Some("string, the 2nd one"), "What is said.", "/a: expected"),
            (
                Some("Integer"),
                "Days left. Required.",
                "/a: an integer, always",
            ),
            (
                Some("string"),
                "Whose it is, or `null`.",
                "/a: a string or null, expected",
            ),
            (
                Some("string"),
                "Whose it is, or null if nobody has it.",
                "/a: a string or null, expected",
            ),
            (
                Some("string"),
                "`null` or absent while nobody has it.",
                "/a: a string or null, optional",
            ),
            (
                None,
                "How many there are; an integer from 1 to 9.",
                "/a: an integer, expected",
            ),
            (
                Some("string"),
                "Its kind (`wood`, `stone` or `tin`).",
                "/a: a string, expected, one of wood, stone, tin",
            ),
            (
                Some("string"),
                "Its kind (like `wood` or `tin`).",
                "/a: a string, expected",
            ),
            (
                Some("array of strings"),
                "Its tags.",
                "/a: an array, expected; /a/*: a string, unstated",
            ),
            (
                Some("string"),
                "Only present while it is lent.",
                "/a: a string, optional",
            ),
            (
                Some("boolean"),
                "`true` if it is lent.",
                "/a: a boolean, expected",
            ),
            (
                Some("string"),
                "The time when it began, in RFC 3339.",
                "/a: a string, expected, date-time",
            ),
            (
                Some("string"),
                "One of `open`, `shut` or `lost`.",
                "/a: a string, expected, one of open, shut, lost",
            ),
            (
                Some("string"),
                "Such as `open` or `shut`.",
                "/a: a string, expected",
            ),
            (
                None,
                "(integer, optional): how many",
                "/a: an integer, optional",
            ),
            (None, "string. The name.", "/a: a string, expected"),
            (None, "The number of seats.", "/a: expected"),
            (
                Some("string | null"),
                "A note.",
                "/a: a string or null, expected",
            ),
            (
                Some("string or integer"),
                "A mark.",
                "/a: a string or an integer, expected",
            ),
            (Some("Reader"), "Who has it.", "/a: expected"),
            (
                Some("string"),
                "How hard it is: `\"06\"`, `\"04\"` or `\"10\"`.",
                "/a: a string, expected, one of 06, 04, 10",
            ),
            (
                Some("string"),
                "State: `open` or `shut`",
                "/a: a string, expected, one of open, shut",
            ),
            (
                Some("string"),
                "See: `open` or `shut`.",
                "/a: a string, expected",
            ),
            (
                Some("string"),
                "Set with: `open` or `shut`.",
                "/a: a string, expected",
            ),
            (
                Some("string"),
                "State: `open`, `shut` for all, or `lost` then.",
                "/a: a string, expected",
            ),
            // Of words that are of any page, those that begin a longer clause are no types.
            (None, "A hash that identifies it.", "/a: expected"),
            (None, "A list with all of it.", "/a: expected"),
            (None, "A date in winter.", "/a: expected"),
            (
                None,
                "Whose it is; a map from the room to it.",
                "/a: expected",
            ),
            (
                None,
                "A number that is written with dashes.",
                "/a: expected",
            ),
            (None, "An integer in metres.", "/a: an integer, expected"),
        ] {
            assert_eq!(of(kind, description), expect, "{kind:?} {description}");
        }
    }

    #[test]
    fn what_is_only_read_is_there_and_keeps_its_type() {
        for description in [
            "`shut`, `open` or `lost`. Read-only.",
            "Read-only. `shut`, `open` or `lost`.",
            "`shut`, `open` or `lost` (readonly)",
            "*Read only*: `shut`, `open` or `lost`.",
            "`shut`, `open` or `lost`. Output only.",
            "`shut`, `open` or `lost`, only in responses.",
            "`shut`, `open` or `lost`. Set by us, ignored if sent.",
            "`shut`, `open` or `lost`; ignored when sent.",
        ] {
            let expect = "/a: a string, expected, one of shut, open, lost";
            assert_eq!(of(Some("string"), description), expect, "{description}");
        }
        assert_eq!(
            of(Some("string"), "Read-only, optional."),
            "/a: a string, optional"
        );
        assert_eq!(of(Some("string"), "Write-only."), "/a: a string, unstated");
        assert_eq!(
            of(Some("string"), "Only for readers."),
            "/a: a string, optional"
        );
        assert_eq!(
            of(None, "(read-only, string): its name"),
            "/a: a string, expected"
        );
    }

    #[test]
    fn a_moment_is_of_the_type_that_the_page_says() {
        for (kind, description, expect) in [
            (
                Some("timestamp"),
                "When it was made. Read-only.",
                "expected",
            ),
            (
                Some("timestamp"),
                "When it was made, in RFC 3339.",
                "a string, expected, date-time",
            ),
            (
                Some("timestamp"),
                "When it was made, such as `2024-03-09T16:20:00Z`.",
                "a string, expected, date-time",
            ),
            (
                Some("timestamp"),
                "When it was made, in seconds since the epoch.",
                "expected",
            ),
            (
                Some("integer timestamp"),
                "When it was made.",
                "an integer, expected",
            ),
            (
                Some("timestamp (integer)"),
                "When it was made.",
                "an integer, expected",
            ),
            (
                Some("integer"),
                "Unix timestamp of when it was made.",
                "an integer, expected",
            ),
            (Some("Unix timestamp"), "When it was made.", "expected"),
            (
                Some("date"),
                "When it was made, as a Unix timestamp.",
                "expected",
            ),
            (
                Some("datetime"),
                "Milliseconds since the epoch.",
                "expected",
            ),
            (
                Some("date"),
                "The day on which it was made.",
                "a string, expected",
            ),
            (
                Some("date-time"),
                "When it was made.",
                "a string, expected, date-time",
            ),
            (
                Some("ISO 8601 timestamp"),
                "When it was made.",
                "a string, expected, date-time",
            ),
            (
                Some("ISO 8601 date"),
                "When it was made.",
                "a string, expected",
            ),
            (
                Some("RFC 3339 timestamp"),
                "When it was made.",
                "a string, expected, date-time",
            ),
            (
                Some("timestamp or null"),
                "When it was made.",
                "null, expected",
            ),
            (Some("?string"), "Its name.", "a string or null, expected"),
            (
                Some("?ISO8601 timestamp"),
                "When it ends.",
                "a string or null, expected, date-time",
            ),
            (
                Some("ISO 8601 timestamp or null"),
                "When it was made.",
                "a string or null, expected, date-time",
            ),
            (
                None,
                "A timestamp in ISO 8601.",
                "a string, expected, date-time",
            ),
            (
                None,
                "A point in time, ISO 8601.",
                "a string, expected, date-time",
            ),
            (None, "The time that is left, in minutes.", "expected"),
            (
                Some("string"),
                "How long it takes (ISO 8601 duration).",
                "a string, expected",
            ),
        ] {
            assert_eq!(
                of(kind, description),
                format!("/a: {expect}"),
                "{kind:?} {description}"
            );
        }
    }
}
