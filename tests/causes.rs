//! Bad days: what every request of a run met, named once and on top, with the exit code that it deserves. The
//! services are a few lines over TCP, on free ports of 127.0.0.1.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot start has failed"
)]

mod program;

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

const TOKEN: &str = "a-token-that-nobody-may-see";

/// A page about desks whose requests carry a credential, and that states a base.
const DESKS: &str = "# Desks\n\nThe base URL is `https://library.example/v2`.\n\n\
    ## List desks\n\n`GET /desks`\n\nReturns `200 OK`.\n\n\
    ```http\nGET https://library.example/v2/desks HTTP/1.1\nAuthorization: Bearer {token}\n```\n\n\
    ## Add a desk\n\n`POST /desks`\n\nReturns `201 Created`.\n\n\
    ```http\nPOST https://library.example/v2/desks HTTP/1.1\nAuthorization: Bearer {token}\n\
    Content-Type: application/json\n\n{\"room\":\"north\"}\n```\n\n\
    ```http\nHTTP/1.1 201 Created\nContent-Type: application/json\n\n{\"id\":\"d-1\",\"room\":\"north\"}\n```\n\n\
    ## Remove a desk\n\n`DELETE /desks/{id}`\n\nReturns `204 No Content`.\n\n\
    ```http\nDELETE https://library.example/v2/desks/{id} HTTP/1.1\nAuthorization: Bearer {token}\n```\n\n\
    ## Read a reader\n\n`GET /readers/{reader}`\n\nReturns `200 OK`.\n\n\
    ```http\nGET https://library.example/v2/readers/{reader} HTTP/1.1\nAuthorization: Bearer {token}\n```\n";

/// A request as a service reads it.
struct Asked {
    method: String,
    path: String,
    text: String,
}

impl Asked {
    fn has(&self, text: &str) -> bool {
        self.text.to_lowercase().contains(&text.to_lowercase())
    }
}

/// Starts a service; its answers are whole messages.
fn serve(answer: impl Fn(&Asked) -> Vec<u8> + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let base = format!("http://{}", listener.local_addr().unwrap());
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming().take(2000) {
            let Ok(stream) = stream else { continue };
            let answer = Arc::clone(&answer);
            std::thread::spawn(move || one(stream, &*answer));
        }
    });
    base
}

/// Answers one request on a connection, and ends it.
fn one(mut stream: TcpStream, answer: &dyn Fn(&Asked) -> Vec<u8>) {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    loop {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            let is_length = name.eq_ignore_ascii_case("content-length");
            is_length.then(|| value.trim().parse::<usize>().ok())?
        });
        if text.contains("\r\n\r\n") && body.len() >= length.unwrap_or(0) {
            break;
        }
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return,
            Ok(read) => text.push_str(&String::from_utf8_lossy(&buffer[..read])),
        }
    }
    let mut words = text.split(' ').map(str::to_owned);
    let asked = Asked {
        method: words.next().unwrap_or_default(),
        path: words.next().unwrap_or_default(),
        text,
    };
    let _ = stream.write_all(&answer(&asked));
}

/// A whole message; the head is its status with what else is to stand there.
fn message(asked: &Asked, head: &str, content: &str) -> Vec<u8> {
    let has_content = asked.method != "HEAD" && !head.starts_with("204");
    let content = if has_content { content } else { "" };
    let length = match head.starts_with("204") {
        true => String::new(),
        false => format!("Content-Length: {}\r\n", content.len()),
    };
    format!("HTTP/1.1 {head}\r\n{length}Connection: close\r\n\r\n{content}").into_bytes()
}

const JSON: &str = "Content-Type: application/json";

/// What a desk that works would answer.
fn right(asked: &Asked) -> Vec<u8> {
    let is_known = asked.has(&format!("authorization: Bearer {TOKEN}"));
    match (asked.method.as_str(), asked.path.as_str()) {
        _ if !is_known => message(asked, "401 Unauthorized\r\nWWW-Authenticate: Bearer", ""),
        ("GET", "/desks") => message(asked, &format!("200 OK\r\n{JSON}"), "[]"),
        ("POST", "/desks") => message(asked, &format!("201 Created\r\n{JSON}"), "{\"id\":\"d-1\"}"),
        ("GET", path) if path.starts_with("/readers/") => {
            message(asked, &format!("200 OK\r\n{JSON}"), "{}")
        }
        ("DELETE", path) if path.starts_with("/desks/") => message(asked, "204 No Content", ""),
        _ => message(asked, "405 Method Not Allowed\r\nAllow: GET", ""),
    }
}

