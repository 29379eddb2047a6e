//! The proof on the shipped tables, and on some of them with every name changed.

#[path = "../../../tests/loans/mod.rs"]
mod loans;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use crate::app::prove::matrix;
use crate::app::prove::{Places, Proof, prove};
use crate::check::verdict::{Strictness, Verdict};
use crate::check::{CHECKS, CheckCode};
use crate::fake::fault::faults;
use crate::plan::{Authority, Limits, SkipReason, generate};
use crate::store::load::load;
use crate::store::pages::Reading;
use loans::copy_loans_and_sessions;

fn proof(specs: &Path, places: Places) -> Proof {
    let spec = load(&[PathBuf::from(specs)], Reading::default()).expect("tables");
    let runtime = crate::app::run::runtime().expect("a runtime");
    runtime.block_on(prove(&spec, "", places)).expect("a proof")
}

/// The proof of every place in the tables of loans and sessions, made once: they have fixtures,
/// contradictions and every kind of row.
static LOANS: LazyLock<Proof> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    copy_loans_and_sessions(folder.path(), &[]);
    proof(&folder.path().join("specs"), Places::All)
});

fn specs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("specs")
}

#[test]
fn every_fault_is_named_by_its_check_and_by_no_other() {
    let proof = &*LOANS;
    assert_only_its_own_check(proof);
    assert_eq!(proof.used.len(), CHECKS.len());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/proof"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::assert_snapshot!("wide", matrix::render(proof, 200));
        insta::assert_snapshot!("narrow", matrix::render(proof, 80));
    });
    let longest = matrix::render(proof, 80);
    assert!(longest.lines().all(|line| line.chars().count() <= 80));
    let json: serde_json::Value = serde_json::from_str(&matrix::render_json(proof)).unwrap();
    assert_eq!(json["holds"], true);
}

/// The same holds of all the shipped tables, in some places of each fault.
#[test]
fn every_fault_is_named_in_the_large_families_too() {
    let proof = proof(&specs(), Places::Spread(4));
    assert!(proof.places > 6_000, "{}", proof.places);
    assert_only_its_own_check(&proof);
}

fn assert_only_its_own_check(proof: &Proof) {
    assert!(proof.holds(), "{}", matrix::render(proof, 200));
    assert!(proof.not_provable().is_empty() && proof.without_fault().is_empty());
    for (fault, attempts) in &proof.faults {
        assert!(!attempts.is_empty(), "{} has no place", fault.code);
        for attempt in attempts {
            let at = &attempt.placed.site.row;
            assert_eq!(attempt.named, [fault.caught_by], "{} at {at}", fault.code);
        }
    }
}

/// Nothing that is proven hangs on a name: the same tables with other words for every path,
/// header, variable and operation give the same matrix.
#[test]
fn the_proof_does_not_hang_on_names() {
    let words = [
        ("workbook", "ledger"),
        ("Workbook", "Ledger"),
        ("session", "voucher"),
        ("Session", "Voucher"),
        ("loan", "lease"),
        ("Loan", "Lease"),
        ("ticket", "docket"),
        ("shelves", "drawers"),
        ("drive", "attic"),
        ("graph", "chart"),
    ];
    let folder = tempfile::tempdir().unwrap();
    copy_loans_and_sessions(folder.path(), &words);
    let renamed = proof(&folder.path().join("specs"), Places::All);
    assert!(renamed.holds(), "{}", matrix::render(&renamed, 200));
    let named = |proof: &Proof| -> Vec<(&str, Vec<Vec<CheckCode>>)> {
        let faults = proof.faults.iter();
        faults
            .map(|(fault, attempts)| {
                let mut named: Vec<Vec<CheckCode>> =
                    attempts.iter().map(|a| a.named.clone()).collect();
                named.sort();
                (fault.code, named)
            })
            .collect()
    };
    assert_eq!(named(&renamed), named(&LOANS));
}

/// A service with a credential in the query, one in a cookie and one in a header of its own.
const CREDENTIALS: &str = include_str!("credentials.toml");

