//! Directives of MyST: fences of Markdown whose information begins with a name in braces. What they hold is
//! read as the same directive of reStructuredText is, or as Markdown where it is words.

use super::super::companions::myst_directive;
use super::super::document::{Block, Code, Directive, Kind, Prose, Style};
use super::super::page::{Page, Span};
use super::super::rst;
use super::super::source::MAX_ADDED;
use super::{Fences, read};

/// Directives of literal lines.
const CODES: &[&str] = &[
    "code-block",
    "code",
    "sourcecode",
    "code-cell",
    "parsed-literal",
];

/// Directives that hold words.
const WORDS: &[&str] = &[
    "note",
    "warning",
    "tip",
    "important",
    "hint",
    "caution",
    "danger",
    "attention",
    "error",
    "seealso",
    "admonition",
    "dropdown",
    "details",
    "tab-set",
    "tab-item",
    "tabs",
    "tab",
    "group-tab",
    "grid",
    "card",
    "versionadded",
    "versionchanged",
    "deprecated",
    "todo",
    "topic",
    "container",
    "div",
];

/// Directives that are read as reStructuredText, but for those of a domain (`http:get`).
const OF_RST: &[&str] = &[
    "eval-rst",
    "literalinclude",
    "list-table",
    "csv-table",
    "toctree",
    "contents",
    "image",
    "figure",
    "math",
    "mermaid",
    "raw",
];

/// The most directives within each other that are looked into.
const DEEPEST: usize = 8;

/// The blocks of a page with those of its directives in the place of their fences.
pub(super) fn expanded(page: &Page, blocks: Vec<Block>) -> Vec<Block> {
    if !page.text().contains("{") {
        return blocks;
    }
    let mut budget = MAX_ADDED;
    let mut out = Vec::with_capacity(blocks.len());
    expand(page, blocks, DEEPEST, &mut budget, &mut out);
    out
}

fn expand(page: &Page, blocks: Vec<Block>, left: usize, budget: &mut usize, out: &mut Vec<Block>) {
    for block in blocks {
        match &block.kind {
            Kind::Code(code) if code.text.is_none() => {
                let code = code.clone();
                directive(page, block, &code, left, budget, out);
            }
            _ => out.push(block),
        }
    }
}

fn directive(
    page: &Page,
    block: Block,
    code: &Code,
    left: usize,
    budget: &mut usize,
    out: &mut Vec<Block>,
) {
    let opening = page.slice(block.span).lines().next().unwrap_or_default();
    let Some((_, name, argument)) = myst_directive(opening) else {
        return out.push(block);
    };
    let marker = opening.len() - argument.trim_start().len();
    if CODES.contains(&name) {
        let language = argument.split_whitespace().next().unwrap_or_default();
        let code = Code {
            language: language.to_lowercase(),
            body: behind_options(page, code.body),
            ..code.clone()
        };
        return out.push(Block {
            kind: Kind::Code(code),
            ..block
        });
    }
    if OF_RST.contains(&name) || name.contains(':') || name.starts_with("rest_") {
        let end = code.body.end.max(block.span.start + opening.len());
        let lines = block.span.start..end;
        let own = rst::directive_blocks(page, lines, (name, marker), block.depth, budget);
        return out.extend(own);
    }
    if !WORDS.contains(&name) || left == 0 {
        return out.push(block);
    }
    let start = block.span.start;
    let place = Span::new(start + marker, start + opening.len());
    out.push(Block {
        kind: Kind::Directive(Directive {
            name: name.to_owned(),
            argument: Prose::new(argument.trim(), place, Style::Plain),
            options: Vec::new(),
        }),
        span: Span::new(start, start + opening.len()),
        depth: block.depth,
    });
    let mut own = Vec::new();
    let body = behind_options(page, code.body);
    read(
        page.text(),
        body,
        block.depth + 1,
        Fences::OfThePage,
        &mut own,
    );
    expand(page, own, left - 1, budget, out);
}

/// The lines of a directive without its options: those that begin with `:name:`.
fn behind_options(page: &Page, body: Span) -> Span {
    let mut start = body.start;
    for line in page.slice(body).split_inclusive('\n') {
        let option = line
            .trim()
            .strip_prefix(':')
            .and_then(|rest| rest.split_once(':'));
        let is_option = option.is_some_and(|(name, value)| {
            !name.contains(char::is_whitespace) && (value.is_empty() || value.starts_with(' '))
        });
        if !is_option {
            break;
        }
        start += line.len();
    }
    Span::new(start, body.end)
}

#[cfg(test)]
mod tests {
    use super::super::blocks;
    use crate::text::document::shown;
    use crate::text::page::Page;

    fn check(text: &str, files: &[(&str, &str)], expect: &[&str]) {
        let page = Page::new("a.md", text).with_companions(files);
        assert_eq!(shown(page.text(), &blocks(&page)), expect, "{text}");
    }

    #[test]
    fn included_messages_stand_where_they_are_named() {
        check(
            "# Desk\n\n```{eval-rst}\n..  http:example:: curl\n    :request: s/a.req\n```\n\n\
             ```{literalinclude} s/a.resp\n:language: http\n```\nWords\n",
            &[
                ("s/a.req", "GET /desks HTTP/1.1\n"),
                ("s/a.resp", "HTTP/1.1 200 OK\n"),
            ],
            &[
                "h1 Desk",
                ".. http:example:: request=s/a.req curl",
                " code http GET /desks HTTP/1.1",
                "code http HTTP/1.1 200 OK",
                "p Words",
            ],
        );
    }

    #[test]
    fn words_and_code_lose_their_options() {
        check(
            "```{note}\n:class: x\nA `b`.\n```\n\n```{code-block} HTTP\n:caption: c\nGET /a\n```\n\n```{r}\nx\n```\n",
            &[],
            &[
                ".. note:: ",
                " p A `b`.",
                "code http GET /a\n",
                "code r x\n",
            ],
        );
    }
}
