//! Calls on a command line: curl's options as its manual has them, and HTTPie's.

use super::lines::{Form, ShownRequest, request_lines};
use super::target::{self, Spelled};
use crate::protocol::{HeaderName, Method};
use crate::read::message::{self, Line};
use crate::read::{BlankLine, Message, Text};
use crate::text::page::Span;

/// Whether a line begins a call.
pub(super) fn is_call(line: &str) -> bool {
    command(line).is_some()
}

/// The command of a line, from its program on.
fn command(line: &str) -> Option<&str> {
    let words = line.trim_start_matches([' ', '\t', '$', '>', '#', '%', '~', '➜']);
    ["curl ", "curl.exe ", "http ", "https "]
        .iter()
        .find_map(|program| {
            if words.starts_with(program) {
                return Some(words);
            }
            // Behind a pipe, as in `echo '{}' | curl …`.
            let piped = format!("| {program}");
            let at = words.find(&piped)?;
            words.get(at + 2..)
        })
}

/// The most lines that one call goes on over.
const LONGEST_CALL: usize = 60;

/// The call that begins at a line, and the line behind it.
pub(super) fn call(all: &[Line<'_>], at: usize) -> Option<(ShownRequest, usize)> {
    let (_, first) = all.get(at)?;
    let mut text = command(first)?.to_owned();
    let mut end = at + 1;
    loop {
        let goes_on = text.trim_end().ends_with('\\') || is_quote_open(&text);
        let next = all.get(end).filter(|_| goes_on && end - at < LONGEST_CALL);
        let Some((_, line)) = next else {
            break;
        };
        let is_continued = text.trim_end().ends_with('\\');
        if is_continued {
            let kept = text.trim_end().trim_end_matches('\\').len();
            text.truncate(kept);
            text.push(' ');
            text.push_str(line.trim_start());
        } else {
            text.push('\n');
            text.push_str(line);
        }
        end += 1;
    }
    let words = shlex::split(&text).or_else(|| {
        let words = text.split_whitespace();
        Some(
            words
                .map(|word| word.trim_matches(['\'', '"']).to_owned())
                .collect(),
        )
    })?;
    let call = Call::read(&words)?;
    let request = call.request(all, at, end)?;
    Some((request, end))
}

/// Whether a quotation mark of a shell's is still open.
fn is_quote_open(text: &str) -> bool {
    let mut open = None;
    let mut is_escaped = false;
    for c in text.chars() {
        match (open, c) {
            _ if is_escaped => is_escaped = false,
            (None | Some('"'), '\\') => is_escaped = true,
            (None, '\'' | '"') => open = Some(c),
            (Some(mark), c) if mark == c => open = None,
            _ => {}
        }
    }
    open.is_some()
}

/// What the words of a call say.
#[derive(Default)]
struct Call {
    method: Option<String>,
    url: Option<String>,
    headers: Vec<String>,
    data: Option<String>,
    /// Whether the data is pairs, which more may be joined to.
    is_pairs: bool,
    is_get: bool,
    is_json: bool,
    /// Whether it sends what its words do not say: a file, what is piped into it, or a form.
    is_partial: bool,
}

/// The most headers of a call that are read.
const MOST_HEADERS: usize = 64;

/// The header that a name and a password on the command line become.
const BASIC: &str = "Authorization: Basic {token}";

/// Options of curl with a value that does not matter here.
const WITH_VALUE: &[&str] = &[
    "-o",
    "--output",
    "-A",
    "--user-agent",
    "-e",
    "--referer",
    "-b",
    "--cookie",
    "-c",
    "--cookie-jar",
    "--cacert",
    "--cert",
    "-E",
    "--key",
    "--connect-timeout",
    "-m",
    "--max-time",
    "-w",
    "--write-out",
    "--resolve",
    "--unix-socket",
    "-x",
    "--proxy",
    "--retry",
    "-r",
    "--range",
    "--limit-rate",
    "-D",
    "--dump-header",
    "--http-version",
];

impl Call {
    fn read(words: &[String]) -> Option<Self> {
        let (program, words) = words.split_first()?;
        if program.starts_with("http") {
            return Self::httpie(words);
        }
        let mut call = Self::default();
        let mut words = words.iter().map(String::as_str);
        while let Some(word) = words.next() {
            let (option, joined) = match word.split_once('=') {
                Some((option, value)) if word.starts_with("--") => (option, Some(value)),
                Some(_) | None => (word, None),
            };
            let mut value = || joined.or_else(|| words.next()).map(str::to_owned);
            match option {
                "|" | ">" | ">>" | "&&" | ";" | "2>&1" => break,
                "-X" | "--request" => call.method = value(),
                "-H" | "--header" => call.headers.extend(value()),
                "-d" | "--data" | "--data-raw" | "--data-binary" | "--data-ascii" | "--json" => {
                    let data = value();
                    call.is_json |= option == "--json";
                    call.add_data(data);
                }
                "-F" | "--form" | "--data-urlencode" => {
                    call.data = call.data.take().or(value());
                    call.is_partial = true;
                }
                "-T" | "--upload-file" => {
                    value();
                    call.is_partial = true;
                    call.method = call.method.take().or(Some("PUT".to_owned()));
                }
                "-u" | "--user" => {
                    value();
                    call.headers.push(BASIC.to_owned());
                }
                "--url" => call.url = value(),
                "-G" | "--get" => call.is_get = true,
                "-I" | "--head" => call.method = call.method.take().or(Some("HEAD".to_owned())),
                _ if WITH_VALUE.contains(&option) => {
                    value();
                }
                _ if word.starts_with('-') => call.short(word, &mut words),
                _ => call.url = call.url.take().or_else(|| Some(word.to_owned())),
            }
        }
        call.url.is_some().then_some(call)
    }

    /// Takes what is sent; curl joins pairs of several options with `&`. A file among them is not shown.
    fn add_data(&mut self, data: Option<String>) {
        let Some(data) = data else {
            return;
        };
        let is_pairs = data.contains('=') && !data.starts_with(['@', '{', '[']);
        match &mut self.data {
            Some(before) if self.is_pairs && is_pairs => {
                before.push('&');
                before.push_str(&data);
            }
            Some(_) => self.is_partial = true,
            None => {
                self.data = Some(data);
                self.is_pairs = is_pairs;
            }
        }
    }

    /// Short options run together, as in `-XPOST` or `-sXPUT` and `-si`.
    fn short<'a>(&mut self, word: &str, words: &mut impl Iterator<Item = &'a str>) {
        if word.starts_with("--") {
            return;
        }
        let letters = &word[1..];
        for (at, letter) in letters.char_indices() {
            let rest = &letters[at + letter.len_utf8()..];
            match letter {
                'X' => {
                    let method = Some(rest).filter(|rest| !rest.is_empty());
                    self.method = method.or_else(|| words.next()).map(str::to_owned);
                    return;
                }
                'H' => {
                    let header = Some(rest).filter(|rest| !rest.is_empty());
                    self.headers
                        .extend(header.or_else(|| words.next()).map(str::to_owned));
                    return;
                }
                'd' => {
                    let data = Some(rest).filter(|rest| !rest.is_empty());
                    self.add_data(data.or_else(|| words.next()).map(str::to_owned));
                    return;
                }
                'u' => {
                    if rest.is_empty() {
                        words.next();
                    }
                    self.headers.push(BASIC.to_owned());
                    return;
                }
                'o' | 'w' | 'm' | 'b' | 'c' | 'A' => {
                    if rest.is_empty() {
                        words.next();
                    }
                    return;
                }
                'I' => self.method = Some("HEAD".to_owned()),
                'G' => self.is_get = true,
                _ => {}
            }
        }
    }

    fn httpie(words: &[String]) -> Option<Self> {
        let mut call = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if word == "--auth" || word == "-a" {
                words.next();
                call.headers.push(BASIC.to_owned());
                continue;
            }
            if word.starts_with("--auth=") {
                call.headers.push(BASIC.to_owned());
            }
            if word.starts_with('-') {
                continue;
            }
            match target::method(word, true) {
                Some(method) if call.method.is_none() && call.url.is_none() => {
                    call.method = Some(method.to_string());
                }
                Some(_) | None if call.url.is_none() => call.url = Some(word.clone()),
                Some(_) | None => match word.split_once(':') {
                    Some((name, value)) if !name.contains('=') => {
                        call.headers.push(format!("{name}: {value}"));
                    }
                    Some(_) | None if word.contains('=') => {
                        call.data = call.data.take().or(Some(String::new()));
                        call.is_partial = true;
                    }
                    Some(_) | None => break,
                },
            }
        }
        call.url.is_some().then_some(call)
    }

    fn request(&self, all: &[Line<'_>], at: usize, end: usize) -> Option<ShownRequest> {
        let url = self.url()?;
        let mut spelled: Spelled = target::target_at(&url, 0)?;
        // A part of a path is another one.
        let rest = url.get(spelled.end..).unwrap_or_default();
        if rest.starts_with(|c: char| {
            !c.is_whitespace() && !matches!(c, ',' | '.' | ':' | '!' | ')' | ';')
        }) {
            return None;
        }
        let method = self
            .method
            .as_deref()
            .unwrap_or(if self.has_data() { "POST" } else { "GET" });
        let method = Method::new(method.trim_matches(['\'', '"'])).ok()?;
        spelled.methods = vec![(method, 0..0)];
        let whole = all.get(at..end)?;
        let own = self.url.as_deref().unwrap_or_default();
        let place = whole.iter().find_map(|(span, line)| {
            let found = line.find(own)?;
            let start = span.start + found;
            (span.end - span.start == line.len()).then(|| Span::new(start, start + own.len()))
        });
        let span = Span::new(whole.first()?.0.start, whole.last()?.0.end);
        let place = place.unwrap_or(span);
        let first = whole.first().map_or("", |(_, line)| *line);
        let is_piped = first.contains("| curl ") || first.contains("| http");
        let is_file = self.data.as_ref().is_some_and(|data| data.starts_with('@'));
        Some(ShownRequest {
            is_whole: !(self.is_partial || is_piped || is_file),
            lines: request_lines(&spelled, |_| place),
            message: self.message(whole, span),
            span,
            form: Form::Client,
        })
    }

    /// Whether it sends content.
    fn has_data(&self) -> bool {
        self.data.is_some() && !self.is_get
    }

    /// The whole URL; curl takes a host alone as one of `http://`.
    fn url(&self) -> Option<String> {
        let url = self.url.as_deref()?;
        let url = url.trim_matches(['<', '>', '\'', '"']);
        // HTTPie leaves out the name of one's own machine.
        let is_port = url
            .strip_prefix(':')
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let url = if is_port {
            format!("http://localhost{url}")
        } else if url.contains("://") || url.starts_with(['/', '{', '$', '<']) {
            url.to_owned()
        } else {
            format!("http://{url}")
        };
        Some(match &self.data {
            Some(data) if self.is_get && !self.is_partial && !url.contains('?') => {
                format!("{url}?{data}")
            }
            Some(_) | None => url,
        })
    }

    /// The headers and the content, with what curl says of content by itself.
    fn message(&self, whole: &[Line<'_>], span: Span) -> Message {
        let headers = self.headers.iter().take(MOST_HEADERS).filter_map(|header| {
            let (name, value) = message::header_line(header)?;
            let line = whole.iter().find(|(_, line)| line.contains(name.as_str()));
            Some((name, value, line.map_or(span, |(span, _)| *span)))
        });
        let mut headers: Vec<(HeaderName, String, Span)> = headers.collect();
        let data = self.data.as_deref().filter(|_| self.has_data());
        let is_typed = headers.iter().any(|(name, _, _)| name.is("content-type"));
        if let Some(data) = data.filter(|_| !is_typed) {
            let is_json = self.is_json || data.trim_start().starts_with(['{', '[']);
            let kind = if is_json {
                "application/json"
            } else {
                "application/x-www-form-urlencoded"
            };
            headers.push((HeaderName::CONTENT_TYPE, kind.to_owned(), span));
        }
        let sent = data.filter(|data| !data.starts_with('@') && !data.trim().is_empty());
        Message {
            headers,
            body: sent.map(|data| Text {
                text: data.to_owned(),
                span,
            }),
            blank_line: BlankLine::NotNeeded,
        }
    }
}
