//! Content that is of a documented type: what the page shows, with what it lacks, and nothing that the page says
//! otherwise.

use serde_json::{Map, Value};

use crate::table::Row;
use crate::table::data::{DataType, Format, Held, JsonKind, Member, MemberPath, Null, Token};

/// What is shown, or where that is no JSON the least of its kind, with all that a type says of it.
pub(super) fn complete(shown: &str, data: &DataType) -> String {
    let own = serde_json::from_str::<Value>(shown).ok();
    let is_made = own.is_none();
    let members = || data.members.iter().map(Row::effective);
    let whole = members().find(|member| member.path == MemberPath::WHOLE);
    let below = members().any(|member| member.path.tokens().first() == Some(&Token::Each));
    let mut json = own.unwrap_or_else(|| match whole {
        Some(whole) => sample(whole),
        None if below || shown.trim_start().starts_with('[') => Value::Array(Vec::new()),
        None => Value::Object(Map::new()),
    });
    for member in members() {
        let is_held = matches!(member.presence, Held::Always | Held::Expected);
        let is_whole = is_made && member.presence != Held::Optional;
        put(&mut json, member.path.tokens(), member, (is_held, is_whole));
    }
    json.to_string()
}

/// Puts a member right at its place, and where it is to be there and is not, a sample of it.
fn put(place: &mut Value, path: &[Token], member: &Member, (is_held, is_made): (bool, bool)) {
    let Some((first, rest)) = path.split_first() else {
        if !is_right(member, place) {
            *place = sample(member);
        }
        return;
    };
    match (first, place) {
        (Token::Each, Value::Array(items)) => {
            // What lists hold is documented, and shown by a list that holds some.
            if items.is_empty() {
                items.push(match rest {
                    [] => sample(member),
                    [Token::Each, ..] => Value::Array(Vec::new()),
                    [Token::Name(_), ..] => Value::Object(Map::new()),
                });
            }
            for item in items {
                put(item, rest, member, (is_held, is_made));
            }
        }
        (Token::Name(name), Value::Object(members)) => {
            let is_missing = !members.contains_key(name);
            if is_missing && rest.is_empty() && (is_held || is_made) {
                members.insert(name.clone(), sample(member));
            }
            if let Some(own) = members.get_mut(name) {
                put(own, rest, member, (is_held, is_made));
            }
        }
        (Token::Each | Token::Name(_), _) => {}
    }
}

/// Whether a value is what the page says of it.
pub(super) fn is_right(member: &Member, value: &Value) -> bool {
    let is_of_kind = match JsonKind::of(value) {
        None => return member.null != Null::Forbidden && member.path != MemberPath::WHOLE,
        Some(kind) => member.takes(kind),
    };
    let Value::String(text) = value else {
        return is_of_kind;
    };
    let is_listed = member.values.is_empty() || member.values.contains(text);
    is_of_kind && is_listed && member.format.is_none_or(|format| format.fits(text))
}

/// A value that a member may have.
pub(super) fn sample(member: &Member) -> Value {
    if let Some(first) = member.values.first() {
        let is_text = member.kinds.is_empty() || member.kinds.contains(&JsonKind::Text);
        let literal = serde_json::from_str(first).ok().filter(|_| !is_text);
        return literal.unwrap_or_else(|| Value::String(first.clone()));
    }
    match member.kinds.first() {
        Some(JsonKind::Object) => Value::Object(Map::new()),
        Some(JsonKind::List) => Value::Array(Vec::new()),
        Some(JsonKind::Number | JsonKind::Integer) => Value::from(1),
        Some(JsonKind::Boolean) => Value::Bool(true),
        Some(JsonKind::Text) | None => Value::String(
            match member.format {
                Some(Format::DateTime) => "2031-04-05T06:07:08Z",
                Some(Format::Date) => "2031-04-05",
                Some(Format::Uuid) => "0f8fad5b-d9cb-469f-a165-70867728950e",
                Some(Format::Uri) => "https://fake.invalid/a",
                None => "as-documented",
            }
            .to_owned(),
        ),
    }
}
