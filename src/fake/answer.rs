//! What the fake is asked and what it says, with why it says it.

use crate::plan::flaw::Flaw;
use crate::protocol::{HeaderName, Status};
use crate::table::family::Family;

/// A request as the fake sees it.
#[derive(Debug, Clone)]
pub(crate) struct Asked<'a> {
    /// The method.
    pub method: &'a str,
    /// The path below the base, without query.
    pub path: &'a str,
    /// The query, without `?`; empty where there is none.
    pub query: &'a str,
    /// Fields in order, their names as the front could see them.
    pub headers: Vec<(&'a str, &'a str)>,
    /// The content.
    pub body: &'a [u8],
}

impl Asked<'_> {
    /// The value of the first field of that name, compared without case.
    #[must_use]
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }

    /// How often a field stands in the request.
    #[must_use]
    pub(crate) fn count(&self, name: &str) -> usize {
        let fields = self.headers.iter();
        fields.filter(|(n, _)| n.eq_ignore_ascii_case(name)).count()
    }
}

/// What the fake says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The status.
    pub status: Status,
    /// Fields in order.
    pub headers: Vec<(String, String)>,
    /// The content; `None` where the answer has none.
    pub body: Option<String>,
    /// Why it says so.
    pub cause: Cause,
}

/// Why the fake answers as it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cause {
    /// It served the request; the response row at this place.
    Served(usize),
    /// No operation has the path.
    NoPath,
    /// No operation has the method on the path.
    OtherMethod,
    /// The credential is none.
    Credential(CredentialTrouble),
    /// A required header is not usable.
    Header(HeaderName, HeaderTrouble),
    /// The page shows an error for the request.
    Shown,
    /// The request has a flaw.
    Flaw(Flaw),
    /// A variable's value is not one that the fake gave and that is still good.
    Value(String, ValueTrouble),
    /// What the request does was done before.
    Done,
    /// The thing is in a state in which the request is refused.
    State,
    /// A fault refuses what should be served.
    Fault,
}

/// What is wrong with a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CredentialTrouble {
    /// There is none.
    Missing,
    /// Its field is empty.
    Empty,
    /// It is not of the documented form.
    Malformed,
    /// It is of the form, and nobody has it.
    Unknown,
}

/// What is wrong with a required header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeaderTrouble {
    /// It is not there.
    Missing,
    /// It is empty.
    Empty,
}

/// What is wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueTrouble {
    /// The fake never gave it.
    Unknown,
    /// It cannot be one of the fake's.
    Malformed,
    /// It was released.
    Released,
}

/// What puts the fake on a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Front {
    /// wiremock.
    Mock,
    /// The TCP writer, which can also write what HTTP forbids.
    Wire,
}

/// The path as templates write it: decoded, but for a `/` that is a part of a segment (RFC 3986
/// §2.2), which stays `%2F`.
pub(super) fn decoded(path: &str) -> String {
    let path = path.replace("%2F", "%252F").replace("%2f", "%252F");
    percent_encoding::percent_decode_str(&path)
        .decode_utf8_lossy()
        .into_owned()
}

/// A refusal, its body of the family's shape where there is a family.
pub(super) fn refuse(code: u16, error: &str, family: Option<&Family>, cause: Cause) -> Answer {
    let mut headers = Vec::new();
    let mut body = None;
    if let Some((_, shape)) = family.and_then(|f| f.error_body.as_ref()) {
        let mut json = serde_json::Value::Object(serde_json::Map::new());
        for member in &shape.members {
            insert(&mut json, &member.split('.').collect::<Vec<_>>(), error);
        }
        let content_type = match shape.content_type.as_str() {
            "" => "application/json",
            named => named,
        };
        headers.push(("Content-Type".to_owned(), content_type.to_owned()));
        body = Some(json.to_string());
    }
    Answer {
        status: Status::new(code).unwrap_or(Status::NO_CONTENT),
        headers,
        body,
        cause,
    }
}

/// Puts a text at a place in a JSON document, making objects on the way.
pub(super) fn insert(json: &mut serde_json::Value, path: &[&str], text: &str) {
    let mut place = json;
    for name in path {
        if let Some(index) = name.parse::<usize>().ok().filter(|_| place.is_array()) {
            if place.get(index).is_none() {
                return;
            }
            place = &mut place[index];
            continue;
        }
        if !place.is_object() {
            *place = serde_json::Value::Object(serde_json::Map::new());
        }
        place = &mut place[*name];
    }
    *place = serde_json::Value::String(text.to_owned());
}

/// Whether a value's trouble is of this kind, as faults tell them apart.
pub(super) fn is_value_trouble(cause: &Cause, wanted: ValueTrouble) -> bool {
    matches!(cause, Cause::Value(_, trouble) if *trouble == wanted)
}
