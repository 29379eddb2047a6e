//! Set-ups: the requests that obtain what a case needs, one after the other.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::captured::{captured, place};
use super::release::{may_be_of_others, request_of};
use super::retry::pause_asked;
use crate::check::Made;
use crate::check::verdict::Worth;
use crate::plan::{FixturePlan, SetUpStep, SkipReason, is_for_content};
use crate::protocol::bindings::Bindings;
use crate::protocol::content::Content;
use crate::protocol::exchange::{Exchange, Failure, Received};
use crate::protocol::masked::Masked;
use crate::protocol::request::Request;
use crate::protocol::{HeaderName, Method, Status};
use crate::send::Target;
use crate::send::values::check_value;
use crate::table::fixture::{Capture, Poll};
use crate::table::learn::key;

/// The most of an answer that is shown where it lacks a value.
const MOST_SHOWN: usize = 160;

/// The longest content that an error shows.
const MOST_CONTENT: usize = 200;

/// Why a set-up gave no value.
#[derive(Debug)]
pub(crate) struct NotSetUp {
    /// What came, which names the step.
    pub message: String,
    /// Whether what is there by now was in the way of it, such as what another case has made, or its answer was lost: it
    /// is worth another try.
    pub is_in_the_way: bool,
    /// Why it says nothing of the service, where it does not: what was refused lacked content that its page does not show,
    /// or there is none of what a list would have.
    pub skip: Option<SkipReason>,
}

impl From<String> for NotSetUp {
    fn from(message: String) -> Self {
        Self {
            message,
            is_in_the_way: false,
            skip: None,
        }
    }
}

/// Obtains what a set-up gives and binds it; `is_begun` once a request was served that changes something. Gives what was
/// exchanged.
pub(super) async fn set_up(
    target: &Target,
    fixture_plan: &FixturePlan,
    bindings: &mut Bindings,
    is_begun: &mut bool,
) -> Result<Vec<Made>, NotSetUp> {
    for (name, formula) in &fixture_plan.values {
        bindings.formulas.insert(name.clone(), Arc::clone(formula));
    }
    for name in fixture_plan.values.keys() {
        let made = bindings.make_one(name, &[], None, &mut Vec::new());
        made.map_err(|error| format!("the set-up of {{{}}} failed: {error}", fixture_plan.name))?;
    }
    let mut exchanges = Vec::with_capacity(fixture_plan.steps.len());
    for (at, step) in fixture_plan.steps.iter().enumerate() {
        let which = match fixture_plan.steps.len() {
            1 => String::new(),
            many => format!(" at step {} of {many}", at + 1),
        };
        let name = format!(
            "the set-up of {{{}}} failed{which}: {} ({} {})",
            fixture_plan.name, step.operation, step.plan.method, step.plan.path
        );
        let is_listed = fixture_plan.is_read_only;
        let exchange = produce(target, step, (&name, is_listed), bindings).await?;
        exchanges.push((step.operation.clone(), exchange));
        *is_begun |= fixture_plan.steps.len() > 1 && !step.plan.method.is_safe();
    }
    Ok(exchanges)
}

/// Sends one request of a set-up and binds what it gives; `is_listed` where that is to be in a list.
async fn produce(
    target: &Target,
    step: &SetUpStep,
    (name, is_listed): (&str, bool),
    bindings: &mut Bindings,
) -> Result<Exchange, NotSetUp> {
    let target = &*target.of(&step.operation);
    let request = request_of(step, bindings).map_err(|missing| format!("{name}: {missing}"))?;
    let exchange = sent(target, &request, &step.statuses, name).await?;
    let exchange = polled(target, step, &request, exchange, name).await?;
    let response = received(&exchange, name)?;
    let mut values = Vec::new();
    let mut lacks = None;
    for (variable, from) in &step.captures {
        match captured(target, &exchange, from) {
            Some(value) => values.push((variable, value)),
            None => lacks = lacks.or(Some((variable, from))),
        }
    }
    // A success of another status is for the producer's own cases to tell.
    let is_other_success = response.status.is_success() && lacks.is_none();
    if !step.statuses.contains(&response.status) && !is_other_success {
        return Err(refused(step, response.status, name));
    }
    if let Some((variable, from)) = lacks {
        let what = match step.captures.len() {
            1 => "a value".to_owned(),
            _ => format!("a value of `{variable}`"),
        };
        let came = shown(response, from);
        let message = format!("{name} answered without {what} {}{came}", place(from));
        let is_empty = is_listed && lists_nothing(response, from);
        return Err(NotSetUp {
            skip: is_empty.then(|| SkipReason::NoneListed(variable.clone())),
            ..NotSetUp::from(message)
        });
    }
    for (variable, value) in values {
        let checked = check_value(variable, &value.text);
        checked.map_err(|error| format!("{name}: {error}"))?;
        bindings.values.insert(variable.clone(), value);
    }
    Ok(exchange)
}

