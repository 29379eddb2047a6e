//! What must hold of an exchange, who says so, and what every exchange of a kind is held to.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use super::Scope;
use super::defaults::LeftOut;
use super::kept::{Kept, Rest};
use super::listed::Listing;
use super::ordered::Ordered;
use super::promise::{MAX_RESPONSE_TIME, Promise, Rfc, Standing};
use super::states::InState;
use super::step::Alteration;
use super::success::{Excuse, Success};
use super::unknown::{OF_CONTENT, Unknown};
use crate::protocol::{HeaderName, Status};
use crate::table::data::{Member, MemberPath};
use crate::table::{CredentialPlace, OperationId, Response, ResponseBody, Row, RowRef};

/// Something that must hold of an exchange: who says so, and which row made the case, are two
/// things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expectation {
    /// Who says so.
    pub promise: Promise,
    /// The row that made the case.
    pub made_by: Arc<RowRef>,
    /// What must hold.
    pub demand: Demand,
}

impl Expectation {
    /// The row that is put to the test: the one that promises, else the one that made the case.
    #[must_use]
    pub(crate) fn row(&self) -> &Arc<RowRef> {
        self.promise.row().unwrap_or(&self.made_by)
    }
}

/// What must hold of an exchange; each kind is judged by one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Demand {
    /// No redirect, unless one of these statuses is one.
    NoRedirect(Vec<Status>),
    /// The documented success.
    Status(Success),
    /// One of the documented statuses, or a refusal that the page cannot know of.
    StatusUnless(Vec<Status>, Excuse),
    /// The documented success holds the row; any other status says nothing of it: what a request needs in
    /// order to be served, its method, path and body.
    Served(Success),
    /// The method is one of the resource's: a success shows that it is, a 405 or 501 that it is none.
    MethodServed,
    /// The path is one of the service's: a success shows that it is, a 404 that it is none.
    PathServed,
    /// No content, when the status is this one.
    EmptyBody(Status),
    /// Some content, when the status is this one.
    SomeBody(Status),
    /// This media type, with the successes that are given.
    ContentType(Success, String),
    /// This response field, when the status is the one given.
    ResponseHeader(Status, HeaderName),
    /// A 4xx because this header is absent or unusable.
    HeaderRefused(HeaderName),
    /// A 4xx because the credential is not one.
    CredentialRefused,
    /// A 4xx because the value of this variable was given to another caller.
    OthersRefused(String),
    /// Exactly this status, where the request was refused.
    FamilyStatus(Status),
    /// Where the request was refused, one of the statuses of errors.
    ErrorStatus {
        /// Those that are documented, the first of which is that of the cause.
        documented: Vec<Status>,
        /// Those that HTTP has for the cause besides.
        let_by: Vec<Status>,
    },
    /// Where the request was refused for a value that nothing has, the status that the page lists for that, and not
    /// one of these, which are of other causes.
    NotOtherError(Status, Vec<Status>),
    /// A 4xx because the request has this flaw; the status that is documented for it.
    FlawRefused(String, Option<Status>),
    /// A 4xx or a 501 because the method is not documented.
    MethodRefused,
    /// A 401 carries WWW-Authenticate.
    Challenge,
    /// A 405 carries Allow.
    Allow,
    /// The altered request did no harm: an error says nothing yet, since the ordinary request may
    /// meet one too.
    Unharmed(Alteration),
    /// The ordinary request, sent because the altered one met an error, meets one too.
    HarmedAsWell(Alteration),
    /// A 4xx because this placeholder's value is none that the service gave.
    ValueRefused(String),
    /// A 4xx because what this placeholder's value named was released.
    Released(String),
    /// This status, since what the request does was done to the thing before, which this operation made for the case.
    DoneAlready(Status, OperationId),
    /// This status, where the thing, as the step before read it, is in a state in which it is refused.
    InState(Arc<InState>),
    /// Served or refused, not answered with a 5xx by which the server says that it erred.
    NoServerError,
    /// The response came whole.
    Complete,
    /// The head is one that is read to its end.
    BoundedHead,
    /// The head is as HTTP wants it.
    WellFormedHead,
    /// No bytes follow the response.
    NothingAfter,
    /// The answer to HTTP/1.1 is HTTP/1.1.
    CurrentVersion,
    /// No interim response that was not asked for.
    NoInterim,
    /// A 204 has neither Content-Length nor Transfer-Encoding.
    NoFraming,
    /// A 204 has no fields of content.
    NoContentFields,
    /// Content is coded as the response says.
    Coded,
    /// Content that says that it is JSON is JSON.
    WellFormedJson,
    /// No object of JSON content has a name twice.
    UniqueNames,
    /// An object or a list at this place, as the page has it, with such a success.
    ContentKind(Success, Arc<Member>),
    /// JSON, as the page shows it, with such a success.
    SomeJson(Success),
    /// This member is there, with such a success.
    MemberThere(Success, Arc<Member>),
    /// This member is of its types, its texts and its format, with such a success.
    MemberType(Success, Arc<Member>),
    /// This member is not `null`, with such a success.
    MemberNotNull(Success, Arc<Member>),
    /// The object at this place has no members but these, with such a success.
    NoOtherMember(Success, MemberPath, Arc<[String]>),
    /// A member that was sent has the value that was sent, with such a success.
    Kept(Success, Arc<Kept>),
    /// A member that was left out has this value, with such a success.
    Default(Success, Arc<LeftOut>),
    /// What was not sent is as it was, with such a success.
    RestKept(Success, Arc<Rest>),
    /// A list comes in an order, with such a success.
    Ordered(Success, Arc<Ordered>),
    /// A list has what it should, with such a success.
    Listing(Success, Arc<Listing>),
    /// An error's JSON body has these members (dotted paths), under this media type.
    ErrorBody {
        /// Dotted paths such as `error.code`.
        members: Vec<String>,
        /// The media type of an error, in lower case.
        content_type: String,
    },
    /// The credential does not come back with what was asked for.
    NoEcho,
    /// The credential does not come back in an error.
    NoEchoInError,
    /// The response is complete within this time.
    Within(Duration),
}

