//! Faults of JSON content: a service whose data is of another shape than the page documents.

use serde_json::Value;

use super::{Effect, Fault, Ground, Part, Site, site};
use crate::check::CheckCode;
use crate::fake::answer::{Answer, Cause};
use crate::protocol::content::media_type;
use crate::table::Operation;
use crate::table::data::{DataType, Held, JsonKind, Member, MemberPath, Null, Token};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        code: "content-of-another-kind",
        meaning: "a list comes where an object is documented, or an object where a list is",
        caught_by: CheckCode::ContentKindAsDocumented,
        sites: |ground| {
            members(ground, |own| {
                own.path == MemberPath::WHOLE && own.kinds.len() == 1
            })
        },
        effect: Effect::Alter(|answer, operation, _, site| {
            alter(answer, operation, site, |own, _| {
                *own = match own.take() {
                    Value::Object(members) => Value::Array(vec![Value::Object(members)]),
                    other => serde_json::json!({ "items": other }),
                };
            });
        }),
    },
    Fault {
        code: "member-missing",
        meaning: "a member that is documented does not come",
        caught_by: CheckCode::MembersAsDocumented,
        sites: |ground| members(ground, is_held),
        effect: Effect::Alter(|answer, _, _, site| {
            around(answer, site, |members, name| {
                members.remove(name);
            });
        }),
    },
    Fault {
        code: "member-renamed",
        meaning: "a member that is documented comes under another name",
        caught_by: CheckCode::MembersAsDocumented,
        sites: |ground| members(ground, is_held),
        effect: Effect::Alter(|answer, _, _, site| {
            around(answer, site, |members, name| {
                if let Some(value) = members.remove(name) {
                    members.insert(format!("{name}-renamed"), value);
                }
            });
        }),
    },
    Fault {
        code: "member-of-another-type",
        meaning: "a member is of another type than the documented one",
        caught_by: CheckCode::MemberTypesAsDocumented,
        sites: |ground| members(ground, |own| !own.kinds.is_empty() && !is_of_kind(own)),
        effect: Effect::Alter(|answer, operation, _, site| {
            alter(answer, operation, site, |own, member| {
                let others = [
                    (JsonKind::Text, Value::from("as-documented")),
                    (JsonKind::Number, Value::from(17)),
                    (JsonKind::Boolean, Value::from(true)),
                ];
                let mut others = others.into_iter();
                if let Some((_, other)) = others.find(|(kind, _)| !member.may_show(*kind)) {
                    *own = other;
                }
            });
        }),
    },
    Fault {
        code: "member-null",
        meaning: "a member is `null`, of which the page says nothing",
        caught_by: CheckCode::MemberTypesAsDocumented,
        sites: |ground| members(ground, is_not_null),
        effect: Effect::Alter(|answer, operation, _, site| {
            alter(answer, operation, site, |own, _| *own = Value::Null);
        }),
    },
    Fault {
        code: "member-of-unlisted-value",
        meaning: "a member has a value that the page does not list",
        caught_by: CheckCode::MemberTypesAsDocumented,
        sites: |ground| members(ground, |own| !own.values.is_empty()),
        effect: Effect::Alter(|answer, operation, _, site| {
            alter(answer, operation, site, |own, _| {
                *own = Value::from("as-nobody-lists")
            });
        }),
    },
    Fault {
        code: "member-of-another-format",
        meaning: "a text is not of the documented format",
        caught_by: CheckCode::MemberTypesAsDocumented,
        sites: |ground| members(ground, |own| own.format.is_some()),
        effect: Effect::Alter(|answer, operation, _, site| {
            alter(answer, operation, site, |own, _| {
                *own = Value::from("none of it")
            });
        }),
    },
    Fault {
        code: "undocumented-member",
        meaning: "a member comes that the page's list lacks",
        caught_by: CheckCode::NoUndocumentedMember,
        sites: |ground| members(ground, |own| own.is_closed),
        effect: Effect::Alter(|answer, operation, _, site| {
            alter(answer, operation, site, |own, _| {
                if let Value::Object(members) = own {
                    members.insert("as-nobody-lists".to_owned(), Value::Bool(true));
                }
            });
        }),
    },
    Fault {
        code: "name-twice",
        meaning: "an object has a name twice",
        caught_by: CheckCode::JsonWellFormed,
        sites: |ground| members(ground, |own| is_whole(own, JsonKind::Object)),
        effect: Effect::Alter(|answer, _, _, site| {
            if let Some(body) = own_body(answer, site)
                && let Ok(Value::Object(members)) = serde_json::from_str(body)
            {
                *body = match members.iter().next() {
                    None => "{\"as-documented\": 1, \"as-documented\": 2}".to_owned(),
                    Some((name, value)) => {
                        let first = Value::from(name.as_str());
                        let rest = body.trim_start().trim_start_matches('{');
                        format!("{{{first}: {value}, {rest}")
                    }
                };
            }
        }),
    },
];

