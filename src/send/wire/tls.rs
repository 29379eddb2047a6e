//! TLS for the probe, with the same trust as the ordinary client's: the system's authorities and
//! those of `--ca`. Nothing is loaded for `http`.

use std::sync::Arc;

use reqwest::Url;
use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls_platform_verifier::Verifier;

use crate::send::{TargetError, TargetOptions};

pub(in crate::send) fn config(
    base: &Url,
    options: &TargetOptions,
) -> Result<Option<Arc<ClientConfig>>, TargetError> {
    if base.scheme() != "https" {
        return Ok(None);
    }
    let set_up = |error: &dyn std::fmt::Display| TargetError::SetUp(error.to_string());
    let pem = options.ca_pem.as_deref().unwrap_or_default();
    let authorities = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| set_up(&error))?;
    let provider = CryptoProvider::get_default().map_or_else(
        || Arc::new(rustls::crypto::ring::default_provider()),
        Arc::clone,
    );
    let verifier = Verifier::new_with_extra_roots(authorities, Arc::clone(&provider))
        .map_err(|error| set_up(&error))?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| set_up(&error))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(Some(Arc::new(config)))
}
