//! What holds for a whole family of operations: the rows of a page that speaks for the API, such as
//! its errors page, named by the tables whose operations belong to it.

use std::sync::Arc;

use super::row::RowRef;
use crate::protocol::Status;

/// What a page for the whole API promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Family {
    /// The id that tables name.
    pub id: String,
    /// The status for a missing or bad credential.
    pub credential: Option<(Arc<RowRef>, Status)>,
    /// The shape of every error's body.
    pub error_body: Option<(Arc<RowRef>, ErrorBody)>,
}

/// The shape of an error's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ErrorBody {
    /// Dotted paths of members that are strings, such as `error.code`.
    pub members: Vec<String>,
    /// The media type, in lower case.
    pub content_type: String,
}