/// The places of content of which a fault can be.
fn members(ground: &Ground<'_>, wanted: fn(&Member) -> bool) -> Vec<Site> {
    if ground.has_no_content() {
        return Vec::new();
    }
    let mut sites = Vec::new();
    for (at, response, _) in ground.responses() {
        let is_json = response.content_type.as_ref();
        let is_json = is_json.is_none_or(|own| media_type(own) == "application/json");
        sites.extend(
            response
                .data
                .iter()
                .filter(|_| is_json)
                .flat_map(|data| of_type(data, at, wanted)),
        );
    }
    if ground.operation.responses.is_empty() {
        let content = ground
            .operation
            .content
            .as_ref()
            .and_then(|row| row.value());
        sites.extend(
            content
                .into_iter()
                .flat_map(|content| of_type(&content.data, 0, wanted)),
        );
    }
    sites
}

fn of_type(data: &DataType, at: usize, wanted: fn(&Member) -> bool) -> Vec<Site> {
    let rows = data
        .members
        .iter()
        .filter(|row| row.value().is_some_and(wanted));
    let sites = rows.map(|row| {
        let part = Part::Member(at, row.effective().path.clone());
        site(row.id.clone(), part)
    });
    sites.collect()
}

fn is_whole(member: &Member, kind: JsonKind) -> bool {
    member.path == MemberPath::WHOLE && member.kinds == [kind]
}

fn is_held(member: &Member) -> bool {
    matches!(member.presence, Held::Always | Held::Expected)
}

/// Whether it is the content itself, or the elements of the list that it is.
fn is_of_kind(member: &Member) -> bool {
    member.is_container()
        && member
            .path
            .tokens()
            .iter()
            .all(|token| *token == Token::Each)
}

fn is_not_null(member: &Member) -> bool {
    let is_said = member.null == Null::Forbidden
        || member.kinds == [JsonKind::List]
        || !member.values.is_empty();
    is_said && member.null != Null::Allowed && !is_of_kind(member)
}

/// The content of an answer that the fault is in.
fn own_body<'a>(answer: &'a mut Answer, site: &Site) -> Option<&'a mut String> {
    let Part::Member(at, _) = &site.part else {
        return None;
    };
    let is_own = answer.cause == Cause::Served(*at);
    answer.body.as_mut().filter(|_| is_own)
}

/// Changes the values at the fault's place.
fn alter(
    answer: &mut Answer,
    operation: &Operation,
    site: &Site,
    change: impl Fn(&mut Value, &Member),
) {
    let Part::Member(at, path) = &site.part else {
        return;
    };
    let response = operation.responses.get(*at).map(|row| row.effective());
    let data = response.and_then(|response| response.data.as_ref());
    let content = operation.content.as_ref().map(|row| &row.effective().data);
    let Some(data) = data.or(content) else {
        return;
    };
    let mut members = data.members.iter().map(|row| row.effective());
    let Some(member) = members.find(|own| own.path == *path) else {
        return;
    };
    if let Some(body) = own_body(answer, site)
        && let Ok(mut json) = serde_json::from_str(body)
    {
        each(&mut json, path.tokens(), &mut |own| change(own, member));
        *body = Value::to_string(&json);
    }
}

/// Changes the objects that the member of the fault's place stands in.
fn around(
    answer: &mut Answer,
    site: &Site,
    change: impl Fn(&mut serde_json::Map<String, Value>, &str),
) {
    let Part::Member(_, path) = &site.part else {
        return;
    };
    let Some((around, Token::Name(name))) = path.split() else {
        return;
    };
    if let Some(body) = own_body(answer, site)
        && let Ok(mut json) = serde_json::from_str::<Value>(body)
    {
        each(&mut json, around.tokens(), &mut |own| {
            if let Value::Object(members) = own {
                change(members, name);
            }
        });
        *body = json.to_string();
    }
}

/// Changes the values at a path.
fn each(place: &mut Value, path: &[Token], change: &mut dyn FnMut(&mut Value)) {
    match (path.split_first(), place) {
        (None, place) => change(place),
        (Some((Token::Each, rest)), Value::Array(items)) => {
            for item in items {
                each(item, rest, change);
            }
        }
        (Some((Token::Name(name), rest)), Value::Object(members)) => {
            if let Some(own) = members.get_mut(name) {
                each(own, rest, change);
            }
        }
        (Some(_), _) => {}
    }
}
