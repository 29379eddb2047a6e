//! README's tables held to the code.

use crate::app::run::Exit;
use crate::check::CHECKS;

const README: &str = include_str!("../../README.md");

/// The first cells of the table under a heading, without their back-quotes.
fn first_cells(heading: &str) -> Vec<&'static str> {
    let (_, section) = README.split_once(heading).expect("the section");
    let lines = section.lines().skip_while(|line| !line.starts_with("|---"));
    let rows = lines.skip(1).take_while(|line| line.starts_with('|'));
    let cells = rows.filter_map(|row| row.split('|').nth(1));
    cells.map(|cell| cell.trim().trim_matches('`')).collect()
}

#[test]
fn the_table_of_checks_is_that_of_the_code() {
    let codes: Vec<&str> = CHECKS.iter().map(|check| check.code.as_str()).collect();
    assert_eq!(first_cells("\n## What is checked\n"), codes);
}

#[test]
fn the_table_of_exit_codes_is_that_of_the_code() {
    let exits = [Exit::Green, Exit::Violation, Exit::NothingRan, Exit::Error];
    let mut codes = vec![2];
    for exit in exits {
        // A new way to end is to be added above, and to README.
        codes.push(match exit {
            Exit::Green | Exit::Violation | Exit::NothingRan | Exit::Untested | Exit::Error => {
                exit.code()
            }
        });
    }
    assert_eq!(Exit::Untested.code(), Exit::NothingRan.code());
    codes.sort_unstable();
    let codes: Vec<String> = codes.iter().map(u8::to_string).collect();
    assert_eq!(first_cells("\n## Exit codes of `run`\n"), codes);
}
