//! What a page documents besides: parameters, errors, permissions, what becomes of
//! the service. The first place that says it counts; later ones are cited beside it where they say the
//! same.

use std::collections::{BTreeMap, HashMap};

use vec1::vec1;

use super::{Deriver, MOST_CITES, Scope};
use crate::protocol::Status;
use crate::protocol::template::{digest, slug};
use crate::read::RequestLine;
use crate::read::allowed::{bounds_of_error, lengths_of_error};
use crate::read::causes::{causes, compares, goes_on, names, speaks_of_any};
use crate::read::done::is_of;
use crate::table::allowed::Allowed;
use crate::table::described::{
    CauseOfError, Described, ErrorCause, ErrorResponse, Parameter, ParameterPlace,
};
use crate::table::words::Words as _;
use crate::table::{Effect, Order, Row};
use crate::text::page::Span;

impl Deriver<'_> {
    pub(super) fn described(&self, scope: &Scope<'_>) -> Described {
        let mut parameters = Rows::default();
        for claim in &self.facts.parameters {
            let (parameter, told) = self.bounded(&claim.value);
            let place = parameter.place.words();
            let id = format!("{place}/{}", slug(&parameter.name));
            for span in std::iter::once(claim.span).chain(told) {
                self.describe(
                    scope,
                    &mut parameters,
                    &id,
                    &parameter.name,
                    (&parameter, span),
                );
            }
        }
        let errors = self.errors(scope);
        let mut permissions = Rows::default();
        for claim in &self.facts.permissions {
            let permission = &claim.value;
            let account = permission.account.words();
            let resource = permission.resource.as_deref().unwrap_or_default();
            let id = match &permission.resource {
                Some(resource) => format!("permission/{account}/{}", slug(resource)),
                None => format!("permission/{account}"),
            };
            self.describe(
                scope,
                &mut permissions,
                &id,
                resource,
                (permission, claim.span),
            );
        }
        Described {
            parameters: parameters.rows,
            errors: errors.rows,
            permissions: permissions.rows,
            effect: self.effect(scope),
            order: self.order(scope),
        }
    }

    /// The errors that the page names, and those that its examples show.
    fn errors(&self, scope: &Scope<'_>) -> Rows<ErrorResponse> {
        let mut errors = Rows::default();
        for claim in &self.facts.errors {
            let error = &self.with_causes(scope, &claim.value);
            let code = error.code.as_deref().unwrap_or_default();
            let id = match &error.code {
                Some(code) => format!("error/{}/{}", error.status.code(), slug(code)),
                None => format!("error/{}", error.status.code()),
            };
            self.describe(scope, &mut errors, &id, code, (error, claim.span));
        }
        // An example that is refused documents the error that it shows.
        for response in scope
            .examples
            .iter()
            .filter_map(|e| e.is_refused().then(|| e.responses.first())?)
        {
            let is_listed = self
                .facts
                .errors
                .iter()
                .any(|claim| claim.value.status == response.status);
            if !is_listed {
                let id = format!("error/{}", response.status.code());
                let error = ErrorResponse::of(response.status);
                self.describe(scope, &mut errors, &id, "", (&error, response.span));
            }
        }
        errors
    }

    /// A parameter with the bounds and lengths that an error says of it, and where, where nothing else says any.
    fn bounded(&self, parameter: &Parameter) -> (Parameter, Option<Span>) {
        let mut own = parameter.clone();
        let is_sent = matches!(own.place, ParameterPlace::Query | ParameterPlace::Body);
        let is_text = own.kind.as_deref() == Some("string");
        if !is_sent || is_said(&own.allowed) || is_text && !own.allowed.values.is_empty() {
            return (own, None);
        }
        for (status, words) in &self.facts.said_of_errors {
            for (cause, clause) in causes(*status, words) {
                let is_of_it = cause == ErrorCause::Malformed && names(clause, &own.name);
                if is_of_it && !is_text {
                    own.allowed.complete(bounds_of_error(clause));
                }
                if is_of_it && !own.allowed.is_bounded() {
                    own.allowed.complete(lengths_of_error(clause));
                }
            }
            if is_said(&own.allowed) {
                let mut errors = self.facts.errors.iter();
                let error = errors.find(|claim| claim.value.status == *status);
                return (own, error.map(|claim| claim.span));
            }
        }
        (own, None)
    }

    /// An error with what its words say that it is answered for, and what that is about.
    fn with_causes(&self, scope: &Scope<'_>, error: &ErrorResponse) -> ErrorResponse {
        let mut all: Vec<CauseOfError> = Vec::new();
        let said = self.facts.said_of_errors.iter();
        let said = said.filter(|(status, _)| *status == error.status);
        for (cause, clause, before) in said.flat_map(|(status, words)| in_turn(*status, words)) {
            let found = match cause {
                ErrorCause::Exists => vec![self.member(scope, error)],
                ErrorCause::Done if self.does(clause) => vec![None],
                ErrorCause::Done => Vec::new(),
                ErrorCause::Malformed | ErrorCause::Mistyped | ErrorCause::Missing => {
                    self.named(scope, cause, (clause, before))
                }
            };
            let found = found.into_iter().map(|of| CauseOfError { cause, of });
            for own in found {
                if !all.contains(&own) && all.len() < MOST_CAUSES {
                    all.push(own);
                }
            }
        }
        ErrorResponse {
            causes: all,
            ..error.clone()
        }
    }

    /// What a clause that says what is wrong names: parameters of the query and members of the content, or none where
    /// it speaks of them, whichever they are, or goes on with one that does.
    fn named(
        &self,
        scope: &Scope<'_>,
        cause: ErrorCause,
        (clause, before): (&str, Option<&str>),
    ) -> Vec<Option<String>> {
        let parameters = self.facts.parameters.iter().map(|claim| &claim.value);
        let is_sent = |parameter: &&Parameter| {
            // Any value is a text.
            let is_text = parameter.kind.as_deref() == Some("string")
                && parameter.allowed.values.is_empty()
                && !parameter.allowed.is_measured()
                && cause != ErrorCause::Missing;
            match parameter.place {
                ParameterPlace::Query => !is_text,
                ParameterPlace::Body => true,
                ParameterPlace::Path | ParameterPlace::Cookie => false,
            }
        };
        let parameters = parameters
            .filter(is_sent)
            .map(|parameter| parameter.name.clone());
        let members = sent_members(scope).into_iter().map(|(name, _)| name);
        let mut found: Vec<String> = Vec::new();
        // "`title` is missing or too long".
        let subject = before.filter(|_| compares(clause)).unwrap_or(clause);
        for name in parameters.chain(members) {
            if names(subject, &name) && !found.contains(&name) {
                found.push(name);
            }
        }
        let is_of_any = || {
            let goes_on = goes_on(clause) && before.is_some_and(speaks_of_any);
            speaks_of_any(clause) || goes_on
        };
        let is_of_another = || {
            let mut all = self.facts.parameters.iter();
            all.any(|claim| names(clause, &claim.value.name))
        };
        if found.is_empty() && is_of_any() && !is_of_another() {
            return vec![None];
        }
        found.into_iter().map(Some).collect()
    }

    /// Whether a clause that says that something was done before speaks of what all requests here do.
    fn does(&self, clause: &str) -> bool {
        let requests = &self.facts.requests;
        let is_of = |own: &RequestLine| is_of(clause, &own.method, own.path.path().as_str());
        !requests.is_empty() && requests.iter().all(is_of)
    }

    /// The member of an example's content that the words of an error say is there already, or the only text in it.
    fn member(&self, scope: &Scope<'_>, error: &ErrorResponse) -> Option<String> {
        let members = sent_members(scope).into_iter();
        let texts: Vec<String> = members
            .filter(|(_, is_text)| *is_text)
            .map(|(name, _)| name)
            .collect();
        let said = self.facts.said_of_errors.iter();
        let said: Vec<&str> = said
            .filter(|(status, _)| *status == error.status)
            .map(|(_, words)| words.as_str())
            .collect();
        let is_said = |name: &&String| {
            let mut said = said.iter();
            said.any(|words| names(words, name) || names_taken(words, name))
        };
        match (texts.iter().find(is_said), texts.as_slice()) {
            (Some(name), _) | (None, [name]) => Some(name.clone()),
            (None, _) => None,
        }
    }

    /// The gravest effect that is said, with the places that say it.
    fn effect(&self, scope: &Scope<'_>) -> Option<Row<Effect>> {
        let gravest = self.facts.effects.iter().map(|claim| claim.value).max()?;
        let mut rows = Rows::default();
        for claim in self.facts.effects.iter().filter(|c| c.value == gravest) {
            self.describe(scope, &mut rows, "effect", "", (&claim.value, claim.span));
        }
        rows.rows.pop()
    }

    /// The order that is said of what it lists; none where several are.
    fn order(&self, scope: &Scope<'_>) -> Option<Row<Order>> {
        let is_get = |line: &RequestLine| line.method.as_str() == "GET";
        let is_list = self.facts.requests.iter().all(is_get);
        let said = &self.facts.orders;
        let first = said.first().filter(|_| is_list)?;
        let mut rows = Rows::default();
        for claim in said
            .iter()
            .take_while(|_| said.iter().all(|own| own.value == first.value))
        {
            self.describe(scope, &mut rows, "order", "", (&claim.value, claim.span));
        }
        rows.rows.pop()
    }

    /// Adds a value under an id, or under one with a digest where another name has it already.
    fn describe<T: Clone + PartialEq>(
        &self,
        scope: &Scope<'_>,
        rows: &mut Rows<T>,
        id: &str,
        name: &str,
        (value, span): (&T, Span),
    ) {
        let mut id = id.to_owned();
        if rows.places.get(&id).is_some_and(|(known, _)| known != name) {
            id = format!("{id}-{}", digest(name));
        }
        let cite = self.cite(span);
        let next = rows.rows.len();
        let (_, place) = rows
            .places
            .entry(id.clone())
            .or_insert((name.to_owned(), next));
        match rows.rows.get_mut(*place) {
            Some(row) => {
                for reading in row.readings_mut().iter_mut().filter(|r| r.value == *value) {
                    if reading.cites.len() < MOST_CITES && !reading.cites.contains(&cite) {
                        reading.cites.push(cite.clone());
                    }
                }
            }
            None => rows
                .rows
                .push(Row::settled(scope.row_id(&id), value.clone(), vec1![cite])),
        }
    }
}

