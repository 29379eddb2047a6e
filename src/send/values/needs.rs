//! What a case needs before it can be sent: values from sources, those that formulas make, and set-ups.

use std::collections::{BTreeMap, BTreeSet};

use super::{Source, Values, source_of, variable_name};
use crate::plan::{Case, FixturePlan, SetUpStep};
use crate::protocol::bindings::known;
use crate::protocol::formula::{Formula, identifier};
use crate::protocol::request::{RequestPlan, TOKEN};
use crate::table::OperationId;

/// What fills a placeholder.
#[derive(Clone, Copy)]
pub(super) enum Origin<'a> {
    /// A source, and the ordinal that the case takes there.
    Source(&'a str, usize),
    /// A value that an earlier request of the case gives, or a formula of one.
    Fixture,
    /// Nothing that was given.
    Nothing,
}

/// What a case needs: its placeholders with their origins, and its set-ups, those first that
/// others need.
#[derive(Default)]
pub(super) struct Needs<'a> {
    pub(super) claims: Vec<(String, Origin<'a>)>,
    pub(super) fixture_plans: Vec<usize>,
    /// The set-ups whose own needs were looked at.
    begun: Vec<usize>,
    /// The values of steps alone whose own needs were looked at, by their names with the step's scope before them.
    begun_values: BTreeSet<String>,
    pub(super) fresh: Vec<String>,
    /// Whether it needs a credential that is not there.
    pub(super) token: bool,
}

/// The places that a case takes in sources.
pub(super) struct Draws<'a, 'u, 'c> {
    pub(super) case: &'c Case,
    pub(super) own: BTreeMap<&'a str, usize>,
    pub(super) used: &'u mut BTreeMap<&'a str, usize>,
}

/// A request whose needs are looked at.
pub(super) struct Asked<'r> {
    pub(super) operation: &'r OperationId,
    pub(super) plan: &'r RequestPlan,
    is_release: bool,
    /// The step of a set-up that it is.
    step: Option<&'r SetUpStep>,
}

impl<'r> Asked<'r> {
    pub(super) fn of(operation: &'r OperationId, plan: &'r RequestPlan) -> Self {
        Self {
            operation,
            plan,
            is_release: false,
            step: None,
        }
    }

    fn of_set_up(step: &'r SetUpStep, is_release: bool) -> Self {
        Self {
            operation: &step.operation,
            plan: &step.plan,
            is_release,
            step: Some(step),
        }
    }
}

impl<'a> Draws<'a, '_, '_> {
    /// The place of the case in a source: the one that it has, or the next.
    pub(super) fn draw(&mut self, name: &'a str) -> Origin<'a> {
        let fresh = self.case.changes_state && self.case.skip.is_none();
        let used = &mut *self.used;
        let ordinal = *self.own.entry(name).or_insert_with(|| {
            let next = used.entry(name).or_insert(0);
            let mine = *next;
            *next += usize::from(fresh);
            mine
        });
        Origin::Source(name, ordinal)
    }
}

impl Values {
    /// Adds what one request of a case needs, and what its set-ups need in turn. What a release repeats of the state of a
    /// thing is read right before it is sent, so that it needs no more than what that needs.
    pub(super) fn need<'a>(
        &'a self,
        asked: &Asked<'a>,
        draws: &mut Draws<'a, '_, '_>,
        needs: &mut Needs<'a>,
    ) where
        Self: 'a,
    {
        let Asked {
            operation, plan, ..
        } = asked;
        for names in plan.placeholders() {
            let Some(first) = names.first() else { continue };
            if first == TOKEN {
                needs.token |= self.lacks_token(operation, plan);
                continue;
            }
            let own = asked.step.and_then(|step| own_value(step, &names));
            if let Some(formula) = own {
                self.need_of_formula(formula, &plan.scopes, draws, needs);
                continue;
            }
            let fixture_plan = self.fixture_plan(operation, plan, &names);
            if let Some((bound, source)) = self.given(&plan.scopes, &names) {
                self.need_of_source((bound, source), &plan.scopes, draws, needs);
            } else if let Some(at) = fixture_plan.filter(|at| self.may_serve(*at, plan, &names)) {
                let read = &self.fixture_plans[at];
                if asked.is_release && read.is_of_state() {
                    for step in &read.steps {
                        self.need(&Asked::of_set_up(step, true), draws, needs);
                    }
                    continue;
                }
                self.need_of_set_up(at, draws, needs);
                needs.claims.push((first.clone(), Origin::Fixture));
            } else {
                needs.claims.push((first.clone(), Origin::Nothing));
            }
        }
        self.need_of_content(plan, draws, needs);
    }

