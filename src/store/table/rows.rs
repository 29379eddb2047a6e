//! The stored rows of one operation: gathered by their ids when they are read, one form a reading
//! when they are written. What a row of a kind says is not here.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Spanned, Value};
use vec1::{Vec1, vec1};

use super::keys::{Keys, Trouble, Written};
use super::kinds::Kind;
use crate::store::form::{FormError, FormText};
use crate::table::{Citation, Reading, Row, RowId};

/// The keys of one reading, as the file has them.
pub(super) type Form = Spanned<BTreeMap<String, Spanned<Value>>>;

/// An operation's rows that are still to be read.
pub(super) struct Rows<'a> {
    text: FormText<'a>,
    operation: &'a str,
    /// Where the operation begins.
    at: usize,
    left: Vec<Group>,
    /// The kinds that were asked for.
    known: Vec<&'static str>,
    /// The first reading of another kind than its row has.
    of_two_kinds: Option<(String, usize)>,
}

/// The readings of one row.
struct Group {
    id: String,
    kind: String,
    readings: Vec1<RawReading>,
}

/// A reading whose kind's own keys are not read yet.
struct RawReading {
    at: usize,
    cites: Vec1<Citation>,
    keys: Keys,
}

impl<'a> Rows<'a> {
    /// Gathers an operation's readings by the ids of their rows, in order.
    ///
    /// # Errors
    /// When a reading has no id, no kind or no citation.
    pub(super) fn of(
        text: FormText<'a>,
        (operation, at): (&'a str, usize),
        forms: Vec<Form>,
    ) -> Result<Self, FormError> {
        let mut rows = Self {
            text,
            operation,
            at,
            left: Vec::new(),
            known: Vec::new(),
            of_two_kinds: None,
        };
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for form in forms {
            let at = form.span().start;
            let wrong = |trouble: Trouble| text.error(trouble.at.unwrap_or(at), trouble.message);
            let (id, kind, reading) = raw(form).map_err(wrong)?;
            let place = *places.entry(id.clone()).or_insert(rows.left.len());
            match rows.left.get_mut(place) {
                Some(group) if group.kind == kind => {
                    group.readings.push(reading);
                    continue;
                }
                Some(_) => {
                    rows.of_two_kinds.get_or_insert((id.clone(), at));
                }
                None => {}
            }
            rows.left.push(Group {
                id,
                kind,
                readings: vec1![reading],
            });
        }
        Ok(rows)
    }

    /// Reads the rows of a kind.
    pub(super) fn all<T: Kind>(&mut self) -> Result<Vec<Row<T>>, FormError> {
        self.known.push(T::NAME);
        let is_own = |group: &mut Group| group.kind == T::NAME;
        let own: Vec<Group> = self.left.extract_if(.., is_own).collect();
        own.into_iter().map(|group| self.row(group)).collect()
    }

    /// Reads the row of a kind that an operation has once, if it has it.
    pub(super) fn once<T: Kind>(&mut self) -> Result<Option<Row<T>>, FormError> {
        let mut own = self.left.iter().filter(|group| group.kind == T::NAME);
        if let Some(second) = own.nth(1) {
            let message = format!(
                "`{}` is a second row of a kind that an operation has once; readings of one \
                 contradicted row share its id",
                second.id
            );
            return Err(self.text.error(second.readings.first().at, message));
        }
        Ok(self.all()?.pop())
    }

    /// Ends the reading: what is left is of no kind that was asked for.
    ///
    /// # Errors
    /// When a row is left, or one has readings of two kinds.
    pub(super) fn finish(&self) -> Result<(), FormError> {
        if let Some(group) = self.left.first() {
            let message = format!(
                "expected a kind of row ({}), but found `{}`",
                self.known.join(", "),
                group.kind
            );
            return Err(self.text.error(group.readings.first().at, message));
        }
        if let Some((id, at)) = &self.of_two_kinds {
            let message = format!("the row `{id}` has readings of two kinds");
            return Err(self.text.error(*at, message));
        }
        Ok(())
    }

    /// The error for an operation without a row of a kind that it must have.
    pub(super) fn missing<T: Kind>(&self) -> FormError {
        let message = format!(
            "the operation `{}` has no row of kind `{}`",
            self.operation,
            T::NAME
        );
        self.text.error(self.at, message)
    }

    fn row<T: Kind>(&self, group: Group) -> Result<Row<T>, FormError> {
        let Group { id, readings, .. } = group;
        let readings = readings.try_mapped(|reading| self.reading::<T>(reading))?;
        let mut said = BTreeSet::new();
        for (reading, at) in &readings {
            let words = reading.value.words();
            if said.contains(&words) {
                let message =
                    format!("the row `{id}` says `{words}` twice; give one row both citations");
                return Err(self.text.error(*at, message));
            }
            said.insert(words);
        }
        let id = RowId(format!("{}/{id}", self.operation));
        Ok(Row::new(id, readings.mapped(|(reading, _)| reading)))
    }

    fn reading<T: Kind>(&self, raw: RawReading) -> Result<(Reading<T>, usize), FormError> {
        let RawReading {
            at,
            cites,
            mut keys,
        } = raw;
        let read = T::read(&mut keys).and_then(|value| keys.finish().map(|()| value));
        match read {
            Ok(value) => Ok((Reading { value, cites }, at)),
            Err(trouble) => Err(self.text.error(trouble.at.unwrap_or(at), trouble.message)),
        }
    }
}

/// Reads the keys that every row has.
fn raw(form: Form) -> Result<(String, String, RawReading), Trouble> {
    let at = form.span().start;
    let mut keys = Keys::new(form.into_inner());
    let id: String = keys.needed("id")?;
    if id.is_empty() || !id.bytes().all(|b| b.is_ascii_graphic()) {
        let shown = id.escape_default();
        let message = format!("expected a row id of visible characters, but found `{shown}`");
        return Err(keys.wrong("id", message));
    }
    let kind = keys.kind()?;
    let cites = Vec1::try_from_vec(keys.list("cites")?).map_err(|_| {
        let message = format!(
            "the row `{id}` cites nothing; add `cites = [\"LINE:COLUMN\"]` or the section that \
             promises it"
        );
        keys.wrong("cites", message)
    })?;
    Ok((id, kind, RawReading { at, cites, keys }))
}

/// An operation's rows as they are written, one form a reading.
pub(super) struct Forms<'a> {
    operation: &'a str,
    list: Vec<Written>,
}

impl<'a> Forms<'a> {
    /// No rows yet of what has this id.
    pub(super) fn of(operation: &'a str) -> Self {
        Self {
            operation,
            list: Vec::new(),
        }
    }

    /// Adds rows of a kind.
    pub(super) fn add<'r, T: Kind + 'r>(
        mut self,
        rows: impl IntoIterator<Item = &'r Row<T>>,
    ) -> Self {
        let prefix = format!("{}/", self.operation);
        for row in rows {
            let id = row.id.0.strip_prefix(&prefix).unwrap_or(&row.id.0);
            for reading in row.readings() {
                let mut keys = Written::default();
                keys.set("id", &id.to_owned());
                keys.set("kind", &T::NAME.to_owned());
                keys.set("cites", reading.cites.as_vec());
                reading.value.write(&mut keys);
                self.list.push(keys);
            }
        }
        self
    }

    /// The forms, in the order they were added.
    pub(super) fn into_list(self) -> Vec<Written> {
        self.list
    }
}
