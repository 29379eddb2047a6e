//! Correct services of many manners: none of them breaks what a page or HTTP says.

use std::io::Write as _;

use super::manner::{AUTHORIZATION, failed, refused, typed, unauthorized, where_served, with_body};
use super::wire::{Asked, Reply};
use super::{Bend, Contract, Seen, desks, reminder, scans};

/// A correct service: its contract, what is said beside the page instead, and how it departs from the plain one.
pub(crate) struct Correct {
    pub name: &'static str,
    pub contract: Contract,
    /// Whether a run has a verdict, and whether one is that our reading alone does not hold.
    pub seen: Seen,
    pub bend: Bend,
}

const fn correct(name: &'static str, contract: Contract, seen: Seen, bend: Bend) -> Correct {
    Correct {
        name,
        contract,
        seen,
        bend,
    }
}

/// The desks without what an errors page says.
const OF_NO_SHAPE: Contract = Contract {
    family: None,
    ..desks::CONTRACT
};

/// The desks whose errors page documents problems (RFC 9457).
const OF_PROBLEMS: Contract = Contract {
    family: Some(
        "format = 1\nfamily = \"errors\"\npage = \"errors.md\"\n\n[[row]]\nid = \"error-body\"\n\
         kind = \"error-body\"\nmembers = [\"title\"]\ncontent-type = \"application/problem+json\"\n\
         cites = [\"5:1\"]\n",
    ),
    ..desks::CONTRACT
};

/// The desks whose page does not say what a desk that is not there comes to.
const OF_NO_MISSING: Contract = Contract {
    unsaid: "- `404 Not Found`: there is no such desk.\n",
    ..desks::CONTRACT
};

/// The desks whose page does not say that an update needs a desk.
const MADE_BY_UPDATE: Contract = Contract {
    unsaid: "- `404 Not Found`: no desk has this name.\n",
    ..desks::CONTRACT
};

/// The reminders of a service that is asked too much.
const THROTTLED: Contract = Contract {
    service: || {
        let mut asked_before = 0;
        let mut right = (reminder::CONTRACT.service)();
        Box::new(move |asked| {
            asked_before += 1;
            match asked_before % 2 {
                0 => Reply::new(429).with("Retry-After", "1"),
                _ => right(asked),
            }
        })
    },
    ..reminder::CONTRACT
};

/// The desks of a service where somebody else has taken each name again before the next request.
const SAME_NAME: Contract = Contract {
    service: || {
        let mut desks = desks::Desks::default();
        Box::new(move |asked| {
            let reply = desks.answer(asked);
            if asked.method == "DELETE" && reply.is_success() {
                desks.take(&asked.path["/desks/".len()..], "that of somebody else");
            }
            reply
        })
    },
    ..desks::CONTRACT
};

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// Refuses a stranger before anything else.
fn gateway(asked: &Asked, right: &mut dyn FnMut(&Asked) -> Reply) -> Reply {
    match unauthorized(asked) {
        Some(refusal) => refusal,
        None => right(asked),
    }
}

