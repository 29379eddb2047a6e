//! Cases that send what the page documents and expect what it promises.

use std::sync::Arc;

use vec1::Vec1;

use super::case::ORDINARY;
use super::promise::Standing;
use super::{Route, Scope, credentials, defaults, ordered, unchanged, within};
use crate::plan::{Caller, Case, Expectation, SkipReason, Step, Via, When};
use crate::protocol::content::{Content, ContentTemplate};
use crate::protocol::request::{Framing, RequestPlan, Spelling};
use crate::protocol::target::RequestTarget;
use crate::protocol::{HeaderName, Status};
use crate::table::RowRef;
use crate::table::words::Words;
use crate::table::{Calls, Example, Presence, RequestBody, Response, Row, RowId};

pub(super) fn add(scope: &Scope<'_>, cases: &mut Vec<Case>) {
    let routes = scope.routes();
    for route in &routes {
        cases.extend(as_documented(scope, route));
    }
    cases.extend(undecided_paths(scope));
    for row in &scope.operation.examples {
        cases.extend(example(scope, row));
    }
    if let Some(route) = routes.first() {
        cases.extend(conditional_responses(scope, route));
        cases.extend(body_variants(scope, route));
        within::add(scope, route, cases);
        defaults::add(scope, route, cases);
        unchanged::add(scope, route, cases);
    }
}

/// A positive case of one request.
pub(super) fn case(
    scope: &Scope<'_>,
    name: (&str, &str),
    requirement: String,
    step: Step,
    skip: Option<SkipReason>,
) -> Case {
    Case {
        id: scope.case_id(name.0, name.1),
        operation: scope.operation.id.clone(),
        page: scope.source.page.clone(),
        requirement,
        changes_state: !step.plan.method.is_safe(),
        intrusive: false,
        effect: None,
        follows: None,
        alters: None,
        steps: Vec1::new(step),
        via: Via::Client,
        caller: Caller::Own,
        skip,
    }
}

/// The rows that a served request on a route puts to the test.
pub(super) fn served(scope: &Scope<'_>, route: &Route) -> Vec<Arc<RowRef>> {
    let mut rows = vec![
        scope.reference(&scope.operation.method),
        Arc::clone(&route.row),
    ];
    if let Some(body) = scope
        .operation
        .request_body
        .as_ref()
        .filter(|b| !b.is_undecided())
    {
        rows.push(scope.reference(body));
    }
    rows
}

/// What the ordinary responses promise, in words; and the expectations.
pub(super) fn ordinary(
    scope: &Scope<'_>,
    served: &[Arc<RowRef>],
    standing: Standing,
) -> (String, Vec<Expectation>, Option<SkipReason>) {
    let responses = scope.ordinary_responses();
    let undecided: Vec<RowId> = scope
        .operation
        .responses
        .iter()
        .filter(|row| row.is_undecided())
        .map(|row| row.id.clone())
        .collect();
    let skip = match &responses {
        None => Some(SkipReason::Undecided(undecided)),
        Some(_) => None,
    };
    let responses = responses.unwrap_or_default();
    let of_all = responses
        .iter()
        .filter(|(_, response)| response.calls == Calls::All);
    let shown: Vec<String> = of_all
        .map(|(_, response)| format!("{}, body {}", response.status, response.body.words()))
        .collect();
    let words = if shown.is_empty() {
        "the page documents the request, and states no status".to_owned()
    } else {
        format!("the page promises {}", shown.join(" or "))
    };
    (words, scope.success(&responses, served, standing), skip)
}

fn as_documented(scope: &Scope<'_>, route: &Route) -> Option<Case> {
    let (plan, unsendable) = scope.plan(&route.path);
    let served = served(scope, route);
    let (requirement, mut expectations, undecided) = ordinary(scope, &served, Standing::Documented);
    scope.may_be_refused(plan.content.as_ref(), &mut expectations);
    defaults::demand(scope, &plan, &mut expectations);
    ordered::demand(scope, &plan, &mut expectations);
    let step = Step {
        plan,
        when: When::Always,
        expectations,
    };
    let name = (ORDINARY, route.suffix.as_str());
    Some(case(
        scope,
        name,
        requirement,
        step,
        unsendable.or(undecided),
    ))
}

/// One skipped case for every path row that nobody has decided on.
fn undecided_paths(scope: &Scope<'_>) -> Vec<Case> {
    let several = scope.operation.paths.len() > 1;
    let rows = scope
        .operation
        .paths
        .iter()
        .filter(|row| row.is_undecided());
    rows.filter_map(|row| {
        let path = row.readings().iter().find_map(|r| r.value.first())?;
        let (plan, _) = scope.plan(path);
        let step = Step {
            when: When::Always,
            plan,
            expectations: Vec::new(),
        };
        let suffix = if several {
            format!("@{}", path.slug())
        } else {
            String::new()
        };
        let requirement = "the page contradicts itself on the path".to_owned();
        let skip = Some(SkipReason::Undecided(vec![row.id.clone()]));
        Some(case(scope, (ORDINARY, &suffix), requirement, step, skip))
    })
    .collect()
}

