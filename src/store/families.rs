//! Families in their stored form, TOML, in the folder `families` beside the tables.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use vec1::Vec1;

use super::form::{FormError, FormText};
use super::table::{FORMAT, HEAD, NO_OTHER, Stored, citation, without_control};
use crate::protocol::template::TOKEN_PLACEHOLDER;
use crate::protocol::{HeaderName, Method, Status};
use crate::table::described::{Parameter, ParameterPlace};
use crate::table::family::{ErrorBody, Family, FamilyHeader, FamilyParameter, FamilySuccess};
use crate::table::words::{Word as _, Words as _};
use crate::table::{HeaderRule, OperationId, Presence, Row, RowId, RowRef};

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
struct RowForm {
    id: String,
    #[serde(default)]
    cites: Vec<String>,
    /// The page that it cites, where that is another than the family's.
    page: Option<String>,
    sha256: Option<String>,
    /// Its kind, and what rows of that kind say.
    #[serde(flatten)]
    says: toml::Table,
}

/// What a row says, by its kind.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
enum Says {
    CredentialStatus {
        status: u16,
    },
    #[serde(rename_all = "kebab-case")]
    ErrorBody {
        members: Vec<String>,
        content_type: String,
    },
    Header {
        name: toml::Value,
        presence: toml::Value,
        value: Option<String>,
        #[serde(default)]
        except: Vec<String>,
    },
    Parameter {
        name: String,
        r#in: toml::Value,
        presence: toml::Value,
        #[serde(default)]
        except: Vec<String>,
    },
    Success {
        status: Option<u16>,
        #[serde(default)]
        methods: Vec<String>,
    },
}

/// A family as it is written.
#[derive(Debug, Serialize)]
struct WrittenFamily<'a> {
    format: u32,
    family: &'a str,
    page: &'a str,
    sha256: Option<&'a str>,
    row: Vec<WrittenRow<'a>>,
}

/// A row as it is written.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct WrittenRow<'a> {
    id: &'a str,
    kind: &'static str,
    name: Option<&'a str>,
    r#in: Option<&'a str>,
    presence: Option<String>,
    value: Option<&'a str>,
    methods: Option<Vec<&'a str>>,
    status: Option<u16>,
    members: Option<&'a [String]>,
    content_type: Option<&'a str>,
    except: Option<Vec<&'a str>>,
    page: Option<&'a str>,
    sha256: Option<&'a str>,
    cites: Vec<toml::Value>,
}

impl<'a> WrittenRow<'a> {
    /// A row of a family that says nothing yet.
    fn new(kind: &'static str, family: &'a Family, reference: &'a RowRef, page: &str) -> Self {
        let id = reference.id.0.strip_prefix(&family.id);
        let id = id.and_then(|id| id.strip_prefix('/'));
        let is_other = reference.page != page;
        Self {
            id: id.unwrap_or(&reference.id.0),
            kind,
            name: None,
            r#in: None,
            presence: None,
            value: None,
            methods: None,
            status: None,
            members: None,
            content_type: None,
            except: None,
            page: is_other.then_some(reference.page.as_str()),
            sha256: reference.sha256.as_deref().filter(|_| is_other),
            cites: reference.cites.iter().map(Stored::write).collect(),
        }
    }

    /// The same of a success.
    fn of_success(self, own: &'a FamilySuccess) -> Self {
        let methods: Vec<&str> = own.methods.iter().map(Method::as_str).collect();
        Self {
            methods: Some(methods).filter(|methods| !methods.is_empty()),
            status: own.status.map(Status::code),
            ..self
        }
    }

    /// The same of a parameter.
    fn of_parameter(self, own: &'a FamilyParameter) -> Self {
        let parameter = &own.row.first().value;
        let except: Vec<&str> = own.except.iter().map(|id| id.0.as_str()).collect();
        Self {
            name: Some(&parameter.name),
            r#in: Some(parameter.place.word()),
            presence: Some(parameter.presence.word().to_owned()),
            except: Some(except).filter(|except| !except.is_empty()),
            ..self
        }
    }
}

/// Writes a family in its stored form.
///
/// # Errors
/// Never for a family that `read_family` or `derive` gave; the serializer's error otherwise.
pub(crate) fn write_family(family: &Family) -> Result<String, toml::ser::Error> {
    let credential = family.credential.iter().map(|(reference, _)| reference);
    let body = family.error_body.iter().map(|(reference, _)| reference);
    let headers = family.headers.iter().map(|header| &header.reference);
    let successes = family.successes.iter().map(|success| &success.reference);
    let parameters = family.parameters.iter().map(|own| &own.reference);
    let headers = headers.chain(parameters);
    let mut all = credential.chain(body).chain(headers).chain(successes);
    let first = all.next();
    let page = first.map_or("", |reference| reference.page.as_str());
    let row = |kind, reference| WrittenRow::new(kind, family, reference, page);
    let credential = family
        .credential
        .iter()
        .map(|(reference, status)| WrittenRow {
            status: Some(status.code()),
            ..row("credential-status", reference)
        });
    let body = family
        .error_body
        .iter()
        .map(|(reference, body)| WrittenRow {
            members: Some(&body.members),
            content_type: Some(&body.content_type),
            ..row("error-body", reference)
        });
    let headers = family.headers.iter().map(|header| {
        let rule = &header.row.first().value;
        let except: Vec<&str> = header.except.iter().map(|id| id.0.as_str()).collect();
        WrittenRow {
            name: Some(rule.name.as_str()),
            presence: Some(rule.words()),
            value: rule.value.as_deref(),
            except: Some(except).filter(|except| !except.is_empty()),
            ..row("header", &header.reference)
        }
    });
    let parameters = family.parameters.iter();
    let parameters = parameters.map(|own| row("parameter", &own.reference).of_parameter(own));
    let successes = family.successes.iter();
    let successes = successes.map(|own| row("success", &own.reference).of_success(own));
    let form = WrittenFamily {
        format: FORMAT,
        family: &family.id,
        page,
        sha256: first.and_then(|reference| reference.sha256.as_deref()),
        row: credential
            .chain(body)
            .chain(headers)
            .chain(parameters)
            .chain(successes)
            .collect(),
    };
    Ok(format!("{HEAD}{}", toml::to_string_pretty(&form)?))
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
        ..Family::default()
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
            sha256: match row.page {
                Some(_) => row.sha256,
                None => row.sha256.or_else(|| form.sha256.clone()),
            },
            page: row.page.unwrap_or_else(|| form.page.clone()),
            cites,
            is_of_family: true,
        });
        let says = says(row.says).map_err(|message| text.error(at, message))?;
        add(&mut family, reference, says).map_err(|message| text.error(at, message))?;
    }
    Ok(family)
}

