//! Values that no request had before: what a service wants to be unique within its own things, made of a sample's form.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// The least characters of a fresh end.
const LENGTH: usize = 8;

/// The longest sample that is made fresh.
const LONGEST: usize = 100;

/// The most digits of a fresh number, and the fewest: of fewer there are not enough for a run.
const MOST_DIGITS: u32 = 18;
const FEWEST_DIGITS: u32 = 3;

/// A text of letters and digits.
const WORD: &str = "fresh";

/// A UUID (RFC 9562 §5.4).
const UUID: &str = "fresh-uuid";

/// The beginning of the name of so many digits.
const DIGITS: &str = "fresh-digits-";

/// The beginning of the name of a form: `A` is an upper-case letter, `a` a lower-case one, `9` a digit other than 0, and
/// what stands between them is itself.
const FORM: &str = "fresh-form-";

/// What may stand between the parts of a code.
const BETWEEN: &[char] = &['-', '_', '.'];

/// So many values of a form are enough, and so many too few for a run.
const ENOUGH: u64 = 1_000_000;
const TOO_FEW: u64 = 1_000;

/// A sample as a template of others of its form, each with a placeholder that [`value`] fills: a number or UUID of its
/// length, a code with another number at its end, an address of another local part (RFC 5322 §3.4.1), else a text with
/// another end, of its length and with the same kinds of characters at the same places; where that would not come to
/// enough, with more letters behind it. `None` where it is none that could be another, as a date, or where none of the
/// form is as short as one must be.
#[must_use]
pub(crate) fn template(sample: &str, longest: Option<usize>) -> Option<String> {
    let is_plain = |c: char| !c.is_control() && !matches!(c, '{' | '}' | '<' | '>' | '"' | '\\');
    if sample.is_empty() || sample.len() > LONGEST || !sample.chars().all(is_plain) {
        return None;
    }
    let groups: Vec<usize> = sample.split('-').map(str::len).collect();
    let is_hex = |c: char| c.is_ascii_hexdigit() || c == '-';
    if groups == [8, 4, 4, 4, 12] && sample.chars().all(is_hex) {
        return Some(format!("{{{UUID}}}"));
    }
    let is_moment = sample.starts_with(|c: char| c.is_ascii_digit()) && sample.contains([':', '-']);
    if is_moment {
        return None;
    }
    // The end of a number or of a code such as "GBR-4711".
    let before = sample.trim_end_matches(|c: char| c.is_ascii_digit());
    let placeholder = format!("{DIGITS}{}", sample.len() - before.len());
    if is_one(&placeholder) && !sample.contains(char::is_whitespace) {
        return Some(format!("{before}{{{placeholder}}}"));
    }
    if !sample.contains(char::is_alphabetic) {
        return None;
    }
    if let Some((local, domain)) = sample.split_once('@') {
        let room = longest.map(|most| most.saturating_sub(domain.chars().count() + 1));
        let begin = shortened(local, "", room)?;
        return Some(format!("{begin}{{{WORD}}}@{domain}"));
    }
    let is_short = longest.is_none_or(|most| sample.chars().count() <= most);
    if let Some(at) = end(sample).filter(|_| is_short) {
        let (before, end) = sample.split_at(at);
        return Some(format!("{before}{{{FORM}{}}}", form(end)));
    }
    let between = [' ', '-', '_', '.']
        .into_iter()
        .find(|c| sample.contains(*c));
    let between = between.map(String::from).unwrap_or_default();
    let begin = shortened(sample, &between, longest)?;
    let is_upper = !sample.contains(char::is_lowercase);
    let letter = if is_upper { "A" } else { "a" };
    let more = letter.repeat(LENGTH);
    Some(format!("{begin}{{{FORM}{more}}}"))
}

/// What a fresh end stands behind: as much of a sample as there is room for, with what parts them.
fn shortened(sample: &str, between: &str, longest: Option<usize>) -> Option<String> {
    let Some(longest) = longest else {
        return Some(format!("{sample}{between}"));
    };
    let kept = longest.checked_sub(LENGTH)?.saturating_sub(between.len());
    let kept: String = sample.chars().take(kept).collect();
    Some(match kept.trim_end() {
        "" => String::new(),
        kept => format!("{kept}{between}"),
    })
}

/// The kinds of the characters of an end.
fn form(end: &str) -> String {
    end.chars()
        .map(|c| kind(c).map_or(c, |(kind, _)| kind))
        .collect()
}

/// The kind of a character that may be another, and how many there are.
fn kind(c: char) -> Option<(char, u64)> {
    match c {
        'A'..='Z' => Some(('A', 26)),
        'a'..='z' => Some(('a', 26)),
        '0'..='9' => Some(('9', 9)),
        _ => None,
    }
}

/// Where the end begins of which there are enough of the same form; `None` where there are too few.
fn end(sample: &str) -> Option<usize> {
    let mut many = 1_u64;
    let mut found = None;
    for (at, c) in sample.char_indices().rev() {
        match kind(c) {
            Some((_, own)) => {
                many = many.saturating_mul(own);
                found = Some(at);
            }
            None if BETWEEN.contains(&c) => {}
            None => break,
        }
        if many >= ENOUGH {
            break;
        }
    }
    found.filter(|_| many >= TOO_FEW)
}

