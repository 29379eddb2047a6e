//! Cases to verdicts: each case is sent to the target and judged, as a trial of libtest-mimic.

use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Arguments, Completion, Failed, Trial};

use crate::case::{Case, SkipReason, Via};
use crate::exchange::Exchange;
use crate::http::Status;
use crate::request::{Bindings, Missing, Request};
use crate::set_up::{Obtained, Shared};
use crate::supply::{Assignment, Supply};
use crate::target::{Target, TargetError};
use crate::verdict::{Outcome, Strictness, Verdict};

/// All that sending a case needs.
#[derive(Debug, Clone)]
pub struct Sender {
    /// Where requests go.
    pub target: Target,
    /// Values and the credential.
    pub supply: Supply,
    /// Whether assumed expectations fail.
    pub strictness: Strictness,
    /// Values that serve the whole run.
    pub shared: Shared,
    /// Whether the run is to end early.
    pub stop: Stop,
}

/// What an interrupted case says.
const INTERRUPTED: &str = "interrupted";

/// Whether a run is to end early: cases that have not begun are not sent, and those that have give
/// back what they obtained.
#[derive(Debug, Clone)]
pub struct Stop(Arc<tokio::sync::watch::Sender<bool>>);

impl Default for Stop {
    fn default() -> Self {
        Self(Arc::new(tokio::sync::watch::Sender::new(false)))
    }
}

impl Stop {
    /// Asks for the end.
    pub fn ask(&self) {
        self.0.send_replace(true);
    }

    fn is_asked(&self) -> bool {
        *self.0.borrow()
    }

    async fn asked(&self) {
        // The sender is ours and cannot be gone.
        let _ = self.0.subscribe().wait_for(|asked| *asked).await;
    }

    /// Asks for the end at the first Ctrl-C; a second one ends the process.
    async fn on_interrupt(self) {
        if tokio::signal::ctrl_c().await.is_err() {
            return;
        }
        self.ask();
        if tokio::signal::ctrl_c().await.is_ok() {
            std::process::exit(130);
        }
    }
}

/// How trials are run and shown.
#[derive(Debug, Clone)]
pub struct TrialOptions {
    /// What libtest was told.
    pub arguments: Arguments,
    /// Whether a line says how far the run is.
    pub progress: Progress,
    /// What is printed of a verdict under a failed trial.
    pub render: fn(&Verdict) -> String,
    /// The seed of another order than the tables'.
    pub shuffle: Option<u64>,
}

/// Whether a line on standard error says how far the run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Where standard error is a terminal.
    Shown,
    /// Never.
    Hidden,
}

/// One case with the values it will be sent with, or why it will not be sent.
pub type Prepared = (Case, Result<Assignment, SkipReason>);

/// Assigns values to every case and keeps back what a real target is not to be asked unasked.
#[must_use]
pub fn prepare(cases: Vec<Case>, sender: &Sender, sends_intrusive: bool) -> Vec<Prepared> {
    let assignments = sender.supply.assign(&cases);
    let sees_wire = !sender.target.is_proxied();
    cases
        .into_iter()
        .zip(assignments)
        .map(|(case, assignment)| {
            let held_back = case.intrusive && case.skip.is_none() && !sends_intrusive;
            let proxied = case.via == Via::Probe && case.skip.is_none() && !sees_wire;
            if held_back {
                (case, Err(SkipReason::Intrusive))
            } else if proxied {
                (case, Err(SkipReason::Proxied))
            } else {
                (case, assignment)
            }
        })
        .collect()
}

/// Whether libtest's FILTER, `--exact` and `--skip` select a case.
#[must_use]
pub fn is_selected(arguments: &Arguments, case: &Case) -> bool {
    let matches = |filter: &String| {
        if arguments.exact {
            case.id.0 == *filter
        } else {
            case.id.0.contains(filter.as_str())
        }
    };
    arguments.filter.as_ref().is_none_or(matches) && !arguments.skip.iter().any(matches)
}

