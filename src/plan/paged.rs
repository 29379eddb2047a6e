//! Pages of lists: what comes next goes on where the page before it ended. A case asks for some, for the first of them,
//! and for what comes next; it changes nothing, and so is sent before anything is made.

use std::sync::Arc;

use super::demand::Expectations;
use super::listed::{Listing, Rule, is_limit};
use super::positive::{case, ordinary, served};
use super::promise::{Promise, Standing};
use super::success::Success;
use super::{Route, Scope};
use crate::plan::{Case, Demand, Step, When};
use crate::protocol::words::bare_name;
use crate::table::Row;
use crate::table::described::{Parameter, ParameterPlace};

/// How what comes next is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Next {
    /// With what the answer before says, in this parameter.
    Parameter(String),
    /// As the request is written.
    AsWritten,
}

/// Names by which a parameter takes what the page before says, without signs between words.
const CURSORS: &[&str] = &[
    "after",
    "continuation",
    "continuationtoken",
    "cursor",
    "marker",
    "next",
    "nextcursor",
    "nexttoken",
    "pagetoken",
    "startingafter",
    "token",
];

/// Names by which one says how many are left out before.
const OFFSETS: &[&str] = &["offset", "skip"];

/// Names by which one says which page it is.
const PAGES: &[&str] = &["page", "pagenumber"];

/// What stands for what the answer before says, in a request as it is planned.
const NEXT: &str = "NEXT";

/// The most that a first page has.
const MOST: i64 = 10;

/// How a list is cut into pages.
struct Paging<'r> {
    limit: &'r Parameter,
    row: &'r Row<Parameter>,
    next: Next,
    /// The parameter that asks for what comes next, with its value.
    asked: (String, String),
    /// The least that a page can have.
    least: i64,
}

pub(super) fn add(scope: &Scope<'_>, cases: &mut Vec<Case>) {
    if scope.method().as_str() != "GET" {
        return;
    }
    let Some(paging) = paging(scope) else {
        return;
    };
    let Some(route) = scope.routes().into_iter().next() else {
        return;
    };
    let (plan, skip) = scope.plan(&route.path);
    let limit = paging.limit.name.as_str();
    let ask = |most: i64, more: Option<&(String, String)>| {
        let mut plan = plan.clone();
        plan.path = plan.path.with_parameter(limit, &most.to_string());
        if let Some((name, value)) = more {
            plan.path = plan.path.with_parameter(name, value);
        }
        Step {
            plan,
            when: When::Always,
            expectations: step_expectations(scope, &route),
        }
    };
    let whole = ask(paging.least * 2, None);
    let first = ask(paging.least, None);
    let mut next = ask(paging.least, Some(&paging.asked));
    let row = scope.reference(paging.row);
    let listing = Listing {
        maker: None,
        rule: Rule::Follows {
            whole: 0,
            first: 1,
            next: paging.next.clone(),
        },
    };
    let mut demands = Expectations::made_by(&row);
    demands.add(
        Promise::of(&row),
        Demand::Listing(Success::Any, Arc::new(listing)),
    );
    next.expectations.extend(demands.finish());
    let requirement = "what comes next goes on where the page before it ended".to_owned();
    let mut case = case(scope, ("list-in-pages", ""), requirement, whole, skip);
    case.steps.extend([first, next]);
    cases.push(case);
}

fn step_expectations(scope: &Scope<'_>, route: &Route) -> Vec<crate::plan::Expectation> {
    ordinary(scope, &served(scope, route), Standing::Assumed).1
}

fn paging<'r>(scope: &'r Scope<'_>) -> Option<Paging<'r>> {
    let rows = || scope.operation.described.parameters.iter();
    let queried = |row: &'r Row<Parameter>| {
        let own = row.value()?;
        (own.place == ParameterPlace::Query).then_some((row, own))
    };
    let (_, limit) = rows().filter_map(queried).find(|(_, own)| is_limit(own))?;
    let least = limit.allowed.minimum.unwrap_or(1).max(1);
    let is_short = least <= MOST && limit.allowed.maximum.is_none_or(|most| most >= least * 2);
    let named = |names: &[&str]| {
        let mut all = rows().filter_map(queried);
        all.find(|(_, own)| names.contains(&bare_name(&own.name).as_str()))
    };
    let (row, next, asked) = if let Some((row, own)) = named(CURSORS) {
        let asked = (own.name.clone(), NEXT.to_owned());
        (row, Next::Parameter(own.name.clone()), asked)
    } else if let Some((row, own)) = named(OFFSETS) {
        let asked = (own.name.clone(), least.to_string());
        (row, Next::AsWritten, asked)
    } else {
        let (row, own) = named(PAGES)?;
        let is_from_none = own.allowed.minimum == Some(0);
        let second = if is_from_none { "1" } else { "2" };
        (row, Next::AsWritten, (own.name.clone(), second.to_owned()))
    };
    is_short.then_some(Paging {
        limit,
        row,
        next,
        asked,
        least,
    })
}
