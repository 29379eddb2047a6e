//! `run`: the main job.

use crate::app::environment::from_environment;
use crate::app::run;
use libtest_mimic::ColorSetting;

use super::{CommandResult, file_settings, style};
use crate::app::cli::RunArguments;

/// Runs the selected cases and writes what came of them; exits as README says.
pub(crate) fn run(arguments: &RunArguments) -> CommandResult {
    let settings = arguments
        .settings()?
        .or(from_environment(std::env::vars_os())?)
        .or(file_settings(&arguments.spec.config)?);
    let mut style = style();
    match arguments.color {
        Some(ColorSetting::Always) => style.color = true,
        Some(ColorSetting::Never) => style.color = false,
        Some(ColorSetting::Auto) | None => {}
    }
    let request = run::Request {
        settings,
        arguments: arguments.libtest(),
        reports: arguments.report.clone(),
        style,
        fault: arguments.fault.clone(),
        shuffle: arguments.shuffle,
        save: arguments.save.clone(),
        keeps_all: false,
        is_dry: arguments.dry_run,
    };
    let exit = run::run(&request, &mut std::io::stdout())?;
    Ok(exit.code())
}
