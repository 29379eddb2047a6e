//! The conductor of `run`: tables to cases, cases to verdicts, verdicts to reports and an exit
//! code. Reads as a table of contents.

mod connect;
mod dry;
mod ended;
mod error;
mod output;
mod planning;
mod replay;
mod saved;
mod seed;
mod shapes;
mod survey;
mod unknown;

use connect::placed;
pub(crate) use connect::{connect, fake_sender, licence};
use dry::dry_run;
pub(crate) use ended::Ended;
pub(crate) use error::RunError;
use output::{INSECURE, not_read, nothing_matches, report_files, write_reports};
pub(crate) use output::{find_causes, tell_besides};
pub(crate) use planning::{Plan, plan};
use planning::{limits, plan_of, planned_for};
pub(crate) use replay::replay;
use seed::seeded;
pub(crate) use shapes::{check_snapshots, snapshot_folder};
use unknown::unknown;

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use libtest_mimic::Arguments;
use tokio::runtime::Runtime;

use crate::app::interrupt::{Interrupt, Listening};
use crate::app::settings::Settings;
use crate::app::trials::{Trials, listing, may_select, overspent, ready, run_cases, run_trials};
use crate::check::brief::{Briefs, Collected};
use crate::check::verdict::{Outcome, Verdict};
use crate::plan::{Planner, documented};
use crate::report::diagnostic::Style;
use crate::report::{Replay, RunReport, complain, planned, terminal};
use crate::send::prepare::{Prepared, prepare};
use crate::send::sender::Sender;
use crate::store::load::LoadError;
use survey::Survey;

/// The folder of tables that is read when none is named.
pub(crate) const DEFAULT_SPEC: &str = "specs";

/// How a run ended.
#[must_use]
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Everything that ran was as documented.
    Green,
    /// A violation.
    Violation,
    /// Nothing ran: nothing was read, no case matched, or all were skipped.
    NothingRan,
    /// Everything that ran was as documented, and selected cases were not sent for want of values.
    Untested,
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
            Self::NothingRan | Self::Untested => 3,
            Self::Error => 4,
        }
    }

    /// The exit that verdicts call for.
    pub(crate) fn of(verdicts: &[Verdict], briefs: &Briefs) -> Self {
        let any = |wanted: fn(&Outcome) -> bool| verdicts.iter().any(|v| wanted(&v.outcome));
        if any(|outcome| matches!(outcome, Outcome::Failed)) {
            Self::Violation
        } else if any(|outcome| matches!(outcome, Outcome::Errored(_))) {
            Self::Error
        } else if briefs.passed > 0 || any(|outcome| matches!(outcome, Outcome::Passed)) {
            Self::Green
        } else {
            Self::NothingRan
        }
    }
}

/// What one run is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Request {
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
    /// The folder in which the exchanges of cases that are not as documented are kept.
    pub save: Option<PathBuf>,
    /// Whether every verdict is kept whole, whatever reports there are.
    pub keeps_all: bool,
    /// Whether it is only told what would be sent.
    pub is_dry: bool,
}

