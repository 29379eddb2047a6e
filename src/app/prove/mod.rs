//! Proof that each check can turn red: every case against the fault-free fake, then against the
//! fake with each fault in each place where it can be.
//!
//! Faults are placed in several operations at once where no case of one calls another: each is
//! judged by the cases of its own operation alone.

pub(crate) mod matrix;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::app::run::{RunError, fake_sender};
use crate::check::verdict::{Outcome, Strictness, Verdict};
use crate::check::{CHECKS, CheckCode, Judgement};
use crate::fake::fault::{DELAY, Fault, Placed, faults};
use crate::fake::{FakeServer, Front, Model};
use crate::plan::{Authority, Case};
use crate::plan::{Generated, Limits, generate};
use crate::send::TargetOptions;
use crate::send::engine::{execute_all, prepare};
use crate::table::OperationId;
use crate::table::Spec;

/// The limit that faults of time overstep.
const LIMIT: Duration = Duration::from_millis(1000);

/// How many fakes run at a time.
const FAKES: usize = 6;

/// How many cases of one fake run at a time.
const CASES: usize = 32;

/// How many cases at once wait for a fake that takes its time.
const WAITING: usize = 256;

/// In how many of its places a fault is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Places {
    /// In every one.
    All,
    /// In so many at most, spread evenly over the operations in their order.
    Spread(usize),
}

impl Places {
    /// Places enough to tell one kind of operation from another, and few enough to wait for.
    pub(crate) const DEFAULT: Self = Self::Spread(16);

    fn chosen(self, places: Vec<Placed>) -> Vec<Placed> {
        let count = places.len();
        match self {
            Self::Spread(most) if most < count => {
                let chosen = |index: usize| index * most / count != (index + 1) * most / count;
                let places = places.into_iter().enumerate();
                let places = places.filter(|(index, _)| chosen(*index));
                places.map(|(_, placed)| placed).collect()
            }
            Self::All | Self::Spread(_) => places,
        }
    }
}

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
}

impl Attempt {
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
        let attempts = self.faults.iter().flat_map(|(_, attempts)| attempts);
        attempts.filter(|attempt| !attempt.is_named()).collect()
    }

    /// Checks that had something to judge and were the first to name no fault.
    #[must_use]
    pub(crate) fn never_first(&self) -> Vec<CheckCode> {
        let first: BTreeSet<CheckCode> = self
            .faults
            .iter()
            .flat_map(|(_, attempts)| attempts)
            .filter_map(|attempt| attempt.named.first().copied())
            .collect();
        let used = self.used.iter().copied();
        used.filter(|code| !first.contains(code)).collect()
    }

    /// Whether the fault-free fake was green, some fault was placed, none was missed and, where all
    /// were looked for, every check was shown to fail.
    #[must_use]
    pub(crate) fn holds(&self) -> bool {
        let shown = !self.whole || self.never_first().is_empty();
        let placed = self.faults.iter().any(|(_, attempts)| !attempts.is_empty());
        placed && self.baseline.is_empty() && self.missed().is_empty() && shown
    }
}

/// Proves the tables' cases, for the faults whose code contains `filter`, in the places that are
/// asked for.
///
/// # Errors
/// When a fake cannot be started.
pub(crate) async fn prove(spec: &Spec, filter: &str, where_put: Places) -> Result<Proof, RunError> {
    let model = Model::new(spec);
    let limited = Limits {
        response_time: Some(LIMIT),
    };
    let timed = Arc::new(generate(spec, &limited));
    let untimed = Arc::new(generate(spec, &Limits::default()));
    let mut proof = Proof {
        baseline: Vec::new(),
        passed: 0,
        faults: Vec::new(),
        used: BTreeSet::new(),
        places: 0,
        whole: filter.is_empty(),
        unproven: Vec::new(),
    };
    let mut judging: Judging = BTreeMap::new();
    for front in [Front::Mock, Front::Wire] {
        baseline(&mut proof, &mut judging, &model, &timed, front).await?;
    }
    let red: BTreeSet<OperationId> = proof
        .baseline
        .iter()
        .map(|(_, verdict)| verdict.case.operation.clone())
        .collect();
    let sendable: BTreeSet<&OperationId> = untimed
        .cases
        .iter()
        .filter(|case| case.skip.is_none() && is_ordinary(case))
        .map(|case| &case.operation)
        .filter(|operation| !red.contains(operation))
        .collect();
    let operations = spec.tables.iter().flat_map(|table| &table.operations);
    let unproven = operations
        .filter(|operation| !sendable.contains(&operation.id) && !red.contains(&operation.id));
    proof.unproven = unproven.map(|operation| operation.id.clone()).collect();
    judging.retain(|operation, _| sendable.contains(operation));
    proof.used = judging.into_values().flatten().collect();
    let conflicts = Conflicts::of(spec, &untimed);
    let mut batches: Vec<Batch> = Vec::new();
    for fault in faults() {
        if !fault.code.contains(filter) {
            continue;
        }
        let mut places = model.places(fault);
        places.retain(|placed| sendable.contains(&placed.operation));
        proof.places += places.len();
        let places = where_put.chosen(places);
        for placed in batched(places, &conflicts) {
            let generated = if fault.is_of_time() { &timed } else { &untimed };
            batches.push(Batch {
                placed,
                model: model.clone(),
                generated: Arc::clone(generated),
            });
        }
        proof.faults.push((fault, Vec::new()));
    }
    for attempt in attempts(batches).await? {
        let code = attempt.placed.fault.code;
        if let Some((_, list)) = proof
            .faults
            .iter_mut()
            .find(|(fault, _)| fault.code == code)
        {
            list.push(attempt);
        }
    }
    Ok(proof)
}

