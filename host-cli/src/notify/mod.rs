//! Messages on their way: who is told, by which way, and how often it is tried. What a message says is the
//! core's to say.

mod http;
mod mail;
mod proxy;
mod secret;

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use flowlock_core::{
    Problem, ProblemCode,
    notice::{Channel, Content, Notice, Notifier, Notifiers, Secret},
    render::{self, clean},
};

use self::{http::Post, secret::Hidden};
use crate::{files, output::json, settings::read_as};

/// The longest pause between two tries, whatever a server asks for.
const MAX_PAUSE: Duration = Duration::from_mins(1);

/// The most characters of what a server answered that are repeated.
const MAX_ANSWER: usize = 120;

/// Those who are to be told.
pub(crate) struct Notifying {
    chosen: Vec<(String, Notifier)>,
    /// What files are named from.
    folder: PathBuf,
}

/// What they are told.
pub(crate) struct Outgoing<'n> {
    pub(crate) notice: &'n Notice,
    /// What the tenant is called; may be empty.
    pub(crate) about: &'n str,
    /// The report as it was read.
    pub(crate) report: &'n [u8],
}

/// One try that did not go well.
#[derive(Debug, PartialEq, Eq)]
struct Failed {
    words: String,
    again: Again,
}

/// Whether another try may go better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Again {
    No,
    Yes,
    /// Not before so long.
    After(Duration),
}

impl Notifying {
    /// These, of those that the file names.
    pub(crate) fn new(config: &Path, to: &[String]) -> Result<Self, Problem> {
        let name = files::name(config);
        let notifiers = read_as("notifiers", config, Notifiers::parse)?;
        let choose = |wanted: &String| {
            let found = notifiers.get(wanted).map_err(|problem| problem.in_source(&name))?;
            Ok((wanted.clone(), found.clone()))
        };
        let chosen = to.iter().map(choose).collect::<Result<_, Problem>>()?;
        Ok(Self { chosen, folder: config.parent().unwrap_or(Path::new("")).to_owned() })
    }

    /// What would be sent to each.
    pub(crate) fn messages(&self, outgoing: &Outgoing<'_>) -> Vec<String> {
        let message = |channel: &Channel| match channel {
            Channel::Mail(_) => {
                let letter = render::mail(outgoing.notice, outgoing.about);
                format!("Subject: {}\n\n{}", letter.subject, letter.text)
            }
            channel => body(channel, outgoing) + "\n",
        };
        self.chosen.iter().map(|(_, notifier)| message(&notifier.channel)).collect()
    }

    /// Tells each of them; why some were not told.
    pub(crate) fn send(&self, outgoing: &Outgoing<'_>) -> Vec<Problem> {
        let send = |(name, notifier): &(String, Notifier)| {
            self.tell(notifier, outgoing).err().map(|problem| Problem {
                message: format!("`{}` was not told: {}", clean(name), problem.message),
                ..problem
            })
        };
        self.chosen.iter().filter_map(send).collect()
    }

    fn tell(&self, notifier: &Notifier, outgoing: &Outgoing<'_>) -> Result<(), Problem> {
        let trusted = notifier.ca_file.as_deref().map(|path| self.certificates(path)).transpose()?;
        match &notifier.channel {
            Channel::Mail(mail) => {
                let password = mail.password.as_ref().map(|secret| self.secret(secret)).transpose()?;
                let letter = render::mail(outgoing.notice, outgoing.about);
                let letter = mail::written(mail, &letter)?;
                let transport = mail::transport(notifier, mail, password.as_ref(), trusted.as_deref())?;
                persist(notifier, || mail::send(&transport, &letter))
            }
            channel @ (Channel::Slack { url } | Channel::Teams { url } | Channel::Webhook { url, .. }) => {
                let body = body(channel, outgoing);
                let key = match channel {
                    Channel::Webhook { key: Some(key), .. } => Some(self.secret(key)?),
                    _ => None,
                };
                let post = Post::new(notifier, self.secret(url)?, key.as_ref(), trusted.as_deref(), &body)?;
                persist(notifier, || post.send())
            }
        }
    }

    fn secret(&self, secret: &Secret) -> Result<Hidden, Problem> {
        secret::find(secret, &self.folder)
    }

    fn certificates(&self, path: &str) -> Result<Vec<u8>, Problem> {
        let path = self.folder.join(path);
        fs::read(&path).map_err(|error| files::problem(&error, &files::name(&path)))
    }
}

fn body(channel: &Channel, outgoing: &Outgoing<'_>) -> String {
    let Outgoing { notice, about, report } = *outgoing;
    match channel {
        Channel::Teams { .. } => render::teams(notice, about),
        Channel::Webhook { content: Content::Report, .. } => String::from_utf8_lossy(report).into_owned(),
        Channel::Webhook { content: Content::Summary, .. } => json(notice).unwrap_or_default(),
        Channel::Slack { .. } | Channel::Mail(_) => render::slack(notice, about),
    }
}

/// Tries until it goes well, cannot go well, or was tried often enough.
fn persist(notifier: &Notifier, mut once: impl FnMut() -> Result<(), Failed>) -> Result<(), Problem> {
    let mut pause = Duration::from_secs(notifier.backoff_seconds);
    let mut left = notifier.retries;
    loop {
        let Err(Failed { words, again }) = once() else { return Ok(()) };
        let wait = match again {
            Again::Yes => pause,
            Again::After(asked) => asked.max(pause),
            Again::No => return Err(not_notified(&words)),
        };
        if left == 0 {
            return Err(not_notified(&words));
        }
        left -= 1;
        thread::sleep(wait.min(MAX_PAUSE));
        pause = pause.saturating_mul(2);
    }
}

fn not_notified(words: &str) -> Problem {
    let help = "check the address, the credentials and the network, then run this again; the verdict stands";
    Problem::new(ProblemCode::NotNotified, words, help)
}

/// A notifier that cannot be used as it is.
fn invalid(message: &str, help: &str) -> Problem {
    Problem::new(ProblemCode::NotifiersInvalid, message, help)
}

/// The beginning of what a server said, harmless on a terminal.
fn beginning(answer: &str) -> String {
    let mut letters = clean(answer).trim().to_owned();
    if let Some((at, _)) = letters.char_indices().nth(MAX_ANSWER) {
        letters.truncate(at);
        letters.push('…');
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notifier(retries: u64) -> Notifier {
        let config = format!(
            r#"{{"notifiers":{{"a":{{"kind":"slack","url":{{"env":"X"}},"retries":{retries},"backoffSeconds":0}}}}}}"#
        );
        Notifiers::parse("n", config.as_bytes()).unwrap().get("a").unwrap().clone()
    }

    fn tried(retries: u64, again: Again) -> (usize, Problem) {
        let mut count = 0;
        let outcome = persist(&notifier(retries), || {
            count += 1;
            Err(Failed { words: format!("try {count}"), again })
        });
        (count, outcome.unwrap_err())
    }

    #[test]
    fn what_may_go_better_is_tried_so_often_and_not_once_more() {
        assert_eq!(tried(3, Again::Yes).0, 4);
        assert_eq!(tried(0, Again::After(Duration::ZERO)).0, 1);
        assert_eq!(tried(9, Again::No).0, 1);
        assert_eq!(tried(2, Again::Yes).1.message, "try 3");
    }

    #[test]
    fn an_answer_is_cut_and_drives_no_terminal() {
        assert_eq!(beginning("\u{1b}[2Jno_service\r\n"), "[2Jno_service");
        assert_eq!(beginning(&"a".repeat(500)).chars().count(), MAX_ANSWER + 1);
    }
}
