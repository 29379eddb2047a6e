//! Values that no request had before: what a service wants to be unique within its own things, made of a sample's form.

/// The least characters of a fresh end.
const LENGTH: usize = 8;

/// The longest sample that is made fresh.
const LONGEST: usize = 100;

/// The most digits of a fresh number.
const MOST_DIGITS: usize = 18;

/// A text of letters and digits.
const WORD: &str = "fresh";

/// A UUID (RFC 9562 §5.4).
const UUID: &str = "fresh-uuid";

/// The beginning of the name of so many digits.
const DIGITS: &str = "fresh-digits-";

/// A sample as a template of others of its form, each with a placeholder that [`value`] fills: a number or UUID of its
/// length, an address of another local part (RFC 5322 §3.4.1), else a text with another end. `None` where it is none
/// that could be another, as a date.
#[must_use]
pub(crate) fn template(sample: &str) -> Option<String> {
    let is_plain = |c: char| !c.is_control() && !matches!(c, '{' | '}' | '<' | '>' | '"' | '\\');
    if sample.is_empty() || sample.len() > LONGEST || !sample.chars().all(is_plain) {
        return None;
    }
    let groups: Vec<usize> = sample.split('-').map(str::len).collect();
    let is_hex = |c: char| c.is_ascii_hexdigit() || c == '-';
    if groups == [8, 4, 4, 4, 12] && sample.chars().all(is_hex) {
        return Some(format!("{{{UUID}}}"));
    }
    if !sample.contains(char::is_alphabetic) {
        let is_number = sample.bytes().all(|byte| byte.is_ascii_digit());
        let is_long = (4..=MOST_DIGITS).contains(&sample.len());
        return (is_number && is_long).then(|| format!("{{{DIGITS}{}}}", sample.len()));
    }
    let is_moment = sample.starts_with(|c: char| c.is_ascii_digit()) && sample.contains([':', '-']);
    if is_moment {
        return None;
    }
    if let Some((local, domain)) = sample.split_once('@') {
        return Some(format!("{local}{{{WORD}}}@{domain}"));
    }
    let between = [' ', '-', '_', '.']
        .into_iter()
        .find(|c| sample.contains(*c));
    let between = between.map(String::from).unwrap_or_default();
    Some(format!("{sample}{between}{{{WORD}}}"))
}

/// A value for a placeholder of [`template`]; `None` where it is none of them.
#[must_use]
pub(crate) fn value(name: &str) -> Option<String> {
    if name == WORD {
        let letters = (0..LENGTH).map(|_| match fastrand::digit(36) {
            letter if letter.is_ascii_digit() => letter,
            letter => letter.to_ascii_lowercase(),
        });
        return Some(letters.collect());
    }
    if name == UUID {
        let random = fastrand::u128(..);
        let text = format!("{random:032x}");
        let variant = ["8", "9", "a", "b"][fastrand::usize(..4)];
        return Some(format!(
            "{}-{}-4{}-{variant}{}-{}",
            &text[..8],
            &text[8..12],
            &text[13..16],
            &text[17..20],
            &text[20..]
        ));
    }
    let length: usize = name.strip_prefix(DIGITS)?.parse().ok()?;
    if !(1..=MOST_DIGITS).contains(&length) {
        return None;
    }
    let first = fastrand::char('1'..='9');
    let others = (1..length).map(|_| fastrand::digit(10));
    Some(std::iter::once(first).chain(others).collect())
}

#[cfg(test)]
mod tests {
    use super::{template, value};

    #[test]
    fn a_sample_is_made_fresh_in_its_own_form() {
        for (sample, expect) in [
            ("Corner desk", Some("Corner desk {fresh}")),
            ("north-2", Some("north-2-{fresh}")),
            ("north", Some("north{fresh}")),
            ("ada@desks.example", Some("ada{fresh}@desks.example")),
            ("40217", Some("{fresh-digits-5}")),
            ("6f1de8c2-0a53-4b6c-9c1e-2a7df0a1b2c3", Some("{fresh-uuid}")),
            ("7", None),
            ("2026-01-05", None),
            ("2026-01-05T10:00:00Z", None),
            ("{name}", None),
            ("<name>", None),
            ("", None),
        ] {
            assert_eq!(template(sample).as_deref(), expect, "{sample}");
        }
    }

    #[test]
    fn no_value_comes_twice() {
        let other = |name: &str| {
            let (first, second) = (value(name).unwrap(), value(name).unwrap());
            assert_ne!(first, second);
            first
        };
        let word = other("fresh");
        assert!(
            word.len() >= 8 && word.chars().all(|c| c.is_ascii_alphanumeric()),
            "{word}"
        );
        let uuid = other("fresh-uuid");
        let groups: Vec<usize> = uuid.split('-').map(str::len).collect();
        assert_eq!(groups, [8, 4, 4, 4, 12]);
        assert_eq!(uuid.as_bytes()[14], b'4');
        assert_eq!(other("fresh-digits-12").len(), 12);
        for name in [
            "name",
            "fresh-digits-",
            "fresh-digits-0",
            "fresh-digits-99999",
        ] {
            assert_eq!(value(name), None, "{name}");
        }
    }
}
