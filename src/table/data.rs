//! What JSON content is made of: the members that a page documents, each with its place, whoever names the type.
//!
//! How a page says so is not here, nor what is made of it.

pub(crate) mod alike;
pub(crate) mod shown;

use super::row::Row;
use super::words::{Word as _, Words, word_list};

/// A type: what content is made of, from the whole of it (the path ``) down to the members of its members.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct DataType {
    /// Its id in the table, which responses name.
    pub id: String,
    /// Its members, each behind the one that it stands in.
    pub members: Vec<Row<Member>>,
}

/// A place in JSON content and what a page says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    /// Where it is.
    pub path: MemberPath,
    /// The types that it may have; none where the page does not say.
    pub kinds: Vec<JsonKind>,
    /// Whether it is there.
    pub presence: Held,
    /// Whether it may be `null`.
    pub null: Null,
    /// The texts that are allowed, where the page lists them all.
    pub values: Vec<String>,
    /// What its text is.
    pub format: Option<Format>,
    /// Who says of which type it is.
    pub basis: Basis,
    /// Whether the page lists all members of this object.
    pub is_closed: bool,
}

impl Member {
    /// A member of which nothing more is said.
    pub(crate) fn at(path: MemberPath, basis: Basis) -> Self {
        Self {
            path,
            kinds: Vec::new(),
            presence: Held::Unstated,
            null: Null::Unstated,
            values: Vec::new(),
            format: None,
            basis,
            is_closed: false,
        }
    }

    /// Whether it may only be an object or only a list.
    #[must_use]
    pub(crate) fn is_container(&self) -> bool {
        let is_one = |kind: &JsonKind| matches!(kind, JsonKind::Object | JsonKind::List);
        !self.kinds.is_empty() && self.kinds.iter().all(is_one)
    }

    /// Whether a value of a type is of its types; an integer is a number.
    #[must_use]
    pub(crate) fn takes(&self, kind: JsonKind) -> bool {
        let is_number = kind == JsonKind::Integer && self.kinds.contains(&JsonKind::Number);
        self.kinds.is_empty() || self.kinds.contains(&kind) || is_number
    }

    /// Whether an example may show it as a value of a type, of which it is not told whether a number is an integer.
    #[must_use]
    pub(crate) fn may_show(&self, kind: JsonKind) -> bool {
        let is_number = kind == JsonKind::Number && self.kinds.contains(&JsonKind::Integer);
        self.takes(kind) || is_number
    }

    /// Its types in words.
    #[must_use]
    pub(crate) fn kinds_in_words(&self) -> String {
        let mut words: Vec<&str> = self.kinds.iter().map(|kind| kind.said()).collect();
        if self.null == Null::Allowed {
            words.push("null");
        }
        words.join(" or ")
    }
}

impl Words for Member {
    fn words(&self) -> String {
        let mut words = vec![self.kinds_in_words()];
        words.push(self.presence.word().to_owned());
        words.extend(self.format.map(|format| format.word().to_owned()));
        if !self.values.is_empty() {
            words.push(format!("one of {}", self.values.join(", ")));
        }
        words.retain(|word| !word.is_empty());
        words.join(", ")
    }
}

/// A place in JSON: a JSON Pointer (RFC 6901) in which `*` is every element of a list, and `~2` a member's own `*`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct MemberPath(Vec<Token>);

/// A step of a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Token {
    /// A member of an object.
    Name(String),
    /// Every element of a list.
    Each,
}

impl Token {
    /// The name that it is; `*` for every element.
    #[must_use]
    pub(crate) fn written(&self) -> &str {
        match self {
            Self::Name(name) => name,
            Self::Each => "*",
        }
    }
}

/// The longest path of a member.
const LONGEST_PATH: usize = 16;

impl MemberPath {
    /// The path of the whole content.
    pub(crate) const WHOLE: Self = Self(Vec::new());

