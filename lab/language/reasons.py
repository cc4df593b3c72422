"""Reasons why an expectation failed, as mutants and reports name them.

Each reason is declared once, with a sentence of explanation. Those that several kinds of expectation use are declared
here; a kind that needs a reason of its own declares it in its own file.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticKnownError, core_schema

_DECLARED: dict[str, Reason] = {}


class Reason(str):
    """The name of a reason, with its description; the description of one from another version of lab is empty."""

    __slots__ = ("description",)
    description: str

    def __new__(cls, name: str, description: str = "") -> Reason:
        reason = super().__new__(cls, name)
        reason.description = description
        return reason

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            lambda name: _DECLARED.get(name) or cls(name),
            core_schema.str_schema(strict=True, pattern="^[a-z][a-z0-9_]*$"),
            serialization=core_schema.to_string_ser_schema(),
        )


def declare(name: str, description: str) -> Reason:
    """A reason that expectations use and mutants may name. Raises ValueError when another one has this name."""
    if name in _DECLARED and _DECLARED[name].description != description:
        raise ValueError(f"there is already a reason {name!r}: {_DECLARED[name].description}")
    return _DECLARED.setdefault(name, Reason(name, description))


def declared() -> tuple[Reason, ...]:
    return tuple(_DECLARED.values())


class _MustBeDeclared:
    """Refuses a reason that is not declared; the JSON Schema lists those that are."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_refuse_undeclared, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "enum": list(_DECLARED)}


def _refuse_undeclared(value: Any) -> Any:
    if isinstance(value, str) and value not in _DECLARED:
        raise PydanticKnownError("enum", {"expected": ", ".join(f"'{name}'" for name in _DECLARED)})
    return value


DeclaredReason = Annotated[Reason, _MustBeDeclared()]

NO_SERIES = declare("no_series", "The query returned nothing.")
MISSING_SERIES = declare(
    "missing_series", "Some of the series, metric names or targets that were expected are missing."
)
UNEXPECTED_SERIES = declare("unexpected_series", "There are series, metric names or targets that were not expected.")
WRONG_VALUE = declare("wrong_value", "It exists, but with another value than expected.")
WRONG_LABELS = declare("wrong_labels", "Labels or attributes are missing, unexpected, or have other values.")
CONTROL_MISSING = declare(
    "control_missing",
    "The window is not over, or the control is missing: nothing shows that lab would have noticed.",
)
NO_TARGET = declare("no_target", "Prometheus has no such scrape target, or no such job.")
TARGET_DOWN = declare("target_down", "A scrape target is not up.")
TARGET_UP = declare("target_up", "A scrape target is up, but should not be.")
NO_RULE = declare("no_rule", "No such rule is loaded.")
NEVER_FIRED = declare("never_fired", "The alert did not become pending or firing, or did not reach Alertmanager.")
NOT_RESOLVED = declare("not_resolved", "The alert fired, but has not resolved.")
FIRED = declare("fired", "The alert became pending or firing, but should have stayed inactive.")
NOT_DELIVERED = declare("not_delivered", "The notification or message did not arrive, or too few of them did.")
WRONG_NOTIFICATION = declare("wrong_notification", "It arrived, but with another receiver, label, annotation or text.")
WRONG_RECEIVER = declare("wrong_receiver", "A receiver got a notification that it must not get.")
WRONG_GROUPING = declare("wrong_grouping", "The alerts arrived in other groups, or in more notifications.")
NOT_SUPPRESSED = declare("not_suppressed", "The alert is active, but should be inhibited or silenced.")
NO_LINES = declare("no_lines", "The log query returned no lines.")
WRONG_LINES = declare("wrong_lines", "There are more or fewer lines than expected, or lines with other text.")
NO_TRACES = declare("no_traces", "The trace does not exist, or no trace matches.")
NOT_THERE = declare("not_there", "The data source, the dashboard or the page does not exist.")
NO_DATA = declare("no_data", "A query of a panel returned no data.")
QUERY_ERROR = declare("query_error", "The backend refused the query, or a rule cannot be evaluated.")
CONTAINER_EXITED = declare("container_exited", "A container exited unexpectedly before the expectation could pass.")
NOT_OBSERVED = declare("not_observed", "The backend did not answer, or its answer could not be read.")
LOAD_OFF = declare("load_off", "The load generator did not send the load that was requested.")
LEFT_OUT = declare("left_out", "It needs an optional component whose image is not available.")
