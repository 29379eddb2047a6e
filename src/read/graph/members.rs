//! Tables in the section on the response: the members of its content.

use std::sync::Arc;

use super::GraphReader;
use crate::read::coverage::{Topic, Use};
use crate::read::member::{is_type_head, members};
use crate::read::{Claim, ListOf, MemberList};
use crate::table::data::{Member, MemberPath};
use crate::text::document::{Prose, Style};
use crate::text::markdown::RawRow;
use crate::text::page::{Page, Span};

/// Heads of a column that names members.
const NAMES: &[&str] = &["field", "member", "name", "property", "property name"];

/// The most members of one table.
const MOST_MEMBERS: usize = 300;

/// The columns of a table of members.
pub(super) struct Columns {
    name: usize,
    kind: usize,
}

/// The columns of a table whose head is that of members: names and types.
pub(super) fn columns(head: &[String]) -> Option<Columns> {
    let name = head
        .iter()
        .position(|head| NAMES.contains(&head.as_str()))?;
    let kind = head.iter().position(|head| is_type_head(head))?;
    Some(Columns { name, kind })
}

impl GraphReader<'_> {
    /// What a row says of a member; none where its name is none.
    pub(super) fn member_row(
        &self,
        columns: &Columns,
        row: &RawRow,
        claims: &mut Vec<Claim<Member>>,
    ) -> Option<Use> {
        let cell = *row.cells.get(columns.name)?;
        let name = plain(self.page.slice(cell));
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '@' | '.');
        if name.is_empty() || !name.chars().all(is_name) || claims.len() >= MOST_MEMBERS {
            return None;
        }
        let kind = row
            .cells
            .get(columns.kind)
            .map(|cell| plain(self.page.slice(*cell)));
        let others = row.cells.iter().enumerate();
        let others = others.filter(|(at, _)| *at != columns.name && *at != columns.kind);
        let said: Vec<Prose> = others.map(|(_, cell)| prose(self.page, *cell)).collect();
        let said: Vec<&Prose> = said.iter().collect();
        let path = MemberPath::WHOLE.member(&name);
        for value in members(path, kind.as_deref(), None, &said) {
            claims.push(Claim { value, span: cell });
        }
        Some(Use::Fact(Topic::Response))
    }

    /// Takes the members that the rows of a table name.
    pub(super) fn take_members(&mut self, members: Vec<Claim<Member>>, rows: usize) {
        if !members.is_empty() {
            let is_complete = members.len() >= rows;
            self.facts.members.push(Arc::new(MemberList {
                of: ListOf::Response,
                members,
                is_complete,
            }));
        }
    }
}

/// A cell's words, those between back-ticks as code.
fn prose(page: &Page, cell: Span) -> Prose {
    let mut prose = Prose::default();
    let mut at = cell.start;
    for (index, part) in page.slice(cell).split('`').enumerate() {
        let style = match index % 2 {
            1 => Style::Code,
            _ => Style::Plain,
        };
        prose.push(part, Span::new(at, at + part.len()), style);
        at += part.len() + 1;
    }
    prose
}

/// A cell's text without emphasis, back-ticks and the targets of links.
pub(super) fn plain(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    let mut rest = cell;
    while let Some((before, after)) = rest.split_once("](") {
        text.push_str(before);
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    text.retain(|c| !matches!(c, '*' | '`' | '\\' | '[' | ']') && !c.is_control());
    text.trim().trim_matches('_').trim().to_owned()
}
