//! Bounds of a number in words, signs and ranges.

use super::both::Both;
use super::lengths::UNITS;
use super::{sentences, shortened};
use crate::table::allowed::Allowed;

/// Whether a word behind a number makes it the length of a text.
#[must_use]
pub(crate) fn is_of_text(word: &str) -> bool {
    UNITS.contains(&word) || matches!(word, "digits" | "words")
}

/// Beginnings of words by which a value beyond a bound is served as another.
const LENIENT: &[&str] = &[
    "cap",
    "clamp",
    "clip",
    "ignor",
    "lower",
    "reduc",
    "round",
    "silent",
    "trim",
    "truncat",
    "recommend",
    "typical",
    "usual",
    "instead",
];

/// Words by which a bound is one of some calls only.
const CONDITIONS: &[&str] = &["depending", "if", "per", "unless", "when", "where", "with"];

/// Words behind "per" of what one call is answered with: the number is of each.
const OF_CALLS: &[&str] = &[
    "answer", "call", "page", "query", "reply", "request", "response", "result", "set",
];

/// Words by which numbers are some of all.
pub(super) const SAMPLES: &[&str] = &["e.g", "eg", "example", "instance", "like", "such"];

/// Words before a number that bound it from above, each with how far the bound is beyond it.
const BELOW: &[(&[&str], i64)] = &[
    (&["at", "most"], 0),
    (&["no", "more", "than"], 0),
    (&["not", "more", "than"], 0),
    (&["up", "to"], 0),
    (&["maximum"], 0),
    (&["maximum", "is"], 0),
    (&["maximum", "of"], 0),
    (&["maximum", "value"], 0),
    (&["maximum", "value", "is"], 0),
    (&["max"], 0),
    (&["≤"], 0),
    (&["<="], 0),
    (&["not", "exceed"], 0),
    (&["less", "than", "or", "equal", "to"], 0),
    (&["<"], -1),
    (&["less", "than"], -1),
    (&["smaller", "than"], -1),
];

/// Words before a number that bound it from below.
const ABOVE: &[(&[&str], i64)] = &[
    (&["at", "least"], 0),
    (&["starting", "at"], 0),
    (&["starting", "from"], 0),
    (&["starts", "at"], 0),
    (&["no", "less", "than"], 0),
    (&["not", "less", "than"], 0),
    (&["minimum"], 0),
    (&["minimum", "is"], 0),
    (&["minimum", "of"], 0),
    (&["minimum", "value"], 0),
    (&["minimum", "value", "is"], 0),
    (&["min"], 0),
    (&["≥"], 0),
    (&[">="], 0),
    (&["greater", "than", "or", "equal", "to"], 0),
    (&[">"], 1),
    (&["greater", "than"], 1),
    (&["larger", "than"], 1),
    (&["more", "than"], 1),
];

/// Words behind a number that bound it from above, and from below.
const OR_LESS: &[&[&str]] = &[
    &["at", "most"],
    &["or", "fewer"],
    &["or", "less"],
    &["max"],
    &["maximum"],
];
const OR_MORE: &[&[&str]] = &[
    &["at", "least"],
    &["or", "greater"],
    &["or", "more"],
    &["min"],
    &["minimum"],
];

/// Words behind "if" by which something is not there, and those behind "if not" by which it is.
const LEFT_OUT: &[&str] = &[
    "absent",
    "left",
    "missing",
    "none",
    "omitted",
    "unset",
    "unspecified",
];
const GIVEN: &[&str] = &[
    "given",
    "passed",
    "present",
    "provided",
    "sent",
    "set",
    "specified",
    "stated",
    "supplied",
];

