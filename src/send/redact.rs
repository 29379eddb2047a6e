//! Takes credentials out of an exchange, and says where in the response they stood.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::protocol::disguise::forms;
use crate::protocol::exchange::{Exchange, Hidden};
use crate::protocol::request::Request;
use crate::protocol::secret::{REDACTED, Secret, UNKNOWN_CREDENTIAL};

/// The place where a service sets a cookie (RFC 6265 §4.1), as exchanges name it.
const SET_COOKIE: &str = "the set-cookie header";

/// The forms of a credential that nobody has.
static UNKNOWN_FORMS: LazyLock<Vec<String>> = LazyLock::new(|| forms(UNKNOWN_CREDENTIAL));

/// Whether a request carries a secret as a cookie.
fn is_cookie(request: &Request, secret: &Secret) -> bool {
    let mut cookies = request.headers.iter().filter(|(name, _)| name.is("cookie"));
    cookies.any(|(_, value)| {
        let mut own = value.secrets();
        own.any(|own| own == secret || parts(own).contains(secret))
    })
}

/// The parts of a secret that a service may repeat by themselves: what stands behind a scheme, or as the value of one of
/// several cookies.
fn parts(secret: &Secret) -> Vec<Secret> {
    let words = secret.expose().split([' ', ';', '=']);
    let parts = words.map(Secret::new).filter(Secret::is_told_as_echo);
    parts.filter(|part| part != secret).collect()
}

pub(super) fn redact(exchange: &mut Exchange, known: &[Secret], request: &Request) {
    let fields = request
        .headers
        .iter()
        .flat_map(|(_, value)| value.secrets());
    let carried = request.path.secrets().chain(fields);
    let mut secrets: Vec<Cow<'_, Secret>> = known.iter().map(Cow::Borrowed).collect();
    for secret in carried {
        let parts = parts(secret).into_iter().map(Cow::Owned);
        for secret in std::iter::once(Cow::Borrowed(secret)).chain(parts) {
            if !secrets.contains(&secret) {
                secrets.push(secret);
            }
        }
    }
    let mut echoes = Vec::new();
    for secret in secrets {
        for (text, is_escaped) in secret.shapes() {
            let places = exchange.conceal(&Hidden::of_secret(text, REDACTED, is_escaped));
            // A service that renews the caller's cookie says it anew.
            let is_renewed =
                |place: &str| place.eq_ignore_ascii_case(SET_COOKIE) && is_cookie(request, &secret);
            let is_echo = |place: &String| secret.is_told_as_echo() && !is_renewed(place);
            echoes.extend(places.into_iter().filter(is_echo));
        }
    }
    // Whoever repeats a credential that nobody has repeats those that somebody has.
    for form in &*UNKNOWN_FORMS {
        echoes.extend(exchange.places_of(form));
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
