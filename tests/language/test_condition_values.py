"""What a value must be: the grammar of conditions, and when they hold."""

import math

import pytest

from lab.language.conditions import format_condition, parse_condition

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
    # without a load there is nothing to be equal to
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

BAD = [
    ("", "'' is not a condition; write '== 1', '> 0 and <= 0.5', '== 0.25 within 5%' or 'equals the load'"),
    ("1", "'1' is not a condition; write '== 1', '> 0 and <= 0.5', '== 0.25 within 5%' or 'equals the load'"),
    ("= 1", "'= 1' is not a condition; write '== 1', '> 0 and <= 0.5', '== 0.25 within 5%' or 'equals the load'"),
    (
        "> 0 and",
        "'> 0 and' is not a condition; write '== 1', '> 0 and <= 0.5', '== 0.25 within 5%' or 'equals the load'",
    ),
    (
        "> 0 or < 1",
        "'> 0 or < 1' is not a condition; write '== 1', '> 0 and <= 0.5', '== 0.25 within 5%' or 'equals the load'",
    ),
    ("> 1 within 5%", "'> 1 within 5%': 'within' can only be used with '=='"),
    ("equals the load per 5", "'5' is not a duration; write a number and a unit (ms, s, m, h, d), for example 8s"),
    (1, "1 is not a condition; write for example '== 1'"),
    (True, "True is not a condition; write for example '== True'"),
]


@pytest.mark.parametrize(("text", "value", "held"), NUMBERS)
def test_a_condition_holds_or_does_not(text: str, value: float, held: bool) -> None:
    assert parse_condition(text).holds(value) is held


@pytest.mark.parametrize(("text", "value", "load", "held"), LOADS)
def test_a_condition_about_the_load(text: str, value: float, load: float, held: bool) -> None:
    assert parse_condition(text).about_load
    assert parse_condition(text).holds(value, load) is held


@pytest.mark.parametrize(("text", "message"), BAD)
def test_what_is_no_condition_says_how_to_write_one(text: object, message: str) -> None:
    with pytest.raises(ValueError) as raised:
        parse_condition(text)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("text", "load", "said"),
    [
        ("> 0", 300.0, "> 0"),
        ("equals the load", 300.0, "equals the load (300)"),
        ("equals the load per 5m", 300.0, "equals the load per 5m (1)"),
        ("equals the load", None, "equals the load"),
        ("equals the load and < 5", 300.0, "equals the load and < 5"),
    ],
)
def test_a_condition_in_words(text: str, load: float | None, said: str) -> None:
    assert format_condition(parse_condition(text), load) == said
