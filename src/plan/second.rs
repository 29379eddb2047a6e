//! Cases of what was done already: where the page lists an error for that, the second request for the same is refused.

use super::Scope;
use super::demand::{Demand, Expectations};
use super::kept::{is_own, names_one};
use super::positive::{case, ordinary, served};
use super::promise::{Promise, Standing};
use crate::plan::{Case, Step, When};
use crate::protocol::path::PathTemplate;
use crate::table::described::ErrorCause;
use crate::table::fixture::Fixture;

/// Does something to a thing of the case's own, and does it again.
pub(super) fn add(scope: &Scope<'_>, fixtures: &[Fixture], cases: &mut Vec<Case>) {
    let Some(row) = scope.operation.error_of(ErrorCause::Done) else {
        return;
    };
    let (Some(error), Some(route)) = (row.value(), scope.routes().into_iter().next()) else {
        return;
    };
    let mut own = fixtures.iter().filter(|fixture| is_own(fixture));
    let Some(fixture) = own.find(|own| acts_on(route.path.path(), &own.variable)) else {
        return;
    };
    let (plan, skip) = scope.plan(&route.path);
    let served = served(scope, &route);
    let (_, mut expectations, undecided) = ordinary(scope, &served, Standing::Documented);
    scope.may_be_refused(plan.content.as_ref(), &mut expectations);
    let first = Step {
        plan: plan.clone(),
        when: When::Always,
        expectations,
    };
    let reference = scope.reference(row);
    let mut demands = Expectations::general(scope, &reference, Promise::of(&reference));
    let done = Demand::DoneAlready(error.status, fixture.produced_by.clone());
    demands.refusal(Promise::of(&reference), done);
    let again = Step {
        plan,
        when: When::AfterSuccess,
        expectations: demands.finish(),
    };
    let requirement = format!("the page lists {} where it was done before", error.status);
    let mut case = case(
        scope,
        ("second-action", ""),
        requirement,
        first,
        skip.or(undecided),
    );
    case.steps.push(again);
    case.changes_state = true;
    cases.push(case);
}

/// Whether a path is of a thing that a variable names: it ends with that, or with what is done to it.
pub(crate) fn acts_on(path: &PathTemplate, variable: &str) -> bool {
    let path = path.as_str().trim_end_matches('/');
    let before = path.rsplit_once('/').map_or("", |(before, _)| before);
    names_one(path, variable) || names_one(before, variable)
}
