//! A server on this machine that says what it is told to, and keeps what it is asked.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};

/// What was asked.
#[derive(Debug)]
pub(crate) struct Request {
    /// The first line and the headers, in lower case but for the values.
    pub(crate) head: Vec<String>,
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.iter().filter_map(|line| line.split_once(": "));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

pub(crate) struct Server {
    pub(crate) port: u16,
    ends: Arc<AtomicBool>,
    thread: JoinHandle<Vec<Request>>,
}

/// A host that is somewhere else, as far as a client can tell.
pub(crate) const HOOKS: &str = "hooks.contoso.example";

/// A certificate for this machine, and for [`HOOKS`], that nobody has heard of, and its key.
pub(crate) struct Identity {
    pub(crate) pem: String,
    pub(crate) key_pem: String,
    config: Arc<ServerConfig>,
}

impl Identity {
    pub(crate) fn new() -> Self {
        let names = ["localhost", "127.0.0.1", HOOKS].map(str::to_owned);
        let made = rcgen::generate_simple_self_signed(names).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        Self { pem: made.cert.pem(), key_pem: made.signing_key.serialize_pem(), config: Arc::new(config) }
    }
}

impl Server {
    /// Answers each request with the next of these: a status with headers, an empty line and a body. The
    /// last one is said again and again.
    pub(crate) fn start(answers: &'static [&'static str], identity: Option<&Identity>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let ends = Arc::new(AtomicBool::new(false));
        let (config, over) = (identity.map(|identity| identity.config.clone()), ends.clone());
        let thread = thread::spawn(move || serve(&listener, answers, config.as_ref(), &over));
        Self { port, ends, thread }
    }

    /// What it was asked until now; it answers no more.
    pub(crate) fn requests(self) -> Vec<Request> {
        self.ends.store(true, Ordering::SeqCst);
        self.thread.join().unwrap()
    }
}

fn serve(
    listener: &TcpListener,
    answers: &[&str],
    config: Option<&Arc<ServerConfig>>,
    over: &AtomicBool,
) -> Vec<Request> {
    let mut requests = Vec::new();
    while !over.load(Ordering::SeqCst) {
        let Ok((stream, _)) = listener.accept() else {
            thread::sleep(Duration::from_millis(5));
            continue;
        };
        stream.set_nonblocking(false).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let answer = answers[requests.len().min(answers.len() - 1)];
        // A client that does not trust us leaves.
        requests.extend(talk(stream, config, answer));
    }
    requests
}

fn talk(stream: TcpStream, config: Option<&Arc<ServerConfig>>, answer: &str) -> Option<Request> {
    match config {
        None => converse(stream, answer),
        Some(config) => {
            let session = ServerConnection::new(config.clone()).unwrap();
            converse(StreamOwned::new(session, stream), answer)
        }
    }
}

fn converse(stream: impl Read + Write, answer: &str) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
        match line.trim_end() {
            "" => break,
            line => head.push(line.to_owned()),
        }
    }
    let mut request = Request { head, body: String::new() };
    let length = request.header("content-length")?.parse().ok()?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    request.body = String::from_utf8(body).unwrap();
    let (status, body) = answer.split_once("\n\n").unwrap_or((answer, ""));
    let status = status.replace('\n', "\r\n");
    let answer =
        format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let stream = reader.get_mut();
    stream.write_all(answer.as_bytes()).ok()?;
    stream.flush().ok()?;
    Some(request)
}

/// A proxy that answers CONNECT so, and where it says 200 carries on to a port of this machine, whatever host
/// was asked for.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    heads: Arc<Mutex<Vec<Vec<String>>>>,
}

impl Proxy {
    pub(crate) fn start(answer: &'static str, to: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let seen = heads.clone();
        // It ends with the process of the test.
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let head = head(&client);
                seen.lock().unwrap().push(head);
                tunnel(client, answer, to);
            }
        });
        Self { port, heads }
    }

    /// What it was asked until now.
    pub(crate) fn asked(&self) -> Vec<Vec<String>> {
        self.heads.lock().unwrap().clone()
    }
}

/// The lines up to the empty one, read byte by byte: what follows is not ours.
fn head(mut client: &TcpStream) -> Vec<String> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") && client.read_exact(&mut byte).is_ok() {
        bytes.extend(byte);
    }
    String::from_utf8(bytes).unwrap().lines().map(str::to_owned).filter(|line| !line.is_empty()).collect()
}

fn tunnel(mut client: TcpStream, answer: &str, to: u16) {
    if answer.is_empty() || client.write_all(format!("HTTP/1.1 {answer}\r\n\r\n").as_bytes()).is_err() {
        return;
    }
    if !answer.starts_with("200") {
        return;
    }
    let mut server = TcpStream::connect(("127.0.0.1", to)).unwrap();
    let (mut from_client, mut to_server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    thread::spawn(move || {
        _ = std::io::copy(&mut from_client, &mut to_server);
        _ = to_server.shutdown(Shutdown::Write);
    });
    _ = std::io::copy(&mut server, &mut client);
    _ = client.shutdown(Shutdown::Both);
}
