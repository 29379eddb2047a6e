//! Types of JSON in words.

use super::moments::moment;
use crate::read::allowed::is_of_text;
use crate::table::data::{Format, JsonKind, Null};

/// What words say of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Typed {
    /// The types.
    pub kinds: Vec<JsonKind>,
    /// What its text is.
    pub format: Option<Format>,
    /// Whether it may be `null`.
    pub null: Null,
    /// The types of the elements of a list.
    pub element: Option<Vec<JsonKind>>,
    /// Whether a mark behind the type says that it may be absent.
    pub may_be_absent: bool,
    /// Whether it is a moment, of whatever type.
    pub is_moment: bool,
    /// Whether words for a day or a moment alone say that it is a text.
    pub is_day: bool,
}

impl Default for Typed {
    fn default() -> Self {
        Self {
            kinds: Vec::new(),
            format: None,
            null: Null::Unstated,
            element: None,
            may_be_absent: false,
            is_moment: false,
            is_day: false,
        }
    }
}

/// The type of one word.
pub(super) fn scalar(word: &str) -> Option<JsonKind> {
    let own = WORDS.iter().find(|(own, ..)| *own == word);
    own.map(|(_, kind, _)| *kind)
}

/// Words for types, each alone.
const WORDS: &[(&str, JsonKind, Option<Format>)] = &[
    ("array", JsonKind::List, None),
    ("arrays", JsonKind::List, None),
    ("base64", JsonKind::Text, None),
    ("bigint", JsonKind::Integer, None),
    ("bool", JsonKind::Boolean, None),
    ("boolean", JsonKind::Boolean, None),
    ("booleans", JsonKind::Boolean, None),
    ("byte", JsonKind::Integer, None),
    ("date", JsonKind::Text, None),
    ("date-time", JsonKind::Text, Some(Format::DateTime)),
    ("datetime", JsonKind::Text, None),
    ("decimal", JsonKind::Number, None),
    ("dict", JsonKind::Object, None),
    ("dictionary", JsonKind::Object, None),
    ("double", JsonKind::Number, None),
    ("float", JsonKind::Number, None),
    ("floats", JsonKind::Number, None),
    ("guid", JsonKind::Text, Some(Format::Uuid)),
    ("hash", JsonKind::Object, None),
    ("int", JsonKind::Integer, None),
    ("int32", JsonKind::Integer, None),
    ("int64", JsonKind::Integer, None),
    ("integer", JsonKind::Integer, None),
    ("integers", JsonKind::Integer, None),
    ("ints", JsonKind::Integer, None),
    ("list", JsonKind::List, None),
    ("long", JsonKind::Integer, None),
    ("map", JsonKind::Object, None),
    ("number", JsonKind::Number, None),
    ("numbers", JsonKind::Number, None),
    ("numeric", JsonKind::Number, None),
    ("object", JsonKind::Object, None),
    ("objects", JsonKind::Object, None),
    ("str", JsonKind::Text, None),
    ("string", JsonKind::Text, None),
    ("strings", JsonKind::Text, None),
    ("text", JsonKind::Text, None),
    ("texts", JsonKind::Text, None),
    ("uint", JsonKind::Integer, None),
    ("uint32", JsonKind::Integer, None),
    ("uint64", JsonKind::Integer, None),
    ("uri", JsonKind::Text, Some(Format::Uri)),
    ("url", JsonKind::Text, Some(Format::Uri)),
    ("uuid", JsonKind::Text, Some(Format::Uuid)),
];

/// Words that say nothing of a type.
const BESIDE: &[&str] = &[
    "a",
    "an",
    "json",
    "non-empty",
    "non-negative",
    "optional",
    "positive",
    "read-only",
    "readonly",
    "required",
    "short",
    "the",
    "unsigned",
    "whole",
    "always",
    "signed",
    "unique",
    "nullable",
    "valid",
    "single",
    "utf-8",
    "iso",
    "rfc",
    "8601",
    "3339",
    "formatted",
];

/// Words of a text that holds a list.
const JOINED: &[&str] = &["separated", "comma-", "delimited", "joined"];

