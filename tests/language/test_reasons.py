"""Reasons: declared once, read back from records, and refused in scenarios when nothing gives them."""

import pytest
from pydantic import TypeAdapter, ValidationError

from lab.language import reasons
from lab.language.reasons import DeclaredReason, Reason, declare, declared

RECORDED = TypeAdapter(Reason)
IN_A_SCENARIO = TypeAdapter(DeclaredReason)


def test_declare_is_idempotent_and_refuses_another_meaning() -> None:
    again = declare(reasons.NO_SERIES, reasons.NO_SERIES.description)

    assert again is reasons.NO_SERIES
    with pytest.raises(ValueError, match="there is already a reason 'no_series': The query returned nothing"):
        declare("no_series", "Something else.")


def test_every_reason_is_explained_in_one_sentence() -> None:
    for reason in declared():
        assert reason.description[0].isupper() and reason.description.endswith("."), reason
        assert ". " not in reason.description, reason


def test_a_recorded_reason_reads_back_as_the_declared_one() -> None:
    text = RECORDED.dump_json(reasons.NO_SERIES)

    assert text == b'"no_series"'
    assert RECORDED.validate_json(text) is reasons.NO_SERIES


def test_a_recorded_reason_of_another_version_is_kept() -> None:
    assert RECORDED.validate_python("rained_off") == Reason("rained_off")


def test_a_scenario_may_only_name_declared_reasons() -> None:
    assert IN_A_SCENARIO.validate_python("no_series") is reasons.NO_SERIES
    with pytest.raises(ValidationError) as raised:
        IN_A_SCENARIO.validate_python("rained_off")
    (error,) = raised.value.errors()
    assert error["type"] == "enum" and "'no_series'" in error["ctx"]["expected"]


def test_the_schema_lists_the_declared_reasons() -> None:
    assert IN_A_SCENARIO.json_schema() == {"type": "string", "enum": list(map(str, declared()))}
