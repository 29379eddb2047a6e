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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Excuse {
    /// The page says nothing of the content.
    Content,
    /// The page lists a conflict with what is there by then.
    Conflict,
    /// The page says in which states of the thing this is answered.
    State(Status),
    /// That, or it says nothing of the content.
    ContentOrState(Status),
    /// That, or it lists a conflict.
    ConflictOrState(Status),
}

impl Excuse {
    /// Whether a status is that of such a refusal (RFC 9110 §15.5).
    #[must_use]
    pub(crate) fn lets_by(self, status: Status) -> bool {
        match self {
            Self::Content => matches!(status.code(), 400 | 409 | 411 | 415 | 422),
            Self::Conflict => status.code() == 409,
            Self::State(own) => own == status,
            Self::ContentOrState(own) => own == status || Self::Content.lets_by(status),
            Self::ConflictOrState(own) => own == status || Self::Conflict.lets_by(status),
        }
    }

    /// The status that is answered in some states.
    #[must_use]
    pub(crate) fn state(self) -> Option<Status> {
        match self {
            Self::Content | Self::Conflict => None,
            Self::State(own) | Self::ContentOrState(own) | Self::ConflictOrState(own) => Some(own),
        }
    }

    /// The same, or the status that is answered in some states.
    #[must_use]
    pub(super) fn or_state(self, status: Status) -> Self {
        match self {
            Self::Content | Self::ContentOrState(_) => Self::ContentOrState(status),
            Self::Conflict | Self::ConflictOrState(_) => Self::ConflictOrState(status),
            Self::State(_) => Self::State(status),
        }
    }
}

/// Whether a status is that of a refusal for the sake of content that a request has not (RFC 9110 §15.5).
#[must_use]
pub(crate) fn is_for_content(status: Status) -> bool {
    matches!(status.code(), 400 | 411 | 415 | 422)
}
