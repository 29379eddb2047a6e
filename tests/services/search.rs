//! Every secret of a run, searched for in all that the run wrote and in what others than the target got.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::disguise::{html, json, json_with_numbers, json_with_slashes, percent};
use super::program;
use super::wire::{Asked, Reply, Service, serve};

/// What the page says.
const PAGE: &str = "# Vaults\n\nEvery request must carry the header `Authorization: Bearer <token>`.\n\n\
    ## Open a vault\n\n`GET /vaults/{api-key}/boxes/{box}`\n\nReturns `200 OK`.\n\n\
    ## Read a drawer\n\n`GET /drawers/{drawer}`\n\nReturns `200 OK`.\n\n\
    ## Make a drawer\n\n`POST /drawers`\n\n```http\nPOST /drawers HTTP/1.1\nAuthorization: Bearer <token>\n\
    Content-Type: application/json\n\n{\"a\": \"b\"}\n```\n\nReturns `201 Created`.\n";

/// Each secret of the run: the credential, what the client signs in with, a header that goes with every request, a
/// variable whose name says so, one that is marked, one of the environment; and what the service gives.
const TOKEN: &str = "given/tok+en&of=desk/7";
const CLIENT_SECRET: &str = "client/sec+ret&of=desk";
const HEADER: &str = "header/sec+ret&of=desk";
const KEY: &str = "vault+key&of=desk,7";
const BOX: &str = "box+number&of=desk,8";
const DRAWER: &str = "drawer+of&the=desk,9";
const COOKIE: &str = "cookie-of+the=desk-10";
const REFRESH: &str = "refresh/of+the&desk-11";
const SECRETS: &[&str] = &[
    TOKEN,
    CLIENT_SECRET,
    HEADER,
    KEY,
    BOX,
    DRAWER,
    COOKIE,
    REFRESH,
];

/// A text in each of its forms: as it is, escaped in JSON, in URLs wholly and in part, in HTML, in Base64 wherever it
/// stands and in hexadecimal digits.
fn forms(text: &str) -> Vec<String> {
    let own = |bytes: Vec<u8>| {
        let whole = String::from_utf8(bytes).unwrap();
        let cut = whole.trim_start_matches("{\"message\":\"no desk for ");
        let cut = cut
            .trim_start_matches("{\"message\":\"")
            .trim_end_matches("\"}");
        let cut = cut
            .trim_start_matches("<p>no desk for ")
            .trim_end_matches("</p>");
        cut.to_owned()
    };
    let every: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let some: String = text
        .bytes()
        .enumerate()
        .map(|(at, byte)| match at % 3 {
            0 => format!("%{byte:02X}"),
            _ => char::from(byte).to_string(),
        })
        .collect();
    let mut forms = vec![
        text.to_owned(),
        own(json(text)),
        own(json_with_slashes(text)),
        own(json_with_numbers(text)),
        own(html(text)),
        own(percent(text)),
        own(percent(text)).to_lowercase(),
        every,
        some,
        text.replace('&', "\\u0026"),
        text.bytes().map(|byte| format!("{byte:02x}")).collect(),
        text.bytes().map(|byte| format!("{byte:02X}")).collect(),
    ];
    for before in ["", "x", "xy"] {
        let whole = format!("{before}{text}!!");
        forms.push(core(&STANDARD.encode(&whole), before, text));
        forms.push(core(&URL_SAFE_NO_PAD.encode(&whole), before, text));
    }
    forms
}

/// What of a text in Base64 is the same whatever stands around it.
fn core(encoded: &str, before: &str, text: &str) -> String {
    let skipped = if before.is_empty() { 0 } else { 4 };
    let end = (before.len() + text.len()) / 3 * 4;
    encoded[skipped..end].to_owned()
}

/// A token server of one client, which also gives what refreshes.
fn issuer() -> Service {
    Box::new(|asked| match asked.path.as_str() {
        "/token" => Reply::of(
            200,
            "application/json",
            format!("{{\"access_token\":\"{TOKEN}\",\"refresh_token\":\"{REFRESH}\"}}"),
        ),
        _ => Reply::of(404, "text/plain", ""),
    })
}

/// A service that repeats all that it knows in all forms, sends some elsewhere and fails at some.
fn service(elsewhere: String) -> Service {
    let mut count = 0;
    let mut is_told = false;
    Box::new(move |asked: &Asked| {
        count += 1;
        // Nobody repeats what they were never told.
        is_told |= asked.path.contains("/boxes/");
        let known = SECRETS.iter().filter(|own| **own != BOX || is_told);
        let all: Vec<String> = known.flat_map(|secret| forms(secret)).collect();
        let own = if is_told { BOX } else { KEY };
        let said = format!(
            "{{\"access_token\": {}, \"refresh_token\": {}, \"said\": {}}}",
            serde_json::Value::from(TOKEN),
            serde_json::Value::from(REFRESH),
            serde_json::Value::from(all.join(" "))
        );
        let plain = all.join(" <- ");
        let reply = match (asked.path.split('/').nth(1).unwrap_or(""), count % 5) {
            ("drawers", 0) => {
                let to = format!(
                    "{elsewhere}/in?key={}#access_token={}",
                    percent_text(KEY),
                    percent_text(TOKEN)
                );
                Reply::new(302).with("Location", &to)
            }
            ("drawers", 1) => Reply::of(500, "text/html", plain),
            ("drawers", 2) => Reply::of(200, "application/json", said).spoilt(|mut bytes| {
                let end = bytes.len() - 20;
                bytes.truncate(end);
                bytes
            }),
            ("drawers", 3) => Reply::of(200, "text/plain", "").spoilt(|_| {
                // A cookie is known for one from the first answer on that sets it.
                let known = SECRETS.iter().filter(|own| ![BOX, COOKIE].contains(own));
                let all: Vec<String> = known.flat_map(|secret| forms(secret)).collect();
                format!(
                    "HTTP/1.1 204 {TOKEN}\r\nX-Of: {KEY}\r\n\r\n{}",
                    all.join("\n")
                )
                .into_bytes()
            }),
            ("drawers", _) => Reply::of(404, "text/plain", "")
                .spoilt(|_| format!("{TOKEN} {KEY}\r\n\r\n").into_bytes()),
            (_, 0) => Reply::of(401, "application/json", said),
            (_, 1 | 2) => Reply::of(400, "application/problem+json", said),
            _ => Reply::of(200, "application/json", said),
        };
        reply
            .with("Set-Cookie", &format!("seat={COOKIE}; Path=/"))
            .last()
            .with("X-Token", &percent_text(TOKEN))
            .with(
                "X-All",
                &format!("{KEY} {} {HEADER}", STANDARD.encode(format!("u:{own}"))),
            )
    })
}

