//! Values that cases obtain from the target before their steps and give back after them.
//!
//! A set-up that fails is an error, never a violation. What was obtained is given back whatever
//! came of the case: passed, failed, timed out or interrupted.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OnceCell, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::captured::captured;
use super::set_up::{NotSetUp, set_up};
use crate::check::verdict::Worth;
use crate::plan::{Case, FixturePlan, SetUpStep};
use crate::protocol::HeaderName;
use crate::protocol::bindings::Bindings;
use crate::protocol::encoding::Value;
use crate::protocol::exchange::{Exchange, Hidden, Received, Sent};
use crate::protocol::masked::Masked;
use crate::protocol::request::Request;
use crate::send::Target;
use crate::send::values::check_value;

/// The shortest value that is concealed in what reports show: a shorter one would blot out
/// ordinary words.
const SHORTEST_CONCEALED: usize = 8;

/// The longest that one request may take by which a value is given back: the verdict is known by then.
const PATIENCE: Duration = Duration::from_secs(5);

/// Values that serve a whole run, with the bindings they were obtained with.
#[derive(Debug, Clone, Default)]
pub(crate) struct RunFixtures {
    cells: Arc<Mutex<BTreeMap<String, Arc<OnceCell<Served>>>>>,
    state: Arc<RwLock<()>>,
    obtained: Arc<AtomicUsize>,
}

/// What serves a whole run.
#[derive(Debug)]
struct Served {
    bindings: Bindings,
    /// Its place among what was obtained.
    at: usize,
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
}

/// What an answer gives.
type Captured = Vec<(String, Value)>;

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
            let came = set_up(target, fixture_plan, bindings, &mut is_begun).await;
            if came.is_ok() || is_begun {
                self.own.push(fixture_plan);
            }
            came?;
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

    /// Takes note of the values that a case's own steps were given: those are given back as well.
    pub(crate) fn note(
        &mut self,
        target: &Target,
        fixture_plans: &'a [FixturePlan],
        case: &Case,
        exchanges: &[Exchange],
    ) {
        let own = fixture_plans.iter().filter(|plan| plan.of.is_empty());
        let steps = own.flat_map(|plan| plan.steps.iter().map(move |step| (plan, step)));
        for (fixture_plan, step) in steps.filter(|(_, step)| step.operation == case.operation) {
            let served = exchanges.iter().filter(|exchange| {
                let response = exchange.response.as_ref();
                response.is_ok_and(|response| response.status.is_success())
            });
            for exchange in served {
                // A value that could not be sent as one gives nothing to give back.
                let captured: Captured = step
                    .captures
                    .iter()
                    .filter_map(|(variable, from)| {
                        let value = captured(target, exchange, from)?;
                        let is_usable = check_value(variable, &value.text).is_ok();
                        is_usable.then(|| (variable.clone(), value))
                    })
                    .collect();
                let is_given = step.captures.is_empty() || !captured.is_empty();
                if is_given && !fixture_plan.releases.is_empty() {
                    self.values.extend(captured.iter().cloned());
                    self.given.push((fixture_plan, captured));
                }
            }
        }
    }

    /// Takes what the case's own steps made of the values that it was given.
    pub(crate) fn renew(
        &mut self,
        target: &Target,
        case: &Case,
        exchanges: &[Exchange],
        bindings: &mut Bindings,
    ) {
        for (step, exchange) in case.steps.iter().zip(exchanges) {
            let renewals = self.own.iter().flat_map(|plan| &plan.renewals);
            let is_its = |own: &&SetUpStep| step.plan.scopes.contains(&own.operation.0);
            let is_served = exchange
                .response
                .as_ref()
                .is_ok_and(|r| r.status.is_success());
            for renewal in renewals.filter(is_its).filter(|_| is_served) {
                for (variable, from) in &renewal.captures {
                    if let Some(value) = captured(target, exchange, from) {
                        bindings.values.insert(variable.clone(), value.clone());
                        self.values.push((variable.clone(), value));
                    }
                }
            }
        }
    }

    /// Replaces the values by their placeholders in what will be shown: they are as good as
    /// credentials, and others each time.
    pub(crate) fn conceal(&self, exchanges: &mut [Exchange]) {
        for (variable, value) in &self.values {
            if value.text.len() < SHORTEST_CONCEALED {
                continue;
            }
            let placeholder = format!("{{{variable}}}");
            for exchange in &mut *exchanges {
                for spelling in value.spellings() {
                    exchange.conceal(&Hidden::of_value(&spelling, &placeholder));
                }
            }
        }
    }

    /// The releases that the case's own steps asked for: whatever came of that, the
    /// case has judged it.
    pub(crate) fn asked_for(
        &self,
        case: &Case,
        bindings: &Bindings,
        exchanges: &[Exchange],
    ) -> Vec<Release> {
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
            let served = |e: &Exchange| e.response.as_ref().is_ok_and(|r| r.status.is_success());
            let served = served(first) || asked.any(served);
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
    pub(crate) async fn release(
        self,
        target: &Target,
        fixture_plans: &[FixturePlan],
        bindings: &Bindings,
        asked: &[Release],
    ) -> Vec<String> {
        let mut troubles = Vec::new();
        for (fixture_plan, captured) in self.given.iter().rev() {
            let mut bindings = bindings.clone();
            bindings.values.extend(captured.iter().cloned());
            for step in &fixture_plan.releases {
                // What needs more than this answer gave was not made by it.
                if request_of(step, &mut bindings.clone()).is_ok() {
                    troubles.extend(
                        give_back(target, fixture_plans, (fixture_plan, step), &bindings).await,
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
                let trouble =
                    give_back(target, fixture_plans, (fixture_plan, step), bindings).await;
                troubles.extend(trouble.filter(|_| before.is_none()));
            }
        }
        troubles
    }
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
                set_up(target, fixture_plan, &mut bindings, &mut false).await?;
                let at = self.obtained.fetch_add(1, Ordering::Relaxed);
                Ok::<Served, NotSetUp>(Served { bindings, at })
            })
            .await?;
        for variable in &fixture_plan.gives {
            let value = obtained.bindings.values.get(variable);
            bindings
                .values
                .extend(value.map(|value| (variable.clone(), value.clone())));
        }
        Ok(())
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
        let mut troubles = Vec::new();
        for (plan, served) in served {
            for step in &plan.releases {
                let own = give_back(target, fixture_plans, (plan, step), &served.bindings);
                troubles.extend(own.await);
            }
        }
        troubles
    }
}