/// The checks that had something to judge, by operation.
type Judging = BTreeMap<OperationId, BTreeSet<CheckCode>>;

async fn baseline(
    proof: &mut Proof,
    judging: &mut Judging,
    model: &Model,
    generated: &Generated,
    front: Front,
) -> Result<(), RunError> {
    let fake = FakeServer::start_behind(front, model.clone()).await?;
    let verdicts = verdicts(&fake, generated, generated.cases.clone(), CASES).await?;
    for verdict in verdicts {
        let codes = judging.entry(verdict.case.operation.clone()).or_default();
        codes.extend(judges(&verdict));
        match verdict.outcome {
            Outcome::Passed => proof.passed += 1,
            Outcome::Skipped(_) => {}
            Outcome::Failed | Outcome::Errored(_) => proof.baseline.push((front, verdict)),
        }
    }
    Ok(())
}

/// Whether a case sends the request that all faults are variations of: without it, what is left
/// proves some of them by chance.
fn is_ordinary(case: &Case) -> bool {
    let name = case.id.0.rsplit('/').next().unwrap_or_default();
    name.split('@').next() == Some("as-documented")
}

/// The checks that had something to judge.
fn judges(verdict: &Verdict) -> BTreeSet<CheckCode> {
    let mut codes = BTreeSet::new();
    for (step, exchange) in verdict.case.steps.iter().zip(&verdict.exchanges) {
        for check in CHECKS {
            let mut demands = step.expectations.iter().map(|e| &e.demand);
            let judges = |demand| check.judge(demand, step, exchange) != Judgement::NotApplicable;
            if demands.any(judges) {
                codes.insert(check.code);
            }
        }
    }
    codes
}

async fn verdicts(
    fake: &FakeServer,
    generated: &Generated,
    cases: Vec<Case>,
    at_once: usize,
) -> Result<Vec<Verdict>, RunError> {
    let options = TargetOptions {
        timeout: LIMIT.max(DELAY) + LIMIT,
        ..TargetOptions::default()
    };
    let sender = fake_sender(fake, &generated.set_ups, &options, Strictness::Strict)?;
    let prepared = prepare(cases, &sender, true).into_iter().enumerate();
    let executed = execute_all(&Arc::new(sender), prepared.collect(), at_once, |_| {}).await;
    Ok(executed.verdicts)
}

/// Faults that are placed at the same time.
struct Batch {
    placed: Vec<Placed>,
    model: Model,
    generated: Arc<Generated>,
}

/// Runs every batch; the attempts in the batches' order.
async fn attempts(batches: Vec<Batch>) -> Result<Vec<Attempt>, RunError> {
    let mut waiting = batches.into_iter().enumerate();
    let mut running: JoinSet<(usize, Result<Vec<Attempt>, RunError>)> = JoinSet::new();
    let mut done: BTreeMap<usize, Vec<Attempt>> = BTreeMap::new();
    loop {
        while running.len() < FAKES
            && let Some((index, batch)) = waiting.next()
        {
            running.spawn(async move { (index, attempt(batch).await) });
        }
        let Some(joined) = running.join_next().await else {
            break;
        };
        let (index, result) = joined.map_err(std::io::Error::other)?;
        done.insert(index, result?);
    }
    Ok(done.into_values().flatten().collect())
}

