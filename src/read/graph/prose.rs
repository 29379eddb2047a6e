//! Facts in sentences: levels of headers, request bodies, query options.

use std::collections::HashSet;

use super::super::lexicon::{self, Languages};
use crate::protocol::HeaderName;
use crate::read::ordered::{ordered, tokens_in};
use crate::read::{Claim, Facts, HeaderClaim, HeaderPlace};
use crate::table::described::{Parameter, ParameterPlace};
use crate::table::{Presence, RequestBody};
use crate::text::markdown::Block;
use crate::text::page::{Page, Span};

/// A page with the languages that its sentences are read in.
#[derive(Clone, Copy)]
pub(super) struct Wording<'a> {
    pub(super) page: &'a Page,
    pub(super) languages: Languages,
}

/// The sentences of a span: up to a full stop before a space, or a line's end after one.
pub(super) fn sentences(page: &Page, span: Span) -> Vec<Span> {
    let text = page.slice(span);
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, stop) in text.match_indices(['.', '。', '！', '？']) {
        let end = at + stop.len();
        let after = text[end..].chars().next();
        if stop != "." || after.is_none_or(char::is_whitespace) {
            sentences.push(Span::new(span.start + start, span.start + end));
            start = end;
        }
    }
    if !text[start..].trim().is_empty() {
        sentences.push(Span::new(span.start + start, span.end));
    }
    sentences
}

/// The order in which a list comes, as words say it.
pub(super) fn orders(page: &Page, span: Span, facts: &mut Facts) {
    for span in sentences(page, span) {
        if let Some(value) = ordered(&tokens_in(page.slice(span))) {
            facts.orders.push(Claim { value, span });
        }
    }
}

/// The level of a header that a cell states, with the words that state it.
pub(super) fn presence(wording: Wording<'_>, cell: Span) -> Option<(Presence, Span)> {
    let Wording { page, languages } = wording;
    let sentences = sentences(page, cell);
    let found = |read: fn(&str, Languages) -> Option<lexicon::Level>| {
        sentences.iter().find_map(|sentence| {
            let (presence, words) = read(page.slice(*sentence), languages)?;
            let start = sentence.start;
            Some((presence, Span::new(start + words.start, start + words.end)))
        })
    };
    // A condition anywhere in the cell limits what another sentence of it says.
    let conditional = |sentence: &str, languages| {
        let level = lexicon::presence(sentence, languages)?;
        (level.0 == Presence::Conditional).then_some(level)
    };
    found(conditional)
        .or_else(|| found(lexicon::presence))
        .or_else(|| found(lexicon::closing_presence))
}

/// The value that a cell gives: a scheme with a placeholder, as in `Bearer {token}`. Translators
/// translate the placeholder's name, and the scheme, too; a credential is always `{token}` here.
pub(super) fn value(cell: &str, languages: Languages) -> Option<String> {
    let cell = cell.trim_start_matches(['`', '*', ' ']);
    let known = ["Bearer", "Basic"];
    let Some(scheme) = known.into_iter().find(|scheme| cell.starts_with(scheme)) else {
        return has_translated_bearer(cell, languages).then(|| "Bearer {token}".to_owned());
    };
    let rest = &cell[scheme.len()..];
    let placeholder = rest.trim_start_matches([' ', '\u{a0}', '\\']);
    let is_apart = rest.len() > placeholder.len();
    (opens_placeholder(placeholder) || is_apart && names_a_credential(placeholder))
        .then(|| format!("{scheme} {{token}}"))
}

fn opens_placeholder(text: &str) -> bool {
    text.starts_with(['{', '<', '[']) || text.starts_with("&lt;")
}

/// Whether the translated word for `Bearer` stands beside a placeholder, at most one short word between
/// them: `{token} de portador`, `ベアラー {トークン}`.
fn has_translated_bearer(cell: &str, languages: Languages) -> bool {
    let text = cell
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace('\\', "");
    let Some(open) = text.find(['{', '<']) else {
        return false;
    };
    let Some(close) = text[open..].find(['}', '>']) else {
        return false;
    };
    let before = text[..open].trim_end();
    let word_before = before
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default();
    let after = text[open + close + 1..].split(|c: char| !c.is_alphanumeric());
    let mut words_after = after.filter(|word| !word.is_empty()).take(2);
    lexicon::is_translated_bearer(word_before, languages)
        || words_after.any(|word| lexicon::is_translated_bearer(word, languages))
}

