//! Any text as a page.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| as_documented::fuzzing::page(text));
