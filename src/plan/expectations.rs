//! What a request that the page documents is held to, by the operation's rows.

use std::sync::Arc;

use super::Scope;
use super::demand::{Demand, Expectation, Expectations};
use super::promise::{Promise, Standing};
use super::success::{Excuse, Success};
use crate::protocol::content::Content;
use crate::protocol::{HeaderName, Status};
use crate::table::{Calls, Example, Operation, Response, Row, RowRef};

impl Scope<'_> {
    /// The responses of an ordinary call, those under a condition that it meets among them (a
    /// preference may be ignored, RFC 7240 §2), or `None` while one of their rows is undecided.
    pub(super) fn ordinary_responses(&self) -> Option<Vec<(&Row<Response>, &Response)>> {
        let mut responses = Vec::new();
        for row in &self.operation.responses {
            let mut conditions = row.readings().iter().map(|r| r.value.when.as_ref());
            if conditions.all(|condition| condition.is_some_and(|when| !self.meets(when))) {
                continue;
            }
            responses.push((row, row.value()?));
        }
        // What is as it was is so for whoever has it (RFC 9110 §15.4.5).
        let is_unchanged = |response: &Response| response.status == Status::NOT_MODIFIED;
        let others = responses
            .iter()
            .any(|(_, response)| !is_unchanged(response));
        if others && !self.is_conditional() {
            responses.retain(|(_, response)| !is_unchanged(response));
        }
        Some(responses)
    }

    /// Whether an ordinary request asks for what is another than the one that it names.
    fn is_conditional(&self) -> bool {
        let mut carried = self.operation.carried_headers();
        carried.any(|own| {
            let name = &own.rule.name;
            name.is("if-none-match") || name.is("if-modified-since")
        })
    }

    /// Whether an ordinary request carries the header that a response comes under.
    fn meets(&self, (name, value): &(HeaderName, String)) -> bool {
        let mut carried = self.operation.carried_headers();
        carried.any(|c| c.rule.name == *name && c.rule.template().eq_ignore_ascii_case(value))
    }

    /// The row that a positive case is made by: the first response, or the method where the page
    /// documents no response.
    pub(super) fn lead(&self) -> Arc<RowRef> {
        match self.operation.responses.first() {
            Some(row) => self.reference(row),
            None => self.reference(&self.operation.method),
        }
    }

    /// The expectations of a request that the page documents, its success being one of
    /// `responses`; `served` are the rows that such a success puts to the test.
    pub(super) fn success(
        &self,
        responses: &[(&Row<Response>, &Response)],
        served: &[Arc<RowRef>],
        standing: Standing,
    ) -> Vec<Expectation> {
        if responses
            .iter()
            .all(|(_, response)| response.calls == Calls::Some)
        {
            return self.reached(served, standing);
        }
        let mut statuses: Vec<Status> = responses.iter().map(|(_, r)| r.status).collect();
        let elsewhere = self.statuses_elsewhere().into_iter();
        let elsewhere: Vec<Status> = elsewhere.filter(|s| !statuses.contains(s)).collect();
        statuses.extend(elsewhere);
        let lead = responses
            .first()
            .map_or_else(|| self.lead(), |(row, _)| self.reference(*row));
        let mut demands = Expectations::general(self, &lead, standing.of(&lead));
        let success = Success::Listed(statuses);
        demands.of_row(&lead, standing, Demand::Status(success.clone()));
        for row in served {
            demands.of_row(row, standing, Demand::Served(success.clone()));
        }
        for (row, response) in responses {
            demands.response(self, &self.reference(*row), response, standing);
            if let Some(demand) = self.shown_location(response) {
                demands.add(Promise::Assumed, demand);
            }
        }
        demands.finish()
    }

    /// The successes that other operations document of the same request.
    fn statuses_elsewhere(&self) -> Vec<Status> {
        let rows = self
            .same_elsewhere()
            .into_iter()
            .flat_map(|operation| &operation.responses);
        let mut statuses: Vec<Status> = rows.map(|row| row.effective().status).collect();
        statuses.sort_unstable();
        statuses.dedup();
        statuses
    }

    /// The other operations that document the same request.
    pub(super) fn same_elsewhere(&self) -> Vec<&Operation> {
        self.documented.same_as(self.operation)
    }

    /// The expectations of an example for which the page shows an error.
    pub(super) fn shown_error(
        &self,
        row: &Arc<RowRef>,
        status: Status,
        standing: Standing,
    ) -> Vec<Expectation> {
        let mut demands = Expectations::general(self, row, standing.of(row));
        let shown = Demand::Status(Success::Listed(vec![status]));
        demands.of_row(row, standing, shown);
        demands.error_body(self);
        demands.finish()
    }

    /// That a 201 says where the thing is that was made, where an example shows it and no words promise it
    /// (RFC 9110 §15.3.2).
    fn shown_location(&self, response: &Response) -> Option<Demand> {
        let location = &HeaderName::LOCATION;
        if response.status != Status::CREATED || response.headers.contains(location) {
            return None;
        }
        let examples = self.operation.examples.iter().filter_map(Row::value);
        let mut shown = examples.filter_map(|example| example.response.as_ref());
        let is_shown = shown.any(|shown| {
            let mut names = shown.headers.iter().map(|(name, _)| name);
            shown.status == response.status && names.any(|name| name == location)
        });
        is_shown.then(|| Demand::ResponseHeader(response.status, location.clone()))
    }

    /// Lets a refusal by that the page cannot know of: for the sake of content, where it says nothing of that and shows
    /// no request, or a 409 that it lists, since it knows nothing of what is there by then, from a run before or by
    /// another case, or since its content names other things by ids that the page shows. What is made fresh is none of the page's own, and may be of no form that the service takes. It stays
    /// a breach of our reading.
    pub(super) fn may_be_refused(
        &self,
        content: Option<&Content>,
        expectations: &mut Vec<Expectation>,
    ) {
        let is_fresh = match content {
            Some(Content::Template(template)) => template.has_fresh(),
            Some(Content::Bytes(_)) | None => false,
        };
        let excuse = Excuse {
            content: is_fresh || self.content_is_unsure(),
            made: self.content_is_made(),
            conflict: self.operation.listed_error(409).is_some(),
            reference: content.is_some_and(|own| !self.references(own).is_empty()),
            state: None,
        };
        if !excuse.is_none() {
            // What nobody has shown, nobody has promised to take.
            let is_ours = !self.content_is_made();
            let_by(expectations, excuse, is_ours);
        }
        let in_state = self.operation.error_in_state();
        if let Some(error) = in_state.and_then(|(row, _)| row.value()) {
            let_by_in_state(expectations, error.status);
        }
    }

    /// The members of content that name other things of the tables by an id which the page shows: which ones the service
    /// has, it does not say.
    pub(super) fn references(&self, content: &Content) -> Vec<String> {
        let Content::Template(template) = content else {
            return Vec::new();
        };
        let found = self.documented.things.named_by(self.operation, template);
        found.into_iter().map(|own| own.member).collect()
    }

    /// Whether a request may lack content, or have some that the service does not take: the page says nothing of it, or
    /// shows samples of it by themselves, whose ids are none of the service's.
    pub(super) fn content_is_unsure(&self) -> bool {
        let operation = self.operation;
        let mut examples = operation.examples.iter().map(Row::effective);
        let is_sample =
            |example: &Example| example.response.is_none() && example.headers.is_empty();
        let has_samples = !operation.examples.is_empty() && examples.all(is_sample);
        let shown = operation.examples.iter().map(Row::effective);
        let mut contents = shown.filter(|own| own.content.is_some()).peekable();
        // Whether it was refused for the sake of its content, too, is not said.
        let is_refused = |own: &Example| {
            let refused = own.refused();
            refused.is_some_and(|status| !status.is_of_the_state())
        };
        let are_refused = contents.peek().is_some() && contents.all(is_refused);
        let is_known = operation.request_body.is_some() || !operation.examples.is_empty();
        (!is_known || has_samples || are_refused || self.content_is_made())
            && operation.method.effective().anticipates_content()
    }

    /// Whether the page shows a 204 with fields of content.
    pub(super) fn shows_content_fields(&self) -> bool {
        let examples = self.operation.examples.iter().filter_map(Row::value);
        let mut shown = examples.filter_map(|example| example.response.as_ref());
        shown.any(|shown| {
            let mut names = shown.headers.iter().map(|(name, _)| name);
            let is_of_content =
                |name: &HeaderName| name.is("content-type") || name.is("content-encoding");
            shown.status == Status::NO_CONTENT && names.any(is_of_content)
        })
    }

    /// Lets every ordinary success by. That it is not the one that was asked for stays a breach of our reading.
    pub(super) fn may_answer_otherwise(&self, expectations: &mut Vec<Expectation>) {
        let ordinary = self.ordinary_responses().unwrap_or_default();
        let ordinary: Vec<Status> = ordinary.iter().map(|(_, r)| r.status).collect();
        let mut preferred = Vec::new();
        for expectation in expectations.iter_mut() {
            if let Demand::Status(Success::Listed(statuses)) = &mut expectation.demand
                && ordinary.iter().any(|status| !statuses.contains(status))
            {
                preferred.push(Expectation {
                    promise: Promise::Assumed,
                    made_by: Arc::clone(&expectation.made_by),
                    demand: Demand::Status(Success::Listed(statuses.clone())),
                });
                let others = ordinary.iter().filter(|status| !statuses.contains(status));
                let others: Vec<Status> = others.copied().collect();
                statuses.extend(others);
            }
        }
        expectations.extend(preferred);
    }

    /// The expectations of a request that the page documents without a status: that the operation is there, and,
    /// as our reading, that it succeeds.
    fn reached(&self, served: &[Arc<RowRef>], standing: Standing) -> Vec<Expectation> {
        let lead = self.lead();
        let mut demands = Expectations::general(self, &lead, Promise::Assumed);
        let method = self.reference(&self.operation.method);
        demands.of_row(&method, standing, Demand::MethodServed);
        // A value may name nothing that is there; a path without one is there or not.
        for row in &self.operation.paths {
            let mut paths = row.value().into_iter().flatten();
            if paths.all(|path| path.places().next().is_none()) {
                let reference = self.reference(row);
                if served.contains(&reference) {
                    demands.of_row(&reference, standing, Demand::PathServed);
                }
            }
        }
        let method = self.operation.method.effective();
        let family = self.family.and_then(|family| family.success(method));
        let (promise, success) = match family {
            Some(said) => (
                Promise::Family(Arc::clone(&said.reference)),
                said.status
                    .map_or(Success::Any, |s| Success::Listed(vec![s])),
            ),
            None => (Promise::Assumed, Success::Any),
        };
        demands.add(promise, Demand::Status(success.clone()));
        if family.is_none() {
            demands.add(Promise::ServerError, Demand::NoServerError);
        }
        for row in served {
            demands.of_row(row, standing, Demand::Served(success.clone()));
        }
        if let Some(row) = &self.operation.content
            && let Some(content) = row.value().filter(|_| !method.is_head())
        {
            demands.data(self, &content.data, &Success::Any, standing);
            if let Some(kind) = &content.content_type {
                let demand = Demand::ContentType(Success::Any, kind.clone());
                demands.of_row(&self.reference(row), standing, demand);
            }
        }
        demands.finish()
    }

    /// The redirects that the operation documents.
    pub(super) fn redirects(&self) -> Vec<Status> {
        let rows = self.operation.responses.iter();
        let readings = rows.flat_map(|row| row.readings());
        let statuses = readings.map(|reading| reading.value.status);
        statuses.filter(|status| status.is_redirection()).collect()
    }
}

