//! Causes, by what a run of a small page would come to.

use std::collections::BTreeMap;

use super::{Cause, CauseCode, Known, find};
use crate::check::tests::exchange;
use crate::check::verdict::{Outcome, Strictness, Verdict};
use crate::plan::{Case, CaseId, Generated, Limits, generate};
use crate::protocol::encoding::Value;
use crate::protocol::exchange::{Exchange, Failure, Sent};
use crate::protocol::request::{Bindings, Request};
use crate::protocol::secret::Secret;
use crate::store::load::load;
use crate::store::pages::Reading;

/// Operations on desks; the place of a credential stands as `TOKEN`.
const DESKS: &str = "# Desks\n\n## List desks\n\n`GET /desks`\n\nReturns `200 OK`.\n\n\
    ```http\nGET /desks HTTP/1.1\nTOKEN\n```\n\n\
    ## Add a desk\n\n`POST /desks`\n\nReturns `201 Created`.\n\n\
    ```http\nPOST /desks HTTP/1.1\nTOKENContent-Type: application/json\n\n{}\n```\n\n\
    ```http\nHTTP/1.1 201 Created\nLocation: /desks/7\n```\n\n\
    ## Remove a desk\n\n`DELETE /desks/{id}`\n\nReturns `204 No Content`.\n\n\
    ```http\nDELETE /desks/{id} HTTP/1.1\nTOKEN\n```\n";

fn page(with_credential: bool) -> String {
    let token = match with_credential {
        true => "Authorization: Bearer {token}\n",
        false => "",
    };
    DESKS.replace("TOKEN", token)
}

/// What a service answers: a status, header lines and content.
type Said = (u16, Vec<(&'static str, &'static str)>, &'static str);

/// One that works.
fn right(sent: &Sent) -> Said {
    let is_known = sent
        .headers
        .iter()
        .any(|(_, value)| value == "Bearer (redacted)");
    let json = vec![("Content-Type", "application/json")];
    match (sent.method.as_str(), sent.path.as_str()) {
        _ if !is_known => (401, vec![("WWW-Authenticate", "Bearer")], ""),
        ("GET", "/desks") => (200, json, "[]"),
        ("POST", "/desks") if sent.content.as_deref() != Some(b"{}") => (400, Vec::new(), ""),
        ("POST", "/desks") => (201, [json, vec![("Location", "/desks/7")]].concat(), "{}"),
        ("DELETE", "/desks/7") => (204, Vec::new(), ""),
        _ => (405, vec![("Allow", "GET")], ""),
    }
}

fn exchanged(request: &Request, base: &str, said: impl FnOnce(&Sent) -> Option<Said>) -> Exchange {
    let sent = Sent {
        method: request.method.clone(),
        base: base.to_owned(),
        path: request.path.shown(),
        headers: request
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.shown()))
            .collect(),
        content: request.content.clone(),
    };
    let failed = Err(Failure::OnlyTls("desk.example:443".to_owned()));
    let response = said(&sent).map(|(code, headers, body)| exchange(code, &headers, body).response);
    Exchange {
        response: response.unwrap_or(failed),
        sent,
        ..exchange(204, &[], "")
    }
}

/// What a page's cases come to with a service, in their order, and what caused it.
fn run(page: &str, said: impl FnMut(&Sent) -> Option<Said>) -> (Vec<Verdict>, Vec<Cause>) {
    run_with(page, said, |_| {})
}

/// The same, with something done to each case before it is sent.
fn run_with(
    page: &str,
    mut said: impl FnMut(&Sent) -> Option<Said>,
    mut prepare: impl FnMut(&mut Case),
) -> (Vec<Verdict>, Vec<Cause>) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("desks.md"), page).unwrap();
    let spec = load(&[folder.path().to_owned()], Reading::default()).unwrap();
    let Generated { cases, .. } = generate(&spec, &Limits::default());
    let bindings = Bindings {
        values: BTreeMap::from([("id".to_owned(), Value::raw("7"))]),
        token: Some(Secret::new("a-token-of-ours")),
        ..Bindings::default()
    };
    let mut verdicts = Vec::new();
    for mut case in cases.into_iter().filter(|case| case.skip.is_none()) {
        prepare(std::sync::Arc::make_mut(&mut case));
        if case.steps.first().plan.fill(&bindings).is_err() {
            // Stands for a set-up that failed.
            let message = "the set-up of its value failed".to_owned();
            verdicts.push(Verdict::errored(case, message, Vec::new()));
            continue;
        }
        let mut exchanges: Vec<Exchange> = Vec::new();
        for step in &case.steps {
            let before = exchanges.last().and_then(|e| e.response.as_ref().ok());
            if before.is_some_and(|before| !step.when.allows(before.status)) {
                break;
            }
            let request = step.plan.fill(&bindings).unwrap();
            exchanges.push(exchanged(&request, "http://127.0.0.1:8080/api", &mut said));
        }
        verdicts.push(Verdict::judge(case, exchanges, &[], Strictness::STRICT));
    }
    let answered = std::collections::HashSet::new();
    let known = Known {
        answered: &answered,
        tables: &spec.tables,
        is_given_once: &|name| name == "id",
        has_fixture: &|_| false,
    };
    let causes = find(&mut verdicts, &known);
    (verdicts, causes)
}

