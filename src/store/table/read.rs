//! TOML text as a table, with everything that generation relies on checked.

use std::path::Path;

use super::rows::{Form, Rows};
use super::{FORMAT, NO_OTHER, OperationForm, TableForm, data, kinds};
use crate::store::form::{FormError, FormText};
use crate::table::{NotRead, Operation, Origin, Source, SpecTable};

/// Reads a table from its stored form; `file` is for messages only.
///
/// # Errors
/// When the text is not TOML, has an unknown key, or a row is not what its kind asks for, such as
/// one without a citation.
pub(crate) fn read_table(file: &Path, text: &str) -> Result<SpecTable, FormError> {
    let text = FormText::new(file, text);
    let form: TableForm<Form> = text.read_version(FORMAT, NO_OTHER)?;
    let origin = check_head(&form).map_err(|message| text.error(0, message))?;
    let operations = form.operation.into_iter();
    let operations = operations.map(|form| operation(text, form));
    let mut operations = operations.collect::<Result<Vec<_>, _>>()?;
    data::name(text, &data::types(text, form.types)?, &mut operations)?;
    Ok(SpecTable {
        source: Source {
            origin,
            page: form.page,
            sha256: form.sha256,
            dialect: form.dialect,
            not_read: form
                .not_read
                .iter()
                .map(|text| NotRead::new(text))
                .collect(),
        },
        family: form.family,
        operations,
    })
}

/// Checks what stands above the operations, and that there are some.
fn check_head(form: &TableForm<Form>) -> Result<Origin, String> {
    let origin = match form.origin.as_str() {
        "derived" => Origin::Derived,
        "written" => Origin::Written,
        other => {
            return Err(format!(
                "expected origin `derived` or `written`, but found `{other}`"
            ));
        }
    };
    if origin == Origin::Derived && (form.sha256.is_none() || form.dialect.is_none()) {
        let message = "a derived table names the page's `sha256` and its `dialect`; derive it \
                       again, or say `origin = \"written\"`";
        return Err(message.to_owned());
    }
    if form.operation.is_empty() {
        let message = "the table has no `[[operation]]`; nothing could be tested";
        return Err(message.to_owned());
    }
    Ok(origin)
}

fn operation(text: FormText<'_>, form: OperationForm<Form>) -> Result<Operation, FormError> {
    let at = form.id.span().start;
    let id = form.id.into_inner();
    if id.is_empty() || id != crate::protocol::template::slug(&id) {
        let message =
            format!("expected an id of lower-case letters, digits and `-`, but found `{id}`");
        return Err(text.error(at, message));
    }
    let mut rows = Rows::of(text, (&id, at), form.row)?;
    let mut operation = kinds::operation(&id, &mut rows)?;
    operation.shrink();
    Ok(operation)
}