/// Lets more statuses by than those that the page documents, which stay our reading where that is one.
fn let_by(expectations: &mut Vec<Expectation>, excuse: Excuse, is_ours: bool) {
    let mut ours = Vec::new();
    for expectation in expectations.iter_mut() {
        if let Demand::Status(Success::Listed(statuses)) = &expectation.demand
            && expectation.promise != Promise::Assumed
        {
            let statuses = statuses.clone();
            ours.push(Expectation {
                promise: Promise::Assumed,
                ..expectation.clone()
            });
            expectation.demand = Demand::StatusUnless(statuses, excuse);
        }
    }
    expectations.extend(ours.into_iter().filter(|_| is_ours));
}

/// Lets the status by that the page has for some states of the thing, in which it may be: nothing of that is our reading.
fn let_by_in_state(expectations: &mut [Expectation], status: Status) {
    for expectation in expectations {
        match &mut expectation.demand {
            Demand::StatusUnless(_, excuse) => excuse.state = Some(status),
            Demand::Status(Success::Listed(statuses)) => {
                let statuses = std::mem::take(statuses);
                let excuse = Excuse {
                    state: Some(status),
                    ..Excuse::default()
                };
                expectation.demand = Demand::StatusUnless(statuses, excuse);
            }
            _ => {}
        }
    }
}