/// Whether words begin with "if it is left out", "when not given" or the like: what holds then is no condition of a bound.
fn is_left_out(words: &[&str]) -> bool {
    let Some((&("if" | "unless" | "when" | "where"), rest)) = words.split_first() else {
        return false;
    };
    let mut rest = rest
        .iter()
        .skip_while(|word| matches!(**word, "it" | "this" | "is"));
    match rest.next() {
        Some(&("not" | "isn't")) => rest.next().is_some_and(|word| GIVEN.contains(word)),
        // Who does not say it, or leaves it out: what else somebody does makes a condition.
        Some(&"you") => match rest.next() {
            Some(&("leave" | "omit")) => rest.next() == Some(&"it"),
            Some(&"do" | &"don") => {
                let is_not = rest.next().is_some_and(|word| matches!(*word, "not" | "t"));
                let says = [
                    "give", "pass", "provide", "say", "send", "set", "specify", "supply",
                ];
                is_not && rest.next().is_some_and(|word| says.contains(word))
            }
            Some(_) | None => false,
        },
        Some(word) => {
            let is_given = words[0] == "unless" && GIVEN.contains(word);
            LEFT_OUT.contains(word) || is_given && rest.next() != Some(&"by")
        }
        None => false,
    }
}

/// Words behind ", where" by which a bound is one of some calls only, or none.
const LIMITING: &[&str] = &[
    "cut", "exceed", "higher", "if", "larger", "less", "longer", "lower", "may", "more", "no",
    "not", "only", "shorter", "smaller", "t", "unless",
];

/// A sentence without what is behind ", where" and tells more of what it names: "2 to 60, where it was found".
pub(super) fn without_relative(sentence: &str) -> &str {
    let end = [", where ", ", which "]
        .iter()
        .filter_map(|word| sentence.find(word))
        .min();
    let kept = sentence
        .get(..end.unwrap_or(sentence.len()))
        .unwrap_or_default();
    let behind = sentence.get(kept.len()..).unwrap_or_default();
    let lower = behind.to_lowercase();
    let mut words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let limits = words.any(|word| {
        LENIENT.iter().any(|begin| word.starts_with(begin)) || LIMITING.contains(&word)
    });
    // A second number may be a bound of its own, and some words take the first one back.
    match limits || behind.contains(|c: char| c.is_ascii_digit()) {
        true => sentence,
        false => kept,
    }
}

/// The bounds of a number that words say, where they say none twice in another way, and nothing of values beyond them.
#[must_use]
pub(crate) fn bounds_in(text: &str, is_number: bool) -> Allowed {
    let mut bounds = Both::default();
    for sentence in sentences(shortened(text)) {
        let lower = without_relative(sentence).to_lowercase();
        let tokens = tokens(&lower);
        let words: Vec<&str> = tokens.iter().map(Token::text).collect();
        let is_lenient = |word: &&str| LENIENT.iter().any(|begin| word.starts_with(begin));
        if words.iter().any(is_lenient) {
            bounds.is_doubtful = true;
        }
        let limits = |(at, word): (usize, &&str)| {
            let next = words.get(at + 1).copied().unwrap_or_default();
            let is_of_call = *word == "per" && OF_CALLS.contains(&next);
            let is_bound = CONDITIONS.contains(word) && !is_of_call && !is_left_out(&words[at..]);
            is_bound || SAMPLES.contains(word)
        };
        if words.iter().enumerate().any(limits) {
            continue;
        }
        for (at, token) in tokens.iter().enumerate() {
            bounds.read(token, &words, at);
        }
        let is_not_negative = words.ends_with(&["not", "be", "negative"])
            || words
                .iter()
                .any(|word| matches!(*word, "non-negative" | "nonnegative"));
        if is_number && is_not_negative {
            bounds.least.get_or_insert(0);
        }
        let is_positive = words.windows(2).any(|pair| {
            pair[0] == "positive" && matches!(pair[1], "int" | "integer" | "number" | "whole")
        });
        if is_number && is_positive && !words.contains(&"negative") {
            bounds.least.get_or_insert(1);
        }
    }
    finish(&bounds)
}

