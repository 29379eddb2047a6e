//! What came of a run, for its reports and its exit.

use std::time::Duration;

use super::output::pages;
use super::replay::replay;
use super::{Exit, Plan};
use crate::app::settings::Settings;
use crate::check::brief::Briefs;
use crate::check::causes::Cause;
use crate::check::missing::missing;
use crate::check::verdict::Verdict;
use crate::fake::fault::Placed;
use crate::report::RunReport;

/// What came of a run, with all that its reports say.
pub(crate) struct Ended {
    /// What was run, without its cases: those that were selected are in the verdicts.
    pub plan: Plan,
    /// What it was told.
    pub settings: Settings,
    /// What was wrong with the embedded fake, by request.
    pub fault: Option<Placed>,
    /// The verdicts that are kept whole, in the order of their cases.
    pub verdicts: Vec<Verdict>,
    /// The places of their cases.
    pub places: Vec<usize>,
    /// What is kept of the other selected cases.
    pub briefs: Briefs,
    /// What caused much of it.
    pub causes: Vec<Cause>,
    /// What is amiss with the values of the whole run, in sentences.
    pub warnings: Vec<String>,
    /// How long it took.
    pub elapsed: Duration,
}

impl Ended {
    /// The values without which selected cases were not sent, and must have been.
    fn missing(&self) -> Vec<(String, usize)> {
        missing(&self.verdicts, &self.briefs, &self.settings.allow_untested)
    }

    /// How it ended.
    pub(super) fn exit(&self) -> Exit {
        match Exit::of(&self.verdicts, &self.briefs) {
            Exit::Green if !self.missing().is_empty() => Exit::Untested,
            exit => exit,
        }
    }

    /// Makes something of all that a report may say.
    pub(crate) fn report<T>(&self, made: impl FnOnce(&RunReport<'_>) -> T) -> T {
        let settings = &self.settings;
        made(&RunReport {
            tables: &self.plan.spec.tables,
            verdicts: &self.verdicts,
            places: &self.places,
            briefs: &self.briefs,
            pages: &pages(&self.plan, settings, &self.verdicts),
            target: settings.target.as_deref(),
            seed: settings.seed,
            causes: &self.causes,
            fault: self.fault.as_ref(),
            warnings: &self.warnings,
            missing: &self.missing(),
            replay: &replay(settings, self.fault.as_ref()),
            elapsed: self.elapsed,
        })
    }
}
