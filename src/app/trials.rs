//! The selected cases, run: on the engine alone for our own screen, or as trials of libtest-mimic,
//! which then prints as `cargo test` does. Either way there is one verdict a selected case.

use std::io::{IsTerminal as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Arguments, Completion, Conclusion, Failed, Trial};
use tokio::runtime::Handle;

use crate::check::brief::{Briefs, Collected};
use crate::check::verdict::{Outcome, Verdict};
use crate::plan::{Case, Kinds};
use crate::report::Replay;
use crate::report::safe::sanitize;
use crate::report::terminal::brief;
use crate::send::caught::Panicked;
use crate::send::engine::execute;
use crate::send::order::{Phase, Phases, Turn, What, put_in_order};
use crate::send::ordinary::altered;
use crate::send::preflight::First;
use crate::send::prepare::{Prepared, follows, goes_alone};
use crate::send::sender::Sender;
use crate::send::series::execute_each;
use crate::send::values::Assignment;
use crate::table::OperationId;

/// The longest name that libtest's printer is given: it pads all names to the longest one, and
/// cannot pad to more than 65,535 columns.
const LONGEST_NAME: usize = 1000;

/// What an unrun case says.
const NOT_RUN: &str = "it was not run: libtest's output could not be written";

/// Whether libtest's FILTER, `--exact` and `--skip` select a case.
#[must_use]
pub(super) fn is_selected(arguments: &Arguments, case: &Case) -> bool {
    is_named(arguments, &case.id.0)
}

/// Whether they may select a case of an operation, whose id comes first in those of its cases.
#[must_use]
pub(super) fn may_select(arguments: &Arguments, operation: &OperationId) -> bool {
    let Some(filter) = &arguments.filter else {
        return true;
    };
    match filter.split_once('/') {
        Some((id, _)) if arguments.exact => operation.0 == id,
        Some((end, _)) => operation.0.ends_with(end),
        None => !arguments.exact,
    }
}

/// Which cases of an operation they may select.
#[must_use]
pub(super) fn kinds(arguments: &Arguments) -> Kinds {
    let name = arguments
        .filter
        .as_deref()
        .and_then(|own| own.split_once('/'));
    name.map_or(Kinds::All, |(_, name)| Kinds::of_name(name))
}

/// The names of `--skip` that leave none of these cases out.
pub(super) fn skips_of_none<'a>(
    arguments: &'a Arguments,
    cases: &[Arc<Case>],
) -> impl Iterator<Item = &'a String> {
    let skips = arguments.skip.iter();
    skips.filter(|skip| !cases.iter().any(|case| is_skipped(arguments, skip, case)))
}

/// Whether a name of `--skip` leaves a case out.
pub(super) fn is_skipped(arguments: &Arguments, skip: &str, case: &Case) -> bool {
    match arguments.exact {
        true => case.id.0 == skip,
        false => case.id.0.contains(skip),
    }
}

fn is_named(arguments: &Arguments, name: &str) -> bool {
    let matches = |filter: &String| {
        if arguments.exact {
            name == *filter
        } else {
            name.contains(filter.as_str())
        }
    };
    arguments.filter.as_ref().is_none_or(matches) && !arguments.skip.iter().any(matches)
}

/// The selected cases, and the sender that knows which of them go before all others.
#[must_use]
pub(super) fn ready(
    mut sender: Sender,
    prepared: Vec<Prepared>,
    arguments: &Arguments,
    shuffle: Option<u64>,
) -> (Arc<Sender>, Vec<(usize, Prepared)>) {
    let selected = selected(prepared, arguments, shuffle);
    let cases = || selected.iter().map(|(_, prepared)| prepared);
    let mut first = First::default();
    for prepared in cases() {
        first.add(prepared, &sender.values.fixture_plans);
    }
    sender.ordinaries.leave_out_all_but(&altered(cases()));
    sender.preflight = first.preflight(&sender.ordinaries);
    (Arc::new(sender), selected)
}

