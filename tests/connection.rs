//! How a run is connected with a service, and what it asks before anything else. The services are a few lines each, on
//! free ports of 127.0.0.1.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot start has failed"
)]

mod program;

use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;

const TOKEN: &str = "a-token-that-nobody-may-see";

/// How many requests a whole run for the page of desks makes.
const ASKED: usize = 11;

/// Two operations that carry a credential.
const DESKS: &str = "# Desks\n\n\
    ## List desks\n\n`GET /desks`\n\nReturns `200 OK`.\n\n\
    ```http\nGET /desks HTTP/1.1\nAuthorization: Bearer {token}\n```\n\n\
    ## Book a desk\n\n`POST /desks/book`\n\nReturns `204 No Content`.\n\n\
    ```http\nPOST /desks/book HTTP/1.1\nAuthorization: Bearer {token}\n```\n";

/// What a desk that works answers.
fn right(request: &Request<Incoming>) -> Response<String> {
    let own = format!("Bearer {TOKEN}");
    let is_known = request
        .headers()
        .get("authorization")
        .is_some_and(|value| value.to_str().is_ok_and(|value| value == own));
    let answer = |status: StatusCode| Response::builder().status(status);
    let answer = match (request.method().as_str(), request.uri().path()) {
        _ if !is_known => answer(StatusCode::UNAUTHORIZED).header("www-authenticate", "Bearer"),
        ("GET", "/desks") => answer(StatusCode::OK),
        ("POST", "/desks/book") => answer(StatusCode::NO_CONTENT),
        (_, "/desks") => answer(StatusCode::METHOD_NOT_ALLOWED).header("allow", "GET"),
        (_, "/desks/book") => answer(StatusCode::METHOD_NOT_ALLOWED).header("allow", "POST"),
        _ => answer(StatusCode::NOT_FOUND),
    };
    answer.body(String::new()).unwrap()
}

/// What a desk that takes no credential answers.
fn refusing(_: &Request<Incoming>) -> Response<String> {
    let answer = Response::builder().status(StatusCode::UNAUTHORIZED);
    let answer = answer.header("www-authenticate", "Bearer");
    answer.body(String::new()).unwrap()
}

/// A service, and how many requests it got.
struct Service {
    base: String,
    asked: Arc<AtomicUsize>,
}

#[derive(Clone, Copy)]
enum Speaks {
    Http1,
    Http2,
}

fn serve(
    speaks: Speaks,
    tls: Option<rustls::ServerConfig>,
    answer: fn(&Request<Incoming>) -> Response<String>,
) -> Service {
    serve_but(None, speaks, tls, answer)
}

/// The same, where the connection of a number is ended before anything is said on it.
fn serve_but(
    ended: Option<usize>,
    speaks: Speaks,
    tls: Option<rustls::ServerConfig>,
    answer: fn(&Request<Incoming>) -> Response<String>,
) -> Service {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().unwrap().port();
    let scheme = if tls.is_some() { "https" } else { "http" };
    let base = format!("{scheme}://localhost:{port}");
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    listener.set_nonblocking(true).unwrap();
    let acceptor = tls.map(|config| tokio_rustls::TlsAcceptor::from(Arc::new(config)));
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            let mut nth = 0;
            while let Ok((stream, _)) = listener.accept().await {
                nth += 1;
                if ended == Some(nth) {
                    continue;
                }
                let (acceptor, counted) = (acceptor.clone(), Arc::clone(&counted));
                tokio::spawn(async move {
                    match acceptor {
                        None => connection(stream, speaks, answer, counted).await,
                        Some(acceptor) => {
                            if let Ok(stream) = acceptor.accept(stream).await {
                                connection(stream, speaks, answer, counted).await;
                            }
                        }
                    }
                });
            }
        });
    });
    Service { base, asked }
}

async fn connection(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    speaks: Speaks,
    answer: fn(&Request<Incoming>) -> Response<String>,
    asked: Arc<AtomicUsize>,
) {
    let service = service_fn(move |request: Request<Incoming>| {
        asked.fetch_add(1, Ordering::SeqCst);
        let answer = answer(&request);
        async move { Ok::<_, Infallible>(answer) }
    });
    let stream = TokioIo::new(stream);
    let _ = match speaks {
        Speaks::Http1 => {
            let one = hyper::server::conn::http1::Builder::new();
            one.serve_connection(stream, service).await
        }
        Speaks::Http2 => {
            let two = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
            two.serve_connection(stream, service).await
        }
    };
}

