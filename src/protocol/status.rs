//! Response status codes (RFC 9110 §15).

use std::fmt;

/// A response status code, 100 to 999 (RFC 9110 §15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Status(u16);

impl Status {
    /// 204 No Content.
    pub(crate) const NO_CONTENT: Self = Self(204);

    /// 201 Created.
    pub(crate) const CREATED: Self = Self(201);

    /// 202 Accepted.
    pub(crate) const ACCEPTED: Self = Self(202);

    /// 206 Partial Content.
    pub(crate) const PARTIAL_CONTENT: Self = Self(206);

    /// 304 Not Modified.
    pub(crate) const NOT_MODIFIED: Self = Self(304);

    /// 401 Unauthorized.
    pub(crate) const UNAUTHORIZED: Self = Self(401);

    /// 412 Precondition Failed.
    pub(crate) const PRECONDITION_FAILED: Self = Self(412);

    /// 205 Reset Content.
    pub(crate) const RESET_CONTENT: Self = Self(205);

    /// Reads a status code; `None` outside 100 to 999.
    #[must_use]
    pub(crate) fn new(code: u16) -> Option<Self> {
        (100..=999).contains(&code).then_some(Self(code))
    }

    /// The number.
    #[must_use]
    pub(crate) fn code(self) -> u16 {
        self.0
    }

    /// Whether the code says success (2xx).
    #[must_use]
    pub(crate) fn is_success(self) -> bool {
        (200..300).contains(&self.0)
    }

    /// Whether it says that what was asked for is done, and not that it is done later (RFC 9110 §15.3.3).
    #[must_use]
    pub(crate) fn is_done(self) -> bool {
        self.is_success() && self != Self::ACCEPTED
    }

    /// Whether the code says redirection (3xx).
    #[must_use]
    pub(crate) fn is_redirection(self) -> bool {
        (300..400).contains(&self.0)
    }

    /// Whether the code blames the client (4xx).
    #[must_use]
    pub(crate) fn is_client_error(self) -> bool {
        (400..500).contains(&self.0)
    }

    /// Whether the code says that what was asked for is not there (404, 410).
    #[must_use]
    pub(crate) fn is_gone(self) -> bool {
        matches!(self.0, 404 | 410)
    }

    /// Whether the code says that the request, as it is, was refused: a 4xx but for those that tell of the
    /// moment or of the connection.
    #[must_use]
    pub(crate) fn is_refusal(self) -> bool {
        self.is_client_error() && !self.is_of_the_moment()
    }

    /// Whether the code tells of the moment, of the connection or of what stands between, and nothing of the
    /// request: 408, 425, 429 and 503 ask to come again, 421 to come otherwise (RFC 9110 §15.5.9, §15.5.20,
    /// §15.6.4; RFC 6585 §4; RFC 8470 §5.2), and 502 and 504 are an intermediary's (RFC 9110 §15.6.3, §15.6.5).
    #[must_use]
    pub(crate) fn is_of_the_moment(self) -> bool {
        matches!(self.0, 408 | 421 | 425 | 429 | 502 | 503 | 504)
    }

    /// Whether the code says that what is there by now keeps the request from being served: it conflicts with it, or is
    /// locked (RFC 9110 §15.5.10, RFC 4918 §11.3).
    #[must_use]
    pub(crate) fn is_of_the_state(self) -> bool {
        matches!(self.0, 409 | 423)
    }

    /// Whether the code may say that the request itself is none that can be served, as it is written, whatever is there and
    /// whoever calls.
    #[must_use]
    pub(crate) fn is_of_the_request(self) -> bool {
        matches!(self.0, 400 | 405 | 406 | 411 | 413 | 414 | 415 | 422)
    }

    /// Whether the code may be what a request made of the resource, told to the same request sent once more: it is gone,
    /// another by now, or there already (RFC 9110 §9.2.2, §15.5.5, §15.5.10, §15.5.11, §15.5.13).
    #[must_use]
    pub(crate) fn is_of_what_was_done(self) -> bool {
        self.is_of_the_state() || matches!(self.0, 404 | 410 | 412)
    }

    /// Whether the code says that the server erred over the request: a 5xx, but for one that tells of the
    /// moment, and for 501, which says that there is no such function (RFC 9110 §15.6).
    #[must_use]
    pub(crate) fn is_failure_over_request(self) -> bool {
        self.is_server_error() && !self.is_of_the_moment() && self.0 != 501
    }

    /// Whether the code blames the server (5xx).
    #[must_use]
    pub(crate) fn is_server_error(self) -> bool {
        (500..600).contains(&self.0)
    }

    /// Whether the code says failure (4xx or 5xx).
    #[must_use]
    pub(crate) fn is_error(self) -> bool {
        (400..600).contains(&self.0)
    }

    /// Whether a response with this code never has content (RFC 9110 §6.4.1).
    #[must_use]
    pub(crate) fn forbids_content(self) -> bool {
        self.0 < 200 || self.0 == 204 || self.0 == 304
    }

    /// The reason phrase registered for the code, if one is.
    #[must_use]
    pub(crate) fn reason(self) -> Option<&'static str> {
        http::StatusCode::from_u16(self.0).ok()?.canonical_reason()
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason() {
            Some(reason) => write!(f, "{} {reason}", self.0),
            None => write!(f, "{}", self.0),
        }
    }
}
