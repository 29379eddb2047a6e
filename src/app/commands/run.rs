//! `run`: the main job.

use crate::app::run;
use crate::app::settings::{Settings, token_source, vars_from_flags};
use libtest_mimic::ColorSetting;

use super::{CommandResult, file_settings, style};
use crate::app::cli::RunArguments;

/// Runs the selected cases and writes what came of them; exits as README says.
pub(crate) fn run(arguments: &RunArguments) -> CommandResult {
    let flags = Settings {
        spec: arguments.spec.spec.clone(),
        target: arguments.target.clone(),
        ca: arguments.ca.clone(),
        timeout: arguments.timeout,
        max_response_time: arguments.max_response_time,
        pages: arguments.pages.clone(),
        snapshots: arguments.spec.snapshots.clone(),
        family: None,
        dialect: arguments.spec.dialect.name,
        vars: vars_from_flags(&arguments.var, &arguments.var_encoded)?,
        token: token_source(
            arguments.token_env.clone(),
            arguments.token_file.clone(),
            arguments.token_command.clone(),
        ),
        intrusive: arguments.intrusive,
        strict: arguments.strict,
    };
    let variables = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let settings = flags
        .or(Settings::from_environment(variables))
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
    };
    let exit = run::run(&request, &mut std::io::stdout())?;
    Ok(exit.code())
}
