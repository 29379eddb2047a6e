//! Cases to verdicts: each case is sent to the target and judged.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::check::verdict::{Strictness, Verdict, says_nothing};
use crate::plan::{Case, CaseId, FixturePlan, SkipReason, Via};
use crate::protocol::content::Content;
use crate::protocol::exchange::Exchange;
use crate::protocol::request::{Bindings, Missing, Request};
use crate::protocol::{Method, Status};
use crate::send::again::{SENT_ONCE, is_broken_off, lost, may_be_sent_again, twice};
use crate::send::caught::caught;
use crate::send::failures::Failures;
use crate::send::fixtures::{CaseFixtures, RunFixtures};
use crate::send::ordinary::{Ordinaries, Ordinary, contrasted, rests_on_refusal};
use crate::send::values::{Assignment, Values};
use crate::send::{Target, TargetError};
use crate::table::Effect;

/// All that sending a case needs.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    /// Where requests go.
    pub target: Target,
    /// Values and the credential.
    pub values: Values,
    /// Whether assumed expectations fail.
    pub strictness: Strictness,
    /// Values that serve the whole run.
    pub shared: RunFixtures,
    /// Whether the run is to end early.
    pub stop: Stop,
    /// The cases that others alter.
    pub ordinaries: Ordinaries,
    /// Whether the target is the program's own, where nothing is lost.
    pub is_own: bool,
    /// Whether nothing is sent but by safe methods.
    pub is_read_only: bool,
    /// How many failures the run takes.
    pub failures: Failures,
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
}

/// One case with the values it will be sent with, or why it will not be sent.
pub(crate) type Prepared = (Case, Result<Assignment, SkipReason>);

/// What may be sent to a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Licence {
    /// Everything, in any order: nothing is lost.
    Everything,
    /// Everything; what ends or empties the service goes alone, after the others.
    Intrusive,
    /// Nothing that is intrusive.
    Harmless,
}

/// Assigns values to every case, notes for the sender which others alter, and keeps back what a target is not to be asked unasked.
#[must_use]
pub(crate) fn prepare(cases: Vec<Case>, sender: &mut Sender, licence: Licence) -> Vec<Prepared> {
    let assignments = sender.values.assign(&cases);
    let sees_wire = !sender.target.is_proxied();
    sender.target.headers.leave_to(&cases);
    let (is_read_only, fixture_plans) = (sender.is_read_only, &sender.values.fixture_plans);
    let mut prepared: Vec<Prepared> = cases
        .into_iter()
        .zip(assignments)
        .map(|(mut case, assignment)| {
            if licence == Licence::Everything {
                case.effect = None;
            }
            let is_held_back = case.skip.is_none() && licence == Licence::Harmless;
            let harm = case.effect.filter(|_| is_held_back);
            let proxied = case.via == Via::Probe && case.skip.is_none() && !sees_wire;
            if let Some(effect) = harm {
                (case, Err(SkipReason::Harms(effect)))
            } else if case.intrusive && is_held_back {
                (case, Err(SkipReason::Intrusive))
            } else if proxied {
                (case, Err(SkipReason::Proxied))
            } else if is_read_only && !is_safe(&case, &assignment, fixture_plans) {
                (case, Err(SkipReason::ReadOnly))
            } else {
                (case, assignment)
            }
        })
        .collect();
    if licence != Licence::Everything {
        mark_repeated(&mut prepared);
    }
    sender.ordinaries = Ordinaries::among(&prepared);
    sender.is_own = licence == Licence::Everything;
    prepared
}

/// Whether a case sends nothing but by safe methods (RFC 9110 §9.2.1), also for what it has to obtain; one that is not
/// sent is.
fn is_safe(
    case: &Case,
    assignment: &Result<Assignment, SkipReason>,
    fixture_plans: &[FixturePlan],
) -> bool {
    let Ok(assignment) = assignment else {
        return true;
    };
    let fixtures = assignment.fixture_plans.iter();
    let obtains = fixtures.filter_map(|at| Some(&fixture_plans.get(*at)?.produce.method));
    let sends = case.steps.iter().map(|step| &step.plan.method);
    sends.chain(obtains).all(Method::is_safe)
}

