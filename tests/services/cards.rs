//! A service that makes nothing twice, and the ways in which it is wrong about that.

use std::collections::{BTreeMap, BTreeSet};

use super::manner::{not_allowed, not_found, unauthorized};
use super::wire::{Asked, Reply, Service, serve};
use super::{Contract, Fault, Seen, assert_known, fault, otherwise};

pub(super) const CONTRACT: Contract = Contract {
    name: "cards",
    page: include_str!("pages/cards.md"),
    unsaid: "",
    fixtures: Some(
        "format = 1\n\n[[fixture]]\nvariable = \"card\"\nproduced-by = \"cards-post-cards\"\n\
         json-pointer = \"/id\"\nreleased-by = \"cards-delete-cards-card\"\nused-by = \"cards-get-cards-card\"\n",
    ),
    family: None,
    variables: &[],
    service: || {
        let mut cards = Cards::default();
        Box::new(move |asked| cards.answer(asked))
    },
};

const JSON: &str = "application/json";

/// The number of each card.
#[derive(Default)]
struct Cards {
    numbers: BTreeMap<String, String>,
    made: usize,
}

impl Cards {
    fn answer(&mut self, asked: &Asked) -> Reply {
        let id = asked.path.strip_prefix("/cards/");
        let (path, query) = asked.path.split_once('?').unwrap_or((&asked.path, ""));
        let allowed = match (path, id) {
            ("/cards", _) => "GET, HEAD, POST",
            (_, Some(id)) if !id.contains('/') => "GET, HEAD, DELETE",
            _ => return not_found(),
        };
        if !allowed.split(", ").any(|method| method == asked.method) {
            return not_allowed(allowed);
        }
        if let Some(refusal) = unauthorized(asked) {
            return refusal;
        }
        let Some(id) = id else {
            if asked.method == "POST" {
                return self.make(asked);
            }
            return self.listed(query);
        };
        let Some(number) = self.numbers.get(id) else {
            return not_found();
        };
        let card = format!("{{\"id\": {id}, \"number\": \"{number}\"}}");
        if asked.method == "DELETE" {
            self.numbers.remove(id);
            return Reply::new(204);
        }
        Reply::of(200, JSON, card)
    }

    /// The cards that a query asks for.
    fn listed(&self, query: &str) -> Reply {
        let most = match query.split_once('=') {
            Some(("limit", limit)) => limit.parse().ok().filter(|most| (1..=100).contains(most)),
            Some(("order", order)) => ["new", "old"].contains(&order).then_some(100),
            Some(_) | None => Some(100),
        };
        let Some(most) = most else {
            return Reply::of(400, "text/plain", "how many?");
        };
        let cards = self.numbers.iter().take(most);
        let cards = cards.map(|(id, number)| format!("{{\"id\": {id}, \"number\": \"{number}\"}}"));
        let cards: Vec<String> = cards.collect();
        Reply::of(200, JSON, format!("[{}]", cards.join(", ")))
    }

    fn make(&mut self, asked: &Asked) -> Reply {
        let content = serde_json::from_slice::<serde_json::Value>(&asked.body);
        let number = content.ok().and_then(|content| {
            let number = content["number"].as_str()?;
            Some(number.to_owned())
        });
        let Some(number) = number else {
            return Reply::of(400, "text/plain", "no card");
        };
        if self.numbers.values().any(|own| *own == number) {
            return Reply::of(409, "text/plain", "there already");
        }
        self.made += 1;
        self.numbers.insert(self.made.to_string(), number);
        Reply::of(201, JSON, format!("{{\"id\": {}}}", self.made))
    }
}

#[test]
fn a_service_that_makes_nothing_twice_is_green_and_is_left_as_it_was() {
    for mode in [&[] as &[&str], &["--strict", "--intrusive"]] {
        let folder = CONTRACT.folder();
        let ran = CONTRACT.run(folder.path(), &serve((CONTRACT.service)()), mode);
        assert_eq!((ran.code, ran.codes()), (0, Vec::new()), "{}", ran.screen);
        assert!(!ran.screen.contains("was not released"), "{}", ran.screen);
    }
}