/// Whether a text begins with a bare word for a credential, as in `Bearer access_token`.
fn names_a_credential(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
    let word = text[..end.unwrap_or(text.len())].to_ascii_lowercase();
    ["token", "code", "credential", "credentials", "jwt"]
        .iter()
        .any(|known| {
            word.strip_suffix(known).is_some_and(|before| {
                before.is_empty() || before.ends_with(['_', '-']) || before == "access"
            })
        })
}

/// When a conditional header must be sent, by the query options that the words name beside it.
pub(super) fn condition(cells: &[Span], page: &Page) -> Option<String> {
    let mut options: Vec<String> = Vec::new();
    for cell in cells {
        for (option, _) in options_in(page.slice(*cell)) {
            let option = format!("${option}");
            if !options.contains(&option) {
                options.push(option);
            }
        }
    }
    (!options.is_empty()).then(|| format!("query {}", options.join(", ")))
}

/// The names of query options, `$search`, without their sign, and where the sign stands.
fn options_in(text: &str) -> Vec<(&str, usize)> {
    let signs = text.match_indices('$');
    let names = signs.map(|(at, sign)| {
        let rest = &text[at + sign.len()..];
        let end = rest.find(|c: char| !c.is_ascii_alphabetic());
        (&rest[..end.unwrap_or(rest.len())], at)
    });
    let is_option = |(name, _): &(&str, usize)| {
        let mut known = ODATA_OPTIONS.iter();
        known.any(|option| option.eq_ignore_ascii_case(name))
    };
    names.filter(is_option).collect()
}

/// The system query options of OData (OASIS OData 4.01, part 2, §5.1), and `$ref`-like segments not.
const ODATA_OPTIONS: &[&str] = &[
    "apply",
    "compute",
    "count",
    "deltatoken",
    "expand",
    "filter",
    "format",
    "levels",
    "orderby",
    "search",
    "select",
    "skip",
    "skiptoken",
    "top",
];

/// The path of the file whose text a paragraph stands for, `[!INCLUDE [words](path)]`.
pub(super) fn include(paragraph: &str) -> Option<&str> {
    let text = paragraph.trim_start_matches(['>', ' ', '-', '*']);
    let mark = text.get(..9)?;
    if !mark.eq_ignore_ascii_case("[!include") {
        return None;
    }
    let (_, rest) = text.split_once("](")?;
    let (path, _) = rest.split_once(')')?;
    Some(path.trim())
}

/// Query options that the section on them names in code, but for those it takes back.
pub(super) fn query_options(wording: Wording<'_>, span: Span, facts: &mut Facts) {
    let Wording { page, languages } = wording;
    for sentence in sentences(page, span) {
        let text = page.slice(sentence);
        if languages.sentence(text).says_not_supported() {
            continue;
        }
        for (name, at) in options_in(text) {
            let sent = format!("${name}");
            let start = sentence.start + at;
            facts.parameters.push(Claim {
                span: Span::new(start, start + sent.len()),
                value: Parameter::named(sent, ParameterPlace::Query),
            });
        }
    }
}

/// A sentence outside the request body's section that says there is none.
pub(super) fn no_request_body(wording: Wording<'_>, span: Span, facts: &mut Facts) {
    let Wording { page, languages } = wording;
    for sentence in sentences(page, span) {
        if languages
            .sentence(page.slice(sentence))
            .says_no_request_body()
        {
            let claim = (RequestBody::None, trimmed(page, sentence));
            facts.request_body.push(claim);
        }
    }
}

/// The `name=value` that a cell begins with, such as `return=minimal`.
pub(super) fn assignment(cell: &str) -> Option<&str> {
    let words = cell.trim_start_matches(['`', '*', ' ']);
    let word = words
        .split_whitespace()
        .next()?
        .trim_end_matches(['.', ',', ';', '`', '*', '。', '，', '；']);
    let (name, value) = word.split_once('=')?;
    let is_token = |text: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'))
    };
    (is_token(name) && is_token(value)).then_some(word)
}

/// What a paragraph of the request body's section says.
pub(super) fn request_body(wording: Wording<'_>, span: Span, facts: &mut Facts) {
    let Wording { page, languages } = wording;
    for sentence in sentences(page, span) {
        let text = page.slice(sentence);
        let said = languages.sentence(text);
        if said.says_request_body_not_needed() {
            let place = trimmed(page, sentence);
            facts.request_body_not_needed.push(place);
            continue;
        }
        let body = if said.says_no_request_body() || lexicon::is_none(text, languages) {
            RequestBody::None
        } else if said.says_json_request_body() {
            RequestBody::Json
        } else if said.says_other_request_body() {
            RequestBody::Other
        } else {
            continue;
        };
        facts.request_body.push((body, trimmed(page, sentence)));
    }
}

