//! A list has what was made and not what was removed, no more than was asked for, and nothing but that.

use serde_json::{Map, Value};

use super::before::{Before, is_kept_copy, is_same};
use super::pages::follows;
use super::parsed::{Parsed, in_words};
use super::{Breach, Check, CheckCode, Judge, Judgement, OF_CONTENT};
use crate::plan::{Authority, Demand, Rule, written_in_query};
use crate::protocol::exchange::{Exchange, Received};

pub(super) const CHECK: Check = Check {
    code: CheckCode::ListAsDocumented,
    rule: "a list has what was made, not what was removed, no more than the query asks for, and nothing but that",
    source: "",
    authorities: &[
        (
            Authority::Documented,
            "for a thing that is not found any more and is listed as before, for a documented limit, for a parameter \
             that is called as a member is, and for what was made where the list says that it is whole",
        ),
        (
            Authority::Family,
            "for what a page that speaks for the whole API says of a list",
        ),
        (
            Authority::Assumed,
            "for what was made, where nothing says that the list is whole",
        ),
    ],
    example: concat!(
        "page    | `state` | string | Only shelves in this state: `open` or `shut`. |\n",
        "sent    GET /me/shelves?state=open\n",
        "answer  200 OK\n",
        "        Content-Type: application/json\n",
        "\n",
        "        {\"shelves\": [{\"shelf\": 7, \"state\": \"shut\"}]}",
    ),
    advice: "Let the list look where single things are read, and apply every documented parameter. Where a list is of \
             some things only, or goes on elsewhere, say so on the page.",
    yields_to: OF_CONTENT,
    judge: Judge::Compared(judge),
};

fn judge(demand: &Demand, response: &Received, parsed: &Parsed, before: &Before<'_>) -> Judgement {
    let Demand::Listing(success, listing) = demand else {
        return Judgement::NotApplicable;
    };
    let json = parsed.json(response);
    let json = json.filter(|_| success.has(response.status) && !is_kept_copy(response));
    let judged = json.and_then(|json| {
        if let Some(maker) = &listing.maker {
            before.making(maker)?;
        }
        kept(&listing.rule, json, response, before)
    });
    judged.unwrap_or(Judgement::NotApplicable)
}

/// Whether a list keeps a rule, as far as what went before it says.
fn kept(rule: &Rule, json: &Value, response: &Received, before: &Before<'_>) -> Option<Judgement> {
    match rule {
        Rule::Has {
            read,
            most,
            filters,
            of_whole,
        } => {
            let is_whole = is_whole(json, *most, response);
            let may_be_some = || {
                let thing = before.read(*read);
                thing.is_none_or(|thing| is_one_of_some(&thing, filters, json))
            };
            // That it is of such things, a list shows that has some.
            let has_some = elements(json).is_some_and(|own| !own.is_empty());
            let is_sure = is_whole == Some(true) && has_some && !may_be_some();
            let is_judged = is_whole != Some(false) && is_sure == *of_whole;
            let name = name(before.steps.get(*read)?)?;
            is_judged.then(|| has(json, &name)).flatten()
        }
        Rule::HasNot { read, listed, gone } => {
            let gone = before.steps.get(*gone)?.response.as_ref().ok()?;
            let name = name(before.steps.get(*read)?)?;
            let then = before.steps.get(*listed)?.response.as_ref().ok()?;
            let then = then.json()?;
            let then = listed_as(&then, &before.read(*read)?, &name)?;
            gone.status.is_gone().then(|| has_not(json, then)).flatten()
        }
        Rule::Follows { whole, first, .. } => follows(json, (*whole, *first), before),
        Rule::AtMost(most) => at_most(json, *most),
        Rule::All {
            read,
            member,
            value,
            values,
        } => {
            let thing = before.read(*read)?;
            let own = written_in_query(thing.get(member)?)?;
            let is_of_values = values.contains(&own);
            is_of_values.then(|| all(json, member, value)).flatten()
        }
        Rule::Without {
            read,
            member,
            value,
        } => {
            let thing = before.read(*read)?;
            let own = thing.get(member)?.as_str()?;
            let name = name(before.steps.get(*read)?)?;
            let is_other = !own.to_lowercase().contains(&value.to_lowercase());
            is_other
                .then(|| without(json, &thing, &name, (member, value)))
                .flatten()
        }
    }
}

