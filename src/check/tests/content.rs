//! What is said of content where HTTP has none, whatever a page says.

use super::exchange;
use std::sync::Arc;

use crate::check::CheckCode;
use crate::check::verdict::{Strictness, Verdict};
use crate::plan::{Authority, Case, Limits, generate};
use crate::store::load::load;
use crate::store::pages::Reading;

const DESKS: &str = "# Desks\n\n## Clear\n\n`POST /desks/{id}/clear`\n\nReturns `205 Reset Content`.\n\n\
                     ## Close\n\n`POST /desks/{id}/close`\n\nReturns `204 No Content`.\n\n\
                     ## Keep\n\n`POST /desks/{id}/keep`\n\nReturns `204 No Content`.\n\n\
                     ```http\nPOST /desks/7/keep HTTP/1.1\n```\n\n\
                     ```http\nHTTP/1.1 204 No Content\nContent-Type: text/plain\n```\n";

fn cases() -> Vec<Arc<Case>> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("desks.md"), DESKS).unwrap();
    let spec = load(&[folder.path().to_owned()], Reading::default()).unwrap();
    generate(&spec, &Limits::default()).cases
}

/// What breaks, and who says so, where an operation is answered so.
fn broken(
    operation: &str,
    code: u16,
    headers: &[(&str, &str)],
    body: &str,
) -> Vec<(CheckCode, Authority)> {
    let id = format!("desks-post-desks-id-{operation}/as-documented");
    let case = cases().into_iter().find(|case| case.id.0 == id).unwrap();
    let exchanges = vec![exchange(code, headers, body)];
    let verdict = Verdict::judge(case, exchanges, &[], Strictness::STRICT);
    let violations = verdict.violations.iter();
    violations.map(|v| (v.code, v.authority())).collect()
}

#[test]
fn a_205_has_no_content() {
    assert_eq!(broken("clear", 205, &[], ""), []);
    let said = broken("clear", 205, &[], "cleared");
    assert_eq!(said, [(CheckCode::BodyAsDocumented, Authority::Http)]);
}

#[test]
fn fields_of_content_on_a_204_break_our_reading_alone_and_none_where_a_page_shows_them() {
    let text = [("Content-Type", "text/plain")];
    assert_eq!(broken("close", 204, &[], ""), []);
    let said = broken("close", 204, &text, "");
    assert_eq!(
        said,
        [(CheckCode::NoContentFieldsOn204, Authority::Assumed)]
    );
    assert_eq!(broken("keep", 204, &text, ""), []);
}
