//! A service that takes the bytes of a file and gives them back, and the ways in which it is wrong.

use super::manner::{
    AUTHORIZATION, broken, not_allowed, not_found, refused, sent, typed, unauthorized,
    where_served, with_body, with_credential,
};
use super::wire::{Asked, Reply, Service};
use super::{Contract, Fault, Seen, fault};

pub(crate) const CONTRACT: Contract = Contract {
    name: "scans",
    page: include_str!("pages/scans.md"),
    unsaid: "",
    fixtures: None,
    family: None,
    variables: &["loan=7"],
    service: || right(),
};

const PNG: &str = "image/png";

/// What a loan has been stored with, and how often.
struct Scan {
    picture: Vec<u8>,
    edition: usize,
}

/// The right service, with one scan.
pub(crate) fn right() -> Service {
    let mut scan = Scan {
        picture: b"\x89PNG of a slip".to_vec(),
        edition: 1,
    };
    Box::new(move |asked| answer(&mut scan, asked))
}

fn answer(scan: &mut Scan, asked: &Asked) -> Reply {
    let allowed = match &*asked.path {
        "/loans/7/scan" => "GET, HEAD, PUT",
        "/loans/7/scan/marks/reset" => "POST",
        _ => return not_found(),
    };
    if !allowed.split(", ").any(|method| method == asked.method) {
        return not_allowed(allowed);
    }
    if let Some(refusal) = unauthorized(asked) {
        return refusal;
    }
    match &*asked.method {
        "POST" => Reply::new(205),
        "PUT" if asked.header("content-type") != Some(PNG) => {
            Reply::of(415, "text/plain", "only scans")
        }
        "PUT" if asked.header("if-match").is_none() => Reply::new(428),
        "PUT" if asked.header("if-match") != Some(&scan.tag()) => Reply::new(412),
        "PUT" => {
            scan.picture.clone_from(&asked.body);
            scan.edition += 1;
            Reply::new(204)
        }
        "GET" if asked.header("accept").is_some_and(is_of_another_type) => Reply::new(406),
        "GET" if asked.header("range").is_some() => {
            Reply::new(416).with("Content-Range", &format!("bytes */{}", scan.picture.len()))
        }
        _ => Reply::of(200, PNG, scan.picture.clone()).with("ETag", &scan.tag()),
    }
}

impl Scan {
    fn tag(&self) -> String {
        format!("\"7-{}\"", self.edition)
    }
}

fn is_of_another_type(accept: &str) -> bool {
    !accept.contains("*/*") && !accept.contains("image/")
}

fn is_put(asked: &Asked) -> bool {
    asked.method == "PUT"
}

fn is_store(asked: &Asked) -> bool {
    is_put(asked) && asked.path.ends_with("/scan")
}

/// The right reply to what is asked, had it the tag of the scan as it is.
fn under_current(asked: &Asked, right: &mut dyn FnMut(&Asked) -> Reply) -> Reply {
    let read = right(&with_credential(&asked.by("HEAD")));
    let tag = read.headers.iter().find(|(name, _)| name == "ETag");
    right(&asked.with("if-match", &tag.unwrap().1))
}

fn is_get(asked: &Asked) -> bool {
    asked.method == "GET" && asked.path == "/loans/7/scan"
}

fn is_head(asked: &Asked) -> bool {
    asked.method == "HEAD"
}

fn is_reset(asked: &Asked) -> bool {
    asked.path.ends_with("/reset") && asked.method == "POST"
}

