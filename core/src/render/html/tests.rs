//! The page, from a report made by hand.

use alloc::{string::String, vec::Vec};

use super::{STYLE, document, fragment};
use crate::{Places, clean::is_unsafe, render::testing::report};

fn page() -> String {
    document(&report(), &Places::default())
}

/// The names of the elements that begin in a page.
fn elements(page: &str) -> Vec<&str> {
    let begins =
        page.split('<').skip(1).filter(|rest| rest.starts_with(|letter: char| letter.is_ascii_alphabetic()));
    begins
        .map(|rest| rest.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default())
        .collect()
}

#[test]
fn nothing_hostile_gets_through() {
    let page = page();
    assert!(!page.chars().any(|character| character != '\n' && is_unsafe(character)));
    assert!(page.contains("&lt;/td&gt;&lt;script&gt;&quot;'x&amp;]]&gt;"), "{page}");
    let harmless =
        |name: &str| !["script", "a", "img", "iframe", "object", "link", "base", "form"].contains(&name);
    let names = elements(&page);
    assert!(names.len() > 100);
    let contents = names.iter().filter(|name| **name == "a").count();
    assert_eq!(contents, page.matches("<a href=\"#fl-").count(), "only the contents link, and only within");
    assert_eq!(names.iter().find(|name| !harmless(name) && **name != "a"), None);
}

#[test]
fn the_page_loads_nothing_and_styles_nothing_inline() {
    let page = page();
    assert!(
        !page.contains(" src=")
            && !page.contains(" style=")
            && !page.contains("@import")
            && !page.contains("url(")
    );
    assert!(
        page.contains(
            "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-"
        )
    );
}

#[test]
fn the_fragment_is_the_page_without_its_frame() {
    let fragment = fragment(&report(), &Places::default());
    assert!(fragment.starts_with("<style>") && fragment.ends_with("</article>\n"));
    assert_eq!(fragment.matches("<article").count(), 1);
    assert!(!fragment.contains("<nav") && !fragment.contains("<main"), "the host has its own");
    let (_, article) = fragment.split_once("</style>").unwrap_or_default();
    let sections = |page: &str| page.split("<section").skip(1).map(String::from).collect::<Vec<_>>();
    let whole = page();
    for (mine, theirs) in sections(article).iter().zip(sections(&whole)) {
        assert!(theirs.starts_with(mine.trim_end()), "{mine}\n\n{theirs}");
    }
}

#[test]
fn the_style_names_every_property_that_can_be_set() {
    let (listed, rules) = STYLE.split_once("*/").unwrap_or_default();
    let properties = |text: &str| {
        let mut names: Vec<String> = text
            .split("--flowlock-")
            .skip(1)
            .map(|rest| {
                rest.chars().take_while(|letter| letter.is_ascii_lowercase() || *letter == '-').collect()
            })
            .filter(|name: &String| !name.is_empty())
            .collect();
        names.sort();
        names.dedup();
        names
    };
    assert!(properties(rules).len() > 10);
    assert_eq!(properties(listed), properties(rules));
}
