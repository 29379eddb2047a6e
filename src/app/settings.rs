//! What a run is told: flags, then `AS_DOCUMENTED_*`, then `as-documented.toml`, in that order of
//! precedence and under the same names.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use crate::protocol::secret::Secret;
use crate::read::{Asked, dialect};
use crate::send::values::{Source, SupplyError, check_value, output_of, variable_name};
use crate::store::table::{FormError, line_of};

/// The file that is read from the current folder.
pub(crate) const CONFIG_FILE: &str = "as-documented.toml";

/// The environment variable that holds the token where no other way is named.
pub(crate) const TOKEN_VARIABLE: &str = "AS_DOCUMENTED_TOKEN";

/// The prefix of environment variables for placeholders.
const VAR_PREFIX: &str = "AS_DOCUMENTED_VAR_";

/// The prefix of those whose values are written as in a URL already.
const ENCODED_VAR_PREFIX: &str = "AS_DOCUMENTED_VAR_ENCODED_";

/// Where the credential comes from; it is never an argument, which `ps` would show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TokenSource {
    /// An environment variable.
    Env(String),
    /// A file; its content, trimmed.
    File(PathBuf),
    /// A shell command; its standard output, trimmed.
    Command(String),
}

/// Settings as one source gives them: absent where it says nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    /// Tables, folders of them, or pages.
    pub spec: Vec<PathBuf>,
    /// The target's base URL.
    pub target: Option<String>,
    /// A PEM file of authorities to trust.
    pub ca: Option<PathBuf>,
    /// The longest an exchange may take before it is an error.
    pub timeout: Option<Duration>,
    /// The longest a response may take before it is a violation.
    pub max_response_time: Option<Duration>,
    /// Folders with pages, for excerpts.
    pub pages: Vec<PathBuf>,
    /// The folder with request snapshots.
    pub snapshots: Option<PathBuf>,
    /// The family that derived tables name.
    pub family: Option<String>,
    /// The dialect that pages are read in.
    pub dialect: Asked,
    /// Values for placeholders.
    pub vars: BTreeMap<String, Source>,
    /// Where the credential comes from.
    pub token: Option<TokenSource>,
    /// Whether cases that could change a real target's state are sent.
    pub intrusive: bool,
    /// Whether an assumed expectation that did not hold is a failure.
    pub strict: bool,
}

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The configuration file is wrong.
    #[error(transparent)]
    Form(#[from] FormError),
    /// The configuration or token file cannot be read.
    #[error("could not read {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the file system said.
        source: std::io::Error,
    },
    /// A value for a placeholder is wrong.
    #[error(transparent)]
    Supply(#[from] SupplyError),
    /// `--var` is not `name=value`.
    #[error("expected `--var name=value`, but found `{0}`")]
    NotAVar(String),
    /// A variable is given twice.
    #[error("{{{0}}} is given twice; for one value a case list them in {CONFIG_FILE}")]
    VarTwice(String),
    /// The credential would be an argument.
    #[error("a credential is never a variable; use --token-env, --token-file or --token-command")]
    TokenAsVar,
    /// The environment variable with the token is not set.
    #[error("the environment variable {0} is not set (--token-env)")]
    NoTokenVariable(String),
    /// The token is empty or cannot be sent.
    #[error("the token from {0} {1}")]
    BadToken(String, &'static str),
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct FileForm {
    #[serde(default)]
    spec: Vec<PathBuf>,
    target: Option<String>,
    ca: Option<PathBuf>,
    timeout: Option<String>,
    max_response_time: Option<String>,
    #[serde(default)]
    pages: Vec<PathBuf>,
    snapshots: Option<PathBuf>,
    family: Option<String>,
    dialect: Option<String>,
    token_env: Option<String>,
    token_file: Option<PathBuf>,
    token_command: Option<String>,
    #[serde(default)]
    intrusive: bool,
    #[serde(default)]
    strict: bool,
    #[serde(default)]
    vars: BTreeMap<String, toml::Value>,
}

impl Settings {
    /// Reads a configuration file.
    ///
    /// # Errors
    /// When the file cannot be read, is not TOML, has an unknown key or a value of a wrong form.
    pub(crate) fn from_file(path: &Path) -> Result<Self, SettingsError> {
        let text = std::fs::read_to_string(path).map_err(|source| SettingsError::Io {
            path: path.to_owned(),
            source,
        })?;
        let error = |line: usize, message: String| FormError {
            file: path.to_owned(),
            line,
            message,
        };
        let form: FileForm = toml::from_str(&text).map_err(|e| {
            let line = line_of(&text, e.span().map_or(0, |span| span.start));
            error(line, e.message().to_owned())
        })?;
        let duration = |text: Option<String>, key: &str| {
            text.map(|text| {
                let wrong = |e| error(1, format!("could not read `{key}` ({text}): {e}"));
                humantime::parse_duration(&text).map_err(wrong)
            })
            .transpose()
        };
        let mut vars = BTreeMap::new();
        for (name, value) in form.vars {
            let source = source(&name, value).map_err(|message| error(1, message))?;
            vars.insert(name, source);
        }
        Ok(Self {
            spec: form.spec,
            target: form.target,
            ca: form.ca,
            timeout: duration(form.timeout, "timeout")?,
            max_response_time: duration(form.max_response_time, "max-response-time")?,
            pages: form.pages,
            snapshots: form.snapshots,
            family: form.family,
            dialect: form
                .dialect
                .map(|name| dialect(&name).map_err(|e| error(1, e.to_string())))
                .transpose()?,
            vars,
            token: token_source(form.token_env, form.token_file, form.token_command),
            intrusive: form.intrusive,
            strict: form.strict,
        })
    }

    /// What the environment says of placeholders and the token, the names given by `variables`.
    #[must_use]
    pub(crate) fn from_environment(variables: impl Iterator<Item = (String, String)>) -> Self {
        let mut settings = Self::default();
        for (name, value) in variables {
            if let Some(name) = name.strip_prefix(ENCODED_VAR_PREFIX) {
                let source = Source::Encoded(value);
                settings.vars.insert(name.to_owned(), source);
            } else if let Some(name) = name.strip_prefix(VAR_PREFIX) {
                settings.vars.insert(name.to_owned(), Source::One(value));
            } else if name == TOKEN_VARIABLE {
                settings.token = Some(TokenSource::Env(TOKEN_VARIABLE.to_owned()));
            }
        }
        settings
    }

    /// These settings, with those of `lower` where these say nothing.
    #[must_use]
    pub(crate) fn or(mut self, lower: Self) -> Self {
        if self.spec.is_empty() {
            self.spec = lower.spec;
        }
        if self.pages.is_empty() {
            self.pages = lower.pages;
        }
        for (name, source) in lower.vars {
            if !self.vars.contains_key(&variable_name(&name)) {
                self.vars.entry(name).or_insert(source);
            }
        }
        Self {
            target: self.target.or(lower.target),
            ca: self.ca.or(lower.ca),
            timeout: self.timeout.or(lower.timeout),
            max_response_time: self.max_response_time.or(lower.max_response_time),
            snapshots: self.snapshots.or(lower.snapshots),
            family: self.family.or(lower.family),
            dialect: self.dialect.or(lower.dialect),
            token: self.token.or(lower.token),
            intrusive: self.intrusive || lower.intrusive,
            strict: self.strict || lower.strict,
            ..self
        }
    }
}

fn source(name: &str, value: toml::Value) -> Result<Source, String> {
    if name == crate::protocol::request::TOKEN {
        return Err(SettingsError::TokenAsVar.to_string());
    }
    let text = |value: toml::Value| match value {
        toml::Value::String(text) => check_value(name, &text)
            .map(|()| text)
            .map_err(|error| error.to_string()),
        _ => Err(format!("the values of {{{name}}} are strings")),
    };
    match value {
        toml::Value::Array(values) => {
            let values: Result<Vec<String>, String> = values.into_iter().map(text).collect();
            Ok(Source::List(values?))
        }
        toml::Value::Table(mut table) => match (table.remove("command"), table.is_empty()) {
            (Some(toml::Value::String(command)), true) => Ok(Source::Command(command)),
            _ => Err(format!("expected `{name} = {{ command = \"…\" }}`")),
        },
        other => Ok(Source::One(text(other)?)),
    }
}

/// The first way that is given, of an environment variable, a file and a command.
#[must_use]
pub(crate) fn token_source(
    env: Option<String>,
    file: Option<PathBuf>,
    command: Option<String>,
) -> Option<TokenSource> {
    env.map(TokenSource::Env)
        .or(file.map(TokenSource::File))
        .or(command.map(TokenSource::Command))
}

/// Reads `--var name=value` and `--var-encoded name=value` arguments.
///
/// # Errors
/// When one is not of that form, a name is given twice or is the token's, or a value is unusable.
pub(crate) fn vars_from_flags(
    raw: &[String],
    encoded: &[String],
) -> Result<BTreeMap<String, Source>, SettingsError> {
    let raw = raw.iter().map(|flag| (flag, Source::One as fn(_) -> _));
    let encoded = encoded
        .iter()
        .map(|flag| (flag, Source::Encoded as fn(_) -> _));
    let mut vars = BTreeMap::new();
    for (flag, source) in raw.chain(encoded) {
        let not_a_var = || SettingsError::NotAVar(flag.clone());
        let (name, value) = flag.split_once('=').ok_or_else(not_a_var)?;
        if name.is_empty() {
            return Err(not_a_var());
        }
        if name == crate::protocol::request::TOKEN {
            return Err(SettingsError::TokenAsVar);
        }
        check_value(name, value)?;
        let source = source(value.to_owned());
        if vars.insert(name.to_owned(), source).is_some() {
            return Err(SettingsError::VarTwice(name.to_owned()));
        }
    }
    Ok(vars)
}

/// Fetches the credential.
///
/// # Errors
/// When the variable is not set, the file cannot be read, the command fails, or what they give
/// cannot be sent.
pub(crate) async fn fetch_token(source: &TokenSource) -> Result<Secret, SettingsError> {
    let (text, from) = match source {
        TokenSource::Env(name) => {
            let unset = |_| SettingsError::NoTokenVariable(name.clone());
            (std::env::var(name).map_err(unset)?, name.clone())
        }
        TokenSource::File(path) => {
            let io = |source| SettingsError::Io {
                path: path.clone(),
                source,
            };
            let text = std::fs::read_to_string(path).map_err(io)?;
            (text, path.display().to_string())
        }
        TokenSource::Command(command) => (
            output_of("token", command).await?,
            "--token-command".to_owned(),
        ),
    };
    let token = text.trim();
    if token.is_empty() {
        return Err(SettingsError::BadToken(from, "is empty"));
    }
    if !token.bytes().all(|b| b.is_ascii_graphic()) {
        let reason = "holds what a header cannot: spaces, line breaks or letters beyond ASCII";
        return Err(SettingsError::BadToken(from, reason));
    }
    Ok(Secret::new(token))
}
