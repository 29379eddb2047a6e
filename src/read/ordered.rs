//! Words that say in which order a list comes: "sorted by `name`", "newest first". What depends on something, or may be
//! of another list, is not read.

use crate::table::{Direction, Order};

/// A word of a sentence, or a name that is set apart in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    /// As it is written.
    pub text: &'a str,
    /// Whether it is set apart as code.
    pub is_code: bool,
    /// Whether a comma, a colon, a bracket or alike stands before it.
    pub is_apart: bool,
}

/// Words beside which an order is said of some requests only, or of none.
const UNSURE: &[&str] = &[
    "any",
    "arbitrary",
    "can",
    "cannot",
    "could",
    "if",
    "may",
    "might",
    "never",
    "no",
    "nor",
    "not",
    "or",
    "otherwise",
    "particular",
    "unordered",
    "unsorted",
    "unspecified",
    "when",
    "whether",
];

/// Words behind which what is said holds of a request with something of its own.
const ASKING: &[&str] = &[
    "add", "give", "pass", "send", "set", "specify", "supply", "to", "use", "using", "with",
];

/// Words for what is in an order.
const SORTED: &[&str] = &["arranged", "order", "ordered", "sort", "sorted", "sorts"];

/// Words between one for an order and that by which it goes.
const BETWEEN: &[&str] = &[
    "and", "always", "are", "default", "is", "it", "its", "of", "their", "the", "they",
];

/// Words for both ways, alone.
const UP: &[&str] = &[
    "alphabetical",
    "alphabetically",
    "asc",
    "ascending",
    "chronological",
    "chronologically",
    "increasing",
];
const DOWN: &[&str] = &["decreasing", "desc", "descending", "reverse"];

/// Words for both ways before "first".
const UP_FIRST: &[&str] = &[
    "cheapest", "earliest", "least", "lightest", "lowest", "nearest", "oldest", "shortest",
    "smallest", "soonest",
];
const DOWN_FIRST: &[&str] = &[
    "biggest", "greatest", "heaviest", "highest", "largest", "last", "latest", "longest", "most",
    "newest", "recent",
];

/// Of these, those that say by what it goes.
const OF_TIME: &[&str] = &[
    "earliest", "latest", "newest", "oldest", "recent", "recently",
];

/// Words for when something was made.
const MAKING: &[&str] = &[
    "added",
    "created",
    "creation",
    "inserted",
    "insertion",
    "made",
    "recorded",
    "registered",
];

/// Words behind which nothing more is said of that by which it goes.
const ENDS: &[&str] = &["and", "from", "in", "order", "then", "unless", "within"];

/// Words for those that come to the same.
const EQUAL: &[&str] = &["equal", "equals", "identical", "same", "tie", "ties"];

/// The most words of a sentence that are looked at.
const LONGEST: usize = 80;

/// The order that a sentence says; none where it says two, or not for sure.
#[must_use]
pub(crate) fn ordered(sentence: &[Token<'_>]) -> Option<Order> {
    let sentence = sentence.get(..LONGEST.min(sentence.len()))?;
    let words: Vec<String> = sentence.iter().map(Token::word).collect();
    let is_any = |listed: &[&str]| words.iter().any(|word| listed.contains(&word.as_str()));
    let begins = words.first().map(String::as_str).unwrap_or_default();
    if is_any(UNSURE) || ASKING.contains(&begins) {
        return None;
    }
    let line = Line {
        tokens: sentence,
        words: &words,
    };
    match line.key() {
        Some((by, behind)) => {
            let said = line.direction(behind).or_else(|| line.direction(0));
            // "youngest first": which way that goes hangs on what it is of.
            let is_open = said.is_none() && words.iter().any(|word| word == "first");
            let direction = said.unwrap_or(Direction::Ascending);
            (!is_open).then_some(Order { by, direction })
        }
        None => line.by_time(),
    }
}

impl Token<'_> {
    /// The word in lower case; nothing where it is a name.
    fn word(&self) -> String {
        match self.is_code {
            true => String::new(),
            false => self.text.to_lowercase(),
        }
    }

    /// The name, where it is one of a member.
    fn name(&self) -> Option<&str> {
        let is_name = |text: &str| {
            let mut chars = text.chars();
            text.starts_with(|c: char| c.is_alphabetic() || c == '_')
                && chars.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
        };
        (self.is_code && is_name(self.text)).then_some(self.text)
    }
}

struct Line<'t> {
    tokens: &'t [Token<'t>],
    words: &'t [String],
}

