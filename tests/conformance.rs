//! The shipped tables against the embedded fake, or against `AS_DOCUMENTED_TARGET`.

use std::process::ExitCode;

use as_documented::Suite;

fn main() -> ExitCode {
    Suite::new("specs").configured().main()
}
