use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use reqwest::Url;

use super::source::Text;
use super::{
    Client, Credentials, Grant, Issuer, OAuth, Pattern, Place, SecretSource, SignIn, Source,
};
use crate::plan::Caller;
use crate::protocol::masked::Masked;
use crate::protocol::request::{Framing, Request, Spelling};
use crate::protocol::secret::Secret;
use crate::protocol::{HeaderName, Method};
use crate::table::OperationId;

/// A request of a client: its method, its path, its credential and its form.
#[derive(Debug, Clone)]
struct Asked {
    line: String,
    authorization: Option<String>,
    form: BTreeMap<String, String>,
}

/// A server that gives tokens, and all that it was asked.
struct Server {
    base: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// What a server answers to the request of that number, its own base given.
type Answer = fn(base: &str, nth: usize, asked: &Asked) -> (u16, String);

impl Server {
    fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let server = Self {
            base: base.clone(),
            asked: Arc::clone(&asked),
        };
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let Some(own) = read(&stream) else { continue };
                let nth = {
                    let mut asked = asked.lock().unwrap();
                    asked.push(own.clone());
                    asked.len() - 1
                };
                let (status, body) = answer(&base, nth, &own);
                let to = match status {
                    302 => "Location: http://127.0.0.1:9/elsewhere?state=x\r\n",
                    _ => "",
                };
                let head = format!(
                    "HTTP/1.1 {status} Thus\r\nContent-Type: application/json\r\n{to}Content-Length: {}\r\n\
                     Connection: close\r\n\r\n",
                    body.len()
                );
                let _ = (&stream).write_all((head + &body).as_bytes());
            }
        });
        server
    }

    fn url(&self, path: &str) -> Url {
        Url::parse(&format!("{}{path}", self.base)).unwrap()
    }

    fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

