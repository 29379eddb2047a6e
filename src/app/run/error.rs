//! Why a run did not come to traffic, or could not say what came of it.

use std::path::PathBuf;

use crate::app::settings::SettingsError;
use crate::send::TargetError;
use crate::send::credentials::SignInError;
use crate::store::load::LoadError;
use crate::store::snapshots::Trouble;

/// A run that did not come to traffic.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RunError {
    /// The tables cannot be used.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A setting cannot be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The target cannot be used.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The request shapes are not those of the snapshots.
    #[error(
        "{}\nno request was sent; look at the difference, then `as-documented accept` makes the \
         planned requests the new snapshots",
        .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    )]
    Snapshots(Vec<Trouble>),
    /// The folder of the snapshots is not there.
    #[error(
        "{}: there is no such folder of snapshots (--snapshots); `as-documented accept` makes it",
        .0.display()
    )]
    NoSnapshots(PathBuf),
    /// A credential cannot be had.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// A report's kind is not known.
    #[error("expected `--report KIND=FILE` with a kind of {known}, but found `{given}`")]
    Report {
        /// What was given.
        given: String,
        /// The kinds there are.
        known: String,
    },
    /// A report cannot be written.
    #[error("could not write the report {}: {source}", path.display())]
    ReportFile {
        /// The report's path.
        path: PathBuf,
        /// What the file system said.
        source: std::io::Error,
    },
    /// What is to be the folder of exchanges is none.
    #[error("--save {}: it is there and not a folder; name a folder, which is made where there is none", .0.display())]
    NotAFolder(PathBuf),
    /// The exchanges of a case cannot be kept.
    #[error("could not write {} (--save): {source}", path.display())]
    Unsaved {
        /// What was to be written.
        path: PathBuf,
        /// What the file system said.
        source: std::io::Error,
    },
    /// What a flag, the first, names is not there.
    #[error("{0}: {1}")]
    Unknown(&'static str, String),
    /// A fault that cannot be placed.
    #[error("{0}")]
    Fault(String),
    /// What a run says could not be written.
    #[error("could not write what came of the run: {0}")]
    Screen(#[source] std::io::Error),
    /// The runtime or an output failed.
    #[error("could not run: {0}")]
    Io(#[from] std::io::Error),
}
