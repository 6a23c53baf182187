"""The description at /openapi.json is true: what it allows is understood, what it forbids is refused, nothing breaks."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from shared.tickets import Role
from tests.journeys.halls import HallProcess


# The stream has no end, so it is not asked for here.
@pytest.mark.parametrize("path", ["/api/v1/commands", "/api/v1/picture", "/healthz", "/metrics"])
def test_every_route_keeps_to_its_description(hall: HallProcess, tokens: dict[Role, str], path: str) -> None:
    description = schemathesis.openapi.from_url(f"{hall.url}/openapi.json")
    bearer = {"Authorization": f"Bearer {tokens[Role.MANAGER]}"}
    operations = [found.ok() for found in description.include(path=path).get_all_operations()]
    assert len(operations) == 1
    asked = 0

    @given(case=operations[0].as_strategy())
    @settings(max_examples=settings.default.max_examples // 2, suppress_health_check=list(HealthCheck))
    def ask(case: schemathesis.Case) -> None:
        nonlocal asked
        asked += 1
        case.call_and_validate(headers=bearer, timeout=20)

    ask()
    assert asked > 0
