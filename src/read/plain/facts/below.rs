//! Errors of one status that a list below it tells apart by their words: "Conflicts, all `409`:", and an item for each;
//! or the sentence itself, with what each is for behind its word.

use std::ops::Range;

use super::Source;
use crate::protocol::Status;
use crate::read::Facts;
use crate::read::causes::causes;
use crate::read::plain::codes::{codes, possible};
use crate::read::plain::statuses::sentences;
use crate::text::document::{Kind, Prose, Run, Style};

/// The most items of one list.
const MOST: usize = 24;

impl Source<'_> {
    /// Takes what lists say of the errors of a status.
    pub(super) fn errors_below(&self, scope: &Range<usize>, facts: &mut Facts) {
        for block in scope.clone() {
            let Some(own) = self.layout.blocks.get(block) else {
                break;
            };
            let Some(words) = own.words().filter(|_| own.is_prose()) else {
                continue;
            };
            if let Some(status) = leads(&words.text) {
                let items = self.layout.blocks.iter().skip(block + 1).take(MOST);
                let items = items.map_while(|own| match &own.kind {
                    Kind::Item(words) => Some(words),
                    _ => None,
                });
                for item in items.take(scope.end.saturating_sub(block + 1)) {
                    if let Some((word, behind)) = behind_word(item) {
                        say(status, (word, &behind), facts);
                    }
                }
            }
            for (start, sentence) in sentences(&words.text) {
                within(words, start..start + sentence.len(), facts);
            }
        }
    }
}

/// The only error of words that lead a list.
fn leads(text: &str) -> Option<Status> {
    let last = sentences(text).last().map(|(_, sentence)| *sentence)?;
    last.trim_end().ends_with(':').then(|| only(last)).flatten()
}

/// The only status of a text, where it is an error: no other number could be one.
fn only(text: &str) -> Option<Status> {
    let mut found = possible(text);
    let first = found.next().filter(|status| status.is_error())?;
    found.next().is_none().then_some(first)
}

/// What an item says behind the word of an error that it begins with.
fn behind_word(item: &Prose) -> Option<(&str, String)> {
    let first = item.runs.first()?;
    let word = item.text.get(first.range.clone())?;
    let is_own = is_word(word) && first.style != Style::Plain && codes(&item.text, true).is_empty();
    let behind = item.text.get(first.range.end..).filter(|_| is_own)?;
    let behind = behind.trim_matches(is_mark).to_owned();
    (!behind.is_empty()).then_some((word, behind))
}

/// Takes what is said behind the word of an error, or what the word itself says.
fn say(status: Status, (word, behind): (&str, &str), facts: &mut Facts) {
    let code = status.code();
    let of_word = format!("{code}: {}", word.replace(['_', '-', '.'], " "));
    if causes(status, behind).is_empty() && !causes(status, &of_word).is_empty() {
        facts.said_of_errors.push((status, of_word));
    }
    facts.say_of_error(status, &format!("{code}: {behind}"));
}

/// Takes what stands behind each word of a sentence that has one status before several of them.
fn within(words: &Prose, range: Range<usize>, facts: &mut Facts) {
    let text = words.text.get(range.clone()).unwrap_or_default();
    let Some(status) = only(text) else {
        return;
    };
    let is_behind = |run: &&Run| {
        let own = words.text.get(run.range.clone()).unwrap_or_default();
        let behind = words.text.get(run.range.end..range.end).unwrap_or_default();
        let behind = behind.trim_start();
        let tells = ["(", "if ", "when ", "where ", "while ", "because "];
        let is_apart = tells.iter().any(|word| behind.starts_with(word));
        run.style == Style::Code && is_word(own) && own.contains('_') && is_apart
    };
    let runs: Vec<&Run> = words.runs_within(range.clone()).filter(is_behind).collect();
    let starts = text.find(&status.code().to_string()).unwrap_or_default() + range.start;
    if runs.len() < 2 || runs.iter().any(|run| run.range.start < starts) {
        return;
    }
    for run in runs {
        let behind = words.text.get(run.range.end..range.end).unwrap_or_default();
        let behind = behind.trim_start();
        let own = match behind.strip_prefix('(') {
            Some(inner) => inner.split(')').next().unwrap_or_default(),
            None => behind.split(',').next().unwrap_or_default(),
        };
        let word = words.text.get(run.range.clone()).unwrap_or_default();
        say(status, (word, own.trim_matches(is_mark)), facts);
    }
}

/// Whether a text is a word by which an error is told from others.
fn is_word(text: &str) -> bool {
    let mut chars = text.chars();
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// Whether a character stands around what is said of an error.
fn is_mark(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';' | '.' | '(' | ')' | ':' | '–' | '—')
}
