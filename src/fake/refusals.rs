//! What the fake refuses, and why.

use super::answer::{Answer, Asked, Cause, CredentialTrouble, HeaderTrouble, decoded, refuse};
use super::model::Model;
use super::state::State;
use crate::protocol::template::TOKEN_PLACEHOLDER;
use crate::table::family::Family;
use crate::table::fixture::Fixture;
use crate::table::{Credential, CredentialPlace, Operation, Presence, RequestBody, Row};

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
        let rules = operation.headers.iter().map(Row::effective);
        let others = rules.filter(|rule| {
            let is_required = rule.presence == Presence::Required;
            is_required && !rule.is_credential() && !rule.name.is_framing()
        });
        for credential in operation.credentials().filter(|c| c.is_required) {
            let Some(trouble) = credential_trouble(&credential, asked) else {
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
            .filter_map(|e| e.content.as_ref())
            .any(|content| content.text.as_bytes() == asked.body);
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
                let template = rule.template();
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
                .filter_map(|template| template.path().capture(asked.path, &fixture.variable))
                .next();
            values.extend(value.map(|value| (fixture, value.replace("%2F", "/"))));
        }
        values
    }
}

/// What a request has in the place of a credential.
pub(super) fn sent_credential(place: CredentialPlace<'_>, asked: &Asked<'_>) -> Option<String> {
    match place {
        CredentialPlace::Header(name) => asked.header(name.as_str()).map(str::to_owned),
        CredentialPlace::Query(name) => {
            let pairs = asked.query.split('&');
            let mut pairs = pairs.filter_map(|pair| pair.split_once('='));
            let (_, value) = pairs.find(|(other, _)| *other == name)?;
            Some(decoded(value))
        }
        CredentialPlace::Cookie(name) => {
            let cookies = asked.header("cookie")?.split(';');
            let mut pairs = cookies.filter_map(|cookie| cookie.trim().split_once('='));
            let (_, value) = pairs.find(|(other, _)| *other == name)?;
            Some(value.to_owned())
        }
    }
}

fn credential_trouble(credential: &Credential<'_>, asked: &Asked<'_>) -> Option<CredentialTrouble> {
    let accepted = credential.with(super::CREDENTIAL);
    let before = credential.template.find(TOKEN_PLACEHOLDER);
    let scheme = &credential.template[..before.unwrap_or(0)];
    match sent_credential(credential.place, asked) {
        None => Some(CredentialTrouble::Missing),
        Some(value) if value == accepted => None,
        Some(value) if value.trim().is_empty() => Some(CredentialTrouble::Empty),
        Some(value) if value.len() > scheme.len() && value.starts_with(scheme) => {
            Some(CredentialTrouble::Unknown)
        }
        Some(_) => Some(CredentialTrouble::Malformed),
    }
}
