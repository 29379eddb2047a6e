//! What is kept of a case that came out clean or was not sent: its name, and no request and no answer. Of those that
//! came out clean some are kept whole, by which it is told that nothing was in the way of the whole run.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;
use std::time::Duration;

use super::verdict::{Outcome, Verdict};
use crate::plan::{Case, CaseId, Demand, SkipReason, Step};
use crate::protocol::exchange::{Exchange, Received};
use crate::protocol::request::{Framing, TOKEN};
use crate::table::{OperationId, RowId};

/// How many are kept whole of those that say the same of the whole run.
const KEPT_WHOLE: usize = 2;

/// How many reasons are compared with that of a case.
const REASONS: usize = 16;

/// A case that came out clean or was not sent.
#[derive(Debug, Clone)]
pub(crate) struct Brief {
    /// The place of its case among those of the run.
    pub place: usize,
    /// Its id.
    pub id: CaseId,
    /// Its page.
    pub page: Arc<str>,
    /// Why it was not sent; none where it passed.
    pub skipped: Option<Arc<SkipReason>>,
    /// How long it took.
    pub elapsed: Duration,
}

/// Those of a run, and what they say together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Briefs {
    /// In the order of the cases.
    pub list: Vec<Brief>,
    /// How many passed.
    pub passed: usize,
    /// The rows that held.
    held: HashSet<u64>,
    /// The rows that promise something to one of them.
    promised: HashSet<u64>,
    /// The operations whose ordinary requests were answered.
    pub answered: HashSet<OperationId>,
}

fn hash(row: &RowId) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(row)
}

impl Briefs {
    /// Whether a row held.
    pub(crate) fn has_held(&self, row: &RowId) -> bool {
        !self.held.is_empty() && self.held.contains(&hash(row))
    }

    /// Whether a row promised something.
    pub(crate) fn has_promised(&self, row: &RowId) -> bool {
        !self.promised.is_empty() && self.promised.contains(&hash(row))
    }
}

/// What came of the cases of a run, as it comes.
#[derive(Debug, Default)]
pub(crate) struct Collected {
    /// Whether every verdict is kept whole.
    keeps_all: bool,
    whole: BTreeMap<usize, Verdict>,
    briefs: Briefs,
    /// How many say the same of the whole run.
    alike: HashMap<Sign, usize>,
    pages: Vec<Arc<str>>,
    reasons: Vec<Arc<SkipReason>>,
}

/// What a clean case says of the whole run.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Sign {
    is_served: bool,
    carries_credential: bool,
    has_content: bool,
    via: Option<String>,
    /// The placeholders that were filled, and whose request it was where it may have used them up.
    values: Option<(String, Option<OperationId>)>,
}

