//! A value that nothing has, of the form of a service's own as far as its page shows one, and the case of a path that
//! names nothing.

use std::sync::Arc;

use serde_json::Value;
use vec1::Vec1;

use super::demand::Expectations;
use super::negative::refusal;
use super::promise::Promise;
use super::{Route, Scope};
use crate::plan::{Case, Demand, Step, When};
use crate::protocol::HeaderName;
use crate::protocol::encoding::Part;
use crate::protocol::request::RequestPlan;
use crate::protocol::template::{Piece, pieces, slug};
use crate::table::described::ErrorResponse;
use crate::table::fixture::{Capture, Fixture};
use crate::table::{Example, Operation, Row, RowRef};

/// By these a service may refuse the content, or the form, of what is asked for before it looks for it.
pub(super) const OF_CONTENT: [u16; 2] = [400, 422];

/// What is sent where no page shows what a value looks like.
const OF_NO_FORM: &str = "as-documented-unknown-value";

/// So many nines no thing has yet: they fit a signed number of 32 bits.
const FEWEST_NINES: usize = 9;

/// So many digits fit a signed number of 64 bits, whatever they are.
const MOST_DIGITS: usize = 18;

/// The shortest text of hexadecimal digits that is a digest.
const SHORTEST_DIGEST: usize = 16;

/// A UUID of the version that most are of (RFC 9562 §5.4), and of no thing.
const UUID: &str = "00000000-0000-4000-8000-000000000000";

/// The longest sample whose form is kept.
const LONGEST: usize = 64;

/// A value that nothing has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unknown {
    /// The value.
    pub value: String,
    /// Whether a service that takes values of a certain form only takes this one for one of them.
    pub is_of_form: bool,
}

/// The placeholder that names what an operation's path is about, by each name that it goes by: the last of the path,
/// where it is a whole segment.
#[must_use]
pub(crate) fn named_by_path(operation: &Operation) -> Option<Vec<String>> {
    let mut paths = operation.paths.iter();
    let target = paths.find_map(|row| row.value()?.first())?;
    let in_path = target.places().filter(|place| place.part != Part::Query);
    let last = in_path.last()?;
    let whole = format!("{{{}}}", last.written);
    let mut segments = target.path().as_str().split('/');
    let is_whole = segments.any(|segment| segment == whole);
    (is_whole && !last.is_credential()).then(|| last.names())
}

/// The 404 that an operation lists for what its path names. Where a field that is sent names another thing, the page
/// may mean that one.
#[must_use]
pub(crate) fn not_found(operation: &Operation) -> Option<&Row<ErrorResponse>> {
    let mut carried = operation.carried_headers();
    let names_another = carried.any(|carried| {
        // A tag is one of the same thing.
        if carried.rule.is_credential() || carried.rule.name.validator().is_some() {
            return false;
        }
        let template = carried.rule.template();
        let mut pieces = pieces(&template).into_iter();
        pieces.any(|piece| matches!(piece, Piece::Placeholder(_)))
    });
    operation.listed_error(404).filter(|_| !names_another)
}

/// Whether it is by a variable that the path names what it is about.
#[must_use]
pub(super) fn is_named(operation: &Operation, variable: &str) -> bool {
    named_by_path(operation).is_some_and(|names| names.iter().any(|name| name == variable))
}

/// Whether a 404 that an operation lists can be of a variable: of what the path names, or of a field's value where the
/// path names nothing.
#[must_use]
pub(crate) fn is_looked_for(operation: &Operation, variable: &str) -> bool {
    named_by_path(operation).is_none() || is_named(operation, variable)
}

/// The placeholder of an operation's path for which a value is tried that nothing has: the page lists 404, and no
/// fixture says more of it.
#[must_use]
pub(crate) fn unknown_in_path(operation: &Operation, fixtures: &[Fixture]) -> Option<String> {
    not_found(operation)?;
    let names = named_by_path(operation)?;
    let has_fixture = fixtures
        .iter()
        .any(|fixture| names.contains(&fixture.variable));
    let makes = |name: &String| operation.makes_what_is_not_there(name);
    (!has_fixture && !names.iter().any(makes)).then(|| names.into_iter().next_back())?
}

