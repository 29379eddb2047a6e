//! Whether answers are of one make: one thing that answers everything says the same, but for what was asked and for
//! numbers.

use super::exchange::Exchange;

/// The most bytes of content that are compared.
const LONGEST_COMPARED: usize = 2_048;

/// The media type of an answer and the words of its content, but for those of the request and those with digits; none
/// where no answer came.
#[must_use]
pub(crate) fn likeness(exchange: &Exchange) -> Option<(Option<String>, Vec<String>)> {
    let response = exchange.response.as_ref().ok()?;
    let sent = &exchange.sent;
    let own = words(&sent.url());
    let method = sent.method.as_str().to_lowercase();
    let length = response.body.len().min(LONGEST_COMPARED);
    let mut words = words(&String::from_utf8_lossy(&response.body[..length]));
    words.retain(|word| {
        let is_of_request = own.contains(word) || *word == method;
        !is_of_request && !word.contains(|c: char| c.is_ascii_digit())
    });
    Some((response.media_type(), words))
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}
