//! The lending desk of `specs/loan-end.md` as axum makes it, written from the page.
//!
//! `cargo run --example axum_server -- correct` prints its port; `status` and `ticket` make it
//! wrong in one way. `tests/own_server.rs` holds a server of the same make to the page from
//! within a test.

use axum::Router;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::routing::post;

type Answer = (StatusCode, [(HeaderName, &'static str); 1]);

fn end_loan(headers: &HeaderMap, fault: &str) -> Result<StatusCode, Answer> {
    let token = std::env::var("AS_DOCUMENTED_TOKEN").unwrap_or_default();
    let credential = headers.get(header::AUTHORIZATION);
    let accepted = format!("Bearer {token}");
    if credential.is_none_or(|value| value.as_bytes() != accepted.as_bytes()) {
        let challenge = [(header::WWW_AUTHENTICATE, "Bearer")];
        return Err((StatusCode::UNAUTHORIZED, challenge));
    }
    let ticket = headers.get("loan-ticket");
    if ticket.is_none_or(|value| value.is_empty()) && fault != "ticket" {
        return Ok(StatusCode::BAD_REQUEST);
    }
    Ok(match fault {
        "status" => StatusCode::OK,
        _ => StatusCode::NO_CONTENT,
    })
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let fault = std::env::args().nth(1).unwrap_or_default();
    let handler = async move |headers: HeaderMap| end_loan(&headers, &fault);
    let desk = Router::new().route("/me/shelves/{id}/loans/end", post(handler));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    announce(listener.local_addr()?.port());
    axum::serve(listener, desk).await
}

#[expect(clippy::print_stdout, reason = "the port is what a caller waits for")]
fn announce(port: u16) {
    println!("{port}");
}
