//! Every command of the documentation runs and shows what is shown, every link leads somewhere, every
//! example of settings is accepted.
//!
//! Commands stand in fences marked `console`, behind `$ `; a line that ends in a backslash goes on. What
//! follows a command is its output, if any is shown, where a line `…` stands for any number of lines.
//! They run in a folder with the fixtures and a small export, as a reader has it: see [`desk`].

#![cfg(unix)]

mod support;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use support::{Folder, Said, said};
use walkdir::WalkDir;

/// Commands that cannot run in a test, by how they begin, and why.
const NOT_RUN: &[(&str, &str)] = &[
    ("az ", "asks a tenant"),
    ("cargo install ", "builds the program once more"),
    ("cargo xtask ", "runs this very test"),
    ("steampipe ", "asks a tenant"),
    ("terraform ", "asks a tenant"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The pages that people read, with their names from the root of the repository on.
fn pages() -> Vec<(PathBuf, String)> {
    let top = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "fixtures/README.md"];
    let book = WalkDir::new(root().join("docs")).sort_by_file_name().into_iter().flatten();
    let book = book.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "md"));
    let book = book.map(|entry| entry.path().strip_prefix(root()).unwrap().to_owned());
    let names = top.iter().map(PathBuf::from).chain(book);
    names
        .map(|name| {
            let text = fs::read_to_string(root().join(&name)).unwrap().replace("\r\n", "\n");
            (name, text)
        })
        .collect()
}

/// A fenced block: what it is marked as, and its lines.
struct Fence<'p> {
    mark: &'p str,
    lines: Vec<&'p str>,
}

fn fences(page: &str) -> Vec<Fence<'_>> {
    let mut fences: Vec<Fence<'_>> = Vec::new();
    let mut open = false;
    for line in page.lines() {
        match line.trim_start().strip_prefix("```") {
            Some(_) if open => open = false,
            Some(mark) => {
                open = true;
                fences.push(Fence { mark, lines: Vec::new() });
            }
            None if open => fences.last_mut().unwrap().lines.push(line),
            None => {}
        }
    }
    assert!(!open, "a fence is not closed");
    fences
}

/// One command, and the output that is shown below it.
struct Shown {
    command: String,
    output: Vec<String>,
}

fn commands(fence: &Fence<'_>) -> Vec<Shown> {
    let mut shown: Vec<Shown> = Vec::new();
    let mut goes_on = false;
    for line in &fence.lines {
        if let Some(command) = line.strip_prefix("$ ") {
            shown.push(Shown { command: command.to_owned(), output: Vec::new() });
        } else if goes_on {
            let last = shown.last_mut().unwrap();
            last.command = format!("{}\n{line}", last.command);
        } else {
            shown.last_mut().expect("a command comes first").output.push((*line).to_owned());
            continue;
        }
        goes_on = line.ends_with('\\');
    }
    shown
}

/// What a reader has at hand: a clone of the repository, and exports of a tenant.
fn desk() -> Folder {
    let folder = Folder::new();
    std::os::unix::fs::symlink(root().join("fixtures"), folder.path().join("fixtures")).unwrap();
    copy("fixtures/contoso/export", &folder, "export");
    copy("fixtures/reviewed-would-block/export/policies.json", &folder, "policies.json");
    copy("fixtures/reviewed-would-block/export/sign-ins.json", &folder, "interactive.json");
    copy("fixtures/reviewed-would-block/export/sign-ins.json", &folder, "non-interactive.json");
    copy("fixtures/contoso/export/Groups/groups.json", &folder, "groups.json");
    copy("fixtures/contoso/export/Groups/emergency-access-members.json", &folder, "members.json");
    copy("fixtures/contoso/settings.json", &folder, "settings.json");
    for tenant in ["contoso", "declared-group", "undeclared-group"] {
        copy(&format!("fixtures/{tenant}/export"), &folder, &format!("tenants/{tenant}"));
        copy(
            &format!("fixtures/{tenant}/settings.json"),
            &folder,
            &format!("tenants/{tenant}/settings.json"),
        );
    }
    folder.write(
        "notifiers.toml",
        "[notifiers.auditors]\nkind = 'mail'\nhost = 'smtp.contoso.example'\nfrom = 'a@contoso.example'\nto = ['b@contoso.example']\n",
    );
    folder.write("flowlock.toml", "[emergencyAccess]\ngroups = ['0f10c000-0000-4000-8000-0000000000b6']\n");
    folder
}

