//! The conductor of `run`: tables to cases, cases to verdicts, verdicts to reports and an exit
//! code. Reads as a table of contents.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use libtest_mimic::Arguments;

use crate::case::{Case, SetUp};
use crate::execute::{
    Prepared, Progress, Sender, Stop, TrialOptions, Trials, is_selected, prepare, run_trials,
};
use crate::fake::fault::{Placed, faults};
use crate::fake::{self, FakeServer, Model};
use crate::generate::{Generated, Limits, generate};
use crate::page::Page;
use crate::report::diagnostic::Style;
use crate::report::{RunReport, terminal};
use crate::secret::Secret;
use crate::set_up::Shared;
use crate::settings::{Settings, SettingsError, fetch_token};
use crate::snapshot::{self, Orphans, Trouble};
use crate::spec::load::{LoadError, Spec, load};
use crate::supply::{Source, Supply};
use crate::target::{Target, TargetError, TargetOptions};
use crate::verdict::{Outcome, Strictness, Verdict};

/// The folder of tables that is read when none is named.
pub const DEFAULT_SPEC: &str = "specs";

/// How a run ended.
#[must_use]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Everything that ran was as documented.
    Green,
    /// A violation.
    Violation,
    /// Nothing ran: no case matched, or all were skipped.
    NothingRan,
    /// An exchange could not be made, and nothing was violated.
    Error,
}

impl Exit {
    /// The process's exit code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Green => 0,
            Self::Violation => 1,
            Self::NothingRan => 3,
            Self::Error => 4,
        }
    }

    /// The exit that verdicts call for.
    pub fn of(verdicts: &[Verdict]) -> Self {
        let any = |wanted: fn(&Outcome) -> bool| verdicts.iter().any(|v| wanted(&v.outcome));
        if any(|outcome| matches!(outcome, Outcome::Failed)) {
            Self::Violation
        } else if any(|outcome| matches!(outcome, Outcome::Errored(_))) {
            Self::Error
        } else if any(|outcome| matches!(outcome, Outcome::Passed)) {
            Self::Green
        } else {
            Self::NothingRan
        }
    }
}

/// A run that did not come to traffic.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The tables cannot be used.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A setting cannot be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The target cannot be used.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The request shapes are not those of the snapshots.
    #[error(
        "{}\nno request was sent; look at the difference, then `as-documented accept` makes the \
         planned requests the new snapshots",
        .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    )]
    Snapshots(Vec<Trouble>),
    /// A report's kind is not known.
    #[error("expected `--report KIND=FILE` with a kind of {known}, but found `{given}`")]
    Report {
        /// What was given.
        given: String,
        /// The kinds there are.
        known: String,
    },
    /// A report cannot be written.
    #[error("could not write the report {}: {source}", path.display())]
    ReportFile {
        /// The report's path.
        path: PathBuf,
        /// What the file system said.
        source: std::io::Error,
    },
    /// A fault that cannot be placed.
    #[error("{0}")]
    Fault(String),
    /// The runtime or an output failed.
    #[error("could not run: {0}")]
    Io(#[from] std::io::Error),
}

/// What one run is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// Settings from every source, merged.
    pub settings: Settings,
    /// libtest's FILTER and flags.
    pub arguments: Arguments,
    /// `KIND=FILE` of each report.
    pub reports: Vec<String>,
    /// How the terminal report looks.
    pub style: Style,
    /// `FAULT[@PLACE]`: what is wrong with the embedded fake.
    pub fault: Option<String>,
    /// The seed of another order of the cases.
    pub shuffle: Option<u64>,
}

/// A specification with its cases: what everything else starts from.
pub struct Plan {
    /// Tables, families and pages.
    pub spec: Spec,
    /// Every case.
    pub cases: Vec<Case>,
    /// The requests behind the fixtures.
    pub set_ups: Vec<SetUp>,
    /// The paths the specification came from.
    pub paths: Vec<PathBuf>,
}

/// Loads the specification and generates its cases; no traffic.
///
/// # Errors
/// When the specification cannot be used.
pub fn plan(settings: &Settings) -> Result<Plan, RunError> {
    let mut paths = settings.spec.clone();
    if paths.is_empty() {
        paths.push(PathBuf::from(DEFAULT_SPEC));
    }
    let spec = load(&paths)?;
    let limits = Limits {
        response_time: settings.max_response_time,
    };
    let Generated { cases, set_ups } = generate(&spec, &limits);
    Ok(Plan {
        spec,
        cases,
        set_ups,
        paths,
    })
}

