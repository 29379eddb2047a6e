//! The commands: one file each. They read arguments, call the library, print, and give an exit
//! code; an error is trouble before any traffic.

pub(crate) mod accept;
mod against;
pub(crate) mod cases;
pub(crate) mod derive;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod init;
pub(crate) mod learn;
pub(crate) mod lint;
mod not_read;
pub(crate) mod prove;
pub(crate) mod run;
mod surroundings;

use std::error::Error;
use std::io::{IsTerminal as _, Write as _};
use std::ops::RangeInclusive;
use std::panic::PanicHookInfo;
use std::path::Path;

use terminal_size::{Width, terminal_size_of};

use crate::app::settings::{CONFIG_FILE, Settings, SettingsError};
pub(crate) use crate::report::complain;
use crate::report::diagnostic::Style;
use crate::report::safe::sanitize;
use crate::store::pages::Reading;
pub(crate) use crate::store::pages::{PageFile, some_page_files};
pub(crate) use surroundings::check_environment;

use crate::app::cli::{ConfigArguments, DialectArguments, SpecArguments};

/// A command's exit code, or trouble before any traffic.
pub(crate) type CommandResult = Result<u8, Box<dyn Error>>;

/// Writes to standard output; a closed pipe, as `head` leaves, is not an error.
pub(crate) fn print(text: &str) -> std::io::Result<()> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Writes to standard error, where standard output is for other programs.
pub(crate) fn note(text: &str) {
    // Standard error may be closed; there is nobody left to tell.
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// Says where the program itself failed. What the panic said is left out: it could hold a value that
/// no output may show, or an escape code of what was read.
pub(crate) fn say_panic(panic: &PanicHookInfo<'_>) {
    let at = panic.location().map(ToString::to_string);
    let at = sanitize(&at.unwrap_or_default());
    // Standard error may be closed; there is nobody left to tell.
    let _ = writeln!(
        std::io::stderr(),
        "error: as-documented itself failed at {at}"
    );
}

/// A path as it is shown: no escape code of a file's name reaches the terminal.
pub(crate) fn shown(path: &Path) -> String {
    sanitize(&path.display().to_string())
}

/// Colours where standard output is a terminal and `NO_COLOR` is not set.
pub(crate) fn style() -> Style {
    let terminal = std::io::stdout().is_terminal();
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    Style {
        color: terminal && !no_color,
        width: width(),
    }
}

/// The width of a screen whose width nobody knows, as of a file.
const UNKNOWN_WIDTH: usize = 140;

/// The narrowest and the widest screen that is written for.
const WIDTHS: RangeInclusive<usize> = 60..=400;

/// The columns of standard output: the terminal's own, else those that `COLUMNS` says.
fn width() -> usize {
    let terminal = terminal_size_of(std::io::stdout());
    let own = terminal.map(|(Width(columns), _)| usize::from(columns));
    width_of(own, std::env::var("COLUMNS").ok().as_deref())
}

fn width_of(terminal: Option<usize>, columns: Option<&str>) -> usize {
    let said = || columns.and_then(|text| text.trim().parse().ok());
    let width = terminal.or_else(said).unwrap_or(UNKNOWN_WIDTH);
    width.clamp(*WIDTHS.start(), *WIDTHS.end())
}

/// The configuration file's settings: the named one, or the default one if it is there.
pub(crate) fn file_settings(arguments: &ConfigArguments) -> Result<Settings, SettingsError> {
    match &arguments.config {
        Some(path) => Settings::from_file(path),
        None if Path::new(CONFIG_FILE).is_file() => Settings::from_file(Path::new(CONFIG_FILE)),
        None => Ok(Settings::default()),
    }
}

/// How pages are taken where a flag may let those by of which nothing is read.
pub(crate) fn asked_reading(
    arguments: &DialectArguments,
    allow_empty: bool,
    config: &ConfigArguments,
) -> Result<Reading, SettingsError> {
    let flags = Settings {
        dialect: arguments.name,
        profile: arguments.profile.clone(),
        allow_empty,
        ..Settings::default()
    };
    flags.or(file_settings(config)?).reading()
}

/// The settings of commands that send nothing.
pub(crate) fn spec_settings(arguments: &SpecArguments) -> Result<Settings, SettingsError> {
    let flags = Settings {
        spec: arguments.spec.clone(),
        snapshots: arguments.snapshots.clone(),
        dialect: arguments.dialect.name,
        profile: arguments.dialect.profile.clone(),
        ..Settings::default()
    };
    Ok(flags.or(file_settings(&arguments.config)?))
}

#[cfg(test)]
mod tests {
    use super::width_of;

    #[test]
    fn a_screen_is_as_wide_as_its_terminal_and_then_as_columns_says() {
        let check = |terminal, columns, width| assert_eq!(width_of(terminal, columns), width);
        check(Some(97), None, 97);
        check(Some(97), Some("120"), 97);
        check(None, Some("120"), 120);
        check(None, Some("wide"), 140);
        check(None, Some("-1"), 140);
        check(None, None, 140);
        check(Some(20), None, 60);
        check(Some(5000), None, 400);
        check(None, Some("0"), 60);
        check(None, Some("99999999999"), 400);
    }
}