/// Whether a case is asked for: `--ignored` asks for those that are not sent, and for no others.
pub(super) fn is_asked_for(arguments: &Arguments, (case, assignment): &Prepared) -> bool {
    is_selected(arguments, case) && (assignment.is_err() || !arguments.ignored)
}

/// The selected cases, each with its place among them, in the tables' order or in that of a seed.
#[must_use]
fn selected(
    prepared: Vec<Prepared>,
    arguments: &Arguments,
    shuffle: Option<u64>,
) -> Vec<(usize, Prepared)> {
    let phases = Phases::among(&prepared);
    let phases: Vec<Phase> = prepared.iter().map(|(case, _)| phases.of(case)).collect();
    let selected = prepared
        .into_iter()
        .zip(phases)
        .filter(|(own, _)| is_asked_for(arguments, own));
    let turns = selected.enumerate();
    let turns = turns.map(|(place, (own, phase))| Turn::made(place, phase, own));
    let mut turns: Vec<Turn> = turns.collect();
    put_in_order(&mut turns, shuffle);
    let made = turns.into_iter().filter_map(|turn| match turn.what {
        What::Made(prepared) => Some((turn.place, *prepared)),
        What::Planned { .. } => None,
    });
    made.collect()
}

/// What is amiss with the values of cases that are to be sent, in sentences.
pub(super) fn overspent<'p>(
    sender: &Sender,
    selected: impl Iterator<Item = &'p Prepared>,
) -> Vec<String> {
    let sent = selected.filter(|(_, assignment)| assignment.is_ok());
    sender.values.overspent(sent.map(|(case, _)| &**case))
}

/// Names as libtest's `--list` prints them, those of cases that are not sent among them; with
/// `--ignored`, these alone.
#[must_use]
pub(super) fn listing<'a>(
    arguments: &Arguments,
    other: Option<&'a str>,
    cases: impl IntoIterator<Item = &'a Case>,
) -> String {
    let cases = cases
        .into_iter()
        .map(|case| (case.id.0.as_str(), case.skip.is_some()));
    let names = other.map(|name| (name, false)).into_iter().chain(cases);
    let listed = names
        .filter(|(name, ignored)| is_named(arguments, name) && (*ignored || !arguments.ignored));
    listed.map(|(name, _)| format!("{name}: test\n")).collect()
}

/// What came of the selected cases.
#[must_use]
#[derive(Debug)]
pub(super) struct Trials {
    /// The verdicts that are kept whole, in the order of their cases.
    pub verdicts: Vec<Verdict>,
    /// The places of their cases.
    pub places: Vec<usize>,
    /// What is kept of the other selected cases.
    pub briefs: Briefs,
    /// What is amiss with the values of the whole run, in sentences.
    pub warnings: Vec<String>,
}

/// How many failures are told while the run goes on.
const MOST_TOLD: usize = 10;

/// What a terminal is told while a run goes on: the first failures, and how far it is.
struct Progress {
    total: usize,
    failures: usize,
}

impl Progress {
    /// The text after one more verdict.
    fn after(&mut self, before: usize, verdict: &Verdict) -> String {
        let failure = match &verdict.outcome {
            Outcome::Failed => verdict.violations.first().map(|own| own.message.as_str()),
            Outcome::Errored(message) => Some(message.as_str()),
            Outcome::Passed | Outcome::Skipped(_) => None,
        };
        self.failures += usize::from(failure.is_some());
        let failure = failure.filter(|_| self.failures <= MOST_TOLD);
        let failure = failure.map(|message| {
            let line = sanitize(&format!("{}: {message}", verdict.case.id));
            format!("\r\x1b[K{}\n", shortened(&line))
        });
        let failure = failure.unwrap_or_default();
        format!("{failure}\r{}/{} cases", before + 1, self.total)
    }
}

