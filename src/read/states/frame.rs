//! What a part of a sentence says of the states that it names: whether a thing is refused in them or in all others.

use super::part::{ADVERBS, ARTICLES, BESIDE, BETWEEN, CONNECTORS, MODALS, PRONOUNS, Part};
use super::tokens::Token;

/// The states that a part names, and in which it says that the operation is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    /// The places of the values that it names.
    pub states: Vec<usize>,
    /// Where it is refused.
    pub is_refused_in: In,
}

/// In which states an operation is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum In {
    /// In those that are named.
    These,
    /// In all others.
    Others,
    /// In those that come after them.
    Later,
    /// In those that come before them.
    Earlier,
}

/// What a part says, of a thing that is called by these nouns and the values of a member of it: none where it names no
/// value, nothing within that where it is not told what it says.
pub(super) fn frame(
    part: &[Token],
    values: &[Vec<String>],
    nouns: &[String],
    member: &str,
    otherwise: bool,
) -> Option<Option<Frame>> {
    let words: Vec<&str> = part.iter().map(|token| token.text.as_str()).collect();
    let groups = groups(&words, values);
    let (first, rest) = groups.split_first()?;
    let part = Part {
        words: &words,
        nouns,
        member,
        otherwise,
    };
    let is_only = rest.is_empty();
    Some(part.said(first).filter(|_| is_only))
}

/// Values that stand together, and where.
pub(super) struct Group {
    pub(super) start: usize,
    pub(super) end: usize,
    states: Vec<usize>,
}

/// The values in words, those that stand together as one; what is done to a thing is none.
fn groups(words: &[&str], values: &[Vec<String>]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let is_here = |value: &Vec<String>| {
            let own = words.get(at..at + value.len());
            !value.is_empty() && own.is_some_and(|own| own.iter().zip(value).all(|(a, b)| a == b))
        };
        let here = values
            .iter()
            .enumerate()
            .filter(|(_, value)| is_here(value));
        let Some((place, value)) = here.max_by_key(|(_, value)| value.len()) else {
            at += 1;
            continue;
        };
        let end = at + value.len();
        if is_done(words, at) {
            at = end;
            continue;
        }
        let joins = |last: &Group| {
            let between = words.get(last.end..at).unwrap_or_default();
            !between.is_empty() && between.len() <= 3 && between.iter().all(|w| BETWEEN.contains(w))
        };
        match groups.last_mut().filter(|last| joins(last)) {
            Some(last) => {
                last.end = end;
                last.states.push(place);
            }
            None => groups.push(Group {
                start: at,
                end,
                states: vec![place],
            }),
        }
        at = end;
    }
    groups
}

/// Whether a word is what is done: "cannot be closed".
fn is_done(words: &[&str], at: usize) -> bool {
    let before = words.get(..at).unwrap_or_default();
    let Some((&"be", before)) = before.split_last() else {
        return false;
    };
    let is_adverb = |word: &&&str| {
        ADVERBS.contains(*word)
            || matches!(**word, "not" | "no" | "longer" | "only" | "then" | "again")
    };
    let mut before = before.iter().rev().skip_while(is_adverb);
    match before.next() {
        Some(&"to") => !before.next().is_some_and(|word| is_obliging(word)),
        Some(&"will" | &"would") => true,
        Some(word) => MODALS.contains(word),
        None => false,
    }
}

fn is_obliging(word: &str) -> bool {
    matches!(
        word,
        "has" | "have" | "needs" | "need" | "ought" | "required"
    )
}

/// What stands before values, and says what of them is meant.
#[derive(Default)]
struct Before {
    /// Where it begins.
    start: usize,
    is_not: bool,
    is_no_longer: bool,
    is_only: bool,
    /// Whether it calls them states.
    of_state: bool,
    /// How many words in it deny.
    denials: usize,
}

/// The verb by which a part says of its thing that it is in a state.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    Is,
    Was,
    Must,
    MustNot,
}

