//! A service with desks that are listed, made, read, changed and removed, and the ways in which it is wrong.

use std::collections::BTreeMap;

use super::manner::{
    AUTHORIZATION, failed, refused, sent, typed, unauthorized, where_served, with_body,
    with_credential,
};
use super::wire::{Asked, Reply, Service};
use super::{Contract, Fault, Seen, TOKEN, fault};

pub(crate) const CONTRACT: Contract = Contract {
    name: "desks",
    page: include_str!("pages/desks.md"),
    unsaid: "",
    fixtures: Some(
        "format = 1\n\n[[fixture]]\nvariable = \"desk\"\nproduced-by = \"desks-post-desks\"\n\
         json-pointer = \"/id\"\nreleased-by = \"desks-delete-desks-desk\"\nused-by = \"desks-get-desks-desk\"\n",
    ),
    family: Some(
        "format = 1\nfamily = \"errors\"\npage = \"errors.md\"\n\n[[row]]\nid = \"credential\"\n\
         kind = \"credential-status\"\nstatus = 401\ncites = [\"3:1\"]\n\n[[row]]\nid = \"error-body\"\n\
         kind = \"error-body\"\nmembers = [\"error.code\", \"error.message\"]\n\
         content-type = \"application/json\"\ncites = [\"5:1\"]\n",
    ),
    variables: &[],
    service: || right(),
};

const JSON: &str = "application/json";

/// The right service, without a desk.
pub(crate) fn right() -> Service {
    let mut desks = Desks::default();
    Box::new(move |asked| desks.answer(asked))
}

/// What the service holds.
#[derive(Default)]
pub(crate) struct Desks {
    rooms: BTreeMap<String, String>,
    made: usize,
}

/// An error of the documented shape.
pub(crate) fn error(status: u16, code: &str) -> Reply {
    let body = serde_json::json!({ "error": { "code": code, "message": "see the page" } });
    Reply::of(status, JSON, body.to_string())
}

/// The room that a body names.
fn room(asked: &Asked) -> Option<String> {
    let body: serde_json::Value = serde_json::from_slice(&asked.body).ok()?;
    body.get("room")?.as_str().map(str::to_owned)
}

fn shown(id: &str, room: &str) -> String {
    serde_json::json!({ "id": id, "room": room }).to_string()
}

impl Desks {
    pub(crate) fn answer(&mut self, asked: &Asked) -> Reply {
        let id = asked.path.strip_prefix("/desks/");
        let allowed = match id {
            Some(_) => "GET, PUT, DELETE",
            None => "GET, POST",
        };
        if id.is_none() && asked.path != "/desks" {
            return error(404, "noPath");
        }
        if !allowed.split(", ").any(|method| method == asked.method) {
            return error(405, "noMethod").with("Allow", allowed);
        }
        if unauthorized(asked).is_some() {
            return error(401, "noReader").with("WWW-Authenticate", "Bearer");
        }
        match (id, &*asked.method) {
            (None, "GET") => self.list(),
            (None, _) => match room(asked) {
                Some(room) => self.create(room),
                None => error(400, "noRoom"),
            },
            (Some(id), _) if !self.rooms.contains_key(id) => error(404, "noDesk"),
            (Some(id), "GET") => Reply::of(200, JSON, shown(id, &self.rooms[id])),
            (Some(id), "DELETE") => {
                self.rooms.remove(id);
                Reply::new(204)
            }
            (Some(id), _) => match room(asked) {
                Some(room) => {
                    self.rooms.insert(id.to_owned(), room);
                    Reply::of(200, JSON, shown(id, &self.rooms[id]))
                }
                None => error(400, "noRoom"),
            },
        }
    }

    /// Gives a name to another desk.
    pub(crate) fn take(&mut self, id: &str, room: &str) {
        self.rooms.insert(id.to_owned(), room.to_owned());
    }

    fn list(&self) -> Reply {
        let desks = self.rooms.iter().map(|(id, room)| shown(id, room));
        let desks: Vec<String> = desks.collect();
        Reply::of(200, JSON, format!("[{}]", desks.join(",")))
    }

    fn create(&mut self, room: String) -> Reply {
        self.made += 1;
        let id = format!("desk-{:04}", self.made);
        let body = shown(&id, &room);
        self.rooms.insert(id.clone(), room);
        Reply::of(201, JSON, body).with("Location", &format!("/desks/{id}"))
    }
}

