//! Values that cases obtain from the target before their steps and give back after them.
//!
//! A set-up that fails is an error, never a violation. What was obtained is given back whatever
//! came of the case: passed, failed, timed out or interrupted.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OnceCell, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::captured::captured;
use super::others;
use super::release::{Later, give_back, is_release, request_of};
use super::set_up::{NotSetUp, awaited, set_up};
use crate::check::Made;
use crate::plan::{Case, FixturePlan, SetUpStep, Step};
use crate::protocol::bindings::Bindings;
use crate::protocol::encoding::Value;
use crate::protocol::exchange::Exchange;
use crate::send::Target;
use crate::send::values::check_value;

/// Values that serve a whole run, with the bindings they were obtained with.
#[derive(Debug, Clone, Default)]
pub(crate) struct RunFixtures {
    pub(super) cells: Arc<Mutex<BTreeMap<String, Arc<OnceCell<Served>>>>>,
    state: Arc<RwLock<()>>,
    obtained: Arc<AtomicUsize>,
    pub(super) later: Arc<Mutex<Vec<Later>>>,
}

/// What serves a whole run.
#[derive(Debug)]
pub(super) struct Served {
    pub(super) bindings: Bindings,
    /// Its place among what was obtained.
    at: usize,
    /// What else was listed where its values were.
    pub(super) others: Vec<Captured>,
    /// Which of these serves better, once that is known.
    pub(super) chosen: Mutex<Option<usize>>,
}

/// While it is kept, no case changes what another has read the state of.
#[derive(Debug)]
pub(crate) enum Calm<'a> {
    /// The case changes things: none may rely on their state.
    Changes { _held: RwLockReadGuard<'a, ()> },
    /// The case relies on a state: none may change it.
    Relies { _held: RwLockWriteGuard<'a, ()> },
    /// The case does neither.
    Neither,
}

/// Values that one case obtained.
#[derive(Debug, Default)]
pub(crate) struct CaseFixtures<'a> {
    own: Vec<&'a FixturePlan>,
    values: Vec<(String, Value)>,
    /// Values that the case's own steps were given, beside the one it may have asked for.
    given: Vec<(&'a FixturePlan, Captured)>,
    /// The exchanges by which it obtained what is its own.
    made: Vec<Made>,
}

/// What an answer gives.
pub(crate) type Captured = Vec<(String, Value)>;

/// What is known of a case's fixtures when it has ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// The exchanges by which it obtained what is its own.
    pub made: Vec<Made>,
    /// What could not be given back.
    pub unreleased: Vec<String>,
    /// What it was given, by the names of variables.
    pub values: Captured,
}

/// A release that a case's own steps asked for.
#[derive(Debug)]
pub(crate) struct Release {
    name: String,
    /// Which of the releases it is.
    at: usize,
    served: bool,
}

impl<'a> CaseFixtures<'a> {
    /// Obtains the values of one set-up and binds them.
    ///
    /// # Errors
    /// When an operation does not give one; the text names the step.
    pub(crate) async fn obtain(
        &mut self,
        target: &Target,
        shared: &RunFixtures,
        fixture_plan: &'a FixturePlan,
        case: &Case,
        bindings: &mut Bindings,
    ) -> Result<(), NotSetUp> {
        if fixture_plan.is_obtained_for(case) {
            let mut is_begun = false;
            let mut came = set_up(target, fixture_plan, bindings, &mut is_begun).await;
            if !is_begun && came.as_ref().is_err_and(|failed| failed.is_in_the_way) {
                came = others::try_others(target, shared, fixture_plan, bindings, came).await;
            }
            if came.is_ok() || is_begun {
                self.own.push(fixture_plan);
            }
            self.made.extend(came?);
        } else {
            shared.values(target, fixture_plan, bindings).await?;
        }
        for variable in &fixture_plan.gives {
            let is_captured = !fixture_plan.values.contains_key(variable);
            let value = bindings.values.get(variable).filter(|_| is_captured);
            self.values
                .extend(value.map(|value| (variable.clone(), value.clone())));
        }
        Ok(())
    }

