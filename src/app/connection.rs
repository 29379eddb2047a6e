//! How a run is connected with the service: the client's own certificate, and the HTTP that is spoken.

use std::path::{Path, PathBuf};

use crate::app::settings::SettingsError;
use crate::send::{Identity, TargetOptions};

/// What is said of the connection; absent where nothing is.
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub(crate) struct Connection {
    /// A PEM file with the client's own certificate, and those that vouch for it, for a service that asks for one.
    #[cfg_attr(
        feature = "cli",
        arg(
            long,
            value_name = "FILE",
            env = "AS_DOCUMENTED_CLIENT_CERT",
            requires = "target"
        )
    )]
    pub(crate) client_cert: Option<PathBuf>,
    /// A PEM file with the key of that certificate [default: the same file].
    #[cfg_attr(
        feature = "cli",
        arg(
            long,
            value_name = "FILE",
            env = "AS_DOCUMENTED_CLIENT_KEY",
            requires = "client_cert"
        )
    )]
    pub(crate) client_key: Option<PathBuf>,
    /// Speak HTTP/2 to the target, over plain TCP as well; cases that look at the wire of HTTP/1.1 are then skipped by
    /// name. A target that takes nothing else over TLS is spoken to so without it.
    #[cfg_attr(feature = "cli", arg(long, env = "AS_DOCUMENTED_HTTP2"))]
    pub(crate) http2: bool,
}

impl Connection {
    /// This, with that of `lower` where this says nothing.
    #[must_use]
    pub(crate) fn or(self, lower: Self) -> Self {
        // A key belongs to its certificate.
        let (client_cert, client_key) = match self.client_cert {
            Some(_) => (self.client_cert, self.client_key),
            None => (lower.client_cert, lower.client_key),
        };
        Self {
            client_cert,
            client_key,
            http2: self.http2 || lower.http2,
        }
    }

    /// Reads the files, and says the rest.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub(crate) fn tell(&self, options: &mut TargetOptions) -> Result<(), SettingsError> {
        options.speaks_http2 = self.http2;
        if let Some(path) = &self.client_cert {
            options.identity_pem = Some(Identity {
                certificates: read(path)?,
                key: read(self.client_key.as_ref().unwrap_or(path))?,
            });
        }
        Ok(())
    }

    /// The files, each with its flag.
    pub(crate) fn files(&self) -> [(&'static str, &Option<PathBuf>); 2] {
        [
            ("--client-cert", &self.client_cert),
            ("--client-key", &self.client_key),
        ]
    }
}

/// The bytes of a file that a setting names.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, SettingsError> {
    std::fs::read(path).map_err(|source| SettingsError::Io {
        path: path.to_owned(),
        source,
    })
}
