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

#[test]
fn titles_of_tabs_state_statuses_and_marked_stars_require() {
    check(
        "# Desk\n\n<mark style=\"color:red;\">`DELETE`</mark> `https://a.example/desks/{id}`\n\n#### Headers\n\n| Name | Type |\n|-|-|\n\
         | X-Reader<mark style=\"color:red;\">\\*</mark> | string |\n| X-Shelf\\* | string |\n\n{% tabs %}\n{% tab title=\"404: Not Found No such desk\" %}\n```json\n{}\n```\n{% endtab %}\n\n\
         {% tab title=\"204: No Content Desk is gone\" %}\n\n{% endtab %}\n\n{% tab title=\"200 desks\" %}\n{% endtab %}\n{% endtabs %}\n",
        &["DELETE /desks/{id} 204 !404 [X-Reader: - required] [X-Shelf: - ]"],
    );
}