/// The request of a step, with the values that it needs.
pub(super) fn request_of(step: &SetUpStep, bindings: &mut Bindings) -> Result<Request, String> {
    let own = step.values.iter();
    let own = own.map(|(name, formula)| (name.clone(), Arc::clone(formula)));
    bindings.formulas.extend(own);
    bindings
        .make(&step.plan)
        .map_err(|error| error.to_string())?;
    step.plan
        .fill(bindings)
        .map_err(|missing| missing.to_string())
}

/// Sends a release; what was wrong with it or its answer, and by which command it can be sent again.
async fn give_back(
    target: &Target,
    fixture_plans: &[FixturePlan],
    (fixture_plan, step): (&FixturePlan, &SetUpStep),
    bindings: &Bindings,
) -> Option<String> {
    let target = target.hurried(PATIENCE);
    let mut bindings = read_again(&target, fixture_plans, step, bindings).await;
    // What is not there any more was released with what held it, or by another way.
    let is_back = |response: &Received| response.status.is_success() || response.status.is_gone();
    let worth = |exchange: &Exchange| match &exchange.response {
        Ok(response) if is_back(response) => Worth::Right,
        _ => Worth::Nothing,
    };
    let SetUpStep {
        operation, plan, ..
    } = step;
    let (came, by) = match request_of(step, &mut bindings) {
        Err(missing) => (missing, String::new()),
        Ok(request) => {
            let by = format!("; to remove it: {}", command(&target, &request));
            match target.exchange(&request, worth).await {
                Err(error) => (error.to_string(), by),
                Ok(exchange) => match exchange.response {
                    Ok(response) if is_back(&response) => return None,
                    Ok(response) => (format!("answered {}", response.status), by),
                    Err(failure) => (failure.to_string(), by),
                },
            }
        }
    };
    Some(format!(
        "{{{}}} was not released: {operation} ({} {}) {came}{by}",
        fixture_plan.name, plan.method, plan.path,
    ))
}

/// The command that sends a request once more; what is secret in it is left to whoever runs it.
fn command(target: &Target, request: &Request) -> String {
    let quoted = |text: &str| shlex::try_quote(text).map_or_else(|_| text.to_owned(), String::from);
    let url = quoted(&format!("{}{}", target.base(), request.path.shown()));
    let fields = request.headers.iter();
    let fields = fields.map(|(name, value)| quoted(&format!("{name}: {}", value.shown())));
    let fields: Vec<String> = fields.map(|field| format!(" -H {field}")).collect();
    format!("curl -X {}{} {url}", request.method, fields.concat())
}

/// The bindings for a release, with what it repeats of the state of a thing as that is by now.
async fn read_again(
    target: &Target,
    fixture_plans: &[FixturePlan],
    release: &SetUpStep,
    bindings: &Bindings,
) -> Bindings {
    let mut bindings = bindings.clone();
    for names in release.plan.placeholders() {
        let mut plans = fixture_plans.iter().filter(|plan| plan.is_of_state());
        let Some(read) = plans.find(|plan| plan.fills(&release.operation, &release.plan, &names))
        else {
            continue;
        };
        let mut own = bindings.clone();
        if set_up(target, read, &mut own, &mut false).await.is_ok() {
            bindings = own;
        }
    }
    bindings
}

/// Whether what was sent is the release of these values: the same method and path, and the values in
/// every field that carries one.
fn is_release(sent: &Sent, release: &Request, values: &[&str]) -> bool {
    let carries = |(name, field): &&(HeaderName, Masked)| {
        let shown = field.shown();
        !name.is_credential() && values.iter().any(|value| shown.contains(value))
    };
    let is_sent = |(name, field): &(HeaderName, Masked)| {
        let mut fields = sent.headers.iter();
        fields.any(|(other, shown)| name.is(other) && *shown == field.shown())
    };
    sent.method == release.method
        && sent.path == release.path.shown()
        && release.headers.iter().filter(carries).all(is_sent)
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
