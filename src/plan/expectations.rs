//! What must hold of an exchange, collected for one step.

use std::sync::Arc;

use super::Scope;
use crate::plan::{Authority, Demand, Expectation};
use crate::protocol::Status;
use crate::table::RowRef;
use crate::table::{Response, ResponseBody, Row};

/// The expectations of one step as they are collected.
pub(super) struct Demands {
    list: Vec<Expectation>,
}

impl Demands {
    /// Starts with nothing.
    pub(super) fn empty() -> Self {
        Self { list: Vec::new() }
    }

    /// Starts with what is demanded of every exchange, in the name of `row`; `authority` is that
    /// of the demand a redirect would break.
    pub(super) fn general(scope: &Scope<'_>, row: &Arc<RowRef>, authority: Authority) -> Self {
        let mut demands = Self::empty();
        demands.add(row, authority, Demand::NoRedirect(redirects(scope)));
        demands.add(row, Authority::Http, Demand::NoFraming);
        demands.add(row, Authority::Http, Demand::Challenge);
        demands.add(row, Authority::Http, Demand::Allow);
        demands.add(row, Authority::Assumed, Demand::NoEcho);
        if let Some(limit) = scope.limits.response_time {
            demands.add(row, Authority::Configured, Demand::Within(limit));
        }
        demands
    }

    /// Adds what is demanded of the wire, where it is seen.
    pub(super) fn wire(&mut self, row: &Arc<RowRef>) {
        self.add(row, Authority::Http, Demand::Complete);
        self.add(row, Authority::Http, Demand::WellFormedHead);
        self.add(row, Authority::Assumed, Demand::BoundedHead);
        self.add(row, Authority::Http, Demand::NothingAfter);
        self.add(row, Authority::Assumed, Demand::CurrentVersion);
        self.add(row, Authority::Assumed, Demand::NoInterim);
    }

    /// Adds what the family documents of every error.
    pub(super) fn error_body(&mut self, scope: &Scope<'_>) {
        let Some((row, shape)) = scope.family.and_then(|family| family.error_body.as_ref()) else {
            return;
        };
        let demand = Demand::ErrorBody {
            members: shape.members.clone(),
            content_type: shape.content_type.clone(),
        };
        self.add(row, Authority::Family, demand);
    }

    /// Adds one expectation.
    pub(super) fn add(&mut self, row: &Arc<RowRef>, authority: Authority, demand: Demand) {
        self.list.push(Expectation {
            row: Arc::clone(row),
            authority,
            demand,
        });
    }

    /// Adds what one response row promises beside its status, to a request of that authority.
    pub(super) fn response(
        &mut self,
        row: &Arc<RowRef>,
        response: &Response,
        authority: Authority,
    ) {
        let status = response.status;
        match response.body {
            ResponseBody::Empty => self.add(row, authority, Demand::EmptyBody(status)),
            ResponseBody::Content => self.add(row, authority, Demand::SomeBody(status)),
            ResponseBody::Unstated => {}
        }
        if let Some(content_type) = &response.content_type {
            let demand = Demand::ContentType(status, content_type.clone());
            self.add(row, authority, demand);
        }
        for name in &response.headers {
            let demand = Demand::ResponseHeader(status, name.clone());
            self.add(row, authority, demand);
        }
    }

    /// The list.
    pub(super) fn finish(self) -> Vec<Expectation> {
        self.list
    }
}

impl Scope<'_> {
    /// The responses of an ordinary call, or `None` while one of their rows is undecided.
    pub(super) fn ordinary_responses(&self) -> Option<Vec<(&Row<Response>, &Response)>> {
        let mut responses = Vec::new();
        for row in &self.operation.responses {
            let conditional = row.readings().iter().all(|r| r.value.when.is_some());
            if !conditional {
                responses.push((row, row.value()?));
            }
        }
        Some(responses)
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
        authority: Authority,
    ) -> Vec<Expectation> {
        let statuses: Vec<Status> = responses.iter().map(|(_, r)| r.status).collect();
        let lead = responses
            .first()
            .map_or_else(|| self.lead(), |(row, _)| self.reference(*row));
        let mut demands = Demands::general(self, &lead, authority);
        if !statuses.is_empty() {
            demands.add(&lead, authority, Demand::Status(statuses.clone()));
            for row in served {
                demands.add(row, authority, Demand::Served(statuses.clone()));
            }
        }
        for (row, response) in responses {
            demands.response(&self.reference(*row), response, authority);
        }
        demands.finish()
    }
}

/// The redirects that the operation documents.
fn redirects(scope: &Scope<'_>) -> Vec<Status> {
    let rows = scope.operation.responses.iter();
    let readings = rows.flat_map(|row| row.readings());
    let statuses = readings.map(|reading| reading.value.status);
    statuses.filter(|status| status.is_redirection()).collect()
}
