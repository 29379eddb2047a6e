//! A service of which some things are only listed and none is taken back, whose requests name other things by ids that no
//! page shows; and the ways in which it is wrong.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use super::manner::{not_allowed, not_found, unauthorized};
use super::wire::{Asked, Reply, Service, serve};
use super::{Contract, DEFAULT, Fault, INTRUSIVE, Seen, assert_known, fault, otherwise};

pub(super) const CONTRACT: Contract = Contract {
    name: "bakes",
    page: include_str!("pages/bakes.md"),
    unsaid: "",
    fixtures: Some(
        "format = 1\n\n[[fixture]]\nvariable = \"bakes.id\"\nproduced-by = \"bakes-post-bakes\"\n\
         json-pointer = \"/id\"\nused-by = \"bakes-get-bakes-id\"\n\n\
         [[fixture]]\nvariable = \"ovens.id\"\nproduced-by = \"bakes-get-ovens\"\njson-pointer = \"/0/id\"\n\
         used-by = \"bakes-get-ovens-id\"\neach = \"run\"\nread-only = true\n\n\
         [[request]]\noperation = \"bakes-post-bakes\"\nmembers = { oven = \"{ovens.id}\" }\n",
    ),
    family: None,
    variables: &[],
    service,
};

const JSON: &str = "application/json";

/// The ovens that there are: none of the page's.
const OVENS: [&str; 2] = ["o-17", "o-18"];

fn oven(id: &str) -> Value {
    let bricks = if id == OVENS[0] { 480 } else { 520 };
    json!({ "id": id, "bricks": bricks })
}

/// The ovens that a query asks for.
fn ovens(path: &str) -> Reply {
    let query = path.split_once('?').map_or("", |(_, query)| query);
    let (mut limit, mut offset) = (50, 0);
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let number = value.parse::<usize>().ok();
        match (name, number) {
            ("limit", Some(number @ 1..=50)) => limit = number,
            ("offset", Some(number @ 0..=1000)) => offset = number,
            ("limit" | "offset", _) => return Reply::of(400, "text/plain", "no such part"),
            _ => {}
        }
    }
    let all = OVENS.iter().skip(offset).take(limit).map(|id| oven(id));
    Reply::of(200, JSON, json!(all.collect::<Vec<Value>>()).to_string())
}

fn service() -> Service {
    let mut bakes: Vec<Value> = Vec::new();
    Box::new(move |asked| answer(asked, &mut bakes))
}

fn answer(asked: &Asked, bakes: &mut Vec<Value>) -> Reply {
    let path = asked.path.split('?').next().unwrap_or_default();
    let (folder, id) = match path.trim_start_matches('/').split_once('/') {
        Some((folder, id)) if !id.contains('/') => (folder, Some(id)),
        Some(_) => return not_found(),
        None => (path.trim_start_matches('/'), None),
    };
    let allowed = match (folder, id) {
        ("ovens", _) | ("bakes", Some(_)) => "GET, HEAD",
        ("bakes", None) => "POST",
        _ => return not_found(),
    };
    if !allowed.split(", ").any(|method| method == asked.method) {
        return not_allowed(allowed);
    }
    if let Some(refusal) = unauthorized(asked) {
        return refusal;
    }
    let found = match (folder, id) {
        ("ovens", None) => return ovens(&asked.path),
        ("ovens", Some(id)) => OVENS.iter().find(|own| *own == &id).map(|own| oven(own)),
        (_, Some(id)) => bakes.iter().find(|own| own["id"] == id).cloned(),
        (_, None) => return begin(asked, bakes),
    };
    found.map_or_else(not_found, |found| Reply::of(200, JSON, found.to_string()))
}

fn begin(asked: &Asked, bakes: &mut Vec<Value>) -> Reply {
    let sent: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
    let oven = sent["oven"].as_str().filter(|own| OVENS.contains(own));
    let loaves = sent["loaves"].as_i64().filter(|own| (1..=40).contains(own));
    let (Some(oven), Some(loaves)) = (oven, loaves) else {
        return Reply::of(422, "text/plain", "no such bake can be");
    };
    let id = format!("b-{}", bakes.len());
    bakes.push(json!({ "id": id, "oven": oven, "loaves": loaves }));
    Reply::of(201, JSON, bakes.last().unwrap_or(&Value::Null).to_string())
}

