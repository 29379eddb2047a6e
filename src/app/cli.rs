//! The arguments, as clap reads them.

use std::path::PathBuf;
use std::time::Duration;

use crate::app::conduct::Conduct;
use crate::app::prove::Places;
use crate::app::settings::{Settings, SettingsError, token_source};
use crate::app::variables::vars_from_flags;
use crate::read::Dialect;
use crate::report::Report;
use clap::{Args, Parser, Subcommand};
use libtest_mimic::{Arguments, ColorSetting, FormatSetting};

/// Holds an HTTP service to its own reference documentation.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Look at pages, and write a configuration that fits them.
    Init(InitArguments),
    /// Derive spec tables from pages.
    Derive(DeriveArguments),
    /// Print what is wrong with pages.
    Lint(LintArguments),
    /// Print what would be sent; no traffic.
    Cases(CasesArguments),
    /// Run the cases against a target, or against the embedded fake.
    Run(Box<RunArguments>),
    /// Show that each check fails on a fault of the embedded fake.
    Prove(ProveArguments),
    /// Make the planned requests the new snapshots.
    Accept(AcceptArguments),
    /// Print what changed between two tables, and whether it breaks a client.
    Diff(DiffArguments),
    /// Say what a check or a finding means.
    Explain(ExplainArguments),
}

/// What `init` is told.
#[derive(Debug, Args)]
pub(crate) struct InitArguments {
    /// Pages, or folders of them (Markdown, reStructuredText, AsciiDoc, OpenAPI; with their subfolders).
    #[arg(required = true, value_name = "PAGE|DIR")]
    pub(crate) pages: Vec<PathBuf>,
    /// The file that the configuration is written to, which must not be there; `-` prints it.
    #[arg(long, value_name = "FILE", default_value = crate::app::settings::CONFIG_FILE)]
    pub(crate) out: PathBuf,
    /// The dialect.
    #[command(flatten)]
    pub(crate) dialect: DialectArguments,
}

/// What `derive` is told.
#[derive(Debug, Args)]
pub(crate) struct DeriveArguments {
    /// Pages, or folders of them (Markdown, reStructuredText, AsciiDoc, OpenAPI; with their subfolders).
    #[arg(required = true, value_name = "PAGE|DIR")]
    pub(crate) pages: Vec<PathBuf>,
    /// The folder that tables are written to.
    #[arg(long, value_name = "DIR", default_value = "specs")]
    pub(crate) out: PathBuf,
    /// Write nothing; fail when a table is stale, missing or orphaned.
    #[arg(long)]
    pub(crate) check: bool,
    /// Write nothing; print one JSON object a line and operation.
    #[arg(long, conflicts_with = "check")]
    pub(crate) json: bool,
    /// Let pages by of which no operation is read, also where that is all of them.
    #[arg(long, env = "AS_DOCUMENTED_ALLOW_EMPTY")]
    pub(crate) allow_empty: bool,
    /// The family that the tables name.
    #[arg(long, value_name = "ID", env = "AS_DOCUMENTED_FAMILY")]
    pub(crate) family: Option<String>,
    /// The dialect.
    #[command(flatten)]
    pub(crate) dialect: DialectArguments,
    /// The configuration.
    #[command(flatten)]
    pub(crate) config: ConfigArguments,
}

