"""The package and the hosts of the ABI page answer what the library answers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from flowlock import _host

from samples import ROOT

PAGE = ROOT / "host-wasm" / "plugin" / "README.md"
MODULE = Path(_host.__file__).with_name("flowlock.wasm")


def lines(name: str) -> list[bytes]:
    folder = os.environ.get("FLOWLOCK_CASES")
    assert folder, "FLOWLOCK_CASES, as `cargo xtask plugin` sets it"
    return (Path(folder) / name).read_bytes().splitlines()


def test_every_case_is_answered_as_the_library_answers_it() -> None:
    requests, responses = lines("requests.jsonl"), lines("responses.jsonl")
    assert len(requests) == len(responses) > 2000
    for number, (request, expected) in enumerate(zip(requests, responses)):
        assert _host.ask(request) == expected, f"case {number}"


@pytest.mark.parametrize(
    "language, program",
    [("python", [sys.executable, "host.py"]), ("javascript", ["node", "host.mjs"])],
)
def test_the_hosts_of_the_page_run(language: str, program: list[str], tmp_path: Path) -> None:
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) == 1
    assert len([line for line in blocks[0].splitlines() if line.strip()]) <= 40, "a host in 40 lines"
    (tmp_path / program[1]).write_text(blocks[0], encoding="utf-8")
    requests = b"".join(line + b"\n" for line in lines("requests.jsonl"))
    run = subprocess.run([*program, str(MODULE)], input=requests, capture_output=True, cwd=tmp_path, timeout=300)
    assert run.returncode == 0, run.stderr.decode()[-2000:]
    assert run.stdout.splitlines() == lines("responses.jsonl")
