//! What two sides say of one operation, thing by thing: where both speak of it, and differ.

use std::collections::{BTreeMap, HashSet};

use crate::protocol::target::QueryTemplate;
use crate::read::FindingCode;
use crate::table::described::{Parameter, ParameterPlace};
use crate::table::words::Words as _;
use crate::table::{
    Citation, Operation, Presence, Reading, RequestBody, Response, ResponseBody, Row,
};

/// What one side says of something, and where.
pub(super) type Said<'a> = (String, &'a Citation);

/// The success responses that a side documents, whatever contradicts them.
fn successes(operation: &Operation) -> Vec<(&Response, &Citation)> {
    let readings = operation.responses.iter().flat_map(|row| row.readings());
    let all = readings.map(|reading| (&reading.value, reading.cites.first()));
    all.filter(|(response, _)| response.status.is_success())
        .collect()
}

/// A difference in one thing: its code, what it is, and both sides.
pub(super) type Differs<'a> = (FindingCode, &'static str, Said<'a>, Said<'a>);

/// Statuses, where a side has one that the other, which has some, has not.
pub(super) fn statuses<'a>(own: &'a Operation, other: &'a Operation) -> Option<Differs<'a>> {
    let (own, other) = (successes(own), successes(other));
    let is_known = |(response, _): &&(&Response, &Citation)| {
        other.iter().any(|(o, _)| o.status == response.status)
    };
    let unknown = own.iter().find(|one| !is_known(one))?;
    let (_, cite) = other.first()?;
    let codes: Vec<String> = other
        .iter()
        .map(|(response, _)| response.status.code().to_string())
        .collect();
    let said = (unknown.0.status.code().to_string(), unknown.1);
    Some((
        FindingCode::ResponseNotAsDescribed,
        "the success status",
        said,
        (codes.join(", "), cite),
    ))
}

/// The bodies of a status that both have.
pub(super) fn response_bodies<'a>(
    own: &'a Operation,
    other: &'a Operation,
) -> Vec<(String, Said<'a>, Said<'a>)> {
    let others = successes(other);
    let mut found = Vec::new();
    for (response, cite) in successes(own) {
        let same = others
            .iter()
            .find(|(other, _)| other.status == response.status);
        let Some((described, there)) = same else {
            continue;
        };
        let bodies = (response.body, described.body);
        let differ = matches!(
            bodies,
            (ResponseBody::Empty, ResponseBody::Content)
                | (ResponseBody::Content, ResponseBody::Empty)
        );
        if differ {
            let words = |body: ResponseBody| format!("body {}", body.words());
            let what = format!("the {} response", response.status.code());
            found.push((what, (words(bodies.0), cite), (words(bodies.1), *there)));
        }
    }
    found
}

pub(super) fn request_bodies<'a>(own: &'a Operation, other: &'a Operation) -> Option<Differs<'a>> {
    let body = |operation: &'a Operation| operation.request_body.as_ref()?.reading();
    let own_body = body(own)?;
    let has_form = |kind: RequestBody| matches!(kind, RequestBody::Json | RequestBody::Other);
    let code = FindingCode::RequestBodyNotAsDescribed;
    let what = "the request body";
    // A description without a row may allow one that is not required.
    let other_body = body(other)?;
    let differ = has_form(own_body.value) != has_form(other_body.value)
        || has_form(own_body.value) && own_body.value != other_body.value;
    let said = |reading: &'a Reading<RequestBody>| (reading.value.words(), reading.cites.first());
    differ.then(|| (code, what, said(own_body), said(other_body)))
}

/// Headers that one side requires and the other calls optional, or does not know.
pub(super) fn headers<'a>(
    own: &'a Operation,
    other: &'a Operation,
) -> Vec<(String, Said<'a>, Said<'a>)> {
    let mut found = Vec::new();
    for row in &own.headers {
        let Some(reading) = row.reading() else {
            continue;
        };
        let rule = &reading.value;
        let others = other.headers.iter().filter_map(Row::reading);
        let mut same = others.filter(|other| other.value.name == rule.name);
        let Some(there) = same.next() else {
            continue;
        };
        if contradict(rule.presence, there.value.presence) {
            let words = |presence: Presence| presence.words();
            found.push((
                format!("the header {}", rule.name),
                (words(rule.presence), reading.cites.first()),
                (words(there.value.presence), there.cites.first()),
            ));
        }
    }
    found
}

fn contradict(own: Presence, other: Presence) -> bool {
    matches!(
        (own, other),
        (Presence::Required, Presence::Optional) | (Presence::Optional, Presence::Required)
    )
}

/// Parameters of the query and the body that one side requires and the other calls optional, and those
/// that the description requires and a page which lists others does not know.
pub(super) fn parameters<'a>(
    own: &'a Operation,
    other: &'a Operation,
) -> Vec<(String, Said<'a>, Said<'a>)> {
    let key = |parameter: &Parameter| (parameter.place, parameter.name.to_lowercase());
    let mut known: BTreeMap<(ParameterPlace, String), (&Parameter, &Citation)> = BTreeMap::new();
    for row in &own.described.parameters {
        let reading = row.first();
        known
            .entry(key(&reading.value))
            .or_insert((&reading.value, reading.cites.first()));
    }
    let paths = own.paths.iter().flat_map(|row| &row.first().value);
    let queried: HashSet<String> = paths
        .filter_map(|path| path.query())
        .flat_map(QueryTemplate::names)
        .map(str::to_lowercase)
        .collect();
    let mut found = Vec::new();
    for row in &other.described.parameters {
        let reading = row.first();
        let described = &reading.value;
        let is_compared = matches!(
            described.place,
            ParameterPlace::Query | ParameterPlace::Body
        );
        if !is_compared || described.value.is_some() {
            continue;
        }
        let there = (described.presence.words(), reading.cites.first());
        let what = match described.place {
            ParameterPlace::Body => format!("the property `{}`", described.name),
            ParameterPlace::Path | ParameterPlace::Query | ParameterPlace::Cookie => {
                format!("the query parameter `{}`", described.name)
            }
        };
        match known.get(&key(described)) {
            Some((parameter, cite)) if contradict(parameter.presence, described.presence) => {
                found.push((what, (parameter.presence.words(), *cite), there));
            }
            Some(_) => {}
            None => {
                let lists_some = known.keys().any(|(place, _)| *place == described.place);
                let is_sent = described.place == ParameterPlace::Query
                    && queried.contains(&described.name.to_lowercase());
                if described.presence == Presence::Required && lists_some && !is_sent {
                    let here = own.method.first().cites.first();
                    found.push((what, ("nothing".to_owned(), here), there));
                }
            }
        }
    }
    found
}
