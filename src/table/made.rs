//! Content that no page shows, made from what is said of its members: what a thing is made with says how it can be
//! changed, and a table of members what it can be made with. A service that refuses it breaks nothing.

use serde_json::{Map, Value, json};

use super::allowed::Allowed;
use super::data::{Format, JsonKind, Token};
use super::described::{ErrorCause, Parameter, ParameterPlace};
use super::operation::Operation;
use super::row::Row;
use super::value::Presence;
use crate::protocol::content::ContentTemplate;

/// Names of members that are free text.
const FREE: &[&str] = &[
    "caption",
    "comment",
    "comments",
    "description",
    "display_name",
    "displayname",
    "memo",
    "name",
    "note",
    "notes",
    "remark",
    "remarks",
    "subject",
    "summary",
    "text",
    "title",
];

/// The text of a case's own.
const TEXT: &str = "as-documented";

/// Content for a request of which the page shows none; `None` where too little is said of it. What makes the thing that
/// is changed is its `maker`.
#[must_use]
pub(crate) fn made_content(
    operation: &Operation,
    maker: Option<&Operation>,
) -> Option<ContentTemplate> {
    match operation.method.effective().as_str() {
        "PATCH" => change(operation, maker).map(|members| content_of(&members)),
        "PUT" => whole(operation).map(|members| content_of(&members)),
        "POST" => {
            let content = content_of(&whole(operation)?);
            // What nobody says may be there twice is there once.
            let all = sendable(operation);
            let free = |own: &&&Parameter| {
                let is_text = kind_of(own) == Kind::Text && own.allowed.values.is_empty();
                own.presence == Presence::Required && is_text && !names_another(&own.name)
            };
            let longest = |own: &Parameter| {
                let longest = own.allowed.longest;
                longest.and_then(|most| usize::try_from(most).ok())
            };
            Some(match all.iter().find(free) {
                Some(own) => content.with_fresh(&own.name, longest(own)),
                None => content,
            })
        }
        _ => None,
    }
}

fn content_of(members: &Map<String, Value>) -> ContentTemplate {
    ContentTemplate::json(&Value::Object(members.clone()).to_string())
}

/// Members with another value than things are made with: those that the page says may be changed, else a free text where
/// there is one.
fn change(operation: &Operation, maker: Option<&Operation>) -> Option<Map<String, Value>> {
    let own = sendable(operation);
    let known = maker.map(sendable).unwrap_or_default();
    let shown = maker.and_then(shown).unwrap_or_default();
    let taken = |name: &str| {
        let both = [Some(operation), maker].into_iter().flatten();
        let mut errors = both.filter_map(|own| own.error_of(ErrorCause::Exists));
        errors.any(|row| {
            let causes = row.effective().caused_by(&[ErrorCause::Exists]);
            causes
                .into_iter()
                .any(|own| own.of.as_deref() == Some(name))
        })
    };
    // What the change itself says of its members goes before what is said where things are made.
    let named = match own.as_slice() {
        [] => known.clone(),
        own => own.to_vec(),
    };
    let mut found: Vec<(usize, String, Value)> = Vec::new();
    for parameter in named {
        let name = &parameter.name;
        if is_volatile(name, "id") || taken(name) || names_another(name) {
            continue;
        }
        let said = known.iter().find(|other| other.name == *name);
        let said = said.filter(|_| is_bare(parameter)).unwrap_or(&parameter);
        let read = read_as(operation, said);
        let said = read.as_ref().unwrap_or(said);
        let was = shown.get(name).filter(|own| !own.is_null());
        let Some((rank, value)) = changed(said, was) else {
            continue;
        };
        found.push((rank, name.clone(), value));
    }
    let best = found.iter().map(|(rank, ..)| *rank).min()?;
    let pairs =
        |own: Vec<(usize, String, Value)>| own.into_iter().map(|(_, name, value)| (name, value));
    // What the page says may be changed is changed at once, but for what may open or end something.
    if !own.is_empty() && best <= PLAIN {
        found.retain(|(rank, ..)| *rank <= PLAIN);
        return Some(pairs(found).collect());
    }
    found.retain(|(rank, ..)| *rank == best);
    found.truncate(1);
    Some(pairs(found).collect())
}

