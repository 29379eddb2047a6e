//! One diagnostic in the style of rustc: what is wrong, the page's lines, notes, help.

use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet,
};

use super::safe::{mask, sanitize, sanitize_command};
use crate::read::Severity;
use crate::table::Citation;
use crate::text::page::{Page, Position, Span};

/// How diagnostics look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style {
    /// Whether they are coloured.
    pub color: bool,
    /// The width of the terminal in columns.
    pub width: usize,
}

impl Style {
    /// Without colours, as for a file.
    pub(crate) const PLAIN: Self = Self {
        color: false,
        width: 140,
    };
}

/// A place with what it says, the first of a diagnostic being the one to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Where.
    pub citation: Citation,
    /// A few words.
    pub label: String,
}

/// The page that marks point into, as far as it is at hand.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source<'a> {
    /// Its lines can be shown.
    AtHand(&'a Page),
    /// It differs from the one the table was made from: its lines would mislead.
    Changed,
    /// It is not there.
    Absent,
}

impl Source<'_> {
    /// The same page, its lines not to be shown: the place alone is.
    #[must_use]
    pub(crate) fn without_lines(self) -> Self {
        match self {
            Self::AtHand(_) | Self::Absent => Self::Absent,
            Self::Changed => Self::Changed,
        }
    }
}

/// Something to be told.
#[derive(Debug, Clone)]
pub(crate) struct Diagnostic<'a> {
    /// How bad.
    pub severity: Severity,
    /// The stable code.
    pub code: &'a str,
    /// One sentence.
    pub message: String,
    /// The page's name or path, as it is shown.
    pub origin: String,
    /// The page itself.
    pub source: Source<'a>,
    /// Places, the most telling first.
    pub marks: Vec<Mark>,
    /// Notes; may have several lines.
    pub notes: Vec<String>,
    /// What to do next, a line each; empty for nothing.
    pub help: String,
}

/// Renders a diagnostic, ending in a line break.
#[must_use]
pub(crate) fn render(diagnostic: &Diagnostic<'_>, style: &Style) -> String {
    let renderer = if style.color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level
        .primary_title(sanitize(&diagnostic.message))
        .id(diagnostic.code.to_owned());
    let window = Window::of(diagnostic);
    let mut elements: Vec<Element<'_>> = places(diagnostic, &window);
    for note in &diagnostic.notes {
        let lines: Vec<String> = note.lines().map(sanitize).collect();
        elements.push(Level::NOTE.message(lines.join("\n")).into());
    }
    for command in diagnostic.help.lines() {
        elements.push(Level::HELP.message(sanitize_command(command)).into());
    }
    let group: Group<'_> = title.elements(elements);
    let text = renderer.term_width(style.width).render(&[group]);
    format!("{text}\n")
}

/// The lines of a page from the first mark's to the last one's, made harmless: a page of many findings
/// is not gone through for each of them.
struct Window {
    text: String,
    /// Where it begins in the page, in bytes and as a line.
    start: usize,
    line: usize,
}

impl Window {
    fn of(diagnostic: &Diagnostic<'_>) -> Self {
        let nothing = Self {
            text: String::new(),
            start: 0,
            line: 1,
        };
        let Source::AtHand(page) = diagnostic.source else {
            return nothing;
        };
        let marks = diagnostic.marks.iter();
        let lines = marks.filter_map(|mark| match mark.citation {
            Citation::Line { line, .. } => page.line_span(line).map(|span| (line, span)),
            Citation::Section(_) => None,
        });
        let (Some((line, first)), Some((_, last))) = (lines.clone().min(), lines.max()) else {
            return nothing;
        };
        Self {
            text: mask(page.slice(Span::new(first.start, last.end))),
            start: first.start,
            line,
        }
    }
}

/// The excerpt, or the citations alone.
fn places<'a>(diagnostic: &'a Diagnostic<'_>, window: &'a Window) -> Vec<Element<'a>> {
    let origin = sanitize(&diagnostic.origin);
    let mut elements: Vec<Element<'a>> = Vec::new();
    let mut annotations = Vec::new();
    for (index, mark) in diagnostic.marks.iter().enumerate() {
        match (&mark.citation, diagnostic.source) {
            (Citation::Line { .. }, Source::AtHand(page)) => {
                let kind = if index == 0 {
                    AnnotationKind::Primary
                } else {
                    AnnotationKind::Context
                };
                match span(page, &mark.citation) {
                    Some(span) => {
                        let start = span.start - window.start;
                        let span = Span::new(start, start + (span.end - span.start));
                        annotations.push(annotation(kind, span, &mark.label));
                    }
                    None => elements.push(cited(&origin, mark, "the page has no such line")),
                }
            }
            (Citation::Line { .. }, Source::Changed) => {
                elements.push(cited(&origin, mark, "the page has changed"));
            }
            (Citation::Line { .. }, Source::Absent) => elements.push(cited(&origin, mark, "")),
            (Citation::Section(section), _) => {
                let place = format!("{} ({})", sanitize(section), sanitize(&mark.label));
                elements.push(Origin::path(place).into());
            }
        }
    }
    if !annotations.is_empty() {
        let snippet = Snippet::source(window.text.as_str())
            .line_start(window.line)
            .path(origin)
            .annotations(annotations);
        elements.insert(0, snippet.into());
    }
    elements
}

fn annotation<'a>(kind: AnnotationKind, span: Span, label: &str) -> Annotation<'a> {
    kind.span(span.start..span.end).label(sanitize(label))
}

/// A citation without its line: `page.md:44:65 (row …)`.
fn cited<'a>(origin: &str, mark: &Mark, remark: &str) -> Element<'a> {
    let label = sanitize(&mark.label);
    let words = match remark {
        "" => label,
        remark => format!("{label}; {remark}"),
    };
    Origin::path(format!("{origin}:{} ({words})", mark.citation)).into()
}

/// The bytes of a citation's place, not past its line's end.
fn span(page: &Page, citation: &Citation) -> Option<Span> {
    let Citation::Line { line, column, end } = citation else {
        return None;
    };
    let offset = |column: usize| {
        page.offset(Position {
            line: *line,
            column,
        })
    };
    Some(Span::new(offset(*column)?, offset(*end)?))
}
