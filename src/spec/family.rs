//! What holds for a whole family of operations: one table of its own, citing the errors page of
//! the API, named by the tables whose operations belong to it.

use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;

use super::form::{FORMAT, FormError, citation, line_of};
use super::table::{RowId, RowRef};
use crate::http::Status;

/// What a page for the whole API promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// The id that tables name.
    pub id: String,
    /// The status for a missing or bad credential.
    pub credential: Option<(Arc<RowRef>, Status)>,
    /// The shape of every error's body.
    pub error_body: Option<(Arc<RowRef>, ErrorBody)>,
}

/// The shape of an error's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorBody {
    /// Dotted paths of members that are strings, such as `error.code`.
    pub members: Vec<String>,
    /// The media type, in lower case.
    pub content_type: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FamilyForm {
    format: u32,
    family: String,
    page: String,
    sha256: Option<String>,
    #[serde(default)]
    row: Vec<toml::Spanned<RowForm>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RowForm {
    id: String,
    kind: String,
    #[serde(default)]
    cites: Vec<String>,
    status: Option<u16>,
    members: Option<Vec<String>>,
    content_type: Option<String>,
}

/// Reads a family from its stored form; `file` is for messages only.
///
/// # Errors
/// When the text is not TOML, has an unknown key or kind, or a row cites nothing.
pub fn read_family(file: &Path, text: &str) -> Result<Family, FormError> {
    let error = |offset: usize, message: String| FormError {
        file: file.to_owned(),
        line: line_of(text, offset),
        message,
    };
    let form: FamilyForm = toml::from_str(text).map_err(|e| {
        error(
            e.span().map_or(0, |span| span.start),
            e.message().to_owned(),
        )
    })?;
    if form.format != FORMAT {
        return Err(error(
            0,
            format!("expected `format = {FORMAT}`, but found {}", form.format),
        ));
    }
    let mut family = Family {
        id: form.family,
        credential: None,
        error_body: None,
    };
    for spanned in form.row {
        let at = spanned.span().start;
        let row = spanned.into_inner();
        let cites = row.cites.iter().map(|text| citation(text));
        let cites = cites
            .collect::<Result<Vec<_>, _>>()
            .map_err(|m| error(at, m))?;
        if cites.is_empty() {
            return Err(error(at, format!("the row `{}` cites nothing", row.id)));
        }
        let reference = Arc::new(RowRef {
            id: RowId(format!("{}/{}", family.id, row.id)),
            page: form.page.clone(),
            sha256: form.sha256.clone(),
            cites,
        });
        match (row.kind.as_str(), row.status, row.members, row.content_type) {
            ("credential-status", Some(code), None, None) => {
                let status = Status::new(code).filter(|s| s.is_client_error());
                let status =
                    status.ok_or_else(|| error(at, format!("expected a 4xx, but found {code}")))?;
                family.credential = Some((reference, status));
            }
            ("error-body", None, Some(members), Some(content_type)) => {
                let content_type = crate::exchange::media_type(&content_type);
                let body = ErrorBody {
                    members,
                    content_type,
                };
                family.error_body = Some((reference, body));
            }
            _ => {
                let message = format!(
                    "expected kind `credential-status` with `status`, or `error-body` with \
                     `members` and `content-type`, but found `{}`",
                    row.kind
                );
                return Err(error(at, message));
            }
        }
    }
    Ok(family)
}