/// Marks the cases that make a request which changes the service's state, and which a case before them makes
/// as well: the same method and target with the same values, and where the method is not idempotent (RFC 9110
/// §9.2.2) the same content.
fn mark_repeated(prepared: &mut [Prepared]) {
    let mut first: HashMap<(String, String, Option<Content>), CaseId> = HashMap::new();
    for (case, assignment) in prepared {
        let (Ok(assignment), true) = (assignment, case.changes_state) else {
            continue;
        };
        let plan = &case.steps.first().plan;
        let Some(values) = assignment.fixed() else {
            continue;
        };
        let target = format!("{} {values}", plan.path);
        let is_idempotent = plan.method.is_idempotent();
        let content = plan.content.clone().filter(|_| !is_idempotent);
        match first.entry((plan.method.to_string(), target, content)) {
            Entry::Vacant(entry) => {
                entry.insert(case.id.clone());
            }
            Entry::Occupied(entry) => case.repeat(entry.get().clone()),
        }
    }
}

/// Puts each case that repeats another behind it.
pub(crate) fn put_behind(selected: &mut [(usize, Prepared)]) {
    let mut places: HashMap<CaseId, usize> = HashMap::new();
    for (at, (_, (case, _))) in selected.iter().enumerate() {
        places.insert(case.id.clone(), at);
    }
    for at in 0..selected.len() {
        let (_, (case, _)) = &selected[at];
        let first = case
            .follows
            .as_ref()
            .and_then(|first| places.get(first).copied());
        if let Some(first) = first.filter(|first| *first > at) {
            for (moved, to) in [(first, at), (at, first)] {
                let (_, (case, _)) = &selected[moved];
                places.insert(case.id.clone(), to);
            }
            selected.swap(at, first);
        }
    }
}

/// Sends one case, with what it has to obtain before and to give back after, and judges it. There
/// is a verdict whatever happens: a panic is an error of the case.
pub(crate) async fn execute(sender: &Sender, case: Case, assignment: &Assignment) -> Verdict {
    if let Some(failures) = sender.failures.reached() {
        return Verdict::skipped(case, SkipReason::GivenUp(failures));
    }
    let verdict = execute_in_contrast(sender, case, assignment).await;
    sender.failures.count(&verdict);
    verdict
}

/// Sends one case, and where its verdict rests on a refusal also the ordinary one that it alters.
async fn execute_in_contrast(sender: &Sender, case: Case, assignment: &Assignment) -> Verdict {
    if let Some(ordinary) = sender.ordinaries.get(&case.id) {
        return sent_once(sender, ordinary).await.clone();
    }
    let ordinary = case.alters.as_ref();
    let ordinary = ordinary.and_then(|id| sender.ordinaries.get(id));
    let verdict = execute_one(sender, case, assignment).await;
    match ordinary.filter(|_| rests_on_refusal(&verdict)) {
        Some(ordinary) => contrasted(verdict, sent_once(sender, ordinary).await),
        None => verdict,
    }
}

/// What came of a case that others alter; it is sent where it was not yet.
async fn sent_once<'a>(sender: &Sender, ordinary: &'a Ordinary) -> &'a Verdict {
    let send = || execute_one(sender, ordinary.case.clone(), &ordinary.assignment);
    ordinary.verdict.get_or_init(send).await
}

/// Sends a case, and once more where a response broke off.
async fn execute_one(sender: &Sender, case: Case, assignment: &Assignment) -> Verdict {
    let fixture_plans = &sender.values.fixture_plans;
    let may_be_sent_again = sender.is_own || may_be_sent_again(&case, assignment, fixture_plans);
    let once_more = case.clone();
    let verdict = execute_at_once(sender, case, assignment).await;
    if !is_broken_off(&verdict) {
        return verdict;
    }
    if !may_be_sent_again {
        return lost(verdict, SENT_ONCE);
    }
    let second = execute_at_once(sender, once_more, assignment).await;
    twice(verdict, second)
}

async fn execute_at_once(sender: &Sender, case: Case, assignment: &Assignment) -> Verdict {
    let kept = case.clone();
    let changes = case.steps.iter().any(|step| !step.plan.method.is_safe());
    let calm = sender.shared.calm(assignment.is_of_state, changes).await;
    let verdict = caught(run(sender, case, assignment)).await;
    drop(calm);
    let mut verdict =
        verdict.unwrap_or_else(|panicked| Verdict::errored(kept, panicked.to_string(), Vec::new()));
    sender.values.conceal(&mut verdict);
    verdict
}

