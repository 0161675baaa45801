//! `--steampipe`, against a real `PostgreSQL` with tables of that shape: `cargo xtask services` runs these.

#![cfg(all(feature = "steampipe", unix))]

mod support;

use std::{
    io::Write,
    net::TcpListener,
    path::PathBuf,
    process::{Command, Stdio},
};

use support::{Folder, Said, said, server::Identity};

const PASSWORD: &str = "T0SECRET00";

/// Columns as the azuread plugin has them.
const TABLES: &str = r"
create table azuread_conditional_access_policy (
    id text, display_name text, state text, created_date_time timestamptz, modified_date_time timestamptz,
    operator text, applications jsonb, application_enforced_restrictions jsonb, built_in_controls jsonb,
    client_app_types jsonb, custom_authentication_factors jsonb, locations jsonb, persistent_browser jsonb,
    platforms jsonb, sign_in_frequency jsonb, sign_in_risk_levels jsonb, terms_of_use jsonb, users jsonb,
    user_risk_levels jsonb, additional_data jsonb, title text, tenant_id text);
create table azuread_user (
    id text, display_name text, user_principal_name text, user_type text, account_enabled boolean, mail text,
    member_of jsonb);
create table azuread_group (
    id text, display_name text, description text, filter text, security_enabled boolean, visibility text,
    group_types jsonb, member_ids jsonb, owner_ids jsonb, title text, tenant_id text);
create table azuread_sign_in_report (
    id text, created_date_time timestamptz, user_display_name text, user_principal_name text, user_id text,
    app_id text, app_display_name text, ip_address text, client_app_used text, correlation_id text,
    conditional_access_status text, is_interactive boolean, risk_detail text, resource_display_name text,
    resource_id text, status jsonb, device_detail jsonb, location jsonb,
    applied_conditional_access_policies jsonb);
";

const ROWS: &str = r#"
insert into azuread_conditional_access_policy
    (id, display_name, state, created_date_time, operator, applications, built_in_controls, client_app_types, users)
values ('0f0f0f0f-0000-4000-8000-000000000001', 'Block device code flow', 'enabled', '2026-01-01T00:00:00Z', 'OR',
    '{"includeApplications":["All"],"excludeApplications":[]}', '["block"]', '["all"]',
    '{"includeUsers":["All"],"excludeUsers":["0f0f0f0f-0000-4000-8000-0000000000b1"]}');
insert into azuread_user (id, display_name, user_principal_name, user_type, account_enabled)
values ('0f0f0f0f-0000-4000-8000-0000000000b1', 'Emergency', 'bg1@contoso.example', 'Member', true);
insert into azuread_sign_in_report
    (id, created_date_time, user_id, user_principal_name, status, applied_conditional_access_policies)
values ('s1', '2026-02-01T00:00:00Z', '0f0f0f0f-0000-4000-8000-0000000000a1', 'anna@contoso.example',
    '{"errorCode":0}', '[]');
"#;

struct Database {
    folder: String,
    port: u16,
    identity: Identity,
}

/// A program of `PostgreSQL`'s, by a user who is not root: it refuses root.
fn program(name: &str) -> Command {
    let path =
        PathBuf::from(std::env::var_os("FLOWLOCK_POSTGRES").expect("run `cargo xtask services`")).join(name);
    plain(path.to_str().unwrap())
}

