//! Cases of lists: what was made is in it, what was removed is not, and what a query asks for is what comes. They are
//! about a thing of a case's own, which the list has until it is given back.

use std::sync::Arc;

use serde_json::Value;

use super::demand::Expectations;
use super::kept::{Thing, is_own, made_with, maker, thing};
use super::ordered::{self, is_sort, is_way, listed_member};
use super::paged::Next;
use super::positive::{case, ordinary, served};
use super::promise::{Promise, Standing};
use super::success::Success;
use super::{Route, Scope};
use crate::plan::{Case, Demand, Expectation, SkipReason, Step, When};
use crate::protocol::request::RequestPlan;
use crate::protocol::template::slug;
use crate::protocol::words::bare_name;
use crate::table::data::{JsonKind, Member};
use crate::table::described::{Parameter, ParameterPlace};
use crate::table::fixture::Fixture;
use crate::table::made::unlike;
use crate::table::{OperationId, Row};

/// What a list has, or has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listing {
    /// The operation that made the thing which the case is about, where it is about one.
    pub maker: Option<OperationId>,
    /// What must hold of the list.
    pub rule: Rule,
}

/// What must hold of a list. Steps are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rule {
    /// It has the thing that this step read; no more than so many are given at once, where the page says that.
    Has {
        /// The step that read the thing.
        read: usize,
        /// The most that was asked for.
        most: Option<i64>,
        /// Parameters by which it may be one of some of the things.
        filters: Vec<String>,
        /// Whether that is judged only where the list says that it is whole, or only where it does not.
        of_whole: bool,
    },
    /// It has nothing any more of what the list of a step before had, which is the thing that the first read, where a
    /// step after that found it gone.
    HasNot {
        /// The step that read the thing.
        read: usize,
        /// The step that listed it.
        listed: usize,
        /// The step that found it gone.
        gone: usize,
    },
    /// It goes on where the page of a step before ended, as one that has both shows.
    Follows {
        /// The step that listed both.
        whole: usize,
        /// The step that listed the page before.
        first: usize,
        /// How it was asked for.
        next: Next,
    },
    /// It has at most so many.
    AtMost(usize),
    /// Whatever it has has this value in a member, of which the thing that a step read has one of these.
    All {
        /// The step that read the thing.
        read: usize,
        /// The member.
        member: String,
        /// The value.
        value: String,
        /// The documented values.
        values: Vec<String>,
    },
    /// It has not the thing that a step read, which has another text than this in a member.
    Without {
        /// The step that read the thing.
        read: usize,
        /// The member.
        member: String,
        /// The text.
        value: String,
    },
}

/// Names by which a parameter says how many are given.
const LIMITS: &[&str] = &[
    "count",
    "first",
    "limit",
    "maxresults",
    "pagesize",
    "perpage",
    "size",
    "take",
    "top",
];

/// Names of members whose values are in an order, of which a parameter may ask for those from one on.
const ORDERED: &[&str] = &["grade", "level", "priority", "rank", "severity"];

/// Values by which a parameter asks for things of whatever value.
const OF_ALL: &[&str] = &["*", "all", "any", "both", "either", "every", "none"];

/// The values of what is true or false, as they are written in a query.
const BOOLEANS: [&str; 2] = ["true", "false"];

/// The most values of one parameter that are asked for.
const MOST_VALUES: usize = 4;

pub(super) fn add(
    scope: &Scope<'_>,
    fixtures: &[Fixture],
    scopes: &[Scope<'_>],
    supporting: &[&OperationId],
    cases: &mut Vec<Case>,
) {
    if scope.method().as_str() != "GET" {
        return;
    }
    let Some(route) = scope.routes().into_iter().next() else {
        return;
    };
    for fixture in fixtures.iter().filter(|own| is_own(own)) {
        // A thing is listed above where it is read, or where it was made: it may be read without what it belongs to.
        let shape = route.path.path().shape();
        let lists = |thing: &Thing<'_, '_>| {
            let of_thing = thing.route.path.path().shape();
            let made_at = maker(fixture, scopes).and_then(|own| own.routes().into_iter().next());
            of_thing.strip_suffix("/{}") == Some(shape.as_str())
                || made_at.is_some_and(|own| own.path.path().shape() == shape)
        };
        let Some(thing) = thing(fixture, scopes).filter(lists) else {
            continue;
        };
        let list = List {
            scope,
            route: &route,
            thing,
            supporting,
        };
        cases.extend(list.after_changes(scopes));
        for row in &scope.operation.described.parameters {
            let own = row.value().filter(|own| own.place == ParameterPlace::Query);
            let case = own.and_then(|own| match list.is_limit(own) {
                true => list.at_most(row, own, scopes),
                false => list
                    .filtered(row, own)
                    .or_else(|| list.without(row, own, scopes)),
            });
            cases.extend(case);
        }
        return;
    }
}

/// Whether a parameter says how many are given at most.
pub(crate) fn is_limit(parameter: &Parameter) -> bool {
    LIMITS.contains(&bare_name(&parameter.name).as_str()) && parameter.allowed.is_bounded()
}

/// Whether a parameter asks for those that have a value in the member of its name.
pub(crate) fn is_filter(parameter: &Parameter) -> bool {
    let lower = parameter.name.to_lowercase();
    let allowed = &parameter.allowed;
    let is_one = allowed.values.len() > 1 || allowed.selects;
    let is_of_order = is_sort(&lower) || is_way(&lower);
    is_one && !is_of_order && !ORDERED.iter().any(|word| lower.contains(word))
}

/// A value as it is written in a query.
pub(crate) fn written_in_query(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(own) => Some(own.to_string()),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A list with a thing that is in it.
struct List<'r, 's, 'a> {
    scope: &'r Scope<'a>,
    route: &'r Route,
    thing: Thing<'s, 'a>,
    supporting: &'r [&'r OperationId],
}

