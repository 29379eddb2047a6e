//! Faults of requests that should be refused.

use std::collections::BTreeSet;

use super::success::{sent_by, set_status};
use super::{Effect, Fault, Ground, Part, Site, site};
use crate::check::CheckCode;
use crate::fake::answer::{
    Answer, Cause, CredentialTrouble, HeaderTrouble, ValueTrouble, is_value_trouble,
};
use crate::plan::flaw::Flaw;
use crate::plan::missing_header;
use crate::plan::unknown::{is_looked_for, unknown_in_path};
use crate::table::{HeaderRule, Row, RowId};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        code: "required-header-not-required",
        meaning: "a request without a required header is served",
        caught_by: CheckCode::RequiredHeaderRefused,
        sites: required,
        effect: Effect::Accept(is_missing),
    },
    Fault {
        code: "missing-header-answered-5xx",
        meaning: "a request without a required header is answered 500",
        caught_by: CheckCode::NoServerError,
        sites: required,
        effect: Effect::Alter(|answer, _, _, site| {
            if is_missing(&answer.cause, site) {
                set_status(answer, 500);
            }
        }),
    },
    Fault {
        code: "empty-header-accepted",
        meaning: "a request with an empty required header is served",
        caught_by: CheckCode::RequiredHeaderRefused,
        sites: other_required,
        effect: Effect::Accept(|cause, site| {
            let Part::Header(name) = &site.part else {
                return false;
            };
            *cause == Cause::Header(name.clone(), HeaderTrouble::Empty)
        }),
    },
    Fault {
        code: "repeated-header-answered-5xx",
        meaning: "a request with a header twice is answered 500",
        caught_by: CheckCode::NoServerError,
        sites: other_required,
        effect: Effect::Refuse(|_, asked, site| {
            let Part::Header(name) = &site.part else {
                return None;
            };
            (asked.count(name.as_str()) > 1).then_some(500)
        }),
    },
    Fault {
        code: "empty-credential-accepted",
        meaning: "a request with an empty credential is served",
        caught_by: CheckCode::CredentialRefused,
        sites: credential,
        effect: Effect::Accept(|cause, _| *cause == Cause::Credential(CredentialTrouble::Empty)),
    },
    Fault {
        code: "malformed-credential-accepted",
        meaning: "a request with a credential of another form is served",
        caught_by: CheckCode::CredentialRefused,
        sites: credential_with_scheme,
        effect: Effect::Accept(|cause, _| {
            *cause == Cause::Credential(CredentialTrouble::Malformed)
        }),
    },
    Fault {
        code: "unknown-credential-accepted",
        meaning: "a request with a credential that nobody has is served",
        caught_by: CheckCode::CredentialRefused,
        sites: credential,
        effect: Effect::Accept(|cause, _| *cause == Cause::Credential(CredentialTrouble::Unknown)),
    },
    Fault {
        code: "bad-credential-answered-5xx",
        meaning: "a request with a credential that is none is answered 500",
        caught_by: CheckCode::NoServerError,
        sites: credential,
        effect: Effect::Alter(|answer, _, _, _| {
            let bad =
                matches!(&answer.cause, Cause::Credential(t) if *t != CredentialTrouble::Missing);
            if bad {
                set_status(answer, 500);
            }
        }),
    },
    Fault {
        code: "credential-status-other",
        meaning: "a missing or bad credential is refused with another 4xx than the family documents",
        caught_by: CheckCode::ErrorStatusAsDocumented,
        sites: |ground| {
            let documented = ground.family.and_then(|family| family.credential.as_ref());
            match (documented, ground.credential()) {
                (Some((row, _)), Some(_)) => vec![site(row.id.clone(), Part::Whole)],
                (Some(_) | None, _) => Vec::new(),
            }
        },
        effect: Effect::Alter(|answer, _, _, _| {
            if matches!(answer.cause, Cause::Credential(_)) {
                let other = if answer.status.code() == 403 {
                    400
                } else {
                    403
                };
                set_status(answer, other);
            }
        }),
    },
    Fault {
        code: "secret-in-refusal",
        meaning: "a refused credential comes back in the refusal",
        caught_by: CheckCode::SecretNotEchoed,
        sites: credential_that_varies,
        effect: Effect::Alter(|answer, operation, asked, _| {
            let refused = Cause::Credential(CredentialTrouble::Unknown);
            if let (true, Some(value)) = (answer.cause == refused, sent_by(operation, asked)) {
                answer.headers.push(("X-Refused".to_owned(), value));
            }
        }),
    },
    Fault {
        code: "error-status-undocumented",
        meaning: "a refusal has another 4xx than those that its page documents",
        caught_by: CheckCode::ErrorStatusAsDocumented,
        sites: |ground| {
            let has_family = ground
                .family
                .is_some_and(|family| family.credential.is_some());
            let is_tried = |code: u16| match code {
                401 => !has_family && ground.credential().is_some(),
                404 => refused_variables(ground)
                    .iter()
                    .any(|site| is_of_listed(ground, site)),
                _ => tried_by_flaw(ground, code) || tried_by_missing(ground, code),
            };
            let mut tried = BTreeSet::new();
            let rows = ground.operation.described.errors.iter();
            let rows = rows.filter_map(|row| Some((row.value()?.status.code(), row.id.clone())));
            let own = rows.filter(|(code, _)| is_tried(*code) && tried.insert(*code));
            own.map(|(code, row)| site(row, Part::Error(code)))
                .collect()
        },
        effect: Effect::Alter(|answer, operation, _, site| {
            let cause = match &answer.cause {
                Cause::Credential(_) => 401,
                Cause::Value(_, ValueTrouble::Unknown) => 404,
                Cause::Flaw(_) | Cause::Header(_, HeaderTrouble::Missing) => answer.status.code(),
                _ => return,
            };
            let errors = operation.described.errors.iter().filter_map(Row::value);
            let documented: Vec<u16> = errors.map(|error| error.status.code()).collect();
            let mut others = [409, 410, 412, 423, 431].into_iter();
            if let (true, Some(code)) = (
                site.part == Part::Error(cause),
                others.find(|code| !documented.contains(code)),
            ) {
                set_status(answer, code);
            }
        }),
    },
    Fault {
        code: "challenge-missing",
        meaning: "a 401 comes without WWW-Authenticate",
        caught_by: CheckCode::ChallengeOn401,
        sites: |ground| {
            let documented = ground.family.and_then(|family| family.credential.as_ref());
            let is_401 = documented.is_none_or(|(_, status)| status.code() == 401);
            credential(ground).into_iter().filter(|_| is_401).collect()
        },
        effect: Effect::Alter(|answer, _, _, _| without(answer, "www-authenticate")),
    },
    Fault {
        code: "undocumented-method-accepted",
        meaning: "a method that no page documents is served",
        caught_by: CheckCode::UndocumentedMethodRefused,
        sites: method,
        effect: Effect::Accept(|cause, _| *cause == Cause::OtherMethod),
    },
    Fault {
        code: "undocumented-method-answered-5xx",
        meaning: "a method that no page documents is answered 500",
        caught_by: CheckCode::NoServerError,
        sites: method,
        effect: Effect::Alter(|answer, _, _, _| {
            if answer.cause == Cause::OtherMethod {
                set_status(answer, 500);
            }
        }),
    },
    Fault {
        code: "allow-missing",
        meaning: "a 405 comes without Allow",
        caught_by: CheckCode::AllowOn405,
        sites: method,
        effect: Effect::Alter(|answer, _, _, _| without(answer, "allow")),
    },
    Fault {
        code: "unknown-value-accepted",
        meaning: "a value that the service never gave is accepted",
        caught_by: CheckCode::UnknownValueRefused,
        sites: refused_variables,
        effect: Effect::Accept(|cause, _| is_value_trouble(cause, ValueTrouble::Unknown)),
    },
    Fault {
        code: "malformed-value-accepted",
        meaning: "a value that cannot be one of the service's is accepted",
        caught_by: CheckCode::UnknownValueRefused,
        sites: variables,
        effect: Effect::Accept(|cause, _| is_value_trouble(cause, ValueTrouble::Malformed)),
    },
    Fault {
        code: "unknown-value-answered-5xx",
        meaning: "a value that the service never gave is answered 500",
        caught_by: CheckCode::NoServerError,
        sites: refused_variables,
        effect: Effect::Alter(|answer, _, _, _| {
            if is_value_trouble(&answer.cause, ValueTrouble::Unknown) {
                set_status(answer, 500);
            }
        }),
    },
    Fault {
        code: "repeat-answered-5xx",
        meaning: "releasing what was released before is answered 500",
        caught_by: CheckCode::NoServerError,
        sites: |ground| {
            let own = ground
                .fixtures
                .iter()
                .filter(|fixture| fixture.released_by.as_ref() == Some(&ground.operation.id));
            own.map(|f| site(ground.lead(), Part::Variable(f.variable.clone())))
                .collect()
        },
        effect: Effect::Alter(|answer, _, _, _| {
            if is_value_trouble(&answer.cause, ValueTrouble::Released) {
                set_status(answer, 500);
            }
        }),
    },
    Fault {
        code: "error-body-missing",
        meaning: "a refusal has no content",
        caught_by: CheckCode::ErrorBodyAsDocumented,
        sites: errors,
        effect: Effect::Alter(|answer, _, _, _| {
            if is_error(answer) {
                answer.body = None;
                without(answer, "content-type");
            }
        }),
    },
    Fault {
        code: "error-body-not-json",
        meaning: "a refusal's content is a page for people",
        caught_by: CheckCode::ErrorBodyAsDocumented,
        sites: errors,
        effect: Effect::Alter(|answer, _, _, _| {
            set_error(answer, "<h1>refused</h1>");
            set_error_type(answer, "text/html");
        }),
    },
    Fault {
        code: "error-body-of-another-shape",
        meaning: "a refusal's content is JSON of another shape",
        caught_by: CheckCode::ErrorBodyAsDocumented,
        sites: errors,
        effect: Effect::Alter(|answer, _, _, _| {
            set_error(answer, r#"{"as-documented":"refused"}"#)
        }),
    },
    Fault {
        code: "error-content-type-other",
        meaning: "a refusal comes with another media type",
        caught_by: CheckCode::ErrorBodyAsDocumented,
        sites: errors,
        effect: Effect::Alter(|answer, _, _, _| {
            set_error_type(answer, "text/x-other");
        }),
    },
];