impl Line<'_> {
    fn word(&self, at: usize) -> &str {
        self.words.get(at).map(String::as_str).unwrap_or_default()
    }

    /// By what the order goes, and where that ends: `None` in it for when things were made.
    fn key(&self) -> Option<(Option<String>, usize)> {
        // "with the earliest `due_on` first"
        let first = (1..self.words.len()).filter(|at| self.word(*at) == "first");
        let mut named = first.filter_map(|at| {
            let name = self.tokens.get(at - 1)?.name()?;
            let way = at.checked_sub(2).map(|at| self.word(at))?;
            let is_way = UP_FIRST.contains(&way) || DOWN_FIRST.contains(&way);
            is_way.then(|| (Some(name.to_owned()), at - 2))
        });
        if let Some(found) = named.next() {
            return Some(found);
        }
        // What decides between those that are equal is no order of all.
        let equal = self
            .words
            .iter()
            .position(|word| EQUAL.contains(&word.as_str()));
        let end = equal.unwrap_or(self.words.len());
        (0..end).find_map(|at| match self.word(at) {
            "by" if self.speaks_of_order(at) => self.named(at + 1),
            "order" => {
                let is_of = matches!(self.word(at + 1), "of" | "in");
                match is_of {
                    true => self.named(at + 2),
                    false => self.named_before(at),
                }
            }
            _ => None,
        })
    }

    /// Whether the "by" at a place is one of an order: a word for one stands before it, or a way behind what it names.
    fn speaks_of_order(&self, by: usize) -> bool {
        let before = (0..by).rev().find(|at| !BETWEEN.contains(&self.word(*at)));
        let is_sorted = before.is_some_and(|at| {
            let word = self.word(at);
            SORTED.contains(&word) || UP.contains(&word) || DOWN.contains(&word)
        });
        is_sorted || self.direction(by + 1).is_some()
    }

    /// What is named at a place: a member, words for one, or the making of things.
    fn named(&self, from: usize) -> Option<(Option<String>, usize)> {
        let is_filler = |at: &usize| {
            let word = self.word(*at);
            matches!(word, "the" | "their" | "its" | "which" | "they" | "were")
                || UP.contains(&word)
                || DOWN.contains(&word)
        };
        let start = (from..self.tokens.len()).find(|at| !is_filler(at))?;
        if let Some(name) = self.tokens.get(start)?.name() {
            return Some((Some(name.to_owned()), start + 1));
        }
        let is_part = |at: &usize| {
            let is_new = *at > start && self.tokens[*at].is_apart;
            let word = self.word(*at);
            !is_new
                && !word.is_empty()
                && !ENDS.contains(&word)
                && !UP.contains(&word)
                && !DOWN.contains(&word)
                && self.word(*at + 1) != "first"
        };
        let end = (start..self.tokens.len()).find(|at| !is_part(at));
        let end = end.unwrap_or(self.tokens.len());
        let words = self.words.get(start..end)?;
        let is_of_making = words.iter().any(|word| MAKING.contains(&word.as_str()));
        match words {
            [] => None,
            _ if is_of_making => Some((None, end)),
            [_] | [_, _] => Some((Some(words.join("_")), end)),
            _ => None,
        }
    }

    /// What stands right before "order": "in `name` order".
    fn named_before(&self, order: usize) -> Option<(Option<String>, usize)> {
        let before = order.checked_sub(1)?;
        let is_in = (order.saturating_sub(3)..before).any(|at| self.word(at) == "in");
        let name = self.tokens.get(before)?.name().filter(|_| is_in)?;
        Some((Some(name.to_owned()), order + 1))
    }

    /// Which way it goes, as the words from a place on say.
    fn direction(&self, from: usize) -> Option<Direction> {
        (from..self.words.len()).find_map(|at| {
            let word = self.word(at);
            let far = if word == "most" { 4 } else { 2 };
            let is_first = (at + 1..=at + far).any(|next| self.word(next) == "first");
            match (UP.contains(&word), DOWN.contains(&word)) {
                // "in reverse alphabetical order"
                (true, _) if self.has_reverse_before(at) => Some(Direction::Descending),
                (true, _) => Some(Direction::Ascending),
                (_, true) => Some(Direction::Descending),
                _ if is_first && UP_FIRST.contains(&word) => Some(Direction::Ascending),
                _ if is_first && DOWN_FIRST.contains(&word) => Some(Direction::Descending),
                _ => None,
            }
        })
    }

    fn has_reverse_before(&self, at: usize) -> bool {
        at > 0 && self.word(at - 1) == "reverse"
    }

    /// The order of what was made: "newest first", "in the order in which they were made".
    fn by_time(&self) -> Option<Order> {
        let first = (1..self.words.len()).find(|at| self.word(*at) == "first")?;
        let said = (first.saturating_sub(3)..first).rev();
        let word = said
            .map(|at| self.word(at))
            .find(|word| OF_TIME.contains(word))?;
        let direction = match UP_FIRST.contains(&word) {
            true => Direction::Ascending,
            false => Direction::Descending,
        };
        Some(Order {
            by: None,
            direction,
        })
    }
}

