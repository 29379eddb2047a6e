//! The entries of a list of members: the rows of a table, items, terms and fields, each with what it says.

use super::super::layout::Layout;
use super::super::parameters::level_in_row;
use super::super::parameters::sides::Sides;
use super::names;
use crate::read::member::{is_type_head, level_in_cell, members};
use crate::table::Presence;
use crate::table::data::{Held, JsonKind, Member, MemberPath, Null};
use crate::text::document::{Kind, Prose, Row, Style, Table};
use crate::text::page::Span;

/// An entry of a list.
pub(super) struct Entry {
    /// What it says: of the member, and of the elements of what is a list.
    pub members: Vec<Member>,
    /// Where the name stands.
    pub span: Span,
}

/// The entries of a list.
pub(super) struct Entries {
    /// The entries.
    pub list: Vec<Entry>,
    /// Whether each entry could be read.
    pub is_whole: bool,
    /// Whether it says itself that it is of what comes back.
    pub is_answered: bool,
    /// Whether its head says that it is of parameters, which may be of any place.
    pub is_of_parameters: bool,
    /// Whether its head says that it is of attributes, as nothing but an object has them.
    pub is_of_attributes: bool,
    /// Whether a column says what is sent.
    pub says_sent: bool,
}

impl Entries {
    /// Whether it can be of nothing but an object: by its head, or since types stand beside most of its names.
    pub(super) fn are_of_an_object(&self) -> bool {
        let firsts = self.list.iter().filter_map(|entry| entry.members.first());
        let typed = firsts.filter(|member| !member.kinds.is_empty()).count();
        self.is_of_attributes && self.list.len() > 1 || typed > 1 && typed * 2 >= self.list.len()
    }

    /// Whether it says of any member that it must be there, or may be left out.
    pub(super) fn has_levels(&self) -> bool {
        let mut members = self.list.iter().flat_map(|entry| &entry.members);
        members.any(|member| member.presence != Held::Unstated)
    }
}

/// Heads of a column of names.
const NAMES: &[&str] = &[
    "attribute",
    "attribute name",
    "attributes",
    "column",
    "element",
    "field",
    "field name",
    "fields",
    "json field",
    "json key",
    "json property",
    "key",
    "keys",
    "member",
    "member name",
    "members",
    "name",
    "properties",
    "property",
    "property name",
    "response field",
];

/// Heads of a column of names that may be of any place.
const PARAMETERS: &[&str] = &[
    "parameter",
    "parameters",
    "param",
    "argument",
    "parameter name",
];

/// Heads of columns that describe nothing.
const SAMPLES: &[&str] = &[
    "example",
    "examples",
    "default",
    "sample",
    "sample value",
    "example value",
    "since",
];

/// The columns of a table of members.
struct Columns {
    heads: Vec<String>,
    kind: Option<usize>,
    level: Option<usize>,
    null: Option<usize>,
    sides: Sides,
}

/// The rows of a table whose first column has names.
pub(super) fn of_table(table: &Table) -> Option<Entries> {
    let heads = table
        .head
        .iter()
        .map(|head| head.text.trim().to_lowercase());
    let heads: Vec<String> = heads.collect();
    let first = heads.first()?.as_str();
    let is_of_parameters = PARAMETERS.contains(&first);
    let is_of_attributes = ["attribute", "field", "member", "propert"]
        .iter()
        .any(|word| first.starts_with(word));
    if heads.len() < 2 || !(NAMES.contains(&first) || is_of_parameters) {
        return None;
    }
    let columns = Columns {
        kind: heads.iter().position(|head| is_type_head(head)),
        level: heads.iter().position(|head| is_level_head(head)),
        null: heads.iter().position(|head| head.contains("null")),
        sides: Sides::of(table),
        heads,
    };
    let says_sent = columns.sides.says_sent();
    let named = table
        .rows
        .iter()
        .filter_map(|row| Some((row, row.cells.first()?)));
    let mut is_whole = true;
    let mut list = Vec::new();
    for (row, name) in named {
        match names::path(&name.text) {
            // It is in no response.
            Some(_) if says_sent && columns.sides.held(row).is_none() => {}
            Some(path) => list.push(Entry {
                members: of_row(&columns, (table, row), (path, name)),
                span: name.whole(),
            }),
            None => is_whole &= name.is_empty(),
        }
    }
    (!list.is_empty()).then_some(Entries {
        list,
        is_whole,
        is_answered: false,
        is_of_parameters,
        is_of_attributes,
        says_sent,
    })
}

