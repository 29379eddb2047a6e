//! The same cases as a libtest target: for a project's own `cargo test`, and for nextest.
//!
//! Exit codes are libtest's own (0 and 101), since `cargo test FILTER` reaches it too.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Trial};

use crate::app::environment::from_environment;
use crate::app::interrupt::{Interrupt, Listening};
use crate::app::run::{
    self, Ended, Request, RunError, carry_out, check_snapshots, connect, find_causes, licence,
    plan, replay, runtime, snapshot_folder, tell_besides,
};
use crate::app::settings::{CONFIG_FILE, Settings, SettingsError};
use crate::app::trials::{listing, ready, run_trials};
use crate::app::views::{Error, Plan, Run};
use crate::report::diagnostic::Style;
use crate::report::safe::sanitize;
use crate::send::credentials::SecretSource;
use crate::send::prepare::prepare;
use crate::send::values::Source;
use crate::store::snapshots;

/// The environment variable that names the target, as `--target` does.
pub(crate) const TARGET_VARIABLE: &str = "AS_DOCUMENTED_TARGET";

/// The name of the trial that compares the request shapes with the snapshots.
const SNAPSHOTS: &str = "request-snapshots";

/// The exit code of libtest when a test failed or could not be set up.
const FAILED: u8 = 101;

/// The cases of a specification, with what they are run with.
///
/// A suite knows what it is told, and no more: neither the environment nor a configuration file is
/// read but where [`Suite::configured`] or [`Suite::config_file`] says so. Without a target the
/// embedded fake, a server made from the same tables, is sent to.
#[derive(Debug, Clone, Default)]
#[must_use = "a suite does nothing until it is planned or run"]
pub struct Suite {
    settings: Settings,
    config: Config,
}

/// What else a suite reads.
#[derive(Debug, Clone, Default)]
enum Config {
    /// Nothing.
    #[default]
    None,
    /// A file.
    File(PathBuf),
    /// The environment, and the default file if it is there.
    Surroundings,
}

impl Suite {
    /// A suite of the tables at a path: a table, a folder of tables, or a page.
    pub fn new(spec: impl Into<PathBuf>) -> Self {
        let mut suite = Self::default();
        suite.settings.spec.push(spec.into());
        suite
    }

    /// Reads also what the command line does: `AS_DOCUMENTED_TARGET`, `AS_DOCUMENTED_TOKEN` and
    /// `AS_DOCUMENTED_VAR_*` of the environment, then `as-documented.toml` in the current folder.
    /// What this suite was told itself goes before both.
    pub fn configured(mut self) -> Self {
        self.config = Config::Surroundings;
        self
    }