/// Whether an answer has the list of which a value is to be in an element, and nothing in it.
fn lists_nothing(response: &Received, from: &Capture) -> bool {
    let Capture::Pointer(pointer) = from else {
        return false;
    };
    let within = pointer.rsplit_once("/0/").map(|(list, _)| list);
    let list = within.or_else(|| pointer.strip_suffix("/0"));
    let json = response.json().filter(|_| response.status.is_success());
    let found = json.as_ref().zip(list);
    let found = found.and_then(|(json, list)| json.pointer(list)?.as_array());
    found.is_some_and(Vec::is_empty)
}

fn refused(step: &SetUpStep, status: Status, name: &str) -> NotSetUp {
    let expected: Vec<String> = step.statuses.iter().map(ToString::to_string).collect();
    let expected = match expected.is_empty() {
        true => "a success".to_owned(),
        false => expected.join(" or "),
    };
    let fresh = match status.is_of_the_request() {
        true => made_fresh(step),
        false => String::new(),
    };
    let named = match status.is_of_the_request() || matches!(status.code(), 404 | 409 | 410) {
        true => references(step),
        false => String::new(),
    };
    NotSetUp {
        message: format!("{name} answered {status}, expected {expected}{fresh}{named}"),
        is_in_the_way: may_be_of_others(status),
        skip: (step.lacks_content && is_for_content(status))
            .then(|| SkipReason::NoContent(step.operation.clone(), status)),
    }
}

/// What is said of a value that was made fresh, since no page says of which form it has to be.
fn made_fresh(step: &SetUpStep) -> String {
    let Some(Content::Template(template)) = &step.plan.content else {
        return String::new();
    };
    let Some(member) = template.fresh_member() else {
        return String::new();
    };
    let own = template.with_fresh_as("{{ digits(6) }}").replace('\n', " ");
    let content = if own.len() <= MOST_CONTENT {
        toml::Value::from(own).to_string()
    } else {
        "'…'".to_owned()
    };
    format!(
        "; `{member}` was made fresh, since the page says that no two are the same; where it wants another form, \
         `[[request]]` of fixtures.toml beside the tables (docs/fixtures.md): operation = {}, content = {content}",
        toml::Value::from(step.operation.0.as_str())
    )
}

/// What is said of members that name other things, by ids which the page shows.
fn references(step: &SetUpStep) -> String {
    if step.references.is_empty() {
        return String::new();
    }
    let members: Vec<String> = step
        .references
        .iter()
        .map(|own| format!("`{own}`"))
        .collect();
    let written = step
        .references
        .iter()
        .map(|own| format!("{} = \"…\"", key(own)));
    let written: Vec<String> = written.collect();
    format!(
        "; {} {} as the page shows it, and may name nothing that this service has: `[[request]]` of fixtures.toml beside \
         the tables says yours (docs/fixtures.md): operation = {}, members = {{ {} }}",
        members.join(" and "),
        match members.len() {
            1 => "is sent",
            _ => "are sent, each",
        },
        toml::Value::from(step.operation.0.as_str()),
        written.join(", ")
    )
}

async fn sent(
    target: &Target,
    request: &Request,
    statuses: &[Status],
    name: &str,
) -> Result<Exchange, String> {
    let worth = |exchange: &Exchange| match &exchange.response {
        Ok(response) if statuses.contains(&response.status) => Worth::Right,
        _ => Worth::Nothing,
    };
    let exchange = target.exchange(request, worth).await;
    exchange.map_err(|error| format!("{name}: {error}"))
}

/// The answer. One that was lost, and whatever came of its request, keeps no other thing from being made.
fn received<'e>(exchange: &'e Exchange, name: &str) -> Result<&'e Received, NotSetUp> {
    let response = exchange.response.as_ref();
    response.map_err(|failure| NotSetUp {
        message: format!("{name}: {failure}"),
        is_in_the_way: matches!(failure, Failure::Cut(..) | Failure::TimedOut(_)),
        skip: None,
    })
}

/// What an answer that lacks a value has instead.
fn shown(response: &Received, from: &Capture) -> String {
    let is_of_header = !matches!(from, Capture::Pointer(_) | Capture::Pattern(None, _));
    let text: String = if is_of_header {
        let mut names: Vec<&str> = response
            .headers
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        names.dedup();
        format!("the headers {}", names.join(", "))
    } else if response.body.is_empty() {
        "no content".to_owned()
    } else {
        let text = String::from_utf8_lossy(&response.body);
        let plain = |c: char| if c.is_control() { ' ' } else { c };
        text.chars().take(MOST_SHOWN).map(plain).collect()
    };
    format!(" ({}, with {text})", response.status)
}

/// The answer that says that what a case's own request began is done, where it is to be waited for; else the answer
/// that came.
pub(super) async fn awaited(
    target: &Target,
    step: &SetUpStep,
    exchange: &Exchange,
    bindings: &Bindings,
) -> Exchange {
    let Ok(request) = request_of(step, &mut bindings.clone()) else {
        return exchange.clone();
    };
    let done = polled(target, step, &request, exchange.clone(), "");
    done.await.unwrap_or_else(|_| exchange.clone())
}