#[test]
fn a_credential_is_put_to_the_test_wherever_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("books.toml"), CREDENTIALS).unwrap();
    let proof = proof(folder.path(), Places::All);
    assert!(proof.baseline.is_empty(), "{}", matrix::render(&proof, 200));
    assert!(proof.missed().is_empty(), "{}", matrix::render(&proof, 200));
    let spec = load(&[folder.path().to_owned()], Reading::default()).unwrap();
    let cases = generate(&spec, &Limits::default()).cases;
    let sent = |id: &str| {
        let case = cases.iter().find(|case| case.id.0 == id).unwrap();
        let plan = &case.steps.first().plan;
        let fields = plan.headers.iter().map(|(_, value)| value.as_str());
        std::iter::once(plan.path.to_string())
            .chain(fields.map(str::to_owned))
            .collect::<Vec<_>>()
    };
    // What a page shows is a sample: the caller's own is sent in its place, and nothing else changes.
    let deleted = sent("book-delete/example-delete");
    assert_eq!(
        deleted,
        ["/books/7?dry=no&api_key={token}", "of another kind"]
    );
    let got = sent("book-get/example-get");
    assert_eq!(
        got,
        ["/books/7?full=yes", "theme=dark; lang=en; session={token}"]
    );
    let credentials = proof.faults.iter().flat_map(|(_, attempts)| attempts);
    let rows: BTreeSet<&str> = credentials
        .map(|attempt| attempt.placed.site.row.0.as_str())
        .collect();
    for row in [
        "book-delete/parameter/query-api-key",
        "book-get/parameter/cookie-session",
        "book-list/header/private-token",
    ] {
        assert!(rows.contains(row), "{row} has no fault");
    }
}

/// Pages that state little, and a family that speaks for them.
const DESKS: &str = "# Desks\n\n## List desks\n\n`GET /desks`\n\n## Close a desk\n\n`POST /desks/{id}/close`\n\n\
                     ## Versions\n\n`GET /versions`\n\nReturns `200 OK`.\n";

const FAMILY: &str = r#"
format = 1
family = "desks"
page = "all.md"

[[row]]
id = "token"
kind = "header"
name = "X-Desk-Token"
presence = "required"
value = "{token}"
except = ["desks-get-versions"]
cites = ["3:1-20"]

[[row]]
id = "success"
kind = "success"
methods = ["GET"]
status = 206
cites = ["5:1-20"]
"#;

#[test]
fn what_a_page_does_not_say_its_family_says_or_nobody_does() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("desks.md"), DESKS).unwrap();
    std::fs::create_dir(folder.path().join("families")).unwrap();
    std::fs::write(folder.path().join("families/desks.toml"), FAMILY).unwrap();
    let reading = |family: Option<&str>| Reading {
        family: family.map(str::to_owned),
        ..Reading::default()
    };
    let runtime = crate::app::run::runtime().expect("a runtime");
    for family in [None, Some("desks")] {
        let spec = load(&[folder.path().to_owned()], reading(family)).unwrap();
        let cases = generate(&spec, &Limits::default()).cases;
        let with_token = cases.iter().filter(|case| {
            case.id.0.ends_with("/as-documented")
                && case
                    .steps
                    .first()
                    .plan
                    .headers
                    .iter()
                    .any(|(name, _)| name.is("x-desk-token"))
        });
        assert_eq!(with_token.count(), if family.is_some() { 2 } else { 0 });
        assert!(cases.iter().all(|case| case.skip.is_none()));
        let proof = runtime.block_on(prove(&spec, "", Places::All)).unwrap();
        assert!(proof.baseline.is_empty(), "{}", matrix::render(&proof, 200));
        assert!(proof.missed().is_empty(), "{}", matrix::render(&proof, 200));
        // On a path with a placeholder a 404 breaks our reading alone, where nobody states the status.
        let mut unknown = proof
            .faults
            .iter()
            .filter(|(f, _)| f.code == "path-unknown");
        let attempts = unknown.next().map(|(_, attempts)| attempts).unwrap();
        let strict = attempts.iter().filter(|attempt| attempt.strict_only);
        let rows: Vec<&str> = strict.map(|a| a.placed.site.row.0.as_str()).collect();
        assert_eq!(rows, ["desks-post-desks-id-close/path"]);
    }
}

