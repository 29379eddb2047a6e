//! What a profile says of pages: calls and elements that declare, words before a status, marks of placeholders.

use super::calls::arguments_of;
use super::layout::Layout;
use super::lines;
use super::mentions::Mention;
use super::statuses::Stated;
use super::target::{self, Spelled};
use crate::protocol::Status;
use crate::protocol::target::RequestTarget;
use crate::table::ResponseBody;
use crate::text::document::{Block, Component, Kind, Prose, Style};
use crate::text::page::Span;
use crate::text::profile::{Argument, Declaring, Profile, Request};

/// A request with the places of its method and its path.
type Placed = (Spelled, (Span, Span));

/// The request that a call declares by a profile.
pub(super) fn of_call(profile: &Profile, text: &Prose) -> Option<Placed> {
    profile.calls.iter().find_map(|declaring| {
        let arguments = arguments_of(&text.text, &declaring.name)?;
        let value = |argument: &Argument| {
            let (name, place) = match argument {
                Argument::Place(place) => (None, *place),
                Argument::Name(name) => (Some(name.as_str()), 0),
            };
            let one = arguments.iter().filter(|one| one.name == name).nth(place)?;
            Some((one.value.trim().to_owned(), text.span(one.range.clone())))
        };
        request(declaring, text.whole(), None, value)
    })
}

/// The request that an element declares by a profile.
pub(super) fn of_component(profile: &Profile, component: &Component) -> Option<Placed> {
    let mut own = profile.components.iter();
    let declaring = own.find(|declaring| declaring.name == component.name)?;
    let inside = Some(&component.text).filter(|text| !text.is_empty());
    let inside = inside.map(|text| (text.text.trim().to_owned(), text.whole()));
    let first = component.attributes.first();
    let whole = first.map_or(component.text.whole(), |first| first.value.whole());
    request(declaring, whole, inside, |argument| {
        let Argument::Name(name) = argument else {
            return None;
        };
        let mut attributes = component.attributes.iter();
        let own = attributes.find(|attribute| attribute.name.eq_ignore_ascii_case(name))?;
        Some((own.value.text.trim().to_owned(), own.value.whole()))
    })
}

/// A request of its parts.
fn request(
    declaring: &Declaring,
    whole: Span,
    inside: Option<(String, Span)>,
    value: impl Fn(&Argument) -> Option<(String, Span)>,
) -> Option<Placed> {
    let (verb, path) = match &declaring.request {
        Request::Whole(argument) => {
            let (text, place) = value(argument)?;
            return Some((target::request(&text)?, (place, place)));
        }
        Request::Apart(method, path) => (value(method)?, path),
        Request::Always(method, path) => ((method.clone(), whole), path),
    };
    let (path, place) = match path {
        Some(argument) => value(argument)?,
        None => inside?,
    };
    let method = target::method(verb.0.trim_start_matches(':'), true)?;
    let mut spelled = target::target_at(&path, 0)?;
    spelled.methods = vec![(method, 0..0)];
    Some((spelled, (verb.1, place)))
}

/// Puts braces around the placeholders of paths that stand in marks of a profile.
pub(super) fn with_braces(profile: &Profile, requests: &mut [Mention]) {
    if profile.placeholders.is_empty() {
        return;
    }
    for line in requests.iter_mut().map(|mention| &mut mention.line) {
        let written = line.path.to_string();
        let plain = braced(&written, &profile.placeholders);
        if plain != written
            && let Ok(path) = RequestTarget::new(&plain)
        {
            line.path = path;
        }
    }
}

/// A path with braces for each placeholder in other marks; what stands in braces stays.
fn braced(written: &str, forms: &[(String, String)]) -> String {
    let mut text = String::with_capacity(written.len());
    let mut depth = 0_u32;
    let mut rest = written;
    while let Some(c) = rest.chars().next() {
        let found = forms.iter().filter(|_| depth == 0);
        let found = found.filter_map(|form| named(rest, form)).next();
        if let Some((name, length)) = found {
            text.push_str(&format!("{{{name}}}"));
            rest = &rest[length..];
            continue;
        }
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        text.push(c);
        rest = &rest[c.len_utf8()..];
    }
    text
}

