//! A baseline: the findings that a corpus is known to have, so that a gate lets old ones by and stops
//! new ones. Its stored form, TOML, is here and nowhere else.
//!
//! A finding is known by its page, its code, its message and the text of the line to mend first; not
//! by its line's number, so that lines may come and go above it.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::form::{FormError, FormText};
use crate::read::Finding;
use crate::text::page::{Page, hex};

/// The version of the form that this program reads and writes.
pub(crate) const FORMAT: u32 = 1;

/// The first line of a baseline.
const MARK: &str = "# Findings that are known, by `as-documented lint --write-baseline`.";

/// The bytes of a fingerprint's digest that are kept.
const KEPT: usize = 12;

/// What is known of one finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    page: String,
    code: String,
    fingerprint: String,
}

/// Known findings, each with how many times it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Baseline {
    known: BTreeMap<Key, usize>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileForm {
    format: u32,
    #[serde(default)]
    known: Vec<KnownForm>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KnownForm {
    page: String,
    code: String,
    fingerprint: String,
    #[serde(default = "once", skip_serializing_if = "is_once")]
    count: u32,
}

fn once() -> u32 {
    1
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_once(count: &u32) -> bool {
    *count == 1
}

impl Baseline {
    /// Reads a baseline from its stored form; `file` is for messages only.
    ///
    /// # Errors
    /// When the text is not TOML, has an unknown key, or is of another version.
    pub(crate) fn read(file: &Path, text: &str) -> Result<Self, FormError> {
        let text = FormText::new(file, text);
        let form: FileForm = text.read_version(FORMAT, "write it again with --write-baseline")?;
        let mut known = BTreeMap::new();
        for KnownForm {
            page,
            code,
            fingerprint,
            count,
        } in form.known
        {
            let key = Key {
                page,
                code,
                fingerprint,
            };
            let known = known.entry(key).or_insert(0_usize);
            *known = known.saturating_add(count as usize);
        }
        Ok(Self { known })
    }

    /// The stored form: the same findings give the same bytes, in whatever order they were added.
    ///
    /// # Errors
    /// Never for findings of pages; the serializer's error otherwise.
    pub(crate) fn write(&self) -> Result<String, toml::ser::Error> {
        let known = self.known.iter().map(|(key, count)| KnownForm {
            page: key.page.clone(),
            code: key.code.clone(),
            fingerprint: key.fingerprint.clone(),
            count: u32::try_from(*count).unwrap_or(u32::MAX),
        });
        let form = FileForm {
            format: FORMAT,
            known: known.collect(),
        };
        Ok(format!("{MARK}\n{}", toml::to_string(&form)?))
    }

    /// Whether a text is a baseline of any version, by its first line: one that may be written over.
    #[must_use]
    pub(crate) fn is_one(text: &str) -> bool {
        text.lines().next() == Some(MARK)
    }

    /// Adds a finding of the page that goes by `name`.
    pub(crate) fn add(&mut self, name: &str, page: &Page, finding: &Finding) {
        *self.known.entry(key(name, page, finding)).or_insert(0) += 1;
    }

    /// Takes a finding out; whether it was there.
    pub(crate) fn take(&mut self, name: &str, page: &Page, finding: &Finding) -> bool {
        match self.known.get_mut(&key(name, page, finding)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            Some(_) | None => false,
        }
    }

    /// How many findings are left of the pages that `was_read` says were read.
    #[must_use]
    pub(crate) fn left(&self, was_read: impl Fn(&str) -> bool) -> usize {
        let of_pages = self.known.iter().filter(|(key, _)| was_read(&key.page));
        of_pages.map(|(_, count)| count).sum()
    }
}

fn key(name: &str, page: &Page, finding: &Finding) -> Key {
    let line = page.position(finding.places.first().span.start).line;
    let line = page.line_span(line);
    let line = line.map_or("", |span| page.slice(span)).trim();
    let text = format!("{}\n{line}", finding.message);
    Key {
        page: name.to_owned(),
        code: finding.code.as_str().to_owned(),
        fingerprint: hex(&Sha256::digest(text.as_bytes())[..KEPT]),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Baseline;
    use crate::derive::derive;
    use crate::store::form::FormError;
    use crate::text::page::Page;

    const PAGE: &str = "## HTTP request\n```http\nPOST /loans/end\n```\n## Response\n\
                        `204 No Content`\n## Example\n```http\nDELETE /loans/end\n```\n";

    fn read(text: &str) -> Result<Baseline, FormError> {
        Baseline::read(Path::new("known.toml"), text)
    }

    #[test]
    fn a_finding_stays_known_where_its_line_moves_and_not_where_it_changes() {
        let page = Page::new("a.md", PAGE);
        let findings = derive(&page).findings;
        assert!(!findings.is_empty());
        let mut written = Baseline::default();
        for finding in &findings {
            written.add("a.md", &page, finding);
        }
        let text = written.write().unwrap();
        let mut baseline = read(&text).unwrap();
        assert_eq!(baseline, written);
        let moved = Page::new("a.md", format!("# Title\n\n{PAGE}"));
        for finding in derive(&moved).findings {
            assert!(baseline.take("a.md", &moved, &finding));
            assert!(!baseline.take("a.md", &moved, &finding), "known once");
        }
        assert_eq!(baseline.left(|_| true), 0);
        let other = Page::new("a.md", PAGE.replace("DELETE", "PATCH"));
        let mut baseline = read(&text).unwrap();
        let known = derive(&other).findings.into_iter();
        let known = known.filter(|finding| baseline.take("a.md", &other, finding));
        assert!(known.count() < findings.len());
        assert!(baseline.left(|name| name == "a.md") > 0);
        assert_eq!(baseline.left(|name| name == "b.md"), 0);
    }

    #[test]
    fn what_is_no_baseline_is_an_error_with_its_line() {
        let wrong = read("format = 1\nnone = 2\n").unwrap_err();
        assert!(wrong.to_string().starts_with("known.toml:2: "), "{wrong}");
        let newer = read("# known\nformat = 9").unwrap_err().to_string();
        let expect = "known.toml:2: expected `format = 1`, but found 9; write it again";
        assert!(newer.starts_with(expect), "{newer}");
    }
}
