//! Faults of requests that should be served.

use super::{Effect, Fault, Ground, Part, Site, site, whole};
use crate::check::CheckCode;
use crate::fake::answer::{Answer, Asked, Cause};
use crate::fake::refusals::sent_credential;
use crate::protocol::Status;
use crate::protocol::content::media_type;
use crate::table::{Operation, RequestBody, Response, ResponseBody, Row};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        code: "other-success-status",
        meaning: "a documented success comes with another 2xx",
        caught_by: CheckCode::StatusAsDocumented,
        sites: |ground| responses(ground, |_| true),
        effect: Effect::Alter(|answer, operation, _, site| {
            let documented = documented_statuses(operation);
            let other = [202, 200, 201, 203]
                .into_iter()
                .find(|c| !documented.contains(c));
            if let (true, Some(code)) = (is_at(answer, site), other) {
                set_status(answer, code);
            }
        }),
    },
    Fault {
        code: "success-answered-5xx",
        meaning: "a documented request is answered 500",
        caught_by: CheckCode::StatusAsDocumented,
        sites: |ground| responses(ground, |_| true),
        effect: Effect::Alter(|answer, _, _, site| {
            if is_at(answer, site) {
                set_status(answer, 500);
            }
        }),
    },
    Fault {
        code: "condition-ignored",
        meaning: "the response that is promised under a request header does not come",
        caught_by: CheckCode::StatusAsDocumented,
        sites: |ground| responses(ground, |response| response.when.is_some()),
        effect: Effect::Alter(|answer, operation, _, site| {
            let mut rows = operation.responses.iter().map(Row::effective);
            let ordinary = rows.find(|response| response.when.is_none());
            if let (true, Some(ordinary)) = (is_at(answer, site), ordinary) {
                set_status(answer, ordinary.status.code());
                answer.headers.clear();
            }
        }),
    },
    Fault {
        code: "documented-method-refused",
        meaning: "the documented method is answered 501",
        caught_by: CheckCode::StatusAsDocumented,
        sites: |ground| whole(&ground.operation.method).into_iter().collect(),
        effect: Effect::Refuse(|_, _, _| Some(501)),
    },
    Fault {
        code: "path-unknown",
        meaning: "one of the documented paths is answered 404",
        caught_by: CheckCode::StatusAsDocumented,
        sites: |ground| {
            let rows = ground.operation.paths.iter().enumerate();
            let there = rows.filter(|(_, row)| row.value().is_some_and(|paths| !paths.is_empty()));
            there
                .map(|(at, row)| site(row.id.clone(), Part::Path(at)))
                .collect()
        },
        effect: Effect::Refuse(|operation, asked, site| {
            let Part::Path(at) = site.part else {
                return None;
            };
            let paths = operation.paths.get(at)?.effective();
            paths
                .iter()
                .any(|path| path.path().matches(asked.path))
                .then_some(404)
        }),
    },
    Fault {
        code: "empty-body-refused",
        meaning: "a request without content, which is documented, is answered 411",
        caught_by: CheckCode::StatusAsDocumented,
        sites: |ground| {
            let anticipates = ground.operation.method.effective().anticipates_content();
            body(ground, |body| body == RequestBody::None && anticipates)
        },
        effect: Effect::Refuse(|_, asked, _| asked.body.is_empty().then_some(411)),
    },
    Fault {
        code: "documented-body-refused",
        meaning: "the documented content is answered 415",
        caught_by: CheckCode::StatusAsDocumented,
        sites: |ground| body(ground, |body| body != RequestBody::None),
        effect: Effect::Refuse(|_, asked, _| (!asked.body.is_empty()).then_some(415)),
    },
    Fault {
        code: "tolerated-body-refused",
        meaning: "content that a decision tolerates is answered 400",
        caught_by: CheckCode::StatusAsDocumented,
        sites: |ground| {
            let row = ground.operation.request_body.as_ref();
            let tolerates = |d: &crate::table::Decided| !d.tolerates.is_empty();
            let row = row.filter(|row| row.decision().is_some_and(tolerates));
            row.and_then(whole).into_iter().collect()
        },
        effect: Effect::Refuse(|_, asked, _| (!asked.body.is_empty()).then_some(400)),
    },
    Fault {
        code: "example-refused",
        meaning: "the page's own example is answered 400",
        caught_by: CheckCode::StatusAsDocumented,
        sites: |ground| {
            let paths = ground.operation.paths.iter().filter_map(|row| row.value());
            let served: Vec<_> = paths.flatten().map(|path| path.path().shape()).collect();
            let rows = ground.operation.examples.iter().enumerate();
            let sent = rows.filter(|(_, row)| {
                row.value()
                    .is_some_and(|example| served.contains(&example.path.path().shape()))
            });
            sent.map(|(at, row)| site(row.id.clone(), Part::Example(at)))
                .collect()
        },
        effect: Effect::Refuse(|operation, asked, site| {
            let Part::Example(at) = site.part else {
                return None;
            };
            let example = operation.examples.get(at)?.effective();
            let same = operation.is_shown_by(example, asked.body)
                && example.path.path().matches(asked.path);
            same.then_some(400)
        }),
    },
    Fault {
        code: "body-where-none-is-promised",
        meaning: "a response that is documented as empty has content",
        caught_by: CheckCode::BodyAsDocumented,
        sites: |ground| match ground.has_no_content() {
            true => Vec::new(),
            false => responses(ground, |response| {
                response.body == ResponseBody::Empty && !response.status.forbids_content()
            }),
        },
        effect: Effect::Alter(|answer, _, _, site| {
            if is_at(answer, site) {
                answer
                    .headers
                    .push(("Content-Type".to_owned(), "application/json".to_owned()));
                answer.body = Some("{}".to_owned());
            }
        }),
    },
    Fault {
        code: "type-on-204",
        meaning: "a 204 carries a Content-Type",
        caught_by: CheckCode::NoContentFieldsOn204,
        sites: |ground| responses(ground, |response| response.status == Status::NO_CONTENT),
        effect: Effect::Alter(|answer, _, _, site| {
            if is_at(answer, site) {
                let json = "application/json".to_owned();
                answer.headers.push(("Content-Type".to_owned(), json));
            }
        }),
    },
    Fault {
        code: "body-missing",
        meaning: "a response that is documented with content is empty",
        caught_by: CheckCode::BodyAsDocumented,
        sites: with_content,
        effect: Effect::Alter(|answer, _, _, site| {
            if is_at(answer, site) {
                answer.body = None;
                answer
                    .headers
                    .retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
            }
        }),
    },
    Fault {
        code: "json-broken-off",
        meaning: "content that says that it is JSON ends before it is any",
        caught_by: CheckCode::JsonWellFormed,
        sites: with_json,
        effect: Effect::Alter(|answer, _, _, site| {
            if is_at(answer, site) {
                answer.body = Some("{\"as-documented\": ".to_owned());
            }
        }),
    },
    Fault {
        code: "mark-before-json",
        meaning: "a byte order mark stands before JSON",
        caught_by: CheckCode::JsonWellFormed,
        sites: with_json,
        effect: Effect::Alter(|answer, _, _, site| {
            if let (true, Some(body)) = (is_at(answer, site), &mut answer.body) {
                body.insert(0, '\u{feff}');
            }
        }),
    },
    Fault {
        code: "coding-untrue",
        meaning: "content that is not coded says that it is",
        caught_by: CheckCode::ContentCodingAsStated,
        sites: with_json,
        effect: Effect::Alter(|answer, _, _, site| {
            if is_at(answer, site) {
                let coding = ("Content-Encoding".to_owned(), "gzip".to_owned());
                answer.headers.push(coding);
            }
        }),
    },
    Fault {
        code: "content-type-missing",
        meaning: "content comes without a Content-Type",
        caught_by: CheckCode::ContentTypeAsDocumented,
        sites: with_type,
        effect: Effect::Alter(|answer, _, _, site| {
            if is_at(answer, site) {
                answer
                    .headers
                    .retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
            }
        }),
    },
    Fault {
        code: "content-type-other",
        meaning: "content comes with another media type",
        caught_by: CheckCode::ContentTypeAsDocumented,
        sites: with_type,
        effect: Effect::Alter(|answer, _, _, site| {
            let is_type =
                |(name, _): &&mut (String, String)| name.eq_ignore_ascii_case("content-type");
            if is_at(answer, site)
                && let Some((_, value)) = answer.headers.iter_mut().find(is_type)
            {
                "text/x-other".clone_into(value);
            }
        }),
    },
    Fault {
        code: "response-header-missing",
        meaning: "a promised response header is not there",
        caught_by: CheckCode::ResponseHeaderAsDocumented,
        sites: |ground| {
            let mut sites = Vec::new();
            for (at, response, row) in ground.responses() {
                for name in &response.headers {
                    let part = Part::ResponseHeader(at, name.clone());
                    sites.push(site(row.clone(), part));
                }
            }
            sites
        },
        effect: Effect::Alter(|answer, _, _, site| {
            if let Part::ResponseHeader(at, name) = &site.part
                && answer.cause == Cause::Served(*at)
            {
                answer.headers.retain(|(other, _)| !name.is(other));
            }
        }),
    },
    Fault {
        code: "redirect-undocumented",
        meaning: "a documented request is redirected",
        caught_by: CheckCode::NoUndocumentedRedirect,
        sites: |ground| responses(ground, |response| !response.status.is_redirection()),
        effect: Effect::Alter(|answer, operation, asked, site| {
            let documented = documented_statuses(operation);
            let other = [307, 302, 308, 301]
                .into_iter()
                .find(|c| !documented.contains(c));
            if let (true, Some(code)) = (is_at(answer, site), other) {
                set_status(answer, code);
                answer.body = None;
                answer.headers.clear();
                let elsewhere = format!("{}/", asked.path);
                answer.headers.push(("Location".to_owned(), elsewhere));
            }
        }),
    },
    Fault {
        code: "secret-in-header",
        meaning: "the credential comes back in a response header",
        caught_by: CheckCode::SecretNotEchoed,
        sites: |ground| match ground.sends_credential() {
            true => responses(ground, |_| true),
            false => Vec::new(),
        },
        effect: Effect::Alter(|answer, operation, asked, site| {
            if let (true, Some(value)) = (is_at(answer, site), sent_by(operation, asked)) {
                answer.headers.push(("X-Caller".to_owned(), value));
            }
        }),
    },
    Fault {
        code: "secret-in-body",
        meaning: "the credential comes back in the content",
        caught_by: CheckCode::SecretNotEchoed,
        sites: |ground| match ground.sends_credential() {
            true => with_content(ground),
            false => Vec::new(),
        },
        effect: Effect::Alter(|answer, operation, asked, site| {
            if let (true, Some(value)) = (is_at(answer, site), sent_by(operation, asked)) {
                let body = answer.body.as_deref().unwrap_or("{}");
                let mut json = serde_json::from_str(body).unwrap_or(serde_json::json!({}));
                crate::fake::answer::insert(&mut json, &["caller"], &value);
                answer.body = Some(json.to_string());
            }
        }),
    },
    Fault {
        code: "field-names-with-case",
        meaning: "field names are known in lower case and as the page writes them, no other way",
        caught_by: CheckCode::FieldNamesWithoutCase,
        sites: |ground| match ground.sends_headers() {
            false => Vec::new(),
            true => vec![site(ground.lead(), Part::Whole)],
        },
        effect: Effect::ComparesCase,
    },
    Fault {
        code: "release-without-effect",
        meaning: "what an operation should release goes on working",
        caught_by: CheckCode::ReleaseTakesEffect,
        sites: |ground| {
            let own = ground.fixtures.iter().filter(|fixture| {
                let releases = fixture.released_by.as_ref() == Some(&ground.operation.id);
                releases && fixture.used_by.is_some()
            });
            own.map(|f| site(ground.lead(), Part::Variable(f.variable.clone())))
                .collect()
        },
        effect: Effect::KeepsReleased,
    },
];

