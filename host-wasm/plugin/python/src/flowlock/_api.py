"""The questions that can be asked."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any, NewType, TypeAlias

from flowlock import _exports, _host
from flowlock._exports import Exports, File
from flowlock._host import DEFAULT_LIMITS, Limits
from flowlock._report import Diff, Report
from flowlock.errors import Failure

#: What a log of sign-ins is to be read for. Text that only Flowlock reads: keep it as it is.
Watch = NewType("Watch", str)

#: What was read of a log. Text that only Flowlock reads: keep it as it is.
Summary = NewType("Summary", str)

#: Settings: a mapping, JSON or TOML as bytes, or the path to such a file.
Settings: TypeAlias = Mapping[str, Any] | bytes | str | os.PathLike[str]

#: Decisions, as `flowlock decide` records them: a mapping, JSON as bytes, or the path to such a file.
Decisions: TypeAlias = Mapping[str, Any] | bytes | str | os.PathLike[str]

#: How much of a log goes into one request.
PART_BYTES = 32 * 1024 * 1024

_REPORT = b'{"report":'
_DIFF = b'{"diff":'


def evaluate(
    exports: Exports,
    settings: Settings | None = None,
    as_of: datetime | str | None = None,
    *,
    decisions: Decisions | None = None,
    summaries: Iterable[Summary] = (),
    limits: Limits = DEFAULT_LIMITS,
) -> Report:
    """The verdict on one tenant.

    `exports` are paths to files or folders, or their bytes, or a mapping from names to either;
    files packed with gzip are read as they are. Each is recognised by its content.

    `settings` say what the tenant's owner accepts; without them nothing is accepted. `as_of` is the
    moment to speak of: by default that of the settings, else now. `decisions` are what people decided;
    signatures are not checked here, so one that needs approvals does not count, and the report says so.
    `summaries` are what :func:`summarise` made of logs that are not among the exports.

    Raises :class:`flowlock.Failure` if there is no verdict, :class:`flowlock.LimitReached` if
    `limits` are not enough.
    """
    request = _request(_exports.of(exports), _declared(settings, as_of, decisions), limits, summaries)
    return Report(_ask({"evaluate": request}, limits)[len(_REPORT) : -1])


def diff(
    before: Exports,
    after: Exports,
    settings: Settings | None = None,
    as_of: datetime | str | None = None,
    *,
    decisions: Decisions | None = None,
    old_decisions: Decisions | None = None,
    old_as_of: datetime | str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Diff:
    """What changed between two exports of one tenant: which policies, and which gap opened or closed.

    Both are judged by the same settings, at the same moment. All that is given is as for
    :func:`evaluate`; `old_decisions` and `old_as_of` are what held for the older side, where that was
    something else. Let the names of the files say of which side they are.
    """
    old = _declared(settings, old_as_of or as_of, decisions if old_decisions is None else old_decisions)
    new = _declared(settings, as_of, decisions)
    sides = {
        name: _request(_exports.of(exports, name), declared, limits)
        for name, exports, declared in (("before", before, old), ("after", after, new))
    }
    return Diff(_ask({"diff": sides}, limits)[len(_DIFF) : -1])


def watch(exports: Exports, settings: Settings | None = None, *, limits: Limits = DEFAULT_LIMITS) -> Watch:
    """What a log of sign-ins is to be read for: from the exports of policies, and of audit logs, and the
    settings that it will be evaluated with.
    """
    request: dict[str, Any] = {"exports": [_exports.part(file.name, file.read()) for file in _exports.of(exports)]}
    if settings is not None:
        request["settings"] = _settings(settings)
    return _watch(request, limits)


def summarise(logs: Exports, watch: Watch, *, limits: Limits = DEFAULT_LIMITS) -> Summary:
    """What logs of sign-ins say, or parts of one: what :func:`merge` and :func:`evaluate` take.

    A part is made of whole records. Parts of one name become one source of the report.
    """
    return summarise_files(_exports.of(logs), watch, limits)


def merge(summaries: Iterable[Summary], *, limits: Limits = DEFAULT_LIMITS) -> Summary:
    """What several summaries say together, in whatever order they come."""
    waiting: list[str] = []
    for summary in summaries:
        waiting.append(summary)
        if len(waiting) > 1 and sum(map(len, waiting)) > PART_BYTES:
            waiting = [_text(_ask({"merge": {"summaries": waiting}}, limits), "summary")]
    return Summary(_text(_ask({"merge": {"summaries": waiting}}, limits), "summary"))


def describe() -> dict[str, Any]:
    """Versions, the control, limits, and the JSON Schemas of requests and responses."""
    described: dict[str, Any] = json.loads(_host.describe())
    return described


def summarise_files(files: Iterable[File], watch: Watch, limits: Limits) -> Summary:
    return merge(_summaries(files, watch, limits), limits=limits)


def _summaries(files: Iterable[File], watch: Watch, limits: Limits) -> Iterator[Summary]:
    batch: list[dict[str, str]] = []
    size = 0
    for file in files:
        for content in _parts(file):
            if batch and size + len(content) > PART_BYTES:
                yield _summary(batch, watch, limits)
                batch, size = [], 0
            batch.append(_exports.part(file.name, content))
            size += len(content)
    yield _summary(batch, watch, limits)


def _summary(logs: list[dict[str, str]], watch: Watch, limits: Limits) -> Summary:
    return Summary(_text(_ask({"summarise": {"watch": watch, "logs": logs}}, limits), "summary"))


def _parts(file: File) -> Iterator[bytes]:
    """A log cut between its records where every line is one, and whole where it is not."""
    pending = bytearray()
    cuts: bool | None = None
    for chunk in file.chunks(min(_LINES, PART_BYTES)):
        pending += chunk
        if len(pending) < PART_BYTES:
            continue
        if cuts is None:
            cuts = _is_lines(pending)
        end = pending.rfind(b"\n") + 1 if cuts else 0
        if end:
            yield bytes(pending[:end])
            del pending[:end]
    if pending or cuts is None:
        yield bytes(pending)


def _is_lines(start: bytes | bytearray) -> bool:
    """Whether the first two lines hold an object each."""
    lines = bytes(start[:_LINES]).split(b"\n", 2)[:2]
    try:
        return len(lines) == 2 and all(isinstance(json.loads(line), dict) for line in lines)
    except ValueError:
        return False


#: How much of a file is looked at to tell whether every line is a record.
_LINES = 1024 * 1024


class _Opened:
    """A file, and whether it is a long one of lines, which goes in parts."""

    def __init__(self, file: File) -> None:
        self.file = file
        chunks = file.chunks()
        self._start = b"".join(_first(chunks, PART_BYTES + 1))
        self.is_long = len(self._start) > PART_BYTES and _is_lines(self._start)
        if not self.is_long:
            self._start += b"".join(chunks)

    def part(self) -> dict[str, str]:
        return _exports.part(self.file.name, self._start)


def _first(chunks: Iterator[bytes], size: int) -> Iterator[bytes]:
    while size > 0 and (chunk := next(chunks, None)) is not None:
        size -= len(chunk)
        yield chunk


def _request(
    files: Iterable[File],
    declared: dict[str, Any],
    limits: Limits,
    summaries: Iterable[Summary] = (),
) -> dict[str, Any]:
    """What is asked of one tenant, long logs as summaries."""
    opened = [_Opened(file) for file in files]
    request = declared | {
        "exports": [file.part() for file in opened if not file.is_long],
        "summaries": list(summaries),
    }
    _add_long([file for file in opened if file.is_long], request, limits)
    return request


def _add_long(files: list[_Opened], request: dict[str, Any], limits: Limits) -> None:
    """Summarises long logs; a long file that is no log goes whole after all."""
    if not files:
        return
    watch = _watch({key: request[key] for key in ("exports", "settings") if key in request}, limits)
    for opened in files:
        try:
            request["summaries"].append(summarise_files([opened.file], watch, limits))
        except Failure as failure:
            if failure.code != "not-a-log":
                raise
            request["exports"].append(_exports.part(opened.file.name, opened.file.read()))


def _declared(
    settings: Settings | None, as_of: datetime | str | None, decisions: Decisions | None
) -> dict[str, Any]:
    """What a request says beside the exports."""
    declared: dict[str, Any] = {"now": _rfc3339(datetime.now(timezone.utc).replace(microsecond=0))}
    if settings is not None:
        declared["settings"] = _settings(settings)
    if as_of is not None:
        declared["asOf"] = as_of if isinstance(as_of, str) else _rfc3339(as_of)
    if decisions is not None:
        declared["decisions"] = _decisions(decisions)
    return declared


def _decisions(decisions: Decisions) -> str:
    """Decisions as JSON text; the module reads it, and says what is wrong with it."""
    if isinstance(decisions, Mapping):
        return json.dumps(decisions, default=_moment)
    return _given(decisions)[0].decode("utf-8-sig", "replace")


def _settings(settings: Settings) -> str:
    """Settings as JSON text; the module reads it, and says what is wrong with it."""
    if isinstance(settings, Mapping):
        return json.dumps(settings, default=_moment)
    content, name = _given(settings)
    text = content.decode("utf-8-sig", "replace")
    if name.endswith(".toml") or not name.endswith(".json") and not text.lstrip().startswith("{"):
        return _from_toml(text, name)
    return text


def _given(file: bytes | str | os.PathLike[str]) -> tuple[bytes, str]:
    """What is in a file, and its name; bytes have none."""
    if isinstance(file, bytes):
        return file, ""
    return File(str(file), Path(file)).read(), str(file)


def _from_toml(text: str, name: str) -> str:
    try:
        return json.dumps(tomllib.loads(text), default=_moment)
    except tomllib.TOMLDecodeError as error:
        help = "see `flowlock.describe()` for what settings hold"
        raise Failure("settings-not-toml", f"not TOML: {error}", help, name or None) from None


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return _rfc3339(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"settings and decisions cannot hold a {type(value).__name__}")


def _rfc3339(moment: datetime) -> str:
    """A time without a zone is taken for UTC, not for whatever zone the machine is in."""
    moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return moment.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")


def _watch(request: dict[str, Any], limits: Limits) -> Watch:
    return Watch(_text(_ask({"watch": request}, limits), "watch"))


def _ask(request: dict[str, Any], limits: Limits) -> bytes:
    """The response to a request; a failure is raised."""
    text = json.dumps(request, ensure_ascii=False, separators=(",", ":"))
    response = _host.ask(text.encode("utf-8"), limits)
    if response.startswith(b'{"error":'):
        raise Failure(**json.loads(response)["error"])
    return response


def _text(response: bytes, member: str) -> str:
    text: str = json.loads(response)[member]
    return text
