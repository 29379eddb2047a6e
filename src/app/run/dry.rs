//! `--dry-run`: what a run would send, in its order, without a byte of it; no command of the user's is run either.

use std::sync::Arc;

use super::connect::{fake_values, licence, values};
use super::unknown::unknown;
use super::{Exit, Plan, RunError};
use crate::app::settings::Settings;
use crate::app::trials::{overspent, ready};
use crate::check::brief::Briefs;
use crate::check::missing::missing;
use crate::check::verdict::Verdict;
use crate::plan::Case;
use crate::report::planned::{DryRun, Planned};
use crate::send::credentials::{Client, Credentials};
use crate::send::headers::Headers;
use crate::send::prepare::prepare;
use crate::send::sender::Sender;
use crate::send::values::{Assignment, Source, source_of};
use crate::send::{Target, TargetOptions};
use libtest_mimic::Arguments;

/// What the requests of the fake are planned for: it has no address before it is started.
const NOWHERE: &str = "http://127.0.0.1";

/// What a run of these settings would send, and how it would end if all of it were as documented.
///
/// # Errors
/// When the target cannot be used, or a value is missing or for nothing.
pub(super) fn dry_run<'a>(
    plan: Plan,
    settings: &'a Settings,
    arguments: &Arguments,
    shuffle: Option<u64>,
) -> Result<(DryRun<'a>, Exit), RunError> {
    let mut warnings = unknown(&plan, settings, arguments)?;
    let mut sender = sender(&plan, settings)?;
    let prepared = prepare(plan.cases, &mut sender, licence(settings));
    let (sender, mut selected) = ready(sender, prepared, arguments, shuffle);
    warnings.extend(overspent(&sender, selected.iter().map(|(_, own)| own)));
    let mut run = DryRun {
        target: settings.target.as_deref(),
        planned: Vec::new(),
        skipped: Vec::new(),
        missing: Vec::new(),
        warnings,
    };
    let mut verdicts = Vec::new();
    // Skips are told in the order of the tables.
    selected.sort_by_key(|(place, (_, assignment))| assignment.is_err().then_some(*place));
    for (_, (case, assignment)) in selected {
        match assignment {
            Ok(own) => run.planned.push(planned(&case, &own, &sender, settings)),
            Err(reason) => {
                run.skipped.push((case.id.0.clone(), reason.to_string()));
                verdicts.push(Verdict::skipped(case, reason));
            }
        }
    }
    run.missing = missing(&verdicts, &Briefs::default(), &settings.allow_untested);
    let exit = match (run.planned.is_empty(), run.missing.is_empty()) {
        (true, _) => Exit::NothingRan,
        (false, false) => Exit::Untested,
        (false, true) => Exit::Green,
    };
    Ok((run, exit))
}

/// All that planning needs of a sender, which sends nothing.
fn sender(plan: &Plan, settings: &Settings) -> Result<Sender, RunError> {
    let mut options = TargetOptions::default();
    let (base, values) = match settings.target.as_deref() {
        None => (
            NOWHERE,
            fake_values(&plan.spec.set_ups, &plan.fixture_plans),
        ),
        Some(base) => {
            settings.check_told()?;
            options.headers = Headers::with_name(&settings.conduct.header);
            options.unix_socket.clone_from(&settings.unix_socket);
            // Nothing is fetched, and nobody is asked.
            options.credentials = Credentials::new(settings.sign_ins(), Client::default());
            (base, values(plan, settings, &options.credentials))
        }
    };
    let mut sender = Sender::new(Target::new(base, &options)?, values);
    sender.is_read_only = settings.conduct.read_only;
    Ok(sender)
}

fn planned(
    case: &Arc<Case>,
    assignment: &Assignment,
    sender: &Sender,
    settings: &Settings,
) -> Planned {
    let mut first = case.steps.first().plan.clone();
    let scope = format!("{}.", case.operation);
    let sources = &sender.values.sources;
    for (name, value) in assignment.given() {
        let own = name.strip_prefix(&scope).unwrap_or(name);
        let short = own.rsplit_once('.').map_or(own, |(_, short)| short);
        let mut named = [name, own, short].into_iter();
        let source = named.find_map(|name| source_of(sources, name));
        // What came from where secrets come from is shown nowhere.
        let is_hidden = matches!(source, Some((_, Source::Hidden { .. })));
        if !is_hidden && !settings.is_secret(name) {
            first = first.with(own, &value.text);
        }
    }
    let before = assignment.fixture_plans.iter();
    let before = before.filter_map(|at| sender.values.fixture_plans.get(*at));
    let before = before.flat_map(|own| {
        own.steps.iter().map(|step| {
            let (method, path) = (&step.plan.method, &step.plan.path);
            format!("{method} {path} for {{{}}}", own.name)
        })
    });
    Planned {
        id: case.id.0.clone(),
        request: format!("{} {}", first.method, first.path),
        more: case.steps.len() - 1,
        before: before.collect(),
    }
}
