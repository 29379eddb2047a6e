//! Tables to cases: all of them, those that are selected, or none yet where each is made when its turn comes.

use std::path::PathBuf;
use std::sync::Arc;

use libtest_mimic::Arguments;

use super::{DEFAULT_SPEC, Request, RunError, is_libtests};
use crate::app::settings::Settings;
use crate::app::trials::may_select;
use crate::plan::{Case, FixturePlan, Generated, Limits, Planner, documented, generate_of};
use crate::send::values::Source;
use crate::store::load::load;
use crate::store::snapshots::Orphans;
use crate::table::{OperationId, Spec};

/// A specification with its cases: what everything else starts from.
pub(crate) struct Plan {
    /// Tables, families and pages.
    pub spec: Spec,
    /// Every case; none where they are made when their turn comes.
    pub cases: Vec<Arc<Case>>,
    /// Whether they are.
    pub is_of_turns: bool,
    /// The requests behind the fixtures.
    pub fixture_plans: Vec<FixturePlan>,
    /// The paths the specification came from.
    pub paths: Vec<PathBuf>,
}

impl Plan {
    /// Whether snapshots without an operation are trouble: where whole folders of tables are at hand.
    pub(crate) fn orphans(&self) -> Orphans {
        if self.paths.iter().all(|path| path.is_dir()) {
            Orphans::Sought
        } else {
            Orphans::Ignored
        }
    }
}

/// Loads the specification and generates its cases; no traffic.
///
/// # Errors
/// When the specification cannot be used.
pub(crate) fn plan(settings: &Settings) -> Result<Plan, RunError> {
    plan_of(settings, &|_| true)
}

/// The same with the cases of operations alone that may be selected.
///
/// # Errors
/// When the specification cannot be used.
fn plan_selected(settings: &Settings, arguments: &Arguments) -> Result<Plan, RunError> {
    // Which value of a list a case takes hangs on all cases before it.
    if !settings.vars.values().all(Source::is_one) {
        return plan(settings);
    }
    plan_of(settings, &|operation| may_select(arguments, operation))
}

pub(super) fn plan_of(
    settings: &Settings,
    is_wanted: &dyn Fn(&OperationId) -> bool,
) -> Result<Plan, RunError> {
    let (spec, paths) = read(settings)?;
    let limits = limits(settings);
    let Generated {
        cases,
        fixture_plans,
        ..
    } = generate_of(&spec, &limits, is_wanted);
    Ok(Plan {
        spec,
        cases,
        is_of_turns: false,
        fixture_plans,
        paths,
    })
}

/// What planning is told beside the tables.
pub(super) fn limits(settings: &Settings) -> Limits {
    Limits {
        response_time: settings.max_response_time,
        has_other_caller: settings.target.is_some() && settings.has_other(),
    }
}

/// The specification alone, whose cases are made when their turn comes.
///
/// # Errors
/// When the specification cannot be used.
fn plan_of_turns(settings: &Settings) -> Result<Plan, RunError> {
    let (spec, paths) = read(settings)?;
    let limits = limits(settings);
    let fixture_plans = Planner::new(&spec, &documented(&spec), &limits).fixture_plans();
    Ok(Plan {
        spec,
        cases: Vec::new(),
        is_of_turns: true,
        fixture_plans,
        paths,
    })
}

/// Whether the cases of a run may be made when their turn comes: where nothing hangs on all of them at once.
pub(super) fn is_of_turns(request: &Request) -> bool {
    let Request {
        settings,
        arguments,
        ..
    } = request;
    let is_alone = request.fault.is_none() && !request.is_dry && !arguments.list;
    is_alone && !is_libtests(arguments) && settings.vars.values().all(Source::is_one)
}

fn read(settings: &Settings) -> Result<(Spec, Vec<PathBuf>), RunError> {
    let mut paths = settings.spec.clone();
    if paths.is_empty() {
        paths.push(PathBuf::from(DEFAULT_SPEC));
    }
    Ok((load(&paths, settings.reading()?)?, paths))
}

/// The plan of a run: without cases where each is made when its turn comes.
///
/// # Errors
/// When the specification cannot be used.
pub(super) fn planned_for(request: &Request) -> Result<Plan, RunError> {
    match is_of_turns(request) {
        true => plan_of_turns(&request.settings),
        false => plan_selected(&request.settings, &request.arguments),
    }
}
