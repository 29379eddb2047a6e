//! `answer(model, state, asked)`: what a service would say that keeps every promise of the tables,
//! or every promise but one.

use std::collections::BTreeMap;

use serde_json::Value;

use super::answer::{Answer, Asked, Cause, Front, insert, refuse};
use super::documented::{documented, form_of, shown_error, unchanged, unstated};
use super::fault::{self, Effect, Fault, Placed};
use super::likeness::{closest, shown_for};
use super::refusals::leave_out_taken;
use super::state::{Form, State};
use super::things::fill_defaults;
use crate::plan::{is_own, names_one};
use crate::protocol::Method;
use crate::protocol::path::PathTemplate;
use crate::table::Spec;
use crate::table::family::Family;
use crate::table::fixture::{Capture, Fixture};
use crate::table::{Operation, Response, Row};

/// The tables and fixtures that a fake serves, and what is wrong with it.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    operations: Vec<(Operation, Option<Family>)>,
    /// Operations by the ends of their paths.
    index: BTreeMap<Ends, Vec<usize>>,
    fixtures: Vec<Fixture>,
    faults: Vec<Placed>,
}

impl Model {
    /// The model of tables whose decisions were applied.
    #[must_use]
    pub(crate) fn new(spec: &Spec) -> Self {
        let mut operations = Vec::new();
        for table in spec.tables.iter().chain(&spec.support) {
            let family = spec
                .families
                .iter()
                .find(|f| table.family.as_ref() == Some(&f.id));
            for operation in &table.operations {
                operations.push((operation.clone(), family.cloned()));
            }
        }
        let mut index: BTreeMap<Ends, Vec<usize>> = BTreeMap::new();
        for (at, (operation, _)) in operations.iter().enumerate() {
            for path in operation.paths.iter().flat_map(Row::effective) {
                let list = index.entry(Ends::of(&path.path().shape())).or_default();
                if list.last() != Some(&at) {
                    list.push(at);
                }
            }
        }
        Self {
            index,
            operations,
            fixtures: spec.fixtures.clone(),
            faults: Vec::new(),
        }
    }

    /// The same model made wrong: at most one fault an operation.
    #[must_use]
    pub(crate) fn with(mut self, faults: Vec<Placed>) -> Self {
        self.faults = faults;
        self
    }

    /// The front that the faults need.
    #[must_use]
    pub(crate) fn front(&self) -> Front {
        if self.faults.iter().any(|placed| placed.fault.needs_wire()) {
            Front::Wire
        } else {
            Front::Mock
        }
    }

    /// Every place of every operation where a fault can be.
    #[must_use]
    pub(crate) fn places(&self, fault: &'static Fault) -> Vec<Placed> {
        let mut places = Vec::new();
        for (operation, family) in &self.operations {
            let lists = self.listed_by(operation).is_some();
            for site in fault.sites_in(operation, family.as_ref(), &self.fixtures, lists) {
                places.push(Placed::new(fault, operation.id.clone(), site));
            }
        }
        places
    }

    /// The fixtures.
    #[must_use]
    pub(crate) fn fixtures(&self) -> &[Fixture] {
        &self.fixtures
    }

    /// The operations, each with what its table says of all.
    pub(super) fn operations(&self) -> impl Iterator<Item = (&Operation, Option<&Family>)> {
        let operations = self.operations.iter();
        operations.map(|(operation, family)| (operation, family.as_ref()))
    }

    /// The things that fixtures make for a case, each with its path.
    pub(super) fn things(&self) -> impl Iterator<Item = (&Fixture, &PathTemplate)> {
        let own = self.fixtures.iter().filter(|fixture| is_own(fixture));
        own.filter_map(|fixture| {
            let of_one = [fixture.released_by.as_ref(), fixture.used_by.as_ref()];
            let of_one = of_one.into_iter().flatten().next()?;
            let mut operations = self.operations.iter().map(|(operation, _)| operation);
            let of_one = operations.find(|own| own.id == *of_one)?;
            let mut paths = of_one.paths.iter().flat_map(Row::effective);
            let path = paths.find(|path| names_one(path.path().as_str(), &fixture.variable))?;
            Some((fixture, path.path()))
        })
    }

