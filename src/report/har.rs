//! HAR 1.2, the form in which browsers and proxies keep exchanges: those of one case, secrets concealed.
//!
//! When an exchange began is not kept; every entry begins when the run did. What was sent below HTTP (framing, the
//! spelling of fields) is not in it.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use reqwest::Url;
use serde_json::{Value, json};

use crate::check::verdict::Verdict;
use crate::protocol::LAST_SECOND;
use crate::protocol::exchange::{Exchange, Observation, Wire};

/// The name by which a file of ours is known.
pub(crate) const CREATOR: &str = env!("CARGO_PKG_NAME");

/// Renders the exchanges of a case, ending in a line break.
#[must_use]
pub(crate) fn render(verdict: &Verdict, began: SystemTime) -> String {
    let entries = verdict.exchanges.iter().enumerate();
    let entries = entries.map(|(step, exchange)| {
        let mut value = entry(exchange, began);
        let violations = verdict.violations.iter().filter(|own| own.step == step);
        let told = violations.map(|own| format!("{}: {}", own.code, own.message));
        let told = std::iter::once(verdict.case.id.to_string()).chain(told);
        let told: Vec<String> = told.chain(attempts(exchange)).collect();
        if let Some(own) = value.as_object_mut() {
            own.insert("comment".to_owned(), json!(told.join("; ")));
        }
        value
    });
    let entries: Vec<Value> = entries.collect();
    let value = json!({
        "log": {
            "version": "1.2",
            "creator": {"name": CREATOR, "version": env!("CARGO_PKG_VERSION")},
            "entries": entries,
        }
    });
    format!("{value:#}\n")
}

fn attempts(exchange: &Exchange) -> Option<String> {
    let attempts = exchange.attempts;
    (attempts > 1).then(|| format!("the last of {attempts} attempts"))
}

fn entry(exchange: &Exchange, began: SystemTime) -> Value {
    let milliseconds = exchange.elapsed.as_secs_f64() * 1000.0;
    let version = match &exchange.wire {
        Wire::Observed(Observation {
            version: Some(version),
            ..
        }) => version.clone(),
        Wire::Observed(_) | Wire::NotObserved => "HTTP/1.1".to_owned(),
    };
    // What a clock cannot count is told as the first day that it can.
    let longest = SystemTime::UNIX_EPOCH + Duration::from_secs(LAST_SECOND);
    let began = began.clamp(SystemTime::UNIX_EPOCH, longest);
    json!({
        "startedDateTime": humantime::format_rfc3339_millis(began).to_string(),
        "time": milliseconds,
        "request": request(exchange),
        "response": response(exchange, &version),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
    })
}

fn request(exchange: &Exchange) -> Value {
    let sent = &exchange.sent;
    let url = sent.url();
    let query = Url::parse(&url).ok();
    let query = query.iter().flat_map(Url::query_pairs);
    let query = query.map(|(name, value)| json!({"name": name, "value": value}));
    let content = sent.content.as_deref();
    let mut value = json!({
        "method": sent.method.as_str(),
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": fields(&sent.headers),
        "queryString": query.collect::<Vec<_>>(),
        "headersSize": -1,
        "bodySize": content.map_or(0, <[u8]>::len),
    });
    if let (Some(content), Some(own)) = (content, value.as_object_mut()) {
        let (text, encoding) = text(content);
        let comment = encoding.map_or("", |_| "the text is base64");
        let media_type = media_type(&sent.headers);
        let data = json!({"mimeType": media_type, "params": [], "text": text, "comment": comment});
        own.insert("postData".to_owned(), data);
    }
    value
}

