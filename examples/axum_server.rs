//! The lending desk of the three `specs/loan-*.md` pages as axum makes it: a 405 has no body and
//! lists what the route takes.
//!
//! `cargo run --example axum_server -- correct` prints its port; `status` and `ticket` make it
//! wrong in one way. `tests/own_server.rs` holds a server of the same make to the page from
//! within a test.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;

/// The loans that are running, their books by ticket, and how many there have been.
#[derive(Default)]
struct Loans {
    running: BTreeMap<String, String>,
    begun: usize,
}

struct Desk {
    fault: String,
    credential: String,
    loans: Mutex<Loans>,
}

type Shared = State<Arc<Desk>>;

const JSON: (HeaderName, &str) = (header::CONTENT_TYPE, "application/json");

enum Refusal {
    UnknownReader,
    NotJson,
    NoBook,
    NoTicket,
    NoSuchLoan,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let challenge = [(header::WWW_AUTHENTICATE, "Bearer")];
        match self {
            Self::UnknownReader => (StatusCode::UNAUTHORIZED, challenge).into_response(),
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response(),
            Self::NoBook => (StatusCode::UNPROCESSABLE_ENTITY, "which book?").into_response(),
            Self::NoTicket => (StatusCode::BAD_REQUEST, "no loan-ticket").into_response(),
            Self::NoSuchLoan => (StatusCode::NOT_FOUND, "no such loan").into_response(),
        }
    }
}

impl Desk {
    fn loans(&self) -> MutexGuard<'_, Loans> {
        self.loans.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn admit(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let credential = headers.get(header::AUTHORIZATION);
        if credential.is_some_and(|value| value.as_bytes() == self.credential.as_bytes()) {
            Ok(())
        } else {
            Err(Refusal::UnknownReader)
        }
    }
}

fn ticket(headers: &HeaderMap) -> Result<&str, Refusal> {
    let value = headers.get("loan-ticket").filter(|v| !v.is_empty());
    let value = value.and_then(|value| value.to_str().ok());
    value.ok_or(Refusal::NoTicket)
}

fn loan(ticket: &str, book: &str, days: u32) -> String {
    serde_json::json!({"ticket": ticket, "book": book, "days": days}).to_string()
}

async fn begin(
    State(desk): Shared,
    Path(shelf): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<impl IntoResponse, Refusal> {
    desk.admit(&headers)?;
    let media_type = headers.get(header::CONTENT_TYPE);
    if media_type.is_none_or(|value| value != JSON.1) {
        return Err(Refusal::NotJson);
    }
    let order: Option<serde_json::Value> = serde_json::from_slice(&body).ok();
    let book = order.as_ref().and_then(|order| order["book"].as_str());
    let book = book.ok_or(Refusal::NoBook)?;
    let mut loans = desk.loans();
    loans.begun += 1;
    let ticket = format!("T-{:08}", loans.begun);
    loans.running.insert(ticket.clone(), book.to_owned());
    let place = format!("/me/shelves/{shelf}/loans/{ticket}");
    let fields = [JSON, (header::LOCATION, &place)];
    Ok((StatusCode::CREATED, fields, loan(&ticket, book, 28)).into_response())
}

async fn renew(State(desk): Shared, headers: HeaderMap) -> Result<impl IntoResponse, Refusal> {
    desk.admit(&headers)?;
    let ticket = ticket(&headers)?;
    let loans = desk.loans();
    let book = loans.running.get(ticket).ok_or(Refusal::NoSuchLoan)?;
    Ok(([JSON], loan(ticket, book, 56)))
}

async fn end(State(desk): Shared, headers: HeaderMap) -> Result<StatusCode, Refusal> {
    desk.admit(&headers)?;
    if desk.fault == "ticket" && !headers.contains_key("loan-ticket") {
        return Ok(StatusCode::NO_CONTENT);
    }
    let ticket = ticket(&headers)?;
    desk.loans()
        .running
        .remove(ticket)
        .ok_or(Refusal::NoSuchLoan)?;
    Ok(match desk.fault.as_str() {
        "status" => StatusCode::OK,
        _ => StatusCode::NO_CONTENT,
    })
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let token = std::env::var("AS_DOCUMENTED_TOKEN").unwrap_or_default();
    let desk = Desk {
        fault: std::env::args().nth(1).unwrap_or_default(),
        credential: format!("Bearer {token}"),
        loans: Mutex::default(),
    };
    let router = Router::new()
        .route("/me/shelves/{id}/loans", post(begin))
        .route("/me/shelves/{id}/loans/renew", post(renew))
        .route("/me/shelves/{id}/loans/end", post(end))
        .with_state(Arc::new(desk));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    announce(listener.local_addr()?.port());
    axum::serve(listener, router).await
}

#[expect(clippy::print_stdout, reason = "the port is what a caller waits for")]
fn announce(port: u16) {
    println!("{port}");
}
