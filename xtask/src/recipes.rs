//! The recipes of the book, held against the schemas of the platforms that they are for.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::process::{Failure, program, root, run, run_within, say, target_dir, works};
use crate::step::Step;

/// What GitHub and Azure take.
pub(crate) const RECIPES: Step = Step {
    name: "recipes",
    about: "the recipes are what the schemas of GitHub Actions and Azure Pipelines say",
    alone: "cargo xtask formats",
    check: recipes,
};

/// `PyPI`'s package that carries the schemas of both, and a parser of YAML.
const CHECKER: &str = "check-jsonschema==0.39.0";

/// How long its installation may take.
const INSTALL: Duration = Duration::from_mins(5);

/// Azure reads every scalar of YAML as text, and so does its schema: writes JSON in which all are.
const AS_TEXT: &str = "\
import json, sys
from ruamel.yaml import YAML
with open(sys.argv[1]) as recipe, open(sys.argv[2], 'w') as text:
    json.dump(YAML(typ='base').load(recipe), text)";

/// A recipe, the schema that it is held against, and a word that the schema must not take when it is misspelt.
struct Recipe {
    file: &'static str,
    schema: &'static [&'static str],
    /// Whether the schema takes every scalar as text.
    is_text: bool,
    word: &'static str,
}

const GITHUB: Recipe = Recipe {
    file: "github.yml",
    schema: &["--builtin-schema", "vendor.github-workflows"],
    is_text: false,
    word: "runs-on:",
};

const AZURE: Recipe = Recipe {
    file: "azure.yml",
    // The regular expressions of the schema are those of JavaScript without the flag `u`.
    schema: &[
        "--builtin-schema",
        "vendor.azure-pipelines",
        "--data-transform",
        "azure-pipelines",
        "--regex-variant",
        "nonunicode",
    ],
    is_text: true,
    word: "publish:",
};

fn recipes() -> Result<String, Failure> {
    let folder = target_dir().join("formats").join("recipes");
    fs::create_dir_all(&folder)?;
    let packages = checker(&folder)?;
    for recipe in [GITHUB, AZURE] {
        hold(&recipe, &folder, &packages)?;
    }
    Ok("both hold, and misspelt they do not".to_owned())
}

/// Where Python finds the checker.
fn checker(folder: &Path) -> Result<PathBuf, Failure> {
    let packages = folder.join("python");
    if !works(&mut python(&packages, &["-m", "check_jsonschema", "--version"])) {
        say(&format!("installing {CHECKER} from PyPI for this workspace"));
        let mut pip = program("python3", &["-m", "pip", "install", "--quiet", "--upgrade", "--target"]);
        run_within(pip.arg(&packages).arg(CHECKER), INSTALL)
            .map_err(|failure| failure.help("install Python 3.10 or newer with pip"))?;
    }
    Ok(packages)
}

fn python(packages: &Path, arguments: &[&str]) -> Command {
    let mut python = program("python3", arguments);
    python.env("PYTHONPATH", packages);
    python
}

/// Holds a recipe against its schema, and the schema against the recipe with a word misspelt: one that takes
/// anything would prove nothing.
fn hold(recipe: &Recipe, folder: &Path, packages: &Path) -> Result<(), Failure> {
    let text = fs::read_to_string(root().join("docs/recipes").join(recipe.file))?;
    let misspelt = text.replace(recipe.word, &format!("x{}", recipe.word));
    if misspelt == text {
        return Err(Failure::new(format!("{} has no `{}`", recipe.file, recipe.word)));
    }
    let file = folder.join(recipe.file);
    let check = |text: &str| -> Result<Command, Failure> {
        fs::write(&file, text)?;
        let mut check = python(packages, &["-m", "check_jsonschema"]);
        check.args(recipe.schema);
        if !recipe.is_text {
            check.arg(&file);
            return Ok(check);
        }
        let json = file.with_extension("json");
        run(python(packages, &["-c", AS_TEXT]).arg(&file).arg(&json))?;
        check.arg(json);
        Ok(check)
    };
    run(&mut check(&text)?)?;
    if works(&mut check(&misspelt)?) {
        let message = format!("the schema takes {} with `x{}`", recipe.file, recipe.word);
        return Err(Failure::new(message));
    }
    Ok(())
}
