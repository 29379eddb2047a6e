//! The caller's credential as rows document it: in a header, in the query or in a cookie.

use std::borrow::Cow;

use vec1::Vec1;

use super::citation::Citation;
use super::described::{Parameter, ParameterPlace};
use super::operation::Operation;
use super::row::{Row, RowId};
use super::value::{HeaderRule, Presence};
use crate::protocol::HeaderName;
use crate::protocol::template::TOKEN_PLACEHOLDER;

/// A credential that an ordinary request carries.
#[derive(Debug, Clone)]
pub(crate) struct Credential<'a> {
    /// The row that documents it.
    pub row: &'a RowId,
    /// Where it does.
    pub cites: Vec1<Citation>,
    /// Where in the request it stands.
    pub place: CredentialPlace<'a>,
    /// Its value, the caller's own part as `{token}`.
    pub template: Cow<'a, str>,
    /// Whether the page says, and does not take back, that no request is served without it.
    pub is_required: bool,
}

/// Where in a request a credential stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CredentialPlace<'a> {
    /// The whole value of a field.
    Header(&'a HeaderName),
    /// A parameter of the query.
    Query(&'a str),
    /// A cookie (RFC 6265 §4.2).
    Cookie(&'a str),
}

impl Credential<'_> {
    /// What stands in its value beside the caller's own part, such as `Bearer`.
    #[must_use]
    pub(crate) fn scheme(&self) -> String {
        let scheme = self.with("");
        scheme.trim().to_owned()
    }

    /// Its value with another text for the caller's own part.
    #[must_use]
    pub(crate) fn with(&self, token: &str) -> String {
        self.template.replace(TOKEN_PLACEHOLDER, token)
    }
}

impl CredentialPlace<'_> {
    /// The name of the field, the parameter or the cookie.
    #[must_use]
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Header(name) => name.as_str(),
            Self::Query(name) | Self::Cookie(name) => name,
        }
    }
}

impl Operation {
    /// The credentials of an ordinary request: those in headers first.
    pub(crate) fn credentials(&self) -> impl Iterator<Item = Credential<'_>> {
        let headers = self.carried_headers().map(|carried| carried.row);
        let parameters = self.described.parameters.iter();
        headers
            .filter_map(of_header)
            .chain(parameters.filter_map(of_parameter))
    }
}

fn of_header(row: &Row<HeaderRule>) -> Option<Credential<'_>> {
    let rule = &row.first().value;
    rule.is_credential().then(|| Credential {
        row: &row.id,
        cites: row.cites(),
        place: CredentialPlace::Header(&rule.name),
        template: rule.template(),
        is_required: row
            .value()
            .is_some_and(|r| r.presence == Presence::Required),
    })
}

/// Whether a parameter carries the caller's credential.
pub(super) fn is_credential(row: &Row<Parameter>) -> bool {
    of_parameter(row).is_some()
}

fn of_parameter(row: &Row<Parameter>) -> Option<Credential<'_>> {
    let parameter = row.value()?;
    let value = parameter.value.as_deref()?;
    let place = match parameter.place {
        ParameterPlace::Query => CredentialPlace::Query(&parameter.name),
        ParameterPlace::Cookie => CredentialPlace::Cookie(&parameter.name),
        ParameterPlace::Path | ParameterPlace::Body => return None,
    };
    let is_carried = matches!(parameter.presence, Presence::Required | Presence::Unstated);
    let is_credential = value.contains(TOKEN_PLACEHOLDER);
    (is_carried && is_credential).then(|| Credential {
        row: &row.id,
        cites: row.cites(),
        place,
        template: Cow::Borrowed(value),
        is_required: parameter.presence == Presence::Required,
    })
}
