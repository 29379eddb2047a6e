//! Tokens of an issuer (RFC 6749): by a client's own credentials, a refresh token or a device code (RFC 8628).

use std::collections::BTreeMap;
use std::io::Write as _;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Url;

use super::Credentials;
use super::client::{Answer, Client, escaped, form};
use super::discovery::{Endpoints, endpoints};
use super::kept::Had;
use super::source::{SecretSource, SourceError, Text};
use crate::protocol::secret::Secret;

/// What an issuer gives, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OAuth {
    /// Who is asked.
    pub issuer: Issuer,
    /// For what it is given.
    pub grant: Grant,
    /// The client's name.
    pub client_id: Text,
    /// The client's secret; a public client has none.
    pub client_secret: Option<SecretSource>,
    /// What is asked for, separated by spaces.
    pub scope: Option<String>,
    /// Other fields of the form, such as `audience`.
    pub parameters: BTreeMap<String, String>,
}

/// Who gives tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Issuer {
    /// One whose metadata says where it is asked.
    Metadata(Url),
    /// One that is asked here.
    At(Endpoints),
}

impl Issuer {
    /// One that is asked at these URLs.
    #[must_use]
    pub(crate) fn at(token: Url, device: Option<Url>) -> Self {
        Self::At(Endpoints {
            token,
            device,
            takes_secret_in_form_only: false,
        })
    }
}

/// For what a token is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Grant {
    /// The client's own credentials (RFC 6749 §4.4).
    ClientCredentials,
    /// A refresh token (RFC 6749 §6).
    RefreshToken(SecretSource),
    /// A code that a person enters elsewhere (RFC 8628).
    DeviceCode,
}

/// What is known of an issuer once it was asked.
#[derive(Debug, Default)]
pub(super) struct Session {
    endpoints: Option<Endpoints>,
    refresh_token: Option<Secret>,
    /// The refresh token that was told first.
    told: Option<Secret>,
    has_begun: bool,
}

/// How long a device waits between two questions where nothing is said of it (RFC 8628 §3.2).
const INTERVAL: Duration = Duration::from_secs(5);

/// How much longer it waits once it was too fast (RFC 8628 §3.5).
const SLOWER: Duration = Duration::from_secs(5);

/// The longest that a person is waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(30 * 60);

/// How long a code of a device is good for where nothing is said of it.
const CODE_LIFETIME: Duration = Duration::from_secs(10 * 60);

/// The grant of a device code (RFC 8628 §3.4).
const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// What is said where a refresh token is good once.
const ANOTHER: &str =
    "the issuer gave another refresh token: the one that was told may be good no more";

/// The most characters that are shown of what an issuer says.
const MOST_SAID: usize = 200;

/// A refusal of an issuer (RFC 6749 §5.2).
struct Refused {
    code: String,
    message: String,
}

impl OAuth {
    /// A token.
    ///
    /// # Errors
    /// When none is given; what was asked and what came, in words.
    pub(super) async fn issued(
        &self,
        all: &Credentials,
        session: &mut Session,
    ) -> Result<Had, String> {
        let asking = Asking::of(self, all, session).await?;
        let grant = match (&self.grant, &session.refresh_token) {
            (Grant::ClientCredentials, _) => vec![("grant_type", "client_credentials".to_owned())],
            (Grant::RefreshToken(source), None) => {
                let token = source.token("refresh-token").await;
                let token = token.map_err(SourceError::of("refresh-token"))?;
                all.know(&token);
                session.told = Some(token.clone());
                refreshing(&token)
            }
            (Grant::RefreshToken(_) | Grant::DeviceCode, Some(token)) => refreshing(token),
            (Grant::DeviceCode, None) if session.has_begun => {
                return Err(
                    "it ended, and the issuer gave no refresh token; sign in anew".to_owned(),
                );
            }
            (Grant::DeviceCode, None) => {
                let answer = asking.authorized_device().await?;
                return self.had(all, session, &answer, &asking);
            }
        };
        let answer = asking
            .token(&grant, true)
            .await
            .map_err(|own| own.message)?;
        self.had(all, session, &answer, &asking)
    }

