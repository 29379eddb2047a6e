//! TLS for both clients, with the same trust: the system's authorities and those of `--ca`. For
//! `http` none are loaded. The provider of cryptography is ours alone: none is set for the process.
//! And what a handshake fails of, in words.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::Url;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    AlertDescription, CertificateError, ClientConfig, DigitallySignedStruct, InvalidMessage,
    RootCertStore, SignatureScheme,
};
use rustls_platform_verifier::Verifier;

use crate::send::{TargetError, TargetOptions};

/// What the clients of a base trust, and that they speak HTTP/1.1.
///
/// # Errors
/// When the authorities of `--ca` cannot be read, or those of the system cannot be used.
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
        let anybody = Anybody(provider);
        let builder = builder.dangerous();
        builder.with_custom_certificate_verifier(Arc::new(anybody))
    } else {
        let verifier = Verifier::new_with_extra_roots(authorities, provider);
        let verifier = verifier.map_err(|error| set_up(&error))?;
        let builder = builder.dangerous();
        builder.with_custom_certificate_verifier(Arc::new(verifier))
    };
    let mut config = config.with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// Takes any certificate for the target's, as `--insecure` asks; who answers must have its key all the same.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// What is said of a connection that ends in the middle of the handshake.
pub(in crate::send) const NO_HANDSHAKE: &str =
    "it ended the connection in the middle of the handshake; is TLS spoken on that port?";

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
            "it takes HTTP/2 only, and as-documented speaks HTTP/1.1; give the URL of a gateway that speaks both"
                .to_owned()
        }
        rustls::Error::AlertReceived(AlertDescription::CertificateRequired) => {
            "it asks for a certificate of the client, which as-documented does not have".to_owned()
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
        other if other.to_string().contains("CaUsedAsEndEntity") => {
            "its certificate is an authority's (CA:TRUE) and cannot be a server's; make one with CA:FALSE, as by \
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
    let longest = Duration::from_secs(253_402_300_799);
    match time.filter(|time| *time <= SystemTime::UNIX_EPOCH + longest) {
        Some(time) => day(time).split('T').next().unwrap_or_default().to_owned(),
        None => "a day after 9999".to_owned(),
    }
}
