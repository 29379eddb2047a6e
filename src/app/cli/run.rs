//! What `run` is told, and the settings that come of it.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use libtest_mimic::{Arguments, ColorSetting, FormatSetting};

use super::values::{count, seed, time};
use super::{SelectionArguments, SpecArguments};
use crate::app::conduct::Conduct;
use crate::app::connection::Connection;
use crate::app::settings::{Settings, SettingsError, headers_from_flags, token_source};
use crate::app::variables::vars_from_flags;
use crate::report::Report;

/// What `run` is told.
#[derive(Debug, Args)]
pub(crate) struct RunArguments {
    /// The specification.
    #[command(flatten)]
    pub(crate) spec: SpecArguments,
    /// The cases.
    #[command(flatten)]
    pub(crate) selection: SelectionArguments,
    /// Make the embedded fake wrong in one way, in the first place there is or at a row or an
    /// operation; `explain` lists the faults.
    #[arg(long, value_name = "FAULT[@PLACE]", conflicts_with = "target")]
    pub(crate) fault: Option<String>,
    /// Run the cases in another order, the same for the same seed.
    #[arg(long, value_name = "SEED", value_parser = seed)]
    pub(crate) shuffle: Option<u64>,
    /// The base URL of the service; without it the embedded fake is the target.
    #[arg(long, value_name = "URL", env = "AS_DOCUMENTED_TARGET")]
    pub(crate) target: Option<String>,
    /// The Unix socket that the service listens on; the target's URL says what is asked for there, such as
    /// `http://localhost/v1.24`.
    #[arg(
        long,
        value_name = "PATH",
        env = "AS_DOCUMENTED_UNIX_SOCKET",
        requires = "target"
    )]
    pub(crate) unix_socket: Option<PathBuf>,
    /// A PEM file of certificate authorities to trust beside the system's.
    #[arg(long, value_name = "FILE", env = "AS_DOCUMENTED_CA")]
    pub(crate) ca: Option<PathBuf>,
    /// Take any certificate for the target's, whoever issued it, for whatever name and time: whoever answers gets the
    /// credential, and every report says so.
    #[arg(long, conflicts_with = "ca", env = "AS_DOCUMENTED_INSECURE")]
    pub(crate) insecure: bool,
    /// How it is connected with.
    #[command(flatten)]
    pub(crate) connection: Connection,
    /// The longest an exchange may take before it is an error, such as `10s` [default: 30s].
    #[arg(long, value_name = "TIME", env = "AS_DOCUMENTED_TIMEOUT", value_parser = time)]
    pub(crate) timeout: Option<Duration>,
    /// How the service is treated.
    #[command(flatten)]
    pub(crate) conduct: Conduct,
    /// A header that goes with every request, `Name: value`; may be given more than once. What an operation documents
    /// is left to its cases, and a value whose name says key, token, secret and the like is shown nowhere.
    #[arg(
        long,
        value_name = "HEADER",
        env = "AS_DOCUMENTED_HEADER",
        hide_env_values = true,
        value_delimiter = '\n'
    )]
    pub(crate) header: Vec<String>,
    /// The longest a response may take before it is a violation, such as `500ms`.
    #[arg(long, value_name = "TIME", env = "AS_DOCUMENTED_MAX_RESPONSE_TIME", value_parser = time)]
    pub(crate) max_response_time: Option<Duration>,
    /// A value for a placeholder; `items.id=…` goes before `id=…`.
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) var: Vec<String>,
    /// A value for a placeholder that is written as in a URL already: its escapes stay, so that
    /// `team%2Fdesk` is one segment.
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) var_encoded: Vec<String>,
    /// What random values are drawn from, so that a run has those of another [default: another one each time].
    #[arg(long, value_name = "SEED", env = "AS_DOCUMENTED_SEED", value_parser = seed)]
    pub(crate) seed: Option<u64>,
    /// The environment variable that holds the token [default: AS_DOCUMENTED_TOKEN].
    #[arg(
        long,
        value_name = "NAME",
        env = "AS_DOCUMENTED_TOKEN_ENV",
        group = "token"
    )]
    pub(crate) token_env: Option<String>,
    /// A file that holds the token.
    #[arg(
        long,
        value_name = "FILE",
        env = "AS_DOCUMENTED_TOKEN_FILE",
        group = "token"
    )]
    pub(crate) token_file: Option<PathBuf>,
    /// A shell command that prints the token.
    #[arg(
        long,
        value_name = "COMMAND",
        env = "AS_DOCUMENTED_TOKEN_COMMAND",
        group = "token"
    )]
    pub(crate) token_command: Option<String>,
    /// Send undocumented methods that could change the target's state, and, alone and after all else,
    /// what ends, empties or reshapes the service.
    #[arg(long, env = "AS_DOCUMENTED_INTRUSIVE")]
    pub(crate) intrusive: bool,
    /// Fail also where only our reading promises something.
    #[arg(long, env = "AS_DOCUMENTED_STRICT")]
    pub(crate) strict: bool,
    /// Let cases by that are not sent for want of this value, or of the `token`; may be given more than once.
    #[arg(
        long,
        value_name = "NAME",
        env = "AS_DOCUMENTED_ALLOW_UNTESTED",
        value_delimiter = ','
    )]
    pub(crate) allow_untested: Vec<String>,
    /// Only note a 5xx by which the server says that it erred over a request.
    #[arg(long, env = "AS_DOCUMENTED_ALLOW_SERVER_ERRORS")]
    pub(crate) allow_server_errors: bool,
    /// Let pages by of which no operation is read, also where that is all of them.
    #[arg(long, env = "AS_DOCUMENTED_ALLOW_EMPTY")]
    pub(crate) allow_empty: bool,
    /// A folder with pages, for excerpts; may be given more than once.
    #[arg(long, value_name = "DIR", env = "AS_DOCUMENTED_PAGES")]
    pub(crate) pages: Vec<PathBuf>,
    /// Reports to be written; what is told of it names their kinds.
    #[arg(long, value_name = "KIND=FILE", help = report_help(), long_help = None)]
    pub(crate) report: Vec<String>,
    /// Keep in this folder the exchanges of each case that failed or could not be judged, as a HAR file a case; it is made
    /// where it is not there, and nothing in it but files of ours is written over.
    #[arg(long, value_name = "DIR")]
    pub(crate) save: Option<PathBuf>,
    /// Tell what would be sent, in its order, with the values that are given, and what would be left out; nothing is
    /// sent, and no command is run.
    #[arg(long, conflicts_with_all = ["report", "save", "format", "list"])]
    pub(crate) dry_run: bool,
    /// Print the ids of the cases; touches neither network, fake nor token.
    #[arg(long)]
    pub(crate) list: bool,
    /// How many cases run at once, as `--jobs` says; under `--format`, libtest's threads.
    #[arg(long, value_name = "N", value_parser = count)]
    pub(crate) test_threads: Option<std::num::NonZeroUsize>,
    /// Print as libtest does, instead of our own screen.
    #[arg(long, value_enum, value_name = "pretty|terse|json")]
    pub(crate) format: Option<FormatSetting>,
    /// Colour the screen.
    #[arg(long, value_enum, value_name = "auto|always|never")]
    pub(crate) color: Option<ColorSetting>,
}

