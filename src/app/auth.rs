//! `[auth.NAME]` of the configuration file: where a credential comes from, where it stands and what it is for. No secret
//! is ever written there.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::Url;
use serde::Deserialize;
use toml::{Spanned, Value};

use crate::protocol::HeaderName;
use crate::send::credentials::{
    Grant, Issuer, OAuth, OTHER, Pattern, Place, SecretSource, SignIn, Source, Text,
};
use crate::store::form::{FormError, FormText};

/// A table `[auth.NAME]` as it is written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(
    deny_unknown_fields,
    rename_all = "kebab-case",
    expecting = "a table for each credential, such as `[auth.desk]`"
)]
pub(super) struct AuthForm {
    token: Option<Spanned<Value>>,
    user: Option<Spanned<Value>>,
    password: Option<Spanned<Value>>,
    grant: Option<Spanned<String>>,
    issuer: Option<Spanned<String>>,
    token_url: Option<Spanned<String>>,
    device_url: Option<Spanned<String>>,
    client_id: Option<Spanned<Value>>,
    client_secret: Option<Spanned<Value>>,
    refresh_token: Option<Spanned<Value>>,
    scope: Option<String>,
    #[serde(default)]
    parameters: BTreeMap<String, String>,
    header: Option<Spanned<String>>,
    scheme: Option<Spanned<String>>,
    query: Option<Spanned<String>>,
    cookie: Option<Spanned<String>>,
    #[serde(default, rename = "for")]
    operations: Vec<String>,
}

/// What is said where a table has none of the sources, or more than one.
const SOURCES: &str = "expected one source: `token = { env = \"…\" }` (or `file`, or `command` with a `lifetime`), `user` and \
                       `password`, or `grant = \"client-credentials\"`, `\"refresh-token\"` or `\"device-code\"` with \
                       `client-id` and `issuer` or `token-url`";

/// The grants by their names.
const GRANTS: &[&str] = &["client-credentials", "refresh-token", "device-code"];

/// A table with its name and its place in the text.
struct Reader<'t, 'a> {
    text: &'t FormText<'a>,
    name: &'t str,
    at: usize,
}

/// The credentials of a configuration file, in the order of their names.
///
/// # Errors
/// When a table says no source or place that there is, or holds a secret itself.
pub(super) fn sign_ins(
    text: &FormText<'_>,
    tables: &BTreeMap<String, Spanned<AuthForm>>,
) -> Result<Vec<SignIn>, FormError> {
    let tables = tables.iter().map(|(name, form)| {
        let (at, form) = (form.span().start, form.get_ref());
        Reader { text, name, at }.sign_in(form)
    });
    tables.collect()
}

impl Reader<'_, '_> {
    fn error(&self, at: usize, message: &str) -> FormError {
        self.text
            .error(at, format!("[auth.{}]: {message}", self.name))
    }

    fn sign_in(&self, form: &AuthForm) -> Result<SignIn, FormError> {
        let source = self.source(form)?;
        let place = self.place(form, &source)?;
        if self.name == OTHER && !form.operations.is_empty() {
            return Err(self.error(
                self.at,
                "it is the second caller, who is asked for wherever there is a case",
            ));
        }
        Ok(SignIn {
            name: Some(self.name.to_owned()),
            place,
            operations: form.operations.iter().cloned().map(Pattern).collect(),
            source,
        })
    }

    fn source(&self, form: &AuthForm) -> Result<Source, FormError> {
        let issued = [&form.issuer, &form.token_url, &form.device_url, &form.grant];
        let is_issued = issued.iter().any(|own| own.is_some())
            || form.client_id.is_some()
            || form.client_secret.is_some()
            || form.refresh_token.is_some()
            || form.scope.is_some();
        let is_basic = form.user.is_some() || form.password.is_some();
        match (&form.token, is_basic, is_issued) {
            (Some(token), false, false) => {
                let (from, lifetime) = self.secret("token", token)?;
                Ok(Source::Told { from, lifetime })
            }
            (None, true, false) => {
                let (Some(user), Some(password)) = (&form.user, &form.password) else {
                    return Err(self.error(self.at, "expected `user` and `password`"));
                };
                Ok(Source::Basic {
                    user: self.text("user", user)?,
                    password: self.lasting("password", password)?,
                })
            }
            (None, false, true) => Ok(Source::Issued(Box::new(self.issued(form)?))),
            (Some(_) | None, _, _) => Err(self.error(self.at, SOURCES)),
        }
    }

