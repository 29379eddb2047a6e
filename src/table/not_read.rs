//! What a page shows and no row documents: a request, as long as there is one of which nothing is said of
//! what the page does not document on its path; and a page of which nothing was read.

use std::fmt;
use std::path::PathBuf;

use crate::protocol::Method;
use crate::protocol::alike::Segments;
use crate::protocol::target::RequestTarget;

/// A request that a page shows and no row documents, as the page writes it: `DELETE /loans/{id}`. One
/// that is no method with a path could be on any.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NotRead(String);

impl NotRead {
    /// What the page shows.
    #[must_use]
    pub(crate) fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// More than are listed.
    #[must_use]
    pub(crate) fn more() -> Self {
        Self("more than are listed here".to_owned())
    }

    /// The text, as the page has it.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Its method and the segments of its path; none where it is no method with a path.
    #[must_use]
    pub(crate) fn request(&self) -> Option<(Method, Segments)> {
        let (method, target) = self.0.split_once(' ')?;
        let method = Method::new(method).ok()?;
        is_whole(target).then(|| (method, Segments::of(target)))
    }

    /// Whether it could be a request on that path.
    #[must_use]
    pub(crate) fn speaks_of(&self, path: &RequestTarget) -> bool {
        self.request()
            .is_none_or(|(_, shown)| could_be_on(&shown, path))
    }
}

/// Whether a request on a path of those segments could be one on that path, whatever names of an
/// interface and its version either begins with.
pub(super) fn could_be_on(shown: &Segments, path: &RequestTarget) -> bool {
    let bare = shown.without_version();
    // A placeholder that spans segments can be as long as it likes.
    if path.path().spans_segments() {
        let could_be = |shown: &Segments| path.path().matches(&shown.with_every_placeholder("x"));
        could_be(shown) || could_be(&bare)
    } else {
        Segments::of(path.path().as_str())
            .without_version()
            .meets(&bare)
    }
}

/// Whether a target has every bracket closed that it opens.
fn is_whole(target: &str) -> bool {
    let count = |c: char| target.matches(c).count();
    count('{') == count('}') && count('<') == count('>')
}

/// A page of which no operation was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageNotRead {
    /// The page's file.
    pub file: PathBuf,
    /// Its lines that look like an operation, each with its number from 1.
    pub lines: Vec<(usize, String)>,
    /// What they ask for.
    pub requests: Vec<NotRead>,
}

/// The most lines of a page that was not read that are shown.
const MOST_LINES: usize = 10;

/// The most characters of such a line that are shown.
const LONGEST_LINE: usize = 160;

impl PageNotRead {
    /// The lines that are shown, as `FILE:LINE: the line`, and how many there are besides.
    #[must_use]
    pub(crate) fn shown(&self) -> (Vec<String>, usize) {
        let file = self.file.display();
        let shown = self.lines.iter().take(MOST_LINES).map(|(number, line)| {
            let mut text: String = line.trim().chars().take(LONGEST_LINE).collect();
            if text.len() < line.trim().len() {
                text.push('…');
            }
            format!("{file}:{number}: {text}")
        });
        (shown.collect(), self.lines.len().saturating_sub(MOST_LINES))
    }
}

impl fmt::Display for PageNotRead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        write!(f, "{file}: the page documents no endpoint")?;
        let (lines, more) = self.shown();
        match self.lines.len() {
            0 => return Ok(()),
            1 => write!(f, ", though a line looks like an operation:")?,
            count => write!(f, ", though {count} lines look like operations:")?,
        }
        for line in lines {
            write!(f, "\n  {line}")?;
        }
        if more > 0 {
            write!(f, "\n  and {more} more")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::NotRead;
    use crate::protocol::target::RequestTarget;

    #[test]
    fn a_request_speaks_of_the_paths_that_it_could_be_on() {
        let check = |text: &str, path: &str, expect: bool| {
            let path = RequestTarget::new(path).unwrap();
            assert_eq!(NotRead::new(text).speaks_of(&path), expect, "{text} {path}");
        };
        check("DELETE /loans/{ticket}", "/loans/{id}", true);
        check("DELETE /loans/42", "/loans/{id}", true);
        check(
            "DELETE https://desk.example.com/v2/loans/:id",
            "/loans/{id}",
            true,
        );
        check("DELETE /books/{id}", "/loans/{id}", false);
        check("DELETE /loans", "/loans/{id}", false);
        check("DELETE /books/{id", "/loans/{id}", true);
        check("DELETE /v2/a/b/tags", "/v2/{+name}/tags", true);
        check("DELETE /v2/{shelf}/tags", "/v2/{+name}/tags", true);
        check("DELETE /v2/{shelf}/books", "/v2/{+name}/tags", false);
        check(NotRead::more().as_str(), "/loans", true);
    }
}
