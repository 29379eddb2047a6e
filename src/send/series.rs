//! Many cases, some at a time: those that read before those that change something, and one verdict each, in their order.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use tokio::task::{JoinError, JoinSet};

use super::again::may_go_once;
use super::engine::{execute, execute_on_kept, execute_once};
use super::prepare::Prepared;
use super::sender::Sender;
use super::values::Assignment;
use super::{Lease, Left};
use crate::check::verdict::Verdict;
use crate::plan::{Case, Step};

/// Sends cases that are all there, and gives back what served them all; one verdict a case, in their order, whatever the
/// order in which they are sent.
pub(crate) async fn execute_all(
    sender: &Arc<Sender>,
    prepared: Vec<(usize, Prepared)>,
    at_a_time: usize,
) -> Vec<Verdict> {
    let mut verdicts = BTreeMap::new();
    let keep = |place, verdict| drop(verdicts.insert(place, verdict));
    let _ = execute_each(sender, prepared.into_iter(), at_a_time, keep).await;
    verdicts.into_values().collect()
}

/// Sends every case that can be sent, some at a time and in their order, each of which is asked for when its turn comes.
/// `keep` hears of each verdict that stands, with its place. Gives back what served them all; what could not be given
/// back, in sentences.
pub(crate) async fn execute_each(
    sender: &Arc<Sender>,
    mut prepared: impl Iterator<Item = (usize, Prepared)>,
    at_a_time: usize,
    keep: impl FnMut(usize, Verdict),
) -> Vec<String> {
    let mut series = Series {
        sender,
        at_a_time,
        running: JoinSet::new(),
        changing: Vec::new(),
        in_use: HashMap::new(),
        keeps: Keeps::WhileNothingChanges,
        leased: Vec::new(),
        keep,
    };
    while let Some((place, (case, assignment))) = prepared.next() {
        match assignment {
            Err(reason) => series.keep(place, Verdict::skipped(case, reason)),
            Ok(assignment) => {
                let (others, _) = prepared.size_hint();
                series.prepare_for(&case, &assignment, others).await;
                series.send(place, (case, assignment)).await;
            }
        }
    }
    series.settle().await;
    sender.release_shared().await
}

/// What came of one case.
struct Came {
    place: usize,
    verdict: Verdict,
    leases: Vec<Lease>,
    assignment: Assignment,
}

/// For what connections are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keeps {
    /// For what can be sent anew, until something is changed.
    WhileNothingChanges,
    /// For what is sent once, of a service that is known to answer there.
    Once,
    /// For nothing yet: nobody knows whether the service answers there.
    Undecided,
    /// For nothing.
    Nothing,
}

/// How many cases that are sent once must wait for it to be worth finding out whether the service answers on a
/// connection that was used before.
const WORTH_TRYING: usize = 32;

/// How many verdicts wait for their leases before these are looked at.
const MANY_LEASED: usize = 256;

/// What is said of a request whose answer cannot be told from what was left on its connection.
const NOT_TOLD_APART: &str = "the service sends more answers on a connection than it was asked for, so that nobody knows \
                              which is that to this request, and the request is none to be sent again";

/// Cases that are being sent, and those that were.
struct Series<'a, F> {
    sender: &'a Arc<Sender>,
    at_a_time: usize,
    running: JoinSet<Came>,
    /// Those of the running ones that change something, which others wait for, with their places.
    changing: Vec<(usize, Arc<Case>)>,
    /// What the running ones are about, by their places.
    in_use: HashMap<usize, Vec<Resource>>,
    keeps: Keeps,
    /// What counts for as much as its leases turn out to be worth: many at a time, which are looked at time and again.
    #[expect(
        clippy::vec_box,
        reason = "what stays is moved each time that they are looked at"
    )]
    leased: Vec<Box<Came>>,
    keep: F,
}