impl Collected {
    /// Nothing so far, where every verdict is kept whole.
    pub(crate) fn whole() -> Self {
        Self {
            keeps_all: true,
            ..Self::default()
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.whole.len() + self.briefs.list.len()
    }

    /// Keeps what a report may say of the verdict at a place.
    pub(crate) fn keep(&mut self, place: usize, verdict: Verdict) {
        let skipped = match &verdict.outcome {
            Outcome::Skipped(reason) if !self.keeps_all && is_unsent(&verdict) => {
                Some(reason.clone())
            }
            Outcome::Passed if !self.keeps_all && is_clean(&verdict) => None,
            Outcome::Skipped(_) | Outcome::Passed | Outcome::Failed | Outcome::Errored(_) => {
                self.whole.insert(place, verdict);
                return;
            }
        };
        if skipped.is_none() && self.is_needed_whole(&verdict) {
            self.whole.insert(place, verdict);
            return;
        }
        self.note_rows(&verdict);
        let brief = Brief {
            place,
            page: self.page(&verdict.case.page),
            skipped: skipped.map(|reason| self.reason(reason)),
            elapsed: verdict.elapsed,
            id: verdict.case.id.clone(),
        };
        self.briefs.passed += usize::from(brief.skipped.is_none());
        self.briefs.list.push(brief);
    }

    /// Those that are kept whole with their places, and what is kept of the others, all in the order of their cases.
    pub(crate) fn into_parts(mut self) -> (Vec<usize>, Vec<Verdict>, Briefs) {
        self.briefs.list.sort_by_key(|brief| brief.place);
        let (places, verdicts) = self.whole.into_iter().unzip();
        (places, verdicts, self.briefs)
    }

    /// Whether too few say what a clean case does. One that is refused as it is to be says nothing beside one that is
    /// served.
    fn is_needed_whole(&mut self, verdict: &Verdict) -> bool {
        let sign = sign(verdict);
        if !sign.is_served {
            let beside = |(other, count): (&Sign, &usize)| {
                other.is_served && other.via == sign.via && *count >= KEPT_WHOLE
            };
            return !self.alike.iter().any(beside);
        }
        let count = self.alike.entry(sign).or_default();
        *count += 1;
        *count <= KEPT_WHOLE
    }

    fn note_rows(&mut self, verdict: &Verdict) {
        self.briefs.held.extend(verdict.held.iter().map(hash));
        let steps = verdict.case.steps.iter();
        let promises = steps.flat_map(|step| &step.expectations);
        let mut before = None;
        for row in promises.filter_map(|own| own.promise.row()) {
            // A row mostly makes several promises, one after the other.
            if !before.is_some_and(|before| Arc::ptr_eq(before, row)) {
                self.briefs.promised.insert(hash(&row.id));
            }
            before = Some(row);
        }
        let first = verdict.case.steps.first();
        let states =
            |demand: &Demand| matches!(demand, Demand::Status(_) | Demand::StatusUnless(..));
        let is_ordinary = first.expectations.iter().any(|own| states(&own.demand));
        if is_ordinary && !verdict.exchanges.is_empty() {
            let operation = &verdict.case.operation;
            if !self.briefs.answered.contains(operation) {
                self.briefs.answered.insert(operation.clone());
            }
        }
    }

    fn page(&mut self, page: &str) -> Arc<str> {
        let known = self.pages.iter().rev().take(REASONS);
        if let Some(known) = known.into_iter().find(|known| ***known == *page) {
            return Arc::clone(known);
        }
        let page: Arc<str> = page.into();
        self.pages.push(Arc::clone(&page));
        page
    }

    fn reason(&mut self, reason: SkipReason) -> Arc<SkipReason> {
        if let Some(known) = self.reasons.iter().find(|known| ***known == reason) {
            return Arc::clone(known);
        }
        let reason = Arc::new(reason);
        if self.reasons.len() < REASONS {
            self.reasons.push(Arc::clone(&reason));
        }
        reason
    }
}

/// Whether nothing was sent, and nothing is left of it.
fn is_unsent(verdict: &Verdict) -> bool {
    verdict.exchanges.is_empty() && verdict.unreleased.is_empty()
}

/// Whether no report says more of a pass than that it is one.
fn is_clean(verdict: &Verdict) -> bool {
    let steps = verdict.case.steps.iter();
    let is_as_written = |step: &Step| step.plan.framing == Framing::AsWritten;
    verdict.noted.is_empty()
        && verdict.violations.is_empty()
        && verdict.unreleased.is_empty()
        && verdict.attempts() <= 1
        && verdict.exchanges.iter().all(|own| own.response.is_ok())
        && !steps.clone().any(is_as_written)
        && answers(verdict).all(|(step, _, response)| {
            response.status.is_success() && !is_html(response) || !is_to_be_served(step)
        })
}

fn answers(verdict: &Verdict) -> impl Iterator<Item = (&Step, &Exchange, &Received)> {
    let sent = verdict.case.steps.iter().zip(&verdict.exchanges);
    sent.filter_map(|(step, exchange)| Some((step, exchange, exchange.response.as_ref().ok()?)))
}

fn is_html(response: &Received) -> bool {
    response
        .media_type()
        .is_some_and(|own| matches!(own.as_str(), "text/html" | "application/xhtml+xml"))
}

/// Whether the page documents that a request is served.
fn is_to_be_served(step: &Step) -> bool {
    let mut demands = step.expectations.iter();
    demands.any(|own| {
        matches!(
            own.demand,
            Demand::Status(_)
                | Demand::StatusUnless(..)
                | Demand::Served(_)
                | Demand::MethodServed
                | Demand::PathServed
        )
    })
}

fn sign(verdict: &Verdict) -> Sign {
    let steps = verdict.case.steps.iter();
    let names = steps.flat_map(|step| step.plan.placeholders());
    let mut names: Vec<String> = names.filter_map(|own| own.into_iter().next()).collect();
    let carries_credential = names.iter().any(|name| name == TOKEN);
    names.retain(|name| name != TOKEN);
    names.sort();
    names.dedup();
    let is_served = answers(verdict)
        .any(|(step, _, response)| is_to_be_served(step) && response.status.is_success());
    let mut content = answers(verdict).filter_map(|(_, own, _)| own.sent.content.as_ref());
    let mut responses = answers(verdict).map(|(_, _, response)| response);
    let case: &Case = &verdict.case;
    Sign {
        is_served,
        carries_credential,
        has_content: content.any(|content| !content.is_empty()),
        via: responses.find_map(|own| own.header("via").map(str::to_owned)),
        values: (!names.is_empty()).then(|| {
            let own = case.changes_state.then(|| case.operation.clone());
            (names.join(" "), own)
        }),
    }
}