/// A response; where none came whole, its status is 0, as browsers write it.
fn response(exchange: &Exchange, version: &str) -> Value {
    let Ok(received) = &exchange.response else {
        let failure = exchange.response.as_ref().err().map(ToString::to_string);
        return json!({
            "status": 0,
            "statusText": "",
            "httpVersion": "",
            "cookies": [],
            "headers": [],
            "content": {"size": 0, "mimeType": "x-unknown"},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
            "comment": failure,
        });
    };
    let (text, encoding) = text(&received.body);
    let mut content = json!({
        "size": received.body_length,
        "mimeType": media_type(&received.headers),
        "text": text,
    });
    if let (Some(encoding), Some(own)) = (encoding, content.as_object_mut()) {
        own.insert("encoding".to_owned(), json!(encoding));
    }
    let registered = http::StatusCode::from_u16(received.status.code()).ok();
    let registered = registered.and_then(|status| status.canonical_reason());
    let reason = received
        .reason
        .as_deref()
        .or(registered)
        .unwrap_or_default();
    json!({
        "status": received.status.code(),
        "statusText": reason,
        "httpVersion": version,
        "cookies": [],
        "headers": fields(&received.headers),
        "content": content,
        "redirectURL": received.header("location").unwrap_or_default(),
        "headersSize": -1,
        "bodySize": received.body_length,
        "comment": if received.body_truncated { "the content was not read to its end" } else { "" },
    })
}

fn fields(fields: &[(String, String)]) -> Vec<Value> {
    let fields = fields.iter();
    let fields = fields.map(|(name, value)| json!({"name": name, "value": value}));
    fields.collect()
}

/// The media type that fields state, or that of bytes of which nothing is known.
fn media_type(fields: &[(String, String)]) -> &str {
    let mut own = fields.iter();
    let own = own.find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    own.map_or("application/octet-stream", |(_, value)| value.as_str())
}

/// Content as text, and how bytes that are none are written.
fn text(content: &[u8]) -> (String, Option<&'static str>) {
    match std::str::from_utf8(content) {
        Ok(text) => (text.to_owned(), None),
        Err(_) => {
            let engine = base64::engine::general_purpose::STANDARD;
            (engine.encode(content), Some("base64"))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use serde_json::Value;

    use super::render;
    use crate::check::tests::exchange;
    use crate::check::verdict::{Strictness, Verdict};
    use crate::plan::{Limits, generate};
    use crate::protocol::exchange::{Exchange, Failure};
    use crate::store::load::load;
    use crate::store::pages::Reading;

    #[test]
    fn the_exchanges_of_a_case_are_kept_in_a_form_that_others_read() {
        let table = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/loan-end.toml");
        let spec = load(&[table.into()], Reading::default()).unwrap();
        let case = generate(&spec, &Limits::default()).cases.remove(0);
        let mut first = exchange(500, &[("Content-Type", "text/plain")], "desk");
        first.sent.base = "https://desk.example".to_owned();
        first.sent.path = "/a?seat=7%207".to_owned();
        first.sent.content = Some(vec![0, 255]);
        let lost = Exchange {
            response: Err(Failure::TimedOut(Duration::from_secs(1))),
            ..first.clone()
        };
        let verdict = Verdict::judge(case, vec![first, lost], &[], Strictness::default());
        let text = render(&verdict, SystemTime::UNIX_EPOCH);
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["log"]["version"], "1.2");
        assert_eq!(value["log"]["creator"]["name"], "as-documented");
        let entry = &value["log"]["entries"][0];
        assert_eq!(entry["startedDateTime"], "1970-01-01T00:00:00.000Z");
        assert_eq!(entry["request"]["url"], "https://desk.example/a?seat=7%207");
        assert_eq!(entry["request"]["queryString"][0]["value"], "7 7");
        assert_eq!(entry["request"]["postData"]["text"], "AP8=");
        assert_eq!(entry["response"]["statusText"], "Internal Server Error");
        assert_eq!(entry["response"]["content"]["text"], "desk");
        let lost = &value["log"]["entries"][1]["response"];
        assert_eq!(lost["status"], 0);
        assert!(lost["comment"].as_str().unwrap().contains("--timeout"));
    }
}
