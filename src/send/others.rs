//! What a list has besides its first element: where that one serves a request badly, since it is in a state in which the
//! request is refused, another may do.

use std::sync::PoisonError;

use super::captured::captured;
use super::fixtures::{Captured, RunFixtures, Served};
use super::set_up::{NotSetUp, set_up};
use crate::check::Made;
use crate::plan::FixturePlan;
use crate::protocol::bindings::Bindings;
use crate::send::Target;
use crate::send::values::check_value;
use crate::table::fixture::Capture;

/// The most elements that are tried beside the first.
const MOST: usize = 7;

/// The values that the other elements of a list have where a set-up took those of the first.
pub(super) fn listed_besides(
    target: &Target,
    fixture_plan: &FixturePlan,
    made: &[Made],
) -> Vec<Captured> {
    let last = fixture_plan.steps.last().zip(made.last());
    let Some((step, (_, exchange))) = last.filter(|_| fixture_plan.is_read_only) else {
        return Vec::new();
    };
    let of = |at: usize| -> Option<Captured> {
        let values = step.captures.iter().map(|(variable, from)| {
            let value = captured(target, exchange, &element(from, at)?)?;
            let is_usable = check_value(variable, &value.text).is_ok();
            is_usable.then(|| (variable.clone(), value))
        });
        values.collect()
    };
    (1..=MOST).map_while(of).collect()
}

/// The same place in another element of a list.
fn element(from: &Capture, at: usize) -> Option<Capture> {
    let Capture::Pointer(pointer) = from else {
        return None;
    };
    let (list, rest) = pointer.split_once("/0")?;
    let is_whole = rest.is_empty() || rest.starts_with('/');
    is_whole.then(|| Capture::Pointer(format!("{list}/{at}{rest}")))
}

/// Tries a set-up that was refused with the other things of the lists that its values come from; what serves it serves
/// the run from then on. Gives the first refusal where none does.
pub(super) async fn try_others(
    target: &Target,
    shared: &RunFixtures,
    fixture_plan: &FixturePlan,
    bindings: &mut Bindings,
    refused: Result<Vec<Made>, NotSetUp>,
) -> Result<Vec<Made>, NotSetUp> {
    for served in shared.served_by_lists() {
        let Some(served) = served.get() else {
            continue;
        };
        for (at, values) in served.others.iter().enumerate() {
            let is_bound = |(name, _): &(String, _)| bindings.values.contains_key(name);
            if !values.iter().all(is_bound) {
                break;
            }
            let mut own = bindings.clone();
            own.values.extend(values.iter().cloned());
            let came = set_up(target, fixture_plan, &mut own, &mut false).await;
            if came.is_ok() {
                *bindings = own;
                served.choose(at);
                return came;
            }
        }
    }
    refused
}

impl Served {
    /// The values of the element that serves better than the first.
    pub(super) fn chosen(&self) -> Captured {
        let chosen = *self.chosen.lock().unwrap_or_else(PoisonError::into_inner);
        let values = chosen.and_then(|at| self.others.get(at));
        values.cloned().unwrap_or_default()
    }

    fn choose(&self, at: usize) {
        *self.chosen.lock().unwrap_or_else(PoisonError::into_inner) = Some(at);
    }
}

impl RunFixtures {
    /// What serves the run and is one of several that a list has.
    fn served_by_lists(&self) -> Vec<std::sync::Arc<tokio::sync::OnceCell<Served>>> {
        let cells = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
        let has_others = |served: &Served| !served.others.is_empty();
        let cells = cells.values();
        let listed = cells.filter(|cell| cell.get().is_some_and(has_others));
        listed.cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::element;
    use crate::table::fixture::Capture;

    #[test]
    fn another_element_stands_where_the_first_does() {
        let of = |pointer: &str| {
            element(&Capture::Pointer(pointer.to_owned()), 2).map(|own| match own {
                Capture::Pointer(pointer) => pointer,
                _ => String::new(),
            })
        };
        assert_eq!(of("/items/0/id").as_deref(), Some("/items/2/id"));
        assert_eq!(of("/0").as_deref(), Some("/2"));
        assert_eq!(of("/items/00/id"), None);
        assert_eq!(of("/id"), None);
    }
}
