//! What is documented besides, for people and for `diff`: parameters, errors, permissions, what becomes
//! of the service, the order of a list.

use super::allowed::Allowed;
use super::diff::{Changes, Compared, Impact};
use super::effect::Effect;
use super::order::Order;
use super::row::{AnyRow, Row, any, any_mut};
use super::value::Presence;
use super::words::{Word as _, Words, word_list};
use crate::protocol::Status;

/// What a page documents besides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Described {
    /// Parameters of the path and the query, and properties of the request body.
    pub parameters: Vec<Row<Parameter>>,
    /// Error responses.
    pub errors: Vec<Row<ErrorResponse>>,
    /// Permissions that callers need.
    pub permissions: Vec<Row<Permission>>,
    /// What serving it does to the service as a whole, where the page says so in words.
    pub effect: Option<Row<Effect>>,
    /// The order in which what it lists comes, where the page says it.
    pub order: Option<Row<Order>>,
}

impl Described {
    /// All rows, in the stored order.
    pub(super) fn rows(&self) -> Vec<&dyn AnyRow> {
        let Self {
            parameters,
            errors,
            permissions,
            effect,
            order,
        } = self;
        let mut rows: Vec<&dyn AnyRow> = Vec::new();
        rows.extend(parameters.iter().map(any));
        rows.extend(errors.iter().map(any));
        rows.extend(permissions.iter().map(any));
        rows.extend(effect.iter().map(any));
        rows.extend(order.iter().map(any));
        rows
    }

    /// All rows, in the stored order, to be decided on.
    pub(super) fn rows_mut(&mut self) -> Vec<&mut dyn AnyRow> {
        let Self {
            parameters,
            errors,
            permissions,
            effect,
            order,
        } = self;
        let mut rows: Vec<&mut dyn AnyRow> = Vec::new();
        rows.extend(parameters.iter_mut().map(any_mut));
        rows.extend(errors.iter_mut().map(any_mut));
        rows.extend(permissions.iter_mut().map(any_mut));
        rows.extend(effect.iter_mut().map(any_mut));
        rows.extend(order.iter_mut().map(any_mut));
        rows
    }

    /// What changed in it, kind by kind.
    pub(super) fn compare(&self, new: &Self, changes: &mut Changes<'_>) {
        let Self {
            parameters,
            errors,
            permissions,
            effect,
            order,
        } = self;
        changes.compare(parameters, &new.parameters);
        changes.compare(errors, &new.errors);
        changes.compare(permissions, &new.permissions);
        changes.compare(effect.as_slice(), new.effect.as_slice());
        changes.compare(order.as_slice(), new.order.as_slice());
    }
}

/// A parameter of the path or the query, or a property of the request body's JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parameter {
    /// Its name, as it is sent.
    pub name: String,
    /// Where it is sent.
    pub place: ParameterPlace,
    /// Its documented type, in the page's words without markup.
    pub kind: Option<String>,
    /// Whether it must be sent.
    pub presence: Presence,
    /// Its value, where it carries the caller's credential, such as `{token}`.
    pub value: Option<String>,
    /// Its values, as far as the page says which it may have.
    pub allowed: Allowed,
}

impl Parameter {
    /// A parameter of which the page says nothing more.
    pub(crate) fn named(name: String, place: ParameterPlace) -> Self {
        Self {
            name,
            place,
            kind: None,
            presence: Presence::Unstated,
            value: None,
            allowed: Allowed::default(),
        }
    }
}