    /// Reads a path as tables have it.
    pub(crate) fn read(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::WHOLE);
        }
        let tokens = text.strip_prefix('/')?.split('/').map(|token| match token {
            "*" => Token::Each,
            name => {
                let name = name.replace("~1", "/").replace("~2", "*");
                Token::Name(name.replace("~0", "~"))
            }
        });
        let tokens: Vec<Token> = tokens.collect();
        (tokens.len() <= LONGEST_PATH).then_some(Self(tokens))
    }

    /// Its steps.
    #[must_use]
    pub(crate) fn tokens(&self) -> &[Token] {
        &self.0
    }

    /// The path of a step from here.
    #[must_use]
    pub(crate) fn with(&self, token: Token) -> Self {
        let mut tokens = self.0.clone();
        tokens.push(token);
        Self(tokens)
    }

    /// The path of a member of what is here.
    #[must_use]
    pub(crate) fn member(&self, name: &str) -> Self {
        self.with(Token::Name(name.to_owned()))
    }

    /// The path of the elements of what is here.
    #[must_use]
    pub(crate) fn each(&self) -> Self {
        self.with(Token::Each)
    }

    /// Another path that begins here.
    #[must_use]
    pub(crate) fn join(&self, other: &Self) -> Self {
        Self(self.0.iter().chain(&other.0).cloned().collect())
    }

    /// Where it stands in, and its last step.
    #[must_use]
    pub(crate) fn split(&self) -> Option<(Self, &Token)> {
        let (last, before) = self.0.split_last()?;
        Some((Self(before.to_vec()), last))
    }

    /// The path from another one to here, where this is below it.
    #[must_use]
    pub(crate) fn below(&self, other: &Self) -> Option<Self> {
        let rest = self.0.strip_prefix(other.0.as_slice())?;
        (!rest.is_empty()).then(|| Self(rest.to_vec()))
    }

    /// Whether it is longer than paths are read.
    #[must_use]
    pub(crate) fn is_too_long(&self) -> bool {
        self.0.len() > LONGEST_PATH
    }
}

impl std::fmt::Display for MemberPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for token in &self.0 {
            match token {
                Token::Each => f.write_str("/*")?,
                Token::Name(name) => {
                    let name = name.replace('~', "~0").replace('/', "~1");
                    write!(f, "/{}", if name == "*" { "~2" } else { &name })?;
                }
            }
        }
        Ok(())
    }
}

/// A type of JSON (RFC 8259 §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum JsonKind {
    /// An object.
    Object,
    /// A list.
    List,
    /// A text.
    Text,
    /// A number.
    Number,
    /// A number without a fraction.
    Integer,
    /// `true` or `false`.
    Boolean,
}

word_list!(JsonKind {
    Object => "object",
    List => "array",
    Text => "string",
    Number => "number",
    Integer => "integer",
    Boolean => "boolean",
});

impl JsonKind {
    /// That of a value; `null` has none. JSON does not tell `1` from `1.0` (RFC 8259 §6).
    #[must_use]
    pub(crate) fn of(value: &serde_json::Value) -> Option<Self> {
        use serde_json::Value;
        match value {
            Value::Null => None,
            Value::Bool(_) => Some(Self::Boolean),
            Value::Number(number) => match number.as_f64() {
                Some(own) if own.fract() != 0.0 => Some(Self::Number),
                Some(_) | None => Some(Self::Integer),
            },
            Value::String(_) => Some(Self::Text),
            Value::Array(_) => Some(Self::List),
            Value::Object(_) => Some(Self::Object),
        }
    }

    /// The type with its article.
    #[must_use]
    pub(crate) fn said(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::List => "an array",
            Self::Text => "a string",
            Self::Number => "a number",
            Self::Integer => "an integer",
            Self::Boolean => "a boolean",
        }
    }
}

/// Whether a member is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Held {
    /// The page says so, or lists it and shows it.
    Always,
    /// The page lists it, or all examples of several operations have it: our reading.
    Expected,
    /// The examples of one operation have it.
    Shown,
    /// The page says that it may be absent.
    Optional,
    /// The page does not say.
    Unstated,
}

