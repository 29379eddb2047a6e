//! What the words beside an error's status say that it is answered for.

mod exists;

use super::done;
use crate::protocol::Status;
use crate::protocol::words::words_of;
use crate::table::described::ErrorCause;
use exists::is_there;

/// The status by which services tell that what is to be made is there already (RFC 9110 §15.5.10).
const CONFLICT: u16 = 409;

/// The statuses by which services tell that something sent is not what it must be, not there, or that there is one like
/// it already (RFC 9110 §15.5.1, §15.5.21).
const OF_WHAT_IS_SENT: &[u16] = &[400, 422];

/// Words by which something is not what it must be.
const MALFORMED: &[&str] = &[
    "invalid",
    "malformed",
    "illegal",
    "unparsable",
    "unparseable",
    "outside",
    "wrong",
    "unknown",
    "unrecognised",
    "unrecognized",
    "unacceptable",
    "inadmissible",
    "unusable",
    "breaks",
    "violates",
];

/// Words behind "not" that say so.
const NOT: &[&str] = &[
    "valid",
    "one",
    "known",
    "between",
    "within",
    "allowed",
    "recognised",
    "recognized",
    "at",
    "in",
    "positive",
    "permitted",
    "accepted",
    "supported",
    "acceptable",
    "correct",
    "possible",
    "among",
    "part",
];

/// Words behind "not" by which something is not of its type.
const NOT_OF_TYPE: &[&str] = &["a", "an", "numeric"];

/// Words by which a number is out of its bounds.
const OUT_OF_BOUNDS: &[&str] = &[
    "above", "below", "beyond", "exceeds", "greater", "larger", "negative", "over", "smaller",
];

/// Words by which something is not there.
const MISSING: &[&str] = &[
    "absent", "lacks", "lacking", "missing", "misses", "omitted", "without",
];

/// Words behind "not" by which it is not there.
const NOT_THERE: &[&str] = &[
    "given",
    "included",
    "present",
    "provided",
    "sent",
    "set",
    "specified",
    "supplied",
    "there",
];

/// What words beside an error's status say that it is answered for, each with the clause that says it.
#[must_use]
pub(crate) fn causes(status: Status, words: &str) -> Vec<(ErrorCause, &str)> {
    if status.code() == CONFLICT {
        let is_existing = has_word(words, "existing") && !has_word(words, "no");
        let is_there = is_there(words) || is_existing;
        return match is_there {
            true => vec![(ErrorCause::Exists, words)],
            false => done(status, words).collect(),
        };
    }
    if !OF_WHAT_IS_SENT.contains(&status.code()) {
        return Vec::new();
    }
    let mut found: Vec<(ErrorCause, &str)> = Vec::new();
    for clause in clauses(words) {
        if is_there(clause) {
            found.push((ErrorCause::Exists, clause));
            continue;
        }
        let words = words_in(clause);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if is_missing(&words) {
            found.push((ErrorCause::Missing, clause));
        }
        found.extend(trouble(&words).map(|cause| (cause, clause)));
    }
    if found.is_empty() {
        found.extend(done(status, words));
    }
    found
}

fn done(status: Status, words: &str) -> impl Iterator<Item = (ErrorCause, &str)> {
    let clauses = done::clauses(status, words).into_iter();
    clauses.map(|clause| (ErrorCause::Done, clause))
}

/// The words of a text in lower case.
fn words_in(text: &str) -> Vec<String> {
    let lower = text.to_lowercase().replace('’', "'").replace("n't", " not");
    let words = lower.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '_' | '-'));
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The clauses of words. One of a name alone, or of nothing but what is wrong, is a part of the next one: "`limit` or
/// `offset` is not a number", "missing or malformed `title`".
fn clauses(words: &str) -> Vec<&str> {
    let mut ends: Vec<usize> = Vec::new();
    for (at, c) in words.char_indices() {
        if matches!(c, ',' | ';' | ':') {
            ends.push(at);
        }
    }
    // "is not a number or is outside 1 to 9" says two things of one name.
    let goes_on = |at: usize| {
        let behind = words.get(at + " or ".len()..).unwrap_or_default();
        let verbs = ["exceeds ", "has ", "is ", "isn't ", "isn’t ", "lies "];
        verbs.iter().any(|verb| behind.starts_with(verb))
    };
    let joints = words.match_indices(" or ").map(|(at, _)| at);
    ends.extend(joints.filter(|at| !goes_on(*at)));
    ends.push(words.len());
    ends.sort_unstable();
    let mut clauses = Vec::new();
    let (mut start, mut last) = (0, 0);
    for end in ends {
        let own = words.get(last..end).unwrap_or_default();
        last = end;
        let said = words_in(own).iter().filter(|word| !is_empty(word)).count();
        if said >= 2 || end == words.len() {
            clauses.push(words.get(start..end).unwrap_or_default());
            start = end;
        }
    }
    clauses
}

