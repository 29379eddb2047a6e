//! The spec table and its operations as data, whatever they were derived from or written in.

use std::fmt;

use super::credential::is_credential;
use super::data::DataType;
use super::described::{Described, ErrorCause, ErrorResponse, ParameterPlace, RefusedIn};
use super::not_read::NotRead;
use super::row::{AnyRow, Row, any, any_mut};
use super::value::{Content, Example, HeaderRule, RequestBody, Response};
use crate::protocol::content::ContentTemplate;
use crate::protocol::target::RequestTarget;
use crate::protocol::template::{Piece, pieces};
use crate::protocol::{Method, Status};

/// One table: what one page promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SpecTable {
    /// Where the rows come from.
    pub source: Source,
    /// The family whose table speaks for these operations too, by id.
    pub family: Option<String>,
    /// The page's operations; at least one.
    pub operations: Vec<Operation>,
}

/// Where a table's rows come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    /// Derived by this program or written by a person.
    pub origin: Origin,
    /// The page's file name, which citations are prefixed with.
    pub page: String,
    /// The page's SHA-256 in hexadecimal; always there in a derived table.
    pub sha256: Option<String>,
    /// The dialect the page was read in; always there in a derived table.
    pub dialect: Option<String>,
    /// The requests that the page shows on paths of these operations, and that no row documents.
    pub not_read: Vec<NotRead>,
}

/// Who made a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// `derive` made it; it is never edited by hand.
    Derived,
    /// A person wrote it.
    Written,
}

/// One operation: a method on one or more alternative paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Operation {
    /// Content, not position: the page's file stem without the locale.
    pub id: OperationId,
    /// The method.
    pub method: Row<Method>,
    /// The documented base URL, replaced as a whole by the target's.
    pub base: Option<Row<String>>,
    /// Rows of path alternatives. A reading holds several only where the alternatives as a group
    /// are contradicted, and none where it says "there is no such path".
    pub paths: Vec<Row<Vec<RequestTarget>>>,
    /// Request headers.
    pub headers: Vec<Row<HeaderRule>>,
    /// What the request body is; absent where the page does not say.
    pub request_body: Option<Row<RequestBody>>,
    /// Success responses, the first being the one of an ordinary call.
    pub responses: Vec<Row<Response>>,
    /// The content of a success, where the page documents that and states no status.
    pub content: Option<Row<Content>>,
    /// Example requests with their responses.
    pub examples: Vec<Row<Example>>,
    /// What is documented besides, for people and for `diff`: no case puts it to the test, and no
    /// summary counts it, but for a parameter that carries the credential.
    pub described: Described,
}

impl Operation {
    /// Gives back the room of its lists that nothing stands in: there are as many lists as there are operations.
    pub(crate) fn shrink(&mut self) {
        self.paths.shrink_to_fit();
        self.headers.shrink_to_fit();
        self.responses.shrink_to_fit();
        self.examples.shrink_to_fit();
    }

    /// Every path of every reading, and every one of an example.
    pub(crate) fn every_path(&self) -> impl Iterator<Item = &RequestTarget> {
        let readings = self.paths.iter().flat_map(|row| row.readings());
        let paths = readings.flat_map(|reading| &reading.value);
        let examples = self.examples.iter().flat_map(|row| row.readings());
        paths.chain(examples.map(|reading| &reading.value.path))
    }

    /// The error of a status that the page lists.
    #[must_use]
    pub(crate) fn listed_error(&self, code: u16) -> Option<&Row<ErrorResponse>> {
        let mut errors = self.described.errors.iter();
        let is_it = |error: &ErrorResponse| error.status.code() == code;
        errors.find(|row| row.value().is_some_and(is_it))
    }

    /// The error of the first of some statuses that the page lists.
    #[must_use]
    pub(crate) fn first_listed_error(&self, codes: &[u16]) -> Option<&Row<ErrorResponse>> {
        codes.iter().find_map(|code| self.listed_error(*code))
    }

    /// The first error that is listed for this.
    #[must_use]
    pub(crate) fn error_of(&self, cause: ErrorCause) -> Option<&Row<ErrorResponse>> {
        let mut errors = self.described.errors.iter();
        errors.find(|row| {
            row.value()
                .is_some_and(|error| error.caused_by(&[cause]).next().is_some())
        })
    }

    /// The first error that is listed for states of the thing, with these.
    pub(crate) fn error_in_state(&self) -> Option<(&Row<ErrorResponse>, &RefusedIn)> {
        let mut errors = self.described.errors.iter();
        errors.find_map(|row| Some((row, row.value()?.refused_in.as_ref()?)))
    }

    /// The types of what its successes have.
    pub(crate) fn types(&self) -> impl Iterator<Item = &DataType> {
        let responses = self.responses.iter().filter_map(Row::value);
        let of_responses = responses.filter_map(|response| response.data.as_deref());
        let content = self.content.as_ref().and_then(Row::value);
        of_responses.chain(content.map(|content| &*content.data))
    }

