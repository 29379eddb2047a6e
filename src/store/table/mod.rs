//! The table's stored form, TOML, here and nowhere else.
//!
//! One `[[operation.row]]` is one reading; rows of the same id are the readings of one
//! contradicted row. Reading a table checks everything that generation relies on.

mod data;
mod keys;
mod kinds;
mod read;
mod rows;
mod value;
mod write;

pub(crate) use read::read_table;
pub(crate) use value::{Stored, citation, without_control};
pub(crate) use write::{HEAD, is_marked_derived, write_table};

use serde::{Deserialize, Serialize};

/// The version of the form that this program reads and writes.
pub(crate) const FORMAT: u32 = 1;

/// What to do about a form of another version.
pub(crate) const NO_OTHER: &str = "this program reads no other";

/// The top of a table file; `R` is a row of it, as it is read or as it is written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct TableForm<R> {
    format: u32,
    origin: String,
    page: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dialect: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    family: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    not_read: Vec<String>,
    #[serde(
        default = "Vec::new",
        skip_serializing_if = "Vec::is_empty",
        rename = "type"
    )]
    types: Vec<OperationForm<R>>,
    #[serde(default = "Vec::new")]
    operation: Vec<OperationForm<R>>,
}

/// An operation, or a type, with its rows.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OperationForm<R> {
    id: toml::Spanned<String>,
    #[serde(default = "Vec::new")]
    row: Vec<R>,
}

#[cfg(test)]
mod tests;