fn codes(causes: &[Cause]) -> Vec<CauseCode> {
    causes.iter().map(|cause| cause.code).collect()
}

fn count(verdicts: &[Verdict], is: fn(&Outcome) -> bool) -> usize {
    verdicts
        .iter()
        .filter(|verdict| is(&verdict.outcome))
        .count()
}

fn failed(verdicts: &[Verdict]) -> usize {
    count(verdicts, |outcome| *outcome == Outcome::Failed)
}

fn errored(verdicts: &[Verdict]) -> usize {
    count(verdicts, |outcome| matches!(outcome, Outcome::Errored(_)))
}

const CHALLENGE: (&str, &str) = ("WWW-Authenticate", "Bearer");

#[test]
fn a_service_that_is_right_has_no_cause() {
    let (verdicts, causes) = run(&page(true), |sent| Some(right(sent)));
    assert_eq!(
        (codes(&causes), failed(&verdicts)),
        (vec![], 0),
        "{causes:?}"
    );
}

#[test]
fn a_credential_is_the_cause_where_every_request_with_it_is_refused_and_only_there() {
    for (code, headers) in [(401, vec![CHALLENGE]), (403, vec![])] {
        let (verdicts, causes) = run(&page(true), |_| Some((code, headers.clone(), "")));
        assert_eq!(codes(&causes), [CauseCode::Credential]);
        assert_eq!(failed(&verdicts), 0, "{code}");
        assert!(errored(&verdicts) >= 3);
    }
    // One that is served says that the credential is known.
    let (verdicts, causes) = run(&page(true), |sent| {
        let is_served = sent.method.as_str() == "POST";
        Some(if is_served {
            right(sent)
        } else {
            (401, vec![CHALLENGE], "")
        })
    });
    assert_eq!(codes(&causes), []);
    assert!(failed(&verdicts) > 0 && errored(&verdicts) == 0);
}

#[test]
fn what_a_refused_credential_does_not_explain_stays_a_violation() {
    // No challenge: that breaks RFC 9110, whatever the credential.
    let (verdicts, causes) = run(&page(true), |_| Some((401, vec![], "")));
    assert_eq!(codes(&causes), [CauseCode::Credential]);
    let of_status = |verdict: &&Verdict| {
        verdict
            .violations
            .iter()
            .any(|v| v.code == crate::check::CheckCode::StatusAsDocumented)
    };
    assert_eq!(verdicts.iter().filter(of_status).count(), 0);
    assert!(failed(&verdicts) > 0);
}

#[test]
fn a_documented_refusal_is_no_cause() {
    let page = "# Desks\n\n## List desks\n\n`GET /desks`\n\n```http\nGET /desks HTTP/1.1\nAuthorization: Bearer \
                {token}\n```\n\n```http\nHTTP/1.1 401 Unauthorized\n```\n\nReturns `401`.\n\n\
                ## List shelves\n\n`GET /shelves`\n\n```http\nGET /shelves HTTP/1.1\nAuthorization: Bearer \
                {token}\n```\n\n```http\nHTTP/1.1 401 Unauthorized\n```\n\nReturns `401`.\n";
    let (verdicts, causes) = run(page, |_| Some((401, vec![CHALLENGE], "")));
    assert_eq!(codes(&causes), []);
    let passed = count(&verdicts, |outcome| *outcome == Outcome::Passed);
    assert!(passed >= 2, "{verdicts:?}");
}

