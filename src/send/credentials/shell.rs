//! The credentials of a request as a shell has them: the variable or the file of each, and never what it is.

use super::place::{Place, awaited, places};
use super::source::{SecretSource, Source, Text};
use super::{Credentials, SignIn};
use crate::plan::Caller;
use crate::protocol::HeaderName;
use crate::protocol::request::{Request, RequestPlan};
use crate::protocol::secret::{REDACTED, Secret};
use crate::protocol::shell::shell_word;
use crate::send::values::variable_name;
use crate::table::OperationId;

/// The variable that holds the credential, where nothing else is said.
pub(crate) const TOKEN_VARIABLE: &str = "AS_DOCUMENTED_TOKEN";

/// What a shell fills in where something of a request is concealed.
#[derive(Debug)]
pub(crate) struct InShell<'a> {
    credentials: &'a Credentials,
    operation: &'a OperationId,
    caller: Caller,
    /// The places in which the page has the caller's credential.
    awaited: Vec<Place>,
}

impl Credentials {
    /// For a request as it was planned.
    #[must_use]
    pub(crate) fn in_shell<'a>(
        &'a self,
        (operation, caller): (&'a OperationId, Caller),
        plan: &RequestPlan,
    ) -> InShell<'a> {
        InShell {
            credentials: self,
            operation,
            caller,
            awaited: places(plan),
        }
    }

    /// For a request of the first caller that is filled but for its credentials, and the same with something concealed
    /// in the place of each.
    #[must_use]
    pub(in crate::send) fn concealed_in<'a>(
        &'a self,
        operation: &'a OperationId,
        request: &Request,
    ) -> (InShell<'a>, Request) {
        let caller = Caller::Own;
        let in_shell = InShell {
            credentials: self,
            operation,
            caller,
            awaited: awaited(request),
        };
        let chosen = self.chosen(Some(operation), caller);
        let nothing = |at: usize| (at, Secret::new(REDACTED));
        let secrets: Vec<_> = chosen.into_iter().map(nothing).collect();
        let request = self.put(request, Some(operation), caller, &secrets);
        (in_shell, request)
    }
}

impl InShell<'_> {
    /// A field as a word for a shell.
    #[must_use]
    pub(crate) fn field(&self, name: &str, value: &str) -> String {
        let field = HeaderName::new(name).ok();
        let start = name.len() + 2;
        word(&format!("{name}: {value}"), |before| {
            let before = before.get(start..).unwrap_or_default();
            let place = field.as_ref().map(|name| Place::of_field(name, before));
            let own = place.and_then(|place| self.credential(&place));
            own.unwrap_or_else(|| format!("${}", variable(name)))
        })
    }

    /// A URL as a word for a shell.
    #[must_use]
    pub(crate) fn url(&self, url: &str) -> String {
        word(url, |before| {
            let own = Place::of_query(before).and_then(|place| self.credential(&place));
            own.unwrap_or_else(|| format!("${TOKEN_VARIABLE}"))
        })
    }

    /// What gives the credential that stands in a place.
    fn credential(&self, place: &Place) -> Option<String> {
        let is_awaited = self.awaited.iter().any(|own| own.is_at(place));
        let operation = Some(self.operation);
        let chosen = self.credentials.chosen(operation, self.caller);
        let is_there = |at: &usize| {
            let stated = self.credentials.place(*at, operation, self.caller);
            is_awaited || stated.is_some_and(|own| own.is_at(place))
        };
        let chosen: Vec<usize> = chosen.into_iter().filter(is_there).collect();
        match self.credentials.filling(&chosen, place) {
            Some(at) => Some(given_by(&self.credentials.0.list[at].sign_in)),
            None => is_awaited.then(|| format!("${TOKEN_VARIABLE}")),
        }
    }
}

/// What gives a credential to a shell. What an issuer or a command gives is left to a variable of its name: a command
/// may hold what it prints.
fn given_by(sign_in: &SignIn) -> String {
    let of_its_name = || match &sign_in.name {
        Some(name) => format!("$AS_DOCUMENTED_AUTH_{}", variable_name(name)),
        None => format!("${TOKEN_VARIABLE}"),
    };
    let given = match &sign_in.source {
        Source::Told { from, .. } => told_by(from),
        Source::Basic { user, password } => {
            let user = match user {
                Text::Plain(user) => Some(shell_word(user)),
                Text::From(from) => told_by(from).map(|user| format!("\"{user}\"")),
            };
            user.zip(told_by(password)).map(|(user, password)| {
                format!("$(printf %s {user}:\"{password}\" | base64 | tr -d '\\n')")
            })
        }
        Source::Issued(_) => None,
    };
    given.unwrap_or_else(of_its_name)
}

fn told_by(from: &SecretSource) -> Option<String> {
    match from {
        SecretSource::Env(name) => Some(format!("${name}")),
        SecretSource::File(path) => Some(format!(
            "$(cat {})",
            shell_word(&path.display().to_string())
        )),
        SecretSource::Command(_) => None,
    }
}

/// A name that a shell takes for a variable's.
#[must_use]
pub(crate) fn variable(name: &str) -> String {
    let name = variable_name(name);
    match name.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("_{name}"),
        false => name,
    }
}

/// A text as a word for a shell, with what a shell fills in where it was concealed, told by what stands before.
#[must_use]
pub(crate) fn word(text: &str, secret: impl Fn(&str) -> String) -> String {
    let mut word = String::new();
    let mut from = 0;
    for (at, _) in text.match_indices(REDACTED) {
        if from < at {
            word.push_str(&shell_word(&text[from..at]));
        }
        word.push_str(&format!("\"{}\"", secret(&text[..at])));
        from = at + REDACTED.len();
    }
    if from < text.len() || word.is_empty() {
        word.push_str(&shell_word(&text[from..]));
    }
    word
}