/// A certificate for localhost with its key, both as PEM, and a server that shows it; which may ask its clients for
/// that very one.
fn identity(asks_for_its_own: bool) -> (String, String, rustls::ServerConfig) {
    let key = rcgen::KeyPair::generate().unwrap();
    let parameters = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let signed = parameters.self_signed(&key).unwrap();
    let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = rustls::RootCertStore::empty();
    roots.add(signed.der().clone()).unwrap();
    let clients = rustls::server::WebPkiClientVerifier::builder_with_provider(
        Arc::new(roots),
        Arc::clone(&provider),
    );
    let clients = match asks_for_its_own {
        true => clients,
        false => clients.allow_unauthenticated(),
    };
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(clients.build().unwrap())
        .with_single_cert(vec![signed.der().clone()], private)
        .unwrap();
    (signed.pem(), key.serialize_pem(), config)
}

fn run(folder: &Path, base: &str, arguments: &[&str]) -> (i32, String) {
    std::fs::write(folder.join("desks.md"), DESKS).unwrap();
    let all = [&["run", "--spec", "desks.md", "--target", base], arguments].concat();
    let (code, out, error) = program::run(folder, Some(TOKEN), &all);
    assert!(!(out.clone() + &error).contains(TOKEN), "{out}{error}");
    (code, out + &error)
}

#[test]
fn http2_is_spoken_where_it_is_asked_for_and_what_is_not_looked_at_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let service = serve(Speaks::Http2, None, right);
    let (code, out) = run(folder.path(), &service.base, &[]);
    assert!(code == 4 && out.contains("--http2"), "{out}");
    let (code, out) = run(folder.path(), &service.base, &["--http2"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("looks at the wire of HTTP/1.1"), "{out}");
    assert!(out.contains("desks-get-desks/on-the-wire"), "{out}");
}

#[test]
fn http2_that_is_asked_for_and_not_answered_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let service = serve(Speaks::Http1, None, right);
    let (code, out) = run(folder.path(), &service.base, &["--http2"]);
    assert_eq!(code, 4, "{out}");
    assert!(out.contains("--http2"), "{out}");
    assert!(!out.contains("error["), "{out}");
}

// Elsewhere the system itself judges certificates.
#[cfg(target_os = "linux")]
#[test]
fn a_target_that_takes_nothing_but_http2_is_spoken_to_so() {
    let folder = tempfile::tempdir().unwrap();
    let (pem, _, mut config) = identity(false);
    std::fs::write(folder.path().join("ca.pem"), pem).unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let service = serve(Speaks::Http2, Some(config), right);
    let (code, out) = run(folder.path(), &service.base, &["--ca", "ca.pem"]);
    assert!(code == 0 && out.contains("HTTP/2 is spoken"), "{out}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_clients_certificate_is_shown_where_one_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let (pem, key, config) = identity(true);
    let service = serve(Speaks::Http1, Some(config), right);
    std::fs::write(folder.path().join("own.pem"), format!("{pem}{key}")).unwrap();
    std::fs::write(folder.path().join("ca.pem"), &pem).unwrap();
    std::fs::write(folder.path().join("own.key"), &key).unwrap();
    let trusting = |more: &[&str]| {
        run(
            folder.path(),
            &service.base,
            &[&["--ca", "ca.pem"], more].concat(),
        )
    };
    let (code, out) = trusting(&[]);
    assert!(code == 4 && out.contains("--client-cert FILE"), "{out}");
    for own in [
        &["--client-cert", "own.pem"] as &[&str],
        &["--client-cert", "ca.pem", "--client-key", "own.key"],
    ] {
        let (code, out) = trusting(own);
        assert_eq!(code, 0, "{out}");
    }
    for (wrong, told) in [
        (
            &["--client-cert", "ca.pem"] as &[&str],
            "holds no PEM private key",
        ),
        (&["--client-cert", "own.key"], "holds no PEM certificate"),
        (&["--client-cert", "gone.pem"], "could not read gone.pem"),
    ] {
        let (code, out) = trusting(wrong);
        assert!(code == 2 && out.contains(told), "{out}");
        assert!(!out.contains("BEGIN"), "{out}");
    }
}

#[test]
fn a_credential_that_is_not_taken_is_tried_at_each_operation_once_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let service = serve(Speaks::Http1, None, refusing);
    let (code, out) = run(folder.path(), &service.base, &[]);
    assert!(
        code == 4 && out.contains("cause[credential]: all 2 requests"),
        "{out}"
    );
    assert_eq!(service.asked.load(Ordering::SeqCst), 2, "{out}");
    // The first is sent once, first of all, and counts.
    let service = serve(Speaks::Http1, None, right);
    let (code, out) = run(folder.path(), &service.base, &[]);
    let asked = service.asked.swap(0, Ordering::SeqCst);
    assert!(code == 0 && asked == ASKED, "{asked} {out}");
    let (code, out) = run(
        folder.path(),
        &service.base,
        &["--exact", "desks-get-desks/as-documented"],
    );
    let asked = service.asked.load(Ordering::SeqCst);
    assert!(code == 0 && out.contains("1 case: 1 passed"), "{out}");
    assert_eq!(asked, 1, "{out}");
}

