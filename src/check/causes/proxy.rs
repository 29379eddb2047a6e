//! Something stands between: a proxy that asks for a credential of its own, a gateway that answers itself.

use super::answers::Answer;
use super::{Cause, CauseCode, Explains, FEWEST};
use crate::check::verdict::{Outcome, Verdict};

/// Every request was answered 407 (RFC 9110 §15.5.8).
pub(super) fn asks(answers: &[Answer<'_>]) -> Option<Cause> {
    let first = answers.first().filter(|_| answers.len() >= FEWEST)?;
    if answers.iter().any(|answer| answer.status().code() != 407) {
        return None;
    }
    let asked = first.response.header("proxy-authenticate");
    let asked = asked.map_or_else(String::new, |asked| {
        format!(" (Proxy-Authenticate: {asked})")
    });
    let message = format!(
        "all {} requests were answered 407 Proxy Authentication Required by a proxy in between{asked}: give its \
         credential in HTTP_PROXY or HTTPS_PROXY, or list the target in NO_PROXY",
        answers.len()
    );
    let cause = Cause {
        explains: Explains::Status(first.status()),
        ..Cause::hint(CauseCode::Proxy, message)
    };
    Some(cause.shown_by(first))
}

/// Every request that is to be served was answered 502, 503 or 504 by a page for people, or 502 or 504 by anything.
pub(super) fn answers_itself(answers: &[Answer<'_>]) -> Option<Cause> {
    let is_gateways = |answer: &Answer<'_>| match answer.status().code() {
        502 | 504 => true,
        503 => answer.is_html(),
        _ => false,
    };
    let served: Vec<&Answer<'_>> = answers.iter().filter(|answer| answer.counts()).collect();
    let first = served.first().filter(|_| served.len() >= FEWEST)?;
    if !served.iter().all(|answer| is_gateways(answer)) {
        return None;
    }
    let message = format!(
        "all {} documented requests were answered {} by what stands before the service{}: it does not reach the \
         service, which may not run",
        served.len(),
        first.status(),
        named(first)
    );
    Some(Cause::hint(CauseCode::Proxy, message).shown_by(first))
}

/// Something is broken, and every answer says that a proxy passed it on (RFC 9110 §7.6.3).
pub(super) fn is_between(verdicts: &[Verdict], answers: &[Answer<'_>]) -> Option<Cause> {
    let is_broken = verdicts
        .iter()
        .any(|verdict| verdict.outcome == Outcome::Failed);
    let first = answers
        .first()
        .filter(|_| answers.len() >= FEWEST && is_broken)?;
    let via = first.response.header("via")?;
    let is_passed_on = |answer: &Answer<'_>| answer.response.header("via").is_some();
    answers.iter().all(is_passed_on).then(|| {
        let message = format!(
            "every answer was passed on by a proxy (Via: {via}): what is broken below may be its doing and not the \
             service's"
        );
        Cause::hint(CauseCode::Proxy, message)
    })
}

/// By what names it goes, such as ` (Server: desk-gateway/1.0)`.
fn named(answer: &Answer<'_>) -> String {
    let names = ["Via", "Server"];
    let named = names
        .iter()
        .find_map(|name| Some((name, answer.response.header(name)?)));
    named.map_or_else(String::new, |(name, value)| format!(" ({name}: {value})"))
}
