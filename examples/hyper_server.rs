//! The lending desk of the three `specs/loan-*.md` pages on hyper alone, in the manner of a
//! gateway: the credential is looked at before the path, the method and the content.
//!
//! `cargo run --example hyper_server -- correct` prints its port; `status` and `ticket` make it
//! wrong in one way.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::header::{ALLOW, AUTHORIZATION, CONTENT_TYPE, LOCATION, WWW_AUTHENTICATE};
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

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

/// Why a request is refused, and a header that goes with the status.
struct Refusal {
    status: StatusCode,
    title: &'static str,
    field: Option<(HeaderName, &'static str)>,
}

type Answer = Result<Response<String>, Refusal>;

fn refusal(status: StatusCode, title: &'static str) -> Refusal {
    Refusal {
        status,
        title,
        field: None,
    }
}

fn problem(refusal: Refusal) -> Response<String> {
    let mut response = Response::new(serde_json::json!({"title": refusal.title}).to_string());
    *response.status_mut() = refusal.status;
    let response = with(response, CONTENT_TYPE, "application/problem+json");
    match refusal.field {
        Some((name, value)) => with(response, name, value),
        None => response,
    }
}

fn with(mut response: Response<String>, name: HeaderName, value: &str) -> Response<String> {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}

fn loan(status: StatusCode, ticket: &str, book: &str, days: u32) -> Response<String> {
    let loan = serde_json::json!({"ticket": ticket, "book": book, "days": days});
    let mut response = Response::new(loan.to_string());
    *response.status_mut() = status;
    with(response, CONTENT_TYPE, "application/json; charset=utf-8")
}

fn empty(status: StatusCode) -> Response<String> {
    let mut response = Response::new(String::new());
    *response.status_mut() = status;
    response
}

fn ticket(headers: &HeaderMap) -> Result<&str, Refusal> {
    let value = headers.get("loan-ticket").map(HeaderValue::to_str);
    match value {
        Some(Ok(ticket)) if !ticket.is_empty() => Ok(ticket),
        Some(_) | None => Err(refusal(StatusCode::BAD_REQUEST, "the ticket is missing")),
    }
}

fn gone() -> Refusal {
    refusal(StatusCode::NOT_FOUND, "no loan of this ticket is running")
}

impl Desk {
    fn loans(&self) -> MutexGuard<'_, Loans> {
        self.loans.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer(&self, request: Request<Incoming>) -> Answer {
        let credential = request.headers().get(AUTHORIZATION);
        if credential.is_none_or(|value| value.as_bytes() != self.credential.as_bytes()) {
            return Err(Refusal {
                field: Some((WWW_AUTHENTICATE, r#"Bearer realm="lending""#)),
                ..refusal(StatusCode::UNAUTHORIZED, "who are you?")
            });
        }
        let (head, body) = request.into_parts();
        let segments: Vec<&str> = head.uri.path().trim_matches('/').split('/').collect();
        let ["me", "shelves", shelf, "loans", rest @ ..] = segments.as_slice() else {
            return Err(refusal(StatusCode::NOT_FOUND, "no such path"));
        };
        if !matches!(rest, [] | ["renew" | "end"]) {
            return Err(refusal(StatusCode::NOT_FOUND, "no such path"));
        }
        if head.method != Method::POST {
            return Err(Refusal {
                field: Some((ALLOW, "POST")),
                ..refusal(StatusCode::METHOD_NOT_ALLOWED, "POST only")
            });
        }
        let body = body.collect().await;
        let body = body.map_err(|_| refusal(StatusCode::BAD_REQUEST, "the content was cut"))?;
        match rest {
            ["renew"] => self.renew(&head.headers),
            ["end"] => self.end(&head.headers),
            _ => self.begin(shelf, &head.headers, &body.to_bytes()),
        }
    }

    fn begin(&self, shelf: &str, headers: &HeaderMap, body: &[u8]) -> Answer {
        let media_type = headers.get(CONTENT_TYPE);
        if media_type.is_none_or(|value| value != "application/json") {
            let title = "JSON is what the desk reads";
            return Err(refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, title));
        }
        let order: Option<serde_json::Value> = serde_json::from_slice(body).ok();
        let book = order.as_ref().and_then(|order| order["book"].as_str());
        let refused = || refusal(StatusCode::UNPROCESSABLE_ENTITY, "which book?");
        let book = book.ok_or_else(refused)?;
        let mut loans = self.loans();
        loans.begun += 1;
        let ticket = format!("loan.{:08}", loans.begun);
        loans.running.insert(ticket.clone(), book.to_owned());
        let place = format!("/me/shelves/{shelf}/loans/{ticket}");
        let begun = loan(StatusCode::CREATED, &ticket, book, 28);
        Ok(with(begun, LOCATION, &place))
    }

    fn renew(&self, headers: &HeaderMap) -> Answer {
        let ticket = ticket(headers)?;
        let loans = self.loans();
        let book = loans.running.get(ticket).ok_or_else(gone)?;
        Ok(loan(StatusCode::OK, ticket, book, 56))
    }

    fn end(&self, headers: &HeaderMap) -> Answer {
        if self.fault == "ticket" && !headers.contains_key("loan-ticket") {
            return Ok(empty(StatusCode::NO_CONTENT));
        }
        self.loans()
            .running
            .remove(ticket(headers)?)
            .ok_or_else(gone)?;
        Ok(empty(match self.fault.as_str() {
            "status" => StatusCode::ACCEPTED,
            _ => StatusCode::NO_CONTENT,
        }))
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let token = std::env::var("AS_DOCUMENTED_TOKEN").unwrap_or_default();
    let desk = Arc::new(Desk {
        fault: std::env::args().nth(1).unwrap_or_default(),
        credential: format!("Bearer {token}"),
        loans: Mutex::default(),
    });
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    announce(listener.local_addr()?.port());
    loop {
        let (stream, _) = listener.accept().await?;
        let desk = Arc::clone(&desk);
        let service = service_fn(move |request| {
            let desk = Arc::clone(&desk);
            async move {
                let answer = desk.answer(request).await;
                Ok::<_, std::convert::Infallible>(answer.unwrap_or_else(problem))
            }
        });
        let connection = hyper::server::conn::http1::Builder::new();
        let connection = connection.serve_connection(TokioIo::new(stream), service);
        // A client that is gone in the midst of an exchange is no matter of the desk's.
        tokio::spawn(async move { connection.await.unwrap_or_default() });
    }
}

#[expect(clippy::print_stdout, reason = "the port is what a caller waits for")]
fn announce(port: u16) {
    println!("{port}");
}
