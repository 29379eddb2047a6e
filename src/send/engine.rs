//! Cases to verdicts: each case is sent to the target and judged.

use std::borrow::Cow;
use std::sync::Arc;

use crate::check::verdict::{Outcome, Verdict, worth};
use crate::check::{Before, Made};
use crate::plan::{Case, SkipReason, Via};
use crate::protocol::Status;
use crate::protocol::exchange::Exchange;
use crate::protocol::request::{Bindings, Request};
use crate::send::again::{
    SENT_ONCE, WEAK, is_broken_off, lost, may_be_sent_again, may_go_once, met_weakness, twice,
};
use crate::send::caught::caught;
use crate::send::fixtures::CaseFixtures;
use crate::send::flight::fly;
use crate::send::hidden::take_out_captured;
use crate::send::later::{LATER, is_other_behind};
use crate::send::next_page::going_on;
use crate::send::ordinary::{Ordinary, contrasted, rests_on_refusal};
use crate::send::prepare::is_safe;
use crate::send::release::may_be_of_others;
use crate::send::sender::Sender;
use crate::send::set_up::NotSetUp;
use crate::send::values::Assignment;
use crate::send::{Lease, Leases, Sendable, Target, TargetError};
use crate::table::OperationId;

/// What an interrupted case says.
pub(super) const INTERRUPTED: &str = "interrupted";

/// Sends one case, with what it has to obtain before and to give back after, and judges it. There
/// is a verdict whatever happens: a panic is an error of the case.
pub(crate) async fn execute(sender: &Sender, case: Arc<Case>, assignment: &Assignment) -> Verdict {
    if let Some(failures) = sender.failures.reached() {
        return Verdict::skipped(case, SkipReason::GivenUp(failures));
    }
    if let Some(verdict) = kept_back(sender, &case).await {
        return verdict;
    }
    let verdict = execute_in_contrast(Way::fresh(sender), case, assignment).await;
    sender.failures.count(&verdict);
    verdict
}

/// Sends one case, and where its verdict rests on a refusal also the ordinary one that it alters.
async fn execute_in_contrast(way: Way<'_>, case: Arc<Case>, assignment: &Assignment) -> Verdict {
    let ordinaries = &way.sender.ordinaries;
    if let Some(ordinary) = ordinaries.get(&case.id) {
        return sent_once(way, &ordinary).await.clone();
    }
    let ordinary = case.alters.as_ref().and_then(|id| ordinaries.get(id));
    let verdict = execute_one(way, case, assignment).await;
    match ordinary.filter(|_| rests_on_refusal(&verdict)) {
        Some(ordinary) => contrasted(verdict, sent_once(way, &ordinary).await),
        None => verdict,
    }
}

/// The verdict on a case that is not sent, since those that went before all others say what would come of it.
async fn kept_back(sender: &Sender, case: &Arc<Case>) -> Option<Verdict> {
    let end = sender.preflight.end.get_or_init(|| fly(sender)).await;
    let why = end.as_ref()?;
    let ordinary = sender.ordinaries.get(&case.id);
    let own = ordinary
        .as_ref()
        .and_then(|ordinary| ordinary.verdict.get());
    let own = own.filter(|_| sender.preflight.first().contains(&case.id));
    let errored = || Verdict::errored(Arc::clone(case), why.clone(), Vec::new());
    Some(own.cloned().unwrap_or_else(errored))
}

/// What came of a case that others alter; it is sent where it was not yet.
async fn sent_once<'a>(way: Way<'_>, ordinary: &'a Ordinary) -> &'a Verdict {
    if let Some(verdict) = ordinary.verdict.get() {
        return verdict;
    }
    let Ordinary {
        case, assignment, ..
    } = ordinary;
    if let Some(leases) = way.leases
        && can_be_sent_anew(way.sender, case, assignment)
    {
        let kept = ordinary.kept.get_or_init(async || {
            let own = Leases::of(Sendable::Anew);
            let way = Way {
                leases: Some(&own),
                ..way
            };
            let verdict = execute_one(way, Arc::clone(case), assignment).await;
            (verdict, own.taken())
        });
        let (verdict, own) = kept.await;
        if own.is_empty() || verdict.outcome == Outcome::Passed {
            leases.share(own);
            return verdict;
        }
    }
    // Without a lease it came on a connection of its own.
    if let Some((verdict, _)) = ordinary.kept.get().filter(|(_, own)| own.is_empty()) {
        return verdict;
    }
    let fresh = Way::fresh(way.sender);
    let send = || execute_one(fresh, Arc::clone(case), assignment);
    ordinary.verdict.get_or_init(send).await
}

