//! What is promised, and nothing of how it was read or stored: operations, rows, readings,
//! citations, and the types of what they say.

pub(crate) mod allowed;
mod citation;
mod credential;
pub(crate) mod data;
pub(crate) mod described;
pub(crate) mod diff;
mod effect;
pub(crate) mod family;
pub(crate) mod fixture;
pub(crate) mod learn;
pub(crate) mod made;
mod not_read;
mod operation;
mod order;
mod ordinary;
mod routes;
mod row;
mod spec;
pub(crate) mod things;
mod value;
pub(crate) mod words;

pub(crate) use citation::Citation;
pub(crate) use credential::{Credential, CredentialPlace};
pub(crate) use effect::Effect;
pub(crate) use not_read::{NotRead, PageNotRead};
pub(crate) use operation::{Operation, OperationId, Origin, Source, SpecTable};
pub(crate) use order::{Direction, Order};
pub(crate) use routes::Documented;
pub(crate) use row::{AnyRow, Decided, Reading, Row, RowId, RowRef};
pub(crate) use spec::Spec;
pub(crate) use value::{
    Calls, Content, Example, ExampleResponse, HeaderRule, Presence, RequestBody, Response,
    ResponseBody, Shape,
};
