//! Which language of markup a file is written in, by the end of its name.

use std::path::Path;

/// A language that pages are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Markup {
    /// Markdown, MDX among it.
    Markdown,
    /// reStructuredText.
    Rst,
    /// AsciiDoc.
    Asciidoc,
    /// HTML, which is a page where it is named: folders of built documentation are full of it.
    Html,
    /// YAML or JSON, which is a page where it describes an interface.
    Data,
}

/// The ends of names, each with its language; what is no page unless it is named, or is found to be one,
/// stands last.
const EXTENSIONS: &[(&str, Markup)] = &[
    ("md", Markup::Markdown),
    ("markdown", Markup::Markdown),
    ("mdx", Markup::Markdown),
    ("rst", Markup::Rst),
    ("adoc", Markup::Asciidoc),
    ("asciidoc", Markup::Asciidoc),
    ("inc", Markup::Rst),
    ("txt", Markup::Rst),
    ("html", Markup::Html),
    ("htm", Markup::Html),
    ("yaml", Markup::Data),
    ("yml", Markup::Data),
    ("json", Markup::Data),
];

/// The files of a folder that can be pages, as messages say it.
pub(crate) const PAGE_NAMES: &str = "`*.md`, `*.mdx`, `*.markdown`, `*.rst`, `*.inc`, `*.adoc`, `*.asciidoc`, or an OpenAPI `*.yaml` \
     or `*.json`";

/// The language of a file; `None` where its name says none.
pub(crate) fn markup_of(path: &str) -> Option<Markup> {
    let end = Path::new(path).extension()?.to_str()?;
    let known = EXTENSIONS
        .iter()
        .find(|(known, _)| end.eq_ignore_ascii_case(known))?;
    Some(known.1)
}

/// The language of a file whose text is known: a plain text that begins as AsciiDoc does is that.
pub(crate) fn markup_in(path: &str, text: &str) -> Option<Markup> {
    let is_plain = Path::new(path)
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("txt"));
    let first = text
        .trim_start_matches(['\u{feff}', '\n'])
        .lines()
        .next()
        .unwrap_or_default();
    let begins = ["= ", "== ", "[["]
        .iter()
        .any(|mark| first.starts_with(mark));
    if is_plain && begins && !first.ends_with(" =") {
        return Some(Markup::Asciidoc);
    }
    markup_of(path)
}

/// A file's name without the end that says its language.
pub(crate) fn without_extension(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, _)) if markup_of(name).is_some() => stem,
        Some(_) | None => name,
    }
}

/// Whether a file's text, of which the beginning will do, is an OpenAPI or Swagger description: its
/// outermost mapping says the version.
pub(crate) fn describes_an_interface(beginning: &str) -> bool {
    let text = beginning.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{') {
        return outermost_keys(text).any(is_version_key);
    }
    text.lines().any(|line| {
        let key = line.split_once(':').map_or("", |(key, _)| key);
        is_version_key(key.trim_matches(['"', '\'']))
    })
}

fn is_version_key(key: &str) -> bool {
    key == "openapi" || key == "swagger"
}

/// The keys of the outermost object of a JSON text, which may end anywhere.
fn outermost_keys(text: &str) -> impl Iterator<Item = &str> {
    let (mut depth, mut at) = (0_usize, 0);
    std::iter::from_fn(move || {
        while at < text.len() {
            let byte = text.as_bytes()[at];
            at += 1;
            match byte {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                b'"' => {
                    let start = at;
                    at = end_of_string(text, start);
                    let key = text.get(start..at);
                    at += 1;
                    let rest = text.get(at..).unwrap_or_default();
                    if depth == 1 && rest.trim_start().starts_with(':') {
                        return key;
                    }
                }
                _ => {}
            }
        }
        None
    })
}

fn end_of_string(text: &str, start: usize) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(start) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::{Markup, describes_an_interface, markup_in, without_extension};

    #[test]
    fn a_description_says_so_in_its_outermost_mapping() {
        let check = |text: &str, expect| assert_eq!(describes_an_interface(text), expect, "{text}");
        check("openapi: 3.0.1\ninfo:\n", true);
        check("\u{feff}# Desks\n'swagger': '2.0'\n", true);
        check("info:\n  openapi: 3.0.1\n", false);
        check("openapi-tools: x\n", false);
        check(
            "{\"info\": {\"title\": \"a \\\" b\"}, \"openapi\": \"3.1.0\"",
            true,
        );
        check("{\"dependencies\": {\"swagger\": \"2\"}}", false);
        check("{\"name\": \"swagger\"}", false);
        check("{\"a\": \"без кон", false);
        check("[{\"openapi\": 1}]", false);
    }

    #[test]
    fn a_plain_text_is_what_it_begins_as() {
        let check = |path, text, expect| assert_eq!(markup_in(path, text), Some(expect), "{text}");
        check("a.txt", "= Desks\n\nAll.\n", Markup::Asciidoc);
        check("a.txt", "\n[[desks]]\n== Desks\n", Markup::Asciidoc);
        check("a.txt", "Desks\n=====\n", Markup::Rst);
        check("a.txt", "=====  =====\na      b\n", Markup::Rst);
        check("a.rst", "= Desks\n", Markup::Rst);
    }

    #[test]
    fn only_ends_that_say_a_language_are_taken_off() {
        for (name, stem) in [
            ("a.md", "a"),
            ("a.ru-ru.RST", "a.ru-ru"),
            ("v1.0", "v1.0"),
            (".md", ".md"),
            ("a", "a"),
        ] {
            assert_eq!(without_extension(name), stem);
        }
    }
}