/// An example request as the page writes it, below the target's base, with the caller's
/// credential where the page requires one.
fn example(scope: &Scope<'_>, row: &Row<Example>) -> Option<Case> {
    let example = row.value()?;
    let plan = example_plan(scope, example);
    let (requirement, expectations, skip) =
        example_promise(scope, row, example, Standing::Documented);
    let step = Step {
        plan,
        when: When::Always,
        expectations,
    };
    let name = example_name(row);
    Some(case(scope, (&name, ""), requirement, step, skip))
}

/// The name of the case that sends an example.
pub(super) fn example_name(row: &Row<Example>) -> String {
    let short = row.id.0.rsplit('/').next().unwrap_or_default();
    format!("example-{short}")
}

/// What the page promises for an example: the response it shows, or the ordinary ones.
pub(super) fn example_promise(
    scope: &Scope<'_>,
    row: &Row<Example>,
    example: &Example,
    standing: Standing,
) -> (String, Vec<Expectation>, Option<SkipReason>) {
    let reference = scope.reference(row);
    let shown = example.response.as_ref().map(|response| response.status);
    if let Some(status) = shown.filter(|status| status.is_error()) {
        let requirement = format!("the page shows {status} for this request");
        let expectations = scope.shown_error(&reference, status, standing);
        let hangs = !is_of_the_request(example, status);
        let skip = hangs.then_some(SkipReason::ShowsError(status));
        return (requirement, expectations, skip.or(rejected(scope, example)));
    }
    let (requirement, mut expectations, undecided) = match own_response(scope, example) {
        Some((row, response)) => {
            let mut expectations = scope.success(&[(row, response)], &[reference], standing);
            // Which of several it is hangs on what is there, which an example does not say.
            scope.may_answer_otherwise(&mut expectations);
            let requirement = format!("the page shows {} for this request", response.status);
            (requirement, expectations, None)
        }
        None => ordinary(scope, &[reference], standing),
    };
    let plan = example_plan(scope, example);
    scope.may_be_refused(plan.content.as_ref(), &mut expectations);
    let skip = rejected(scope, example).or(undecided);
    (requirement, expectations, skip)
}

/// Whether an error that an example shows is one of the request as it is written, and not of what the service
/// holds, of who calls, or of an id that stands for another in a run.
fn is_of_the_request(example: &Example, status: Status) -> bool {
    let is_written = example.path.placeholders().is_empty();
    is_written && status.is_of_the_request()
}

/// The request of an example, with the caller's own credentials. One that shows content and no header lines says
/// nothing of them: it is sent as an ordinary request is.
pub(super) fn example_plan(scope: &Scope<'_>, example: &Example) -> RequestPlan {
    let mut plan = RequestPlan {
        method: example.method.clone(),
        path: example.path.clone(),
        headers: Vec::new(),
        content: example.content.clone().map(Content::Template),
        spelling: Spelling::Lower,
        framing: Framing::Computed,
        omits_accept: false,
        scopes: scope.scopes(),
    };
    if let (true, Some(content)) = (example.headers.is_empty(), &example.content) {
        let known = content.of_known_type();
        plan.content = known
            .or_else(|| example.content.clone())
            .map(Content::Template);
        plan.headers = scope.plan(&example.path).0.headers;
    }
    let own = example
        .headers
        .iter()
        .filter(|(name, _)| !name.is_framing());
    plan.headers.extend(own.cloned());
    // What stands in angle brackets is to be filled in, as the operation's own field says.
    for (name, value) in &mut plan.headers {
        let mut carried = scope.operation.carried_headers();
        let documented = carried.find(|carried| carried.rule.name == *name);
        if let (true, Some(own)) = (is_form(value), documented) {
            *value = own.rule.template().into_owned();
        }
    }
    // What the page requires and its example leaves out is sent: so the request is as both of them say.
    for carried in scope.operation.carried_headers() {
        let name = &carried.rule.name;
        let is_left_out = !plan.headers.iter().any(|(own, _)| own == name);
        let is_of_content = *name == HeaderName::CONTENT_TYPE && plan.content.is_some();
        let is_asked = carried.rule.presence == Presence::Required && !carried.rule.is_credential();
        if is_left_out && is_asked && !is_of_content && !name.is_framing() {
            let value = carried.rule.template().into_owned();
            plan.headers.push((name.clone(), value));
        }
    }
    for credential in scope.operation.credentials() {
        credentials::put(&mut plan, credential.place, credential.template.to_string());
    }
    if let Some(own) = scope.own {
        // What a user says of an operation's content stands for what the page only shows the form of.
        if own.is_of_content() && plan.content.is_some() {
            own.put_uncredited_into(&mut plan);
        }
        own.put_credentials_into(&mut plan);
    }
    plan
}

/// Whether a field's value shows its form: a name in angle brackets, as in `bytes=<start>-<end>`.
fn is_form(value: &str) -> bool {
    let between = value
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'));
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | ',');
    between
        .is_some_and(|(name, _)| name.starts_with(char::is_alphabetic) && name.chars().all(is_name))
}

