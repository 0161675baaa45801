"""The tenants that the tests look at."""

from __future__ import annotations

import json
from pathlib import Path

ROOT = Path(__file__).parents[4]
FIXTURES = ROOT / "fixtures"

POLICY = {
    "id": "00000000-0000-4000-8000-00000000000a",
    "displayName": "Block device code",
    "state": "enabledForReportingButNotEnforced",
    "modifiedDateTime": "2026-07-01T00:00:00Z",
    "conditions": {
        "users": {"includeUsers": ["All"]},
        "applications": {"includeApplications": ["All"]},
        "authenticationFlows": {"transferMethods": "deviceCodeFlow"},
    },
    "grantControls": {"operator": "OR", "builtInControls": ["block"]},
}


def line(number: int) -> bytes:
    """A sign-in that the policy would have blocked."""
    record = {
        "id": f"s{number}",
        "createdDateTime": f"2026-07-{2 + number // 24 % 20:02}T{number % 24:02}:00:00Z",
        "userId": f"u{number % 50}",
        "appId": "a",
        "correlationId": f"c{number}",
        "isInteractive": True,
        "authenticationProtocol": "deviceCode",
        "status": {"errorCode": 0},
        "appliedConditionalAccessPolicies": [{"id": POLICY["id"], "result": "reportOnlyFailure"}],
    }
    return json.dumps(record).encode() + b"\n"
