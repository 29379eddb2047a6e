//! The order of lists: what a list has comes in the order that its page says, or that a query asks for. A case makes two
//! things that differ in it, and lists them.

use std::sync::Arc;

use serde_json::Value;

use super::demand::Expectations;
use super::kept::{parameter, sent};
use super::listed::is_limit;
use super::positive::{case, ordinary, served};
use super::promise::{Promise, Standing};
use super::success::Success;
use super::{Route, Scope};
use crate::plan::{Case, Demand, Expectation, SkipReason, Step, When};
use crate::protocol::content::Content;
use crate::protocol::request::RequestPlan;
use crate::protocol::template::slug;
use crate::protocol::words::bare_name;
use crate::table::data::{Format, Member, Token};
use crate::table::described::{Parameter, ParameterPlace};
use crate::table::made::{another, unlike};
use crate::table::{Direction, Operation, Order, Row};

/// The order in which the elements of a list must come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ordered {
    /// The member by whose values; `None` for when things were made.
    pub by: Option<String>,
    /// Which way; `None` where either will do.
    pub direction: Option<Direction>,
    /// The steps that made two of them, the first before the second; steps are counted from 0.
    pub made: Option<(usize, usize)>,
}

/// Names by which a parameter says by what a list is sorted, without signs between words.
const SORTS: &[&str] = &["orderby", "sort", "sortby"];

/// Names by which one says which way.
const WAYS: &[&str] = &["dir", "direction", "order", "sortdir", "sortorder"];

/// The most values of one parameter that are asked for.
const MOST: usize = 4;

/// The names of a value that goes up, and of one that goes down, behind what it names.
const UP: &[&str] = &["asc", "ascending"];
const DOWN: &[&str] = &["desc", "descending"];

/// Adds the documented order to what is demanded of a list for which no other is asked.
pub(super) fn demand(scope: &Scope<'_>, plan: &RequestPlan, expectations: &mut Vec<Expectation>) {
    expectations.extend(demanded(scope, plan, None));
}

fn demanded(
    scope: &Scope<'_>,
    plan: &RequestPlan,
    made: Option<(usize, usize)>,
) -> Vec<Expectation> {
    let row = scope.operation.described.order.as_ref();
    let order = row.and_then(|row| Some((row, row.value()?)));
    let Some((row, order)) = order.filter(|_| scope.method().as_str() == "GET") else {
        return Vec::new();
    };
    let asked = plan.path.query();
    let is_sorted = |name: &str| is_sort(name) || is_way(name);
    if asked.is_some_and(|query| query.names().any(is_sorted)) {
        return Vec::new();
    }
    let row = scope.reference(row);
    let mut demands = Expectations::made_by(&row);
    let ordered = Ordered {
        by: order.by.clone(),
        direction: Some(order.direction),
        made,
    };
    demands.add(
        Promise::of(&row),
        Demand::Ordered(Success::Any, Arc::new(ordered)),
    );
    demands.finish()
}

/// Make two things, and list them; once more for each order that can be asked for.
pub(super) fn add(scope: &Scope<'_>, scopes: &[Scope<'_>], cases: &mut Vec<Case>) {
    if scope.method().as_str() != "GET" {
        return;
    }
    let sorted = sorted(scope.operation);
    let order = scope.operation.described.order.as_ref();
    if order.is_none() && sorted.is_none() {
        return;
    }
    let Some(list) = List::of(scope, scopes) else {
        return;
    };
    if let Some(by) = order.and_then(Row::value).map(|own: &Order| own.by.clone()) {
        let (plan, skip) = scope.plan(&list.route.path);
        let ask = list.ask(plan, |plan| demanded(scope, plan, Some((0, 1))));
        let requirement = "the list comes in the documented order".to_owned();
        cases.extend(list.case(
            "list-in-order",
            requirement,
            by.as_deref(),
            (vec![ask], skip),
        ));
    }
    let Some((row, asked)) = sorted else {
        return;
    };
    let row = scope.reference(row);
    for own in asked.into_iter().take(MOST) {
        let (mut plan, skip) = scope.plan(&list.route.path);
        for (name, value) in &own.query {
            plan.path = plan.path.with_parameter(name, value);
        }
        let ask = list.ask(plan, |_| {
            let ordered = Ordered {
                by: Some(own.member.clone()),
                direction: own.direction,
                made: None,
            };
            let mut demands = Expectations::made_by(&row);
            let demand = Demand::Ordered(Success::Any, Arc::new(ordered));
            demands.add(Promise::of(&row), demand);
            demands.finish()
        });
        let asked: Vec<String> = own.query.iter().map(|(_, value)| slug(value)).collect();
        let minus = if own.query.iter().any(|(_, value)| value.starts_with('-')) {
            "down-"
        } else {
            ""
        };
        let name = format!("list-sorted-by-{minus}{}", asked.join("-"));
        let requirement = format!(
            "the list is sorted by `{}` where that is asked for",
            own.member
        );
        cases.extend(list.case(&name, requirement, Some(&own.member), (vec![ask], skip)));
    }
}

