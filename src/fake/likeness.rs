//! Which operation a request is for, of several that it could be, and which example it is.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::answer::{Asked, decoded};
use super::model::placeholders_in;
use crate::protocol::target::{QueryTemplate, RequestTarget};
use crate::table::family::Family;
use crate::table::{Example, ExampleResponse, Operation, Presence, Row};

/// Of operations on one method and path, the one that a request is most like: by the least placeholders in the path, the
/// names of its query and its headers. Where two are as like, the one with a fault answers, else the first.
pub(super) fn closest<'a>(
    serving: &[&'a &'a (Operation, Option<Family>)],
    asked: &Asked<'_>,
    is_faulty: impl Fn(&Operation) -> bool,
) -> Option<&'a &'a (Operation, Option<Family>)> {
    let ranked = serving
        .iter()
        .enumerate()
        .max_by_key(|(at, (operation, _))| {
            // A path that says more of itself is meant before one whose placeholder could be anything.
            let open = placeholders_in(operation, asked.path);
            let like = likeness(operation, asked);
            (Reverse(open), like, is_faulty(operation), Reverse(*at))
        });
    ranked.map(|(_, served)| *served)
}

/// How many of the names that set an operation apart a request has, less those that it lacks.
fn likeness(operation: &Operation, asked: &Asked<'_>) -> i32 {
    let sent: BTreeSet<&str> = names(asked.query).collect();
    let paths = operation.paths.iter().flat_map(Row::effective);
    let queried = paths.map(|target| {
        let documented: BTreeSet<&str> = target
            .query()
            .into_iter()
            .flat_map(QueryTemplate::names)
            .collect();
        let both = documented.intersection(&sent).count();
        count(both) - count(documented.len() - both)
    });
    let rules = operation.headers.iter().map(Row::effective);
    let telling = rules.filter(|rule| !rule.is_credential() && rule.value.is_some());
    let headers: i32 = telling
        .map(|rule| match asked.header(rule.name.as_str()) {
            Some(_) => 1,
            None if rule.presence == Presence::Unstated => -1,
            None => 0,
        })
        .sum();
    queried.max().unwrap_or(0) + headers
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// The names of a query.
fn names(query: &str) -> impl Iterator<Item = &str> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs.filter_map(|pair| pair.split('=').next())
}

/// The response that the page shows for a request, where the request is one of its
/// examples: the same target, content and preferences.
pub(super) fn shown_for<'a>(
    operation: &'a Operation,
    asked: &Asked<'_>,
) -> Option<&'a ExampleResponse> {
    let examples = operation.examples.iter().map(Row::effective);
    let mut answered = examples.filter(|example| example.response.is_some());
    let example = answered.find(|example| {
        let own = example.headers.iter().filter(|(name, _)| name.is("prefer"));
        let queried = example
            .path
            .query()
            .into_iter()
            .flat_map(QueryTemplate::names);
        is_at(&example.path, asked.path)
            && operation.is_shown_by(example, asked.body)
            && queried.eq(names(asked.query))
            && (!shows_error(example) || is_queried(example, asked))
            && own.clone().count() == asked.count("prefer")
            && own
                .into_iter()
                .all(|(name, value)| asked.header(name.as_str()) == Some(value))
    })?;
    example.response.as_ref()
}

/// Whether the page shows that an example is refused.
fn shows_error(example: &Example) -> bool {
    let response = example.response.as_ref();
    response.is_some_and(|response| response.status.is_error())
}

/// Whether a request has the query of an example to the letter: what is wrong with it may stand there.
fn is_queried(example: &Example, asked: &Asked<'_>) -> bool {
    let written = example.path.to_string();
    let (_, query) = written.split_once('?').unwrap_or_default();
    decoded(query) == decoded(asked.query)
}

/// Whether a target, as the page writes it, is at a path: in an example, escapes stand for themselves.
fn is_at(target: &RequestTarget, path: &str) -> bool {
    let written = target.path();
    written.matches(path) || decoded(written.as_str()) == path
}
