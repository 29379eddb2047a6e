//! A credential while a run goes on: as it is now, and when it is to be another.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Credentials;
use super::form::SignIn;
use super::grant::Session;
use super::source::{Source, SourceError};
use crate::protocol::secret::Secret;

/// The longest time before its end at which a credential is renewed.
const MARGIN: Duration = Duration::from_secs(30);

/// How many times in a row a credential is asked for in vain before nobody asks any more.
const MOST_FAILURES: u32 = 2;

/// A credential with what came of it.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) sign_in: SignIn,
    current: Mutex<Option<Current>>,
    /// Held by who renews it: one at a time.
    renewing: tokio::sync::Mutex<Renewing>,
}

/// A credential as it is now.
#[derive(Debug, Clone)]
pub(super) struct Current {
    /// The credential.
    pub secret: Secret,
    /// How many there were before it.
    pub generation: u32,
    /// From when on it is to be another.
    renewed_from: Option<Instant>,
    /// Whether a request with it was answered with anything but 401.
    was_accepted: bool,
}

/// What is known to who renews a credential.
#[derive(Debug, Default)]
struct Renewing {
    session: Session,
    failures: u32,
    failed: Option<String>,
}

/// A credential that was just had.
pub(super) struct Had {
    pub(super) secret: Secret,
    pub(super) lifetime: Option<Duration>,
    /// What is amiss with it, in sentences.
    pub(super) warnings: Vec<String>,
}

impl Had {
    fn of(secret: Secret, lifetime: Option<Duration>) -> Self {
        Self {
            secret,
            lifetime,
            warnings: Vec::new(),
        }
    }
}

impl Kept {
    pub(super) fn new(sign_in: SignIn) -> Self {
        Self {
            sign_in,
            current: Mutex::default(),
            renewing: tokio::sync::Mutex::default(),
        }
    }

    fn now(&self) -> Option<Current> {
        let current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        current.clone()
    }

    /// The credential, where it is there and does not end soon.
    pub(super) fn good(&self, now: Instant) -> Option<Current> {
        let is_good = |own: &Current| own.renewed_from.is_none_or(|from| now < from);
        self.now().filter(is_good)
    }

    /// The credential, renewed before it ends.
    ///
    /// # Errors
    /// When it cannot be had; what came, without a name.
    pub(super) async fn current(&self, all: &Credentials, now: Instant) -> Result<Current, String> {
        let mut renewing = self.renewing.lock().await;
        if let Some(current) = self.good(now) {
            return Ok(current);
        }
        self.renew(all, &mut renewing).await
    }

    /// Renews a credential that was refused in this generation, where it may be another; whether it is.
    ///
    /// # Errors
    /// When it cannot be had; what came, without a name.
    pub(super) async fn renewed(&self, all: &Credentials, generation: u32) -> Result<bool, String> {
        if !self.may_change() {
            return Ok(false);
        }
        let mut renewing = self.renewing.lock().await;
        let Some(refused) = self.now() else {
            return Ok(false);
        };
        if refused.generation != generation {
            return Ok(true);
        }
        // One that was renewed and was never good is not what the refusal is about.
        if generation > 0 && !refused.was_accepted {
            return Ok(false);
        }
        let renewed = self.renew(all, &mut renewing).await?;
        Ok(renewed.secret != refused.secret)
    }

    /// Takes note that a request with this generation was not answered with 401.
    pub(super) fn was_accepted(&self, generation: u32) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(current) = &mut *current
            && current.generation == generation
        {
            current.was_accepted = true;
        }
    }

    fn may_change(&self) -> bool {
        match &self.sign_in.source {
            Source::Told { from, .. } => from.may_change(),
            Source::Basic { password, .. } => password.may_change(),
            Source::Issued(_) => true,
        }
    }

    async fn renew(&self, all: &Credentials, renewing: &mut Renewing) -> Result<Current, String> {
        if let Some(failed) = renewing
            .failed
            .as_ref()
            .filter(|_| renewing.failures >= MOST_FAILURES)
        {
            return Err(failed.clone());
        }
        let had = match self.had(all, &mut renewing.session).await {
            Ok(had) => had,
            Err(message) => {
                renewing.failures += 1;
                renewing.failed = Some(message.clone());
                return Err(message);
            }
        };
        // Its time begins once it is had: a person may have been waited for.
        let begin = Instant::now();
        renewing.failures = 0;
        all.know(&had.secret);
        let name = self.sign_in.shown_name();
        let named = had.warnings.iter().map(|own| format!("{name}: {own}"));
        all.warn(named.map(|own| all.concealed(own)));
        let before = self.now();
        let current = Current {
            secret: had.secret,
            generation: before.map_or(0, |before| before.generation + 1),
            renewed_from: had
                .lifetime
                .and_then(|own| begin.checked_add(own - margin(own))),
            was_accepted: false,
        };
        let mut kept = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some(current.clone());
        Ok(current)
    }

    async fn had(&self, all: &Credentials, session: &mut Session) -> Result<Had, String> {
        match &self.sign_in.source {
            Source::Told { from, lifetime } => {
                let secret = from.token("token").await;
                let secret = match self.sign_in.is_default() {
                    true => secret.map_err(SourceError::of_token)?,
                    false => secret.map_err(SourceError::of("token"))?,
                };
                Ok(Had::of(secret, *lifetime))
            }
            Source::Basic { user, password } => {
                let user = user.text("user").await.map_err(SourceError::of("user"))?;
                let password = password
                    .text("password")
                    .await
                    .map_err(SourceError::of("password"))?;
                all.know(&Secret::new(password.as_str()));
                Ok(Had::of(basic(&user, &password)?, None))
            }
            Source::Issued(oauth) => oauth.issued(all, session).await,
        }
    }
}

/// How long before its end a credential is renewed: a fifth of its time, at most half a minute.
fn margin(lifetime: Duration) -> Duration {
    MARGIN.min(lifetime / 5)
}

/// A user and a password as one credential (RFC 7617 §2).
fn basic(user: &str, password: &str) -> Result<Secret, String> {
    if user.contains(':') {
        return Err("user: a user's name holds no colon (RFC 7617 §2)".to_owned());
    }
    if [user, password]
        .iter()
        .any(|text| text.contains(char::is_control))
    {
        return Err("user and password hold no control characters (RFC 7617 §2)".to_owned());
    }
    Ok(Secret::new(STANDARD.encode(format!("{user}:{password}"))))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{basic, margin};

    #[test]
    fn a_credential_is_renewed_before_its_end_and_not_at_once() {
        for (lifetime, expect) in [(3600, 30_000), (100, 20_000), (1, 200), (0, 0)] {
            let own = margin(Duration::from_secs(lifetime));
            assert_eq!(own, Duration::from_millis(expect));
        }
    }

    #[test]
    fn a_user_and_a_password_are_one_credential() {
        let secret = basic("Aladdin", "open sesame").unwrap();
        assert_eq!(secret.expose(), "QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert!(basic("a:b", "c").is_err() && basic("a", "b\nc").is_err());
    }
}