    /// The things that an operation lists: it reads the path above theirs, or the one where they are made.
    pub(super) fn listed_by(&self, operation: &Operation) -> Option<&Fixture> {
        if operation.method.effective().as_str() != "GET" {
            return None;
        }
        let shapes_of = |operation: &Operation| -> Vec<String> {
            let paths = operation.paths.iter().flat_map(Row::effective);
            paths.map(|path| path.path().shape()).collect()
        };
        let own = shapes_of(operation);
        let is_own = |shape: &str| own.iter().any(|own| own == shape);
        let mut things = self.things();
        let listed = things.find(|(fixture, path)| {
            let mut operations = self.operations.iter().map(|(operation, _)| operation);
            let maker = operations.find(|own| own.id == fixture.produced_by);
            let shape = path.shape();
            shape.strip_suffix("/{}").is_some_and(is_own)
                || maker.is_some_and(|maker| shapes_of(maker).iter().any(|shape| is_own(shape)))
        });
        listed.map(|(fixture, _)| fixture)
    }

    /// Answers, and changes the state as the answer says.
    pub(crate) fn answer(&self, state: &mut State, asked: &Asked<'_>) -> Answer {
        let here = self.here(asked.path);
        if here.is_empty() {
            return refuse(404, "notFound", None, Cause::NoPath);
        }
        let serves = |operation: &Operation| operation.method.effective().as_str() == asked.method;
        // Two pages may document one request: the one with the fault answers.
        let is_faulty = |operation: &Operation| {
            let mut faults = self.faults.iter();
            faults.any(|placed| placed.operation == operation.id)
        };
        let serving: Vec<_> = here.iter().filter(|(o, _)| serves(o)).collect();
        let asked_for = closest(&serving, asked, is_faulty);
        let of_fault = || here.iter().find(|(operation, _)| is_faulty(operation));
        let (operation, family) = asked_for.or_else(of_fault).unwrap_or(&here[0]);
        let placed = self.faults.iter().find(|placed| match asked_for {
            Some((operation, _)) => placed.operation == operation.id,
            None => here
                .iter()
                .any(|(operation, _)| placed.operation == operation.id),
        });
        let mut refusals = Vec::new();
        if asked_for.is_none() {
            refusals.push(other_method(&here, family.as_ref()));
        }
        if let Some(placed) = placed
            && matches!(placed.fault.effect, Effect::ComparesCase)
            && !fault::knows_spelling(operation, asked)
        {
            placed.show();
            refusals.push(refuse(400, "invalidRequest", family.as_ref(), Cause::Fault));
        }
        refusals.extend(self.refusals(operation, family.as_ref(), state, asked));
        let others = serving.iter().map(|(other, _)| other);
        leave_out_taken(&mut refusals, others, asked);
        if let Some(placed) = placed
            && let Effect::Refuse(refuses) = placed.fault.effect
            && let Some(code) = refuses(operation, asked, &placed.site)
        {
            placed.show();
            let refusal = refuse(code, "invalidRequest", family.as_ref(), Cause::Fault);
            refusals.push(refusal);
        }
        let accepts = |cause: &Cause| placed.is_some_and(|placed| accepted(placed, cause));
        let refused = refusals.into_iter().find(|answer| !accepts(&answer.cause));
        let shown = asked_for.and_then(|(operation, _)| shown_error(operation, asked));
        let mut answer = refused
            .or(shown)
            .unwrap_or_else(|| self.success((operation, family.as_ref()), state, asked, placed));
        if let Some(placed) = placed
            && let Effect::Alter(alter) = placed.fault.effect
        {
            let right = answer.clone();
            alter(&mut answer, operation, asked, &placed.site);
            if answer != right {
                placed.show();
            }
        }
        answer
    }

    /// The fault on an operation that a request is for.
    #[must_use]
    pub(crate) fn fault_on(&self, asked: &Asked<'_>) -> Option<&Placed> {
        let here = self.here(asked.path);
        let fault = |operation: &Operation| {
            let mut faults = self.faults.iter();
            faults.find(|placed| placed.operation == operation.id)
        };
        let serves = |operation: &Operation| operation.method.effective().as_str() == asked.method;
        let serving: Vec<_> = here.iter().filter(|(o, _)| serves(o)).collect();
        let (operation, _) = closest(&serving, asked, |o| fault(o).is_some())?;
        fault(operation)
    }