pub(crate) const FAULTS: &[Fault] = &[
    // What is wrong with a request, and is not looked at.
    fault(
        "put-of-any-type",
        "flaw-refused",
        Seen::Always,
        |asked, right| match is_put(asked) && asked.header("content-type").is_some() {
            true => right(&asked.without("content-type").with("content-type", PNG)),
            false => right(asked),
        },
    ),
    fault(
        "put-by-any-tag",
        "flaw-refused",
        Seen::Always,
        |asked, right| match is_store(asked) && asked.header("if-match").is_some() {
            true => under_current(asked, right),
            false => right(asked),
        },
    ),
    fault(
        "put-without-tag",
        "required-header-refused",
        Seen::Always,
        |asked, right| match is_store(asked) && asked.header("if-match").is_none() {
            true => under_current(asked, right),
            false => right(asked),
        },
    ),
    fault(
        "put-without-tag-409",
        "error-status-as-documented",
        Seen::Always,
        |asked, right| match is_put(asked) {
            true => refused(asked, right, 428, |_| Reply::new(409)),
            false => right(asked),
        },
    ),
    fault(
        "get-whatever-is-taken",
        "flaw-refused",
        Seen::Always,
        |asked, right| match is_get(asked) {
            true => right(&asked.without("accept")),
            false => right(asked),
        },
    ),
    fault(
        "get-of-any-part",
        "flaw-refused",
        Seen::Always,
        |asked, right| right(&asked.without("range")),
    ),
    fault(
        "get-of-no-part-409",
        "error-status-as-documented",
        Seen::Always,
        |asked, right| match asked.header("range") {
            Some(_) => refused(asked, right, 416, |_| Reply::new(409)),
            None => right(asked),
        },
    ),
    // What is sent.
    fault(
        "put-200",
        "status-as-documented",
        Seen::Always,
        |asked, right| where_served(asked, right, is_put(asked), |reply| reply.under(200)),
    ),
    fault(
        "put-201",
        "status-as-documented",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_put(asked), |reply| {
                reply.under(201).with("Location", "/loans/7/scan")
            })
        },
    ),
    fault(
        "put-413",
        "status-as-documented",
        Seen::Always,
        |asked, right| where_served(asked, right, is_put(asked), |_| Reply::new(413)),
    ),
    fault(
        "put-415",
        "status-as-documented",
        Seen::Always,
        |asked, right| where_served(asked, right, is_put(asked), |_| Reply::new(415)),
    ),
    fault(
        "put-411",
        "status-as-documented",
        Seen::Always,
        |asked, right| where_served(asked, right, is_put(asked), |_| Reply::new(411)),
    ),
    fault(
        "put-500",
        "status-as-documented",
        Seen::Always,
        |asked, right| where_served(asked, right, is_put(asked), |_| broken()),
    ),
    fault(
        "put-307",
        "no-undocumented-redirect",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_put(asked), |_| {
                Reply::new(307).with("Location", "/store/7")
            })
        },
    ),
    fault(
        "put-204-with-the-scan",
        "no-bytes-after-response",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_put(asked), |reply| {
                reply.insisting("a scan")
            })
        },
    ),
    fault(
        "put-204-with-type",
        "no-content-fields-on-204",
        Seen::Strict,
        |asked, right| {
            where_served(asked, right, is_put(asked), |reply| {
                reply.with("Content-Type", PNG)
            })
        },
    ),
    fault(
        "put-by-anyone",
        "required-header-refused",
        Seen::Always,
        |asked, right| match is_put(asked) && asked.count(AUTHORIZATION) == 0 {
            true => right(&with_credential(asked)),
            false => right(asked),
        },
    ),
    fault(
        "put-by-any-credential",
        "credential-refused",
        Seen::Always,
        |asked, right| match is_put(asked) && asked.count(AUTHORIZATION) == 1 {
            true => right(&with_credential(asked)),
            false => right(asked),
        },
    ),
    fault(
        "put-breaks-on-strangers",
        "no-server-error",
        Seen::Always,
        |asked, right| match is_put(asked) {
            true => refused(asked, right, 401, |_| broken()),
            false => right(asked),
        },
    ),
    fault(
        "put-409-to-strangers",
        "error-status-as-documented",
        Seen::Always,
        |asked, right| match is_put(asked) {
            true => refused(asked, right, 401, |_| Reply::new(409)),
            false => right(asked),
        },
    ),
    fault(
        "put-204-with-coding",
        "no-content-fields-on-204",
        Seen::Strict,
        |asked, right| {
            where_served(asked, right, is_put(asked), |reply| {
                reply.with("Content-Encoding", "gzip")
            })
        },
    ),
    // What is reset.
    fault(
        "reset-204",
        "status-as-documented",
        Seen::Always,
        |asked, right| where_served(asked, right, is_reset(asked), |_| Reply::new(204)),
    ),
    fault(
        "reset-with-content",
        "body-as-documented",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_reset(asked), |reply| {
                typed(with_body(reply, b"no marks"), "text/plain")
            })
        },
    ),
    fault(
        "reset-with-chunks",
        "body-as-documented",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_reset(asked), |reply| {
                let reply = reply.with("Transfer-Encoding", "chunked");
                with_body(reply, b"2\r\nno\r\n0\r\n\r\n")
            })
        },
    ),
    // What is given back.
    fault(
        "get-206",
        "status-as-documented",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_get(asked), |reply| {
                reply.under(206).with("Content-Range", "bytes 0-13/14")
            })
        },
    ),
    fault(
        "get-404",
        "status-as-documented",
        Seen::Always,
        |asked, right| where_served(asked, right, is_get(asked), |_| not_found()),
    ),
    fault(
        "get-406",
        "status-as-documented",
        Seen::Always,
        |asked, right| where_served(asked, right, is_get(asked), |_| Reply::new(406)),
    ),
    fault(
        "get-304-with-content",
        "no-undocumented-redirect",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_get(asked), |reply| {
                reply.under(304).insisting("slip")
            })
        },
    ),
    fault(
        "get-empty",
        "body-as-documented",
        Seen::Always,
        |asked, right| where_served(asked, right, is_get(asked), |reply| with_body(reply, b"")),
    ),
    fault(
        "get-as-octets",
        "content-type-as-documented",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_get(asked), |reply| {
                typed(reply, "application/octet-stream")
            })
        },
    ),
    fault(
        "get-of-no-type",
        "content-type-as-documented",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_get(asked), |reply| {
                reply.without("Content-Type")
            })
        },
    ),
    fault(
        "get-cut-off",
        "response-complete",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_get(asked), |reply| {
                reply.last().spoilt(|mut bytes| {
                    bytes.truncate(bytes.len() - 5);
                    bytes
                })
            })
        },
    ),
    fault(
        "get-with-more",
        "no-bytes-after-response",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_get(asked), |reply| {
                reply.spoilt(|bytes| [&*bytes, b"and more"].concat())
            })
        },
    ),
    // HEAD.
    fault(
        "head-not-served",
        "status-as-documented",
        Seen::Always,
        |asked, right| match is_head(asked) {
            true => not_allowed("GET, PUT"),
            false => right(asked),
        },
    ),
    fault(
        "head-404",
        "status-as-documented",
        Seen::Always,
        |asked, right| where_served(asked, right, is_head(asked), |_| not_found()),
    ),
    fault(
        "head-204",
        "status-as-documented",
        Seen::Always,
        |asked, right| where_served(asked, right, is_head(asked), |_| Reply::new(204)),
    ),
    fault(
        "head-500",
        "status-as-documented",
        Seen::Always,
        |asked, right| where_served(asked, right, is_head(asked), |_| broken()),
    ),
    fault(
        "head-302",
        "no-undocumented-redirect",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_head(asked), |_| {
                Reply::new(302).with("Location", "/")
            })
        },
    ),
    fault(
        "head-with-content",
        "no-bytes-after-response",
        Seen::Always,
        |asked, right| {
            where_served(asked, right, is_head(asked), |reply| {
                reply.insisting("a slip")
            })
        },
    ),
    fault(
        "head-for-anyone",
        "required-header-refused",
        Seen::Always,
        |asked, right| match is_head(asked) && asked.count(AUTHORIZATION) == 0 {
            true => right(&with_credential(asked)),
            false => right(asked),
        },
    ),
    fault(
        "head-by-any-credential",
        "credential-refused",
        Seen::Always,
        |asked, right| match is_head(asked) && asked.count(AUTHORIZATION) == 1 {
            true => right(&with_credential(asked)),
            false => right(asked),
        },
    ),
    fault(
        "head-401-without-challenge",
        "challenge-on-401",
        Seen::Always,
        |asked, right| match is_head(asked) {
            true => refused(asked, right, 401, |reply| reply.without("WWW-Authenticate")),
            false => right(asked),
        },
    ),
    fault(
        "head-echoes",
        "secret-not-echoed",
        Seen::Always,
        |asked, right| match is_head(asked) {
            true => refused(asked, right, 401, |reply| reply.with("Caller", sent(asked))),
            false => right(asked),
        },
    ),
    fault(
        "post-taken",
        "undocumented-method-refused",
        Seen::Strict,
        |asked, right| match asked.method == "POST" && !is_reset(asked) {
            true => Reply::new(204),
            false => right(asked),
        },
    ),
    fault(
        "get-of-reset-breaks",
        "no-server-error",
        Seen::Always,
        |asked, right| match asked.method == "GET" && asked.path.ends_with("/reset") {
            true => broken(),
            false => right(asked),
        },
    ),
];
