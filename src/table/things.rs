//! The things that paths name, and the members of content that name one of another kind: `kiln` and `kiln_id` one of
//! `/kilns/{id}`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::operation::Operation;
use crate::protocol::content::ContentTemplate;
use crate::protocol::words::words_of;

/// Words at the end of a member's name by which it is the id of what stands before them.
const OF_IDS: &[&str] = &[
    "code",
    "id",
    "key",
    "number",
    "ref",
    "reference",
    "slug",
    "uuid",
];

/// The kinds of things that the paths of operations name.
#[derive(Debug, Default)]
pub(crate) struct KindsOfThings {
    /// The shapes of collections, by what one of them is called.
    by_word: BTreeMap<String, String>,
}

/// A member of content that names another thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    /// The member.
    pub member: String,
    /// The shape of the collection of what it names.
    pub collection: String,
}

impl KindsOfThings {
    /// Takes in what the end of a path's shape is of many of: the shape of a collection, below which a placeholder names
    /// one.
    pub(crate) fn take_in(&mut self, collection: &str) {
        let last = collection.rsplit('/').next().unwrap_or_default();
        if last.is_empty() || last.contains(['{', '}', ':', '(']) {
            return;
        }
        let word = one_of(&words_of(last).join(" "));
        let own = collection.to_owned();
        self.by_word.entry(word).or_insert(own);
    }

    /// The members of an object that is sent which name things of other kinds than the operation's own, each with the kind.
    #[must_use]
    pub(crate) fn named_by(
        &self,
        operation: &Operation,
        content: &ContentTemplate,
    ) -> Vec<Reference> {
        if self.by_word.is_empty() || !content.text.trim_start().starts_with('{') {
            return Vec::new();
        }
        let Ok(Value::Object(members)) = serde_json::from_str(&content.text) else {
            return Vec::new();
        };
        let shapes: Vec<String> = operation
            .every_path()
            .map(|path| path.path().shape())
            .collect();
        let members = members.into_iter().filter_map(|(member, value)| {
            let is_id =
                value.is_u64() || value.as_str().is_some_and(|text| is_shown(text, content));
            let collection = self.collection(&member).filter(|_| is_id)?;
            let is_own = |shape: &String| {
                let shape = shape.strip_suffix("/{}").unwrap_or(shape);
                shape.trim_end_matches('/') == collection
            };
            (!shapes.iter().any(is_own)).then(|| Reference {
                collection: collection.to_owned(),
                member,
            })
        });
        members.collect()
    }

    /// The collection that a member's name is of one of.
    fn collection(&self, member: &str) -> Option<&str> {
        let words = words_of(member);
        let (last, before) = words.split_last()?;
        let is_of_id = OF_IDS.contains(&last.as_str()) && !before.is_empty();
        let name = match is_of_id {
            true => before.join(" "),
            false => words.join(" "),
        };
        self.by_word.get(&name).map(String::as_str)
    }
}

/// Whether a text is one that the page shows as an id may be, and no placeholder.
fn is_shown(text: &str, content: &ContentTemplate) -> bool {
    let is_of_user = |name: &String| text.contains(&format!("{{{name}}}"));
    let is_one = !text.is_empty() && !text.contains(char::is_whitespace);
    is_one && !content.own.iter().any(is_of_user)
}

/// What one of many is called.
fn one_of(many: &str) -> String {
    let stem = |end: &str| many.strip_suffix(end).filter(|stem| stem.len() > 1);
    if let Some(stem) = stem("ies") {
        return format!("{stem}y");
    }
    let is_hissing = |stem: &&str| {
        stem.ends_with(['x', 'z']) || ["ss", "sh", "ch"].iter().any(|end| stem.ends_with(end))
    };
    if let Some(stem) = stem("es").filter(is_hissing) {
        return stem.to_owned();
    }
    stem("s")
        .filter(|stem| !stem.ends_with('s'))
        .unwrap_or(many)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::KindsOfThings;

    #[test]
    fn a_member_is_called_as_one_of_a_collection_is() {
        let mut kinds = KindsOfThings::default();
        for shape in [
            "/kilns",
            "/v1/work-orders",
            "/boxes",
            "/policies",
            "/glass",
            "/kilns/{}",
        ] {
            kinds.take_in(shape);
        }
        for (member, collection) in [
            ("kiln", Some("/kilns")),
            ("kiln_id", Some("/kilns")),
            ("kilnId", Some("/kilns")),
            ("workOrderId", Some("/v1/work-orders")),
            ("work_order", Some("/v1/work-orders")),
            ("box_number", Some("/boxes")),
            ("policy", Some("/policies")),
            ("glass", Some("/glass")),
            ("kilns", None),
            ("kiln_name", None),
            ("id", None),
            ("work", None),
        ] {
            assert_eq!(kinds.collection(member), collection, "{member}");
        }
    }
}
