//! What a page says, each fact with its span.

use std::sync::Arc;

use super::causes::causes;
use super::states::may_say;
use crate::protocol::target::RequestTarget;
use crate::protocol::{HeaderName, Method, Status};
use crate::table::data::Member;
use crate::table::described::{ErrorResponse, Parameter, Permission};
use crate::table::{Effect, Order, Presence, RequestBody, ResponseBody, Shape};
use crate::text::page::{Page, Span};

/// Everything that a page says of its operations, in the order it says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// The request lines of the request section.
    pub requests: Vec<RequestLine>,
    /// Headers in the request block, the header table and sentences.
    pub headers: Vec<HeaderClaim>,
    /// What the request body's section says.
    pub request_body: Vec<(RequestBody, Span)>,
    /// Where it says that no body is needed: there is none, unless another place says which.
    pub request_body_not_needed: Vec<Span>,
    /// The statuses that the response section states.
    pub statuses: Vec<StatusClaim>,
    /// The media types of responses' content, where no example shows them.
    pub media_types: Vec<(Status, String, Span)>,
    /// The media type of each response with content, whatever the page documents of it.
    pub media_type: Option<Claim<String>>,
    /// Example requests with their responses.
    pub examples: Vec<ExampleClaim>,
    /// Parameters of the path and the query, and properties of the request body.
    pub parameters: Vec<Claim<Parameter>>,
    /// Error responses that are documented for these operations.
    pub errors: Vec<Claim<ErrorResponse>>,
    /// The words beside an error of this status that say what it is answered for.
    pub said_of_errors: Vec<(Status, String)>,
    /// The words beside an error of this status that may say in which states of the thing it is answered.
    pub said_of_states: Vec<(Status, String)>,
    /// Sentences that may say in which state the thing is once the operation was done.
    pub said_of_outcomes: Vec<(String, Span)>,
    /// Who may call the operations.
    pub permissions: Vec<Claim<Permission>>,
    /// What becomes of the service as a whole.
    pub effects: Vec<Claim<Effect>>,
    /// The order in which a list comes.
    pub orders: Vec<Claim<Order>>,
    /// Headers that every response of a success carries.
    pub answered: Vec<Claim<HeaderName>>,
    /// Whether anybody is served, without a credential.
    pub is_open: bool,
    /// Whether no more than an overview names them, besides other methods of the same path.
    pub is_listed: bool,
    /// Content of responses that stands in a block of its own, with the status that it is shown for, where one is.
    pub shown_content: Vec<(Option<Status>, Text)>,
    /// Lists of the members that content of responses has.
    pub members: Vec<Arc<MemberList>>,
    /// Content of responses that words call by the name of an object which the page describes.
    pub named: Vec<NamedContent>,
}

/// Content that words call by the name of an object of which the page lists the members: "the new parcel object".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NamedContent {
    /// The status that it comes with, where the words say it.
    pub status: Option<Status>,
    /// The members of the object.
    pub list: Arc<MemberList>,
    /// Whether it is one or many of them.
    pub extent: Extent,
    /// Whether the words leave no doubt.
    pub surety: Surety,
    /// Where the words stand.
    pub span: Span,
    /// What the page shows that may have the object in it, wherever that is.
    pub shown: Arc<[Text]>,
}

/// How many objects content is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// One.
    One,
    /// Many, in whatever they stand.
    Many,
    /// An array of them.
    Array,
}

/// How sure it is what words mean, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Surety {
    /// They may mean another thing.
    Guessed,
    /// They say it.
    Said,
}

/// A list of members of an object, as a table, a list or a schema has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MemberList {
    /// What it is of.
    pub of: ListOf,
    /// The members, their paths from the object that they are listed of.
    pub members: Vec<Claim<Member>>,
    /// Whether all names in it could be read, and no words say that there are more.
    pub is_complete: bool,
}

/// What a list of members is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ListOf {
    /// The whole content of a response of this status, from its beginning: a schema.
    Whole(Status),
    /// The content of the operation's responses, or an object in it.
    Response,
    /// An object of a name, if it has one, wherever it stands.
    Object(Option<String>),
}

/// The most words of errors of one operation that are looked through for states.
const MOST_OF_STATES: usize = 64;

impl Facts {
    /// Keeps the words beside an error's status, where they say what it is answered for.
    pub(super) fn say_of_error(&mut self, status: Status, words: &str) {
        if !causes(status, words).is_empty() {
            self.said_of_errors.push((status, words.to_owned()));
        }
        if may_say(status) && self.said_of_states.len() < MOST_OF_STATES {
            self.said_of_states.push((status, words.to_owned()));
        }
    }
}

/// What one place says besides: a parameter, an error, a permission, an effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claim<T> {
    /// What it says.
    pub value: T,
    /// Where the words stand that name it: a parameter's name, an error's status, the names of a
    /// permission, the sentence of an effect.
    pub span: Span,
}

/// A request line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestLine {
    /// The method.
    pub method: Method,
    /// Where the method stands.
    pub method_span: Span,
    /// The path below the base.
    pub path: RequestTarget,
    /// Where the path stands.
    pub path_span: Span,
    /// The base of an absolute URL, and where it stands.
    pub base: Option<(String, Span)>,
}

impl RequestLine {
    /// A method and a path that stand apart from each other, each with its place.
    pub(super) fn joined(
        (method, method_span): (Method, Span),
        (path, path_span): (RequestTarget, Span),
    ) -> Self {
        Self {
            method,
            method_span,
            path,
            path_span,
            base: None,
        }
    }
}

