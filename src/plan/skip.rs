//! Why a case is not sent.

use std::fmt;

use crate::plan::CaseId;
use crate::protocol::template::TOKEN;
use crate::protocol::{HeaderName, Status};
use crate::table::{Effect, OperationId, RowId};

/// Why a case was not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SkipReason {
    /// Rows that its request depends on are contradicted and undecided.
    Undecided(Vec<RowId>),
    /// A decision says that the service need not take this request.
    DecidedAgainst(RowId),
    /// The page asks for a body and shows none.
    NoExampleBody,
    /// The page says nothing of the content of this operation, and without any the service refuses it with this status.
    NoContent(OperationId, Status),
    /// Its content was made from the words of its page, which shows none, and was refused with this status.
    MadeContent(OperationId, Status),
    /// The client writes this field itself and cannot leave it out.
    Governed(HeaderName),
    /// The page shows an error for it that hangs on more than the request.
    ShowsError(Status),
    /// The documented request is not served, so that an altered one says nothing.
    NotServed,
    /// The thing is in a state in which the page says that it is refused.
    OfState(Status),
    /// Another table documents the method on this path.
    DocumentedElsewhere(OperationId),
    /// It may change the target's state and `--intrusive` was not given.
    Intrusive,
    /// It could change the target's state, and `--read-only` was given.
    ReadOnly,
    /// So many cases had failed by then as `--max-failures` says.
    GivenUp(usize),
    /// It ends or empties the service as a whole, and `--intrusive` was not given.
    Harms(Effect),
    /// Another case of the run ends the service before it could be sent.
    Ended(CaseId),
    /// Placeholders have no value.
    Unfilled(Vec<String>),
    /// It looks at the wire, and a proxy stands before the target.
    Proxied,
    /// It looks at the wire of HTTP/1.1, and HTTP/2 is spoken.
    Http2,
    /// A list that gives the value of this placeholder has nothing in it.
    NoneListed(String),
    /// A list of values was used up by earlier cases.
    UsedUp(String),
    /// It asks for what the first caller made, and the run makes none.
    NotMade,
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undecided(rows) => {
                let rows: Vec<&str> = rows.iter().map(|row| row.0.as_str()).collect();
                let rows = rows.join(", ");
                write!(f, "undecided: {rows}; decide in decisions.toml")
            }
            Self::DecidedAgainst(row) => write!(f, "the decision on {row} rejects this request"),
            Self::NoExampleBody => {
                f.write_str("the page asks for a request body and shows no example of one")
            }
            Self::NoContent(operation, status) => f.write_str(&no_content(operation, *status)),
            Self::MadeContent(operation, status) => f.write_str(&made_content(operation, *status)),
            Self::Governed(name) => write!(
                f,
                "the client writes {name} itself, as HTTP wants it, and cannot leave it out"
            ),
            Self::ShowsError(status) => write!(
                f,
                "the page shows {status} for it, which hangs on what the service holds or on who calls"
            ),
            Self::NotServed => f.write_str(NOT_SERVED),
            Self::OfState(status) => f.write_str(&of_state(*status)),
            Self::DocumentedElsewhere(operation) => {
                write!(f, "{operation} documents this method on this path")
            }
            Self::Intrusive => {
                f.write_str("it could change the target's state; send it with --intrusive")
            }
            Self::ReadOnly => f.write_str(READ_ONLY),
            Self::GivenUp(failures) => write!(
                f,
                "the run was given up after {failures} failures or errors (--fail-fast, --max-failures)"
            ),
            Self::Harms(effect) => write!(
                f,
                "{}; send it with --intrusive: it then goes alone, after the others",
                harm(*effect)
            ),
            Self::Ended(other) => write!(
                f,
                "{other} ends the service, or changes whom it serves, before this could; send it with \
                 --exact alone"
            ),
            Self::Proxied => f.write_str(PROXIED),
            Self::Http2 => f.write_str(HTTP2),
            Self::NotMade => f.write_str(NOT_MADE),
            Self::Unfilled(names) => f.write_str(&unfilled(names)),
            Self::NoneListed(name) => write!(
                f,
                "no value for {{{name}}}: the list that has such things has none of them now; give --var {name}=…"
            ),
            Self::UsedUp(name) => write!(
                f,
                "the values of {{{name}}} are used up; list more, or give a command"
            ),
        }
    }
}

const READ_ONLY: &str = "it is sent by a method that could change the target's state, or needs such a request before it \
                         (--read-only)";

const NOT_SERVED: &str =
    "the documented request met an error as well, so that this one says nothing";

const PROXIED: &str =
    "it looks at the wire, and a proxy stands between; reach the target without one (NO_PROXY)";

const NOT_MADE: &str =
    "it asks as another caller for what the first one made, and nothing of it was made in this run";

const HTTP2: &str = "it looks at the wire of HTTP/1.1, and HTTP/2 is spoken, whose frames are not looked at (--http2, or \
                     the target takes nothing else)";

fn unfilled(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().map(|n| format!("{{{n}}}")).collect();
    let ways: Vec<String> = names.iter().map(|n| fill_advice(n)).collect();
    let is_value = |name: &String| name != TOKEN;
    let more = if names.iter().any(is_value) {
        FIXTURE
    } else {
        ""
    };
    format!(
        "no value for {}; give {}{more}",
        shown.join(", "),
        ways.join(" ")
    )
}

/// What serves where one value does not.
const FIXTURE: &str = ", or a `[[fixture]]` of fixtures.toml beside the tables: one value cannot serve cases that change or \
                       delete what it names (docs/fixtures.md)";

fn no_content(operation: &OperationId, status: Status) -> String {
    format!(
        "no content of {operation} was read of its page, and without any the service answers {}; {}",
        status.code(),
        say_content(operation)
    )
}

fn of_state(status: Status) -> String {
    format!("it was refused with {status}, as the page says of a thing in such a state")
}

fn made_content(operation: &OperationId, status: Status) -> String {
    format!(
        "the page shows no content of {operation}, and the service answers {} to what was made from its words; {}",
        status.code(),
        say_content(operation)
    )
}

fn say_content(operation: &OperationId) -> String {
    format!(
        "say what it carries in `[[request]]` of fixtures.toml beside the tables: operation = \"{operation}\", content = '…' \
         (docs/fixtures.md)"
    )
}

fn harm(effect: Effect) -> &'static str {
    match effect {
        Effect::Empties => "it takes from the service what it holds",
        Effect::Ends => "it ends the service, or changes whom it serves",
    }
}

/// What stands before an operation whose content is not known, where what is missing is named.
pub(crate) const CONTENT_OF: &str = "content of ";

/// How a value is given, or the credential, or content.
pub(crate) fn fill_advice(name: &str) -> String {
    if let Some(operation) = name.strip_prefix(CONTENT_OF) {
        format!("`[[request]]` of fixtures.toml with operation = \"{operation}\" and its content")
    } else if name == TOKEN {
        "--token-env NAME, --token-file FILE or --token-command COMMAND".to_owned()
    } else {
        format!("--var {name}=…")
    }
}
