//! Response rows: the statuses that sentences state, and what the examples make of them.

use std::collections::{BTreeMap, HashSet};

use serde_json::value::RawValue;
use vec1::{Vec1, vec1};

use super::{Deriver, MOST_CITES, Scope, messages};
use crate::protocol::content::media_type;
use crate::protocol::{HeaderName, Status};
use crate::read::{
    Claim, ExampleClaim, FindingCode, ForAll, RequestLine, ResponseClaim, StatusClaim,
};
use crate::table::{Calls, Reading, Response, ResponseBody, Row, Shape};
use crate::text::page::Span;

/// An example's response with the example it belongs to.
type Shown<'a> = (&'a ExampleClaim, &'a ResponseClaim);

impl<'a> Deriver<'a> {
    pub(super) fn responses(&mut self, scope: &Scope<'a>) -> Vec<Row<Response>> {
        if let Some(row) = self.answered_otherwise(scope) {
            return vec![row];
        }
        let stated = self.stated(scope);
        let shown = shown(scope);
        for (_, response) in &shown {
            self.report_forbidden(response);
        }
        for claim in &stated {
            self.report_promise(claim);
        }
        let ordinary = stated.iter().find(|claim| !claim.is_of_case);
        let agrees = |(_, r): &Shown<'_>| stated.iter().any(|claim| claim.status == r.status);
        let is_contradicted = !shown.is_empty() && !shown.iter().any(agrees);
        if let Some(ordinary) = ordinary.filter(|_| is_contradicted) {
            let row = self.contradicted_status(scope, ordinary, &shown);
            return row.into_iter().collect();
        }
        let statuses = in_order(&stated, &shown);
        // Where only what some calls come to is said, the ordinary one is open.
        let is_open = ordinary.is_none() && shown.is_empty();
        if is_open {
            self.report_unstated(scope);
        }
        let mut rows = Vec::new();
        for (index, status) in statuses.iter().enumerate() {
            let claim = stated.iter().copied().find(|claim| claim.status == *status);
            let own: Vec<Shown<'a>> = shown
                .iter()
                .copied()
                .filter(|(_, r)| r.status == *status)
                .collect();
            let when = if index == 0 {
                None
            } else {
                claim
                    .and_then(|claim| claim.when.clone())
                    .or_else(|| condition(*status, &shown))
            };
            let id = if index == 0 {
                "response".to_owned()
            } else {
                format!("response/{status}", status = status.code())
            };
            let mut row = self.response(scope, &id, *status, claim, &own, when);
            if let Some(row) = row.as_mut().filter(|_| is_open) {
                for reading in row.readings_mut() {
                    reading.value.calls = Calls::Some;
                }
            }
            rows.extend(row);
        }
        rows
    }

