//! stub
pub mod diagnostic {
    //! d
    /// s
    #[derive(Debug, Clone)]
    pub struct Style {
        /// c
        pub color: bool,
        /// w
        pub width: usize,
    }
}
pub mod safe {
    //! s
    /// s
    pub fn sanitize(t: &str) -> String {
        t.to_owned()
    }
}
pub mod terminal {
    //! t
    use super::RunReport;
    use super::diagnostic::Style;
    use crate::fact::Finding;
    use crate::page::Page;
    use crate::verdict::Verdict;
    /// r
    pub fn render(r: &RunReport<'_>, _s: &Style) -> String {
        format!(
            "{} cases\n{}",
            r.verdicts.len(),
            r.verdicts
                .iter()
                .map(|v| format!("{} {:?} {:?}\n", v.case.id, v.outcome, v.violations))
                .collect::<String>()
        )
    }
    /// b
    pub fn brief(_v: &Verdict) -> String {
        String::new()
    }
    /// f
    pub fn render_findings(_p: &Page, _o: &str, f: &[Finding], _s: &Style) -> String {
        format!("{f:?}")
    }
}
use crate::{page::Page, spec::table::SpecTable, verdict::Verdict};
use std::{collections::BTreeMap, time::Duration};
/// r
pub struct RunReport<'a> {
    /// t
    pub tables: &'a [SpecTable],
    /// v
    pub verdicts: &'a [Verdict],
    /// p
    pub pages: &'a BTreeMap<String, Page>,
    /// t
    pub target: Option<&'a str>,
    /// r
    pub replay: &'a str,
    /// e
    pub elapsed: Duration,
}
/// k
pub const KINDS: &[(&str, fn(&RunReport<'_>) -> String)] = &[];
/// c
pub fn complain(_e: &dyn std::error::Error) {}