#[test]
fn a_target_that_is_not_there_is_told_once_and_nothing_more_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let (code, out) = run(folder.path(), &base, &[]);
    assert_eq!(code, 4, "{out}");
    assert_eq!(out.matches("is the service running?").count(), 1, "{out}");
    assert!(
        out.contains("not sent, since the target was not reached"),
        "{out}"
    );
}

// Elsewhere the system itself judges certificates.
#[cfg(target_os = "linux")]
#[test]
fn a_target_that_is_there_the_second_time_is_judged_by_that() {
    let folder = tempfile::tempdir().unwrap();
    let (pem, _, config) = identity(false);
    std::fs::write(folder.path().join("ca.pem"), pem).unwrap();
    // On the first connection it is found out what is spoken.
    let service = serve_but(Some(2), Speaks::Http1, Some(config), right);
    let (code, out) = run(folder.path(), &service.base, &["--ca", "ca.pem"]);
    assert!(code == 0 && out.contains(", 0 errors,"), "{code} {out}");
}

#[test]
fn what_would_be_sent_is_told_and_nothing_is() {
    let folder = tempfile::tempdir().unwrap();
    let service = serve(Speaks::Http1, None, right);
    let command = ["--token-command", "touch ran; echo secret"];
    let (code, out) = run(
        folder.path(),
        &service.base,
        &[&["--dry-run"], &command[..]].concat(),
    );
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("GET /desks"), "{out}");
    assert!(out.contains("nothing was sent"), "{out}");
    assert_eq!(service.asked.load(Ordering::SeqCst), 0);
    assert!(!folder.path().join("ran").exists());
    let page = DESKS.replace("/desks/book", "/desks/{desk}/book");
    std::fs::write(folder.path().join("other.md"), page).unwrap();
    let dry = [
        "run",
        "--spec",
        "other.md",
        "--target",
        &service.base,
        "--dry-run",
    ];
    let (code, out, _) = program::run(folder.path(), Some(TOKEN), &dry);
    assert!(code == 3 && out.contains("--var desk=…"), "{out}");
    let (code, out, _) = program::run(
        folder.path(),
        Some(TOKEN),
        &[&dry[..], &["--var", "desk=north wing"]].concat(),
    );
    assert!(
        code == 0 && out.contains("POST /desks/north%20wing/book"),
        "{out}"
    );
    let (code, out, _) = program::run_with(
        folder.path(),
        [
            ("AS_DOCUMENTED_TOKEN", TOKEN),
            ("AS_DOCUMENTED_VAR_DESK", "hidden-desk"),
        ],
        &dry,
    );
    assert!(code == 0 && !out.contains("hidden-desk"), "{out}");
}

/// The page of a desk of which a fixture's values, or a run's own, fill the path.
const FLOORS: &str =
    "# Floors\n\n## Look at a desk\n\n`GET /floors/{floor}/desks/{desk}`\n\nReturns `200 OK`.\n";

#[test]
fn what_would_be_sent_is_told_with_what_files_say_and_refused_as_a_run_is() {
    let folder = tempfile::tempdir().unwrap();
    let specs = folder.path().join("specs");
    std::fs::create_dir(&specs).unwrap();
    std::fs::write(folder.path().join("floors.md"), FLOORS).unwrap();
    let derive = ["derive", "floors.md", "--out", "specs"];
    let (_, out, _) = program::run(folder.path(), None, &derive);
    let says = "format = 1\n[values]\nfloor = \"north\"\n";
    std::fs::write(specs.join("fixtures.toml"), says).unwrap();
    let service = serve(Speaks::Http1, None, right);
    let dry = |configuration: &str, more: &[&str]| {
        std::fs::write(folder.path().join("as-documented.toml"), configuration).unwrap();
        let all = [&["run", "--target", &service.base, "--dry-run"], more].concat();
        let (code, out, error) = program::run(folder.path(), Some(TOKEN), &all);
        (code, out + &error)
    };
    let (code, told) = dry("", &["--var", "desk=7"]);
    assert!(
        code == 0 && told.contains("GET /floors/north/desks/7"),
        "{out}{told}"
    );
    // As a run says.
    let (code, told) = dry("", &["--var", "desks=7"]);
    let near = "no loaded table has {desks}; did you mean {desk}?";
    assert!(code == 2 && told.contains(near), "{told}");
    let (code, told) = dry("[vars]\ndesk = \"7\"\nseat = \"8\"\n", &[]);
    let warning = "warning: no loaded table has {seat}";
    assert!(code == 0 && told.contains(warning), "{told}");
    let (code, told) = dry("[vars]\ndesk = { env = \"NO_SUCH_DESK\" }\n", &[]);
    assert!(
        code == 2 && told.contains("NO_SUCH_DESK is not set"),
        "{told}"
    );
    let secret = "[vars]\n\"floors-get-floors-floor-desks-desk.desk\" = { encoded = \"s-7\", secret = true }\n";
    let (code, told) = dry(secret, &[]);
    assert!(code == 0 && !told.contains("s-7"), "{told}");
    assert!(told.contains("/floors/north/desks/{desk}"), "{told}");
    assert_eq!(service.asked.load(Ordering::SeqCst), 0);
}

