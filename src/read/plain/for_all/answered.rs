//! Headers that a sentence says each response of the service carries.

use super::subjects::{is_unreserved, means_each_answer, subject};
use super::{Said, Sentence};
use crate::protocol::HeaderName;
use crate::read::Claim;
use crate::read::plain::parameters::answered::{is_always, is_of_responses, may_be_in_each};
use crate::text::document::Style;

/// Words by which a response has a header.
const CARRIES: &[&str] = &[
    " bear ",
    " bears ",
    " carries ",
    " carry ",
    " come with ",
    " comes with ",
    " contain ",
    " contains ",
    " has ",
    " have ",
    " include ",
    " included in ",
    " includes ",
    " is part of ",
    " is present ",
    " is returned ",
    " is sent ",
    " returned in ",
    " sent with ",
    " set on ",
    " stands in ",
    " is set ",
    " is added ",
    " added to ",
];

/// The headers that a sentence says each response carries.
pub(super) fn promised(said: &Said<'_>) -> Vec<Claim<HeaderName>> {
    let Some(text) = without_outcome(&said.sentence) else {
        return headers(said);
    };
    let Sentence { prose, start, .. } = said.sentence;
    let Some(sentence) = Sentence::new(prose, start, &text) else {
        return Vec::new();
    };
    headers(&Said { sentence, ..*said })
}

/// Words for what a request comes to.
const OUTCOMES: &[&str] = &[
    "bad",
    "error",
    "errors",
    "failed",
    "failure",
    "failures",
    "fails",
    "good",
    "not",
    "ok",
    "refused",
    "rejected",
    "served",
    "succeeded",
    "succeeds",
    "success",
    "successes",
    "successful",
    "unsuccessful",
];

/// Words beside them.
const BESIDE: &[&str] = &["a", "an", "be", "is", "it", "the", "was", "were", "whether"];

/// A sentence with blanks in the place of words that say that it is of whatever a request comes to: "good or bad".
fn without_outcome(sentence: &Sentence<'_>) -> Option<String> {
    let lower = &sentence.lower;
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for piece in lower.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
        words.extend((!word.is_empty()).then_some((at, word)));
        at += piece.len();
    }
    let is_in = |at: usize, list: &[&str]| words.get(at).is_some_and(|(_, own)| list.contains(own));
    let mut ors = (1..words.len()).filter(|at| is_in(*at, &["or"]));
    let (first, last) = ors.find_map(|or| {
        let mut last = or + 1;
        while is_in(last, BESIDE) {
            last += 1;
        }
        let is_outcome = is_in(or - 1, OUTCOMES) && is_in(last, OUTCOMES);
        let mut first = or - 1;
        while first > 0 && is_in(first - 1, BESIDE) {
            first -= 1;
        }
        is_outcome.then_some((first, last))
    })?;
    let from = first.checked_sub(1).and_then(|before| words.get(before));
    let from = from.map_or(0, |(at, word)| at + word.len());
    let to = words.get(last + 1).map_or(lower.len(), |(at, _)| *at);
    // Marks of code and names that stand there are kept.
    let between = sentence.text.get(from..to)?;
    let blank: String = between
        .chars()
        .map(|c| if c.is_ascii() { ' ' } else { c })
        .collect();
    let blank = blank.replace(['–', '—'], "   ");
    Some(format!(
        "{}{blank}{}",
        sentence.text.get(..from)?,
        sentence.text.get(to..)?
    ))
}

/// The headers that a sentence that speaks of no outcome says each response carries.
fn headers(said: &Said<'_>) -> Vec<Claim<HeaderName>> {
    let sentence = &said.sentence;
    let lower = &sentence.lower;
    let padded = format!(" {} ", lower.replace(['\n', ',', ':', '.'], " "));
    // "Returned on all requests" is said of their answers.
    let by_request = [" return", " respon", " answer"]
        .iter()
        .any(|word| padded.contains(word))
        && subject(said).is_some_and(|own| own.is_each && own.methods.is_empty());
    let is_other = [" or ", " error ", " the request "]
        .iter()
        .any(|word| padded.contains(word));
    let carries = CARRIES.iter().any(|words| padded.contains(words));
    if is_other
        || !carries
        || !is_unreserved(lower)
        || !is_always(sentence.text)
        || !(by_request || means_each_answer(said))
    {
        return Vec::new();
    }
    let end = sentence.start + sentence.text.len();
    let own = sentence.prose.runs_within(sentence.start..end);
    let code = own.filter(|run| run.style == Style::Code);
    let names = code.filter_map(|run| {
        let text = sentence.prose.text.get(run.range.clone())?;
        let name = HeaderName::new(text.split(':').next()?.trim()).ok()?;
        let mut parts = name.as_str().split('-');
        let is_capital = parts.all(|part| part.starts_with(|c: char| c.is_ascii_uppercase()));
        let is_name = is_capital && (name.as_str().contains('-') || is_of_responses(&name));
        (is_name && may_be_in_each(&name)).then(|| Claim {
            value: name.clone(),
            span: sentence.prose.span(run.range.clone()),
        })
    });
    names.collect()
}
