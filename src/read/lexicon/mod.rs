//! Words that documentation uses, one column of data a language.
//!
//! Anchors and annotations go before words; words are compared in lower case.

mod languages;
mod phrases;

use std::sync::LazyLock;

use crate::table::{Account, Presence};
use languages::LANGUAGES;
use phrases::Phrases;

/// A section of a page that describes one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// The request lines.
    Request,
    /// The request headers.
    Headers,
    /// The request body.
    RequestBody,
    /// What a success answers.
    Response,
    /// Example requests and responses.
    Example,
    /// Who may call the operation.
    Permissions,
    /// Parameters of the path, those of functions among them.
    PathParameters,
    /// Parameters of the query.
    QueryParameters,
    /// Error responses.
    Errors,
    /// Remarks and links for people.
    Prose,
    /// Everything else.
    Other,
}

/// The words of one language.
pub(crate) struct Language {
    /// Its BCP 47 tag.
    pub tag: &'static str,
    /// Whether its words were measured on a corpus of pages.
    pub is_measured: bool,
    sections: &'static [(Section, &'static [&'static str])],
    conditional: &'static [&'static str],
    optional: &'static [&'static str],
    required: &'static [&'static str],
    /// Words between a header's name and its level, as in "X is required".
    is: &'static [&'static str],
    no_request_body: &'static [&'static str],
    /// That it may be left out, which is more often said of one that there is none of.
    request_body_not_needed: &'static [&'static str],
    json_request_body: &'static [&'static str],
    other_request_body: &'static [&'static str],
    empty_response: &'static [&'static str],
    /// Words that turn a promise of content into its opposite.
    nothing: &'static [&'static str],
    /// A sentence by itself that says there is none.
    none: &'static [&'static str],
    response_content: &'static [&'static str],
    /// The word for a header, before or after its name.
    header: &'static [&'static str],
    /// The head of a table's column of names.
    name_column: &'static [&'static str],
    /// The head of a table's column of types.
    type_column: &'static [&'static str],
    /// Words of a sentence that takes back what it names.
    not_supported: &'static [&'static str],
    accounts: Accounts,
    /// Header names that translators translate.
    header_names: &'static [(&'static str, &'static str)],
}

/// Words for those on whose behalf a caller calls.
struct Accounts {
    delegated: &'static [&'static str],
    /// Of a delegated account: that it is not an organisation's.
    personal: &'static [&'static str],
    application: &'static [&'static str],
}

/// Anchors that survive translation.
const ANCHORS: &[(&str, Section)] = &[
    ("http-request", Section::Request),
    ("http-requests", Section::Request),
    ("request-headers", Section::Headers),
    ("optional-request-headers", Section::Headers),
    ("request-body", Section::RequestBody),
    ("response", Section::Response),
    ("example", Section::Example),
    ("examples", Section::Example),
    ("permissions", Section::Permissions),
    ("prerequisites", Section::Permissions),
    ("path-parameters", Section::PathParameters),
    ("function-parameters", Section::PathParameters),
    ("query-parameters", Section::QueryParameters),
    ("optional-query-parameters", Section::QueryParameters),
    ("odata-query-parameters", Section::QueryParameters),
    ("error-responses", Section::Errors),
    ("error-response", Section::Errors),
    ("errors", Section::Errors),
    ("error-handling", Section::Errors),
    ("exceptions", Section::Errors),
    ("see-also", Section::Prose),
    ("remarks", Section::Prose),
    ("next-steps", Section::Prose),
    ("related-content", Section::Prose),
];

/// The section that a heading opens, by its anchor, else by its words.
#[must_use]
pub(crate) fn section(anchor: Option<&str>, words: &str) -> Section {
    if let Some(anchor) = anchor {
        let mut anchors = ANCHORS.iter();
        let known = anchors.find(|(name, section)| {
            let rest = anchor.strip_prefix(name);
            rest.is_some_and(|rest| rest.is_empty() || may_go_on(*section) && rest.starts_with('-'))
        });
        return known.map_or(Section::Other, |(_, section)| *section);
    }
    let words = words.to_lowercase();
    let sections = LANGUAGES.iter().flat_map(|language| language.sections);
    let words = words.trim();
    let mut named = sections.filter(|(section, names)| {
        names.iter().any(|name| {
            let rest = words.strip_prefix(name);
            rest.is_some_and(|rest| {
                rest.is_empty() || may_go_on(*section) && !rest.starts_with(char::is_alphanumeric)
            })
        })
    });
    named.next().map_or(Section::Other, |(section, _)| *section)
}