/// The type that a cell of types says; none where a word of it is of no known one.
pub(super) fn typed(text: &str) -> Option<Typed> {
    let lower = text.trim().to_lowercase();
    let lower =
        lower.trim_matches(|c: char| matches!(c, '`' | '*' | '_' | '.') || c.is_whitespace());
    if lower.is_empty() || lower.len() > 120 || JOINED.iter().any(|word| lower.contains(word)) {
        return None;
    }
    // A mark before a type says that it may be `null`.
    if let Some(rest) = lower.strip_prefix('?') {
        return typed(rest).map(|own| Typed {
            null: Null::Allowed,
            ..own
        });
    }
    if let Some(inner) = list_of(lower) {
        let element = typed(inner).map(|own| own.kinds);
        let null = match lower.contains("null") {
            true => Null::Allowed,
            false => Null::Unstated,
        };
        return Some(Typed {
            kinds: vec![JsonKind::List],
            null,
            element: element.filter(|kinds| !kinds.is_empty()),
            ..Typed::default()
        });
    }
    moment(lower).or_else(|| of_scalars(lower))
}

/// The types that words say which are of no list: `string or null`, `number (int64)`.
fn of_scalars(lower: &str) -> Option<Typed> {
    let mut own = Typed::default();
    if lower.contains("nullable") {
        own.null = Null::Allowed;
    }
    let marked = lower.trim_end_matches('?');
    own.may_be_absent = marked.len() < lower.len();
    let (marked, beside) = match marked.split_once(['(', '<', '[', '{']) {
        Some((before, beside)) => (before, beside),
        None => (marked, ""),
    };
    let (first, others) = marked.split_once(',').unwrap_or((marked, ""));
    let others = others.split([',', ';']).filter(|part| !is_bounds(part));
    let parts = std::iter::once(first).chain(others);
    let parts = parts.flat_map(|part| part.split(['|', '/']));
    for part in parts.flat_map(|part| part.split(" or ")) {
        let mut words = part.split_whitespace().map(|word| word.trim_matches('`'));
        let mut words: Vec<&str> = words
            .by_ref()
            .filter(|word| !BESIDE.contains(word))
            .collect();
        if let [_, "object" | "map"] = words.as_slice() {
            words = vec!["object"];
        }
        match words.as_slice() {
            [] => {}
            ["null" | "none" | "nil"] => own.null = Null::Allowed,
            [word] => own.add(word)?,
            ["date", "time"] | ["date", "and", "time"] => own.add("datetime")?,
            ["whole", "number"] => own.add("integer")?,
            _ => return None,
        }
    }
    if own.kinds.is_empty() {
        return None;
    }
    own.add_beside(beside);
    let is_text = own.kinds == [JsonKind::Text];
    own.format = own.format.filter(|_| is_text);
    own.kinds.sort_unstable();
    Some(own)
}

/// Words beside numbers that say how long or how large something is.
const OF_BOUNDS: &[&str] = &[
    "and", "at", "between", "from", "greater", "least", "length", "less", "long", "max", "maximum",
    "min", "minimum", "more", "most", "no", "of", "or", "than", "through", "to", "up",
];

/// Whether words behind a type bound its values: "1 to 60 characters", "0 or more".
fn is_bounds(part: &str) -> bool {
    let words = part.split(|c: char| !c.is_alphanumeric());
    let mut words = words.filter(|word| !word.is_empty()).peekable();
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let has_number = part.contains(|c: char| c.is_ascii_digit());
    has_number && words.all(|word| is_number(word) || is_of_text(word) || OF_BOUNDS.contains(&word))
}

/// What a list is of, where words say that it is one: `array of strings`, `string[]`, `list<string>`.
fn list_of(lower: &str) -> Option<&str> {
    if lower.contains(" or ") && !lower.ends_with("or null") || lower.contains('|') {
        return None;
    }
    let bare = lower.strip_suffix(" or null").unwrap_or(lower);
    for begin in [
        "an array of ",
        "array of ",
        "a list of ",
        "list of ",
        "arrays of ",
        "json array of ",
        "collection of ",
        "sequence of ",
        "ordered list of ",
        "non-empty array of ",
    ] {
        if let Some(inner) = bare.strip_prefix(begin) {
            return Some(inner);
        }
    }
    for begin in [
        "array<",
        "list<",
        "array[",
        "list[",
        "collection(",
        "array(",
        "list(",
        "set<",
        "[",
    ] {
        if let Some(inner) = bare.strip_prefix(begin) {
            return Some(inner.trim_end_matches(['>', ']', ')']));
        }
    }
    for end in ["[]", " array", " list", " collection"] {
        if let Some(inner) = bare.strip_suffix(end) {
            return Some(inner);
        }
    }
    None
}

