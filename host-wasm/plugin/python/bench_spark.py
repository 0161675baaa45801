"""How long one machine and Spark take for one log: `python bench_spark.py FOLDER COMMAND_LINE`.

`cargo xtask bench-spark` writes the folder, `policies.json` and `signins/` by hour, and runs this. Every way has
to give the same report, byte for byte. What Spark takes includes its start.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

AS_OF = "2026-03-01T00:00:00Z"
EXPORTS = ["policies.json", "--as-of", AS_OF]
JOB = [sys.executable, "-m", "flowlock.spark", "--exports", *EXPORTS, "--logs", "signins"]


def run(command: list[str], folder: Path, workers: int = 0) -> tuple[float, str]:
    """How long it takes, and the report without white space."""
    submit = f"--master local[{workers}] --driver-memory 2g --conf spark.ui.enabled=false pyspark-shell"
    environment = os.environ | {"PYSPARK_PYTHON": sys.executable, "PYSPARK_SUBMIT_ARGS": submit}
    start = time.monotonic()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True)
    took = time.monotonic() - start
    if not done.stdout:
        raise SystemExit(done.stderr.decode(errors="replace")[-3000:])
    return took, json.dumps(json.loads(done.stdout), ensure_ascii=False, separators=(",", ":"))


def main() -> None:
    folder, cli = Path(sys.argv[1]), sys.argv[2]
    files = [path for path in (folder / "signins").rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    native = [cli, "evaluate", *EXPORTS, "signins", "--format", "json"]
    ways = {
        "flowlock, 1 thread": (native + ["--threads", "1"], 0),
        "flowlock, 2 threads": (native + ["--threads", "2"], 0),
        "Spark, local[1]": (JOB, 1),
        "Spark, local[2]": (JOB, 2),
    }
    print(f"{size / 1e9:.2f} GB in {len(files)} files, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the start")
    reports = {}
    for name, (command, workers) in ways.items():
        took, reports[name] = run(command, folder, workers)
        print(f"{name:<21}{took:8.1f} s{size / 1e6 / took:8.0f} MB/s")
    if len(set(reports.values())) != 1:
        raise SystemExit("the reports differ")
    usage = json.loads(reports["Spark, local[2]"])["usage"]
    print(f"{usage['signIns']} sign-ins, {usage['events']} through the flow; the reports are equal, byte for byte")


if __name__ == "__main__":
    main()