#[test]
fn a_base_is_the_cause_where_nothing_is_below_it() {
    let (verdicts, causes) = run(&page(true), |_| Some((404, vec![], "")));
    assert_eq!(codes(&causes), [CauseCode::BasePath]);
    assert_eq!(failed(&verdicts), 0);
    assert!(
        causes[0]
            .message
            .contains("http://127.0.0.1:8080/api, the base"),
        "{}",
        causes[0].message
    );
    // A method that is told apart shows that something is there.
    let (verdicts, causes) = run(&page(true), |sent| {
        let is_known = ["GET", "POST", "DELETE"].contains(&sent.method.as_str());
        Some(if is_known {
            (404, vec![], "")
        } else {
            (405, vec![("Allow", "GET")], "")
        })
    });
    assert_eq!(codes(&causes), []);
    assert!(failed(&verdicts) > 0);
}

#[test]
fn a_base_is_the_cause_where_what_gives_the_others_their_values_is_not_there() {
    let made = "# Desks\n\n## Make a desk\n\n`POST /desks`\n\nReturns `201 Created`.\n\n";
    let read = "## Read a desk\n\n`GET /desks/{desk}`\n\nReturns `200 OK`.\n";
    for (page, expect) in [
        (
            format!("{made}{read}"),
            &[CauseCode::BasePath] as &[CauseCode],
        ),
        // Nothing else rests on it: the one operation is not there.
        (made.to_owned(), &[]),
    ] {
        let (verdicts, causes) = run(&page, |_| Some((404, vec![], "")));
        assert_eq!(codes(&causes), expect);
        assert_eq!(failed(&verdicts) > 0, expect.is_empty());
    }
}

#[test]
fn a_thing_that_is_not_there_is_no_wrong_base() {
    let page = "# Desks\n\n## Read a desk\n\n`GET /desks/{id}`\n\nReturns `200 OK`.\n";
    let (verdicts, causes) = run(page, |_| Some((404, vec![], "")));
    assert_eq!(codes(&causes), []);
    assert!(failed(&verdicts) > 0);
}

#[test]
fn a_page_for_people_or_a_redirect_elsewhere_in_every_answer_is_no_api() {
    let html = ("Content-Type", "text/html; charset=utf-8");
    let (verdicts, causes) = run(&page(true), |_| {
        Some((410, vec![html], "<p>Gone fishing 17</p>"))
    });
    assert_eq!(
        (codes(&causes), failed(&verdicts)),
        (vec![CauseCode::BasePath], 0)
    );
    let (verdicts, causes) = run(&page(true), |_| {
        Some((302, vec![("Location", "/login")], ""))
    });
    assert_eq!(
        (codes(&causes), failed(&verdicts)),
        (vec![CauseCode::BasePath], 0)
    );
    // A success is one, whoever gave it: what it breaks is broken.
    let (verdicts, causes) = run(&page(true), |_| Some((203, vec![html], "<p>Welcome</p>")));
    assert_eq!(codes(&causes), [CauseCode::BasePath]);
    assert!(failed(&verdicts) > 0);
    // Another spelling of what was asked for is the service's own.
    let (verdicts, causes) = run(&page(true), |sent| {
        let to: &'static str = format!("/api{}/", sent.path).leak();
        Some((301, vec![("Location", to)], ""))
    });
    assert_eq!(codes(&causes), []);
    assert!(failed(&verdicts) > 0);
}

#[test]
fn a_type_of_content_is_told_and_excuses_nothing() {
    let (verdicts, causes) = run(&page(true), |sent| match sent.content {
        Some(_) => Some((415, vec![("Accept-Post", "application/cbor")], "")),
        None => Some(right(sent)),
    });
    assert_eq!(codes(&causes), [CauseCode::ContentType]);
    assert!(
        causes[0].message.contains("application/cbor"),
        "{}",
        causes[0].message
    );
    assert!(failed(&verdicts) > 0);
}

#[test]
fn a_value_is_used_up_by_the_first_case_that_is_served() {
    let mut is_gone = false;
    let (verdicts, causes) = run(&page(true), |sent| match right(sent) {
        (204, ..) if std::mem::replace(&mut is_gone, true) => Some((404, vec![], "")),
        other => Some(other),
    });
    assert_eq!(codes(&causes), [CauseCode::ValueUsedUp]);
    assert!(failed(&verdicts) > 0);
    let lines = [
        "[[fixture]]",
        "variable = \"desks.id\"",
        "produced-by = \"desks-post-desks\"",
        "last-segment-of-header = \"Location\"",
        "released-by = \"desks-delete-desks-id\"",
    ];
    assert_eq!(causes[0].lines, lines);
    // Where it is never good, nobody used it up.
    let (_, causes) = run(&page(true), |sent| match right(sent) {
        (204, ..) => Some((404, vec![], "")),
        other => Some(other),
    });
    assert_eq!(codes(&causes), []);
}

