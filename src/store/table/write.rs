//! A table as TOML text: the same table gives the same bytes.

use super::{FORMAT, OperationForm, RowForm, TableForm};
use crate::protocol::HeaderName;
use crate::table::words::Said;
use crate::table::{
    Citation, ErrorResponse, Example, HeaderRule, Operation, Origin, Parameter, Permission,
    RequestBody, Response, Row, SpecTable,
};

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
        operation: table.operations.iter().map(operation_form).collect(),
    };
    let head = match table.source.origin {
        Origin::Derived => HEAD,
        Origin::Written => "",
    };
    Ok(format!("{head}{}", toml::to_string_pretty(&form)?))
}

/// The first line of a derived table.
const HEAD: &str = "# Derived from the page by `as-documented derive`; do not edit.\n";

/// Whether a text begins as derived tables do, whatever else has become of it.
#[must_use]
pub(crate) fn is_marked_derived(text: &str) -> bool {
    text.starts_with("# Derived from the page by ")
}

fn operation_form(operation: &Operation) -> OperationForm {
    let id = &operation.id.0;
    let mut rows = Vec::new();
    rows.extend(readings(id, "method", &operation.method, |method, form| {
        form.method = Some(method.to_string());
    }));
    if let Some(row) = &operation.base {
        rows.extend(readings(id, "base", row, |base, form| {
            form.base = Some(base.clone());
        }));
    }
    for row in &operation.paths {
        rows.extend(readings(id, "path", row, |paths, form| {
            form.paths = Some(paths.iter().map(ToString::to_string).collect());
        }));
    }
    for row in &operation.headers {
        rows.extend(readings(id, "header", row, header_form));
    }
    if let Some(row) = &operation.request_body {
        rows.extend(readings(
            id,
            "request-body",
            row,
            |body: &RequestBody, form| {
                form.body = Some(body.said());
            },
        ));
    }
    for row in &operation.responses {
        rows.extend(readings(id, "response", row, response_form));
    }
    for row in &operation.examples {
        rows.extend(readings(id, "example", row, example_form));
    }
    for row in &operation.described.parameters {
        rows.extend(readings(id, "parameter", row, parameter_form));
    }
    for row in &operation.described.errors {
        rows.extend(readings(id, "error", row, error_form));
    }
    for row in &operation.described.permissions {
        rows.extend(readings(id, "permission", row, permission_form));
    }
    OperationForm {
        id: toml::Spanned::new(0..0, id.clone()),
        row: rows
            .into_iter()
            .map(|row| toml::Spanned::new(0..0, row))
            .collect(),
    }
}

/// One form a reading, the values filled in by `fill`.
fn readings<T>(
    operation: &str,
    kind: &str,
    row: &Row<T>,
    fill: impl Fn(&T, &mut RowForm),
) -> Vec<RowForm> {
    let prefix = format!("{operation}/");
    let id = row.id.0.strip_prefix(&prefix).unwrap_or(&row.id.0);
    row.readings()
        .iter()
        .map(|reading| {
            let mut form = RowForm {
                id: id.to_owned(),
                kind: kind.to_owned(),
                cites: reading.cites.iter().map(citation_form).collect(),
                ..RowForm::default()
            };
            fill(&reading.value, &mut form);
            form
        })
        .collect()
}

fn citation_form(citation: &Citation) -> String {
    match citation {
        Citation::Line { line, column, end } => format!("{line}:{column}-{end}"),
        Citation::Section(text) => text.clone(),
    }
}

fn header_form(rule: &HeaderRule, form: &mut RowForm) {
    form.name = Some(rule.name.to_string());
    form.presence = Some(rule.presence.said());
    form.value.clone_from(&rule.value);
    form.condition.clone_from(&rule.condition);
}

fn parameter_form(parameter: &Parameter, form: &mut RowForm) {
    form.name = Some(parameter.name.clone());
    form.place = Some(parameter.place.said());
    form.type_name.clone_from(&parameter.kind);
    form.presence = Some(parameter.presence.said());
}

fn error_form(error: &ErrorResponse, form: &mut RowForm) {
    form.status = Some(error.status.code());
    form.code.clone_from(&error.code);
}

fn permission_form(permission: &Permission, form: &mut RowForm) {
    form.account = Some(permission.account.said());
    form.resource.clone_from(&permission.resource);
    form.names = Some(permission.names.clone());
}

fn response_form(response: &Response, form: &mut RowForm) {
    form.status = Some(response.status.code());
    form.body = Some(response.body.said());
    form.content_type.clone_from(&response.content_type);
    form.resource.clone_from(&response.resource);
    form.shape = response.shape.map(|shape| shape.said());
    if !response.headers.is_empty() {
        form.headers = Some(response.headers.iter().map(ToString::to_string).collect());
    }
    if !response.forbidden.is_empty() {
        form.http_forbids = Some(response.forbidden.clone());
    }
    form.when = response
        .when
        .as_ref()
        .map(|(name, value)| format!("{name}: {value}"));
}

fn example_form(example: &Example, form: &mut RowForm) {
    form.name = Some(example.name.clone());
    form.method = Some(example.method.to_string());
    form.path = Some(example.path.to_string());
    form.headers = header_lines(&example.headers);
    form.content.clone_from(&example.body);
    if let Some(response) = &example.response {
        form.response_status = Some(response.status.code());
        form.response_headers = header_lines(&response.headers);
        form.response_content.clone_from(&response.body);
    }
}

fn header_lines(headers: &[(HeaderName, String)]) -> Option<Vec<String>> {
    let lines = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}"));
    (!headers.is_empty()).then(|| lines.collect())
}
