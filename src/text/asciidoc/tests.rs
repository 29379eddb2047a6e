//! Pages of AsciiDoc as the blocks that they are read as.

use super::super::page::Page;
use super::super::tests::{assert_true, read_with};
use super::blocks;

#[track_caller]
fn check(text: &str, expect: &[&str]) {
    check_page(&Page::new("desks.adoc", text), expect);
}

#[track_caller]
fn check_page(page: &Page, expect: &[&str]) {
    let found = read_with(page, blocks);
    assert_eq!(found, expect, "{}", found.join("\n"));
}

#[test]
fn titles_have_the_level_that_their_signs_say() {
    check(
        "= Desks API\nA. Reader <a@x.example>\nv1.0\n:base: /v1\n:long: a \\\n  b\n\n[[list]]\n== List *desks*\n\n\
         [#show.x]\n[discrete]\n=== Show\n\nLoans\n-----\n\nMore\n~~~~\nAt {base}/{long}/{id}.\n\n'''\n## Other\n",
        &[
            "h1 Desks API [\"_desks_api\"]",
            "comment",
            "comment",
            "comment",
            "comment",
            "h2 List *desks* [\"list\", \"_list_desks\"]",
            "h3 Show [\"show\", \"_show\"]",
            "h2 Loans [\"_loans\"]",
            "h3 More [\"_more\"]",
            "p At /v1/a b/{id}.",
            "other a rule",
            "h2 Other [\"_other\"]",
        ],
    );
}

#[test]
fn lists_nest_by_their_markers() {
    check(
        "* a desk\n  of two\n** `id`\n\n* b\n+\n----\nGET /b\n----\n+\nmore\n\n. one\n.. [x] two\n\n`limit`:: how many\nof them\n\
         `page`::\n\n  which\n* x\n+\nNOTE: only `page`\n\nouter:::\ninner::\nboth\n\nplain\n* no item\n\n<1> said\n",
        &[
            "- a desk of two",
            "  - `id`",
            "- b",
            "  c  0 \"GET /b\"",
            "  p more",
            "  - one",
            "    - two",
            "      t `limit`",
            "        p how many of them",
            "      t `page`",
            "        p which",
            "- x",
            "  d note ",
            "    p only `page`",
            "  t outer",
            "    t inner",
            "      p both",
            "p plain * no item",
            "- said",
        ],
    );
}

#[test]
fn literal_lines_are_code_however_they_are_marked() {
    check(
        ".Request\n[source,HTTP]\n----\nGET /desks <1>\n\n{}\n----\n\n[source%linenums,json]\n[subs=\"attributes\"]\n\
         --------------------------------------------------\n  {\"a\": 1}\n--------------------------------------------------\n\
         // said\n\n....\n  x\n....\n\n```yaml\na: 1\n```\n\n[source,console]\nGET /_desks\n{}\n\n  indented\n  lines\n\n\
         [,bash]\n--\nls\n--\n\n[language=sh,source]\n----\n----\n----\nopen\n",
        &[
            "p Request",
            "c http 0 \"GET /desks\\n\\n{}\"",
            "c json 2 \"  {\\\"a\\\": 1}\"",
            "comment",
            "c  2 \"  x\"",
            "c yaml 0 \"a: 1\"",
            "c console 0 \"GET /_desks\\n{}\"",
            "c  2 \"  indented\\n  lines\"",
            "c bash 0 \"ls\"",
            "other an empty block of code",
            "c  0 \"open\"",
        ],
    );
}

#[test]
fn blocks_hold_blocks() {
    check(
        "[role=\"a\"]\n[[x]]\n=== {title}\n++++\n<b>x</b>\n++++\n\n.New\n[sidebar]\n--\nSee.\n--\n\n//////\n[source]\n----\nGET /no\n----\n//////\n\n`<id>`::\n  (Required, string) The id.\n\n`n`::\n(Optional) How many.\n",
        &[
            "h3 {title} [\"x\", \"_title\"]",
            "other raw markup",
            "p New",
            "p See.",
            "comment",
            "t `<id>`",
            "  p (Required, string) The id.",
            "t `n`",
            "  p (Optional) How many.",
        ],
    );
    check(
        "--\n'GET /desks/link:#id[\\{id\\}]'\n--\n\n[NOTE]\n====\nAsk.\n\n=====\n* first\n=====\n====\n\nTIP: go\non\n\n____\nsaid\n____\n\n\
         ++++\n<b>\n++++\n\n////\nx\n////\n\n[WARNING]\nhot\n\nimage::a.png[]\n\nifdef::web[]\nno\nifdef::x[]\nendif::[]\nendif::web[]\n\
         ifndef::web[]\nyes\nendif::[]\n",
        &[
            "p *GET /desks/{id}*",
            "d note ",
            "  p Ask.",
            "  - first",
            "d tip ",
            "  p go on",
            "  p said",
            "other raw markup",
            "comment",
            "d warning ",
            "  p hot",
            "other an image",
            "comment",
            "comment",
            "p yes",
            "comment",
        ],
    );
}

