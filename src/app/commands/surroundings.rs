//! The variables of the environment that arguments may stand in: what clap says of them names none.

use std::any::TypeId;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::CommandFactory as _;
use similar::get_close_matches;

use crate::app::cli::Cli;
use crate::app::environment::{NOT_UTF_8, VAR_PREFIX};
use crate::app::settings::{SettingsError, TOKEN_VARIABLE};

/// What all variables that are ours begin with.
const PREFIX: &str = "AS_DOCUMENTED_";

/// How alike the nearest name is, from 0 to 1.
const LIKENESS: f32 = 0.6;

/// Refuses variables that hold no text where an argument is one.
///
/// # Errors
/// When the value of one is not UTF-8, and no path.
pub(crate) fn check_environment(
    variables: impl Iterator<Item = (OsString, OsString)>,
) -> Result<(), SettingsError> {
    let known = known();
    for (name, value) in variables {
        let own = name.to_str().and_then(|name| known.get_key_value(name));
        if let Some((name, _)) = own.filter(|(_, is_path)| !**is_path && value.to_str().is_none()) {
            return Err(SettingsError::Variable(name.clone(), NOT_UTF_8));
        }
    }
    Ok(())
}

/// A sentence for each variable with a name like ours that nothing reads: `is_named` tells those that the user's own
/// arguments and configuration name.
pub(crate) fn unread(
    variables: impl Iterator<Item = OsString>,
    is_named: impl Fn(&str) -> bool,
) -> Vec<String> {
    let known = known();
    let is_ours = |name: &str| {
        known.contains_key(name) || name == TOKEN_VARIABLE || name.starts_with(VAR_PREFIX)
    };
    let names = variables.filter_map(|name| name.into_string().ok());
    let mut unread: Vec<String> = names
        .filter(|name| name.starts_with(PREFIX) && !is_ours(name) && !is_named(name))
        .map(|name| sentence(&name, &known))
        .collect();
    unread.sort();
    unread
}

fn sentence(name: &str, known: &BTreeMap<String, bool>) -> String {
    let said = format!("nothing reads the environment variable {name}");
    // What all of them begin with would make any two alike.
    let own = known.keys().map(String::as_str).chain([TOKEN_VARIABLE]);
    let names: Vec<&str> = own.filter_map(|own| own.strip_prefix(PREFIX)).collect();
    let name = name.strip_prefix(PREFIX).unwrap_or(name);
    match get_close_matches(name, &names, 1, LIKENESS).first() {
        Some(near) => format!("{said}; did you mean {PREFIX}{near}?"),
        None => said,
    }
}

/// The variables that arguments of any command may stand in, and whether a path does.
fn known() -> BTreeMap<String, bool> {
    let own = Cli::command();
    let arguments = own.get_subcommands().flat_map(clap::Command::get_arguments);
    let known = arguments.filter_map(|argument| {
        let name = argument.get_env()?.to_str()?.to_owned();
        let is_path = argument.get_value_parser().type_id() == TypeId::of::<PathBuf>();
        Some((name, is_path))
    });
    known.collect()
}