/// Whether a word says nothing by itself.
fn is_empty(word: &str) -> bool {
    matches!(
        word,
        "a" | "an" | "the" | "or" | "either" | "any" | "if" | "when"
    ) || word.bytes().all(|b| b.is_ascii_digit())
}

fn has_word(words: &str, word: &str) -> bool {
    words_in(words).iter().any(|own| own == word)
}

fn has(words: &[&str], list: &[&str]) -> bool {
    words.iter().any(|word| list.contains(word))
}

/// Whether words say that something is not there.
fn is_missing(words: &[&str]) -> bool {
    let is_not = words
        .windows(2)
        .any(|pair| pair[0] == "not" && NOT_THERE.contains(&pair[1]));
    has(words, MISSING)
        || is_not
        || words.ends_with(&["is", "required"])
        || words.ends_with(&["are", "required"])
}

/// In which way words say that something is not what it must be.
fn trouble(words: &[&str]) -> Option<ErrorCause> {
    let follows = |first: &str, list: &[&str]| {
        let mut pairs = words.windows(2);
        pairs.any(|pair| pair[0] == first && list.contains(&pair[1]))
    };
    let is_bounded = words.windows(3).any(|three| {
        let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
        matches!(three[1], "and" | "to") && is_number(three[0]) && is_number(three[2])
    });
    let is_malformed = has(words, MALFORMED)
        || has(words, OUT_OF_BOUNDS)
        || follows("not", NOT)
        || follows("must", &["be"])
        || follows("none", &["of"]) && !has(words, NOT_THERE)
        || follows("out", &["of"])
        || follows(
            "too",
            &[
                "big", "high", "large", "long", "low", "many", "short", "small",
            ],
        )
        || ["more", "longer", "shorter"]
            .iter()
            .any(|word| follows(word, &["than"]))
        || follows("less", &["than"]);
    let is_of_type = words.contains(&"type")
        && has(
            words,
            &["wrong", "incorrect", "invalid", "other", "unexpected"],
        );
    let is_mistyped = follows("not", NOT_OF_TYPE) || is_of_type && !has(words, OUT_OF_BOUNDS);
    let is_malformed = is_malformed && !is_of_type
        || follows("other", VALUES)
        || follows("another", VALUES)
        || has(words, &["fails", "failed"]) && words.contains(&"validation");
    match (is_malformed || is_mistyped && is_bounded, is_mistyped) {
        (true, _) => Some(ErrorCause::Malformed),
        (false, true) => Some(ErrorCause::Mistyped),
        (false, false) => None,
    }
}

/// Words for values behind "other".
const VALUES: &[&str] = &["value", "values"];

/// Words for what is sent, whichever of it.
const ANY: &[&str] = &[
    "argument",
    "arguments",
    "attribute",
    "attributes",
    "field",
    "fields",
    "input",
    "member",
    "members",
    "option",
    "options",
    "parameter",
    "parameters",
    "properties",
    "property",
    "query",
    "validation",
    "value",
    "values",
];

/// Whether words speak of what is sent, whichever of it.
#[must_use]
pub(crate) fn speaks_of_any(words: &str) -> bool {
    let all = words_in(words);
    !names_one(words, &all) && (0..all.len()).any(|at| is_any(&all, at))
}

/// Words for what is sent beside the query and the content.
const ELSEWHERE: &[&str] = &["cookie", "cookies", "header", "headers", "token", "tokens"];

/// Words before what is one of many, whichever.
const SOME: &[&str] = &["a", "an", "another", "any", "one", "some"];

/// Whether words name one thing: in code, as the name of a header, or by its kind.
fn names_one(words: &str, all: &[String]) -> bool {
    let is_header = |word: &str| {
        let (first, rest) = word.split_once('-').unwrap_or_default();
        first.starts_with(|c: char| c.is_uppercase())
            && rest.starts_with(|c: char| c.is_uppercase())
    };
    let mut apart = words.split(|c: char| !c.is_alphanumeric() && c != '-');
    words.contains('`')
        || apart.any(is_header)
        || all.iter().any(|word| ELSEWHERE.contains(&word.as_str()))
        || all.windows(2).any(|two| two == ["field", "name"])
}