    /// Adds the set-up of a name.
    pub(super) fn need_by_name<'a>(
        &'a self,
        name: &str,
        draws: &mut Draws<'a, '_, '_>,
        needs: &mut Needs<'a>,
    ) {
        if let Some(at) = self.fixture_plans.iter().position(|own| own.name == name) {
            self.need_of_set_up(at, draws, needs);
        }
    }

    fn need_of_set_up<'a>(
        &'a self,
        at: usize,
        draws: &mut Draws<'a, '_, '_>,
        needs: &mut Needs<'a>,
    ) {
        if needs.begun.contains(&at) {
            return;
        }
        needs.begun.push(at);
        let fixture_plan = &self.fixture_plans[at];
        for name in &fixture_plan.needs {
            self.need_by_name(name, draws, needs);
        }
        for formula in fixture_plan.values.values() {
            self.need_of_formula(formula, &[], draws, needs);
        }
        let steps = fixture_plan.steps.iter().map(|step| (step, false));
        let releases = fixture_plan.releases.iter().map(|step| (step, true));
        for (step, is_release) in steps.chain(releases) {
            self.need(&Asked::of_set_up(step, is_release), draws, needs);
        }
        needs.fixture_plans.push(at);
    }

    /// Adds a source, and what its formula needs where it is one.
    pub(super) fn need_of_source<'a>(
        &'a self,
        (bound, source): (String, &'a str),
        scopes: &[String],
        draws: &mut Draws<'a, '_, '_>,
        needs: &mut Needs<'a>,
    ) {
        let is_known = needs.claims.iter().any(|(name, _)| *name == bound);
        needs.claims.push((bound, draws.draw(source)));
        if let (false, Source::Formula(formula)) = (is_known, &self.sources[source]) {
            self.need_of_formula(formula, scopes, draws, needs);
        }
    }

    fn need_of_formula<'a>(
        &'a self,
        formula: &Formula,
        scopes: &[String],
        draws: &mut Draws<'a, '_, '_>,
        needs: &mut Needs<'a>,
    ) {
        for name in formula.names() {
            if let Some((own, formula)) = self.value_of_step(scopes, name) {
                // One that needs itself is told of when it is made.
                if needs.begun_values.insert(own) {
                    self.need_of_formula(formula, scopes, draws, needs);
                }
                continue;
            }
            let own = self.given(scopes, &[name.to_owned()]);
            let alike = || {
                let mut names = self.sources.keys();
                let name = names.find(|own| identifier(own) == name)?;
                Some((name.clone(), name.as_str()))
            };
            let gives = |plan: &FixturePlan| {
                let mut gives = plan.gives.iter();
                plan.of.is_empty() && gives.any(|own| identifier(own) == name)
            };
            if let Some(given) = own.or_else(alike) {
                self.need_of_source(given, scopes, draws, needs);
            } else if let Some(at) = self.fixture_plans.iter().position(gives) {
                self.need_of_set_up(at, draws, needs);
            } else {
                needs.claims.push((name.to_owned(), Origin::Nothing));
            }
        }
    }

    /// What a step of a set-up says of a name for itself, by the name with its scope before it.
    fn value_of_step(&self, scopes: &[String], name: &str) -> Option<(String, &Formula)> {
        let own = format!("{}.{name}", scopes.first()?);
        let mut steps = self.fixture_plans.iter().flat_map(FixturePlan::requests);
        let formula = steps.find_map(|step| step.values.get(&own))?;
        Some((own, formula))
    }

    /// The set-up that gives a placeholder of these names its value in a request. What answers itself takes any tag.
    pub(super) fn fixture_plan(
        &self,
        operation: &OperationId,
        plan: &RequestPlan,
        names: &[String],
    ) -> Option<usize> {
        self.fixture_plans.iter().position(|fixture_plan| {
            let is_needed = fixture_plan.of.is_empty() || !self.fills_itself;
            is_needed && fixture_plan.fills(operation, plan, names)
        })
    }

    /// Whether a set-up may give a request the value of a placeholder of these names: what was there before is changed by
    /// none, though others may be told of it.
    fn may_serve(&self, at: usize, plan: &RequestPlan, names: &[String]) -> bool {
        let is_read_only = self
            .fixture_plans
            .get(at)
            .is_some_and(|own| own.is_read_only);
        let is_told = || !plan.placeholders_of_head().iter().any(|own| own == names);
        // Of what answers itself, nothing is anybody's.
        !is_read_only || self.fills_itself || plan.method.is_safe() || is_told()
    }

    /// The name that a placeholder's value is bound to, and its source: what is said of the scopes goes first, and what
    /// is said for all is bound to its most particular name.
    pub(super) fn given(&self, scopes: &[String], names: &[String]) -> Option<(String, &str)> {
        let written: Vec<&str> = names.iter().map(String::as_str).collect();
        let is_known = |name: &str| {
            self.sources.contains_key(name) || self.sources.contains_key(&variable_name(name))
        };
        let found = known(scopes, &written, is_known)?;
        let (name, source) = source_of(&self.sources, &found)?;
        let bound = match source {
            Source::Formula(_) => name.to_owned(),
            _ if names.contains(&found) => names.first()?.clone(),
            _ => found,
        };
        Some((bound, name))
    }
}

/// What is said of a placeholder in one step alone.
fn own_value<'s>(step: &'s SetUpStep, names: &[String]) -> Option<&'s Formula> {
    let scope = step.plan.scopes.first()?;
    let mut own = names.iter();
    own.find_map(|name| step.values.get(&format!("{scope}.{name}")))
        .map(AsRef::as_ref)
}
