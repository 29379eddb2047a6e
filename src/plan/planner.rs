//! Tables to cases, operation by operation: all of them at once, or each when its turn comes.

use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use super::case::ORDINARY;
use super::probe::ON_THE_WIRE;
use super::{Case, FixturePlan, Scope};
use super::{
    effect, fixtures, flaw, kept, listed, negative, ordered, others, paged, positive, probe,
    second, states, unknown, validators,
};
use crate::protocol::target::RequestTarget;
use crate::table::family::Family;
use crate::table::fixture::{Fixture, SetUps};
use crate::table::{Documented, NotRead, Operation, OperationId, Spec, SpecTable};

/// What generation may be told beside the tables.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Limits {
    /// The longest a response may take.
    pub response_time: Option<Duration>,
    /// Whether there is a second caller.
    pub has_other_caller: bool,
}

/// What follows from the tables and what stands beside them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Generated {
    /// Every case, in the tables' order.
    pub cases: Vec<Arc<Case>>,
    /// The requests behind the fixtures.
    pub fixture_plans: Vec<FixturePlan>,
    /// What a user's files say of values and requests.
    pub set_ups: SetUps,
}

/// Generates every case of the tables, and the requests behind the fixtures.
#[must_use]
pub(crate) fn generate(spec: &Spec, limits: &Limits) -> Generated {
    generate_of(spec, limits, &|_| true)
}

/// Generates the cases of the operations that are wanted, by their ids, and of those that share a path with one of them:
/// what a run makes of a case may hang on another of the same request. The requests behind the fixtures are all there.
#[must_use]
pub(crate) fn generate_of(
    spec: &Spec,
    limits: &Limits,
    is_wanted: &dyn Fn(&OperationId) -> bool,
) -> Generated {
    let documented = documented(spec);
    let planner = Planner::new(spec, &documented, limits);
    let operations = planner.operations_like(is_wanted).into_iter();
    let cases = operations.flat_map(|at| planner.cases(at));
    Generated {
        cases: cases.map(Arc::new).collect(),
        fixture_plans: planner.fixture_plans(),
        set_ups: spec.set_ups.clone(),
    }
}

/// What is documented where, over all tables of a specification.
#[must_use]
pub(crate) fn documented(spec: &Spec) -> Documented<'_> {
    let requests = spec.not_read.iter().flat_map(|page| &page.requests);
    let requests: Vec<NotRead> = requests.cloned().collect();
    Documented::of(&spec.tables, &requests)
}

/// Which cases of an operation are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kinds {
    /// All of them.
    All,
    /// Those whose requests the page documents.
    Documented,
}

impl Kinds {
    /// Those of which the names of cases can begin so.
    pub(crate) fn of_name(start: &str) -> Self {
        let is_documented = [ORDINARY, ON_THE_WIRE]
            .iter()
            .any(|own| start.starts_with(own));
        match is_documented {
            true => Self::Documented,
            false => Self::All,
        }
    }
}

/// The cases of a specification's operations, each made when it is asked for.
pub(crate) struct Planner<'a> {
    /// The operations, and behind them those that fixtures need.
    scopes: Vec<Scope<'a>>,
    /// How many of them have cases of their own.
    own: usize,
    supporting: Vec<&'a OperationId>,
    fixtures: &'a [Fixture],
    set_ups: &'a SetUps,
}

impl<'a> Planner<'a> {
    /// That of a specification, of which it is known what it documents where.
    pub(crate) fn new(spec: &'a Spec, documented: &'a Documented<'a>, limits: &'a Limits) -> Self {
        let said = (spec.families.as_slice(), &spec.set_ups);
        let scope = |table| scopes(table, documented, said, limits);
        let mut scopes: Vec<Scope<'_>> = spec.tables.iter().flat_map(scope).collect();
        let own = scopes.len();
        scopes.extend(spec.support.iter().flat_map(scope));
        let supporting = scopes.iter().skip(own);
        Self {
            own,
            supporting: supporting.map(|s| &s.operation.id).collect(),
            fixtures: &spec.fixtures,
            set_ups: &spec.set_ups,
            scopes,
        }
    }

