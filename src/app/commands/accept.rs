//! `accept`: the planned requests become the snapshots.

use crate::app::run::{plan, snapshot_folder};
use crate::store::snapshots::{self, Orphans};

use super::{CommandResult, print, spec_settings};
use crate::app::cli::AcceptArguments;

/// The planned requests become the snapshots; which files were written or removed is printed.
pub(crate) fn accept(arguments: &AcceptArguments) -> CommandResult {
    let settings = spec_settings(&arguments.spec)?;
    let plan = plan(&settings)?;
    let folder = snapshot_folder(&settings, &plan.paths);
    let orphans = if plan.paths.iter().all(|path| path.is_dir()) {
        Orphans::Sought
    } else {
        Orphans::Ignored
    };
    let changed = snapshots::accept(&folder, &plan.cases, orphans)?;
    for path in &changed {
        let word = if path.exists() { "wrote" } else { "removed" };
        print(&format!("{word} {}\n", path.display()))?;
    }
    if changed.is_empty() {
        print(&format!(
            "{}: every snapshot is as planned\n",
            folder.display()
        ))?;
    }
    Ok(0)
}
