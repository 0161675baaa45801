//! Regions of members in every way in which a file can be written.

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};

use super::*;

/// The region of one member of a file.
fn place(file: &[u8], pointer: &str) -> Option<Region> {
    let pointers: BTreeMap<String, Option<Region>> = [(pointer.into(), None)].into();
    let mut places = Places { files: [("f".into(), pointers)].into(), ..Places::default() };
    places.look_in("f", file);
    places.get("f", pointer)
}

fn at(text: &str, pointer: &str) -> (u64, u64, u64, u64) {
    let Region { line, column, end_line, end_column } = place(text.as_bytes(), pointer).unwrap();
    (line, column, end_line, end_column)
}

#[test]
fn a_member_begins_at_its_key_and_ends_with_its_value() {
    let text = "{\n  \"a\": [1, {\"b\": \"x\"}],\n  \"c\": {\n    \"d\": null\n  }\n}";
    assert_eq!(at(text, "/a"), (2, 3, 2, 23));
    assert_eq!(at(text, "/a/0"), (2, 9, 2, 10));
    assert_eq!(at(text, "/a/1/b"), (2, 13, 2, 21));
    assert_eq!(at(text, "/c"), (3, 3, 5, 4));
    assert_eq!(at(text, "/c/d"), (4, 5, 4, 14));
    assert_eq!(at(text, ""), (1, 1, 6, 2));
}

#[test]
fn columns_are_utf_16_code_units_whatever_the_encoding() {
    let text = "{\"\u{1F512}é\": 1, \"a\": 2}";
    assert_eq!(at(text, "/a"), (1, 12, 1, 18));
    assert_eq!(at(&format!("\u{feff}{text}"), "/a"), (1, 12, 1, 18));
    let wide: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(place(&wide, "/a"), place(text.as_bytes(), "/a"));
    assert_eq!(at(text, "/\u{1F512}é"), (1, 2, 1, 10));
}

#[test]
fn lines_end_as_editors_end_them() {
    assert_eq!(at("{\r\n\r\n\"a\":1}", "/a"), (3, 1, 3, 6));
    assert_eq!(at("{\r\"a\":1}", "/a"), (1, 3, 1, 8));
}

#[test]
fn several_documents_are_an_array_and_one_is_not() {
    let lines = "{\"a\": 1}\n\n {\"a\": [2]}\n";
    assert_eq!(at(lines, "/1/a/0"), (3, 9, 3, 10));
    assert_eq!(at(lines, "/0/a"), (1, 2, 1, 8));
    assert_eq!(at("[{\"a\": 1}]\n", "/0/a"), (1, 3, 1, 9));
}

#[test]
fn keys_compare_without_their_escapes_and_pointers_without_theirs() {
    assert_eq!(at(r#"{"\u0061\"": 1, "x/y~z": 2}"#, "/a\""), (1, 2, 1, 15));
    assert_eq!(at(r#"{"\u0061\"": 1, "x/y~z": 2}"#, "/x~1y~0z"), (1, 17, 1, 27));
    assert_eq!(at(r#"{"s": "}\\", "a": 1}"#, "/a"), (1, 14, 1, 20));
}

#[test]
fn what_is_not_there_is_placed_where_the_nearest_around_it_stands() {
    let text = r#"{"conditions": "{\"users\": 1}", "a": [1]}"#;
    assert_eq!(at(text, "/conditions/users"), at(text, "/conditions"));
    assert_eq!(at(text, "/a/7/b"), at(text, "/a"));
    assert_eq!(at(text, "/b"), at(text, ""));
}

#[test]
fn a_key_that_stands_twice_is_placed_once() {
    assert_eq!(at(r#"{"a": {"b": 1}, "a": {"b": 2}}"#, "/a/b"), (1, 8, 1, 14));
}

#[test]
fn what_is_no_json_places_nothing_or_what_came_before() {
    for text in ["", "{", "{\"a\"", "}", "{\"a\": [", "\"", "{\"a\": \"\\", ","] {
        let _ = place(text.as_bytes(), "/a/0");
        assert_eq!(place(text.as_bytes(), ""), None, "{text}");
    }
    assert_eq!(place(b"{\"a\": \"\xff\"}", "/a"), None);
}

#[test]
fn two_files_of_one_name_place_nothing() {
    let pointers: BTreeMap<String, Option<Region>> = [("/a".into(), None)].into();
    let mut places = Places { files: [("f".into(), pointers)].into(), ..Places::default() };
    places.look_in("f", b"{\"a\": 1}");
    assert!(places.get("f", "/a").is_some());
    places.look_in("f", b"{\"a\": 1}");
    assert_eq!(places.get("f", "/a"), None);
    places.look_in("f", b"{\"a\": 1}");
    assert_eq!(places.get("f", "/a"), None);
    places.look_in("other", b"{\"a\": 1}");
    assert_eq!(places.get("other", "/a"), None);
}

#[test]
fn a_long_line_with_many_members_takes_no_longer_than_it_must() {
    let text: String = format!("[{}1]", "1,".repeat(100_000));
    let pointers = (0..100_000).map(|at| (format!("/{at}"), None)).collect();
    let mut places = Places { files: [("f".into(), pointers)].into(), ..Places::default() };
    places.look_in("f", text.as_bytes());
    assert_eq!(places.get("f", "/99999").unwrap().column, 200_000);
}

#[test]
fn comments_and_trailing_commas_move_nothing() {
    let text = "// a {\n{\"a\": [1, ], /* ] */\n \"b\": 2,}";
    assert_eq!((at(text, "/a/0"), at(text, "/b")), ((2, 8, 2, 9), (3, 2, 3, 8)));
}
