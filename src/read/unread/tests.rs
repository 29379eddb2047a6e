//! Tests of what looks like an operation, on lines of our own words.

use super::lines::{Rank, shown};
use super::unread;
use crate::text::page::{Page, Span};

/// `LINE METHOD TARGET` of every line that looks like an operation; what is only mentioned begins with `~`.
fn check(text: &str, expect: &[&str]) {
    let page = Page::new("a.md", text);
    let found: Vec<String> = shown(&page)
        .iter()
        .map(|one| {
            let mark = match one.rank {
                Rank::Line => "",
                Rank::Mention => "~",
            };
            assert!(
                page.slice(one.span).contains(one.target.as_str()),
                "{one:?} {text}"
            );
            format!("{mark}{} {} {}", one.line, one.method, one.target)
        })
        .collect();
    assert_eq!(found, expect, "{text}");
}

#[test]
fn a_method_with_a_path_is_known_behind_any_marks() {
    let lines = [
        "GET /loans/{id}",
        "`GET /loans/{id}`",
        "**GET** `/loans/{id}`",
        "`GET` `/loans/{id}`",
        "- GET /loans/{id}",
        "* `GET /loans/{id}` shows the loan",
        "3. GET /loans/{id}: the loan",
        "> GET /loans/{id}",
        "## GET /loans/{id}",
        "=== GET /loans/{id}",
        "### Show a loan: `GET /loans/{id}`",
        "### Show a loan [GET /loans/{id}]",
        "## <a name=\"show\"></a>GET /loans/{id}",
        "| GET | /loans/{id} | the loan |",
        "| `/loans/{id}` | **GET** | the loan |",
        "| the loan | `GET /loans/{id}` |",
        ".. http:get:: /loans/{id}",
        ".. rest_method:: GET /loans/{id}",
        "<Route method=\"GET\">/loans/{id}</Route>",
        "<code>GET /loans/{id}</code>",
        "GET\u{a0}/loans/{id}",
        "GET · /loans/{id}",
        "GET /loans/{id} HTTP/1.1",
        "GET /loans/{id} - shows the loan",
        "GET /loans/{id} Shows the loan",
        "    GET /loans/{id}",
    ];
    for line in lines {
        check(line, &["1 GET /loans/{id}"]);
    }
}

#[test]
fn targets_are_known_in_any_spelling() {
    let targets = [
        "/",
        "/loans/:id",
        "/loans/<id>",
        "/loans/(ticket or name)/end",
        "/loans/{id | ticket}/end",
        "/loans/{id",
        "/shelves/root:/{path}:/content",
        "/loans?open={open}&since=2020",
        "/$metadata",
        "{base}/loans",
        "${DESK}/loans",
        "http://127.0.0.1:8080/loans",
    ];
    for target in targets {
        check(&format!("`PUT {target}`\n"), &[&format!("1 PUT {target}")]);
        check(
            &format!("```\nPUT {target}\n```\n"),
            &[&format!("2 PUT {target}")],
        );
    }
    check("`GET loans/{id}`", &["1 GET loans/{id}"]);
    check("GET/HEAD /loans", &["1 GET /loans", "1 HEAD /loans"]);
    check("| GET, PUT | /loans |", &["1 GET /loans", "1 PUT /loans"]);
}

#[test]
fn what_only_speaks_of_a_request_is_no_line() {
    let mentions = [
        "Use `GET /loans` to list the loans.",
        "GET /loans returns the loans.",
        "`GET /loans` requests are limited.",
        "| [List loans](list.md) | `GET /loans` |",
        "- [`GET /loans`](list.md)",
        "curl -X GET /loans",
        "A sentence goes on with\nGET /loans and ends.",
    ];
    for text in mentions {
        let page = Page::new("a.md", text);
        let found = shown(&page);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0].rank, Rank::Mention, "{text}");
    }
    let nothing = [
        "Send a GET request to /loans.",
        "GET and/or POST",
        "`POST application/json`",
        "GET / POST / PUT",
        "THE /loans",
        "/loans GET",
        "FORGET /loans",
        "<!-- GET /loans -->",
        "<!--\nGET /loans\n-->",
        "---\ntitle: x\nGET /loans\n---\n",
    ];
    for text in nothing {
        check(text, &[]);
    }
}

#[test]
fn of_a_code_block_the_leading_lines_count() {
    check(
        "```\nGET /loans\nPOST /loans\n```",
        &["2 GET /loans", "3 POST /loans"],
    );
    check(
        "~~~ http\n\n# List\nGET /loans\n~~~\nGET /b",
        &["4 GET /loans", "6 GET /b"],
    );
    check(
        "```http\nPOST /batch\nAccept: */*\n\nGET /loans\n```",
        &["2 POST /batch", "~5 GET /loans"],
    );
    check(
        "```sh\n$ curl -X PUT http://a.example/loans\n```",
        &["~2 PUT http://a.example/loans"],
    );
    check(
        "```json\n{\"method\": \"GET\", \"url\": \"/loans\"}\n```",
        &[],
    );
    check("````\n```\nGET /loans\n```\n````", &["~3 GET /loans"]);
    check("```\nGET /loans", &["2 GET /loans"]);
}

#[test]
fn what_was_put_to_another_use_and_what_is_listed_again_is_not_told() {
    let page = Page::new("a.md", "GET /loans\n\nPOST /loans\n");
    let told = |elsewhere: &[Span]| {
        let found = unread(&page, &[], elsewhere);
        found.into_iter().map(|one| one.request).collect::<Vec<_>>()
    };
    assert_eq!(told(&[]), ["GET /loans", "POST /loans"]);
    assert_eq!(told(&[Span::new(0, 10)]), ["POST /loans"]);
    assert_eq!(
        told(&[Span::new(12, 30), Span::new(11, 13)]),
        ["GET /loans"]
    );
    assert_eq!(told(&[Span::new(10, 11)]).len(), 2);
}

#[test]
fn hostile_lines_are_scanned_in_bounded_time_and_without_panic() {
    let lines = [
        "GET ",
        "GET {a ",
        "GET <a ",
        "GET `",
        "GET/",
        "| GET | /a",
        "<a ",
        "[](",
        "`",
        "{",
        "> ",
        "- ",
        "method=\"GET\">",
        "é GET /é·",
        "GET /a ",
    ];
    for line in lines {
        let _ = shown(&Page::new("a.md", line.repeat(20_000)));
        let _ = shown(&Page::new("a.md", format!("{line}\n").repeat(10_000)));
    }
}
