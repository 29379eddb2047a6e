//! Proof that each check can turn red: every case against the fault-free fake, then against the
//! fake with each fault in each place where it can be.
//!
//! Faults are placed in several operations at once where no case of one calls another: each is
//! judged by the cases of its own operation alone.

mod batches;
pub(crate) mod matrix;
mod proof;

use batches::{Conflicts, batched};
pub(crate) use proof::{Attempt, Proof};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::app::run::{RunError, fake_sender};
use crate::check::verdict::{Outcome, Strictness, Verdict};
use crate::check::{Before, CHECKS, CheckCode, Judgement, Parsed};
use crate::fake::fault::{DELAY, Placed, faults};
use crate::fake::{FakeServer, Front, Model};
use crate::plan::{Authority, Case};
use crate::plan::{Generated, Limits, generate};
use crate::send::TargetOptions;
use crate::send::prepare::{Licence, prepare};
use crate::send::series::execute_all;
use crate::table::{Documented, OperationId, Spec};

/// The limit that faults of time overstep: a late answer is later than that on any machine.
const LIMIT: Duration = Duration::from_millis(1000);

/// How long an answer may take that no fault makes late: a machine under load is no fault.
const PATIENCE: Duration = Duration::from_secs(120);

/// How long an answer is waited for that a fault of time makes late, or keeps back.
const WAIT: Duration = LIMIT.saturating_add(DELAY);

/// How long it is waited for once more, in a place where that was not enough for the set-up.
const LONG_WAIT: Duration = Duration::from_secs(30);

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

