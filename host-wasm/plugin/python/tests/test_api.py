"""What callers see."""

from __future__ import annotations

import gzip
import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import flowlock
import pytest
from flowlock import _api

from samples import FIXTURES, POLICY, line

AS_OF = "2026-07-30T00:00:00Z"
CONTOSO = FIXTURES / "contoso"


def test_a_folder_is_evaluated_with_its_settings() -> None:
    report = flowlock.evaluate(CONTOSO / "export", CONTOSO / "settings.json")
    assert (report.status, report.stage, report.passed) == ("fail", "report-only", False)
    assert report.gaps[0]["standing"] == "open"
    assert report.summary in repr(report)
    names = [source["name"] for source in report.sources]
    assert all(name.startswith((CONTOSO / "export").as_posix()) for name in names)


def test_paths_bytes_and_mappings_say_the_same(tmp_path: Path, policies: bytes) -> None:
    path = tmp_path / "policies.json"
    path.write_bytes(policies)
    packed = tmp_path / "packed.json.gz"
    packed.write_bytes(gzip.compress(policies[:40]) + gzip.compress(policies[40:]) + b"\0" * 512)
    as_path = flowlock.evaluate({"p": path}, as_of=AS_OF)
    assert as_path == flowlock.evaluate({"p": policies}, as_of=AS_OF)
    assert as_path == flowlock.evaluate({"p": memoryview(policies)}, as_of=AS_OF)
    assert as_path == flowlock.evaluate({"p": packed}, as_of=AS_OF)
    assert flowlock.evaluate([policies], as_of=AS_OF) == flowlock.evaluate(policies, as_of=AS_OF)
    utf16 = policies.decode().encode("utf-16")
    assert flowlock.evaluate({"p": utf16}, as_of=AS_OF) == as_path


def test_settings_come_in_every_form(tmp_path: Path, policies: bytes) -> None:
    settings = {"emergencyAccess": {"users": ["u1"]}, "minObservationDays": 3, "asOf": AS_OF}
    toml = f'minObservationDays = 3\nasOf = {AS_OF}\n[emergencyAccess]\nusers = ["u1"]\n'
    (tmp_path / "flowlock.toml").write_text(toml)
    (tmp_path / "settings.json").write_text(json.dumps(settings))
    reports = {
        flowlock.evaluate(policies, form).json
        for form in (settings, json.dumps(settings).encode(), toml.encode(), tmp_path / "flowlock.toml", str(tmp_path / "settings.json"))
    }
    assert len(reports) == 1


def test_the_moment_is_the_callers_then_the_settings_then_now(policies: bytes) -> None:
    settings = {"asOf": "2026-01-01T00:00:00Z"}
    east = timezone(timedelta(hours=2))
    assert flowlock.evaluate(policies, settings, datetime(2026, 7, 30, 2, tzinfo=east)).as_of == AS_OF
    assert flowlock.evaluate(policies, settings).as_of == "2026-01-01T00:00:00Z"
    before = datetime.now(timezone.utc).replace(microsecond=0)
    now = datetime.fromisoformat(flowlock.evaluate(policies).as_of)
    assert before <= now <= datetime.now(timezone.utc)


def test_a_failure_says_what_where_and_what_to_do(policies: bytes) -> None:
    with pytest.raises(flowlock.Failure) as failure:
        flowlock.evaluate(policies, {"emergencyAcess": {}})
    assert failure.value.code == "settings-unknown-key"
    assert failure.value.pointer == "/emergencyAcess"
    assert failure.value.help == "did you mean `emergencyAccess`?"
    assert "help: did you mean" in str(failure.value)
    with pytest.raises(flowlock.Failure) as failure:
        flowlock.evaluate({"twice.json": b'[{"id":"p","id":"q","state":"enabled","conditions":{}}]'})
    assert (failure.value.code, failure.value.source) == ("duplicate-key", "twice.json")
    with pytest.raises(flowlock.Failure, match="settings-not-toml"):
        flowlock.evaluate(policies, b"a = ")
    with pytest.raises(flowlock.Failure, match="duplicate-key"):
        flowlock.evaluate(policies, b'{"asOf": "2026-01-01T00:00:00Z", "asOf": "2027-01-01T00:00:00Z"}')
    with pytest.raises(flowlock.FlowlockError, match="no-policies"):
        flowlock.evaluate([])


