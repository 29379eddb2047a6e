//! Cases that take one promise away and expect a refusal.

use std::sync::Arc;

use vec1::Vec1;

use super::demand::{Demands, Promise};
use super::{Route, Scope};
use crate::plan::{Alteration, Case, Demand, SkipReason, Step, Via, When};
use crate::protocol::request::{RequestPlan, TOKEN};
use crate::protocol::{HeaderName, Method};
use crate::table::RowRef;
use crate::table::{HeaderRule, Presence, Row};

/// A credential that no service has issued.
const UNKNOWN_CREDENTIAL: &str = "as-documented-unknown-credential";

/// Methods that are tried where no page documents them. TRACE, CONNECT, HEAD and OPTIONS never
/// are: HTTP gives them a meaning of their own on every path.
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

pub(super) fn add(scope: &Scope<'_>, cases: &mut Vec<Case>) {
    let routes = scope.routes();
    let Some(route) = routes.first() else {
        return;
    };
    for row in &scope.operation.headers {
        let Some(rule) = row.value().filter(|r| r.presence == Presence::Required) else {
            continue;
        };
        if rule.name.is_credential() {
            cases.extend(credential_cases(scope, route, row, rule));
        } else {
            cases.extend(header_cases(scope, route, row, rule));
        }
    }
    cases.extend(method_cases(scope, route));
}

/// The ordinary request with one field changed, or left out where `value` is `None`.
fn altered(
    scope: &Scope<'_>,
    route: &Route,
    name: &HeaderName,
    value: Option<&str>,
) -> Option<(RequestPlan, Option<SkipReason>)> {
    let (mut plan, skip) = scope.plan(&route.path)?;
    match value {
        None => plan.headers.retain(|(other, _)| other != name),
        Some(value) => {
            for (other, old) in &mut plan.headers {
                if other == name {
                    value.clone_into(old);
                }
            }
        }
    }
    Some((plan, skip))
}

pub(super) fn refusal(
    scope: &Scope<'_>,
    route: &Route,
    name: &str,
    requirement: String,
    steps: Vec1<Step>,
    skip: Option<SkipReason>,
) -> Case {
    Case {
        id: scope.case_id(name, &route.suffix),
        operation: scope.operation.id.clone(),
        page: scope.source.page.clone(),
        requirement,
        steps,
        via: Via::Client,
        changes_state: false,
        intrusive: false,
        skip,
    }
}

fn header_cases(
    scope: &Scope<'_>,
    route: &Route,
    row: &Row<HeaderRule>,
    rule: &HeaderRule,
) -> Vec<Case> {
    let reference = scope.reference(row);
    let lower = rule.name.lower();
    let variants = [
        ("without", None, Promise::Documented(Arc::clone(&reference))),
        ("empty", Some(""), Promise::Assumed),
    ];
    let mut cases = Vec::new();
    for (word, value, promise) in variants {
        let Some((plan, skip)) = altered(scope, route, &rule.name, value) else {
            continue;
        };
        let mut demands = Demands::general(scope, &reference, promise.clone());
        demands.add(promise, Demand::HeaderRefused(rule.name.clone()));
        demands.error_body(scope);
        let requirement = format!("the page requires {}", rule.name);
        let step = Step {
            when: When::Always,
            plan,
            expectations: demands.finish(),
        };
        let name = format!("{word}-{lower}");
        cases.push(refusal(
            scope,
            route,
            &name,
            requirement,
            Vec1::new(step),
            skip,
        ));
    }
    cases.extend(doubled(scope, route, &reference, &rule.name));
    cases
}

/// The ordinary request with a field sent twice, which a field of one value never is
/// (RFC 9110 §5.3): taken or refused.
fn doubled(
    scope: &Scope<'_>,
    route: &Route,
    reference: &Arc<RowRef>,
    name: &HeaderName,
) -> Option<Case> {
    let (mut plan, skip) = scope.plan(&route.path)?;
    let ordinary = plan.clone();
    let at = plan.headers.iter().position(|(other, _)| other == name)?;
    let field = plan.headers[at].clone();
    plan.headers.insert(at, field);
    let twice = Alteration::Twice(name.clone());
    let mut demands = Demands::general(scope, reference, Promise::Assumed);
    demands.add(Promise::Assumed, Demand::Unharmed(twice.clone()));
    let mut contrast = Demands::made_by(reference);
    contrast.add(Promise::Assumed, Demand::HarmedAsWell(twice));
    let contrast = Step {
        plan: ordinary,
        when: When::AfterServerError,
        expectations: contrast.finish(),
    };
    let requirement = format!("{name} twice is taken or refused");
    let step = Step {
        when: When::Always,
        plan,
        expectations: demands.finish(),
    };
    let id = format!("twice-{}", name.lower());
    let mut case = refusal(scope, route, &id, requirement, Vec1::new(step), skip);
    case.changes_state = true;
    case.steps.push(contrast);
    Some(case)
}

