//! Values that are shown nowhere, and where they are taken out.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use percent_encoding::percent_decode_str;

use super::given;
use super::values::{Source, Values, variable_name};
use crate::check::verdict::Verdict;
use crate::plan::Caller;
use crate::protocol::encoding::Value;
use crate::protocol::exchange::Hidden;
use crate::protocol::request::{Bindings, RequestPlan};
use crate::protocol::secret::{REDACTED, Secret};
use crate::protocol::words::words_of;
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

/// The shortest value of a fixture that is replaced in what reports show: a shorter one would blot out ordinary words.
const SHORTEST_CONCEALED: usize = 8;

/// The most values that were made in a run and are looked for in all that follows: the last of them.
pub(super) const MOST_MADE: usize = 64;

/// Words of which one in the name of a variable says that nothing shows it.
const OF_SECRETS: &[&str] = &["token", "secret", "passw", "passphrase", "credential"];

/// What a word of such a name may be or end with.
const KEY: &str = "key";

/// Words that end so and mean nothing of the kind.
const NO_KEYS: &[&str] = &["monkey", "donkey", "turkey", "hockey", "jockey", "whiskey"];

/// Whether the name of a variable says that nothing is to show it: as a word, or the end of one, of its last part.
#[must_use]
fn says_secret(name: &str) -> bool {
    let own = name.rsplit('.').next().unwrap_or_default();
    words_of(own).iter().any(|word| {
        let is_key = word.ends_with(KEY) && !NO_KEYS.contains(&word.as_str());
        is_key || word == "keys" || OF_SECRETS.iter().any(|own| word.contains(own))
    })
}

/// Whether nothing shows the values of a variable: its name says so, or it is marked, by itself or for all operations,
/// however the environment writes it.
#[must_use]
pub(crate) fn is_secret(name: &str, marked: &BTreeSet<String>) -> bool {
    let short = name.rsplit('.').next().unwrap_or_default();
    let is_marked = |own: &String| {
        let is_it = |name: &str| own == name || variable_name(own) == variable_name(name);
        is_it(name) || is_it(short)
    };
    says_secret(name) || marked.iter().any(is_marked)
}

/// The values that nothing shows, and the texts by which they are known.
#[derive(Debug, Clone, Default)]
pub(crate) struct HiddenValues {
    values: Vec<Secret>,
    texts: Vec<String>,
}

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

    fn is_secret(&self, name: &str) -> bool {
        is_secret(name, &self.secrets)
    }

    /// The texts by which the hidden values are known, the longest first: also the parts of one that has a scheme
    /// before it, and what an encoded one stands for.
    pub(super) fn hidden_texts(&self) -> &[String] {
        &self.hidden().texts
    }

    fn hidden(&self) -> &HiddenValues {
        self.hidden.get_or_init(|| {
            let values = self.hidden_values();
            HiddenValues {
                texts: texts(&values),
                values,
            }
        })
    }

    fn hidden_values(&self) -> Vec<Secret> {
        let mut secrets = Vec::new();
        for (name, source) in &self.sources {
            let is_secret = self.is_secret(name);
            match source {
                Source::Hidden { value, is_encoded } => secrets.extend(forms(value, *is_encoded)),
                Source::One(value) if is_secret => secrets.push(Secret::new(value.as_str())),
                Source::Encoded(value) if is_secret => {
                    secrets.extend(forms(&Secret::new(value.as_str()), true));
                }
                Source::List(values) if is_secret => {
                    secrets.extend(values.iter().map(|value| Secret::new(value.as_str())));
                }
                _ => {}
            }
        }
        secrets
    }

    /// Takes note of the values that were made for a case and that nothing shows: a service may repeat them to another.
    pub(super) fn take_note(&self, bindings: &Bindings) {
        let secret = bindings.values.iter();
        let secret = secret.filter(|(name, _)| self.is_secret(name));
        let mut secret = secret.peekable();
        if secret.peek().is_none() {
            return;
        }
        self.remember(secret.map(|(_, value)| Secret::new(value.text.as_str())));
    }

    fn remember(&self, secrets: impl Iterator<Item = Secret>) {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        for own in secrets {
            if !made.contains(&own) {
                made.push_back(own);
            }
        }
        let surplus = made.len().saturating_sub(MOST_MADE);
        made.drain(..surplus);
    }

    fn made(&self) -> Vec<Secret> {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.iter().cloned().collect()
    }

    /// Takes the hidden values out of all that will be shown, and what the service gave that is as good as a credential.
    /// The verdict is made by then: what a service answers is judged as it is.
    pub(super) fn conceal(&self, verdict: &mut Verdict) {
        let HiddenValues { values, texts: own } = self.hidden();
        if !own.is_empty() {
            take_out(values, own, verdict);
        }
        let made = self.made();
        if !made.is_empty() {
            take_out(&made, &texts(&made), verdict);
        }
        let given: Vec<Secret> = verdict
            .exchanges
            .iter_mut()
            .flat_map(given::take_out)
            .collect();
        if !given.is_empty() {
            take_out(&given, &texts(&given), verdict);
            // It may be repeated to another case.
            self.remember(given.into_iter());
        }
        self.conceal_in(verdict.told());
    }

    /// Takes out of what is told at the end of a run all that nothing shows, what was made or given in the run with it.
    pub(super) fn conceal_at_the_end(&self, told: &mut [String]) {
        for text in texts(&self.made()) {
            for sentence in &mut *told {
                hidden_value(&text).take_from(sentence);
            }
        }
        self.conceal_in(told.iter_mut());
    }

    /// Takes the hidden values and the credentials out of sentences.
    fn conceal_in<'a>(&self, sentences: impl Iterator<Item = &'a mut String>) {
        let tokens = self.credentials.known();
        for sentence in sentences {
            for text in self.hidden_texts() {
                hidden_value(text).take_from(sentence);
            }
            for token in tokens.iter() {
                token.take_from(sentence);
            }
        }
    }
}