/// The bounds that words on an error say: those that were not kept ("is not between 1 and 9"), or what is beyond them
/// ("is above 9").
#[must_use]
pub(crate) fn bounds_of_error(clause: &str) -> Allowed {
    let lower = clause.to_lowercase();
    let tokens = tokens(&lower);
    let words: Vec<&str> = tokens.iter().map(Token::text).collect();
    if words
        .iter()
        .any(|word| matches!(*word, "not" | "must" | "outside" | "out"))
    {
        return match is_denied_beyond(&words) {
            true => Allowed::default(),
            false => bounds_in(clause, false),
        };
    }
    let mut bounds = Both::default();
    for (at, token) in tokens.iter().enumerate() {
        let Token::Number(number, _) = *token else {
            continue;
        };
        let behind = words.get(at + 1).copied().unwrap_or_default();
        let before = &words[..at];
        let ends = |phrases: &[&[&str]]| phrases.iter().any(|phrase| before.ends_with(phrase));
        if is_of_text(behind) {
            bounds.is_doubtful = true;
        } else if ends(&[
            &["above"],
            &["over"],
            &["exceeds"],
            &["greater", "than"],
            &["larger", "than"],
            &["more", "than"],
        ]) {
            bounds.at_most(number);
        } else if ends(&[
            &["below"],
            &["under"],
            &["less", "than"],
            &["smaller", "than"],
            &["fewer", "than"],
        ]) {
            bounds.at_least(number);
        }
    }
    if words.contains(&"negative") {
        bounds.at_least(0);
    }
    finish(&bounds)
}

/// Whether words on an error deny that something is beyond a bound, "is not longer than", which turns the bound round;
/// what "must not be" beyond it does not.
pub(super) fn is_denied_beyond(words: &[&str]) -> bool {
    let obliges = [
        "can", "could", "has", "have", "may", "must", "shall", "should",
    ];
    let is_beyond = |two: &[&str]| {
        two.iter().skip(1).any(|word| {
            let compares = [
                "above", "below", "exceed", "fewer", "greater", "larger", "less", "longer", "more",
                "over", "shorter", "smaller", "under",
            ];
            compares.contains(word)
        })
    };
    let denied = words.iter().enumerate().any(|(at, word)| {
        *word == "not" && is_beyond(words.get(at..words.len().min(at + 3)).unwrap_or_default())
    });
    denied && !words.iter().any(|word| obliges.contains(word))
}

impl Both {
    fn read(&mut self, token: &Token<'_>, words: &[&str], at: usize) {
        let behind = words.get(at + 1).copied().unwrap_or_default();
        let before = &words[..at];
        match *token {
            // "0-3, 0,1" are samples of lists.
            Token::Range(least, most, _) if !is_of_text(behind) && number_in(behind).is_none() => {
                self.at_least(least);
                self.at_most(most);
            }
            Token::Number(number, _) if !is_of_text(behind) => {
                let second = words.get(at + 2).and_then(|word| number_in(word));
                let unit = words.get(at + 3).copied().unwrap_or_default();
                let is_between = before.last() == Some(&"between") && behind == "and";
                let is_range = is_between || matches!(behind, "to" | "–" | "-" | ".." | "through");
                if let Some(second) = second.filter(|_| is_range) {
                    if !is_of_text(unit) && number < second {
                        self.at_least(number);
                        self.at_most(second);
                    }
                    return;
                }
                let is_second = before.len() >= 2
                    && matches!(before[at - 1], "and" | "to" | "–" | "-" | ".." | "through")
                    && number_in(before[at - 2]).is_some();
                if is_second {
                    return;
                }
                if let Some(by) = ending(before, BELOW) {
                    self.at_most(number.saturating_add(by));
                } else if let Some(by) = ending(before, ABOVE) {
                    self.at_least(number.saturating_add(by));
                } else if begins(&words[at + 1..], OR_LESS) {
                    self.at_most(number);
                } else if begins(&words[at + 1..], OR_MORE) {
                    self.at_least(number);
                }
            }
            Token::Range(..) | Token::Number(..) | Token::Word(_) => {}
        }
    }
}

