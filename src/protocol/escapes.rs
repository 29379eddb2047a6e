//! A text in bytes that may have any part of it escaped, one character as JSON does and the next as a URL: whoever writes
//! a text into another chooses which characters are taken no chance with, and some choose twice.

use std::ops::Range;

/// The steps that a search takes at most for each byte that is searched: more are taken by nothing that an encoder
/// writes.
const MOST_STEPS: usize = 16;

/// How many times a character is taken to be escaped over again.
const MOST_TIMES: usize = 8;

/// The longest name of a character in HTML that is known, with its marks.
const LONGEST_NAME: usize = 12;

/// Names of characters in HTML that encoders write (HTML Standard §13.5).
const NAMES: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("sol", '/'),
    ("plus", '+'),
    ("equals", '='),
    ("nbsp", '\u{a0}'),
];

/// Where a text stands, each place as far as its escapes go, none within another.
#[must_use]
pub(crate) fn places(bytes: &[u8], text: &[u8]) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let (Some(first), true) = (text.first(), has_escapes(bytes)) else {
        return places;
    };
    let mut steps = (bytes.len() + text.len()).saturating_mul(MOST_STEPS);
    let mut at = 0;
    while let Some(next) = bytes
        .get(at..)
        .and_then(|rest| rest.iter().position(|byte| byte == first || is_lead(*byte)))
    {
        at += next;
        match end(bytes, at, text, &mut steps) {
            Some(end) => {
                places.push(at..end);
                at = end.max(at + 1);
            }
            None => at += 1,
        }
    }
    places
}

fn is_lead(byte: u8) -> bool {
    matches!(byte, b'%' | b'\\' | b'&' | b'+' | b'=')
}

fn has_escapes(bytes: &[u8]) -> bool {
    bytes.iter().any(|byte| is_lead(*byte))
}

/// The end of a text that begins here, by whichever way of reading what stands there comes to one.
fn end(bytes: &[u8], at: usize, text: &[u8], steps: &mut usize) -> Option<usize> {
    let mut ways = vec![(at, text)];
    while let Some((at, text)) = ways.pop() {
        let (Some(first), Some(rest)) = (text.first(), bytes.get(at..)) else {
            return Some(at);
        };
        *steps = steps.checked_sub(1)?;
        let Some(lead) = rest.first() else { continue };
        let twice = rest.starts_with(br"\\\\").then_some((4, Read::Byte(b'\\')));
        for (length, read) in read(rest).into_iter().chain(twice) {
            let mut own = [0; 4];
            let own: &[u8] = match read {
                Read::Byte(byte) => {
                    own[0] = byte;
                    &own[..1]
                }
                Read::Character(character) => character.encode_utf8(&mut own).as_bytes(),
            };
            ways.extend(text.strip_prefix(own).map(|left| (at + length, left)));
        }
        if lead == first {
            // As far as it goes on as it is and no escape may begin.
            let same = rest.iter().zip(text).skip(1);
            let same = same.take_while(|(one, other)| one == other && !is_lead(**one));
            let length = 1 + same.count();
            ways.push((at + length, &text[length..]));
        }
    }
    None
}

/// What an escape stands for.
#[derive(Clone, Copy)]
enum Read {
    Byte(u8),
    Character(char),
}

/// The escape that stands at the beginning of bytes, with its length.
fn read(rest: &[u8]) -> Option<(usize, Read)> {
    match rest.first()? {
        b'%' => of_url(rest),
        b'=' => hex(rest, 1, 2).map(|byte| (3, Read::Byte(byte))),
        b'\\' => of_json(rest),
        b'&' => of_html(rest),
        b'+' => Some((1, Read::Byte(b' '))),
        _ => None,
    }
}

fn hex(rest: &[u8], from: usize, digits: usize) -> Option<u8> {
    let text = std::str::from_utf8(rest.get(from..from + digits)?).ok()?;
    let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u8::from_str_radix(text, 16).ok())?
}

/// `%2F` (RFC 3986 §2.1), and `%252F` where it was escaped twice.
fn of_url(rest: &[u8]) -> Option<(usize, Read)> {
    let mut from = 1;
    while from < 2 * MOST_TIMES
        && rest.get(from..from + 2) == Some(b"25")
        && hex(rest, from + 2, 2).is_some()
    {
        from += 2;
    }
    hex(rest, from, 2).map(|byte| (from + 2, Read::Byte(byte)))
}