/// Adds the words of a text that is set as it is.
pub(crate) fn tokens_of<'a>(text: &'a str, all: &mut Vec<Token<'a>>) {
    let mut is_apart = false;
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '\'' | '’');
    let mut rest = text;
    while let Some(start) = rest.find(is_word) {
        let gap = rest.get(..start).unwrap_or_default();
        is_apart |= gap.contains([',', ':', '(', ')', '–', '—', ';']);
        rest = rest.get(start..).unwrap_or_default();
        let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
        let text = rest.get(..end).unwrap_or_default();
        all.push(Token {
            text,
            is_code: false,
            is_apart,
        });
        is_apart = false;
        rest = rest.get(end..).unwrap_or_default();
    }
}

/// The words of a text in whose source names stand between backticks.
#[must_use]
pub(crate) fn tokens_in(text: &str) -> Vec<Token<'_>> {
    let mut all = Vec::new();
    for (at, text) in text.split('`').enumerate() {
        match at % 2 {
            0 => tokens_of(text, &mut all),
            _ => all.push(Token {
                text,
                is_code: true,
                is_apart: false,
            }),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::{ordered, tokens_in};
    use crate::table::words::Words as _;

    #[test]
    fn an_order_is_said_in_many_words() {
        for (said, expect) in [
            ("Sorted by `sku`.", "by sku, ascending"),
            (
                "Desks are ordered by `name`, then by `id`",
                "by name, ascending",
            ),
            (
                "They are sorted by name in descending order",
                "by name, descending",
            ),
            ("in descending order of `weight`", "by weight, descending"),
            ("in order of their `number`", "by number, ascending"),
            ("in `slot` order", "by slot, ascending"),
            ("`loans`: the loans, newest first", "newest first"),
            ("the most recently made first", "newest first"),
            (
                "All loans, by `due_on`, latest first",
                "by due_on, descending",
            ),
            ("Loans come oldest first.", "oldest first"),
            ("in the order in which they were made", "oldest first"),
            ("ordered by creation time, newest first", "newest first"),
            ("in reverse chronological order of creation", "newest first"),
            (
                "The list is in alphabetical order of `title`",
                "by title, ascending",
            ),
            ("Sorted alphabetically by `title`", "by title, ascending"),
            (
                "`GET /desks` sorts by `label`, ascending, ignoring case",
                "by label, ascending",
            ),
            (
                "`GET /desks` shows the most recently made desk first",
                "newest first",
            ),
            (
                "They come with the earliest `due_on` first (equal days by ascending `id`)",
                "by due_on, ascending",
            ),
            (
                "They come latest `due_on` first; equal dates are ordered by `id`",
                "by due_on, descending",
            ),
            (
                "sorted by `made_on`, newest cheese first",
                "by made_on, descending",
            ),
            ("By default sorted by `title`", "by title, ascending"),
            (
                "A list, sorted by `title` unless `sort` says so",
                "by title, ascending",
            ),
        ] {
            let found = ordered(&tokens_in(said)).map(|order| order.words());
            assert_eq!(found.as_deref(), Some(expect), "{said}");
        }
        for said in [
            "The order of the desks is not defined",
            "in no particular order",
            "With `sort=name` they are sorted by `name`",
            "They can be sorted by `name`",
            "Sorted by `name` if `sort` is given",
            "Sorted by `name` or `id`",
            "sorted by `made_on`, youngest cheese first",
            "Desks that are equal in this are put in ascending order of `id`",
            "Among those with the same name, the order is by `id`",
            "An order is made by the reader",
            "Made by the reader, who comes first",
            "The order of a reader is served first",
            "Send the newest first",
            "The total of the order",
            "The first of the newest",
        ] {
            assert_eq!(ordered(&tokens_in(said)), None, "{said}");
        }
    }
}
