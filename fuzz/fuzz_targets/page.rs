//! Any text as a page: reading never fails, every block is accounted for, every place is on the page,
//! and the table that comes of it is read back as it was written.
#![no_main]

use std::path::Path;

use as_documented::page::Page;
use as_documented::report::account::Totals;
use as_documented::report::derived::render;
use as_documented::report::diagnostic::Style;
use as_documented::report::terminal::render_findings;
use as_documented::spec::derive::derive;
use as_documented::spec::form::{read_table, write_table};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let page = Page::new("page.md", text);
    let derived = derive(&page);
    let mut totals = Totals::default();
    totals.add(&page, &derived.account);
    assert_eq!(totals.missing(), 0, "blocks without account");
    for place in derived.findings.iter().flat_map(|f| &f.places) {
        assert!(text.get(place.span.start..place.span.end).is_some(), "{place:?}");
    }
    let style = Style {
        color: false,
        width: 100,
    };
    let screen = render_findings(&page, "page.md", &derived.findings, &style);
    assert!(!screen.contains('\u{1b}'), "an escape code reached the screen");
    render(&page, "page.md", &derived);
    if let Some(table) = derived.table {
        let written = write_table(&table).expect("a table that can be written");
        let read = read_table(Path::new("page.toml"), &written);
        assert_eq!(read.as_ref(), Ok(&table), "{written}");
    }
});