/// Who promises that a value that nothing has is refused in the place of what the path names: the page that lists 404,
/// unless it may make what is not there on the way, and nobody else.
pub(super) fn promise_of(scope: &Scope<'_>, route: &Route) -> Promise {
    let may_make = scope.method().as_str() == "POST" && scope.may_make_or_change(&route.path);
    match not_found(scope.operation).filter(|_| !may_make) {
        Some(row) => Promise::of(&scope.reference(row)),
        None => Promise::Assumed,
    }
}

/// The ordinary request with a value that is to be refused, by what promises that.
pub(super) fn refused(
    scope: &Scope<'_>,
    made_by: &Arc<RowRef>,
    promise: Promise,
    (plan, variable, value): (&RequestPlan, &str, &str),
    unknown: Option<&Unknown>,
) -> Step {
    let mut demands = Expectations::general(scope, made_by, promise.clone());
    demands.refusal(promise, Demand::ValueRefused(variable.to_owned()));
    if let Some(unknown) = unknown {
        demands.not_found(scope, unknown);
    }
    demands.error_body(scope);
    Step {
        when: When::Always,
        plan: plan.with(variable, value),
        expectations: demands.finish(),
    }
}

/// The case of a path that names nothing, where no fixture says more of the name.
pub(super) fn add(scope: &Scope<'_>, fixtures: &[Fixture], cases: &mut Vec<Case>) {
    let routes = scope.routes();
    let named = unknown_in_path(scope.operation, fixtures);
    let (Some(route), Some(name)) = (routes.first(), named) else {
        return;
    };
    let (plan, skip) = scope.plan(&route.path);
    let unknown = in_path(scope.operation, &name);
    let sent = (&plan, name.as_str(), unknown.value.as_str());
    let promise = promise_of(scope, route);
    let step = refused(scope, &route.row, promise, sent, Some(&unknown));
    let requirement = format!("the page lists 404 Not Found, and nothing has this {{{name}}}");
    let id = format!("unknown-{}", slug(&name));
    let mut case = refusal(scope, route, &id, requirement, Vec1::new(step), skip);
    case.intrusive = scope.may_make_or_change(&route.path);
    cases.push(case);
}

/// A value of a fixture's variable: the one that the user gave, or one like those that the producing operation shows.
#[must_use]
pub(crate) fn of_fixture(fixture: &Fixture, producer: Option<&Operation>) -> Unknown {
    match &fixture.unknown {
        Some(value) => Unknown {
            value: value.clone(),
            is_of_form: true,
        },
        None => like(producer.and_then(|operation| sample_of_fixture(operation, fixture))),
    }
}

/// A value of a placeholder in an operation's path: one like those that the operation shows.
#[must_use]
pub(crate) fn in_path(operation: &Operation, name: &str) -> Unknown {
    like(of_kind(operation, name).or_else(|| sample_in_path(operation, name)))
}

fn like(sample: Option<String>) -> Unknown {
    let value = sample.and_then(|sample| of_form(&sample));
    let is_of_form = value.is_some();
    Unknown {
        value: value.unwrap_or_else(|| OF_NO_FORM.to_owned()),
        is_of_form,
    }
}

/// Another value of the form of a sample: a UUID, hexadecimal digits, a number, or words before one; `None` where it
/// has no form that is known.
fn of_form(sample: &str) -> Option<String> {
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let groups: Vec<usize> = sample.split('-').map(str::len).collect();
    if groups == [8, 4, 4, 4, 12] && sample.split('-').all(is_hex) {
        return Some(UUID.to_owned());
    }
    if sample.is_empty() || sample.len() > LONGEST {
        return None;
    }
    let before = sample.trim_end_matches(|c: char| c.is_ascii_digit());
    if sample.len() >= SHORTEST_DIGEST && is_hex(sample) && !before.is_empty() {
        return Some("f".repeat(sample.len()));
    }
    let digits = &sample[before.len()..];
    let is_word = |c: char| c.is_ascii_alphabetic() || matches!(c, '-' | '_' | '.');
    let is_number = (1..=MOST_DIGITS).contains(&digits.len());
    (is_number && before.chars().all(is_word)).then(|| {
        // What is filled up with zeros has its length.
        let is_filled = digits.len() > 1 && digits.starts_with('0');
        let least = if is_filled { 1 } else { FEWEST_NINES };
        format!("{before}{}", "9".repeat(digits.len().max(least)))
    })
}

