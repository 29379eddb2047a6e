//! Text with a secret in it: what is sent knows it whole, what is shown does not.

use super::secret::Secret;

/// A text that is ready to be sent, some of it perhaps a secret.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Masked {
    fragments: Vec<Fragment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Fragment {
    Plain(String),
    Secret(Secret),
}

impl Masked {
    /// A text without a secret.
    #[cfg(test)]
    #[must_use]
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        let mut masked = Self::default();
        masked.push(&text.into());
        masked
    }

    /// Adds text that may be shown.
    pub(crate) fn push(&mut self, text: &str) {
        match self.fragments.last_mut() {
            Some(Fragment::Plain(last)) => last.push_str(text),
            Some(Fragment::Secret(_)) | None => {
                self.fragments.push(Fragment::Plain(text.to_owned()));
            }
        }
    }

    /// Adds a secret.
    pub(crate) fn push_secret(&mut self, secret: Secret) {
        self.fragments.push(Fragment::Secret(secret));
    }

    /// The secrets in it.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &Secret> {
        self.fragments.iter().filter_map(|fragment| match fragment {
            Fragment::Secret(secret) => Some(secret),
            Fragment::Plain(_) => None,
        })
    }

    /// Whether the caller's own credential is to be put in it.
    #[must_use]
    pub(crate) fn awaits_caller(&self) -> bool {
        self.secrets().any(Secret::is_of_the_caller)
    }

    /// The text with the caller's own credential in its places: the one that is chosen by the text before each.
    #[must_use]
    pub(crate) fn with_caller<'a>(
        &self,
        mut chosen: impl FnMut(&str) -> Option<&'a Secret>,
    ) -> Self {
        let mut text = Self::default();
        for fragment in &self.fragments {
            match fragment {
                Fragment::Plain(own) => text.push(own),
                Fragment::Secret(secret) if secret.is_of_the_caller() => {
                    let own = chosen(&text.shown()).map(|own| secret.replaced_by(own));
                    text.push_secret(own.unwrap_or_else(|| secret.clone()));
                }
                Fragment::Secret(secret) => text.push_secret(secret.clone()),
            }
        }
        text
    }

    /// Whether a secret is in it.
    #[must_use]
    pub(crate) fn is_secret(&self) -> bool {
        self.secrets().next().is_some()
    }

    /// The text as outputs may show it.
    #[must_use]
    pub(crate) fn shown(&self) -> String {
        let fragments = self.fragments.iter().map(|fragment| match fragment {
            Fragment::Plain(text) => text.clone(),
            Fragment::Secret(secret) => secret.to_string(),
        });
        fragments.collect()
    }

    /// The text as it is sent to the target, and nowhere else.
    #[must_use]
    pub(crate) fn exposed(&self) -> String {
        let fragments = self.fragments.iter().map(|fragment| match fragment {
            Fragment::Plain(text) => text.as_str(),
            Fragment::Secret(secret) => secret.expose(),
        });
        fragments.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Masked, Secret};

    #[test]
    fn a_secret_is_sent_and_never_shown() {
        let mut text = Masked::plain("/items?key=");
        text.push_secret(Secret::new("sesame-open"));
        text.push("&x=1");
        assert_eq!(text.exposed(), "/items?key=sesame-open&x=1");
        assert_eq!(text.shown(), "/items?key=(redacted)&x=1");
        assert!(!format!("{text:?}").contains("sesame"));
        assert!(text.is_secret() && !Masked::plain("x").is_secret());
    }
}
