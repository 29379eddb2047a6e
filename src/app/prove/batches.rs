//! Which faults can be placed at the same time.

use std::collections::{BTreeMap, BTreeSet};

use crate::fake::fault::Placed;
use crate::plan::{FixturePlan, Generated};
use crate::table::{OperationId, Spec};

/// Operations whose cases call each other, or share a path.
pub(super) struct Conflicts {
    pairs: BTreeSet<(OperationId, OperationId)>,
}

impl Conflicts {
    pub(super) fn of(spec: &Spec, generated: &Generated) -> Self {
        let mut pairs = BTreeSet::new();
        let mut add = |one: &OperationId, other: &OperationId| {
            pairs.insert((one.clone(), other.clone()));
            pairs.insert((other.clone(), one.clone()));
        };
        for case in &generated.cases {
            for scope in case.steps.iter().flat_map(|step| &step.plan.scopes) {
                if *scope != case.operation.0 {
                    add(&case.operation, &OperationId(scope.clone()));
                }
            }
            let names = case.steps.iter().flat_map(|step| step.plan.placeholders());
            for own in needed(names.flatten().collect(), &generated.fixture_plans) {
                for request in own.requests() {
                    add(&case.operation, &request.operation);
                }
            }
        }
        for fixture in &spec.fixtures {
            if let (Some(release), Some(user)) = (&fixture.released_by, &fixture.used_by) {
                add(release, user);
            }
        }
        let mut shapes: BTreeMap<String, &OperationId> = BTreeMap::new();
        for operation in spec.tables.iter().flat_map(|table| &table.operations) {
            let readings = operation.paths.iter().flat_map(|row| row.readings());
            for path in readings.flat_map(|reading| &reading.value) {
                if let Some(other) = shapes.insert(path.path().shape(), &operation.id)
                    && *other != operation.id
                {
                    add(other, &operation.id);
                }
            }
        }
        Self { pairs }
    }

    fn allow(&self, one: &OperationId, other: &OperationId) -> bool {
        one != other && !self.pairs.contains(&(one.clone(), other.clone()))
    }
}

/// The set-ups that give some placeholders, and those that they need in turn.
fn needed(mut names: Vec<String>, all: &[FixturePlan]) -> Vec<&FixturePlan> {
    let mut found: Vec<&FixturePlan> = Vec::new();
    while let Some(name) = names.pop() {
        let giving = all.iter().filter(|own| own.gives.contains(&name));
        for own in giving {
            if !found.iter().any(|other| other.name == own.name) {
                found.push(own);
                names.extend(
                    own.requests()
                        .flat_map(|own| own.plan.placeholders())
                        .flatten(),
                );
            }
        }
    }
    found
}

/// Places in as few batches as their operations allow.
pub(super) fn batched(places: Vec<Placed>, conflicts: &Conflicts) -> Vec<Vec<Placed>> {
    let mut batches: Vec<Vec<Placed>> = Vec::new();
    for placed in places {
        let fits = |batch: &&mut Vec<Placed>| {
            let mut others = batch.iter();
            others.all(|other| conflicts.allow(&placed.operation, &other.operation))
        };
        match batches.iter_mut().find(fits) {
            Some(batch) => batch.push(placed),
            None => batches.push(vec![placed]),
        }
    }
    batches
}
