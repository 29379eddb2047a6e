//! The run's credential is refused everywhere.

use super::answers::Answer;
use super::{Cause, CauseCode, Explains, FEWEST, carries_credential};
use crate::protocol::Status;
use crate::protocol::secret::REDACTED;

/// Every request that carried the credential and is to be served was answered 401 or 403.
pub(super) fn cause(answers: &[Answer<'_>]) -> Option<Cause> {
    let carried = answers
        .iter()
        .filter(|answer| carries_credential(answer.step));
    let carried: Vec<&Answer<'_>> = carried.filter(|answer| answer.counts()).collect();
    let is_refused = |answer: &&&Answer<'_>| matches!(answer.status().code(), 401 | 403);
    let refused = carried.iter().filter(is_refused).count();
    let first = carried
        .first()
        .filter(|_| refused >= FEWEST && refused == carried.len())?;
    let mut statuses: Vec<Status> = carried.iter().map(|answer| answer.status()).collect();
    statuses.sort();
    statuses.dedup();
    let shown: Vec<String> = statuses.iter().map(ToString::to_string).collect();
    let is_unknown = statuses.iter().any(|status| status.code() == 401);
    let reason = match is_unknown {
        true => {
            "the service does not take it: it may be mistyped, expired, or one for another target"
        }
        false => "whoever has it may do nothing here, or the service refuses this client",
    };
    let message = format!(
        "all {refused} requests that carried the credential{} were answered {}: {reason}; see --token-env, \
         --token-file and --token-command",
        place(first),
        shown.join(" or ")
    );
    let cause = Cause {
        explains: Explains::WithCredential(statuses),
        ..Cause::hint(CauseCode::Credential, message)
    };
    Some(cause.shown_by(first))
}

/// Where the credential stood, such as ` (Authorization: Bearer …)`.
fn place(answer: &Answer<'_>) -> String {
    let mut fields = answer.exchange.sent.headers.iter();
    let field = fields.find(|(_, value)| value.contains(REDACTED));
    field.map_or_else(String::new, |(name, value)| format!(" ({name}: {value})"))
}
