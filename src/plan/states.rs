//! Cases of states: where the page says that an operation is refused while its thing is in some of them, the thing is
//! read first, and what it is by then says what the operation comes to. Other operations on it are what puts it there.

use std::collections::HashSet;
use std::sync::Arc;

use super::Scope;
use super::demand::Expectations;
use super::kept::{Thing, is_own, names_one, thing};
use super::positive::case;
use super::promise::Promise;
use super::second::acts_on;
use crate::plan::{Case, Demand, SkipReason, Step, When};
use crate::protocol::Status;
use crate::protocol::content::Content;
use crate::protocol::request::RequestPlan;
use crate::protocol::template::slug;
use crate::table::OperationId;
use crate::table::data::Member;
use crate::table::described::RefusedIn;
use crate::table::fixture::Fixture;

/// That an operation is refused where its thing, as it was read right before, is in one of some states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InState {
    /// The status of the refusal.
    pub status: Status,
    /// The member of the thing that has its state.
    pub member: String,
    /// The states in which it is refused, and which a thing does not leave by itself for one in which it is not.
    pub refused: Vec<String>,
    /// Those of them behind which the page lists none in which it is served: whatever goes on by itself stays in these.
    pub settled: Vec<String>,
    /// The operation that made the thing, for this case alone.
    pub maker: OperationId,
}

/// The most other operations that are tried on a thing, each alone and behind those before it.
const MOST_ACTIONS: usize = 4;

/// Ends and parts of words for what goes on by itself.
const GOES_ON: &[&str] = &["progress", "queued", "scheduled", "started", "submitted"];

/// Words of that end for what waits for somebody.
const WAITS: &[&str] = &["awaiting", "outstanding", "pending", "waiting"];