/// Whether a heading announces a response, as "Response 3" does among examples.
#[must_use]
pub(crate) fn opens_response(words: &str) -> bool {
    let words = words.trim().to_lowercase();
    let sections = LANGUAGES.iter().flat_map(|language| language.sections);
    let mut names = sections
        .filter(|(section, _)| *section == Section::Response)
        .flat_map(|(_, names)| *names);
    names.any(|name| {
        let rest = words.strip_prefix(name);
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
    })
}

/// "HTTP request (to upload a file)" and "Example 1: a new file" say which one they are.
fn may_go_on(section: Section) -> bool {
    matches!(section, Section::Request | Section::Example)
}

/// A level of a header's presence, with the words that say it as a byte range.
pub(crate) type Level = (Presence, std::ops::Range<usize>);

/// What a sentence says of a header's presence, with the words that say it as a byte range: it
/// starts with the level ("Required.", "Optional parameter"), says that something is of it, or
/// states a condition.
#[must_use]
pub(crate) fn presence(sentence: &str) -> Option<Level> {
    let lower = lower(sentence);
    let lead = lower.len()
        - lower
            .trim_start_matches(|c: char| !c.is_alphanumeric())
            .len();
    for language in LEVELS.languages_in(&lower) {
        let levels = [
            (Presence::Conditional, language.conditional),
            (Presence::Optional, language.optional),
            (Presence::Required, language.required),
        ];
        for (presence, words) in levels {
            let found = words.iter().find_map(|word| {
                let at = lower.find(word)?;
                let stands = at == lead
                    || presence == Presence::Conditional
                    || language.is.iter().any(|is| lower[..at].ends_with(is));
                stands.then_some(at..at + word_end(&lower[at..]))
            });
            if let Some(range) = found {
                return Some((presence, range));
            }
        }
    }
    None
}

/// The words of every level: most sentences have none of them.
static LEVELS: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(|l| [l.conditional, l.optional, l.required]));

/// What the last word of a table's cell says of a header's presence, as in `Bearer {token}
/// Required.` and `Bearer {token} (required)`; as a byte range.
#[must_use]
pub(crate) fn closing_presence(cell: &str) -> Option<Level> {
    let lower = lower(cell);
    let text = lower.trim_end_matches(|c: char| !c.is_alphanumeric());
    // The phrase that closes the text; what is left of its last word may follow.
    let closes = |phrase: &&str| {
        let at = text.rfind(*phrase)?;
        let begins = text[..at]
            .chars()
            .next_back()
            .is_none_or(|c| !is_of_word(c));
        let ends = text[at + phrase.len()..].chars().all(char::is_alphanumeric);
        (begins && ends).then_some(at..text.len())
    };
    for language in LEVELS.languages_in(text) {
        for (presence, words) in [
            (Presence::Optional, language.optional),
            (Presence::Required, language.required),
        ] {
            if let Some(range) = words.iter().find_map(closes) {
                return Some((presence, range));
            }
        }
    }
    None
}

/// Whether a character is of a word that is set off by spaces: not so in Chinese and Japanese.
fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() && !('\u{3040}'..='\u{9fff}').contains(&c)
}

/// Lower case without a change of byte offsets: characters that change length stay.
fn lower(text: &str) -> String {
    let keep = |c: char| {
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(one), None) if one.len_utf8() == c.len_utf8() => one,
            _ => c,
        }
    };
    text.chars().map(keep).collect()
}

fn word_end(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric())
        .unwrap_or(text.len())
}