#[test]
fn a_value_that_is_used_up_fails_no_case_that_only_repeats_another() {
    let mut is_gone = false;
    let mut first: Option<CaseId> = None;
    let gone = |sent: &Sent| match right(sent) {
        (204, ..) if std::mem::replace(&mut is_gone, true) => Some((404, vec![], "")),
        other => Some(other),
    };
    let (verdicts, causes) = run_with(&page(true), gone, |case| {
        if case.steps.first().plan.method.as_str() == "DELETE" && case.alters.is_none() {
            match &first {
                Some(first) => case.repeat(first.clone()),
                None => first = Some(case.id.clone()),
            }
        }
    });
    assert_eq!(codes(&causes), [CauseCode::ValueUsedUp]);
    assert_eq!(failed(&verdicts), 0);
    assert!(verdicts.iter().any(|verdict| !verdict.noted.is_empty()));
}

#[test]
fn a_page_that_has_a_credential_for_some_operations_mentions_one() {
    let some = page(false).replacen(
        "GET /desks HTTP/1.1\n",
        "GET /desks HTTP/1.1\nAuthorization: Bearer {token}\n",
        1,
    );
    let rooms = "\n## List rooms\n\n`GET /rooms`\n\nReturns `200 OK`.\n";
    let some = format!("{some}{rooms}");
    let (_, causes) = run(&some, |_| Some((401, vec![CHALLENGE], "")));
    let codes = codes(&causes);
    assert!(
        !codes.contains(&CauseCode::CredentialNotDocumented),
        "{codes:?}"
    );
}

#[test]
fn what_stands_between_is_named() {
    let asks = vec![("Proxy-Authenticate", "Basic")];
    let (verdicts, causes) = run(&page(true), |_| Some((407, asks.clone(), "")));
    assert_eq!(
        (codes(&causes), failed(&verdicts)),
        (vec![CauseCode::Proxy], 0)
    );
    let server = vec![("Server", "a-gateway"), ("Content-Type", "text/html")];
    for code in [502, 503, 504] {
        let (verdicts, causes) = run(&page(true), |_| Some((code, server.clone(), "<h1>Oh</h1>")));
        assert_eq!(
            (codes(&causes), failed(&verdicts)),
            (vec![CauseCode::Proxy], 0),
            "{code}"
        );
        assert!(causes[0].message.contains("a-gateway"));
    }
    let (verdicts, causes) = run(&page(true), |sent| {
        let (code, mut headers, body) = right(sent);
        headers.push(("Via", "1.1 a-cache"));
        Some((if code == 201 { 202 } else { code }, headers, body))
    });
    assert_eq!(codes(&causes), [CauseCode::Proxy]);
    assert!(failed(&verdicts) > 0);
}

#[test]
fn another_protocol_on_the_port_is_named() {
    let (_, causes) = run(&page(true), |_| None);
    assert_eq!(codes(&causes), [CauseCode::Protocol]);
    let told = "<p>The plain HTTP request was sent to HTTPS port</p>";
    let (verdicts, causes) = run(&page(true), |_| Some((400, vec![], told)));
    assert_eq!(
        (codes(&causes), failed(&verdicts)),
        (vec![CauseCode::Protocol], 0)
    );
    let (verdicts, causes) = run(&page(true), |_| Some((400, vec![], "")));
    assert_eq!(codes(&causes), []);
    assert!(failed(&verdicts) > 0);
}

#[test]
fn a_credential_that_no_page_mentions_excuses_no_page() {
    let (verdicts, causes) = run(&page(false), |_| Some((401, vec![CHALLENGE], "")));
    assert_eq!(codes(&causes), [CauseCode::CredentialNotDocumented]);
    assert!(failed(&verdicts) >= 3);
}

#[test]
fn of_a_single_request_nothing_is_claimed() {
    let page = "# Desks\n\n## List desks\n\n`GET /desks`\n\nReturns `200 OK`.\n";
    for code in [401, 404, 407, 415] {
        let mut is_first = true;
        let (verdicts, causes) = run(page, |_| {
            let is_first = std::mem::replace(&mut is_first, false);
            Some((if is_first { code } else { 200 }, vec![CHALLENGE], ""))
        });
        assert_eq!(codes(&causes), [], "{code}");
        assert!(failed(&verdicts) > 0, "{code}");
    }
}
