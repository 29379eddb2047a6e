//! Cases that send a request with a flaw for which the page lists an error: content of another type or that is none
//! of its type, a range, a condition or an answer's type that cannot be met, a query without what it needs, what is
//! there already.

mod cases;
mod length;
pub(crate) mod value;

pub(super) use cases::add;

use std::sync::Arc;

use value::{Shown, Subject, Wrong, shown, subjects};

use super::Scope;
use crate::protocol::content::Content;
use crate::protocol::request::RequestPlan;
use crate::protocol::template::slug;
use crate::protocol::{HeaderName, Status};
use crate::table::described::{ErrorCause, ErrorResponse, Parameter, ParameterPlace};
use crate::table::{Operation, Presence, RequestBody, ResponseBody, Row, RowId, RowRef};

/// A media type that nobody has registered: no content is of it, and no answer can be.
pub(crate) const UNKNOWN_MEDIA_TYPE: &str = "application/vnd.as-documented.unknown";

/// The entity tag of nothing (RFC 9110 §8.8.3), also where a service makes its tags of numbers.
pub(crate) const UNKNOWN_TAG: &str = "\"999999999\"";

/// Content that begins as JSON, and ends before it is any.
const UNFINISHED_JSON: &str = "{\"as-documented\": ";

/// A range behind the end of whatever is there (RFC 9110 §14.1.2).
const RANGE_BEHIND_ALL: &str = "bytes=999999999999-";

/// What the second of two equal requests says in a header of our own: nothing to a service (RFC 9110 §5.1), and to the
/// embedded fake which of them it is.
pub(crate) const AGAIN: &str = "again";

/// The row that promises a refusal, and the status that is listed for it.
type Promised = (Arc<RowRef>, Option<Status>);

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
    /// A parameter of its query or a member of its content, by its place among the subjects, is not what it must be.
    Value(Wrong, usize),
    /// It is the same as the one before it, which made what is to be made once.
    Repetition,
}

impl Flaw {
    /// Every flaw but those of values.
    const ALL: [Self; 7] = [
        Self::ContentType,
        Self::Content,
        Self::Accept,
        Self::Range,
        Self::Condition,
        Self::NoParameter,
        Self::Repetition,
    ];

    /// The name of its case.
    fn case(self, operation: &Operation) -> String {
        let name = match self {
            Self::Value(wrong, at) => {
                let all = subjects(operation);
                let (place, name) = match all.get(at) {
                    Some(own) if own.is_member => ("member", slug(own.name)),
                    Some(own) => ("query", slug(own.name)),
                    None => ("value", at.to_string()),
                };
                return format!("{}-{place}-{name}", wrong.case());
            }
            Self::ContentType => "other-content-type",
            Self::Content => "malformed-content",
            Self::Accept => "other-accept",
            Self::Range => "range-behind-all",
            Self::Condition => "unmet-condition",
            Self::NoParameter => "without-parameters",
            Self::Repetition => "made-twice",
        };
        name.to_owned()
    }

    /// In words, as a part of "a request with".
    #[must_use]
    pub(crate) fn words(self, operation: &Operation) -> String {
        let words = match self {
            Self::Value(wrong, at) => {
                let all = subjects(operation);
                return all
                    .get(at)
                    .map_or_else(String::new, |own| own.words(wrong, operation));
            }
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
            Self::Repetition => "the content of one that was served right before",
        };
        words.to_owned()
    }

