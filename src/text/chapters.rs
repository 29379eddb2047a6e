//! Which of the files of a folder are pages by themselves, where some of them include others: a chapter
//! of a book is one, a text that several pages share is none.

use std::collections::{BTreeMap, BTreeSet};

use super::companions::{Use, references, resolved};
use super::markup::{Markup, markup_of};

/// The files, by their paths below the folder, that are only there to be included: those that are named
/// so (`_x`), those that several others include or one of them in part, and those that have no subject of
/// their own.
pub(crate) fn parts(files: &BTreeMap<String, String>) -> BTreeSet<String> {
    let mut included: BTreeMap<String, Vec<Use>> = BTreeMap::new();
    for (path, text) in files {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut once: BTreeSet<String> = BTreeSet::new();
        for reference in references(path, text) {
            let Some(target) = resolved(folder, &reference.target) else {
                continue;
            };
            let target = target.trim_start_matches('/').to_owned();
            let is_other = target != *path && files.contains_key(&target);
            if is_other && reference.use_ != Use::Data && once.insert(target.clone()) {
                included.entry(target).or_default().push(reference.use_);
            }
        }
    }
    let is_part = |path: &str, uses: &[Use]| {
        let name = path.rsplit('/').next().unwrap_or_default();
        let text = files.get(path).map_or("", String::as_str);
        name.starts_with('_') || uses != [Use::Whole] || !has_a_subject(path, text)
    };
    let parts = included
        .into_iter()
        .filter(|(path, uses)| is_part(path, uses));
    parts.map(|(path, _)| path).collect()
}

/// Whether a file that another includes stands for itself: reStructuredText that declares operations,
/// AsciiDoc that begins with a title.
fn has_a_subject(path: &str, text: &str) -> bool {
    match markup_of(path) {
        Some(Markup::Rst) => text.lines().any(|line| {
            let directive = line.trim_start();
            [".. http:", ".. rest_method::", ".. openapi::"]
                .iter()
                .any(|name| directive.starts_with(name))
        }),
        Some(Markup::Asciidoc) => {
            let is_before_title = |line: &&str| {
                line.trim().is_empty() || line.starts_with("//") || line.starts_with([':', '['])
            };
            let mut lines = text.lines().skip_while(is_before_title);
            lines.next().is_some_and(|line| line.starts_with('='))
        }
        Some(Markup::Markdown | Markup::Html | Markup::Data) | None => false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::parts;

    #[test]
    fn a_chapter_is_a_page_and_a_shared_text_is_none() {
        let check = |files: &[(&str, &str)], expect: &[&str]| {
            let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
            let files: BTreeMap<String, String> = files.iter().map(owned).collect();
            let found = parts(&files);
            assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), expect);
        };
        let desks = ".. rest_method:: GET /desks\n";
        check(
            &[
                (
                    "index.rst",
                    ".. include:: desks.inc\n.. include:: note.inc\n",
                ),
                ("desks.inc", desks),
                ("note.inc", "Ask first.\n"),
            ],
            &["note.inc"],
        );
        check(&[("desks.inc", desks), ("note.inc", "Ask.\n")], &[]);
        check(
            &[
                ("a.rst", ".. include:: shared/b.rst\n"),
                ("c.rst", ".. include:: shared/b.rst\n"),
                ("shared/b.rst", desks),
            ],
            &["shared/b.rst"],
        );
        check(
            &[
                ("a/index.rst", ".. include:: _desk.rst\n"),
                ("a/_desk.rst", desks),
                ("b/_desk.rst", desks),
            ],
            &["a/_desk.rst"],
        );
        check(
            &[
                ("index.adoc", "include::a.adoc[]\ninclude::b.adoc[tag=x]\n"),
                ("a.adoc", "[[a]]\n== Desks\n"),
                ("b.adoc", "== Loans\n"),
            ],
            &["b.adoc"],
        );
        check(
            &[("a.rst", ".. include:: a.rst\n.. include:: ../a.rst\n")],
            &[],
        );
    }
}
