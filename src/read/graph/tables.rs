//! Tables: headers, parameters and properties, permissions, errors. Every row of a table ends in the
//! page's coverage.

use vec1::vec1;

use super::members::plain;
use super::{GraphReader, members, prose, statuses};
use crate::protocol::HeaderName;
use crate::protocol::template::slug;
use crate::read::allowed::{bounds_in_cells, selects};
use crate::read::coverage::{Counted, Topic, Unused, Use};
use crate::read::lexicon::{self, Section};
use crate::read::{Claim, FindingCode, HeaderClaim, HeaderPlace};
use crate::table::described::{ErrorResponse, Parameter, ParameterPlace, Permission};
use crate::table::{Presence, RequestBody};
use crate::text::markdown::RawRow;
use crate::text::page::{Page, Span};

/// The most headers whose level is that of their heading.
const MOST_BY_HEADING: usize = 200;

/// The longest name of a type that is kept, in characters.
const LONGEST_TYPE: usize = 120;

impl GraphReader<'_> {
    pub(super) fn table(&mut self, columns: usize, rows: &[RawRow]) {
        let Some((head, rows)) = rows.split_first() else {
            return;
        };
        let words: Vec<String> = head
            .cells
            .iter()
            .map(|cell| plain(self.page.slice(*cell)).to_lowercase())
            .collect();
        let is_of_parameters = words.first().is_some_and(|w| lexicon::is_name_column(w))
            || words.iter().any(|word| lexicon::is_type_column(word));
        self.table_head(head, is_of_parameters, rows.is_empty());
        let of_members = members::columns(&words).filter(|_| self.section == Section::Response);
        let mut claims = Vec::new();
        for row in rows {
            if self.is_divider(row) {
                self.enter(Counted::Row, row.span, Use::None(Unused::Empty));
                continue;
            }
            let member = of_members.as_ref();
            if let Some(used) = member.and_then(|own| self.member_row(own, row, &mut claims)) {
                self.enter(Counted::Row, row.span, used);
                continue;
            }
            let used = match self.section {
                Section::Headers => self.header_row(columns, row),
                Section::RequestBody if is_of_parameters => {
                    self.parameter_row(ParameterPlace::Body, &words, row)
                }
                Section::QueryParameters if is_of_parameters => {
                    self.parameter_row(ParameterPlace::Query, &words, row)
                }
                Section::PathParameters if is_of_parameters => {
                    self.parameter_row(ParameterPlace::Path, &words, row)
                }
                Section::Permissions => self.permission_row(&words, row),
                Section::Errors | Section::Response => self.error_row(columns, row),
                Section::Prose => Use::None(Unused::Prose),
                Section::Other => Use::None(Unused::UnknownSection),
                Section::RequestBody
                | Section::QueryParameters
                | Section::PathParameters
                | Section::Request
                | Section::Example => Use::None(Unused::OutOfPlace),
            };
            self.enter(Counted::Row, row.span, used);
        }
        self.take_members(claims, rows.len());
    }

    fn table_head(&mut self, head: &RawRow, is_of_parameters: bool, is_empty: bool) {
        if self.section == Section::RequestBody && is_of_parameters {
            let claim = (RequestBody::Json, head.span);
            self.facts.request_body.push(claim);
        }
        self.enter(Counted::Row, head.span, Use::None(Unused::TableHead));
        if self.section == Section::Other && is_of_parameters && !is_empty {
            self.finding(
                FindingCode::TableNotRead,
                "the table stands under a heading that no section is known by, and was not read",
                vec1![(head.span, "not read")],
                "use the heading of a section, such as \"Request headers\" or \"Request body\"",
            );
        }
    }

    /// Whether a row is drawn, as the line below a head is.
    fn is_divider(&self, row: &RawRow) -> bool {
        let line = self.page.slice(row.span);
        let is_drawn =
            |c: char| matches!(c, '-' | '=' | ':' | '|' | '\u{2014}') || c.is_whitespace();
        line.contains(['-', '=', '\u{2014}']) && line.chars().all(is_drawn)
    }

    /// One line of the header table: one row, or several that were glued together.
    fn header_row(&mut self, columns: usize, row: &RawRow) -> Use {
        self.report_cells(columns, row);
        let mut used = Use::None(Unused::Empty);
        let mut cells = row.cells.as_slice();
        while !cells.is_empty() {
            let (head, rest) = cells.split_at(columns.clamp(1, cells.len()));
            let what = self.header_cells(head);
            // Of several rows on one line, what could be read counts.
            if !matches!(used, Use::Fact(_)) {
                used = what;
            }
            let glue = rest
                .iter()
                .take_while(|cell| cell.start == cell.end)
                .count();
            cells = &rest[glue..];
        }
        used
    }

    /// Reports the cells that Markdown drops: those beyond the last column.
    fn report_cells(&mut self, columns: usize, row: &RawRow) {
        let Some(beyond) = row.cells.get(columns..).filter(|cells| !cells.is_empty()) else {
            return;
        };
        let last = row.cells.get(columns.saturating_sub(1));
        let next = beyond.iter().find(|cell| cell.start < cell.end);
        let glue = match (last, next) {
            (Some(last), Some(next)) => Span::new(last.end, next.start),
            _ => row.span,
        };
        // An empty cell between two is the end of one row and the beginning of the next.
        let is_glued = beyond.first().is_some_and(|cell| cell.start == cell.end);
        let (label, help) = if is_glued {
            ("two rows on one line", "start a new line for each row")
        } else {
            (
                "one cell too many",
                "write `\\|` for a bar inside a cell, and start a new line for each row",
            )
        };
        self.finding(
            FindingCode::TableRowMalformed,
            &format!(
                "the row has {} cells under {columns} columns; Markdown drops the cells beyond the \
                 last column",
                row.cells.len()
            ),
            vec1![(glue, label)],
            help,
        );
    }

    fn header_cells(&mut self, cells: &[Span]) -> Use {
        let Some((name_cell, others)) = cells.split_first() else {
            return Use::None(Unused::Empty);
        };
        let Some((written, span)) = clean(self.page, *name_cell) else {
            return Use::None(Unused::Empty);
        };
        let (written, span, own_value) = name_and_value(written, span);
        let name = match self.header_name(&written, span) {
            Ok(name) => name,
            Err(used) => return used,
        };
        let mut presence = None;
        let mut value = own_value.filter(|value| value.contains(['=', '{']));
        for cell in others {
            value = value.or_else(|| prose::value(self.page.slice(*cell), self.languages));
            presence = presence.or_else(|| prose::presence(self.wording(), *cell));
        }
        for cell in others {
            let value = value
                .as_deref()
                .or_else(|| prose::assignment(self.page.slice(*cell)));
            statuses::statuses_with(self.wording(), *cell, (&name, value), &mut self.facts);
            statuses::errors(self.page, *cell, &mut self.facts);
        }
        if presence.is_none() && self.of_all.is_some() && self.by_heading.len() < MOST_BY_HEADING {
            self.by_heading.push(self.facts.headers.len());
        }
        let presence = presence.or_else(|| Some((self.of_all?, span)));
        let conditional = presence.is_some_and(|(level, _)| level == Presence::Conditional);
        self.facts.headers.push(HeaderClaim {
            presence,
            condition: conditional
                .then(|| prose::condition(others, self.page))
                .flatten(),
            value,
            ..HeaderClaim::named(name, span, HeaderPlace::Table)
        });
        Use::Fact(Topic::Header)
    }

    /// The name of a header, or that there is none; a translated name is the one it stands for.
    fn header_name(&mut self, written: &str, span: Span) -> Result<HeaderName, Use> {
        // A translated name can be one that is sent, as far as its letters go.
        let translated = lexicon::translated_header(written, self.languages);
        if let Some(Ok(name)) = translated.map(HeaderName::new) {
            self.finding(
                FindingCode::HeaderNameTranslated,
                &format!("the header's name is translated; it stands for {name}"),
                vec1![(span, "translated")],
                &format!("write `{name}`: names of headers are not words of a language"),
            );
            return Ok(name);
        }
        // A remark may follow the name, as in `Session-Id (deprecated)`.
        let remark = written
            .strip_suffix(')')
            .and_then(|text| text.split_once('('));
        let bare = remark.map_or(written, |(name, _)| name.trim_end());
        if let Ok(name) = HeaderName::new(bare) {
            return Ok(name);
        }
        self.finding(
            FindingCode::HeaderNameUnreadable,
            "the name is not that of an HTTP header; the row was left out",
            vec1![(span, "not a header's name")],
            "write the header's name as it is sent",
        );
        Err(Use::Finding(FindingCode::HeaderNameUnreadable))
    }

    fn parameter_row(&mut self, place: ParameterPlace, head: &[String], row: &RawRow) -> Use {
        self.report_cells(head.len(), row);
        let mut columns = head.iter();
        let at = columns.position(|head| lexicon::is_name_column(head));
        let at = at.unwrap_or_default();
        let Some(first) = row.cells.get(at) else {
            return Use::None(Unused::Empty);
        };
        let name = parameter_name(self.page.slice(*first));
        if name.is_empty() {
            return Use::None(Unused::Empty);
        }
        let may_be_sent = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '|');
        if !name.chars().all(may_be_sent) || slug(&name).is_empty() {
            self.finding(
                FindingCode::ParameterNameUnreadable,
                "the name is not one that is sent; the row was left out",
                vec1![(*first, "not a parameter's name")],
                "write the name as it is sent",
            );
            return Use::Finding(FindingCode::ParameterNameUnreadable);
        }
        let others = row.cells.iter().zip(head).enumerate();
        let others = others.filter(|(index, _)| *index != at);
        let (kind, presence) = self.kind_and_presence(others.clone().map(|(_, cell)| cell));
        let cells = others.map(|(_, (cell, head))| (head.as_str(), plain(self.page.slice(*cell))));
        let mut allowed = bounds_in_cells(kind.as_deref(), cells.clone());
        allowed.selects =
            place == ParameterPlace::Query && cells.into_iter().any(|(_, cell)| selects(&cell));
        self.facts.parameters.push(Claim {
            value: Parameter {
                kind,
                presence: presence.unwrap_or(Presence::Unstated),
                allowed,
                ..Parameter::named(name, place)
            },
            span: *first,
        });
        Use::Fact(Topic::Parameter)
    }

    /// The type and the level that a row's cells state, each with the head of its column.
    fn kind_and_presence<'c>(
        &self,
        cells: impl Iterator<Item = (&'c Span, &'c String)>,
    ) -> (Option<String>, Option<Presence>) {
        let mut kind = None;
        let mut presence = None;
        for (cell, head) in cells {
            let text = self.page.slice(*cell);
            if lexicon::is_level_column(head) {
                presence = lexicon::answer(&plain(text)).or(presence);
            } else if lexicon::is_type_column(head) {
                let words: String = plain(text).chars().take(LONGEST_TYPE).collect();
                // `String (optional)` states the level with the type.
                let words = match words.split_once(" (") {
                    Some((words, _)) if prose::presence(self.wording(), *cell).is_some() => {
                        words.to_owned()
                    }
                    Some(_) | None => words,
                };
                kind = Some(words).filter(|words| !words.is_empty());
            }
            presence = presence.or_else(|| Some(prose::presence(self.wording(), *cell)?.0));
        }
        (kind, presence)
    }

    /// A row of the table of permissions: of one account, or of one resource with a column for each
    /// account.
    fn permission_row(&mut self, head: &[String], row: &RawRow) -> Use {
        let Some((first, others)) = row.cells.split_first() else {
            return Use::None(Unused::Empty);
        };
        let words = plain(self.page.slice(*first));
        let by_column = head
            .get(1)
            .is_some_and(|head| lexicon::account(head).is_some());
        let mut claims = Vec::new();
        if by_column {
            for (cell, head) in others.iter().zip(head.iter().skip(1)) {
                if let Some(account) = lexicon::account(head) {
                    claims.push((account, Some(words.clone()), vec![*cell]));
                }
            }
        } else if let Some(account) = lexicon::account(&words) {
            claims.push((account, None, others.to_vec()));
        }
        if claims.is_empty() {
            return Use::None(Unused::UnknownAccount);
        }
        for (account, resource, cells) in claims {
            let names = cells
                .iter()
                .flat_map(|cell| permissions(self.page.slice(*cell)));
            self.facts.permissions.push(Claim {
                value: Permission {
                    account,
                    resource,
                    names: names.collect(),
                },
                span: cells.first().copied().unwrap_or(*first),
            });
        }
        Use::Fact(Topic::Permission)
    }

    fn error_row(&mut self, columns: usize, row: &RawRow) -> Use {
        let cells = row
            .cells
            .get(..columns.min(row.cells.len()))
            .unwrap_or_default();
        // The cell is the status, with its reason at most: "At most 500" is none.
        let found = cells.iter().enumerate().find_map(|(at, cell)| {
            let text = plain(self.page.slice(*cell));
            let (status, range) = statuses::error_statuses(&text, true).into_iter().next()?;
            let is_whole = range == (0..text.len());
            is_whole.then_some((at, status))
        });
        let Some((at, status)) = found else {
            return Use::None(Unused::OutOfPlace);
        };
        let after = cells.get(at + 1..).unwrap_or_default();
        let mut codes = after.iter().map(|cell| plain(self.page.slice(*cell)));
        let is_code = |text: &String| {
            let mut chars = text.chars();
            chars.next().is_some_and(|c| c.is_ascii_alphabetic())
                && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
        };
        for cell in after {
            let words = plain(self.page.slice(*cell));
            self.facts.say_of_error(status, &words);
        }
        self.facts.errors.push(Claim {
            value: ErrorResponse {
                code: codes.next().filter(is_code),
                ..ErrorResponse::of(status)
            },
            span: cells[at],
        });
        Use::Fact(Topic::Error)
    }
}

