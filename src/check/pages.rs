//! Pages of a list: each goes on where the one before it ended.

use serde_json::Value;

use super::before::Before;
use super::list_as_documented::elements;
use super::parsed::in_words;
use super::{Breach, Judgement};

/// Names of members by which a thing is told from others, the surest first.
const NAMES: &[&str] = &["id", "uuid", "key", "number", "code", "reference", "name"];

/// Whether a page goes on where the one before it ended: a longer one has both.
pub(super) fn follows(
    page: &Value,
    (whole, first): (usize, usize),
    before: &Before<'_>,
) -> Option<Judgement> {
    let whole = list(before, whole)?;
    let first = list(before, first)?;
    let page = elements(page)?;
    // Where the list is another by now, or is not cut, nothing is said.
    let is_cut = !first.is_empty() && first.len() < whole.len();
    let begins = first
        .iter()
        .zip(&whole)
        .all(|(one, other)| is_it(one, other));
    let wanted = whole.get(first.len()).filter(|_| is_cut && begins)?;
    let found = page.first();
    let is_right = found.is_some_and(|own| is_it(own, wanted));
    Some(Judgement::from_rule(is_right, || {
        let again = found.is_some_and(|own| first.iter().any(|other| is_it(own, other)));
        let message = match (found, again) {
            (None, _) => "the next page has nothing, and there is more".to_owned(),
            (Some(_), true) => "the next page begins with what the page before had".to_owned(),
            (Some(_), false) => {
                "the next page does not begin behind the end of the page before".to_owned()
            }
        };
        Breach {
            message,
            expected: in_words(wanted),
            actual: found.map_or_else(|| "no element".to_owned(), in_words),
        }
    }))
}

/// The list that a step was answered with.
fn list(before: &Before<'_>, step: usize) -> Option<Vec<Value>> {
    let response = before.steps.get(step)?.response.as_ref().ok()?;
    let json = response.json().filter(|_| response.status.is_success())?;
    elements(&json).cloned()
}

/// Whether two elements are one thing.
fn is_it(one: &Value, other: &Value) -> bool {
    let mut names = NAMES
        .iter()
        .filter_map(|name| Some((one.get(*name)?, other.get(*name)?)));
    match names.next() {
        Some((one, other)) => one == other,
        None => one == other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::follows;
    use crate::check::tests::exchange;
    use crate::check::{Before, Judgement};

    #[test]
    fn a_page_goes_on_where_the_one_before_it_ended() {
        let judged = |first: &str, next| {
            let whole = "{\"of\": [{\"id\": 1, \"at\": 1}, {\"id\": 2}]}";
            let steps = [exchange(200, &[], whole), exchange(200, &[], first)];
            let before = Before {
                steps: &steps,
                made: &[],
            };
            let judged = follows(&next, (0, 1), &before);
            judged.map(|own| own == Judgement::Held)
        };
        let first = "{\"of\": [{\"id\": 1, \"at\": 2}]}";
        assert_eq!(judged(first, json!({"of": [{"id": 2}]})), Some(true));
        assert_eq!(judged(first, json!({"of": [{"id": 1}]})), Some(false));
        assert_eq!(judged(first, json!({"of": [{"id": 3}]})), Some(false));
        assert_eq!(judged(first, json!({"of": []})), Some(false));
        // Something was made meanwhile; the limit is not heeded; there is only one.
        assert_eq!(judged("{\"of\": [{\"id\": 7}]}", json!({"of": []})), None);
        let all = "{\"of\": [{\"id\": 1}, {\"id\": 2}]}";
        assert_eq!(judged(all, json!({"of": []})), None);
        assert_eq!(judged("{\"of\": []}", json!({"of": []})), None);
    }
}
