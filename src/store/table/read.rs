//! TOML text as a table, with everything that generation relies on checked.

use std::collections::BTreeMap;
use std::path::Path;

use vec1::{Vec1, vec1};

use super::{FORMAT, KINDS, NO_OTHER, OperationForm, RowForm, TableForm};
use crate::protocol::template::PathTemplate;
use crate::protocol::{HeaderName, Method, Status};
use crate::store::form::{FormError, FormText};
use crate::table::words::{Word, Words};
use crate::table::{
    Citation, Described, ErrorResponse, Example, ExampleResponse, HeaderRule, Operation,
    OperationId, Origin, Parameter, Permission, Reading, RequestBody, Response, ResponseBody, Row,
    RowId, Source, SpecTable,
};

/// Reads a table from its stored form; `file` is for messages only.
///
/// # Errors
/// When the text is not TOML, has an unknown key, or a row is not what its kind asks for, such as
/// one without a citation.
pub(crate) fn read_table(file: &Path, text: &str) -> Result<SpecTable, FormError> {
    let reader = Reader {
        text: FormText::new(file, text),
    };
    let form: TableForm = reader.text.read_version(FORMAT, NO_OTHER)?;
    let origin = match form.origin.as_str() {
        "derived" => Origin::Derived,
        "written" => Origin::Written,
        other => {
            let message = format!("expected origin `derived` or `written`, but found `{other}`");
            return Err(reader.error(0, message));
        }
    };
    if origin == Origin::Derived && (form.sha256.is_none() || form.dialect.is_none()) {
        let message = "a derived table names the page's `sha256` and its `dialect`; derive it \
                       again, or say `origin = \"written\"`";
        return Err(reader.error(0, message.to_owned()));
    }
    if form.operation.is_empty() {
        let message = "the table has no `[[operation]]`; nothing could be tested";
        return Err(reader.error(0, message.to_owned()));
    }
    let operations = form
        .operation
        .into_iter()
        .map(|operation| reader.operation(operation))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(SpecTable {
        source: Source {
            origin,
            page: form.page,
            sha256: form.sha256,
            dialect: form.dialect,
        },
        family: form.family,
        operations,
    })
}

struct Reader<'a> {
    text: FormText<'a>,
}

/// The readings of one row as they are collected, with the offset of the first.
type Rows<T> = Vec<(String, Vec1<Reading<T>>, usize)>;