    fn had(
        &self,
        all: &Credentials,
        session: &mut Session,
        answer: &Answer,
        asking: &Asking<'_>,
    ) -> Result<Had, String> {
        let missing = || {
            format!(
                "POST {} answered without an access_token",
                asking.endpoints.token
            )
        };
        let token = answer.text("access_token").filter(|own| !own.is_empty());
        let token = token.ok_or_else(missing)?;
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            let reason = "an access_token that no header can hold";
            return Err(format!("POST {} answered {reason}", asking.endpoints.token));
        }
        let mut warnings = Vec::new();
        if let Some(own) = answer.text("id_token") {
            all.know(&Secret::new(own));
        }
        if let Some(own) = answer.text("refresh_token") {
            let own = Secret::new(own);
            all.know(&own);
            let is_kept = matches!(self.grant, Grant::RefreshToken(_) | Grant::DeviceCode);
            let is_told = matches!(self.grant, Grant::RefreshToken(_));
            let is_another = session.told.as_ref().is_some_and(|told| *told != own);
            warnings.extend((is_told && is_another).then(|| ANOTHER.to_owned()));
            session.refresh_token = Some(own).filter(|_| is_kept);
        }
        session.has_begun = true;
        warnings.extend(self.withheld(answer));
        let lifetime = answer.seconds("expires_in").filter(|own| !own.is_zero());
        Ok(Had {
            secret: Secret::new(token),
            lifetime,
            warnings,
        })
    }

    /// What was asked for and not given (RFC 6749 §3.3).
    fn withheld(&self, answer: &Answer) -> Option<String> {
        let (asked, given) = (self.scope.as_deref()?, answer.text("scope")?);
        let given: Vec<&str> = given.split(' ').collect();
        let withheld: Vec<&str> = asked
            .split(' ')
            .filter(|own| !given.contains(own))
            .collect();
        (!withheld.is_empty()).then(|| {
            format!(
                "the issuer gave client `{}` a token without the scope `{}`: what needs it is refused",
                self.shown_client(),
                withheld.join(" ")
            )
        })
    }

    fn shown_client(&self) -> &str {
        match &self.client_id {
            Text::Plain(text) => text,
            Text::From(_) => "(redacted)",
        }
    }
}

fn refreshing(token: &Secret) -> Vec<(&'static str, String)> {
    vec![
        ("grant_type", "refresh_token".to_owned()),
        ("refresh_token", token.expose().to_owned()),
    ]
}

/// What is asked of an issuer, and by whom.
struct Asking<'a> {
    oauth: &'a OAuth,
    all: &'a Credentials,
    client: &'a Client,
    endpoints: Endpoints,
    client_id: String,
    client_secret: Option<String>,
}

impl<'a> Asking<'a> {
    async fn of(
        oauth: &'a OAuth,
        all: &'a Credentials,
        session: &mut Session,
    ) -> Result<Self, String> {
        let client_id = oauth.client_id.text("client-id").await;
        let client_id = client_id.map_err(SourceError::of("client-id"))?;
        let client_secret = match &oauth.client_secret {
            None => None,
            Some(source) => {
                let secret = source.text("client-secret").await;
                let secret = secret.map_err(SourceError::of("client-secret"))?;
                all.know(&Secret::new(secret.as_str()));
                Some(secret)
            }
        };
        let client = &all.0.client;
        let endpoints = match (&oauth.issuer, &session.endpoints) {
            (_, Some(endpoints)) | (Issuer::At(endpoints), None) => endpoints.clone(),
            (Issuer::Metadata(issuer), None) => endpoints(client, issuer).await?,
        };
        session.endpoints = Some(endpoints.clone());
        Ok(Self {
            oauth,
            all,
            client,
            endpoints,
            client_id,
            client_secret,
        })
    }

    /// Asks for a token; the scope is asked for where that is not in the grant already.
    async fn token(&self, grant: &[(&str, String)], has_scope: bool) -> Result<Answer, Refused> {
        let mut fields: Vec<(&str, &str)> = grant
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let scope = self.oauth.scope.as_deref().filter(|_| has_scope);
        fields.extend(scope.map(|scope| ("scope", scope)));
        let grant = grant.first().map_or("", |(_, value)| value.as_str());
        self.post(&self.endpoints.token, fields, grant).await
    }

