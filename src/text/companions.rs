//! The files that a page names and that its readers need: what it includes, and what its description
//! refers to. They are found in the text by pure functions, and read below the folder that was given.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;

use super::file::{bytes, open_found, with_lf};
use super::markup::{Markup, markup_in, markup_of};

/// The most bytes of companions that a page has, all together.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// The most companions that a page has.
const MAX_FILES: usize = 4096;

/// How many files deep a companion may be named by another.
const MAX_DEPTH: usize = 16;

/// The most bytes of a path that attributes make.
const LONGEST_PATH: usize = 4096;

/// The files that a page names, by their paths from the page's own folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Companions {
    texts: BTreeMap<String, String>,
    /// Those that are pages by themselves, so that whoever includes one whole need not read it.
    apart: BTreeSet<String>,
}

impl Companions {
    /// The companions of a page in `folder` that lie below `root`; what is missing, no regular file, no
    /// UTF-8, or beyond the bounds is not there.
    pub(super) fn read(root: &Path, folder: &Path, name: &str, page: &str) -> Self {
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        let mut asked: BTreeSet<String> = BTreeSet::from([name.to_owned()]);
        let mut to_read: VecDeque<(String, usize)> = VecDeque::new();
        let mut left = MAX_BYTES;
        let mut ask = |from: &str, text: &str, depth, to_read: &mut VecDeque<(String, usize)>| {
            for path in references(from, text).iter().flat_map(|r| r.paths(from)) {
                if depth <= MAX_DEPTH && asked.len() <= MAX_FILES && asked.insert(path.clone()) {
                    to_read.push_back((path, depth));
                }
            }
        };
        ask(name, page, 1, &mut to_read);
        while let Some((path, depth)) = to_read.pop_front() {
            let Some(text) = read_one(root, folder, &path, left) else {
                continue;
            };
            left -= text.len();
            ask(&path, &text, depth + 1, &mut to_read);
            texts.insert(path, text);
        }
        Self {
            texts,
            apart: BTreeSet::new(),
        }
    }

    /// Companions that are already in memory.
    #[cfg(test)]
    pub(crate) fn of(texts: &[(&str, &str)]) -> Self {
        let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
        Self {
            texts: texts.iter().map(owned).collect(),
            apart: BTreeSet::new(),
        }
    }

    /// Says which of them are pages by themselves.
    pub(super) fn set_apart(&mut self, is_page: impl Fn(&str) -> bool) {
        let paths = self.texts.keys().filter(|path| is_page(path));
        self.apart = paths.cloned().collect();
    }

    /// A file that `from`, the page or a companion, names, with its path from the page's folder.
    pub(super) fn get<'c>(&'c self, from: &str, target: &str) -> Option<(&'c str, &'c str)> {
        let found = paths(from, target).into_iter();
        let mut found = found.filter_map(|path| self.texts.get_key_value(&path));
        found
            .next()
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Whether a path is that of a page by itself.
    pub(super) fn is_apart(&self, path: &str) -> bool {
        self.apart.contains(path)
    }
}

fn read_one(root: &Path, folder: &Path, path: &str, limit: usize) -> Option<String> {
    let file = match path.strip_prefix('/') {
        Some(below) => root.join(below),
        None => folder.join(path),
    };
    let file = open_found(root, &file).ok()?;
    let text = String::from_utf8(bytes(file, limit as u64).ok()??).ok()?;
    Some(with_lf(text.trim_start_matches('\u{feff}')).into_owned())
}

/// A file that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    /// As it is written there.
    pub target: String,
    /// How it is named.
    pub use_: Use,
}

/// How a file is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// All of it is read in its place.
    Whole,
    /// Some of its lines are.
    Part,
    /// It is shown as it is, or looked up in.
    Data,
}

impl Reference {
    /// The paths from the page's folder that it can mean, the likelier first.
    fn paths(&self, from: &str) -> Vec<String> {
        paths(from, &self.target)
    }
}

