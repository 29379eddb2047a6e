//! Each check is shown to hold, to break, and to stay silent.

mod authority;
mod content;

use std::time::Duration;

use super::{Before, CHECKS, CheckCode, Judgement, Made, Parsed, TRIALS};
use crate::plan::{Demand, Step, When};
use crate::protocol::exchange::{Exchange, Observation, Received, Sent, Wire};
use crate::protocol::request::{Framing, RequestPlan, Spelling};
use crate::protocol::target::RequestTarget;
use crate::protocol::{Method, Status};
use crate::table::OperationId;

pub(super) fn status(code: u16) -> Status {
    Status::new(code).unwrap()
}

/// An exchange that came back with this status, these header lines and this content.
pub(crate) fn exchange(code: u16, headers: &[(&str, &str)], body: &str) -> Exchange {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Exchange {
        sent: Sent {
            method: Method::new("POST").unwrap(),
            base: "http://127.0.0.1".to_owned(),
            path: "/a".to_owned(),
            headers: Vec::new(),
            content: None,
        },
        response: Ok(Received {
            status: status(code),
            headers: headers.iter().map(owned).collect(),
            body: body.as_bytes().to_vec(),
            body_length: body.len(),
            body_truncated: false,
            has_unread_coding: false,
            reason: None,
            echoes: Vec::new(),
        }),
        wire: Wire::NotObserved,
        elapsed: Duration::from_millis(20),
        attempts: 1,
    }
}

/// A whole response of this status, without fields and content.
pub(super) fn received(code: u16) -> Received {
    exchange(code, &[], "").response.unwrap()
}

pub(super) fn observed(observation: Observation) -> Exchange {
    Exchange {
        wire: Wire::Observed(observation),
        ..exchange(204, &[], "")
    }
}

pub(super) fn version(text: &str) -> Observation {
    Observation {
        version: Some(text.to_owned()),
        ..Observation::default()
    }
}

/// The operation that made the thing that trials are about.
pub(super) const MAKER: &str = "make";

/// What went before each trial: a thing was made, read, changed, and read again.
pub(super) fn before() -> (Vec<Exchange>, Vec<Made>) {
    let sending = |code: u16, content: &str| {
        let mut exchange = exchange(code, &[], "");
        exchange.sent.content = Some(content.as_bytes().to_vec());
        exchange
    };
    let made = sending(201, "{\"colour\": \"blue\"}");
    let read = exchange(200, &[], "{\"colour\": \"green\", \"places\": 12}");
    let changed = sending(200, "{\"colour\": \"red\"}");
    let maker = OperationId(MAKER.to_owned());
    let again = exchange(200, &[], "{\"colour\": \"red\"}");
    (vec![read, changed, again], vec![(maker, made)])
}

/// A demand, an exchange, and what the check says of them.
pub(super) type Trial = (Demand, Exchange, Is);

#[derive(Debug, PartialEq)]
pub(super) enum Is {
    Held,
    Broken,
    Silent,
}

fn judge(code: CheckCode, demand: &Demand, exchange: &Exchange) -> Is {
    let step = Step {
        when: When::Always,
        plan: RequestPlan {
            method: Method::new("POST").unwrap(),
            path: RequestTarget::new("/a").unwrap(),
            headers: Vec::new(),
            content: None,
            spelling: Spelling::Lower,
            framing: Framing::Computed,
            omits_accept: false,
            scopes: Vec::new(),
        },
        expectations: Vec::new(),
    };
    let check = CHECKS.iter().find(|check| check.code == code).unwrap();
    let (steps, made) = before();
    let before = Before {
        steps: &steps,
        made: &made,
    };
    match check.judge(demand, &step, exchange, &Parsed::default(), &before) {
        Judgement::Held => Is::Held,
        Judgement::Broken(breach) => {
            assert!(!breach.message.is_empty() && !breach.expected.is_empty());
            Is::Broken
        }
        Judgement::NotApplicable => Is::Silent,
    }
}

#[test]
fn each_check_holds_breaks_and_stays_silent() {
    for (code, trials) in TRIALS {
        let trials = trials();
        for (demand, exchange, expect) in &trials {
            let said = judge(*code, demand, exchange);
            assert_eq!(said, *expect, "{code} {demand:?} {exchange:?}");
        }
        let is_broken = trials.iter().any(|(_, _, expect)| *expect == Is::Broken);
        assert!(is_broken, "{code} was never broken");
    }
}

#[test]
fn codes_are_unique_and_yield_to_codes_that_are_there() {
    let codes: Vec<CheckCode> = CHECKS.iter().map(|check| check.code).collect();
    for (index, check) in CHECKS.iter().enumerate() {
        assert!(
            !codes[..index].contains(&check.code),
            "{} twice",
            check.code
        );
        for cause in check.yields_to {
            assert!(
                codes[..index].contains(cause),
                "{} before {cause}",
                check.code
            );
        }
    }
}
