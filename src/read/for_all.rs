//! What a page says of all requests, rather than of an operation.

use crate::protocol::{HeaderName, Method, Status};
use crate::table::Presence;
use crate::table::described::ParameterPlace;

/// One thing that a page says of all requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ForAll {
    /// What a request that succeeds is answered.
    Success {
        /// The methods that it speaks of; all where there are none.
        methods: Vec<Method>,
        /// The status; none where any 2xx is a success.
        status: Option<Status>,
    },
    /// A header that every request must carry, or that a page shows for all.
    Header {
        /// Its name.
        name: HeaderName,
        /// Its value, such as `Bearer {token}`; none where it is not said.
        value: Option<String>,
        /// Whether it must be there, or is shown and no more is said of it.
        presence: Presence,
    },
    /// A parameter of the query, or a cookie, that carries the caller's credential.
    Parameter {
        /// Its name.
        name: String,
        /// Where it is sent.
        place: ParameterPlace,
        /// Whether it must be there, or is shown and no more is said of it.
        presence: Presence,
    },
    /// What a request without a good credential is answered.
    CredentialRefused(Status),
    /// What the content of every error is.
    ErrorBody {
        /// Dotted paths of members that are texts.
        members: Vec<String>,
        /// The media type, in lower case; empty where any of JSON is one.
        content_type: String,
    },
    /// What stands before every path: a URL, or a path.
    Base(String),
}

impl ForAll {
    /// Whether both speak of the same thing: what one says is no addition to the other.
    #[must_use]
    pub(crate) fn is_of_same(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Success { methods, .. },
                Self::Success {
                    methods: others, ..
                },
            ) => {
                methods.is_empty() && others.is_empty()
                    || methods.iter().any(|method| others.contains(method))
            }
            (Self::Header { name, .. }, Self::Header { name: other, .. }) => name == other,
            (
                Self::Parameter { name, place, .. },
                Self::Parameter {
                    name: other,
                    place: at,
                    ..
                },
            ) => name == other && place == at,
            (Self::CredentialRefused(_), Self::CredentialRefused(_))
            | (Self::ErrorBody { .. }, Self::ErrorBody { .. })
            | (Self::Base(_), Self::Base(_)) => true,
            (
                Self::Success { .. }
                | Self::Header { .. }
                | Self::Parameter { .. }
                | Self::CredentialRefused(_)
                | Self::ErrorBody { .. }
                | Self::Base(_),
                _,
            ) => false,
        }
    }

    /// Whether it says of the same thing what the other leaves open: the value of a header.
    #[must_use]
    pub(crate) fn says_more(&self, other: &Self) -> bool {
        let is_open = matches!(other, Self::Header { value: None, .. });
        is_open && self.is_of_same(other) && self != other
    }

    /// Whether both cannot hold.
    #[must_use]
    pub(crate) fn contradicts(&self, other: &Self) -> bool {
        let says_same = match (self, other) {
            (Self::Success { status, .. }, Self::Success { status: other, .. }) => status == other,
            (Self::Header { value, .. }, Self::Header { value: other, .. }) => {
                value.is_none() || other.is_none() || value == other
            }
            (
                Self::Success { .. }
                | Self::Header { .. }
                | Self::Parameter { .. }
                | Self::CredentialRefused(_)
                | Self::ErrorBody { .. }
                | Self::Base(_),
                _,
            ) => self == other,
        };
        self.is_of_same(other) && !says_same
    }
}