fn percent_text(text: &str) -> String {
    String::from_utf8(percent(text)).unwrap()
}

const CONFIGURATION: &str = "
[auth.desk]
token-url = \"ISSUER/token\"
client-id = \"as-documented\"
client-secret = { env = \"DESK_SECRET\" }

[vars]
box = { command = \"tr '\\\\0' ' ' </proc/$PPID/cmdline >>arguments.txt; cat box.txt\", secret = true }
drawer = { env = \"DESK_DRAWER\" }
";

/// Where a secret stands in a text, and in which form.
fn found(text: &str) -> Vec<String> {
    let all = SECRETS.iter().flat_map(|secret| {
        let forms = forms(secret).into_iter();
        forms.map(move |form| (secret, form))
    });
    let found = all.filter(|(_, form)| text.contains(form.as_str()));
    found
        .map(|(secret, form)| format!("{secret}: {form}"))
        .collect()
}

fn outputs(folder: &Path) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().unwrap() != "box.txt" {
                let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
                texts.insert(path.display().to_string(), text);
            }
        }
    }
    texts
}

#[test]
fn no_secret_is_in_anything_that_a_run_writes_or_sends_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    std::fs::write(at.join("vaults.md"), PAGE).unwrap();
    std::fs::write(at.join("box.txt"), BOX).unwrap();
    let configuration = CONFIGURATION.replace("ISSUER", &serve(issuer()));
    std::fs::write(at.join("as-documented.toml"), configuration).unwrap();
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let hears = Arc::clone(&heard);
    let elsewhere = serve(Box::new(move |asked| {
        hears.lock().unwrap().push(asked.path.clone());
        Reply::new(200)
    }));
    let header = format!("X-Desk-Key: {HEADER}");
    let key = format!("api-key={KEY}");
    let environment = [
        ("DESK_SECRET", CLIENT_SECRET),
        ("DESK_DRAWER", DRAWER),
        ("AS_DOCUMENTED_HEADER", &header),
        ("RUST_BACKTRACE", "full"),
    ];
    let modes: &[&[&str]] = &[
        &[
            "--report",
            "json=ran.json",
            "--report",
            "junit=ran.xml",
            "--save",
            "saved",
            "--intrusive",
        ],
        &["--strict", "--jobs", "1", "--shuffle", "7", "--read-only"],
        &["--format", "pretty"],
        &["--format", "json"],
        &["--dry-run"],
        &["--list"],
    ];
    let mut texts = BTreeMap::new();
    for mode in modes {
        let target = serve(service(elsewhere.clone()));
        let mut arguments = vec![
            "run",
            "--spec",
            "vaults.md",
            "--target",
            &target,
            "--var",
            &key,
        ];
        arguments.extend(*mode);
        let (code, out, error) = program::run_with(at, environment, &arguments);
        assert!((0..=4).contains(&code), "{code} {error}");
        texts.insert(mode.join(" "), out + &error);
    }
    let first = &texts[&modes[0].join(" ")];
    assert!(
        first.contains("(redacted)") && first.contains("cases: "),
        "{first}"
    );
    // The command that replays it names the variable, and is whole.
    assert!(
        first.contains("--var api-key=\"$AS_DOCUMENTED_VAR_API_KEY\""),
        "{first}"
    );
    let files = outputs(at);
    for name in ["ran.json", "ran.xml", "arguments.txt", ".har"] {
        assert!(
            files.keys().any(|path| path.ends_with(name)),
            "{name} {:?}",
            files.keys()
        );
    }
    // An argument of the program is what its user wrote.
    let arguments = files
        .iter()
        .filter(|(name, _)| !name.ends_with("arguments.txt"));
    for (name, text) in texts.iter().chain(arguments) {
        let found = found(text);
        assert!(found.is_empty(), "{name}: {found:?}\n{text}");
    }
    let (_, text) = files
        .iter()
        .find(|(name, _)| name.ends_with("arguments.txt"))
        .unwrap();
    let found: Vec<String> = found(text)
        .into_iter()
        .filter(|own| !own.starts_with(KEY))
        .collect();
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(*heard.lock().unwrap(), Vec::<String>::new());
}

#[test]
fn a_panic_says_where_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let page = "# Desk\n\n`CONNECT /desks`\n\nReturns `200 OK`.\n";
    std::fs::write(folder.path().join("desk.md"), page).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_as-documented"))
        .args(["run", "--spec", "desk.md"])
        .current_dir(folder.path())
        .env("RUST_BACKTRACE", "full")
        .env("AS_DOCUMENTED_TOKEN", TOKEN)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let said = said + &String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("as-documented itself failed at "), "{said}");
    assert!(found(&said).is_empty(), "{said}");
}
