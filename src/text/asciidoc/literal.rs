//! Literal lines of AsciiDoc: listings, with what they include and without the numbers that refer to
//! remarks below them.

use std::ops::Range;

use super::super::companions::asciidoc_include;
use super::super::document::{Block, Kind};
use super::Reader;

impl Reader<'_, '_, '_> {
    /// A delimited block of literal lines.
    pub(super) fn listing(
        &mut self,
        lines: Range<usize>,
        content: Range<usize>,
        depth: usize,
        language: &str,
    ) {
        let before = self.document.blocks.len();
        self.code(content, depth, language);
        let span = self.span(lines);
        match self.document.blocks.get_mut(before) {
            Some(block) => block.span = span,
            None => self.document.blocks.push(Block {
                kind: Kind::Other("an empty block of code"),
                span,
                depth,
            }),
        }
    }

    /// Literal lines.
    pub(super) fn code(&mut self, lines: Range<usize>, depth: usize, language: &str) {
        let Some(mut code) = self.source.code(&self.lines[lines], language) else {
            return;
        };
        let text = code.text.as_deref();
        let text = text.unwrap_or(self.source.slice(code.body.start..code.body.end));
        let is_plain = text.lines().all(|line| {
            asciidoc_include(line).is_none() && without_callouts(line).len() == line.len()
        });
        if !is_plain {
            let lines: Vec<String> = text.lines().map(str::to_owned).collect();
            let lines = lines.iter().map(|line| match asciidoc_include(line) {
                Some((target, options)) => self.included_text(target, options),
                None => without_callouts(line).to_owned(),
            });
            code.text = Some(lines.collect::<Vec<_>>().join("\n"));
        }
        let span = code.body;
        let kind = Kind::Code(code);
        self.document.blocks.push(Block { kind, span, depth });
    }
}

/// A line without the numbers at its end that refer to remarks, and without the comment they stand in.
fn without_callouts(line: &str) -> &str {
    let mut rest = line.trim_end();
    let mut found = false;
    while let Some(inner) = rest.strip_suffix('>') {
        let number = inner.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        let Some(before) = number
            .strip_suffix('<')
            .filter(|_| number.len() < inner.len())
        else {
            break;
        };
        if !before.is_empty() && !before.ends_with([' ', '\t', '>']) {
            break;
        }
        rest = before.trim_end();
        found = true;
    }
    if !found {
        return line;
    }
    for comment in ["//", "#", "--", ";;"] {
        if let Some(before) = rest.strip_suffix(comment) {
            return before.trim_end();
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::without_callouts;

    #[test]
    fn numbers_that_refer_to_remarks_are_no_code() {
        for (line, own) in [
            ("GET /desks <1>", "GET /desks"),
            ("\"a\": 1 // <1> <2>", "\"a\": 1"),
            ("<1>", ""),
            ("if a <1>2", "if a <1>2"),
            ("List<1>", "List<1>"),
            ("/desks/<id>", "/desks/<id>"),
        ] {
            assert_eq!(without_callouts(line), own);
        }
    }
}
