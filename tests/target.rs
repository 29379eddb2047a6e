//! What goes over the wire, and what is said when nothing usable comes back. Every server here is
//! a few lines over TCP, on a free port of 127.0.0.1, and answers one connection.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot start has failed"
)]

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

use as_documented::http::{HeaderName, Method};
use as_documented::request::{FieldValue, Request, Spelling};
use as_documented::secret::Secret;
use as_documented::target::{Target, TargetError, TargetOptions};

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
    let credential = FieldValue::Credential("Bearer ".to_owned(), Secret::new(TOKEN));
    Request {
        method: Method::new("POST").unwrap(),
        path: "/shelves/7/end".to_owned(),
        headers: vec![
            (name("Authorization"), credential),
            (name("loan-ticket"), FieldValue::Plain("T1".to_owned())),
        ],
        body: body.map(str::to_owned),
        spelling,
    }
}

fn exchange(
    base: &str,
    request: &Request,
) -> Result<as_documented::exchange::Exchange, TargetError> {
    let options = TargetOptions {
        timeout: Duration::from_millis(500),
        ..TargetOptions::default()
    };
    let target = Target::new(base, &options)?;
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(target.exchange(request))
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
        (
            Spelling::Title,
            None,
            ["Authorization", "Loan-Ticket"],
            "Content-Length: 0",
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
    assert_eq!(exchange.response.body_length, 22);
    assert_eq!(exchange.echoes, ["the x-you header", "the body"]);
    assert!(!format!("{exchange:?}").contains(TOKEN));
    assert_eq!(exchange.response.header("X-YOU"), Some("(redacted)"));
}

#[test]
fn a_redirect_is_an_answer_and_is_not_followed() {
    let (base, server) = once(
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/elsewhere\r\nContent-Length: 0\r\n\r\n",
    );
    let exchange = exchange(&base, &request(Spelling::Lower, None)).unwrap();
    server.join().unwrap();
    assert_eq!(exchange.response.status.code(), 302);
}

#[test]
fn each_way_of_not_answering_has_its_name() {
    let error = |answer: &'static [u8]| {
        let (base, server) = once(answer);
        let error = exchange(&base, &request(Spelling::Lower, None)).unwrap_err();
        server.join().unwrap();
        error
    };
    let short = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";
    assert!(
        matches!(error(short), TargetError::Cut(..)),
        "{}",
        error(short)
    );
    assert!(matches!(error(b""), TargetError::Cut(..)), "{}", error(b""));
    let ssh = b"SSH-2.0-OpenSSH_9.6\r\n";
    assert!(
        matches!(error(ssh), TargetError::NotHttp(..)),
        "{}",
        error(ssh)
    );
    let refused = exchange("http://127.0.0.1:1", &request(Spelling::Lower, None)).unwrap_err();
    assert!(matches!(refused, TargetError::Connect(..)), "{refused}");
    let nowhere = exchange("http://nowhere.invalid", &request(Spelling::Lower, None)).unwrap_err();
    assert!(matches!(nowhere, TargetError::Dns(..)), "{nowhere}");
}

#[test]
fn a_server_that_never_answers_is_given_up() {
    let (base, server) = serve(|mut stream| {
        let request = read_request(&mut stream);
        // Holds the connection until the client gives up.
        let _ = stream.read(&mut [0; 1]);
        request
    });
    let error = exchange(&base, &request(Spelling::Lower, None)).unwrap_err();
    server.join().unwrap();
    assert!(matches!(error, TargetError::TimedOut(_)), "{error}");
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
    assert!(exchange.response.body_truncated);
    // The last bytes of a cut body could be the beginning of the credential, and are left out.
    let kept = as_documented::exchange::MAX_BODY_BYTES - TOKEN.len();
    assert_eq!(exchange.response.body.len(), kept);
}

#[test]
fn a_tls_client_on_a_plain_port_is_told_so() {
    let (base, server) = serve(|mut stream| {
        let _ = stream.read(&mut [0; 1024]);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        String::new()
    });
    let base = base.replace("http://", "https://");
    let error = exchange(&base, &request(Spelling::Lower, None)).unwrap_err();
    server.join().unwrap();
    assert!(matches!(error, TargetError::Tls(..)), "{error}");
}

#[test]
fn a_base_that_is_none_is_refused() {
    for base in [
        "",
        "localhost",
        "ftp://localhost",
        "http://",
        "http://user:secret-word@localhost",
        "http://localhost/?a",
    ] {
        let error = exchange(base, &request(Spelling::Lower, None)).unwrap_err();
        assert!(matches!(error, TargetError::Url { .. }), "{base}: {error}");
        assert!(!error.to_string().contains("secret-word"));
    }
}
