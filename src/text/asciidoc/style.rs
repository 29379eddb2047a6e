//! What the attributes before a block of AsciiDoc, such as `[source,http]`, say of it.

/// Words before a paragraph that say what it is.
pub(super) const ADMONITIONS: &[&str] = &["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];

/// The attributes of a block.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Style<'p> {
    /// All of them, as written.
    pub all: &'p str,
}

impl<'p> Style<'p> {
    /// A positional attribute, from 0, without its options and roles.
    pub(super) fn at(&self, place: usize) -> &'p str {
        let value = self.all.split(',').map(str::trim).nth(place);
        let value = value
            .filter(|value| !value.contains('='))
            .unwrap_or_default();
        value.split(['%', '.', '#']).next().unwrap_or_default()
    }

    /// A named attribute's value.
    pub(super) fn named(&self, name: &str) -> Option<&'p str> {
        let mut from = 0;
        while let Some(found) = self.all[from..].find(name) {
            let at = from + found;
            let rest = self.all[at + name.len()..].trim_start();
            let is_start =
                self.all[..at].trim_end().is_empty() || self.all[..at].trim_end().ends_with(',');
            if let Some(value) = rest.strip_prefix('=').filter(|_| is_start) {
                return match value.trim_start().strip_prefix('"') {
                    Some(quoted) => quoted.split('"').next(),
                    None => value.split(',').next().map(str::trim),
                };
            }
            from = at + name.len();
        }
        None
    }

    /// Whether a block is code, and its language.
    pub(super) fn code(&self) -> Option<&'p str> {
        let language = self.named("language").unwrap_or(self.at(1));
        match self.at(0) {
            "source" => Some(language),
            "listing" | "literal" => Some(""),
            "" if self.all.starts_with(',') => Some(language),
            _ => None,
        }
    }

    /// What sort of remark a block is.
    pub(super) fn admonition(&self) -> Option<&'p str> {
        ADMONITIONS.contains(&self.at(0)).then(|| self.at(0))
    }

    /// Whether a block has an option.
    pub(super) fn has_option(&self, name: &str) -> bool {
        let short = self.all.split(',').next().unwrap_or_default();
        let named = self
            .named("options")
            .or(self.named("opts"))
            .unwrap_or_default();
        short
            .split('%')
            .skip(1)
            .any(|own| own.split(['.', '#']).next() == Some(name))
            || named.split(',').any(|own| own.trim() == name)
    }
}