/// Whether a listed 404 can be of the variable of a site.
fn is_of_listed(ground: &Ground<'_>, site: &Site) -> bool {
    match &site.part {
        Part::Variable(name) => is_looked_for(ground.operation, name),
        _ => false,
    }
}

/// Whether a status is the one that is listed for a flaw which is tried.
fn tried_by_flaw(ground: &Ground<'_>, code: u16) -> bool {
    let mut tried = Flaw::tried(ground.operation).into_iter();
    tried.any(|flaw| {
        let row = flaw.listed(ground.operation);
        row.is_some_and(|row| row.effective().status.code() == code)
    })
}

/// Whether a status is the one that is listed for a request without a required header.
fn tried_by_missing(ground: &Ground<'_>, code: u16) -> bool {
    let required = ground.required().into_iter();
    let mut others = required.filter(|(rule, _)| !rule.is_credential());
    others.any(|(rule, _)| {
        let listed = ground
            .operation
            .first_listed_error(missing_header(&rule.name));
        listed.is_some_and(|row| row.effective().status.code() == code)
    })
}

fn is_missing(cause: &Cause, site: &Site) -> bool {
    match (cause, &site.part) {
        (Cause::Header(other, HeaderTrouble::Missing), Part::Header(name)) => other == name,
        (Cause::Credential(CredentialTrouble::Missing), Part::Credential) => true,
        _ => false,
    }
}