/// A page that leaves the service a choice: a preference, two successes, and content of which it says nothing.
const CHOICES: &str = "# Desks\n\n## Open\n\n`PUT /desks/{id}`\n\nReturns `201` for a new one, and `200` for one that is there.\n\n\
                       ```http\nPUT /desks/7 HTTP/1.1\n\nHTTP/1.1 201 Created\n```\n\n## Lend\n\n`POST /loans`\n\nReturns `204`.\n\n\
                       ## Mend\n\n`PATCH /desks/{id}`\n\nReturns `204`.\n";

#[test]
fn what_a_page_leaves_open_breaks_our_reading_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("desks.md"), CHOICES).unwrap();
    let spec = load(&[folder.path().to_owned()], Reading::default()).unwrap();
    let cases = generate(&spec, &Limits::default()).cases;
    let judged = |id: &str, code: u16| -> Vec<Authority> {
        let case = cases.iter().find(|case| case.id.0 == id).unwrap();
        let exchange = crate::check::tests::exchange(code, &[], "");
        let verdict = Verdict::judge(case.clone(), vec![exchange], &[], Strictness::STRICT);
        let of_status = verdict.violations.iter();
        let of_status = of_status.filter(|v| v.code == CheckCode::StatusAsDocumented);
        of_status.map(|v| v.promise.authority()).collect()
    };
    let example = "desks-put-desks-id/example-put-desks-id";
    assert_eq!(judged(example, 201), []);
    assert_eq!(judged(example, 200), [Authority::Assumed]);
    assert_eq!(judged(example, 202), [Authority::Documented]);
    let lend = "desks-post-loans/as-documented";
    assert_eq!(judged(lend, 204), []);
    // Content of which the page says nothing is asked of the user.
    assert_eq!(judged(lend, 422), []);
    assert_eq!(judged(lend, 409), [Authority::Assumed]);
    assert_eq!(judged(lend, 404), [Authority::Documented]);
    let mend = cases
        .iter()
        .find(|case| case.id.0 == "desks-patch-desks-id/as-documented");
    assert_eq!(mend.unwrap().skip, Some(SkipReason::NoExampleBody));
}

/// A page whose 404 can be of the path alone, and a value of a header for which it lists another error.
const IN_FORCE: &str = "# Gates\n\n## Begin\n\n`POST /passes`\n\nReturns `200`.\n\n\
                        ## Read\n\n`GET /gates/{gate}`\n\n| Header | Required |\n|-|-|\n| `Accept` | no |\n\n\
                        Returns `200`.\n\n- `404`: no such gate.\n\n\
                        ## Open\n\n`POST /gates/{gate}/open`\n\n| Header | Required |\n|-|-|\n| `Gate-Pass` | yes |\n\n\
                        Returns `204`.\n\n- `400`: the pass is not in force.\n- `404`: no such gate.\n";

#[test]
fn a_404_is_expected_of_what_the_path_names_and_of_no_header() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("gates.md"), IN_FORCE).unwrap();
    let fixture = "format = 1\n[[fixture]]\nvariable = \"gate-pass\"\nproduced-by = \"gates-post-passes\"\n\
                   json-pointer = \"/pass\"\n";
    std::fs::write(folder.path().join("fixtures.toml"), fixture).unwrap();
    let spec = load(&[folder.path().to_owned()], Reading::default()).unwrap();
    let cases = generate(&spec, &Limits::default()).cases;
    let judged = |id: &str, code: u16| -> Vec<(CheckCode, Authority)> {
        let case = cases.iter().find(|case| case.id.0 == id).unwrap();
        let exchange = crate::check::tests::exchange(code, &[], "");
        let verdict = Verdict::judge(case.clone(), vec![exchange], &[], Strictness::STRICT);
        let told = verdict.violations.iter();
        told.map(|v| (v.code, v.promise.authority())).collect()
    };
    let read = "gates-get-gates-gate/unknown-gate";
    assert_eq!(judged(read, 404), []);
    let accepted = (CheckCode::UnknownValueRefused, Authority::Documented);
    assert_eq!(judged(read, 200), [accepted]);
    let open = "gates-post-gates-gate-open/unknown-gate-pass";
    assert_eq!(judged(open, 400), []);
    assert_eq!(judged(open, 404), []);
    let accepted = (CheckCode::UnknownValueRefused, Authority::Assumed);
    assert_eq!(judged(open, 204), [accepted]);
}