/// What `lint` is told.
#[derive(Debug, Args)]
pub(crate) struct LintArguments {
    /// Pages, or folders of them (Markdown, reStructuredText, AsciiDoc, OpenAPI; with their subfolders).
    #[arg(required = true, value_name = "PAGE|DIR")]
    pub(crate) pages: Vec<PathBuf>,
    /// Leave out findings of this code; may be given more than once.
    #[arg(long, value_name = "CODE")]
    pub(crate) allow: Vec<String>,
    /// Leave out the findings that this file knows.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write the findings to this file, as known from now on; a device or pipe is written to, and no
    /// file is written over but a baseline.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "coverage", "format", "against"])]
    pub(crate) write_baseline: Option<PathBuf>,
    /// Print what became of each heading, code block, table row, comment and include of the pages
    /// instead: a fact, a finding, or of no use.
    #[arg(long, conflicts_with_all = ["baseline", "allow"])]
    pub(crate) coverage: bool,
    /// Hold the pages against this description for machines (OpenAPI or Swagger), too.
    #[arg(long, value_name = "FILE", conflicts_with = "coverage")]
    pub(crate) against: Option<PathBuf>,
    /// Let pages by of which no operation is read, also where that is all of them.
    #[arg(long, env = "AS_DOCUMENTED_ALLOW_EMPTY")]
    pub(crate) allow_empty: bool,
    /// How findings are printed.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: LintFormat,
    /// The dialect.
    #[command(flatten)]
    pub(crate) dialect: DialectArguments,
    /// The configuration.
    #[command(flatten)]
    pub(crate) config: ConfigArguments,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum LintFormat {
    /// With the lines of the page.
    Text,
    /// One JSON object a line and finding.
    Json,
    /// GitHub's workflow commands.
    Github,
    /// SARIF 2.1.0.
    Sarif,
}

/// What `diff` is told.
#[derive(Debug, Args)]
pub(crate) struct DiffArguments {
    /// The old table, folder of tables, or page.
    pub(crate) old: PathBuf,
    /// The new one.
    pub(crate) new: PathBuf,
    /// How the changes are printed.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: DiffFormat,
    /// The dialect.
    #[command(flatten)]
    pub(crate) dialect: DialectArguments,
    /// The configuration.
    #[command(flatten)]
    pub(crate) config: ConfigArguments,
}

/// How changes are printed.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum DiffFormat {
    /// One line a change.
    Text,
    /// A table for a pull request.
    Markdown,
    /// JSON.
    Json,
}

/// What `explain` is told.
#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// The code of a check or a finding; none lists them all.
    pub(crate) code: Option<String>,
}

/// Where the configuration stands.
#[derive(Debug, Args)]
pub(crate) struct ConfigArguments {
    /// The configuration file, instead of `as-documented.toml` in this folder.
    #[arg(long, value_name = "FILE", env = "AS_DOCUMENTED_CONFIG")]
    pub(crate) config: Option<PathBuf>,
}

/// How pages are read.
#[derive(Debug, Args)]
pub(crate) struct DialectArguments {
    /// The dialect that pages are read in (openapi, registry, graph, plain) [default: the first that recognises the
    /// page].
    #[arg(long = "dialect", value_name = "NAME", env = "AS_DOCUMENTED_DIALECT", value_parser = crate::read::dialect)]
    pub(crate) name: Option<&'static dyn Dialect>,

    /// A file that says what hand-written pages do not say of themselves: a base, words, whether commands declare.
    #[arg(long, value_name = "FILE", env = "AS_DOCUMENTED_PROFILE")]
    pub(crate) profile: Option<PathBuf>,
}

/// Where the specification stands.
#[derive(Debug, Args)]
pub(crate) struct SpecArguments {
    /// A table or a page, or a folder of tables or else of pages; may be given more than once
    /// [default: specs].
    #[arg(long, value_name = "PATH", env = "AS_DOCUMENTED_SPEC")]
    pub(crate) spec: Vec<PathBuf>,
    /// The folder with request snapshots [default: `snapshots` beside the tables' folder].
    #[arg(long, value_name = "DIR", env = "AS_DOCUMENTED_SNAPSHOTS")]
    pub(crate) snapshots: Option<PathBuf>,
    /// The dialect.
    #[command(flatten)]
    pub(crate) dialect: DialectArguments,
    /// The configuration.
    #[command(flatten)]
    pub(crate) config: ConfigArguments,
}

/// What `cases` is told.
#[derive(Debug, Args)]
pub(crate) struct CasesArguments {
    /// The specification.
    #[command(flatten)]
    pub(crate) spec: SpecArguments,
    /// The cases.
    #[command(flatten)]
    pub(crate) selection: SelectionArguments,
    /// Print one JSON object a line and case.
    #[arg(long)]
    pub(crate) json: bool,
}