/// What a row says of the member that it names.
fn of_row(
    columns: &Columns,
    (table, row): (&Table, &Row),
    (path, name): (MemberPath, &Prose),
) -> Vec<Member> {
    let Columns {
        heads,
        kind,
        level,
        null,
        sides,
    } = columns;
    let cell = |column: &Option<usize>| row.cells.get((*column)?);
    let own = level.and_then(|column| level_in_cell(heads.get(column)?, &cell(level)?.text));
    let presence = own.or_else(|| match sides.says_sent() {
        true => sides.held(row),
        false => level_in_row(table, row),
    });
    let mark = name
        .text
        .trim()
        .ends_with('?')
        .then_some(Presence::Optional);
    let said = row.cells.iter().enumerate().skip(1).filter(|(at, _)| {
        let is_other = [kind, level, null].contains(&&Some(*at));
        let is_sample = heads
            .get(*at)
            .is_some_and(|head| SAMPLES.contains(&head.as_str()));
        !is_other && !is_sample && !sides.has(*at)
    });
    let said: Vec<&Prose> = said.map(|(_, cell)| cell).collect();
    let kind = cell(kind).map(|cell| cell.text.as_str());
    let mut all = members(path, kind, mark.or(presence), &said);
    if let (Some(cell), Some(first)) = (cell(null), all.first_mut()) {
        first.null = match level_in_cell("", &cell.text) {
            Some(Presence::Required) => Null::Allowed,
            Some(Presence::Optional) => Null::Forbidden,
            Some(Presence::Conditional | Presence::Unstated) | None => first.null,
        };
    }
    all
}

fn is_level_head(head: &str) -> bool {
    matches!(
        head.trim_end_matches('?'),
        "always"
            | "always present"
            | "always there"
            | "presence"
            | "present"
            | "required"
            | "optional"
            | "mandatory"
            | "may be absent"
            | "can be absent"
            | "may be omitted"
    )
}

/// The items of a list that begin with a name set apart, with those that stand deeper in them.
pub(super) fn of_items(layout: &Layout<'_>, block: usize) -> (Option<Entries>, usize) {
    let depth = layout.blocks.get(block).map_or(0, |own| own.depth);
    let mut list: Vec<Entry> = Vec::new();
    // The items that a deeper one may stand in: their depths, and where what they hold stands.
    let mut around: Vec<(usize, MemberPath)> = Vec::new();
    let mut unread = 0_usize;
    let mut end = block;
    for (at, own) in layout.blocks.iter().enumerate().skip(block) {
        let Kind::Item(words) = &own.kind else {
            if own.depth > depth {
                continue;
            }
            break;
        };
        if own.depth < depth {
            break;
        }
        end = at + 1;
        around.retain(|(outer, _)| *outer < own.depth);
        let base = around
            .last()
            .map_or(MemberPath::WHOLE, |(_, path)| path.clone());
        let is_lost = own.depth > depth && around.is_empty();
        let entry = (!is_lost).then(|| of_words(words, &base)).flatten();
        let Some(entry) = entry else {
            // What stands in an item that is a value of its member is none itself.
            unread += usize::from(own.depth == depth);
            continue;
        };
        if let Some(first) = entry.members.first() {
            let inner = match first.kinds.as_slice() {
                [JsonKind::List] => first.path.each(),
                _ => first.path.clone(),
            };
            around.push((own.depth, inner));
        }
        list.push(entry);
    }
    let is_list = !list.is_empty() && unread * 3 <= list.len();
    let entries = Entries {
        list,
        is_whole: unread == 0,
        is_answered: false,
        is_of_parameters: false,
        is_of_attributes: false,
        says_sent: false,
    };
    (is_list.then_some(entries), end.max(block + 1))
}