/// Runs a page against a base; the exit code with all that was printed.
fn run(page: &str, base: &str, arguments: &[&str]) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("desks.md"), page).unwrap();
    let id: &[&str] = match page.contains("{id}") {
        true => &["--var", "id=d-1"],
        false => &[],
    };
    let arguments = [id, arguments].concat();
    run_in(folder.path(), base, &arguments)
}

fn run_in(folder: &Path, base: &str, arguments: &[&str]) -> (i32, String) {
    let mut all = vec!["run", "--target", base];
    all.extend(arguments);
    let page = std::fs::read_to_string(folder.join("desks.md")).unwrap_or_default();
    let is_given = arguments.iter().any(|own| own.starts_with("reader="));
    if page.contains("{reader}") && !is_given {
        all.extend(["--var", "reader=r-7"]);
    }
    if !arguments.contains(&"--spec") {
        all.extend(["--spec", "desks.md"]);
    }
    let (code, out, error) = program::run(folder, Some(TOKEN), &all);
    (code, out + &error)
}

#[test]
fn a_service_that_is_right_has_no_cause() {
    let (code, out) = run(DESKS, &serve(right), &[]);
    assert!(code == 0 && !out.contains("cause["), "{out}");
}

#[test]
fn a_credential_that_is_refused_everywhere_is_an_error_and_no_pages_fault() {
    let refusing = |asked: &Asked| {
        let head = format!("401 Unauthorized\r\nWWW-Authenticate: Bearer\r\n{JSON}");
        message(asked, &head, "{\"error\":\"token expired\"}")
    };
    let base = serve(refusing);
    let (code, out) = run(DESKS, &base, &[]);
    assert_eq!(code, 4, "{out}");
    let told = "cause[credential]: all 4 requests that carried the credential (Authorization: Bearer (redacted)) \
                were answered 401 Unauthorized: ";
    assert!(out.starts_with(told), "{out}");
    assert!(
        out.contains("  {\n    \"error\": \"token expired\"\n  }\n"),
        "{out}"
    );
    assert!(
        !out.contains("error[") && !out.contains("desks.md:"),
        "{out}"
    );
    assert!(!out.contains(TOKEN), "{out}");
    // Libtest's trials are judged one by one; the cause is told behind them.
    let (code, out) = run(DESKS, &base, &["--format", "terse"]);
    assert_eq!(code, 4, "{out}");
    assert_eq!(
        out.matches("cause[credential]: all 4 requests").count(),
        1,
        "{out}"
    );
}

#[test]
fn what_a_refused_credential_does_not_explain_is_a_violation_still() {
    let refusing = |asked: &Asked| message(asked, "401 Unauthorized", "");
    let (code, out) = run(DESKS, &serve(refusing), &[]);
    assert_eq!(code, 1, "{out}");
    assert!(out.starts_with("cause[credential]: "), "{out}");
    assert!(out.contains("error[challenge-on-401]"), "{out}");
    assert!(!out.contains("error[status-as-documented]"), "{out}");
}

#[test]
fn a_credential_that_serves_once_is_not_the_cause() {
    let refusing = |asked: &Asked| match asked.path.as_str() {
        "/desks" => right(asked),
        _ => message(asked, "401 Unauthorized\r\nWWW-Authenticate: Bearer", ""),
    };
    let (code, out) = run(DESKS, &serve(refusing), &[]);
    assert_eq!(code, 1, "{out}");
    assert!(!out.contains("cause["), "{out}");
}

#[test]
fn a_base_that_is_none_is_told_of_a_service_that_looks_at_the_credential_first() {
    let nothing = |asked: &Asked| match asked.has(&format!("authorization: Bearer {TOKEN}")) {
        true => message(asked, "404 Not Found", "nothing here"),
        false => message(asked, "401 Unauthorized\r\nWWW-Authenticate: Bearer", ""),
    };
    let needs =
        "Every request needs the header `Authorization: Bearer {token}`. Without it you get 401.";
    let page = DESKS.replace("The base URL", &format!("{needs}\n\nThe base URL"));
    let (code, out) = run(&page, &serve(nothing), &[]);
    assert_eq!(code, 4, "{out}");
    let told = "requests with the credential were answered 404 Not Found";
    assert!(
        out.starts_with("cause[base-path]: all ") && out.contains(told),
        "{out}"
    );
}

