//! Cases that only the probe can send, or whose answer only the probe can see.

use super::demand::Expectations;
use super::positive::{case, example_name, example_plan, example_promise, ordinary, served};
use super::promise::{Promise, Rfc, Standing};
use super::{Route, Scope};
use crate::plan::{Alteration, Case, Demand, Step, Via, When};
use crate::protocol::content::Content;
use crate::protocol::request::{Framing, RequestPlan, Spelling};
use crate::table::{Example, Presence, Row};

/// The name of the case whose response is looked at byte by byte.
pub(super) const ON_THE_WIRE: &str = "on-the-wire";

pub(super) fn add(scope: &Scope<'_>, cases: &mut Vec<Case>) {
    if let Some(route) = scope.routes().first() {
        cases.extend(on_the_wire(scope, route));
        cases.extend(upper_case(scope, route));
    }
    for row in &scope.operation.examples {
        cases.extend(as_written(scope, row));
    }
}

/// The ordinary request with its fields spelled as the page does, and on the same connection a
/// request that changes nothing: what the first response leaves behind would stand before the
/// second.
fn on_the_wire(scope: &Scope<'_>, route: &Route) -> Option<Case> {
    let (mut plan, unsendable) = scope.plan(&route.path);
    plan.spelling = Spelling::AsDocumented;
    let served = served(scope, route);
    let (_, mut expectations, undecided) = ordinary(scope, &served, Standing::Documented);
    scope.may_be_refused(plan.content.as_ref(), &mut expectations);
    let lead = scope.lead();
    let mut wire = Expectations::made_by(&lead);
    wire.wire();
    expectations.extend(wire.finish());
    let mut last = Expectations::made_by(&lead);
    last.wire();
    let follow_up = Step {
        when: When::Always,
        plan: follow_up(scope, &plan),
        expectations: last.finish(),
    };
    let requirement = "each response is complete and nothing follows it (RFC 9112)".to_owned();
    let step = Step {
        plan,
        when: When::Always,
        expectations,
    };
    let name = (ON_THE_WIRE, route.suffix.as_str());
    let skip = unsendable.or(undecided);
    let mut case = case(scope, name, requirement, step, skip);
    case.steps.push(follow_up);
    case.via = Via::Probe;
    Some(case)
}

/// A request that a correct service answers without doing anything: the ordinary one without what
/// it requires, or else a GET.
fn follow_up(scope: &Scope<'_>, ordinary: &RequestPlan) -> RequestPlan {
    let mut plan = ordinary.clone();
    let required = scope.operation.headers.iter().filter_map(Row::value);
    let mut required = required.filter(|rule| rule.presence == Presence::Required);
    match required.next() {
        Some(rule) => plan.leave_out(&rule.name),
        None if plan.method.is_safe() => {}
        None => {
            if let Ok(get) = crate::protocol::Method::new("GET") {
                plan.method = get;
            }
            plan.leave_out_content();
        }
    }
    plan
}

/// The ordinary request with its field names in another case (RFC 9110 §5.1); where that meets an
/// error, the ordinary one, to tell whether the spelling was the reason.
fn upper_case(scope: &Scope<'_>, route: &Route) -> Option<Case> {
    let (mut plan, unsendable) = scope.plan(&route.path);
    if !plan.fields().any(|(name, _)| name.has_lower_case()) {
        return None;
    }
    let mut documented = plan.clone();
    documented.spelling = Spelling::AsDocumented;
    plan.spelling = Spelling::Upper;
    let (_, _, undecided) = ordinary(scope, &[], Standing::Documented);
    let lead = scope.lead();
    let promise = Promise::Http(Rfc::FIELD_NAMES);
    let mut demands = Expectations::general(scope, &lead, promise.clone());
    let unharmed = Demand::Unharmed(Alteration::UpperCase);
    demands.add(promise.clone(), unharmed);
    // One that is longer than is read is no error of the exchange.
    demands.add(Promise::Assumed, Demand::BoundedHead);
    let requirement = "field names are compared without case (RFC 9110 §5.1)".to_owned();
    let step = Step {
        when: When::Always,
        plan,
        expectations: demands.finish(),
    };
    let name = ("header-names-in-upper-case", route.suffix.as_str());
    let skip = unsendable.or(undecided);
    let mut contrast = Expectations::made_by(&lead);
    let harmed = Demand::HarmedAsWell(Alteration::UpperCase);
    contrast.add(promise, harmed);
    let mut case = case(scope, name, requirement, step, skip);
    case.steps.push(Step {
        plan: documented,
        when: When::AfterRefusal,
        expectations: contrast.finish(),
    });
    case.via = Via::Probe;
    Some(case)
}

/// An example whose Content-Length says that no content follows, and some does, byte by byte as the
/// page writes it. A server reads the rest as the beginning of another request, and so may one behind
/// a proxy: to a real target it is sent only when asked for.
fn as_written(scope: &Scope<'_>, row: &Row<Example>) -> Option<Case> {
    let example = row.value()?;
    let content = example.content.as_ref()?;
    let (name, announced) = example
        .headers
        .iter()
        .find(|(n, _)| n.is("content-length"))?;
    let length: usize = announced.trim().parse().ok()?;
    if length > 0 || content.text.is_empty() {
        return None;
    }
    let mut plan = example_plan(scope, example);
    plan.content = Some(Content::Bytes(content.text.clone().into_bytes()));
    plan.headers.push((name.clone(), announced.clone()));
    plan.spelling = Spelling::AsDocumented;
    plan.framing = Framing::AsWritten;
    let (promise, mut expectations, skip) = example_promise(scope, row, example, Standing::Assumed);
    // Only how the request itself is taken: what is left of it gets an answer of its own. A server
    // that answers nothing has taken it in its way, too.
    expectations.retain(|e| e.demand.is_of_success());
    let mut demands = Expectations::made_by(&scope.reference(row));
    demands.add(Promise::Assumed, Demand::Complete);
    expectations.extend(demands.finish());
    let requirement = format!(
        "the example announces no content and sends {} bytes; {promise}",
        content.text.len()
    );
    let step = Step {
        plan,
        when: When::Always,
        expectations,
    };
    let id = format!("{}-as-written", example_name(row));
    let mut case = case(scope, (&id, ""), requirement, step, skip);
    case.via = Via::Probe;
    case.intrusive = true;
    Some(case)
}