/// `\u002f`, `\x2f` and `\/` (RFC 8259 §7), behind as many marks as there are where it was escaped more than once.
fn of_json(rest: &[u8]) -> Option<(usize, Read)> {
    let marks = rest.iter().take(MOST_TIMES);
    let marks = marks.take_while(|byte| **byte == b'\\').count();
    let behind = &rest[marks..];
    let unit = |from: usize| {
        let digits = std::str::from_utf8(behind.get(from..from + 4)?).ok()?;
        u16::from_str_radix(digits, 16).ok()
    };
    match behind.first() {
        Some(b'u') => {
            let first = unit(1)?;
            let second = (behind.get(5..7) == Some(b"\\u"))
                .then(|| unit(7))
                .flatten();
            let mut read = char::decode_utf16([first].into_iter().chain(second));
            let character = read.next()?.ok()?;
            let length = if character.len_utf16() == 2 { 11 } else { 5 };
            Some((marks + length, Read::Character(character)))
        }
        Some(b'x') => hex(behind, 1, 2).map(|byte| (marks + 3, Read::Byte(byte))),
        Some(mark @ (b'/' | b'"' | b'\'')) => Some((marks + 1, Read::Byte(*mark))),
        _ if marks > 1 => Some((2, Read::Byte(b'\\'))),
        _ => None,
    }
}

/// `&amp;`, `&#47;` and `&#x2f;`, also where the mark was escaped itself.
fn of_html(rest: &[u8]) -> Option<(usize, Read)> {
    let mut from = 1;
    while from < 4 * MOST_TIMES && rest.get(from..from + 4) == Some(b"amp;") {
        from += 4;
    }
    let name = rest.get(from..)?;
    let found = name
        .iter()
        .take(LONGEST_NAME)
        .position(|byte| *byte == b';');
    let named = found.and_then(|end| {
        let text = std::str::from_utf8(&name[..end]).ok()?;
        let number = text.strip_prefix('#').and_then(|number| {
            let hex = number.strip_prefix(['x', 'X']);
            match hex {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => number.parse().ok(),
            }
        });
        let known = NAMES.iter().find(|(own, _)| *own == text);
        let character = number
            .and_then(char::from_u32)
            .or(known.map(|(_, own)| *own))?;
        Some((from + end + 1, Read::Character(character)))
    });
    named.or((from > 1).then_some((from, Read::Character('&'))))
}

#[cfg(test)]
mod tests {
    use super::places;

    #[test]
    fn a_text_is_found_whatever_part_of_it_is_escaped() {
        let text = "rd/7+\"no&th\" \\é";
        for written in [
            "rd%2F7+\"no&th\" \\é",
            "rd%2f7%2B%22no&amp;th\\u0022+\\\\%C3%A9",
            "\\u0072d\\/7\\x2B&quot;no&#38;th&#x22;%20\\\\\\u00e9",
            "%72%64%2F%37%2B%22%6E%6F%26%74%68%22%20%5C%C3%A9",
            "rd%252F7%252B%2522no%2526th%2522%2520%255C%25C3%25A9",
            "rd\\\\/7+\\\\\"no&amp;amp;th\\\\\" \\\\\\\\é",
            "rd=2F7+\"no&th\" \\=C3=A9",
        ] {
            let around = format!("a=%41&{written}%&;");
            let found = places(around.as_bytes(), text.as_bytes());
            let at = around.find(written).unwrap();
            assert_eq!(found.first(), Some(&(at..at + written.len())), "{written}");
            assert_eq!(found.len(), 1, "{written}");
        }
        for other in [
            "rd%2F7",
            "rd%2F8+\"no&th\" \\é",
            "",
            "%",
            "\\u",
            "&#;",
            "\\ud83d\\u",
        ] {
            assert!(
                places(other.as_bytes(), text.as_bytes()).is_empty(),
                "{other}"
            );
        }
    }

    #[test]
    fn what_looks_like_escapes_without_end_costs_no_more_than_it_is_long() {
        for (one, text, is_there) in [
            ("%25", "%25".repeat(40) + "x", false),
            ("\\", "\\".repeat(60) + "x", false),
            ("&amp;", "&".repeat(60), true),
        ] {
            let bytes = one.repeat(20_000);
            let found = places(bytes.as_bytes(), text.as_bytes());
            assert_eq!(!found.is_empty(), is_there, "{one}");
        }
    }
}