/// The name of the placeholder that a text begins with, and how long it is with its marks.
fn named<'t>(text: &'t str, (before, behind): &(String, String)) -> Option<(&'t str, usize)> {
    let inside = text.strip_prefix(before.as_str())?;
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let end = match behind.is_empty() {
        true => inside.find(|c| !is_of_name(c)).unwrap_or(inside.len()),
        false => inside.find(behind.as_str())?,
    };
    let name = inside.get(..end)?;
    let is_name = name.chars().all(is_of_name)
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    is_name.then(|| (name, before.len() + end + behind.len()))
}

/// The statuses of success that stand behind a profile's words in a block.
pub(super) fn successes(layout: &Layout<'_>, block: &Block, row: Option<usize>) -> Vec<Stated> {
    let profile = layout.page.profile();
    if profile.success.is_empty() {
        return Vec::new();
    }
    let in_words = |text: &Prose| behind_words(profile, text);
    match &block.kind {
        Kind::Heading { text, .. }
        | Kind::Paragraph(text)
        | Kind::Item(text)
        | Kind::Term(text) => in_words(text),
        Kind::Table(table) => {
            let rows = table.rows.iter().enumerate();
            let rows = rows.filter(|(index, _)| row.is_none_or(|row| row == *index));
            rows.flat_map(|(_, row)| row.cells.iter().flat_map(in_words))
                .collect()
        }
        Kind::Code(code) => {
            let lines = lines::lines(layout.page, code).into_iter().take(MOST_LINES);
            lines
                .flat_map(|(span, line)| in_words(&Prose::new(line, span, Style::Plain)))
                .collect()
        }
        Kind::Component(component) => in_words(&component.text),
        Kind::Field(field) => in_words(&field.text),
        Kind::Call(text) => in_words(text),
        Kind::Directive(_) | Kind::Comment | Kind::Other(_) => Vec::new(),
    }
}

/// The most lines of a block that are looked through.
const MOST_LINES: usize = 200;

/// The first number that is a success behind each of a profile's words.
fn behind_words(profile: &Profile, text: &Prose) -> Vec<Stated> {
    let lower = text.text.to_lowercase();
    if lower.len() != text.text.len() {
        return Vec::new();
    }
    let places = profile.success.iter().flat_map(|words| {
        let places = lower.match_indices(words.as_str()).take(MOST_PLACES);
        places.filter_map(|(at, words)| {
            let is_of_word = |c: char| c.is_alphanumeric();
            let end = at + words.len();
            let goes_on = words.starts_with(is_of_word) && lower[..at].ends_with(is_of_word)
                || words.ends_with(is_of_word) && lower[end..].starts_with(is_of_word);
            (!goes_on).then_some(at + words.len())
        })
    });
    let stated = places.filter_map(|from| {
        let (at, status) = number(&lower, from)?;
        Some(Stated {
            status,
            span: text.span(at..at + 3),
            body: ResponseBody::Unstated,
            body_span: None,
            sentence: String::new(),
            is_of_case: false,
        })
    });
    stated.collect()
}

/// The most places of one word in a block.
const MOST_PLACES: usize = 16;

/// The number of three digits that begins soon behind a place, where it is a success.
fn number(text: &str, from: usize) -> Option<(usize, Status)> {
    let behind = text.get(from..)?;
    let at = behind
        .find(|c: char| c.is_ascii_digit())
        .filter(|at| *at <= NEAR)?;
    let digits: String = behind
        .get(at..)?
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    let status = digits
        .parse()
        .ok()
        .and_then(Status::new)
        .filter(|_| digits.len() == 3)?;
    (status.is_success() || status.is_redirection()).then_some((from + at, status))
}

