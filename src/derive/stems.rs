//! What operations' ids begin with: the stem of their page's name, without the locale. Where pages of
//! several folders share one, the folders that tell them apart go before it.

use std::collections::{BTreeMap, BTreeSet};

use crate::protocol::template::slug;
use crate::text::markup::without_extension;

/// A page's file stem as an id, without its locale: `loans/end.ru-ru.md` gives `end`.
pub(crate) fn operation_stem(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = without_extension(name);
    let stem = match stem.rsplit_once('.') {
        Some((before, locale)) if is_locale(locale) => before,
        _ => stem,
    };
    let slug = slug(stem);
    if slug.is_empty() {
        "page".to_owned()
    } else {
        slug
    }
}

fn is_locale(text: &str) -> bool {
    let mut parts = text.split('-');
    let letters = |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric());
    let language = parts.next().unwrap_or_default();
    (2..=3).contains(&language.len())
        && language.chars().all(|c| c.is_ascii_lowercase())
        && text.contains('-')
        && parts.all(|part| (2..=4).contains(&part.len()) && letters(part))
}

/// The stems that pages of these paths have together, those whose own stem is another page's, too:
/// `a/get.md` and `b/get.md` have `a-get` and `b-get`. Pages of one folder, such as a page and its
/// translation, are not told apart.
pub(crate) fn stems_apart<'p>(paths: impl Iterator<Item = &'p str>) -> BTreeMap<&'p str, String> {
    let mut groups: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for path in paths {
        groups.entry(operation_stem(path)).or_default().insert(path);
    }
    let mut apart = BTreeMap::new();
    for (stem, paths) in groups {
        let folders: BTreeSet<&str> = paths.iter().map(|path| folder_of(path)).collect();
        if folders.len() < 2 {
            continue;
        }
        for path in paths {
            apart.insert(path, told_apart(&stem, folder_of(path), &folders));
        }
    }
    apart
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A stem with as many of its innermost folders as no other folder ends with.
fn told_apart(stem: &str, folder: &str, folders: &BTreeSet<&str>) -> String {
    let depth = folder.split('/').filter(|name| !name.is_empty()).count();
    let mut own = stem.to_owned();
    for count in 1..=depth {
        own = with_folders(stem, folder, count);
        let mut others = folders.iter().filter(|other| **other != folder);
        if others.all(|other| with_folders(stem, other, count) != own) {
            break;
        }
    }
    own
}

/// A stem with the last `count` folders of a path before it.
fn with_folders(stem: &str, folder: &str, count: usize) -> String {
    let names: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
    let last = names.len().saturating_sub(count);
    let slugs = names[last..].iter().map(|name| slug(name));
    let parts: Vec<String> = slugs.filter(|slug| !slug.is_empty()).collect();
    [parts, vec![stem.to_owned()]].concat().join("-")
}

#[cfg(test)]
mod tests {
    use super::{operation_stem, stems_apart};

    #[test]
    fn a_stem_is_the_name_without_folder_and_locale() {
        let stems = [
            ("loan-end.md", "loan-end"),
            ("loans/end.ru-ru.md", "end"),
            ("loan-end.zh-hant-tw.md", "loan-end"),
            ("v1.0/Loan End.txt", "loan-end"),
            ("loans.ru-ru.rst", "loans"),
            ("loans.v2.yaml", "loans-v2"),
            ("loans.html", "loans"),
            ("loans.pdf", "loans-pdf"),
            ("v1.0/lending.yaml", "lending"),
            ("lending.json", "lending"),
            ("книги/выдача.md", "page"),
        ];
        for (path, stem) in stems {
            assert_eq!(operation_stem(path), stem, "{path}");
        }
    }

    #[test]
    fn pages_of_one_name_are_told_apart_by_their_shortest_folders() {
        let check = |paths: &[&str], expect: &[(&str, &str)]| {
            let found = stems_apart(paths.iter().copied());
            let found: Vec<(&str, &str)> = found.iter().map(|(p, s)| (*p, s.as_str())).collect();
            assert_eq!(found, expect);
        };
        check(&["a/get.md", "b/list.md"], &[]);
        check(
            &["a/get.md", "b/get.md", "b/list.md"],
            &[("a/get.md", "a-get"), ("b/get.md", "b-get")],
        );
        check(
            &["get.md", "a/get.md"],
            &[("a/get.md", "a-get"), ("get.md", "get")],
        );
        check(
            &["x/a/get.md", "y/a/get.md", "b/get.ru-ru.md"],
            &[
                ("b/get.ru-ru.md", "b-get"),
                ("x/a/get.md", "x-a-get"),
                ("y/a/get.md", "y-a-get"),
            ],
        );
        check(
            &["v1.0/get.md", "v1/0/get.md"],
            &[("v1.0/get.md", "v1-0-get"), ("v1/0/get.md", "0-get")],
        );
        check(&["a/get.md", "a/get.ru-ru.md"], &[]);
    }
}
