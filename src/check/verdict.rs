//! What the checks of a case say together.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::check::lacking::{lacks_content, refused_in_state};
use crate::check::moment::of_the_moment;
use crate::check::{Before, CHECKS, CheckCode, ENDS_CASE, Judgement, Made, Parsed};
use crate::plan::{Authority, Case, Promise, SkipReason, Step, When};
use crate::protocol::exchange::Exchange;
use crate::table::RowId;
use crate::table::RowRef;

/// A rule that did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The check's code.
    pub code: CheckCode,
    /// Who promises otherwise.
    pub promise: Promise,
    /// The row that made the case.
    pub made_by: Arc<RowRef>,
    /// One sentence, lower case, no full stop.
    pub message: String,
    /// What was promised.
    pub expected: String,
    /// What came.
    pub actual: String,
    /// Whether it is demanded of every exchange.
    pub general: bool,
    /// The step of the case, from 0.
    pub step: usize,
}

impl Violation {
    /// The row that was broken: the one that promises, else the one that made the case.
    #[must_use]
    pub(crate) fn row(&self) -> &Arc<RowRef> {
        self.promise.row().unwrap_or(&self.made_by)
    }

    /// The kind of authority.
    #[must_use]
    pub(crate) fn authority(&self) -> Authority {
        self.promise.authority()
    }
}

/// How a case ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// At least one row held and none was broken.
    Passed,
    /// A violation.
    Failed,
    /// The exchange could not be made; the page is not blamed.
    Errored(String),
    /// It was not sent.
    Skipped(SkipReason),
}

/// A case with everything that came of it.
#[must_use]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// The case.
    pub case: Arc<Case>,
    /// How it ended.
    pub outcome: Outcome,
    /// Rows that held, in order, without repeats.
    pub held: Vec<RowId>,
    /// What did not hold; with `--strict` assumed expectations among them.
    pub violations: Vec<Violation>,
    /// Assumed expectations that did not hold, when not strict.
    pub noted: Vec<Violation>,
    /// One per step that was sent.
    pub exchanges: Vec<Exchange>,
    /// Those by which the case obtained what is its own.
    pub made: Vec<Made>,
    /// What the case obtained and could not give back.
    pub unreleased: Vec<String>,
    /// How long the case took.
    pub elapsed: Duration,
}

/// What fails a case of what does not hold; the rest of it is noted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Strictness {
    /// Whether our own reading does.
    pub is_strict: bool,
    /// Whether a server that says that it erred does not.
    pub allows_server_errors: bool,
}

impl Strictness {
    /// Everything fails.
    pub(crate) const STRICT: Self = Self {
        is_strict: true,
        allows_server_errors: false,
    };

    /// Whether what breaks a promise is noted only.
    fn notes(self, promise: &Promise) -> bool {
        match promise {
            Promise::Assumed => !self.is_strict,
            Promise::ServerError => self.allows_server_errors,
            Promise::Documented(_)
            | Promise::Family(_)
            | Promise::Http(_)
            | Promise::Configured(_)
            | Promise::Disclosure => false,
        }
    }
}

/// What one exchange says of one step.
#[derive(Debug, Clone, Default)]
struct StepJudgement {
    held: Vec<RowId>,
    broken: Vec<Violation>,
    /// Whether the answer says nothing of the request.
    is_no_verdict: bool,
}

impl Verdict {
    /// A case that was not sent.
    pub(crate) fn skipped(case: Arc<Case>, reason: SkipReason) -> Self {
        Self::without_exchange(case, Outcome::Skipped(reason))
    }

    /// A case whose exchange failed; `exchanges` are those made before.
    pub(crate) fn errored(case: Arc<Case>, message: String, exchanges: Vec<Exchange>) -> Self {
        Self {
            exchanges,
            ..Self::without_exchange(case, Outcome::Errored(message))
        }
    }

    fn without_exchange(case: Arc<Case>, outcome: Outcome) -> Self {
        Self {
            case,
            outcome,
            held: Vec::new(),
            violations: Vec::new(),
            noted: Vec::new(),
            exchanges: Vec::new(),
            made: Vec::new(),
            unreleased: Vec::new(),
            elapsed: Duration::ZERO,
        }
    }

