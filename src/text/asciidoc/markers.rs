//! What a line of AsciiDoc begins, by its first characters and, for terms, its last.

use std::ops::Range;

/// What a line begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Start<'t> {
    /// A title of a level from 1, behind a marker of so many bytes.
    Title(u8, usize),
    /// The border of a block.
    Border(Border),
    /// A comment of one line.
    Comment,
    /// The definition of an attribute: its name and where its value begins.
    Attribute(&'t str, usize),
    /// The anchor of what follows.
    Anchor(&'t str),
    /// The attributes of what follows.
    Attributes(&'t str),
    /// The title of what follows, which is no heading.
    Label,
    /// An item of a list with its marker, and the bytes of it with the white space behind.
    Item(Marker<'t>, usize),
    /// A term, what marks it, and where what is said of it begins.
    Term(Range<usize>, Marker<'t>, usize),
    /// A macro on a line of its own: its name, its target, what is in its brackets.
    Macro(&'t str, &'t str, &'t str),
    /// What joins the next block to a list's item.
    Join,
    /// A rule or a page's end.
    Rule,
    /// Words.
    Words,
}

/// What marks the items of one list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker<'t> {
    /// A bullet or dots, such as `**`.
    Repeated(&'t str),
    /// A number or a letter.
    Numbered,
    /// A number that code refers to.
    Callout,
    /// The colons or semicolons behind a term.
    Term(&'t str),
}

/// What a delimited block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Border {
    /// Literal lines.
    Listing,
    /// Literal lines between backquotes, which say their language.
    Fence,
    /// Blocks that stand for themselves.
    Example,
    /// A quotation.
    Quote,
    /// Blocks without a frame.
    Open,
    /// What goes to the output as it is.
    Raw,
    /// A comment.
    Comment,
    /// A table.
    Table,
}

/// What a line begins that is not blank; `text` has no white space behind it.
pub(super) fn start(text: &str) -> Start<'_> {
    if let Some(border) = border(text) {
        return Start::Border(border);
    }
    if text.starts_with("//") {
        return Start::Comment;
    }
    if matches!(text, "'''" | "---" | "- - -" | "***" | "<<<") {
        return Start::Rule;
    }
    if text == "+" {
        return Start::Join;
    }
    let start = title(text)
        .or_else(|| attribute(text))
        .or_else(|| in_brackets(text));
    start
        .or_else(|| block_macro(text))
        .or_else(|| item(text))
        .or_else(|| label(text))
        .or_else(|| term(text))
        .unwrap_or(Start::Words)
}

fn border(text: &str) -> Option<Border> {
    let of = |c: u8| text.len() >= 4 && text.bytes().all(|b| b == c);
    match text.as_bytes() {
        [b'-', b'-'] => Some(Border::Open),
        [b'|' | b',' | b':' | b'!', b'=', b'=', b'=', rest @ ..] => {
            rest.iter().all(|b| *b == b'=').then_some(Border::Table)
        }
        [b'`', b'`', b'`', ..] => Some(Border::Fence),
        [b'-' | b'.', ..] if of(b'-') || of(b'.') => Some(Border::Listing),
        [b'=' | b'*', ..] if of(b'=') || of(b'*') => Some(Border::Example),
        [b'_', ..] if of(b'_') => Some(Border::Quote),
        [b'+', ..] if of(b'+') => Some(Border::Raw),
        [b'/', ..] if of(b'/') => Some(Border::Comment),
        _ => None,
    }
}

fn title(text: &str) -> Option<Start<'_>> {
    let mark = text.chars().next().filter(|c| matches!(c, '=' | '#'))?;
    let level = text.bytes().take_while(|b| *b == mark as u8).count();
    let rest = text[level..].trim_start();
    let spaced = rest.len() < text.len() - level;
    let level = u8::try_from(level).ok().filter(|level| *level <= 6)?;
    (spaced && !rest.is_empty()).then(|| Start::Title(level, text.len() - rest.len()))
}

fn attribute(text: &str) -> Option<Start<'_>> {
    let rest = text.strip_prefix(':')?;
    let (name, value) = rest.split_once(':')?;
    let own = name.trim_matches('!');
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let is_name = !own.is_empty() && own.chars().all(inner);
    let spaced = value.is_empty() || value.starts_with([' ', '\t']);
    (is_name && spaced).then(|| Start::Attribute(name, text.len() - value.trim_start().len()))
}

fn in_brackets(text: &str) -> Option<Start<'_>> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    match inner
        .strip_prefix('[')
        .and_then(|inner| inner.strip_suffix(']'))
    {
        Some(anchor) => Some(Start::Anchor(anchor.split(',').next().unwrap_or_default())),
        // Words such as `[a] and [b]` are none.
        None if inner.contains('[') => None,
        None => Some(Start::Attributes(inner)),
    }
}

fn block_macro(text: &str) -> Option<Start<'_>> {
    let (head, inner) = text.strip_suffix(']')?.split_once('[')?;
    let (name, target) = head.split_once("::")?;
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase());
    (is_name && !target.contains(' ')).then_some(Start::Macro(name, target, inner))
}

