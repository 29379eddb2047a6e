//! Paths as pages write them, compared by their segments: whatever a page marks its placeholders with,
//! and whatever host and version it writes before them.

/// The segments of a path; a placeholder of any make is `None`, any other is in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Segments(Vec<Option<String>>);

impl Segments {
    /// The segments of a target, without scheme, host and query.
    #[must_use]
    pub(crate) fn of(target: &str) -> Self {
        let scheme = ["https://", "http://"]
            .into_iter()
            .find(|s| target.starts_with(s));
        let rest = scheme.map_or(target, |scheme| {
            let after = &target[scheme.len()..];
            &after[after.find('/').unwrap_or(after.len())..]
        });
        let path = rest.split(['?', '#']).next().unwrap_or_default();
        let segments = path.split('/').filter(|segment| !segment.is_empty());
        Self(segments.map(segment).collect())
    }

    /// The same without those that it begins with and that only name an interface and its version, as in
    /// `/api/v2/loans`.
    #[must_use]
    pub(crate) fn without_version(&self) -> Self {
        let is_base = |segment: &&Option<String>| {
            let name = segment.as_deref().unwrap_or_default();
            let version = name.strip_prefix('v').unwrap_or_default();
            let is_version = version.starts_with(|c: char| c.is_ascii_digit());
            matches!(name, "api" | "rest" | "beta") || is_version
        };
        Self(self.0[self.0.iter().take_while(is_base).count()..].to_vec())
    }

    /// A path of these segments with a text in the place of each placeholder.
    #[must_use]
    pub(crate) fn with_every_placeholder(&self, text: &str) -> String {
        let segments = self.0.iter();
        let written = segments.map(|segment| format!("/{}", segment.as_deref().unwrap_or(text)));
        let path: String = written.collect();
        if path.is_empty() {
            "/".to_owned()
        } else {
            path
        }
    }

    /// How many there are.
    #[must_use]
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether `other` is this path with values in place of its placeholders.
    #[must_use]
    pub(crate) fn covers(&self, other: &Self) -> bool {
        let mut pairs = self.0.iter().zip(&other.0);
        self.count() == other.count() && pairs.all(|(own, other)| own.is_none() || own == other)
    }

    /// Whether one request could be on both paths.
    #[must_use]
    pub(crate) fn meets(&self, other: &Self) -> bool {
        let mut pairs = self.0.iter().zip(&other.0);
        self.count() == other.count()
            && pairs.all(|(own, other)| own.is_none() || other.is_none() || own == other)
    }
}

fn segment(text: &str) -> Option<String> {
    let is_marked = text.starts_with([':', '$']) && text.len() > 1;
    let is_placeholder = is_marked || text.contains(['{', '<', '[']);
    (!is_placeholder).then(|| text.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::Segments;

    #[test]
    fn a_path_is_known_whatever_its_placeholders_host_and_version() {
        let loan = Segments::of("/loans/{id}");
        let covered = [
            "/loans/{ticket}",
            "/loans/:id",
            "/loans/<id>?open=true",
            "/Loans/42/",
            "https://desk.example.com/loans/42",
        ];
        for path in covered {
            assert!(loan.covers(&Segments::of(path)), "{path}");
        }
        for path in [
            "/loans",
            "/loans/42/books",
            "/books/42",
            "/api/v2/loans/7",
            "/{x}/42",
        ] {
            assert!(!loan.covers(&Segments::of(path)), "{path}");
        }
        assert!(loan.meets(&Segments::of("/{x}/42")));
        assert!(!loan.meets(&Segments::of("/{x}")));
        for path in ["/api/v2/loans/7", "https://desk.example.com/v1.24/loans/7"] {
            assert!(loan.covers(&Segments::of(path).without_version()), "{path}");
        }
    }
}
