//! Cases of what fixtures say: a value that was never given, and what an operation does to the
//! value that it releases. Also the requests that obtain a value and give it back.

use std::collections::BTreeMap;
use std::sync::Arc;

use vec1::{Vec1, vec1};

use super::demand::Expectations;
use super::negative::refusal;
use super::positive::{ordinary, served};
use super::promise::{Promise, Standing};
use super::unknown::{is_looked_for, is_named, not_found, of_fixture, promise_of, refused};
use super::{Route, Scope};
use crate::plan::{Case, Demand, FixturePlan, SetUpStep, SkipReason, Step, When};
use crate::protocol::request::RequestPlan;
use crate::protocol::template::slug;
use crate::table::OperationId;
use crate::table::RowRef;
use crate::table::fixture::{FIXTURES, Fixture, OwnRequest, Sequence, SequenceStep, SetUps};

/// The requests behind the fixtures; one whose operations cannot be called is left out, so that
/// its placeholder stays one to be filled.
pub(super) fn fixture_plans(
    fixtures: &[Fixture],
    set_ups: &SetUps,
    scopes: &[Scope<'_>],
) -> Vec<FixturePlan> {
    let fixture_plan = |fixture: &Fixture| {
        let mut produce = set_up_step(scopes, &fixture.produced_by)?;
        produce.captures = vec![(fixture.variable.clone(), fixture.from.clone())];
        let releases = match &fixture.released_by {
            Some(id) => vec![set_up_step(scopes, id)?],
            None => Vec::new(),
        };
        Some(FixturePlan {
            name: fixture.variable.clone(),
            gives: vec![fixture.variable.clone()],
            of: Vec::new(),
            needs: Vec::new(),
            values: BTreeMap::new(),
            steps: vec![produce],
            is_read_only: fixture.is_read_only,
            each: fixture.each,
            releases,
            renewals: Vec::new(),
        })
    };
    let of_sequence = |sequence: &Sequence| {
        let steps = |kind: &str, steps: &[SequenceStep]| -> Option<Vec<SetUpStep>> {
            let steps = steps.iter().enumerate().map(|(at, own)| {
                let mut step = set_up_step(scopes, &own.operation)?;
                own.own.put_into(&mut step.plan);
                let scope = sequence.scope(kind, at);
                let values = own.own.values.iter();
                let values = values.map(|(name, value)| (format!("{scope}.{name}"), value.clone()));
                step.values = values.collect();
                step.plan.scopes.insert(0, scope);
                step.captures.clone_from(&own.captures);
                step.poll.clone_from(&own.poll);
                Some(step)
            });
            steps.collect()
        };
        Some(FixturePlan {
            name: sequence.name.clone(),
            gives: sequence.gives().cloned().collect(),
            of: Vec::new(),
            needs: sequence.needs.clone(),
            values: sequence.values.clone(),
            steps: steps("step", &sequence.steps)?,
            is_read_only: false,
            each: sequence.each,
            releases: steps("release", &sequence.releases)?,
            renewals: steps("renew", &sequence.renewals)?,
        })
    };
    let alone = fixtures.iter().filter(|fixture| !fixture.is_of_sequence);
    let alone = alone.filter_map(fixture_plan);
    let sequences = set_ups.sequences.iter().filter_map(of_sequence);
    alone.chain(sequences).collect()
}

/// The ordinary request of an operation as one of a set-up.
fn set_up_step(scopes: &[Scope<'_>], id: &OperationId) -> Option<SetUpStep> {
    let (scope, plan, _) = callable(scopes, id)?;
    let responses = scope.ordinary_responses().unwrap_or_default();
    Some(SetUpStep {
        operation: id.clone(),
        references: plan
            .content
            .as_ref()
            .map(|own| scope.references(own))
            .unwrap_or_default(),
        lacks_content: plan.content.is_none() && scope.content_is_unsure(),
        plan,
        statuses: responses.iter().map(|(_, r)| r.status).collect(),
        captures: Vec::new(),
        poll: None,
        values: BTreeMap::new(),
    })
}

/// The ordinary request of an operation on its first path, where nothing keeps it from being sent.
fn callable<'s, 'a>(
    scopes: &'s [Scope<'a>],
    id: &OperationId,
) -> Option<(&'s Scope<'a>, RequestPlan, Route)> {
    let scope = scopes.iter().find(|scope| scope.operation.id == *id)?;
    let route = scope.routes().into_iter().next()?;
    let (plan, skip) = scope.plan(&route.path);
    skip.is_none().then_some((scope, plan, route))
}

pub(super) fn add(
    scope: &Scope<'_>,
    fixtures: &[Fixture],
    scopes: &[Scope<'_>],
    supporting: &[&OperationId],
    cases: &mut Vec<Case>,
) {
    let Some(route) = scope.routes().into_iter().next() else {
        return;
    };
    for fixture in fixtures {
        cases.extend(value_cases(scope, &route, fixture, scopes));
        if fixture.released_by.as_ref() == Some(&scope.operation.id) {
            cases.extend(use_after_release(
                scope, &route, fixture, scopes, supporting,
            ));
            cases.extend(release_twice(scope, &route, fixture));
        }
    }
}

/// The ordinary request with a value that the service never gave, and with one that it could not.
fn value_cases(
    scope: &Scope<'_>,
    route: &Route,
    fixture: &Fixture,
    scopes: &[Scope<'_>],
) -> Vec<Case> {
    let (plan, skip) = scope.plan(&route.path);
    // What a user says of this operation alone is no value that the service gave.
    let is_said = |own: &OwnRequest| own.values.contains_key(&fixture.variable);
    if !takes(&plan, &fixture.variable) || scope.own.is_some_and(is_said) {
        return Vec::new();
    }
    let row = row_of(scope, route, &fixture.variable);
    let producer = scopes.iter().map(|scope| scope.operation);
    let mut producer = producer.filter(|operation| operation.id == fixture.produced_by);
    let unknown = of_fixture(fixture, producer.next());
    let variants = [
        ("unknown", &unknown.value),
        ("malformed", &fixture.malformed),
    ];
    let is_named = is_named(scope.operation, &fixture.variable);
    let may_be_made = scope.operation.makes_what_is_not_there(&fixture.variable);
    let variants = variants
        .into_iter()
        .filter(|(word, _)| !(may_be_made && *word == "unknown"));
    let taken_back = fixture.released_by.as_ref();
    let taken_back = taken_back.and_then(|id| Some(callable(scopes, id)?.1));
    let cases = variants.map(|(word, value)| {
        let unknown = Some(&unknown).filter(|_| word == "unknown");
        let promise = match unknown {
            Some(_) if is_named => promise_of(scope, route),
            Some(_) | None => Promise::Assumed,
        };
        let unknown = unknown.filter(|_| is_looked_for(scope.operation, &fixture.variable));
        let sent = (&plan, fixture.variable.as_str(), value.as_str());
        let step = refused(scope, &row, promise, sent, unknown);
        let requirement = format!("{{{}}} is a value that the service gave", fixture.variable);
        let name = format!("{word}-{}", slug(&fixture.variable));
        let mut steps = Vec1::new(step);
        let may_change = scope.may_make_or_change(&route.path);
        if let Some(plan) = taken_back.as_ref().filter(|_| may_change) {
            // What a service made of it does not stay.
            steps.push(Step {
                when: When::AfterSuccess,
                plan: plan.with(&fixture.variable, value),
                expectations: Vec::new(),
            });
        }
        let mut case = refusal(scope, route, &name, requirement, steps, skip.clone());
        case.intrusive = may_change;
        case
    });
    cases.collect()
}

/// The row that brings the variable: its header's, or the path's.
fn row_of(scope: &Scope<'_>, route: &Route, variable: &str) -> Arc<RowRef> {
    let mut rows = scope.operation.headers.iter();
    let header = rows.find(|row| row.first().value.carries(variable));
    header.map_or_else(|| Arc::clone(&route.row), |row| scope.reference(row))
}

fn takes(plan: &RequestPlan, variable: &str) -> bool {
    let placeholders = plan.placeholders_of_head();
    placeholders.iter().flatten().any(|name| name == variable)
}

/// Use, release, use again: the second use is refused.
fn use_after_release(
    scope: &Scope<'_>,
    route: &Route,
    fixture: &Fixture,
    scopes: &[Scope<'_>],
    supporting: &[&OperationId],
) -> Option<Case> {
    let (user, using, user_route) = callable(scopes, fixture.used_by.as_ref()?)?;
    let (release, skip) = scope.plan(&route.path);
    let lead = scope.lead();
    // A page that nobody asked to be tested is not broken by this case.
    let standing = if supporting.contains(&&user.operation.id) {
        Standing::Declared(FIXTURES)
    } else {
        Standing::Documented
    };
    let first = Step {
        when: When::Always,
        plan: using.clone(),
        expectations: ordinary(user, &served(user, &user_route), standing).1,
    };
    let declared = Promise::Configured(FIXTURES);
    let mut demands = Expectations::general(scope, &lead, declared.clone());
    demands.refusal(declared, Demand::Released(fixture.variable.clone()));
    // What was not released, since something is in the way of it, is still there.
    let again = Step {
        when: When::AfterSuccess,
        plan: using,
        expectations: demands.finish(),
    };
    let (releasing, undecided) = releasing(scope, route, release);
    let requirement = format!("what {} released is gone", scope.operation.id);
    let steps = vec1![first, releasing, again];
    let name = format!("use-after-release-{}", slug(&fixture.variable));
    let mut case = refusal(scope, route, &name, requirement, steps, skip.or(undecided));
    case.changes_state = true;
    case.alters = None;
    Some(case)
}

/// Release, release again: served or refused, and the service does not break. Where the page lists 404 for what the
/// path names, we expect a refusal; somebody else may have been given the same value meanwhile.
fn release_twice(scope: &Scope<'_>, route: &Route, fixture: &Fixture) -> Option<Case> {
    let (release, skip) = scope.plan(&route.path);
    let lead = scope.lead();
    let gone = not_found(scope.operation).filter(|_| is_named(scope.operation, &fixture.variable));
    let made_by = gone.map_or(lead, |row| scope.reference(row));
    let mut demands = Expectations::general(scope, &made_by, Promise::Assumed);
    let requirement = match gone {
        Some(_) => {
            demands.refusal(Promise::Assumed, Demand::Released(fixture.variable.clone()));
            format!(
                "what {} released is not there to be released again",
                scope.operation.id
            )
        }
        None => {
            demands.add(Promise::ServerError, Demand::NoServerError);
            format!("{} twice is served or refused", scope.operation.id)
        }
    };
    let again = Step {
        when: When::AfterSuccess,
        plan: release.clone(),
        expectations: demands.finish(),
    };
    let (releasing, undecided) = releasing(scope, route, release);
    let steps = vec1![releasing, again];
    let name = format!("release-twice-{}", slug(&fixture.variable));
    let mut case = refusal(scope, route, &name, requirement, steps, skip.or(undecided));
    case.changes_state = true;
    case.alters = None;
    Some(case)
}

fn releasing(scope: &Scope<'_>, route: &Route, plan: RequestPlan) -> (Step, Option<SkipReason>) {
    let served = served(scope, route);
    let (_, mut expectations, undecided) = ordinary(scope, &served, Standing::Documented);
    scope.may_be_refused(plan.content.as_ref(), &mut expectations);
    (
        Step {
            plan,
            when: When::Always,
            expectations,
        },
        undecided,
    )
}
