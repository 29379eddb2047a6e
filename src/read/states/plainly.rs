//! Sentences about states in the form that their reader knows: what is said of the answer is the status alone, and a
//! remark between brackets is left out.

use std::sync::LazyLock;

use regex_lite::Regex;

/// Words between brackets by which they are more than a remark.
const NO_REMARK: &[&str] = &[
    "but", "except", "if", "only", "or", "unless", "until", "when", "while", "without",
];

/// A word by which programs tell errors apart, behind a status.
const WORD: &str = r"(?:[\s,/]+(?:and\s+)?[a-z][a-z0-9]*(?:[_-][a-z0-9]+)+)?";

/// What is said otherwise, and how it is said here.
static FORMS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let status = format!(r"(?:an?\s+|the\s+)?(?:status\s+(?:code\s+)?|error\s+)?(\d{{3}})\b{WORD}");
    let forms = [
        // "409 with the problem code `wrong-state`"
        (
            r"[\s,]+(?:with|and)\s+(?:an?\s+|the\s+)?(?:(?:problem|error|reason|its|own)\s+)*(?:problem|error|code|reason|type|word)[\s:]+[a-z][a-z0-9]*(?:[_.-][a-z0-9]+)*"
                .to_owned(),
            "",
        ),
        // "is refused with 409"
        (
            format!(r"\b(?:is|are|gets?|will\s+be)\s+(?:refused|rejected|denied|turned\s+down|answered)\s+(?:with|by)\s+{status}"),
            "cannot be done: $1",
        ),
        // "that is a 409", "you get 409", "the answer is 409"
        (
            format!(r"[,:;]?\s*\b(?:then\s+)?(?:that|this|it|which)(?:'s|\s+(?:is|gives|means|yields|results\s+in|leads\s+to))\s+(?:(?:refused|rejected|answered)\s+(?:with\s+)?)?{status}"),
            ": $1",
        ),
        (
            format!(r"[,:;]?\s*\b(?:then\s+)?(?:you|we|callers?|clients?|one)(?:'ll|\s+will)?\s+(?:gets?|receives?|sees?|answer|refuse|return|say)\s+(?:it\s+)?(?:with\s+)?{status}"),
            ": $1",
        ),
        (
            format!(r"[,:;]?\s*\b(?:then\s+)?the\s+(?:answer|response|reply|result|status|request|call)\s+(?:is|will\s+be|fails)\s+(?:(?:refused|rejected|answered)\s+)?(?:with\s+)?{status}"),
            ": $1",
        ),
        // "A sawn cut stays, 409"
        (
            format!(r"\b(?:stays?|remains?|(?:is|are)\s+(?:final|kept|frozen|immutable|read-only))(?:\s+(?:as\s+(?:it|they)\s+(?:is|are)|put|in\s+place|there))?\s*[,:;(–—-]*\s*(?:and\s+)?{status}"),
            "cannot be changed: $1",
        ),
        // "in any state other than `approved`"
        (
            r"\b(?:in|from|for)\s+(?:any|every|all|a)\s+(?:other\s+)?states?\s+(?:other\s+)?(?:than|but|except(?:\s+for)?)\s+"
                .to_owned(),
            "unless it is ",
        ),
        // "Only works while it is open"
        (
            r"\b(?:only\s+works|works\s+only|only\s+possible|goes\s+only)\b".to_owned(),
            "can only be done",
        ),
        (format!(r"(\d{{3}})\b{WORD}"), "$1"),
    ];
    let made = forms.into_iter();
    made.filter_map(|(form, plain)| Some((Regex::new(&format!("(?i){form}")).ok()?, plain)))
        .collect()
});

/// The longest words that are looked at, in bytes.
const LONGEST: usize = 600;

/// Words beside an error, put plainly.
pub(super) fn plainly(words: &str) -> String {
    let mut text = words.replace('`', "").replace('’', "'");
    if text.len() > LONGEST {
        return text;
    }
    text = without_remarks(&text);
    for (form, plain) in FORMS.iter() {
        text = form.replace_all(&text, *plain).into_owned();
    }
    text
}

/// Words without what stands between brackets, where that is no status and no condition.
pub(super) fn without_remarks(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('(') {
        kept.push_str(before);
        let Some((inner, after)) = behind.split_once(')') else {
            kept.push('(');
            rest = behind;
            continue;
        };
        let lower = inner.to_lowercase();
        let mut own = lower.split(|c: char| !c.is_alphanumeric());
        let says = |word: &str| {
            NO_REMARK.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit())
        };
        if own.any(|word| !word.is_empty() && says(word)) {
            kept.push('(');
            kept.push_str(inner);
            kept.push(')');
        }
        rest = after;
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::{FORMS, plainly};

    #[test]
    fn every_form_is_one() {
        assert_eq!(FORMS.len(), 9);
    }

    #[test]
    fn what_is_said_of_the_answer_is_its_status_alone() {
        for (words, plain) in [
            (
                "if it is `sawn`, that is a `409` `wrong_state`",
                "if it is sawn: 409",
            ),
            (
                "if it is sawn you get `409 wrong-state`",
                "if it is sawn: 409",
            ),
            (
                "once sawn, the answer is 409 with the problem code x-y",
                "once sawn: 409",
            ),
            (
                "a sawn cut stays, `409` `wrong_state`",
                "a sawn cut cannot be changed: 409",
            ),
            (
                "a sawn cut (nobody minds) is refused with `409`",
                "a sawn cut  cannot be done: 409",
            ),
            (
                "in any state other than open, 409",
                "unless it is open, 409",
            ),
            ("409 (only if it is open)", "409 (only if it is open)"),
            (
                "Once inTransit it stays put: `409`",
                "Once inTransit it cannot be changed: 409",
            ),
        ] {
            assert_eq!(plainly(words), plain, "{words}");
        }
    }
}
