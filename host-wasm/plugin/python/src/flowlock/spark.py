"""Logs of sign-ins on Spark: `pip install flowlock[spark]` on the driver and on the workers.

>>> import flowlock, flowlock.spark
>>> watch = flowlock.watch("policies.json")
>>> logs = flowlock.spark.files(spark, "abfss://logs@contoso.example/signins")
>>> summary = flowlock.spark.summarise(logs, watch)
>>> report = flowlock.evaluate("policies.json", summaries=[summary])

As a job: `python -m flowlock.spark --exports policies.json --logs signins/ --as-of 2026-07-02T21:00:00Z`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import flowlock
from flowlock import _api
from flowlock._exports import File

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame, SparkSession


def files(spark: SparkSession, folder: str) -> DataFrame:
    """The files of a folder and its subfolders, such as those by hour that Azure Monitor writes.

    Each is named as it would be for one machine that is given the folder.
    """
    from pyspark.sql.functions import col, instr, length

    reader = spark.read.format("binaryFile").option("recursiveFileLookup", "true")
    path = col("path")
    name = path.substr(instr(path, folder.rstrip("/")), length(path))
    return reader.load(folder).select(name.alias("name"), "content")


def summarise(
    logs: DataFrame,
    watch: flowlock.Watch,
    *,
    limits: flowlock.Limits = flowlock.DEFAULT_LIMITS,
) -> flowlock.Summary:
    """What the logs say, each partition summarised where it lies.

    `logs` has the columns `name` and `content`: text or bytes, packed with gzip or not, of whole
    files or of whole records. Contents of one name become one source of the report.
    """
    parts = logs.select("name", "content").mapInArrow(_summarise(watch, limits), "summary string")
    return flowlock.merge((flowlock.Summary(row.summary) for row in parts.toLocalIterator()), limits=limits)


def _summarise(
    watch: flowlock.Watch, limits: flowlock.Limits
) -> Callable[[Iterator[pyarrow.RecordBatch]], Iterator[pyarrow.RecordBatch]]:
    """What a worker does with its partition: one summary, of whatever it holds."""

    def work(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        import pyarrow

        files = (file for batch in batches for file in _files(batch))
        summary = _api.summarise_files(files, watch, limits)
        yield pyarrow.RecordBatch.from_pydict({"summary": [str(summary)]})

    return work


def _files(batch: pyarrow.RecordBatch) -> Iterator[File]:
    for name, content in zip(batch.column("name"), batch.column("content"), strict=True):
        log = content.as_py()
        yield File(name.as_py(), log.encode("utf-8") if isinstance(log, str) else log)


def main() -> None:
    """The job: exports from the driver, logs from wherever Spark reads, the report to standard output."""
    from pyspark.sql import SparkSession

    parser = argparse.ArgumentParser(prog="python -m flowlock.spark", description=main.__doc__)
    parser.add_argument("--exports", nargs="+", required=True, help="policies and what else is no log")
    parser.add_argument("--logs", required=True, help="the folder of the logs, in any place that Spark reads")
    parser.add_argument("--settings", help="settings, JSON or TOML")
    parser.add_argument("--as-of", help="the moment to speak of; default: that of the settings, or now")
    arguments = parser.parse_args()
    spark = SparkSession.builder.appName("flowlock").getOrCreate()
    try:
        watch = flowlock.watch(arguments.exports, arguments.settings)
        summary = summarise(files(spark, arguments.logs), watch)
    finally:
        spark.stop()
    report = flowlock.evaluate(arguments.exports, arguments.settings, arguments.as_of, summaries=[summary])
    print(report.json)


if __name__ == "__main__":
    main()
