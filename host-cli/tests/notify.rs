//! `flowlock notify`, against servers on this machine.

#![cfg(feature = "notify")]

mod support;

use std::{
    fs,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use serde_json::Value;
use support::{
    Folder, Said, said,
    server::{Identity, Server},
};

/// What nobody may ever read.
const SECRET: &str = "T0SECRET00";

/// A folder with the report of a tenant that fails, and a notifier `a` of this kind.
fn desk(kind: &str, more: &str) -> Folder {
    let folder = Folder::new();
    let report = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/contoso/expected.json");
    folder.write("report.json", fs::read(report).unwrap());
    folder.write(
        "n.toml",
        format!("[notifiers.a]\nkind = \"{kind}\"\nurl.env = \"URL\"\nbackoffSeconds = 0\n{more}\n"),
    );
    folder
}

const TO_A: &[&str] = &["notify", "report.json", "--config", "n.toml", "--to", "a"];

fn tell(folder: &Folder, url: &str, more: &[&str]) -> Said {
    let mut command = folder.command(&[TO_A, more].concat());
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"] {
        command.env_remove(name);
    }
    let said = said(command.env("URL", url).env("KEY", "It's a Secret to Everybody").stdin(Stdio::null()));
    assert!(!format!("{said:?}").contains(SECRET), "{said:?}");
    said
}

fn address(server: &Server) -> String {
    format!("http://127.0.0.1:{}/services/{SECRET}", server.port)
}

#[test]
fn a_message_arrives_as_the_service_wants_it() {
    for (kind, begins) in [("slack", "{\"blocks\":[{"), ("teams", "{\"attachments\":["), ("webhook", "{\n")] {
        let (folder, server) = (desk(kind, "security = \"none\""), Server::start(&["200 OK\n\nok"], None));
        let told = tell(&folder, &address(&server), &["--tenant", "Contoso"]);
        assert_eq!((told.status, told.stderr.as_str()), (Some(0), ""), "{told:?}");
        let requests = server.requests();
        let [request] = requests.as_slice() else { panic!("{requests:?}") };
        assert_eq!(request.head[0], format!("POST /services/{SECRET} HTTP/1.1"));
        assert_eq!(request.header("content-type"), Some("application/json"));
        assert!(request.body.starts_with(begins), "{}", request.body);
        let printed = folder.run(&[TO_A, &["--print", "--tenant", "Contoso"]].concat());
        assert_eq!(printed.stdout.trim_end(), request.body.trim_end());
        assert_eq!(request.header("x-flowlock-signature-256"), None);
    }
}

#[test]
fn a_webhook_takes_the_report_and_can_hold_it_against_the_signature() {
    let folder = desk("webhook", "security = \"none\"\ncontent = \"report\"\nkey.env = \"KEY\"");
    let server = Server::start(&["204 No Content"], None);
    assert_eq!(tell(&folder, &address(&server), &[]).status, Some(0));
    assert_eq!(server.requests()[0].body, folder.read("report.json"));
    folder.write("report.json", "Hello, World!");
    let server = Server::start(&["200 OK"], None);
    assert_eq!(tell(&folder, &address(&server), &[]).status, Some(2), "no report is sent");
    assert!(server.requests().is_empty());
}

#[test]
fn the_signature_is_the_hmac_of_the_body() {
    let folder = desk("webhook", "security = \"none\"\ncontent = \"report\"\nkey.env = \"KEY\"");
    let failure = r#"{"error":{"code":"no-policies","message":"m","help":"h"}}"#;
    folder.write("report.json", failure);
    let server = Server::start(&["200 OK"], None);
    assert_eq!(tell(&folder, &address(&server), &[]).status, Some(0));
    // printf %s "$failure" | openssl dgst -sha256 -hmac "It's a Secret to Everybody"
    let expected = "sha256=1884d362da96b3618f6ef52a88b58105da206f66fe43665eb698c7e23b0b96ea";
    assert_eq!(server.requests()[0].header("x-flowlock-signature-256"), Some(expected));
}

#[test]
fn the_level_says_when() {
    let folder = desk("slack", "security = \"none\"");
    let asked = |level: &str, report: &str| {
        folder.write("report.json", report);
        let server = Server::start(&["200 OK"], None);
        let told = tell(&folder, &address(&server), &["--level", level]);
        assert_eq!(told.status, Some(0), "{told:?}");
        server.requests().len()
    };
    let fail = folder.read("report.json");
    let pass = fail.replacen("\"status\": \"fail\"", "\"status\": \"pass\"", 1);
    let error = r#"{"error":{"code":"no-policies","message":"m","help":"h"}}"#;
    let counts = |level: &str| [&fail, &pass, error].map(|report| asked(level, report));
    assert_eq!(counts("verbose"), [1, 1, 1]);
    assert_eq!(counts("info"), [1, 0, 1]);
    assert_eq!(counts("error"), [0, 0, 1]);
}

#[test]
fn a_busy_server_is_tried_again_and_a_refusal_is_not() {
    let folder = desk("slack", "security = \"none\"\nretries = 2");
    for (answers, status, tries) in [
        (&["503 Busy", "500 Oops", "200 OK"] as &[&str], 0, 3),
        (&["503 Busy"], 4, 3),
        (&["403 Forbidden\n\ninvalid_token"], 4, 1),
        (&["404 Not Found", "200 OK"], 4, 1),
    ] {
        let server = Server::start(answers, None);
        let told = tell(&folder, &address(&server), &[]);
        assert_eq!((told.status, server.requests().len()), (Some(status), tries), "{answers:?} {told:?}");
    }
}

