//! Cases in which a status is answered, as the words behind it say.

use super::super::codes::codes;
use crate::protocol::Status;

/// Whether what stands behind a semicolon begins with a code and the case in which it is answered: "`404` if there is
/// none".
pub(super) fn is_clause(words: &str) -> bool {
    const CASES: [&str; 9] = [
        "for",
        "if",
        "in",
        "on",
        "otherwise",
        "unless",
        "when",
        "where",
        "without",
    ];
    let found = codes(words, true);
    let behind = found.first().and_then(|code| words.get(code.range.end..));
    let behind = behind
        .unwrap_or_default()
        .trim_start_matches(['`', '*', '"', ' ', ',', ':']);
    let word = behind.split(|c: char| !c.is_alphanumeric()).next();
    word.is_some_and(|word| CASES.contains(&word.to_lowercase().as_str()))
}

/// Whether a status can be that of some calls: what a call that succeeds comes to is worded with conditions, too, as
/// that of a 200: " if the desk was lent".
pub(super) fn may_be_of_case(status: Status) -> bool {
    status.code() != 200
}

/// Whether words state a condition that something is not there: " if there are none".
pub(super) fn is_without(words: &str) -> bool {
    const CONDITIONS: [&str; 4] = ["if", "unless", "when", "where"];
    const WITHOUT: [&str; 8] = [
        "already", "empty", "never", "no", "none", "not", "nothing", "without",
    ];
    // "Also when there are none" leaves out no case.
    let lower = words.to_lowercase();
    let lower = ["also", "even"].iter().fold(lower, |words, also| {
        let phrases = CONDITIONS.map(|condition| format!("{also} {condition} "));
        phrases
            .iter()
            .fold(words, |words, phrase| words.replace(phrase.as_str(), " "))
    });
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    let is_of_success = ["error", "problem", "success", "fail"];
    words.any(|word| CONDITIONS.contains(&word))
        && words.any(|word| WITHOUT.contains(&word))
        && !is_of_success.iter().any(|word| lower.contains(word))
}
