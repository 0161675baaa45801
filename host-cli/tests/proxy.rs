//! `flowlock notify` by way of a proxy.

#![cfg(feature = "notify")]

mod support;

use std::{fs, net::TcpListener, path::Path, process::Stdio};

use support::{
    Folder, Said, said,
    server::{HOOKS, Identity, Proxy, Server},
};

/// What nobody may ever read: of the address, and of who logs in at the proxy.
const SECRETS: [&str; 3] = ["T0SECRET00", "proxy-word", "cHJveHktdXNlcjpwcm94eS13b3Jk"];

/// A folder with a report, a notifier beyond the proxy, and the certificate of the server there.
fn desk(identity: &Identity) -> Folder {
    let folder = Folder::new();
    let report = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/contoso/expected.json");
    folder.write("report.json", fs::read(report).unwrap());
    folder.write("ca.pem", &identity.pem);
    folder.write(
        "n.toml",
        "[notifiers.a]\nkind = \"slack\"\nurl.env = \"URL\"\ncaFile = \"ca.pem\"\nretries = 1\nbackoffSeconds = 0\n",
    );
    folder
}

fn tell(folder: &Folder, variables: &[(&str, &str)]) -> Said {
    let mut command = folder.command(&["notify", "report.json", "--config", "n.toml", "--to", "a"]);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command.env("URL", format!("https://{HOOKS}/services/{}", SECRETS[0]));
    let said = said(command.envs(variables.iter().copied()).stdin(Stdio::null()));
    let text = format!("{said:?}");
    assert!(SECRETS.iter().all(|secret| !text.contains(secret)), "{text}");
    said
}

#[test]
fn a_message_goes_through_the_proxy_and_is_read_by_nobody_there() {
    let identity = Identity::new();
    let folder = desk(&identity);
    let server = Server::start(&["200 OK"], Some(&identity));
    let proxy = Proxy::start("200 Connection established", server.port);
    let url = format!("http://proxy-user:proxy-word@127.0.0.1:{}", proxy.port);
    let told = tell(&folder, &[("HTTPS_PROXY", &url)]);
    assert_eq!((told.status, told.stderr.as_str()), (Some(0), ""), "{told:?}");
    let asked = proxy.asked();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!(asked[0][0], format!("CONNECT {HOOKS}:443 HTTP/1.1"));
    let login = format!("Proxy-Authorization: Basic {}", SECRETS[2]);
    assert!(asked[0].contains(&login), "{asked:?}");
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].head[0], format!("POST /services/{} HTTP/1.1", SECRETS[0]));
    assert!(requests[0].header("proxy-authorization").is_none(), "{:?}", requests[0].head);
}

#[test]
fn what_fails_at_the_proxy_is_said_to() {
    let folder = desk(&Identity::new());
    for (answer, words, tries) in [
        ("407 Proxy Authentication Required", "answered 407: it asks who we are", 1),
        ("403 Forbidden", "answered 403", 1),
        ("502 Bad Gateway", "answered 502", 2),
        ("", "the proxy 127.0.0.1", 2),
    ] {
        let proxy = Proxy::start(answer, 0);
        let at = format!("127.0.0.1:{}", proxy.port);
        let told = tell(&folder, &[("HTTPS_PROXY", &format!("http://proxy-user:proxy-word@{at}"))]);
        assert_eq!((told.status, proxy.asked().len()), (Some(4), tries), "{answer}: {told:?}");
        let said = told.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(words) && said.contains(&format!("the proxy {at}")), "{answer}: {said}");
    }
}

#[test]
fn a_proxy_that_is_not_there_or_is_none_is_said_and_nothing_goes_around_it() {
    let identity = Identity::new();
    let folder = desk(&identity);
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (proxy, words) in [
        (format!("http://proxy-user:proxy-word@{closed}"), format!("by way of the proxy {closed}")),
        (
            "socks5://proxy-user:proxy-word@127.0.0.1:1".to_owned(),
            "`HTTPS_PROXY` names cannot be used".to_owned(),
        ),
        (
            "http://proxy-user:proxy-word@no.proxy.invalid".to_owned(),
            "the proxy no.proxy.invalid:80".to_owned(),
        ),
    ] {
        let told = tell(&folder, &[("HTTPS_PROXY", &proxy)]);
        let said = told.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.status == Some(4) && said.contains(&words), "{proxy}: {told:?}");
    }
}

#[test]
fn a_certificate_that_is_not_trusted_is_refused_through_the_proxy_too() {
    let (identity, other) = (Identity::new(), Identity::new());
    let folder = desk(&other);
    let server = Server::start(&["200 OK"], Some(&identity));
    let proxy = Proxy::start("200 OK", server.port);
    let told = tell(&folder, &[("https_proxy", &format!("http://127.0.0.1:{}", proxy.port))]);
    assert!(told.status == Some(4) && told.stderr.contains("no trusted connection"), "{told:?}");
    assert!(server.requests().is_empty());
}

#[test]
fn what_is_excepted_and_this_machine_are_reached_without_it() {
    let identity = Identity::new();
    let folder = desk(&identity);
    let proxy = Proxy::start("403 Forbidden", 0);
    let url = format!("http://127.0.0.1:{}", proxy.port);
    // No such host is anywhere: that it was looked for says that no proxy was asked.
    let told = tell(&folder, &[("HTTPS_PROXY", &url), ("NO_PROXY", "localhost, contoso.example")]);
    assert!(told.status == Some(4) && !told.stderr.contains("proxy"), "{told:?}");
    let server = Server::start(&["200 OK"], Some(&identity));
    let local = format!("https://localhost:{}/services/{}", server.port, SECRETS[0]);
    let told = tell(&folder, &[("HTTPS_PROXY", &url), ("URL", &local)]);
    assert_eq!((told.status, server.requests().len()), (Some(0), 1), "{told:?}");
    assert!(proxy.asked().is_empty(), "{:?}", proxy.asked());
}