fn item(text: &str) -> Option<Start<'_>> {
    let length = text.find([' ', '\t'])?;
    let (mark, rest) = text.split_at(length);
    let bytes = text.len() - rest.trim_start().len();
    let of = |c: char| mark.chars().all(|own| own == c);
    let marker = match mark.as_bytes() {
        [b'*', ..] if of('*') && mark.len() <= 5 => Marker::Repeated(mark),
        [b'-'] => Marker::Repeated(mark),
        [b'.', ..] if of('.') && mark.len() <= 5 => Marker::Repeated(mark),
        [b'<', inner @ .., b'>'] if inner == b"." || inner.iter().all(u8::is_ascii_digit) => {
            Marker::Callout
        }
        [inner @ .., b'.'] if !inner.is_empty() && inner.iter().all(u8::is_ascii_digit) => {
            Marker::Numbered
        }
        [letter, b'.'] if letter.is_ascii_alphabetic() => Marker::Numbered,
        _ if mark == "•" => Marker::Repeated(mark),
        _ => return None,
    };
    Some(Start::Item(marker, bytes))
}

fn label(text: &str) -> Option<Start<'_>> {
    let rest = text.strip_prefix('.')?;
    let first = rest.chars().next()?;
    (!first.is_whitespace() && first != '.').then_some(Start::Label)
}

fn term(text: &str) -> Option<Start<'_>> {
    let mut from = 0;
    while let Some(found) = text[from..].find([':', ';']) {
        let at = from + found;
        let mark = text.as_bytes()[at];
        let length = text[at..].bytes().take_while(|b| *b == mark).count();
        let rest = &text[at + length..];
        let fits = (2..=4).contains(&length) && (mark == b':' || length == 2);
        if fits && at > 0 && (rest.is_empty() || rest.starts_with([' ', '\t'])) {
            let said = text.len() - rest.trim_start().len();
            let name = text[..at].trim_end().len();
            return Some(Start::Term(
                0..name,
                Marker::Term(&text[at..at + length]),
                said,
            ));
        }
        from = at + length;
    }
    None
}

/// The level of a title by the line below it, where that is as long, give or take one.
pub(super) fn underlined(title: &str, below: &str) -> Option<u8> {
    let mark = below.chars().next()?;
    let level = match mark {
        '=' => 1,
        '-' => 2,
        '~' => 3,
        '^' => 4,
        '+' => 5,
        _ => return None,
    };
    let long = title.chars().count();
    let is_line = below.chars().all(|c| c == mark) && below.len() >= 3;
    let is_title = title.chars().any(char::is_alphanumeric);
    (is_line && is_title && below.len().abs_diff(long) <= 1).then_some(level)
}

#[cfg(test)]
mod tests {
    use super::{Border, Marker, Start, start, underlined};

    #[test]
    fn the_first_characters_say_what_a_line_begins() {
        let check = |text: &str, expect| assert_eq!(start(text), expect, "{text}");
        check("== Desks", Start::Title(2, 3));
        check("==Desks", Start::Words);
        check("----", Start::Border(Border::Listing));
        check(
            "--------------------------------",
            Start::Border(Border::Listing),
        );
        check("|===", Start::Border(Border::Table));
        check("====", Start::Border(Border::Example));
        check("```json", Start::Border(Border::Fence));
        check("// x", Start::Comment);
        check(":url: /desks", Start::Attribute("url", 6));
        check(":!url:", Start::Attribute("!url", 6));
        check(":a b: c", Start::Words);
        check("[[desks]]", Start::Anchor("desks"));
        check("[source,http]", Start::Attributes("source,http"));
        check("[a] or [b]", Start::Words);
        check(".Request", Start::Label);
        check("...", Start::Words);
        check(". one", Start::Item(Marker::Repeated("."), 2));
        check("** two", Start::Item(Marker::Repeated("**"), 3));
        check("*bold* x", Start::Words);
        check("12. x", Start::Item(Marker::Numbered, 4));
        check("<1> x", Start::Item(Marker::Callout, 4));
        check("<a> x", Start::Words);
        check("`id`:: the id", Start::Term(0..4, Marker::Term("::"), 7));
        check("a::b::", Start::Term(0..4, Marker::Term("::"), 6));
        check("a::b", Start::Words);
        check(
            "include::a.adoc[tag=b]",
            Start::Macro("include", "a.adoc", "tag=b"),
        );
        check("+", Start::Join);
        check("я", Start::Words);
        assert_eq!(underlined("Desks", "-----"), Some(2));
        assert_eq!(underlined("Desks", "---------"), None);
        assert_eq!(underlined("----", "----"), None);
    }
}
