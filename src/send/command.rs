//! Shell commands that print a value or the credential, and what is told of one that fails.

use std::process::{Output, Stdio};
use std::time::Duration;

use super::hidden::hidden_value;
use super::values::ValueError;
use crate::protocol::secret::{REDACTED, Secret};

/// The longest a command for a value or a token may run.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(60);

/// The most bytes of a command's output that are a value.
const MAX_VALUE_BYTES: usize = 64 * 1024;

/// The most characters that are shown of what a command said before it failed.
const MOST_SAID: usize = 300;

/// The most bytes of it that are looked at, from the end.
const MOST_LOOKED_AT: usize = 4 * 1024;

/// What nothing that a command said may show.
#[derive(Debug, Clone, Default)]
pub(super) struct Concealed<'a> {
    /// The credentials.
    pub tokens: &'a [Secret],
    /// The texts of hidden values.
    pub values: &'a [String],
}

impl Concealed<'_> {
    fn take_from(&self, text: &mut String) {
        for token in self.tokens {
            token.take_from(text);
            // What is too short to be known elsewhere stands in the command itself.
            let own = token.expose();
            if token.texts().is_empty() && !own.is_empty() {
                *text = text.replace(own, REDACTED);
            }
        }
        for own in self.values {
            hidden_value(own).take_from(text);
        }
    }
}

/// The trimmed standard output of a command for a credential or a part of one; what it prints on standard error goes to ours, where
/// it may ask.
///
/// # Errors
/// When the command cannot be started, fails, takes over a minute, or prints no UTF-8 or too much.
pub(crate) async fn secret(name: &str, command: &str) -> Result<String, ValueError> {
    let output = run(name, command, Stdio::inherit()).await?;
    printed(name, output, &Concealed::default())
}

/// The trimmed standard output of a command for a value; where it fails, the end of what it prints on standard error
/// is told, without the texts that are concealed.
///
/// # Errors
/// As for the credential.
pub(super) async fn value(
    name: &str,
    command: &str,
    concealed: &Concealed<'_>,
) -> Result<String, ValueError> {
    let output = run(name, command, Stdio::piped()).await?;
    printed(name, output, concealed)
}

async fn run(name: &str, command: &str, stderr: Stdio) -> Result<Output, ValueError> {
    let child = tokio::process::Command::new("sh")
        .args(["-c", command])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(stderr)
        .kill_on_drop(true)
        .spawn();
    let output = async { child?.wait_with_output().await };
    tokio::time::timeout(COMMAND_TIMEOUT, output)
        .await
        .map_err(|_| failed(name, format!("took over {} s", COMMAND_TIMEOUT.as_secs())))?
        .map_err(|error| failed(name, format!("could not be started: {error}")))
}

fn failed(name: &str, reason: String) -> ValueError {
    ValueError::Command(name.to_owned(), reason)
}

fn printed(name: &str, output: Output, concealed: &Concealed<'_>) -> Result<String, ValueError> {
    if !output.status.success() {
        let said = said(&output.stderr, concealed);
        let said = if said.is_empty() {
            said
        } else {
            format!(": {said}")
        };
        return Err(failed(name, format!("failed: {}{said}", output.status)));
    }
    if output.stdout.len() > MAX_VALUE_BYTES {
        return Err(failed(name, "printed more than 64 KiB".to_owned()));
    }
    let text = String::from_utf8(output.stdout);
    let text = text.map_err(|_| failed(name, "printed what is not UTF-8".to_owned()))?;
    Ok(text.trim().to_owned())
}

/// The end of what a command said, as one line of plain text.
fn said(stderr: &[u8], concealed: &Concealed<'_>) -> String {
    let text = String::from_utf8_lossy(stderr);
    // Before anything is cut: half of a credential would not be found.
    let mut text = text.into_owned();
    concealed.take_from(&mut text);
    let mut start = text.len().saturating_sub(MOST_LOOKED_AT);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let plain = plain(text.get(start..).unwrap_or_default());
    let words: Vec<&str> = plain.split_whitespace().collect();
    let line = words.join(" ");
    let skipped = line.chars().count().saturating_sub(MOST_SAID);
    if skipped == 0 {
        return line;
    }
    let end: String = line.chars().skip(skipped).collect();
    format!("…{end}")
}

/// Text without the sequences that steer a terminal (ECMA-48): a control character is a space.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            let Some(kind) = chars.next() else { break };
            // CSI ends with a letter or the like, a command string with BEL or ESC.
            let ends = |c: &char| match kind {
                '[' => matches!(c, '@'..='~'),
                _ => matches!(c, '\u{7}' | '\u{1b}'),
            };
            if matches!(kind, '[' | ']' | 'P' | '_' | '^') {
                chars.by_ref().find(ends);
            }
            plain.push(' ');
        } else {
            plain.push(if c.is_control() { ' ' } else { c });
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{Concealed, MOST_SAID, said};
    use crate::protocol::secret::Secret;

    #[test]
    fn what_a_command_said_is_shown_plain_short_and_without_the_credential() {
        let token = Secret::new("open-sesame");
        let hidden = ["k-of-the-desk".to_owned()];
        let concealed = Concealed {
            tokens: &[token],
            values: &hidden,
        };
        let cases = [
            ("no such desk\n", "no such desk"),
            ("\u{1b}[31mno\u{1b}[0m desk\r\n7\u{7}", "no desk 7"),
            ("\u{1b}]0;title\u{7}no desk", "no desk"),
            ("sent open-sesame to it", "sent (redacted) to it"),
            ("\u{1b}", ""),
            ("", ""),
        ];
        for (stderr, expect) in cases {
            assert_eq!(said(stderr.as_bytes(), &concealed), expect, "{stderr:?}");
        }
        let long = format!("{}ü at the end", "x".repeat(70_000));
        let shown = said(long.as_bytes(), &Concealed::default());
        assert!(shown.starts_with('…') && shown.ends_with("ü at the end"));
        assert_eq!(shown.chars().count(), MOST_SAID + 1);
        // Cut where the credential stands, nothing is left of it.
        let short = [Secret::new("pi")];
        let short = Concealed {
            tokens: &short,
            values: &[],
        };
        assert_eq!(said(b"no pi", &short), "no (redacted)");
        let split = format!("open-sesame{}", "x".repeat(4 * 1024 - 6));
        assert!(!said(split.as_bytes(), &concealed).contains("sesame"));
        assert_eq!(said(b"\xff", &Concealed::default()), "\u{fffd}");
    }
}