    fn issued(&self, form: &AuthForm) -> Result<OAuth, FormError> {
        let Some(client_id) = &form.client_id else {
            return Err(self.error(
                self.at,
                "expected `client-id`, the client's name at the issuer",
            ));
        };
        let secret = form.client_secret.as_ref();
        let oauth = OAuth {
            issuer: self.issuer(form)?,
            grant: self.grant(form)?,
            client_id: self.text("client-id", client_id)?,
            client_secret: secret
                .map(|own| self.lasting("client-secret", own))
                .transpose()?,
            scope: form.scope.clone(),
            parameters: form.parameters.clone(),
        };
        if oauth.grant == Grant::ClientCredentials && oauth.client_secret.is_none() {
            let message = "expected `client-secret = { env = \"…\" }`: a client's own credentials are its name and its secret";
            return Err(self.error(self.at, message));
        }
        Ok(oauth)
    }

    fn grant(&self, form: &AuthForm) -> Result<Grant, FormError> {
        let name = form.grant.as_ref().map(|own| own.get_ref().as_str());
        match (name, &form.refresh_token) {
            (None | Some("refresh-token"), Some(token)) => {
                Ok(Grant::RefreshToken(self.lasting("refresh-token", token)?))
            }
            (None | Some("client-credentials"), None) => Ok(Grant::ClientCredentials),
            (Some("device-code"), None) => Ok(Grant::DeviceCode),
            (Some("refresh-token"), None) => {
                let message = "expected `refresh-token = { env = \"…\" }`, or `file`, or `command`";
                Err(self.error(self.at, message))
            }
            (Some(grant), _) => {
                let at = form.grant.as_ref().map_or(self.at, |own| own.span().start);
                let message = match GRANTS.contains(&grant) {
                    true => format!("the grant `{grant}` takes no `refresh-token`"),
                    false => format!(
                        "expected a `grant` of {}, but found `{grant}`",
                        GRANTS.join(", ")
                    ),
                };
                Err(self.error(at, &message))
            }
        }
    }

    fn issuer(&self, form: &AuthForm) -> Result<Issuer, FormError> {
        let device = form.device_url.as_ref();
        match (&form.issuer, &form.token_url) {
            (Some(issuer), None) if device.is_none() => {
                Ok(Issuer::Metadata(self.url("issuer", issuer)?))
            }
            (None, Some(token)) => {
                let device = device.map(|own| self.url("device-url", own)).transpose()?;
                Ok(Issuer::at(self.url("token-url", token)?, device))
            }
            (Some(_) | None, _) => {
                let message = "expected `issuer`, whose metadata says where it is asked, or `token-url` (and `device-url`)";
                Err(self.error(self.at, message))
            }
        }
    }

    fn url(&self, key: &str, text: &Spanned<String>) -> Result<Url, FormError> {
        let url = Url::parse(text.get_ref()).ok();
        let is_bare = |url: &Url| url.username().is_empty() && url.password().is_none();
        let is_http = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host();
        let url = url.filter(|url| is_http(url) && is_bare(url) && url.fragment().is_none());
        url.ok_or_else(|| {
            let message =
                format!("expected `{key} = \"https://HOST/…\"`, without a user or a fragment");
            self.error(text.span().start, &message)
        })
    }