/// The most permissions that are read of one cell.
const MOST_NAMES: usize = 200;

/// What a cell names, each of which is enough: a permission, such as `Files.ReadWrite.All`, or several
/// that are needed together, joined by `and`.
fn permissions(cell: &str) -> Vec<String> {
    let mut alternatives: Vec<String> = Vec::new();
    let mut between = String::new();
    let of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    for word in cell.split_inclusive(|c: char| !of_name(c)) {
        let (name, rest) = match word.char_indices().next_back() {
            Some((at, c)) if !of_name(c) => word.split_at(at),
            Some(_) | None => (word, ""),
        };
        let name = name.trim_matches(['.', '-', '_']);
        if alternatives.len() >= MOST_NAMES {
            break;
        }
        if !is_permission(name) {
            between.push_str(word);
            continue;
        }
        match alternatives.last_mut() {
            Some(last) if lexicon::joins(&between) => {
                last.push_str(" and ");
                last.push_str(name);
            }
            Some(_) | None => alternatives.push(name.to_owned()),
        }
        rest.clone_into(&mut between);
    }
    let mut seen = Vec::new();
    alternatives.retain(|alternative| {
        let is_new = !seen.contains(alternative);
        seen.push(alternative.clone());
        is_new
    });
    alternatives
}

fn is_permission(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    parts.len() > 1
        && parts
            .iter()
            .all(|part| part.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// The name that a cell gives to a parameter; empty where it gives none.
fn parameter_name(cell: &str) -> String {
    let name = plain(cell);
    // `$filter with any operator` speaks of the option alone.
    let name = match name.split_once(' ') {
        Some((option, _)) if option.starts_with('$') => option.to_owned(),
        Some(_) | None => name,
    };
    let name = name.split([',', '(']).next().unwrap_or_default();
    name.trim_end_matches([':', ' ', '\u{a0}']).to_owned()
}

/// The name and the value, or its beginning, that a cell such as `Prefer: outlook.timezone` gives.
fn name_and_value(written: String, span: Span) -> (String, Span, Option<String>) {
    match written.split_once([':', '：']) {
        Some((name, value)) if HeaderName::new(name.trim_end()).is_ok() => {
            let name = name.trim_end().to_owned();
            let span = Span::new(span.start, span.start + name.len());
            let value: String = value.chars().filter(|c| !c.is_control()).collect();
            (name, span, Some(value.trim().to_owned()))
        }
        Some(_) | None => (written, span, None),
    }
}

/// A cell's words without emphasis and back-ticks, and where they stand.
fn clean(page: &Page, cell: Span) -> Option<(String, Span)> {
    let raw = page.slice(cell);
    let markup = ['*', '_', '`', ' '];
    let lead = raw.len() - raw.trim_start_matches(markup).len();
    let words = raw.trim_matches(markup).trim_end_matches([':', '：']);
    let span = Span::new(cell.start + lead, cell.start + lead + words.len());
    (!words.is_empty()).then(|| (words.replace('\\', ""), span))
}