/// The paths from the page's folder that a target in the file `from` can mean: from that file's own
/// folder, and from the page's, as some tools have it.
fn paths(from: &str, target: &str) -> Vec<String> {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut paths: Vec<String> = Vec::new();
    paths.extend(resolved(folder, target));
    if let Some(path) = resolved("", target)
        && !paths.contains(&path)
    {
        paths.push(path);
    }
    paths
}

/// A target as a path from where `folder` is counted from; `None` where it is no such path, but a URL or
/// a hidden file. One that begins with a slash is counted from the root.
pub(crate) fn resolved(folder: &str, target: &str) -> Option<String> {
    let target = target.split('#').next().unwrap_or_default().trim();
    if target.is_empty() || target.contains("://") || target.contains(['\0', '\\']) {
        return None;
    }
    let absolute = target.starts_with('/');
    let mut names: Vec<&str> = Vec::new();
    let folder = if absolute { "" } else { folder };
    for name in folder.split('/').chain(target.split('/')) {
        match name {
            "" | "." => {}
            ".." if names.last().is_none_or(|last| *last == "..") => names.push(".."),
            ".." => {
                names.pop();
            }
            hidden if hidden.starts_with('.') => return None,
            name => names.push(name),
        }
    }
    let path = names.join("/");
    Some(if absolute { format!("/{path}") } else { path })
}

/// The files that a text names, by what its own name says it is written in.
pub(crate) fn references(path: &str, text: &str) -> Vec<Reference> {
    match markup_in(path, text) {
        Some(Markup::Rst) => text.lines().filter_map(rst_reference).collect(),
        Some(Markup::Asciidoc) => asciidoc_references(text),
        Some(Markup::Data) => text.lines().flat_map(data_references).collect(),
        Some(Markup::Markdown) => markdown_references(text),
        Some(Markup::Html) | None => Vec::new(),
    }
}

/// The files that the directives of MyST name, in fences of Markdown.
fn markdown_references(text: &str) -> Vec<Reference> {
    let mut found = Vec::new();
    let mut open: Option<&str> = None;
    // Most pages have none, and are not gone through by lines.
    let mut braces = memchr::memchr_iter(b'{', text.as_bytes());
    let opens = |at: usize| {
        let before = text.get(..at).unwrap_or_default();
        let before = before.trim_end_matches([' ', '\t']);
        before.ends_with("```") || before.ends_with("~~~")
    };
    if !braces.any(opens) {
        return found;
    }
    for line in text.lines() {
        let words = line.trim_start();
        if let Some(mark) = open {
            if words.starts_with(mark) {
                open = None;
            } else {
                found.extend(rst_reference(words));
            }
            continue;
        }
        let Some((mark, name, argument)) = myst_directive(words) else {
            continue;
        };
        match name {
            "literalinclude" => found.extend(reference(argument, Use::Data)),
            "include" if markup_of(argument.trim()) == Some(Markup::Rst) => {
                found.extend(reference(argument, Use::Whole));
            }
            _ => open = Some(mark),
        }
    }
    found
}

/// The mark, the name and the argument of a MyST directive, where a line without its indentation begins one:
/// a fence whose information begins with a name in braces.
pub(super) fn myst_directive(line: &str) -> Option<(&str, &str, &str)> {
    let first = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let rest = line.trim_start_matches(first);
    let mark = &line[..line.len() - rest.len()];
    let (name, argument) = rest.trim_start().strip_prefix('{')?.split_once('}')?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'));
    (mark.len() >= 3 && is_name).then_some((mark, name, argument))
}

