//! Takes credentials out of a response, and says where they stood.

use crate::exchange::Received;
use crate::http::HeaderName;
use crate::request::FieldValue;
use crate::secret::{REDACTED, Secret};

/// The shortest credential whose return is an echo: a shorter one occurs by chance.
const SHORTEST_ECHO: usize = 8;

/// The shortest credential that is redacted: a shorter one would blot out ordinary words.
const SHORTEST_REDACTED: usize = 4;

pub(super) fn redact(
    mut received: Received,
    known: Option<&Secret>,
    sent: &[(HeaderName, FieldValue)],
) -> (Received, Vec<String>) {
    let carried = sent.iter().filter_map(|(_, value)| match value {
        FieldValue::Credential(_, secret) => Some(secret),
        FieldValue::Plain(_) => None,
    });
    let mut secrets: Vec<&Secret> = known.into_iter().collect();
    for secret in carried {
        if !secrets.contains(&secret) {
            secrets.push(secret);
        }
    }
    let mut echoes = Vec::new();
    for secret in secrets {
        if secret.expose().len() >= SHORTEST_REDACTED {
            let places = redact_one(&mut received, secret);
            if secret.expose().len() >= SHORTEST_ECHO {
                echoes.extend(places);
            }
        }
    }
    (received, echoes)
}

/// Redacts one secret, and says where it stood.
fn redact_one(received: &mut Received, secret: &Secret) -> Vec<String> {
    let mut places = Vec::new();
    for (name, value) in &mut received.headers {
        if value.contains(secret.expose()) {
            *value = value.replace(secret.expose(), REDACTED);
            places.push(format!("the {name} header"));
        }
        if name.contains(&secret.expose().to_ascii_lowercase()) {
            *name = REDACTED.to_owned();
            places.push("a header's name".to_owned());
        }
    }
    if received.body_truncated {
        // The cut may have left the beginning of a credential at the end.
        let kept = received.body.len().saturating_sub(secret.expose().len());
        received.body.truncate(kept);
    }
    if let Some(body) = without(&received.body, secret) {
        received.body = body;
        places.push("the body".to_owned());
    }
    places
}

/// The bytes with the secret redacted, where they hold it.
fn without(body: &[u8], secret: &Secret) -> Option<Vec<u8>> {
    let needle = secret.expose().as_bytes();
    let mut clean = Vec::new();
    let mut rest = body;
    let mut found = false;
    while let Some(at) = rest
        .windows(needle.len())
        .position(|window| window == needle)
    {
        found = true;
        clean.extend_from_slice(&rest[..at]);
        clean.extend_from_slice(REDACTED.as_bytes());
        rest = &rest[at + needle.len()..];
    }
    clean.extend_from_slice(rest);
    found.then_some(clean)
}
