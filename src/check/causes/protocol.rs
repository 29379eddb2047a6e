//! Another protocol is spoken on the target's port than its URL says.

use super::answers::Answer;
use super::{Cause, CauseCode, Explains, FEWEST};
use crate::check::verdict::Verdict;
use crate::protocol::exchange::{Exchange, Failure};

/// What servers of TLS say in plain text to who speaks plain text, in lower case.
const SAID_IN_PLAIN: &[&str] = &[
    "sent to https port",
    "http request to an https server",
    "speaking plain http to an ssl-enabled server port",
    "requires tls",
];

/// No request was answered in HTTP and some in TLS or HTTP/2, or all were told which protocol it is.
pub(super) fn cause(verdicts: &[Verdict], answers: &[Answer<'_>]) -> Option<Cause> {
    if answers.is_empty() {
        return unanswered(verdicts);
    }
    let first = answers.first().filter(|_| answers.len() >= FEWEST)?;
    let exchanges = verdicts.iter().map(|verdict| verdict.exchanges.len());
    let status = first.status();
    let is_same = |answer: &Answer<'_>| answer.status() == status;
    if exchanges.sum::<usize>() != answers.len() || !answers.iter().all(is_same) {
        return None;
    }
    let count = answers.len();
    let base = &first.exchange.sent.base;
    let message = match status.code() {
        400 if answers.iter().all(is_told_of_tls) => format!(
            "all {count} requests were told that {base} speaks TLS; give its URL with https://"
        ),
        426 | 505 => format!(
            "all {count} requests were answered {status}: {base} does not take HTTP/1.1, which is what as-documented \
             speaks; give the URL of a gateway that does"
        ),
        _ => return None,
    };
    let cause = Cause {
        explains: Explains::Status(status),
        ..Cause::hint(CauseCode::Protocol, message)
    };
    Some(cause.shown_by(first))
}

fn is_told_of_tls(answer: &Answer<'_>) -> bool {
    let text = String::from_utf8_lossy(&answer.response.body).to_lowercase();
    answer.exchange.sent.method.is_head() || SAID_IN_PLAIN.iter().any(|said| text.contains(said))
}

/// What the failures say, where one of them saw the protocol and none saw HTTP.
fn unanswered(verdicts: &[Verdict]) -> Option<Cause> {
    let exchanges: Vec<&Exchange> = verdicts.iter().flat_map(|v| &v.exchanges).collect();
    let failures = exchanges
        .iter()
        .filter_map(|exchange| exchange.response.as_ref().err());
    let failures: Vec<&Failure> = failures.collect();
    let is_of_protocol = |failure: &Failure| match failure {
        Failure::OnlyTls(_)
        | Failure::OnlyHttp2(_)
        | Failure::NoHttp2(_)
        | Failure::NotHttp(..)
        | Failure::Cut(..) => true,
        Failure::Connect(..)
        | Failure::Proxy(..)
        | Failure::Dns(..)
        | Failure::Tls(..)
        | Failure::TimedOut(_)
        | Failure::Other(..) => false,
    };
    if failures.len() < FEWEST || !failures.iter().all(|failure| is_of_protocol(failure)) {
        return None;
    }
    let seen = failures.iter().find(|failure| {
        matches!(
            failure,
            Failure::OnlyTls(_) | Failure::OnlyHttp2(_) | Failure::NoHttp2(_)
        )
    })?;
    let message = format!(
        "none of {} requests was answered in the protocol that was spoken: {seen}",
        failures.len()
    );
    Some(Cause::hint(CauseCode::Protocol, message))
}
