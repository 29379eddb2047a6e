//! Credentials: what the security schemes of an operation ask a request to carry.

use super::Reader;
use super::parameters::placeholder;
use crate::protocol::HeaderName;
use crate::protocol::encoding::{Part, Value};
use crate::protocol::template::TOKEN_PLACEHOLDER;
use crate::read::{Claim, Facts, FindingCode, HeaderClaim, HeaderPlace};
use crate::table::Presence;
use crate::table::described::{Parameter, ParameterPlace};
use crate::text::page::Span;
use crate::text::tree::View;

/// Where a credential is sent, and what stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Carrier<'t> {
    /// In `Authorization`, behind a scheme.
    Authorization(&'static str),
    /// In a header of its own.
    Header(&'t str),
    /// In a parameter of the query.
    Query(&'t str),
    /// In a cookie.
    Cookie(&'t str),
}

impl<'t> Reader<'t> {
    /// Adds what the first of the alternatives asks for that can be sent; it may be left out where
    /// nothing is another alternative. Of several credentials together, the first is the caller's token.
    pub(super) fn security(
        &mut self,
        operation: View<'t>,
        facts: &mut Facts,
        queries: &mut Vec<String>,
    ) {
        let stated = operation
            .get("security")
            .or_else(|| self.root.get("security"));
        let alternatives: Vec<View<'t>> =
            stated.into_iter().flat_map(View::items).take(50).collect();
        let is_optional = alternatives
            .iter()
            .any(|schemes| schemes.entries().is_empty());
        let presence = if is_optional {
            Presence::Optional
        } else {
            Presence::Required
        };
        for schemes in alternatives {
            let carriers = self.carriers(schemes);
            let Some(carriers) = carriers.filter(|carriers| !carriers.is_empty()) else {
                continue;
            };
            for (index, (carrier, span)) in carriers.into_iter().enumerate() {
                if index == 0 {
                    take_token(carrier, (presence, span), facts);
                } else if presence == Presence::Required {
                    take_other(carrier, (presence, span), facts, queries);
                }
            }
            return;
        }
    }

    /// Where each of the schemes of an alternative is sent; none where one of them cannot be.
    fn carriers(&mut self, schemes: View<'t>) -> Option<Vec<(Carrier<'t>, Span)>> {
        let mut carriers = Vec::new();
        for (name, _) in schemes.entries().into_iter().take(8) {
            let scheme = self.scheme(name)?;
            carriers.push((carrier(scheme)?, name.span()));
        }
        Some(carriers)
    }

    fn scheme(&mut self, name: View<'t>) -> Option<View<'t>> {
        let text = name.text()?;
        let all = if self.is_swagger {
            self.root.get("securityDefinitions")
        } else {
            self.root
                .get("components")
                .and_then(|all| all.get("securitySchemes"))
        };
        let Some(scheme) = all.and_then(|all| all.get(text)) else {
            // A requirement may name another document's scheme by its URI.
            if !text.contains(['/', '#']) && self.told.insert(name.span()) {
                self.find(
                    FindingCode::ReferenceUnresolved,
                    "no security scheme of this name is defined".to_owned(),
                    (name.span(), "which one?"),
                    "define it under the security schemes of the document",
                );
            }
            return None;
        };
        self.resolved(scheme)
    }
}

fn carrier(scheme: View<'_>) -> Option<Carrier<'_>> {
    let text = |key: &str| scheme.get(key).and_then(View::text);
    match text("type")? {
        "basic" => Some(Carrier::Authorization("Basic")),
        "oauth2" | "openIdConnect" => Some(Carrier::Authorization("Bearer")),
        "http" => match text("scheme")?.to_ascii_lowercase().as_str() {
            "bearer" => Some(Carrier::Authorization("Bearer")),
            "basic" => Some(Carrier::Authorization("Basic")),
            _ => None,
        },
        "apiKey" => match (text("in")?, text("name")?) {
            ("header", name) => Some(Carrier::Header(name)),
            ("query", name) => Some(Carrier::Query(name)),
            ("cookie", name) => Some(Carrier::Cookie(name)),
            _ => None,
        },
        _ => None,
    }
}

/// Adds the caller's token in its place.
fn take_token(carrier: Carrier<'_>, presence: (Presence, Span), facts: &mut Facts) {
    let token = TOKEN_PLACEHOLDER.to_owned();
    match carrier {
        Carrier::Authorization(scheme) => {
            header(
                facts,
                "Authorization",
                Some(format!("{scheme} {token}")),
                presence,
            );
        }
        Carrier::Header(name) => header(facts, name, Some(token), presence),
        Carrier::Query(name) => parameter(facts, name, ParameterPlace::Query, presence),
        Carrier::Cookie(name) => parameter(facts, name, ParameterPlace::Cookie, presence),
    }
}

/// Adds a credential that goes with the caller's token, under a name of its own.
fn take_other(
    carrier: Carrier<'_>,
    presence: (Presence, Span),
    facts: &mut Facts,
    queries: &mut Vec<String>,
) {
    match carrier {
        Carrier::Authorization(scheme) => {
            let value = format!("{scheme} {{{}}}", scheme.to_ascii_lowercase());
            header(facts, "Authorization", Some(value), presence);
        }
        Carrier::Header(name) => header(facts, name, None, presence),
        Carrier::Query(name) => {
            let written = Value::raw(name).within(Part::Query);
            queries.push(format!("{written}={}", placeholder(name)));
        }
        Carrier::Cookie(name) => {
            let value = format!("{name}={}", placeholder(name));
            header(facts, "Cookie", Some(value), presence);
        }
    }
}

fn header(facts: &mut Facts, name: &str, value: Option<String>, presence: (Presence, Span)) {
    let Ok(name) = HeaderName::new(name) else {
        return;
    };
    facts.headers.retain(|claim| claim.name != name);
    facts.headers.push(HeaderClaim {
        presence: Some(presence),
        value,
        ..HeaderClaim::named(name, presence.1, HeaderPlace::Block)
    });
}

fn parameter(
    facts: &mut Facts,
    name: &str,
    place: ParameterPlace,
    (presence, span): (Presence, Span),
) {
    facts
        .parameters
        .retain(|claim| claim.value.name != name || claim.value.place != place);
    facts.parameters.push(Claim {
        value: Parameter {
            presence,
            value: Some(TOKEN_PLACEHOLDER.to_owned()),
            ..Parameter::named(name.to_owned(), place)
        },
        span,
    });
}
