//! Words around a number by which it is how long a text may be.

use super::super::bounds::number_in;

/// Words for what a text is counted in.
pub(in crate::read::allowed) const UNITS: &[&str] = &[
    "byte",
    "bytes",
    "char",
    "character",
    "characters",
    "chars",
    "letter",
    "letters",
    "octet",
    "octets",
    "symbol",
    "symbols",
];

/// Words between a number and its unit.
pub(super) const BETWEEN: &[&str] = &[
    "alphabetic",
    "alphanumeric",
    "ascii",
    "latin",
    "printable",
    "unicode",
    "utf-8",
    "utf8",
    "visible",
];

/// Words between a number and its unit by which it counts some of a text, unless it bounds all of it.
pub(super) const OF_SOME: &[&str] = &["lower-case", "lowercase", "upper-case", "uppercase"];

/// Beginnings of words by which a longer text is served, or no bound is meant.
pub(super) const LENIENT: &[&str] = &[
    "abbreviat",
    "clip",
    "crop",
    "cut",
    "ellips",
    "ignor",
    "instead",
    "recommend",
    "shorten",
    "should",
    "silent",
    "truncat",
    "typical",
    "usual",
];

/// Words by which a bound is one of some texts only.
pub(super) const CONDITIONS: &[&str] = &[
    "average",
    "depending",
    "each",
    "every",
    "if",
    "otherwise",
    "per",
    "unless",
    "when",
    "where",
];

/// Words before a number by which it is one of a part of a text.
pub(super) const OF_A_PART: &[&str] =
    &["first", "last", "leading", "next", "remaining", "trailing"];

/// Words before a number of characters that bound it from above, each with how far the bound is beyond it.
const BELOW: &[(&[&str], i64)] = &[
    (&["<"], -1),
    (&["<="], 0),
    (&["≤"], 0),
    (&["at", "most"], 0),
    (&["fewer", "than"], -1),
    (&["less", "than"], -1),
    (&["limit", "is"], 0),
    (&["limit", "of"], 0),
    (&["limited", "to"], 0),
    (&["max"], 0),
    (&["max", "of"], 0),
    (&["maximum"], 0),
    (&["maximum", "is"], 0),
    (&["maximum", "of"], 0),
    (&["shorter", "than"], -1),
    (&["up", "to"], 0),
    (&["within"], 0),
];

/// Words before a number of characters that bound it from below.
const ABOVE: &[(&[&str], i64)] = &[
    (&[">"], 1),
    (&[">="], 0),
    (&["≥"], 0),
    (&["at", "least"], 0),
    (&["be", "longer", "than"], 1),
    (&["be", "more", "than"], 1),
    (&["min"], 0),
    (&["min", "of"], 0),
    (&["minimum"], 0),
    (&["minimum", "is"], 0),
    (&["minimum", "of"], 0),
];

/// Words before a number that bound a text from above where they are denied ("cannot have more than"), and from below.
const BEYOND: &[&[&str]] = &[
    &["exceed"],
    &["exceeding"],
    &["longer", "than"],
    &["more", "than"],
];
const SHORT_OF: &[&[&str]] = &[&["fewer", "than"], &["less", "than"], &["shorter", "than"]];

/// Words that deny, and those that may stand between them and what they deny.
const DENY: &[&str] = &["cannot", "never", "no", "not"];
const DENIED: &[&str] = &["be", "contain", "have"];

/// Words before a number that say that it is the longest length, and the shortest.
pub(super) const LONGEST: &[&[&str]] = &[
    &["character", "limit"],
    &["max", "characters"],
    &["max", "chars"],
    &["max", "len"],
    &["max", "length"],
    &["max-length"],
    &["max_length"],
    &["maximal", "length"],
    &["maximum", "characters"],
    &["maximum", "length"],
    &["maximum", "number", "of", "characters"],
    &["maxlen"],
    &["maxlength"],
    &["length", "limit"],
];
pub(super) const SHORTEST: &[&[&str]] = &[
    &["min", "len"],
    &["min", "length"],
    &["min-length"],
    &["min_length"],
    &["minimal", "length"],
    &["minimum", "length"],
    &["minimum", "number", "of", "characters"],
    &["minlen"],
    &["minlength"],
];

/// Words behind a number of characters that bound it from above, and from below.
pub(super) const OR_LESS: &[&[&str]] = &[
    &["at", "most"],
    &["limit"],
    &["max"],
    &["maximum"],
    &["or", "fewer"],
    &["or", "less"],
    &["or", "shorter"],
];
pub(super) const OR_MORE: &[&[&str]] = &[
    &["at", "least"],
    &["min"],
    &["minimum"],
    &["or", "longer"],
    &["or", "more"],
];

/// Words for a text, before the number of its characters in its type.
pub(super) const TEXTS: &[&str] = &["char", "nvarchar", "str", "string", "text", "varchar"];

/// Words that may stand between a text's type and its bound, or behind that.
pub(super) const OF_PRESENCE: &[&str] = &[
    "and",
    "default",
    "max",
    "max-length",
    "maximum",
    "maxlength",
    "min",
    "min-length",
    "minimum",
    "minlength",
    "not",
    "nullable",
    "optional",
    "required",
    "unique",
];

/// Words by which what is longer is refused.
pub(super) const REFUSED: &[&str] = &[
    "400",
    "422",
    "disallowed",
    "error",
    "forbidden",
    "invalid",
    "refused",
    "rejected",
];

/// What words before a number say that it is, with how far the bound is beyond it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Bound {
    /// No text is longer.
    AtMost(i64),
    /// None is shorter.
    AtLeast(i64),
}

/// The bound that words before a number end in: that which is denied, or that of the longest phrase.
pub(super) fn bound(before: &[&str]) -> Option<Bound> {
    let denied = |phrases: &[&[&str]]| {
        phrases.iter().any(|phrase| {
            let rest = before.strip_suffix(*phrase);
            let rest = rest.map(|rest| match rest {
                [rest @ .., word] if DENIED.contains(word) => rest,
                all => all,
            });
            let last = rest.and_then(|rest| rest.last());
            last.is_some_and(|word| DENY.contains(word))
        })
    };
    if denied(BEYOND) {
        return Some(Bound::AtMost(0));
    }
    if denied(SHORT_OF) {
        return Some(Bound::AtLeast(0));
    }
    let below = BELOW
        .iter()
        .map(|(phrase, by)| (*phrase, Bound::AtMost(*by)));
    let above = ABOVE
        .iter()
        .map(|(phrase, by)| (*phrase, Bound::AtLeast(*by)));
    let found = below
        .chain(above)
        .filter(|(phrase, _)| before.ends_with(phrase));
    let (phrase, bound) = found.max_by_key(|(phrase, _)| phrase.len())?;
    let rest = before.get(..before.len() - phrase.len())?;
    let is_denied = rest.last().is_some_and(|word| DENY.contains(word));
    (!is_denied).then_some(bound)
}

/// Whether a word is one of a bound, of a presence, or a number.
pub(super) fn is_beside(word: &str) -> bool {
    let phrases = BELOW.iter().chain(ABOVE).flat_map(|(phrase, _)| *phrase);
    let denied = BEYOND.iter().chain(SHORT_OF).copied().flatten();
    let mut words = phrases
        .chain(denied)
        .chain(OF_PRESENCE)
        .chain(DENY)
        .chain(DENIED);
    words.any(|own| *own == word) || number_in(word).is_some()
}