/// How a case is sent: on connections of its own, or on some that were used before, on which it takes leases.
#[derive(Clone, Copy)]
struct Way<'a> {
    sender: &'a Sender,
    leases: Option<&'a Leases>,
}

impl<'a> Way<'a> {
    fn fresh(sender: &'a Sender) -> Self {
        Self {
            sender,
            leases: None,
        }
    }
}

/// Sends one case on connections that were used before, where it can be sent anew, and anew where that does not pass. A
/// pass counts for as much as its leases turn out to be worth.
pub(super) async fn execute_on_kept(
    sender: &Sender,
    case: Arc<Case>,
    assignment: &Assignment,
) -> (Verdict, Vec<Lease>) {
    if let Some(verdict) = kept_back(sender, &case).await {
        return (verdict, Vec::new());
    }
    let may_be_kept = !sender.is_own && sender.failures.reached().is_none();
    if may_be_kept && can_be_sent_anew(sender, &case, assignment) {
        let leases = Leases::of(Sendable::Anew);
        let way = Way {
            sender,
            leases: Some(&leases),
        };
        let verdict = execute_in_contrast(way, Arc::clone(&case), assignment).await;
        let taken = leases.taken();
        if taken.is_empty() {
            sender.failures.count(&verdict);
            return (verdict, taken);
        }
        if verdict.outcome == Outcome::Passed {
            return (verdict, taken);
        }
    }
    (execute(sender, case, assignment).await, Vec::new())
}

/// Sends one case, and its request once, on a connection that was used before where there is one. What comes of it
/// counts for as much as its leases turn out to be worth.
pub(super) async fn execute_once(
    sender: &Sender,
    case: Arc<Case>,
    assignment: &Assignment,
) -> (Verdict, Vec<Lease>) {
    if let Some(verdict) = kept_back(sender, &case).await {
        return (verdict, Vec::new());
    }
    let may_be_kept = sender.failures.reached().is_none() && may_go_once(sender, &case, assignment);
    if !may_be_kept {
        return (execute(sender, case, assignment).await, Vec::new());
    }
    let leases = Leases::of(Sendable::Once);
    let way = Way {
        sender,
        leases: Some(&leases),
    };
    let verdict = execute_one(way, case, assignment).await;
    let taken = leases.taken();
    if taken.is_empty() {
        sender.failures.count(&verdict);
    }
    (verdict, taken)
}

/// Whether a case comes to the same however often it is sent: by safe methods, with values that are given.
fn can_be_sent_anew(sender: &Sender, case: &Case, assignment: &Assignment) -> bool {
    case.via == Via::Client
        && case.effect.is_none()
        && assignment.is_fixed()
        && is_safe(case, assignment, &sender.values.fixture_plans)
}

/// Sends a case, and once more where a response broke off.
/// Sends a case on connections of its own.
pub(super) async fn execute_fresh(
    sender: &Sender,
    case: Arc<Case>,
    assignment: &Assignment,
) -> Verdict {
    execute_one(Way::fresh(sender), case, assignment).await
}

async fn execute_one(way: Way<'_>, case: Arc<Case>, assignment: &Assignment) -> Verdict {
    let sender = way.sender;
    let fixture_plans = &sender.values.fixture_plans;
    let may_be_sent_again = sender.is_own || may_be_sent_again(&case, assignment, fixture_plans);
    let once_more = Arc::clone(&case);
    let verdict = execute_at_once(way, case, assignment).await;
    if !is_broken_off(&verdict) {
        return verdict;
    }
    if !may_be_sent_again {
        return lost(verdict, SENT_ONCE);
    }
    let second = execute_at_once(way, once_more, assignment).await;
    twice(verdict, second)
}

/// Sends a case beside others, and once more alone where something was in its way that one of them may have made.
async fn execute_at_once(way: Way<'_>, case: Arc<Case>, assignment: &Assignment) -> Verdict {
    let sender = way.sender;
    let once_more = Arc::clone(&case);
    let changes = !is_safe(&case, assignment, &sender.values.fixture_plans);
    let calm = sender.shared.calm(assignment.is_of_state, changes).await;
    let Ran { verdict, met } = execute_here(way, case, assignment).await;
    drop(calm);
    // Who relies on a state was alone already, and what is told of a refusal is not asked twice.
    let was_alone = assignment.is_of_state || !changes || sender.is_own;
    let is_in_the_way = met || once_more.alters.is_none() && met_a_conflict(&verdict);
    if was_alone || !is_in_the_way {
        return verdict;
    }
    let alone = sender.shared.alone().await;
    let mut second = execute_here(way, once_more, assignment).await.verdict;
    drop(alone);
    second.unreleased.extend(verdict.unreleased);
    second
}

