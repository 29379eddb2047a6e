//! What the right services have in common, and how a wrong one departs from them.

use super::TOKEN;
use super::wire::{Asked, Reply};

/// The field of the credential.
pub(crate) const AUTHORIZATION: &str = "authorization";

/// A refusal of a request without a good credential.
pub(crate) fn unauthorized(asked: &Asked) -> Option<Reply> {
    let is_known = asked.header(AUTHORIZATION) == Some(&format!("Bearer {TOKEN}"));
    let refusal = Reply::of(401, "text/plain", "who are you?").with("WWW-Authenticate", "Bearer");
    (!is_known).then_some(refusal)
}

/// A refusal of a method that a path does not take.
pub(crate) fn not_allowed(allowed: &str) -> Reply {
    Reply::of(405, "text/plain", "not that way").with("Allow", allowed)
}

/// A refusal of something that is not there.
pub(crate) fn not_found() -> Reply {
    Reply::of(404, "text/plain", "nothing is there")
}

/// The credential behind its scheme.
pub(crate) fn sent(asked: &Asked) -> &str {
    let value = asked.header(AUTHORIZATION).unwrap_or_default();
    value.strip_prefix("Bearer ").unwrap_or_default()
}

/// The right reply, or instead of each success another.
pub(crate) fn served(
    asked: &Asked,
    right: &mut dyn FnMut(&Asked) -> Reply,
    other: impl Fn(Reply) -> Reply,
) -> Reply {
    let reply = right(asked);
    match reply.is_success() {
        true => other(reply),
        false => reply,
    }
}

/// The right reply, or instead of a refusal with this status another.
pub(crate) fn refused(
    asked: &Asked,
    right: &mut dyn FnMut(&Asked) -> Reply,
    status: u16,
    other: impl Fn(Reply) -> Reply,
) -> Reply {
    let reply = right(asked);
    match reply.status == status {
        true => other(reply),
        false => reply,
    }
}

/// The same request with a good credential.
pub(crate) fn with_credential(asked: &Asked) -> Asked {
    asked.with(AUTHORIZATION, &format!("Bearer {TOKEN}"))
}

/// What a service says that broke.
pub(crate) fn broken() -> Reply {
    Reply::of(500, "text/plain", "the bell fell off the desk")
}

/// The right reply, or where a request is meant another than a success.
pub(crate) fn where_served(
    asked: &Asked,
    right: &mut dyn FnMut(&Asked) -> Reply,
    is_meant: bool,
    other: impl Fn(Reply) -> Reply,
) -> Reply {
    match is_meant {
        true => served(asked, right, other),
        false => right(asked),
    }
}

/// The right reply, or instead of any error another.
pub(crate) fn failed(
    asked: &Asked,
    right: &mut dyn FnMut(&Asked) -> Reply,
    other: impl Fn(Reply) -> Reply,
) -> Reply {
    let reply = right(asked);
    match reply.status {
        400.. => other(reply),
        _ => reply,
    }
}

/// The same reply with another body.
pub(crate) fn with_body(reply: Reply, body: &[u8]) -> Reply {
    Reply {
        body: body.to_vec(),
        ..reply
    }
}

/// The same reply with another media type.
pub(crate) fn typed(reply: Reply, media_type: &str) -> Reply {
    reply
        .without("Content-Type")
        .with("Content-Type", media_type)
}
