//! What came of a proof: which faults were named, which were missed, and where nothing could be proven.

use std::collections::BTreeSet;

use crate::check::CheckCode;
use crate::check::verdict::Verdict;
use crate::fake::Front;
use crate::fake::fault::{Fault, Placed};
use crate::plan::Generated;
use crate::table::{OperationId, Spec};

/// What came of the proof.
#[must_use]
#[derive(Debug, Clone)]
pub(crate) struct Proof {
    /// Cases that the fault-free fake did not pass, with the front it stood behind.
    pub baseline: Vec<(Front, Verdict)>,
    /// How many cases the fault-free fake passed, over both fronts.
    pub passed: usize,
    /// Every fault that was looked for, in the order of the table, with what came of each place.
    pub faults: Vec<(&'static Fault, Vec<Attempt>)>,
    /// The checks that had anything to judge where faults were placed, by code.
    pub used: BTreeSet<CheckCode>,
    /// In how many places the faults could be, over all of them.
    pub places: usize,
    /// Whether every fault was looked for.
    pub whole: bool,
    /// Operations whose ordinary request cannot be sent: no fault was placed in them.
    pub unproven: Vec<OperationId>,
    /// Operations that document a request which another one does, too: a fake answers as one of them.
    pub shared: BTreeSet<OperationId>,
    /// Those of them that the fake did not answer as: no fault was placed in them.
    pub answered_otherwise: BTreeSet<OperationId>,
}

/// What came of one fault in one place.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    /// The fault and its place.
    pub placed: Placed,
    /// The checks that named it, in the order of causes, the first being the first to.
    pub named: Vec<CheckCode>,
    /// Whether only our own reading was broken: without `--strict` it is noted.
    pub strict_only: bool,
    /// How many cases it failed.
    pub failed: usize,
    /// How many cases came to an error.
    pub errors: usize,
    /// Whether another operation documents its request, too.
    pub is_shared: bool,
}

impl Attempt {
    /// Whether it was shown, and its check did not name it, or not first.
    pub(crate) fn is_missed(&self) -> bool {
        self.is_provable() && !self.is_named()
    }

    /// Whether it was named, or some answer was another for it, which only it can be blamed for.
    pub(crate) fn is_provable(&self) -> bool {
        let is_shown = !self.named.is_empty() || self.placed.is_shown();
        self.is_named() || is_shown && !self.is_shared
    }

    /// Whether the fault was named, and first by the check that it is meant for.
    #[must_use]
    pub(crate) fn is_named(&self) -> bool {
        self.named.first() == Some(&self.placed.fault.caught_by)
    }
}

impl Proof {
    /// Places whose fault its check did not name, or not first.
    #[must_use]
    pub(crate) fn missed(&self) -> Vec<&Attempt> {
        self.attempts()
            .filter(|attempt| attempt.is_missed())
            .collect()
    }

    /// Places whose fault made no answer another, since no case of the tables comes to it: nothing can be said of
    /// the cases by it.
    #[must_use]
    pub(crate) fn not_provable(&self) -> Vec<&Attempt> {
        let attempts = self.attempts();
        attempts.filter(|attempt| !attempt.is_provable()).collect()
    }

    /// Keeps the places of a fault that a case comes to.
    pub(super) fn retain_judged(
        &self,
        places: &mut Vec<Placed>,
        fault: &Fault,
        asked: &BTreeSet<OperationId>,
    ) {
        places.retain(|placed| {
            let own = &placed.operation;
            // Where pages show more methods than they document, or all are documented, none is asked for.
            let is_asked = !of_other_methods(fault) || asked.contains(own);
            // Which of two types the content is of, nobody says.
            let is_judged = !of_content(fault) || !self.shared.contains(own);
            is_asked && is_judged
        });
    }

    fn attempts(&self) -> impl Iterator<Item = &Attempt> {
        self.faults.iter().flat_map(|(_, attempts)| attempts)
    }

    /// Checks that had something to judge and were the first to name no fault.
    fn idle(&self) -> impl Iterator<Item = CheckCode> {
        let first = self.attempts().filter_map(|attempt| attempt.named.first());
        let first: BTreeSet<CheckCode> = first.copied().collect();
        let used = self.used.iter().copied();
        used.filter(move |code| !first.contains(code))
    }

    /// Whether a fault that a check is meant for was shown somewhere.
    fn is_put_to_the_test(&self, code: CheckCode) -> bool {
        let mut attempts = self.attempts().filter(|attempt| attempt.is_provable());
        attempts.any(|attempt| attempt.placed.fault.caught_by == code)
    }

    /// Checks that had something to judge and were the first to name none of the faults that they are for.
    #[must_use]
    pub(crate) fn never_first(&self) -> Vec<CheckCode> {
        self.idle()
            .filter(|code| self.is_put_to_the_test(*code))
            .collect()
    }

    /// Checks that had something to judge, and whose faults have no place in these tables.
    #[must_use]
    pub(crate) fn without_fault(&self) -> Vec<CheckCode> {
        self.idle()
            .filter(|code| !self.is_put_to_the_test(*code))
            .collect()
    }

    /// The operations whose ordinary request is sent and answered as it should be: faults are placed
    /// in them. Those whose request cannot be sent are kept as unproven.
    pub(super) fn sendable(&mut self, spec: &Spec, generated: &Generated) -> BTreeSet<OperationId> {
        let baseline = self.baseline.iter();
        let red = baseline.map(|(_, v)| &v.case.operation);
        let red: BTreeSet<&OperationId> = red.chain(&self.answered_otherwise).collect();
        let cases = generated.cases.iter();
        let sendable: BTreeSet<OperationId> = cases
            .filter(|case| case.skip.is_none() && case.id.is_ordinary())
            .map(|case| &case.operation)
            .filter(|operation| !red.contains(operation))
            .cloned()
            .collect();
        let operations = spec.tables.iter().flat_map(|table| &table.operations);
        let ids = operations.map(|operation| &operation.id);
        let unproven = ids.filter(|id| !sendable.contains(id) && !red.contains(id));
        self.unproven = unproven.cloned().collect();
        sendable
    }

    pub(super) fn add(&mut self, mut attempt: Attempt) {
        attempt.is_shared = self.shared.contains(&attempt.placed.operation);
        let code = attempt.placed.fault.code;
        let mut faults = self.faults.iter_mut();
        if let Some((_, attempts)) = faults.find(|(fault, _)| fault.code == code) {
            attempts.push(attempt);
        }
    }

    /// Whether the fault-free fake was green, some fault was placed, none was missed and, where all
    /// were looked for, every check was shown to fail.
    #[must_use]
    pub(crate) fn holds(&self) -> bool {
        let shown = !self.whole || self.never_first().is_empty();
        let is_shown = self.attempts().any(Attempt::is_provable);
        is_shown && self.baseline.is_empty() && self.missed().is_empty() && shown
    }
}

/// Whether a fault shows only where a method is sent that no page documents.
fn of_other_methods(fault: &Fault) -> bool {
    matches!(
        fault.caught_by,
        CheckCode::UndocumentedMethodRefused | CheckCode::AllowOn405
    )
}

/// Whether a fault is one of the type that content is documented to have.
fn of_content(fault: &Fault) -> bool {
    matches!(
        fault.caught_by,
        CheckCode::ContentKindAsDocumented
            | CheckCode::MembersAsDocumented
            | CheckCode::MemberTypesAsDocumented
            | CheckCode::NoUndocumentedMember
    )
}