/// What must be sent, each with a value that the page lets it have.
fn whole(operation: &Operation) -> Option<Map<String, Value>> {
    let all = sendable(operation);
    let required = all.iter().filter(|own| own.presence == Presence::Required);
    let made = required.map(|own| Some((own.name.clone(), value(own)?)));
    let made: Map<String, Value> = made.collect::<Option<_>>()?;
    (!made.is_empty()).then_some(made)
}

/// What an operation takes at the top of its content.
fn sendable(operation: &Operation) -> Vec<&Parameter> {
    let rows = operation.described.parameters.iter();
    let own = rows.filter_map(Row::value);
    let own = own.filter(|own| own.place == ParameterPlace::Body);
    own.filter(|own| !own.name.contains(['.', '[', ' ']))
        .collect()
}

/// The members with which an example makes a thing.
fn shown(maker: &Operation) -> Option<Map<String, Value>> {
    let examples = maker.examples.iter().filter_map(Row::value);
    let served = examples.filter(|own| own.refused().is_none());
    let mut contents = served.filter_map(|own| own.content.as_ref());
    contents.find_map(|own| serde_json::from_str(&own.with_numbers()).ok())
}

/// Whether nothing is said of a member but its name.
fn is_bare(parameter: &Parameter) -> bool {
    let Allowed {
        minimum,
        maximum,
        shortest,
        longest,
        values,
        selects: _,
        default: _,
    } = &parameter.allowed;
    let is_bounded = minimum.is_some() || maximum.is_some();
    let is_measured = shortest.is_some() || longest.is_some();
    parameter.kind.is_none() && !is_bounded && !is_measured && values.is_empty()
}

/// A member of which no type is said, with that which it has where it is read.
fn read_as(operation: &Operation, said: &Parameter) -> Option<Parameter> {
    if said.kind.is_some() {
        return None;
    }
    let members = operation.types().flat_map(|data| &data.members);
    let mut members = members.map(Row::effective);
    let member = members
        .find(|own| matches!(own.path.tokens(), [Token::Name(name)] if *name == said.name))?;
    let kind = match (member.kinds.as_slice(), member.format) {
        ([JsonKind::Text], Some(Format::Date)) => "date",
        ([JsonKind::Text], Some(Format::DateTime)) => "date-time",
        ([JsonKind::Text], None) => "string",
        ([JsonKind::Integer | JsonKind::Number], _) => "number",
        ([JsonKind::Boolean], _) => "boolean",
        _ => return None,
    };
    let mut read = said.clone();
    read.kind = Some(kind.to_owned());
    if read.allowed.values.is_empty() {
        read.allowed.values.clone_from(&member.values);
    }
    Some(read)
}

/// Whether a member names another thing, by its name.
fn names_another(name: &str) -> bool {
    let lower = name.to_lowercase();
    ["_id", "_ids", "_key", "-id"]
        .iter()
        .any(|end| lower.ends_with(end))
        || name.ends_with("Id")
        || name.ends_with("Ids")
}

/// The rank of texts whose form is known, and of numbers.
const PLAIN: usize = 2;

/// Another value than a thing was made with, and how well it shows a change: the less, the better.
fn changed(said: &Parameter, was: Option<&Value>) -> Option<(usize, Value)> {
    let is_shown = was.is_some();
    let is_free = FREE.contains(&said.name.to_lowercase().as_str());
    // How a text is written that is shown nowhere, nobody knows; what is true or one of a few may open or end something.
    let rank = |value: &Value| match value {
        Value::String(_) if said.allowed.values.is_empty() => match (is_free, is_shown) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => 5,
        },
        Value::Number(_) => 2,
        Value::Bool(_) => 3,
        Value::String(_) => 4,
        Value::Null | Value::Array(_) | Value::Object(_) => 6,
    };
    let was = was.cloned().or_else(|| value(said))?;
    let other = another(said, &was).or_else(|| match &was {
        Value::String(text) if said.allowed.values.is_empty() && kind_of(said) == Kind::Text => {
            fitted(&said.allowed, &unlike(text)).map(Value::from)
        }
        Value::Number(number) if !said.allowed.is_bounded() => {
            Some(number.as_i64()?.checked_add(1)?.into())
        }
        _ => None,
    })?;
    Some((rank(&other), other))
}

