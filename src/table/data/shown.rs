//! What examples of content show of the members that it has: which there are, of which types, and which are in all.

use std::collections::HashMap;
use std::sync::Arc;

use vec1::Vec1;

use super::{Basis, DataType, Held, JsonKind, Member, MemberPath};
use crate::protocol::content::media_type;
use crate::table::{
    Citation, Example, Operation, OperationId, Response, ResponseBody, Row, RowId, Shape,
};
use crate::text::sample::{self, Value};

/// A place that examples show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    /// Where it is.
    pub path: MemberPath,
    /// The types that it has, in the order they are shown; without `null` and stand-ins.
    pub kinds: Vec<JsonKind>,
    /// The bytes of each example at which its name stands first: 0 for what has no name.
    pub places: Vec<(usize, usize)>,
    /// Whether every object that it could stand in has it, in each example that shows one whole.
    pub is_in_all: bool,
    /// Whether it is shown as `null` somewhere.
    pub is_null: bool,
    /// The texts that it is shown as, the first of them.
    pub texts: Vec<String>,
}

/// The most texts of one place that are kept.
const MOST_TEXTS: usize = 8;

/// The most places of one type.
pub(crate) const MOST_MEMBERS: usize = 500;

/// How often a place could have a member, and what it has.
#[derive(Default)]
struct Seen {
    /// The places in the order they are seen first.
    list: Vec<Shown>,
    at: HashMap<MemberPath, usize>,
    /// How many objects each has been in.
    counts: Vec<usize>,
    /// How many objects there are at a path, and whether one of them has a gap.
    objects: HashMap<MemberPath, (usize, bool)>,
}

/// What examples show together.
pub(crate) fn shown(examples: &[&Value]) -> Vec<Shown> {
    let mut seen = Seen::default();
    for (index, example) in examples.iter().enumerate() {
        seen.value(&MemberPath::WHOLE, example, (index, 0));
    }
    let Seen {
        mut list,
        counts,
        objects,
        ..
    } = seen;
    for (shown, count) in list.iter_mut().zip(counts) {
        let around = shown.path.split();
        let around = around.and_then(|(before, _)| objects.get(&before));
        shown.is_in_all = around.is_some_and(|(all, has_gap)| *all == count && !has_gap);
    }
    list
}

impl Shown {
    /// What our reading makes of it: its type, where it is of one.
    #[must_use]
    pub(crate) fn member(&self) -> Member {
        let mut kinds = self.kinds.clone();
        kinds.sort_unstable();
        let presence = match (self.is_in_all, self.places.len()) {
            (true, 0 | 1) => Held::Shown,
            (true, _) => Held::Expected,
            (false, _) => Held::Unstated,
        };
        Member {
            kinds,
            presence,
            ..Member::at(self.path.clone(), Basis::Shown)
        }
    }
}

/// Gives the responses of an operation of which nobody names the type what its stored examples show of it, or that it is
/// an object where the table says so.
pub(crate) fn complete(operation: &mut Operation) {
    let Operation {
        id,
        responses,
        examples,
        ..
    } = operation;
    for row in responses {
        let response = row.effective();
        let is_json = response.content_type.as_deref();
        let is_json = is_json.is_none_or(|own| media_type(own).ends_with("json"));
        let has_content = response.body == ResponseBody::Content && response.status.is_success();
        if response.data.is_some() || !is_json || !has_content || row.is_contradicted() {
            continue;
        }
        let data = of_examples((id, examples), row);
        if let [reading] = row.readings_mut() {
            reading.value.data = data.map(Arc::new);
        }
    }
}

/// The type of a response that the examples of its status show.
fn of_examples(
    (id, examples): (&OperationId, &[Row<Example>]),
    row: &Row<Response>,
) -> Option<DataType> {
    let response = row.effective();
    let own = examples.iter().filter_map(|row| {
        let answer = row.effective().response.as_ref()?;
        let content = answer
            .content
            .as_ref()
            .filter(|_| answer.status == response.status)?;
        Some((row, sample::read(&content.text)?))
    });
    let (rows, values): (Vec<&Row<Example>>, Vec<Value>) = own.unzip();
    let mut members: Vec<(Member, Vec1<Citation>)> = Vec::new();
    for own in shown(&values.iter().collect::<Vec<_>>()) {
        let mut member = own.member();
        if member.path == MemberPath::WHOLE {
            member.basis = Basis::Said;
        }
        let row = own
            .places
            .first()
            .and_then(|(example, _)| rows.get(*example));
        let is_said = !member.kinds.is_empty() || member.presence == Held::Expected;
        members.extend(row.filter(|_| is_said).map(|row| (member, row.cites())));
    }
    if members.is_empty() && response.shape == Some(Shape::Object) {
        let mut whole = Member::at(MemberPath::WHOLE, Basis::Said);
        whole.kinds.push(JsonKind::Object);
        members.push((whole, row.cites()));
    }
    let prefix = match row.id.0.ends_with("/response") {
        true => id.0.clone(),
        false => format!("{id}/{}", response.status.code()),
    };
    let rows = members.into_iter().map(|(member, cites)| {
        let row = RowId(format!("{prefix}/member{}", member.path));
        Row::settled(row, member, cites)
    });
    let members: Vec<Row<Member>> = rows.collect();
    let id = prefix;
    (!members.is_empty()).then_some(DataType { id, members })
}