#[test]
fn a_base_that_is_none_is_an_error_that_names_those_of_the_pages() {
    let nothing = |asked: &Asked| message(asked, "404 Not Found", &format!("no {}", asked.path));
    let base = serve(nothing);
    let (code, out) = run(DESKS, &base, &[]);
    assert_eq!(code, 4, "{out}");
    let told = format!(
        "cause[base-path]: all 26 requests were answered 404 Not Found: this API is not below {base}, the base that \
         --target gave; the pages state https://library.example/v2: try --target {base}/v2\n"
    );
    assert!(out.starts_with(&told), "{out}");
    assert!(!out.contains("error["), "{out}");
    let (code, out) = run(DESKS, &format!("{base}/v2"), &[]);
    assert_eq!(code, 4, "{out}");
    assert!(!out.contains("try --target"), "{out}");
}

#[test]
fn content_of_a_type_that_is_refused_is_told_beside_what_it_broke() {
    let refusing = |asked: &Asked| match asked.method.as_str() {
        "POST" if asked.has(TOKEN) => message(
            asked,
            "415 Unsupported Media Type\r\nAccept-Post: text/csv",
            "",
        ),
        _ => right(asked),
    };
    let (code, out) = run(DESKS, &serve(refusing), &[]);
    assert_eq!(code, 1, "{out}");
    let told = "cause[content-type]: all 3 requests with content (application/json) were answered 415 Unsupported \
                Media Type: the service does not take this Content-Type, and says that it takes text/csv (accept-post)";
    assert!(out.starts_with(told), "{out}");
    assert!(out.contains("error[status-as-documented]"), "{out}");
}

#[test]
fn a_value_that_was_used_up_is_told_with_the_fixture_that_mends_it() {
    let gone: Mutex<BTreeSet<String>> = Mutex::default();
    let made = AtomicUsize::new(0);
    let base = serve(move |asked: &Asked| {
        let is_known = asked.has(TOKEN);
        if asked.method == "POST" && is_known && asked.text.ends_with(": ") {
            return message(asked, "400 Bad Request", "");
        }
        if asked.method == "POST" && is_known {
            let id = format!(
                "{{\"id\":\"d-{}\"}}",
                100 + made.fetch_add(1, Ordering::SeqCst)
            );
            return message(asked, &format!("201 Created\r\n{JSON}"), &id);
        }
        let is_real = asked.path.starts_with("/desks/d-") && asked.path.len() < 14;
        let is_removal = asked.method == "DELETE" && is_known;
        if is_removal && !(is_real && gone.lock().unwrap().insert(asked.path.clone())) {
            return message(
                asked,
                &format!("404 Not Found\r\n{JSON}"),
                "{\"error\":\"no such desk\"}",
            );
        }
        right(asked)
    });
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("desks.md"), DESKS).unwrap();
    let (code, out) = run_in(folder.path(), &base, &["--var", "id=d-1", "--strict"]);
    // What only repeats the request that used it up is our reading, and fails nothing.
    assert_eq!(code, 0, "{out}");
    let told = "cause[value-used-up]: {desks.id} was given one value, and desks-delete-desks-id used it up: ";
    assert!(out.starts_with(told), "{out}");
    // What it says is what mends it.
    let lines = out.lines().filter_map(|line| line.strip_prefix("    "));
    let lines: Vec<&str> = lines.take(5).collect();
    assert_eq!(lines[0], "[[fixture]]", "{out}");
    let fixtures = format!("format = 1\n\n{}\n", lines.join("\n"));
    let specs = folder.path().join("specs");
    let derived = Command::new(env!("CARGO_BIN_EXE_as-documented"))
        .args(["derive", "desks.md", "--out", "specs"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(specs.is_dir(), "{derived:?}");
    std::fs::write(specs.join("fixtures.toml"), fixtures).unwrap();
    let (code, out) = run_in(folder.path(), &base, &["--strict", "--spec", "specs"]);
    assert_eq!(code, 0, "{out}");
}

#[test]
fn a_proxy_in_between_is_said() {
    let asking = |asked: &Asked| {
        let head = "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"yard\"";
        message(asked, head, "")
    };
    let (code, out) = run(DESKS, &serve(asking), &[]);
    assert_eq!(code, 4, "{out}");
    let told = "were answered 407 Proxy Authentication Required by a proxy in between (Proxy-Authenticate: Basic \
                realm=\"yard\")";
    assert!(
        out.starts_with("cause[proxy]: all ") && out.contains(told),
        "{out}"
    );
    let gateway = |asked: &Asked| {
        let head = "502 Bad Gateway\r\nServer: a-gateway\r\nContent-Type: text/html";
        message(asked, head, "<html>\n<h1>Bad gateway</h1>\n</html>\n")
    };
    let (code, out) = run(DESKS, &serve(gateway), &[]);
    assert_eq!(code, 4, "{out}");
    let told =
        "were answered 502 Bad Gateway by what stands before the service (Server: a-gateway)";
    assert!(
        out.starts_with("cause[proxy]: all ") && out.contains(told),
        "{out}"
    );
    assert!(out.contains("  <h1>Bad gateway</h1>"), "{out}");
}

#[test]
fn another_protocol_on_the_port_is_said() {
    // A fatal alert, decode_error; and an empty SETTINGS frame.
    let alert: &[u8] = &[0x15, 3, 1, 0, 2, 2, 50];
    let settings: &[u8] = &[0, 0, 0, 4, 0, 0, 0, 0, 0];
    for (bytes, told) in [
        (alert, "speaks TLS and"),
        (settings, "answered HTTP/1.1 with HTTP/2"),
    ] {
        let (code, out) = run(DESKS, &serve(move |_| bytes.to_vec()), &[]);
        assert_eq!(code, 4, "{out}");
        assert!(
            out.starts_with("cause[protocol]: none of ") && out.contains(told),
            "{out}"
        );
        assert!(!out.contains("error["), "{out}");
    }
    let told = |asked: &Asked| {
        message(
            asked,
            "400 Bad Request",
            "Client sent an HTTP request to an HTTPS server.\n",
        )
    };
    let (code, out) = run(DESKS, &serve(told), &[]);
    assert_eq!(code, 4, "{out}");
    assert!(
        out.starts_with("cause[protocol]: all ") && out.contains("with https://"),
        "{out}"
    );
}

#[test]
fn plain_text_on_a_port_that_is_called_one_of_tls_is_said() {
    let base = serve_bytes(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    let (code, out) = run(DESKS, &base.replace("http://", "https://"), &[]);
    assert_eq!(code, 4, "{out}");
    let told = "it answered in plain text; give its URL with http://";
    assert_eq!(out.matches(told).count(), 1, "{out}");
}

/// Answers whatever comes first on a connection with these bytes, and ends it.
fn serve_bytes(bytes: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let base = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().take(2000) {
            let Ok(mut stream) = stream else { continue };
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(bytes);
        }
    });
    base
}