/// What kind of value a member has, by the words for its type, or by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Moment,
    Day,
    Email,
    Link,
    Uuid,
    Number,
    Truth,
    Texts,
    Other,
}

fn kind_of(parameter: &Parameter) -> Kind {
    let kind = parameter.kind.as_deref().unwrap_or_default().to_lowercase();
    let name = parameter.name.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| kind.contains(word));
    let ends = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
    if says(&["array", "list", "collection", "[]", "set of"]) {
        return match says(&["string", "text"]) {
            true => Kind::Texts,
            false => Kind::Other,
        };
    }
    if says(&["object", "map", "dict", "json", "file", "binary"]) {
        return Kind::Other;
    }
    if says(&["bool", "true or false"]) {
        return Kind::Truth;
    }
    if says(&["int", "number", "decimal", "double", "float", "long"])
        || kind.is_empty() && parameter.allowed.is_bounded()
    {
        return Kind::Number;
    }
    let is_moment = says(&["date-time", "datetime", "timestamp", "instant"]) || kind == "time";
    if is_moment || ends(&["_at", "_time"]) {
        return Kind::Moment;
    }
    if says(&["date"]) || ends(&["_on", "date", "_day"]) {
        return Kind::Day;
    }
    if says(&["email", "e-mail"]) || ends(&["email"]) {
        return Kind::Email;
    }
    if says(&["url", "uri", "link"]) || ends(&["url", "uri"]) {
        return Kind::Link;
    }
    if says(&["uuid", "guid"]) {
        return Kind::Uuid;
    }
    let is_text = kind.is_empty() || says(&["string", "text", "str"]);
    if is_text { Kind::Text } else { Kind::Other }
}

/// A value that the page lets a member have.
fn value(parameter: &Parameter) -> Option<Value> {
    let Allowed {
        values,
        minimum,
        maximum,
        ..
    } = &parameter.allowed;
    let kind = kind_of(parameter);
    if let Some(first) = values.first() {
        let number = first.parse::<i64>().ok().filter(|_| kind == Kind::Number);
        return Some(number.map_or_else(|| Value::from(first.as_str()), Value::from));
    }
    let value = match kind {
        Kind::Text => Value::from(fitted(&parameter.allowed, TEXT)?),
        Kind::Moment => json!(format!("{}T06:07:08Z", day_of(&parameter.name))),
        Kind::Day => json!(day_of(&parameter.name)),
        Kind::Email => json!("as-documented@example.com"),
        Kind::Link => json!("https://example.com/as-documented"),
        Kind::Uuid => json!("3f2b1c9e-5a4d-4e6f-8a7b-1c2d3e4f5a6b"),
        Kind::Number => json!(minimum.or(*maximum).unwrap_or(1)),
        Kind::Truth => json!(true),
        Kind::Texts => json!([TEXT]),
        Kind::Other => return None,
    };
    Some(value)
}

/// Words in names of what is to come.
const TO_COME: &[&str] = &[
    "arriv", "depart", "due", "end", "expir", "schedul", "start", "until", "valid",
];

/// A day that what is called so may be of: one that has been, unless it is to come.
fn day_of(name: &str) -> &'static str {
    let lower = name.to_lowercase();
    match TO_COME.iter().any(|word| lower.contains(word)) {
        true => "2031-04-05",
        false => "2024-04-05",
    }
}

/// A text of a length that the page lets a member have.
fn fitted(allowed: &Allowed, text: &str) -> Option<String> {
    let length = |own: Option<u32>| own.and_then(|own| usize::try_from(own).ok());
    let longest = length(allowed.longest).unwrap_or(usize::MAX);
    let mut text: String = text.chars().take(longest).collect();
    let shortest = length(allowed.shortest).filter(|own| *own < 1_000);
    if allowed.shortest.is_some() && shortest.is_none() {
        return None;
    }
    while text.chars().count() < shortest.unwrap_or_default() {
        text.push('x');
    }
    let is_right = !text.trim().is_empty() && allowed.has_length_of(&text);
    is_right.then_some(text)
}

/// Words in the names of members that a service sets itself, or gives nobody back.
const VOLATILE: &[&str] = &[
    "created", "etag", "modified", "password", "revision", "secret", "token", "updated", "version",
];

