//! A table as TOML text: the same table gives the same bytes.

use super::keys::Written;
use super::{FORMAT, OperationForm, TableForm, data, kinds};
use crate::table::{Operation, Origin, SpecTable};

/// Writes a table in its stored form.
///
/// # Errors
/// Never for a table that `read_table` or `derive` gave; the serializer's error otherwise.
pub(crate) fn write_table(table: &SpecTable) -> Result<String, toml::ser::Error> {
    let origin = match table.source.origin {
        Origin::Derived => "derived",
        Origin::Written => "written",
    };
    let form = TableForm {
        format: FORMAT,
        origin: origin.to_owned(),
        page: table.source.page.clone(),
        sha256: table.source.sha256.clone(),
        dialect: table.source.dialect.clone(),
        family: table.family.clone(),
        not_read: not_read(table),
        types: data::forms(&table.operations),
        operation: table.operations.iter().map(operation_form).collect(),
    };
    let head = match table.source.origin {
        Origin::Derived => HEAD,
        Origin::Written => "",
    };
    Ok(format!("{head}{}", toml::to_string_pretty(&form)?))
}

/// The first line of a derived table, and of a family that was read.
pub(crate) const HEAD: &str = "# Derived from the page by `as-documented derive`; do not edit.\n";

/// Whether a text begins as derived tables do, whatever else has become of it.
#[must_use]
pub(crate) fn is_marked_derived(text: &str) -> bool {
    text.starts_with("# Derived from the page by ")
}

fn not_read(table: &SpecTable) -> Vec<String> {
    let list = table.source.not_read.iter();
    list.map(|request| request.as_str().to_owned()).collect()
}

fn operation_form(operation: &Operation) -> OperationForm<Written> {
    OperationForm {
        id: toml::Spanned::new(0..0, operation.id.0.clone()),
        row: kinds::forms(operation).into_list(),
    }
}