/// The same page with another number, and the service with a form that its numbers have.
fn of_form(number: &str, is_of_form: fn(&str) -> bool) -> (Contract, Service) {
    let contract = Contract {
        page: Box::leak(CONTRACT.page.replace("north-17", number).into()),
        ..CONTRACT
    };
    let mut right = (CONTRACT.service)();
    let service = Box::new(move |asked: &Asked| {
        let content = serde_json::from_slice::<serde_json::Value>(&asked.body);
        let number = content
            .ok()
            .and_then(|content| Some(content["number"].as_str()?.to_owned()));
        match number {
            Some(number)
                if is_make(asked) && unauthorized(asked).is_none() && !is_of_form(&number) =>
            {
                Reply::of(400, "text/plain", "no number")
            }
            Some(_) | None => right(asked),
        }
    });
    (contract, service)
}

#[test]
fn what_is_made_fresh_keeps_the_form_of_a_code_and_accuses_nobody_of_what_it_does_not_keep() {
    let is_code = |number: &str| {
        let (begins, digits) = number.split_once('-').unwrap_or_default();
        let is_upper = begins.len() == 3 && begins.bytes().all(|byte| byte.is_ascii_uppercase());
        is_upper
            && (1..=5).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    for mode in [&[] as &[&str], &["--strict", "--intrusive"]] {
        let (contract, service) = of_form("GBR-4711", is_code);
        let folder = contract.folder();
        let ran = contract.run(folder.path(), &serve(service), mode);
        assert_eq!((ran.code, ran.codes()), (0, Vec::new()), "{}", ran.screen);
    }
    // Nobody can know that a name is one of these alone: there is no verdict, and the set-ups say what they met.
    let (contract, service) = of_form("north", |number| ["north", "south"].contains(&number));
    let folder = contract.folder();
    let ran = contract.run(folder.path(), &serve(service), &[]);
    assert_eq!((ran.code, ran.codes()), (4, Vec::new()), "{}", ran.screen);
}

/// The first part of names such as services give to things.
const UUID: &str = "6f1b3c52-0d1e-4a77-9c5d-";

/// The cards of a text with names that begin so.
fn named(text: &[u8], begins: &str) -> Vec<u8> {
    let Ok(mut json) = serde_json::from_slice::<serde_json::Value>(text) else {
        return text.to_vec();
    };
    let cards = match &mut json {
        serde_json::Value::Array(cards) => cards.as_mut_slice(),
        one => std::slice::from_mut(one),
    };
    for card in cards {
        let id = card["id"].as_u64().unwrap_or_default();
        card["id"] = format!("{begins}{id:012}").into();
    }
    json.to_string().into_bytes()
}

#[test]
fn what_was_captured_is_judged_as_it_came() {
    let read = "`GET /cards/{card}`\n\nReturns `200 OK`";
    let object = "with a JSON object.\n\n| Member | Type |\n|---|---|\n| `id` | uuid |\n";
    let page = CONTRACT
        .page
        .replace(&format!("{read}."), &format!("{read} {object}"))
        .replace("\"id\": 4", &format!("\"id\": \"{UUID}000000000004\""));
    let contract = Contract {
        page: Box::leak(page.into()),
        ..CONTRACT
    };
    // The same service with such names, which it tells of a card or not.
    let service = |told: &'static str| -> Service {
        let mut right = (CONTRACT.service)();
        Box::new(move |asked| {
            let (collection, name) = asked.path.split_once(UUID).unwrap_or((&asked.path, ""));
            let path = format!("{collection}{}", name.trim_start_matches('0'));
            let reply = right(&Asked {
                path,
                ..asked.clone()
            });
            let begins = if name.is_empty() { UUID } else { told };
            let body = named(&reply.body, begins);
            Reply { body, ..reply }
        })
    };
    let folder = contract.folder();
    let ran = contract.run(folder.path(), &serve(service(UUID)), &["--strict"]);
    assert_eq!((ran.code, ran.codes()), (0, Vec::new()), "{}", ran.screen);
    let ran = contract.run(folder.path(), &serve(service("card-")), &[]);
    assert_eq!(
        ran.codes(),
        ["member-types-as-documented"],
        "{}",
        ran.screen
    );
}

