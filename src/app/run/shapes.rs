//! The planned requests, compared with the snapshots.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use libtest_mimic::Arguments;

use super::{DEFAULT_SPEC, Plan, RunError, limits};
use crate::app::settings::Settings;
use crate::app::trials::{is_selected, may_select};
use crate::plan::{Caller, Case, Planner, documented};
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
    let (documented, limits) = (documented(&plan.spec), limits(settings));
    let planner = Planner::new(&plan.spec, &documented, &limits);
    let mut known: BTreeMap<String, Vec<Trouble>> = BTreeMap::new();
    for cases in of_operations(plan, &planner, arguments) {
        let Some(operation) = cases.first().map(|case| case.operation.0.clone()) else {
            continue;
        };
        if cases.iter().any(|case| is_selected(arguments, case)) {
            // The requests of another caller are the ordinary ones.
            let own = cases.iter().filter(|case| case.caller == Caller::Own);
            let own: Vec<Arc<Case>> = own.cloned().collect();
            let troubles = snapshots::compare(&folder, &own, Orphans::Ignored);
            known.insert(operation, troubles);
        }
    }
    let orphaned = match orphans(plan, arguments) {
        Orphans::Sought => snapshots::orphaned(&folder, known.keys()),
        Orphans::Ignored => Vec::new(),
    };
    let troubles = known.into_values().flatten();
    let troubles: Vec<Trouble> = troubles.chain(orphaned).collect();
    match troubles.is_empty() {
        true => Ok(()),
        false => Err(RunError::Snapshots(troubles)),
    }
}

/// The cases of each operation that may be selected: those of the plan, or made one operation after the other where
/// they are made when their turn comes.
fn of_operations<'p>(
    plan: &'p Plan,
    planner: &'p Planner<'p>,
    arguments: &'p Arguments,
) -> Box<dyn Iterator<Item = Vec<Arc<Case>>> + 'p> {
    if plan.is_of_turns {
        let selected = planner.operations_like(&|operation| may_select(arguments, operation));
        let cases = |at| planner.cases(at).into_iter().map(Arc::new).collect();
        return Box::new(selected.into_iter().map(cases));
    }
    let mut all: BTreeMap<&str, Vec<Arc<Case>>> = BTreeMap::new();
    for case in &plan.cases {
        let own = all.entry(case.operation.0.as_str()).or_default();
        own.push(Arc::clone(case));
    }
    Box::new(all.into_values())
}

fn orphans(plan: &Plan, arguments: &Arguments) -> Orphans {
    match arguments.filter.is_some() || !arguments.skip.is_empty() {
        true => Orphans::Ignored,
        false => plan.orphans(),
    }
}
