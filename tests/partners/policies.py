"""The founding policy, word for word, and ways to bend it."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

FOUNDING: Mapping[str, Any] = {
    "version": "2026-1",
    "effective_from": "2026-01-01",
    "announced_on": "2025-10-01",
    "applies_to": ["si"],
    "counting": {
        "unit": "certificate",
        "grace_days_after_expiry": 0,
        "one_partner_per_person": True,
    },
    "status": {"approve": "manager", "at_risk_days": 90, "protects_held_tier": True},
    "tiers": [
        {
            "key": "registered",
            "requires": [
                {"type": "flag", "kind": "agreement_signed"},
                {"type": "flag", "kind": "basic_training"},
            ],
            "commitment": [],
        },
        {
            "key": "select",
            "requires": [
                {"type": "certifications", "min": 3},
                {"type": "events", "kind": "implementation", "min": 2},
            ],
            "commitment": [
                {"type": "sum", "kind": "revenue", "min": 100000, "window_days": 365}
            ],
        },
        {
            "key": "premier",
            "requires": [
                {"type": "certifications", "min": 10},
                {"type": "events", "kind": "implementation", "min": 10},
            ],
            "commitment": [
                {"type": "sum", "kind": "revenue", "min": 500000, "window_days": 365}
            ],
        },
        {
            "key": "strategic",
            "requires": [
                {"type": "certifications", "min": 20},
                {"type": "events", "kind": "implementation", "min": 50},
                {"type": "flag", "kind": "strategic_focus"},
            ],
            "commitment": [
                {"type": "sum", "kind": "revenue", "min": 5000000, "window_days": 365}
            ],
        },
    ],
}


def founding(**changes: Any) -> dict[str, Any]:
    """A copy of the founding policy with other top-level fields."""
    return {**deepcopy(dict(FOUNDING)), **changes}
