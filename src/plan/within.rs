//! Cases that send a value which the page allows: one at a bound, or one of the few that there are.

use std::collections::HashSet;

use super::flaw::value::{Subject, subjects};
use super::positive::{case, ordinary};
use super::promise::Standing;
use super::{Route, Scope};
use crate::plan::{Case, Demand, Step, When};
use crate::protocol::template::slug;
use crate::table::{Operation, Row};

/// The most values of one parameter that are sent.
const MOST_VALUES: usize = 6;

pub(super) fn add(scope: &Scope<'_>, route: &Route, cases: &mut Vec<Case>) {
    let mut names = HashSet::new();
    for own in subjects(scope.operation) {
        for value in tried(scope.operation, &own) {
            let name = format!("with-query-{}-{}", slug(own.name), slug(&value));
            if names.insert(name.clone()) {
                cases.extend(served(scope, route, &own, (&name, &value)));
            }
        }
    }
}

/// The values of a parameter that are sent: those at its bounds, or the first of a few.
#[must_use]
pub(crate) fn tried(operation: &Operation, own: &Subject<'_>) -> Vec<String> {
    let is_tried = operation.method.effective().as_str() == "GET" && own.is_of_query(operation);
    let Some(parameter) = own.row.and_then(Row::value).filter(|_| is_tried) else {
        return Vec::new();
    };
    let allowed = &parameter.allowed;
    let bounds = [allowed.minimum, allowed.maximum].into_iter().flatten();
    let bounds = bounds.map(|bound| bound.to_string());
    let few = allowed.values.iter().take(MOST_VALUES).cloned();
    bounds.chain(few).collect()
}

fn served(
    scope: &Scope<'_>,
    route: &Route,
    own: &Subject<'_>,
    (name, value): (&str, &str),
) -> Option<Case> {
    let row = own.row?;
    let (mut plan, unsendable) = scope.plan(&route.path);
    plan.path = plan.path.with_parameter(own.name, value);
    // What it asks for may be nothing that is there.
    let standing = match scope.operation.listed_error(404) {
        Some(_) => Standing::Assumed,
        None => Standing::Documented,
    };
    let (_, mut expectations, undecided) = ordinary(scope, &[scope.reference(row)], standing);
    // Another value may be answered by content of another kind.
    expectations.retain(|own| {
        !matches!(
            own.demand,
            Demand::ContentType(..)
                | Demand::ResponseHeader(..)
                | Demand::SomeBody(_)
                | Demand::EmptyBody(_)
        )
    });
    let requirement = format!("the page allows {value} as `{}`", own.name);
    let step = Step {
        plan,
        when: When::Always,
        expectations,
    };
    let skip = unsendable.or(undecided);
    Some(case(scope, (name, &route.suffix), requirement, step, skip))
}
