"""Lines of logs, over captured answers of Loki."""

from typing import Any

import pytest

from lab.expectations.logs import LogsCheck, LogsExpectation
from lab.language import reasons
from tests.expectations.captured_answers import Case, after, holds, judged, loki, misses, sent, unsure

QUERY = '{container="log_writer"}'
SENT = sent(log_info=6, log_error=3, plain_info=3, plain_error=3, log_warning=3)
LOGGED = after(20.0, SENT)
EXTRACTED = "ERROR: the answer could not be stored"


def logs(**wish: Any) -> LogsCheck:
    expectation = LogsExpectation.model_validate({"logs": QUERY, **wish})
    about_load = expectation.lines is not None and expectation.lines.about_load
    return LogsCheck(expectation, "logging" if about_load else None)


def first_line(name: str) -> str:
    line: str = loki(name)["result"][0]["values"][0][1]
    return line


def many(number: int) -> Any:
    """So many lines, in the shape of a captured answer."""
    answer = loki("lines_error")
    stream = answer["result"][0]
    return {**answer, "result": [{**stream, "values": [[str(at), "x"] for at in range(number)]}]}


CASES = {
    "at least one": Case(
        logs(), (loki("lines_extracted"),), holds("lines: at least one", f"3 lines, for example {EXTRACTED}")
    ),
    "none": Case(
        logs(),
        (loki("lines_none"),),
        misses(reasons.NO_LINES, "lines: at least one", "no lines", hint=f"the query was {QUERY}"),
    ),
    "as many as the load sent": Case(
        logs(lines="equals the load"),
        (loki("lines"),),
        holds("lines: equals the load (18)", f"18 lines, for example {first_line('lines')}"),
        LOGGED,
    ),
    "as many as the load sent to one route": Case(
        logs(lines="equals the load", route="/log/error"),
        (loki("lines_extracted"),),
        holds(
            "lines: equals the load (3), counting only requests to /log/error",
            f"3 lines, for example {EXTRACTED}",
        ),
        LOGGED,
    ),
    "some of the load's are missing, and may still come": Case(
        logs(lines="equals the load"),
        (loki("lines_error"),),
        misses(reasons.WRONG_LINES, "lines: equals the load (18)", "6 lines", difference="12 missing"),
        LOGGED,
    ),
    "more than the load sent, which no line takes back": Case(
        logs(lines="equals the load", route="/log/error"),
        (loki("lines_error"),),
        misses(
            reasons.WRONG_LINES,
            "lines: equals the load (3), counting only requests to /log/error",
            "6 lines",
            difference="3 too many",
            final=True,
        ),
        LOGGED,
    ),
    "nearly as many as the load sent": Case(
        logs(lines="equals the load within 50%", route="/log/info"),
        (loki("lines_extracted"),),
        holds(
            "lines: equals the load within 50% (6), counting only requests to /log/info",
            f"3 lines, for example {EXTRACTED}",
        ),
        LOGGED,
    ),
    "a range of numbers": Case(
        logs(lines="> 0 and <= 2"),
        (loki("lines_extracted"),),
        misses(reasons.WRONG_LINES, "lines: > 0 and <= 2", "3 lines", final=True),
    ),
    "fewer than the least": Case(
        logs(lines="> 100"),
        (loki("lines_extracted"),),
        misses(reasons.WRONG_LINES, "lines: > 100", "3 lines"),
    ),
    "too many to be counted": Case(
        logs(lines="== 5000"),
        (many(5000),),
        misses(
            reasons.WRONG_LINES,
            "lines: == 5000",
            "5000 lines or more: the limit of one query",
            difference="too many to count",
            hint="ask for fewer lines",
            final=True,
        ),
    ),
    "too many to be counted, and enough": Case(
        logs(lines="> 10"), (many(5000),), holds("lines: > 10", "5000 lines, for example x")
    ),
    "a load that is no truth": Case(
        logs(lines="equals the load"),
        (loki("lines"),),
        unsure(reasons.LOAD_OFF, "lines: equals the load (18)", "k6 was too slow", final=True),
        after(20.0, SENT.model_copy(update={"invalid_reason": "k6 was too slow"})),
    ),
    "no load": Case(
        logs(lines="equals the load"),
        (loki("lines"),),
        unsure(reasons.LOAD_OFF, "lines: equals the load", "no load was sent", final=True),
        after(20.0, None),
    ),
    "every line is this text": Case(
        logs(every_line=EXTRACTED),
        (loki("lines_extracted"),),
        holds(f"lines: at least one, every line is {EXTRACTED}", f"3 lines, for example {EXTRACTED}"),
    ),
    "lines that say something else": Case(
        logs(every_line="/order [01] taken/"),
        (loki("lines_otlp"),),
        misses(
            reasons.WRONG_LINES,
            "lines: at least one, every line is /order [01] taken/",
            "lines that do not match: order 2 taken",
            difference="1 of 3 lines do not match",
            final=True,
        ),
    ),
    "labels that the query extracts": Case(
        logs(labels={"have": ("detected_level",), "equal": {"route": "/log/error", "mark": "/^[dmt]$/"}}),
        (loki("lines_extracted"),),
        holds(
            "lines: at least one, every stream has detected_level, route = /log/error, mark = /^[dmt]$/",
            f"3 lines, for example {EXTRACTED}",
        ),
    ),
    "the trace of a line that came by OTLP": Case(
        logs(
            labels={
                "have": (
                    "trace_id",
                    "span_id",
                ),
                "equal": {"service_name": "api"},
            }
        ),
        (loki("lines_otlp"),),
        holds(
            "lines: at least one, every stream has trace_id, span_id, service_name = api",
            "3 lines, for example order 2 taken",
        ),
    ),
    "lines that Loki cannot read": Case(
        logs(labels={"have": ("route",), "lack": ("mark",)}),
        (loki("lines_unread"),),
        misses(
            reasons.WRONG_LABELS,
            "lines: at least one, every stream has route, lacks mark",
            # What begins a stream's labels tells enough of it.
            '{__error__="JSONParserErr", '
            "__error_details__=\"Value looks like object, but can't find closing '}' symbol\", "
            'container="log_writer", detected_level="error", serv...: no label route; '
            '{__error__="JSONParserErr", '
            "__error_details__=\"Value looks like object, but can't find closing '}' symbol\", "
            'container="log_writer", detected_level="info", servi...: no label route; '
            '{container="log_writer", detected_level="error", level="error", logger="log_writer", mark="t", '
            'message="ERROR: the answer could not be stored", method="GET", ro...: has the label mark; and 3 more',
            difference="6 of 6 streams",
            hint="Loki could not parse some lines (JSONParserErr); see their labels",
            final=True,
        ),
    ),
    "all that is wrong": Case(
        logs(lines="== 4", every_line="/order [01] taken/", labels={"lack": ("host_arch",)}),
        (loki("lines_otlp"),),
        misses(
            reasons.WRONG_LINES,
            "lines: == 4, every line is /order [01] taken/, every stream lacks host_arch",
            "3 lines; lines that do not match: order 2 taken; "
            '{detected_level="info", host_arch="amd64", http_route="/api/orders", scope_name="shop", '
            'service_name="api", severity_number="9", severity_text="INFO", span_id="...: has the label host_arch',
            difference="1 missing; 1 of 3 lines do not match; 1 of 1 streams",
            final=True,
        ),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement
