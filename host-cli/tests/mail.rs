//! `flowlock notify` by e-mail, against an SMTP server of another project: `cargo xtask services` runs these.

#![cfg(feature = "notify")]

mod support;

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::{Value, json};
use support::{Folder, Said, said, server::Identity};

struct Server {
    port: String,
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Server {
    fn start(mode: &str, folder: &Folder) -> Self {
        let python = std::env::var("FLOWLOCK_SMTP_PYTHON").expect("run `cargo xtask services`");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/smtp_server.py");
        let mut command = Command::new(python);
        command.arg(script).args([mode, "ca.pem", "key.pem"]).current_dir(folder.path());
        // It complains at length of those who do not trust it.
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut port = String::new();
        assert!(output.read_line(&mut port).unwrap() > 0, "the server did not start");
        Self { port: port.trim().to_owned(), child, output }
    }

    /// The letters that it took; it takes no extra.
    fn letters(mut self) -> Vec<Value> {
        drop(self.child.stdin.take());
        let mut text = String::new();
        self.output.read_to_string(&mut text).unwrap();
        self.child.wait().unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// What became of a letter: what was said, and what arrived. `extra` is added to the notifier.
fn write(mode: &str, to: &str, extra: &str) -> (Said, Vec<Value>) {
    let (folder, identity) = (Folder::new(), Identity::new());
    let report = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/contoso/expected.json");
    folder.write("report.json", fs::read(report).unwrap());
    folder.write("ca.pem", &identity.pem);
    folder.write("key.pem", &identity.key_pem);
    folder.write("other.pem", &Identity::new().pem);
    let server = Server::start(mode, &folder);
    folder.write(
        "n.toml",
        format!(
            "[notifiers.a]\nkind = \"mail\"\nhost = \"localhost\"\nport = {}\nto = [\"{to}\"]\n\
             from = \"Flowlock <flowlock@contoso.example>\"\nbackoffSeconds = 0\n{extra}\n",
            server.port
        ),
    );
    let mut command = folder.command(&["notify", "report.json", "--config", "n.toml", "--to", "a"]);
    let said =
        said(command.args(["--tenant", "Contoso"]).env("PASSWORD", "T0SECRET00").env("WRONG", "wrong"));
    assert!(!format!("{said:?}").contains("T0SECRET00"), "{said:?}");
    (said, server.letters())
}

const SOC: &str = "SOC <soc@contoso.example>";

#[test]
#[ignore = "needs an SMTP server: `cargo xtask services`"]
fn a_letter_arrives_over_tls() {
    for (mode, security) in [("starttls", ""), ("tls", "security = \"tls\"")] {
        let (said, letters) = write(mode, SOC, &format!("caFile = \"ca.pem\"\n{security}"));
        assert_eq!((said.status, said.stderr.as_str()), (Some(0), ""), "{mode}: {said:?}");
        let [letter] = letters.as_slice() else { panic!("{letters:?}") };
        assert_eq!(letter["from"], "flowlock@contoso.example");
        assert_eq!(letter["to"], json!(["soc@contoso.example"]));
        assert_eq!(letter["subject"], "[Flowlock] Contoso: FAIL: device code flow is not locked");
        assert_eq!(letter["tls"], json!(true));
        assert!(letter["text"].as_str().unwrap().contains("Decision asked for"), "{letter}");
        for header in ["date", "from", "message-id", "to"] {
            assert!(letter["headers"].as_array().unwrap().contains(&json!(header)), "{letter}");
        }
    }
}

#[test]
#[ignore = "needs an SMTP server: `cargo xtask services`"]
fn who_has_the_password_logs_in() {
    let login = |variable: &str| {
        write(
            "starttls",
            SOC,
            &format!("caFile = \"ca.pem\"\nusername = \"flowlock\"\npassword.env = \"{variable}\""),
        )
    };
    assert_eq!(login("PASSWORD").1[0]["user"], "flowlock");
    let (said, letters) = login("WRONG");
    assert!(said.status == Some(4) && letters.is_empty() && said.stderr.contains("535"), "{said:?}");
}

#[test]
#[ignore = "needs an SMTP server: `cargo xtask services`"]
fn without_a_trusted_certificate_nothing_is_written() {
    for (mode, extra, words) in [
        ("starttls", "", "its certificate is refused"),
        ("starttls", "caFile = \"other.pem\"", "its certificate is refused"),
        ("tls", "security = \"tls\"", "its certificate is refused"),
        ("plain", "caFile = \"ca.pem\"", "STARTTLS is not supported"),
    ] {
        let (said, letters) = write(mode, SOC, extra);
        assert!(said.status == Some(4) && letters.is_empty(), "{mode} {extra}: {said:?}");
        assert!(
            said.stderr.replace("\n                     ", " ").contains(words),
            "{mode} {extra}: {said:?}"
        );
    }
    let (said, letters) = write("plain", SOC, "security = \"none\"");
    assert!(said.status == Some(0) && letters.len() == 1, "{said:?}");
    let (said, _) = write("plain", "nobody", "security = \"none\"");
    assert!(said.status == Some(4) && said.stderr.contains("`nobody` is no address of mail"), "{said:?}");
}

#[test]
#[ignore = "needs an SMTP server: `cargo xtask services`"]
fn a_busy_server_is_tried_again_and_a_refusal_is_not() {
    let plain = "security = \"none\"\nretries = 2";
    let (said, letters) = write("plain", "busy@contoso.example", plain);
    assert!(said.status == Some(0) && letters.len() == 1, "{said:?}");
    let (said, letters) = write("plain", "busy@contoso.example", "security = \"none\"\nretries = 1");
    assert!(said.status == Some(4) && letters.is_empty() && said.stderr.contains("451"), "{said:?}");
    let (said, _) = write("plain", "gone@contoso.example", plain);
    assert!(said.status == Some(4) && said.stderr.contains("550"), "{said:?}");
}
