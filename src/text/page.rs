//! One documentation file: its path below the folder that was given, its text, and byte spans that turn
//! into `line:column`.
//!
//! A page is untrusted: it is bounded in size and must be UTF-8; nothing else is asked of it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::File;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::companions::{Companions, resolved};
use super::file::{bytes, open_found, open_named, with_lf};
use super::profile::Profile;

/// The largest page that is read, in bytes.
pub(crate) const MAX_PAGE_BYTES: u64 = 16 * 1024 * 1024;

/// A range of bytes in a page's text; the end is exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from `start` to `end`, exclusive.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }
}

/// A place in a page as people count: both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// One documentation file with the index of its lines.
#[derive(Debug, Clone)]
pub struct Page {
    /// The file's path below the folder that was given, with `/`, or its name: what citations say.
    path: String,
    text: String,
    /// Where each line starts, in bytes; the first is 0.
    line_starts: Vec<usize>,
    /// How many characters begin before every so many bytes: a file may be one line of megabytes.
    characters: Vec<usize>,
    sha256: String,
    /// The files that it names.
    companions: Arc<Companions>,
    /// What is said of it for its reading.
    profile: Arc<Profile>,
}

/// How many bytes lie between two counts of characters.
const STRIDE: usize = 1024;

/// Whether a byte begins a character of UTF-8.
fn begins_character(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

/// A page that could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PageError {
    /// The file system said no.
    #[error("could not read {}: {source}", path.display())]
    Io {
        /// The page's path.
        path: PathBuf,
        /// What the file system said.
        source: std::io::Error,
    },
    /// The file is over 16 MiB.
    #[error(
        "{}: the page is larger than {} MiB; split it, or name the pages that document endpoints",
        path.display(), MAX_PAGE_BYTES / 1024 / 1024
    )]
    TooLarge {
        /// The page's path.
        path: PathBuf,
    },
    /// The file is not UTF-8.
    #[error(
        "{}:{line}: the page is not UTF-8 (byte {byte:#04x} at offset {offset}); save it as UTF-8",
        path.display()
    )]
    NotUtf8 {
        /// The page's path.
        path: PathBuf,
        /// The line of the first bad byte, from 1.
        line: usize,
        /// The bad byte.
        byte: u8,
        /// Its offset in bytes.
        offset: usize,
    },
}

