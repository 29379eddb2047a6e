//! Sentences on what an operation does that say in which state its thing is then: "the cut goes from `pending` to
//! `approved`", "Afterwards it is `shipped`", "with the new desk, which is `free`".

use super::part::ARTICLES;
use super::plainly::without_remarks;
use super::tokens::parts;
use super::{StateMember, forms};
use crate::protocol::words::words_of;

/// Words by which a sentence says it of some calls, of another time, or not at all.
const DOUBTS: &[&str] = &[
    "after",
    "already",
    "but",
    "by",
    "can",
    "cannot",
    "could",
    "days",
    "either",
    "except",
    "hours",
    "if",
    "later",
    "may",
    "might",
    "minutes",
    "must",
    "never",
    "no",
    "not",
    "once",
    "only",
    "or",
    "otherwise",
    "seconds",
    "should",
    "sometimes",
    "soon",
    "still",
    "those",
    "through",
    "timer",
    "unless",
    "until",
    "when",
    "whenever",
    "while",
    "who",
    "would",
];

/// Verbs by which a thing comes from one state into another.
const TURNS: &[&str] = &[
    "change",
    "changes",
    "convert",
    "converts",
    "flips",
    "go",
    "goes",
    "make",
    "makes",
    "mark",
    "marks",
    "move",
    "moves",
    "pass",
    "passes",
    "put",
    "puts",
    "set",
    "sets",
    "switch",
    "switches",
    "transitions",
    "turn",
    "turns",
];

/// Words by which a sentence speaks of what is then.
const THEN: &[&str] = &["afterwards", "afterward", "hereafter", "then", "thereafter"];

/// Verbs by which something begins.
const BEGINS: &[&str] = &["begin", "begins", "start", "starts"];

/// The longest sentence that is read, in bytes.
const LONGEST: usize = 300;

/// The member of a thing, and the only value that a sentence says it has once an operation was done, which makes the thing
/// or does something to it.
#[must_use]
pub(crate) fn outcome(
    sentence: &str,
    members: &[StateMember],
    makes: bool,
) -> Option<(String, String)> {
    if sentence.len() > LONGEST {
        return None;
    }
    let parts = parts(&without_remarks(sentence));
    let words: Vec<&str> = parts
        .iter()
        .flatten()
        .map(|token| token.text.as_str())
        .collect();
    if words.iter().any(|word| DOUBTS.contains(word)) {
        return None;
    }
    let mut found: Vec<(String, String)> = Vec::new();
    for member in members.iter().filter(|own| !own.values.is_empty()) {
        let values = forms(member);
        let text = Sentence {
            words: &words,
            values: &values,
            name: words_of(&member.name),
        };
        for at in 0..words.len() {
            let Some(place) = text.leads(at, makes) else {
                continue;
            };
            let own = (member.name.clone(), member.values.get(place)?.clone());
            if !found.contains(&own) {
                found.push(own);
            }
        }
    }
    // Two of them are two cases, or a way over a third.
    found.pop().filter(|_| found.is_empty())
}

/// The words of a sentence, and the values of a member.
struct Sentence<'w> {
    words: &'w [&'w str],
    values: &'w [Vec<String>],
    name: Vec<String>,
}

