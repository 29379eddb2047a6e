//! TLS for both clients, with the same trust: the system's authorities and those of `--ca`. For
//! `http` none are loaded. The provider of cryptography is ours alone: none is set for the process.

use std::sync::Arc;

use reqwest::Url;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use crate::send::{TargetError, TargetOptions};

/// What the clients of a base trust.
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
    } else {
        let verifier = Verifier::new_with_extra_roots(authorities, provider);
        let verifier = verifier.map_err(|error| set_up(&error))?;
        let builder = builder.dangerous();
        builder.with_custom_certificate_verifier(Arc::new(verifier))
    };
    Ok(Arc::new(config.with_no_client_auth()))
}