fn report_help() -> String {
    format!(
        "Write a report ({}); may be given more than once. A device or pipe, such as /dev/stdout, is \
         written to; a folder or a link to a file is refused",
        Report::kinds()
    )
}

impl RunArguments {
    /// The settings that the flags give.
    ///
    /// # Errors
    /// When a `--var` is not `name=value`, or its value cannot be sent.
    pub(crate) fn settings(&self) -> Result<Settings, SettingsError> {
        // As `--target "$STAGING"` is where that is not set.
        if self
            .target
            .as_ref()
            .is_some_and(|own| own.trim().is_empty())
        {
            return Err(SettingsError::EmptyTarget);
        }
        let vars = vars_from_flags(&self.var, &self.var_encoded)?;
        Ok(Settings {
            flagged: vars.keys().cloned().collect(),
            flags_command: self.token_command.is_some(),
            flags_header: !self.header.is_empty(),
            flags_pages: !self.pages.is_empty(),
            flags_untested: !self.allow_untested.is_empty(),
            config: self.spec.config.config.clone(),
            spec: self.spec.spec.clone(),
            target: self.target.clone(),
            unix_socket: self.unix_socket.clone(),
            ca: self.ca.clone(),
            insecure: self.insecure,
            timeout: self.timeout,
            max_response_time: self.max_response_time,
            pages: self.pages.clone(),
            snapshots: self.spec.snapshots.clone(),
            family: None,
            dialect: self.spec.dialect.name,
            profile: self.spec.dialect.profile.clone(),
            vars,
            seed: self.seed,
            token: token_source(
                self.token_env.clone(),
                self.token_file.clone(),
                self.token_command.clone(),
            ),
            intrusive: self.intrusive,
            strict: self.strict,
            allow_server_errors: self.allow_server_errors,
            allow_untested: self.allow_untested.clone(),
            allow_empty: self.allow_empty,
            conduct: Conduct {
                header: headers_from_flags(&self.header)?,
                ..self.conduct.clone()
            },
            connection: self.connection.clone(),
            ..Settings::default()
        })
    }

    /// Everything that libtest is told.
    pub(crate) fn libtest(&self) -> Arguments {
        Arguments {
            list: self.list,
            test_threads: self.test_threads.map(std::num::NonZeroUsize::get),
            format: self.format,
            color: self.color,
            ..self.selection.libtest()
        }
    }
}
