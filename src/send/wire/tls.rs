//! TLS for both clients, with the same trust: the system's authorities and those of `--ca`. For
//! `http` none are loaded. The provider of cryptography is ours alone: none is set for the process.
//! And what a handshake fails of, in words.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::Url;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::{AlertDescription, CertificateError, ClientConfig, InvalidMessage, RootCertStore};
use rustls_platform_verifier::Verifier;

use super::trust::AUTHORITY_AS_SERVER;
use super::trust::{Anybody, Given};
use crate::protocol::LAST_SECOND;
use crate::send::{TargetError, TargetOptions};

/// The client's own certificate, which a target may ask for (mutual TLS).
#[derive(Clone)]
pub(crate) struct Identity {
    /// The certificate and those that vouch for it, as PEM.
    pub certificates: Vec<u8>,
    /// Its private key, as PEM.
    pub key: Vec<u8>,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity(..)")
    }
}

/// What the clients of a base trust, who they say they are, and which HTTP they speak.
///
/// # Errors
/// When the authorities of `--ca` or the client's own certificate cannot be read, or the authorities of the system cannot
/// be used.
pub(in crate::send) fn config(
    base: &Url,
    options: &TargetOptions,
) -> Result<Arc<ClientConfig>, TargetError> {
    let set_up = |error: &dyn std::fmt::Display| TargetError::SetUp(error.to_string());
    let pem = options.ca_pem.as_deref().unwrap_or_default();
    let authorities = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| set_up(&error))?;
    if options.ca_pem.is_some() && authorities.is_empty() {
        return Err(set_up(&"the file of --ca holds no PEM certificate"));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| set_up(&error))?;
    // Roots are loaded for https alone: a slim container without CA files still speaks http.
    let config = if base.scheme() == "http" {
        builder.with_root_certificates(RootCertStore::empty())
    } else if options.trusts_anybody {
        let anybody = Anybody::new(provider);
        let builder = builder.dangerous();
        builder.with_custom_certificate_verifier(Arc::new(anybody))
    } else {
        let verifier = Verifier::new_with_extra_roots(authorities.clone(), provider);
        let verifier = verifier.map_err(|error| set_up(&error))?;
        let builder = builder.dangerous();
        builder.with_custom_certificate_verifier(Arc::new(Given::new(verifier, authorities)))
    };
    let mut config = match &options.identity_pem {
        None => config.with_no_client_auth(),
        Some(identity) => {
            let (certificates, key) = read(identity)?;
            let config = config.with_client_auth_cert(certificates, key);
            config.map_err(|error| {
                let wrong = "the client's certificate (--client-cert) and its key (--client-key) cannot be used";
                TargetError::SetUp(format!("{wrong}: {error}"))
            })?
        }
    };
    let own: &[u8] = match options.speaks_http2 {
        true => b"h2",
        false => b"http/1.1",
    };
    config.alpn_protocols = vec![own.to_vec()];
    Ok(Arc::new(config))
}

/// The client's certificate with its key. What is wrong with a file is told without what it holds.
fn read(
    identity: &Identity,
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), TargetError> {
    let set_up = |text: String| TargetError::SetUp(text);
    let certificates = CertificateDer::pem_slice_iter(&identity.certificates)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| set_up(format!("the file of --client-cert: {error}")))?;
    if certificates.is_empty() {
        let text = "the file of --client-cert holds no PEM certificate";
        return Err(set_up(text.to_owned()));
    }
    let key = PrivateKeyDer::from_pem_slice(&identity.key).map_err(|_| {
        let text = "the file of --client-key (or of --client-cert, where it is not given) holds no PEM private key that \
                    can be read; one under a passphrase is taken off it by `openssl pkey`";
        set_up(text.to_owned())
    })?;
    Ok((certificates, key))
}

/// What is said of a connection that ends in the middle of the handshake.
pub(in crate::send) const NO_HANDSHAKE: &str =
    "it ended the connection in the middle of the handshake; is TLS spoken on that port?";

