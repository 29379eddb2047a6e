//! Tags and times that a request repeats of the thing that it is about (RFC 9110 §13.1): the service gives them out
//! where the thing is read, so that they need nobody's word.

use std::collections::BTreeMap;

use super::unchanged::condition;
use super::{Route, Scope};
use crate::plan::{FixturePlan, SetUpStep};
use crate::protocol::template::{Piece, pieces};
use crate::protocol::{HeaderName, Method, Status};
use crate::table::fixture::{Capture, Each, Fixture};
use crate::table::{Example, Row};

/// The requests that read what other requests repeat, for the placeholders that no fixture fills.
pub(super) fn plans(fixtures: &[Fixture], scopes: &[Scope<'_>]) -> Vec<FixturePlan> {
    let mut plans: Vec<FixturePlan> = Vec::new();
    let may_repeat = |scope: &&Scope<'_>| repeats(scope) || condition(scope).is_some();
    for scope in scopes.iter().filter(may_repeat) {
        for route in scope.routes() {
            for (name, variable) in repeated(scope, &route) {
                if fixtures.iter().any(|fixture| fixture.variable == variable) {
                    continue;
                }
                let shape = route.path.path().shape();
                let known = plans.iter_mut().find(|plan| {
                    let own = |step: &SetUpStep| step.plan.path.path().shape() == shape;
                    plan.name == variable && plan.steps.iter().any(own)
                });
                match known {
                    Some(known) => known.of.push(scope.operation.id.clone()),
                    None => plans.extend(read(scope, scopes, &route, (&name, &variable))),
                }
            }
        }
    }
    plans
}

/// Whether requests of an operation carry a field that names a state of a thing.
fn repeats(scope: &Scope<'_>) -> bool {
    let examples = scope.operation.examples.iter().filter_map(Row::value);
    let mut shown = examples.flat_map(|example| &example.headers);
    let mut carried = scope.operation.carried_headers();
    carried.any(|own| own.rule.name.validator().is_some())
        || shown.any(|(name, _)| name.validator().is_some())
}

/// The fields of an operation's requests that repeat what the service gave out, each with its placeholder.
fn repeated(scope: &Scope<'_>, route: &Route) -> Vec<(HeaderName, String)> {
    let examples = || scope.operation.examples.iter().filter_map(Row::value);
    if !repeats(scope) {
        return condition(scope).into_iter().collect();
    }
    let (plan, _) = scope.plan(&route.path);
    let shape = route.path.path().shape();
    let of_path = |example: &&Example| example.path.path().shape() == shape;
    let shown = examples()
        .filter(of_path)
        .flat_map(|example| &example.headers);
    let fields = plan.headers.iter().chain(shown);
    let repeated = fields.filter_map(|(name, value)| {
        name.validator()?;
        match pieces(value).as_slice() {
            [Piece::Placeholder(variable)] => Some((name.clone(), (*variable).to_owned())),
            _ => None,
        }
    });
    repeated.chain(condition(scope)).collect()
}

/// The request that reads the thing of a path, where the page shows that its answer has the field.
fn read(
    scope: &Scope<'_>,
    scopes: &[Scope<'_>],
    route: &Route,
    (name, variable): (&HeaderName, &str),
) -> Option<FixturePlan> {
    let validator = name.validator()?;
    let get = Method::new("GET").ok()?;
    let shape = route.path.path().shape();
    let elsewhere = scope.documented_elsewhere(&get, &route.path);
    let (reader, produce) = scopes.iter().find_map(|other| {
        let is_near = other.source.page == scope.source.page
            || elsewhere.as_ref() == Some(&other.operation.id);
        if !is_near || *other.method() != get || !gives(other, &validator) {
            return None;
        }
        let mut routes = other.routes().into_iter();
        let same = routes.find(|route| route.path.path().shape() == shape)?;
        let (mut plan, skip) = other.plan(&same.path);
        plan.path = same.path.with_path(route.path.path());
        skip.is_none().then_some((other, plan))
    })?;
    let responses = reader.ordinary_responses()?;
    let produced: Vec<Status> = responses.iter().map(|(_, r)| r.status).collect();
    Some(FixturePlan {
        name: variable.to_owned(),
        gives: vec![variable.to_owned()],
        of: vec![scope.operation.id.clone()],
        needs: Vec::new(),
        values: BTreeMap::new(),
        steps: vec![SetUpStep {
            operation: reader.operation.id.clone(),
            plan: produce,
            statuses: produced,
            captures: vec![(variable.to_owned(), Capture::Header(validator))],
            poll: None,
            lacks_content: false,
            references: Vec::new(),
            values: BTreeMap::new(),
        }],
        is_read_only: false,
        each: Each::Case,
        releases: Vec::new(),
        renewals: Vec::new(),
    })
}

/// Whether an operation's answers have a field, by what its page promises or shows.
pub(super) fn gives(scope: &Scope<'_>, name: &HeaderName) -> bool {
    let mut responses = scope.operation.responses.iter().map(Row::effective);
    let examples = scope.operation.examples.iter().filter_map(Row::value);
    let mut shown = examples.filter_map(|example| example.response.as_ref());
    responses.any(|response| response.status.is_success() && response.headers.contains(name))
        || shown.any(|shown| {
            let mut fields = shown.headers.iter();
            shown.status.is_success() && fields.any(|(other, _)| other == name)
        })
}