impl Reader<'_> {
    fn error(&self, offset: usize, message: String) -> FormError {
        self.text.error(offset, message)
    }

    fn operation(&self, form: OperationForm) -> Result<Operation, FormError> {
        let at = form.id.span().start;
        let id = form.id.into_inner();
        if id.is_empty() || id != crate::protocol::template::slug(&id) {
            let message =
                format!("expected an id of lower-case letters, digits and `-`, but found `{id}`");
            return Err(self.error(at, message));
        }
        let mut method: Rows<Method> = Vec::new();
        let mut base: Rows<String> = Vec::new();
        let mut paths: Rows<Vec<PathTemplate>> = Vec::new();
        let mut headers: Rows<HeaderRule> = Vec::new();
        let mut body: Rows<RequestBody> = Vec::new();
        let mut responses: Rows<Response> = Vec::new();
        let mut examples: Rows<Example> = Vec::new();
        let mut parameters: Rows<Parameter> = Vec::new();
        let mut errors: Rows<ErrorResponse> = Vec::new();
        let mut permissions: Rows<Permission> = Vec::new();
        let mut kinds: BTreeMap<String, String> = BTreeMap::new();
        for spanned in form.row {
            let at = spanned.span().start;
            let row = spanned.into_inner();
            if row.id.is_empty() || !row.id.bytes().all(|b| b.is_ascii_graphic()) {
                let shown = row.id.escape_default();
                let message =
                    format!("expected a row id of visible characters, but found `{shown}`");
                return Err(self.error(at, message));
            }
            self.check_keys(&row, at)?;
            let earlier = kinds.insert(row.id.clone(), row.kind.clone());
            if earlier.is_some_and(|kind| kind != row.kind) {
                let message = format!("the row `{}` has readings of two kinds", row.id);
                return Err(self.error(at, message));
            }
            match row.kind.as_str() {
                "method" => self.add(&mut method, &row, at, method_value)?,
                "base" => self.add(&mut base, &row, at, base_value)?,
                "path" => self.add(&mut paths, &row, at, paths_value)?,
                "header" => self.add(&mut headers, &row, at, header_value)?,
                "request-body" => self.add(&mut body, &row, at, body_value)?,
                "response" => self.add(&mut responses, &row, at, response_value)?,
                "example" => self.add(&mut examples, &row, at, example_value)?,
                "parameter" => self.add(&mut parameters, &row, at, parameter_value)?,
                "error" => self.add(&mut errors, &row, at, error_value)?,
                _ => self.add(&mut permissions, &row, at, permission_value)?,
            }
        }
        let missing = |what: &str| {
            let message = format!("the operation `{id}` has no row of kind `{what}`");
            self.error(at, message)
        };
        if paths.is_empty() {
            return Err(missing("path"));
        }
        Ok(Operation {
            method: self.only(&id, method)?.ok_or_else(|| missing("method"))?,
            base: self.only(&id, base)?,
            paths: finish(&id, paths),
            headers: finish(&id, headers),
            request_body: self.only(&id, body)?,
            responses: finish(&id, responses),
            examples: finish(&id, examples),
            described: Described {
                parameters: finish(&id, parameters),
                errors: finish(&id, errors),
                permissions: finish(&id, permissions),
            },
            id: OperationId(id),
        })
    }

    fn check_keys(&self, row: &RowForm, at: usize) -> Result<(), FormError> {
        let Some(kind) = KINDS.iter().find(|kind| kind.name == row.kind) else {
            let known: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
            let message = format!(
                "expected a kind of row ({}), but found `{}`",
                known.join(", "),
                row.kind
            );
            return Err(self.error(at, message));
        };
        let keys = row.keys();
        if let Some(key) = kind.must.iter().find(|key| !keys.contains(key)) {
            let message = format!("a row of kind `{}` needs the key `{key}`", kind.name);
            return Err(self.error(at, message));
        }
        let known = |key: &&str| kind.must.contains(key) || kind.may.contains(key);
        if let Some(key) = keys.iter().find(|key| !known(key)) {
            let message = format!("a row of kind `{}` has no key `{key}`", kind.name);
            return Err(self.error(at, message));
        }
        Ok(())
    }

    fn add<T: PartialEq + Words>(
        &self,
        rows: &mut Rows<T>,
        row: &RowForm,
        at: usize,
        value: impl Fn(&RowForm) -> Result<T, String>,
    ) -> Result<(), FormError> {
        let value = value(row).map_err(|message| self.error(at, message))?;
        let cites = row
            .cites
            .iter()
            .map(|text| citation(text))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|message| self.error(at, message))?;
        let cites = Vec1::try_from_vec(cites).map_err(|_| {
            let message = format!(
                "the row `{}` cites nothing; add `cites = [\"LINE:COLUMN\"]` or the section that \
                 promises it",
                row.id
            );
            self.error(at, message)
        })?;
        let reading = Reading { value, cites };
        match rows.iter_mut().find(|(id, _, _)| *id == row.id) {
            None => rows.push((row.id.clone(), vec1![reading], at)),
            Some((_, readings, _)) => {
                let name = reading.value.words();
                if readings.iter().any(|r| r.value.words() == name) {
                    let message = format!(
                        "the row `{}` says `{name}` twice; give one row both citations",
                        row.id
                    );
                    return Err(self.error(at, message));
                }
                readings.push(reading);
            }
        }
        Ok(())
    }

    fn only<T>(&self, operation: &str, rows: Rows<T>) -> Result<Option<Row<T>>, FormError> {
        if let Some((id, _, at)) = rows.get(1) {
            let message = format!(
                "`{id}` is a second row of a kind that an operation has once; readings of one \
                 contradicted row share its id"
            );
            return Err(self.error(*at, message));
        }
        Ok(finish(operation, rows).pop())
    }
}

fn finish<T>(operation: &str, rows: Rows<T>) -> Vec<Row<T>> {
    rows.into_iter()
        .map(|(id, readings, _)| Row::new(RowId(format!("{operation}/{id}")), readings))
        .collect()
}

/// Reads `44:65`, `44:65-82`, or a section's text.
pub(crate) fn citation(text: &str) -> Result<Citation, String> {
    let wrong = || {
        format!(
            "expected a citation `LINE:COLUMN`, `LINE:COLUMN-END` or a section, but found `{text}`"
        )
    };
    let starts_with_digit = text.bytes().next().is_some_and(|b| b.is_ascii_digit());
    if !starts_with_digit {
        return if text.trim().is_empty() {
            Err(wrong())
        } else {
            Ok(Citation::Section(text.to_owned()))
        };
    }
    let (line, columns) = text.split_once(':').ok_or_else(wrong)?;
    let (column, end) = match columns.split_once('-') {
        Some((column, end)) => (column, Some(end)),
        None => (columns, None),
    };
    let number = |text: &str| text.parse::<usize>().ok().filter(|n| *n > 0);
    let line = number(line).ok_or_else(wrong)?;
    let column = number(column).ok_or_else(wrong)?;
    let end = match end {
        Some(end) => number(end).filter(|end| *end > column).ok_or_else(wrong)?,
        None => column + 1,
    };
    Ok(Citation::Line { line, column, end })
}

fn method_value(row: &RowForm) -> Result<Method, String> {
    Method::new(row.method.as_deref().unwrap_or_default()).map_err(|e| e.to_string())
}