    /// The statuses that HTTP has for it, the most fitting first (RFC 9110 §15.5).
    fn statuses(self) -> &'static [u16] {
        match self {
            Self::ContentType => &[415],
            Self::Content | Self::NoParameter | Self::Value(..) => &[400, 422],
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
            | Self::Value(..)
            | Self::Repetition => self.statuses(),
        }
    }

    /// The error that an operation lists for it, or for one like it.
    #[must_use]
    pub(crate) fn listed(self, operation: &Operation) -> Option<&Row<ErrorResponse>> {
        if self == Self::Repetition {
            return operation.error_of(ErrorCause::Exists);
        }
        let named = match self {
            Self::Value(wrong, at) => subjects(operation)
                .get(at)
                .and_then(|own| own.named(wrong, operation)),
            _ => None,
        };
        named.or_else(|| operation.first_listed_error(self.statuses()))
    }

    /// The row that promises that it is refused, and the status that is listed for it: of a value that is not what it
    /// must be an error that names it, since others say no more than that something is, or, where it is not there and
    /// any error is listed, its own row.
    fn promised(self, scope: &Scope<'_>) -> Option<Promised> {
        let operation = scope.operation;
        let listed = self.listed(operation);
        let status = listed.map(|row| row.effective().status);
        let Self::Value(wrong, at) = self else {
            return Some((scope.reference(listed?), status));
        };
        let all = subjects(operation);
        let own = all.get(at)?;
        match (own.named(wrong, operation), own.row) {
            (Some(error), _) => Some((scope.reference(error), status)),
            // A page that lists no error for it may mean that there is a value for what is not sent.
            (None, Some(row)) if wrong == Wrong::Missing && listed.is_some() => {
                Some((scope.reference(row), status))
            }
            (None, _) => None,
        }
    }

    /// The id of the row that is broken where it is served.
    #[must_use]
    pub(crate) fn row(self, operation: &Operation) -> Option<RowId> {
        let own = match self {
            Self::Value(wrong, at) => {
                let own = subjects(operation).get(at).copied()?;
                let row = own.row.filter(|_| own.named(wrong, operation).is_none());
                row.filter(|_| wrong == Wrong::Missing)
                    .map(|row| row.id.clone())
            }
            _ => None,
        };
        own.or_else(|| Some(self.listed(operation)?.id.clone()))
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
            Self::Value(wrong, at) => {
                let all = subjects(operation);
                all.get(at)
                    .is_some_and(|own| own.can_be(wrong, operation, &shown(operation)))
            }
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

    /// Whether a request of another operation can have it, a parameter or member being the one of the same name.
    fn is_possible_in(self, operation: &Operation, other: &Operation) -> bool {
        let Self::Value(wrong, at) = self else {
            return self.is_possible(other);
        };
        let all = subjects(operation);
        let same = |one: &Subject<'_>| {
            let own = all.get(at);
            own.is_some_and(|own| own.is_as(one))
        };
        let at = subjects(other).iter().position(same);
        at.is_some_and(|at| Self::Value(wrong, at).is_possible(other))
    }

    /// The parameter or the member that it is in.
    fn parameter(self, operation: &Operation) -> Option<&Row<Parameter>> {
        match self {
            Self::NoParameter => required(operation).next(),
            Self::Value(_, at) => subjects(operation).get(at)?.row,
            Self::ContentType
            | Self::Content
            | Self::Accept
            | Self::Range
            | Self::Condition
            | Self::Repetition => None,
        }
    }

    /// The flaws that are tried on an operation: those for which it lists an error, content that is none of its
    /// type on any that takes JSON, and content without a member that must be there.
    #[must_use]
    pub(crate) fn tried(operation: &Operation) -> Vec<Self> {
        let all = Self::ALL.into_iter().filter(|flaw| {
            let is_listed = *flaw == Self::Content || flaw.listed(operation).is_some();
            is_listed && flaw.is_possible(operation)
        });
        all.chain(of_values(operation)).collect()
    }

    /// The same request with the flaw; `None` where it has no content that could be wrong so.
    fn put_into(self, operation: &Operation, mut plan: RequestPlan) -> Option<RequestPlan> {
        match self {
            Self::NoParameter => {
                for row in required(operation) {
                    plan.path = plan.path.without_parameter(&row.effective().name);
                }
            }
            Self::Value(wrong, at) => {
                let own = subjects(operation).get(at).copied()?;
                own.put_into(wrong, operation, &mut plan)?;
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

/// The flaws of values that are tried.
fn of_values(operation: &Operation) -> Vec<Flaw> {
    let subjects = subjects(operation);
    if subjects.is_empty() {
        return Vec::new();
    }
    let shown: Shown = match subjects.iter().any(|own| own.is_member) {
        true => shown(operation),
        false => Shown::new(),
    };
    let is_listed = operation
        .first_listed_error(Flaw::Value(Wrong::Missing, 0).statuses())
        .is_some();
    let is_tried = |own: &Subject<'_>, wrong: Wrong| {
        let is_known = is_listed || wrong == Wrong::Missing;
        is_known && own.can_be(wrong, operation, &shown)
    };
    let all = subjects.iter().enumerate();
    let all = all.flat_map(|(at, own)| Wrong::ALL.map(|wrong| (own, wrong, at)));
    all.filter(|(own, wrong, _)| is_tried(own, *wrong))
        .map(|(_, wrong, at)| Flaw::Value(wrong, at))
        .collect()
}

/// The parameters that must stand in the query, and do.
pub(crate) fn required(operation: &Operation) -> impl Iterator<Item = &Row<Parameter>> {
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

fn set(plan: &mut RequestPlan, name: HeaderName, value: &str) {
    plan.leave_out(&name);
    plan.headers.push((name, value.to_owned()));
}
