//! Takes credentials out of an exchange, and says where in the response they stood.

use crate::protocol::disguise::forms;
use crate::protocol::exchange::{Exchange, Hidden};
use crate::protocol::request::Request;
use crate::protocol::secret::{REDACTED, Secret, UNKNOWN_CREDENTIAL};

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
        for text in secret.texts() {
            let places = exchange.conceal(&Hidden {
                text: &text,
                by: REDACTED,
                is_word: false,
            });
            // A service that renews the caller's cookie says it anew.
            let is_renewed =
                |place: &str| place.eq_ignore_ascii_case(SET_COOKIE) && is_cookie(request, secret);
            let is_echo = |place: &String| secret.is_told_as_echo() && !is_renewed(place);
            echoes.extend(places.into_iter().filter(is_echo));
        }
    }
    // Whoever repeats a credential that nobody has repeats those that somebody has.
    for form in forms(UNKNOWN_CREDENTIAL) {
        echoes.extend(exchange.places_of(&form));
    }
    let Ok(received) = &mut exchange.response else {
        return;
    };
    for place in echoes {
        if !received.echoes.contains(&place) {
            received.echoes.push(place);
        }
    }
}