/// The terms of a definition list, with their definitions.
pub(super) fn of_terms(layout: &Layout<'_>, block: usize) -> (Option<Entries>, usize) {
    let depth = layout.blocks.get(block).map_or(0, |own| own.depth);
    let mut list = Vec::new();
    let mut is_whole = true;
    let mut end = block;
    for (at, own) in layout.blocks.iter().enumerate().skip(block) {
        if own.depth > depth {
            continue;
        }
        let Kind::Term(term) = &own.kind else {
            break;
        };
        end = at + 1;
        let definition = layout.definition(at).map(|(_, definition)| definition);
        let (name, rest) = name_and_rest(term);
        match names::path(&name.text) {
            Some(path) => {
                let said: Vec<&Prose> = std::iter::once(&rest).chain(definition).collect();
                list.push(Entry {
                    members: members(path, Some(&rest.text), None, &said),
                    span: name.whole(),
                });
            }
            None => is_whole = false,
        }
    }
    let entries = Entries {
        is_whole,
        is_answered: false,
        is_of_parameters: false,
        is_of_attributes: false,
        says_sent: false,
        list,
    };
    (
        (!entries.list.is_empty()).then_some(entries),
        end.max(block + 1),
    )
}

/// Fields of sphinxcontrib-httpdomain that are of what comes back.
pub(super) fn of_fields(layout: &Layout<'_>, block: usize) -> (Option<Entries>, usize) {
    let mut list = Vec::new();
    let mut end = block;
    for (at, own) in layout.blocks.iter().enumerate().skip(block) {
        let Kind::Field(field) = &own.kind else {
            break;
        };
        end = at + 1;
        let mut words = field.name.text.split_whitespace();
        let role = words.next().unwrap_or_default().to_lowercase();
        let words: Vec<&str> = words.collect();
        let Some((name, kind)) = words.split_last() else {
            continue;
        };
        let is_each = match role.as_str() {
            ">json" | "resjson" | "responsejsonobject" => false,
            ">jsonarr" | "resjsonarr" | "responsejsonarrayofobjects" => true,
            _ => continue,
        };
        let Some(path) = names::path(name) else {
            continue;
        };
        let path = match is_each {
            true => MemberPath::WHOLE.each().join(&path),
            false => path,
        };
        let kind = kind.join(" ");
        let at = field.name.text.rfind(name).unwrap_or(0);
        list.push(Entry {
            members: members(path, Some(&kind), None, &[&field.text]),
            span: field.name.span(at..at + name.len()),
        });
    }
    let entries = Entries {
        is_whole: false,
        is_answered: true,
        is_of_parameters: false,
        is_of_attributes: false,
        says_sent: false,
        list,
    };
    (
        (!entries.list.is_empty()).then_some(entries),
        end.max(block + 1),
    )
}

/// An item such as ``- `name` (string): what it is``.
fn of_words(words: &Prose, base: &MemberPath) -> Option<Entry> {
    let first = words.runs.iter().find(|run| {
        let text = words.text.get(run.range.clone()).unwrap_or_default();
        !text.trim().is_empty()
    })?;
    if first.style == Style::Plain {
        return None;
    }
    let (name, rest) = name_and_rest(words);
    let path = names::path(&name.text)?;
    Some(Entry {
        members: members(base.join(&path), None, None, &[&rest]),
        span: name.whole(),
    })
}

/// The name that words begin with, and what stands behind it.
fn name_and_rest(words: &Prose) -> (Prose, Prose) {
    let set_apart = words.runs.iter().find(|run| {
        let text = words.text.get(run.range.clone()).unwrap_or_default();
        !text.trim().is_empty()
    });
    let end = match set_apart {
        Some(run) if run.style != Style::Plain => run.range.end,
        Some(_) | None => {
            let ends = |c: char| c.is_whitespace() || matches!(c, ':' | '(' | ',');
            let lead = words.text.len() - words.text.trim_start().len();
            let rest = words.text.get(lead..).unwrap_or_default();
            lead + rest.find(ends).unwrap_or(rest.len())
        }
    };
    words.cut_at_text(end)
}
