//! Cases that send a request with a flaw for which the page lists an error: content of another type or that is none
//! of its type, a range, a condition or an answer's type that cannot be met, a path that names nothing.

use vec1::Vec1;

use super::demand::Expectations;
use super::negative::refusal;
use super::promise::Promise;
use super::unknown::in_path;
use super::{Route, Scope};
use crate::plan::{Case, Demand, Step, When};
use crate::protocol::HeaderName;
use crate::protocol::content::Content;
use crate::protocol::encoding::Part;
use crate::protocol::request::RequestPlan;
use crate::protocol::template::{Piece, pieces, slug};
use crate::table::described::ErrorResponse;
use crate::table::fixture::Fixture;
use crate::table::{Operation, RequestBody, Row};

/// A media type that nobody has registered: no content is of it, and no answer can be.
pub(crate) const UNKNOWN_MEDIA_TYPE: &str = "application/vnd.as-documented.unknown";

/// The entity tag of nothing (RFC 9110 §8.8.3), also where a service makes its tags of numbers.
pub(crate) const UNKNOWN_TAG: &str = "\"999999999\"";

/// Content that begins as JSON, and ends before it is any.
const UNFINISHED_JSON: &str = "{\"as-documented\": ";

/// A range behind the end of whatever is there (RFC 9110 §14.1.2).
const RANGE_BEHIND_ALL: &str = "bytes=999999999999-";

/// What is wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// Its content says that it is of a type that nobody knows.
    ContentType,
    /// Its content says that it is JSON, and is none.
    Content,
    /// It takes an answer of a type only that there is not.
    Accept,
    /// It asks for a part that there is not.
    Range,
    /// It is to be served only where the thing has another entity tag.
    Condition,
}

/// Every flaw, with the word for its case.
const FLAWS: [(Flaw, &str); 5] = [
    (Flaw::ContentType, "other-content-type"),
    (Flaw::Content, "malformed-content"),
    (Flaw::Accept, "other-accept"),
    (Flaw::Range, "range-behind-all"),
    (Flaw::Condition, "unmet-condition"),
];

impl Flaw {
    /// In words, as a part of "a request with".
    #[must_use]
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::ContentType => "content of a type that nobody knows",
            Self::Content => "content that is no JSON",
            Self::Accept => "an Accept that nothing can meet",
            Self::Range => "a range behind the end",
            Self::Condition => "an If-Match that nothing can meet",
        }
    }

    /// The statuses that HTTP has for it, the most fitting first (RFC 9110 §15.5).
    fn statuses(self) -> &'static [u16] {
        match self {
            Self::ContentType => &[415],
            Self::Content => &[400, 422],
            Self::Accept => &[406],
            Self::Range => &[416],
            Self::Condition => &[412],
        }
    }

    /// Those and the ones by which a service may refuse the form of what is asked for: a tag that is none of its own.
    fn refusals(self) -> &'static [u16] {
        match self {
            Self::ContentType | Self::Content | Self::Accept | Self::Range => self.statuses(),
            Self::Condition => &[412, 400],
        }
    }

    /// The error that an operation lists for it.
    #[must_use]
    pub(crate) fn listed(self, operation: &Operation) -> Option<&Row<ErrorResponse>> {
        let mut statuses = self.statuses().iter();
        statuses.find_map(|status| listed(operation, *status))
    }

    /// Whether a request of an operation can have it.
    #[must_use]
    pub(crate) fn is_possible(self, operation: &Operation) -> bool {
        let body = operation.request_body.as_ref().and_then(Row::value);
        let method = operation.method.effective();
        match self {
            Self::ContentType => body.is_some_and(|body| *body != RequestBody::None),
            Self::Content => matches!(body, Some(RequestBody::Json | RequestBody::EmptyObject)),
            Self::Accept => true,
            Self::Range => method.as_str() == "GET",
            Self::Condition => !method.is_safe() && method.as_str() != "POST",
        }
    }

    /// The flaws that are tried on an operation: those for which it lists an error, and content that is none of its
    /// type on any that takes JSON.
    pub(crate) fn tried(operation: &Operation) -> impl Iterator<Item = Self> {
        let flaws = FLAWS.iter().map(|(flaw, _)| *flaw);
        flaws.filter(|flaw| {
            let is_listed = *flaw == Self::Content || flaw.listed(operation).is_some();
            is_listed && flaw.is_possible(operation)
        })
    }

    /// The same request with the flaw; `None` where it has nothing that could be wrong so.
    fn put_into(self, mut plan: RequestPlan) -> Option<RequestPlan> {
        match self {
            Self::ContentType => {
                plan.content.as_ref()?;
                set(&mut plan, HeaderName::CONTENT_TYPE, UNKNOWN_MEDIA_TYPE);
            }
            Self::Content => {
                plan.content.as_ref()?;
                plan.state_media_type();
                plan.content = Some(Content::Bytes(UNFINISHED_JSON.as_bytes().to_vec()));
            }
            Self::Accept => set(
                &mut plan,
                HeaderName::new("Accept").ok()?,
                UNKNOWN_MEDIA_TYPE,
            ),
            Self::Range => set(&mut plan, HeaderName::new("Range").ok()?, RANGE_BEHIND_ALL),
            Self::Condition => set(&mut plan, HeaderName::new("If-Match").ok()?, UNKNOWN_TAG),
        }
        Some(plan)
    }
}