#[cfg(target_os = "linux")]
/// A service over TLS with a certificate for this name that its own key has signed, valid until the end of a year.
fn serve_tls(name: &str, until: i32, is_authority: bool) -> (String, String) {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut parameters = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
    parameters.not_before = rcgen::date_time_ymd(2020, 1, 1);
    parameters.not_after = rcgen::date_time_ymd(until, 12, 31);
    if is_authority {
        parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    }
    let signed = parameters.self_signed(&key).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let private = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![signed.der().clone()], private)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().take(2000) {
            let Ok(mut stream) = stream else { continue };
            let mut connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            std::thread::spawn(move || {
                // A client that does not trust it ends the handshake.
                let mut stream = rustls::Stream::new(&mut connection, &mut stream);
                let mut buffer = [0; 4096];
                while stream.read(&mut buffer).is_ok_and(|read| read > 0) {
                    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                }
            });
        }
    });
    (format!("https://localhost:{port}"), signed.pem())
}

// Elsewhere the system itself judges certificates, in words of its own.
#[cfg(target_os = "linux")]
#[test]
fn what_a_certificate_lacks_is_said_in_words() {
    let said = |name: &str, until: i32, is_authority: bool, is_trusted: bool| {
        let (base, pem) = serve_tls(name, until, is_authority);
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("desks.md"), DESKS).unwrap();
        std::fs::write(folder.path().join("ca.pem"), pem).unwrap();
        let trusted: &[&str] = if is_trusted { &["--ca", "ca.pem"] } else { &[] };
        let (code, out) = run_in(folder.path(), &base, trusted);
        assert_eq!(code, 4, "{out}");
        assert!(!out.contains("error["), "{out}");
        // Both clients say the same, once.
        assert_eq!(
            out.matches("error: could not agree on TLS").count(),
            1,
            "{out}"
        );
        out
    };
    let unknown = said("localhost", 2999, false, false);
    assert!(
        unknown.contains("give that authority's certificate with --ca FILE"),
        "{unknown}"
    );
    let expired = said("localhost", 2021, false, true);
    assert!(
        expired.contains("its certificate expired on 2021-12-31, "),
        "{expired}"
    );
    let other = said("desk.example", 2999, false, true);
    assert!(
        other.contains("its certificate is for desk.example, and not for localhost"),
        "{other}"
    );
    let authority = said("localhost", 2999, true, false);
    assert!(
        authority
            .contains("is an authority's (CA:TRUE), which is taken for a server's only where --ca"),
        "{authority}"
    );
    // One that is given is held to its time and its name all the same.
    let expired = said("localhost", 2021, true, true);
    assert!(
        expired.contains("its certificate expired on 2021-12-31, "),
        "{expired}"
    );
    let other = said("desk.example", 2999, true, true);
    assert!(
        other.contains("its certificate is for desk.example, and not for localhost"),
        "{other}"
    );
}

