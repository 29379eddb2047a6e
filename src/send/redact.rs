//! Takes credentials out of an exchange, and says where in the response they stood.

use crate::protocol::exchange::Exchange;
use crate::protocol::request::Request;
use crate::protocol::secret::{REDACTED, Secret};

/// The shortest credential whose return is an echo: a shorter one occurs by chance.
const SHORTEST_ECHO: usize = 8;

/// The shortest credential that is redacted: a shorter one would blot out ordinary words.
const SHORTEST_REDACTED: usize = 4;

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
        if secret.expose().len() >= SHORTEST_REDACTED {
            let places = exchange.conceal(secret.expose(), REDACTED);
            if secret.expose().len() >= SHORTEST_ECHO {
                echoes.extend(places);
            }
        }
    }
    if let Ok(received) = &mut exchange.response {
        received.echoes.extend(echoes);
    }
}