fn plain(name: &str) -> Command {
    let root = said(Command::new("id").arg("-u")).stdout.trim() == "0";
    if !root {
        return Command::new(name);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--", name]);
    command
}

fn done(command: &mut Command) -> String {
    let said = said(command.current_dir("/").stdin(Stdio::null()));
    assert_eq!(said.status, Some(0), "{command:?}: {said:?}");
    said.stdout.trim().to_owned()
}

fn put(path: &str, text: &str) {
    let mut command = plain("sh");
    command.args(["-c", "umask 077 && cat > \"$0\"", path]).current_dir("/").stdin(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

impl Database {
    fn start(rows: &str) -> Self {
        let folder = done(plain("mktemp").args(["-d", "/tmp/flowlock-postgres-XXXXXX"]));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let database = Self { folder, port, identity: Identity::new() };
        let at = |name: &str| format!("{}/{name}", database.folder);
        put(&at("password"), PASSWORD);
        let passwords = format!("--pwfile={}", at("password"));
        done(program("initdb").args([
            "-D",
            &at("data"),
            "-U",
            "steampipe",
            "-A",
            "scram-sha-256",
            &passwords,
        ]));
        put(&at("data/server.crt"), &database.identity.pem);
        put(&at("data/server.key"), &database.identity.key_pem);
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c ssl=on -c fsync=off -c unix_socket_directories={}",
            database.folder
        );
        let (data, log) = (at("data"), at("log"));
        done(program("pg_ctl").args(["-D", &data, "-l", &log, "-w", "-o", &options, "start"]));
        database.tell(TABLES);
        database.tell(rows);
        database
    }

    fn tell(&self, sql: &str) {
        let url = format!("postgres://steampipe@127.0.0.1:{}/postgres", self.port);
        let mut psql = program("psql");
        done(psql.args(["-v", "ON_ERROR_STOP=1", "-q", "-c", sql, &url]).env("PGPASSWORD", PASSWORD));
    }

    fn url(&self, rest: &str) -> String {
        format!("postgres://steampipe@127.0.0.1:{}/postgres{rest}", self.port)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let data = format!("{}/data", self.folder);
        done(program("pg_ctl").args(["-D", &data, "-m", "immediate", "-w", "stop"]));
        done(plain("rm").args(["-rf", &self.folder]));
    }
}

fn evaluate(url: &str, more: &[&str], password: &str) -> Said {
    let folder = Folder::new();
    let mut command = folder.command(&["evaluate", "--steampipe", url, "--format", "json"]);
    let said = said(command.args(more).env("PGPASSWORD", password).stdin(Stdio::null()));
    assert!(!format!("{said:?}").contains(PASSWORD), "{said:?}");
    said
}

#[test]
#[ignore = "needs PostgreSQL: `cargo xtask services`"]
fn the_tables_are_read_and_what_they_do_not_show_is_no_pass() {
    let database = Database::start(ROWS);
    let said = evaluate(&database.url(""), &["--emergency-access", "bg1@contoso.example"], PASSWORD);
    assert_eq!(said.status, Some(3), "{said:?}");
    let report = said.json();
    let kinds: Vec<&str> =
        report["sources"].as_array().unwrap().iter().map(|source| source["kind"].as_str().unwrap()).collect();
    for kind in ["steampipe", "users", "signIns"] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    assert_eq!(report["usage"]["signIns"], 1, "{report}");
    assert!(report["reasons"].to_string().contains("authenticationFlows"), "{}", report["reasons"]);
    assert_eq!(report["acceptance"][0]["problem"], "", "the user is known by name: {}", report["acceptance"]);

    let wrong = evaluate(&database.url(""), &[], "wrong");
    assert!(wrong.status == Some(2) && wrong.stderr.contains("SQLSTATE 28P01"), "{wrong:?}");
    let in_url = format!("postgres://steampipe:{PASSWORD}@127.0.0.1:{}/nothing", database.port);
    assert!(evaluate(&in_url, &[], "").stderr.contains("SQLSTATE 3D000"));

    let folder = Folder::new();
    folder.write("ca.pem", &database.identity.pem);
    folder.write("other.pem", &Identity::new().pem);
    let ca = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let tls = database.url("?sslmode=require");
    assert_eq!(evaluate(&tls, &["--steampipe-ca", &ca("ca.pem")], PASSWORD).status, Some(3));
    for more in [vec![], vec!["--steampipe-ca".to_owned(), ca("other.pem")]] {
        let more: Vec<&str> = more.iter().map(String::as_str).collect();
        let said = evaluate(&tls, &more, PASSWORD);
        assert!(said.status == Some(2) && said.stderr.contains("none that is trusted"), "{said:?}");
    }

    database.tell("drop table azuread_user, azuread_sign_in_report, azuread_group; delete from azuread_conditional_access_policy");
    let empty = evaluate(&database.url(""), &[], PASSWORD);
    assert!(empty.status == Some(1) || empty.status == Some(3), "{empty:?}");
    database.tell("drop table azuread_conditional_access_policy");
    let none = evaluate(&database.url(""), &[], PASSWORD);
    assert!(none.status == Some(2) && none.stderr.contains("no table"), "{none:?}");
}

/// A group, and who is in it as JSON.
fn group(id: &str, visibility: &str, members: &str) -> String {
    format!(
        "insert into azuread_group (id, display_name, security_enabled, visibility, member_ids, owner_ids) values \
         ('{id}', 'Group {id}', true, {visibility}, {members}, '[\"0f0f0f0f-0000-4000-8000-0000000000a9\"]');"
    )
}

#[test]
#[ignore = "needs PostgreSQL: `cargo xtask services`"]
fn members_of_groups_are_read_and_what_is_not_shown_stays_unknown() {
    let [outer, nested, other] =
        ["c1", "c2", "c3"].map(|end| format!("0f0f0f0f-0000-4000-8000-0000000000{end}"));
    let user = "0f0f0f0f-0000-4000-8000-0000000000b1";
    let database = Database::start(&format!(
        "{ROWS} update azuread_conditional_access_policy set users = \
         '{{\"includeUsers\":[\"All\"],\"excludeGroups\":[\"{outer}\"]}}';"
    ));
    let arguments = ["--as-of", "2026-01-31T00:00:00Z", "--emergency-access", user];
    // How the gap of the excluded group stands; nothing where it is none.
    let stands = |rows: &str| {
        database.tell(&format!("delete from azuread_group; {rows}"));
        let report = evaluate(&database.url(""), &arguments, PASSWORD).json();
        let mut gaps = report["gaps"].as_array().unwrap().iter();
        let gap = gaps.find(|gap| {
            ["members", "user"].iter().any(|lead| gap["words"].as_str().unwrap().starts_with(lead))
        });
        gap.map_or_else(String::new, |gap| gap["standing"].as_str().unwrap().to_owned())
    };
    let list = |ids: &[&str]| format!("'{}'", serde_json::json!(ids));
    let inner = group(&nested, "null", &list(&[user]));
    let through = group(&outer, "'Private'", &list(&[&nested])) + &inner;
    assert_eq!(stands(&through), "accepted", "all that are in the nested group are declared");
    assert_eq!(stands(&group(&outer, "null", "'[]'")), "", "nobody is in it");
    for rows in [
        group(&outer, "null", "null"),
        group(&outer, "'HiddenMembership'", "'[]'"),
        // Nothing says what this id is of.
        group(&outer, "null", &list(&["0f0f0f0f-0000-4000-8000-0000000000d1"])),
        // The table does not tell who is in the nested one.
        group(&outer, "null", &list(&[&nested])) + &group(&nested, "null", "null"),
        group(&other, "null", "'[]'"),
    ] {
        assert_eq!(stands(&rows), "open", "{rows}");
    }
    database.tell("alter table azuread_group drop column member_ids");
    database.tell(&format!("insert into azuread_group (id, display_name) values ('{outer}', 'x')"));
    let report = evaluate(&database.url(""), &arguments, PASSWORD).json();
    assert!(report["sources"].to_string().contains("members-not-read"), "{report}");
}

#[test]
fn what_is_no_address_is_not_repeated() {
    for url in ["postgres://a:T0SECRET00@[", "T0SECRET00", "postgres://a:T0SECRET00@127.0.0.1:1/x"] {
        let said = evaluate(url, &[], "");
        assert!(said.status == Some(2) && said.stderr.contains("no-database"), "{said:?}");
    }
    let said = evaluate("postgres://a@flowlock.invalid/x?sslmode=disable", &[], "");
    assert!(said.stderr.contains("without TLS"), "{said:?}");
}
