//! Where an issuer is asked, as its metadata says (RFC 8414; OpenID Connect Discovery 1.0 §4).

use reqwest::Url;

use super::client::{Answer, Client};

/// The parts of an issuer that are asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoints {
    /// Where tokens are given (RFC 6749 §3.2).
    pub token: Url,
    /// Where devices are authorized (RFC 8628 §3.1).
    pub device: Option<Url>,
    /// Whether it is said that clients are known by what is in the form alone.
    pub(super) takes_secret_in_form_only: bool,
}

/// The path of metadata by RFC 8414 §3.
const OAUTH: &str = "/.well-known/oauth-authorization-server";

/// The path of metadata by OpenID Connect Discovery 1.0 §4.
const OPENID: &str = "/.well-known/openid-configuration";

/// Where the metadata of an issuer may be: before the path that the issuer has, as RFC 8414 says, and behind it.
fn places(issuer: &Url) -> Vec<Url> {
    let path = issuer.path().trim_end_matches('/');
    let paths = [
        format!("{OAUTH}{path}"),
        format!("{path}{OPENID}"),
        format!("{OPENID}{path}"),
        format!("{path}{OAUTH}"),
    ];
    let mut places = Vec::new();
    for path in paths {
        let mut place = issuer.clone();
        place.set_path(&path);
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

/// Reads where an issuer is asked.
///
/// # Errors
/// When it says so nowhere, or says it for another issuer.
pub(super) async fn endpoints(client: &Client, issuer: &Url) -> Result<Endpoints, String> {
    let mut asked = Vec::new();
    for place in places(issuer) {
        let answer = client.get(&place).await;
        let answer = answer.map_err(|error| format!("GET {place}: {error}"))?;
        if answer.status.is_client_error() {
            asked.push(format!("GET {place} answered {}", answer.status));
            continue;
        }
        let wrong = |what: String| format!("GET {place} {what}");
        if !answer.status.is_success() || answer.members.is_none() {
            return Err(wrong(answer.in_words()));
        }
        return read(&answer, issuer).map_err(wrong);
    }
    Err(format!(
        "the issuer has no metadata ({}); give `token-url` instead",
        asked.join(", ")
    ))
}

fn read(answer: &Answer, issuer: &Url) -> Result<Endpoints, String> {
    // RFC 8414 §3.3: otherwise one issuer could speak for another.
    let said = answer.text("issuer").unwrap_or_default();
    if said.trim_end_matches('/') != issuer.as_str().trim_end_matches('/') {
        return Err(format!(
            "is the metadata of `{said}`; give that as `issuer`"
        ));
    }
    let endpoint = |name: &str| -> Result<Option<Url>, String> {
        let Some(text) = answer.text(name) else {
            return Ok(None);
        };
        let url = Url::parse(text).ok().filter(|url| url.has_host());
        let url = url.ok_or_else(|| format!("has no URL as its `{name}`"))?;
        match (issuer.scheme(), url.scheme()) {
            ("http", "http") | (_, "https") => Ok(Some(url)),
            _ => Err(format!(
                "names a `{name}` that is not https, where a secret is not sent"
            )),
        }
    };
    let methods = answer.members.as_ref();
    let methods = methods.and_then(|own| own.get("token_endpoint_auth_methods_supported"));
    let takes = |method: &str| {
        let list = methods.and_then(|own| own.as_array());
        list.is_some_and(|list| list.iter().any(|own| own == method))
    };
    Ok(Endpoints {
        token: endpoint("token_endpoint")?.ok_or("has no `token_endpoint`")?,
        device: endpoint("device_authorization_endpoint")?,
        takes_secret_in_form_only: takes("client_secret_post") && !takes("client_secret_basic"),
    })
}

#[cfg(test)]
mod tests {
    use reqwest::Url;

    use super::places;

    #[test]
    fn metadata_is_before_and_behind_the_path_of_an_issuer() {
        let shown = |issuer: &str| -> Vec<String> {
            let places = places(&Url::parse(issuer).unwrap());
            let path = |url: Url| url.as_str().replace("https://id.example", "");
            places.into_iter().map(path).collect()
        };
        assert_eq!(
            shown("https://id.example/realms/desk/"),
            [
                "/.well-known/oauth-authorization-server/realms/desk",
                "/realms/desk/.well-known/openid-configuration",
                "/.well-known/openid-configuration/realms/desk",
                "/realms/desk/.well-known/oauth-authorization-server",
            ]
        );
        assert_eq!(
            shown("https://id.example"),
            [
                "/.well-known/oauth-authorization-server",
                "/.well-known/openid-configuration"
            ]
        );
    }
}
