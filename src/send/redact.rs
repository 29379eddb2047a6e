//! Takes credentials out of an exchange, and says where in the response they stood.

use std::collections::HashSet;

use crate::protocol::disguise::forms;
use crate::protocol::exchange::{Exchange, Hidden};
use crate::protocol::request::Request;
use crate::protocol::secret::{REDACTED, Secret, UNKNOWN_CREDENTIAL};

/// The shortest credential whose return is an echo: a shorter one occurs by chance.
const SHORTEST_ECHO: usize = 8;

/// The shortest credential that is redacted: a shorter one would blot out ordinary words.
const SHORTEST_REDACTED: usize = 4;

/// The place where a service sets a cookie (RFC 6265 §4.1), as exchanges name it.
const SET_COOKIE: &str = "the set-cookie header";

/// Whether a request carries a secret as a cookie.
fn is_cookie(request: &Request, secret: &Secret) -> bool {
    let mut cookies = request.headers.iter().filter(|(name, _)| name.is("cookie"));
    cookies.any(|(_, value)| value.secrets().any(|own| own == secret))
}

pub(super) fn redact(exchange: &mut Exchange, known: Option<&Secret>, request: &Request) {
    let fields = request
        .headers
        .iter()
        .flat_map(|(_, value)| value.secrets());
    let carried = request.path.secrets().chain(fields);
    let mut secrets: Vec<&Secret> = known.into_iter().collect();
    for secret in carried {
        if !secrets.contains(&secret) {
            secrets.push(secret);
        }
    }
    let mut echoes = Vec::new();
    for secret in secrets {
        if secret.expose().len() < SHORTEST_REDACTED {
            continue;
        }
        let is_long = secret.expose().len() >= SHORTEST_ECHO;
        let forms = match is_long {
            true => forms(secret.expose()),
            false => vec![secret.expose().to_owned()],
        };
        for form in forms {
            let places = exchange.conceal(&Hidden {
                text: &form,
                by: REDACTED,
                is_word: false,
            });
            // A service that renews the caller's cookie says it anew.
            let is_renewed = |place: &str| place == SET_COOKIE && is_cookie(request, secret);
            let places = places
                .into_iter()
                .filter(|place| is_long && !is_renewed(place));
            echoes.extend(places);
        }
    }
    // Whoever repeats a credential that nobody has repeats those that somebody has.
    for form in forms(UNKNOWN_CREDENTIAL) {
        echoes.extend(exchange.places_of(&form));
    }
    let mut seen = HashSet::new();
    echoes.retain(|place| seen.insert(place.clone()));
    if let Ok(received) = &mut exchange.response {
        received.echoes.extend(echoes);
    }
}
