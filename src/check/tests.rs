//! Each check is shown to hold, to break, and to stay silent.

mod authority;

use std::time::Duration;

use super::{CHECKS, CheckCode, Judgement};
use crate::plan::{Alteration, Demand, Step, When};
use crate::protocol::exchange::{Exchange, Failure, Observation, Received, Sent, Wire};
use crate::protocol::request::{Framing, RequestPlan, Spelling};
use crate::protocol::target::RequestTarget;
use crate::protocol::{HeaderName, Method, Status};

fn status(code: u16) -> Status {
    Status::new(code).unwrap()
}

/// An exchange that came back with this status, these header lines and this content.
fn exchange(code: u16, headers: &[(&str, &str)], body: &str) -> Exchange {
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
            echoes: Vec::new(),
        }),
        wire: Wire::NotObserved,
        elapsed: Duration::from_millis(20),
    }
}

fn observed(observation: Observation) -> Exchange {
    Exchange {
        wire: Wire::Observed(observation),
        ..exchange(204, &[], "")
    }
}

fn version(text: &str) -> Observation {
    Observation {
        version: Some(text.to_owned()),
        ..Observation::default()
    }
}

#[derive(Debug, PartialEq)]
enum Is {
    Held,
    Broken,
    Silent,
}

fn judge(code: &str, demand: &Demand, exchange: &Exchange) -> Is {
    let step = Step {
        when: When::Always,
        plan: RequestPlan {
            method: Method::new("POST").unwrap(),
            path: RequestTarget::new("/a").unwrap(),
            headers: Vec::new(),
            content: None,
            spelling: Spelling::Lower,
            framing: Framing::Computed,
        },
        expectations: Vec::new(),
    };
    let check = CHECKS
        .iter()
        .find(|check| check.code.as_str() == code)
        .unwrap();
    match check.judge(demand, &step, exchange) {
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
    let json = ("Content-Type", "application/json; charset=utf-8");
    let error = r#"{"error":{"code":"a","message":"b"}}"#;
    let shape = Demand::ErrorBody {
        members: vec!["error.code".to_owned(), "error.message".to_owned()],
        content_type: "application/json".to_owned(),
    };
    let name = |text| HeaderName::new(text).unwrap();
    let no_content = Demand::EmptyBody(status(204));
    let cases: Vec<(&str, Demand, Exchange, Is)> = vec![
        (
            "no-undocumented-redirect",
            Demand::NoRedirect(vec![]),
            exchange(204, &[], ""),
            Is::Held,
        ),
        (
            "no-undocumented-redirect",
            Demand::NoRedirect(vec![]),
            exchange(302, &[], ""),
            Is::Broken,
        ),
        (
            "no-undocumented-redirect",
            Demand::NoRedirect(vec![status(302)]),
            exchange(302, &[], ""),
            Is::Held,
        ),
        (
            "status-as-documented",
            Demand::Status(vec![status(204)]),
            exchange(204, &[], ""),
            Is::Held,
        ),
        (
            "status-as-documented",
            Demand::Status(vec![status(204)]),
            exchange(200, &[], ""),
            Is::Broken,
        ),
        (
            "status-as-documented",
            Demand::Served(vec![status(204)]),
            exchange(200, &[], ""),
            Is::Silent,
        ),
        (
            "status-as-documented",
            Demand::Challenge,
            exchange(200, &[], ""),
            Is::Silent,
        ),
        (
            "body-as-documented",
            no_content.clone(),
            exchange(204, &[], ""),
            Is::Held,
        ),
        (
            "body-as-documented",
            Demand::EmptyBody(status(200)),
            exchange(200, &[], "x"),
            Is::Broken,
        ),
        (
            "body-as-documented",
            Demand::SomeBody(status(200)),
            exchange(200, &[], ""),
            Is::Broken,
        ),
        (
            "body-as-documented",
            no_content,
            exchange(200, &[], "x"),
            Is::Silent,
        ),
        (
            "content-type-as-documented",
            Demand::ContentType(status(200), "application/json".to_owned()),
            exchange(200, &[json], "{}"),
            Is::Held,
        ),
        (
            "content-type-as-documented",
            Demand::ContentType(status(200), "application/json".to_owned()),
            exchange(200, &[("content-type", "text/html")], "{}"),
            Is::Broken,
        ),
        (
            "content-type-as-documented",
            Demand::ContentType(status(200), "application/json".to_owned()),
            exchange(200, &[], "{}"),
            Is::Broken,
        ),
        (
            "response-header-as-documented",
            Demand::ResponseHeader(status(202), name("Location")),
            exchange(202, &[("location", "/x")], ""),
            Is::Held,
        ),
        (
            "response-header-as-documented",
            Demand::ResponseHeader(status(202), name("Location")),
            exchange(202, &[], ""),
            Is::Broken,
        ),
        (
            "required-header-refused",
            Demand::HeaderRefused(name("a")),
            exchange(400, &[], ""),
            Is::Held,
        ),
        (
            "required-header-refused",
            Demand::HeaderRefused(name("a")),
            exchange(204, &[], ""),
            Is::Broken,
        ),
        (
            "required-header-refused",
            Demand::HeaderRefused(name("a")),
            exchange(500, &[], ""),
            Is::Broken,
        ),
        (
            "credential-refused",
            Demand::CredentialRefused,
            exchange(403, &[], ""),
            Is::Held,
        ),
        (
            "credential-refused",
            Demand::CredentialRefused,
            exchange(204, &[], ""),
            Is::Broken,
        ),
        (
            "error-status-as-documented",
            Demand::FamilyStatus(status(401)),
            exchange(401, &[], ""),
            Is::Held,
        ),
        (
            "error-status-as-documented",
            Demand::FamilyStatus(status(401)),
            exchange(403, &[], ""),
            Is::Broken,
        ),
        (
            "undocumented-method-refused",
            Demand::MethodRefused,
            exchange(405, &[], ""),
            Is::Held,
        ),
        (
            "undocumented-method-refused",
            Demand::MethodRefused,
            exchange(501, &[], ""),
            Is::Held,
        ),
        (
            "undocumented-method-refused",
            Demand::MethodRefused,
            exchange(200, &[], ""),
            Is::Broken,
        ),
        (
            "undocumented-method-refused",
            Demand::MethodRefused,
            exchange(500, &[], ""),
            Is::Broken,
        ),
        (
            "no-framing-on-204",
            Demand::NoFraming,
            exchange(204, &[("Content-Type", "a/b")], ""),
            Is::Held,
        ),
        (
            "no-framing-on-204",
            Demand::NoFraming,
            exchange(204, &[("content-length", "0")], ""),
            Is::Broken,
        ),
        (
            "no-framing-on-204",
            Demand::NoFraming,
            exchange(204, &[("Transfer-Encoding", "chunked")], ""),
            Is::Broken,
        ),
        (
            "no-framing-on-204",
            Demand::NoFraming,
            exchange(200, &[("content-length", "0")], ""),
            Is::Silent,
        ),
        (
            "challenge-on-401",
            Demand::Challenge,
            exchange(401, &[("www-authenticate", "Bearer")], ""),
            Is::Held,
        ),
        (
            "challenge-on-401",
            Demand::Challenge,
            exchange(401, &[], ""),
            Is::Broken,
        ),
        (
            "challenge-on-401",
            Demand::Challenge,
            exchange(403, &[], ""),
            Is::Silent,
        ),
        (
            "allow-on-405",
            Demand::Allow,
            exchange(405, &[("allow", "")], ""),
            Is::Held,
        ),
        (
            "allow-on-405",
            Demand::Allow,
            exchange(405, &[], ""),
            Is::Broken,
        ),
        (
            "allow-on-405",
            Demand::Allow,
            exchange(404, &[], ""),
            Is::Silent,
        ),
        (
            "error-body-as-documented",
            shape.clone(),
            exchange(400, &[json], error),
            Is::Held,
        ),
        (
            "error-body-as-documented",
            shape.clone(),
            exchange(400, &[], error),
            Is::Broken,
        ),
        (
            "error-body-as-documented",
            shape.clone(),
            exchange(400, &[json], ""),
            Is::Broken,
        ),
        (
            "error-body-as-documented",
            shape.clone(),
            exchange(400, &[json], "<p>"),
            Is::Broken,
        ),
        (
            "error-body-as-documented",
            shape.clone(),
            exchange(400, &[json], r#"{"error":{}}"#),
            Is::Broken,
        ),
        (
            "error-body-as-documented",
            shape,
            exchange(200, &[], "x"),
            Is::Silent,
        ),
        (
            "response-within-limit",
            Demand::Within(Duration::from_secs(1)),
            exchange(204, &[], ""),
            Is::Held,
        ),
        (
            "response-within-limit",
            Demand::Within(Duration::from_millis(1)),
            exchange(204, &[], ""),
            Is::Broken,
        ),
        (
            "secret-not-echoed",
            Demand::NoEcho,
            exchange(204, &[], ""),
            Is::Held,
        ),
        (
            "field-names-without-case",
            Demand::Unharmed(Alteration::UpperCase),
            exchange(200, &[], ""),
            Is::Held,
        ),
        (
            "field-names-without-case",
            Demand::HarmedAsWell(Alteration::UpperCase),
            exchange(204, &[], ""),
            Is::Broken,
        ),
        (
            "unknown-value-refused",
            Demand::ValueRefused("id".to_owned()),
            exchange(404, &[], ""),
            Is::Held,
        ),
        (
            "unknown-value-refused",
            Demand::ValueRefused("id".to_owned()),
            exchange(500, &[], ""),
            Is::Broken,
        ),
        (
            "release-takes-effect",
            Demand::Released("id".to_owned()),
            exchange(404, &[], ""),
            Is::Held,
        ),
        (
            "release-takes-effect",
            Demand::Released("id".to_owned()),
            exchange(204, &[], ""),
            Is::Broken,
        ),
        (
            "no-server-error",
            Demand::NoServerError,
            exchange(404, &[], ""),
            Is::Held,
        ),
        (
            "no-server-error",
            Demand::NoServerError,
            exchange(503, &[], ""),
            Is::Broken,
        ),
        (
            "response-complete",
            Demand::Complete,
            exchange(204, &[], ""),
            Is::Silent,
        ),
        (
            "response-complete",
            Demand::Complete,
            observed(Observation::default()),
            Is::Held,
        ),
        (
            "response-complete",
            Demand::Complete,
            observed(Observation {
                cut: Some("cut".to_owned()),
                ..Observation::default()
            }),
            Is::Broken,
        ),
        (
            "head-within-bounds",
            Demand::BoundedHead,
            observed(Observation::default()),
            Is::Held,
        ),
        (
            "head-within-bounds",
            Demand::BoundedHead,
            observed(Observation {
                overlong: Some("its head is longer".to_owned()),
                ..Observation::default()
            }),
            Is::Broken,
        ),
        (
            "head-well-formed",
            Demand::WellFormedHead,
            observed(Observation::default()),
            Is::Held,
        ),
        (
            "head-well-formed",
            Demand::WellFormedHead,
            observed(Observation {
                defects: vec!["NUL".to_owned()],
                ..Observation::default()
            }),
            Is::Broken,
        ),
        (
            "no-bytes-after-response",
            Demand::NothingAfter,
            observed(Observation::default()),
            Is::Held,
        ),
        (
            "no-bytes-after-response",
            Demand::NothingAfter,
            observed(Observation {
                surplus: b"{}".to_vec(),
                ..Observation::default()
            }),
            Is::Broken,
        ),
        (
            "current-http-version",
            Demand::CurrentVersion,
            observed(Observation::default()),
            Is::Silent,
        ),
        (
            "current-http-version",
            Demand::CurrentVersion,
            observed(version("HTTP/1.1")),
            Is::Held,
        ),
        (
            "current-http-version",
            Demand::CurrentVersion,
            observed(version("HTTP/1.0")),
            Is::Broken,
        ),
        (
            "no-unasked-interim-response",
            Demand::NoInterim,
            observed(version("HTTP/1.1")),
            Is::Held,
        ),
        (
            "no-unasked-interim-response",
            Demand::NoInterim,
            observed(Observation {
                interim: vec![status(103)],
                ..version("HTTP/1.1")
            }),
            Is::Broken,
        ),
        (
            "response-within-limit",
            Demand::Within(Duration::from_millis(10)),
            Exchange {
                response: Err(Failure::TimedOut(Duration::from_millis(20))),
                ..exchange(204, &[], "")
            },
            Is::Broken,
        ),
        (
            "response-within-limit",
            Demand::Within(Duration::from_millis(10)),
            Exchange {
                response: Err(Failure::Cut(String::new(), String::new())),
                ..exchange(204, &[], "")
            },
            Is::Silent,
        ),
        (
            "status-as-documented",
            Demand::Status(vec![status(204)]),
            Exchange {
                response: Err(Failure::Cut(String::new(), String::new())),
                ..exchange(204, &[], "")
            },
            Is::Silent,
        ),
    ];
    for (code, demand, exchange, expect) in &cases {
        assert_eq!(
            judge(code, demand, exchange),
            *expect,
            "{code} {demand:?} {exchange:?}"
        );
    }
    let mut echoing = exchange(204, &[], "");
    if let Ok(response) = &mut echoing.response {
        response.echoes.push("the body".to_owned());
    }
    assert_eq!(
        judge("secret-not-echoed", &Demand::NoEcho, &echoing),
        Is::Broken
    );
    for check in CHECKS {
        let shown = cases
            .iter()
            .any(|(code, _, _, is)| *code == check.code.as_str() && *is == Is::Broken);
        assert!(
            shown || check.code == CheckCode::SecretNotEchoed,
            "{} was never broken",
            check.code
        );
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
