//! A service that keeps a thing elsewhere after each step, wants the digest of what it was sent, and does some things
//! later: what a user's fixtures say of it, and no script.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex};

use sha2::{Digest as _, Sha256};

use super::manner::{not_allowed, not_found};
use super::wire::{Asked, Reply, Service, serve};
use super::{Bend, Ran, program};

const PAGE: &str = include_str!("pages/parcels.md");
const FIXTURES: &str = include_str!("pages/parcels.toml");

/// What the service holds.
#[derive(Debug, Default)]
struct Held {
    /// How often each parcel was added to, and what is in it.
    parcels: BTreeMap<String, (usize, Vec<u8>)>,
    goods: BTreeSet<String>,
    boxes: BTreeSet<String>,
    /// Each move, and how often it was asked for.
    moves: BTreeMap<String, usize>,
    made: usize,
    boxed: usize,
}

impl Held {
    fn is_empty(&self) -> bool {
        self.parcels.is_empty()
            && self.goods.is_empty()
            && self.boxes.is_empty()
            && self.moves.is_empty()
    }

    fn answer(&mut self, asked: &Asked) -> Reply {
        let (path, query) = asked.path.split_once('?').unwrap_or((&asked.path, ""));
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        let allowed = match *segments {
            ["parcels" | "moves"] => "POST",
            ["parcels", _] => "GET, HEAD, PATCH, PUT, DELETE",
            ["goods" | "moves", _] => "GET, HEAD, DELETE",
            ["operations", _] => "GET, HEAD",
            ["boxes", _] => "GET, HEAD, PUT, DELETE",
            _ => return not_found(),
        };
        if !allowed.split(", ").any(|method| method == asked.method) {
            return not_allowed(allowed);
        }
        match (&*asked.method, &*segments) {
            ("POST", ["parcels"]) => {
                self.made += 1;
                let id = self.made.to_string();
                self.parcels.insert(id.clone(), (0, Vec::new()));
                Reply::new(202).with("Location", &format!("/parcels/{id}?state=0"))
            }
            (method, ["parcels", id]) => self.parcel(asked, method, id, query),
            ("DELETE", ["goods", digest]) => done(self.goods.remove(*digest), Reply::new(204)),
            (_, ["goods", digest]) => {
                let is_there = self.goods.contains(*digest);
                done(is_there, Reply::of(200, "text/plain", "goods"))
            }
            ("PUT", ["boxes", name]) => {
                self.boxed += 1;
                self.boxes.insert((*name).to_owned());
                Reply::new(201)
            }
            ("DELETE", ["boxes", name]) => done(self.boxes.remove(*name), Reply::new(204)),
            (_, ["boxes", name]) => done(self.boxes.contains(*name), Reply::new(204)),
            ("POST", ["moves"]) => {
                self.made += 1;
                let id = format!("m-{}", self.made);
                self.moves.insert(id.clone(), 0);
                Reply::new(202).with("Operation-Location", &format!("/operations/{id}"))
            }
            (_, ["operations", id]) => match self.moves.get_mut(*id) {
                None => not_found(),
                Some(asked) if *asked < 2 => {
                    *asked += 1;
                    Reply::new(202).with("Retry-After", "0")
                }
                Some(_) => Reply::of(200, "application/json", format!("{{\"move\":\"{id}\"}}")),
            },
            ("DELETE", ["moves", id]) => done(self.moves.remove(*id).is_some(), Reply::new(204)),
            (_, ["moves", id]) => done(self.moves.contains_key(*id), Reply::new(204)),
            _ => not_found(),
        }
    }

    fn parcel(&mut self, asked: &Asked, method: &str, id: &str, query: &str) -> Reply {
        let parameter = |name: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|(own, _)| *own == name).map(|(_, value)| value)
        };
        let Some((state, content)) = self.parcels.get_mut(id) else {
            return not_found();
        };
        if parameter("state") != Some(&state.to_string()) {
            return Reply::new(400);
        }
        match method {
            "PATCH" => {
                *state += 1;
                content.extend(&asked.body);
                Reply::new(202).with("Location", &format!("/parcels/{id}?state={state}"))
            }
            "PUT" => {
                let digest = Sha256::new()
                    .chain_update(&*content)
                    .chain_update(&asked.body);
                let digest = digest.finalize();
                let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
                if parameter("digest") != Some(&digest) {
                    return Reply::new(400);
                }
                self.parcels.remove(id);
                self.goods.insert(digest.clone());
                Reply::new(201).with("Location", &format!("/goods/{digest}"))
            }
            "DELETE" => {
                self.parcels.remove(id);
                Reply::new(204)
            }
            _ => Reply::new(204),
        }
    }
}

fn done(is_done: bool, reply: Reply) -> Reply {
    if is_done { reply } else { not_found() }
}

