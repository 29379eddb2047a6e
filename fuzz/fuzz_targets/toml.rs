//! Any text as each of the stored forms: it is refused with a line, or read; what is read is written
//! and read back as it was.
#![no_main]

use std::path::Path;

use as_documented::fact::baseline::Baseline;
use as_documented::spec::decision::read_decisions;
use as_documented::spec::family::read_family;
use as_documented::spec::fixture::read_fixtures;
use as_documented::spec::form::{read_table, write_table};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let file = Path::new("fuzz.toml");
    let _ = read_decisions(file, text);
    let _ = read_family(file, text);
    let _ = read_fixtures(file, text);
    if let Ok(baseline) = Baseline::read(text) {
        let written = baseline.write().expect("a baseline that can be written");
        assert_eq!(Baseline::read(&written).ok(), Some(baseline));
    }
    match read_table(file, text) {
        Ok(table) => {
            let written = write_table(&table).expect("a table that can be written");
            assert_eq!(read_table(file, &written).as_ref(), Ok(&table), "{written}");
        }
        Err(error) => assert!(error.line <= 1 + text.matches('\n').count(), "{error}"),
    }
});