fn copy(from: &str, folder: &Folder, to: &str) {
    let from = root().join(from);
    for entry in WalkDir::new(&from).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let inside = entry.path().strip_prefix(&from).unwrap();
        let to = if inside.as_os_str().is_empty() { PathBuf::from(to) } else { Path::new(to).join(inside) };
        folder.write(to.to_str().unwrap(), fs::read(entry.path()).unwrap());
    }
}

/// Runs a command as a shell does, with this program as `flowlock`; both streams as a terminal shows them.
fn run(folder: &Folder, command: &str) -> Said {
    let program = Path::new(env!("CARGO_BIN_EXE_flowlock")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    let script = format!("exec 2>&1\n{}", command.replace("cargo run -- ", "flowlock "));
    shell.args(["-c", &script]).current_dir(folder.path()).env("PATH", path).stdin(Stdio::null());
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        shell.env_remove(name);
    }
    said(&mut shell)
}

/// Whether the output is what is shown, where `…` is any number of lines.
fn is_shown(shown: &[String], output: &[&str]) -> bool {
    match shown.split_first() {
        None => output.is_empty(),
        Some((first, rest)) if first == "…" => {
            (0..=output.len()).any(|skipped| is_shown(rest, &output[skipped..]))
        }
        Some((first, rest)) => {
            output.split_first().is_some_and(|(line, after)| line == first && is_shown(rest, after))
        }
    }
}

