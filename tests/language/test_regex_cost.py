import pytest

from lab.language.regex_cost import MAX_COST, bounded_pattern, cost


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("abc", 3), ("a{3}", 3), ("(ab){3}", 6), ("(a{3}b){2,4}", 16), ("[a-z]{2}", 10), (".", 80), (r"\.", 1), ("((", 0)],
)
def test_cost(pattern, expected):
    assert cost(pattern) == expected


@pytest.mark.parametrize(
    "pattern",
    [r".*", r".+-[^-]+", r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", r"(?i)api|web", r"5..", r"(\.[a-z]{1,63}){0,4}"],
)
def test_bounded_pattern_of_usual_ones_is_the_same(pattern):
    assert bounded_pattern(pattern, 0) == pattern


@pytest.mark.parametrize(
    "pattern", [r"\pL", r"\p{Greek}{3}", r"[\pL]{9}", r"[^a&&[^b]]{100}", r"(.{9}){9}", r"[é-ž]{99}"]
)
def test_bounded_pattern_of_costly_ones_is_a_name(pattern):
    assert cost(pattern) > MAX_COST
    assert bounded_pattern(pattern, 7) == "costly-7"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"\w\d", "[0-9A-Za-z_][0-9]"),
        (r"[\w.]", "[0-9A-Za-z_.]"),
        (r"\S", r"[^\t\n\f\r ]"),
        (r"\\w", r"\\w"),
        ("\\w\\", "[0-9A-Za-z_]\\"),
    ],
)
def test_bounded_pattern_has_the_classes_of_re2(pattern, expected):
    assert bounded_pattern(pattern, 0) == expected