fn rst_reference(line: &str) -> Option<Reference> {
    let line = line.trim();
    // `.. csv-table::` names its file in an option.
    if let Some(file) = line.strip_prefix(":file:") {
        return reference(file, Use::Data);
    }
    // `.. http:example::` names those of its request and its response.
    let message = [":request:", ":response:"]
        .iter()
        .find_map(|name| line.strip_prefix(name));
    if let Some(file) = message.map(str::trim) {
        let is_name = file.contains('.') && !file.contains(char::is_whitespace);
        return reference(file, Use::Data).filter(|_| is_name);
    }
    let (name, argument) = line.strip_prefix(".. ")?.split_once("::")?;
    match name.trim() {
        "include" => reference(argument, Use::Whole),
        "literalinclude" | "rest_parameters" | "openapi" => reference(argument, Use::Data),
        "rest_status_code" => reference(argument.split_whitespace().nth(1)?, Use::Data),
        _ => None,
    }
}

fn reference(target: &str, use_: Use) -> Option<Reference> {
    let target = target.trim().trim_matches(['"', '\'']);
    // A name in angle brackets is a file of the tool's own.
    (!target.is_empty() && !target.starts_with('<')).then(|| Reference {
        target: target.to_owned(),
        use_,
    })
}

fn asciidoc_references(text: &str) -> Vec<Reference> {
    let mut attributes: BTreeMap<&str, &str> = BTreeMap::new();
    let mut found = Vec::new();
    for line in text.lines() {
        if let Some((name, value)) = line
            .strip_prefix(':')
            .and_then(|rest| rest.split_once(": "))
        {
            attributes.insert(name, value.trim());
        }
        let Some((target, options)) = asciidoc_include(line) else {
            continue;
        };
        let target = with_attributes(target, &attributes);
        let part = options.contains("tag") || options.contains("lines");
        found.extend(reference(
            &target,
            if part { Use::Part } else { Use::Whole },
        ));
    }
    found
}

/// A target with the attributes in it replaced by their values, as long as a path can be.
fn with_attributes(target: &str, attributes: &BTreeMap<&str, &str>) -> String {
    let mut text = String::new();
    for (at, part) in target.split('{').enumerate() {
        match part.split_once('}') {
            Some((name, rest)) if at > 0 && text.len() < LONGEST_PATH => {
                let value = attributes.get(name).filter(|v| v.len() < LONGEST_PATH);
                text.push_str(value.unwrap_or(&name));
                text.push_str(rest);
            }
            Some(_) | None => text.push_str(part),
        }
    }
    text
}

/// The target and the options of an AsciiDoc include, where a line is one.
pub(crate) fn asciidoc_include(line: &str) -> Option<(&str, &str)> {
    let rest = line
        .strip_prefix("include::")?
        .trim_end()
        .strip_suffix(']')?;
    rest.split_once('[')
}