pub(crate) const SERVICES: &[Correct] = &[
    correct("gateway-first", reminder::CONTRACT, Seen::Green, gateway),
    correct(
        "gateway-first-to-files",
        scans::CONTRACT,
        Seen::Green,
        gateway,
    ),
    correct(
        "404-before-405",
        reminder::CONTRACT,
        Seen::Green,
        |asked, right| refused(asked, right, 405, |_| Reply::new(404)),
    ),
    correct(
        "501-for-methods",
        scans::CONTRACT,
        Seen::Green,
        |asked, right| refused(asked, right, 405, |_| Reply::new(501)),
    ),
    correct(
        "405-of-nothing",
        reminder::CONTRACT,
        Seen::Green,
        |asked, right| {
            refused(asked, right, 405, |reply| {
                reply.without("Allow").with("Allow", "")
            })
        },
    ),
    correct(
        "old-version",
        reminder::CONTRACT,
        Seen::Strict,
        |asked, right| Reply {
            version: "HTTP/1.0",
            ..right(asked).last()
        },
    ),
    correct(
        "closes-each-connection",
        desks::CONTRACT,
        Seen::Green,
        |asked, right| right(asked).last(),
    ),
    correct(
        "gzip-unasked",
        desks::CONTRACT,
        Seen::Green,
        |asked, right| {
            let reply = right(asked);
            match reply.body.is_empty() {
                true => reply,
                false => {
                    let body = gzip(&reply.body);
                    with_body(reply, &body).with("Content-Encoding", "gzip")
                }
            }
        },
    ),
    correct("in-chunks", desks::CONTRACT, Seen::Green, |asked, right| {
        let reply = right(asked);
        match reply.body.is_empty() {
            true => reply,
            false => {
                let size = format!("{:x};part=1\r\n", reply.body.len()).into_bytes();
                let body = [&*size, &*reply.body, b"\r\n0\r\nAge: 0\r\n\r\n"].concat();
                with_body(reply, &body).with("Transfer-Encoding", "chunked")
            }
        }
    }),
    correct(
        "types-in-upper-case",
        desks::CONTRACT,
        Seen::Green,
        |asked, right| {
            let reply = right(asked);
            match reply.body.is_empty() {
                true => reply,
                false => typed(reply, "Application/JSON;Charset=\"UTF-8\""),
            }
        },
    ),
    correct("html-errors", OF_NO_SHAPE, Seen::Green, |asked, right| {
        failed(asked, right, |reply| {
            with_body(typed(reply, "text/html"), b"<h1>No</h1>")
        })
    }),
    correct("empty-errors", OF_NO_SHAPE, Seen::Green, |asked, right| {
        failed(asked, right, |reply| {
            with_body(reply, b"").without("Content-Type")
        })
    }),
    correct("problems", OF_PROBLEMS, Seen::Green, |asked, right| {
        failed(asked, right, |reply| {
            let body = b"{\"title\":\"No\",\"status\":404}";
            with_body(
                typed(reply, "application/problem+json; charset=utf-8"),
                body,
            )
        })
    }),
    correct(
        "remarks-on-errors",
        desks::CONTRACT,
        Seen::Green,
        |asked, right| {
            failed(asked, right, |reply| {
                let body = b"\r\n{\"error\":{\"message\":\"no\",\"code\":\"x\",\"inner\":null},\"id\":7}\n";
                with_body(reply, body)
            })
        },
    ),
    correct(
        "needs-accept",
        scans::CONTRACT,
        Seen::Green,
        |asked, right| match asked.header("accept") {
            Some(_) => right(asked),
            None if asked.count(AUTHORIZATION) == 1 => Reply::new(406),
            None => right(asked),
        },
    ),
    correct(
        "head-says-less",
        scans::CONTRACT,
        Seen::Green,
        |asked, right| match &*asked.method {
            "HEAD" => right(asked).without("Content-Type"),
            _ => right(asked),
        },
    ),
    correct("says-much", desks::CONTRACT, Seen::Green, |asked, right| {
        let reply = right(asked);
        let reply = reply
            .with("Server", "north/1.0 (desks)")
            .with("Date", "Thu, 01 Jan 2026 00:00:00 GMT");
        let reply = reply
            .with("Set-Cookie", "seat=1; Path=/")
            .with("Set-Cookie", "lamp=2; Path=/");
        reply
            .with("Vary", "Accept, Accept-Encoding")
            .with("Cache-Control", "no-store")
            .with("X-Empty", "")
    }),
    correct(
        "without-reason",
        desks::CONTRACT,
        Seen::Green,
        |asked, right| Reply {
            reason: String::new(),
            ..right(asked)
        },
    ),
    correct(
        "reason-of-its-own",
        reminder::CONTRACT,
        Seen::Green,
        |asked, right| Reply {
            reason: "As you wish (f\u{fc}r dich)".to_owned(),
            ..right(asked)
        },
    ),
    correct("slow", reminder::CONTRACT, Seen::Green, |asked, right| {
        std::thread::sleep(std::time::Duration::from_millis(200));
        right(asked)
    }),
    correct(
        "204-with-type",
        scans::CONTRACT,
        Seen::Strict,
        |asked, right| {
            where_served(asked, right, asked.method == "PUT", |reply| {
                reply.with("Content-Type", "image/png")
            })
        },
    ),
    correct(
        "removes-what-is-not-there",
        OF_NO_MISSING,
        Seen::Strict,
        |asked, right| match asked.method == "DELETE" && asked.path.starts_with("/desks/") {
            true => refused(asked, right, 404, |_| Reply::new(204)),
            false => right(asked),
        },
    ),
    correct(
        "knows-less-of-repetition",
        reminder::CONTRACT,
        Seen::Green,
        |asked, right| match asked.count("desk-key") {
            2 => right(&asked.with("desk-key", "key-of-the-north-desk")),
            _ => right(asked),
        },
    ),
    correct(
        "throttles-every-second",
        THROTTLED,
        Seen::Green,
        |asked, right| right(asked),
    ),
    correct(
        "makes-by-update",
        MADE_BY_UPDATE,
        Seen::Strict,
        |asked, right| match asked.method == "PUT" && right(&asked.by("GET")).status == 404 {
            true => {
                let id = asked.path.rsplit('/').next().unwrap();
                let body = serde_json::json!({ "id": id, "room": "south" }).to_string();
                Reply::of(200, "application/json", body)
            }
            false => right(asked),
        },
    ),
    correct(
        "same-name-again",
        SAME_NAME,
        Seen::Strict,
        |asked, right| right(asked),
    ),
];
