//! In which order cases are sent: those that read, those that change something, those that take something away, and last
//! what ends or empties the service as a whole.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};

use super::prepare::Prepared;
use crate::plan::{Case, CaseId, SkipReason};
use crate::protocol::Method;
use crate::table::Effect;

/// The turn of a case: what its place is told by, and the case, or where it is made again when its turn comes.
#[derive(Debug)]
pub(crate) struct Turn {
    /// The place of its verdict.
    pub(crate) place: usize,
    /// What comes when.
    pub(crate) what: What,
    id: u64,
    follows: Option<u64>,
    phase: Phase,
    effect: Option<Effect>,
    ends: bool,
    /// How many segments its path has.
    depth: usize,
    is_sent: bool,
}

/// A case that is sent, or will be made.
#[derive(Debug)]
pub(crate) enum What {
    /// The case.
    Made(Box<Prepared>),
    /// One of those of an operation, by their places.
    Planned {
        /// The operation.
        operation: usize,
        /// Which of its cases.
        nth: usize,
    },
}

/// What a case does to a thing of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    /// It reads it.
    Reads,
    /// It makes or changes it.
    Changes,
    /// It takes it away (RFC 9110 §9.3.5).
    TakesAway,
}

impl Phase {
    /// That of a case by itself.
    pub(super) fn of(case: &Case) -> Self {
        let is_delete = |method: &Method| method.as_str() == "DELETE";
        if !case.changes_state {
            Self::Reads
        } else if is_delete(&case.steps.first().plan.method) {
            Self::TakesAway
        } else {
            Self::Changes
        }
    }
}

/// The phases of the ordinary cases among others: who alters one of them has it sent where it is refused, and so comes
/// no sooner.
#[derive(Debug)]
pub(crate) struct Phases<'a>(HashMap<&'a CaseId, Phase>);

impl<'a> Phases<'a> {
    /// Those of the ordinary ones among all cases, the selected and the others.
    pub(crate) fn among(prepared: impl IntoIterator<Item = &'a Prepared>) -> Self {
        let cases = prepared.into_iter().map(|(case, _)| case);
        let changing = cases.filter(|case| case.changes_state && case.id.is_ordinary());
        Self(changing.map(|case| (&case.id, Phase::of(case))).collect())
    }

    /// That of a case.
    pub(crate) fn of(&self, case: &Case) -> Phase {
        let altered = case.alters.as_ref().and_then(|id| self.0.get(id));
        altered
            .copied()
            .max(Some(Phase::of(case)))
            .unwrap_or(Phase::Reads)
    }
}

/// How deep the path of a case is.
fn depth(case: &Case) -> usize {
    let path = case.steps.first().plan.path.path();
    let segments = path.as_str().split('/');
    segments.filter(|segment| !segment.is_empty()).count()
}

fn hash(id: &CaseId) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(id)
}

impl Turn {
    /// That of a case at a place and of a phase, which is kept.
    pub(crate) fn made(place: usize, phase: Phase, prepared: Prepared) -> Self {
        let (case, assignment) = &prepared;
        Self {
            place,
            id: hash(&case.id),
            follows: case.follows.as_ref().map(hash),
            phase,
            effect: case.effect,
            ends: case.effect == Some(Effect::Ends) && case.changes_state,
            depth: depth(case),
            is_sent: assignment.is_ok(),
            what: What::Made(Box::new(prepared)),
        }
    }

    /// The same of a case that is made again when its turn comes, unless it is one of those of which there are few.
    pub(crate) fn planned(self, operation: usize, nth: usize) -> Self {
        match self.effect {
            Some(_) => self,
            None => Self {
                what: What::Planned { operation, nth },
                ..self
            },
        }
    }
}

/// Puts turns in their order, or in that of a seed.
pub(crate) fn put_in_order(turns: &mut [Turn], shuffle: Option<u64>) {
    if let Some(seed) = shuffle {
        fastrand::Rng::with_seed(seed).shuffle(turns);
    }
    // Who repeats another waits for it, and so would all behind who came right after it.
    turns.sort_by_key(|turn| (turn.phase, turn.follows.is_some()));
    put_behind(turns);
    put_last(turns);
}

/// Puts each case that repeats another behind it.
fn put_behind(turns: &mut [Turn]) {
    if turns.iter().all(|turn| turn.follows.is_none()) {
        return;
    }
    let places = turns.iter().enumerate().map(|(at, turn)| (turn.id, at));
    let mut places: HashMap<u64, usize> = places.collect();
    for at in 0..turns.len() {
        let first = turns[at].follows;
        let first = first.and_then(|first| places.get(&first).copied());
        if let Some(first) = first.filter(|first| *first > at) {
            places.insert(turns[first].id, at);
            places.insert(turns[at].id, first);
            turns.swap(at, first);
        }
    }
}

/// Puts those that end or empty the service behind the others, and of those that end it lets one be
/// sent: nothing can be judged after it.
fn put_last(turns: &mut [Turn]) {
    // What is about less goes before what is about more, which may take it away, and else as the tables have it: what one
    // of these leaves to the next hangs on no shuffle.
    let among = |turn: &Turn| turn.effect.map(|_| (Reverse(turn.depth), turn.place));
    turns.sort_by_key(|turn| (turn.effect, turn.ends, among(turn)));
    let mut first: Option<CaseId> = None;
    for turn in turns.iter_mut().filter(|turn| turn.ends && turn.is_sent) {
        let What::Made(prepared) = &mut turn.what else {
            continue;
        };
        let (case, assignment) = &mut **prepared;
        match &first {
            None => first = Some(case.id.clone()),
            Some(first) => *assignment = Err(SkipReason::Ended(first.clone())),
        }
    }
}