/// Where a header is spoken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeaderPlace {
    /// A row of the header table.
    Table,
    /// A header line in the block of request lines.
    Block,
    /// A sentence.
    Sentence,
}

/// One place that speaks of a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HeaderClaim {
    /// The name, as this place writes it.
    pub name: HeaderName,
    /// Where the name stands.
    pub name_span: Span,
    /// What this place says of its presence, and where.
    pub presence: Option<(Presence, Span)>,
    /// When it must be sent, where the presence is conditional: see [`HeaderRule::condition`].
    ///
    /// [`HeaderRule::condition`]: crate::table::HeaderRule::condition
    pub condition: Option<String>,
    /// The value this place gives, such as `Bearer {token}`.
    pub value: Option<String>,
    /// What kind of place it is.
    pub place: HeaderPlace,
}

impl HeaderClaim {
    /// A place that names a header and says nothing more of it.
    #[must_use]
    pub(crate) fn named(name: HeaderName, name_span: Span, place: HeaderPlace) -> Self {
        Self {
            name,
            name_span,
            presence: None,
            condition: None,
            value: None,
            place,
        }
    }
}

/// A success status that the response section states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StatusClaim {
    /// The status.
    pub status: Status,
    /// Where.
    pub span: Span,
    /// What the words around it say of the body.
    pub body: ResponseBody,
    /// Where they say it.
    pub body_span: Option<Span>,
    /// Response headers that are promised with it.
    pub headers: Vec<HeaderName>,
    /// The request header that it comes with, where the header's row or the sentence states it.
    pub when: Option<(HeaderName, String)>,
    /// Whether a remark says that the service answers so for now, whatever else the page promises.
    pub is_for_now: bool,
    /// Whether the sentence states it for some calls, beside what the others are answered: "If there is no desk, 204".
    pub is_of_case: bool,
    /// The methods that the sentence names, each of which it speaks of.
    pub methods: Vec<Method>,
}

/// Lines as they would be sent, and where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    /// The lines without what only their place on the page adds, such as the indentation of a list;
    /// `\n` between them. Each is the end of its line on the page.
    pub text: String,
    /// Where, from the first line to the last.
    pub span: Span,
}

impl Text {
    /// The byte of the page at which a byte of the text stands.
    #[must_use]
    pub(crate) fn place(&self, page: &Page, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or(&self.text);
        let line = before.matches('\n').count();
        let column = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
        let mut start = self.span.start;
        let lines = page.slice(self.span).split_inclusive('\n');
        for (index, (shown, sent)) in lines.zip(self.text.split('\n')).enumerate() {
            if index == line {
                let shown = shown.trim_end_matches(['\n', '\r']);
                return start + shown.len().saturating_sub(sent.len()) + column;
            }
            start += shown.len();
        }
        self.span.end
    }
}

/// The header lines and the body of a message in a code block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// Header lines with their places.
    pub headers: Vec<(HeaderName, String, Span)>,
    /// The body, and where it stands.
    pub body: Option<Text>,
    /// Whether the blank line before the body is there.
    pub blank_line: BlankLine,
}

/// The blank line between header lines and a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlankLine {
    /// It is there, or there is no body.
    NotNeeded,
    /// It is missing before this line.
    Missing(Span),
    /// There is one before the header lines, which begin here.
    BeforeHeaders(Span),
}

impl Message {
    /// Whether it is shown to its end: with a body behind its header lines, or with JSON.
    pub(super) fn is_whole(&self) -> bool {
        self.body.as_ref().is_some_and(|body| {
            let ends_headers = self.blank_line == BlankLine::NotNeeded && !self.headers.is_empty();
            ends_headers || body.text.starts_with(['{', '['])
        })
    }

    /// The value and place of the first header line of that name.
    #[must_use]
    pub(crate) fn header(&self, name: &str) -> Option<(&str, Span)> {
        let mut lines = self.headers.iter();
        let line = lines.find(|(header, _, _)| header.is(name));
        line.map(|(_, value, span)| (value.as_str(), *span))
    }
}

/// An example request with its responses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExampleClaim {
    /// The annotated name.
    pub name: Option<String>,
    /// Whether tools test it under that name.
    pub is_tested: bool,
    /// The request line.
    pub line: RequestLine,
    /// Where the request line stands, or where what is sent begins, which a block of its own shows.
    pub span: Span,
    /// The rest of the request.
    pub request: Message,
    /// The responses shown for it.
    pub responses: Vec<ResponseClaim>,
}

impl ExampleClaim {
    /// Whether what is shown of it is a refusal: it documents that the request is refused, and nothing of
    /// what a request that is served has to be.
    #[must_use]
    pub(crate) fn is_refused(&self) -> bool {
        let mut statuses = self.responses.iter().map(|response| response.status);
        !self.responses.is_empty() && statuses.all(Status::is_error)
    }

    /// Whether it is refused for another reason than how it is written: for what is there by then, or who calls.
    #[must_use]
    pub(crate) fn is_refused_for_else(&self) -> bool {
        let mut statuses = self.responses.iter().map(|response| response.status);
        self.is_refused() && !statuses.any(Status::is_of_the_request)
    }
}

/// A response in a code block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ResponseClaim {
    /// The status of its status line.
    pub status: Status,
    /// Where the status line stands.
    pub span: Span,
    /// The rest of the response.
    pub message: Message,
    /// The resource type that the annotation names.
    pub resource: Option<String>,
    /// Whether it is one or a collection, as far as the annotation says.
    pub shape: Option<Shape>,
}
