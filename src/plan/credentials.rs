//! Each place where a credential can stand in a request: how it is put there, what a request
//! without it has to meet, and what cases call it.

use super::Demand;
use crate::protocol::HeaderName;
use crate::protocol::request::RequestPlan;
use crate::protocol::template::slug;
use crate::table::CredentialPlace;

/// Puts a credential where it belongs in a request, in the place of one of that name.
pub(super) fn put(plan: &mut RequestPlan, place: CredentialPlace<'_>, value: String) {
    match place {
        CredentialPlace::Header(name) => {
            plan.headers.retain(|(other, _)| other != name);
            plan.headers.insert(0, (name.clone(), value));
        }
        CredentialPlace::Query(name) => plan.path = plan.path.with_parameter(name, &value),
        CredentialPlace::Cookie(name) => put_cookie(&mut plan.headers, name, &value),
    }
}

fn put_cookie(headers: &mut Vec<(HeaderName, String)>, name: &str, value: &str) {
    let cookie = format!("{name}={value}");
    let is_other = |pair: &&str| pair.split('=').next() != Some(name);
    if let Some((_, cookies)) = headers.iter_mut().find(|(name, _)| name.is("cookie")) {
        let others = cookies.split(';').map(str::trim).filter(is_other);
        *cookies = others
            .chain([cookie.as_str()])
            .collect::<Vec<_>>()
            .join("; ");
    } else if let Ok(name) = HeaderName::new("cookie") {
        headers.push((name, cookie));
    }
}

/// What a request without the credential has to meet.
pub(super) fn missed(place: CredentialPlace<'_>) -> Demand {
    match place {
        CredentialPlace::Header(name) => Demand::HeaderRefused(name.clone()),
        CredentialPlace::Query(_) | CredentialPlace::Cookie(_) => Demand::CredentialRefused,
    }
}

/// A credential's name in the ids of cases: a field's in lower case, as other fields have it.
pub(super) fn id_of(place: CredentialPlace<'_>) -> String {
    match place {
        CredentialPlace::Header(name) => name.lower(),
        CredentialPlace::Query(name) | CredentialPlace::Cookie(name) => slug(name),
    }
}