/// Runs: everything from tables to the exit code.
///
/// # Errors
/// When anything is wrong before the first request.
pub(crate) fn run(request: &Request, out: &mut dyn Write) -> Result<Exit, RunError> {
    let settings = &request.settings;
    let plan = match planned_for(request) {
        Err(error @ RunError::Load(LoadError::NothingRead(_))) => {
            complain(&error);
            return Ok(Exit::NothingRan);
        }
        planned => planned?,
    };
    if request.arguments.list {
        let text = listing(&request.arguments, None, plan.cases.iter().map(Arc::as_ref));
        written(out.write_all(text.as_bytes()))?;
        return Ok(Exit::Green);
    }
    let reports = report_files(&request.reports)?;
    check_snapshots(&plan, settings, &request.arguments)?;
    if request.is_dry {
        let (run, exit) = dry_run(plan, settings, &request.arguments, request.shuffle)?;
        written(out.write_all(planned::render(&run).as_bytes())).map_err(RunError::Screen)?;
        return Ok(exit);
    }
    if let Some(folder) = &request.save {
        saved::check(folder)?;
    }
    let (ended, shown) = carry_out(plan, request, Interrupt::EndsTheRun)?;
    // Without tables there is a plan only where nothing was read and that is let by.
    let is_let_by = ended.plan.spec.tables.is_empty();
    if ended.verdicts.is_empty() && ended.briefs.list.is_empty() && !is_let_by {
        let message = nothing_matches(&plan_of(settings, &|_| true)?, &request.arguments);
        writeln!(std::io::stderr(), "{message}")?;
        return Ok(Exit::NothingRan);
    }
    let exit = match is_let_by {
        true => Exit::Green,
        false => ended.exit(),
    };
    // What cannot be written keeps nothing else from being told.
    let told = ended.report(|report| {
        let saved = request.save.as_ref().map_or(Ok(()), |folder| {
            saved::save(folder, report.verdicts, SystemTime::now() - report.elapsed)
        });
        let written = write_reports(&reports, report);
        let shown = shown.and_then(|screen| show(screen, report, request, out));
        [shown, written, saved]
    });
    let mut troubles = told.into_iter().filter_map(Result::err).peekable();
    let is_told = troubles.peek().is_none();
    for trouble in troubles {
        complain(&trouble);
    }
    // The process ends behind this: to give back each piece of what it knows would take longer.
    std::mem::forget(ended);
    // What could not be shown is not green.
    Ok(match exit {
        exit if is_told => exit,
        Exit::Violation => Exit::Violation,
        Exit::Green | Exit::NothingRan | Exit::Untested | Exit::Error => Exit::Error,
    })
}

/// Shows what came of a run, or what libtest's screen leaves out.
fn show(
    screen: Screen,
    report: &RunReport<'_>,
    request: &Request,
    out: &mut dyn Write,
) -> Result<(), RunError> {
    match screen {
        Screen::Libtest => tell_besides(&request.settings, report.causes),
        Screen::Own => {
            let text = terminal::render(report, &request.style);
            written(out.write_all(text.as_bytes())).map_err(RunError::Screen)
        }
    }
}

/// Sends the selected cases of a plan and judges them.
///
/// # Errors
/// When anything is wrong before the first request.
pub(crate) fn carry_out(
    mut plan: Plan,
    request: &Request,
    interrupt: Interrupt,
) -> Result<(Ended, Result<Screen, RunError>), RunError> {
    let unknown = unknown(&plan, &request.settings, &request.arguments)?;
    let seeded = seeded(&plan, request);
    let request = seeded.as_ref().unwrap_or(request);
    let settings = &request.settings;
    let fault = match &request.fault {
        Some(text) => Some(placed(text, &plan, &request.arguments)?),
        None => None,
    };
    // Where answers are timed, what one case takes of a processor must not stop the clock of another.
    let is_timed = settings.max_response_time.is_some();
    let runtime = match is_libtests(&request.arguments) || is_timed {
        true => runtime()?,
        false => one_thread()?,
    };
    let _guard = runtime.enter();
    let started = Instant::now();
    let (mut sender, _fake) = runtime.block_on(connect(&plan, settings, fault.clone()))?;
    let credentials = sender.target.credentials().clone();
    let listening = Listening::begin(interrupt, runtime.handle(), sender.stop.clone());
    let replay = replay(settings, fault.as_ref());
    let (mut trials, shown) = match plan.is_of_turns {
        true => (in_turns(&runtime, sender, &plan, request), Ok(Screen::Own)),
        false => {
            // What is not selected is not kept while the others are sent.
            let cases = std::mem::take(&mut plan.cases);
            let prepared = prepare(cases, &mut sender, licence(settings));
            trials(&runtime, sender, prepared, (request, &replay))
        }
    };
    drop(listening);
    let Trials {
        verdicts, briefs, ..
    } = &mut trials;
    let causes = find_causes(&plan.spec, settings, verdicts, briefs);
    let mut warnings = not_read(&plan.spec);
    if settings.insecure {
        warnings.insert(0, INSECURE.to_owned());
    }
    warnings.extend(credentials.warnings());
    warnings.extend(unknown);
    warnings.extend(trials.warnings);
    let ended = Ended {
        settings: settings.clone(),
        plan,
        fault,
        verdicts: trials.verdicts,
        places: trials.places,
        briefs: trials.briefs,
        causes,
        warnings,
        elapsed: started.elapsed(),
    };
    Ok((ended, shown.map_err(RunError::Screen)))
}

