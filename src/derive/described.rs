//! What a page documents besides: parameters, errors, permissions, what becomes of
//! the service. The first place that says it counts; later ones are cited beside it where they say the
//! same.

use std::collections::{BTreeMap, HashMap};

use vec1::vec1;

use super::{Deriver, MOST_CITES, Scope};
use crate::protocol::template::{digest, slug};
use crate::read::causes::malformed_clauses;
use crate::table::described::{Described, ErrorCause, ErrorResponse, ParameterPlace};
use crate::table::words::Words as _;
use crate::table::{Effect, Row};
use crate::text::page::Span;

impl Deriver<'_> {
    pub(super) fn described(&self, scope: &Scope<'_>) -> Described {
        let mut parameters = Rows::default();
        for claim in &self.facts.parameters {
            let parameter = &claim.value;
            let place = parameter.place.words();
            let id = format!("{place}/{}", slug(&parameter.name));
            self.describe(
                scope,
                &mut parameters,
                &id,
                &parameter.name,
                (parameter, claim.span),
            );
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
        }
    }

    /// The errors that the page names, and those that its examples show.
    fn errors(&self, scope: &Scope<'_>) -> Rows<ErrorResponse> {
        let mut errors = Rows::default();
        for claim in &self.facts.errors {
            let error = &self.with_member(scope, &claim.value);
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

    /// An error with what its words say that it is about; that something is malformed says nothing
    /// where it is no parameter.
    fn with_member(&self, scope: &Scope<'_>, error: &ErrorResponse) -> ErrorResponse {
        let (cause, member) = match error.cause {
            None => (None, None),
            Some(ErrorCause::Exists) => (error.cause, self.member(scope, error)),
            Some(ErrorCause::Malformed) => match self.parameter(error) {
                None if !self.is_of_parameters(error) => (None, None),
                named => (error.cause, named),
            },
        };
        ErrorResponse {
            cause,
            member,
            ..error.clone()
        }
    }

    /// Whether the words of an error speak of parameters, whichever they are.
    fn is_of_parameters(&self, error: &ErrorResponse) -> bool {
        let words = self.words_of(error).into_iter();
        let mut words = words.map(str::to_lowercase);
        words.any(|word| matches!(word.as_str(), "parameter" | "parameters" | "query"))
    }

    /// The words that stand beside an error's status.
    fn words_of(&self, error: &ErrorResponse) -> Vec<&str> {
        let said = self.facts.said_of_errors.iter();
        let said = said.filter(|(status, _)| *status == error.status);
        said.flat_map(|(_, words)| words_in(words)).collect()
    }

    /// The parameter of the query that the words of an error name.
    fn parameter(&self, error: &ErrorResponse) -> Option<String> {
        let said = self.facts.said_of_errors.iter();
        let said = said.filter(|(status, _)| *status == error.status);
        let clauses = said.flat_map(|(status, words)| malformed_clauses(*status, words));
        let words: Vec<&str> = clauses.flat_map(words_in).collect();
        let parameters = self.facts.parameters.iter().map(|claim| &claim.value);
        let named = parameters.filter(|parameter| {
            let name = parameter.name.as_str();
            let is_name = !JOINING.contains(&name) && words.contains(&name);
            // Any value is a text.
            let is_text = parameter.kind.as_deref() == Some("string");
            parameter.place == ParameterPlace::Query && is_name && !is_text
        });
        named.map(|parameter| parameter.name.clone()).next()
    }

    /// The member of an example's content that the words of an error say is there already, or the only text in it.
    fn member(&self, scope: &Scope<'_>, error: &ErrorResponse) -> Option<String> {
        let served = scope.examples.iter().filter(|e| !e.is_refused());
        let texts = served.filter_map(|e| Some(&e.request.body.as_ref()?.text));
        let texts: Vec<String> = texts.map(|text| texts_in(text)).find(|t| !t.is_empty())?;
        let words = self.words_of(error);
        let is_said = |name: &&String| words.iter().any(|word| word.eq_ignore_ascii_case(name));
        let mut named = texts.iter().filter(is_said);
        match (named.next(), texts.as_slice()) {
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

fn words_in(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-'))
}

/// Names of parameters that are words of any sentence.
const JOINING: &[&str] = &[
    "a", "after", "and", "at", "before", "by", "for", "from", "if", "in", "is", "not", "of", "on",
    "or", "the", "to", "with",
];

/// The members of a JSON object that are texts.
fn texts_in(content: &str) -> Vec<String> {
    let members = serde_json::from_str::<BTreeMap<String, serde_json::Value>>(content);
    let members = members.unwrap_or_default().into_iter();
    let texts = members.filter(|(_, value)| value.is_string());
    texts.map(|(name, _)| name).collect()
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
