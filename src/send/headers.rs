//! Fields that go with every request: the program's own name, and what a user adds. What an operation documents is
//! left to its cases, which send it, alter it and leave it out.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::plan::Case;
use crate::protocol::HeaderName;
use crate::protocol::masked::Masked;
use crate::protocol::request::{Framing, Request};
use crate::protocol::secret::Secret;
use crate::table::OperationId;

/// Words in the name of a field whose value is shown nowhere.
const OF_SECRETS: &[&str] = &[
    "auth",
    "cookie",
    "credential",
    "key",
    "passw",
    "secret",
    "session",
    "signature",
    "token",
];

/// A field that goes with every request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    name: HeaderName,
    value: Masked,
    /// Whether nobody asked for it.
    is_ours: bool,
}

/// A text that is no field to be added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HeaderError {
    /// It has no name and no value.
    #[error("expected a header such as `Name: value`")]
    Form,
    /// The client writes it itself.
    #[error("the client writes {0} itself, as HTTP wants it")]
    Framing(String),
    /// Its value cannot be sent.
    #[error("the value of the header {0} holds a control character, which cannot be sent")]
    Unsendable(String),
}

impl FromStr for Header {
    type Err = HeaderError;

    fn from_str(text: &str) -> Result<Self, HeaderError> {
        let (name, value) = text.split_once(':').ok_or(HeaderError::Form)?;
        let name = HeaderName::new(name.trim()).map_err(|_| HeaderError::Form)?;
        let value = value.trim();
        if name.is_framing() {
            return Err(HeaderError::Framing(name.to_string()));
        }
        if value.chars().any(|c| c.is_control() && c != '\t') {
            return Err(HeaderError::Unsendable(name.to_string()));
        }
        let mut masked = Masked::default();
        let lower = name.lower();
        let is_secret = OF_SECRETS.iter().any(|word| lower.contains(word));
        match value.split_once(' ') {
            _ if !is_secret => masked.push(value),
            // The scheme is no secret (RFC 9110 §11.4).
            Some((scheme, secret)) if OF_SCHEMES.contains(&&*lower) => {
                masked.push(&format!("{scheme} "));
                masked.push_secret(Secret::new(secret));
            }
            Some(_) | None => masked.push_secret(Secret::new(value)),
        }
        Ok(Self {
            name,
            value: masked,
            is_ours: false,
        })
    }
}

/// Fields whose first word is a scheme (RFC 9110 §11.6.2, §11.7.2).
const OF_SCHEMES: &[&str] = &["authorization", "proxy-authorization"];

impl fmt::Display for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.value.shown())
    }
}

impl Header {
    /// The program's own name (RFC 9110 §10.1.5).
    fn user_agent() -> Self {
        let mut value = Masked::default();
        value.push(concat!("as-documented/", env!("CARGO_PKG_VERSION")));
        Self {
            name: HeaderName::USER_AGENT,
            value,
            is_ours: true,
        }
    }

    /// Whether its value is shown nowhere.
    #[must_use]
    pub(crate) fn is_secret(&self) -> bool {
        self.value.is_secret()
    }

    /// Its name, as it was given.
    #[must_use]
    pub(crate) fn name(&self) -> &str {
        self.name.as_str()
    }
}

/// The fields that go with every request, and those of them that operations document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Headers {
    list: Vec<Header>,
    documented: HashMap<OperationId, BTreeSet<usize>>,
}

impl Headers {
    /// Those that a user gave, and the program's name where they say no other.
    #[must_use]
    pub(crate) fn with_name(given: &[Header]) -> Self {
        let mut list = given.to_vec();
        if !list
            .iter()
            .any(|header| header.name == HeaderName::USER_AGENT)
        {
            list.push(Header::user_agent());
        }
        Self {
            list,
            documented: HashMap::new(),
        }
    }

    /// Whether a user gave any.
    pub(super) fn has_given(&self) -> bool {
        self.list.iter().any(|header| !header.is_ours)
    }

    /// Takes note of those that cases send themselves.
    pub(super) fn leave_to(&mut self, cases: &[Arc<Case>]) {
        for case in cases {
            let fields = case.steps.iter().flat_map(|step| step.plan.fields());
            for (name, _) in fields {
                let same = self.list.iter().position(|header| header.name == *name);
                if let Some(at) = same {
                    let own = self.documented.entry(case.operation.clone());
                    own.or_default().insert(at);
                }
            }
        }
    }