impl Sentence<'_> {
    fn word(&self, at: usize) -> &str {
        self.words.get(at).copied().unwrap_or_default()
    }

    fn has(&self, all: &[&str]) -> bool {
        self.words.iter().any(|word| all.contains(word))
    }

    /// The value that stands at a word, behind an article or the name of the member, and where it ends.
    fn value(&self, at: usize) -> Option<(usize, usize)> {
        let is_between = |word: &str| {
            ARTICLES.contains(&word)
                || matches!(word, "in" | "state" | "status" | "now")
                || self.name == [word]
        };
        (at..at + 4)
            .take_while(|own| *own == at || is_between(self.word(own - 1)))
            .find_map(|own| self.value_here(own))
    }

    /// The value that begins with a word, and where it ends.
    fn value_here(&self, at: usize) -> Option<(usize, usize)> {
        let all = self.values.iter().enumerate();
        let here = all.filter(|(_, value)| {
            let own = self.words.get(at..at + value.len());
            own.is_some_and(|own| own.iter().zip(*value).all(|(a, b)| a == b))
        });
        let (place, value) = here.max_by_key(|(_, value)| value.len())?;
        Some((place, at + value.len()))
    }

    /// The value to which the word at a place leads.
    fn leads(&self, at: usize, makes: bool) -> Option<usize> {
        let before = |back: usize| at.checked_sub(back).map_or("", |at| self.word(at));
        let turns = || {
            self.words
                .get(..at)
                .is_some_and(|all| all.iter().any(|own| TURNS.contains(own)))
        };
        let leads = match self.word(at) {
            "becomes" | "become" => true,
            "into" | "to" => turns() || self.comes_from(at),
            "as" => turns() || makes && matches!(before(1), "created" | "out" | "made"),
            "is" | "are" => {
                self.has(THEN)
                    || makes
                        && (before(1) == "which" && before(2) == ","
                            || before(2) == "new"
                            || self.begins(at))
            }
            "in" | "out" => makes && BEGINS.contains(&before(1)),
            _ => false,
        };
        let (place, _) = self.value(at + 1).filter(|_| leads)?;
        Some(place)
    }

    /// Whether "from" and another value stand before a word.
    fn comes_from(&self, at: usize) -> bool {
        let from = self
            .words
            .get(..at)
            .and_then(|all| all.iter().rposition(|word| *word == "from"));
        let value = from.and_then(|from| self.value(from + 1));
        value.is_some_and(|(_, end)| end == at)
    }

    /// Whether what is said is said of the beginning.
    fn begins(&self, at: usize) -> bool {
        let behind = self.words.get(at..).unwrap_or_default();
        behind.ends_with(&["at", "first"])
            || behind.contains(&"initially")
            || self.word(0) == "initially"
    }
}

#[cfg(test)]
mod tests {
    use super::outcome;
    use crate::read::states::StateMember;

    fn said(sentence: &str, makes: bool) -> Option<String> {
        let member = |name: &str, values: &[&str]| StateMember {
            name: name.to_owned(),
            values: values.iter().map(|&value| value.to_owned()).collect(),
        };
        let members = [
            member("state", &["pending", "approved", "in_progress", "sawn"]),
            member("colour", &["white", "green"]),
            member("urgent", &[]),
        ];
        outcome(sentence, &members, makes).map(|(name, value)| format!("{name} {value}"))
    }

    #[test]
    fn the_state_that_a_thing_is_in_then_is_read() {
        for sentence in [
            "Gives the go-ahead: the cut goes from `pending` to `approved`.",
            "Turns a `pending` cut into an `approved` one, and answers `200` with the cut.",
            "Afterwards it is `approved`, with its time filled in.",
            "Marks the cut as `approved`.",
            "Sets its `state` to `approved`.",
            "The cut becomes `approved`.",
            "Moves the cut from `pending` into the state `approved`.",
        ] {
            assert_eq!(
                said(sentence, false).as_deref(),
                Some("state approved"),
                "{sentence}"
            );
        }
        for sentence in [
            "Answers `201` with the cut, which is `pending`, and its address in `Location`.",
            "The new cut is `pending`.",
            "A cut starts out as `pending`.",
            "It starts in the state `pending`.",
            "It is `pending` at first.",
        ] {
            assert_eq!(
                said(sentence, true).as_deref(),
                Some("state pending"),
                "{sentence}"
            );
        }
        let started = said("Puts it into the state `in_progress`.", false);
        assert_eq!(started.as_deref(), Some("state in_progress"));
    }

    #[test]
    fn what_is_said_of_some_calls_or_of_another_time_is_none() {
        for sentence in [
            "If it is urgent the cut becomes `approved`.",
            "The cut becomes `approved` or `sawn`.",
            "A cut that is `approved` is left as it is.",
            "The cut must be `pending`.",
            "Works while it is `pending`.",
            "Goes from `pending` to the bin.",
            "Turns `white` cuts to the wall.",
            "The cut is `sawn`.",
            "It can be set to `sawn`.",
            "Sets the time to now.",
            "Sets a timer, after which it becomes `sawn`.",
            "Goes to the mill, and then it is `sawn` by a clerk.",
            "Makes a note of it for those who look to `sawn` cuts.",
        ] {
            assert_eq!(said(sentence, false), None, "{sentence}");
        }
        assert_eq!(said("Lists the cuts of a core that is `sawn`.", true), None);
    }
}
