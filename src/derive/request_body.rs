//! The row of the request body: what its section says, and what the examples send.

use vec1::Vec1;

use super::{Deriver, Scope, add, messages, row};
use crate::read::{ExampleClaim, FindingCode};
use crate::table::{Reading, RequestBody, Row};
use crate::text::page::Span;

/// What a place says the body is.
type Stated = (RequestBody, Span);

impl<'a> Deriver<'a> {
    pub(super) fn request_body(&mut self, scope: &Scope<'a>) -> Option<Row<RequestBody>> {
        let mut stated: Vec<Stated> = self.facts.request_body.clone();
        let sent = scope
            .examples
            .iter()
            .filter(|example| !example.is_refused())
            .filter_map(|e| e.request.body.as_ref());
        stated.extend(sent.map(|sent| (messages::body_kind(&sent.text), sent.span)));
        let has_words =
            !self.facts.request_body.is_empty() || !self.facts.request_body_not_needed.is_empty();
        if stated.is_empty() && !has_words {
            // What keeps it from being served is not how it is written.
            let mut refused = scope
                .examples
                .iter()
                .filter(|own| own.is_refused_for_else());
            let sent = refused.find_map(|own| own.request.body.as_ref());
            stated.extend(sent.map(|sent| (messages::body_kind(&sent.text), sent.span)));
        }
        let is_named = |body| matches!(body, RequestBody::Json | RequestBody::Other);
        if !stated.iter().any(|(body, _)| is_named(*body)) {
            // What is said first stands first: a section comes before its examples.
            let not_needed = self.facts.request_body_not_needed.iter();
            let none = not_needed.map(|span| (RequestBody::None, *span));
            stated.splice(0..0, none);
        }
        let mut readings: Vec<Reading<RequestBody>> = Vec::new();
        for (body, span) in &stated {
            add(&mut readings, body, self.cite(*span));
        }
        settle(&mut readings);
        if readings.len() > 1 {
            self.report_request_body(scope, &stated, &readings);
        }
        row(scope.row_id("request-body"), readings)
    }

    fn report_request_body(
        &mut self,
        scope: &Scope<'a>,
        stated: &[Stated],
        readings: &[Reading<RequestBody>],
    ) {
        let mut places: Vec<(Span, String)> = Vec::new();
        for (body, span) in stated {
            let label = match body {
                RequestBody::None => "no request body",
                RequestBody::EmptyObject => "`{ }` is sent",
                RequestBody::Json => "JSON",
                RequestBody::Other => "a body that is not JSON",
            };
            if !places.iter().any(|(_, other)| other == label) {
                places.push((*span, label.to_owned()));
            }
        }
        let is_firm = |(body, _): &Stated| *body == RequestBody::None;
        let sends_length =
            |example: &&ExampleClaim| example.request.header("content-length").is_some();
        let is_soft = !self.facts.request_body.iter().any(is_firm)
            && says(readings, RequestBody::EmptyObject)
            && !scope.examples.iter().any(sends_length);
        let (code, message) = if is_soft {
            (
                FindingCode::RequestBodyAmbiguous,
                "the page says that no body is needed, its example sends an empty object",
            )
        } else {
            (
                FindingCode::RequestBodyContradicted,
                "one place says what the request body is, another says otherwise",
            )
        };
        if let Ok(places) = Vec1::try_from_vec(places) {
            self.finding(
                code,
                message,
                places,
                "say the same in both: either document the body or leave it out of the example",
            );
        }
    }
}

/// Leaves what contradicts each other.
fn settle(readings: &mut Vec<Reading<RequestBody>>) {
    // An empty object is a JSON document: no contradiction where JSON is documented.
    if says(readings, RequestBody::Json) && says(readings, RequestBody::EmptyObject) {
        merge(readings, RequestBody::EmptyObject, RequestBody::Json);
    }
    // Two kinds of body are alternatives, as with a second content type: the first is kept.
    if !says(readings, RequestBody::None) {
        readings.truncate(1);
    }
}

fn says(readings: &[Reading<RequestBody>], body: RequestBody) -> bool {
    readings.iter().any(|reading| reading.value == body)
}

/// Moves the citations of one reading to another.
fn merge(readings: &mut Vec<Reading<RequestBody>>, from: RequestBody, into: RequestBody) {
    let Some(at) = readings.iter().position(|reading| reading.value == from) else {
        return;
    };
    let cites = readings.remove(at).cites;
    if let Some(reading) = readings.iter_mut().find(|reading| reading.value == into) {
        reading.cites.extend(cites);
    }
}
