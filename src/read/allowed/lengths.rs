//! How long a text may be, in words: a number of characters, or one that is said to be of the length.

mod phrases;

pub(super) use phrases::UNITS;
use phrases::{
    BETWEEN, Bound, CONDITIONS, LENIENT, LONGEST, OF_A_PART, OF_PRESENCE, OF_SOME, OR_LESS,
    OR_MORE, REFUSED, SHORTEST, TEXTS, bound, is_beside,
};

use super::both::Both;
use super::bounds::{
    SAMPLES, Token, begins, is_denied_beyond, number_in, tokens, without_relative,
};
use super::{sentences, shortened};
use crate::table::allowed::{Allowed, Length};

/// How long a text may be, as words say; nothing where they say it twice in another way, or that longer ones are served.
/// `is_text` says that the page gives it that type.
#[must_use]
pub(crate) fn lengths_in(text: &str, is_text: bool) -> Allowed {
    let mut lengths = Both::default();
    for sentence in sentences(shortened(text)) {
        let lower = spelled_out(without_relative(sentence));
        let tokens = tokens(&lower);
        let words: Vec<&str> = tokens.iter().map(Token::text).collect();
        lengths.is_doubtful |= is_lenient(&lower);
        if words.iter().any(|word| CONDITIONS.contains(word)) {
            continue;
        }
        let sentence = Sentence {
            lower: &lower,
            words: &words,
            is_text,
        };
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let (least, most, end) = match (*token, words.get(at + 1), words.get(at + 2)) {
                (Token::Range(least, most, _), ..) => (Some(least), most, at + 1),
                (Token::Number(number, _), between, second) => {
                    let second = second.and_then(|word| number_in(word));
                    match second
                        .filter(|second| is_range(&words[..at], between) && number < *second)
                    {
                        Some(second) => (Some(number), second, at + 3),
                        None => (None, number, at + 1),
                    }
                }
                (Token::Word(word), ..) => {
                    lengths.read_joined(word, &words[at + 1..]);
                    at += 1;
                    continue;
                }
            };
            sentence.read((least, most), (at, end), &mut lengths);
            at = end;
        }
    }
    finish(&lengths)
}

/// Words in lower case, "can't" being "cannot".
fn spelled_out(text: &str) -> String {
    let lower = text.to_lowercase().replace('’', "'");
    lower.replace("can't", "cannot").replace("n't", " not")
}

/// Whether words say that a longer text is served, or that a bound is none that must be kept.
#[must_use]
pub(crate) fn is_lenient(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    let is_one = |word: &str| LENIENT.iter().any(|begin| word.starts_with(begin));
    words.any(is_one) || lower.contains("trimmed to ")
}

/// The lengths that words on an error say: those that were not kept ("is not 3 to 60 characters"), or what is beyond
/// them ("is longer than 60 characters").
#[must_use]
pub(crate) fn lengths_of_error(clause: &str) -> Allowed {
    let lower = spelled_out(clause);
    let tokens = tokens(&lower);
    let words: Vec<&str> = tokens.iter().map(Token::text).collect();
    if words
        .iter()
        .any(|word| matches!(*word, "not" | "must" | "outside" | "out"))
    {
        return match is_denied_beyond(&words) {
            true => Allowed::default(),
            false => lengths_in(clause, false),
        };
    }
    let mut lengths = Both::default();
    for (at, token) in tokens.iter().enumerate() {
        let Token::Number(number, _) = *token else {
            continue;
        };
        let before = &words[..at];
        let ends = |phrases: &[&[&str]]| phrases.iter().any(|phrase| before.ends_with(phrase));
        if !words.get(at + 1).is_some_and(|word| UNITS.contains(word)) {
            continue;
        }
        if ends(&[
            &["above"],
            &["exceeds"],
            &["longer", "than"],
            &["more", "than"],
            &["over"],
        ]) {
            lengths.at_most(number);
        } else if ends(&[
            &["below"],
            &["fewer", "than"],
            &["less", "than"],
            &["shorter", "than"],
            &["under"],
        ]) {
            lengths.at_least(number);
        }
    }
    finish(&lengths)
}