macro_rules! says {
    ($($(#[doc = $doc:literal])* $name:ident: $phrases:ident,)*) => {
        $(
            $(#[doc = $doc])*
            #[must_use]
            pub(crate) fn $name(text: &str) -> bool {
                static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(|l| [l.$phrases]));
                PHRASES.is_in(&text.to_lowercase())
            }
        )*
    };
}

says! {
    /// Whether a sentence says that there is no request body.
    says_no_request_body: no_request_body,
    /// Whether a sentence says that a request body is not needed.
    says_request_body_not_needed: request_body_not_needed,
    /// Whether a sentence says that the request body is JSON.
    says_json_request_body: json_request_body,
    /// Whether a sentence says that the request body is not JSON.
    says_other_request_body: other_request_body,
    /// Whether a sentence says that a response has no body.
    says_empty_response: empty_response,
    /// Whether a sentence speaks of what is in a response's body.
    says_response_content: response_content,
    /// Whether a sentence takes back what it speaks of.
    says_nothing: nothing,
    /// Whether a text speaks of a header.
    says_header: header,
    /// Whether a text says that something is not supported.
    says_not_supported: not_supported,
}

/// Words between two names that are needed together.
const JOINING: &[&str] = &[
    " and ", " plus ", " и ", " und ", " et ", " y ", " e ", "和", "及", "と", "+",
];

/// Whether what stands between two names says that both are needed.
#[must_use]
pub(crate) fn joins(between: &str) -> bool {
    let between = format!(" {} ", between.trim().to_lowercase());
    !between.contains([',', ';']) && JOINING.iter().any(|word| between.contains(word))
}

/// Whether a sentence is no more than the word for none.
#[must_use]
pub(crate) fn is_none(text: &str) -> bool {
    let text = text
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    let mut words = LANGUAGES.iter().flat_map(|language| language.none);
    words.any(|word| *word == text)
}

/// Whether the head of a table's column calls it that of parameters or properties.
#[must_use]
pub(crate) fn is_name_column(head: &str) -> bool {
    let head = head.to_lowercase();
    let mut words = LANGUAGES.iter().flat_map(|language| language.name_column);
    words.any(|word| *word == head)
}

/// Whether the head of a table's column calls it that of types.
#[must_use]
pub(crate) fn is_type_column(head: &str) -> bool {
    let head = head.to_lowercase();
    let mut words = LANGUAGES.iter().flat_map(|language| language.type_column);
    words.any(|word| *word == head)
}

/// Whether the head of a table's column calls it that of levels, as in `Required?`.
#[must_use]
pub(crate) fn is_level_column(head: &str) -> bool {
    let head = head.to_lowercase();
    let mut words = LANGUAGES.iter().flat_map(|language| language.required);
    words.any(|word| head.starts_with(word))
}

/// The answers to "is it required?", each with what it says.
const YES_OR_NO: &[(&str, Presence)] = &[
    ("y", Presence::Required),
    ("yes", Presence::Required),
    ("да", Presence::Required),
    ("是", Presence::Required),
    ("ja", Presence::Required),
    ("はい", Presence::Required),
    ("oui", Presence::Required),
    ("sí", Presence::Required),
    ("sim", Presence::Required),
    ("n", Presence::Optional),
    ("no", Presence::Optional),
    ("нет", Presence::Optional),
    ("否", Presence::Optional),
    ("nein", Presence::Optional),
    ("いいえ", Presence::Optional),
    ("non", Presence::Optional),
    ("não", Presence::Optional),
];

/// What a cell of a column of levels says.
#[must_use]
pub(crate) fn answer(cell: &str) -> Option<Presence> {
    let cell = cell.trim().trim_end_matches('.').to_lowercase();
    let mut answers = YES_OR_NO.iter();
    answers
        .find(|(word, _)| *word == cell)
        .map(|(_, presence)| *presence)
}

/// On whose behalf a caller calls, by the words of a permission table.
#[must_use]
pub(crate) fn account(text: &str) -> Option<Account> {
    let text = text.to_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let mut found = LANGUAGES.iter().filter_map(|language| {
        let Accounts {
            delegated,
            personal,
            application,
        } = &language.accounts;
        match (any(delegated), any(personal), any(application)) {
            (true, false, _) => Some(Account::Delegated),
            (true, true, _) => Some(Account::Personal),
            (false, _, true) => Some(Account::Application),
            (false, _, false) => None,
        }
    });
    found.next()
}

/// The first language in which the words of a heading are those of a section.
#[must_use]
pub(crate) fn language_of(heading: &str) -> Option<&'static Language> {
    let heading = heading.trim().to_lowercase();
    LANGUAGES.iter().find(|language| {
        let mut sections = language.sections.iter();
        sections.any(|(_, names)| names.contains(&heading.as_str()))
    })
}

/// The header that a translated name stands for.
#[must_use]
pub(crate) fn translated_header(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let names = LANGUAGES.iter().flat_map(|language| language.header_names);
    let mut found = names.filter(|(translated, _)| *translated == name);
    found.next().map(|(_, original)| *original)
}

#[cfg(test)]
mod tests {
    use super::{Section, presence, section};
    use crate::table::{Account, Presence};

    #[test]
    fn levels_are_read_where_they_stand_for_a_level() {
        let cases = [
            ("Required.", Some(Presence::Required)),
            (" Optional parameter", Some(Presence::Optional)),
            ("the ticket header is required", Some(Presence::Required)),
            ("The header is not required", Some(Presence::Optional)),
            (
                "Required when the shelf is locked",
                Some(Presence::Conditional),
            ),
            ("holds what is left of the required fee", None),
            (" Обязательный", Some(Presence::Required)),
            ("Необязательный параметр", Some(Presence::Optional)),
            (
                "заголовок x является обязательным",
                Some(Presence::Required),
            ),
        ];
        for (text, expect) in cases {
            assert_eq!(presence(text).map(|(p, _)| p), expect, "{text}");
        }
    }

    #[test]
    fn the_last_word_of_a_cell_can_be_a_level() {
        let cases = [
            ("Bearer &lt;token&gt; Required.", Some(Presence::Required)),
            ("Bearer {token} (required)", Some(Presence::Required)),
            ("Bearer {code} *Required*", Some(Presence::Required)),
            ("Tells who asks. Optional", Some(Presence::Optional)),
            ("Bearer {токен} Обязательный", Some(Presence::Required)),
            ("Задавать не обязательно.", Some(Presence::Optional)),
            ("Bearer {token}。必需。", Some(Presence::Required)),
            ("持有者 {token}。 可选。", Some(Presence::Optional)),
            ("Bearer {token}. Erforderlich.", Some(Presence::Required)),
            (
                "Bearer {token}. Nicht erforderlich.",
                Some(Presence::Optional),
            ),
            ("Bearer {token}", None),
            ("", None),
            ("Required", Some(Presence::Required)),
            ("é", None),
        ];
        for (text, expect) in cases {
            let found = super::closing_presence(text);
            assert_eq!(found.as_ref().map(|(p, _)| *p), expect, "{text}");
            if let Some((_, range)) = found {
                assert!(text.get(range).is_some_and(|word| !word.is_empty()));
            }
        }
    }

    #[test]
    fn accounts_are_told_apart_in_every_language() {
        let cases = [
            (
                "Delegated (work or school account)",
                Some(Account::Delegated),
            ),
            (
                "Delegated (personal Microsoft account)",
                Some(Account::Personal),
            ),
            ("Application", Some(Account::Application)),
            (
                "Делегированные (личная учетная запись Майкрософт)",
                Some(Account::Personal),
            ),
            ("委派（工作或学校帐户）", Some(Account::Delegated)),
            ("应用程序", Some(Account::Application)),
            ("Reader", None),
        ];
        for (text, expect) in cases {
            assert_eq!(super::account(text), expect, "{text}");
        }
    }

    #[test]
    fn an_anchor_goes_before_words() {
        assert_eq!(
            section(Some("request-body"), "Response"),
            Section::RequestBody
        );
        assert_eq!(section(None, "Request Headers"), Section::Headers);
        assert_eq!(section(Some("bookshelves"), "Response"), Section::Other);
        assert_eq!(
            section(Some("http-request-to-renew"), "HTTP"),
            Section::Request
        );
        assert_eq!(section(Some("responses-seen"), "Response"), Section::Other);
        assert_eq!(section(None, "HTTP request (to renew)"), Section::Request);
        assert_eq!(section(None, "Example 1: a book"), Section::Example);
        assert_eq!(section(None, "Response body"), Section::Other);
    }
}