/// Runs the selected cases on the engine, each of which is asked for when its turn comes; where standard error is a
/// terminal, it is told of the first failures as they come, and how far the run is. Gives what could not be given back.
pub(super) async fn run_cases(
    sender: &Arc<Sender>,
    selected: impl Iterator<Item = (usize, Prepared)>,
    at_a_time: usize,
    collected: &mut Collected,
) -> Vec<String> {
    let mut progress = Progress {
        total: selected.size_hint().0,
        failures: 0,
    };
    let shows = std::io::stderr().is_terminal();
    let keep = |place: usize, verdict: Verdict| {
        if shows {
            let text = progress.after(collected.len(), &verdict);
            let _ = write!(std::io::stderr(), "{text}");
        }
        collected.keep(place, verdict);
    };
    let unreleased = execute_each(sender, selected, at_a_time, keep).await;
    if shows {
        let _ = write!(std::io::stderr(), "\r\x1b[K");
    }
    unreleased
}

/// Runs the selected cases, and the `other` trials that are selected, through libtest-mimic, which
/// prints what its arguments say. Under a failed trial stands `replay`, by which it is sent again.
///
/// The second value is libtest's own conclusion: none where its output could not be written.
pub(super) fn run_trials(
    sender: &Arc<Sender>,
    selected: Vec<(usize, Prepared)>,
    other: impl IntoIterator<Item = Trial>,
    arguments: &Arguments,
    replay: &Replay,
) -> (Trials, Option<Conclusion>) {
    let handle = Handle::current();
    let mut warnings = overspent(sender, selected.iter().map(|(_, own)| own));
    let verdicts = Verdicts::default();
    let others = other.into_iter();
    let mut trials: Vec<Trial> = others.filter(|t| is_named(arguments, t.name())).collect();
    // libtest's threads take what comes next: one of them alone keeps to the order.
    let keeps_order = |prepared: &Prepared| goes_alone(prepared) || follows(prepared);
    let go_alone = selected.iter().any(|(_, prepared)| keeps_order(prepared));
    let test_threads = if go_alone {
        Some(1)
    } else {
        arguments.test_threads
    };
    let sending = (Arc::clone(sender), Arc::new(replay.clone()));
    trials.extend(
        selected
            .into_iter()
            .map(|(place, own)| trial(&sending, &verdicts, place, own)),
    );
    // What is selected is so by whole ids, of which libtest is told no more than what it can print.
    let arguments = Arguments {
        filter: None,
        skip: Vec::new(),
        exact: false,
        test_threads,
        ..arguments.clone()
    };
    let run = AssertUnwindSafe(|| libtest_mimic::run(&arguments, trials));
    let conclusion = catch_unwind(run).ok();
    warnings.extend(handle.block_on(sender.release_shared()));
    let verdicts = verdicts.in_order();
    let trials = Trials {
        places: (0..verdicts.len()).collect(),
        verdicts,
        briefs: Briefs::default(),
        warnings,
    };
    (trials, conclusion)
}

/// The trial of one case, which keeps its verdict.
fn trial(
    (sender, replay): &(Arc<Sender>, Arc<Replay>),
    verdicts: &Verdicts,
    place: usize,
    (case, assignment): Prepared,
) -> Trial {
    let name = shortened(&case.id.0);
    match assignment {
        Ok(assignment) => {
            let waiting = Waiting {
                case: Some((case, assignment)),
                place,
                verdicts: verdicts.clone(),
            };
            let (sender, replay, handle) =
                (Arc::clone(sender), Arc::clone(replay), Handle::current());
            Trial::ignorable_test(name, move || waiting.run(&sender, &handle, &replay))
        }
        Err(reason) => {
            verdicts.keep(place, Verdict::skipped(case, reason));
            let ignored = || Ok(Completion::Ignored { reason: None });
            Trial::ignorable_test(name, ignored).with_ignored_flag(true)
        }
    }
}

/// A name that libtest's printer can pad.
fn shortened(id: &str) -> String {
    match id.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}…", &id[..end]),
        None => id.to_owned(),
    }
}

/// The verdicts of trials, by the places of their cases.
#[derive(Debug, Clone, Default)]
struct Verdicts(Arc<Mutex<Vec<(usize, Verdict)>>>);

impl Verdicts {
    fn keep(&self, place: usize, verdict: Verdict) {
        let mut verdicts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        verdicts.push((place, verdict));
    }

