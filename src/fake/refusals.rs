//! What the fake refuses, and why.

use super::answer::{
    Answer, Asked, Cause, CredentialTrouble, HeaderTrouble, ValueTrouble, decoded, refuse,
};
use super::model::Model;
use super::state::State;
use crate::plan::flaw::value::{Wrong, subjects};
use crate::plan::flaw::{AGAIN, Flaw, UNKNOWN_MEDIA_TYPE, UNKNOWN_TAG, required};
use crate::plan::missing_header;
use crate::plan::unknown::{in_path, unknown_in_path};
use crate::protocol::HeaderName;
use crate::protocol::content::media_type;
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
        let mut refusals = of_credentials(operation, family, asked);
        refusals.extend(of_headers(operation, family, asked));
        for flaw in Flaw::tried(operation)
            .into_iter()
            .filter(|flaw| has(operation, asked, *flaw))
        {
            let listed = flaw
                .listed(operation)
                .map(|row| row.effective().status.code());
            let cause = Cause::Flaw(flaw);
            refusals.push(refuse(
                listed.unwrap_or(400),
                "invalidRequest",
                family,
                cause,
            ));
        }
        for (fixture, value) in self.values(operation, asked) {
            if let Some(trouble) = state.trouble(fixture, &value) {
                let cause = Cause::Value(fixture.variable.clone(), trouble);
                refusals.push(refuse(404, "itemNotFound", family, cause));
            }
        }
        refusals.extend(self.done_before(operation, family, state, asked));
        refusals.extend(self.in_state(operation, family, state, asked));
        if let Some(name) = unknown_in_path(operation, self.fixtures()) {
            let unknown = in_path(operation, &name);
            let paths = operation.paths.iter().flat_map(Row::effective);
            let mut values = paths.filter_map(|path| path.path().capture(asked.path, &name));
            if values.any(|value| value == unknown.value) {
                let cause = Cause::Value(name, ValueTrouble::Unknown);
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

/// A refusal for each credential that is missing or bad.
fn of_credentials(
    operation: &Operation,
    family: Option<&Family>,
    asked: &Asked<'_>,
) -> Vec<Answer> {
    let mut refusals = Vec::new();
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
    refusals
}

/// A refusal for each required header that is missing or empty.
fn of_headers(operation: &Operation, family: Option<&Family>, asked: &Asked<'_>) -> Vec<Answer> {
    let mut refusals = Vec::new();
    let rules = operation.headers.iter().map(Row::effective);
    let others = rules.filter(|rule| {
        let is_required = rule.presence == Presence::Required;
        is_required && !rule.is_credential() && !rule.name.is_framing()
    });
    for rule in others {
        let trouble = match asked.header(rule.name.as_str()) {
            None => HeaderTrouble::Missing,
            Some(value) if value.trim().is_empty() => HeaderTrouble::Empty,
            Some(_) => continue,
        };
        let cause = Cause::Header(rule.name.clone(), trouble);
        let listed = operation.first_listed_error(missing_header(&rule.name));
        let listed = listed.filter(|_| trouble == HeaderTrouble::Missing);
        let code = listed.map_or(400, |row| row.effective().status.code());
        refusals.push(refuse(code, "invalidRequest", family, cause));
    }
    refusals
}

/// Whether a request has a flaw, as far as the page shows what has none.
fn has(operation: &Operation, asked: &Asked<'_>, flaw: Flaw) -> bool {
    let of_type = |name: &str, unknown: &str| {
        let value = asked.header(name);
        value.is_some_and(|value| media_type(value) == unknown)
    };
    match flaw {
        Flaw::ContentType => of_type("content-type", UNKNOWN_MEDIA_TYPE),
        Flaw::Accept => of_type("accept", UNKNOWN_MEDIA_TYPE),
        Flaw::Repetition => asked.header(HeaderName::REPETITION.as_str()) == Some(AGAIN),
        Flaw::Condition => asked.header("if-match") == Some(UNKNOWN_TAG),
        Flaw::NoParameter => {
            let name = required(operation).next().map(|row| &row.effective().name);
            name.is_some_and(|name| !in_query(asked).any(|(own, _)| own == *name))
        }
        Flaw::Value(wrong, at) => has_wrong(operation, asked, wrong, at),
        Flaw::Range => {
            let first = asked
                .header("range")
                .and_then(|range| range.strip_prefix("bytes="));
            let first = first.and_then(|range| range.split('-').next()?.parse::<usize>().ok());
            let examples = operation.examples.iter().map(Row::effective);
            let shown = examples.filter_map(|e| e.response.as_ref()?.content.as_ref());
            let longest = shown.map(|content| content.text.len()).max();
            first.is_some_and(|first| first > longest.unwrap_or(0))
        }
        Flaw::Content => {
            // What a page shows as a body it takes, JSON or not, or none.
            let mut examples = operation.examples.iter().map(Row::effective);
            let is_shown = examples.any(|example| operation.is_shown_by(example, asked.body));
            let body = operation.request_body.as_ref().map(Row::effective);
            let takes_json = body == Some(&RequestBody::Json) || !asked.body.is_empty();
            let is_json = serde_json::from_slice::<serde::de::IgnoredAny>(asked.body).is_ok();
            takes_json && !is_shown && !is_json
        }
    }
}

/// Leaves out the refusals of values that another page takes of the same request.
pub(super) fn leave_out_taken<'o>(
    refusals: &mut Vec<Answer>,
    mut serving: impl Iterator<Item = &'o Operation>,
    asked: &Asked<'_>,
) {
    let is_of_value = |answer: &Answer| matches!(answer.cause, Cause::Flaw(Flaw::Value(..)));
    if refusals.iter().any(is_of_value) && serving.any(|other| !has_wrong_value(other, asked)) {
        refusals.retain(|answer| !is_of_value(answer));
    }
}

/// Whether a request has a value that the page of an operation refuses.
fn has_wrong_value(operation: &Operation, asked: &Asked<'_>) -> bool {
    let values = Flaw::tried(operation).into_iter();
    let mut values = values.filter(|flaw| matches!(flaw, Flaw::Value(..)));
    values.any(|flaw| has(operation, asked, flaw))
}

/// Whether a parameter or a member is wrong in this way.
fn has_wrong(operation: &Operation, asked: &Asked<'_>, wrong: Wrong, at: usize) -> bool {
    let Some(own) = subjects(operation).get(at).copied() else {
        return false;
    };
    match own.is_member {
        true => {
            serde_json::from_slice(asked.body).is_ok_and(|object| own.is_wrong_in(wrong, &object))
        }
        false => {
            in_query(asked).any(|(name, value)| name == own.name && own.is_wrong_text(wrong, value))
        }
    }
}

/// The parameters of a query, each with its value as it is written.
pub(super) fn in_query<'a>(asked: &Asked<'a>) -> impl Iterator<Item = (String, &'a str)> {
    let pairs = asked.query.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| (decoded(name), value))
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