impl Demand {
    /// Whether the demand is that the request be served.
    #[must_use]
    pub(super) fn is_of_success(&self) -> bool {
        matches!(
            self,
            Self::NoRedirect(_)
                | Self::Status(_)
                | Self::StatusUnless(..)
                | Self::Served(_)
                | Self::MethodServed
                | Self::PathServed
        )
    }

    /// Whether the demand is that the request be refused for what is wrong with it.
    #[must_use]
    pub(crate) fn is_of_refusal(&self) -> bool {
        matches!(
            self,
            Self::HeaderRefused(_)
                | Self::CredentialRefused
                | Self::OthersRefused(_)
                | Self::FamilyStatus(_)
                | Self::FlawRefused(..)
                | Self::MethodRefused
                | Self::ValueRefused(_)
                | Self::Released(_)
        )
    }

    /// Whether the demand is made of every exchange: when it holds, no row has been put to the
    /// test by it.
    #[must_use]
    pub(crate) fn is_general(&self) -> bool {
        match self {
            Self::NoRedirect(_)
            | Self::Challenge
            | Self::Allow
            | Self::NoFraming
            | Self::NoContentFields
            | Self::Coded
            | Self::WellFormedJson
            | Self::UniqueNames
            | Self::Complete
            | Self::WellFormedHead
            | Self::BoundedHead
            | Self::NothingAfter
            | Self::CurrentVersion
            | Self::NoInterim
            | Self::NoEcho
            | Self::NoEchoInError
            | Self::NoServerError
            | Self::Within(_) => true,
            Self::Status(_)
            | Self::StatusUnless(..)
            | Self::Served(_)
            | Self::MethodServed
            | Self::PathServed
            | Self::EmptyBody(_)
            | Self::SomeBody(_)
            | Self::ContentKind(..)
            | Self::SomeJson(_)
            | Self::MemberThere(..)
            | Self::MemberType(..)
            | Self::MemberNotNull(..)
            | Self::NoOtherMember(..)
            | Self::Default(..)
            | Self::Kept(..)
            | Self::RestKept(..)
            | Self::Listing(..)
            | Self::Ordered(..)
            | Self::ContentType(..)
            | Self::ResponseHeader(..)
            | Self::HeaderRefused(_)
            | Self::CredentialRefused
            | Self::OthersRefused(_)
            | Self::FamilyStatus(_)
            | Self::ErrorStatus { .. }
            | Self::NotOtherError(..)
            | Self::FlawRefused(..)
            | Self::Unharmed(_)
            | Self::HarmedAsWell(_)
            | Self::ValueRefused(_)
            | Self::Released(_)
            | Self::DoneAlready(..)
            | Self::InState(_)
            | Self::MethodRefused
            | Self::ErrorBody { .. } => false,
        }
    }
}

