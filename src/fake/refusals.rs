//! What the fake refuses, and why.

use super::answer::{Answer, Asked, Cause, CredentialTrouble, HeaderTrouble, refuse};
use super::model::Model;
use super::state::State;
use crate::table::family::Family;
use crate::table::fixture::Fixture;
use crate::table::{HeaderRule, Operation, Presence, RequestBody, Row};

impl Model {
    /// Refuses what the page does not let pass: a missing or bad credential, a missing or empty
    /// required header, content that is not JSON where JSON is documented, a value that is not
    /// good. All of them, in that order.
    pub(super) fn refusals(
        &self,
        operation: &Operation,
        family: Option<&Family>,
        state: &State,
        asked: &Asked<'_>,
    ) -> Vec<Answer> {
        let mut refusals = Vec::new();
        let required = operation
            .headers
            .iter()
            .map(Row::effective)
            .filter(|rule| rule.presence == Presence::Required);
        let (credentials, others): (Vec<_>, Vec<_>) =
            required.partition(|rule| rule.name.is_credential());
        for rule in credentials {
            let Some(trouble) = credential_trouble(rule, asked) else {
                continue;
            };
            let documented = family.and_then(|f| f.credential.as_ref());
            let code = documented.map_or(401, |(_, status)| status.code());
            let cause = Cause::Credential(trouble);
            let mut answer = refuse(code, "unauthenticated", family, cause);
            if code == 401 {
                let challenge = ("WWW-Authenticate".to_owned(), "Bearer".to_owned());
                answer.headers.push(challenge);
            }
            refusals.push(answer);
        }
        for rule in others {
            let trouble = match asked.header(rule.name.as_str()) {
                None => HeaderTrouble::Missing,
                Some(value) if value.trim().is_empty() => HeaderTrouble::Empty,
                Some(_) => continue,
            };
            let cause = Cause::Header(rule.name.clone(), trouble);
            refusals.push(refuse(400, "invalidRequest", family, cause));
        }
        let body = operation.request_body.as_ref().map(Row::effective);
        // What a page shows as a body it takes, JSON or not.
        let shown = operation.examples.iter().map(Row::effective);
        let is_shown = shown
            .filter_map(|e| e.body.as_ref())
            .any(|b| b.as_bytes() == asked.body);
        let is_json =
            is_shown || serde_json::from_slice::<serde::de::IgnoredAny>(asked.body).is_ok();
        if body == Some(&RequestBody::Json) && !is_json {
            refusals.push(refuse(400, "invalidRequest", family, Cause::Content));
        }
        for (fixture, value) in self.values(operation, asked) {
            if let Some(trouble) = state.trouble(fixture, &value) {
                let cause = Cause::Value(fixture.variable.clone(), trouble);
                refusals.push(refuse(404, "itemNotFound", family, cause));
            }
        }
        refusals
    }

    /// The values of variables in a request, each with its fixture.
    pub(super) fn values(
        &self,
        operation: &Operation,
        asked: &Asked<'_>,
    ) -> Vec<(&Fixture, String)> {
        let mut values = Vec::new();
        for fixture in self.fixtures() {
            let placeholder = format!("{{{}}}", fixture.variable);
            for rule in operation.headers.iter().map(Row::effective) {
                let template = rule.value.clone();
                let template = template.unwrap_or_else(|| format!("{{{}}}", rule.name.lower()));
                let Some((before, after)) = template.split_once(&placeholder) else {
                    continue;
                };
                let value = asked.header(rule.name.as_str());
                let value = value.filter(|value| !value.trim().is_empty());
                let value = value.map(|v| v.strip_prefix(before).unwrap_or(v));
                let value = value.map(|v| v.strip_suffix(after).unwrap_or(v));
                values.extend(value.map(|value| (fixture, value.to_owned())));
            }
            let paths = operation.paths.iter().flat_map(Row::effective);
            let value = paths
                .filter_map(|template| template.capture(asked.path, &fixture.variable))
                .next();
            values.extend(value.map(|value| (fixture, value.replace("%2F", "/"))));
        }
        values
    }
}

fn credential_trouble(rule: &HeaderRule, asked: &Asked<'_>) -> Option<CredentialTrouble> {
    let template = rule.value.as_deref().unwrap_or("{token}");
    let accepted = template.replace("{token}", super::CREDENTIAL);
    let scheme = template.split("{token}").next().unwrap_or_default();
    match asked.header(rule.name.as_str()) {
        None => Some(CredentialTrouble::Missing),
        Some(value) if value == accepted => None,
        Some(value) if value.trim().is_empty() => Some(CredentialTrouble::Empty),
        Some(value) if value.len() > scheme.len() && value.starts_with(scheme) => {
            Some(CredentialTrouble::Unknown)
        }
        Some(_) => Some(CredentialTrouble::Malformed),
    }
}