fn base_value(row: &RowForm) -> Result<String, String> {
    let base = row.base.clone().unwrap_or_default();
    if base.starts_with("https://") || base.starts_with("http://") {
        Ok(base)
    } else {
        Err(format!(
            "expected a base such as `https://host/v1.0`, but found `{base}`"
        ))
    }
}

fn paths_value(row: &RowForm) -> Result<Vec<PathTemplate>, String> {
    row.paths
        .iter()
        .flatten()
        .map(|path| PathTemplate::new(path).map_err(|e| e.to_string()))
        .collect()
}

fn header_value(row: &RowForm) -> Result<HeaderRule, String> {
    let name = row.name.as_deref().unwrap_or_default();
    let presence = row.presence.as_deref().unwrap_or_default();
    let value = row.value.as_deref().unwrap_or_default();
    if value.chars().any(char::is_control) {
        return Err(format!("the value of `{name}` holds a control character"));
    }
    Ok(HeaderRule {
        name: HeaderName::new(name).map_err(|e| e.to_string())?,
        presence: one_of(presence)?,
        value: row.value.clone(),
        condition: row.condition.clone(),
    })
}

fn parameter_value(row: &RowForm) -> Result<Parameter, String> {
    Ok(Parameter {
        name: row.name.clone().unwrap_or_default(),
        place: one_of(row.place.as_deref().unwrap_or_default())?,
        kind: row.type_name.clone(),
        presence: one_of(row.presence.as_deref().unwrap_or_default())?,
    })
}

fn error_value(row: &RowForm) -> Result<ErrorResponse, String> {
    Ok(ErrorResponse {
        status: status(row.status)?,
        code: row.code.clone(),
    })
}

fn permission_value(row: &RowForm) -> Result<Permission, String> {
    Ok(Permission {
        account: one_of(row.account.as_deref().unwrap_or_default())?,
        resource: row.resource.clone(),
        names: row.names.clone().unwrap_or_default(),
    })
}

fn body_value(row: &RowForm) -> Result<RequestBody, String> {
    one_of(row.body.as_deref().unwrap_or_default())
}

fn response_value(row: &RowForm) -> Result<Response, String> {
    let body = one_of(row.body.as_deref().unwrap_or_default())?;
    let status = status(row.status)?;
    if status.forbids_content() && body == ResponseBody::Content {
        return Err(format!("HTTP forbids content in a {status}"));
    }
    let headers = row.headers.iter().flatten();
    Ok(Response {
        status,
        body,
        content_type: row
            .content_type
            .as_deref()
            .map(crate::protocol::content::media_type),
        resource: row.resource.clone(),
        shape: row
            .shape
            .as_deref()
            .map(|shape| one_of(shape))
            .transpose()?,
        headers: headers
            .map(|name| HeaderName::new(name).map_err(|e| e.to_string()))
            .collect::<Result<_, _>>()?,
        forbidden: row.http_forbids.clone().unwrap_or_default(),
        when: row.when.as_deref().map(header_line).transpose()?,
    })
}

fn example_value(row: &RowForm) -> Result<Example, String> {
    let response = match row.response_status {
        None if row.response_headers.is_none() && row.response_content.is_none() => None,
        code => Some(ExampleResponse {
            status: status(code)?,
            headers: header_lines(row.response_headers.as_deref())?,
            body: row.response_content.clone(),
        }),
    };
    Ok(Example {
        name: row.name.clone().unwrap_or_default(),
        method: method_value(row)?,
        path: PathTemplate::new(row.path.as_deref().unwrap_or_default())
            .map_err(|e| e.to_string())?,
        headers: header_lines(row.headers.as_deref())?,
        body: row.content.clone(),
        response,
    })
}

fn status(code: Option<u16>) -> Result<Status, String> {
    let code = code.unwrap_or_default();
    Status::new(code).ok_or_else(|| format!("expected a status of 100 to 999, but found {code}"))
}

fn header_lines(lines: Option<&[String]>) -> Result<Vec<(HeaderName, String)>, String> {
    lines
        .unwrap_or_default()
        .iter()
        .map(|line| header_line(line))
        .collect()
}

fn header_line(line: &str) -> Result<(HeaderName, String), String> {
    let (name, value) = line
        .split_once(':')
        .ok_or_else(|| format!("expected `Name: value`, but found `{line}`"))?;
    if value.chars().any(char::is_control) {
        return Err(format!("the value of `{name}` holds a control character"));
    }
    let name = HeaderName::new(name.trim()).map_err(|e| e.to_string())?;
    Ok((name, value.trim().to_owned()))
}

fn one_of<T: Word>(text: &str) -> Result<T, String> {
    let mut all = T::ALL.iter().copied();
    all.find(|one| one.word() == text).ok_or_else(|| {
        let known: Vec<String> = T::ALL.iter().map(|v| format!("`{}`", v.word())).collect();
        format!("expected {}, but found `{text}`", known.join(", "))
    })
}