    /// The operations that have a path, those with the fewest placeholders in it first.
    fn here(&self, path: &str) -> Vec<&(Operation, Option<Family>)> {
        let lists = Ends::of(path).alike().map(|ends| self.index.get(&ends));
        let mut here: Vec<(usize, usize)> = lists
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|at| Some((placeholders_in(&self.operations[*at].0, path)?, *at)))
            .collect();
        here.sort_unstable();
        here.dedup_by_key(|(_, at)| *at);
        here.into_iter()
            .map(|(_, at)| &self.operations[at])
            .collect()
    }

    /// The first response whose condition the request meets, or the unconditional one.
    fn success(
        &self,
        (operation, family): (&Operation, Option<&Family>),
        state: &mut State,
        asked: &Asked<'_>,
        placed: Option<&Placed>,
    ) -> Answer {
        let responses: Vec<(usize, &Response)> = operation
            .responses
            .iter()
            .enumerate()
            .map(|(at, row)| (at, row.effective()))
            .collect();
        let meets = |response: &Response| {
            response.when.as_ref().is_some_and(|(name, value)| {
                asked
                    .header(name.as_str())
                    .is_some_and(|v| v.eq_ignore_ascii_case(value))
            })
        };
        let shown = shown_for(operation, asked);
        let is_shown =
            |response: &Response| shown.is_some_and(|shown| shown.status == response.status);
        let chosen = responses
            .iter()
            .find(|(_, response)| meets(response))
            .or_else(|| responses.iter().find(|(_, response)| is_shown(response)))
            .or_else(|| {
                responses
                    .iter()
                    .find(|(_, response)| response.when.is_none())
            });
        let Some((at, response)) = chosen else {
            let mut answer = unstated(operation, family);
            if answer.body.is_some() {
                self.release(operation, state, asked, placed);
                self.produce(operation, state, asked, &mut answer);
            }
            self.note_done(operation, state, asked);
            self.remember(operation, state, asked, &mut answer, placed);
            fill_defaults(operation, asked, &mut answer);
            self.note_state(operation, state, asked, &mut answer);
            return answer;
        };
        if let Some(unchanged) = unchanged(operation, asked) {
            return unchanged;
        }
        let mut answer = documented(operation, *at, response);
        self.release(operation, state, asked, placed);
        // A response that comes under a condition, such as a 202, gives no value yet.
        if response.when.is_none() {
            self.produce(operation, state, asked, &mut answer);
        }
        self.note_done(operation, state, asked);
        self.list(operation, state, asked, &mut answer, placed);
        self.remember(operation, state, asked, &mut answer, placed);
        fill_defaults(operation, asked, &mut answer);
        self.note_state(operation, state, asked, &mut answer);
        answer
    }

    fn release(
        &self,
        operation: &Operation,
        state: &mut State,
        asked: &Asked<'_>,
        placed: Option<&Placed>,
    ) {
        let keeps = placed.is_some_and(|p| matches!(p.fault.effect, Effect::KeepsReleased));
        for (fixture, value) in self.values(operation, asked) {
            if fixture.released_by.as_ref() != Some(&operation.id) {
                continue;
            }
            match placed.filter(|_| keeps) {
                Some(placed) => placed.show(),
                None => state.release(&fixture.variable, &value),
            }
        }
    }

    fn produce(
        &self,
        operation: &Operation,
        state: &mut State,
        asked: &Asked<'_>,
        answer: &mut Answer,
    ) {
        for fixture in &self.fixtures {
            if fixture.produced_by != operation.id {
                continue;
            }
            let given = match &fixture.from {
                Capture::Pointer(pointer) => {
                    let body = answer.body.as_deref().unwrap_or("{}");
                    let mut json = serde_json::from_str(body).unwrap_or(serde_json::json!({}));
                    let form = form_of(json.pointer(pointer));
                    let value = state.give(&fixture.variable, form);
                    let path: Vec<&str> = pointer.split('/').skip(1).collect();
                    insert(&mut json, &path, &value);
                    if let (Form::Number, Some(place)) = (form, json.pointer_mut(pointer)) {
                        *place = value.parse::<u64>().map_or(Value::Null, Value::from);
                    }
                    answer.body = Some(json.to_string());
                    value
                }
                Capture::Header(name) => {
                    let value = state.give(&fixture.variable, Form::Text);
                    set(answer, name.as_str(), |_| value.clone());
                    value
                }
                Capture::LastSegment(name) => {
                    let value = state.give(&fixture.variable, Form::Text);
                    set(answer, name.as_str(), |old| {
                        let folder = old.rsplit_once('/').map_or("", |(folder, _)| folder);
                        format!("{folder}/{value}")
                    });
                    value
                }
                Capture::Url(name) => {
                    let value = state.give(&fixture.variable, Form::Text);
                    let folder = asked.path.trim_end_matches('/');
                    set(answer, name.as_str(), |_| format!("{folder}/{value}"));
                    value
                }
                // What cannot be given as it is written is asked of no fake (`FixturePlan::is_of_fake`).
                Capture::Segment(..)
                | Capture::Parameter(..)
                | Capture::Cookie(_)
                | Capture::Pattern(..) => continue,
            };
            Self::remember_made(operation, state, (fixture, &given), asked, answer);
            self.keep_state(state, (fixture, &given), answer);
        }
    }
}

