//! Cases of what is read after it was sent: a thing that was made, or changed, is read again and has the values that
//! were sent. A thing of a case's own is nobody else's, so that only the service can have made it another.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::demand::Expectations;
use super::positive::{case, ordinary, served};
use super::promise::{Promise, Standing};
use super::success::Success;
use super::{Route, Scope};
use crate::plan::{Case, Demand, Step, When};
use crate::protocol::Method;
use crate::protocol::content::Content;
use crate::protocol::request::RequestPlan;
use crate::table::data::{DataType, Format, JsonKind, Member, Token};
use crate::table::described::{Parameter, ParameterPlace};
use crate::table::fixture::{Each, Fixture};
use crate::table::made::{another, is_volatile};
use crate::table::{OperationId, Row};

/// A member that a request sent, and that the thing has when it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Its name, in the object that was sent and in the one that is read.
    pub member: String,
    /// The operation that made the thing, for this case alone.
    pub maker: OperationId,
    /// The step that sent it; the request of the set-up that made the thing, where there is none.
    pub by: Option<usize>,
    /// The step that read the thing before.
    pub before: Option<usize>,
    /// What breaks it.
    pub manner: Manner,
}

/// By what a value that was sent turns out not to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// It is another: a service writes such a value in one way only.
    Any,
    /// It is as it was before, or is not there: nothing that a service could have made of what was sent.
    Lost,
    /// It is a third one: perhaps what the service made of what was sent.
    Other,
}

/// The members that a request sent; all others are as they were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rest {
    /// The operation that made the thing, for this case alone.
    pub maker: OperationId,
    /// The step that sent them.
    pub by: usize,
    /// The step that read the thing before.
    pub before: usize,
}

/// A thing of a case's own: the fixture that makes it, and the operation that reads it.
pub(super) struct Thing<'s, 'a> {
    pub(super) fixture: &'s Fixture,
    reader: &'s Scope<'a>,
    pub(super) read: RequestPlan,
    pub(super) route: Route,
}

pub(super) fn add(
    scope: &Scope<'_>,
    fixtures: &[Fixture],
    scopes: &[Scope<'_>],
    supporting: &[&OperationId],
    cases: &mut Vec<Case>,
) {
    for fixture in fixtures.iter().filter(|own| is_own(own)) {
        let get = scope.method().as_str() == "GET";
        if get && route_of(scope, fixture).is_some() {
            cases.extend(after_creation(scope, fixture, scopes, supporting));
        }
        let changes = matches!(scope.method().as_str(), "PATCH" | "PUT");
        if changes && let Some(route) = route_of(scope, fixture) {
            cases.extend(after_change(scope, &route, fixture, scopes, supporting));
        }
    }
}

/// Whether a fixture makes a thing for each case, which is taken back or can be read.
pub(crate) fn is_own(fixture: &Fixture) -> bool {
    let is_known = fixture.released_by.is_some() || fixture.used_by.is_some();
    fixture.each == Each::Case && !fixture.is_read_only && is_known
}

/// The first path of an operation, where it names one such thing.
fn route_of(scope: &Scope<'_>, fixture: &Fixture) -> Option<Route> {
    let route = scope.routes().into_iter().next()?;
    names_one(route.path.path().as_str(), &fixture.variable).then_some(route)
}

/// Whether a path ends with the placeholder of a variable.
pub(crate) fn names_one(path: &str, variable: &str) -> bool {
    let last = path.trim_end_matches('/').rsplit('/').next();
    let name = variable.rsplit('.').next().unwrap_or_default();
    last.is_some_and(|last| last == format!("{{{name}}}") || last == format!("{{{variable}}}"))
}

/// The operation that reads what a fixture makes, and its request.
pub(super) fn thing<'s, 'a>(
    fixture: &'s Fixture,
    scopes: &'s [Scope<'a>],
) -> Option<Thing<'s, 'a>> {
    let of_one = [fixture.released_by.as_ref(), fixture.used_by.as_ref()];
    let mut of_one = of_one.into_iter().flatten();
    let of_one = of_one.next()?;
    let of_one = scopes.iter().find(|own| own.operation.id == *of_one)?;
    let shape = route_of(of_one, fixture)?.path.path().shape();
    let get = Method::new("GET").ok()?;
    scopes.iter().find_map(|reader| {
        let mut routes = reader.routes().into_iter();
        let is_it = |route: &Route| {
            let path = route.path.path();
            path.shape() == shape && names_one(path.as_str(), &fixture.variable)
        };
        let route = (*reader.method() == get).then(|| routes.find(is_it))??;
        let (read, skip) = reader.plan(&route.path);
        skip.is_none().then_some(Thing {
            fixture,
            reader,
            read,
            route,
        })
    })
}