/// Which screen a run writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Screen {
    /// Ours, once everything is known.
    Own,
    /// libtest's, written while the trials run.
    Libtest,
}

/// A closed pipe, as `head` leaves, is not an error.
fn written(result: std::io::Result<()>) -> std::io::Result<()> {
    match result {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// The runtime that a run on our own screen goes on: one thread, since what it waits for is a network.
///
/// # Errors
/// When the system gives none.
fn one_thread() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
}

/// Whether libtest writes the screen.
fn is_libtests(arguments: &Arguments) -> bool {
    arguments.format.is_some() || arguments.quiet
}

/// The runtime of several threads: of libtest's trials, each of which is a thread, and of answers that are timed.
///
/// # Errors
/// When the system gives no threads.
pub(crate) fn runtime() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
}

/// Runs the selected cases: as trials of libtest where its output is asked for, else on the engine.
fn trials(
    runtime: &Runtime,
    sender: Sender,
    prepared: Vec<Prepared>,
    (request, replay): (&Request, &Replay),
) -> (Trials, std::io::Result<Screen>) {
    let arguments = &request.arguments;
    let (sender, selected) = ready(sender, prepared, arguments, request.shuffle);
    if !is_libtests(arguments) {
        let warnings = overspent(&sender, selected.iter().map(|(_, own)| own));
        let selected = selected.into_iter();
        let trials = on_the_engine(runtime, &sender, selected, (request, warnings));
        return (trials, Ok(Screen::Own));
    }
    let arguments = Arguments {
        test_threads: request
            .settings
            .conduct
            .test_threads(arguments.test_threads),
        ..arguments.clone()
    };
    match run_trials(&sender, selected, None, &arguments, replay) {
        (trials, Some(_)) => (trials, Ok(Screen::Libtest)),
        (trials, None) => (
            trials,
            Err(std::io::Error::other("libtest's printer failed")),
        ),
    }
}

/// Runs cases on the engine, each of which is made when its turn comes.
fn in_turns(runtime: &Runtime, mut sender: Sender, plan: &Plan, request: &Request) -> Trials {
    let Request {
        settings,
        arguments,
        shuffle,
        ..
    } = request;
    let (documented, limits) = (documented(&plan.spec), limits(settings));
    let planner = Planner::new(&plan.spec, &documented, &limits);
    let operations = planner.operations_like(&|operation| may_select(arguments, operation));
    let licence = (licence(settings), *shuffle);
    let planner = (&planner, operations.as_slice());
    let mut survey = Survey::of(planner, arguments, &mut sender, licence);
    let warnings = std::mem::take(&mut survey.warnings);
    let sender = Arc::new(sender);
    on_the_engine(runtime, &sender, survey.cases(&sender), (request, warnings))
}

/// Runs cases on the engine, and keeps of them what the reports say.
fn on_the_engine(
    runtime: &Runtime,
    sender: &Arc<Sender>,
    cases: impl Iterator<Item = (usize, Prepared)>,
    (request, mut warnings): (&Request, Vec<String>),
) -> Trials {
    let test_threads = request.arguments.test_threads;
    let at_a_time = request.settings.conduct.at_a_time(test_threads);
    let says_all = request.keeps_all
        || request
            .reports
            .iter()
            .any(|report| report.starts_with("json="));
    let mut collected = match says_all {
        true => Collected::whole(),
        false => Collected::default(),
    };
    let unreleased = run_cases(sender, cases, at_a_time, &mut collected);
    warnings.extend(runtime.block_on(unreleased));
    let (places, verdicts, briefs) = collected.into_parts();
    Trials {
        places,
        verdicts,
        briefs,
        warnings,
    }
}