async fn attempt(batch: Batch) -> Result<Vec<Attempt>, RunError> {
    let Batch {
        placed,
        model,
        generated,
    } = batch;
    let operations: BTreeSet<&OperationId> = placed.iter().map(|p| &p.operation).collect();
    let own = |case: &&Case| operations.contains(&case.operation);
    let cases: Vec<Case> = generated.cases.iter().filter(own).cloned().collect();
    let fake = FakeServer::start(model.with(placed.clone())).await?;
    // A fault of time makes its cases wait, which costs nothing but time: more of them do so at once.
    let is_of_time = placed.iter().any(|placed| placed.fault.is_of_time());
    let at_once = if is_of_time { WAITING } else { CASES };
    let verdicts = verdicts(&fake, &generated, cases, at_once).await?;
    let attempts = placed.iter().map(|placed| {
        let own = verdicts
            .iter()
            .filter(|v| v.case.operation == placed.operation);
        judged(placed, own)
    });
    Ok(attempts.collect())
}

/// What the cases of its operation say of a fault.
fn judged<'a>(placed: &Placed, verdicts: impl Iterator<Item = &'a Verdict>) -> Attempt {
    let mut codes: BTreeSet<CheckCode> = BTreeSet::new();
    let mut attempt = Attempt {
        placed: placed.clone(),
        named: Vec::new(),
        strict_only: true,
        failed: 0,
        errors: 0,
    };
    for verdict in verdicts {
        attempt.failed += usize::from(verdict.outcome == Outcome::Failed);
        attempt.errors += usize::from(matches!(verdict.outcome, Outcome::Errored(_)));
        for violation in &verdict.violations {
            codes.insert(violation.code);
            attempt.strict_only &= violation.authority() == Authority::Assumed;
        }
    }
    let ordered = CHECKS.iter().map(|check| check.code);
    attempt.named = ordered.filter(|code| codes.contains(code)).collect();
    attempt
}

/// Operations whose cases call each other, or share a path.
struct Conflicts {
    pairs: BTreeSet<(OperationId, OperationId)>,
}

impl Conflicts {
    fn of(spec: &Spec, generated: &Generated) -> Self {
        let mut pairs = BTreeSet::new();
        let mut add = |one: &OperationId, other: &OperationId| {
            pairs.insert((one.clone(), other.clone()));
            pairs.insert((other.clone(), one.clone()));
        };
        for case in &generated.cases {
            for set_up in &generated.set_ups {
                let mut names = case.steps.iter().flat_map(|step| step.plan.placeholders());
                if !names.any(|names| names.contains(&set_up.variable)) {
                    continue;
                }
                add(&case.operation, &set_up.produced_by);
                if let Some(id) = &set_up.released_by {
                    add(&case.operation, id);
                }
            }
        }
        for fixture in &spec.fixtures {
            if let (Some(release), Some(user)) = (&fixture.released_by, &fixture.used_by) {
                add(release, user);
            }
        }
        let mut shapes: BTreeMap<String, &OperationId> = BTreeMap::new();
        for operation in spec.tables.iter().flat_map(|table| &table.operations) {
            let readings = operation.paths.iter().flat_map(|row| &row.readings);
            for path in readings.flat_map(|reading| &reading.value) {
                if let Some(other) = shapes.insert(path.shape(), &operation.id)
                    && *other != operation.id
                {
                    add(other, &operation.id);
                }
            }
        }
        Self { pairs }
    }

    fn allow(&self, one: &OperationId, other: &OperationId) -> bool {
        one != other && !self.pairs.contains(&(one.clone(), other.clone()))
    }
}

/// Places in as few batches as their operations allow.
fn batched(places: Vec<Placed>, conflicts: &Conflicts) -> Vec<Vec<Placed>> {
    let mut batches: Vec<Vec<Placed>> = Vec::new();
    for placed in places {
        let fits = |batch: &&mut Vec<Placed>| {
            let mut others = batch.iter();
            others.all(|other| conflicts.allow(&placed.operation, &other.operation))
        };
        match batches.iter_mut().find(fits) {
            Some(batch) => batch.push(placed),
            None => batches.push(vec![placed]),
        }
    }
    batches
}

#[cfg(test)]
mod tests;