/// Whether a word, in lower case, is a name of a type of numbers.
pub(super) fn is_number(word: &str) -> bool {
    matches!(
        word,
        "int" | "integer" | "int32" | "int64" | "number" | "long"
    )
}

/// A sample of the type that a page gives a parameter of the path.
fn of_kind(operation: &Operation, name: &str) -> Option<String> {
    let mut parameters = operation.described.parameters.iter().map(Row::effective);
    let kind = parameters
        .find(|parameter| parameter.name == name)?
        .kind
        .as_deref()?;
    let kind = kind.to_ascii_lowercase();
    let mut words = kind.split(|c: char| !c.is_ascii_alphanumeric());
    words.find_map(|word| match word {
        "uuid" | "guid" => Some(UUID.to_owned()),
        word if is_number(word) => Some("1".to_owned()),
        _ => None,
    })
}

/// What the shown responses have under a placeholder's name, or as the id of what the path ends with.
fn sample_in_path(operation: &Operation, name: &str) -> Option<String> {
    let is_id = name.eq_ignore_ascii_case("id")
        || ["_id", "-id", "Id", "ID"]
            .iter()
            .any(|end| name.ends_with(end));
    let mut paths = operation.paths.iter().flat_map(Row::effective);
    let names_it = is_id
        && paths.any(|path| {
            let last = path
                .places()
                .filter(|place| place.part != Part::Query)
                .last();
            let own = path.path().as_str().trim_end_matches('/');
            last.is_some_and(|last| {
                last.is_called(name) && own.ends_with(&format!("/{{{}}}", last.written))
            })
        });
    let named = |thing: &Value| {
        let own = thing
            .get(name)
            .or_else(|| thing.get("id").filter(|_| names_it))?;
        text(own)
    };
    contents(operation).find_map(|content| {
        let first = content.as_array().and_then(|list| list.first());
        named(first.unwrap_or(&content))
    })
}

fn sample_of_fixture(operation: &Operation, fixture: &Fixture) -> Option<String> {
    match &fixture.from {
        Capture::Pointer(pointer) => {
            contents(operation).find_map(|content| text(content.pointer(pointer)?))
        }
        Capture::Header(name) => field(operation, name),
        Capture::LastSegment(name) => {
            let value = field(operation, name)?;
            value.rsplit('/').next().map(str::to_owned)
        }
        Capture::Segment(..)
        | Capture::Parameter(..)
        | Capture::Url(_)
        | Capture::Cookie(_)
        | Capture::Pattern(..) => None,
    }
}

fn examples(operation: &Operation) -> impl Iterator<Item = &Example> {
    operation.examples.iter().map(Row::effective)
}

/// The JSON of the responses that an operation shows.
fn contents(operation: &Operation) -> impl Iterator<Item = Value> {
    let shown = examples(operation).filter_map(|example| example.response.as_ref());
    let contents = shown.filter_map(|response| response.content.as_ref());
    contents.filter_map(|content| serde_json::from_str(&content.text).ok())
}

fn field(operation: &Operation, name: &HeaderName) -> Option<String> {
    let shown = examples(operation).filter_map(|example| example.response.as_ref());
    let mut fields = shown.flat_map(|response| &response.headers);
    let (_, value) = fields.find(|(other, _)| other == name)?;
    Some(value.clone())
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Unknown, like};

    #[test]
    fn a_value_that_nothing_has_is_of_the_form_of_a_sample() {
        for (sample, expect) in [
            ("17", Some("999999999")),
            ("d-1", Some("d-999999999")),
            ("desk_0042", Some("desk_9999")),
            ("desk_42", Some("desk_999999999")),
            ("80351110224678912", Some("99999999999999999")),
            (
                "6FA459EA-EE8A-3CA4-894E-DB77E160355E",
                Some("00000000-0000-4000-8000-000000000000"),
            ),
            ("9f86d081884c7d65", Some("ffffffffffffffff")),
            ("deadbeefdeadbee1", Some("ffffffffffffffff")),
            ("12345678901234567890", None),
            ("north", None),
            ("01BKQAEVF6XTLNZZDPGYVRVDKEMQ", None),
            ("{id}", None),
            ("", None),
        ] {
            let Unknown { value, is_of_form } = like(Some(sample.to_owned()));
            assert_eq!(is_of_form.then_some(value.as_str()), expect, "{sample}");
        }
        assert_eq!(like(None).value, "as-documented-unknown-value");
    }
}
