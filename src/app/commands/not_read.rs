//! Pages of which nothing was read: what is said of them, and whether a command may be green all the same.

use crate::derive::Derived;
use crate::report::safe::sanitize;
use crate::store::pages::{Empty, PageFile};
use crate::table::PageNotRead;
use crate::text::page::Page;

/// Pages on their way through a command, by whether something was read of them.
pub(super) struct Tally {
    empty: Empty,
    read: usize,
    not_read: Vec<PageNotRead>,
    /// Whether nothing was read of a page that was named by itself.
    named: bool,
}

impl Tally {
    /// No pages yet; what becomes of those of which nothing is read.
    pub(super) fn new(empty: Empty) -> Self {
        Self {
            empty,
            read: 0,
            not_read: Vec::new(),
            named: false,
        }
    }

    /// Counts a page.
    pub(super) fn add(&mut self, file: &PageFile, page: &Page, derived: &Derived) {
        match derived.not_read(page, &file.path) {
            None => self.read += 1,
            Some(not_read) => {
                self.named |= !file.found;
                self.not_read.push(not_read);
            }
        }
    }

    /// Whether nothing was read of all the pages, or of one that was named, and that is not let by.
    pub(super) fn lacks_a_page(&self) -> bool {
        self.empty == Empty::Refused && (self.read == 0 || self.named)
    }

    /// Whether nothing was read of all the pages though lines of them look like operations, and that is
    /// not let by.
    pub(super) fn lacks_what_is_shown(&self) -> bool {
        let shows = |page: &PageNotRead| !page.lines.is_empty();
        self.empty == Empty::Refused && self.read == 0 && self.not_read.iter().any(shows)
    }

    /// The pages that have lines which look like operations, with those lines, harmless for a terminal.
    pub(super) fn lines(&self) -> String {
        let shows = |page: &&PageNotRead| !page.lines.is_empty();
        self.not_read.iter().filter(shows).map(in_lines).collect()
    }

    /// The same, and the pages that have none: the one that was named, or how many they are.
    pub(super) fn told(&self) -> String {
        let prose = self.not_read.iter().filter(|page| page.lines.is_empty());
        let prose: Vec<&PageNotRead> = prose.collect();
        let of_prose = match prose.as_slice() {
            [] => String::new(),
            [only] if self.named => in_lines(only),
            all => format!("pages that document no endpoint: {}\n", all.len()),
        };
        self.lines() + &of_prose
    }

    /// What is said where nothing was read of all the pages.
    pub(super) fn verdict(&self) -> &'static str {
        match self.empty {
            Empty::Refused if self.read == 0 => {
                "nothing was read; `as-documented lint` says of each page why, and --allow-empty lets \
                 that by\n"
            }
            Empty::Allowed if self.read == 0 => "nothing was read, which --allow-empty lets by\n",
            Empty::Refused | Empty::Allowed => "",
        }
    }
}

fn in_lines(page: &PageNotRead) -> String {
    let text = page.to_string();
    text.lines()
        .map(|line| format!("{}\n", sanitize(line)))
        .collect()
}
