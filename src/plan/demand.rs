//! What must hold of an exchange, and who says so.

use std::sync::Arc;
use std::time::Duration;

use super::step::Alteration;
use crate::protocol::{HeaderName, Status};
use crate::table::RowRef;

/// Who says that something must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Authority {
    /// The operation's page.
    Documented,
    /// A page that speaks for the whole API.
    Family,
    /// An RFC.
    Http,
    /// A limit the user gave.
    Configured,
    /// Our reading; not held, it is noted, and fails only with `--strict`.
    Assumed,
}

impl Authority {
    /// The word reports use.
    #[must_use]
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Family => "family",
            Self::Http => "http",
            Self::Configured => "configured",
            Self::Assumed => "assumed",
        }
    }
}

/// Something that must hold of an exchange, and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expectation {
    /// The row that promises it, or that made the case.
    pub row: Arc<RowRef>,
    /// Who says so.
    pub authority: Authority,
    /// What must hold.
    pub demand: Demand,
}

/// What must hold of an exchange; each kind is judged by one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Demand {
    /// No redirect, unless one of these statuses is one.
    NoRedirect(Vec<Status>),
    /// One of the documented statuses.
    Status(Vec<Status>),
    /// One of these statuses holds the row; any other says nothing of it: what a request needs in
    /// order to be served, its method, path and body.
    Served(Vec<Status>),
    /// No content, when the status is this one.
    EmptyBody(Status),
    /// Some content, when the status is this one.
    SomeBody(Status),
    /// This media type, when the status is the one given.
    ContentType(Status, String),
    /// This response field, when the status is the one given.
    ResponseHeader(Status, HeaderName),
    /// A 4xx because this header is absent or unusable.
    HeaderRefused(HeaderName),
    /// A 4xx because the credential is not one.
    CredentialRefused,
    /// Exactly this status, where the request was refused.
    FamilyStatus(Status),
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
    /// Served or refused, not answered with a 5xx.
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
    /// An error's JSON body has these members (dotted paths), under this media type.
    ErrorBody {
        /// Dotted paths such as `error.code`.
        members: Vec<String>,
        /// The media type of an error, in lower case.
        content_type: String,
    },
    /// The credential does not come back.
    NoEcho,
    /// The response is complete within this time.
    Within(Duration),
}

impl Demand {
    /// Whether the demand is made of every exchange: when it holds, no row has been put to the
    /// test by it.
    #[must_use]
    pub(crate) fn is_general(&self) -> bool {
        match self {
            Self::NoRedirect(_)
            | Self::Challenge
            | Self::Allow
            | Self::NoFraming
            | Self::Complete
            | Self::WellFormedHead
            | Self::BoundedHead
            | Self::NothingAfter
            | Self::CurrentVersion
            | Self::NoInterim
            | Self::NoEcho
            | Self::Within(_) => true,
            Self::Status(_)
            | Self::Served(_)
            | Self::EmptyBody(_)
            | Self::SomeBody(_)
            | Self::ContentType(..)
            | Self::ResponseHeader(..)
            | Self::HeaderRefused(_)
            | Self::CredentialRefused
            | Self::FamilyStatus(_)
            | Self::Unharmed(_)
            | Self::HarmedAsWell(_)
            | Self::ValueRefused(_)
            | Self::Released(_)
            | Self::NoServerError
            | Self::MethodRefused
            | Self::ErrorBody { .. } => false,
        }
    }
}