/// How many expectations of a step there is room for at first.
const SOME: usize = 16;

/// The expectations of one step as they are collected.
pub(super) struct Expectations {
    made_by: Arc<RowRef>,
    list: Vec<Expectation>,
}

impl Expectations {
    /// Starts with nothing, for a case that `row` made.
    pub(super) fn made_by(row: &Arc<RowRef>) -> Self {
        Self {
            made_by: Arc::clone(row),
            list: Vec::with_capacity(SOME),
        }
    }

    /// Starts with what is demanded of every exchange; a redirect would break `served`.
    pub(super) fn general(scope: &Scope<'_>, row: &Arc<RowRef>, served: Promise) -> Self {
        let mut demands = Self::made_by(row);
        demands.add(served, Demand::NoRedirect(scope.redirects()));
        demands.add(Promise::Http(Rfc::NO_FRAMING), Demand::NoFraming);
        demands.add(Promise::Http(Rfc::CODING), Demand::Coded);
        demands.add(Promise::Http(Rfc::JSON), Demand::WellFormedJson);
        demands.add(Promise::Assumed, Demand::UniqueNames);
        if !scope.shows_content_fields() {
            demands.add(Promise::Assumed, Demand::NoContentFields);
        }
        let mut places = scope.operation.credentials().map(|own| own.place);
        // What stands elsewhere is of no scheme that a challenge could name (RFC 9110 §11.3).
        let is_of_http =
            |place| matches!(place, CredentialPlace::Header(name) if name.is_credential());
        let promise = match scope.operation.credentials().next() {
            Some(_) if !places.any(is_of_http) => Promise::Assumed,
            Some(_) | None => Promise::Http(Rfc::CHALLENGE),
        };
        demands.add(promise, Demand::Challenge);
        demands.add(Promise::Http(Rfc::ALLOW), Demand::Allow);
        demands.add(Promise::Assumed, Demand::NoEcho);
        demands.add(Promise::Disclosure, Demand::NoEchoInError);
        if let Some(limit) = scope.limits.response_time {
            let promise = Promise::Configured(MAX_RESPONSE_TIME);
            demands.add(promise, Demand::Within(limit));
        }
        demands
    }

    /// Adds a refusal, and that a server which says that it erred has not refused anything.
    pub(super) fn refusal(&mut self, promise: Promise, demand: Demand) {
        self.add(promise, demand);
        self.add(Promise::ServerError, Demand::NoServerError);
    }

    /// Adds that a refusal for a cause has a documented status, where the page lists one that HTTP has for it: what a
    /// page says of errors that it does not list is nothing. Gives the statuses that are let by beside it.
    pub(super) fn error_status(&mut self, scope: &Scope<'_>, causes: &[u16]) -> Vec<Status> {
        let Some(row) = scope.operation.first_listed_error(causes) else {
            return Vec::new();
        };
        let of_family = scope.family.and_then(|family| family.credential.as_ref());
        let errors = scope.operation.described.errors.iter();
        let errors = std::iter::once(row).chain(errors).filter_map(Row::value);
        let documented = errors.map(|error| error.status);
        let documented = documented.chain(of_family.map(|(_, status)| *status));
        let mut seen = HashSet::new();
        let documented: Vec<Status> = documented.filter(|status| seen.insert(*status)).collect();
        let let_by = causes.iter().filter_map(|cause| Status::new(*cause));
        let let_by: Vec<Status> = let_by.filter(|status| seen.insert(*status)).collect();
        let others = documented.iter().skip(1).chain(&let_by).copied().collect();
        let reference = scope.reference(row);
        self.list.push(Expectation {
            promise: Promise::of(&reference),
            made_by: Arc::clone(&self.made_by),
            demand: Demand::ErrorStatus { documented, let_by },
        });
        others
    }