impl Thing<'_, '_> {
    /// The step that reads it.
    pub(super) fn read(&self, when: When, supporting: &[&OperationId]) -> Step {
        let standing = match supporting.contains(&&self.reader.operation.id) {
            true => Standing::Assumed,
            false => Standing::Documented,
        };
        let (_, expectations, _) =
            ordinary(self.reader, &served(self.reader, &self.route), standing);
        Step {
            plan: self.read.clone(),
            when,
            expectations,
        }
    }

    /// What its page says of a member of it.
    pub(super) fn member(&self, name: &str) -> Option<&Member> {
        let mut types = self.reader.operation.types();
        types.find_map(|data| member_of(data, name))
    }

    /// The members of it whose page has a few values for them, or that are true or false: such as say in which state it is.
    pub(super) fn states(&self) -> Vec<String> {
        let types = self.reader.operation.types();
        let members = types.flat_map(|data| data.members.iter());
        let members = members.map(Row::effective);
        let states = members
            .filter(|own| own.values.len() > 1 || own.kinds.as_slice() == [JsonKind::Boolean]);
        let names = states.filter_map(|own| match own.path.tokens() {
            [Token::Name(name)] => Some(name.clone()),
            _ => None,
        });
        names.collect()
    }

    /// Adds what is demanded of the members that a request of another operation sent.
    fn demand(
        &self,
        scope: &Scope<'_>,
        sent: &Map<String, Value>,
        (by, before): (Option<usize>, Option<usize>),
        step: &mut Step,
    ) {
        for (name, value) in sent {
            let known = self.member(name);
            let Some(member) = known.filter(|own| is_shown_as(own, value)) else {
                continue;
            };
            if is_volatile(name, &self.fixture.variable) || member.format == Some(Format::DateTime)
            {
                continue;
            }
            let parameter = parameter(scope, name);
            let row = match parameter {
                Some(row) => scope.reference(row),
                None => scope.reference(&scope.operation.method),
            };
            let is_promised = parameter.is_some() || scope.method().as_str() == "PATCH";
            let promise = match is_promised {
                true => Promise::of(&row),
                false => Promise::Assumed,
            };
            let kept = |manner| {
                let kept = Kept {
                    member: name.clone(),
                    maker: self.fixture.produced_by.clone(),
                    by,
                    before,
                    manner,
                };
                Demand::Kept(Success::Any, Arc::new(kept))
            };
            let mut demands = Expectations::made_by(&row);
            let allowed = parameter.and_then(Row::value);
            if is_promised && allowed.is_some_and(|own| is_plain(own, value)) {
                demands.add(promise, kept(Manner::Any));
            } else {
                demands.add(promise, kept(Manner::Lost));
                demands.add(Promise::Assumed, kept(Manner::Other));
            }
            step.expectations.extend(demands.finish());
        }
    }
}

/// What a type says of a member of the whole.
pub(crate) fn member_of<'d>(data: &'d DataType, name: &str) -> Option<&'d Member> {
    let mut members = data.members.iter().map(Row::effective);
    members.find(|member| match member.path.tokens() {
        [Token::Name(own)] => own == name,
        _ => false,
    })
}

/// Whether a value is of a type that its page has for a member.
fn is_shown_as(member: &Member, value: &Value) -> bool {
    let is_of_kind = JsonKind::of(value).is_some_and(|kind| member.takes(kind));
    let text = value.as_str();
    let is_listed = member.values.is_empty()
        || text.is_none_or(|text| member.values.iter().any(|own| own == text));
    is_listed && is_of_kind
}

/// The row of a member that an operation's page documents as sent.
pub(super) fn parameter<'a>(scope: &Scope<'a>, name: &str) -> Option<&'a Row<Parameter>> {
    let mut rows = scope.operation.described.parameters.iter();
    rows.find(|row| {
        row.value()
            .is_some_and(|own| own.place == ParameterPlace::Body && own.name == name)
    })
}

/// Words in the names of members that say how far something is, which goes on by itself.
const OF_STATE: &[&str] = &["phase", "progress", "stage", "state", "status"];

