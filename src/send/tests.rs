//! What goes over the wire, and what is said when nothing usable comes back. Every server here is
//! a few lines over TCP, on a free port of 127.0.0.1, and answers one connection.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::check::verdict::Worth;
use crate::protocol::exchange::{Exchange, Failure, Observation, Wire};
use crate::protocol::masked::Masked;
use crate::protocol::request::{Framing, Request, Spelling};
use crate::protocol::secret::Secret;
use crate::protocol::{HeaderName, Method};
use crate::send::{Target, TargetError, TargetOptions};

const TOKEN: &str = "a-token-of-ours";

/// Answers one request with these bytes and gives the request as it came.
fn once(answer: &'static [u8]) -> (String, JoinHandle<String>) {
    serve(move |mut stream| {
        let request = read_request(&mut stream);
        let _ = stream.write_all(answer);
        request
    })
}

fn serve(
    answer: impl FnOnce(TcpStream) -> String + Send + 'static,
) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let thread = std::thread::spawn(move || answer(listener.accept().expect("a connection").0));
    (base, thread)
}

fn read_request(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    loop {
        let read = stream.read(&mut buffer).unwrap_or(0);
        text.push_str(&String::from_utf8_lossy(&buffer[..read]));
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let announced = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.parse::<usize>().ok())?
        });
        if read == 0 || text.contains("\r\n\r\n") && body.len() >= announced.unwrap_or(0) {
            return text;
        }
    }
}

fn request(spelling: Spelling, body: Option<&str>) -> Request {
    let name = |name| HeaderName::new(name).unwrap();
    let mut credential = Masked::plain("Bearer ");
    credential.push_secret(Secret::new(TOKEN));
    Request {
        method: Method::new("POST").unwrap(),
        path: Masked::plain("/shelves/7/end"),
        headers: vec![
            (name("Authorization"), credential),
            (name("loan-ticket"), Masked::plain("T1".to_owned())),
        ],
        content: body.map(|body| body.as_bytes().to_vec()),
        spelling,
        framing: Framing::Computed,
        omits_accept: false,
    }
}

#[tokio::test]
async fn a_credential_in_the_query_is_sent_and_never_shown() {
    let (base, server) = once(b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\na-token-of-ours");
    let mut request = request(Spelling::Lower, None);
    let mut path = Masked::plain("/shelves?key=");
    path.push_secret(Secret::new(TOKEN));
    request.path = path;
    let options = TargetOptions::default();
    let target = Target::new(&base, &options).unwrap();
    let exchange = target.exchange(&request, |_| Worth::Nothing).await.unwrap();
    assert_eq!(exchange.sent.path, "/shelves?key=(redacted)");
    assert!(!format!("{exchange:?} {request:?}").contains(TOKEN));
    assert!(
        server
            .join()
            .unwrap()
            .starts_with("POST /shelves?key=a-token-of-ours ")
    );
}

/// Longer than any machine takes: what does not answer by then never will.
const PATIENCE: Duration = Duration::from_secs(120);

/// How long a server is waited for that never answers, at first.
const SHORT: Duration = Duration::from_millis(200);

fn target(base: &str) -> Result<Target, TargetError> {
    target_within(base, PATIENCE)
}

fn target_within(base: &str, timeout: Duration) -> Result<Target, TargetError> {
    let options = TargetOptions {
        timeout,
        ..TargetOptions::default()
    };
    Target::new(base, &options)
}

fn exchange(base: &str, request: &Request) -> Result<Exchange, TargetError> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(target(base)?.exchange(request, |_| Worth::Nothing))
}

/// Why the exchange came to nothing.
fn failure(base: &str) -> Failure {
    failure_at(&target(base).unwrap())
}

fn failure_at(target: &Target) -> Failure {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let exchange =
        runtime.block_on(target.exchange(&request(Spelling::Lower, None), |_| Worth::Nothing));
    exchange.unwrap().response.unwrap_err()
}

fn probe(base: &str, requests: &[Request]) -> Vec<Exchange> {
    probe_at(&target(base).unwrap(), requests)
}