fn data_references(line: &str) -> impl Iterator<Item = Reference> {
    ["$ref", "externalValue"].into_iter().flat_map(move |key| {
        line.match_indices(key).filter_map(move |(at, _)| {
            let rest = line[at + key.len()..].trim_start_matches(['"', '\'']);
            let value = rest.trim_start().strip_prefix(':')?.trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            let target = match quote {
                Some(quote) => value[1..].split(quote).next()?,
                None => value.split([' ', ',', '}']).next()?,
            };
            let file = target.split('#').next()?;
            reference(file, Use::Data)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{Companions, MAX_DEPTH, references, resolved};
    use crate::text::page::Page;

    #[test]
    fn references_are_found_in_every_markup() {
        let check = |path: &str, text: &str, expect: &[&str]| {
            let found = references(path, text);
            let targets: Vec<&str> = found.iter().map(|r| r.target.as_str()).collect();
            assert_eq!(targets, expect, "{text}");
        };
        check(
            "a.rst",
            ".. include:: _b.rst\n\n   .. literalinclude:: s/c.json\n.. include:: <isonum.txt>\n\
             .. rest_parameters:: p.yaml\n.. rest_status_code:: error status.yaml\n\
             .. openapi:: api/spec.yaml\n.. csv-table:: T\n   :file: t.csv\n.. note:: x.rst\n",
            &[
                "_b.rst",
                "s/c.json",
                "p.yaml",
                "status.yaml",
                "api/spec.yaml",
                "t.csv",
            ],
        );
        check(
            "a.adoc",
            ":parts: shared/parts\ninclude::{parts}/b.adoc[]\n include::c.adoc[]\ninclude::d.adoc[tag=e]\n",
            &["shared/parts/b.adoc", "d.adoc"],
        );
        check(
            "a.yaml",
            "x: {$ref: 'b.yaml#/desk', \"$ref\": \"c.json\"}\ny:\n  $ref: d.yaml#/a\n  $ref: '#/b'\n",
            &["b.yaml", "c.json", "d.yaml"],
        );
        check("a.md", ".. include:: b.rst\n", &[]);
        check(
            "a.md",
            "```{eval-rst}\n..  http:example:: curl\n    :request: s/a.req\n    :response: said in words\n```\n\n\
             ~~~{literalinclude} s/a.resp\n:language: http\n~~~\n```{include} b.md\n```\n",
            &["s/a.req", "s/a.resp"],
        );
    }

    #[test]
    fn a_target_is_counted_from_its_folder() {
        for (folder, target, expect) in [
            ("a", "./b/../c.rst#x", Some("a/c.rst")),
            ("a", "../../c.rst", Some("../c.rst")),
            ("a/b", "/c.rst", Some("/c.rst")),
            ("", "https://example.org/c.rst", None),
            ("", ".ssh/key", None),
            ("", "#/a", None),
        ] {
            assert_eq!(resolved(folder, target).as_deref(), expect, "{target}");
        }
    }

    #[test]
    fn a_page_has_the_files_below_its_folder_that_it_names_and_no_others() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        std::fs::create_dir_all(root.join("desks/parts")).unwrap();
        let write =
            |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("secret.rst", "secret");
        write("root/shared.rst", "shared\r\n");
        write(
            "root/desks/parts/b.rst",
            ".. include:: c.rst\n.. include:: ../a.rst\n",
        );
        write("root/desks/parts/c.rst", ".. include:: parts/b.rst\n");
        write("root/desks/latin.rst", "");
        std::fs::write(root.join("desks/latin.rst"), b"\xe9").unwrap();
        write(
            "root/desks/a.rst",
            ".. include:: parts/b.rst\n.. include:: ../shared.rst\n.. include:: /shared.rst\n\
             .. include:: ../../secret.rst\n.. include:: latin.rst\n.. include:: none.rst\n",
        );
        let page = Page::read_below(&root, "desks/a.rst".as_ref()).unwrap();
        assert!(page.companion("parts/b.rst").is_some());
        assert_eq!(page.companion("../shared.rst"), Some("shared\n"));
        assert_eq!(page.companion("/shared.rst"), Some("shared\n"));
        let nested = page.companion_of("parts/b.rst", "c.rst").unwrap();
        assert_eq!(nested.0, "parts/c.rst");
        for absent in ["../../secret.rst", "latin.rst", "none.rst", "a.rst"] {
            assert_eq!(page.companion(absent), None, "{absent}");
        }
        let named = Page::read(&root.join("desks/a.rst")).unwrap();
        assert!(named.companion("parts/c.rst").is_some());
        assert_eq!(
            named.companion("../shared.rst"),
            None,
            "above its own folder"
        );
    }

    #[test]
    fn a_chain_of_companions_ends() {
        let folder = tempfile::tempdir().unwrap();
        for at in 0..MAX_DEPTH + 4 {
            let next = format!(".. include:: {}.rst\n", at + 1);
            std::fs::write(folder.path().join(format!("{at}.rst")), next).unwrap();
        }
        let first = std::fs::read_to_string(folder.path().join("0.rst")).unwrap();
        let found = Companions::read(folder.path(), folder.path(), "0.rst", &first);
        assert_eq!(found.texts.len(), MAX_DEPTH);
    }
}