/// Proves the tables' cases, for the faults whose code contains `filter`, in the places that are
/// asked for.
///
/// # Errors
/// When a fake cannot be started.
pub(crate) async fn prove(spec: &Spec, filter: &str, where_put: Places) -> Result<Proof, RunError> {
    let model = Model::new(spec);
    let within = |limit| Limits {
        response_time: limit,
        ..Limits::default()
    };
    let untimed = Arc::new(generate(spec, &within(None)));
    let timed = Arc::new(generate(spec, &within(Some(LIMIT))));
    let mut proof = Proof {
        baseline: Vec::new(),
        passed: 0,
        faults: Vec::new(),
        used: BTreeSet::new(),
        places: 0,
        whole: filter.is_empty(),
        unproven: Vec::new(),
        shared: shared(spec),
        answered_otherwise: BTreeSet::new(),
    };
    // The limit has something to judge here, and nothing that a slow machine could overstep.
    let patient = generate(spec, &within(Some(PATIENCE)));
    let mut judging: Judging = BTreeMap::new();
    for front in [Front::Mock, Front::Wire] {
        baseline(&mut proof, &mut judging, &model, &patient, front).await?;
    }
    let sendable = proof.sendable(spec, &untimed);
    judging.retain(|operation, _| sendable.contains(operation));
    let asks = |codes: &BTreeSet<CheckCode>| codes.contains(&CheckCode::UndocumentedMethodRefused);
    let asked = judging.iter().filter(|(_, codes)| asks(codes));
    let asked: BTreeSet<OperationId> = asked.map(|(operation, _)| operation.clone()).collect();
    proof.used = judging.into_values().flatten().collect();
    let conflicts = Conflicts::of(spec, &untimed);
    let mut batches: Vec<Batch> = Vec::new();
    for fault in faults() {
        if !fault.code.contains(filter) {
            continue;
        }
        let mut places = model.places(fault);
        places.retain(|placed| sendable.contains(&placed.operation));
        proof.retain_judged(&mut places, fault, &asked);
        proof.places += places.len();
        for placed in batched(where_put.chosen(places), &conflicts) {
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
        proof.add(attempt);
    }
    Ok(proof)
}

/// The operations that document a request which another one does, too.
fn shared(spec: &Spec) -> BTreeSet<OperationId> {
    let documented = Documented::of(&spec.tables, &[]);
    let operations = spec.tables.iter().flat_map(|table| &table.operations);
    let shared = operations.filter(|operation| !documented.same_as(operation).is_empty());
    shared.map(|operation| operation.id.clone()).collect()
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
    let cases = generated.cases.clone();
    let verdicts = verdicts(&fake, generated, cases, Pace::ORDINARY).await?;
    for verdict in verdicts {
        let operation = verdict.case.operation.clone();
        let codes = judging.entry(operation.clone()).or_default();
        codes.extend(judges(&verdict));
        match verdict.outcome {
            Outcome::Passed => proof.passed += 1,
            Outcome::Skipped(_) => {}
            Outcome::Failed | Outcome::Errored(_) if proof.shared.contains(&operation) => {
                proof.answered_otherwise.insert(operation);
            }
            Outcome::Failed | Outcome::Errored(_) => proof.baseline.push((front, verdict)),
        }
    }
    Ok(())
}

/// The checks that had something to judge.
fn judges(verdict: &Verdict) -> BTreeSet<CheckCode> {
    let mut codes = BTreeSet::new();
    let sent = verdict.case.steps.iter().zip(&verdict.exchanges);
    for (at, (step, exchange)) in sent.enumerate() {
        let parsed = Parsed::default();
        let before = Before {
            steps: verdict.exchanges.get(..at).unwrap_or_default(),
            made: &verdict.made,
        };
        for check in CHECKS {
            let mut demands = step.expectations.iter().map(|e| &e.demand);
            let judges = |demand| {
                let judged = check.judge(demand, step, exchange, &parsed, &before);
                judged != Judgement::NotApplicable
            };
            if demands.any(judges) {
                codes.insert(check.code);
            }
        }
    }
    codes
}

/// How long cases wait for an answer, and how many of them do so at once.
#[derive(Debug, Clone, Copy)]
struct Pace {
    timeout: Duration,
    at_once: usize,
}

impl Pace {
    /// Nothing is late but where the machine is slow.
    const ORDINARY: Self = Self {
        timeout: PATIENCE,
        at_once: CASES,
    };

    /// Answers are late, which costs nothing but time: more cases wait for them at once.
    const LATE: Self = Self {
        timeout: WAIT,
        at_once: WAITING,
    };

    /// Answers are late on a slow machine.
    const LATER: Self = Self {
        timeout: LONG_WAIT,
        at_once: WAITING,
    };
}

async fn verdicts(
    fake: &FakeServer,
    generated: &Generated,
    cases: Vec<Arc<Case>>,
    pace: Pace,
) -> Result<Vec<Verdict>, RunError> {
    let options = TargetOptions {
        timeout: pace.timeout,
        ..TargetOptions::default()
    };
    let set_ups = (&generated.set_ups, &*generated.fixture_plans);
    let mut sender = fake_sender(fake, set_ups, &options, Strictness::STRICT)?;
    let prepared = prepare(cases, &mut sender, Licence::Everything)
        .into_iter()
        .enumerate();
    let verdicts = execute_all(&Arc::new(sender), prepared.collect(), pace.at_once).await;
    Ok(verdicts)
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
    let of_time = |placed: &Placed| placed.fault.is_of_time();
    if !batch.placed.iter().any(of_time) {
        return attempt_at(&batch, batch.placed.clone(), Pace::ORDINARY).await;
    }
    let attempts = attempt_at(&batch, batch.placed.clone(), Pace::LATE).await?;
    let (named, missed): (Vec<Attempt>, Vec<Attempt>) = attempts
        .into_iter()
        .partition(|attempt| !attempt.is_missed());
    if missed.is_empty() {
        return Ok(named);
    }
    let placed = missed.into_iter().map(|attempt| attempt.placed.anew());
    let placed = placed.collect();
    let again = attempt_at(&batch, placed, Pace::LATER).await?;
    Ok(named.into_iter().chain(again).collect())
}

/// Puts faults of a batch in their places, and judges each by the cases of its operation.
async fn attempt_at(
    batch: &Batch,
    placed: Vec<Placed>,
    pace: Pace,
) -> Result<Vec<Attempt>, RunError> {
    let operations: BTreeSet<&OperationId> = placed.iter().map(|p| &p.operation).collect();
    let own = |case: &&Arc<Case>| operations.contains(&case.operation);
    let generated = &batch.generated;
    let cases: Vec<Arc<Case>> = generated.cases.iter().filter(own).cloned().collect();
    let fake = FakeServer::start(batch.model.clone().with(placed.clone())).await?;
    let verdicts = verdicts(&fake, generated, cases, pace).await?;
    let attempts = placed.iter().map(|placed| {
        let of_it = |v: &&Verdict| v.case.operation == placed.operation;
        judged(placed, verdicts.iter().filter(of_it))
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
        is_shared: false,
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

#[cfg(test)]
mod tests;