/// How long a text may be, as a cell says below a head such as "Max length".
#[must_use]
pub(crate) fn lengths_in_column(head: &str, cell: &str) -> Allowed {
    let head = head.to_lowercase();
    let head: Vec<&str> = head
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && *word != "characters")
        .collect();
    let said = match head.as_slice() {
        ["length"] if number_in(cell.trim()).is_none() => "length",
        // What is as long as that is no longer.
        ["length"] | ["max" | "maximum" | "maximal", "length" | "len"] | ["maxlength"] => {
            "maximum length"
        }
        ["min" | "minimum" | "minimal", "length" | "len"] | ["minlength"] => "minimum length",
        _ => return Allowed::default(),
    };
    lengths_in(&format!("{said} {cell}"), true)
}

/// Whether a number and another one behind a word are the ends of a range.
fn is_range(before: &[&str], between: Option<&&str>) -> bool {
    let is_between = before.last() == Some(&"between") && between == Some(&"and");
    let is_joined =
        between.is_some_and(|word| matches!(*word, "to" | "–" | "-" | ".." | "through"));
    is_between || is_joined
}

/// A sentence in which numbers may be lengths.
struct Sentence<'s> {
    lower: &'s str,
    words: &'s [&'s str],
    is_text: bool,
}

impl Sentence<'_> {
    /// Takes a number, or the ends of a range, that stands at a place and ends before another.
    fn read(&self, (least, most): (Option<i64>, i64), (at, end): (usize, usize), to: &mut Both) {
        let (before, behind) = (&self.words[..at], &self.words[end..]);
        let is_denied = before.ends_with(&["not", "limited", "to"]);
        let is_part = is_denied
            || before
                .iter()
                .rev()
                .take(2)
                .any(|word| OF_A_PART.contains(word));
        if is_part || before.iter().any(|word| SAMPLES.contains(word)) {
            return;
        }
        let is_at_most = || matches!(bound(before), Some(Bound::AtMost(_)));
        let is_whole = least.is_some() || is_at_most();
        let fillers = behind
            .iter()
            .take_while(|word| BETWEEN.contains(*word) || is_whole && OF_SOME.contains(*word));
        let behind_fillers = behind.get(fillers.count()..).unwrap_or_default();
        match behind_fillers.split_first() {
            Some((unit, rest)) if UNITS.contains(unit) => {
                self.counted((least, most), before, rest, to)
            }
            _ => self.of_length((least, most), before, behind, to),
        }
    }

    /// Takes a number of characters.
    fn counted(
        &self,
        (least, most): (Option<i64>, i64),
        before: &[&str],
        behind: &[&str],
        to: &mut Both,
    ) {
        let is_refused = || self.words.iter().any(|word| REFUSED.contains(word));
        let is_exact = || {
            let is_of_all = behind.starts_with(&["long"]) || behind.starts_with(&["in", "length"]);
            before.ends_with(&["exactly"]) || is_of_all && before.ends_with(&["must", "be"])
        };
        if let Some(least) = least {
            // "Empty or 2 to 100 characters".
            if !before.ends_with(&["empty", "or"]) {
                to.at_least(least);
            }
            to.at_most(most);
        } else if let Some(bound) = bound(before) {
            to.take(bound, most);
        } else if ends(before, LONGEST) || begins(behind, OR_LESS) {
            to.at_most(most);
        } else if ends(before, SHORTEST) || begins(behind, OR_MORE) {
            to.at_least(most);
        } else if before.ends_with(&["longer", "than"]) && is_refused() {
            to.at_most(most);
        } else if is_exact() {
            to.at_least(most);
            to.at_most(most);
        }
    }

    /// Takes a number without a unit where it is said to be of the length, or bounds a text right behind its type.
    fn of_length(
        &self,
        (least, most): (Option<i64>, i64),
        before: &[&str],
        behind: &[&str],
        to: &mut Both,
    ) {
        let is_first = || least.is_none() && is_counted(behind);
        if let Some(bound @ Bound::AtLeast(_)) = bound(before).filter(|_| is_first()) {
            return to.take(bound, most);
        }
        let is_end = |word: &&str| OF_PRESENCE.contains(word) || number_in(word).is_some();
        if !behind.first().is_none_or(is_end) {
            return;
        }
        if let Some(least) = least {
            let is_of_length = ["length", "len"].iter().any(|word| {
                let phrases: [&[&str]; 5] = [&[], &["of"], &["between"], &["from"], &["is"]];
                phrases.iter().any(|phrase| {
                    let rest = before.strip_suffix(*phrase);
                    rest.is_some_and(|rest| rest.last() == Some(word))
                })
            });
            if self.is_text && (is_of_length || is_of_type(before)) {
                to.at_least(least);
                to.at_most(most);
            }
            return;
        }
        if ends(before, LONGEST) {
            return to.at_most(most);
        }
        if ends(before, SHORTEST) {
            return to.at_least(most);
        }
        if !self.is_text {
            return;
        }
        if before
            .last()
            .is_some_and(|word| TEXTS.contains(word) && self.has_size(word, most))
        {
            return to.at_most(most);
        }
        let is_long = before.iter().rev().take(5).any(|word| *word == "length");
        let type_at = before.iter().rposition(|word| TEXTS.contains(word));
        let is_right_behind = type_at.is_some_and(|at| {
            let between = before.get(at + 1..).unwrap_or_default();
            between.len() <= MOST_BETWEEN && between.iter().all(|word| is_beside(word))
        });
        if let Some(bound) = bound(before).filter(|_| is_long || is_right_behind) {
            to.take(bound, most);
        }
    }

    /// Whether a type is written with its size: `varchar(80)`.
    fn has_size(&self, word: &str, size: i64) -> bool {
        self.lower.contains(&format!("{word}({size})"))
            || self.lower.contains(&format!("{word}[{size}]"))
    }
}

