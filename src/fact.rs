//! What a page says (facts) and what is wrong with it (findings), each with its span.

use crate::page::Span;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// A matter of form; nothing is lost.
    Note,
    /// The page is ambiguous or was repaired while reading.
    Warning,
    /// The page contradicts itself, or a promise cannot be kept or read.
    Error,
}

impl Severity {
    /// The word reports use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

macro_rules! finding_codes {
    ($($(#[doc = $doc:literal])* $name:ident = $code:literal, $severity:ident;)*) => {
        /// What is wrong with a page; the kebab-case code is stable and never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FindingCode { $($(#[doc = $doc])* $name,)* }

        impl FindingCode {
            /// Every code, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable kebab-case code.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What a finding of this code means, in one sentence.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),*).trim_ascii(),)* }
            }

            /// How bad a finding of this code is.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }
        }
    };
}

finding_codes! {
    /// The page documents no endpoint: no request line was found.
    NoEndpoint = "no-endpoint", Error;
    /// The request section and an example name different methods.
    MethodContradicted = "method-contradicted", Error;
    /// An example's path is not one of the paths of the request section.
    PathContradicted = "path-contradicted", Error;
    /// One place calls a header required, another optional.
    HeaderPresenceContradicted = "header-presence-contradicted", Error;
    /// The prose says there is no request body, an example sends one (or the reverse).
    RequestBodyContradicted = "request-body-contradicted", Error;
    /// The prose and an example document different success statuses.
    StatusContradicted = "status-contradicted", Error;
    /// The prose promises no response body and an example shows one, or the reverse.
    ResponseBodyContradicted = "response-body-contradicted", Error;
    /// `Content-Length: 0` stands above a body.
    ContentLengthContradicted = "content-length-contradicted", Error;
    /// The page promises what HTTP forbids, such as a Content-Length on a 204.
    HttpForbids = "http-forbids", Error;
    /// An example omits a header that the page requires (credentials are exempt).
    ExampleMissesHeader = "example-misses-header", Error;
    /// A table's row has more or fewer cells than the table has columns; it was recovered.
    TableRowMalformed = "table-row-malformed", Warning;
    /// A header is listed twice.
    HeaderListedTwice = "header-listed-twice", Warning;
    /// A header's name was translated; it was recovered through the lexicon.
    HeaderNameTranslated = "header-name-translated", Warning;
    /// A header's name is not a field name and was left out.
    HeaderNameUnreadable = "header-name-unreadable", Warning;
    /// An annotation is not JSON.
    AnnotationNotJson = "annotation-not-json", Warning;
    /// A fence is never closed.
    FenceUnterminated = "fence-unterminated", Warning;
    /// An HTML comment is never closed.
    CommentUnterminated = "comment-unterminated", Warning;
    /// A response example has no request before it.
    ResponseWithoutRequest = "response-without-request", Warning;
    /// A request example has no response.
    RequestWithoutResponse = "request-without-response", Warning;
    /// An example is not an HTTP message.
    ExampleUnreadable = "example-unreadable", Warning;
    /// A JSON body of an example does not parse.
    ExampleBodyNotJson = "example-body-not-json", Warning;
    /// An example's body follows its headers without a blank line.
    ExampleBlankLineMissing = "example-blank-line-missing", Note;
    /// Header lines stand in the block that lists the request lines.
    RequestBlockHasHeaders = "request-block-has-headers", Note;
    /// No success status is documented.
    StatusUnstated = "status-unstated", Warning;
}

/// A marked place of a page with a few words on what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Where.
    pub span: Span,
    /// What this place says, such as `optional here`.
    pub label: String,
}

/// Something wrong with the page, with every place that takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind of trouble it is.
    pub code: FindingCode,
    /// One sentence, lower case, no full stop.
    pub message: String,
    /// The places, the one to mend first; never empty.
    pub places: Vec<Place>,
    /// What to write instead; empty where that is not clear.
    pub help: String,
}