    /// Judges a case by the exchanges of its steps, and by those that made what is its own.
    pub(crate) fn judge(
        case: Arc<Case>,
        exchanges: Vec<Exchange>,
        made: &[Made],
        strictness: Strictness,
    ) -> Self {
        let mut held = Vec::new();
        let mut violations = Vec::new();
        let mut noted = Vec::new();
        for (number, (step, exchange)) in case.steps.iter().zip(&exchanges).enumerate() {
            let steps = exchanges.get(..number).unwrap_or_default();
            let before = Before { steps, made };
            let judged = judge_step(number, step, exchange, &before);
            let is_broken = judged.broken.iter().any(|v| ENDS_CASE.contains(&v.code));
            let ends = is_broken || judged.is_no_verdict;
            held.extend(judged.held);
            for mut violation in judged.broken {
                let is_release = violation.code == CheckCode::ReleaseTakesEffect;
                if is_release && came_another(number, &case, &exchanges) {
                    violation.promise = Promise::Assumed;
                }
                if strictness.notes(&violation.promise) {
                    noted.push(violation);
                } else {
                    violations.push(violation);
                }
            }
            if ends {
                break;
            }
        }
        if let Some(reason) = lacks_content(&case, &exchanges, &[&violations, &noted]) {
            return Self {
                exchanges,
                ..Self::skipped(case, reason)
            };
        }
        let broken = |row: &RowId| violations.iter().chain(&noted).any(|v| v.row().id == *row);
        held.retain(|row| !broken(row));
        leave_first(&mut held);
        let outcome = match violations.is_empty() {
            true => outcome(&case, &exchanges, (&held, &noted)),
            false => Outcome::Failed,
        };
        Self {
            elapsed: exchanges.iter().map(|e| e.elapsed).sum(),
            case,
            outcome,
            held,
            violations,
            noted,
            exchanges,
            made: made.to_vec(),
            unreleased: Vec::new(),
        }
    }
}

impl Verdict {
    /// How many times the request was sent that was sent most often; 0 where none was.
    pub(crate) fn attempts(&self) -> u32 {
        let attempts = self.exchanges.iter().map(|exchange| exchange.attempts);
        attempts.max().unwrap_or_default()
    }

    /// The sentences that are told of it, and hold what a service or a command said.
    pub(crate) fn told(&mut self) -> impl Iterator<Item = &mut String> {
        let error = match &mut self.outcome {
            Outcome::Errored(message) => Some(message),
            Outcome::Passed | Outcome::Failed | Outcome::Skipped(_) => None,
        };
        let violations = self.violations.iter_mut().chain(&mut self.noted);
        error
            .into_iter()
            .chain(&mut self.unreleased)
            .chain(sentences(violations))
    }

    /// The sentences that are told of what was broken.
    pub(crate) fn of_violations(&mut self) -> impl Iterator<Item = &mut String> {
        sentences(self.violations.iter_mut().chain(&mut self.noted))
    }
}

/// Leaves the first of those that are alike.
fn leave_first(held: &mut Vec<RowId>) {
    let mut seen = BTreeSet::new();
    let is_first: Vec<bool> = held.iter().map(|row| seen.insert(row)).collect();
    let mut is_first = is_first.into_iter();
    held.retain(|_| is_first.next().unwrap_or_default());
}

fn sentences<'v>(
    violations: impl Iterator<Item = &'v mut Violation>,
) -> impl Iterator<Item = &'v mut String> {
    violations.flat_map(|v| [&mut v.message, &mut v.expected, &mut v.actual])
}

/// How a case ended of which nothing failed.
fn outcome(
    case: &Case,
    exchanges: &[Exchange],
    (held, noted): (&[RowId], &[Violation]),
) -> Outcome {
    if let Some(failure) = failure(case, exchanges, noted) {
        return Outcome::Errored(failure);
    }
    match held.is_empty() && noted.is_empty() {
        true => of_nothing(case, exchanges),
        false => Outcome::Passed,
    }
}

/// What went wrong with an exchange of a case.
fn failure(case: &Case, exchanges: &[Exchange], noted: &[Violation]) -> Option<String> {
    // An exchange that failed is an error, unless a check has judged just that.
    let sent = case.steps.iter().zip(exchanges).enumerate();
    sent.into_iter().find_map(|(number, (step, exchange))| {
        let judged = |v: &Violation| v.step == number && ENDS_CASE.contains(&v.code);
        let failure = match &exchange.response {
            Err(failure) => failure.to_string(),
            Ok(response) => of_the_moment(step, response)?,
        };
        (!noted.iter().any(judged)).then_some(failure)
    })
}

/// What an exchange is worth to a step of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Worth {
    /// There is no answer, or one that tells of the moment alone and breaks nothing.
    Nothing,
    /// It breaks something.
    Wrong,
    /// It is an answer that breaks nothing.
    Right,
}

/// What an exchange is worth to a step, by every check that looks at it alone.
pub(crate) fn worth(step: &Step, exchange: &Exchange) -> Worth {
    worth_behind(step, exchange, &Before::NOTHING)
}

/// What an exchange is worth to a step, by every check.
pub(crate) fn worth_behind(step: &Step, exchange: &Exchange, before: &Before<'_>) -> Worth {
    let Ok(response) = &exchange.response else {
        return Worth::Nothing;
    };
    let is_right = judge_step(0, step, exchange, before).broken.is_empty();
    match (is_right, of_the_moment(step, response)) {
        (false, _) => Worth::Wrong,
        (true, Some(_)) => Worth::Nothing,
        (true, None) => Worth::Right,
    }
}