impl<F: FnMut(usize, Verdict)> Series<'_, F> {
    /// Settles what was kept before the first case that changes something, and finds out whether connections are kept
    /// from then on.
    async fn prepare_for(&mut self, case: &Case, assignment: &Assignment, others: usize) {
        let target = &self.sender.target;
        match self.keeps {
            Keeps::WhileNothingChanges if !self.may_change(case) => return,
            // What is sent anew is so before anything is another by then.
            Keeps::WhileNothingChanges => self.settle().await,
            Keeps::Undecided => {}
            Keeps::Once | Keeps::Nothing => return,
        }
        if others >= WORTH_TRYING
            && may_go_once(self.sender, case, assignment)
            && target.is_kept_trusted().is_none()
            && let Ok(bindings) = self.sender.values.bind(assignment).await
            && let Ok(request) = case.steps.first().plan.fill(&bindings)
        {
            // It is one of those that are sent at once.
            while self.hear_next().await {}
            self.sender.target.try_keeping(&request).await;
            self.keeps = Keeps::Nothing;
        } else {
            self.keeps = Keeps::Undecided;
        }
        self.keeps = match target.is_kept_trusted() {
            Some(true) => Keeps::Once,
            Some(false) => Keeps::Nothing,
            None => self.keeps,
        };
    }

    /// Whether something may be another once a case was sent, or the one that it alters.
    fn may_change(&self, case: &Case) -> bool {
        let altered = || {
            let ordinary = self.sender.ordinaries.get(case.alters.as_ref()?)?;
            Some(ordinary.case.changes_state)
        };
        case.changes_state || case.effect.is_some() || altered() == Some(true)
    }

    /// What of the service a case is about, of which others are not to be sent something meanwhile: what the given values
    /// in its paths name, or what stands on a path that is replaced or taken away.
    async fn resources(&self, case: &Case, assignment: &Assignment) -> Vec<Resource> {
        let is_fixed = assignment.is_fixed() && self.keeps != Keeps::WhileNothingChanges;
        if !is_fixed || self.sender.is_own {
            return Vec::new();
        }
        let replaces =
            |step: &Step| matches!(step.plan.method.as_str(), "PUT" | "PATCH" | "DELETE");
        let is_named = |step: &Step| !step.plan.path.placeholders().is_empty();
        let steps: Vec<&Step> = case
            .steps
            .iter()
            .filter(|s| is_named(s) || replaces(s))
            .collect();
        if steps.is_empty() {
            return Vec::new();
        }
        let Ok(bindings) = self.sender.values.bind(assignment).await else {
            return Vec::new();
        };
        let filled = steps.into_iter().filter_map(|step| {
            let request = step.plan.fill(&bindings).ok()?;
            Some(Resource {
                path: resource(step.plan.path.path().as_str(), &request.path.exposed()),
                is_replaced: replaces(step),
            })
        });
        filled.collect()
    }

    /// Whether a case that runs is about the same, and one of the two replaces it or takes it away.
    fn is_in_use(&self, resources: &[Resource]) -> bool {
        let mut used = self.in_use.values().flatten();
        !resources.is_empty()
            && used.any(|one| {
                resources.iter().any(|other| {
                    let is_same =
                        is_within(&one.path, &other.path) || is_within(&other.path, &one.path);
                    is_same && (one.is_replaced || other.is_replaced)
                })
            })
    }

    /// Sends a case once there is room for it.
    async fn send(&mut self, place: usize, (case, assignment): (Arc<Case>, Assignment)) {
        let room = match case.effect {
            Some(_) => 1,
            None => self.at_a_time,
        };
        let follows = |changing: &[(usize, Arc<Case>)]| {
            let first = case.follows.as_ref();
            first.is_some_and(|first| changing.iter().any(|(_, own)| own.id == *first))
        };
        let resources = self.resources(&case, &assignment).await;
        while self.running.len() >= room || follows(&self.changing) || self.is_in_use(&resources) {
            self.hear_next().await;
        }
        if !resources.is_empty() {
            self.in_use.insert(place, resources);
        }
        if case.changes_state {
            self.changing.push((place, Arc::clone(&case)));
        }
        let (sender, keeps) = (Arc::clone(self.sender), self.keeps);
        self.running.spawn(async move {
            let (verdict, leases) = match keeps {
                Keeps::WhileNothingChanges => execute_on_kept(&sender, case, &assignment).await,
                Keeps::Once => execute_once(&sender, case, &assignment).await,
                Keeps::Undecided | Keeps::Nothing => {
                    (execute(&sender, case, &assignment).await, Vec::new())
                }
            };
            Came {
                place,
                verdict,
                leases,
                assignment,
            }
        });
    }

    /// Waits for the next verdict; whether there was one to wait for.
    async fn hear_next(&mut self) -> bool {
        let Some(came) = self.running.join_next().await else {
            return false;
        };
        // `execute` catches what a case panics with, and nothing cancels it: this is neither.
        let resumed = |error: JoinError| std::panic::resume_unwind(error.into_panic());
        let came = came.unwrap_or_else(resumed);
        self.changing.retain(|(place, _)| *place != came.place);
        self.in_use.remove(&came.place);
        if came.leases.is_empty() {
            self.keep(came.place, came.verdict);
        } else {
            self.leased.push(Box::new(came));
            if self.leased.len().is_multiple_of(MANY_LEASED) {
                self.keep_settled();
            }
        }
        true
    }

    /// Keeps the verdicts that stand, whose leases are settled. What can be sent anew stands where nothing was left; else
    /// it waits to be sent anew.
    fn keep_settled(&mut self) {
        for came in std::mem::take(&mut self.leased) {
            let is_once = self.keeps == Keeps::Once;
            let stands = |lease: &Lease| match lease.left() {
                Some(left) => is_once || left == Left::Nothing,
                None => false,
            };
            if !came.leases.iter().all(stands) {
                self.leased.push(came);
                continue;
            }
            if !is_once {
                self.keep(came.place, came.verdict);
                continue;
            }
            let came = *came;
            let is_lost = came.leases.iter().any(|l| l.left() == Some(Left::Answer));
            let verdict = match is_lost {
                true => {
                    let Verdict {
                        case, exchanges, ..
                    } = came.verdict;
                    Verdict::errored(case, NOT_TOLD_APART.to_owned(), exchanges)
                }
                false => came.verdict,
            };
            self.sender.failures.count(&verdict);
            self.keep(came.place, verdict);
        }
    }

    fn keep(&mut self, place: usize, verdict: Verdict) {
        self.sender.ordinaries.was_told(&verdict.case.operation);
        (self.keep)(place, verdict);
    }

    /// Waits for all that is sent, ends the connections that are kept, and sends anew what came on one that turned out
    /// to be worth nothing.
    async fn settle(&mut self) {
        while self.hear_next().await {}
        self.sender.target.settle().await;
        self.keep_settled();
        self.keeps = Keeps::Nothing;
        for came in std::mem::take(&mut self.leased) {
            let sender = Arc::clone(self.sender);
            while self.running.len() >= self.at_a_time {
                self.hear_next().await;
            }
            self.running.spawn(async move {
                Came {
                    verdict: execute(&sender, came.verdict.case, &came.assignment).await,
                    leases: Vec::new(),
                    ..*came
                }
            });
        }
        while self.hear_next().await {}
    }
}

/// What a request is about.
#[derive(Debug)]
struct Resource {
    path: String,
    /// Whether it is replaced, changed or taken away as a whole.
    is_replaced: bool,
}

/// The path of a request up to the last segment that is named by a value, or all of it where none is.
fn resource(template: &str, path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let segments = template.split('/').enumerate();
    let mut named = segments.filter(|(_, segment)| segment.contains('{'));
    match named.by_ref().last() {
        None => path.trim_end_matches('/').to_owned(),
        Some((last, _)) => path.split('/').take(last + 1).collect::<Vec<_>>().join("/"),
    }
}

/// Whether one path is another or below it.
fn is_within(one: &str, other: &str) -> bool {
    one.strip_prefix(other)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests;
