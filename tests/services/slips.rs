//! A service whose things are changed and thrown away only by who has their entity tag, and the ways in which it is
//! wrong about that.

use std::collections::BTreeMap;

use super::manner::{not_allowed, not_found, unauthorized};
use super::wire::{Asked, Reply, Service, serve};
use super::{Contract, Fault, Seen, assert_known, fault, otherwise};

pub(super) const CONTRACT: Contract = Contract {
    name: "slips",
    page: include_str!("pages/slips.md"),
    unsaid: "",
    fixtures: Some(
        "format = 1\n\n[[fixture]]\nvariable = \"slip\"\nproduced-by = \"slips-post-slips\"\n\
         json-pointer = \"/id\"\nreleased-by = \"slips-delete-slips-slip\"\nused-by = \"slips-get-slips-slip\"\n",
    ),
    family: None,
    variables: &["q=two"],
    service: || right("\""),
};

const JSON: &str = "application/json";

/// The right service, whose tags begin so.
fn right(begins: &'static str) -> Service {
    let mut slips = Slips::default();
    Box::new(move |asked| slips.answer(asked, begins))
}

/// Each slip's edition, and its text where that was changed.
#[derive(Default)]
struct Slips {
    editions: BTreeMap<String, usize>,
    texts: BTreeMap<String, String>,
    written: usize,
}

impl Slips {
    fn answer(&mut self, asked: &Asked, begins: &str) -> Reply {
        let (path, query) = asked.path.split_once('?').unwrap_or((&asked.path, ""));
        let id = path.strip_prefix("/slips/");
        let allowed = match (path, id) {
            ("/slips", _) => "GET, HEAD, POST",
            (_, Some("found")) => "GET, HEAD",
            (_, Some(id)) if !id.contains('/') => "GET, HEAD, PUT, DELETE",
            _ => return not_found(),
        };
        if !allowed.split(", ").any(|method| method == asked.method) {
            return not_allowed(allowed);
        }
        if let Some(refusal) = unauthorized(asked) {
            return refusal;
        }
        let is_json = serde_json::from_slice::<serde_json::Value>(&asked.body).is_ok();
        match (&*asked.method, id) {
            ("POST" | "PUT", _) if !is_json => Reply::of(400, "text/plain", "no slip"),
            ("POST", _) => {
                self.written += 1;
                let id = self.written.to_string();
                self.editions.insert(id.clone(), 1);
                Reply::of(
                    201,
                    JSON,
                    format!("{{\"id\": {id}, \"text\": \"two books\"}}"),
                )
            }
            (_, Some("found")) if !query.contains("q=") => {
                Reply::of(400, "text/plain", "what for?")
            }
            (_, Some("found")) => Reply::of(200, JSON, "[]"),
            (_, None) => {
                let ids = self.editions.keys().map(|id| format!("{{\"id\": {id}}}"));
                let ids: Vec<String> = ids.collect();
                Reply::of(200, JSON, format!("[{}]", ids.join(", ")))
            }
            (method, Some(id)) => self.one(asked, (method, id), begins),
        }
    }

    fn one(&mut self, asked: &Asked, (method, id): (&str, &str), begins: &str) -> Reply {
        let Some(edition) = self.editions.get_mut(id) else {
            return not_found();
        };
        let tag = format!("{begins}{id}-{edition}\"");
        let is_read = method == "GET" || method == "HEAD";
        match asked.header("if-match") {
            None if !is_read => return Reply::new(428),
            // Compared strongly (RFC 9110 §13.1.1).
            Some(sent) if !is_read && (sent != tag || begins != "\"") => return Reply::new(412),
            Some(_) | None => {}
        }
        if method == "DELETE" {
            self.editions.remove(id);
            return Reply::new(204);
        }
        // Compared weakly (RFC 9110 §13.1.2).
        let weak = |tag: &str| tag.trim_start_matches("W/").to_owned();
        if is_read && asked.header("if-none-match").map(weak) == Some(weak(&tag)) {
            return Reply::new(304).with("ETag", &tag);
        }
        *edition += usize::from(method == "PUT");
        let content = serde_json::from_slice::<serde_json::Value>(&asked.body);
        if let (true, Ok(content)) = (method == "PUT", content) {
            let text = content["text"].as_str().unwrap_or_default();
            self.texts.insert(id.to_owned(), text.to_owned());
        }
        let text = self.texts.get(id).map_or("two books", String::as_str);
        let slip = serde_json::json!({ "id": id.parse::<usize>().unwrap_or(0), "text": text });
        Reply::of(200, JSON, slip.to_string()).with("ETag", &tag)
    }
}