/// Sends one case, with what it has to obtain before and to give back after, and judges it.
pub async fn execute(sender: &Sender, case: Case, assignment: &Assignment) -> Verdict {
    if sender.stop.is_asked() {
        return Verdict::errored(case, INTERRUPTED.to_owned(), Vec::new());
    }
    let mut bindings = match sender.supply.bind(assignment).await {
        Ok(bindings) => bindings,
        Err(error) => return Verdict::errored(case, error.to_string(), Vec::new()),
    };
    let target = &sender.target;
    let mut obtained = Obtained::default();
    let mut exchanges = Vec::new();
    let end = attempt(
        sender,
        &case,
        assignment,
        &mut bindings,
        &mut obtained,
        &mut exchanges,
    )
    .await;
    // Whatever came of the case, what it obtained is given back.
    obtained.note(&sender.supply.set_ups, &case, &exchanges);
    let asked = obtained.asked_for(&case, &bindings, &exchanges);
    obtained.conceal(&mut exchanges);
    let unreleased = obtained.release(target, &bindings, &asked).await;
    let verdict = match end {
        End::Sent => Verdict::judge(case, exchanges, sender.strictness),
        End::Unfilled(names) => Verdict::skipped(case, SkipReason::Unfilled(names)),
        End::Error(message) => Verdict::errored(case, message, exchanges),
    };
    Verdict {
        unreleased,
        ..verdict
    }
}

/// How far a case came.
enum End {
    /// Its steps were sent, up to the last or the first that failed.
    Sent,
    /// Placeholders had no value.
    Unfilled(Vec<String>),
    /// A set-up failed, a request could not be sent, or the run was interrupted.
    Error(String),
}

/// Obtains what a case needs and sends its steps. What was obtained and exchanged so far is there
/// for the caller, also where this ends early.
async fn attempt<'a>(
    sender: &'a Sender,
    case: &Case,
    assignment: &Assignment,
    bindings: &mut Bindings,
    obtained: &mut Obtained<'a>,
    exchanges: &mut Vec<Exchange>,
) -> End {
    for at in &assignment.set_ups {
        let set_up = &sender.supply.set_ups[*at];
        let alone = set_up.released_by.as_ref() == Some(&case.operation);
        let value = obtained.obtain(&sender.target, &sender.shared, set_up, alone, bindings);
        if let Err(message) = value.await {
            return End::Error(message);
        }
    }
    let filled = case.steps.iter().map(|step| step.plan.fill(bindings));
    let requests = match filled.collect::<Result<Vec<Request>, Missing>>() {
        Ok(requests) => requests,
        Err(missing) => return End::Unfilled(missing.0),
    };
    tokio::select! {
        sent = send(&sender.target, case, &requests, exchanges) => match sent {
            Ok(()) => End::Sent,
            Err(error) => End::Error(error.to_string()),
        },
        () = sender.stop.asked() => End::Error(INTERRUPTED.to_owned()),
    }
}

/// Sends the requests of a case, up to the first that fails or is not to be sent.
async fn send(
    target: &Target,
    case: &Case,
    requests: &[Request],
    exchanges: &mut Vec<Exchange>,
) -> Result<(), TargetError> {
    let goes_on = |next: usize, before: Status| case.steps[next].when.allows(before);
    if case.via == Via::Probe {
        return target.probe(requests, goes_on, exchanges).await;
    }
    for (index, request) in requests.iter().enumerate() {
        let exchange = target.exchange(request).await?;
        let status = exchange.response.as_ref().ok().map(|r| r.status);
        exchanges.push(exchange);
        let next = index + 1;
        if next < requests.len() && !status.is_some_and(|status| goes_on(next, status)) {
            break;
        }
    }
    Ok(())
}

/// Sends every case that can be sent, some at a time; one verdict a case, in their order.
pub async fn execute_all(
    sender: &Arc<Sender>,
    prepared: Vec<Prepared>,
    at_a_time: usize,
) -> Vec<Verdict> {
    let mut verdicts: BTreeMap<usize, Verdict> = BTreeMap::new();
    let mut waiting = prepared.into_iter().enumerate();
    let mut running = tokio::task::JoinSet::new();
    loop {
        while running.len() < at_a_time
            && let Some((place, (case, assignment))) = waiting.next()
        {
            match assignment {
                Err(reason) => {
                    verdicts.insert(place, Verdict::skipped(case, reason));
                }
                Ok(assignment) => {
                    let sender = Arc::clone(sender);
                    running
                        .spawn(async move { (place, execute(&sender, case, &assignment).await) });
                }
            }
        }
        match running.join_next().await {
            None => break,
            Some(Ok((place, verdict))) => {
                verdicts.insert(place, verdict);
            }
            // A panic of ours goes on where it can be seen.
            Some(Err(error)) => std::panic::resume_unwind(error.into_panic()),
        }
    }
    sender
        .shared
        .release(&sender.target, &sender.supply.set_ups)
        .await;
    verdicts.into_values().collect()
}

