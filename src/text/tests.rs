//! Blocks as lines, for the tests of what reads them, with every place held to the page.

use super::document::{Block, Kind, Prose, Style};
use super::page::{Page, Span};

/// Words with their style: code in backquotes, strong words in asterisks.
fn styled(prose: &Prose) -> String {
    let mut shown = String::new();
    let mut set = Style::Plain;
    let mark = |style| match style {
        Style::Plain => "",
        Style::Code => "`",
        Style::Strong => "*",
    };
    for run in &prose.runs {
        if run.style != set {
            shown.push_str(mark(set));
            shown.push_str(mark(run.style));
            set = run.style;
        }
        shown.push_str(&prose.text[run.range.clone()]);
    }
    shown + mark(set)
}

fn cells(cells: &[Prose]) -> String {
    cells.iter().map(styled).collect::<Vec<_>>().join(" | ")
}

/// A block on a line of its own, as deep as it stands.
fn shown(page: &Page, block: &Block) -> String {
    let text = match &block.kind {
        Kind::Heading {
            level,
            text,
            anchors,
        } => format!("h{level} {} {anchors:?}", styled(text)),
        Kind::Paragraph(words) => format!("p {}", styled(words)),
        Kind::Item(words) => format!("- {}", styled(words)),
        Kind::Term(words) => format!("t {}", styled(words)),
        Kind::Code(code) => {
            let text = code.text.as_deref().unwrap_or(page.slice(code.body));
            format!("c {} {} {text:?}", code.language, code.indentation)
        }
        Kind::Table(table) => {
            let rows = table.rows.iter().map(|row| {
                let line = page.position(row.span.start).line;
                format!("; {line}: {}", cells(&row.cells))
            });
            format!("table {}{}", cells(&table.head), rows.collect::<String>())
        }
        Kind::Directive(directive) => {
            let options = directive.options.iter();
            let options = options.map(|o| format!(" {}={}", o.name, styled(&o.value)));
            let argument = styled(&directive.argument);
            format!(
                "d {} {argument}{}",
                directive.name,
                options.collect::<String>()
            )
        }
        Kind::Field(field) => format!("f {}: {}", styled(&field.name), styled(&field.text)),
        Kind::Comment => "comment".to_owned(),
        Kind::Other(what) => format!("other {what}"),
        Kind::Component(_) | Kind::Call(_) => unreachable!(),
    };
    format!("{}{text}", "  ".repeat(block.depth))
}

/// Every place of a block's words lies in the page, and says what is there where it is as long.
pub(super) fn assert_true(page: &Page, block: &Block) {
    let words: Vec<&Prose> = match &block.kind {
        Kind::Heading { text, .. } => vec![text],
        Kind::Paragraph(words) | Kind::Item(words) | Kind::Term(words) | Kind::Call(words) => {
            vec![words]
        }
        Kind::Table(table) => {
            let rows = table.rows.iter().flat_map(|row| &row.cells);
            table.head.iter().chain(rows).collect()
        }
        Kind::Directive(directive) => {
            let options = directive.options.iter().map(|option| &option.value);
            options.chain([&directive.argument]).collect()
        }
        Kind::Field(field) => vec![&field.name, &field.text],
        Kind::Code(_) | Kind::Component(_) | Kind::Comment | Kind::Other(_) => Vec::new(),
    };
    assert!(page.text().get(block.span.start..block.span.end).is_some());
    for prose in words {
        let mut at = 0;
        for run in &prose.runs {
            assert_eq!(run.range.start, at, "{prose:?}");
            at = run.range.end;
            let Span { start, end } = run.span;
            let there = page.text().get(start..end).expect("a place of the page");
            let inside = block.span.start <= start && end <= block.span.end;
            assert!(inside, "{:?} {:?}", run.span, block.span);
            let names = ["part.rst", "part.adoc"];
            let is_own = names.iter().all(|name| page.companion(name).is_none());
            if is_own && there.len() == run.range.len() {
                let said = &prose.text[run.range.clone()];
                assert_eq!(there.replace('\n', " "), said);
            }
        }
        assert_eq!(at, prose.text.len());
    }
}

/// The blocks of a page as lines.
pub(super) fn read_with(page: &Page, read: fn(&Page) -> Vec<Block>) -> Vec<String> {
    let blocks = read(page);
    for block in &blocks {
        assert_true(page, block);
    }
    blocks.iter().map(|block| shown(page, block)).collect()
}
