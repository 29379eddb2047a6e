//! Where in a request a credential stands, as a user says it or as a request has it.

use std::fmt;

use crate::protocol::HeaderName;
use crate::protocol::encoding::{Part, Value};
use crate::protocol::masked::Masked;
use crate::protocol::request::{Request, RequestPlan, TOKEN};
use crate::protocol::secret::{REDACTED, Secret};
use crate::protocol::template::{Piece, Slot, pieces};

/// A place in requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// The whole value of a field, behind a scheme where there is one.
    Header {
        /// The field.
        name: HeaderName,
        /// What stands before the credential, such as `Bearer`.
        scheme: Option<String>,
    },
    /// A parameter of the query.
    Query(String),
    /// A cookie (RFC 6265 §4.2).
    Cookie(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header { name, .. } => write!(f, "the header {name}"),
            Self::Query(name) => write!(f, "the query parameter {name}"),
            Self::Cookie(name) => write!(f, "the cookie {name}"),
        }
    }
}

impl Place {
    /// The place in a field behind some of its text.
    pub(super) fn of_field(name: &HeaderName, before: &str) -> Self {
        if name.is("cookie") {
            let cookie = before.rsplit(';').next().unwrap_or_default();
            return Self::Cookie(cookie.trim().trim_end_matches('=').to_owned());
        }
        Self::Header {
            name: name.clone(),
            scheme: None,
        }
    }

    /// The place in a target behind some of its text: a parameter of the query.
    pub(super) fn of_query(before: &str) -> Option<Self> {
        let (_, query) = before.split_once('?')?;
        let parameter = query.rsplit('&').next()?;
        Some(Self::Query(parameter.split('=').next()?.to_owned()))
    }

    /// Whether it is the same, whatever stands before the credential there.
    pub(super) fn is_at(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Header { name, .. }, Self::Header { name: other, .. }) => name == other,
            (Self::Query(name), Self::Query(other)) | (Self::Cookie(name), Self::Cookie(other)) => {
                name == other
            }
            (Self::Header { .. } | Self::Query(_) | Self::Cookie(_), _) => false,
        }
    }

    /// The whole value of a field, where it is no more than a credential behind a scheme and something is said of it.
    pub(super) fn whole(
        &self,
        name: &HeaderName,
        value: &Masked,
        secret: &Secret,
    ) -> Option<Masked> {
        let Self::Header { name: own, scheme } = self else {
            return None;
        };
        let shown = value.shown();
        let before = shown.strip_suffix(REDACTED)?.trim();
        let is_plain = !before.contains(' ') && !before.contains(REDACTED);
        (own == name && is_plain).then(|| of_header(scheme.as_deref(), secret))
    }

    /// Whether a request has something in this place.
    pub(super) fn is_in(&self, plan: &RequestPlan) -> bool {
        match self {
            Self::Header { name, .. } => plan.fields().any(|(own, _)| own == name),
            Self::Query(name) => {
                let path = plan.path.to_string();
                let query = path.split_once('?').map_or("", |(_, query)| query);
                query
                    .split('&')
                    .any(|own| own.split('=').next() == Some(name))
            }
            Self::Cookie(name) => {
                let mut cookies = plan.fields().filter(|(own, _)| own.is("cookie"));
                let is_it = |own: &str| own.trim().split('=').next() == Some(name);
                cookies.any(|(_, value)| value.split(';').any(is_it))
            }
        }
    }
}

fn of_header(scheme: Option<&str>, secret: &Secret) -> Masked {
    let mut value = Masked::default();
    if let Some(scheme) = scheme {
        value.push(&format!("{scheme} "));
    }
    value.push_secret(secret.clone());
    value
}

/// The places of a request that await the caller's credential.
pub(super) fn places(plan: &RequestPlan) -> Vec<Place> {
    let mut places = Vec::new();
    let mut before = String::new();
    for slot in plan.path.slots() {
        match slot {
            Slot::Literal(text) => before.push_str(text),
            Slot::Value(place) if place.is_credential() => places.extend(Place::of_query(&before)),
            Slot::Value(_) => {}
        }
    }
    for (name, value) in plan.fields() {
        let mut before = String::new();
        for piece in pieces(value) {
            match piece {
                Piece::Literal(text) => before.push_str(text),
                Piece::Placeholder(TOKEN) => places.push(Place::of_field(name, &before)),
                Piece::Placeholder(_) => {}
            }
        }
    }
    places
}

/// The same of a request whose other placeholders are filled.
pub(super) fn awaited(request: &Request) -> Vec<Place> {
    let mut places = Vec::new();
    if request.path.awaits_caller() {
        let _ = request.path.with_caller(|before| {
            places.extend(Place::of_query(before));
            None
        });
    }
    for (name, value) in &request.headers {
        if value.awaits_caller() {
            let _ = value.with_caller(|before| {
                places.push(Place::of_field(name, before));
                None
            });
        }
    }
    places
}

/// Adds a credential to a request that has nothing in its place.
pub(super) fn added(request: &mut Request, place: &Place, secret: &Secret) {
    match place {
        Place::Header { name, scheme } => {
            if !request.headers.iter().any(|(own, _)| own == name) {
                let value = of_header(scheme.as_deref(), secret);
                request.headers.push((name.clone(), value));
            }
        }
        Place::Query(name) => {
            let mark = if request.path.shown().contains('?') {
                '&'
            } else {
                '?'
            };
            let name = Value::raw(name.clone()).within(Part::Query);
            request.path.push(&format!("{mark}{name}="));
            request.path.push_secret(secret.within(Part::Query));
        }
        Place::Cookie(name) => {
            let own = request.headers.iter_mut().find(|(own, _)| own.is("cookie"));
            if let Some((_, cookies)) = own {
                cookies.push(&format!("; {name}="));
                cookies.push_secret(secret.clone());
            } else if let Ok(field) = HeaderName::new("cookie") {
                let mut cookies = Masked::default();
                cookies.push(&format!("{name}="));
                cookies.push_secret(secret.clone());
                request.headers.push((field, cookies));
            }
        }
    }
}
