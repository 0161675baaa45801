//! The recipes of the book: read by parsers of others, and their steps run in order, as the platforms run them.

#![cfg(all(unix, feature = "notify"))]

mod support;

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use support::{Folder, Said, blocking, page, policy, said, server::Server, unaware};

fn book(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/recipes").join(name)
}

fn yaml(name: &str) -> Value {
    serde_saphyr::from_str(&fs::read_to_string(book(name)).unwrap()).unwrap()
}

/// What a platform does with a step that is a script.
struct Platform {
    recipe: Value,
    /// The steps, as a pointer into the recipe.
    steps: &'static str,
    /// The members that may hold a script, and those that may name a step.
    scripts: &'static [&'static str],
    name: &'static str,
    /// How it starts a shell.
    shell: &'static [&'static str],
    /// What tells a program that it runs there.
    told_by: &'static str,
}

/// `run` is started as `bash -e` where a workflow says nothing else.
fn github() -> Platform {
    Platform {
        recipe: yaml("github.yml"),
        steps: "/jobs/device-code-flow/steps",
        scripts: &["/run"],
        name: "/id",
        shell: &["-e"],
        told_by: "GITHUB_ACTIONS",
    }
}

/// `bash` and the script of `AzureCLI@2` are started without `-e`.
fn azure() -> Platform {
    Platform {
        recipe: yaml("azure.yml"),
        steps: "/steps",
        scripts: &["/bash", "/inputs/inlineScript"],
        name: "/name",
        shell: &["--noprofile", "--norc"],
        told_by: "TF_BUILD",
    }
}

impl Platform {
    fn steps(&self) -> impl Iterator<Item = &Value> {
        self.recipe.pointer(self.steps).and_then(Value::as_array).unwrap().iter()
    }

    fn scripts(&self) -> Vec<&str> {
        self.steps()
            .filter_map(|step| self.scripts.iter().find_map(|at| step.pointer(at)?.as_str()))
            .collect()
    }

    /// Runs the scripts in order, up to one that fails.
    fn run(&self, folder: &Folder, url: &str) -> Said {
        let mut last = None;
        for script in self.scripts() {
            folder.write("step.sh", script);
            let mut bash = Command::new("bash");
            bash.args(self.shell).arg("step.sh").current_dir(folder.path());
            unaware(&mut bash);
            bash.env("PATH", path(folder)).env(self.told_by, "true").env("SLACK_URL", url);
            let said = said(bash.env("GITHUB_OUTPUT", "outputs").env("GITHUB_STEP_SUMMARY", "summary"));
            if said.status != Some(0) {
                return said;
            }
            last = Some(said);
        }
        last.unwrap()
    }
}

/// The program that is tested first, then what stands in for the Azure CLI.
fn path(folder: &Folder) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_flowlock")).parent().unwrap();
    let rest = std::env::var("PATH").unwrap();
    format!("{}:{}:{rest}", program.display(), folder.path().join("bin").display())
}

/// A checkout as the recipes expect it, and a stand-in for `az rest` that knows the address of the policies.
fn checkout(policies: &str) -> Folder {
    let folder = Folder::new();
    folder.write("tenant.json", policies);
    folder.write(
        "bin/az",
        "#!/bin/sh\nurl=https://graph.microsoft.com/beta/identity/conditionalAccess/policies\n\
         [ \"$*\" = \"rest --method get --url $url\" ] || exit 64\ncat tenant.json\n",
    );
    let az = folder.path().join("bin/az");
    fs::set_permissions(az, fs::Permissions::from_mode(0o755)).unwrap();
    folder.write("flowlock.toml", "");
    folder.write(
        "notifiers.toml",
        "[notifiers.security]\nkind = \"slack\"\nurl.env = \"SLACK_URL\"\nsecurity = \"none\"\n",
    );
    folder
}

