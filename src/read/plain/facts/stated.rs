//! What a stated status says of an operation: a success, a redirection or an error.

use super::super::declare::Declared;
use super::super::statuses::Stated;
use super::{Source, Statement};
use crate::protocol::Status;
use crate::read::{Claim, Facts, StatusClaim};
use crate::table::ResponseBody;
use crate::table::described::ErrorResponse;
use crate::text::page::Span;

impl Source<'_> {
    /// Takes the errors that the row of an index states, and the successes where the operation's own section states
    /// none.
    pub(super) fn statuses_of_index(&self, own: &Declared, facts: &mut Facts) {
        if own.row.is_some() {
            return;
        }
        let is_stated = facts.statuses.iter().any(|claim| claim.status.is_success());
        let mentions = own
            .mentions
            .iter()
            .filter_map(|m| self.mentions.requests.get(*m));
        for mention in mentions.filter(|mention| mention.row.is_some()) {
            for Statement { stated, .. } in self.statements(mention.block, mention.row).iter() {
                if stated.status.is_error() || stated.status.is_success() && !is_stated {
                    state(stated.clone(), facts);
                }
            }
        }
    }
}

/// Takes a stated status: a success or a redirection, or an error.
pub(super) fn state(stated: Stated, facts: &mut Facts) {
    let Stated {
        status,
        span,
        body,
        body_span,
        sentence,
        is_of_case,
    } = stated;
    if status.is_error() {
        state_error((status, span), &sentence, facts);
        return;
    }
    let is_of_case = is_of_case || begins_case(&sentence, facts);
    let is_of_case = is_of_case && !is_replaced(&sentence, status);
    if let Some(known) = facts
        .statuses
        .iter_mut()
        .find(|claim| claim.status == status)
    {
        known.is_of_case &= is_of_case;
        if known.body == ResponseBody::Unstated {
            known.body = body;
            known.body_span = body_span;
        }
        return;
    }
    facts.statuses.push(StatusClaim {
        status,
        span,
        body,
        body_span,
        headers: Vec::new(),
        when: None,
        is_for_now: false,
        is_of_case,
        methods: Vec::new(),
    });
}

fn state_error((status, span): (Status, Span), sentence: &str, facts: &mut Facts) {
    facts.say_of_error(status, sentence);
    let is_it =
        |claim: &Claim<ErrorResponse>| claim.value.status == status && claim.value.code.is_none();
    if !facts.errors.iter().any(is_it) {
        let value = ErrorResponse::of(status);
        facts.errors.push(Claim { value, span });
    }
}

/// Whether a sentence speaks of some calls, and not of those that succeed. What is answered otherwise is what all
/// others are answered, where nothing else is said of them.
fn begins_case(sentence: &str, facts: &Facts) -> bool {
    let lower = sentence.trim().to_lowercase();
    if lower.starts_with("otherwise") {
        return facts.statuses.iter().any(|claim| !claim.is_of_case);
    }
    let begins = [
        "if ",
        "when ",
        "in this case",
        "in that case",
        "in these cases",
        "in those cases",
    ];
    let succeeds = [
        "succe",
        "all goes well",
        "everything goes well",
        "all is well",
        "went well",
    ];
    let is_success = succeeds.iter().any(|words| lower.contains(words));
    begins.iter().any(|words| lower.starts_with(words)) && !is_success
}

/// Whether a sentence says that another status comes in the place of this one: "206 instead of 200".
fn is_replaced(sentence: &str, status: Status) -> bool {
    let lower = sentence.to_lowercase();
    let behind = lower.split("instead of").nth(1).unwrap_or_default();
    let mut words = behind.split(|c: char| !c.is_alphanumeric());
    let code = status.code().to_string();
    words.any(|word| word == code)
}
