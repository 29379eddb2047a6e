//! What the first characters of a line of reStructuredText say it begins.

/// What a line that is not indented begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start<'t> {
    /// An item of a list, behind a marker of so many bytes, white space included.
    Item(usize),
    /// A field with its name, behind a marker of so many bytes.
    Field(&'t str, usize),
    /// An interactive session.
    Session,
    /// A line whose break counts.
    LineOfBlock,
    /// A grid table.
    Grid,
    /// A simple table.
    Simple,
    /// Explicit markup: a directive, a target, a comment.
    Explicit,
    /// The target of a link without a name.
    Target,
    /// Words, or the underline of some.
    Words,
}

/// What a line begins; `next` is the one that follows, if it has words, with its indentation.
pub(super) fn start<'t>(text: &'t str, next: Option<(&str, u32)>) -> Start<'t> {
    if let Some(bytes) = bullet(text) {
        return Start::Item(bytes);
    }
    if let Some(bytes) = enumerator(text)
        && next.is_none_or(|(next, indent)| indent > 0 || enumerator(next).is_some())
    {
        return Start::Item(bytes);
    }
    if let Some((name, bytes)) = field(text) {
        return Start::Field(name, bytes);
    }
    match text.as_bytes() {
        [b'>', b'>', b'>'] | [b'>', b'>', b'>', b' ', ..] => Start::Session,
        [b'|'] | [b'|', b' ', ..] => Start::LineOfBlock,
        [b'+', b'-', ..] if is_grid_border(text) => Start::Grid,
        [b'=', ..] if is_simple_border(text) => Start::Simple,
        [b'.', b'.'] | [b'.', b'.', b' ', ..] => Start::Explicit,
        [b'_', b'_', b' ', ..] => Start::Target,
        _ => Start::Words,
    }
}

/// The bytes of a bullet with the white space behind it.
pub(super) fn bullet(text: &str) -> Option<usize> {
    let rest = text.strip_prefix(['*', '+', '-', '•', '‣', '⁃'])?;
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then(|| text.len() - rest.trim_start().len())
}

/// The bytes of an enumerator, such as `1.`, `(b)` or `#)`, with the white space behind it.
fn enumerator(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('(').unwrap_or(text);
    let length = inner.find(['.', ')'])?;
    let name = &inner[..length];
    let counts = name == "#"
        || (name.len() <= 9 && !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit()))
        || (name.len() == 1 && name.bytes().all(|b| b.is_ascii_alphabetic()))
        || is_roman(name);
    let rest = &inner[length + 1..];
    if !counts || (text.starts_with('(') && inner.as_bytes()[length] != b')') {
        return None;
    }
    rest.starts_with([' ', '\t'])
        .then(|| text.len() - rest.trim_start().len())
}

fn is_roman(name: &str) -> bool {
    let of = |digits: &str| name.chars().all(|c| digits.contains(c));
    (2..=9).contains(&name.len()) && (of("ivxlcdm") || of("IVXLCDM"))
}

/// The name of a field and the bytes of its marker with the white space behind it.
pub(super) fn field(text: &str) -> Option<(&str, usize)> {
    let rest = text.strip_prefix(':')?;
    if rest.starts_with([':', ' ']) {
        return None;
    }
    let bytes = rest.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b':' => match bytes.get(at + 1) {
                // A role, as of `:ref:`, is no field.
                Some(b'`') => return None,
                None | Some(b' ' | b'\t') if at == 0 || bytes[at - 1] == b' ' => return None,
                None | Some(b' ' | b'\t') => {
                    let body = rest[at + 1..].trim_start();
                    return Some((&rest[..at], text.len() - body.len()));
                }
                Some(_) => {}
            },
            _ => {}
        }
        at += 1;
    }
    None
}

/// Whether a line separates all the rows of a grid table.
pub(super) fn is_grid_border(text: &str) -> bool {
    text.len() >= 3 && text.ends_with('+') && text.bytes().all(|b| matches!(b, b'+' | b'-' | b'='))
}

/// Whether a line is a border of a simple table of two columns or more.
pub(super) fn is_simple_border(text: &str) -> bool {
    text.contains("= ") && text.bytes().all(|b| matches!(b, b'=' | b' '))
}

/// The character that a line of nothing else repeats, as titles are underlined.
pub(super) fn adornment(text: &str) -> Option<char> {
    let first = text.chars().next()?;
    let is_one = first.is_ascii_punctuation() && text != "::";
    (is_one && text.bytes().all(|b| b == first as u8)).then_some(first)
}

/// How wide a text is on a screen, in columns.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

/// How many columns a character takes: two for those of East Asia, none for those that combine.
pub(super) fn width_of(c: char) -> usize {
    match u32::from(c) {
        0x300..=0x36f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0,
        0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff => 2,
        0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x2_0000..=0x3_fffd => 2,
        _ => 1,
    }
}

/// The name of a directive and where what follows its `::` begins, in a text behind `.. `.
pub(super) fn directive(text: &str) -> Option<(&str, usize)> {
    let length = text.find("::")?;
    let name = text[..length].strip_suffix(' ').unwrap_or(&text[..length]);
    let inner = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'+' | b':');
    // A domain, as in `http:get`, has a colon of its own.
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.bytes().all(inner);
    let rest = &text[length + 2..];
    (is_name && (rest.is_empty() || rest.starts_with([' ', '\t']))).then(|| {
        let argument = rest.trim_start();
        (name, text.len() - argument.len())
    })
}

#[cfg(test)]
mod tests {
    use super::{Start, adornment, directive, field, start};

    #[test]
    fn the_first_characters_say_what_a_line_begins() {
        let check = |text: &str, expect| assert_eq!(start(text, None), expect, "{text}");
        check("- desk", Start::Item(2));
        check("*   desk", Start::Item(4));
        check("-", Start::Item(1));
        check("-desk", Start::Words);
        check("12. desk", Start::Item(4));
        check("(iv) desk", Start::Item(5));
        check("#. desk", Start::Item(3));
        check("1.5 desks", Start::Words);
        check("(a. desk", Start::Words);
        check(":statuscode 200: ok", Start::Field("statuscode 200", 17));
        check(
            ":>json string a\\:b: x",
            Start::Field(">json string a\\:b", 20),
        );
        check(":ref:`x`: y", Start::Words);
        check(":http:get:`/x` y", Start::Words);
        check(">>> 1", Start::Session);
        check("| a", Start::LineOfBlock);
        check("|a| b", Start::Words);
        check("+--+--+", Start::Grid);
        check("+--", Start::Words);
        check("==  ===", Start::Simple);
        check("=====", Start::Words);
        check(".. x", Start::Explicit);
        check("..x", Start::Words);
        check("я", Start::Words);
        check("", Start::Words);
        assert_eq!(start("A. Desk", Some(("and more", 0))), Start::Words);
        assert_eq!(start("A. Desk", Some(("B. Loan", 0))), Start::Item(3));
        assert_eq!(field(":a :"), None);
        assert_eq!(adornment("===="), Some('='));
        assert_eq!(adornment("::"), None);
        assert_eq!(adornment("=-"), None);
        assert_eq!(adornment("ж"), None);
    }

    #[test]
    fn a_directive_has_a_name_and_an_argument() {
        assert_eq!(directive("http:get:: /desks"), Some(("http:get", 11)));
        assert_eq!(directive("note ::"), Some(("note", 7)));
        assert_eq!(directive("note:: "), Some(("note", 7)));
        assert_eq!(directive("no name:: x"), None);
        assert_eq!(directive("note::x"), None);
        assert_eq!(directive("note"), None);
    }
}
