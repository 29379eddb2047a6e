//! Pages of reStructuredText as the blocks that they are read as.

use super::super::page::Page;
use super::super::tests::{assert_true, read_with};
use super::blocks;

#[track_caller]
fn check(text: &str, expect: &[&str]) {
    check_page(&Page::new("desks.rst", text), expect);
}

#[track_caller]
fn check_page(page: &Page, expect: &[&str]) {
    let found = read_with(page, blocks);
    assert_eq!(found, expect, "{}", found.join("\n"));
}

#[test]
fn titles_have_the_level_that_their_underline_first_has() {
    check(
        "\u{feff}=====\nDesks\n=====\n\n.. _list:\n.. _`all desks`:\n\nList ``desks``\n--------------\n\nMore\n~~~~\n\
         Again\n-----\nA text\n-\n\n----\n\nСтолы\n=====\nLoans\n=====\n",
        &[
            "h1 Desks [\"desks\"]",
            "other a link's target",
            "other a link's target",
            "h2 List `desks` [\"list\", \"all desks\", \"list-desks\"]",
            "h3 More [\"more\"]",
            "h2 Again [\"again\"]",
            "p A text -",
            "other a rule",
            "h4 Столы [\"столы\"]",
            "h4 Loans [\"loans\"]",
        ],
    );
}

#[test]
fn lists_nest_by_their_indentation() {
    check(
        "* a desk\n  of two\n\n  * ``id``\n\n    more\n  * name::\n\n      x\n\n* b\n    * c\n\n1. one\n#) two\n\n\
         term : kind\n  said\n\n  - - d\n\n    - e\n\n  (iv) f\n",
        &[
            "- a desk of two",
            "  - `id`",
            "    p more",
            "  - name:",
            "    c  6 \"      x\"",
            "- b",
            "  - c",
            "- one",
            "- two",
            "t term : kind",
            "  p said",
            "  - ",
            "    - d",
            "    - e",
            "  - f",
        ],
    );
}

#[test]
fn literal_blocks_are_code_however_they_are_marked() {
    check(
        "So::\n\n    GET /desks\n      now\n\n  back\n\n::\n\n  a\n\nOr ::\n\n> q\n> r\n\n\
         .. code-block:: HTTP\n   :caption: x\n\n   GET /desks\n\n   {}\n\n.. highlight:: json\n\n.. code::\n\n\t{}\n\n\
         .. sourcecode:: bash\n  ls\n\nIs::\n   b\n\n>>> 1\n1\n\n.. parsed-literal::\n\n   **x**\n",
        &[
            "p So:",
            "c  2 \"    GET /desks\\n      now\\n\\n  back\"",
            "c  2 \"  a\"",
            "p Or",
            "c  0 \"> q\\n> r\"",
            "c http 3 \"   GET /desks\\n\\n   {}\"",
            "other the language of literal blocks",
            "c json 0 \"{}\"",
            "c bash 2 \"  ls\"",
            "p Is:",
            "c json 3 \"   b\"",
            "c pycon 0 \">>> 1\\n1\"",
            "c  3 \"   **x**\"",
        ],
    );
}

#[test]
fn a_directive_has_an_argument_options_and_what_it_holds() {
    check(
        ".. http:get:: /desks\n              /desks/{id}\n   :synopsis: All\n     desks\n\n   Lists.\n\n   \
         :statuscode 200: fine\n   :>json string id: the id\n      of it\n   :<header Accept: - ``a``\n                   \
         - ``b``\n   :query none:\n\n   .. note:: Ask *first*,\n      then go.\n\n.. http:get:: /x\n   :statuscode 404: no\n\n\
         .. rest_method:: GET /desks/{id}\n\n.. warning::\n   :class: x\n\n   Mind.\n\n.. toctree::\n\n   a\n\n.. Mind\n   \
         this.\n\n..\n\n  quote\n\n.. |a| image:: b\n.. [1] foot\n.. _site: https://x.example\n__ https://y.example\n",
        &[
            "d http:get /desks /desks/{id} synopsis=All desks",
            "  p Lists.",
            "  f statuscode 200: fine",
            "  f >json string id: the id of it",
            "  f <header Accept: ",
            "    - `a`",
            "    - `b`",
            "  f query none: ",
            "  d note ",
            "    p Ask *first*, then go.",
            "d http:get /x",
            "  f statuscode 404: no",
            "d rest_method GET /desks/{id}",
            "d warning  class=x",
            "  p Mind.",
            "other a table of contents",
            "comment",
            "comment",
            "  p quote",
            "other a substitution",
            "other a footnote",
            "  p foot",
            "other a link's target",
            "other a link's target",
        ],
    );
}

#[test]
fn tables_of_every_kind_have_a_head_and_rows() {
    check(
        "======  ========\nMethod  Path\n======  ========\nGET     ``/desks``\n        and more\n\nPUT\n======  ========\n\n\
         +------+--------+\n| Стол | b      |\n+======+========+\n| a\\|  | x      |\n| c    +--------+\n|      | y      |\n\
         +------+--------+\n| both          |\n+------+--------+\n\n\
         .. list-table:: Desks\n   :header-rows: 1\n\n   * - A\n     - B\n   * - ``a``\n     - b\n\n       more\n   * - c\n     -\n\n\
         .. csv-table::\n   :header: \"A\", B\n\n   GET, \"/a, \n   b\"\n   PUT,\n\n===  ===\na\n",
        &[
            "table Method | Path; 4: GET | `/desks` and more; 7: PUT",
            "table Стол | b; 13: a| c | x; 15: a| c | y; 17: both | ",
            "table A | B; 25: `a` | b more; 29: c | ",
            "table A | B; 35: GET | /a, b; 37: PUT | ",
            "other a table that cannot be read",
            "p a",
        ],
    );
}

