//! What somebody says of pages that they do not say themselves: how they declare, and words and marks of their own.

/// What holds for the reading of hand-written pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Profile {
    /// What stands before each path, such as `/api/v1`; empty where nothing does.
    pub base: String,
    /// Whether commands of clients declare operations, also beside what declares in other manners.
    pub commands_declare: bool,
    /// Words, in lower case, that say of a header or parameter that it must be sent.
    pub required: Vec<String>,
    /// Words, in lower case, that say that it may be left out.
    pub optional: Vec<String>,
    /// Words and marks, in lower case, behind which the status of success stands.
    pub success: Vec<String>,
    /// Calls of a template language that declare operations.
    pub calls: Vec<Declaring>,
    /// Elements that declare operations.
    pub components: Vec<Declaring>,
    /// What stands before and behind the name of a placeholder.
    pub placeholders: Vec<(String, String)>,
}

/// A call or an element that declares an operation, and what of it is the method and the path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Declaring {
    /// Its name, such as `api-endpoint` or `include endpoint.html`.
    pub name: String,
    /// What of it is the request.
    pub request: Request,
}

/// What of a call or an element is its request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Request {
    /// Method and path are one argument: `GET /desks`.
    Whole(Argument),
    /// They are two; the words inside an element are its path where it has no argument for it.
    Apart(Argument, Option<Argument>),
    /// The method is always the same, in upper case.
    Always(String, Option<Argument>),
}

/// An argument of a call, or an attribute of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Argument {
    /// By its place among those without a name, from 0.
    Place(usize),
    /// By its name.
    Name(String),
}
