//! Names of members, as lists write them.

use crate::table::data::MemberPath;

/// The longest name.
const LONGEST: usize = 80;

/// The path that a name in a list is: `id`, `reader.name`, `items[].id`.
pub(super) fn path(written: &str) -> Option<MemberPath> {
    let bare = written
        .trim()
        .trim_end_matches(['?', ':', '*', '†', '¹'])
        .trim();
    let bare = bare.trim_matches(['"', '\'', '`']);
    let bare = bare.strip_prefix("$.").unwrap_or(bare);
    if bare.is_empty() || bare.len() > LONGEST || bare.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // A name that a dialect of JSON has with a point in it is one.
    if let Some(own) = bare.strip_prefix('@') {
        return is_name(&own.replace('.', "-")).then(|| MemberPath::WHOLE.member(bare));
    }
    let mut path = MemberPath::WHOLE;
    for (at, part) in bare.split('.').enumerate() {
        let mut name = part;
        let mut lists = 0;
        while let Some(rest) = ["[]", "[*]", "[n]", "[i]", "[0]"]
            .iter()
            .find_map(|end| name.strip_suffix(end))
        {
            name = rest;
            lists += 1;
        }
        if name == "*" && at > 0 {
            return None;
        }
        if !(name.is_empty() && lists > 0 && at == 0) {
            if !is_name(name) {
                return None;
            }
            path = path.member(name);
        }
        for _ in 0..lists {
            path = path.each();
        }
    }
    (path != MemberPath::WHOLE && !path.is_too_long()).then_some(path)
}

/// Whether a text is one name.
fn is_name(text: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '$' | '@' | ':');
    !text.is_empty() && text.chars().all(is_part) && !text.ends_with(':')
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn a_name_is_a_path_from_the_object_that_is_listed() {
        for (written, expect) in [
            ("id", Some("/id")),
            ("reader.name", Some("/reader/name")),
            ("items[].id", Some("/items/*/id")),
            ("tags[]", Some("/tags/*")),
            ("[].id", Some("/*/id")),
            ("note?", Some("/note")),
            ("@odata.type", Some("/@odata.type")),
            ("the name", None),
            ("200", None),
            ("", None),
            ("a..b", None),
            ("<key>", None),
        ] {
            let path = path(written).map(|path| path.to_string());
            assert_eq!(path.as_deref(), expect, "{written}");
        }
    }
}
