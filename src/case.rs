//! A case: what is sent, and which rows each step puts to the test.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::http::{HeaderName, Status};
use crate::request::RequestPlan;
use crate::spec::fixture::{Capture, Each};
use crate::spec::table::{OperationId, RowId};

pub use crate::spec::table::RowRef;

/// A case's id: `operation/name`, the name with `@path-slug` where the operation has several
/// paths.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseId(pub String);

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One request, or a sequence of them, and what must hold of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Content, not position.
    pub id: CaseId,
    /// The operation it belongs to.
    pub operation: OperationId,
    /// The page of the operation.
    pub page: String,
    /// What the page says, in one line; the id says what we send.
    pub requirement: String,
    /// At least one.
    pub steps: Vec<Step>,
    /// The client that sends the steps.
    pub via: Via,
    /// Whether a correct service changes its state: such a case takes a fresh value.
    pub changes_state: bool,
    /// Whether it is sent to a real target only when asked for.
    pub intrusive: bool,
    /// Why it cannot be sent anywhere, if so.
    pub skip: Option<SkipReason>,
}

/// The client that sends a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// An ordinary HTTP client, each request on a connection of its own.
    Client,
    /// The probe, which sees the wire, all requests on one connection.
    Probe,
}

/// One request of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is sent.
    pub plan: RequestPlan,
    /// Whether it is sent at all.
    pub when: When,
    /// What must hold.
    pub expectations: Vec<Expectation>,
}

/// Whether a step is sent, as the answer to the step before it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Always.
    Always,
    /// Only after a 4xx that blames the request: not one that asks to come again (408, 425, 429).
    AfterRefusal,
    /// Only after a 5xx that does not ask to come again (503).
    AfterServerError,
}

impl When {
    /// Whether the step is sent after this status.
    #[must_use]
    pub fn allows(self, before: Status) -> bool {
        match self {
            Self::Always => true,
            Self::AfterRefusal => {
                before.is_client_error() && !matches!(before.code(), 408 | 425 | 429)
            }
            Self::AfterServerError => before.is_server_error() && before.code() != 503,
        }
    }
}

/// How a request differs from the ordinary one without meaning anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alteration {
    /// Its field names are in upper case.
    UpperCase,
    /// This field stands in it twice.
    Twice(HeaderName),
}

/// The requests by which a placeholder gets its value before a case, and gives it back after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetUp {
    /// The placeholder.
    pub variable: String,
    /// The operation that gives the value.
    pub produced_by: OperationId,
    /// Its request.
    pub produce: RequestPlan,
    /// The statuses with which it succeeds.
    pub produced: Vec<Status>,
    /// Where in the response the value stands.
    pub from: Capture,
    /// How long a value serves.
    pub each: Each,
    /// The operation that takes the value back.
    pub released_by: Option<OperationId>,
    /// Its request.
    pub release: Option<RequestPlan>,
}

/// Why a case was not sent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SkipReason {
    /// Rows that its request depends on are contradicted and undecided.
    Undecided(Vec<RowId>),
    /// A decision says that the service need not take this request.
    DecidedAgainst(RowId),
    /// The page asks for a body and shows none.
    NoExampleBody,
    /// The page promises no status for it.
    NothingPromised,
    /// The documented request is not served, so that an altered one says nothing.
    NotServed,
    /// Another table documents the method on this path.
    DocumentedElsewhere(OperationId),
    /// It may change the target's state and `--intrusive` was not given.
    Intrusive,
    /// Placeholders have no value.
    Unfilled(Vec<String>),
    /// It looks at the wire, and a proxy stands before the target.
    Proxied,
    /// A list of values was used up by earlier cases.
    UsedUp(String),
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undecided(rows) => {
                let rows: Vec<&str> = rows.iter().map(|row| row.0.as_str()).collect();
                write!(
                    f,
                    "undecided: {}; decide in decisions.toml",
                    rows.join(", ")
                )
            }
            Self::DecidedAgainst(row) => write!(f, "the decision on {row} rejects this request"),
            Self::NoExampleBody => {
                f.write_str("the page asks for a request body and shows no example of one")
            }
            Self::NothingPromised => f.write_str("the page promises no success status for it"),
            Self::NotServed => f.write_str(
                "the documented request met an error as well, so that this one says nothing",
            ),
            Self::DocumentedElsewhere(operation) => {
                write!(f, "{operation} documents this method on this path")
            }
            Self::Intrusive => {
                f.write_str("it could change the target's state; send it with --intrusive")
            }
            Self::Proxied => f.write_str(
                "it looks at the wire, and a proxy stands between; reach the target without one \
                 (NO_PROXY)",
            ),
            Self::Unfilled(names) => {
                let shown: Vec<String> = names.iter().map(|n| format!("{{{n}}}")).collect();
                let ways: Vec<String> = names.iter().map(|n| fill_advice(n)).collect();
                write!(
                    f,
                    "no value for {}; give {}",
                    shown.join(", "),
                    ways.join(" ")
                )
            }
            Self::UsedUp(name) => write!(
                f,
                "the values of {{{name}}} are used up; list more, or give a command"
            ),
        }
    }
}

fn fill_advice(name: &str) -> String {
    if name == crate::request::TOKEN {
        "--token-env NAME, --token-file FILE or --token-command COMMAND".to_owned()
    } else {
        format!("--var {name}=…")
    }
}

/// Who says that something must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Authority {
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
    pub fn as_str(self) -> &'static str {
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
pub struct Expectation {
    /// The row that promises it, or that made the case.
    pub row: Arc<RowRef>,
    /// Who says so.
    pub authority: Authority,
    /// What must hold.
    pub demand: Demand,
}

/// What must hold of an exchange; each kind is judged by one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demand {
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
    pub fn is_general(&self) -> bool {
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

#[cfg(test)]
mod tests {
    use super::When;
    use crate::http::Status;

    #[test]
    fn a_request_to_come_again_is_no_refusal() {
        let sent = |when: When, code| when.allows(Status::new(code).unwrap());
        for (code, after_refusal, after_error) in [
            (204, false, false),
            (400, true, false),
            (408, false, false),
            (425, false, false),
            (429, false, false),
            (500, false, true),
            (503, false, false),
        ] {
            assert!(sent(When::Always, code));
            assert_eq!(sent(When::AfterRefusal, code), after_refusal, "{code}");
            assert_eq!(sent(When::AfterServerError, code), after_error, "{code}");
        }
    }
}