#[test]
fn every_command_runs_and_shows_what_is_shown() {
    let (mut ran, mut wrong) = (0, Vec::new());
    for (page, text) in pages() {
        let fences = fences(&text);
        let shown: Vec<Shown> =
            fences.iter().filter(|fence| fence.mark == "console").flat_map(commands).collect();
        if shown.is_empty() {
            continue;
        }
        let folder = desk();
        let mut status = 0;
        for shown in shown {
            if NOT_RUN.iter().any(|(start, _)| shown.command.starts_with(start)) {
                assert!(
                    shown.output.is_empty(),
                    "{}: output that no test sees: {}",
                    page.display(),
                    shown.command
                );
                continue;
            }
            let answer = run(&folder, &shown.command.replace("$?", &status.to_string()));
            status = answer.status.unwrap_or(-1);
            let output: Vec<&str> = answer.stdout.lines().collect();
            let differs = !shown.output.is_empty() && !is_shown(&shown.output, &output);
            let failed = shown.output.is_empty() && ![0, 1, 3].contains(&status);
            if differs || failed {
                wrong.push(format!("{}: $ {} ({status})\n{}", page.display(), shown.command, answer.stdout));
            }
            ran += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(ran >= 20, "only {ran} commands");
}

/// Recipes hold commands among the words of another language.
#[test]
fn every_command_of_a_recipe_runs() {
    let (mut ran, mut wrong) = (0, Vec::new());
    for (page, text) in pages() {
        for fence in fences(&text).iter().filter(|fence| ["yaml", "groovy"].contains(&fence.mark)) {
            let folder = desk();
            for line in &fence.lines {
                let command = line
                    .trim()
                    .trim_start_matches("- ")
                    .trim_start_matches("run: ")
                    .trim_start_matches("script: ");
                if !command.starts_with("flowlock ") {
                    continue;
                }
                let answer = run(&folder, command);
                if ![Some(0), Some(1), Some(3)].contains(&answer.status) {
                    wrong.push(format!(
                        "{}: {command} ({:?})\n{}",
                        page.display(),
                        answer.status,
                        answer.stdout
                    ));
                }
                ran += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(ran >= 3, "only {ran} commands");
}

#[test]
fn every_example_of_settings_is_accepted() {
    let mut tried = 0;
    for (page, text) in pages() {
        for fence in fences(&text).iter().filter(|fence| fence.mark == "toml") {
            let folder = desk();
            folder.write("example.toml", fence.lines.join("\n"));
            let said = folder.run(&["evaluate", "policies.json", "--settings", "example.toml"]);
            assert!(matches!(said.status, Some(0 | 1 | 3)), "{}: {said:?}", page.display());
            tried += 1;
        }
    }
    assert!(tried >= 2, "only {tried}");
}

#[test]
fn every_example_of_notifiers_is_accepted() {
    let mut tried = 0;
    for (page, text) in pages() {
        for fence in fences(&text).iter().filter(|fence| fence.mark == "toml notifiers") {
            let folder = desk();
            folder.write("example.toml", fence.lines.join("\n"));
            let said = folder.run(&["notify", "report.json", "--config", "example.toml", "--to", "nobody"]);
            assert!(said.stderr.contains("there is no notifier `nobody`"), "{}: {said:?}", page.display());
            tried += 1;
        }
    }
    assert!(tried >= 2, "only {tried}");
}

/// The targets of the links of a page, outside fences and code.
fn links(page: &str) -> Vec<String> {
    let mut open = false;
    let prose = page.lines().filter(|line| {
        let is_fence = line.trim_start().starts_with("```");
        open ^= is_fence;
        !open && !is_fence
    });
    let prose: String = prose.flat_map(|line| [line, "\n"]).collect();
    let prose: String = prose.split('`').step_by(2).collect();
    let targets = prose.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    targets.map(|(target, _)| target.to_owned()).collect()
}

/// The headings of a page, as GitHub and mdBook name them in addresses.
fn anchors(page: &str) -> BTreeSet<String> {
    let headings = page.lines().filter(|line| line.starts_with('#'));
    let slug = |heading: &str| {
        let words = heading.trim_start_matches('#').trim().to_lowercase();
        let kept =
            words.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
        kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect()
    };
    headings.map(slug).collect()
}

#[test]
fn every_link_leads_somewhere_and_every_page_is_in_the_table() {
    let pages = pages();
    let mut reached = BTreeSet::new();
    for (page, text) in &pages {
        for link in links(text).iter().filter(|link| !link.starts_with("http")) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { page.clone() } else { page.parent().unwrap().join(file) };
            let real = root().join(&target).canonicalize();
            let real = real.unwrap_or_else(|_| panic!("{}: the link {link} leads nowhere", page.display()));
            if !anchor.is_empty() {
                let there = anchors(&fs::read_to_string(&real).unwrap());
                assert!(there.contains(anchor), "{}: {link} has no such heading", page.display());
            }
            if page.ends_with("docs/SUMMARY.md") {
                reached.insert(real);
            }
        }
    }
    for (page, _) in
        pages.iter().filter(|(page, _)| page.starts_with("docs") && !page.ends_with("SUMMARY.md"))
    {
        let real = root().join(page).canonicalize().unwrap();
        assert!(reached.contains(&real), "{} is not in docs/SUMMARY.md", page.display());
    }
}

/// A test that cannot fail would prove nothing.
#[test]
fn the_harness_sees_what_differs() {
    let lines = |text: &[&str]| text.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    assert!(is_shown(&lines(&["a", "…", "d"]), &["a", "b", "c", "d"]));
    assert!(is_shown(&lines(&["…"]), &[]) && is_shown(&lines(&["a", "…"]), &["a"]));
    assert!(!is_shown(&lines(&["a"]), &["a", "b"]) && !is_shown(&lines(&["…", "x"]), &["a"]));
    let page = "```console\n$ flowlock a \\\n  b\nout\n$ x\n```\n";
    let fences = fences(page);
    let shown = commands(&fences[0]);
    assert_eq!((shown[0].command.as_str(), shown[0].output.len()), ("flowlock a \\\n  b", 1));
    assert_eq!((shown[1].command.as_str(), shown.len()), ("x", 2));
    assert_eq!(links("[a](b.md#c) `[x](y)`\n```\n[q](r)\n```\n"), ["b.md#c"]);
    assert!(anchors("## How it decides, exactly\n").contains("how-it-decides-exactly"));
}