#[test]
fn a_placeholder_that_is_a_text_of_content_is_filled_or_its_cases_are_skipped() {
    let page = CONTRACT.page.replace("north-17", "{number}");
    let page: &str = Box::leak(page.into());
    let service = || {
        let mut right = (CONTRACT.service)();
        let service: Service = Box::new(move |asked| {
            let is_open = String::from_utf8_lossy(&asked.body).contains("{number}");
            match is_open && is_make(asked) && unauthorized(asked).is_none() {
                true => Reply::of(400, "text/plain", "which number?"),
                false => right(asked),
            }
        });
        service
    };
    let contract = Contract { page, ..CONTRACT };
    let folder = contract.folder();
    let ran = contract.run(folder.path(), &serve(service()), &[]);
    let is_named = ran.screen.contains("no value for {number}");
    assert!(ran.code == 3 && is_named, "{} {}", ran.code, ran.screen);
    let contract = Contract {
        variables: &["number=north-5"],
        ..contract
    };
    let ran = contract.run(folder.path(), &serve(service()), &[]);
    assert_eq!((ran.code, ran.codes()), (0, Vec::new()), "{}", ran.screen);
}

#[test]
fn what_nobody_knows_to_be_unique_is_made_by_one_case_at_a_time() {
    // The page lists the 409 in words that say nothing, so that every case makes the same card.
    let page = CONTRACT.page.replace(
        "a card with that number already exists",
        "ask the desk for help",
    );
    let contract = Contract {
        page: Box::leak(page.into()),
        ..CONTRACT
    };
    for mode in [&[] as &[&str], &["--strict", "--intrusive"]] {
        let folder = contract.folder();
        let ran = contract.run(folder.path(), &serve((CONTRACT.service)()), mode);
        assert_eq!((ran.code, ran.codes()), (0, Vec::new()), "{}", ran.screen);
    }
    // What nobody gives back stays in the way, and is told so.
    let mut right = (CONTRACT.service)();
    let service: Service = Box::new(move |asked| match asked.method == "DELETE" {
        true => Reply::new(204),
        false => right(asked),
    });
    let folder = contract.folder();
    let ran = contract.run(folder.path(), &serve(service), &[]);
    assert!(
        ran.code == 1 && ran.screen.contains("answered 409"),
        "{}",
        ran.screen
    );
}

fn is_make(asked: &Asked) -> bool {
    asked.method == "POST" && asked.path == "/cards"
}

/// What the same request without a query is answered.
fn listed_by(asked: &Asked, right: &mut dyn FnMut(&Asked) -> Reply) -> Reply {
    let mut plain = asked.clone();
    plain.path = "/cards".to_owned();
    right(&plain)
}

