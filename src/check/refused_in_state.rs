//! What the page says is refused while a thing is in some states is refused in these.

use serde_json::Value;

use super::before::{Before, is_kept_copy};
use super::parsed::Parsed;
use super::{Breach, Check, CheckCode, Judge, Judgement};
use crate::plan::{Authority, Demand, InState};
use crate::protocol::exchange::{Exchange, Received};

pub(super) const CHECK: Check = Check {
    code: CheckCode::RefusedInState,
    rule: "what the page says is refused while a thing is in some states is refused in these",
    source: "",
    authorities: &[
        (
            Authority::Documented,
            "for an error whose words say in which states of the thing it is answered",
        ),
        (
            Authority::Family,
            "for such an error of a page that speaks for the whole API",
        ),
    ],
    example: concat!(
        "page    The loan has to be `approved`, otherwise `409`.\n",
        "sent    GET /loans/7, which is answered with \"state\": \"requested\"\n",
        "sent    POST /loans/7/ship\n",
        "answer  200 OK",
    ),
    advice: "Look at the state of the thing before it is changed, and refuse with the documented status. Where the \
             state that the service gives is another one than the page means, or it is served in that one as well, \
             mend the page.",
    yields_to: &[
        CheckCode::NoUndocumentedRedirect,
        CheckCode::StatusAsDocumented,
    ],
    judge: Judge::Compared(judge),
};

fn judge(demand: &Demand, response: &Received, _parsed: &Parsed, before: &Before<'_>) -> Judgement {
    let Demand::InState(own) = demand else {
        return Judgement::NotApplicable;
    };
    let came = response.status;
    let errs = came.is_failure_over_request();
    let is_judged = came == own.status || came.is_success() || errs;
    let Some(state) = refused_state(own, before).filter(|_| is_judged) else {
        return Judgement::NotApplicable;
    };
    Judgement::from_rule(came == own.status, || Breach {
        message: format!(
            "the service answered {} to what the page refuses while `{}` is `{state}`",
            came.code(),
            own.member
        ),
        expected: own.status.to_string(),
        actual: response.in_words(),
    })
}

/// The state in which the thing was right before, where it is refused in that.
fn refused_state(own: &InState, before: &Before<'_>) -> Option<String> {
    let making = before.making(&own.maker)?;
    let (last, earlier) = before.steps.split_last()?;
    if is_kept_copy(last.response.as_ref().ok()?) {
        return None;
    }
    let state = state(before, before.steps.len() - 1, &own.member)?;
    // What was read a moment too early is as it was.
    if !earlier.is_empty() && self::state(before, 0, &own.member)? == state {
        return None;
    }
    // What is only accepted goes on by itself.
    let goes_on = |exchange: &Exchange| {
        let response = exchange.response.as_ref();
        response.is_ok_and(|own| own.status.is_success() && !own.status.is_done())
    };
    let refused = match earlier.iter().chain([making]).any(goes_on) {
        true => &own.settled,
        false => &own.refused,
    };
    refused.contains(&state).then_some(state)
}

/// The state that a step read.
fn state(before: &Before<'_>, step: usize, member: &str) -> Option<String> {
    match before.read(step)?.get(member)? {
        Value::String(text) => Some(text.clone()),
        Value::Bool(own) => Some(own.to_string()),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use super::super::tests::{Is, MAKER, Trial, exchange, status};
    use super::refused_state;
    use crate::check::{Before, Made};
    use crate::plan::{Demand, InState};
    use crate::protocol::exchange::Exchange;
    use crate::table::OperationId;

    fn rule(maker: &str) -> InState {
        InState {
            status: status(409),
            member: "state".to_owned(),
            refused: vec!["closed".to_owned(), "running".to_owned()],
            settled: vec!["closed".to_owned()],
            maker: OperationId(maker.to_owned()),
        }
    }

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        let demand = |maker: &str| {
            let own = InState {
                member: "colour".to_owned(),
                refused: vec!["red".to_owned()],
                ..rule(maker)
            };
            Demand::InState(Arc::new(own))
        };
        vec![
            (demand(MAKER), exchange(409, &[], ""), Is::Held),
            (demand(MAKER), exchange(204, &[], ""), Is::Broken),
            (demand(MAKER), exchange(500, &[], ""), Is::Broken),
            (demand(MAKER), exchange(404, &[], ""), Is::Silent),
            (demand("another"), exchange(204, &[], ""), Is::Silent),
            (Demand::NoServerError, exchange(204, &[], ""), Is::Silent),
        ]
    }

    fn judged(steps: &[Exchange], made: u16) -> Option<String> {
        let maker = OperationId(MAKER.to_owned());
        let made: Vec<Made> = vec![(maker, exchange(made, &[], ""))];
        let before = Before { steps, made: &made };
        refused_state(&rule(MAKER), &before)
    }

    #[test]
    fn a_state_counts_where_it_was_read_right_before_and_is_left_by_nobody() {
        let read = |state: &str| exchange(200, &[], &format!("{{\"state\": {state}}}"));
        let closed = || read("\"closed\"");
        let some = Some("closed".to_owned());
        assert_eq!(judged(&[closed()], 201), some);
        assert_eq!(judged(&[read("\"open\"")], 201), None);
        assert_eq!(judged(&[read("null")], 201), None);
        assert_eq!(judged(&[exchange(404, &[], "")], 201), None);
        assert_eq!(judged(&[exchange(200, &[], "[]")], 201), None);
        let kept = exchange(200, &[("Age", "4")], "{\"state\": \"closed\"}");
        assert_eq!(judged(&[kept], 201), None);
        // After another operation.
        let done = |code| exchange(code, &[], "");
        assert_eq!(judged(&[read("\"open\""), done(204), closed()], 201), some);
        assert_eq!(judged(&[closed(), done(204), closed()], 201), None);
        assert_eq!(
            judged(&[exchange(404, &[], ""), done(204), closed()], 201),
            None
        );
        // What is accepted only goes on.
        let running = || read("\"running\"");
        assert_eq!(judged(&[read("\"open\""), done(202), closed()], 201), some);
        assert_eq!(judged(&[read("\"open\""), done(202), running()], 201), None);
        assert_eq!(judged(&[running()], 202), None);
        assert_eq!(judged(&[running()], 201), Some("running".to_owned()));
    }
}
