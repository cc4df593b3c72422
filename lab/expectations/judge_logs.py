"""The lines of a log query: how many, what each says, and the labels of their streams."""

from __future__ import annotations

from lab.expectations.eval_context import Moment
from lab.expectations.judge_labels import faults_of, say_labels
from lab.expectations.load_counts import load_off, miscount, wanted
from lab.expectations.results import Labels, failed, matches, passed, shortened, spell_labels, unobserved
from lab.expectations.specs import LogsCheck
from lab.language import reasons
from lab.language.reasons import Reason
from lab.queries.loki import LogLines
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

_LONG = 160  # characters of a line that are shown
_PARSER_ERROR = "__error__"  # the label Loki gives to a line that a stage of the query could not read


def asks(check: LogsCheck, moment: Moment) -> tuple[Query, ...]:
    return (LogLines(query=check.expectation.logs, start=moment.lab_started, end=moment.now),)


def judge(check: LogsCheck, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    wish = check.expectation
    count = wanted("line", wish.lines, moment.load if check.load else None, wish.route)
    expected = _expected(check, count.words())
    if missed := unobserved(expected, observations):
        return missed
    observation = observations[0]
    assert isinstance(observation.query, LogLines)
    streams: list[Labels] = [each["stream"] for each in observation.answer["result"]]
    lines = [line for each in observation.answer["result"] for _, line, *_ in each["values"]]
    if not lines:
        return failed(reasons.NO_LINES, expected, "no lines", hint=f"the query was {wish.logs}")
    if check.load and (no_truth := load_off(expected, moment.load)):
        return no_truth
    # Lines stay once they are there: what is wrong with one of them, no later look can mend.
    faults: list[tuple[Reason, str, str, str, bool]] = []
    if wrong := miscount(count, len(lines), cut=len(lines) >= observation.query.limit):
        faults.append((reasons.WRONG_LINES, wrong.words, wrong.off, wrong.advice, wrong.final))
    if wish.every_line and (others := [line for line in lines if not matches(wish.every_line, line)]):
        words = f"other lines: {shortened([_short(line) for line in others], 3)}"
        faults.append((reasons.WRONG_LINES, words, f"{len(others)} of {len(lines)} lines are others", "", True))
    if wish.labels and (each := [(labels, bad) for labels in streams if (bad := faults_of(wish.labels, labels))]):
        words = shortened([f"{_short(spell_labels(labels))}: {', '.join(bad)}" for labels, bad in each], 3)
        faults.append((reasons.WRONG_LABELS, words, f"{len(each)} of {len(streams)} streams", "", True))
    if not faults:
        return passed(expected, f"{len(lines)} lines, for instance {_short(lines[0])}")
    given, seen, offs, advices, finals = zip(*faults, strict=True)
    unread = {labels[_PARSER_ERROR] for labels in streams if _PARSER_ERROR in labels}
    advice = f"Loki could not read some lines ({', '.join(sorted(unread))}); see their labels" if unread else ""
    return failed(
        given[0],
        expected,
        "; ".join(seen),
        difference="; ".join(filter(None, offs)),
        hint="; ".join(filter(None, (*advices, advice))),
        final=any(finals),
    )


def _expected(check: LogsCheck, count: str) -> str:
    words = [f"lines: {count}"]
    if check.expectation.every_line:
        words.append(f"every line is {check.expectation.every_line}")
    if check.expectation.labels:
        words.append(f"every stream {say_labels(check.expectation.labels)}")
    return ", ".join(words)


def _short(line: str) -> str:
    return line if len(line) <= _LONG else f"{line[:_LONG]}..."
