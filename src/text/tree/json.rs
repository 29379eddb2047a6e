//! JSON (RFC 8259) as a tree. JSON is YAML but for its escapes of characters beyond the first plane.

use super::{Builder, NotATree, Tree};
use crate::text::page::Span;

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// A value.
    Value,
    /// A value, or the end of an array without any.
    ValueOrEnd,
    /// A key.
    Key,
    /// A key, or the end of an object without any.
    KeyOrEnd,
    /// A comma, or the end of what is open; the end of the text where nothing is.
    After,
}

/// Reads a text that is JSON as a whole.
pub(super) fn read(text: &str) -> Result<Tree, NotATree> {
    let mut reader = Reader {
        text,
        at: 0,
        builder: Builder::default(),
    };
    let mut next = Next::Value;
    loop {
        reader.skip_white_space();
        let Some(byte) = text.as_bytes().get(reader.at).copied() else {
            break;
        };
        next = reader.token(byte, next)?;
    }
    if next == Next::After && reader.builder.open.is_empty() {
        return Ok(reader.builder.finish(None));
    }
    Err(reader.wrong("it ends before its last brace"))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    builder: Builder,
}

impl Reader<'_> {
    fn token(&mut self, byte: u8, next: Next) -> Result<Next, NotATree> {
        let takes_value = matches!(next, Next::Value | Next::ValueOrEnd);
        match (byte, next) {
            (b'{' | b'[', _) if takes_value => {
                let is_mapping = byte == b'{';
                self.builder.open(self.at, is_mapping)?;
                self.at += 1;
                Ok(if is_mapping {
                    Next::KeyOrEnd
                } else {
                    Next::ValueOrEnd
                })
            }
            (b'}', Next::KeyOrEnd | Next::After) if self.is_in(true) => Ok(self.end()),
            (b']', Next::ValueOrEnd | Next::After) if self.is_in(false) => Ok(self.end()),
            (b',', Next::After) if !self.builder.open.is_empty() => {
                self.at += 1;
                Ok(if self.is_in(true) {
                    Next::Key
                } else {
                    Next::Value
                })
            }
            (b'"', Next::Key | Next::KeyOrEnd) => {
                self.string()?;
                self.skip_white_space();
                if !self.text[self.at..].starts_with(':') {
                    return Err(self.wrong("a colon is missing behind the key"));
                }
                self.at += 1;
                Ok(Next::Value)
            }
            (b'"', _) if takes_value => {
                self.string()?;
                Ok(Next::After)
            }
            (_, _) if takes_value => {
                self.literal()?;
                Ok(Next::After)
            }
            (_, Next::Key | Next::KeyOrEnd) => Err(self.wrong("a key in double quotes is missing")),
            (_, _) => Err(self.wrong("a comma or a closing brace is missing")),
        }
    }

    fn is_in(&self, mapping: bool) -> bool {
        let last = self.builder.open.last();
        last.is_some_and(|open| open.is_mapping == mapping)
    }

    fn end(&mut self) -> Next {
        self.at += 1;
        self.builder.close(self.at);
        Next::After
    }

    fn skip_white_space(&mut self) {
        let rest = &self.text[self.at..];
        self.at = self.text.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn string(&mut self) -> Result<(), NotATree> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut end = start + 1;
        while bytes.get(end).is_some_and(|byte| *byte != b'"') {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        let written = self.text.get(start..=end);
        let Some(text) = written.and_then(|written| serde_json::from_str(written).ok()) else {
            return Err(self.wrong("a string that is none of JSON's"));
        };
        self.at = end + 1;
        self.builder.scalar(Span::new(start, self.at), text, false);
        Ok(())
    }

    fn literal(&mut self) -> Result<(), NotATree> {
        let start = self.at;
        let rest = &self.text[start..];
        let is_of_it = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        let length = rest.find(|c| !is_of_it(c)).unwrap_or(rest.len());
        let word = &rest[..length];
        let is_number = || serde_json::from_str::<serde_json::Number>(word).is_ok();
        if !matches!(word, "true" | "false" | "null") && !is_number() {
            return Err(self.wrong("a value that is none of JSON's"));
        }
        self.at = start + length;
        self.builder
            .scalar(Span::new(start, self.at), word.to_owned(), true);
        Ok(())
    }

    fn wrong(&self, why: &str) -> NotATree {
        NotATree {
            at: self.at,
            why: why.to_owned(),
        }
    }
}