impl Seen {
    fn value(&mut self, path: &MemberPath, value: &Value, place: (usize, usize)) {
        if path.is_too_long() {
            return;
        }
        let Some(at) = self.place(path, place) else {
            return;
        };
        let kind = match value {
            Value::Object { .. } => JsonKind::Object,
            Value::List(_) => JsonKind::List,
            Value::Text(_) => JsonKind::Text,
            Value::Number { .. } => JsonKind::Number,
            Value::Boolean => JsonKind::Boolean,
            Value::Null | Value::Open => {
                self.list[at].is_null |= *value == Value::Null;
                return;
            }
        };
        if !self.list[at].kinds.contains(&kind) {
            self.list[at].kinds.push(kind);
        }
        match value {
            Value::Text(text) => {
                let texts = &mut self.list[at].texts;
                if texts.len() < MOST_TEXTS && !texts.contains(text) {
                    texts.push(text.clone());
                }
            }
            // Names that are data are of no type.
            Value::Object { members, .. } if is_map(members) => {
                self.objects.entry(path.clone()).or_default().1 = true;
            }
            Value::Object { members, has_gap } => {
                let around = self.objects.entry(path.clone()).or_default();
                around.0 += 1;
                around.1 |= has_gap;
                let mut known = std::collections::HashSet::new();
                for member in members {
                    let own = path.member(&member.name);
                    let is_first = known.insert(member.name.as_str());
                    self.value(&own, &member.value, (place.0, member.at));
                    if let Some(at) = self.at.get(&own).filter(|_| is_first) {
                        self.counts[*at] += 1;
                    }
                }
            }
            Value::List(items) => {
                let own = path.each();
                for item in items {
                    self.value(&own, item, place);
                }
            }
            Value::Number { .. } | Value::Boolean | Value::Null | Value::Open => {}
        }
    }

    /// The place of a path in the list; none where the list is full.
    fn place(&mut self, path: &MemberPath, place: (usize, usize)) -> Option<usize> {
        let at = match self.at.get(path) {
            Some(at) => *at,
            None if self.list.len() >= MOST_MEMBERS => return None,
            None => {
                let at = self.list.len();
                self.at.insert(path.clone(), at);
                self.counts.push(0);
                self.list.push(Shown {
                    path: path.clone(),
                    kinds: Vec::new(),
                    places: Vec::new(),
                    is_in_all: false,
                    is_null: false,
                    texts: Vec::new(),
                });
                at
            }
        };
        let own = &mut self.list[at].places;
        if own.last().is_none_or(|(example, _)| *example != place.0) {
            own.push(place);
        }
        Some(at)
    }
}

/// Whether the names of an object are data: several of them hold objects that are all alike, or a name is none that
/// people give to members.
fn is_map(members: &[sample::Member]) -> bool {
    let is_data = |name: &str| {
        let is_number = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
        let has_dots = name.contains(['/', ' ']) || name.contains('.') && !name.contains('@');
        is_number || has_dots
    };
    let names = |value: &Value| match value {
        Value::Object { members, .. } => {
            let names = members.iter().map(|member| member.name.clone());
            let mut names: Vec<String> = names.collect();
            names.sort_unstable();
            (!names.is_empty()).then_some(names)
        }
        Value::List(_)
        | Value::Text(_)
        | Value::Number { .. }
        | Value::Boolean
        | Value::Null
        | Value::Open => None,
    };
    let mut shapes = members.iter().map(|member| names(&member.value));
    let first = shapes.next().flatten();
    let are_alike = members.len() > 1 && first.is_some() && shapes.all(|shape| shape == first);
    are_alike || members.iter().any(|member| is_data(&member.name))
}

#[cfg(test)]
mod tests {
    use super::shown;
    use crate::table::words::Word as _;
    use crate::text::sample;

    #[test]
    fn what_is_in_all_examples_is_told_from_what_is_in_some() {
        let texts = [
            "{\"id\": 1, \"tags\": [\"a\"], \"of\": {\"name\": \"x\"}}",
            "{\"id\": \"1\", \"tags\": [], \"note\": null}",
        ];
        let values: Vec<_> = texts.iter().filter_map(|text| sample::read(text)).collect();
        let all = shown(&values.iter().collect::<Vec<_>>());
        let words = all.iter().map(|shown| {
            let kinds: Vec<&str> = shown.kinds.iter().map(|kind| kind.word()).collect();
            let all = if shown.is_in_all { " in all" } else { "" };
            format!("{} {}{all} {:?}", shown.path, kinds.join("|"), shown.places)
        });
        let words: Vec<String> = words.collect();
        assert_eq!(
            words,
            [
                " object [(0, 0), (1, 0)]",
                "/id number|string in all [(0, 1), (1, 1)]",
                "/tags array in all [(0, 10), (1, 12)]",
                "/tags/* string [(0, 10)]",
                "/of object [(0, 25)]",
                "/of/name string in all [(0, 32)]",
                "/note  [(1, 24)]",
            ]
        );
    }
}
