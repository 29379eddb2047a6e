//! What rows say that cases put to the test: headers, bodies, responses, examples.

use std::sync::Arc;

use super::data::DataType;
use super::words::{Words, word_list};
use crate::protocol::content::ContentTemplate;
use crate::protocol::target::RequestTarget;
use crate::protocol::{HeaderName, Method, Status};

/// A request header that the page documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HeaderRule {
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

impl Words for HeaderRule {
    fn words(&self) -> String {
        self.presence.words()
    }
}

/// Whether a header must be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Presence {
    /// The page says so.
    Required,
    /// The page says it may be left out.
    Optional,
    /// The page says it is required under a condition.
    Conditional,
    /// The page lists the header and does not say.
    Unstated,
}

word_list!(Presence {
    Required => "required",
    Optional => "optional",
    Conditional => "conditional",
    Unstated => "unstated",
});

/// What the request's content is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RequestBody {
    /// None is sent.
    None,
    /// An empty JSON object, as some examples send where the page says none.
    EmptyObject,
    /// A JSON document.
    Json,
    /// Something that is not JSON.
    Other,
}

word_list!(RequestBody {
    None => "none",
    EmptyObject => "empty-object",
    Json => "json",
    Other => "other",
});

/// A documented success response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Response {
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
    /// The members of its JSON, where the page documents or shows them.
    pub data: Option<Arc<DataType>>,
    /// Response headers the page promises.
    pub headers: Vec<HeaderName>,
    /// What the page promises and HTTP forbids, in words such as `Content-Length: 0`: not judged.
    pub forbidden: Vec<String>,
    /// The request header (`Name: value`) under which this response comes instead of the first.
    pub when: Option<(HeaderName, String)>,
    /// Which calls are answered so.
    pub calls: Calls,
}

impl Words for Response {
    fn words(&self) -> String {
        let some = if self.calls == Calls::Some {
            " to some calls"
        } else {
            ""
        };
        format!("{} {}{some}", self.status.code(), self.body.words())
    }
}

/// The content of whatever success there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Content {
    /// Its members.
    pub data: Arc<DataType>,
    /// Its media type, where the page says of all content of which it is.
    pub content_type: Option<String>,
}

impl Words for Content {
    fn words(&self) -> String {
        let members = self.data.members.len();
        let plural = if members == 1 { "" } else { "s" };
        format!("JSON of {members} place{plural}")
    }
}

/// Which calls come to a response, of those that meet its condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Calls {
    /// All of them, as far as the page says.
    All,
    /// Some, and the page does not say what the others come to: none is held to it.
    Some,
}

word_list!(Calls {
    All => "all",
    Some => "some",
});

/// Whether a response has a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ResponseBody {
    /// None.
    Empty,
    /// Some content.
    Content,
    /// The page does not say.
    Unstated,
}

word_list!(ResponseBody {
    Empty => "empty",
    Content => "content",
    Unstated => "unstated",
});

/// What a response's body is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shape {
    /// One resource.
    Object,
    /// A collection of them.
    Collection,
    /// Bytes that are not JSON.
    Stream,
}

word_list!(Shape {
    Object => "object",
    Collection => "collection",
    Stream => "stream",
});

/// An example request, with the response the page shows for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Example {
    /// The annotated name, or one made of the method and path: unique in its operation.
    pub name: String,
    /// The method.
    pub method: Method,
    /// The path below the documented base, with its query.
    pub path: RequestTarget,
    /// Header lines as written, without Host.
    pub headers: Vec<(HeaderName, String)>,
    /// The content as written.
    pub content: Option<ContentTemplate>,
    /// The response shown for it.
    pub response: Option<ExampleResponse>,
}

impl Example {
    /// The error that the page shows for it.
    #[must_use]
    pub(crate) fn refused(&self) -> Option<Status> {
        let shown = self.response.as_ref().map(|response| response.status);
        shown.filter(|status| status.is_error())
    }
}

impl Words for Example {
    fn words(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// The response shown for an example request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExampleResponse {
    /// The status of its status line.
    pub status: Status,
    /// Header lines as written.
    pub headers: Vec<(HeaderName, String)>,
    /// The content as written.
    pub content: Option<ContentTemplate>,
}
