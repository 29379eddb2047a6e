//! The planned requests, compared with the snapshots.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use libtest_mimic::Arguments;

use super::{DEFAULT_SPEC, Plan, RunError, limits};
use crate::app::settings::Settings;
use crate::app::trials::{is_selected, may_select};
use crate::plan::{Caller, Case, Limits, Planner, documented};
use crate::store::snapshots::{self, Orphans, Trouble};

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
    if plan.is_of_turns {
        return check_in_turns(plan, settings, arguments, &folder);
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
        // Their requests are the ordinary ones.
        .filter(|case| case.caller == Caller::Own)
        .cloned()
        .collect();
    let troubles = snapshots::compare(&folder, &cases, orphans(plan, arguments));
    match troubles.is_empty() {
        true => Ok(()),
        false => Err(RunError::Snapshots(troubles)),
    }
}

fn orphans(plan: &Plan, arguments: &Arguments) -> Orphans {
    match arguments.filter.is_some() || !arguments.skip.is_empty() {
        true => Orphans::Ignored,
        false => plan.orphans(),
    }
}

/// The same, one operation after the other.
fn check_in_turns(
    plan: &Plan,
    settings: &Settings,
    arguments: &Arguments,
    folder: &Path,
) -> Result<(), RunError> {
    let limits = Limits {
        has_other_caller: false,
        ..limits(settings)
    };
    let documented = documented(&plan.spec);
    let planner = Planner::new(&plan.spec, &documented, &limits);
    let mut known: BTreeMap<String, Vec<Trouble>> = BTreeMap::new();
    for at in planner.operations_like(&|operation| may_select(arguments, operation)) {
        let cases: Vec<Arc<Case>> = planner.cases(at).into_iter().map(Arc::new).collect();
        if cases.iter().any(|case| is_selected(arguments, case)) {
            let operation = cases[0].operation.0.clone();
            known.insert(
                operation,
                snapshots::compare(folder, &cases, Orphans::Ignored),
            );
        }
    }
    let orphaned = match orphans(plan, arguments) {
        Orphans::Sought => snapshots::orphaned(folder, known.keys()),
        Orphans::Ignored => Vec::new(),
    };
    let troubles = known.into_values().flatten();
    let troubles: Vec<Trouble> = troubles.chain(orphaned).collect();
    match troubles.is_empty() {
        true => Ok(()),
        false => Err(RunError::Snapshots(troubles)),
    }
}
