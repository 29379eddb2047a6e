//! `accept`: the planned requests become the snapshots.

use crate::app::run::{plan, snapshot_folder};
use crate::store::snapshots::{self, Accepted};

use super::{CommandResult, print, spec_settings};
use crate::app::cli::AcceptArguments;

/// The planned requests become the snapshots; which files were written or removed is printed.
pub(crate) fn accept(arguments: &AcceptArguments) -> CommandResult {
    let settings = spec_settings(&arguments.spec)?;
    let plan = plan(&settings)?;
    let folder = snapshot_folder(&settings, &plan.paths);
    let orphans = plan.orphans();
    let Accepted { changed, left } = snapshots::accept(&folder, &plan.cases, orphans)?;
    for path in &changed {
        let word = if path.exists() { "wrote" } else { "removed" };
        print(&format!("{word} {}\n", path.display()))?;
    }
    if !left.is_empty() {
        let left: Vec<String> = left.iter().map(ToString::to_string).collect();
        return Err(left.join("\n").into());
    }
    if changed.is_empty() {
        print(&format!(
            "{}: every snapshot is as planned\n",
            folder.display()
        ))?;
    }
    Ok(0)
}