/// What came of a run of trials.
#[must_use]
#[derive(Debug)]
pub struct Trials {
    /// One verdict a selected case, in the order of the cases.
    pub verdicts: Vec<Verdict>,
    /// libtest's own conclusion.
    pub conclusion: libtest_mimic::Conclusion,
    /// What is amiss with the values of the whole run, in sentences.
    pub warnings: Vec<String>,
}

/// Runs the selected cases, and any `other` trials, through libtest-mimic, which prints what its
/// arguments say.
pub fn run_trials(
    sender: &Arc<Sender>,
    prepared: Vec<Prepared>,
    other: impl IntoIterator<Item = Trial>,
    options: &TrialOptions,
) -> Trials {
    let TrialOptions {
        arguments,
        progress,
        render,
        shuffle,
    } = options;
    let (progress, render) = (*progress, *render);
    let handle = tokio::runtime::Handle::current();
    let verdicts: Arc<Mutex<Vec<(usize, Verdict)>>> = Arc::default();
    let done = Arc::new(AtomicUsize::new(0));
    let mut selected: Vec<(usize, Prepared)> = prepared
        .into_iter()
        .filter(|(case, _)| is_selected(arguments, case))
        .enumerate()
        .collect();
    let sent = selected
        .iter()
        .filter(|(_, (_, assignment))| assignment.is_ok());
    let spent = sender.supply.overspent(sent.map(|(_, (case, _))| case));
    if let Some(seed) = shuffle {
        fastrand::Rng::with_seed(*seed).shuffle(&mut selected);
    }
    let total = selected.len();
    let mut trials: Vec<Trial> = other.into_iter().collect();
    for (place, (case, assignment)) in selected {
        let name = case.id.0.clone();
        let assignment = match assignment {
            Ok(assignment) => assignment,
            Err(reason) => {
                keep(&verdicts, place, Verdict::skipped(case, reason));
                let ignored = || Ok(Completion::Ignored { reason: None });
                trials.push(Trial::ignorable_test(name, ignored).with_ignored_flag(true));
                continue;
            }
        };
        let (sender, handle) = (Arc::clone(sender), handle.clone());
        let (verdicts, done) = (Arc::clone(&verdicts), Arc::clone(&done));
        trials.push(Trial::ignorable_test(name, move || {
            let verdict = handle.block_on(execute(&sender, case, &assignment));
            let completion = completion(&verdict, render);
            keep(&verdicts, place, verdict);
            show(progress, done.fetch_add(1, Ordering::Relaxed) + 1, total);
            completion
        }));
    }
    let interrupt = handle.spawn(sender.stop.clone().on_interrupt());
    let conclusion = libtest_mimic::run(arguments, trials);
    let mut warnings = spent;
    let shared = sender
        .shared
        .release(&sender.target, &sender.supply.set_ups);
    warnings.extend(handle.block_on(shared));
    interrupt.abort();
    clear(progress);
    let mut verdicts =
        std::mem::take(&mut *verdicts.lock().unwrap_or_else(PoisonError::into_inner));
    verdicts.sort_by_key(|(place, _)| *place);
    let verdicts = verdicts.into_iter().map(|(_, verdict)| verdict).collect();
    Trials {
        verdicts,
        conclusion,
        warnings,
    }
}

fn keep(verdicts: &Mutex<Vec<(usize, Verdict)>>, place: usize, verdict: Verdict) {
    let mut verdicts = verdicts.lock().unwrap_or_else(PoisonError::into_inner);
    verdicts.push((place, verdict));
}

fn completion(verdict: &Verdict, render: fn(&Verdict) -> String) -> Result<Completion, Failed> {
    match &verdict.outcome {
        Outcome::Passed => Ok(Completion::Completed),
        Outcome::Skipped(reason) => Ok(Completion::ignored_with(reason.to_string())),
        Outcome::Failed | Outcome::Errored(_) => Err(Failed::from(render(verdict))),
    }
}

fn show(progress: Progress, done: usize, total: usize) {
    let mut stderr = std::io::stderr();
    if progress == Progress::Shown && stderr.is_terminal() {
        let _ = write!(stderr, "\r{done}/{total} cases");
    }
}

fn clear(progress: Progress) {
    let mut stderr = std::io::stderr();
    if progress == Progress::Shown && stderr.is_terminal() {
        let _ = write!(stderr, "\r\x1b[K");
    }
}