impl Words for Parameter {
    fn words(&self) -> String {
        let presence = self.presence.words();
        let parts = [
            Some(presence),
            self.kind.clone(),
            self.allowed.minimum.map(|least| format!(">= {least}")),
            self.allowed.maximum.map(|most| format!("<= {most}")),
            self.allowed.lengths_in_words(),
            (!self.allowed.values.is_empty()).then(|| self.allowed.values.join("|")),
            self.allowed
                .default
                .as_ref()
                .map(|own| format!("default {own}")),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

impl Compared for Parameter {
    fn about(&self) -> String {
        let kind = match self.place {
            ParameterPlace::Path => "path parameter",
            ParameterPlace::Query => "query parameter",
            ParameterPlace::Cookie => "cookie",
            ParameterPlace::Body => "property",
        };
        format!("{kind} {}", self.name)
    }

    fn impact(was: Option<&Self>, is: Option<&Self>) -> Impact {
        let Some(is) = is else {
            return Impact::Breaking;
        };
        let is_required = |parameter: &Self| parameter.presence == Presence::Required;
        let types = (was.and_then(|was| was.kind.as_ref()), &is.kind);
        let types_differ = matches!(types, (Some(was), Some(is)) if was != is);
        let takes_less = was.is_some_and(|was| is.allowed.takes_less_than(&was.allowed));
        if types_differ || takes_less || is_required(is) && !was.is_some_and(is_required) {
            Impact::Breaking
        } else {
            Impact::Compatible
        }
    }
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ParameterPlace {
    /// In the path, function parameters among them.
    Path,
    /// In the query.
    Query,
    /// In a cookie.
    Cookie,
    /// In the request body, as a property of its JSON.
    Body,
}

word_list!(ParameterPlace {
    Path => "path",
    Query => "query",
    Cookie => "cookie",
    Body => "body",
});

/// A documented error response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ErrorResponse {
    /// The status.
    pub status: Status,
    /// The error's code that the page gives with it.
    pub code: Option<String>,
    /// What the page says it is answered for, where that is more than its status says.
    pub causes: Vec<CauseOfError>,
    /// The states of the thing in which it is answered, where the page says that.
    pub refused_in: Option<RefusedIn>,
}

/// The states of a thing in which an operation on it is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RefusedIn {
    /// The member of the thing that says in which state it is.
    pub member: String,
    /// The states, of which there is at least one.
    pub states: Vec<String>,
}

/// What an error is answered for, and what of a request it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CauseOfError {
    /// What is wrong.
    pub cause: ErrorCause,
    /// The parameter of the query or the member of the content that it is about, where the page names it.
    pub of: Option<String>,
}

/// What is wrong where an error is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrorCause {
    /// What is to be made is there already.
    Exists,
    /// What is to be done was done before.
    Done,
    /// Something is not what it must be.
    Malformed,
    /// Something is not of its type; nothing is said of its bounds.
    Mistyped,
    /// Something is not there.
    Missing,
}

word_list!(ErrorCause {
    Exists => "exists",
    Done => "done",
    Malformed => "malformed",
    Mistyped => "mistyped",
    Missing => "missing",
});

impl ErrorResponse {
    /// An error of which the page says nothing more.
    pub(crate) fn of(status: Status) -> Self {
        Self {
            status,
            code: None,
            causes: Vec::new(),
            refused_in: None,
        }
    }

    /// What it is answered for, where a cause is one of these.
    pub(crate) fn caused_by(&self, causes: &[ErrorCause]) -> impl Iterator<Item = &CauseOfError> {
        self.causes.iter().filter(|own| causes.contains(&own.cause))
    }
}

impl Words for ErrorResponse {
    fn words(&self) -> String {
        match &self.code {
            Some(code) => format!("{} {code}", self.status.code()),
            None => self.status.code().to_string(),
        }
    }
}

impl Compared for ErrorResponse {
    fn about(&self) -> String {
        "error".to_owned()
    }

    fn follows(&self, old: &Self) -> bool {
        self == old
    }

    /// An error that is documented or no longer documented takes nothing from a client.
    fn impact(_: Option<&Self>, _: Option<&Self>) -> Impact {
        Impact::Compatible
    }
}

/// What a caller needs to be allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Permission {
    /// On whose behalf it calls.
    pub account: Account,
    /// The resource it is limited to, where the page tells several apart.
    pub resource: Option<String>,
    /// What is enough, each: a permission, or several joined by `and`. None where the page names none, as
    /// where it cannot be called so.
    pub names: Vec<String>,
}

impl Words for Permission {
    fn words(&self) -> String {
        match self.names.as_slice() {
            [] => "none".to_owned(),
            names => names.join(" or "),
        }
    }
}

impl Compared for Permission {
    fn about(&self) -> String {
        match &self.resource {
            Some(resource) => format!("permission {} of {resource}", self.account.word()),
            None => format!("permission {}", self.account.word()),
        }
    }

    /// A permission that is no longer enough shuts out those who have no other.
    fn impact(was: Option<&Self>, is: Option<&Self>) -> Impact {
        let is_kept = |name: &String| is.is_some_and(|is| is.names.contains(name));
        if was.is_none_or(|was| was.names.iter().all(is_kept)) {
            Impact::Compatible
        } else {
            Impact::Breaking
        }
    }
}

/// On whose behalf a caller calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Account {
    /// Of a person with an account of an organisation.
    Delegated,
    /// Of a person with an account of their own.
    Personal,
    /// Of nobody: the application itself.
    Application,
}

word_list!(Account {
    Delegated => "delegated",
    Personal => "personal",
    Application => "application",
});
