from __future__ import annotations

from lab.queries.prometheus import InstantQuery
from lab.record.observation import Observation


def test_observation_round_trip_of_any_json() -> None:
    observation = Observation(query=InstantQuery(query="x"), at=0.0, answer={"a": [1, 2.5, None, "NaN", {"b": True}]})
    assert Observation.model_validate_json(observation.model_dump_json()) == observation
