//! A project's own server held to its page, as `cargo test` of that project would do it.

#![expect(clippy::expect_used, reason = "a test that cannot start has failed")]

use std::process::ExitCode;

use as_documented::harness::Suite;
use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::post;

async fn end_loan(
    headers: HeaderMap,
) -> Result<StatusCode, (StatusCode, [(&'static str, &'static str); 1])> {
    let credential = headers.get(header::AUTHORIZATION);
    if credential.is_none_or(|value| value != "Bearer open-sesame") {
        return Err((StatusCode::UNAUTHORIZED, [("www-authenticate", "Bearer")]));
    }
    match headers.get("loan-ticket") {
        Some(ticket) if !ticket.is_empty() => Ok(StatusCode::NO_CONTENT),
        _ => Ok(StatusCode::BAD_REQUEST),
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
            let desk = Router::new().route("/me/shelves/{id}/loans/end", post(end_loan));
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
        .var("ticket", "T1")
        .token_file(&token)
        .intrusive()
        .strict()
        .main();
    let _ = std::fs::remove_file(token);
    exit
}
