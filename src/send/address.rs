//! A base URL as somebody writes it, and whether what is sent to it can be.

use reqwest::Url;

use super::TargetError;
use crate::protocol::masked::Masked;

/// Whether a value can be one of a field: it holds no control character (RFC 9110 §5.5).
pub(super) fn is_sendable(value: &Masked) -> bool {
    let value = value.exposed();
    value
        .bytes()
        .all(|byte| byte == b'\t' || !byte.is_ascii_control())
}

/// Whether a proxy of the environment stands before a base.
pub(super) fn is_proxied(base: &Url) -> bool {
    let uri = base.as_str().parse::<http::Uri>();
    let matcher = || hyper_util::client::proxy::matcher::Matcher::from_env();
    !is_loopback(base) && uri.is_ok_and(|uri| matcher().intercept(&uri).is_some())
}

/// Whether a URL leads to this machine.
pub(super) fn is_loopback(base: &Url) -> bool {
    let Some(host) = base.host_str() else {
        return false;
    };
    let host = host.trim_matches(['[', ']']);
    let address = host.parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

pub(super) fn parse_base(text: &str) -> Result<Url, TargetError> {
    let refuse = |reason: &str| TargetError::Url {
        url: text.to_owned(),
        reason: reason.to_owned(),
    };
    let is_bare = !text.contains("://") && !text.contains('@');
    if is_bare {
        return Err(refuse(&format!(
            "expected http://HOST or https://HOST; write http://{text} or https://{text}"
        )));
    }
    let authority = text
        .split("://")
        .nth(1)
        .and_then(|rest| rest.split(['/', '?', '#']).next());
    let is_open_ipv6 =
        authority.is_some_and(|own| !own.contains(['[', '@']) && own.matches(':').count() > 1);
    if is_open_ipv6 {
        return Err(refuse(
            "an IPv6 address stands in brackets, as in http://[::1]:8080",
        ));
    }
    let url = Url::parse(text).map_err(|error| refuse(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(refuse("expected http://HOST or https://HOST"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(TargetError::Url {
            url: "(redacted)".to_owned(),
            reason: "a URL does not carry a credential; use --token-env, --token-file or \
                     --token-command"
                .to_owned(),
        });
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refuse("a base has no query and no fragment"));
    }
    Ok(url)
}