/// Whether a member is none that a caller sets.
pub(crate) fn is_volatile(name: &str, variable: &str) -> bool {
    let lower = name.to_lowercase();
    let last = variable.rsplit('.').next().unwrap_or_default();
    lower == "id"
        || lower == last.to_lowercase()
        || VOLATILE.iter().any(|word| lower.contains(word))
}

/// Another value that a page allows, where it says which those are.
pub(crate) fn another(parameter: &Parameter, value: &Value) -> Option<Value> {
    match value {
        Value::Bool(own) => Some(Value::Bool(!own)),
        Value::String(own) => {
            let mut others = parameter.allowed.values.iter().filter(|text| *text != own);
            others.next().map(|text| Value::String(text.clone()))
        }
        Value::Number(own) if parameter.allowed.is_bounded() => {
            let own = own.as_i64()?;
            let near = [own.checked_add(1)?, own.checked_sub(1)?].into_iter();
            let mut near = near.filter(|other| parameter.allowed.has(&other.to_string()));
            near.next().map(Value::from)
        }
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A text that is written as another is, and that nobody would take for it.
pub(crate) fn unlike(text: &str) -> String {
    let turned = |c: char| match c {
        'a'..='m' | 'A'..='M' => char::from(u8::try_from(c).unwrap_or(b'a') + 13),
        'n'..='z' | 'N'..='Z' => char::from(u8::try_from(c).unwrap_or(b'z') - 13),
        '0'..='4' => char::from(u8::try_from(c).unwrap_or(b'0') + 5),
        '5'..='9' => char::from(u8::try_from(c).unwrap_or(b'9') - 5),
        other => other,
    };
    let other: String = text.chars().map(turned).collect();
    // What is filled in is no text that is shown.
    match other == text || text.contains('{') {
        true => TEXT.to_owned(),
        false => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{TEXT, changed, unlike, value};
    use crate::table::allowed::Allowed;
    use crate::table::described::{Parameter, ParameterPlace};

    fn parameter(name: &str, kind: &str, allowed: Allowed) -> Parameter {
        Parameter {
            kind: (!kind.is_empty()).then(|| kind.to_owned()),
            allowed,
            ..Parameter::named(name.to_owned(), ParameterPlace::Body)
        }
    }

    #[test]
    fn a_value_is_one_that_the_page_lets_a_member_have() {
        let of = |name: &str, kind: &str, allowed| value(&parameter(name, kind, allowed));
        let bounded = Allowed {
            minimum: Some(3),
            ..Allowed::default()
        };
        let short = Allowed {
            longest: Some(4),
            ..Allowed::default()
        };
        let listed = Allowed {
            values: vec!["red".to_owned()],
            ..Allowed::default()
        };
        assert_eq!(of("label", "string", short), Some(json!("as-d")));
        assert_eq!(of("days", "integer", bounded.clone()), Some(json!(3)));
        assert_eq!(of("days", "", bounded), Some(json!(3)));
        assert_eq!(of("colour", "string", listed), Some(json!("red")));
        assert_eq!(
            of("due_on", "string", Allowed::default()),
            Some(json!("2031-04-05"))
        );
        assert_eq!(
            of("made_on", "string", Allowed::default()),
            Some(json!("2024-04-05"))
        );
        assert_eq!(of("owner", "object", Allowed::default()), None);
    }

    #[test]
    fn a_change_is_one_of_a_free_text_first() {
        let of = |name: &str, kind: &str, was| {
            let own = parameter(name, kind, Allowed::default());
            changed(&own, Some(&was))
        };
        assert_eq!(
            of("note", "string", json!("Ab 1")),
            Some((0, json!("No 6")))
        );
        assert_eq!(
            of("ward", "string", json!("Ab 1")),
            Some((1, json!("No 6")))
        );
        assert_eq!(of("days", "integer", json!(3)), Some((2, json!(4))));
        assert_eq!(of("open", "boolean", json!(true)), Some((3, json!(false))));
        assert_eq!(of("owner", "object", json!({})), None);
    }

    #[test]
    fn a_text_that_no_thing_has_is_written_as_those_that_things_have() {
        assert_eq!(unlike("Meuse 7"), "Zrhfr 2");
        for text in ["", "-", "{{ uuid }}"] {
            assert_eq!(unlike(text), TEXT);
        }
    }
}
