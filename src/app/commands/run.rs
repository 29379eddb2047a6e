//! `run`: the main job.

use std::path::Path;

use crate::app::environment::from_environment;
use crate::app::run;
use crate::app::settings::CONFIG_FILE;
use crate::report::safe::sanitize;
use libtest_mimic::ColorSetting;

use super::surroundings::unread;
use super::{CommandResult, file_settings, note, style};
use crate::app::cli::RunArguments;

/// Runs the selected cases and writes what came of them; exits as README says.
pub(crate) fn run(arguments: &RunArguments) -> CommandResult {
    let settings = arguments
        .settings()?
        .or(from_environment(std::env::vars_os())?)
        .or(file_settings(&arguments.spec.config)?);
    let own = &arguments.spec.config.config;
    let config = own.as_deref().unwrap_or(Path::new(CONFIG_FILE));
    let config = std::fs::read_to_string(config).unwrap_or_default();
    let names = std::env::vars_os().map(|(name, _)| name);
    let is_named =
        |name: &str| arguments.token_env.as_deref() == Some(name) || config.contains(name);
    for warning in unread(names, is_named) {
        note(&format!("warning: {}\n", sanitize(&warning)));
    }
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
