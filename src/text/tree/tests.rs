use super::Tree;

/// A document in one line: scalars with their place, in the order they stand.
fn shown(text: &str) -> String {
    match Tree::of(text) {
        Ok(tree) => tree
            .root()
            .to_json()
            .unwrap_or_else(|| "too long".to_owned()),
        Err(wrong) => format!("{}: {}", wrong.at, wrong.why),
    }
}

#[test]
fn json_and_yaml_of_one_document_are_one_tree() {
    let check = |text: &str, expect: &str| assert_eq!(shown(text), expect, "{text}");
    let expect = r#"{"openapi": "3.0.0", "a": {"b": 1, "c": ["x/y", true, null]}}"#;
    check("openapi: 3.0.0\na:\n  b: 1\n  c: [x/y, true, ~]\n", expect);
    check(
        "{\n\t\"openapi\": \"3.0.0\",\n\t\"a\":{\"b\":1, \"c\": [\"x\\/y\", true, null]}}",
        expect,
    );
    check("\u{feff}{\"a\": \"\\ud83d\\ude00\"}", "{\"a\": \"😀\"}");
    check("{a: 1, b: [2,],}", r#"{"a": 1, "b": [2]}"#);
    check(
        "a: &x {b: 1}\nc: *x\nd:\n  <<: *x\n  e: 2\n",
        r#"{"a": {"b": 1}, "c": {"b": 1}, "d": {"e": 2, "b": 1}}"#,
    );
    check("", "null");
    check(
        "a: '1'\nb: 1.50\nc: 2020-01-01\n",
        r#"{"a": "1", "b": 1.50, "c": "2020-01-01"}"#,
    );
}

#[test]
fn what_is_no_document_is_told_with_its_place() {
    let check = |text: &str, expect: &str| assert_eq!(shown(text), expect, "{text}");
    check(
        "{\"a\": 1,, \"b\": 2}",
        "8: a key in double quotes is missing",
    );
    check("{\"a\": [1 2}", "9: a comma or a closing brace is missing");
    check("{\"a\": ", "6: it ends before its last brace");
    check(
        "a: &x\n  b: *x\n",
        "11: an alias stands inside what it names",
    );
    check(
        "д: 1\n\tb: 2\n",
        "4: while scanning a plain scalar, found a tab",
    );
    check(
        "a: *nothing\n",
        "3: while parsing node, found unknown anchor",
    );
}

#[test]
fn a_quoted_text_that_goes_on_too_far_left_is_read_and_told() {
    let text = "a:\n  b: \"one \\\" é\n  two\"\n  c: 'it''s\n  so'\nd: 4\n";
    let tree = Tree::of(text).unwrap();
    let told = tree.repaired.iter().map(|span| &text[span.start..span.end]);
    assert_eq!(
        told.collect::<Vec<_>>(),
        ["\"one \\\" é\n  two", "'it''s\n  so"]
    );
    let d = tree.root().get("d").unwrap().span();
    assert_eq!(&text[d.start..d.end], "4");
    assert!(Tree::of("a:\n  b: \"one\n two\n").is_err());
}

#[test]
fn places_are_bytes() {
    let text = "\u{feff}дом:\n  книга: \"два\"\n";
    let tree = Tree::of(text).unwrap();
    let (key, value) = tree.root().get("дом").unwrap().entry("книга").unwrap();
    let slice = |span: crate::text::page::Span| &text[span.start..span.end];
    assert_eq!(
        (slice(key.span()), slice(value.span())),
        ("книга", "\"два\"")
    );
    let long = format!("{}: [a, b]\n", "ж".repeat(300));
    let tree = Tree::of(&long).unwrap();
    let (_, value) = tree.root().entries()[0];
    let last = value.items().last().unwrap().span();
    assert_eq!(&long[last.start..last.end], "b");
}

#[test]
fn a_key_that_stands_twice_is_told_and_its_first_value_counts() {
    let tree = Tree::of("a: 1\nb: 2\na: 3\n---\nc: 4\n").unwrap();
    let twice: Vec<usize> = tree.repeated_keys().map(|key| key.span().start).collect();
    assert_eq!(twice, [10]);
    assert_eq!(tree.root().get("a").and_then(|a| a.text()), Some("1"));
    assert!(tree.second_document.is_some());
}

#[test]
fn a_pointer_leads_through_mappings_and_sequences() {
    let tree = Tree::of("paths:\n  /a/{b}~: {get: [x, y]}\n").unwrap();
    let found = |pointer: &str| tree.root().pointed(pointer).and_then(|node| node.text());
    assert_eq!(found("/paths/~1a~1{b}~0/get/1"), Some("y"));
    assert_eq!(found("/paths/~1a"), None);
    assert_eq!(found("/paths/~1a~1{b}~0/get/2"), None);
}

#[test]
fn no_document_is_too_deep_or_too_wide_for_its_reader() {
    for text in [
        "[", "{\"a\":", "- ", "? ", "- - ? ", "{a: ", "&a [", "{\"a\":[",
    ] {
        let wrong = Tree::of(&text.repeat(100_000)).unwrap_err();
        assert!(wrong.at < 5_000, "{text}: {wrong:?}");
    }
    let indented: String = (0..400)
        .map(|depth| format!("{}a:\n", " ".repeat(depth)))
        .collect();
    assert!(Tree::of(&indented).is_err());
    // Each line is ten of the line before: a thousand million nodes, were aliases copies.
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..30 {
        let before = n - 1;
        bomb.push_str(&format!(
            "a{n}: &a{n} [{}]\n",
            vec![format!("*a{before}"); 10].join(", ")
        ));
    }
    let tree = Tree::of(&bomb).unwrap();
    assert_eq!(tree.root().to_json(), None);
    assert!(tree.nodes.len() < 400);
}