    fn place(&self, form: &AuthForm, source: &Source) -> Result<Option<Place>, FormError> {
        let scheme = form.scheme.as_ref();
        let place = match (&form.header, &form.query, &form.cookie) {
            (None, None, None) => match source {
                Source::Basic { .. } => Some(Place::Header {
                    name: HeaderName::AUTHORIZATION,
                    scheme: Some("Basic".to_owned()),
                }),
                Source::Told { .. } | Source::Issued(_) => None,
            },
            (Some(header), None, None) => Some(Place::Header {
                name: self.header(header)?,
                scheme: scheme.map(|own| own.get_ref().clone()),
            }),
            (None, Some(name), None) => Some(Place::Query(self.name(name)?)),
            (None, None, Some(name)) => Some(Place::Cookie(self.name(name)?)),
            (Some(_) | None, _, _) => {
                let message = "expected one place: `header`, `query` or `cookie`; a second credential has a table of its own";
                return Err(self.error(self.at, message));
            }
        };
        let is_odd = |own: &&Spanned<String>| {
            let is_word = own.get_ref().bytes().all(|byte| byte.is_ascii_graphic());
            form.header.is_none() || !is_word || own.get_ref().is_empty()
        };
        match scheme.filter(is_odd) {
            None => Ok(place),
            Some(own) => {
                let message = "expected `scheme` as one word, such as `Bearer`, beside `header = \"Authorization\"`";
                Err(self.error(own.span().start, message))
            }
        }
    }

    fn header(&self, text: &Spanned<String>) -> Result<HeaderName, FormError> {
        let name = HeaderName::new(text.get_ref());
        let name = name.map_err(|error| self.error(text.span().start, &error.to_string()))?;
        match name.is_framing() || name.is("cookie") {
            false => Ok(name),
            true => {
                let message = format!(
                    "{name} is no header for a credential; a cookie is `cookie = \"NAME\"`"
                );
                Err(self.error(text.span().start, &message))
            }
        }
    }

    fn name(&self, text: &Spanned<String>) -> Result<String, FormError> {
        let name = text.get_ref();
        let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"=&;?#\"\\,".contains(&byte);
        match !name.is_empty() && name.bytes().all(is_plain) {
            true => Ok(name.clone()),
            false => Err(self.error(
                text.span().start,
                "expected the name of a parameter or a cookie",
            )),
        }
    }

    /// A text that may be written here.
    fn text(&self, key: &str, value: &Spanned<Value>) -> Result<Text, FormError> {
        match value.get_ref() {
            Value::String(text) if !text.is_empty() => Ok(Text::Plain(text.clone())),
            Value::Table(_) => Ok(Text::From(self.lasting(key, value)?)),
            _ => Err(self.error(value.span().start, &format!("expected `{key} = \"…\"`"))),
        }
    }

    /// A secret that is not said to end.
    fn lasting(&self, key: &str, value: &Spanned<Value>) -> Result<SecretSource, FormError> {
        match self.secret(key, value)? {
            (source, None) => Ok(source),
            (_, Some(_)) => Err(self.error(value.span().start, "only a `token` has a `lifetime`")),
        }
    }

    /// A secret, and how long it is good for.
    fn secret(
        &self,
        key: &str,
        value: &Spanned<Value>,
    ) -> Result<(SecretSource, Option<Duration>), FormError> {
        let wrong = |message: String| self.error(value.span().start, &message);
        let sources = format!(
            "`{key} = {{ env = \"NAME\" }}`, `{{ file = \"PATH\" }}` or `{{ command = \"…\" }}`"
        );
        let Value::Table(table) = value.get_ref() else {
            return Err(wrong(format!(
                "a secret is never written here; give it as {sources}"
            )));
        };
        let mut source = None;
        let mut lifetime = None;
        for (name, value) in table {
            let text = value.as_str().filter(|text| !text.is_empty());
            let (text, is_first) = (text.map(str::to_owned), source.is_none());
            match (name.as_str(), text) {
                ("env", Some(text)) if is_first => source = Some(SecretSource::Env(text)),
                ("file", Some(text)) if is_first => source = Some(SecretSource::File(text.into())),
                ("command", Some(text)) if is_first => source = Some(SecretSource::Command(text)),
                ("lifetime", Some(text)) => {
                    let own = humantime::parse_duration(&text);
                    let unread =
                        |error| wrong(format!("could not read `lifetime` ({text}): {error}"));
                    lifetime = Some(own.map_err(unread)?);
                }
                _ => return Err(wrong(format!("expected {sources}"))),
            }
        }
        match (source, lifetime) {
            (Some(SecretSource::Env(_)), Some(_)) => Err(wrong(
                "an environment variable stays the same; a `lifetime` is a file's or a command's"
                    .to_owned(),
            )),
            (Some(source), lifetime) => Ok((source, lifetime)),
            (None, _) => Err(wrong(format!("expected {sources}"))),
        }
    }
}
