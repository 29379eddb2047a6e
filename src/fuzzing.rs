//! What the fuzz targets hold of any input.

use std::path::Path;

use crate::derive::derive;
use crate::report::coverage::Totals;
use crate::report::derived::render;
use crate::report::diagnostic::Style;
use crate::report::excerpts::render_findings;
use crate::store::baseline::Baseline;
use crate::store::decisions::read_decisions;
use crate::store::families::read_family;
use crate::store::fixtures::read_fixtures;
use crate::store::table::{read_table, write_table};
use crate::text::page::Page;

/// Any text as a page: reading never fails, every block has its line in the coverage, every place is on the page,
/// and the table that comes of it is read back as it was written.
///
/// # Panics
/// Where that does not hold.
pub fn page(text: &str) {
    let page = Page::new("page.md", text);
    let derived = derive(&page);
    let mut totals = Totals::default();
    totals.add(&page, &derived);
    assert_eq!(totals.missing(), 0, "blocks without account");
    for place in derived.findings.iter().flat_map(|f| &f.places) {
        let is_there = page.text().get(place.span.start..place.span.end).is_some();
        assert!(is_there, "{place:?}");
    }
    let style = Style {
        color: false,
        width: 100,
    };
    let screen = render_findings(&page, "page.md", &derived.findings, &style);
    assert!(!screen.contains('\u{1b}'), "an escape code on the screen");
    let told = render(&page, "page.md", &derived);
    let is_json = |line: &str| serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok();
    assert!(told.lines().all(is_json), "{told}");
    if let Some(table) = derived.table {
        let written = write_table(&table);
        assert!(written.is_ok(), "{written:?}");
        let written = written.unwrap_or_default();
        let read = read_table(Path::new("page.toml"), &written);
        assert_eq!(read.as_ref(), Ok(&table), "{written}");
    }
}

/// Any text as each of the stored forms: it is refused with a line, or read; what is read is written
/// and read back as it was.
///
/// # Panics
/// Where that does not hold.
pub fn stored_forms(text: &str) {
    let file = Path::new("fuzz.toml");
    let _ = read_decisions(file, text);
    let _ = read_family(file, text);
    let _ = read_fixtures(file, text);
    if let Ok(baseline) = Baseline::read(file, text) {
        let written = baseline.write().unwrap_or_default();
        assert_eq!(Baseline::read(file, &written).ok(), Some(baseline));
    }
    match read_table(file, text) {
        Ok(table) => {
            let written = write_table(&table).unwrap_or_default();
            assert_eq!(read_table(file, &written).as_ref(), Ok(&table), "{written}");
        }
        Err(error) => assert!(error.line <= 1 + text.matches('\n').count(), "{error}"),
    }
}