impl Page {
    /// Makes a page of a text that is already in memory; `path` is what citations call it. Line ends do
    /// not count: CRLF is read as LF, so that a page is the same in every checkout; a CR alone stays.
    #[must_use]
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let mut text = text.into();
        if let Cow::Owned(lines) = with_lf(&text) {
            text = lines;
        }
        let sha256 = hex(&Sha256::digest(text.as_bytes()));
        let mut line_starts = vec![0];
        line_starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1));
        let mut characters = vec![0];
        // A text of ASCII has as many of both.
        let counted = if text.is_ascii() { "" } else { text.as_str() };
        for part in counted.as_bytes().chunks(STRIDE) {
            let own = part.iter().filter(|byte| begins_character(**byte)).count();
            characters.push(characters.last().copied().unwrap_or(0) + own);
        }
        Self {
            path: path.into(),
            text,
            line_starts,
            characters,
            sha256,
            companions: Arc::default(),
            profile: Arc::default(),
        }
    }

    /// Reads a page from a file that was named by itself: citations say its name without folders. A
    /// byte-order mark stays part of the text.
    ///
    /// # Errors
    /// When the file is no regular one, cannot be read, is over 16 MiB, or is not UTF-8.
    pub fn read(path: &Path) -> Result<Self, PageError> {
        let name = path.file_name().unwrap_or(path.as_os_str());
        let text = text_of(path, open_named(path))?;
        let page = Self::new(name.to_string_lossy(), text);
        let folder = path.parent().unwrap_or(Path::new(""));
        Ok(page.with_companions_in(folder, folder))
    }

    /// Reads a page by its path below a folder, which is what citations say.
    ///
    /// # Errors
    /// As [`Page::read`] does, and when the file is a link that leads out of the folder.
    pub fn read_below(folder: &Path, below: &Path) -> Result<Self, PageError> {
        let file = folder.join(below);
        let text = text_of(&file, open_found(folder, &file))?;
        let name = below.file_name().unwrap_or(below.as_os_str());
        let path = below_path(below).unwrap_or_else(|| name.to_string_lossy().into_owned());
        let page = Self::new(path, text);
        Ok(page.with_companions_in(folder, file.parent().unwrap_or(folder)))
    }

    /// The page with the files that it names, as they are read from its folder.
    fn with_companions_in(mut self, root: &Path, folder: &Path) -> Self {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        self.companions = Arc::new(Companions::read(root, folder, name, &self.text));
        self
    }

    /// The page with the files that it names, which are in memory.
    #[cfg(test)]
    pub(crate) fn with_companions(mut self, texts: &[(&str, &str)]) -> Self {
        self.companions = Arc::new(Companions::of(texts));
        self
    }

    /// The text of a file that the page names by its path from the page's own folder; `None` where it
    /// is not there, cannot be read, or lies outside of the folder that was given. Line ends are LF.
    #[cfg(test)]
    #[must_use]
    pub(crate) fn companion(&self, reference: &str) -> Option<&str> {
        self.companion_of("", reference).map(|(_, text)| text)
    }

    /// The path and the text of a file that a companion names, itself known by its path; the page is the
    /// companion of no name.
    #[must_use]
    pub(crate) fn companion_of(&self, from: &str, reference: &str) -> Option<(&str, &str)> {
        self.companions.get(from, reference)
    }

    /// Whether a companion is a page by itself, so that whoever includes it whole need not read it.
    #[must_use]
    pub(crate) fn is_apart(&self, reference: &str) -> bool {
        let found = self.companions.get("", reference);
        found.is_some_and(|(path, _)| self.companions.is_apart(path))
    }

    /// What is said of it for its reading.
    #[must_use]
    pub(crate) fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Says what holds for its reading.
    pub(crate) fn set_profile(&mut self, profile: &Arc<Profile>) {
        self.profile = Arc::clone(profile);
    }

    /// Says which files, by their paths below the folder that was given, are pages by themselves.
    pub(crate) fn set_apart(&mut self, pages: &BTreeSet<String>) {
        let folder = self.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        Arc::make_mut(&mut self.companions).set_apart(|path| {
            let below = resolved(folder, path);
            below.is_some_and(|below| pages.contains(below.trim_start_matches('/')))
        });
    }

    /// The file's path below the folder that was given, with `/` between folders; where the file itself
    /// was named, its name.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text, its lines ending in LF.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The SHA-256 of the text, its lines ending in LF: 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The text of a span; empty where the span is not one of this page.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// The line and column of a byte offset; an offset past the end is the end's.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let start = self.line_starts[line - 1];
        let before = &self.text[start..offset];
        let marks = before.len() - before.trim_start_matches('\u{feff}').len();
        let characters = if before.len() <= STRIDE {
            before[marks..].chars().count()
        } else {
            self.characters_before(offset) - self.characters_before(start + marks)
        };
        Position {
            line,
            column: characters + 1,
        }
    }

    /// How many characters begin before a byte.
    fn characters_before(&self, offset: usize) -> usize {
        if self.characters.len() == 1 {
            return offset.min(self.text.len());
        }
        let counted = offset / STRIDE;
        let rest = self.text.as_bytes().get(counted * STRIDE..offset);
        let own = rest.unwrap_or_default().iter();
        let known = self.characters.get(counted).copied().unwrap_or(0);
        known + own.filter(|byte| begins_character(**byte)).count()
    }

    /// The byte at which a character begins, by how many begin before it; the end where there are not as
    /// many.
    fn byte_of(&self, character: usize) -> usize {
        if self.characters.len() == 1 {
            return character.min(self.text.len());
        }
        let after = self.characters.partition_point(|count| *count <= character);
        let counted = after.saturating_sub(1);
        let start = (counted * STRIDE).min(self.text.len());
        let left = character
            - self
                .characters
                .get(counted)
                .copied()
                .unwrap_or(0)
                .min(character);
        let bytes = self.text.as_bytes()[start..].iter().enumerate();
        let mut begins = bytes.filter(|(_, byte)| begins_character(**byte));
        begins
            .nth(left)
            .map_or(self.text.len(), |(at, _)| start + at)
    }

    /// The number of lines.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }

    /// The lines, each with the byte that it begins at and without its line break; none behind the last one.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let ends = self.line_starts.iter().skip(1).map(|next| next - 1);
        let starts = self.line_starts.iter().copied();
        let lines = starts.zip(ends.chain([self.text.len()]));
        let lines = lines.filter(|(start, _)| *start < self.text.len());
        lines.map(|(start, end)| (start, &self.text[start..end]))
    }

    /// The span of a line, from 1, without its line break; `None` past the last.
    #[must_use]
    pub fn line_span(&self, line: usize) -> Option<Span> {
        let start = *self.line_starts.get(line.checked_sub(1)?)?;
        let end = self.line_starts.get(line).copied();
        let text = &self.text[start..end.unwrap_or(self.text.len())];
        Some(Span::new(
            start,
            start + text.trim_end_matches(['\n', '\r']).len(),
        ))
    }

    /// The byte offset of a place; `None` where the page has no such line. A column past the end
    /// of its line is the line's end.
    #[must_use]
    pub fn offset(&self, position: Position) -> Option<usize> {
        let span = self.line_span(position.line)?;
        let line = self.slice(span);
        let skip = if line.starts_with('\u{feff}') { 1 } else { 0 };
        let column = position.column.saturating_sub(1).saturating_add(skip);
        let first = self.characters_before(span.start);
        Some(self.byte_of(first.saturating_add(column)).min(span.end))
    }
}