#[test]
fn a_marked_variable_of_a_flag_is_in_no_command_that_replays_a_run() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("floors.md"), FLOORS).unwrap();
    let marked = "[vars]\ndesk = { command = \"echo 7\", secret = true }\n";
    std::fs::write(folder.path().join("as-documented.toml"), marked).unwrap();
    let service = serve(Speaks::Http1, None, right);
    for name in ["desk", "floors-get-floors-floor-desks-desk.desk", "DESK"] {
        let var = format!("{name}=seat-1234");
        let all = [
            "run",
            "--spec",
            "floors.md",
            "--target",
            &service.base,
            "--var",
            &var,
            "--var",
            "floor=2",
        ];
        let (code, out, error) = program::run(folder.path(), Some(TOKEN), &all);
        assert!(
            code == 1 && out.contains("--var 'floor=2'"),
            "{code} {out}{error}"
        );
        assert!(!out.contains("seat-1234"), "{name} {out}");
    }
}

#[test]
fn what_is_to_be_the_folder_of_exchanges_is_one() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("kept"), "mine").unwrap();
    let service = serve(Speaks::Http1, None, right);
    let (code, out) = run(folder.path(), &service.base, &["--save", "kept"]);
    assert!(
        code == 2 && out.contains("--save kept: it is there and not a folder"),
        "{out}"
    );
    let (code, out) = run(folder.path(), &service.base, &["--save", "kept/more"]);
    assert!(
        code == 2 && out.contains("could not write kept/more (--save)"),
        "{out}"
    );
    assert_eq!(service.asked.load(Ordering::SeqCst), 0);
    assert_eq!(std::fs::read(folder.path().join("kept")).unwrap(), b"mine");
}

/// What a desk answers whose book is of another status than its page says, and who says so to everybody.
fn wrong(request: &Request<Incoming>) -> Response<String> {
    let answer = right(request);
    match (request.uri().path(), answer.status()) {
        ("/desks/book", StatusCode::NO_CONTENT) => {
            let answer = Response::builder().status(StatusCode::ACCEPTED);
            let answer = answer.header("x-seen", format!("Bearer {TOKEN}"));
            answer.body(format!("taken from {TOKEN}")).unwrap()
        }
        _ => answer,
    }
}

#[test]
fn a_failure_is_replayed_by_two_commands_and_its_exchanges_are_kept_without_a_secret() {
    let folder = tempfile::tempdir().unwrap();
    let service = serve(Speaks::Http1, None, wrong);
    let save = ["--save", "kept", "desks-post-desks-book/as-documented"];
    let (code, out) = run(folder.path(), &service.base, &save);
    assert_eq!(code, 1, "{out}");
    let curl = format!(
        "curl -i -H 'authorization: Bearer '\"$AS_DOCUMENTED_TOKEN\" -H 'user-agent: as-documented/{}' -H Content-Type: \
         -d '' {}/desks/book",
        env!("CARGO_PKG_VERSION"),
        service.base
    );
    assert!(out.contains(&curl), "{out}");
    let kept = folder.path().join("kept");
    let files: Vec<_> = std::fs::read_dir(&kept)
        .unwrap()
        .map(|file| file.unwrap())
        .collect();
    assert_eq!(files.len(), 1);
    assert_eq!(
        files[0].file_name(),
        "desks-post-desks-book.as-documented.har"
    );
    let text = std::fs::read_to_string(files[0].path()).unwrap();
    assert!(
        text.contains("status-as-documented: ") && text.contains("\"status\": 202"),
        "{text}"
    );
    assert!(!text.contains(TOKEN), "{text}");
    // Ours is written over, and nothing else.
    let (code, out) = run(folder.path(), &service.base, &save);
    assert_eq!(code, 1, "{out}");
    std::fs::write(files[0].path(), "mine").unwrap();
    let (code, out) = run(folder.path(), &service.base, &save);
    assert!(code == 1 && out.contains("is in the way"), "{out}");
    assert_eq!(std::fs::read_to_string(files[0].path()).unwrap(), "mine");
    std::fs::write(folder.path().join("file"), "mine").unwrap();
    let (code, out) = run(folder.path(), &service.base, &["--save", "file"]);
    assert!(code == 2 && out.contains("file"), "{out}");
}