/// Whether a word is one for what is sent, whichever of it.
fn is_any(all: &[String], at: usize) -> bool {
    let word = |back: usize| at.checked_sub(back).and_then(|at| all.get(at));
    let is_in =
        |back: usize, list: &[&str]| word(back).is_some_and(|own| list.contains(&own.as_str()));
    match all.get(at).map(String::as_str) {
        // Of what it is one is said beside it.
        Some("option" | "value") => {
            let is_wrong = is_in(1, MALFORMED) || is_in(1, &["other"]);
            is_in(1, SOME) || is_wrong && is_in(2, SOME)
        }
        Some("argument" | "attribute" | "field" | "member" | "parameter" | "property") => {
            !is_in(1, &["the"]) && !is_in(2, &["the"])
        }
        Some(word) => ANY.contains(&word),
        None => false,
    }
}

/// Whether a clause goes on with what the one before it speaks of: "or is not within its limits".
#[must_use]
pub(crate) fn goes_on(clause: &str) -> bool {
    let words = words_in(clause);
    let first = words
        .iter()
        .find(|word| !matches!(word.as_str(), "or" | "and" | "also"));
    let begins = [
        "above",
        "are",
        "below",
        "beyond",
        "does",
        "do",
        "exceeds",
        "has",
        "have",
        "illegal",
        "invalid",
        "is",
        "lacks",
        "malformed",
        "misses",
        "negative",
        "not",
        "of",
        "out",
        "outside",
        "too",
        "unknown",
        "wrong",
    ];
    first.is_some_and(|word| begins.contains(&word.as_str()))
}

/// Whether a clause is no more than a comparison, of what the one before it names: "or longer than 60 characters".
#[must_use]
pub(crate) fn compares(clause: &str) -> bool {
    let words = words_in(clause);
    let first = words
        .iter()
        .find(|word| !matches!(word.as_str(), "or" | "and" | "also" | "empty" | "blank"));
    first.is_some_and(|word| {
        let is_more = OUT_OF_BOUNDS.contains(&word.as_str());
        is_more || matches!(word.as_str(), "longer" | "shorter" | "too")
    }) && !clause.contains('`')
}

/// Names that are words of any sentence.
const JOINING: &[&str] = &[
    "a", "after", "and", "at", "before", "by", "for", "from", "if", "in", "is", "not", "of", "on",
    "or", "the", "to", "with",
];

/// Whether words name a parameter or a member: as it is written, or by the words that its name is made of.
#[must_use]
pub(crate) fn names(words: &str, name: &str) -> bool {
    if JOINING.contains(&name) {
        return false;
    }
    let is_apart = |c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-');
    if words
        .split(is_apart)
        .any(|word| word.eq_ignore_ascii_case(name))
    {
        return true;
    }
    let parts = words_of(name);
    let said: Vec<String> = words
        .split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| !word.is_empty())
        .collect();
    parts.len() > 1
        && said
            .windows(parts.len())
            .any(|window| window == parts.as_slice())
}

#[cfg(test)]
mod tests {
    use super::{causes, names, speaks_of_any};
    use crate::protocol::Status;
    use crate::table::described::ErrorCause::{self, Exists, Malformed, Missing, Mistyped};

    fn check(code: u16, words: &str, expect: &[(ErrorCause, &str)]) {
        let found = causes(Status::new(code).unwrap(), words);
        let found: Vec<_> = found
            .iter()
            .map(|(cause, clause)| (*cause, clause.trim()))
            .collect();
        assert_eq!(found, expect, "{words}");
    }

