//! Values that cases obtain from the target before their steps and give back after them.
//!
//! A set-up that fails is an error, never a violation. What was obtained is given back whatever
//! came of the case: passed, failed, timed out or interrupted.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OnceCell, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::check::verdict::Worth;
use crate::plan::{Case, FixturePlan};
use crate::protocol::HeaderName;
use crate::protocol::content::BYTE_ORDER_MARK;
use crate::protocol::encoding::Value;
use crate::protocol::exchange::{Exchange, Hidden, Received, Sent};
use crate::protocol::masked::Masked;
use crate::protocol::request::{Bindings, Request, RequestPlan};
use crate::send::Target;
use crate::send::values::check_value;
use crate::table::OperationId;
use crate::table::fixture::Capture;

/// The shortest value that is concealed in what reports show: a shorter one would blot out
/// ordinary words.
const SHORTEST_CONCEALED: usize = 8;

/// The longest that one request may take by which a value is given back: the verdict is known by then.
const PATIENCE: Duration = Duration::from_secs(5);

/// Values that serve a whole run, with the bindings they were obtained with.
#[derive(Debug, Clone, Default)]
pub(crate) struct RunFixtures {
    cells: Arc<Mutex<BTreeMap<String, Arc<OnceCell<Bindings>>>>>,
    state: Arc<RwLock<()>>,
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
    given: Vec<(&'a FixturePlan, Value)>,
}

/// Why a set-up gave no value.
#[derive(Debug)]
pub(crate) struct NotSetUp {
    /// What came, which names the step.
    pub message: String,
    /// Whether what is there by now was in the way of it, such as what another case has made.
    pub is_in_the_way: bool,
}

impl From<String> for NotSetUp {
    fn from(message: String) -> Self {
        Self {
            message,
            is_in_the_way: false,
        }
    }
}

/// A release that a case's own steps asked for.
#[derive(Debug)]
pub(crate) struct Release {
    variable: String,
    served: bool,
}

impl<'a> CaseFixtures<'a> {
    /// Obtains the value of one set-up and binds it.
    ///
    /// # Errors
    /// When the operation does not give one; the text names the step.
    pub(crate) async fn obtain(
        &mut self,
        target: &Target,
        shared: &RunFixtures,
        fixture_plan: &'a FixturePlan,
        case: &Case,
        bindings: &mut Bindings,
    ) -> Result<(), NotSetUp> {
        let value = if fixture_plan.is_obtained_for(case) {
            let value = produce(target, fixture_plan, bindings).await?;
            self.own.push(fixture_plan);
            value
        } else {
            shared.value(target, fixture_plan, bindings).await?
        };
        bindings
            .values
            .insert(fixture_plan.variable.clone(), value.clone());
        self.values.push((fixture_plan.variable.clone(), value));
        Ok(())
    }

