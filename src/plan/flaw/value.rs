//! What of a query or of JSON content is not what the page says that it must be: not there, of no type, beyond a bound,
//! too long or too short.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::unknown::is_number;
use super::length::in_words;
use crate::protocol::content::Content;
use crate::protocol::request::RequestPlan;
use crate::table::allowed::{Allowed, Length, length_of};
use crate::table::described::{ErrorCause, ErrorResponse, Parameter, ParameterPlace};
use crate::table::{Operation, Presence, RequestBody, Row};

/// No number, neither true nor false, and none of a few values.
const OF_NO_TYPE: &str = "as-documented";

/// No text.
const NO_TEXT: i64 = 999_999_999;

/// The most parameters and members of one operation that are tried.
const MOST_SUBJECTS: usize = 24;

/// What is wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// It is not there.
    Missing,
    /// It is none of its type, or none of the values that there are.
    Malformed,
    /// It is above the greatest number that is allowed.
    Above,
    /// It is below the least one.
    Below,
    /// It is a text longer than the longest that is allowed.
    Long,
    /// It is one shorter than the shortest.
    Short,
}

/// A parameter of the query, or a member of the JSON object that is sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    /// Its name.
    pub name: &'a str,
    /// Whether it is a member of content, and not of the query.
    pub is_member: bool,
    /// Its row; an error alone may name it.
    pub row: Option<&'a Row<Parameter>>,
}

/// The members of the JSON objects that the page shows as sent and served.
pub(crate) type Shown = Vec<BTreeMap<String, Value>>;

impl Wrong {
    pub(super) const ALL: [Self; 6] = [
        Self::Missing,
        Self::Malformed,
        Self::Above,
        Self::Below,
        Self::Long,
        Self::Short,
    ];

    /// The word that the name of its case begins with.
    pub(super) fn case(self) -> &'static str {
        match self {
            Self::Missing => "without",
            Self::Malformed => "malformed",
            Self::Above => "above",
            Self::Below => "below",
            Self::Long => "too-long",
            Self::Short => "too-short",
        }
    }

    /// The causes by which an error says that it is refused.
    fn causes(self) -> &'static [ErrorCause] {
        match self {
            Self::Missing => &[ErrorCause::Missing],
            Self::Malformed => &[ErrorCause::Malformed, ErrorCause::Mistyped],
            Self::Above | Self::Below | Self::Long | Self::Short => &[ErrorCause::Malformed],
        }
    }
}

/// The parameters and members of which a page says anything, in its order.
pub(crate) fn subjects(operation: &Operation) -> Vec<Subject<'_>> {
    let rows = operation.described.parameters.iter().filter_map(|row| {
        let parameter = row.value()?;
        let is_member = match parameter.place {
            ParameterPlace::Query => false,
            ParameterPlace::Body => true,
            ParameterPlace::Path | ParameterPlace::Cookie => return None,
        };
        // What carries the credential is tried as such.
        parameter.value.is_none().then_some(Subject {
            name: &parameter.name,
            is_member,
            row: Some(row),
        })
    });
    let mut subjects: Vec<Subject<'_>> = rows.take(MOST_SUBJECTS).collect();
    let errors = operation.described.errors.iter().filter_map(Row::value);
    let sent = [
        ErrorCause::Malformed,
        ErrorCause::Mistyped,
        ErrorCause::Missing,
    ];
    for name in errors
        .flat_map(|error| error.caused_by(&sent))
        .filter_map(|cause| cause.of.as_deref())
    {
        let is_known = subjects.iter().any(|own| own.name == name);
        if !is_known && subjects.len() < MOST_SUBJECTS {
            subjects.push(Subject {
                name,
                is_member: true,
                row: None,
            });
        }
    }
    subjects
}

/// The objects that the page shows as sent and served; none where it shows other content, too, or says of a request
/// without any that it is one.
pub(crate) fn shown(operation: &Operation) -> Shown {
    let body = operation.request_body.as_ref();
    let is_json = |body: &Row<RequestBody>| {
        body.readings()
            .iter()
            .all(|reading| reading.value == RequestBody::Json)
    };
    if !body.is_none_or(is_json) {
        return Shown::new();
    }
    let examples = operation.examples.iter().map(Row::effective);
    let served = examples.filter(|example| {
        example
            .response
            .as_ref()
            .is_none_or(|shown| !shown.status.is_error())
    });
    let contents = served.filter_map(|example| example.content.as_ref());
    let objects = contents.map(|content| serde_json::from_str(&content.text).ok());
    objects.collect::<Option<Shown>>().unwrap_or_default()
}

