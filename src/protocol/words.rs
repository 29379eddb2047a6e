//! The words that names are made of.

/// The words of a name, in lower case: `sail_number`, `sailNumber`.
#[must_use]
pub(crate) fn words_of(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut was_lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || c.is_uppercase() && was_lower {
            words.push(String::new());
        }
        was_lower = c.is_lowercase();
        if let Some(last) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            last.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A name in lower case, without the signs between its words: `per_page`, `perPage` and `$per-page` are one.
#[must_use]
pub(crate) fn bare_name(name: &str) -> String {
    name.to_lowercase().replace(['_', '-', '$'], "")
}

#[cfg(test)]
mod tests {
    use super::words_of;

    #[test]
    fn names_are_made_of_words() {
        for (name, words) in [
            ("sail_number", "sail number"),
            ("sailNumber", "sail number"),
            ("sail-Number2", "sail number2"),
            ("ID", "id"),
            ("_", ""),
        ] {
            assert_eq!(words_of(name).join(" "), words, "{name}");
        }
    }
}