pub(super) fn add(
    scope: &Scope<'_>,
    fixtures: &[Fixture],
    scopes: &[Scope<'_>],
    supporting: &[&OperationId],
    cases: &mut Vec<Case>,
) {
    let in_state = scope.operation.error_in_state();
    let (Some((row, rule)), Some(route)) = (in_state, scope.routes().into_iter().next()) else {
        return;
    };
    let Some(error) = row.value() else { return };
    let mut own = fixtures.iter().filter(|fixture| is_own(fixture));
    let own = own.find(|own| acts_on(route.path.path(), &own.variable));
    let Some(thing) = own.and_then(|own| thing(own, scopes)) else {
        return;
    };
    let Some(demand) = demanded(error.status, rule, &thing) else {
        return;
    };
    let (plan, skip) = scope.plan(&route.path);
    let reference = scope.reference(row);
    let mut demands = Expectations::general(scope, &reference, Promise::of(&reference));
    demands.add(Promise::of(&reference), Demand::InState(Arc::new(demand)));
    let last = Step {
        plan,
        when: When::AfterSuccess,
        expectations: demands.finish(),
    };
    let actions = actions(scope, &thing, rule, scopes);
    let status = error.status;
    let states = rule.states.join("`, `");
    let requirement = format!(
        "the page lists {status} while `{}` is `{states}`",
        rule.member
    );
    let mut names = HashSet::new();
    for own in ways(&actions) {
        let ends: Vec<&str> = own.iter().map(|(end, _)| end.as_str()).collect();
        let name = match ends.as_slice() {
            [] => "refused-in-state".to_owned(),
            ends => format!("refused-in-state-after-{}", slug(&ends.join(" "))),
        };
        if names.insert(name.clone()) {
            let steps = own.iter().map(|(_, plan)| plan);
            let case = sequence(
                scope,
                &thing,
                (&name, &requirement),
                (steps, &last),
                supporting,
                skip.clone(),
            );
            cases.push(case);
        }
    }
}

/// What a rule demands of a thing, where there is a state in which that can be judged.
fn demanded(status: Status, rule: &RefusedIn, thing: &Thing<'_, '_>) -> Option<InState> {
    let member = thing.member(&rule.member)?;
    let own = InState {
        status,
        member: rule.member.clone(),
        refused: refused(member, rule, is_steady),
        settled: refused(member, rule, |_| false),
        maker: thing.fixture.produced_by.clone(),
    };
    (!own.refused.is_empty()).then_some(own)
}

/// Read, do what others do and read again, where there is any, and do it.
fn sequence<'p>(
    scope: &Scope<'_>,
    thing: &Thing<'_, '_>,
    (name, requirement): (&str, &str),
    (actions, last): (impl Iterator<Item = &'p RequestPlan>, &Step),
    supporting: &[&OperationId],
    skip: Option<SkipReason>,
) -> Case {
    let read = thing.read(When::Always, supporting);
    let bare = |plan: RequestPlan| Step {
        plan,
        when: When::Always,
        expectations: Vec::new(),
    };
    // What becomes of the thing by then is not for this case to judge.
    let again = bare(read.plan.clone());
    let mut steps: Vec<Step> = actions.cloned().map(bare).collect();
    if !steps.is_empty() {
        steps.push(again);
    }
    let mut case = case(scope, (name, ""), requirement.to_owned(), read, skip);
    case.steps.extend(steps);
    case.steps.push(last.clone());
    case.changes_state = true;
    case
}

/// Which operations are done before: none, each of them, and each behind those before it.
fn ways(actions: &[(String, RequestPlan)]) -> Vec<&[(String, RequestPlan)]> {
    let alone = actions.chunks(1);
    let behind = (2..=actions.len()).map(|count| &actions[..count]);
    std::iter::once(&actions[..0])
        .chain(alone)
        .chain(behind)
        .collect()
}

/// The requests of other operations that may put the thing into another state, each with the end of its path; this
/// operation comes last, which may do so itself.
fn actions(
    scope: &Scope<'_>,
    thing: &Thing<'_, '_>,
    rule: &RefusedIn,
    scopes: &[Scope<'_>],
) -> Vec<(String, RequestPlan)> {
    let shape = thing.route.path.path().shape();
    let release = thing.fixture.released_by.as_ref();
    let known = thing.read.placeholders();
    let mut found = Vec::new();
    let is_itself = |own: &Scope<'_>| own.operation.id == scope.operation.id;
    let others = scopes.iter().filter(|own| !is_itself(own));
    for other in others.chain(scopes.iter().filter(|own| is_itself(own))) {
        let Some(route) = other.routes().into_iter().next() else {
            continue;
        };
        let path = route.path.path();
        let of_one = names_one(path.as_str(), &thing.fixture.variable);
        let own = path.shape();
        let is_below = own
            .rsplit_once('/')
            .is_some_and(|(before, _)| before == shape);
        let is_list = || {
            let below = format!("{own}/{{}}");
            let mut paths = scopes.iter().flat_map(|scope| scope.operation.every_path());
            paths.any(|path| path.path().shape() == below)
        };
        let method = other.method().as_str();
        let may_change = match method {
            "POST" => is_below && !is_list(),
            "PATCH" | "PUT" => of_one && own == shape,
            _ => false,
        };
        if !may_change {
            continue;
        }
        let (plan, skip) = other.plan(&route.path);
        let changes = method == "POST" || sends(&plan, &rule.member);
        let needs_more = plan
            .placeholders()
            .iter()
            .any(|names| !known.contains(names));
        if changes && !needs_more && skip.is_none() && release != Some(&other.operation.id) {
            let end = match of_one {
                true => other.method().as_str().to_lowercase(),
                false => path
                    .as_str()
                    .rsplit('/')
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            };
            found.push((end, plan));
        }
        if found.len() == MOST_ACTIONS {
            break;
        }
    }
    found
}

/// Whether a request sends a member.
fn sends(plan: &RequestPlan, member: &str) -> bool {
    let text = match &plan.content {
        Some(Content::Template(template)) => template.text.as_bytes(),
        Some(Content::Bytes(bytes)) => bytes,
        None => return false,
    };
    let json = serde_json::from_slice::<serde_json::Value>(text);
    json.is_ok_and(|json| json.get(member).is_some())
}

/// The states of a rule that stay, by themselves or because all behind them are refused as well.
fn refused(member: &Member, rule: &RefusedIn, stays: impl Fn(&str) -> bool) -> Vec<String> {
    let behind = |state: &String| {
        let values = member.values.iter();
        let mut later = values.skip_while(|value| *value != state).skip(1);
        member.values.contains(state) && later.all(|value| rule.states.contains(value))
    };
    let states = rule.states.iter();
    let own = states.filter(|state| stays(state) || behind(state));
    own.cloned().collect()
}

/// Whether a thing stays in a state until somebody does something, as far as its name says.
fn is_steady(state: &str) -> bool {
    let lower = state.to_lowercase();
    let goes_on = lower.ends_with("ing") || GOES_ON.iter().any(|word| lower.contains(word));
    !goes_on || WAITS.iter().any(|word| lower.ends_with(word))
}