/// How far behind the words the number may stand, in bytes.
const NEAR: usize = 40;

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Argument, Declaring, Profile, Request, braced};
    use crate::read::Dialect as _;
    use crate::read::plain::Plain;
    use crate::text::page::Page;

    /// No request.
    const NOTHING: [&str; 0] = [];

    /// The requests of a page that is read with a profile, each with its statuses.
    fn read(text: &str, profile: Profile) -> Vec<String> {
        let mut page = Page::new("desks.md", text);
        page.set_profile(&Arc::new(profile));
        let parts = Plain.read(&page).parts.into_iter();
        let told = parts.map(|part| {
            let line = &part.facts.requests[0];
            let statuses = part.facts.statuses.iter();
            let statuses: Vec<String> = statuses
                .map(|claim| claim.status.code().to_string())
                .collect();
            let told = format!("{} {} {}", line.method, line.path, statuses.join(" "));
            told.trim_end().to_owned()
        });
        told.collect()
    }

    fn name(name: &str) -> Argument {
        Argument::Name(name.to_owned())
    }

    fn declaring(name: &str, request: Request) -> Vec<Declaring> {
        vec![Declaring {
            name: name.to_owned(),
            request,
        }]
    }

    #[test]
    fn a_call_that_a_profile_names_declares() {
        let text = "# Desks\n\n## All\n\n{{< ep \"GET\" \"/desks\" >}}\n\nReturns 200 OK.\n\n## One\n\n{{< ep \"PUT\" \"/desks/:id\" >}}\n";
        assert_eq!(read(text, Profile::default()), NOTHING);
        let request = Request::Apart(Argument::Place(0), Some(Argument::Place(1)));
        let calls = declaring("ep", request);
        let profile = Profile {
            calls,
            ..Profile::default()
        };
        assert_eq!(read(text, profile), ["GET /desks 200", "PUT /desks/{id}"]);
        let text = "# Desks\n\n## All\n\n<%= fetch '/desks' %>\n";
        let calls = declaring(
            "fetch",
            Request::Always("GET".to_owned(), Some(Argument::Place(0))),
        );
        let profile = Profile {
            calls,
            ..Profile::default()
        };
        assert_eq!(read(text, profile), ["GET /desks"]);
    }

    #[test]
    fn an_element_that_a_profile_names_declares() {
        let text = "# Desks\n\n## All\n\n<Call does=\"GET\" at=\"/desks\" />\n\n## One\n\n<Call does=\"PUT\" at=\"/desks/{id}\" />\n";
        assert_eq!(read(text, Profile::default()), NOTHING);
        let components = declaring("Call", Request::Apart(name("does"), Some(name("at"))));
        let profile = Profile {
            components,
            ..Profile::default()
        };
        assert_eq!(read(text, profile), ["GET /desks", "PUT /desks/{id}"]);
    }

    #[test]
    fn a_status_stands_behind_a_profile_s_words() {
        let text = "# Desks\n\n## All\n\n`GET /desks`\n\nGeht alles gut: 200\n\n## One\n\n`GET /desks/{id}`\n\n✓ 203\n\n## None\n\n`GET /shelves`\n\nAlles gutes: 200 Bücher, ✓ 2030.\n";
        let success = vec!["alles gut".to_owned(), "✓".to_owned()];
        let profile = Profile {
            success,
            ..Profile::default()
        };
        let expect = ["GET /desks 200", "GET /desks/{id} 203", "GET /shelves"];
        assert_eq!(read(text, profile), expect);
    }

    #[test]
    fn placeholders_stand_in_the_marks_of_a_profile() {
        let form = |before: &str, behind: &str| (before.to_owned(), behind.to_owned());
        let forms = [form("%", "%"), form("@", "")];
        for (written, expect) in [
            ("/desks/%ID%/loans/@loan", "/desks/{ID}/loans/{loan}"),
            ("/desks/{%ID%}?a=%b%", "/desks/{%ID%}?a={b}"),
            ("/desks/%20a/b%", "/desks/%20a/b%"),
            ("/ж/@", "/ж/@"),
        ] {
            assert_eq!(braced(written, &forms), expect);
        }
        let text = "# Desks\n\n## One\n\n`GET /desks/%ID%`\n";
        let profile = Profile {
            placeholders: vec![form("%", "%")],
            ..Profile::default()
        };
        assert_eq!(read(text, profile), ["GET /desks/{ID}"]);
    }
}