/// What came of a case.
struct Ran {
    verdict: Verdict,
    /// Whether something was in the way of its set-up.
    met: bool,
}

/// Whether a case that did not come out clean was told that what is there is in its way.
fn met_a_conflict(verdict: &Verdict) -> bool {
    let is_clean = verdict.violations.is_empty() && verdict.noted.is_empty();
    let responses = verdict.exchanges.iter();
    let mut responses = responses.filter_map(|exchange| exchange.response.as_ref().ok());
    !is_clean && responses.any(|response| may_be_of_others(response.status))
}

async fn execute_here(way: Way<'_>, case: Arc<Case>, assignment: &Assignment) -> Ran {
    let kept = Arc::clone(&case);
    let ran = caught(run(way, case, assignment)).await;
    let mut ran = ran.unwrap_or_else(|panicked| Ran {
        verdict: Verdict::errored(kept, panicked.to_string(), Vec::new()),
        met: false,
    });
    way.sender.values.conceal(&mut ran.verdict);
    ran
}

async fn run(way: Way<'_>, case: Arc<Case>, assignment: &Assignment) -> Ran {
    let sender = way.sender;
    let errored = |case, message| Ran {
        verdict: Verdict::errored(case, message, Vec::new()),
        met: false,
    };
    if sender.stop.is_asked() {
        return errored(case, INTERRUPTED.to_owned());
    }
    let mut bindings = match sender.values.bind(assignment).await {
        Ok(bindings) => bindings,
        Err(error) => return errored(case, error.to_string()),
    };
    sender.values.take_note(&bindings);
    let target = &sender.target;
    let mut obtained = CaseFixtures::default();
    let mut exchanges = Vec::new();
    let attempt = attempt(
        way,
        &case,
        assignment,
        &mut bindings,
        &mut obtained,
        &mut exchanges,
    );
    let end = caught(attempt).await;
    let end = end.unwrap_or_else(|panicked| End::Error(panicked.to_string()));
    let end = match end {
        End::Sent if assignment.is_of_state && exchanges.iter().any(met_weakness) => {
            End::Error(WEAK.to_owned())
        }
        End::Sent | End::Unfilled(_) | End::Error(_) | End::InTheWay(_) | End::Lacks(_) => end,
    };
    // Some are made when they are needed.
    sender.values.take_note(&bindings);
    // Whatever came of the case, what it obtained is given back.
    let shared = (target, &sender.shared, &*sender.values.fixture_plans);
    let ended = obtained.end(shared, &case, &exchanges, bindings).await;
    let met = matches!(end, End::InTheWay(_));
    let verdict = match end {
        End::Sent => Verdict::judge(case, exchanges, &ended.made, sender.strictness),
        End::Lacks(reason) => Verdict::skipped(case, reason),
        End::Unfilled(names) => Verdict::skipped(case, SkipReason::Unfilled(names)),
        End::Error(message) | End::InTheWay(message) => Verdict::errored(case, message, exchanges),
    };
    let mut verdict = Verdict {
        unreleased: ended.unreleased,
        ..verdict
    };
    // What a service answers is judged as it is, and shown with the names of what it gave.
    take_out_captured(&ended.values, &mut verdict);
    Ran { verdict, met }
}

/// How far a case came.
enum End {
    /// Its steps were sent, up to the last or the first that failed.
    Sent,
    /// Placeholders had no value.
    Unfilled(Vec<String>),
    /// A set-up failed, a request could not be sent, or the run was interrupted.
    Error(String),
    /// What is there by now was in the way of a set-up.
    InTheWay(String),
    /// What it needs could not be obtained for want of what its page does not say.
    Lacks(SkipReason),
}

/// Obtains what a case needs and sends its steps. What was obtained and exchanged so far is there
/// for the caller, also where this ends early.
async fn attempt<'a>(
    way: Way<'a>,
    case: &Case,
    assignment: &Assignment,
    bindings: &mut Bindings,
    obtained: &mut CaseFixtures<'a>,
    exchanges: &mut Vec<Exchange>,
) -> End {
    let sender = way.sender;
    for at in &assignment.fixture_plans {
        let fixture_plan = &sender.values.fixture_plans[*at];
        let value = obtained.obtain(&sender.target, &sender.shared, fixture_plan, case, bindings);
        match value.await {
            Ok(()) => {}
            Err(NotSetUp {
                skip: Some(reason), ..
            }) => return End::Lacks(reason),
            Err(failed) if failed.is_in_the_way => return End::InTheWay(failed.message),
            Err(failed) => return End::Error(failed.message),
        }
    }
    let mut requests = Vec::with_capacity(case.steps.len());
    for step in &case.steps {
        if let Err(error) = bindings.make(&step.plan) {
            return End::Error(error.to_string());
        }
        match step.plan.fill(bindings) {
            Ok(request) => requests.push(request),
            Err(missing) => return End::Unfilled(missing.0),
        }
    }
    let caller = sender.target.by(case.caller);
    let target = match way.leases {
        Some(leases) => Cow::Owned(caller.keeping(leases)),
        None => caller,
    };
    tokio::select! {
        sent = send(way, &target, (case, &requests), (obtained.made(), bindings), exchanges) => match sent {
            Ok(()) => End::Sent,
            Err(error) => End::Error(error.to_string()),
        },
        () = sender.stop.asked() => End::Error(INTERRUPTED.to_owned()),
    }
}