/// Whether words begin with the other bound of what is counted in characters: "at least 3 and at most 60 characters".
fn is_counted(behind: &[&str]) -> bool {
    let behind = match behind {
        ["and" | "but", rest @ ..] => rest,
        all => all,
    };
    let at = behind.iter().position(|word| number_in(word).is_some());
    at.is_some_and(|at| {
        let is_unit = behind.get(at + 1).is_some_and(|word| UNITS.contains(word));
        is_unit && matches!(bound(&behind[..at]), Some(Bound::AtMost(_)))
    })
}

/// The most words between a text's type and the number that bounds its length.
const MOST_BETWEEN: usize = 12;

/// Whether words end in a text's type, or in the other bound of one.
fn is_of_type(before: &[&str]) -> bool {
    let rest = before
        .iter()
        .rev()
        .find(|word| !OF_PRESENCE.contains(*word) && number_in(word).is_none());
    rest.is_some_and(|word| TEXTS.contains(word))
}

/// Whether words end in one of some phrases, with "is" or "of" behind it or without.
fn ends(before: &[&str], phrases: &[&[&str]]) -> bool {
    let bare = match before {
        [rest @ .., "is" | "of"] => rest,
        all => all,
    };
    phrases.iter().any(|phrase| bare.ends_with(phrase))
}

impl Both {
    /// Takes a number that is one word with its unit: "an 80-character limit".
    fn read_joined(&mut self, word: &str, behind: &[&str]) {
        let number = ["-character", "-char", "-byte", "-letter"]
            .iter()
            .find_map(|unit| number_in(word.strip_suffix(unit)?));
        if let Some(number) = number.filter(|_| begins(behind, OR_LESS)) {
            self.at_most(number);
        }
    }

    /// Takes the bound that words before a number say.
    fn take(&mut self, bound: Bound, number: i64) {
        match bound {
            Bound::AtMost(by) => self.at_most(number.saturating_add(by)),
            Bound::AtLeast(by) => self.at_least(number.saturating_add(by)),
        }
    }
}

/// How long a text is by what was found, where nothing speaks against it.
fn finish(found: &Both) -> Allowed {
    let length = |number: Option<i64>| number.and_then(|own| Length::try_from(own).ok());
    let is_any = |most: &Option<i64>| most.is_none_or(|most| most >= 1);
    let both = found.sure().filter(|(_, most)| is_any(most));
    let (least, most) = both.unwrap_or_default();
    Allowed {
        shortest: length(least),
        longest: length(most),
        ..Allowed::default()
    }
}

#[cfg(test)]
mod tests {
    use super::{lengths_in, lengths_in_column, lengths_of_error};