/// The decided response row of the status that the example itself shows.
fn own_response<'a>(
    scope: &'a Scope<'_>,
    example: &Example,
) -> Option<(&'a Row<Response>, &'a Response)> {
    let status = example.response.as_ref()?.status;
    // Which of several it is hangs on what there is, where the page shows them of one request.
    let is_same = |other: &&Example| {
        let same = (&other.method, &other.path) == (&example.method, &example.path);
        same && other.headers == example.headers && other.content == example.content
    };
    let examples = scope.operation.examples.iter().map(Row::effective);
    let mut shown = examples
        .filter(is_same)
        .filter_map(|other| other.response.as_ref());
    if shown.any(|shown| shown.status != status) {
        return None;
    }
    scope.operation.responses.iter().find_map(|row| {
        let response = row.value().filter(|r| r.status == status)?;
        Some((row, response))
    })
}

/// Whether a decision rejects the example's method or path, or none has been made on it.
fn rejected(scope: &Scope<'_>, example: &Example) -> Option<SkipReason> {
    let method = &scope.operation.method;
    match method.value().filter(|_| method.is_contradicted()) {
        None if method.is_undecided() => {
            return Some(SkipReason::Undecided(vec![method.id.clone()]));
        }
        Some(decided) if *decided != example.method => {
            return Some(SkipReason::DecidedAgainst(method.id.clone()));
        }
        None | Some(_) => {}
    }
    let shape = example.path.path().shape();
    let says = |paths: &Vec<RequestTarget>| paths.iter().any(|path| path.path().shape() == shape);
    let row = scope
        .operation
        .paths
        .iter()
        .find(|row| row.is_contradicted() && row.readings().iter().any(|r| says(&r.value)))?;
    match row.value() {
        None => Some(SkipReason::Undecided(vec![row.id.clone()])),
        Some(paths) if says(paths) => None,
        Some(_) => Some(SkipReason::DecidedAgainst(row.id.clone())),
    }
}

/// One case for every response that comes under a request header.
fn conditional_responses(scope: &Scope<'_>, route: &Route) -> Vec<Case> {
    let mut cases = Vec::new();
    for row in &scope.operation.responses {
        let Some((name, value)) = row.readings().iter().find_map(|r| r.value.when.clone()) else {
            continue;
        };
        let (mut plan, unsendable) = scope.plan(&route.path);
        plan.state_media_type();
        plan.leave_out(&name);
        let slug = crate::protocol::template::slug(&format!("{name} {value}"));
        plan.headers.push((name.clone(), value.clone()));
        let (responses, undecided) = match row.value() {
            Some(response) => (vec![(row, response)], None),
            None => (
                Vec::new(),
                Some(SkipReason::Undecided(vec![row.id.clone()])),
            ),
        };
        let mut expectations = scope.success(&responses, &[], Standing::Documented);
        scope.may_be_refused(plan.content.as_ref(), &mut expectations);
        if name.is("prefer") {
            // A preference may be ignored (RFC 7240 §2).
            scope.may_answer_otherwise(&mut expectations);
        }
        let requirement = format!("with `{name}: {value}` the page promises another response");
        let step = Step {
            plan,
            when: When::Always,
            expectations,
        };
        let id = (format!("with-{slug}"), route.suffix.as_str());
        let skip = unsendable.or(undecided);
        cases.push(case(scope, (&id.0, id.1), requirement, step, skip));
    }
    cases
}

/// One case for every reading of a contradicted request body beside the one that was decided
/// for: tolerated by decision, or assumed while undecided.
fn body_variants(scope: &Scope<'_>, route: &Route) -> Vec<Case> {
    let Some(row) = &scope.operation.request_body else {
        return Vec::new();
    };
    let variants = row
        .readings()
        .iter()
        .enumerate()
        .filter(|(index, _)| match row.decision() {
            Some(decided) => decided.tolerates.contains(index),
            None => row.is_contradicted(),
        });
    let mut cases = Vec::new();
    for (_, reading) in variants {
        let (mut plan, _) = scope.plan(&route.path);
        let content = match reading.value {
            RequestBody::None => None,
            RequestBody::EmptyObject => Some(ContentTemplate::json("{}")),
            RequestBody::Json | RequestBody::Other => match scope.example_content() {
                Some(content) => Some(content),
                None => continue,
            },
        };
        plan.leave_out_content();
        plan.content = content.map(Content::Template);
        let standing = if row.decision().is_some() {
            Standing::Documented
        } else {
            Standing::Assumed
        };
        let served = [scope.reference(row)];
        let (promise, expectations, undecided) = ordinary(scope, &served, standing);
        let said = reading.value.words();
        let requirement = format!("one place says the request body is {said}; {promise}");
        let step = Step {
            plan,
            when: When::Always,
            expectations,
        };
        let id = (format!("body-{said}"), route.suffix.as_str());
        cases.push(case(scope, (&id.0, id.1), requirement, step, undecided));
    }
    cases
}