#[test]
fn included_files_stand_where_they_are_included() {
    let page = Page::new(
        "desks.rst",
        "Desks\n=====\n\n.. include:: part.rst\n\n- x\n\n  .. include:: part.rst\n     :start-after: line\n\n\
         .. literalinclude:: desk.json\n   :lines: 2-3\n\n.. include:: none.rst\n\n.. include:: loop.rst\n\n|ok| |no|\n",
    );
    let page = page.with_companions(&[
        (
            "part.rst",
            ".. |ok| replace:: **200**\n   fine\n\nA line\n\nLoans\n=====\n",
        ),
        ("desk.json", "{\n \"id\": 1,\n \"a\": 2\n}\n"),
        ("loop.rst", ".. include:: loop.rst\n"),
    ]);
    check_page(
        &page,
        &[
            "h1 Desks [\"desks\"]",
            "other a substitution",
            "p A line",
            "h1 Loans [\"loans\"]",
            "- x",
            "  h1 Loans [\"loans\"]",
            "c json 0 \" \\\"id\\\": 1,\\n \\\"a\\\": 2\"",
            "other an included file that is not there",
            "other an included file beyond what is read",
            "p *200* fine |no|",
        ],
    );
    let inside = blocks(&page)[2].span;
    assert_eq!(page.slice(inside), ".. include:: part.rst");
}

#[test]
fn parameters_are_described_by_the_file_beside_the_page() {
    let page = Page::new(
        "desks.inc",
        ".. rest_parameters:: p.yaml\n\n  - id: desk_id\n  - \"fields\": which\n  - none: none\n  - x\n\n.. rest_parameters:: q.yaml\n\n  - id: a\n",
    );
    let page = page.with_companions(&[(
        "p.yaml",
        "desk_id:\n  in: path\n  required: true\n  type: string\n  description: The ``desk``.\nwhich: {in: query, required: False}\n",
    )]);
    check_page(
        &page,
        &[
            "d rest_parameters p.yaml",
            "  f path string id: required. The `desk`.",
            "  f query fields: optional",
            "  f none: ",
            "  - x",
            "d rest_parameters q.yaml",
            "  other an included file that is not there",
            "  f id: ",
        ],
    );
}

#[test]
fn what_breaks_off_or_goes_too_far_is_read_to_its_end() {
    let staircase: String = (0..500)
        .rev()
        .map(|n| format!("{}x\n", " ".repeat(n)))
        .collect();
    let directives: String = (0..500)
        .map(|n| format!("{}.. note::\n\n", "  ".repeat(n)))
        .collect();
    let grid = format!("+-+\n{}", "|x|\n+-+\n".repeat(4_000));
    let columns = format!(
        "{0}\n{1}\n{0}\n",
        "+-".repeat(4_000) + "+",
        "| ".repeat(4_000) + "|"
    );
    let texts = [
        "- ".repeat(10_000),
        ":a: ".repeat(2_000),
        format!("== ==\n{}== ==\n", "a  b\n".repeat(4_000)),
        "x".repeat(10_000_000),
        "`a ** |b :c:`".repeat(4_000),
        "\n".repeat(200_000),
        "..\n".repeat(4_000),
        "a::\n\n".repeat(2_000),
        "a\n b\n".repeat(2_000),
        ".. include:: a.rst\n".repeat(1_000),
        staircase,
        directives,
        grid,
        columns,
    ];
    for text in texts {
        let page = Page::new("a.rst", text);
        let page = page.with_companions(&[("a.rst", "x\n")]);
        for block in blocks(&page) {
            assert_true(&page, &block);
            assert!(block.depth <= super::MAX_DEPTH + 1);
        }
    }
    for cut in [
        "",
        ".. ",
        "..",
        ".. |",
        ".. _",
        ".. [",
        ".. a::",
        ":a:",
        ":a: ",
        "=",
        "==\n",
        "+-+",
        "+-+\n|",
        "- ",
        "|",
        "a\n=",
        "== ==",
        "== ==\n== ==",
        "::",
        "::\n",
        "::\n\n",
        ">>> ",
        ".. list-table::\n\n   * x\n   y\n",
        ".. csv-table::\n\n   \"a",
        ".. rest_parameters::",
        ".. rest_parameters:: a\n\n  -",
        ".. include::",
        ".. code::",
        "\t- \ta\n\t\tb\n \tc",
        "``\\",
        "*\\",
        "`a <",
        "`<>`_",
        ":a:`",
        "||",
        "** **",
        "\u{a0}- x",
        "+ж+\n",
        ".. ж::",
        "+--+\n|ж |\n+--+",
    ] {
        let page = Page::new("a.rst", cut);
        for block in blocks(&page) {
            assert_true(&page, &block);
        }
    }
}