word_list!(Held {
    Always => "always",
    Expected => "expected",
    Shown => "shown",
    Optional => "optional",
    Unstated => "unstated",
});

/// Whether a member may be `null`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Null {
    /// The page says that it may.
    Allowed,
    /// The page says that it is never, or says of which others it may be.
    Forbidden,
    /// The page does not say.
    Unstated,
}

word_list!(Null {
    Allowed => "allowed",
    Forbidden => "forbidden",
    Unstated => "unstated",
});

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Format {
    /// A date with a time of day (RFC 3339).
    DateTime,
    /// A date (RFC 3339 §5.6, `full-date`).
    Date,
    /// A UUID (RFC 9562).
    Uuid,
    /// A URI or a reference to one (RFC 3986).
    Uri,
}

word_list!(Format {
    DateTime => "date-time",
    Date => "date",
    Uuid => "uuid",
    Uri => "uri",
});

impl Format {
    /// Whether a text is one, as far as services that write it in another way are none the worse.
    #[must_use]
    pub(crate) fn fits(self, text: &str) -> bool {
        match self {
            Self::DateTime => {
                let has_time = text.contains(['T', 't', ' ']) && text.len() > 12;
                let digits = text.bytes().take_while(u8::is_ascii_digit).count();
                has_time && (is_date(text) || digits == 8)
            }
            Self::Date => is_date(text) && text.len() == 10,
            Self::Uuid => {
                let bare = text.trim_start_matches("urn:uuid:");
                let mut digits = bare.bytes().filter(|b| !matches!(b, b'-' | b'{' | b'}'));
                let count = digits.clone().count();
                count == 32 && digits.all(|b| b.is_ascii_hexdigit())
            }
            Self::Uri => !text.is_empty() && !text.contains(char::is_whitespace),
        }
    }
}

/// Whether a text begins with a date.
fn is_date(text: &str) -> bool {
    let part = |range: std::ops::Range<usize>| {
        let own = text
            .get(range)
            .filter(|own| own.bytes().all(|b| b.is_ascii_digit()));
        own.and_then(|own| own.parse::<u16>().ok())
    };
    let has_dashes = text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
    let is_month = part(5..7).is_some_and(|month| (1..=12).contains(&month));
    let is_day = part(8..10).is_some_and(|day| (1..=31).contains(&day));
    has_dashes && part(0..4).is_some() && is_month && is_day
}

/// Who says of which type a member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Basis {
    /// Words of the page, a table, a schema.
    Said,
    /// An example, which shows one of several perhaps.
    Shown,
}

word_list!(Basis {
    Said => "said",
    Shown => "shown",
});

#[cfg(test)]
mod tests {
    use super::{Format, MemberPath, Token};

    #[test]
    fn a_format_is_told_from_what_is_none_of_it() {
        for (format, fits, fits_not) in [
            (Format::DateTime, "2031-04-05T06:07:08Z", "2031-04-05"),
            (Format::DateTime, "20310405T060708Z", "5 April 2031, 06:07"),
            (Format::Date, "2031-04-05", "05.04.2031"),
            (Format::Date, "2031-12-31", "2031-31-12"),
            (Format::Uuid, "0f8fad5b-d9cb-469f-a165-70867728950e", "L-17"),
            (Format::Uri, "https://a.example/b", "not a link"),
        ] {
            assert!(
                format.fits(fits) && !format.fits(fits_not),
                "{fits} {fits_not}"
            );
        }
    }

    #[test]
    fn a_path_is_written_as_it_is_read() {
        for text in ["", "/a", "/a/*/b", "/*", "/~2", "/a~1b~0c", "/a//b"] {
            let path = MemberPath::read(text).unwrap();
            assert_eq!(path.to_string(), text);
        }
        assert_eq!(MemberPath::read("a"), None);
        assert_eq!(MemberPath::read(&"/a".repeat(99)), None);
        let path = MemberPath::read("/~2/*").unwrap();
        assert_eq!(path.tokens(), [Token::Name("*".to_owned()), Token::Each]);
    }
}