    /// Gives back what the case was given and made, whatever came of it.
    pub(crate) async fn end(
        mut self,
        (target, shared, fixture_plans): (&Target, &RunFixtures, &'a [FixturePlan]),
        case: &Case,
        exchanges: &[Exchange],
        mut bindings: Bindings,
    ) -> Ended {
        self.renew(target, case, exchanges, &mut bindings);
        self.note(target, fixture_plans, case, (exchanges, &bindings))
            .await;
        let asked = self.asked_for(case, &bindings, exchanges);
        let made = std::mem::take(&mut self.made);
        let values = std::mem::take(&mut self.values);
        let unreleased = self
            .release(target, shared, fixture_plans, &bindings, &asked)
            .await;
        Ended {
            made,
            unreleased,
            values,
        }
    }

    /// Takes note of the values that a case's own steps were given: those are given back as well.
    async fn note(
        &mut self,
        target: &Target,
        fixture_plans: &'a [FixturePlan],
        case: &Case,
        (exchanges, bindings): (&[Exchange], &Bindings),
    ) {
        for (fixture_plan, step) in alike(fixture_plans, case) {
            // Another request of the case, such as one that reads, makes nothing.
            let is_alike = |own: &Step| own.plan.method == step.plan.method;
            let sent = case.steps.iter().zip(exchanges);
            let sent = sent.filter(|(own, _)| is_alike(own));
            let sent = sent.map(|(_, exchange)| exchange);
            for exchange in sent.filter(|exchange| exchange.is_served()) {
                let exchange = awaited(target, step, exchange, bindings).await;
                // A value that could not be sent as one gives nothing to give back.
                let captured: Captured = step
                    .captures
                    .iter()
                    .filter_map(|(variable, from)| {
                        let value = captured(target, &exchange, from)?;
                        let is_usable = check_value(variable, &value.text).is_ok();
                        is_usable.then(|| (variable.clone(), value))
                    })
                    .collect();
                // What gives nothing makes no other thing than the case was given, and the same thing twice is given
                // back once.
                let given = (fixture_plan, captured);
                if !given.1.is_empty() && !self.given.contains(&given) {
                    self.values.extend(given.1.iter().cloned());
                    self.given.push(given);
                }
            }
        }
    }

    /// Takes what the case's own steps made of the values that it was given.
    fn renew(
        &mut self,
        target: &Target,
        case: &Case,
        exchanges: &[Exchange],
        bindings: &mut Bindings,
    ) {
        for (step, exchange) in case.steps.iter().zip(exchanges) {
            let renewals = self.own.iter().flat_map(|plan| &plan.renewals);
            let is_its = |own: &&SetUpStep| {
                let is_of = step.plan.scopes.contains(&own.operation.0);
                is_of && step.plan.method == own.plan.method
            };
            for renewal in renewals.filter(is_its).filter(|_| exchange.is_served()) {
                for (variable, from) in &renewal.captures {
                    if let Some(value) = captured(target, exchange, from) {
                        bindings.values.insert(variable.clone(), value.clone());
                        self.values.push((variable.clone(), value));
                    }
                }
            }
        }
    }

    /// The exchanges by which the case obtained what is its own.
    pub(crate) fn made(&self) -> &[Made] {
        &self.made
    }

    /// The releases that the case's own steps asked for: whatever came of that, the
    /// case has judged it.
    fn asked_for(&self, case: &Case, bindings: &Bindings, exchanges: &[Exchange]) -> Vec<Release> {
        let releases = self.own.iter().flat_map(|plan| {
            let releases = plan.releases.iter().enumerate();
            releases.map(move |(at, step)| (*plan, at, step))
        });
        let asked = releases.filter_map(|(plan, at, step)| {
            let request = request_of(step, &mut bindings.clone()).ok()?;
            let values = plan
                .gives
                .iter()
                .filter_map(|name| bindings.values.get(name));
            let values: Vec<&str> = values.map(|value| value.text.as_str()).collect();
            let mut asked = exchanges
                .iter()
                .filter(|exchange| is_release(&exchange.sent, &request, &values));
            let first = asked.next()?;
            let served = first.is_served() || asked.any(Exchange::is_served);
            // A case that expects a refusal has not asked in earnest.
            (served || case.changes_state).then(|| Release {
                name: plan.name.clone(),
                at,
                served,
            })
        });
        asked.collect()
    }

    /// Gives back what the case has not, the last obtained first; says what could not be given
    /// back.
    async fn release(
        self,
        target: &Target,
        shared: &RunFixtures,
        fixture_plans: &[FixturePlan],
        bindings: &Bindings,
        asked: &[Release],
    ) -> Vec<String> {
        let mut troubles = Vec::new();
        let shared = Some(shared);
        for (fixture_plan, captured) in self.given.iter().rev() {
            let mut bindings = bindings.clone();
            bindings.values.extend(captured.iter().cloned());
            for step in &fixture_plan.releases {
                // What needs more than this answer gave was not made by it.
                if request_of(step, &mut bindings.clone()).is_ok() {
                    troubles.extend(
                        give_back(
                            target,
                            shared,
                            fixture_plans,
                            (fixture_plan, step),
                            &bindings,
                        )
                        .await,
                    );
                }
            }
        }
        for fixture_plan in self.own.iter().rev() {
            for (at, step) in fixture_plan.releases.iter().enumerate() {
                let before = asked
                    .iter()
                    .find(|a| a.name == fixture_plan.name && a.at == at);
                if before.is_some_and(|release| release.served) {
                    continue;
                }
                let trouble = give_back(
                    target,
                    shared,
                    fixture_plans,
                    (fixture_plan, step),
                    bindings,
                )
                .await;
                troubles.extend(trouble.filter(|_| before.is_none()));
            }
        }
        troubles
    }
}

/// The requests of set-ups that a case makes as well, and that are given back.
fn alike<'a>(plans: &'a [FixturePlan], case: &Case) -> Vec<(&'a FixturePlan, &'a SetUpStep)> {
    let own = plans.iter();
    own.flat_map(|plan| plan.given_back_alike(case).map(move |step| (plan, step)))
        .collect()
}

