//! JSON as pages show it: with comments, gaps (`...`) and stand-ins (`<id>`) where values would be. What it shows is
//! read with the place of each name; what it leaves open stays open.

/// How deep a sample is read.
const DEEPEST: usize = 32;

/// The most values of one sample that are read.
const MOST_VALUES: usize = 20_000;

/// A value that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// An object.
    Object {
        /// Its members in order, without those that a gap leaves out.
        members: Vec<Member>,
        /// Whether a gap says that there are more.
        has_gap: bool,
    },
    /// A list.
    List(Vec<Self>),
    /// A text.
    Text(String),
    /// A number, and whether it is a whole one.
    Number {
        /// Whether it has neither a fraction nor an exponent.
        is_whole: bool,
    },
    /// A truth value.
    Boolean,
    /// `null`.
    Null,
    /// A stand-in, which shows nothing of what stands there.
    Open,
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    /// Its name.
    pub name: String,
    /// The byte of the sample at which its name begins, the quotation mark included.
    pub at: usize,
    /// Its value.
    pub value: Value,
}

/// Reads a sample that is one object or one list and nothing else.
pub(crate) fn read(text: &str) -> Option<Value> {
    let mut reader = Reader {
        text,
        at: 0,
        left: MOST_VALUES,
    };
    reader.skip();
    if !matches!(reader.peek(), Some('{' | '[')) {
        return None;
    }
    let value = reader.value(DEEPEST)?;
    reader.skip();
    (reader.at == text.len()).then_some(value)
}

