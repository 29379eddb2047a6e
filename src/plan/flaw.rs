//! Cases that send a request with a flaw for which the page lists an error: content of another type or that is none
//! of its type, a range, a condition or an answer's type that cannot be met, a query without what it needs, what is
//! there already.

use vec1::{Vec1, vec1};

use super::demand::Expectations;
use super::negative::refusal;
use super::positive::{ordinary, served};
use super::promise::{Promise, Standing};
use super::unknown::{OF_CONTENT, is_number};
use super::{Route, Scope};
use crate::plan::{Case, Demand, Expectation, SkipReason, Step, When};
use crate::protocol::content::Content;
use crate::protocol::request::RequestPlan;
use crate::protocol::{HeaderName, Status};
use crate::table::described::{ErrorCause, ErrorResponse, Parameter, ParameterPlace};
use crate::table::{Operation, Presence, RequestBody, ResponseBody, Row};

/// A media type that nobody has registered: no content is of it, and no answer can be.
pub(crate) const UNKNOWN_MEDIA_TYPE: &str = "application/vnd.as-documented.unknown";

/// The entity tag of nothing (RFC 9110 §8.8.3), also where a service makes its tags of numbers.
pub(crate) const UNKNOWN_TAG: &str = "\"999999999\"";

/// Content that begins as JSON, and ends before it is any.
const UNFINISHED_JSON: &str = "{\"as-documented\": ";

/// No number, and neither true nor false.
pub(crate) const OF_NO_TYPE: &str = "as-documented";

/// A range behind the end of whatever is there (RFC 9110 §14.1.2).
const RANGE_BEHIND_ALL: &str = "bytes=999999999999-";

/// What the second of two equal requests says in a header of our own: nothing to a service (RFC 9110 §5.1), and to the
/// embedded fake which of them it is.
pub(crate) const AGAIN: &str = "again";

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
    /// Its query lacks what must be there.
    NoParameter,
    /// A parameter of its query is none of its type.
    Parameter,
    /// It is the same as the one before it, which made what is to be made once.
    Repetition,
}

impl Flaw {
    /// Every flaw.
    const ALL: [Self; 8] = [
        Self::ContentType,
        Self::Content,
        Self::Accept,
        Self::Range,
        Self::Condition,
        Self::NoParameter,
        Self::Parameter,
        Self::Repetition,
    ];

