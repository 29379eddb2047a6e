//! Where a secret comes from: never an argument and never the configuration itself.

use std::env::VarError;
use std::path::PathBuf;
use std::time::Duration;

use super::grant::OAuth;
use crate::protocol::secret::Secret;
use crate::send::command;
use crate::send::values::ValueError;

/// Where a secret text comes from; it is never an argument, which `ps` would show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SecretSource {
    /// An environment variable.
    Env(String),
    /// A file; its content, trimmed.
    File(PathBuf),
    /// A shell command; its standard output, trimmed.
    Command(String),
}

/// Where a credential comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// It is told as it stands.
    Told {
        /// By whom.
        from: SecretSource,
        /// How long it is good for.
        lifetime: Option<Duration>,
    },
    /// It is made of a user and a password (RFC 7617).
    Basic {
        /// The user.
        user: Text,
        /// The password.
        password: SecretSource,
    },
    /// An issuer gives it (RFC 6749).
    Issued(Box<OAuth>),
}

/// A text that is no secret: told in the configuration or as secrets are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Text {
    /// As the configuration has it.
    Plain(String),
    /// As secrets are told.
    From(SecretSource),
}

/// A secret text that could not be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SourceError {
    /// The environment variable is not set.
    #[error("the environment variable {0} is not set")]
    Unset(String),
    /// The environment variable holds what is no text.
    #[error("the value of the environment variable {0} is not UTF-8")]
    NotUtf8(String),
    /// The file cannot be read.
    #[error("could not read {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the file system said.
        source: std::io::Error,
    },
    /// The command failed.
    #[error(transparent)]
    Command(#[from] ValueError),
    /// What was told is empty or cannot be sent.
    #[error("what {from} gives {reason}")]
    Unusable {
        /// Who told it.
        from: String,
        /// What is wrong.
        reason: &'static str,
    },
}

/// What is wrong with an empty secret.
const EMPTY: &str = "is empty";

/// What is wrong with a secret that cannot be sent.
const UNSENDABLE: &str = "holds what a header cannot: spaces, line breaks or letters beyond ASCII";

impl SecretSource {
    /// The text, without what surrounds it; `name` is what a failing command is told to be for.
    ///
    /// # Errors
    /// When the variable is not set, the file cannot be read, the command fails, or there is no text.
    pub(crate) async fn text(&self, name: &str) -> Result<String, SourceError> {
        let text = match self {
            Self::Env(variable) => std::env::var(variable).map_err(|error| match error {
                VarError::NotPresent => SourceError::Unset(variable.clone()),
                VarError::NotUnicode(_) => SourceError::NotUtf8(variable.clone()),
            })?,
            Self::File(path) => {
                std::fs::read_to_string(path).map_err(|source| SourceError::Io {
                    path: path.clone(),
                    source,
                })?
            }
            Self::Command(command) => command::secret(name, command).await?,
        };
        let text = text.trim();
        match text.is_empty() {
            true => Err(self.unusable(EMPTY)),
            false => Ok(text.to_owned()),
        }
    }

    /// The text where it can stand in a field by itself.
    ///
    /// # Errors
    /// As [`Self::text`], and when it holds what a field cannot.
    pub(crate) async fn token(&self, name: &str) -> Result<Secret, SourceError> {
        let text = self.text(name).await?;
        match text.bytes().all(|byte| byte.is_ascii_graphic()) {
            true => Ok(Secret::new(text)),
            false => Err(self.unusable(UNSENDABLE)),
        }
    }

    fn unusable(&self, reason: &'static str) -> SourceError {
        let from = match self {
            Self::Env(variable) => variable.clone(),
            Self::File(path) => path.display().to_string(),
            // It may hold a secret itself.
            Self::Command(_) => "the command".to_owned(),
        };
        SourceError::Unusable { from, reason }
    }

    /// Whether it may tell another text later.
    pub(super) fn may_change(&self) -> bool {
        match self {
            Self::Env(_) => false,
            Self::File(_) | Self::Command(_) => true,
        }
    }
}

impl SourceError {
    /// What is said of the part of a credential that has this name.
    pub(super) fn of(name: &'static str) -> impl Fn(Self) -> String {
        move |error| format!("{name}: {error}")
    }

    /// What is said of the token that flags or the environment tell of.
    pub(super) fn of_token(self) -> String {
        match self {
            Self::Unset(name) => {
                format!("the environment variable {name} is not set (--token-env)")
            }
            Self::Unusable { from, reason } => format!("the token from {from} {reason}"),
            Self::NotUtf8(_) | Self::Io { .. } | Self::Command(_) => self.to_string(),
        }
    }
}

impl Text {
    /// The text.
    ///
    /// # Errors
    /// When it cannot be had.
    pub(super) async fn text(&self, name: &str) -> Result<String, SourceError> {
        match self {
            Self::Plain(text) => Ok(text.clone()),
            Self::From(source) => source.text(name).await,
        }
    }
}