    /// The statuses that sentences state of the operation: first those of an ordinary call.
    fn stated(&self, scope: &Scope<'a>) -> Vec<&'a StatusClaim> {
        let facts = self.facts;
        // What comes with a header only is not the response of an ordinary call.
        let (with_header, mut stated): (Vec<&StatusClaim>, Vec<&StatusClaim>) = facts
            .statuses
            .iter()
            .filter(|claim| is_of(scope, &facts.requests, claim))
            .partition(|claim| claim.when.is_some());
        stated.extend(with_header);
        stated
    }

    /// The row of a status; none where no sentence and no example says it.
    fn response(
        &mut self,
        scope: &Scope<'a>,
        id: &str,
        status: Status,
        claim: Option<&StatusClaim>,
        shown: &[Shown<'a>],
        when: Option<(HeaderName, String)>,
    ) -> Option<Row<Response>> {
        let bodies = shown.iter().filter_map(|(_, r)| r.message.body.as_ref());
        let shown_body: Option<Span> = bodies.map(|body| body.span).min();
        let effective = match (stated_body(status, claim), shown_body) {
            (ResponseBody::Unstated, Some(_)) => ResponseBody::Content,
            (ResponseBody::Unstated, None) if shown.iter().any(says_zero) => ResponseBody::Empty,
            (body, _) => body,
        };
        let response = |body| self.value(status, claim, shown, (body, when.clone()));
        let said = claim.map(|claim| claim.span).into_iter();
        let answered = self.answered(status).take(MOST_CITES);
        let answered = answered.map(|claim| claim.span);
        let spans = said.chain(shown.iter().map(|(_, r)| r.span));
        let spans = spans.chain(answered);
        let cites = spans.map(|span| self.cite(span)).collect();
        let cites = Vec1::try_from_vec(cites).ok()?;
        let mut readings = vec1![Reading {
            value: response(effective),
            cites,
        }];
        if let (ResponseBody::Empty, Some(span), false) =
            (effective, shown_body, status.forbids_content())
        {
            readings.push(Reading {
                value: response(ResponseBody::Content),
                cites: vec1![self.cite(span)],
            });
            let said = claim.map_or(span, |claim| claim.span);
            self.finding(
                FindingCode::ResponseBodyContradicted,
                format!(
                    "the page promises no body with {}, its example shows one",
                    status.code()
                ),
                vec1![(said, "no body".to_owned()), (span, "a body".to_owned())],
                "leave the body out of the example, or say what it is",
            );
        }
        Some(Row::new(scope.row_id(id), readings))
    }

    /// What a response is, with a body of that kind; its type and shape are those of content.
    fn value(
        &self,
        status: Status,
        claim: Option<&StatusClaim>,
        shown: &[Shown<'_>],
        (body, when): (ResponseBody, Option<(HeaderName, String)>),
    ) -> Response {
        let has_content = body == ResponseBody::Content;
        let content = shown.iter().filter(|_| has_content).map(|(_, r)| *r);
        let content_type = content.clone().find_map(|r| {
            let (value, _) = r.message.header("content-type")?;
            Some(media_type(value)).filter(|t| t.contains('/'))
        });
        let mut stated = self.facts.media_types.iter().filter(|_| has_content);
        let stated = stated.find(|(other, _, _)| *other == status);
        let content_type = content_type.or_else(|| stated.map(|(_, stated, _)| stated.clone()));
        let mut headers = claim.map(|claim| claim.headers.clone()).unwrap_or_default();
        let mut known: HashSet<HeaderName> = headers.iter().cloned().collect();
        let answered = self.answered(status).map(|claim| &claim.value);
        headers.extend(
            answered
                .filter(|name| known.insert((*name).clone()))
                .cloned(),
        );
        Response {
            status,
            body,
            content_type,
            resource: content.clone().find_map(|r| r.resource.clone()),
            shape: content.clone().find_map(|r| self.shape(r)),
            data: None,
            headers,
            forbidden: forbidden(status, claim, shown),
            when,
            calls: Calls::All,
        }
    }

    /// The headers that every response of a status carries: those of a success.
    fn answered(&self, status: Status) -> impl Iterator<Item = &'a Claim<HeaderName>> {
        let facts = self.facts;
        let answered = facts.answered.iter();
        answered.filter(move |_| status.is_success())
    }

    /// The row of a status that a remark takes back: the service is said to answer otherwise for now.
    fn answered_otherwise(&mut self, scope: &Scope<'a>) -> Option<Row<Response>> {
        let statuses = &self.facts.statuses;
        let now = statuses.iter().find(|claim| claim.is_for_now)?;
        let ordinary = |claim: &&StatusClaim| !claim.is_for_now && claim.when.is_none();
        let promised = statuses.iter().find(ordinary)?;
        self.finding(
            FindingCode::StatusContradicted,
            format!(
                "the page promises {}, a remark says that the service answers {} for now",
                promised.status.code(),
                now.status.code()
            ),
            vec1![
                (promised.span, format!("{} here", promised.status.code())),
                (now.span, format!("{} here", now.status.code())),
            ],
            "say what the service answers, once",
        );
        let promise = self.response(
            scope,
            "response",
            promised.status,
            Some(promised),
            &[],
            None,
        )?;
        let other = self.response(scope, "response", now.status, Some(now), &[], None)?;
        let readings = vec1![promise.first().clone(), other.first().clone()];
        Some(Row::new(promise.id, readings))
    }

    fn contradicted_status(
        &mut self,
        scope: &Scope<'a>,
        stated: &StatusClaim,
        shown: &[Shown<'a>],
    ) -> Option<Row<Response>> {
        let (_, first) = shown[0];
        self.finding(
            FindingCode::StatusContradicted,
            format!(
                "the page promises {}, its example shows {}",
                stated.status.code(),
                first.status.code()
            ),
            vec1![
                (stated.span, format!("{} here", stated.status.code())),
                (first.span, format!("{} here", first.status.code())),
            ],
            "use one status in both",
        );
        let said = self.response(scope, "response", stated.status, Some(stated), &[], None)?;
        let own: Vec<Shown<'a>> = shown
            .iter()
            .copied()
            .filter(|(_, r)| r.status == first.status)
            .collect();
        let other = self.response(scope, "response", first.status, None, &own, None)?;
        let readings = vec1![said.first().clone(), other.first().clone()];
        Some(Row::new(said.id, readings))
    }

    /// What the annotation says that the body is made of, else what the body shows.
    fn shape(&self, response: &ResponseClaim) -> Option<Shape> {
        let body = response.message.body.as_ref()?;
        let shown = serde_json::from_str::<BTreeMap<String, &RawValue>>(&body.text);
        let shown = shown.ok().map(|members| {
            let list = self.conventions.list_member;
            match list.and_then(|name| members.get(name)) {
                Some(value) if value.get().starts_with('[') => Shape::Collection,
                Some(_) | None => Shape::Object,
            }
        });
        response.shape.or(shown)
    }

    /// What HTTP forbids is reported and judged by nobody.
    fn report_forbidden(&mut self, response: &ResponseClaim) {
        if !response.status.forbids_content() {
            return;
        }
        let status = response.status.code();
        // A 304 may say how long the content would have been (RFC 9110 §8.6).
        let length = response.message.header("content-length");
        if let Some((value, span)) = length.filter(|_| status != 304) {
            self.finding(
                FindingCode::HttpForbids,
                format!("the example's {status} carries Content-Length: {value}, which HTTP forbids (RFC 9110 §8.6)"),
                vec1![(response.span, format!("a {status}")), (span, "not allowed with it".to_owned())],
                "leave the Content-Length line out",
            );
        }
        if let Some(body) = &response.message.body {
            self.finding(
                FindingCode::HttpForbids,
                format!("the example's {status} has a body, which HTTP forbids (RFC 9110 §15.3.5)"),
                vec1![
                    (response.span, format!("a {status}")),
                    (body.span, "not allowed with it".to_owned()),
                ],
                "leave the body out, or document another status",
            );
        }
    }

    /// A sentence that promises content with a status that has none.
    fn report_promise(&mut self, claim: &StatusClaim) {
        let (ResponseBody::Content, Some(said)) = (claim.body, claim.body_span) else {
            return;
        };
        if claim.status.forbids_content() {
            let status = claim.status.code();
            self.finding(
                FindingCode::HttpForbids,
                format!(
                    "the page promises content in the body of a {status}, which HTTP forbids (RFC 9110 §15.3.5)"
                ),
                vec1![
                    (claim.span, format!("a {status}")),
                    (said, "a body is promised".to_owned()),
                ],
                "leave the promise of a body out, or document another status",
            );
        }
    }

    /// Whether the page states the success of every request of a scope's methods.
    fn is_stated_for_all(&self, scope: &Scope<'_>) -> bool {
        let mut lines = scope.requests.iter().copied();
        let states = |line: &RequestLine| {
            self.for_all.iter().any(|claim| match &claim.value {
                ForAll::Success { methods, .. } => {
                    methods.is_empty() || methods.contains(&line.method)
                }
                ForAll::Header { .. }
                | ForAll::Parameter { .. }
                | ForAll::CredentialRefused(_)
                | ForAll::ErrorBody { .. }
                | ForAll::Base(_) => false,
            })
        };
        !scope.requests.is_empty() && lines.all(states)
    }

    fn report_unstated(&mut self, scope: &Scope<'_>) {
        let lines = scope.requests.iter().map(|line| line.path_span);
        let Some(span) = lines.chain(scope.examples.iter().map(|e| e.span)).next() else {
            return;
        };
        if self.facts.is_listed || self.is_stated_for_all(scope) {
            return;
        }
        self.finding(
            FindingCode::StatusUnstated,
            "the page documents no success status",
            vec1![(span, "what does it answer?".to_owned())],
            "name the status in the response section, such as `204 No Content`",
        );
    }
}

/// The statuses of an operation: first what is stated of all calls, else what an example shows.
fn in_order(stated: &[&StatusClaim], shown: &[Shown<'_>]) -> Vec<Status> {
    let of_all = stated.iter().any(|claim| !claim.is_of_case);
    let (of_some, of_rest): (Vec<&StatusClaim>, Vec<&StatusClaim>) =
        stated.iter().partition(|claim| claim.is_of_case);
    let stated = of_rest.iter().chain(&of_some).map(|claim| claim.status);
    let shown = shown.iter().map(|(_, response)| response.status);
    let all: Vec<Status> = if of_all {
        stated.chain(shown).collect()
    } else {
        shown.chain(stated).collect()
    };
    let mut statuses: Vec<Status> = Vec::new();
    for status in all {
        if !statuses.contains(&status) {
            statuses.push(status);
        }
    }
    statuses
}

/// What the examples show that is no error.
fn shown<'a>(scope: &Scope<'a>) -> Vec<Shown<'a>> {
    scope
        .examples
        .iter()
        .flat_map(|example| example.responses.iter().map(move |r| (*example, r)))
        .filter(|(_, r)| r.status.is_success() || r.status.is_redirection())
        .collect()
}

/// Whether a sentence that states a status may speak of the operation's method: it names no other that the
/// page lists, or this one, too.
fn is_of(scope: &Scope<'_>, listed: &[RequestLine], claim: &StatusClaim) -> bool {
    let Some(own) = scope.requests.first().map(|line| &line.method) else {
        return true;
    };
    let names_other = listed
        .iter()
        .any(|line| claim.methods.contains(&line.method));
    !names_other || claim.methods.contains(own)
}

/// What is promised with a status and HTTP forbids with it (RFC 9110 §8.6 and §15.3.5).
fn forbidden(status: Status, claim: Option<&StatusClaim>, shown: &[Shown<'_>]) -> Vec<String> {
    let mut promises = Vec::new();
    if !status.forbids_content() {
        return promises;
    }
    // A 304 may say how long the content would have been.
    let lengths = shown.iter().filter(|_| status.code() != 304);
    for (_, response) in lengths {
        if let Some((value, _)) = response.message.header("content-length") {
            promises.push(format!("Content-Length: {value}"));
        }
    }
    let is_promised = claim.is_some_and(|claim| claim.body == ResponseBody::Content);
    if is_promised || shown.iter().any(|(_, r)| r.message.body.is_some()) {
        promises.push("content".to_owned());
    }
    promises.sort();
    promises.dedup();
    promises
}

fn says_zero((_, response): &Shown<'_>) -> bool {
    let length = response.message.header("content-length");
    length.is_some_and(|(value, _)| value.trim() == "0")
}

/// What the sentence says of a body; a status that forbids content has none.
fn stated_body(status: Status, claim: Option<&StatusClaim>) -> ResponseBody {
    if status.forbids_content() {
        return ResponseBody::Empty;
    }
    claim.map_or(ResponseBody::Unstated, |claim| claim.body)
}

/// The request header that every example of a status sends and no example of another does.
fn condition(status: Status, shown: &[Shown<'_>]) -> Option<(HeaderName, String)> {
    let (own, others): (Vec<&Shown<'_>>, Vec<&Shown<'_>>) = shown
        .iter()
        .partition(|(_, response)| response.status == status);
    let (first, _) = own.first()?;
    let mut candidates = first.request.headers.iter().filter(|(name, _, _)| {
        let everywhere = own
            .iter()
            .all(|(e, _)| e.request.header(name.as_str()).is_some());
        let elsewhere = others
            .iter()
            .any(|(e, _)| e.request.header(name.as_str()).is_some());
        everywhere && !elsewhere && !others.is_empty() && !messages::is_of_content(name)
    });
    candidates.next().map(|(name, value, _)| {
        (
            name.clone(),
            messages::without_validator(name, value, Some(status)),
        )
    })
}