/// Runs: everything from tables to the exit code.
///
/// # Errors
/// When anything is wrong before the first request.
pub fn run(request: &Request, out: &mut dyn Write) -> Result<Exit, RunError> {
    let settings = &request.settings;
    let plan = plan(settings)?;
    if request.arguments.list {
        list(&plan, &request.arguments);
        return Ok(Exit::Green);
    }
    let reports = report_files(&request.reports)?;
    check_snapshots(&plan, settings, &request.arguments)?;
    let fault = match &request.fault {
        Some(text) => Some(placed(text, &plan, &request.arguments)?),
        None => None,
    };
    let runtime = runtime()?;
    let _guard = runtime.enter();
    let started = Instant::now();
    let (sender, _fake) = runtime.block_on(connect(&plan, settings, fault.clone()))?;
    let prepared = prepare(plan.cases.clone(), &sender, sends_intrusive(settings));
    let trials = trials(&Arc::new(sender), prepared, request);
    let verdicts = trials.verdicts;
    if verdicts.is_empty() {
        writeln!(
            std::io::stderr(),
            "{}",
            nothing_matches(&plan, &request.arguments)
        )?;
        return Ok(Exit::NothingRan);
    }
    let report = RunReport {
        tables: &plan.spec.tables,
        verdicts: &verdicts,
        pages: &pages(&plan, settings, &verdicts),
        target: settings.target.as_deref(),
        fault: fault.as_ref(),
        warnings: &trials.warnings,
        replay: &replay(settings, fault.as_ref()),
        elapsed: started.elapsed(),
    };
    write_reports(&reports, &report)?;
    if request.arguments.format.is_none() && !request.arguments.quiet {
        out.write_all(terminal::render(&report, &request.style).as_bytes())?;
    }
    Ok(Exit::of(&verdicts))
}

/// The runtime that exchanges run on.
///
/// # Errors
/// When the system gives no threads.
pub fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
}

fn list(plan: &Plan, arguments: &Arguments) {
    let selected = plan
        .cases
        .iter()
        .filter(|case| is_selected(arguments, case));
    let trials = selected
        .map(|case| {
            let trial = libtest_mimic::Trial::test(case.id.0.clone(), || Ok(()));
            trial.with_ignored_flag(case.skip.is_some())
        })
        .collect();
    let _ = libtest_mimic::run(arguments, trials);
}

fn nothing_matches(plan: &Plan, arguments: &Arguments) -> String {
    let filter = arguments.filter.as_deref().unwrap_or_default();
    format!(
        "error: no case matches `{filter}`{}; `as-documented cases` lists all {}",
        if arguments.exact { " exactly" } else { "" },
        plan.cases.len()
    )
}

/// Whether undocumented methods that are not safe are sent: to the fake always, to a real target
/// when asked for.
pub(crate) fn sends_intrusive(settings: &Settings) -> bool {
    settings.target.is_none() || settings.intrusive
}

/// The target with its values: the real one, or a fake that is kept alive by the second value.
pub(crate) async fn connect(
    plan: &Plan,
    settings: &Settings,
    fault: Option<Placed>,
) -> Result<(Sender, Option<FakeServer>), RunError> {
    let spec = &plan.spec;
    let strictness = if settings.strict {
        Strictness::Strict
    } else {
        Strictness::Lenient
    };
    let mut options = TargetOptions::default();
    if let Some(timeout) = settings.timeout {
        options.timeout = timeout;
    }
    let Some(target) = &settings.target else {
        let model = Model::new(spec);
        let model = model.with(fault.into_iter().collect());
        let fake = FakeServer::start(model).await?;
        let sender = fake_sender(&fake, &plan.set_ups, &options, strictness)?;
        return Ok((sender, Some(fake)));
    };
    if let Some(path) = &settings.ca {
        let io = |source| SettingsError::Io {
            path: path.clone(),
            source,
        };
        options.ca_pem = Some(std::fs::read(path).map_err(io)?);
    }
    if let Some(source) = &settings.token {
        options.credential = Some(fetch_token(source).await?);
    }
    let supply = Supply {
        sources: settings.vars.clone(),
        token: options.credential.clone(),
        set_ups: plan.set_ups.clone(),
        fills_itself: false,
    };
    let sender = Sender {
        target: Target::new(target, &options)?,
        supply,
        strictness,
        shared: Shared::default(),
        stop: Stop::default(),
    };
    Ok((sender, None))
}