/// Whether a case compares an altered request with the ordinary one.
fn is_contrast(case: &Case) -> bool {
    let mut steps = case.steps.iter();
    steps.any(|step| matches!(step.when, When::AfterRefusal | When::AfterServerError))
}

/// What comes of a case that put no row to the test.
fn of_nothing(case: &Case, exchanges: &[Exchange]) -> Outcome {
    match refused_in_state(case, exchanges) {
        _ if is_contrast(case) => Outcome::Skipped(SkipReason::NotServed),
        Some(status) => Outcome::Skipped(SkipReason::OfState(status)),
        None => Outcome::Errored("no row was put to the test by this case".to_owned()),
    }
}

/// Whether what came is other than what the same request came to before: a service may give a name that it took
/// back to something else.
fn came_another(number: usize, case: &Case, exchanges: &[Exchange]) -> bool {
    let body = |at: usize| {
        let response = exchanges.get(at).and_then(|e| e.response.as_ref().ok());
        response.map(|response| &response.body)
    };
    let plan = case.steps.get(number).map(|step| &step.plan);
    let before = case.steps.iter().take(number);
    let before = before
        .enumerate()
        .filter(|(_, step)| Some(&step.plan) == plan);
    let mut before = before.filter_map(|(at, _)| body(at));
    let now = body(number);
    now.is_some_and(|now| !now.is_empty() && before.any(|other| !other.is_empty() && other != now))
}

/// Runs every check over every expectation, in the declared order of causes: a check is silent
/// where one that it yields to has already named the cause.
fn judge_step(
    number: usize,
    step: &Step,
    exchange: &Exchange,
    before: &Before<'_>,
) -> StepJudgement {
    let response = exchange.response.as_ref();
    let mut judged = StepJudgement {
        is_no_verdict: response.is_ok_and(|response| of_the_moment(step, response).is_some()),
        ..StepJudgement::default()
    };
    let parsed = Parsed::default();
    let asked = asked_of(step);
    for check in CHECKS.iter().filter(|check| asked & bit(check.code) != 0) {
        let caused = judged
            .broken
            .iter()
            .any(|v| check.yields_to.contains(&v.code));
        if caused {
            continue;
        }
        let own = step.expectations.iter();
        let own = own.filter(|e| !judged.is_no_verdict || e.demand.is_general());
        for expectation in own.filter(|e| e.demand.check() == check.code) {
            match check.judge(&expectation.demand, step, exchange, &parsed, before) {
                Judgement::NotApplicable => {}
                Judgement::Held if expectation.demand.is_general() => {}
                Judgement::Held => judged.held.push(expectation.row().id.clone()),
                Judgement::Broken(breach) => judged.broken.push(Violation {
                    code: check.code,
                    promise: expectation.promise.clone(),
                    made_by: Arc::clone(&expectation.made_by),
                    message: breach.message,
                    expected: breach.expected,
                    actual: breach.actual,
                    general: expectation.demand.is_general(),
                    step: number,
                }),
            }
        }
    }
    fold_missing(&mut judged.broken);
    judged
}

/// The checks of which a step demands something.
fn asked_of(step: &Step) -> u64 {
    let demands = step.expectations.iter();
    demands.fold(0, |asked, own| asked | bit(own.demand.check()))
}

/// The place of a check among all.
fn bit(code: CheckCode) -> u64 {
    const { assert!(CHECKS.len() <= 64, "each check has a bit") };
    1 << (code as u32)
}

/// Tells members that one answer lacks as one violation, that of the first which a page promises: an object of another
/// kind lacks them all.
fn fold_missing(broken: &mut Vec<Violation>) {
    let is_missing = |v: &Violation| v.code == CheckCode::MembersAsDocumented;
    let is_promised = |v: &Violation| is_missing(v) && v.promise != Promise::Assumed;
    let first = broken.iter().position(is_promised);
    let Some(first) = first.or_else(|| broken.iter().position(is_missing)) else {
        return;
    };
    let mut at = 0;
    let others = broken.extract_if(.., |v| {
        at += 1;
        at - 1 != first && is_missing(v)
    });
    let others: Vec<String> = others.map(|v| v.expected).collect();
    let mut missing = broken.iter_mut().filter(|v| is_missing(v));
    if let Some(kept) = missing.next().filter(|_| !others.is_empty()) {
        let more = others.len().saturating_sub(MOST_MISSING);
        let mut names = others;
        names.truncate(MOST_MISSING);
        let mut names = names.join(", ");
        if more > 0 {
            names.push_str(&format!(" and {more} more"));
        }
        kept.message = format!(
            "{}, and so is what the page has beside it: {names}",
            kept.message
        );
        kept.expected = format!("{}, {names}", kept.expected);
    }
}

/// The most members that are named as missing beside another.
const MOST_MISSING: usize = 8;