    /// Those that go with the requests of an operation's cases, where they are not all.
    pub(super) fn of(&self, operation: &OperationId) -> Option<Self> {
        let left_out = self.documented.get(operation)?;
        let list = self.list.iter().enumerate();
        let list = list.filter(|(at, _)| !left_out.contains(at));
        Some(Self {
            list: list.map(|(_, header)| header.clone()).collect(),
            documented: HashMap::new(),
        })
    }

    /// The request with these, as far as it has no other of the name.
    pub(super) fn added_to<'a>(&self, request: &'a Request) -> Cow<'a, Request> {
        let says = |name: &HeaderName| request.headers.iter().any(|(own, _)| own == name);
        let is_written = request.framing == Framing::AsWritten;
        let own = self.list.iter().filter(|header| {
            let is_left_out = request.omits_accept && header.name == HeaderName::ACCEPT;
            !(is_left_out || says(&header.name) || header.is_ours && is_written)
        });
        let own: Vec<_> = own.map(|h| (h.name.clone(), h.value.clone())).collect();
        if own.is_empty() {
            return Cow::Borrowed(request);
        }
        let mut request = request.clone();
        request.headers.extend(own);
        Cow::Owned(request)
    }
}

#[cfg(test)]
mod tests {
    use super::{Header, Headers};
    use crate::protocol::Method;
    use crate::protocol::masked::Masked;
    use crate::protocol::request::{Framing, Request, Spelling};

    #[test]
    fn a_header_is_read_and_what_looks_like_a_secret_is_shown_nowhere() {
        let shown = |text: &str| {
            text.parse::<Header>()
                .map_or_else(|e| e.to_string(), |h| h.to_string())
        };
        for (text, expect) in [
            ("desk-plan: north: 7", "desk-plan: north: 7"),
            (" Prefer :respond-async ", "Prefer: respond-async"),
            ("X-Api-Key: open-sesame", "X-Api-Key: (redacted)"),
            (
                "Authorization: Bearer open-sesame",
                "Authorization: Bearer (redacted)",
            ),
            ("Cookie: seat=7; lamp=2", "Cookie: (redacted)"),
            ("X-Auth-Pass: open sesame", "X-Auth-Pass: (redacted)"),
            ("Empty:", "Empty: "),
            (
                "Host: desk.example",
                "the client writes Host itself, as HTTP wants it",
            ),
            ("no header", "expected a header such as `Name: value`"),
            ("a b: c", "expected a header such as `Name: value`"),
            (
                "a: b\r\nc: d",
                "the value of the header a holds a control character, which cannot be sent",
            ),
        ] {
            assert_eq!(shown(text), expect);
        }
        let secret: Header = "X-Api-Key: open-sesame".parse().unwrap();
        assert!(!format!("{secret:?}").contains("sesame"));
    }

    #[test]
    fn a_request_says_its_own_before_what_goes_with_all() {
        let name = |name: &str| crate::protocol::HeaderName::new(name).unwrap();
        let request = |headers, framing| Request {
            method: Method::new("GET").unwrap(),
            path: Masked::plain("/shelves"),
            headers,
            content: None,
            spelling: Spelling::Lower,
            framing,
            omits_accept: true,
        };
        let sent = |headers: &Headers, request: &Request| {
            let request = headers.added_to(request).into_owned();
            let lines = request
                .headers
                .into_iter()
                .map(|(n, v)| format!("{n}: {}", v.exposed()));
            lines.collect::<Vec<_>>()
        };
        let ours = format!("user-agent: as-documented/{}", env!("CARGO_PKG_VERSION"));
        let given: Vec<Header> = ["Accept: a/b", "desk-plan: 7"]
            .map(|h| h.parse().unwrap())
            .into();
        let all = Headers::with_name(&given);
        let plain = request(Vec::new(), Framing::Computed);
        assert_eq!(sent(&all, &plain), ["desk-plan: 7", &*ours]);
        // A request as the page writes it has no field of ours.
        assert_eq!(
            sent(&all, &request(Vec::new(), Framing::AsWritten)),
            ["desk-plan: 7"]
        );
        let own = request(
            vec![(name("Desk-Plan"), Masked::plain("8"))],
            Framing::Computed,
        );
        assert_eq!(sent(&all, &own), ["Desk-Plan: 8", &*ours]);
        let named = Headers::with_name(&["User-Agent: reader".parse().unwrap()]);
        assert_eq!(sent(&named, &plain), ["User-Agent: reader"]);
    }
}
