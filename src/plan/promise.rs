//! Who promises that something holds, and where that is said.

use std::sync::Arc;

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
    /// What the user says: a limit, a fixture.
    Configured,
    /// The server itself, which says that it erred; no promise is broken.
    ServerError,
    /// What every service owes its callers: that their credentials stay between the two.
    Disclosure,
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
            Self::ServerError => "server-error",
            Self::Disclosure => "disclosure",
            Self::Assumed => "assumed",
        }
    }
}

/// Who promises that something holds, with the place that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Promise {
    /// A row of the operation's page.
    Documented(Arc<RowRef>),
    /// A row of a page that speaks for the whole API.
    Family(Arc<RowRef>),
    /// A section of an RFC.
    Http(Rfc),
    /// A flag or a file that the user gave, by its name.
    Configured(&'static str),
    /// None: a 5xx by which the server says that it erred (RFC 9110 §15.6).
    ServerError,
    /// None: an error that repeats a credential (CWE-209).
    Disclosure,
    /// Our reading: no page, RFC or flag says so.
    Assumed,
}

/// Sections of RFCs, as they are cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rfc(pub(crate) &'static str);

impl Rfc {
    /// Field names are compared without case.
    pub(crate) const FIELD_NAMES: Self = Self("RFC 9110 §5.1");
    /// A message is complete when its framing says so.
    pub(crate) const COMPLETE: Self = Self("RFC 9112 §8");
    /// How lines, fields and their framing are written.
    pub(crate) const WELL_FORMED_HEAD: Self = Self("RFC 9112 §2.2, §5, §6; RFC 9110 §5.5");
    /// What a content coding is.
    pub(crate) const CODING: Self = Self("RFC 9110 §8.4");
    /// What JSON is, and what does not stand before it.
    pub(crate) const JSON: Self = Self("RFC 8259 §2, §8.1");
    /// Where a response ends.
    pub(crate) const NOTHING_AFTER: Self = Self("RFC 9112 §6.3, RFC 9110 §6.4.1");
    /// A 205 has no content.
    pub(crate) const NO_CONTENT_IN_205: Self = Self("RFC 9110 §15.3.6");
    /// A 204 has no framing fields.
    pub(crate) const NO_FRAMING: Self = Self("RFC 9110 §8.6, RFC 9112 §6.1");
    /// A 401 carries a challenge.
    pub(crate) const CHALLENGE: Self = Self("RFC 9110 §15.5.2");
    /// A 405 carries Allow.
    pub(crate) const ALLOW: Self = Self("RFC 9110 §15.5.6");
    /// A 5xx says that the server erred.
    pub(crate) const SERVER_ERROR: Self = Self("RFC 9110 §15.6");
}

/// The weakness that an error message is which tells a secret.
pub(crate) const DISCLOSURE: &str = "CWE-209";

/// The flag behind the limit of a response's time.
pub(crate) const MAX_RESPONSE_TIME: &str = "--max-response-time";

impl Promise {
    /// What a row promises.
    #[must_use]
    pub(super) fn of(row: &Arc<RowRef>) -> Self {
        match row.is_of_family {
            true => Self::Family(Arc::clone(row)),
            false => Self::Documented(Arc::clone(row)),
        }
    }

    /// The kind of authority.
    #[must_use]
    pub(crate) fn authority(&self) -> Authority {
        match self {
            Self::Documented(_) => Authority::Documented,
            Self::Family(_) => Authority::Family,
            Self::Http(_) => Authority::Http,
            Self::Configured(_) => Authority::Configured,
            Self::ServerError => Authority::ServerError,
            Self::Disclosure => Authority::Disclosure,
            Self::Assumed => Authority::Assumed,
        }
    }

    /// The row that says so; `None` where none does.
    #[must_use]
    pub(crate) fn row(&self) -> Option<&Arc<RowRef>> {
        match self {
            Self::Documented(row) | Self::Family(row) => Some(row),
            Self::Http(_)
            | Self::Configured(_)
            | Self::ServerError
            | Self::Disclosure
            | Self::Assumed => None,
        }
    }

    /// The RFC section, the flag, the file or the weakness that says so; empty where none does.
    #[must_use]
    pub(crate) fn source(&self) -> &'static str {
        match self {
            Self::Http(Rfc(source)) | Self::Configured(source) => source,
            Self::ServerError => Rfc::SERVER_ERROR.0,
            Self::Disclosure => DISCLOSURE,
            Self::Documented(_) | Self::Family(_) | Self::Assumed => "",
        }
    }
}

/// Who stands behind what follows from a request: the page that documents it, or only our reading
/// of one of its contradicting places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// The page.
    Documented,
    /// The user, who says in a file what an operation is for.
    Declared(&'static str),
    /// Our reading.
    Assumed,
}

impl Standing {
    /// The promise that this row makes of such a request.
    pub(super) fn of(self, row: &Arc<RowRef>) -> Promise {
        match self {
            Self::Documented => Promise::of(row),
            Self::Declared(file) => Promise::Configured(file),
            Self::Assumed => Promise::Assumed,
        }
    }
}