#[test]
fn tables_have_a_head_and_rows() {
    check(
        "|===\n|Method |Path\n\n|GET\n|`/desks`\nand more\n\n|PUT | a \\| b\n|===\n\n\
         [cols=\"1,2*\",options=\"header\"]\n|===\n|A |B |C\n2+|wide .2+|tall\n|x a|y\n3*|z\n|===\n\n\
         [%header,format=csv]\n|===\nA,B\n\"a, b\",c\n|===\n\n,===\n1,\n,===\n",
        &[
            "table Method | Path; 4: GET | `/desks` and more; 8: PUT | a | b",
            "table A | B | C; 14: wide |  | tall; 15: x | y | tall; 16: z | z | z",
            "table A | B; 22: a, b | c",
            "table ; 26: 1 | ",
        ],
    );
}

#[test]
fn included_files_stand_where_they_are_included() {
    let page = Page::new(
        "desks.adoc",
        ":parts: .\n= Desks\n\ninclude::{parts}/part.adoc[leveloffset=+1]\n\ninclude::part.adoc[tag=a]\n\n\
         [source,json]\n----\ninclude::desk.json[lines=2..3]\n----\n\ninclude::none.adoc[]\n\ninclude::loop.adoc[]\n",
    );
    let page = page.with_companions(&[
        (
            "part.adoc",
            "= Part\n\n// tag::a[]\nIn {parts}\n// end::a[]\n",
        ),
        ("desk.json", "{\n \"id\": 1,\n \"a\": 2\n}\n"),
        ("loop.adoc", "include::loop.adoc[]\n"),
    ]);
    check_page(
        &page,
        &[
            "comment",
            "h1 Desks [\"_desks\"]",
            "h2 Part [\"_part\"]",
            "comment",
            "p In .",
            "p In .",
            "c json 0 \" \\\"id\\\": 1,\\n \\\"a\\\": 2\"",
            "other an included file that is not there",
            "other an included file beyond what is read",
        ],
    );
}

#[test]
fn what_breaks_off_or_goes_too_far_is_read_to_its_end() {
    let nested: String = (4..300).map(|n| format!("{}\n", "=".repeat(n))).collect();
    let texts = [
        "* ".repeat(5_000),
        "a:: ".repeat(2_000),
        "a::\n".repeat(2_000),
        format!("|===\n{}|===\n", "|a |b\n".repeat(2_000)),
        format!("|===\n{}|===\n", "256*.256+|a 256.256+|b\n".repeat(100)),
        "x".repeat(4_000_000),
        "\n".repeat(100_000),
        "`*_<<[[{a} link:".repeat(500),
        "====\n--\n".repeat(2_000),
        "----\n.....\n".repeat(2_000),
        "include::a.adoc[]\n".repeat(500),
        "ifdef::x[]\n".repeat(2_000),
        ":a: {a}{a}\n".repeat(500),
        nested,
    ];
    for text in texts {
        let page = Page::new("a.adoc", text).with_companions(&[("a.adoc", "x\n")]);
        for block in blocks(&page) {
            assert_true(&page, &block);
            assert!(block.depth <= super::MAX_DEPTH + 32);
        }
    }
    for cut in [
        "",
        "=",
        "= ",
        "[",
        "[]",
        "[[",
        "[[]]",
        "----",
        "|===",
        "|===\n|",
        "|===\n||\n|===",
        "+",
        "* ",
        "::",
        "a::",
        ":a",
        ":a:",
        "include::[]",
        "include::x[tag=]",
        "ifdef::[]",
        "image::[",
        "```",
        "'",
        "''",
        "'''",
        "{",
        "{}",
        "\\",
        "\\{",
        "`",
        "``",
        "+++",
        "NOTE: ",
        "[NOTE]",
        "[source]",
        "[source]\n\n",
        ".a",
        "..",
        "<1>",
        "link:[]",
        "link:x[",
        "<<>>",
        "<<,>>",
        "(())",
        "я::",
        "[cols=\"0*\"]\n|===\n|a\n|===",
        "[cols=\"\"]\n|===\n|я|\n|===",
        "a\n-",
        "я\n~~~",
        "++++",
        "____\n",
        "--\n--",
        "[.x]",
        "[.x]#",
        "a \\\n",
        ":a: \\",
    ] {
        let page = Page::new("a.adoc", cut);
        for block in blocks(&page) {
            assert_true(&page, &block);
        }
    }
}
