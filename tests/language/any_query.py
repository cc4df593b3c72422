"""PromQL in pieces, each with whether it is a duration that scaling must find; the rest only looks like one."""

from __future__ import annotations

from typing import Any, TypeAlias

from hypothesis import strategies as st

Piece: TypeAlias = tuple[str, bool]

DURATIONS = ("5m", "1h30m", "30s", "90s", "500ms", "1w")
NAMES = ("x", "job:x:rate5m", "kafka_offset", "s5m", "_m")
TEXTS = ('"[5m]"', "'it offset 5m'", '"\\"[5m]\\\\"', "`a[9m]`", '"é😀 # no comment"')


@st.composite
def pieces(draw: Any, depth: int = 2) -> list[Piece]:
    """An instant vector, as text and durations in turn."""

    def word(*texts: str) -> Piece:
        return draw(st.sampled_from(texts)), False

    def duration() -> Piece:
        return draw(st.sampled_from(DURATIONS)), True

    def selector() -> list[Piece]:
        plain = [word(*NAMES)]
        return [*plain, ("{a=", False), word(*TEXTS), ("}", False)] if draw(st.booleans()) else plain

    def offset() -> list[Piece]:
        if draw(st.booleans()):
            return []
        return [word(" offset ", "  OFFSET -", " offset\n  "), duration()]

    def space() -> Piece:
        return word("", " ", " # [7m] offset 7m\n")

    kind = draw(st.sampled_from(["instant", "range"] + ["sum", "subquery", "both"] * (depth > 0)))
    match kind:
        case "instant":
            return [*selector(), *offset()]
        case "range":
            ranged = [*selector(), word("[", "[ "), duration(), word("]", " ]"), *offset()]
            return [("predict_linear(", False), *ranged, word(", 4 * 3600", ", 14400"), space(), (")", False)]
        case "sum":
            return [word("sum by (offset) (", "sum("), *draw(pieces(depth - 1)), space(), (")", False)]
        case "subquery":
            step = [duration()] if draw(st.booleans()) else []
            inner = [("max_over_time((", False), *draw(pieces(depth - 1)), space(), (")[", False), duration()]
            return [*inner, word(":", " : "), *step, ("]", False), *offset(), (")", False)]
    return [*draw(pieces(depth - 1)), word(" + ", "\n  / ", " > bool "), *draw(pieces(depth - 1))]
