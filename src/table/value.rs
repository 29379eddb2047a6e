//! What rows say: headers, bodies, responses, parameters, errors, permissions, examples.

use crate::protocol::target::RequestTarget;
use crate::protocol::{HeaderName, Method, Status};

/// A request header that the page documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderRule {
    /// The field's name.
    pub name: HeaderName,
    /// Whether it must be sent.
    pub presence: Presence,
    /// Its documented value with `{placeholders}`, such as `Bearer {token}`.
    pub value: Option<String>,
    /// When a conditional header must be sent, where the page's words are understood: the query
    /// options it goes with, as in `query $search, $filter`.
    pub condition: Option<String>,
}

/// Whether a header must be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Presence {
    /// The page says so.
    Required,
    /// The page says it may be left out.
    Optional,
    /// The page says it is required under a condition.
    Conditional,
    /// The page lists the header and does not say.
    Unstated,
}

/// What the request's content is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RequestBody {
    /// None is sent.
    None,
    /// An empty JSON object, as some examples send where the page says none.
    EmptyObject,
    /// A JSON document.
    Json,
    /// Something that is not JSON.
    Other,
}

/// A documented success response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: Status,
    /// Whether it has a body.
    pub body: ResponseBody,
    /// The documented content type, without parameters.
    pub content_type: Option<String>,
    /// The type of the resource in the body, such as `microsoft.graph.workbookTable`.
    pub resource: Option<String>,
    /// What the body is made of, where the page says so.
    pub shape: Option<Shape>,
    /// Response headers the page promises.
    pub headers: Vec<HeaderName>,
    /// What the page promises and HTTP forbids, in words such as `Content-Length: 0`: not judged.
    pub forbidden: Vec<String>,
    /// The request header (`Name: value`) under which this response comes instead of the first.
    pub when: Option<(HeaderName, String)>,
}

/// Whether a response has a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ResponseBody {
    /// None.
    Empty,
    /// Some content.
    Content,
    /// The page does not say.
    Unstated,
}

/// What a response's body is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// One resource.
    Object,
    /// A collection of them.
    Collection,
    /// Bytes that are not JSON.
    Stream,
}

/// A parameter of the path or the query, or a property of the request body's JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name, as it is sent.
    pub name: String,
    /// Where it is sent.
    pub place: ParameterPlace,
    /// Its documented type, in the page's words without markup.
    pub kind: Option<String>,
    /// Whether it must be sent.
    pub presence: Presence,
    /// Its value, where it carries the caller's credential, such as `{token}`.
    pub value: Option<String>,
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ParameterPlace {
    /// In the path, function parameters among them.
    Path,
    /// In the query.
    Query,
    /// In a cookie.
    Cookie,
    /// In the request body, as a property of its JSON.
    Body,
}

/// A documented error response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorResponse {
    /// The status.
    pub status: Status,
    /// The error's code that the page gives with it.
    pub code: Option<String>,
}

/// What a caller needs to be allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission {
    /// On whose behalf it calls.
    pub account: Account,
    /// The resource it is limited to, where the page tells several apart.
    pub resource: Option<String>,
    /// What is enough, each: a permission, or several joined by `and`. None where the page names none, as
    /// where it cannot be called so.
    pub names: Vec<String>,
}

/// On whose behalf a caller calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Account {
    /// Of a person with an account of an organisation.
    Delegated,
    /// Of a person with an account of their own.
    Personal,
    /// Of nobody: the application itself.
    Application,
}

/// An example request, with the response the page shows for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The annotated name, or one made of the method and path: unique in its operation.
    pub name: String,
    /// The method.
    pub method: Method,
    /// The path below the documented base, with its query.
    pub path: RequestTarget,
    /// Header lines as written, without Host.
    pub headers: Vec<(HeaderName, String)>,
    /// The body as written.
    pub body: Option<String>,
    /// The response shown for it.
    pub response: Option<ExampleResponse>,
}

/// The response shown for an example request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleResponse {
    /// The status of its status line.
    pub status: Status,
    /// Header lines as written.
    pub headers: Vec<(HeaderName, String)>,
    /// The body as written.
    pub body: Option<String>,
}