def test_an_error_survives_the_way_between_processes() -> None:
    with pytest.raises(flowlock.Failure) as failure:
        flowlock.evaluate([])
    copy = pickle.loads(pickle.dumps(failure.value))
    assert (type(copy), copy.code, str(copy)) == (flowlock.Failure, "no-policies", str(failure.value))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(flowlock.Failure) as failure:
        flowlock.evaluate(tmp_path / "nothing.json")
    assert (failure.value.code, failure.value.source) == ("unreadable-file", (tmp_path / "nothing.json").as_posix())
    for damaged in (gzip.compress(b"[]")[:-5], b"\x1f\x8bno"):
        with pytest.raises(flowlock.Failure, match="not-gzip"):
            flowlock.evaluate({"a.gz": damaged})
    with pytest.raises(flowlock.Failure, match="zstd"):
        flowlock.evaluate({"a.zst": b"\x28\xb5\x2f\xfd"})


def test_a_folder_keeps_to_itself(tmp_path: Path, policies: bytes) -> None:
    folder = tmp_path / "export"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "policies.json").write_bytes(policies)
    (folder / ".hidden.json").write_bytes(b"[")
    (tmp_path / "outside.json").write_bytes(b"[")
    (folder / "link.json").symlink_to(tmp_path / "outside.json")
    report = flowlock.evaluate(folder)
    assert [source["name"] for source in report.sources] == [f"{folder.as_posix()}/sub/policies.json"]


def test_parts_say_what_the_whole_says(policies: bytes) -> None:
    log = b"".join(line(number) for number in range(400))
    whole = flowlock.evaluate({"p": policies, "log": log}, as_of=AS_OF)
    assert whole.rollout[0]["wouldBlock"] == 400
    watch = flowlock.watch(policies)
    lines = log.splitlines(keepends=True)
    parts = [b"".join(lines[at : at + 90]) for at in range(0, len(lines), 90)]
    with ThreadPoolExecutor(4) as pool:
        summaries = list(pool.map(lambda part: flowlock.summarise({"log": part}, watch), parts))
    merged = flowlock.merge(reversed(summaries))
    assert flowlock.evaluate({"p": policies}, as_of=AS_OF, summaries=[merged]) == whole
    assert flowlock.evaluate({"p": policies}, as_of=AS_OF, summaries=summaries) == whole


def test_a_long_log_is_cut_between_its_records(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, policies: bytes) -> None:
    log = b"".join(line(number) for number in range(500))
    page = b'{"value": [' + b",\n".join(log.splitlines()) + b"]}"
    users = b"".join(json.dumps({"id": f"u{n}", "userPrincipalName": f"u{n}@contoso.example"}).encode() + b"\n" for n in range(900))
    (tmp_path / "log.gz").write_bytes(gzip.compress(log))
    exports = {"p": policies, "log": tmp_path / "log.gz", "page": page, "users": users}
    whole = flowlock.evaluate(exports, as_of=AS_OF)
    merged = flowlock.summarise(tmp_path / "log.gz", flowlock.watch(policies))
    monkeypatch.setattr(_api, "PART_BYTES", 30_000)
    asked: list[str] = []
    ask = _api._ask

    def note(request: dict[str, Any], limits: flowlock.Limits) -> bytes:
        asked.extend(request)
        return ask(request, limits)

    monkeypatch.setattr(_api, "_ask", note)
    assert flowlock.evaluate(exports, as_of=AS_OF) == whole
    assert asked.count("summarise") > 3
    assert flowlock.diff(policies, exports, as_of=AS_OF).after["summary"] == whole.summary
    assert flowlock.summarise(tmp_path / "log.gz", flowlock.watch(policies)) == merged


#: An exception for a group that the policy of the fixture leaves out, as `flowlock decide` records it.
DECISION = {
    "id": "d-bccafd6d4a69",
    "kind": "exception",
    "target": {"group": "0f10c000-0000-4000-8000-0000000000b6"},
    "justification": "These are the emergency access accounts",
    "decidedBy": "anna@contoso.example",
    "decidedAt": "2026-01-31T00:00:00Z",
    "expires": "2026-12-31",
    "evidence": "6940d6336de2862bd5223fbcd9d02517cfdd0e3bb1b9bebd157a7874e048fca5",
}


