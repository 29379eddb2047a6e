//! The commands: arguments to an exit code, and the cases as a libtest target. Reads as a table of
//! contents.

mod auth;
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "cli")]
mod commands;
mod conduct;
mod connection;
pub(crate) mod environment;
pub(crate) mod harness;
mod interrupt;
pub(crate) mod marked;
#[cfg(feature = "cli")]
pub(crate) mod prove;
pub(crate) mod run;
pub(crate) mod settings;
mod trials;
mod variables;
pub(crate) mod views;

#[cfg(feature = "cli")]
use std::process::ExitCode;

#[cfg(feature = "cli")]
use clap::Parser as _;

#[cfg(feature = "cli")]
use cli::{Cli, Command};

#[cfg(feature = "cli")]
/// The exit code for trouble before any traffic: usage, configuration, spec, snapshots.
const USAGE: u8 = 2;

#[cfg(feature = "cli")]
/// Runs the command that the process's arguments name; its exit code.
#[must_use]
pub fn main() -> ExitCode {
    std::panic::set_hook(Box::new(commands::say_panic));
    if let Err(error) = commands::check_environment(std::env::vars_os()) {
        commands::complain(&error);
        return ExitCode::from(USAGE);
    }
    let cli = Cli::parse();
    let result = match cli.command {
        Command::Init(arguments) => commands::init::init(&arguments),
        Command::Derive(arguments) => commands::derive::derive(&arguments),
        Command::Lint(arguments) => commands::lint::lint(&arguments),
        Command::Cases(arguments) => commands::cases::cases(&arguments),
        Command::Run(arguments) => commands::run::run(&arguments),
        Command::Prove(arguments) => commands::prove::prove(&arguments),
        Command::Learn(arguments) => commands::learn::learn(&arguments),
        Command::Accept(arguments) => commands::accept::accept(&arguments),
        Command::Diff(arguments) => commands::diff::diff(&arguments),
        Command::Explain(arguments) => commands::explain::explain(&arguments),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            commands::complain(&*error);
            ExitCode::from(USAGE)
        }
    }
}

#[cfg(test)]
mod readme;
