//! Makes text of pages, tables and servers harmless for a terminal.

/// The most characters of one value that are shown.
const LONGEST: usize = 400;

/// Whether a character could steer a terminal or reorder what stands around it.
fn is_harmful(c: char) -> bool {
    (c.is_control() && c != '\t')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

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

/// A word as a shell reads it: what could steer a terminal is written in the quotes of bash, zsh and POSIX 2024
/// (`$'a\nb'`), so that what is shown is harmless and still what is to be pasted. A NUL, which no command takes, is
/// left out.
#[must_use]
pub(crate) fn shell_word(word: &str) -> String {
    let word: String = word.chars().filter(|c| *c != '\0').collect();
    if !word.contains(is_harmful) {
        return shlex::try_quote(&word).map_or_else(|_| word.clone(), Into::into);
    }
    let mut quoted = "$'".to_owned();
    for c in word.chars() {
        match c {
            '\n' => quoted.push_str("\\n"),
            '\\' | '\'' => quoted.extend(['\\', c]),
            c if is_harmful(c) && c.is_ascii() => {
                quoted.push_str(&format!("\\{:03o}", u32::from(c)));
            }
            c if is_harmful(c) => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('\'');
    quoted
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
    use super::{is_harmful, mask, sanitize, shell_word};

    /// Words that a careless quotation would lose.
    const ODD: &[&str] = &[
        "plain",
        "",
        "two words",
        "it's",
        "\"double\"",
        "$HOME `id` $(id) !! ^a",
        "back\\slash 'and quote",
        "a\nb",
        "'\n\\\n\"",
        "tab\there",
        "\u{1b}[31mred 7\r",
        "*?[x]{a,b}~#&;|<>()",
        "é\u{202e}ä\n",
        "--name=-x",
    ];

    #[test]
    fn a_word_for_a_shell_is_harmless_to_look_at() {
        for word in ODD {
            assert!(!shell_word(word).contains(is_harmful), "{word:?}");
        }
        assert_eq!(shell_word("a\nb's"), "$'a\\nb\\'s'");
        assert_eq!(shell_word("a\0b"), "ab");
    }

    #[cfg(unix)]
    #[test]
    fn a_word_for_a_shell_comes_back_as_it_was() {
        for word in ODD {
            let script = format!("printf %s {}", shell_word(word));
            let bash = std::process::Command::new("bash")
                .env("LC_ALL", "C.UTF-8")
                .args(["-c", &script])
                .output();
            // Where there is no bash, nobody pastes into it.
            let Ok(output) = bash else { return };
            assert_eq!(String::from_utf8_lossy(&output.stdout), *word, "{script}");
        }
    }

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
