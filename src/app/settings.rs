//! What a run is told: flags, then `AS_DOCUMENTED_*`, then `as-documented.toml`, in that order of
//! precedence and under the same names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::Spanned;

use crate::app::auth::{AuthForm, sign_ins};
use crate::app::conduct::Conduct;
use crate::app::connection::Connection;
use crate::app::marked::Marks;
use crate::app::variables::vars_of;
use crate::read::{Asked, dialect};
pub(crate) use crate::send::credentials::TOKEN_VARIABLE;
use crate::send::credentials::{SecretSource, SignIn, Source as Credential};
use crate::send::headers::{Header, HeaderError};
use crate::send::hidden::is_secret;
use crate::send::pace::Rate;
use crate::send::values::{Source, ValueError, source_of, variable_name};
use crate::store::file::read_named;
use crate::store::form::{FormError, FormText};
use crate::store::pages::{Empty, Reading};
use crate::store::profile::read_profile;
use crate::text::profile::Profile;

/// The file that is read from the current folder.
pub(crate) const CONFIG_FILE: &str = "as-documented.toml";

/// Settings as one source gives them: absent where it says nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    /// The configuration file that was asked for by its name.
    pub config: Option<PathBuf>,
    /// Tables, folders of them, or pages.
    pub spec: Vec<PathBuf>,
    /// The target's base URL.
    pub target: Option<String>,
    /// The Unix socket that the target listens on.
    pub unix_socket: Option<PathBuf>,
    /// A PEM file of authorities to trust.
    pub ca: Option<PathBuf>,
    /// Whether any certificate is taken for the target's.
    pub insecure: bool,
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
    /// The file that says what holds for the reading of pages.
    pub profile: Option<PathBuf>,
    /// Values for placeholders.
    pub vars: BTreeMap<String, Source>,
    /// The names of those that flags give.
    pub flagged: BTreeSet<String>,
    /// Whether flags name a command that prints the token, which no other run knows of.
    pub flags_command: bool,
    /// Whether flags give headers.
    pub flags_header: bool,
    /// Whether flags name folders of pages.
    pub flags_pages: bool,
    /// Whether flags name values that may be missing.
    pub flags_untested: bool,
    /// What random values are drawn from.
    pub seed: Option<u64>,
    /// What is said of the variables beside their values.
    pub marks: Marks,
    /// Where the credential comes from.
    pub token: Option<SecretSource>,
    /// Credentials for some places or operations, or by other ways.
    pub auth: Vec<SignIn>,
    /// Whether cases that could change a real target's state are sent.
    pub intrusive: bool,
    /// Whether an assumed expectation that did not hold is a failure.
    pub strict: bool,
    /// Whether a server that says that it erred is noted only.
    pub allow_server_errors: bool,
    /// Names of values, `token` among them, without which cases may be left unsent.
    pub allow_untested: Vec<String>,
    /// Whether pages of which nothing is read are let by.
    pub allow_empty: bool,
    /// How the service is treated.
    pub conduct: Conduct,
    /// How a run is connected with it.
    pub connection: Connection,
}

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettingsError {
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
    Values(#[from] ValueError),
    /// `--var` is not `name=value`.
    #[error("expected `--var name=value`, but found `{0}`")]
    NotAVar(String),
    /// A variable is given twice.
    #[error("{{{0}}} is given twice; for one value a case list them in {CONFIG_FILE}")]
    VarTwice(String),
    /// A variable of the environment has a value that cannot be used.
    #[error("the value of the environment variable {0} {1}")]
    Variable(String, &'static str),
    /// A variable has no value.
    #[error("{0}")]
    Untold(String),
    /// `--header` is none. What it holds may be a secret.
    #[error("--header (AS_DOCUMENTED_HEADER): {0}")]
    Header(#[from] HeaderError),
    /// The target is none.
    #[error(
        "--target (AS_DOCUMENTED_TARGET) is empty, as it is where a variable that it is made of is not set; give the \
         URL of the service, or leave it out for the embedded fake"
    )]
    EmptyTarget,
    /// The credential would be an argument.
    #[error("a credential is never a variable; use --token-env, --token-file or --token-command")]
    TokenAsVar,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct FileForm {
    #[serde(default)]
    spec: Vec<PathBuf>,
    target: Option<String>,
    unix_socket: Option<PathBuf>,
    ca: Option<PathBuf>,
    #[serde(default)]
    insecure: bool,
    client_cert: Option<PathBuf>,
    client_key: Option<PathBuf>,
    #[serde(default)]
    http2: bool,
    timeout: Option<Spanned<String>>,
    max_response_time: Option<Spanned<String>>,
    #[serde(default)]
    pages: Vec<PathBuf>,
    snapshots: Option<PathBuf>,
    family: Option<String>,
    dialect: Option<Spanned<String>>,
    profile: Option<PathBuf>,
    token_env: Option<String>,
    token_file: Option<PathBuf>,
    token_command: Option<String>,
    #[serde(default)]
    auth: BTreeMap<String, Spanned<AuthForm>>,
    #[serde(default)]
    intrusive: bool,
    #[serde(default)]
    strict: bool,
    #[serde(default)]
    allow_server_errors: bool,
    #[serde(default)]
    allow_untested: Vec<String>,
    #[serde(default)]
    allow_empty: bool,
    seed: Option<u64>,
    retries: Option<u32>,
    rate: Option<Spanned<String>>,
    jobs: Option<std::num::NonZeroUsize>,
    #[serde(default)]
    header: Vec<Spanned<String>>,
    #[serde(default)]
    read_only: bool,
    /// Read by [`vars_of`], with the place of each value.
    #[serde(rename = "vars")]
    _vars: Option<IgnoredAny>,
}

impl Settings {
    /// Reads a configuration file.
    ///
    /// # Errors
    /// When the file cannot be read, is not TOML, has an unknown key or a value of a wrong form.
    pub(crate) fn from_file(path: &Path) -> Result<Self, SettingsError> {
        let text = read_named(path).map_err(|source| SettingsError::Io {
            path: path.to_owned(),
            source,
        })?;
        let text = FormText::new(path, &text);
        let form: FileForm = text.read()?;
        let conduct = conduct(&text, &form)?;
        let auth = sign_ins(&text, &form.auth)?;
        let (vars, marks) = vars_of(&text)?;
        let duration = |value: Option<Spanned<String>>, key: &str| {
            let read = |value: Spanned<String>| {
                let (at, value) = (value.span().start, value.into_inner());
                let wrong = |e| text.error(at, format!("could not read `{key}` ({value}): {e}"));
                humantime::parse_duration(&value).map_err(wrong)
            };
            value.map(read).transpose()
        };
        Ok(Self {
            spec: form.spec,
            target: form.target,
            unix_socket: form.unix_socket,
            ca: form.ca,
            insecure: form.insecure,
            timeout: duration(form.timeout, "timeout")?,
            max_response_time: duration(form.max_response_time, "max-response-time")?,
            pages: form.pages,
            snapshots: form.snapshots,
            family: form.family,
            profile: form.profile,
            dialect: form
                .dialect
                .map(|name| {
                    let named = dialect(name.get_ref());
                    named.map_err(|e| text.error(name.span().start, e.to_string()))
                })
                .transpose()?,
            vars,
            marks,
            seed: form.seed,
            token: token_source(form.token_env, form.token_file, form.token_command),
            auth,
            intrusive: form.intrusive,
            strict: form.strict,
            allow_server_errors: form.allow_server_errors,
            allow_untested: form.allow_untested,
            allow_empty: form.allow_empty,
            conduct,
            connection: Connection {
                client_cert: form.client_cert,
                client_key: form.client_key,
                http2: form.http2,
            },
            ..Self::default()
        })
    }

    /// The credentials of a run: a token that flags or the environment tell of goes before what a file says for all
    /// operations and for no place of its own.
    #[must_use]
    pub(crate) fn sign_ins(&self) -> Vec<SignIn> {
        let token = self.token.clone().map(|from| {
            SignIn::everywhere(Credential::Told {
                from,
                lifetime: None,
            })
        });
        let is_kept = |own: &&SignIn| token.is_none() || !own.is_for_all();
        let auth = self.auth.iter().filter(is_kept).cloned();
        auth.chain(token.clone()).collect()
    }

    /// Whether there are credentials of a second identity.
    #[must_use]
    pub(crate) fn has_other(&self) -> bool {
        self.auth.iter().any(SignIn::is_of_other)
    }

    /// Why a variable has no value that it should have.
    ///
    /// # Errors
    /// When there is one that nothing else gives.
    pub(crate) fn check_told(&self) -> Result<(), SettingsError> {
        let mut untold = self.marks.untold.iter();
        let is_given = |name: &str| source_of(&self.vars, name).is_some();
        match untold.find(|(name, _)| !is_given(name)) {
            Some((_, why)) => Err(SettingsError::Untold(why.clone())),
            None => Ok(()),
        }
    }

    /// Whether nothing shows the value of a variable.
    #[must_use]
    pub(crate) fn is_secret(&self, name: &str) -> bool {
        is_secret(name, &self.marks.secret)
    }

    /// How pages are taken.
    ///
    /// # Errors
    /// When the profile cannot be read.
    pub(crate) fn reading(&self) -> Result<Reading, SettingsError> {
        Ok(Reading {
            dialect: self.dialect,
            empty: Empty::allowed_where(self.allow_empty),
            family: self.family.clone(),
            profile: self.profile()?,
        })
    }

    /// What holds for the reading of pages.
    ///
    /// # Errors
    /// When the profile cannot be read.
    pub(crate) fn profile(&self) -> Result<Arc<Profile>, SettingsError> {
        let Some(path) = &self.profile else {
            return Ok(Arc::default());
        };
        let text = read_named(path).map_err(|source| SettingsError::Io {
            path: path.clone(),
            source,
        })?;
        Ok(Arc::new(read_profile(path, &text)?))
    }

    /// These settings, with those of `lower` where these say nothing.
    #[must_use]
    pub(crate) fn or(mut self, lower: Self) -> Self {
        if self.spec.is_empty() {
            self.spec = lower.spec;
        }
        if self.allow_untested.is_empty() {
            self.allow_untested = lower.allow_untested;
        }
        if self.auth.is_empty() {
            self.auth = lower.auth;
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
            unix_socket: self.unix_socket.or(lower.unix_socket),
            seed: self.seed.or(lower.seed),
            ca: self.ca.or(lower.ca),
            insecure: self.insecure || lower.insecure,
            timeout: self.timeout.or(lower.timeout),
            max_response_time: self.max_response_time.or(lower.max_response_time),
            snapshots: self.snapshots.or(lower.snapshots),
            family: self.family.or(lower.family),
            profile: self.profile.or(lower.profile),
            dialect: self.dialect.or(lower.dialect),
            token: self.token.or(lower.token),
            marks: self.marks.or(lower.marks),
            intrusive: self.intrusive || lower.intrusive,
            strict: self.strict || lower.strict,
            allow_server_errors: self.allow_server_errors || lower.allow_server_errors,
            allow_empty: self.allow_empty || lower.allow_empty,
            conduct: self.conduct.or(lower.conduct),
            connection: self.connection.or(lower.connection),
            ..self
        }
    }
}

/// The headers that flags give.
///
/// # Errors
/// When one is none that can be added.
pub(crate) fn headers_from_flags(flags: &[String]) -> Result<Vec<Header>, HeaderError> {
    flags.iter().map(|flag| flag.parse()).collect()
}

/// How the service is treated, as a file says.
fn conduct(text: &FormText<'_>, form: &FileForm) -> Result<Conduct, FormError> {
    let rate = form.rate.as_ref().map(|rate| {
        let read = rate.get_ref().parse::<Rate>();
        read.map_err(|e| text.error(rate.span().start, e.to_string()))
    });
    let header = form.header.iter().map(|header| {
        let read = header.get_ref().parse::<Header>();
        read.map_err(|e| text.error(header.span().start, e.to_string()))
    });
    Ok(Conduct {
        retries: form.retries,
        rate: rate.transpose()?,
        jobs: form.jobs,
        header: header.collect::<Result<_, _>>()?,
        read_only: form.read_only,
        ..Conduct::default()
    })
}

/// The first way that is given, of an environment variable, a file and a command.
#[must_use]
pub(crate) fn token_source(
    env: Option<String>,
    file: Option<PathBuf>,
    command: Option<String>,
) -> Option<SecretSource> {
    env.map(SecretSource::Env)
        .or(file.map(SecretSource::File))
        .or(command.map(SecretSource::Command))
}

#[cfg(test)]
mod tests {
    use super::{Settings, Source};

    fn check(text: &str, expect: &str) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("as-documented.toml");
        std::fs::write(&file, text).unwrap();
        let error = Settings::from_file(&file).unwrap_err().to_string();
        let said = error.rsplit_once("as-documented.toml:").unwrap().1;
        assert!(said.starts_with(expect), "{error}");
    }

    #[test]
    fn what_is_wrong_in_a_configuration_is_said_with_its_line() {
        check(
            "strict = true\ntimeout = \"soon\"\n",
            "2: could not read `timeout` (soon)",
        );
        check(
            "\n\nmax-response-time = \"1 yard\"\n",
            "3: could not read `max-response-time`",
        );
        check("rate = \"fast\"\n", "1: expected a rate such as `10/s`");
        check(
            "header = [\n  \"a: b\",\n  \"c\",\n]\n",
            "3: expected a header such as",
        );
        check("strict = 1\n", "1: invalid type");
        check(
            "strict = true\nspec = [\n  \"a\",\n  3,\n]\n",
            "4: invalid type",
        );
        check(
            "strict = true\nstrickt = true\n",
            "2: unknown field `strickt`",
        );
        check("\nvars = 3\n", "2: expected a table");
        check(
            "[vars]\na = \"b\"\nid = 7\n",
            "3: the values of {id} are strings",
        );
        check(
            "[vars]\nid = [\n  \"a\",\n  7,\n]\n",
            "4: the values of {id} are strings",
        );
        check(
            "[vars]\nid = [\n  \"a\",\n  \"\",\n]\n",
            "4: the value of {id} is empty",
        );
        check("[vars]\n\nid = \"\"\n", "3: the value of {id} is empty");
        check(
            "[vars]\nid = \"a\"\nname = \"{{ random( }}\"\n",
            "3: `{{ random( }}` is wrong",
        );
        check(
            "[vars]\nid = { command = 7 }\n",
            "2: expected `id = { command = \"…\" }`",
        );
        check(
            "[vars.id]\ncommand = \"a\"\nelse = \"b\"\n",
            "1: expected `id = { command",
        );
        check(
            "[vars]\na = \"b\"\ntoken = \"t\"\n",
            "3: a credential is never a variable",
        );
    }

    #[test]
    fn values_stand_alone_in_lists_or_come_of_a_command() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("as-documented.toml");
        let text =
            "timeout = \"2s\"\n[vars]\na = \"1\"\nb = [\"2\", \"3\"]\nc = { command = \"d\" }\n";
        std::fs::write(&file, text).unwrap();
        let settings = Settings::from_file(&file).unwrap();
        assert_eq!(settings.timeout.unwrap().as_secs(), 2);
        let vars: Vec<Source> = settings.vars.into_values().collect();
        let list = Source::List(vec!["2".to_owned(), "3".to_owned()]);
        let command = Source::Command("d".to_owned());
        assert_eq!(vars, [Source::One("1".to_owned()), list, command]);
    }
}