/// An order that can be asked for.
pub(crate) struct Asked {
    /// What the query then has.
    pub query: Vec<(String, String)>,
    /// The member by whose values the list goes.
    pub member: String,
    /// Which way, where that is said.
    pub direction: Option<Direction>,
}

/// The parameter by which a list is sorted, and what can be asked for with it.
pub(crate) fn sorted(operation: &Operation) -> Option<(&Row<Parameter>, Vec<Asked>)> {
    let rows = || operation.described.parameters.iter();
    let queried = |row: &Row<Parameter>| {
        let own = row.value()?;
        (own.place == ParameterPlace::Query).then(|| own.clone())
    };
    let way = rows().filter_map(queried).find(|own| is_way(&own.name));
    let (row, sort) = rows().find_map(|row| {
        let own = queried(row).filter(|own| is_sort(&own.name))?;
        Some((row, own))
    })?;
    let values = &sort.allowed.values;
    let asked = values.iter().flat_map(|value| {
        let (member, said) = cut(value);
        if listed_member(operation, &member).is_none() {
            return Vec::new();
        }
        let own = (sort.name.clone(), value.clone());
        let Some(way) = &way else {
            let has_twin = values.iter().any(|other| {
                let (twin, said) = cut(other);
                twin == member && said == Some(Direction::Descending)
            });
            let direction = said.or(has_twin.then_some(Direction::Ascending));
            return vec![Asked {
                query: vec![own],
                member,
                direction,
            }];
        };
        let ways = way.allowed.values.iter().filter_map(|text| {
            let direction = way_of(text)?;
            Some(Asked {
                query: vec![own.clone(), (way.name.clone(), text.clone())],
                member: member.clone(),
                direction: Some(direction),
            })
        });
        ways.collect()
    });
    let asked: Vec<Asked> = asked.collect();
    (!asked.is_empty()).then_some((row, asked))
}

/// The member that a value of such a parameter names, and which way it says.
fn cut(value: &str) -> (String, Option<Direction>) {
    if let Some(member) = value.strip_prefix('-') {
        return (member.to_owned(), Some(Direction::Descending));
    }
    if let Some(member) = value.strip_prefix('+') {
        return (member.to_owned(), Some(Direction::Ascending));
    }
    let parts = value.rsplit_once([':', ' ', '_', '.', ',']);
    match parts.and_then(|(member, way)| Some((member, way_of(way)?))) {
        Some((member, way)) => (member.to_owned(), Some(way)),
        None => (value.to_owned(), None),
    }
}

fn way_of(text: &str) -> Option<Direction> {
    let lower = text.to_lowercase();
    match (UP.contains(&lower.as_str()), DOWN.contains(&lower.as_str())) {
        (true, _) => Some(Direction::Ascending),
        (_, true) => Some(Direction::Descending),
        _ => None,
    }
}

pub(super) fn is_sort(name: &str) -> bool {
    SORTS.contains(&bare_name(name).as_str())
}

pub(super) fn is_way(name: &str) -> bool {
    WAYS.contains(&bare_name(name).as_str())
}

/// What the page says of a member of what is listed.
pub(super) fn listed_member<'o>(operation: &'o Operation, name: &str) -> Option<&'o Member> {
    let members = operation.types().flat_map(|data| data.members.iter());
    let mut members = members.map(Row::effective);
    members.find(|own| match own.path.tokens() {
        [.., Token::Each, Token::Name(last)] => last == name,
        _ => false,
    })
}

/// A list, and the requests that make two things of which it has both.
struct List<'r, 'a> {
    scope: &'r Scope<'a>,
    route: Route,
    maker: &'r Scope<'a>,
    making: RequestPlan,
    unsendable: Option<SkipReason>,
}