#[test]
fn who_asks_for_patience_is_given_it() {
    let folder = desk("slack", "security = \"none\"");
    let server = Server::start(&["429 Too Many\nretry-after: 1", "200 OK"], None);
    let start = Instant::now();
    assert_eq!(tell(&folder, &address(&server), &[]).status, Some(0));
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_failure_says_who_was_not_told_and_keeps_the_secret() {
    let folder = desk("slack", "security = \"none\"\nretries = 0");
    let server = Server::start(&["404 Not Found\n\nno /services/T0SECRET00 \u{1b}[2J here"], None);
    let told = tell(&folder, &address(&server), &[]);
    assert_eq!(told.status, Some(4));
    assert!(told.stderr.contains("`a` was not told: the server answered 404: no /…/… [2J here"), "{told:?}");
    assert!(told.stderr.contains("not-notified"), "{told:?}");
    // Nobody listens there any more.
    let gone = address(&server);
    drop(server.requests());
    let told = tell(&folder, &gone, &[]);
    assert!(told.status == Some(4) && told.stderr.contains("no connection"), "{told:?}");
}

#[test]
fn a_redirect_is_not_followed() {
    let folder = desk("slack", "security = \"none\"\nretries = 0");
    for answer in [&["302 Found\nlocation: /x", "200 OK"] as &[&str], &["307 Moved\nlocation: /x", "200 OK"]]
    {
        let server = Server::start(answer, None);
        let told = tell(&folder, &address(&server), &[]);
        assert!(told.status == Some(4) && told.stderr.contains("redirect"), "{told:?}");
        assert_eq!(server.requests().len(), 1);
    }
}

#[test]
fn a_server_that_says_nothing_is_not_waited_for() {
    let folder = desk("slack", "security = \"none\"\nretries = 0\ntimeoutSeconds = 1");
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://127.0.0.1:{}/{SECRET}", silent.local_addr().unwrap().port());
    let start = Instant::now();
    let told = tell(&folder, &url, &[]);
    assert!(told.status == Some(4) && told.stderr.contains("took too long"), "{told:?}");
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_certificate_is_trusted_where_its_authority_is_named_and_nowhere_else() {
    let (identity, other) = (Identity::new(), Identity::new());
    let try_with = |more: &str| {
        let folder = desk("slack", &format!("retries = 0\n{more}"));
        folder.write("ca.pem", &identity.pem);
        folder.write("other.pem", &other.pem);
        folder.write("none.pem", "nothing");
        let server = Server::start(&["200 OK"], Some(&identity));
        let url = format!("https://localhost:{}/services/{SECRET}", server.port);
        let told = tell(&folder, &url, &[]);
        (told.status, server.requests().len(), told.stderr)
    };
    assert_eq!(try_with("caFile = \"ca.pem\""), (Some(0), 1, String::new()));
    for more in ["", "caFile = \"other.pem\"", "security = \"none\""] {
        let (status, requests, said) = try_with(more);
        assert!(
            (status, requests) == (Some(4), 0) && said.contains("no trusted connection"),
            "{more}: {said}"
        );
    }
    assert!(try_with("caFile = \"none.pem\"").2.contains("holds no certificate"));
}

#[test]
fn nothing_goes_unprotected_to_another_machine() {
    for (url, more) in [
        ("http://127.0.0.1:1/", ""),
        ("http://flowlock.invalid/", "security = \"none\""),
        ("ftp://localhost/", ""),
        ("localhost", ""),
    ] {
        let told = tell(&desk("slack", more), url, &[]);
        assert!(told.status == Some(4) && told.stderr.contains("notifiers-invalid"), "{url}: {told:?}");
    }
}

#[test]
fn what_is_wrong_with_the_notifiers_is_said() {
    let folder = desk("slack", "");
    let said = folder.run(TO_A);
    assert!(
        said.status == Some(4) && said.stderr.contains("the environment variable `URL` is not there"),
        "{said:?}"
    );
    let said = folder.run(&["notify", "report.json", "--config", "n.toml", "--to", "b"]);
    assert!(said.status == Some(2) && said.stderr.contains("no-such-notifier"), "{said:?}");
    folder.write("n.toml", "[notifiers.a]\nkind = \"slack\"\nurl = \"https://hooks.example/T0SECRET00\"\n");
    let said = folder.run(TO_A);
    assert!(said.status == Some(2) && said.stderr.contains("url.env"), "{said:?}");
    assert!(!said.stderr.contains(SECRET), "{said:?}");
    folder.write("n.toml", "[notifiers.a\n");
    assert!(folder.run(TO_A).stderr.contains("flowlock schema notifiers"));
}

#[test]
fn the_schema_of_notifiers_names_every_member() {
    let schema: Value = Folder::new().run(&["schema", "notifiers"]).json();
    let text = schema.to_string();
    for member in
        ["url", "caFile", "timeoutSeconds", "retries", "backoffSeconds", "password", "starttls", "key"]
    {
        assert!(text.contains(&format!("\"{member}\"")), "{member}: {text}");
    }
}
