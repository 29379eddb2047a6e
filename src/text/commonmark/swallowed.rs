//! Lines that Markdown took for a part of something else, read once more: fences and the words between.

use super::super::document::{Code, Kind};
use super::super::page::Span;
use super::parts::is_fence;
use super::{Fences, Reader, language_of, read};

impl Reader<'_> {
    /// Whether there is a fence among lines.
    pub(super) fn holds_fence(&self, part: Span) -> bool {
        let lines = self.text.get(part.start..part.end).unwrap_or_default();
        lines.lines().any(|line| is_fence(line.trim_start()))
    }

    /// Reads lines with a fence that Markdown took for a part of something else: below a tab or an
    /// admonition they are indented, and an HTML block goes on to the next blank line.
    pub(super) fn swallowed(&mut self, part: Span) {
        let mut at = part.start;
        let mut words: Option<Span> = None;
        let lines = self.text.get(part.start..part.end).unwrap_or_default();
        let mut fence: Option<(usize, Span, String, usize)> = None;
        for line in lines.split_inclusive('\n') {
            let span = Span::new(at, at + line.trim_end().len());
            at += line.len();
            let trimmed = line.trim_start();
            match &mut fence {
                Some((start, body, language, indentation)) => {
                    if is_fence(trimmed) {
                        let code = Code {
                            language: std::mem::take(language),
                            body: *body,
                            indentation: *indentation,
                            text: None,
                        };
                        let whole = Span::new(*start, span.end);
                        fence = None;
                        self.push(Kind::Code(code), whole);
                    } else {
                        body.end = at;
                    }
                }
                None if is_fence(trimmed) => {
                    self.loose(words.take());
                    let lead = self.column(span.start + line.len() - trimmed.len());
                    let info = language_of(trimmed.trim_start_matches(['`', '~']));
                    let start = span.start + line.len() - trimmed.len();
                    fence = Some((start, Span::new(at, at), info, lead));
                }
                None if trimmed.is_empty() => self.loose(words.take()),
                None => {
                    let start = words.map_or(span.start, |words| words.start);
                    words = Some(Span::new(start, span.end));
                }
            }
        }
        self.loose(words);
        if let Some((start, body, language, indentation)) = fence {
            let code = Code {
                language,
                body,
                indentation,
                text: None,
            };
            self.push(Kind::Code(code), Span::new(start, body.end));
        }
    }

    /// Words among swallowed lines, as Markdown reads them without their indentation.
    fn loose(&mut self, words: Option<Span>) {
        let Some(span) = words else {
            return;
        };
        let text = self.text.get(span.start..span.end).unwrap_or_default();
        let lead = text.len() - text.trim_start().len();
        let part = Span::new(span.start + lead, span.end);
        read(self.text, part, self.depth, Fences::Swallowed, self.out);
    }
}
