//! A service whose things are changed only in some states, and the ways in which it does not look at them.

use std::collections::BTreeMap;

use super::manner::{not_allowed, not_found, unauthorized};
use super::wire::{Asked, Reply, Service, serve};
use super::{Contract, DEFAULT, INTRUSIVE, STRICT};

const CONTRACT: Contract = Contract {
    name: "errands",
    page: include_str!("pages/errands.md"),
    unsaid: "",
    fixtures: Some(
        "format = 1\n\n[[fixture]]\nvariable = \"errand\"\nproduced-by = \"errands-post-errands\"\n\
         json-pointer = \"/id\"\nreleased-by = \"errands-delete-errands-errand\"\n\
         used-by = \"errands-get-errands-errand\"\n",
    ),
    family: None,
    variables: &[],
    service: || right(&[]),
};

const JSON: &str = "application/json";

/// The right service, which does not look at the state where it is asked for one of these.
fn right(blind: &'static [&'static str]) -> Service {
    let mut errands = Errands::default();
    Box::new(move |asked| errands.answer(asked, blind))
}

/// Each errand's title and state.
#[derive(Default)]
struct Errands {
    all: BTreeMap<String, (String, &'static str)>,
    made: usize,
}

fn shown(id: &str, (title, state): &(String, &str)) -> String {
    let id: usize = id.parse().unwrap_or_default();
    serde_json::json!({ "id": id, "title": title, "state": state }).to_string()
}

fn title(asked: &Asked) -> Option<String> {
    let body: serde_json::Value = serde_json::from_slice(&asked.body).ok()?;
    Some(body.get("title")?.as_str()?.to_owned())
}

impl Errands {
    fn answer(&mut self, asked: &Asked, blind: &[&str]) -> Reply {
        let parts: Vec<&str> = asked.path.trim_start_matches('/').split('/').collect();
        let allowed = match parts.as_slice() {
            ["errands"] | ["errands", _, "approve" | "run"] => "POST",
            ["errands", _] => "GET, PATCH, DELETE",
            _ => return not_found(),
        };
        if !allowed.split(", ").any(|method| method == asked.method) {
            return not_allowed(allowed);
        }
        if let Some(refusal) = unauthorized(asked) {
            return refusal;
        }
        let [_, id, rest @ ..] = parts.as_slice() else {
            let Some(title) = title(asked) else {
                return Reply::of(400, "text/plain", "no title");
            };
            self.made += 1;
            let id = self.made.to_string();
            let errand = (title, "wanted");
            let reply = Reply::of(201, JSON, shown(&id, &errand));
            self.all.insert(id, errand);
            return reply;
        };
        let Some(errand) = self.all.get_mut(*id) else {
            return not_found();
        };
        let what = rest.first().copied().unwrap_or(&asked.method);
        let (states, refusal, next): (&[&str], u16, _) = match what {
            "approve" => (&["wanted"], 409, Some("approved")),
            "run" => (&["approved"], 409, Some("running")),
            "PATCH" => (&["wanted", "approved"], 422, None),
            _ => (&["wanted", "approved", "running", "done"], 0, None),
        };
        if !states.contains(&errand.1) && !blind.contains(&what) {
            return Reply::of(refusal, "text/plain", "not in this state");
        }
        match (what, title(asked)) {
            ("PATCH", None) => return Reply::of(400, "text/plain", "no title"),
            ("PATCH", Some(title)) => errand.0 = title,
            ("DELETE", _) => {
                self.all.remove(*id);
                return Reply::new(204);
            }
            _ => {}
        }
        errand.1 = next.unwrap_or(errand.1);
        Reply::of(200, JSON, shown(id, errand))
    }
}

/// Gives a verdict another service.
fn blind_to(what: &'static [&'static str]) -> Contract {
    let service: fn() -> Service = match what {
        ["run"] => || right(&["run"]),
        ["approve"] => || right(&["approve"]),
        _ => || right(&["PATCH"]),
    };
    Contract {
        service,
        ..CONTRACT
    }
}

#[test]
fn a_service_that_refuses_by_state_is_green() {
    for mode in [DEFAULT, INTRUSIVE, STRICT] {
        let folder = CONTRACT.folder();
        let ran = CONTRACT.run(folder.path(), &serve((CONTRACT.service)()), mode);
        assert_eq!((ran.code, ran.codes()), (0, Vec::new()), "{}", ran.screen);
    }
}

#[test]
fn a_service_that_does_not_look_at_the_state_is_told_so() {
    for (what, said) in [
        (
            &["run"] as &[&str],
            "the service answered 200 to what the page refuses while `state` is `wanted`",
        ),
        (
            &["approve"],
            "the service answered 200 to what the page refuses while `state` is `approved`",
        ),
        (
            &["PATCH"],
            "the service answered 200 to what the page refuses while `state` is `running`",
        ),
    ] {
        for mode in [INTRUSIVE, STRICT] {
            let contract = blind_to(what);
            let folder = contract.folder();
            let ran = contract.run(folder.path(), &serve((contract.service)()), mode);
            assert_eq!(
                ran.codes().first(),
                Some(&"refused-in-state"),
                "{}",
                ran.screen
            );
            assert!(ran.screen.contains(said), "{}", ran.screen);
        }
    }
}
