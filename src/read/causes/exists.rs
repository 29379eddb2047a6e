//! Words by which what is to be made is there already.

use super::has;

/// Words by which what is to be made is there already.
const THERE: &[&str] = &[
    "exists",
    "duplicate",
    "duplicates",
    "duplicated",
    "taken",
    "unique",
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
];

/// Words that say so of what "this" or "that" names: "is in the register already", "another desk has this number
/// already". Without it a state is told: "it is in the kiln already", "it has already been lit".
const ALREADY_OF_THIS: &[&str] = &["has", "have", "in", "known", "with"];

/// Words by which something is the one that a request names.
const THIS: &[&str] = &["same", "such", "that", "these", "this"];

/// Words by which it is said of something else, or of another moment.
const OTHERWISE: &[&str] = &[
    "not",
    "no",
    "cannot",
    "otherwise",
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

/// Whether words say that what is to be made is there already.
pub(super) fn is_there(words: &str) -> bool {
    let lower = words.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric() && c != '\'');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let is_of_this =
        has(&words, ALREADY_OF_THIS) && has(&words, THIS) || stands_behind(&words, "in", PLACES);
    let is_already = has(&words, &["already"]) && (has(&words, ALREADY) || is_of_this);
    let is_there = has(&words, THERE) || is_already;
    let is_of_another = words
        .windows(2)
        .any(|pair| OF.contains(&pair[0]) && pair[1] == "another");
    let is_there = is_there || is_anothers(&words);
    // "a cave that exists" is one that must be there.
    let is_needed = !has(&words, &["already"])
        && words
            .windows(2)
            .any(|pair| matches!(pair, ["that" | "which", "exists"]));
    let is_denied = is_needed || words.iter().any(|word| word.ends_with("n't"));
    let is_not_unique = words.windows(2).any(|pair| pair == ["not", "unique"]);
    is_not_unique || is_there && !has(&words, OTHERWISE) && !is_of_another && !is_denied
}

/// Whether words say that another thing has what tells things apart: "another desk has the number".
fn is_anothers(words: &[&str]) -> bool {
    let another = words.iter().position(|word| *word == "another");
    let behind = another.and_then(|at| words.get(at + 1..));
    let has = ["bears", "carries", "has", "have", "uses", "with"];
    behind.is_some_and(|behind| {
        let at = behind.iter().position(|word| has.contains(word));
        let name = at.and_then(|at| behind.get(at + 1..)).unwrap_or_default();
        let mut name = name.iter().take(MOST_BEFORE_NAME);
        name.any(|word| TELLS_APART.contains(word))
    })
}

/// The most words from "has" to the name of what tells things apart.
const MOST_BEFORE_NAME: usize = 4;

/// What tells things apart.
const TELLS_APART: &[&str] = &[
    "address",
    "code",
    "email",
    "handle",
    "id",
    "identifier",
    "isbn",
    "key",
    "label",
    "name",
    "number",
    "serial",
    "slug",
    "title",
    "url",
    "username",
];

/// What things are kept in, behind "in the".
const PLACES: &[&str] = &[
    "catalogue",
    "catalog",
    "collection",
    "database",
    "directory",
    "index",
    "list",
    "register",
    "registry",
    "system",
];

/// Whether one of some words follows another, an article between them or not.
fn stands_behind(words: &[&str], first: &str, list: &[&str]) -> bool {
    let bare: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| !matches!(*word, "a" | "an" | "our" | "the" | "your"))
        .collect();
    bare.windows(2)
        .any(|pair| pair[0] == first && list.contains(&pair[1]))
}
