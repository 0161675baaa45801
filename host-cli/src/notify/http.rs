//! One POST: over TLS, without redirects, within its time.

use std::{env, io::Read, time::Duration};

use flowlock_core::{
    Problem,
    notice::{Notifier, Security, is_loopback},
};
use ring::hmac;
use ureq::{
    Agent, Body,
    http::{Response, Uri},
    tls::{PemItem, RootCerts, TlsConfig, parse_pem},
};

use super::{Again, Failed, beginning, invalid, proxy, secret::Hidden};

/// The header that signs the body, as GitHub signs its own: `sha256=` and the HMAC in hexadecimal digits.
const SIGNATURE: &str = "x-flowlock-signature-256";

/// What is posted, and where to.
pub(super) struct Post<'b> {
    agent: Agent,
    /// The proxy on the way, by host and port.
    proxy: Option<String>,
    url: Hidden,
    signature: Option<String>,
    body: &'b str,
}

impl<'b> Post<'b> {
    pub(super) fn new(
        notifier: &Notifier,
        url: Hidden,
        key: Option<&Hidden>,
        trusted: Option<&[u8]>,
        body: &'b str,
    ) -> Result<Self, Problem> {
        let uri = check(&url, notifier.security)?;
        let is_local = uri.host().is_some_and(is_loopback);
        let in_environment = |name: &str| Some(env::var_os(name)?.to_string_lossy().into_owned());
        let proxy = if is_local { None } else { proxy::on_the_way_to(&uri, in_environment)? };
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(Duration::from_secs(notifier.timeout_seconds)))
            .user_agent(concat!("flowlock/", env!("CARGO_PKG_VERSION")))
            .tls_config(TlsConfig::builder().root_certs(roots(trusted)?).build());
        let signature = key.map(|key| signature(key, body));
        let named = proxy.as_ref().map(proxy::shown);
        Ok(Self { agent: config.proxy(proxy).build().new_agent(), proxy: named, url, signature, body })
    }

    pub(super) fn send(&self) -> Result<(), Failed> {
        let mut request = self.agent.post(self.url.reveal()).header("content-type", "application/json");
        if let Some(signature) = &self.signature {
            request = request.header(SIGNATURE, signature);
        }
        match request.send(self.body) {
            Ok(mut response) => self.judge(&mut response),
            Err(error) => Err(self.failed(&error)),
        }
    }

    fn judge(&self, response: &mut Response<Body>) -> Result<(), Failed> {
        let status = response.status();
        if status.is_success() {
            return Ok(());
        }
        let again = match status.as_u16() {
            429 | 500..=599 => retry_after(response).map_or(Again::Yes, Again::After),
            _ => Again::No,
        };
        let mut answer = Vec::new();
        // A body that breaks off says less; the status has said enough.
        let _ = response.body_mut().as_reader().take(4_096).read_to_end(&mut answer);
        let answer = beginning(&self.url.scrubbed(&String::from_utf8_lossy(&answer)));
        let redirect = if status.is_redirection() { ", a redirect, which is not followed" } else { "" };
        let answer = if answer.is_empty() { answer } else { format!(": {answer}") };
        Err(Failed { words: format!("the server answered {}{redirect}{answer}", status.as_u16()), again })
    }

    /// What went wrong, without the address.
    fn failed(&self, error: &ureq::Error) -> Failed {
        use ureq::Error;
        let by =
            self.proxy.as_ref().map_or_else(String::new, |proxy| format!(" by way of the proxy {proxy}"));
        let (words, again) = match error {
            Error::Timeout(_) => (format!("it took too long{by}"), Again::Yes),
            Error::HostNotFound => match &self.proxy {
                Some(proxy) => (format!("the name of the proxy {proxy} has no address"), Again::Yes),
                None => ("its name has no address".to_owned(), Again::Yes),
            },
            Error::ConnectionFailed => (format!("no connection{by}"), Again::Yes),
            // What TLS refuses comes as invalid data.
            Error::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                (format!("no trusted connection: {error}"), Again::No)
            }
            Error::Io(error) => (format!("no connection{by}: {}", error.kind()), Again::Yes),
            Error::Rustls(error) => (format!("no trusted connection: {error}"), Again::No),
            Error::Tls(words) => (format!("no trusted connection: {words}"), Again::No),
            Error::Protocol(_) => ("what it answered is not HTTP".to_owned(), Again::No),
            Error::ConnectProxyFailed(reason) => self.refused_by_proxy(reason),
            _ => ("the request could not be made".to_owned(), Again::No),
        };
        Failed { words: beginning(&self.url.scrubbed(&words)), again }
    }

    /// What ureq says of a proxy that did not connect, by the status in it.
    fn refused_by_proxy(&self, reason: &str) -> (String, Again) {
        let proxy = self.proxy.as_deref().unwrap_or_default();
        let status = reason.split(|letter: char| !letter.is_ascii_digit()).find(|digits| digits.len() == 3);
        match status {
            None => (format!("the proxy {proxy} did not answer"), Again::Yes),
            Some("407") => (format!("the proxy {proxy} answered 407: it asks who we are"), Again::No),
            Some(status) => {
                let again = if status.starts_with('5') { Again::Yes } else { Again::No };
                (format!("the proxy {proxy} answered {status}"), again)
            }
        }
    }
}

/// Refuses an address that others could read along with.
fn check(url: &Hidden, security: Security) -> Result<Uri, Problem> {
    let bad = || invalid("the address is none", "write an address that begins with `https://`");
    let uri: Uri = url.reveal().parse().map_err(|_| bad())?;
    let is_local = uri.host().is_some_and(is_loopback);
    match (uri.scheme_str(), uri.host()) {
        (Some("https"), Some(_)) => Ok(uri),
        (Some("http"), Some(_)) if is_local && security == Security::None => Ok(uri),
        (Some("http"), Some(_)) => Err(invalid(
            "the address begins with `http://`, so that others could read along",
            "write `https://`; only to this machine, `security = \"none\"` allows `http://`",
        )),
        _ => Err(bad()),
    }
}

fn roots(trusted: Option<&[u8]>) -> Result<RootCerts, Problem> {
    let Some(pem) = trusted else { return Ok(RootCerts::WebPki) };
    let certificates = parse_pem(pem).filter_map(Result::ok).filter_map(|item| match item {
        PemItem::Certificate(certificate) => Some(certificate),
        _ => None,
    });
    let certificates: Vec<_> = certificates.collect();
    if certificates.is_empty() {
        return Err(invalid("`caFile` holds no certificate in PEM", "give a file with `BEGIN CERTIFICATE`"));
    }
    Ok(RootCerts::new_with_certs(&certificates))
}

fn signature(key: &Hidden, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.reveal().as_bytes());
    let tag = hmac::sign(&key, body.as_bytes());
    tag.as_ref().iter().fold("sha256=".to_owned(), |text, byte| text + &format!("{byte:02x}"))
}

/// How long the server asks to wait, where it says so in seconds.
fn retry_after(response: &Response<Body>) -> Option<Duration> {
    let seconds = response.headers().get("retry-after")?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}
