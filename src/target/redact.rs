//! Takes credentials out of a response, and says where they stood.

use crate::exchange::Received;
use crate::http::HeaderName;
use crate::request::FieldValue;
use crate::secret::{REDACTED, Secret};

/// The shortest credential that is looked for: a shorter one occurs by chance.
const SHORTEST: usize = 8;

pub(super) fn redact(
    mut received: Received,
    sent: &[(HeaderName, FieldValue)],
) -> (Received, Vec<String>) {
    let mut echoes = Vec::new();
    for (_, value) in sent {
        let FieldValue::Credential(_, secret) = value else {
            continue;
        };
        if secret.expose().len() < SHORTEST {
            continue;
        }
        for (name, value) in &mut received.headers {
            if value.contains(secret.expose()) {
                *value = value.replace(secret.expose(), REDACTED);
                echoes.push(format!("the {name} header"));
            }
            if name.contains(&secret.expose().to_ascii_lowercase()) {
                *name = REDACTED.to_owned();
                echoes.push("a header's name".to_owned());
            }
        }
        if let Some(body) = without(&received.body, secret) {
            received.body = body;
            echoes.push("the body".to_owned());
        }
    }
    (received, echoes)
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
