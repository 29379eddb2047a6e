//! Each check names the authorities that its demands are made with.

use std::path::PathBuf;
use std::time::Duration;

use super::{exchange, version};
use crate::check::{Before, CHECKS, Judgement, Made, Parsed};
use crate::plan::{Demand, Limits, Listing, Ordered, Rule, Success, generate};
use crate::protocol::exchange::{Exchange, Wire};
use crate::store::load::load;
use crate::store::pages::Reading;
use crate::table::Direction;
use crate::table::data::Token;

/// Exchanges of which some check or other has something to say.
fn exchanges() -> Vec<Exchange> {
    let statuses = [
        200, 201, 202, 204, 206, 302, 307, 400, 401, 404, 405, 415, 418, 500,
    ];
    let of = |code| ["", "{}"].map(|body| exchange(code, &[], body));
    let mut exchanges: Vec<Exchange> = statuses.into_iter().flat_map(of).collect();
    exchanges.push(Exchange {
        wire: Wire::Observed(version("HTTP/1.1")),
        ..exchange(204, &[], "")
    });
    exchanges.push(exchange(200, &[("Content-Type", "application/json")], "{}"));
    exchanges
}

/// The content that has the place that a demand is of.
fn content_for(demand: &Demand) -> Option<Exchange> {
    let (success, path) = match demand {
        Demand::ContentKind(success, member)
        | Demand::MemberThere(success, member)
        | Demand::MemberType(success, member)
        | Demand::MemberNotNull(success, member) => (success, &member.path),
        Demand::NoOtherMember(success, path, _) => (success, path),
        Demand::Default(_, own) => {
            let body = serde_json::json!({ own.member.clone(): own.value.clone() });
            return Some(exchange(201, &[], &body.to_string()));
        }
        Demand::Ordered(_, own) => return Some(exchange(200, &[], &in_order(own))),
        _ => return None,
    };
    let status = match success {
        Success::Listed(statuses) => statuses.first()?.code(),
        Success::Any => 200,
    };
    let inner = match demand {
        Demand::NoOtherMember(..) => "{}".to_owned(),
        _ => "null".to_owned(),
    };
    let tokens = path.tokens().iter().rev();
    let body = tokens.fold(inner, |inner, token| match token {
        Token::Each => format!("[{inner}]"),
        Token::Name(name) => format!("{{{}: {inner}}}", serde_json::json!(name)),
    });
    Some(exchange(status, &[], &body))
}

/// A list of two that is in an order.
fn in_order(own: &Ordered) -> String {
    let name = own.by.as_deref().unwrap_or("created_at");
    let mut days = ["2031-01-01T00:00:00Z", "2031-01-02T00:00:00Z"];
    if own.direction == Some(Direction::Descending) {
        days.reverse();
    }
    let elements = days.map(|day| serde_json::json!({ name: day }));
    serde_json::json!(elements).to_string()
}

/// What went before a list that is as it should be: it has the thing at `/a`, or, where that was removed, is a longer one.
fn listing(own: &Listing) -> Option<(Vec<Exchange>, Vec<Made>)> {
    let (body, then) = match &own.rule {
        Rule::Has { of_whole, .. } if *of_whole => {
            ("{\"total\": 1, \"of\": [\"a\"]}".to_owned(), String::new())
        }
        Rule::Has { .. } => ("[{\"id\": \"a\"}]".to_owned(), String::new()),
        Rule::Follows { .. } => ("[\"b\"]".to_owned(), "[\"a\"]".to_owned()),
        Rule::HasNot { .. } => ("[]".to_owned(), "[\"a\"]".to_owned()),
        Rule::AtMost(_) => ("[1, 2, 3]".to_owned(), String::new()),
        Rule::Without { member, .. } => (
            "[{\"id\": \"a\"}]".to_owned(),
            format!("{{{member:?}: \"other\"}}"),
        ),
        Rule::All { member, value, .. } => {
            let element = serde_json::json!({ member: value });
            (format!("[{element}]"), element.to_string())
        }
    };
    let first = match &own.rule {
        Rule::All { .. } | Rule::Without { .. } => then.clone(),
        Rule::Follows { .. } => "[\"a\", \"b\"]".to_owned(),
        Rule::Has {
            filters,
            of_whole: false,
            ..
        } => {
            let members = filters.iter().map(|name| (name.clone(), "x".into()));
            serde_json::Value::Object(members.collect()).to_string()
        }
        _ => "{}".to_owned(),
    };
    let steps = vec![
        exchange(200, &[], &first),
        exchange(200, &[], &then),
        exchange(204, &[], ""),
        exchange(404, &[], ""),
        exchange(200, &[], &body),
    ];
    let made = own.maker.iter().cloned();
    Some((
        steps,
        made.map(|maker| (maker, exchange(201, &[], ""))).collect(),
    ))
}

/// What went before an exchange of which a demand says that it is as that has it: the member that it is about was
/// sent, and was read.
fn before(demand: &Demand) -> Option<(Vec<Exchange>, Vec<Made>)> {
    let (maker, member) = match demand {
        Demand::Kept(_, kept) => (&kept.maker, kept.member.as_str()),
        Demand::RestKept(_, rest) => (&rest.maker, "sent"),
        Demand::Listing(_, own) => return listing(own),
        Demand::DoneAlready(_, maker) => (maker, "sent"),
        Demand::InState(own) => {
            let state = serde_json::json!({ own.member.clone(): own.refused.first() });
            let read = exchange(200, &[], &state.to_string());
            let made = (own.maker.clone(), exchange(201, &[], ""));
            return Some((vec![read], vec![made]));
        }
        _ => return None,
    };
    let sent = serde_json::json!({ member: "red" }).to_string();
    let read = serde_json::json!({ member: "red", "other": "green" }).to_string();
    let mut exchange = exchange(200, &[], &read);
    exchange.sent.content = Some(sent.into_bytes());
    let steps = vec![exchange.clone(), exchange.clone()];
    Some((steps, vec![(maker.clone(), exchange)]))
}

#[test]
fn a_check_names_every_authority_that_its_demands_are_made_with() {
    let specs = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("specs");
    let spec = load(&[specs], Reading::default()).unwrap();
    let limits = Limits {
        response_time: Some(Duration::from_secs(1)),
        ..Limits::default()
    };
    let exchanges = exchanges();
    for case in generate(&spec, &limits).cases {
        for step in &case.steps {
            for expectation in &step.expectations {
                let demand = &expectation.demand;
                let check = CHECKS.iter().find(|check| check.code == demand.check());
                let check = check.unwrap_or_else(|| panic!("no check of {demand:?}"));
                let (steps, made) = before(demand).unwrap_or_default();
                let before = Before {
                    steps: &steps,
                    made: &made,
                };
                let silent = |e| {
                    let judged = check.judge(demand, step, e, &Parsed::default(), &before);
                    judged == Judgement::NotApplicable
                };
                let own = content_for(demand).or(steps.last().cloned());
                assert!(
                    !exchanges.iter().chain(&own).all(silent),
                    "{demand:?} is never judged"
                );
                let authority = expectation.promise.authority();
                assert!(
                    check.authorities.iter().any(|(a, _)| *a == authority),
                    "{} is demanded as {} in {}",
                    check.code,
                    authority.as_str(),
                    case.id
                );
            }
        }
    }
}