/// The list of an answer: it, or the only list in it.
pub(super) fn elements(json: &Value) -> Option<&Vec<Value>> {
    match json {
        Value::Array(items) => Some(items),
        Value::Object(members) => {
            let mut lists = members.values().filter_map(Value::as_array);
            let first = lists.next()?;
            lists.next().is_none().then_some(first)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// The name of the thing that was read: the end of the path.
fn name(read: &Exchange) -> Option<String> {
    let path = read.sent.path.split('?').next()?;
    let last = path.trim_end_matches('/').rsplit('/').next()?;
    let name = percent_encoding::percent_decode_str(last)
        .decode_utf8()
        .ok()?;
    (!name.is_empty()).then(|| name.into_owned())
}

/// Whether a value has a name somewhere, as a member or at the end of a link.
fn names(value: &Value, name: &str, depth: usize) -> bool {
    match value {
        Value::String(text) => {
            text == name
                || text
                    .strip_suffix(name)
                    .is_some_and(|rest| rest.ends_with('/'))
        }
        Value::Number(number) => number.to_string() == name,
        Value::Object(members) if depth < 3 => members
            .values()
            .any(|own| !own.is_array() && names(own, name, depth + 1)),
        Value::Object(_) | Value::Array(_) | Value::Null | Value::Bool(_) => false,
    }
}

/// The element of a list that is a thing: the only one that has the thing's name in a member in which the thing has it,
/// or anywhere where the thing does not say its name. Another may have the same text or number as something else.
fn listed_as<'v>(list: &'v Value, thing: &Map<String, Value>, name: &str) -> Option<&'v Value> {
    let in_thing = thing.iter().filter(|(_, value)| names(value, name, 1));
    let members: Vec<&String> = in_thing.map(|(member, _)| member).collect();
    let is_it = |element: &&Value| {
        // A list may be of names alone.
        if !element.is_object() || members.is_empty() {
            return names(element, name, 0);
        }
        let mut own = members.iter().filter_map(|member| element.get(member));
        own.any(|value| names(value, name, 1))
    };
    let mut found = elements(list)?.iter().filter(is_it);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Whether a list is all that there is, as far as it says; nothing where it does not.
fn is_whole(json: &Value, most: Option<i64>, response: &Received) -> Option<bool> {
    let count = i64::try_from(elements(json)?.len()).ok()?;
    let mut fields = response.headers.iter();
    if fields.any(|(name, value)| name.eq_ignore_ascii_case("link") && value.contains("next")) {
        return Some(false);
    }
    let none = Map::new();
    let members = json.as_object().unwrap_or(&none);
    let goes_on = members.iter().any(|(name, value)| {
        let lower = name.to_lowercase();
        let is_of_more = ["next", "more", "cursor", "continu"]
            .iter()
            .any(|word| lower.contains(word));
        let is_nothing = matches!(value, Value::Null | Value::Bool(false)) || value == "";
        is_of_more && !is_nothing
    });
    let total = members
        .iter()
        .find(|(name, _)| name.to_lowercase().contains("total"));
    let total = total.and_then(|(_, value)| value.as_i64());
    if goes_on || total.is_some_and(|total| total > count) {
        return Some(false);
    }
    match most {
        Some(most) if count >= most => Some(false),
        Some(_) => Some(true),
        None if total == Some(count) => Some(true),
        None if count >= SHORTEST_PAGE => Some(false),
        None => None,
    }
}

/// How many a page of a list has at least, where nobody says how many that are.
const SHORTEST_PAGE: i64 = 5;

/// Whether a thing is another than all that are listed in a member by which they can be asked for.
fn is_one_of_some(thing: &Map<String, Value>, filters: &[String], json: &Value) -> bool {
    let listed = elements(json).map(Vec::as_slice).unwrap_or_default();
    let mut filters = filters
        .iter()
        .filter_map(|name| Some((name, thing.get(name)?)));
    filters.any(|(name, own)| {
        let mut others = listed.iter().filter_map(|element| element.get(name));
        !others.any(|other| is_same(own, other))
    })
}

fn has(json: &Value, name: &str) -> Option<Judgement> {
    let list = elements(json)?;
    let is_there = list.iter().any(|own| names(own, name, 0));
    Some(Judgement::from_rule(is_there, || Breach {
        message: format!(
            "what was made is not among the {} that are listed",
            list.len()
        ),
        expected: format!("an element with `{name}`"),
        actual: in_words(json),
    }))
}

fn has_not(json: &Value, then: &Value) -> Option<Judgement> {
    let is_there = elements(json)?.contains(then);
    Some(Judgement::from_rule(!is_there, || Breach {
        message: "what was removed is not found any more, and is listed as before".to_owned(),
        expected: "a list without it".to_owned(),
        actual: in_words(then),
    }))
}

fn at_most(json: &Value, most: usize) -> Option<Judgement> {
    let count = elements(json)?.len();
    let is_shown = count >= most;
    is_shown.then(|| {
        Judgement::from_rule(count <= most, || Breach {
            message: format!("at most {most} were asked for, and {count} came"),
            expected: format!("at most {most}"),
            actual: in_words(json),
        })
    })
}

fn without(
    json: &Value,
    thing: &Map<String, Value>,
    name: &str,
    (member, value): (&str, &str),
) -> Option<Judgement> {
    elements(json)?;
    let found = listed_as(json, thing, name);
    Some(match found {
        None => Judgement::Held,
        Some(found) => Judgement::Broken(Breach {
            message: format!(
                "those whose `{member}` is {value} were asked for, and one came where it is another"
            ),
            expected: format!("no element with `{name}`, whose `{member}` is another"),
            actual: in_words(found),
        }),
    })
}

fn all(json: &Value, member: &str, value: &str) -> Option<Judgement> {
    let list = elements(json)?;
    let wanted = match value {
        "true" | "false" => Value::from(value == "true"),
        text => Value::from(text),
    };
    let mut values = list.iter().filter_map(|own| own.get(member)).peekable();
    values.peek()?;
    let is_wanted =
        |own: &Value| is_same(&wanted, own) || written_in_query(own).as_deref() == Some(value);
    let other = values.find(|own| !own.is_null() && !is_wanted(own));
    Some(match other {
        None => Judgement::Held,
        Some(other) => Judgement::Broken(Breach {
            message: format!(
                "those whose `{member}` is {value} were asked for, and one came where it is {}",
                in_words(other)
            ),
            expected: in_words(&wanted),
            actual: in_words(other),
        }),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use super::super::tests::{Is, MAKER, Trial, exchange};
    use crate::plan::{Demand, Listing, Rule, Success};
    use crate::table::OperationId;

    /// What holds, breaks, and is none of the check's.
    pub(in crate::check) fn trials() -> Vec<Trial> {
        let rule = |rule: Rule, body: &str, is| {
            let listing = Listing {
                maker: Some(OperationId(MAKER.to_owned())),
                rule,
            };
            let demand = Demand::Listing(Success::Any, Arc::new(listing));
            (demand, exchange(200, &[], body), is)
        };
        // The thing that was read is at `/a`.
        let has = |most, of_whole, body: &str, is| {
            let own = Rule::Has {
                read: 0,
                most,
                filters: vec!["colour".to_owned()],
                of_whole,
            };
            rule(own, body, is)
        };
        let all = |body: &str, is| {
            let own = Rule::All {
                read: 0,
                member: "colour".to_owned(),
                value: "red".to_owned(),
                values: vec!["red".to_owned(), "green".to_owned()],
            };
            rule(own, body, is)
        };
        let at_most = |body: &str, is| rule(Rule::AtMost(1), body, is);
        let without = |value: &str, body: &str, is| {
            let own = Rule::Without {
                read: 0,
                member: "colour".to_owned(),
                value: value.to_owned(),
            };
            rule(own, body, is)
        };
        let green = "{\"id\": \"b\", \"colour\": \"green\"}";
        vec![
            without("blue", "[{\"id\": \"a\"}]", Is::Broken),
            without("blue", "[{\"id\": \"b\"}]", Is::Held),
            without("re", "[{\"id\": \"a\"}]", Is::Silent),
            has(None, false, "[{\"id\": \"a\"}]", Is::Held),
            has(None, false, "[{\"self\": \"/x/a\"}]", Is::Held),
            has(None, false, "[{\"id\": \"b\"}]", Is::Broken),
            has(None, true, &format!("[{green}]"), Is::Silent),
            has(Some(9), true, &format!("[{green}]"), Is::Broken),
            has(
                Some(9),
                true,
                "[{\"id\": \"b\", \"colour\": \"red\"}]",
                Is::Silent,
            ),
            has(Some(1), false, &format!("[{green}]"), Is::Silent),
            has(
                None,
                true,
                &format!("{{\"total\": 1, \"of\": [{green}]}}"),
                Is::Broken,
            ),
            has(
                None,
                false,
                &format!("{{\"total\": 2, \"of\": [{green}]}}"),
                Is::Silent,
            ),
            has(
                None,
                false,
                &format!("{{\"next\": \"x\", \"of\": [{green}]}}"),
                Is::Silent,
            ),
            has(None, false, "{\"one\": [], \"other\": []}", Is::Silent),
            at_most("[1]", Is::Held),
            at_most("[1, 2]", Is::Broken),
            at_most("[]", Is::Silent),
            all("[{\"colour\": \"red\"}]", Is::Held),
            all(
                "[{\"colour\": \"red\"}, {\"colour\": \"green\"}]",
                Is::Broken,
            ),
            all("[]", Is::Silent),
            (Demand::NoServerError, exchange(200, &[], "[]"), Is::Silent),
        ]
    }

    #[test]
    fn a_thing_is_told_from_others_that_have_its_name_elsewhere() {
        let thing = serde_json::json!({"id": 3, "self": "/desks/3", "size": 7});
        let thing = thing.as_object().unwrap();
        let other = serde_json::json!({"id": 1003, "size": 3, "self": "/desks/1003"});
        let own = serde_json::json!({"id": 3, "size": 7});
        let list = serde_json::json!({"desks": [other, own]});
        assert_eq!(super::listed_as(&list, thing, "3"), Some(&own));
        let list = serde_json::json!([other]);
        assert_eq!(super::listed_as(&list, thing, "3"), None);
        let list = serde_json::json!([own, own]);
        assert_eq!(super::listed_as(&list, thing, "3"), None);
    }
}
