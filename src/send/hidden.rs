//! Values that are shown nowhere, and where they are taken out.

use percent_encoding::percent_decode_str;

use super::values::{Source, Values};
use crate::check::verdict::Verdict;
use crate::plan::Caller;
use crate::protocol::exchange::Hidden;
use crate::protocol::request::RequestPlan;
use crate::protocol::secret::{REDACTED, Secret};
use crate::table::OperationId;

/// A text of a value that is hidden: a short word only where it stands by itself.
pub(super) fn hidden_value(text: &str) -> Hidden<'_> {
    let own = Hidden::of_value(text, REDACTED);
    Hidden {
        is_word: own.is_word && text.len() < SHORTEST_ANYWHERE,
        ..own
    }
}

/// The shortest text of letters that is hidden anywhere, in bytes: a shorter one occurs in others.
const SHORTEST_ANYWHERE: usize = 8;

impl Values {
    /// The credentials that were had so far.
    pub(super) fn tokens(&self) -> Vec<Secret> {
        let known = self.credentials.known();
        known.iter().chain(&self.token).cloned().collect()
    }

    /// Whether there is no credential for a request of a case.
    pub(super) fn lacks_token(&self, operation: &OperationId, plan: &RequestPlan) -> bool {
        let is_to_come = self.token.as_ref().map(Secret::is_of_the_caller);
        let fill = || self.credentials.fill(operation, plan, Caller::Own);
        is_to_come.is_none_or(|own| own && !fill())
    }

    /// The texts by which the hidden values are known, the longest first: also the parts of one that has a scheme
    /// before it, and what an encoded one stands for.
    pub(super) fn hidden_texts(&self) -> &[String] {
        self.hidden.get_or_init(|| self.made_hidden_texts())
    }

    fn made_hidden_texts(&self) -> Vec<String> {
        let mut texts = Vec::new();
        for source in self.sources.values() {
            let Source::Hidden { value, is_encoded } = source else {
                continue;
            };
            let decoded = percent_decode_str(value.expose()).decode_utf8_lossy();
            let decoded = Some(Secret::new(decoded)).filter(|_| *is_encoded);
            for own in std::iter::once(value).chain(&decoded) {
                let parts = own.expose().split_whitespace().map(Secret::new);
                let parts = parts.filter(Secret::is_told_as_echo);
                texts.extend(parts.flat_map(|part| part.texts().to_vec()));
                texts.extend_from_slice(own.texts());
            }
        }
        texts.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        texts.dedup();
        texts
    }

    /// Takes the hidden values out of all that will be shown. The verdict is made by then: what a service answers is
    /// judged as it is.
    pub(super) fn conceal(&self, verdict: &mut Verdict) {
        for text in self.hidden_texts() {
            for exchange in &mut verdict.exchanges {
                exchange.conceal(&hidden_value(text));
            }
        }
        self.conceal_in(verdict.told());
    }

    /// Takes the hidden values out of sentences.
    pub(super) fn conceal_in<'a>(&self, sentences: impl Iterator<Item = &'a mut String>) {
        for sentence in sentences {
            for text in self.hidden_texts() {
                hidden_value(text).take_from(sentence);
            }
            for secret in self.credentials.known().iter() {
                for text in secret.texts() {
                    let hidden = Hidden {
                        text,
                        by: REDACTED,
                        is_word: false,
                    };
                    hidden.take_from(sentence);
                }
            }
        }
    }
}
