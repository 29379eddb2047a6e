//! What a request is made of as words of a command that is to be pasted into a shell.

use base64::Engine as _;

/// The most bytes of content that are written into a command.
const MOST_CONTENT: usize = 8192;

/// Whether a character could steer a terminal or reorder what stands around it.
#[must_use]
pub(crate) fn is_harmful(c: char) -> bool {
    (c.is_control() && c != '\t')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
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

/// What of a command has curl send content.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Piped {
    /// What stands before the command.
    pub before: String,
    /// The option, with a space before it.
    pub option: String,
}

impl Piped {
    /// For this content; none where it is too long to stand in a command.
    #[must_use]
    pub(crate) fn of(content: &[u8]) -> Option<Self> {
        if content.len() > MOST_CONTENT {
            return None;
        }
        let text = std::str::from_utf8(content).ok();
        Some(match text.filter(|text| !text.contains('\0')) {
            Some(text) => Self {
                before: String::new(),
                option: format!(" --data-raw {}", shell_word(text)),
            },
            None => {
                let encoded = base64::engine::general_purpose::STANDARD.encode(content);
                Self {
                    before: format!("printf %s {encoded} | base64 -d | "),
                    option: " --data-binary @-".to_owned(),
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_CONTENT, Piped, is_harmful, shell_word};

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
    fn content_is_whole_in_a_command_or_in_none() {
        let piped = |before: &str, option: &str| {
            let (before, option) = (before.to_owned(), option.to_owned());
            Some(Piped { before, option })
        };
        assert_eq!(Piped::of(b"a b"), piped("", " --data-raw 'a b'"));
        let binary = piped("printf %s AP8= | base64 -d | ", " --data-binary @-");
        assert_eq!(Piped::of(&[0, 255]), binary);
        assert!(Piped::of(&[b'a'; MOST_CONTENT]).is_some());
        assert_eq!(Piped::of(&[b'a'; MOST_CONTENT + 1]), None);
    }
}