const FAULTS: &[Fault] = &[
    fault(
        "made-cards-not-listed",
        "list-as-documented",
        Seen::Strict,
        |asked, right| match right(asked) {
            reply if asked.path.starts_with("/cards?") && reply.status == 200 => {
                Reply::of(200, JSON, "[]")
            }
            reply => reply,
        },
    ),
    fault(
        "any-limit-taken",
        "flaw-refused",
        Seen::Always,
        |asked, right| match right(asked) {
            reply if asked.path.starts_with("/cards?limit=") && reply.status == 400 => {
                Reply::of(200, JSON, "[]")
            }
            reply => reply,
        },
    ),
    fault(
        "limit-without-end",
        "flaw-refused",
        Seen::Always,
        |asked, right| match asked
            .path
            .strip_prefix("/cards?limit=")
            .map(str::parse::<u32>)
        {
            Some(Ok(101..)) if asked.method == "GET" => listed_by(asked, right),
            Some(_) | None => right(asked),
        },
    ),
    fault(
        "limit-below-one",
        "flaw-refused",
        Seen::Always,
        |asked, right| match asked.path == "/cards?limit=0" {
            true => listed_by(asked, right),
            false => right(asked),
        },
    ),
    fault(
        "limit-short-of-its-end",
        "status-as-documented",
        Seen::Always,
        |asked, right| match asked.path == "/cards?limit=100" && unauthorized(asked).is_none() {
            true => Reply::of(400, "text/plain", "how many?"),
            false => right(asked),
        },
    ),
    fault(
        "any-order-taken",
        "flaw-refused",
        Seen::Always,
        |asked, right| match asked.path.starts_with("/cards?order=") {
            true => listed_by(asked, right),
            false => right(asked),
        },
    ),
    fault(
        "order-refused",
        "status-as-documented",
        Seen::Always,
        |asked, right| match asked.path == "/cards?order=old" && unauthorized(asked).is_none() {
            true => Reply::of(400, "text/plain", "which order?"),
            false => right(asked),
        },
    ),
    fault(
        "no-number-taken",
        "flaw-refused",
        Seen::Always,
        |asked, right| match right(asked) {
            reply if is_make(asked) && reply.status == 400 && asked.body.ends_with(b"}") => {
                Reply::of(201, JSON, "{\"id\": 0}")
            }
            reply => reply,
        },
    ),
    fault(
        "no-number-500",
        "no-server-error",
        Seen::Always,
        |asked, right| match right(asked) {
            reply if is_make(asked) && reply.status == 400 && asked.body.ends_with(b"}") => {
                reply.under(500)
            }
            reply => reply,
        },
    ),
    fault(
        "made-twice",
        "flaw-refused",
        Seen::Always,
        |asked, right| match right(asked) {
            reply if is_make(asked) && reply.status == 409 => Reply::of(201, JSON, "{\"id\": 0}"),
            reply => reply,
        },
    ),
    fault(
        "made-twice-500",
        "no-server-error",
        Seen::Always,
        |asked, right| match right(asked) {
            reply if is_make(asked) && reply.status == 409 => reply.under(500),
            reply => reply,
        },
    ),
    fault(
        "made-twice-400",
        "error-status-as-documented",
        Seen::Always,
        |asked, right| match right(asked) {
            reply if is_make(asked) && reply.status == 409 => reply.under(400),
            reply => reply,
        },
    ),
    fault(
        "made-twice-403",
        "error-status-as-documented",
        Seen::Always,
        |asked, right| match right(asked) {
            reply if is_make(asked) && reply.status == 409 => reply.under(403),
            reply => reply,
        },
    ),
];

#[test]
fn each_fault_of_what_is_made_twice_is_caught() {
    let told = otherwise(&CONTRACT, FAULTS);
    assert_known(FAULTS.iter().map(|fault| fault.name), &told);
}

#[test]
fn what_is_gone_when_its_release_is_sent_again_was_released() {
    let mut right = (CONTRACT.service)();
    let mut seen = BTreeSet::new();
    // Each thing is taken back, and the first answer that says so is lost.
    let service: Service = Box::new(move |asked| {
        let reply = right(asked);
        let is_first = asked.method == "DELETE" && reply.status == 204;
        match is_first && seen.insert(asked.path.clone()) {
            true => reply.spoilt(|_| Vec::new()),
            false => reply,
        }
    });
    let folder = CONTRACT.folder();
    let ran = CONTRACT.run(folder.path(), &serve(service), &[]);
    // That it loses answers is told of it, and nothing of what it has kept.
    assert_ne!(ran.code, 0, "{}", ran.screen);
    assert!(!ran.screen.contains("was not released"), "{}", ran.screen);
}