fn read(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut authorization = None;
    let mut length = 0;
    loop {
        let mut field = String::new();
        reader.read_line(&mut field).ok()?;
        let Some((name, value)) = field.trim().split_once(": ") else {
            break;
        };
        match name.to_ascii_lowercase().as_str() {
            "authorization" => authorization = Some(value.to_owned()),
            "content-length" => length = value.parse().unwrap(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let url = Url::parse(&format!("http://x/?{}", String::from_utf8(body).unwrap())).unwrap();
    Some(Asked {
        line: line.trim().trim_end_matches(" HTTP/1.1").to_owned(),
        authorization,
        form: url.query_pairs().into_owned().collect(),
    })
}

/// A secret that stands in a file as long as the second value lives.
fn told(secret: &str) -> (SecretSource, tempfile::NamedTempFile) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    writeln!(file, " {secret} ").unwrap();
    (SecretSource::File(file.path().to_owned()), file)
}

const SECRET: &str = "desk/secret+of&the=north";

fn oauth(issuer: Issuer, grant: Grant, secret: Option<SecretSource>) -> SignIn {
    let oauth = OAuth {
        issuer,
        grant,
        client_id: Text::Plain("as documented".to_owned()),
        client_secret: secret,
        scope: Some("shelves loans".to_owned()),
        parameters: [("audience".to_owned(), "desk".to_owned())].into(),
    };
    named("desk", Source::Issued(Box::new(oauth)))
}

fn named(name: &str, source: Source) -> SignIn {
    SignIn {
        name: Some(name.to_owned()),
        ..SignIn::everywhere(source)
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(future)
}

/// The credential, or what is said of it.
fn had(credentials: &Credentials) -> Result<String, String> {
    let current = block_on(credentials.current(0, Instant::now()));
    let exposed = current.map(|own| own.secret.expose().to_owned());
    exposed.map_err(|error| error.to_string())
}

fn token(text: &str) -> (u16, String) {
    (
        200,
        format!(r#"{{"access_token":"{text}","token_type":"Bearer","expires_in":3600}}"#),
    )
}

/// What comes of a client's own credentials where a token server answers so.
fn client_credentials(answer: Answer) -> (Result<String, String>, Server) {
    let server = Server::start(answer);
    let (secret, _file) = told(SECRET);
    let issuer = Issuer::at(server.url("/token"), None);
    let sign_in = oauth(issuer, Grant::ClientCredentials, Some(secret));
    let credentials = Credentials::new(vec![sign_in], Client::default());
    (had(&credentials), server)
}

#[test]
fn a_client_gets_a_token_by_its_own_credentials() {
    let (had, server) = client_credentials(|_, _, _| token("token-7"));
    assert_eq!(had.unwrap(), "token-7");
    let asked = server.asked().remove(0);
    assert_eq!(asked.line, "POST /token");
    // Encoded before they are user and password (RFC 6749 §2.3.1).
    let basic = "Basic YXMlMjBkb2N1bWVudGVkOmRlc2slMkZzZWNyZXQlMkJvZiUyNnRoZSUzRG5vcnRo";
    assert_eq!(asked.authorization.as_deref(), Some(basic));
    let form: Vec<String> = asked.form.iter().map(|(n, v)| format!("{n}={v}")).collect();
    assert_eq!(
        form,
        [
            "audience=desk",
            "grant_type=client_credentials",
            "scope=shelves loans"
        ]
    );
}

#[test]
fn what_a_token_server_refuses_is_said_with_what_to_do_and_without_a_secret() {
    let cases: [(Answer, &str); 9] = [
        (
            |_, _, _| {
                (
                    401,
                    r#"{"error":"invalid_client","error_description":"no such desk"}"#.to_owned(),
                )
            },
            "answered 401 Unauthorized: invalid_client (no such desk); check `client-id` and `client-secret`",
        ),
        (
            |_, _, _| (400, r#"{"error":"invalid_scope"}"#.to_owned()),
            "answered 400 Bad Request: invalid_scope; check `scope`",
        ),
        (
            |_, _, _| (400, r#"{"error":"unsupported_grant_type"}"#.to_owned()),
            "answered 400 Bad Request: unsupported_grant_type; the issuer does not know this `grant`",
        ),
        (
            |_, _, _| {
                (401, r#"{"error":"invalid_client","error_description":"not desk/secret+of&the=north"}"#.to_owned())
            },
            "invalid_client (not (redacted)); check",
        ),
        (
            |_, _, _| (400, "{\"error\":\"a\\u001b[2J\"}".to_owned()),
            "answered 400 Bad Request: a[2J",
        ),
        (
            |_, _, _| (200, "<html>".to_owned()),
            "answered 200 OK with what is no object of JSON (application/json)",
        ),
        (
            |_, _, _| (200, "{}".to_owned()),
            "answered without an access_token",
        ),
        (
            |_, _, _| (302, String::new()),
            "redirected to http://127.0.0.1:9/elsewhere, which is not followed with a secret; give that URL",
        ),
        (
            |_, _, _| (503, String::new()),
            "answered 503 Service Unavailable with no content",
        ),
    ];
    for (answer, expect) in cases {
        let (had, server) = client_credentials(answer);
        let said = had.unwrap_err();
        let begins = format!("[auth.desk]: POST {}/token", server.base);
        assert!(said.starts_with(&begins) && said.contains(expect), "{said}");
        assert!(
            !said.contains("north") && !said.contains('\u{1b}'),
            "{said}"
        );
        assert_eq!(server.asked().len(), 1);
    }
}

#[test]
fn an_issuer_that_is_not_there_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    let (secret, _file) = told(SECRET);
    let sign_in = oauth(
        Issuer::Metadata(url.clone()),
        Grant::ClientCredentials,
        Some(secret),
    );
    let said = had(&Credentials::new(vec![sign_in], Client::default())).unwrap_err();
    let place =
        format!("[auth.desk]: GET {url}.well-known/oauth-authorization-server: could not connect");
    assert!(said.starts_with(&place), "{said}");
}

#[test]
fn metadata_says_where_an_issuer_is_asked_and_how() {
    let answer: Answer = |base, _, asked| match &*asked.line {
        "GET /realms/desk/.well-known/openid-configuration" => {
            let own = format!(
                r#"{{"issuer":"{base}/realms/desk","token_endpoint":"{base}/t",
                "token_endpoint_auth_methods_supported":["client_secret_post"]}}"#
            );
            (200, own)
        }
        "POST /t" => token("token-8"),
        _ => (404, String::new()),
    };
    let server = Server::start(answer);
    let (secret, _file) = told(SECRET);
    let issuer = Issuer::Metadata(server.url("/realms/desk/"));
    let sign_in = oauth(issuer, Grant::ClientCredentials, Some(secret));
    let credentials = Credentials::new(vec![sign_in], Client::default());
    assert_eq!(had(&credentials).unwrap(), "token-8");
    let asked = server.asked();
    let lines: Vec<&str> = asked.iter().map(|asked| &*asked.line).collect();
    assert_eq!(
        lines,
        [
            "GET /.well-known/oauth-authorization-server/realms/desk",
            "GET /realms/desk/.well-known/openid-configuration",
            "POST /t"
        ]
    );
    let form = &asked[2].form;
    assert_eq!(asked[2].authorization, None);
    assert_eq!(
        (&*form["client_id"], &*form["client_secret"]),
        ("as documented", SECRET)
    );
    let cases: [(Answer, &str); 4] = [
        (
            |_, _, _| (404, String::new()),
            "the issuer has no metadata (GET ",
        ),
        (
            |_, _, _| (200, r#"{"issuer":"https://other.example"}"#.to_owned()),
            "is the metadata of `https://other.example`; give that as `issuer`",
        ),
        (
            |base, _, _| (200, format!(r#"{{"issuer":"{base}"}}"#)),
            "has no `token_endpoint`",
        ),
        (
            |_, _, _| (200, "[]".to_owned()),
            "answered 200 OK with what is no object of JSON",
        ),
    ];
    for (answer, expect) in cases {
        let server = Server::start(answer);
        let (secret, _file) = told(SECRET);
        let sign_in = oauth(
            Issuer::Metadata(server.url("")),
            Grant::ClientCredentials,
            Some(secret),
        );
        let said = had(&Credentials::new(vec![sign_in], Client::default())).unwrap_err();
        assert!(said.contains(expect), "{said}");
        // No secret is sent before it is known where.
        assert!(
            server
                .asked()
                .iter()
                .all(|asked| asked.line.starts_with("GET "))
        );
    }
}

#[test]
fn a_device_waits_for_a_person_as_long_as_it_is_told_to() {
    let answer: Answer = |base, nth, asked| match (&*asked.line, nth) {
        ("POST /device", _) => {
            let own = format!(
                r#"{{"device_code":"code-of-the-device","user_code":"WDJB","verification_uri":"{base}/in",
                "expires_in":600,"interval":3}}"#
            );
            (200, own)
        }
        (_, 1 | 3) => (400, r#"{"error":"authorization_pending"}"#.to_owned()),
        (_, 2) => (400, r#"{"error":"slow_down"}"#.to_owned()),
        (_, 4) => token("token-9"),
        _ => (400, r#"{"error":"expired_token"}"#.to_owned()),
    };
    let waited: Arc<Mutex<Vec<Duration>>> = Arc::default();
    let client = Client::noting(&waited);
    let server = Server::start(answer);
    let issuer = || Issuer::at(server.url("/token"), Some(server.url("/device")));
    let credentials = Credentials::new(
        vec![oauth(issuer(), Grant::DeviceCode, None)],
        client.clone(),
    );
    assert_eq!(had(&credentials).unwrap(), "token-9");
    let seconds = |own: &Mutex<Vec<Duration>>| -> Vec<u64> {
        own.lock().unwrap().iter().map(Duration::as_secs).collect()
    };
    assert_eq!(seconds(&waited), [3, 3, 8, 8]);
    let asked = server.asked();
    assert_eq!(asked[0].form["scope"], "shelves loans");
    assert_eq!(asked[1].form["device_code"], "code-of-the-device");
    assert_eq!(asked[1].form["client_id"], "as documented");
    // What the second device is told.
    let credentials = Credentials::new(
        vec![oauth(issuer(), Grant::DeviceCode, None)],
        client.clone(),
    );
    let said = had(&credentials).unwrap_err();
    assert!(
        said.contains("expired_token; nobody signed in within the time of the code"),
        "{said}"
    );
    // A person who never comes is not waited for any longer than the code is good.
    waited.lock().unwrap().clear();
    let server = Server::start(|_, nth, _| match nth {
        0 => (
            200,
            r#"{"device_code":"c","user_code":"u","verification_uri":"v","expires_in":60}"#
                .to_owned(),
        ),
        _ => (400, r#"{"error":"authorization_pending"}"#.to_owned()),
    });
    let issuer = Issuer::at(server.url("/token"), Some(server.url("/device")));
    let credentials = Credentials::new(vec![oauth(issuer, Grant::DeviceCode, None)], client);
    let said = had(&credentials).unwrap_err();
    assert!(
        said.contains("nobody signed in within the time of the code"),
        "{said}"
    );
    assert_eq!(seconds(&waited), [5; 12]);
}

#[test]
fn a_refresh_token_is_used_as_the_issuer_gives_it_anew() {
    let server = Server::start(|_, nth, _| {
        (
            200,
            format!(r#"{{"access_token":"token-{nth}","refresh_token":"refresh-{nth}"}}"#),
        )
    });
    let (first, _file) = told("refresh-first");
    let issuer = Issuer::at(server.url("/token"), None);
    let sign_in = oauth(issuer, Grant::RefreshToken(first), None);
    let credentials = Credentials::new(vec![sign_in], Client::default());
    assert_eq!(had(&credentials).unwrap(), "token-0");
    assert_eq!(renewed(&credentials, 0), Ok(true));
    assert_eq!(had(&credentials).unwrap(), "token-1");
    let asked = server.asked();
    let tokens: Vec<&str> = asked
        .iter()
        .map(|own| &*own.form["refresh_token"])
        .collect();
    assert_eq!(tokens, ["refresh-first", "refresh-0"]);
    let warnings = credentials.warnings();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].starts_with("[auth.desk]: the issuer gave another refresh token"));
    let known: Vec<String> = credentials
        .known()
        .iter()
        .map(|own| own.expose().to_owned())
        .collect();
    for own in [
        "refresh-first",
        "refresh-0",
        "refresh-1",
        "token-0",
        "token-1",
    ] {
        assert!(known.iter().any(|known| known == own), "{own}");
    }
}

/// Whether a credential is another once it was refused in that generation.
fn renewed(credentials: &Credentials, generation: u32) -> Result<bool, String> {
    block_on(credentials.0.list[0].renewed(credentials, generation))
}

#[test]
fn a_token_is_renewed_before_its_end_and_once_for_all_who_were_refused() {
    let server = Server::start(|_, nth, _| token(&format!("token-{nth}")));
    let (secret, _file) = told(SECRET);
    let issuer = Issuer::at(server.url("/token"), None);
    let sign_in = oauth(issuer, Grant::ClientCredentials, Some(secret));
    let credentials = Credentials::new(vec![sign_in], Client::default());
    let now = Instant::now();
    let at = |seconds: u64| now + Duration::from_secs(seconds);
    let current = async |seconds| {
        let own = credentials.current(0, at(seconds)).await.unwrap();
        own.secret.expose().to_owned()
    };
    block_on(async {
        // Whoever asks first asks for all.
        let both = tokio::join!(current(0), current(0));
        assert_eq!(both, ("token-0".to_owned(), "token-0".to_owned()));
        assert_eq!(current(3500).await, "token-0");
        assert_eq!(current(3571).await, "token-1");
        let kept = &credentials.0.list[0];
        kept.was_accepted(1);
        let all = &credentials;
        let refused = tokio::join!(
            kept.renewed(all, 1),
            kept.renewed(all, 1),
            kept.renewed(all, 0)
        );
        assert_eq!(refused, (Ok(true), Ok(true), Ok(true)));
        assert_eq!(current(0).await, "token-2");
        // One that was never good is not renewed for being refused.
        assert_eq!(kept.renewed(all, 2).await, Ok(false));
    });
    assert_eq!(server.asked().len(), 3);
}

#[test]
fn the_time_of_a_token_begins_when_it_is_had_and_not_when_it_was_asked_for() {
    let server = Server::start(|_, nth, _| token(&format!("token-{nth}")));
    let (secret, _file) = told(SECRET);
    let issuer = Issuer::at(server.url("/token"), None);
    let sign_in = oauth(issuer, Grant::ClientCredentials, Some(secret));
    let credentials = Credentials::new(vec![sign_in], Client::default());
    let asked = Instant::now() + Duration::from_secs(4000);
    for expect in ["token-0", "token-1"] {
        let current = block_on(credentials.current(0, asked)).unwrap();
        assert_eq!(current.secret.expose(), expect);
    }
}

#[test]
fn who_cannot_be_asked_is_not_asked_for_ever() {
    let server = Server::start(|_, _, _| (500, String::new()));
    let (secret, _file) = told(SECRET);
    let issuer = Issuer::at(server.url("/token"), None);
    let sign_in = oauth(issuer, Grant::ClientCredentials, Some(secret));
    let credentials = Credentials::new(vec![sign_in], Client::default());
    for _ in 0..5 {
        assert!(had(&credentials).unwrap_err().contains("answered 500"));
    }
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn a_scope_that_is_not_given_is_said() {
    let server = Server::start(|_, _, _| {
        (
            200,
            r#"{"access_token":"token-1","scope":"loans"}"#.to_owned(),
        )
    });
    let (secret, _file) = told(SECRET);
    let issuer = Issuer::at(server.url("/token"), None);
    let sign_in = oauth(issuer, Grant::ClientCredentials, Some(secret));
    let credentials = Credentials::new(vec![sign_in], Client::default());
    assert_eq!(had(&credentials).unwrap(), "token-1");
    let said = "[auth.desk]: the issuer gave client `as documented` a token without the scope `shelves`: what needs \
                it is refused";
    assert_eq!(credentials.warnings(), [said]);
}

#[test]
fn what_is_told_by_a_file_or_a_command_is_told_anew() {
    let (source, file) = told("token-1");
    let told = Source::Told {
        from: source,
        lifetime: None,
    };
    let credentials = Credentials::new(vec![named("desk", told)], Client::default());
    assert_eq!(had(&credentials).unwrap(), "token-1");
    // The same is not tried twice.
    assert_eq!(renewed(&credentials, 0), Ok(false));
    std::fs::write(file.path(), "token-2\n").unwrap();
    credentials.0.list[0].was_accepted(1);
    assert_eq!(renewed(&credentials, 1), Ok(true));
    assert_eq!(had(&credentials).unwrap(), "token-2");
    let cases = [
        (
            SecretSource::File("no/such/file".into()),
            "token: could not read no/such/file: ",
        ),
        (
            SecretSource::Env("AS_DOCUMENTED_TEST_NO_SUCH".to_owned()),
            "token: the environment variable AS_DOCUMENTED_TEST_NO_SUCH is not set",
        ),
        (
            SecretSource::Command("exit 3".to_owned()),
            "token: the command for {token} failed: exit status: 3",
        ),
        (
            SecretSource::Command("true".to_owned()),
            "token: what the command gives is empty",
        ),
        (
            SecretSource::Command("echo a b".to_owned()),
            "token: what the command gives holds what a header cannot",
        ),
    ];
    for (from, expect) in cases {
        let told = Source::Told {
            from,
            lifetime: None,
        };
        let said = had(&Credentials::new(
            vec![named("desk", told)],
            Client::default(),
        ))
        .unwrap_err();
        assert!(
            said.starts_with(&format!("[auth.desk]: {expect}")),
            "{said}"
        );
    }
}

fn request(path: &str, authorization: Option<&str>) -> Request {
    let mut value = Masked::plain(path);
    if path.ends_with('=') {
        value.push_secret(Secret::of_the_caller().within(crate::protocol::encoding::Part::Query));
    }
    let field = authorization.map(|scheme| {
        let mut value = Masked::plain(scheme);
        value.push_secret(Secret::of_the_caller());
        (HeaderName::AUTHORIZATION, value)
    });
    Request {
        method: Method::new("GET").unwrap(),
        path: value,
        headers: field.into_iter().collect(),
        content: None,
        spelling: Spelling::Lower,
        framing: Framing::Computed,
        omits_accept: false,
    }
}

#[test]
fn each_credential_stands_in_its_place_of_the_operations_that_it_is_for() {
    let command = |text: &str| Source::Told {
        from: SecretSource::Command(format!("echo {text}")),
        lifetime: None,
    };
    let place = |name: &str, place: Option<Place>, operations: &[&str]| SignIn {
        place,
        operations: operations
            .iter()
            .map(|own| Pattern((*own).to_owned()))
            .collect(),
        ..named(name, command(&format!("{name}/7")))
    };
    let header = |name: &str, scheme: Option<&str>| Place::Header {
        name: HeaderName::new(name).unwrap(),
        scheme: scheme.map(str::to_owned),
    };
    let list = vec![
        place("all", None, &[]),
        place("loans", None, &["loan-*"]),
        place(
            "end",
            Some(header("authorization", Some("Desk"))),
            &["loan-end"],
        ),
        place("key", Some(header("X-Key", None)), &["shelf-*"]),
        place(
            "page",
            Some(Place::Query("page key".to_owned())),
            &["page-*"],
        ),
        place(
            "crumb",
            Some(Place::Cookie("crumb".to_owned())),
            &["page-*"],
        ),
        place("other", None, &[]),
    ];
    let credentials = Credentials::new(list, Client::default());
    let sent = |operation: &str, caller, request: &Request| {
        let operation = OperationId(operation.to_owned());
        let carried = credentials.carried(request, Some(&operation), caller);
        let carried = block_on(carried).unwrap().request.into_owned();
        let fields = carried.headers.iter();
        let fields = fields.map(|(name, value)| format!("{name}: {}", value.exposed()));
        let mut lines = vec![carried.path.exposed()];
        lines.extend(fields);
        lines.join(" | ")
    };
    let own = |operation: &str, request: &Request| sent(operation, Caller::Own, request);
    let bearer = request("/x", Some("Bearer "));
    let none = request("/x?a=1", None);
    assert_eq!(own("desk", &bearer), "/x | Authorization: Bearer all/7");
    assert_eq!(
        own("loan-begin", &bearer),
        "/x | Authorization: Bearer loans/7"
    );
    assert_eq!(own("loan-end", &bearer), "/x | Authorization: Desk end/7");
    assert_eq!(own("desk", &none), "/x?a=1");
    assert_eq!(own("shelf-get", &none), "/x?a=1 | X-Key: key/7");
    assert_eq!(
        own("page-get", &none),
        "/x?a=1&page%20key=page/7 | cookie: crumb=crumb/7"
    );
    assert_eq!(own("desk", &request("/x?key=", None)), "/x?key=all/7");
    let other = |operation: &str, request: &Request| sent(operation, Caller::Other, request);
    assert_eq!(other("desk", &bearer), "/x | Authorization: Bearer other/7");
    assert_eq!(other("shelf-get", &none), "/x?a=1 | X-Key: other/7");
}

/// A credential of a name, which is its text, in a place.
fn placed(name: &str, place: Place) -> SignIn {
    let told = Source::Told {
        from: SecretSource::Command(format!("echo {name}")),
        lifetime: None,
    };
    SignIn {
        place: Some(place),
        ..named(name, told)
    }
}

fn with_scheme(name: &str, scheme: &str, operations: &[&str]) -> SignIn {
    let place = Place::Header {
        name: HeaderName::AUTHORIZATION,
        scheme: Some(scheme.to_owned()),
    };
    let operations = operations.iter();
    SignIn {
        operations: operations.map(|own| Pattern((*own).to_owned())).collect(),
        ..placed(name, place)
    }
}

#[test]
fn a_credential_that_a_request_has_a_place_for_is_sent_once() {
    let list = vec![
        placed("key-of-all", Place::Query("key".to_owned())),
        placed("crumb-of-all", Place::Cookie("crumb".to_owned())),
    ];
    let credentials = Credentials::new(list, Client::default());
    let mut awaiting = request("/x?key=", None);
    let mut cookie = Masked::plain("crumb=");
    cookie.push_secret(Secret::of_the_caller());
    awaiting.headers = vec![(HeaderName::new("Cookie").unwrap(), cookie)];
    for request in [awaiting, request("/x", None)] {
        let carried = credentials.carried(&request, None, Caller::Own);
        let carried = block_on(carried).unwrap().request.into_owned();
        assert_eq!(carried.path.exposed(), "/x?key=key-of-all");
        let fields = carried.headers.iter();
        let sent: Vec<String> = fields.map(|(_, value)| value.exposed()).collect();
        assert_eq!(sent, ["crumb=crumb-of-all"]);
    }
}

#[test]
fn a_place_is_the_same_whatever_the_scheme_before_its_credential() {
    let list = vec![
        with_scheme("all", "Basic", &[]),
        with_scheme("desks", "Bearer", &["desk-*"]),
    ];
    let credentials = Credentials::new(list, Client::default());
    for (operation, expect) in [("desk-get", "Bearer desks"), ("shelf-get", "Basic all")] {
        let operation = OperationId(operation.to_owned());
        for request in [request("/x", Some("Bearer ")), request("/x", None)] {
            let carried = credentials.carried(&request, Some(&operation), Caller::Own);
            let carried = block_on(carried).unwrap().request.into_owned();
            let fields = carried.headers.iter();
            let sent: Vec<String> = fields.map(|(_, value)| value.exposed()).collect();
            assert_eq!(sent, [expect]);
        }
    }
    for (first, second, is_one_each) in [
        (&[][..], &[][..], false),
        (&["desk-*"], &["*-get"], false),
        (&[], &["desk-get"], true),
    ] {
        let list = vec![
            with_scheme("all", "Basic", first),
            with_scheme("desks", "Bearer", second),
        ];
        let credentials = Credentials::new(list, Client::default());
        let operation = OperationId("desk-get".to_owned());
        let chosen = credentials.chosen(Some(&operation), Caller::Own);
        let checked = credentials.check_one_each(&chosen, &operation);
        assert_eq!(checked.is_ok(), is_one_each, "{checked:?}");
    }
}