    /// The name of its case.
    fn case(self) -> &'static str {
        match self {
            Self::ContentType => "other-content-type",
            Self::Content => "malformed-content",
            Self::Accept => "other-accept",
            Self::Range => "range-behind-all",
            Self::Condition => "unmet-condition",
            Self::NoParameter => "without-parameters",
            Self::Parameter => "malformed-parameter",
            Self::Repetition => "made-twice",
        }
    }

    /// In words, as a part of "a request with".
    #[must_use]
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::ContentType => {
                "content of a type that nobody knows (application/vnd.as-documented.unknown)"
            }
            Self::Content => "content that is no JSON (it breaks off)",
            Self::Accept => {
                "an Accept that nothing can meet (application/vnd.as-documented.unknown)"
            }
            Self::Range => "a range behind the end (bytes=999999999999-)",
            Self::Condition => "an If-Match that nothing can meet (\"999999999\")",
            Self::NoParameter => "a query that has none of the parameters that the page requires",
            Self::Parameter => "a parameter that is none of its type (as-documented)",
            Self::Repetition => "the content of one that was served right before",
        }
    }

    /// The statuses that HTTP has for it, the most fitting first (RFC 9110 §15.5).
    fn statuses(self) -> &'static [u16] {
        match self {
            Self::ContentType => &[415],
            Self::Content | Self::NoParameter | Self::Parameter => &[400, 422],
            Self::Accept => &[406],
            Self::Range => &[416],
            Self::Condition => &[412],
            Self::Repetition => &[409, 422, 400],
        }
    }

    /// Those and the ones by which a service may refuse the form of what is asked for: a tag that is none of its own.
    fn refusals(self) -> &'static [u16] {
        match self {
            Self::Condition => &[412, 400],
            Self::ContentType
            | Self::Content
            | Self::Accept
            | Self::Range
            | Self::NoParameter
            | Self::Parameter
            | Self::Repetition => self.statuses(),
        }
    }

    /// The error that an operation lists for it, or for one like it.
    #[must_use]
    pub(crate) fn listed(self, operation: &Operation) -> Option<&Row<ErrorResponse>> {
        if self == Self::Repetition {
            return operation.error_of(ErrorCause::Exists);
        }
        let named = operation.error_of(ErrorCause::Malformed);
        named
            .filter(|_| self == Self::Parameter)
            .or_else(|| operation.first_listed_error(self.statuses()))
    }

    /// The error that promises that it is refused: of a parameter that is none of its type one that names it, since
    /// others say no more than that something is.
    fn promised(self, operation: &Operation) -> Option<&Row<ErrorResponse>> {
        let names_it =
            |row: &&Row<ErrorResponse>| row.effective().cause == Some(ErrorCause::Malformed);
        self.listed(operation)
            .filter(|row| self != Self::Parameter || names_it(row))
    }

    /// Whether a request of an operation can have it.
    #[must_use]
    pub(crate) fn is_possible(self, operation: &Operation) -> bool {
        let body = operation.request_body.as_ref().and_then(Row::value);
        let method = operation.method.effective();
        match self {
            Self::ContentType => body.is_some_and(|body| *body != RequestBody::None),
            Self::Content => matches!(body, Some(RequestBody::Json | RequestBody::EmptyObject)),
            Self::Accept => {
                let mut responses = operation.responses.iter().map(Row::effective);
                responses.any(|response| response.body != ResponseBody::Empty)
            }
            Self::Range => method.as_str() == "GET",
            Self::Condition => !method.is_safe() && method.as_str() != "POST",
            // Another method may do to all what it is to do to some.
            Self::NoParameter => method.as_str() == "GET" && required(operation).next().is_some(),
            Self::Parameter => method.as_str() == "GET" && told_apart(operation).is_some(),
            Self::Repetition => {
                let mut responses = operation.responses.iter().map(Row::effective);
                let makes = responses.any(|response| response.status == Status::CREATED);
                let mut headers = operation.headers.iter().map(Row::effective);
                // By such a header a service knows the second for the first, and answers it as that.
                let is_known_again = headers.any(|rule| rule.name.is_of_repetition());
                method.as_str() == "POST" && makes && !is_known_again
            }
        }
    }

    /// The parameter of the query that it is in.
    #[must_use]
    pub(crate) fn parameter(self, operation: &Operation) -> Option<&Row<Parameter>> {
        match self {
            Self::NoParameter => required(operation).next(),
            Self::Parameter => told_apart(operation),
            Self::ContentType
            | Self::Content
            | Self::Accept
            | Self::Range
            | Self::Condition
            | Self::Repetition => None,
        }
    }

    /// The flaws that are tried on an operation: those for which it lists an error, and content that is none of its
    /// type on any that takes JSON.
    pub(crate) fn tried(operation: &Operation) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|flaw| {
            let is_listed = *flaw == Self::Content || flaw.listed(operation).is_some();
            is_listed && flaw.is_possible(operation)
        })
    }

    /// The same request with the flaw; `None` where it has no content that could be wrong so.
    fn put_into(self, operation: &Operation, mut plan: RequestPlan) -> Option<RequestPlan> {
        match self {
            Self::NoParameter => {
                for row in required(operation) {
                    plan.path = plan.path.without_parameter(&row.effective().name);
                }
            }
            Self::Parameter => {
                let name = &told_apart(operation)?.effective().name;
                plan.path = plan.path.with_parameter(name, OF_NO_TYPE);
            }
            Self::ContentType => {
                plan.content.as_ref()?;
                set(&mut plan, HeaderName::CONTENT_TYPE, UNKNOWN_MEDIA_TYPE);
            }
            Self::Content => {
                plan.content.as_ref()?;
                plan.state_media_type();
                plan.content = Some(Content::Bytes(UNFINISHED_JSON.as_bytes().to_vec()));
            }
            Self::Accept => set(&mut plan, HeaderName::ACCEPT, UNKNOWN_MEDIA_TYPE),
            Self::Range => set(&mut plan, HeaderName::RANGE, RANGE_BEHIND_ALL),
            Self::Condition => set(&mut plan, HeaderName::IF_MATCH, UNKNOWN_TAG),
            Self::Repetition => set(&mut plan, HeaderName::REPETITION, AGAIN),
        }
        Some(plan)
    }
}

pub(super) fn add(scope: &Scope<'_>, cases: &mut Vec<Case>) {
    let routes = scope.routes();
    let Some(route) = routes.first() else {
        return;
    };
    for flaw in Flaw::tried(scope.operation) {
        cases.extend(flawed(scope, route, flaw));
    }
}

/// The parameters that must stand in the query, and do.
fn required(operation: &Operation) -> impl Iterator<Item = &Row<Parameter>> {
    let path = operation.paths.iter().find_map(|row| row.value()?.first());
    let rows = operation.described.parameters.iter();
    rows.filter(move |row| {
        let Some(parameter) = row.value() else {
            return false;
        };
        let is_there = || path.is_some_and(|path| path.has_parameter(&parameter.name));
        parameter.place == ParameterPlace::Query
            && parameter.presence == Presence::Required
            && parameter.value.is_none()
            && is_there()
    })
}

