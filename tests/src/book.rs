//! Parts of the book that tests write, so that they cannot go stale.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The folder of the book.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

/// Holds what stands between the marks of each part of a page against what should stand there; writes it
/// where `FLOWLOCK_UPDATE` is set.
///
/// # Panics
///
/// Where a part is stale or a mark is missing; the message says how to write the page anew.
pub fn check(page: &str, parts: &[(&str, String)], test: &str) {
    let path = folder().join(page);
    let old = fs::read_to_string(&path).expect(page).replace("\r\n", "\n");
    let fresh = parts.iter().fold(old.clone(), |page, (mark, part)| filled(&page, mark, part));
    if std::env::var_os("FLOWLOCK_UPDATE").is_some() {
        fs::write(&path, fresh).expect("written");
    } else {
        assert!(
            old == fresh,
            "docs/{page} is stale: `FLOWLOCK_UPDATE=1 cargo test -p flowlock-tests --test {test}` writes it anew"
        );
    }
}

fn filled(page: &str, mark: &str, part: &str) -> String {
    let (begin, end) = (format!("<!-- {mark}: written by a test -->\n"), format!("<!-- end of {mark} -->\n"));
    let (before, rest) = page.split_once(&begin).expect("where the part begins");
    let (_, after) = rest.split_once(&end).expect("where the part ends");
    [before, &begin, part, &end, after].concat()
}