def test_a_decision_counts_until_somebody_has_to_approve_it(tmp_path: Path) -> None:
    export, moment = FIXTURES / "undeclared-group" / "export", "2026-01-31T00:00:00Z"
    assert flowlock.evaluate(export, as_of=moment).status == "review"
    decisions = {"decisions": [DECISION]}
    (tmp_path / "decisions.json").write_text(json.dumps(decisions))
    reports = {
        flowlock.evaluate(export, as_of=moment, decisions=form)
        for form in (decisions, json.dumps(decisions).encode(), tmp_path / "decisions.json")
    }
    (report,) = reports
    assert (report.status, report.decisions[0]["standing"]) == ("pass", "counts")
    settings = {"tenant": "contoso.example", "approvals": {"exception": {"needed": 1, "of": ["ben@contoso.example"]}}}
    signed = DECISION | {"tenant": "contoso.example", "signatures": [{"payload": "p", "signature": "s"}]}
    report = flowlock.evaluate(export, settings, moment, decisions={"decisions": [signed]})
    assert (report.status, report.decisions[0]["standing"]) == ("review", "not-approved")
    assert report.decisions[0]["approvals"][0]["standing"] == "not-checked"
    diff = flowlock.diff(export, export, as_of=moment, decisions=decisions, old_decisions={"decisions": []})
    assert (diff.before["status"], diff.after["status"]) == ("review", "pass")
    assert [change["code"] for change in diff.changes] == ["decision-changed"]
    with pytest.raises(flowlock.Failure, match="decision-unknown-key"):
        flowlock.evaluate(export, as_of=moment, decisions={"decision": []})


def test_two_exports_are_compared(policies: bytes) -> None:
    on = policies.replace(b"enabledForReportingButNotEnforced", b"enabled")
    diff = flowlock.diff(on, policies, as_of=AS_OF)
    assert (diff.before["status"], diff.after["status"], diff.as_of) == ("pass", "fail", AS_OF)
    assert [change["source"] for change in diff.changes] == ["after-1"]
    assert (diff.opened[0]["standing"], diff.closed, diff.untold) == ("open", [], [])
    assert diff.summary in repr(diff)
    assert flowlock.diff({"a": on}, {"a": on}, as_of=AS_OF).data["summary"] == "nothing changed for the control"
    assert flowlock.diff([on], [policies], {"asOf": AS_OF}) == diff
    assert flowlock.diff(on, policies, as_of=AS_OF, old_as_of="2026-07-02T00:00:00Z").before["asOf"] == "2026-07-02T00:00:00Z"
    with pytest.raises(flowlock.Failure) as failure:
        flowlock.diff(b"{}", policies, as_of=AS_OF)
    assert (failure.value.code, failure.value.pointer) == ("no-policies", "/diff/before")


def test_summaries_of_other_policies_are_refused(policies: bytes) -> None:
    other = json.dumps([POLICY | {"id": "another"}]).encode()
    summary = flowlock.summarise({"log": line(1)}, flowlock.watch(other))
    with pytest.raises(flowlock.Failure, match="different-watch"):
        flowlock.evaluate(policies, summaries=[summary])
    with pytest.raises(flowlock.Failure, match="damaged-text"):
        flowlock.merge([flowlock.Summary(summary[:-1])])


def test_limits_end_what_takes_too_much_and_leave_nothing_behind(policies: bytes) -> None:
    log = b"".join(line(number) for number in range(3000))
    for limits, code in (
        (flowlock.Limits(fuel=1_000_000), "fuel-limit"),
        (flowlock.Limits(memory=2 * 1024**2), "memory-limit"),
        (flowlock.Limits(memory=len(log) + 4 * 1024**2), "memory-limit"),
    ):
        with pytest.raises(flowlock.LimitReached) as reached:
            flowlock.evaluate({"p": policies, "log": log}, as_of=AS_OF, limits=limits)
        assert reached.value.code == code
        assert "Limits(" in reached.value.help
        assert flowlock.evaluate(policies, as_of=AS_OF).status == "fail"


def test_threads_do_not_disturb_each_other(policies: bytes) -> None:
    expected = flowlock.evaluate(policies, as_of=AS_OF)

    def work(number: int) -> bool:
        if number % 3 == 0:
            with pytest.raises(flowlock.LimitReached):
                flowlock.evaluate(policies, as_of=AS_OF, limits=flowlock.Limits(fuel=1000))
        return flowlock.evaluate(policies, as_of=AS_OF) == expected

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(60)))


def test_the_types_are_those_of_the_schema() -> None:
    import make_types

    assert make_types.TYPES.read_text(encoding="utf-8") == make_types.make(), "run `python make_types.py`"


def test_the_module_is_of_the_same_version_as_the_package() -> None:
    assert flowlock.describe()["version"] == flowlock.__version__
