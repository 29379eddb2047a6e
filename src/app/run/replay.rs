//! The commands that replay a run, or one request of it.

use std::path::PathBuf;

use crate::app::settings::{Settings, TOKEN_VARIABLE};
use crate::fake::fault::Placed;
use crate::protocol::shell::shell_word;
use crate::report::Replay;
use crate::report::curl::Curl;
use crate::send::credentials::{Client, Credentials, SecretSource, variable, word};
use crate::send::values::{Source, variable_name};

/// How a run is replayed, and where it has a target of its own a request of it.
pub(crate) fn replay(settings: &Settings, fault: Option<&Placed>) -> Replay {
    Replay {
        command: command(settings, fault),
        variables: secrets(settings)
            .into_iter()
            .map(|own| own.variable)
            .collect(),
        curl: settings.target.as_ref().map(|_| curl(settings)),
    }
}

/// How curl is told of the target.
fn curl(settings: &Settings) -> Curl {
    let mut options = String::new();
    let files = [
        ("--unix-socket", &settings.unix_socket),
        ("--cacert", &settings.ca),
        ("--cert", &settings.connection.client_cert),
        ("--key", &settings.connection.client_key),
    ];
    for (name, path) in files {
        if let Some(path) = path {
            let path = shell_word(&path.display().to_string());
            options.push_str(&format!(" {name} {path}"));
        }
    }
    let flags = [
        ("--insecure", settings.insecure),
        ("--http2-prior-knowledge", settings.connection.http2),
    ];
    for (name, is_given) in flags {
        if is_given {
            options.push_str(&format!(" {name}"));
        }
    }
    let credentials = Credentials::new(settings.sign_ins(), Client::default());
    Curl {
        options,
        credentials,
    }
}

/// The files that a run was told of by their names, each with its flag.
fn files(settings: &Settings) -> impl Iterator<Item = (&'static str, &PathBuf)> {
    let own = [
        ("--config", &settings.config),
        ("--profile", &settings.profile),
        ("--unix-socket", &settings.unix_socket),
        ("--ca", &settings.ca),
        ("--snapshots", &settings.snapshots),
    ];
    own.into_iter()
        .chain(settings.connection.files())
        .filter_map(|(name, path)| Some((name, path.as_ref()?)))
}

/// The flag that says where the credential is, where that is not told by default.
fn token(settings: &Settings) -> Option<(&'static str, String)> {
    match settings.token.as_ref()? {
        SecretSource::Env(name) if name == TOKEN_VARIABLE => None,
        SecretSource::Env(name) => Some(("--token-env", name.clone())),
        SecretSource::File(path) => Some(("--token-file", path.display().to_string())),
        SecretSource::Command(_) => None,
    }
}

/// The flags that a run is told without a value.
fn flags(settings: &Settings) -> [(&'static str, bool); 7] {
    [
        ("--insecure", settings.insecure),
        ("--http2", settings.connection.http2),
        ("--strict", settings.strict),
        ("--allow-server-errors", settings.allow_server_errors),
        ("--intrusive", settings.intrusive),
        ("--read-only", settings.conduct.read_only),
        ("--allow-empty", settings.allow_empty),
    ]
}

/// The command that replays a run, up to its filter. It says where the credential is, and never what it is: a command
/// that prints one may hold it, and is a variable.
fn command(settings: &Settings, fault: Option<&Placed>) -> String {
    let mut command = "as-documented run".to_owned();
    let mut option = |name: &str, value: &str| {
        // A value that looks like an option is one where it stands alone.
        let between = if value.starts_with('-') { '=' } else { ' ' };
        command.push_str(&format!(" {name}{between}{}", shell_word(value)));
    };
    for (name, path) in files(settings) {
        option(name, &path.display().to_string());
    }
    for path in &settings.spec {
        option("--spec", &path.display().to_string());
    }
    if let Some(dialect) = settings.dialect {
        option("--dialect", dialect.name());
    }
    if let Some(target) = &settings.target {
        option("--target", target);
    }
    if let Some(Placed { fault, site, .. }) = fault {
        option("--fault", &format!("{}@{}", fault.code, site.row));
    }
    let limits = [
        ("--timeout", settings.timeout),
        ("--max-response-time", settings.max_response_time),
    ];
    for (name, limit) in limits {
        if let Some(limit) = limit {
            let limit = humantime::format_duration(limit).to_string();
            option(name, &limit.replace(' ', ""));
        }
    }
    for (name, value) in settings.conduct.flags() {
        option(name, &value);
    }
    if let Some((name, value)) = token(settings) {
        option(name, &value);
    }
    for (name, value) in vars(settings) {
        option(name, &value);
    }
    for folder in &settings.pages {
        option("--pages", &folder.display().to_string());
    }
    for name in &settings.allow_untested {
        option("--allow-untested", name);
    }
    for (name, is_given) in flags(settings) {
        if is_given {
            command.push_str(&format!(" {name}"));
        }
    }
    let secrets = secrets(settings).into_iter();
    command + &secrets.map(|own| own.option).collect::<String>()
}

/// The variable that a shell has a command in which prints the credential, as the program does.
const COMMAND_VARIABLE: &str = "AS_DOCUMENTED_TOKEN_COMMAND";

/// What nothing shows: a shell has it in a variable.
struct InVariable {
    /// The option, with a space before it.
    option: String,
    variable: String,
}

/// What flags gave that nothing shows.
fn secrets(settings: &Settings) -> Vec<InVariable> {
    let mut all = secret_variables(settings);
    if matches!(settings.token, Some(SecretSource::Command(_))) && settings.flags_command {
        all.push(InVariable {
            option: format!(" --token-command \"${COMMAND_VARIABLE}\""),
            variable: COMMAND_VARIABLE.to_owned(),
        });
    }
    let headers = settings.conduct.header.iter();
    let headers = headers.filter(|header| settings.flags_header && header.is_secret());
    all.extend(headers.map(|header| {
        let variable = variable(header.name());
        let value = word(&header.to_string(), |_| format!("${variable}"));
        InVariable {
            option: format!(" --header {value}"),
            variable,
        }
    }));
    all
}

/// The options for values that nothing shows: a shell has each in a variable.
fn secret_variables(settings: &Settings) -> Vec<InVariable> {
    let own = settings.vars.iter();
    let own = own.filter(|(name, _)| settings.is_secret(name));
    let options = own.filter_map(|(name, source)| {
        let flag = match source {
            Source::One(_) => "--var",
            Source::Encoded(_) => "--var-encoded",
            _ => return None,
        };
        let variable = format!("AS_DOCUMENTED_VAR_{}", variable_name(name));
        Some(InVariable {
            option: format!(" {flag} {}=\"${variable}\"", shell_word(name)),
            variable,
        })
    });
    options.collect()
}

/// The flags of values for placeholders, and of what random ones are drawn from.
fn vars(settings: &Settings) -> Vec<(&'static str, String)> {
    let vars = settings.vars.iter();
    let vars = vars.filter(|(name, _)| !settings.is_secret(name));
    let vars = vars.filter_map(|(name, source)| match source {
        Source::One(value) => Some(("--var", format!("{name}={value}"))),
        Source::Encoded(value) => Some(("--var-encoded", format!("{name}={value}"))),
        // Those of the environment are there the next time, too, and so are those of files.
        Source::Hidden { .. } | Source::List(_) | Source::Command(_) | Source::Formula(_) => None,
    });
    let seed = settings.seed.iter();
    let seed = seed.map(|seed| ("--seed", seed.to_string()));
    vars.chain(seed).collect()
}
