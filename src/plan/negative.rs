//! Cases that take one promise away and expect a refusal.

use std::sync::Arc;

use vec1::Vec1;

use super::case::ORDINARY;
use super::demand::Expectations;
use super::promise::Promise;
use super::{Route, Scope, credentials};
use crate::plan::{Alteration, Caller, Case, Demand, SkipReason, Step, Via, When};
use crate::protocol::request::RequestPlan;
use crate::protocol::secret::UNKNOWN_CREDENTIAL;
use crate::protocol::{HeaderName, Method};
use crate::table::{
    Credential, CredentialPlace, HeaderRule, Operation, OperationId, Presence, Row, RowRef,
};

/// Methods that are tried where no page documents them. TRACE, CONNECT, HEAD and OPTIONS never
/// are: HTTP gives them a meaning of their own on every path.
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

pub(super) fn add(scope: &Scope<'_>, cases: &mut Vec<Case>) {
    let routes = scope.routes();
    let Some(route) = routes.first() else {
        return;
    };
    let credentials: Vec<Credential<'_>> = scope.operation.credentials().collect();
    for row in &scope.operation.headers {
        let of_row = credentials.iter().find(|c| *c.row == row.id);
        match (of_row, row.value()) {
            (Some(credential), _) if credential.is_required => {
                let own = credential_cases(scope, route, credential);
                cases.extend(unless_served(own, without_credential(scope)));
            }
            (None, Some(rule)) if rule.presence == Presence::Required => {
                let own = header_cases(scope, route, row, rule);
                cases.extend(unless_served(own, without_header(scope, rule)));
            }
            (Some(_) | None, _) => {}
        }
    }
    for credential in &credentials {
        let is_header = matches!(credential.place, CredentialPlace::Header(_));
        if credential.is_required && !is_header {
            let own = credential_cases(scope, route, credential);
            cases.extend(unless_served(own, without_credential(scope)));
        }
    }
    cases.extend(method_cases(scope, route));
}

/// The cases, skipped where an operation documents the request as it is without what they take away.
fn unless_served(cases: Vec<Case>, elsewhere: Option<OperationId>) -> impl Iterator<Item = Case> {
    let reason = elsewhere.map(SkipReason::DocumentedElsewhere);
    cases.into_iter().map(move |case| Case {
        skip: reason.clone().or(case.skip),
        ..case
    })
}

/// An operation that documents the same request for anybody.
fn without_credential(scope: &Scope<'_>) -> Option<OperationId> {
    let mut others = scope.same_elsewhere().into_iter();
    let other = others.find(|other| !other.credentials().any(|c| c.is_required))?;
    Some(other.id.clone())
}

/// An operation that documents the same request without a field.
fn without_header(scope: &Scope<'_>, rule: &HeaderRule) -> Option<OperationId> {
    let requires = |other: &&Operation| {
        let mut rules = other.headers.iter().map(Row::effective);
        rules.any(|own| own.name == rule.name && own.presence == Presence::Required)
    };
    let mut others = scope.same_elsewhere().into_iter();
    let other = others.find(|other| !requires(other))?;
    Some(other.id.clone())
}

/// The ordinary request with one field changed, or left out where `value` is `None`.
fn altered(
    scope: &Scope<'_>,
    route: &Route,
    name: &HeaderName,
    value: Option<&str>,
) -> (RequestPlan, Option<SkipReason>) {
    let (mut plan, skip) = scope.plan(&route.path);
    match value {
        None => plan.leave_out(name),
        Some(value) => {
            for (other, old) in &mut plan.headers {
                if other == name {
                    value.clone_into(old);
                }
            }
        }
    }
    (plan, skip)
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
        caller: Caller::Own,
        changes_state: false,
        intrusive: false,
        effect: None,
        follows: None,
        alters: Some(scope.case_id(ORDINARY, &route.suffix)),
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
    // A preference that is not said is none (RFC 9110 §12.5), whatever a page calls required.
    let left_out = match rule.name.is_of_negotiation() {
        true => Promise::Assumed,
        false => Promise::of(&reference),
    };
    let is_framing = rule.name.is_framing();
    let empty = ("empty", Some(""), Promise::Assumed);
    let variants = [
        Some(("without", None, left_out)),
        Some(empty).filter(|_| !is_framing),
    ];
    let mut cases = Vec::new();
    for (word, value, promise) in variants.into_iter().flatten() {
        let (plan, skip) = altered(scope, route, &rule.name, value);
        let mut demands = Expectations::general(scope, &reference, promise.clone());
        demands.refusal(promise, Demand::HeaderRefused(rule.name.clone()));
        if value.is_none() {
            demands.error_status(scope, missing_header(&rule.name));
        }
        demands.error_body(scope);
        let requirement = format!("the page requires {}", rule.name);
        let step = Step {
            when: When::Always,
            plan,
            expectations: demands.finish(),
        };
        let name = format!("{word}-{lower}");
        let governed = is_framing.then(|| SkipReason::Governed(rule.name.clone()));
        let steps = Vec1::new(step);
        let mut case = refusal(scope, route, &name, requirement, steps, governed.or(skip));
        if value.is_none() && rule.name.is("accept") {
            // The other client says that it takes anything where nothing is said.
            case.via = Via::Probe;
            for step in &mut case.steps {
                step.plan.omits_accept = true;
            }
        }
        cases.push(case);
    }
    if !rule.name.is_of_transfer() {
        cases.extend(doubled(scope, route, &reference, &rule.name));
    }
    cases
}

