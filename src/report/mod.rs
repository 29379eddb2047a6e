//! Reports: one file a format. They decide nothing.

mod asked;
pub(crate) mod causes;
pub(crate) mod changes;
pub(crate) mod coverage;
pub(crate) mod curl;
pub(crate) mod derived;
pub(crate) mod diagnostic;
pub(crate) mod excerpts;
pub(crate) mod findings;
mod groups;
pub(crate) mod har;
pub(crate) mod json;
pub(crate) mod junit;
mod leftovers;
mod notes;
pub(crate) mod planned;
pub(crate) mod safe;
mod said;
pub(crate) mod summary;
pub(crate) mod terminal;

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::io::Write as _;
use std::time::Duration;

use crate::check::brief::{Brief, Briefs};
use crate::check::causes::Cause;
use crate::check::verdict::Verdict;
use curl::Curl;
use diagnostic::Style;

use crate::fake::fault::Placed;
use crate::table::SpecTable;
use crate::text::page::Page;

/// Everything that a report may say.
pub(crate) struct RunReport<'a> {
    /// The tables, decisions applied.
    pub tables: &'a [SpecTable],
    /// The verdicts that are kept whole, in the order of their cases.
    pub verdicts: &'a [Verdict],
    /// The places of their cases.
    pub places: &'a [usize],
    /// What is kept of the other selected cases.
    pub briefs: &'a Briefs,
    /// The pages that are at hand, by name.
    pub pages: &'a BTreeMap<String, Page>,
    /// The target's base URL; none for the embedded fake.
    pub target: Option<&'a str>,
    /// What random values were drawn from.
    pub seed: Option<u64>,
    /// What caused much of it.
    pub causes: &'a [Cause],
    /// What is wrong with the embedded fake, by request.
    pub fault: Option<&'a Placed>,
    /// What is amiss with the values of the whole run, in sentences.
    pub warnings: &'a [String],
    /// The values without which selected cases were not sent, each with how many those are.
    pub missing: &'a [(String, usize)],
    /// The commands that replay it.
    pub replay: &'a Replay,
    /// How long the run took.
    pub elapsed: Duration,
}

/// The commands that replay a run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Replay {
    /// The one that replays it, up to its filter.
    pub command: String,
    /// The variables of a shell that it has secrets in, which whoever replays it has to set.
    pub variables: Vec<String>,
    /// How curl sends one request of it; none where the target is the embedded fake.
    pub curl: Option<Curl>,
}

/// A form of what came of a run.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// The screen, without colours.
    Screen,
    /// JSON.
    Json,
    /// JUnit's XML.
    Junit,
}

impl Report {
    /// Those that are written to files, by the kind that `--report KIND=FILE` names.
    pub(crate) const KINDS: &[(&str, Self)] = &[("junit", Self::Junit), ("json", Self::Json)];

    /// The kinds in one line.
    #[must_use]
    pub(crate) fn kinds() -> String {
        let kinds: Vec<&str> = Self::KINDS.iter().map(|(kind, _)| *kind).collect();
        kinds.join(", ")
    }

    /// The whole report.
    #[must_use]
    pub(crate) fn render(self, of: &RunReport<'_>) -> String {
        match self {
            Self::Screen => terminal::render(of, &Style::PLAIN),
            Self::Json => json::render(of),
            Self::Junit => junit::render(of),
        }
    }
}

/// What is told of a case.
#[derive(Debug, Clone, Copy)]
enum Told<'a> {
    /// All that came of it.
    Whole(&'a Verdict),
    /// That it passed, or why it was not sent.
    Brief(&'a Brief),
}

/// What is told of each case, in the order of the cases.
fn in_order<'a>(report: &RunReport<'a>) -> Vec<Told<'a>> {
    let whole = report.places.iter().zip(report.verdicts);
    let whole = whole.map(|(place, verdict)| (*place, Told::Whole(verdict)));
    let brief = report.briefs.list.iter();
    let brief = brief.map(|brief| (brief.place, Told::Brief(brief)));
    let mut told: Vec<(usize, Told<'_>)> = whole.chain(brief).collect();
    told.sort_by_key(|(place, _)| *place);
    told.into_iter().map(|(_, told)| told).collect()
}

/// Things by what they have in common, in the order in which that came first.
fn gathered<K: Eq + Hash + Clone, T>(things: impl Iterator<Item = (K, T)>) -> Vec<(K, Vec<T>)> {
    let mut gathered: Vec<(K, Vec<T>)> = Vec::new();
    let mut places: HashMap<K, usize> = HashMap::new();
    for (key, thing) in things {
        let place = *places.entry(key.clone()).or_insert(gathered.len());
        match gathered.get_mut(place) {
            Some((_, things)) => things.push(thing),
            None => gathered.push((key, vec![thing])),
        }
    }
    gathered
}

/// Prints an error to standard error, harmless for a terminal.
pub(crate) fn complain(error: &dyn std::error::Error) {
    let text = error.to_string();
    let lines: Vec<String> = text.lines().map(safe::sanitize).collect();
    // Standard error may be closed; there is nobody left to tell.
    let _ = writeln!(std::io::stderr(), "error: {}", lines.join("\n"));
}
