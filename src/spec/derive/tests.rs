//! Tests of derivation, on pages of our own words.