const FAULTS: &[Fault] = &[
    fault(
        "oven-for-anybody",
        "required-header-refused",
        Seen::Always,
        |asked, right| {
            let mut known = asked.clone();
            if asked.path.starts_with("/ovens/") {
                known.headers.retain(|(name, _)| name != "authorization");
                let own = format!("Bearer {}", super::TOKEN);
                known.headers.push(("authorization".to_owned(), own));
            }
            right(&known)
        },
    ),
    fault(
        "ovens-the-other-way-round",
        "list-in-order",
        Seen::Always,
        |asked, right| {
            let reply = right(asked);
            let is_list = asked.method == "GET" && asked.path == "/ovens";
            match is_list && reply.is_success() {
                true => {
                    let all = OVENS.iter().rev().map(|id| oven(id));
                    Reply::of(200, JSON, json!(all.collect::<Vec<Value>>()).to_string())
                }
                false => reply,
            }
        },
    ),
    fault(
        "offset-ignored",
        "list-as-documented",
        Seen::Always,
        |asked, right| {
            let mut known = asked.clone();
            let is_list = asked.method == "GET" && asked.path.starts_with("/ovens?");
            if is_list && asked.path.contains("offset=1") {
                known.path = "/ovens?limit=1".to_owned();
            }
            right(&known)
        },
    ),
    fault(
        "loaves-forgotten",
        "change-is-kept",
        Seen::Always,
        |asked, right| {
            let reply = right(asked);
            match asked.method == "GET" && asked.path.starts_with("/bakes/") && reply.is_success() {
                true => {
                    let id = asked.path.trim_start_matches("/bakes/");
                    let bake = json!({ "id": id, "oven": OVENS[0], "loaves": 39 });
                    Reply::of(200, JSON, bake.to_string())
                }
                false => reply,
            }
        },
    ),
];

#[test]
fn each_fault_of_what_is_listed_or_never_taken_back_is_caught() {
    let told = otherwise(&CONTRACT, FAULTS);
    assert_known(FAULTS.iter().map(|fault| fault.name), &told);
}

#[test]
fn ids_of_the_page_that_the_service_has_not_break_nothing() {
    let contract = Contract {
        fixtures: Some(
            "format = 1\n\n[[fixture]]\nvariable = \"bakes.id\"\nproduced-by = \"bakes-post-bakes\"\n\
             json-pointer = \"/id\"\nused-by = \"bakes-get-bakes-id\"\n",
        ),
        ..CONTRACT
    };
    let folder = contract.folder();
    let ran = contract.run(folder.path(), &serve((contract.service)()), DEFAULT);
    assert_eq!(ran.accused(), [""; 0], "{}", ran.screen);
    // What could not be made says which member it may be for.
    assert_eq!(ran.code, 4, "{}", ran.screen);
    assert!(
        ran.screen.contains("members = { oven = \"…\" }"),
        "{}",
        ran.screen
    );
}

#[test]
fn what_was_there_before_is_asked_by_safe_methods_alone() {
    let folder = CONTRACT.folder();
    let touched = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&touched);
    let mut right = (CONTRACT.service)();
    let service: Service = Box::new(move |asked| {
        let is_own = OVENS
            .iter()
            .any(|own| asked.path.ends_with(&format!("/{own}")));
        let is_safe = matches!(&*asked.method, "GET" | "HEAD" | "OPTIONS");
        seen.fetch_or(is_own && !is_safe, Ordering::SeqCst);
        right(asked)
    });
    let ran = CONTRACT.run(folder.path(), &serve(service), INTRUSIVE);
    assert!(!touched.load(Ordering::SeqCst), "{}", ran.screen);
    assert!(
        ran.screen.contains("no value for {ovens.id}"),
        "{}",
        ran.screen
    );
}

#[test]
fn a_list_without_the_name_of_what_it_has_is_not_taken_for_an_empty_one() {
    let folder = CONTRACT.folder();
    let service: Service = Box::new(|asked| match asked.path.as_str() {
        "/ovens" if unauthorized(asked).is_none() && asked.method == "GET" => {
            Reply::of(200, JSON, "[{\"name\": \"o-17\", \"bricks\": 480}]")
        }
        _ => answer(asked, &mut Vec::new()),
    });
    let ran = CONTRACT.run(folder.path(), &serve(service), DEFAULT);
    assert!(matches!(ran.code, 1 | 4), "{}", ran.screen);
    assert!(
        !ran.screen.contains("has none of them now"),
        "{}",
        ran.screen
    );
    assert!(
        ran.screen.contains("answered without a value"),
        "{}",
        ran.screen
    );
}

#[test]
fn a_list_of_nothing_is_no_error() {
    let folder = CONTRACT.folder();
    let service: Service = Box::new(|asked| match asked.path.as_str() {
        "/ovens" if unauthorized(asked).is_none() && asked.method == "GET" => {
            Reply::of(200, JSON, "[]")
        }
        _ => answer(asked, &mut Vec::new()),
    });
    let ran = CONTRACT.run(folder.path(), &serve(service), DEFAULT);
    assert_eq!(ran.accused(), [""; 0], "{}", ran.screen);
    assert_eq!(ran.code, 3, "{}", ran.screen);
    assert!(
        ran.screen
            .contains("the list that has such things has none of them now"),
        "{}",
        ran.screen
    );
}
