//! What a message carries: its media type (RFC 9110 §8.3).

/// The media type of a Content-Type value in lower case, without parameters (RFC 9110 §8.3.1).
#[must_use]
pub(crate) fn media_type(value: &str) -> String {
    let media_type = value.split(';').next().unwrap_or_default();
    media_type.trim().to_ascii_lowercase()
}