/// The service, with what it holds for who looks.
fn service(bend: Bend) -> (String, Arc<Mutex<Held>>) {
    let held = Arc::new(Mutex::new(Held::default()));
    let own = Arc::clone(&held);
    let service: Service = Box::new(move |asked| {
        let mut held = own.lock().unwrap();
        bend(asked, &mut |asked| held.answer(asked))
    });
    (serve(service), held)
}

fn right(asked: &Asked, right: &mut dyn FnMut(&Asked) -> Reply) -> Reply {
    right(asked)
}

fn folder(fixtures: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let specs = folder.path().join("specs");
    std::fs::create_dir(&specs).unwrap();
    std::fs::write(folder.path().join("parcels.md"), PAGE).unwrap();
    let derive = ["derive", "parcels.md", "--out", "specs"];
    let (_, out, err) = program::run(folder.path(), None, &derive);
    assert!(specs.join("parcels.toml").exists(), "{out}{err}");
    std::fs::write(specs.join("fixtures.toml"), fixtures).unwrap();
    folder
}

fn run(folder: &Path, base: &str, more: &[&str]) -> Ran {
    let arguments = [&["run", "--target", base], more].concat();
    let (code, out, err) = program::run(folder, None, &arguments);
    Ran {
        code,
        screen: out + &err,
    }
}

#[test]
fn what_is_kept_elsewhere_after_each_step_is_followed_and_given_back() {
    let folder = folder(FIXTURES);
    for more in [
        &["--seed", "7"][..],
        &["--seed", "7", "--intrusive", "--shuffle", "1"],
        &[
            "--seed",
            "7",
            "--intrusive",
            "--shuffle",
            "2",
            "--jobs",
            "1",
        ],
    ] {
        let (base, held) = service(right);
        let ran = run(folder.path(), &base, more);
        assert_eq!(ran.code, 0, "{}", ran.screen);
        assert!(!ran.screen.contains("not released"), "{}", ran.screen);
        let held = held.lock().unwrap();
        assert!(held.is_empty(), "{held:?}\n{}", ran.screen);
        assert!(held.made > 10);
    }
}

#[test]
fn against_the_fake_the_same_cases_are_green() {
    let folder = folder(FIXTURES);
    let (code, out, err) = program::run(folder.path(), None, &["run"]);
    assert_eq!(code, 0, "{out}{err}");
}

#[test]
fn a_service_that_has_goods_of_any_digest_is_found_out() {
    let folder = folder(FIXTURES);
    let has_all: Bend = |asked, right| match (&*asked.method, right(asked)) {
        ("GET", reply) if reply.status == 404 && asked.path.starts_with("/goods/") => {
            Reply::of(200, "text/plain", "goods")
        }
        (_, reply) => reply,
    };
    let (base, _) = service(has_all);
    let ran = run(folder.path(), &base, &["--seed", "7", "goods"]);
    assert_eq!(ran.code, 1, "{}", ran.screen);
    assert_eq!(
        ran.codes().first(),
        Some(&"unknown-value-refused"),
        "{}",
        ran.screen
    );
    assert!(ran.screen.contains("--seed 7"), "{}", ran.screen);
}

#[test]
fn what_cannot_be_given_back_is_listed_with_the_command_that_does_it() {
    let folder = folder(FIXTURES);
    let refuses: Bend = |asked, right| match &*asked.method {
        "DELETE" if asked.path.starts_with("/goods/") => Reply::new(418),
        _ => right(asked),
    };
    let (base, held) = service(refuses);
    let ran = run(
        folder.path(),
        &base,
        &[
            "--seed",
            "7",
            "--exact",
            "parcels-get-goods-goods/as-documented",
        ],
    );
    assert_eq!(ran.code, 0, "{}", ran.screen);
    let goods = held.lock().unwrap().goods.first().cloned().unwrap();
    let command = format!("to remove it: curl -X DELETE {base}/goods/{goods}");
    assert!(
        ran.screen.replace('\n', " ").contains(&command),
        "{}\n{command}",
        ran.screen
    );
}

#[test]
fn the_command_that_gives_a_thing_back_has_the_content_of_its_request() {
    let more = "[[request]]\noperation = \"parcels-delete-goods-goods\"\ncontent = \"it's over\"\n";
    let folder = folder(&format!("{FIXTURES}\n{more}"));
    let refuses: Bend = |asked, right| match &*asked.method {
        "DELETE" if asked.path.starts_with("/goods/") => Reply::new(418),
        _ => right(asked),
    };
    let (base, held) = service(refuses);
    let own = ["--exact", "parcels-get-goods-goods/as-documented"];
    let ran = run(folder.path(), &base, &own);
    let goods = held.lock().unwrap().goods.first().cloned().unwrap();
    let command = format!(
        "to remove it: curl -X DELETE -H Content-Type: --data-raw \"it's over\" {base}/goods/{goods}"
    );
    let screen = ran.screen.replace('\n', " ");
    assert!(screen.contains(&command), "{screen}\n{command}");
}