/// The text of a page's file.
fn text_of(path: &Path, file: std::io::Result<File>) -> Result<String, PageError> {
    let bytes = file.and_then(|file| bytes(file, MAX_PAGE_BYTES));
    let bytes = bytes.map_err(|source| PageError::Io {
        path: path.to_owned(),
        source,
    })?;
    let bytes = bytes.ok_or_else(|| PageError::TooLarge {
        path: path.to_owned(),
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let before = &error.as_bytes()[..offset];
        PageError::NotUtf8 {
            path: path.to_owned(),
            line: 1 + before.iter().filter(|b| **b == b'\n').count(),
            byte: error.as_bytes()[offset],
            offset,
        }
    })
}

/// A path below a folder as citations write it, with `/`; `None` where it is no such path, but leads
/// out of the folder.
fn below_path(path: &Path) -> Option<String> {
    let mut names = Vec::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => names.push(name.to_string_lossy()),
            Component::CurDir => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    (!names.is_empty()).then(|| names.join("/"))
}

/// The byte of a text at which its JSON is wrong: serde_json counts lines from 1 and columns in bytes.
#[must_use]
pub(crate) fn json_error_offset(text: &str, error: &serde_json::Error) -> usize {
    let lines = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1));
    let start: usize = lines.map(str::len).sum();
    let mut at = (start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Page, Position, below_path};

    #[test]
    fn columns_count_characters_and_lines_from_one() {
        let page = Page::new("a.md", "один\r\nдва `x`\n");
        assert_eq!(page.sha256(), Page::new("b.md", "один\nдва `x`\n").sha256());
        let offset = page.text().find('x').unwrap();
        let position = page.position(offset);
        assert_eq!(position, Position { line: 2, column: 6 });
        assert_eq!(page.offset(position), Some(offset));
        assert_eq!(page.slice(page.line_span(1).unwrap()), "один");
        assert_eq!(page.line_span(9), None);
    }

    #[test]
    fn places_in_a_long_line_are_those_of_its_characters() {
        let text = format!("x\n{}\ny\n", "аb€😀".repeat(2_000));
        let page = Page::new("a.json", text.clone());
        let start = 2;
        for (column, (at, _)) in text[start..].char_indices().enumerate().take(8_000) {
            let position = Position {
                line: 2,
                column: column + 1,
            };
            assert_eq!(page.position(start + at), position);
            assert_eq!(page.offset(position), Some(start + at));
        }
        let past = Position {
            line: 2,
            column: 90_000,
        };
        assert_eq!(page.offset(past), page.line_span(2).map(|span| span.end));
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let page = Page::new("a.md", "\u{feff}# T\n");
        assert_eq!(page.position(3), Position { line: 1, column: 1 });
        assert_eq!(page.offset(Position { line: 1, column: 1 }), Some(3));
    }

    #[test]
    fn a_path_below_a_folder_never_leads_out_of_it() {
        let cases = [
            ("get.md", Some("get.md")),
            ("./a/b/get.md", Some("a/b/get.md")),
            ("a/../get.md", None),
            ("../get.md", None),
            ("/get.md", None),
            ("", None),
        ];
        for (path, expect) in cases {
            assert_eq!(below_path(Path::new(path)).as_deref(), expect, "{path}");
        }
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("a")).unwrap();
        std::fs::write(folder.path().join("a/get.md"), "# T\n").unwrap();
        let below = Page::read_below(folder.path(), Path::new("a/get.md")).unwrap();
        assert_eq!(below.path(), "a/get.md");
        let outside = Page::read_below(&folder.path().join("a"), Path::new("../a/get.md"));
        assert_eq!(outside.unwrap().path(), "get.md");
    }
}
