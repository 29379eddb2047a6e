//! Headers that a sentence says each response of the service carries.

use super::Said;
use super::subjects::{is_unreserved, means_each_answer, subject};
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
