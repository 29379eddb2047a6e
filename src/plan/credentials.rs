//! Each place where a credential can stand in a request: how it is put there, what a request
//! without it has to meet, and what cases call it.

use super::Demand;
use crate::protocol::HeaderName;
use crate::protocol::request::RequestPlan;
use crate::protocol::target::QueryTemplate;
use crate::protocol::template::slug;
use crate::table::CredentialPlace;

/// Puts a credential where it belongs in a request.
pub(super) fn put(plan: &mut RequestPlan, place: CredentialPlace<'_>, value: String) {
    match place {
        CredentialPlace::Header(name) => plan.headers.push((name.clone(), value)),
        CredentialPlace::Query(name) => plan.path = plan.path.with_parameter(name, &value),
        CredentialPlace::Cookie(name) => {
            let cookie = format!("{name}={value}");
            let sent = plan.headers.iter_mut().find(|(name, _)| name.is("cookie"));
            match (sent, HeaderName::new("cookie")) {
                (Some((_, cookies)), _) => cookies.push_str(&format!("; {cookie}")),
                (None, Ok(name)) => plan.headers.push((name, cookie)),
                (None, Err(_)) => {}
            }
        }
    }
}

/// Puts a credential into the request of an example, which may show the parameter already.
pub(super) fn put_into_example(
    plan: &mut RequestPlan,
    place: CredentialPlace<'_>,
    template: String,
) {
    let is_shown = |name: &str| {
        let query = plan.path.query().into_iter();
        query.flat_map(QueryTemplate::names).any(|n| n == name)
    };
    match place {
        CredentialPlace::Header(name) => plan.headers.insert(0, (name.clone(), template)),
        CredentialPlace::Query(name) if is_shown(name) => {}
        CredentialPlace::Query(_) | CredentialPlace::Cookie(_) => put(plan, place, template),
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