fn header_site((rule, row): (&HeaderRule, RowId)) -> Site {
    if rule.is_credential() {
        site(row, Part::Credential)
    } else {
        site(row, Part::Header(rule.name.clone()))
    }
}

fn required(ground: &Ground<'_>) -> Vec<Site> {
    ground.required().into_iter().map(header_site).collect()
}

fn other_required(ground: &Ground<'_>) -> Vec<Site> {
    let required = ground.required().into_iter();
    let others = required.filter(|(rule, _)| !rule.is_credential());
    others.map(header_site).collect()
}

fn credential(ground: &Ground<'_>) -> Vec<Site> {
    let row = ground.credential();
    row.map(|row| site(row, Part::Whole)).into_iter().collect()
}

/// A credential after a scheme: the scheme alone is none.
fn credential_with_scheme(ground: &Ground<'_>) -> Vec<Site> {
    let mut required = ground.operation.credentials().filter(|c| c.is_required);
    let has_scheme = required.next().is_some_and(|c| !c.scheme().is_empty());
    if has_scheme {
        credential(ground)
    } else {
        Vec::new()
    }
}

/// A credential that another one can stand in the place of.
fn credential_that_varies(ground: &Ground<'_>) -> Vec<Site> {
    let mut required = ground.operation.credentials().filter(|c| c.is_required);
    let varies = required.next().is_some_and(|c| c.with("") != c.template);
    credential(ground).into_iter().filter(|_| varies).collect()
}