/// A value, and what it stands for where it is written as in a URL.
fn forms(value: &Secret, is_encoded: bool) -> impl Iterator<Item = Secret> {
    let decoded = percent_decode_str(value.expose()).decode_utf8_lossy();
    let decoded = Some(Secret::new(decoded)).filter(|_| is_encoded);
    std::iter::once(value.clone()).chain(decoded)
}

/// The texts by which secrets are known, the longest first: also their parts, where one has a scheme before it.
fn texts(secrets: &[Secret]) -> Vec<String> {
    let mut texts = Vec::new();
    for own in secrets {
        let parts = own.expose().split_whitespace();
        let parts = parts.filter(|part| *part != own.expose()).map(Secret::new);
        let parts = parts.filter(Secret::is_told_as_echo);
        texts.extend(parts.flat_map(|part| part.texts().to_vec()));
        texts.extend_from_slice(own.texts());
    }
    texts.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
    texts.dedup();
    texts
}

/// Takes secrets out of what came of a case: first where parts of them are escaped.
fn take_out(secrets: &[Secret], texts: &[String], verdict: &mut Verdict) {
    let escaped = secrets.iter().filter(|own| own.is_told_as_echo());
    let escaped = escaped.map(|own| Hidden::of_secret(own.expose(), REDACTED, true));
    let plain = texts.iter().map(|text| hidden_value(text));
    for hidden in escaped.chain(plain) {
        for exchange in &mut verdict.exchanges {
            exchange.conceal(&hidden);
        }
        for sentence in verdict.told() {
            hidden.take_from(sentence);
        }
    }
}

/// Replaces what a case was given by the names of variables in what is shown of it: it is as good as a credential, and
/// another each time. What could not be given back is found by its value.
pub(super) fn take_out_captured(values: &[(String, Value)], verdict: &mut Verdict) {
    for (variable, value) in values {
        // A number is no credential, and a placeholder in its place no JSON.
        let is_number = value.text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number || value.text.len() < SHORTEST_CONCEALED {
            continue;
        }
        let placeholder = format!("{{{variable}}}");
        for spelling in value.spellings() {
            let hidden = Hidden::of_value(&spelling, &placeholder);
            let made = verdict.made.iter_mut().map(|(_, exchange)| exchange);
            for exchange in verdict.exchanges.iter_mut().chain(made) {
                exchange.conceal(&hidden);
            }
            for sentence in verdict.of_violations() {
                hidden.take_from(sentence);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Secret, Source, Values, is_secret, says_secret};

    #[test]
    fn what_is_told_at_the_end_shows_neither_what_was_given_nor_what_was_made() {
        let mut values = Values::default();
        let own = Source::One("given-by-a-user".to_owned());
        values.sources.insert("pass-key".to_owned(), own);
        values.remember([Secret::new("made in the run")].into_iter());
        let mut told =
            ["curl -d 'given-by-a-user made in the run' -d made%20in%20the%20run".to_owned()];
        values.conceal_at_the_end(&mut told);
        assert_eq!(told, ["curl -d '(redacted) (redacted)' -d (redacted)"]);
    }

    #[test]
    fn what_is_marked_is_secret_for_every_operation_and_however_it_is_written() {
        let marked = ["pin".to_owned(), "desks.seat-of".to_owned()].into();
        for name in ["pin", "desks.pin", "PIN", "desks.seat-of", "DESKS_SEAT_OF"] {
            assert!(is_secret(name, &marked), "{name}");
        }
        for name in ["pins", "pin.of", "seat-of", "shelves.seat-of", "id"] {
            assert!(!is_secret(name, &marked), "{name}");
        }
    }

    #[test]
    fn a_name_says_that_nothing_shows_its_value() {
        for name in [
            "key",
            "api-key",
            "apiKey",
            "APIKEY",
            "API_KEY",
            "desks.api_key",
            "sessionToken",
            "token",
            "client_secret",
            "userPassword",
            "passwd",
            "keys",
            "ssh-keys",
        ] {
            assert!(says_secret(name), "{name}");
        }
        for name in [
            "id",
            "keyboard",
            "monkey",
            "keyword",
            "tokens.id",
            "secrets.name",
            "desk",
            "",
        ] {
            assert!(!says_secret(name), "{name}");
        }
    }
}
