//! The arguments, as clap reads them.

mod run;
pub(crate) mod values;

pub(crate) use run::RunArguments;

use std::path::PathBuf;

use crate::app::prove::Places;
use crate::read::Dialect;
use clap::{Args, Parser, Subcommand};
use libtest_mimic::Arguments;

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
    /// Propose fixtures: which operations give and take back the values of paths; no traffic.
    Learn(LearnArguments),
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

/// What `learn` is told.
#[derive(Debug, Args)]
pub(crate) struct LearnArguments {
    /// The specification.
    #[command(flatten)]
    pub(crate) spec: SpecArguments,
    /// The file that is written, which must not be there; `-` prints what it would hold [default: fixtures.toml beside
    /// the tables].
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
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
