//! Which faults can be placed at the same time.

use std::collections::{BTreeMap, BTreeSet};

use crate::fake::fault::Placed;
use crate::plan::Generated;
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
            for fixture_plan in &generated.fixture_plans {
                let mut names = case.steps.iter().flat_map(|step| step.plan.placeholders());
                let gives = |name: &String| fixture_plan.gives.contains(name);
                if !names.any(|names| names.iter().any(gives)) {
                    continue;
                }
                for request in fixture_plan.requests() {
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