/// A span without the white space around it.
pub(super) fn trimmed(page: &Page, span: Span) -> Span {
    let text = page.slice(span);
    let lead = text.len() - text.trim_start().len();
    Span::new(span.start + lead, span.start + text.trim_end().len())
}

/// Sentences anywhere on the page that name a documented header and state its level.
pub(super) fn header_sentences(wording: Wording<'_>, blocks: &[Block], facts: &mut Facts) {
    let Wording { page, languages } = wording;
    let names: HashSet<String> = facts
        .headers
        .iter()
        .map(|claim| claim.name.lower())
        .collect();
    let letters: Vec<u8> = names
        .iter()
        .filter_map(|name| name.bytes().next())
        .collect();
    let is_name = |word: &str| names.contains(&word.to_lowercase());
    let mut claims = Vec::new();
    for block in blocks.iter().filter(|_| !names.is_empty()) {
        let Block::Paragraph { span } = block else {
            continue;
        };
        // Most paragraphs have none of the names.
        if !may_name(page.slice(*span), &letters, &names) {
            continue;
        }
        for sentence in sentences(page, *span) {
            let text = page.slice(sentence);
            let words = words_of(text);
            if !words.iter().any(|(word, _)| is_name(word)) {
                continue;
            }
            let Some((presence, said)) = lexicon::presence(text, languages) else {
                continue;
            };
            if !languages.sentence(text).says_header() {
                continue;
            }
            let level = Span::new(sentence.start + said.start, sentence.start + said.end);
            for (word, at) in words {
                if let (true, Ok(name)) = (is_name(word), HeaderName::new(word)) {
                    let start = sentence.start + at;
                    let span = Span::new(start, start + word.len());
                    claims.push(HeaderClaim {
                        presence: Some((presence, level)),
                        ..HeaderClaim::named(name, span, HeaderPlace::Sentence)
                    });
                }
            }
        }
    }
    facts.headers.extend(claims);
}

/// Whether one of some names, in lower case, may stand in a text; `letters` are what they begin with.
fn may_name(text: &str, letters: &[u8], names: &HashSet<String>) -> bool {
    let bytes = text.as_bytes();
    let mut is_of_word = false;
    bytes.iter().enumerate().any(|(at, byte)| {
        let begins = !is_of_word && letters.contains(&byte.to_ascii_lowercase());
        is_of_word = byte.is_ascii_alphanumeric() || *byte == b'-';
        begins && {
            let rest = &bytes[at..];
            let own = rest
                .iter()
                .take_while(|b| b.is_ascii_alphanumeric() || **b == b'-');
            let word = &text[at..at + own.count()];
            names.contains(&word.to_ascii_lowercase())
        }
    })
}

/// Words of letters, digits and `-`, with their offsets.
fn words_of(text: &str) -> Vec<(&str, usize)> {
    let of_word = |c: char| c.is_alphanumeric() || c == '-';
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, of_word(c)) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                words.push((&text[from..at], from));
                start = None;
            }
            _ => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::value;
    use crate::read::lexicon::Languages;

    #[test]
    fn a_credential_is_known_however_its_placeholder_is_written() {
        for (cell, expect) in [
            ("Bearer {token}. Required.", Some("Bearer {token}")),
            ("Bearer \\{token\\}. Required.", Some("Bearer {token}")),
            ("Bearer &lt;token&gt; Required.", Some("Bearer {token}")),
            ("Bearer&lt;token&gt; erforderlich", Some("Bearer {token}")),
            ("`Bearer <access-token>`", Some("Bearer {token}")),
            ("Bearer access_token. Required.", Some("Bearer {token}")),
            ("Basic \\<credentials\\>", Some("Basic {token}")),
            ("Bearer. Required.", None),
            ("Bearer authentication is required.", None),
            ("A bearer token.", None),
            ("{token} de portador. Obrigatório.", Some("Bearer {token}")),
            (
                "&lt;Token&gt; de portador obrigatório.",
                Some("Bearer {token}"),
            ),
            (
                "Носитель \\{токен\\}. Обязательный.",
                Some("Bearer {token}"),
            ),
            ("持有者{令牌}。必需。", Some("Bearer {token}")),
            ("ベアラー {トークン}。必須。", Some("Bearer {token}")),
            ("Um portador de livros.", None),
            ("{id} da mesa do portador de livros.", None),
        ] {
            assert_eq!(value(cell, Languages::ALL).as_deref(), expect, "{cell}");
        }
    }
}
