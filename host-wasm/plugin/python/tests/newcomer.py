"""Does what the README says, as somebody does who has just installed the wheel: `python newcomer.py FOLDER [--spark]`.

The blocks of Python in the README of the package, and those in the README of the project, run one after the
other in a folder that holds the files they name. Those that need Spark run with `--spark`, on two workers.
"""

from __future__ import annotations

import contextlib
import doctest
import gzip
import io
import json
import os
import re
import shutil
import sys
from pathlib import Path

import flowlock
from samples import FIXTURES, POLICY, ROOT, line

PACKAGE = ROOT / "host-wasm" / "plugin" / "python" / "README.md"
PROJECT = ROOT / "README.md"

SETTINGS = '''asOf = 2026-01-31T00:00:00Z

[emergencyAccess]
groups = ["0f10c000-0000-4000-8000-0000000000b6"]
'''


def blocks(page: Path) -> list[str]:
    """The blocks of Python on a page."""
    return re.findall(r"^```python\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def lay_out(folder: Path) -> None:
    """The files that the pages name."""
    for name, fixture in (("exports", "contoso"), ("monday", "unconditional-block"), ("friday", "report-only")):
        shutil.copytree(FIXTURES / fixture / "export", folder / name)
    (folder / "flowlock.toml").write_text(SETTINGS)
    (folder / "policies.json").write_text(json.dumps([POLICY]))
    (folder / "members.json").write_bytes((FIXTURES / "decided-evidence-changed/export/members.json").read_bytes())
    (folder / "signins.json.gz").write_bytes(gzip.compress(b"".join(line(number) for number in range(100))))
    for hour in range(3):
        part = folder / "signins" / f"h={hour:02}" / "PT1H.json"
        part.parent.mkdir(parents=True)
        part.write_bytes(b"".join(line(number) for number in range(hour * 100, hour * 100 + 120)))


def follow(page: Path, with_spark: bool) -> str:
    """Runs what the page says, and gives what it printed."""
    names: dict[str, object] = {"flowlock": flowlock}
    if with_spark:
        from pyspark.sql import SparkSession

        os.environ["PYSPARK_PYTHON"] = sys.executable
        names["spark"] = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for block in blocks(page):
            if "flowlock.spark" not in block or with_spark:
                exec(compile(block, page.name, "exec"), names)
    return printed.getvalue()


def main() -> None:
    folder, with_spark = Path(sys.argv[1]), "--spark" in sys.argv
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    lay_out(folder)
    os.chdir(folder)
    said = follow(PACKAGE, with_spark)
    assert said.startswith("fail report-only "), said
    assert "open guests and external users" in said, said
    assert "pass fail 1 open gap opened" in said, said
    follow(PROJECT, with_spark)
    outcome = doctest.testmod(flowlock, optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
    assert outcome.attempted > 0 and outcome.failed == 0, outcome
    print(f"{len(blocks(PACKAGE)) + len(blocks(PROJECT))} blocks of the READMEs, with {flowlock.__file__}")


if __name__ == "__main__":
    main()