    /// Reads also this configuration file, and nothing of the environment; what this suite was told
    /// itself goes before it.
    pub fn config_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.config = Config::File(file.into());
        self
    }

    /// Sends to this base URL; without one the embedded fake is the target.
    pub fn target(mut self, url: impl Into<String>) -> Self {
        self.settings.target = Some(url.into());
        self
    }

    /// Fills a placeholder with the same value in every case.
    pub fn var(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let source = Source::One(value.into());
        self.settings.vars.insert(name.into(), source);
        self
    }

    /// Takes the credential from this environment variable.
    pub fn token_env(mut self, variable: impl Into<String>) -> Self {
        self.settings.token = Some(SecretSource::Env(variable.into()));
        self
    }

    /// Takes the credential from this file.
    pub fn token_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.settings.token = Some(SecretSource::File(file.into()));
        self
    }

    /// Sends undocumented methods that could change the target's state, too.
    pub fn intrusive(mut self) -> Self {
        self.settings.intrusive = true;
        self
    }

    /// Fails also where only our reading promises something.
    pub fn strict(mut self) -> Self {
        self.settings.strict = true;
        self
    }

    /// Plans the cases; nothing is sent.
    ///
    /// # Errors
    /// When the specification or the configuration cannot be used.
    pub fn plan(self) -> Result<Plan, Error> {
        let plan = self.settings().and_then(|settings| plan(&settings));
        Ok(Plan(plan.map_err(Error)?))
    }

    /// Runs every case and judges it. Ctrl-C stays what it is in the process.
    ///
    /// # Errors
    /// When anything is wrong before the first request: the specification, the configuration, the
    /// target, or request shapes that are not those of the snapshots.
    pub fn run(self) -> Result<Run, Error> {
        self.ended().map(Run).map_err(Error)
    }

    fn ended(self) -> Result<Ended, RunError> {
        let request = Request {
            settings: self.settings()?,
            arguments: Arguments::default(),
            reports: Vec::new(),
            save: None,
            is_dry: false,
            style: Style::PLAIN,
            fault: None,
            shuffle: None,
            keeps_all: true,
        };
        let plan = plan(&request.settings)?;
        check_snapshots(&plan, &request.settings, &request.arguments)?;
        let (ended, _) = carry_out(plan, &request, Interrupt::IsTheCallers)?;
        Ok(ended)
    }

    /// Runs the suite as the main function of a test target with `harness = false`, with the
    /// process's arguments, which mean what they mean in `cargo test`. A second Ctrl-C ends the
    /// process; the first lets cases give back what they obtained.
    #[must_use]
    pub fn main(self) -> ExitCode {
        match self.test(&Arguments::from_args()) {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::from(FAILED),
            Err(error) => {
                crate::report::complain(&error);
                ExitCode::from(FAILED)
            }
        }
    }

    /// Runs the suite as libtest would; whether every selected case passed or was skipped.
    fn test(self, arguments: &Arguments) -> Result<bool, RunError> {
        let settings = self.settings()?;
        let plan = plan(&settings)?;
        let snapshots = snapshot_trial(&settings, &plan);
        if arguments.list {
            let other = snapshots.as_ref().map(|_| SNAPSHOTS);
            let text = listing(arguments, other, plan.cases.iter().map(Arc::as_ref));
            std::io::stdout().write_all(text.as_bytes())?;
            return Ok(true);
        }
        let runtime = runtime()?;
        let _guard = runtime.enter();
        let (mut sender, _fake) = runtime.block_on(connect(&plan, &settings, None))?;
        let credentials = sender.target.credentials().clone();
        let prepared = prepare(plan.cases, &mut sender, licence(&settings));
        let (sender, selected) = ready(sender, prepared, arguments, None);
        let stop = sender.stop.clone();
        let _listening = Listening::begin(Interrupt::EndsTheRun, runtime.handle(), stop);
        let (mut trials, conclusion) = run_trials(
            &sender,
            selected,
            snapshots,
            arguments,
            &replay(&settings, None),
        );
        for warning in credentials.warnings() {
            writeln!(std::io::stderr(), "warning: {}", sanitize(&warning))?;
        }
        tell_besides(
            &settings,
            &find_causes(&plan.spec, &settings, &mut trials.verdicts, &trials.briefs),
        )?;
        Ok(conclusion.is_some_and(|conclusion| !conclusion.has_failed()))
    }

    /// What the suite was told, then what it was told to read.
    fn settings(self) -> Result<Settings, RunError> {
        match self.config {
            Config::None => Ok(self.settings),
            Config::File(path) => Ok(self.settings.or(Settings::from_file(&path)?)),
            Config::Surroundings => {
                let file = std::path::Path::new(CONFIG_FILE);
                let lower = if file.is_file() {
                    Settings::from_file(file)?
                } else {
                    Settings::default()
                };
                Ok(self.settings.or(environment()?).or(lower))
            }
        }
    }
}

/// What the environment says of target, token and values.
///
/// # Errors
/// When a value cannot be used.
fn environment() -> Result<Settings, SettingsError> {
    let target = std::env::var(TARGET_VARIABLE).ok();
    Ok(Settings {
        target: target.filter(|target| !target.is_empty()),
        ..from_environment(std::env::vars_os())?
    })
}

/// The comparison of request shapes as a trial of its own, where there are snapshots.
fn snapshot_trial(settings: &Settings, plan: &run::Plan) -> Option<Trial> {
    let folder = snapshot_folder(settings, &plan.paths);
    if !folder.is_dir() {
        return None;
    }
    let orphans = plan.orphans();
    let cases = plan.cases.clone();
    Some(Trial::test(SNAPSHOTS, move || {
        let troubles = snapshots::compare(&folder, &cases, orphans);
        if proposals_are_wanted() {
            snapshots::propose(&folder, &cases)?;
        }
        if troubles.is_empty() {
            return Ok(());
        }
        Err(RunError::Snapshots(troubles).to_string().into())
    }))
}

/// Whether insta writes `.snap.new` files where this process runs: not with `INSTA_UPDATE=no`, and by
/// default not on a CI server.
fn proposals_are_wanted() -> bool {
    let said = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    match said("INSTA_UPDATE").as_deref() {
        Some("no") => false,
        None | Some("auto") => match said("CI").as_deref() {
            Some("false" | "0") => true,
            Some(_) => false,
            None => said("TF_BUILD").is_none(),
        },
        Some(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::Suite;
    use crate::send::values::Source;

    #[test]
    fn a_suite_reads_the_file_it_is_told_to_and_goes_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("desk.toml");
        let text = "target = \"http://127.0.0.1:1\"\n[vars]\nid = \"8\"\nticket = \"T\"\n";
        std::fs::write(&file, text).unwrap();
        let suite = || Suite::new("specs").var("id", "7");
        let told = suite().settings().unwrap();
        assert_eq!((told.target, told.vars.len()), (None, 1));
        let told = suite().config_file(&file).settings().unwrap();
        assert_eq!(told.target.as_deref(), Some("http://127.0.0.1:1"));
        let value = |name: &str| match &told.vars[name] {
            Source::One(value) => value.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!((value("id"), value("ticket")), ("7".into(), "T".into()));
        let none = suite().config_file(folder.path().join("none.toml"));
        assert!(none.settings().is_err());
    }
}
