//! The keys of one stored reading: each is taken once when it is read, and set once when it is
//! written, so that a key is named in one place for both.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use toml::{Spanned, Value};

use super::value::Stored;

/// What is wrong with a row's keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    /// Where the key's value begins; none where the trouble is the row's as a whole.
    pub at: Option<usize>,
    /// What is wrong.
    pub message: String,
}

/// The keys of a reading that is read.
pub(super) struct Keys {
    /// What has the keys, for messages.
    owner: String,
    left: BTreeMap<String, Spanned<Value>>,
    /// Where the values of the keys that were taken begin.
    taken: BTreeMap<&'static str, usize>,
}

impl Keys {
    /// The keys of a row whose kind is not known yet.
    pub(super) fn new(keys: BTreeMap<String, Spanned<Value>>) -> Self {
        Self {
            owner: "a row".to_owned(),
            left: keys,
            taken: BTreeMap::new(),
        }
    }

    /// Takes the row's kind, which messages name from here on.
    pub(super) fn kind(&mut self) -> Result<String, Trouble> {
        let kind: String = self.needed("kind")?;
        self.owner = format!("a row of kind `{kind}`");
        Ok(kind)
    }

    /// Takes a key that a row of this kind must have.
    pub(super) fn needed<T: Stored>(&mut self, key: &'static str) -> Result<T, Trouble> {
        self.optional(key)?.ok_or_else(|| Trouble {
            at: None,
            message: format!("{} needs the key `{key}`", self.owner),
        })
    }

    /// Takes a key that a row of this kind may have.
    pub(super) fn optional<T: Stored>(&mut self, key: &'static str) -> Result<Option<T>, Trouble> {
        let Some(value) = self.left.remove(key) else {
            return Ok(None);
        };
        self.taken.insert(key, value.span().start);
        let read = T::read(value.get_ref());
        read.map(Some).map_err(|message| self.wrong(key, message))
    }

    /// Takes a list that is empty where the row does not have the key.
    pub(super) fn list<T: Stored>(&mut self, key: &'static str) -> Result<Vec<T>, Trouble> {
        let mut list: Vec<T> = self.optional(key)?.unwrap_or_default();
        list.shrink_to_fit();
        Ok(list)
    }

    /// A trouble with the value of a key that was taken.
    pub(super) fn wrong(&self, key: &'static str, message: String) -> Trouble {
        Trouble {
            at: self.taken.get(key).copied(),
            message,
        }
    }

    /// Ends the reading: a key that was not taken is none of this kind's.
    pub(super) fn finish(self) -> Result<(), Trouble> {
        let first = self.left.iter().min_by_key(|(_, value)| value.span().start);
        match first {
            None => Ok(()),
            Some((key, value)) => Err(Trouble {
                at: Some(value.span().start),
                message: format!("{} has no key `{key}`", self.owner),
            }),
        }
    }
}

/// The keys of a reading that is written, in the order they were set.
#[derive(Default)]
pub(super) struct Written(Vec<(&'static str, Value)>);

impl Written {
    /// Sets a key.
    pub(super) fn set<T: Stored>(&mut self, key: &'static str, value: &T) {
        self.0.push((key, value.write()));
    }

    /// Sets a key where there is a value for it.
    pub(super) fn set_some<T: Stored>(&mut self, key: &'static str, value: Option<&T>) {
        self.0.extend(value.map(|value| (key, value.write())));
    }

    /// Sets a list where it is not empty.
    pub(super) fn set_list<T: Stored>(&mut self, key: &'static str, list: &Vec<T>) {
        if !list.is_empty() {
            self.set(key, list);
        }
    }
}

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}