/// Whether a value is of a kind that is written in one way only.
fn is_plain(parameter: &Parameter, value: &Value) -> bool {
    let lower = parameter.name.to_lowercase();
    let goes_on = OF_STATE.iter().any(|word| lower.contains(word));
    let is_listed = |text: &str| parameter.allowed.values.iter().any(|own| own == text);
    match value {
        Value::Bool(_) => !goes_on,
        Value::Number(number) => !goes_on && parameter.allowed.has(&number.to_string()),
        Value::String(text) => !goes_on && is_listed(text),
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}

/// The members that a request sends, as far as the tables say them.
pub(super) fn sent(plan: &RequestPlan) -> Option<Map<String, Value>> {
    match plan.content.as_ref()? {
        Content::Template(template) => serde_json::from_str(&template.with_numbers()).ok(),
        Content::Bytes(bytes) => serde_json::from_slice(bytes).ok(),
    }
}

/// The members with which a fixture makes a thing, as far as the tables say them.
pub(super) fn made_with(fixture: &Fixture, scopes: &[Scope<'_>]) -> Option<Map<String, Value>> {
    let maker = maker(fixture, scopes)?;
    let route = maker.routes().into_iter().next()?;
    sent(&maker.plan(&route.path).0)
}

/// The operation that makes what a fixture gives.
pub(super) fn maker<'s, 'a>(fixture: &Fixture, scopes: &'s [Scope<'a>]) -> Option<&'s Scope<'a>> {
    let mut scopes = scopes.iter();
    scopes.find(|own| own.operation.id == fixture.produced_by)
}

/// Make, read: what was sent is there.
fn after_creation(
    scope: &Scope<'_>,
    fixture: &Fixture,
    scopes: &[Scope<'_>],
    supporting: &[&OperationId],
) -> Option<Case> {
    let thing = thing(fixture, scopes).filter(|_| !fixture.is_of_sequence)?;
    if thing.reader.operation.id != scope.operation.id {
        return None;
    }
    let maker = maker(fixture, scopes)?;
    let route = maker.routes().into_iter().next()?;
    let (making, skip) = maker.plan(&route.path);
    let mut step = thing.read(When::Always, supporting);
    let before = step.expectations.len();
    thing.demand(maker, &sent(&making)?, (None, None), &mut step);
    if step.expectations.len() == before {
        return None;
    }
    let requirement = format!("what {} was sent is read from it", maker.operation.id);
    let name = ("read-after-creation", "");
    Some(case(scope, name, requirement, step, skip))
}

/// Read, change, read again: what was sent is there, and the rest is as it was.
fn after_change(
    scope: &Scope<'_>,
    route: &Route,
    fixture: &Fixture,
    scopes: &[Scope<'_>],
    supporting: &[&OperationId],
) -> Option<Case> {
    let thing = thing(fixture, scopes)?;
    let (mut changing, skip) = scope.plan(&route.path);
    let made = made_with(fixture, scopes);
    if scope.own.is_none_or(|own| own.content.is_none()) {
        make_another(scope, &made.unwrap_or_default(), &mut changing);
    }
    let mut again = thing.read(When::AfterSuccess, supporting);
    let before = again.expectations.len();
    thing.demand(scope, &sent(&changing)?, (Some(1), Some(0)), &mut again);
    if again.expectations.len() == before {
        return None;
    }
    // What follows from a number changes with it, and nobody has shown what does not.
    let is_text = |own: Map<String, Value>| own.values().all(Value::is_string);
    let is_tried = scope.content_is_made() && !sent(&changing).is_some_and(is_text);
    if scope.method().as_str() == "PATCH" && !is_tried {
        let rest = Rest {
            maker: fixture.produced_by.clone(),
            by: 1,
            before: 0,
        };
        let mut demands = Expectations::made_by(&scope.reference(&scope.operation.method));
        let demand = Demand::RestKept(Success::Any, Arc::new(rest));
        demands.add(Promise::Assumed, demand);
        again.expectations.extend(demands.finish());
    }
    let first = thing.read(When::Always, supporting);
    let served = served(scope, route);
    let (_, mut expectations, undecided) = ordinary(scope, &served, Standing::Documented);
    scope.may_be_refused(changing.content.as_ref(), &mut expectations);
    let change = Step {
        plan: changing,
        when: When::AfterSuccess,
        expectations,
    };
    let requirement = format!("what {} was sent is read afterwards", scope.operation.id);
    let name = ("read-after-change", "");
    let mut case = case(scope, name, requirement, first, skip.or(undecided));
    case.steps.extend([change, again]);
    case.changes_state = true;
    Some(case)
}

/// Puts another of the documented values in the place of each that the thing was made with: a change that changes
/// nothing shows nothing.
fn make_another(scope: &Scope<'_>, made: &Map<String, Value>, changing: &mut RequestPlan) {
    let Some(Content::Template(template)) = &mut changing.content else {
        return;
    };
    let Ok(own) = serde_json::from_str::<Map<String, Value>>(&template.text) else {
        return;
    };
    for (name, value) in own
        .iter()
        .filter(|(name, value)| made.get(*name) == Some(*value))
    {
        let parameter = parameter(scope, name).and_then(Row::value);
        let another = parameter.and_then(|parameter| another(parameter, value));
        let changed = another.and_then(|json| template.with_member(name, &json.to_string()));
        if let Some(changed) = changed {
            *template = changed;
        }
    }
}