    /// Content as it is sent: where the page says that what has the same is there already, with a text of its own each
    /// time.
    #[must_use]
    pub(crate) fn made_fresh(&self, content: ContentTemplate) -> ContentTemplate {
        let error = self.error_of(ErrorCause::Exists).map(Row::effective);
        let cause = error.and_then(|error| error.caused_by(&[ErrorCause::Exists]).next());
        match cause.and_then(|cause| cause.of.as_ref()) {
            Some(member) if self.method.effective().as_str() == "POST" => {
                content.with_fresh(member, self.longest(member))
            }
            Some(_) | None => content,
        }
    }

    /// How long the text of a member of what is sent may be, where the page says so.
    fn longest(&self, member: &str) -> Option<usize> {
        let parameters = self.described.parameters.iter().filter_map(Row::value);
        let mut sent = parameters.filter(|own| own.place == ParameterPlace::Body);
        let longest = sent.find(|own| own.name == member)?.allowed.longest?;
        usize::try_from(longest).ok()
    }

    /// Whether content is what an example of the operation shows.
    #[must_use]
    pub(crate) fn is_shown_by(&self, example: &Example, content: &[u8]) -> bool {
        let Some(shown) = &example.content else {
            return content.is_empty();
        };
        shown.text.as_bytes() == content || self.made_fresh(shown.clone()).may_come_to(content)
    }

    /// Whether the operation is a PUT of the thing that a placeholder names, which makes it where it is not there
    /// (RFC 9110 §9.3.4): the page documents that it was, or does not say that it is then not found.
    #[must_use]
    pub(crate) fn makes_what_is_not_there(&self, variable: &str) -> bool {
        let is_last = |path: &RequestTarget| {
            let own = path.path().as_str();
            let last = own.rsplit('/').next().unwrap_or_default();
            last == format!("{{{variable}}}")
        };
        let is_put = self.method.effective().as_str() == "PUT";
        let says_not_found = self.listed_error(404).is_some();
        let mut paths = self.paths.iter().flat_map(Row::effective);
        let mut responses = self.responses.iter();
        let says_made = responses.any(|row| row.effective().status == Status::CREATED);
        is_put && (says_made || !says_not_found) && paths.any(is_last)
    }

    /// All rows, in the stored order: those that cases put to the test, then what is described
    /// besides.
    pub(crate) fn rows(&self) -> Vec<&dyn AnyRow> {
        let mut rows = self.promised_rows();
        rows.extend(self.described.rows());
        rows
    }

    /// The rows that cases put to the test: what is promised, and the parameters that carry a
    /// credential.
    pub(crate) fn tested_rows(&self) -> Vec<&dyn AnyRow> {
        let mut rows = self.promised_rows();
        let parameters = self.described.parameters.iter();
        rows.extend(parameters.filter(|row| is_credential(row)).map(any));
        rows
    }

    fn promised_rows(&self) -> Vec<&dyn AnyRow> {
        let Self {
            id: _,
            method,
            base,
            paths,
            headers,
            request_body,
            responses,
            content,
            examples,
            described: _,
        } = self;
        let mut rows = vec![any(method)];
        rows.extend(base.iter().map(any));
        rows.extend(paths.iter().map(any));
        rows.extend(headers.iter().map(any));
        rows.extend(request_body.iter().map(any));
        rows.extend(responses.iter().map(any));
        rows.extend(content.iter().map(any));
        rows.extend(examples.iter().map(any));
        rows
    }

    /// All rows, in the stored order, to be decided on.
    pub(crate) fn rows_mut(&mut self) -> Vec<&mut dyn AnyRow> {
        let Self {
            id: _,
            method,
            base,
            paths,
            headers,
            request_body,
            responses,
            content,
            examples,
            described,
        } = self;
        let mut rows = vec![any_mut(method)];
        rows.extend(base.iter_mut().map(any_mut));
        rows.extend(paths.iter_mut().map(any_mut));
        rows.extend(headers.iter_mut().map(any_mut));
        rows.extend(request_body.iter_mut().map(any_mut));
        rows.extend(responses.iter_mut().map(any_mut));
        rows.extend(content.iter_mut().map(any_mut));
        rows.extend(examples.iter_mut().map(any_mut));
        rows.extend(described.rows_mut());
        rows
    }

    /// The names of the placeholders that a request may carry, by any reading: in the path by
    /// their own and by their qualified names, and in headers.
    #[must_use]
    pub(crate) fn placeholders(&self) -> Vec<String> {
        let mut names = Vec::new();
        let paths = self.paths.iter().flat_map(|row| row.readings());
        for path in paths.flat_map(|reading| &reading.value) {
            for (name, qualified) in path.placeholders() {
                names.extend([name, qualified]);
            }
        }
        for rule in self.headers.iter().flat_map(|row| row.readings()) {
            let template = rule.value.template();
            names.extend(pieces(&template).iter().filter_map(|p| match p {
                Piece::Placeholder(name) => Some((*name).to_owned()),
                Piece::Literal(_) => None,
            }));
        }
        names
    }
}

/// An operation's id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct OperationId(pub String);

impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
