//! What content is called, and what the words around the name make of it.

use super::data::{ALL, ONE, PUNT, of_punt};

#[test]
fn what_stands_behind_a_name_may_make_it_a_part_or_no_json() {
    for said in [
        "Returns `200 OK` and the punt as a link.",
        "Returns `200 OK` and the punt in CSV.",
        "Returns `200 OK` and the punt in a list.",
        "Returns `200 OK` and the punt as a field of an envelope.",
        "Returns `200 OK` and a list of punts as an XML file.",
        "Returns `200 OK` and a list of punts in a JSON object.",
    ] {
        assert_eq!(of_punt(PUNT, "GET /punts/{id}", said), [""; 0], "{said}");
    }
    for said in [
        "Returns `200 OK` and the punt in full.",
        "Returns `200 OK` and the punt as JSON.",
        "Returns `200 OK` and the punt as it is now.",
        "Returns `200 OK` with the punt in the body.",
    ] {
        assert_eq!(of_punt(PUNT, "GET /punts/{id}", said), ONE, "{said}");
    }
}

#[test]
fn an_object_that_has_a_list_is_no_list() {
    for said in [
        "Returns `200 OK` and a JSON object with a list of punts.",
        "The answer is `200 OK` with an object that has a list of punts.",
        "The response is an object containing an array of punts, with status `200`.",
        "`200 OK`. The body is a JSON object with a list of punts.",
    ] {
        let all = of_punt(PUNT, "GET /punts", said);
        assert!(
            !all.iter().any(|own| own.starts_with(": an array")),
            "{said} {all:?}"
        );
    }
    let said = "Returns `200 OK` and a JSON array of punts.";
    assert_eq!(of_punt(PUNT, "GET /punts", said), ALL);
}
