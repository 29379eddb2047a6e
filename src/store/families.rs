//! Families in their stored form, TOML, in the folder `families` beside the tables.

use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use vec1::Vec1;

use super::form::{FormError, FormText};
use super::table::{FORMAT, NO_OTHER, citation};
use crate::protocol::Status;
use crate::table::family::{ErrorBody, Family};
use crate::table::{RowId, RowRef};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FamilyForm {
    #[serde(rename = "format")]
    _format: u32,
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
pub(crate) fn read_family(file: &Path, text: &str) -> Result<Family, FormError> {
    let text = FormText::new(file, text);
    let form: FamilyForm = text.read_version(FORMAT, NO_OTHER)?;
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
            .map_err(|m| text.error(at, m))?;
        let cites = Vec1::try_from_vec(cites)
            .map_err(|_| text.error(at, format!("the row `{}` cites nothing", row.id)))?;
        let reference = Arc::new(RowRef {
            id: RowId(format!("{}/{}", family.id, row.id)),
            page: form.page.clone(),
            sha256: form.sha256.clone(),
            cites,
        });
        match (row.kind.as_str(), row.status, row.members, row.content_type) {
            ("credential-status", Some(code), None, None) => {
                let status = Status::new(code).filter(|s| s.is_client_error());
                let not_4xx = || text.error(at, format!("expected a 4xx, but found {code}"));
                let status = status.ok_or_else(not_4xx)?;
                family.credential = Some((reference, status));
            }
            ("error-body", None, Some(members), Some(content_type)) => {
                let content_type = crate::protocol::content::media_type(&content_type);
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
                return Err(text.error(at, message));
            }
        }
    }
    Ok(family)
}
