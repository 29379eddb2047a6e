//! A service whose things are made and listed in one place and read in another, and the ways in which its lists are wrong.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::manner::{not_allowed, not_found, unauthorized};
use super::wire::{Asked, Reply, Service};
use super::{Contract, Fault, Seen, assert_known, fault, otherwise};

pub(super) const CONTRACT: Contract = Contract {
    name: "packets",
    page: include_str!("pages/packets.md"),
    unsaid: "",
    fixtures: Some(
        "format = 1\n\n[[fixture]]\nvariable = \"packet\"\n\
         produced-by = \"packets-post-drawers-drawer-packets\"\njson-pointer = \"/packet\"\n\
         released-by = \"packets-delete-packets-packet\"\nused-by = \"packets-get-packets-packet\"\n",
    ),
    family: None,
    variables: &["drawer=d1"],
    service,
};

const JSON: &str = "application/json";

fn service() -> Service {
    let mut drawer = Drawer::default();
    Box::new(move |asked| drawer.answer(asked))
}

/// The packets of the only drawer, by their numbers.
#[derive(Default)]
struct Drawer {
    packets: BTreeMap<usize, Value>,
    made: usize,
}

impl Drawer {
    fn answer(&mut self, asked: &Asked) -> Reply {
        let (path, query) = asked.path.split_once('?').unwrap_or((&asked.path, ""));
        let one = path.strip_prefix("/packets/");
        let allowed = match (path, one) {
            ("/drawers/d1/packets", _) => "GET, HEAD, POST",
            (_, Some(id)) if !id.contains('/') => "GET, HEAD, DELETE",
            _ => return not_found(),
        };
        if !allowed.split(", ").any(|method| method == asked.method) {
            return not_allowed(allowed);
        }
        if let Some(refusal) = unauthorized(asked) {
            return refusal;
        }
        let Some(id) = one else {
            return match &*asked.method {
                "POST" => self.make(asked),
                _ => self.list(query),
            };
        };
        let number = id.strip_prefix('p').and_then(|id| id.parse::<usize>().ok());
        let Some((number, packet)) =
            number.and_then(|number| Some((number, self.packets.get(&number)?)))
        else {
            return not_found();
        };
        if asked.method == "DELETE" {
            self.packets.remove(&number);
            return Reply::new(204);
        }
        Reply::of(200, JSON, packet.to_string())
    }

    fn make(&mut self, asked: &Asked) -> Reply {
        let sent: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let species = sent["species"].as_str().filter(|own| {
            let is_known = |c: char| c.is_ascii_alphabetic() || c == ' ';
            (2..=30).contains(&own.len()) && own.chars().all(is_known)
        });
        let kind = sent["kind"].as_str();
        let kind = kind.filter(|own| ["herb", "shrub", "tree"].contains(own));
        let sown = match &sent["sown"] {
            Value::Null if !sent.as_object().is_some_and(|own| own.contains_key("sown")) => {
                Some(false)
            }
            other => other.as_bool(),
        };
        let (Some(species), Some(kind), Some(sown)) = (species, kind, sown) else {
            return Reply::of(400, "text/plain", "no such packet can be");
        };
        self.made += 1;
        let packet = json!({
            "packet": format!("p{}", self.made), "species": species, "kind": kind, "sown": sown,
        });
        self.packets.insert(self.made, packet.clone());
        Reply::of(201, JSON, packet.to_string())
    }

    fn list(&self, query: &str) -> Reply {
        let mut listed: Vec<&Value> = self.packets.values().rev().collect();
        // More than are there at a time, however many cases are under way.
        let mut limit = 100;
        for (name, value) in query.split('&').filter_map(|own| own.split_once('=')) {
            match name {
                "limit" => limit = value.parse().unwrap_or(100),
                "kind" => listed.retain(|own| own[name] == value),
                "species" => listed.retain(|own| own[name] == value.replace("%20", " ")),
                "sown" => listed.retain(|own| own[name] == (value == "true")),
                _ => {}
            }
        }
        listed.truncate(limit);
        Reply::of(200, JSON, json!(listed).to_string())
    }
}

/// The request as if this parameter were not in it.
fn ignoring(asked: &Asked, right: &mut dyn FnMut(&Asked) -> Reply, name: &str) -> Reply {
    let mut other = asked.clone();
    other.path = asked.path.replace(&format!("{name}="), "ignored=");
    right(&other)
}

const FAULTS: &[Fault] = &[
    fault(
        "default-of-another-value",
        "default-as-documented",
        Seen::Always,
        |asked, right| {
            let mut other = asked.clone();
            let sent = serde_json::from_slice::<Value>(&asked.body).ok();
            let sent = sent.filter(|own| own.is_object() && own.get("sown").is_none());
            if let Some(mut sent) = sent.filter(|_| asked.method == "POST") {
                sent["sown"] = json!(true);
                other.body = sent.to_string().into_bytes();
            }
            right(&other)
        },
    ),
    fault(
        "limit-ignored",
        "list-as-documented",
        Seen::Always,
        |asked, right| ignoring(asked, right, "limit"),
    ),
    fault(
        "text-ignored",
        "list-as-documented",
        Seen::Always,
        |asked, right| ignoring(asked, right, "species"),
    ),
    fault(
        "value-ignored",
        "list-as-documented",
        Seen::Always,
        |asked, right| ignoring(asked, right, "kind"),
    ),
    fault(
        "boolean-ignored",
        "list-as-documented",
        Seen::Always,
        |asked, right| ignoring(asked, right, "sown"),
    ),
    fault(
        "long-text-taken",
        "flaw-refused",
        Seen::Always,
        |asked, right| {
            let mut shorter = asked.clone();
            if let Ok(mut sent) = serde_json::from_slice::<Value>(&asked.body)
                && let Some(species) = sent["species"].as_str().filter(|own| own.len() > 30)
            {
                sent["species"] = Value::from(&species[..30]);
                shorter.body = sent.to_string().into_bytes();
            }
            right(&shorter)
        },
    ),
];

#[test]
fn each_fault_of_a_list_of_what_is_read_elsewhere_is_caught() {
    let told = otherwise(&CONTRACT, FAULTS);
    assert_known(FAULTS.iter().map(|fault| fault.name), &told);
}