/// Whether a text is written where something else would stand: `<id>`, `{id}`, `...`.
pub(crate) fn is_stand_in(text: &str) -> bool {
    let text = text.trim();
    let is_bracketed = text.starts_with(['<', '{', '[']) && text.ends_with(['>', '}', ']']);
    is_bracketed || text.starts_with('$') || text.contains("...") || text.contains('…')
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    left: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Passes over white space and comments.
    fn skip(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            let blank = rest.len() - trimmed.len();
            let comment = if trimmed.starts_with("//") || trimmed.starts_with('#') {
                trimmed.find('\n').unwrap_or(trimmed.len())
            } else if trimmed.starts_with("/*") {
                trimmed.find("*/").map_or(trimmed.len(), |end| end + 2)
            } else {
                0
            };
            self.at += blank + comment;
            if comment == 0 {
                return;
            }
        }
    }

    fn take(&mut self, mark: char) -> bool {
        self.skip();
        let is_there = self.peek() == Some(mark);
        if is_there {
            self.at += mark.len_utf8();
        }
        is_there
    }

    /// Passes over dots that say that something is left out.
    fn take_gap(&mut self) -> bool {
        self.skip();
        let rest = self.rest();
        let end = rest.trim_start_matches(['.', '…']);
        let length = rest.len() - end.len();
        let is_gap = rest.starts_with("..") || rest.starts_with('…');
        if is_gap {
            self.at += length;
        }
        is_gap
    }

    fn value(&mut self, deep: usize) -> Option<Value> {
        let deep = deep.checked_sub(1)?;
        self.left = self.left.checked_sub(1)?;
        self.skip();
        match self.peek()? {
            '{' => self.object(deep),
            '[' => self.list(deep),
            '"' => {
                let text = self.string()?;
                Some(match is_stand_in(&text) {
                    true => Value::Open,
                    false => Value::Text(text),
                })
            }
            '<' => {
                let end = self.rest().find(['>', '\n'])?;
                let is_closed = self.rest().get(end..)?.starts_with('>');
                self.at += end + 1;
                is_closed.then_some(Value::Open)
            }
            _ if self.take_gap() => Some(Value::Open),
            _ => self.word(),
        }
    }

    fn object(&mut self, deep: usize) -> Option<Value> {
        self.at += 1;
        let mut members: Vec<Member> = Vec::new();
        let mut has_gap = false;
        loop {
            if self.take('}') {
                break;
            }
            if self.take_gap() {
                has_gap = true;
                self.take(',');
                continue;
            }
            let at = self.at;
            if self.peek()? != '"' {
                return None;
            }
            let name = self.string()?;
            if is_stand_in(&name) && !self.ahead(':') {
                has_gap = true;
                self.take(',');
                continue;
            }
            if !self.take(':') {
                return None;
            }
            let value = self.value(deep)?;
            // A name that stands for any: what it holds is data.
            if is_stand_in(&name) {
                has_gap = true;
            } else {
                members.push(Member { name, at, value });
            }
            if !self.take(',') && !self.ahead('}') && !self.take_gap() {
                return None;
            }
        }
        Some(Value::Object { members, has_gap })
    }

    fn ahead(&mut self, mark: char) -> bool {
        self.skip();
        self.peek() == Some(mark)
    }

    fn list(&mut self, deep: usize) -> Option<Value> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            if self.take(']') {
                return Some(Value::List(items));
            }
            if self.take_gap() {
                self.take(',');
                continue;
            }
            items.push(self.value(deep)?);
            if !self.take(',') && !self.ahead(']') && !self.take_gap() {
                return None;
            }
        }
    }

    /// A string, its escapes resolved.
    fn string(&mut self) -> Option<String> {
        let rest = self.rest();
        let mut is_escaped = false;
        let end = rest.char_indices().skip(1).find(|(_, c)| match c {
            _ if is_escaped => {
                is_escaped = false;
                false
            }
            '\\' => {
                is_escaped = true;
                false
            }
            c => *c == '"',
        });
        let written = rest.get(..=end?.0)?;
        // Over lines it is prose that a quotation mark broke.
        let text = serde_json::from_str::<String>(written).ok();
        let length = written.len();
        let text = text.or_else(|| Some(written.trim_matches('"').to_owned()))?;
        self.at += length;
        Some(text)
    }

    /// A number, a truth value, `null`, or a word that stands for a value.
    fn word(&mut self) -> Option<Value> {
        let rest = self.rest();
        let ends = |c: char| c.is_whitespace() || matches!(c, ',' | ']' | '}' | '#');
        let length = rest.find(ends).unwrap_or(rest.len());
        let word = rest.get(..length).filter(|word| !word.is_empty())?;
        let value = match word {
            "true" | "false" => Value::Boolean,
            "null" => Value::Null,
            _ if word.parse::<f64>().is_ok() => Value::Number {
                is_whole: word.bytes().all(|b| b.is_ascii_digit() || b == b'-'),
            },
            _ if word
                .chars()
                .all(|c| c.is_alphanumeric() || "_-.".contains(c)) =>
            {
                Value::Open
            }
            _ => return None,
        };
        self.at += length;
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::{Value, read};

    fn words(value: &Value) -> String {
        match value {
            Value::Object { members, has_gap } => {
                let all = members.iter();
                let all = all.map(|m| format!("{}@{}:{}", m.name, m.at, words(&m.value)));
                let all: Vec<String> = all.collect();
                format!("{{{}{}}}", all.join(","), if *has_gap { "+" } else { "" })
            }
            Value::List(items) => {
                let all: Vec<String> = items.iter().map(words).collect();
                format!("[{}]", all.join(","))
            }
            Value::Text(_) => "t".to_owned(),
            Value::Number { is_whole: true } => "i".to_owned(),
            Value::Number { is_whole: false } => "n".to_owned(),
            Value::Boolean => "b".to_owned(),
            Value::Null => "0".to_owned(),
            Value::Open => "?".to_owned(),
        }
    }

    #[test]
    fn what_a_sample_shows_is_read_and_what_it_leaves_open_stays_open() {
        for (text, expect) in [
            ("{\"a\": 1, \"b\": [true, null]}", "{a@1:i,b@9:[b,0]}"),
            ("[{\"a\": \"x\"}, ...]", "[{a@2:t}]"),
            ("{\"a\": \"<id>\", \"b\": <name>, ...}", "{a@1:?,b@14:?+}"),
            ("{\"a\": 1.5, // so much\n \"b\": \"x\",}", "{a@1:n,b@23:t}"),
            ("{\"a\": [\n  ...\n], \"...\"}", "{a@1:[]+}"),
            ("{\"<key>\": 1}", "{+}"),
            ("{ /* none */ }", "{}"),
            ("{\"a\": \"say \\\"x\\\"\"}", "{a@1:t}"),
        ] {
            assert_eq!(
                read(text).map(|v| words(&v)).as_deref(),
                Some(expect),
                "{text}"
            );
        }
        let deep = "[".repeat(100_000);
        for text in [
            "",
            "17",
            "{\"a\"",
            "{\"a\": }",
            "{a: 1}",
            "{} {}",
            "{\"a\" 1}",
            &deep,
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
