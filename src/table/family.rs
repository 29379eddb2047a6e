//! What holds for a whole family of operations: the rows of a page that speaks for the API, such as
//! its errors page, named by the tables whose operations belong to it.

use std::sync::Arc;

use super::described::Parameter;
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
    /// Parameters of the query and cookies that carry the credential of every operation.
    pub parameters: Vec<FamilyParameter>,
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

/// A parameter of the query, or a cookie, that carries the credential of a whole family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FamilyParameter {
    /// The row as operations carry it.
    pub row: Row<Parameter>,
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

impl FamilyHeader {
    /// One that is of every operation.
    #[must_use]
    pub(crate) fn of(reference: Arc<RowRef>, rule: HeaderRule) -> Self {
        Self {
            row: Row::settled(reference.id.clone(), rule, reference.cites.clone()),
            reference,
            except: Vec::new(),
        }
    }
}

impl FamilyParameter {
    /// One that is of every operation.
    #[must_use]
    pub(crate) fn of(reference: Arc<RowRef>, parameter: Parameter) -> Self {
        Self {
            row: Row::settled(reference.id.clone(), parameter, reference.cites.clone()),
            reference,
            except: Vec::new(),
        }
    }
}

impl Family {
    /// The row of this id that operations carry, with the page that says so.
    #[must_use]
    pub(crate) fn carried(&self, id: &RowId) -> Option<&Arc<RowRef>> {
        let headers = self.headers.iter().map(|header| &header.reference);
        let parameters = self.parameters.iter().map(|own| &own.reference);
        headers
            .chain(parameters)
            .find(|reference| reference.id == *id)
    }

    /// What it says of the success of a method.
    #[must_use]
    pub(crate) fn success(&self, method: &Method) -> Option<&FamilySuccess> {
        let mut successes = self.successes.iter();
        successes.find(|success| success.methods.is_empty() || success.methods.contains(method))
    }

    /// Gives an operation the headers and parameters that it says nothing of itself.
    pub(crate) fn complete(&self, operation: &mut Operation) {
        self.complete_parameters(operation);
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

impl Family {
    /// Gives an operation that carries no credential of its own the parameters of the family.
    fn complete_parameters(&self, operation: &mut Operation) {
        if self.parameters.is_empty() || operation.credentials().next().is_some() {
            return;
        }
        for own in &self.parameters {
            if own.except.contains(&operation.id) {
                continue;
            }
            let family = &own.row.first().value;
            let is_same = |row: &&mut Row<Parameter>| {
                let mut readings = row.readings().iter().map(|reading| &reading.value);
                readings.any(|known| known.name == family.name && known.place == family.place)
            };
            match operation.described.parameters.iter_mut().find(is_same) {
                Some(row) => {
                    for reading in row.readings_mut() {
                        reading.value.value.clone_from(&family.value);
                    }
                }
                None => operation.described.parameters.push(own.row.clone()),
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