impl List<'_, '_, '_> {
    /// A step that asks for the list, and is held to what its page says and to some rules.
    fn step(&self, plan: RequestPlan, rules: Vec<(Promise, Rule)>) -> Step {
        let served = served(self.scope, self.route);
        let (_, mut expectations, _) = ordinary(self.scope, &served, Standing::Assumed);
        expectations.extend(self.demanded(rules));
        ordered::demand(self.scope, &plan, &mut expectations);
        Step {
            plan,
            when: When::AfterSuccess,
            expectations,
        }
    }

    /// What rules demand of a list.
    fn demanded(&self, rules: Vec<(Promise, Rule)>) -> Vec<Expectation> {
        let mut demands = Expectations::made_by(&self.scope.lead());
        for (promise, rule) in rules {
            let listing = Listing {
                maker: Some(self.thing.fixture.produced_by.clone()),
                rule,
            };
            demands.add(promise, Demand::Listing(Success::Any, Arc::new(listing)));
        }
        demands.finish()
    }

    fn case(
        &self,
        name: &str,
        requirement: String,
        later: Vec<Step>,
        skip: Option<SkipReason>,
    ) -> Case {
        let first = self.thing.read(When::Always, self.supporting);
        let mut case = case(self.scope, (name, ""), requirement, first, skip);
        case.steps.extend(later);
        case.changes_state = true;
        case
    }

    /// What a page says of a member of what is listed: where one is read, or where they are listed.
    fn member(&self, name: &str) -> Option<&Member> {
        let read = self.thing.member(name);
        read.or_else(|| listed_member(self.scope.operation, name))
    }

    fn plan(&self) -> (RequestPlan, Option<SkipReason>) {
        self.scope.plan(&self.route.path)
    }

    /// Whether a parameter says how many are given, and not which: what the things have as well is a filter.
    fn is_limit(&self, parameter: &Parameter) -> bool {
        is_limit(parameter) && self.thing.member(&parameter.name).is_none()
    }

    /// The step that lists all that can be asked for at once, and its thing among them.
    fn listed(&self) -> (Step, Option<SkipReason>) {
        let (mut plan, skip) = self.plan();
        let parameters = self.scope.operation.described.parameters.iter();
        let queried = parameters.filter_map(Row::value);
        let queried: Vec<&Parameter> = queried
            .filter(|own| own.place == ParameterPlace::Query)
            .collect();
        let limit = queried.iter().find(|own| self.is_limit(own));
        let most = limit.and_then(|limit| limit.allowed.maximum);
        if let (Some(limit), Some(most)) = (limit, most) {
            plan.path = plan.path.with_parameter(&limit.name, &most.to_string());
        }
        let may_be_asked_for = queried.len() > 1;
        // A list may be of those in one state alone, whether it can be asked for or not.
        let filters = queried.iter().map(|own| own.name.clone());
        let filters: Vec<String> = filters.chain(self.thing.states()).collect();
        let has = |of_whole| Rule::Has {
            read: 0,
            most,
            filters: filters.clone(),
            of_whole,
        };
        let promise = Promise::of(&self.scope.reference(&self.scope.operation.method));
        let mut rules = vec![(promise, has(true))];
        // Where so many may come and nothing else can be asked for, a shorter list is whole.
        if most.is_none() || may_be_asked_for {
            rules.push((Promise::Assumed, has(false)));
        }
        (self.step(plan, rules), skip)
    }

    /// Read, list, remove, look for it, list again.
    fn after_changes(&self, scopes: &[Scope<'_>]) -> Option<Case> {
        let release = self.thing.fixture.released_by.as_ref()?;
        let release = scopes.iter().find(|own| own.operation.id == *release)?;
        let remove = release.routes().into_iter().next()?;
        let (removing, unsendable) = release.plan(&remove.path);
        let (listed, skip) = self.listed();
        let requirement = "the list has what was made, and not what was removed".to_owned();
        // What a removal needs beside the thing, such as its tag, is obtained for its own cases.
        let known = self.thing.read.placeholders();
        let needs_more = |names: &Vec<String>| !known.contains(names);
        if removing.placeholders().iter().any(needs_more) {
            return Some(self.case("list-after-changes", requirement, vec![listed], skip));
        }
        let served = served(release, &remove);
        let remove = Step {
            plan: removing,
            when: When::Always,
            expectations: ordinary(release, &served, Standing::Assumed).1,
        };
        let gone = Step {
            expectations: Vec::new(),
            ..self.thing.read(When::AfterSuccess, self.supporting)
        };
        let promise = Promise::of(&release.reference(&release.operation.method));
        let has_not = Rule::HasNot {
            read: 0,
            listed: 1,
            gone: 3,
        };
        let again = Step {
            when: When::Always,
            ..self.step(listed.plan.clone(), vec![(promise, has_not)])
        };
        let steps = vec![listed, remove, gone, again];
        Some(self.case(
            "list-after-changes",
            requirement,
            steps,
            skip.or(unsendable),
        ))
    }

    /// Make a second thing, and ask for one.
    fn at_most(&self, row: &Row<Parameter>, own: &Parameter, scopes: &[Scope<'_>]) -> Option<Case> {
        let least = own.allowed.minimum.unwrap_or(1).max(1);
        let most = usize::try_from(least).ok().filter(|most| *most <= 2)?;
        let fixture = self.thing.fixture;
        let maker = maker(fixture, scopes)?;
        let route = maker.routes().into_iter().next()?;
        let (making, unsendable) = maker.plan(&route.path);
        let make = || Step {
            plan: making.clone(),
            when: When::Always,
            expectations: Vec::new(),
        };
        let (mut plan, skip) = self.plan();
        plan.path = plan.path.with_parameter(&own.name, &least.to_string());
        let promise = Promise::of(&self.scope.reference(row));
        let ask = Step {
            when: When::Always,
            ..self.step(plan, vec![(promise, Rule::AtMost(most))])
        };
        let requirement = format!("`{}` says how many are given at most", own.name);
        let steps = (0..most).map(|_| make()).chain([ask]).collect();
        let name = format!("list-of-at-most-{}", slug(&own.name));
        Some(self.case(&name, requirement, steps, skip.or(unsendable)))
    }

    /// Ask for those that have each of a few values.
    fn filtered(&self, row: &Row<Parameter>, own: &Parameter) -> Option<Case> {
        let member = self.member(&own.name).filter(|_| is_filter(own))?;
        let (plan, skip) = self.plan();
        // Its values are those of the member where nothing else is said of them.
        let values = match own.allowed.values.as_slice() {
            [] if member.kinds.as_slice() == [JsonKind::Boolean] => {
                &BOOLEANS.map(str::to_owned)[..]
            }
            [] => &member.values,
            own => own,
        };
        // A value that no thing has asks for something else, such as for all of them.
        let is_of_things = |value: &&String| match member.values.is_empty() {
            true => !OF_ALL.contains(&value.to_lowercase().as_str()),
            false => member.values.contains(value),
        };
        let of_things: Vec<&String> = values.iter().filter(is_of_things).collect();
        if of_things.is_empty() {
            return None;
        }
        let steps = of_things.into_iter().take(MOST_VALUES).map(|value| {
            let mut plan = plan.clone();
            plan.path = plan.path.with_parameter(&own.name, value);
            let rule = Rule::All {
                read: 0,
                member: own.name.clone(),
                value: value.clone(),
                values: values.to_vec(),
            };
            let promise = Promise::of(&self.scope.reference(row));
            Step {
                when: When::Always,
                ..self.step(plan, vec![(promise, rule)])
            }
        });
        let requirement = format!("what is listed has the value of `{}`", own.name);
        let name = format!("list-with-{}", slug(&own.name));
        Some(self.case(&name, requirement, steps.collect(), skip))
    }

    /// Ask for those that have a text which the thing has not.
    fn without(&self, row: &Row<Parameter>, own: &Parameter, scopes: &[Scope<'_>]) -> Option<Case> {
        let is_asked = is_filter(own) && own.allowed.selects && own.allowed.values.is_empty();
        let member = self.member(&own.name).filter(|_| is_asked)?;
        if member.kinds.as_slice() != [JsonKind::Text] || member.format.is_some() {
            return None;
        }
        let made = made_with(self.thing.fixture, scopes)?;
        let text = made.get(&own.name).and_then(|value| value.as_str())?;
        // Of what is written in digits alone, such as a day, those before or behind may be meant.
        let value = text.contains(char::is_alphabetic).then(|| unlike(text))?;
        let (mut plan, skip) = self.plan();
        plan.path = plan.path.with_parameter(&own.name, &value);
        let rule = Rule::Without {
            read: 0,
            member: own.name.clone(),
            value,
        };
        let promise = Promise::of(&self.scope.reference(row));
        // There may be no such value, which a service may refuse.
        let ask = Step {
            plan,
            when: When::AfterSuccess,
            expectations: self.demanded(vec![(promise, rule)]),
        };
        let requirement = format!(
            "what has another `{}` than is asked for is not listed",
            own.name
        );
        let name = format!("list-without-{}", slug(&own.name));
        Some(self.case(&name, requirement, vec![ask], skip))
    }
}