    #[test]
    fn lengths_are_counted_in_characters_or_said_to_be_lengths() {
        for (text, least, most) in [
            ("1 to 80 characters", Some(1), Some(80)),
            ("2–60 characters, where it was found", Some(2), Some(60)),
            ("The name, 3–60 chars, e.g. `Oak`", Some(3), Some(60)),
            ("between 3 and 60 characters long", Some(3), Some(60)),
            ("a string of 2–8 letters", Some(2), Some(8)),
            ("2-8 lowercase letters", Some(2), Some(8)),
            ("at most 1,024 characters", None, Some(1024)),
            ("Max. 40 chars.", None, Some(40)),
            ("no longer than 64 bytes", None, Some(64)),
            ("up to 500 unicode characters", None, Some(500)),
            ("It cannot exceed 100 characters.", None, Some(100)),
            ("must not be longer than 100 characters", None, Some(100)),
            ("limited to 100 characters", None, Some(100)),
            ("It can't be longer than 100 characters", None, Some(100)),
            ("cannot have fewer than 3 characters", Some(3), None),
            (
                "The name cannot contain more than 50 characters.",
                None,
                Some(50),
            ),
            ("must be longer than 3 characters", Some(4), None),
            ("empty or 2-100 characters", None, Some(100)),
            ("a text with at most 90 characters", None, Some(90)),
            ("fewer than 100 characters", None, Some(99)),
            ("not shorter than 3 characters", Some(3), None),
            ("at least 8 characters", Some(8), None),
            ("min 3, max 60 characters", Some(3), Some(60)),
            ("at least 3 and at most 60 characters", Some(3), Some(60)),
            (
                "at least 3 characters, at most 60 characters",
                Some(3),
                Some(60),
            ),
            ("maximum length: 50", None, Some(50)),
            ("Maximum length of 50.", None, Some(50)),
            ("minLength: 3, maxLength: 50", Some(3), Some(50)),
            ("80 characters or fewer", None, Some(80)),
            ("80 characters max", None, Some(80)),
            ("has an 80-character limit", None, Some(80)),
            ("exactly 6 characters", Some(6), Some(6)),
            ("must be 6 characters long", Some(6), Some(6)),
            (
                "Names longer than 80 characters are rejected",
                None,
                Some(80),
            ),
            ("at most 80 characters; longer ones are cut", None, None),
            ("truncated to 80 characters", None, None),
            ("should be at most 80 characters", None, None),
            ("at most 80 characters per line", None, None),
            ("at most 80 characters if it is private", None, None),
            ("the first 80 characters are shown", None, None),
            ("such as 3 to 4 characters", None, None),
            ("at least 2 uppercase letters", None, None),
            ("a 12-character id", None, None),
            ("1 to 80", None, None),
            ("at most 80", None, None),
            ("at most 80 pixels", None, None),
            ("a length of 5 to 80 cm", None, None),
            ("10 to 3 characters", None, None),
            ("at most 99999999999999 characters", None, None),
            ("", None, None),
        ] {
            let allowed = lengths_in(text, false);
            assert_eq!((allowed.shortest, allowed.longest), (least, most), "{text}");
        }
    }

    #[test]
    fn a_bound_right_behind_a_text_s_type_is_of_its_length() {
        for (text, least, most) in [
            ("(string, max 30)", None, Some(30)),
            ("string, 1-80", Some(1), Some(80)),
            ("string, required, up to 80", None, Some(80)),
            ("string, min 3, max 60", Some(3), Some(60)),
            ("varchar(255)", None, Some(255)),
            ("length: 3 to 60", Some(3), Some(60)),
            ("the length must not exceed 60", None, Some(60)),
            ("string, up to 30 days back", None, None),
            ("string. A share of the price, at most 30", None, None),
            ("a number from 1 to 80", None, None),
        ] {
            let allowed = lengths_in(text, true);
            assert_eq!((allowed.shortest, allowed.longest), (least, most), "{text}");
        }
    }

    #[test]
    fn a_column_of_lengths_says_them() {
        for (head, cell, least, most) in [
            ("Length", "1-80", Some(1), Some(80)),
            ("Length", "80", None, Some(80)),
            ("Max. length", "80", None, Some(80)),
            ("Min length", "3", Some(3), None),
            ("Max length (characters)", "1,024", None, Some(1024)),
            ("Length", "–", None, None),
            ("Size", "80", None, None),
        ] {
            let allowed = lengths_in_column(head, cell);
            let own = (allowed.shortest, allowed.longest);
            assert_eq!(own, (least, most), "{head} {cell}");
        }
    }

    #[test]
    fn an_error_says_lengths_or_what_is_beyond_them() {
        for (text, least, most) in [
            ("the title has more than 80 characters", None, Some(80)),
            ("`name` is longer than 80 characters", None, Some(80)),
            ("`name` is shorter than 3 characters", Some(3), None),
            ("`name` is not 3 to 60 characters long", Some(3), Some(60)),
            ("`name` must be at most 60 characters", None, Some(60)),
            ("`limit` is above 80", None, None),
            ("`name` is too long", None, None),
        ] {
            let allowed = lengths_of_error(text);
            assert_eq!((allowed.shortest, allowed.longest), (least, most), "{text}");
        }
    }
}