    /// Adds that a value that nothing has is refused with 404, where the page lists that. What may be refused before
    /// it is looked for, for its form or for the content beside it, is let by; that it is, is a breach of our reading.
    pub(super) fn not_found(&mut self, scope: &Scope<'_>, unknown: &Unknown) {
        let Some(not_found) =
            Status::new(404).filter(|_| scope.operation.listed_error(404).is_some())
        else {
            return;
        };
        let mut causes = vec![404];
        if !unknown.is_of_form || scope.content_is_unsure() {
            causes.extend(OF_CONTENT);
        }
        let others = self.error_status(scope, &causes).into_iter();
        let others =
            others.filter(|status| Excuse::CONTENT.lets_by(*status) || status.code() == 412);
        self.add(
            Promise::Assumed,
            Demand::NotOtherError(not_found, others.collect()),
        );
    }

    /// Adds what is demanded of the wire, where it is seen.
    pub(super) fn wire(&mut self) {
        self.add(Promise::Http(Rfc::COMPLETE), Demand::Complete);
        self.add(Promise::Http(Rfc::WELL_FORMED_HEAD), Demand::WellFormedHead);
        self.add(Promise::Assumed, Demand::BoundedHead);
        self.add(Promise::Http(Rfc::NOTHING_AFTER), Demand::NothingAfter);
        self.add(Promise::Assumed, Demand::CurrentVersion);
        self.add(Promise::Assumed, Demand::NoInterim);
    }

    /// Adds what the family documents of every error.
    pub(super) fn error_body(&mut self, scope: &Scope<'_>) {
        let Some((row, shape)) = scope.family.and_then(|family| family.error_body.as_ref()) else {
            return;
        };
        if scope.operation.method.effective().is_head() {
            return;
        }
        let demand = Demand::ErrorBody {
            members: shape.members.clone(),
            content_type: shape.content_type.clone(),
        };
        self.add(Promise::Family(Arc::clone(row)), demand);
    }

    /// Adds what one response row promises beside its status, to a request of that standing.
    pub(super) fn response(
        &mut self,
        scope: &Scope<'_>,
        row: &Arc<RowRef>,
        response: &Response,
        standing: Standing,
    ) {
        let status = response.status;
        let is_head = scope.operation.method.effective().is_head();
        match response.body {
            // Whatever else the page says of it.
            ResponseBody::Content | ResponseBody::Unstated if status == Status::RESET_CONTENT => {
                self.list.push(Expectation {
                    promise: Promise::Http(Rfc::NO_CONTENT_IN_205),
                    made_by: Arc::clone(row),
                    demand: Demand::EmptyBody(status),
                });
            }
            ResponseBody::Empty if !is_head => {
                self.of_row(row, standing, Demand::EmptyBody(status));
            }
            ResponseBody::Content if !is_head => {
                self.of_row(row, standing, Demand::SomeBody(status));
            }
            ResponseBody::Empty | ResponseBody::Content | ResponseBody::Unstated => {}
        }
        if let Some(data) = response.data.as_ref().filter(|_| !is_head) {
            self.data(scope, data, &Success::Listed(vec![status]), standing);
        }
        if let Some(content_type) = &response.content_type {
            let demand = Demand::ContentType(Success::Listed(vec![status]), content_type.clone());
            self.of_row(row, standing, demand);
        }
        for name in &response.headers {
            let demand = Demand::ResponseHeader(status, name.clone());
            self.of_row(row, standing, demand);
        }
    }

    /// Adds a demand that puts a row to the test; where only our reading promises it, that row is
    /// the one that made it.
    pub(super) fn of_row(&mut self, row: &Arc<RowRef>, standing: Standing, demand: Demand) {
        let made_by = match standing {
            Standing::Documented => Arc::clone(&self.made_by),
            Standing::Declared(_) | Standing::Assumed => Arc::clone(row),
        };
        self.list.push(Expectation {
            promise: standing.of(row),
            made_by,
            demand,
        });
    }

    /// Adds a demand of the row that made the case.
    pub(super) fn add(&mut self, promise: Promise, demand: Demand) {
        self.list.push(Expectation {
            promise,
            made_by: Arc::clone(&self.made_by),
            demand,
        });
    }

    /// The list.
    pub(super) fn finish(self) -> Vec<Expectation> {
        self.list
    }
}