fn probe_at(target: &Target, requests: &[Request]) -> Vec<Exchange> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut exchanges = Vec::new();
    let probe = target.probe(requests, |_, _| true, |_, _| Worth::Nothing, &mut exchanges);
    runtime.block_on(probe).unwrap();
    exchanges
}

const NO_CONTENT: &[u8] = b"HTTP/1.1 204 No Content\r\n\r\n";

#[test]
fn what_is_sent_is_what_was_planned_header_by_header() {
    let cases = [
        (
            Spelling::Lower,
            None,
            ["authorization", "loan-ticket"],
            "content-length: 0",
        ),
        (
            Spelling::Lower,
            Some("{ }"),
            ["authorization", "loan-ticket"],
            "content-length: 3",
        ),
    ];
    for (spelling, body, names, length) in cases {
        let (base, server) = once(NO_CONTENT);
        exchange(&format!("{base}/v2"), &request(spelling, body)).unwrap();
        let sent = server.join().unwrap();
        let (head, content) = sent.split_once("\r\n\r\n").unwrap();
        let mut lines: Vec<&str> = head.lines().collect();
        assert_eq!(lines.remove(0), "POST /v2/shelves/7/end HTTP/1.1");
        assert_eq!(content, body.unwrap_or_default());
        let mut planned = vec![
            format!("{}: Bearer {TOKEN}", names[0]),
            format!("{}: T1", names[1]),
            length.to_owned(),
        ];
        // What the client adds of its own: where it goes, and that it takes anything.
        lines.retain(|line| {
            let name = line.split(':').next().unwrap().to_lowercase();
            name != "host" && name != "accept"
        });
        lines.sort_unstable();
        planned.sort_unstable();
        assert_eq!(lines, planned);
    }
}

#[test]
fn an_exchange_shows_the_response_and_never_the_credential() {
    let (base, server) = once(
        b"HTTP/1.1 200 OK\r\nX-You: a-token-of-ours\r\nContent-Length: 22\r\n\r\nhi a-token-of-ours bye",
    );
    let exchange = exchange(&base, &request(Spelling::Lower, None)).unwrap();
    server.join().unwrap();
    assert!(!format!("{exchange:?}").contains(TOKEN));
    let response = exchange.response.unwrap();
    assert_eq!(response.body_length, 22);
    assert_eq!(response.echoes, ["the x-you header", "the body"]);
    assert_eq!(response.header("X-YOU"), Some("(redacted)"));
}

#[test]
fn a_cookie_that_is_renewed_is_no_echo_and_another_place_is() {
    let answer = |more: &str| -> &'static [u8] {
        let head = format!(
            "HTTP/1.1 200 OK\r\nSet-Cookie: desk={TOKEN}; HttpOnly\r\n{more}Content-Length: 0\r\n\r\n"
        );
        head.leak().as_bytes()
    };
    let echoes = |field: &str, more: &str| {
        let (base, server) = once(answer(more));
        let mut request = request(Spelling::Lower, None);
        request.headers[0].0 = HeaderName::new(field).unwrap();
        let exchange = exchange(&base, &request).unwrap();
        server.join().unwrap();
        exchange.response.unwrap().echoes
    };
    assert_eq!(echoes("Cookie", ""), Vec::<String>::new());
    let told = format!("X-You: {TOKEN}\r\n");
    assert_eq!(echoes("Cookie", &told), ["the x-you header"]);
    // What came in another field is no cookie of the caller's.
    assert_eq!(echoes("Authorization", ""), ["the set-cookie header"]);
}

#[test]
fn a_redirect_is_an_answer_and_is_not_followed() {
    let (base, server) = once(
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/elsewhere\r\nContent-Length: 0\r\n\r\n",
    );
    let exchange = exchange(&base, &request(Spelling::Lower, None)).unwrap();
    server.join().unwrap();
    assert_eq!(exchange.response.unwrap().status.code(), 302);
}