fn method(ground: &Ground<'_>) -> Vec<Site> {
    super::whole(&ground.operation.method).into_iter().collect()
}

fn variables(ground: &Ground<'_>) -> Vec<Site> {
    let variables = ground.variables().into_iter();
    let part = |(name, row): (&str, _)| site(row, Part::Variable(name.to_owned()));
    variables.map(part).collect()
}

/// Those of which an unknown value is refused.
fn refused_variables(ground: &Ground<'_>) -> Vec<Site> {
    let makes = |site: &Site| match &site.part {
        Part::Variable(name) => ground.operation.makes_what_is_not_there(name),
        _ => false,
    };
    let mut sites = variables(ground);
    sites.retain(|site| !makes(site));
    let in_path = unknown_in_path(ground.operation, ground.fixtures);
    let row = ground.operation.paths.first();
    sites.extend(
        in_path
            .zip(row)
            .map(|(name, row)| site(row.id.clone(), Part::Variable(name))),
    );
    sites
}

fn errors(ground: &Ground<'_>) -> Vec<Site> {
    let shape = ground.family.and_then(|family| family.error_body.as_ref());
    match shape {
        Some((row, _)) if !ground.required().is_empty() && !ground.has_no_content() => {
            vec![site(row.id.clone(), Part::Whole)]
        }
        Some(_) | None => Vec::new(),
    }
}

fn is_error(answer: &Answer) -> bool {
    matches!(
        answer.cause,
        Cause::Header(..) | Cause::Credential(_) | Cause::Value(..)
    )
}

fn set_error(answer: &mut Answer, body: &str) {
    if is_error(answer) {
        answer.body = Some(body.to_owned());
    }
}

fn set_error_type(answer: &mut Answer, media_type: &str) {
    if is_error(answer) {
        without(answer, "content-type");
        let own = ("Content-Type".to_owned(), media_type.to_owned());
        answer.headers.push(own);
    }
}

fn without(answer: &mut Answer, name: &str) {
    answer
        .headers
        .retain(|(other, _)| !other.eq_ignore_ascii_case(name));
}