impl Part<'_> {
    fn said(&self, group: &Group) -> Option<Frame> {
        let is_beside = |at: usize| {
            let word = self.word(at);
            let is_other_than = word == "other" && self.word(at + 1) == "than"
                || word == "than" && at > 0 && self.word(at - 1) == "other";
            let is_with = word == "with"
                && (self.is_member(self.word(at + 1))
                    || self.word(at + 1) == "the" && self.is_member(self.word(at + 2)));
            let is_more = word == "more" && at > 0 && self.word(at - 1) == "any";
            BESIDE.contains(&word) && !(is_other_than || is_with || is_more)
        };
        if (0..self.words.len()).any(is_beside) {
            return None;
        }
        let before = self.before(group);
        let is_attributive = self.is_noun(self.word(group.end));
        let frame = match is_attributive {
            true => self.attributive(group, &before)?,
            false => self.predicative(group, &before)?,
        };
        let is_of_others = frame != In::These;
        self.ends_well(group, is_attributive, is_of_others)
            .then(|| Frame {
                states: group.states.clone(),
                is_refused_in: frame,
            })
    }

    /// What stands directly before the values.
    fn before(&self, group: &Group) -> Before {
        let mut before = Before {
            start: group.start,
            ..Before::default()
        };
        while let Some(at) = before.start.checked_sub(1) {
            let prior = at.checked_sub(1).map_or("", |at| self.word(at));
            let taken = match self.word(at) {
                "not" | "neither" => {
                    before.is_not = !before.is_not;
                    before.denials += 1;
                    1
                }
                "longer" if prior == "no" => {
                    before.is_no_longer = true;
                    before.denials += 1;
                    2
                }
                "than" if prior == "other" => {
                    before.is_not = !before.is_not;
                    2
                }
                "only" => {
                    before.is_only = true;
                    1
                }
                "either" | "in" | "of" | "one" | "yet" => 1,
                word if ADVERBS.contains(&word) || ARTICLES.contains(&word) => 1,
                word if self.is_member(word)
                    && !matches!(self.word(at + 1), "is" | "are" | "was") =>
                {
                    before.of_state = true;
                    1
                }
                _ => break,
            };
            before.start = before.start.saturating_sub(taken);
        }
        before
    }

    /// What values before the name of the thing say: "closed desks cannot be booked".
    fn attributive(&self, group: &Group, before: &Before) -> Option<In> {
        if before.is_not || before.is_no_longer || before.of_state {
            return None;
        }
        let (forbids, lets, denials) = self.modals();
        if denials != self.denials() {
            return None;
        }
        let prior = before.start.checked_sub(1).map_or("", |at| self.word(at));
        let begins = prior.is_empty() || self.is_reason(prior);
        match (before.is_only, forbids, lets) {
            (true, false, lets)
                if begins && (lets || self.otherwise) && self.counts("only") == 1 =>
            {
                Some(In::Others)
            }
            (false, true, false) if begins && self.counts("only") == 0 => Some(In::These),
            (false, false, false) if prior == "for" && group.end + 1 == self.words.len() => {
                Some(In::These)
            }
            _ => None,
        }
    }

    /// What values behind a verb say: "the loan is closed".
    fn predicative(&self, group: &Group, before: &Before) -> Option<In> {
        let (verb, subject) = self.verb(before)?;
        let (connector, own) = self.connector(subject, before)?;
        let (forbids, lets, mut denials) = self.modals();
        denials += before.denials + own;
        let behind = self.word(group.end);
        let is_any_more = matches!(behind, "anymore")
            || behind == "any" && matches!(self.word(group.end + 1), "more" | "longer");
        let is_yet = behind == "yet" || self.words.get(before.start..group.start)?.contains(&"yet");
        if denials != self.denials() || verb == Verb::Was && before.is_not {
            return None;
        }
        let mut is_not = before.is_not != (verb == Verb::MustNot);
        is_not = is_not != (connector == Some("unless"));
        let only = self.counts("only");
        if only > 1 || only == 1 && !(before.is_only || self.limits()) {
            return None;
        }
        let is_only = only == 1;
        if before.is_no_longer || before.is_not && (is_any_more || is_yet) {
            let is_plain =
                connector != Some("unless") && !lets && !is_only && matches!(verb, Verb::Is);
            let place = if is_yet { In::Earlier } else { In::Later };
            return is_plain.then_some(place);
        }
        let refuses = match verb {
            Verb::Must | Verb::MustNot => {
                (!lets && !forbids && connector.is_none()).then_some(is_not)?
            }
            _ if forbids => (!lets && !is_only).then_some(!is_not)?,
            _ if lets => (is_only || self.otherwise).then_some(is_not)?,
            _ if is_only || self.otherwise => return None,
            _ => !is_not,
        };
        Some(if refuses { In::These } else { In::Others })
    }

    /// The verb before values, and where what it speaks of ends.
    fn verb(&self, before: &Before) -> Option<(Verb, usize)> {
        let Some(at) = before.start.checked_sub(1) else {
            let says =
                before.is_not || before.is_no_longer || self.words.first() == Some(&"already");
            return says.then_some((Verb::Is, 0));
        };
        let word = self.word(at);
        match word {
            "is" | "are" | "remains" | "remain" => Some((Verb::Is, at)),
            "was" | "were" => Some((Verb::Was, at)),
            "be" => self.obliges(at),
            _ if CONNECTORS.contains(&word) => Some((Verb::Is, at + 1)),
            _ if self.is_reason(word) => {
                let says = before.is_not
                    || before.is_no_longer
                    || self.words.get(before.start) == Some(&"already");
                says.then_some((Verb::Is, at + 1))
            }
            "with" if before.of_state => Some((Verb::Is, at)),
            _ if self.is_noun(word) => {
                let between = self.words.get(before.start..)?;
                let says = between
                    .first()
                    .is_some_and(|own| matches!(*own, "already" | "not" | "no" | "still" | "in"));
                (says).then_some((Verb::Is, at + 1))
            }
            _ => None,
        }
    }

    /// What stands before "be", where that obliges.
    fn obliges(&self, be: usize) -> Option<(Verb, usize)> {
        let mut at = be.checked_sub(1)?;
        let mut verb = Verb::Must;
        while ADVERBS.contains(&self.word(at)) || matches!(self.word(at), "not" | "only") {
            if self.word(at) == "not" {
                verb = Verb::MustNot;
            }
            at = at.checked_sub(1)?;
        }
        match self.word(at) {
            "must" | "should" | "shall" => Some((verb, at)),
            "to" if at > 0 && is_obliging(self.word(at - 1)) && verb == Verb::Must => {
                Some((verb, at - 1))
            }
            _ => None,
        }
    }

    /// The word that makes a condition of what is said, where what it speaks of is the thing; and how many words of
    /// denial belong to that.
    fn connector(&self, end: usize, before: &Before) -> Option<(Option<&str>, usize)> {
        let must_not = self.words.get(end..before.start)?;
        let own = must_not.iter().filter(|word| **word == "not").count();
        let mut at = end;
        let prior = |at: &mut usize| -> String {
            *at = at.saturating_sub(1);
            self.words.get(*at).copied().unwrap_or_default().to_owned()
        };
        let is_bare = end == 0 || {
            let last = self.word(end - 1);
            CONNECTORS.contains(&last) || self.is_reason(last)
        };
        if !is_bare {
            let mut word = prior(&mut at);
            while ADVERBS.contains(&word.as_str()) && at > 0 {
                word = prior(&mut at);
            }
            if matches!(word.as_str(), "that" | "which") && at > 0 {
                word = prior(&mut at);
            }
            let is_it = self.is_noun(&word) || PRONOUNS.contains(&word.as_str());
            if !is_it && !self.is_member(&word) {
                return None;
            }
        }
        while at > 0 && (ARTICLES.contains(&self.word(at - 1)) || self.is_of_it(at - 1)) {
            at -= 1;
        }
        let connectors = self.words.iter().filter(|word| CONNECTORS.contains(word));
        let word = at.checked_sub(1).map(|at| self.word(at));
        match (word, connectors.count()) {
            (Some(word), 1) if CONNECTORS.contains(&word) => Some((Some(word), own)),
            (Some("only"), 0) | (None, 0) => Some((None, own)),
            (Some(word), 0) if self.is_reason(word) || word == "for" => Some((None, own)),
            _ => None,
        }
    }
}