fn responses(ground: &Ground<'_>, wanted: fn(&Response) -> bool) -> Vec<Site> {
    let rows = ground.responses().into_iter();
    let rows = rows.filter(|(_, response, _)| wanted(response));
    rows.map(|(at, _, row)| site(row, Part::Response(at)))
        .collect()
}

fn with_content(ground: &Ground<'_>) -> Vec<Site> {
    if ground.has_no_content() {
        return Vec::new();
    }
    responses(ground, |response| response.body == ResponseBody::Content)
}

fn with_type(ground: &Ground<'_>) -> Vec<Site> {
    responses(ground, |response| {
        response.body == ResponseBody::Content && response.content_type.is_some()
    })
}

fn with_json(ground: &Ground<'_>) -> Vec<Site> {
    responses(ground, |response| {
        let is_json = |own: &String| media_type(own) == "application/json";
        response.body == ResponseBody::Content
            && response.content_type.as_ref().is_some_and(is_json)
    })
}

fn body(ground: &Ground<'_>, wanted: impl Fn(RequestBody) -> bool) -> Vec<Site> {
    let row = ground.operation.request_body.as_ref();
    let row = row.filter(|row| row.value().is_some_and(|body| wanted(*body)));
    row.and_then(whole).into_iter().collect()
}

fn documented_statuses(operation: &Operation) -> Vec<u16> {
    let responses = operation.responses.iter().map(Row::effective);
    responses.map(|response| response.status.code()).collect()
}

fn is_at(answer: &Answer, site: &Site) -> bool {
    matches!(site.part, Part::Response(at) if answer.cause == Cause::Served(at))
}

pub(super) fn set_status(answer: &mut Answer, code: u16) {
    if let Some(status) = Status::new(code) {
        answer.status = status;
    }
}

/// Whether a request's field names are spelled as the fault knows them.
pub(in crate::fake) fn knows_spelling(operation: &Operation, asked: &Asked<'_>) -> bool {
    let required = operation.headers.iter().map(Row::effective);
    required.into_iter().all(|rule| {
        asked.headers.iter().all(|(name, _)| {
            !rule.name.is(name) || *name == rule.name.lower() || *name == rule.name.as_str()
        })
    })
}

/// The credential of a request.
pub(super) fn sent_by(operation: &Operation, asked: &Asked<'_>) -> Option<String> {
    let mut credentials = operation.credentials();
    credentials.find_map(|credential| sent_credential(credential.place, asked))
}
