//! The cases of requests with a flaw.

use std::collections::HashSet;
use std::sync::Arc;

use vec1::{Vec1, vec1};

use super::super::demand::Expectations;
use super::super::negative::refusal;
use super::super::positive::{ordinary, served};
use super::super::promise::{Promise, Standing};
use super::super::unknown::OF_CONTENT;
use super::super::{Route, Scope};
use super::{Flaw, Promised};
use crate::plan::{Case, Demand, Expectation, SkipReason, Step, When};
use crate::protocol::request::RequestPlan;
use crate::table::Operation;

pub(in crate::plan) fn add(scope: &Scope<'_>, cases: &mut Vec<Case>) {
    let routes = scope.routes();
    let Some(route) = routes.first() else {
        return;
    };
    let mut names = HashSet::new();
    for flaw in Flaw::tried(scope.operation) {
        // Names that differ in marks alone are one.
        if names.insert(flaw.case(scope.operation)) {
            cases.extend(flawed(scope, route, flaw));
        }
    }
}

/// That the request is another operation's without its parameters.
fn elsewhere(scope: &Scope<'_>, flaw: Flaw, plan: &RequestPlan) -> Option<SkipReason> {
    let own = &scope.operation.id;
    let same = scope.documented.same(scope.method(), &plan.path, own);
    let other = same.into_iter().find(|_| flaw == Flaw::NoParameter)?;
    Some(SkipReason::DocumentedElsewhere(other.id.clone()))
}

/// The ordinary request with a flaw.
fn flawed(scope: &Scope<'_>, route: &Route, flaw: Flaw) -> Option<Case> {
    let promised = flaw.promised(scope);
    // Another page that documents the request may take other content.
    let takes_others = |other: &Operation| !flaw.is_possible_in(scope.operation, other);
    if scope.same_elsewhere().into_iter().any(takes_others) {
        return None;
    }
    let (ordinary_request, skip) = scope.plan(&route.path);
    let plan = match flaw.put_into(scope.operation, ordinary_request.clone()) {
        Some(plan) => plan,
        // It is skipped for what keeps the ordinary one from being sent.
        None if skip.is_some() => ordinary_request.clone(),
        None => return None,
    };
    let demands = demands(scope, flaw, promised.as_ref())?;
    let requirement = requirement(scope, flaw, promised.as_ref());
    let skip = elsewhere(scope, flaw, &plan).or(skip);
    let (_, mut first, _) = ordinary(scope, &served(scope, route), Standing::Documented);
    scope.may_be_refused(ordinary_request.content.as_ref(), &mut first);
    let mut case = refusal(
        scope,
        route,
        &flaw.case(scope.operation),
        requirement,
        steps(flaw, ordinary_request, plan, (first, demands)),
        skip,
    );
    case.changes_state = flaw == Flaw::Repetition;
    Some(case)
}

/// What the request with the flaw is held to.
fn demands(scope: &Scope<'_>, flaw: Flaw, promised: Option<&Promised>) -> Option<Expectations> {
    let made_by = match (flaw.parameter(scope.operation), promised) {
        (Some(row), _) => scope.reference(row),
        (None, Some((row, _))) => Arc::clone(row),
        (None, None) => scope.reference(scope.operation.request_body.as_ref()?),
    };
    let promise = promised.map_or(Promise::Assumed, |(row, _)| Promise::of(row));
    let mut demands = Expectations::general(scope, &made_by, promise.clone());
    let status = promised.and_then(|(_, status)| *status);
    let words = flaw.words(scope.operation);
    demands.refusal(promise, Demand::FlawRefused(words, status));
    let mut causes = flaw.refusals().to_vec();
    if scope.content_is_unsure() {
        causes.extend(OF_CONTENT);
    }
    match (flaw, status) {
        // What was served right before has no other flaw: no error that is listed for one is meant.
        (Flaw::Repetition, Some(status)) => {
            let documented = vec![status];
            let let_by = Vec::new();
            let promise = promised.map_or(Promise::Assumed, |(row, _)| Promise::of(row));
            demands.add(promise, Demand::ErrorStatus { documented, let_by });
        }
        _ if promised.is_some() => {
            demands.error_status(scope, &causes);
        }
        _ => {}
    }
    demands.error_body(scope);
    Some(demands)
}

/// In words.
fn requirement(scope: &Scope<'_>, flaw: Flaw, promised: Option<&Promised>) -> String {
    let words = flaw.words(scope.operation);
    let own = flaw.parameter(scope.operation);
    let own = own.map(|row| scope.reference(row));
    match promised {
        Some((row, _)) if own.as_ref() == Some(row) => {
            format!("the page requires what a request with {words} lacks")
        }
        Some((_, Some(status))) => {
            format!("the page lists {status} for a request such as one with {words}")
        }
        Some((_, None)) | None => format!("the page documents what a request with {words} is not"),
    }
}

/// The request with the flaw, behind the ordinary one where it is one that it is not to be sent after.
fn steps(
    flaw: Flaw,
    ordinary: RequestPlan,
    plan: RequestPlan,
    (first, demands): (Vec<Expectation>, Expectations),
) -> Vec1<Step> {
    let own = |when| Step {
        when,
        plan,
        expectations: demands.finish(),
    };
    match flaw {
        Flaw::Repetition => {
            let first = Step {
                when: When::Always,
                plan: ordinary,
                expectations: first,
            };
            vec1![first, own(When::AfterSuccess)]
        }
        Flaw::ContentType
        | Flaw::Content
        | Flaw::Accept
        | Flaw::Range
        | Flaw::Condition
        | Flaw::NoParameter
        | Flaw::Value(..) => Vec1::new(own(When::Always)),
    }
}