async fn run(sender: &Sender, case: Case, assignment: &Assignment) -> Verdict {
    if sender.stop.is_asked() {
        return Verdict::errored(case, INTERRUPTED.to_owned(), Vec::new());
    }
    let mut bindings = match sender.values.bind(assignment).await {
        Ok(bindings) => bindings,
        Err(error) => return Verdict::errored(case, error.to_string(), Vec::new()),
    };
    let target = &sender.target;
    let mut obtained = CaseFixtures::default();
    let mut exchanges = Vec::new();
    let attempt = attempt(
        sender,
        &case,
        assignment,
        &mut bindings,
        &mut obtained,
        &mut exchanges,
    );
    let end = caught(attempt).await;
    let end = end.unwrap_or_else(|panicked| End::Error(panicked.to_string()));
    // Whatever came of the case, what it obtained is given back.
    obtained.note(&sender.values.fixture_plans, &case, &exchanges);
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
    obtained: &mut CaseFixtures<'a>,
    exchanges: &mut Vec<Exchange>,
) -> End {
    for at in &assignment.fixture_plans {
        let fixture_plan = &sender.values.fixture_plans[*at];
        let value = obtained.obtain(&sender.target, &sender.shared, fixture_plan, case, bindings);
        if let Err(message) = value.await {
            return End::Error(message);
        }
    }
    let filled = case.steps.iter().map(|step| step.plan.fill(bindings));
    let requests = match filled.collect::<Result<Vec<Request>, Missing>>() {
        Ok(requests) => requests,
        Err(missing) => return End::Unfilled(missing.0),
    };
    let target = sender.target.of(&case.operation);
    tokio::select! {
        sent = send(&target, case, &requests, exchanges) => match sent {
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
    let is_answer = |at: usize, exchange: &Exchange| !says_nothing(&case.steps[at], exchange);
    if case.via == Via::Probe {
        return target.probe(requests, goes_on, is_answer, exchanges).await;
    }
    for (index, request) in requests.iter().enumerate() {
        let own = |exchange: &Exchange| is_answer(index, exchange);
        let exchange = target.exchange(request, own).await?;
        let status = exchange.response.as_ref().ok().map(|r| r.status);
        exchanges.push(exchange);
        let next = index + 1;
        if next < requests.len() && !status.is_some_and(|status| goes_on(next, status)) {
            break;
        }
    }
    Ok(())
}

/// Puts those that end or empty the service behind the others, and of those that end it lets one be
/// sent: nothing can be judged after it.
pub(crate) fn put_last(selected: &mut [(usize, Prepared)]) {
    let ends = |case: &Case| case.effect == Some(Effect::Ends) && case.changes_state;
    selected.sort_by_key(|(_, (case, _))| (case.effect, ends(case)));
    let mut first: Option<CaseId> = None;
    for (_, (case, assignment)) in selected {
        if assignment.is_err() || !ends(case) {
            continue;
        }
        match &first {
            None => first = Some(case.id.clone()),
            Some(first) => *assignment = Err(SkipReason::Ended(first.clone())),
        }
    }
}

/// Whether a case is sent while no other is.
pub(crate) fn goes_alone((case, assignment): &Prepared) -> bool {
    case.effect.is_some() && assignment.is_ok()
}

/// Whether a case waits for another to be through.
pub(crate) fn follows((case, _): &Prepared) -> bool {
    case.follows.is_some()
}

/// Sends every case that can be sent, some at a time and in their order, and gives back what served them all; one
/// verdict a case, in their order, whatever the order in which they are sent. `told` hears how many
/// verdicts there are, each time that there is one more.
pub(crate) async fn execute_all(
    sender: &Arc<Sender>,
    prepared: Vec<(usize, Prepared)>,
    at_a_time: usize,
    mut told: impl FnMut(usize),
) -> Executed {
    let mut verdicts: BTreeMap<usize, Verdict> = BTreeMap::new();
    let mut waiting = prepared.into_iter().peekable();
    let mut running = tokio::task::JoinSet::new();
    let mut sent: HashSet<CaseId> = HashSet::new();
    loop {
        let has_room = |(_, next): &(usize, Prepared), running: usize, sent: &HashSet<CaseId>| {
            let waits = next
                .0
                .follows
                .as_ref()
                .is_some_and(|first| sent.contains(first));
            !waits && running < if goes_alone(next) { 1 } else { at_a_time }
        };
        while let Some((place, (case, assignment))) =
            waiting.next_if(|next| has_room(next, running.len(), &sent))
        {
            match assignment {
                Err(reason) => {
                    verdicts.insert(place, Verdict::skipped(case, reason));
                    told(verdicts.len());
                }
                Ok(assignment) => {
                    if case.changes_state {
                        sent.insert(case.id.clone());
                    }
                    let sender = Arc::clone(sender);
                    running
                        .spawn(async move { (place, execute(&sender, case, &assignment).await) });
                }
            }
        }
        match running.join_next().await {
            None => break,
            Some(Ok((place, verdict))) => {
                sent.remove(&verdict.case.id);
                verdicts.insert(place, verdict);
                told(verdicts.len());
            }
            // `execute` catches what a case panics with, and nothing cancels it: this is neither.
            Some(Err(error)) => std::panic::resume_unwind(error.into_panic()),
        }
    }
    let fixture_plans = &sender.values.fixture_plans;
    let mut unreleased = sender.shared.release(&sender.target, fixture_plans).await;
    sender.values.conceal_in(unreleased.iter_mut());
    Executed {
        verdicts: verdicts.into_values().collect(),
        unreleased,
    }
}

/// What came of many cases.
#[must_use]
#[derive(Debug)]
pub(crate) struct Executed {
    /// One verdict a case, in their order.
    pub verdicts: Vec<Verdict>,
    /// What served them all and could not be given back, in sentences.
    pub unreleased: Vec<String>,
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;
    use std::time::Duration;

    use super::{Licence, Prepared, Sender, Stop, execute_all, follows, prepare, put_behind};
    use crate::check::verdict::{Outcome, Strictness};
    use crate::plan::{Authority, Demand, Generated, Limits, Via, generate};
    use crate::protocol::secret::Secret;
    use crate::send::caught::Panicked;
    use crate::send::failures::Failures;
    use crate::send::fixtures::RunFixtures;
    use crate::send::ordinary::Ordinaries;
    use crate::send::values::Values;
    use crate::send::{Target, TargetOptions};
    use crate::store::load::load;
    use crate::store::pages::Reading;

    fn sender() -> Sender {
        let target = Target::new("http://127.0.0.1:1", &TargetOptions::default()).unwrap();
        let values = Values {
            token: Some(Secret::new("open-sesame")),
            fills_itself: true,
            ..Values::default()
        };
        Sender {
            target,
            values,
            strictness: Strictness::default(),
            shared: RunFixtures::default(),
            stop: Stop::default(),
            ordinaries: Ordinaries::default(),
            is_own: false,
            is_read_only: false,
            failures: Failures::default(),
        }
    }

    /// The names of cases, those that repeat another with a mark, and who promises the status of each.
    fn shown(prepared: &[(usize, Prepared)]) -> Vec<String> {
        let line = |(_, own): &(usize, Prepared)| {
            let (case, _) = own;
            let name = case.id.0.rsplit('/').next().unwrap();
            let mark = if follows(own) { "again " } else { "" };
            let mut demands = case.steps.first().expectations.iter();
            let status =
                demands.find(|e| matches!(e.demand, Demand::Status(_) | Demand::StatusUnless(..)));
            let promise = status.map_or("-", |e| Authority::as_str(e.promise.authority()));
            format!("{mark}{name} {promise}")
        };
        prepared.iter().map(line).collect()
    }

    #[test]
    fn a_request_that_changes_the_state_is_held_to_its_status_the_first_time_only() {
        let folder = tempfile::tempdir().unwrap();
        let page = "# Desks\n\n## New\n\n`POST /desks`\n\n```http\nPOST /desks HTTP/1.1\nContent-Type: application/json\n\n{}\n\n\
                    HTTP/1.1 201 Created\n```\n\n## All\n\n`GET /desks`\n\nReturns `200`.\n";
        std::fs::write(folder.path().join("desks.md"), page).unwrap();
        let spec = load(&[folder.path().to_owned()], Reading::default()).unwrap();
        let Generated { cases, .. } = generate(&spec, &Limits::default());
        let cases: Vec<_> = cases
            .into_iter()
            .filter(|case| !case.intrusive && !case.id.0.contains("/method-"))
            .collect();
        let sender = sender();
        let places = |licence| -> Vec<(usize, Prepared)> {
            let prepared = prepare(cases.clone(), &mut sender.clone(), licence);
            prepared.into_iter().enumerate().collect()
        };
        let mut real = places(Licence::Harmless);
        let expect = [
            "as-documented documented",
            "again example-post-desks assumed",
            "again on-the-wire assumed",
            "again header-names-in-upper-case -",
            "malformed-content -",
            "as-documented documented",
            "on-the-wire documented",
        ];
        assert_eq!(shown(&real), expect);
        // The fake keeps nothing of it.
        assert!(
            places(Licence::Everything)
                .iter()
                .all(|(_, own)| !follows(own))
        );
        // In whatever order they come, the first is sent before those that repeat it.
        real.reverse();
        put_behind(&mut real);
        let order = shown(&real);
        let place = |name: &str| order.iter().position(|line| line == name).unwrap();
        let first = order
            .iter()
            .rposition(|line| line == "as-documented documented")
            .unwrap();
        assert!(
            first < place("again example-post-desks assumed"),
            "{order:?}"
        );
        assert!(first < place("again on-the-wire assumed"), "{order:?}");
    }

    #[test]
    fn what_a_path_calls_a_token_is_never_the_credential() {
        let folder = tempfile::tempdir().unwrap();
        let page = "# Tokens\n\n## One\n\n`GET /registrations/{token}`\n\nReturns `200`.\n\n```http\n\
                    GET /registrations/{token} HTTP/1.1\nAuthorization: Bearer abc\n```\n";
        std::fs::write(folder.path().join("tokens.md"), page).unwrap();
        let spec = load(&[folder.path().to_owned()], Reading::default()).unwrap();
        let Generated { cases, .. } = generate(&spec, &Limits::default());
        let first = |sender: &Sender| {
            let mut prepared = prepare(cases.clone(), &mut sender.clone(), Licence::Harmless);
            prepared.remove(0).1
        };
        let mut sender = sender();
        sender.values.fills_itself = false;
        // There is a credential, and still no value for the path.
        let missing = crate::plan::SkipReason::Unfilled(vec!["registrations.token".to_owned()]);
        assert_eq!(first(&sender).unwrap_err(), missing);
        let value = crate::send::values::Source::One("r-7".to_owned());
        let sources = &mut sender.values.sources;
        sources.insert("registrations.token".to_owned(), value);
        let assignment = first(&sender).unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let bindings = runtime.block_on(sender.values.bind(&assignment)).unwrap();
        let request = cases[0].steps.first().plan.fill(&bindings).unwrap();
        assert_eq!(request.path.exposed(), "/registrations/r-7");
        assert!(!request.path.is_secret());
    }

    #[test]
    fn a_case_that_panics_is_an_error_of_that_case_and_the_others_have_their_verdicts() {
        let table = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/loan-end.toml");
        let spec = load(&[PathBuf::from(table)], Reading::default()).unwrap();
        let Generated { cases, .. } = generate(&spec, &Limits::default());
        let mut sender = sender();
        // The probe cannot add this to the time that it is.
        sender.target.timeout = Duration::MAX;
        let prepared = prepare(cases.clone(), &mut sender, Licence::Everything);
        let places = prepared.into_iter().enumerate().collect();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let mut heard = 0;
        let sender = Arc::new(sender);
        let executed = runtime.block_on(execute_all(&sender, places, 4, |done| heard = done));
        let ids = executed.verdicts.iter().map(|verdict| &verdict.case.id);
        assert!(ids.eq(cases.iter().map(|case| &case.id)));
        assert_eq!(heard, cases.len());
        let panicked = Outcome::Errored(Panicked.to_string());
        let mut sent = executed.verdicts.iter();
        let wrong = sent.find(|verdict| match verdict.case.via {
            Via::Probe => verdict.outcome != panicked,
            Via::Client => verdict.outcome == panicked,
        });
        assert_eq!(wrong, None);
    }
}