#[test]
fn the_steps_run_in_order() {
    let off = page(&[policy("disabled")]);
    let in_doubt = support::excluding(&["u1"]);
    for platform in [github(), azure()] {
        let scripts = platform.scripts();
        assert!(scripts.len() == 2 && scripts[0].starts_with("az rest"), "{scripts:#?}");
        // A review is a question to a person, and lets the run go on.
        for (policies, status, told, verdict) in [
            (&blocking(), 0, 0, "pass"),
            (&off, 1, 1, "fail"),
            (&in_doubt, 0, 1, "review"),
            (&"{}".to_owned(), 2, 1, "error"),
        ] {
            let (folder, server) = (checkout(policies), Server::start(&["200 OK"], None));
            let said = platform.run(&folder, &format!("http://127.0.0.1:{}/", server.port));
            assert_eq!((said.status, server.requests().len()), (Some(status), told), "{verdict}: {said:?}");
            let report: Value = serde_json::from_str(&folder.read("out/report.json")).unwrap();
            assert_eq!(report["status"].as_str().unwrap_or("error"), verdict);
            let outputs = fs::read_to_string(folder.path().join("outputs")).unwrap_or_default();
            assert!((said.stdout + &outputs).contains(verdict), "{verdict}: {outputs}");
        }
    }
}

#[test]
fn outputs_that_a_recipe_hands_on_are_given() {
    let given = ["status", "stage", "summary", "action", "decision", "notified", "report"];
    let github = github();
    let step = github.steps().find(|step| step.pointer(github.name) == Some(&"flowlock".into())).unwrap();
    assert!(step["run"].as_str().unwrap().contains("flowlock pipeline"));
    for output in github.recipe["jobs"]["device-code-flow"]["outputs"].as_object().unwrap().values() {
        let expression = output.as_str().unwrap().trim_start_matches("${{").trim_end_matches("}}").trim();
        let name = expression.strip_prefix("steps.flowlock.outputs.").unwrap();
        assert!(given.contains(&name), "{expression}");
    }
    let azure = azure();
    let step = azure.steps().find(|step| step.pointer(azure.name) == Some(&"flowlock".into())).unwrap();
    assert!(step["bash"].as_str().unwrap().contains("flowlock pipeline"));
    let text = fs::read_to_string(book("azure.yml")).unwrap();
    let read = text.split("$(flowlock.").skip(1).filter_map(|rest| rest.split_once(')'));
    let read: Vec<&str> = read.map(|(name, _)| name).collect();
    assert!(!read.is_empty() && read.iter().all(|name| given.contains(name)), "{read:?}");
}

#[test]
fn the_container_step_of_flowpipe_runs() {
    let recipe: Value = hcl::from_str(&fs::read_to_string(book("flowpipe.fp")).unwrap()).unwrap();
    let pipeline = &recipe["pipeline"]["device_code_flow"];
    let step = &pipeline["step"]["container"]["flowlock"];
    let command = step["cmd"][0].as_str().unwrap();
    assert_eq!(step["entrypoint"], serde_json::json!(["sh", "-c"]));
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/steampipe/export");
    let table = fs::read_dir(table).unwrap().next().unwrap().unwrap().path();
    let folder = Folder::new();
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).current_dir(folder.path()).env("PATH", path(&folder));
    unaware(&mut shell);
    let said = said(shell.env("POLICIES", fs::read_to_string(table).unwrap()));
    assert_eq!(said.status, Some(0), "{said:?}");
    let given = said.json();
    assert!(["fail", "review"].contains(&given["status"].as_str().unwrap()), "{said:?}");
    for output in pipeline["output"].as_object().unwrap().values() {
        let expression = output["value"].as_str().unwrap();
        let (_, name) = expression.trim_end_matches('}').rsplit_once('.').unwrap();
        assert!(given[name].is_string(), "{expression}");
        assert!(expression.contains("step.container.flowlock.stdout"), "{expression}");
    }
}