#[test]
fn each_way_of_not_answering_has_its_name() {
    let error = |answer: &'static [u8]| {
        let (base, server) = once(answer);
        let error = failure(&base);
        server.join().unwrap();
        error
    };
    let short = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";
    assert!(matches!(error(short), Failure::Cut(..)), "{}", error(short));
    assert!(matches!(error(b""), Failure::Cut(..)), "{}", error(b""));
    let ssh = b"SSH-2.0-OpenSSH_9.6\r\n";
    assert!(matches!(error(ssh), Failure::NotHttp(..)), "{}", error(ssh));
    let refused = failure("http://127.0.0.1:1");
    assert!(matches!(refused, Failure::Connect(..)), "{refused}");
    let nowhere = failure("http://nowhere.invalid");
    assert!(matches!(nowhere, Failure::Dns(..)), "{nowhere}");
}

#[test]
fn a_server_that_never_answers_is_given_up() {
    let (base, server) = serve(|mut stream| {
        let request = read_request(&mut stream);
        // Holds the connection until the client gives up.
        let _ = stream.read(&mut [0; 1]);
        request
    });
    let error = failure_at(&target_within(&base, SHORT).unwrap());
    server.join().unwrap();
    assert!(matches!(error, Failure::TimedOut(_)), "{error}");
}