/// The bounds of a number, where nothing speaks against them.
fn finish(found: &Both) -> Allowed {
    let (minimum, maximum) = found.sure().unwrap_or_default();
    Allowed {
        minimum,
        maximum,
        ..Allowed::default()
    }
}

/// How far beyond a number the bound is that the longest of some phrases before it says.
fn ending(before: &[&str], phrases: &[(&[&str], i64)]) -> Option<i64> {
    let found = phrases
        .iter()
        .filter(|(phrase, _)| before.ends_with(phrase));
    let (phrase, by) = found.max_by_key(|(phrase, _)| phrase.len())?;
    // "No more than" and "not less than" are of the other bound.
    let rest = &before[..before.len() - phrase.len()];
    let is_denied = matches!(rest.last(), Some(&("no" | "not")));
    (!is_denied).then_some(*by)
}

/// Whether words begin with a phrase that no other number stands behind.
pub(super) fn begins(behind: &[&str], phrases: &[&[&str]]) -> bool {
    phrases.iter().any(|phrase| {
        let next = behind.get(phrase.len()).and_then(|word| number_in(word));
        behind.starts_with(phrase) && next.is_none()
    })
}

/// A word of a sentence.
#[derive(Clone, Copy)]
pub(super) enum Token<'t> {
    Word(&'t str),
    Number(i64, &'t str),
    Range(i64, i64, &'t str),
}

impl<'t> Token<'t> {
    pub(super) fn text(&self) -> &'t str {
        match self {
            Self::Word(text) | Self::Number(_, text) | Self::Range(_, _, text) => text,
        }
    }
}

/// The words of a sentence in lower case, numbers and ranges such as `1-100` being one each.
pub(super) fn tokens(lower: &str) -> Vec<Token<'_>> {
    let is_around = |c: char| {
        matches!(
            c,
            '(' | ')' | '[' | ']' | ',' | ';' | ':' | '`' | '"' | '\'' | '*' | '?' | '!' | '='
        )
    };
    let signs = lower.contains(['<', '>']);
    let words = lower.split_whitespace().flat_map(|word| {
        // "<=100" is a sign and a number; "=" alone stands between a name and its value.
        let end = match signs {
            true => word.len() - word.trim_start_matches(['<', '>', '=', '≤', '≥']).len(),
            false => word.len() - word.trim_start_matches(['≤', '≥']).len(),
        };
        let (sign, rest) = word.split_at(end);
        std::iter::once(sign).chain(split_numbers(rest, is_around))
    });
    let words = words.filter(|word| !word.is_empty());
    let tokens = words.map(|word| match (number_in(word), range_in(word)) {
        (Some(number), _) => Token::Number(number, word),
        (None, Some((least, most))) => Token::Range(least, most, word),
        (None, None) => Token::Word(word),
    });
    tokens.collect()
}

/// The parts of a word between marks; a comma between groups of digits is none.
fn split_numbers(
    word: &str,
    is_around: impl Fn(char) -> bool + Copy,
) -> impl Iterator<Item = &str> {
    let bare = word.trim_matches(is_around).trim_end_matches('.');
    let is_one = number_in(bare).is_some();
    let parts: Vec<&str> = match is_one {
        true => vec![bare],
        false => bare.split(is_around).collect(),
    };
    parts.into_iter()
}

/// A whole number, with commas between groups of three digits or without.
pub(super) fn number_in(word: &str) -> Option<i64> {
    let digits = word.strip_prefix('-').unwrap_or(word);
    let mut groups = digits.split(',');
    let first = groups.next()?;
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_grouped = is_digits(first) && groups.all(|group| group.len() == 3 && is_digits(group));
    is_grouped
        .then(|| word.replace(',', "").parse().ok())
        .flatten()
}

/// A range that is written as one word; a date is none.
fn range_in(word: &str) -> Option<(i64, i64)> {
    let mut found = ["..=", "...", "..", "–", "-", "…"].into_iter();
    let (least, most) = found.find_map(|between| word.split_once(between))?;
    let (least, most) = (number_in(least)?, number_in(most)?);
    (least < most).then_some((least, most))
}

