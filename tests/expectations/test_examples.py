"""Every kind has an example that passes and one that fails; each is planned and judged, and comes to the judgement that
the documentation shows. What a backend may answer besides is tried on the same examples."""

from __future__ import annotations

from typing import Any

import pytest

from lab.expectations import KINDS
from lab.language import reasons
from lab.queries.answer import Answer
from lab.record.verdict import Status
from tests.expectations.examples_of_kinds import FOLDER, Example, examples

NAMES = [kind.kind for kind in KINDS]
EXAMPLES = {f"{name} {outcome}": example for name in NAMES for outcome, example in examples(name).items()}


def test_every_kind_has_an_example() -> None:
    assert sorted(file.stem for file in FOLDER.glob("*.yaml")) == NAMES


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_judgement(example: Example) -> None:
    judgement = example.judge()
    assert judgement.model_copy(update={"empty": ()}) == example.judgement


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_outcomes(kind: Any) -> None:
    passes, fails = (examples(kind.kind)[outcome].judgement for outcome in ("passes", "fails"))

    assert (passes.status, fails.status) == (Status.PASSED, Status.FAILED)
    assert fails.reason in kind.reasons


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
@pytest.mark.parametrize("answer", [7, "text", None, [7]], ids=repr)
def test_an_answer_of_another_shape_decides_nothing(example: Example, answer: Any) -> None:
    judgement = example.judge(*[answer] * len(example.answers))

    assert (judgement.status, judgement.reason) == (Status.UNDECIDED, reasons.NOT_OBSERVED)
    assert judgement.expected == example.judgement.expected or "load" in example.judgement.expected
    assert judgement.actual.startswith("unexpected answer of ")


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
@pytest.mark.parametrize("answer", [{}, [], [{}], {"resultType": "matrix", "result": [{}]}], ids=repr)
def test_an_empty_answer_is_judged_without_a_fault(example: Example, answer: Any) -> None:
    for index in range(len(example.answers)):
        answers = (*example.answers[:index], answer, *example.answers[index + 1 :])
        assert example.judge(*answers).expected


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_each_query_refused_or_not_answered(example: Example) -> None:
    for index in range(len(example.answers)):
        refused, silent = (
            example.judge(*example.answers[:index], answer, *example.answers[index + 1 :])
            for answer in (Answer(error="bad query", refused=True), Answer(error="does not answer"))
        )
        assert (refused.status, refused.reason, refused.final) == (Status.FAILED, reasons.QUERY_ERROR, True)
        assert (silent.status, silent.reason, silent.final) == (Status.UNDECIDED, reasons.NOT_OBSERVED, False)
        assert "bad query" in refused.actual
        assert silent.actual == "does not answer"


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_the_roles_it_needs_are_those_its_queries_are_sent_to(example: Example) -> None:
    queries = example.check.queries(example.ctx)
    sent_to = {role for query in queries if not query.ask for role in query.roles()}

    assert {*example.check.roles()} == sent_to
    assert sent_to or example.check.services()
