//! Where the statuses of operations stand, and whose they are.

use super::{check, check_as};

#[test]
fn methods_below_a_path_have_answers_of_their_own() {
    let expect = &["GET /desks 200", "POST /desks 201"];
    check(
        "# Desk\n\n### /desks\n\n#### GET\n##### Summary:\n\nAll.\n\n##### Responses\n\n| Code | Description |\n|-|-|\n| 200 | ok |\n\n\
         #### POST\n##### Responses\n\n| Code | Description |\n|-|-|\n| 201 | made |\n",
        expect,
    );
    check(
        "# Desk\n\n### `/desks`\n\n#### GET\n\nReturns `200`.\n\n#### POST\n\nReturns `201`.\n",
        expect,
    );
    check_as(
        "desk.rst",
        "Desk\n====\n\n/desks\n------\n\nGET\n~~~\n\nReturns ``200``.\n\nPOST\n~~~~\n\nReturns ``201``.\n",
        expect,
    );
}
