//! One letter by SMTP.

use std::{error::Error as _, io, time::Duration};

use flowlock_core::{
    Problem,
    notice::{Mail, Notifier, Security},
    render::Letter,
};
use lettre::{
    Message, SmtpTransport, Transport,
    message::{Mailbox, header::ContentType},
    transport::smtp::{
        self,
        authentication::Credentials,
        client::{Certificate, CertificateStore, Tls, TlsParameters},
    },
};

use super::{Again, Failed, beginning, invalid, secret::Hidden};

/// The letter, with who writes to whom.
pub(super) fn written(mail: &Mail, letter: &Letter) -> Result<Message, Problem> {
    let mut message = Message::builder()
        .from(mailbox(&mail.from)?)
        .subject(letter.subject.clone())
        .message_id(None)
        .header(ContentType::TEXT_PLAIN);
    for to in &mail.to {
        message = message.to(mailbox(to)?);
    }
    let message = message.body(letter.text.clone());
    message.map_err(|_| invalid("the letter cannot be written", "check `from` and `to`"))
}

fn mailbox(text: &str) -> Result<Mailbox, Problem> {
    let help = "write it as `soc@contoso.example` or `SOC <soc@contoso.example>`";
    text.parse().map_err(|_| invalid(&format!("`{text}` is no address of mail"), help))
}

/// The way to the server.
pub(super) fn transport(
    notifier: &Notifier,
    mail: &Mail,
    password: Option<&Hidden>,
    trusted: Option<&[u8]>,
) -> Result<SmtpTransport, Problem> {
    let tls = match notifier.security {
        Security::None => Tls::None,
        Security::StartTls => Tls::Required(parameters(mail, trusted)?),
        Security::Tls => Tls::Wrapper(parameters(mail, trusted)?),
    };
    let mut transport = SmtpTransport::builder_dangerous(&mail.host)
        .port(mail.port)
        .tls(tls)
        .timeout(Some(Duration::from_secs(notifier.timeout_seconds)));
    if let (Some(name), Some(password)) = (&mail.username, password) {
        transport = transport.credentials(Credentials::new(name.clone(), password.reveal().to_owned()));
    }
    Ok(transport.build())
}

fn parameters(mail: &Mail, trusted: Option<&[u8]>) -> Result<TlsParameters, Problem> {
    let mut parameters = TlsParameters::builder(mail.host.clone());
    if let Some(pem) = trusted {
        let help = "give a file with `BEGIN CERTIFICATE`";
        let certificate =
            Certificate::from_pem(pem).map_err(|_| invalid("`caFile` holds no certificate in PEM", help))?;
        parameters = parameters.certificate_store(CertificateStore::None).add_root_certificate(certificate);
    }
    parameters.build().map_err(|_| invalid("TLS cannot be set up for this host", "check `host` and `caFile`"))
}

pub(super) fn send(transport: &SmtpTransport, letter: &Message) -> Result<(), Failed> {
    transport.send(letter).map(|_| ()).map_err(|error| failed(&error))
}

fn failed(error: &smtp::Error) -> Failed {
    if let Some(status) = error.status() {
        let again = if error.is_transient() { Again::Yes } else { Again::No };
        return Failed { words: beginning(&format!("the server answered {status}")), again };
    }
    if is_tls(error) {
        return Failed {
            words: "no trusted connection: its certificate is refused".to_owned(),
            again: Again::No,
        };
    }
    if error.is_client() {
        return Failed { words: beginning(&format!("the server cannot be used: {error}")), again: Again::No };
    }
    let words = if error.is_timeout() { "it took too long" } else { "no connection" };
    Failed { words: words.to_owned(), again: Again::Yes }
}

/// What TLS refuses comes as invalid data, however deep.
fn is_tls(error: &smtp::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        let refused = error.downcast_ref::<io::Error>();
        if refused.is_some_and(|error| error.kind() == io::ErrorKind::InvalidData) {
            return true;
        }
        cause = error.source();
    }
    error.is_tls()
}
