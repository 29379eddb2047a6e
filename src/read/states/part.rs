//! What words a part of a sentence has: who it speaks of, what it lets and forbids, and how it ends.

use super::frame::Group;
use crate::protocol::words::words_of;

pub(super) const BETWEEN: &[&str] = &[",", "/", "or", "and", "nor", "either", "already"];
pub(super) const ADVERBS: &[&str] = &["already", "still", "currently", "now", "also", "fully"];
pub(super) const ARTICLES: &[&str] = &[
    "a", "an", "the", "this", "that", "its", "such", "each", "any", "every", "your",
];
pub(super) const OF_STATE: &[&str] = &["state", "states", "status", "statuses", "phase"];
pub(super) const CONNECTORS: &[&str] = &[
    "if", "when", "while", "once", "unless", "whenever", "because", "as", "where",
];
pub(super) const MODALS: &[&str] = &["can", "could", "may", "might"];
pub(super) const PRONOUNS: &[&str] = &[
    "it", "they", "these", "those", "resource", "object", "item", "entity",
];
pub(super) const REFUSING: &[&str] = &[
    "forbidden",
    "refused",
    "rejected",
    "impossible",
    "denied",
    "prohibited",
    "disallowed",
];
pub(super) const LETTING: &[&str] = &["allowed", "possible", "permitted", "accepted", "available"];
/// The words of a status, before what it is answered for.
pub(super) const REASONS: &[&str] = &[
    "conflict",
    "unprocessable",
    "content",
    "entity",
    "bad",
    "request",
    "locked",
    "forbidden",
    "error",
    "gone",
    "failed",
    "precondition",
];

/// Words by which something else counts as well, or somebody else is spoken of.
pub(super) const BESIDE: &[&str] = &[
    "another",
    "by",
    "child",
    "different",
    "else's",
    "except",
    "following",
    "force",
    "less",
    "more",
    "other",
    "others",
    "parent",
    "previous",
    "same",
    "since",
    "someone",
    "than",
    "their",
    "until",
    "whose",
    "with",
    "within",
    "without",
    "but",
    "yours",
    "too",
    "never",
    "been",
];

/// A part of a sentence, and what its thing is called.
pub(super) struct Part<'a> {
    pub(super) words: &'a [&'a str],
    pub(super) nouns: &'a [String],
    pub(super) member: &'a str,
    pub(super) otherwise: bool,
}

impl Part<'_> {
    pub(super) fn word(&self, at: usize) -> &str {
        self.words.get(at).copied().unwrap_or_default()
    }

    pub(super) fn is_noun(&self, word: &str) -> bool {
        let stem = |word: &str| word.strip_suffix('s').unwrap_or(word).to_owned();
        self.nouns.iter().any(|noun| stem(noun) == stem(word))
    }

    /// Whether a word is the name of the member, or one for states.
    pub(super) fn is_member(&self, word: &str) -> bool {
        OF_STATE.contains(&word) || words_of(self.member) == [word]
    }

    /// Whether a word before the member's name says whose it is: "the status of the loan", "the loan's state".
    pub(super) fn is_of_it(&self, at: usize) -> bool {
        let word = self.word(at);
        word == "of" && self.is_noun(self.word(at + 2)) && at > 0
            || word == "s" && at > 0 && self.is_noun(self.word(at - 1))
            || self.is_noun(word) && self.word(at + 1) == "s"
            || self.is_member(word) && self.word(at + 1) == "of"
            || word == "current"
    }

    /// Whether the words of a status stand here.
    pub(super) fn is_reason(&self, word: &str) -> bool {
        REASONS.contains(&word) || word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// Whether "only" limits when something is done, and not who does it.
    pub(super) fn limits(&self) -> bool {
        let Some(at) = self.words.iter().position(|word| *word == "only") else {
            return true;
        };
        let next = self.word(at + 1);
        let is_behind_modal =
            at > 0 && (MODALS.contains(&self.word(at - 1)) || self.word(at - 1) == "be");
        is_behind_modal
            || CONNECTORS.contains(&next)
            || LETTING.contains(&next)
            || next == "in"
            || self.is_noun(next)
    }

    /// Whether something is forbidden, whether something is let, and how many words of denial belong to that.
    pub(super) fn modals(&self) -> (bool, bool, usize) {
        let (mut forbids, mut lets, mut denials) = (false, false, 0);
        for (at, word) in self.words.iter().enumerate() {
            let next = (self.word(at + 1), self.word(at + 2));
            let is_verb = MODALS.contains(word);
            match next {
                ("not", _) | ("no", "longer") if is_verb => {
                    forbids = true;
                    denials += 1;
                }
                _ if is_verb => lets = true,
                _ if LETTING.contains(word) => match at.checked_sub(1).map(|at| self.word(at)) {
                    Some("not") => {
                        forbids = true;
                        denials += 1;
                    }
                    _ => lets = true,
                },
                _ if REFUSING.contains(word)
                    && at > 0
                    && matches!(self.word(at - 1), "is" | "are" | "be") =>
                {
                    forbids = true
                }
                _ => {}
            }
        }
        (forbids, lets, denials)
    }

    /// How many words in it deny.
    pub(super) fn denials(&self) -> usize {
        let denials = ["not", "no", "neither", "nor", "none", "nothing"];
        let all = self.words.iter().filter(|word| denials.contains(word));
        all.count() - self.counts("nor")
    }

    pub(super) fn counts(&self, word: &str) -> usize {
        self.words.iter().filter(|own| **own == word).count()
    }

    /// Whether nothing behind the values, and no second condition, makes them say something else.
    pub(super) fn ends_well(
        &self,
        group: &Group,
        is_attributive: bool,
        is_of_others: bool,
    ) -> bool {
        let rest = self
            .words
            .get(group.end + usize::from(is_attributive)..)
            .unwrap_or_default();
        let goes_on = |at: usize| {
            let next = rest.get(at + 1).copied().unwrap_or_default();
            MODALS.contains(&next) || matches!(next, "so" | "therefore" | "thus" | "hence")
        };
        let of_group = self.words.get(group.start..group.end).unwrap_or_default();
        let joined = of_group.iter().filter(|word| **word == "and").count();
        let ands = rest.iter().enumerate().filter(|(_, word)| **word == "and");
        let (good, all) = ands.fold((0, 0), |(good, all), (at, _)| {
            (good + usize::from(goes_on(at)), all + 1)
        });
        let is_joined = self.counts("and") != joined + all || good != all;
        let first = rest.first().copied().unwrap_or_default();
        let second = rest.get(1).copied().unwrap_or_default();
        // What is behind a comma may be another value.
        let is_open = first == "or"
            || first == "/"
            || first == ","
                && !matches!(
                    second,
                    "otherwise" | "else" | "and" | "it" | "you" | "the" | "a" | "so" | "this"
                )
                && !self.is_reason(second);
        let is_open = is_open && (is_of_others || first != "or");
        let is_limited = matches!(first, "for" | "at" | "to" | "from" | "via" | "on");
        let second_verb = rest.iter().any(|word| {
            matches!(
                *word,
                "is" | "are" | "has" | "was" | "if" | "when" | "while" | "unless"
            )
        });
        let is_said_of_it = is_attributive && !is_limited || !second_verb;
        !is_joined && !is_open && !is_limited && is_said_of_it
    }
}