/// A page that requires a parameter of a query, and says what a request without it comes to.
const FINDS: &str = "# Desks\n\n## Find\n\n`GET /desks`\n\n### Query parameters\n\n| Name | Required |\n|-|-|\n\
                     | `q` | yes |\n| `n` | no |\n\nReturns `200`.\n\n- `400`: `q` is missing.\n";

#[test]
fn a_query_without_what_it_needs_is_put_to_the_test() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("desks.md"), FINDS).unwrap();
    let spec = load(&[folder.path().to_owned()], Reading::default()).unwrap();
    let runtime = crate::app::run::runtime().expect("a runtime");
    let proof = runtime.block_on(prove(&spec, "", Places::All)).unwrap();
    assert!(proof.holds(), "{}", matrix::render(&proof, 200));
    let flaws = proof
        .faults
        .iter()
        .filter(|(f, _)| f.code == "listed-flaw-accepted");
    let attempts: Vec<_> = flaws.flat_map(|(_, attempts)| attempts).collect();
    assert_eq!(attempts.len(), 1);
    assert_eq!(attempts[0].named, [CheckCode::FlawRefused]);
    assert!(!attempts[0].strict_only);
}

const MEASURES: &str = "# Desks\n\nAll is JSON.\n\n## Make a desk\n\n`POST /desks`\n\nBody:\n\n\
    | Field | Type | |\n|-|-|-|\n| `name` | string | 3 to 80 characters |\n\n\
    ```json\n{\"name\": \"Corner desk\", \"seats\": 2}\n```\n\nReturns `201 Created`.\n\n\
    `422`: the name is too long or too short\n\n## Find desks\n\n`GET /desks`\n\nQuery parameters:\n\n\
    - `q` (string): what is looked for, at most 100 characters\n\nReturns `200 OK`.\n\n`400`: `q` is too long\n";

#[test]
fn a_text_that_is_too_long_or_too_short_is_put_to_the_test() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("desks.md"), MEASURES).unwrap();
    let spec = load(&[folder.path().to_owned()], Reading::default()).unwrap();
    let runtime = crate::app::run::runtime().expect("a runtime");
    let proof = runtime.block_on(prove(&spec, "", Places::All)).unwrap();
    assert!(proof.holds(), "{}", matrix::render(&proof, 200));
    let shown = |code: &str, check: CheckCode| {
        let faults = proof.faults.iter().filter(|(fault, _)| fault.code == code);
        let attempts = faults.flat_map(|(_, attempts)| attempts);
        let named: Vec<bool> = attempts
            .filter(|attempt| attempt.named == [check])
            .map(|attempt| attempt.strict_only)
            .collect();
        named
    };
    let accepted = shown("listed-flaw-accepted", CheckCode::FlawRefused);
    assert_eq!(accepted, [false; 6], "{}", matrix::render(&proof, 200));
    let refused = shown("allowed-value-refused", CheckCode::StatusAsDocumented);
    // A sample that stands by itself may be of what is not there.
    assert_eq!(refused, [true, false], "{}", matrix::render(&proof, 200));
}

#[test]
fn every_check_has_a_fault_and_every_fault_a_name_of_its_own() {
    let faults = faults();
    for (index, fault) in faults.iter().enumerate() {
        let twice = faults[..index].iter().any(|other| other.code == fault.code);
        assert!(!twice, "{} twice", fault.code);
    }
    for check in CHECKS {
        let shown = faults.iter().any(|fault| fault.caught_by == check.code);
        assert!(shown, "{} has no fault", check.code);
    }
}
