"""Is device code flow locked in an Entra tenant, as CIS Azure Foundations v3.0.0, 2.2.3 asks?

>>> import flowlock
>>> report = flowlock.evaluate({"policies.json": b'[]'}, as_of="2026-01-31T00:00:00Z")
Traceback (most recent call last):
    ...
flowlock.errors.Failure: [no-policies] none of the files is an export of conditional access policies
"""

from flowlock._api import Summary, Watch, describe, diff, evaluate, merge, summarise, watch
from flowlock._exports import Exports
from flowlock._host import DEFAULT_LIMITS, Limits
from flowlock._report import Diff, Report
from flowlock.errors import Failure, FlowlockError, LimitReached, ModuleFault

__version__ = "0.1.0"

__all__ = [
    "DEFAULT_LIMITS",
    "Diff",
    "Exports",
    "Failure",
    "FlowlockError",
    "LimitReached",
    "Limits",
    "ModuleFault",
    "Report",
    "Summary",
    "Watch",
    "__version__",
    "describe",
    "diff",
    "evaluate",
    "merge",
    "summarise",
    "watch",
]