#[cfg(test)]
mod tests {
    use super::{bounds_in, bounds_of_error};

    #[test]
    fn bounds_are_said_in_words_signs_and_ranges() {
        for (text, least, most) in [
            ("integer, 1 to 100", Some(1), Some(100)),
            (" – between 1 and 1,000, 20 by default", Some(1), Some(1000)),
            ("(integer, 1-100) how many", Some(1), Some(100)),
            ("1–50", Some(1), Some(50)),
            ("1..50", Some(1), Some(50)),
            ("how many, at most 50", None, Some(50)),
            ("No more than 50.", None, Some(50)),
            ("default 20, max. 100.", None, Some(100)),
            ("default 20, max 100", None, Some(100)),
            ("Maximum: 100. Default: 20", None, Some(100)),
            ("a number up to 200", None, Some(200)),
            ("must be >= 1 and <= 40", Some(1), Some(40)),
            ("must not exceed 40", None, Some(40)),
            ("greater than 0", Some(1), None),
            ("not less than 5", Some(5), None),
            ("not more than 5", None, Some(5)),
            ("at least 1", Some(1), None),
            ("1 or more", Some(1), None),
            ("the page, starting at 1", Some(1), None),
            ("100 at most", None, Some(100)),
            (
                "how many desks you want per page, 1 to 100",
                Some(1),
                Some(100),
            ),
            ("entries per page (1-100)", Some(1), Some(100)),
            ("per page, at most 100", None, Some(100)),
            (
                "the most entries to be returned, 1 to 50; 20 if not given.",
                Some(1),
                Some(50),
            ),
            ("1 to 50, 20 if it is left out", Some(1), Some(50)),
            ("1 to 50, 20 if you omit it", Some(1), Some(50)),
            ("1 to 50 if not an admin", None, None),
            ("1 to 40, 15 if you don't say", Some(1), Some(40)),
            ("2 to 60, where it was found", Some(2), Some(60)),
            ("at most 100, where 50 is usual", None, None),
            ("1 to 100, where higher values are clamped", None, None),
            ("at most 50 if you do not have a paid plan", None, None),
            ("1 to 50 when you do a search", None, None),
            ("at most 100 if you leave `full` out", None, None),
            ("1 to 50 unless set by an admin", None, None),
            ("at most 100 per reader", None, None),
            ("a name of 3 to 20 characters", None, None),
            ("at most 64 characters", None, None),
            ("at most 100; larger values are capped", None, None),
            ("at most 100 for readers, at most 500 for staff", None, None),
            ("at most 100 if it is given with `q`", None, None),
            ("such as 2026-01-05", None, None),
            ("the cores that may be used (e.g., `0-3`)", None, None),
            ("the cores that may be used (0-3, 0,1)", None, None),
            ("the number of shelves, 20 by default", None, None),
            ("", None, None),
        ] {
            let allowed = bounds_in(text, false);
            assert_eq!((allowed.minimum, allowed.maximum), (least, most), "{text}");
        }
        assert_eq!(bounds_in("a positive integer", true).minimum, Some(1));
        let any = "the number of rows (positive, negative or 0)";
        assert_eq!(bounds_in(any, true).minimum, None);
    }

    #[test]
    fn an_error_says_bounds_or_what_is_beyond_them() {
        for (text, least, most) in [
            ("`limit` is not between 1 and 100", Some(1), Some(100)),
            ("limit must be at most 50", None, Some(50)),
            ("limit is above 50", None, Some(50)),
            ("limit is less than 1", Some(1), None),
            ("seats is negative", Some(0), None),
            ("the title has more than 80 characters", None, None),
            ("limit is not a number", None, None),
        ] {
            let allowed = bounds_of_error(text);
            assert_eq!((allowed.minimum, allowed.maximum), (least, most), "{text}");
        }
    }
}