/// Waits for the end of what a request began, where that is said or the answer says where to ask (202 with an
/// `Operation-Location`); the answer that says so.
async fn polled(
    target: &Target,
    step: &SetUpStep,
    request: &Request,
    exchange: Exchange,
    name: &str,
) -> Result<Exchange, NotSetUp> {
    let response = received(&exchange, name)?;
    let is_accepted = response.status.code() == 202;
    let of_answer = || {
        let at = HeaderName::new("Operation-Location").ok()?;
        let is_there = response.header(at.as_str()).is_some();
        (is_accepted && is_there).then(|| Poll::until_done(at))
    };
    let Some(poll) = step.poll.clone().or_else(of_answer) else {
        return Ok(exchange);
    };
    if !response.status.is_success() || response.header(poll.at.as_str()).is_none() {
        return Ok(exchange);
    }
    let Some(at) = captured(target, &exchange, &Capture::Url(poll.at.clone())) else {
        let message = format!(
            "{name} answered {} with a {} that is no URL of this service below its base",
            response.status, poll.at
        );
        return Err(message.into());
    };
    let request = asking(request, &at.text);
    let begun = Instant::now();
    let mut pause = pause_asked(response, SystemTime::now()).unwrap_or(poll.every);
    for _ in 0..poll.times {
        let left = poll.within.saturating_sub(begun.elapsed());
        if pause > left {
            break;
        }
        tokio::time::sleep(pause).await;
        let exchange = sent(target, &request, &[], name).await?;
        let response = received(&exchange, name)?;
        match state(&poll, response) {
            State::Done => return Ok(exchange),
            State::Failed(said) => {
                let message = format!("{name} was begun, and {} said {said}", at.text);
                return Err(message.into());
            }
            State::Begun => pause = pause_asked(response, SystemTime::now()).unwrap_or(poll.every),
        }
    }
    let message = format!(
        "{name} was begun, and was not done after {} (asked at {} up to {} times)",
        humantime::format_duration(Duration::from_secs(begun.elapsed().as_secs())),
        at.text,
        poll.times
    );
    Err(message.into())
}

/// How far it is.
enum State {
    Begun,
    Done,
    Failed(String),
}

fn state(poll: &Poll, response: &Received) -> State {
    if !response.status.is_success() && !response.status.is_redirection() {
        return State::Failed(response.status.to_string());
    }
    let Some(pointer) = &poll.pointer else {
        return match response.status.code() {
            202 => State::Begun,
            _ => State::Done,
        };
    };
    let said = response.json().and_then(|json| {
        let value = json.pointer(pointer)?;
        value
            .as_str()
            .map_or_else(|| Some(value.to_string()), |text| Some(text.to_owned()))
    });
    match said {
        Some(said) if poll.done.contains(&said) => State::Done,
        Some(said) if poll.failed.contains(&said) => State::Failed(said),
        Some(_) | None => State::Begun,
    }
}

/// The request that asks how far it is, with the credentials of the one that began it.
fn asking(request: &Request, place: &str) -> Request {
    let mut asking = request.clone();
    asking.method = Method::new("GET").unwrap_or_else(|_| request.method.clone());
    asking.path = Masked::default();
    asking.path.push(place);
    asking.content = None;
    let carries = |name: &HeaderName, value: &Masked| name.is_credential() || value.is_secret();
    asking.headers.retain(|(name, value)| carries(name, value));
    asking
}

#[cfg(test)]
mod tests {
    use super::asking;
    use crate::protocol::masked::Masked;
    use crate::protocol::request::{Framing, Request, Spelling};
    use crate::protocol::secret::Secret;
    use crate::protocol::{HeaderName, Method};

    #[test]
    fn who_asks_how_far_it_is_carries_the_credentials_of_the_request_that_began_it() {
        let secret = |secret: Secret| {
            let mut value = Masked::default();
            value.push_secret(secret);
            value
        };
        let fields = [
            ("Authorization", Masked::plain("Basic {of the page}")),
            ("X-Key", secret(Secret::of_the_caller())),
            ("Desk-Card", secret(Secret::new("card-of-the-desk"))),
            ("Content-Type", Masked::plain("text/plain")),
        ];
        let began = Request {
            method: Method::new("POST").unwrap(),
            path: Masked::plain("/moves"),
            headers: fields
                .map(|(name, value)| (HeaderName::new(name).unwrap(), value))
                .to_vec(),
            content: Some(b"moved".to_vec()),
            spelling: Spelling::Lower,
            framing: Framing::Computed,
            omits_accept: false,
        };
        let asking = asking(&began, "/operations/7");
        assert_eq!(asking.path.exposed(), "/operations/7");
        assert_eq!(asking.content, None);
        let names: Vec<&str> = asking
            .headers
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(names, ["Authorization", "X-Key", "Desk-Card"]);
    }
}
