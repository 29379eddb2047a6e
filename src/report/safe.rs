//! Makes text of pages, tables and servers harmless for a terminal.

use crate::protocol::shell::is_harmful;

/// The most characters of one value that are shown.
const LONGEST: usize = 400;

/// The most characters of a command that are shown: what is to be copied must be whole.
const LONGEST_COMMAND: usize = 32_768;

/// One line of text with harmful characters shown as `\u{1b}`, cut where it is too long.
#[must_use]
pub(crate) fn sanitize(text: &str) -> String {
    harmless(text, LONGEST)
}

/// The same of a command, which is copied.
#[must_use]
pub(super) fn sanitize_command(text: &str) -> String {
    harmless(text, LONGEST_COMMAND)
}

fn harmless(text: &str, longest: usize) -> String {
    let mut safe = String::new();
    for (count, c) in text.chars().enumerate() {
        if count == longest {
            safe.push('…');
            break;
        }
        if is_harmful(c) {
            safe.extend(c.escape_unicode());
        } else {
            safe.push(c);
        }
    }
    safe
}

/// A page's text with harmful characters replaced by as many bytes, so that spans stay true.
/// Line feeds stay; carriage returns become spaces.
#[must_use]
pub(super) fn mask(text: &str) -> String {
    let replace = |c: char| match c {
        '\n' => '\n',
        c if !is_harmful(c) => c,
        '\r' => ' ',
        c => match c.len_utf8() {
            1 => '?',
            2 => '\u{bf}',
            _ => '\u{fffd}',
        },
    };
    text.chars().map(replace).collect()
}

#[cfg(test)]
mod tests {
    use super::{mask, sanitize};

    #[test]
    fn escape_codes_are_shown_not_obeyed() {
        assert_eq!(
            sanitize("a\u{1b}[31mb\u{202e}\n"),
            "a\\u{1b}[31mb\\u{202e}\\u{a}"
        );
        assert_eq!(sanitize(&"x".repeat(500)).chars().count(), 401);
    }

    #[test]
    fn masking_keeps_every_offset() {
        let text = "a\u{1b}b\u{85}c\u{202e}d\r\ne";
        let masked = mask(text);
        assert_eq!(masked.len(), text.len());
        assert_eq!(masked, "a?b\u{bf}c\u{fffd}d \ne");
    }
}