/// Whether bounds of a number or the length of a text are known.
fn is_said(allowed: &Allowed) -> bool {
    allowed.is_bounded() || allowed.is_measured()
}

/// Whether words speak of many of what a member is, or have a word for programs by which one is taken: "labels are compared
/// exactly", `label_taken`.
fn names_taken(words: &str, name: &str) -> bool {
    const TAKEN: &[&str] = &[
        "conflict",
        "duplicate",
        "exists",
        "inuse",
        "taken",
        "unique",
        "used",
    ];
    let many = format!("{name}s");
    let mut all = words.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-'));
    all.any(|word| {
        let lower = word.to_lowercase();
        let parts: Vec<&str> = lower.split(['_', '-']).collect();
        lower == many || parts.contains(&name) && parts.iter().any(|own| TAKEN.contains(own))
    })
}

/// The most causes of one error.
const MOST_CAUSES: usize = 32;

/// The causes that words on an error say, each with its clause and the one before that which says what it is of.
fn in_turn(status: Status, words: &str) -> Vec<(ErrorCause, &str, Option<&str>)> {
    let mut before: Option<&str> = None;
    let mut last: Option<&str> = None;
    let mut found = Vec::new();
    for (cause, clause) in causes(status, words) {
        if last != Some(clause) {
            // One that goes on says itself not what it is of.
            before = last.filter(|own| !goes_on(own)).or(before).or(last);
            last = Some(clause);
        }
        found.push((cause, clause, before));
    }
    found
}

/// The members of the JSON object that the first example which is served and has any sends, and whether each is a text.
fn sent_members(scope: &Scope<'_>) -> Vec<(String, bool)> {
    let served = scope.examples.iter().filter(|e| !e.is_refused());
    let contents = served.filter_map(|e| Some(&e.request.body.as_ref()?.text));
    let mut members = contents.map(|content| {
        let members = serde_json::from_str::<BTreeMap<String, serde_json::Value>>(content);
        let members = members.unwrap_or_default().into_iter();
        members
            .map(|(name, value)| (name, value.is_string()))
            .collect::<Vec<_>>()
    });
    members
        .find(|members| !members.is_empty())
        .unwrap_or_default()
}

/// Rows with the names and places of their ids.
struct Rows<T> {
    rows: Vec<Row<T>>,
    places: HashMap<String, (String, usize)>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            places: HashMap::new(),
        }
    }
}