/// Sends the requests of a case, up to the first that fails or is not to be sent.
async fn send(
    way: Way<'_>,
    target: &Target,
    (case, requests): (&Case, &[Request]),
    (made, bindings): (&[Made], &Bindings),
    exchanges: &mut Vec<Exchange>,
) -> Result<(), TargetError> {
    let goes_on = |next: usize, before: Status| case.steps[next].when.allows(before);
    let worth = |at: usize, exchange: &Exchange| worth(&case.steps[at], exchange);
    let own = target.of(&case.operation);
    if case.via == Via::Probe {
        return own.probe(requests, goes_on, worth, exchanges).await;
    }
    for (index, request) in requests.iter().enumerate() {
        // What is read again carries what its own operation does.
        let operation = case.steps[index].plan.operation();
        let other = operation.filter(|other| *other != case.operation.0);
        let target = match other {
            Some(other) => target.of(&OperationId(other.to_owned())),
            None => Cow::Borrowed(&*own),
        };
        let own = |exchange: &Exchange| worth(index, exchange);
        let Some(request) = going_on(&case.steps[index], request, exchanges.last(), bindings)
        else {
            break;
        };
        let request = &*request;
        let mut exchange = target.exchange(request, own).await?;
        // What a service stores may be read a little later.
        for pause in LATER.iter().filter(|_| !way.sender.is_own) {
            let before = Before {
                steps: exchanges,
                made,
            };
            if !is_other_behind(&case.steps[index], &exchange, &before) {
                break;
            }
            tokio::time::sleep(*pause).await;
            exchange = target.exchange(request, own).await?;
        }
        let status = exchange.response.as_ref().ok().map(|r| r.status);
        exchanges.push(exchange);
        let next = index + 1;
        if next < requests.len() && !status.is_some_and(|status| goes_on(next, status)) {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;
    use std::time::Duration;

    use crate::check::verdict::Outcome;
    use crate::plan::{Authority, Demand, Generated, Limits, generate};
    use crate::protocol::secret::Secret;
    use crate::send::caught::Panicked;

    use crate::send::order::{Phase, Phases, Turn, What, put_in_order};
    use crate::send::prepare::{Licence, Prepared, follows, prepare};
    use crate::send::sender::Sender;
    use crate::send::series::execute_all;
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
        Sender::new(target, values)
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
        let real = places(Licence::Harmless);
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
        let phases = Phases::among(real.iter().map(|(_, own)| own));
        let phases: Vec<Phase> = real.iter().map(|(_, (case, _))| phases.of(case)).collect();
        let turns = real.into_iter().zip(phases).rev();
        let turns = turns.map(|((at, own), phase)| Turn::made(at, phase, own));
        let mut turns: Vec<Turn> = turns.collect();
        put_in_order(&mut turns, None);
        let made = turns.into_iter().map(|turn| match turn.what {
            What::Made(prepared) => (turn.place, *prepared),
            What::Planned { .. } => panic!("none is made again"),
        });
        let order = shown(&made.collect::<Vec<_>>());
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
    fn a_case_that_panics_is_an_error_of_that_case_and_each_has_its_verdict() {
        let table = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/loan-end.toml");
        let spec = load(&[PathBuf::from(table)], Reading::default()).unwrap();
        let Generated { cases, .. } = generate(&spec, &Limits::default());
        let mut sender = sender();
        // Nothing can be added to the time that it is of this.
        sender.target.timeout = Duration::MAX;
        let prepared = prepare(cases.clone(), &mut sender, Licence::Everything);
        let places = prepared.into_iter().enumerate().collect();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let sender = Arc::new(sender);
        let verdicts = runtime.block_on(execute_all(&sender, places, 4));
        let ids = verdicts.iter().map(|verdict| &verdict.case.id);
        assert!(ids.eq(cases.iter().map(|case| &case.id)));
        let panicked = Outcome::Errored(Panicked.to_string());
        let mut sent = verdicts.iter();
        let wrong = sent.find(|verdict| verdict.outcome != panicked);
        assert_eq!(wrong, None);
    }
}
