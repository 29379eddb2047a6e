//! A target that closes every connection without a byte: nothing was answered, so that no rule on answers is broken.

use crate::check::CheckCode;
use crate::check::verdict::{Outcome, Verdict};
use crate::protocol::exchange::Exchange;

/// Makes errors of what blames such a target, where no request of the whole run was answered.
pub(crate) fn excuse_closed(verdicts: &mut [Verdict]) {
    let mut exchanges = verdicts.iter().flat_map(|verdict| &verdict.exchanges);
    if !exchanges.all(is_of_nothing) {
        return;
    }
    for verdict in verdicts.iter_mut() {
        let Verdict {
            exchanges,
            violations,
            noted,
            outcome,
            ..
        } = verdict;
        let mut why = None;
        for list in [violations, noted] {
            list.retain(|violation| {
                let exchange = exchanges.get(violation.step);
                let failure = exchange.and_then(|exchange| exchange.response.as_ref().err());
                let is_it = violation.code == CheckCode::ResponseComplete;
                let failure = failure.filter(|_| is_it);
                why = why.take().or(failure.map(ToString::to_string));
                failure.is_none()
            });
        }
        if let Some(why) = why.filter(|_| *outcome == Outcome::Failed) {
            *outcome = Outcome::Errored(why);
        }
    }
}

/// Whether not a byte of an answer came.
fn is_of_nothing(exchange: &Exchange) -> bool {
    let failure = exchange.response.as_ref().err();
    failure.is_some_and(|failure| !failure.is_begun())
}