#[test]
fn a_body_without_end_is_cut_off() {
    let (base, server) = serve(|mut stream| {
        let request = read_request(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n");
        let chunk = vec![b'x'; 65_536];
        for _ in 0..1000 {
            if stream.write_all(&chunk).is_err() {
                break;
            }
        }
        request
    });
    let exchange = exchange(&base, &request(Spelling::Lower, None)).unwrap();
    server.join().unwrap();
    let response = exchange.response.unwrap();
    assert!(response.body_truncated);
    let kept = crate::protocol::exchange::MAX_BODY_BYTES;
    assert_eq!(response.body.len(), kept);
}

/// Answers the first bytes of a TLS client as nginx does: in plain HTTP.
fn plain_to_tls() -> (String, JoinHandle<String>) {
    serve(|mut stream| {
        let _ = stream.read(&mut [0; 1024]);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        String::new()
    })
}

#[test]
fn a_tls_client_on_a_plain_port_is_told_so() {
    let (base, server) = plain_to_tls();
    let base = base.replace("http://", "https://");
    let error = failure(&base);
    server.join().unwrap();
    assert!(matches!(error, Failure::Tls(..)), "{error}");
}

#[test]
fn a_base_that_is_none_is_refused() {
    for base in [
        "",
        "localhost",
        "ftp://localhost",
        "http://",
        "http://::1:80",
        "http://user:secret-word@localhost",
        "http://localhost/?a",
    ] {
        let error = exchange(base, &request(Spelling::Lower, None)).unwrap_err();
        assert!(matches!(error, TargetError::Url { .. }), "{base}: {error}");
        assert!(!error.to_string().contains("secret-word"));
    }
}

/// What the probe saw of the answer to the first of two requests on one connection.
fn seen(answer: &'static [u8]) -> (Result<u16, Failure>, Observation) {
    let (base, server) = serve(move |mut stream| {
        let first = read_request(&mut stream);
        let _ = stream.write_all(answer);
        if !read_request(&mut stream).is_empty() {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        }
        first
    });
    let ordinary = request(Spelling::AsDocumented, None);
    let exchanges = probe(&base, &[ordinary.clone(), ordinary]);
    server.join().unwrap();
    let first = exchanges.into_iter().next().unwrap();
    let Wire::Observed(observation) = first.wire else {
        panic!("the probe sees the wire");
    };
    (first.response.map(|r| r.status.code()), observation)
}

#[test]
fn the_probe_sees_what_an_ordinary_client_hides() {
    let surplus = |answer, status, surplus: &str| {
        let (response, observation) = seen(answer);
        assert_eq!(response, Ok(status));
        assert_eq!(observation.surplus.escape_ascii().to_string(), surplus);
        assert_eq!(observation.cut, None);
    };
    surplus(NO_CONTENT, 204, "");
    surplus(b"HTTP/1.1 204 No Content\r\n\r\n{}", 204, "{}");
    surplus(
        b"HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}",
        204,
        "{}",
    );
    surplus(
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi\r\n",
        200,
        "\\r\\n",
    );
    surplus(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
        200,
        "",
    );
    surplus(
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
        204,
        "",
    );

    let cut = |answer, how: &str| {
        let (base, server) = once(answer);
        let exchange = probe(&base, &[request(Spelling::Lower, None)]).remove(0);
        server.join().unwrap();
        assert!(
            matches!(exchange.response, Err(Failure::Cut(..))),
            "{exchange:?}"
        );
        let Wire::Observed(observation) = exchange.wire else {
            panic!("the probe sees the wire");
        };
        assert!(
            observation
                .cut
                .as_ref()
                .is_some_and(|cut| cut.contains(how)),
            "{observation:?}"
        );
    };
    cut(b"", "without an answer");
    cut(b"HTTP/1", "status line");
    cut(b"HTTP/1.1 20", "status line");
    cut(b"HTTP/1.1 204 No Content\r\nA: b", "header section");
    cut(
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
        "4 of 9 bytes",
    );
    cut(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf",
        "within a chunk",
    );

    let (response, observation) = seen(b"HTTP/1.0 204 No\nX: a\0b\n\n");
    assert_eq!(response, Ok(204));
    assert_eq!(observation.version.as_deref(), Some("HTTP/1.0"));
    assert_eq!(observation.defects.len(), 2, "{observation:?}");
    let (_, observation) = seen(b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
    assert_eq!(observation.interim.len(), 1);
}

#[test]
fn the_probe_writes_fields_as_it_is_told_and_says_what_it_leaves_behind() {
    let planned = [
        (
            Spelling::AsDocumented,
            "Authorization",
            "loan-ticket",
            "Content-Length: 0",
        ),
        (
            Spelling::Upper,
            "AUTHORIZATION",
            "LOAN-TICKET",
            "CONTENT-LENGTH: 0",
        ),
    ];
    for (spelling, credential, ticket, length) in planned {
        let (base, server) = once(NO_CONTENT);
        probe(&format!("{base}/v2/"), &[request(spelling, None)]);
        let sent = server.join().unwrap();
        assert!(
            sent.starts_with("POST /v2/shelves/7/end HTTP/1.1\r\nH"),
            "{sent}"
        );
        assert!(sent.contains(&format!(
            "\r\n{credential}: Bearer {TOKEN}\r\n{ticket}: T1\r\n{length}\r\n"
        )));
    }
    let (base, server) = once(NO_CONTENT);
    let mut as_written = request(Spelling::AsDocumented, Some("{ }"));
    as_written.framing = Framing::AsWritten;
    let name = HeaderName::new("Content-length").unwrap();
    as_written
        .headers
        .push((name, Masked::plain("0".to_owned())));
    probe(&base, &[as_written]);
    let sent = server.join().unwrap();
    assert!(sent.contains("\r\nContent-length: 0\r\n"), "{sent}");
    assert!(sent.ends_with("\r\n\r\n{ }"), "{sent}");
}

#[test]
fn the_probe_takes_anything_unless_that_is_left_out_on_purpose() {
    for (omits, says) in [(false, true), (true, false)] {
        let (base, server) = once(NO_CONTENT);
        let mut request = request(Spelling::AsDocumented, None);
        request.omits_accept = omits;
        probe(&base, &[request]);
        let sent = server.join().unwrap();
        assert_eq!(sent.contains("\r\nAccept: */*\r\n"), says, "{sent}");
    }
}

#[test]
fn the_probe_shows_no_credential_and_has_bounds() {
    let (response, observation) = seen(b"HTTP/1.1 204 No Content\r\n\r\nBearer a-token-of-ours");
    assert_eq!(response, Ok(204));
    assert!(!format!("{observation:?}").contains(TOKEN));
    assert_eq!(observation.surplus, b"Bearer (redacted)");

    let endless = |head: &'static [u8], chunk: &'static [u8]| {
        let (base, server) = serve(move |mut stream| {
            let request = read_request(&mut stream);
            let _ = stream.write_all(head);
            for _ in 0..100_000 {
                if stream.write_all(&chunk.repeat(1000)).is_err() {
                    break;
                }
            }
            request
        });
        let mut exchanges = probe(&base, &[request(Spelling::Lower, None)]);
        server.join().unwrap();
        exchanges.remove(0)
    };
    let head = endless(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n");
    assert!(matches!(head.response, Err(Failure::Other(..))), "{head:?}");
    let Wire::Observed(seen) = &head.wire else {
        panic!("the probe sees the wire");
    };
    assert!(seen.overlong.is_some() && seen.cut.is_none());
    let body = endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x").response.unwrap();
    assert!(body.body_truncated && body.body.len() <= crate::protocol::exchange::MAX_BODY_BYTES);
    let chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunked = endless(chunks, b"20\r\n0123456789012345678901234567890-\r\n")
        .response
        .unwrap();
    assert!(chunked.body_truncated);
    let no_http = endless(b"", b"no http ");
    assert!(
        matches!(no_http.response, Err(Failure::NotHttp(..))),
        "{no_http:?}"
    );
}

#[test]
fn the_probe_gives_up_and_names_what_it_met() {
    let (base, server) = serve(|mut stream| {
        let request = read_request(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
        let _ = stream.read(&mut [0; 1]);
        request
    });
    let target = target_within(&base, SHORT).unwrap();
    let exchanges = probe_at(&target, &[request(Spelling::Lower, None)]);
    server.join().unwrap();
    assert!(matches!(exchanges[0].response, Err(Failure::TimedOut(_))));
    let met = |base: &str| {
        probe(base, &[request(Spelling::Lower, None)])
            .remove(0)
            .response
    };
    assert!(matches!(
        met("http://127.0.0.1:1"),
        Err(Failure::Connect(..))
    ));
    assert!(matches!(
        met("http://nowhere.invalid"),
        Err(Failure::Dns(..))
    ));
    let (base, server) = plain_to_tls();
    assert!(matches!(
        met(&base.replace("http://", "https://")),
        Err(Failure::Tls(..))
    ));
    server.join().unwrap();
}

/// A server over TLS with a certificate of its own authority, whose PEM is the second value; it
/// answers each connection's requests with a 204 that two bytes follow.
fn tls_server() -> (String, Vec<u8>) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio_rustls::rustls::pki_types::PrivateKeyDer;
    let signed = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(signed.signing_key.serialize_der()).unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![signed.cert.der().clone()], key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(std::sync::Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let base = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    std::thread::spawn(move || {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            for _ in 0..20 {
                let (tcp, _) = listener.accept().await.unwrap();
                // A client that does not trust the certificate ends the handshake.
                let Ok(mut stream) = acceptor.accept(tcp).await else {
                    continue;
                };
                let mut buffer = [0; 4096];
                while stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {
                    let _ = stream.write_all(NO_CONTENT).await;
                    let _ = stream.write_all(b"{}").await;
                }
            }
        });
    });
    (base, signed.cert.pem().into_bytes())
}

#[test]
fn both_clients_speak_tls_and_trust_whom_they_are_told_to() {
    let (base, pem) = tls_server();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let ordinary = request(Spelling::Lower, None);
    let requests = [ordinary.clone(), ordinary.clone()];
    let options = TargetOptions {
        timeout: PATIENCE,
        ca_pem: Some(pem),
        ..TargetOptions::default()
    };
    let trusting = Target::new(&base, &options).unwrap();
    let exchange = runtime
        .block_on(trusting.exchange(&ordinary, |_| Worth::Nothing))
        .unwrap();
    assert_eq!(exchange.response.unwrap().status.code(), 204);
    let exchanges = probe_at(&trusting, &requests);
    let Wire::Observed(seen) = &exchanges[0].wire else {
        panic!("the probe sees the wire");
    };
    assert_eq!(seen.surplus, b"{}");
    assert_eq!(exchanges.len(), 2);

    let wary = TargetOptions {
        ca_pem: None,
        ..options
    };
    let wary = Target::new(&base, &wary).unwrap();
    let exchange = runtime
        .block_on(wary.exchange(&ordinary, |_| Worth::Nothing))
        .unwrap();
    assert!(
        matches!(exchange.response, Err(Failure::Tls(..))),
        "{exchange:?}"
    );
    let provider = rustls::crypto::CryptoProvider::get_default();
    assert!(
        provider.is_none(),
        "a provider was set for the whole process"
    );
    let exchanges = probe_at(&wary, &requests);
    assert!(
        matches!(exchanges[0].response, Err(Failure::Tls(..))),
        "{exchanges:?}"
    );
}

#[test]
fn a_file_of_authorities_without_one_is_refused() {
    for base in ["http://127.0.0.1:1", "https://127.0.0.1:1"] {
        let options = TargetOptions {
            ca_pem: Some(b"no certificate".to_vec()),
            ..TargetOptions::default()
        };
        let error = Target::new(base, &options).unwrap_err();
        assert!(error.to_string().contains("no PEM certificate"), "{error}");
    }
}

/// The first exchange of two on one connection, the server answering as it is told.
fn first_of_two(answers: [&'static [u8]; 2]) -> (Exchange, Option<Exchange>) {
    first_of_two_within(answers, PATIENCE)
}

/// The same with a server that is silent after its first answer: it is waited for longer and longer,
/// until the first answer has come in time.
fn first_before_silence(answer: &'static [u8]) -> (Exchange, Exchange) {
    let mut timeout = SHORT;
    loop {
        let (first, second) = first_of_two_within([answer, b""], timeout);
        if let Some(second) = second {
            return (first, second);
        }
        assert!(timeout < PATIENCE, "{first:?}");
        timeout *= 2;
    }
}

fn first_of_two_within(
    answers: [&'static [u8]; 2],
    timeout: Duration,
) -> (Exchange, Option<Exchange>) {
    let (base, server) = serve(move |mut stream| {
        let first = read_request(&mut stream);
        let _ = stream.write_all(answers[0]);
        if !read_request(&mut stream).is_empty() {
            let _ = stream.write_all(answers[1]);
            // An empty answer is silence: the connection stays open until the client leaves.
            let _ = stream.read(&mut [0; 1]);
        }
        first
    });
    let ordinary = request(Spelling::AsDocumented, None);
    let target = target_within(&base, timeout).unwrap();
    let mut exchanges = probe_at(&target, &[ordinary.clone(), ordinary]).into_iter();
    server.join().unwrap();
    (exchanges.next().unwrap(), exchanges.next())
}

fn observation(exchange: &Exchange) -> &Observation {
    let Wire::Observed(observation) = &exchange.wire else {
        panic!("the probe sees the wire");
    };
    observation
}

#[test]
fn what_follows_a_response_is_seen_whatever_comes_next() {
    const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    // Silence after it.
    let (first, second) = first_before_silence(b"HTTP/1.1 204 No Content\r\n\r\n{}");
    assert_eq!(observation(&first).surplus, b"{}");
    assert!(matches!(second.response, Err(Failure::TimedOut(_))));
    // A whole response that answers nothing.
    let (first, second) = first_of_two([
        b"HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        NO_CONTENT,
    ]);
    assert_eq!(observation(&first).surplus, OK);
    assert_eq!(second.unwrap().response.unwrap().status.code(), 204);
    // More than is kept.
    let mut flood = NO_CONTENT.to_vec();
    flood.extend(vec![b'x'; 200_000]);
    let (first, _) = first_of_two([flood.leak(), OK]);
    let seen = observation(&first);
    assert!(seen.surplus_truncated);
    assert!(!seen.surplus.is_empty());
    assert!(seen.surplus.len() <= crate::protocol::exchange::MAX_SURPLUS_BYTES);
}

#[test]
fn bytes_before_the_first_status_line_are_a_defect_of_that_response() {
    let (first, _) = first_of_two([
        b"220 hello\r\n{}HTTP/1.1 204 No Content\r\n\r\n",
        NO_CONTENT,
    ]);
    let seen = observation(&first);
    assert!(
        seen.defects[0].contains("before the status line"),
        "{seen:?}"
    );
    assert!(seen.surplus.is_empty());
}

#[test]
fn content_that_is_not_framed_as_announced_is_not_complete() {
    for answer in [
        &b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"[..],
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi!\r\n0\r\n\r\n",
    ] {
        let (base, server) = once(answer);
        let exchange = probe(&base, &[request(Spelling::Lower, None)]).remove(0);
        server.join().unwrap();
        assert!(observation(&exchange).cut.is_some(), "{exchange:?}");
    }
}

#[test]
fn a_long_head_is_our_limit_however_it_arrives() {
    let head = |lines: usize| {
        let lines = "X-Filler: 0123456789012345678901234567890123456789\r\n".repeat(lines);
        format!("HTTP/1.1 204 No Content\r\n{lines}\r\n").into_bytes()
    };
    for (lines, whole) in [(900, true), (1400, false)] {
        let (base, server) = once(head(lines).leak());
        let exchange = probe(&base, &[request(Spelling::Lower, None)]).remove(0);
        server.join().unwrap();
        let seen = observation(&exchange);
        assert_eq!(exchange.response.is_ok(), whole, "{lines}");
        assert_eq!(seen.overlong.is_none(), whole, "{lines}");
        assert!(seen.cut.is_none() && seen.defects.is_empty(), "{lines}");
    }
}

/// Whatever text an observation can hold, the credential is in none of it: also not most of it.
#[test]
fn no_text_of_an_observation_holds_the_credential() {
    let twice =
        format!("HTTP/1.1 204 No Content\r\nContent-Length: 1\r\nContent-Length: {TOKEN}\r\n\r\n");
    let mut at_the_cut = NO_CONTENT.to_vec();
    let kept = crate::protocol::exchange::MAX_SURPLUS_BYTES;
    at_the_cut.extend(vec![b'x'; kept - TOKEN.len() + 2]);
    at_the_cut.extend(TOKEN.as_bytes());
    at_the_cut.extend(vec![b'x'; 100]);
    let before = format!("{TOKEN}HTTP/1.1 204 No Content\r\n\r\n");
    let name = format!("HTTP/1.1 204 No Content\r\n{TOKEN} : a\r\n\r\n");
    for answer in [
        twice.into_bytes(),
        at_the_cut,
        before.into_bytes(),
        name.into_bytes(),
    ] {
        let (first, second) = first_of_two([answer.leak(), NO_CONTENT]);
        let shown = format!(
            "{first:?}{second:?}{}",
            observation(&first).surplus.escape_ascii()
        );
        for length in [TOKEN.len(), TOKEN.len() - 1, TOKEN.len() - 2] {
            assert!(!shown.contains(&TOKEN[..length]), "{shown}");
        }
    }
}

#[test]
fn both_clients_ask_for_the_same_target() {
    let mut odd = request(Spelling::Lower, None);
    odd.path = Masked::plain("/shelves/<7>/é/end?a=\"b\"");
    let (base, server) = once(NO_CONTENT);
    exchange(&format!("{base}/v2"), &odd).unwrap();
    let ordinary = server.join().unwrap();
    let (base, server) = once(NO_CONTENT);
    probe(&format!("{base}/v2"), &[odd]);
    let probed = server.join().unwrap();
    let line = |sent: &str| sent.lines().next().unwrap_or_default().to_owned();
    assert_eq!(line(&ordinary), line(&probed));
    assert_eq!(
        line(&probed),
        "POST /v2/shelves/%3C7%3E/%C3%A9/end?a=%22b%22 HTTP/1.1"
    );
}

#[test]
fn a_value_that_cannot_be_sent_is_refused_by_both_clients() {
    let mut split = request(Spelling::Lower, None);
    let name = HeaderName::new("x-a").unwrap();
    split
        .headers
        .push((name, Masked::plain("a\r\nX-Evil: yes".to_owned())));
    let refused = |error: TargetError| matches!(error, TargetError::Unsendable(_));
    assert!(refused(exchange("http://127.0.0.1:1", &split).unwrap_err()));
    let target = target("http://127.0.0.1:1").unwrap();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut exchanges = Vec::new();
    let probe = target.probe(
        std::slice::from_ref(&split),
        |_, _| true,
        |_, _| Worth::Nothing,
        &mut exchanges,
    );
    assert!(refused(runtime.block_on(probe).unwrap_err()));
    assert!(exchanges.is_empty());
}