/// The parameter of the query of which an error says that it is not what it must be, else the first whose type is known.
fn told_apart(operation: &Operation) -> Option<&Row<Parameter>> {
    let error = operation.error_of(ErrorCause::Malformed);
    let name = error.and_then(|row| row.effective().member.as_deref());
    let mut rows = operation.described.parameters.iter();
    let named = rows.find(|row| {
        let parameter = row.effective();
        parameter.place == ParameterPlace::Query && Some(parameter.name.as_str()) == name
    });
    named.or_else(|| typed(operation))
}

/// The first parameter of the query that is a number or one of two values.
fn typed(operation: &Operation) -> Option<&Row<Parameter>> {
    let mut rows = operation.described.parameters.iter();
    rows.find(|row| {
        let Some(parameter) = row.value() else {
            return false;
        };
        let kind = parameter.kind.as_deref().unwrap_or_default();
        let kind = kind.to_ascii_lowercase();
        let mut words = kind.split(|c: char| !c.is_ascii_alphanumeric());
        let is_typed = |word: &str| is_number(word) || matches!(word, "bool" | "boolean");
        // What takes another kind, too, takes this.
        let is_one = !["string", "text", "array", "list"]
            .iter()
            .any(|other| kind.contains(other));
        parameter.place == ParameterPlace::Query && is_one && words.any(is_typed)
    })
}

fn set(plan: &mut RequestPlan, name: HeaderName, value: &str) {
    plan.leave_out(&name);
    plan.headers.push((name, value.to_owned()));
}

/// That the request is another operation's without its parameters.
fn elsewhere(scope: &Scope<'_>, flaw: Flaw, plan: &RequestPlan) -> Option<SkipReason> {
    let own = &scope.operation.id;
    let same = scope.documented.same(scope.method(), &plan.path, own);
    let other = same.into_iter().find(|_| flaw == Flaw::NoParameter)?;
    Some(SkipReason::DocumentedElsewhere(other.id.clone()))
}

/// The ordinary request with a flaw.
fn flawed(scope: &Scope<'_>, route: &Route, flaw: Flaw) -> Option<Case> {
    let promised = flaw.promised(scope.operation);
    let made_by = match (flaw.parameter(scope.operation), promised) {
        (Some(row), _) => scope.reference(row),
        (None, Some(row)) => scope.reference(row),
        (None, None) => scope.reference(scope.operation.request_body.as_ref()?),
    };
    let promise = match promised {
        Some(row) => Promise::of(&scope.reference(row)),
        None => Promise::Assumed,
    };
    // Another page that documents the request may take other content.
    let takes_others = |other: &Operation| !flaw.is_possible(other);
    if scope.same_elsewhere().into_iter().any(takes_others) {
        return None;
    }
    let (ordinary_request, skip) = scope.plan(&route.path);
    let plan = match flaw.put_into(scope.operation, ordinary_request.clone()) {
        Some(plan) => plan,
        // It is skipped for what keeps the ordinary one from being sent.
        None if skip.is_some() => ordinary_request.clone(),
        None => return None,
    };
    let mut demands = Expectations::general(scope, &made_by, promise.clone());
    let status = promised.map(|row| row.effective().status);
    demands.refusal(promise, Demand::FlawRefused(flaw, status));
    let mut causes = flaw.refusals().to_vec();
    if scope.content_is_unsure() {
        causes.extend(OF_CONTENT);
    }
    if promised.is_some() {
        demands.error_status(scope, &causes);
    }
    demands.error_body(scope);
    let words = flaw.words();
    let requirement = match status {
        Some(status) => format!("the page lists {status} for a request such as one with {words}"),
        None => format!("the page documents what a request with {words} is not"),
    };
    let skip = elsewhere(scope, flaw, &plan).or(skip);
    let (_, mut first, _) = ordinary(scope, &served(scope, route), Standing::Documented);
    scope.may_be_refused(ordinary_request.content.as_ref(), &mut first);
    let mut case = refusal(
        scope,
        route,
        flaw.case(),
        requirement,
        steps(flaw, ordinary_request, plan, (first, demands)),
        skip,
    );
    case.changes_state = flaw == Flaw::Repetition;
    Some(case)
}

/// The request with the flaw, behind the ordinary one where it is one that it is not to be sent after.
fn steps(
    flaw: Flaw,
    ordinary: RequestPlan,
    plan: RequestPlan,
    (first, demands): (Vec<Expectation>, Expectations),
) -> Vec1<Step> {
    let own = |when| Step {
        when,
        plan,
        expectations: demands.finish(),
    };
    match flaw {
        Flaw::Repetition => {
            let first = Step {
                when: When::Always,
                plan: ordinary,
                expectations: first,
            };
            vec1![first, own(When::AfterSuccess)]
        }
        Flaw::ContentType
        | Flaw::Content
        | Flaw::Accept
        | Flaw::Range
        | Flaw::Condition
        | Flaw::NoParameter
        | Flaw::Parameter => Vec1::new(own(When::Always)),
    }
}