fn is_list(asked: &Asked) -> bool {
    asked.method == "GET" && asked.path == "/desks"
}

fn is_create(asked: &Asked) -> bool {
    asked.method == "POST" && asked.path == "/desks"
}

/// A request by a method of one desk.
fn is_of_one(asked: &Asked, method: &str) -> bool {
    asked.method == method && asked.path.starts_with("/desks/")
}

/// Whether a name can be that of a desk.
fn is_name(asked: &Asked) -> bool {
    let path = &asked.path;
    path.starts_with("/desks/desk-") && path.len() == 16
}

/// The right reply, or where a request is meant another than 404.
fn where_missing(
    asked: &Asked,
    right: &mut dyn FnMut(&Asked) -> Reply,
    is_meant: bool,
    other: impl Fn(Reply) -> Reply,
) -> Reply {
    match is_meant {
        true => refused(asked, right, 404, other),
        false => right(asked),
    }
}

pub(crate) const FAULTS: &[Fault] = &[
    // The list.
    fault(
        "list-202",
        "status-as-documented",
        Seen::Always,
        |asked, right| where_served(asked, right, is_list(asked), |reply| reply.under(202)),
    ),
    fault(
        "list-404",
        "status-as-documented",
        Seen::Always,
        |asked, right| where_served(asked, right, is_list(asked), |_| error(404, "noDesks")),
    ),
    fault(
        "list-500",
        "status-as-documented",
        Seen::Always,
        |asked, right| where_served(asked, right, is_list(asked), |_| error(500, "broken")),
    ),
    fault(
        "list-empty",
        "body-as-documented",
        Seen::Always,
        |asked, right| where_served(asked, right, is_list(asked), |reply| with_body(reply, b"")),
    ),
    fault(
        "list-as-text",
        "content-type-as-documented",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_list(asked), |reply| {
                typed(reply, "text/plain")
            })
        },
    ),
    fault(
        "list-of-no-type",
        "content-type-as-documented",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_list(asked), |reply| {
                reply.without("Content-Type")
            })
        },
    ),
    fault(
        "list-as-other-json",
        "content-type-as-documented",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_list(asked), |reply| {
                typed(reply, "application/hal+json")
            })
        },
    ),
    fault(
        "list-moved",
        "no-undocumented-redirect",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_list(asked), |_| {
                Reply::new(301).with("Location", "/desks/")
            })
        },
    ),
    fault(
        "list-for-anyone",
        "required-header-refused",
        Seen::Always,
        |asked, right| match is_list(asked) && asked.header(AUTHORIZATION).is_none() {
            true => right(&with_credential(asked)),
            false => right(asked),
        },
    ),
    fault(
        "list-no-json",
        "json-well-formed",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_list(asked), |reply| {
                with_body(reply, b"<h1>Desks</h1>")
            })
        },
    ),
    fault(
        "list-with-a-mark",
        "json-well-formed",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_list(asked), |reply| {
                let body = [b"\xef\xbb\xbf", &*reply.body].concat();
                with_body(reply, &body)
            })
        },
    ),
    fault(
        "list-in-no-gzip",
        "content-coding-as-stated",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_list(asked), |reply| {
                reply.with("Content-Encoding", "gzip")
            })
        },
    ),
    // What is made.
    fault(
        "create-200",
        "status-as-documented",
        Seen::Always,
        |asked, right| where_served(asked, right, is_create(asked), |reply| reply.under(200)),
    ),
    fault(
        "create-202",
        "status-as-documented",
        Seen::Always,
        |asked, right| where_served(asked, right, is_create(asked), |reply| reply.under(202)),
    ),
    fault(
        "create-409",
        "status-as-documented",
        Seen::Always,
        |asked, right| where_served(asked, right, is_create(asked), |_| error(409, "isThere")),
    ),
    fault(
        "create-415",
        "status-as-documented",
        Seen::Always,
        |asked, right| where_served(asked, right, is_create(asked), |_| error(415, "noType")),
    ),
    fault(
        "create-303",
        "no-undocumented-redirect",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_create(asked), |reply| {
                with_body(reply.under(303), b"")
            })
        },
    ),
    fault(
        "create-without-location",
        "response-header-as-documented",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_create(asked), |reply| {
                reply.without("Location")
            })
        },
    ),
    fault(
        "create-empty",
        "body-as-documented",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_create(asked), |reply| {
                with_body(reply, b"")
            })
        },
    ),
    fault(
        "create-as-html",
        "content-type-as-documented",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_create(asked), |reply| {
                typed(reply, "text/html")
            })
        },
    ),
    fault(
        "create-without-effect",
        "status-as-documented",
        Seen::Always,
        |asked, right| {
            let is_desk = is_create(asked) && asked.body.ends_with(b"}");
            match is_desk && right(&asked.by("GET")).is_success() {
                true => Reply::of(201, JSON, shown("desk-0001", "north"))
                    .with("Location", "/desks/desk-0001"),
                false => right(asked),
            }
        },
    ),
    fault(
        "create-by-anyone",
        "credential-refused",
        Seen::Always,
        |asked, right| match is_create(asked) && asked.header(AUTHORIZATION).is_some() {
            true => right(&with_credential(asked)),
            false => right(asked),
        },
    ),
    // What is read.
    fault(
        "get-of-any-desk",
        "unknown-value-refused",
        Seen::Always,
        |asked, right| {
            where_missing(
                asked,
                right,
                is_of_one(asked, "GET") && !is_name(asked),
                |_| Reply::of(200, JSON, shown("desk-0000", "nowhere")),
            )
        },
    ),
    fault(
        "get-of-an-unknown-desk",
        "unknown-value-refused",
        Seen::Always,
        |asked, right| {
            let is_meant = is_of_one(asked, "GET") && !is_name(asked) && asked.path.len() > 16;
            where_missing(asked, right, is_meant, |_| Reply::new(204))
        },
    ),
    fault(
        "get-of-unknown-400",
        "error-status-as-documented",
        Seen::Always,
        |asked, right| {
            where_missing(asked, right, is_of_one(asked, "GET"), |reply| {
                reply.under(400)
            })
        },
    ),
    fault(
        "get-of-unknown-410",
        "error-status-as-documented",
        Seen::Always,
        |asked, right| {
            where_missing(asked, right, is_of_one(asked, "GET"), |reply| {
                reply.under(410)
            })
        },
    ),
    fault(
        "get-of-unknown-500",
        "no-server-error",
        Seen::Always,
        |asked, right| {
            where_missing(asked, right, is_of_one(asked, "GET"), |_| {
                error(500, "broken")
            })
        },
    ),
    fault(
        "get-of-malformed-500",
        "no-server-error",
        Seen::Always,
        |asked, right| {
            let is_meant = is_of_one(asked, "GET") && asked.path.contains('~');
            where_missing(asked, right, is_meant, |_| error(500, "broken"))
        },
    ),
    fault(
        "get-of-unknown-elsewhere",
        "no-undocumented-redirect",
        Seen::Always,
        |asked, right| {
            where_missing(
                asked,
                right,
                is_of_one(asked, "GET") && !is_name(asked),
                |_| Reply::new(302).with("Location", "/desks"),
            )
        },
    ),
    fault(
        "get-203",
        "status-as-documented",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_of_one(asked, "GET"), |reply| {
                reply.under(203)
            })
        },
    ),
    fault(
        "get-304",
        "no-undocumented-redirect",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_of_one(asked, "GET"), |reply| {
                reply.under(304)
            })
        },
    ),
    fault(
        "get-empty",
        "body-as-documented",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_of_one(asked, "GET"), |reply| {
                with_body(reply, b"")
            })
        },
    ),
    fault(
        "get-by-any-credential",
        "credential-refused",
        Seen::Always,
        |asked, right| match is_of_one(asked, "GET") && asked.header(AUTHORIZATION).is_some() {
            true => right(&with_credential(asked)),
            false => right(asked),
        },
    ),
    // What is changed.
    fault(
        "update-204",
        "status-as-documented",
        Seen::Always,
        |asked, right| where_served(asked, right, is_of_one(asked, "PUT"), |_| Reply::new(204)),
    ),
    fault(
        "update-empty",
        "body-as-documented",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_of_one(asked, "PUT"), |reply| {
                with_body(reply, b"")
            })
        },
    ),
    fault(
        "update-as-text",
        "content-type-as-documented",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_of_one(asked, "PUT"), |reply| {
                typed(reply, "text/json")
            })
        },
    ),
    fault(
        "update-of-unknown-500",
        "no-server-error",
        Seen::Intrusive,
        |asked, right| {
            where_missing(asked, right, is_of_one(asked, "PUT"), |_| {
                error(500, "broken")
            })
        },
    ),
    fault(
        "update-of-unknown-422",
        "error-status-as-documented",
        Seen::Intrusive,
        |asked, right| {
            where_missing(asked, right, is_of_one(asked, "PUT"), |_| {
                error(422, "noDesk")
            })
        },
    ),
    fault(
        "update-refused",
        "status-as-documented",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_of_one(asked, "PUT"), |_| {
                error(403, "notYours")
            })
        },
    ),
    // What is removed.
    fault(
        "remove-200",
        "status-as-documented",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_of_one(asked, "DELETE"), |reply| {
                reply.under(200)
            })
        },
    ),
    fault(
        "remove-with-content",
        "no-bytes-after-response",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_of_one(asked, "DELETE"), |reply| {
                reply.insisting("{}")
            })
        },
    ),
    fault(
        "remove-without-effect",
        "release-takes-effect",
        Seen::Always,
        |asked, right| match is_of_one(asked, "DELETE") && right(&asked.by("GET")).is_success() {
            true => Reply::new(204),
            false => right(asked),
        },
    ),
    fault(
        "remove-of-unknown-204",
        "unknown-value-refused",
        Seen::Always,
        |asked, right| {
            where_missing(
                asked,
                right,
                is_of_one(asked, "DELETE") && !is_name(asked),
                |_| Reply::new(204),
            )
        },
    ),
    fault(
        "remove-twice-500",
        "no-server-error",
        Seen::Always,
        |asked, right| {
            where_missing(
                asked,
                right,
                is_of_one(asked, "DELETE") && is_name(asked),
                |_| error(500, "broken"),
            )
        },
    ),
    fault(
        "get-of-removed-500",
        "no-server-error",
        Seen::Always,
        |asked, right| {
            where_missing(
                asked,
                right,
                is_of_one(asked, "GET") && is_name(asked),
                |_| error(500, "broken"),
            )
        },
    ),
    fault(
        "get-of-removed-200",
        "release-takes-effect",
        Seen::Strict,
        |asked, right| {
            where_missing(
                asked,
                right,
                is_of_one(asked, "GET") && is_name(asked),
                |_| Reply::of(200, JSON, "{\"removed\":true}"),
            )
        },
    ),
    // Other methods.
    fault(
        "patch-taken",
        "undocumented-method-refused",
        Seen::Strict,
        |asked, right| match is_of_one(asked, "PATCH") {
            true => Reply::new(204),
            false => right(asked),
        },
    ),
    fault(
        "patch-500",
        "no-server-error",
        Seen::Intrusive,
        |asked, right| match is_of_one(asked, "PATCH") {
            true => error(500, "broken"),
            false => right(asked),
        },
    ),
    fault(
        "405-without-allow",
        "allow-on-405",
        Seen::Intrusive,
        |asked, right| refused(asked, right, 405, |reply| reply.without("Allow")),
    ),
    // The shape of errors.
    fault(
        "errors-as-html",
        "error-body-as-documented",
        Seen::Always,
        |asked, right| {
            failed(asked, right, |reply| {
                with_body(typed(reply, "text/html"), b"<h1>No</h1>")
            })
        },
    ),
    fault(
        "errors-of-another-type",
        "error-body-as-documented",
        Seen::Always,
        |asked, right| failed(asked, right, |reply| typed(reply, "text/plain")),
    ),
    fault(
        "errors-empty",
        "error-body-as-documented",
        Seen::Always,
        |asked, right| failed(asked, right, |reply| with_body(reply, b"")),
    ),
    fault(
        "errors-without-a-member",
        "error-body-as-documented",
        Seen::Always,
        |asked, right| {
            failed(asked, right, |reply| {
                with_body(reply, b"{\"error\":{\"code\":\"no\"}}")
            })
        },
    ),
    fault(
        "errors-with-a-number",
        "error-body-as-documented",
        Seen::Always,
        |asked, right| {
            failed(asked, right, |reply| {
                with_body(reply, b"{\"error\":{\"code\":7,\"message\":\"no\"}}")
            })
        },
    ),
    fault(
        "errors-cut-off",
        "error-body-as-documented",
        Seen::Always,
        |asked, right| {
            failed(asked, right, |reply| {
                with_body(reply, b"{\"error\":{\"code\":\"no\"")
            })
        },
    ),
    fault(
        "errors-with-a-mark",
        "error-body-as-documented",
        Seen::Always,
        |asked, right| {
            failed(asked, right, |reply| {
                let body = [b"\xef\xbb\xbf", &*reply.body].concat();
                with_body(reply, &body)
            })
        },
    ),
    fault(
        "errors-for-404-alone-as-html",
        "error-body-as-documented",
        Seen::Always,
        |asked, right| {
            refused(asked, right, 404, |reply| {
                with_body(typed(reply, "text/html"), b"<h1>No</h1>")
            })
        },
    ),
    fault(
        "403-for-401",
        "error-status-as-documented",
        Seen::Always,
        |asked, right| refused(asked, right, 401, |reply| reply.under(403)),
    ),
    fault(
        "401-without-challenge",
        "challenge-on-401",
        Seen::Always,
        |asked, right| refused(asked, right, 401, |reply| reply.without("WWW-Authenticate")),
    ),
    fault(
        "echo-in-an-error",
        "secret-not-echoed",
        Seen::Always,
        |asked, right| {
            refused(asked, right, 404, |reply| {
                let message = format!("{} has no such desk", sent(asked));
                let body = serde_json::json!({ "error": { "code": "noDesk", "message": message } });
                with_body(reply, body.to_string().as_bytes())
            })
        },
    ),
    fault(
        "a-list-in-an-object",
        "content-kind-as-documented",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_list(asked), |reply| {
                with_body(reply, br#"{"desks": []}"#)
            })
        },
    ),
    fault(
        "another-name-in-a-list",
        "members-as-documented",
        Seen::Strict,
        |asked, right| {
            where_served(asked, right, is_list(asked), |reply| {
                with_body(reply, br#"[{"id": "d-1", "place": "north"}]"#)
            })
        },
    ),
    fault(
        "a-number-for-a-text-in-a-list",
        "member-types-as-documented",
        Seen::Strict,
        |asked, right| {
            where_served(asked, right, is_list(asked), |reply| {
                with_body(reply, br#"[{"id": 1, "room": "north"}]"#)
            })
        },
    ),
    fault(
        "echo-in-a-list",
        "secret-not-echoed",
        Seen::Strict,
        |asked, right| {
            where_served(asked, right, is_list(asked), |reply| {
                let room = format!("no desk for {TOKEN}");
                let desks = serde_json::json!([{ "id": "d-1", "room": room }]);
                with_body(reply, desks.to_string().as_bytes())
            })
        },
    ),
    // The wire.
    fault(
        "length-too-long",
        "response-complete",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_list(asked), |reply| {
                let length = (reply.body.len() + 9).to_string();
                reply.with("Content-Length", &length).last()
            })
        },
    ),
    fault(
        "length-too-short",
        // What the length leaves of the list is no JSON, and more cases see that than see the bytes behind it.
        "json-well-formed",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_list(asked), |reply| {
                reply.with("Content-Length", "1")
            })
        },
    ),
    fault(
        "length-no-number",
        "head-well-formed",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_list(asked), |reply| {
                reply.with("Content-Length", "short").last()
            })
        },
    ),
    fault(
        "two-lengths",
        "head-well-formed",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_list(asked), |reply| {
                let length = reply.body.len().to_string();
                reply
                    .with("Content-Length", &length)
                    .with("Content-Length", "1")
                    .last()
            })
        },
    ),
    fault(
        "length-and-chunks",
        "head-well-formed",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_list(asked), |reply| {
                let reply = reply
                    .with("Transfer-Encoding", "chunked")
                    .with("Content-Length", "12");
                with_body(reply, b"2\r\n[]\r\n0\r\n\r\n")
            })
        },
    ),
    fault(
        "chunks-without-end",
        "response-complete",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_list(asked), |reply| {
                with_body(
                    reply.with("Transfer-Encoding", "chunked").last(),
                    b"2\r\n[]\r\n",
                )
            })
        },
    ),
    fault(
        "chunks-without-size",
        "response-complete",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_list(asked), |reply| {
                with_body(
                    reply.with("Transfer-Encoding", "chunked").last(),
                    b"[]\r\n0\r\n\r\n",
                )
            })
        },
    ),
    fault(
        "head-of-100-kib",
        "head-within-bounds",
        Seen::Strict,
        |asked, right| {
            where_served(asked, right, is_list(asked), |reply| {
                reply.with("Desk", &"n".repeat(100_000))
            })
        },
    ),
];
