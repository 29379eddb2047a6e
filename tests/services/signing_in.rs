//! A service whose credentials come from a small token server, and runs that sign in there.

use std::path::Path;
use std::sync::{Arc, Mutex};

use super::manner::{AUTHORIZATION, sent, with_credential};
use super::wire::{Asked, Reply, Service, serve};
use super::{Contract, TOKEN, cards, desks, program};

/// What is true of a token server and of the service that takes its tokens.
#[derive(Default)]
struct State {
    /// How many tokens were given, the last of which is good.
    given: usize,
    /// How many requests the last one was good for.
    used: usize,
    /// How many requests a token is good for.
    uses: usize,
    /// How many requests came to the service itself.
    asked: usize,
    /// The forms that came.
    forms: Vec<String>,
}

type Shared = Arc<Mutex<State>>;

const SECRET: &str = "secret/of+the&desk";

fn good(state: &State) -> String {
    format!("given-{}/north+desk", state.given)
}

/// A token server that knows one client, and whoever refreshes.
fn issuer(state: &Shared) -> Service {
    let state = Arc::clone(state);
    Box::new(move |asked| {
        let json = |status, text: String| Reply::of(status, "application/json", text);
        if asked.path == "/.well-known/openid-configuration" {
            let host = asked.header("host").unwrap();
            let own =
                format!(r#"{{"issuer":"http://{host}","token_endpoint":"http://{host}/token"}}"#);
            return json(200, own);
        }
        if asked.path != "/token" {
            return json(404, String::new());
        }
        let mut state = state.lock().unwrap();
        state
            .forms
            .push(String::from_utf8_lossy(&asked.body).into_owned());
        let form = String::from_utf8_lossy(&asked.body).into_owned();
        if form.contains("scope=vaults") {
            return json(
                400,
                r#"{"error":"invalid_scope","error_description":"no vaults"}"#.to_owned(),
            );
        }
        if !form.contains("refresh%5Ftoken=") && asked.header(AUTHORIZATION).is_none() {
            return json(401, r#"{"error":"invalid_client"}"#.to_owned());
        }
        state.given += 1;
        state.used = 0;
        json(
            200,
            format!(
                r#"{{"access_token":"{}","token_type":"Bearer","expires_in":3600}}"#,
                good(&state)
            ),
        )
    })
}

/// The right service, which takes what the token server gave last, for as long as that is good.
fn service(state: &Shared) -> Service {
    let state = Arc::clone(state);
    let mut right = (cards::CONTRACT.service)();
    Box::new(move |asked: &Asked| {
        let mut state = state.lock().unwrap();
        state.asked += 1;
        let is_good = sent(asked) == good(&state) && state.used < state.uses;
        state.used += usize::from(is_good);
        match is_good {
            true => right(&with_credential(asked)),
            false if sent(asked) == TOKEN => right(&asked.with(AUTHORIZATION, "Bearer of-old")),
            false => right(asked),
        }
    })
}

/// A run with a configuration, in which `ISSUER` is the token server; what it came to and what it said.
fn run(state: &Shared, folder: &Path, auth: &str, arguments: &[&str]) -> (i32, String) {
    let auth = auth.replace("ISSUER", &serve(issuer(state)));
    std::fs::write(folder.join("as-documented.toml"), auth).unwrap();
    let target = serve(service(state));
    let mut all = vec!["run", "--target", &target];
    all.extend(arguments);
    let environment = [("DESK_SECRET", SECRET)];
    let (code, out, error) = program::run_with(folder, environment, &all);
    (code, out + &error)
}

fn shared(uses: usize) -> Shared {
    Arc::new(Mutex::new(State {
        uses,
        ..State::default()
    }))
}

const CLIENT: &str = "[auth.desk]\nissuer = \"ISSUER\"\nclient-id = \"as-documented\"\nclient-secret = { env = \"DESK_SECRET\" }\n";

#[test]
fn a_run_signs_in_and_renews_what_ends_in_the_middle_of_it() {
    let folder = cards::CONTRACT.folder();
    for (mode, uses) in [
        (&[] as &[&str], 25),
        (&["--jobs", "1"], 7),
        (&["--jobs", "1", "--strict", "--intrusive"], 7),
    ] {
        let state = shared(uses);
        let (code, said) = run(&state, folder.path(), CLIENT, mode);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("passed when sent again"), "{said}");
        let state = state.lock().unwrap();
        assert!(state.given > 1, "{}", state.given);
        assert!(!said.contains("north") && !said.contains(SECRET), "{said}");
    }
}

#[test]
fn a_token_that_lasts_is_asked_for_once() {
    let folder = cards::CONTRACT.folder();
    let state = shared(usize::MAX);
    let (code, said) = run(&state, folder.path(), CLIENT, &[]);
    assert_eq!((code, state.lock().unwrap().given), (0, 1), "{said}");
    let refresh = "[auth.desk]\ntoken-url = \"ISSUER/token\"\nclient-id = \"as-documented\"\nscope = \"cards\"\n\
                   refresh-token = { command = \"printf refresh-of-the-desk\" }\n";
    let state = shared(usize::MAX);
    let (code, said) = run(&state, folder.path(), refresh, &[]);
    assert_eq!((code, state.lock().unwrap().given), (0, 1), "{said}");
    let forms = &state.lock().unwrap().forms;
    assert!(
        forms[0].contains("refresh%5Ftoken=refresh%2Dof%2Dthe%2Ddesk"),
        "{forms:?}"
    );
}

#[test]
fn what_is_wrong_is_said_before_any_traffic() {
    let folder = cards::CONTRACT.folder();
    let cases = [
        (
            "[auth]\ntoken = \"x\"\n",
            "as-documented.toml:2: invalid type: string \"x\", expected a table for each credential",
        ),
        (
            "\n[auth.desk]\ntokn = { env = \"X\" }\n",
            "as-documented.toml:3: unknown field `tokn`",
        ),
        (
            "[auth.desk]\n",
            "as-documented.toml:1: [auth.desk]: expected one source: `token",
        ),
        (
            "[auth.desk]\ntoken = \"abc\"\n",
            "as-documented.toml:2: [auth.desk]: a secret is never written here; give it as `token = { env",
        ),
        (
            "[auth.desk]\nuser = \"a\"\npassword = \"abc\"\n",
            ":3: [auth.desk]: a secret is never written here",
        ),
        (
            "[auth.desk]\nuser = \"a\"\n",
            ":1: [auth.desk]: expected `user` and `password`",
        ),
        (
            "[auth.desk]\ntoken = { envv = \"X\" }\n",
            ":2: [auth.desk]: expected `token = { env",
        ),
        (
            "[auth.desk]\ntoken = { env = \"X\", lifetime = \"1m\" }\n",
            ":2: [auth.desk]: an environment variable stays the same",
        ),
        (
            "[auth.desk]\ntoken = { file = \"X\", lifetime = \"soon\" }\n",
            ":2: [auth.desk]: could not read `lifetime` (soon)",
        ),
        (
            "[auth.desk]\ntoken = { env = \"X\" }\nheader = \"a b\"\n",
            ":3: [auth.desk]: expected an HTTP field name",
        ),
        (
            "[auth.desk]\ntoken = { env = \"X\" }\nscheme = \"Bearer\"\n",
            ":3: [auth.desk]: expected `scheme` as one word",
        ),
        (
            "[auth.desk]\nissuer = \"desk\"\nclient-id = \"x\"\n",
            ":2: [auth.desk]: expected `issuer = \"https://HOST/…\"`",
        ),
        (
            "[auth.desk]\ngrant = \"password\"\nissuer = \"ISSUER\"\nclient-id = \"x\"\n",
            ":2: [auth.desk]: expected a `grant` of client-credentials",
        ),
        (
            "[auth.desk]\nissuer = \"ISSUER\"\nclient-id = \"x\"\n",
            ":1: [auth.desk]: expected `client-secret = { env",
        ),
        (
            "[auth.desk]\ntoken = { env = \"NO_SUCH\" }\n",
            "error: [auth.desk]: token: the environment variable NO_SUCH is not set",
        ),
        (
            "[auth.desk]\ntoken = { file = \"no/such\" }\n",
            "error: [auth.desk]: token: could not read no/such: ",
        ),
        (
            "[auth.desk]\ntoken = { command = \"exit 7\" }\n",
            "error: [auth.desk]: token: the command for {token} failed: exit status: 7",
        ),
        (
            "[auth.desk]\nissuer = \"http://127.0.0.1:1\"\nclient-id = \"x\"\nclient-secret = { env = \"DESK_SECRET\" }\n",
            "error: [auth.desk]: GET http://127.0.0.1:1/.well-known/oauth-authorization-server: could not connect to 127.0.0.1:1",
        ),
        (
            "[auth.desk]\ntoken-url = \"ISSUER/token\"\nclient-id = \"x\"\nclient-secret = { env = \"DESK_SECRET\" }\nscope = \"vaults\"\n",
            "answered 400 Bad Request: invalid_scope (no vaults); check `scope`",
        ),
        (
            "[auth.desk]\ntoken-url = \"ISSUER/elsewhere\"\nclient-id = \"x\"\nclient-secret = { env = \"DESK_SECRET\" }\n",
            "/elsewhere (client_credentials) answered 404 Not Found with no content",
        ),
        (
            "[auth.a]\ntoken = { env = \"DESK_SECRET\" }\n[auth.b]\ntoken = { env = \"DESK_SECRET\" }\n",
            "error: [auth.b]: [auth.a] is for {token} of cards-post-cards as well; say with `for` which operations each is for",
        ),
    ];
    for (auth, expect) in cases {
        let state = shared(usize::MAX);
        let (code, said) = run(&state, folder.path(), auth, &[]);
        assert_eq!(code, 2, "{auth}\n{said}");
        assert!(said.contains(expect), "{auth}\n{said}\n{expect}");
        assert!(!said.contains(SECRET), "{said}");
        assert_eq!(state.lock().unwrap().asked, 0, "{said}");
    }
}

/// The right service for two readers, of whom each has cards of their own; where it is wrong, they share them.
fn two_readers(is_right: bool) -> Service {
    let mut desks = [(cards::CONTRACT.service)(), (cards::CONTRACT.service)()];
    Box::new(move |asked: &Asked| {
        let reader = usize::from(sent(asked) == "the-other-reader");
        let desk = if is_right { reader } else { 0 };
        match sent(asked) {
            "the-first-reader" | "the-other-reader" => desks[desk](&with_credential(asked)),
            _ => desks[0](asked),
        }
    })
}

#[test]
fn what_one_caller_made_is_refused_to_another() {
    let folder = cards::CONTRACT.folder();
    let tables =
        "[auth.first]\ntoken = { env = \"FIRST\" }\n[auth.other]\ntoken = { env = \"OTHER\" }\n";
    std::fs::write(folder.path().join("as-documented.toml"), tables).unwrap();
    let environment = [("FIRST", "the-first-reader"), ("OTHER", "the-other-reader")];
    let said = "credential-refused]: a request of another caller for the {card} that the first was given was answered 200";
    for (is_right, arguments, expect, says) in [
        (true, &["--strict", "--intrusive"] as &[&str], 0, false),
        (true, &[], 0, false),
        (false, &[], 0, true),
        (false, &["--strict"], 1, true),
    ] {
        let target = serve(two_readers(is_right));
        let mut all = vec!["run", "--target", &target];
        all.extend(arguments);
        let (code, out, error) = program::run_with(folder.path(), environment, &all);
        let came = out + &error;
        assert_eq!((code, came.contains(said)), (expect, says), "{came}");
        assert!(!came.contains("-reader"), "{came}");
        let command = "-H 'authorization: Bearer '\"$OTHER\"";
        assert_eq!(came.contains(command), expect == 1, "{came}");
    }
    // Who has the same credential is no other.
    let same = [("FIRST", "the-first-reader"), ("OTHER", "the-first-reader")];
    let (code, _, error) = program::run_with(
        folder.path(),
        same,
        &["run", "--target", "http://127.0.0.1:1"],
    );
    assert_eq!(code, 2, "{error}");
    assert!(
        error.contains("[auth.other]: it is the same credential as [auth.first]"),
        "{error}"
    );
}

/// The right service, which does not read a card as its page says, and takes none back.
fn keeps_cards() -> Service {
    let mut right = (cards::CONTRACT.service)();
    Box::new(move |asked: &Asked| match &*asked.method {
        "GET" | "DELETE" if asked.path.starts_with("/cards/") => Reply::new(418),
        _ => right(&with_credential(asked)),
    })
}

#[test]
fn a_command_to_be_pasted_names_where_each_credential_comes_from() {
    let own = ["--exact", "cards-get-cards-card/as-documented"];
    let key = "[auth.desk-key]\ntoken = { command = \"printf %s \\\"$DESK_SECRET\\\"\" }\nheader = \"X-Desk-Key\"\n";
    for (source, expect) in [
        (
            "token = { env = \"DESK_SECRET\" }",
            "'authorization: bearer '\"$desk_secret\"",
        ),
        (
            "token = { file = \"a secret\" }",
            "'authorization: bearer '\"$(cat 'a secret')\"",
        ),
        (
            "token = { command = \"printf %s \\\"$DESK_SECRET\\\"\" }",
            "'authorization: bearer '\"$as_documented_auth_desk\"",
        ),
        (
            "user = \"ada\"\npassword = { env = \"DESK_SECRET\" }\nheader = \"Authorization\"\nscheme = \"Basic\"",
            "'authorization: basic '\"$(printf %s ada:\"$desk_secret\" | base64 | tr -d '\\n')\"",
        ),
    ] {
        let folder = cards::CONTRACT.folder();
        let auth = format!("[auth.desk]\n{source}\n\n{key}");
        std::fs::write(folder.path().join("as-documented.toml"), auth).unwrap();
        std::fs::write(folder.path().join("a secret"), SECRET).unwrap();
        let target = serve(keeps_cards());
        let mut all = vec!["run", "--target", &target];
        all.extend(own);
        let environment = [("DESK_SECRET", SECRET)];
        let (code, out, error) = program::run_with(folder.path(), environment, &all);
        let came = out + &error;
        assert_eq!(code, 1, "{came}");
        assert!(!came.contains(SECRET), "{came}");
        let told = came.to_lowercase();
        let key = "'x-desk-key: '\"$as_documented_auth_desk_key\"";
        for line in ["curl -i ", "to remove it: curl -x delete "] {
            let line = told.split(line).nth(1).and_then(|rest| rest.lines().next());
            let line = line.unwrap_or_default();
            assert!(
                line.contains(expect) && line.contains(key),
                "{came}\n{line}\n{expect}"
            );
        }
    }
}

#[test]
fn what_is_read_again_carries_what_its_own_operation_does() {
    // A page that shows the credential of every operation but of that which reads a desk.
    let (before, read) = desks::CONTRACT.page.split_once("## Get a desk").unwrap();
    let (read, after) = read.split_once("## Update a desk").unwrap();
    let rows = "Request headers:\n\n| Header | Required | Description |\n|---|---|---|\n\
                | `Authorization` | yes | `Bearer {token}` |\n\n";
    let shown = "Authorization: Bearer {token}\n";
    let listed = "- `401 Unauthorized`: the credential is missing or not valid.\n";
    assert!(
        [rows, shown, listed].iter().all(|own| read.contains(own)),
        "{read}"
    );
    let read = read
        .replace(rows, "")
        .replace(shown, "")
        .replace(listed, "");
    let page = format!("{before}## Get a desk{read}## Update a desk{after}");
    let contract = Contract {
        page: Box::leak(page.into()),
        ..desks::CONTRACT
    };
    let folder = contract.folder();
    let auth = "[auth.desk]\ntoken = { env = \"DESK\" }\nheader = \"Authorization\"\nscheme = \"Bearer\"\n";
    std::fs::write(folder.path().join("as-documented.toml"), auth).unwrap();
    for mode in [&[] as &[&str], &["--strict", "--intrusive"]] {
        let target = serve((contract.service)());
        let mut all = vec!["run", "--target", &target];
        all.extend(mode);
        let (code, out, error) = program::run_with(folder.path(), [("DESK", TOKEN)], &all);
        assert_eq!(code, 0, "{out}{error}");
    }
}