impl RunFixtures {
    /// Waits until a case that relies on the state of things, or changes some, harms no other and is not harmed.
    pub(crate) async fn calm(&self, relies: bool, changes: bool) -> Calm<'_> {
        match (relies, changes) {
            (true, _) => Calm::Relies {
                _held: self.state.write().await,
            },
            (false, true) => Calm::Changes {
                _held: self.state.read().await,
            },
            (false, false) => Calm::Neither,
        }
    }

    /// Waits until no other case has anything there that it made and not yet given back, and keeps all from making any.
    pub(crate) async fn alone(&self) -> Calm<'_> {
        self.calm(true, true).await
    }

    /// Binds what serves the whole run; obtains it where it was not yet.
    async fn values(
        &self,
        target: &Target,
        fixture_plan: &FixturePlan,
        bindings: &mut Bindings,
    ) -> Result<(), NotSetUp> {
        let cell = {
            let mut cells = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(cells.entry(fixture_plan.name.clone()).or_default())
        };
        let obtained = cell
            .get_or_try_init(async || {
                let mut bindings = bindings.clone();
                bindings.chance.scope = format!("run {}", fixture_plan.name);
                let made = set_up(target, fixture_plan, &mut bindings, &mut false).await?;
                let at = self.obtained.fetch_add(1, Ordering::Relaxed);
                Ok::<Served, NotSetUp>(Served {
                    bindings,
                    at,
                    others: others::listed_besides(target, fixture_plan, &made),
                    chosen: Mutex::default(),
                })
            })
            .await?;
        for variable in &fixture_plan.gives {
            let value = obtained.bindings.values.get(variable);
            bindings
                .values
                .extend(value.map(|value| (variable.clone(), value.clone())));
        }
        bindings.values.extend(obtained.chosen());
        Ok(())
    }

    /// Gives back what could not be given back while others were sent; says what still cannot.
    async fn release_later(&self, target: &Target) -> Vec<String> {
        let later = {
            let mut later = self.later.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *later)
        };
        let mut troubles = Vec::new();
        // Each case noted the last obtained first.
        for later in later {
            troubles.extend(later.send(target).await);
        }
        troubles
    }

    /// Gives back what served the run, the last obtained first; says what could not be given back.
    pub(crate) async fn release(
        &self,
        target: &Target,
        fixture_plans: &[FixturePlan],
    ) -> Vec<String> {
        let cells = {
            let mut cells = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *cells)
        };
        let served = fixture_plans.iter().filter_map(|plan| {
            let served = cells.get(&plan.name)?.get()?;
            Some((plan, served))
        });
        let mut served: Vec<(&FixturePlan, &Served)> = served.collect();
        served.sort_by_key(|(_, served)| std::cmp::Reverse(served.at));
        let mut troubles = self.release_later(target).await;
        for (plan, served) in served {
            for step in &plan.releases {
                let own = give_back(target, None, fixture_plans, (plan, step), &served.bindings);
                troubles.extend(own.await);
            }
        }
        troubles
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Waker};

    use super::RunFixtures;

    #[test]
    fn who_relies_on_a_state_waits_for_those_who_change_it_and_they_for_them() {
        // Whether a case goes ahead beside another, each given as what it relies on and changes.
        let goes_beside = |other: (bool, bool), own: (bool, bool)| {
            let shared = RunFixtures::default();
            let mut context = Context::from_waker(Waker::noop());
            let mut other = pin!(shared.calm(other.0, other.1));
            let held = other.as_mut().poll(&mut context);
            assert!(held.is_ready());
            let own = pin!(shared.calm(own.0, own.1));
            own.poll(&mut context).is_ready()
        };
        let (relies, changes, neither) = ((true, false), (false, true), (false, false));
        let both = (true, true);
        for (other, own, expect) in [
            (changes, changes, true),
            (changes, relies, false),
            (relies, changes, false),
            (relies, relies, false),
            (both, changes, false),
            (changes, both, false),
            (neither, relies, true),
            (relies, neither, true),
            (changes, neither, true),
        ] {
            assert_eq!(goes_beside(other, own), expect, "{other:?} {own:?}");
        }
    }
}