// As `openssl req -x509` makes one.
#[cfg(target_os = "linux")]
#[test]
fn an_authoritys_certificate_is_a_servers_where_it_is_given() {
    let (base, pem) = serve_tls("localhost", 2999, true);
    let folder = tempfile::tempdir().unwrap();
    let page = "# Desks\n\n## List\n\n`GET /desks`\n\nReturns `200`.\n";
    std::fs::write(folder.path().join("desks.md"), page).unwrap();
    std::fs::write(folder.path().join("ca.pem"), pem).unwrap();
    let (code, out) = run_in(folder.path(), &base, &["--ca", "ca.pem", "/as-documented"]);
    assert_eq!(code, 0, "{out}");
}

#[cfg(target_os = "linux")]
#[test]
fn any_certificate_is_taken_where_that_is_asked_for_and_every_report_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let page = "# Desks\n\n## List\n\n`GET /desks`\n\nReturns `200`.\n";
    std::fs::write(folder.path().join("desks.md"), page).unwrap();
    // For another name, out of date, and an authority's.
    let (base, _) = serve_tls("desk.example", 2021, true);
    let reports = ["--report", "json=ran.json", "--report", "junit=ran.xml"];
    let run = |more: &[&str]| {
        let arguments = [&["/as-documented"], &reports[..], more].concat();
        let (code, out) = run_in(folder.path(), &base, &arguments);
        let report = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        (code, [out, report("ran.json"), report("ran.xml")])
    };
    let (code, told) = run(&[]);
    assert_eq!(code, 4, "{told:?}");
    assert!(told.iter().all(|text| !text.contains("--insecure)")));
    for more in [
        &["--insecure"] as &[&str],
        &["--insecure", "--format", "terse"],
    ] {
        let (code, told) = run(more);
        assert_eq!(code, 0, "{told:?}");
        for text in told {
            assert!(
                text.contains("no certificate was checked (--insecure)"),
                "{text}"
            );
        }
    }
}

#[test]
fn one_fault_of_a_server_is_one_diagnostic_with_counts() {
    let things = ["desks", "loans", "shelves", "readers", "books", "rooms"];
    let sections = things.map(|thing| {
        format!("## List {thing}\n\n`GET /{thing}`\n\nReturns `200`.\n\n## Drop {thing}\n\n`DELETE /{thing}/1`\n\nReturns `204`.\n\n")
    });
    let page = format!("# Library\n\n{}", sections.concat());
    // The number of each answer is another one, and so is what it says of the request.
    let count = AtomicUsize::new(0);
    let failing = serve(move |asked: &Asked| {
        let content = format!(
            "{{\"error\":\"{} {} failed: the disk is full\",\"trace\":{}}}",
            asked.method,
            asked.path,
            count.fetch_add(1, Ordering::SeqCst)
        );
        message(
            asked,
            &format!("500 Internal Server Error\r\n{JSON}"),
            &content,
        )
    });
    let (code, out) = run(&page, &failing, &[]);
    assert_eq!(code, 1, "{out}");
    assert_eq!(out.matches("error[").count(), 1, "{out}");
    assert!(out.contains("cases of 12 operations"), "{out}");
    // So is a manner of it that no page promises otherwise.
    let framed = serve(|asked: &Asked| match asked.method.as_str() {
        "GET" => message(asked, "200 OK", ""),
        "DELETE" => {
            b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec()
        }
        _ => message(asked, "405 Method Not Allowed\r\nAllow: GET", ""),
    });
    let (code, out) = run(&page, &framed, &[]);
    assert_eq!(code, 1, "{out}");
    assert_eq!(out.matches("error[").count(), 1, "{out}");
    assert!(
        out.contains("error[no-framing-on-204]") && out.contains("of 6 operations"),
        "{out}"
    );
    // Two operations are each told with the line of its page.
    let two = serve(|asked: &Asked| match asked.path.as_str() {
        "/desks" | "/loans" => message(asked, "500 Internal Server Error", ""),
        _ if asked.method == "GET" => message(asked, "200 OK", ""),
        _ if asked.method == "DELETE" => message(asked, "204 No Content", ""),
        _ => message(asked, "405 Method Not Allowed\r\nAllow: GET", ""),
    });
    let (_, out) = run(&page, &two, &["as-documented"]);
    assert_eq!(out.matches("error[").count(), 2, "{out}");
}