/// The form that a placeholder names, and how many values it has.
fn form_in(name: &str) -> Option<(&str, u64)> {
    let form = name.strip_prefix(FORM)?;
    let mut many = 1_u64;
    for c in form.chars() {
        match kind(c) {
            Some((own, count)) if own == c => many = many.saturating_mul(count),
            None if BETWEEN.contains(&c) => {}
            Some(_) | None => return None,
        }
    }
    (many >= TOO_FEW).then_some((form, many))
}

/// A text of a form, none twice before all were given.
fn of_form(form: &str, many: u64) -> String {
    let mut rest = next() % many;
    let mut text: Vec<char> = Vec::with_capacity(form.len());
    for c in form.chars().rev() {
        let Some((_, own)) = kind(c) else {
            text.push(c);
            continue;
        };
        let first = if c == '9' { b'1' } else { c as u8 };
        let digit = u8::try_from(rest % own).unwrap_or_default();
        text.push(char::from(first.saturating_add(digit)));
        rest /= own;
    }
    text.iter().rev().collect()
}

/// Whether a placeholder is one of [`template`].
#[must_use]
pub(crate) fn is_one(name: &str) -> bool {
    name == WORD || name == UUID || digits_in(name).is_some() || form_in(name).is_some()
}

/// How many digits a placeholder stands for.
fn digits_in(name: &str) -> Option<u32> {
    let length: u32 = name.strip_prefix(DIGITS)?.parse().ok()?;
    (FEWEST_DIGITS..=MOST_DIGITS)
        .contains(&length)
        .then_some(length)
}

/// Each time the next number, from a first that is not known.
fn next() -> u64 {
    static NEXT: LazyLock<AtomicU64> =
        LazyLock::new(|| AtomicU64::new(fastrand::u64(..u64::MAX / 2)));
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A number of so many digits, none twice before all were given. So many nines are none of them: they stand for what
/// nothing has.
fn number(length: u32) -> u64 {
    let least = 10_u64.pow(length.saturating_sub(1));
    least + next() % (9 * least - 1)
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
    if let Some((form, many)) = form_in(name) {
        return Some(of_form(form, many));
    }
    digits_in(name).map(|length| number(length).to_string())
}

#[cfg(test)]
mod tests {
    use super::{kind, template, value};

    #[test]
    fn a_sample_is_made_fresh_in_its_own_form() {
        for (sample, expect) in [
            ("Corner desk", Some("Corner {fresh-form-aaaa}")),
            ("Desk B", Some("Desk B {fresh-form-aaaaaaaa}")),
            ("DESK B", Some("DESK B {fresh-form-AAAAAAAA}")),
            ("north-2", Some("n{fresh-form-aaaa-9}")),
            ("north", Some("{fresh-form-aaaaa}")),
            ("northern-hall", Some("norther{fresh-form-a-aaaa}")),
            ("NGT-27-B14", Some("NG{fresh-form-A-99-A99}")),
            ("sku_A1b2C3", Some("sku_{fresh-form-A9a9A9}")),
            ("X7", Some("X7{fresh-form-AAAAAAAA}")),
            ("Halle Süd", Some("Halle Süd {fresh-form-aaaaaaaa}")),
            ("ada@desks.example", Some("ada{fresh}@desks.example")),
            ("40217", Some("{fresh-digits-5}")),
            ("417", Some("{fresh-digits-3}")),
            ("GBR-4711", Some("GBR-{fresh-digits-4}")),
            ("shelf0042", Some("shelf{fresh-digits-4}")),
            ("Room 4711", Some("Room {fresh-form-9999}")),
            ("6f1de8c2-0a53-4b6c-9c1e-2a7df0a1b2c3", Some("{fresh-uuid}")),
            ("7", None),
            ("2026-01-05", None),
            ("2026-01-05T10:00:00Z", None),
            ("{name}", None),
            ("<name>", None),
            ("", None),
        ] {
            assert_eq!(template(sample, None).as_deref(), expect, "{sample}");
        }
        for (sample, longest, expect) in [
            ("Corner desk", 11, Some("Corner {fresh-form-aaaa}")),
            ("Corner desk", 10, Some("C {fresh-form-aaaaaaaa}")),
            ("Desk B", 20, Some("Desk B {fresh-form-aaaaaaaa}")),
            ("Desk B", 12, Some("Des {fresh-form-aaaaaaaa}")),
            ("Desk B", 8, Some("{fresh-form-aaaaaaaa}")),
            ("Desk B", 7, None),
            ("ada@desks.example", 23, Some("a{fresh}@desks.example")),
            ("40217", 5, Some("{fresh-digits-5}")),
        ] {
            let own = template(sample, Some(longest));
            assert_eq!(own.as_deref(), expect, "{sample} {longest}");
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
        let mut all = (0..900).map(|_| value("fresh-digits-3").unwrap());
        assert!(all.all(|own| own.len() == 3 && own != "999"));
        let code = other("fresh-form-A-99_a.9");
        let kinds = code.chars().map(|c| kind(c).map_or(c, |(kind, _)| kind));
        assert_eq!(kinds.collect::<String>(), "A-99_a.9", "{code}");
        assert!(!code.contains('0'), "{code}");
        for name in [
            "name",
            "fresh-digits-",
            "fresh-digits-0",
            "fresh-digits-2",
            "fresh-digits-99999",
            "fresh-form-",
            "fresh-form-A9",
            "fresh-form-Bbbbbbb",
            "fresh-form-aaaa aaaa",
        ] {
            assert_eq!(value(name), None, "{name}");
        }
    }
}
