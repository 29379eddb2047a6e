//! The spec table as data, whatever it was derived from or written in.
//!
//! A row holds one or more readings. One reading: the row is settled. Several: the page
//! contradicts itself, and the row is judged only after a decision chose one.

use std::fmt;

use crate::http::{HeaderName, Method, Status};
use crate::spec::path::{PathTemplate, Piece, pieces};

/// One table: what one page promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecTable {
    /// Where the rows come from.
    pub source: Source,
    /// The family whose table speaks for these operations too, by id.
    pub family: Option<String>,
    /// The page's operations; at least one.
    pub operations: Vec<Operation>,
}

/// Where a table's rows come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Derived by this program or written by a person.
    pub origin: Origin,
    /// The page's file name, which citations are prefixed with.
    pub page: String,
    /// The page's SHA-256 in hexadecimal; always there in a derived table.
    pub sha256: Option<String>,
    /// The dialect the page was read in; always there in a derived table.
    pub dialect: Option<String>,
}

/// Who made a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// `derive` made it; it is never edited by hand.
    Derived,
    /// A person wrote it.
    Written,
}

/// One operation: a method on one or more alternative paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Content, not position: the page's file stem without the locale.
    pub id: OperationId,
    /// The method.
    pub method: Row<Method>,
    /// The documented base URL, replaced as a whole by the target's.
    pub base: Option<Row<String>>,
    /// Rows of path alternatives. A reading holds several only where the alternatives as a group
    /// are contradicted, and none where it says "there is no such path".
    pub paths: Vec<Row<Vec<PathTemplate>>>,
    /// Request headers.
    pub headers: Vec<Row<HeaderRule>>,
    /// What the request body is; absent where the page does not say.
    pub request_body: Option<Row<RequestBody>>,
    /// Success responses, the first being the one of an ordinary call.
    pub responses: Vec<Row<Response>>,
    /// Example requests with their responses.
    pub examples: Vec<Row<Example>>,
    /// What is documented besides, for people and for `diff`: no case puts it to the test, and no
    /// summary counts it.
    pub described: Described,
}

/// What a page documents that no case puts to the test.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Described {
    /// Parameters of the path and the query, and properties of the request body.
    pub parameters: Vec<Row<Parameter>>,
    /// Error responses.
    pub errors: Vec<Row<ErrorResponse>>,
    /// Permissions that callers need.
    pub permissions: Vec<Row<Permission>>,
}

impl Operation {
    /// The names of the placeholders that a request may carry, by any reading: in the path by
    /// their own and by their qualified names, and in headers.
    #[must_use]
    pub fn placeholders(&self) -> Vec<String> {
        let mut names = Vec::new();
        let paths = self.paths.iter().flat_map(|row| &row.readings);
        for path in paths.flat_map(|reading| &reading.value) {
            for (name, qualified) in path.placeholders() {
                names.extend([name, qualified]);
            }
        }
        for rule in self.headers.iter().flat_map(|row| &row.readings) {
            match &rule.value.value {
                Some(value) => names.extend(pieces(value).iter().filter_map(|p| match p {
                    Piece::Placeholder(name) => Some((*name).to_owned()),
                    Piece::Literal(_) => None,
                })),
                None => names.push(rule.value.name.lower()),
            }
        }
        names
    }
}

/// An operation's id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperationId(pub String);

/// A row's id: `operation/row`, such as `close-session/response`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId(pub String);

impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for RowId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One fact that can be held against the service, with everything the page says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<T> {
    /// The row's id.
    pub id: RowId,
    /// What the page says: never empty; several where it contradicts itself.
    pub readings: Vec<Reading<T>>,
    /// The decision that resolves a contradicted row, once it was applied.
    pub decision: Option<Decided>,
}

/// One of the things a page says of a row, with every place that says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading<T> {
    /// What is said.
    pub value: T,
    /// Where; never empty, the place that says it most plainly first.
    pub cites: Vec<Citation>,
}

/// A decision as applied to a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The reading that holds, by index.
    pub reading: usize,
    /// Readings that the service must accept beside it, by index.
    pub tolerates: Vec<usize>,
    /// Why.
    pub reason: String,
}

impl<T> Row<T> {
    /// A row with one reading.
    #[must_use]
    pub fn settled(id: RowId, value: T, cites: Vec<Citation>) -> Self {
        Self {
            id,
            readings: vec![Reading { value, cites }],
            decision: None,
        }
    }

    /// The reading that holds: the only one, or the one decided for; `None` while undecided.
    #[must_use]
    pub fn reading(&self) -> Option<&Reading<T>> {
        match (&self.decision, self.readings.as_slice()) {
            (Some(decided), readings) => readings.get(decided.reading),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }

    /// The value that holds; `None` while undecided.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        self.reading().map(|reading| &reading.value)
    }

    /// The value that holds; while undecided, that of the first reading.
    #[must_use]
    pub fn effective(&self) -> Option<&T> {
        let first = || self.readings.first().map(|reading| &reading.value);
        self.value().or_else(first)
    }

    /// Whether the page contradicts itself here.
    #[must_use]
    pub fn is_contradicted(&self) -> bool {
        self.readings.len() > 1
    }

    /// Whether the row is contradicted and no decision resolves it.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        self.reading().is_none()
    }

    /// The places of the reading that holds, or of every reading while undecided.
    #[must_use]
    pub fn cites(&self) -> Vec<Citation> {
        match self.reading() {
            Some(reading) => reading.cites.clone(),
            None => self.readings.iter().flat_map(|r| r.cites.clone()).collect(),
        }
    }
}

/// Where a row is promised.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Citation {
    /// A place in the table's page.
    Line {
        /// The line, from 1.
        line: usize,
        /// The first column in characters, from 1.
        column: usize,
        /// One past the last column; the place ends on its own line.
        end: usize,
    },
    /// A section of a document that has no lines here: a URL with a fragment, a chapter.
    Section(String),
}

impl fmt::Display for Citation {
    /// `44:65` for a line, the text itself for a section.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { line, column, .. } => write!(f, "{line}:{column}"),
            Self::Section(text) => f.write_str(text),
        }
    }
}

/// A row as expectations and reports carry it: with its citations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowRef {
    /// The row's id.
    pub id: RowId,
    /// The page it cites.
    pub page: String,
    /// The page's SHA-256 when the row was derived.
    pub sha256: Option<String>,
    /// Where; never empty.
    pub cites: Vec<Citation>,
}

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
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ParameterPlace {
    /// In the path, function parameters among them.
    Path,
    /// In the query.
    Query,
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
    pub path: PathTemplate,
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
