//! What words turn out to be: a component of MDX, calls of a template language, an import, or words.

use super::super::document::{Block, Component, Kind, Prose, Style};
use super::super::elements;
use super::super::page::Span;
use super::{DEEPEST, Holder, Reader, Words};

impl Reader<'_> {
    /// An HTML tag among words.
    pub(super) fn tag(&mut self, tag: &str, span: Span) {
        let name = tag.trim_start_matches(['<', '/']);
        let end = name.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>'));
        let name = &name[..end.unwrap_or(name.len())];
        let is_end = tag.starts_with("</");
        match name.to_ascii_lowercase().as_str() {
            "br" => self.add(" ", span, Style::Plain),
            "li" | "p" | "ul" | "div" => self.add(" ", span, Style::Plain),
            "code" | "tt" | "kbd" | "samp" | "var" => {
                // Two of them next to each other are two words, as they are shown.
                let last = self
                    .words
                    .as_ref()
                    .and_then(|words| words.prose.runs.last());
                if !is_end && last.is_some_and(|run| run.style == Style::Code) {
                    self.add(" ", Span::new(span.start, span.start), Style::Plain);
                }
                self.style(is_end, Style::Code);
            }
            "b" | "strong" | "em" | "i" => self.style(is_end, Style::Strong),
            "a" if !is_end => {
                let id = elements::ids(tag);
                match &mut self.words {
                    Some(Words {
                        holder: Holder::Heading(_, anchors),
                        ..
                    }) => anchors.extend(id),
                    Some(_) | None => self.anchors.extend(id),
                }
            }
            _ if tag.starts_with("<!--") => {
                let depth = self.depth;
                let kind = Kind::Comment;
                self.out.push(Block { kind, span, depth });
            }
            lower if !elements::is_element(lower) && !elements::is_custom(name) => {
                let style = self.styles.last().copied().unwrap_or_default();
                self.add(tag, span, style);
            }
            _ if elements::is_custom(name) => {
                if let Some(words) = &mut self.words {
                    let first = words.tags.map_or(span, |(first, _)| first);
                    words.tags = Some((first, span));
                }
            }
            _ => {}
        }
    }

    fn style(&mut self, is_end: bool, style: Style) {
        if is_end {
            self.styles.pop();
        } else {
            self.styles.push(style);
        }
    }

    /// Takes words that were read to their end.
    pub(super) fn words_read(&mut self, words: Words) {
        let Words {
            holder,
            prose,
            span,
            depth,
            tags,
        } = words;
        let depth = depth.min(DEEPEST);
        let kind = match holder {
            Holder::Paragraph => return self.paragraph(prose, span, depth, tags),
            Holder::Heading(level, mut anchors) => {
                let (text, id) = without_attributes(prose);
                anchors.extend(id);
                Kind::Heading {
                    level,
                    text,
                    anchors,
                }
            }
            Holder::Item => Kind::Item(prose),
            Holder::Term => Kind::Term(prose),
            Holder::Cell => return,
        };
        self.out.push(Block { kind, span, depth });
    }

    fn paragraph(&mut self, prose: Prose, span: Span, depth: usize, tags: Option<(Span, Span)>) {
        let source = self.text.get(span.start..span.end).unwrap_or_default();
        if let Some((first, last)) = tags.filter(|(first, _)| first.start == span.start) {
            let (inside, after) = prose.cut_at(last.start);
            if let Some(component) = elements::component(self.text, first) {
                let kind = Kind::Component(Component {
                    text: inside,
                    ..component
                });
                let span = Span::new(first.start, last.end);
                self.out.push(Block { kind, span, depth });
                return self.rest(after, depth);
            }
        }
        let is_import = ["import ", "export "]
            .iter()
            .any(|word| source.starts_with(word));
        if is_import && source.contains([';', '\'', '"', '=']) {
            let kind = Kind::Other("an import");
            return self.out.push(Block { kind, span, depth });
        }
        let mut at = span.start;
        while let Some(call) = call_at(self.text, Span::new(at, span.end)) {
            let inside = self.text.get(call.start..call.end).unwrap_or_default();
            let kind = Kind::Call(Prose::new(inside.trim(), call, Style::Plain));
            self.out.push(Block {
                kind,
                span: call,
                depth,
            });
            at = call.end;
        }
        let (_, words) = prose.cut_at(at);
        self.rest(words, depth);
    }

    fn rest(&mut self, words: Prose, depth: usize) {
        if words.is_empty() {
            return;
        }
        let span = words.whole();
        let kind = Kind::Paragraph(words);
        self.out.push(Block { kind, span, depth });
    }
}

/// A heading's words without the attributes at their end, `{#id}`, `{.class}` or `{: #id}`, and the id: what
/// else stands in braces is one of the words, such as a placeholder.
fn without_attributes(prose: Prose) -> (Prose, Option<String>) {
    let text = prose.text.trim_end();
    let attributes = text.strip_suffix('}').and_then(|inside| {
        let open = inside.rfind('{')?;
        let inside = inside.get(open + 1..)?;
        inside
            .starts_with(['#', '.', ':'])
            .then_some((open, inside))
    });
    let Some((open, inside)) = attributes else {
        return (prose, None);
    };
    let mut words = inside.split_whitespace();
    let id = words.find_map(|word| word.trim_start_matches(':').strip_prefix('#'));
    let id = id.filter(|id| !id.is_empty()).map(str::to_lowercase);
    let (before, _) = prose.cut_at_text(open);
    (before, id)
}

/// The call of a template language that a stretch begins with, white space aside.
fn call_at(text: &str, part: Span) -> Option<Span> {
    let all = text.get(part.start..part.end)?;
    let rest = all.trim_start();
    let start = part.end - rest.len();
    let (_, close) = CALLS.iter().find(|(open, _)| rest.starts_with(open))?;
    let end = rest.find(close)? + close.len();
    // A call that goes on with words on its line is one of the words.
    let behind = rest[end..].trim_start_matches([' ', '\t']);
    let ends_line = behind.is_empty() || behind.starts_with('\n');
    let is_alone = ends_line || CALLS.iter().any(|(open, _)| behind.starts_with(open));
    is_alone.then(|| Span::new(start, start + end))
}

/// How template languages write calls: ERB, Hugo, Jekyll and Liquid, Kramdown's attributes.
const CALLS: &[(&str, &str)] = &[("<%", "%>"), ("{{", "}}"), ("{%", "%}"), ("{:", "}")];