/// The statuses that HTTP has for a request without a field: it is to be sent under a condition (RFC 6585 §3), says
/// nothing of what it carries, or is none at all.
#[must_use]
pub(crate) fn missing_header(name: &HeaderName) -> &'static [u16] {
    if *name == HeaderName::IF_MATCH || name.is("if-unmodified-since") {
        &[428, 412, 400]
    } else if *name == HeaderName::CONTENT_TYPE {
        &[415, 400]
    } else {
        &[400]
    }
}

/// The ordinary request with a field sent twice, which a field of one value never is
/// (RFC 9110 §5.3): taken or refused.
fn doubled(
    scope: &Scope<'_>,
    route: &Route,
    reference: &Arc<RowRef>,
    name: &HeaderName,
) -> Option<Case> {
    let (mut plan, skip) = scope.plan(&route.path);
    let ordinary = plan.clone();
    let at = plan.headers.iter().position(|(other, _)| other == name)?;
    let field = plan.headers[at].clone();
    plan.headers.insert(at, field);
    let twice = Alteration::Twice(name.clone());
    let mut demands = Expectations::general(scope, reference, Promise::Assumed);
    demands.add(Promise::ServerError, Demand::Unharmed(twice.clone()));
    let mut contrast = Expectations::made_by(reference);
    contrast.add(Promise::ServerError, Demand::HarmedAsWell(twice));
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

/// The templates that are sent in the place of a credential, each with the word for it: none, an
/// empty one, its scheme alone, and one that nobody has.
fn bad_credentials(credential: &Credential<'_>) -> Vec<(&'static str, Option<String>)> {
    let (scheme, unknown) = (credential.scheme(), credential.with(UNKNOWN_CREDENTIAL));
    let mut variants = vec![("without", None), ("empty", Some(String::new()))];
    if unknown != credential.template {
        if !scheme.is_empty() {
            variants.push(("malformed", Some(scheme)));
        }
        variants.push(("unknown", Some(unknown)));
    }
    variants
}

fn credential_cases(scope: &Scope<'_>, route: &Route, credential: &Credential<'_>) -> Vec<Case> {
    let own = scope.credential_row(credential);
    let family = scope.family.and_then(|family| family.credential.as_ref());
    let name = credential.place.name();
    let mut cases = Vec::new();
    for (word, value) in bad_credentials(credential) {
        let (plan, skip) = scope.plan_with(&route.path, |other| {
            if other.row == credential.row {
                value.clone()
            } else {
                Some(other.template.to_string())
            }
        });
        let promise = match (&value, family) {
            (None, _) => Promise::of(&own),
            (Some(_), Some((row, _))) => Promise::Family(Arc::clone(row)),
            (Some(_), None) => match scope.operation.listed_error(401) {
                Some(row) => Promise::of(&scope.reference(row)),
                None => Promise::Assumed,
            },
        };
        let demand = match &value {
            None => credentials::missed(credential.place),
            Some(_) => Demand::CredentialRefused,
        };
        let mut demands = Expectations::general(scope, &own, promise.clone());
        demands.refusal(promise, demand);
        // An operation that lists 403 may tell one that is not valid by it from none at all.
        let tells_apart = value.is_some() && scope.operation.listed_error(403).is_some();
        match family {
            Some((row, status)) if !tells_apart => {
                let promise = Promise::Family(Arc::clone(row));
                demands.add(promise, Demand::FamilyStatus(*status));
            }
            Some(_) => {
                demands.error_status(scope, &[401, 403]);
            }
            None => {
                demands.error_status(scope, &[401]);
            }
        }
        demands.error_body(scope);
        let requirement = match family {
            Some((_, status)) => format!("the API promises {status} for no or a bad credential"),
            None => format!("the page requires {name}"),
        };
        let step = Step {
            when: When::Always,
            plan,
            expectations: demands.finish(),
        };
        let id = format!("{word}-{}", credentials::id_of(credential.place));
        let steps = Vec1::new(step);
        cases.push(refusal(scope, route, &id, requirement, steps, skip));
    }
    cases
}

/// Requests by the methods that the page does not document: none where a request on the path is shown and
/// was not read, since then nobody knows which it documents.
fn method_cases(scope: &Scope<'_>, route: &Route) -> Vec<Case> {
    let mut not_read = scope.source.not_read.iter();
    let is_partly_read = not_read.any(|request| request.request().is_none());
    if is_partly_read || scope.documented.shows_more_on(&route.path) {
        return Vec::new();
    }
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
        let (mut plan, unsendable) = scope.plan(&route.path);
        plan.method = method.clone();
        if method.is_safe() {
            plan.leave_out_content();
        }
        let elsewhere = scope.documented_elsewhere(&method, &route.path);
        let skip = elsewhere
            .map(SkipReason::DocumentedElsewhere)
            .or(unsendable);
        let mut demands = Expectations::general(scope, &row, Promise::Assumed);
        demands.refusal(Promise::Assumed, Demand::MethodRefused);
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