fn credential_cases(
    scope: &Scope<'_>,
    route: &Route,
    row: &Row<HeaderRule>,
    rule: &HeaderRule,
) -> Vec<Case> {
    let own = scope.reference(row);
    let family = scope.family.and_then(|family| family.credential.as_ref());
    let template = rule.value.clone().unwrap_or_default();
    let placeholder = format!("{{{TOKEN}}}");
    let scheme = template.replace(&placeholder, "").trim().to_owned();
    let unknown = template.replace(&placeholder, UNKNOWN_CREDENTIAL);
    let mut variants = vec![("without", None), ("empty", Some(String::new()))];
    if template.contains(&placeholder) {
        variants.push(("malformed", Some(scheme)));
        variants.push(("unknown", Some(unknown)));
    }
    let mut cases = Vec::new();
    for (word, value) in variants {
        let Some((plan, skip)) = altered(scope, route, &rule.name, value.as_deref()) else {
            continue;
        };
        let (promise, demand) = match (&value, family) {
            (None, _) => (
                Promise::Documented(Arc::clone(&own)),
                Demand::HeaderRefused(rule.name.clone()),
            ),
            (Some(_), Some((row, _))) => {
                (Promise::Family(Arc::clone(row)), Demand::CredentialRefused)
            }
            (Some(_), None) => (Promise::Assumed, Demand::CredentialRefused),
        };
        let mut demands = Demands::general(scope, &own, promise.clone());
        demands.add(promise, demand);
        if let Some((row, status)) = family {
            let promise = Promise::Family(Arc::clone(row));
            demands.add(promise, Demand::FamilyStatus(*status));
        }
        demands.error_body(scope);
        let requirement = match family {
            Some((_, status)) => format!("the API promises {status} for no or a bad credential"),
            None => format!("the page requires {}", rule.name),
        };
        let step = Step {
            when: When::Always,
            plan,
            expectations: demands.finish(),
        };
        let name = format!("{word}-{}", rule.name.lower());
        cases.push(refusal(
            scope,
            route,
            &name,
            requirement,
            Vec1::new(step),
            skip,
        ));
    }
    cases
}

fn method_cases(scope: &Scope<'_>, route: &Route) -> Vec<Case> {
    let row = scope.reference(&scope.operation.method);
    let documented: Vec<&Method> = scope
        .operation
        .method
        .readings()
        .iter()
        .map(|reading| &reading.value)
        .collect();
    let mut cases = Vec::new();
    for name in METHODS {
        let Ok(method) = Method::new(name) else {
            continue;
        };
        if documented.contains(&&method) {
            continue;
        }
        let Some((mut plan, unsendable)) = scope.plan(&route.path) else {
            continue;
        };
        plan.method = method.clone();
        if method.is_safe() {
            plan.body = None;
            plan.headers.retain(|(name, _)| !name.is("content-type"));
        }
        let elsewhere = scope.documented_elsewhere(&method, &route.path);
        let skip = elsewhere
            .map(SkipReason::DocumentedElsewhere)
            .or(unsendable);
        let mut demands = Demands::general(scope, &row, Promise::Assumed);
        demands.add(Promise::Assumed, Demand::MethodRefused);
        // The error's shape is not demanded: a server may refuse the method before the API's own
        // code, and its error format, is reached.
        let words: Vec<&str> = documented.iter().map(|m| m.as_str()).collect();
        let requirement = format!("the page documents {} only", words.join(" and "));
        let step = Step {
            when: When::Always,
            plan,
            expectations: demands.finish(),
        };
        let id = format!("method-{}", name.to_ascii_lowercase());
        let mut case = refusal(scope, route, &id, requirement, Vec1::new(step), skip);
        case.intrusive = !method.is_safe();
        cases.push(case);
    }
    cases
}