/// Whether a fault lets a request by that is refused for this.
fn accepted(placed: &Placed, cause: &Cause) -> bool {
    let Effect::Accept(accepts) = placed.fault.effect else {
        return false;
    };
    let is_accepted = accepts(cause, &placed.site);
    if is_accepted {
        placed.show();
    }
    is_accepted
}

/// What a method comes to that none of the operations on the path has.
fn other_method(here: &[&(Operation, Option<Family>)], family: Option<&Family>) -> Answer {
    let methods = here.iter().map(|(o, _)| o.method.effective());
    let allow: Vec<&str> = methods.map(Method::as_str).collect();
    let mut answer = refuse(405, "methodNotAllowed", family, Cause::OtherMethod);
    answer.headers.push(("Allow".to_owned(), allow.join(", ")));
    answer
}

fn set(answer: &mut Answer, name: &str, value: impl Fn(&str) -> String) {
    let header = answer
        .headers
        .iter_mut()
        .find(|(n, _)| n.eq_ignore_ascii_case(name));
    match header {
        Some((_, old)) => *old = value(old),
        None => answer.headers.push((name.to_owned(), value(""))),
    }
}

/// The first and the last segment of a path or a shape, in lower case; `{}` for one that holds a
/// placeholder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Ends {
    first: String,
    last: String,
}

impl Ends {
    fn of(path: &str) -> Self {
        let path = path.split('?').next().unwrap_or_default().trim_matches('/');
        let end = |segment: Option<&str>| match segment.unwrap_or_default() {
            segment if segment.contains("{}") => "{}".to_owned(),
            segment => segment.to_lowercase(),
        };
        Self {
            first: end(path.split('/').next()),
            last: end(path.rsplit('/').next()),
        }
    }

    /// The ends of every template that can describe a path with these.
    fn alike(&self) -> [Self; 4] {
        let any = || "{}".to_owned();
        let ends = |first: String, last: String| Self { first, last };
        [
            self.clone(),
            ends(self.first.clone(), any()),
            ends(any(), self.last.clone()),
            ends(any(), any()),
        ]
    }
}

/// How many placeholders the operation's plainest template of a path has, if it has the path.
pub(super) fn placeholders_in(operation: &Operation, path: &str) -> Option<usize> {
    let paths = operation.paths.iter().flat_map(Row::effective);
    // A slash at the end is no other path.
    let trimmed = path.trim_end_matches('/');
    let with_slash = format!("{trimmed}/");
    paths
        .filter(|template| template.path().matches(trimmed) || template.path().matches(&with_slash))
        .map(|template| template.path().as_str().matches('{').count())
        .min()
}
