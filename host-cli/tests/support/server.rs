//! A server on this machine that says what it is told to, and keeps what it is asked.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
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

/// A certificate for this machine that nobody has heard of, and its key.
pub(crate) struct Identity {
    pub(crate) pem: String,
    pub(crate) key_pem: String,
    config: Arc<ServerConfig>,
}

impl Identity {
    pub(crate) fn new() -> Self {
        let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
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
