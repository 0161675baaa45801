//! The tables of a Steampipe connection, each as a file such as `steampipe query --output json` writes. What they
//! show, and what they do not, is the core's to say.

use std::{
    collections::BTreeSet,
    fs,
    io::{self, BufWriter, Write},
    path::Path,
    sync::Arc,
};

use flowlock_core::{Problem, ProblemCode, notice::is_loopback};
use postgres::{
    Client, Config, NoTls,
    config::{Host, SslMode},
    fallible_iterator::FallibleIterator,
};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};
use serde_json::{Value, json};
use tempfile::NamedTempFile;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::files::{self, Input};

/// What is asked: the table, the rows, and the column that tells what they are where there are none.
///
/// Of policies every column is asked for, so that one that is new is seen. Of the others only what is read: each
/// further column may cost Steampipe a call for each row.
const TABLES: &[(&str, &str, &str)] = &[
    (
        "azuread_conditional_access_policy",
        "select * from azuread_conditional_access_policy",
        "built_in_controls",
    ),
    (
        "azuread_user",
        "select id, display_name, user_principal_name, user_type, account_enabled from azuread_user",
        "user_principal_name",
    ),
    ("azuread_group", "select id, display_name, security_enabled from azuread_group", "security_enabled"),
    (
        "azuread_sign_in_report",
        "select id, created_date_time, user_id, user_principal_name, user_display_name, app_id, \
         app_display_name, client_app_used, correlation_id, conditional_access_status, is_interactive, status, \
         location, device_detail, resource_id, resource_display_name, applied_conditional_access_policies \
         from azuread_sign_in_report",
        "applied_conditional_access_policies",
    ),
];

/// The columns of a group that tell who is in it. Each row costs Steampipe a call, so only the groups are asked
/// for that policies name, and those in them.
const MEMBERS: &str = "select id, display_name, security_enabled, visibility, member_ids from azuread_group";

/// The most groups whose members are asked for; of further ones it stays unknown who is in them.
const MAX_GROUPS: usize = 500;

/// Nothing is written, no query takes longer than ten minutes, and times come in UTC.
const SESSION: &str = "begin read only; set local statement_timeout = '600s'; set local timezone = 'UTC'";

/// The tables that are there. The first, that of policies, has to be.
pub(crate) fn inputs(url: &str, trusted: Option<&Path>) -> Result<Vec<Input>, Problem> {
    let mut client = connect(url, trusted)?;
    client.batch_execute(SESSION).map_err(|error| failed(&error))?;
    let mut inputs = Vec::new();
    let mut groups = Groups::default();
    for (index, (table, query, column)) in TABLES.iter().enumerate() {
        let there = client.query_one("select to_regclass($1) is not null", &[table]);
        let there: bool = there.and_then(|row| row.try_get(0)).map_err(|error| failed(&error))?;
        if there {
            // An empty table says nothing, but for that of policies.
            let (file, rows) = fetch(&mut client, query, column, |row| groups.see(table, row))?;
            let file = (index == 0 || rows > 0).then_some(file);
            inputs.extend(file.map(|file| Input::fetched(format!("steampipe/{table}.json"), file)));
        } else if index == 0 {
            let message = format!("the database has no table `{table}`");
            let help = "give the connection of Steampipe with its azuread plugin";
            return Err(Problem::new(ProblemCode::NoDatabase, message, help));
        }
    }
    inputs.extend(members(&mut client, groups)?);
    Ok(inputs)
}

/// The groups there are, and those whose members matter.
#[derive(Default)]
struct Groups {
    known: BTreeSet<String>,
    wanted: BTreeSet<String>,
    asked: BTreeSet<String>,
}

