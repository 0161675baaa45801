//! What `flowlock evaluate` reads: files, folders, standard input, packed or not.

mod support;

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use serde_json::{Value, json};
use support::{Folder, blocking, page, policy};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn utf16(text: &str) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

fn sources(report: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all = report["sources"].as_array().unwrap();
    all.iter().map(|source| (text(&source["name"]), text(&source["kind"]))).collect()
}

#[test]
fn every_packing_of_the_same_export_gives_the_same_verdict() {
    let folder = Folder::new();
    let export = blocking();
    folder.write("a", &export);
    folder.write("b.json", gzip(export.as_bytes()));
    folder.write("c.gz", compress_to_vec(export.as_bytes(), CompressionLevel::Fastest));
    folder.write("d", utf16(&export));
    folder.write("e", gzip(&utf16(&export)));
    for name in ["a", "b.json", "c.gz", "d", "e"] {
        let said = folder.run(&["evaluate", name]);
        assert_eq!(said.status, Some(0), "{name}: {said:?}");
    }
}

#[test]
fn standard_input_is_read_as_a_file_is() {
    let folder = Folder::new();
    for bytes in [blocking().into_bytes(), gzip(blocking().as_bytes())] {
        let said = folder.pipe(&bytes, &["evaluate", "-", "--format", "json"]);
        assert_eq!(said.status, Some(0), "{said:?}");
        assert_eq!(sources(&said.json()), [("-".to_owned(), "policies".to_owned())]);
    }
    assert_eq!(folder.pipe(b"", &["evaluate", "-"]).status, Some(2));
}

#[test]
fn a_folder_is_read_in_full_and_what_is_no_export_is_listed() {
    let folder = Folder::new();
    folder.write("export/policies/one.json", page(&[policy("enabled")]));
    folder.write("export/LICENSE", "you may");
    folder.write("export/.git/config.json", "{\"value\": [");
    folder.write("export/.hidden.json", "{");
    let said = folder.run(&["evaluate", "export", "--format", "json"]);
    assert_eq!(said.status, Some(0), "{said:?}");
    let expected = [("export/LICENSE", "ignored"), ("export/policies/one.json", "policies")];
    assert_eq!(sources(&said.json()), expected.map(|(name, kind)| (name.to_owned(), kind.to_owned())));
}

#[test]
fn a_file_that_is_reached_twice_is_read_once() {
    let folder = Folder::new();
    folder.write("export/policies.json", blocking());
    let said = folder.run(&["evaluate", "export", "export/policies.json", "./export", "--format", "json"]);
    assert_eq!(said.json()["sources"].as_array().unwrap().len(), 1);
}

#[test]
fn a_named_file_must_be_an_export() {
    let folder = Folder::new();
    folder.write("policies.json", blocking());
    folder.write("LICENSE", "you may");
    let said = folder.run(&["evaluate", "policies.json", "LICENSE", "--format", "json"]);
    assert_eq!(said.status, Some(2), "{said:?}");
    assert_eq!(said.failure()["error"]["code"], json!("not-an-export"));
    assert_eq!(said.failure()["error"]["source"], json!("LICENSE"));
}

#[test]
fn no_policies_is_no_verdict() {
    let folder = Folder::new();
    folder.write("export/LICENSE", "you may");
    let said = folder.run(&["evaluate", "export"]);
    assert_eq!(said.status, Some(2));
    assert!(said.stderr.starts_with("error[no-policies]: ") && said.stderr.contains("az rest"), "{said:?}");
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    assert_eq!(folder.run(&["evaluate", "empty"]).status, Some(2));
}

#[test]
fn an_unreadable_file_in_a_folder_makes_a_failure_doubtful_and_a_pass_stays() {
    let folder = Folder::new();
    folder.write("export/broken.json", "{\"value\": [{\"id\": ");
    folder.write("export/policies.json", page(&[policy("disabled")]));
    let said = folder.run(&["evaluate", "export", "--format", "json"]);
    assert_eq!(said.status, Some(3), "{said:?}");
    assert!(sources(&said.json()).contains(&("export/broken.json".to_owned(), "unreadable".to_owned())));
    folder.write("export/policies.json", blocking());
    assert_eq!(folder.run(&["evaluate", "export"]).status, Some(0));
    assert_eq!(folder.run(&["evaluate", "export/broken.json"]).status, Some(2));
}

#[test]
fn what_nobody_exports_by_accident_is_an_error_everywhere() {
    let folder = Folder::new();
    let twice = blocking().replacen("\"state\":", "\"state\":\"disabled\",\"state\":", 1);
    folder.write("export/policies.json", twice);
    let said = folder.run(&["evaluate", "export", "--format", "json"]);
    assert_eq!(said.status, Some(2), "{said:?}");
    assert_eq!(said.failure()["error"]["code"], json!("duplicate-key"));

    folder.write("export/policies.json", blocking());
    folder.write("export/deep.json", "[".repeat(100_000));
    let said = folder.run(&["evaluate", "export", "--format", "json"]);
    assert_eq!(said.failure()["error"]["code"], json!("too-deep"), "{said:?}");
}

#[test]
fn damaged_compression_is_an_error_and_never_a_crash() {
    let folder = Folder::new();
    let packed = gzip(blocking().as_bytes());
    folder.write("cut.gz", &packed[..packed.len() / 2]);
    folder.write("cut.zst", [0x28, 0xb5, 0x2f, 0xfd, 0xff, 0xff, 0xff]);
    for name in ["cut.gz", "cut.zst"] {
        let said = folder.run(&["evaluate", name, "--format", "json"]);
        assert_eq!(said.status, Some(2));
        assert_eq!(said.failure()["error"]["code"], json!("bad-compression"), "{said:?}");
    }
}

#[test]
fn a_bomb_is_too_large() {
    let folder = Folder::new();
    // Gzip members can be joined: 300 times a megabyte of spaces, in 300 kB.
    folder.write("bomb.json.gz", gzip(&vec![b' '; 1 << 20]).repeat(300));
    let said = folder.run(&["evaluate", "bomb.json.gz", "--format", "json"]);
    assert_eq!(said.status, Some(2));
    assert_eq!(said.failure()["error"]["code"], json!("too-large"), "{said:?}");
}

#[cfg(unix)]
#[test]
fn links_inside_a_folder_are_followed_and_links_out_of_it_are_not() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new();
    folder.write("outside.json", "{");
    // This is how Kubernetes mounts files.
    folder.write("export/..data/policies.json", blocking());
    symlink("..data/policies.json", folder.path().join("export/policies.json")).unwrap();
    symlink("../outside.json", folder.path().join("export/out.json")).unwrap();
    symlink("nowhere", folder.path().join("export/dangling.json")).unwrap();
    symlink(".", folder.path().join("export/loop")).unwrap();
    let said = folder.run(&["evaluate", "export", "--format", "json"]);
    assert_eq!(said.status, Some(0), "{said:?}");
    assert_eq!(sources(&said.json()), [("export/policies.json".to_owned(), "policies".to_owned())]);
}
