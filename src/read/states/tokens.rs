//! The words of a sentence about states, without its marks.

use crate::protocol::words::words_of;

/// A word in lower case, or a mark that lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// It.
    pub text: String,
}

/// The parts of a sentence that marks divide, each as its words.
pub(super) fn parts(text: &str) -> Vec<Vec<Token>> {
    let text = text.replace('’', "'");
    let text = text.replace("--", ";");
    let mut parts: Vec<Vec<Token>> = vec![Vec::new()];
    let mut word = String::new();
    let chars: Vec<char> = text.chars().collect();
    for (at, c) in chars.iter().copied().enumerate() {
        let near = |at: Option<usize>| at.and_then(|at| chars.get(at)).copied();
        let is_between = |is: fn(char) -> bool| {
            near(at.checked_sub(1)).is_some_and(is) && near(Some(at + 1)).is_some_and(is)
        };
        let is_apostrophe = c == '\'' && is_between(char::is_alphanumeric);
        if c.is_alphanumeric() || matches!(c, '_' | '-') || is_apostrophe {
            word.push(c);
            continue;
        }
        end(&mut parts, &mut word);
        let is_stop = matches!(
            c,
            ';' | ':' | '(' | ')' | '—' | '–' | '!' | '?' | '\n' | '[' | ']'
        ) || c == '.' && !is_between(char::is_alphanumeric);
        match c {
            _ if is_stop => parts.push(Vec::new()),
            ',' | '/' => push(&mut parts, &c.to_string()),
            _ => {}
        }
    }
    end(&mut parts, &mut word);
    // What goes on with another status is no part of this one.
    let joins = |token: &Token| matches!(token.text.as_str(), "," | "/" | "or" | "and");
    for part in &mut parts {
        while part.last().is_some_and(joins) {
            part.pop();
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Ends a word; a dash that stands alone divides.
fn end(parts: &mut Vec<Vec<Token>>, word: &mut String) {
    let own = std::mem::take(word);
    if !own.is_empty() && own.chars().all(|c| c == '-') {
        parts.push(Vec::new());
        return;
    }
    let lower = own.to_lowercase();
    let (verb, is_not) = match lower.strip_suffix("n't") {
        Some("ca") => ("can".to_owned(), true),
        Some("wo") => ("will".to_owned(), true),
        Some(verb) => (verb.to_owned(), true),
        None if lower == "cannot" => ("can".to_owned(), true),
        None => (own, false),
    };
    for word in verb.split('\'').flat_map(words_of) {
        push(parts, &word);
    }
    if is_not {
        push(parts, "not");
    }
}

fn push(parts: &mut [Vec<Token>], text: &str) {
    if let Some(last) = parts.last_mut() {
        let text = text.to_owned();
        last.push(Token { text });
    }
}
