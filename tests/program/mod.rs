//! The program, run as its users run it, with nothing of the surroundings but what is given.

use std::path::Path;
use std::process::Command;

/// The exit code, standard output and standard error of a command in a folder, with a credential where one is
/// given.
pub(crate) fn run(folder: &Path, token: Option<&str>, arguments: &[&str]) -> (i32, String, String) {
    let token = token.map(|token| ("AS_DOCUMENTED_TOKEN", token));
    run_with(folder, token, arguments)
}

/// The same with variables of the environment.
pub(crate) fn run_with<'a>(
    folder: &Path,
    environment: impl IntoIterator<Item = (&'a str, &'a str)>,
    arguments: &[&str],
) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_as-documented"));
    command.args(arguments).current_dir(folder);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("AS_DOCUMENTED_") {
            command.env_remove(name);
        }
    }
    command.envs(environment);
    let output = command.env("NO_COLOR", "1").output().expect("the program");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code().expect("an exit code"),
        text(&output.stdout),
        text(&output.stderr),
    )
}
