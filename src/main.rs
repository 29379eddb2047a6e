//! The command line.

use std::process::ExitCode;

/// A run makes and lets go of many small things.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    as_documented::main()
}
