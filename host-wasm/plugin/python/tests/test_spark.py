"""Many machines say what one says: a job on two workers against one process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import flowlock
import flowlock.spark
import pytest

from samples import line

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

AS_OF = "2026-07-30T00:00:00Z"

pytestmark = pytest.mark.skipif("FLOWLOCK_SPARK" not in os.environ, reason="the step `spark` of `cargo xtask plugin` runs it")


@pytest.fixture(scope="module")
def hours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log by hour, as Azure Monitor lays it down; one file is damaged, and some events stand in two."""
    root = tmp_path_factory.mktemp("tenant") / "signins"
    for hour in range(12):
        folder = root / "y=2026" / "m=07" / f"h={hour:02}" / "m=00"
        folder.mkdir(parents=True)
        events = range(hour * 100, hour * 100 + 120)
        (folder / "PT1H.json").write_bytes(b"".join(line(number) for number in events))
    (root / "y=2026/m=07/h=03/m=00/PT1H.json").write_bytes(line(1) + b'{"id": "cut o')
    return root


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.files.maxPartitionBytes", "100k").getOrCreate()
    yield session
    session.stop()


def test_a_job_gives_the_report_that_one_machine_gives(spark: SparkSession, hours: Path, policies: bytes) -> None:
    logs = flowlock.spark.files(spark, str(hours))
    assert logs.rdd.getNumPartitions() > 2
    summary = flowlock.spark.summarise(logs, flowlock.watch(policies))
    many = flowlock.evaluate({"policies.json": policies}, as_of=AS_OF, summaries=[summary])
    one = flowlock.evaluate({"policies.json": policies, str(hours): hours}, as_of=AS_OF)
    assert many.json == one.json
    assert len(one.sources) == 13
    assert any(problem["code"] == "malformed-record" for source in one.sources for problem in source["problems"])
    assert one.rollout[0]["wouldBlock"] > 1000


def test_a_table_of_records_gives_the_report_of_one_file(spark: SparkSession, policies: bytes) -> None:
    records = [line(number).decode() for number in range(1000)]
    table = spark.createDataFrame([("sign-ins", record) for record in records], "name string, content string")
    summary = flowlock.spark.summarise(table.repartition(5), flowlock.watch(policies))
    many = flowlock.evaluate({"policies.json": policies}, as_of=AS_OF, summaries=[summary])
    one = flowlock.evaluate({"policies.json": policies, "sign-ins": "".join(records).encode()}, as_of=AS_OF)
    assert many.json == one.json
    assert one.usage is not None and one.usage["signIns"] == 1000


def test_the_module_runs_as_a_job(hours: Path, policies: bytes, tmp_path: Path) -> None:
    (tmp_path / "policies.json").write_bytes(policies)
    command = [sys.executable, "-m", "flowlock.spark", "--exports", "policies.json", "--logs", str(hours), "--as-of", AS_OF]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=300, env={**os.environ, "PYSPARK_PYTHON": sys.executable})
    assert run.returncode == 0, run.stderr.decode()[-2000:]
    assert len(json.loads(run.stdout)["sources"]) == 13
