//! How what was obtained is given back: the requests, what came of them, and the command for those that failed.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use super::fixtures::RunFixtures;
use super::set_up::set_up;
use crate::check::verdict::Worth;
use crate::plan::{FixturePlan, SetUpStep};
use crate::protocol::bindings::Bindings;
use crate::protocol::exchange::{Exchange, Received, Sent};
use crate::protocol::masked::Masked;
use crate::protocol::request::Request;
use crate::protocol::shell::{Piped, shell_word};
use crate::protocol::{HeaderName, Status};
use crate::send::Target;
use crate::table::OperationId;

/// The longest that one request may take by which a value is given back: the verdict is known by then.
const PATIENCE: Duration = Duration::from_secs(5);

/// What may keep a thing from being removed, though nothing else goes on.
const MADE_BELOW: &str = " (what cases made below it may be in the way: a `[[fixture]]` for that, as `as-documented learn` \
                          proposes them, gives it back first)";

/// A release that is tried once more when no case is under way: others may have been in its way.
#[derive(Debug)]
pub(super) struct Later {
    operation: OperationId,
    request: Request,
    what: String,
}

impl Later {
    /// Sends it once more; what is to be said where it did not succeed.
    pub(super) async fn send(self, target: &Target) -> Option<String> {
        let target = target.hurried(PATIENCE);
        let target = target.of(&self.operation);
        let came = came_of(&target, &self.request).await?;
        let below = match came.status.is_some_and(Status::is_of_the_state) {
            true => MADE_BELOW,
            false => "",
        };
        let said = format!("{}{below}", came.said);
        Some(told(&target, &self.request, &self.what, &said))
    }
}

/// Whether what else goes on may be the reason of an answer: the state of things, or an error of the service over what
/// others do at the same time.
pub(super) fn may_be_of_others(status: Status) -> bool {
    status.is_of_the_state() || status.is_failure_over_request()
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
pub(super) async fn give_back(
    target: &Target,
    shared: Option<&RunFixtures>,
    fixture_plans: &[FixturePlan],
    (fixture_plan, step): (&FixturePlan, &SetUpStep),
    bindings: &Bindings,
) -> Option<String> {
    let target = target.hurried(PATIENCE);
    let target = target.of(&step.operation);
    let mut bindings = read_again(&target, fixture_plans, step, bindings).await;
    let SetUpStep {
        operation, plan, ..
    } = step;
    let what = format!(
        "{{{}}} was not released: {operation} ({} {})",
        fixture_plan.name, plan.method, plan.path,
    );
    let request = match request_of(step, &mut bindings) {
        Ok(request) => request,
        Err(missing) => return Some(format!("{what} {missing}")),
    };
    let Came { said, status } = came_of(&target, &request).await?;
    match shared.filter(|_| status.is_some_and(may_be_of_others)) {
        None => Some(told(&target, &request, &what, &said)),
        Some(shared) => {
            let mut later = shared.later.lock().unwrap_or_else(PoisonError::into_inner);
            later.push(Later {
                operation: operation.clone(),
                request,
                what,
            });
            None
        }
    }
}

/// What came of a release that did not succeed.
struct Came {
    said: String,
    status: Option<Status>,
}

/// Sends a release; what came where it did not succeed.
async fn came_of(target: &Target, request: &Request) -> Option<Came> {
    // What is not there any more was released with what held it, or by another way.
    let is_back = |response: &Received| response.status.is_success() || response.status.is_gone();
    let worth = |exchange: &Exchange| match &exchange.response {
        Ok(response) if is_back(response) => Worth::Right,
        _ => Worth::Nothing,
    };
    let failed = |said: String| Came { said, status: None };
    match target.exchange(request, worth).await {
        Err(error) => Some(failed(error.to_string())),
        Ok(exchange) => match exchange.response {
            Ok(response) if is_back(&response) => None,
            Ok(response) => Some(Came {
                said: format!("answered {}", response.status),
                status: Some(response.status),
            }),
            Err(failure) => Some(failed(failure.to_string())),
        },
    }
}

/// What stands between what was not given back and the command that does it.
pub(crate) const TO_REMOVE: &str = "; to remove it: ";

/// A release that did not succeed, with the command that does it.
fn told(target: &Target, request: &Request, what: &str, said: &str) -> String {
    format!("{what} {said}{TO_REMOVE}{}", command(target, request))
}

/// The command that sends a request once more, its content with it; what is secret in it stands in a
/// variable of a shell.
fn command(target: &Target, request: &Request) -> String {
    let unnamed = OperationId(String::new());
    let operation = target.operation.as_ref().unwrap_or(&unnamed);
    let (in_shell, request) = &target.credentials.concealed_in(operation, request);
    let url = in_shell.url(&format!("{}{}", target.base(), request.path.shown()));
    let fields = request.headers.iter();
    let fields = fields.map(|(name, value)| in_shell.field(name.as_str(), &value.shown()));
    let mut fields: Vec<String> = fields.map(|field| format!(" -H {field}")).collect();
    let content = request.content.as_deref();
    // A field that curl adds unless it is told not to.
    if content.is_some()
        && !request
            .headers
            .iter()
            .any(|(name, _)| name.is("content-type"))
    {
        fields.push(" -H Content-Type:".to_owned());
    }
    let (piped, then) = match content.map(|content| (Piped::of(content), content.len())) {
        None => (Piped::default(), String::new()),
        Some((Some(piped), _)) => (piped, String::new()),
        Some((None, length)) => {
            let then = format!(" (and its content, {length} bytes that are too many to be shown)");
            (Piped::default(), then)
        }
    };
    let Piped { before, option } = piped;
    let method = shell_word(request.method.as_str());
    format!(
        "{before}curl -X {method}{}{option} {url}{then}",
        fields.concat()
    )
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
pub(super) fn is_release(sent: &Sent, release: &Request, values: &[&str]) -> bool {
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
