//! Cases that send a request with a flaw for which the page lists an error: content of another type or that is none
//! of its type, a range, a condition or an answer's type that cannot be met.

use vec1::Vec1;

use super::demand::Expectations;
use super::negative::refusal;
use super::promise::Promise;
use super::unknown::OF_CONTENT;
use super::{Route, Scope};
use crate::plan::{Case, Demand, Step, When};
use crate::protocol::HeaderName;
use crate::protocol::content::Content;
use crate::protocol::request::RequestPlan;
use crate::table::described::ErrorResponse;
use crate::table::{Operation, RequestBody, ResponseBody, Row};

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

impl Flaw {
    /// Every flaw.
    const ALL: [Self; 5] = [
        Self::ContentType,
        Self::Content,
        Self::Accept,
        Self::Range,
        Self::Condition,
    ];

    /// The name of its case.
    fn case(self) -> &'static str {
        match self {
            Self::ContentType => "other-content-type",
            Self::Content => "malformed-content",
            Self::Accept => "other-accept",
            Self::Range => "range-behind-all",
            Self::Condition => "unmet-condition",
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
        statuses.find_map(|status| operation.listed_error(*status))
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
            Self::Accept => set(&mut plan, HeaderName::ACCEPT, UNKNOWN_MEDIA_TYPE),
            Self::Range => set(&mut plan, HeaderName::RANGE, RANGE_BEHIND_ALL),
            Self::Condition => set(&mut plan, HeaderName::IF_MATCH, UNKNOWN_TAG),
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

fn set(plan: &mut RequestPlan, name: HeaderName, value: &str) {
    plan.leave_out(&name);
    plan.headers.push((name, value.to_owned()));
}

/// The ordinary request with a flaw.
fn flawed(scope: &Scope<'_>, route: &Route, flaw: Flaw) -> Option<Case> {
    let listed = flaw.listed(scope.operation);
    let body = scope.operation.request_body.as_ref();
    let (promise, made_by) = match (listed, body) {
        (Some(row), _) => (Promise::of(&scope.reference(row)), scope.reference(row)),
        (None, Some(body)) => (Promise::Assumed, scope.reference(body)),
        (None, None) => return None,
    };
    // Another page that documents the request may take other content.
    let takes_others = |other: &Operation| !flaw.is_possible(other);
    if scope.same_elsewhere().into_iter().any(takes_others) {
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
    let status = listed.map(|row| row.effective().status);
    demands.refusal(promise, Demand::FlawRefused(flaw, status));
    let mut causes = flaw.refusals().to_vec();
    if scope.content_is_unsure() {
        causes.extend(OF_CONTENT);
    }
    demands.error_status(scope, &causes);
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
        flaw.case(),
        requirement,
        Vec1::new(step),
        skip,
    ))
}