    /// The places of the operations that are wanted, by their ids, and of those that share a path with one of them.
    pub(crate) fn operations_like(&self, is_wanted: &dyn Fn(&OperationId) -> bool) -> Vec<usize> {
        let own = || self.scopes.iter().take(self.own).enumerate();
        let wanted: Vec<bool> = own().map(|(_, s)| is_wanted(&s.operation.id)).collect();
        let paths = own().filter(|(at, _)| wanted[*at]);
        let paths: HashSet<&RequestTarget> = paths
            .flat_map(|(_, scope)| scope.operation.every_path())
            .collect();
        let shares_path = |scope: &Scope<'_>| {
            let mut own = scope.operation.every_path();
            own.any(|path| paths.contains(path))
        };
        own()
            .filter(|(at, scope)| wanted[*at] || shares_path(scope))
            .map(|(at, _)| at)
            .collect()
    }

    /// Every case of the operation at a place, in their order.
    pub(crate) fn cases(&self, at: usize) -> Vec<Case> {
        self.cases_of(at, Kinds::All)
    }

    /// The cases of some kinds of the operation at a place, in their order.
    pub(crate) fn cases_of(&self, at: usize, kinds: Kinds) -> Vec<Case> {
        let scope = &self.scopes[at];
        let mut cases = Vec::new();
        positive::add(scope, &mut cases);
        probe::add(scope, &mut cases);
        if kinds == Kinds::All {
            self.add_others(scope, &mut cases);
        }
        effect::mark(scope, self.fixtures, &mut cases);
        // There are as many lists as there are requests.
        for step in cases.iter_mut().flat_map(|case| &mut case.steps) {
            step.expectations.shrink_to_fit();
        }
        // Who has its rows keeps them.
        scope.references.take();
        cases
    }

    fn add_others(&self, scope: &Scope<'_>, cases: &mut Vec<Case>) {
        negative::add(scope, cases);
        flaw::add(scope, cases);
        unknown::add(scope, self.fixtures, cases);
        others::add(scope, self.fixtures, cases);
        let (fixtures, scopes, supporting) = (self.fixtures, &self.scopes, &self.supporting);
        fixtures::add(scope, fixtures, scopes, supporting, cases);
        kept::add(scope, fixtures, scopes, supporting, cases);
        listed::add(scope, fixtures, scopes, supporting, cases);
        ordered::add(scope, scopes, cases);
        paged::add(scope, cases);
        second::add(scope, fixtures, cases);
        states::add(scope, fixtures, scopes, supporting, cases);
    }

    /// The requests behind the fixtures.
    pub(crate) fn fixture_plans(&self) -> Vec<FixturePlan> {
        let mut fixture_plans = fixtures::fixture_plans(self.fixtures, self.set_ups, &self.scopes);
        fixture_plans.extend(validators::plans(self.fixtures, &self.scopes));
        for scope in &self.scopes {
            scope.references.take();
        }
        fixture_plans
    }
}

fn scopes<'a>(
    table: &'a SpecTable,
    documented: &'a Documented<'a>,
    (families, set_ups): (&'a [Family], &'a SetUps),
    limits: &'a Limits,
) -> Vec<Scope<'a>> {
    let family = families
        .iter()
        .find(|family| table.family.as_ref() == Some(&family.id));
    let scope = |operation: &'a Operation| Scope {
        operation,
        own: set_ups.requests.get(&operation.id),
        source: &table.source,
        family,
        limits,
        documented,
        references: RefCell::default(),
    };
    table.operations.iter().map(scope).collect()
}

#[cfg(test)]
mod tests {
    use super::{Kinds, Limits, Planner, documented, generate, generate_of};
    use crate::store::load::load;
    use crate::store::pages::Reading;

    #[test]
    fn what_is_no_documented_request_has_another_name() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let spec = load(&[root.join("specs")], Reading::default()).unwrap();
        let limits = Limits::default();
        let documented = documented(&spec);
        let planner = Planner::new(&spec, &documented, &limits);
        for at in planner.operations_like(&|_| true) {
            let own = planner.cases_of(at, Kinds::Documented);
            let all = planner.cases(at);
            assert_eq!(all[..own.len()], own);
            for other in &all[own.len()..] {
                let (_, name) = other.id.0.split_once('/').unwrap();
                assert_eq!(Kinds::of_name(name), Kinds::All, "{name}");
            }
        }
    }

    #[test]
    fn the_cases_of_one_operation_are_those_that_all_give() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let spec = load(&[root.join("specs")], Reading::default()).unwrap();
        let all = generate(&spec, &Limits::default());
        let operations = spec.tables.iter().flat_map(|table| &table.operations);
        let mut alone = 0;
        for wanted in operations.map(|operation| &operation.id).step_by(7) {
            let own = generate_of(&spec, &Limits::default(), &|id| id == wanted);
            let of_wanted = all.cases.iter().filter(|case| case.operation == *wanted);
            let own_of_wanted = own.cases.iter().filter(|case| case.operation == *wanted);
            assert!(own_of_wanted.eq(of_wanted), "{wanted}");
            assert_eq!(own.fixture_plans, all.fixture_plans);
            // Those before it that make the same request are there, too.
            let mut others = own.cases.iter().filter(|case| case.operation != *wanted);
            let mut in_order = all.cases.iter();
            assert!(others.all(|other| in_order.any(|case| case == other)));
            alone += usize::from(own.cases.len() * 10 < all.cases.len());
        }
        assert!(alone > 5);
    }
}
