//! The page: what its policy lets through.

use base64::{Engine, prelude::BASE64_STANDARD};
use flowlock_core::{Places, render};
use flowlock_tests::fixtures;
use sha2::{Digest, Sha256};

fn page(name: &str) -> String {
    let report = fixtures::read(name).report();
    render::html(&report, &Places::of(&report))
}

/// What stands between two marks.
fn between<'t>(text: &'t str, begin: &str, end: &str) -> &'t str {
    text.split_once(begin).and_then(|(_, rest)| rest.split_once(end)).expect(begin).0
}

#[test]
fn the_policy_names_the_hash_of_the_style() {
    let page = page("contoso");
    let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    let hash = BASE64_STANDARD.encode(Sha256::digest(between(&page, "<style>", "</style>")));
    assert!(
        policy.contains(&format!("style-src 'sha256-{hash}'")),
        "the style has changed: STYLE_HASH in core/src/render/html/mod.rs is to be sha256-{hash}"
    );
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
}
