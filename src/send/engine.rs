//! Cases to verdicts: each case is sent to the target and judged.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::check::verdict::{Strictness, Verdict};
use crate::plan::{Case, SkipReason, Via};
use crate::protocol::Status;
use crate::protocol::exchange::Exchange;
use crate::protocol::request::{Bindings, Missing, Request};
use crate::send::fixtures::{Obtained, Shared};
use crate::send::values::{Assignment, Supply};
use crate::send::{Target, TargetError};

/// All that sending a case needs.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
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
pub(crate) struct Stop(Arc<tokio::sync::watch::Sender<bool>>);

impl Default for Stop {
    fn default() -> Self {
        Self(Arc::new(tokio::sync::watch::Sender::new(false)))
    }
}

impl Stop {
    /// Asks for the end.
    pub(crate) fn ask(&self) {
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
    pub(crate) async fn on_interrupt(self) {
        if tokio::signal::ctrl_c().await.is_err() {
            return;
        }
        self.ask();
        if tokio::signal::ctrl_c().await.is_ok() {
            std::process::exit(130);
        }
    }
}

/// One case with the values it will be sent with, or why it will not be sent.
pub(crate) type Prepared = (Case, Result<Assignment, SkipReason>);

/// Assigns values to every case and keeps back what a real target is not to be asked unasked.
#[must_use]
pub(crate) fn prepare(cases: Vec<Case>, sender: &Sender, sends_intrusive: bool) -> Vec<Prepared> {
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

/// Sends one case, with what it has to obtain before and to give back after, and judges it.
pub(crate) async fn execute(sender: &Sender, case: Case, assignment: &Assignment) -> Verdict {
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
pub(crate) async fn execute_all(
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