#[test]
fn what_a_service_said_is_shown_harmless_and_in_every_report() {
    let failing = |asked: &Asked| match asked.method.as_str() {
        "POST" if asked.has(TOKEN) => {
            let content = format!(
                "{{\"error\":{{\"code\":\"full\",\"token\":\"{TOKEN}\",\"at\":\"\u{1b}[31m\"}}}}"
            );
            message(asked, &format!("409 Conflict\r\n{JSON}"), &content)
        }
        _ => right(asked),
    };
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("desks.md"), DESKS).unwrap();
    let reports = ["--report", "json=run.json", "--report", "junit=run.xml"];
    let (code, out) = run_in(folder.path(), &serve(failing), &reports);
    assert_eq!(code, 1, "{out}");
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let (json, junit) = (read("run.json"), read("run.xml"));
    for text in [&out, &json, &junit] {
        assert!(text.contains("full"), "{text}");
        assert!(!text.contains(TOKEN) && !text.contains('\u{1b}'), "{text}");
    }
    assert!(
        out.contains("note: the service said  409 Conflict"),
        "{out}"
    );
    assert!(junit.contains("the service said  409 Conflict"), "{junit}");
}

#[cfg(unix)]
#[test]
fn a_replay_can_be_pasted_whatever_its_values_are() {
    let failing = |asked: &Asked| message(asked, "500 Internal Server Error", "");
    let folder = tempfile::tempdir().unwrap();
    let odd = "d's \"desk\" $HOME\nline.md";
    std::fs::create_dir(folder.path().join(odd)).unwrap();
    std::fs::write(
        folder.path().join(odd).join("desks.md"),
        DESKS.replace("# Desks", "# Desks of mine"),
    )
    .unwrap();
    std::fs::write(folder.path().join("desks.md"), DESKS).unwrap();
    let variable = "reader=it's $(id) \"x\" `y` !";
    let arguments = ["--pages", odd, "--var", variable];
    let (code, out) = run_in(folder.path(), &serve(failing), &arguments);
    assert_eq!(code, 1, "{out}");
    let help = out
        .lines()
        .find_map(|line| line.split_once("help: "))
        .expect(&out)
        .1;
    let own = env!("CARGO_BIN_EXE_as-documented");
    let script = help.replacen("as-documented", &format!("'{own}'"), 1);
    let pasted = Command::new("bash")
        .args([
            "-c",
            &format!(
                "{script} --list && printf '<%s>' {}",
                help.replacen("as-documented ", "", 1)
            ),
        ])
        .env("LC_ALL", "C.UTF-8")
        .current_dir(folder.path())
        .output();
    // Where there is no bash, nobody pastes into it.
    let Ok(pasted) = pasted else { return };
    let text = String::from_utf8_lossy(&pasted.stdout).into_owned();
    assert!(pasted.status.success(), "{help}\n{pasted:?}");
    assert!(
        text.contains(&format!("<{odd}>")) && text.contains(&format!("<{variable}>")),
        "{text}"
    );
    assert!(
        text.starts_with("desks-get-desks/as-documented: test"),
        "{text}"
    );
}

#[test]
fn a_target_that_closes_each_connection_breaks_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let page = "# Desks\n\n`GET /desks`\n\nReturns `200 OK`.\n\n## One\n\n`GET /desks/{id}`\n\nReturns `200 OK`.\n";
    std::fs::write(folder.path().join("desks.md"), page).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || listener.incoming().for_each(drop));
    let run = [
        "run", "--spec", "desks.md", "--var", "id=1", "--target", &base,
    ];
    for mode in [&[][..], &["--strict"]] {
        let (code, out, err) = program::run(folder.path(), None, &[&run[..], mode].concat());
        assert_eq!(code, 4, "{out}{err}");
        assert!(!out.contains("error["), "{out}");
        assert!(out.contains("closed without an answer"), "{out}");
    }
}