#[test]
fn a_service_that_wants_tags_is_green_and_is_left_as_it_was() {
    for mode in [&[] as &[&str], &["--strict", "--intrusive"]] {
        let folder = CONTRACT.folder();
        let ran = CONTRACT.run(folder.path(), &serve((CONTRACT.service)()), mode);
        assert_eq!((ran.code, ran.codes()), (0, Vec::new()), "{}", ran.screen);
        assert!(!ran.screen.contains("was not released"), "{}", ran.screen);
    }
}

#[test]
fn a_tag_that_is_never_met_accuses_nobody() {
    let folder = CONTRACT.folder();
    let ran = CONTRACT.run(folder.path(), &serve(right("W/\"")), &[]);
    assert_eq!((ran.code, ran.codes()), (4, Vec::new()), "{}", ran.screen);
    assert!(ran.screen.contains("gave out a weak tag"), "{}", ran.screen);
}

#[test]
fn a_query_that_another_operation_documents_without_its_parameter_is_not_tried() {
    let also = "## List slips\n\n`GET /slips`\n";
    let contract = Contract {
        page: Box::leak(
            CONTRACT
                .page
                .replace(also, "## List slips\n\n`GET /slips/found`\n")
                .into(),
        ),
        ..CONTRACT
    };
    let folder = contract.folder();
    let lenient: Service = {
        let mut right = right("\"");
        Box::new(move |asked| {
            let is_search = asked.path.starts_with("/slips/found");
            match is_search && unauthorized(asked).is_none() && asked.method == "GET" {
                true => Reply::of(200, JSON, "[]"),
                false => right(asked),
            }
        })
    };
    let ran = contract.run(folder.path(), &serve(lenient), &[]);
    assert_eq!((ran.code, ran.codes()), (0, Vec::new()), "{}", ran.screen);
}

const FAULTS: &[Fault] = &[
    fault(
        "change-not-kept",
        "change-is-kept",
        Seen::Strict,
        |asked, right| {
            let mut asked = asked.clone();
            if asked.method == "PUT" {
                let is_json = serde_json::from_slice::<serde_json::Value>(&asked.body).is_ok();
                if is_json {
                    asked.body = b"{\"text\": \"two books\"}".to_vec();
                }
            }
            right(&asked)
        },
    ),
    fault(
        "tag-not-looked-at",
        "status-as-documented",
        Seen::Always,
        |asked, right| match asked.header("if-none-match") {
            Some(_) => right(&asked.without("if-none-match")),
            None => right(asked),
        },
    ),
    fault(
        "304-to-all-who-read",
        "status-as-documented",
        Seen::Always,
        |asked, right| match right(asked) {
            reply
                if reply.status == 200
                    && asked.method == "GET"
                    && asked.path != "/slips"
                    && !asked.path.contains('?') =>
            {
                Reply::new(304)
            }
            reply => reply,
        },
    ),
    fault(
        "found-without-words",
        "flaw-refused",
        Seen::Always,
        |asked, right| match asked.path.split_once('?') {
            None if asked.path.ends_with("/found") => {
                let mut asked = asked.clone();
                asked.path.push_str("?q=any");
                right(&asked)
            }
            None | Some(_) => right(asked),
        },
    ),
    fault(
        "put-anew-is-gone",
        "status-as-documented",
        Seen::Always,
        |asked, right| match asked.method == "PUT" && asked.header("if-match").is_some() {
            true => match unauthorized(asked) {
                Some(refusal) => refusal,
                None => Reply::new(412),
            },
            false => right(asked),
        },
    ),
];

#[test]
fn each_fault_of_what_is_tagged_or_asked_for_is_caught() {
    let told = otherwise(&CONTRACT, FAULTS);
    assert_known(FAULTS.iter().map(|fault| fault.name), &told);
}