/// The error of a status that an operation lists.
#[must_use]
pub(crate) fn listed(operation: &Operation, status: u16) -> Option<&Row<ErrorResponse>> {
    let mut errors = operation.described.errors.iter();
    errors.find(|row| {
        row.value()
            .is_some_and(|error| error.status.code() == status)
    })
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

/// The 404 that an operation lists for what its path names. Where a field names another thing, the page may mean
/// that one.
#[must_use]
pub(crate) fn not_found(operation: &Operation) -> Option<&Row<ErrorResponse>> {
    let rules = operation.headers.iter().map(Row::effective);
    let mut rules = rules.filter(|rule| !rule.is_credential());
    let names_another = rules.any(|rule| {
        let template = rule.template();
        let mut pieces = pieces(&template).into_iter();
        pieces.any(|piece| matches!(piece, Piece::Placeholder(_)))
    });
    listed(operation, 404).filter(|_| !names_another)
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

pub(super) fn add(scope: &Scope<'_>, fixtures: &[Fixture], cases: &mut Vec<Case>) {
    let routes = scope.routes();
    let Some(route) = routes.first() else {
        return;
    };
    for flaw in Flaw::tried(scope.operation) {
        cases.extend(flawed(scope, route, flaw));
    }
    cases.extend(unknown(scope, route, fixtures));
}

fn set(plan: &mut RequestPlan, name: HeaderName, value: &str) {
    plan.leave_out(&name);
    plan.headers.push((name, value.to_owned()));
}

/// The ordinary request with a flaw.
fn flawed(scope: &Scope<'_>, route: &Route, flaw: Flaw) -> Option<Case> {
    let (_, word) = FLAWS.iter().find(|(other, _)| *other == flaw)?;
    let listed = flaw.listed(scope.operation);
    let body = scope.operation.request_body.as_ref();
    let (promise, made_by) = match (listed, body) {
        (Some(row), _) => (Promise::of(&scope.reference(row)), scope.reference(row)),
        (None, Some(body)) => (Promise::Assumed, scope.reference(body)),
        (None, None) => return None,
    };
    // Another page that documents the request may take other content.
    let takes_others = |other: &Operation| !flaw.is_possible(other);
    if listed.is_none() && scope.same_elsewhere().any(takes_others) {
        return None;
    }
    let (plan, skip) = scope.plan(&route.path);
    let plan = match flaw.put_into(plan.clone()) {
        Some(plan) => plan,
        // It is skipped for what keeps the ordinary one from being sent.
        None if skip.is_some() => plan,
        None => return None,
    };
    let mut demands = Expectations::general(scope, &made_by, promise.clone());
    demands.refusal(promise, Demand::FlawRefused(flaw));
    demands.error_status(scope, flaw.refusals());
    demands.error_body(scope);
    let requirement = match listed {
        Some(row) => format!(
            "the page lists {} for a request such as one with {}",
            row.effective().status,
            flaw.words()
        ),
        None => "the page documents JSON as the request body".to_owned(),
    };
    let step = Step {
        when: When::Always,
        plan,
        expectations: demands.finish(),
    };
    Some(refusal(
        scope,
        route,
        word,
        requirement,
        Vec1::new(step),
        skip,
    ))
}

/// The ordinary request on a path that names nothing.
fn unknown(scope: &Scope<'_>, route: &Route, fixtures: &[Fixture]) -> Option<Case> {
    let name = unknown_in_path(scope.operation, fixtures)?;
    let promise = Promise::of(&scope.reference(not_found(scope.operation)?));
    let (plan, skip) = scope.plan(&route.path);
    let unknown = in_path(scope.operation, &name);
    let mut demands = Expectations::general(scope, &route.row, promise.clone());
    demands.refusal(promise, Demand::ValueRefused(name.clone()));
    demands.not_found(scope, &unknown);
    demands.error_body(scope);
    let step = Step {
        when: When::Always,
        plan: plan.with(&name, &unknown.value),
        expectations: demands.finish(),
    };
    let requirement = format!("the page lists 404 Not Found, and nothing has this {{{name}}}");
    let id = format!("unknown-{}", slug(&name));
    let mut case = refusal(scope, route, &id, requirement, Vec1::new(step), skip);
    case.intrusive = scope.may_make_or_change(&route.path);
    Some(case)
}
