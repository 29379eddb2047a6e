//! What holds for a whole family of operations: the rows of a page that speaks for the API, such as
//! its errors page, named by the tables whose operations belong to it.

use std::sync::Arc;

use super::operation::{Operation, OperationId};
use super::row::{Row, RowId, RowRef};
use super::value::{HeaderRule, Presence};
use crate::protocol::{Method, Status};

/// What a page for the whole API promises.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Family {
    /// The id that tables name.
    pub id: String,
    /// The status for a missing or bad credential.
    pub credential: Option<(Arc<RowRef>, Status)>,
    /// The shape of every error's body.
    pub error_body: Option<(Arc<RowRef>, ErrorBody)>,
    /// Request headers of every operation that says nothing of them itself.
    pub headers: Vec<FamilyHeader>,
    /// The success of every operation that states none itself: the first that speaks of its method.
    pub successes: Vec<FamilySuccess>,
}

/// The shape of an error's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ErrorBody {
    /// Dotted paths of members that are strings, such as `error.code`.
    pub members: Vec<String>,
    /// The media type, in lower case; empty where any of JSON is one.
    pub content_type: String,
}

/// A request header of a whole family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FamilyHeader {
    /// The row as operations carry it.
    pub row: Row<HeaderRule>,
    /// The same with the page that says so.
    pub reference: Arc<RowRef>,
    /// The operations that are served without it.
    pub except: Vec<OperationId>,
}

/// The success of a whole family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FamilySuccess {
    /// The row.
    pub reference: Arc<RowRef>,
    /// The methods that it speaks of; all where there are none.
    pub methods: Vec<Method>,
    /// The status; none where any 2xx is a success.
    pub status: Option<Status>,
}

impl Family {
    /// The header row of this id, with the page that says so.
    #[must_use]
    pub(crate) fn header(&self, id: &RowId) -> Option<&Arc<RowRef>> {
        let mut headers = self.headers.iter().map(|header| &header.reference);
        headers.find(|reference| reference.id == *id)
    }

    /// What it says of the success of a method.
    #[must_use]
    pub(crate) fn success(&self, method: &Method) -> Option<&FamilySuccess> {
        let mut successes = self.successes.iter();
        successes.find(|success| success.methods.is_empty() || success.methods.contains(method))
    }

    /// Gives an operation the headers that it says nothing of itself.
    pub(crate) fn complete(&self, operation: &mut Operation) {
        for header in &self.headers {
            let name = &header.row.first().value.name;
            let says = |row: &Row<HeaderRule>| row.readings().iter().any(|r| r.value.name == *name);
            if header.except.contains(&operation.id) {
                continue;
            }
            match operation.headers.iter_mut().find(|row| says(row)) {
                // A page that only shows the header says nothing of it.
                Some(own) if is_unstated(own) => *own = header.row.clone(),
                Some(own) => give_value(own, &header.row),
                None => operation.headers.push(header.row.clone()),
            }
        }
    }
}

/// Gives a header that says no value the one that the family has.
fn give_value(row: &mut Row<HeaderRule>, family: &Row<HeaderRule>) {
    let value = &family.first().value.value;
    for reading in row.readings_mut() {
        if reading.value.value.is_none() {
            reading.value.value.clone_from(value);
        }
    }
}

/// Whether no reading of a header says whether it must be sent.
fn is_unstated(row: &Row<HeaderRule>) -> bool {
    let mut readings = row.readings().iter();
    readings.all(|reading| reading.value.presence == Presence::Unstated)
}