#[test]
fn a_set_up_that_lacks_a_value_says_at_which_step_and_what_came() {
    let lacks: Bend = |asked, right| match &*asked.method {
        "PUT" => right(asked).without("Location"),
        _ => right(asked),
    };
    let elsewhere: Bend = |asked, right| match &*asked.method {
        "POST" => right(asked)
            .without("Location")
            .with("Location", "http://parcels.example/parcels/1"),
        _ => right(asked),
    };
    let folder = folder(FIXTURES);
    for (bend, expect) in [
        (
            lacks,
            "the set-up of {goods} failed: parcels-put-parcels-parcel (PUT /parcels/{parcel}?digest={digest}) answered \
             without a value at segment -1 of the URL in the Location header (201 Created, with the headers",
        ),
        (
            elsewhere,
            "answered without a value in the Location header, as a URL of this service below its base",
        ),
    ] {
        let (base, _) = service(bend);
        let ran = run(
            folder.path(),
            &base,
            &["--exact", "parcels-get-goods-goods/as-documented"],
        );
        assert_eq!(ran.code, 4, "{}", ran.screen);
        let screen = ran.screen.replace("\n  ", " ");
        assert!(screen.contains(expect), "{screen}");
    }
}

#[test]
fn a_value_of_a_step_that_needs_itself_is_an_error_that_says_so() {
    let step = "[[fixture.step]]\noperation = \"parcels-put-parcels-parcel\"\n";
    for (values, expect) in [
        (r#"{ digest = "d-{{ digest }}" }"#, ".digest → "),
        (r#"{ digest = "d-{{ a }}", a = "a-{{ digest }}" }"#, ".a → "),
    ] {
        let own = format!("{step}values = {values}\n");
        let folder = folder(&FIXTURES.replacen(step, &own, 1));
        let (base, _) = service(right);
        let ran = run(folder.path(), &base, &["parcels-get-goods"]);
        assert_eq!(ran.code, 4, "{}", ran.screen);
        let screen = ran.screen.replace("\n  ", " ");
        let is_said = screen.contains("needs itself: ") && screen.contains(expect);
        assert!(is_said, "{screen}");
    }
}

#[test]
fn what_serves_the_run_is_made_once() {
    let folder = folder(FIXTURES);
    let (base, held) = service(right);
    let ran = run(folder.path(), &base, &["parcels-get-boxes"]);
    assert_eq!(ran.code, 0, "{}", ran.screen);
    let held = held.lock().unwrap();
    assert_eq!((held.boxed, held.boxes.len()), (1, 0), "{}", ran.screen);
}

#[test]
fn a_file_that_cannot_be_used_is_refused_with_its_line() {
    let base = "http://127.0.0.1:1";
    let goods = "[[fixture]]\nname = \"goods\"\n[[fixture.step]]\noperation = \"parcels-put-parcels-parcel\"\n";
    for (text, expect) in [
        (format!("{goods}captures = []\n"), "7: unknown field `captures`"),
        (
            format!("{goods}capture = [{{ variable = \"goods\" }}]\n"),
            "7: the value of `goods` stands in exactly one place",
        ),
        (
            format!("{goods}capture = [{{ variable = \"goods\", pattern = \"(\" }}]\n"),
            "7: `(` is no pattern",
        ),
        (
            format!("{goods}values = {{ digest = \"{{{{ sha256( }}}}\" }}\n"),
            "7: `{{ sha256( }}` is wrong: ",
        ),
        (format!("{goods}content-file = \"none.bin\"\n"), "7: could not read specs/none.bin"),
        (
            "[[fixture]]\nname = \"goods\"\nvariable = \"goods\"\n".to_owned(),
            "3: `variable` is of a fixture without steps",
        ),
        (
            "[[fixture]]\nvariable = \"goods\"\nneeds = [\"box\"]\n".to_owned(),
            "3: `needs` is of a fixture that has a `name` and steps",
        ),
        (
            "[[fixture]]\nname = \"a\"\nneeds = [\"b\"]\n".to_owned(),
            "3: the fixture `a` needs `b`, and there are a",
        ),
        (
            "[[fixture]]\nname = \"a\"\nneeds = [\"b\"]\n[[fixture]]\nname = \"b\"\nneeds = [\"a\"]\n".to_owned(),
            "3: the fixture `a` needs itself: a → b → a",
        ),
        (
            "[[request]]\noperation = \"parcels-get-goods\"\n".to_owned(),
            "3: `request` names `parcels-get-goods`, and no table here has such an operation",
        ),
    ] {
        let folder = folder(&format!("format = 1\n\n{text}"));
        let ran = run(folder.path(), base, &[]);
        assert_eq!(ran.code, 2, "{}", ran.screen);
        assert!(ran.screen.contains(&format!("fixtures.toml:{expect}")), "{expect}\n{}", ran.screen);
    }
}
