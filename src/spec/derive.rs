//! stub
use crate::fact::Finding;
use crate::page::Page;
use crate::spec::table::SpecTable;
/// stub
pub struct Derived {
    /// t
    pub table: Option<SpecTable>,
    /// f
    pub findings: Vec<Finding>,
}
/// stub
pub fn derive(_page: &Page) -> Derived {
    Derived {
        table: None,
        findings: vec![],
    }
}
