//! The words by which tables, decisions and outputs name what a row says.

use crate::protocol::Method;
use crate::protocol::target::RequestTarget;

/// What a row says, in one line; two readings of a row never have the same words.
pub(crate) trait Words {
    /// The line.
    fn words(&self) -> String;
}

/// One of a closed list of things that each have a word.
pub(crate) trait Word: Copy + 'static {
    /// All of them, in the order in which they are named to a person.
    const ALL: &'static [Self];

    /// The word.
    fn word(self) -> &'static str;
}

impl<T: Word> Words for T {
    fn words(&self) -> String {
        self.word().to_owned()
    }
}

/// One list of variants and their words, for both ways.
macro_rules! word_list {
    ($type:ty { $($variant:ident => $word:literal),+ $(,)? }) => {
        impl $crate::table::words::Word for $type {
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }
    };
}

pub(crate) use word_list;

impl Words for Method {
    fn words(&self) -> String {
        self.to_string()
    }
}

impl Words for String {
    fn words(&self) -> String {
        self.clone()
    }
}

impl Words for Vec<RequestTarget> {
    fn words(&self) -> String {
        if self.is_empty() {
            return "no such path".to_owned();
        }
        let paths: Vec<String> = self.iter().map(ToString::to_string).collect();
        paths.join(" or ")
    }
}