impl Typed {
    /// Adds what stands in parentheses behind a type.
    fn add_beside(&mut self, beside: &str) {
        for word in beside.split(|c: char| !c.is_alphanumeric() && c != '-') {
            match word {
                "date-time" => self.format = self.format.or(Some(Format::DateTime)),
                "uuid" | "guid" => self.format = self.format.or(Some(Format::Uuid)),
                "uri" | "url" => self.format = self.format.or(Some(Format::Uri)),
                "int32" | "int64" | "integer" if self.kinds == [JsonKind::Number] => {
                    self.kinds = vec![JsonKind::Integer];
                }
                "null" | "nullable" => self.null = Null::Allowed,
                "optional" => self.may_be_absent = true,
                _ => {}
            }
        }
    }

    fn add(&mut self, word: &str) -> Option<()> {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '-');
        let (_, kind, format) = WORDS.iter().find(|(own, _, _)| *own == word)?;
        if !self.kinds.contains(kind) {
            self.kinds.push(*kind);
        }
        self.format = self.format.or(*format);
        self.is_day |= ["date", "date-time", "datetime"].contains(&word);
        Some(())
    }
}

/// The type that a description says first: in parentheses, or before its first stop.
pub(super) fn typed_first(text: &str) -> Option<Typed> {
    let text = text.trim_start_matches([' ', ':', ',', '-', '–', '—', '=', '\n']);
    if let Some(inner) = text.strip_prefix(['(', '[']) {
        let inner = inner.split([')', ']']).next().unwrap_or_default();
        // Levels stand beside the type: "(integer, optional)".
        return in_parentheses(inner);
    }
    let stop = text.find([',', '.', ';', ':', '(', '–', '—', '\n']);
    let first = text.get(..stop.unwrap_or(text.len()))?.trim();
    let first = first.split(" - ").next().unwrap_or_default();
    if matches!(first, "true or false" | "`true` or `false`")
        || first.starts_with("true if ")
        || first.starts_with("true when ")
    {
        return typed("boolean");
    }
    match bare(first) {
        (_, None) => typed(first),
        (_, Some(_)) => of_clause(first),
    }
}

/// The type of a clause that says more beside it, or stands behind another one: but for words that are of what the page
/// is about as well, as a hash, a list, a number that is written with dashes.
fn of_clause(clause: &str) -> Option<Typed> {
    let (bare, behind) = bare(clause);
    let is_bounded = matches!(behind, Some(" in " | " from " | " between "));
    typed(bare).filter(|own| {
        let mut kinds = own.kinds.iter();
        !bare.contains("date")
            && kinds.all(|kind| match kind {
                JsonKind::Integer | JsonKind::Text | JsonKind::Boolean => true,
                JsonKind::Number => is_bounded,
                JsonKind::List | JsonKind::Object => false,
            })
    })
}

/// A type without the unit or the bounds behind it, and the word that those begin with: "an integer in metres", "a number
/// from 1 to 9".
fn bare(clause: &str) -> (&str, Option<&'static str>) {
    let behind = [
        " in ",
        " from ",
        " between ",
        " with ",
        " without ",
        " that ",
        " of at ",
    ];
    let ends = behind
        .into_iter()
        .filter_map(|word| Some((clause.find(word)?, word)));
    match ends.min() {
        Some((end, word)) => (clause.get(..end).unwrap_or(clause), Some(word)),
        None => (clause, None),
    }
}

/// The type that a later clause of a description is, which begins with its article: "How many; an integer from 1 to 9".
pub(super) fn typed_later(text: &str) -> Option<Typed> {
    let clauses = text.split([';', '.', ',', ':', '(', '–', '—']).skip(1);
    let mut types = clauses.filter_map(|clause| {
        let clause = clause.trim().to_lowercase();
        let begun = ["must be a", "is a", "as a", "given as a", "a"]
            .iter()
            .find_map(|begin| {
                let rest = clause.strip_prefix(begin)?;
                let rest = rest.strip_prefix('n').unwrap_or(rest);
                rest.strip_prefix(' ').map(str::to_owned)
            })?;
        of_clause(&begun)
    });
    types.next()
}

fn in_parentheses(inner: &str) -> Option<Typed> {
    let is_level = |part: &&str| {
        let part = part.trim();
        ["required", "optional", "read-only", "always", "nullable"].contains(&part)
    };
    let parts: Vec<&str> = inner.split(',').collect();
    let types: Vec<&str> = parts
        .iter()
        .copied()
        .filter(|part| !is_level(part))
        .collect();
    let mut own = typed(types.first()?)?;
    if parts.iter().any(|part| part.trim() == "optional") {
        own.may_be_absent = true;
    }
    if parts.iter().any(|part| part.trim() == "nullable") {
        own.null = Null::Allowed;
    }
    Some(own)
}
