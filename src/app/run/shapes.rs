//! The planned requests, compared with the snapshots.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use libtest_mimic::Arguments;

use super::{DEFAULT_SPEC, Plan, RunError};
use crate::app::settings::Settings;
use crate::app::trials::is_selected;
use crate::plan::Case;
use crate::store::snapshots::{self, Orphans};

/// The snapshots' folder: the one that is named, or `snapshots` beside the tables' folder.
#[must_use]
pub(crate) fn snapshot_folder(settings: &Settings, paths: &[PathBuf]) -> PathBuf {
    if let Some(folder) = &settings.snapshots {
        return folder.clone();
    }
    let first = paths
        .first()
        .map_or(Path::new(DEFAULT_SPEC), PathBuf::as_path);
    let folder = if first.is_dir() {
        Some(first)
    } else {
        first.parent()
    };
    match folder.and_then(Path::parent) {
        Some(parent) => parent.join("snapshots"),
        None => PathBuf::from("snapshots"),
    }
}

/// Compares the selected operations' requests with the snapshots, where there are any.
///
/// # Errors
/// When they differ.
pub(crate) fn check_snapshots(
    plan: &Plan,
    settings: &Settings,
    arguments: &Arguments,
) -> Result<(), RunError> {
    let folder = snapshot_folder(settings, &plan.paths);
    if !folder.is_dir() {
        return match &settings.snapshots {
            Some(named) => Err(RunError::NoSnapshots(named.clone())),
            None => Ok(()),
        };
    }
    let operations: BTreeSet<&str> = plan
        .cases
        .iter()
        .filter(|case| is_selected(arguments, case))
        .map(|case| case.operation.0.as_str())
        .collect();
    let cases: Vec<Arc<Case>> = plan
        .cases
        .iter()
        .filter(|case| operations.contains(case.operation.0.as_str()))
        .cloned()
        .collect();
    let filtered = arguments.filter.is_some() || !arguments.skip.is_empty();
    let orphans = if filtered {
        Orphans::Ignored
    } else {
        plan.orphans()
    };
    let troubles = snapshots::compare(&folder, &cases, orphans);
    if troubles.is_empty() {
        Ok(())
    } else {
        Err(RunError::Snapshots(troubles))
    }
}
