//! A service with one action, which is answered with an empty 204, and the ways in which it is wrong.

use super::manner::{
    AUTHORIZATION, broken, not_allowed, not_found, refused, sent, served, unauthorized,
    with_credential,
};
use super::wire::{Asked, Reply, Service};
use super::{Contract, Fault, Seen, TOKEN, disguise, fault};

pub(crate) const CONTRACT: Contract = Contract {
    name: "reminder",
    page: include_str!("pages/reminder.md"),
    unsaid: "",
    fixtures: None,
    family: None,
    variables: &["reader=7", "desk-key=key-of-the-north-desk"],
    service: || Box::new(answer) as Service,
};

fn answer(asked: &Asked) -> Reply {
    if asked.path != "/readers/7/reminder" {
        return not_found();
    }
    if asked.method != "POST" {
        return not_allowed("POST");
    }
    if let Some(refusal) = unauthorized(asked) {
        return refusal;
    }
    match (asked.header("desk-key"), asked.count("desk-key")) {
        (Some("key-of-the-north-desk"), 1) => Reply::new(204),
        (_, _) => Reply::of(400, "text/plain", "which desk?"),
    }
}

fn with_key(asked: &Asked) -> Asked {
    asked.with("desk-key", "key-of-the-north-desk")
}

pub(crate) const FAULTS: &[Fault] = &[
    // The status.
    fault(
        "200-for-204",
        "status-as-documented",
        Seen::Always,
        |asked, right| served(asked, right, |reply| reply.under(200)),
    ),
    fault(
        "202-for-204",
        "status-as-documented",
        Seen::Always,
        |asked, right| served(asked, right, |reply| reply.under(202)),
    ),
    fault("404-to-all", "", Seen::NoVerdict, |_, _| not_found()),
    fault("401-to-all", "", Seen::NoVerdict, |_, _| {
        Reply::new(401).with("WWW-Authenticate", "Bearer")
    }),
    fault(
        "409-to-all",
        "status-as-documented",
        Seen::Always,
        |_, _| Reply::new(409),
    ),
    fault(
        "200-to-all",
        "status-as-documented",
        Seen::Always,
        |_, _| Reply::of(200, "text/html", "<h1>Welcome</h1>"),
    ),
    fault(
        "204-to-all",
        "required-header-refused",
        Seen::Always,
        |_, _| Reply::new(204),
    ),
    fault("429-to-strangers", "", Seen::NoVerdict, |asked, right| {
        refused(asked, right, 401, |_| Reply::new(429))
    }),
    fault("503-without-header", "", Seen::NoVerdict, |asked, right| {
        refused(asked, right, 400, |_| Reply::new(503))
    }),
    fault(
        "507-without-header",
        "no-server-error",
        Seen::Always,
        |asked, right| refused(asked, right, 400, |_| Reply::new(507)),
    ),
    fault(
        "400-to-all",
        "status-as-documented",
        Seen::Always,
        |_, _| Reply::new(400),
    ),
    fault(
        "403-to-all",
        "error-status-as-documented",
        Seen::Always,
        |_, _| Reply::new(403),
    ),
    fault(
        "500-to-all",
        "status-as-documented",
        Seen::Always,
        |_, _| broken(),
    ),
    fault(
        "501-to-all",
        "status-as-documented",
        Seen::Always,
        |_, _| Reply::new(501),
    ),
    fault("429-to-all", "", Seen::NoVerdict, |_, _| {
        Reply::new(429).with("Retry-After", "1")
    }),
    fault("503-to-all", "", Seen::NoVerdict, |_, _| Reply::new(503)),
    fault("502-to-all", "", Seen::NoVerdict, |_, _| Reply::new(502)),
    fault("408-to-all", "", Seen::NoVerdict, |_, _| {
        Reply::new(408).last()
    }),
    fault("421-to-all", "", Seen::NoVerdict, |_, _| Reply::new(421)),
    // What should be refused.
    fault(
        "credential-not-required",
        "required-header-refused",
        Seen::Always,
        |asked, right| match asked.header(AUTHORIZATION) {
            None => right(&with_credential(asked)),
            Some(_) => right(asked),
        },
    ),
    fault(
        "any-credential-taken",
        "credential-refused",
        Seen::Always,
        |asked, right| match asked.header(AUTHORIZATION) {
            None => right(asked),
            Some(_) => right(&with_credential(asked)),
        },
    ),
    fault(
        "empty-credential-taken",
        "credential-refused",
        Seen::Always,
        |asked, right| match (asked.count(AUTHORIZATION), asked.header(AUTHORIZATION)) {
            (1, None) => right(&with_credential(asked)),
            (_, _) => right(asked),
        },
    ),
    fault(
        "scheme-alone-taken",
        "credential-refused",
        Seen::Always,
        |asked, right| match asked.header(AUTHORIZATION) {
            Some("Bearer") => right(&with_credential(asked)),
            _ => right(asked),
        },
    ),
    fault(
        "unknown-credential-taken",
        "credential-refused",
        Seen::Always,
        |asked, right| match sent(asked).len() > 6 {
            true => right(&with_credential(asked)),
            false => right(asked),
        },
    ),
    fault(
        "header-not-required",
        "required-header-refused",
        Seen::Always,
        |asked, right| match asked.count("desk-key") {
            0 => right(&with_key(asked)),
            _ => right(asked),
        },
    ),
    fault(
        "empty-header-taken",
        "required-header-refused",
        Seen::Strict,
        |asked, right| match (asked.count("desk-key"), asked.header("desk-key")) {
            (1, None) => right(&with_key(asked)),
            (_, _) => right(asked),
        },
    ),
    fault(
        "get-taken",
        "undocumented-method-refused",
        Seen::Strict,
        |asked, right| match &*asked.method {
            "GET" => Reply::of(200, "text/plain", "no reminder"),
            _ => right(asked),
        },
    ),
    fault(
        "put-taken",
        "undocumented-method-refused",
        Seen::Strict,
        |asked, right| match &*asked.method {
            "PUT" => right(&asked.by("POST")),
            _ => right(asked),
        },
    ),
    fault(
        "delete-taken",
        "undocumented-method-refused",
        Seen::Strict,
        |asked, right| match &*asked.method {
            "DELETE" => right(&asked.by("POST")),
            _ => right(asked),
        },
    ),
    fault(
        "403-for-401",
        "error-status-as-documented",
        Seen::Always,
        |asked, right| refused(asked, right, 401, |reply| reply.under(403)),
    ),
    fault(
        "422-for-400",
        "error-status-as-documented",
        Seen::Always,
        |asked, right| refused(asked, right, 400, |reply| reply.under(422)),
    ),
    // A service that breaks.
    fault(
        "breaks-without-credential",
        "no-server-error",
        Seen::Always,
        |asked, right| match asked.count(AUTHORIZATION) {
            0 => broken(),
            _ => right(asked),
        },
    ),
    fault(
        "breaks-on-a-credential-it-does-not-know",
        "no-server-error",
        Seen::Always,
        |asked, right| match sent(asked).is_empty() || sent(asked) == TOKEN {
            true => right(asked),
            false => broken(),
        },
    ),
    fault(
        "breaks-without-header",
        "no-server-error",
        Seen::Always,
        |asked, right| match asked.count("desk-key") {
            0 => broken(),
            _ => right(asked),
        },
    ),
    fault(
        "breaks-on-an-empty-header",
        "no-server-error",
        Seen::Always,
        |asked, right| match (asked.count("desk-key"), asked.header("desk-key")) {
            (1, None) => broken(),
            (_, _) => right(asked),
        },
    ),
    fault(
        "breaks-on-a-repeated-header",
        "no-server-error",
        Seen::Always,
        |asked, right| match asked.count("desk-key") {
            2 => broken(),
            _ => right(asked),
        },
    ),
    fault(
        "breaks-on-get",
        "no-server-error",
        Seen::Always,
        |asked, right| match &*asked.method {
            "GET" => broken(),
            _ => right(asked),
        },
    ),
    fault(
        "breaks-on-patch",
        "no-server-error",
        Seen::Intrusive,
        |asked, right| match &*asked.method {
            "PATCH" => broken(),
            _ => right(asked),
        },
    ),
    // The 204, on the wire.
    fault(
        "204-with-content",
        "no-bytes-after-response",
        Seen::Always,
        |asked, right| served(asked, right, |reply| reply.insisting("the reader was told")),
    ),
    fault(
        "204-with-length-0",
        "no-framing-on-204",
        Seen::Always,
        |asked, right| served(asked, right, |reply| reply.with("Content-Length", "0")),
    ),
    fault(
        "204-with-length-and-content",
        "no-framing-on-204",
        Seen::Always,
        |asked, right| {
            served(asked, right, |reply| {
                reply.with("Content-Length", "4").insisting("told")
            })
        },
    ),
    fault(
        "204-in-chunks",
        "no-framing-on-204",
        Seen::Always,
        |asked, right| {
            served(asked, right, |reply| {
                reply
                    .with("Transfer-Encoding", "chunked")
                    .insisting("0\r\n\r\n")
            })
        },
    ),
    fault(
        "204-with-another-line-end",
        "no-bytes-after-response",
        Seen::Always,
        |asked, right| {
            served(asked, right, |reply| {
                reply.spoilt(|bytes| [&*bytes, b"\r\n"].concat())
            })
        },
    ),
    fault(
        "204-twice",
        "no-bytes-after-response",
        Seen::Always,
        |asked, right| {
            served(asked, right, |reply| {
                reply.spoilt(|bytes| [&*bytes, &*bytes].concat())
            })
        },
    ),
    fault(
        "interim-unasked",
        "no-unasked-interim-response",
        Seen::Strict,
        |asked, right| {
            served(asked, right, |reply| {
                reply.spoilt(|bytes| [b"HTTP/1.1 100 Continue\r\n\r\n", &*bytes].concat())
            })
        },
    ),
    fault(
        "old-version",
        "current-http-version",
        Seen::Strict,
        |asked, right| Reply {
            version: "HTTP/1.0",
            ..right(asked).last()
        },
    ),
    fault(
        "line-feeds-alone",
        "head-well-formed",
        Seen::Always,
        |asked, right| {
            served(asked, right, |reply| {
                reply.with("Desk", "north").spoilt(|bytes| {
                    let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
                    text.into_bytes()
                })
            })
        },
    ),
    fault(
        "space-before-the-colon",
        "head-well-formed",
        Seen::Always,
        |asked, right| served(asked, right, |reply| reply.with("Desk ", "north")),
    ),
    fault(
        "field-without-colon",
        "head-well-formed",
        Seen::Always,
        |asked, right| {
            served(asked, right, |reply| {
                reply.with("Desk", "north").spoilt(|bytes| {
                    let text = String::from_utf8_lossy(&bytes).replace("Desk: ", "Desk ");
                    text.into_bytes()
                })
            })
        },
    ),
    fault(
        "nul-in-a-field",
        "head-well-formed",
        Seen::Always,
        |asked, right| served(asked, right, |reply| reply.with("Desk", "no\0rth")),
    ),
    fault(
        "folded-field",
        "head-well-formed",
        Seen::Always,
        |asked, right| {
            served(asked, right, |reply| {
                reply.with("Desk", "north\r\n and south")
            })
        },
    ),
    fault("head-cut-off", "", Seen::NoVerdict, |asked, right| {
        served(asked, right, |reply| {
            reply.last().spoilt(|mut bytes| {
                bytes.truncate(bytes.len() - 4);
                bytes
            })
        })
    }),
    fault("no-status-line", "", Seen::NoVerdict, |asked, right| {
        served(asked, right, |reply| {
            reply
                .last()
                .spoilt(|_| b"told, all is well\r\n\r\n".to_vec())
        })
    }),
    fault("hangs-up", "", Seen::NoVerdict, |asked, right| {
        served(asked, right, |reply| reply.spoilt(|_| Vec::new()))
    }),
    fault("hangs-up-on-all", "", Seen::NoVerdict, |_, _| {
        Reply::new(204).spoilt(|_| Vec::new())
    }),
    fault(
        "case-of-field-names",
        "field-names-without-case",
        Seen::Always,
        |asked, right| match asked.spelt.iter().any(|name| name == "DESK-KEY") {
            true => right(&asked.without("desk-key")),
            false => right(asked),
        },
    ),
    // What refusals carry.
    fault(
        "401-without-challenge",
        "challenge-on-401",
        Seen::Always,
        |asked, right| refused(asked, right, 401, |reply| reply.without("WWW-Authenticate")),
    ),
    fault(
        "401-with-empty-challenge",
        "challenge-on-401",
        Seen::Always,
        |asked, right| {
            refused(asked, right, 401, |reply| {
                reply
                    .without("WWW-Authenticate")
                    .with("WWW-Authenticate", "")
            })
        },
    ),
    fault(
        "405-without-allow",
        "allow-on-405",
        Seen::Always,
        |asked, right| refused(asked, right, 405, |reply| reply.without("Allow")),
    ),
    // Redirects.
    fault(
        "302-for-204",
        "no-undocumented-redirect",
        Seen::Always,
        |asked, right| {
            served(asked, right, |reply| {
                reply.under(302).with("Location", "/told")
            })
        },
    ),
    fault(
        "308-to-all",
        "no-undocumented-redirect",
        Seen::Always,
        |asked, _| Reply::new(308).with("Location", &format!("/v2{}", asked.path)),
    ),
    fault(
        "302-to-sign-in",
        "no-undocumented-redirect",
        Seen::Always,
        |asked, right| {
            refused(asked, right, 401, |_| {
                Reply::new(302).with("Location", "/sign-in")
            })
        },
    ),
    fault(
        "302-on-get",
        "no-undocumented-redirect",
        Seen::Strict,
        |asked, right| match &*asked.method {
            "GET" => Reply::new(302).with("Location", "/"),
            _ => right(asked),
        },
    ),
    // The credential that comes back.
    fault(
        "echo-in-error-body",
        "secret-not-echoed",
        Seen::Always,
        |asked, right| {
            refused(asked, right, 400, |reply| Reply {
                body: sent(asked).into(),
                ..reply
            })
        },
    ),
    fault(
        "echo-in-error-header",
        "secret-not-echoed",
        Seen::Always,
        |asked, right| refused(asked, right, 400, |reply| reply.with("Caller", sent(asked))),
    ),
    fault(
        "echo-in-reason-phrase",
        "secret-not-echoed",
        Seen::Always,
        |asked, right| {
            refused(asked, right, 400, |reply| Reply {
                reason: sent(asked).to_owned(),
                ..reply
            })
        },
    ),
    fault(
        "echo-in-json",
        "secret-not-echoed",
        Seen::Always,
        |asked, right| {
            refused(asked, right, 400, |reply| Reply {
                body: disguise::json(sent(asked)),
                ..reply
            })
        },
    ),
    fault(
        "echo-in-json-with-escaped-slashes",
        "secret-not-echoed",
        Seen::Always,
        |asked, right| {
            refused(asked, right, 400, |reply| Reply {
                body: disguise::json_with_slashes(sent(asked)),
                ..reply
            })
        },
    ),
    fault(
        "echo-in-html",
        "secret-not-echoed",
        Seen::Always,
        |asked, right| {
            refused(asked, right, 400, |reply| Reply {
                body: disguise::html(sent(asked)),
                ..reply
            })
        },
    ),
    fault(
        "echo-in-base64",
        "secret-not-echoed",
        Seen::Always,
        |asked, right| {
            refused(asked, right, 400, |reply| Reply {
                body: disguise::base64(sent(asked)),
                ..reply
            })
        },
    ),
    fault(
        "echo-percent-encoded",
        "secret-not-echoed",
        Seen::Always,
        |asked, right| {
            refused(asked, right, 400, |reply| Reply {
                body: disguise::percent(sent(asked)),
                ..reply
            })
        },
    ),
    fault(
        "echo-in-location",
        "secret-not-echoed",
        Seen::Always,
        |asked, right| {
            refused(asked, right, 400, |reply| {
                let query = String::from_utf8(disguise::percent(sent(asked))).unwrap();
                reply.with("Location", &format!("/sign-in?of={query}"))
            })
        },
    ),
    fault(
        "echo-of-a-made-up-credential",
        "secret-not-echoed",
        Seen::Always,
        |asked, right| {
            refused(asked, right, 401, |reply| Reply {
                body: sent(asked).into(),
                ..reply
            })
        },
    ),
    fault(
        "echo-of-a-made-up-credential-in-a-header",
        "secret-not-echoed",
        Seen::Always,
        |asked, right| refused(asked, right, 401, |reply| reply.with("Caller", sent(asked))),
    ),
    fault(
        "echo-of-a-made-up-credential-in-base64",
        "secret-not-echoed",
        Seen::Always,
        |asked, right| {
            refused(asked, right, 401, |reply| Reply {
                body: disguise::base64(sent(asked)),
                ..reply
            })
        },
    ),
    fault(
        "echo-of-a-made-up-credential-in-the-challenge",
        "secret-not-echoed",
        Seen::Always,
        |asked, right| {
            refused(asked, right, 401, |reply| {
                let challenge = format!("Bearer error_description=\"{}\"", sent(asked));
                reply
                    .without("WWW-Authenticate")
                    .with("WWW-Authenticate", &challenge)
            })
        },
    ),
    fault(
        "echo-in-json-with-numbers",
        "secret-not-echoed",
        Seen::Always,
        |asked, right| {
            refused(asked, right, 400, |reply| Reply {
                body: disguise::json_with_numbers(sent(asked)),
                ..reply
            })
        },
    ),
    fault(
        "echo-percent-encoded-in-lower-case",
        "secret-not-echoed",
        Seen::Always,
        |asked, right| {
            refused(asked, right, 400, |reply| Reply {
                body: disguise::percent(sent(asked)).to_ascii_lowercase(),
                ..reply
            })
        },
    ),
    fault(
        "echo-in-base64-of-urls",
        "secret-not-echoed",
        Seen::Always,
        |asked, right| {
            refused(asked, right, 400, |reply| Reply {
                body: disguise::base64_of_urls(sent(asked)),
                ..reply
            })
        },
    ),
    fault(
        "echo-in-base64-with-its-scheme",
        "secret-not-echoed",
        Seen::Always,
        |asked, right| {
            refused(asked, right, 400, |reply| Reply {
                body: disguise::base64(asked.header(AUTHORIZATION).unwrap_or_default()),
                ..reply
            })
        },
    ),
    fault(
        "echo-in-a-cookie",
        "secret-not-echoed",
        Seen::Always,
        |asked, right| {
            refused(asked, right, 400, |reply| {
                reply.with("Set-Cookie", &format!("caller={}", sent(asked)))
            })
        },
    ),
    fault(
        "echo-in-a-success",
        "secret-not-echoed",
        Seen::Strict,
        |asked, right| served(asked, right, |reply| reply.with("Caller", sent(asked))),
    ),
];