    async fn post(
        &self,
        url: &Url,
        mut fields: Vec<(&str, &str)>,
        grant: &str,
    ) -> Result<Answer, Refused> {
        let parameters = self.oauth.parameters.iter();
        fields.extend(parameters.map(|(name, value)| (name.as_str(), value.as_str())));
        // RFC 6749 §2.3.1: both are encoded before they are user and password.
        let basic = self.client_secret.as_ref().map(|secret| {
            STANDARD.encode(format!("{}:{}", escaped(&self.client_id), escaped(secret)))
        });
        let basic = basic.filter(|_| !self.endpoints.takes_secret_in_form_only);
        match (&basic, &self.client_secret) {
            (Some(basic), _) => self.all.know(&Secret::new(basic.as_str())),
            (None, secret) => {
                fields.push(("client_id", &self.client_id));
                fields.extend(secret.as_deref().map(|own| ("client_secret", own)));
            }
        }
        let answer = self.client.post(url, form(&fields), basic.as_deref()).await;
        let refused = |code: &str, what: &str| Refused {
            code: code.to_owned(),
            message: format!("POST {url} ({grant}) {what}"),
        };
        let answer = answer.map_err(|error| refused("", &format!("failed: {error}")))?;
        if answer.status.is_success() && answer.members.is_some() {
            return Ok(answer);
        }
        match answer.text("error").map(plain) {
            None => Err(refused("", &answer.in_words())),
            Some(code) => {
                let said = answer.text("error_description").map(plain);
                let said = said.map_or_else(String::new, |said| format!(" ({said})"));
                let step = next_step(&code);
                let what = format!("answered {}: {code}{said}{step}", answer.status);
                Err(refused(&code, &what))
            }
        }
    }

    /// Has a person sign in elsewhere, and waits for that.
    async fn authorized_device(&self) -> Result<Answer, String> {
        let url = self.endpoints.device.as_ref();
        let url =
            url.ok_or("the issuer names no device_authorization_endpoint; give `device-url`")?;
        let scope = self.oauth.scope.as_deref().map(|scope| ("scope", scope));
        let fields = scope.into_iter().collect();
        let begun = self
            .post(url, fields, "device code")
            .await
            .map_err(|own| own.message)?;
        let text = |name: &str| {
            let text = begun.text(name).filter(|own| !own.is_empty());
            text.ok_or_else(|| format!("POST {url} answered without a {name}"))
        };
        let code = Secret::new(text("device_code")?);
        self.all.know(&code);
        // Some issuers say `verification_url`.
        let at = begun.text("verification_uri_complete");
        let at = at.map_or_else(
            || text("verification_uri").or_else(|_| text("verification_url")),
            Ok,
        )?;
        let lifetime = begun
            .seconds("expires_in")
            .unwrap_or(CODE_LIFETIME)
            .min(LONGEST_WAIT);
        let told = format!(
            "sign in at {} and enter the code {} (within {} min)\n",
            plain(at),
            plain(text("user_code")?),
            lifetime.as_secs().div_ceil(60)
        );
        // Standard error may be closed; the code is then good for nothing, and the wait says so.
        let _ = std::io::stderr().write_all(told.as_bytes());
        let interval = begun.seconds("interval").unwrap_or(INTERVAL);
        self.device_token(&code, interval, lifetime).await
    }

    async fn device_token(
        &self,
        code: &Secret,
        mut interval: Duration,
        lifetime: Duration,
    ) -> Result<Answer, String> {
        let grant = [
            ("grant_type", DEVICE_CODE.to_owned()),
            ("device_code", code.expose().to_owned()),
        ];
        let mut waited = Duration::ZERO;
        loop {
            waited += interval.max(Duration::from_millis(1));
            if waited > lifetime {
                return Err("nobody signed in within the time of the code; run again".to_owned());
            }
            self.client.wait(interval).await;
            let refused = match self.token(&grant, false).await {
                Ok(answer) => return Ok(answer),
                Err(refused) => refused,
            };
            match refused.code.as_str() {
                "authorization_pending" => {}
                "slow_down" => interval += SLOWER,
                _ => return Err(refused.message),
            }
        }
    }
}

/// What to do about an error of an issuer (RFC 6749 §5.2, RFC 8628 §3.5).
fn next_step(code: &str) -> &'static str {
    match code {
        "invalid_client" => "; check `client-id` and `client-secret`",
        "invalid_grant" => "; the refresh token or code is not good any more: get a new one",
        "invalid_scope" => "; check `scope`",
        "unauthorized_client" => "; the client may not use this `grant`",
        "unsupported_grant_type" => "; the issuer does not know this `grant`",
        "access_denied" => "; whoever was asked refused",
        "expired_token" => "; nobody signed in within the time of the code: run again",
        _ => "",
    }
}

/// What an issuer says, as one short line of plain text.
fn plain(text: &str) -> String {
    let plain = text.chars().filter(|c| !c.is_control());
    plain.take(MOST_SAID).collect()
}
