"""The grammar of conditions, and when they hold."""

from __future__ import annotations

import math
import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.language.conditions import Comparison, Condition, format_condition, parse_condition

OPERATORS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
numbers = st.floats(-1e9, 1e9).map(lambda number: round(number, 4))


@pytest.mark.parametrize(
    ("text", "comparisons"),
    [
        pytest.param("== 1", (Comparison("==", 1.0),), id="one"),
        pytest.param("==1", (Comparison("==", 1.0),), id="without a space"),
        pytest.param("> 0 and <= 0.5", (Comparison(">", 0.0), Comparison("<=", 0.5)), id="two"),
        pytest.param("== 0.25 within 5%", (Comparison("==", 0.25, 0.05),), id="within"),
        pytest.param(">= -1.5e3", (Comparison(">=", -1500.0),), id="exponent"),
        pytest.param("equals the load", (Comparison("==", None),), id="the load"),
        pytest.param("equals the load within 5%", (Comparison("==", None, 0.05),), id="nearly the load"),
        pytest.param("equals the load per 5s", (Comparison("==", None, 0.0, 5.0),), id="a rate of the load"),
    ],
)
def test_parse_condition(text: str, comparisons: tuple[Comparison, ...]) -> None:
    assert parse_condition(text) == Condition(text, comparisons)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        pytest.param(1, "1 is not a condition; write for example '== 1'", id="a number"),
        pytest.param(True, "True is not a condition", id="a boolean"),
        pytest.param("1", "'1' is not a condition; write '== 1'", id="no operator"),
        pytest.param("= 1", "'= 1' is not a condition", id="one equals sign"),
        pytest.param("== one", "'== one' is not a condition", id="a word"),
        pytest.param("== 1 or == 2", "'== 1 or == 2' is not a condition", id="or"),
        pytest.param("> 1 within 5%", "'> 1 within 5%': 'within' can only be used with '=='", id="within what"),
        pytest.param("equals the load per 5", "'5' is not a duration", id="per what"),
        pytest.param("", "'' is not a condition", id="nothing"),
    ],
)
def test_parse_condition_invalid(wrong: object, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_condition(wrong)
    assert str(caught.value).startswith(message)


NUMBERS = [
    # condition, value, whether it holds
    ("== 1", 1.0, True),
    ("== 1", 1.0000001, False),
    ("!= 1", 2.0, True),
    ("!= 1", 1.0, False),
    ("< 1", 0.9, True),
    ("< 1", 1.0, False),
    ("<= 1", 1.0, True),
    ("> 1", 1.0, False),
    (">= 1", 1.0, True),
    ("> 0 and <= 0.5", 0.5, True),
    ("> 0 and <= 0.5", 0.0, False),
    ("> 0 and <= 0.5 and != 0.25", 0.25, False),
    ("== -1e-3", -0.001, True),
    ("== 200 within 5%", 190.0, True),
    ("== 200 within 5%", 210.0, True),
    ("== 200 within 5%", 210.1, False),
    ("== -200 within 5%", -190.0, True),
    ("== 0 within 5%", 0.01, False),
    ("== 1 within 0.5%", 1.004, True),
    ("> 1", math.inf, True),
    ("== 1 within 5%", math.inf, False),
    *((text, math.nan, False) for text in ("== 1", "!= 1", "< 1", "<= 1", "> 1", ">= 1", "== 1 within 99%")),
    # without a load
    ("equals the load", 0.0, False),
    ("equals the load per 5s within 5%", 0.0, False),
]

LOADS = [
    # condition, value, load, whether it holds
    ("equals the load", 300.0, 300.0, True),
    ("equals the load", 299.0, 300.0, False),
    ("equals the load within 5%", 285.0, 300.0, True),
    ("equals the load within 5%", 284.0, 300.0, False),
    ("equals the load within 5%", 0.01, 0.0, False),
    ("equals the load per 5m", 1.0, 300.0, True),
    ("equals the load per 1m within 10%", 5.5, 300.0, True),
    ("equals the load per 1m within 10%", 5.51, 300.0, False),
    ("equals the load and <= 300", 300.0, 300.0, True),
    ("equals the load", math.nan, 300.0, False),
]


@pytest.mark.parametrize(("text", "value", "holds"), NUMBERS)
def test_condition_holds(text: str, value: float, holds: bool) -> None:
    assert parse_condition(text).holds(value) is holds


@pytest.mark.parametrize(("text", "value", "load", "holds"), LOADS)
def test_condition_holds_with_load(text: str, value: float, load: float, holds: bool) -> None:
    condition = parse_condition(text)

    assert condition.about_load
    assert condition.holds(value, load) is holds


@given(st.sampled_from(sorted(OPERATORS)), numbers, numbers)
def test_comparison_holds_like_its_operator(op: str, number: float, value: float) -> None:
    assert parse_condition(f"{op} {number}").holds(value) is OPERATORS[op](value, number)


@given(st.lists(st.tuples(st.sampled_from(sorted(OPERATORS)), numbers), min_size=1, max_size=4), numbers)
def test_condition_holds_if_all_comparisons_hold(parts: list[tuple[str, float]], value: float) -> None:
    text = " and ".join(f"{op} {number}" for op, number in parts)

    assert parse_condition(text).holds(value) is all(OPERATORS[op](value, number) for op, number in parts)


@given(numbers, st.integers(1, 99))
def test_condition_within_is_relative_to_the_target(target: float, percent: int) -> None:
    condition = parse_condition(f"== {target} within {percent}%")

    assert condition.holds(target)
    assert condition.holds(target * (1 + 0.99 * percent / 100))
    assert target == 0 or not condition.holds(target * (1 + 1.01 * percent / 100))


@pytest.mark.parametrize(
    ("text", "load", "message"),
    [
        pytest.param("== 1", 5.0, "== 1", id="as written"),
        pytest.param("equals the load", 120.0, "equals the load (120)", id="with its number"),
        pytest.param("equals the load", None, "equals the load", id="the load not known"),
        pytest.param("equals the load per 4s", 120.0, "equals the load per 4s (30)", id="per"),
        pytest.param("equals the load and < 5", 300.0, "equals the load and < 5", id="no single number"),
    ],
)
def test_format_condition(text: str, load: float | None, message: str) -> None:
    assert format_condition(parse_condition(text), load) == message


def test_parse_condition_too_long() -> None:
    with pytest.raises(ValueError, match="is too long for a condition; at most 200 characters"):
        parse_condition("== 1 and " * 2_000 + "== 1")
