//! The same cases as a libtest target: for a project's own `cargo test`, and for nextest.
//!
//! Exit codes are libtest's own (0 and 101), since `cargo test FILTER` reaches it too.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Trial};

use crate::app::interrupt::Listening;
use crate::app::run::{Plan, RunError, connect, plan, runtime, sends_intrusive, snapshot_folder};
use crate::app::settings::{CONFIG_FILE, Settings, TokenSource};
use crate::app::trials::{listing, run_trials, selected};
use crate::report::terminal;
use crate::send::engine::prepare;
use crate::send::values::Source;
use crate::store::snapshots::{self, Orphans};

/// The environment variable that names the target, as `--target` does.
pub(crate) const TARGET_VARIABLE: &str = "AS_DOCUMENTED_TARGET";

/// The name of the trial that compares the request shapes with the snapshots.
const SNAPSHOTS: &str = "request-snapshots";

/// The exit code of libtest when a test failed or could not be set up.
const FAILED: u8 = 101;

/// A suite of cases to be run as the main function of a test target with `harness = false`.
#[derive(Debug, Clone, Default)]
#[must_use = "a suite does nothing until `main` is called"]
pub struct Suite {
    settings: Settings,
}

impl Suite {
    /// A suite of the tables at a path: a table, a folder of tables, or a page.
    pub fn new(spec: impl Into<PathBuf>) -> Self {
        let mut suite = Self::default();
        suite.settings.spec.push(spec.into());
        suite
    }

    /// Sends to this base URL, whatever the environment says; without one the fake is the target.
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
        self.settings.token = Some(TokenSource::Env(variable.into()));
        self
    }

    /// Takes the credential from this file.
    pub fn token_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.settings.token = Some(TokenSource::File(file.into()));
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

    /// Runs the suite with the process's arguments, which mean what they mean in `cargo test`.
    #[must_use]
    pub fn main(self) -> ExitCode {
        let arguments = Arguments::from_args();
        match self.run(&arguments) {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::from(FAILED),
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                crate::report::complain(error);
                ExitCode::from(FAILED)
            }
        }
    }

    /// Runs the suite; whether every selected case passed or was skipped.
    ///
    /// # Errors
    /// When anything is wrong before the first request.
    pub fn run(self, arguments: &Arguments) -> Result<bool, RunError> {
        let settings = self.settings()?;
        let plan = plan(&settings)?;
        let snapshots = snapshot_trial(&settings, &plan);
        if arguments.list {
            let other = snapshots.as_ref().map(|_| SNAPSHOTS);
            let text = listing(arguments, other, &plan.cases);
            std::io::stdout().write_all(text.as_bytes())?;
            return Ok(true);
        }
        let runtime = runtime()?;
        let _guard = runtime.enter();
        let (sender, _fake) = runtime.block_on(connect(&plan, &settings, None))?;
        let prepared = prepare(plan.cases, &sender, sends_intrusive(&settings));
        let selected = selected(prepared, arguments, None);
        let sender = Arc::new(sender);
        let _listening = Listening::begin(runtime.handle(), sender.stop.clone());
        let (_, conclusion) = run_trials(&sender, selected, snapshots, arguments, terminal::brief);
        Ok(conclusion.is_some_and(|conclusion| !conclusion.has_failed()))
    }

    /// What the builder was told, then the environment, then the configuration file.
    fn settings(self) -> Result<Settings, RunError> {
        let variables = std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        });
        let mut environment = Settings::from_environment(variables);
        environment.target = std::env::var(TARGET_VARIABLE)
            .ok()
            .filter(|t| !t.is_empty());
        let mut settings = self.settings.or(environment);
        let file = std::path::Path::new(CONFIG_FILE);
        if file.is_file() {
            settings = settings.or(Settings::from_file(file)?);
        }
        Ok(settings)
    }
}

/// The comparison of request shapes as a trial of its own, where there are snapshots.
fn snapshot_trial(settings: &Settings, plan: &Plan) -> Option<Trial> {
    let folder = snapshot_folder(settings, &plan.paths);
    if !folder.is_dir() {
        return None;
    }
    let whole = plan.paths.iter().all(|path| path.is_dir());
    let orphans = if whole {
        Orphans::Sought
    } else {
        Orphans::Ignored
    };
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
