"""The report and the comparison, typed."""

from __future__ import annotations

import json
from functools import cached_property
from typing import cast

from flowlock._types import (
    Changed,
    Crossed,
    DecisionReport,
    Gap,
    NextStep,
    PolicyReport,
    Reason,
    Rollout,
    Source,
    Stage,
    Standpoint,
    Status,
    Untold,
    Usage,
)
from flowlock._types import Diff as DiffData
from flowlock._types import Report as ReportData


class _Answer:
    """What the module answered. Two answers are equal where they say the same."""

    def __init__(self, json: bytes) -> None:
        self._json = json

    @property
    def json(self) -> str:
        """The answer as JSON: the same exports and settings give the same text on every host."""
        return self._json.decode("utf-8")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._json == self._json

    def __hash__(self) -> int:
        return hash(self._json)


class Report(_Answer):
    """The whole answer for one tenant.

    What is used most has an attribute; `data` has all of it, as the schema in
    :func:`flowlock.describe` tells. Two reports are equal where they say the same.
    """

    @cached_property
    def data(self) -> ReportData:
        """Everything that the report holds."""
        return cast(ReportData, json.loads(self._json))

    @property
    def status(self) -> Status:
        """The verdict: `pass`, `fail`, or `review` where a person has to look."""
        return self.data["status"]

    @property
    def passed(self) -> bool:
        """Whether every attempt outside what is accepted is blocked. A review has not passed."""
        return self.status == "pass"

    @property
    def stage(self) -> Stage:
        """How far the tenant has come, from `absent` to `enforced`."""
        return self.data["stage"]

    @property
    def as_of(self) -> str:
        """The moment the report speaks of, RFC 3339."""
        return self.data["asOf"]

    @property
    def summary(self) -> str:
        """The verdict in one sentence."""
        return self.data["summary"]

    @property
    def reasons(self) -> list[Reason]:
        """Why, most important first."""
        return self.data["reasons"]

    @property
    def gaps(self) -> list[Gap]:
        """Who could still obtain a token through device code flow, each with a witness."""
        return self.data["gaps"]

    @property
    def policies(self) -> list[PolicyReport]:
        """The policies: candidates first, the nearest to what the control asks at the top."""
        return self.data["policies"]

    @property
    def rollout(self) -> list[Rollout]:
        """The report-only review, one entry for each report-only candidate."""
        return self.data["rollout"]

    @property
    def usage(self) -> Usage | None:
        """Device code use across the tenant; `None` where no sign-ins were read."""
        return self.data["usage"]

    @property
    def next_step(self) -> NextStep:
        """What to do now."""
        return self.data["nextStep"]

    @property
    def decisions(self) -> list[DecisionReport]:
        """What people decided, and whether it counts."""
        return self.data["decisions"]

    @property
    def sources(self) -> list[Source]:
        """The files, and what each could show."""
        return self.data["sources"]

    def __repr__(self) -> str:
        return f"<flowlock.Report: {self.status} ({self.stage}) as of {self.as_of}: {self.summary}>"


class Diff(_Answer):
    """What changed between two exports of one tenant.

    What is used most has an attribute; `data` has all of it, as the schema in
    :func:`flowlock.describe` tells. Two comparisons are equal where they say the same.
    """

    @cached_property
    def data(self) -> DiffData:
        """Everything that the comparison holds."""
        return cast(DiffData, json.loads(self._json))

    @property
    def as_of(self) -> str:
        """The moment that the newer side is judged at, RFC 3339."""
        return self.data["asOf"]

    @property
    def summary(self) -> str:
        """What comes of it, in one sentence."""
        return self.data["summary"]

    @property
    def before(self) -> Standpoint:
        """How the older side stands."""
        return self.data["before"]

    @property
    def after(self) -> Standpoint:
        """How the newer side stands."""
        return self.data["after"]

    @property
    def changes(self) -> list[Changed]:
        """What changed in policies, in what they reach, and in what the settings resolve to."""
        return self.data["changes"]

    @property
    def opened(self) -> list[Crossed]:
        """What is not blocked now and was blocked before: what is open first, what is accepted last."""
        return self.data["opened"]

    @property
    def closed(self) -> list[Crossed]:
        """What is blocked now and was not blocked before, as it stood then."""
        return self.data["closed"]

    @property
    def untold(self) -> list[Untold]:
        """What the comparison cannot tell."""
        return self.data["untold"]

    def __repr__(self) -> str:
        return f"<flowlock.Diff: {self.before['status']} to {self.after['status']} as of {self.as_of}: {self.summary}>"