/// What a row says, by its kind.
fn says(keys: toml::Table) -> Result<Says, String> {
    let kind = keys
        .get("kind")
        .and_then(toml::Value::as_str)
        .unwrap_or_default();
    if !KINDS.contains(&kind) {
        let known = KINDS.map(|kind| format!("`{kind}`")).join(", ");
        return Err(format!(
            "expected one of the kinds {known}, but found `{kind}`"
        ));
    }
    Says::deserialize(keys).map_err(|error| error.message().to_owned())
}

/// The kinds of rows.
const KINDS: [&str; 5] = [
    "credential-status",
    "error-body",
    "header",
    "parameter",
    "success",
];

/// A parameter of the query, or a cookie, that carries the caller's credential.
fn credential(
    name: String,
    place: &toml::Value,
    presence: &toml::Value,
) -> Result<Parameter, String> {
    let place = match ParameterPlace::read(place)? {
        place @ (ParameterPlace::Query | ParameterPlace::Cookie) => place,
        ParameterPlace::Path | ParameterPlace::Body => {
            return Err("expected a credential in `query` or `cookie`".to_owned());
        }
    };
    without_control("name", &name)?;
    Ok(Parameter {
        value: Some(TOKEN_PLACEHOLDER.to_owned()),
        presence: Presence::read(presence)?,
        ..Parameter::named(name, place)
    })
}

/// The success that a row says.
fn success(
    reference: Arc<RowRef>,
    code: Option<u16>,
    methods: &[String],
) -> Result<FamilySuccess, String> {
    let of = |code: u16| {
        let status = Status::new(code).filter(|s| s.is_success() || s.is_redirection());
        status.ok_or_else(|| format!("expected a 2xx or 3xx, but found {code}"))
    };
    let methods = methods.iter().map(|word| Method::new(word));
    let methods = methods.collect::<Result<Vec<_>, _>>();
    Ok(FamilySuccess {
        reference,
        methods: methods.map_err(|error| error.to_string())?,
        status: code.map(of).transpose()?,
    })
}

/// Adds what a row says.
fn add(family: &mut Family, reference: Arc<RowRef>, says: Says) -> Result<(), String> {
    match says {
        Says::CredentialStatus { status: code } => {
            let status = Status::new(code).filter(|s| s.is_client_error());
            let status = status.ok_or_else(|| format!("expected a 4xx, but found {code}"))?;
            family.credential = Some((reference, status));
        }
        Says::ErrorBody {
            members,
            content_type,
        } => {
            let content_type = crate::protocol::content::media_type(&content_type);
            let body = ErrorBody {
                members,
                content_type,
            };
            family.error_body = Some((reference, body));
        }
        Says::Header {
            name,
            presence,
            value,
            except,
        } => {
            let rule = HeaderRule {
                name: HeaderName::read(&name)?,
                presence: Presence::read(&presence)?,
                value,
                condition: None,
            };
            let value = rule.value.as_deref().unwrap_or_default();
            without_control(rule.name.as_str(), value)?;
            family.headers.push(FamilyHeader {
                row: Row::settled(reference.id.clone(), rule, reference.cites.clone()),
                reference,
                except: except.into_iter().map(OperationId).collect(),
            });
        }
        Says::Parameter {
            name,
            r#in,
            presence,
            except,
        } => {
            let parameter = credential(name, &r#in, &presence)?;
            let except = except.into_iter().map(OperationId).collect();
            family.parameters.push(FamilyParameter {
                except,
                ..FamilyParameter::of(reference, parameter)
            });
        }
        Says::Success {
            status: code,
            methods,
        } => {
            family.successes.push(success(reference, code, &methods)?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{read_family, write_family};

    const FAMILY: &str = "format = 1\nfamily = \"desks\"\npage = \"desks.md\"\n\n[[row]]\nid = \"query/key\"\n\
        kind = \"parameter\"\nname = \"key\"\nin = \"query\"\npresence = \"required\"\nexcept = [\"desks-get-status\"]\n\
        cites = [\"5:9-23\"]\n";

    #[test]
    fn a_parameter_that_carries_the_credential_is_written_as_it_is_read() {
        let family = read_family(Path::new("desks.toml"), FAMILY).unwrap();
        let again = write_family(&family).unwrap();
        assert_eq!(
            read_family(Path::new("desks.toml"), &again).unwrap(),
            family
        );
        for other in ["path", "body", "header"] {
            let text = FAMILY.replace("\"query\"", &format!("\"{other}\""));
            assert!(
                read_family(Path::new("desks.toml"), &text).is_err(),
                "{other}"
            );
        }
    }
}