    /// Takes note of the values that a case's own steps were given: those are given back as well.
    pub(crate) fn note(
        &mut self,
        fixture_plans: &'a [FixturePlan],
        case: &Case,
        exchanges: &[Exchange],
    ) {
        for fixture_plan in fixture_plans
            .iter()
            .filter(|plan| plan.produced_by == case.operation && plan.of.is_empty())
        {
            let responses = exchanges.iter().filter_map(|e| e.response.as_ref().ok());
            let served =
                responses.filter(|response| fixture_plan.produced.contains(&response.status));
            let values = served.filter_map(|response| captured(response, &fixture_plan.from));
            // A value that could not be sent as one gives nothing to give back.
            let values =
                values.filter(|value| check_value(&fixture_plan.variable, &value.text).is_ok());
            for value in values {
                self.values
                    .push((fixture_plan.variable.clone(), value.clone()));
                self.given.push((fixture_plan, value));
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

    /// The variables that the case's own steps asked to be released: whatever came of that, the
    /// case has judged it.
    pub(crate) fn asked_for(
        &self,
        case: &Case,
        bindings: &Bindings,
        exchanges: &[Exchange],
    ) -> Vec<Release> {
        let asked = self.own.iter().filter_map(|fixture_plan| {
            let request = release_request(fixture_plan, bindings)?;
            let value = bindings.values.get(&fixture_plan.variable)?;
            let mut asked = exchanges
                .iter()
                .filter(|exchange| is_release(&exchange.sent, &request, &value.text));
            let first = asked.next()?;
            let served = |e: &Exchange| e.response.as_ref().is_ok_and(|r| r.status.is_success());
            let served = served(first) || asked.any(served);
            // A case that expects a refusal has not asked in earnest.
            (served || case.changes_state).then(|| Release {
                variable: fixture_plan.variable.clone(),
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
        for fixture_plan in self.own.iter().rev() {
            let before = asked.iter().find(|a| a.variable == fixture_plan.variable);
            if before.is_some_and(|release| release.served) {
                continue;
            }
            let trouble = give_back(target, fixture_plans, fixture_plan, bindings).await;
            troubles.extend(trouble.filter(|_| before.is_none()));
        }
        for (fixture_plan, value) in self.given {
            let mut bindings = bindings.clone();
            bindings.values.insert(fixture_plan.variable.clone(), value);
            troubles.extend(give_back(target, fixture_plans, fixture_plan, &bindings).await);
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

    async fn value(
        &self,
        target: &Target,
        fixture_plan: &FixturePlan,
        bindings: &Bindings,
    ) -> Result<Value, NotSetUp> {
        let cell = {
            let mut cells = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(cells.entry(fixture_plan.variable.clone()).or_default())
        };
        let obtained = cell
            .get_or_try_init(async || {
                let value = produce(target, fixture_plan, bindings).await?;
                let mut bindings = bindings.clone();
                bindings.values.insert(fixture_plan.variable.clone(), value);
                Ok::<Bindings, NotSetUp>(bindings)
            })
            .await?;
        Ok(obtained.values[&fixture_plan.variable].clone())
    }

    /// Gives back what served the run; says what could not be given back.
    pub(crate) async fn release(
        &self,
        target: &Target,
        fixture_plans: &[FixturePlan],
    ) -> Vec<String> {
        let cells = {
            let mut cells = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *cells)
        };
        let mut troubles = Vec::new();
        for fixture_plan in fixture_plans.iter().rev() {
            let bindings = cells
                .get(&fixture_plan.variable)
                .and_then(|cell| cell.get());
            if let Some(bindings) = bindings {
                troubles.extend(give_back(target, fixture_plans, fixture_plan, bindings).await);
            }
        }
        troubles
    }
}

fn release_request(fixture_plan: &FixturePlan, bindings: &Bindings) -> Option<Request> {
    fixture_plan.release.as_ref()?.fill(bindings).ok()
}

/// Sends a release, where there is one; what was wrong with it or its answer.
async fn give_back(
    target: &Target,
    fixture_plans: &[FixturePlan],
    fixture_plan: &FixturePlan,
    bindings: &Bindings,
) -> Option<String> {
    let (release, operation) = (
        fixture_plan.release.as_ref()?,
        fixture_plan.released_by.as_ref()?,
    );
    let target = target.hurried(PATIENCE);
    let bindings = read_again(&target, fixture_plans, (operation, release), bindings).await;
    // What is not there any more was released with what held it, or by another way.
    let is_back = |response: &Received| response.status.is_success() || response.status.is_gone();
    let worth = |exchange: &Exchange| match &exchange.response {
        Ok(response) if is_back(response) => Worth::Right,
        _ => Worth::Nothing,
    };
    let came = match release.fill(&bindings) {
        Err(missing) => missing.to_string(),
        Ok(request) => match target.exchange(&request, worth).await {
            Err(error) => error.to_string(),
            Ok(exchange) => match exchange.response {
                Ok(response) if is_back(&response) => return None,
                Ok(response) => format!("answered {}", response.status),
                Err(failure) => failure.to_string(),
            },
        },
    };
    Some(format!(
        "{{{}}} was not released: {operation} ({} {}) {came}",
        fixture_plan.variable, release.method, release.path,
    ))
}

/// The bindings for a release, with what it repeats of the state of a thing as that is by now.
async fn read_again(
    target: &Target,
    fixture_plans: &[FixturePlan],
    (operation, release): (&OperationId, &RequestPlan),
    bindings: &Bindings,
) -> Bindings {
    let mut bindings = bindings.clone();
    for names in release.placeholders() {
        let mut plans = fixture_plans.iter().filter(|plan| plan.is_of_state());
        let Some(read) = plans.find(|plan| plan.fills(operation, release, &names)) else {
            continue;
        };
        if let Ok(value) = produce(target, read, &bindings).await {
            bindings.values.insert(read.variable.clone(), value);
        }
    }
    bindings
}

/// Whether what was sent is the release of this value: the same method and path, and the value in
/// every field that carries it.
fn is_release(sent: &Sent, release: &Request, value: &str) -> bool {
    let carries = |(name, field): &&(HeaderName, Masked)| {
        !name.is_credential() && field.shown().contains(value)
    };
    let is_sent = |(name, field): &(HeaderName, Masked)| {
        let mut fields = sent.headers.iter();
        fields.any(|(other, shown)| name.is(other) && *shown == field.shown())
    };
    sent.method == release.method
        && sent.path == release.path.shown()
        && release.headers.iter().filter(carries).all(is_sent)
}

async fn produce(
    target: &Target,
    fixture_plan: &FixturePlan,
    bindings: &Bindings,
) -> Result<Value, NotSetUp> {
    let step = format!(
        "the set-up of {{{}}} failed: {} ({} {})",
        fixture_plan.variable,
        fixture_plan.produced_by,
        fixture_plan.produce.method,
        fixture_plan.produce.path
    );
    let request = fixture_plan.produce.fill(bindings);
    let request = request.map_err(|missing| format!("{step}: {missing}"))?;
    let is_produced = |response: &Received| fixture_plan.produced.contains(&response.status);
    let worth = |exchange: &Exchange| match &exchange.response {
        Ok(response) if is_produced(response) => Worth::Right,
        _ => Worth::Nothing,
    };
    let exchange = target.exchange(&request, worth).await;
    let exchange = exchange.map_err(|error| format!("{step}: {error}"))?;
    let response = exchange
        .response
        .map_err(|failure| format!("{step}: {failure}"))?;
    let value = captured(&response, &fixture_plan.from);
    // A success of another status is for the producer's own cases to tell.
    let is_other_success = response.status.is_success() && value.is_some();
    if !fixture_plan.produced.contains(&response.status) && !is_other_success {
        let expected: Vec<String> = fixture_plan
            .produced
            .iter()
            .map(ToString::to_string)
            .collect();
        return Err(NotSetUp {
            message: format!(
                "{step} answered {}, expected {}",
                response.status,
                expected.join(" or ")
            ),
            is_in_the_way: response.status.is_of_the_state(),
        });
    }
    let value = value.ok_or_else(|| {
        format!(
            "{step} answered without a value {}",
            place(&fixture_plan.from)
        )
    })?;
    let checked = check_value(&fixture_plan.variable, &value.text);
    checked.map_err(|error| format!("{step}: {error}"))?;
    Ok(value)
}

/// A value as the service gave it: what stands in a URL is written as in one.
fn captured(response: &Received, from: &Capture) -> Option<Value> {
    match from {
        Capture::Pointer(pointer) => {
            // Who reads JSON may overlook a byte order mark (RFC 8259 §8.1).
            let body = response.body.strip_prefix(BYTE_ORDER_MARK);
            let body = body.unwrap_or(&response.body);
            let json: serde_json::Value = serde_json::from_slice(body).ok()?;
            match json.pointer(pointer)? {
                serde_json::Value::String(text) => Some(Value::raw(text)),
                serde_json::Value::Number(number) => Some(Value::raw(number.to_string())),
                _ => None,
            }
        }
        Capture::Header(name) => response.header(name.as_str()).map(Value::raw),
        Capture::LastSegment(name) => {
            let value = response.header(name.as_str())?;
            let path = value.split(['?', '#']).next()?;
            let segment = path.trim_end_matches('/').rsplit('/').next()?;
            Some(Value::encoded(segment))
        }
    }
}

fn place(from: &Capture) -> String {
    match from {
        Capture::Pointer(pointer) => format!("at {pointer} of a JSON body"),
        Capture::Header(name) | Capture::LastSegment(name) => format!("in the {name} header"),
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