impl<'r, 'a> List<'r, 'a> {
    fn of(scope: &'r Scope<'a>, scopes: &'r [Scope<'a>]) -> Option<Self> {
        let route = scope.routes().into_iter().next()?;
        let shape = route.path.path().shape();
        let (maker, made_at) = scopes.iter().find_map(|own| {
            let made_at = own.routes().into_iter().next()?;
            let is_it = own.method().as_str() == "POST" && made_at.path.path().shape() == shape;
            is_it.then_some((own, made_at))
        })?;
        let (making, unsendable) = maker.plan(&made_at.path);
        Some(Self {
            scope,
            route,
            maker,
            making,
            unsendable,
        })
    }

    /// The step that asks for all that can be asked for at once.
    fn ask(
        &self,
        mut plan: RequestPlan,
        demanded: impl Fn(&RequestPlan) -> Vec<Expectation>,
    ) -> Step {
        let parameters = self.scope.operation.described.parameters.iter();
        let mut queried = parameters.filter_map(Row::value);
        let limit = queried.find(|own| own.place == ParameterPlace::Query && is_limit(own));
        if let Some((limit, most)) = limit.and_then(|own| Some((own, own.allowed.maximum?))) {
            plan.path = plan.path.with_parameter(&limit.name, &most.to_string());
        }
        let served = served(self.scope, &self.route);
        let (_, mut expectations, _) = ordinary(self.scope, &served, Standing::Assumed);
        expectations.extend(demanded(&plan));
        Step {
            plan,
            when: When::Always,
            expectations,
        }
    }

    /// Two things, of which the second has another value in a member, and what is asked then.
    fn case(
        &self,
        name: &str,
        requirement: String,
        by: Option<&str>,
        (asked, skip): (Vec<Step>, Option<SkipReason>),
    ) -> Option<Case> {
        let make = |plan: RequestPlan| Step {
            plan,
            when: When::Always,
            expectations: Vec::new(),
        };
        let second = match by {
            None => self.making.clone(),
            Some(by) => self.with_another(by)?,
        };
        let skip = skip.or(self.unsendable.clone());
        let mut case = case(
            self.scope,
            (name, ""),
            requirement,
            make(self.making.clone()),
            skip,
        );
        case.steps.push(make(second));
        case.steps.extend(asked);
        case.changes_state = true;
        Some(case)
    }

    /// The request that makes a thing, with another value in a member.
    fn with_another(&self, member: &str) -> Option<RequestPlan> {
        let sent = sent(&self.making)?;
        let value = sent.get(member)?;
        // What is made fresh is another each time.
        if value.as_str().is_some_and(|text| text.contains('{')) {
            return Some(self.making.clone());
        }
        let known = parameter(self.maker, member).and_then(Row::value);
        let format = listed_member(self.scope.operation, member).and_then(|own| own.format);
        let other = known.and_then(|known| another(known, value));
        let other = other.or_else(|| unlike_value(value, format, known))?;
        let mut plan = self.making.clone();
        let Some(Content::Template(template)) = &mut plan.content else {
            return None;
        };
        *template = template.with_member(member, &other.to_string())?;
        Some(plan)
    }
}

/// Another value of the same kind.
fn unlike_value(value: &Value, format: Option<Format>, known: Option<&Parameter>) -> Option<Value> {
    let has_values = known.is_some_and(|own| !own.allowed.values.is_empty());
    match (value, format) {
        (Value::String(text), Some(Format::Date | Format::DateTime)) => {
            Some(next_day(text)?.into())
        }
        (Value::String(text), None) if !has_values => Some(unlike(text).into()),
        (Value::Number(number), _) => Some(number.as_i64()?.checked_add(1)?.into()),
        _ => None,
    }
}

/// A date that is a day later, or one earlier near the end of a month.
fn next_day(text: &str) -> Option<String> {
    let day: u8 = text.get(8..10)?.parse().ok()?;
    let other = if day < 28 { day + 1 } else { day - 1 };
    let mut text = text.to_owned();
    text.replace_range(8..10, &format!("{other:02}"));
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::{cut, next_day};
    use crate::table::Direction;

    #[test]
    fn a_value_names_a_member_and_a_way() {
        let (up, down) = (Some(Direction::Ascending), Some(Direction::Descending));
        for (value, member, way) in [
            ("name", "name", None),
            ("-name", "name", down),
            ("+name", "name", up),
            ("name:desc", "name", down),
            ("due_on_asc", "due_on", up),
            ("due_on", "due_on", None),
        ] {
            assert_eq!(cut(value), (member.to_owned(), way), "{value}");
        }
    }

    #[test]
    fn another_day_is_one_of_the_calendar() {
        assert_eq!(next_day("2031-02-27").as_deref(), Some("2031-02-28"));
        assert_eq!(next_day("2031-02-28").as_deref(), Some("2031-02-27"));
        assert_eq!(next_day("soon"), None);
    }
}