/// All that sending to a fake needs: it takes one credential, and placeholders fill themselves.
pub(crate) fn fake_sender(
    fake: &FakeServer,
    set_ups: &[SetUp],
    options: &TargetOptions,
    strictness: Strictness,
) -> Result<Sender, TargetError> {
    let supply = Supply {
        token: Some(Secret::new(fake::CREDENTIAL)),
        set_ups: set_ups.to_vec(),
        fills_itself: true,
        ..Supply::default()
    };
    Ok(Sender {
        target: Target::new(&fake.base(), options)?,
        supply,
        strictness,
        shared: Shared::default(),
        stop: Stop::default(),
    })
}

fn trials(sender: &Arc<Sender>, prepared: Vec<Prepared>, request: &Request) -> Trials {
    let mut arguments = request.arguments.clone();
    let own_screen = arguments.format.is_none() && !arguments.quiet;
    let progress = if own_screen {
        arguments.logfile = Some(NULL_DEVICE.to_owned());
        Progress::Shown
    } else {
        Progress::Hidden
    };
    let options = TrialOptions {
        arguments,
        progress,
        render: terminal::brief,
        shuffle: request.shuffle,
    };
    run_trials(sender, prepared, None, &options)
}

/// The fault that `FAULT[@PLACE]` names, at an operation or a row, or in the first place among the
/// selected cases' operations.
fn placed(text: &str, plan: &Plan, arguments: &Arguments) -> Result<Placed, RunError> {
    let (code, place) = match text.split_once('@') {
        Some((code, place)) => (code, Some(place)),
        None => (text, None),
    };
    let all = faults();
    let fault = all.iter().find(|fault| fault.code == code).ok_or_else(|| {
        let message = format!("no fault is called `{code}`; `as-documented explain` lists them");
        RunError::Fault(message)
    })?;
    let selected = plan
        .cases
        .iter()
        .filter(|case| is_selected(arguments, case));
    let operations: BTreeSet<&str> = selected.map(|case| case.operation.0.as_str()).collect();
    let places = fault.places(&Model::new(&plan.spec));
    let places: Vec<Placed> = places
        .into_iter()
        .filter(|p| operations.contains(p.operation.0.as_str()))
        .collect();
    let wanted = |p: &&Placed| place.is_none_or(|at| p.operation.0 == at || p.site.row.0 == at);
    places.iter().find(wanted).cloned().ok_or_else(|| {
        let rows: Vec<&str> = places.iter().map(|p| p.site.row.0.as_str()).collect();
        RunError::Fault(if rows.is_empty() {
            format!("`{code}` has no place in the selected operations")
        } else {
            let at = place.unwrap_or_default();
            format!(
                "`{code}` has no place at `{at}`; it has at {}",
                rows.join(", ")
            )
        })
    })
}

#[cfg(windows)]
const NULL_DEVICE: &str = "NUL";
#[cfg(not(windows))]
const NULL_DEVICE: &str = "/dev/null";

/// The snapshots' folder: the one that is named, or `snapshots` beside the tables' folder.
#[must_use]
pub fn snapshot_folder(settings: &Settings, paths: &[PathBuf]) -> PathBuf {
    if let Some(folder) = &settings.snapshots {
        return folder.clone();
    }
    let first = paths
        .first()
        .map_or(Path::new(DEFAULT_SPEC), PathBuf::as_path);
    let folder = if first.is_dir() {
        Some(first)
    } else {
        first.parent()
    };
    match folder.and_then(Path::parent) {
        Some(parent) => parent.join("snapshots"),
        None => PathBuf::from("snapshots"),
    }
}

fn check_snapshots(
    plan: &Plan,
    settings: &Settings,
    arguments: &Arguments,
) -> Result<(), RunError> {
    let folder = snapshot_folder(settings, &plan.paths);
    if !folder.is_dir() {
        return Ok(());
    }
    let operations: BTreeSet<&str> = plan
        .cases
        .iter()
        .filter(|case| is_selected(arguments, case))
        .map(|case| case.operation.0.as_str())
        .collect();
    let cases: Vec<Case> = plan
        .cases
        .iter()
        .filter(|case| operations.contains(case.operation.0.as_str()))
        .cloned()
        .collect();
    let filtered = arguments.filter.is_some() || !arguments.skip.is_empty();
    let whole = plan.paths.iter().all(|path| path.is_dir());
    let orphans = if filtered || !whole {
        Orphans::Ignored
    } else {
        Orphans::Sought
    };
    let troubles = snapshot::compare(&folder, &cases, orphans);
    if troubles.is_empty() {
        Ok(())
    } else {
        Err(RunError::Snapshots(troubles))
    }
}

