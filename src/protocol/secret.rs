//! A value that no output can hold.
//!
//! `Secret` has no `Display` of its content and no serialised form; only [`Secret::expose`]
//! gives the text, and only what is sent to the target calls it (`request.rs`, `send/`).

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::disguise::forms;
use super::encoding::{Part, Value};
use super::exchange::Hidden;

/// What stands in every output where a secret would.
pub(crate) const REDACTED: &str = "(redacted)";

/// The shortest credential whose return is an echo: a shorter one occurs by chance.
const SHORTEST_ECHO: usize = 8;

/// The shortest credential that is redacted: a shorter one would blot out ordinary words.
const SHORTEST_REDACTED: usize = 4;

/// A credential that no service has issued: to be refused, and never to be repeated.
pub(crate) const UNKNOWN_CREDENTIAL: &str = "as-documented-unknown-credential";

/// A credential, redacted wherever it is shown.
#[derive(Clone)]
pub(crate) struct Secret(Arc<Known>);

struct Known {
    text: String,
    /// Where the text is not known yet: the part of a URL that it will stand in, if any.
    is_to_come: Option<Option<Part>>,
    /// The texts by which it is known, once they were asked for: a run asks after each answer.
    texts: OnceLock<Vec<String>>,
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.text == other.0.text && self.0.is_to_come == other.0.is_to_come
    }
}

impl Eq for Secret {}

impl Secret {
    /// Wraps a credential.
    #[must_use]
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(Arc::new(Known {
            text: text.into(),
            is_to_come: None,
            texts: OnceLock::new(),
        }))
    }

    /// The caller's own credential, which is put in its place when a request is sent: it may be another by then.
    #[must_use]
    pub(crate) fn of_the_caller() -> Self {
        Self::to_come(None)
    }

    fn to_come(part: Option<Part>) -> Self {
        Self(Arc::new(Known {
            text: String::new(),
            is_to_come: Some(part),
            texts: OnceLock::new(),
        }))
    }

    /// Whether it is put in its place when a request is sent.
    #[must_use]
    pub(crate) fn is_of_the_caller(&self) -> bool {
        self.0.is_to_come.is_some()
    }

    /// A credential in the place of this one, which is to come.
    #[must_use]
    pub(crate) fn replaced_by(&self, own: &Self) -> Self {
        match self.0.is_to_come.flatten() {
            Some(part) => own.within(part),
            None => own.clone(),
        }
    }

    /// The texts by which it is known wherever it may come back, the longest first: every form of one that is
    /// long enough not to occur by chance, itself alone where it is shorter, and nothing where it is an ordinary word.
    #[must_use]
    pub(crate) fn texts(&self) -> &[String] {
        let text = &self.0.text;
        self.0.texts.get_or_init(|| match text.len() {
            length if length >= SHORTEST_ECHO => forms(text),
            length if length >= SHORTEST_REDACTED => vec![text.clone()],
            _ => Vec::new(),
        })
    }

    /// The same with what is looked for where any part of it is escaped, which comes first.
    pub(crate) fn shapes(&self) -> impl Iterator<Item = (&str, bool)> {
        let escaped = self.is_told_as_echo().then(|| (self.expose(), true));
        let texts = self.texts().iter().map(|text| (text.as_str(), false));
        escaped.into_iter().chain(texts)
    }

    /// Takes it out of a sentence, however it is written there.
    pub(crate) fn take_from(&self, sentence: &mut String) {
        for (text, is_escaped) in self.shapes() {
            Hidden::of_secret(text, REDACTED, is_escaped).take_from(sentence);
        }
    }

    /// Whether its return is an echo.
    #[must_use]
    pub(crate) fn is_told_as_echo(&self) -> bool {
        self.expose().len() >= SHORTEST_ECHO
    }

    /// The same credential as it stands in a part of a URL.
    #[must_use]
    pub(crate) fn within(&self, part: Part) -> Self {
        if self.is_of_the_caller() {
            return Self::to_come(Some(part));
        }
        Self::new(Value::raw(self.expose()).within(part))
    }

    /// The credential itself, to be sent to the target and nowhere else.
    #[must_use]
    pub(crate) fn expose(&self) -> &str {
        &self.0.text
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn never_shows_itself() {
        let secret = Secret::new("eyJ0-top-secret");
        assert_eq!(format!("{secret} {secret:?}"), "(redacted) (redacted)");
    }

    #[test]
    fn is_taken_out_of_a_sentence_however_it_is_written_there() {
        let secret = Secret::new("desk/secret of+north");
        for said in [
            "not desk/secret of+north",
            "not desk%2Fsecret%20of%2Bnorth",
            "not desk\\/secret of+north",
        ] {
            let mut sentence = said.to_owned();
            secret.take_from(&mut sentence);
            assert_eq!(sentence, "not (redacted)", "{said}");
        }
        // A word occurs in others.
        let mut sentence = "a desk".to_owned();
        Secret::new("a").take_from(&mut sentence);
        assert_eq!(sentence, "a desk");
    }
}
