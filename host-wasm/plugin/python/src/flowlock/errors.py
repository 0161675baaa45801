"""Everything this package raises. Each error has a stable `code` and says what to do in `help`."""

from __future__ import annotations


class FlowlockError(Exception):
    """The answer could not be given.

    `code` is stable across versions, `help` says what to do. Where it is known, `source` names the
    file, `pointer` the member of it (a JSON pointer) and `line` the line, counted from one.
    """

    def __init__(
        self,
        code: str,
        message: str,
        help: str,
        source: str | None = None,
        pointer: str | None = None,
        line: int | None = None,
    ) -> None:
        super().__init__(code, message, help, source, pointer, line)
        self.code = code
        self.message = message
        self.help = help
        self.source = source
        self.pointer = pointer
        self.line = line

    def __str__(self) -> str:
        places = (self.source, self.line and f"line {self.line}", self.pointer)
        place = ", ".join(str(place) for place in places if place)
        return f"[{self.code}] {self.message}" + (f" ({place})" if place else "") + f"\nhelp: {self.help}"


class Failure(FlowlockError):
    """Something is wrong with what was given: an export, the settings, a summary."""


class LimitReached(FlowlockError):
    """The work or the memory that :class:`flowlock.Limits` allows was not enough."""


class ModuleFault(FlowlockError):
    """The module stopped where it never should: a bug. Nothing of it is used again."""
