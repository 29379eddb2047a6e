//! The command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    as_documented::main()
}