impl Groups {
    /// Takes note of a row of a table, as JSON.
    fn see(&mut self, table: &str, row: &str) {
        let row: Value = serde_json::from_str(row).unwrap_or_default();
        let ids = |value: &Value| -> Vec<String> {
            value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        match table {
            "azuread_conditional_access_policy" => {
                let users = &row["users"];
                self.wanted
                    .extend(ids(&users["includeGroups"]).into_iter().chain(ids(&users["excludeGroups"])));
            }
            "azuread_group" => self.known.extend(row["id"].as_str().map(str::to_owned)),
            _ => {}
        }
        self.wanted.extend(ids(&row["member_ids"]));
    }

    /// Those to ask for next, as SQL lists them. What is no group that the table lists is none.
    fn next(&mut self) -> Option<String> {
        let is_plain = |id: &&String| id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        let room = MAX_GROUPS.saturating_sub(self.asked.len());
        let open = self.wanted.iter().filter(|id| self.known.contains(*id) && !self.asked.contains(*id));
        let next: Vec<String> = open.filter(is_plain).take(room).cloned().collect();
        let list: Vec<String> = next.iter().map(|id| format!("'{id}'")).collect();
        self.asked.extend(next);
        (!list.is_empty()).then(|| list.join(", "))
    }
}

/// Who is in the groups that policies name, and in those in them. Where the table cannot tell, a file says so.
fn members(client: &mut Client, mut groups: Groups) -> Result<Vec<Input>, Problem> {
    let mut inputs = Vec::new();
    while let Some(list) = groups.next() {
        client.batch_execute("savepoint members").map_err(|error| failed(&error))?;
        let query = format!("{MEMBERS} where id in ({list})");
        let fetched = fetch(client, &query, "member_ids", |row| groups.see("members", row));
        let name = format!("steampipe/azuread_group-members-{}.json", inputs.len() + 1);
        inputs.push(match fetched {
            Ok((file, _)) => Input::fetched(name, file),
            Err(problem) => {
                client.batch_execute("rollback to savepoint members").map_err(|error| failed(&error))?;
                // Nobody asked for it by name, so that it is listed and does not stop the rest.
                let mut input = Input::fetched(name, refused(&problem)?);
                input.named = false;
                input
            }
        });
    }
    Ok(inputs)
}

/// A file in place of rows, as an export holds what Graph refused.
fn refused(problem: &Problem) -> Result<NamedTempFile, Problem> {
    let unwritable = |error: io::Error| failed_with(&format!("its rows cannot be kept: {}", error.kind()));
    let mut file = NamedTempFile::new().map_err(unwritable)?;
    let error = json!({ "error": { "code": "members-not-read", "message": problem.message } });
    file.write_all(error.to_string().as_bytes()).map_err(unwritable)?;
    Ok(file)
}

fn connect(url: &str, trusted: Option<&Path>) -> Result<Client, Problem> {
    let bad = |message: &str| {
        let help =
            "write it as `postgres://steampipe@127.0.0.1:9193/steampipe`, with the password in PGPASSWORD";
        Problem::new(ProblemCode::NoDatabase, message, help)
    };
    // What cannot be read as an address is not repeated: it may hold the password.
    let mut config: Config = url.parse().map_err(|_| bad("`--steampipe` is no address of a database"))?;
    if config.get_password().is_none()
        && let Ok(password) = std::env::var("PGPASSWORD")
    {
        config.password(password);
    }
    config.application_name("flowlock").connect_timeout(std::time::Duration::from_secs(30));
    let is_local = config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => is_loopback(name),
        #[cfg(unix)]
        Host::Unix(_) => true,
    });
    if config.get_ssl_mode() == SslMode::Disable && !is_local {
        return Err(bad("only a database on this machine is asked without TLS"));
    }
    if is_local && config.get_ssl_mode() != SslMode::Require {
        return config.connect(NoTls).map_err(|error| failed(&error));
    }
    config.ssl_mode(SslMode::Require);
    config.connect(MakeRustlsConnect::new(tls(trusted)?)).map_err(|error| failed(&error))
}

fn tls(trusted: Option<&Path>) -> Result<ClientConfig, Problem> {
    let mut roots = RootCertStore::empty();
    match trusted {
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(path) => {
            let name = files::name(path);
            let pem = fs::read(path).map_err(|error| files::problem(&error, &name))?;
            roots.add_parsable_certificates(CertificateDer::pem_slice_iter(&pem).filter_map(Result::ok));
            if roots.is_empty() {
                let message = "the file holds no certificate in PEM";
                let help = "give a file with `BEGIN CERTIFICATE`";
                return Err(Problem::new(ProblemCode::NoDatabase, message, help).in_source(&name));
            }
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|_| failed_with("TLS cannot be set up"))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// The rows, one after the other, into a file that goes when it is no longer needed, and how many there are.
fn fetch(
    client: &mut Client,
    query: &str,
    column: &str,
    mut see: impl FnMut(&str),
) -> Result<(NamedTempFile, u64), Problem> {
    let unwritable = |error: io::Error| failed_with(&format!("its rows cannot be kept: {}", error.kind()));
    let mut file = NamedTempFile::new().map_err(unwritable)?;
    let mut out = BufWriter::new(&mut file);
    let query = format!("select row_to_json(t)::text from ({query}) t");
    let mut count = 0;
    let mut rows = client.query_raw(&query, std::iter::empty::<&str>()).map_err(|error| failed(&error))?;
    let mut lead = format!("{{\"columns\":[{{\"name\":\"{column}\"}}],\"rows\":[\n");
    while let Some(row) = rows.next().map_err(|error| failed(&error))? {
        let row: &str = row.try_get(0).map_err(|error| failed(&error))?;
        see(row);
        out.write_all(lead.as_bytes()).and_then(|()| out.write_all(row.as_bytes())).map_err(unwritable)?;
        ",\n".clone_into(&mut lead);
        count += 1;
    }
    let lead = if count == 0 { &lead } else { "" };
    out.write_all(lead.as_bytes()).and_then(|()| out.write_all(b"\n]}\n")).map_err(unwritable)?;
    out.flush().map_err(unwritable)?;
    drop(out);
    Ok((file, count))
}

/// What the database said, by its code: its words may hold what a table holds.
fn failed(error: &postgres::Error) -> Problem {
    match error.code() {
        Some(code) => failed_with(&format!("it answered SQLSTATE {}", code.code())),
        None if error.is_closed() => failed_with("it closed the connection"),
        None => failed_with("no connection, or none that is trusted"),
    }
}

fn failed_with(words: &str) -> Problem {
    let help = "check that Steampipe runs, the address, PGPASSWORD, and `--steampipe-ca` for a certificate of your own";
    Problem::new(ProblemCode::NoDatabase, format!("the database cannot be asked: {words}"), help)
}