    fn in_order(&self) -> Vec<Verdict> {
        let mut verdicts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut verdicts = std::mem::take(&mut *verdicts);
        verdicts.sort_by_key(|(place, _)| *place);
        verdicts.into_iter().map(|(_, verdict)| verdict).collect()
    }
}

/// A case that waits to be run. Where that never comes, it leaves an error as its verdict.
struct Waiting {
    /// None once it runs.
    case: Option<(Arc<Case>, Assignment)>,
    place: usize,
    verdicts: Verdicts,
}

impl Waiting {
    fn run(
        mut self,
        sender: &Sender,
        handle: &Handle,
        replay: &Replay,
    ) -> Result<Completion, Failed> {
        let Some((case, assignment)) = self.case.take() else {
            return Err(Failed::from(NOT_RUN));
        };
        let verdict = handle.block_on(execute(sender, case, &assignment));
        let shown = catch_unwind(AssertUnwindSafe(|| completion(&verdict, replay)));
        let completion = shown.unwrap_or_else(|_| Err(Failed::from(Panicked.to_string())));
        self.verdicts.keep(self.place, verdict);
        completion
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some((case, _)) = self.case.take() {
            let verdict = Verdict::errored(case, NOT_RUN.to_owned(), Vec::new());
            self.verdicts.keep(self.place, verdict);
        }
    }
}

fn completion(verdict: &Verdict, replay: &Replay) -> Result<Completion, Failed> {
    match &verdict.outcome {
        Outcome::Passed => Ok(Completion::Completed),
        Outcome::Skipped(reason) => Ok(Completion::ignored_with(reason.to_string())),
        Outcome::Failed | Outcome::Errored(_) => Err(Failed::from(brief(verdict, replay))),
    }
}

#[cfg(test)]
mod tests {
    use libtest_mimic::Arguments;

    use super::{LONGEST_NAME, MOST_TOLD, Progress, is_named, may_select, shortened};
    use crate::check::verdict::Verdict;
    use crate::plan::{Limits, generate};
    use crate::store::load::load;
    use crate::store::pages::Reading;
    use crate::table::OperationId;

    #[test]
    fn the_first_failures_are_told_as_they_come() {
        let table = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/loan-end.toml");
        let spec = load(&[table.into()], Reading::default()).unwrap();
        let case = generate(&spec, &Limits::default()).cases.remove(0);
        let verdict = Verdict::errored(case, "the desk\x1b[2J is on fire".to_owned(), Vec::new());
        let mut progress = Progress {
            total: 20,
            failures: 0,
        };
        for before in 0..20 {
            let text = progress.after(before, &verdict);
            let is_told = text.contains("loan-end/as-documented: the desk");
            assert_eq!(is_told, before < MOST_TOLD, "{text:?}");
            assert!(!text.contains("\x1b[2J"), "{text:?}");
            assert!(
                text.ends_with(&format!("\r{}/20 cases", before + 1)),
                "{text:?}"
            );
        }
    }

    #[test]
    fn an_operation_may_be_selected_where_one_of_its_cases_is() {
        let operation = OperationId("desks-get-desks".to_owned());
        let name = "desks-get-desks/as-documented";
        for (filter, exact) in [
            ("desks", false),
            ("documented", false),
            ("desks/as-doc", false),
            ("/as-documented", false),
            (name, true),
            ("desks", true),
            ("get-desks", false),
            ("desk/as-documented", false),
            ("desks-get-desks/x", true),
        ] {
            let arguments = Arguments {
                filter: Some(filter.to_owned()),
                exact,
                ..Arguments::default()
            };
            let may = may_select(&arguments, &operation);
            assert!(may || !is_named(&arguments, name), "{filter} {exact}");
        }
        assert!(may_select(&Arguments::default(), &operation));
    }

    #[test]
    fn a_name_is_never_longer_than_what_can_be_padded() {
        assert_eq!(
            shortened("loan-end/as-documented"),
            "loan-end/as-documented"
        );
        let long = shortened(&"é".repeat(65_536));
        assert_eq!(long.chars().count(), LONGEST_NAME + 1);
    }
}