/// A report to be written, its file known to be writable.
struct ReportFile {
    render: fn(&RunReport<'_>) -> String,
    path: PathBuf,
}

fn report_files(given: &[String]) -> Result<Vec<ReportFile>, RunError> {
    let kinds = crate::report::KINDS;
    let parse = |text: &String| {
        let unknown = || RunError::Report {
            given: text.clone(),
            known: kinds
                .iter()
                .map(|(kind, _)| *kind)
                .collect::<Vec<_>>()
                .join(", "),
        };
        let (kind, path) = text.split_once('=').ok_or_else(unknown)?;
        let (_, render) = kinds.iter().find(|(k, _)| *k == kind).ok_or_else(unknown)?;
        let path = PathBuf::from(path);
        can_write(&path).map_err(|source| RunError::ReportFile {
            path: path.clone(),
            source,
        })?;
        Ok(ReportFile {
            render: *render,
            path,
        })
    };
    given.iter().map(parse).collect()
}

/// Tries, before any traffic, whether a file can be made where the report goes.
fn can_write(path: &Path) -> std::io::Result<()> {
    if path.is_dir() || path.as_os_str().is_empty() {
        return Err(std::io::Error::other("it is a folder"));
    }
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty());
    tempfile::tempfile_in(folder.unwrap_or(Path::new("."))).map(drop)
}

fn write_reports(files: &[ReportFile], report: &RunReport<'_>) -> Result<(), RunError> {
    for file in files {
        let text = (file.render)(report);
        snapshot::write_atomically(&file.path, &text).map_err(|source| RunError::ReportFile {
            path: file.path.clone(),
            source,
        })?;
    }
    Ok(())
}

/// The pages that broken rows cite, as far as they are at hand: in `--pages`, else beside the
/// tables.
fn pages(plan: &Plan, settings: &Settings, verdicts: &[Verdict]) -> BTreeMap<String, Page> {
    let violations = verdicts
        .iter()
        .flat_map(|v| v.violations.iter().chain(&v.noted));
    let names: BTreeSet<&str> = violations.map(|v| v.row.page.as_str()).collect();
    let mut folders = settings.pages.clone();
    for path in &plan.paths {
        let folder = if path.is_dir() {
            Some(path.as_path())
        } else {
            path.parent()
        };
        folders.extend(folder.map(Path::to_owned));
    }
    let mut pages = plan.spec.pages.clone();
    for name in names {
        let is_file_name = Path::new(name).file_name().is_some_and(|n| n == name);
        if pages.contains_key(name) || !is_file_name {
            continue;
        }
        let page = folders
            .iter()
            .find_map(|folder| Page::read(&folder.join(name)).ok());
        pages.extend(page.map(|page| (name.to_owned(), page)));
    }
    pages
}

/// The command that replays a run, up to its filter.
fn replay(settings: &Settings, fault: Option<&Placed>) -> String {
    let mut command = "as-documented run".to_owned();
    let mut option = |name: &str, value: &str| {
        // A value with a NUL byte, which no shell can pass, is shown as it is.
        let quoted = shlex::try_quote(value).map_or_else(|_| value.to_owned(), Into::into);
        command.push_str(&format!(" {name} {quoted}"));
    };
    for path in &settings.spec {
        option("--spec", &path.display().to_string());
    }
    if let Some(target) = &settings.target {
        option("--target", target);
    }
    if let Some(Placed { fault, site, .. }) = fault {
        option("--fault", &format!("{}@{}", fault.code, site.row));
    }
    if let Some(limit) = settings.max_response_time {
        let limit = humantime::format_duration(limit).to_string();
        option("--max-response-time", &limit.replace(' ', ""));
    }
    for (name, source) in &settings.vars {
        if let Source::One(value) = source {
            option("--var", &format!("{name}={value}"));
        }
    }
    for folder in &settings.pages {
        option("--pages", &folder.display().to_string());
    }
    if settings.strict {
        command.push_str(" --strict");
    }
    if settings.intrusive {
        command.push_str(" --intrusive");
    }
    command
}
