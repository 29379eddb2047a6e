//! What the words beside an error's status say that it is answered for.

use crate::protocol::Status;
use crate::table::described::ErrorCause;

/// The statuses by which services tell that what is to be made is there already (RFC 9110 §15.5.10, §15.5.1, §15.5.21).
const OF_WHAT_IS_THERE: &[u16] = &[409, 400, 422];

/// The statuses by which services tell that a parameter is not what it must be (RFC 9110 §15.5.1, §15.5.21).
const OF_PARAMETERS: &[u16] = &[400, 422];

/// Words by which something is not what it must be.
const MALFORMED: &[&str] = &[
    "invalid",
    "malformed",
    "illegal",
    "unparsable",
    "unparseable",
    "outside",
    "wrong",
    "unknown",
    "unrecognised",
    "unrecognized",
];

/// Words behind "not" that say so.
const NOT: &[&str] = &[
    "a",
    "an",
    "valid",
    "one",
    "numeric",
    "known",
    "between",
    "within",
    "allowed",
    "recognised",
    "recognized",
];

/// Words by which what is to be made is there already.
const THERE: &[&str] = &[
    "exists",
    "duplicate",
    "duplicates",
    "duplicated",
    "taken",
    // Of other languages.
    "existe",
    "existiert",
    "vergeben",
];

/// Words that say so behind "already", or before it.
const ALREADY: &[&str] = &[
    "used",
    "use",
    "registered",
    "there",
    "present",
    "exist",
    "created",
    "added",
    "has",
];

/// Words by which it is said of something else, or of another moment.
const OTHERWISE: &[&str] = &[
    "not",
    "no",
    "cannot",
    "other",
    "others",
    "different",
    "else",
    "elsewhere",
    "since",
    "changed",
    "modified",
    "updated",
    "version",
    "running",
    "progress",
    "pending",
    "deleted",
    "removed",
    "closed",
    "não",
    "nicht",
    "kein",
    "pas",
];

/// Words behind which "another" is somebody or something else, and not what is there already.
const OF: &[&str] = &["by", "for", "from", "to", "in", "of", "with", "under"];

/// The clauses of words beside an error's status that say that something is not what it must be.
pub(crate) fn malformed_clauses(status: Status, words: &str) -> Vec<&str> {
    let clauses = words.split([',', ';', ':']);
    let clauses = clauses.flat_map(|clause| clause.split(" or "));
    let is_malformed = |clause: &&str| error_cause(status, clause) == Some(ErrorCause::Malformed);
    clauses.filter(is_malformed).collect()
}

/// What an error is answered for, as words beside its status say; `None` where they say nothing that is known.
#[must_use]
pub(crate) fn error_cause(status: Status, words: &str) -> Option<ErrorCause> {
    let words = words.to_lowercase();
    let words = words.split(|c: char| !c.is_alphanumeric() && c != '\'');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let is_there = has(THERE) || (has(&["already"]) && has(ALREADY));
    let is_of_another = words
        .windows(2)
        .any(|pair| OF.contains(&pair[0]) && pair[1] == "another");
    let is_denied = words.iter().any(|word| word.ends_with("n't"));
    if OF_WHAT_IS_THERE.contains(&status.code())
        && is_there
        && !has(OTHERWISE)
        && !is_of_another
        && !is_denied
    {
        return Some(ErrorCause::Exists);
    }
    let is_not = words
        .windows(2)
        .any(|pair| pair[0] == "not" && NOT.contains(&pair[1]));
    let is_bound = words
        .windows(2)
        .any(|pair| pair == ["must", "be"] || pair == ["out", "of"]);
    let is_malformed =
        OF_PARAMETERS.contains(&status.code()) && (has(MALFORMED) || is_not || is_bound);
    is_malformed.then_some(ErrorCause::Malformed)
}

#[cfg(test)]
mod tests {
    use super::{error_cause, malformed_clauses};
    use crate::protocol::Status;
    use crate::table::described::ErrorCause;

    #[test]
    fn a_parameter_is_malformed_where_words_say_what_it_is_not() {
        let cause = |code: u16, words: &str| error_cause(Status::new(code).unwrap(), words);
        for words in [
            "400: limit is not a number",
            "limit must be between 1 and 100",
            "an invalid limit",
            "the limit is out of range",
            "422 Unprocessable Content: unknown sort",
        ] {
            assert_eq!(cause(400, words), Some(ErrorCause::Malformed), "{words}");
            assert_eq!(cause(404, words), None, "{words}");
        }
        for words in [
            "400 Bad Request",
            "400 Bad Request: q is missing",
            "limit is not given",
        ] {
            assert_eq!(cause(400, words), None, "{words}");
        }
    }

    #[test]
    fn what_is_malformed_is_said_in_a_clause() {
        let status = Status::new(400).unwrap();
        let words = "400: shelf is missing, or limit is not a whole number between 1 and 100";
        assert_eq!(
            malformed_clauses(status, words),
            ["limit is not a whole number between 1 and 100"]
        );
    }

    #[test]
    fn a_conflict_is_with_what_is_there_already_where_words_say_so() {
        let is_so = |code: u16, words: &str| {
            error_cause(Status::new(code).unwrap(), words) == Some(ErrorCause::Exists)
        };
        for words in [
            "409 Conflict: a desk with that number already exists.",
            "the name is taken (409)",
            "Duplicate shelf",
            "Conflito - a estante já existe",
            "another desk has this number already",
            "The number is already in use.",
            "A reader was already registered with that card.",
        ] {
            assert!(is_so(409, words), "{words}");
            assert!(is_so(422, words) && !is_so(404, words), "{words}");
        }
        for words in [
            "409 Conflict",
            "the room does not exist",
            "the room doesn't exist already",
            "a sala não existe",
            "the desk is lent already",
            "the desk is already taken by another reader",
            "a newer version exists",
            "the desk was already changed since",
            "a loan exists and is in progress",
            "the key was already used with different content",
            "the number exists in another room",
        ] {
            assert!(!is_so(409, words), "{words}");
        }
    }
}