impl<'a> Subject<'a> {
    fn parameter(&self) -> Option<&'a Parameter> {
        self.row.and_then(Row::value)
    }

    pub(super) fn allowed(&self) -> Option<&'a Allowed> {
        self.parameter().map(|parameter| &parameter.allowed)
    }

    fn kind(&self) -> &'a str {
        let kind = self
            .parameter()
            .and_then(|parameter| parameter.kind.as_deref());
        kind.unwrap_or_default()
    }

    /// Whether another is the same, with the same values.
    pub(super) fn is_as(&self, other: &Self) -> bool {
        let is_same = (self.name, self.is_member) == (other.name, other.is_member);
        is_same && self.allowed() == other.allowed()
    }

    /// Whether the page says that it must be sent.
    pub(super) fn is_required(&self) -> bool {
        let presence = self.parameter().map(|parameter| parameter.presence);
        presence == Some(Presence::Required)
    }

    /// The error of which the page says that it is answered where this is wrong so.
    pub(super) fn named<'o>(
        &self,
        wrong: Wrong,
        operation: &'o Operation,
    ) -> Option<&'o Row<ErrorResponse>> {
        let mut errors = operation.described.errors.iter();
        errors.find(|row| {
            let causes = row
                .value()
                .into_iter()
                .flat_map(|error| error.caused_by(wrong.causes()));
            let mut of = causes.map(|cause| cause.of.as_deref());
            // Of none by its name it is of each.
            of.any(|of| of == Some(self.name) || of.is_none())
        })
    }

    /// Whether an error names it, and not only what is like it.
    fn is_named(&self, wrong: Wrong, operation: &Operation) -> bool {
        let error = self.named(wrong, operation).map(Row::effective);
        error.is_some_and(|error| {
            let mut causes = error.caused_by(wrong.causes());
            causes.any(|cause| cause.of.as_deref() == Some(self.name))
        })
    }

    /// Whether it can be wrong so in a request of an operation that shows these contents.
    pub(super) fn can_be(&self, wrong: Wrong, operation: &Operation, shown: &Shown) -> bool {
        let is_named = self.is_named(wrong, operation);
        let method = operation.method.effective().as_str();
        let allowed = self.allowed();
        if !self.is_member {
            let is_malformed = || {
                is_typed(self.kind())
                    || allowed.is_some_and(|own| !own.values.is_empty())
                    || is_named
            };
            return method == "GET"
                && !self.is_fixed(operation)
                && match wrong {
                    // Those that are required are left out together.
                    Wrong::Missing => false,
                    Wrong::Malformed => is_malformed(),
                    Wrong::Above => allowed.is_some_and(|own| own.above().is_some()),
                    Wrong::Below => allowed.is_some_and(|own| own.below().is_some()),
                    Wrong::Long | Wrong::Short => self.mismeasured(wrong, shown).is_some(),
                };
        }
        let mut values = shown.iter().map(|object| object.get(self.name));
        let is_shown = !shown.is_empty() && values.clone().all(|value| value.is_some());
        let within = |value: Option<&Value>| {
            let number = value.and_then(Value::as_i64);
            number.is_some_and(|number| allowed.is_some_and(|own| own.has(&number.to_string())))
        };
        is_shown
            && match wrong {
                Wrong::Missing => {
                    is_named || self.is_required() && matches!(method, "POST" | "PUT")
                }
                Wrong::Malformed => self.malformed(is_named, shown).is_some(),
                Wrong::Above => {
                    values.all(within) && allowed.is_some_and(|own| own.above().is_some())
                }
                Wrong::Below => {
                    values.all(within) && allowed.is_some_and(|own| own.below().is_some())
                }
                Wrong::Long | Wrong::Short => {
                    self.is_measured_in(shown) && self.mismeasured(wrong, shown).is_some()
                }
            }
    }

    /// Whether it is a parameter of the query that may have another value than the page writes.
    pub(crate) fn is_of_query(&self, operation: &Operation) -> bool {
        !self.is_member && !self.is_fixed(operation)
    }

    /// Whether the operation is told apart from others by its value.
    fn is_fixed(&self, operation: &Operation) -> bool {
        let mut paths = operation.paths.iter().flat_map(Row::effective);
        paths.any(|path| {
            let without = path.without_parameter(self.name);
            path.has_parameter(self.name) && path.placeholders() == without.placeholders()
        })
    }

    /// A member's value that is none of its type or of its values; `None` where nothing says which those are.
    fn malformed(&self, is_named: bool, shown: &Shown) -> Option<Value> {
        let of = |is_it: fn(&Value) -> bool| {
            shown
                .iter()
                .filter_map(|object| object.get(self.name))
                .all(is_it)
        };
        let values = self.allowed().map_or(&[][..], |own| own.values.as_slice());
        let is_value = |value: &Value| {
            value
                .as_str()
                .is_some_and(|text| values.iter().any(|own| own == text))
        };
        let are_values = !values.is_empty()
            && shown
                .iter()
                .filter_map(|object| object.get(self.name))
                .all(is_value);
        let is_number_or_boolean = of(|value| value.is_number()) || of(|value| value.is_boolean());
        if are_values || is_number_or_boolean && (is_named || is_typed(self.kind())) {
            return Some(Value::from(OF_NO_TYPE));
        }
        let is_text = self.kind().eq_ignore_ascii_case("string");
        (is_text && of(|value| value.is_string())).then(|| Value::from(NO_TEXT))
    }

    /// What is wrong with it, as a part of "a request with".
    pub(super) fn words(&self, wrong: Wrong, operation: &Operation) -> String {
        let name = self.name;
        let place = if self.is_member {
            "member of its content"
        } else {
            "parameter of its query"
        };
        let bound =
            |number: Option<i64>| number.map_or_else(String::new, |number| number.to_string());
        let length = |own: Option<Length>| bound(own.map(i64::from));
        let allowed = self.allowed().cloned().unwrap_or_default();
        match wrong {
            Wrong::Missing => format!("no `{name}`, a {place}"),
            Wrong::Malformed if self.is_member => {
                let value = self.malformed(true, &shown(operation)).unwrap_or_default();
                format!("{value} as `{name}`, a {place}")
            }
            Wrong::Malformed => format!("\"{OF_NO_TYPE}\" as `{name}`, a {place}"),
            Wrong::Above => format!(
                "{} as `{name}`, a {place}, above {}",
                bound(allowed.above()),
                bound(allowed.maximum)
            ),
            Wrong::Below => format!(
                "{} as `{name}`, a {place}, below {}",
                bound(allowed.below()),
                bound(allowed.minimum)
            ),
            Wrong::Long => format!(
                "{} as `{name}`, a {place}, more than {}",
                in_words(allowed.too_long()),
                length(allowed.longest)
            ),
            Wrong::Short => format!(
                "{} as `{name}`, a {place}, fewer than {}",
                in_words(allowed.too_short()),
                length(allowed.shortest)
            ),
        }
    }

    /// Makes it wrong in a request; `None` where that has no content with such a member.
    pub(super) fn put_into(
        &self,
        wrong: Wrong,
        operation: &Operation,
        plan: &mut RequestPlan,
    ) -> Option<()> {
        let allowed = self.allowed().cloned().unwrap_or_default();
        let value = match wrong {
            Wrong::Missing => None,
            Wrong::Malformed if self.is_member => Some(self.malformed(true, &shown(operation))?),
            Wrong::Malformed => Some(Value::from(OF_NO_TYPE)),
            Wrong::Above => Some(Value::from(allowed.above()?)),
            Wrong::Below => Some(Value::from(allowed.below()?)),
            Wrong::Long | Wrong::Short => {
                Some(Value::from(self.mismeasured(wrong, &shown(operation))?))
            }
        };
        if self.is_member {
            let Some(Content::Template(template)) = &plan.content else {
                return None;
            };
            let template = match &value {
                None => template.without_member(self.name)?,
                Some(value) => template.with_member(self.name, &value.to_string())?,
            };
            plan.content = Some(Content::Template(template));
            return Some(());
        }
        let text = match value? {
            Value::String(text) => text,
            other => other.to_string(),
        };
        plan.path = plan.path.with_parameter(self.name, &text);
        Some(())
    }

    /// Whether a value of the query is wrong so.
    pub(crate) fn is_wrong_text(&self, wrong: Wrong, value: &str) -> bool {
        let allowed = self.allowed().cloned().unwrap_or_default();
        let number = value.parse::<i64>().ok();
        match wrong {
            Wrong::Missing => false,
            Wrong::Malformed => value == OF_NO_TYPE,
            Wrong::Above => {
                number.is_some_and(|own| allowed.maximum.is_some_and(|most| own > most))
            }
            Wrong::Below => {
                number.is_some_and(|own| allowed.minimum.is_some_and(|least| own < least))
            }
            Wrong::Long => allowed.longest.is_some_and(|most| length_of(value) > most),
            Wrong::Short => allowed
                .shortest
                .is_some_and(|least| length_of(value) < least),
        }
    }

    /// Whether an object that is sent is wrong so.
    pub(crate) fn is_wrong_in(&self, wrong: Wrong, object: &BTreeMap<String, Value>) -> bool {
        match (wrong, object.get(self.name)) {
            (Wrong::Missing, value) => value.is_none(),
            (Wrong::Malformed, Some(value)) => *value == OF_NO_TYPE || *value == NO_TEXT,
            (Wrong::Above | Wrong::Below, Some(value)) => {
                self.is_wrong_text(wrong, &value.to_string())
            }
            (Wrong::Long | Wrong::Short, Some(Value::String(text))) => {
                self.is_wrong_text(wrong, text)
            }
            (Wrong::Long | Wrong::Short, Some(_))
            | (Wrong::Malformed | Wrong::Above | Wrong::Below | Wrong::Long | Wrong::Short, None) => {
                false
            }
        }
    }
}

/// Whether a documented type is one that not every text is of: a number, or one of two values.
fn is_typed(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    let mut words = kind.split(|c: char| !c.is_ascii_alphanumeric());
    // What takes another kind, too, takes this.
    let is_one = !["string", "text", "array", "list"]
        .iter()
        .any(|other| kind.contains(other));
    is_one && words.any(|word| is_number(word) || matches!(word, "bool" | "boolean"))
}
