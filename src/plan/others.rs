//! What one caller made is refused to another: the ordinary request with the credentials of a second identity, where a run
//! has one and the path names what a fixture of the run gave the first.

use std::sync::Arc;

use vec1::Vec1;

use super::demand::Expectations;
use super::negative::refusal;
use super::promise::Promise;
use super::{Caller, Demand, Scope, Step, When};
use crate::plan::Case;
use crate::protocol::template::slug;
use crate::table::fixture::Fixture;

/// The cases of an operation, one for each path that names such a thing.
pub(super) fn add(scope: &Scope<'_>, fixtures: &[Fixture], cases: &mut Vec<Case>) {
    if !scope.limits.has_other_caller {
        return;
    }
    for route in scope.routes() {
        let mut places = route.path.places();
        let made = places.find_map(|place| {
            let names = place.names();
            let mut fixtures = fixtures.iter();
            fixtures.find(|fixture| {
                names.contains(&fixture.variable) && fixture.produced_by != scope.operation.id
            })
        });
        let Some(fixture) = made else { continue };
        let (plan, skip) = scope.plan(&route.path);
        let promise = match scope.operation.listed_error(403) {
            Some(row) => Promise::of(&scope.reference(row)),
            None => Promise::Assumed,
        };
        let made_by = Arc::clone(&route.row);
        let mut demands = Expectations::general(scope, &made_by, promise.clone());
        demands.refusal(promise, Demand::OthersRefused(fixture.variable.clone()));
        demands.error_body(scope);
        let step = Step {
            when: When::Always,
            plan,
            expectations: demands.finish(),
        };
        let variable = &fixture.variable;
        let requirement =
            format!("the {{{variable}}} that one caller was given is refused to another");
        let id = format!("other-caller-{}", slug(variable));
        let mut case = refusal(scope, &route, &id, requirement, Vec1::new(step), skip);
        case.caller = Caller::Other;
        cases.push(case);
    }
}