/// What is said of a target that takes another HTTP than the one it is offered (RFC 7301 §3.2).
pub(in crate::send) const NO_PROTOCOL: &str =
    "it does not take the HTTP that is spoken to it (HTTP/1.1, or HTTP/2 with --http2)";

/// What TLS found wrong, in words; none where an error is not of TLS.
pub(in crate::send) fn found(error: &(dyn Error + 'static)) -> Option<String> {
    let mut next = Some(error);
    while let Some(error) = next {
        // What an I/O error wraps is not among its sources.
        let wrapped = error.downcast_ref::<std::io::Error>();
        if let Some(inner) = wrapped.and_then(|error| error.get_ref()) {
            let inner: &(dyn Error + 'static) = inner;
            return found(inner);
        }
        if let Some(error) = error.downcast_ref::<rustls::Error>() {
            return Some(worded(error));
        }
        if wrapped.is_some_and(|error| error.to_string() == "tls handshake eof") {
            return Some(NO_HANDSHAKE.to_owned());
        }
        next = error.source();
    }
    None
}

/// What a handshake failed of, in words.
pub(in crate::send) fn in_words(error: &std::io::Error) -> String {
    found(error).unwrap_or_else(|| error.to_string())
}

fn worded(error: &rustls::Error) -> String {
    match error {
        rustls::Error::InvalidCertificate(error) => certificate(error),
        rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            "it answered in plain text; give its URL with http://".to_owned()
        }
        rustls::Error::AlertReceived(AlertDescription::NoApplicationProtocol) => {
            NO_PROTOCOL.to_owned()
        }
        rustls::Error::AlertReceived(AlertDescription::CertificateRequired) => {
            "it asks for a certificate of the client; give it with --client-cert FILE and --client-key FILE"
                .to_owned()
        }
        rustls::Error::AlertReceived(AlertDescription::UnrecognisedName) => {
            "it has no certificate for this name".to_owned()
        }
        other => other.to_string(),
    }
}

fn certificate(error: &CertificateError) -> String {
    match error {
        CertificateError::UnknownIssuer => {
            "neither this machine nor --ca trusts who issued its certificate; give that authority's certificate \
             with --ca FILE"
                .to_owned()
        }
        CertificateError::Expired => "its certificate has expired".to_owned(),
        CertificateError::ExpiredContext { time, not_after } => format!(
            "its certificate expired on {}, and this machine's clock says {}",
            date(*not_after),
            date(*time)
        ),
        CertificateError::NotValidYetContext { time, not_before } => format!(
            "its certificate is not valid before {}, and this machine's clock says {}",
            date(*not_before),
            date(*time)
        ),
        CertificateError::NotValidForNameContext {
            expected,
            presented,
        } => {
            // Each is shown as it is in Rust: `DnsName("desk.example")`.
            let names = presented.iter().map(|name| {
                let quoted = name.split('"').nth(1);
                quoted.unwrap_or(name).to_owned()
            });
            let names: Vec<String> = names.collect();
            let names = match names.is_empty() {
                true => "no name".to_owned(),
                false => names.join(", "),
            };
            format!(
                "its certificate is for {names}, and not for {}",
                expected.to_str()
            )
        }
        CertificateError::Revoked => "its certificate is revoked".to_owned(),
        other if other.to_string().contains(AUTHORITY_AS_SERVER) => {
            "its certificate is an authority's (CA:TRUE), which is taken for a server's only where --ca gives that \
             very certificate; or make one with CA:FALSE, as by \
             `openssl req -x509 -addext basicConstraints=critical,CA:FALSE`"
                .to_owned()
        }
        other => other.to_string(),
    }
}

/// The day of a time in UTC, such as `2026-02-28`.
fn date(time: UnixTime) -> String {
    let time = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(time.as_secs()));
    let day = |time| humantime::format_rfc3339_seconds(time).to_string();
    // What is later than a clock can count is told so.
    let longest = Duration::from_secs(LAST_SECOND);
    match time.filter(|time| *time <= SystemTime::UNIX_EPOCH + longest) {
        Some(time) => day(time).split('T').next().unwrap_or_default().to_owned(),
        None => "a day after 9999".to_owned(),
    }
}
