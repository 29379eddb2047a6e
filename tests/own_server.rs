//! A project's own server held to its page, as `cargo test` of that project would do it.

#![expect(clippy::expect_used, reason = "a test that cannot start has failed")]

use std::process::ExitCode;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use as_documented::Suite;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;

/// The loans that are running, by ticket, and how many there have been.
#[derive(Default)]
struct Desk {
    running: BTreeSet<String>,
    begun: usize,
}

type Shared = Arc<Mutex<Desk>>;

fn refusal(headers: &HeaderMap) -> Option<Response> {
    let credential = headers.get(header::AUTHORIZATION);
    let known = credential.is_some_and(|value| value == "Bearer open-sesame");
    let challenge = [("www-authenticate", "Bearer")];
    (!known).then(|| (StatusCode::UNAUTHORIZED, challenge).into_response())
}

fn loan(ticket: &str) -> String {
    format!(r#"{{"ticket":"{ticket}","book":"821.111-3","days":28}}"#)
}

const JSON: (&str, &str) = ("content-type", "application/json");

async fn begin(State(desk): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    if let Some(refusal) = refusal(&headers) {
        return refusal;
    }
    let is_json = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value == JSON.1);
    if !is_json || !body.starts_with(b"{") {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    let mut desk = desk.lock().expect("the desk");
    desk.begun += 1;
    let ticket = format!("T-{:08}", desk.begun);
    desk.running.insert(ticket.clone());
    let location = ("location", format!("/me/shelves/7/loans/{ticket}"));
    let headers = [(JSON.0, JSON.1.to_owned()), location];
    (StatusCode::CREATED, headers, loan(&ticket)).into_response()
}

/// The ticket of a loan that is running.
fn ticket(desk: &Desk, headers: &HeaderMap) -> Result<String, StatusCode> {
    let ticket = headers
        .get("loan-ticket")
        .and_then(|value| value.to_str().ok());
    let ticket = ticket
        .filter(|t| !t.is_empty())
        .ok_or(StatusCode::BAD_REQUEST)?;
    let running = desk.running.get(ticket).cloned();
    running.ok_or(StatusCode::NOT_FOUND)
}

async fn renew(State(desk): State<Shared>, headers: HeaderMap) -> Response {
    let desk = desk.lock().expect("the desk");
    match (refusal(&headers), ticket(&desk, &headers)) {
        (Some(refusal), _) => refusal,
        (None, Ok(ticket)) => ([JSON], loan(&ticket)).into_response(),
        (None, Err(status)) => status.into_response(),
    }
}

async fn end(State(desk): State<Shared>, headers: HeaderMap) -> Response {
    let mut desk = desk.lock().expect("the desk");
    match (refusal(&headers), ticket(&desk, &headers)) {
        (Some(refusal), _) => refusal,
        (None, Ok(ticket)) => {
            desk.running.remove(&ticket);
            StatusCode::NO_CONTENT.into_response()
        }
        (None, Err(status)) => status.into_response(),
    }
}

/// Starts the server under test and gives its base URL.
fn start() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.set_nonblocking(true).expect("a socket of our own");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
            let desk = Router::new()
                .route("/me/shelves/{id}/loans", post(begin))
                .route("/me/shelves/{id}/loans/renew", post(renew))
                .route("/me/shelves/{id}/loans/end", post(end))
                .with_state(Shared::default());
            axum::serve(listener, desk).await.expect("to serve");
        });
    });
    format!("http://{address}")
}

fn main() -> ExitCode {
    let token = std::env::temp_dir().join(format!("lending-token-{}", std::process::id()));
    std::fs::write(&token, "open-sesame").expect("a token file");
    let exit = Suite::new("specs/loan-end.toml")
        .target(start())
        .var("id", "7")
        .token_file(&token)
        .intrusive()
        .strict()
        .main();
    let _ = std::fs::remove_file(token);
    exit
}
