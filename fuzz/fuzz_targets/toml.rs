//! Any text as each of the stored forms.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| as_documented::fuzzing::stored_forms(text));