/// What `prove` is told.
#[derive(Debug, Args)]
pub(crate) struct ProveArguments {
    /// The specification.
    #[command(flatten)]
    pub(crate) spec: SpecArguments,
    /// Only faults whose code contains this; whether every check fails is then not asked.
    #[arg(value_name = "FILTER")]
    pub(crate) filter: Option<String>,
    /// In how many of its places each fault is put, spread over the operations: a number, or `all`
    /// [default: 16].
    #[arg(long, value_name = "N", value_parser = places)]
    pub(crate) places: Option<Places>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

fn places(text: &str) -> Result<Places, String> {
    match text.parse() {
        Ok(0) => Err("expected a number from 1, or `all`".to_owned()),
        Ok(number) => Ok(Places::Spread(number)),
        Err(_) if text == "all" => Ok(Places::All),
        Err(_) => Err(format!(
            "expected a number from 1, or `all`, but found `{text}`"
        )),
    }
}

/// What `accept` is told.
#[derive(Debug, Args)]
pub(crate) struct AcceptArguments {
    /// The specification.
    #[command(flatten)]
    pub(crate) spec: SpecArguments,
}

/// What `cargo test` calls the same.
#[derive(Debug, Args)]
pub(crate) struct SelectionArguments {
    /// Only cases whose id contains this.
    #[arg(value_name = "FILTER")]
    pub(crate) filter: Option<String>,
    /// FILTER is the whole id.
    #[arg(long)]
    pub(crate) exact: bool,
    /// Leave out cases whose id contains this; may be given more than once.
    #[arg(long, value_name = "FILTER")]
    pub(crate) skip: Vec<String>,
}

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
    #[arg(long, value_name = "SEED")]
    pub(crate) shuffle: Option<u64>,
    /// The base URL of the service; without it the embedded fake is the target.
    #[arg(long, value_name = "URL", env = "AS_DOCUMENTED_TARGET")]
    pub(crate) target: Option<String>,
    /// A PEM file of certificate authorities to trust beside the system's.
    #[arg(long, value_name = "FILE", env = "AS_DOCUMENTED_CA")]
    pub(crate) ca: Option<PathBuf>,
    /// The longest an exchange may take before it is an error, such as `10s` [default: 30s].
    #[arg(long, value_name = "TIME", env = "AS_DOCUMENTED_TIMEOUT", value_parser = humantime::parse_duration)]
    pub(crate) timeout: Option<Duration>,
    /// How the service is treated.
    #[command(flatten)]
    pub(crate) conduct: Conduct,
    /// The longest a response may take before it is a violation, such as `500ms`.
    #[arg(long, value_name = "TIME", env = "AS_DOCUMENTED_MAX_RESPONSE_TIME", value_parser = humantime::parse_duration)]
    pub(crate) max_response_time: Option<Duration>,
    /// A value for a placeholder; `items.id=…` goes before `id=…`.
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) var: Vec<String>,
    /// A value for a placeholder that is written as in a URL already: its escapes stay, so that
    /// `team%2Fdesk` is one segment.
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) var_encoded: Vec<String>,
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
    /// Print the ids of the cases; touches neither network, fake nor token.
    #[arg(long)]
    pub(crate) list: bool,
    /// How many cases run at once, as `--jobs` says; under `--format`, libtest's threads.
    #[arg(long, value_name = "N")]
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

impl SelectionArguments {
    /// The selection as libtest's arguments.
    pub(crate) fn libtest(&self) -> Arguments {
        Arguments {
            filter: self.filter.clone(),
            exact: self.exact,
            skip: self.skip.clone(),
            ..Arguments::default()
        }
    }
}

impl RunArguments {
    /// The settings that the flags give.
    ///
    /// # Errors
    /// When a `--var` is not `name=value`, or its value cannot be sent.
    pub(crate) fn settings(&self) -> Result<Settings, SettingsError> {
        Ok(Settings {
            config: self.spec.config.config.clone(),
            spec: self.spec.spec.clone(),
            target: self.target.clone(),
            ca: self.ca.clone(),
            timeout: self.timeout,
            max_response_time: self.max_response_time,
            pages: self.pages.clone(),
            snapshots: self.spec.snapshots.clone(),
            family: None,
            dialect: self.spec.dialect.name,
            profile: self.spec.dialect.profile.clone(),
            vars: vars_from_flags(&self.var, &self.var_encoded)?,
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
            conduct: self.conduct.clone(),
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
