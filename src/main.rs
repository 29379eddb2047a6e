//! The command line: arguments to a command, a command to an exit code.

mod cli;
mod command;

use std::process::ExitCode;

use clap::Parser as _;

use cli::{Cli, Command};

/// The exit code for trouble before any traffic: usage, configuration, spec, snapshots.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match cli.command {
        Command::Derive(arguments) => command::derive::derive(&arguments),
        Command::Lint(arguments) => command::lint::lint(&arguments),
        Command::Cases(arguments) => command::cases::cases(&arguments),
        Command::Run(arguments) => command::run::run(&arguments),
        Command::Prove(arguments) => command::prove::prove(&arguments),
        Command::Accept(arguments) => command::accept::accept(&arguments),
        Command::Diff(arguments) => command::diff::diff(&arguments),
        Command::Explain(arguments) => command::explain::explain(&arguments),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            command::complain(&*error);
            ExitCode::from(USAGE)
        }
    }
}
