//! The selected cases of a run, looked through operation by operation before the first is sent: in which order they come,
//! and what hangs on all of them. Where there are many, each is made again when its turn comes.

use std::collections::HashSet;
use std::sync::Arc;

use libtest_mimic::Arguments;

use super::unknown::unmet_skips;
use crate::app::trials::{is_asked_for, is_selected, is_skipped, kinds, overspent};
use crate::plan::{Case, Kinds, Planner};
use crate::send::order::{Phases, Turn, What, put_in_order};
use crate::send::preflight::First;
use crate::send::prepare::{Licence, Preparation, Prepared};
use crate::send::sender::Sender;

/// How many cases are kept at most until their turn comes.
const MOST_KEPT: usize = 8192;

/// What is known of a run's cases before the first is sent.
pub(super) struct Survey<'p> {
    planner: &'p Planner<'p>,
    arguments: &'p Arguments,
    kinds: Kinds,
    preparation: Preparation,
    turns: Vec<Turn>,
    /// Where each is made again.
    planned: Vec<(usize, usize)>,
    first: First,
    /// The names of `--skip` that left none out so far.
    skips: Vec<&'p String>,
    /// What is amiss with the values of cases that are to be sent, in sentences.
    pub(super) warnings: Vec<String>,
}

impl<'p> Survey<'p> {
    /// Looks through the cases of operations, and tells the sender what it has to know of them.
    pub(super) fn of(
        (planner, operations): (&'p Planner<'p>, &[usize]),
        arguments: &'p Arguments,
        sender: &mut Sender,
        (licence, shuffle): (Licence, Option<u64>),
    ) -> Self {
        let mut survey = Self {
            planner,
            arguments,
            // What goes with every request is left to all cases of an operation that document it.
            kinds: match sender.target.adds_headers() {
                true => Kinds::All,
                false => kinds(arguments),
            },
            preparation: Preparation::new(licence),
            turns: Vec::new(),
            planned: Vec::new(),
            first: First::default(),
            skips: arguments.skip.iter().collect(),
            warnings: Vec::new(),
        };
        sender.is_own = licence == Licence::Everything;
        // Those that use up what they are given.
        let mut using: Vec<Prepared> = Vec::new();
        for operation in operations {
            survey.look_at(*operation, sender, &mut using);
        }
        survey.warnings = overspent(sender, using.iter());
        survey.warnings.extend(unmet_skips(survey.skips.drain(..)));
        if survey.is_many() {
            let turns = std::mem::take(&mut survey.turns).into_iter();
            let planned = std::mem::take(&mut survey.planned);
            let turns = turns.zip(planned);
            survey.turns = turns
                .map(|(turn, (at, nth))| turn.planned(at, nth))
                .collect();
            sender.ordinaries.leave_out_all_but(&HashSet::new());
        }
        put_in_order(&mut survey.turns, shuffle);
        sender.preflight = std::mem::take(&mut survey.first).preflight(&sender.ordinaries);
        survey
    }

    /// Whether there are too many cases to keep each until its turn comes.
    fn is_many(&self) -> bool {
        self.planned.len() > MOST_KEPT
    }

    fn look_at(&mut self, operation: usize, sender: &mut Sender, using: &mut Vec<Prepared>) {
        let cases: Vec<Arc<Case>> = self
            .planner
            .cases_of(operation, self.kinds)
            .into_iter()
            .map(Arc::new)
            .collect();
        let is_unmet = |skip: &&String| {
            !cases
                .iter()
                .any(|own| is_skipped(self.arguments, skip, own))
        };
        self.skips.retain(is_unmet);
        sender.leave_headers_to(&cases);
        let prepared = self.preparation.of(sender, cases);
        if !self.is_many() {
            sender
                .ordinaries
                .add_of(&prepared, |case| is_selected(self.arguments, case));
        }
        let fixture_plans = &sender.values.fixture_plans;
        for own in prepared
            .iter()
            .filter(|own| is_asked_for(self.arguments, own))
        {
            self.first.add(own, fixture_plans);
        }
        let phases = Phases::among(&prepared);
        for (nth, own) in prepared.iter().enumerate() {
            if !is_asked_for(self.arguments, own) {
                continue;
            }
            let mut plans = fixture_plans.iter();
            let uses_up = plans.any(|plan| plan.is_released_by(&own.0.operation));
            if uses_up {
                using.push(own.clone());
            }
            let turn = Turn::made(self.turns.len(), phases.of(&own.0), own.clone());
            self.planned.push((operation, nth));
            self.turns.push(match self.is_many() {
                true => turn.planned(operation, nth),
                false => turn,
            });
        }
    }

    /// The cases in their order, each made when it is asked for.
    pub(super) fn cases(self, sender: &Arc<Sender>) -> Cases<'p> {
        Cases {
            planner: self.planner,
            arguments: self.arguments,
            kinds: self.kinds,
            preparation: self.preparation,
            sender: Arc::clone(sender),
            turns: self.turns.into_iter(),
            made: None,
        }
    }
}

/// The cases of a run in their order, with the places of their verdicts.
pub(super) struct Cases<'p> {
    planner: &'p Planner<'p>,
    arguments: &'p Arguments,
    kinds: Kinds,
    preparation: Preparation,
    sender: Arc<Sender>,
    turns: std::vec::IntoIter<Turn>,
    /// Those of one operation.
    made: Option<(usize, Vec<Option<Prepared>>)>,
}

impl Iterator for Cases<'_> {
    type Item = (usize, Prepared);

    fn next(&mut self) -> Option<Self::Item> {
        let turn = self.turns.next()?;
        let (operation, nth) = match turn.what {
            What::Made(prepared) => return Some((turn.place, *prepared)),
            What::Planned { operation, nth } => (operation, nth),
        };
        let made = self
            .made
            .take()
            .filter(|(own, list)| *own == operation && list.get(nth).is_some_and(Option::is_some));
        let mut list = match made {
            Some((_, list)) => list,
            None => self.make(operation),
        };
        let prepared = list.get_mut(nth)?.take()?;
        self.made = Some((operation, list));
        Some((turn.place, prepared))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.turns.size_hint()
    }
}

impl Cases<'_> {
    fn make(&mut self, operation: usize) -> Vec<Option<Prepared>> {
        let cases = self
            .planner
            .cases_of(operation, self.kinds)
            .into_iter()
            .map(Arc::new);
        let prepared = self.preparation.of(&self.sender, cases.collect());
        let is_selected = |case: &Case| is_selected(self.arguments, case);
        self.sender.ordinaries.add_of(&prepared, is_selected);
        prepared.into_iter().map(Some).collect()
    }
}
