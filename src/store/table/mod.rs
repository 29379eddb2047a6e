//! The table's stored form, TOML, here and nowhere else.
//!
//! One `[[operation.row]]` is one reading; rows of the same id are the readings of one
//! contradicted row. Reading a table checks everything that generation relies on.

mod read;
mod write;

pub(crate) use read::citation;
pub(crate) use read::read_table;
pub(crate) use write::{is_marked_derived, write_table};

use serde::{Deserialize, Serialize};

/// The version of the form that this program reads and writes.
pub(crate) const FORMAT: u32 = 1;

/// What to do about a form of another version.
pub(crate) const NO_OTHER: &str = "this program reads no other";

/// The top of a table file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct TableForm {
    format: u32,
    origin: String,
    page: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dialect: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    family: Option<String>,
    #[serde(default)]
    operation: Vec<OperationForm>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OperationForm {
    id: toml::Spanned<String>,
    #[serde(default)]
    row: Vec<toml::Spanned<RowForm>>,
}

/// One reading of one row. Which keys go with which `kind` is checked by [`read_table`].
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RowForm {
    id: String,
    kind: String,
    #[serde(default)]
    cites: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paths: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    presence: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "in")]
    place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "type")]
    type_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    names: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shape: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    headers: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    http_forbids: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_headers: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_content: Option<String>,
}

impl RowForm {
    /// The optional keys that are set, by their stored names.
    fn keys(&self) -> Vec<&'static str> {
        let set = [
            ("name", self.name.is_some()),
            ("method", self.method.is_some()),
            ("base", self.base.is_some()),
            ("path", self.path.is_some()),
            ("paths", self.paths.is_some()),
            ("presence", self.presence.is_some()),
            ("value", self.value.is_some()),
            ("condition", self.condition.is_some()),
            ("in", self.place.is_some()),
            ("type", self.type_name.is_some()),
            ("account", self.account.is_some()),
            ("names", self.names.is_some()),
            ("code", self.code.is_some()),
            ("status", self.status.is_some()),
            ("body", self.body.is_some()),
            ("content-type", self.content_type.is_some()),
            ("resource", self.resource.is_some()),
            ("shape", self.shape.is_some()),
            ("headers", self.headers.is_some()),
            ("http-forbids", self.http_forbids.is_some()),
            ("when", self.when.is_some()),
            ("content", self.content.is_some()),
            ("response-status", self.response_status.is_some()),
            ("response-headers", self.response_headers.is_some()),
            ("response-content", self.response_content.is_some()),
        ];
        set.iter()
            .filter(|(_, is_set)| *is_set)
            .map(|(key, _)| *key)
            .collect()
    }
}

/// A row's kind: its stored name, the keys it must have, and those it may have.
struct Kind {
    name: &'static str,
    must: &'static [&'static str],
    may: &'static [&'static str],
}

const KINDS: &[Kind] = &[
    Kind {
        name: "method",
        must: &["method"],
        may: &[],
    },
    Kind {
        name: "base",
        must: &["base"],
        may: &[],
    },
    Kind {
        name: "path",
        must: &["paths"],
        may: &[],
    },
    Kind {
        name: "header",
        must: &["name", "presence"],
        may: &["value", "condition"],
    },
    Kind {
        name: "request-body",
        must: &["body"],
        may: &[],
    },
    Kind {
        name: "response",
        must: &["status", "body"],
        may: &[
            "content-type",
            "resource",
            "shape",
            "headers",
            "http-forbids",
            "when",
        ],
    },
    Kind {
        name: "example",
        must: &["name", "method", "path"],
        may: &[
            "headers",
            "content",
            "response-status",
            "response-headers",
            "response-content",
        ],
    },
    Kind {
        name: "parameter",
        must: &["name", "in", "presence"],
        may: &["type"],
    },
    Kind {
        name: "error",
        must: &["status"],
        may: &["code"],
    },
    Kind {
        name: "permission",
        must: &["account", "names"],
        may: &["resource"],
    },
];
