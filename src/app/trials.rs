//! Cases as trials of libtest-mimic, which selects, runs and prints them as its arguments say.

use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Arguments, Completion, Failed, Trial};

use crate::check::verdict::{Outcome, Verdict};
use crate::plan::Case;
use crate::send::engine::{Prepared, Sender, execute};

/// How trials are run and shown.
#[derive(Debug, Clone)]
pub(super) struct TrialOptions {
    /// What libtest was told.
    pub arguments: Arguments,
    /// Whether a line says how far the run is.
    pub progress: Progress,
    /// What is printed of a verdict under a failed trial.
    pub render: fn(&Verdict) -> String,
    /// The seed of another order than the tables'.
    pub shuffle: Option<u64>,
}

/// Whether a line on standard error says how far the run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// Where standard error is a terminal.
    Shown,
    /// Never.
    Hidden,
}

/// Whether libtest's FILTER, `--exact` and `--skip` select a case.
#[must_use]
pub(super) fn is_selected(arguments: &Arguments, case: &Case) -> bool {
    let matches = |filter: &String| {
        if arguments.exact {
            case.id.0 == *filter
        } else {
            case.id.0.contains(filter.as_str())
        }
    };
    arguments.filter.as_ref().is_none_or(matches) && !arguments.skip.iter().any(matches)
}

/// What came of a run of trials.
#[must_use]
#[derive(Debug)]
pub(super) struct Trials {
    /// One verdict a selected case, in the order of the cases.
    pub verdicts: Vec<Verdict>,
    /// libtest's own conclusion.
    pub conclusion: libtest_mimic::Conclusion,
    /// What is amiss with the values of the whole run, in sentences.
    pub warnings: Vec<String>,
}

/// Runs the selected cases, and any `other` trials, through libtest-mimic, which prints what its
/// arguments say.
pub(super) fn run_trials(
    sender: &Arc<Sender>,
    prepared: Vec<Prepared>,
    other: impl IntoIterator<Item = Trial>,
    options: &TrialOptions,
) -> Trials {
    let TrialOptions {
        arguments,
        progress,
        render,
        shuffle,
    } = options;
    let (progress, render) = (*progress, *render);
    let handle = tokio::runtime::Handle::current();
    let verdicts: Arc<Mutex<Vec<(usize, Verdict)>>> = Arc::default();
    let done = Arc::new(AtomicUsize::new(0));
    let mut selected: Vec<(usize, Prepared)> = prepared
        .into_iter()
        .filter(|(case, _)| is_selected(arguments, case))
        .enumerate()
        .collect();
    let sent = selected
        .iter()
        .filter(|(_, (_, assignment))| assignment.is_ok());
    let spent = sender.supply.overspent(sent.map(|(_, (case, _))| case));
    if let Some(seed) = shuffle {
        fastrand::Rng::with_seed(*seed).shuffle(&mut selected);
    }
    let total = selected.len();
    let mut trials: Vec<Trial> = other.into_iter().collect();
    for (place, (case, assignment)) in selected {
        let name = case.id.0.clone();
        let assignment = match assignment {
            Ok(assignment) => assignment,
            Err(reason) => {
                keep(&verdicts, place, Verdict::skipped(case, reason));
                let ignored = || Ok(Completion::Ignored { reason: None });
                trials.push(Trial::ignorable_test(name, ignored).with_ignored_flag(true));
                continue;
            }
        };
        let (sender, handle) = (Arc::clone(sender), handle.clone());
        let (verdicts, done) = (Arc::clone(&verdicts), Arc::clone(&done));
        trials.push(Trial::ignorable_test(name, move || {
            let verdict = handle.block_on(execute(&sender, case, &assignment));
            let completion = completion(&verdict, render);
            keep(&verdicts, place, verdict);
            show(progress, done.fetch_add(1, Ordering::Relaxed) + 1, total);
            completion
        }));
    }
    let interrupt = handle.spawn(sender.stop.clone().on_interrupt());
    let conclusion = libtest_mimic::run(arguments, trials);
    let mut warnings = spent;
    let shared = sender
        .shared
        .release(&sender.target, &sender.supply.set_ups);
    warnings.extend(handle.block_on(shared));
    interrupt.abort();
    clear(progress);
    let mut verdicts =
        std::mem::take(&mut *verdicts.lock().unwrap_or_else(PoisonError::into_inner));
    verdicts.sort_by_key(|(place, _)| *place);
    let verdicts = verdicts.into_iter().map(|(_, verdict)| verdict).collect();
    Trials {
        verdicts,
        conclusion,
        warnings,
    }
}

fn keep(verdicts: &Mutex<Vec<(usize, Verdict)>>, place: usize, verdict: Verdict) {
    let mut verdicts = verdicts.lock().unwrap_or_else(PoisonError::into_inner);
    verdicts.push((place, verdict));
}

fn completion(verdict: &Verdict, render: fn(&Verdict) -> String) -> Result<Completion, Failed> {
    match &verdict.outcome {
        Outcome::Passed => Ok(Completion::Completed),
        Outcome::Skipped(reason) => Ok(Completion::ignored_with(reason.to_string())),
        Outcome::Failed | Outcome::Errored(_) => Err(Failed::from(render(verdict))),
    }
}

fn show(progress: Progress, done: usize, total: usize) {
    let mut stderr = std::io::stderr();
    if progress == Progress::Shown && stderr.is_terminal() {
        let _ = write!(stderr, "\r{done}/{total} cases");
    }
}

fn clear(progress: Progress) {
    let mut stderr = std::io::stderr();
    if progress == Progress::Shown && stderr.is_terminal() {
        let _ = write!(stderr, "\r\x1b[K");
    }
}
