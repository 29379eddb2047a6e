//! Values that answers give: where each stands, and how it is written.

use reqwest::Url;

use super::Target;
use crate::protocol::HeaderName;
use crate::protocol::encoding::Value;
use crate::protocol::exchange::{Exchange, Received};
use crate::table::fixture::Capture;

/// A value as the service gave it: what stands in a URL is written as in one.
pub(super) fn captured(target: &Target, exchange: &Exchange, from: &Capture) -> Option<Value> {
    let response = exchange.response.as_ref().ok()?;
    let url = |name: &HeaderName| target.resolved(exchange, response.header(name.as_str())?);
    match from {
        Capture::Pointer(pointer) => at_pointer(response, pointer),
        Capture::Header(name) => response.header(name.as_str()).map(Value::raw),
        Capture::LastSegment(name) => {
            let value = response.header(name.as_str())?;
            let path = value.split(['?', '#']).next()?;
            let segment = path.trim_end_matches('/').rsplit('/').next()?;
            Some(Value::encoded(segment))
        }
        Capture::Segment(name, at) => {
            let url = url(name)?;
            let segments: Vec<&str> = url
                .path()
                .split('/')
                .filter(|own| !own.is_empty())
                .collect();
            let at = match usize::try_from(*at) {
                Ok(at) => at,
                Err(_) => segments
                    .len()
                    .checked_sub(usize::try_from(at.unsigned_abs()).ok()?)?,
            };
            segments.get(at).map(|segment| Value::encoded(*segment))
        }
        Capture::Parameter(name, parameter) => {
            let url = url(name)?;
            let mut pairs = url.query_pairs();
            let (_, value) = pairs.find(|(own, _)| own == parameter)?;
            Some(Value::raw(value))
        }
        Capture::Url(name) => target.place_of(&url(name)?).map(Value::link),
        Capture::Cookie(cookie) => {
            let fields = response.headers.iter();
            let mut set = fields.filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
            set.find_map(|(_, value)| {
                let (name, value) = value.split(';').next()?.split_once('=')?;
                (name.trim() == cookie).then(|| Value::raw(value.trim()))
            })
        }
        Capture::Pattern(name, pattern) => {
            let text = match name {
                Some(name) => response.header(name.as_str())?.to_owned(),
                None => String::from_utf8_lossy(&response.body).into_owned(),
            };
            let found = regex_lite::Regex::new(pattern).ok()?.captures(&text)?;
            let part = found.get(1).or_else(|| found.get(0))?;
            Some(Value::raw(part.as_str()))
        }
    }
}

/// The string or the number that stands at a JSON pointer, as it is written.
fn at_pointer(response: &Received, pointer: &str) -> Option<Value> {
    match response.json()?.pointer(pointer)? {
        serde_json::Value::String(text) => Some(Value::raw(text)),
        serde_json::Value::Number(number) => Some(Value::raw(number.to_string())),
        _ => None,
    }
}

/// Where a value was looked for.
pub(super) fn place(from: &Capture) -> String {
    match from {
        Capture::Pointer(pointer) => format!("at {pointer} of a JSON body"),
        Capture::Header(name) | Capture::LastSegment(name) => format!("in the {name} header"),
        Capture::Segment(name, at) => format!("at segment {at} of the URL in the {name} header"),
        Capture::Parameter(name, own) => format!("as `{own}` in the query of the {name} header"),
        Capture::Url(name) => {
            format!("in the {name} header, as a URL of this service below its base")
        }
        Capture::Cookie(name) => format!("as the cookie `{name}`"),
        Capture::Pattern(Some(name), pattern) => {
            format!("that `{pattern}` finds in the {name} header")
        }
        Capture::Pattern(None, pattern) => format!("that `{pattern}` finds in the content"),
    }
}

impl Target {
    /// The URL that a field of an answer gives, which may be relative to what was asked (RFC 9110 §10.2.2).
    fn resolved(&self, exchange: &Exchange, value: &str) -> Option<Url> {
        let asked = format!("{}{}", self.base(), exchange.sent.path);
        Url::parse(&asked).ok()?.join(value).ok()
    }

    /// The path and query of a URL below the base, where it is there: the credential goes nowhere else.
    pub(super) fn place_of(&self, url: &Url) -> Option<String> {
        let base = self.base.path().trim_end_matches('/');
        let path = url.path().strip_prefix(base)?;
        let is_below = url.origin() == self.base.origin() && path.starts_with('/');
        is_below.then(|| match url.query() {
            Some(query) => format!("{path}?{query}"),
            None => path.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::captured;
    use crate::check::tests::exchange;
    use crate::protocol::HeaderName;
    use crate::protocol::encoding::Value;
    use crate::send::{Target, TargetOptions};
    use crate::table::fixture::Capture;

    #[test]
    fn a_value_is_taken_from_where_it_stands() {
        let target = Target::new("http://desks.example/v2", &TargetOptions::default()).unwrap();
        let location = "/v2/desks/a%2Fb/drawers/7?state=x%3Dy&of=9";
        let headers = [
            ("Location", location),
            ("Elsewhere", "http://other.example/v2/desks/7"),
            ("Above", "/desks/7"),
            ("Set-Cookie", "seat=12; Path=/"),
            ("Set-Cookie", "desk=d-1; HttpOnly"),
            ("Link", "</v2/desks?page=2>; rel=\"next\""),
        ];
        let body = "{\"desk\": {\"id\": 7, \"name\": \"north\", \"tags\": []}}";
        let exchange = exchange(201, &headers, body);
        let header = |name: &str| HeaderName::new(name).unwrap();
        let of_location = || header("Location");
        let pointer = |text: &str| Capture::Pointer(text.to_owned());
        let pattern = |text: &str| text.to_owned();
        for (from, expect) in [
            (pointer("/desk/id"), Some(Value::raw("7"))),
            (pointer("/desk/name"), Some(Value::raw("north"))),
            (pointer("/desk/tags"), None),
            (
                Capture::Header(header("above")),
                Some(Value::raw("/desks/7")),
            ),
            (
                Capture::LastSegment(of_location()),
                Some(Value::encoded("7")),
            ),
            (
                Capture::Segment(of_location(), -1),
                Some(Value::encoded("7")),
            ),
            (
                Capture::Segment(of_location(), 2),
                Some(Value::encoded("a%2Fb")),
            ),
            (Capture::Segment(of_location(), 9), None),
            (Capture::Segment(of_location(), -9), None),
            (
                Capture::Parameter(of_location(), "state".to_owned()),
                Some(Value::raw("x=y")),
            ),
            (Capture::Parameter(of_location(), "none".to_owned()), None),
            (
                Capture::Url(of_location()),
                Some(Value::link("/desks/a%2Fb/drawers/7?state=x%3Dy&of=9")),
            ),
            // The credential goes to the target alone, and below its base.
            (Capture::Url(header("Elsewhere")), None),
            (Capture::Url(header("Above")), None),
            (Capture::Cookie("desk".to_owned()), Some(Value::raw("d-1"))),
            (Capture::Cookie("desks".to_owned()), None),
            (
                Capture::Pattern(Some(header("Link")), pattern(r"page=(\d+)")),
                Some(Value::raw("2")),
            ),
            (
                Capture::Pattern(None, pattern("nor..")),
                Some(Value::raw("north")),
            ),
            (Capture::Pattern(None, pattern("south")), None),
        ] {
            assert_eq!(captured(&target, &exchange, &from), expect, "{from:?}");
        }
    }
}