    #[test]
    fn what_is_wrong_with_what_is_sent_is_said_in_a_clause() {
        for (words, cause) in [
            ("limit must be between 1 and 100", Malformed),
            ("an invalid limit", Malformed),
            ("the limit is out of range", Malformed),
            ("unknown sort", Malformed),
            ("the limit is not a number", Mistyped),
            (
                "the limit is not a whole number between 1 and 100",
                Malformed,
            ),
            ("the limit is greater than 100", Malformed),
            ("seats is negative", Malformed),
            ("the title is missing", Missing),
            ("limit is not given", Missing),
            ("a title is required", Missing),
            ("a field has the wrong type", Mistyped),
            ("a field isn't within its limits", Malformed),
            ("a parameter with any other value", Malformed),
            ("a field breaks its rule", Malformed),
            ("a parameter has an unusable value", Malformed),
            ("the validation failed", Malformed),
            ("`size` is none of the three sizes", Malformed),
            ("an option has a value that is not permitted", Malformed),
        ] {
            check(400, words, &[(cause, words)]);
            check(404, words, &[]);
        }
        for words in [
            "400 Bad Request",
            "the request cannot be read",
            "422 Unprocessable Content",
        ] {
            check(400, words, &[]);
        }
        check(
            400,
            "400: shelf is missing, or limit is not a whole number between 1 and 100",
            &[
                (Missing, "400: shelf is missing"),
                (
                    Malformed,
                    ", or limit is not a whole number between 1 and 100",
                ),
            ],
        );
        let outside = "a `limit` that is not an integer or is outside 1 to 100";
        check(400, outside, &[(Malformed, outside)]);
        check(
            422,
            "`limit` or `offset` is not a number",
            &[(Mistyped, "`limit` or `offset` is not a number")],
        );
        check(
            400,
            "missing or malformed title",
            &[
                (Missing, "missing or malformed title"),
                (Malformed, "missing or malformed title"),
            ],
        );
        check(
            400,
            "title, author or isbn is missing",
            &[(Missing, "title, author or isbn is missing")],
        );
    }

    #[test]
    fn a_name_is_said_as_it_is_written_or_by_its_words() {
        for (words, name, expect) in [
            ("`sail_number` is missing", "sail_number", true),
            ("a boat with this sail number", "sail_number", true),
            ("a boat with this Sail Number", "sailNumber", true),
            ("the number is missing", "sail_number", false),
            ("the Title is missing", "title", true),
            ("nothing is there in it", "in", false),
        ] {
            assert_eq!(names(words, name), expect, "{words}");
        }
    }

    #[test]
    fn a_conflict_is_with_what_is_there_already_where_words_say_so() {
        let is_so = |code: u16, words: &str| {
            let found = causes(Status::new(code).unwrap(), words);
            found.iter().any(|(cause, _)| *cause == Exists)
        };
        for words in [
            "409 Conflict: a desk with that number already exists.",
            "the name is taken (409)",
            "Duplicate shelf",
            "Conflito - a estante já existe",
            "another desk has this number already",
            "The number is already in use.",
            "A reader was already registered with that card.",
            "the boat is in the register already",
            "there already is a boat with this number",
            "the name is not unique",
            "409 if another hive already has the name",
            "another desk uses the same serial number",
        ] {
            assert!(is_so(409, words), "{words}");
            assert!(is_so(422, words) && !is_so(404, words), "{words}");
        }
        let words = "conflicts with an existing shelf";
        assert!(is_so(409, words) && !is_so(422, words));
        for words in [
            "409 Conflict",
            "the room does not exist",
            "the room doesn't exist already",
            "a sala não existe",
            "the desk is lent already",
            "the desk is already taken by another reader",
            "a newer version exists",
            "the id of a desk that exists (otherwise `422`, not `404`)",
            "a desk which exists",
            "the desk was already changed since",
            "a loan exists and is in progress",
            "the key was already used with different content",
            "the number exists in another room",
            "the kiln has already been lit",
            "the loan is in the oven already",
            "it has been approved already",
        ] {
            assert!(!is_so(409, words), "{words}");
        }
    }

    #[test]
    fn what_is_said_of_one_thing_is_said_of_no_other() {
        for words in [
            "the value of the `If-Match` header is malformed",
            "the If-Match value is malformed",
            "the value is invalid",
            "the token is no valid value",
            "the `size` parameter is out of range",
            "the sort field is unknown",
        ] {
            assert!(!speaks_of_any(words), "{words}");
        }
        for words in [
            "a parameter is malformed",
            "invalid parameter",
            "an invalid value",
            "one of the values is out of range",
            "a field has a value that is not allowed",
            "the input is not valid",
            "the validation failed",
            "any property is missing",
        ] {
            assert!(speaks_of_any(words), "{words}");
        }
    }

    #[test]
    fn a_comparison_goes_on_with_what_was_named() {
        for (clause, expect) in [
            (" empty or longer than 60 characters", true),
            (" too long", true),
            ("or above 9", true),
            (" negative", true),
            (" invalid JSON", false),
            ("`note` is too long", false),
            (" longer than `note`", false),
        ] {
            assert_eq!(super::compares(clause), expect, "{clause}");
        }
    }
}
