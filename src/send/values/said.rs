//! What a user's files say of values: as sources, and as formulas that make them when a request needs them.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

use super::{Source, Values};
use crate::protocol::bindings::{Bindings, OfRun};
use crate::protocol::formula::{Formula, identifier, is_one};
use crate::table::fixture::{Each, SetUps};

impl Values {
    /// Adds what files say beside the tables; what is given otherwise goes before it.
    pub(crate) fn say(&mut self, set_ups: &SetUps) {
        let mut said: Vec<(String, &Arc<Formula>)> = Vec::new();
        said.extend(
            set_ups
                .values
                .iter()
                .map(|(name, value)| (name.clone(), value)),
        );
        for (operation, request) in &set_ups.requests {
            let own = request.values.iter();
            said.extend(own.map(|(name, value)| (format!("{operation}.{name}"), value)));
        }
        for (name, formula) in said {
            let source = match is_one(formula.text()) {
                true => Source::Formula(Arc::clone(formula)),
                false => Source::One(formula.text().to_owned()),
            };
            self.sources.entry(name).or_insert(source);
        }
        let needs = set_ups.requests.iter();
        let needs = needs.map(|(operation, own)| (operation.0.clone(), own.needs.clone()));
        self.needs = needs.collect();
        self.of_run = Arc::new(OfRun::of(self.names_of_run()));
    }

    /// The names of the values that are made by a formula, and that something takes which serves the whole run: they are
    /// made once.
    fn names_of_run(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for plan in self
            .fixture_plans
            .iter()
            .filter(|plan| plan.each == Each::Run)
        {
            for step in plan.requests() {
                for own in step.plan.placeholders() {
                    if let Some((_, source)) = self.given(&step.plan.scopes, &own) {
                        self.add_of_run(source, &mut names);
                    }
                }
                for formula in step.values.values() {
                    self.add_needed(formula, &mut names);
                }
            }
            for formula in plan.values.values() {
                self.add_needed(formula, &mut names);
            }
        }
        names
    }

    fn add_of_run(&self, source: &str, names: &mut BTreeSet<String>) {
        if let Some(Source::Formula(formula)) = self.sources.get(source)
            && names.insert(source.to_owned())
        {
            self.add_needed(formula, names);
        }
    }

    fn add_needed(&self, formula: &Formula, names: &mut BTreeSet<String>) {
        for written in formula.names() {
            let own = self.sources.keys().find(|own| identifier(own) == written);
            if let Some(source) = own {
                self.add_of_run(source, names);
            }
        }
    }

    /// Adds what makes values for a case when its requests need them.
    pub(super) fn bind_formulas(&self, case: &str, bindings: &mut Bindings) {
        for (name, source) in &self.sources {
            if let Source::Formula(formula) = source {
                bindings.formulas.insert(name.clone(), Arc::clone(formula));
            } else if let Some(value) = source.only_value() {
                bindings.values.entry(name.clone()).or_insert(value);
            }
        }
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        let times = given.entry(case.to_owned()).or_default();
        bindings.chance.clone_from(&self.chance);
        bindings.chance.scope = format!("{case} {times}");
        // What is sent again is another thing.
        *times += 1;
        bindings.of_run = Arc::clone(&self.of_run);
    }
}
