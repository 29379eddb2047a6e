//! What counts as the success of a request, and what excuses that there is none.

use crate::protocol::Status;

/// What counts as the success of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Success {
    /// These statuses, which the page documents.
    Listed(Vec<Status>),
    /// Any 2xx (RFC 9110 §15.3): the page documents none.
    Any,
}

impl Success {
    /// Whether a status is one.
    #[must_use]
    pub(crate) fn has(&self, status: Status) -> bool {
        match self {
            Self::Listed(statuses) => statuses.contains(&status),
            Self::Any => status.is_success(),
        }
    }
}

/// Why a documented request may be refused without a breach of its page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Excuse {
    /// The page says nothing of the content.
    pub content: bool,
    /// The content was made from the page's words, which show none.
    pub made: bool,
    /// The page lists a conflict with what is there by then.
    pub conflict: bool,
    /// The content names other things by the page's own ids, which the service need not have.
    pub reference: bool,
    /// The page says in which states of the thing this is answered.
    pub state: Option<Status>,
}

impl Excuse {
    /// The page says nothing of the content.
    pub(crate) const CONTENT: Self = Self {
        content: true,
        made: false,
        conflict: false,
        reference: false,
        state: None,
    };

    /// Whether a status is that of such a refusal (RFC 9110 §15.5).
    #[must_use]
    pub(crate) fn lets_by(self, status: Status) -> bool {
        let is_of_content = matches!(status.code(), 400 | 409 | 411 | 415 | 422);
        self.content && is_of_content
            || self.conflict && status.code() == 409
            || self.reference && matches!(status.code(), 400 | 404 | 409 | 410 | 422)
            || self.state == Some(status)
    }

    /// Whether it is none.
    #[must_use]
    pub(super) fn is_none(self) -> bool {
        self == Self::default()
    }
}

/// Whether a status is that of a refusal for the sake of content that a request has not (RFC 9110 §15.5).
#[must_use]
pub(crate) fn is_for_content(status: Status) -> bool {
    matches!(status.code(), 400 | 411 | 415 | 422)
}
