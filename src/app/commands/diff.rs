//! `diff`: what changed between two tables, and whether it breaks a client.

use std::path::PathBuf;

use crate::report::changes;
use crate::store::load::load;
use crate::store::pages::Reading;
use crate::table::diff::{Impact, diff as changes_between};

use super::{CommandResult, asked_reading, print};
use crate::app::cli::{DiffArguments, DiffFormat};

/// The exit code where a change is breaking.
const BREAKING: u8 = 1;

/// Prints what changed between two specifications; exits with 1 where it breaks a client.
pub(crate) fn diff(arguments: &DiffArguments) -> CommandResult {
    let asked = asked_reading(&arguments.dialect, false, &arguments.config)?;
    let reading = Reading {
        dialect: asked.dialect,
        profile: asked.profile,
        ..Reading::default()
    };
    let tables =
        |path: &PathBuf| load(std::slice::from_ref(path), reading.clone()).map(|spec| spec.tables);
    let found = changes_between(&tables(&arguments.old)?, &tables(&arguments.new)?);
    let render = match arguments.format {
        DiffFormat::Text => changes::text,
        DiffFormat::Markdown => changes::markdown,
        DiffFormat::Json => changes::json,
    };
    print(&render(&found))?;
    let breaks = found.iter().any(|change| change.impact == Impact::Breaking);
    Ok(if breaks { BREAKING } else { 0 })
}
